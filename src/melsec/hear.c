/* The client's ear: which bytes are the answer to this request, and what they say.
 *
 * An answer must repeat the route (and the number, in 4E) and be exactly as long as the request
 * makes it; a refusal that repeats a command must repeat ours. All else is skipped up to where an
 * answer may begin. */
#include <string.h>

#include "kit/must.h"
#include "melsec/melsec_private.h"

enum { HEAD_MAX = 22, TAIL = 9 }; /* TAIL: route and command after the end code of a refusal */

struct reader {
    bool ascii;
    const uint8_t *bytes;
    size_t at;
    bool bad; /* a character that is no hexadecimal digit */
};

static unsigned hex(struct reader *reader, uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - (unsigned)'0';
    if (c >= 'A' && c <= 'F')
        return c - (unsigned)'A' + 10;
    reader->bad = true;
    return 0;
}

static uint32_t get(struct reader *reader, unsigned size)
{
    uint32_t number = 0;
    if (reader->ascii)
        for (unsigned i = 0; i < 2 * size; i++)
            number = number << 4 | hex(reader, reader->bytes[reader->at++]);
    else
        for (unsigned i = 0; i < size; i++)
            number |= (uint32_t)reader->bytes[reader->at++] << (8 * i);
    return number;
}

/* What an answer to this request begins with. */
static size_t head_of(const struct melsec_settings *settings, bool numbered, uint8_t station,
                      uint16_t number, uint8_t *head)
{
    const uint32_t fields[][2] = {
        {number, 2},       {0, 2},      {settings->network, 1}, {settings->pc, 1},
        {settings->io, 2}, {station, 1}};
    static const uint8_t ascii[] = {'D', '0', '0', '0'}, binary[] = {0xD0, 0};
    size_t size = settings->ascii ? sizeof ascii : sizeof binary;
    memcpy(head, settings->ascii ? ascii : binary, size);
    if (numbered)
        head[settings->ascii ? 1 : 0] = settings->ascii ? '4' : 0xD4;
    for (size_t i = numbered ? 0 : 2; i < sizeof fields / sizeof *fields; i++) {
        unsigned digits = 2 * fields[i][1];
        for (unsigned d = 0; d < digits && settings->ascii; d++)
            head[size++] = (uint8_t) "0123456789ABCDEF"[fields[i][0] >> 4 * (digits - 1 - d) & 15U];
        for (unsigned b = 0; b < fields[i][1] && !settings->ascii; b++)
            head[size++] = (uint8_t)(fields[i][0] >> 8 * b);
    }
    must(size <= HEAD_MAX);
    return size;
}

/* Bytes before the next place where an answer may begin; at least one. */
static struct wire_heard skip(const uint8_t *bytes, size_t count, const uint8_t *head, size_t size)
{
    size_t at = 1;
    while (at < count && memcmp(bytes + at, head, count - at < size ? count - at : size) != 0)
        at++;
    return (struct wire_heard){WIRE_SKIP, at};
}

/* Bytes (or characters) of data that the answer must have. */
static size_t data_size(const struct melsec_settings *settings, const struct wire_request *request)
{
    if (request->verb == WIRE_WRITE)
        return 0;
    if (request->mode == MELSEC_BATCH_BITS)
        return settings->ascii ? request->unit_count : (request->unit_count + 1) / 2;
    return (settings->ascii ? 4 : 2) * request->unit_count;
}

static bool read_bits(struct reader *reader, size_t count, uint16_t *units)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t byte = reader->bytes[reader->ascii ? reader->at + i : reader->at + i / 2];
        unsigned bit = reader->ascii ? byte - (unsigned)'0' : i % 2 == 0 ? byte >> 4 : byte & 15U;
        if (bit > 1)
            return false;
        units[i] = (uint16_t)bit;
    }
    return true;
}

/* Does this block stand in this part of the answer? Words stand before double words in a random
 * answer, words before bits in one of blocks. */
static bool in_pass(const struct wire_request *request, size_t block, int pass)
{
    if (request->mode == MELSEC_RANDOM)
        return (request->blocks[block].count == 2) == (pass == 1);
    if (request->mode == MELSEC_BLOCKS)
        return (melsec_devices[request->blocks[block].area & ~AREA_BITS].kind != WORDS) ==
               (pass == 1);
    return pass == 0;
}

static void read_words(struct reader *reader, const struct wire_request *request, uint16_t *units)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t unit = 0;
        for (size_t i = 0; i < request->block_count; i++) {
            uint32_t count = request->blocks[i].count;
            bool here = in_pass(request, i, pass);
            bool twice = here && request->mode == MELSEC_RANDOM && count == 2;
            for (uint32_t word = 0; word < count && here && !twice; word++)
                units[unit + word] = (uint16_t)get(reader, 2);
            if (twice) { /* one number, whose high digits stand first in ASCII */
                uint32_t both = get(reader, 4);
                units[unit] = (uint16_t)both;
                units[unit + 1] = (uint16_t)(both >> 16);
            }
            unit += count;
        }
    }
}

static bool same_command(struct reader reader, const struct melsec_settings *settings,
                         const struct wire_request *request)
{
    reader.at += settings->ascii ? 10 : 5; /* the route again */
    unsigned command = get(&reader, 2), sub = get(&reader, 2);
    return !reader.bad && command == melsec_command(request) &&
           sub == melsec_subcommand(settings, request);
}

struct wire_heard melsec_hear(const struct melsec_settings *settings, bool numbered,
                              const struct wire_request *request, uint16_t number,
                              const uint8_t *bytes, size_t count, uint16_t *ret_units,
                              struct error *err)
{
    uint8_t head[HEAD_MAX];
    size_t size = head_of(settings, numbered, request->station, number, head);
    size_t wide = settings->ascii ? 2 : 1, fixed = size + 4 * wide;
    if (memcmp(bytes, head, count < size ? count : size) != 0)
        return skip(bytes, count, head, size);
    if (count < size + 2 * wide)
        return (struct wire_heard){.is = WIRE_MORE};
    struct reader reader = {.ascii = settings->ascii, .bytes = bytes, .at = size};
    size_t length = get(&reader, 2), data = data_size(settings, request);
    bool plain = length == 2 * wide + data, short_no = length == 2 * wide,
         long_no = length == (2 + TAIL) * wide;
    if (reader.bad || !(plain || short_no || long_no))
        return skip(bytes, count, head, size);
    if (count < size + 2 * wide + length)
        return (struct wire_heard){.is = WIRE_MORE};
    unsigned end_code = get(&reader, 2);
    size_t whole = size + 2 * wide + length;
    if (reader.bad)
        return skip(bytes, count, head, size);
    if (end_code != 0) {
        if (!short_no && !(long_no && same_command(reader, settings, request)))
            return skip(bytes, count, head, size);
        struct melsec_meaning meaning = melsec_end_code(end_code);
        (void)FAIL(err, *meaning.reason, "end code %04X: %s", end_code, meaning.en);
        return (struct wire_heard){WIRE_REFUSED, whole};
    }
    must(reader.at == fixed);
    if (!plain)
        return skip(bytes, count, head, size);
    if (request->verb == WIRE_READ && request->mode == MELSEC_BATCH_BITS)
        reader.bad = !read_bits(&reader, request->unit_count, ret_units);
    else if (request->verb == WIRE_READ)
        read_words(&reader, request, ret_units);
    return reader.bad ? skip(bytes, count, head, size) : (struct wire_heard){WIRE_ANSWER, whole};
}

/* ---- the two protocols ---- */

static size_t ask_3e(const void *settings, const struct wire_request *request, uint16_t number,
                     uint8_t *bytes)
{
    return melsec_ask(settings, false, request, number, bytes);
}

static size_t ask_4e(const void *settings, const struct wire_request *request, uint16_t number,
                     uint8_t *bytes)
{
    return melsec_ask(settings, true, request, number, bytes);
}

static struct wire_heard hear_3e(const void *settings, const struct wire_request *request,
                                 uint16_t number, const uint8_t *bytes, size_t count,
                                 uint16_t *ret_units, struct error *err)
{
    return melsec_hear(settings, false, request, number, bytes, count, ret_units, err);
}

static struct wire_heard hear_4e(const void *settings, const struct wire_request *request,
                                 uint16_t number, const uint8_t *bytes, size_t count,
                                 uint16_t *ret_units, struct error *err)
{
    return melsec_hear(settings, true, request, number, bytes, count, ret_units, err);
}

const struct wire_protocol melsec_3e = {"melsec 3E",  WIRE_RECONNECT, melsec_place,
                                        melsec_modes, ask_3e,         hear_3e};
const struct wire_protocol melsec_4e = {"melsec 4E",  WIRE_NUMBERED, melsec_place,
                                        melsec_modes, ask_4e,        hear_4e};
