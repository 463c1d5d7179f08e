/* Random totals, random payments: where does the money land? */
#include "desk.h"
#include "kit/random.h"
#include "kit/text.h"
#include "support/postgres.h"

enum { UNIT = 1000, TRANCHES = 3, SEEDS = 6 };

/* What has been paid out of each funder's money, over all cases. */
struct paid {
    int64_t government, sponsor;
};

/* Between UNIT and the rest, leaving nothing or at least UNIT. */
static int64_t draw_amount(struct random_stream *luck, int64_t rest)
{
    if (rest < 2 * UNIT || random_below(luck, 3) == 0)
        return rest;
    return UNIT + (int64_t)random_below(luck, (uint64_t)(rest - 2 * UNIT + 1));
}

static void check_parts(struct desk *desk, int64_t payment, int64_t amount)
{
    struct programme_payment view = desk_payment(desk, payment);
    int64_t sum = 0;
    ck_assert_uint_eq(view.parts.count, 3);
    for (size_t i = 0; i < view.parts.count; i++) {
        ck_assert_int_ge(view.parts.at[i].amount.won, 0);
        sum += view.parts.at[i].amount.won;
    }
    ck_assert_int_eq(sum, amount);
}

/* One payment, with detours: refused when asked for, refused when approved, or paid. */
static void pay_some(struct desk *desk, struct random_stream *luck,
                     const struct programme_agreement *agreement, const char *tranche, int64_t rest)
{
    int64_t id = 0, amount = draw_amount(luck, rest);
    uint64_t way = random_below(luck, 5);
    CHECK_OK(desk_request(desk, agreement->id, tranche, amount, &id), desk->err);
    if (way == 0) {
        CHECK_OK(desk_refuse(desk, id), desk->err);
        return;
    }
    CHECK_FAILS(desk_approve(desk, &desk->finance, id), PROGRAMME_TWO_PERSONS, desk->err);
    CHECK_OK(desk_approve(desk, &desk->finance2, id), desk->err);
    check_parts(desk, id, amount);
    if (way == 1)
        CHECK_OK(desk_refuse(desk, id), desk->err);
    else
        CHECK_OK(desk_confirm(desk, id, desk_reference(desk)), desk->err);
}

static void pay_all(struct desk *desk, struct random_stream *luck, int64_t id)
{
    for (;;) {
        struct programme_agreement agreement = desk_agreement(desk, id);
        size_t open[TRANCHES], count = 0;
        for (size_t i = 0; i < agreement.tranches.count; i++)
            if (agreement.tranches.at[i].paid.won < agreement.tranches.at[i].amount.won)
                open[count++] = i;
        if (count == 0)
            return;
        const struct programme_tranche *tranche =
            &agreement.tranches.at[open[random_below(luck, count)]];
        pay_some(desk, luck, &agreement, tranche->id, tranche->amount.won - tranche->paid.won);
    }
}

/* All accounts of a case are empty when all has been paid. */
static void check_empty(struct desk *desk, const struct programme_agreement *agreement)
{
    struct ledger_filter filter = {.project = agreement->id, .most = LEDGER_PAGE_MAX};
    struct ledger_account_list accounts = {0};
    desk_begin(desk);
    CHECK_OK(ledger_accounts(desk->tx, &filter, desk->arena, &accounts, &desk->err), desk->err);
    (void)desk_end(desk, STATUS_OK);
    ck_assert_uint_gt(accounts.count, 0);
    for (size_t i = 0; i < accounts.count; i++) {
        const struct ledger_account *account = &accounts.at[i];
        int64_t wanted = account->key.code == LEDGER_LINE_USED ? agreement->total.won : 0;
        ck_assert_msg(ledger_balance(account).won == wanted, "account %lld has %lld",
                      (long long)account->key.code, (long long)ledger_balance(account).won);
    }
}

static void check_banks(struct desk *desk, int64_t funded, const struct paid *paid)
{
    int64_t designation = desk_number(desk, "SELECT min(id) FROM programme");
    struct ledger_key subsidy = {.code = LEDGER_SUBSIDY_BANK,
                                 .org = desk->finance.organisation_id,
                                 .source = desk->ministry,
                                 .designation = designation};
    struct ledger_key fund = {.code = LEDGER_FUND_BANK,
                              .org = desk->finance.organisation_id,
                              .source = desk->sponsor.organisation_id,
                              .designation = designation};
    ck_assert_int_eq(desk_balance(desk, &subsidy), funded - paid->government);
    ck_assert_int_eq(desk_balance(desk, &fund), funded - paid->sponsor);
}

ON_BOTH(the_parts_of_all_payments_of_an_agreement_land_on_the_agreed_shares)
{
    const int64_t funded = INT64_C(20000000000);
    struct desk desk;
    struct paid paid = {0};
    desk_open(&desk, address);
    desk_fund(&desk, funded, funded);
    int cases = 0;
    FOR_ALL(seed, SEEDS) {
        desk.unaudited = ++cases > SEEDS; /* the longer the book the longer each look at it */
        struct random_stream luck = random_stream(seed, "payments");
        int64_t total = 10000000 + (int64_t)random_below(&luck, 240000001);
        int64_t id = desk_active(&desk, total);
        pay_all(&desk, &luck, id);
        struct programme_agreement view = desk_agreement(&desk, id);
        ck_assert_int_eq(view.total.won, total / UNIT * UNIT);
        for (size_t i = 0; i < view.shares.count; i++)
            ck_assert_int_eq(view.shares.at[i].paid.won, view.shares.at[i].amount.won);
        paid.government += view.shares.at[0].amount.won;
        paid.sponsor += view.shares.at[1].amount.won;
        ck_assert_uint_eq(view.waiting_for.count, 0);
        check_empty(&desk, &view);
        check_banks(&desk, funded, &paid);
        desk_audit(&desk);
    }
    desk_close(&desk);
}

BOTH_MAIN_WITHIN("programme payments", 120,
                 BOTH(the_parts_of_all_payments_of_an_agreement_land_on_the_agreed_shares))
