/* Rows of a group as one block: header, directory and times, then a column a tag. */
#include <stdlib.h>
#include <string.h>

#include "historian/historian_private.h"
#include "kit/must.h"

static const uint32_t BLOCK_MAGIC = 0x31424844; /* "DHB1" */

enum { TILE = 4 };

/* The coarsest unit in which all the times, counted from the first, are whole. */
static const time_us UNITS[] = {1000000, 1000, 1};
enum { UNIT_COUNT = 3 };

static void write_times(struct bytes_out *out, const struct row_block *rows)
{
    int64_t since[HISTORIAN_ROWS_MAX];
    time_us first = rows->times[rows->order[0]];
    uint8_t unit = 0;
    for (size_t i = 0; i < rows->count; i++) {
        since[i] = rows->times[rows->order[i]] - first;
        while (since[i] % UNITS[unit] != 0)
            unit++;
    }
    for (size_t i = 0; i < rows->count; i++)
        since[i] /= UNITS[unit];
    put_byte(out, unit);
    pack_integers(out, since, rows->count);
}

/* Some columns in one pass over the rows, which lie row by row. */
static void write_columns(struct bytes_out *out, size_t start, const struct historian_group *group,
                          const struct row_block *rows)
{
    double values[TILE][HISTORIAN_ROWS_MAX];
    uint8_t qualities[TILE][HISTORIAN_ROWS_MAX];
    size_t directory = start + BLOCK_HEADER;
    for (size_t column = 0; column < group->count; column += TILE) {
        size_t wide = group->count - column < TILE ? group->count - column : TILE;
        for (size_t i = 0; i < rows->count; i++) {
            size_t at = rows->order[i] * group->count + column;
            for (size_t k = 0; k < wide; k++) {
                values[k][i] = rows->values[at + k];
                qualities[k][i] = rows->qualities[at + k];
            }
        }
        for (size_t k = 0; k < wide; k++) {
            set_u32(out->bytes + directory + 4 * (column + k), (uint32_t)(out->size - start));
            column_write(out, values[k], qualities[k], rows->count, &group->tags[column + k]);
        }
    }
    set_u32(out->bytes + directory + 4 * group->count, (uint32_t)(out->size - start));
}

static void write_header(uint8_t *at, const struct block_header *h)
{
    struct bytes_out out = {0};
    put_u32(&out, BLOCK_MAGIC);
    put_u32(&out, h->size);
    put_u32(&out, h->group);
    put_u16(&out, h->columns);
    put_u16(&out, h->rows);
    put_u64(&out, (uint64_t)h->first);
    put_u64(&out, (uint64_t)h->last);
    put_u64(&out, h->number);
    put_u64(&out, (uint64_t)h->gap_max);
    put_u32(&out, h->flags);
    put_u32(&out, h->front_size);
    put_u32(&out, h->front_crc);
    put_u32(&out, crc32c(out.bytes, out.size));
    must(out.size == BLOCK_HEADER);
    memcpy(at, out.bytes, out.size);
    bytes_free(&out);
}

uint32_t block_write(struct bytes_out *out, const struct historian_group *group,
                     const struct row_block *rows, uint64_t number, uint32_t flags)
{
    must(rows->count > 0 && rows->count <= HISTORIAN_ROWS_MAX);
    size_t start = out->size, directory = 4 * (group->count + 1);
    struct block_header h = {.group = group->id,
                             .columns = (uint16_t)group->count,
                             .rows = (uint16_t)rows->count,
                             .first = rows->times[rows->order[0]],
                             .last = rows->times[rows->order[rows->count - 1]],
                             .number = number,
                             .flags = flags};
    for (size_t i = 1; i < rows->count; i++) {
        time_us gap = rows->times[rows->order[i]] - rows->times[rows->order[i - 1]];
        h.gap_max = gap > h.gap_max ? gap : h.gap_max;
        h.flags |= gap == 0 ? BLOCK_TWINS : 0;
    }
    memset(bytes_more(out, BLOCK_HEADER + directory), 0, BLOCK_HEADER + directory);
    write_times(out, rows);
    h.front_size = (uint32_t)(out->size - start - BLOCK_HEADER);
    write_columns(out, start, group, rows);
    h.size = (uint32_t)(out->size - start);
    h.front_crc = crc32c(out->bytes + start + BLOCK_HEADER, h.front_size);
    write_header(out->bytes + start, &h);
    return h.flags;
}

/* ---- reading: never trust the bytes ---- */

static bool sensible(const struct block_header *h)
{
    return h->columns > 0 && h->columns <= HISTORIAN_TAGS_MAX && h->rows > 0 &&
           h->rows <= HISTORIAN_ROWS_MAX && h->first <= h->last && h->first >= TIME_FIRST &&
           h->last < TIME_PAST_LAST && h->gap_max >= 0 && h->size <= BLOCK_SIZE_MAX &&
           h->front_size > 4U * (h->columns + 1U) && h->front_size <= h->size - BLOCK_HEADER;
}

bool block_header_read(const uint8_t *bytes, size_t size, struct block_header *ret)
{
    if (size < BLOCK_HEADER)
        return false;
    struct bytes_in in = {bytes, BLOCK_HEADER, 0, false};
    if (get_u32(&in) != BLOCK_MAGIC)
        return false;
    struct block_header h = {.size = get_u32(&in)};
    h.group = get_u32(&in);
    h.columns = get_u16(&in);
    h.rows = get_u16(&in);
    h.first = (time_us)get_u64(&in);
    h.last = (time_us)get_u64(&in);
    h.number = get_u64(&in);
    h.gap_max = (time_us)get_u64(&in);
    h.flags = get_u32(&in);
    h.front_size = get_u32(&in);
    h.front_crc = get_u32(&in);
    if (get_u32(&in) != crc32c(bytes, BLOCK_HEADER - 4) || h.size < BLOCK_HEADER || !sensible(&h))
        return false;
    *ret = h;
    return true;
}

static bool times_read(const struct block_header *h, struct bytes_in *in, time_us *ret)
{
    uint8_t unit = get_byte(in);
    if (in->bad || unit >= UNIT_COUNT)
        return false;
    unpack_integers(in, h->rows, ret);
    if (in->bad)
        return false;
    const int64_t most = TIME_PAST_LAST - TIME_FIRST;
    time_us before = 0;
    for (size_t i = 0; i < h->rows; i++) {
        if (ret[i] < 0 || ret[i] > most / UNITS[unit])
            return false;
        ret[i] = h->first + ret[i] * UNITS[unit];
        if (ret[i] < before)
            return false;
        before = ret[i];
    }
    return ret[0] == h->first && before == h->last;
}

bool block_front_read(const struct block_header *h, const uint8_t *bytes, size_t size,
                      uint32_t *ret_offsets, time_us *ret_times)
{
    if (size < h->front_size || crc32c(bytes, h->front_size) != h->front_crc)
        return false;
    struct bytes_in in = {bytes, h->front_size, 0, false};
    uint32_t before = BLOCK_HEADER + h->front_size;
    for (size_t i = 0; i <= h->columns; i++) {
        ret_offsets[i] = get_u32(&in);
        if (ret_offsets[i] < before || ret_offsets[i] > h->size)
            return false;
        before = ret_offsets[i];
    }
    return before == h->size && times_read(h, &in, ret_times);
}

static bool near(double a, double b)
{
    double off = a - b, large = b < 0 ? -b : b;
    return a == b || (off < 0 ? -off : off) <= 1e-9 * large || (a != a && b != b);
}

static bool column_whole(const uint8_t *bytes, size_t size, size_t rows)
{
    double values[HISTORIAN_ROWS_MAX];
    uint8_t qualities[HISTORIAN_ROWS_MAX];
    struct aggregate stored;
    if (!column_read(bytes, size, rows, values, qualities) ||
        !column_aggregate(bytes, size, rows, &stored))
        return false;
    struct aggregate found = aggregate_of(values, qualities, rows);
    return stored.usable == found.usable && near(stored.min, found.min) &&
           near(stored.max, found.max) && near(stored.first, found.first) &&
           near(stored.last, found.last) && near(stored.sum, found.sum);
}

bool block_whole(const uint8_t *bytes, size_t size)
{
    struct block_header h;
    if (!block_header_read(bytes, size, &h) || h.size > size)
        return false;
    uint32_t *offsets = take_memory(sizeof *offsets * (h.columns + 1U));
    time_us times[HISTORIAN_ROWS_MAX];
    bool whole = block_front_read(&h, bytes + BLOCK_HEADER, size - BLOCK_HEADER, offsets, times);
    for (size_t i = 0; whole && i < h.columns; i++)
        whole = column_whole(bytes + offsets[i], offsets[i + 1] - offsets[i], h.rows);
    free(offsets);
    return whole;
}
