/* Runs of a model: watched while they work, kept when they are done. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "study/study_private.h"

struct watched {
    const struct plant_model *model;
    const struct plant_options *options;
    struct arena *arena;
    struct plant_result result;
    struct error err;
    enum status status;
    atomic_bool ended;
};

static void *run_model(void *context)
{
    struct watched *watched = context;
    watched->status = plant_run(watched->model, watched->options, watched->arena, &watched->result,
                                &watched->err);
    atomic_store(&watched->ended, true);
    return NULL;
}

enum status study_watch(const struct plant_model *model, struct plant_options options,
                        struct arena *arena, bool (*tell)(void *context, double share),
                        void *context, struct plant_result *ret_result, struct error *err)
{
    struct plant_progress progress = {0};
    options.progress = &progress;
    struct watched watched = {.model = model, .options = &options, .arena = arena};
    pthread_t worker;
    if (pthread_create(&worker, NULL, run_model, &watched) != 0)
        return FAIL(err, KIT_INTERNAL, "no thread to work on");
    while (!atomic_load(&watched.ended)) {
        int total = atomic_load(&progress.total), done = atomic_load(&progress.done);
        if (!tell(context, total > 0 ? (double)done / total : 0))
            atomic_store(&progress.cancel, true);
        (void)nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    (void)pthread_join(worker, NULL);
    if (watched.status != STATUS_OK)
        *err = watched.err;
    else
        *ret_result = watched.result;
    return watched.status;
}

static bool tell_run(void *context, double share)
{
    return tell(context, share, "모의실험을 돌리고 있습니다", "simulating");
}

static enum status read_options(const struct study_work *work, struct plant_options *ret_options,
                                struct error *err)
{
    static const char *const members[] = {"horizon_days", "replications", "seed", NULL};
    SCOPED(json_cleanup) struct json request = {0};
    int64_t days = 0, replications = 0, seed = 0;
    enum status st = json_read(work->arena, work->request, strlen(work->request), JSON_LIMITS_BODY,
                               &request, err);
    if (st == STATUS_OK)
        st = json_only(&request, members, err);
    if (st == STATUS_OK)
        st = json_int(&request, "horizon_days", 1, 3650, &days, err);
    if (st == STATUS_OK)
        st = json_int(&request, "replications", 0, 10000, &replications, err);
    if (st == STATUS_OK)
        st = json_int(&request, "seed", 0, INT64_MAX, &seed, err);
    if (st == STATUS_OK)
        *ret_options = (struct plant_options){.seed = (uint64_t)seed,
                                              .horizon = days * TIME_DAY,
                                              .warmup = -1,
                                              .replications = (int)replications,
                                              .threads = work->threads};
    return st;
}

enum status study_simulate(const struct study_work *work, int64_t *ret_result_id, struct error *err)
{
    struct study_document kept = {0};
    struct plant_model model = {0};
    struct plant_options options = {0};
    struct plant_result result = {0};
    enum status st = work_model(work, &kept, &model, err);
    if (st == STATUS_OK)
        st = read_options(work, &options, err);
    if (st == STATUS_OK)
        st = study_watch(&model, options, work->arena, tell_run, (void *)(uintptr_t)work, &result,
                         err);
    if (st != STATUS_OK)
        return st;
    struct study_document document = {
        .kind = STUDY_RUN,
        .owner_id = work->owner_id,
        .parent_id = work->parent_id,
        .name = kept.name,
        .facts = canonical(work->arena, json_pack("{s:I, s:s}", "seed", (json_int_t)options.seed,
                                                  "engine", PLANT_ENGINE)),
        .body = canonical(work->arena, plant_result_write(&model, &options, &result)),
        .created_by = work->user_id};
    return keep_alone(work, &document, ret_result_id, err);
}
