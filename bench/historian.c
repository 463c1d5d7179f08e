/* bench_historian FOLDER put shared|tags SCANS_A_COMMIT SECONDS SCANS  durable ingest of the mix
 * bench_historian FOLDER ask                                          the two questions, medians
 * Ends `put` after so many seconds or scans, 0 for no bound. Prints JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/historian_mix.h"
#include "historian/historian.h"

enum { COMMITS_MAX = 1 << 20, TRIES = 15 };

static int complain(const struct error *err)
{
    fprintf(stderr, "bench_historian: %s: %s %s\n", err->reason->name, err->place, err->text);
    return 1;
}

static enum status define(struct historian *h, bool shared, struct error *err)
{
    static struct historian_tag tags[MIX_TAGS];
    for (uint32_t i = 0; i < MIX_TAGS; i++)
        tags[i] = (struct historian_tag){i + 1, i >= MIX_FLOATS ? MIX_SCALE : 0, 0};
    if (shared)
        return historian_define(h, &(struct historian_group){1, MIX_TAGS, tags}, err);
    enum status st = STATUS_OK;
    for (uint32_t i = 0; st == STATUS_OK && i < MIX_TAGS; i++)
        st = historian_define(h, &(struct historian_group){i + 1, 1, &tags[i]}, err);
    return st;
}

static enum status add(struct historian *h, const struct mix *mix, bool shared, struct error *err)
{
    if (shared)
        return historian_add(h, 1, mix->time, mix->values, NULL, err);
    enum status st = STATUS_OK;
    for (uint32_t i = 0; st == STATUS_OK && i < MIX_TAGS; i++)
        st = historian_add(h, i + 1, mix->time, &mix->values[i], NULL, err);
    return st;
}

static enum status put(struct historian *h, bool shared, int64_t a_commit, double seconds,
                       int64_t scans, struct error *err)
{
    static double commits[COMMITS_MAX];
    struct mix mix = mix_start();
    struct historian_health health;
    int64_t done = 0;
    int count = 0;
    double wall = 0;
    enum status st = define(h, shared, err);
    while (st == STATUS_OK && (scans == 0 || done < scans) && (seconds <= 0 || wall < seconds)) {
        double making = 0, began = mix_clock();
        for (int64_t i = 0; st == STATUS_OK && i < a_commit; i++, done++) {
            double before = mix_clock();
            mix_next(&mix);
            making += mix_clock() - before;
            st = add(h, &mix, shared, err);
        }
        if (st == STATUS_OK)
            st = historian_commit(h, NULL, err);
        double took = mix_clock() - began - making;
        wall += took;
        commits[count++ % COMMITS_MAX] = took;
    }
    if (st == STATUS_OK && scans > 0)
        st = historian_seal(h, err);
    historian_health(h, &health);
    if (st == STATUS_OK)
        printf("{\"samples\": %" PRId64 ", \"wall\": %.6f, \"p50\": %.6f, \"bytes\": %" PRIu64
               "}\n",
               done * MIX_TAGS, wall,
               mix_median(commits, count < COMMITS_MAX ? count : COMMITS_MAX), health.block_bytes);
    return st;
}

static enum status ask(struct historian *h, struct error *err)
{
    static struct historian_bucket buckets[1000];
    static struct historian_durations durations[MIX_STATES];
    uint32_t tags[MIX_STATES];
    double one[TRIES], two[TRIES], sum = 0;
    enum status st = STATUS_OK;
    for (uint32_t i = 0; i < MIX_STATES; i++)
        tags[i] = i + 1;
    for (int i = 0; st == STATUS_OK && i < TRIES; i++) {
        double began = mix_clock();
        st = historian_buckets(h, MIX_Q1_TAG, MIX_START, MIX_START + TIME_DAY, 1000, buckets, err);
        one[i] = mix_clock() - began;
        began = mix_clock();
        if (st == STATUS_OK)
            st = historian_durations(h, tags, MIX_STATES, MIX_Q2_FROM, MIX_Q2_TO, TIME_HOUR,
                                     durations, err);
        two[i] = mix_clock() - began;
    }
    if (st != STATUS_OK)
        return st;
    for (int i = 0; i < 1000; i++)
        sum += buckets[i].count > 0 ? buckets[i].min + 2 * buckets[i].max : 0;
    double seconds = 0;
    for (int i = 0; i < MIX_STATES; i++)
        for (size_t k = 0; k < durations[i].count; k++)
            seconds += (double)durations[i].length[k] * 1e-6 * (1 + durations[i].state[k]);
    printf("{\"q1\": %.9f, \"q2\": %.9f, \"sum1\": %.3f, \"sum2\": %.3f}\n", mix_median(one, TRIES),
           mix_median(two, TRIES), sum, seconds);
    return STATUS_OK;
}

int main(int count, char **arguments)
{
    struct historian *h = NULL;
    struct error err = {0};
    bool asks = count == 3 && strcmp(arguments[2], "ask") == 0;
    if (!asks && !(count == 7 && strcmp(arguments[2], "put") == 0)) {
        fputs("bench_historian FOLDER put shared|tags SCANS_A_COMMIT SECONDS SCANS | ask\n",
              stderr);
        return 2;
    }
    enum status st = historian_open(arguments[1], NULL, &h, &err);
    if (st == STATUS_OK && asks)
        st = ask(h, &err);
    else if (st == STATUS_OK)
        st = put(h, strcmp(arguments[3], "shared") == 0, atoll(arguments[4]),
                 strtod(arguments[5], NULL), atoll(arguments[6]), &err);
    historian_close(h);
    return st == STATUS_OK ? 0 : complain(&err);
}
