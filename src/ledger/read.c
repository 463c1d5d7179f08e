#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

/* The columns of the view ledger_book, in its order. */
enum column {
    C_SEQ,
    C_ID,
    C_GRP,
    C_GRP_N,
    C_GRP_I,
    C_DR,
    C_CR,
    C_AMOUNT,
    C_KIND,
    C_PENDING_ID,
    C_REVERSES,
    C_EXPIRES_AT,
    C_CODE,
    C_RULE_ID,
    C_EVENT_AT,
    C_CREATED_AT,
    C_ACTOR,
    C_APPROVAL,
    C_EVIDENCE,
    C_REQ_HASH,
    C_LEAF,
    C_DEBIT_KEY,
    C_CREDIT_KEY = C_DEBIT_KEY + 6,
    C_ENDED_BY = C_CREDIT_KEY + 6,
    C_P_SEQ,
    C_P_KIND,
    C_P_DR,
    C_P_CR,
    C_P_AMOUNT,
    C_P_EXPIRES_AT,
};

/* A blob of a fixed size; zeros if it has another size or is absent (the audit finds that). */
static bool fixed_blob(const struct store_rows *rows, int column, struct arena *arena, void *bytes,
                       size_t size)
{
    size_t got = 0;
    memset(bytes, 0, size);
    if (store_is_null(rows, column))
        return false;
    const void *blob = store_blob(rows, column, arena, &got);
    if (got == size)
        memcpy(bytes, blob, size);
    return true;
}

static struct ledger_key key_of_row(const struct store_rows *rows, int first)
{
    return (struct ledger_key){
        .code = store_int(rows, first),
        .org = store_int(rows, first + 1),
        .project = store_int(rows, first + 2),
        .source = store_int(rows, first + 3),
        .designation = store_int(rows, first + 4),
        .part = store_int(rows, first + 5),
    };
}

struct book_row book_of_row(const struct store_rows *rows, struct arena *arena)
{
    struct book_row row = {
        .transfer = {.seq = store_int(rows, C_SEQ),
                     .group_count = store_int(rows, C_GRP_N),
                     .group_index = store_int(rows, C_GRP_I),
                     .debit = store_int(rows, C_DR),
                     .credit = store_int(rows, C_CR),
                     .debit_key = key_of_row(rows, C_DEBIT_KEY),
                     .credit_key = key_of_row(rows, C_CREDIT_KEY),
                     .amount = {store_int(rows, C_AMOUNT)},
                     .kind = (enum ledger_kind)store_int(rows, C_KIND),
                     .expires_at = store_int(rows, C_EXPIRES_AT),
                     .code = store_int(rows, C_CODE),
                     .rule = store_int(rows, C_RULE_ID),
                     .event_at = store_int(rows, C_EVENT_AT),
                     .created_at = store_int(rows, C_CREATED_AT),
                     .actor = store_int(rows, C_ACTOR),
                     .approval = store_int(rows, C_APPROVAL),
                     .ended_by = store_int(rows, C_ENDED_BY)},
        .pending_seq = store_int(rows, C_P_SEQ),
        .pending_kind = store_int(rows, C_P_KIND),
        .pending_debit = store_int(rows, C_P_DR),
        .pending_credit = store_int(rows, C_P_CR),
        .pending_amount = store_int(rows, C_P_AMOUNT),
        .pending_expires_at = store_int(rows, C_P_EXPIRES_AT),
    };
    struct ledger_transfer *transfer = &row.transfer;
    (void)fixed_blob(rows, C_ID, arena, &transfer->id, sizeof transfer->id);
    (void)fixed_blob(rows, C_GRP, arena, &transfer->group, sizeof transfer->group);
    (void)fixed_blob(rows, C_REQ_HASH, arena, &transfer->request, sizeof transfer->request);
    (void)fixed_blob(rows, C_LEAF, arena, &transfer->leaf, sizeof transfer->leaf);
    transfer->has_pending =
        fixed_blob(rows, C_PENDING_ID, arena, &transfer->pending, sizeof transfer->pending);
    transfer->has_reverses =
        fixed_blob(rows, C_REVERSES, arena, &transfer->reverses, sizeof transfer->reverses);
    transfer->has_evidence =
        fixed_blob(rows, C_EVIDENCE, arena, &transfer->evidence, sizeof transfer->evidence);
    return row;
}

enum status book_of_group(struct store_tx *tx, const struct uuid *group, struct arena *arena,
                          struct book_rows *ret_rows, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_query(
        tx, sql_book_of_group, STORE_VALUES(v_blob(group->bytes, sizeof group->bytes)), &rows, err);
    if (st != STATUS_OK)
        return st;
    struct book_rows found = {0};
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &found) = book_of_row(rows, arena);
    store_done(&rows);
    if (st != STATUS_OK)
        return st;
    if (found.count == 0)
        return FAIL(err, LEDGER_NO_GROUP, "no group %s in the book", uuid_text(arena, group));
    *ret_rows = found;
    return STATUS_OK;
}

static enum status filter_check(const struct ledger_filter *filter, struct error *err)
{
    if (filter->most < 1 || filter->most > LEDGER_PAGE_MAX)
        return FAIL_AT(err, LEDGER_GROUP, "most", "%zu is not 1 to %d", filter->most,
                       LEDGER_PAGE_MAX);
    return STATUS_OK;
}

#define FILTER_VALUES(filter)                                                                      \
    STORE_VALUES(v_int((filter)->after), v_int((filter)->org), v_int((filter)->project),           \
                 v_int((filter)->source), v_int((filter)->account), v_int((filter)->code),         \
                 v_int((int64_t)(filter)->most))

/* ---- from the newest down ---- */

/* Whose money lies on more accounts than this is in so much of the book that walking down from its
 * end meets a page of it sooner than its transfers could be gathered and put in order. */
enum { FEW_ACCOUNTS = 400 };

/* One filter of a list from the newest: its statement takes place, code, most, and whose. */
static enum status newest_query(struct store_tx *tx, const struct ledger_filter *filter,
                                const char *any, const char *of_project, const char *of_source,
                                struct store_rows **ret_rows, struct error *err)
{
    int64_t below = filter->after == 0 ? INT64_MAX : filter->after;
    int64_t whose = filter->project != 0 ? filter->project : filter->source;
    const char *sql = filter->project != 0 ? of_project : filter->source != 0 ? of_source : any;
    const struct store_value values[] = {v_int(below), v_int(filter->code),
                                         v_int((int64_t)filter->most), v_int(whose)};
    must(filter->org == 0 && filter->account == 0 && filter->group == NULL);
    must(filter->project == 0 || filter->source == 0);
    return store_query(tx, sql, values, whose == 0 ? 3 : 4, ret_rows, err);
}

static enum status newest_accounts(struct store_tx *tx, const struct ledger_filter *filter,
                                   struct store_rows **ret_rows, struct error *err)
{
    return newest_query(tx, filter, sql_accounts_columns sql_accounts_newest,
                        sql_accounts_columns sql_accounts_newest_of_project,
                        sql_accounts_columns sql_accounts_newest_of_source, ret_rows, err);
}

static enum status newest_transfers(struct store_tx *tx, const struct ledger_filter *filter,
                                    struct store_rows **ret_rows, struct error *err)
{
    int64_t accounts = 0;
    enum status st = STATUS_OK;
    if (filter->source != 0)
        st = store_number(tx, sql_accounts_few,
                          STORE_VALUES(v_int(filter->source), v_int(FEW_ACCOUNTS + 1)), &accounts,
                          err);
    return st != STATUS_OK ? st
                           : newest_query(tx, filter, sql_book_newest, sql_book_newest_of_project,
                                          accounts > FEW_ACCOUNTS ? sql_book_newest_past_source
                                                                  : sql_book_newest_of_source,
                                          ret_rows, err);
}

/* ---- lists ---- */

enum status ledger_accounts(struct store_tx *tx, const struct ledger_filter *filter,
                            struct arena *arena, struct ledger_account_list *ret_accounts,
                            struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = filter_check(filter, err);
    if (st != STATUS_OK)
        return st;
    st = filter->newest ? newest_accounts(tx, filter, &rows, err)
                        : store_query(tx, sql_accounts_list, FILTER_VALUES(filter), &rows, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_account_list found = {0};
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &found) = account_of_row(rows);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_accounts = found;
    return st;
}

/* A group has at most LEDGER_LINES_MAX lines, so its page is the whole of it. */
static enum status transfers_of_group(struct store_tx *tx, const struct ledger_filter *filter,
                                      struct arena *arena,
                                      struct ledger_transfer_list *ret_transfers, struct error *err)
{
    struct book_rows rows = {0};
    enum status st = book_of_group(tx, filter->group, arena, &rows, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_transfer_list found = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_add(arena, &found) = rows.at[i].transfer;
    *ret_transfers = found;
    return STATUS_OK;
}

enum status ledger_transfers(struct store_tx *tx, const struct ledger_filter *filter,
                             struct arena *arena, struct ledger_transfer_list *ret_transfers,
                             struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = filter_check(filter, err);
    if (st != STATUS_OK)
        return st;
    if (filter->group != NULL)
        return transfers_of_group(tx, filter, arena, ret_transfers, err);
    /* Reading on from a place needs no look at the accounts; so the whole book is quick to page. */
    bool any =
        filter->org == 0 && filter->project == 0 && filter->source == 0 && filter->account == 0;
    st = filter->newest ? newest_transfers(tx, filter, &rows, err)
         : any          ? store_query(tx, sql_book_list,
                                      STORE_VALUES(v_int(filter->after), v_int(filter->code),
                                                   v_int((int64_t)filter->most)),
                                      &rows, err)
                        : store_query(tx, sql_book_of_accounts, FILTER_VALUES(filter), &rows, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_transfer_list found = {0};
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &found) = book_of_row(rows, arena).transfer;
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_transfers = found;
    return st;
}

enum status ledger_transfer_at(struct store_tx *tx, struct arena *arena, int64_t seq,
                               struct ledger_transfer *ret_transfer, struct error *err)
{
    struct ledger_transfer_list list = {0};
    const struct ledger_filter filter = {.after = seq - 1, .most = 1};
    enum status st = ledger_transfers(tx, &filter, arena, &list, err);
    if (st == STATUS_OK && (list.count == 0 || list.at[0].seq != seq))
        st = FAIL(err, LEDGER_NO_GROUP, "no transfer %" PRId64 " in the book", seq);
    if (st == STATUS_OK)
        *ret_transfer = list.at[0];
    return st;
}

enum status ledger_transfer_by_id(struct store_tx *tx, struct arena *arena, const struct uuid *id,
                                  struct ledger_transfer *ret_transfer, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_book_by_id,
                               STORE_VALUES(v_blob(id->bytes, sizeof id->bytes)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, LEDGER_NO_GROUP, "no transfer %s in the book", uuid_text(arena, id));
    if (st == STATUS_OK)
        *ret_transfer = book_of_row(rows, arena).transfer;
    store_done(&rows);
    return st;
}

enum status ledger_trial_balance(struct store_tx *tx, struct arena *arena,
                                 struct ledger_trial *ret_trial, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql_trial, STORE_NONE, &rows, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_trial trial = {0};
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &trial) = (struct ledger_trial_row){
            .code = store_int(rows, 0),
            .book = (enum ledger_book)store_int(rows, 1),
            .accounts = store_int(rows, 2),
            .debit_pending = {store_int(rows, 3)},
            .debit_posted = {store_int(rows, 4)},
            .credit_pending = {store_int(rows, 5)},
            .credit_posted = {store_int(rows, 6)},
        };
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_trial = trial;
    return st;
}
