#include "oracle.h"

/* What one line adds to a sum, seen from the end of the book. */
static int64_t oracle_part(const struct oracle *oracle, const struct oracle_line *line,
                           bool pending)
{
    if (pending)
        return line->kind == LEDGER_PENDING && line->ender < 0 ? line->won : 0;
    (void)oracle;
    return line->kind == LEDGER_POSTED || line->kind == LEDGER_POST ? line->won : 0;
}

int64_t oracle_sum(const struct oracle *oracle, int account, bool debit, bool pending)
{
    int64_t sum = 0;
    for (int i = 0; i < oracle->count; i++)
        if ((debit ? oracle->lines[i].debit : oracle->lines[i].credit) == account)
            sum += oracle_part(oracle, &oracle->lines[i], pending);
    return sum;
}

/* Sides by hand: which accounts give only what they have, and which take back only what they gave.
 */
static bool gives_what_it_has(int account)
{
    return account == A_GOV || account == A_SPONSOR || account == A_OTHER_USE ||
           account == A_PROJECT_GOV || account == A_PROJECT_SPONSOR || account == A_PROJECT_OTHER ||
           account == A_PAYEE || account == A_LINE || account == A_LINE_USED;
}

static bool out_of_bounds(const struct oracle *oracle, int account)
{
    int64_t dp = oracle_sum(oracle, account, true, true);
    int64_t dq = oracle_sum(oracle, account, true, false);
    int64_t cp = oracle_sum(oracle, account, false, true);
    int64_t cq = oracle_sum(oracle, account, false, false);
    if (account == A_BANK)
        return dq - cq - cp < 0;
    return gives_what_it_has(account) && cq - dq - dp < 0;
}

static const struct reason *pair_refused(int debit, int credit)
{
    bool budget = debit >= A_BUDGET_WORLD, other_budget = credit >= A_BUDGET_WORLD;
    const struct ledger_key *d = &book_keys[debit], *c = &book_keys[credit];
    if (budget != other_budget)
        return &LEDGER_BOOKS;
    if (d->source * c->source != 0 && d->source != c->source)
        return &LEDGER_PURPOSE;
    if (d->designation * c->designation != 0 && d->designation != c->designation)
        return &LEDGER_PURPOSE;
    return NULL;
}

const struct reason *oracle_try(struct oracle *oracle, struct oracle_line line, time_us now)
{
    ck_assert_int_lt(oracle->count, ORACLE_LINES);
    line.ender = -1;
    if (line.kind == LEDGER_POST || line.kind == LEDGER_VOID) {
        struct oracle_line *pending = &oracle->lines[line.ends];
        if (pending->ender >= 0)
            return &LEDGER_ENDED;
        if (line.kind == LEDGER_POST && pending->expires_at > 0 && pending->expires_at <= now)
            return &LEDGER_RAN_OUT;
        if (line.kind == LEDGER_POST && line.won > pending->won)
            return &LEDGER_MORE_THAN_PENDING;
        line.debit = pending->debit;
        line.credit = pending->credit;
        pending->ender = oracle->count;
    }
    const struct reason *refused = pair_refused(line.debit, line.credit);
    if (refused != NULL)
        return refused;
    oracle->lines[oracle->count++] = line;
    if (out_of_bounds(oracle, line.debit) || out_of_bounds(oracle, line.credit))
        return &LEDGER_TOO_LITTLE;
    return NULL;
}

void oracle_forget(struct oracle *oracle, int count)
{
    oracle->count = count;
    for (int i = 0; i < count; i++)
        if (oracle->lines[i].ender >= count)
            oracle->lines[i].ender = -1;
}
