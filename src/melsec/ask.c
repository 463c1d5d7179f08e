/* The client's requests. Binary: low byte first. ASCII: the same numbers as hexadecimal text, high
 * digit first, and the device's code before its number. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/must.h"
#include "melsec/melsec_private.h"

struct sheet {
    bool ascii;
    uint8_t *bytes;
    size_t size;
};

static void put(struct sheet *sheet, uint32_t number, unsigned size)
{
    static const char digits[] = "0123456789ABCDEF";
    must(sheet->size + 2 * size <= WIRE_FRAME_MAX);
    if (sheet->ascii)
        for (unsigned i = 2 * size; i > 0; i--)
            sheet->bytes[sheet->size++] = (uint8_t)digits[number >> (4 * (i - 1)) & 15U];
    else
        for (unsigned i = 0; i < size; i++)
            sheet->bytes[sheet->size++] = (uint8_t)(number >> (8 * i));
}

static void put_text(struct sheet *sheet, const char *text)
{
    size_t size = strlen(text);
    memcpy(sheet->bytes + sheet->size, text, size);
    sheet->size += size;
}

static void put_device(struct sheet *sheet, const struct melsec_settings *settings,
                       const struct wire_block *block)
{
    const struct device *device = &melsec_devices[block->area & ~AREA_BITS];
    bool wide = melsec_families[settings->family].wide;
    bool words_of_bits = device->kind != WORDS && (block->area & AREA_BITS) == 0;
    uint32_t number = words_of_bits ? block->from * 16 : block->from;
    if (!sheet->ascii) {
        put(sheet, number, wide ? 4 : 3);
        put(sheet, device->code, wide ? 2 : 1);
        return;
    }
    char text[12];
    put_text(sheet, wide ? device->ascii_wide : device->ascii);
    if (device->numbers == DECIMAL)
        (void)snprintf(text, sizeof text, wide ? "%08" PRIu32 : "%06" PRIu32, number);
    else
        (void)snprintf(text, sizeof text, wide ? "%08" PRIX32 : "%06" PRIX32, number);
    put_text(sheet, text);
}

/* Binary: two points a byte, the first in the high half. ASCII: a digit each. */
static void put_bits(struct sheet *sheet, const uint16_t *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned bit = units[i] != 0;
        if (sheet->ascii)
            sheet->bytes[sheet->size++] = (uint8_t)('0' + bit);
        else if (i % 2 == 0)
            sheet->bytes[sheet->size++] = (uint8_t)(bit << 4);
        else
            sheet->bytes[sheet->size - 1] |= (uint8_t)bit;
    }
}

static void put_words(struct sheet *sheet, const uint16_t *units, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put(sheet, units[i], 2);
}

static void batch_body(struct sheet *sheet, const struct melsec_settings *settings,
                       const struct wire_request *request)
{
    must(request->block_count == 1);
    put_device(sheet, settings, &request->blocks[0]);
    put(sheet, request->blocks[0].count, 2);
    if (request->verb != WIRE_WRITE)
        return;
    if (request->mode == MELSEC_BATCH_BITS)
        put_bits(sheet, request->units, request->unit_count);
    else
        put_words(sheet, request->units, request->unit_count);
}

static bool is_bit_block(const struct wire_block *block)
{
    return melsec_devices[block->area & ~AREA_BITS].kind != WORDS;
}

/* All blocks of words first, then those of bits; the caller's order within each. */
static void blocks_body(struct sheet *sheet, const struct melsec_settings *settings,
                        const struct wire_request *request)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < request->block_count; i++)
        bits += is_bit_block(&request->blocks[i]);
    put(sheet, (uint32_t)request->block_count - bits, 1);
    put(sheet, bits, 1);
    for (int pass = 0; pass < 2; pass++) {
        const uint16_t *units = request->units;
        for (size_t i = 0; i < request->block_count; i++) {
            const struct wire_block *block = &request->blocks[i];
            if (is_bit_block(block) == (pass == 1)) {
                put_device(sheet, settings, block);
                put(sheet, block->count, 2);
                if (request->verb == WIRE_WRITE)
                    put_words(sheet, units, block->count);
            }
            if (request->verb == WIRE_WRITE)
                units += block->count;
        }
    }
}

/* Words first, then double words (blocks of two). */
static void random_body(struct sheet *sheet, const struct melsec_settings *settings,
                        const struct wire_request *request)
{
    uint32_t doubles = 0;
    for (size_t i = 0; i < request->block_count; i++) {
        must(request->blocks[i].count == 1 || request->blocks[i].count == 2);
        doubles += request->blocks[i].count == 2;
    }
    put(sheet, (uint32_t)request->block_count - doubles, 1);
    put(sheet, doubles, 1);
    for (uint32_t words = 1; words <= 2; words++) {
        const uint16_t *units = request->units;
        for (size_t i = 0; i < request->block_count; i++) {
            const struct wire_block *block = &request->blocks[i];
            if (block->count == words) {
                put_device(sheet, settings, block);
                if (request->verb == WIRE_WRITE)
                    put(sheet, words == 1 ? units[0] : units[0] | (uint32_t)units[1] << 16,
                        2 * words);
            }
            if (request->verb == WIRE_WRITE)
                units += block->count;
        }
    }
}

static void random_bits_body(struct sheet *sheet, const struct melsec_settings *settings,
                             const struct wire_request *request)
{
    must(request->verb == WIRE_WRITE);
    put(sheet, (uint32_t)request->block_count, 1);
    for (size_t i = 0; i < request->block_count; i++) {
        put_device(sheet, settings, &request->blocks[i]);
        put(sheet, request->units[i] != 0, melsec_families[settings->family].wide ? 2 : 1);
    }
}

static const struct {
    unsigned read, write;
    bool bits;
    void (*body)(struct sheet *sheet, const struct melsec_settings *settings,
                 const struct wire_request *request);
} commands[MELSEC_MODE_COUNT] = {
    [MELSEC_BATCH_WORDS] = {0x0401, 0x1401, false, batch_body},
    [MELSEC_BLOCKS] = {0x0406, 0x1406, false, blocks_body},
    [MELSEC_RANDOM] = {0x0403, 0x1402, false, random_body},
    [MELSEC_BATCH_BITS] = {0x0401, 0x1401, true, batch_body},
    [MELSEC_RANDOM_BITS] = {0, 0x1402, true, random_bits_body},
};

unsigned melsec_command(const struct wire_request *request)
{
    must(request->mode < MELSEC_MODE_COUNT);
    return request->verb == WIRE_WRITE ? commands[request->mode].write
                                       : commands[request->mode].read;
}

unsigned melsec_subcommand(const struct melsec_settings *settings,
                           const struct wire_request *request)
{
    return (commands[request->mode].bits ? 1U : 0U) +
           (melsec_families[settings->family].wide ? 2U : 0U);
}

size_t melsec_ask(const struct melsec_settings *settings, bool numbered,
                  const struct wire_request *request, uint16_t number, uint8_t *bytes)
{
    must(request->verb != WIRE_PROBE);
    struct sheet sheet = {.ascii = settings->ascii, .bytes = bytes};
    if (settings->ascii)
        put_text(&sheet, numbered ? "5400" : "5000");
    else
        put(&sheet, numbered ? 0x54 : 0x50, 2);
    if (numbered) {
        put(&sheet, number, 2);
        put(&sheet, 0, 2);
    }
    put(&sheet, settings->network, 1);
    put(&sheet, settings->pc, 1);
    put(&sheet, settings->io, 2);
    put(&sheet, request->station, 1);
    size_t length_at = sheet.size;
    put(&sheet, 0, 2);
    size_t start = sheet.size;
    put(&sheet, settings->timer, 2);
    put(&sheet, melsec_command(request), 2);
    put(&sheet, melsec_subcommand(settings, request), 2);
    commands[request->mode].body(&sheet, settings, request);
    struct sheet length = {.ascii = sheet.ascii, .bytes = bytes, .size = length_at};
    put(&length, (uint32_t)(sheet.size - start), 2);
    return sheet.size;
}
