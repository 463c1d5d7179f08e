/* table.c -- the table of jobs: every statement runs in one short transaction. */
#include <stdlib.h>
#include <string.h>

#include "jobs/jobs_private.h"
#include "jobs_queries_sql.h"
#include "kit/bytes.h"
#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "jobs/reasons.def"
#undef REASON

static const char *const state_names[] = {
    [JOB_WAITING] = "waiting", [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
    [JOB_FAILED] = "failed",   [JOB_CANCELLED] = "cancelled",
};

const char *job_state_name(enum job_state state)
{
    return state_names[state];
}

static enum job_state state_of(const char *name)
{
    size_t state = 0;
    while (!text_same(state_names[state], name)) {
        state++;
        must(state < sizeof state_names / sizeof state_names[0]); /* the table has a CHECK */
    }
    return (enum job_state)state;
}

/* ---- for everybody ---- */

static enum status check_order(const struct job_order *order, struct error *err)
{
    size_t size = order->kind == NULL ? 0 : strlen(order->kind);
    if (size == 0 || size > JOB_KIND_MAX ||
        strspn(order->kind, "abcdefghijklmnopqrstuvwxyz0123456789-_") != size)
        return FAIL_AT(err, JOBS_REQUEST, "kind", "it is not 1 to %d of a-z, 0-9, - and _",
                       JOB_KIND_MAX);
    if (order->request == NULL || strlen(order->request) > JOB_REQUEST_MAX)
        return FAIL_AT(err, JOBS_REQUEST, "request", "it has more than %d bytes", JOB_REQUEST_MAX);
    return STATUS_OK;
}

enum status jobs_enqueue(struct store_tx *tx, const struct job_order *order, time_us now,
                         int64_t *ret_id, struct error *err)
{
    enum status st = check_order(order, err);
    if (st != STATUS_OK)
        return st;
    return store_number(tx, sql_job_insert,
                        STORE_VALUES(v_text(order->kind), v_int(order->org), v_int(order->user),
                                     v_text(order->request), v_int(now)),
                        ret_id, err);
}

static struct job job_from(const struct store_rows *row, struct arena *arena)
{
    return (struct job){
        .id = store_int(row, 0),
        .kind = store_text(row, 1, arena),
        .org = store_int(row, 2),
        .user = store_int(row, 3),
        .request = store_text(row, 4, arena),
        .state = state_of(store_text(row, 5, arena)),
        .cancel_asked = store_int(row, 6) != 0,
        .attempts = store_int(row, 7),
        .version = store_int(row, 8),
        .progress = (double)store_int(row, 9) / 1e6,
        .step_ko = store_text(row, 10, arena),
        .step_en = store_text(row, 11, arena),
        .has_result = !store_is_null(row, 12),
        .result = store_int(row, 12),
        .problem = store_text(row, 13, arena),
        .created = store_int(row, 14),
        .changed = store_int(row, 15),
        .ended = store_int(row, 16),
    };
}

enum status jobs_read(struct store_tx *tx, int64_t id, struct arena *arena, struct job *ret_job,
                      struct error *err)
{
    struct store_rows *row = NULL;
    enum status st = store_one(tx, sql_job_read, STORE_VALUES(v_int(id)), &row, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? FAIL(err, JOBS_NO_JOB, "job %lld", (long long)id)
                                            : st;
    *ret_job = job_from(row, arena);
    store_done(&row);
    return STATUS_OK;
}

enum status jobs_list(struct store_tx *tx, int64_t org, int64_t before, int count,
                      struct arena *arena, struct job_list *ret_list, struct error *err)
{
    if (count < 1 || count > 1000)
        return FAIL_AT(err, JOBS_REQUEST, "count", "%d is not in 1 .. 1000", count);
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct job_list list = {0};
    bool more = true;
    int64_t below = before == 0 ? INT64_MAX : before;
    enum status st = store_query(tx, sql_job_list,
                                 STORE_VALUES(v_int(org), v_int(below), v_int(count)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list.jobs) = job_from(rows, arena);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status jobs_cancel(struct store_tx *tx, int64_t id, time_us now, struct error *err)
{
    static const char *const ways[] = {sql_job_cancel_waiting, sql_job_cancel_running};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        int64_t changed = 0;
        enum status st = store_run(tx, ways[i], STORE_VALUES(v_int(id), v_int(now)), &changed, err);
        if (st != STATUS_OK || changed > 0)
            return st;
    }
    SCOPED(arena_cleanup) struct arena *arena = arena_new("job", 8 << 20);
    struct job job;
    enum status st = jobs_read(tx, id, arena, &job, err);
    if (st != STATUS_OK)
        return st;
    return FAIL(err, JOBS_ENDED, "job %lld is %s", (long long)id, job_state_name(job.state));
}

/* ---- for the runner ---- */

static time_us now_of(const struct job_run *run)
{
    return run->jobs->options.now();
}

const char *problem_text(struct arena *arena, const struct error *problem)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "reason", problem->reason->name, "place",
        problem->place, "text", problem->text, "en", problem->reason->en, "ko", problem->reason->ko,
        "remedy_en", problem->reason->remedy_en, "remedy_ko", problem->reason->remedy_ko);
    must(object != NULL);
    const char *text = json_canonical(arena, object, &(size_t){0});
    json_decref(object);
    return text;
}

/* A job that has no future: its process died too often, or while it was to be cancelled. */
static enum status bury(struct store_tx *tx, struct job_run *run, int64_t id, bool cancelled,
                        struct error *err)
{
    struct error why;
    (void)FAIL(&why, JOBS_CRASHED, "job %lld was started %d times", (long long)id,
               run->jobs->options.attempts_max);
    return store_run(
        tx, sql_job_bury,
        STORE_VALUES(v_int(id), v_text(state_names[cancelled ? JOB_CANCELLED : JOB_FAILED]),
                     v_text(cancelled ? NULL : problem_text(run->arena, &why)), v_int(now_of(run))),
        NULL, err);
}

static enum status take(struct store_tx *tx, struct job_run *run, int64_t id, struct error *err)
{
    time_us now = now_of(run);
    struct uuid name = uuid_new(now);
    const char *text = uuid_text(run->arena, &name);
    must(strlen(text) < sizeof run->claim.worker);
    memcpy(run->claim.worker, text, strlen(text) + 1);
    run->claim.id = id;
    enum status st = store_run(tx, sql_job_take,
                               STORE_VALUES(v_int(id), v_text(run->claim.worker),
                                            v_int(now + run->jobs->options.lease), v_int(now)),
                               NULL, err);
    return st == STATUS_OK ? jobs_read(tx, id, run->arena, &run->job, err) : st;
}

/* *ret_id is 0 when there is nothing to do. */
static enum status find(struct store_tx *tx, struct job_run *run, int64_t *ret_id, bool *ret_cancel,
                        int64_t *ret_attempts, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *row = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_job_candidate,
                    STORE_VALUES(v_int(now_of(run)), v_text(run->jobs->kinds)), &row, err);
    if (st == STATUS_OK)
        st = store_next(row, &more, err);
    if (st != STATUS_OK)
        return st;
    *ret_id = more ? store_int(row, 0) : 0;
    *ret_cancel = more && store_int(row, 1) != 0;
    *ret_attempts = more ? store_int(row, 2) : 0;
    return STATUS_OK;
}

/* Looks without the writer's turn first: most often there is nothing. */
enum status table_claim(struct job_run *run, bool *ret_found, struct error *err)
{
    int64_t id = 0, attempts = 0;
    bool cancel = false, found = false;
    for (enum store_mode mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        enum status st = store_begin(run->jobs->options.store, mode, &tx, err);
        if (st == STATUS_OK)
            st = find(tx, run, &id, &cancel, &attempts, err);
        if (st == STATUS_OK && id != 0 && mode == STORE_WRITE) {
            found = !cancel && attempts < run->jobs->options.attempts_max;
            st = found ? take(tx, run, id, err) : bury(tx, run, id, cancel, err);
            if (st == STATUS_OK)
                st = store_commit(&tx, err);
        }
        if (st != STATUS_OK)
            return st;
        if (id == 0)
            break;
    }
    *ret_found = found;
    return STATUS_OK;
}

/* One statement that gives back cancel_asked of the row, if the row is still this worker's. */
static enum status ask(struct jobs *jobs, enum store_mode mode, const char *sql,
                       const struct store_value *values, size_t count, bool *ret_mine,
                       bool *ret_cancel, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t cancel = 0;
    bool mine = true;
    enum status st = store_begin(jobs->options.store, mode, &tx, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql, values, count, &cancel, err);
    if (st != STATUS_OK && tx != NULL && err->reason == &STORE_NO_ROW) {
        mine = false;
        st = STATUS_OK;
    }
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK) {
        *ret_mine = mine;
        *ret_cancel = cancel != 0;
    }
    return st;
}

enum status table_renew(struct jobs *jobs, const struct claim *claim, bool *ret_mine,
                        bool *ret_cancel, struct error *err)
{
    return ask(jobs, STORE_WRITE, sql_job_renew,
               STORE_VALUES(v_int(claim->id), v_text(claim->worker),
                            v_int(jobs->options.now() + jobs->options.lease)),
               ret_mine, ret_cancel, err);
}

enum status table_look(struct jobs *jobs, const struct claim *claim, bool *ret_mine,
                       bool *ret_cancel, struct error *err)
{
    return ask(jobs, STORE_READ, sql_job_look,
               STORE_VALUES(v_int(claim->id), v_text(claim->worker)), ret_mine, ret_cancel, err);
}

enum status table_progress(struct job_run *run, bool *ret_mine, bool *ret_cancel, struct error *err)
{
    return ask(run->jobs, STORE_WRITE, sql_job_progress,
               STORE_VALUES(v_int(run->claim.id), v_text(run->claim.worker),
                            v_int((int64_t)(run->job.progress * 1e6)), v_text(run->job.step_ko),
                            v_text(run->job.step_en), v_int(now_of(run))),
               ret_mine, ret_cancel, err);
}

enum status table_end(struct store_tx *tx, const struct job_run *run, enum job_state state,
                      const int64_t *result, const char *problem, struct error *err)
{
    int64_t changed = 0;
    enum status st = store_run(tx, sql_job_end,
                               STORE_VALUES(v_int(run->claim.id), v_text(run->claim.worker),
                                            v_text(state_names[state]),
                                            result == NULL ? v_null() : v_int(*result),
                                            v_text(problem), v_int(now_of(run))),
                               &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL(err, JOBS_LOST, "job %lld", (long long)run->job.id);
    return st;
}

enum status table_give_back(struct job_run *run, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(run->jobs->options.store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_run(
            tx, sql_job_give_back,
            STORE_VALUES(v_int(run->claim.id), v_text(run->claim.worker), v_int(now_of(run))), NULL,
            err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}
