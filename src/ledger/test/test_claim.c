/* Disallowed money and its way back: the split, the pairs of accounts, the order of a receipt, late
 * interest, surcharge, dunning, ageing, writing off; and that nothing recovered lies unnamed. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "money.h"
#include "support/postgres.h"

enum { PROJECT = 17 };

static struct day notice_day(const struct book *book)
{
    return day_of(book->now, zone_seoul());
}

static struct ledger_claim_order order_of(struct book *book, int64_t won,
                                          const struct ledger_claim_part *parts, size_t count)
{
    static const struct hash256 decision = {{9}};
    return (struct ledger_claim_order){.id = book_next_id(book),
                                       .project = PROJECT,
                                       .debtor = DEBTOR,
                                       .collector = COLLECTOR,
                                       .amount = {won},
                                       .parts = parts,
                                       .part_count = count,
                                       .remainder = count - 1,
                                       .basis = "스마트제조혁신법 제32조, 제재조치위원회 2026-3",
                                       .evidence = &decision,
                                       .noticed = notice_day(book),
                                       .actor = 5,
                                       .approval = 6,
                                       .now = book->now};
}

static const struct ledger_claim_part three[] = {
    {.source = GOVERNMENT, .designation = BUILD, .paid = {30000000}, .bank = LEDGER_SUBSIDY_BANK},
    {.source = FIRM, .designation = BUILD, .paid = {40000000}},
    {.source = SPONSOR, .designation = BUILD, .paid = {30000001}},
};

static enum status open_claim(struct book *book, const struct ledger_claim_order *order,
                              int64_t *ret_id, struct error *err)
{
    struct store_tx *tx = money_begin(book);
    return money_end(&tx, ledger_claim_open(tx, money_terms(), order, ret_id, err), err);
}

static int64_t raise_claim(struct book *book, int64_t won)
{
    struct error err;
    int64_t id = 0;
    struct ledger_claim_order order = order_of(book, won, three, 3);
    CHECK_OK(open_claim(book, &order, &id, &err), err);
    return id;
}

static struct ledger_claim look(struct book *book, int64_t id)
{
    struct error err;
    struct ledger_claim claim;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_claim_get(tx, id, &claim, &err), err);
    return claim;
}

static enum status receive(struct book *book, int64_t id, int64_t won,
                           struct ledger_receipt *receipt, struct error *err)
{
    struct ledger_group head = money_head(book, LEDGER_CODE_RECOVERED);
    struct store_tx *tx = money_begin(book);
    return money_end(&tx, ledger_claim_receive(tx, id, (struct money){won}, &head, receipt, err),
                     err);
}

static struct ledger_key recovered(int64_t source)
{
    return (struct ledger_key){.code = LEDGER_RECOVERED,
                               .org = COLLECTOR,
                               .project = PROJECT,
                               .source = source,
                               .designation = BUILD};
}

static void audit(struct book *book)
{
    struct error err;
    struct ledger_size size;
    CHECK_OK(book_audit(book, &size, &err), err);
}

/* ---- by what each had paid ---- */

static void raised(struct book *book)
{
    struct error err;
    int64_t id = raise_claim(book, 33333333), again = 0;
    struct ledger_key owed = {.code = LEDGER_CLAWBACK,
                              .org = DEBTOR,
                              .project = PROJECT,
                              .designation = BUILD,
                              .part = id};
    owed.source = GOVERNMENT;
    ck_assert_int_eq(money_balance(book, owed), 9999999);
    owed.source = FIRM;
    ck_assert_int_eq(money_balance(book, owed), 13333333);
    owed.source = SPONSOR;
    ck_assert_int_eq(money_balance(book, owed), 10000001);
    struct ledger_claim_order order = order_of(book, 5, three, 3);
    CHECK_OK(open_claim(book, &order, &id, &err), err);
    CHECK_OK(open_claim(book, &order, &again, &err), err);
    ck_assert_int_eq(again, id);
    order.amount.won = 6;
    CHECK_FAILS(open_claim(book, &order, &again, &err), LEDGER_KEY_REUSED, err);
    order = order_of(book, 100000002, three, 3);
    CHECK_FAILS(open_claim(book, &order, &id, &err), LEDGER_CLAIM_ORDER, err);
    ck_assert_str_eq(err.place, "/amount");
    order = order_of(book, 5, three, 3);
    order.basis = "";
    CHECK_FAILS(open_claim(book, &order, &id, &err), LEDGER_CLAIM_ORDER, err);
    ck_assert_str_eq(err.place, "/basis");
    audit(book);
}

ON_BOTH(what_is_disallowed_is_owed_back_to_each_source_by_what_it_had_paid)
{
    book_run(address, raised);
}

START_TEST(a_claim_is_split_to_the_won_and_never_above_what_was_paid)
{
    FOR_ALL(seed, 5000) {
        struct error err;
        struct random_stream luck = random_stream(seed, "claim split");
        struct money paid[LEDGER_CLAIM_SOURCES_MAX], shares[LEDGER_CLAIM_SOURCES_MAX];
        int64_t total = 0, sum = 0;
        size_t count = 1 + random_below(&luck, LEDGER_CLAIM_SOURCES_MAX);
        for (size_t i = 0; i < count; i++)
            total += paid[i].won = (int64_t)random_below(&luck, seed % 3 == 0 ? 4 : 100000000);
        if (total == 0)
            total = paid[0].won = 1;
        struct money amount = {1 + (int64_t)random_below(&luck, (uint64_t)total)};
        CHECK_OK(ledger_claim_split(amount, paid, count, random_below(&luck, count), shares, &err),
                 err);
        for (size_t i = 0; i < count; i++) {
            ck_assert(shares[i].won >= 0 && shares[i].won <= paid[i].won);
            ck_assert_int_gt(shares[i].won * total, amount.won * paid[i].won - total);
            sum += shares[i].won;
        }
        ck_assert_int_eq(sum, amount.won);
    }
}
END_TEST

/* ---- money comes back ---- */

static void way_back(struct book *book)
{
    struct error err;
    struct ledger_receipt receipt;
    struct ledger_duty_list list;
    int64_t id = raise_claim(book, 33333333);
    CHECK_FAILS(receive(book, id, 33333334, &receipt, &err), LEDGER_OVER_CLAIM, err);
    CHECK_OK(receive(book, id, 10000000, &receipt, &err), err);
    ck_assert_int_eq(receipt.parts[1].won, 10000000);
    ck_assert_int_eq(look(book, id).owed_principal.won, 23333333);
    int64_t held = money_balance(book, recovered(GOVERNMENT)) +
                   money_balance(book, recovered(FIRM)) + money_balance(book, recovered(SPONSOR));
    ck_assert_int_eq(held, 10000000);
    /* Every won of it has an owner and a day. */
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_duties(tx, money_terms(), arena, &list, &err), err);
    store_abandon(&tx);
    int64_t waits = 0;
    for (size_t i = 0; i < list.count; i++) {
        ck_assert_int_gt(list.at[i].owner, 0);
        ck_assert_int_gt(day_number(list.at[i].due), day_number(notice_day(book)));
        if (list.at[i].key.code == LEDGER_RECOVERED) {
            ck_assert_int_eq(list.at[i].owner, list.at[i].key.source);
            waits += list.at[i].amount.won;
        }
    }
    ck_assert_int_eq(waits, held);
    struct money remitted;
    struct ledger_group head = money_head(book, LEDGER_CODE_REMITTED);
    tx = money_begin(book);
    CHECK_OK(ledger_remit(tx, id, &head, &remitted, &err), err);
    ck_assert_int_eq(remitted.won, held);
    CHECK_OK(ledger_remit(tx, id, &head, &remitted, &err), err); /* a retry books nothing */
    CHECK_OK(store_commit(&tx, &err), err);
    head = money_head(book, LEDGER_CODE_REMITTED);
    tx = money_begin(book);
    CHECK_FAILS(ledger_remit(tx, id, &head, &remitted, &err), LEDGER_CLAIM_STEP, err);
    store_abandon(&tx);
    ck_assert_int_eq(money_balance(book, recovered(SPONSOR)), 0);
    CHECK_OK(receive(book, id, 23333333, &receipt, &err), err);
    ck_assert_int_eq(
        ledger_claim_step(&(struct ledger_claim){.due = notice_day(book)}, notice_day(book)),
        LEDGER_CLAIM_SETTLED);
    audit(book);
}

ON_BOTH(recovered_money_has_an_owner_from_its_first_moment_and_a_day_to_be_gone_by)
{
    book_run(address, way_back);
}

/* ---- interest, surcharge, dunning ---- */

static void late(struct book *book)
{
    struct error err;
    struct ledger_receipt receipt;
    struct money charged;
    struct ledger_terms terms = *money_terms();
    terms.value[LEDGER_TERM_LATE_BP] = 500;
    int64_t id = raise_claim(book, 3650000);
    struct ledger_claim claim = look(book, id);
    int64_t due = day_number(claim.due);
    ck_assert_int_eq(due - day_number(claim.noticed), 30);
    ck_assert_int_eq(ledger_claim_step(&claim, claim.due), LEDGER_CLAIM_NOTICED);
    ck_assert_int_eq(ledger_claim_step(&claim, day_from_number(due + 1)), LEDGER_CLAIM_TO_DUN);
    struct ledger_group head = money_head(book, LEDGER_CODE_INTEREST_CHARGED);
    struct store_tx *tx = money_begin(book);
    /* 5 percent of 3,650,000 won are 500 won a day, a won less where three sources round. */
    CHECK_OK(ledger_claim_interest(tx, &terms, id, claim.due, &head, &charged, &err), err);
    ck_assert_int_eq(charged.won, 0);
    CHECK_OK(
        ledger_claim_interest(tx, &terms, id, day_from_number(due + 10), &head, &charged, &err),
        err);
    ck_assert_int_ge(charged.won, 4998);
    ck_assert_int_le(charged.won, 5000);
    struct money first = charged;
    CHECK_OK(
        ledger_claim_interest(tx, &terms, id, day_from_number(due + 10), &head, &charged, &err),
        err);
    ck_assert_int_eq(charged.won, 0); /* the same days once */
    CHECK_FAILS(ledger_claim_dun(tx, &terms, id, claim.due, &err), LEDGER_CLAIM_STEP, err);
    store_abandon(&tx);
    tx = money_begin(book);
    CHECK_OK(
        ledger_claim_interest(tx, &terms, id, day_from_number(due + 10), &head, &charged, &err),
        err);
    CHECK_OK(ledger_claim_dun(tx, &terms, id, day_from_number(due + 10), &err), err);
    head = money_head(book, LEDGER_CODE_SURCHARGED);
    CHECK_OK(ledger_claim_surcharge(tx, &terms, id, (struct money){18250000}, &head, &err), err);
    head = money_head(book, LEDGER_CODE_SURCHARGED);
    CHECK_FAILS(ledger_claim_surcharge(tx, &terms, id, (struct money){1}, &head, &err),
                LEDGER_OVER_CLAIM, err);
    CHECK_OK(store_commit(&tx, &err), err);
    claim = look(book, id);
    ck_assert_int_eq(day_number(claim.due), due + 20);
    ck_assert_int_eq(ledger_claim_step(&claim, claim.due), LEDGER_CLAIM_DUNNED);
    ck_assert_int_eq(ledger_claim_step(&claim, day_from_number(due + 21)), LEDGER_CLAIM_TO_COLLECT);
    ck_assert_int_eq(claim.owed_surcharge.won, 18250000);
    /* Interest first, then principal, the sanction last. */
    CHECK_OK(receive(book, id, first.won + 10, &receipt, &err), err);
    ck_assert_int_eq(receipt.parts[0].won, first.won);
    ck_assert_int_eq(receipt.parts[1].won, 10);
    ck_assert_int_eq(receipt.parts[2].won, 0);
    audit(book);
}

ON_BOTH(late_interest_surcharge_and_dunning_follow_the_terms)
{
    book_run(address, late);
}

START_TEST(a_balance_is_aged_by_the_days_past_its_own_day)
{
    const struct {
        int64_t days;
        int bucket;
    } rows[] = {{-5, 0}, {0, 0},   {1, 1},   {30, 1},  {31, 2},  {90, 2},
                {91, 3}, {180, 3}, {181, 4}, {365, 4}, {366, 5}, {9999, 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_int_eq(ledger_age_bucket(rows[i].days), rows[i].bucket);
}
END_TEST

static void given_up(struct book *book)
{
    struct error err;
    struct ledger_receipt receipt;
    int64_t id = raise_claim(book, 1000001);
    CHECK_OK(receive(book, id, 400000, &receipt, &err), err);
    struct ledger_group head = money_head(book, LEDGER_CODE_UNCOLLECTABLE);
    head.approval = 0;
    struct store_tx *tx = money_begin(book);
    CHECK_FAILS(ledger_claim_write_off(tx, id, &head, &err), LEDGER_APPROVAL, err);
    store_abandon(&tx);
    head.approval = 6;
    tx = money_begin(book);
    CHECK_OK(ledger_claim_write_off(tx, id, &head, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    int64_t loss = 0;
    for (int64_t source = GOVERNMENT; source <= FIRM; source++)
        loss += money_balance(book, (struct ledger_key){.code = LEDGER_LOSS,
                                                        .project = PROJECT,
                                                        .source = source,
                                                        .designation = BUILD});
    ck_assert_int_eq(loss, 600001);
    ck_assert_int_eq(look(book, id).owed_principal.won, 0);
    CHECK_FAILS(receive(book, id, 1, &receipt, &err), LEDGER_OVER_CLAIM, err);
    audit(book);
}

ON_BOTH(what_cannot_be_collected_becomes_the_loss_of_its_sources_by_decision)
{
    book_run(address, given_up);
}

/* ---- everything at random ---- */

struct sums {
    int64_t raised, charged, got, lost, remitted;
};

static void claim_step(struct book *book, int64_t id, struct random_stream *luck,
                       struct ledger_terms *terms, struct sums *sums)
{
    struct error err;
    struct money won = {0};
    struct ledger_receipt receipt;
    struct ledger_claim claim = look(book, id);
    int64_t owed = claim.owed_principal.won + claim.owed_interest.won + claim.owed_surcharge.won;
    book->now += (int64_t)random_below(luck, 40) * TIME_DAY;
    struct ledger_group head = money_head(book, LEDGER_CODE_SURCHARGED);
    uint64_t choice = random_below(luck, 8);
    struct store_tx *tx = money_begin(book);
    enum status st = STATUS_OK;
    if (choice < 2) {
        st = ledger_claim_interest(tx, terms, id, notice_day(book), &head, &won, &err);
        sums->charged += st == STATUS_OK ? won.won : 0;
    } else if (choice == 2) {
        won.won = 1 + (int64_t)random_below(luck, 5000);
        st = ledger_claim_surcharge(tx, terms, id, won, &head, &err);
        sums->charged += st == STATUS_OK ? won.won : 0;
    } else if (choice < 6) {
        won.won = 1 + (int64_t)random_below(luck, (uint64_t)owed / 2 + 3);
        st = ledger_claim_receive(tx, id, won, &head, &receipt, &err);
        ck_assert((st == STATUS_OK) == (won.won <= owed));
        sums->got += st == STATUS_OK ? won.won : 0;
    } else if (choice == 6) {
        st = ledger_remit(tx, id, &head, &won, &err);
        sums->remitted += st == STATUS_OK ? won.won : 0;
    } else if (random_below(luck, 6) == 0) {
        head.code = LEDGER_CODE_UNCOLLECTABLE;
        st = ledger_claim_write_off(tx, id, &head, &err);
        sums->lost += st == STATUS_OK ? owed : 0;
    } else {
        st = ledger_claim_dun(tx, terms, id, notice_day(book), &err);
    }
    (void)money_end(&tx, st, &err);
}

START_TEST(what_is_owed_is_what_was_raised_and_charged_less_what_came_and_was_given_up)
{
    FOR_ALL(seed, 12) {
        struct book book;
        struct random_stream luck = random_stream(seed, "claims");
        struct ledger_terms terms = *money_terms();
        struct sums sums = {0};
        char path[128];
        (void)snprintf(path, sizeof path, "%s/claims-%llu.db", test_folder(),
                       (unsigned long long)seed);
        terms.value[LEDGER_TERM_LATE_BP] = 1 + (int64_t)random_below(&luck, 2000);
        book_open(&book, path);
        sums.raised = 1 + (int64_t)random_below(&luck, 90000000);
        int64_t id = raise_claim(&book, sums.raised);
        for (int i = 0; i < 25; i++) {
            claim_step(&book, id, &luck, &terms, &sums);
            struct ledger_claim claim = look(&book, id);
            int64_t owed =
                claim.owed_principal.won + claim.owed_interest.won + claim.owed_surcharge.won;
            ck_assert_int_eq(owed, sums.raised + sums.charged - sums.got - sums.lost);
            ck_assert_int_le(sums.got, sums.raised + sums.charged);
            int64_t held = money_balance(&book, recovered(GOVERNMENT)) +
                           money_balance(&book, recovered(FIRM)) +
                           money_balance(&book, recovered(SPONSOR));
            ck_assert_int_eq(held, sums.got - sums.remitted);
        }
        audit(&book);
        book_close(&book);
    }
}
END_TEST

BOTH_MAIN_WITHIN("ledger claim", 240,
                 BOTH(what_is_disallowed_is_owed_back_to_each_source_by_what_it_had_paid),
                 a_claim_is_split_to_the_won_and_never_above_what_was_paid,
                 BOTH(recovered_money_has_an_owner_from_its_first_moment_and_a_day_to_be_gone_by),
                 BOTH(late_interest_surcharge_and_dunning_follow_the_terms),
                 a_balance_is_aged_by_the_days_past_its_own_day,
                 BOTH(what_cannot_be_collected_becomes_the_loss_of_its_sources_by_decision),
                 what_is_owed_is_what_was_raised_and_charged_less_what_came_and_was_given_up)
