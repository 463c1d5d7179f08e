/* openapi.c -- OpenAPI 3.1 and a page for people, made from the rows that the server obeys. */
#include <inttypes.h>
#include <string.h>

#include "api/api_private.h"
#include "kit/must.h"
#include "kit/text.h"

enum { PAGE_MAX = 1 << 20 };

static void put(json_t *object, const char *name, json_t *value)
{
    must(value != NULL && json_object_set_new(object, name, value) == 0);
}

static void put_text(json_t *object, const char *name, const char *text)
{
    put(object, name, json_string(text));
}

static json_t *reference(struct arena *arena, const char *name)
{
    json_t *value = json_object();
    put_text(value, "$ref", arena_format(arena, "#/components/schemas/%s", name));
    return value;
}

/* ---- schemas ---- */

struct describing {
    struct arena *arena;
    json_t *schemas;
};

static void describe_shape(struct describing *to, const struct shape *shape);

static void put_bounds(json_t *schema, const struct field *field, const char *min, const char *max)
{
    if (field->min != 0 || field->max != 0)
        put(schema, min, json_integer(field->min));
    if (field->max != 0)
        put(schema, max, json_integer(field->max));
}

static json_t *list_of(struct describing *to, const struct field *field)
{
    json_t *items = json_object();
    if (field->type == FIELD_LIST) {
        describe_shape(to, field->shape);
        json_decref(items);
        items = reference(to->arena, field->shape->name);
    } else {
        put_text(items, "type", "string");
    }
    return items;
}

static void put_type(struct describing *to, json_t *schema, const struct field *field)
{
    static const char *const names[] = {
        [FIELD_INT] = "integer", [FIELD_NUMBER] = "number",  [FIELD_MONEY] = "integer",
        [FIELD_TIME] = "string", [FIELD_BOOL] = "boolean",   [FIELD_MAYBE] = "boolean",
        [FIELD_TEXT] = "string", [FIELD_TEXTS] = "array",    [FIELD_OBJECT] = "object",
        [FIELD_LIST] = "array",  [FIELD_DOCUMENT] = "object"};
    bool nullable = field->optional || field->type == FIELD_MAYBE || field->type == FIELD_NUMBER;
    if (field->type == FIELD_OBJECT) {
        describe_shape(to, field->shape);
        json_t *one = json_array(), *null = json_object();
        put_text(null, "type", "null");
        must(json_array_append_new(one, reference(to->arena, field->shape->name)) == 0);
        if (nullable)
            must(json_array_append(one, null) == 0);
        json_decref(null);
        put(schema, "oneOf", one);
        return;
    }
    if (!nullable) {
        put_text(schema, "type", names[field->type]);
        return;
    }
    json_t *both = json_array();
    must(json_array_append_new(both, json_string(names[field->type])) == 0);
    must(json_array_append_new(both, json_string("null")) == 0);
    put(schema, "type", both);
}

static void put_limits(struct describing *to, json_t *schema, const struct field *field)
{
    switch (field->type) {
    case FIELD_INT:
    case FIELD_NUMBER:
        put_bounds(schema, field, "minimum", "maximum");
        break;
    case FIELD_MONEY:
        put_text(schema, "format", "int64");
        put_text(schema, "x-unit", "KRW");
        put_bounds(schema, field, "minimum", "maximum");
        break;
    case FIELD_TIME:
        put_text(schema, "format", "date-time");
        break;
    case FIELD_TEXT:
        put_bounds(schema, field, "minLength", "maxLength");
        break;
    case FIELD_TEXTS:
    case FIELD_LIST:
        put(schema, "items", list_of(to, field));
        put_bounds(schema, field, "minItems", "maxItems");
        break;
    case FIELD_BOOL:
    case FIELD_MAYBE:
    case FIELD_OBJECT:
    case FIELD_DOCUMENT:
    case FIELD_NONE:
        break;
    }
}

static json_t *describe_field(struct describing *to, const struct field *field)
{
    json_t *schema = json_object();
    put_type(to, schema, field);
    put_limits(to, schema, field);
    if (field->choices != NULL) {
        json_t *choices = json_array();
        for (const char *const *choice = field->choices; *choice != NULL; choice++)
            must(json_array_append_new(choices, json_string(*choice)) == 0);
        if (field->optional)
            must(json_array_append_new(choices, json_null()) == 0);
        put(schema, "enum", choices);
    }
    if (field->what != NULL)
        put_text(schema, "description", field->what);
    put_text(schema, "x-class", people_class_info(field->class)->name);
    return schema;
}

static void describe_shape(struct describing *to, const struct shape *shape)
{
    if (json_object_get(to->schemas, shape->name) != NULL)
        return;
    json_t *schema = json_object(), *properties = json_object();
    put(to->schemas, shape->name, schema);
    put_text(schema, "type", "object");
    put(schema, "properties", properties);
    for (const struct field *field = shape->fields; field->name != NULL; field++)
        put(properties, field->name, describe_field(to, field));
}

/* In a body every member that is not optional must be there; an answer leaves out what the reader
 * may not see. So only bodies have "required", in a schema of their own. */
static json_t *body_schema(struct describing *to, const struct shape *shape)
{
    describe_shape(to, shape);
    json_t *all = json_array(), *strict = json_object(), *names = json_array(),
           *schema = json_object();
    for (const struct field *field = shape->fields; field->name != NULL; field++)
        if (!field->optional)
            must(json_array_append_new(names, json_string(field->name)) == 0);
    put(strict, "required", names);
    must(json_array_append_new(all, reference(to->arena, shape->name)) == 0);
    must(json_array_append_new(all, strict) == 0);
    put(schema, "allOf", all);
    put(schema, "unevaluatedProperties", json_false());
    return schema;
}

static json_t *content_of(const char *type, json_t *schema)
{
    json_t *content = json_object(), *media = json_object();
    put(media, "schema", schema);
    put(content, type, media);
    return content;
}

/* ---- operations ---- */

static json_t *answer_schema(struct describing *to, const struct route *route)
{
    json_t *schema = json_object();
    if (route->kind == ANSWER_RAW || route->paper != NULL)
        return schema;
    describe_shape(to, route->answer);
    if (route->kind != ANSWER_LIST) {
        json_decref(schema);
        return reference(to->arena, route->answer->name);
    }
    json_t *properties = json_object(), *items = json_object();
    put_text(items, "type", "array");
    put(items, "items", reference(to->arena, route->answer->name));
    put(properties, "items", items);
    put_text(schema, "type", "object");
    put(schema, "properties", properties);
    return schema;
}

static json_t *responses_of(struct describing *to, const struct route *route)
{
    json_t *responses = json_object(), *good = json_object(), *bad = json_object();
    const char *type = route->raw != NULL             ? route->raw
                       : route->kind == ANSWER_EVENTS ? "text/event-stream"
                                                      : "application/json";
    int status = route->success != 0 ? route->success : route->kind == ANSWER_NOTHING ? 204 : 200;
    put_text(good, "description", route->en);
    if (route->kind != ANSWER_NOTHING)
        put(good, "content", content_of(type, answer_schema(to, route)));
    put(responses, arena_format(to->arena, "%d", status), good);
    put_text(bad, "description", "what went wrong, in the reader's language");
    put(bad, "content", content_of("application/problem+json", reference(to->arena, "Problem")));
    put(responses, "default", bad);
    return responses;
}

static json_t *role_names(uint32_t roles)
{
    json_t *names = json_array();
    for (int role = 0; role < ROLE_COUNT; role++)
        if ((roles & (UINT32_C(1) << role)) != 0)
            must(json_array_append_new(
                     names, json_string(role == ROLE_ANONYMOUS
                                            ? "anonymous"
                                            : people_role_info((enum people_role)role)->name)) ==
                 0);
    return names;
}

static json_t *rights_of(const struct route *route)
{
    json_t *rights = json_object();
    if (route->relation == NULL) {
        put(rights, "any", role_names(route->allow.none));
        return rights;
    }
    put(rights, "own", role_names(route->allow.own));
    put(rights, "party", role_names(route->allow.party));
    put(rights, "none", role_names(route->allow.none));
    return rights;
}

static json_t *parameter(const char *name, const char *where, bool required, json_t *schema)
{
    json_t *one = json_object();
    put_text(one, "name", name);
    put_text(one, "in", where);
    put(one, "required", json_boolean(required));
    put(one, "schema", schema);
    return one;
}

static json_t *texts(const char *const *at)
{
    json_t *list = json_array();
    for (; *at != NULL; at++)
        must(json_array_append_new(list, json_string(*at)) == 0);
    return list;
}

static json_t *schema_of(const struct argument *argument)
{
    static const char *const types[] = {[ARGUMENT_INT] = "integer",
                                        [ARGUMENT_TEXT] = "string",
                                        [ARGUMENT_DAY] = "string",
                                        [ARGUMENT_FLAG] = "boolean"};
    json_t *schema = json_object();
    int64_t max = argument_max(argument);
    bool number = argument->type == ARGUMENT_INT;
    put_text(schema, "type", types[argument->type]);
    if (argument->type == ARGUMENT_DAY)
        put_text(schema, "format", "date");
    if (argument->not_before != NULL)
        put_text(schema, "x-not-before", argument->not_before);
    if (argument->days_max != 0)
        put(schema, "x-days-maximum", json_integer(argument->days_max));
    if (argument->type == ARGUMENT_FLAG)
        put(schema, "default", json_false());
    if (argument->choices != NULL)
        put(schema, "enum", texts(argument->choices));
    else if (number || argument->type == ARGUMENT_TEXT)
        put(schema, number ? "minimum" : "minLength", json_integer(argument->min));
    if (argument->choices == NULL &&
        (argument->type == ARGUMENT_TEXT || (number && max != INT64_MAX)))
        put(schema, number ? "maximum" : "maxLength", json_integer(max));
    if (number && argument->otherwise >= argument->min)
        put(schema, "default", json_integer(argument->otherwise));
    if (argument->otherwise_text != NULL)
        put_text(schema, "default", argument->otherwise_text);
    return schema;
}

static void put_parameters(json_t *operation, const struct route *route)
{
    static const char *const places[][2] = {{"{id}", "integer"}, {"{key}", "string"}};
    json_t *all = json_array();
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strstr(route->path, places[i][0]) == NULL)
            continue;
        json_t *schema = json_object();
        put_text(schema, "type", places[i][1]);
        json_t *one = parameter(i == 0 ? "id" : "key", "path", true, schema);
        must(json_array_append_new(all, one) == 0);
    }
    const struct argument *row = route->arguments == NULL ? NULL : route->arguments->rows;
    for (; row != NULL && row->name != NULL; row++) {
        json_t *one = parameter(row->name, "query", row->required, schema_of(row));
        put_text(one, "description", row->en);
        put_text(one, "x-description-ko", row->ko);
        must(json_array_append_new(all, one) == 0);
    }
    if (json_array_size(all) > 0)
        put(operation, "parameters", all);
    else
        json_decref(all);
}

static json_t *describe_route(struct describing *to, const struct route *route)
{
    json_t *operation = json_object();
    put_text(operation, "summary", route->en);
    put_text(operation, "description", route->ko);
    put_parameters(operation, route);
    json_t *body = NULL;
    if (route->body != NULL)
        body = content_of("application/json", body_schema(to, route->body));
    else if (route->body_raw != NULL)
        body = content_of(route->body_raw, json_object());
    if (body != NULL) {
        json_t *request = json_object();
        put(request, "required", json_true());
        put(request, "content", body);
        put(operation, "requestBody", request);
    }
    put(operation, "responses", responses_of(to, route));
    put(operation, "x-roles", rights_of(route));
    if (route->step_up)
        put(operation, "x-step-up", json_true());
    return operation;
}

static void describe_problem(struct describing *to)
{
    static const char *const names[] = {"type", "title", "reason", "detail", "path", "remedy"};
    json_t *schema = json_object(), *properties = json_object(), *number = json_object();
    put_text(schema, "type", "object");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_t *text = json_object();
        put_text(text, "type", "string");
        put(properties, names[i], text);
    }
    put_text(number, "type", "integer");
    put(properties, "status", number);
    put(schema, "properties", properties);
    put(to->schemas, "Problem", schema);
}

const char *api_openapi(struct arena *arena, const struct route *const *tables, size_t *ret_size)
{
    static const char *const methods[] = {
        [HTTP_GET] = "get", [HTTP_HEAD] = "head",   [HTTP_POST] = "post",
        [HTTP_PUT] = "put", [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete"};
    json_t *root = json_object(), *info = json_object(), *paths = json_object(),
           *components = json_object();
    struct describing to = {.arena = arena, .schemas = json_object()};
    put_text(root, "openapi", "3.1.0");
    put_text(info, "title", "Dure");
    put_text(info, "version", DURE_VERSION);
    put(root, "info", info);
    put(root, "paths", paths);
    describe_problem(&to);
    for (; *tables != NULL; tables++)
        for (const struct route *route = *tables; route->path != NULL; route++) {
            json_t *path = json_object_get(paths, route->path);
            if (path == NULL) {
                path = json_object();
                put(paths, route->path, path);
            }
            put(path, methods[route->method], describe_route(&to, route));
        }
    put(components, "schemas", to.schemas);
    put(root, "components", components);
    const char *text = json_pretty(arena, root, ret_size);
    json_decref(root);
    return text;
}

/* ---- the page for people ---- */

static void add_roles(struct text *page, uint32_t roles)
{
    bool any = false;
    if (roles == ROLE_ANYONE || roles == ROLE_PERSONS) {
        text_add(page, roles == ROLE_ANYONE ? "anyone" : "anyone signed in");
        return;
    }
    for (int role = 0; role < ROLE_COUNT; role++) {
        if ((roles & (UINT32_C(1) << role)) == 0)
            continue;
        text_format(page, "%s%s", any ? ", " : "",
                    role == ROLE_ANONYMOUS ? "anonymous"
                                           : people_role_info((enum people_role)role)->name);
        any = true;
    }
    if (!any)
        text_add(page, "–");
}

/* What an argument may be: "1 to 200, 50 without", "open, closed", "a day". */
static void add_values(struct text *page, const struct argument *row)
{
    const char *unit = row->type == ARGUMENT_TEXT ? " characters" : "";
    if (row->choices != NULL)
        for (const char *const *choice = row->choices; *choice != NULL; choice++)
            text_format(page, "%s`%s`", choice == row->choices ? "" : ", ", *choice);
    else if (row->type == ARGUMENT_DAY || row->type == ARGUMENT_FLAG)
        text_add(page, row->type == ARGUMENT_DAY ? "`YYYY-MM-DD`" : "`true`, `false`");
    else if (argument_max(row) == INT64_MAX)
        text_format(page, "from %" PRId64, row->min);
    else
        text_format(page, "%" PRId64 " to %" PRId64 "%s", row->min, argument_max(row), unit);
    if (row->required)
        text_add(page, "; must be there");
    if (row->not_before != NULL)
        text_format(page, "; not before `%s`", row->not_before);
    if (row->days_max != 0)
        text_format(page, ", at most %" PRId64 " days with it", row->days_max);
    if (row->type == ARGUMENT_INT && row->otherwise >= row->min)
        text_format(page, "; %" PRId64 " without", row->otherwise);
    if (row->otherwise_text != NULL && *row->otherwise_text != '\0')
        text_format(page, "; `%s` without", row->otherwise_text);
}

static void add_arguments(struct text *page, struct arena *arena, const struct route *route)
{
    const struct argument *row = route->arguments == NULL ? NULL : route->arguments->rows;
    for (; row != NULL && row->name != NULL; row++) {
        text_format(page, "| `%s` | `%s` | ", route_title(arena, route), row->name);
        add_values(page, row);
        text_format(page, " | %s<br>%s |\n", row->en, row->ko);
    }
}

const char *api_routes_text(struct arena *arena, const struct route *const *tables)
{
    const struct route *const *again = tables;
    struct text page = text_start(arena, PAGE_MAX);
    text_add(&page,
             "# Routes\n\nMade from the tables in `src/api/*_routes.c`; a test says when this "
             "page is stale.\nA relation is how the caller's organisation stands to the "
             "object: it owns it, has a part in its case, or neither.\n\n"
             "| route | what | own | party | none | proof |\n|---|---|---|---|---|---|\n");
    for (; *tables != NULL; tables++)
        for (const struct route *route = *tables; route->path != NULL; route++) {
            text_format(&page, "| `%s` | %s<br>%s | ", route_title(arena, route), route->en,
                        route->ko);
            add_roles(&page, route->allow.own);
            text_add(&page, " | ");
            add_roles(&page, route->allow.party);
            text_add(&page, " | ");
            add_roles(&page, route->allow.none);
            text_format(&page, " | %s |\n", route->step_up ? "fresh" : "");
        }
    text_add(&page, "\n## Arguments of the query\n\nBehind the `?`. What is not named here, comes "
                    "twice or is not as it should be is refused (422) with its place "
                    "(`query.limit`).\n\n"
                    "| route | argument | values | what |\n|---|---|---|---|\n");
    for (; *again != NULL; again++)
        for (const struct route *route = *again; route->path != NULL; route++)
            add_arguments(&page, arena, route);
    must(!text_cut(&page));
    return text_string(&page);
}
