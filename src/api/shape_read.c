/* shape_read.c -- JSON into a struct, member by member, refusing whatever the shape does not say.
 */
#include <math.h>
#include <string.h>

#include "api/api_private.h"
#include "kit/must.h"
#include "kit/text.h"

enum { TEXT_USUAL_MAX = 200, LIST_USUAL_MAX = 1000, FIELDS_MAX = 64 };

static enum status read_int(const struct field *field, const struct json *value, int64_t *ret,
                            struct error *err)
{
    bool open = field->min == 0 && field->max == 0;
    return json_as_int(value, open ? INT64_MIN + 1 : field->min, open ? INT64_MAX : field->max, ret,
                       err);
}

static enum status read_money(const struct field *field, const struct json *value,
                              struct money *ret, struct error *err)
{
    bool open = field->min == 0 && field->max == 0;
    return json_as_int(value, open ? -MONEY_MAX : field->min, open ? MONEY_MAX : field->max,
                       &ret->won, err);
}

static enum status read_number(const struct field *field, const struct json *value, double *ret,
                               struct error *err)
{
    bool open = field->min == 0 && field->max == 0;
    return json_as_number(value, open ? -1e300 : (double)field->min,
                          open ? 1e300 : (double)field->max, ret, err);
}

static enum status read_time(const struct json *value, time_us *ret, struct error *err)
{
    const char *text = NULL;
    enum status st = json_as_text(value, 40, &text, err);
    if (st != STATUS_OK)
        return st;
    struct error inner;
    if (time_parse(text, ret, &inner) != STATUS_OK)
        return FAIL_AT(err, KIT_TIME, value->place, "\"%.40s\"", text);
    return STATUS_OK;
}

static enum status read_bool(const struct json *value, bool *ret, struct error *err)
{
    if (!json_is_boolean(value->value))
        return FAIL_AT(err, KIT_JSON_TYPE, value->place, "wanted true or false");
    *ret = json_is_true(value->value);
    return STATUS_OK;
}

static enum status read_text(const struct field *field, const struct json *value, const char **ret,
                             struct error *err)
{
    const char *text = NULL;
    size_t max = field->max == 0 ? TEXT_USUAL_MAX : (size_t)field->max;
    enum status st = json_as_text(value, max, &text, err);
    if (st != STATUS_OK)
        return st;
    if (text_utf8_count(text) < (size_t)field->min)
        return FAIL_AT(err, KIT_JSON_RANGE, value->place, "shorter than %lld characters",
                       (long long)field->min);
    for (const char *c = text; *c != '\0'; c++)
        if (((unsigned char)*c < 0x20 && *c != '\n' && *c != '\t' && *c != '\r') || *c == 0x7f)
            return FAIL_AT(err, KIT_JSON_RANGE, value->place, "a control character");
    const char *const *choice = field->choices;
    while (choice != NULL && *choice != NULL && strcmp(*choice, text) != 0)
        choice++;
    if (choice != NULL && *choice == NULL)
        return FAIL_AT(err, API_CHOICE, value->place, "\"%.60s\"", text);
    *ret = text;
    return STATUS_OK;
}

/* What lists have in common in memory, whatever their items. */
struct any_list {
    void *at;
    size_t count;
};

static enum status check_list(const struct field *field, const struct json *value,
                              struct error *err)
{
    size_t max = field->max == 0 ? LIST_USUAL_MAX : (size_t)field->max;
    if (!json_is_array(value->value))
        return FAIL_AT(err, KIT_JSON_TYPE, value->place, "wanted a list");
    if (json_count(value) > max)
        return FAIL_AT(err, KIT_TOO_LARGE, value->place, "%zu items; the limit is %zu",
                       json_count(value), max);
    if (json_count(value) < (size_t)field->min)
        return FAIL_AT(err, KIT_JSON_RANGE, value->place, "%zu items; at least %lld",
                       json_count(value), (long long)field->min);
    return STATUS_OK;
}

static enum status read_list(const struct field *field, const struct json *value,
                             struct any_list *ret, struct error *err)
{
    enum status st = check_list(field, value, err);
    if (st != STATUS_OK)
        return st;
    size_t count = json_count(value);
    size_t size = field->type == FIELD_TEXTS ? sizeof(const char *) : field->item_size;
    struct any_list list = {arena_array(value->arena, count == 0 ? 1 : count, size), count};
    struct field each = {.type = FIELD_TEXT, .max = TEXT_USUAL_MAX};
    for (size_t i = 0; i < count && st == STATUS_OK; i++) {
        struct json item = json_item(value, i);
        if (field->type == FIELD_TEXTS)
            st = read_text(&each, &item, (const char **)list.at + i, err);
        else
            st = shape_read(field->shape, &item, (char *)list.at + i * size, err);
    }
    if (st == STATUS_OK)
        *ret = list;
    return st;
}

static enum status read_object(const struct field *field, const struct json *value, void **ret,
                               struct error *err)
{
    void *object = arena_alloc(value->arena, field->item_size);
    enum status st = shape_read(field->shape, value, object, err);
    if (st == STATUS_OK)
        *ret = object;
    return st;
}

static enum status read_field(const struct field *field, const struct json *value, void *member,
                              struct error *err)
{
    enum status st = STATUS_OK;
    bool flag = false;
    switch (field->type) {
    case FIELD_INT:
        return read_int(field, value, member, err);
    case FIELD_NUMBER:
        return read_number(field, value, member, err);
    case FIELD_MONEY:
        return read_money(field, value, member, err);
    case FIELD_TIME:
        return read_time(value, member, err);
    case FIELD_BOOL:
        return read_bool(value, member, err);
    case FIELD_MAYBE:
        if ((st = read_bool(value, &flag, err)) == STATUS_OK)
            *(enum maybe *)member = flag ? MAYBE_TRUE : MAYBE_FALSE;
        return st;
    case FIELD_TEXT:
        return read_text(field, value, member, err);
    case FIELD_TEXTS:
    case FIELD_LIST:
        return read_list(field, value, member, err);
    case FIELD_OBJECT:
        return read_object(field, value, member, err);
    case FIELD_DOCUMENT:
        *(json_t **)member = value->value;
        return STATUS_OK;
    case FIELD_NONE:
        break;
    }
    must_failed("a field has a type", __FILE__, __LINE__);
}

/* What a member that is not there leaves behind. */
static void set_null(const struct field *field, void *member)
{
    static const double nothing = (double)NAN;
    static const int64_t null = API_NULL;
    if (field->type == FIELD_NUMBER)
        memcpy(member, &nothing, sizeof nothing);
    else if (!field->zero_is_null &&
             (field->type == FIELD_INT || field->type == FIELD_MONEY || field->type == FIELD_TIME))
        memcpy(member, &null, sizeof null);
}

enum status shape_read(const struct shape *shape, const struct json *value, void *ret_object,
                       struct error *err)
{
    const char *names[FIELDS_MAX + 1] = {NULL};
    size_t count = 0;
    for (const struct field *field = shape->fields; field->name != NULL; field++) {
        must(count < FIELDS_MAX);
        names[count++] = field->name;
    }
    enum status st = json_as_object(value, err);
    if (st == STATUS_OK)
        st = json_only(value, names, err);
    for (const struct field *field = shape->fields; field->name != NULL && st == STATUS_OK;
         field++) {
        struct json member = {0};
        void *place = (char *)ret_object + field->offset;
        if (field->optional && !json_has(value, field->name))
            set_null(field, place);
        else if ((st = json_get(value, field->name, &member, err)) == STATUS_OK)
            st = read_field(field, &member, place, err);
    }
    return st;
}
