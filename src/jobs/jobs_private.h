/* jobs_private.h -- the runner's inside. */
#ifndef JOBS_JOBS_PRIVATE_H
#define JOBS_JOBS_PRIVATE_H

#include <pthread.h>

#include "jobs/jobs.h"

enum { WORKER_MAX = 40, THREADS_MAX = 64 };

/* Who holds the lease of which job: a new name for each claim. */
struct claim {
    int64_t id;
    char worker[WORKER_MAX];
};

struct job_run {
    struct jobs *jobs;
    struct arena *arena;
    struct job job;
    struct claim claim; /* never changes while the run is in jobs->running */
    time_us written;    /* steady time of the last progress in the store */
    bool finished;      /* job_finish() succeeded; whether it was committed shows later */

    /* Under jobs->lock: set by the keeper, read by job_progress(). */
    bool cancel_asked, lost;
    struct job_run *next;
};

struct jobs_listener {
    int64_t id;
    jobs_heard *heard;
    void *context;
    int64_t version; /* of the last call */
    struct jobs_listener *next;
};

struct jobs {
    struct jobs_options options;
    char *kinds; /* ",simulate,calibrate," */
    pthread_t workers[THREADS_MAX], keeper;

    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t work, news;
    bool stopping;
    bool keeper_stops;
    uint64_t work_count, news_count; /* so that no call is missed between look and wait */
    struct job_run *running;

    pthread_mutex_t listening; /* for the listeners; held while they are called */
    struct jobs_listener *listeners;
};

/* table.c */
enum status table_claim(struct job_run *run, bool *ret_found, struct error *err);
enum status table_renew(struct jobs *jobs, const struct claim *claim, bool *ret_mine,
                        bool *ret_cancel, struct error *err);
enum status table_look(struct jobs *jobs, const struct claim *claim, bool *ret_mine,
                       bool *ret_cancel, struct error *err);
enum status table_progress(struct job_run *run, bool *ret_mine, bool *ret_cancel,
                           struct error *err);
enum status table_end(struct store_tx *tx, const struct job_run *run, enum job_state state,
                      const int64_t *result, const char *problem, struct error *err);
enum status table_give_back(struct job_run *run, struct error *err);
const char *problem_text(struct arena *arena, const struct error *problem);

/* listen.c: one round, on the keeper's thread. */
void listen_end(struct jobs *jobs); /* the last call to every listener */
void listen_tell(struct jobs *jobs);

#endif
