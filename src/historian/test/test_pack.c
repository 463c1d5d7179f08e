/* Integers, values and blocks come back bit for bit, and damaged bytes never as a value. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "historian/historian_private.h"
#include "kit/random.h"
#include "kit/test.h"

enum { SHAPES = 8 };

static void make_integers(struct random_stream *chance, int64_t *values, size_t count)
{
    unsigned shape = (unsigned)random_below(chance, SHAPES), width;
    width = 1 + (unsigned)random_below(chance, 64);
    uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
    int64_t slope = (int64_t)random_bits(chance) >> random_below(chance, 60);
    uint64_t now = random_bits(chance) >> random_below(chance, 64);
    for (size_t i = 0; i < count; i++) {
        uint64_t noise = random_bits(chance) & mask;
        uint64_t all[SHAPES] = {now,
                                noise,
                                now + noise,
                                (uint64_t)slope * i + (noise & 7),
                                (uint64_t)slope * i * i + (noise & 1),
                                random_below(chance, 20) == 0 ? noise : now,
                                i % 2 == 0 ? (uint64_t)INT64_MAX : (uint64_t)INT64_MIN,
                                now + (uint64_t)slope};
        now = shape == 5 || shape == 7 ? all[shape] : now;
        values[i] = (int64_t)all[shape];
    }
}

START_TEST(any_integers_come_back_from_any_packing_as_rows_and_as_runs)
{
    FOR_ALL(seed, 3000) {
        struct random_stream chance = random_stream(seed, "pack");
        size_t count = 1 + random_below(&chance, seed % 3 == 0 ? 8 : HISTORIAN_ROWS_MAX);
        int64_t values[HISTORIAN_ROWS_MAX], back[HISTORIAN_ROWS_MAX], runs[HISTORIAN_ROWS_MAX];
        uint16_t ends[HISTORIAN_ROWS_MAX];
        make_integers(&chance, values, count);
        struct bytes_out out = {0};
        pack_integers(&out, values, count);
        ck_assert_uint_le(out.size, 8 * count + 32);
        uint8_t *exact = malloc(out.size);
        ck_assert_ptr_nonnull(exact);
        memcpy(exact, out.bytes, out.size);
        struct bytes_in in = {exact, out.size, 0, false};
        unpack_integers(&in, count, back);
        ck_assert(!in.bad && in.at == out.size);
        ck_assert(memcmp(values, back, count * sizeof *values) == 0);
        in = (struct bytes_in){exact, out.size, 0, false};
        size_t found = unpack_runs(&in, count, runs, ends);
        ck_assert_uint_gt(found, 0);
        ck_assert_uint_eq(ends[found - 1], count);
        for (size_t i = 0, run = 0; i < count; i++) {
            run += i == ends[run];
            ck_assert_int_eq(values[i], runs[run]);
        }
        free(exact);
        bytes_free(&out);
    }
}
END_TEST

static double make_value(struct random_stream *chance, unsigned kind, double scale, double offset)
{
    double wide = (double)random_below(chance, 65536);
    uint64_t bits = random_bits(chance);
    double any = 0;
    memcpy(&any, &bits, sizeof any);
    const double all[] = {wide / 10,
                          wide * scale + offset,
                          (double)(float)(20 + random_unit(chance)),
                          random_unit(chance),
                          isnan(any) ? -0.0 : any,
                          (double)random_below(chance, 3),
                          random_below(chance, 2) == 0 ? -0.0 : HUGE_VAL,
                          wide};
    return all[kind];
}

START_TEST(values_come_back_bit_for_bit_and_what_is_not_usable_has_none)
{
    FOR_ALL(seed, 2000) {
        struct random_stream chance = random_stream(seed, "column");
        size_t count = 1 + random_below(&chance, 300);
        unsigned kind = (unsigned)random_below(&chance, 8);
        struct historian_tag tag = {.id = 1, .scale = 100.0 / 65535, .offset = -5};
        double values[300], back[HISTORIAN_ROWS_MAX];
        uint8_t qualities[300], marks[HISTORIAN_ROWS_MAX];
        bool bad = random_below(&chance, 2) == 0;
        for (size_t i = 0; i < count; i++) {
            values[i] = make_value(&chance, kind, tag.scale, tag.offset);
            qualities[i] = bad ? (uint8_t)random_below(&chance, 20) : 0;
        }
        struct bytes_out out = {0};
        column_write(&out, values, qualities, count, &tag);
        ck_assert(column_read(out.bytes, out.size, count, back, marks));
        for (size_t i = 0; i < count; i++) {
            ck_assert_uint_eq(qualities[i], marks[i]);
            if (historian_usable(qualities[i]))
                ck_assert(memcmp(&values[i], &back[i], sizeof *values) == 0);
            else
                ck_assert_double_nan(back[i]);
        }
        struct aggregate a, b = aggregate_of(values, qualities, count);
        ck_assert(column_aggregate(out.bytes, out.size, count, &a));
        ck_assert_uint_eq(a.usable, b.usable);
        ck_assert(a.usable == 0 ||
                  (a.min == b.min && a.max == b.max && a.first == b.first && a.last == b.last));
        bytes_free(&out);
    }
}
END_TEST

START_TEST(a_column_with_any_bit_changed_or_cut_anywhere_is_refused)
{
    struct historian_tag tag = {.id = 1};
    double values[64], back[HISTORIAN_ROWS_MAX];
    uint8_t qualities[64] = {0}, marks[HISTORIAN_ROWS_MAX];
    for (int i = 0; i < 64; i++)
        values[i] = i * i * 0.1;
    qualities[5] = HISTORIAN_GAP;
    struct bytes_out out = {0};
    column_write(&out, values, qualities, 64, &tag);
    for (size_t bit = 0; bit < 8 * out.size; bit++) {
        out.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        ck_assert(!column_read(out.bytes, out.size, 64, back, marks));
        out.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t size = 0; size < out.size; size++)
        ck_assert(!column_read(out.bytes, size, 64, back, marks));
    ck_assert(column_read(out.bytes, out.size, 64, back, marks));
    bytes_free(&out);
}
END_TEST

START_TEST(the_check_sum_is_crc_32c)
{
    ck_assert_uint_eq(crc32c("123456789", 9), 0xE3069283); /* RFC 3720, catalogue of CRCs */
    uint8_t zeros[32] = {0};
    ck_assert_uint_eq(crc32c(zeros, 32), 0x8A9136AA); /* RFC 3720, B.4 */
}
END_TEST

TEST_MAIN("historian pack", any_integers_come_back_from_any_packing_as_rows_and_as_runs,
          values_come_back_bit_for_bit_and_what_is_not_usable_has_none,
          a_column_with_any_bit_changed_or_cut_anywhere_is_refused, the_check_sum_is_crc_32c)
