/* The book as text: one JSON object a line for dure-verify, and a journal for hledger. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

enum { ROW_ARENA_BYTES = 1 << 16 };
#define ACCOUNTS_ARENA_BYTES ((size_t)1 << 30)

static enum status written(FILE *out, struct error *err)
{
    if (fflush(out) != 0 || ferror(out))
        return FAIL(err, LEDGER_WRITE, "the file took no more");
    return STATUS_OK;
}

static enum status each_account(struct store_tx *tx, FILE *out,
                                void (*write_one)(FILE *, const struct ledger_account *),
                                int64_t *ret_count, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_query(tx, sql_accounts_all, STORE_NONE, &rows, err);
    if (st != STATUS_OK)
        return st;
    int64_t count = 0;
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct ledger_account account = account_of_row(rows);
        write_one(out, &account);
        count++;
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_count = count;
    return st;
}

/* ---- JSON lines ---- */

static void account_line(FILE *out, const struct ledger_account *a)
{
    (void)fprintf(out,
                  "{\"type\":\"account\",\"id\":%" PRId64 ",\"code\":%" PRId64
                  ",\"book\":%d,\"org\":%" PRId64 ",\"project\":%" PRId64 ",\"source\":%" PRId64
                  ",\"designation\":%" PRId64 ",\"part\":%" PRId64 ",\"flags\":%u,\"dp\":%" PRId64
                  ",\"dq\":%" PRId64 ",\"cp\":%" PRId64 ",\"cq\":%" PRId64 ",\"opened_at\":%" PRId64
                  "}\n",
                  a->id, a->key.code, (int)a->book, a->key.org, a->key.project, a->key.source,
                  a->key.designation, a->key.part, a->flags, a->debit_pending.won,
                  a->debit_posted.won, a->credit_pending.won, a->credit_posted.won, a->opened_at);
}

static void hex_member(FILE *out, struct arena *arena, const char *name, bool there,
                       const void *bytes, size_t size)
{
    if (there)
        (void)fprintf(out, ",\"%s\":\"%s\"", name, hex_text(arena, bytes, size));
}

static void transfer_line(FILE *out, const struct ledger_transfer *t, struct arena *arena)
{
    (void)fprintf(out, "{\"type\":\"transfer\",\"seq\":%" PRId64, t->seq);
    hex_member(out, arena, "id", true, &t->id, sizeof t->id);
    hex_member(out, arena, "grp", true, &t->group, sizeof t->group);
    (void)fprintf(out,
                  ",\"grp_n\":%" PRId64 ",\"grp_i\":%" PRId64 ",\"dr\":%" PRId64 ",\"cr\":%" PRId64
                  ",\"amount\":%" PRId64 ",\"kind\":%d",
                  t->group_count, t->group_index, t->debit, t->credit, t->amount.won, (int)t->kind);
    hex_member(out, arena, "pending_id", t->has_pending, &t->pending, sizeof t->pending);
    hex_member(out, arena, "reverses", t->has_reverses, &t->reverses, sizeof t->reverses);
    if (t->expires_at != 0)
        (void)fprintf(out, ",\"expires_at\":%" PRId64, t->expires_at);
    (void)fprintf(out,
                  ",\"code\":%" PRId64 ",\"rule_id\":%" PRId64 ",\"event_at\":%" PRId64
                  ",\"created_at\":%" PRId64 ",\"actor\":%" PRId64 ",\"approval\":%" PRId64,
                  t->code, t->rule, t->event_at, t->created_at, t->actor, t->approval);
    hex_member(out, arena, "evidence", t->has_evidence, &t->evidence, sizeof t->evidence);
    hex_member(out, arena, "req_hash", true, &t->request, sizeof t->request);
    hex_member(out, arena, "leaf", true, &t->leaf, sizeof t->leaf);
    (void)fputs("}\n", out);
}

enum status ledger_export(struct store_tx *tx, FILE *out, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger export", ROW_ARENA_BYTES);
    int64_t accounts = 0;
    (void)fputs("{\"type\":\"book\",\"format\":\"dure-book\",\"version\":1}\n", out);
    enum status st = each_account(tx, out, account_line, &accounts, err);
    if (st != STATUS_OK)
        return st;
    struct store_rows *rows = NULL;
    if ((st = store_query(tx, sql_book_all, STORE_NONE, &rows, err)) != STATUS_OK)
        return st;
    int64_t transfers = 0;
    bool more = false;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct book_row row = book_of_row(rows, arena);
        transfer_line(out, &row.transfer, arena);
        arena_reset(arena);
        transfers++;
    }
    store_done(&rows);
    if (st != STATUS_OK)
        return st;
    /* Without its last line a copy that was cut off would look whole. */
    (void)fprintf(out, "{\"type\":\"end\",\"accounts\":%" PRId64 ",\"transfers\":%" PRId64 "}\n",
                  accounts, transfers);
    return written(out, err);
}

/* ---- hledger ---- */

static void account_name(FILE *out, const struct ledger_key *key)
{
    const struct account_kind *kind = account_kind_find(key->code);
    const struct {
        const char *name;
        int64_t number;
    } parts[] = {{"org", key->org},
                 {"project", key->project},
                 {"source", key->source},
                 {"designation", key->designation},
                 {"part", key->part}};
    (void)fputs(kind == NULL ? "unknown" : kind->path, out);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].number != 0)
            (void)fprintf(out, ":%s%" PRId64, parts[i].name, parts[i].number);
}

static const char *unit_of(int64_t code)
{
    const struct account_kind *kind = account_kind_find(code);
    if (kind != NULL && kind->book == LEDGER_BOOK_DAYS)
        return "days";
    return kind != NULL && kind->book == LEDGER_BOOK_PLACES ? "places" : "KRW";
}

static void account_declare(FILE *out, const struct ledger_account *account)
{
    (void)fputs("account ", out);
    account_name(out, &account->key);
    (void)fprintf(out, "  ; id:%" PRId64 "\n", account->id);
}

/* hledger counts debits up: every balance as debits less credits. */
static void account_assert(FILE *out, const struct ledger_account *account)
{
    struct money balance = money_subtract(account->debit_posted, account->credit_posted);
    (void)fputs("    ", out);
    account_name(out, &account->key);
    const char *unit = unit_of(account->key.code);
    (void)fprintf(out, "  0 %s = %" PRId64 " %s\n", unit, balance.won, unit);
}

static void posting(FILE *out, const struct ledger_key *key, int64_t won)
{
    (void)fputs("    ", out);
    account_name(out, key);
    (void)fprintf(out, "  %" PRId64 " %s\n", won, unit_of(key->code));
}

static bool moves(const struct ledger_transfer *t)
{
    return t->kind == LEDGER_POSTED || t->kind == LEDGER_POST;
}

static void transfer_entry(FILE *out, const struct ledger_transfer *t, struct arena *arena)
{
    const char *words = ledger_code_words(t->code, false);
    (void)fprintf(out, "\n%s * (%" PRId64 ") %s  ; group:%s, line:%" PRId64 "/%" PRId64 "\n",
                  day_text(arena, day_of(t->event_at, zone_seoul())), t->seq,
                  words == NULL ? "unknown" : words, uuid_text(arena, &t->group),
                  t->group_index + 1, t->group_count);
    posting(out, &t->debit_key, t->amount.won);
    posting(out, &t->credit_key, -t->amount.won);
}

enum status ledger_export_hledger(struct store_tx *tx, FILE *out, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("ledger journal", ROW_ARENA_BYTES);
    int64_t accounts = 0;
    (void)fputs("; The posted part of the book. Reservations are not in it.\n"
                "decimal-mark .\ncommodity 1,000. KRW\n"
                "commodity 1,000. days\ncommodity 1,000. places\n",
                out);
    enum status st = each_account(tx, out, account_declare, &accounts, err);
    if (st != STATUS_OK)
        return st;
    struct store_rows *rows = NULL;
    if ((st = store_query(tx, sql_book_all, STORE_NONE, &rows, err)) != STATUS_OK)
        return st;
    bool more = false;
    time_us last = 0;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct book_row row = book_of_row(rows, arena);
        if (moves(&row.transfer)) {
            transfer_entry(out, &row.transfer, arena);
            last = row.transfer.event_at > last ? row.transfer.event_at : last;
        }
        arena_reset(arena);
    }
    store_done(&rows);
    if (st != STATUS_OK)
        return st;
    /* hledger checks assertions by date: these must stand on the last day, after all others. */
    (void)fprintf(out, "\n%s * balances of all accounts\n",
                  day_text(arena, day_of(last, zone_seoul())));
    if ((st = each_account(tx, out, account_assert, &accounts, err)) != STATUS_OK)
        return st;
    return written(out, err);
}
