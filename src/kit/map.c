#include "kit/map.h"

#include <string.h>

#include "kit/list.h"
#include "kit/must.h"

/* FNV-1a; the order of the map does not depend on it. */
static uint64_t hash_of(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    return hash ^ hash >> 32;
}

struct map map_start(struct arena *arena)
{
    return (struct map){.arena = arena};
}

/* The slot that holds the name, or the empty one where it belongs. */
static size_t slot_of(const struct map *map, const char *name)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash_of(name) & mask;
    while (map->slots[slot] != 0 && strcmp(map->at[map->slots[slot] - 1].name, name) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

static void rebuild(struct map *map)
{
    map->slot_count = map->slot_count == 0 ? 16 : map->slot_count * 2;
    map->slots = arena_array(map->arena, map->slot_count, sizeof *map->slots);
    for (size_t i = 0; i < map->count; i++)
        map->slots[slot_of(map, map->at[i].name)] = (uint32_t)(i + 1);
}

struct map_entry *map_find(const struct map *map, const char *name)
{
    if (map->count == 0)
        return NULL;
    uint32_t found = map->slots[slot_of(map, name)];
    return found == 0 ? NULL : &map->at[found - 1];
}

struct map_entry *map_put(struct map *map, const char *name, bool *ret_new)
{
    must(map->count < UINT32_MAX);
    if (map->count * 2 >= map->slot_count)
        rebuild(map);
    size_t slot = slot_of(map, name);
    bool is_new = map->slots[slot] == 0;
    if (is_new) {
        map->at = list_grow(map->arena, map->at, map->count, &map->room, sizeof *map->at);
        map->at[map->count] = (struct map_entry){.name = arena_text(map->arena, name)};
        map->slots[slot] = (uint32_t)++map->count;
    }
    if (ret_new != NULL)
        *ret_new = is_new;
    return &map->at[map->slots[slot] - 1];
}
