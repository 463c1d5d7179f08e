#include "kit/bytes.h"

#include <sodium.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"

void bytes_start(void)
{
    must(sodium_init() >= 0);
}

struct hash256 hash_of_bytes(const void *bytes, size_t size)
{
    struct hash256 hash;
    (void)crypto_hash_sha256(hash.bytes, bytes, size);
    return hash;
}

bool hash_same(const struct hash256 *a, const struct hash256 *b)
{
    return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

const char *hex_text(struct arena *arena, const void *bytes, size_t size)
{
    char *text = arena_alloc(arena, size * 2 + 1);
    (void)sodium_bin2hex(text, size * 2 + 1, bytes, size);
    return text;
}

bool hex_read(const char *text, void *bytes, size_t size)
{
    size_t length = 0;
    const char *end = NULL;
    return strlen(text) == size * 2 &&
           sodium_hex2bin(bytes, size, text, size * 2, NULL, &length, &end) == 0 && length == size;
}

struct uuid uuid_from(time_us now, uint64_t high, uint64_t low)
{
    struct uuid uuid;
    uint64_t ms = (uint64_t)(now / 1000);
    for (int i = 0; i < 6; i++)
        uuid.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    uuid.bytes[6] = (uint8_t)(0x70 | (high >> 8 & 0x0f));
    uuid.bytes[7] = (uint8_t)high;
    for (int i = 0; i < 8; i++)
        uuid.bytes[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    uuid.bytes[8] = (uint8_t)(0x80 | (uuid.bytes[8] & 0x3f));
    return uuid;
}

struct uuid uuid_new(time_us now)
{
    uint64_t bits[2];
    randombytes_buf(bits, sizeof bits);
    return uuid_from(now, bits[0], bits[1]);
}

const char *uuid_text(struct arena *arena, const struct uuid *uuid)
{
    const char *hex = hex_text(arena, uuid->bytes, sizeof uuid->bytes);
    return arena_format(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
                        hex + 20);
}

bool uuid_read(const char *text, struct uuid *ret_uuid)
{
    char hex[33];
    size_t count = 0;
    if (strlen(text) != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-'))
            return false;
        if (!dash)
            hex[count++] = text[i];
    }
    hex[32] = '\0';
    struct uuid uuid = {0};
    if (!hex_read(hex, uuid.bytes, sizeof uuid.bytes))
        return false;
    *ret_uuid = uuid;
    return true;
}

bool uuid_same(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
