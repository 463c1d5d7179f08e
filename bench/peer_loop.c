/* peer_loop SECONDS SEED -- the line of line.c, and only that line, as a hand-written event loop:
 * a floor to compare the general engine with. One next event a station, the earliest found by
 * looking at all ten; no model, no statistics, no streams of luck. Uses nothing of src/. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STATIONS = 10, PLACES = 5 };

enum state { IDLE, WORKING, DOWN, BLOCKED };

struct station {
    enum state state;
    int waiting;       /* parts before it; the first station never lacks one */
    double work;       /* left of the part in hand */
    double until_stop; /* working time left until the next breakdown */
};

struct line {
    struct station stations[STATIONS];
    double next[STATIONS]; /* when its work ends, stops or is repaired; INFINITY: nothing ahead */
    double now;
    uint64_t luck[4];
    int64_t visits, finished;
};

static uint64_t turned(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

/* xoshiro256++ */
static uint64_t draw(uint64_t *s)
{
    uint64_t result = turned(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turned(s[3], 45);
    return result;
}

static double exponential(struct line *line, double mean)
{
    return -mean * log(((double)(draw(line->luck) >> 11) + 0.5) * 0x1p-53);
}

/* Work goes on until it ends or the machine stops, whichever comes first. */
static void go_on(struct line *line, int i)
{
    struct station *at = &line->stations[i];
    at->state = WORKING;
    line->next[i] = line->now + fmin(at->work, at->until_stop);
}

static void start(struct line *line, int i);

/* A place before station i has become free: a blocked station before it hands its part on. */
static void place_free(struct line *line, int i)
{
    if (i == 0 || line->stations[i - 1].state != BLOCKED)
        return;
    line->stations[i].waiting++;
    line->stations[i - 1].state = IDLE;
    start(line, i - 1);
}

static void start(struct line *line, int i)
{
    struct station *at = &line->stations[i];
    if (i > 0 && at->waiting == 0)
        return;
    line->visits++;
    at->work = exponential(line, 1);
    go_on(line, i);
    if (i > 0) {
        at->waiting--;
        place_free(line, i);
    }
}

static void hand_on(struct line *line, int i)
{
    struct station *at = &line->stations[i];
    line->next[i] = INFINITY;
    at->state = IDLE;
    if (i + 1 == STATIONS) {
        line->finished++;
    } else if (line->stations[i + 1].state == IDLE || line->stations[i + 1].waiting < PLACES) {
        line->stations[i + 1].waiting++;
        if (line->stations[i + 1].state == IDLE)
            start(line, i + 1);
    } else {
        at->state = BLOCKED;
        return;
    }
    start(line, i);
}

static void happen(struct line *line, int i)
{
    struct station *at = &line->stations[i];
    if (at->state == DOWN) {
        at->until_stop = exponential(line, 100);
        go_on(line, i);
    } else if (at->until_stop < at->work) {
        at->work -= at->until_stop;
        at->state = DOWN;
        line->next[i] = line->now + exponential(line, 5);
    } else {
        at->until_stop -= at->work;
        hand_on(line, i);
    }
}

static void run(struct line *line, double length)
{
    for (int i = 0; i < STATIONS; i++) {
        line->stations[i].until_stop = exponential(line, 100);
        line->next[i] = INFINITY;
    }
    start(line, 0);
    for (;;) {
        int first = 0;
        for (int i = 1; i < STATIONS; i++)
            first = line->next[i] < line->next[first] ? i : first;
        if (line->next[first] > length)
            return;
        line->now = line->next[first];
        happen(line, first);
    }
}

static double cpu_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
    double length = count == 3 ? strtod(arguments[1], NULL) : 0;
    if (!(length > 0)) {
        fputs("peer_loop SECONDS SEED\n", stderr);
        return 2;
    }
    uint64_t seed = strtoull(arguments[2], NULL, 10);
    struct line line = {.luck = {seed, 0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 1}};
    for (int i = 0; i < 100; i++)
        (void)draw(line.luck); /* away from the poor first numbers of a small seed */
    double cpu = cpu_seconds();
    run(&line, length);
    cpu = cpu_seconds() - cpu;
    printf("{\"visits\": %" PRId64 ", \"finished\": %" PRId64 ", \"per_second\": %.6f, "
           "\"cpu\": %.6f}\n",
           line.visits, line.finished, (double)line.finished / length, cpu);
    return EXIT_SUCCESS;
}
