/* Whatever came in whatever order: every answer is that of a plain sorted array. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "historian/historian.h"
#include "kit/random.h"
#include "kit/test.h"

static const time_us START = INT64_C(1795564800000000); /* 2026-11-25T00:00:00Z, a Wednesday */

enum { TAGS = 4, ROOM = 20000 };

/* Tag k + 1. Tags 1 to 3 are of group 1, tag 3 also of group 3, tag 4 of group 2 alone. */
struct plain {
    struct historian_sample at[TAGS][ROOM];
    size_t count[TAGS];
    bool known[TAGS];
};

static const struct historian_tag TAGS_1[] = {
    {.id = 1}, {.id = 2, .scale = 0.01, .offset = 3}, {.id = 3}};
static const struct historian_tag TAGS_2[] = {{.id = 4}}, TAGS_3[] = {{.id = 3}};
static const struct historian_group GROUPS[] = {{1, 3, TAGS_1}, {2, 1, TAGS_2}, {3, 1, TAGS_3}};

static bool same_sample(const struct historian_sample *a, const struct historian_sample *b)
{
    return a->time == b->time && a->quality == b->quality &&
           (!historian_usable(a->quality) || memcmp(&a->value, &b->value, sizeof a->value) == 0);
}

/* In order of time, of equal times in order of arrival, each different sample once. */
static void put_plain(struct plain *plain, size_t tag, struct historian_sample sample)
{
    struct historian_sample *all = plain->at[tag];
    size_t at = plain->count[tag];
    while (at > 0 && all[at - 1].time > sample.time)
        at--;
    for (size_t k = at; k > 0 && all[k - 1].time == sample.time; k--)
        if (same_sample(&all[k - 1], &sample))
            return;
    ck_assert_uint_lt(plain->count[tag], ROOM);
    memmove(&all[at + 1], &all[at], (plain->count[tag] - at) * sizeof *all);
    all[at] = sample;
    plain->count[tag]++;
}

struct world {
    struct random_stream chance;
    struct plain *plain;
    struct historian *h;
    char folder[256];
    time_us now;
    double counter;
};

static time_us some_time(struct world *w)
{
    switch (random_below(&w->chance, 40)) {
    case 0: /* late */
        return w->now - (time_us)random_below(&w->chance, 3600) * TIME_SECOND;
    case 1: /* very late, over the end of the week before */
        return w->now - (time_us)random_below(&w->chance, 12) * TIME_DAY;
    case 2: /* a clock that jumps forward and comes back */
        return w->now + (time_us)random_below(&w->chance, 9) * TIME_DAY;
    case 3: /* the same again */
        return w->now;
    default:
        w->now += TIME_SECOND + (time_us)random_below(&w->chance, 9) * 1000;
        if (random_below(&w->chance, 200) == 0)
            w->now += 3 * TIME_HOUR;
        return w->now;
    }
}

static uint8_t some_quality(struct world *w)
{
    static const uint8_t odd[] = {HISTORIAN_UNCERTAIN, HISTORIAN_BAD, HISTORIAN_GAP,
                                  HISTORIAN_CLOCK_DOUBTFUL,
                                  HISTORIAN_CLOCK_DOUBTFUL | HISTORIAN_BAD};
    return random_below(&w->chance, 12) == 0 ? odd[random_below(&w->chance, 5)] : HISTORIAN_GOOD;
}

static double some_value(struct world *w, uint32_t tag)
{
    if (random_below(&w->chance, 150) == 0)
        return NAN;
    if (tag == 1) {
        w->counter = random_below(&w->chance, 300) == 0
                         ? 0
                         : w->counter + (double)random_below(&w->chance, 3);
        return w->counter;
    }
    if (tag == 2)
        return (double)random_below(&w->chance, 4096) * 0.01 + 3;
    return tag == 3 ? (double)random_below(&w->chance, 3) : random_unit(&w->chance);
}

static void add_scan(struct world *w, bool repeat)
{
    struct error err = {0};
    const struct historian_group *group = &GROUPS[random_below(&w->chance, 3)];
    /* Groups share tag 3: their times are never the same. */
    time_us when = some_time(w) / 1000 * 1000 + (group->id == 3 ? 500 : 0);
    double values[3];
    uint8_t qualities[3];
    for (size_t i = 0; i < group->count; i++) {
        values[i] = some_value(w, group->tags[i].id);
        qualities[i] = some_quality(w);
    }
    for (int again = 0; again <= repeat; again++) {
        CHECK_OK(historian_add(w->h, group->id, when, values, qualities, &err), err);
        for (size_t i = 0; i < group->count; i++) {
            uint8_t quality = qualities[i];
            if (isnan(values[i]) && historian_usable(quality))
                quality = (uint8_t)((quality & 0xf0) | HISTORIAN_BAD);
            put_plain(w->plain, group->tags[i].id - 1,
                      (struct historian_sample){when, values[i], quality});
        }
    }
}

static void open_world(struct world *w)
{
    struct error err = {0};
    struct historian_options options = {.segment_bytes = 20000};
    CHECK_OK(historian_open(w->folder, &options, &w->h, &err), err);
    for (size_t i = 0; i < 3; i++)
        CHECK_OK(historian_define(w->h, &GROUPS[i], &err), err);
}

static void fill_world(struct world *w, uint64_t seed, struct plain *plain)
{
    struct error err = {0};
    memset(plain, 0, sizeof *plain);
    *w = (struct world){.chance = random_stream(seed, "world"), .plain = plain, .now = START};
    (void)snprintf(w->folder, sizeof w->folder, "%s/w%d", test_folder(), (int)seed);
    open_world(w);
    size_t scans = 100 + random_below(&w->chance, 6000);
    uint64_t often = 1 + random_below(&w->chance, 60);
    for (size_t i = 0; i < scans; i++) {
        add_scan(w, random_below(&w->chance, 50) == 0);
        if (random_below(&w->chance, often) == 0)
            CHECK_OK(historian_commit(w->h, NULL, &err), err);
        if (random_below(&w->chance, 1500) == 0)
            CHECK_OK(historian_seal(w->h, &err), err);
        if (random_below(&w->chance, 2000) == 0) {
            CHECK_OK(historian_commit(w->h, NULL, &err), err);
            historian_close(w->h);
            open_world(w);
        }
    }
    CHECK_OK(historian_commit(w->h, NULL, &err), err);
}

static void some_window(struct world *w, time_us *from, time_us *to)
{
    *from = START + ((time_us)random_below(&w->chance, 30) - 13) * TIME_DAY +
            (time_us)random_below(&w->chance, 86400) * 1000000;
    *to = *from + 1 +
          (time_us)random_below(
              &w->chance, random_below(&w->chance, 2) == 0 ? 1000000000 : UINT64_C(3000000000000));
    if (random_below(&w->chance, 4) == 0) {
        *from = START - TIME_HOUR;
        *to = w->now + TIME_HOUR;
    }
}

struct listed {
    const struct historian_sample *at;
    size_t count, wrong;
};

static bool compare(void *context, const struct historian_sample *sample)
{
    struct listed *listed = context;
    if (listed->count == 0 || !same_sample(listed->at, sample)) {
        listed->wrong++;
        return false;
    }
    listed->at++;
    listed->count--;
    return true;
}

static void check_samples(struct world *w, uint32_t tag, time_us from, time_us to)
{
    struct error err = {0};
    const struct historian_sample *all = w->plain->at[tag - 1];
    size_t first = 0, end = 0;
    for (size_t i = 0; i < w->plain->count[tag - 1]; i++) {
        first += all[i].time < from;
        end += all[i].time < to;
    }
    struct listed listed = {all + first, end - first, 0};
    CHECK_OK(historian_each(w->h, tag, from, to, compare, &listed, &err), err);
    ck_assert_msg(listed.wrong == 0 && listed.count == 0, "tag %u: %zu left of %zu, wrong %zu", tag,
                  listed.count, end - first, listed.wrong);
    struct historian_sample last;
    bool found = false;
    CHECK_OK(historian_last(w->h, tag, to - 1, &last, &found, &err), err);
    ck_assert(found == (end > 0));
    if (found)
        ck_assert(same_sample(&last, &all[end - 1]));
}

static void check_buckets(struct world *w, uint32_t tag, time_us from, time_us to)
{
    struct error err = {0};
    size_t count = 1 + random_below(&w->chance, 40);
    struct historian_bucket got[40], wanted[40] = {0};
    for (size_t i = 0; i < w->plain->count[tag - 1]; i++) {
        const struct historian_sample *s = &w->plain->at[tag - 1][i];
        if (s->time < from || s->time >= to)
            continue;
        size_t k = 0;
        while (k + 1 < count &&
               from + (time_us)((double)(to - from) * 0) +
                       (to - from) / (time_us)count * (time_us)(k + 1) +
                       (to - from) % (time_us)count * (time_us)(k + 1) / (time_us)count <=
                   s->time)
            k++;
        struct historian_bucket *b = &wanted[k];
        if (!historian_usable(s->quality)) {
            b->unusable++;
            continue;
        }
        b->min = b->count == 0 || s->value < b->min ? s->value : b->min;
        b->max = b->count == 0 || s->value > b->max ? s->value : b->max;
        b->first = b->count == 0 ? s->value : b->first;
        b->last = s->value;
        b->sum += s->value;
        b->count++;
    }
    CHECK_OK(historian_buckets(w->h, tag, from, to, count, got, &err), err);
    for (size_t k = 0; k < count; k++) {
        ck_assert_uint_eq(got[k].count, wanted[k].count);
        ck_assert_uint_eq(got[k].unusable, wanted[k].unusable);
        if (got[k].count == 0)
            continue;
        ck_assert(got[k].min == wanted[k].min && got[k].max == wanted[k].max);
        ck_assert(got[k].first == wanted[k].first && got[k].last == wanted[k].last);
        ck_assert_double_eq_tol(got[k].sum, wanted[k].sum, 1e-6 * (1 + fabs(wanted[k].sum)));
    }
}

static void check_durations(struct world *w, uint32_t tag, time_us from, time_us to)
{
    static const time_us holds[] = {INT64_C(1500000), 5 * TIME_SECOND, TIME_HOUR, 40 * TIME_DAY};
    struct error err = {0};
    time_us hold = holds[random_below(&w->chance, 4)], wanted[3] = {0}, unknown = to - from;
    const struct historian_sample *all = w->plain->at[tag - 1];
    for (size_t i = 0; i < w->plain->count[tag - 1]; i++) {
        time_us begin = all[i].time, end = begin + hold;
        if (i + 1 < w->plain->count[tag - 1] && all[i + 1].time < end)
            end = all[i + 1].time;
        begin = begin < from ? from : begin;
        end = end > to ? to : end;
        if (end <= begin || !historian_usable(all[i].quality))
            continue;
        wanted[(size_t)all[i].value] += end - begin;
        unknown -= end - begin;
    }
    struct historian_durations got;
    CHECK_OK(historian_durations(w->h, &tag, 1, from, to, hold, &got, &err), err);
    time_us sum = got.unknown + got.other;
    for (size_t i = 0; i < got.count; i++) {
        ck_assert_int_eq(got.length[i], wanted[(size_t)got.state[i]]);
        sum += got.length[i];
    }
    ck_assert_int_eq(got.unknown, unknown);
    ck_assert_int_eq(sum, to - from);
}

static void check_growth(struct world *w, time_us from, time_us to)
{
    struct error err = {0};
    struct historian_counter counter = {.step_max = 100};
    struct historian_growth got, wanted = {0};
    bool started = false;
    double before = 0;
    for (size_t i = 0; i < w->plain->count[0]; i++) {
        const struct historian_sample *s = &w->plain->at[0][i];
        if (s->time >= to || !historian_usable(s->quality))
            continue;
        double step = s->value - before;
        if (s->time >= from && started && step < 0) {
            wanted.resets++;
            step = s->value;
        }
        if (s->time >= from && started)
            *(step <= 100 ? &wanted.growth : &before) += step <= 100 ? step : 0;
        wanted.doubtful += s->time >= from && started && step > 100;
        before = s->value;
        started = true;
    }
    CHECK_OK(historian_growth(w->h, 1, from, to, &counter, &got, &err), err);
    ck_assert_double_ge(got.growth, 0);
    ck_assert_double_eq_tol(got.growth, wanted.growth, 1e-9);
    ck_assert_uint_eq(got.resets, wanted.resets);
    ck_assert_uint_eq(got.doubtful, wanted.doubtful);
}

START_TEST(late_double_and_disordered_scans_give_the_answers_of_a_plain_sorted_array)
{
    struct plain *plain = malloc(sizeof *plain);
    ck_assert_ptr_nonnull(plain);
    FOR_ALL(seed, 25) {
        struct world w;
        fill_world(&w, seed, plain);
        for (int round = 0; round < 30; round++) {
            time_us from, to;
            uint32_t tag = 1 + (uint32_t)random_below(&w.chance, TAGS);
            some_window(&w, &from, &to);
            check_samples(&w, tag, from, to);
            check_buckets(&w, tag, from, to);
            check_durations(&w, 3, from, to);
            check_growth(&w, from, to);
        }
        struct error err = {0};
        struct historian_health health;
        CHECK_OK(historian_check(w.h, &health, &err), err);
        historian_close(w.h);
    }
    free(plain);
}
END_TEST

static struct historian *one_tag(const char *name)
{
    struct error err = {0};
    struct historian *h = NULL;
    char folder[256];
    (void)snprintf(folder, sizeof folder, "%s/%s", test_folder(), name);
    CHECK_OK(historian_open(folder, NULL, &h, &err), err);
    CHECK_OK(historian_define(h, &GROUPS[1], &err), err);
    return h;
}

static void put(struct historian *h, time_us when, double value)
{
    struct error err = {0};
    CHECK_OK(historian_add(h, 2, when, &value, NULL, &err), err);
    CHECK_OK(historian_commit(h, NULL, &err), err);
}

START_TEST(a_counter_that_rolls_over_grows_and_one_that_jumps_is_doubtful)
{
    struct error err = {0};
    struct historian *h = one_tag("counter");
    static const double shown[] = {65530, 65534, 3, 10, 5, 50000, 50001};
    for (int i = 0; i < 7; i++)
        put(h, START + i * TIME_SECOND, shown[i]);
    struct historian_counter counter = {.modulus = 65536, .step_max = 100};
    struct historian_growth g;
    CHECK_OK(historian_growth(h, 4, START, START + TIME_DAY, &counter, &g, &err), err);
    ck_assert_double_eq(g.growth, 4 + 5 + 7 + 5 + 1); /* rolled over at 3, began again at 5 */
    ck_assert_uint_eq(g.rolled, 1);
    ck_assert_uint_eq(g.resets, 1);
    ck_assert_uint_eq(g.doubtful, 1);
    counter.step_max = 0;
    CHECK_FAILS(historian_growth(h, 4, START, START + 1, &counter, &g, &err), HISTORIAN_ASKED, err);
    historian_close(h);
}
END_TEST

START_TEST(more_states_than_can_be_told_apart_are_other_and_nothing_is_lost)
{
    struct error err = {0};
    struct historian *h = one_tag("states");
    for (int i = 0; i < 20; i++)
        put(h, START + i * TIME_SECOND, i);
    uint32_t tag = 4;
    struct historian_durations d;
    CHECK_OK(
        historian_durations(h, &tag, 1, START, START + 30 * TIME_SECOND, 2 * TIME_SECOND, &d, &err),
        err);
    ck_assert_uint_eq(d.count, HISTORIAN_STATES_MAX);
    ck_assert_int_eq(d.other, 5 * TIME_SECOND); /* 16, 17, 18 a second each and 19 for its hold */
    ck_assert_int_eq(d.unknown, 9 * TIME_SECOND);
    CHECK_FAILS(historian_durations(h, &tag, 1, START, START, 0, &d, &err), HISTORIAN_ASKED, err);
    tag = 99;
    CHECK_FAILS(historian_durations(h, &tag, 1, START, START, 1, &d, &err), HISTORIAN_NO_TAG, err);
    historian_close(h);
}
END_TEST

TEST_MAIN("historian answers",
          late_double_and_disordered_scans_give_the_answers_of_a_plain_sorted_array,
          a_counter_that_rolls_over_grows_and_one_that_jumps_is_doubtful,
          more_states_than_can_be_told_apart_are_other_and_nothing_is_lost)
