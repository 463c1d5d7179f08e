/* store.c -- everything that does not depend on the database. */
#include "store/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kit/fault.h"
#include "kit/must.h"
#include "kit/text.h"
#include "store/store_private.h"

#define REASON REASON_DEFINE
#include "store/reasons.def"
#undef REASON

/* ---- open and close ---- */

static const struct {
    const char *prefix;
    enum store_kind kind;
    bool cut; /* the prefix is not part of what the driver gets */
} addresses[] = {
    {"postgresql://", STORE_POSTGRESQL, false},
    {"postgres://", STORE_POSTGRESQL, false},
    {"sqlite:", STORE_SQLITE, true},
    {"", STORE_SQLITE, true},
};

static const struct driver *const drivers[] = {
    [STORE_SQLITE] = &sqlite_driver,
    [STORE_POSTGRESQL] = &postgresql_driver,
};

static void pool_start(struct pool *pool, int count)
{
    must(pthread_mutex_init(&pool->lock, NULL) == 0);
    pool->count = count;
    pool->last = &pool->first;
}

static void pool_stop(struct pool *pool, const struct driver *driver)
{
    for (int i = 0; i < pool->count; i++) {
        must(!pool->slots[i].taken);
        if (pool->slots[i].connection != NULL)
            driver->disconnect(pool->slots[i].connection);
    }
    must(pthread_mutex_destroy(&pool->lock) == 0);
}

/* An address with a scheme that is not ours would be taken for the name of a file. */
static enum status check_options(const struct store_options *options, struct error *err)
{
    const char *address = options->address;
    if (address == NULL || address[0] == '\0')
        return FAIL_AT(err, STORE_ADDRESS, "address", "it is empty");
    if (options->readers < 0 || options->readers > READERS_MAX)
        return FAIL_AT(err, STORE_ADDRESS, "readers", "%d is not in 1 .. %d", options->readers,
                       READERS_MAX);
    if (options->busy_timeout < 0 || options->busy_timeout > TIME_HOUR)
        return FAIL_AT(err, STORE_ADDRESS, "busy_timeout", "it is not in 0 .. 1 hour");
    if (strstr(address, "://") != NULL && !text_starts(address, "postgres://") &&
        !text_starts(address, "postgresql://"))
        return FAIL_AT(err, STORE_ADDRESS, "address", "the kind of address is not known");
    return STATUS_OK;
}

enum status store_open(const struct store_options *options, struct store **ret_store,
                       struct error *err)
{
    enum status st = check_options(options, err);
    if (st != STATUS_OK)
        return st;
    size_t row = 0;
    while (!text_starts(options->address, addresses[row].prefix))
        row++;
    size_t skipped = addresses[row].cut ? strlen(addresses[row].prefix) : 0;

    struct store *store = store_new(sizeof *store);
    store->kind = addresses[row].kind;
    store->driver = drivers[store->kind];
    store->address = store_copy(options->address + skipped);
    store->busy_timeout = options->busy_timeout == 0 ? 10 * TIME_SECOND : options->busy_timeout;
    pool_start(&store->pools[STORE_READ], options->readers == 0 ? 4 : options->readers);
    pool_start(&store->pools[STORE_WRITE], 1);
    kept_start(&store->kept);

    /* A wrong address shows now, not at the first request. */
    struct slot *writer = &store->pools[STORE_WRITE].slots[0];
    st = store->driver->connect(store, STORE_WRITE, &writer->connection, err);
    if (st != STATUS_OK) {
        store_close(store);
        return error_while(err, "opening the store");
    }
    *ret_store = store;
    return STATUS_OK;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    pool_stop(&store->pools[STORE_READ], store->driver);
    pool_stop(&store->pools[STORE_WRITE], store->driver);
    kept_stop(&store->kept);
    free(store->address);
    free(store);
}

enum store_kind store_kind(const struct store *store)
{
    return store->kind;
}

/* ---- transactions ---- */

/* A connection that turns out to be dead is made anew, once: nothing has been done on it yet. */
static enum status begin_on(struct store *store, enum store_mode mode, struct slot *slot,
                            struct error *err)
{
    const struct driver *driver = store->driver;
    enum status st = STATUS_OK;
    for (int attempt = 0; attempt < 2; attempt++) {
        if (slot->connection != NULL && !driver->alive(slot->connection)) {
            driver->disconnect(slot->connection);
            slot->connection = NULL;
        }
        if (slot->connection == NULL &&
            (st = driver->connect(store, mode, &slot->connection, err)) != STATUS_OK)
            return st;
        st = driver->begin(slot->connection, mode, err);
        if (st == STATUS_OK || driver->alive(slot->connection))
            return st;
    }
    return st;
}

enum status store_begin(struct store *store, enum store_mode mode, struct store_tx **ret_tx,
                        struct error *err)
{
    enum status st = fault_here("store.begin", err);
    if (st != STATUS_OK)
        return st;
    struct slot *slot = NULL;
    if ((st = pool_take(&store->pools[mode], store->busy_timeout, &slot, err)) != STATUS_OK)
        return st;
    if ((st = begin_on(store, mode, slot, err)) != STATUS_OK) {
        pool_give(&store->pools[mode], slot);
        return st;
    }
    struct store_tx *tx = store_new(sizeof *tx);
    tx->store = store;
    tx->mode = mode;
    tx->slot = slot;
    *ret_tx = tx;
    return STATUS_OK;
}

static void end(struct store_tx **tx)
{
    pool_give(&(*tx)->store->pools[(*tx)->mode], (*tx)->slot);
    free(*tx);
    *tx = NULL;
}

void store_abandon(struct store_tx **tx)
{
    if (*tx == NULL)
        return;
    while ((*tx)->open != NULL) {
        struct store_rows *rows = (*tx)->open;
        store_done(&rows);
    }
    (*tx)->store->driver->rollback((*tx)->slot->connection);
    end(tx);
}

void store_cleanup(struct store_tx **tx)
{
    store_abandon(tx);
}

enum status store_commit(struct store_tx **tx, struct error *err)
{
    must((*tx)->open == NULL);
    enum status st = fault_here("store.commit", err);
    if (st == STATUS_OK && (*tx)->failed)
        st = FAIL(err, STORE_FAILED, "a statement of this transaction had failed");
    if (st == STATUS_OK)
        st = (*tx)->store->driver->commit((*tx)->slot->connection, err);
    if (st != STATUS_OK)
        store_abandon(tx);
    else
        end(tx);
    return st;
}

/* ---- values ---- */

const char *store_like(struct arena *arena, const char *words)
{
    struct text like = text_start(arena, 2 * strlen(words) + 3);
    text_add_char(&like, '%');
    for (const char *c = text_lower(arena, words); *c != '\0'; c++) {
        if (strchr("%_!", *c) != NULL)
            text_add_char(&like, '!');
        text_add_char(&like, *c);
    }
    text_add_char(&like, '%');
    return text_string(&like);
}

const char *store_ids(struct arena *arena, const int64_t *ids, size_t count)
{
    struct text text = text_start(arena, 19 * STORE_IDS_MAX + 1);
    must(count > 0 && count <= STORE_IDS_MAX);
    for (size_t i = 0; i < count; i++) {
        must(ids[i] >= 0);
        text_format(&text, "%019" PRId64, ids[i]);
    }
    return text_string(&text);
}

struct store_value v_null(void)
{
    return (struct store_value){.type = STORE_NULL};
}

struct store_value v_int(int64_t number)
{
    return (struct store_value){.type = STORE_INT, .number = number};
}

struct store_value v_text(const char *text)
{
    if (text == NULL)
        return v_null();
    return (struct store_value){.type = STORE_TEXT, .bytes = text, .size = strlen(text)};
}

struct store_value v_blob(const void *bytes, size_t size)
{
    return (struct store_value){.type = STORE_BLOB, .bytes = bytes, .size = size};
}

/* ---- statements ---- */

/* SQLite would store bytes that are no text, PostgreSQL refuses them: both refuse here. */
static enum status check_values(const struct store_value *values, size_t count, struct error *err)
{
    must(count <= VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (values[i].size > STORE_SIZE_MAX)
            return FAIL(err, STORE_CHECK, "value $%zu has more than %d bytes", i + 1,
                        STORE_SIZE_MAX);
        if (values[i].type == STORE_TEXT && !text_utf8_ok(values[i].bytes, values[i].size))
            return FAIL(err, STORE_CHECK, "value $%zu is not UTF-8", i + 1);
    }
    return STATUS_OK;
}

enum status store_query(struct store_tx *tx, const char *sql, const struct store_value *values,
                        size_t count, struct store_rows **ret_rows, struct error *err)
{
    if (tx->failed)
        return FAIL(err, STORE_FAILED, "an earlier statement of this transaction failed");
    struct store_rows *rows = NULL;
    enum status st = fault_here("store.statement", err);
    if (st == STATUS_OK)
        st = check_values(values, count, err);
    if (st == STATUS_OK)
        st = tx->store->driver->query(tx->slot->connection, sql, values, count, &rows, err);
    if (st != STATUS_OK) {
        tx->failed = true;
        return st;
    }
    must(rows != NULL); /* so says the driver's side of the contract */
    rows->tx = tx;
    rows->next_open = tx->open;
    tx->open = rows;
    *ret_rows = rows;
    return STATUS_OK;
}

enum status store_later(struct store_tx *tx, const char *sql, const struct store_value *values,
                        size_t count, struct error *err)
{
    if (tx->failed)
        return FAIL(err, STORE_FAILED, "an earlier statement of this transaction failed");
    enum status st = fault_here("store.statement", err);
    if (st == STATUS_OK)
        st = check_values(values, count, err);
    if (st == STATUS_OK)
        st = tx->store->driver->later(tx->slot->connection, sql, values, count, err);
    tx->failed = st != STATUS_OK;
    return st;
}

enum status store_next(struct store_rows *rows, bool *ret_more, struct error *err)
{
    bool more = false;
    enum status st = rows->tx->store->driver->next(rows, &more, err);
    if (st != STATUS_OK) {
        rows->tx->failed = true;
        return st;
    }
    rows->on_row = more;
    *ret_more = more;
    return STATUS_OK;
}

void store_done(struct store_rows **rows)
{
    if (*rows == NULL)
        return;
    struct store_rows **at = &(*rows)->tx->open;
    while (*at != *rows)
        at = &(*at)->next_open;
    *at = (*rows)->next_open;
    (*rows)->tx->store->driver->done(*rows);
    *rows = NULL;
}

void store_done_cleanup(struct store_rows **rows)
{
    store_done(rows);
}

enum status store_run(struct store_tx *tx, const char *sql, const struct store_value *values,
                      size_t count, int64_t *ret_changed, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql, values, count, &rows, err);
    if (st != STATUS_OK)
        return st;
    must(rows->columns == 0); /* a statement with rows wants store_query() */
    if (ret_changed != NULL)
        *ret_changed = rows->changed;
    store_done(&rows);
    return STATUS_OK;
}

enum status store_one(struct store_tx *tx, const char *sql, const struct store_value *values,
                      size_t count, struct store_rows **ret_rows, struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql, values, count, &rows, err);
    if (st == STATUS_OK)
        st = store_next(rows, &more, err);
    if (st == STATUS_OK && !more)
        st = FAIL(err, STORE_NO_ROW, "no row");
    if (st != STATUS_OK)
        store_done(&rows);
    else
        *ret_rows = rows;
    return st;
}

enum status store_number(struct store_tx *tx, const char *sql, const struct store_value *values,
                         size_t count, int64_t *ret_number, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, values, count, &rows, err);
    if (st != STATUS_OK)
        return st;
    *ret_number = store_int(rows, 0);
    store_done(&rows);
    return STATUS_OK;
}

/* ---- columns ---- */

static struct store_value cell(const struct store_rows *rows, int column)
{
    must(rows->on_row && column >= 0 && column < rows->columns);
    return rows->tx->store->driver->cell(rows, column);
}

bool store_is_null(const struct store_rows *rows, int column)
{
    return cell(rows, column).type == STORE_NULL;
}

int64_t store_int(const struct store_rows *rows, int column)
{
    struct store_value value = cell(rows, column);
    must(value.type == STORE_INT || value.type == STORE_NULL);
    return value.number;
}

const char *store_text(const struct store_rows *rows, int column, struct arena *arena)
{
    struct store_value value = cell(rows, column);
    must(value.type == STORE_TEXT || value.type == STORE_NULL);
    return value.type == STORE_NULL ? NULL : arena_text_of(arena, value.bytes, value.size);
}

const void *store_blob(const struct store_rows *rows, int column, struct arena *arena,
                       size_t *ret_size)
{
    struct store_value value = cell(rows, column);
    must(value.type == STORE_BLOB || value.type == STORE_NULL);
    *ret_size = value.size;
    if (value.type == STORE_NULL)
        return NULL;
    return arena_copy(arena, value.size == 0 ? "" : value.bytes, value.size);
}

/* ---- back-up ---- */

enum status store_backup(struct store *store, const char *path, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_READ, &tx, err);
    if (st != STATUS_OK)
        return st;
    return store->driver->backup(tx->slot->connection, path, err);
}
