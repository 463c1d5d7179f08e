/* A firm's file from outside: opened, every hash compared, each entry read again. */
#include "firm/firm_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error err;
    struct firm_file file = {0};
    struct arena *arena = arena_new("fuzz", 512 << 20);
    if (firm_file_open(arena, bytes, size, &file, &err) == STATUS_OK) {
        const char *entry = NULL;
        for (size_t i = 0; i < file.entries.count; i++)
            if (firm_file_find(&file, file.entries.at[i].path) != &file.entries.at[i] ||
                (firm_file_bytes(&file, arena, &file.entries.at[i], FIRM_MODEL_MAX, &entry, &err) !=
                     STATUS_OK &&
                 file.entries.at[i].size <= FIRM_MODEL_MAX))
                __builtin_trap(); /* what was opened can be read */
        firm_file_close(&file);
    }
    arena_free(arena);
    return 0;
}
