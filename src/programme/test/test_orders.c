/* Money that moves by a decision of two persons, each kind on both databases; desk_end() audits the
 * book after every step. */
#include <string.h>

#include "desk.h"
#include "kit/text.h"
#include "support/postgres.h"

#define MILLION     INT64_C(1000000)
#define PAPER_HASH  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define OTHER       "winwin-2024-local"
#define OTHER_RULES "data/rules/winwin-2024-local.json"

static struct ledger_terms terms_of(struct desk *desk)
{
    struct ledger_terms terms = {0};
    struct error err;
    const char *text = desk_file(desk, "data/ledger/terms-kr.json");
    CHECK_OK(ledger_terms_read(desk->arena, text, strlen(text), &terms, &err), err);
    return terms;
}

static struct programme_order order_of(const char *kind)
{
    return (struct programme_order){
        .kind = kind, .reason = "결정에 따름", .paper = "결정 1호", .sha256 = PAPER_HASH};
}

static enum status ask(struct desk *desk, const struct programme_order *order, int64_t *ret_id)
{
    return STEP(desk, programme_order_ask(desk->tx, desk->arena, &desk->finance, order, desk->now,
                                          ret_id, &desk->err));
}

static enum status decide(struct desk *desk, const struct people_caller *caller, int64_t id,
                          bool approve)
{
    const struct ledger_terms terms = terms_of(desk);
    return STEP(desk, programme_order_decide(desk->tx, desk->arena, caller, &terms, id, approve,
                                             "확인", desk->now, &desk->err));
}

static int64_t asked(struct desk *desk, const struct programme_order *order)
{
    int64_t id = 0;
    CHECK_OK(ask(desk, order, &id), desk->err);
    return id;
}

static struct programme_order shown(struct desk *desk, int64_t id)
{
    struct programme_order order = {0};
    CHECK_OK(STEP(desk, programme_order(desk->tx, desk->arena, id, &order, &desk->err)), desk->err);
    return order;
}

static int64_t programme_of(struct desk *desk, const char *key)
{
    return desk_number(desk,
                       arena_format(desk->arena, "SELECT id FROM programme WHERE key = '%s'", key));
}

static struct programme_order moving(const struct desk *desk, int64_t won)
{
    struct programme_order order = order_of("designation");
    order.source_id = desk->sponsor.organisation_id;
    order.from = DESK_PROGRAMME;
    order.to = OTHER;
    order.amount = money_won(won);
    return order;
}

static int64_t free_of(struct desk *desk, const char *programme, int year)
{
    const struct ledger_key key = {.code = LEDGER_SOURCE,
                                   .source = desk->sponsor.organisation_id,
                                   .designation = programme_of(desk, programme),
                                   .part = year};
    return desk_balance(desk, &key);
}

ON_BOTH(a_designation_moves_by_an_order_of_two_persons_and_no_won_is_lost_on_the_way)
{
    struct desk desk;
    int64_t id = 0, rules = 0;
    desk_open(&desk, address);
    CHECK_OK(desk_publish(&desk, desk_file(&desk, OTHER_RULES), &rules), desk.err);
    desk_fund(&desk, 10 * MILLION, 50 * MILLION);
    struct programme_order order = moving(&desk, 20 * MILLION);
    id = asked(&desk, &order);
    ck_assert_str_eq(shown(&desk, id).state, "asked");
    ck_assert_int_eq(free_of(&desk, DESK_PROGRAMME, 2025), 50 * MILLION);

    CHECK_FAILS(decide(&desk, &desk.finance, id, true), PROGRAMME_TWO_PERSONS, desk.err);
    CHECK_OK(decide(&desk, &desk.finance2, id, true), desk.err);
    ck_assert_str_eq(shown(&desk, id).state, "approved");
    ck_assert_str_eq(shown(&desk, id).decided_name, desk.finance2.name);
    ck_assert_int_eq(free_of(&desk, DESK_PROGRAMME, 2025), 30 * MILLION);
    ck_assert_int_eq(free_of(&desk, OTHER, 2024), 20 * MILLION);
    CHECK_FAILS(decide(&desk, &desk.finance2, id, true), PROGRAMME_STEP, desk.err);

    /* More than is free; the book says no, and the order waits as before. */
    order = moving(&desk, 30 * MILLION + 1);
    id = asked(&desk, &order);
    ck_assert(decide(&desk, &desk.finance2, id, true) != STATUS_OK);
    ck_assert_str_eq(shown(&desk, id).state, "asked");
    ck_assert_int_eq(free_of(&desk, DESK_PROGRAMME, 2025), 30 * MILLION);

    /* Refused: nothing is booked, ever. */
    CHECK_OK(decide(&desk, &desk.finance2, id, false), desk.err);
    ck_assert_str_eq(shown(&desk, id).state, "refused");
    CHECK_FAILS(decide(&desk, &desk.finance2, id, true), PROGRAMME_STEP, desk.err);
    ck_assert_int_eq(free_of(&desk, DESK_PROGRAMME, 2025), 30 * MILLION);
    desk_close(&desk);
}

ON_BOTH(each_kind_of_order_names_what_it_is_about_and_nothing_else)
{
    struct desk desk;
    int64_t id = 0, rules = 0;
    desk_open(&desk, address);
    CHECK_OK(desk_publish(&desk, desk_file(&desk, OTHER_RULES), &rules), desk.err);
    struct programme_order order = order_of("present");
    CHECK_FAILS(ask(&desk, &order, &id), PROGRAMME_ORDER, desk.err);
    order = moving(&desk, MILLION);
    order.claim_id = 1;
    CHECK_FAILS(ask(&desk, &order, &id), PROGRAMME_ORDER, desk.err);
    ck_assert_str_eq(desk.err.place, "/claim_id");
    order = moving(&desk, 0);
    CHECK_FAILS(ask(&desk, &order, &id), PROGRAMME_ORDER, desk.err);
    ck_assert_str_eq(desk.err.place, "/amount");
    order = moving(&desk, MILLION);
    order.sha256 = "none";
    CHECK_FAILS(ask(&desk, &order, &id), PROGRAMME_ORDER, desk.err);
    order = moving(&desk, MILLION);
    order.to = "nowhere";
    CHECK_FAILS(ask(&desk, &order, &id), PROGRAMME_UNKNOWN, desk.err);
    order = order_of("surcharge");
    order.claim_id = 7;
    order.amount = money_won(MILLION);
    CHECK_FAILS(ask(&desk, &order, &id), LEDGER_NO_CLAIM, desk.err);
    ck_assert_int_eq(desk_number(&desk, "SELECT count(*) FROM money_order"), 0);
    desk_close(&desk);
}

ON_BOTH(market_support_is_a_fund_of_its_own_and_pays_no_more_than_was_allotted)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, 100 * MILLION, 100 * MILLION);
    struct programme_order order = order_of("market_in");
    int64_t agreement = desk_active(&desk, 100 * MILLION), id = 0;
    order.source_id = desk.sponsor.organisation_id;
    order.to = DESK_PROGRAMME;
    order.amount = money_won(30 * MILLION);
    int64_t build = free_of(&desk, DESK_PROGRAMME, 2025);
    id = asked(&desk, &order);
    CHECK_OK(decide(&desk, &desk.finance2, id, true), desk.err);
    ck_assert_int_eq(free_of(&desk, DESK_PROGRAMME, 2025), build);

    order.kind = "market_out";
    order.agreement_id = agreement;
    order.amount = money_won(30 * MILLION + 1);
    id = asked(&desk, &order);
    ck_assert(decide(&desk, &desk.finance2, id, true) != STATUS_OK);
    order.amount = money_won(8 * MILLION);
    id = asked(&desk, &order);
    CHECK_OK(decide(&desk, &desk.finance2, id, true), desk.err);

    order.kind = "market_pay";
    order.amount = money_won(8 * MILLION + 1);
    id = asked(&desk, &order);
    ck_assert(decide(&desk, &desk.finance2, id, true) != STATUS_OK);
    order.amount = money_won(5 * MILLION);
    id = asked(&desk, &order);
    CHECK_OK(decide(&desk, &desk.finance2, id, true), desk.err);
    const struct ledger_key left = {.code = LEDGER_MARKET_PROJECT,
                                    .source = desk.sponsor.organisation_id,
                                    .project = agreement,
                                    .designation = programme_of(&desk, DESK_PROGRAMME)};
    ck_assert_int_eq(desk_balance(&desk, &left), 3 * MILLION);
    desk_close(&desk);
}

/* A claim on the firm: 10 million of the government's money, 10 of the sponsor's. */
static int64_t claim_of(struct desk *desk, int64_t agreement)
{
    static const struct hash256 decision = {{9}};
    const int64_t designation = programme_of(desk, DESK_PROGRAMME);
    const struct ledger_claim_part parts[] = {
        {.source = desk->ministry,
         .designation = designation,
         .paid = {10 * MILLION},
         .bank = LEDGER_SUBSIDY_BANK},
        {.source = desk->sponsor.organisation_id,
         .designation = designation,
         .paid = {10 * MILLION}},
    };
    const struct ledger_claim_order order = {.id = uuid_new(desk->now),
                                             .project = agreement,
                                             .debtor = desk->owner.organisation_id,
                                             .collector = desk->officer.organisation_id,
                                             .amount = {20 * MILLION},
                                             .parts = parts,
                                             .part_count = 2,
                                             .remainder = 1,
                                             .basis = "스마트제조혁신법 제32조",
                                             .evidence = &decision,
                                             .noticed = day_of(desk->now, zone_seoul()),
                                             .actor = desk->finance.user_id,
                                             .approval = desk->finance2.user_id,
                                             .now = desk->now};
    const struct ledger_terms terms = terms_of(desk);
    int64_t id = 0;
    CHECK_OK(STEP(desk, ledger_claim_open(desk->tx, &terms, &order, &id, &desk->err)), desk->err);
    return id;
}

static struct ledger_claim claim(struct desk *desk, int64_t id)
{
    struct ledger_claim claim = {0};
    CHECK_OK(STEP(desk, ledger_claim_get(desk->tx, id, &claim, &desk->err)), desk->err);
    return claim;
}

ON_BOTH(a_surcharge_and_a_write_off_are_booked_on_their_claim_by_a_second_person_only)
{
    struct desk desk;
    desk_open(&desk, address);
    desk_fund(&desk, 100 * MILLION, 100 * MILLION);
    int64_t agreement = desk_active(&desk, 100 * MILLION);
    int64_t owed = claim_of(&desk, agreement), id = 0;
    struct programme_order order = order_of("surcharge");
    order.claim_id = owed;
    order.amount = money_won(4 * MILLION);
    id = asked(&desk, &order);
    CHECK_FAILS(decide(&desk, &desk.finance, id, true), PROGRAMME_TWO_PERSONS, desk.err);
    ck_assert_int_eq(claim(&desk, owed).owed_surcharge.won, 0);
    CHECK_OK(decide(&desk, &desk.finance2, id, true), desk.err);
    ck_assert_int_eq(claim(&desk, owed).owed_surcharge.won, 4 * MILLION);

    order = order_of("write_off");
    order.claim_id = owed;
    order.amount = money_won(1);
    CHECK_FAILS(ask(&desk, &order, &id), PROGRAMME_ORDER, desk.err);
    order.amount = money_won(0);
    id = asked(&desk, &order);
    CHECK_OK(decide(&desk, &desk.finance2, id, true), desk.err);
    ck_assert_int_eq(claim(&desk, owed).owed_principal.won, 0);
    ck_assert_int_eq(claim(&desk, owed).owed_surcharge.won, 0);

    struct programme_orders list = {0};
    CHECK_OK(STEP(&desk, programme_orders(desk.tx, desk.arena, &list, &desk.err)), desk.err);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(list.at[0].kind, "write_off");
    ck_assert_str_eq(list.at[1].kind, "surcharge");
    desk_close(&desk);
}

BOTH_MAIN("programme orders",
          BOTH(a_designation_moves_by_an_order_of_two_persons_and_no_won_is_lost_on_the_way),
          BOTH(each_kind_of_order_names_what_it_is_about_and_nothing_else),
          BOTH(market_support_is_a_fund_of_its_own_and_pays_no_more_than_was_allotted),
          BOTH(a_surcharge_and_a_write_off_are_booked_on_their_claim_by_a_second_person_only))
