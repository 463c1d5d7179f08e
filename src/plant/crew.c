/* Replications on several threads, in groups. Each group leaves its numbers in its own place, so
 * what they add up to does not know how many threads there were. */
#include <math.h>
#include <pthread.h>
#include <unistd.h>

#include "plant/plant_private.h"

struct pool {
    const struct plant_crew *crew;
    pthread_mutex_t lock;
    int next, to;
    int failed_at; /* the lowest number that failed */
    enum status failed;
    struct error err;
};

static const atomic_bool *cancel_of(const struct plant_options *options)
{
    return options->progress == NULL ? NULL : &options->progress->cancel;
}

static bool pool_next(struct pool *pool, int *ret_first, int *ret_count)
{
    const atomic_bool *cancel = cancel_of(pool->crew->options);
    (void)pthread_mutex_lock(&pool->lock);
    int left = pool->to - pool->next;
    bool more = left > 0 && pool->failed == STATUS_OK && (cancel == NULL || !atomic_load(cancel));
    if (more) {
        *ret_first = pool->next;
        *ret_count = left < pool->crew->group ? left : pool->crew->group;
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
    const struct plant_crew *crew = pool->crew;
    struct plant_progress *progress = crew->options->progress;
    struct arena *arena = arena_new("replications", PLANT_ARENA_MAX);
    int first = 0, count = 0;
    for (; pool_next(pool, &first, &count); arena_reset(arena)) {
        struct error err;
        enum status st = crew->run(crew->subject, first, count, arena, &err);
        if (st != STATUS_OK)
            pool_failed(pool, first, st, &err);
        else if (progress != NULL && !crew->pilot)
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
    return threads < PLANT_THREADS_MAX ? threads : PLANT_THREADS_MAX;
}

enum status plant_crew_run(const struct plant_crew *crew, int from, int to, struct error *err)
{
    pthread_t threads[PLANT_THREADS_MAX];
    struct pool pool = {.crew = crew, .next = from, .to = to};
    int wanted = thread_count(crew->options, (to - from + crew->group - 1) / crew->group);
    int started = 1;
    (void)pthread_mutex_init(&pool.lock, NULL);
    /* The caller's thread works too; a thread the system does not give is no loss but of time. */
    while (started < wanted && pthread_create(&threads[started], NULL, pool_work, &pool) == 0)
        started++;
    (void)pool_work(&pool);
    for (int i = 1; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    (void)pthread_mutex_destroy(&pool.lock);
    const atomic_bool *cancel = cancel_of(crew->options);
    if (cancel != NULL && atomic_load(cancel))
        return FAIL(err, PLANT_CANCELLED, "stopped after %d replications",
                    atomic_load(&crew->options->progress->done));
    if (pool.failed == STATUS_OK)
        return STATUS_OK;
    *err = pool.err;
    return error_while(err, "replication %d", pool.failed_at);
}

int plant_more_wanted(const struct sim_tally *throughput, const struct plant_options *options)
{
    int count = (int)throughput->count;
    double half_width = sim_tally_half_width(throughput, 0.95);
    double allowed = (options->precision > 0 ? options->precision : 0.02) * throughput->mean;
    if (options->replications > 0 || half_width <= allowed || count >= PLANT_AUTOMATIC_MAX)
        return count;
    double ratio = allowed > 0 ? half_width / allowed : 2;
    double wanted = ceil(count * (ratio < 1.4 ? ratio * ratio : 2));
    return wanted < PLANT_AUTOMATIC_MAX ? (int)wanted : PLANT_AUTOMATIC_MAX;
}

void plant_find_bottleneck(const int *of_replication, size_t stations, struct plant_result *result)
{
    result->bottleneck = -1;
    double most = 0;
    for (size_t s = 0; s < stations; s++) {
        if (result->stations[s].utilisation.mean > most) {
            most = result->stations[s].utilisation.mean;
            result->bottleneck = (int)s;
        }
    }
    int agree = 0;
    for (int r = 0; r < result->replications; r++)
        agree += result->bottleneck >= 0 && of_replication[r] == result->bottleneck;
    result->bottleneck_certainty = (double)agree / result->replications;
}
