/* json.h -- JSON documents from outside, read strictly; and their one canonical form.
 *
 * On jansson. json_read() refuses bad UTF-8, duplicate members, anything after
 * the end, depth over the limit and documents over the limit, naming line and
 * column. A struct json is a value together with its place in the document
 * ("/stations/3/machines", RFC 6901), so every complaint names where.
 *
 * The usual way to read a document whose shape is fixed:
 *
 *     static const char *const members[] = {"format", "version", "name", NULL};
 *     if ((st = json_only(&doc, members, err)) != STATUS_OK) return st;
 *     if ((st = json_text(&doc, "name", 80, &name, err)) != STATUS_OK) return st;
 *
 * The values belong to the document: json_read() registers its release with
 * nobody, the caller calls json_release() (or SCOPED(json_cleanup)). Texts are
 * copied into the arena given to json_read(). */
#ifndef KIT_JSON_H
#define KIT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"

struct json_limits {
    size_t bytes_max;
    int depth_max; /* at most 64 */
};
#define JSON_LIMITS_BODY     ((struct json_limits){.bytes_max = 1 << 20, .depth_max = 16})
#define JSON_LIMITS_DOCUMENT ((struct json_limits){.bytes_max = 64 << 20, .depth_max = 32})

struct json {
    struct arena *arena;
    json_t *value;
    const char *place; /* "" for the whole document */
};

enum status json_read(struct arena *arena, const char *bytes, size_t size,
                      struct json_limits limits, struct json *ret_document, struct error *err);
void json_release(struct json *document);
void json_cleanup(struct json *document);

/* Every member of the object is one of the names (NULL at the end). */
enum status json_only(const struct json *object, const char *const *names, struct error *err);

bool json_has(const struct json *object, const char *name); /* present and not null */

/* A member that must be there, whatever its type. */
enum status json_get(const struct json *object, const char *name, struct json *ret_member,
                     struct error *err);
enum status json_get_object(const struct json *object, const char *name, struct json *ret_member,
                            struct error *err);
enum status json_get_array(const struct json *object, const char *name, size_t count_max,
                           struct json *ret_member, struct error *err);
enum status json_text(const struct json *object, const char *name, size_t characters_max,
                      const char **ret_text, struct error *err);
enum status json_int(const struct json *object, const char *name, int64_t min, int64_t max,
                     int64_t *ret_number, struct error *err);
enum status json_number(const struct json *object, const char *name, double min, double max,
                        double *ret_number, struct error *err); /* integers too; finite */
enum status json_bool(const struct json *object, const char *name, bool *ret_flag,
                      struct error *err);

size_t json_count(const struct json *array);
struct json json_item(const struct json *array, size_t index);

/* The value itself as text, number ... for items of arrays. */
enum status json_as_text(const struct json *value, size_t characters_max, const char **ret_text,
                         struct error *err);
enum status json_as_int(const struct json *value, int64_t min, int64_t max, int64_t *ret_number,
                        struct error *err);
enum status json_as_number(const struct json *value, double min, double max, double *ret_number,
                           struct error *err);
enum status json_as_object(const struct json *value, struct error *err);

/* RFC 8785 (JCS): members sorted by UTF-16 code units, numbers as ECMAScript
 * writes them, no white space. The same document gives the same bytes. */
const char *json_canonical(struct arena *arena, const json_t *value, size_t *ret_size);

/* Two spaces, members in the order they were set: for files people open. */
const char *json_pretty(struct arena *arena, const json_t *value, size_t *ret_size);

/* A number as ECMAScript writes it: shortest digits that read back the same. */
const char *json_number_text(struct arena *arena, double number);

#endif
