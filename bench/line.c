/* bench_line SECONDS SEED -- plant_run on the line that peer_loop.c and peer_simpy.py also play.
 *
 * Ten stations of one machine, work without end before the first, five places before each other,
 * exponential work of mean 1 s, blocking after service; breakdowns that only working machines
 * meet (mean 100 s of work), repairs of mean 5 s. One replication, one thread, nothing cut off. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "plant/plant.h"

enum { STATIONS = 10, PLACES = 5, MEMORY = 256 << 20 };

static const struct plant_item part = {.id = "part", .name = "part"};
static const struct plant_work work = {.item = -1,
                                       .processing = {.kind = PLANT_EXPONENTIAL, .a = 1}};
static const struct plant_breakdown stop = {.id = "stop",
                                            .operation_dependent = true,
                                            .uptime = {.kind = PLANT_EXPONENTIAL, .a = 100},
                                            .repair = {.kind = PLANT_EXPONENTIAL, .a = 5}};
static const struct plant_share all = {.item = 0, .weight = 1};
static const struct plant_source supply = {.id = "supply",
                                           .kind = PLANT_SATURATED,
                                           .mix = &all,
                                           .mix_count = 1,
                                           .quantity = {.kind = PLANT_CONSTANT, .a = 1},
                                           .calendar = -1};

static enum status run(struct arena *arena, time_us length, uint64_t seed,
                       struct plant_result *ret_result, struct error *err)
{
    struct plant_station stations[STATIONS];
    struct plant_step steps[STATIONS];
    for (int i = 0; i < STATIONS; i++) {
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
    struct plant_path path = {.weight = 1, .steps = steps, .step_count = STATIONS};
    struct plant_model model = {.name = "ten stations",
                                .zone = "Asia/Seoul",
                                .start = {2026, 1, 5},
                                .items = &part,
                                .item_count = 1,
                                .stations = stations,
                                .station_count = STATIONS,
                                .paths = &path,
                                .path_count = 1,
                                .sources = &supply,
                                .source_count = 1};
    struct plant_options options = {
        .seed = seed, .horizon = length, .replications = 1, .threads = 1, .flow = true};
    enum status st = plant_check(&model, err);
    return st == STATUS_OK ? plant_run(&model, &options, arena, ret_result, err) : st;
}

static double cpu_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
    long seconds = count == 3 ? strtol(arguments[1], NULL, 10) : 0;
    if (seconds <= 0) {
        fputs("bench_line SECONDS SEED\n", stderr);
        return 2;
    }
    struct error err;
    struct plant_result result = {0};
    struct arena *arena = arena_new("bench", MEMORY);
    double cpu = cpu_seconds();
    if (run(arena, seconds * TIME_SECOND, strtoull(arguments[2], NULL, 10), &result, &err) !=
        STATUS_OK) {
        fprintf(stderr, "bench_line: %s %s: %s\n", err.reason->name, err.place, err.text);
        return EXIT_FAILURE;
    }
    cpu = cpu_seconds() - cpu;
    int64_t visits = 0;
    for (int i = 0; i < STATIONS; i++)
        visits += result.stations[i].visits;
    printf("{\"visits\": %" PRId64 ", \"finished\": %" PRId64 ", \"per_second\": %.6f, "
           "\"cpu\": %.6f}\n",
           visits, result.finished, (double)result.finished / (double)seconds, cpu);
    arena_free(arena);
    return EXIT_SUCCESS;
}
