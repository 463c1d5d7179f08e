/* claim_routes.c -- disallowed money on its way back: raised, dunned, received, returned; and who
 * is a related party of whom. What needs two persons at once (surcharge, giving up) has no route.
 */
#include <string.h>

#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger.h"

enum { CLAIMS_SHOWN = 1000 };

static const char *const claim_states[] = {"noticed",    "to-dun",  "dunned",
                                           "to-collect", "settled", NULL};

struct claim_view {
    struct owned owned;
    struct ledger_claim c;
    const char *debtor, *state, *noticed, *due;
    int64_t days_overdue;
};
#define CLAIM(kind, member, ...) FIELD_AS(kind, struct claim_view, c.member, #member, __VA_ARGS__)
static const struct field claim_fields[] = {
    CLAIM(INT, id, PUBLIC),
    CLAIM(INT, project, MONEY),
    FIELD(TEXT, struct claim_view, debtor, MONEY, .optional = true),
    CLAIM(MONEY, principal, MONEY),
    CLAIM(MONEY, owed_principal, MONEY),
    CLAIM(MONEY, owed_interest, MONEY),
    CLAIM(MONEY, owed_surcharge, MONEY),
    FIELD(TEXT, struct claim_view, noticed, MONEY),
    FIELD(TEXT, struct claim_view, due, MONEY),
    CLAIM(INT, dunnings, MONEY),
    FIELD(INT, struct claim_view, days_overdue, MONEY),
    FIELD(TEXT, struct claim_view, state, MONEY, .choices = claim_states),
    FIELDS_END,
};
static const struct shape claim_shape =
    SHAPE_OWNED(struct claim_view, owned, "LedgerClaim", "claim", claim_fields);

static struct day today_of(const struct call *call)
{
    return day_of(call->now, zone_seoul());
}

/* It is the debtor's; the operating body and the ministry have a part in it. */
static enum status view_claim(struct call *call, struct store_tx *tx,
                              const struct ledger_claim *claim, struct claim_view *view,
                              struct error *err)
{
    struct people_organisation debtor = {0};
    struct day today = today_of(call);
    enum status st = people_organisation(tx, call->arena, claim->debtor, &debtor, err);
    if (st != STATUS_OK)
        return st;
    int64_t late = day_number(today) - day_number(claim->due);
    *view = (struct claim_view){.owned = {.id = claim->id, .owner_id = claim->debtor},
                                .c = *claim,
                                .debtor = debtor.name,
                                .state = claim_states[ledger_claim_step(claim, today)],
                                .noticed = day_text(call->arena, claim->noticed),
                                .due = day_text(call->arena, claim->due),
                                .days_overdue = late > 0 ? late : 0};
    return add_overseers(call, tx, &view->owned, err);
}

static enum status answer_claim(struct call *call, struct store_tx *tx, int64_t id,
                                struct error *err)
{
    struct ledger_claim claim = {0};
    struct claim_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = ledger_claim_get(tx, id, &claim, err);
    if (st == STATUS_OK)
        st = view_claim(call, tx, &claim, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status read_claims(struct call *call, struct store_tx *tx, struct error *err)
{
    LIST(struct claim_view) views = {0};
    struct ledger_claim_list list = {0};
    int64_t own = listed_for(call->caller);
    int64_t after = api_arguments(call, struct after_arguments)->after;
    enum status st = own == 0
                         ? ledger_claims(tx, 0, after, CLAIMS_SHOWN, call->arena, &list, err)
                         : ledger_claims_of(tx, own, after, CLAIMS_SHOWN, call->arena, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = view_claim(call, tx, &list.at[i], list_add(call->arena, &views), err);
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_claims(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_claims, err);
}

/* ---- raising one ---- */

struct claim_body {
    int64_t agreement_id;
    struct money amount;
    const char *basis, *decision;
};
static const struct field raise_fields[] = {
    FIELD(INT, struct claim_body, agreement_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(MONEY, struct claim_body, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELD(TEXT, struct claim_body, basis, PUBLIC, .min = 1, .max = 130),
    FIELD(TEXT, struct claim_body, decision, PUBLIC, .min = 1, .max = 2000),
    FIELDS_END,
};
static const struct shape raise_shape = SHAPE(struct claim_body, "RaiseClaim", raise_fields);

/* What a source paid for the project less what has been claimed back for it before. */
static enum status part_of_share(struct call *call, struct store_tx *tx, int64_t project,
                                 const struct programme_share *share,
                                 struct ledger_claim_part *part, struct error *err)
{
    struct ledger_account_list list = {0};
    struct ledger_filter filter = {
        .project = project, .source = share->organisation_id, .most = LEDGER_PAGE_MAX};
    *part = (struct ledger_claim_part){.source = share->organisation_id,
                                       .paid = share->paid,
                                       .bank = text_same(share->party, "government") ||
                                                       text_same(share->party, "local")
                                                   ? LEDGER_SUBSIDY_BANK
                                                   : LEDGER_FUND_BANK};
    enum status st = ledger_accounts(tx, &filter, call->arena, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        const struct ledger_account *account = &list.at[i];
        if (account->key.code == LEDGER_PROJECT)
            part->designation = account->key.designation;
        if (account->key.code == LEDGER_CLAWBACK)
            part->paid = money_subtract(part->paid, account->debit_posted);
    }
    return st;
}

static enum status write_claim(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct claim_body *body = call->body;
    struct programme_agreement agreement = {0};
    struct ledger_claim_part parts[LEDGER_CLAIM_SOURCES_MAX];
    struct hash256 evidence = hash_of_bytes(body->decision, strlen(body->decision));
    int64_t id = 0;
    enum status st = programme_agreement(tx, call->arena, body->agreement_id, &agreement, err);
    if (st == STATUS_OK && agreement.shares.count > LEDGER_CLAIM_SOURCES_MAX)
        st = FAIL_AT(err, LEDGER_CLAIM_ORDER, "/agreement_id", "more than %d funders",
                     (int)LEDGER_CLAIM_SOURCES_MAX);
    for (size_t i = 0; st == STATUS_OK && i < agreement.shares.count; i++)
        st = part_of_share(call, tx, agreement.id, &agreement.shares.at[i], &parts[i], err);
    if (st != STATUS_OK)
        return st;
    must(call->services->terms != NULL);
    struct ledger_claim_order order = {.id = uuid_new(call->now),
                                       .project = agreement.id,
                                       .debtor = agreement.adopter_id,
                                       .collector = call->caller->organisation_id,
                                       .amount = body->amount,
                                       .parts = parts,
                                       .part_count = agreement.shares.count,
                                       .remainder = agreement.shares.count - 1,
                                       .basis = body->basis,
                                       .evidence = &evidence,
                                       .noticed = today_of(call),
                                       .actor = call->caller->user_id,
                                       .now = call->now};
    st = ledger_claim_open(tx, call->services->terms, &order, &id, err);
    return st == STATUS_OK ? answer_claim(call, tx, id, err) : st;
}

static enum status post_claim(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_claim, err);
}

/* ---- its steps ---- */

static struct ledger_group head_of(const struct call *call, enum ledger_code code)
{
    return (struct ledger_group){.id = uuid_new(call->now),
                                 .code = code,
                                 .event_at = call->now,
                                 .now = call->now,
                                 .actor = call->caller->user_id};
}

struct receipt_body {
    struct money amount;
};
static const struct field receipt_fields[] = {
    FIELD(MONEY, struct receipt_body, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELDS_END,
};
static const struct shape receipt_shape =
    SHAPE(struct receipt_body, "ClaimReceipt", receipt_fields);

static enum status write_receipt(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct receipt_body *body = call->body;
    struct ledger_group head = head_of(call, LEDGER_CODE_RECOVERED);
    struct ledger_receipt receipt = {0};
    enum status st = ledger_claim_receive(tx, call->id, body->amount, &head, &receipt, err);
    return st == STATUS_OK ? answer_claim(call, tx, call->id, err) : st;
}

static enum status post_receipt(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_receipt, err);
}

static enum status write_dunning(struct call *call, struct store_tx *tx, struct error *err)
{
    struct ledger_group head = head_of(call, LEDGER_CODE_INTEREST_CHARGED);
    struct money charged = {0};
    must(call->services->terms != NULL);
    enum status st = ledger_claim_interest(tx, call->services->terms, call->id, today_of(call),
                                           &head, &charged, err);
    if (st == STATUS_OK)
        st = ledger_claim_dun(tx, call->services->terms, call->id, today_of(call), err);
    return st == STATUS_OK ? answer_claim(call, tx, call->id, err) : st;
}

static enum status post_dunning(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_dunning, err);
}

static enum status write_return(struct call *call, struct store_tx *tx, struct error *err)
{
    struct ledger_group head = head_of(call, LEDGER_CODE_REMITTED);
    struct money remitted = {0};
    enum status st = ledger_remit(tx, call->id, &head, &remitted, err);
    return st == STATUS_OK ? answer_claim(call, tx, call->id, err) : st;
}

static enum status post_return(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_return, err);
}

/* ---- interest ---- */

struct interest_body {
    const char *bank, *from, *until;
    struct money amount;
};
static const char *const banks[] = {"fund", "subsidy", "market", NULL};
static const int64_t bank_codes[] = {LEDGER_FUND_BANK, LEDGER_SUBSIDY_BANK, LEDGER_MARKET_BANK};
static const struct field interest_fields[] = {
    FIELD(TEXT, struct interest_body, bank, PUBLIC, .choices = banks),
    FIELD(TEXT, struct interest_body, from, PUBLIC, .min = 10, .max = 10),
    FIELD(TEXT, struct interest_body, until, PUBLIC, .min = 10, .max = 10),
    FIELD(MONEY, struct interest_body, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELDS_END,
};
static const struct shape interest_shape =
    SHAPE(struct interest_body, "BankInterest", interest_fields);

static enum status write_interest(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct interest_body *body = call->body;
    struct ledger_group head = head_of(call, LEDGER_CODE_INTEREST_EARNED);
    struct ledger_interest interest = {.org = call->caller->organisation_id,
                                       .amount = body->amount};
    struct ledger_posted posted = {0};
    for (size_t i = 0; banks[i] != NULL; i++)
        if (text_same(banks[i], body->bank))
            interest.bank = bank_codes[i];
    enum status st = day_parse(body->from, &interest.from, err);
    if (st == STATUS_OK)
        st = day_parse(body->until, &interest.until, err);
    if (st == STATUS_OK)
        st = ledger_interest_book(tx, &interest, &head, &posted, err);
    if (st == STATUS_OK)
        api_answer(call, body);
    return st;
}

static enum status post_interest(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_interest, err);
}

/* ---- related parties ---- */

struct related_body {
    int64_t source_id, organisation_id;
    const char *basis;
};
static const struct field related_fields[] = {
    FIELD(INT, struct related_body, source_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(INT, struct related_body, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct related_body, basis, PUBLIC, .min = 1, .max = 130),
    FIELDS_END,
};
static const struct shape related_shape =
    SHAPE(struct related_body, "RelatedParty", related_fields);

static enum status write_related(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct related_body *body = call->body;
    const int64_t ids[] = {body->source_id, body->organisation_id};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof ids / sizeof *ids; i++) {
        struct people_organisation organisation = {0};
        st = people_organisation(tx, call->arena, ids[i], &organisation, err);
    }
    if (st == STATUS_OK)
        st = ledger_relate(tx, body->source_id, body->organisation_id, body->basis,
                           call->caller->user_id, call->now, err);
    if (st == STATUS_OK)
        api_answer(call, body);
    return st;
}

struct relation_view {
    struct owned owned;
    struct ledger_relation r;
    const char *source, *organisation;
};
static const struct field relation_fields[] = {
    FIELD_AS(INT, struct relation_view, r.source, "source_id", PROGRAMME),
    FIELD(TEXT, struct relation_view, source, PROGRAMME, .optional = true),
    FIELD_AS(INT, struct relation_view, r.org, "organisation_id", PROGRAMME),
    FIELD(TEXT, struct relation_view, organisation, PROGRAMME, .optional = true),
    FIELD_AS(TIME, struct relation_view, r.since, "since", PROGRAMME),
    FIELD_AS(TEXT, struct relation_view, r.basis, "basis", PROGRAMME, .max = 400),
    FIELDS_END,
};
static const struct shape relation_shape =
    SHAPE_OWNED(struct relation_view, owned, "RelatedPartyRow", "contribution", relation_fields);

static const char *name_of(struct call *call, struct store_tx *tx, int64_t id)
{
    struct people_organisation organisation = {0};
    struct error ignored;
    return people_organisation(tx, call->arena, id, &organisation, &ignored) == STATUS_OK
               ? organisation.name
               : NULL;
}

/* A giver sees whom it is itself said to be related to, nobody else's. */
static enum status read_related(struct call *call, struct store_tx *tx, struct error *err)
{
    LIST(struct relation_view) views = {0};
    struct ledger_relations list = {0};
    int64_t own = call->caller->role == ROLE_SPONSOR_OFFICER ? call->caller->organisation_id : 0;
    enum status st = ledger_related(tx, own, call->arena, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct relation_view *view = list_add(call->arena, &views);
        *view = (struct relation_view){.r = list.at[i],
                                       .source = name_of(call, tx, list.at[i].source),
                                       .organisation = name_of(call, tx, list.at[i].org)};
        view->owned = (struct owned){.id = list.at[i].source, .owner_id = list.at[i].source};
        st = add_overseers(call, tx, &view->owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_related(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_related, err);
}

static enum status post_related(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_related, err);
}

/* clang-format off */
const struct route claim_routes[] = {
    {HTTP_GET, "/api/ledger/claims", list_claims,
     .arguments = &after_arguments, .kind = ANSWER_LIST, .answer = &claim_shape,
     .allow = ALLOW(ADOPTERS | OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR) |
                    ROLE_BIT(ACCOUNTANT)),
     .en = "money to be paid back, with its day", .ko = "환수 목록과 기한"},
    {HTTP_POST, "/api/ledger/claims", post_claim, .body = &raise_shape, .answer = &claim_shape,
     .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)), .step_up = true,
     .en = "claim a disallowed cost back for its sources", .ko = "불인정 금액의 환수를 등록합니다"},
    {HTTP_POST, "/api/ledger/claims/{id}/receipts", post_receipt, .body = &receipt_shape,
     .answer = &claim_shape, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)), .step_up = true,
     .en = "money has come back", .ko = "환수금 입금을 기록합니다"},
    {HTTP_POST, "/api/ledger/claims/{id}/dun", post_dunning, .body = &nothing_shape,
     .answer = &claim_shape, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)), .step_up = true,
     .en = "dun: late interest and a new day", .ko = "독촉: 지연 이자와 새 기한"},
    {HTTP_POST, "/api/ledger/claims/{id}/return", post_return, .body = &nothing_shape,
     .answer = &claim_shape, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)), .step_up = true,
     .en = "what was recovered goes back to its sources", .ko = "환수금을 재원에 반환합니다"},
    {HTTP_POST, "/api/ledger/interest", post_interest, .body = &interest_shape,
     .answer = &interest_shape, .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)),
     .step_up = true,
     .en = "interest of a bank account, to the sources whose money lay there",
     .ko = "계좌 이자를 재원별로 기표합니다"},
    {HTTP_GET, "/api/ledger/related", list_related, .kind = ANSWER_LIST, .answer = &relation_shape,
     .allow = ALLOW(OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR) |
                    ROLE_BIT(ACCOUNTANT) | ROLE_BIT(SPONSOR_OFFICER)),
     .en = "who is a related party of which giver; a giver sees its own",
     .ko = "출연자별 특수관계인(출연자는 자기 것만)"},
    {HTTP_POST, "/api/ledger/related", post_related, .body = &related_shape,
     .answer = &related_shape, .success = 201, .allow = ALLOW(OPERATORS), .step_up = true,
     .en = "say that an organisation is a related party of a giver",
     .ko = "출연자의 특수관계인을 등록합니다"},
    ROUTES_END,
};
/* clang-format on */
