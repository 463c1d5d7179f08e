/* Bytes in and out, little end first, and their check sum. */
#include <stdlib.h>
#include <string.h>

#include "historian/historian_private.h"
#include "kit/must.h"

void *take_memory(size_t size)
{
    void *memory = calloc(1, size > 0 ? size : 1);
    must(memory != NULL);
    return memory;
}

void *grow(void *at, size_t *room, size_t wanted, size_t size)
{
    if (wanted <= *room)
        return at;
    size_t more = *room < 8 ? 8 : *room * 2;
    *room = more < wanted ? wanted : more;
    at = realloc(at, *room * size);
    must(at != NULL);
    return at;
}

void bytes_free(struct bytes_out *out)
{
    free(out->bytes);
    *out = (struct bytes_out){0};
}

uint8_t *bytes_more(struct bytes_out *out, size_t size)
{
    out->bytes = grow(out->bytes, &out->room, out->size + size, 1);
    out->size += size;
    return out->bytes + out->size - size;
}

void put_byte(struct bytes_out *out, uint8_t value)
{
    *bytes_more(out, 1) = value;
}

void put_u16(struct bytes_out *out, uint16_t value)
{
    memcpy(bytes_more(out, sizeof value), &value, sizeof value);
}

void put_u32(struct bytes_out *out, uint32_t value)
{
    memcpy(bytes_more(out, sizeof value), &value, sizeof value);
}

void put_u64(struct bytes_out *out, uint64_t value)
{
    memcpy(bytes_more(out, sizeof value), &value, sizeof value);
}

void put_f64(struct bytes_out *out, double value)
{
    memcpy(bytes_more(out, sizeof value), &value, sizeof value);
}

void set_u32(uint8_t *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
}

static void get(struct bytes_in *in, void *ret, size_t size)
{
    if (in->bad || size > in->size - in->at) {
        in->bad = true;
        memset(ret, 0, size);
        return;
    }
    memcpy(ret, in->bytes + in->at, size);
    in->at += size;
}

uint8_t get_byte(struct bytes_in *in)
{
    uint8_t value = 0;
    get(in, &value, sizeof value);
    return value;
}

uint16_t get_u16(struct bytes_in *in)
{
    uint16_t value = 0;
    get(in, &value, sizeof value);
    return value;
}

uint32_t get_u32(struct bytes_in *in)
{
    uint32_t value = 0;
    get(in, &value, sizeof value);
    return value;
}

uint64_t get_u64(struct bytes_in *in)
{
    uint64_t value = 0;
    get(in, &value, sizeof value);
    return value;
}

double get_f64(struct bytes_in *in)
{
    double value = 0;
    get(in, &value, sizeof value);
    return value;
}

/* ---- CRC-32C: by the instruction of the processor where there is one, else bit by bit ---- */

static const uint32_t CASTAGNOLI = 0x82F63B78; /* reflected */

static uint32_t crc_slowly(uint32_t crc, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? CASTAGNOLI : 0);
    }
    return crc;
}

#if defined __x86_64__
__attribute__((target("sse4.2"))) static uint32_t crc_quickly(uint32_t crc, const uint8_t *bytes,
                                                              size_t size)
{
    uint64_t wide = crc;
    for (; size >= 8; bytes += 8, size -= 8) {
        uint64_t word = 0;
        memcpy(&word, bytes, sizeof word);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (uint32_t)wide;
    for (; size > 0; bytes++, size--)
        crc = __builtin_ia32_crc32qi(crc, *bytes);
    return crc;
}

static uint32_t crc_of(uint32_t crc, const uint8_t *bytes, size_t size)
{
    return __builtin_cpu_supports("sse4.2") ? crc_quickly(crc, bytes, size)
                                            : crc_slowly(crc, bytes, size);
}
#else
static uint32_t crc_of(uint32_t crc, const uint8_t *bytes, size_t size)
{
    return crc_slowly(crc, bytes, size);
}
#endif

uint32_t crc32c(const void *bytes, size_t size)
{
    return ~crc_of(UINT32_MAX, bytes, size);
}
