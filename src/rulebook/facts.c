/* What is known of a firm that applied, and what its rules say about that. */
#include <string.h>

#include "kit/list.h"
#include "kit/text.h"
#include "rulebook/rulebook.h"
#include "rulebook_queries_sql.h"

enum { SOURCE_MAX = 200 };

static enum status check_fact(const struct rulebook_fact *fact, struct error *err)
{
    enum status st = rules_value_check(&fact->value, err);
    if (st == STATUS_OK && (*fact->source == '\0' || text_utf8_count(fact->source) > SOURCE_MAX))
        return FAIL_AT(err, RULEBOOK_SOURCE, "/source", "of \"%.60s\"", fact->value.fact);
    return st == STATUS_OK ? people_check_text(fact->source, "/source", err) : st;
}

enum status rulebook_facts_put(struct store_tx *tx, const struct people_caller *caller,
                               int64_t application_id, const struct rulebook_fact *facts,
                               size_t count, time_us now, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        const struct rules_value *value = &facts[i].value;
        st = check_fact(&facts[i], err);
        if (st == STATUS_OK)
            st =
                store_run(tx, sql_fact_put,
                          STORE_VALUES(v_int(application_id), v_text(value->fact),
                                       v_int(value->number), v_text(value->word),
                                       v_text(facts[i].source), v_int(caller->user_id), v_int(now)),
                          NULL, err);
    }
    return st;
}

enum status rulebook_facts(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           struct rulebook_facts *ret_facts, struct error *err)
{
    LIST(struct rulebook_fact) facts = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql_fact_list, STORE_VALUES(v_int(application_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &facts) =
            (struct rulebook_fact){.value = {.fact = store_text(rows, 0, arena),
                                             .number = store_int(rows, 1),
                                             .word = store_text(rows, 2, arena)},
                                   .source = store_text(rows, 3, arena),
                                   .recorded_at = store_int(rows, 4)};
    if (st == STATUS_OK)
        *ret_facts = (struct rulebook_facts){.at = facts.at, .count = facts.count};
    return st;
}

static enum status read_rules(struct store_tx *tx, struct arena *arena, int64_t application_id,
                              struct rules_document *ret_rules, struct error *err)
{
    int64_t rule_id = 0;
    struct store_rows *rows = NULL;
    enum status st = store_number(tx, sql_rule_of_application, STORE_VALUES(v_int(application_id)),
                                  &rule_id, err);
    if (st == STATUS_OK)
        st = store_one(tx, sql_rule_text, STORE_VALUES(v_int(rule_id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    const char *text = store_text(rows, 0, arena);
    store_done(&rows);
    return rules_read(arena, text, strlen(text), ret_rules, err);
}

enum status rulebook_judge(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           struct rules_judgement *ret_judgement, struct error *err)
{
    struct rules_document rules = {0};
    struct rulebook_facts facts = {0};
    enum status st = read_rules(tx, arena, application_id, &rules, err);
    if (st == STATUS_OK)
        st = rulebook_facts(tx, arena, application_id, &facts, err);
    if (st != STATUS_OK)
        return st;
    struct rules_value *values = arena_array(arena, facts.count, sizeof *values);
    for (size_t i = 0; i < facts.count; i++)
        values[i] = facts.at[i].value;
    rules_judge(&rules, &(struct rules_firm){.values = values, .count = facts.count},
                ret_judgement);
    return STATUS_OK;
}
