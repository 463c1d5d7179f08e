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

#define say(why, code, ...) ((void)snprintf((why), WHY_MAX, __VA_ARGS__), (enum verdict)(code))

struct question {
    const char *path, *file[2], *keys, *from, *to;           /* NULL: not given */
    FILE *input;                                             /* what `path` names */
    const char *checkpoints[FILES_MAX], *signers[FILES_MAX]; /* ended by NULL */
};

enum verdict book_verify(const struct question *question, char why[WHY_MAX]);     /* book.c */
enum verdict log_verify(const struct question *question, char why[WHY_MAX]);      /* log.c */
enum verdict document_verify(const struct question *question, char why[WHY_MAX]); /* log.c */
enum verdict evidence_verify(const struct question *question, char why[WHY_MAX]); /* evidence.c */

/* ---- rows.c ---- */

/* A store, read-only, or nothing (NULL), with functions for the rules: bytes(), sha256(), kinds(),
 * unhex(), unbase64(), number(), is_signed(), tree_root(). What is made in it is temporary. Never
 * NULL. */
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
/* Runs a statement whose ?1 is the path and ?2 the whole content of each file (ended by NULL); a
 * path with a plus sign in it may be the content itself: a key. */
enum verdict rows_files(sqlite3 *db, const char *sql, const char *const *paths, char why[WHY_MAX]);
/* A script, ended by NULL: the name of a list ("transfer"), then what CREATEs tables and queries
 * of (place, fault) in it; the lowest place of a list is its fault, and the first list with one
 * ends it. */
enum verdict rows_check(sqlite3 *db, const char *const *script, char why[WHY_MAX]);
/* Every row of a query with one text, printed. */
void rows_print(sqlite3 *db, const char *sql, const struct question *question);

#endif
