/* Client and virtual controller with a bad line between them. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "melsec/melsec.h"
#include "wire/test/bench.h"

enum { WORDS = 2000, BITS = 1600, TAGS = 24, EPOCH_US = 20000 };

/* A controller whose every word is another every 20 ms, and never twice the same. */
struct plant {
    uint16_t d[WORDS], m[BITS];
    struct wire_bank banks[2];
    struct wire_memory memory;
    uint64_t epoch;
};

static uint16_t word_at(uint32_t address, uint64_t epoch)
{
    uint64_t x =
        (address + 1) * UINT64_C(0x9E3779B97F4A7C15) ^ epoch * UINT64_C(0xD1B54A32D192ED03);
    x ^= x >> 29;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    return (uint16_t)(x >> 37);
}

static void turn(void *subject, time_us now)
{
    struct plant *plant = subject;
    uint64_t epoch = (uint64_t)(now / EPOCH_US);
    if (epoch == plant->epoch)
        return;
    plant->epoch = epoch;
    for (uint32_t i = 0; i < WORDS; i++)
        plant->d[i] = word_at(i, epoch);
    for (uint32_t i = 0; i < BITS; i++)
        plant->m[i] = word_at(WORDS + i / 16, epoch) >> i % 16 & 1;
}

static void plant_start(struct plant *plant)
{
    *plant = (struct plant){0};
    plant->banks[0] = (struct wire_bank){"D", WIRE_WORDS, WORDS, plant->d, false};
    plant->banks[1] = (struct wire_bank){"M", WIRE_BITS, BITS, plant->m, false};
    plant->memory = (struct wire_memory){.banks = plant->banks, .count = 2};
}

struct sight { /* a tag, and where it looks */
    bool bit;
    uint32_t at;
};

static struct wire_group groups[2] = {{TIME_SECOND / 5}, {TIME_SECOND / 2}};

static void draw_tags(struct random_stream *chance, char (*names)[16], struct sight *sights,
                      struct wire_tag *tags)
{
    for (size_t i = 0; i < TAGS; i++) {
        sights[i].bit = random_below(chance, 3) == 0;
        sights[i].at = (uint32_t)random_below(chance, sights[i].bit ? BITS : WORDS - 1);
        (void)snprintf(names[i], sizeof names[i], "%s%u", sights[i].bit ? "M" : "D", sights[i].at);
        tags[i] = (struct wire_tag){.name = names[i],
                                    .address = names[i],
                                    .group = (uint8_t)random_below(chance, 2),
                                    .writable = true,
                                    .form = {.type = sights[i].bit ? WIRE_BIT : WIRE_U32}};
    }
}

/* Did the controller hold this at some time of the scan? */
static bool was_true(const struct sight *sight, const struct wire_value *value, time_us from,
                     time_us to)
{
    for (uint64_t epoch = (uint64_t)(from / EPOCH_US); epoch <= (uint64_t)(to / EPOCH_US);
         epoch++) {
        int64_t held =
            sight->bit ? word_at(WORDS + sight->at / 16, epoch) >> sight->at % 16 & 1
                       : word_at(sight->at, epoch) | (int64_t)word_at(sight->at + 1, epoch) << 16;
        if (value->is_whole && value->whole == held)
            return true;
    }
    return false;
}

struct score {
    uint64_t good, bad, scans;
};

static void check_scan(const struct wire_scan *scan, const struct sight *sights,
                       struct score *score)
{
    score->scans++;
    ck_assert_int_le(scan->at, scan->finished);
    for (size_t i = 0; i < scan->count; i++) {
        const struct wire_reading *reading = &scan->readings[i];
        score->good += reading->why == NULL;
        score->bad += reading->why != NULL;
        if (reading->why == NULL)
            ck_assert_msg(
                was_true(&sights[scan->tags[i]], &reading->value, scan->at, scan->finished),
                "tag %zu read %lld, which was never there", scan->tags[i],
                (long long)reading->value.whole);
    }
}

static struct score run(struct bench *bench, const struct sight *sights, time_us time)
{
    struct score score = {0};
    time_us end = bench->now + time;
    while (bench->now < end) {
        struct wire_scan scan;
        while (wire_take_scan(bench->client, &scan))
            check_scan(&scan, sights, &score);
        bench_advance(bench);
    }
    return score;
}

static const struct wire_faults no_faults = {.delay = 3000};

/* One connection of a random kind with those faults, then the same without: everything is good. */
static struct score try_line(uint64_t seed, const struct wire_protocol *protocol, bool datagrams,
                             const struct wire_faults *faults)
{
    struct random_stream chance = random_stream(seed, "melsec lines");
    static struct plant plant;
    char names[TAGS][16];
    struct sight sights[TAGS];
    struct wire_tag tags[TAGS];
    struct bench bench;
    struct wire_scan scan;
    plant_start(&plant);
    draw_tags(&chance, names, sights, tags);
    struct melsec_settings settings =
        melsec_usual((enum melsec_family)random_below(&chance, MELSEC_FAMILY_COUNT));
    settings.ascii = random_below(&chance, 2) == 1;
    settings.random = random_below(&chance, 2) == 1;
    settings.blocks = random_below(&chance, 2) == 1;
    struct wire_options options = {.protocol = protocol,
                                   .settings = &settings,
                                   .datagrams = datagrams,
                                   .reply_timeout = TIME_SECOND / 10,
                                   .wait_min = TIME_SECOND / 10,
                                   .wait_max = TIME_SECOND,
                                   .tags = tags,
                                   .tag_count = TAGS,
                                   .groups = groups,
                                   .group_count = 2};
    bench_start(&bench, seed, &options, &settings, &melsec_service, &plant.memory, faults);
    bench.meanwhile = turn;
    bench.subject = &plant;
    struct score score = run(&bench, sights, 20 * TIME_SECOND);
    wire_line_free(bench.there);
    wire_line_free(bench.back);
    bench.there = wire_line_new(seed, "there", &no_faults);
    bench.back = wire_line_new(seed, "back", &no_faults);
    (void)run(&bench, sights, 3 * TIME_SECOND); /* a wait may be going on */
    while (wire_take_scan(bench.client, &scan))
        continue;
    struct score after = run(&bench, sights, 3 * TIME_SECOND);
    ck_assert_uint_eq(after.bad, 0);
    ck_assert_uint_ge(after.good, TAGS * 5);
    bench_end(&bench);
    return score;
}

START_TEST(whatever_the_line_does_a_reading_is_what_the_controller_held_or_bad)
{
    static const struct {
        const char *what;
        const struct wire_protocol *protocol;
        bool datagrams;
        struct wire_faults faults;
        bool bad; /* some readings must be bad, or the line was not tried */
    } lines[] = {
        {"3E, quiet", &melsec_3e, false, {.delay = 3000}, false},
        {"3E, silence", &melsec_3e, false, {.delay = 3000, .lost = 0.03}, true},
        {"3E, late",
         &melsec_3e,
         false,
         {.delay = 3000, .late = 0.1, .late_max = TIME_SECOND / 2},
         true},
        {"3E, noise and cuts",
         &melsec_3e,
         false,
         {.delay = 1000, .noise = 0.2, .split = 0.05, .lost = 0.01},
         true},
        {"4E, everything",
         &melsec_4e,
         false,
         {.delay = 3000,
          .lost = 0.03,
          .repeated = 0.1,
          .overtaken = 0.1,
          .noise = 0.05,
          .late = 0.1,
          .late_max = TIME_SECOND / 2,
          .split = 0.01},
         true},
        {"4E, datagrams",
         &melsec_4e,
         true,
         {.delay = 3000,
          .lost = 0.3,
          .repeated = 0.2,
          .overtaken = 0.3,
          .late = 0.2,
          .late_max = TIME_SECOND / 2},
         true},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct score sum = {0};
        FOR_ALL(seed, 12) {
            struct score score =
                try_line(seed, lines[i].protocol, lines[i].datagrams, &lines[i].faults);
            sum.good += score.good;
            sum.bad += score.bad;
            sum.scans += score.scans;
        }
        printf("# %s: %llu scans, %llu good, %llu bad readings\n", lines[i].what,
               (unsigned long long)sum.scans, (unsigned long long)sum.good,
               (unsigned long long)sum.bad);
        ck_assert_uint_gt(sum.good, sum.scans);
        ck_assert(lines[i].bad == (sum.bad > 0));
    }
}
END_TEST

/* ---- one small connection, told what to do ---- */

static struct wire_tag tag(const char *address, enum wire_type type, bool writable)
{
    return (struct wire_tag){
        .name = address, .address = address, .writable = writable, .form = {.type = type}};
}

struct small {
    struct plant plant;
    struct melsec_settings settings;
    struct wire_tag tags[4];
    struct wire_options options;
    struct bench bench;
};

static struct small *small_start(struct small *small, const struct wire_protocol *protocol,
                                 bool writes)
{
    *small = (struct small){.settings = melsec_usual(MELSEC_Q)};
    plant_start(&small->plant);
    small->tags[0] = tag("D10", WIRE_S16, true);
    small->tags[1] = tag("M3", WIRE_BIT, true);
    small->tags[2] = tag("D20", WIRE_F32, false);
    small->tags[3] = tag("D10.4", WIRE_BIT, true);
    small->options = (struct wire_options){.protocol = protocol,
                                           .settings = &small->settings,
                                           .writes_allowed = writes,
                                           .tags = small->tags,
                                           .tag_count = 4,
                                           .groups = &(struct wire_group){TIME_SECOND},
                                           .group_count = 1};
    bench_start(&small->bench, 1, &small->options, &small->settings, &melsec_service,
                &small->plant.memory, &no_faults);
    bench_step(&small->bench);
    return small;
}

START_TEST(every_scan_that_is_due_gives_one_reading_a_tag_and_silence_is_bad_too)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct small *small = small_start(arena_alloc(arena, sizeof *small), &melsec_4e, false);
    struct bench *bench = &small->bench;
    struct wire_scan scan;
    small->plant.d[10] = 0xFFFF - 6;
    for (int i = 0; i < 5; i++) {
        ck_assert(bench_scan(bench, 2 * TIME_SECOND, &scan));
        ck_assert_uint_eq(scan.count, 4);
        ck_assert_uint_eq(scan.missed, 0);
        ck_assert_ptr_null(scan.readings[0].why);
        ck_assert_int_eq(scan.readings[0].value.whole, -7);
        ck_assert_int_eq(scan.at % TIME_SECOND, 0); /* on the grid of its period */
    }
    bench->dead = true;
    for (int i = 0; i < 40; i++) {
        ck_assert(bench_scan(bench, 5 * TIME_SECOND, &scan));
        ck_assert_uint_eq(scan.count, 4);
        for (size_t t = 0; t < 4; t++)
            ck_assert(scan.readings[t].why == &WIRE_SILENT ||
                      scan.readings[t].why == &WIRE_NO_LINE);
    }
    struct wire_health health = wire_health(bench->client);
    ck_assert_uint_gt(health.timeouts, 2);
    /* 40 s and more of silence: waits of 1, 2, 4 ... s, not a connection a second. */
    ck_assert_uint_le(health.connections, 8);
    bench->dead = false;
    for (int i = 0; i < 40 && scan.readings[0].why != NULL; i++)
        ck_assert(bench_scan(bench, 5 * TIME_SECOND, &scan));
    ck_assert_ptr_null(scan.readings[0].why);
    bench_end(bench);
}
END_TEST

START_TEST(a_late_answer_of_3e_costs_the_connection_and_never_becomes_a_value)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct small *small = small_start(arena_alloc(arena, sizeof *small), &melsec_3e, false);
    struct bench *bench = &small->bench;
    struct wire_scan scan;
    ck_assert(bench_scan(bench, 2 * TIME_SECOND, &scan));
    ck_assert_uint_eq(bench->closed, 0);
    bench->dead = true;
    ck_assert(bench_scan(bench, 3 * TIME_SECOND, &scan));
    ck_assert_ptr_eq(scan.readings[0].why, &WIRE_SILENT);
    bench_step(bench);
    ck_assert_uint_eq(bench->closed, 1);
    /* And an answer that nobody asked for, on a good connection, does too. */
    bench->dead = false;
    while (scan.readings[0].why != NULL)
        ck_assert(bench_scan(bench, 9 * TIME_SECOND, &scan));
    uint8_t stray[15] = {0xD0, 0, 0, 0xFF, 0xFF, 3, 0, 6, 0, 0, 0, 0x34, 0x12, 0x78, 0x56};
    wire_receive(bench->client, bench->now, stray, sizeof stray);
    ck_assert(!wire_wants_line(bench->client));
    bench_end(bench);
}
END_TEST

START_TEST(however_the_bytes_are_split_the_readings_are_the_same)
{
    for (int turn_of = 0; turn_of < 2; turn_of++) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
        struct small *small = small_start(arena_alloc(arena, sizeof *small),
                                          turn_of == 0 ? &melsec_3e : &melsec_4e, false);
        struct bench *bench = &small->bench;
        struct wire_faults each_byte = {.delay = 3000, .split = 1};
        struct wire_scan scan;
        wire_line_free(bench->there);
        wire_line_free(bench->back);
        bench->there = wire_line_new(1, "there", &each_byte);
        bench->back = wire_line_new(1, "back", &each_byte);
        small->plant.d[10] = 1234;
        do /* what was under way on the line before is gone */
            ck_assert(bench_scan(bench, 9 * TIME_SECOND, &scan));
        while (scan.readings[0].why != NULL);
        for (int i = 0; i < 5; i++) {
            ck_assert(bench_scan(bench, 2 * TIME_SECOND, &scan));
            ck_assert_ptr_null(scan.readings[0].why);
            ck_assert_int_eq(scan.readings[0].value.whole, 1234);
        }
        ck_assert_uint_eq(wire_health(bench->client).skipped_bytes, 0);
        bench_end(bench);
    }
}
END_TEST

START_TEST(a_wrong_address_costs_its_own_reading_and_not_those_of_its_neighbours)
{
    static struct plant plant;
    static const char *const addresses[] = {"D10", "D2000", "M3",  "D1999", "W5",
                                            "D20", "M1600", "D11", "D30"};
    enum { COUNT = sizeof addresses / sizeof *addresses };
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    struct wire_tag tags[COUNT];
    struct bench bench;
    struct wire_scan scan;
    for (size_t i = 0; i < COUNT; i++)
        tags[i] = tag(addresses[i], addresses[i][0] == 'M' ? WIRE_BIT : WIRE_U16, false);
    struct wire_options options = {.protocol = &melsec_4e,
                                   .settings = &settings,
                                   .tags = tags,
                                   .tag_count = COUNT,
                                   .groups = groups,
                                   .group_count = 1};
    plant_start(&plant);
    plant.d[10] = 1234;
    bench_start(&bench, 1, &options, &settings, &melsec_service, &plant.memory, &no_faults);
    uint64_t requests = 0;
    for (int i = 0; i < 4; i++) {
        ck_assert(bench_scan(&bench, 2 * TIME_SECOND, &scan));
        for (size_t t = 0; t < COUNT; t++) {
            bool wrong = t == 1 || t == 4 || t == 6;
            ck_assert_ptr_eq(scan.readings[t].why, wrong ? &MELSEC_DEVICE : NULL);
        }
        ck_assert_int_eq(scan.readings[0].value.whole, 1234);
        if (i > 1) /* found out once: the same few requests from then on */
            ck_assert_uint_le(wire_health(bench.client).requests - requests, COUNT);
        requests = wire_health(bench.client).requests;
    }
    bench_end(&bench);
}
END_TEST

static struct wire_value number(double x)
{
    return (struct wire_value){.number = x};
}

static struct wire_outcome write_one(struct bench *bench, size_t tag_number, double x)
{
    struct error err;
    struct wire_value value = number(x);
    struct wire_outcome outcome = {0};
    CHECK_OK(wire_write(bench->client, bench->now, tag_number, &value, &err), err);
    time_us end = bench->now + 5 * TIME_SECOND;
    while (bench->now < end && !wire_take_outcome(bench->client, &outcome))
        bench_advance(bench);
    ck_assert_uint_eq(outcome.tag, tag_number);
    return outcome;
}

START_TEST(nothing_is_written_unless_client_and_tag_both_allow_it)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct error err;
    struct wire_value value = number(5);
    struct small *small = small_start(arena_alloc(arena, sizeof *small), &melsec_4e, false);
    CHECK_FAILS(wire_write(small->bench.client, 0, 0, &value, &err), WIRE_PROTECTED, err);
    bench_end(&small->bench);
    small_start(small, &melsec_4e, true);
    struct bench *bench = &small->bench;
    CHECK_FAILS(wire_write(bench->client, 0, 2, &value, &err), WIRE_PROTECTED, err);
    CHECK_FAILS(wire_write(bench->client, 0, 3, &value, &err), WIRE_PART, err);
    value.number = 40000;
    CHECK_FAILS(wire_write(bench->client, 0, 0, &value, &err), WIRE_RANGE, err);
    bench_step(bench);
    ck_assert(write_one(bench, 0, -2).done);
    ck_assert_uint_eq(small->plant.d[10], 0xFFFE);
    ck_assert(write_one(bench, 1, 1).done);
    ck_assert_uint_eq(small->plant.m[3], 1);
    for (size_t i = 0; i < BITS; i++) /* and its neighbours are as they were */
        ck_assert_uint_eq(small->plant.m[i], i == 3);
    small->plant.memory.write_refused = true;
    struct wire_outcome outcome = write_one(bench, 0, 7);
    ck_assert(!outcome.done);
    ck_assert_ptr_eq(outcome.err.reason, &MELSEC_RUN);
    ck_assert_uint_eq(small->plant.memory.writes, 2);
    bench_end(bench);
}
END_TEST

START_TEST(a_write_without_an_answer_is_unsure_and_never_repeated_by_itself)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct small *small = small_start(arena_alloc(arena, sizeof *small), &melsec_4e, true);
    struct bench *bench = &small->bench;
    struct wire_scan scan;
    ck_assert(bench_scan(bench, 2 * TIME_SECOND, &scan));
    wire_line_free(bench->back);
    bench->back = wire_line_new(1, "back", &(struct wire_faults){.lost = 1});
    struct wire_outcome outcome = write_one(bench, 0, 7);
    ck_assert(!outcome.done);
    ck_assert_ptr_eq(outcome.err.reason, &WIRE_UNSURE);
    ck_assert_uint_eq(small->plant.d[10], 7); /* it was done; the client cannot know */
    for (int i = 0; i < 5; i++)
        (void)bench_scan(bench, 9 * TIME_SECOND, &scan);
    ck_assert_uint_eq(small->plant.memory.writes, 1);
    bench_end(bench);
}
END_TEST

START_TEST(a_bit_device_is_told_what_it_cannot_be)
{
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    static const struct {
        const char *address;
        enum wire_type type;
        const struct reason *reason;
    } bad[] = {{"D10", WIRE_BIT, &WIRE_FORM},   {"M3", WIRE_U16, &WIRE_FORM},
               {"TS0", WIRE_U16, &WIRE_FORM},   {"D10.3", WIRE_F32, &WIRE_FORM},
               {"QQ", WIRE_U16, &WIRE_ADDRESS}, {"D10", WIRE_TEXT, &WIRE_FORM}};
    struct wire_client *client = NULL;
    struct error err;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct wire_tag tags[2] = {tag("M16", WIRE_U16, false),
                                   tag(bad[i].address, bad[i].type, false)};
        struct wire_options options = {.protocol = &melsec_3e,
                                       .settings = &settings,
                                       .tags = tags,
                                       .tag_count = 2,
                                       .groups = groups,
                                       .group_count = 1};
        CHECK_FAILS(wire_client_new(&options, &client, &err), *bad[i].reason, err);
        ck_assert_msg(strncmp(err.place, "/tags/1", 7) == 0, "%s", err.place);
        options.tag_count = 1;
        options.datagrams = true; /* 3E cannot tell a repeated datagram from the next answer */
        CHECK_FAILS(wire_client_new(&options, &client, &err), WIRE_OPTIONS, err);
    }
}
END_TEST

TEST_MAIN("melsec lines", whatever_the_line_does_a_reading_is_what_the_controller_held_or_bad,
          every_scan_that_is_due_gives_one_reading_a_tag_and_silence_is_bad_too,
          a_late_answer_of_3e_costs_the_connection_and_never_becomes_a_value,
          however_the_bytes_are_split_the_readings_are_the_same,
          a_wrong_address_costs_its_own_reading_and_not_those_of_its_neighbours,
          nothing_is_written_unless_client_and_tag_both_allow_it,
          a_write_without_an_answer_is_unsure_and_never_repeated_by_itself,
          a_bit_device_is_told_what_it_cannot_be)
