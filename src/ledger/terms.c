/* The document of terms and rates (data/ledger/terms-kr.json), each with its legal basis. */
#include <inttypes.h>

#include "kit/json.h"
#include "kit/text.h"
#include "ledger/ledger_private.h"

enum { BASIS_MAX = 400 };

static const struct term_kind {
    const char *member;
    int64_t min, max;
    const char *en, *ko;
} term_kinds[LEDGER_TERM_COUNT] = {
#define TERM(name, member, min, max, en, ko) {member, min, max, en, ko},
#include "ledger/terms.def"
#undef TERM
};

const char *ledger_term_words(enum ledger_term term, bool korean)
{
    return korean ? term_kinds[term].ko : term_kinds[term].en;
}

static enum status read_term(const struct json *terms, const struct term_kind *kind,
                             int64_t *ret_value, const char **ret_basis, struct error *err)
{
    static const char *const members[] = {"value", "basis", NULL};
    struct json term = {0};
    enum status st = json_get_object(terms, kind->member, &term, err);
    if (st == STATUS_OK)
        st = json_only(&term, members, err);
    if (st == STATUS_OK)
        st = json_int(&term, "value", kind->min, kind->max, ret_value, err);
    if (st == STATUS_OK)
        st = json_text(&term, "basis", BASIS_MAX, ret_basis, err);
    if (st == STATUS_OK && (*ret_basis)[0] == '\0')
        st = FAIL_AT(err, LEDGER_TERMS, term.place, "a value without its basis");
    return st;
}

static enum status check_days(const struct ledger_terms *terms, struct error *err)
{
    int64_t until = terms->value[LEDGER_TERM_TAX_CREDIT_UNTIL];
    struct day last = {(int)(until / 10000), (int)(until / 100 % 100), (int)(until % 100)};
    struct day cutoff = {2027, (int)terms->value[LEDGER_TERM_CUTOFF_MONTH],
                         (int)terms->value[LEDGER_TERM_CUTOFF_DAY]};
    if (!day_ok(last))
        return FAIL_AT(err, LEDGER_TERMS, "/terms/tax_credit_until/value",
                       "%" PRId64 " is no day of the calendar", until);
    if (!day_ok(cutoff))
        return FAIL_AT(err, LEDGER_TERMS, "/terms/cutoff_day/value", "%d-%d is not in every year",
                       cutoff.month, cutoff.day);
    return STATUS_OK;
}

enum status ledger_terms_read(struct arena *arena, const char *bytes, size_t size,
                              struct ledger_terms *ret_terms, struct error *err)
{
    static const char *const members[] = {"format", "version", "terms", NULL};
    const char *names[LEDGER_TERM_COUNT + 1] = {NULL}, *format = NULL;
    SCOPED(json_cleanup) struct json document = {0};
    struct json list = {0};
    struct ledger_terms terms = {0};
    int64_t version = 0;
    enum status st = json_read(arena, bytes, size, JSON_LIMITS_BODY, &document, err);
    if (st == STATUS_OK)
        st = json_only(&document, members, err);
    if (st == STATUS_OK)
        st = json_text(&document, "format", 40, &format, err);
    if (st == STATUS_OK && !text_same(format, "dure.ledger-terms"))
        st = FAIL_AT(err, LEDGER_TERMS, "/format", "not \"dure.ledger-terms\"");
    if (st == STATUS_OK)
        st = json_int(&document, "version", 1, 1, &version, err);
    if (st == STATUS_OK)
        st = json_get_object(&document, "terms", &list, err);
    for (size_t i = 0; i < LEDGER_TERM_COUNT; i++)
        names[i] = term_kinds[i].member;
    if (st == STATUS_OK)
        st = json_only(&list, names, err);
    for (size_t i = 0; st == STATUS_OK && i < LEDGER_TERM_COUNT; i++)
        st = read_term(&list, &term_kinds[i], &terms.value[i], &terms.basis[i], err);
    if (st == STATUS_OK)
        st = check_days(&terms, err);
    if (st == STATUS_OK)
        *ret_terms = terms;
    return st;
}

time_us ledger_cut_off(const struct ledger_terms *terms, int year)
{
    struct day day = {year, (int)terms->value[LEDGER_TERM_CUTOFF_MONTH],
                      (int)terms->value[LEDGER_TERM_CUTOFF_DAY]};
    return day_start(day, zone_seoul()) + terms->value[LEDGER_TERM_CUTOFF_HOUR] * TIME_HOUR;
}

enum status ledger_request_open(const struct ledger_terms *terms, time_us now, struct error *err)
{
    struct day today = day_of(now, zone_seoul());
    if (now < ledger_cut_off(terms, today.year))
        return STATUS_OK;
    return FAIL(err, LEDGER_CUT_OFF, "closed on %d-%02d-%02d at %02d:00: %.120s", today.year,
                (int)terms->value[LEDGER_TERM_CUTOFF_MONTH],
                (int)terms->value[LEDGER_TERM_CUTOFF_DAY],
                (int)terms->value[LEDGER_TERM_CUTOFF_HOUR], terms->basis[LEDGER_TERM_CUTOFF_DAY]);
}

struct day ledger_years_after(struct day day, int64_t years)
{
    day.year += (int)years;
    /* 29 February ends on 28 February (Civil Act art. 160(3)). */
    if (!day_ok(day))
        day.day = 28;
    return day;
}
