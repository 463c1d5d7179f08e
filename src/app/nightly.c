#include "app/nightly.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "kit/log.h"
#include "kit/must.h"

enum { LOOK_SECONDS = 60 };
#define NIGHT_ARENA_BYTES ((size_t)1 << 30)

struct nightly {
    struct store *store;
    const struct ledger_terms *terms;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
};

static enum status there_already(struct store *store, struct day day, struct arena *arena,
                                 struct ledger_night *ret_night, bool *ret_there, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = ledger_night(tx, day, arena, ret_night, err);
    *ret_there = st == STATUS_OK;
    return st == STATUS_NOT_FOUND && err->reason == &LEDGER_NO_NIGHT ? STATUS_OK : st;
}

static enum status measure(struct store *store, const struct ledger_terms *terms, struct day day,
                           time_us now, struct arena *arena, struct ledger_night *ret_night,
                           struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_READ, &tx, err);
    return st == STATUS_OK ? ledger_night_measure(tx, terms, day, now, arena, ret_night, err) : st;
}

enum status nightly_run(struct store *store, const struct ledger_terms *terms, time_us now,
                        struct arena *arena, struct ledger_night *ret_night, bool *ret_kept,
                        struct error *err)
{
    struct day ended = day_from_number(day_number(day_of(now, zone_seoul())) - 1);
    struct ledger_night night = {0};
    bool there = false, kept = false;
    enum status st = there_already(store, ended, arena, &night, &there, err);
    if (st == STATUS_OK && !there) {
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        st = measure(store, terms, ended, now, arena, &night, err);
        if (st == STATUS_OK)
            st = store_begin(store, STORE_WRITE, &tx, err);
        if (st == STATUS_OK)
            st = ledger_night_keep(tx, &night, &kept, err);
        if (st == STATUS_OK)
            st = store_commit(&tx, err);
    }
    if (st != STATUS_OK)
        return st;
    *ret_night = night;
    *ret_kept = kept;
    return STATUS_OK;
}

static void say(const struct ledger_night *night)
{
    if (!night->balanced)
        log_line(LOG_ERROR, "ledger", "THE BOOK OF %d-%02d-%02d DOES NOT BALANCE  fault=\"%s\"",
                 night->day.year, night->day.month, night->day.day, night->fault);
    else
        log_line(night->overdue > 0 || night->bank_open > 0 ? LOG_WARN : LOG_INFO, "ledger",
                 "the book of %d-%02d-%02d balances  transfers=%lld overdue=%lld bank_open=%lld",
                 night->day.year, night->day.month, night->day.day,
                 (long long)night->size.transfers, (long long)night->overdue,
                 (long long)night->bank_open);
}

static void look(const struct nightly *nightly)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("night", NIGHT_ARENA_BYTES);
    struct ledger_night night = {0};
    struct error err;
    bool kept = false;
    if (nightly_run(nightly->store, nightly->terms, clock_wall(), arena, &night, &kept, &err) !=
        STATUS_OK)
        log_error("ledger", &err);
    else if (kept)
        say(&night);
}

static void *watch(void *context)
{
    struct nightly *nightly = context;
    must(pthread_mutex_lock(&nightly->lock) == 0);
    while (!nightly->stop) {
        must(pthread_mutex_unlock(&nightly->lock) == 0);
        look(nightly);
        must(pthread_mutex_lock(&nightly->lock) == 0);
        struct timespec until = {0};
        must(clock_gettime(CLOCK_REALTIME, &until) == 0);
        until.tv_sec += LOOK_SECONDS;
        if (!nightly->stop)
            (void)pthread_cond_timedwait(&nightly->wake, &nightly->lock, &until);
    }
    must(pthread_mutex_unlock(&nightly->lock) == 0);
    return NULL;
}

struct nightly *nightly_start(struct store *store, const struct ledger_terms *terms)
{
    struct nightly *nightly = calloc(1, sizeof *nightly);
    must(nightly != NULL);
    nightly->store = store;
    nightly->terms = terms;
    must(pthread_mutex_init(&nightly->lock, NULL) == 0);
    must(pthread_cond_init(&nightly->wake, NULL) == 0);
    must(pthread_create(&nightly->thread, NULL, watch, nightly) == 0);
    return nightly;
}

void nightly_stop(struct nightly *nightly)
{
    if (nightly == NULL)
        return;
    must(pthread_mutex_lock(&nightly->lock) == 0);
    nightly->stop = true;
    must(pthread_cond_signal(&nightly->wake) == 0);
    must(pthread_mutex_unlock(&nightly->lock) == 0);
    must(pthread_join(nightly->thread, NULL) == 0);
    must(pthread_cond_destroy(&nightly->wake) == 0);
    must(pthread_mutex_destroy(&nightly->lock) == 0);
    free(nightly);
}
