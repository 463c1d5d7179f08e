/* The catalogue of options: read with every number inside the limits of its kind. */
#include <inttypes.h>
#include <string.h>

#include "advise/advise_private.h"
#include "kit/bytes.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "advise/reasons.def"
#undef REASON

#define PRICE_MAX INT64_C(1000000000000) /* 1 jo won: so that no sum of a package overflows */

enum { ID_MAX = 60, NAME_MAX = 120, BASIS_MAX = 1000, VERSION_MAX = 1000000, YEARS_MAX = 100 };
enum unit { UNIT_ADDED, UNIT_MACHINES };

static const char *const kind_names[] = {
#define ADVISE_KIND(id, name, unit, ko, en) [ADVISE_##id] = name,
#include "advise/kinds.def"
#undef ADVISE_KIND
};

static const enum unit kind_units[] = {
#define ADVISE_KIND(id, name, unit, ko, en) [ADVISE_##id] = UNIT_##unit,
#include "advise/kinds.def"
#undef ADVISE_KIND
};

/* The effect of a kind lies in (0, most]; counts are whole numbers. */
static const struct {
    double most;
    bool whole;
} kind_limits[ADVISE_KIND_COUNT] = {
    [ADVISE_MACHINE_ADDED] = {10, true},     [ADVISE_CYCLE_CUT] = {0.95, false},
    [ADVISE_SETUP_CUT] = {0.95, false},      [ADVISE_REPAIR_CUT] = {0.95, false},
    [ADVISE_BUFFER_ENLARGED] = {1000, true}, [ADVISE_SHIFT_ADDED] = {16, false},
};

const char *advise_kind_name(enum advise_kind kind)
{
    return kind_names[kind];
}

int64_t advise_units(const struct plant_model *model, const struct advise_catalogue *catalogue,
                     struct advise_change change)
{
    return kind_units[change.kind] == UNIT_ADDED ? (int64_t)catalogue->kinds[change.kind].effect
                                                 : model->stations[change.station].machines;
}

struct money advise_price_of(const struct advise_price *price, int64_t units)
{
    return money_add(price->base, money_won(price->per_unit.won * units));
}

static enum status read_price(const struct json *object, const char *name, struct advise_price *ret,
                              struct error *err)
{
    static const char *const members[] = {"base", "per_unit", NULL};
    struct json price = {0};
    enum status st = json_get_object(object, name, &price, err);
    if (st == STATUS_OK)
        st = json_only(&price, members, err);
    if (st == STATUS_OK)
        st = json_int(&price, "base", 0, PRICE_MAX / 10, &ret->base.won, err);
    /* A station has at most a thousand machines or places to pay for. */
    if (st == STATUS_OK)
        st = json_int(&price, "per_unit", 0, PRICE_MAX / 1000, &ret->per_unit.won, err);
    return st;
}

static bool whole(double number)
{
    return number == (double)(int64_t)number;
}

static enum status read_effect(const struct json *object, enum advise_kind kind,
                               struct advise_option_kind *ret, struct error *err)
{
    static const char *const members[] = {"low", "likely", "high", NULL};
    struct json effect = {0};
    double most = kind_limits[kind].most;
    enum status st = json_get_object(object, "effect", &effect, err);
    if (st == STATUS_OK)
        st = json_only(&effect, members, err);
    if (st == STATUS_OK)
        st = json_number(&effect, "low", 0, most, &ret->effect_low, err);
    if (st == STATUS_OK)
        st = json_number(&effect, "likely", 0, most, &ret->effect, err);
    if (st == STATUS_OK)
        st = json_number(&effect, "high", 0, most, &ret->effect_high, err);
    if (st != STATUS_OK)
        return st;
    if (ret->effect <= 0 || ret->effect_low > ret->effect || ret->effect_high < ret->effect)
        return FAIL_AT(err, ADVISE_EFFECT, effect.place, "%g, %g, %g are not in order above 0",
                       ret->effect_low, ret->effect, ret->effect_high);
    if (kind_limits[kind].whole &&
        !(whole(ret->effect) && whole(ret->effect_low) && whole(ret->effect_high)))
        return FAIL_AT(err, ADVISE_EFFECT, effect.place, "%s counts whole things",
                       kind_names[kind]);
    return STATUS_OK;
}

static enum status read_kind(const struct json *item, struct advise_catalogue *catalogue,
                             struct error *err)
{
    static const char *const members[] = {
        "kind",           "ko",    "en", "cost", "running_cost_a_year", "effect",
        "lifetime_years", "basis", NULL};
    const char *name = NULL;
    size_t kind = 0;
    enum status st = json_as_object(item, err);
    if (st == STATUS_OK)
        st = json_only(item, members, err);
    if (st == STATUS_OK)
        st = json_text(item, "kind", ID_MAX, &name, err);
    if (st != STATUS_OK)
        return st;
    while (kind < ADVISE_KIND_COUNT && !text_same(name, kind_names[kind]))
        kind++;
    if (kind == ADVISE_KIND_COUNT)
        return FAIL_AT(err, ADVISE_KIND_WRONG, item->place,
                       "\"%.40s\"; kinds are machine_added, cycle_cut, setup_cut, repair_cut, "
                       "buffer_enlarged, shift_added",
                       name);
    struct advise_option_kind *row = &catalogue->kinds[kind];
    if (row->offered)
        return FAIL_AT(err, ADVISE_KIND_WRONG, item->place, "\"%s\" stands twice", name);
    row->offered = true;
    st = json_text(item, "ko", NAME_MAX, &row->ko, err);
    if (st == STATUS_OK)
        st = json_text(item, "en", NAME_MAX, &row->en, err);
    if (st == STATUS_OK)
        st = json_text(item, "basis", BASIS_MAX, &row->basis, err);
    if (st == STATUS_OK)
        st = read_price(item, "cost", &row->cost, err);
    if (st == STATUS_OK)
        st = read_price(item, "running_cost_a_year", &row->running_cost_a_year, err);
    if (st == STATUS_OK)
        st = json_number(item, "lifetime_years", 0.1, YEARS_MAX, &row->lifetime_years, err);
    return st == STATUS_OK ? read_effect(item, (enum advise_kind)kind, row, err) : st;
}

static enum status read_head(const struct json *document, struct advise_catalogue *catalogue,
                             struct error *err)
{
    static const char *const members[] = {"format",   "version", "key", "options_version",
                                          "currency", "ko",      "en",  "basis",
                                          "kinds",    NULL};
    const char *format = NULL, *currency = NULL;
    int64_t version = 0;
    enum status st = json_as_object(document, err);
    if (st == STATUS_OK)
        st = json_text(document, "format", ID_MAX, &format, err);
    if (st == STATUS_OK)
        st = json_int(document, "version", INT32_MIN, INT32_MAX, &version, err);
    if (st == STATUS_OK && (!text_same(format, "dure.options") || version != 1))
        return FAIL_AT(err, ADVISE_FORMAT, "/format", "\"%.40s\" version %" PRId64, format,
                       version);
    if (st == STATUS_OK)
        st = json_only(document, members, err);
    if (st == STATUS_OK)
        st = json_text(document, "key", ID_MAX, &catalogue->key, err);
    if (st == STATUS_OK)
        st = json_int(document, "options_version", 1, VERSION_MAX, &catalogue->version, err);
    if (st == STATUS_OK)
        st = json_text(document, "currency", ID_MAX, &currency, err);
    if (st == STATUS_OK && !text_same(currency, "KRW"))
        return FAIL_AT(err, ADVISE_FORMAT, "/currency", "\"%.40s\" is not KRW", currency);
    if (st == STATUS_OK)
        st = json_text(document, "ko", NAME_MAX, &catalogue->ko, err);
    if (st == STATUS_OK)
        st = json_text(document, "en", NAME_MAX, &catalogue->en, err);
    return st == STATUS_OK ? json_text(document, "basis", BASIS_MAX, &catalogue->basis, err) : st;
}

enum status advise_catalogue_read(struct arena *arena, const char *bytes, size_t size,
                                  struct advise_catalogue *ret_catalogue, struct error *err)
{
    SCOPED(json_cleanup) struct json document = {0};
    struct json kinds = {0};
    struct advise_catalogue catalogue = {0};
    enum status st = json_read(arena, bytes, size, JSON_LIMITS_BODY, &document, err);
    if (st == STATUS_OK)
        st = read_head(&document, &catalogue, err);
    if (st == STATUS_OK)
        st = json_get_array(&document, "kinds", ADVISE_KIND_COUNT, &kinds, err);
    if (st == STATUS_OK && json_count(&kinds) == 0)
        st = FAIL_AT(err, ADVISE_KIND_WRONG, "/kinds", "there is none");
    for (size_t i = 0; st == STATUS_OK && i < json_count(&kinds); i++) {
        struct json item = json_item(&kinds, i);
        st = read_kind(&item, &catalogue, err);
    }
    if (st != STATUS_OK)
        return st;
    size_t length = 0;
    const char *canonical = json_canonical(arena, document.value, &length);
    struct hash256 hash = hash_of_bytes(canonical, length);
    catalogue.hash = hex_text(arena, hash.bytes, sizeof hash.bytes);
    *ret_catalogue = catalogue;
    return STATUS_OK;
}
