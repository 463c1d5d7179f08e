#include "kit/random.h"

#include "kit/must.h"

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

struct random_stream random_stream_at(uint64_t seed, const char *name, uint64_t index)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    uint64_t state = seed;
    uint64_t mixed = splitmix(&state) ^ hash;
    mixed = splitmix(&mixed) ^ index;
    struct random_stream stream;
    for (int i = 0; i < 4; i++)
        stream.state[i] = splitmix(&mixed);
    return stream;
}

struct random_stream random_stream(uint64_t seed, const char *name)
{
    return random_stream_at(seed, name, 0);
}

static uint64_t rotated(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static inline uint64_t next_bits(uint64_t *s)
{
    uint64_t result = rotated(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return result;
}

/* The middle of one of 2^52 cells: symmetric, exact, never 0 or 1. */
static inline double unit_of(uint64_t bits)
{
    return ((double)(int64_t)(bits >> 12) + 0.5) * 0x1p-52;
}

uint64_t random_bits(struct random_stream *stream)
{
    return next_bits(stream->state);
}

double random_unit(struct random_stream *stream)
{
    return unit_of(next_bits(stream->state));
}

void random_units(struct random_stream *stream, double *ret, size_t count)
{
    struct random_stream copy = *stream; /* in registers while it turns */
    for (size_t i = 0; i < count; i++)
        ret[i] = unit_of(next_bits(copy.state));
    *stream = copy;
}

uint64_t random_below(struct random_stream *stream, uint64_t limit)
{
    must(limit > 0);
    uint64_t reject = (0 - limit) % limit; /* 2^64 mod limit */
    uint64_t bits = random_bits(stream);
    while (bits < reject)
        bits = random_bits(stream);
    return bits % limit;
}
