/* Groups of replications. A replication depends on its number only and leaves its numbers in its
 * own place, so the result knows neither threads nor widths. */
#include "kit/must.h"
#include "lanes/lanes_private.h"

#define TIME_MAX (INT64_C(36525) * TIME_DAY) /* a hundred years, as plant_run() */

enum {
    RESULTS_MAX = 1000000,
    FIRST_BATCH = 10,
    PILOTS = 10,
    SLICES = 1000,
    COURSE_MAX = 60,
};

int lanes_widest(void)
{
#ifdef __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return 8;
    return __builtin_cpu_supports("avx2") ? 4 : 2;
#else
    return 1;
#endif
}

const char *lanes_width_name(int width)
{
    static const char *const names[] = {
        [1] = "scalar", [2] = "SSE2", [4] = "AVX2", [8] = "AVX-512"};
    must(width > 0 && width <= LANES_WIDTH_MAX && names[width] != NULL);
    return names[width];
}

/* ---- groups ---- */

struct batch {
    const struct lanes_task *task;
    const struct plant_options *options;
    struct lanes_replication *replications;
    int width;
};

static enum status group_run(void *subject, int first, int count, struct arena *arena,
                             struct error *err)
{
    struct batch *batch = subject;
    return lanes_group_run(batch->task, batch->width, first, count, arena, batch->replications,
                           err);
}

/* Replications from .. to - 1. */
static enum status batch_run(struct batch *batch, int from, int to, struct error *err)
{
    struct plant_crew crew = {
        .run = group_run,
        .subject = batch,
        .options = batch->options,
        .group = batch->width,
        .pilot = batch->task->series_slices > 0,
    };
    return plant_crew_run(&crew, from, to, err);
}

/* ---- how long to warm up: as plant_run() ---- */

static bool find_cut(struct arena *arena, const struct lanes_replication *pilots, bool inside,
                     size_t *ret_cut)
{
    double *mean = arena_array(arena, SLICES, sizeof *mean);
    for (int r = 0; r < PILOTS; r++)
        for (size_t i = 0; i < SLICES; i++)
            mean[i] +=
                (inside ? pilots[r].series_inside[i] : pilots[r].series_finished[i]) / PILOTS;
    return sim_mser5(mean, SLICES, ret_cut);
}

static enum status find_warmup(const struct lanes_form *form, const struct plant_options *options,
                               int width, struct arena *arena, time_us *ret_warmup, bool *ret_found,
                               struct error *err)
{
    struct lanes_replication *pilots = arena_array(arena, PILOTS, sizeof *pilots);
    for (int r = 0; r < PILOTS; r++) {
        pilots[r].stations = arena_array(arena, form->count, sizeof *pilots[r].stations);
        pilots[r].series_inside = arena_array(arena, SLICES, sizeof(double));
        pilots[r].series_finished = arena_array(arena, SLICES, sizeof(double));
    }
    struct lanes_task task = {
        .form = form,
        .seed = options->seed,
        .end = options->horizon,
        .series_slices = SLICES,
        .cancel = options->progress == NULL ? NULL : &options->progress->cancel,
    };
    struct batch batch = {
        .task = &task, .options = options, .replications = pilots, .width = width};
    enum status st = batch_run(&batch, 0, PILOTS, err);
    if (st != STATUS_OK)
        return st;
    size_t inside = 0, finished = 0;
    bool inside_settles = find_cut(arena, pilots, true, &inside);
    bool finished_settles = find_cut(arena, pilots, false, &finished);
    *ret_found = inside_settles && finished_settles;
    size_t cut = !*ret_found ? SLICES / 2 : inside > finished ? inside : finished;
    *ret_warmup = (time_us)((double)options->horizon / SLICES * (double)cut);
    return STATUS_OK;
}

/* ---- the way through ---- */

static enum status check(const struct lanes_form *form, const struct plant_options *options,
                         struct error *err)
{
    if (options->horizon <= 0 || options->horizon > TIME_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "horizon", "%.0f s is not above 0 and at most 100 years",
                       (double)options->horizon * 1e-6);
    if (options->warmup < -1 || options->warmup > TIME_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "warmup", "%.0f s is not -1 or 0 to 100 years",
                       (double)options->warmup * 1e-6);
    if (options->replications < 0 || options->replications > PLANT_REPLICATIONS_MAX ||
        (int64_t)options->replications * (int64_t)form->count > RESULTS_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "replications",
                       "%d is not between 0 and %d, or too many for %zu stations",
                       options->replications, PLANT_REPLICATIONS_MAX, form->count);
    if (!(options->precision >= 0) || options->precision > 1)
        return FAIL_AT(err, PLANT_OPTIONS, "precision", "%g is not between 0 and 1",
                       options->precision);
    if (options->threads < 0 || options->threads > PLANT_THREADS_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "threads", "%d is not between 0 and %d",
                       options->threads, PLANT_THREADS_MAX);
    return STATUS_OK;
}

static void make_room(struct arena *arena, const struct lanes_task *task, int from, int to,
                      struct lanes_replication *replications)
{
    for (int r = from; r < to; r++) {
        replications[r].stations =
            arena_array(arena, task->form->count, sizeof *replications[r].stations);
        if (task->all)
            replications[r].course =
                arena_array(arena, task->slices, sizeof *replications[r].course);
    }
}

static int more_wanted(const struct lanes_replication *all, int count,
                       const struct plant_options *options)
{
    struct sim_tally throughput = {0};
    for (int r = 0; r < count; r++)
        sim_tally_add(&throughput, all[r].throughput);
    return plant_more_wanted(&throughput, options);
}

static enum status run_all(struct batch *batch, struct arena *arena, int *ret_count,
                           struct error *err)
{
    const struct plant_options *options = batch->options;
    int done = 0, wanted = options->replications > 0 ? options->replications : FIRST_BATCH;
    while (done < wanted) {
        if (options->progress != NULL)
            atomic_store(&options->progress->total, wanted);
        make_room(arena, batch->task, done, wanted, batch->replications);
        enum status st = batch_run(batch, done, wanted, err);
        if (st != STATUS_OK)
            return st;
        done = wanted;
        wanted = more_wanted(batch->replications, done, options);
    }
    *ret_count = done;
    return STATUS_OK;
}

static enum status run_line(const struct lanes_form *form, const struct plant_options *options,
                            enum lanes_detail detail, int width, struct arena *work,
                            struct arena *arena, struct plant_result *ret_result, struct error *err)
{
    time_us warmup = options->warmup;
    bool found = true;
    enum status st = STATUS_OK;
    if (warmup < 0)
        st = find_warmup(form, options, width, work, &warmup, &found, err);
    if (st != STATUS_OK)
        return st;
    time_us days = (options->horizon + TIME_DAY - 1) / TIME_DAY;
    time_us slice = (days + COURSE_MAX - 1) / COURSE_MAX * TIME_DAY;
    struct lanes_task task = {
        .form = form,
        .seed = options->seed,
        .warmup = warmup,
        .end = warmup + options->horizon,
        .slice = slice,
        .slices = (size_t)((options->horizon + slice - 1) / slice),
        .all = detail == LANES_ALL,
        .cancel = options->progress == NULL ? NULL : &options->progress->cancel,
    };
    int room = options->replications > 0 ? options->replications : PLANT_AUTOMATIC_MAX, count = 0;
    struct batch batch = {
        .task = &task,
        .options = options,
        .replications = arena_array(work, (size_t)room, sizeof *batch.replications),
        .width = width,
    };
    st = run_all(&batch, work, &count, err);
    if (st == STATUS_OK)
        lanes_summarise(&task, batch.replications, count, found, arena, ret_result);
    return st;
}

enum status lanes_run_width(const struct lanes_form *form, const struct plant_options *options,
                            enum lanes_detail detail, int width, struct arena *arena,
                            struct plant_result *ret_result, struct error *err)
{
    must(width == 1 || width == 2 || width == 4 || width == 8);
    must(width <= lanes_widest());
    enum status st = check(form, options, err);
    if (st != STATUS_OK)
        return st;
    struct arena *work = arena_new("lanes", PLANT_ARENA_MAX);
    st = run_line(form, options, detail, width, work, arena, ret_result, err);
    arena_free(work);
    return st;
}

enum status lanes_run(const struct lanes_form *form, const struct plant_options *options,
                      enum lanes_detail detail, struct arena *arena,
                      struct plant_result *ret_result, struct error *err)
{
    return lanes_run_width(form, options, detail, lanes_widest(), arena, ret_result, err);
}
