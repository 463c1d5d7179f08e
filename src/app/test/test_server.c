/* What the serving process does besides serving. */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/log_key.h"
#include "app/server.h"
#include "kit/must.h"
#include "kit/test.h"

#define SWEEP_EVERY (TIME_SECOND / 20)

static int64_t stale_buckets(struct server *server)
{
    struct error err;
    struct store_tx *tx = NULL;
    int64_t count = -1;
    CHECK_OK(store_begin(server_services(server)->store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_number(tx, "SELECT count(*) FROM rate_limit WHERE name LIKE 'stale%'",
                          STORE_NONE, &count, &err),
             err);
    store_abandon(&tx);
    return count;
}

static void add_bucket(struct server *server, const char *name, time_us at)
{
    struct error err;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(server_services(server)->store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_run(tx, "INSERT INTO rate_limit (name, level, at) VALUES ($1, 0, $2)",
                       STORE_VALUES(v_text(name), v_int(at)), NULL, &err),
             err);
    CHECK_OK(store_commit(&tx, &err), err);
}

static struct server *open_server(struct arena *arena)
{
    struct error err;
    struct server *server = NULL;
    struct server_options options = {.folder = test_folder(),
                                     .data_folder = "data",
                                     .address = "127.0.0.1",
                                     .sweep_every = SWEEP_EVERY};
    CHECK_OK(server_open(arena, &options, &server, &err), err);
    return server;
}

START_TEST(a_server_sweeps_when_it_opens)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct server *server = open_server(arena);
    add_bucket(server, "stale", clock_wall() - 3 * TIME_DAY);
    add_bucket(server, "stale but full of meaning", clock_wall());
    server_close(server);
    server = open_server(arena);
    ck_assert_int_eq(stale_buckets(server), 1);
    server_close(server);
    arena_free(arena);
}
END_TEST

/* Waits for the sweep as whoever looks on would, then ends the wait as the console does. */
static void *look_on(void *context)
{
    struct server *server = context;
    for (int i = 0; i < 600 && stale_buckets(server) > 0; i++)
        (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    must(kill(getpid(), SIGTERM) == 0);
    return NULL;
}

START_TEST(while_it_waits_for_the_end_a_server_sweeps_again_and_again)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct server *server = open_server(arena);
    for (int round = 0; round < 3; round++) {
        pthread_t looker;
        add_bucket(server, "stale", clock_wall() - 3 * TIME_DAY);
        ck_assert_int_eq(pthread_create(&looker, NULL, look_on, server), 0);
        server_wait(server);
        ck_assert_int_eq(pthread_join(looker, NULL), 0);
        ck_assert_int_eq(stale_buckets(server), 0);
    }
    server_close(server);
    arena_free(arena);
}
END_TEST

static int64_t number(struct server *server, const char *sql)
{
    struct error err;
    struct store_tx *tx = NULL;
    int64_t count = -1;
    CHECK_OK(store_begin(server_services(server)->store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_number(tx, sql, STORE_NONE, &count, &err), err);
    store_abandon(&tx);
    return count;
}

static void decide(struct server *server, int64_t ref)
{
    struct error err;
    struct store_tx *tx = NULL;
    const struct journal_decision decision = {
        .kind = "test", .ref = ref, .at = ref, .action = "decide", .object = "test"};
    CHECK_OK(store_begin(server_services(server)->store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(journal_decide(tx, &decision, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
}

START_TEST(a_server_signs_the_head_of_the_log_by_the_clock_and_several_sign_it_once)
{
    static const char notes[] = "SELECT count(*) FROM journal_checkpoint";
    struct arena *arena = arena_new("test", 64 << 20);
    struct server *server = open_server(arena);
    int64_t before = number(server, notes);
    decide(server, 1);
    struct server *second = open_server(arena), *third = open_server(arena);
    ck_assert_int_eq(number(server, notes), before + 1);
    decide(server, 2);
    struct error err;
    const struct journal_signer *log = server_services(server)->log;
    ck_assert_str_eq(log->key.name, server_services(second)->log->key.name); /* one key a folder */
    for (int i = 0; i < 3; i++)
        CHECK_OK(log_key_checkpoint(server_services(server)->store, test_folder(), log,
                                    clock_wall(), &err),
                 err);
    ck_assert_int_eq(number(server, notes), before + 2);
    server_close(third);
    server_close(second);
    server_close(server);
    arena_free(arena);
}
END_TEST

TEST_MAIN("app server", a_server_sweeps_when_it_opens,
          while_it_waits_for_the_end_a_server_sweeps_again_and_again,
          a_server_signs_the_head_of_the_log_by_the_clock_and_several_sign_it_once)
