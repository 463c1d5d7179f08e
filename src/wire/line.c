/* A line that loses, repeats, delays, cuts and spoils messages, from a seed. */
#include <string.h>

#include "kit/must.h"
#include "kit/random.h"
#include "wire/wire.h"

enum { PIECES_MAX = 4096, ARENA_MAX = 1 << 20, BYTES_MAX = 1 << 18 };

struct piece {
    time_us at;
    uint32_t from, count;
};

struct wire_line {
    struct arena *arena;
    struct random_stream chance;
    struct wire_faults faults;
    time_us last; /* in order: nothing arrives before what was put earlier */
    size_t first, count;
    uint32_t used;
    struct piece pieces[PIECES_MAX]; /* in the order of arrival */
    uint8_t bytes[BYTES_MAX];
};

struct wire_line *wire_line_new(uint64_t seed, const char *name, const struct wire_faults *faults)
{
    struct arena *arena = arena_new("wire line", ARENA_MAX);
    struct wire_line *line = arena_alloc(arena, sizeof *line);
    line->arena = arena;
    line->chance = random_stream(seed, name);
    line->faults = *faults;
    line->last = INT64_MIN;
    return line;
}

void wire_line_free(struct wire_line *line)
{
    if (line != NULL)
        arena_free(line->arena);
}

void wire_line_clear(struct wire_line *line)
{
    line->first = line->count = 0;
    line->used = 0;
    line->last = INT64_MIN;
}

static bool happens(struct wire_line *line, double chance)
{
    return chance > 0 && random_unit(&line->chance) < chance;
}

/* A full line loses what comes, as one does. */
static void add_piece(struct wire_line *line, time_us at, const uint8_t *bytes, size_t count)
{
    if (line->first + line->count == PIECES_MAX || line->used + count > BYTES_MAX || count == 0)
        return;
    size_t place = line->first + line->count++;
    for (; place > line->first && line->pieces[place - 1].at > at; place--)
        line->pieces[place] = line->pieces[place - 1];
    line->pieces[place] = (struct piece){at, line->used, (uint32_t)count};
    memcpy(line->bytes + line->used, bytes, count);
    line->used += (uint32_t)count;
}

static void put_once(struct wire_line *line, time_us now, const uint8_t *bytes, size_t count)
{
    const struct wire_faults *faults = &line->faults;
    uint8_t copy[WIRE_FRAME_MAX], noise[32];
    time_us at = now + faults->delay;
    if (happens(line, faults->late) && faults->late_max > 0)
        at += (time_us)random_below(&line->chance, (uint64_t)faults->late_max);
    if (!happens(line, faults->overtaken) && at < line->last)
        at = line->last;
    line->last = at > line->last ? at : line->last;
    if (happens(line, faults->noise)) {
        size_t size = 1 + random_below(&line->chance, sizeof noise);
        for (size_t i = 0; i < size; i++)
            noise[i] = (uint8_t)random_bits(&line->chance);
        add_piece(line, at, noise, size);
    }
    memcpy(copy, bytes, count);
    if (happens(line, faults->flipped))
        copy[random_below(&line->chance, count)] ^= (uint8_t)(1 + random_below(&line->chance, 255));
    size_t begun = 0;
    for (size_t i = 1; i < count && faults->split > 0; i++)
        if (happens(line, faults->split)) {
            add_piece(line, at, copy + begun, i - begun);
            begun = i;
        }
    add_piece(line, at, copy + begun, count - begun);
}

void wire_line_put(struct wire_line *line, time_us now, const uint8_t *bytes, size_t count)
{
    must(count > 0);
    must(count <= WIRE_FRAME_MAX);
    if (happens(line, line->faults.lost))
        return;
    put_once(line, now, bytes, count);
    if (happens(line, line->faults.repeated))
        put_once(line, now, bytes, count);
}

bool wire_line_take(struct wire_line *line, time_us now, uint8_t *bytes, size_t *ret_count)
{
    if (line->count == 0 || line->pieces[line->first].at > now)
        return false;
    struct piece piece = line->pieces[line->first++];
    memcpy(bytes, line->bytes + piece.from, piece.count);
    *ret_count = piece.count;
    if (--line->count == 0) {
        line->first = 0;
        line->used = 0;
    }
    return true;
}

time_us wire_line_wake_at(const struct wire_line *line)
{
    return line->count == 0 ? INT64_MAX : line->pieces[line->first].at;
}
