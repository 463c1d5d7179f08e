/* The client's Cnet: everything in ASCII between control characters, numbers in hexadecimal with
 * the high digit first. Our requests are in lower case, so that a check sum follows; the probe is
 * in capitals and its answer too, which tells it from all others. */
#include <string.h>

#include "kit/must.h"
#include "xgt/xgt_private.h"

enum { ENQ = 0x05, EOT = 0x04, ACK = 0x06, NAK = 0x15, ETX = 0x03, HEAD = 6, FRAME_MAX = 256 };

/* At 19,200 baud a character takes half a millisecond and the controller about ten to answer. */
#define COSTS(block, unit) 25000, block, unit

static const struct wire_mode *modes(const void *settings, size_t *ret_count)
{
    static const struct wire_mode all[XGT_MODE_COUNT] = {
        {"continuous", WIRE_WORDS, false, 1, CNET_WORDS_MAX, COSTS(6000, 2000)},
        {"words", WIRE_WORDS, true, BLOCKS_MAX, BLOCKS_MAX, COSTS(7000, 2000)},
        {"bits", WIRE_BITS, true, BLOCKS_MAX, BLOCKS_MAX, COSTS(7000, 1000)}};
    (void)settings;
    *ret_count = XGT_MODE_COUNT;
    return all;
}

static void put(uint8_t *bytes, size_t *size, unsigned number, unsigned digits)
{
    must(*size + digits <= FRAME_MAX);
    for (unsigned i = digits; i > 0; i--)
        bytes[(*size)++] = (uint8_t) "0123456789ABCDEF"[number >> 4 * (i - 1) & 15U];
}

/* `digits` hexadecimal digits; false when they are none. */
static bool get(const uint8_t *bytes, unsigned digits, unsigned *ret_number)
{
    unsigned number = 0;
    for (unsigned i = 0; i < digits; i++) {
        unsigned c = bytes[i], digit = c - '0';
        if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        if (digit > 15 || (digit > 9 && c < 'A'))
            return false;
        number = number << 4 | digit;
    }
    *ret_number = number;
    return true;
}

static unsigned sum_of(const uint8_t *bytes, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += bytes[i];
    return sum & 0xFF;
}

static const char *kind_of(const struct wire_request *request)
{
    return request->verb != WIRE_PROBE && request->mode == XGT_CONTINUOUS ? "SB" : "SS";
}

static char command_of(const struct wire_request *request)
{
    static const char commands[] = {[WIRE_READ] = 'r', [WIRE_WRITE] = 'w', [WIRE_PROBE] = 'R'};
    return commands[request->verb];
}

static unsigned unit_digits(const struct wire_request *request)
{
    return request->mode == XGT_BITS ? 2 : 4;
}

static void put_block(uint8_t *bytes, size_t *size, const struct wire_request *request,
                      const struct wire_block *block, const uint16_t *units)
{
    char name[NAME_MAX + 1];
    size_t length = xgt_name(block, request->mode == XGT_BITS ? 'X' : 'W', name);
    put(bytes, size, (unsigned)length, 2);
    memcpy(bytes + *size, name, length);
    *size += length;
    if (request->mode == XGT_CONTINUOUS)
        put(bytes, size, block->count, 2);
    for (uint32_t i = 0; i < block->count && request->verb == WIRE_WRITE; i++)
        put(bytes, size, request->mode == XGT_BITS ? units[i] != 0 : units[i],
            unit_digits(request));
}

static size_t ask(const void *settings, const struct wire_request *request, uint16_t number,
                  uint8_t *bytes)
{
    static const struct wire_block first = {'M', 0, 1};
    bool probe = request->verb == WIRE_PROBE;
    struct wire_request look = {.mode = XGT_WORDS, .blocks = &first, .block_count = 1};
    const struct wire_request *body = probe ? &look : request;
    const uint16_t *units = request->units;
    size_t size = 0;
    (void)settings;
    (void)number;
    bytes[size++] = ENQ;
    put(bytes, &size, request->station, 2);
    bytes[size++] = (uint8_t)command_of(request);
    memcpy(bytes + size, kind_of(request), 2);
    size += 2;
    if (body->mode != XGT_CONTINUOUS)
        put(bytes, &size, (unsigned)body->block_count, 2);
    for (size_t i = 0; i < body->block_count; i++) {
        put_block(bytes, &size, body, &body->blocks[i], units);
        if (request->verb == WIRE_WRITE)
            units += body->blocks[i].count;
    }
    bytes[size++] = EOT;
    if (!probe)
        put(bytes, &size, sum_of(bytes, size), 2);
    return size;
}

static bool begins(const uint8_t *bytes, size_t count, const uint8_t *head)
{
    size_t seen = count < HEAD ? count : HEAD;
    return (bytes[0] == ACK || bytes[0] == NAK) && memcmp(bytes + 1, head, seen - 1) == 0;
}

static struct wire_heard skip(const uint8_t *bytes, size_t count, const uint8_t *head)
{
    size_t at = 1;
    while (at < count && !begins(bytes + at, count - at, head))
        at++;
    return (struct wire_heard){WIRE_SKIP, at};
}

/* Where ETX stands in the answer to this; `short_form`: a continuous one without a block count. */
static size_t end_of(const struct wire_request *request, bool short_form)
{
    size_t data = unit_digits(request) * request->unit_count;
    if (request->verb == WIRE_PROBE)
        return HEAD + 2 + 2 + 4;
    if (request->verb == WIRE_WRITE)
        return HEAD;
    if (request->mode == XGT_CONTINUOUS)
        return HEAD + (short_form ? 2U : 4U) + data;
    return HEAD + 2 + 2 * request->block_count + data;
}

static bool read_data(const struct wire_request *request, const uint8_t *bytes, bool short_form,
                      uint16_t *units)
{
    unsigned digits = unit_digits(request), count;
    const uint8_t *at = bytes + HEAD;
    if (!(request->mode == XGT_CONTINUOUS && short_form)) {
        if (!get(at, 2, &count) || count != request->block_count)
            return false;
        at += 2;
    }
    for (size_t i = 0; i < request->block_count; i++) {
        uint32_t block = request->blocks[i].count;
        if (!get(at, 2, &count) || count != block * digits / 2)
            return false;
        at += 2;
        for (uint32_t j = 0; j < block; j++, at += digits) {
            unsigned number;
            if (!get(at, digits, &number) || (request->mode == XGT_BITS && number > 1))
                return false;
            *units++ = (uint16_t)number;
        }
    }
    return true;
}

/* Is there an ETX at `end`, and the check sum behind it where there is one? */
static bool ends_well(const uint8_t *bytes, size_t end, bool summed)
{
    unsigned sum;
    if (bytes[end] != ETX)
        return false;
    return !summed || (get(bytes + end + 1, 2, &sum) && sum == sum_of(bytes, end + 1));
}

static struct wire_heard hear(const void *settings, const struct wire_request *request,
                              uint16_t number, const uint8_t *bytes, size_t count,
                              uint16_t *ret_units, struct error *err)
{
    uint8_t head[HEAD];
    size_t head_size = 0;
    unsigned code = 0;
    bool summed = request->verb != WIRE_PROBE;
    (void)settings;
    (void)number;
    put(head, &head_size, request->station, 2);
    head[head_size++] = (uint8_t)command_of(request);
    memcpy(head + head_size, kind_of(request), 2);
    if (!begins(bytes, count, head))
        return skip(bytes, count, head);
    bool refused = bytes[0] == NAK;
    size_t end = refused ? HEAD + 4 : end_of(request, true);
    bool short_form = true;
    if (count <= end)
        return (struct wire_heard){.is = WIRE_MORE};
    if (!refused && bytes[end] != ETX) {
        short_form = false;
        end = end_of(request, false);
    }
    size_t whole = end + 1 + (summed ? 2 : 0);
    if (count < whole)
        return (struct wire_heard){.is = WIRE_MORE};
    if (!ends_well(bytes, end, summed))
        return skip(bytes, count, head);
    if (refused) {
        if (!get(bytes + HEAD, 4, &code))
            return skip(bytes, count, head);
        struct xgt_meaning meaning = xgt_cnet_error(code);
        (void)FAIL(err, *meaning.reason, "error %04X: %s", code, meaning.en);
        return (struct wire_heard){WIRE_REFUSED, whole};
    }
    if (request->verb == WIRE_READ && !read_data(request, bytes, short_form, ret_units))
        return skip(bytes, count, head);
    return (struct wire_heard){WIRE_ANSWER, whole};
}

const struct wire_protocol xgt_cnet = {"xgt Cnet", WIRE_PROBED, xgt_place, modes, ask, hear};
