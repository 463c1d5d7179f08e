/* check.c -- what the compiler cannot see of the tables: is every row complete? */
#include <stdio.h>
#include <string.h>

#include "api/api_private.h"
#include "kit/must.h"
#include "kit/text.h"

enum { SHAPES_DEEP_MAX = 8 };

static enum status bad(const struct route *route, struct error *err, const char *what)
{
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "%s %s", method_name(route->method), route->path);
    return FAIL_AT(err, API_TABLE, place, "%s", what);
}

/* The first thing wrong with a shape, or NULL. */
static const char *shape_wrong(const struct shape *shape, int depth)
{
    if (shape->name == NULL || shape->fields == NULL)
        return "a shape without a name or fields";
    if (depth > SHAPES_DEEP_MAX)
        return "shapes that hold each other";
    if (shape->owned_at != 0 && shape->object == NULL)
        return "an owned shape without a name for the log of reads";
    for (const struct field *field = shape->fields; field->name != NULL; field++) {
        if (field->class <= CLASS_MISSING || field->class >= CLASS_COUNT)
            return "a field without a class";
        if (field->type == FIELD_NONE)
            return "a field without a type";
        bool holds = field->type == FIELD_OBJECT || field->type == FIELD_LIST;
        if (holds != (field->shape != NULL) || holds != (field->item_size != 0))
            return "an object or list without a shape";
        for (const struct field *other = shape->fields; other != field; other++)
            if (strcmp(other->name, field->name) == 0)
                return "two fields of the same name";
        const char *inner = holds ? shape_wrong(field->shape, depth + 1) : NULL;
        if (inner != NULL)
            return inner;
    }
    return NULL;
}

static bool allows(const struct allow *allow)
{
    return (allow->own | allow->party | allow->none) != 0;
}

static enum status check_rights(const struct route *route, struct error *err)
{
    const struct allow *allow = &route->allow;
    if (!allows(allow))
        return bad(route, err, "nobody may call it: no permission is written");
    if (((allow->own | allow->party | allow->none) & ~ROLE_ANYONE) != 0)
        return bad(route, err, "a role that does not exist");
    if (route->relation == NULL && (allow->own != allow->party || allow->own != allow->none))
        return bad(route, err, "rights by relation, but no relation function");
    if (route->states != 0 && route->relation == NULL)
        return bad(route, err, "states, but no relation function to load one");
    const struct route_grant *grant = &route->grant;
    if ((grant->object != NULL) != (grant->roles != 0) ||
        (grant->object != NULL && (route->relation == NULL || route->method != HTTP_GET)))
        return bad(route, err, "a grant opens an object to roles, for reading");
    if ((route->lifted != CLASS_MISSING) != (route->lifted_for != 0) ||
        (route->lifted_for & ~route->allow.party) != 0)
        return bad(route, err, "a class lifted for nobody, or for who may not call");
    if (route->step_up && (allow->none & (UINT32_C(1) << ROLE_ANONYMOUS)) != 0)
        return bad(route, err, "a fresh proof from nobody");
    return STATUS_OK;
}

static enum status check_content(const struct route *route, struct error *err)
{
    bool reading = route->method == HTTP_GET || route->method == HTTP_DELETE;
    if (reading && (route->body != NULL || route->body_raw != NULL))
        return bad(route, err, "a body where there is none");
    if (route->body != NULL && route->body_raw != NULL)
        return bad(route, err, "two kinds of body");
    if (route->upload && route->body_raw == NULL)
        return bad(route, err, "an upload without its content type");
    if ((route->upload || route->body_raw != NULL) && route->body_max == 0)
        return bad(route, err, "no limit for the body");
    bool shaped =
        route->kind == ANSWER_OBJECT || route->kind == ANSWER_LIST || route->kind == ANSWER_EVENTS;
    if (shaped && route->answer == NULL)
        return bad(route, err, "no shape of the answer");
    bool raw = route->kind == ANSWER_RAW, paper = route->paper != NULL;
    if (paper && route->kind != ANSWER_OBJECT && route->kind != ANSWER_LIST)
        return bad(route, err, "a paper of what is neither an object nor a list");
    if ((raw || paper) != (route->raw != NULL) || raw != (route->raw_class != CLASS_MISSING))
        return bad(route, err, "a raw answer has a content type and a class, no other has");
    const char *wrong = route->answer == NULL ? NULL : shape_wrong(route->answer, 0);
    if (wrong == NULL && route->body != NULL)
        wrong = shape_wrong(route->body, 0);
    return wrong == NULL ? STATUS_OK : bad(route, err, wrong);
}

/* A last day names the first one, which stands above it; and no pair of days goes without. */
static const char *last_day_wrong(const struct argument *rows, const struct argument *argument)
{
    const struct argument *first = NULL;
    bool day = argument->type == ARGUMENT_DAY;
    for (const struct argument *other = rows; other != argument && first == NULL; other++)
        if (other->type == ARGUMENT_DAY)
            first = other;
    if (argument->not_before == NULL)
        return argument->days_max != 0 ? "a number of days without the first"
               : day && first != NULL  ? "a second day that does not say which is the first"
                                       : NULL;
    if (!day || first == NULL || !text_same(first->name, argument->not_before))
        return "an argument not before one that is no day above it";
    return argument->days_max < 0 ? "a number of days below 0" : NULL;
}

/* The first thing wrong with one row of arguments, or NULL. */
static const char *argument_wrong(const struct argument *rows, const struct argument *argument)
{
    if (argument->type == ARGUMENT_NONE)
        return "an argument without a type";
    if (argument->en == NULL || argument->ko == NULL || *argument->en == '\0' ||
        *argument->ko == '\0')
        return "an argument without a text in Korean and English";
    if (argument->type != ARGUMENT_TEXT &&
        (argument->choices != NULL || argument->otherwise_text != NULL))
        return "choices of what is no text";
    if (argument->max != 0 && argument->max < argument->min)
        return "an argument whose limits leave nothing";
    if (argument->type == ARGUMENT_INT && argument->otherwise > argument_max(argument))
        return "an argument whose absence is beyond its limits";
    for (const struct argument *other = rows; other != argument; other++)
        if (text_same(other->name, argument->name))
            return "two arguments of the same name";
    return last_day_wrong(rows, argument);
}

static enum status check_arguments(const struct route *route, struct error *err)
{
    if (route->arguments == NULL)
        return STATUS_OK;
    uint32_t all = route->allow.own | route->allow.party | route->allow.none;
    if ((all & ROLE_BIT(SITE_AGENT)) != 0 && all != ROLE_ANYONE)
        return bad(route, err, "arguments for a device, which does not sign them");
    const struct argument *rows = route->arguments->rows, *row = rows;
    const char *wrong = NULL;
    for (; row->name != NULL && wrong == NULL; row++)
        wrong = row - rows >= ARGUMENTS_MAX ? "too many arguments" : argument_wrong(rows, row);
    return wrong == NULL ? STATUS_OK : bad(route, err, wrong);
}

static enum status check_route(const struct route *route, struct error *err)
{
    if (!text_starts(route->path, "/api/"))
        return bad(route, err, "the path does not begin with /api/");
    if (route->handle == NULL)
        return bad(route, err, "no handler");
    if (route->en == NULL || route->ko == NULL || *route->en == '\0' || *route->ko == '\0')
        return bad(route, err, "no text in Korean and English");
    enum status st = check_rights(route, err);
    if (st == STATUS_OK)
        st = check_arguments(route, err);
    return st == STATUS_OK ? check_content(route, err) : st;
}

static enum status check_twice(const struct route *const *tables, const struct route *route,
                               struct error *err)
{
    must(route->path != NULL); /* the rows end with the one that has none */
    for (; *tables != NULL; tables++)
        for (const struct route *other = *tables; other->path != NULL; other++) {
            if (other == route)
                return STATUS_OK;
            if (other->method == route->method && strcmp(other->path, route->path) == 0)
                return bad(route, err, "the path stands there twice");
        }
    return STATUS_OK;
}

enum status api_check_routes(const struct route *const *tables, struct error *err)
{
    enum status st = STATUS_OK;
    for (const struct route *const *table = tables; *table != NULL; table++)
        for (const struct route *route = *table; route->path != NULL && st == STATUS_OK; route++)
            if ((st = check_route(route, err)) == STATUS_OK)
                st = check_twice(tables, route, err);
    return st;
}
