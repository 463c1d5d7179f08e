/* The approved cost sheet becomes the budget of the agreement, one line a cost item. */
#include "kit/text.h"
#include "ledger/ledger.h"
#include "selection/selection_private.h"

/* Discounts lower every other item in proportion: the lines add up to what is agreed. */
static enum status lines_of(struct arena *arena, const struct rules_document *rules,
                            const struct selection_costs *sheet, struct money total,
                            struct programme_budget_lines *ret_lines, struct error *err)
{
    int64_t weights[RULES_COSTS_MAX] = {0};
    struct money amounts[RULES_COSTS_MAX] = {0};
    for (size_t i = 0; i < sheet->count; i++)
        for (size_t k = 0; k < rules->cost_count; k++)
            if (text_same(rules->costs[k].id, sheet->at[i].item) && !rules->costs[k].negative)
                weights[k] += sheet->at[i].amount.won;
    enum status st = ledger_weigh(total, weights, rules->cost_count, amounts, err);
    for (size_t k = 0; st == STATUS_OK && k < rules->cost_count; k++)
        if (amounts[k].won > 0)
            *list_add(arena, ret_lines) = (struct programme_budget_line){
                .position = (int64_t)k, .item = rules->costs[k].id, .agreed = amounts[k]};
    return st;
}

enum status selection_agreed(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             struct error *err)
{
    struct programme_application application = {0};
    struct programme_rules rules = {0};
    struct selection_costs sheet = {0};
    struct programme_budget_lines lines = {0};
    enum status st = programme_application(tx, arena, application_id, &application, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, application_id, &rules, err);
    if (st == STATUS_OK)
        st = selection_costs(tx, arena, application_id, &sheet, err);
    if (st != STATUS_OK || sheet.count == 0 || application.agreement_id == 0)
        return st;
    st = lines_of(arena, &rules.document, &sheet, application.total, &lines, err);
    return st == STATUS_OK ? programme_budget_set(tx, arena, application.agreement_id, &lines, err)
                           : st;
}
