/* listen.c -- those who wait for news of a job. */
#include <stdlib.h>

#include "jobs/jobs_private.h"
#include "kit/log.h"
#include "kit/must.h"

struct jobs_listener *jobs_listen(struct jobs *jobs, int64_t id, jobs_heard *heard, void *context)
{
    struct jobs_listener *fresh = calloc(1, sizeof *fresh);
    must(fresh != NULL);
    *fresh = (struct jobs_listener){.id = id, .heard = heard, .context = context};
    must(pthread_mutex_lock(&jobs->listening) == 0);
    fresh->next = jobs->listeners;
    jobs->listeners = fresh;
    must(pthread_mutex_unlock(&jobs->listening) == 0);
    jobs_wake(jobs);
    return fresh;
}

void jobs_unlisten(struct jobs *jobs, struct jobs_listener *listener)
{
    must(pthread_mutex_lock(&jobs->listening) == 0);
    struct jobs_listener **at = &jobs->listeners;
    while (*at != listener) {
        must(*at != NULL);
        at = &(*at)->next;
    }
    *at = listener->next;
    must(pthread_mutex_unlock(&jobs->listening) == 0);
    free(listener);
}

/* A job that is not there has no news; whoever listens to it hears nothing. */
static enum status tell_all(struct jobs *jobs, struct store_tx *tx, struct arena *arena,
                            struct error *err)
{
    for (struct jobs_listener *each = jobs->listeners; each != NULL; each = each->next) {
        struct job job;
        arena_reset(arena);
        enum status st = jobs_read(tx, each->id, arena, &job, err);
        if (st != STATUS_OK && err->reason == &JOBS_NO_JOB)
            continue;
        if (st != STATUS_OK)
            return st;
        if (job.version <= each->version)
            continue;
        each->version = job.version;
        each->heard(each->context, &job);
    }
    return STATUS_OK;
}

void listen_tell(struct jobs *jobs)
{
    must(pthread_mutex_lock(&jobs->listening) == 0);
    if (jobs->listeners != NULL) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("listeners", 16 << 20);
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        struct error err;
        enum status st = store_begin(jobs->options.store, STORE_READ, &tx, &err);
        if (st == STATUS_OK)
            st = tell_all(jobs, tx, arena, &err);
        if (st != STATUS_OK)
            log_error("jobs", &err);
    }
    must(pthread_mutex_unlock(&jobs->listening) == 0);
}
