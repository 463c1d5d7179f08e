/* A plan made again from its own document, for whoever judges an application that rests on it. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "advise/advise.h"
#include "kit/text.h"
#include "programme/programme.h"
#include "study/study_private.h"

/* All that a plan names of what it was made from. */
struct sources {
    struct study_document plan;
    struct plant_model model;
    struct advise_catalogue catalogue;
    struct programme_rules rules;
    bool has_rules;
};

struct again {
    const struct sources *sources;
    struct advise_progress progress;
    struct arena *arena;
    int threads;
    struct error err;
    enum status status;
    atomic_bool ended;
};

static void *make_again(void *context)
{
    struct again *again = context;
    const struct sources *from = again->sources;
    again->status =
        advise_rerun(&from->model, &from->catalogue, from->has_rules ? &from->rules.document : NULL,
                     from->plan.body, strlen(from->plan.body), again->threads, &again->progress,
                     again->arena, &again->err);
    atomic_store(&again->ended, true);
    return NULL;
}

static enum status watch(struct work *work, const struct sources *sources, struct error *err)
{
    struct again again = {
        .sources = sources, .arena = work->place.arena, .threads = work->place.context->threads};
    pthread_t worker;
    if (pthread_create(&worker, NULL, make_again, &again) != 0)
        return FAIL(err, KIT_INTERNAL, "no thread to work on");
    while (!atomic_load(&again.ended)) {
        if (!work_tell(work, advise_progress_share(&again.progress),
                       "계획을 다시 계산하고 있습니다", "making the plan again"))
            atomic_store(&again.progress.run.cancel, true);
        (void)nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    }
    (void)pthread_join(worker, NULL);
    if (again.status != STATUS_OK)
        *err = again.err;
    return again.status;
}

/* Only a plan that left its firm's desk with an application: the one document of another firm that
 * a work reads. */
static enum status read_plan(const struct work *work, struct study_document *ret_plan,
                             struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    bool submitted = false;
    enum status st = store_begin(work->place.store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = programme_plan_submitted(tx, work->parent_id, &submitted, err);
    if (st == STATUS_OK && !submitted)
        return FAIL_AT(err, STORE_NO_ROW, "/parent_id", "no application rests on this plan");
    return st == STATUS_OK
               ? study_get(tx, work->place.arena, STUDY_PLAN, work->parent_id, ret_plan, err)
               : st;
}

static enum status read_rules(const struct work *work, struct sources *sources, struct error *err)
{
    SCOPED(json_cleanup) struct json plan = {0};
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct json rules = {0};
    const char *hash = NULL;
    enum status st = json_read(work->place.arena, sources->plan.body, strlen(sources->plan.body),
                               JSON_LIMITS_DOCUMENT, &plan, err);
    sources->has_rules = st == STATUS_OK && json_has(&plan, "rules");
    if (!sources->has_rules)
        return st;
    st = json_get_object(&plan, "rules", &rules, err);
    if (st == STATUS_OK)
        st = json_text(&rules, "hash", 64, &hash, err);
    if (st == STATUS_OK)
        st = store_begin(work->place.store, STORE_READ, &tx, err);
    return st == STATUS_OK
               ? programme_rules_hashed(tx, work->place.arena, hash, &sources->rules, err)
               : st;
}

static enum status read_sources(const struct work *work, struct sources *sources, struct error *err)
{
    struct study_document model = {0};
    enum status st = read_plan(work, &sources->plan, err);
    if (st == STATUS_OK)
        st = get_alone(&work->place, STUDY_MODEL, sources->plan.parent_id, &model, err);
    if (st == STATUS_OK)
        st = plant_read(work->place.arena, model.body, strlen(model.body), &sources->model, err);
    if (st == STATUS_OK)
        st = read_rules(work, sources, err);
    if (st == STATUS_OK)
        st = study_catalogue(work->place.arena, work->place.context->options_file,
                             &sources->catalogue, err);
    return st;
}

/* The result of the job is the plan that came out again. */
static enum status finish(struct work *work, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(work->place.store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = job_finish(work->run, tx, work->parent_id, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

enum status study_rerun(struct job_run *run, void *context, struct error *err)
{
    SCOPED(work_end) struct work work = {0};
    struct sources sources = {0};
    enum status st = work_begin(run, context, &work, err);
    if (st == STATUS_OK)
        st = read_sources(&work, &sources, err);
    if (st == STATUS_OK)
        st = watch(&work, &sources, err);
    if (st == STATUS_OK)
        st = finish(&work, err);
    plant_release(&sources.model);
    return work_failed(&work, st, err);
}
