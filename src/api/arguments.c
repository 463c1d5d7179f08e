/* arguments.c -- the query of an address into the struct of its route, refusing whatever the row
 * does not say. This is the only place that reads a query. */
#include <inttypes.h>
#include <string.h>

#include "api/api_private.h"
#include "kit/must.h"
#include "kit/text.h"

enum { DIGITS_MAX = 18, TEXT_USUAL_MAX = 200, NAMES_MAX = 200 };

static enum status read_int(const struct argument *argument, const char *text, const char *place,
                            int64_t *ret_number, struct error *err)
{
    int64_t number = 0;
    const char *digits = text + (*text == '-');
    size_t size = strlen(digits);
    bool whole = size > 0 && size <= DIGITS_MAX && strspn(digits, "0123456789") == size;
    for (; whole && *digits != '\0'; digits++)
        number = number * 10 + (*digits - '0');
    if (*text == '-')
        number = -number;
    if (!whole)
        return FAIL_AT(err, API_ARGUMENT, place, "\"%.40s\": not a whole number", text);
    if (number < argument->min || number > argument_max(argument))
        return argument_max(argument) == INT64_MAX
                   ? FAIL_AT(err, API_ARGUMENT, place, "%" PRId64 ": ≥ %" PRId64, number,
                             argument->min)
                   : FAIL_AT(err, API_ARGUMENT, place, "%" PRId64 ": %" PRId64 "–%" PRId64, number,
                             argument->min, argument_max(argument));
    *ret_number = number;
    return STATUS_OK;
}

static enum status read_text(const struct call *call, const struct argument *argument,
                             const char *text, const char *place, const char **ret_text,
                             struct error *err)
{
    size_t count = text_utf8_count(text);
    if (argument->choices != NULL) {
        struct text names = text_start(call->arena, NAMES_MAX);
        for (const char *const *choice = argument->choices; *choice != NULL; choice++) {
            if (text_same(*choice, text)) {
                *ret_text = *choice;
                return STATUS_OK;
            }
            text_format(&names, "%s%s", choice == argument->choices ? "" : ", ", *choice);
        }
        return FAIL_AT(err, API_CHOICE, place, "\"%.40s\": %s", text, text_string(&names));
    }
    if (count < (size_t)argument->min || count > (size_t)argument_max(argument))
        return FAIL_AT(err, API_ARGUMENT, place, "%zu characters: %" PRId64 "–%" PRId64, count,
                       argument->min, argument_max(argument));
    *ret_text = text;
    return STATUS_OK;
}

static enum status read_day(const char *text, const char *place, struct day *ret_day,
                            struct error *err)
{
    struct error inner;
    if (day_parse(text, ret_day, &inner) != STATUS_OK)
        return FAIL_AT(err, API_ARGUMENT, place, "\"%.40s\": YYYY-MM-DD", text);
    return STATUS_OK;
}

static enum status read_flag(const char *text, const char *place, bool *ret_flag, struct error *err)
{
    bool yes = text_same(text, "true");
    if (!yes && !text_same(text, "false"))
        return FAIL_AT(err, API_ARGUMENT, place, "\"%.40s\": true, false", text);
    *ret_flag = yes;
    return STATUS_OK;
}

static enum status read_one(const struct call *call, const struct argument *argument,
                            const char *text, void *member, struct error *err)
{
    const char *place = arena_format(call->arena, "query.%s", argument->name);
    if (text == NULL)
        return FAIL_AT(err, API_ARGUMENT, place, "no text in UTF-8");
    switch (argument->type) {
    case ARGUMENT_INT:
        return read_int(argument, text, place, member, err);
    case ARGUMENT_TEXT:
        return read_text(call, argument, text, place, member, err);
    case ARGUMENT_DAY:
        return read_day(text, place, member, err);
    case ARGUMENT_FLAG:
        return read_flag(text, place, member, err);
    case ARGUMENT_NONE:
        break;
    }
    must_failed("an argument has a type", __FILE__, __LINE__);
}

static void set_absent(const struct argument *argument, void *member)
{
    if (argument->type == ARGUMENT_INT)
        *(int64_t *)member = argument->otherwise;
    else if (argument->type == ARGUMENT_TEXT)
        *(const char **)member = argument->otherwise_text;
}

/* Names what the route does take: the reader sees his slip beside the right word. */
static enum status refuse_unknown(const struct call *call, const struct argument *rows,
                                  const char *name, struct error *err)
{
    struct text names = text_start(call->arena, NAMES_MAX);
    for (const struct argument *row = rows; row->name != NULL; row++)
        text_format(&names, "%s%s", row == rows ? "" : ", ", row->name);
    const char *place = arena_format(call->arena, "query.%.60s", name == NULL ? "?" : name);
    return rows->name == NULL
               ? FAIL_AT(err, API_ARGUMENT_UNKNOWN, place, "none is taken here")
               : FAIL_AT(err, API_ARGUMENT_UNKNOWN, place, "%s", text_string(&names));
}

static const struct argument *argument_find(const struct argument *rows, const char *name)
{
    while (rows->name != NULL && !text_same(rows->name, name))
        rows++;
    return rows->name == NULL ? NULL : rows;
}

static enum status find_missing(const struct call *call, const struct argument *rows,
                                const bool *given, struct error *err)
{
    for (const struct argument *row = rows; row->name != NULL; row++)
        if (row->required && !given[row - rows])
            return FAIL_AT(err, API_ARGUMENT_MISSING,
                           arena_format(call->arena, "query.%s", row->name), "%s%.0s", row->en,
                           row->ko);
    return STATUS_OK;
}

/* Days come in pairs: a table says of its last day which one is the first. */
static enum status check_days(const struct call *call, const struct argument *rows,
                              const char *object, struct error *err)
{
    for (const struct argument *row = rows; row->name != NULL; row++) {
        if (row->not_before == NULL)
            continue;
        const struct argument *first = argument_find(rows, row->not_before);
        must(first != NULL);
        const struct day *from = (const void *)(object + first->offset);
        const struct day *until = (const void *)(object + row->offset);
        if (from->year == 0 || until->year == 0)
            continue;
        const char *place = arena_format(call->arena, "query.%s", row->name);
        int64_t count = day_number(*until) - day_number(*from) + 1;
        if (count < 1)
            return FAIL_AT(err, API_DAYS_ORDER, place, "%s > %s", day_text(call->arena, *from),
                           day_text(call->arena, *until));
        if (row->days_max != 0 && count > row->days_max)
            return FAIL_AT(err, API_DAYS_MANY, place, "%" PRId64 " > %" PRId64, count,
                           row->days_max);
    }
    return STATUS_OK;
}

int64_t argument_max(const struct argument *argument)
{
    return argument->max != 0                ? argument->max
           : argument->type == ARGUMENT_TEXT ? TEXT_USUAL_MAX
                                             : INT64_MAX;
}

enum status arguments_read(struct call *call, struct error *err)
{
    static const struct argument nothing[] = {ARGUMENTS_END};
    const struct arguments *table = call->route->arguments;
    const struct argument *rows = table == NULL ? nothing : table->rows;
    char *object = arena_alloc(call->arena, table == NULL ? 1 : table->size);
    bool given[ARGUMENTS_MAX] = {false};
    for (const struct argument *row = rows; row->name != NULL; row++)
        set_absent(row, object + row->offset);
    struct http_argument found = {0};
    const char *at = call->request->query;
    while (at != NULL && http_next_argument(call->arena, &at, &found)) {
        const struct argument *row = argument_find(rows, found.name);
        if (row == NULL)
            return refuse_unknown(call, rows, found.name, err);
        if (given[row - rows])
            return FAIL_AT(err, API_ARGUMENT_TWICE,
                           arena_format(call->arena, "query.%s", row->name), "%s", row->name);
        given[row - rows] = true;
        enum status st = read_one(call, row, found.value, object + row->offset, err);
        if (st != STATUS_OK)
            return st;
    }
    call->arguments = table == NULL ? NULL : object;
    enum status st = find_missing(call, rows, given, err);
    return st == STATUS_OK ? check_days(call, rows, object, err) : st;
}

const void *api_arguments_of(const struct call *call, const char *type)
{
    const struct arguments *table = call->route->arguments;
    must(table != NULL && text_same(table->type, type));
    return call->arguments;
}
