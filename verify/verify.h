/* verify.h -- dure-verify: an independent second look at what `dure` keeps and hands out.
 *
 * It shares no source and no header with `dure` and works in another way: rows are copied into
 * temporary tables and every rule is a query for the first row that breaks it. It only reads. */
#ifndef VERIFY_H
#define VERIFY_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { WHY_MAX = 400, FILES_MAX = 8 };

/* GOOD, BAD: a rule is broken and `why` names the first entry; UNREADABLE: it could not be read. */
enum verdict { GOOD = 0, BAD = 1, UNREADABLE = 2 };

enum verdict say(char why[WHY_MAX], enum verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

struct question {
    const char *path, *file, *keys, *from, *to;              /* NULL: not given */
    FILE *input;                                             /* what `path` names */
    const char *checkpoints[FILES_MAX], *signers[FILES_MAX]; /* ended by NULL */
};

enum verdict book_verify(const struct question *question, char why[WHY_MAX]);     /* book.c */
enum verdict log_verify(const struct question *question, char why[WHY_MAX]);      /* log.c */
enum verdict document_verify(const struct question *question, char why[WHY_MAX]); /* log.c */
enum verdict evidence_verify(const struct question *question, char why[WHY_MAX]); /* evidence.c */

/* ---- rows.c ---- */

/* A store, read-only, or nothing (NULL), with functions for the rules: bytes(), sha256(), kinds(),
 * unhex(), is_signed(). What is made in it is temporary. Never NULL. */
sqlite3 *rows_open(const char *store);
/* The lines of a file, each a JSON object, into a table raw (n, line). */
enum verdict rows_lines(sqlite3 *db, FILE *file, char why[WHY_MAX]);
/* A store, or an export whose lines `views` gives the names of the store's tables. `members` are
 * those of all lines, `end` is a query for the last line as it must be. */
struct form {
    const char *heading, *views, *members, *end;
};
enum verdict rows_load(const struct form *form, const struct question *question, sqlite3 **ret_db,
                       bool *ret_is_store, char why[WHY_MAX]);
/* A script, ended by NULL: the name of a list ("transfer"), then what CREATEs tables and queries
 * of (place, fault) in it; the lowest place of a list is its fault, and the first list with one
 * ends it. */
enum verdict rows_check(sqlite3 *db, const char *const *script, char why[WHY_MAX]);
sqlite3_stmt *rows_prepare(sqlite3 *db, const char *sql); /* never NULL */
int64_t rows_number(sqlite3 *db, const char *sql);

/* ---- tree.c ---- */

struct hash {
    uint8_t bytes[32];
};

/* The root over the first `size` hashes that the query gives; false: there are not that many. */
bool tree_root(sqlite3 *db, const char *sql, int64_t size, struct hash *ret_root);
struct hash tree_leaf(const void *bytes, size_t size);
bool tree_included(struct hash leaf, int64_t index, int64_t size, const struct hash *path,
                   size_t count, const struct hash *root);

struct note {
    const char *text, *signatures; /* body with its line end; the lines after the blank one */
    size_t body_size;
    int64_t size;
    struct hash root;
};
enum verdict note_read(const char *text, struct note *ret_note, char why[WHY_MAX]);
/* Signed by each of these keys? A key is name+id+base64, or a file with that. */
enum verdict note_check(const struct note *note, const char *const *keys, char why[WHY_MAX]);

/* Base64 of exactly so many bytes, up to a line end. */
bool base64(const char *text, void *bytes, size_t size);
/* A whole file, terminated, to be freed; NULL: it cannot be read, `why` says so. */
char *file_read(const char *path, size_t *ret_size, char why[WHY_MAX]);

#endif
