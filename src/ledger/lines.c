/* Groups made line by line, from keys. */
#include "kit/must.h"
#include "ledger/ledger_private.h"

/* Where the ids of groups beside a group begin: after its lines and its expiry. */
enum { BESIDE_FIRST = LEDGER_LINES_MAX + 1 };

struct lines lines_start(struct store_tx *tx, time_us now, struct error *err)
{
    return (struct lines){.tx = tx, .now = now, .status = STATUS_OK, .err = err};
}

void lines_add(struct lines *lines, enum ledger_kind kind, const struct ledger_key *debit,
               const struct ledger_key *credit, struct money amount)
{
    if (lines->status != STATUS_OK || amount.won == 0)
        return;
    if (lines->count == LEDGER_LINES_MAX) {
        lines->status = FAIL_AT(lines->err, LEDGER_GROUP, "/lines", "more than %d lines",
                                (int)LEDGER_LINES_MAX);
        return;
    }
    struct ledger_line line = {.kind = kind, .amount = amount};
    lines->status = ledger_account_open(lines->tx, debit, lines->now, &line.debit, lines->err);
    if (lines->status == STATUS_OK)
        lines->status =
            ledger_account_open(lines->tx, credit, lines->now, &line.credit, lines->err);
    if (lines->status == STATUS_OK)
        lines->at[lines->count++] = line;
}

enum status lines_post(const struct lines *lines, const struct ledger_group *head,
                       struct ledger_posted *ret_posted, struct error *err)
{
    must(err == lines->err);
    if (lines->status != STATUS_OK)
        return lines->status;
    struct ledger_group group = *head;
    group.lines = lines->at;
    group.line_count = lines->count;
    return ledger_post(lines->tx, &group, ret_posted, err);
}

enum status key_balance(struct store_tx *tx, const struct ledger_key *key, struct money *ret_amount,
                        struct error *err)
{
    struct ledger_account account = {0};
    enum status st = ledger_account_find(tx, key, &account, err);
    if (st != STATUS_OK && err->reason != &LEDGER_NO_ACCOUNT)
        return st;
    *ret_amount = st == STATUS_OK ? ledger_balance(&account) : (struct money){0};
    return STATUS_OK;
}

struct uuid group_beside(const struct uuid *group, size_t nth)
{
    return ledger_transfer_id(group, BESIDE_FIRST + nth);
}
