/* What a small plant's 200 tags say once a second, invented: 100 states, 30 counters, 40 slow
 * values with one decimal, 20 noisy floats, 10 noisy 16-bit converters. The same for ours and the
 * peers. */
#ifndef BENCH_HISTORIAN_MIX_H
#define BENCH_HISTORIAN_MIX_H

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { MIX_TAGS = 200, MIX_STATES = 100, MIX_COUNTERS = 130, MIX_SLOW = 170, MIX_FLOATS = 190 };

#define MIX_START   INT64_C(1795478400000000) /* 2026-11-24T00:00:00Z, microseconds */
#define MIX_SCALE   (100.0 / 65535)
#define MIX_Q1_TAG  150 /* a slow value; tags count from 1 */
#define MIX_Q2_FROM (MIX_START + INT64_C(8) * 3600 * 1000000)
#define MIX_Q2_TO   (MIX_START + INT64_C(16) * 3600 * 1000000)

struct mix {
    uint64_t chance;
    int64_t scan, time;
    double values[MIX_TAGS];
    int slow[MIX_TAGS], raw[MIX_TAGS];
};

static inline uint64_t mix_bits(struct mix *mix) /* splitmix64 */
{
    uint64_t z = mix->chance += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static inline double mix_unit(struct mix *mix)
{
    return (double)(mix_bits(mix) >> 11) * 0x1p-53;
}

static inline struct mix mix_start(void)
{
    struct mix mix = {.chance = 1};
    for (int i = 0; i < MIX_TAGS; i++) {
        mix.slow[i] = 200 + i;
        mix.raw[i] = 30000 + 100 * i;
    }
    return mix;
}

static inline double mix_value(struct mix *mix, int i)
{
    double unit = mix_unit(mix);
    if (i < MIX_STATES) /* a change about every five minutes */
        return unit < 1.0 / 300 ? (double)(mix_bits(mix) % 4) : mix->values[i];
    if (i < MIX_COUNTERS) /* a part about every three seconds */
        return mix->values[i] + (unit < 0.33 ? 1 : 0);
    if (i < MIX_SLOW) {
        mix->slow[i] += unit < 0.08 ? 1 : unit < 0.16 ? -1 : 0;
        return mix->slow[i] / 10.0;
    }
    double noise = unit + mix_unit(mix) + mix_unit(mix) + mix_unit(mix) - 2;
    if (i < MIX_FLOATS)
        return (double)(float)(20 + i + noise);
    return (mix->raw[i] + (int)(noise * 2500)) * MIX_SCALE;
}

/* The next scan: mix->time and mix->values. Milliseconds, a few of jitter. */
static inline void mix_next(struct mix *mix)
{
    mix->time = MIX_START + mix->scan++ * 1000000 + (int64_t)(mix_bits(mix) % 8) * 1000;
    for (int i = 0; i < MIX_TAGS; i++)
        mix->values[i] = mix_value(mix, i);
}

static inline double mix_clock(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline int mix_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static inline double mix_median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, mix_compare);
    return count > 0 ? values[count / 2] : 0;
}

#endif
