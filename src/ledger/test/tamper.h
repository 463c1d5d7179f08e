/* tamper.h -- a book with some life in it, and what a person with the file can do to it. Shared by
 * the tests of the audit and of dure-verify. */
#ifndef LEDGER_TEST_TAMPER_H
#define LEDGER_TEST_TAMPER_H

#include "book.h"

enum { TAMPER_TRANSFERS = 11 };

/* Money in, allotted, reserved, paid in part, reversed, over two days: TAMPER_TRANSFERS of them. */
void tamper_live(struct book *book);

struct tampering {
    const char *title, *sql;
    const char *place; /* the first row that is wrong then: "/transfers/4"; NULL: one of two */
};
extern const struct tampering tamperings[];
extern const size_t tamper_count;

/* The same by somebody who also makes every hash fit again: only the rules are left to find it. */
extern const struct tampering forgeries[];
extern const size_t forgery_count;
void tamper_rehash(const char *path);

/* Do it to a store in a file, triggers or not. */
void tamper(const char *path, const char *sql);

/* The exit code of a program; -1 if there is no such program. Its output goes to a file. */
int tamper_run(const char *const *words, const char *output);

#endif
