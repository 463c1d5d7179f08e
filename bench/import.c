/* bench_import FILE -- one reading of a production log, as `dure calibrate` does it first. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "calibrate/calibrate.h"

static double seconds_of(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fputs("bench_import FILE\n", stderr);
        return 2;
    }
    struct error err;
    struct calibrate_log *log = NULL;
    double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    if (calibrate_import_file(arguments[1], &(struct calibrate_options){0}, &log, &err) !=
        STATUS_OK) {
        fprintf(stderr, "bench_import: %s %s: %s\n", err.reason->name, err.place, err.text);
        return EXIT_FAILURE;
    }
    wall = seconds_of(CLOCK_MONOTONIC) - wall;
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("{\"rows\": %" PRId64 ", \"used\": %" PRId64 ", \"orders\": %zu, \"stations\": %zu, "
           "\"cpu\": %.6f, \"wall\": %.6f}\n",
           log->rows_read, log->rows_used, log->order_count, log->station_count, cpu, wall);
    calibrate_free(log);
    return EXIT_SUCCESS;
}
