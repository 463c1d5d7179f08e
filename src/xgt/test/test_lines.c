/* Clients and virtual controllers with a bad line between them. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "wire/test/bench.h"
#include "xgt/xgt.h"

enum { WORDS = 2000, TAGS = 24, EPOCH_US = 20000 };

/* Controllers whose every word is another every 20 ms, each station its own. */
struct plant {
    uint16_t d[2][WORDS];
    struct wire_bank banks[2];
    struct wire_memory memories[2];
    uint64_t epoch;
};

static uint16_t word_at(uint64_t station, uint32_t address, uint64_t epoch)
{
    uint64_t x = (address + 1) * UINT64_C(0x9E3779B97F4A7C15) ^
                 (epoch * 2 + station) * UINT64_C(0xD1B54A32D192ED03);
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
    for (uint32_t i = 0; i < 2 * WORDS; i++)
        plant->d[i / WORDS][i % WORDS] = word_at(i / WORDS, i % WORDS, epoch);
}

static void plant_start(struct plant *plant)
{
    *plant = (struct plant){0};
    for (size_t i = 0; i < 2; i++) {
        plant->banks[i] = (struct wire_bank){"D", WIRE_WORDS, WORDS, plant->d[i], false};
        plant->memories[i] = (struct wire_memory){.banks = &plant->banks[i], .count = 1};
    }
}

struct sight { /* where a tag looks */
    uint8_t station;
    bool bit;
    uint32_t at; /* a word, or a bit */
};

static struct wire_group groups[2] = {{TIME_SECOND / 5}, {TIME_SECOND / 2}};

static bool was_true(const struct sight *sight, const struct wire_value *value, time_us from,
                     time_us to)
{
    uint64_t last = (uint64_t)(to / EPOCH_US);
    for (uint64_t epoch = (uint64_t)(from / EPOCH_US); epoch <= last; epoch++) {
        int64_t held = sight->bit
                           ? word_at(sight->station, sight->at / 16, epoch) >> sight->at % 16 & 1
                           : word_at(sight->station, sight->at, epoch) |
                                 (int64_t)word_at(sight->station, sight->at + 1, epoch) << 16;
        if (value->whole == held)
            return true;
    }
    return false;
}

struct score {
    uint64_t good[2], bad[2]; /* by station */
};

static struct score run(struct bench *bench, const struct sight *sights, time_us time)
{
    struct score score = {0};
    struct wire_scan scan;
    for (time_us end = bench->now + time; bench->now < end; bench_advance(bench))
        while (wire_take_scan(bench->client, &scan))
            for (size_t i = 0; i < scan.count; i++) {
                const struct sight *sight = &sights[scan.tags[i]];
                const struct wire_reading *reading = &scan.readings[i];
                (reading->why == NULL ? score.good : score.bad)[sight->station]++;
                if (reading->why == NULL)
                    ck_assert_msg(was_true(sight, &reading->value, scan.at, scan.finished),
                                  "tag %zu read %lld, which was never there", scan.tags[i],
                                  (long long)reading->value.whole);
            }
    return score;
}

struct connection {
    const struct wire_protocol *protocol;
    const struct wire_service *service;
    bool datagrams;
    struct wire_faults faults;
};

/* The client of a connection with tags at random places; on Cnet at two stations. */
struct trial {
    struct plant plant;
    struct xgt_settings settings[2];
    char names[TAGS][16];
    struct sight sights[TAGS];
    struct wire_tag tags[TAGS];
    struct bench bench;
};

static void trial_start(struct trial *trial, uint64_t seed, const struct connection *connection)
{
    struct random_stream chance = random_stream(seed, "xgt lines");
    bool cnet = connection->protocol == &xgt_cnet;
    plant_start(&trial->plant);
    for (size_t i = 0; i < TAGS; i++) {
        struct sight *sight = &trial->sights[i];
        bool bit = random_below(&chance, 3) == 0;
        *sight = (struct sight){.station = (uint8_t)(cnet ? i % 2 : 0), .bit = bit};
        sight->at = (uint32_t)random_below(&chance, bit ? WORDS * 16 : WORDS - 1);
        (void)snprintf(trial->names[i], sizeof *trial->names, "%%D%c%u", bit ? 'X' : 'W',
                       sight->at);
        trial->tags[i] = (struct wire_tag){.name = trial->names[i],
                                           .address = trial->names[i],
                                           .station = sight->station,
                                           .group = (uint8_t)random_below(&chance, 2),
                                           .form = {.type = bit ? WIRE_BIT : WIRE_U32}};
    }
    for (uint8_t i = 0; i < 2; i++) {
        trial->settings[i] = xgt_usual((enum xgt_family)random_below(&chance, XGT_FAMILY_COUNT));
        trial->settings[i].station = i;
    }
    struct wire_options options = {.protocol = connection->protocol,
                                   .settings = &trial->settings[0],
                                   .datagrams = connection->datagrams,
                                   .reply_timeout = TIME_SECOND / 10,
                                   .wait_min = TIME_SECOND / 10,
                                   .wait_max = TIME_SECOND,
                                   .tags = trial->tags,
                                   .tag_count = TAGS,
                                   .groups = groups,
                                   .group_count = 2};
    bench_start(&trial->bench, seed, &options, &trial->settings[0], connection->service,
                &trial->plant.memories[0], &connection->faults);
    if (cnet)
        trial->bench.second =
            wire_server_new(connection->service, &trial->settings[1], &trial->plant.memories[1]);
    trial->bench.meanwhile = turn;
    trial->bench.subject = &trial->plant;
}

static struct score try_line(uint64_t seed, const struct connection *connection)
{
    static const struct wire_faults no_faults = {.delay = 3000};
    static struct trial trial;
    struct wire_scan scan;
    trial = (struct trial){0};
    trial_start(&trial, seed, connection);
    struct bench *bench = &trial.bench;
    struct score score = run(bench, trial.sights, 20 * TIME_SECOND);
    wire_line_free(bench->there);
    wire_line_free(bench->back);
    bench->there = wire_line_new(seed, "there", &no_faults);
    bench->back = wire_line_new(seed, "back", &no_faults);
    (void)run(bench, trial.sights, 3 * TIME_SECOND); /* a wait may be going on */
    while (wire_take_scan(bench->client, &scan))
        continue;
    struct score after = run(bench, trial.sights, 3 * TIME_SECOND);
    ck_assert_uint_eq(after.bad[0] + after.bad[1], 0);
    ck_assert_uint_ge(after.good[0] + after.good[1], TAGS * 5);
    bench_end(bench);
    return score;
}

START_TEST(whatever_the_line_does_a_reading_is_what_the_controller_held_or_bad)
{
    static const struct {
        const char *what;
        struct connection connection;
        bool bad; /* some readings must be bad, or the line was not tried */
    } lines[] = {
        {"FEnet, quiet", {&xgt_fenet, &xgt_fenet_service, false, {.delay = 3000}}, false},
        {"FEnet, everything",
         {&xgt_fenet,
          &xgt_fenet_service,
          false,
          {.delay = 3000,
           .lost = 0.03,
           .repeated = 0.1,
           .overtaken = 0.1,
           .noise = 0.05,
           .late = 0.1,
           .late_max = TIME_SECOND / 2,
           .split = 0.01}},
         true},
        {"FEnet, datagrams",
         {&xgt_fenet,
          &xgt_fenet_service,
          true,
          {.delay = 3000,
           .lost = 0.3,
           .repeated = 0.2,
           .overtaken = 0.3,
           .late = 0.2,
           .late_max = TIME_SECOND / 2}},
         true},
        {"Cnet, quiet", {&xgt_cnet, &xgt_cnet_service, false, {.delay = 3000}}, false},
        {"Cnet, noise, cuts and late answers",
         {&xgt_cnet,
          &xgt_cnet_service,
          false,
          {.delay = 3000,
           .lost = 0.03,
           .noise = 0.1,
           .late = 0.05,
           .late_max = TIME_SECOND / 2,
           .split = 0.1}},
         true},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct score sum = {0};
        size_t tried = 0;
        FOR_ALL(seed, 12) {
            tried++;
            struct score score = try_line(seed, &lines[i].connection);
            for (size_t station = 0; station < 2; station++) {
                sum.good[station] += score.good[station];
                sum.bad[station] += score.bad[station];
            }
        }
        printf("# %s: %llu good, %llu bad readings\n", lines[i].what,
               (unsigned long long)(sum.good[0] + sum.good[1]),
               (unsigned long long)(sum.bad[0] + sum.bad[1]));
        ck_assert_uint_gt(sum.good[0] + sum.good[1], 1000 * tried / 12);
        ck_assert(lines[i].bad == (sum.bad[0] + sum.bad[1] > 0));
    }
}
END_TEST

START_TEST(on_a_serial_line_with_several_stations_a_silent_one_does_not_stop_the_others)
{
    static const struct connection connection = {
        &xgt_cnet, &xgt_cnet_service, false, {.delay = 3000}};
    static struct trial trial;
    trial = (struct trial){0};
    trial_start(&trial, 1, &connection);
    trial.bench.dead = true; /* station 0 */
    struct score score = run(&trial.bench, trial.sights, 30 * TIME_SECOND);
    ck_assert_uint_eq(score.good[0], 0);
    ck_assert_uint_gt(score.bad[0], 100);
    ck_assert_uint_eq(score.bad[1], 0);
    ck_assert_uint_ge(score.good[1], 12 * 30);
    ck_assert(wire_health(trial.bench.client).demoted);
    trial.bench.dead = false; /* and when it is back, it is read again */
    (void)run(&trial.bench, trial.sights, 3 * TIME_SECOND);
    score = run(&trial.bench, trial.sights, 3 * TIME_SECOND);
    ck_assert_uint_eq(score.bad[0] + score.bad[1], 0);
    ck_assert_uint_gt(score.good[0], 0);
    bench_end(&trial.bench);
}
END_TEST

/* All tags: D0 to D3 as u16, of which one is changed by name, one as a bit. */
START_TEST(a_word_and_a_single_bit_are_written_and_their_neighbours_stay)
{
    static const struct connection both[] = {
        {&xgt_fenet, &xgt_fenet_service, false, {.delay = 3000}},
        {&xgt_cnet, &xgt_cnet_service, false, {.delay = 3000}}};
    for (size_t i = 0; i < 2; i++) {
        static struct plant plant;
        struct bench bench;
        struct error err;
        struct wire_outcome outcome;
        struct xgt_settings settings = xgt_usual(XGT_XGK);
        struct wire_tag tags[2] = {
            {.name = "a", .address = "D1", .writable = true, .form = {.type = WIRE_S16}},
            {.name = "b", .address = "D2.7", .writable = true, .form = {.type = WIRE_BIT}}};
        struct wire_options options = {.protocol = both[i].protocol,
                                       .settings = &settings,
                                       .writes_allowed = true,
                                       .tags = tags,
                                       .tag_count = 2,
                                       .groups = groups,
                                       .group_count = 1};
        struct wire_value values[2] = {{.number = -2}, {.number = 1}};
        plant_start(&plant);
        plant.d[0][2] = 0x8001;
        bench_start(&bench, 1, &options, &settings, both[i].service, &plant.memories[0],
                    &both[i].faults);
        bench_step(&bench);
        for (size_t t = 0; t < 2; t++) {
            CHECK_OK(wire_write(bench.client, bench.now, t, &values[t], &err), err);
            while (!wire_take_outcome(bench.client, &outcome))
                bench_advance(&bench);
            ck_assert_msg(outcome.done, "%s", outcome.err.text);
        }
        ck_assert_uint_eq(plant.d[0][0], 0);
        ck_assert_uint_eq(plant.d[0][1], 0xFFFE);
        ck_assert_uint_eq(plant.d[0][2], 0x8081);
        ck_assert_uint_eq(plant.d[0][3], 0);
        bench_end(&bench);
    }
}
END_TEST

TEST_MAIN("xgt lines", whatever_the_line_does_a_reading_is_what_the_controller_held_or_bad,
          on_a_serial_line_with_several_stations_a_silent_one_does_not_stop_the_others,
          a_word_and_a_single_bit_are_written_and_their_neighbours_stay)
