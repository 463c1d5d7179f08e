/* The promises of jobs.h, each on both databases. */
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jobs/jobs.h"
#include "kit/json.h"
#include "kit/must.h"
#include "support/postgres.h"

static const time_us short_lease = TIME_SECOND / 2;
static const time_us short_poll = TIME_SECOND / 50;

static struct store *open_store(const char *address)
{
    struct store *store = NULL;
    struct error err;
    CHECK_OK(store_open(&(struct store_options){.address = address, .readers = 8}, &store, &err),
             err);
    CHECK_OK(store_migrate(store, 7, &err), err);
    return store;
}

static struct jobs *start(struct store *store, const struct job_kind *kinds, size_t count,
                          int threads)
{
    struct jobs *jobs = NULL;
    struct error err;
    struct jobs_options options = {.store = store,
                                   .kinds = kinds,
                                   .kind_count = count,
                                   .threads = threads,
                                   .now = clock_wall,
                                   .lease = short_lease,
                                   .poll = short_poll};
    CHECK_OK(jobs_start(&options, &jobs, &err), err);
    return jobs;
}

static int64_t enqueue(struct store *store, const char *kind, int64_t org, const char *request)
{
    struct store_tx *tx = NULL;
    struct error err;
    int64_t id = 0;
    struct job_order order = {kind, org, 3, request};
    CHECK_OK(store_begin(store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(jobs_enqueue(tx, &order, clock_wall(), &id, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    return id;
}

static enum status cancel(struct store *store, int64_t id, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = jobs_cancel(tx, id, clock_wall(), err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static struct job read_job(struct store *store, int64_t id, struct arena *arena)
{
    struct store_tx *tx = NULL;
    struct error err;
    struct job job = {0};
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    CHECK_OK(jobs_read(tx, id, arena, &job, &err), err);
    store_abandon(&tx);
    return job;
}

/* Waits up to 20 s for that state. */
static struct job wait_state(struct store *store, int64_t id, enum job_state state,
                             struct arena *arena)
{
    struct job job = read_job(store, id, arena);
    for (int i = 0; i < 2000 && job.state != state; i++) {
        (void)usleep(10000);
        job = read_job(store, id, arena);
    }
    ck_assert_msg(job.state == state, "job %lld is %s, not %s: %s", (long long)id,
                  job_state_name(job.state), job_state_name(state),
                  job.problem == NULL ? "" : job.problem);
    return job;
}

/* ---- kinds ---- */

/* Each job leaves a row in `made`: UNIQUE in name only, so that a second run would show. */
static void make_table(struct store *store)
{
    struct store_tx *tx = NULL;
    struct error err;
    CHECK_OK(store_begin(store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_run(tx, "CREATE TABLE made (id INTEGER PRIMARY KEY, job INTEGER NOT NULL)",
                       STORE_NONE, NULL, &err),
             err);
    CHECK_OK(store_commit(&tx, &err), err);
}

static int64_t number_of(struct store *store, const char *sql)
{
    struct store_tx *tx = NULL;
    struct error err;
    int64_t number = -1;
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_number(tx, sql, STORE_NONE, &number, &err), err);
    store_abandon(&tx);
    return number;
}

static enum status write_result(struct job_run *run, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t id = 0;
    enum status st = store_begin(job_store(run), STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_number(tx,
                          "INSERT INTO made (id, job) SELECT coalesce(max(id), 0) + 1, $1 FROM made"
                          " RETURNING id",
                          STORE_VALUES(v_int(job_of(run)->id)), &id, err);
    if (st == STATUS_OK)
        st = job_finish(run, tx, id, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static enum status run_quick(struct job_run *run, void *context, struct error *err)
{
    (void)context;
    enum status st = job_progress(run, 0.5, "반", "half", err);
    return st == STATUS_OK ? write_result(run, err) : st;
}

/* Works until told to end by job_progress(), or until *context. */
static enum status run_long(struct job_run *run, void *context, struct error *err)
{
    atomic_bool *end = context;
    enum status st = STATUS_OK;
    while (st == STATUS_OK && !(end != NULL && atomic_load(end))) {
        st = job_progress(run, 0.25, "오래 걸리는 일", "long work", err);
        (void)usleep(5000);
    }
    return st == STATUS_OK ? write_result(run, err) : st;
}

static enum status run_failing(struct job_run *run, void *context, struct error *err)
{
    (void)run;
    (void)context;
    return FAIL_AT(err, KIT_MONEY, "/budget", "twelve");
}

/* ---- the promises ---- */

ON_BOTH(every_job_is_run_by_one_worker_at_a_time)
{
    enum { COUNT = 40 };
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    make_table(store);
    const struct job_kind kinds[] = {{"quick", run_quick, NULL}};
    /* Two runners on one table: as two processes. */
    struct jobs *first = start(store, kinds, 1, 3), *second = start(store, kinds, 1, 3);
    int64_t ids[COUNT];
    for (int i = 0; i < COUNT; i++) {
        ids[i] = enqueue(store, "quick", i % 3, "{\"n\":1}");
        jobs_wake(i % 2 == 0 ? first : second);
    }
    for (int i = 0; i < COUNT; i++) {
        struct job job = wait_state(store, ids[i], JOB_DONE, arena);
        ck_assert_int_eq(job.attempts, 1);
        ck_assert(job.has_result && job.progress == 1.0 && job.ended != 0);
        ck_assert_str_eq(job.request, "{\"n\":1}");
    }
    jobs_stop(first);
    jobs_stop(second);
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM made"), COUNT);
    ck_assert_int_eq(number_of(store, "SELECT count(DISTINCT job) FROM made"), COUNT);
    arena_free(arena);
    store_close(store);
}

ON_BOTH(a_waiting_job_is_cancelled_at_once_and_a_running_one_soon)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    struct error err;
    make_table(store);
    const struct job_kind kinds[] = {{"long", run_long, NULL}};
    int64_t waiting = enqueue(store, "unknown", 1, "{}");
    struct jobs *jobs = start(store, kinds, 1, 1);
    int64_t running = enqueue(store, "long", 1, "{}");
    jobs_wake(jobs);
    (void)wait_state(store, running, JOB_RUNNING, arena);
    CHECK_OK(cancel(store, waiting, &err), err);
    ck_assert_int_eq(read_job(store, waiting, arena).state, JOB_CANCELLED);
    CHECK_OK(cancel(store, running, &err), err);
    jobs_wake(jobs);
    struct job job = wait_state(store, running, JOB_CANCELLED, arena);
    ck_assert(job.cancel_asked && !job.has_result && job.ended != 0);
    CHECK_FAILS(cancel(store, running, &err), JOBS_ENDED, err);
    CHECK_FAILS(cancel(store, 999, &err), JOBS_NO_JOB, err);
    jobs_stop(jobs);
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM made"), 0);
    arena_free(arena);
    store_close(store);
}

ON_BOTH(a_failed_job_keeps_its_reason_in_both_languages)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    struct error err;
    const struct job_kind kinds[] = {{"failing", run_failing, NULL}};
    struct jobs *jobs = start(store, kinds, 1, 1);
    int64_t id = enqueue(store, "failing", 1, "{}");
    jobs_wake(jobs);
    struct job job = wait_state(store, id, JOB_FAILED, arena);
    jobs_stop(jobs);
    SCOPED(json_cleanup) struct json problem = {0};
    const char *reason = NULL, *place = NULL, *ko = NULL;
    CHECK_OK(json_read(arena, job.problem, strlen(job.problem), JSON_LIMITS_BODY, &problem, &err),
             err);
    CHECK_OK(json_text(&problem, "reason", 80, &reason, &err), err);
    CHECK_OK(json_text(&problem, "place", 80, &place, &err), err);
    CHECK_OK(json_text(&problem, "ko", 80, &ko, &err), err);
    ck_assert_str_eq(reason, "kit.money");
    ck_assert_str_eq(place, "/budget");
    ck_assert_str_eq(ko, KIT_MONEY.ko);
    json_release(&problem);
    arena_free(arena);
    store_close(store);
}

ON_BOTH(a_program_that_stops_gives_its_running_jobs_back)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    make_table(store);
    const struct job_kind kinds[] = {{"long", run_long, NULL}};
    struct jobs *jobs = start(store, kinds, 1, 1);
    int64_t id = enqueue(store, "long", 1, "{}");
    jobs_wake(jobs);
    (void)wait_state(store, id, JOB_RUNNING, arena);
    jobs_stop(jobs);
    struct job job = read_job(store, id, arena);
    ck_assert_int_eq(job.state, JOB_WAITING);
    ck_assert_int_eq(job.attempts, 0);

    atomic_bool end = true;
    const struct job_kind again[] = {{"long", run_long, &end}};
    jobs = start(store, again, 1, 1);
    job = wait_state(store, id, JOB_DONE, arena);
    ck_assert_int_eq(job.attempts, 1);
    jobs_stop(jobs);
    arena_free(arena);
    store_close(store);
}

ON_BOTH(a_running_job_keeps_its_lease_however_long_it_takes)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    make_table(store);
    atomic_bool end = false;
    const struct job_kind kinds[] = {{"long", run_long, &end}};
    struct jobs *first = start(store, kinds, 1, 1), *second = start(store, kinds, 1, 1);
    int64_t id = enqueue(store, "long", 1, "{}");
    jobs_wake(first);
    (void)usleep((useconds_t)(3 * short_lease));
    atomic_store(&end, true);
    struct job job = wait_state(store, id, JOB_DONE, arena);
    ck_assert_int_eq(job.attempts, 1);
    jobs_stop(first);
    jobs_stop(second);
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM made"), 1);
    arena_free(arena);
    store_close(store);
}

/* A process of its own that takes jobs and never ends one. */
static _Noreturn void take_for_ever(const char *address)
{
    const struct job_kind kinds[] = {{"long", run_long, NULL}};
    (void)start(open_store(address), kinds, 1, 1);
    for (;;)
        (void)pause();
}

ON_BOTH(a_job_whose_process_died_is_taken_again)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    make_table(store);
    int64_t id = enqueue(store, "long", 1, "{}");
    store_close(store); /* a fork must not inherit connections */
    pid_t child = fork();
    ck_assert(child >= 0);
    if (child == 0)
        take_for_ever(address);

    store = open_store(address);
    (void)wait_state(store, id, JOB_RUNNING, arena);
    ck_assert(kill(child, SIGKILL) == 0);
    ck_assert(waitpid(child, NULL, 0) == child);
    atomic_bool end = true;
    const struct job_kind kinds[] = {{"long", run_long, &end}};
    struct jobs *jobs = start(store, kinds, 1, 2);
    struct job job = wait_state(store, id, JOB_DONE, arena);
    ck_assert_int_eq(job.attempts, 2);
    jobs_stop(jobs);
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM made"), 1);
    arena_free(arena);
    store_close(store);
}

static void set_row(struct store *store, const char *sql)
{
    struct store_tx *tx = NULL;
    struct error err;
    CHECK_OK(store_begin(store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_run(tx, sql, STORE_NONE, NULL, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
}

ON_BOTH(a_job_that_kills_every_process_fails_in_the_end)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    make_table(store);
    int64_t id = enqueue(store, "quick", 1, "{}");
    int64_t other = enqueue(store, "quick", 1, "{}");
    /* As left by a third dead process, and by a dead one whose job was to be cancelled. */
    set_row(store, "UPDATE job SET state = 'running', worker = 'dead', lease_until = 1,"
                   " attempts = 3 WHERE id = 1");
    set_row(store, "UPDATE job SET state = 'running', worker = 'dead', lease_until = 1,"
                   " attempts = 1, cancel_asked = 1 WHERE id = 2");
    const struct job_kind kinds[] = {{"quick", run_quick, NULL}};
    struct jobs *jobs = start(store, kinds, 1, 1);
    struct job job = wait_state(store, id, JOB_FAILED, arena);
    ck_assert(strstr(job.problem, "\"jobs.crashed\"") != NULL);
    (void)wait_state(store, other, JOB_CANCELLED, arena);
    jobs_stop(jobs);
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM made"), 0);
    arena_free(arena);
    store_close(store);
}

/* Loses its job on purpose, then tries to finish it. */
static enum status run_robbed(struct job_run *run, void *context, struct error *err)
{
    enum status *ret_st = context;
    set_row(job_store(run), "UPDATE job SET worker = 'another', lease_until = 9000000000000000");
    *ret_st = write_result(run, err);
    ck_assert(err->reason == &JOBS_LOST);
    return *ret_st;
}

ON_BOTH(a_worker_that_has_lost_its_job_cannot_finish_it)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    make_table(store);
    enum status st = STATUS_OK;
    const struct job_kind kinds[] = {{"robbed", run_robbed, &st}};
    int64_t id = enqueue(store, "robbed", 1, "{}");
    struct jobs *jobs = start(store, kinds, 1, 1);
    for (int i = 0; i < 500 && read_job(store, id, arena).state == JOB_WAITING; i++)
        (void)usleep(10000);
    (void)usleep(200000);
    jobs_stop(jobs);
    ck_assert_int_eq(st, STATUS_CONFLICT);
    ck_assert_int_eq(read_job(store, id, arena).state, JOB_RUNNING); /* of the other one */
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM made"), 0);
    arena_free(arena);
    store_close(store);
}

ON_BOTH(one_firm_with_many_jobs_does_not_make_the_others_wait)
{
    enum { MANY = 10 };
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    make_table(store);
    atomic_bool end = false;
    const struct job_kind kinds[] = {{"long", run_long, &end}};
    for (int i = 0; i < MANY; i++)
        (void)enqueue(store, "long", 1, "{}");
    int64_t late = enqueue(store, "long", 2, "{}");
    struct jobs *jobs = start(store, kinds, 1, 2);
    (void)wait_state(store, late, JOB_RUNNING, arena);
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM job WHERE state = 'running'"), 2);
    atomic_store(&end, true);
    for (int64_t id = 1; id <= MANY + 1; id++)
        (void)wait_state(store, id, JOB_DONE, arena);
    jobs_stop(jobs);
    arena_free(arena);
    store_close(store);
}

struct heard {
    pthread_mutex_t lock;
    int count;
    int64_t versions[64];
    enum job_state states[64];
    char step[JOB_STEP_MAX];
};

static bool hear(void *context, const struct job *job)
{
    struct heard *heard = context;
    must(pthread_mutex_lock(&heard->lock) == 0);
    must(heard->count < 64);
    heard->versions[heard->count] = job->version;
    heard->states[heard->count++] = job->state;
    if (job->step_ko[0] != '\0')
        (void)snprintf(heard->step, sizeof heard->step, "%s", job->step_ko);
    must(pthread_mutex_unlock(&heard->lock) == 0);
    return true;
}

static enum job_state last_heard(struct heard *heard, int *ret_count, bool *ret_step)
{
    must(pthread_mutex_lock(&heard->lock) == 0);
    *ret_count = heard->count;
    *ret_step = heard->step[0] != '\0';
    enum job_state state = heard->count == 0 ? JOB_WAITING : heard->states[heard->count - 1];
    must(pthread_mutex_unlock(&heard->lock) == 0);
    return state;
}

/* The listener sits at another runner than the one that works: as in two processes. */
ON_BOTH(a_listener_hears_the_state_at_once_then_each_newer_one_up_to_the_end)
{
    struct store *store = open_store(address);
    make_table(store);
    atomic_bool end = false;
    const struct job_kind kinds[] = {{"long", run_long, &end}}, none[] = {{"none", run_long, NULL}};
    struct heard heard = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct jobs *ears = start(store, none, 1, 1);
    int64_t id = enqueue(store, "long", 1, "{}");
    struct jobs_listener *listener = jobs_listen(ears, id, hear, &heard);
    int count = 0;
    bool step = false;
    for (int i = 0; i < 500 && count == 0; i++, (void)usleep(10000))
        (void)last_heard(&heard, &count, &step);
    ck_assert_int_eq(count, 1);
    ck_assert_int_eq(heard.states[0], JOB_WAITING);

    struct jobs *jobs = start(store, kinds, 1, 1);
    for (int i = 0; i < 500 && !step; i++, (void)usleep(10000))
        (void)last_heard(&heard, &count, &step);
    atomic_store(&end, true);
    for (int i = 0; i < 500 && last_heard(&heard, &count, &step) != JOB_DONE; i++)
        (void)usleep(10000);
    jobs_unlisten(ears, listener);
    jobs_stop(jobs);
    jobs_stop(ears);
    ck_assert_int_eq(heard.states[count - 1], JOB_DONE);
    ck_assert_str_eq(heard.step, "오래 걸리는 일");
    for (int i = 1; i < count; i++)
        ck_assert(heard.versions[i] > heard.versions[i - 1]);
    store_close(store);
}

ON_BOTH(a_firms_jobs_are_listed_newest_first)
{
    struct store *store = open_store(address);
    struct arena *arena = arena_new("test", 64 << 20);
    struct error err;
    for (int i = 0; i < 6; i++)
        (void)enqueue(store, "quick", 1 + i % 2, "{}");
    struct store_tx *tx = NULL;
    struct job_list list;
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    CHECK_OK(jobs_list(tx, 1, 0, 2, arena, &list, &err), err);
    ck_assert_uint_eq(list.jobs.count, 2);
    ck_assert_int_eq(list.jobs.at[0].id, 5);
    ck_assert_int_eq(list.jobs.at[1].id, 3);
    CHECK_OK(jobs_list(tx, 1, 3, 2, arena, &list, &err), err);
    ck_assert_uint_eq(list.jobs.count, 1);
    CHECK_FAILS(jobs_list(tx, 1, 0, 1001, arena, &list, &err), JOBS_REQUEST, err);
    store_abandon(&tx);
    arena_free(arena);
    store_close(store);
}

ON_BOTH(an_order_that_is_not_complete_is_refused)
{
    static char large[JOB_REQUEST_MAX + 2];
    memset(large, ' ', sizeof large - 1);
    const struct {
        struct job_order order;
        const char *place;
    } cases[] = {
        {{NULL, 1, 1, "{}"}, "kind"},
        {{"", 1, 1, "{}"}, "kind"},
        {{"Simulate", 1, 1, "{}"}, "kind"},
        {{"a,b", 1, 1, "{}"}, "kind"},
        {{"a2345678901234567890123456789012345678901", 1, 1, "{}"}, "kind"},
        {{"simulate", 1, 1, NULL}, "request"},
        {{"simulate", 1, 1, large}, "request"},
    };
    struct store *store = open_store(address);
    struct store_tx *tx = NULL;
    struct error err;
    int64_t id = 0;
    CHECK_OK(store_begin(store, STORE_WRITE, &tx, &err), err);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_FAILS(jobs_enqueue(tx, &cases[i].order, 7, &id, &err), JOBS_REQUEST, err);
        ck_assert_str_eq(err.place, cases[i].place);
    }
    store_abandon(&tx);
    store_close(store);
}

START_TEST(settings_out_of_range_are_refused)
{
    const struct job_kind kinds[] = {{"quick", run_quick, NULL}};
    const struct jobs_options good = {.kinds = kinds, .kind_count = 1, .threads = 1};
    struct jobs_options cases[7];
    static const char *const places[] = {"threads", "threads", "kinds",       "kinds",
                                         "lease",   "poll",    "attempts_max"};
    for (size_t i = 0; i < 7; i++)
        cases[i] = good;
    cases[0].threads = 0;
    cases[1].threads = 65;
    cases[2].kind_count = 0;
    cases[3].kind_count = JOB_KINDS_MAX + 1;
    cases[4].lease = 1;
    cases[5].poll = TIME_MINUTE;
    cases[6].attempts_max = -1;
    struct jobs *jobs = NULL;
    struct error err;
    for (size_t i = 0; i < 7; i++) {
        CHECK_FAILS(jobs_start(&cases[i], &jobs, &err), JOBS_SETTINGS, err);
        ck_assert_str_eq(err.place, places[i]);
    }
}
END_TEST

BOTH_MAIN("jobs", BOTH(every_job_is_run_by_one_worker_at_a_time),
          BOTH(a_waiting_job_is_cancelled_at_once_and_a_running_one_soon),
          BOTH(a_failed_job_keeps_its_reason_in_both_languages),
          BOTH(a_program_that_stops_gives_its_running_jobs_back),
          BOTH(a_running_job_keeps_its_lease_however_long_it_takes),
          BOTH(a_job_whose_process_died_is_taken_again),
          BOTH(a_job_that_kills_every_process_fails_in_the_end),
          BOTH(a_worker_that_has_lost_its_job_cannot_finish_it),
          BOTH(one_firm_with_many_jobs_does_not_make_the_others_wait),
          BOTH(a_listener_hears_the_state_at_once_then_each_newer_one_up_to_the_end),
          BOTH(a_firms_jobs_are_listed_newest_first),
          BOTH(an_order_that_is_not_complete_is_refused), settings_out_of_range_are_refused)
