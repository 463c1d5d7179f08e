/* A rule document: read with every limit and reference checked, written in one form, hashed. */
#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "kit/text.h"
#include "rules/rules_private.h"

#define REASON REASON_DEFINE
#include "rules/reasons.def"
#undef REASON

#define WHOLE_BP 10000

enum { ID_MAX = 60, NAME_MAX = 200, BASIS_MAX = 1000, VERSION_MAX = 1000000, DAYS_MAX = 3660 };

static const char *const party_names[] = {"government", "sponsor", "adopter", "local", "other"};

/* Reads the first failure of several calls: each does nothing once one has failed. */
struct reader {
    const struct json *object;
    enum status st;
    struct error *err;
};

static void read_text(struct reader *in, const char *name, size_t max, const char **ret)
{
    if (in->st != STATUS_OK)
        return;
    in->st = json_text(in->object, name, max, ret, in->err);
    if (in->st == STATUS_OK && (*ret)[0] == '\0')
        in->st = FAIL_AT(in->err, KIT_JSON_RANGE, in->object->place, "\"%s\" is empty", name);
}

static void read_int(struct reader *in, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    if (in->st == STATUS_OK)
        in->st = json_int(in->object, name, min, max, ret, in->err);
}

static void read_won(struct reader *in, const char *name, int64_t min, struct money *ret)
{
    read_int(in, name, min, MONEY_MAX, &ret->won);
}

static void read_id(struct reader *in, const char *name, const char **ret)
{
    read_text(in, name, ID_MAX, ret);
    if (in->st == STATUS_OK &&
        strspn(*ret, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != strlen(*ret))
        in->st = FAIL_AT(in->err, RULES_ID, in->object->place, "\"%s\" is not an id", *ret);
}

static void read_names(struct reader *in, const char **ret_ko, const char **ret_en)
{
    read_text(in, "ko", NAME_MAX, ret_ko);
    read_text(in, "en", NAME_MAX, ret_en);
}

static enum status start(struct reader *in, const char *const *members)
{
    enum status st = json_as_object(in->object, in->err);
    return st != STATUS_OK ? st : json_only(in->object, members, in->err);
}

/* ---- the lists ---- */

static enum status read_party(const struct json *object, enum rules_party *ret, struct error *err)
{
    const char *word = NULL;
    enum status st = json_text(object, "party", ID_MAX, &word, err);
    for (size_t i = 0; st == STATUS_OK && i < sizeof party_names / sizeof *party_names; i++) {
        if (text_same(word, party_names[i])) {
            *ret = (enum rules_party)i;
            return STATUS_OK;
        }
    }
    return st != STATUS_OK ? st
                           : FAIL_AT(err, RULES_CHOICE, object->place,
                                     "party \"%.40s\"; one of government, sponsor, adopter, "
                                     "local, other",
                                     word);
}

static enum status read_funder(const struct json *item, void *ret, struct error *err)
{
    static const char *const members[] = {"id",        "ko",     "en",     "party",
                                          "share_bp",  "min_bp", "max_bp", "cap",
                                          "remainder", "basis",  NULL};
    struct rules_funder *funder = ret;
    struct reader in = {item, STATUS_OK, err};
    in.st = start(&in, members);
    read_id(&in, "id", &funder->id);
    read_names(&in, &funder->ko, &funder->en);
    if (in.st == STATUS_OK)
        in.st = read_party(item, &funder->party, err);
    read_int(&in, "share_bp", 0, WHOLE_BP, &funder->share_bp);
    read_int(&in, "min_bp", 0, WHOLE_BP, &funder->min_bp);
    read_int(&in, "max_bp", 0, WHOLE_BP, &funder->max_bp);
    read_won(&in, "cap", 0, &funder->cap);
    if (in.st == STATUS_OK)
        in.st = json_bool(item, "remainder", &funder->remainder, err);
    read_text(&in, "basis", BASIS_MAX, &funder->basis);
    if (in.st == STATUS_OK &&
        (funder->share_bp < funder->min_bp || funder->share_bp > funder->max_bp))
        return FAIL_AT(err, RULES_SHARES, item->place,
                       "share %" PRId64 " is not between %" PRId64 " and %" PRId64,
                       funder->share_bp, funder->min_bp, funder->max_bp);
    return in.st;
}

static enum status read_tranche(const struct json *item, void *ret, struct error *err)
{
    static const char *const members[] = {"id", "ko", "en", "share_bp", "condition", NULL};
    struct rules_tranche *tranche = ret;
    struct reader in = {item, STATUS_OK, err};
    in.st = start(&in, members);
    read_id(&in, "id", &tranche->id);
    read_names(&in, &tranche->ko, &tranche->en);
    read_int(&in, "share_bp", 1, WHOLE_BP, &tranche->share_bp);
    read_id(&in, "condition", &tranche->condition);
    return in.st;
}

static enum status read_cost(const struct json *item, void *ret, struct error *err)
{
    static const char *const members[] = {"id", "ko", "en", "max_bp", NULL};
    struct rules_cost_item *cost = ret;
    struct reader in = {item, STATUS_OK, err};
    in.st = start(&in, members);
    read_id(&in, "id", &cost->id);
    read_names(&in, &cost->ko, &cost->en);
    read_int(&in, "max_bp", 0, WHOLE_BP, &cost->max_bp);
    return in.st;
}

static enum status read_step(const struct json *item, void *ret, struct error *err)
{
    static const char *const members[] = {"id",    "ko", "en", "actor", "deadline_days",
                                          "basis", NULL};
    struct rules_step *step = ret;
    struct reader in = {item, STATUS_OK, err};
    int64_t days = 0;
    in.st = start(&in, members);
    read_id(&in, "id", &step->id);
    read_names(&in, &step->ko, &step->en);
    read_id(&in, "actor", &step->actor);
    read_int(&in, "deadline_days", 0, DAYS_MAX, &days);
    read_text(&in, "basis", BASIS_MAX, &step->basis);
    step->deadline_days = (int)days;
    return in.st;
}

/* Each of the four lists: its member, its limits, its elements. The id stands first in all. */
struct list_kind {
    const char *member;
    size_t least, most, size;
    enum status (*read)(const struct json *item, void *ret, struct error *err);
};

static const struct list_kind list_funders = {"funders", 1, RULES_FUNDERS_MAX,
                                              sizeof(struct rules_funder), read_funder};
static const struct list_kind list_tranches = {"tranches", 1, RULES_TRANCHES_MAX,
                                               sizeof(struct rules_tranche), read_tranche};
static const struct list_kind list_costs = {"costs", 0, RULES_COSTS_MAX,
                                            sizeof(struct rules_cost_item), read_cost};
static const struct list_kind list_steps = {"steps", 1, RULES_STEPS_MAX, sizeof(struct rules_step),
                                            read_step};

static const char *id_of(const void *elements, size_t size, size_t index)
{
    return *(const char *const *)(const void *)((const char *)elements + index * size);
}

static bool is_among(const void *elements, size_t count, size_t size, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (text_same(id_of(elements, size, i), id))
            return true;
    return false;
}

static void read_list(struct reader *in, const struct list_kind *kind, const void **ret,
                      size_t *ret_count)
{
    struct json array = {0};
    if (in->st == STATUS_OK)
        in->st = json_get_array(in->object, kind->member, kind->most, &array, in->err);
    if (in->st != STATUS_OK)
        return;
    size_t count = json_count(&array);
    char *elements = arena_array(array.arena, count + 1, kind->size);
    if (count < kind->least)
        in->st = FAIL_AT(in->err, KIT_JSON_RANGE, array.place, "there is none");
    for (size_t i = 0; i < count && in->st == STATUS_OK; i++) {
        struct json item = json_item(&array, i);
        in->st = kind->read(&item, elements + i * kind->size, in->err);
        if (in->st == STATUS_OK &&
            is_among(elements, i, kind->size, id_of(elements, kind->size, i)))
            in->st = FAIL_AT(in->err, RULES_ID, item.place, "\"%s\" is used twice",
                             id_of(elements, kind->size, i));
    }
    *ret = elements;
    *ret_count = count;
}

/* ---- what holds between the parts ---- */

static enum status check_funders(const struct rules_document *rules, struct error *err)
{
    int64_t sum = 0;
    size_t remainders = 0;
    for (size_t i = 0; i < rules->funder_count; i++) {
        sum += rules->funders[i].share_bp;
        remainders += rules->funders[i].remainder;
    }
    if (sum != WHOLE_BP)
        return FAIL_AT(err, RULES_SHARES, "/funders", "the shares add up to %" PRId64, sum);
    if (remainders != 1)
        return FAIL_AT(err, RULES_REMAINDER, "/funders", "%zu are marked", remainders);
    return STATUS_OK;
}

static enum status check_tranches(const struct rules_document *rules, struct error *err)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rules->tranche_count; i++) {
        const struct rules_tranche *tranche = &rules->tranches[i];
        sum += tranche->share_bp;
        if (!is_among(rules->steps, rules->step_count, sizeof *rules->steps, tranche->condition))
            return FAIL_AT(err, RULES_ID, "/tranches", "\"%s\" waits for a step \"%s\" not listed",
                           tranche->id, tranche->condition);
    }
    return sum == WHOLE_BP
               ? STATUS_OK
               : FAIL_AT(err, RULES_SHARES, "/tranches", "the shares add up to %" PRId64, sum);
}

static enum status check(const struct rules_document *rules, struct error *err)
{
    enum status st = check_funders(rules, err);
    if (st == STATUS_OK)
        st = check_tranches(rules, err);
    if (st == STATUS_OK && rules->total_max.won > 0 && rules->total_max.won < rules->total_min.won)
        st = FAIL_AT(err, RULES_SHARES, "/total_max", "%" PRId64 " is below total_min %" PRId64,
                     rules->total_max.won, rules->total_min.won);
    if (st == STATUS_OK && rules_fundable(rules, rules_ceiling(rules)).won == 0)
        st = FAIL_AT(err, RULES_EMPTY, "/funders", "no total meets all bounds");
    return st;
}

static enum status read_head(const struct json *document, struct error *err)
{
    static const char *const members[] = {"format",  "version",  "key",   "rules_version", "year",
                                          "ko",      "en",       "basis", "total",         "unit",
                                          "funders", "tranches", "costs", "steps",         NULL};
    const char *format = NULL;
    int64_t version = 0;
    struct reader in = {document, STATUS_OK, err};
    in.st = json_as_object(document, err);
    read_text(&in, "format", ID_MAX, &format);
    if (in.st == STATUS_OK && !text_same(format, "dure.rules"))
        return FAIL_AT(err, RULES_FORMAT, "/format", "\"%.40s\" is not \"dure.rules\"", format);
    read_int(&in, "version", INT32_MIN, INT32_MAX, &version);
    if (in.st == STATUS_OK && version != 1)
        return FAIL_AT(err, RULES_FORMAT, "/version", "%" PRId64 " is not 1", version);
    return in.st != STATUS_OK ? in.st : json_only(document, members, err);
}

static void read_total(struct reader *in, struct rules_document *rules)
{
    static const char *const members[] = {"min", "max", NULL};
    struct json total = {0};
    if (in->st == STATUS_OK)
        in->st = json_get_object(in->object, "total", &total, in->err);
    if (in->st == STATUS_OK)
        in->st = json_only(&total, members, in->err);
    struct reader inner = {&total, in->st, in->err};
    read_won(&inner, "min", 0, &rules->total_min);
    read_won(&inner, "max", 0, &rules->total_max);
    in->st = inner.st;
}

static enum status read_document(const struct json *document, struct rules_document *rules,
                                 struct error *err)
{
    const void *funders = NULL, *tranches = NULL, *costs = NULL, *steps = NULL;
    int64_t year = 0;
    struct reader in = {document, STATUS_OK, err};
    in.st = read_head(document, err);
    read_id(&in, "key", &rules->key);
    read_int(&in, "rules_version", 1, VERSION_MAX, &rules->version);
    read_int(&in, "year", 2000, 2200, &year);
    read_names(&in, &rules->ko, &rules->en);
    read_text(&in, "basis", BASIS_MAX, &rules->basis);
    read_total(&in, rules);
    read_int(&in, "unit", 1, 1000000000, &rules->unit.won);
    read_list(&in, &list_funders, &funders, &rules->funder_count);
    read_list(&in, &list_tranches, &tranches, &rules->tranche_count);
    read_list(&in, &list_costs, &costs, &rules->cost_count);
    read_list(&in, &list_steps, &steps, &rules->step_count);
    if (in.st != STATUS_OK)
        return in.st;
    must(funders != NULL); /* read_list() does nothing only after a failure */
    rules->year = (int)year;
    rules->funders = funders;
    rules->tranches = tranches;
    rules->costs = costs;
    rules->steps = steps;
    return check(rules, err);
}

enum status rules_read(struct arena *arena, const char *bytes, size_t size,
                       struct rules_document *ret_rules, struct error *err)
{
    struct json document = {0};
    struct rules_document rules = {0};
    enum status st = json_read(arena, bytes, size, JSON_LIMITS_BODY, &document, err);
    if (st != STATUS_OK)
        return st;
    st = read_document(&document, &rules, err);
    json_release(&document);
    if (st == STATUS_OK)
        *ret_rules = rules;
    return st;
}

/* ---- writing ---- */

static void put(json_t *object, const char *name, json_t *value)
{
    must(json_object_set_new(object, name, value) == 0);
}

static void put_text(json_t *object, const char *name, const char *text)
{
    put(object, name, json_string(text));
}

static void put_int(json_t *object, const char *name, int64_t number)
{
    put(object, name, json_integer(number));
}

/* A new object with the three members that all parts begin with. */
static json_t *named(const char *id, const char *ko, const char *en)
{
    json_t *object = json_object();
    put_text(object, "id", id);
    put_text(object, "ko", ko);
    put_text(object, "en", en);
    return object;
}

static json_t *write_funders(const struct rules_document *rules)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        json_t *object = named(funder->id, funder->ko, funder->en);
        put_text(object, "party", party_names[funder->party]);
        put_int(object, "share_bp", funder->share_bp);
        put_int(object, "min_bp", funder->min_bp);
        put_int(object, "max_bp", funder->max_bp);
        put_int(object, "cap", funder->cap.won);
        put(object, "remainder", json_boolean(funder->remainder));
        put_text(object, "basis", funder->basis);
        must(json_array_append_new(array, object) == 0);
    }
    return array;
}

static json_t *write_tranches(const struct rules_document *rules)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rules->tranche_count; i++) {
        const struct rules_tranche *tranche = &rules->tranches[i];
        json_t *object = named(tranche->id, tranche->ko, tranche->en);
        put_int(object, "share_bp", tranche->share_bp);
        put_text(object, "condition", tranche->condition);
        must(json_array_append_new(array, object) == 0);
    }
    return array;
}

static json_t *write_costs(const struct rules_document *rules)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rules->cost_count; i++) {
        const struct rules_cost_item *cost = &rules->costs[i];
        json_t *object = named(cost->id, cost->ko, cost->en);
        put_int(object, "max_bp", cost->max_bp);
        must(json_array_append_new(array, object) == 0);
    }
    return array;
}

static json_t *write_steps(const struct rules_document *rules)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rules->step_count; i++) {
        const struct rules_step *step = &rules->steps[i];
        json_t *object = named(step->id, step->ko, step->en);
        put_text(object, "actor", step->actor);
        put_int(object, "deadline_days", step->deadline_days);
        put_text(object, "basis", step->basis);
        must(json_array_append_new(array, object) == 0);
    }
    return array;
}

json_t *rules_write(const struct rules_document *rules)
{
    json_t *object = json_object(), *total = json_object();
    put_text(object, "format", "dure.rules");
    put_int(object, "version", 1);
    put_text(object, "key", rules->key);
    put_int(object, "rules_version", rules->version);
    put_int(object, "year", rules->year);
    put_text(object, "ko", rules->ko);
    put_text(object, "en", rules->en);
    put_text(object, "basis", rules->basis);
    put_int(total, "min", rules->total_min.won);
    put_int(total, "max", rules->total_max.won);
    put(object, "total", total);
    put_int(object, "unit", rules->unit.won);
    put(object, "funders", write_funders(rules));
    put(object, "tranches", write_tranches(rules));
    put(object, "costs", write_costs(rules));
    put(object, "steps", write_steps(rules));
    return object;
}

const char *rules_hash(struct arena *arena, const struct rules_document *rules)
{
    json_t *document = rules_write(rules);
    size_t size = 0;
    const char *bytes = json_canonical(arena, document, &size);
    json_decref(document);
    struct hash256 hash = hash_of_bytes(bytes, size);
    return hex_text(arena, hash.bytes, sizeof hash.bytes);
}
