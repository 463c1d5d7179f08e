/* queue.h -- finished messages from thread to thread, with a limit.
 *
 * Many may push, many may take. A full queue makes the pusher wait; a closed
 * one refuses pushes and gives out what is left, then says so. */
#ifndef KIT_QUEUE_H
#define KIT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "kit/clock.h"
#include "kit/error.h"

struct queue;

struct queue *queue_new(size_t room);
void queue_free(struct queue *queue); /* nobody may be waiting; queue may be NULL */

enum status queue_push(struct queue *queue, void *message, struct error *err); /* KIT_CLOSED */
bool queue_try_push(struct queue *queue, void *message); /* false when full or closed */

/* Waits up to `timeout` (below 0: for ever). False: closed and empty, or nothing came. */
bool queue_take(struct queue *queue, time_us timeout, void **ret_message);
void queue_close(struct queue *queue);

#endif
