/* jobs.h -- long work: in the store until it is done.
 *
 * A job is a row: its kind, whose it is, its request (JSON), how far it is, its result or its
 * problem. Whoever starts one writes it in the same transaction as what belongs to it:
 *
 *     jobs_enqueue(tx, &(struct job_order){"simulate", org, user, request}, now, &id, err);
 *     store_commit(&tx, err);
 *     jobs_wake(jobs);
 *
 * A runner has threads and a table of kinds. It claims jobs, the oldest of the firm that has the
 * fewest running first, and calls the function of the kind:
 *
 *     enum status simulate(struct job_run *run, void *context, struct error *err)
 *     {
 *         const struct job *job = job_of(run);
 *         ... read job->request into job_arena(run) ...
 *         while (working)
 *             if ((st = job_progress(run, part, "시뮬레이션", "simulating", err)) != STATUS_OK)
 *                 return st;                  (cancelled, stopped, or lost: give up at once)
 *         ... store_begin(), write the result ...
 *         if ((st = job_finish(run, tx, result_id, err)) != STATUS_OK) return st;
 *         return store_commit(&tx, err);
 *     }
 *
 * Promises, each with a test of the same words, on both databases:
 *   - A job is run by one worker at a time, and every job is run.
 *   - A job whose process died is taken again when its lease has run out; after `attempts_max`
 *     deaths it fails as jobs.crashed.
 *   - The result and the end of a job are one transaction: a worker that has lost its job cannot
 *     finish it, so a result is written once.
 *   - A waiting job is cancelled at once, a running one at its next job_progress().
 *   - A failed job keeps its reason, in both languages.
 *   - A program that stops gives its running jobs back.
 *   - One firm with many jobs does not make the others wait for all of them.
 *   - A listener hears the state at once, then each newer one, up to the end.
 *
 * Uses: kit, store. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/list.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "jobs/reasons.def"
#undef REASON

enum { JOB_KIND_MAX = 40, JOB_REQUEST_MAX = 1 << 20, JOB_STEP_MAX = 120, JOB_KINDS_MAX = 32 };

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

const char *job_state_name(enum job_state state); /* "waiting" ... as in the table and the API */

struct job {
    int64_t id;
    const char *kind;
    int64_t org, user; /* whose it is: the caller checks who may see it */
    const char *request;
    enum job_state state;
    bool cancel_asked;
    int64_t attempts; /* times it has been started */
    int64_t version;  /* counts the changes of this row */
    double progress;  /* 0 .. 1 */
    const char *step_ko, *step_en;
    bool has_result;
    int64_t result;      /* id of what it made, in the table of its kind */
    const char *problem; /* NULL, or JSON: reason, place, text, en, ko, remedy_en, remedy_ko */
    time_us created, changed;
    time_us ended; /* 0 while it is open */
};

/* ---- in the store: any process, inside the caller's transaction ---- */

struct job_order {
    const char *kind; /* 1 .. JOB_KIND_MAX of a-z 0-9 - _ */
    int64_t org, user;
    const char *request; /* JSON, at most JOB_REQUEST_MAX bytes */
};

enum status jobs_enqueue(struct store_tx *tx, const struct job_order *order, time_us now,
                         int64_t *ret_id, struct error *err);

/* JOBS_NO_JOB when there is none. Texts are copied into the arena. */
enum status jobs_read(struct store_tx *tx, int64_t id, struct arena *arena, struct job *ret_job,
                      struct error *err);

struct job_list {
    LIST(struct job) jobs;
};

/* The newest jobs of an organisation, with ids below `before` (0: from the newest). */
enum status jobs_list(struct store_tx *tx, int64_t org, int64_t before, int count,
                      struct arena *arena, struct job_list *ret_list, struct error *err);

/* Asks for the end of a job; JOBS_ENDED when it has one. Call jobs_wake() after the commit. */
enum status jobs_cancel(struct store_tx *tx, int64_t id, time_us now, struct error *err);

/* ---- the runner: one a process ---- */

struct jobs;
struct job_run;

struct job_kind {
    const char *name;
    /* On the runner's thread. Returning STATUS_OK without job_finish() ends the job without a
     * result. */
    enum status (*run)(struct job_run *run, void *context, struct error *err);
    void *context;
};

struct jobs_options {
    struct store *store;
    const struct job_kind *kinds; /* the caller's, until jobs_stop() */
    size_t kind_count;            /* 1 .. JOB_KINDS_MAX */
    int threads;                  /* 1 .. 64 */
    time_us (*now)(void);         /* clock_wall, or a test's */
    time_us lease;                /* 0 means 30 s: how long a dead process keeps its jobs */
    time_us poll;                 /* 0 means 1 s, at most lease / 4: when work of others is seen */
    int attempts_max;             /* 0 means 3 */
};

enum status jobs_start(const struct jobs_options *given, struct jobs **ret_jobs, struct error *err);

/* Lets running jobs come to their next job_progress(), gives them back, ends the threads. */
void jobs_stop(struct jobs *jobs); /* jobs may be NULL */

/* There is something new: look now, do not wait for the next poll. */
void jobs_wake(struct jobs *jobs);

/* ---- inside the function of a kind ---- */

const struct job *job_of(const struct job_run *run);
struct arena *job_arena(struct job_run *run); /* lives as long as the run, 1 GB at most */
struct store *job_store(struct job_run *run);

/* How far it is, 0 .. 1, and what it does now in both languages. Cheap: writes at most four times
 * a second. Not STATUS_OK: cancelled, stopping or lost; return that status. */
enum status job_progress(struct job_run *run, double part, const char *step_ko, const char *step_en,
                         struct error *err);

/* Ends the job as done inside the transaction that writes its result; JOBS_LOST when another
 * worker has it, then abandon the transaction. */
enum status job_finish(struct job_run *run, struct store_tx *tx, int64_t result_id,
                       struct error *err);

/* ---- listening: for server-sent events ---- */

struct jobs_listener;

/* Called on a thread of the runner, with the job as it is now; the texts are valid during the
 * call. It may not call into jobs, and should only pass the news on. False: it has heard enough
 * and is not called any more. NULL: the runner stops, this is the last call. */
typedef bool jobs_heard(void *context, const struct job *job);

/* Also for jobs that other processes run. The first call comes with the present state. */
struct jobs_listener *jobs_listen(struct jobs *jobs, int64_t id, jobs_heard *heard, void *context);

/* After it returns, `heard` is not called any more. Not for a listener that has said false. */
void jobs_unlisten(struct jobs *jobs, struct jobs_listener *listener);

#endif
