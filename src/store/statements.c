/* statements.c -- prepared statements of one connection, by their text. */
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "store/store_private.h"

void *store_new(size_t size)
{
    void *fresh = calloc(1, size);
    must(fresh != NULL);
    return fresh;
}

char *store_copy(const char *text)
{
    char *copy = strdup(text);
    must(copy != NULL);
    return copy;
}

/* FNV-1a: short texts, no adversary. */
static uint64_t hash_of(const char *key)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *key != '\0'; key++)
        hash = (hash ^ (uint8_t)*key) * UINT64_C(1099511628211);
    return hash;
}

/* A busy one (its rows are being read further out) is not found: it is prepared once more. */
struct statement *statements_find(struct statements *all, const char *key)
{
    uint64_t hash = hash_of(key);
    for (size_t i = 0; i < all->count; i++) {
        struct statement *each = &all->at[i];
        if (each->hash == hash && !each->busy && strcmp(each->key, key) == 0) {
            each->used = ++all->clock;
            return each;
        }
    }
    return NULL;
}

static struct statement *make_room(struct statements *all, struct connection *connection)
{
    if (all->count < STATEMENTS_MAX)
        return &all->at[all->count++];
    struct statement *oldest = NULL;
    for (size_t i = 0; i < all->count; i++)
        if (!all->at[i].busy && (oldest == NULL || all->at[i].used < oldest->used))
            oldest = &all->at[i];
    must(oldest != NULL);
    all->drop(connection, oldest->prepared);
    free(oldest->key);
    return oldest;
}

struct statement *statements_put(struct statements *all, struct connection *connection,
                                 const char *key, void *prepared)
{
    struct statement *fresh = make_room(all, connection);
    *fresh = (struct statement){.hash = hash_of(key), .used = ++all->clock, .prepared = prepared};
    fresh->key = store_copy(key);
    /* NOANALYZER(malloc-leak): the statement keeps it until it makes room or is cleared */
    return fresh;
}

void statements_clear(struct statements *all, struct connection *connection)
{
    for (size_t i = 0; i < all->count; i++) {
        all->drop(connection, all->at[i].prepared);
        free(all->at[i].key);
    }
    all->count = 0;
}
