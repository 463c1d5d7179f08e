/* Groups of replications on several threads. A replication depends on its number only and leaves
 * its numbers in its own place, so the result knows neither threads nor widths. */
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "kit/must.h"
#include "lanes/lanes_private.h"

#define TIME_MAX  (INT64_C(36525) * TIME_DAY) /* a hundred years, as plant_run() */
#define ARENA_MAX ((size_t)4 << 30)

enum {
    THREADS_MAX = 256,
    REPLICATIONS_MAX = 10000,
    RESULTS_MAX = 1000000,
    FIRST_BATCH = 10,
    AUTOMATIC_MAX = 200,
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

/* ---- threads ---- */

struct pool {
    const struct lanes_task *task;
    const struct plant_options *options;
    struct lanes_replication *replications;
    int width;
    pthread_mutex_t lock;
    int next, to;
    int failed_at; /* the lowest number that failed */
    enum status failed;
    struct error err;
};

static bool pool_next(struct pool *pool, int *ret_first, int *ret_count)
{
    const atomic_bool *cancel = pool->task->cancel;
    (void)pthread_mutex_lock(&pool->lock);
    int left = pool->to - pool->next;
    bool more = left > 0 && pool->failed == STATUS_OK && (cancel == NULL || !atomic_load(cancel));
    if (more) {
        *ret_first = pool->next;
        *ret_count = left < pool->width ? left : pool->width;
        pool->next += *ret_count;
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return more;
}

static void pool_failed(struct pool *pool, int first, enum status st, const struct error *err)
{
    (void)pthread_mutex_lock(&pool->lock);
    if (pool->failed == STATUS_OK || first < pool->failed_at) {
        pool->failed = st;
        pool->failed_at = first;
        pool->err = *err;
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

static void *pool_work(void *subject)
{
    struct pool *pool = subject;
    struct plant_progress *progress = pool->options->progress;
    struct arena *arena = arena_new("replications", ARENA_MAX);
    int first = 0, count = 0;
    for (; pool_next(pool, &first, &count); arena_reset(arena)) {
        struct error err;
        enum status st =
            lanes_group_run(pool->task, pool->width, first, count, arena, pool->replications, &err);
        if (st != STATUS_OK)
            pool_failed(pool, first, st, &err);
        else if (progress != NULL && pool->task->series_slices == 0)
            atomic_fetch_add(&progress->done, count);
    }
    arena_free(arena);
    return NULL;
}

static int thread_count(const struct plant_options *options, int groups)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int threads = options->threads > 0 ? options->threads : cores > 0 ? (int)cores : 1;
    threads = threads < groups ? threads : groups;
    return threads < THREADS_MAX ? threads : THREADS_MAX;
}

/* Replications from .. to - 1. */
static enum status pool_run(struct pool *pool, int from, int to, struct error *err)
{
    pthread_t threads[THREADS_MAX];
    int groups = (to - from + pool->width - 1) / pool->width, started = 1;
    int wanted = thread_count(pool->options, groups);
    pool->next = from;
    pool->to = to;
    pool->failed = STATUS_OK;
    (void)pthread_mutex_init(&pool->lock, NULL);
    /* The caller's thread works too; a thread the system does not give is no loss but of time. */
    while (started < wanted && pthread_create(&threads[started], NULL, pool_work, pool) == 0)
        started++;
    (void)pool_work(pool);
    for (int i = 1; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    (void)pthread_mutex_destroy(&pool->lock);
    if (pool->task->cancel != NULL && atomic_load(pool->task->cancel))
        return FAIL(err, PLANT_CANCELLED, "stopped after %d replications",
                    atomic_load(&pool->options->progress->done));
    if (pool->failed == STATUS_OK)
        return STATUS_OK;
    *err = pool->err;
    return error_while(err, "replication %d", pool->failed_at);
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
    struct pool pool = {.task = &task, .options = options, .replications = pilots, .width = width};
    enum status st = pool_run(&pool, 0, PILOTS, err);
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
    if (options->replications < 0 || options->replications > REPLICATIONS_MAX ||
        (int64_t)options->replications * (int64_t)form->count > RESULTS_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "replications",
                       "%d is not between 0 and %d, or too many for %zu stations",
                       options->replications, REPLICATIONS_MAX, form->count);
    if (!(options->precision >= 0) || options->precision > 1)
        return FAIL_AT(err, PLANT_OPTIONS, "precision", "%g is not between 0 and 1",
                       options->precision);
    if (options->threads < 0 || options->threads > THREADS_MAX)
        return FAIL_AT(err, PLANT_OPTIONS, "threads", "%d is not between 0 and %d",
                       options->threads, THREADS_MAX);
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

/* How many replications the relative-precision rule asks for, having seen `count`. */
static int more_wanted(const struct lanes_replication *all, int count, double precision)
{
    struct sim_tally tally = {0};
    for (int r = 0; r < count; r++)
        sim_tally_add(&tally, all[r].throughput);
    double half_width = sim_tally_half_width(&tally, 0.95);
    double allowed = (precision > 0 ? precision : 0.02) * tally.mean;
    if (half_width <= allowed || count >= AUTOMATIC_MAX)
        return count;
    double ratio = allowed > 0 ? half_width / allowed : 2;
    double wanted = ceil(count * (ratio < 1.4 ? ratio * ratio : 2));
    return wanted < AUTOMATIC_MAX ? (int)wanted : AUTOMATIC_MAX;
}

static enum status run_all(struct pool *pool, struct arena *arena, int *ret_count,
                           struct error *err)
{
    const struct plant_options *options = pool->options;
    int done = 0, wanted = options->replications > 0 ? options->replications : FIRST_BATCH;
    while (done < wanted) {
        if (options->progress != NULL)
            atomic_store(&options->progress->total, wanted);
        make_room(arena, pool->task, done, wanted, pool->replications);
        enum status st = pool_run(pool, done, wanted, err);
        if (st != STATUS_OK)
            return st;
        done = wanted;
        if (options->replications == 0)
            wanted = more_wanted(pool->replications, done, options->precision);
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
    int room = options->replications > 0 ? options->replications : AUTOMATIC_MAX, count = 0;
    struct pool pool = {
        .task = &task,
        .options = options,
        .replications = arena_array(work, (size_t)room, sizeof *pool.replications),
        .width = width,
    };
    st = run_all(&pool, work, &count, err);
    if (st == STATUS_OK)
        lanes_summarise(&task, pool.replications, count, found, arena, ret_result);
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
    struct arena *work = arena_new("lanes", ARENA_MAX);
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
