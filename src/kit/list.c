#include "kit/list.h"

#include <string.h>

void *list_grow(struct arena *arena, void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return at;
    size_t more = *room == 0 ? 8 : *room * 2;
    void *grown = arena_array(arena, more, size);
    if (count > 0)
        memcpy(grown, at, count * size);
    *room = more;
    return grown;
}
