/* The whole book read once, in its order, every promise checked on the way. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

enum { ROW_ARENA_BYTES = 1 << 16 };
#define ACCOUNTS_ARENA_BYTES ((size_t)1 << 30)

struct audited_account {
    struct ledger_account stored;
    struct totals replayed;
};

struct audit {
    struct arena *arena; /* of one row */
    struct {
        struct audited_account *at;
        size_t count, room;
    } accounts;               /* by id */
    struct ledger_group head; /* of the group that is being read */
    struct ledger_transfer first;
    struct booked_line lines[LEDGER_LINES_MAX];
    struct ledger_size size;
};

static enum status broken(struct error *err, const char *list, int64_t number, const char *text)
{
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "/%s/%" PRId64, list, number);
    return FAIL_AT(err, LEDGER_BROKEN, place, "%s", text);
}

static int compare_id(const void *key, const void *item)
{
    int64_t id = *(const int64_t *)key;
    int64_t other = ((const struct audited_account *)item)->stored.id;
    return (id > other) - (id < other);
}

static struct audited_account *account_at(struct audit *audit, int64_t id)
{
    return audit->accounts.count == 0 ? NULL
                                      : bsearch(&id, audit->accounts.at, audit->accounts.count,
                                                sizeof *audit->accounts.at, compare_id);
}

static enum status read_accounts(struct store_tx *tx, struct arena *arena, struct audit *audit,
                                 struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql_accounts_all, STORE_NONE, &rows, err);
    if (st != STATUS_OK)
        return st;
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct ledger_account account = account_of_row(rows);
        const struct account_kind *kind = account_kind_find(account.key.code);
        *list_add(arena, &audit->accounts) = (struct audited_account){.stored = account};
        if (kind != NULL && kind->book == account.book &&
            kind->flags == (account.flags & ~(unsigned)LEDGER_CLOSED))
            continue;
        st = broken(err, "accounts", account.id, "its book or bound is not the chart's");
        break;
    }
    store_done(&rows);
    audit->size.accounts = (int64_t)audit->accounts.count;
    return st;
}

/* NULL, or what is wrong with the row's place in the book. */
static const char *place_fault(struct audit *audit, const struct ledger_transfer *t)
{
    int64_t index = (int64_t)audit->head.line_count;
    struct uuid id = ledger_transfer_id(&t->group, (size_t)t->group_index);
    if (t->seq != audit->size.transfers + 1)
        return "the number before it is missing, or stands twice";
    if (t->group_index != index)
        return index == 0 ? "the lines of its group before it are missing"
                          : "the group before it is not complete";
    if (t->group_count < 1 || t->group_count > LEDGER_LINES_MAX || index >= t->group_count)
        return "its group has more lines than it says";
    if (!uuid_same(&t->id, &id) || uuid_is_zero(&t->group))
        return "its id does not follow from its group";
    if (ledger_code_words(t->code, false) == NULL)
        return "no such code";
    return (t->code == LEDGER_CODE_REVERSED) == t->has_reverses
               ? NULL
               : "a reversal names what it reverses";
}

static const char *member_fault(const struct audit *audit, const struct ledger_transfer *t)
{
    const struct ledger_transfer *first = &audit->first;
    bool same =
        uuid_same(&t->group, &first->group) && t->group_count == first->group_count &&
        t->code == first->code && t->rule == first->rule && t->event_at == first->event_at &&
        t->created_at == first->created_at && t->actor == first->actor &&
        t->approval == first->approval && hash_same(&t->request, &first->request) &&
        hash_same(&t->evidence, &first->evidence) && uuid_same(&t->reverses, &first->reverses);
    return same ? NULL : "it differs from the first line of its group";
}

static const char *pending_fault(const struct book_row *row)
{
    const struct ledger_transfer *t = &row->transfer;
    bool ends = t->kind == LEDGER_POST || t->kind == LEDGER_VOID;
    if ((unsigned)t->kind > LEDGER_VOID || ends != t->has_pending)
        return "its kind does not fit";
    if (t->kind != LEDGER_PENDING && (t->expires_at != 0 || t->ended_by != 0))
        return "only a pending line runs out or ends";
    if (!ends)
        return NULL;
    if (row->pending_seq == 0 || row->pending_seq >= t->seq || row->pending_kind != LEDGER_PENDING)
        return "it ends no earlier pending line";
    if (row->pending_debit != t->debit || row->pending_credit != t->credit)
        return "it ends a pending line of other accounts";
    if (t->amount.won > row->pending_amount ||
        (t->kind == LEDGER_VOID && t->amount.won != row->pending_amount))
        return "its amount is not the pending line's";
    if (t->kind == LEDGER_POST && row->pending_expires_at != 0 &&
        t->created_at >= row->pending_expires_at)
        return "it posts what had run out";
    return NULL;
}

static const char *move_fault(struct audit *audit, const struct book_row *row)
{
    const struct ledger_transfer *t = &row->transfer;
    struct audited_account *debit = account_at(audit, t->debit);
    struct audited_account *credit = account_at(audit, t->credit);
    if (t->amount.won < 1 || t->amount.won > MONEY_MAX)
        return "its amount is not within the limits";
    if (debit == NULL || credit == NULL || debit == credit)
        return "its accounts are not two of the book";
    const struct ledger_key *d = &debit->stored.key, *c = &credit->stored.key;
    if (debit->stored.book != credit->stored.book)
        return "its accounts are of different books";
    if ((d->source != 0 && c->source != 0 && d->source != c->source) ||
        (d->designation != 0 && c->designation != 0 && d->designation != c->designation))
        return "the money changes its source or designation";
    if (!funds_meet(d->code, c->code))
        return "money of one fund goes to another";
    struct effect effect = {t->kind, true, t->amount.won, row->pending_amount};
    if (totals_apply(&debit->replayed, &effect, debit->stored.flags) != TOTALS_OK)
        return "it takes its debit account past its bound";
    effect.debit = false;
    if (totals_apply(&credit->replayed, &effect, credit->stored.flags) != TOTALS_OK)
        return "it takes its credit account past its bound";
    return NULL;
}

/* Keep the line for the hash of the whole request, which is checked at the group's end. */
static const char *request_fault(struct audit *audit, const struct book_row *row)
{
    const struct ledger_transfer *t = &row->transfer;
    struct ledger_group *head = &audit->head;
    if (head->line_count == 0) {
        audit->first = *t;
        *head = (struct ledger_group){.id = t->group,
                                      .code = (enum ledger_code)t->code,
                                      .rule = t->rule,
                                      .event_at = t->event_at,
                                      .actor = t->actor,
                                      .approval = t->approval};
    }
    if (t->kind == LEDGER_PENDING)
        head->expires_at = t->expires_at;
    audit->lines[head->line_count++] = (struct booked_line){.kind = t->kind,
                                                            .debit = t->debit,
                                                            .credit = t->credit,
                                                            .amount = t->amount.won,
                                                            .pending = t->pending};
    if ((int64_t)head->line_count < t->group_count)
        return NULL;
    head->evidence = t->has_evidence ? &audit->first.evidence : NULL;
    struct hash256 request =
        request_hash(head, t->has_reverses ? &t->reverses : NULL, audit->lines, head->line_count);
    head->line_count = 0;
    audit->size.groups++;
    return hash_same(&request, &t->request) ? NULL : "the hash of its request does not fit";
}

static enum status audit_row(struct audit *audit, const struct book_row *row, struct error *err)
{
    const struct ledger_transfer *t = &row->transfer;
    struct hash256 leaf = leaf_hash(t);
    const char *fault = place_fault(audit, t);
    if (fault == NULL && audit->head.line_count > 0)
        fault = member_fault(audit, t);
    if (fault == NULL)
        fault = pending_fault(row);
    if (fault == NULL && !hash_same(&leaf, &t->leaf))
        fault = "its leaf hash does not fit";
    if (fault == NULL)
        fault = move_fault(audit, row);
    if (fault == NULL)
        fault = request_fault(audit, row);
    if (fault != NULL)
        return broken(err, "transfers", audit->size.transfers + 1, fault);
    audit->size.transfers++;
    audit->size.pending_open += t->kind == LEDGER_PENDING && t->ended_by == 0;
    return STATUS_OK;
}

/* At the first line of a reversal: what it undoes stands before it. */
static enum status audit_reversal(struct store_tx *tx, const struct audit *audit,
                                  const struct ledger_transfer *t, struct error *err)
{
    if (!t->has_reverses || audit->head.line_count != 0)
        return STATUS_OK;
    struct store_rows *rows = NULL;
    enum status st =
        store_one(tx, sql_group_first, STORE_VALUES(v_blob(&t->reverses, 16)), &rows, err);
    bool before = st == STATUS_OK && store_int(rows, 0) < t->seq;
    store_done(&rows);
    if (st == STATUS_NOT_FOUND || (st == STATUS_OK && !before))
        return broken(err, "transfers", t->seq, "it reverses no earlier group");
    return st;
}

static enum status audit_rows(struct store_tx *tx, struct audit *audit, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql_book_all, STORE_NONE, &rows, err);
    if (st != STATUS_OK)
        return st;
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct book_row row = book_of_row(rows, audit->arena);
        st = audit_reversal(tx, audit, &row.transfer, err);
        if (st == STATUS_OK)
            st = audit_row(audit, &row, err);
        if (st != STATUS_OK)
            break;
        arena_reset(audit->arena);
    }
    store_done(&rows);
    if (st == STATUS_OK && audit->head.line_count != 0)
        return broken(err, "transfers", audit->size.transfers + 1,
                      "the last group is not complete");
    return st;
}

__extension__ typedef __int128 wide; /* holds the sum of all accounts */

static enum status audit_totals(const struct audit *audit, struct error *err)
{
    wide pending[LEDGER_BOOK_PLACES + 1] = {0}, posted[LEDGER_BOOK_PLACES + 1] = {0};
    for (size_t i = 0; i < audit->accounts.count; i++) {
        const struct ledger_account *stored = &audit->accounts.at[i].stored;
        const struct totals *replayed = &audit->accounts.at[i].replayed;
        if (stored->debit_pending.won != replayed->dp || stored->debit_posted.won != replayed->dq ||
            stored->credit_pending.won != replayed->cp || stored->credit_posted.won != replayed->cq)
            return broken(err, "accounts", stored->id, "its totals are not those of its transfers");
        pending[stored->book] += (wide)replayed->dp - replayed->cp;
        posted[stored->book] += (wide)replayed->dq - replayed->cq;
    }
    for (int book = LEDGER_BOOK_MONEY; book <= LEDGER_BOOK_PLACES; book++)
        if (pending[book] != 0 || posted[book] != 0)
            return FAIL_AT(err, LEDGER_BROKEN, "/books", "book %d: debits are not credits", book);
    return STATUS_OK;
}

enum status ledger_audit(struct store_tx *tx, struct ledger_size *ret_size, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger audit", ACCOUNTS_ARENA_BYTES);
    SCOPED(arena_cleanup) struct arena *row_arena = arena_new("ledger row", ROW_ARENA_BYTES);
    struct audit *audit = arena_alloc(arena, sizeof *audit);
    audit->arena = row_arena;
    enum status st = read_accounts(tx, arena, audit, err);
    if (st == STATUS_OK)
        st = audit_rows(tx, audit, err);
    if (st == STATUS_OK)
        st = audit_totals(audit, err);
    if (st == STATUS_OK)
        *ret_size = audit->size;
    return st;
}
