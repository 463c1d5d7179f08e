/* bench_lanes ten|year SECONDS SEED WIDTH fast|all THREADS REPLICATIONS -- by recursion the line of
 * line.c (ten stations, work without end, five places between, breakdowns of working machines), or
 * one of twelve that takes about a minute a part. WIDTH 0: what this processor has. Nothing is cut
 * off. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lanes/lanes.h"

enum { STATIONS_MAX = 12, PLACES = 5 };

#define MEMORY ((size_t)1 << 30)

static const struct plant_item part = {.id = "part", .name = "part"};

/* In seconds of the mean work of a station. */
static const struct scale {
    const char *name;
    int stations;
    double work;
} scales[] = {{"ten", 10, 1}, {"year", 12, 40}};

static const struct plant_share all = {.item = 0, .weight = 1};
static const struct plant_source supply = {.id = "supply",
                                           .kind = PLANT_SATURATED,
                                           .mix = &all,
                                           .mix_count = 1,
                                           .quantity = {.kind = PLANT_CONSTANT, .a = 1},
                                           .calendar = -1};

struct wanted {
    struct plant_options options;
    enum lanes_detail detail;
    int width;
    const struct scale *scale;
};

static enum status run(struct arena *arena, const struct wanted *wanted,
                       struct plant_result *ret_result, struct error *err)
{
    const struct scale *scale = wanted->scale;
    struct plant_work work = {.item = -1,
                              .processing = {.kind = PLANT_EXPONENTIAL, .a = scale->work}};
    struct plant_breakdown stop = {.id = "stop",
                                   .operation_dependent = true,
                                   .uptime = {.kind = PLANT_EXPONENTIAL, .a = 100 * scale->work},
                                   .repair = {.kind = PLANT_EXPONENTIAL, .a = 5 * scale->work}};
    struct plant_station stations[STATIONS_MAX];
    struct plant_step steps[STATIONS_MAX];
    for (int i = 0; i < scale->stations; i++) {
        const char *id = arena_format(arena, "s%d", i);
        stations[i] = (struct plant_station){.id = id,
                                             .name = id,
                                             .machines = 1,
                                             .calendar = -1,
                                             .queue_capacity = i == 0 ? -1 : PLACES,
                                             .discipline = PLANT_FIFO,
                                             .works = &work,
                                             .work_count = 1,
                                             .breakdowns = &stop,
                                             .breakdown_count = 1};
        steps[i] = (struct plant_step){.station = i};
    }
    struct plant_path path = {.weight = 1, .steps = steps, .step_count = (size_t)scale->stations};
    struct plant_model model = {.name = "a line",
                                .zone = "Asia/Seoul",
                                .start = {2026, 1, 5},
                                .items = &part,
                                .item_count = 1,
                                .stations = stations,
                                .station_count = (size_t)scale->stations,
                                .paths = &path,
                                .path_count = 1,
                                .sources = &supply,
                                .source_count = 1};
    struct lanes_obstacle obstacle = {0};
    enum status st = plant_check(&model, err);
    if (st != STATUS_OK)
        return st;
    const struct lanes_form *form = lanes_compile(arena, &model, &wanted->options, &obstacle);
    if (form == NULL)
        return FAIL(err, LANES_EVENTS, "%s", obstacle.en);
    return lanes_run_width(form, &wanted->options, wanted->detail, wanted->width, arena, ret_result,
                           err);
}

static double seconds_of(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
    long seconds = count == 8 ? strtol(arguments[2], NULL, 10) : 0;
    const struct scale *scale = NULL;
    for (size_t i = 0; seconds > 0 && i < sizeof scales / sizeof *scales; i++)
        if (strcmp(arguments[1], scales[i].name) == 0)
            scale = &scales[i];
    if (scale == NULL) {
        fputs("bench_lanes ten|year SECONDS SEED WIDTH fast|all THREADS REPLICATIONS\n", stderr);
        return 2;
    }
    int width = (int)strtol(arguments[4], NULL, 10);
    struct wanted wanted = {
        .options = {.seed = strtoull(arguments[3], NULL, 10),
                    .horizon = seconds * TIME_SECOND,
                    .threads = (int)strtol(arguments[6], NULL, 10),
                    .replications = (int)strtol(arguments[7], NULL, 10)},
        .detail = strcmp(arguments[5], "all") == 0 ? LANES_ALL : LANES_FAST,
        .width = width == 0 ? lanes_widest() : width,
        .scale = scale,
    };
    struct error err;
    struct plant_result result = {0};
    struct arena *arena = arena_new("bench", MEMORY);
    double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID), wall = seconds_of(CLOCK_MONOTONIC);
    if (run(arena, &wanted, &result, &err) != STATUS_OK) {
        fprintf(stderr, "bench_lanes: %s %s: %s\n", err.reason->name, err.place, err.text);
        return EXIT_FAILURE;
    }
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = seconds_of(CLOCK_MONOTONIC) - wall;
    int64_t visits = 0;
    for (int i = 0; i < scale->stations; i++)
        visits += result.stations[i].visits;
    printf("{\"visits\": %" PRId64 ", \"finished\": %" PRId64 ", \"per_second\": %.6f, "
           "\"half_width\": %.6f, \"cpu\": %.6f, \"wall\": %.6f, \"name\": \"%s\", \"width\": %d, "
           "\"bits\": \"%016" PRIx64 "\"}\n",
           visits, result.finished, result.throughput.mean / 86400,
           result.throughput.half_width / 86400, cpu, wall, lanes_width_name(wanted.width),
           wanted.width, result.fingerprint);
    arena_free(arena);
    return EXIT_SUCCESS;
}
