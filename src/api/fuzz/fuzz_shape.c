/* Bodies of calls: whatever comes, a shape is read or refused with a place, and what was read
 * keeps the limits of its shape. */
#include <stdint.h>
#include <string.h>

#include "api/api.h"
#include "kit/must.h"

struct part {
    const char *name;
    int64_t count;
};
struct body {
    const char *text, *choice;
    int64_t number;
    double real;
    struct money won;
    time_us when;
    bool flag;
    enum maybe maybe;
    LIST(const char *) words;
    LIST(struct part) parts;
    struct part *one;
    json_t *document;
};

static const char *const choices[] = {"a", "b", NULL};
static const struct field part_fields[] = {
    FIELD(TEXT, struct part, name, PUBLIC, .min = 1, .max = 20),
    FIELD(INT, struct part, count, PUBLIC, .min = 0, .max = 100, .optional = true),
    FIELDS_END,
};
static const struct shape part_shape = SHAPE(struct part, "Part", part_fields);
static const struct field body_fields[] = {
    FIELD(TEXT, struct body, text, PUBLIC),
    FIELD(TEXT, struct body, choice, PUBLIC, .choices = choices, .optional = true),
    FIELD(INT, struct body, number, PUBLIC, .optional = true),
    FIELD(NUMBER, struct body, real, PUBLIC, .optional = true),
    FIELD(MONEY, struct body, won, PUBLIC, .optional = true),
    FIELD(TIME, struct body, when, PUBLIC, .optional = true),
    FIELD(BOOL, struct body, flag, PUBLIC, .optional = true),
    FIELD(MAYBE, struct body, maybe, PUBLIC, .optional = true),
    FIELD(TEXTS, struct body, words, PUBLIC, .max = 4, .optional = true),
    FIELD_OF(LIST, struct body, parts, &part_shape, PUBLIC, .max = 4, .optional = true),
    FIELD_OF(OBJECT, struct body, one, &part_shape, PUBLIC, .optional = true),
    FIELD(DOCUMENT, struct body, document, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape body_shape = SHAPE(struct body, "Body", body_fields);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("fuzz", 64 << 20);
    SCOPED(json_cleanup) struct json document = {0};
    struct error err;
    struct body body = {0};
    if (json_read(arena, (const char *)bytes, size, JSON_LIMITS_BODY, &document, &err) != STATUS_OK)
        return 0;
    if (shape_read(&body_shape, &document, &body, &err) != STATUS_OK) {
        must(err.reason != NULL && strlen(err.place) > 0);
        return 0;
    }
    must(body.text != NULL && body.words.count <= 4 && body.parts.count <= 4);
    must(body.number == API_NULL || json_is_integer(json_object_get(document.value, "number")));
    for (size_t i = 0; i < body.parts.count; i++)
        must(body.parts.at[i].name[0] != '\0');
    return 0;
}
