/* programme_routes.c -- what the web may do with cases and their money. */

#include "api/papers.h"
#include "api/routes.h"
#include "api/views.h"
#include "intake/intake.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger.h"
#include "notice/notice.h"
#include "programme/programme.h"
#include "project/project.h"
#include "rulebook/rulebook.h"
#include "selection/selection.h"

/* ---- states, as bits for the routes ---- */

static const char *const application_states[] = {"draft",    "submitted", "returned",
                                                 "approved", "rejected",  NULL};
enum {
    DRAFT = APPLICATION_DRAFT,
    SUBMITTED = APPLICATION_SUBMITTED,
    RETURNED = APPLICATION_RETURNED,
};
static const char *const agreement_states[] = {"signing", "active", NULL};
enum { SIGNING, ACTIVE };
static const char *const payment_states[] = {"requested", "approved", "paid", "refused", NULL};
enum { REQUESTED, PAYMENT_APPROVED, PAID, REFUSED };
static const char *const contribution_states[] = {"pledged", "received", NULL};
enum { PLEDGED, RECEIVED };

static int index_of(const char *const *states, const char *state)
{
    int index = 0;
    while (states[index] != NULL && !text_same(states[index], state))
        index++;
    return index;
}

/* ---- shapes ---- */

static const struct field share_fields[] = {
    FIELD(TEXT, struct programme_share, funder, PROGRAMME),
    FIELD(TEXT, struct programme_share, ko, PROGRAMME),
    FIELD(TEXT, struct programme_share, en, PROGRAMME),
    FIELD(TEXT, struct programme_share, party, PROGRAMME),
    FIELD(MONEY, struct programme_share, amount, MONEY),
    FIELD(MONEY, struct programme_share, paid, MONEY),
    FIELDS_END,
};
static const struct shape share_shape = SHAPE(struct programme_share, "Share", share_fields);

static const struct field option_fields[] = {
    FIELD(TEXT, struct programme_option, id, PROGRAMME),
    FIELD(TEXT, struct programme_option, ko, PROGRAMME),
    FIELD(TEXT, struct programme_option, en, PROGRAMME),
    FIELD(MONEY, struct programme_option, cost, MONEY),
    FIELD(INT, struct programme_option, payback_months, MONEY, .optional = true),
    FIELDS_END,
};
static const struct shape option_shape =
    SHAPE(struct programme_option, "PlannedOption", option_fields);

static const struct field event_fields[] = {
    FIELD(TIME, struct programme_event, at, PROGRAMME),
    FIELD(TEXT, struct programme_event, name, PERSONAL),
    FIELD(TEXT, struct programme_event, organisation, PROGRAMME),
    FIELD(TEXT, struct programme_event, action, PROGRAMME),
    FIELD(TEXT, struct programme_event, note, PROGRAMME, .max = 2000),
    FIELDS_END,
};
static const struct shape event_shape = SHAPE(struct programme_event, "CaseEvent", event_fields);

static const struct field attachment_fields[] = {
    FIELD(INT, struct intake_upload, id, TRADE_SECRET),
    FIELD(TEXT, struct intake_upload, name, TRADE_SECRET),
    FIELD(INT, struct intake_upload, size, TRADE_SECRET),
    FIELD_AS(TEXT, struct intake_upload, hash, "sha256", TRADE_SECRET, .optional = true),
    FIELDS_END,
};
static const struct shape attachment_shape =
    SHAPE(struct intake_upload, "Attachment", attachment_fields);

struct application_view {
    struct owned owned;
    struct programme_application a;
    struct intake_uploads files;
};

#define APPLICATION(kind, member, ...)                                                             \
    FIELD_AS(kind, struct application_view, a.member, #member, __VA_ARGS__)
static const struct field application_fields[] = {
    APPLICATION(INT, id, PUBLIC),
    APPLICATION(TEXT, number, PROGRAMME),
    APPLICATION(TEXT, state, PROGRAMME, .choices = application_states),
    APPLICATION(TEXT, programme, PUBLIC),
    APPLICATION(INT, programme_version, PUBLIC),
    APPLICATION(INT, adopter_id, PROGRAMME),
    APPLICATION(TEXT, adopter, PROGRAMME),
    APPLICATION(INT, sponsor_id, PROGRAMME),
    APPLICATION(TEXT, sponsor, PROGRAMME),
    APPLICATION(TEXT, title, PROGRAMME),
    APPLICATION(TEXT, summary, PROGRAMME, .max = 4000),
    APPLICATION(TEXT, contact, PERSONAL),
    APPLICATION(INT, plan_id, PROGRAMME),
    APPLICATION(TEXT, plan_hash, PROGRAMME),
    APPLICATION(MONEY, total, MONEY),
    FIELD_OF_AS(LIST, struct application_view, a.shares, "shares", &share_shape, MONEY),
    FIELD_OF_AS(LIST, struct application_view, a.options, "options", &option_shape, PROGRAMME),
    FIELD_OF_AS(LIST, struct application_view, a.history, "history", &event_shape, PROGRAMME),
    FIELD_OF(LIST, struct application_view, files, &attachment_shape, TRADE_SECRET),
    APPLICATION(INT, agreement_id, PROGRAMME, .optional = true, .zero_is_null = true),
    APPLICATION(TIME, created_at, PROGRAMME),
    APPLICATION(TIME, submitted_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape application_shape =
    SHAPE_OWNED(struct application_view, owned, "Application", "application", application_fields);

static const struct field signature_fields[] = {
    FIELD(INT, struct programme_signature, organisation_id, PROGRAMME),
    FIELD(TEXT, struct programme_signature, organisation, PROGRAMME),
    FIELD(TEXT, struct programme_signature, name, PERSONAL, .optional = true),
    FIELD(TIME, struct programme_signature, at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape signature_shape =
    SHAPE(struct programme_signature, "Signature", signature_fields);

static const struct field tranche_fields[] = {
    FIELD(TEXT, struct programme_tranche, id, PROGRAMME),
    FIELD(TEXT, struct programme_tranche, ko, PROGRAMME),
    FIELD(TEXT, struct programme_tranche, en, PROGRAMME),
    FIELD(MONEY, struct programme_tranche, amount, MONEY),
    FIELD(MONEY, struct programme_tranche, paid, MONEY),
    FIELDS_END,
};
static const struct shape tranche_shape =
    SHAPE(struct programme_tranche, "Tranche", tranche_fields);

static const struct field part_fields[] = {
    FIELD(TEXT, struct programme_part, funder, PROGRAMME),
    FIELD(MONEY, struct programme_part, amount, MONEY),
    FIELDS_END,
};
static const struct shape part_shape = SHAPE(struct programme_part, "PaymentPart", part_fields);

static const struct field payment_fields[] = {
    FIELD(INT, struct programme_payment, id, PUBLIC),
    FIELD(INT, struct programme_payment, agreement_id, PROGRAMME),
    FIELD(TEXT, struct programme_payment, tranche, PROGRAMME),
    FIELD(MONEY, struct programme_payment, amount, MONEY),
    FIELD(TEXT, struct programme_payment, payee, PROGRAMME),
    FIELD(TEXT, struct programme_payment, evidence, PROGRAMME, .max = 2000),
    FIELD(TEXT, struct programme_payment, state, PROGRAMME, .choices = payment_states),
    FIELD_OF(LIST, struct programme_payment, parts, &part_shape, MONEY),
    FIELD(INT, struct programme_payment, requested_by, PROGRAMME),
    FIELD(INT, struct programme_payment, approved_by, PROGRAMME, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct programme_payment, requested_by_name, PERSONAL),
    FIELD(TEXT, struct programme_payment, approved_by_name, PERSONAL, .optional = true),
    FIELD(TIME, struct programme_payment, requested_at, PROGRAMME),
    FIELD(TIME, struct programme_payment, paid_at, PROGRAMME, .optional = true,
          .zero_is_null = true),
    FIELDS_END,
};
static const struct shape payment_part_of_agreement =
    SHAPE(struct programme_payment, "Payment", payment_fields);

static const struct field wait_fields[] = {
    FIELD(TEXT, struct programme_wait, organisation, PROGRAMME),
    FIELD(TEXT, struct programme_wait, ko, PROGRAMME),
    FIELD(TEXT, struct programme_wait, en, PROGRAMME),
    FIELDS_END,
};
static const struct shape wait_shape = SHAPE(struct programme_wait, "Wait", wait_fields);

struct agreement_view {
    struct owned owned;
    struct programme_agreement a;
};

#define AGREEMENT(kind, member, ...)                                                               \
    FIELD_AS(kind, struct agreement_view, a.member, #member, __VA_ARGS__)
static const struct field agreement_fields[] = {
    AGREEMENT(INT, id, PUBLIC),
    AGREEMENT(TEXT, number, PROGRAMME),
    AGREEMENT(INT, application_id, PROGRAMME),
    AGREEMENT(TEXT, state, PROGRAMME, .choices = agreement_states),
    AGREEMENT(INT, adopter_id, PROGRAMME),
    AGREEMENT(TEXT, adopter, PROGRAMME),
    AGREEMENT(INT, sponsor_id, PROGRAMME),
    AGREEMENT(TEXT, sponsor, PROGRAMME),
    AGREEMENT(INT, operator_id, PROGRAMME),
    FIELD_AS(TEXT, struct agreement_view, a.operator_name, "operator", PROGRAMME),
    AGREEMENT(TEXT, title, PROGRAMME),
    AGREEMENT(MONEY, total, MONEY),
    FIELD_OF_AS(LIST, struct agreement_view, a.shares, "shares", &share_shape, MONEY),
    FIELD_OF_AS(LIST, struct agreement_view, a.signatures, "signatures", &signature_shape,
                PROGRAMME),
    AGREEMENT(MONEY, deposited, MONEY),
    FIELD_OF_AS(LIST, struct agreement_view, a.tranches, "tranches", &tranche_shape, MONEY),
    FIELD_OF_AS(LIST, struct agreement_view, a.payments, "payments", &payment_part_of_agreement,
                MONEY),
    FIELD_OF_AS(LIST, struct agreement_view, a.waiting_for, "waiting_for", &wait_shape, PROGRAMME),
    AGREEMENT(TIME, created_at, PROGRAMME),
    AGREEMENT(TIME, active_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape agreement_shape =
    SHAPE_OWNED(struct agreement_view, owned, "Agreement", "agreement", agreement_fields);

struct contribution_view {
    struct owned owned;
    struct programme_contribution c;
    const char *spend_by;
};

#define CONTRIBUTION(kind, member, ...)                                                            \
    FIELD_AS(kind, struct contribution_view, c.member, #member, __VA_ARGS__)
static const struct field contribution_fields[] = {
    CONTRIBUTION(INT, id, PUBLIC),
    CONTRIBUTION(TEXT, source, PROGRAMME),
    CONTRIBUTION(INT, organisation_id, PROGRAMME),
    CONTRIBUTION(TEXT, organisation, PROGRAMME),
    CONTRIBUTION(TEXT, programme, PUBLIC),
    CONTRIBUTION(TEXT, designation, PROGRAMME),
    CONTRIBUTION(MONEY, amount, MONEY),
    CONTRIBUTION(MONEY, received, MONEY),
    FIELD(TEXT, struct contribution_view, spend_by, PROGRAMME, .optional = true),
    CONTRIBUTION(TEXT, state, PROGRAMME, .choices = contribution_states),
    CONTRIBUTION(TIME, pledged_at, PROGRAMME),
    FIELDS_END,
};
static const struct shape contribution_shape = SHAPE_OWNED(
    struct contribution_view, owned, "Contribution", "contribution", contribution_fields);

/* ---- bodies ---- */

struct text_list {
    const char **at;
    size_t count;
};

struct draft_body {
    int64_t plan_id, sponsor_id, call_id;
    struct text_list options;
};
static const struct field draft_fields[] = {
    FIELD(INT, struct draft_body, plan_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(INT, struct draft_body, sponsor_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(INT, struct draft_body, call_id, PUBLIC, .min = 1, .max = INT64_MAX, .optional = true,
          .zero_is_null = true, .what = "an open call; none where the programme has none"),
    FIELD(TEXTS, struct draft_body, options, PUBLIC, .max = 80),
    FIELDS_END,
};
static const struct shape draft_shape = SHAPE(struct draft_body, "ApplicationDraft", draft_fields);

static const struct field change_fields[] = {
    FIELD(TEXT, struct programme_change, title, PUBLIC, .max = 120, .optional = true),
    FIELD(TEXT, struct programme_change, summary, PUBLIC, .max = 4000, .optional = true),
    FIELD(TEXT, struct programme_change, contact, PUBLIC, .max = 120, .optional = true),
    FIELDS_END,
};
static const struct shape change_shape =
    SHAPE(struct programme_change, "ApplicationChange", change_fields);

struct note_body {
    const char *note;
};
static const struct field note_fields[] = {
    FIELD(TEXT, struct note_body, note, PUBLIC, .min = 1, .max = 2000),
    FIELDS_END,
};
static const struct shape note_shape = SHAPE(struct note_body, "Note", note_fields);

static const struct field contribute_fields[] = {
    FIELD(TEXT, struct programme_gift, programme, PUBLIC, .max = 80),
    FIELD(TEXT, struct programme_gift, designation, PUBLIC, .min = 1, .max = 200),
    FIELD(MONEY, struct programme_gift, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELD(INT, struct programme_gift, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX,
          .optional = true, .zero_is_null = true,
          .what = "whose public grant it is; none: the ministry's"),
    FIELDS_END,
};
static const struct shape contribute_shape =
    SHAPE(struct programme_gift, "Pledge", contribute_fields);

struct bank_body {
    struct money amount;
    const char *bank_reference;
};
static const struct field reference_fields[] = {
    FIELD(TEXT, struct bank_body, bank_reference, PUBLIC, .min = 1, .max = 80),
    FIELDS_END,
};
static const struct shape reference_shape = SHAPE(struct bank_body, "BankEntry", reference_fields);
static const struct field deposit_fields[] = {
    FIELD(MONEY, struct bank_body, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELD(TEXT, struct bank_body, bank_reference, PUBLIC, .min = 1, .max = 80),
    FIELDS_END,
};
static const struct shape deposit_shape = SHAPE(struct bank_body, "Deposit", deposit_fields);

static const struct field request_fields[] = {
    FIELD(TEXT, struct programme_request, tranche, PUBLIC, .max = 40),
    FIELD(MONEY, struct programme_request, amount, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELD(TEXT, struct programme_request, payee, PUBLIC, .min = 1, .max = 120),
    FIELD(TEXT, struct programme_request, evidence, PUBLIC, .min = 1, .max = 2000),
    FIELDS_END,
};
static const struct shape request_shape =
    SHAPE(struct programme_request, "PaymentRequest", request_fields);

/* ---- who has a part ---- */

static void own_case(struct owned *owned, int64_t id, const struct programme_case *parts)
{
    *owned = (struct owned){.id = id, .owner_id = parts->owner_id};
    for (size_t i = 0; i < sizeof parts->party_ids / sizeof *parts->party_ids; i++)
        owned_add_party(owned, parts->party_ids[i]);
}

/* A draft is the applicant's own, whoever is named in it; a reviewer reads while it is reviewed. */
static bool hidden(const struct call *call, const struct owned *owned, int state)
{
    enum people_role role = call->caller->role;
    bool own = owned_relation(owned, call->caller->organisation_id) == RELATION_OWN;
    if (own || role == ROLE_AUDITOR)
        return false;
    return state == DRAFT || (role == ROLE_REVIEWER && state != SUBMITTED);
}

/* Who reviews it has a part in it for as long as the review is his. */
static enum status add_seat(struct call *call, struct store_tx *tx, int64_t id, struct owned *owned,
                            struct error *err)
{
    bool seated = false;
    if (call->caller->role != ROLE_REVIEWER && call->caller->role != ROLE_MENTOR)
        return STATUS_OK;
    enum status st = selection_seated(tx, id, call->caller->user_id, call->now, &seated, err);
    if (st == STATUS_OK && seated)
        owned_add_party(owned, call->caller->organisation_id);
    return st;
}

static enum status relate_to(struct call *call, enum programme_thing thing, int64_t id,
                             const char *const *states, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct programme_case parts = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = programme_case(tx, call->arena, thing, id, &parts, err);
    if (st != STATUS_OK)
        return st;
    own_case(&call->owned, id, &parts);
    call->state = index_of(states, parts.state);
    if (thing == PROGRAMME_APPLICATION && hidden(call, &call->owned, call->state))
        return FAIL(err, API_NOT_FOUND, "application %lld", (long long)id);
    if (thing == PROGRAMME_APPLICATION &&
        (st = add_seat(call, tx, id, &call->owned, err)) != STATUS_OK)
        return st;
    return add_overseers(call, tx, &call->owned, err);
}

enum status own_things(struct call *call, struct store_tx *tx, enum programme_thing thing,
                       const int64_t *ids, size_t count, struct owned *ret_owned, bool *ret_shown,
                       struct error *err)
{
    struct programme_case *parts = arena_array(call->arena, count + 1, sizeof *parts);
    enum status st =
        count == 0 ? STATUS_OK : programme_cases(tx, call->arena, thing, ids, count, parts, err);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        struct owned owned = {0};
        own_case(&owned, ids[i], &parts[i]);
        bool is_hidden = thing == PROGRAMME_APPLICATION &&
                         hidden(call, &owned, index_of(application_states, parts[i].state));
        st = add_overseers(call, tx, &owned, err);
        ret_owned[i] = owned;
        ret_shown[i] = !is_hidden;
    }
    return st;
}

static enum status relate(struct call *call, enum programme_thing thing, const char *const *states,
                          struct error *err)
{
    return relate_to(call, thing, call->id, states, err);
}

enum status relate_application(struct call *call, int64_t id, struct error *err)
{
    return relate_to(call, PROGRAMME_APPLICATION, id, application_states, err);
}

enum status application_relation(struct call *call, struct error *err)
{
    return relate(call, PROGRAMME_APPLICATION, application_states, err);
}

enum status agreement_relation(struct call *call, struct error *err)
{
    return relate(call, PROGRAMME_AGREEMENT, agreement_states, err);
}

static enum status payment_relation(struct call *call, struct error *err)
{
    return relate(call, PROGRAMME_PAYMENT, payment_states, err);
}

static enum status contribution_relation(struct call *call, struct error *err)
{
    return relate(call, PROGRAMME_CONTRIBUTION, contribution_states, err);
}

/* ---- applications ---- */

/* Whole cases with their files and who has a part in them: a few queries for all of them. */
static enum status view_applications(struct call *call, struct store_tx *tx, const int64_t *ids,
                                     size_t count, struct application_view *views,
                                     struct error *err)
{
    struct programme_applications list = {0};
    struct programme_case *parts = arena_array(call->arena, count + 1, sizeof *parts);
    struct intake_uploads *files = arena_array(call->arena, count + 1, sizeof *files);
    enum status st = programme_applications_whole(tx, call->arena, ids, count, &list, err);
    if (st == STATUS_OK)
        st = programme_cases(tx, call->arena, PROGRAMME_APPLICATION, ids, count, parts, err);
    if (st == STATUS_OK)
        st = intake_uploads_of(tx, call->arena, ids, count, files, err);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        struct application_view *view = &views[i];
        *view = (struct application_view){.a = list.at[i], .files = files[i]};
        own_case(&view->owned, ids[i], &parts[i]);
        for (size_t k = 0; k < view->a.options.count; k++)
            if (view->a.options.at[k].payback_months < 0)
                view->a.options.at[k].payback_months = API_NULL;
        st = add_seat(call, tx, ids[i], &view->owned, err);
        if (st == STATUS_OK)
            st = add_overseers(call, tx, &view->owned, err);
    }
    return st;
}

static enum status answer_application(struct call *call, struct store_tx *tx, int64_t id,
                                      struct error *err)
{
    struct application_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = view_applications(call, tx, &id, 1, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status read_applications(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_applications list = {0};
    struct programme_page page = page_asked(call);
    enum status st = STATUS_OK;
    if (call->caller->role == ROLE_REVIEWER)
        page.state = application_states[SUBMITTED]; /* what hidden() leaves of the rest */
    if (st == STATUS_OK)
        st = programme_applications(tx, call->arena, &page, &list, err);
    int64_t *ids = arena_array(call->arena, list.count + 1, sizeof *ids);
    struct application_view *views = arena_array(call->arena, list.count + 1, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        ids[i] = list.at[i].id;
    if (st == STATUS_OK)
        st = view_applications(call, tx, ids, list.count, views, err);
    size_t shown = 0;
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        if (!hidden(call, &views[i].owned, index_of(application_states, views[i].a.state)))
            views[shown++] = views[i];
    if (st == STATUS_OK)
        api_answer_list(call, views, shown);
    return st;
}

static enum status list_applications(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_applications, err);
}

static enum status read_application(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_application(call, tx, call->id, err);
}

static enum status get_application(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_application, err);
}

static enum status make_application(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct draft_body *body = call->body;
    struct programme_draft draft = {.sponsor_id = body->sponsor_id, .plan_id = body->plan_id};
    int64_t id = 0;
    enum status st = draft_from_plan(call, tx, body->options.at, body->options.count, &draft, err);
    if (st == STATUS_OK)
        st =
            notice_apply(tx, call->arena, call->caller, body->call_id, &draft, call->now, &id, err);
    return st == STATUS_OK ? answer_application(call, tx, id, err) : st;
}

static enum status post_application(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, make_application, err);
}

static enum status change_application(struct call *call, struct store_tx *tx, struct error *err)
{
    enum status st = programme_edit(tx, call->arena, call->id, call->body, err);
    return st == STATUS_OK ? answer_application(call, tx, call->id, err) : st;
}

static enum status patch_application(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, change_application, err);
}

static enum status decide(struct call *call, struct store_tx *tx, const char *action,
                          const char *note, struct error *err)
{
    bool forward = text_same(action, "submit") || text_same(action, "approve");
    enum status st = forward ? selection_costs_ready(tx, call->arena, call->id, err) : STATUS_OK;
    if (st == STATUS_OK && text_same(action, "approve"))
        st = project_selected(tx, call->arena, call->id, err);
    if (st == STATUS_OK)
        st = notice_decides(tx, call->arena, call->id, action, call->now, err);
    if (st == STATUS_OK)
        st =
            programme_decide(tx, call->arena, call->caller, call->id, action, note, call->now, err);
    if (st == STATUS_OK && text_same(action, "approve"))
        st = selection_agreed(tx, call->arena, call->id, err);
    if (st == STATUS_OK)
        st = project_decided(tx, call->arena, call->id, call->now, err);
    return st == STATUS_OK ? answer_application(call, tx, call->id, err) : st;
}

static bool is_known(const struct rulebook_facts *facts, const char *fact)
{
    for (size_t i = 0; i < facts->count; i++)
        if (text_same(facts->at[i].value.fact, fact))
            return true;
    return false;
}

/* What the firm has told once goes along with the application, as its own word: the review of
 * eligibility begins with it. What was looked up already stays. */
static enum status carry_profile(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_facts told = {0};
    struct rulebook_facts known = {0};
    enum status st = selection_profile(tx, call->arena, call->caller->organisation_id, &told, err);
    if (st == STATUS_OK)
        st = rulebook_facts(tx, call->arena, call->id, &known, err);
    if (st != STATUS_OK)
        return st;
    struct rulebook_fact *facts = arena_array(call->arena, told.count, sizeof *facts);
    size_t count = 0;
    for (size_t i = 0; i < told.count; i++)
        if (!is_known(&known, told.at[i].fact))
            facts[count++] = (struct rulebook_fact){
                .value = {told.at[i].fact, told.at[i].number, told.at[i].word},
                .source = "기업 기본정보(기업이 적음)"};
    return rulebook_facts_put(tx, call->caller, call->id, facts, count, call->now, err);
}

static enum status submit(struct call *call, struct store_tx *tx, struct error *err)
{
    enum status st = carry_profile(call, tx, err);
    return st == STATUS_OK ? decide(call, tx, "submit", "", err) : st;
}

static enum status send_back(struct call *call, struct store_tx *tx, struct error *err)
{
    return decide(call, tx, "return", ((const struct note_body *)call->body)->note, err);
}

static enum status approve(struct call *call, struct store_tx *tx, struct error *err)
{
    return decide(call, tx, "approve", ((const struct note_body *)call->body)->note, err);
}

static enum status reject(struct call *call, struct store_tx *tx, struct error *err)
{
    return decide(call, tx, "reject", ((const struct note_body *)call->body)->note, err);
}

static enum status post_submit(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, submit, err);
}

static enum status post_return(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, send_back, err);
}

static enum status post_approve(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, approve, err);
}

static enum status post_reject(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, reject, err);
}

/* ---- agreements ---- */

static enum status view_agreements(struct call *call, struct store_tx *tx, const int64_t *ids,
                                   size_t count, struct agreement_view *views, struct error *err)
{
    struct programme_agreements list = {0};
    struct programme_case *parts = arena_array(call->arena, count + 1, sizeof *parts);
    enum status st = programme_agreements(tx, call->arena, ids, count, &list, err);
    if (st == STATUS_OK)
        st = programme_cases(tx, call->arena, PROGRAMME_AGREEMENT, ids, count, parts, err);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        views[i] = (struct agreement_view){.a = list.at[i]};
        own_case(&views[i].owned, ids[i], &parts[i]);
        st = add_overseers(call, tx, &views[i].owned, err);
    }
    return st;
}

static enum status answer_agreement(struct call *call, struct store_tx *tx, int64_t id,
                                    struct error *err)
{
    struct agreement_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = view_agreements(call, tx, &id, 1, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status read_agreements(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_ids ids = {0};
    struct programme_page page = page_asked(call);
    enum status st = STATUS_OK;
    if (st == STATUS_OK)
        st = programme_agreement_ids(tx, call->arena, &page, &ids, err);
    struct agreement_view *views = arena_array(call->arena, ids.count + 1, sizeof *views);
    if (st == STATUS_OK)
        st = view_agreements(call, tx, ids.at, ids.count, views, err);
    if (st == STATUS_OK)
        api_answer_list(call, views, ids.count);
    return st;
}

static enum status list_agreements(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_agreements, err);
}

static enum status read_agreement(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_agreement(call, tx, call->id, err);
}

static enum status get_agreement(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_agreement, err);
}

static enum status sign(struct call *call, struct store_tx *tx, struct error *err)
{
    enum status st = programme_sign(tx, call->arena, call->caller, call->id, call->now, err);
    if (st == STATUS_OK)
        st = project_signed(tx, call->arena, call->id, call->now, err);
    return st == STATUS_OK ? answer_agreement(call, tx, call->id, err) : st;
}

static enum status post_sign(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, sign, err);
}

static enum status deposit(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct bank_body *body = call->body;
    enum status st = programme_deposit(tx, call->arena, call->caller, call->id, body->amount,
                                       body->bank_reference, call->now, err);
    return st == STATUS_OK ? answer_agreement(call, tx, call->id, err) : st;
}

static enum status post_deposit(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, deposit, err);
}

/* ---- payments ---- */

static enum status answer_payment(struct call *call, struct store_tx *tx, int64_t id,
                                  struct error *err)
{
    struct programme_payment *payment = arena_alloc(call->arena, sizeof *payment);
    enum status st = programme_payment(tx, call->arena, id, payment, err);
    if (st == STATUS_OK)
        api_answer(call, payment);
    return st;
}

/* Money of the fund is asked for within its year (F3.56); what has no sponsor's share is not the
 * fund's. */
static enum status fund_open(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_agreement agreement = {0};
    bool fund = false;
    must(call->services->terms != NULL);
    enum status st = programme_agreement(tx, call->arena, call->id, &agreement, err);
    for (size_t i = 0; st == STATUS_OK && i < agreement.shares.count; i++)
        fund |= text_same(agreement.shares.at[i].party, "sponsor") &&
                agreement.shares.at[i].amount.won > 0;
    return st == STATUS_OK && fund ? ledger_request_open(call->services->terms, call->now, err)
                                   : st;
}

static enum status request_payment(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t id = 0;
    enum status st = fund_open(call, tx, err);
    if (st == STATUS_OK)
        st = programme_request(tx, call->arena, call->caller, call->id, call->body, call->now, &id,
                               err);
    return st == STATUS_OK ? answer_payment(call, tx, id, err) : st;
}

static enum status post_payment(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, request_payment, err);
}

static enum status approve_payment(struct call *call, struct store_tx *tx, struct error *err)
{
    enum status st = programme_approve(tx, call->arena, call->caller, call->id, call->now, err);
    return st == STATUS_OK ? answer_payment(call, tx, call->id, err) : st;
}

static enum status post_approve_payment(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, approve_payment, err);
}

static enum status refuse_payment(struct call *call, struct store_tx *tx, struct error *err)
{
    enum status st = programme_refuse(tx, call->arena, call->caller, call->id, call->now, err);
    return st == STATUS_OK ? answer_payment(call, tx, call->id, err) : st;
}

static enum status post_refuse_payment(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, refuse_payment, err);
}

static enum status confirm_payment(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct bank_body *body = call->body;
    enum status st = programme_confirm(tx, call->arena, call->caller, call->id,
                                       body->bank_reference, call->now, err);
    return st == STATUS_OK ? answer_payment(call, tx, call->id, err) : st;
}

static enum status post_confirm_payment(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, confirm_payment, err);
}

/* ---- contributions ---- */

static enum status show_contribution(struct call *call, struct store_tx *tx,
                                     const struct programme_contribution *contribution,
                                     struct contribution_view *ret_view, struct error *err)
{
    ret_view->c = *contribution;
    ret_view->owned =
        (struct owned){.id = contribution->id, .owner_id = contribution->organisation_id};
    if (contribution->spend_by.year != 0)
        ret_view->spend_by = day_text(call->arena, contribution->spend_by);
    return add_overseers(call, tx, &ret_view->owned, err);
}

static enum status answer_contribution(struct call *call, struct store_tx *tx, int64_t id,
                                       struct error *err)
{
    struct contribution_view *view = arena_alloc(call->arena, sizeof *view);
    struct programme_contribution contribution = {0};
    enum status st = programme_contribution(tx, call->arena, id, &contribution, err);
    if (st == STATUS_OK)
        st = show_contribution(call, tx, &contribution, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status read_contributions(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_contributions list = {0};
    struct programme_page page = page_asked(call);
    enum status st = STATUS_OK;
    if (st == STATUS_OK)
        st = programme_contributions(tx, call->arena, &page, &list, err);
    struct contribution_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = show_contribution(call, tx, &list.at[i], &views[i], err);
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status list_contributions(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_contributions, err);
}

static enum status contribute(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t id = 0;
    enum status st =
        programme_contribute(tx, call->arena, call->caller, call->body, call->now, &id, err);
    return st == STATUS_OK ? answer_contribution(call, tx, id, err) : st;
}

static enum status post_contribution(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, contribute, err);
}

static enum status receive(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct bank_body *body = call->body;
    enum status st = programme_receive(tx, call->arena, call->caller, call->id,
                                       body->bank_reference, call->now, err);
    return st == STATUS_OK ? answer_contribution(call, tx, call->id, err) : st;
}

static enum status post_receive(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, receive, err);
}

/* ---- the rows ---- */

#define OVERSEERS (ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR) | ROLE_BIT(ACCOUNTANT))
#define PARTNERS  (ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR) | OPERATORS)
#define CASE_READERS                                                                               \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR),                                                       \
        .party = PARTNERS | ROLE_BIT(REVIEWER) | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR),    \
        .none = ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR)                                      \
    }
#define MONEY_READERS                                                                              \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = PARTNERS | OVERSEERS, .none = OVERSEERS      \
    }
#define CASE_LISTERS                                                                               \
    ALLOW(ADOPTERS | PARTNERS | ROLE_BIT(REVIEWER) | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR))

LIST_PAGES(application);
LIST_PAGES(agreement);
LIST_PAGES(contribution);

/* clang-format off */
const struct route programme_routes[] = {
    {HTTP_GET, "/api/applications", list_applications, .kind = ANSWER_LIST,
     .arguments = &application_page, .answer = &application_shape, .allow = CASE_LISTERS,
     .en = "applications in which one has a part", .ko = "관련된 신청서 목록"},
    {HTTP_POST, "/api/applications", post_application, .body = &draft_shape,
     .answer = &application_shape, .success = 201, .allow = ALLOW(ADOPTERS),
     .en = "a draft, filled in from a plan", .ko = "계획에서 신청서 초안을 만듭니다"},
    {HTTP_GET, "/api/applications/{id}", get_application, .answer = &application_shape,
     .relation = application_relation, .allow = CASE_READERS,
     .en = "one application", .ko = "신청서 하나"},
    {HTTP_PATCH, "/api/applications/{id}", patch_application, .body = &change_shape,
     .answer = &application_shape, .relation = application_relation, .allow = {.own = ADOPTERS},
     .states = API_STATE(DRAFT) | API_STATE(RETURNED), .wrong_state = &PROGRAMME_STEP,
     .en = "change a draft", .ko = "신청서를 고칩니다"},
    {HTTP_POST, "/api/applications/{id}/submit", post_submit, .body = &nothing_shape,
     .answer = &application_shape, .relation = application_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER)},
     .states = API_STATE(DRAFT) | API_STATE(RETURNED), .wrong_state = &PROGRAMME_STEP,
     .en = "submit it", .ko = "신청서를 냅니다"},
    {HTTP_POST, "/api/applications/{id}/return", post_return, .body = &note_shape,
     .answer = &application_shape, .relation = application_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_OFFICER)},
     .states = API_STATE(SUBMITTED), .wrong_state = &PROGRAMME_STEP,
     .en = "send it back to be completed", .ko = "보완을 요청합니다"},
    {HTTP_POST, "/api/applications/{id}/approve", post_approve, .body = &note_shape,
     .answer = &application_shape, .relation = application_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_OFFICER)}, .step_up = true,
     .states = API_STATE(SUBMITTED), .wrong_state = &PROGRAMME_STEP,
     .en = "approve it; an agreement is made", .ko = "승인하고 협약을 만듭니다"},
    {HTTP_POST, "/api/applications/{id}/reject", post_reject, .body = &note_shape,
     .answer = &application_shape, .relation = application_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_OFFICER)},
     .states = API_STATE(SUBMITTED), .wrong_state = &PROGRAMME_STEP,
     .en = "reject it with the reason", .ko = "사유를 적어 불승인합니다"},
    {HTTP_GET, "/api/agreements", list_agreements, .kind = ANSWER_LIST,
     .arguments = &agreement_page, .answer = &agreement_shape,
     .allow = ALLOW(ADOPTERS | PARTNERS | OVERSEERS),
     .en = "agreements in which one has a part", .ko = "관련된 협약 목록"},
    {HTTP_GET, "/api/agreements/{id}", get_agreement, .answer = &agreement_shape,
     .relation = agreement_relation, .allow = MONEY_READERS,
     .en = "one agreement", .ko = "협약 하나"},
    {HTTP_POST, "/api/agreements/{id}/sign", post_sign, .body = &nothing_shape,
     .answer = &agreement_shape, .relation = agreement_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER),
               .party = ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(OPERATOR_OFFICER)},
     .states = API_STATE(SIGNING), .wrong_state = &PROGRAMME_STEP, .step_up = true,
     .en = "sign for one's organisation", .ko = "기관을 대표해 서명합니다"},
    {HTTP_POST, "/api/agreements/{id}/deposits", post_deposit, .body = &deposit_shape,
     .answer = &agreement_shape, .success = 201, .relation = agreement_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_FINANCE)},
     .states = API_STATE(ACTIVE), .wrong_state = &PROGRAMME_STEP,
     .step_up = true,
     .en = "record the own share seen on its account", .ko = "자부담금 입금을 기록합니다"},
    {HTTP_POST, "/api/agreements/{id}/payments", post_payment, .body = &request_shape,
     .answer = &payment_part_of_agreement, .success = 201, .relation = agreement_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER), .party = ROLE_BIT(OPERATOR_FINANCE)},
     .states = API_STATE(ACTIVE), .wrong_state = &PROGRAMME_STEP,
     .step_up = true,
     .en = "ask for a payment", .ko = "지급을 올립니다"},
    {HTTP_POST, "/api/payments/{id}/approve", post_approve_payment, .body = &nothing_shape,
     .answer = &payment_part_of_agreement, .relation = payment_relation,
     .allow = {.party = OPERATORS}, .step_up = true,
     .states = API_STATE(REQUESTED), .wrong_state = &PROGRAMME_STEP,
     .en = "approve it as the second person", .ko = "두 번째 사람으로 승인합니다"},
    {HTTP_POST, "/api/payments/{id}/refuse", post_refuse_payment, .body = &note_shape,
     .answer = &payment_part_of_agreement, .relation = payment_relation,
     .allow = {.party = OPERATORS},
     .states = API_STATE(REQUESTED) | API_STATE(PAYMENT_APPROVED),
     .wrong_state = &PROGRAMME_STEP,
     .en = "call it off", .ko = "지급을 취소합니다"},
    {HTTP_POST, "/api/payments/{id}/confirm", post_confirm_payment, .body = &reference_shape,
     .answer = &payment_part_of_agreement, .relation = payment_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_FINANCE)}, .step_up = true,
     .states = API_STATE(PAYMENT_APPROVED), .wrong_state = &PROGRAMME_STEP,
     .en = "the bank has paid", .ko = "은행 지급을 확정합니다"},
    {HTTP_GET, "/api/contributions", list_contributions, .kind = ANSWER_LIST,
     .arguments = &contribution_page, .answer = &contribution_shape,
     .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER) | OPERATORS | OVERSEERS),
     .en = "money given, with its purpose", .ko = "출연 목록(목적 지정)"},
    {HTTP_POST, "/api/contributions", post_contribution, .body = &contribute_shape,
     .answer = &contribution_shape, .success = 201,
     .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(OPERATOR_FINANCE)),
     .step_up = true,
     .en = "pledge for a purpose; finance records the government's grant",
     .ko = "목적을 정해 출연을 약정합니다(회계는 정부 보조금을 기록)"},
    {HTTP_POST, "/api/contributions/{id}/receive", post_receive, .body = &reference_shape,
     .answer = &contribution_shape, .relation = contribution_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_FINANCE)},
     .states = API_STATE(PLEDGED), .wrong_state = &PROGRAMME_STEP,
     .step_up = true,
     .en = "record that pledged money has come", .ko = "출연금 입금을 기록합니다"},
    {HTTP_GET, "/api/applications/{id}.pdf", get_application, .answer = &application_shape,
     .paper = &application_paper, .raw = PAPER_PDF, .limit = PAPERS_AN_HOUR,
     .relation = application_relation, .allow = CASE_READERS,
     .en = "one application on paper", .ko = "신청서를 PDF로 받습니다"},
    {HTTP_GET, "/api/agreements/{id}.pdf", get_agreement, .answer = &agreement_shape,
     .paper = &agreement_paper, .raw = PAPER_PDF, .limit = PAPERS_AN_HOUR,
     .relation = agreement_relation, .allow = MONEY_READERS,
     .en = "one agreement on paper, with its signatures", .ko = "협약서를 서명과 함께 PDF로 받습니다"},
    {HTTP_GET, "/api/applications.xlsx", list_applications, .kind = ANSWER_LIST,
     .arguments = &application_on_paper,
     .answer = &application_shape, .paper = &applications_sheet, .raw = PAPER_XLSX,
     .limit = PAPERS_AN_HOUR, .allow = CASE_LISTERS,
     .en = "the list of applications as a sheet", .ko = "신청서 목록을 XLSX로 받습니다"},
    {HTTP_GET, "/api/agreements.xlsx", list_agreements, .kind = ANSWER_LIST,
     .arguments = &agreement_on_paper,
     .answer = &agreement_shape, .paper = &agreements_sheet, .raw = PAPER_XLSX,
     .limit = PAPERS_AN_HOUR, .allow = ALLOW(ADOPTERS | PARTNERS | OVERSEERS),
     .en = "the list of agreements as a sheet", .ko = "협약 목록을 XLSX로 받습니다"},
    {HTTP_GET, "/api/payments.xlsx", list_agreements, .kind = ANSWER_LIST,
     .arguments = &agreement_on_paper,
     .answer = &agreement_shape, .paper = &payments_sheet, .raw = PAPER_XLSX,
     .limit = PAPERS_AN_HOUR, .allow = ALLOW(ADOPTERS | PARTNERS | OVERSEERS),
     .en = "the payments of one's agreements as a sheet", .ko = "지급 목록을 XLSX로 받습니다"},
    {HTTP_GET, "/api/contributions.xlsx", list_contributions, .kind = ANSWER_LIST,
     .arguments = &contribution_on_paper,
     .answer = &contribution_shape, .paper = &contributions_sheet, .raw = PAPER_XLSX,
     .limit = PAPERS_AN_HOUR,
     .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER) | OPERATORS | OVERSEERS),
     .en = "money given as a sheet", .ko = "출연 목록을 XLSX로 받습니다"},
    ROUTES_END,
};
/* clang-format on */
