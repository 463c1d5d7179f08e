/* Properties of the split, drawn from seeds; documents are made in C. */
#include <inttypes.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "rules/rules.h"

struct made {
    struct rules_document rules;
    struct rules_funder funders[RULES_FUNDERS_MAX];
    struct rules_slab slabs[RULES_FUNDERS_MAX][3];
};

static void three(struct made *made, int64_t government_cap, int64_t unit)
{
    *made = (struct made){
        .funders = {
            {.id = "government", .share_bp = 3000, .max_bp = 3000},
            {.id = "sponsor", .share_bp = 3000, .min_bp = 3000, .max_bp = 10000, .remainder = true},
            {.id = "adopter", .share_bp = 4000, .max_bp = 4000},
        }};
    made->funders[0].cap = money_won(government_cap);
    made->rules = (struct rules_document){
        .unit = money_won(unit), .funders = made->funders, .funder_count = 3};
}

/* Three slabs of one funder, the first with its own ratio; the others may lie above it. */
static void draw_slabs(struct random_stream *stream, struct made *made, size_t index, int64_t scale)
{
    struct rules_slab *slabs = made->slabs[index];
    int64_t end = 0;
    for (size_t i = 0; i < 3; i++) {
        end += 1 + (int64_t)random_below(stream, (uint64_t)scale);
        slabs[i] = (struct rules_slab){.up_to = money_won(i < 2 ? end : 0),
                                       .share_bp = (int64_t)random_below(stream, 6000)};
    }
    slabs[0].share_bp = made->funders[index].share_bp;
    made->funders[index].slabs = slabs;
    made->funders[index].slab_count = 3;
}

/* Funders with random shares, caps and bounds; some of them contradict each other. */
static void draw(struct random_stream *stream, struct made *made, int64_t scale)
{
    *made = (struct made){0};
    size_t count = 2 + random_below(stream, RULES_FUNDERS_MAX - 1);
    int64_t left = 10000;
    size_t remainder = random_below(stream, count);
    for (size_t i = 0; i < count; i++) {
        struct rules_funder *funder = &made->funders[i];
        bool last = i + 1 == count;
        funder->id = "one";
        funder->share_bp = last ? left : (int64_t)random_below(stream, (uint64_t)left + 1);
        left -= funder->share_bp;
        funder->remainder = i == remainder;
        funder->max_bp =
            funder->remainder || random_below(stream, 2) == 0 ? 10000 : funder->share_bp;
        if (funder->remainder && random_below(stream, 2) == 0)
            funder->min_bp = funder->share_bp;
        if (random_below(stream, 3) == 0)
            funder->cap = money_won(1 + (int64_t)random_below(stream, (uint64_t)scale));
        if (!funder->remainder && random_below(stream, 4) == 0)
            draw_slabs(stream, made, i, scale);
    }
    static const int64_t units[] = {1, 7, 1000};
    made->rules = (struct rules_document){.unit = money_won(units[random_below(stream, 3)]),
                                          .total_max = money_won(1000000000),
                                          .funders = made->funders,
                                          .funder_count = count};
}

static void check_bounds(const struct rules_document *rules, const struct rules_split *split)
{
    int64_t sum = 0;
    for (size_t i = 0; i < split->count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        int64_t share = split->share[i].won;
        ck_assert_int_ge(share, 0);
        ck_assert_int_ge(share * 10000, split->total.won * funder->min_bp);
        ck_assert_int_le(share * 10000, split->total.won * funder->max_bp);
        if (funder->cap.won > 0)
            ck_assert_int_le(share, funder->cap.won);
        sum += share;
    }
    ck_assert_int_eq(sum, split->total.won);
}

START_TEST(the_shares_add_up_to_the_total_exactly_for_any_number_of_funders)
{
    int64_t funded = 0;
    FOR_ALL(seed, 2000) {
        struct random_stream stream = random_stream(seed, "split");
        struct made made;
        draw(&stream, &made, 400000000);
        int64_t total = 1 + (int64_t)random_below(&stream, 1000000000);
        struct rules_split split = {0};
        if (!rules_can_split(&made.rules, money_won(total), &split))
            continue;
        funded++;
        check_bounds(&made.rules, &split);
        ck_assert_int_eq(split.total.won + split.cut.won, total);
        ck_assert_int_lt(split.cut.won, made.rules.unit.won);
    }
    ck_assert_int_gt(funded, 0);
}
END_TEST

START_TEST(no_share_passes_its_cap_or_its_legal_bound)
{
    struct made made;
    three(&made, 0, 1);
    for (int64_t total = 1; total <= 50000; total++) {
        struct rules_split split = {0};
        struct error err;
        CHECK_OK(rules_split(&made.rules, money_won(total), &split, &err), err);
        check_bounds(&made.rules, &split);
        /* The sponsor pays at most the two won that flooring the others leaves. */
        ck_assert_int_lt(split.share[1].won * 10000 - total * 3000, 2 * 10000);
    }
}
END_TEST

/* The share of a funder, counted slab by slab. */
static int64_t by_hand(const struct rules_funder *funder, int64_t total)
{
    int64_t from = 0, sum = 0;
    if (funder->slab_count == 0)
        return total * funder->share_bp / 10000;
    for (size_t i = 0; i < funder->slab_count; i++) {
        int64_t end = funder->slabs[i].up_to.won;
        int64_t to = end == 0 || end > total ? total : end;
        sum += (to > from ? to - from : 0) * funder->slabs[i].share_bp;
        from = to;
    }
    return sum / 10000;
}

START_TEST(a_share_with_slabs_is_counted_slab_by_slab_and_never_falls_as_the_total_rises)
{
    int64_t seen = 0;
    FOR_ALL(seed, 2000) {
        struct random_stream stream = random_stream(seed, "slabs");
        struct made made;
        draw(&stream, &made, 400000000);
        made.rules.unit = money_won(1);
        int64_t total = 2 + (int64_t)random_below(&stream, 999999998);
        struct rules_split split = {0}, less = {0};
        if (!rules_can_split(&made.rules, money_won(total), &split))
            continue;
        bool both = rules_can_split(&made.rules, money_won(total - 1), &less);
        for (size_t i = 0; i < split.count; i++) {
            const struct rules_funder *funder = &made.funders[i];
            int64_t share = by_hand(funder, total);
            if (funder->remainder)
                continue;
            seen += funder->slab_count > 0;
            share = funder->cap.won > 0 && share > funder->cap.won ? funder->cap.won : share;
            ck_assert_int_eq(split.share[i].won, share);
            ck_assert(!both || split.share[i].won >= less.share[i].won);
        }
    }
    ck_assert_int_gt(seen, 0);
}
END_TEST

START_TEST(a_hundred_million_and_one_won_is_cut_and_shared_as_published)
{
    struct made made;
    struct rules_split split = {0};
    struct error err;
    three(&made, 0, 1);
    CHECK_OK(rules_split(&made.rules, money_won(100000001), &split, &err), err);
    ck_assert_int_eq(split.share[0].won, 30000000);
    ck_assert_int_eq(split.share[1].won, 30000001);
    ck_assert_int_eq(split.share[2].won, 40000000);
    three(&made, 0, 1000);
    CHECK_OK(rules_split(&made.rules, money_won(100000001), &split, &err), err);
    ck_assert_int_eq(split.cut.won, 1);
    ck_assert_int_eq(split.share[1].won, 30000000);
}
END_TEST

START_TEST(when_the_cap_of_one_binds_the_remainder_carries_the_rest)
{
    struct made made;
    struct rules_split split = {0};
    struct error err;
    three(&made, 120000000, 1000);
    CHECK_OK(rules_split(&made.rules, money_won(500000000), &split, &err), err);
    ck_assert_int_eq(split.share[0].won, 120000000);
    ck_assert_int_eq(split.share[1].won, 180000000);
    ck_assert_int_eq(split.share[2].won, 200000000);
}
END_TEST

START_TEST(what_cannot_be_funded_is_refused_early_saying_what_could_be)
{
    struct made made;
    struct rules_split split = {.count = 99};
    struct error err;
    three(&made, 120000000, 1000);
    made.funders[1].cap = money_won(120000000);
    CHECK_FAILS(rules_split(&made.rules, money_won(500000000), &split, &err), RULES_NOT_FUNDABLE,
                err);
    ck_assert_uint_eq(split.count, 99);
    ck_assert_ptr_nonnull(strstr(err.text, "400000000"));
    ck_assert_int_eq(rules_fundable(&made.rules, money_won(500000000)).won, 400000000);
    made.rules.total_max = money_won(250000000);
    ck_assert_int_eq(rules_fundable(&made.rules, money_won(500000000)).won, 250000000);
    made.rules.total_min = money_won(10000000);
    CHECK_FAILS(rules_split(&made.rules, money_won(9999999), &split, &err), RULES_NOT_FUNDABLE,
                err);
    ck_assert_int_eq(rules_fundable(&made.rules, money_won(9999999)).won, 0);
}
END_TEST

START_TEST(the_fundable_total_is_the_largest_one_that_can_be_split)
{
    int64_t found = 0, none = 0;
    FOR_ALL(seed, 600) {
        struct random_stream stream = random_stream(seed, "fundable");
        struct made made;
        /* Small amounts, so that every total can be tried one by one. */
        draw(&stream, &made, 2000);
        made.rules.total_max = money_won(6000);
        int64_t total = 1 + (int64_t)random_below(&stream, 8000), best = 0;
        for (int64_t at = 1; at <= total; at++) {
            struct rules_split split = {0};
            /* Only multiples of the unit: the others are cut and give the same. */
            if (at % made.rules.unit.won == 0 &&
                rules_can_split(&made.rules, money_won(at), &split))
                best = at;
        }
        ck_assert_int_eq(rules_fundable(&made.rules, money_won(total)).won, best);
        found += best > 0;
        none += best == 0;
    }
    ck_assert_int_gt(found, 0);
    ck_assert_int_gt(none, 0);
}
END_TEST

START_TEST(tranches_follow_the_agreed_shares_and_the_last_lands_on_the_agreement)
{
    FOR_ALL(seed, 3000) {
        struct random_stream stream = random_stream(seed, "tranches");
        struct made made;
        struct rules_split agreed = {0};
        struct error err;
        int64_t cap = (int64_t)random_below(&stream, 2) * 60000000;
        int64_t total = 1000 + (int64_t)random_below(&stream, 500000000);
        three(&made, cap, 1);
        CHECK_OK(rules_split(&made.rules, money_won(total), &agreed, &err), err);
        int64_t paid[3] = {0}, before = 0;
        while (before < total) {
            int64_t left = total - before;
            int64_t amount = random_below(&stream, 4) == 0
                                 ? left
                                 : 1 + (int64_t)random_below(&stream, (uint64_t)left);
            struct rules_split part = {0};
            if (rules_tranche(&agreed, 1, money_won(before), money_won(amount), &part, &err) !=
                STATUS_OK) {
                ck_assert_ptr_eq(err.reason, &RULES_TRANCHE_SMALL);
                /* Everything that is left can always be paid. */
                amount = left;
                CHECK_OK(rules_tranche(&agreed, 1, money_won(before), money_won(left), &part, &err),
                         err);
            }
            int64_t sum = 0;
            before += amount;
            for (size_t i = 0; i < 3; i++) {
                ck_assert_int_ge(part.share[i].won, 0);
                sum += part.share[i].won;
                paid[i] += part.share[i].won;
            }
            ck_assert_int_eq(sum, amount);
            ck_assert_int_le(paid[0] * 10000, before * 3000);
            ck_assert_int_ge(paid[1] * 10000, before * 3000);
            ck_assert_int_le(paid[2] * 10000, before * 4000);
        }
        for (size_t i = 0; i < 3; i++)
            ck_assert_int_eq(paid[i], agreed.share[i].won);
    }
}
END_TEST

START_TEST(a_payment_beyond_the_agreement_is_refused)
{
    struct made made;
    struct rules_split agreed = {0}, part = {0};
    struct error err;
    three(&made, 0, 1);
    CHECK_OK(rules_split(&made.rules, money_won(100000000), &agreed, &err), err);
    CHECK_FAILS(rules_tranche(&agreed, 1, money_won(60000000), money_won(40000001), &part, &err),
                RULES_TRANCHE, err);
    CHECK_FAILS(rules_tranche(&agreed, 1, money_won(0), money_won(0), &part, &err), RULES_TRANCHE,
                err);
    CHECK_FAILS(rules_tranche(&agreed, 1, money_won(-1), money_won(5), &part, &err), RULES_TRANCHE,
                err);
    CHECK_FAILS(rules_tranche(&agreed, 1, money_won(0), money_won(99999999), &part, &err),
                RULES_TRANCHE_SMALL, err);
    CHECK_OK(rules_tranche(&agreed, 1, money_won(60000000), money_won(40000000), &part, &err), err);
}
END_TEST

TEST_MAIN("rules split", the_shares_add_up_to_the_total_exactly_for_any_number_of_funders,
          no_share_passes_its_cap_or_its_legal_bound,
          a_share_with_slabs_is_counted_slab_by_slab_and_never_falls_as_the_total_rises,
          a_hundred_million_and_one_won_is_cut_and_shared_as_published,
          when_the_cap_of_one_binds_the_remainder_carries_the_rest,
          what_cannot_be_funded_is_refused_early_saying_what_could_be,
          the_fundable_total_is_the_largest_one_that_can_be_split,
          tranches_follow_the_agreed_shares_and_the_last_lands_on_the_agreement,
          a_payment_beyond_the_agreement_is_refused)
