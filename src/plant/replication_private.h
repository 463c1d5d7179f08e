/* replication_private.h -- one replication under way: orders, machines, stations, sources. */
#ifndef PLANT_REPLICATION_PRIVATE_H
#define PLANT_REPLICATION_PRIVATE_H

#include "plant/plant_private.h"

enum { RANK_END, RANK_ARRIVAL, RANK_WAKE, RANK_TRANSFER };
enum { LEADS_MAX = 1 << 21, NONE = -1 };

enum phase { IDLE, BUSY, HOLDING };

struct order {
    time_us entered, came, due;
    int64_t number, quantity, scrapped;
    int item, station, work;
    int path, step; /* path NONE: by edges */
    int next;       /* in a queue, a list of waiting ones or the free list */
    int machine;    /* that holds it while it waits for room, or NONE */
    int scheduled;  /* index among the scheduled orders, or NONE */
};

/* An order on its way to a station. */
struct trip {
    struct run *run;
    struct trip *next; /* in the list of those free to use again */
    int order, station;
};

/* When one kind of breakdown comes next at one machine. */
struct breakdown_clock {
    time_us at; /* operation-dependent: working time left; else a time of the work clock */
    struct random_stream uptime, repair;
};

struct run;

struct machine {
    struct run *run;
    int station, number, order, last_item;
    enum phase phase;
    time_us booked;     /* on the work clock: all before is in the books */
    time_us down_until; /* on the work clock */
    struct breakdown_clock *clocks;
};

struct fifo {
    int first, last;
    int64_t count;
};

struct ranked {
    double key;
    int64_t sequence;
    int order;
};

struct station {
    struct run *run;
    const struct line_station *line;
    struct machine *machines;
    int idle, holding;
    struct fifo queue, waiting; /* waiting: for room, held by a machine or a source */
    struct {
        struct ranked *at;
        size_t count, room;
    } ranks; /* instead of queue.first.. where the discipline is not FIFO */
    int64_t sequence;
    bool listed; /* to be settled */
    struct sim_event wake;
    time_us wake_at;
    time_us measured_from, measured_to; /* on the work clock */
    struct random_stream processing, setup, transfer, scrap, routing;
    struct sim_area queue_area;
    struct replication_station *result;
};

struct source {
    struct run *run;
    const struct line_source *line;
    struct random_stream between, mix, quantity, path;
    size_t next; /* scheduled: the next order of the list */
    int pending; /* saturated: an order ready to enter */
};

struct run {
    const struct replication_task *task;
    const struct plant_line *line;
    struct arena *arena;
    struct sim *sim;
    struct station *stations;
    struct source *sources;
    struct {
        struct order *at;
        size_t count, room;
    } orders;
    int free_order;
    struct trip *free_trip;
    struct {
        int *at;
        size_t count, room;
    } unsettled;
    size_t settled;
    int saturated, turn; /* how many sources are; whose turn it is */
    int64_t entered, finished, lost, inside;
    int held; /* stations all of whose machines hold finished orders */
    bool blocked_anew, overfull;
    struct sim_area wip;
    size_t slice; /* of a pilot run: the one that ends next */
    double slice_sum;
    time_us course_at; /* the slices of the result know the orders inside up to here */
    struct {
        double *at;
        size_t count, room;
    } leads;
    size_t lead_stride, lead_skip;
    struct sim_tally lead;
    int64_t good, scrapped, orders_done, due_count, due_met;
    struct replication *result;
    int deadlock; /* a station of it, or NONE */
    bool *locked; /* [stations], which ones */
};

/* ---- orders.c: the pool of orders and the queues of a station ---- */

int order_new(struct run *run);
void order_free(struct run *run, int order);
void fifo_add(struct run *run, struct fifo *fifo, int order);
int fifo_take(struct run *run, struct fifo *fifo);
void queue_add(struct run *run, struct station *station, int order);
int orders_take(struct run *run, struct station *station);
int queue_first(const struct station *station); /* the queue is not empty */

/* ---- machine.c: what a machine does, booked on the work clock of its station ---- */

/* Book an idle or holding machine up to `now`, with the breakdowns its clocks bring meanwhile. */
void book_until(struct machine *machine, time_us now, enum plant_state state);
/* Lay out `left` of set-up or work from `now` on, breakdowns between; gives back the end. */
time_us lay_out(struct machine *machine, enum plant_state state, time_us now, time_us left);

/* ---- course.c ---- */

/* Before the number of orders inside changes, and at the end. */
void course_inside(struct run *run, time_us now);
void course_finished(struct run *run, time_us now, double lead, int64_t pieces);

#endif
