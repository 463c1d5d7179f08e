/* Any bytes are a model in which a firm stands somewhere, or are refused for a reason. */
#include <stdint.h>
#include <stdlib.h>

#include "levels/levels.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error err;
    struct levels_model model;
    struct levels_standing standing;
    struct levels_way way;
    struct arena *arena = arena_new("fuzz", 256 << 20);
    if (levels_read(arena, (const char *)bytes, size, &model, &err) == STATUS_OK) {
        levels_stand(&model, NULL, 0, &standing);
        if (standing.step >= model.step_count)
            abort();
        for (size_t target = 0; target <= model.step_count; target++)
            if (levels_find_way(arena, &model, NULL, 0, target, &way, &err) == STATUS_OK &&
                way.count > model.item_count)
                abort();
    }
    arena_free(arena);
    return 0;
}
