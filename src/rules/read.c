/* A rule document from foreign bytes. Every member is read even after one was wrong, so that an
 * editor can show all that is wrong at once; nothing comes out unless all is right. */
#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "rules/rules_private.h"

#define REASON REASON_DEFINE
#include "rules/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "rules/said.def"
#undef SAID

enum { FORMS = 2 };

struct reader {
    int form;
    struct rules_problems *problems;
};

/* Keeps what is wrong; a failure beyond the room is counted as the last one that fits. */
static void note(struct reader *in, const struct error *err)
{
    if (in->problems->count < RULES_PROBLEMS_MAX)
        in->problems->at[in->problems->count++] = *err;
}

static const char *name_in(const struct member *member, int form)
{
    return form == 1 && member->was != NULL ? member->was : member->name;
}

static enum status read_word(const struct json *object, const char *name, const char *const *words,
                             unsigned *ret, struct error *err)
{
    const char *word = NULL;
    enum status st = json_text(object, name, 40, &word, err);
    for (unsigned i = 0; st == STATUS_OK && words[i] != NULL; i++) {
        if (text_same(word, words[i])) {
            *ret = i;
            return STATUS_OK;
        }
    }
    if (st != STATUS_OK)
        return st;
    struct text all = text_start(object->arena, ERROR_TEXT_MAX);
    for (size_t i = 0; words[i] != NULL; i++)
        text_format(&all, "%s%s", i > 0 ? ", " : "", words[i]);
    return FAIL_AT(err, RULES_CHOICE, object->place, "%s \"%.40s\"; one of %s", name, word,
                   text_string(&all));
}

static enum status read_text(const struct json *object, const struct member *member,
                             const char *name, const char **ret, struct error *err)
{
    const char *text = NULL;
    enum status st = json_text(object, name, (size_t)member->max, &text, err);
    if (st != STATUS_OK)
        return st;
    bool is_id = member->kind == MEMBER_ID;
    if (text[0] == '\0' && (is_id || member->min > 0))
        return FAIL_AT(err, KIT_JSON_RANGE, object->place, "\"%s\" is empty", name);
    if (is_id && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != strlen(text))
        return FAIL_AT(err, RULES_ID, object->place, "\"%s\" is not an id", text);
    *ret = text;
    return STATUS_OK;
}

/* The places a value goes to, by kind. */
static void put_number(const struct member *member, void *element, int64_t number)
{
    char *at = (char *)element + member->offset;
    int small = (int)number;
    unsigned word = (unsigned)number;
    bool yes = number != 0;
    switch (member->kind) {
    case MEMBER_NUMBER:
    case MEMBER_WON:
        memcpy(at, &number, sizeof number);
        break;
    case MEMBER_SMALL:
        memcpy(at, &small, sizeof small);
        break;
    case MEMBER_WORD:
        memcpy(at, &word, sizeof word);
        break;
    case MEMBER_YES:
        memcpy(at, &yes, sizeof yes);
        break;
    case MEMBER_ID:
    case MEMBER_TEXT:
    case MEMBER_LIST:
    case MEMBER_OBJECT:
        break;
    }
}

static void put_text(const struct member *member, void *element, const char *text)
{
    memcpy((char *)element + member->offset, &text, sizeof text);
}

static void put_standard(const struct member *member, void *element)
{
    if (member->kind == MEMBER_ID || member->kind == MEMBER_TEXT)
        put_text(member, element, "");
    else
        put_number(member, element, member->standard);
}

static enum status read_number(const struct json *object, const struct member *member,
                               const char *name, int64_t *ret, struct error *err)
{
    bool yes = false;
    unsigned word = 0;
    enum status st = STATUS_OK;
    if (member->kind == MEMBER_YES)
        st = json_bool(object, name, &yes, err);
    else if (member->kind == MEMBER_WORD)
        st = read_word(object, name, member->words, &word, err);
    else
        return json_int(object, name, member->min, member->max, ret, err);
    if (st == STATUS_OK)
        *ret = member->kind == MEMBER_YES ? yes : (int64_t)word;
    return st;
}

static void read_part(struct reader *in, const struct json *object, const struct part *part,
                      void *element);

static enum status check_unique(const struct part *part, const char *elements, size_t index,
                                const struct json *item, struct error *err)
{
    const char *id = NULL;
    for (size_t i = 0; i < index; i++) {
        if (!part_same(part, elements + i * part->size, elements + index * part->size))
            continue;
        memcpy(&id, elements + index * part->size + member_find(part, part->keys[0])->offset,
               sizeof id);
        return FAIL_AT(err, RULES_ID, item->place, "\"%s\" is used twice", id);
    }
    return STATUS_OK;
}

static enum status check_count(const struct part *part, size_t count, const char *place,
                               struct error *err)
{
    return count >= part->least
               ? STATUS_OK
               : FAIL_AT(err, KIT_JSON_RANGE, place, "there are %zu, at least %zu are needed",
                         count, part->least);
}

static void read_list(struct reader *in, const struct json *object, const struct member *member,
                      void *element)
{
    const struct part *part = member->part;
    struct json array = {0};
    struct error err;
    if (json_get_array(object, member->name, part->most, &array, &err) != STATUS_OK) {
        note(in, &err);
        return;
    }
    size_t count = json_count(&array);
    char *elements = arena_array(array.arena, count + 1, part->size);
    if (check_count(part, count, array.place, &err) != STATUS_OK)
        note(in, &err);
    for (size_t i = 0; i < count; i++) {
        struct json item = json_item(&array, i);
        read_part(in, &item, part, elements + i * part->size);
        if (check_unique(part, elements, i, &item, &err) != STATUS_OK)
            note(in, &err);
    }
    memcpy((char *)element + member->offset, &elements, sizeof elements);
    memcpy((char *)element + member->count_offset, &count, sizeof count);
}

static void read_member(struct reader *in, const struct json *object, const struct member *member,
                        void *element)
{
    const char *name = name_in(member, in->form), *text = NULL;
    struct json inner = {0};
    struct error err;
    int64_t number = 0;
    enum status st = STATUS_OK;
    const json_t *value = json_object_get(object->value, name);
    put_standard(member, element);
    if (member->since > in->form || (value == NULL && member->optional && in->form > 1))
        return;
    if (json_is_null(value) && member->nullable && in->form > 1) {
        put_number(member, element, RULES_UNSET);
        return;
    }
    switch (member->kind) {
    case MEMBER_LIST:
        read_list(in, object, member, element);
        return;
    case MEMBER_OBJECT:
        st = json_get_object(object, name, &inner, &err);
        if (st == STATUS_OK)
            read_part(in, &inner, member->part, element);
        break;
    case MEMBER_ID:
    case MEMBER_TEXT:
        st = read_text(object, member, name, &text, &err);
        if (st == STATUS_OK)
            put_text(member, element, text);
        break;
    case MEMBER_NUMBER:
    case MEMBER_SMALL:
    case MEMBER_WON:
    case MEMBER_WORD:
    case MEMBER_YES:
        st = read_number(object, member, name, &number, &err);
        if (st == STATUS_OK)
            put_number(member, element, number);
        break;
    }
    if (st != STATUS_OK)
        note(in, &err);
}

enum { MEMBERS_MAX = 48 };

static void read_part(struct reader *in, const struct json *object, const struct part *part,
                      void *element)
{
    const char *names[MEMBERS_MAX] = {0};
    size_t count = 0;
    struct error err;
    if (part == &document_part) {
        names[count++] = "format";
        names[count++] = "version";
    }
    for (const struct member *member = part->members; member->name != NULL; member++) {
        must(count + 1 < MEMBERS_MAX);
        if (member->since <= in->form)
            names[count++] = name_in(member, in->form);
    }
    enum status st = json_as_object(object, &err);
    if (st != STATUS_OK) {
        note(in, &err);
        return;
    }
    if (json_only(object, names, &err) != STATUS_OK)
        note(in, &err);
    for (const struct member *member = part->members; member->name != NULL; member++)
        read_member(in, object, member, element);
}

/* Which version of the form is it? */
static enum status read_form(const struct json *document, int *ret_form, struct error *err)
{
    const char *format = NULL;
    int64_t form = 0;
    enum status st = json_as_object(document, err);
    if (st == STATUS_OK)
        st = json_text(document, "format", 60, &format, err);
    if (st == STATUS_OK && !text_same(format, "dure.rules"))
        return FAIL_AT(err, RULES_FORMAT, "/format", "\"%.40s\" is not \"dure.rules\"", format);
    if (st == STATUS_OK)
        st = json_int(document, "version", INT32_MIN, INT32_MAX, &form, err);
    if (st == STATUS_OK && (form < 1 || form > FORMS))
        return FAIL_AT(err, RULES_FORMAT, "/version", "%" PRId64 " is not 1 or 2", form);
    if (st == STATUS_OK)
        *ret_form = (int)form;
    return st;
}

static void read_document(const struct json *document, struct rules_document *rules,
                          struct rules_problems *problems)
{
    struct reader in = {.problems = problems};
    struct error err;
    if (read_form(document, &in.form, &err) != STATUS_OK) {
        note(&in, &err);
        return;
    }
    read_part(&in, document, &document_part, rules);
    rules->form = in.form;
    if (problems->count == 0 && rules_check(rules, &err) != STATUS_OK)
        note(&in, &err);
}

void rules_validate(struct arena *arena, const char *bytes, size_t size,
                    struct rules_document *ret_rules, struct rules_problems *ret_problems)
{
    struct json document = {0};
    struct rules_document rules = {0};
    struct rules_problems problems = {
        .at = arena_array(arena, RULES_PROBLEMS_MAX, sizeof *problems.at)};
    struct reader in = {.problems = &problems};
    struct error err;
    if (json_read(arena, bytes, size, JSON_LIMITS_BODY, &document, &err) == STATUS_OK) {
        read_document(&document, &rules, &problems);
        json_release(&document);
    } else {
        note(&in, &err);
    }
    if (problems.count == 0)
        *ret_rules = rules;
    *ret_problems = problems;
}

enum status rules_read(struct arena *arena, const char *bytes, size_t size,
                       struct rules_document *ret_rules, struct error *err)
{
    struct rules_problems problems = {0};
    rules_validate(arena, bytes, size, ret_rules, &problems);
    if (problems.count == 0)
        return STATUS_OK;
    *err = problems.at[0];
    return err->reason->status;
}
