/* ledger_routes.c -- what the web may read of the book; only cases write in it. */
#include <stdlib.h>

#include "api/ledger_views.h"
#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger.h"

static const char *const transfer_kinds[] = {"posted", "pending", "post", "void", NULL};

#define ACCOUNT(kind, member, ...) FIELD(kind, struct ledger_account_view, member, __VA_ARGS__)
static const struct field account_fields[] = {
    ACCOUNT(INT, id, PUBLIC),
    ACCOUNT(INT, code, MONEY),
    ACCOUNT(TEXT, ko, MONEY),
    ACCOUNT(TEXT, en, MONEY),
    ACCOUNT(TEXT, organisation, MONEY, .optional = true),
    ACCOUNT(INT, project, MONEY, .optional = true, .zero_is_null = true),
    ACCOUNT(TEXT, source, MONEY, .optional = true),
    ACCOUNT(INT, designation, MONEY, .optional = true, .zero_is_null = true),
    ACCOUNT(MONEY, debits_pending, MONEY),
    ACCOUNT(MONEY, debits_posted, MONEY),
    ACCOUNT(MONEY, credits_pending, MONEY),
    ACCOUNT(MONEY, credits_posted, MONEY),
    ACCOUNT(MONEY, balance, MONEY),
    FIELDS_END,
};
const struct shape ledger_account_shape =
    SHAPE_OWNED(struct ledger_account_view, owned, "LedgerAccount", "account", account_fields);

#define TRANSFER(kind, member, ...) FIELD(kind, struct ledger_transfer_view, member, __VA_ARGS__)
static const struct field transfer_fields[] = {
    TRANSFER(INT, seq, PUBLIC),
    TRANSFER(TEXT, id, MONEY),
    TRANSFER(TEXT, group, MONEY),
    TRANSFER(INT, group_index, MONEY),
    TRANSFER(INT, group_count, MONEY),
    TRANSFER(INT, debit, MONEY),
    TRANSFER(INT, credit, MONEY),
    TRANSFER(TEXT, debit_name, MONEY),
    TRANSFER(TEXT, credit_name, MONEY),
    TRANSFER(MONEY, amount, MONEY),
    TRANSFER(TEXT, kind, MONEY, .choices = transfer_kinds),
    TRANSFER(INT, code, MONEY),
    TRANSFER(TEXT, ko, MONEY),
    TRANSFER(TEXT, en, MONEY),
    TRANSFER(TIME, event_at, MONEY),
    TRANSFER(TIME, created_at, MONEY),
    FIELDS_END,
};
const struct shape ledger_transfer_shape =
    SHAPE_OWNED(struct ledger_transfer_view, owned, "LedgerTransfer", "transfer", transfer_fields);

/* What a reader sees of the book: all of it, or what is of its money or of its projects. */
struct part {
    struct ledger_filter filters[500];
    size_t count;
    int64_t limit;
};

struct book_arguments {
    int64_t before, limit;
};
static const struct argument book_rows[] = {
    ARGUMENT(INT, struct book_arguments, before, .min = 1,
             .en = "only what is older than this id of an account, or place of a transfer",
             .ko = "이 계정 번호(이체는 순번)보다 앞선 것만"),
    LIMIT_ARGUMENT(struct book_arguments, LIST_PAGE_MAX, PROGRAMME_PAGE_USUAL),
    ARGUMENTS_END,
};
static const struct arguments book_arguments = ARGUMENTS(struct book_arguments, book_rows);

/* A page of it, from the newest. */
static enum status part_of(struct call *call, struct store_tx *tx, struct part *part,
                           struct error *err)
{
    enum { PROJECTS_MAX = sizeof part->filters / sizeof *part->filters };
    const struct book_arguments *asked = api_arguments(call, struct book_arguments);
    int64_t own = listed_for(call->caller);
    struct programme_ids ids = {0};
    part->limit = asked->limit;
    const struct ledger_filter page = {
        .after = asked->before, .newest = true, .most = (size_t)asked->limit};
    part->filters[0] = page;
    part->filters[0].source = own;
    part->count = 1;
    if (call->caller->organisation_kind != KIND_ADOPTER)
        return STATUS_OK;
    enum status st = programme_agreement_ids(
        tx, call->arena, &(struct programme_page){.organisation_id = own, .most = PROJECTS_MAX},
        &ids, err);
    for (part->count = 0; st == STATUS_OK && part->count < ids.count; part->count++) {
        part->filters[part->count] = page;
        part->filters[part->count].project = ids.at[part->count];
    }
    return st;
}

/* Names already looked up in this call: a page names the same few organisations again and again. */
struct name_kept {
    int64_t organisation_id;
    const char *name;
    struct name_kept *next;
};

static const char *name_of(struct call *call, struct store_tx *tx, int64_t organisation_id)
{
    struct people_organisation organisation = {0};
    struct error err;
    for (const struct name_kept *one = call->names; one != NULL; one = one->next)
        if (one->organisation_id == organisation_id)
            return one->name;
    if (organisation_id == 0 ||
        people_organisation(tx, call->arena, organisation_id, &organisation, &err) != STATUS_OK)
        return NULL;
    struct name_kept *kept = arena_alloc(call->arena, sizeof *kept);
    *kept = (struct name_kept){organisation_id, organisation.name, call->names};
    call->names = kept;
    return organisation.name;
}

/* An account is its organisation's; who gave the money and who oversees it are parties, and so is
 * the firm for whose project it is: a firm lists no other project's (part_of). */
static enum status own_key(struct call *call, struct store_tx *tx, int64_t id, int64_t project,
                           const struct ledger_key *key, struct owned *owned, struct error *err)
{
    *owned = (struct owned){.id = id, .owner_id = key->source != 0 ? key->source : key->org};
    owned_add_party(owned, key->org);
    if (call->caller->organisation_kind == KIND_ADOPTER && project != 0)
        owned_add_party(owned, call->caller->organisation_id);
    return add_overseers(call, tx, owned, err);
}

enum status ledger_view_account(struct call *call, struct store_tx *tx,
                                const struct ledger_account *account,
                                struct ledger_account_view *view, struct error *err)
{
    *view = (struct ledger_account_view){.id = account->id,
                                         .code = account->key.code,
                                         .project = account->key.project,
                                         .designation = account->key.designation,
                                         .ko = ledger_account_words(account->key.code, true),
                                         .en = ledger_account_words(account->key.code, false),
                                         .organisation = name_of(call, tx, account->key.org),
                                         .source = name_of(call, tx, account->key.source),
                                         .debits_pending = account->debit_pending,
                                         .debits_posted = account->debit_posted,
                                         .credits_pending = account->credit_pending,
                                         .credits_posted = account->credit_posted,
                                         .balance = ledger_balance(account)};
    return own_key(call, tx, account->id, account->key.project, &account->key, &view->owned, err);
}

static int newest_account(const void *left, const void *right)
{
    int64_t a = ((const struct ledger_account *)left)->id;
    int64_t b = ((const struct ledger_account *)right)->id;
    return (a < b) - (a > b);
}

/* The newest of all projects are among the newest of each. */
static enum status read_accounts(struct call *call, struct store_tx *tx, struct error *err)
{
    struct part *part = arena_alloc(call->arena, sizeof *part);
    LIST(struct ledger_account) all = {0};
    LIST(struct ledger_account_view) views = {0};
    enum status st = part_of(call, tx, part, err);
    for (size_t i = 0; st == STATUS_OK && i < part->count; i++) {
        struct ledger_account_list list = {0};
        st = ledger_accounts(tx, &part->filters[i], call->arena, &list, err);
        for (size_t j = 0; st == STATUS_OK && j < list.count; j++)
            *list_add(call->arena, &all) = list.at[j];
    }
    if (st == STATUS_OK && all.count > 0)
        qsort(all.at, all.count, sizeof *all.at, newest_account);
    for (size_t i = 0; st == STATUS_OK && i < all.count && i < (size_t)part->limit; i++)
        st = ledger_view_account(call, tx, &all.at[i], list_add(call->arena, &views), err);
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_accounts(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_accounts, err);
}

static const char *key_name(struct call *call, struct store_tx *tx, const struct ledger_key *key)
{
    const char *words = ledger_account_words(key->code, call->korean);
    const char *whose = name_of(call, tx, key->source != 0 ? key->source : key->org);
    return whose == NULL ? words : arena_format(call->arena, "%s · %s", words, whose);
}

enum status ledger_view_transfer(struct call *call, struct store_tx *tx,
                                 const struct ledger_transfer *transfer,
                                 struct ledger_transfer_view *view, struct error *err)
{
    *view = (struct ledger_transfer_view){.seq = transfer->seq,
                                          .group_index = transfer->group_index,
                                          .group_count = transfer->group_count,
                                          .debit = transfer->debit,
                                          .credit = transfer->credit,
                                          .code = transfer->code,
                                          .id = uuid_text(call->arena, &transfer->id),
                                          .group = uuid_text(call->arena, &transfer->group),
                                          .debit_name = key_name(call, tx, &transfer->debit_key),
                                          .credit_name = key_name(call, tx, &transfer->credit_key),
                                          .kind = transfer_kinds[transfer->kind],
                                          .ko = ledger_code_words(transfer->code, true),
                                          .en = ledger_code_words(transfer->code, false),
                                          .amount = transfer->amount,
                                          .event_at = transfer->event_at,
                                          .created_at = transfer->created_at};
    const struct ledger_key *key =
        transfer->debit_key.source != 0 ? &transfer->debit_key : &transfer->credit_key;
    int64_t project = transfer->debit_key.project != 0 ? transfer->debit_key.project
                                                       : transfer->credit_key.project;
    return own_key(call, tx, transfer->seq, project, key, &view->owned, err);
}

static int newest_transfer(const void *left, const void *right)
{
    int64_t a = ((const struct ledger_transfer *)left)->seq;
    int64_t b = ((const struct ledger_transfer *)right)->seq;
    return (a < b) - (a > b);
}

static enum status read_transfers(struct call *call, struct store_tx *tx, struct error *err)
{
    struct part *part = arena_alloc(call->arena, sizeof *part);
    LIST(struct ledger_transfer) all = {0};
    LIST(struct ledger_transfer_view) views = {0};
    enum status st = part_of(call, tx, part, err);
    for (size_t i = 0; st == STATUS_OK && i < part->count; i++) {
        struct ledger_transfer_list list = {0};
        st = ledger_transfers(tx, &part->filters[i], call->arena, &list, err);
        for (size_t j = 0; st == STATUS_OK && j < list.count; j++)
            *list_add(call->arena, &all) = list.at[j];
    }
    if (st == STATUS_OK && all.count > 0)
        qsort(all.at, all.count, sizeof *all.at, newest_transfer);
    for (size_t i = 0; st == STATUS_OK && i < all.count && i < (size_t)part->limit; i++)
        st = ledger_view_transfer(call, tx, &all.at[i], list_add(call->arena, &views), err);
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_transfers(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_transfers, err);
}

/* The whole book is the operating body's; whoever else exports it stands in its log of reads. */
enum status book_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_organisations list = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_organisation_list(tx, call->arena, KIND_OPERATOR, &list, err);
    if (st == STATUS_OK && list.count == 0)
        return FAIL(err, API_NOT_FOUND, "no operating body keeps a book here");
    if (st != STATUS_OK)
        return st;
    call->owned = (struct owned){.id = list.at[0].id, .owner_id = list.at[0].id};
    return add_overseers(call, tx, &call->owned, err);
}

static enum status read_export(struct call *call, struct store_tx *tx, struct error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (out == NULL)
        return FAIL(err, KIT_INTERNAL, "no memory for the export");
    enum status st = ledger_export(tx, out, err);
    must(fclose(out) == 0);
    if (st == STATUS_OK)
        api_answer_bytes(call, arena_text_of(call->arena, bytes, size), size, "book.jsonl");
    free(bytes);
    return st;
}

static enum status get_export(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_export, err);
}

static enum status read_journal(struct call *call, struct store_tx *tx, struct error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (out == NULL)
        return FAIL(err, KIT_INTERNAL, "no memory for the journal");
    enum status st = ledger_export_hledger(tx, out, err);
    must(fclose(out) == 0);
    if (st == STATUS_OK)
        api_answer_bytes(call, arena_text_of(call->arena, bytes, size), size, "book.journal");
    free(bytes);
    return st;
}

static enum status get_journal(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_journal, err);
}

#define BOOK_READERS                                                                               \
    ALLOW(ADOPTERS | ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | OPERATORS |                  \
          ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR) | ROLE_BIT(ACCOUNTANT))

/* clang-format off */
const struct route ledger_routes[] = {
    {HTTP_GET, "/api/ledger/accounts", list_accounts,
     .arguments = &book_arguments, .kind = ANSWER_LIST,
     .answer = &ledger_account_shape, .allow = BOOK_READERS,
     .en = "accounts and balances that concern the reader", .ko = "관련 계정과 잔액"},
    {HTTP_GET, "/api/ledger/transfers", list_transfers,
     .arguments = &book_arguments, .kind = ANSWER_LIST,
     .answer = &ledger_transfer_shape, .allow = BOOK_READERS,
     .en = "transfers that concern the reader", .ko = "관련 이체 내역"},
    {HTTP_GET, "/api/ledger/export", get_export, .kind = ANSWER_RAW,
     .raw = "application/jsonl", .raw_class = CLASS_MONEY, .relation = book_relation,
     .allow = ALLOW(ROLE_BIT(AUDITOR) | ROLE_BIT(OPERATOR_FINANCE) | ROLE_BIT(ACCOUNTANT)),
     .step_up = true, .limit = {10, TIME_DAY},
     .en = "the whole book, for dure-verify", .ko = "검증용 장부 전체"},
    {HTTP_GET, "/api/ledger/journal", get_journal, .kind = ANSWER_RAW,
     .raw = "text/plain", .raw_class = CLASS_MONEY, .relation = book_relation,
     .allow = ALLOW(ROLE_BIT(AUDITOR) | ROLE_BIT(OPERATOR_FINANCE) | ROLE_BIT(ACCOUNTANT)),
     .step_up = true, .limit = {10, TIME_DAY},
     .en = "the posted part of the book as a journal for hledger",
     .ko = "hledger 분개장으로 내보낸 장부"},
    ROUTES_END,
};
/* clang-format on */
