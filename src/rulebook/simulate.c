/* A draft tried on past applications: each is judged and split by the version it was made under,
 * and by the draft. Nothing is written. */
#include <string.h>

#include "kit/list.h"
#include "kit/text.h"
#include "rulebook/rulebook.h"
#include "rulebook_queries_sql.h"

struct past {
    int64_t id, rule_id, adopter_id;
    const char *number;
    struct money total;
};
struct pasts {
    struct past *at;
    size_t count;
};

static enum status read_past(struct store_tx *tx, struct arena *arena, const char *programme,
                             struct pasts *ret_past, struct error *err)
{
    LIST(struct past) past = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql_past_applications, STORE_VALUES(v_text(programme)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &past) = (struct past){.id = store_int(rows, 0),
                                                .number = store_text(rows, 1, arena),
                                                .total = {store_int(rows, 2)},
                                                .rule_id = store_int(rows, 3),
                                                .adopter_id = store_int(rows, 4)};
    if (st == STATUS_OK)
        *ret_past = (struct pasts){.at = past.at, .count = past.count};
    return st;
}

/* How one application fares under one version. */
struct fate {
    struct rules_judgement judgement;
    bool fundable;
    struct money firm; /* what it pays itself, won 0 when it is not funded */
};

static void count_verdict(enum rules_verdict verdict, struct rulebook_outcome *outcome)
{
    outcome->eligible += verdict == RULES_YES;
    outcome->ineligible += verdict == RULES_NO;
    outcome->unknown += verdict == RULES_UNKNOWN;
}

static void judge(const struct rules_document *rules, const struct rules_firm *firm,
                  struct money total, struct rulebook_outcome *outcome, struct fate *fate)
{
    struct rules_split split = {0};
    struct error err;
    rules_judge(rules, firm, &fate->judgement);
    count_verdict(fate->judgement.eligible, outcome);
    fate->fundable = rules_split(rules, total, &split, &err) == STATUS_OK;
    fate->firm = (struct money){0};
    outcome->fundable += fate->fundable;
    outcome->not_fundable += !fate->fundable;
    if (!fate->fundable || fate->judgement.eligible == RULES_NO)
        return;
    outcome->total = money_add(outcome->total, split.total);
    for (size_t i = 0; i < split.count; i++) {
        enum rules_party party = rules->funders[i].party;
        outcome->by_party[party] = money_add(outcome->by_party[party], split.share[i]);
        if (party == RULES_ADOPTER)
            fate->firm = money_add(fate->firm, split.share[i]);
    }
}

/* The first condition that keeps the firm out, or NULL. */
static const struct rules_condition *first_ground(const struct rules_judgement *judgement)
{
    for (size_t i = 0; i < judgement->ground_count; i++)
        if (judgement->grounds[i].verdict == RULES_NO)
            return judgement->grounds[i].condition;
    return NULL;
}

static void note_change(struct rulebook_simulation *simulation, const struct past *past,
                        const struct fate *before, const struct fate *after)
{
    const struct rules_condition *ground = first_ground(&after->judgement);
    bool same = before->judgement.eligible == after->judgement.eligible &&
                before->fundable == after->fundable && before->firm.won == after->firm.won;
    if (same || simulation->changed_count == RULEBOOK_CHANGED_MAX)
        return;
    simulation->changed[simulation->changed_count++] =
        (struct rulebook_changed){.application_id = past->id,
                                  .adopter_id = past->adopter_id,
                                  .number = past->number,
                                  .before = before->judgement.eligible,
                                  .after = after->judgement.eligible,
                                  .total = past->total,
                                  .firm_before = before->firm,
                                  .firm_after = after->firm,
                                  .ground_ko = ground == NULL ? NULL : ground->ko,
                                  .ground_en = ground == NULL ? NULL : ground->en};
}

static enum status read_rules(struct store_tx *tx, struct arena *arena, int64_t rule_id,
                              struct rules_document *ret_rules, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_rule_text, STORE_VALUES(v_int(rule_id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    const char *text = store_text(rows, 0, arena);
    store_done(&rows);
    return rules_read(arena, text, strlen(text), ret_rules, err);
}

static enum status read_firm(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             struct rules_firm *ret_firm, struct error *err)
{
    struct rulebook_facts facts = {0};
    enum status st = rulebook_facts(tx, arena, application_id, &facts, err);
    if (st != STATUS_OK)
        return st;
    struct rules_value *values = arena_array(arena, facts.count, sizeof *values);
    for (size_t i = 0; i < facts.count; i++)
        values[i] = facts.at[i].value;
    *ret_firm = (struct rules_firm){.values = values, .count = facts.count};
    return STATUS_OK;
}

enum status rulebook_simulate(struct store_tx *tx, struct arena *arena,
                              const struct rulebook_draft *draft, const char *programme,
                              struct rulebook_simulation *ret_simulation, struct error *err)
{
    struct rules_document after = {0}, before = {0};
    struct pasts past = {0};
    int64_t rule_id = 0;
    enum status st = rules_read(arena, draft->document, strlen(draft->document), &after, err);
    if (st == STATUS_OK)
        st = read_past(tx, arena, programme, &past, err);
    if (st != STATUS_OK)
        return st;
    struct rulebook_simulation simulation = {
        .applications = (int64_t)past.count,
        .changed = arena_array(arena, RULEBOOK_CHANGED_MAX, sizeof *simulation.changed)};
    for (size_t i = 0; st == STATUS_OK && i < past.count; i++) {
        struct rules_firm firm = {0};
        struct fate was = {0}, is = {0};
        if (past.at[i].rule_id != rule_id)
            st = read_rules(tx, arena, past.at[i].rule_id, &before, err);
        rule_id = past.at[i].rule_id;
        if (st == STATUS_OK)
            st = read_firm(tx, arena, past.at[i].id, &firm, err);
        if (st != STATUS_OK)
            break;
        judge(&before, &firm, past.at[i].total, &simulation.before, &was);
        judge(&after, &firm, past.at[i].total, &simulation.after, &is);
        note_change(&simulation, &past.at[i], &was, &is);
    }
    if (st == STATUS_OK)
        *ret_simulation = simulation;
    return st;
}
