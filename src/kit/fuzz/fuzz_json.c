/* Any bytes give a document or an error; what is read has a stable canonical form. */
#include <stdint.h>
#include <string.h>

#include "kit/json.h"
#include "kit/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new("fuzz", 1 << 28);
    struct json document = {0}, again = {0};
    struct error err;
    if (json_read(arena, (const char *)bytes, size, JSON_LIMITS_BODY, &document, &err) ==
        STATUS_OK) {
        size_t once_size = 0, twice_size = 0;
        const char *once = json_canonical(arena, document.value, &once_size);
        must(json_read(arena, once, once_size, JSON_LIMITS_DOCUMENT, &again, &err) == STATUS_OK);
        const char *twice = json_canonical(arena, again.value, &twice_size);
        must(once_size == twice_size);
        must(memcmp(once, twice, once_size) == 0);
        json_release(&document);
        json_release(&again);
    }
    arena_free(arena);
    return 0;
}
