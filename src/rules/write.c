/* A rule document written in the one form of its version, and hashed. A member that may be left
 * out is left out, so that the same rules always give the same bytes. */
#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "kit/text.h"
#include "rules/rules_private.h"

static void put(json_t *object, const char *name, json_t *value)
{
    must(json_object_set_new(object, name, value) == 0);
}

static int64_t number_of(const struct member *member, const char *at)
{
    int64_t number = 0;
    int small = 0;
    unsigned word = 0;
    bool yes = false;
    switch (member->kind) {
    case MEMBER_NUMBER:
    case MEMBER_WON:
        memcpy(&number, at, sizeof number);
        return number;
    case MEMBER_SMALL:
        memcpy(&small, at, sizeof small);
        return small;
    case MEMBER_WORD:
        memcpy(&word, at, sizeof word);
        return word;
    case MEMBER_YES:
        memcpy(&yes, at, sizeof yes);
        return yes;
    case MEMBER_ID:
    case MEMBER_TEXT:
    case MEMBER_LIST:
    case MEMBER_OBJECT:
        break;
    }
    return 0;
}

static json_t *write_part(const struct part *part, const void *element, int form);

/* NULL: it is left out. */
static json_t *write_list(const struct member *member, const char *element, int form)
{
    const char *elements = NULL;
    size_t count = 0;
    memcpy(&elements, element + member->offset, sizeof elements);
    memcpy(&count, element + member->count_offset, sizeof count);
    if (count == 0 && member->optional && form > 1)
        return NULL;
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        must(json_array_append_new(
                 array, write_part(member->part, elements + i * member->part->size, form)) == 0);
    return array;
}

static json_t *write_text(const struct member *member, const char *at, int form)
{
    const char *text = NULL;
    memcpy(&text, at, sizeof text);
    must(text != NULL);
    return *text == '\0' && member->optional && form > 1 ? NULL : json_string(text);
}

static json_t *write_number(const struct member *member, const char *at, int form)
{
    int64_t number = number_of(member, at);
    if (number == member->standard && member->optional && form > 1)
        return NULL;
    if (member->nullable && number == RULES_UNSET)
        return json_null();
    if (member->kind == MEMBER_YES)
        return json_boolean(number != 0);
    return member->kind == MEMBER_WORD ? json_string(member->words[number]) : json_integer(number);
}

static json_t *write_member(const struct member *member, const char *element, int form)
{
    const char *at = element + member->offset;
    switch (member->kind) {
    case MEMBER_LIST:
        return write_list(member, element, form);
    case MEMBER_OBJECT:
        return write_part(member->part, element, form);
    case MEMBER_ID:
    case MEMBER_TEXT:
        return write_text(member, at, form);
    case MEMBER_NUMBER:
    case MEMBER_SMALL:
    case MEMBER_WON:
    case MEMBER_WORD:
    case MEMBER_YES:
        return write_number(member, at, form);
    }
    return NULL;
}

static json_t *write_part(const struct part *part, const void *element, int form)
{
    json_t *object = json_object();
    if (part == &document_part) {
        put(object, "format", json_string("dure.rules"));
        put(object, "version", json_integer(form));
    }
    for (const struct member *member = part->members; member->name != NULL; member++) {
        if (member->since > form)
            continue;
        json_t *value = write_member(member, element, form);
        if (value != NULL)
            put(object, form == 1 && member->was != NULL ? member->was : member->name, value);
    }
    return object;
}

const struct member *member_find(const struct part *part, const char *name)
{
    for (const struct member *member = part->members; member->name != NULL; member++)
        if (strcmp(member->name, name) == 0)
            return member;
    return NULL;
}

bool part_same(const struct part *part, const void *a, const void *b)
{
    for (size_t i = 0; i < sizeof part->keys / sizeof *part->keys && part->keys[i] != NULL; i++) {
        const struct member *member = member_find(part, part->keys[i]);
        const char *left = NULL, *right = NULL;
        memcpy(&left, (const char *)a + member->offset, sizeof left);
        memcpy(&right, (const char *)b + member->offset, sizeof right);
        if (!text_same(left, right))
            return false;
    }
    return part->keys[0] != NULL;
}

const char *member_text(struct arena *arena, const struct member *member, const void *element)
{
    const char *at = (const char *)element + member->offset, *text = NULL;
    size_t count = 0;
    int64_t number = number_of(member, at);
    switch (member->kind) {
    case MEMBER_ID:
    case MEMBER_TEXT:
        memcpy(&text, at, sizeof text);
        return text;
    case MEMBER_LIST:
        memcpy(&count, (const char *)element + member->count_offset, sizeof count);
        return arena_format(arena, "%zu", count);
    case MEMBER_WORD:
        return member->words[number];
    case MEMBER_YES:
        return number != 0 ? "true" : "false";
    case MEMBER_NUMBER:
    case MEMBER_SMALL:
    case MEMBER_WON:
    case MEMBER_OBJECT:
        break;
    }
    return member->nullable && number == RULES_UNSET ? "null"
                                                     : arena_format(arena, "%" PRId64, number);
}

json_t *rules_write(const struct rules_document *rules)
{
    return write_part(&document_part, rules, (int)rules->form);
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
