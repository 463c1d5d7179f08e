/* Indicators against their targets, exact: whole millionths, 128 bits in between, half away from
 * zero. Formulas and their gaps: facts F5.20 to F5.23 of the programme. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/evidence.h"

__extension__ typedef __int128 wide; /* ISO C has no name for it */

static const int64_t value_max = INT64_C(1000000000000000000); /* 10^12 units */

/* numerator / denominator, rounded half away from zero. */
static bool divide(wide numerator, wide denominator, int64_t *ret_number)
{
    bool below = (numerator < 0) != (denominator < 0);
    wide n = numerator < 0 ? -numerator : numerator,
         d = denominator < 0 ? -denominator : denominator, number = (2 * n + d) / (2 * d);
    if (number > INT64_MAX)
        return false;
    *ret_number = below ? -(int64_t)number : (int64_t)number;
    return true;
}

static enum status check(const struct evidence_kpi *kpi, struct error *err)
{
    const struct {
        const char *place;
        int64_t number;
    } numbers[] = {
        {"/base", kpi->base}, {"/target", kpi->target}, {"/after", kpi->measured ? kpi->after : 0}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].number > value_max || numbers[i].number < -value_max)
            return FAIL_AT(err, EVIDENCE_KPI, numbers[i].place, "not within 10^12 units");
    if (kpi->weight < 0 || kpi->weight > EVIDENCE_ONE)
        return FAIL_AT(err, EVIDENCE_KPI, "/weight", "not within 0 and 1");
    if (kpi->target == kpi->base)
        return FAIL_AT(err, EVIDENCE_KPI, "/target", "the target is what there is already");
    if (kpi->up != (kpi->target > kpi->base))
        return FAIL_AT(err, EVIDENCE_KPI, "/target", "the target is for the worse: %s is better",
                       kpi->up ? "more" : "less");
    return STATUS_OK;
}

enum status evidence_kpi_rates(const struct evidence_kpi *kpi, struct evidence_rates *ret_rates,
                               struct error *err)
{
    struct evidence_rates rates = {0};
    enum status st = check(kpi, err);
    if (st != STATUS_OK)
        return st;
    wide gain = (wide)kpi->after - kpi->base, wanted = (wide)kpi->target - kpi->base,
         base = kpi->base < 0 ? -(wide)kpi->base : kpi->base;
    rates.achieved_known = kpi->measured;
    rates.improved_known = kpi->measured && kpi->base != 0;
    if (rates.achieved_known && !divide(gain * EVIDENCE_ONE, wanted, &rates.achieved))
        return FAIL_AT(err, EVIDENCE_KPI, "/target", "too near to the base: no rate can be told");
    if (rates.improved_known &&
        !divide((kpi->up ? gain : -gain) * EVIDENCE_ONE, base, &rates.improved))
        return FAIL_AT(err, EVIDENCE_KPI, "/base", "too small: no rate can be told");
    *ret_rates = rates;
    return STATUS_OK;
}

enum status evidence_kpi_total(const struct evidence_kpi *kpis, size_t count, int64_t cap,
                               int64_t *ret_total, bool *ret_complete, struct error *err)
{
    wide total = 0;
    int64_t weights = 0, number = 0;
    bool complete = true;
    for (size_t i = 0; i < count; i++) {
        struct evidence_rates rates;
        enum status st = evidence_kpi_rates(&kpis[i], &rates, err);
        if (st != STATUS_OK)
            return error_while(err, "indicator %zu", i + 1);
        int64_t rate = cap > 0 && rates.achieved > cap ? cap : rates.achieved;
        weights += kpis[i].weight;
        complete = complete && rates.achieved_known;
        if (rates.achieved_known)
            total += (wide)rate * kpis[i].weight;
    }
    if (weights != EVIDENCE_ONE)
        return FAIL_AT(err, EVIDENCE_KPI, "/weight", "the weights add up to %" PRId64 " millionths",
                       weights);
    if (!divide(total, EVIDENCE_ONE, &number))
        return FAIL(err, EVIDENCE_KPI, "too large a number");
    *ret_total = number;
    *ret_complete = complete;
    return STATUS_OK;
}

enum status evidence_decimal(const char *text, int64_t *ret_millionths, struct error *err)
{
    bool below = text[0] == '-';
    const char *at = text + below;
    size_t whole = strspn(at, "0123456789"), rest = 0;
    int64_t number = 0;
    if (at[whole] == '.')
        rest = strspn(at + whole + 1, "0123456789");
    bool good = whole >= 1 && whole <= 12 && rest <= 6 &&
                at[whole + (at[whole] == '.' ? 1 + rest : 0)] == '\0' &&
                (at[whole] != '.' || rest > 0);
    if (!good)
        return FAIL(err, EVIDENCE_KPI, "\"%.40s\" is no decimal number", text);
    for (size_t i = 0; i < whole; i++)
        number = number * 10 + (at[i] - '0');
    for (size_t i = 0; i < 6; i++)
        number = number * 10 + (i < rest ? at[whole + 1 + i] - '0' : 0);
    *ret_millionths = below ? -number : number;
    return STATUS_OK;
}

const char *evidence_decimal_text(struct arena *arena, int64_t millionths)
{
    uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
    char *text = arena_format(arena, "%s%" PRIu64 ".%06" PRIu64, millionths < 0 ? "-" : "",
                              size / EVIDENCE_ONE, size % EVIDENCE_ONE);
    size_t end = strlen(text);
    while (text[end - 1] == '0')
        end--;
    text[text[end - 1] == '.' ? end - 1 : end] = '\0';
    return text;
}

/* 1.25 -> "125", 0.192308 -> "19.2": percent with at most one digit behind the point. */
static const char *percent(struct arena *arena, int64_t rate)
{
    int64_t tenths = 0;
    bool fits = divide(rate, 1000, &tenths);
    return fits ? evidence_decimal_text(arena, tenths * 100000) : "";
}

const char *evidence_kpi_sentence(struct arena *arena, const struct evidence_kpi *kpi,
                                  const char *name, bool korean)
{
    struct evidence_rates rates;
    struct error err;
    if (evidence_kpi_rates(kpi, &rates, &err) != STATUS_OK)
        return korean ? err.reason->ko : err.reason->en;
    const char *base = evidence_decimal_text(arena, kpi->base),
               *target = evidence_decimal_text(arena, kpi->target),
               *after = evidence_decimal_text(arena, kpi->after);
    if (!rates.achieved_known)
        return arena_format(arena,
                            korean ? "%s: 구축 전 %s, 목표 %s. 구축 후 값이 아직 없습니다."
                                   : "%s: %s before, %s promised; not measured yet.",
                            name, base, target);
    bool better = rates.achieved > 0;
    if (korean)
        return arena_format(arena, "%s: 구축 전 %s에서 %s(으)로 %s. 목표 %s의 %s%%를 달성했습니다.",
                            name, base, after,
                            better               ? "좋아졌습니다"
                            : rates.achieved < 0 ? "나빠졌습니다"
                                                 : "그대로입니다",
                            target, percent(arena, rates.achieved));
    return arena_format(arena, "%s went from %s to %s, %s: %s %% of the way to %s.", name, base,
                        after,
                        better               ? "for the better"
                        : rates.achieved < 0 ? "for the worse"
                                             : "unchanged",
                        percent(arena, rates.achieved), target);
}
