/* job_routes.c -- long work: how far it is, and the wish to stop it. */
#include <stdlib.h>
#include <string.h>

#include "api/routes.h"
#include "api/views.h"
#include "jobs/jobs.h"
#include "kit/must.h"

static const char *const job_states[] = {"queued", "running", "done", "failed", "cancelled", NULL};

struct job_view {
    struct owned owned;
    int64_t id, result_id;
    const char *kind, *state, *step_ko, *step_en;
    double progress;
    json_t *problem;
    time_us created_at;
};
static const struct field job_fields[] = {
    FIELD(INT, struct job_view, id, PUBLIC),
    FIELD(TEXT, struct job_view, kind, TECHNICAL),
    FIELD(TEXT, struct job_view, state, TECHNICAL, .choices = job_states),
    FIELD(NUMBER, struct job_view, progress, TECHNICAL, .max = 1),
    FIELD(TEXT, struct job_view, step_ko, TECHNICAL, .optional = true),
    FIELD(TEXT, struct job_view, step_en, TECHNICAL, .optional = true),
    FIELD(INT, struct job_view, result_id, TECHNICAL, .optional = true, .zero_is_null = true),
    FIELD(DOCUMENT, struct job_view, problem, TECHNICAL, .optional = true),
    FIELD(TIME, struct job_view, created_at, TECHNICAL),
    FIELDS_END,
};
const struct shape job_shape = SHAPE_OWNED(struct job_view, owned, "Job", "job", job_fields);

/* The problem is the caller's reference. */
static void view_job(const struct job *job, struct job_view *view)
{
    _Static_assert(JOB_WAITING == 0 && JOB_CANCELLED == 4, "states are in the order of the names");
    *view = (struct job_view){.owned = {.id = job->id, .owner_id = job->org},
                              .id = job->id,
                              .result_id = job->has_result ? job->result : 0,
                              .kind = job->kind,
                              .state = job_states[job->state],
                              .step_ko = job->step_ko,
                              .step_en = job->step_en,
                              .progress = job->progress,
                              .problem =
                                  job->problem == NULL ? NULL : json_loads(job->problem, 0, NULL),
                              .created_at = job->created};
}

static enum status job_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct job *job = arena_alloc(call->arena, sizeof *job);
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = jobs_read(tx, call->id, call->arena, job, err);
    if (st != STATUS_OK)
        return st;
    call->object = job;
    call->owned = (struct owned){.id = job->id, .owner_id = job->org};
    call->state = (int)job->state;
    return STATUS_OK;
}

static enum status get_job(struct call *call, struct error *err)
{
    (void)err;
    struct job_view *view = arena_alloc(call->arena, sizeof *view);
    view_job(call->object, view);
    if (view->problem != NULL)
        (void)api_keep(call, view->problem);
    api_answer(call, view);
    return STATUS_OK;
}

enum status answer_job(struct call *call, int64_t job_id, struct error *err)
{
    call->id = job_id;
    enum status st = job_relation(call, err);
    return st == STATUS_OK ? get_job(call, err) : st;
}

static enum status cancel_job(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(call->services->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = jobs_cancel(tx, call->id, call->now, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st != STATUS_OK)
        return st;
    jobs_wake(call->services->jobs);
    return answer_job(call, call->id, err);
}

enum status start_job(struct call *call, const char *kind, const char *request, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct job_order order = {.kind = kind,
                              .org = call->caller->organisation_id,
                              .user = call->caller->user_id,
                              .request = request};
    int64_t id = 0;
    enum status st = store_begin(call->services->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = jobs_enqueue(tx, &order, call->now, &id, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st != STATUS_OK)
        return st;
    jobs_wake(call->services->jobs);
    return answer_job(call, id, err);
}

/* Passes the news of one job on to one reader; ends with the job or with the reader. */
static bool pass_on(void *context, const struct job *job)
{
    struct job_view view;
    bool stays = false;
    if (job != NULL) {
        view_job(job, &view);
        stays = api_event(context, "job", NULL, &view) && job->state < JOB_DONE;
        json_decref(view.problem);
    }
    if (!stays)
        api_events_close(context);
    return stays;
}

static enum status follow_job(struct call *call, struct error *err)
{
    (void)err;
    struct api_events *events = api_answer_events(call);
    (void)jobs_listen(call->services->jobs, call->id, pass_on, events);
    return STATUS_OK;
}

#define JOB_READERS                                                                                \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = ROLE_BIT(AUDITOR), .none = ROLE_BIT(AUDITOR) \
    }

/* clang-format off */
const struct route job_routes[] = {
    {HTTP_GET, "/api/jobs/{id}", get_job, .answer = &job_shape, .relation = job_relation,
     .allow = JOB_READERS, .en = "how far a work is", .ko = "작업이 어디까지 왔나"},
    {HTTP_GET, "/api/jobs/{id}/events", follow_job, .kind = ANSWER_EVENTS, .answer = &job_shape,
     .relation = job_relation, .allow = JOB_READERS,
     .en = "follow a work", .ko = "작업을 지켜봅니다"},
    {HTTP_POST, "/api/jobs/{id}/cancel", cancel_job, .body = &nothing_shape,
     .answer = &job_shape, .relation = job_relation, .allow = {.own = ADOPTERS},
     .states = API_STATE(JOB_WAITING) | API_STATE(JOB_RUNNING), .wrong_state = &JOBS_ENDED,
     .en = "stop it", .ko = "작업을 멈춥니다"},
    ROUTES_END,
};
/* clang-format on */
