/* runner.c -- the threads: workers that claim and run jobs, and a keeper that renews their
 * leases, hears of cancellations and tells listeners. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "jobs/jobs_private.h"
#include "kit/log.h"
#include "kit/must.h"
#include "kit/text.h"

enum { RUN_BYTES_MAX = 1 << 30 };

static const time_us progress_pause = TIME_SECOND / 4;

/* ---- waiting ---- */

static void cond_start(pthread_cond_t *cond)
{
    pthread_condattr_t monotonic;
    must(pthread_condattr_init(&monotonic) == 0);
    must(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(cond, &monotonic) == 0);
    must(pthread_condattr_destroy(&monotonic) == 0);
}

/* The lock is held. */
static void wait_for(struct jobs *jobs, pthread_cond_t *cond, time_us time)
{
    struct timespec until;
    must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += time / TIME_SECOND;
    until.tv_nsec += time % TIME_SECOND * 1000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    (void)pthread_cond_timedwait(cond, &jobs->lock, &until);
}

static void lock(struct jobs *jobs)
{
    must(pthread_mutex_lock(&jobs->lock) == 0);
}

static void unlock(struct jobs *jobs)
{
    must(pthread_mutex_unlock(&jobs->lock) == 0);
}

static void tell_keeper(struct jobs *jobs)
{
    lock(jobs);
    jobs->news_count++;
    must(pthread_cond_signal(&jobs->news) == 0);
    unlock(jobs);
}

void jobs_wake(struct jobs *jobs)
{
    lock(jobs);
    jobs->work_count++;
    jobs->news_count++;
    must(pthread_cond_broadcast(&jobs->work) == 0);
    must(pthread_cond_signal(&jobs->news) == 0);
    unlock(jobs);
}

/* ---- inside the function of a kind ---- */

const struct job *job_of(const struct job_run *run)
{
    return &run->job;
}

struct arena *job_arena(struct job_run *run)
{
    return run->arena;
}

struct store *job_store(struct job_run *run)
{
    return run->jobs->options.store;
}

static enum status may_go_on(struct job_run *run, struct error *err)
{
    lock(run->jobs);
    const struct reason *why = run->lost             ? &JOBS_LOST
                               : run->cancel_asked   ? &JOBS_CANCELLED
                               : run->jobs->stopping ? &JOBS_STOPPED
                                                     : NULL;
    unlock(run->jobs);
    return why == NULL ? STATUS_OK : FAIL(err, *why, "job %lld", (long long)run->job.id);
}

/* What the store says of this worker's row, where job_progress() will see it. */
static void note(struct jobs *jobs, const char *worker, bool mine, bool cancel)
{
    lock(jobs);
    for (struct job_run *each = jobs->running; each != NULL; each = each->next)
        if (strcmp(each->claim.worker, worker) == 0) {
            each->lost |= !mine;
            each->cancel_asked |= cancel;
        }
    unlock(jobs);
}

/* A copy only of words that are new: a long run says the same ones many times. */
static const char *step_text(struct job_run *run, const char *old, const char *fresh)
{
    must(fresh != NULL && text_utf8_count(fresh) <= JOB_STEP_MAX);
    return text_same(old, fresh) ? old : arena_text(run->arena, fresh);
}

enum status job_progress(struct job_run *run, double part, const char *step_ko, const char *step_en,
                         struct error *err)
{
    must(part >= 0 && part <= 1);
    enum status st = may_go_on(run, err);
    time_us now = clock_steady();
    if (st != STATUS_OK || (run->written != 0 && now - run->written < progress_pause))
        return st;
    run->written = now;
    run->job.progress = part;
    run->job.step_ko = step_text(run, run->job.step_ko, step_ko);
    run->job.step_en = step_text(run, run->job.step_en, step_en);

    /* A store that does not answer now is no reason to throw the work away: the lease decides. */
    bool mine = false, cancel = false;
    struct error unwritten;
    if (table_progress(run, &mine, &cancel, &unwritten) != STATUS_OK) {
        log_error("jobs", &unwritten);
        return STATUS_OK;
    }
    note(run->jobs, run->claim.worker, mine, cancel);
    tell_keeper(run->jobs);
    return may_go_on(run, err);
}

enum status job_finish(struct job_run *run, struct store_tx *tx, int64_t result_id,
                       struct error *err)
{
    enum status st = table_end(tx, run, JOB_DONE, &result_id, NULL, err);
    if (st == STATUS_OK)
        run->finished = true;
    return st;
}

/* ---- a worker ---- */

static enum status end_as(struct job_run *run, enum job_state state, const char *problem,
                          struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(run->jobs->options.store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = table_end(tx, run, state, NULL, problem, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static enum status settle_once(struct job_run *run, enum status done, const struct error *why,
                               struct error *err)
{
    if (done == STATUS_OK)
        return run->finished ? STATUS_OK : end_as(run, JOB_DONE, NULL, err);
    if (why->reason == &JOBS_LOST)
        return STATUS_OK;
    if (why->reason == &JOBS_STOPPED)
        return table_give_back(run, err);
    if (why->reason == &JOBS_CANCELLED)
        return end_as(run, JOB_CANCELLED, NULL, err);
    return end_as(run, JOB_FAILED, problem_text(run->arena, why), err);
}

/* Until the store takes it, or the lease has run out and the job is another's. Its end may be in
 * the store already when the connection broke during the commit: then the row is not ours. */
static void settle(struct job_run *run, enum status done, const struct error *why)
{
    struct jobs *jobs = run->jobs;
    time_us until = clock_steady() + jobs->options.lease;
    struct error err;
    while (settle_once(run, done, why, &err) != STATUS_OK && err.reason != &JOBS_LOST) {
        log_error("jobs", &err);
        lock(jobs);
        bool stopping = jobs->stopping;
        if (!stopping)
            wait_for(jobs, &jobs->work, jobs->options.poll);
        unlock(jobs);
        if (stopping || clock_steady() >= until)
            return;
    }
}

static const struct job_kind *kind_of(const struct jobs *jobs, const char *name)
{
    size_t i = 0;
    while (!text_same(jobs->options.kinds[i].name, name))
        must(++i < jobs->options.kind_count); /* only these are claimed */
    return &jobs->options.kinds[i];
}

static void join_running(struct job_run *run)
{
    lock(run->jobs);
    run->next = run->jobs->running;
    run->jobs->running = run;
    unlock(run->jobs);
}

static void leave_running(struct job_run *run)
{
    lock(run->jobs);
    struct job_run **at = &run->jobs->running;
    while (*at != run)
        at = &(*at)->next;
    *at = run->next;
    unlock(run->jobs);
}

/* Gives back whether there was something to do. */
static bool work_once(struct jobs *jobs)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("job", RUN_BYTES_MAX);
    struct job_run run = {.jobs = jobs, .arena = arena};
    struct error err;
    bool found = false;
    if (table_claim(&run, &found, &err) != STATUS_OK) {
        log_error("jobs", &err);
        return false;
    }
    if (!found)
        return false;
    join_running(&run);
    tell_keeper(jobs);
    const struct job_kind *kind = kind_of(jobs, run.job.kind);
    enum status st = kind->run(&run, kind->context, &err);
    settle(&run, st, &err);
    leave_running(&run);
    tell_keeper(jobs);
    return true;
}

static void *work(void *shared)
{
    struct jobs *jobs = shared;
    lock(jobs);
    while (!jobs->stopping) {
        uint64_t seen = jobs->work_count;
        unlock(jobs);
        bool found = work_once(jobs);
        lock(jobs);
        if (!found && !jobs->stopping && jobs->work_count == seen)
            wait_for(jobs, &jobs->work, jobs->options.poll);
    }
    unlock(jobs);
    return NULL;
}

/* ---- the keeper ---- */

/* The runs themselves may end while the store is asked; their claims are copied. */
static size_t copy_claims(struct jobs *jobs, struct claim *to)
{
    size_t count = 0;
    lock(jobs);
    for (const struct job_run *each = jobs->running; each != NULL; each = each->next)
        to[count++] = each->claim;
    unlock(jobs);
    return count;
}

static void keep(struct jobs *jobs, bool renew)
{
    struct claim claims[THREADS_MAX];
    size_t count = copy_claims(jobs, claims);
    for (size_t i = 0; i < count; i++) {
        struct error err;
        bool mine = true, cancel = false;
        enum status st = renew ? table_renew(jobs, &claims[i], &mine, &cancel, &err)
                               : table_look(jobs, &claims[i], &mine, &cancel, &err);
        if (st != STATUS_OK)
            log_error("jobs", &err);
        else
            note(jobs, claims[i].worker, mine, cancel);
    }
}

static void *keep_all(void *shared)
{
    struct jobs *jobs = shared;
    time_us renewed = clock_steady();
    lock(jobs);
    while (!jobs->keeper_stops) {
        uint64_t seen = jobs->news_count;
        unlock(jobs);
        bool renew = clock_steady() - renewed >= jobs->options.lease / 4;
        if (renew)
            renewed = clock_steady();
        keep(jobs, renew);
        listen_tell(jobs);
        lock(jobs);
        if (!jobs->keeper_stops && jobs->news_count == seen)
            wait_for(jobs, &jobs->news, jobs->options.poll);
    }
    unlock(jobs);
    return NULL;
}

/* ---- start and stop ---- */

static enum status check_options(const struct jobs_options *options, struct error *err)
{
    if (options->threads < 1 || options->threads > THREADS_MAX)
        return FAIL_AT(err, JOBS_SETTINGS, "threads", "%d is not in 1 .. %d", options->threads,
                       THREADS_MAX);
    if (options->kind_count < 1 || options->kind_count > JOB_KINDS_MAX)
        return FAIL_AT(err, JOBS_SETTINGS, "kinds", "%zu is not in 1 .. %d", options->kind_count,
                       JOB_KINDS_MAX);
    if (options->lease < TIME_SECOND / 10 || options->lease > TIME_DAY)
        return FAIL_AT(err, JOBS_SETTINGS, "lease", "it is not in 0.1 s .. 1 day");
    if (options->poll < TIME_SECOND / 1000 || options->poll > options->lease / 4)
        return FAIL_AT(err, JOBS_SETTINGS, "poll", "it is not in 1 ms .. a quarter of the lease");
    if (options->attempts_max < 1)
        return FAIL_AT(err, JOBS_SETTINGS, "attempts_max", "%d is below 1", options->attempts_max);
    return STATUS_OK;
}

static struct jobs_options with_defaults(const struct jobs_options *given)
{
    struct jobs_options options = *given;
    options.lease = given->lease == 0 ? 30 * TIME_SECOND : given->lease;
    options.poll = given->poll == 0 ? TIME_SECOND : given->poll;
    options.attempts_max = given->attempts_max == 0 ? 3 : given->attempts_max;
    return options;
}

static char *kinds_text(const struct jobs_options *options)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("kinds", 1 << 16);
    struct text text = text_start(arena, 1 << 14);
    text_add_char(&text, ',');
    for (size_t i = 0; i < options->kind_count; i++)
        text_format(&text, "%s,", options->kinds[i].name);
    char *copy = strdup(text_string(&text));
    must(copy != NULL && !text_cut(&text));
    return copy;
}

/* Signals are for the main thread. */
static void start_threads(struct jobs *jobs)
{
    sigset_t all, before;
    must(sigfillset(&all) == 0);
    must(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
    must(pthread_create(&jobs->keeper, NULL, keep_all, jobs) == 0);
    for (int i = 0; i < jobs->options.threads; i++)
        must(pthread_create(&jobs->workers[i], NULL, work, jobs) == 0);
    must(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
}

enum status jobs_start(const struct jobs_options *given, struct jobs **ret_jobs, struct error *err)
{
    struct jobs_options options = with_defaults(given);
    enum status st = check_options(&options, err);
    if (st != STATUS_OK)
        return st;
    struct jobs *jobs = calloc(1, sizeof *jobs);
    must(jobs != NULL);
    jobs->options = options;
    jobs->kinds = kinds_text(&options);
    must(pthread_mutex_init(&jobs->lock, NULL) == 0);
    must(pthread_mutex_init(&jobs->listening, NULL) == 0);
    cond_start(&jobs->work);
    cond_start(&jobs->news);
    start_threads(jobs);
    *ret_jobs = jobs;
    return STATUS_OK;
}

/* The keeper outlives the workers: it keeps the leases of jobs that come to their end. */
void jobs_stop(struct jobs *jobs)
{
    if (jobs == NULL)
        return;
    lock(jobs);
    jobs->stopping = true;
    must(pthread_cond_broadcast(&jobs->work) == 0);
    unlock(jobs);
    for (int i = 0; i < jobs->options.threads; i++)
        must(pthread_join(jobs->workers[i], NULL) == 0);
    lock(jobs);
    jobs->keeper_stops = true;
    must(pthread_cond_signal(&jobs->news) == 0);
    unlock(jobs);
    must(pthread_join(jobs->keeper, NULL) == 0);
    listen_end(jobs);
    must(jobs->running == NULL);
    must(pthread_cond_destroy(&jobs->work) == 0 && pthread_cond_destroy(&jobs->news) == 0);
    must(pthread_mutex_destroy(&jobs->lock) == 0 && pthread_mutex_destroy(&jobs->listening) == 0);
    free(jobs->kinds);
    free(jobs);
}
