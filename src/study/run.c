/* Runs of a model: watched while they work, kept when they are done. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "lanes/lanes.h"
#include "study/study_private.h"

struct watched {
    const struct plant_model *model;
    const struct lanes_form *form; /* or NULL: by events */
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
    watched->status = watched->form != NULL
                          ? lanes_run(watched->form, watched->options, LANES_ALL, watched->arena,
                                      &watched->result, &watched->err)
                          : plant_run(watched->model, watched->options, watched->arena,
                                      &watched->result, &watched->err);
    atomic_store(&watched->ended, true);
    return NULL;
}

static enum status watch(struct watched *watched, struct plant_options options,
                         bool (*tell)(void *context, double share), void *context,
                         struct plant_result *ret_result, struct error *err)
{
    struct plant_progress progress = {0};
    options.progress = &progress;
    watched->options = &options;
    pthread_t worker;
    if (pthread_create(&worker, NULL, run_model, watched) != 0)
        return FAIL(err, KIT_INTERNAL, "no thread to work on");
    while (!atomic_load(&watched->ended)) {
        int total = atomic_load(&progress.total), done = atomic_load(&progress.done);
        if (!tell(context, total > 0 ? (double)done / total : 0))
            atomic_store(&progress.cancel, true);
        (void)nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    (void)pthread_join(worker, NULL);
    if (watched->status != STATUS_OK)
        *err = watched->err;
    else
        *ret_result = watched->result;
    return watched->status;
}

enum status study_watch(const struct plant_model *model, struct plant_options options,
                        struct arena *arena, bool (*tell)(void *context, double share),
                        void *context, struct plant_result *ret_result, struct error *err)
{
    struct watched watched = {.model = model, .arena = arena};
    return watch(&watched, options, tell, context, ret_result, err);
}

enum status study_watch_lanes(const struct lanes_form *form, struct plant_options options,
                              struct arena *arena, bool (*tell)(void *context, double share),
                              void *context, struct plant_result *ret_result, struct error *err)
{
    struct watched watched = {.form = form, .arena = arena};
    return watch(&watched, options, tell, context, ret_result, err);
}

static bool tell_run(void *context, double share)
{
    return work_tell(context, share, "모의실험을 돌리고 있습니다", "simulating");
}

static enum status read_options(const struct work *work, struct plant_options *ret_options,
                                struct error *err)
{
    static const char *const members[] = {"parent_id", "horizon_days", "replications", "seed",
                                          NULL};
    int64_t days = 0, replications = 0, seed = 0;
    enum status st = json_only(&work->request, members, err);
    if (st == STATUS_OK)
        st = json_int(&work->request, "horizon_days", 1, 3650, &days, err);
    if (st == STATUS_OK)
        st = json_int(&work->request, "replications", 0, 10000, &replications, err);
    if (st == STATUS_OK)
        st = json_int(&work->request, "seed", 0, INT64_MAX, &seed, err);
    if (st == STATUS_OK)
        *ret_options = (struct plant_options){.seed = (uint64_t)seed,
                                              .horizon = days * TIME_DAY,
                                              .warmup = -1,
                                              .replications = (int)replications,
                                              .threads = work->place.context->threads};
    return st;
}

static enum status keep_run(struct work *work, const char *name, const struct plant_model *model,
                            const struct plant_options *options, const struct plant_result *result,
                            struct error *err)
{
    struct arena *arena = work->place.arena;
    struct study_document document = {
        .kind = STUDY_RUN,
        .owner_id = work->place.owner_id,
        .parent_id = work->parent_id,
        .name = name,
        .facts = canonical(arena, json_pack("{s:I, s:s}", "seed", (json_int_t)options->seed,
                                            "engine", plant_engine(model))),
        .body = canonical(arena, plant_result_write(model, options, result)),
        .created_by = work->place.user_id};
    return work_keep(work, &document, err);
}

enum status study_simulate(struct job_run *run, void *context, struct error *err)
{
    SCOPED(work_end) struct work work = {0};
    struct study_document kept = {0};
    struct plant_model model = {0};
    struct plant_options options = {0};
    struct plant_result result = {0};
    enum status st = work_begin(run, context, &work, err);
    if (st == STATUS_OK)
        st = work_model(&work, &kept, &model, err);
    if (st == STATUS_OK)
        st = read_options(&work, &options, err);
    if (st == STATUS_OK)
        st = study_watch(&model, options, work.place.arena, tell_run, &work, &result, err);
    if (st == STATUS_OK)
        st = keep_run(&work, kept.name, &model, &options, &result, err);
    plant_release(&model);
    return work_failed(&work, st, err);
}
