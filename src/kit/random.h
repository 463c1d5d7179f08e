/* random.h -- streams of chance by name.
 *
 * A stream's draws depend on the seed and the stream's name only, so a change
 * to one part of a model leaves the luck of all other parts as it was: that is
 * what makes "with and without a second oven" comparable. The same bits on
 * every machine. Not for secrets: those come from libsodium. */
#ifndef KIT_RANDOM_H
#define KIT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random_stream {
    uint64_t state[4]; /* xoshiro256++ (Blackman, Vigna 2019) */
};

struct random_stream random_stream(uint64_t seed, const char *name);

/* The stream of that name in replication `index`: as if both were the name. */
struct random_stream random_stream_at(uint64_t seed, const char *name, uint64_t index);

uint64_t random_bits(struct random_stream *stream);
double random_unit(struct random_stream *stream); /* 0 < x < 1, 53 bits, never 0 or 1 */
void random_units(struct random_stream *stream, double *ret, size_t count); /* as one by one */
uint64_t random_below(struct random_stream *stream, uint64_t limit); /* 0 <= x < limit, exact */

#endif
