/* Settlement: what was spent, item by item, what of it is recognised, what goes back.
 *
 * paid = recognised + to be returned, to the won. Refundable VAT is never charged to the project;
 * what was spent over the payment, or over a cost item's line of the budget, is the firm's own. */
#include <inttypes.h>

#include "kit/text.h"
#include "project/project_private.h"
#include "project_queries_sql.h"

#define ITEM                                                                                       \
    {                                                                                              \
        .name = "item", .type = CASEWORK_TEXT, .ko = "비목", .en = "cost item",                    \
        .offer = offer_cost_items                                                                  \
    }
static const struct casework_value spent_columns[] = {
    ITEM,
    {.name = "spent", .type = CASEWORK_MONEY, .ko = "집행액", .en = "spent"},
    {.name = "refundable_vat",
     .type = CASEWORK_MONEY,
     .optional = true,
     .ko = "환급받을 부가세",
     .en = "refundable VAT"},
};
static const struct casework_value disallowed_columns[] = {
    ITEM,
    {.name = "disallowed", .type = CASEWORK_MONEY, .ko = "불인정액", .en = "not recognised"},
    {.name = "reason", .type = CASEWORK_TEXT, .ko = "사유", .en = "reason"},
};
static const struct casework_value submit_values[] = {
    {.name = "lines",
     .type = CASEWORK_LINES,
     .columns = COLUMNS(spent_columns),
     .ko = "비목별 집행액",
     .en = "what was spent, by cost item"},
};
static const struct casework_value verify_values[] = {
    {.name = "lines",
     .type = CASEWORK_LINES,
     .optional = true,
     .columns = COLUMNS(disallowed_columns),
     .ko = "불인정 내역",
     .en = "what is not recognised"},
};
static const struct casework_value return_values[] = {
    {.name = "finding", .type = CASEWORK_TEXT, .ko = "지적 사항", .en = "what is to be completed"},
};

static const struct rules_cost_item *cost_item(const struct casework_context *step, const char *id)
{
    for (size_t i = 0; i < step->procedure->rules->cost_count; i++)
        if (text_same(step->procedure->rules->costs[i].id, id))
            return &step->procedure->rules->costs[i];
    return NULL;
}

struct cost_line {
    const char *item, *reason;
    struct money spent, vat, disallowed;
};

static enum status read_item(const struct casework_context *step, const struct json *object,
                             const char **ret_item, struct error *err)
{
    const char *id = NULL;
    enum status st = json_text(object, "item", 60, &id, err);
    if (st == STATUS_OK && cost_item(step, id) == NULL)
        st = FAIL_AT(err, PROJECT_COST, object->place, "these rules have no cost item \"%.40s\"",
                     id);
    if (st == STATUS_OK)
        *ret_item = id;
    return st;
}

static enum status read_spent(const struct casework_context *step, const struct json *object,
                              struct cost_line *ret_line, struct error *err)
{
    static const char *const members[] = {"item", "spent", "refundable_vat", NULL};
    struct cost_line line = {.reason = ""};
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = read_item(step, object, &line.item, err);
    if (st == STATUS_OK)
        st = json_int(object, "spent", 0, MONEY_MAX, &line.spent.won, err);
    if (st == STATUS_OK && json_has(object, "refundable_vat"))
        st = json_int(object, "refundable_vat", 0, line.spent.won, &line.vat.won, err);
    if (st == STATUS_OK)
        *ret_line = line;
    return st;
}

static bool stands_twice(const struct cost_line *lines, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        if (text_same(lines[i].item, lines[count - 1].item))
            return true;
    return false;
}

/* What was spent of an item above its line of the budget is the firm's own, and is never paid. An
 * agreement without a cost sheet has no lines. */
static struct money over_budget(const struct programme_budget_lines *budget,
                                const struct cost_line *line)
{
    struct money net = money_subtract(line->spent, line->vat), approved = {0};
    for (size_t i = 0; i < budget->count; i++)
        if (text_same(budget->at[i].item, line->item))
            approved = budget->at[i].approved;
    bool over = budget->count > 0 && money_compare(net, approved) > 0;
    return over ? money_subtract(net, approved) : (struct money){0};
}

/* Checks every line; writes them when asked to. */
static enum status take_spent(const struct casework_context *step, bool write, struct error *err)
{
    struct json list = value_lines(step, "lines");
    struct cost_line *lines = arena_array(step->arena, json_count(&list), sizeof *lines);
    struct project project = {0};
    struct programme_budget_lines budget = {0};
    if (json_count(&list) == 0)
        return FAIL_AT(err, PROJECT_COST, list.place, "at least one cost item");
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK)
        st = programme_budget(step->tx, step->arena, project.agreement.id, &budget, err);
    if (st == STATUS_OK && write)
        st = store_run(step->tx, sql_settlement_clear, STORE_VALUES(v_int(step->matter->id)), NULL,
                       err);
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json object = json_item(&list, i);
        st = read_spent(step, &object, &lines[i], err);
        if (st == STATUS_OK && stands_twice(lines, i + 1))
            st = FAIL_AT(err, PROJECT_COST, object.place, "\"%.40s\" stands twice", lines[i].item);
        if (st == STATUS_OK && write)
            st = store_run(step->tx, sql_settlement_insert,
                           STORE_VALUES(v_int(step->matter->id), v_text(lines[i].item),
                                        v_int(lines[i].spent.won), v_int(lines[i].vat.won),
                                        v_int(over_budget(&budget, &lines[i]).won)),
                           NULL, err);
    }
    return st;
}

static enum status check_spent(const struct casework_context *step, struct error *err)
{
    return take_spent(step, false, err);
}

static enum status write_spent(const struct casework_context *step, struct error *err)
{
    return take_spent(step, true, err);
}

static enum status write_disallowed(const struct casework_context *step, struct error *err)
{
    static const char *const members[] = {"item", "disallowed", "reason", NULL};
    struct json list = value_lines(step, "lines");
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && list.value != NULL && i < json_count(&list); i++) {
        struct json object = json_item(&list, i);
        struct cost_line line = {0};
        int64_t changed = 0;
        st = json_only(&object, members, err);
        if (st == STATUS_OK)
            st = read_item(step, &object, &line.item, err);
        if (st == STATUS_OK)
            st = json_int(&object, "disallowed", 1, MONEY_MAX, &line.disallowed.won, err);
        if (st == STATUS_OK)
            st = json_text(&object, "reason", 200, &line.reason, err);
        if (st == STATUS_OK)
            st = store_run(step->tx, sql_settlement_disallow,
                           STORE_VALUES(v_int(step->matter->id), v_text(line.item),
                                        v_int(line.disallowed.won), v_text(line.reason)),
                           &changed, err);
        if (st == STATUS_OK && changed == 0)
            st = FAIL_AT(err, PROJECT_COST, object.place,
                         "more than is recognised of \"%.40s\" so far", line.item);
    }
    return st;
}

enum status project_settlement(struct store_tx *tx, int64_t matter_id, int64_t agreement_id,
                               struct project_settled *ret_settled, struct error *err)
{
    int64_t spent = 0, recognised = 0, paid = 0;
    enum status st =
        store_number(tx, sql_settlement_spent, STORE_VALUES(v_int(matter_id)), &spent, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_settlement_recognised, STORE_VALUES(v_int(matter_id)),
                          &recognised, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_settlement_paid, STORE_VALUES(v_int(agreement_id)), &paid, err);
    if (st == STATUS_OK)
        *ret_settled = (struct project_settled){
            .paid = money_won(paid),
            .spent = money_won(spent),
            .recognised = money_won(recognised < paid ? recognised : paid),
            .returned = money_won(recognised < paid ? paid - recognised : 0)};
    return st;
}

enum status project_settlement_lines(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                                     struct project_settled_lines *ret_lines, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct project_settled_lines lines = {0};
    bool more = false;
    enum status st =
        store_query(tx, sql_settlement_lines, STORE_VALUES(v_int(matter_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct project_settled_line line = {.item = store_text(rows, 0, arena),
                                            .reason = store_text(rows, 1, arena),
                                            .spent = money_won(store_int(rows, 2)),
                                            .refundable_vat = money_won(store_int(rows, 3)),
                                            .over_budget = money_won(store_int(rows, 4)),
                                            .disallowed = money_won(store_int(rows, 5))};
        line.recognised =
            money_subtract(line.spent, money_add(line.refundable_vat,
                                                 money_add(line.over_budget, line.disallowed)));
        *list_add(arena, &lines) = line;
    }
    if (st == STATUS_OK)
        *ret_lines = lines;
    return st;
}

static enum status settled_of(const struct casework_context *step,
                              struct project_settled *ret_settled, struct error *err)
{
    struct project project = {0};
    enum status st = project_of(step, &project, err);
    return st == STATUS_OK ? project_settlement(step->tx, step->matter->id, project.agreement.id,
                                                ret_settled, err)
                           : st;
}

static enum status missing_for_settle(const struct casework_context *step,
                                      struct casework_missings *missing, struct error *err)
{
    struct project_settled settled = {0};
    enum status st = settled_of(step, &settled, err);
    if (st == STATUS_OK && settled.returned.won > 0)
        casework_misses(step, missing,
                        arena_format(step->arena, "반납할 %s원: 불인정 확정을 하세요",
                                     money_text(step->arena, settled.returned)),
                        arena_format(step->arena, "%s won are to be returned: disallow",
                                     money_text(step->arena, settled.returned)),
                        step->step->article);
    return st;
}

static enum status missing_for_disallow(const struct casework_context *step,
                                        struct casework_missings *missing, struct error *err)
{
    struct project_settled settled = {0};
    enum status st = settled_of(step, &settled, err);
    if (st == STATUS_OK && settled.returned.won == 0)
        casework_misses(step, missing, "반납할 금액이 없습니다", "there is nothing to return",
                        step->step->article);
    return st;
}

/* The money is asked back in the same transaction: nothing is disallowed without a claim. */
static enum status claim_back(const struct casework_context *step, struct error *err)
{
    struct project_settled settled = {0};
    enum status st = settled_of(step, &settled, err);
    return st == STATUS_OK ? recovery_open(step, settled.returned, step->step->article, err) : st;
}

static enum status check_active(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    return project_of(step, &project, err);
}

static const struct casework_hook hooks[] = {
    {.machine = "settlement", .step = "open", .check = check_active},
    {.machine = "settlement",
     .step = "submit",
     .values = VALUES(submit_values),
     .evidence = true,
     .check = check_spent,
     .effect = write_spent},
    {.machine = "settlement",
     .step = "verify",
     .values = VALUES(verify_values),
     .evidence = true,
     .effect = write_disallowed},
    {.machine = "settlement", .step = "return", .values = VALUES(return_values)},
    {.machine = "settlement", .step = "settle", .missing = missing_for_settle, .step_up = true},
    {.machine = "settlement",
     .step = "disallow",
     .missing = missing_for_disallow,
     .effect = claim_back,
     .step_up = true},
};
const struct casework_hooks settlement_hooks = HOOKS(hooks);
