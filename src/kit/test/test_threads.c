#include <pthread.h>
#include <stdint.h>

#include "kit/fault.h"
#include "kit/queue.h"
#include "kit/test.h"

enum { MESSAGES = 20000, PUSHERS = 3 };

static void *push_numbers(void *context)
{
    struct queue *queue = context;
    for (intptr_t i = 1; i <= MESSAGES; i++) {
        struct error err;
        if (queue_push(queue, (void *)i, &err) != STATUS_OK)
            return NULL;
    }
    return context;
}

START_TEST(what_is_pushed_is_taken_once)
{
    struct queue *queue = queue_new(7);
    pthread_t pushers[PUSHERS];
    for (int i = 0; i < PUSHERS; i++)
        ck_assert_int_eq(pthread_create(&pushers[i], NULL, push_numbers, queue), 0);
    int64_t sum = 0;
    for (int i = 0; i < PUSHERS * MESSAGES; i++) {
        void *message = NULL;
        ck_assert(queue_take(queue, -1, &message));
        sum += (intptr_t)message;
    }
    for (int i = 0; i < PUSHERS; i++)
        ck_assert_int_eq(pthread_join(pushers[i], NULL), 0);
    ck_assert_int_eq(sum, (int64_t)PUSHERS * MESSAGES * (MESSAGES + 1) / 2);
    queue_free(queue);
}
END_TEST

START_TEST(a_closed_queue_gives_out_what_is_left_and_takes_nothing_more)
{
    struct queue *queue = queue_new(4);
    int one = 1;
    struct error err;
    void *message = NULL;
    CHECK_OK(queue_push(queue, &one, &err), err);
    queue_close(queue);
    CHECK_FAILS(queue_push(queue, &one, &err), KIT_CLOSED, err);
    ck_assert(!queue_try_push(queue, &one));
    ck_assert(queue_take(queue, -1, &message));
    ck_assert_ptr_eq(message, &one);
    ck_assert(!queue_take(queue, -1, &message));
    queue_free(queue);
}
END_TEST

START_TEST(waiting_for_a_message_ends_after_the_time_given)
{
    struct queue *queue = queue_new(1);
    void *message = NULL;
    time_us before = clock_steady();
    ck_assert(!queue_take(queue, 20000, &message));
    ck_assert_int_ge(clock_steady() - before, 19000);
    queue_free(queue);
}
END_TEST

static int steps;

static enum status work(struct error *err)
{
    steps = 0;
    for (int i = 0; i < 3; i++) {
        enum status st = fault_here("step", err);
        if (st != STATUS_OK)
            return st;
        steps++;
    }
    return STATUS_OK;
}

START_TEST(each_point_is_made_to_fail_once)
{
    int64_t n = 1;
    struct error err;
    for (;; n++) {
        fault_arm(n);
        enum status st = work(&err);
        if (!fault_fired()) {
            ck_assert_int_eq(st, STATUS_OK);
            break;
        }
        ck_assert_int_eq(st, STATUS_UNREACHABLE);
        ck_assert_int_eq(steps, n - 1);
    }
    ck_assert_int_eq(n, 4);
}
END_TEST

TEST_MAIN("kit threads", what_is_pushed_is_taken_once,
          a_closed_queue_gives_out_what_is_left_and_takes_nothing_more,
          waiting_for_a_message_ends_after_the_time_given, each_point_is_made_to_fail_once)
