/* migrate.c -- the schema brought up to date, forward only. */
#include "kit/must.h"
#include "kit/text.h"
#include "store/store_private.h"
#include "store_migrations.h"

static const char *const make_table[] = {
    [STORE_SQLITE] = "CREATE TABLE IF NOT EXISTS schema_version ("
                     "n INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,"
                     "applied_at INTEGER NOT NULL, program TEXT NOT NULL) STRICT",
    [STORE_POSTGRESQL] = "CREATE TABLE IF NOT EXISTS schema_version ("
                         "n BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,"
                         "applied_at BIGINT NOT NULL, program TEXT NOT NULL)",
};

static const struct migration *find(const struct migration *set, size_t count, int64_t number)
{
    for (size_t i = 0; i < count; i++)
        if (set[i].number == number)
            return &set[i];
    return NULL;
}

/* One row of schema_version against the files of this program. */
static enum status check_applied(const struct store_rows *row, const struct migration *set,
                                 size_t count, struct arena *arena, struct error *err)
{
    int64_t number = store_int(row, 0);
    const char *name = store_text(row, 1, arena);
    const struct migration *ours = find(set, count, number);
    const char *place = arena_format(arena, "%04lld_%s", (long long)number, name);
    if (ours == NULL && (count == 0 || number > set[count - 1].number))
        return FAIL_AT(err, STORE_NEWER, place, "it was applied by version %s",
                       store_text(row, 3, arena));
    if (ours == NULL)
        return FAIL_AT(err, STORE_CHANGED, place, "it was applied and is not in this program");
    if (!text_same(ours->sha256, store_text(row, 2, arena)))
        return FAIL_AT(err, STORE_CHANGED, place, "it was applied as %s and is %s now",
                       store_text(row, 2, arena), ours->sha256);
    return STATUS_OK;
}

/* *ret_last: the highest number applied, 0 for none. */
static enum status check_all(struct store_tx *tx, const struct migration *set, size_t count,
                             int64_t *ret_last, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("schema_version", 1 << 20);
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st =
        store_query(tx, "SELECT n, name, sha256, program FROM schema_version ORDER BY n",
                    STORE_NONE, &rows, err);
    bool more = true;
    int64_t last = 0;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        st = check_applied(rows, set, count, arena, err);
        last = store_int(rows, 0);
    }
    if (st == STATUS_OK)
        *ret_last = last;
    return st;
}

static enum status apply(struct store_tx *tx, const struct migration *one, time_us now,
                         struct error *err)
{
    const char *sql = one->sql[tx->store->kind];
    enum status st = tx->store->driver->script(tx->slot->connection, sql, err);
    if (st != STATUS_OK)
        return error_while(err, "migration %04d_%s", one->number, one->name);
    return store_run(tx,
                     "INSERT INTO schema_version (n, name, sha256, applied_at, program) "
                     "VALUES ($1, $2, $3, $4, $5)",
                     STORE_VALUES(v_int(one->number), v_text(one->name), v_text(one->sha256),
                                  v_int(now), v_text(DURE_VERSION)),
                     NULL, err);
}

/* Applies the first file that is missing; everything is looked at again in the same transaction,
 * since another process may be doing the same. */
static enum status step(struct store *store, const struct migration *set, size_t count, time_us now,
                        bool *ret_more, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_WRITE, &tx, err);
    int64_t last = 0;
    if (st == STATUS_OK)
        st = store_run(tx, make_table[store->kind], STORE_NONE, NULL, err);
    if (st == STATUS_OK)
        st = check_all(tx, set, count, &last, err);
    if (st != STATUS_OK)
        return st;

    const struct migration *missing = NULL;
    for (size_t i = 0; i < count && missing == NULL; i++) {
        int64_t there = 0;
        st = store_number(tx, "SELECT count(*) FROM schema_version WHERE n = $1",
                          STORE_VALUES(v_int(set[i].number)), &there, err);
        if (st != STATUS_OK)
            return st;
        if (there == 0)
            missing = &set[i];
    }
    if (missing != NULL && missing->number < last)
        return FAIL_AT(err, STORE_CHANGED, missing->name,
                       "%04d comes before %04lld, which has been applied already", missing->number,
                       (long long)last);
    if (missing != NULL && (st = apply(tx, missing, now, err)) != STATUS_OK)
        return st;
    if ((st = store_commit(&tx, err)) == STATUS_OK)
        *ret_more = missing != NULL;
    return st;
}

enum status store_migrate_set(struct store *store, const struct migration *set, size_t count,
                              time_us now, struct error *err)
{
    for (bool more = true; more;)
        if (step(store, set, count, now, &more, err) != STATUS_OK)
            return error_while(err, "bringing the store up to date");
    return STATUS_OK;
}

enum status store_migrate(struct store *store, time_us now, struct error *err)
{
    size_t count = sizeof migrations / sizeof migrations[0] - 1;
    return store_migrate_set(store, migrations, count, now, err);
}
