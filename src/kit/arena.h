/* arena.h -- memory that lives as long as a request, a job or a run.
 *
 * Take what you need, free nothing; arena_free() or arena_reset() gives all of
 * it back at once. Memory is zeroed and aligned for any type. An arena never
 * returns NULL: running past bytes_max or out of memory stops the program, so
 * whoever reads from outside keeps a limit of its own in front of it.
 *
 * One arena belongs to one thread at a time. Under ASan, memory given back by
 * arena_reset() is poisoned: use after reset is reported. */
#ifndef KIT_ARENA_H
#define KIT_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "kit/attributes.h"

struct arena;

/* `name` appears in the message when the limit is passed; it is not copied. */
struct arena *arena_new(const char *name, size_t bytes_max);
void arena_free(struct arena *arena); /* arena may be NULL */
void arena_reset(struct arena *arena);
size_t arena_bytes(const struct arena *arena); /* handed out since the last reset */

void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size); /* must not overflow */
void *arena_copy(struct arena *arena, const void *bytes, size_t size);
char *arena_text(struct arena *arena, const char *text); /* a copy; NULL gives NULL */
char *arena_text_of(struct arena *arena, const char *bytes, size_t size); /* terminated copy */
char *arena_format(struct arena *arena, const char *format, ...) PRINTF(2, 3);
char *arena_vformat(struct arena *arena, const char *format, va_list args) PRINTF(2, 0);

/* For SCOPED(arena_cleanup) struct arena *arena = arena_new(...). */
void arena_cleanup(struct arena **arena);

#endif
