#include "kit/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"

enum { CANONICAL_BYTES_MAX = 512 << 20 };

struct survey {
    int depth;
    double far; /* a number that canonical form would write as an integer too long to be read */
};

/* 9e20 becomes 900000000000000000000; from 1e21 on there is an exponent again. */
static bool is_far(double number)
{
    return fabs(number) >= 0x1p63 && fabs(number) < 1e21;
}

static void survey_value(const json_t *value, int depth, struct survey *survey)
{
    if (json_is_object(value) || json_is_array(value))
        depth++;
    survey->depth = depth > survey->depth ? depth : survey->depth;
    if (is_far(json_real_value(value)))
        survey->far = json_real_value(value);
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)(uintptr_t)value, name, member) {
        survey_value(member, depth, survey);
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        survey_value(json_array_get(value, i), depth, survey);
}

enum status json_read(struct arena *arena, const char *bytes, size_t size,
                      struct json_limits limits, struct json *ret_document, struct error *err)
{
    must(limits.depth_max <= 64);
    if (size > limits.bytes_max)
        return FAIL(err, KIT_TOO_LARGE, "%zu bytes of JSON; the limit is %zu", size,
                    limits.bytes_max);
    if (size == 0)
        return FAIL(err, KIT_EMPTY, "an empty document");
    json_error_t problem;
    json_t *value = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    if (value == NULL) {
        char place[48];
        (void)snprintf(place, sizeof place, "line %d, column %d", problem.line, problem.column);
        return FAIL_AT(err, KIT_JSON, place, "%.150s", problem.text);
    }
    struct survey survey = {0};
    survey_value(value, 0, &survey);
    if (survey.depth > limits.depth_max || is_far(survey.far)) {
        json_decref(value);
        return is_far(survey.far)
                   ? FAIL(err, KIT_JSON_RANGE, "%g; whole numbers go to 2^63 - 1", survey.far)
                   : FAIL(err, KIT_TOO_LARGE, "nested deeper than %d", limits.depth_max);
    }
    *ret_document = (struct json){.arena = arena, .value = value, .place = ""};
    return STATUS_OK;
}

void json_release(struct json *document)
{
    json_decref(document->value);
    document->value = NULL;
}

void json_cleanup(struct json *document)
{
    json_release(document);
}

static const char *place_of(const struct json *json)
{
    return *json->place == '\0' ? "/" : json->place;
}

/* In English and Korean, by jansson's number of the type; the last is what is not there. */
struct type_name {
    const char *en, *ko;
};
static struct type_name type_name(const json_t *value)
{
    static const struct type_name names[] = {
        [JSON_OBJECT] = {"an object", "객체"}, [JSON_ARRAY] = {"an array", "목록"},
        [JSON_STRING] = {"a text", "글자"},    [JSON_INTEGER] = {"an integer", "정수"},
        [JSON_REAL] = {"a number", "수"},      [JSON_TRUE] = {"true", "true"},
        [JSON_FALSE] = {"false", "false"},     [JSON_NULL] = {"null", "null"},
    };
    static const struct type_name nothing = {"nothing", "빈"};
    return value == NULL ? nothing : names[json_typeof(value)];
}

static enum status wrong_type(const struct json *json, const char *wanted_en, const char *wanted_ko,
                              struct error *err)
{
    struct type_name found = type_name(json->value);
    return FAIL_AT(err, KIT_JSON_TYPE, place_of(json), "wanted %s%.0s, found %s%.0s", wanted_en,
                   wanted_ko, found.en, found.ko);
}

enum status json_as_object(const struct json *value, struct error *err)
{
    return json_is_object(value->value) ? STATUS_OK : wrong_type(value, "an object", "객체", err);
}

enum status json_only(const struct json *object, const char *const *names, struct error *err)
{
    enum status st = json_as_object(object, err);
    if (st != STATUS_OK)
        return st;
    const char *name;
    json_t *member;
    json_object_foreach(object->value, name, member) {
        bool known = false;
        for (const char *const *at = names; *at != NULL && !known; at++)
            known = strcmp(*at, name) == 0;
        if (!known) {
            char place[ERROR_PLACE_MAX];
            (void)snprintf(place, sizeof place, "%s/%s", object->place, name);
            return FAIL_AT(err, KIT_JSON_UNKNOWN, place, "no member \"%.60s\" is known here", name);
        }
    }
    return STATUS_OK;
}

bool json_has(const struct json *object, const char *name)
{
    json_t *member = json_object_get(object->value, name);
    return member != NULL && !json_is_null(member);
}

enum status json_get(const struct json *object, const char *name, struct json *ret_member,
                     struct error *err)
{
    enum status st = json_as_object(object, err);
    if (st != STATUS_OK)
        return st;
    const char *place = arena_format(object->arena, "%s/%s", object->place, name);
    json_t *member = json_object_get(object->value, name);
    if (member == NULL)
        return FAIL_AT(err, KIT_JSON_MISSING, place, "member \"%.60s\" is missing", name);
    *ret_member = (struct json){.arena = object->arena, .value = member, .place = place};
    return STATUS_OK;
}

enum status json_get_object(const struct json *object, const char *name, struct json *ret_member,
                            struct error *err)
{
    struct json member = {0};
    enum status st = json_get(object, name, &member, err);
    if (st == STATUS_OK)
        st = json_as_object(&member, err);
    if (st == STATUS_OK)
        *ret_member = member;
    return st;
}

enum status json_get_array(const struct json *object, const char *name, size_t count_max,
                           struct json *ret_member, struct error *err)
{
    struct json member = {0};
    enum status st = json_get(object, name, &member, err);
    if (st != STATUS_OK)
        return st;
    if (!json_is_array(member.value))
        return wrong_type(&member, "an array", "목록", err);
    if (json_array_size(member.value) > count_max)
        return FAIL_AT(err, KIT_TOO_LARGE, place_of(&member), "%zu items; the limit is %zu",
                       json_array_size(member.value), count_max);
    *ret_member = member;
    return STATUS_OK;
}

enum status json_as_text(const struct json *value, size_t characters_max, const char **ret_text,
                         struct error *err)
{
    if (!json_is_string(value->value))
        return wrong_type(value, "a text", "글자", err);
    const char *text = json_string_value(value->value);
    if (text_utf8_count(text) > characters_max)
        return FAIL_AT(err, KIT_TOO_LARGE, place_of(value), "longer than %zu characters",
                       characters_max);
    *ret_text = arena_text(value->arena, text);
    return STATUS_OK;
}

enum status json_as_int(const struct json *value, int64_t min, int64_t max, int64_t *ret_number,
                        struct error *err)
{
    if (!json_is_integer(value->value))
        return wrong_type(value, "an integer", "정수", err);
    int64_t number = json_integer_value(value->value);
    if (number < min || number > max)
        return FAIL_AT(err, KIT_JSON_RANGE, place_of(value),
                       "%" PRId64 " is not between %" PRId64 " and %" PRId64, number, min, max);
    *ret_number = number;
    return STATUS_OK;
}

enum status json_as_number(const struct json *value, double min, double max, double *ret_number,
                           struct error *err)
{
    if (!json_is_number(value->value))
        return wrong_type(value, "a number", "수", err);
    double number = json_number_value(value->value);
    if (!isfinite(number) || number < min || number > max)
        return FAIL_AT(err, KIT_JSON_RANGE, place_of(value), "%g is not between %g and %g", number,
                       min, max);
    *ret_number = number;
    return STATUS_OK;
}

enum status json_text(const struct json *object, const char *name, size_t characters_max,
                      const char **ret_text, struct error *err)
{
    struct json member = {0};
    enum status st = json_get(object, name, &member, err);
    return st != STATUS_OK ? st : json_as_text(&member, characters_max, ret_text, err);
}

enum status json_int(const struct json *object, const char *name, int64_t min, int64_t max,
                     int64_t *ret_number, struct error *err)
{
    struct json member = {0};
    enum status st = json_get(object, name, &member, err);
    return st != STATUS_OK ? st : json_as_int(&member, min, max, ret_number, err);
}

enum status json_number(const struct json *object, const char *name, double min, double max,
                        double *ret_number, struct error *err)
{
    struct json member = {0};
    enum status st = json_get(object, name, &member, err);
    return st != STATUS_OK ? st : json_as_number(&member, min, max, ret_number, err);
}

enum status json_bool(const struct json *object, const char *name, bool *ret_flag,
                      struct error *err)
{
    struct json member = {0};
    enum status st = json_get(object, name, &member, err);
    if (st != STATUS_OK)
        return st;
    if (!json_is_boolean(member.value))
        return wrong_type(&member, "true or false", "true나 false", err);
    *ret_flag = json_is_true(member.value);
    return STATUS_OK;
}

size_t json_count(const struct json *array)
{
    return json_array_size(array->value);
}

struct json json_item(const struct json *array, size_t index)
{
    must(index < json_array_size(array->value));
    return (struct json){.arena = array->arena,
                         .value = json_array_get(array->value, index),
                         .place = arena_format(array->arena, "%s/%zu", array->place, index)};
}

/* ECMA-262 Number::toString: the shortest digits that read back, plain notation
 * for exponents from -7 to 20. */
const char *json_number_text(struct arena *arena, double number)
{
    must(isfinite(number));
    if (number == 0)
        return "0";
    char digits[40];
    for (int precision = 0; precision <= 16; precision++) {
        (void)snprintf(digits, sizeof digits, "%.*e", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    struct text text = text_start(arena, 64);
    const char *at = digits;
    if (*at == '-') {
        text_add_char(&text, '-');
        at++;
    }
    char mantissa[24] = "";
    int count = 0;
    for (; *at != 'e'; at++)
        if (*at != '.')
            mantissa[count++] = *at;
    int point = (int)strtol(at + 1, NULL, 10) + 1; /* digits before the point */
    if (point > 21 || point < -5) {
        text_add_char(&text, mantissa[0]);
        if (count > 1) {
            text_add_char(&text, '.');
            text_add_bytes(&text, mantissa + 1, (size_t)count - 1);
        }
        text_format(&text, "e%c%d", point > 0 ? '+' : '-', abs(point - 1));
        return text_string(&text);
    }
    if (point <= 0) {
        text_add(&text, "0.");
        for (int i = point; i < 0; i++)
            text_add_char(&text, '0');
    }
    for (int i = 0; i < count; i++) {
        if (i == point && i > 0)
            text_add_char(&text, '.');
        text_add_char(&text, mantissa[i]);
    }
    for (int i = count; i < point; i++)
        text_add_char(&text, '0');
    return text_string(&text);
}

static void write_string(struct text *text, const char *string)
{
    text_add_char(text, '"');
    for (; *string != '\0'; string++) {
        unsigned char c = (unsigned char)*string;
        static const char escapes[] = "btn\0fr";
        if (c == '"' || c == '\\') {
            text_add_char(text, '\\');
            text_add_char(text, (char)c);
        } else if (c >= 8 && c <= 13 && c != 11) {
            text_add_char(text, '\\');
            text_add_char(text, escapes[c - 8]);
        } else if (c < 0x20) {
            text_format(text, "\\u%04x", c);
        } else {
            text_add_char(text, (char)c);
        }
    }
    text_add_char(text, '"');
}

/* UTF-16 order differs from byte order only where a surrogate pair (4-byte
 * UTF-8) meets U+E000..U+FFFF (3 bytes from 0xEE). */
static int compare_utf16(const void *left, const void *right)
{
    const unsigned char *a = *(const unsigned char *const *)left;
    const unsigned char *b = *(const unsigned char *const *)right;
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    if (*a >= 0xEE && *b >= 0xEE && (*a >= 0xF0) != (*b >= 0xF0))
        return *a >= 0xF0 ? -1 : 1;
    return (int)*a - (int)*b;
}

static void write_canonical(struct text *text, const json_t *value);

static void write_members(struct text *text, const json_t *object)
{
    size_t count = json_object_size(object), i = 0;
    const char **names = arena_array(text->arena, count, sizeof *names);
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)(uintptr_t)object, name, member)
        names[i++] = name;
    qsort(names, count, sizeof *names, compare_utf16);
    text_add_char(text, '{');
    for (i = 0; i < count; i++) {
        if (i > 0)
            text_add_char(text, ',');
        write_string(text, names[i]);
        text_add_char(text, ':');
        write_canonical(text, json_object_get(object, names[i]));
    }
    text_add_char(text, '}');
}

static void write_canonical(struct text *text, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_members(text, value);
        break;
    case JSON_ARRAY:
        text_add_char(text, '[');
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (i > 0)
                text_add_char(text, ',');
            write_canonical(text, json_array_get(value, i));
        }
        text_add_char(text, ']');
        break;
    case JSON_STRING:
        write_string(text, json_string_value(value));
        break;
    case JSON_INTEGER:
        text_format(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        text_add(text, json_number_text(text->arena, json_real_value(value)));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        text_add(text, json_is_true(value) ? "true" : "false");
        break;
    case JSON_NULL:
        text_add(text, "null");
        break;
    }
}

const char *json_canonical(struct arena *arena, const json_t *value, size_t *ret_size)
{
    struct text text = text_start(arena, CANONICAL_BYTES_MAX);
    write_canonical(&text, value);
    must(!text_cut(&text));
    if (ret_size != NULL)
        *ret_size = text.size;
    return text_string(&text);
}

static void write_pretty(struct text *text, const json_t *value, int indent)
{
    const char *name;
    json_t *member;
    size_t i = 0, last = json_is_object(value) ? json_object_size(value) : json_array_size(value);
    if (last == 0) {
        write_canonical(text, value);
        return;
    }
    text_add(text, json_is_object(value) ? "{\n" : "[\n");
    if (json_is_object(value)) {
        json_object_foreach((json_t *)(uintptr_t)value, name, member) {
            text_format(text, "%*s", indent + 2, "");
            write_string(text, name);
            text_add(text, ": ");
            write_pretty(text, member, indent + 2);
            text_add(text, ++i < last ? ",\n" : "\n");
        }
    } else {
        for (; i < last; i++) {
            text_format(text, "%*s", indent + 2, "");
            write_pretty(text, json_array_get(value, i), indent + 2);
            text_add(text, i + 1 < last ? ",\n" : "\n");
        }
    }
    text_format(text, "%*s%c", indent, "", json_is_object(value) ? '}' : ']');
}

const char *json_pretty(struct arena *arena, const json_t *value, size_t *ret_size)
{
    struct text text = text_start(arena, CANONICAL_BYTES_MAX);
    write_pretty(&text, value, 0);
    text_add_char(&text, '\n');
    must(!text_cut(&text));
    if (ret_size != NULL)
        *ret_size = text.size;
    return text_string(&text);
}
