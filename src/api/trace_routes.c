/* trace_routes.c -- from any number of the book to its sources and back: an account's transfers,
 * what a transfer was booked for and who decided it, its place in the log with what proves it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/ledger_views.h"
#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/text.h"

enum { TRACE_PAGE = 200 };

/* ---- whose it is ---- */

/* Who gave the money owns it, else who holds it; the firm whose project it is for has a part, and
 * so have those who oversee. */
static enum status own_money(struct call *call, struct store_tx *tx, int64_t id,
                             const struct ledger_key *key, int64_t project, struct owned *ret_owned,
                             struct error *err)
{
    struct programme_case parts = {0};
    struct owned owned = {.id = id, .owner_id = key->source != 0 ? key->source : key->org};
    owned_add_party(&owned, key->org);
    enum status st = add_overseers(call, tx, &owned, err);
    if (st == STATUS_OK && project != 0)
        st = programme_case(tx, call->arena, PROGRAMME_AGREEMENT, project, &parts, err);
    if (st != STATUS_OK && st != STATUS_NOT_FOUND)
        return st;
    owned_add_party(&owned, parts.owner_id);
    *ret_owned = owned;
    return STATUS_OK;
}

static enum status own_transfer(struct call *call, struct store_tx *tx,
                                const struct ledger_transfer *transfer, struct owned *ret_owned,
                                struct error *err)
{
    const struct ledger_key *debit = &transfer->debit_key, *credit = &transfer->credit_key;
    return own_money(call, tx, transfer->seq, debit->source != 0 ? debit : credit,
                     debit->project != 0 ? debit->project : credit->project, ret_owned, err);
}

static enum status relate_account(struct call *call, struct store_tx *tx, struct error *err)
{
    struct ledger_account *account = arena_alloc(call->arena, sizeof *account);
    enum status st = ledger_account_get(tx, call->id, account, err);
    call->object = account;
    if (st == STATUS_OK)
        st = own_money(call, tx, account->id, &account->key, account->key.project, &call->owned,
                       err);
    return st;
}

static enum status account_relation(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, relate_account, err);
}

static enum status relate_transfer(struct call *call, struct store_tx *tx, struct error *err)
{
    struct ledger_transfer *transfer = arena_alloc(call->arena, sizeof *transfer);
    enum status st = ledger_transfer_at(tx, call->arena, call->id, transfer, err);
    call->object = transfer;
    return st == STATUS_OK ? own_transfer(call, tx, transfer, &call->owned, err) : st;
}

static enum status transfer_relation(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, relate_transfer, err);
}

/* ---- accounts and lists of transfers ---- */

static enum status read_account(struct call *call, struct store_tx *tx, struct error *err)
{
    struct ledger_account_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = ledger_view_account(call, tx, call->object, view, err);
    view->owned = call->owned;
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status get_account(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_account, err);
}

struct transfer_views {
    struct ledger_transfer_view *at;
    size_t count, room;
};

static enum status view_all(struct call *call, struct store_tx *tx,
                            const struct ledger_transfer_list *list, struct transfer_views *views,
                            struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < list->count; i++) {
        struct ledger_transfer_view *view = list_add(call->arena, views);
        st = ledger_view_transfer(call, tx, &list->at[i], view, err);
        if (st == STATUS_OK)
            st = own_transfer(call, tx, &list->at[i], &view->owned, err);
    }
    return st;
}

static enum status answer_transfers(struct call *call, struct store_tx *tx,
                                    struct ledger_filter filter, struct error *err)
{
    struct ledger_transfer_list list = {0};
    struct transfer_views views = {0};
    filter.most = TRACE_PAGE;
    filter.after = api_arguments(call, struct after_arguments)->after;
    enum status st = ledger_transfers(tx, &filter, call->arena, &list, err);
    if (st == STATUS_OK)
        st = view_all(call, tx, &list, &views, err);
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status read_of_account(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_transfers(call, tx, (struct ledger_filter){.account = call->id}, err);
}

static enum status get_of_account(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_of_account, err);
}

static enum status read_of_agreement(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_transfers(call, tx, (struct ledger_filter){.project = call->id}, err);
}

static enum status get_of_agreement(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_of_agreement, err);
}

/* ---- one transfer and everything behind it ---- */

struct decision_view {
    int64_t ref, place;
    struct programme_event event;
};
#define DECIDED(kind, member, ...)                                                                 \
    FIELD_AS(kind, struct decision_view, event.member, #member, __VA_ARGS__)
static const struct field decision_fields[] = {
    FIELD(INT, struct decision_view, ref, PROGRAMME),
    FIELD(INT, struct decision_view, place, PROGRAMME, .min = -1, .max = INT64_MAX,
          .what = "in the log; -1: from before there was one"),
    DECIDED(TIME, at, PROGRAMME),
    DECIDED(TEXT, name, PERSONAL),
    DECIDED(TEXT, organisation, PROGRAMME),
    DECIDED(TEXT, action, PROGRAMME),
    DECIDED(TEXT, note, PERSONAL, .max = 2000),
    FIELDS_END,
};
static const struct shape decision_shape =
    SHAPE(struct decision_view, "TraceDecision", decision_fields);

struct trace_view {
    struct owned owned;
    struct ledger_transfer_view t;
    const char *actor, *actor_organisation, *programme, *evidence;
    const char *thing, *bank_reference, *agreement;
    int64_t programme_version, thing_id, agreement_id, application_id, claim_id;
    int64_t ends, ended_by, reverses, place;
    struct transfer_views lines;
    struct {
        struct decision_view *at;
        size_t count, room;
    } decisions;
};
#define TRACE(kind, member, ...) FIELD(kind, struct trace_view, member, __VA_ARGS__)
#define MOVED(kind, member, ...) FIELD_AS(kind, struct trace_view, t.member, #member, __VA_ARGS__)
#define NUMBER_OR_NULL           .optional = true, .zero_is_null = true
static const struct field trace_fields[] = {
    MOVED(INT, seq, PUBLIC),
    MOVED(TEXT, group, MONEY),
    MOVED(INT, code, MONEY),
    MOVED(TEXT, ko, MONEY),
    MOVED(TEXT, en, MONEY),
    MOVED(MONEY, amount, MONEY),
    MOVED(TIME, event_at, MONEY),
    MOVED(TIME, created_at, MONEY),
    TRACE(TEXT, actor, PERSONAL, .optional = true),
    TRACE(TEXT, actor_organisation, PROGRAMME, .optional = true),
    TRACE(TEXT, programme, PROGRAMME, .optional = true, .what = "whose rules gave the amounts"),
    TRACE(INT, programme_version, PROGRAMME, NUMBER_OR_NULL),
    TRACE(TEXT, evidence, PROGRAMME, .optional = true, .what = "SHA-256 of what it rests on"),
    TRACE(TEXT, thing, PROGRAMME, .optional = true, .what = "what it was booked for"),
    TRACE(INT, thing_id, PROGRAMME, NUMBER_OR_NULL),
    TRACE(TEXT, bank_reference, MONEY, .optional = true),
    TRACE(TEXT, agreement, PROGRAMME, .optional = true),
    TRACE(INT, agreement_id, PROGRAMME, NUMBER_OR_NULL),
    TRACE(INT, application_id, PROGRAMME, NUMBER_OR_NULL),
    TRACE(INT, claim_id, MONEY, NUMBER_OR_NULL),
    TRACE(INT, ends, MONEY, NUMBER_OR_NULL, .what = "the transfer whose reservation it ends"),
    TRACE(INT, ended_by, MONEY, NUMBER_OR_NULL),
    TRACE(INT, reverses, MONEY, NUMBER_OR_NULL, .what = "the first transfer that it reverses"),
    TRACE(INT, place, MONEY, .what = "in the log"),
    FIELD_OF(LIST, struct trace_view, lines, &ledger_transfer_shape, PUBLIC),
    FIELD_OF(LIST, struct trace_view, decisions, &decision_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape trace_shape =
    SHAPE_OWNED(struct trace_view, owned, "LedgerTrace", "transfer", trace_fields);

/* Who has left the post since stands in the log of decisions only. */
static enum status name_actor(struct call *call, struct store_tx *tx, int64_t actor,
                              struct trace_view *view, struct error *err)
{
    struct people_holder holder = {0};
    struct people_organisation organisation = {0};
    enum status st = people_holder(tx, call->arena, actor, &holder, err);
    if (st != STATUS_OK)
        return err->reason == &PEOPLE_USER ? STATUS_OK : st;
    st = people_organisation(tx, call->arena, holder.organisation_id, &organisation, err);
    view->actor = holder.name;
    view->actor_organisation = organisation.name;
    return st;
}

static enum status name_rules(struct call *call, struct store_tx *tx, int64_t rule,
                              struct trace_view *view, struct error *err)
{
    struct programme_rules rules = {0};
    if (rule == 0)
        return STATUS_OK;
    enum status st = programme_rules_get(tx, call->arena, rule, &rules, err);
    if (st != STATUS_OK)
        return st == STATUS_NOT_FOUND ? STATUS_OK : st;
    view->programme = rules.document.key;
    view->programme_version = rules.document.version;
    return st;
}

/* Each decision with its place in the log, which those from before the log do not have. */
static enum status add_decisions(struct call *call, struct store_tx *tx, time_us at,
                                 struct trace_view *view, struct error *err)
{
    struct programme_decisions list = {0};
    enum status st = programme_decided(tx, call->arena, view->application_id, at, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct decision_view *decision = list_add(call->arena, &view->decisions);
        *decision =
            (struct decision_view){.ref = list.at[i].ref, .event = list.at[i].event, .place = -1};
        st = journal_find(tx, "decision", decision->ref, &decision->place, err);
        st = st == STATUS_NOT_FOUND ? STATUS_OK : st;
    }
    return st;
}

/* Claims keep their money on accounts whose part is the claim. */
static int64_t claim_of(const struct ledger_transfer_list *lines)
{
    static const int64_t codes[] = {LEDGER_CLAWBACK, LEDGER_CLAIM};
    for (size_t i = 0; i < lines->count; i++)
        for (size_t c = 0; c < sizeof codes / sizeof *codes; c++) {
            if (lines->at[i].debit_key.code == codes[c])
                return lines->at[i].debit_key.part;
            if (lines->at[i].credit_key.code == codes[c])
                return lines->at[i].credit_key.part;
        }
    return 0;
}

static int64_t project_of(const struct ledger_transfer_list *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->at[i].debit_key.project != 0)
            return lines->at[i].debit_key.project;
        if (lines->at[i].credit_key.project != 0)
            return lines->at[i].credit_key.project;
    }
    return 0;
}

/* Two groups may be tied to this one: whose reservation it ends, and which it reverses. */
static enum status find_ties(struct call *call, struct store_tx *tx,
                             const struct ledger_transfer_list *lines, struct uuid *opened,
                             struct trace_view *view, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && view->ends == 0 && i < lines->count; i++) {
        struct ledger_transfer pending = {0};
        if (!lines->at[i].has_pending)
            continue;
        st = ledger_transfer_by_id(tx, call->arena, &lines->at[i].pending, &pending, err);
        view->ends = pending.seq;
        *opened = pending.group;
    }
    if (st != STATUS_OK || !lines->at[0].has_reverses)
        return st;
    struct ledger_transfer_list reversed = {0};
    const struct ledger_filter filter = {.group = &lines->at[0].reverses, .most = LEDGER_PAGE_MAX};
    st = ledger_transfers(tx, &filter, call->arena, &reversed, err);
    if (st == STATUS_OK)
        view->reverses = reversed.at[0].seq;
    return st;
}

static enum status find_cause(struct call *call, struct store_tx *tx,
                              const struct ledger_transfer_list *lines, struct trace_view *view,
                              struct error *err)
{
    struct programme_cause cause = {0};
    struct programme_moved moved = {
        .group = lines->at[0].group, .project = project_of(lines), .at = lines->at[0].created_at};
    enum status st = find_ties(call, tx, lines, &moved.opened, view, err);
    if (st == STATUS_OK)
        st = programme_cause(tx, call->arena, &moved, &cause, err);
    if (st != STATUS_OK)
        return st;
    view->claim_id = claim_of(lines);
    view->thing = view->claim_id != 0                              ? "claim"
                  : cause.thing == NULL && cause.agreement_id != 0 ? "agreement"
                                                                   : cause.thing;
    view->thing_id = view->claim_id != 0   ? view->claim_id
                     : cause.thing == NULL ? cause.agreement_id
                                           : cause.id;
    view->bank_reference = *cause.bank_reference == '\0' ? NULL : cause.bank_reference;
    view->agreement = cause.agreement;
    view->agreement_id = cause.agreement_id;
    view->application_id = cause.application_id;
    return add_decisions(call, tx, lines->at[0].created_at, view, err);
}

static enum status read_trace(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct ledger_transfer *transfer = call->object;
    struct trace_view *view = arena_alloc(call->arena, sizeof *view);
    struct ledger_transfer_list lines = {0};
    const struct ledger_filter filter = {.group = &transfer->group, .most = LEDGER_PAGE_MAX};
    enum status st = ledger_view_transfer(call, tx, transfer, &view->t, err);
    if (st == STATUS_OK)
        st = ledger_transfers(tx, &filter, call->arena, &lines, err);
    if (st == STATUS_OK)
        st = view_all(call, tx, &lines, &view->lines, err);
    if (st == STATUS_OK)
        st = name_actor(call, tx, transfer->actor, view, err);
    if (st == STATUS_OK)
        st = name_rules(call, tx, transfer->rule, view, err);
    if (st == STATUS_OK)
        st = find_cause(call, tx, &lines, view, err);
    if (st == STATUS_OK)
        st = journal_find(tx, "transfer", transfer->seq, &view->place, err);
    if (st != STATUS_OK)
        return st;
    view->owned = call->owned;
    view->ended_by = transfer->ended_by;
    if (transfer->has_evidence)
        view->evidence = hex_text(call->arena, transfer->evidence.bytes, sizeof(struct hash256));
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_trace(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_trace, err);
}

/* ---- the log ---- */

struct entry_view {
    int64_t place, ref, size;
    const char *kind, *body, *leaf, *root, *checkpoint, *proof;
    struct {
        const char **at;
        size_t count;
    } path;
};
#define ENTRY(kind_, member, ...) FIELD(kind_, struct entry_view, member, __VA_ARGS__)
static const struct field entry_fields[] = {
    ENTRY(INT, place, PUBLIC),
    ENTRY(TEXT, kind, PROGRAMME),
    ENTRY(INT, ref, PROGRAMME),
    ENTRY(TEXT, body, PROGRAMME, .optional = true, .max = 10000, .what = "NULL: a transfer"),
    ENTRY(TEXT, leaf, PROGRAMME),
    ENTRY(INT, size, PUBLIC, .what = "entries under the root"),
    ENTRY(TEXT, root, PUBLIC),
    ENTRY(TEXTS, path, PUBLIC),
    ENTRY(TEXT, checkpoint, PUBLIC, .optional = true, .max = 10000,
          .what = "null: the root is not signed yet"),
    ENTRY(TEXT, proof, MONEY, .optional = true, .max = 20000, .what = "C2SP tlog-proof"),
    FIELDS_END,
};
static const struct shape entry_shape = SHAPE(struct entry_view, "LogEntry", entry_fields);

static const char *hash_words(struct call *call, const struct hash256 *hash)
{
    return hex_text(call->arena, hash->bytes, sizeof hash->bytes);
}

static enum status place_of(const struct call *call, int64_t *ret_place, struct error *err)
{
    char *end = NULL;
    long long place = strtoll(call->key, &end, 10);
    if (*end != '\0' || end == call->key || place < 0)
        return FAIL(err, JOURNAL_NO_ENTRY, "\"%.40s\"", call->key);
    *ret_place = place;
    return STATUS_OK;
}

static enum status read_entry(struct call *call, struct store_tx *tx, struct error *err)
{
    struct log_proof found = {0};
    struct entry_view *view = arena_alloc(call->arena, sizeof *view);
    int64_t place = 0;
    enum status st = place_of(call, &place, err);
    if (st == STATUS_OK)
        st = log_prove(call, tx, place, &found, err);
    if (st != STATUS_OK)
        return st;
    *view = (struct entry_view){.place = found.place,
                                .ref = found.entry.ref,
                                .size = found.size,
                                .kind = found.entry.kind,
                                .body = found.entry.body,
                                .leaf = hash_words(call, &found.entry.leaf),
                                .root = hash_words(call, &found.root),
                                .checkpoint = found.note,
                                .proof = found.text};
    view->path.at = arena_array(call->arena, found.path.count, sizeof *view->path.at);
    for (; view->path.count < found.path.count; view->path.count++)
        view->path.at[view->path.count] = hash_words(call, &found.path.at[view->path.count]);
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_entry(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_entry, err);
}

static enum status answer_proof(struct call *call, const struct log_proof *proof, struct error *err)
{
    if (proof->text == NULL)
        return FAIL(err, API_NOT_SIGNED, "entry %" PRId64, proof->place);
    api_answer_bytes(call, proof->text, strlen(proof->text),
                     arena_format(call->arena, "proof-%" PRId64 ".txt", proof->place));
    return STATUS_OK;
}

static enum status read_entry_proof(struct call *call, struct store_tx *tx, struct error *err)
{
    struct log_proof proof = {0};
    int64_t place = 0;
    enum status st = place_of(call, &place, err);
    if (st == STATUS_OK)
        st = log_prove(call, tx, place, &proof, err);
    return st == STATUS_OK ? answer_proof(call, &proof, err) : st;
}

static enum status get_entry_proof(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_entry_proof, err);
}

static enum status read_application_proof(struct call *call, struct store_tx *tx, struct error *err)
{
    struct log_proof proof = {0};
    enum status st = log_prove_case(call, tx, PROGRAMME_APPLICATION, call->id, &proof, err);
    return st == STATUS_OK ? answer_proof(call, &proof, err) : st;
}

static enum status get_application_proof(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_application_proof, err);
}

static enum status read_agreement_proof(struct call *call, struct store_tx *tx, struct error *err)
{
    struct log_proof proof = {0};
    enum status st = log_prove_case(call, tx, PROGRAMME_AGREEMENT, call->id, &proof, err);
    return st == STATUS_OK ? answer_proof(call, &proof, err) : st;
}

static enum status get_agreement_proof(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_agreement_proof, err);
}

/* ---- the rows ---- */

#define WATCHERS (ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(ACCOUNTANT) | ROLE_BIT(AUDITOR))
#define PARTIES  (ADOPTERS | ROLE_BIT(SPONSOR_OFFICER) | OPERATORS | WATCHERS)
#define MONEY_OF                                                                                   \
    {                                                                                              \
        .own = PARTIES, .party = PARTIES, .none = WATCHERS                                         \
    }
#define LOG_READERS (OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR))
/* Those to whom the case's decisions are no secret. */
#define CASE_READERS                                                                               \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR),                                                       \
        .party =                                                                                   \
            ROLE_BIT(SPONSOR_OFFICER) | OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR), \
        .none = ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR)                                      \
    }

/* clang-format off */
const struct route trace_routes[] = {
    {HTTP_GET, "/api/ledger/accounts/{id}", get_account, .answer = &ledger_account_shape,
     .relation = account_relation, .allow = MONEY_OF,
     .en = "one account of the book", .ko = "장부의 계정 하나"},
    {HTTP_GET, "/api/ledger/accounts/{id}/transfers", get_of_account,
     .arguments = &after_arguments, .kind = ANSWER_LIST,
     .answer = &ledger_transfer_shape, .relation = account_relation, .allow = MONEY_OF,
     .en = "what made an account's balance", .ko = "계정 잔액을 이룬 이체"},
    {HTTP_GET, "/api/ledger/transfers/{id}", get_trace, .answer = &trace_shape,
     .relation = transfer_relation, .allow = MONEY_OF,
     .en = "a transfer, what it was booked for, who decided it and where it stands in the log",
     .ko = "이체 하나: 무엇 때문인지, 누가 정했는지, 로그의 어디에 있는지"},
    {HTTP_GET, "/api/agreements/{id}/transfers", get_of_agreement,
     .arguments = &after_arguments, .kind = ANSWER_LIST,
     .answer = &ledger_transfer_shape, .relation = agreement_relation,
     .allow = {.own = ADOPTERS | ROLE_BIT(AUDITOR), .party = OPERATORS | WATCHERS,
               .none = WATCHERS},
     .en = "the entries of an agreement in the book", .ko = "협약이 장부에 남긴 이체"},
    {HTTP_GET, "/api/log/{key}", get_entry, .answer = &entry_shape, .relation = book_relation,
     .allow = ALLOW(LOG_READERS),
     .en = "an entry of the log with the path to its root", .ko = "로그 항목 하나와 뿌리까지의 경로"},
    {HTTP_GET, "/api/log/{key}/proof", get_entry_proof, .kind = ANSWER_RAW, .raw = "text/plain",
     .raw_class = CLASS_MONEY, .relation = book_relation, .allow = ALLOW(LOG_READERS),
     .en = "the proof that an entry stands in the signed log", .ko = "서명된 로그에 있음을 보이는 증명"},
    {HTTP_GET, "/api/applications/{id}/proof", get_application_proof, .kind = ANSWER_RAW,
     .raw = "text/plain", .raw_class = CLASS_PROGRAMME, .relation = application_relation,
     .allow = CASE_READERS,
     .en = "the proof of what was decided last in a case", .ko = "한 건의 마지막 결정이 로그에 있다는 증명"},
    {HTTP_GET, "/api/agreements/{id}/proof", get_agreement_proof, .kind = ANSWER_RAW,
     .raw = "text/plain", .raw_class = CLASS_PROGRAMME, .relation = agreement_relation,
     .allow = CASE_READERS,
     .en = "the same for an agreement", .ko = "협약의 마지막 결정이 로그에 있다는 증명"},
    ROUTES_END,
};
/* clang-format on */
