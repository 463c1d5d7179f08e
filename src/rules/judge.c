/* What a rule document says about one firm. A fact that is not known decides nothing. */
#include <inttypes.h>

#include "kit/text.h"
#include "rules/rules_private.h"

enum status rules_value_check(const struct rules_value *value, struct error *err)
{
    const struct rules_fact *fact = rules_fact_find(value->fact);
    if (fact == NULL)
        return FAIL_AT(err, RULES_FACT, "/fact", "there is no fact \"%.60s\"", value->fact);
    if (fact->kind == RULES_WORD && !word_among(fact->words, value->word))
        return FAIL_AT(err, RULES_FACT, "/word", "\"%.40s\" is not among: %s", value->word,
                       fact->words);
    if (value->number < 0 || value->number > (fact->kind == RULES_FLAG ? 1 : MONEY_MAX))
        return FAIL_AT(err, RULES_FACT, "/number", "%" PRId64 " of \"%s\"", value->number,
                       fact->id);
    return STATUS_OK;
}

static const struct rules_value *value_of(const struct rules_firm *firm, const char *fact)
{
    for (size_t i = 0; i < firm->count; i++)
        if (text_same(firm->values[i].fact, fact))
            return &firm->values[i];
    return NULL;
}

static bool is_met(const struct rules_condition *condition, const struct rules_fact *fact,
                   const struct rules_value *value)
{
    bool same = fact->kind == RULES_WORD ? text_same(value->word, condition->word)
                                         : value->number == condition->number;
    switch (condition->test) {
    case RULES_IS:
        return same;
    case RULES_IS_NOT:
        return !same;
    case RULES_AT_LEAST:
        return value->number >= condition->number;
    case RULES_AT_MOST:
        return value->number <= condition->number;
    case RULES_ANY_OF:
        return word_among(condition->word, value->word);
    }
    return false;
}

enum rules_verdict rules_holds(const struct rules_condition *condition,
                               const struct rules_firm *firm)
{
    const struct rules_fact *fact = rules_fact_find(condition->fact);
    const struct rules_value *value = value_of(firm, condition->fact);
    if (fact == NULL || value == NULL)
        return RULES_UNKNOWN;
    return is_met(condition, fact, value) ? RULES_YES : RULES_NO;
}

static void judge_list(const struct rules_condition *conditions, size_t count, bool exclusion,
                       const struct rules_firm *firm, struct rules_judgement *judgement)
{
    enum rules_verdict wanted = exclusion ? RULES_NO : RULES_YES;
    for (size_t i = 0; i < count; i++) {
        enum rules_verdict verdict = rules_holds(&conditions[i], firm);
        if (verdict == wanted)
            continue;
        if (verdict != RULES_UNKNOWN)
            judgement->eligible = RULES_NO;
        else if (judgement->eligible == RULES_YES)
            judgement->eligible = RULES_UNKNOWN;
        judgement->grounds[judgement->ground_count++] =
            (struct rules_ground){.condition = &conditions[i],
                                  .exclusion = exclusion,
                                  .verdict = verdict == RULES_UNKNOWN ? RULES_UNKNOWN : RULES_NO};
    }
}

static int64_t group_points(const struct rules_document *rules, const struct rules_firm *firm,
                            const struct rules_bonus_group *group)
{
    int64_t points = 0;
    for (size_t i = 0; i < rules->bonus_count; i++) {
        const struct rules_bonus *bonus = &rules->bonuses[i];
        const struct rules_value *value = value_of(firm, bonus->fact);
        if (text_same(bonus->group, group->id) && value != NULL && value->number == 1 &&
            bonus->points_milli != RULES_UNSET)
            points += bonus->points_milli;
    }
    return group->max_milli != RULES_UNSET && points > group->max_milli ? group->max_milli : points;
}

void rules_judge(const struct rules_document *rules, const struct rules_firm *firm,
                 struct rules_judgement *ret_judgement)
{
    *ret_judgement = (struct rules_judgement){.eligible = RULES_YES};
    judge_list(rules->eligibility, rules->eligibility_count, false, firm, ret_judgement);
    judge_list(rules->exclusion, rules->exclusion_count, true, firm, ret_judgement);
    for (size_t i = 0; i < rules->bonus_group_count; i++)
        ret_judgement->bonus_milli += group_points(rules, firm, &rules->bonus_groups[i]);
}
