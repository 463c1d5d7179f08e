/* A plan: what to improve first under a budget, and who pays. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "advise/advise.h"
#include "kit/text.h"
#include "programme/programme.h"
#include "study/study_private.h"

enum { CATALOGUE_BYTES_MAX = 1 << 20 };

struct advising {
    const struct plant_model *model;
    const struct advise_catalogue *catalogue;
    const struct rules_document *rules;
    const struct advise_request *request;
    struct arena *arena;
    struct advise_plan plan;
    struct error err;
    enum status status;
    atomic_bool ended;
};

static void *run_advice(void *context)
{
    struct advising *advising = context;
    advising->status =
        advise_make(advising->model, advising->catalogue, advising->rules, advising->request,
                    advising->arena, &advising->plan, &advising->err);
    atomic_store(&advising->ended, true);
    return NULL;
}

enum status study_watch_advice(const struct plant_model *model,
                               const struct advise_catalogue *catalogue,
                               const struct rules_document *rules, struct advise_request request,
                               struct arena *arena, bool (*tell)(void *context, double share),
                               void *context, struct advise_plan *ret_plan, struct error *err)
{
    struct advise_progress progress = {0};
    request.progress = &progress;
    struct advising advising = {.model = model,
                                .catalogue = catalogue,
                                .rules = rules,
                                .request = &request,
                                .arena = arena};
    pthread_t worker;
    if (pthread_create(&worker, NULL, run_advice, &advising) != 0)
        return FAIL(err, KIT_INTERNAL, "no thread to work on");
    while (!atomic_load(&advising.ended)) {
        if (!tell(context, advise_progress_share(&progress)))
            atomic_store(&progress.run.cancel, true);
        (void)nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    }
    (void)pthread_join(worker, NULL);
    if (advising.status != STATUS_OK) {
        *err = advising.err;
        return advising.status;
    }
    *ret_plan = advising.plan;
    ret_plan->request.progress = NULL;
    return STATUS_OK;
}

enum status study_catalogue(struct arena *arena, const char *path,
                            struct advise_catalogue *ret_catalogue, struct error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    char *bytes = arena_alloc(arena, CATALOGUE_BYTES_MAX + 1);
    size_t size = fread(bytes, 1, CATALOGUE_BYTES_MAX + 1, file);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed)
        return FAIL(err, KIT_FILE, "%.120s cannot be read to its end", path);
    if (size > CATALOGUE_BYTES_MAX)
        return FAIL(err, KIT_TOO_LARGE, "%.120s is larger than %d bytes", path,
                    CATALOGUE_BYTES_MAX);
    enum status st = advise_catalogue_read(arena, bytes, size, ret_catalogue, err);
    return st == STATUS_OK ? st : error_while(err, "%.80s", path);
}

static bool tell_advice(void *context, double share)
{
    return work_tell(context, share, "개선안을 견주고 있습니다", "comparing improvements");
}

static enum status find_rules(const struct work *work, const char *key,
                              struct programme_rules *ret_rules, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(work->place.store, STORE_READ, &tx, err);
    return st == STATUS_OK ? programme_rules(tx, work->place.arena, key, ret_rules, err) : st;
}

struct wish {
    const char *programme;
    int64_t budget, margin; /* margin a piece; 0 unknown */
};

static enum status read_wish(const struct work *work, struct wish *ret_wish, struct error *err)
{
    static const char *const members[] = {"parent_id", "budget", "programme", "margin_per_piece",
                                          NULL};
    struct wish wish = {0};
    enum status st = json_only(&work->request, members, err);
    if (st == STATUS_OK)
        st = json_int(&work->request, "budget", 1, MONEY_MAX, &wish.budget, err);
    if (st == STATUS_OK)
        st = json_text(&work->request, "programme", 80, &wish.programme, err);
    if (st == STATUS_OK && json_has(&work->request, "margin_per_piece"))
        st =
            json_int(&work->request, "margin_per_piece", 0, INT64_C(1000000000), &wish.margin, err);
    if (st == STATUS_OK)
        *ret_wish = wish;
    return st;
}

static enum status keep_plan(struct work *work, const char *name, const struct wish *wish,
                             const struct plant_model *model, const struct advise_plan *plan,
                             struct error *err)
{
    struct arena *arena = work->place.arena;
    struct study_document document = {
        .kind = STUDY_PLAN,
        .owner_id = work->place.owner_id,
        .parent_id = work->parent_id,
        .name = name,
        .facts = canonical(arena, json_pack("{s:I, s:s}", "budget", (json_int_t)wish->budget,
                                            "programme", wish->programme)),
        .body = canonical(arena, advise_plan_write(arena, model, plan)),
        .created_by = work->place.user_id};
    return work_keep(work, &document, err);
}

enum status study_advise(struct job_run *run, void *context, struct error *err)
{
    SCOPED(work_end) struct work work = {0};
    struct study_document kept = {0};
    struct plant_model model = {0};
    struct advise_catalogue catalogue = {0};
    struct programme_rules rules = {0};
    struct advise_plan plan = {0};
    struct wish wish = {0};
    enum status st = work_begin(run, context, &work, err);
    if (st == STATUS_OK)
        st = read_wish(&work, &wish, err);
    if (st == STATUS_OK)
        st = work_model(&work, &kept, &model, err);
    if (st == STATUS_OK)
        st = find_rules(&work, wish.programme, &rules, err);
    if (st == STATUS_OK)
        st = study_catalogue(work.place.arena, work.place.context->options_file, &catalogue, err);
    struct advise_request request = {.budget = {wish.budget},
                                     .seed = 1,
                                     .margin_per_piece = (double)wish.margin,
                                     .threads = work.place.context->threads};
    if (st == STATUS_OK)
        st = study_watch_advice(&model, &catalogue, &rules.document, request, work.place.arena,
                                tell_advice, &work, &plan, err);
    if (st == STATUS_OK)
        st = keep_plan(&work, kept.name, &wish, &model, &plan, err);
    plant_release(&model);
    return work_failed(&work, st, err);
}
