/* The cost sheet that checks itself: everything that is wrong with it, each with its article. */
#include <inttypes.h>

#include "kit/text.h"
#include "selection/selection_private.h"

__extension__ typedef __int128 wide; /* holds a price times a quantity */

struct check {
    struct arena *arena;
    const struct rules_document *rules;
    const struct rules_split *split;
    const struct selection_costs *sheet;
    struct selection_findings *findings;
    struct money sums[RULES_COSTS_MAX]; /* a cost item, in the order of the rules */
};

static const struct {
    const char *ko, *en;
} words[] = {
    [LIMIT_ITEM] = {"규칙에 없는 비목입니다", "the rules have no such cost item"},
    [LIMIT_AMOUNT] = {"금액이 단가 × 수량과 다릅니다",
                      "the amount is not unit price times quantity"},
    [LIMIT_NEGATIVE] = {"할인 외에는 음수일 수 없습니다", "only a discount may be negative"},
    [LIMIT_NET] = {"부가가치세를 뺀 금액이어야 합니다", "amounts are without VAT"},
    [LIMIT_ATTACHMENT] = {"첨부 서류가 있어야 합니다", "a paper must be attached"},
    [LIMIT_SHARE] = {"비목 한도를 넘습니다", "more than the limit of the cost item"},
    [LIMIT_IN_KIND] = {"현물 인정 한도를 넘습니다", "more in kind than is recognised"},
    [LIMIT_TOTAL] = {"명세의 합계가 총사업비와 다릅니다", "the rows do not add up to the total"},
    [LIMIT_MOVE] = {"비목 간 이동이 승인 없이 할 수 있는 폭을 넘습니다",
                    "moved between cost items by more than is allowed without approval"},
};

/* Why, in both languages: whatever part of the rules it stands in. */
struct basis {
    const char *ko, *en;
};
#define BASIS_OF(part) ((struct basis){(part)->basis, (part)->basis_en})

static void find(struct arena *arena, struct selection_findings *findings,
                 enum selection_limit limit, const char *place, struct basis basis,
                 struct money found, struct money most)
{
    *list_add(arena, findings) = (struct selection_finding){.limit = limit,
                                                            .place = place,
                                                            .ko = words[limit].ko,
                                                            .en = words[limit].en,
                                                            .basis = basis.ko,
                                                            .basis_en = basis.en,
                                                            .found = found,
                                                            .most = most};
}

static size_t item_index(const struct rules_document *rules, const char *id)
{
    size_t index = 0;
    while (index < rules->cost_count && !text_same(rules->costs[index].id, id))
        index++;
    return index;
}

static void sum_items(const struct rules_document *rules, const struct selection_costs *sheet,
                      struct money *sums)
{
    for (size_t i = 0; i < sheet->count; i++) {
        size_t index = item_index(rules, sheet->at[i].item);
        if (index < rules->cost_count)
            sums[index] = money_add(sums[index], sheet->at[i].amount);
    }
}

static void check_row(struct check *check, size_t row)
{
    const struct selection_cost *cost = &check->sheet->at[row];
    const char *place = arena_format(check->arena, "/costs/%zu", row);
    size_t index = item_index(check->rules, cost->item);
    const struct money none = {0};
    if (index == check->rules->cost_count) {
        find(check->arena, check->findings, LIMIT_ITEM, place, BASIS_OF(check->rules), cost->amount,
             none);
        return;
    }
    const struct rules_cost_item *item = &check->rules->costs[index];
    if ((wide)cost->unit_price.won * cost->quantity != cost->amount.won)
        find(check->arena, check->findings, LIMIT_AMOUNT, place, BASIS_OF(item), cost->amount,
             cost->unit_price);
    if (cost->amount.won < 0 && !item->negative)
        find(check->arena, check->findings, LIMIT_NEGATIVE, place, BASIS_OF(item), cost->amount,
             none);
    if (cost->vat.won != 0)
        find(check->arena, check->findings, LIMIT_NET, place, BASIS_OF(item), cost->vat, none);
    if (item->attachment && *cost->sha256 == '\0')
        find(check->arena, check->findings, LIMIT_ATTACHMENT, place, BASIS_OF(item), cost->amount,
             none);
}

static void check_items(struct check *check)
{
    for (size_t i = 0; i < check->rules->cost_count; i++) {
        const struct rules_cost_item *item = &check->rules->costs[i];
        struct money most = rules_cost_most(check->rules, check->split, check->sums, i);
        if (check->sums[i].won > 0 && money_compare(check->sums[i], most) > 0)
            find(check->arena, check->findings, LIMIT_SHARE,
                 arena_format(check->arena, "/costs/%s", item->id), BASIS_OF(item), check->sums[i],
                 most);
    }
}

static void check_in_kind(struct check *check)
{
    for (size_t i = 0; i < check->split->count; i++) {
        const struct rules_funder *funder = &check->rules->funders[i];
        int64_t most_bp = funder->in_kind_max_bp == RULES_UNSET ? 0 : funder->in_kind_max_bp;
        struct money most = money_share(check->split->share[i], most_bp, WHOLE_BP);
        if (money_compare(check->sheet->in_kind[i], most) > 0)
            find(check->arena, check->findings, LIMIT_IN_KIND,
                 arena_format(check->arena, "/in_kind/%s", funder->id), BASIS_OF(funder),
                 check->sheet->in_kind[i], most);
    }
}

void selection_cost_check(struct arena *arena, const struct rules_document *rules,
                          const struct rules_split *split, const struct selection_costs *sheet,
                          struct selection_findings *ret_findings)
{
    struct check check = {arena, rules, split, sheet, ret_findings, {{0}}};
    struct money sum = {0}, total = money_add(split->total, split->cut);
    *ret_findings = (struct selection_findings){0};
    for (size_t i = 0; i < sheet->count; i++) {
        sum = money_add(sum, sheet->at[i].amount);
        check_row(&check, i);
    }
    sum_items(rules, sheet, check.sums);
    check_items(&check);
    check_in_kind(&check);
    if (money_compare(sum, total) != 0)
        find(arena, ret_findings, LIMIT_TOTAL, "/costs", BASIS_OF(rules), sum, total);
}

/* ---- moves ---- */

static const struct rules_change *change_find(const struct rules_document *rules, const char *id)
{
    for (size_t i = 0; i < rules->change_count; i++)
        if (text_same(rules->changes[i].subject, id) &&
            text_same(rules->changes[i].unit, "basis_point"))
            return &rules->changes[i];
    return NULL;
}

void selection_cost_moves(struct arena *arena, const struct rules_document *rules,
                          const struct selection_costs *before, const struct selection_costs *after,
                          struct selection_findings *ret_findings)
{
    struct money old[RULES_COSTS_MAX] = {{0}}, new[RULES_COSTS_MAX] = {{0}};
    const struct rules_change *change = change_find(rules, "items");
    *ret_findings = (struct selection_findings){0};
    if (change == NULL)
        return;
    sum_items(rules, before, old);
    sum_items(rules, after, new);
    for (size_t i = 0; i < rules->cost_count; i++) {
        int64_t moved = new[i].won - old[i].won;
        int64_t was = old[i].won < 0 ? -old[i].won : old[i].won;
        moved = moved < 0 ? -moved : moved;
        struct money most = money_share(money_won(was), change->limit, WHOLE_BP);
        if (moved > most.won)
            find(arena, ret_findings, LIMIT_MOVE,
                 arena_format(arena, "/costs/%s", rules->costs[i].id), BASIS_OF(change),
                 money_won(moved), most);
    }
}
