/* The promises of programme.h, each on both databases. */
#include <string.h>

#include "desk.h"
#include "kit/text.h"
#include "support/postgres.h"

enum { MILLION = 1000000, TOTAL = 100 * MILLION };

/* The text with the first `old` in it replaced. */
static const char *with(struct desk *desk, const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    ck_assert_msg(at != NULL, "the rules do not contain %s", old);
    return arena_format(desk->arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

ON_BOTH(a_published_rule_document_is_never_changed)
{
    struct desk desk;
    desk_open(&desk, address);
    const char *text = desk_file(&desk, DESK_RULES);
    int64_t first = 0, again = 0, second = 0;
    CHECK_OK(desk_publish(&desk, text, &first), desk.err);
    CHECK_OK(desk_publish(&desk, text, &again), desk.err);
    ck_assert_int_eq(first, again);
    const char *changed = with(&desk, text, "\"max\": 250000000", "\"max\": 250001000");
    CHECK_FAILS(desk_publish(&desk, changed, &second), PROGRAMME_CHANGED, desk.err);
    ck_assert_int_eq(second, 0);
    ck_assert_int_eq(desk_number(&desk, "SELECT count(*) FROM rule_document"), 1);

    /* A case stays with the version that it was made under. */
    int64_t application = desk_submitted(&desk, TOTAL);
    changed = with(&desk, changed, "\"rules_version\": 1", "\"rules_version\": 2");
    CHECK_OK(desk_publish(&desk, changed, &second), desk.err);
    ck_assert_int_ne(second, first);
    ck_assert_int_eq(desk_application(&desk, application).programme_version, 1);
    ck_assert_int_eq(desk_application(&desk, desk_submitted(&desk, TOTAL)).programme_version, 2);
    desk_close(&desk);
}

/* ---- steps ---- */

static int64_t in_state(struct desk *desk, const char *state)
{
    int64_t id = 0;
    struct programme_draft draft = desk_draft(desk, TOTAL);
    if (text_same(state, "draft")) {
        CHECK_OK(desk_apply(desk, &draft, &id), desk->err);
        return id;
    }
    id = desk_submitted(desk, TOTAL);
    const char *action = text_same(state, "returned")   ? "return"
                         : text_same(state, "approved") ? "approve"
                         : text_same(state, "rejected") ? "reject"
                                                        : NULL;
    if (action != NULL)
        CHECK_OK(desk_decide(desk, id, action), desk->err);
    return id;
}

/* What is allowed, written here a second time: NULL is refused. In the order of `actions`. */
static const char *const actions[] = {"submit", "return", "reject", "approve", "edit", "sign"};
enum { ACTIONS = sizeof actions / sizeof *actions };
static const struct {
    const char *from, *to[ACTIONS];
} allowed[] = {
    {"draft", {"submitted", NULL, NULL, NULL, "draft", NULL}},
    {"submitted", {NULL, "returned", "rejected", "approved", NULL, NULL}},
    {"returned", {"submitted", NULL, NULL, NULL, "returned", NULL}},
    {"approved", {NULL, NULL, NULL, NULL, NULL, NULL}},
    {"rejected", {NULL, NULL, NULL, NULL, NULL, NULL}},
};

static void try_action(struct desk *desk, int64_t id, const char *action, const char *from,
                       const char *to)
{
    const struct programme_change change = {.title = "다른 제목"};
    size_t events = desk_application(desk, id).history.count;
    bool edits = text_same(action, "edit");
    enum status st = edits ? desk_edit(desk, id, &change) : desk_decide(desk, id, action);
    if (to == NULL)
        CHECK_FAILS(st, PROGRAMME_STEP, desk->err);
    else
        CHECK_OK(st, desk->err);
    struct programme_application view = desk_application(desk, id);
    ck_assert_str_eq(view.state, to == NULL ? from : to);
    ck_assert_uint_eq(view.history.count, events + (size_t)(to != NULL && !edits));
    ck_assert_str_eq(view.title, to != NULL && edits ? "다른 제목" : "검사 공정 개선");
    ck_assert((view.agreement_id != 0) == text_same(view.state, "approved"));
}

ON_BOTH(every_step_outside_the_table_of_steps_is_refused)
{
    struct desk desk;
    desk_open(&desk, address);
    for (size_t state = 0; state < sizeof allowed / sizeof *allowed; state++)
        for (int action = 0; action < ACTIONS; action++) {
            int64_t id = in_state(&desk, allowed[state].from);
            try_action(&desk, id, actions[action], allowed[state].from, allowed[state].to[action]);
        }
    CHECK_FAILS(desk_decide(&desk, 999999, "approve"), STORE_NO_ROW, desk.err);
    CHECK_FAILS(desk_edit(&desk, 999999, &(struct programme_change){0}), STORE_NO_ROW, desk.err);
    desk_close(&desk);
}

static const char *const payment_actions[] = {"approve", "refuse", "confirm"};
static const struct {
    const char *from, *to[3];
} payments[] = {
    {"requested", {"approved", "refused", NULL}},
    {"approved", {NULL, "refused", "paid"}},
    {"paid", {NULL, NULL, NULL}},
    {"refused", {NULL, NULL, NULL}},
};

static enum status act_on_payment(struct desk *desk, int64_t id, int action)
{
    return action == 0   ? desk_approve(desk, &desk->finance2, id)
           : action == 1 ? desk_refuse(desk, id)
                         : desk_confirm(desk, id, desk_reference(desk));
}

static int64_t payment_in(struct desk *desk, int64_t agreement, const char *state)
{
    int64_t id = 0;
    CHECK_OK(desk_request(desk, agreement, "advance", MILLION, &id), desk->err);
    if (text_same(state, "approved") || text_same(state, "paid"))
        CHECK_OK(act_on_payment(desk, id, 0), desk->err);
    if (text_same(state, "paid"))
        CHECK_OK(act_on_payment(desk, id, 2), desk->err);
    if (text_same(state, "refused"))
        CHECK_OK(act_on_payment(desk, id, 1), desk->err);
    return id;
}

ON_BOTH(every_step_of_a_payment_outside_its_order_is_refused)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, TOTAL, TOTAL);
    int64_t agreement = desk_active(&desk, TOTAL);
    for (size_t state = 0; state < sizeof payments / sizeof *payments; state++)
        for (int action = 0; action < 3; action++) {
            int64_t id = payment_in(&desk, agreement, payments[state].from);
            enum status st = act_on_payment(&desk, id, action);
            const char *to = payments[state].to[action];
            ck_assert_msg((st == STATUS_OK) == (to != NULL), "%s when %s", payment_actions[action],
                          payments[state].from);
            if (to == NULL)
                ck_assert_ptr_eq(desk.err.reason, &PROGRAMME_STEP);
            ck_assert_str_eq(desk_payment(&desk, id).state, to == NULL ? payments[state].from : to);
            if (text_same(desk_payment(&desk, id).state, "approved"))
                CHECK_OK(desk_refuse(&desk, id), desk.err);
        }
    int64_t id = 0, unsigned_one = desk_signing(&desk, TOTAL);
    CHECK_FAILS(desk_request(&desk, unsigned_one, "advance", MILLION, &id), PROGRAMME_STEP,
                desk.err);
    CHECK_FAILS(desk_deposit(&desk, unsigned_one, MILLION, "early"), PROGRAMME_STEP, desk.err);
    CHECK_FAILS(desk_sign(&desk, &desk.owner, agreement), PROGRAMME_SIGNED, desk.err);
    desk_close(&desk);
}

ON_BOTH(an_application_that_is_not_complete_cannot_be_submitted)
{
    static const struct {
        struct programme_change change;
        const char *place;
    } cases[] = {
        {{.title = "검"}, "/title"},
        {{.title = "검사 공정", .summary = "짧은 요약"}, "/summary"},
        {{.summary = "비전 검사기로 병목을 풉니다", .contact = ""}, "/contact"},
    };
    struct desk desk;
    desk_open(&desk, address);
    int64_t id = in_state(&desk, "draft");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_OK(desk_edit(&desk, id, &cases[i].change), desk.err);
        CHECK_FAILS(desk_decide(&desk, id, "submit"), PROGRAMME_INCOMPLETE, desk.err);
        ck_assert_str_eq(desk.err.place, cases[i].place);
    }
    CHECK_OK(desk_edit(&desk, id, &(struct programme_change){.contact = "김두레"}), desk.err);
    CHECK_OK(desk_decide(&desk, id, "submit"), desk.err);
    desk_close(&desk);
}

/* ---- shares and who pays them ---- */

static int64_t sum_of(const struct programme_shares *shares)
{
    int64_t sum = 0;
    for (size_t i = 0; i < shares->count; i++)
        sum += shares->at[i].amount.won;
    return sum;
}

ON_BOTH(the_shares_of_an_application_add_up_to_its_total)
{
    static const int64_t totals[] = {10000000, 10001999, 33333000, 99999999, 123456789, 250000000};
    struct desk desk;
    desk_open(&desk, address);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        struct programme_application view =
            desk_application(&desk, desk_submitted(&desk, totals[i]));
        ck_assert_int_eq(view.total.won, totals[i] / 1000 * 1000); /* whole 천원 */
        ck_assert_int_eq(sum_of(&view.shares), view.total.won);
    }
    struct programme_agreement agreement = desk_agreement(&desk, desk_signing(&desk, 123457000));
    ck_assert_int_eq(sum_of(&agreement.shares), 123457000);
    ck_assert_int_eq(agreement.shares.at[0].organisation_id, desk.ministry);
    ck_assert_int_eq(agreement.shares.at[1].organisation_id, desk.sponsor.organisation_id);
    ck_assert_int_eq(agreement.shares.at[2].organisation_id, desk.owner.organisation_id);
    desk_close(&desk);
}

ON_BOTH(what_cannot_be_funded_is_no_application)
{
    struct desk desk;
    desk_open(&desk, address);
    int64_t id = 0;
    struct programme_draft draft = desk_draft(&desk, 250001000);
    CHECK_FAILS(desk_apply(&desk, &draft, &id), RULES_NOT_FUNDABLE, desk.err);
    draft.options.count = 0;
    CHECK_FAILS(desk_apply(&desk, &draft, &id), RULES_NOT_FUNDABLE, desk.err);
    draft = desk_draft(&desk, TOTAL);
    draft.programme = "winwin-1999";
    CHECK_FAILS(desk_apply(&desk, &draft, &id), PROGRAMME_UNKNOWN, desk.err);
    draft.programme = DESK_PROGRAMME;
    draft.sponsor_id = desk.officer.organisation_id;
    CHECK_FAILS(desk_apply(&desk, &draft, &id), PROGRAMME_FUNDER, desk.err);
    draft.sponsor_id = 999999;
    CHECK_FAILS(desk_apply(&desk, &draft, &id), PROGRAMME_FUNDER, desk.err);
    CHECK_OK(desk_publish(&desk, desk_file(&desk, "data/rules/winwin-2024-local.json"), &id),
             desk.err);
    draft = desk_draft(&desk, 20 * MILLION);
    draft.programme = "winwin-2024-local"; /* province and city pay too: nobody knows which */
    CHECK_FAILS(desk_apply(&desk, &draft, &id), PROGRAMME_FUNDER, desk.err);
    ck_assert_int_eq(desk_number(&desk, "SELECT count(*) FROM application"), 0);
    desk_close(&desk);
}

/* ---- signatures ---- */

static struct ledger_key project_of(struct desk *desk, int64_t agreement, int64_t source)
{
    return (struct ledger_key){.code = LEDGER_PROJECT,
                               .project = agreement,
                               .source = source,
                               .designation = desk_number(desk, "SELECT min(id) FROM programme")};
}

static int64_t held(struct desk *desk, int64_t agreement, int64_t source)
{
    struct ledger_key key = project_of(desk, agreement, source);
    return desk_balance(desk, &key);
}

ON_BOTH(the_agreement_takes_effect_with_the_last_signature_and_its_money_is_reserved_with_it)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, 30 * MILLION, 30 * MILLION);
    int64_t id = desk_signing(&desk, TOTAL);
    const struct people_caller *const signers[] = {&desk.officer, &desk.owner, &desk.sponsor};
    for (int i = 0; i < 3; i++) {
        struct programme_agreement before = desk_agreement(&desk, id);
        ck_assert_str_eq(before.state, "signing");
        ck_assert_uint_eq(before.waiting_for.count, (size_t)(3 - i));
        ck_assert_int_eq(held(&desk, id, desk.ministry), 0);
        CHECK_FAILS(desk_sign(&desk, &desk.other_owner, id), PROGRAMME_NOT_PARTY, desk.err);
        CHECK_OK(desk_sign(&desk, signers[i], id), desk.err);
        CHECK_FAILS(desk_sign(&desk, signers[i], id), PROGRAMME_SIGNED, desk.err);
    }
    struct programme_agreement after = desk_agreement(&desk, id);
    ck_assert_str_eq(after.state, "active");
    ck_assert_int_eq(after.active_at, desk.now - TIME_SECOND); /* the refused one came last */
    ck_assert_int_eq(held(&desk, id, desk.ministry), 30 * MILLION);
    ck_assert_int_eq(held(&desk, id, desk.sponsor.organisation_id), 30 * MILLION);
    ck_assert_uint_eq(after.waiting_for.count, 1); /* the own share */
    desk_close(&desk);
}

ON_BOTH(the_last_signature_without_money_is_refused_naming_what_is_missing_and_is_not_kept)
{
    struct desk desk;
    desk_open(&desk, address);
    int64_t pledge = 0, id = desk_signing(&desk, TOTAL);
    CHECK_OK(desk_sign(&desk, &desk.officer, id), desk.err);
    CHECK_OK(desk_sign(&desk, &desk.owner, id), desk.err);
    CHECK_FAILS(desk_sign(&desk, &desk.sponsor, id), PROGRAMME_UNFUNDED, desk.err);
    ck_assert_ptr_nonnull(strstr(desk.err.text, "government"));
    ck_assert_ptr_nonnull(strstr(desk.err.text, "30,000,000 won of 30,000,000"));

    /* A promise is no money. */
    CHECK_OK(desk_contribute(&desk, &desk.finance, 30 * MILLION, &pledge), desk.err);
    CHECK_OK(desk_contribute(&desk, &desk.sponsor, 29 * MILLION, &pledge), desk.err);
    CHECK_FAILS(desk_sign(&desk, &desk.sponsor, id), PROGRAMME_UNFUNDED, desk.err);
    ck_assert_ptr_nonnull(strstr(desk.err.text, "30,000,000 won of 30,000,000"));
    CHECK_OK(desk_receive(&desk, pledge, desk_reference(&desk)), desk.err);

    /* Even where the caller would keep the transaction, nothing has been written. */
    desk_begin(&desk);
    CHECK_FAILS(programme_sign(desk.tx, desk.arena, &desk.sponsor, id, desk.now, &desk.err),
                PROGRAMME_UNFUNDED, desk.err);
    ck_assert_ptr_nonnull(strstr(desk.err.text, "1,000,000 won of 30,000,000"));
    CHECK_OK(desk_end(&desk, STATUS_OK), desk.err);
    struct programme_agreement view = desk_agreement(&desk, id);
    ck_assert_str_eq(view.state, "signing");
    ck_assert_uint_eq(view.waiting_for.count, 1);
    ck_assert_int_eq(desk_number(&desk, "SELECT count(*) FROM agreement_signature"), 2);
    ck_assert_int_eq(held(&desk, id, desk.ministry), 0);

    CHECK_OK(desk_contribute(&desk, &desk.sponsor, MILLION, &pledge), desk.err);
    CHECK_OK(desk_receive(&desk, pledge, desk_reference(&desk)), desk.err);
    CHECK_OK(desk_sign(&desk, &desk.sponsor, id), desk.err);
    ck_assert_str_eq(desk_agreement(&desk, id).state, "active");
    desk_close(&desk);
}

ON_BOTH(money_reserved_for_one_agreement_is_not_there_for_another)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, 45 * MILLION, TOTAL);
    (void)desk_active(&desk, TOTAL);
    int64_t second = desk_signing(&desk, TOTAL);
    CHECK_OK(desk_sign(&desk, &desk.sponsor, second), desk.err);
    CHECK_OK(desk_sign(&desk, &desk.owner, second), desk.err);
    CHECK_FAILS(desk_sign(&desk, &desk.officer, second), PROGRAMME_UNFUNDED, desk.err);
    ck_assert_ptr_nonnull(strstr(desk.err.text, "15,000,000 won of 30,000,000"));
    desk_close(&desk);
}

/* ---- payments ---- */

ON_BOTH(who_asked_for_a_payment_cannot_approve_it)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, TOTAL, TOTAL);
    int64_t id = 0, agreement = desk_active(&desk, TOTAL);
    CHECK_OK(desk_request(&desk, agreement, "advance", MILLION, &id), desk.err);
    CHECK_FAILS(desk_approve(&desk, &desk.finance, id), PROGRAMME_TWO_PERSONS, desk.err);
    ck_assert_str_eq(desk_payment(&desk, id).state, "requested");
    ck_assert_ptr_null(desk_payment(&desk, id).approved_by_name);
    CHECK_OK(desk_approve(&desk, &desk.finance2, id), desk.err);
    struct programme_payment view = desk_payment(&desk, id);
    ck_assert_int_eq(view.requested_by, desk.finance.user_id);
    ck_assert_int_eq(view.approved_by, desk.finance2.user_id);
    ck_assert_str_eq(view.requested_by_name, desk.finance.name);
    ck_assert_str_eq(view.approved_by_name, desk.finance2.name);
    desk_close(&desk);
}

ON_BOTH(no_tranche_gives_more_than_it_has)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, TOTAL, TOTAL);
    int64_t id = 0, agreement = desk_active(&desk, TOTAL);
    CHECK_FAILS(desk_request(&desk, agreement, "bonus", 1, &id), PROGRAMME_TRANCHE, desk.err);
    CHECK_FAILS(desk_request(&desk, agreement, "advance", 30 * MILLION + 1, &id), PROGRAMME_TRANCHE,
                desk.err);
    CHECK_FAILS(desk_request(&desk, agreement, "advance", 0, &id), PROGRAMME_TRANCHE, desk.err);
    CHECK_FAILS(desk_request(&desk, agreement, "advance", -5, &id), PROGRAMME_TRANCHE, desk.err);
    CHECK_OK(desk_request(&desk, agreement, "advance", 20 * MILLION, &id), desk.err);
    int64_t second = 0;
    CHECK_FAILS(desk_request(&desk, agreement, "advance", 10 * MILLION + 1, &second),
                PROGRAMME_TRANCHE, desk.err);
    ck_assert_ptr_nonnull(strstr(desk.err.text, "10,000,000 won are left"));
    CHECK_OK(desk_request(&desk, agreement, "advance", 10 * MILLION, &second), desk.err);
    CHECK_OK(desk_approve(&desk, &desk.finance2, id), desk.err);
    CHECK_FAILS(desk_approve(&desk, &desk.finance2, second), PROGRAMME_OPEN_PAYMENT, desk.err);
    CHECK_OK(desk_refuse(&desk, id), desk.err); /* what it held is free again */
    CHECK_OK(desk_approve(&desk, &desk.finance2, second), desk.err);
    CHECK_OK(desk_request(&desk, agreement, "advance", 20 * MILLION, &id), desk.err);
    desk_close(&desk);
}

ON_BOTH(nothing_is_paid_out_of_a_share_that_has_not_come)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, TOTAL, TOTAL);
    int64_t id = 0, agreement = desk_signing(&desk, TOTAL);
    CHECK_OK(desk_sign(&desk, &desk.sponsor, agreement), desk.err);
    CHECK_OK(desk_sign(&desk, &desk.owner, agreement), desk.err);
    CHECK_OK(desk_sign(&desk, &desk.officer, agreement), desk.err);
    CHECK_OK(desk_request(&desk, agreement, "advance", 10 * MILLION, &id), desk.err);
    CHECK_FAILS(desk_approve(&desk, &desk.finance2, id), PROGRAMME_UNFUNDED, desk.err);
    ck_assert_ptr_nonnull(strstr(desk.err.text, "4,000,000 won of 4,000,000"));
    CHECK_FAILS(desk_deposit(&desk, agreement, 40 * MILLION + 1, "own"), PROGRAMME_OVER, desk.err);
    CHECK_FAILS(desk_deposit(&desk, agreement, 0, "own"), PROGRAMME_OVER, desk.err);
    CHECK_OK(desk_deposit(&desk, agreement, 4 * MILLION, "own-1"), desk.err);
    CHECK_FAILS(desk_deposit(&desk, agreement, 36 * MILLION + 1, "own"), PROGRAMME_OVER, desk.err);
    CHECK_OK(desk_approve(&desk, &desk.finance2, id), desk.err);
    CHECK_OK(desk_confirm(&desk, id, "out-1"), desk.err);
    ck_assert_int_eq(held(&desk, agreement, desk.owner.organisation_id), 0);
    desk_close(&desk);
}

ON_BOTH(a_bank_entry_counts_once_whatever_it_was_for)
{
    struct desk desk;
    desk_open(&desk, address);
    int64_t first = 0, second = 0, one = 0, two = 0;
    CHECK_OK(desk_contribute(&desk, &desk.finance, TOTAL, &first), desk.err);
    CHECK_OK(desk_contribute(&desk, &desk.sponsor, TOTAL, &first), desk.err);
    CHECK_OK(desk_contribute(&desk, &desk.sponsor, TOTAL, &second), desk.err);
    CHECK_OK(desk_receive(&desk, first, "entry-1"), desk.err);
    CHECK_FAILS(desk_receive(&desk, first, "entry-9"), PROGRAMME_STEP, desk.err);
    CHECK_FAILS(desk_receive(&desk, second, "entry-1"), PROGRAMME_BANK_REFERENCE, desk.err);
    CHECK_OK(desk_receive(&desk, second, "entry-2"), desk.err);

    int64_t agreement = desk_active(&desk, TOTAL), other = desk_signing(&desk, TOTAL);
    CHECK_OK(desk_sign(&desk, &desk.sponsor, other), desk.err);
    CHECK_OK(desk_sign(&desk, &desk.owner, other), desk.err);
    CHECK_OK(desk_sign(&desk, &desk.officer, other), desk.err);
    CHECK_FAILS(desk_deposit(&desk, other, MILLION, "entry-1"), PROGRAMME_BANK_REFERENCE, desk.err);
    CHECK_OK(desk_deposit(&desk, other, MILLION, "entry-3"), desk.err);
    CHECK_FAILS(desk_deposit(&desk, other, MILLION, "entry-3"), PROGRAMME_BANK_REFERENCE, desk.err);
    ck_assert_int_eq(desk_agreement(&desk, other).deposited.won, MILLION);

    CHECK_OK(desk_request(&desk, agreement, "advance", MILLION, &one), desk.err);
    CHECK_OK(desk_request(&desk, agreement, "advance", MILLION, &two), desk.err);
    CHECK_OK(desk_approve(&desk, &desk.finance2, one), desk.err);
    CHECK_FAILS(desk_confirm(&desk, one, "entry-3"), PROGRAMME_BANK_REFERENCE, desk.err);
    ck_assert_str_eq(desk_payment(&desk, one).state, "approved");
    CHECK_OK(desk_confirm(&desk, one, "entry-4"), desk.err);
    CHECK_OK(desk_approve(&desk, &desk.finance2, two), desk.err);
    CHECK_FAILS(desk_confirm(&desk, two, "entry-4"), PROGRAMME_BANK_REFERENCE, desk.err);
    CHECK_OK(desk_confirm(&desk, two, "entry-5"), desk.err);
    desk_close(&desk);
}

/* ---- texts ---- */

ON_BOTH(no_resident_registration_number_is_taken_into_a_case)
{
    static const char number[] = "담당 800101-1234567";
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, TOTAL, TOTAL);
    int64_t id = 0, draft_id = in_state(&desk, "draft"), agreement = desk_active(&desk, TOTAL);
    const struct programme_change changes[] = {
        {.title = number}, {.summary = number}, {.contact = number}};
    const char *const places[] = {"/title", "/summary", "/contact"};
    for (int i = 0; i < 3; i++) {
        CHECK_FAILS(desk_edit(&desk, draft_id, &changes[i]), PEOPLE_RESIDENT_NUMBER, desk.err);
        ck_assert_str_eq(desk.err.place, places[i]);
    }
    struct programme_draft draft = desk_draft(&desk, TOTAL);
    draft.contact = number;
    CHECK_FAILS(desk_apply(&desk, &draft, &id), PEOPLE_RESIDENT_NUMBER, desk.err);
    CHECK_FAILS(STEP(&desk, programme_decide(desk.tx, desk.arena, &desk.owner, draft_id, "submit",
                                             number, desk.now, &desk.err)),
                PEOPLE_RESIDENT_NUMBER, desk.err);
    const struct programme_gift gift = {DESK_PROGRAMME, number, {MILLION}, 0};
    CHECK_FAILS(STEP(&desk, programme_contribute(desk.tx, desk.arena, &desk.sponsor, &gift,
                                                 desk.now, &id, &desk.err)),
                PEOPLE_RESIDENT_NUMBER, desk.err);
    const struct programme_request requests[] = {{"advance", {MILLION}, number, "착수계"},
                                                 {"advance", {MILLION}, "디딤", number}};
    for (int i = 0; i < 2; i++)
        CHECK_FAILS(STEP(&desk, programme_request(desk.tx, desk.arena, &desk.finance, agreement,
                                                  &requests[i], desk.now, &id, &desk.err)),
                    PEOPLE_RESIDENT_NUMBER, desk.err);
    desk_close(&desk);
}

/* ---- lists and parts ---- */

static size_t listed(struct desk *desk, int64_t organisation)
{
    struct programme_applications list = {0};
    desk_begin(desk);
    const struct programme_page page = {.organisation_id = organisation};
    CHECK_OK(programme_applications(desk->tx, desk->arena, &page, &list, &desk->err), desk->err);
    (void)desk_end(desk, STATUS_OK);
    return list.count;
}

ON_BOTH(a_list_shows_the_cases_in_which_one_has_a_part_and_no_draft_of_others)
{
    struct desk desk;
    desk_open(&desk, address);
    (void)in_state(&desk, "draft");
    (void)in_state(&desk, "submitted");
    ck_assert_uint_eq(listed(&desk, desk.owner.organisation_id), 2);
    ck_assert_uint_eq(listed(&desk, desk.sponsor.organisation_id), 1);
    ck_assert_uint_eq(listed(&desk, 0), 1);
    ck_assert_uint_eq(listed(&desk, desk.other_owner.organisation_id), 0);
    struct programme_case parts = {0};
    desk_begin(&desk);
    CHECK_OK(programme_case(desk.tx, desk.arena, PROGRAMME_APPLICATION, 2, &parts, &desk.err),
             desk.err);
    CHECK_FAILS(programme_case(desk.tx, desk.arena, PROGRAMME_PAYMENT, 2, &parts, &desk.err),
                STORE_NO_ROW, desk.err);
    (void)desk_end(&desk, STATUS_OK);
    ck_assert_int_eq(parts.owner_id, desk.owner.organisation_id);
    ck_assert_int_eq(parts.party_ids[0], desk.sponsor.organisation_id);
    ck_assert_int_eq(parts.party_ids[1], 0); /* no operating body before the approval */
    ck_assert_int_eq(parts.party_ids[2], desk.ministry);
    ck_assert_str_eq(parts.state, "submitted");
    desk_close(&desk);
}

/* What each group of a case was for, and what was decided in its transaction. */
static const struct {
    int64_t code;
    const char *thing, *action; /* NULL: the agreement itself; outside of a case */
} causes[] = {
    {LEDGER_CODE_PLEDGED, "contribution", NULL},
    {LEDGER_CODE_PLEDGE_PAID, "contribution", NULL},
    {LEDGER_CODE_GRANT_RECEIVED, "contribution", NULL},
    {LEDGER_CODE_OWN_DEPOSITED, "deposit", "deposit"},
    {LEDGER_CODE_AGREED, NULL, "sign"},
    {LEDGER_CODE_PAYMENT_OPENED, "payment", "approve-payment"},
    {LEDGER_CODE_PAYMENT_MADE, "payment", "paid"},
};

static struct programme_moved moved_of(struct desk *desk, const struct ledger_transfer *line)
{
    struct programme_moved moved = {.group = line->group, .at = line->created_at};
    struct ledger_transfer opened = {0};
    moved.project =
        line->debit_key.project != 0 ? line->debit_key.project : line->credit_key.project;
    if (line->has_pending)
        CHECK_OK(ledger_transfer_by_id(desk->tx, desk->arena, &line->pending, &opened, &desk->err),
                 desk->err);
    moved.opened = opened.group;
    return moved;
}

static size_t check_cause(struct desk *desk, const struct ledger_transfer *line)
{
    struct programme_cause cause = {0};
    struct programme_decisions decided = {0};
    struct programme_moved moved = moved_of(desk, line);
    size_t at = 0, count = sizeof causes / sizeof *causes;
    while (at < count && causes[at].code != line->code)
        at++;
    ck_assert_msg(at < count, "a group of code %d", (int)line->code);
    CHECK_OK(programme_cause(desk->tx, desk->arena, &moved, &cause, &desk->err), desk->err);
    ck_assert_str_eq(cause.thing == NULL ? "" : cause.thing,
                     causes[at].thing == NULL ? "" : causes[at].thing);
    ck_assert_int_eq(cause.agreement_id, moved.project);
    CHECK_OK(programme_decided(desk->tx, desk->arena, cause.application_id, moved.at, &decided,
                               &desk->err),
             desk->err);
    ck_assert_uint_eq(decided.count, causes[at].action != NULL);
    if (causes[at].action != NULL)
        ck_assert_str_eq(decided.at[0].event.action, causes[at].action);
    return at;
}

ON_BOTH(every_group_of_the_book_that_a_case_made_leads_back_to_what_it_was_for_and_who_decided_it)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, TOTAL, TOTAL);
    int64_t agreement = desk_active(&desk, TOTAL), id = 0;
    CHECK_OK(desk_request(&desk, agreement, "advance", MILLION, &id), desk.err);
    CHECK_OK(desk_approve(&desk, &desk.finance2, id), desk.err);
    CHECK_OK(desk_confirm(&desk, id, desk_reference(&desk)), desk.err);
    struct ledger_transfer_list list = {0};
    const struct ledger_filter filter = {.most = LEDGER_PAGE_MAX};
    unsigned seen = 0;
    desk_begin(&desk);
    CHECK_OK(ledger_transfers(desk.tx, &filter, desk.arena, &list, &desk.err), desk.err);
    for (size_t i = 0; i < list.count; i++)
        if (list.at[i].group_index == 0)
            seen |= 1u << check_cause(&desk, &list.at[i]);
    (void)desk_end(&desk, STATUS_OK);
    ck_assert_uint_eq(seen, (1u << sizeof causes / sizeof *causes) - 1);
    desk_close(&desk);
}

BOTH_MAIN(
    "programme", BOTH(a_published_rule_document_is_never_changed),
    BOTH(every_step_outside_the_table_of_steps_is_refused),
    BOTH(every_step_of_a_payment_outside_its_order_is_refused),
    BOTH(an_application_that_is_not_complete_cannot_be_submitted),
    BOTH(the_shares_of_an_application_add_up_to_its_total),
    BOTH(what_cannot_be_funded_is_no_application),
    BOTH(the_agreement_takes_effect_with_the_last_signature_and_its_money_is_reserved_with_it),
    BOTH(the_last_signature_without_money_is_refused_naming_what_is_missing_and_is_not_kept),
    BOTH(money_reserved_for_one_agreement_is_not_there_for_another),
    BOTH(who_asked_for_a_payment_cannot_approve_it), BOTH(no_tranche_gives_more_than_it_has),
    BOTH(nothing_is_paid_out_of_a_share_that_has_not_come),
    BOTH(a_bank_entry_counts_once_whatever_it_was_for),
    BOTH(no_resident_registration_number_is_taken_into_a_case),
    BOTH(every_group_of_the_book_that_a_case_made_leads_back_to_what_it_was_for_and_who_decided_it),
    BOTH(a_list_shows_the_cases_in_which_one_has_a_part_and_no_draft_of_others))
