/* flow_private.h -- the second engine ("dure-sim 2"): one replication as parts that flow through
 * places, with every breakdown, repair, switch and vacation an event of its own.
 *
 * Everything is a number into an array made at the start; a part is one record of a pool, and what
 * queues it stands in are links inside it. Times in a state and numbers inside are running sums
 * ("minus now" on entering, "plus now" on leaving), so nothing has to be cut at the warm-up: there
 * the sums begin again. */
#ifndef PLANT_FLOW_PRIVATE_H
#define PLANT_FLOW_PRIVATE_H

#include "plant/plant_private.h"

enum { NOBODY = -1, CLAIMED = -2, BLOCK = 32 };

/* Number x microseconds: a million parts for a hundred years do not fit in 64 bits. */
__extension__ typedef __int128 wide;

/* What an event's number means; of one instant the lower rank happens first. */
enum rank {
    EVENT_SERVER,
    EVENT_ARRIVAL,
    EVENT_CLOCK,
    EVENT_WAKE,
    EVENT_TRIP,
    EVENT_UPKEEP,
    EVENT_METER
};

struct event {
    time_us when;
    uint64_t order; /* rank, sequence and number of the subject: 4, 36 and 24 bits */
};

struct agenda {
    struct event *at; /* four more than `count` are there, later than any */
    size_t count, room;
    uint64_t sequence;
    bool hole; /* the first is being handled: the next to come may take its place */
};

struct part {
    time_us entered, came; /* came: into the queue it stands or stood in last */
    time_us left;          /* of work that was interrupted; -1: not begun */
    int64_t quantity;
    int item, station, work, path;
    int step, next, source;
    int server; /* that keeps it for want of room, or NOBODY; CLAIMED: it has a place ahead */
    time_us due, waited, whole;            /* whole: all of its work here */
    int64_t scrapped, defective, sequence; /* scrapped: at the end of the work in hand */
    double key;                            /* in a ranked queue */
    int child, scheduled;                  /* child: in a ranked queue */
};

struct row {
    int first, last;
    int64_t count;
};

/* A stream of chance and how far a trace was played: one for each place (or source or server) and
 * purpose. */
struct luck {
    struct random_stream stream;
    size_t played;
};

/* When one kind of breakdown comes next at one server: in working time of the server where it
 * depends on operation, else on the work clock. */
struct fuse {
    time_us at;
    time_us pending; /* the uptime after a repair that has no end yet; -1: none */
    struct luck uptime, repair;
    int server, kind;
};

/* One planned maintenance of one server. */
struct upkeep {
    time_us at;     /* in time at work; else not looked at */
    int64_t orders; /* done since the last */
    bool due, doing;
    struct luck lasts;
    int server, kind;
};

/* CLAIMING: it has an order and waits for room ahead before it begins. */
enum server_phase { FREE, SETTING_UP, AT_WORK, KEEPING, AWAY, CLAIMING };

struct server {
    uint64_t token;            /* of the event that counts for it; others are stale */
    int part, station, number; /* number: of the place's */
    enum server_phase phase;
    enum plant_state state;
    bool down, breaking, rested;
    bool kept;               /* down for maintenance */
    int due;                 /* maintenances that wait for it */
    int mates, load;         /* of a batch: the first of the others; how many are still here */
    int last_item, fuse;     /* fuse: the kind whose turn is at fuse_at */
    time_us free_at;         /* when it last became free; -1: it has not begun yet */
    time_us started, span;   /* on the work clock: what it does now */
    time_us worked, fuse_at; /* working time so far, and when the next breakdown comes in it */
    time_us down_until;      /* on the work clock */
    struct fuse *fuses;
    struct upkeep *upkeeps;
    int64_t sums[PLANT_STATE_COUNT];
    /* Where it blocks before service: the station, work and step that its order goes to. */
    int ahead, ahead_work, ahead_step;
    int next_claim; /* in the row of those that wait for room there */
    /* Where operators are needed. */
    int crew; /* whose operator is with it, or NOBODY */
    enum plant_task task;
    bool asks;           /* it waits for an operator for `task` */
    uint64_t ticket;     /* of its asking; others are stale */
    time_us repair_left; /* of repairs that wait for an operator */
};

/* A server that asks for an operator. */
struct asker {
    double priority;
    uint64_t ticket;
    int server;
};

/* People who can do the same. */
struct crew {
    const struct plant_hours *hours;
    int number, free, count;
    wide idle;                   /* free people x their own hours */
    wide busy[PLANT_TASK_COUNT]; /* x the hours of the stations they are at */
    struct asker *askers;        /* a heap, the most urgent first */
    size_t asker_count, room;
    time_us wake_at;
};

struct place {
    const struct line_station *line;
    struct server *servers; /* [machines] */
    uint64_t *ready;        /* a bit for each server that can begin */
    int64_t capacity, here; /* capacity: of the queue, without limit the largest number */
    struct row queue, waiting;
    int machines, ready_count, number, keeping;
    bool listed, plain, always, saturated, preempts, scraps, exponential, staffed, before, kept_up,
        batches;
    int64_t claimed;       /* places that orders on their way here have */
    struct row claims;     /* servers that wait for one */
    int claiming;          /* servers of this place that wait for one elsewhere */
    int mates, mate_count; /* taken with the part that is about to begin */
    int root, turn;        /* of a ranked queue; the row that a polling server stands at */
    int64_t budget;        /* how many it still serves there */
    struct row *rows;      /* by item where the place polls or joins, else NULL */
    wide present, queued;  /* parts here, and in the queue: number x time */
    int64_t visits, waiters, waited;
    uint64_t wake;
    time_us wake_at, measured_from;
    struct luck processing, setup, transfer, vacation, switching;
    struct random_stream scrap, routing;
    int drawn; /* of the block; BLOCK: all */
    double block[BLOCK];
};

struct supply {
    const struct line_source *line;
    struct luck between, quantity;
    struct random_stream mix, path;
    size_t next; /* scheduled: the next order of the list */
    int pending; /* saturated: a part ready to enter */
};

/* What a slice of the measured time, or of a pilot run, began with. */
struct slice_start {
    size_t number;
    time_us at;
    wide present;
    double lead;
    int64_t orders, pieces;
};

struct flow {
    const struct replication_task *task;
    const struct plant_line *line;
    struct arena *arena;
    time_us now;
    struct agenda agenda;
    time_us end;
    uint64_t events, events_max, print;
    struct part *parts;
    size_t part_count, part_room;
    int free_part, turn;
    struct place *places;
    struct server *servers;
    struct fuse *fuses;
    struct upkeep *upkeeps;
    struct supply *supplies;
    struct crew *crews;
    uint64_t tickets;
    bool asked;   /* some server may get an operator now */
    int *touched; /* a ring of places to settle, its size a power of two */
    size_t touched_from, touched_to, touched_mask;
    bool stop, blocked_anew, overfull;
    int held, deadlock; /* places all of whose servers keep parts; one that is locked, or NOBODY */
    bool *locked;
    int64_t entered, finished, lost, joined, inside, sequence;
    wide present, squares; /* parts inside, and their number squared: x time */
    int64_t turned_away, came;
    struct {
        double *at;
        size_t count, room;
    } leads;
    size_t lead_stride, lead_skip;
    double lead;
    int64_t good, scrapped, escaped, orders_done, due_count, due_met;
    struct slice_start slice, pilot;
    struct replication_item *items;
    struct replication *result;
};

/* ---- flow_queue.c: the pool of parts, rows, ranked queues ---- */

int part_new(struct flow *flow);
void part_free(struct flow *flow, int index);
/* Take out the one after `before` (NOBODY: the first). */
int row_take_after(struct part *parts, struct row *row, int before);
void ranks_add(struct part *parts, int *root, int index);
int ranks_take(struct part *parts, int *root);
double rank_key(const struct flow *flow, const struct place *place, const struct part *part);

/* ---- flow_draw.c ---- */

double luck_number(struct luck *luck, const struct plant_draw *draw);
time_us luck_time(struct luck *luck, const struct plant_draw *draw, double factor);

/* ---- flow_break.c: what interrupts ---- */

/* The breakdown that depends on operation and comes first. */
void fuse_first(struct flow *flow, struct server *server);
/* Down from `worked` of the work clock on, or after the repair in hand. */
void break_down(struct flow *flow, struct server *server, struct fuse *fuse, time_us worked);
/* Stop what it does for now, having done part of it. */
void server_pause(struct flow *flow, struct server *server, time_us worked);
/* The clock of a calendar breakdown begins again with the end of the repair. */
void fuse_later(struct flow *flow, struct fuse *fuse, time_us uptime);
void server_repaired(struct flow *flow, struct server *server, time_us worked);
void clock_event(struct flow *flow, int number);

/* ---- flow_choice.c: what a ready server takes from the whole queue; what inspection finds ---- */

int choose(struct flow *flow, struct place *place);
/* The pieces of the part that are scrapped by this work, and those that become defective in it. */
void part_quality(struct place *place, struct part *part);

/* ---- flow_batch.c: orders that are worked on together ---- */

/* The first of a batch that may begin now, the others left in place->mates; or NOBODY. */
int batch_take(struct flow *flow, struct place *place);
void batch_load(struct flow *flow, struct place *place, struct server *server);
void batch_ends(struct flow *flow, struct server *server);
bool batch_waits_for(const struct flow *flow, const struct server *server, int station,
                     bool locked);

/* ---- flow_claim.c: blocking before service ---- */

/* Has the order in hand its place at the next station, or none to go to? Else the server waits;
 * `span` keeps the set-up to come. */
bool claim_ahead(struct flow *flow, struct place *place, struct server *server, time_us setup);
/* Those that wait for room here get it as far as there is any. */
void claims_grant(struct flow *flow, struct place *place);
void claim_drop(struct flow *flow, struct server *server);
/* So many more could come: places in the queue and at machines that nobody has or will have. */
int64_t place_spare(const struct place *place);

/* ---- flow_upkeep.c: planned maintenance ---- */

void upkeep_make(struct flow *flow, const struct place *place, struct server *server, size_t kind,
                 int machine);
/* Begin what is due and may begin now; the server is not down. */
bool upkeep_begin(struct flow *flow, struct server *server);
void upkeep_ended(struct flow *flow, struct server *server, time_us worked);
/* The work in hand is done: what is due by work or orders? */
void upkeep_count(struct flow *flow, struct server *server);
/* The work in hand has come to where maintenance of this number interrupts it. */
void upkeep_interrupts(struct flow *flow, struct server *server, int kind);
void upkeep_event(struct flow *flow, int number);

/* ---- flow_staff.c: operators ---- */

void crews_make(struct flow *flow);
/* May the server go on with the task now? Else it asks for an operator and waits. An operator who
 * is with it and can do the task stays; one who cannot is let go. */
bool staff_ready(struct flow *flow, const struct place *place, struct server *server,
                 enum plant_task task);
/* The same for a repair of this length, which is put off until somebody comes; maintenance that was
 * put off is added to it. */
bool staff_repairs(struct flow *flow, const struct place *place, struct server *server,
                   time_us *lasts);
void staff_release(struct flow *flow, struct server *server);
void staff_assign(struct flow *flow);
void crew_wake(struct flow *flow, int number);
void crews_measure(struct flow *flow); /* the warm-up is over */
void crews_finish(struct flow *flow);

/* ---- flow_step.c: what happens ---- */

/* What stands in the line at time 0. */
void initial_start(struct flow *flow);
void supply_start(struct flow *flow, struct supply *supply);
void flow_settle(struct flow *flow);
enum status flow_loop(struct flow *flow, struct error *err);

/* ---- flow.c ---- */

void meter_event(struct flow *flow, int what);

/* ---- flow_lock.c ---- */

void flow_look_for_lock(struct flow *flow);

#endif
