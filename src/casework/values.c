/* What comes with a step: names, types, hashes. */
#include <string.h>

#include "casework/casework_private.h"
#include "kit/money.h"
#include "kit/text.h"

enum {
    TEXT_MAX = 400,
    WHOLE_MAX = 1000000000,
    EVIDENCE_NAME_MAX = 200,
    HASH_DIGITS = 64,
    LINES_MAX = 100
};

static enum status check_text(const struct json *values, const struct casework_value *value,
                              struct error *err)
{
    const char *text = NULL;
    enum status st = json_text(values, value->name, TEXT_MAX, &text, err);
    if (st == STATUS_OK && *text == '\0')
        st = FAIL_AT(err, CASEWORK_VALUE, value->name, "it is empty");
    if (st == STATUS_OK)
        st = people_check_text(text, value->name, err);
    return st;
}

static enum status check_day(const struct json *values, const struct casework_value *value,
                             struct error *err)
{
    const char *text = NULL;
    struct day day = {0};
    enum status st = json_text(values, value->name, TEXT_MAX, &text, err);
    if (st == STATUS_OK && day_parse(text, &day, err) != STATUS_OK)
        st = FAIL_AT(err, CASEWORK_VALUE, value->name, "\"%.40s\" is not a day, as 2026-11-24",
                     text);
    return st;
}

static enum status check_money(const struct json *values, const struct casework_value *value,
                               struct error *err)
{
    int64_t won = 0;
    return json_int(values, value->name, 0, MONEY_MAX, &won, err);
}

static enum status check_whole(const struct json *values, const struct casework_value *value,
                               struct error *err)
{
    int64_t number = 0;
    return json_int(values, value->name, 0, WHOLE_MAX, &number, err);
}

static enum status check_milli(const struct json *values, const struct casework_value *value,
                               struct error *err)
{
    int64_t thousandths = 0;
    return json_int(values, value->name, -INT64_C(1000) * WHOLE_MAX, INT64_C(1000) * WHOLE_MAX,
                    &thousandths, err);
}

static enum status check_choice(const struct json *values, const struct casework_value *value,
                                struct error *err)
{
    const char *text = NULL;
    enum status st = json_text(values, value->name, TEXT_MAX, &text, err);
    for (size_t i = 0; st == STATUS_OK && value->choices[i] != NULL; i++)
        if (text_same(text, value->choices[i]))
            return STATUS_OK;
    return st != STATUS_OK ? st
                           : FAIL_AT(err, CASEWORK_VALUE, value->name,
                                     "\"%.40s\" is none of its choices", text);
}

static enum status check_lines(const struct json *values, const struct casework_value *value,
                               struct error *err)
{
    struct json lines = {0};
    enum status st = json_get_array(values, value->name, LINES_MAX, &lines, err);
    for (size_t i = 0; st == STATUS_OK && i < json_count(&lines); i++) {
        struct json line = json_item(&lines, i);
        st = json_as_object(&line, err);
    }
    return st;
}

typedef enum status value_check(const struct json *, const struct casework_value *, struct error *);
static value_check *const checks[] = {
    [CASEWORK_TEXT] = check_text,     [CASEWORK_DAY] = check_day,
    [CASEWORK_MONEY] = check_money,   [CASEWORK_WHOLE] = check_whole,
    [CASEWORK_CHOICE] = check_choice, [CASEWORK_LINES] = check_lines,
    [CASEWORK_MILLI] = check_milli,
};

static const struct casework_value *value_named(const struct casework_hook *hook, const char *name)
{
    for (size_t i = 0; hook != NULL && i < hook->values.count; i++)
        if (text_same(hook->values.at[i].name, name))
            return &hook->values.at[i];
    return NULL;
}

/* Jansson's iterators want a value that is not const, and change nothing in it. */
static enum status only_named(const struct casework_hook *hook, json_t *given, struct error *err)
{
    for (void *at = json_object_iter(given); at != NULL; at = json_object_iter_next(given, at))
        if (value_named(hook, json_object_iter_key(at)) == NULL)
            return FAIL_AT(err, CASEWORK_VALUE, "/values", "this step takes no \"%.60s\"",
                           json_object_iter_key(at));
    return STATUS_OK;
}

enum status values_check(struct arena *arena, const struct casework_hook *hook, json_t *given,
                         struct json *ret_values, struct error *err)
{
    struct json values = {.arena = arena, .value = given, .place = "/values"};
    enum status st = STATUS_OK;
    if (given != NULL && !json_is_object(given))
        return FAIL_AT(err, CASEWORK_VALUE, "/values", "an object is wanted");
    if (given != NULL)
        st = only_named(hook, values.value, err);
    for (size_t i = 0; st == STATUS_OK && hook != NULL && i < hook->values.count; i++) {
        const struct casework_value *value = &hook->values.at[i];
        bool there = given != NULL && json_has(&values, value->name);
        if (!there && !value->optional)
            st = FAIL_AT(err, CASEWORK_VALUE, value->name, "%.80s%.0s", value->en, value->ko);
        if (there)
            st = checks[value->type](&values, value, err);
    }
    if (st == STATUS_OK)
        *ret_values = values;
    return st;
}

enum status evidence_check(const struct casework_hook *hook,
                           const struct casework_evidences *evidence, struct error *err)
{
    if (hook != NULL && hook->evidence && evidence->count == 0)
        return FAIL_AT(err, CASEWORK_EVIDENCE, "/evidence", "at least one document is wanted");
    if (evidence->count > CASEWORK_EVIDENCE_MAX)
        return FAIL_AT(err, CASEWORK_EVIDENCE, "/evidence", "at most %d", CASEWORK_EVIDENCE_MAX);
    for (size_t i = 0; i < evidence->count; i++) {
        const struct casework_evidence *each = &evidence->at[i];
        if (strlen(each->sha256) != HASH_DIGITS ||
            strspn(each->sha256, "0123456789abcdef") != HASH_DIGITS)
            return FAIL_AT(err, CASEWORK_EVIDENCE, "/evidence/sha256",
                           "document %zu: 64 lower-case hexadecimal digits are wanted", i + 1);
        if (*each->name == '\0' || text_utf8_count(each->name) > EVIDENCE_NAME_MAX)
            return FAIL_AT(err, CASEWORK_EVIDENCE, "/evidence/name", "document %zu has no name",
                           i + 1);
        enum status st = people_check_text(each->name, "/evidence/name", err);
        if (st != STATUS_OK)
            return st;
    }
    return STATUS_OK;
}
