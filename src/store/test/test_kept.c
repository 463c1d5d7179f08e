/* What store_kept() promises. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "store/store_private.h"
#include "support/postgres.h"

enum { THREADS = 8, TURNS = 200, NAMES = 20 };

static struct store *open_store(const char *address)
{
    struct store *store = NULL;
    struct error err;
    CHECK_OK(store_open(&(struct store_options){.address = address}, &store, &err), err);
    return store;
}

struct making {
    atomic_int count;
    const char *text;
    bool fails;
};

static enum status make_copy(struct store_tx *tx, void *context, struct arena *arena,
                             const void **ret_thing, struct error *err)
{
    struct making *making = context;
    (void)tx;
    atomic_fetch_add(&making->count, 1);
    if (making->fails)
        return FAIL(err, STORE_NO_ROW, "there is nothing to make it of");
    *ret_thing = arena_text(arena, making->text);
    return STATUS_OK;
}

ON_BOTH(a_kept_thing_is_made_once_and_outlives_the_transaction_and_its_arena)
{
    struct store *store = open_store(address);
    struct error err;
    struct making making = {.text = "three to three to four"};
    const void *first = NULL;
    for (int turn = 0; turn < 3; turn++) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("turn", 1 << 20);
        struct store_tx *tx = NULL;
        const void *thing = NULL;
        CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
        CHECK_OK(store_kept(tx, arena, "rules a", make_copy, &making, &thing, &err), err);
        CHECK_OK(store_commit(&tx, &err), err);
        ck_assert(turn == 0 || thing == first);
        first = thing;
    }
    ck_assert_str_eq(first, "three to three to four");
    ck_assert_int_eq(making.count, 1);
    store_close(store);
}

ON_BOTH(what_could_not_be_made_is_asked_for_again)
{
    struct store *store = open_store(address);
    struct error err;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct making making = {.text = "late", .fails = true};
    struct store_tx *tx = NULL;
    const void *thing = NULL;
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    CHECK_FAILS(store_kept(tx, arena, "rules a", make_copy, &making, &thing, &err), STORE_NO_ROW,
                err);
    ck_assert_ptr_null(thing);
    making.fails = false;
    CHECK_OK(store_kept(tx, arena, "rules a", make_copy, &making, &thing, &err), err);
    ck_assert_str_eq(thing, "late");
    ck_assert_int_eq(making.count, 2);
    store_abandon(&tx);
    store_close(store);
}

ON_BOTH(a_full_shelf_keeps_no_more_but_still_answers)
{
    struct store *store = open_store(address);
    struct error err;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    for (int i = 0; i < STORE_KEPT_MAX + 3; i++) {
        char key[32];
        (void)snprintf(key, sizeof key, "rules %d", i);
        struct making making = {.text = key};
        for (int again = 0; again < 2; again++) {
            const void *thing = NULL;
            CHECK_OK(store_kept(tx, arena, key, make_copy, &making, &thing, &err), err);
            ck_assert_str_eq(thing, key);
        }
        ck_assert_int_eq(making.count, i < STORE_KEPT_MAX ? 1 : 2);
    }
    store_abandon(&tx);
    store_close(store);
}

struct crowd {
    struct store *store;
    struct making making[NAMES];
    char names[NAMES][16];
};

static void *ask(void *context)
{
    struct crowd *crowd = context;
    const void *seen[NAMES] = {0};
    for (int turn = 0; turn < TURNS; turn++) {
        int which = turn % NAMES;
        struct error err;
        SCOPED(arena_cleanup) struct arena *arena = arena_new("thread", 1 << 20);
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        const void *thing = NULL;
        if (store_begin(crowd->store, STORE_READ, &tx, &err) != STATUS_OK ||
            store_kept(tx, arena, crowd->names[which], make_copy, &crowd->making[which], &thing,
                       &err) != STATUS_OK ||
            strcmp(thing, crowd->names[which]) != 0 ||
            (seen[which] != NULL && seen[which] != thing))
            return crowd;
        seen[which] = thing;
    }
    return NULL;
}

ON_BOTH(threads_that_ask_together_get_the_same_thing)
{
    struct crowd crowd = {.store = open_store(address)};
    for (int i = 0; i < NAMES; i++) {
        (void)snprintf(crowd.names[i], sizeof crowd.names[i], "rules %d", i);
        crowd.making[i].text = crowd.names[i];
    }
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask, &crowd), 0);
    for (int i = 0; i < THREADS; i++) {
        void *wrong = NULL;
        ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
        ck_assert_ptr_null(wrong);
    }
    for (int i = 0; i < NAMES; i++)
        ck_assert(crowd.making[i].count >= 1 && crowd.making[i].count <= THREADS);
    store_close(crowd.store);
}

BOTH_MAIN("store kept", BOTH(a_kept_thing_is_made_once_and_outlives_the_transaction_and_its_arena),
          BOTH(what_could_not_be_made_is_asked_for_again),
          BOTH(a_full_shelf_keeps_no_more_but_still_answers),
          BOTH(threads_that_ask_together_get_the_same_thing))
