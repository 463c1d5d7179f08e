#include "desk.h"

#include <stdio.h>
#include <string.h>

#include "kit/text.h"
#include "support/seat.h"

static const uint8_t key[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";

static int64_t organisation(struct desk *desk, const char *name, enum people_kind kind)
{
    int64_t id = 0;
    struct people_organisation wanted = {.name = name, .kind = kind};
    CHECK_OK(STEP(desk, people_organisation_add(desk->tx, &wanted, desk->now, &id, &desk->err)),
             desk->err);
    return id;
}

static struct people_caller person(struct desk *desk, int64_t organisation, enum people_kind kind,
                                   enum people_role role, const char *login)
{
    const struct seat seat = {
        .organisation_id = organisation, .kind = kind, .role = role, .login = login};
    return seat_taken(desk->people, desk->arena, &seat, desk->now);
}

static void seat_everybody(struct desk *desk)
{
    int64_t adopter = organisation(desk, "한빛정밀", KIND_ADOPTER);
    int64_t other = organisation(desk, "두성산업", KIND_ADOPTER);
    int64_t sponsor = organisation(desk, "큰전자", KIND_SPONSOR);
    int64_t body = organisation(desk, "중앙회", KIND_OPERATOR);
    desk->ministry = organisation(desk, "중소벤처기업부", KIND_MINISTRY);
    desk->owner = person(desk, adopter, KIND_ADOPTER, ROLE_ADOPTER_OWNER, "owner");
    desk->other_owner = person(desk, other, KIND_ADOPTER, ROLE_ADOPTER_OWNER, "other");
    desk->sponsor = person(desk, sponsor, KIND_SPONSOR, ROLE_SPONSOR_OFFICER, "sponsor");
    desk->officer = person(desk, body, KIND_OPERATOR, ROLE_OPERATOR_OFFICER, "officer");
    desk->finance = person(desk, body, KIND_OPERATOR, ROLE_OPERATOR_FINANCE, "finance");
    desk->finance2 = person(desk, body, KIND_OPERATOR, ROLE_OPERATOR_FINANCE, "finance2");
}

void desk_open(struct desk *desk, const char *address)
{
    *desk = (struct desk){.arena = arena_new("desk", 256 << 20)};
    int64_t id = 0;
    struct store_options options = {.address = address};
    CHECK_OK(time_parse("2026-11-24T09:30:00Z", &desk->now, &desk->err), desk->err);
    CHECK_OK(store_open(&options, &desk->store, &desk->err), desk->err);
    CHECK_OK(store_migrate(desk->store, desk->now, &desk->err), desk->err);
    struct people_options people = {.store = desk->store, .key = key, .cheap_passwords = true};
    CHECK_OK(people_new(&people, &desk->people, &desk->err), desk->err);
    seat_everybody(desk);
    CHECK_OK(desk_publish(desk, desk_file(desk, DESK_RULES), &id), desk->err);
}

void desk_close(struct desk *desk)
{
    people_free(desk->people);
    store_close(desk->store);
    arena_free(desk->arena);
}

void desk_begin(struct desk *desk)
{
    desk->now += TIME_SECOND;
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &desk->tx, &desk->err), desk->err);
}

enum status desk_end(struct desk *desk, enum status st)
{
    struct error err;
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&desk->tx, &err), err);
    store_abandon(&desk->tx);
    if (!desk->unaudited)
        desk_audit(desk);
    return st;
}

void desk_audit(struct desk *desk)
{
    struct error err;
    struct ledger_size size = {0};
    CHECK_OK(store_begin(desk->store, STORE_READ, &desk->tx, &err), err);
    CHECK_OK(ledger_audit(desk->tx, &size, &err), err);
    store_abandon(&desk->tx);
}

const char *desk_file(struct desk *desk, const char *path)
{
    enum { BYTES_MAX = 1 << 20 };
    FILE *file = fopen(path, "rbe");
    ck_assert_msg(file != NULL, "%s cannot be read", path);
    char *bytes = arena_alloc(desk->arena, BYTES_MAX);
    size_t size = fread(bytes, 1, BYTES_MAX - 1, file);
    (void)fclose(file);
    bytes[size] = '\0';
    return bytes;
}

enum status desk_publish(struct desk *desk, const char *text, int64_t *ret_id)
{
    return STEP(desk, programme_publish(desk->tx, desk->arena, text, strlen(text), desk->now,
                                        ret_id, &desk->err));
}

struct programme_draft desk_draft(struct desk *desk, int64_t won)
{
    struct programme_option *option = arena_alloc(desk->arena, sizeof *option);
    *option = (struct programme_option){.id = "vision",
                                        .ko = "비전 검사기",
                                        .en = "vision inspection",
                                        .cost = money_won(won),
                                        .payback_months = 14};
    return (struct programme_draft){.programme = DESK_PROGRAMME,
                                    .sponsor_id = desk->sponsor.organisation_id,
                                    .plan_id = 1,
                                    .plan_hash = "0a",
                                    .title = "검사 공정 개선",
                                    .summary = "비전 검사기로 검사 공정의 병목을 풉니다",
                                    .contact = "김두레",
                                    .options = {.at = option, .count = 1}};
}

/* ---- steps ---- */

enum status desk_apply(struct desk *desk, const struct programme_draft *draft, int64_t *ret_id)
{
    return STEP(desk, programme_apply(desk->tx, desk->arena, &desk->owner, draft, desk->now, ret_id,
                                      &desk->err));
}

enum status desk_decide(struct desk *desk, int64_t id, const char *action)
{
    const struct people_caller *caller =
        text_same(action, "submit") ? &desk->owner : &desk->officer;
    return STEP(desk, programme_decide(desk->tx, desk->arena, caller, id, action, "확인함",
                                       desk->now, &desk->err));
}

enum status desk_edit(struct desk *desk, int64_t id, const struct programme_change *change)
{
    return STEP(desk, programme_edit(desk->tx, desk->arena, id, change, &desk->err));
}

enum status desk_sign(struct desk *desk, const struct people_caller *caller, int64_t agreement)
{
    return STEP(desk,
                programme_sign(desk->tx, desk->arena, caller, agreement, desk->now, &desk->err));
}

enum status desk_contribute(struct desk *desk, const struct people_caller *caller, int64_t won,
                            int64_t *ret_id)
{
    const struct programme_gift gift = {DESK_PROGRAMME, "협력사 스마트공장", {won}, 0};
    return STEP(desk, programme_contribute(desk->tx, desk->arena, caller, &gift, desk->now, ret_id,
                                           &desk->err));
}

enum status desk_receive(struct desk *desk, int64_t contribution, const char *reference)
{
    return STEP(desk, programme_receive(desk->tx, desk->arena, &desk->finance, contribution,
                                        reference, desk->now, &desk->err));
}

enum status desk_deposit(struct desk *desk, int64_t agreement, int64_t won, const char *reference)
{
    return STEP(desk, programme_deposit(desk->tx, desk->arena, &desk->finance, agreement,
                                        (struct money){won}, reference, desk->now, &desk->err));
}

enum status desk_request(struct desk *desk, int64_t agreement, const char *tranche, int64_t won,
                         int64_t *ret_id)
{
    struct programme_request request = {.tranche = tranche,
                                        .amount = {won},
                                        .payee = "디딤솔루션",
                                        .evidence = "착수계, 이행보증증권"};
    return STEP(desk, programme_request(desk->tx, desk->arena, &desk->finance, agreement, &request,
                                        desk->now, ret_id, &desk->err));
}

enum status desk_approve(struct desk *desk, const struct people_caller *caller, int64_t payment)
{
    return STEP(desk,
                programme_approve(desk->tx, desk->arena, caller, payment, desk->now, &desk->err));
}

enum status desk_refuse(struct desk *desk, int64_t payment)
{
    return STEP(desk, programme_refuse(desk->tx, desk->arena, &desk->finance, payment, desk->now,
                                       &desk->err));
}

enum status desk_confirm(struct desk *desk, int64_t payment, const char *reference)
{
    return STEP(desk, programme_confirm(desk->tx, desk->arena, &desk->finance, payment, reference,
                                        desk->now, &desk->err));
}

/* ---- views ---- */

static void look(struct desk *desk)
{
    CHECK_OK(store_begin(desk->store, STORE_READ, &desk->tx, &desk->err), desk->err);
}

struct programme_application desk_application(struct desk *desk, int64_t id)
{
    struct programme_application view = {0};
    look(desk);
    CHECK_OK(programme_application(desk->tx, desk->arena, id, &view, &desk->err), desk->err);
    store_abandon(&desk->tx);
    return view;
}

struct programme_agreement desk_agreement(struct desk *desk, int64_t id)
{
    struct programme_agreement view = {0};
    look(desk);
    CHECK_OK(programme_agreement(desk->tx, desk->arena, id, &view, &desk->err), desk->err);
    store_abandon(&desk->tx);
    return view;
}

struct programme_payment desk_payment(struct desk *desk, int64_t id)
{
    struct programme_payment view = {0};
    look(desk);
    CHECK_OK(programme_payment(desk->tx, desk->arena, id, &view, &desk->err), desk->err);
    store_abandon(&desk->tx);
    return view;
}

int64_t desk_balance(struct desk *desk, const struct ledger_key *account_key)
{
    struct ledger_account account = {0};
    look(desk);
    enum status st = ledger_account_find(desk->tx, account_key, &account, &desk->err);
    if (st != STATUS_OK)
        ck_assert_ptr_eq(desk->err.reason, &LEDGER_NO_ACCOUNT);
    store_abandon(&desk->tx);
    return st == STATUS_OK ? ledger_balance(&account).won : 0;
}

int64_t desk_number(struct desk *desk, const char *sql)
{
    int64_t number = -1;
    look(desk);
    CHECK_OK(store_number(desk->tx, sql, STORE_NONE, &number, &desk->err), desk->err);
    store_abandon(&desk->tx);
    return number;
}

const char *desk_reference(struct desk *desk)
{
    return arena_format(desk->arena, "bank-%04lld", (long long)++desk->references);
}

/* ---- ways to a state ---- */

void desk_fund(struct desk *desk, int64_t government, int64_t sponsor)
{
    int64_t id = 0;
    CHECK_OK(desk_contribute(desk, &desk->finance, government, &id), desk->err);
    CHECK_OK(desk_contribute(desk, &desk->sponsor, sponsor, &id), desk->err);
    CHECK_OK(desk_receive(desk, id, desk_reference(desk)), desk->err);
}

int64_t desk_submitted(struct desk *desk, int64_t won)
{
    int64_t id = 0;
    struct programme_draft draft = desk_draft(desk, won);
    CHECK_OK(desk_apply(desk, &draft, &id), desk->err);
    CHECK_OK(desk_decide(desk, id, "submit"), desk->err);
    return id;
}

int64_t desk_signing(struct desk *desk, int64_t won)
{
    int64_t id = desk_submitted(desk, won);
    CHECK_OK(desk_decide(desk, id, "approve"), desk->err);
    return desk_application(desk, id).agreement_id;
}

int64_t desk_active(struct desk *desk, int64_t won)
{
    int64_t id = desk_signing(desk, won);
    CHECK_OK(desk_sign(desk, &desk->owner, id), desk->err);
    CHECK_OK(desk_sign(desk, &desk->sponsor, id), desk->err);
    CHECK_OK(desk_sign(desk, &desk->officer, id), desk->err);
    struct programme_agreement agreement = desk_agreement(desk, id);
    CHECK_OK(desk_deposit(desk, id, agreement.shares.at[2].amount.won, desk_reference(desk)),
             desk->err);
    return id;
}
