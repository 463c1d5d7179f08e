/* bench.h -- a client and a virtual machine with a bad line between them, in simulated time. Used
 * by the tests of the protocols, which say which client, service and memory. */
#ifndef WIRE_TEST_BENCH_H
#define WIRE_TEST_BENCH_H

#include "kit/test.h"
#include "wire/wire.h"

struct bench {
    struct wire_client *client;
    struct wire_server *server, *second; /* second: another station on the line, or NULL */
    struct wire_line *there, *back;
    bool open, unplugged; /* unplugged: no connection can be made */
    bool dead;            /* the machine hears and says nothing */
    time_us now;
    uint64_t closed; /* connections that the client gave up */
    /* Called before anything happens at `now`; may be NULL. */
    void (*meanwhile)(void *subject, time_us now);
    void *subject;
};

static inline void bench_start(struct bench *bench, uint64_t seed,
                               const struct wire_options *options, const void *settings,
                               const struct wire_service *service, struct wire_memory *memory,
                               const struct wire_faults *faults)
{
    struct error err;
    *bench = (struct bench){.now = TIME_DAY};
    CHECK_OK(wire_client_new(options, &bench->client, &err), err);
    bench->server = wire_server_new(service, settings, memory);
    bench->there = wire_line_new(seed, "there", faults);
    bench->back = wire_line_new(seed, "back", faults);
}

static inline void bench_end(struct bench *bench)
{
    wire_client_free(bench->client);
    wire_server_free(bench->server);
    wire_server_free(bench->second);
    wire_line_free(bench->there);
    wire_line_free(bench->back);
}

static inline void bench_connect(struct bench *bench)
{
    bool wanted = wire_wants_line(bench->client);
    if (bench->open && !wanted) {
        bench->open = false;
        bench->closed++;
        wire_line_clear(bench->there);
        wire_line_clear(bench->back);
        wire_lost(bench->client, bench->now);
    } else if (!bench->open && wanted && bench->unplugged) {
        wire_lost(bench->client, bench->now);
    } else if (!bench->open && wanted) {
        bench->open = true;
        wire_server_connected(bench->server);
        wire_connected(bench->client, bench->now);
    }
}

/* Each answer alone, as soon as it is there: several at once would reach the line cut into pieces
 * of a buffer, and the line would lose or repeat a part of an answer, which no connection does. */
static inline void bench_answer(struct bench *bench, struct wire_server *server)
{
    uint8_t bytes[WIRE_FRAME_MAX];
    for (size_t count; (count = wire_server_send(server, bytes, sizeof bytes)) > 0;)
        wire_line_put(bench->back, bench->now, bytes, count);
}

/* All that happens at `now`. */
static inline void bench_step(struct bench *bench)
{
    uint8_t bytes[WIRE_FRAME_MAX];
    size_t count;
    if (bench->meanwhile != NULL)
        bench->meanwhile(bench->subject, bench->now);
    bench_connect(bench);
    wire_tick(bench->client, bench->now);
    bench_connect(bench);
    for (bool busy = true; busy;) {
        busy = false;
        while ((count = wire_send(bench->client, bytes, sizeof bytes)) > 0) {
            busy = true;
            wire_line_put(bench->there, bench->now, bytes, count);
        }
        while (wire_line_take(bench->there, bench->now, bytes, &count)) {
            busy = true;
            if (!bench->dead)
                wire_server_receive(bench->server, bench->now, bytes, count);
            bench_answer(bench, bench->server);
            if (bench->second == NULL)
                continue;
            wire_server_receive(bench->second, bench->now, bytes, count);
            bench_answer(bench, bench->second);
        }
        while (wire_line_take(bench->back, bench->now, bytes, &count)) {
            busy = true;
            wire_receive(bench->client, bench->now, bytes, count);
            bench_connect(bench);
        }
    }
}

/* To the next instant at which something happens, or one millisecond on if that is far. */
static inline void bench_advance(struct bench *bench)
{
    const time_us times[] = {wire_wake_at(bench->client), wire_line_wake_at(bench->there),
                             wire_line_wake_at(bench->back)};
    time_us next = bench->now + 50 * TIME_SECOND / 1000;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (times[i] < next)
            next = times[i];
    bench->now = next > bench->now ? next : bench->now + 1;
    bench_step(bench);
}

/* The next scan within `most` from now; false: none came. */
static inline bool bench_scan(struct bench *bench, time_us most, struct wire_scan *ret_scan)
{
    time_us end = bench->now + most;
    for (; bench->now < end; bench_advance(bench))
        if (wire_take_scan(bench->client, ret_scan))
            return true;
    return wire_take_scan(bench->client, ret_scan);
}

#endif
