/* The JSON Schema of a rule document, made from the same tables that read it. */
#include <string.h>

#include "kit/must.h"
#include "rules/rules_private.h"

static void put(json_t *object, const char *name, json_t *value)
{
    must(json_object_set_new(object, name, value) == 0);
}

static json_t *of_type(const char *type, bool nullable)
{
    json_t *schema = json_object(), *types = json_array();
    must(json_array_append_new(types, json_string(type)) == 0);
    if (nullable)
        must(json_array_append_new(types, json_string("null")) == 0);
    put(schema, "type", nullable ? json_incref(types) : json_string(type));
    json_decref(types);
    return schema;
}

static json_t *words_of(const char *const *words)
{
    json_t *list = json_array();
    for (size_t i = 0; words[i] != NULL; i++)
        must(json_array_append_new(list, json_string(words[i])) == 0);
    return list;
}

static json_t *part_schema(const struct part *part);

static json_t *list_schema(const struct part *part)
{
    json_t *schema = of_type("array", false);
    put(schema, "minItems", json_integer((json_int_t)part->least));
    put(schema, "maxItems", json_integer((json_int_t)part->most));
    put(schema, "items", part_schema(part));
    return schema;
}

static json_t *text_schema(const struct member *member)
{
    json_t *schema = of_type("string", false);
    if (member->kind == MEMBER_ID) {
        put(schema, "pattern", json_string("^[a-z0-9_.-]{1,60}$"));
        return schema;
    }
    put(schema, "minLength", json_integer(member->min));
    put(schema, "maxLength", json_integer(member->max));
    return schema;
}

static json_t *value_schema(const struct member *member)
{
    json_t *schema = NULL;
    switch (member->kind) {
    case MEMBER_ID:
    case MEMBER_TEXT:
        return text_schema(member);
    case MEMBER_YES:
        return of_type("boolean", false);
    case MEMBER_WORD:
        schema = json_object();
        put(schema, "enum", words_of(member->words));
        return schema;
    case MEMBER_LIST:
        return list_schema(member->part);
    case MEMBER_OBJECT:
        return part_schema(member->part);
    case MEMBER_NUMBER:
    case MEMBER_SMALL:
    case MEMBER_WON:
        break;
    }
    schema = of_type("integer", member->nullable);
    put(schema, "minimum", json_integer(member->min));
    put(schema, "maximum", json_integer(member->max));
    return schema;
}

static json_t *constant(json_t *value)
{
    json_t *schema = json_object();
    put(schema, "const", value);
    return schema;
}

static json_t *part_schema(const struct part *part)
{
    json_t *schema = of_type("object", false), *members = json_object(), *needed = json_array();
    if (part == &document_part) {
        put(members, "format", constant(json_string("dure.rules")));
        put(members, "version", constant(json_integer(2)));
        must(json_array_append_new(needed, json_string("format")) == 0);
        must(json_array_append_new(needed, json_string("version")) == 0);
    }
    for (const struct member *member = part->members; member->name != NULL; member++) {
        json_t *value = value_schema(member);
        put(value, "title", json_string(member->en));
        put(members, member->name, value);
        if (!member->optional)
            must(json_array_append_new(needed, json_string(member->name)) == 0);
    }
    put(schema, "properties", members);
    put(schema, "required", needed);
    put(schema, "additionalProperties", json_false());
    return schema;
}

json_t *rules_schema(void)
{
    json_t *schema = part_schema(&document_part);
    put(schema, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
    put(schema, "title", json_string("dure.rules version 2"));
    return schema;
}
