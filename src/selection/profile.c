/* What is known of a firm, asked once; and what a rule document says of it. */
#include "kit/text.h"
#include "selection/selection_private.h"
#include "selection_queries_sql.h"

enum status selection_tell(struct store_tx *tx, int64_t organisation_id, int64_t person_id,
                           const struct rules_value *value, time_us now, struct error *err)
{
    enum status st = rules_value_check(value, err);
    if (st != STATUS_OK)
        return st;
    return store_run(tx, sql_fact_put,
                     STORE_VALUES(v_int(organisation_id), v_text(value->fact), v_int(value->number),
                                  v_text(value->word == NULL ? "" : value->word), v_int(now),
                                  v_int(person_id)),
                     NULL, err);
}

enum status selection_profile(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                              struct selection_facts *ret_facts, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct selection_facts facts = {0};
    bool more = false;
    enum status st =
        store_query(tx, sql_fact_list, STORE_VALUES(v_int(organisation_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &facts) = (struct selection_fact){.fact = store_text(rows, 0, arena),
                                                           .number = store_int(rows, 1),
                                                           .word = store_text(rows, 2, arena),
                                                           .at = store_int(rows, 3)};
    if (st == STATUS_OK)
        *ret_facts = facts;
    return st;
}

enum status selection_eligible(struct store_tx *tx, struct arena *arena,
                               const struct rules_document *rules, int64_t organisation_id,
                               struct rules_judgement *ret_judgement, struct error *err)
{
    struct selection_facts facts = {0};
    enum status st = selection_profile(tx, arena, organisation_id, &facts, err);
    if (st != STATUS_OK)
        return st;
    struct rules_value *values = arena_array(arena, facts.count + 1, sizeof *values);
    for (size_t i = 0; i < facts.count; i++)
        values[i] = (struct rules_value){facts.at[i].fact, facts.at[i].number, facts.at[i].word};
    rules_judge(rules, &(struct rules_firm){values, facts.count}, ret_judgement);
    return STATUS_OK;
}
