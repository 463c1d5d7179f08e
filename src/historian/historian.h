/* historian.h -- what the machines said, kept for years: samples by tag and time.
 *
 * A store in a folder of its own, used inside the process: no socket, no clock, no thread.
 * Times are microseconds UTC (kit/clock.h). A group is what is read together, with one time for
 * all its tags; what comes by itself (an event, a state) is a group of one tag.
 *
 *     struct historian *h = NULL;
 *     historian_open("/var/lib/dure/history", NULL, &h, &err);
 *     historian_define(h, &group, &err);                once per group, repeating is harmless
 *     historian_add(h, group.id, now, values, NULL, &err);   as often as there are scans
 *     historian_commit(h, &through, &err);              durable when this returns STATUS_OK
 *
 * What is promised
 *   - A scan that historian_commit() acknowledged is there after kill -9, a power cut and a full
 *     disk (the log is made durable with fdatasync before the call returns). A commit is there as
 *     a whole or not at all. A commit that failed may be repeated; nothing is stored twice by it.
 *   - After 1,024 scans a group is written as one immutable block of columns, and later the log
 *     is let go. Every log record, block header and column carries a CRC-32C (Castagnoli,
 *     polynomial 0x1EDC6F41, reflected 0x82F63B78, start and final XOR 0xFFFFFFFF).
 *   - A value comes back bit for bit, except that what has the quality BAD or GAP has none (NaN).
 *   - Damage is found, counted (historian_health(), historian_check()) and never read as a value.
 *
 * Rules for what machines do
 *   late        A scan may come in any order, at any time of the past or future; it is stored
 *               under its own time. Order costs space and speed only.
 *   twice       Two samples of a tag with the same time, value and quality are one. With another
 *               value or quality both stay, in the order in which they came by one group.
 *   clock       The store has no clock and moves no time. A jump back makes late scans, a jump
 *               forward a gap; mark what was stamped by a doubtful clock with
 *               HISTORIAN_CLOCK_DOUBTFUL. Times before 2000 or after 2099 are refused.
 *   quality     GOOD and UNCERTAIN count; BAD and GAP do not, and end what was known: from such a
 *               sample on a state is unknown until the next usable one. NaN is stored as BAD.
 *   hold        A value speaks for the time until the next sample, at most for `hold`; beyond it
 *               nothing is known. Unknown time is shown as unknown.
 *   counters    Growth is the sum of the steps upwards. After a step down the counter has begun
 *               again: what it shows now was counted since. It has rolled over instead if
 *               `modulus` is given and the way over it is at most `step_max`. No step beyond
 *               `step_max` is counted; it is reported as doubtful.
 *
 * Threads: one thread adds, commits, seals, defines, retains and closes; any number of others may
 * read, check and back up meanwhile. A reader never waits for the disk of a commit.
 *
 * Sources: delta of delta times after Gorilla (Pelkonen and others, VLDB 2015); decimals as
 * integers with frames of reference after ALP (Afroozeh and others, SIGMOD 2024); CRC-32C as in
 * RFC 3720. The files byte by byte: docs/historian.md. */
#ifndef HISTORIAN_HISTORIAN_H
#define HISTORIAN_HISTORIAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kit/clock.h"
#include "kit/error.h"

enum {
    HISTORIAN_ROWS_MAX = 1024,    /* scans of a block */
    HISTORIAN_TAGS_MAX = 4096,    /* of one group */
    HISTORIAN_STATES_MAX = 16,    /* different states of one tag that durations tells apart */
    HISTORIAN_BUCKETS_MAX = 20000 /* points of one answer */
};

/* The lower four bits of a quality byte; the upper four are flags, stored and given back. */
enum historian_quality {
    HISTORIAN_GOOD = 0,
    HISTORIAN_UNCERTAIN = 1,
    HISTORIAN_BAD = 2, /* the device answered, but with no value */
    HISTORIAN_GAP = 3, /* from here on nobody listened or nobody answered */
    HISTORIAN_CLOCK_DOUBTFUL = 0x10
};

bool historian_usable(uint8_t quality); /* GOOD or UNCERTAIN */

struct historian_tag {
    uint32_t id; /* the caller's, not 0; one tag may move from group to group */
    /* How the values are made: raw integer * scale + offset. Only a hint that makes blocks
     * smaller; scale 0 means not known. */
    double scale, offset;
};

/* Never changes under its id: other tags are another group. */
struct historian_group {
    uint32_t id; /* the caller's, not 0 */
    size_t count;
    const struct historian_tag *tags;
};

struct historian_options {
    int64_t segment_bytes; /* of the log, then the next begins; 0 means 64 MiB */
    int64_t staged_bytes;  /* added and not committed; 0 means 16 MiB */
};

struct historian;

/* Makes the folder if there is none; replays the log. Only one process at a time has it open. */
enum status historian_open(const char *folder, const struct historian_options *options,
                           struct historian **ret_historian, struct error *err);
void historian_close(struct historian *h); /* what was not committed is forgotten; NULL is fine */
void historian_cleanup(struct historian **h);

enum status historian_define(struct historian *h, const struct historian_group *group,
                             struct error *err);

/* One value and one quality a tag of the group; qualities NULL means all GOOD. Nothing is durable
 * or visible before historian_commit(). HISTORIAN_FULL: commit first. */
enum status historian_add(struct historian *h, uint32_t group, time_us when, const double *values,
                          const uint8_t *qualities, struct error *err);

/* Makes durable all that was added since the last one. *ret_through is the number of the last
 * scan, counted from 1 over the life of the store. After a failure the scans are still waiting:
 * call again, or historian_forget() them. */
enum status historian_commit(struct historian *h, uint64_t *ret_through, struct error *err);
void historian_forget(struct historian *h);

/* Writes every group as blocks and lets go of the log: before retention, or by night. */
enum status historian_seal(struct historian *h, struct error *err);

/* Deletes the files (a week each, Monday to Sunday UTC) that end before `keep_from`. */
enum status historian_retain(struct historian *h, time_us keep_from, size_t *ret_files,
                             struct error *err);

struct historian_sample {
    time_us time;
    double value; /* NaN if not usable */
    uint8_t quality;
};

/* Samples with from <= time < to in order of time; `take` returns false to stop. */
typedef bool historian_take(void *context, const struct historian_sample *sample);
enum status historian_each(struct historian *h, uint32_t tag, time_us from, time_us to,
                           historian_take *take, void *context, struct error *err);

/* The last sample with time <= at. */
enum status historian_last(struct historian *h, uint32_t tag, time_us at,
                           struct historian_sample *ret_sample, bool *ret_found, struct error *err);

/* Usable samples of a stretch of time. With count 0 the others are not set. */
struct historian_bucket {
    uint64_t count;
    double min, max, sum, first, last; /* the mean is sum / count */
    uint64_t unusable;                 /* samples that are not usable */
};

/* [from, to) in `count` stretches: the k-th begins at from + (to - from) * k / count. */
enum status historian_buckets(struct historian *h, uint32_t tag, time_us from, time_us to,
                              size_t count, struct historian_bucket *ret_buckets,
                              struct error *err);

/* How long each state held in [from, to). The lengths, other and unknown add up to to - from. */
struct historian_durations {
    size_t count;
    double state[HISTORIAN_STATES_MAX]; /* in order of value */
    time_us length[HISTORIAN_STATES_MAX];
    time_us other;   /* of states beyond HISTORIAN_STATES_MAX */
    time_us unknown; /* no sample, none usable, or older than hold */
};

/* Of each tag; `hold` > 0. */
enum status historian_durations(struct historian *h, const uint32_t *tags, size_t count,
                                time_us from, time_us to, time_us hold,
                                struct historian_durations *ret_durations, struct error *err);

struct historian_counter {
    double modulus;  /* shows modulus - 1 at most and then 0; 0 means it does not roll over */
    double step_max; /* the most that may be made between two samples; > 0 */
};

struct historian_growth {
    double growth;   /* never negative */
    uint64_t resets; /* began again at zero */
    uint64_t rolled; /* over its modulus */
    uint64_t doubtful;
    uint64_t samples; /* usable, looked at */
};

/* Growth over [from, to): from the last usable sample before `from`, if there is one. */
enum status historian_growth(struct historian *h, uint32_t tag, time_us from, time_us to,
                             const struct historian_counter *counter,
                             struct historian_growth *ret_growth, struct error *err);

struct historian_health {
    uint64_t through;       /* number of the last acknowledged scan */
    uint64_t late;          /* scans older than what their group had sealed, since opening */
    uint64_t replayed;      /* scans read from the log when it was opened */
    uint64_t cut_bytes;     /* of a torn tail, cut off when it was opened */
    uint64_t damaged;       /* places in log and blocks that failed their check */
    uint64_t seal_failures; /* since opening; the scans stay in the log and in memory */
    uint64_t blocks, files; /* sealed */
    uint64_t log_bytes, block_bytes;
    uint64_t memory_bytes; /* of rows not yet sealed, about */
};

void historian_health(struct historian *h, struct historian_health *ret_health);

/* Reads every block and the log, decodes all of it and compares the aggregates. *ret_health
 * counts; the first damage, if any, is HISTORIAN_DAMAGED with its file and place. */
enum status historian_check(struct historian *h, struct historian_health *ret_health,
                            struct error *err);

/* A copy of all that is acknowledged at one moment, into a new folder, while others write. It is
 * durable when this returns, and is opened with historian_open() like any other. */
enum status historian_backup(struct historian *h, const char *folder, struct error *err);

/* time,tag,value,quality in lines, tags in the order given, each by time; values with 17 digits
 * where fewer would not give the same bits; a sample without a value has an empty field. */
enum status historian_export(struct historian *h, const uint32_t *tags, size_t count, time_us from,
                             time_us to, FILE *out, struct error *err);

#define REASON REASON_DECLARE
#include "historian/reasons.def"
#undef REASON

#endif
