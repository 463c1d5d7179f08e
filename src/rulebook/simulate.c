/* A draft tried on past applications: each is judged and split by the version it was made under,
 * and by the draft. Nothing is written. */
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
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
        store_query(tx, sql_past_applications,
                    STORE_VALUES(v_text(programme), v_int(RULEBOOK_TRIED_MAX)), &rows, err);
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

/* The facts of all of them, in the same order. */
struct known {
    int64_t application_id;
    struct rules_value value;
};
struct knowns {
    struct known *at;
    size_t count, next; /* `next`: the first that has not been used */
};

static enum status read_known(struct store_tx *tx, struct arena *arena, const char *programme,
                              struct knowns *ret_known, struct error *err)
{
    LIST(struct known) known = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(
        tx, sql_past_facts, STORE_VALUES(v_text(programme), v_int(RULEBOOK_TRIED_MAX)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &known) = (struct known){.application_id = store_int(rows, 0),
                                                  .value = {.fact = store_text(rows, 1, arena),
                                                            .number = store_int(rows, 2),
                                                            .word = store_text(rows, 3, arena)}};
    if (st == STATUS_OK)
        *ret_known = (struct knowns){.at = known.at, .count = known.count};
    return st;
}

/* What is known of the application whose turn it is; the values stay until the next call. */
static struct rules_firm firm_of(struct knowns *known, int64_t application_id,
                                 struct rules_value *values, size_t most)
{
    struct rules_firm firm = {.values = values};
    for (; known->next < known->count && known->at[known->next].application_id == application_id;
         known->next++)
        if (firm.count < most)
            values[firm.count++] = known->at[known->next].value;
    return firm;
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
    rules_judge(rules, firm, &fate->judgement);
    count_verdict(fate->judgement.eligible, outcome);
    fate->fundable = rules_can_split(rules, total, &split);
    fate->firm = (struct money){0};
    outcome->fundable += fate->fundable;
    outcome->not_fundable += !fate->fundable;
    if (!fate->fundable || fate->judgement.eligible == RULES_NO)
        return;
    outcome->total = money_add(outcome->total, split.total);
    must(rules->funders != NULL); /* what can be split has who pays */
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

enum status rulebook_simulate(struct store_tx *tx, struct arena *arena,
                              const struct rulebook_draft *draft, const char *programme,
                              struct rulebook_simulation *ret_simulation, struct error *err)
{
    struct rules_document after = {0}, before = {0};
    struct pasts past = {0};
    struct knowns known = {0};
    int64_t rule_id = 0;
    enum status st = rules_read(arena, draft->document, strlen(draft->document), &after, err);
    if (st == STATUS_OK)
        st = read_past(tx, arena, programme, &past, err);
    if (st == STATUS_OK)
        st = read_known(tx, arena, programme, &known, err);
    if (st != STATUS_OK)
        return st;
    struct rules_value *values = arena_array(arena, rules_fact_count(), sizeof *values);
    struct rulebook_simulation simulation = {
        .applications = (int64_t)past.count,
        .changed = arena_array(arena, RULEBOOK_CHANGED_MAX, sizeof *simulation.changed)};
    for (size_t i = 0; i < past.count; i++) {
        struct fate was = {0}, is = {0};
        struct rules_firm firm = firm_of(&known, past.at[i].id, values, rules_fact_count());
        if (past.at[i].rule_id != rule_id &&
            (st = read_rules(tx, arena, past.at[i].rule_id, &before, err)) != STATUS_OK)
            return st;
        rule_id = past.at[i].rule_id;
        judge(&before, &firm, past.at[i].total, &simulation.before, &was);
        judge(&after, &firm, past.at[i].total, &simulation.after, &is);
        note_change(&simulation, &past.at[i], &was, &is);
    }
    *ret_simulation = simulation;
    return STATUS_OK;
}
