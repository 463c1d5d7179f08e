/* store.h -- one interface over SQLite and PostgreSQL; the only room that calls a database.
 *
 * A program opens one store, from an address:
 *     /var/lib/dure/dure.db  or  sqlite:PATH           SQLite 3.40, a file
 *     postgresql://user@host/name                      PostgreSQL 15 or later
 * All threads share it. Work happens in transactions:
 *
 *     SCOPED(store_cleanup) struct store_tx *tx = NULL;
 *     if ((st = store_begin(store, STORE_WRITE, &tx, err)) != STATUS_OK) return st;
 *     if ((st = store_run(tx, sql_org_insert, STORE_VALUES(v_text(name), v_int(now)), err)) ...
 *     return store_commit(&tx, err);
 *
 * A transaction that goes out of scope uncommitted is rolled back. After a statement has failed
 * the transaction can only be abandoned: every further statement and the commit fail, on both
 * databases (STORE_NO_ROW is no such failure). A thread may have several read transactions, but
 * one write transaction: a second one would wait for itself, and stops the program.
 *
 * Promises, each with a test of the same words in store/test/, run on both databases:
 *   - What was committed is there after a kill -9 at any instruction; what was not, is not.
 *   - Writers are one at a time; a writer never fails because another one writes, it waits.
 *   - A reader sees one state of the store from its first statement to its end.
 *   - The same SQL text runs on both databases.
 *   - A store newer than the program, or with a migration that has been changed, is refused.
 *   - A full disk is an error that loses nothing: the transaction is rolled back.
 *   - What is written later is there for the next statement, and its failure fails the commit.
 *   - What is kept with the store is made once a content and is the same for all threads.
 *
 * SQL lives in queries.sql files (`-- name: org_insert`), embedded as macros sql_org_insert by
 * tools/embed_sql, with $1, $2 ... for parameters. What both databases understand: STRICT-like
 * types, RETURNING, ON CONFLICT, common table expressions. Texts compare and sort by their bytes
 * and LIKE knows capital letters, on both (a PostgreSQL database must have been made with
 * --encoding=UTF8 --locale=C.UTF-8, or it is refused). NULLs sort first in one and last in the
 * other: say NULLS FIRST or LAST. Where nothing else gives a NULL parameter its type, write
 * CAST($1 AS BIGINT). Numbers are whole: a column that is not, or a sum over 64 bits, is an error.
 * Statements are prepared once a connection and kept by their text, so let values be parameters.
 * A migration is written once for both: see db/migrations/README.md.
 *
 * Uses: kit. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"

#define REASON REASON_DECLARE
#include "store/reasons.def"
#undef REASON

struct store;
struct store_tx;
struct store_rows;

enum store_kind { STORE_SQLITE, STORE_POSTGRESQL };
enum store_mode { STORE_READ, STORE_WRITE };

enum { STORE_SIZE_MAX = 256 << 20 }; /* bytes of one value; longer ones are STORE_CHECK */

struct store_options {
    const char *address;
    int readers;          /* connections beside the writer, 1 .. 32; 0 means 4 */
    time_us busy_timeout; /* how long a writer waits for its turn; 0 means 10 s */
};

/* Opens, without looking at the schema: call store_migrate() next. */
enum status store_open(const struct store_options *options, struct store **ret_store,
                       struct error *err);
void store_close(struct store *store); /* store may be NULL */
enum store_kind store_kind(const struct store *store);

/* Bring the schema up to date: the embedded files of db/migrations in order, each once, each in
 * its own transaction, their SHA-256 kept in schema_version. `now` is written beside them. */
enum status store_migrate(struct store *store, time_us now, struct error *err);

enum status store_begin(struct store *store, enum store_mode mode, struct store_tx **ret_tx,
                        struct error *err);
/* Sets *tx to NULL always. All results must have been closed. STORE_UNSURE: the connection broke
 * before the answer came; whoever must know looks whether it is there. */
enum status store_commit(struct store_tx **tx, struct error *err);
void store_abandon(struct store_tx **tx); /* *tx may be NULL */
void store_cleanup(struct store_tx **tx); /* for SCOPED */

/* ---- values ---- */

enum store_type { STORE_NULL, STORE_INT, STORE_TEXT, STORE_BLOB };

struct store_value {
    enum store_type type;
    int64_t number;
    const void *bytes; /* text or blob: the caller's, valid during the call */
    size_t size;
};

struct store_value v_null(void);
struct store_value v_int(int64_t number);
struct store_value v_text(const char *text); /* NULL becomes v_null() */
struct store_value v_blob(const void *bytes, size_t size);
#define STORE_VALUES(...)                                                                          \
    (const struct store_value[]){__VA_ARGS__},                                                     \
        sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value)
#define STORE_NONE NULL, 0

/* For lower(column) LIKE $1 ESCAPE '!': "%words%", small, its own signs of LIKE taken literally. */
const char *store_like(struct arena *arena, const char *words);

/* Many ids as one parameter: STORE_IDS before a statement makes the table `wanted (id)` of what
 * store_ids() wrote into $1, so a page of a list is one query whatever its length:
 *
 *     store_query(tx, STORE_IDS "SELECT o.name FROM wanted w JOIN organisation o ON o.id = w.id",
 *                 STORE_VALUES(v_text(store_ids(arena, ids, count))), ...)
 *
 * At most STORE_IDS_MAX of 1 or more, none negative. Cut in tens first, since PostgreSQL counts
 * letters from the start of a text for every piece it cuts out of it. */
enum { STORE_IDS_MAX = 200 };
#define STORE_IDS                                                                                  \
    "WITH RECURSIVE piece (n, ten) AS (SELECT 1, substr(CAST($1 AS TEXT), 1, 190) UNION ALL "      \
    "SELECT n + 190, substr(CAST($1 AS TEXT), n + 190, 190) FROM piece "                           \
    "WHERE n + 190 < length(CAST($1 AS TEXT))), wanted (id) AS MATERIALIZED "                      \
    "(SELECT CAST(substr(ten, place, 19) AS BIGINT) FROM piece JOIN (SELECT 1 AS place "           \
    "UNION ALL SELECT 20 UNION ALL SELECT 39 UNION ALL SELECT 58 UNION ALL SELECT 77 "             \
    "UNION ALL SELECT 96 UNION ALL SELECT 115 UNION ALL SELECT 134 UNION ALL SELECT 153 "          \
    "UNION ALL SELECT 172) places ON place < length(ten)) "
const char *store_ids(struct arena *arena, const int64_t *ids, size_t count);

/* ---- statements ---- */

/* For statements without rows. *ret_changed may be NULL. */
enum status store_run(struct store_tx *tx, const char *sql, const struct store_value *values,
                      size_t count, int64_t *ret_changed, struct error *err);

/* A statement without rows whose failure is nobody's reason of its own: it may be told by a later
 * statement of the transaction, or by its commit. On PostgreSQL nobody waits for its answer, so
 * many of them cost one way there and back. */
enum status store_later(struct store_tx *tx, const char *sql, const struct store_value *values,
                        size_t count, struct error *err);

/* For statements with rows (SELECT, ... RETURNING). Read with store_next() until it says false
 * or store_done() early. One open result a transaction may be nested inside another. */
enum status store_query(struct store_tx *tx, const char *sql, const struct store_value *values,
                        size_t count, struct store_rows **ret_rows, struct error *err);
enum status store_next(struct store_rows *rows, bool *ret_more, struct error *err);
void store_done(struct store_rows **rows);         /* *rows may be NULL */
void store_done_cleanup(struct store_rows **rows); /* for SCOPED, declared after the transaction */

bool store_is_null(const struct store_rows *rows, int column);
int64_t store_int(const struct store_rows *rows, int column); /* 0 for NULL */
const char *store_text(const struct store_rows *rows, int column, struct arena *arena); /* NULL */
const void *store_blob(const struct store_rows *rows, int column, struct arena *arena,
                       size_t *ret_size);

/* The first row of a query, or STORE_NO_ROW: for look-ups by key. The rows stay open: read the
 * columns, then store_done(). */
enum status store_one(struct store_tx *tx, const char *sql, const struct store_value *values,
                      size_t count, struct store_rows **ret_rows, struct error *err);

/* One integer (INSERT ... RETURNING id, SELECT count(*)). */
enum status store_number(struct store_tx *tx, const char *sql, const struct store_value *values,
                         size_t count, int64_t *ret_number, struct error *err);

/* The violated rule of the last failure, for callers that turn "already there" into their own
 * reason: STORE_UNIQUE, STORE_CHECK and STORE_FOREIGN are separate reasons in reasons.def. */

/* ---- what never changes ---- */

/* For what is made, at some cost, from a value of the store that never changes, such as a parsed
 * published document: made at the first asking, then the same for all threads until store_close().
 * Nobody may change it. `key` must name the content (its hash, with a word for what it is), not the
 * row, whose id may be another's after a rollback. `make` builds it in the arena it is given and
 * nowhere else; when STORE_KEPT_MAX things are there, further ones are made in the caller's arena
 * each time. */
enum { STORE_KEPT_MAX = 256 };
typedef enum status store_make(struct store_tx *tx, void *context, struct arena *arena,
                               const void **ret_thing, struct error *err);
enum status store_kept(struct store_tx *tx, struct arena *arena, const char *key, store_make *make,
                       void *context, const void **ret_thing, struct error *err);

/* A consistent copy of an SQLite store into a new file, while it is in use. STORE_BACKUP when the
 * file exists, or for PostgreSQL, which has pg_dump for it. */
enum status store_backup(struct store *store, const char *path, struct error *err);

/* ---- a whole store as one text, and back: between SQLite and PostgreSQL, either way ----
 *
 * The text is lines of JSON: what it is and the migrations it was made under, then each table in
 * the order it was created with its rows in the order of their key, then the count of rows and
 * the SHA-256 of everything before. The same content gives the same bytes on both databases.
 *
 *     {"format":"dure.store","version":1,"migrations":[["people","2f.."],...]}
 *     {"table":"organisation","columns":["id","name"],"last_id":2}
 *     [1,"대한정밀"]
 *     {"rows":1,"sha256":"..."}
 *
 * Tables whose names begin with made_ are left out: triggers make their rows from those of others,
 * when these are read in too. A blob is {"base64":"..."}, all else is a number, a text or null.
 * Promises, tested likewise:
 *   - A store that is written out and read in again gives the same bytes.
 *   - A text that was cut or changed, or made under another schema, is refused and nothing is kept.
 *   - A store that is not empty is not read into.
 *   - After reading in, new rows get ids that were never given out. */

struct store_copied {
    int64_t tables, rows;
    struct hash256 hash; /* of all bytes before the last line */
};

/* One state of the store, while it is in use. The caller closes the file. */
enum status store_write_out(struct store *store, FILE *out, struct store_copied *ret_copied,
                            struct error *err);

/* Into a store that has just been migrated: all of it in one transaction, or nothing. */
enum status store_read_in(struct store *store, FILE *in, struct store_copied *ret_copied,
                          struct error *err);

#endif
