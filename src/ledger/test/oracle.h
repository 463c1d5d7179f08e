/* oracle.h -- the book as an array and a loop: what the ledger ought to answer.
 *
 * It keeps no totals. Every question is answered by walking all lines from the first, so it is
 * slow, short and wrong in other ways than the ledger is. */
#ifndef LEDGER_TEST_ORACLE_H
#define LEDGER_TEST_ORACLE_H

#include "book.h"

enum { ORACLE_LINES = 4096 };

struct oracle_line {
    int group, debit, credit; /* accounts by enum book_account */
    int64_t won;
    enum ledger_kind kind;
    int ends;  /* POST and VOID: the index of the pending line */
    int ender; /* PENDING: the index of the line that ended it; -1: open */
    time_us expires_at;
};

struct oracle {
    struct oracle_line lines[ORACLE_LINES];
    int count, groups;
    int reversed_by[ORACLE_LINES]; /* of each group; -1: not reversed */
};

/* Add one line to the group being tried; NULL, or the reason why not. */
const struct reason *oracle_try(struct oracle *oracle, struct oracle_line line, time_us now);

/* Forget the lines of a group that was refused. */
void oracle_forget(struct oracle *oracle, int count);

/* Pending (or posted) debits (or credits) of an account, over all lines. */
int64_t oracle_sum(const struct oracle *oracle, int account, bool debit, bool pending);

#endif
