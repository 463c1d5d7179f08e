/* shape_write.c -- a struct as JSON, with only those fields that the reader may see. */
#include <math.h>

#include "api/api_private.h"
#include "kit/must.h"

struct any_list {
    const void *at;
    size_t count;
};

static json_t *write_int(const struct field *field, int64_t number)
{
    if (field->optional && (number == API_NULL || (field->zero_is_null && number == 0)))
        return json_null();
    return json_integer(number);
}

static json_t *write_time(const struct field *field, time_us when, struct reader *reader)
{
    if (field->optional && (when == API_NULL || (field->zero_is_null && when == 0)))
        return json_null();
    return json_string(time_text(reader->arena, when));
}

static json_t *write_text(const struct field *field, const char *text)
{
    if (text == NULL && field->optional)
        return json_null();
    json_t *value = json_string(text == NULL ? "" : text);
    must(value != NULL); /* texts inside are UTF-8: they were checked where they came in */
    return value;
}

static json_t *write_list(const struct field *field, const struct any_list *list,
                          struct reader *reader)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++) {
        json_t *item =
            field->type == FIELD_TEXTS
                ? json_string(((const char *const *)list->at)[i])
                : shape_write(field->shape, (const char *)list->at + i * field->item_size, reader);
        must(json_array_append_new(array, item) == 0);
    }
    return array;
}

static json_t *write_field(const struct field *field, const void *member, struct reader *reader)
{
    double number = 0;
    const void *object = NULL;
    json_t *document = NULL;
    switch (field->type) {
    case FIELD_INT:
        return write_int(field, *(const int64_t *)member);
    case FIELD_MONEY:
        return write_int(field, ((const struct money *)member)->won);
    case FIELD_NUMBER:
        number = *(const double *)member;
        return isfinite(number) ? json_real(number) : json_null();
    case FIELD_TIME:
        return write_time(field, *(const time_us *)member, reader);
    case FIELD_BOOL:
        return json_boolean(*(const bool *)member);
    case FIELD_MAYBE:
        if (*(const enum maybe *)member == MAYBE_NULL)
            return json_null();
        return json_boolean(*(const enum maybe *)member == MAYBE_TRUE);
    case FIELD_TEXT:
        return write_text(field, *(const char *const *)member);
    case FIELD_TEXTS:
    case FIELD_LIST:
        return write_list(field, member, reader);
    case FIELD_OBJECT:
        object = *(const void *const *)member;
        return object == NULL ? json_null() : shape_write(field->shape, object, reader);
    case FIELD_DOCUMENT:
        document = *(json_t *const *)member;
        return document == NULL ? json_null() : json_incref(document);
    case FIELD_NONE:
        break;
    }
    must_failed("a field has a type", __FILE__, __LINE__);
}

/* What went to another organisation, beyond the public, is kept for the log of reads. */
static void note(struct reader *reader, enum people_class class)
{
    const struct owned *owned = reader->owned;
    if (class == CLASS_PUBLIC || owned == NULL || owned->owner_id == 0 ||
        owned->owner_id == reader->organisation_id)
        return;
    for (size_t i = reader->given.count; i-- > 0;) {
        struct given *given = &reader->given.at[i];
        if (given->owner_id == owned->owner_id && given->id == owned->id &&
            given->object == reader->object) {
            given->classes |= UINT32_C(1) << class;
            return;
        }
    }
    struct given *given = list_add(reader->arena, &reader->given);
    *given = (struct given){reader->object, owned->id, owned->owner_id, UINT32_C(1) << class};
}

/* A grant opens its object and what hangs on it, not other objects in the same answer. */
bool reader_sees(const struct reader *reader, enum people_class class)
{
    if (people_may_see(reader->role, reader->relation, class) ||
        (class == reader->lifted && reader->relation == RELATION_PARTY))
        return true;
    const struct owned *owned = reader->owned, *of = &reader->granted_of;
    return (reader->granted >> class & 1) != 0 && owned != NULL && owned->id == of->id &&
           owned->owner_id == of->owner_id;
}

json_t *shape_write(const struct shape *shape, const void *object, struct reader *reader)
{
    const struct owned *held = reader->owned;
    const char *holder = reader->object;
    enum people_relation relation = reader->relation;
    if (shape->owned_at != 0) {
        reader->owned = (const void *)((const char *)object + shape->owned_at - 1);
        reader->relation = owned_relation(reader->owned, reader->organisation_id);
        reader->object = shape->object;
    }
    json_t *value = json_object();
    must(value != NULL);
    for (const struct field *field = shape->fields; field->name != NULL; field++) {
        if (!reader_sees(reader, field->class))
            continue;
        json_t *member = write_field(field, (const char *)object + field->offset, reader);
        must(json_object_set_new_nocheck(value, field->name, member) == 0);
        note(reader, field->class);
    }
    reader->owned = held;
    reader->object = holder;
    reader->relation = relation;
    return value;
}

json_t *shape_write_list(const struct shape *shape, const void *at, size_t count,
                         struct reader *reader)
{
    json_t *items = json_array(), *value = json_object();
    must(items != NULL && value != NULL);
    for (size_t i = 0; i < count; i++) {
        json_t *item = shape_write(shape, (const char *)at + i * shape->size, reader);
        must(json_array_append_new(items, item) == 0);
    }
    must(json_object_set_new(value, "items", items) == 0);
    return value;
}

void owned_add_party(struct owned *owned, int64_t organisation_id)
{
    if (organisation_id == 0 || organisation_id == owned->owner_id)
        return;
    for (size_t i = 0; i < owned->party_count; i++)
        if (owned->parties[i] == organisation_id)
            return;
    if (owned->party_count < OWNED_PARTIES_MAX)
        owned->parties[owned->party_count++] = organisation_id;
}

enum people_relation owned_relation(const struct owned *owned, int64_t organisation_id)
{
    if (organisation_id == 0)
        return RELATION_NONE;
    if (owned->owner_id == organisation_id)
        return RELATION_OWN;
    for (size_t i = 0; i < owned->party_count; i++)
        if (owned->parties[i] == organisation_id)
            return RELATION_PARTY;
    return RELATION_NONE;
}
