/* kept.c -- what was made once from a value that never changes, for all threads. */
#include <stdlib.h>

#include "kit/must.h"
#include "kit/text.h"
#include "store/store_private.h"

void kept_start(struct kept *kept)
{
    must(pthread_mutex_init(&kept->lock, NULL) == 0);
}

void kept_stop(struct kept *kept)
{
    for (size_t i = 0; i < kept->count; i++)
        arena_free(kept->at[i].arena);
    must(pthread_mutex_destroy(&kept->lock) == 0);
}

/* Few things, each worth many milliseconds: walking them is nothing beside making one. */
static const struct kept_thing *find(const struct kept *kept, const char *key)
{
    for (size_t i = 0; i < kept->count; i++)
        if (text_same(kept->at[i].key, key))
            return &kept->at[i];
    return NULL;
}

/* Of two threads that have made the same thing one comes too late, and a full shelf takes nothing.
 */
static const struct kept_thing *keep(struct kept *kept, const struct kept_thing *made)
{
    must(pthread_mutex_lock(&kept->lock) == 0);
    const struct kept_thing *thing = find(kept, made->key);
    if (thing == NULL && kept->count < STORE_KEPT_MAX) {
        kept->at[kept->count] = *made;
        thing = &kept->at[kept->count++];
    }
    must(pthread_mutex_unlock(&kept->lock) == 0);
    return thing;
}

enum status store_kept(struct store_tx *tx, struct arena *arena, const char *key, store_make *make,
                       void *context, const void **ret_thing, struct error *err)
{
    struct kept *kept = &tx->store->kept;
    must(pthread_mutex_lock(&kept->lock) == 0);
    const struct kept_thing *thing = find(kept, key);
    bool full = kept->count == STORE_KEPT_MAX;
    must(pthread_mutex_unlock(&kept->lock) == 0);
    if (thing == NULL && full)
        return make(tx, context, arena, ret_thing, err);
    if (thing == NULL) {
        struct kept_thing made = {.arena = arena_new("kept with the store", STORE_SIZE_MAX)};
        made.key = arena_text(made.arena, key);
        enum status st = make(tx, context, made.arena, &made.thing, err);
        if (st == STATUS_OK)
            thing = keep(kept, &made);
        if (thing == NULL || thing->arena != made.arena)
            arena_free(made.arena);
        if (st != STATUS_OK)
            return st;
        if (thing == NULL) /* full since we looked */
            return make(tx, context, arena, ret_thing, err);
    }
    *ret_thing = thing->thing;
    return STATUS_OK;
}
