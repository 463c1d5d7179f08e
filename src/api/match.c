/* match.c -- from an address to a row of the tables, with the values in its path. */
#include <stdlib.h>
#include <string.h>

#include "api/api_private.h"
#include "kit/must.h"

enum { ID_DIGITS_MAX = 18, KEY_MAX = 80 };

const char *method_name(enum http_method method)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};
    return names[method];
}

const char *route_title(struct arena *arena, const struct route *route)
{
    return arena_format(arena, "%s %s", method_name(route->method), route->path);
}

static bool read_id(const char *text, size_t size, int64_t *ret_id)
{
    int64_t id = 0;
    if (size == 0 || size > ID_DIGITS_MAX || text[0] == '0')
        return false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        id = id * 10 + (text[i] - '0');
    }
    *ret_id = id;
    return true;
}

/* "{id}.pdf" of the pattern: what stands behind the number; NULL where there is no number. */
static const char *after_id(const char *part, size_t size, size_t *ret_size)
{
    static const char id[] = "{id}";
    if (size < strlen(id) || strncmp(part, id, strlen(id)) != 0)
        return NULL;
    *ret_size = size - strlen(id);
    return part + strlen(id);
}

static bool is_key(const char *text, size_t size)
{
    if (size == 0 || size > KEY_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", text[i]) ==
            NULL)
            return false;
    return true;
}

/* -1: no match; else how many parts were placeholders. */
static int match_path(const char *pattern, const char *path, struct arena *arena, int64_t *id,
                      const char **key)
{
    int open = 0;
    while (*pattern != '\0' && *path != '\0') {
        size_t wanted = strcspn(pattern + 1, "/"), found = strcspn(path + 1, "/");
        const char *part = path + 1;
        size_t behind_size = 0;
        const char *behind = after_id(pattern + 1, wanted, &behind_size);
        if (behind != NULL) {
            if (found < behind_size ||
                memcmp(part + found - behind_size, behind, behind_size) != 0 ||
                !read_id(part, found - behind_size, id))
                return -1;
            open++;
        } else if (strncmp(pattern + 1, "{key}", wanted) == 0 && wanted == 5) {
            if (!is_key(part, found))
                return -1;
            *key = arena_text_of(arena, part, found);
            open++;
        } else if (wanted != found || memcmp(pattern + 1, part, wanted) != 0) {
            return -1;
        }
        pattern += 1 + wanted;
        path += 1 + found;
    }
    return *pattern == '\0' && *path == '\0' ? open : -1;
}

const struct route *route_match(const struct route *const *tables, enum http_method method,
                                const char *path, struct arena *arena, struct call *call,
                                bool *ret_other_method)
{
    const struct route *best = NULL;
    int best_open = 0;
    *ret_other_method = false;
    if (method == HTTP_HEAD)
        method = HTTP_GET;
    for (; *tables != NULL; tables++) {
        for (const struct route *route = *tables; route->path != NULL; route++) {
            int64_t id = 0;
            const char *key = NULL;
            int open = match_path(route->path, path, arena, &id, &key);
            if (open >= 0 && route->method != method)
                *ret_other_method = true;
            if (open < 0 || route->method != method || (best != NULL && open >= best_open))
                continue;
            best = route;
            best_open = open;
            call->id = id;
            call->key = key;
        }
    }
    return best;
}
