/* Paired comparison: replication by replication, with and without, then the mean of the
 * differences with its 95 % interval; and what that is in money. */
#include "advise/advise_private.h"
#include "sim/sim.h"

#define DAYS_A_YEAR 365.0

struct plant_estimate advise_estimate(const double *values, int count)
{
    struct sim_tally tally = {0};
    for (int i = 0; i < count; i++)
        sim_tally_add(&tally, values[i]);
    return (struct plant_estimate){tally.mean, sim_tally_half_width(&tally, 0.95)};
}

static struct advise_comparison compared(const double *before, const double *after, int count)
{
    double differences[ADVISE_REPLICATIONS_MAX];
    for (int i = 0; i < count; i++)
        differences[i] = after[i] - before[i];
    return (struct advise_comparison){advise_estimate(before, count), advise_estimate(after, count),
                                      advise_estimate(differences, count)};
}

/* Only pairs in which orders were finished on both sides: elsewhere there is no lead time. */
static struct advise_comparison compared_leads(const double *before, const double *after, int count)
{
    double was[ADVISE_REPLICATIONS_MAX], is[ADVISE_REPLICATIONS_MAX];
    int pairs = 0;
    for (int i = 0; i < count; i++) {
        if (before[i] <= 0 || after[i] <= 0)
            continue;
        was[pairs] = before[i];
        is[pairs++] = after[i];
    }
    return pairs == 0 ? (struct advise_comparison){0} : compared(was, is, pairs);
}

/* Good pieces a day that bring money: not more than can be sold. */
static double sold(const struct advise_request *request, double pieces)
{
    double most = request->sold_a_day_max;
    return most > 0 && pieces > most ? most : pieces;
}

static void add_money(const struct advise_request *request, const struct advise_study *before,
                      const struct advise_study *after, int count, struct money cost,
                      struct money running, struct advise_effect *effect)
{
    double won[ADVISE_REPLICATIONS_MAX];
    for (int i = 0; i < count; i++) {
        double pieces = sold(request, after->full.throughput_of[i]) -
                        sold(request, before->full.throughput_of[i]);
        won[i] = pieces * DAYS_A_YEAR * request->margin_per_piece - (double)running.won;
    }
    effect->money_known = request->margin_per_piece > 0;
    effect->payback_months = -1;
    if (!effect->money_known)
        return;
    effect->gain_won_a_year = advise_estimate(won, count);
    if (effect->gain_won_a_year.mean > 0)
        effect->payback_months = (double)cost.won / effect->gain_won_a_year.mean * 12;
}

struct advise_effect advise_compare(const struct advise_request *request,
                                    const struct advise_study *before,
                                    const struct advise_study *after, int count, struct money cost,
                                    struct money running_cost_a_year)
{
    struct advise_effect effect = {
        .throughput = compared(before->full.throughput_of, after->full.throughput_of, count),
        .lead = compared_leads(before->today.lead_of, after->today.lead_of, count),
    };
    int better = 0;
    for (int i = 0; i < count; i++)
        better += after->full.throughput_of[i] > before->full.throughput_of[i];
    effect.certainty = (double)better / count;
    add_money(request, before, after, count, cost, running_cost_a_year, &effect);
    return effect;
}
