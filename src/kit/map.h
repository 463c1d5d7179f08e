/* map.h -- names to numbers or things, in an arena, in the order of insertion.
 *
 * Walk it by index 0 .. count-1: the order never depends on hashing, so what is
 * made from a map is the same on every machine. Names are copied. Nothing is
 * ever removed. */
#ifndef KIT_MAP_H
#define KIT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"

struct map_entry {
    const char *name;
    void *thing;    /* the caller's */
    int64_t number; /* the caller's */
};

struct map {
    struct arena *arena;
    struct map_entry *at; /* insertion order */
    size_t count, room;
    uint32_t *slots; /* index + 1, or 0 */
    size_t slot_count;
};

struct map map_start(struct arena *arena);
struct map_entry *map_find(const struct map *map, const char *name); /* NULL if absent */

/* The entry of that name, made if absent; *ret_new may be NULL. The pointer holds until the
 * next map_put(). */
struct map_entry *map_put(struct map *map, const char *name, bool *ret_new);

#endif
