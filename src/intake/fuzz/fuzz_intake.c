/* The check of foreign files: the first byte chooses the format, the rest is the file. */
#include "intake/intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 1)
        return 0;
    struct error err;
    struct arena *arena = arena_new("fuzz", 512 << 20);
    enum intake_format format = (enum intake_format)(1 + bytes[0] % 3);
    (void)intake_check(arena, format, bytes + 1, size - 1, &err);
    if (size < 600) {
        const char *name = arena_text_of(arena, (const char *)bytes + 1, size - 1);
        const char *own = NULL;
        (void)intake_name(arena, name, &own, &format, &err);
    }
    arena_free(arena);
    return 0;
}
