/* Indicators: the row of the real screen (F5.20), and what the formulas leave open (F5.23). */
#include "evidence/evidence.h"
#include "kit/random.h"
#include "kit/test.h"

static int64_t decimal(const char *text)
{
    struct error err;
    int64_t number = 0;
    CHECK_OK(evidence_decimal(text, &number, &err), err);
    return number;
}

static struct evidence_kpi kpi_of(const char *base, const char *target, const char *after, bool up)
{
    return (struct evidence_kpi){.base = decimal(base),
                                 .target = decimal(target),
                                 .after = after == NULL ? 0 : decimal(after),
                                 .measured = after != NULL,
                                 .weight = EVIDENCE_ONE / 2,
                                 .up = up};
}

START_TEST(achievement_and_improvement_are_exact)
{
    static const struct {
        const char *base, *target, *after;
        bool up;
        int64_t achieved, improved;
    } rows[] = {
        {"5.20", "6", "6.20", true, 1250000, 192308},   /* 1.25 and 19.23 % */
        {"5.20", "6", "6", true, 1000000, 153846},      /* just what was promised */
        {"5.20", "6", "5.20", true, 0, 0},              /* nothing */
        {"5.20", "6", "4.20", true, -1250000, -192308}, /* for the worse */
        {"1000", "500", "250", false, 1500000, 750000}, /* fewer defects are better */
        {"1000", "500", "1250", false, -500000, -250000},
        {"3", "4", "3.333333", true, 333333, 111111},
        {"-2", "2", "0", true, 500000, 1000000}, /* a loss made good */
        {"0.000001", "0.000002", "0.000003", true, 2000000, 2000000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err;
        struct evidence_rates rates;
        struct evidence_kpi kpi = kpi_of(rows[i].base, rows[i].target, rows[i].after, rows[i].up);
        CHECK_OK(evidence_kpi_rates(&kpi, &rates, &err), err);
        ck_assert(rates.achieved_known && rates.improved_known);
        ck_assert_msg(rates.achieved == rows[i].achieved, "row %zu: %lld", i,
                      (long long)rates.achieved);
        ck_assert_msg(rates.improved == rows[i].improved, "row %zu: %lld", i,
                      (long long)rates.improved);
    }
}
END_TEST

START_TEST(what_the_formulas_leave_open_is_defined)
{
    struct error err;
    struct evidence_rates rates;
    struct evidence_kpi same = kpi_of("5", "5", "6", true), worse = kpi_of("5", "4", "6", true),
                        worse_too = kpi_of("5", "6", "6", false),
                        from_zero = kpi_of("0", "4", "2", true),
                        later = kpi_of("5", "6", NULL, true), heavy = kpi_of("5", "6", "6", true),
                        huge = kpi_of("0", "0.000001", "999999999999", true);
    CHECK_FAILS(evidence_kpi_rates(&same, &rates, &err), EVIDENCE_KPI, err);
    ck_assert_str_eq(err.place, "/target");
    CHECK_FAILS(evidence_kpi_rates(&worse, &rates, &err), EVIDENCE_KPI, err);
    CHECK_FAILS(evidence_kpi_rates(&worse_too, &rates, &err), EVIDENCE_KPI, err);
    CHECK_OK(evidence_kpi_rates(&from_zero, &rates, &err), err);
    ck_assert(rates.achieved_known && !rates.improved_known);
    ck_assert_int_eq(rates.achieved, 500000);
    CHECK_OK(evidence_kpi_rates(&later, &rates, &err), err);
    ck_assert(!rates.achieved_known && !rates.improved_known);
    heavy.weight = EVIDENCE_ONE + 1;
    CHECK_FAILS(evidence_kpi_rates(&heavy, &rates, &err), EVIDENCE_KPI, err);
    ck_assert_str_eq(err.place, "/weight");
    CHECK_FAILS(evidence_kpi_rates(&huge, &rates, &err), EVIDENCE_KPI, err);
}
END_TEST

START_TEST(the_total_is_weighted_and_says_when_a_value_is_missing)
{
    struct error err;
    int64_t total = 0;
    bool complete = false;
    struct evidence_kpi kpis[] = {kpi_of("5.20", "6", "6.20", true),
                                  kpi_of("1000", "500", "800", false)};
    CHECK_OK(evidence_kpi_total(kpis, 2, 0, &total, &complete, &err), err);
    ck_assert_int_eq(total, 825000); /* (1.25 + 0.4) / 2 */
    ck_assert(complete);
    CHECK_OK(evidence_kpi_total(kpis, 2, EVIDENCE_ONE, &total, &complete, &err), err);
    ck_assert_int_eq(total, 700000);
    kpis[1].measured = false;
    CHECK_OK(evidence_kpi_total(kpis, 2, 0, &total, &complete, &err), err);
    ck_assert_int_eq(total, 625000);
    ck_assert(!complete);
    kpis[1].weight--;
    CHECK_FAILS(evidence_kpi_total(kpis, 2, 0, &total, &complete, &err), EVIDENCE_KPI, err);
    ck_assert_str_eq(err.place, "/weight");
    CHECK_FAILS(evidence_kpi_total(kpis, 0, 0, &total, &complete, &err), EVIDENCE_KPI, err);
}
END_TEST

START_TEST(a_decimal_survives_its_text_and_nothing_else_is_one)
{
    static const char *const bad[] = {"",    "-",    ".",  "1.",  ".5",        "1,5",
                                      "1e3", " 1",   "1 ", "--1", "1.2345678", "1234567890123",
                                      "0x1", "1.2.3"};
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct error err;
    int64_t number = 0;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_FAILS(evidence_decimal(bad[i], &number, &err), EVIDENCE_KPI, err);
    ck_assert_str_eq(evidence_decimal_text(arena, decimal("5.20")), "5.2");
    ck_assert_str_eq(evidence_decimal_text(arena, decimal("-0.000001")), "-0.000001");
    ck_assert_str_eq(evidence_decimal_text(arena, decimal("100")), "100");
    FOR_ALL(seed, 500) {
        struct random_stream luck = random_stream(seed, "decimals");
        int64_t value = (int64_t)(random_bits(&luck) >> (4 + random_below(&luck, 60)));
        value = (random_bits(&luck) & 1) != 0 ? -value % 900000000000000000
                                              : value % 900000000000000000;
        ck_assert_int_eq(decimal(evidence_decimal_text(arena, value)), value);
        arena_reset(arena);
    }
}
END_TEST

START_TEST(an_owner_reads_one_plain_sentence)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct evidence_kpi kpi = kpi_of("5.20", "6", "6.20", true),
                        later = kpi_of("5", "6", NULL, true);
    ck_assert_str_eq(
        evidence_kpi_sentence(arena, &kpi, "시간당 생산량", true),
        "시간당 생산량: 구축 전 5.2에서 6.2(으)로 좋아졌습니다. 목표 6의 125%를 달성했습니다.");
    ck_assert_str_eq(evidence_kpi_sentence(arena, &kpi, "Output an hour", false),
                     "Output an hour went from 5.2 to 6.2, for the better: 125 % of the way to 6.");
    ck_assert_str_eq(evidence_kpi_sentence(arena, &later, "Output", false),
                     "Output: 5 before, 6 promised; not measured yet.");
}
END_TEST

TEST_MAIN("evidence kpi", achievement_and_improvement_are_exact,
          what_the_formulas_leave_open_is_defined,
          the_total_is_weighted_and_says_when_a_value_is_missing,
          a_decimal_survives_its_text_and_nothing_else_is_one, an_owner_reads_one_plain_sentence)
