/* pool.c -- whose turn it is: connections handed out in the order of asking. */
#include <errno.h>
#include <time.h>

#include "kit/must.h"
#include "store/store_private.h"

struct waiter {
    pthread_cond_t turn;
    pthread_t thread;
    struct slot *granted;
    struct waiter *next;
};

static struct slot *free_slot(struct pool *pool)
{
    struct slot *found = NULL;
    for (int i = 0; i < pool->count; i++) {
        struct slot *slot = &pool->slots[i];
        if (!slot->taken && (found == NULL || slot->connection != NULL))
            found = slot;
        if (found != NULL && found->connection != NULL)
            break;
    }
    return found;
}

static void leave_queue(struct pool *pool, struct waiter *waiter)
{
    struct waiter **at = &pool->first;
    while (*at != waiter)
        at = &(*at)->next;
    *at = waiter->next;
    if (pool->last == &waiter->next)
        pool->last = at;
}

static struct timespec time_in(time_us timeout)
{
    struct timespec when;
    must(clock_gettime(CLOCK_MONOTONIC, &when) == 0);
    when.tv_sec += timeout / TIME_SECOND;
    when.tv_nsec += timeout % TIME_SECOND * 1000;
    when.tv_sec += when.tv_nsec / 1000000000;
    when.tv_nsec %= 1000000000;
    return when;
}

/* The lock is held. */
static struct slot *wait_turn(struct pool *pool, time_us timeout)
{
    pthread_condattr_t monotonic;
    must(pthread_condattr_init(&monotonic) == 0);
    must(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    struct waiter waiter = {.thread = pthread_self()};
    must(pthread_cond_init(&waiter.turn, &monotonic) == 0);
    must(pthread_condattr_destroy(&monotonic) == 0);
    *pool->last = &waiter; /* it stands in the queue no longer than this function runs */
    /* cppcheck-suppress autoVariables */
    pool->last = &waiter.next;

    struct timespec until = time_in(timeout);
    while (waiter.granted == NULL &&
           pthread_cond_timedwait(&waiter.turn, &pool->lock, &until) != ETIMEDOUT)
        ;
    if (waiter.granted == NULL)
        leave_queue(pool, &waiter);
    must(pthread_cond_destroy(&waiter.turn) == 0);
    return waiter.granted;
}

enum status pool_take(struct pool *pool, time_us timeout, struct slot **ret_slot, struct error *err)
{
    must(pthread_mutex_lock(&pool->lock) == 0);
    struct slot *slot = pool->first == NULL ? free_slot(pool) : NULL;
    if (slot == NULL) {
        /* Whoever waits for itself waits for ever: one writer, one write transaction a thread. */
        must(pool->count > 1 || !pthread_equal(pool->slots[0].owner, pthread_self()));
        slot = wait_turn(pool, timeout);
    }
    if (slot != NULL) {
        slot->taken = true;
        slot->owner = pthread_self();
    }
    must(pthread_mutex_unlock(&pool->lock) == 0);
    if (slot == NULL)
        return FAIL(err, STORE_BUSY, "no turn within %lld ms", (long long)(timeout / 1000));
    *ret_slot = slot;
    return STATUS_OK;
}

void pool_give(struct pool *pool, struct slot *slot)
{
    must(pthread_mutex_lock(&pool->lock) == 0);
    must(slot->taken);
    struct waiter *next = pool->first;
    if (next == NULL) {
        slot->taken = false;
    } else {
        leave_queue(pool, next);
        next->granted = slot;
        slot->owner = next->thread;
        must(pthread_cond_signal(&next->turn) == 0);
    }
    must(pthread_mutex_unlock(&pool->lock) == 0);
}
