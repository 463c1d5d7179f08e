#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

enum {
    TOKEN = 1000,      /* levels are in thousandths */
    FREE_FAILURES = 5, /* in a row, before the waiting grows */
    DOUBLINGS_MAX = 8, /* 2, 4, 8 ... 256 seconds, then always */
};
#define WAIT_MAX    (5 * TIME_MINUTE)
#define SWEEP_AFTER (2 * TIME_DAY) /* no window is longer than a day */

struct bucket {
    const char *name;
    int64_t level, failures;
    time_us at, wait_until;
};

/* The name holds a hash: logins that people mistype are sometimes passwords. */
static enum status bucket_read(struct store_tx *tx, struct arena *arena, const struct limit *limit,
                               time_us now, struct bucket *ret_bucket, struct error *err)
{
    const char *whole = arena_format(arena, "%s\n%s", limit->area, limit->key);
    struct hash256 hash = hash_of_bytes(whole, strlen(whole));
    struct bucket bucket = {.level = (int64_t)limit->count * TOKEN, .at = now};
    bucket.name = arena_format(arena, "%s %s", limit->area, hex_text(arena, hash.bytes, 16));
    struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql_limit_of, STORE_VALUES(v_text(bucket.name)), &rows, err);
    bool found = false;
    if (st == STATUS_OK)
        st = store_next(rows, &found, err);
    if (st == STATUS_OK && found) {
        bucket.level = store_int(rows, 0);
        bucket.at = store_int(rows, 1);
        bucket.failures = store_int(rows, 2);
        bucket.wait_until = store_int(rows, 3);
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_bucket = bucket;
    return st;
}

static enum status bucket_write(struct store_tx *tx, const struct bucket *bucket, struct error *err)
{
    return store_run(tx, sql_limit_put,
                     STORE_VALUES(v_text(bucket->name), v_int(bucket->level), v_int(bucket->at),
                                  v_int(bucket->failures), v_int(bucket->wait_until)),
                     NULL, err);
}

static void refill(struct bucket *bucket, const struct limit *limit, time_us now)
{
    time_us elapsed = now - bucket->at;
    if (elapsed < 0)
        elapsed = 0; /* the clock was set back */
    if (elapsed > limit->window)
        elapsed = limit->window;
    int64_t full = (int64_t)limit->count * TOKEN;
    bucket->level += elapsed * full / limit->window;
    if (bucket->level > full)
        bucket->level = full;
    bucket->at = now;
}

static enum status too_many(time_us wait, struct error *err)
{
    return FAIL(err, PEOPLE_TOO_MANY, "try again in %" PRId64 " seconds",
                (wait + TIME_SECOND - 1) / TIME_SECOND);
}

enum status limit_take(struct store_tx *tx, struct arena *arena, const struct limit *limit,
                       time_us now, struct error *err)
{
    struct bucket bucket;
    enum status st = bucket_read(tx, arena, limit, now, &bucket, err);
    if (st != STATUS_OK)
        return st;
    /* Nothing is written on refusal, so hammering neither lengthens the wait nor costs a write. */
    if (bucket.wait_until > now && bucket.wait_until - now <= WAIT_MAX)
        return too_many(bucket.wait_until - now, err);
    refill(&bucket, limit, now);
    if (bucket.level < TOKEN)
        return too_many((TOKEN - bucket.level) * limit->window / ((int64_t)limit->count * TOKEN),
                        err);
    bucket.level -= TOKEN;
    return bucket_write(tx, &bucket, err);
}

enum status limit_failed(struct store_tx *tx, struct arena *arena, const struct limit *limit,
                         time_us now, struct error *err)
{
    struct bucket bucket;
    enum status st = bucket_read(tx, arena, limit, now, &bucket, err);
    if (st != STATUS_OK)
        return st;
    bucket.failures++;
    int64_t over = bucket.failures - FREE_FAILURES;
    if (limit->grows && over > 0) {
        time_us wait = TIME_SECOND << (over < DOUBLINGS_MAX ? over : DOUBLINGS_MAX);
        bucket.wait_until = now + (wait < WAIT_MAX ? wait : WAIT_MAX);
    }
    return bucket_write(tx, &bucket, err);
}

enum status limit_passed(struct store_tx *tx, struct arena *arena, const struct limit *limit,
                         time_us now, struct error *err)
{
    struct bucket bucket;
    enum status st = bucket_read(tx, arena, limit, now, &bucket, err);
    if (st != STATUS_OK)
        return st;
    bucket.failures = 0;
    bucket.wait_until = 0;
    return bucket_write(tx, &bucket, err);
}

enum status people_sweep(struct people *people, time_us now, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_limit_sweep, STORE_VALUES(v_int(now - SWEEP_AFTER)), NULL, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_device_nonce_sweep, STORE_VALUES(v_int(now - SWEEP_AFTER)), NULL,
                       err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

enum status people_limit(struct people *people, const char *area, const char *key, int count,
                         time_us window, time_us now, struct error *err)
{
    must(count > 0 && window > 0 && window <= TIME_DAY);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("limit", 1 << 16);
    struct limit limit = {area, key, count, window, false};
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = limit_take(tx, arena, &limit, now, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}
