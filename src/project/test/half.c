#include "half.h"

#include <string.h>

#include "kit/text.h"
#include "support/seat.h"

enum { MILLION = 1000000, TOTAL = 100 * MILLION };

static struct people_caller person(struct half *half, const char *name, enum people_kind kind,
                                   enum people_role role, const char *login)
{
    struct desk *desk = &half->desk;
    struct people_organisation firm = {.name = name, .kind = kind};
    struct seat seat = {.kind = kind, .role = role, .login = login, .name = name};
    CHECK_OK(STEP(desk, people_organisation_add(desk->tx, &firm, desk->now, &seat.organisation_id,
                                                &desk->err)),
             desk->err);
    return seat_taken(desk->people, desk->arena, &seat, desk->now);
}

/* As after signing in a moment ago. */
static void seat(struct half *half, struct people_caller *caller)
{
    caller->step_up_until = INT64_MAX;
    caller->post_id =
        desk_number(&half->desk, arena_format(half->desk.arena,
                                              "SELECT post_id FROM holding WHERE person_id = %lld",
                                              (long long)caller->user_id));
}

void half_open(struct half *half, const char *address, const char *rules, const char *programme)
{
    struct desk *desk = &half->desk;
    int64_t id = 0;
    desk_open(desk, address);
    half->programme = programme;
    CHECK_OK(desk_publish(desk, desk_file(desk, rules), &id), desk->err);
    half->supplier = person(half, "디딤솔루션", KIND_SUPPLIER, ROLE_SUPPLIER, "supplier");
    half->accountant = person(half, "바른회계", KIND_ACCOUNTANT, ROLE_ACCOUNTANT, "accountant");
    struct people_caller *const all[] = {&desk->owner,     &desk->sponsor,  &desk->officer,
                                         &desk->finance,   &desk->finance2, &half->supplier,
                                         &half->accountant};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        seat(half, all[i]);
}

void half_close(struct half *half)
{
    desk_close(&half->desk);
}

void half_days(struct half *half, int days)
{
    half->desk.now += days * TIME_DAY;
}

int64_t half_submitted(struct half *half)
{
    struct programme_draft draft = desk_draft(&half->desk, TOTAL);
    draft.programme = half->programme;
    CHECK_OK(desk_apply(&half->desk, &draft, &half->application), half->desk.err);
    CHECK_OK(desk_decide(&half->desk, half->application, "submit"), half->desk.err);
    return half->application;
}

static void fund(struct half *half, const struct people_caller *giver, int64_t *ret_id)
{
    struct desk *desk = &half->desk;
    const struct programme_gift gift = {half->programme, "시험", {TOTAL}, 0};
    CHECK_OK(STEP(desk, programme_contribute(desk->tx, desk->arena, giver, &gift, desk->now, ret_id,
                                             &desk->err)),
             desk->err);
}

void half_agree(struct half *half)
{
    struct desk *desk = &half->desk;
    int64_t id = 0;
    fund(half, &desk->finance, &id);
    fund(half, &desk->sponsor, &id);
    CHECK_OK(desk_receive(desk, id, desk_reference(desk)), desk->err);
    CHECK_OK(desk_decide(desk, half_submitted(half), "approve"), desk->err);
    half->agreement = desk_application(desk, half->application).agreement_id;
    if (half->budget != NULL)
        CHECK_OK(STEP(desk, programme_budget_set(desk->tx, desk->arena, half->agreement,
                                                 half->budget, &desk->err)),
                 desk->err);
    CHECK_OK(desk_sign(desk, &desk->owner, half->agreement), desk->err);
    CHECK_OK(desk_sign(desk, &desk->sponsor, half->agreement), desk->err);
    CHECK_OK(desk_sign(desk, &desk->officer, half->agreement), desk->err);
    CHECK_OK(
        STEP(desk, project_signed(desk->tx, desk->arena, half->agreement, desk->now, &desk->err)),
        desk->err);
    struct programme_agreement agreement = desk_agreement(desk, half->agreement);
    CHECK_OK(desk_deposit(desk, half->agreement, agreement.shares.at[2].amount.won,
                          desk_reference(desk)),
             desk->err);
}

static struct casework_evidence paper = {.name = "서류.pdf", .sha256 = HALF_HASH};

static struct casework_input input_of(json_t *values)
{
    return (struct casework_input){
        .note = "시험", .values = values, .evidence = {.at = &paper, .count = 1}};
}

enum status half_matter(struct half *half, const struct people_caller *caller, const char *machine,
                        const char *values, int64_t *ret_id)
{
    struct desk *desk = &half->desk;
    json_t *given = values == NULL ? NULL : json_loads(values, 0, NULL);
    const struct casework_input input = input_of(given);
    enum status st = STEP(desk, project_open(desk->tx, desk->arena, caller, half->application,
                                             machine, &input, desk->now, ret_id, &desk->err));
    json_decref(given);
    return st;
}

enum status half_step(struct half *half, const struct people_caller *caller, int64_t matter,
                      const char *step, const char *values)
{
    struct desk *desk = &half->desk;
    json_t *given = values == NULL ? NULL : json_loads(values, 0, NULL);
    ck_assert(values == NULL || given != NULL);
    const struct casework_input input = input_of(given);
    enum status st = STEP(desk, project_step(desk->tx, desk->arena, caller, matter, step, &input,
                                             desk->now, &desk->err));
    json_decref(given);
    return st;
}

struct casework_matter half_look(struct half *half, int64_t matter)
{
    struct desk *desk = &half->desk;
    struct casework_matter view = {0};
    CHECK_OK(STEP(desk, project_matter(desk->tx, desk->arena, &desk->officer, matter, desk->now,
                                       &view, &desk->err)),
             desk->err);
    return view;
}

int64_t half_newest(struct half *half, const char *machine)
{
    struct desk *desk = &half->desk;
    struct casework_matters list = {0};
    CHECK_OK(STEP(desk, casework_of_subject(desk->tx, desk->arena, machine, "application",
                                            half->application, &list, &desk->err)),
             desk->err);
    return list.count == 0 ? 0 : list.at[list.count - 1].id;
}

struct project half_project(struct half *half)
{
    struct desk *desk = &half->desk;
    struct project project = {0};
    CHECK_OK(STEP(desk, project_get(desk->tx, desk->arena, half->agreement, &project, &desk->err)),
             desk->err);
    return project;
}

enum status half_prove(struct half *half, const char *kind, int64_t organisation, bool good,
                       const char *until)
{
    struct desk *desk = &half->desk;
    const struct programme_proof proof = {.kind = kind,
                                          .organisation_id = organisation,
                                          .good = good,
                                          .until = until,
                                          .reference = "조회함",
                                          .sha256 = HALF_HASH};
    return STEP(desk, programme_prove(desk->tx, desk->arena, &desk->officer, half->agreement,
                                      &proof, desk->now, &desk->err));
}

enum status half_request(struct half *half, const char *tranche, int64_t won, int64_t *ret_id)
{
    return desk_request(&half->desk, half->agreement, tranche, won, ret_id);
}

static void alive(struct half *half)
{
    CHECK_OK(half_prove(half, "business_alive", half->desk.owner.organisation_id, true, NULL),
             half->desk.err);
    CHECK_OK(half_prove(half, "business_alive", half->supplier.organisation_id, true, NULL),
             half->desk.err);
}

void half_pay(struct half *half, const char *tranche, int64_t won)
{
    struct desk *desk = &half->desk;
    int64_t id = 0;
    alive(half);
    CHECK_OK(half_prove(half, "tax_invoice", half->supplier.organisation_id, true, NULL),
             desk->err);
    CHECK_OK(half_request(half, tranche, won, &id), desk->err);
    CHECK_OK(desk_approve(desk, &desk->finance2, id), desk->err);
    CHECK_OK(desk_confirm(desk, id, desk_reference(desk)), desk->err);
}

void half_start(struct half *half)
{
    struct desk *desk = &half->desk;
    int64_t start = half_newest(half, "start_report");
    struct day today = day_of(desk->now, zone_seoul());
    const char *values = arena_format(
        desk->arena,
        "{\"guarantee_number\":\"1\",\"guarantee_until\":\"%s\",\"design_finish\":\"%s\"}",
        day_text(desk->arena, day_from_number(day_number(today) + 400)),
        day_text(desk->arena, day_from_number(day_number(today) + 60)));
    CHECK_OK(STEP(desk, project_supplier(desk->tx, desk->arena, &desk->owner, half->agreement,
                                         half->supplier.organisation_id, desk->now, &desk->err)),
             desk->err);
    CHECK_OK(half_step(half, &half->supplier, start, "submit", values), desk->err);
    CHECK_OK(half_step(half, &desk->owner, start, "approve", NULL), desk->err);
    CHECK_OK(half_step(half, &desk->officer, start, "accept", NULL), desk->err);
    alive(half);
    CHECK_OK(half_prove(half, "account_registered", half->supplier.organisation_id, true, NULL),
             desk->err);
}

void half_finish(struct half *half)
{
    struct desk *desk = &half->desk;
    int64_t id = 0;
    half_start(half);
    half_pay(half, "advance", 30 * MILLION);
    CHECK_OK(half_matter(half, &half->supplier, "milestone", NULL, &id), desk->err);
    CHECK_OK(half_step(half, &half->supplier, id, "submit", NULL), desk->err);
    CHECK_OK(half_step(half, &desk->owner, id, "approve", NULL), desk->err);
    CHECK_OK(half_step(half, &desk->officer, id, "check", NULL), desk->err);
    half_pay(half, "middle", 40 * MILLION);
    CHECK_OK(half_matter(half, &desk->officer, "inspection", "{\"kind\":\"final\"}", &id),
             desk->err);
    CHECK_OK(half_step(half, &desk->officer, id, "inspect",
                       "{\"inspected_on\":\"2026-11-24\",\"opinion\":\"계획대로 설치됨\"}"),
             desk->err);
    CHECK_OK(half_step(half, &desk->officer, id, "pass", NULL), desk->err);
    half_pay(half, "balance", 30 * MILLION);
}
