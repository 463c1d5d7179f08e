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

/* A job that is not there has no news; whoever listens to it hears nothing. *ret_stays is false
 * when the listener has heard enough. */
static enum status tell_one(struct jobs_listener *each, struct store_tx *tx, struct arena *arena,
                            bool *ret_stays, struct error *err)
{
    struct job job;
    arena_reset(arena);
    enum status st = jobs_read(tx, each->id, arena, &job, err);
    *ret_stays = true;
    if (st != STATUS_OK)
        return err->reason == &JOBS_NO_JOB ? STATUS_OK : st;
    if (job.version <= each->version)
        return STATUS_OK;
    each->version = job.version;
    *ret_stays = each->heard(each->context, &job);
    return STATUS_OK;
}

static enum status tell_all(struct jobs *jobs, struct store_tx *tx, struct arena *arena,
                            struct error *err)
{
    for (struct jobs_listener **at = &jobs->listeners; *at != NULL;) {
        struct jobs_listener *each = *at;
        bool stays = true;
        enum status st = tell_one(each, tx, arena, &stays, err);
        if (st != STATUS_OK)
            return st;
        if (stays) {
            at = &each->next;
        } else {
            *at = each->next;
            free(each);
        }
    }
    return STATUS_OK;
}

void listen_end(struct jobs *jobs)
{
    must(pthread_mutex_lock(&jobs->listening) == 0);
    while (jobs->listeners != NULL) {
        struct jobs_listener *each = jobs->listeners;
        jobs->listeners = each->next;
        (void)each->heard(each->context, NULL);
        free(each);
    }
    must(pthread_mutex_unlock(&jobs->listening) == 0);
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
