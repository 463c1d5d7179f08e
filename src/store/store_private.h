/* store_private.h -- what the two databases have in common, inside this room only.
 *
 * A driver is a table of functions; store.c does everything that does not depend on the
 * database (whose turn it is, what a transaction may still do) and calls the driver for the rest.
 * A connection belongs to one thread from store_begin() to the end of the transaction. */
#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H

#include <pthread.h>

#include "store/store.h"

enum { STATEMENTS_MAX = 256, VALUES_MAX = 64, READERS_MAX = 32 };

struct connection; /* the driver's own; each begins with nothing in common */

struct store_rows {
    struct store_tx *tx;
    struct store_rows *next_open; /* of the same transaction */
    int columns;
    bool on_row;
    int64_t changed; /* of a statement without rows */
};

struct driver {
    enum status (*connect)(const struct store *store, enum store_mode mode,
                           struct connection **ret_connection, struct error *err);
    void (*disconnect)(struct connection *connection);
    bool (*alive)(const struct connection *connection); /* false: a new one is needed */
    enum status (*begin)(struct connection *connection, enum store_mode mode, struct error *err);
    enum status (*commit)(struct connection *connection, struct error *err);
    void (*rollback)(struct connection *connection);
    enum status (*script)(struct connection *connection, const char *sql, struct error *err);

    /* A statement without rows has been carried out when query() returns. */
    enum status (*query)(struct connection *connection, const char *sql,
                         const struct store_value *values, size_t count,
                         struct store_rows **ret_rows, struct error *err);
    /* Without rows; a failure may be told by the next call on the connection. */
    enum status (*later)(struct connection *connection, const char *sql,
                         const struct store_value *values, size_t count, struct error *err);
    enum status (*next)(struct store_rows *rows, bool *ret_more, struct error *err);
    void (*done)(struct store_rows *rows);
    struct store_value (*cell)(const struct store_rows *rows, int column);

    enum status (*backup)(struct connection *connection, const char *path, struct error *err);
};

extern const struct driver sqlite_driver, postgresql_driver;

/* One place in a pool: its connection (NULL: not made yet) and who has it. */
struct slot {
    struct connection *connection;
    bool taken;
    pthread_t owner;
};

/* Connections handed out in the order of asking. */
struct pool {
    pthread_mutex_t lock;
    struct slot slots[READERS_MAX];
    int count;
    struct waiter *first, **last;
};

/* What store_kept() has, in the order of making; each in an arena of its own. Never moved. */
struct kept_thing {
    struct arena *arena;
    const char *key;
    const void *thing;
};

struct kept {
    pthread_mutex_t lock;
    struct kept_thing at[STORE_KEPT_MAX];
    size_t count;
};

void kept_start(struct kept *kept);
void kept_stop(struct kept *kept);

struct store {
    enum store_kind kind;
    const struct driver *driver;
    char *address;
    time_us busy_timeout;
    struct pool pools[2]; /* by enum store_mode */
    struct kept kept;
};

struct store_tx {
    struct store *store;
    enum store_mode mode;
    struct slot *slot;
    bool failed;
    struct store_rows *open;
};

enum status pool_take(struct pool *pool, time_us timeout, struct slot **ret_slot,
                      struct error *err);
void pool_give(struct pool *pool, struct slot *slot);

/* Statements a connection has prepared, found by their text; the least used one makes room. */
struct statement {
    uint64_t hash, used;
    char *key;
    void *prepared;
    bool busy;
};

struct statements {
    struct statement at[STATEMENTS_MAX];
    size_t count;
    uint64_t clock;
    void (*drop)(struct connection *connection, void *prepared);
};

struct statement *statements_find(struct statements *all, const char *key); /* NULL if absent */
struct statement *statements_put(struct statements *all, struct connection *connection,
                                 const char *key, void *prepared);
void statements_clear(struct statements *all, struct connection *connection);

/* Zeroed memory, never NULL. */
void *store_new(size_t size);
char *store_copy(const char *text);

/* A file of db/migrations, in the words of each database (enum store_kind). */
struct migration {
    int number;
    const char *name, *sha256;
    const char *sql[2];
};

/* store_migrate() with other files: for tests. */
enum status store_migrate_set(struct store *store, const struct migration *set, size_t count,
                              time_us now, struct error *err);

#endif
