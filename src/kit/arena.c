#include "kit/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"

#if defined __SANITIZE_ADDRESS__
#define POISONING 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define POISONING 1
#endif
#endif
#ifdef POISONING
#include <sanitizer/asan_interface.h>
#define POISON(at, size)   ASAN_POISON_MEMORY_REGION(at, size)
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
#else
#define POISON(at, size)   ((void)0)
#define UNPOISON(at, size) ((void)0)
#endif

enum { ALIGN = 16, BLOCK_BYTES = 64 * 1024 };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char bytes[];
};

struct arena {
    const char *name;
    size_t bytes_max, bytes;
    struct block *first; /* the block being filled; full ones follow */
};

struct arena *arena_new(const char *name, size_t bytes_max)
{
    must(name != NULL);
    struct arena *arena = calloc(1, sizeof *arena);
    must(arena != NULL);
    arena->name = name;
    arena->bytes_max = bytes_max;
    return arena;
}

static void free_block(struct block *block)
{
    UNPOISON(block->bytes, block->size);
    free(block);
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct block *block = arena->first, *next; block != NULL; block = next) {
        next = block->next;
        free_block(block);
    }
    free(arena);
}

void arena_cleanup(struct arena **arena)
{
    arena_free(*arena);
}

void arena_reset(struct arena *arena)
{
    struct block *kept = NULL;
    for (struct block *block = arena->first, *next; block != NULL; block = next) {
        next = block->next;
        if (next == NULL && block->size == BLOCK_BYTES) {
            UNPOISON(block->bytes, block->size);
            memset(block->bytes, 0, block->used);
            POISON(block->bytes, block->size);
            block->used = 0;
            kept = block;
        } else {
            free_block(block);
        }
    }
    arena->first = kept;
    arena->bytes = 0;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}

static struct block *add_block(struct arena *arena, size_t size)
{
    size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    struct block *block = calloc(1, sizeof *block + room);
    must(block != NULL);
    block->size = room;
    POISON(block->bytes, room);
    /* A large piece goes behind the block being filled, which has room left. */
    if (size > BLOCK_BYTES / 2 && arena->first != NULL) {
        block->next = arena->first->next;
        arena->first->next = block;
    } else {
        block->next = arena->first;
        arena->first = block;
    }
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    must(size <= SIZE_MAX / 2);
    size_t padded = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (padded == 0)
        padded = ALIGN;
    if (arena->bytes + padded > arena->bytes_max) {
        fprintf(stderr, "arena %s: more than %zu bytes\n", arena->name, arena->bytes_max);
        must_failed("an arena stays below its limit", __FILE__, __LINE__);
    }
    struct block *block = arena->first;
    if (block == NULL || block->size - block->used < padded)
        block = add_block(arena, padded);
    void *at = block->bytes + block->used;
    UNPOISON(at, padded);
    block->used += padded;
    arena->bytes += padded;
    return at;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    must(size == 0 || count <= SIZE_MAX / 4 / size);
    return arena_alloc(arena, count * size);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_alloc(arena, size);
    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_text_of(struct arena *arena, const char *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size > 0)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_text_of(arena, text, strlen(text));
}

char *arena_vformat(struct arena *arena, const char *format, va_list args)
{
    must(format != NULL);
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    must(length >= 0);
    char *text = arena_alloc(arena, (size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vformat(arena, format, args);
    va_end(args);
    return text;
}
