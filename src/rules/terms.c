/* What is paid by the month, in kind and for which cost item; and whether the rules can pay. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "rules/rules_private.h"

__extension__ typedef __int128 wide; /* holds won x basis points */

enum { HEADS_MAX = 100000, MONTHS_MAX = 1200 };

/* won x heads x months, or MONEY_MAX + 1 where that is more than can be held. */
static int64_t times(struct money a_month, int64_t heads, int64_t months)
{
    wide product = (wide)a_month.won * heads * months;
    return product > MONEY_MAX ? MONEY_MAX + 1 : (int64_t)product;
}

enum status rules_split_months(const struct rules_document *rules,
                               const struct rules_months *months, struct rules_split *ret_split,
                               struct error *err)
{
    struct rules_funder funders[RULES_FUNDERS_MAX];
    struct rules_document scaled = *rules;
    if (months->heads < 1 || months->heads > HEADS_MAX || months->months < 1 ||
        months->months > MONTHS_MAX || months->a_month.won < 0)
        return FAIL_AT(err, RULES_MONTHS, "/months", "%" PRId64 " heads, %" PRId64 " months",
                       months->heads, months->months);
    for (size_t i = 0; i < rules->funder_count; i++) {
        funders[i] = rules->funders[i];
        int64_t cap = times(funders[i].monthly_cap, months->heads, months->months);
        if (cap > 0 && cap <= MONEY_MAX && (funders[i].cap.won == 0 || cap < funders[i].cap.won))
            funders[i].cap = money_won(cap);
    }
    scaled.funders = funders;
    return rules_split(&scaled,
                       (struct money){times(months->a_month, months->heads, months->months)},
                       ret_split, err);
}

size_t remainder_index(const struct rules_document *rules)
{
    size_t index = 0;
    for (size_t i = 0; i < rules->funder_count; i++)
        index = rules->funders[i].remainder ? i : index;
    return index;
}

enum status rules_month(const struct rules_document *rules, const struct rules_split *split,
                        int64_t months, int64_t month, struct rules_split *ret_part,
                        struct error *err)
{
    if (months < 1 || months > MONTHS_MAX || month < 0 || month >= months)
        return FAIL_AT(err, RULES_MONTHS, "/month", "month %" PRId64 " of %" PRId64, month, months);
    struct money before = money_share(split->total, month, months);
    struct money after = money_share(split->total, month + 1, months);
    return rules_tranche(split, remainder_index(rules), before, money_subtract(after, before),
                         ret_part, err);
}

enum status rules_in_kind(const struct rules_document *rules, const struct rules_split *split,
                          const struct money *in_kind, struct error *err)
{
    for (size_t i = 0; i < split->count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        char at[ERROR_PLACE_MAX];
        (void)snprintf(at, sizeof at, "/in_kind/%zu", i);
        if (in_kind[i].won == 0)
            continue;
        if (funder->in_kind_max_bp == RULES_UNSET)
            return FAIL_AT(err, RULES_UNSET_VALUE, at, "in_kind_max_bp of %s", funder->id);
        struct money most = money_share(split->share[i], funder->in_kind_max_bp, WHOLE_BP);
        if (in_kind[i].won < 0 || money_compare(in_kind[i], most) > 0)
            return FAIL_AT(err, RULES_IN_KIND, at,
                           "%" PRId64 " won of %s%.0s in kind; at most %" PRId64 " (%s%.0s)",
                           in_kind[i].won, funder->en, funder->ko, most.won, funder->basis_en,
                           funder->basis);
    }
    return STATUS_OK;
}

/* ---- cost items ---- */

static bool is_named(const char *list, const char *id)
{
    size_t size = strlen(id);
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, "+");
        if (length == size && strncmp(at, id, size) == 0)
            return true;
        at += length + (at[length] == '+');
    }
    return false;
}

/* What the limit of an item is a part of. */
static wide base_of(const struct rules_document *rules, const struct rules_split *split,
                    const struct money *amounts, const char *of)
{
    wide base = 0;
    for (size_t i = 0; i < split->count; i++)
        if (text_same(rules->funders[i].id, of))
            return split->share[i].won;
    if (*of == '\0' || text_same(of, "total"))
        return split->total.won;
    for (size_t i = 0; i < rules->cost_count; i++)
        if (is_named(of, rules->costs[i].id))
            base += amounts[i].won;
    return base;
}

struct money rules_cost_most(const struct rules_document *rules, const struct rules_split *split,
                             const struct money *amounts, size_t index)
{
    const struct rules_cost_item *cost = &rules->costs[index];
    wide part = base_of(rules, split, amounts, cost->of) * cost->max_bp;
    wide most = part / WHOLE_BP - (part % WHOLE_BP < 0); /* floor, also below zero */
    return (struct money){most > MONEY_MAX ? MONEY_MAX : (int64_t)most};
}

enum status rules_costs(const struct rules_document *rules, const struct rules_split *split,
                        const struct money *amounts, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    wide sum = 0;
    for (size_t i = 0; i < rules->cost_count; i++) {
        const struct rules_cost_item *cost = &rules->costs[i];
        wide amount = amounts[i].won;
        struct money most = rules_cost_most(rules, split, amounts, i);
        (void)snprintf(at, sizeof at, "/costs/%zu", i);
        sum += amount;
        if (amounts[i].won > MONEY_MAX || amounts[i].won < -MONEY_MAX ||
            (amount < 0 && !cost->negative))
            return FAIL_AT(err, RULES_COST, at, "%" PRId64 " won for %s%.0s", amounts[i].won,
                           cost->en, cost->ko);
        if (amount > most.won)
            return FAIL_AT(err, RULES_COST, at,
                           "%" PRId64 " won for %s%.0s; at most %" PRId64 " (%" PRId64
                           " basis points of %s; %s%.0s)",
                           amounts[i].won, cost->en, cost->ko, most.won, cost->max_bp,
                           *cost->of == '\0' ? "total" : cost->of, cost->basis_en, cost->basis);
    }
    int64_t total = split->total.won + split->cut.won;
    return sum == total ? STATUS_OK
                        : FAIL_AT(err, RULES_COST, "/costs",
                                  "the items add up to %" PRId64 " won, the total is %" PRId64,
                                  (int64_t)sum, total);
}

enum status rules_ready(const struct rules_document *rules, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    for (size_t i = 0; i < rules->tranche_count; i++) {
        (void)snprintf(at, sizeof at, "/tranches/%zu/share_bp", i);
        if (rules->tranches[i].share_bp == RULES_UNSET)
            return FAIL_AT(err, RULES_UNSET_VALUE, at, "part of \"%s\"", rules->tranches[i].id);
    }
    return STATUS_OK;
}
