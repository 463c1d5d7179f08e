/* The way of a group into the book: checked, resolved (what POST and VOID end), compared with what
 * stands under its id already, tried line by line on the totals in memory, and only then written.
 */
#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "kit/must.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

enum { ARENA_BYTES = 4 << 20 };

static const struct code_words {
    int64_t code;
    const char *en, *ko;
} code_words[] = {
#define CODE(name, number, en, ko) {number, en, ko},
#include "ledger/codes.def"
#undef CODE
};

const char *ledger_code_words(int64_t code, bool korean)
{
    for (size_t i = 0; i < sizeof code_words / sizeof *code_words; i++)
        if (code_words[i].code == code)
            return korean ? code_words[i].ko : code_words[i].en;
    return NULL;
}

/* ---- without the book ---- */

static bool kind_ends(enum ledger_kind kind)
{
    return kind == LEDGER_POST || kind == LEDGER_VOID;
}

#define LINE_FAIL(err, why, index, member, ...) line_fail(err, &(why), index, member, __VA_ARGS__)

static enum status line_fail(struct error *err, const struct reason *why, size_t index,
                             const char *member, const char *text)
{
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "/lines/%zu%s%s", index, member[0] == '\0' ? "" : "/",
                   member);
    return error_fill(err, why, __FILE__, __LINE__, place, "%s", text);
}

static enum status line_check(const struct ledger_group *group, size_t i, struct error *err)
{
    const struct ledger_line *line = &group->lines[i];
    if ((unsigned)line->kind > LEDGER_VOID)
        return LINE_FAIL(err, LEDGER_GROUP, i, "kind", "no such kind of line");
    bool ends = kind_ends(line->kind);
    if (ends == uuid_is_zero(&line->pending))
        return LINE_FAIL(err, LEDGER_GROUP, i, "pending",
                         ends ? "which pending line does it end?" : "only POST and VOID end one");
    if (ends && (line->debit != 0 || line->credit != 0))
        return LINE_FAIL(err, LEDGER_GROUP, i, "debit", "the accounts are the pending line's");
    if (!ends && (line->debit <= 0 || line->credit <= 0))
        return LINE_FAIL(err, LEDGER_GROUP, i, "debit", "both accounts must be named");
    if (!ends && line->debit == line->credit)
        return LINE_FAIL(err, LEDGER_GROUP, i, "credit", "debit and credit are one account");
    if (line->kind == LEDGER_VOID ? line->amount.won != 0
                                  : line->amount.won <= 0 || line->amount.won > MONEY_MAX)
        return LINE_FAIL(err, LEDGER_AMOUNT, i, "amount",
                         line->kind == LEDGER_VOID ? "a VOID names no amount"
                                                   : "not within 1 .. 900,000,000,000,000 won");
    for (size_t j = 0; ends && j < i; j++)
        if (uuid_same(&group->lines[j].pending, &line->pending))
            return LINE_FAIL(err, LEDGER_GROUP, i, "pending", "ended twice in one group");
    return STATUS_OK;
}

static enum status head_check(const struct ledger_group *group, struct error *err)
{
    const struct {
        const char *name;
        int64_t number;
    } numbers[] = {{"rule", group->rule},   {"event_at", group->event_at},
                   {"now", group->now},     {"expires_at", group->expires_at},
                   {"actor", group->actor}, {"approval", group->approval}};
    if (uuid_is_zero(&group->id))
        return FAIL_AT(err, LEDGER_GROUP, "/id", "the group has no id");
    if (ledger_code_words(group->code, false) == NULL)
        return FAIL_AT(err, LEDGER_GROUP, "/code", "no such code %d", (int)group->code);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].number < 0)
            return FAIL_AT(err, LEDGER_GROUP, numbers[i].name, "%" PRId64 " is below zero",
                           numbers[i].number);
    bool approved = group->approval != 0 && group->evidence != NULL;
    if (!approved &&
        (group->code == LEDGER_CODE_DESIGNATION_MOVED || group->code == LEDGER_CODE_UNCOLLECTABLE))
        return FAIL_AT(err, LEDGER_APPROVAL, group->approval == 0 ? "/approval" : "/evidence", "%s",
                       ledger_code_words(group->code, false));
    return STATUS_OK;
}

static enum status group_check(const struct ledger_group *group, struct error *err)
{
    enum status st = head_check(group, err);
    if (st != STATUS_OK)
        return st;
    if (group->line_count < 1 || group->line_count > LEDGER_LINES_MAX)
        return FAIL_AT(err, LEDGER_GROUP, "/lines", "%zu lines, not 1 to %d", group->line_count,
                       LEDGER_LINES_MAX);
    bool pending = false;
    for (size_t i = 0; i < group->line_count; i++) {
        if ((st = line_check(group, i, err)) != STATUS_OK)
            return st;
        pending = pending || group->lines[i].kind == LEDGER_PENDING;
    }
    if (group->expires_at != 0 && !pending)
        return FAIL_AT(err, LEDGER_GROUP, "/expires_at", "no line is pending");
    return STATUS_OK;
}

enum status ledger_check(const struct ledger_group *group, struct error *err)
{
    if (group->code == LEDGER_CODE_REVERSED)
        return FAIL_AT(err, LEDGER_GROUP, "/code", "only ledger_reverse() books reversals");
    return group_check(group, err);
}

/* ---- with the book ---- */

struct booking {
    struct store_tx *tx;
    struct arena *arena;
    const struct ledger_group *group;
    const struct uuid *reverses; /* NULL: none */
    struct booked_line lines[LEDGER_LINES_MAX];
    struct book_row ended[LEDGER_LINES_MAX]; /* of POST and VOID */
    struct ledger_account
        accounts[2 * LEDGER_LINES_MAX]; /* with the group's lines in their totals */
    size_t account_count;
    bool related; /* some giver of these accounts has related parties */
    struct hash256 request;
    int64_t seq_first;
    struct journal_entry entries[LEDGER_LINES_MAX]; /* the lines as the log has them */
};

/* Find what a POST or VOID ends. That it is open is asked later: a retry finds it ended. */
static enum status line_resolve(struct booking *booking, size_t i, struct error *err)
{
    const struct ledger_line *line = &booking->group->lines[i];
    struct booked_line *booked = &booking->lines[i];
    *booked = (struct booked_line){.kind = line->kind,
                                   .debit = line->debit,
                                   .credit = line->credit,
                                   .amount = line->amount.won,
                                   .pending = line->pending};
    if (!kind_ends(line->kind))
        return STATUS_OK;
    struct store_rows *rows = NULL;
    enum status st = store_one(booking->tx, sql_book_by_id,
                               STORE_VALUES(v_blob(line->pending.bytes, 16)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return LINE_FAIL(err, LEDGER_NO_PENDING, i, "pending", "not in the book");
    if (st != STATUS_OK)
        return st;
    booking->ended[i] = book_of_row(rows, booking->arena);
    store_done(&rows);
    const struct ledger_transfer *pending = &booking->ended[i].transfer;
    if (pending->kind != LEDGER_PENDING)
        return LINE_FAIL(err, LEDGER_NO_PENDING, i, "pending", "that transfer is not pending");
    booked->debit = pending->debit;
    booked->credit = pending->credit;
    booked->held = pending->amount.won;
    if (line->kind == LEDGER_VOID)
        booked->amount = pending->amount.won;
    return STATUS_OK;
}

static enum status find_again(struct booking *booking, struct ledger_posted *posted,
                              struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(booking->tx, sql_group_first,
                               STORE_VALUES(v_blob(booking->group->id.bytes, 16)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (st != STATUS_OK)
        return st;
    size_t size = 0;
    const void *request = store_blob(rows, 3, booking->arena, &size);
    bool same = size == sizeof booking->request &&
                memcmp(request, &booking->request, sizeof booking->request) == 0;
    *posted = (struct ledger_posted){.again = true,
                                     .seq_first = store_int(rows, 0),
                                     .count = (size_t)store_int(rows, 1),
                                     .created_at = store_int(rows, 2)};
    store_done(&rows);
    if (!same)
        return FAIL_AT(err, LEDGER_KEY_REUSED, "/id",
                       "group %s stands in the book as number %" PRId64 " with other content",
                       uuid_text(booking->arena, &booking->group->id), posted->seq_first);
    return STATUS_OK;
}

static enum status ends_check(const struct booking *booking, size_t i, struct error *err)
{
    const struct booked_line *line = &booking->lines[i];
    const struct ledger_transfer *pending = &booking->ended[i].transfer;
    if (!kind_ends(line->kind))
        return STATUS_OK;
    if (pending->ended_by != 0)
        return LINE_FAIL(
            err, LEDGER_ENDED, i, "pending",
            arena_format(booking->arena, "ended by number %" PRId64, pending->ended_by));
    if (line->kind == LEDGER_VOID)
        return STATUS_OK;
    if (pending->expires_at != 0 && booking->group->now >= pending->expires_at)
        return LINE_FAIL(err, LEDGER_RAN_OUT, i, "pending",
                         arena_format(booking->arena, "it ran out at %s",
                                      time_text(booking->arena, pending->expires_at)));
    if (line->amount > line->held)
        return LINE_FAIL(err, LEDGER_MORE_THAN_PENDING, i, "amount",
                         arena_format(booking->arena, "%" PRId64 " won of %" PRId64 " reserved",
                                      line->amount, line->held));
    return STATUS_OK;
}

static enum status pair_check(const struct booking *booking, size_t i,
                              const struct ledger_account *debit,
                              const struct ledger_account *credit, struct error *err)
{
    struct arena *arena = booking->arena;
    const struct ledger_key *d = &debit->key, *c = &credit->key;
    const char *both =
        arena_format(arena, "debit %s, credit %s", account_text(arena, d), account_text(arena, c));
    if (debit->book != credit->book)
        return LINE_FAIL(err, LEDGER_BOOKS, i, "credit", both);
    if ((d->source != 0 && c->source != 0 && d->source != c->source) ||
        (d->designation != 0 && c->designation != 0 && d->designation != c->designation))
        return LINE_FAIL(err, LEDGER_PURPOSE, i, "credit", both);
    if (!funds_meet(d->code, c->code))
        return LINE_FAIL(err, LEDGER_FUND, i, "credit", both);
    if (((debit->flags | credit->flags) & LEDGER_CLOSED) != 0)
        return LINE_FAIL(err, LEDGER_ACCOUNT_CLOSED, i,
                         (debit->flags & LEDGER_CLOSED) != 0 ? "debit" : "credit", both);
    return STATUS_OK;
}

/* All accounts of the group in one question; one that is not there is missed where its line is
 * tried. */
static enum status accounts_load(struct booking *booking, struct error *err)
{
    _Static_assert(2 * LEDGER_LINES_MAX <= STORE_IDS_MAX, "one question asks for all accounts");
    int64_t ids[2 * LEDGER_LINES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < 2 * booking->group->line_count; i++) {
        const struct booked_line *line = &booking->lines[i / 2];
        int64_t id = i % 2 == 0 ? line->debit : line->credit;
        size_t known = 0;
        while (known < count && ids[known] != id)
            known++;
        if (known == count)
            ids[count++] = id;
    }
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(booking->tx, STORE_IDS sql_accounts_by_ids,
                    STORE_VALUES(v_text(store_ids(booking->arena, ids, count))), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        booking->accounts[booking->account_count++] = account_of_row(rows);
    return st;
}

/* The account as the lines before have left it. */
static enum status account_load(struct booking *booking, int64_t id, size_t line, const char *side,
                                size_t *ret_index, struct error *err)
{
    for (size_t i = 0; i < booking->account_count; i++)
        if (booking->accounts[i].id == id) {
            *ret_index = i;
            return STATUS_OK;
        }
    struct ledger_account *account = &booking->accounts[booking->account_count];
    enum status st = ledger_account_get(booking->tx, id, account, err);
    if (st == STATUS_NOT_FOUND)
        return LINE_FAIL(err, LEDGER_NO_ACCOUNT, line, side,
                         arena_format(booking->arena, "no account %" PRId64, id));
    if (st != STATUS_OK)
        return st;
    *ret_index = booking->account_count++;
    return STATUS_OK;
}

/* Add the line to one account's totals. */
static enum status side_move(const struct booking *booking, size_t i,
                             struct ledger_account *account, bool debit, struct error *err)
{
    const struct booked_line *line = &booking->lines[i];
    const char *side = debit ? "debit" : "credit";
    struct totals totals = {account->debit_pending.won, account->debit_posted.won,
                            account->credit_pending.won, account->credit_posted.won};
    struct effect effect = {line->kind, debit, line->amount, line->held};
    const char *text = arena_format(booking->arena, "account %" PRId64 " (%s)", account->id,
                                    account_text(booking->arena, &account->key));
    switch (totals_apply(&totals, &effect, account->flags)) {
    case TOTALS_OK:
        break;
    case TOTALS_NEGATIVE:
        return LINE_FAIL(err, LEDGER_BROKEN, i, side, text);
    case TOTALS_LIMIT:
        return LINE_FAIL(err, LEDGER_TOO_LARGE, i, side, text);
    case TOTALS_BOUND:
        return LINE_FAIL(err, LEDGER_TOO_LITTLE, i, side,
                         arena_format(booking->arena, "%s has %s won, asked %s won", text,
                                      money_text(booking->arena, ledger_available(account)),
                                      money_text(booking->arena, (struct money){line->amount})));
    }
    account->debit_pending.won = totals.dp;
    account->debit_posted.won = totals.dq;
    account->credit_pending.won = totals.cp;
    account->credit_posted.won = totals.cq;
    return STATUS_OK;
}

/* Try a line on the totals in memory. */
static enum status line_try(struct booking *booking, size_t i, struct error *err)
{
    const struct booked_line *line = &booking->lines[i];
    size_t debit = 0, credit = 0; /* indexes into the accounts */
    enum status st = ends_check(booking, i, err);
    if (st == STATUS_OK)
        st = account_load(booking, line->debit, i, "debit", &debit, err);
    if (st == STATUS_OK)
        st = account_load(booking, line->credit, i, "credit", &credit, err);
    if (st == STATUS_OK)
        st = pair_check(booking, i, &booking->accounts[debit], &booking->accounts[credit], err);
    if (st == STATUS_OK && booking->related && line->kind != LEDGER_VOID &&
        booking->reverses == NULL)
        st = related_check(booking->tx, &booking->accounts[debit].key,
                           &booking->accounts[credit].key, booking->group->now, err);
    if (st == STATUS_OK)
        st = side_move(booking, i, &booking->accounts[debit], true, err);
    if (st == STATUS_OK)
        st = side_move(booking, i, &booking->accounts[credit], false, err);
    return st;
}

static struct store_value v_uuid(bool there, const struct uuid *uuid)
{
    return there ? v_blob(uuid->bytes, sizeof uuid->bytes) : v_null();
}

static struct store_value v_hash(const struct hash256 *hash)
{
    return v_blob(hash->bytes, sizeof hash->bytes);
}

static enum status line_insert(struct booking *booking, size_t i, const struct ledger_key *debit,
                               const struct ledger_key *credit, struct error *err)
{
    const struct ledger_group *group = booking->group;
    const struct booked_line *line = &booking->lines[i];
    struct ledger_transfer t = {
        .seq = booking->seq_first + (int64_t)i,
        .id = ledger_transfer_id(&group->id, i),
        .group = group->id,
        .group_count = (int64_t)group->line_count,
        .group_index = (int64_t)i,
        .debit = line->debit,
        .credit = line->credit,
        .debit_key = *debit,
        .credit_key = *credit,
        .amount = {line->amount},
        .kind = line->kind,
        .has_pending = kind_ends(line->kind),
        .has_reverses = booking->reverses != NULL,
        .has_evidence = group->evidence != NULL,
        .pending = line->pending,
        .expires_at = line->kind == LEDGER_PENDING ? group->expires_at : 0,
        .code = group->code,
        .rule = group->rule,
        .actor = group->actor,
        .approval = group->approval,
        .event_at = group->event_at,
        .created_at = group->now,
        .request = booking->request,
    };
    if (t.has_reverses)
        t.reverses = *booking->reverses;
    if (t.has_evidence)
        t.evidence = *group->evidence;
    t.leaf = leaf_hash(&t);
    booking->entries[i] = (struct journal_entry){.kind = "transfer", .ref = t.seq, .leaf = t.leaf};
    return store_later(
        booking->tx, sql_transfer_insert,
        STORE_VALUES(
            v_int(t.seq), v_uuid(true, &t.id), v_uuid(true, &t.group), v_int(t.group_count),
            v_int(t.group_index), v_int(t.debit), v_int(t.credit), v_int(t.amount.won),
            v_int(t.kind), v_uuid(t.has_pending, &t.pending), v_uuid(t.has_reverses, &t.reverses),
            t.expires_at == 0 ? v_null() : v_int(t.expires_at), v_int(t.code), v_int(t.rule),
            v_int(t.event_at), v_int(t.created_at), v_int(t.actor), v_int(t.approval),
            t.has_evidence ? v_hash(&t.evidence) : v_null(), v_hash(&t.request), v_hash(&t.leaf)),
        err);
}

static const struct ledger_key *account_key(const struct booking *booking, int64_t id)
{
    size_t i = 0;
    while (i < booking->account_count && booking->accounts[i].id != id)
        i++;
    must(i < booking->account_count);
    return &booking->accounts[i].key;
}

/* Everything has been tried: from here only the store can fail, and then the whole transaction
 * has. That is why a caller who commits after a refusal keeps no half of a group. */
static enum status booking_write(struct booking *booking, struct error *err)
{
    enum status st = store_number(booking->tx, sql_next_seq, STORE_NONE, &booking->seq_first, err);
    for (size_t i = 0; i < booking->account_count && st == STATUS_OK; i++) {
        const struct ledger_account *account = &booking->accounts[i];
        st = store_later(booking->tx, sql_account_totals,
                         STORE_VALUES(v_int(account->id), v_int(account->debit_pending.won),
                                      v_int(account->debit_posted.won),
                                      v_int(account->credit_pending.won),
                                      v_int(account->credit_posted.won)),
                         err);
    }
    for (size_t i = 0; i < booking->group->line_count && st == STATUS_OK; i++)
        st = line_insert(booking, i, account_key(booking, booking->lines[i].debit),
                         account_key(booking, booking->lines[i].credit), err);
    if (st != STATUS_OK)
        return st;
    return journal_append(booking->tx, booking->entries, booking->group->line_count, NULL, err);
}

static enum status group_book(struct store_tx *tx, const struct ledger_group *group,
                              const struct uuid *reverses, struct ledger_posted *ret_posted,
                              struct error *err)
{
    enum status st = group_check(group, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger group", ARENA_BYTES);
    struct booking *booking = arena_alloc(arena, sizeof *booking);
    *booking = (struct booking){.tx = tx, .arena = arena, .group = group, .reverses = reverses};
    for (size_t i = 0; i < group->line_count; i++)
        if ((st = line_resolve(booking, i, err)) != STATUS_OK)
            return st;
    booking->request = request_hash(group, reverses, booking->lines, group->line_count);
    struct ledger_posted posted = {0};
    if ((st = find_again(booking, &posted, err)) != STATUS_OK)
        return st;
    if (!posted.again) {
        st = accounts_load(booking, err);
        if (st == STATUS_OK)
            st = related_any(tx, arena, booking->accounts, booking->account_count,
                             &booking->related, err);
        for (size_t i = 0; i < group->line_count && st == STATUS_OK; i++)
            st = line_try(booking, i, err);
        if (st == STATUS_OK)
            st = booking_write(booking, err);
        if (st != STATUS_OK)
            return st;
        posted = (struct ledger_posted){
            .seq_first = booking->seq_first, .count = group->line_count, .created_at = group->now};
    }
    *ret_posted = posted;
    return STATUS_OK;
}

enum status ledger_posted_before(struct store_tx *tx, const struct uuid *id,
                                 struct ledger_posted *ret_posted, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(tx, sql_group_first, STORE_VALUES(v_blob(id->bytes, 16)), &rows, err);
    if (st == STATUS_OK) {
        *ret_posted = (struct ledger_posted){.again = true,
                                             .seq_first = store_int(rows, 0),
                                             .count = (size_t)store_int(rows, 1),
                                             .created_at = store_int(rows, 2)};
        store_done(&rows);
    }
    if (st == STATUS_NOT_FOUND) {
        *ret_posted = (struct ledger_posted){0};
        st = STATUS_OK;
    }
    return st;
}

enum status ledger_post(struct store_tx *tx, const struct ledger_group *group,
                        struct ledger_posted *ret_posted, struct error *err)
{
    enum status st = ledger_check(group, err);
    return st == STATUS_OK ? group_book(tx, group, NULL, ret_posted, err) : st;
}

/* ---- ending and reversing whole groups ---- */

/* Is this pending line to be ended by the group `by`? Yes if it is open, and if `by` itself ended
 * it: then the call is a retry and must be written as it was the first time. */
static enum status ends_here(struct store_tx *tx, const struct ledger_transfer *transfer,
                             const struct uuid *by, struct arena *arena, bool *ret_here,
                             struct error *err)
{
    *ret_here = false;
    if (transfer->kind != LEDGER_PENDING)
        return STATUS_OK;
    *ret_here = transfer->ended_by == 0;
    if (*ret_here)
        return STATUS_OK;
    struct book_rows rows = {0};
    enum status st = book_of_group(tx, by, arena, &rows, err);
    for (size_t i = 0; st == STATUS_OK && i < rows.count; i++)
        *ret_here = *ret_here || rows.at[i].transfer.seq == transfer->ended_by;
    return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

struct line_list {
    struct ledger_line *at;
    size_t count, room;
};

static enum status group_end(struct store_tx *tx, const struct uuid *pending, enum ledger_kind kind,
                             const struct ledger_group *with, struct ledger_posted *ret_posted,
                             struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger end", ARENA_BYTES);
    struct book_rows rows = {0};
    enum status st = book_of_group(tx, pending, arena, &rows, err);
    struct line_list lines = {0};
    for (size_t i = 0; i < rows.count && st == STATUS_OK; i++) {
        const struct ledger_transfer *transfer = &rows.at[i].transfer;
        bool here = false;
        st = ends_here(tx, transfer, &with->id, arena, &here, err);
        if (here)
            *list_add(arena, &lines) = (struct ledger_line){
                .kind = kind,
                .amount = kind == LEDGER_POST ? transfer->amount : (struct money){0},
                .pending = transfer->id};
    }
    if (st != STATUS_OK)
        return st;
    if (lines.count == 0)
        return FAIL(err, LEDGER_ENDED, "group %s has no open line", uuid_text(arena, pending));
    for (size_t i = 0; i < with->line_count; i++)
        *list_add(arena, &lines) = with->lines[i];
    struct ledger_group group = *with;
    group.lines = lines.at;
    group.line_count = lines.count;
    return ledger_post(tx, &group, ret_posted, err);
}

enum status ledger_settle(struct store_tx *tx, const struct uuid *pending,
                          const struct ledger_group *with, struct ledger_posted *ret_posted,
                          struct error *err)
{
    return group_end(tx, pending, LEDGER_POST, with, ret_posted, err);
}

enum status ledger_void(struct store_tx *tx, const struct uuid *pending,
                        const struct ledger_group *with, struct ledger_posted *ret_posted,
                        struct error *err)
{
    return group_end(tx, pending, LEDGER_VOID, with, ret_posted, err);
}

/* The group that voids what has run out has an id that follows from theirs: two programs that
 * sweep at once book the same thing. */
static struct uuid expiry_id(const struct uuid *group)
{
    return ledger_transfer_id(group, LEDGER_LINES_MAX);
}

struct uuid_list {
    struct uuid *at;
    size_t count, room;
};

enum status ledger_expire(struct store_tx *tx, time_us now, int64_t actor, size_t most,
                          size_t *ret_count, struct error *err)
{
    if (most < 1 || most > LEDGER_PAGE_MAX)
        return FAIL_AT(err, LEDGER_GROUP, "most", "%zu is not 1 to %d", most, LEDGER_PAGE_MAX);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger expiry", ARENA_BYTES);
    struct store_rows *rows = NULL;
    enum status st =
        store_query(tx, sql_run_out, STORE_VALUES(v_int(now), v_int((int64_t)most)), &rows, err);
    if (st != STATUS_OK)
        return st;
    struct uuid_list groups = {0};
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        size_t size = 0;
        const void *bytes = store_blob(rows, 0, arena, &size);
        must(size == sizeof(struct uuid));
        memcpy(list_add(arena, &groups), bytes, size);
    }
    store_done(&rows);
    for (size_t i = 0; i < groups.count && st == STATUS_OK; i++) {
        struct ledger_group with = {.id = expiry_id(&groups.at[i]),
                                    .code = LEDGER_CODE_EXPIRED,
                                    .event_at = now,
                                    .now = now,
                                    .actor = actor};
        struct ledger_posted posted;
        st = ledger_void(tx, &groups.at[i], &with, &posted, err);
    }
    if (st == STATUS_OK)
        *ret_count = groups.count;
    return st;
}

static enum status reversal_check(struct store_tx *tx, const struct uuid *group,
                                  const struct uuid *by, struct arena *arena, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(tx, sql_reversal_of, STORE_VALUES(v_blob(group->bytes, 16)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (st != STATUS_OK)
        return st;
    size_t size = 0;
    const void *bytes = store_blob(rows, 0, arena, &size);
    bool ours = size == sizeof *by && memcmp(bytes, by, size) == 0;
    store_done(&rows);
    if (!ours)
        return FAIL(err, LEDGER_REVERSED, "group %s has been reversed", uuid_text(arena, group));
    return STATUS_OK;
}

/* What undoes one line; count stays as it was if there is nothing to undo. */
static enum status mirror_line(struct store_tx *tx, const struct ledger_transfer *transfer,
                               const struct uuid *by, struct arena *arena, struct line_list *lines,
                               struct error *err)
{
    bool here = false;
    enum status st = ends_here(tx, transfer, by, arena, &here, err);
    if (st != STATUS_OK)
        return st;
    if (here)
        *list_add(arena, lines) =
            (struct ledger_line){.kind = LEDGER_VOID, .pending = transfer->id};
    if (transfer->kind == LEDGER_POSTED || transfer->kind == LEDGER_POST)
        *list_add(arena, lines) = (struct ledger_line){.kind = LEDGER_POSTED,
                                                       .debit = transfer->credit,
                                                       .credit = transfer->debit,
                                                       .amount = transfer->amount};
    return STATUS_OK;
}

enum status ledger_reverse(struct store_tx *tx, const struct uuid *group,
                           const struct ledger_group *with, struct ledger_posted *ret_posted,
                           struct error *err)
{
    if (with->line_count != 0)
        return FAIL_AT(err, LEDGER_GROUP, "/lines", "a reversal has no lines of its own");
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger reversal", ARENA_BYTES);
    struct book_rows rows = {0};
    enum status st = book_of_group(tx, group, arena, &rows, err);
    if (st == STATUS_OK)
        st = reversal_check(tx, group, &with->id, arena, err);
    struct line_list lines = {0};
    for (size_t i = rows.count; i > 0 && st == STATUS_OK; i--)
        st = mirror_line(tx, &rows.at[i - 1].transfer, &with->id, arena, &lines, err);
    if (st != STATUS_OK)
        return st;
    if (lines.count == 0)
        return FAIL(err, LEDGER_NOTHING, "group %s moved nothing", uuid_text(arena, group));
    struct ledger_group mirror = *with;
    mirror.code = LEDGER_CODE_REVERSED;
    mirror.lines = lines.at;
    mirror.line_count = lines.count;
    return group_book(tx, &mirror, group, ret_posted, err);
}
