/* The client's FEnet: a header of twenty bytes, then the instruction; all numbers low byte first.
 */
#include <string.h>

#include "kit/must.h"
#include "xgt/xgt_private.h"

enum { HEADER = 20, ID_SIZE = 10, BODY_MAX = 2048 };

static const char new_id[ID_SIZE + 1] = "LSIS-XGT\0\0", old_id[ID_SIZE + 1] = "LGIS-GLOFA";

#define COSTS 10000, 30, 2

static const struct wire_mode *modes(const void *settings, size_t *ret_count)
{
    static const struct wire_mode all[XGT_FAMILY_COUNT][XGT_MODE_COUNT] = {
#define FAMILY(id, name, cpu, bytes)                                                               \
    {{"continuous", WIRE_WORDS, false, 1, (bytes) / 2, COSTS},                                     \
     {"words", WIRE_WORDS, true, BLOCKS_MAX, BLOCKS_MAX, COSTS},                                   \
     {"bits", WIRE_BITS, true, BLOCKS_MAX, BLOCKS_MAX, COSTS}},
#include "xgt/families.def"
#undef FAMILY
    };
    const struct xgt_settings *xgt = settings;
    must(xgt->family < XGT_FAMILY_COUNT);
    *ret_count = XGT_MODE_COUNT;
    return all[xgt->family];
}

/* Data type and the letter in the names. */
static const struct {
    unsigned type;
    char letter;
} kinds[XGT_MODE_COUNT] = {
    [XGT_CONTINUOUS] = {0x14, 'B'}, [XGT_WORDS] = {2, 'W'}, [XGT_BITS] = {0, 'X'}};

static void put(uint8_t *bytes, size_t *size, unsigned number)
{
    must(*size + 2 <= WIRE_FRAME_MAX);
    bytes[(*size)++] = (uint8_t)number;
    bytes[(*size)++] = (uint8_t)(number >> 8);
}

static unsigned get(const uint8_t *bytes, size_t at)
{
    return bytes[at] | (unsigned)bytes[at + 1] << 8;
}

/* Bytes of one block's data. */
static size_t data_size(const struct wire_request *request, const struct wire_block *block)
{
    return request->mode == XGT_BITS ? 1 : 2 * (size_t)block->count;
}

static uint8_t check_sum(const uint8_t *bytes)
{
    unsigned sum = 0;
    for (size_t i = 0; i < HEADER - 1; i++)
        sum += bytes[i];
    return (uint8_t)sum;
}

static size_t put_data(const struct wire_request *request, uint8_t *bytes, size_t size)
{
    const uint16_t *units = request->units;
    for (size_t i = 0; i < request->block_count; i++) {
        const struct wire_block *block = &request->blocks[i];
        put(bytes, &size, (unsigned)data_size(request, block));
        for (uint32_t j = 0; j < block->count; j++, units++)
            if (request->mode == XGT_BITS)
                bytes[size++] = *units != 0;
            else
                put(bytes, &size, *units);
    }
    return size;
}

static size_t ask(const void *settings, const struct wire_request *request, uint16_t number,
                  uint8_t *bytes)
{
    const struct xgt_settings *xgt = settings;
    bool write = request->verb == WIRE_WRITE, continuous = request->mode == XGT_CONTINUOUS;
    size_t size = HEADER;
    must(request->mode < XGT_MODE_COUNT);
    must(request->block_count <= (continuous ? 1 : BLOCKS_MAX));
    put(bytes, &size, write ? 0x58 : 0x54);
    put(bytes, &size, kinds[request->mode].type);
    put(bytes, &size, 0);
    put(bytes, &size, (unsigned)request->block_count);
    for (size_t i = 0; i < request->block_count; i++) {
        char name[NAME_MAX + 1];
        size_t length = xgt_name(&request->blocks[i], kinds[request->mode].letter, name);
        put(bytes, &size, (unsigned)length);
        memcpy(bytes + size, name, length);
        size += length;
    }
    if (write)
        size = put_data(request, bytes, size);
    else if (continuous)
        put(bytes, &size, 2 * request->blocks[0].count);
    size_t head = 0;
    memset(bytes, 0, HEADER);
    memcpy(bytes, xgt->glofa ? old_id : new_id, ID_SIZE);
    head = ID_SIZE + 2;
    bytes[head++] = xgt_families[xgt->family].cpu;
    bytes[head++] = 0x33;
    put(bytes, &head, number);
    put(bytes, &head, (unsigned)(size - HEADER));
    bytes[head++] = xgt->position;
    bytes[head] = check_sum(bytes);
    return size;
}

static bool begins(const uint8_t *bytes, size_t count)
{
    size_t seen = count < ID_SIZE ? count : ID_SIZE;
    return memcmp(bytes, new_id, seen) == 0 || memcmp(bytes, old_id, seen) == 0;
}

static struct wire_heard skip(const uint8_t *bytes, size_t count)
{
    size_t at = 1;
    while (at < count && !begins(bytes + at, count - at))
        at++;
    return (struct wire_heard){WIRE_SKIP, at};
}

/* The blocks of a read's answer; false when their number or lengths are not ours. */
static bool read_blocks(const struct wire_request *request, const uint8_t *body, size_t length,
                        uint16_t *units)
{
    size_t at = 10;
    if (length < at || get(body, 8) != request->block_count)
        return false;
    if (request->verb == WIRE_WRITE)
        return length == at;
    for (size_t i = 0; i < request->block_count; i++) {
        const struct wire_block *block = &request->blocks[i];
        size_t size = data_size(request, block);
        if (length - at < 2 + size || get(body, at) != size)
            return false;
        at += 2;
        for (uint32_t j = 0; j < block->count; j++)
            *units++ = (uint16_t)(request->mode == XGT_BITS ? body[at] & 1U
                                                            : get(body, at + 2 * (size_t)j));
        at += size;
    }
    return at == length;
}

static struct wire_heard hear(const void *settings, const struct wire_request *request,
                              uint16_t number, const uint8_t *bytes, size_t count,
                              uint16_t *ret_units, struct error *err)
{
    (void)settings;
    if (!begins(bytes, count))
        return skip(bytes, count);
    if (count < HEADER)
        return (struct wire_heard){.is = WIRE_MORE};
    size_t length = get(bytes, 16);
    /* Some modules leave the check byte 0. */
    bool checked = bytes[HEADER - 1] == 0 || bytes[HEADER - 1] == check_sum(bytes);
    if (bytes[13] != 0x11 || get(bytes, 14) != number || !checked || length < 8 ||
        length > BODY_MAX)
        return skip(bytes, count);
    if (count < HEADER + length)
        return (struct wire_heard){.is = WIRE_MORE};
    const uint8_t *body = bytes + HEADER;
    unsigned command = request->verb == WIRE_WRITE ? 0x59 : 0x55;
    if (get(body, 0) != command || get(body, 2) != kinds[request->mode].type)
        return skip(bytes, count);
    if (get(body, 6) != 0) {
        unsigned code = length >= 10 ? get(body, 8) : 0;
        struct xgt_meaning meaning = xgt_fenet_error(code);
        (void)FAIL(err, *meaning.reason, "error %04X: %s", code, meaning.en);
        return (struct wire_heard){WIRE_REFUSED, HEADER + length};
    }
    if (!read_blocks(request, body, length, ret_units))
        return skip(bytes, count);
    return (struct wire_heard){WIRE_ANSWER, HEADER + length};
}

const struct wire_protocol xgt_fenet = {"xgt FEnet", WIRE_NUMBERED, xgt_place, modes, ask, hear};
