/* bytes.h -- hashes, hexadecimal and time-ordered ids, on libsodium. */
#ifndef KIT_BYTES_H
#define KIT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"

struct hash256 {
    uint8_t bytes[32]; /* SHA-256 */
};

/* A 16-byte id that sorts by the time it was made: UUID version 7, RFC 9562. */
struct uuid {
    uint8_t bytes[16];
};

/* Call once before anything else here (starts libsodium); may be repeated. */
void bytes_start(void);

struct hash256 hash_of_bytes(const void *bytes, size_t size);
bool hash_same(const struct hash256 *a, const struct hash256 *b);

const char *hex_text(struct arena *arena, const void *bytes, size_t size); /* lower case */
bool hex_read(const char *text, void *bytes, size_t size);                 /* exactly size bytes */

struct uuid uuid_new(time_us now);                               /* random part from libsodium */
struct uuid uuid_from(time_us now, uint64_t high, uint64_t low); /* for seeded runs */
const char *uuid_text(struct arena *arena, const struct uuid *uuid); /* 8-4-4-4-12 */
bool uuid_read(const char *text, struct uuid *ret_uuid);
bool uuid_same(const struct uuid *a, const struct uuid *b);

#endif
