/* The cost sheet that checks itself, and what lines like it cost before. */
#include "kit/text.h"
#include "selection/test/load.h"

#define PAPER "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

enum { ROWS = 9, LABOUR = 0, OVERHEAD, FEE, POINTS, HARDWARE, DISCOUNT, OWN, NETWORK, CLOUD };

/* 100,000,000 won: 40,000,000 of it the adopter's, 30,000,000 the sponsor's. */
static struct selection_costs good_sheet(struct arena *arena)
{
    static const struct selection_cost rows[ROWS] = {
        [LABOUR] = {.item = "direct_labour",
                    .unit_price = {400000},
                    .quantity = 50,
                    .amount = {20000000}},
        [OVERHEAD] = {.item = "overhead",
                      .unit_price = {20000000},
                      .quantity = 1,
                      .amount = {20000000}},
        [FEE] = {.item = "technology_fee",
                 .unit_price = {4000000},
                 .quantity = 1,
                 .amount = {4000000}},
        [POINTS] = {.item = "fp_points",
                    .unit_price = {50000},
                    .quantity = 100,
                    .amount = {5000000},
                    .sha256 = PAPER},
        [HARDWARE] = {.item = "hardware",
                      .unit_price = {10000000},
                      .quantity = 4,
                      .amount = {40000000},
                      .sha256 = PAPER},
        [DISCOUNT] = {.item = "discount",
                      .unit_price = {-1000000},
                      .quantity = 1,
                      .amount = {-1000000}},
        [OWN] = {.item = "own_labour", .unit_price = {8000000}, .quantity = 1, .amount = {8000000}},
        [NETWORK] = {.item = "network",
                     .unit_price = {3000000},
                     .quantity = 1,
                     .amount = {3000000}},
        [CLOUD] = {.item = "cloud", .unit_price = {1000000}, .quantity = 1, .amount = {1000000}},
    };
    struct selection_costs sheet = {0};
    for (size_t i = 0; i < ROWS; i++) {
        struct selection_cost *row = list_add(arena, &sheet);
        *row = rows[i];
        row->name = row->model = row->spec = "";
        row->sha256 = row->sha256 == NULL ? "" : row->sha256;
    }
    sheet.in_kind[1] = money_won(6000000); /* the sponsor's: exactly a fifth */
    return sheet;
}

static struct selection_findings check(struct arena *arena, const struct selection_costs *sheet)
{
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    struct rules_split split = {0};
    struct selection_findings findings = {0};
    struct error err;
    CHECK_OK(rules_split(&rules, money_won(100000000), &split, &err), err);
    selection_cost_check(arena, &rules, &split, sheet, &findings);
    return findings;
}

static void set_price(struct selection_cost *row, int64_t won)
{
    row->unit_price = row->amount = money_won(won);
    row->quantity = 1;
}

START_TEST(a_sheet_at_every_limit_has_nothing_wrong)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct selection_costs sheet = good_sheet(arena);
    ck_assert_uint_eq(check(arena, &sheet).count, 0);
}
END_TEST

/* One won, one row or one paper away from the good sheet; the network row keeps the total. */
static void break_overhead(struct selection_costs *sheet)
{
    set_price(&sheet->at[OVERHEAD], 20000001);
    set_price(&sheet->at[NETWORK], 2999999);
}
static void break_fee(struct selection_costs *sheet)
{
    set_price(&sheet->at[FEE], 4000001);
    set_price(&sheet->at[NETWORK], 2999999);
}
static void break_own_labour(struct selection_costs *sheet)
{
    set_price(&sheet->at[OWN], 8000001);
    set_price(&sheet->at[NETWORK], 2999999);
}
static void break_in_kind(struct selection_costs *sheet)
{
    sheet->in_kind[1] = money_won(6000001);
}
static void break_net(struct selection_costs *sheet)
{
    sheet->at[HARDWARE].vat = money_won(4000000);
}
static void break_points(struct selection_costs *sheet)
{
    sheet->at[POINTS].sha256 = "";
}
static void break_product(struct selection_costs *sheet)
{
    sheet->at[LABOUR].quantity = 49;
}
static void break_sign(struct selection_costs *sheet)
{
    set_price(&sheet->at[CLOUD], -1000000);
    set_price(&sheet->at[NETWORK], 5000000);
}
static void break_item(struct selection_costs *sheet)
{
    sheet->at[NETWORK].item = "entertainment";
}
static void break_total(struct selection_costs *sheet)
{
    set_price(&sheet->at[NETWORK], 3000001);
}

START_TEST(every_limit_of_the_cost_sheet_has_a_line_that_breaks_it)
{
    static const struct {
        void (*change)(struct selection_costs *);
        enum selection_limit limit;
        const char *place, *article;
    } cases[] = {
        {break_overhead, LIMIT_SHARE, "/costs/overhead", "F4.2"},
        {break_fee, LIMIT_SHARE, "/costs/technology_fee", "F4.3"},
        {break_own_labour, LIMIT_SHARE, "/costs/own_labour", "F4.11"},
        {break_in_kind, LIMIT_IN_KIND, "/in_kind/sponsor", "30 percent"},
        {break_net, LIMIT_NET, "/costs/4", "F4.5"},
        {break_points, LIMIT_ATTACHMENT, "/costs/3", "F4.4"},
        {break_product, LIMIT_AMOUNT, "/costs/0", "F4.1"},
        {break_sign, LIMIT_NEGATIVE, "/costs/8", "F4.10"},
        {break_item, LIMIT_ITEM, "/costs/7", ""},
        {break_total, LIMIT_TOTAL, "/costs", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
        struct selection_costs sheet = good_sheet(arena);
        cases[i].change(&sheet);
        struct selection_findings findings = check(arena, &sheet);
        ck_assert_msg(findings.count == 1, "case %zu: %zu findings", i, findings.count);
        ck_assert_int_eq(findings.at[0].limit, cases[i].limit);
        ck_assert_str_eq(findings.at[0].place, cases[i].place);
        ck_assert_msg(text_starts(findings.at[0].basis, cases[i].article), "%s",
                      findings.at[0].basis);
    }
}
END_TEST

START_TEST(all_findings_are_told_at_once)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct selection_costs sheet = good_sheet(arena);
    break_net(&sheet);
    break_points(&sheet);
    break_total(&sheet);
    break_in_kind(&sheet);
    ck_assert_uint_eq(check(arena, &sheet).count, 4);
}
END_TEST

START_TEST(more_than_a_fifth_of_an_item_moves_only_with_approval)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct rules_document rules = load_rules(arena, LOAD_RULES);
    struct selection_costs before = good_sheet(arena), after = good_sheet(arena);
    struct selection_findings findings = {0};
    set_price(&after.at[HARDWARE], 32000000); /* exactly a fifth less */
    set_price(&after.at[LABOUR], 24000000);
    set_price(&after.at[OVERHEAD], 24000000);
    selection_cost_moves(arena, &rules, &before, &after, &findings);
    ck_assert_uint_eq(findings.count, 0);
    set_price(&after.at[HARDWARE], 31999999);
    selection_cost_moves(arena, &rules, &before, &after, &findings);
    ck_assert_uint_eq(findings.count, 1);
    ck_assert_int_eq(findings.at[0].limit, LIMIT_MOVE);
    ck_assert_str_eq(findings.at[0].place, "/costs/hardware");
    ck_assert(text_starts(findings.at[0].basis, "F3.44"));
}
END_TEST

START_TEST(a_price_is_compared_with_all_earlier_lines_of_its_model_and_never_blocks)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct money earlier[] = {{300}, {100}, {200}, {200}};
    struct selection_price price = {0};
    selection_price_of(arena, money_won(200), earlier, 4, &price);
    ck_assert_int_eq(price.percentile_bp, 5000);
    ck_assert_int_eq(price.lowest.won, 100);
    ck_assert_int_eq(price.median.won, 200);
    ck_assert_int_eq(price.highest.won, 300);
    selection_price_of(arena, money_won(900), earlier, 4, &price);
    ck_assert_int_eq(price.percentile_bp, 10000);
    selection_price_of(arena, money_won(1), earlier, 4, &price);
    ck_assert_int_eq(price.percentile_bp, 0);
    selection_price_of(arena, money_won(1), NULL, 0, &price);
    ck_assert_int_eq(price.percentile_bp, RULES_UNSET);
    ck_assert_int_eq(price.earlier, 0);
}
END_TEST

TEST_MAIN("selection cost", a_sheet_at_every_limit_has_nothing_wrong,
          every_limit_of_the_cost_sheet_has_a_line_that_breaks_it, all_findings_are_told_at_once,
          more_than_a_fifth_of_an_item_moves_only_with_approval,
          a_price_is_compared_with_all_earlier_lines_of_its_model_and_never_blocks)
