/* Who pays what, in whole won. Funders are floored and capped, the remainder funder takes the rest;
 * every bound is then judged on the exact products, so no rounding can break a legal limit. */
#include <inttypes.h>

#include "kit/must.h"
#include "rules/rules_private.h"

__extension__ typedef __int128 wide; /* holds won x basis points x funders */

/* Ten thousand times the share of a funder, inside one stretch of totals: base + slope x total. */
struct line {
    wide base;
    int64_t slope;
};

/* The line of that slab: what the slabs below gave more, or less, than this one's ratio would. */
static struct line slab_line(const struct rules_funder *funder, size_t slab)
{
    struct line line = {.slope = funder->share_bp};
    for (size_t i = 0; i < slab; i++)
        line.base += (wide)funder->slabs[i].up_to.won *
                     (funder->slabs[i].share_bp - funder->slabs[i + 1].share_bp);
    if (funder->slab_count > 0)
        line.slope = funder->slabs[slab].share_bp;
    return line;
}

static size_t slab_of(const struct rules_funder *funder, int64_t total)
{
    size_t slab = 0;
    while (slab + 1 < funder->slab_count && total > funder->slabs[slab].up_to.won)
        slab++;
    return slab;
}

static struct line line_at(const struct rules_funder *funder, int64_t total)
{
    return slab_line(funder, slab_of(funder, total));
}

/* Before its cap. */
static struct money ratio_share(const struct rules_funder *funder, struct money total)
{
    struct line line = line_at(funder, total.won);
    return (struct money){(int64_t)((line.base + (wide)line.slope * total.won) / WHOLE_BP)};
}

struct money rules_ceiling(const struct rules_document *rules)
{
    return rules->total_max.won > 0 ? rules->total_max : money_won(MONEY_MAX);
}

static struct money cut_to_unit(const struct rules_document *rules, struct money total)
{
    return (struct money){total.won - total.won % rules->unit.won};
}

/* The shares of a total already cut to the unit, before any bound is looked at. */
static void share_out(const struct rules_document *rules, struct money total,
                      struct rules_split *split)
{
    struct money rest = total;
    size_t remainder = 0;
    for (size_t i = 0; i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        if (funder->remainder) {
            remainder = i;
            continue;
        }
        struct money share = ratio_share(funder, total);
        if (funder->cap.won > 0 && money_compare(share, funder->cap) > 0)
            share = funder->cap;
        split->share[i] = share;
        rest = money_subtract(rest, share);
    }
    split->share[remainder] = rest;
    split->total = total;
    split->count = rules->funder_count;
}

static bool inside_bounds(const struct rules_funder *funder, struct money share, struct money total)
{
    wide part = (wide)share.won * WHOLE_BP;
    return part >= (wide)total.won * funder->min_bp && part <= (wide)total.won * funder->max_bp &&
           (funder->cap.won == 0 || money_compare(share, funder->cap) <= 0);
}

/* The first funder whose bound the split breaks, or NULL. */
static const struct rules_funder *broken_bound(const struct rules_document *rules,
                                               const struct rules_split *split)
{
    for (size_t i = 0; i < split->count; i++)
        if (!inside_bounds(&rules->funders[i], split->share[i], split->total))
            return &rules->funders[i];
    return NULL;
}

static bool can_fund(const struct rules_document *rules, int64_t total)
{
    struct rules_split split = {0};
    if (total <= 0 || total < rules->total_min.won || total > rules_ceiling(rules).won)
        return false;
    share_out(rules, (struct money){total}, &split);
    return broken_bound(rules, &split) == NULL;
}

/* ---- the largest total that can be funded ----
 *
 * Between the totals at which caps begin to bind every bound is a straight line in the total, give
 * or take the won that flooring moves to the remainder. So in each stretch, from the highest down,
 * the lines give a ceiling that is a little too generous, and a short search below it finds the
 * exact answer: whatever flooring does repeats after unit x 10000 won, and a line that rises by at
 * least one basis point has left it behind after slack_won(). */

/* How far below its line a bound may still fail because of what flooring moved; twice that. */
static int64_t slack_won(const struct rules_document *rules)
{
    return 2 * (int64_t)rules->funder_count * WHOLE_BP;
}

/* Total at which the cap of that funder begins to bind; INT64_MAX: never. */
static int64_t cap_binds_at(const struct rules_funder *funder)
{
    wide start = 0;
    if (funder->remainder || funder->cap.won == 0)
        return INT64_MAX;
    for (size_t slab = 0; slab == 0 || slab < funder->slab_count; slab++) {
        struct line line = slab_line(funder, slab);
        bool last = slab + 1 >= funder->slab_count;
        wide need = (wide)funder->cap.won * WHOLE_BP - line.base;
        wide at = line.slope > 0 ? (need + line.slope - 1) / line.slope : (wide)INT64_MAX;
        at = at <= start ? start + 1 : at;
        if (line.slope > 0 && (last || at <= funder->slabs[slab].up_to.won))
            return at > MONEY_MAX ? INT64_MAX : (int64_t)at;
        start = last ? start : funder->slabs[slab].up_to.won;
    }
    return INT64_MAX;
}

/* slope x total <= limit: the highest total of the stretch that may hold. */
static int64_t below_line(int64_t top, wide slope, wide limit)
{
    if (slope <= 0)
        return top;
    wide most = limit < 0 ? 0 : limit / slope;
    return most < top ? (int64_t)most : top;
}

/* Bounds of a funder that follows its ratio; flooring may help it by less than one won. */
static int64_t below_ratio(const struct rules_funder *funder, struct line line, int64_t top)
{
    int64_t highest = below_line(top, funder->min_bp - line.slope, line.base);
    return below_line(highest, line.slope - funder->max_bp, WHOLE_BP - line.base);
}

static int64_t generous_top(const struct rules_document *rules, int64_t top)
{
    const struct rules_funder *rest = NULL;
    wide open_bp = 0, fixed = 0; /* what the others give: open_bp x total + fixed */
    int64_t highest = top;
    for (size_t i = 0; i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        struct line line = line_at(funder, top);
        if (funder->remainder) {
            rest = funder;
            continue;
        }
        if (cap_binds_at(funder) <= top)
            line = (struct line){.base = (wide)funder->cap.won * WHOLE_BP};
        open_bp += line.slope;
        fixed += line.base;
        highest = below_ratio(funder, line, highest);
    }
    must(rest != NULL);
    wide rest_bp = WHOLE_BP - open_bp, noise = slack_won(rules) / 2;
    highest = below_line(highest, rest->min_bp - rest_bp, noise - fixed);
    highest = below_line(highest, rest_bp - rest->max_bp, fixed);
    if (rest->cap.won > 0)
        highest = below_line(highest, rest_bp, fixed + (wide)rest->cap.won * WHOLE_BP);
    return highest;
}

static int64_t later_start(int64_t start, int64_t at, int64_t top)
{
    return at <= top && at > start ? at : start;
}

/* The beginning of the stretch that `top` lies in: no cap begins to bind and no slab ends in it. */
static int64_t stretch_start(const struct rules_document *rules, int64_t top)
{
    int64_t start = 1;
    for (size_t i = 0; i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        start = later_start(start, cap_binds_at(funder), top);
        for (size_t slab = 0; slab + 1 < funder->slab_count; slab++)
            start = later_start(start, funder->slabs[slab].up_to.won + 1, top);
    }
    return start;
}

struct money rules_fundable(const struct rules_document *rules, struct money total)
{
    int64_t unit = rules->unit.won, ceiling = rules_ceiling(rules).won;
    int64_t tries = WHOLE_BP + slack_won(rules) / unit + 1;
    int64_t top = total.won < ceiling ? total.won : ceiling;
    while (top >= unit && top >= rules->total_min.won) {
        int64_t stretch = stretch_start(rules, top);
        int64_t start = stretch < rules->total_min.won ? rules->total_min.won : stretch;
        int64_t at = generous_top(rules, top) / unit * unit;
        for (int64_t i = 0; i < tries && at >= start && at > 0; i++, at -= unit)
            if (can_fund(rules, at))
                return (struct money){at};
        top = stretch - 1;
    }
    return (struct money){0};
}

/* ---- the split ---- */

static enum status not_fundable(const struct rules_document *rules, struct money total,
                                const struct rules_funder *broken, struct error *err)
{
    struct money best = rules_fundable(rules, total);
    int64_t asked = total.won, least = rules->total_min.won;
    if (best.won == 0 && broken == NULL)
        return FAIL_AT(err, RULES_NOT_FUNDABLE, "/total",
                       "%" PRId64 " won: nothing up to it is fundable; the least total is %" PRId64
                       " won",
                       asked, least);
    if (best.won == 0)
        return FAIL_AT(err, RULES_NOT_FUNDABLE, "/total",
                       "%" PRId64 " won: nothing up to it is fundable; the least total is %" PRId64
                       " won; bound of %.60s%.0s",
                       asked, least, broken->en, broken->ko);
    if (broken == NULL)
        return FAIL_AT(err, RULES_NOT_FUNDABLE, "/total",
                       "%" PRId64 " won are not fundable; %" PRId64 " won are", asked, best.won);
    return FAIL_AT(err, RULES_NOT_FUNDABLE, "/total",
                   "%" PRId64 " won are not fundable: bound of %.60s%.0s; %" PRId64 " won are",
                   asked, broken->en, broken->ko, best.won);
}

bool rules_can_split(const struct rules_document *rules, struct money total,
                     struct rules_split *ret_split)
{
    struct rules_split split = {0};
    if (total.won <= 0 || total.won > MONEY_MAX)
        return false;
    struct money whole = cut_to_unit(rules, total);
    if (!can_fund(rules, whole.won))
        return false;
    share_out(rules, whole, &split);
    split.cut = money_subtract(total, whole);
    *ret_split = split;
    return true;
}

enum status rules_split(const struct rules_document *rules, struct money total,
                        struct rules_split *ret_split, struct error *err)
{
    struct rules_split split = {0};
    if (rules_can_split(rules, total, ret_split))
        return STATUS_OK;
    if (total.won <= 0 || total.won > MONEY_MAX)
        return FAIL_AT(err, RULES_NOT_FUNDABLE, "/total", "%" PRId64 " won is not 1 to %" PRId64,
                       total.won, MONEY_MAX);
    struct money whole = cut_to_unit(rules, total);
    if (whole.won == 0 || whole.won < rules->total_min.won || whole.won > rules_ceiling(rules).won)
        return not_fundable(rules, total, NULL, err);
    share_out(rules, whole, &split);
    return not_fundable(rules, total, broken_bound(rules, &split), err);
}

/* ---- payments ---- */

/* What each has paid once `paid` of the agreed total is out. */
static void paid_by(const struct rules_split *agreed, size_t remainder, int64_t paid,
                    struct money *ret_paid)
{
    int64_t rest = paid;
    for (size_t i = 0; i < agreed->count; i++) {
        if (i == remainder)
            continue;
        ret_paid[i] = money_share(agreed->share[i], paid, agreed->total.won);
        rest -= ret_paid[i].won;
    }
    ret_paid[remainder] = (struct money){rest};
}

/* The parts of a payment; false if one of them would be below zero. */
static bool parts_between(const struct rules_split *agreed, size_t remainder, int64_t before,
                          int64_t after, struct rules_split *part)
{
    struct money was[RULES_FUNDERS_MAX], is[RULES_FUNDERS_MAX];
    bool whole = true;
    paid_by(agreed, remainder, before, was);
    paid_by(agreed, remainder, after, is);
    for (size_t i = 0; i < agreed->count; i++) {
        part->share[i] = money_subtract(is[i], was[i]);
        whole = whole && part->share[i].won >= 0;
    }
    part->total = (struct money){after - before};
    part->count = agreed->count;
    return whole;
}

enum status rules_tranche(const struct rules_split *agreed, size_t remainder, struct money before,
                          struct money amount, struct rules_split *ret_part, struct error *err)
{
    must(agreed->count > 0 && agreed->count <= RULES_FUNDERS_MAX);
    must(remainder < agreed->count);
    must(agreed->total.won > 0);
    int64_t left = agreed->total.won - before.won;
    if (before.won < 0 || left < 0 || amount.won <= 0 || amount.won > left)
        return FAIL_AT(err, RULES_TRANCHE, "/amount",
                       "%" PRId64 " won, while %" PRId64 " of %" PRId64 " won are left", amount.won,
                       left, agreed->total.won);
    struct rules_split part = {0}, rest = {0};
    int64_t after = before.won + amount.won;
    if (!parts_between(agreed, remainder, before.won, after, &part) ||
        !parts_between(agreed, remainder, after, agreed->total.won, &rest))
        return FAIL_AT(err, RULES_TRANCHE_SMALL, "/amount",
                       "%" PRId64 " won now and %" PRId64 " won later", amount.won,
                       left - amount.won);
    *ret_part = part;
    return STATUS_OK;
}
