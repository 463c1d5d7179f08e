/* What reports add up to, the indicators in it, and where to doubt. */
#include <math.h>

#include "evidence/evidence.h"
#include "kit/text.h"

__extension__ typedef __int128 wide; /* ISO C has no name for it */

enum { FEWEST_INTERVALS = 48 };

static const double least_correlation = 0.5, least_spread = 0.05;

void evidence_add(struct evidence_sums *sums, const struct evidence_report *report, time_us from,
                  time_us to)
{
    bool any = false;
    for (size_t i = 0; i < report->interval_count; i++) {
        const struct evidence_interval *interval = &report->intervals[i];
        if (interval->from < from || interval->to > to)
            continue;
        int64_t seconds = (interval->to - interval->from) / TIME_SECOND;
        any = true;
        sums->good += interval->good;
        sums->scrap += interval->scrap;
        sums->running_s += interval->running_s;
        sums->stopped_s += interval->stopped_s;
        sums->planned_s += interval->planned_s;
        sums->covered_s += interval->covered_s;
        sums->seconds += seconds;
        sums->typed_s += interval->typed ? seconds : 0;
    }
    for (size_t i = 0; i < report->gap_count; i++) {
        const struct evidence_gap *gap = &report->gaps[i];
        if (gap->from < from || gap->to > to)
            continue;
        any = true;
        sums->gap_s += (gap->to - gap->from) / TIME_SECOND;
        sums->seconds += (gap->to - gap->from) / TIME_SECOND;
    }
    sums->reports += any;
}

/* ---- indicators ---- */

static const struct {
    const char *name;
    bool up;
} queries[] = {
#define QUERY(id, name, unit, up, ko, en) {name, up},
#include "evidence/queries.def"
#undef QUERY
};

const char *evidence_query_name(enum evidence_query query)
{
    return queries[query].name;
}

bool evidence_query_up(enum evidence_query query)
{
    return queries[query].up;
}

bool evidence_query_find(const char *name, enum evidence_query *ret_query)
{
    for (size_t i = 0; i < EVIDENCE_QUERY_COUNT; i++)
        if (text_same(queries[i].name, name)) {
            *ret_query = (enum evidence_query)i;
            return true;
        }
    return false;
}

/* Sums stay far below 2^53, so the products fit 128 bits and the answers 64. */
enum status evidence_query_value(enum evidence_query query, const struct evidence_sums *sums,
                                 int64_t *ret_millionths, struct error *err)
{
    const struct {
        int64_t part, whole, scale;
    } shares[] = {
        [EVIDENCE_GOOD_PER_HOUR] = {sums->good, sums->running_s, 3600},
        [EVIDENCE_SCRAP_PPM] = {sums->scrap, sums->good + sums->scrap, 1000000},
        [EVIDENCE_RUNNING_SHARE] = {sums->running_s, sums->planned_s, 100},
    };
    if (shares[query].whole <= 0)
        return FAIL(err, EVIDENCE_KPI, "%s: nothing to divide by in this time",
                    queries[query].name);
    wide numerator = (wide)shares[query].part * shares[query].scale * EVIDENCE_ONE;
    wide value = (2 * numerator + shares[query].whole) / (2 * (wide)shares[query].whole);
    if (value > INT64_MAX)
        return FAIL(err, EVIDENCE_KPI, "%s: too large a number", queries[query].name);
    *ret_millionths = (int64_t)value;
    return STATUS_OK;
}

/* ---- doubts ---- */

static const struct {
    const char *name, *ko, *en;
} doubts[] = {
#define DOUBT(id, name, ko, en) {name, ko, en},
#include "evidence/doubts.def"
#undef DOUBT
};

const char *evidence_doubt_name(enum evidence_doubt doubt)
{
    return doubts[doubt].name;
}

const char *evidence_doubt_words(enum evidence_doubt doubt, bool korean)
{
    return korean ? doubts[doubt].ko : doubts[doubt].en;
}

void evidence_watch_add(struct evidence_watch *watch, const struct evidence_report *report)
{
    for (size_t i = 0; i < report->interval_count; i++) {
        const struct evidence_interval *interval = &report->intervals[i];
        int64_t seconds = (interval->to - interval->from) / TIME_SECOND;
        double x = (double)interval->running_s / (double)seconds,
               y = (double)(interval->good + interval->scrap) / (double)seconds;
        watch->intervals++;
        watch->impossible += interval->running_s == 0 && y > 0;
        watch->full_s = interval->running_s == seconds ? watch->full_s + seconds : 0;
        if (watch->full_s > watch->longest_full_s)
            watch->longest_full_s = watch->full_s;
        if (interval->covered_s == 0)
            continue;
        watch->n++;
        watch->x += x;
        watch->y += y;
        watch->xx += x * x;
        watch->yy += y * y;
        watch->xy += x * y;
    }
}

/* A line that always runs alike says nothing about the two; then there is no doubt either. */
static bool unrelated(const struct evidence_watch *watch)
{
    double n = (double)watch->n;
    if (watch->n < FEWEST_INTERVALS)
        return false;
    double spread_x = watch->xx / n - watch->x / n * (watch->x / n),
           spread_y = watch->yy / n - watch->y / n * (watch->y / n),
           both = watch->xy / n - watch->x / n * (watch->y / n);
    if (spread_x <= 0 || spread_y <= 0 || sqrt(spread_x) < least_spread * watch->x / n)
        return false;
    return both / sqrt(spread_x * spread_y) < least_correlation;
}

bool evidence_doubted(const struct evidence_watch *watch, enum evidence_doubt doubt)
{
    const bool is[EVIDENCE_DOUBT_COUNT] = {
        [EVIDENCE_PIECES_WHILE_STOPPED] = watch->impossible > 0,
        [EVIDENCE_PIECES_WITHOUT_TIME] = unrelated(watch),
        [EVIDENCE_NEVER_STOPS] = watch->longest_full_s >= 7 * 86400,
    };
    return is[doubt];
}
