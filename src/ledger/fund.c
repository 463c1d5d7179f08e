/* What the book does with agreed shares: it allots them, or says early what is missing; budget
 * lines, days and places; money moved to another designation with approval. */
#include <inttypes.h>
#include <stdio.h>

#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

__extension__ typedef __int128 wide;

static struct ledger_key source_of(const struct ledger_share *share)
{
    return (struct ledger_key){.code = share->market ? LEDGER_MARKET_SOURCE : LEDGER_SOURCE,
                               .source = share->source,
                               .designation = share->designation,
                               .part = share->part};
}

static struct ledger_key project_of(const struct ledger_share *share, int64_t project)
{
    return (struct ledger_key){.code = share->market ? LEDGER_MARKET_PROJECT : LEDGER_PROJECT,
                               .project = project,
                               .source = share->source,
                               .designation = share->designation};
}

static struct ledger_key line_of(int64_t code, int64_t project, int64_t part)
{
    return (struct ledger_key){.code = code, .project = project, .part = part};
}

enum status ledger_fundable(struct store_tx *tx, const struct ledger_share *shares, size_t count,
                            struct ledger_funding *ret_funding, struct error *err)
{
    struct ledger_funding funding = {.worst = count};
    must(count <= LEDGER_SHARES_MAX);
    for (size_t i = 0; i < count; i++)
        funding.total = money_add(funding.total, shares[i].amount);
    wide most = funding.total.won;
    for (size_t i = 0; i < count; i++) {
        struct ledger_account account = {0};
        struct ledger_key key = source_of(&shares[i]);
        enum status st = ledger_account_find(tx, &key, &account, err);
        if (st != STATUS_OK && err->reason != &LEDGER_NO_ACCOUNT)
            return st;
        struct money there = st == STATUS_OK ? ledger_available(&account) : (struct money){0};
        if (shares[i].deposited || money_compare(there, shares[i].amount) >= 0)
            continue;
        funding.missing[i] = money_subtract(shares[i].amount, there);
        /* The same shares of a smaller total: floor keeps each source within what it holds. */
        wide fits = (wide)there.won * funding.total.won / shares[i].amount.won;
        if (fits < most || funding.worst == count)
            funding.worst = i;
        most = fits < most ? fits : most;
    }
    funding.fundable = (struct money){(int64_t)most};
    *ret_funding = funding;
    return STATUS_OK;
}

static enum status refuse_unfunded(const struct ledger_funding *funding,
                                   const struct ledger_share *shares, struct error *err)
{
    size_t i = funding->worst;
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "/shares/%zu", i);
    return FAIL_AT(err, LEDGER_UNFUNDED, place,
                   "source %" PRId64 ": %" PRId64 " won of %" PRId64
                   " won are missing; a total of %" PRId64 " won is fundable",
                   shares[i].source, funding->missing[i].won, shares[i].amount.won,
                   funding->fundable.won);
}

enum status ledger_allot(struct store_tx *tx, const struct ledger_allotment *allotment,
                         const struct ledger_group *head, struct ledger_posted *ret_posted,
                         struct error *err)
{
    struct ledger_funding funding = {0};
    struct money budget = {0};
    if (allotment->share_count > LEDGER_SHARES_MAX || allotment->line_count > LEDGER_BUDGETS_MAX)
        return FAIL_AT(err, LEDGER_GROUP, "/lines", "more shares or budget lines than allowed");
    for (size_t i = 0; i < allotment->line_count; i++)
        budget = money_add(budget, allotment->lines[i].amount);
    struct ledger_posted known = {0};
    enum status st = ledger_posted_before(tx, &head->id, &known, err);
    if (st != STATUS_OK)
        return st;
    if (!known.again) {
        st = ledger_fundable(tx, allotment->shares, allotment->share_count, &funding, err);
        if (st == STATUS_OK && funding.worst < allotment->share_count)
            st = refuse_unfunded(&funding, allotment->shares, err);
        if (st == STATUS_OK && money_compare(budget, funding.total) != 0)
            st = FAIL_AT(err, LEDGER_GROUP, "/budget",
                         "budget lines of %" PRId64 " won for a total of %" PRId64 " won",
                         budget.won, funding.total.won);
        if (st != STATUS_OK)
            return st;
    }
    struct lines lines = lines_start(tx, head->now, err);
    for (size_t i = 0; i < allotment->share_count; i++) {
        struct ledger_key from = source_of(&allotment->shares[i]);
        struct ledger_key to = project_of(&allotment->shares[i], allotment->project);
        if (!allotment->shares[i].deposited)
            lines_add(&lines, LEDGER_POSTED, &from, &to, allotment->shares[i].amount);
    }
    struct ledger_key world = {.code = LEDGER_BUDGET_WORLD};
    for (size_t i = 0; i < allotment->line_count; i++) {
        struct ledger_key line = line_of(LEDGER_LINE, allotment->project, allotment->lines[i].part);
        lines_add(&lines, LEDGER_POSTED, &world, &line, allotment->lines[i].amount);
    }
    return lines_post(&lines, head, ret_posted, err);
}

/* ---- budget lines ---- */

enum status ledger_budget(struct store_tx *tx, int64_t project, int64_t part,
                          struct ledger_budget_state *ret_state, struct error *err)
{
    struct ledger_account line = {0}, used = {0};
    struct ledger_key line_key = line_of(LEDGER_LINE, project, part);
    struct ledger_key used_key = line_of(LEDGER_LINE_USED, project, part);
    enum status st = ledger_account_find(tx, &line_key, &line, err);
    if (st != STATUS_OK)
        return st;
    st = ledger_account_find(tx, &used_key, &used, err);
    if (st != STATUS_OK && err->reason != &LEDGER_NO_ACCOUNT)
        return st;
    struct money spent = st == STATUS_OK ? ledger_balance(&used) : (struct money){0}, shifted = {0};
    st = store_number(tx, sql_shifted, STORE_VALUES(v_int(line.id)), &shifted.won, err);
    if (st != STATUS_OK)
        return st;
    *ret_state = (struct ledger_budget_state){.approved = money_add(ledger_balance(&line), spent),
                                              .reserved = line.debit_pending,
                                              .spent = spent,
                                              .left = ledger_available(&line),
                                              .shifted = shifted};
    return STATUS_OK;
}

enum status ledger_budget_line(struct store_tx *tx, int64_t project, int64_t part,
                               enum ledger_kind kind, struct money amount, time_us now,
                               struct ledger_line *ret_line, struct error *err)
{
    struct lines lines = lines_start(tx, now, err);
    struct ledger_key from = line_of(LEDGER_LINE, project, part);
    struct ledger_key to = line_of(LEDGER_LINE_USED, project, part);
    must(kind == LEDGER_POSTED || kind == LEDGER_PENDING);
    lines_add(&lines, kind, &from, &to, amount);
    if (lines.status == STATUS_OK && lines.count == 0)
        return FAIL_AT(err, LEDGER_AMOUNT, "/amount", "nothing to reserve");
    if (lines.status == STATUS_OK)
        *ret_line = lines.at[0];
    return lines.status;
}

enum status ledger_budget_shift(struct store_tx *tx, const struct ledger_terms *terms,
                                const struct ledger_shift *shift, const struct ledger_group *head,
                                struct ledger_posted *ret_posted, struct error *err)
{
    struct ledger_budget_state state = {0};
    struct ledger_posted known = {0};
    struct ledger_key from = line_of(LEDGER_LINE, shift->project, shift->from);
    struct ledger_key to = line_of(LEDGER_LINE, shift->project, shift->to);
    struct ledger_group group = *head;
    group.code = LEDGER_CODE_BUDGET_SHIFTED;
    enum status st = ledger_posted_before(tx, &head->id, &known, err);
    if (st == STATUS_OK)
        st = ledger_budget(tx, shift->project, shift->from, &state, err);
    if (st != STATUS_OK)
        return st;
    const struct money gone = state.shifted;
    /* Of what was approved at first, all shifts without approval together. */
    struct money first = money_add(state.approved, gone);
    wide free_won = (wide)first.won * terms->value[LEDGER_TERM_SHIFT_FREE_BP] / 10000;
    wide asked = (wide)gone.won + shift->amount.won;
    if (!known.again && head->approval == 0 && asked > free_won)
        return FAIL_AT(err, LEDGER_SHIFT, "/amount",
                       "%" PRId64 " won of line %" PRId64 " have moved, %" PRId64
                       " won may without approval",
                       gone.won, shift->from, (int64_t)free_won);
    struct lines lines = lines_start(tx, head->now, err);
    lines_add(&lines, LEDGER_POSTED, &from, &to, shift->amount);
    return lines_post(&lines, &group, ret_posted, err);
}

/* ---- days and places ---- */

static enum status grant_or_spend(struct store_tx *tx, const struct ledger_key *from,
                                  const struct ledger_key *to, enum ledger_kind kind, int64_t count,
                                  enum ledger_code code, const struct ledger_group *head,
                                  struct ledger_posted *ret_posted, struct error *err)
{
    struct ledger_group group = *head;
    struct lines lines = lines_start(tx, head->now, err);
    group.code = code;
    lines_add(&lines, kind, from, to, (struct money){count});
    return lines_post(&lines, &group, ret_posted, err);
}

enum status ledger_grant(struct store_tx *tx, enum ledger_book book, int64_t whose, int64_t count,
                         const struct ledger_group *head, struct ledger_posted *ret_posted,
                         struct error *err)
{
    must(book == LEDGER_BOOK_DAYS || book == LEDGER_BOOK_PLACES);
    bool days = book == LEDGER_BOOK_DAYS;
    struct ledger_key world = {.code = days ? LEDGER_DAYS_WORLD : LEDGER_PLACES_WORLD};
    struct ledger_key to = {.code = days ? LEDGER_DAYS : LEDGER_PLACES,
                            .project = days ? whose : 0,
                            .designation = days ? 0 : whose};
    return grant_or_spend(tx, &world, &to, LEDGER_POSTED, count, LEDGER_CODE_DAYS_GRANTED, head,
                          ret_posted, err);
}

enum status ledger_spend(struct store_tx *tx, enum ledger_book book, int64_t whose,
                         enum ledger_kind kind, int64_t count, const struct ledger_group *head,
                         struct ledger_posted *ret_posted, struct error *err)
{
    must(book == LEDGER_BOOK_DAYS || book == LEDGER_BOOK_PLACES);
    bool days = book == LEDGER_BOOK_DAYS;
    struct ledger_key from = {.code = days ? LEDGER_DAYS : LEDGER_PLACES,
                              .project = days ? whose : 0,
                              .designation = days ? 0 : whose};
    struct ledger_key to = from;
    to.code = days ? LEDGER_DAYS_USED : LEDGER_PLACES_USED;
    return grant_or_spend(tx, &from, &to, kind, count, LEDGER_CODE_DAYS_SPENT, head, ret_posted,
                          err);
}

/* ---- another designation ---- */

enum status ledger_move_designation(struct store_tx *tx, const struct ledger_key *from,
                                    int64_t designation, int64_t part, struct money amount,
                                    const struct ledger_group *head,
                                    struct ledger_posted *ret_posted, struct error *err)
{
    struct ledger_key world = {.code = LEDGER_WORLD}, to = *from;
    struct ledger_group group = *head;
    group.code = LEDGER_CODE_DESIGNATION_MOVED;
    to.designation = designation;
    to.part = part;
    if (designation <= 0 || designation == from->designation)
        return FAIL_AT(err, LEDGER_PURPOSE, "/designation", "not another designation");
    if (from->code != LEDGER_SOURCE && from->code != LEDGER_MARKET_SOURCE)
        return FAIL_AT(err, LEDGER_PURPOSE, "/from", "only what is not yet allotted can move");
    struct lines lines = lines_start(tx, head->now, err);
    lines_add(&lines, LEDGER_POSTED, from, &world, amount);
    lines_add(&lines, LEDGER_POSTED, &world, &to, amount);
    return lines_post(&lines, &group, ret_posted, err);
}
