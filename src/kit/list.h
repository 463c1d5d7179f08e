/* list.h -- a growing array of one type, in an arena.
 *
 *     LIST(struct order) orders = {0};
 *     struct order *order = list_add(arena, &orders);   (zeroed, at the end)
 *     for (size_t i = 0; i < orders.count; i++) use(&orders.at[i]);
 *
 * Adding may move the elements: keep indexes, not pointers, while it grows. */
#ifndef KIT_LIST_H
#define KIT_LIST_H

#include <stddef.h>

#include "kit/arena.h"

#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t count, room;                                                                        \
    }

#define list_add(arena, list)                                                                      \
    ((list)->at =                                                                                  \
         list_grow((arena), (list)->at, (list)->count, &(list)->room, sizeof *(list)->at),         \
     &(list)->at[(list)->count++])

/* Room for one more element: the old block or a larger copy of it. */
void *list_grow(struct arena *arena, void *at, size_t count, size_t *room, size_t size);

#endif
