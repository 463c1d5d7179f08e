/* The budget of an agreement by cost item: a line of the book each. A payment draws every line in
 * proportion to what is left of it; money moves between lines as far as the rules let it. */
#include <inttypes.h>

#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

/* An agreement without a cost sheet has one line for everything, which has been number 1. */
enum { PART_WHOLE = 1, PART_FIRST_ITEM = 2 };

static int64_t part_of(int64_t position)
{
    return position + PART_FIRST_ITEM;
}

enum status programme_budget_set(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                                 const struct programme_budget_lines *lines, struct error *err)
{
    struct programme_agreement agreement = {0};
    struct money sum = {0};
    for (size_t i = 0; i < lines->count; i++)
        sum = money_add(sum, lines->at[i].agreed);
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK && lines->count > LEDGER_BUDGETS_MAX)
        st = FAIL(err, PROGRAMME_BUDGET, "%zu cost items, at most %d", lines->count,
                  LEDGER_BUDGETS_MAX);
    if (st == STATUS_OK && money_compare(sum, agreement.total) != 0)
        st = FAIL(err, PROGRAMME_BUDGET, "cost items of %s won for a total of %s won",
                  money_text(arena, sum), money_text(arena, agreement.total));
    for (size_t i = 0; st == STATUS_OK && i < lines->count; i++)
        st = store_run(tx, sql_budget_insert,
                       STORE_VALUES(v_int(agreement_id), v_int(lines->at[i].position),
                                    v_text(lines->at[i].item), v_int(lines->at[i].agreed.won)),
                       NULL, err);
    return st;
}

static enum status read_agreed(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                               struct programme_budget_lines *ret_lines, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_budget_list, STORE_VALUES(v_int(agreement_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct money agreed = money_won(store_int(rows, 2));
        *list_add(arena, ret_lines) =
            (struct programme_budget_line){.position = store_int(rows, 0),
                                           .item = store_text(rows, 1, arena),
                                           .agreed = agreed,
                                           .approved = agreed,
                                           .left = agreed};
    }
    return st;
}

enum status programme_budget(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             struct programme_budget_lines *ret_lines, struct error *err)
{
    struct programme_budget_lines lines = {0};
    enum status st = read_agreed(tx, arena, agreement_id, &lines, err);
    for (size_t i = 0; st == STATUS_OK && i < lines.count; i++) {
        struct programme_budget_line *line = &lines.at[i];
        struct ledger_budget_state state = {0};
        st = ledger_budget(tx, agreement_id, part_of(line->position), &state, err);
        if (st != STATUS_OK && err->reason == &LEDGER_NO_ACCOUNT) {
            st = STATUS_OK; /* before the last signature there is no line yet */
            continue;
        }
        line->approved = state.approved;
        line->reserved = state.reserved;
        line->spent = state.spent;
        line->left = state.left;
        line->shifted = state.shifted;
    }
    if (st == STATUS_OK)
        *ret_lines = lines;
    return st;
}

enum status budget_entries(struct store_tx *tx, struct arena *arena,
                           const struct programme_agreement *agreement,
                           struct ledger_budget_entry *entries, size_t *ret_count,
                           struct error *err)
{
    struct programme_budget_lines lines = {0};
    enum status st = read_agreed(tx, arena, agreement->id, &lines, err);
    if (st != STATUS_OK)
        return st;
    for (size_t i = 0; i < lines.count; i++)
        entries[i] =
            (struct ledger_budget_entry){part_of(lines.at[i].position), lines.at[i].agreed};
    if (lines.count == 0)
        entries[lines.count++] = (struct ledger_budget_entry){PART_WHOLE, agreement->total};
    *ret_count = lines.count;
    return STATUS_OK;
}

enum status budget_draw(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                        struct money amount, time_us now, struct ledger_line *lines, size_t *count,
                        struct error *err)
{
    struct programme_budget_lines budget = {0};
    int64_t weights[LEDGER_BUDGETS_MAX] = {0};
    struct money parts[LEDGER_BUDGETS_MAX] = {0};
    enum status st = programme_budget(tx, arena, agreement_id, &budget, err);
    if (st == STATUS_OK && budget.count == 0)
        return ledger_budget_line(tx, agreement_id, PART_WHOLE, LEDGER_PENDING, amount, now,
                                  &lines[(*count)++], err);
    for (size_t i = 0; st == STATUS_OK && i < budget.count; i++)
        weights[i] = budget.at[i].left.won;
    if (st == STATUS_OK)
        st = ledger_weigh(amount, weights, budget.count, parts, err);
    for (size_t i = 0; st == STATUS_OK && i < budget.count; i++)
        if (parts[i].won > 0)
            st = ledger_budget_line(tx, agreement_id, part_of(budget.at[i].position),
                                    LEDGER_PENDING, parts[i], now, &lines[(*count)++], err);
    return st;
}

static const struct programme_budget_line *line_named(const struct programme_budget_lines *lines,
                                                      const char *item)
{
    for (size_t i = 0; i < lines->count; i++)
        if (text_same(lines->at[i].item, item))
            return &lines->at[i];
    return NULL;
}

enum status programme_budget_shift(struct store_tx *tx, struct arena *arena,
                                   const struct people_caller *caller,
                                   const struct programme_shift *shift, time_us now,
                                   struct error *err)
{
    struct programme_budget_lines lines = {0};
    struct ledger_terms terms = {0};
    struct ledger_posted posted = {0};
    enum status st = programme_budget(tx, arena, shift->agreement_id, &lines, err);
    if (st != STATUS_OK)
        return st;
    const struct programme_budget_line *from = line_named(&lines, shift->from);
    const struct programme_budget_line *to = line_named(&lines, shift->to);
    if (from == NULL || to == NULL || from == to)
        return FAIL(err, PROGRAMME_BUDGET, "no two lines \"%.40s\" and \"%.40s\" in the budget",
                    shift->from, shift->to);
    terms.value[LEDGER_TERM_SHIFT_FREE_BP] = shift->free_bp;
    const struct ledger_shift order = {shift->agreement_id, part_of(from->position),
                                       part_of(to->position), shift->amount};
    const struct ledger_group head = {.id = uuid_new(now),
                                      .event_at = now,
                                      .now = now,
                                      .actor = shift->asked_by,
                                      .approval = shift->approved ? caller->user_id : 0};
    return ledger_budget_shift(tx, &terms, &order, &head, &posted, err);
}
