#include "kit/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "kit/must.h"

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled, drained;
    size_t room, first, count;
    bool closed;
    void *messages[];
};

struct queue *queue_new(size_t room)
{
    must(room > 0);
    must(room < (size_t)1 << 32);
    struct queue *queue = calloc(1, sizeof *queue + room * sizeof(void *));
    must(queue != NULL);
    queue->room = room;
    pthread_condattr_t steady;
    must(pthread_condattr_init(&steady) == 0);
    must(pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0);
    must(pthread_mutex_init(&queue->lock, NULL) == 0);
    must(pthread_cond_init(&queue->filled, &steady) == 0);
    must(pthread_cond_init(&queue->drained, &steady) == 0);
    (void)pthread_condattr_destroy(&steady);
    return queue;
}

void queue_free(struct queue *queue)
{
    if (queue == NULL)
        return;
    (void)pthread_cond_destroy(&queue->filled);
    (void)pthread_cond_destroy(&queue->drained);
    (void)pthread_mutex_destroy(&queue->lock);
    free(queue);
}

static void put(struct queue *queue, void *message)
{
    queue->messages[(queue->first + queue->count++) % queue->room] = message;
    (void)pthread_cond_signal(&queue->filled);
}

enum status queue_push(struct queue *queue, void *message, struct error *err)
{
    (void)pthread_mutex_lock(&queue->lock);
    while (queue->count == queue->room && !queue->closed)
        (void)pthread_cond_wait(&queue->drained, &queue->lock);
    bool closed = queue->closed;
    if (!closed)
        put(queue, message);
    (void)pthread_mutex_unlock(&queue->lock);
    return closed ? FAIL(err, KIT_CLOSED, "nothing more is taken in") : STATUS_OK;
}

bool queue_try_push(struct queue *queue, void *message)
{
    (void)pthread_mutex_lock(&queue->lock);
    bool ok = !queue->closed && queue->count < queue->room;
    if (ok)
        put(queue, message);
    (void)pthread_mutex_unlock(&queue->lock);
    return ok;
}

static struct timespec deadline_after(time_us timeout)
{
    time_us end = clock_steady() + timeout;
    return (struct timespec){.tv_sec = end / TIME_SECOND, .tv_nsec = end % TIME_SECOND * 1000};
}

bool queue_take(struct queue *queue, time_us timeout, void **ret_message)
{
    struct timespec deadline = deadline_after(timeout < 0 ? 0 : timeout);
    int late = 0;
    (void)pthread_mutex_lock(&queue->lock);
    while (queue->count == 0 && !queue->closed && late == 0)
        late = timeout < 0 ? pthread_cond_wait(&queue->filled, &queue->lock)
                           : pthread_cond_timedwait(&queue->filled, &queue->lock, &deadline);
    bool got = queue->count > 0;
    if (got) {
        *ret_message = queue->messages[queue->first];
        queue->first = (queue->first + 1) % queue->room;
        queue->count--;
        (void)pthread_cond_signal(&queue->drained);
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return got;
}

void queue_close(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    (void)pthread_cond_broadcast(&queue->filled);
    (void)pthread_cond_broadcast(&queue->drained);
    (void)pthread_mutex_unlock(&queue->lock);
}
