/* Agreed shares, budgets, designations, related parties, days and places, interest, contributions,
 * and every balance that waits. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "money.h"
#include "support/postgres.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void pay_in(struct book *book, int64_t source, int64_t won)
{
    money_move(book, money_bank(source, BUILD), money_source(source, BUILD), won,
               LEDGER_CODE_PLEDGE_PAID);
}

/* ---- shares ---- */

static enum status allot(struct book *book, const struct ledger_share *shares, size_t count,
                         const struct ledger_budget_entry *lines, size_t line_count,
                         struct error *err)
{
    struct ledger_posted posted;
    struct ledger_group head = money_head(book, LEDGER_CODE_AGREED);
    struct ledger_allotment allotment = {17, shares, count, lines, line_count};
    struct store_tx *tx = money_begin(book);
    enum status st = ledger_allot(tx, &allotment, &head, &posted, err);
    struct ledger_posted again;
    if (st == STATUS_OK) {
        st = ledger_allot(tx, &allotment, &head, &again, err);
        ck_assert(again.again && again.seq_first == posted.seq_first);
    }
    return money_end(&tx, st, err);
}

static void shares(struct book *book)
{
    struct error err;
    pay_in(book, GOVERNMENT, 30000000);
    pay_in(book, SPONSOR, 24000000);
    struct ledger_share list[] = {
        {.source = GOVERNMENT, .designation = BUILD, .part = 2026, .amount = {30000000}},
        {.source = FIRM, .designation = BUILD, .deposited = true, .amount = {40000000}},
        {.source = SPONSOR, .designation = BUILD, .part = 2026, .amount = {30000001}},
    };
    struct ledger_budget_entry lines[] = {{1, {60000000}}, {2, {40000001}}};
    CHECK_FAILS(allot(book, list, COUNT(list), lines, COUNT(lines), &err), LEDGER_UNFUNDED, err);
    ck_assert_str_eq(err.place, "/shares/2");
    /* 24,000,000 of 30,000,001: the same shares of 79,999,998 won would be there. */
    ck_assert_msg(strstr(err.text, "6000001 won of 30000001") != NULL, "%s", err.text);
    ck_assert_msg(strstr(err.text, "79999998 won is fundable") != NULL, "%s", err.text);
    pay_in(book, SPONSOR, 6000001);
    lines[1].amount.won--;
    CHECK_FAILS(allot(book, list, COUNT(list), lines, COUNT(lines), &err), LEDGER_GROUP, err);
    ck_assert_str_eq(err.place, "/budget");
    ck_assert_int_eq(money_balance(book, money_project(17, SPONSOR, BUILD)), 0);
    lines[1].amount.won++;
    CHECK_OK(allot(book, list, COUNT(list), lines, COUNT(lines), &err), err);
    ck_assert_int_eq(money_balance(book, money_project(17, SPONSOR, BUILD)), 30000001);
    ck_assert_int_eq(money_balance(book, money_source(SPONSOR, BUILD)), 0);
    ck_assert_int_eq(
        money_balance(book, (struct ledger_key){.code = LEDGER_LINE, .project = 17, .part = 2}),
        40000001);
}

ON_BOTH(shares_are_allotted_with_the_budget_or_refused_early_saying_what_is_fundable)
{
    book_run(address, shares);
}

/* Any number of sources that hold any amounts: what is said to be fundable is, one won more is not
 * in the same proportions. */
START_TEST(what_is_said_to_be_fundable_fits_every_source)
{
    FOR_ALL(seed, 20) {
        struct error err;
        struct book book;
        struct random_stream luck = random_stream(seed, "fundable");
        char path[128];
        (void)snprintf(path, sizeof path, "%s/fundable-%llu.db", test_folder(),
                       (unsigned long long)seed);
        book_open(&book, path);
        struct ledger_share list[LEDGER_SHARES_MAX];
        int64_t held[LEDGER_SHARES_MAX], total = 0;
        size_t count = 1 + random_below(&luck, LEDGER_SHARES_MAX);
        for (size_t i = 0; i < count; i++) {
            list[i] =
                (struct ledger_share){.source = 1 + (int64_t)i, .designation = BUILD, .part = 2026};
            list[i].amount.won = 1 + (int64_t)random_below(&luck, 100000);
            held[i] = (int64_t)random_below(&luck, 200000);
            total += list[i].amount.won;
            if (held[i] > 0)
                pay_in(&book, list[i].source, held[i]);
        }
        struct ledger_funding funding;
        struct store_tx *tx = money_begin(&book);
        CHECK_OK(ledger_fundable(tx, list, count, &funding, &err), err);
        store_abandon(&tx);
        ck_assert_int_eq(funding.total.won, total);
        bool all = true, more = true;
        for (size_t i = 0; i < count; i++) {
            /* floor(total' * share / total) <= held, in whole numbers */
            ck_assert_int_le(funding.fundable.won * list[i].amount.won / total, held[i]);
            all = all && held[i] >= list[i].amount.won;
            more = more && (funding.fundable.won + 1) * list[i].amount.won <= held[i] * total;
            ck_assert_int_eq(funding.missing[i].won,
                             held[i] < list[i].amount.won ? list[i].amount.won - held[i] : 0);
        }
        ck_assert(all == (funding.worst == count));
        ck_assert(all ? funding.fundable.won == total : !more);
        book_close(&book);
    }
}
END_TEST

/* ---- funds, designations, related parties ---- */

static void funds(struct book *book)
{
    struct error err;
    struct ledger_key bank = {
        .code = LEDGER_MARKET_BANK, .org = 1, .source = SPONSOR, .designation = BUILD};
    struct ledger_key fund = {
        .code = LEDGER_MARKET_SOURCE, .source = SPONSOR, .designation = BUILD};
    struct ledger_key expo = {
        .code = LEDGER_MARKET_PROJECT, .project = 17, .source = SPONSOR, .designation = BUILD};
    money_move(book, bank, fund, 1000, LEDGER_CODE_PLEDGE_PAID);
    CHECK_FAILS(
        money_try(book, fund, money_project(17, SPONSOR, BUILD), 1, LEDGER_CODE_AGREED, &err),
        LEDGER_FUND, err);
    CHECK_FAILS(money_try(book, money_bank(SPONSOR, BUILD), fund, 1, LEDGER_CODE_PLEDGE_PAID, &err),
                LEDGER_FUND, err);
    money_move(book, fund, expo, 1000, LEDGER_CODE_AGREED);
    ck_assert_int_eq(money_balance(book, expo), 1000);
}

ON_BOTH(the_market_support_fund_stands_beside_the_build_fund_and_never_mixes_with_it)
{
    book_run(address, funds);
}

static enum status move_designation(struct book *book, int64_t to, int64_t approval,
                                    struct error *err)
{
    struct ledger_posted posted;
    struct ledger_key from = money_source(SPONSOR, BUILD);
    struct ledger_group head = money_head(book, LEDGER_CODE_DESIGNATION_MOVED);
    head.approval = approval;
    struct store_tx *tx = money_begin(book);
    enum status st =
        ledger_move_designation(tx, &from, to, from.part, (struct money){400}, &head, &posted, err);
    return money_end(&tx, st, err);
}

static void designations(struct book *book)
{
    struct error err;
    pay_in(book, SPONSOR, 1000);
    CHECK_FAILS(money_try(book, money_source(SPONSOR, BUILD), money_project(17, SPONSOR, MARKET), 1,
                          LEDGER_CODE_AGREED, &err),
                LEDGER_PURPOSE, err);
    CHECK_FAILS(move_designation(book, MARKET, 0, &err), LEDGER_APPROVAL, err);
    CHECK_FAILS(move_designation(book, BUILD, 6, &err), LEDGER_PURPOSE, err);
    CHECK_OK(move_designation(book, MARKET, 6, &err), err);
    ck_assert_int_eq(money_balance(book, money_source(SPONSOR, BUILD)), 600);
    ck_assert_int_eq(money_balance(book, money_source(SPONSOR, MARKET)), 400);
    ck_assert_int_eq(money_balance(book, (struct ledger_key){.code = LEDGER_WORLD}), 0);
}

ON_BOTH(a_designated_won_moves_to_another_designation_only_with_an_approval)
{
    book_run(address, designations);
}

static void relate(struct book *book, int64_t source, int64_t org)
{
    struct error err;
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_relate(tx, source, org, "same group of companies", 5, book->now, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
}

static void related(struct book *book)
{
    struct error err;
    pay_in(book, SPONSOR, 1000);
    pay_in(book, GOVERNMENT, 1000);
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_beneficiary(tx, 17, 30, &err), err);
    CHECK_OK(ledger_beneficiary(tx, 18, 31, &err), err);
    CHECK_FAILS(ledger_relate(tx, SPONSOR, 0, "x", 5, book->now, &err), LEDGER_ACCOUNT_KEY, err);
    CHECK_FAILS(ledger_relate(tx, SPONSOR, 30, "", 5, book->now, &err), LEDGER_APPROVAL, err);
    CHECK_OK(store_commit(&tx, &err), err);
    money_move(book, money_source(SPONSOR, BUILD), money_project(17, SPONSOR, BUILD), 100,
               LEDGER_CODE_AGREED);
    relate(book, SPONSOR, 30);
    CHECK_FAILS(money_try(book, money_source(SPONSOR, BUILD), money_project(17, SPONSOR, BUILD), 1,
                          LEDGER_CODE_AGREED, &err),
                LEDGER_RELATED, err);
    struct ledger_key payee = {.code = LEDGER_PAYABLE, .org = 30, .project = 18};
    CHECK_FAILS(money_try(book, money_source(SPONSOR, BUILD), payee, 1, LEDGER_CODE_AGREED, &err),
                LEDGER_RELATED, err);
    struct arena *arena = arena_new("related", 1 << 20);
    struct ledger_relations list = {0};
    tx = money_begin(book);
    CHECK_OK(ledger_related(tx, SPONSOR, arena, &list, &err), err);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].org, 30);
    CHECK_OK(ledger_related(tx, GOVERNMENT, arena, &list, &err), err);
    ck_assert_uint_eq(list.count, 0);
    CHECK_OK(ledger_related(tx, 0, arena, &list, &err), err);
    ck_assert_uint_eq(list.count, 1);
    store_abandon(&tx);
    arena_free(arena);
    /* What lies there already does not reach a payee either; it can only go back. */
    payee.org = 40;
    payee.project = 17;
    CHECK_FAILS(money_try(book, money_project(17, SPONSOR, BUILD), payee, 1,
                          LEDGER_CODE_PAYMENT_OPENED, &err),
                LEDGER_RELATED, err);
    money_move(book, money_project(17, SPONSOR, BUILD), money_source(SPONSOR, BUILD), 100,
               LEDGER_CODE_CHANGED);
    /* Others, and for others. */
    money_move(book, money_source(GOVERNMENT, BUILD), money_project(17, GOVERNMENT, BUILD), 100,
               LEDGER_CODE_AGREED);
    money_move(book, money_source(SPONSOR, BUILD), money_project(18, SPONSOR, BUILD), 100,
               LEDGER_CODE_AGREED);
}

ON_BOTH(no_won_of_a_giver_reaches_its_related_party)
{
    book_run(address, related);
}

/* ---- budgets, days, places ---- */

static enum status shift(struct book *book, int64_t won, int64_t approval, struct error *err)
{
    struct ledger_posted posted;
    struct ledger_group head = money_head(book, LEDGER_CODE_BUDGET_SHIFTED);
    head.approval = approval;
    struct ledger_shift what = {17, 1, 2, {won}};
    struct store_tx *tx = money_begin(book);
    enum status st = ledger_budget_shift(tx, money_terms(), &what, &head, &posted, err);
    return money_end(&tx, st, err);
}

static void reserve(struct book *book, int64_t won, enum ledger_kind kind, struct uuid *ret_group)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_line line;
    struct ledger_group head = money_head(book, LEDGER_CODE_PAYMENT_OPENED);
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_budget_line(tx, 17, 1, kind, (struct money){won}, book->now, &line, &err), err);
    head.lines = &line;
    head.line_count = 1;
    CHECK_OK(ledger_post(tx, &head, &posted, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    *ret_group = head.id;
}

static void budgets(struct book *book)
{
    struct error err;
    struct uuid group;
    struct ledger_key world = {.code = LEDGER_BUDGET_WORLD};
    for (int64_t part = 1; part <= 2; part++)
        money_move(book, world,
                   (struct ledger_key){.code = LEDGER_LINE, .project = 17, .part = part}, 1000,
                   LEDGER_CODE_AGREED);
    reserve(book, 300, LEDGER_PENDING, &group);
    reserve(book, 100, LEDGER_POSTED, &group);
    struct ledger_budget_state state;
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_budget(tx, 17, 1, &state, &err), err);
    store_abandon(&tx);
    ck_assert_int_eq(state.approved.won, 1000);
    ck_assert_int_eq(state.reserved.won, 300);
    ck_assert_int_eq(state.spent.won, 100);
    ck_assert_int_eq(state.left.won, 600);
    /* A fifth of the line may move by itself, in any number of steps. */
    CHECK_OK(shift(book, 150, 0, &err), err);
    CHECK_FAILS(shift(book, 51, 0, &err), LEDGER_SHIFT, err);
    CHECK_OK(shift(book, 50, 0, &err), err);
    CHECK_FAILS(shift(book, 1, 0, &err), LEDGER_SHIFT, err);
    CHECK_FAILS(shift(book, 500, 6, &err), LEDGER_TOO_LITTLE, err); /* 400 are free */
    CHECK_OK(shift(book, 400, 6, &err), err);
    struct ledger_line line;
    tx = money_begin(book);
    CHECK_OK(
        ledger_budget_line(tx, 17, 1, LEDGER_POSTED, (struct money){1}, book->now, &line, &err),
        err);
    struct ledger_group head = money_head(book, LEDGER_CODE_PAYMENT_OPENED);
    struct ledger_posted posted;
    head.lines = &line;
    head.line_count = 1;
    CHECK_FAILS(ledger_post(tx, &head, &posted, &err), LEDGER_TOO_LITTLE, err);
    store_abandon(&tx);
}

ON_BOTH(a_budget_line_is_reserved_spent_and_shifted_within_its_limit)
{
    book_run(address, budgets);
}

static enum status grant(struct book *book, enum ledger_book kind, int64_t count, bool spend,
                         struct error *err)
{
    struct ledger_posted posted;
    struct ledger_group head = money_head(book, LEDGER_CODE_DAYS_GRANTED);
    struct store_tx *tx = money_begin(book);
    enum status st = spend ? ledger_spend(tx, kind, 17, LEDGER_POSTED, count, &head, &posted, err)
                           : ledger_grant(tx, kind, 17, count, &head, &posted, err);
    return money_end(&tx, st, err);
}

static void days(struct book *book)
{
    struct error err;
    struct ledger_size size;
    CHECK_OK(grant(book, LEDGER_BOOK_DAYS, 50, false, &err), err);
    CHECK_OK(grant(book, LEDGER_BOOK_DAYS, 49, true, &err), err);
    CHECK_FAILS(grant(book, LEDGER_BOOK_DAYS, 2, true, &err), LEDGER_TOO_LITTLE, err);
    CHECK_OK(grant(book, LEDGER_BOOK_PLACES, 2, false, &err), err);
    CHECK_OK(grant(book, LEDGER_BOOK_PLACES, 2, true, &err), err);
    CHECK_FAILS(grant(book, LEDGER_BOOK_PLACES, 1, true, &err), LEDGER_TOO_LITTLE, err);
    CHECK_FAILS(money_try(book, (struct ledger_key){.code = LEDGER_DAYS, .project = 17},
                          (struct ledger_key){.code = LEDGER_PLACES_USED, .designation = 17}, 1,
                          LEDGER_CODE_DAYS_SPENT, &err),
                LEDGER_BOOKS, err);
    CHECK_OK(book_audit(book, &size, &err), err);
}

ON_BOTH(days_of_mentors_and_places_are_counted_in_books_of_their_own)
{
    book_run(address, days);
}

/* ---- interest ---- */

static void interest(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    struct day first = day_of(book->now, zone_seoul());
    int64_t start = day_number(first);
    pay_in(book, GOVERNMENT, 1000); /* 10 days: 10,000 */
    book->now += 5 * TIME_DAY;
    pay_in(book, SPONSOR, 1000); /* 5 days: 5,000 */
    book->now += 5 * TIME_DAY;
    struct ledger_interest what = {.bank = LEDGER_FUND_BANK,
                                   .org = COLLECTOR,
                                   .from = first,
                                   .until = day_from_number(start + 10),
                                   .amount = {100}};
    struct ledger_group head = money_head(book, LEDGER_CODE_INTEREST_EARNED);
    struct store_tx *tx = money_begin(book);
    struct ledger_interest early = what;
    early.until = day_from_number(start + 11);
    CHECK_FAILS(ledger_interest_book(tx, &early, &head, &posted, &err), LEDGER_GROUP, err);
    ck_assert_str_eq(err.place, "/until");
    CHECK_OK(ledger_interest_book(tx, &what, &head, &posted, &err), err);
    CHECK_OK(ledger_interest_book(tx, &what, &head, &posted, &err), err);
    ck_assert(posted.again);
    CHECK_OK(store_commit(&tx, &err), err);
    struct ledger_key key = {.code = LEDGER_INTEREST, .source = GOVERNMENT, .designation = BUILD};
    ck_assert_int_eq(money_balance(book, key), 67);
    key.source = SPONSOR;
    ck_assert_int_eq(money_balance(book, key), 33);
    ck_assert_int_eq(money_balance(book, money_bank(SPONSOR, BUILD)), 1033);
}

ON_BOTH(interest_goes_to_the_sources_whose_money_lay_there_by_won_and_day)
{
    book_run(address, interest);
}

START_TEST(weights_are_followed_to_the_won_for_any_number_of_shares)
{
    FOR_ALL(seed, 2000) {
        struct error err;
        struct random_stream luck = random_stream(seed, "weights");
        int64_t weights[LEDGER_LINES_MAX], total = 0, sum = 0;
        struct money shares_of[LEDGER_LINES_MAX];
        size_t count = 1 + random_below(&luck, LEDGER_LINES_MAX);
        for (size_t i = 0; i < count; i++)
            total += weights[i] = (int64_t)random_below(&luck, 1 + seed % 50);
        if (total == 0)
            total = weights[0] = 1;
        int64_t amount = 1 + (int64_t)random_below(&luck, 1000000);
        CHECK_OK(ledger_weigh((struct money){amount}, weights, count, shares_of, &err), err);
        for (size_t i = 0; i < count; i++) {
            /* Within a won of the ideal, and nothing for no weight. */
            ck_assert_int_lt(shares_of[i].won * total, amount * weights[i] + total);
            ck_assert_int_gt(shares_of[i].won * total, amount * weights[i] - total);
            ck_assert(weights[i] > 0 || shares_of[i].won == 0);
            sum += shares_of[i].won;
        }
        ck_assert_int_eq(sum, amount);
    }
}
END_TEST

/* ---- contributions ---- */

static struct ledger_contribution contribution(struct book *book, struct day today)
{
    struct error err;
    struct ledger_contribution_list list;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_contributions(tx, money_terms(), SPONSOR, today, arena, &list, &err), err);
    /* Two of them were opened by book_open(), empty. */
    for (size_t i = 0; i < list.count; i++)
        if (list.at[i].designation == BUILD)
            return list.at[i];
    ck_abort_msg("no contribution");
}

static struct ledger_tax tax(struct book *book, int year)
{
    struct error err;
    struct ledger_tax found;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_tax_statement(tx, money_terms(), SPONSOR, year, arena, &found, &err), err);
    return found;
}

static void to_day(struct book *book, int year, int month, int day)
{
    book->now = day_start((struct day){year, month, day}, zone_seoul()) + 9 * TIME_HOUR;
}

static void contributions(struct book *book)
{
    struct ledger_key payee = {
        .code = LEDGER_PAYABLE, .org = 40, .project = 17, .source = SPONSOR, .designation = BUILD};
    to_day(book, 2024, 2, 29);
    pay_in(book, SPONSOR, 1000);
    to_day(book, 2025, 6, 1);
    pay_in(book, SPONSOR, 500);
    to_day(book, 2025, 7, 1);
    money_move(book, money_source(SPONSOR, BUILD), money_project(17, SPONSOR, BUILD), 1200,
               LEDGER_CODE_AGREED);
    money_move(book, money_project(17, SPONSOR, BUILD), payee, 800, LEDGER_CODE_PAYMENT_OPENED);
    money_move(book, payee, money_bank(SPONSOR, BUILD), 700, LEDGER_CODE_PAYMENT_MADE);
    struct ledger_contribution one = contribution(book, (struct day){2026, 11, 24});
    ck_assert_int_eq(one.received.won, 1500);
    ck_assert_int_eq(one.allotted.won, 1200);
    ck_assert_int_eq(one.paid.won, 700);
    ck_assert_int_eq(one.left.won, 800);
    ck_assert_int_eq(one.overdue.won, 0);
    /* 29 February and three years: there is no such day in 2027. */
    ck_assert_int_eq(day_compare(one.spend_by, (struct day){2027, 2, 28}), 0);
    ck_assert_int_eq(contribution(book, (struct day){2027, 2, 28}).overdue.won, 0);
    ck_assert_int_eq(contribution(book, (struct day){2027, 3, 1}).overdue.won, 300);
    ck_assert_int_eq(contribution(book, (struct day){2028, 6, 2}).overdue.won, 800);
    money_move(book, payee, money_bank(SPONSOR, BUILD), 100, LEDGER_CODE_PAYMENT_MADE);
    money_move(book, money_project(17, SPONSOR, BUILD), money_source(SPONSOR, BUILD), 400,
               LEDGER_CODE_CHANGED);
    money_move(book, money_source(SPONSOR, BUILD), money_bank(SPONSOR, BUILD), 250,
               LEDGER_CODE_RETURNED);
    one = contribution(book, (struct day){2026, 11, 24});
    ck_assert_int_eq(one.left.won, 450);
    ck_assert_int_eq(one.returned.won, 250);
    ck_assert_int_eq(one.allotted.won, 800);
    ck_assert_int_eq(day_compare(one.spend_by, (struct day){2028, 6, 1}), 0);
}

ON_BOTH(a_contribution_is_spent_oldest_first_and_late_after_three_years)
{
    book_run(address, contributions);
}

static void taxes(struct book *book)
{
    struct error err;
    to_day(book, 2025, 12, 31);
    pay_in(book, SPONSOR, 1000);
    to_day(book, 2026, 1, 1);
    pay_in(book, SPONSOR, 2005);
    to_day(book, 2028, 12, 31);
    pay_in(book, SPONSOR, 70);
    to_day(book, 2029, 1, 1);
    pay_in(book, SPONSOR, 90);
    ck_assert_int_eq(tax(book, 2025).credit.won, 100);
    ck_assert_int_eq(tax(book, 2026).credit.won, 200);
    ck_assert_int_eq(tax(book, 2027).credit.won, 0);
    ck_assert_int_eq(tax(book, 2028).credit.won, 7);
    ck_assert_int_eq(tax(book, 2029).credit.won, 0); /* the law has run out */
    /* What was used for a firm that turns out to be related does not count, nor what went back. */
    to_day(book, 2026, 5, 1);
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_beneficiary(tx, 17, 30, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    money_move(book, money_source(SPONSOR, BUILD), money_project(17, SPONSOR, BUILD), 500,
               LEDGER_CODE_AGREED);
    money_move(book, money_source(SPONSOR, BUILD), money_bank(SPONSOR, BUILD), 5,
               LEDGER_CODE_RETURNED);
    relate(book, SPONSOR, 30);
    struct ledger_tax found = tax(book, 2026);
    ck_assert_int_eq(found.received.won, 2005);
    ck_assert_int_eq(found.related.won, 500);
    ck_assert_int_eq(found.returned.won, 5);
    ck_assert_int_eq(found.base.won, 1500);
    ck_assert_int_eq(found.credit.won, 150);
    ck_assert_ptr_nonnull(strstr(found.basis, "제8조의3"));
}

ON_BOTH(the_tax_statement_counts_what_came_in_the_year_without_what_the_law_leaves_out)
{
    book_run(address, taxes);
}

/* ---- what waits ---- */

static void duties(struct book *book)
{
    struct error err;
    struct ledger_duty_list list;
    struct ledger_key pledge = {
        .code = LEDGER_PLEDGE, .org = SPONSOR, .source = SPONSOR, .designation = BUILD};
    to_day(book, 2026, 3, 2);
    pay_in(book, SPONSOR, 1000);
    struct ledger_line line = {.kind = LEDGER_PENDING, .amount = {300}};
    struct ledger_key source = money_source(SPONSOR, BUILD);
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_account_open(tx, &pledge, book->now, &line.debit, &err), err);
    CHECK_OK(ledger_account_open(tx, &source, book->now, &line.credit, &err), err);
    struct ledger_group head = money_head(book, LEDGER_CODE_PLEDGED);
    head.lines = &line;
    head.line_count = 1;
    struct ledger_posted posted;
    CHECK_OK(ledger_post(tx, &head, &posted, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    tx = money_begin(book);
    CHECK_OK(ledger_duties(tx, money_terms(), arena, &list, &err), err);
    store_abandon(&tx);
    ck_assert_uint_eq(list.count, 2);
    for (size_t i = 0; i < list.count; i++) {
        ck_assert_int_eq(list.at[i].owner, SPONSOR);
        ck_assert_int_eq(day_compare(list.at[i].since, (struct day){2026, 3, 2}), 0);
    }
    ck_assert_int_eq(list.at[0].key.code, LEDGER_SOURCE);
    ck_assert_int_eq(day_compare(list.at[0].due, (struct day){2029, 3, 2}), 0);
    ck_assert_int_eq(list.at[1].amount.won, 300);
    ck_assert_int_eq(day_compare(list.at[1].due, (struct day){2026, 5, 31}), 0);
    struct ledger_overdue late = ledger_overdue(&list, (struct day){2026, 6, 1});
    ck_assert_int_eq(late.count, 1);
    ck_assert_int_eq(late.amount.won, 300);
    ck_assert_int_eq(late.ages[1].won, 300);
    ck_assert_int_eq(late.ages[0].won, 1000);
}

ON_BOTH(every_balance_that_waits_has_an_owner_and_a_day)
{
    book_run(address, duties);
}

/* ---- terms ---- */

START_TEST(the_requests_of_a_year_close_on_30_november_at_six_in_the_evening)
{
    struct error err;
    const struct ledger_terms *terms = money_terms();
    time_us close = 0;
    CHECK_OK(time_parse("2026-11-30T18:00:00+09:00", &close, &err), err);
    ck_assert_int_eq(ledger_cut_off(terms, 2026), close);
    CHECK_OK(ledger_request_open(terms, close - 1, &err), err);
    CHECK_FAILS(ledger_request_open(terms, close, &err), LEDGER_CUT_OFF, err);
    CHECK_FAILS(ledger_request_open(terms, close + 31 * TIME_DAY, &err), LEDGER_CUT_OFF, err);
    CHECK_OK(ledger_request_open(terms, close + 31 * TIME_DAY + 6 * TIME_HOUR, &err), err);
}
END_TEST

START_TEST(a_term_without_its_basis_or_out_of_range_is_refused_naming_it)
{
    static const struct {
        const char *from, *to, *place;
    } changes[] = {
        {"\"spend_years\": {\"value\": 3", "\"spend_years\": {\"value\": 0",
         "/terms/spend_years/value"},
        {"\"tax_credit_until\": {\"value\": 20281231", "\"tax_credit_until\": {\"value\": 20280230",
         "/terms/tax_credit_until/value"},
        {"\"cutoff_day\": {\"value\": 30", "\"cutoff_day\": {\"value\": 31",
         "/terms/cutoff_day/value"},
        {"\"version\": 1", "\"version\": 2", "/version"},
        {"\"dun_days\"", "\"dun_dais\"", "/terms/dun_dais"},
        {"dure.ledger-terms", "dure.rules", "/format"},
    };
    static char bytes[1 << 16], changed[1 << 16];
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    FILE *file = fopen("data/ledger/terms-kr.json", "rb");
    ck_assert_ptr_nonnull(file);
    bytes[fread(bytes, 1, sizeof bytes - 1, file)] = '\0';
    (void)fclose(file);
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct error err;
        struct ledger_terms terms;
        const char *at = strstr(bytes, changes[i].from);
        ck_assert_msg(at != NULL, "%s", changes[i].from);
        int size = snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - bytes), bytes,
                            changes[i].to, at + strlen(changes[i].from));
        ck_assert_int_ne(ledger_terms_read(arena, changed, (size_t)size, &terms, &err), STATUS_OK);
        ck_assert_msg(strcmp(err.place, changes[i].place) == 0, "%s: %s %s", changes[i].place,
                      err.place, err.text);
    }
}
END_TEST

BOTH_MAIN_WITHIN(
    "ledger fund", 240,
    BOTH(shares_are_allotted_with_the_budget_or_refused_early_saying_what_is_fundable),
    what_is_said_to_be_fundable_fits_every_source,
    BOTH(the_market_support_fund_stands_beside_the_build_fund_and_never_mixes_with_it),
    BOTH(a_designated_won_moves_to_another_designation_only_with_an_approval),
    BOTH(no_won_of_a_giver_reaches_its_related_party),
    BOTH(a_budget_line_is_reserved_spent_and_shifted_within_its_limit),
    BOTH(days_of_mentors_and_places_are_counted_in_books_of_their_own),
    BOTH(interest_goes_to_the_sources_whose_money_lay_there_by_won_and_day),
    weights_are_followed_to_the_won_for_any_number_of_shares,
    BOTH(a_contribution_is_spent_oldest_first_and_late_after_three_years),
    BOTH(the_tax_statement_counts_what_came_in_the_year_without_what_the_law_leaves_out),
    BOTH(every_balance_that_waits_has_an_owner_and_a_day),
    the_requests_of_a_year_close_on_30_november_at_six_in_the_evening,
    a_term_without_its_basis_or_out_of_range_is_refused_naming_it)
