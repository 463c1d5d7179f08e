/* Any bytes give a catalogue or an error; prices of what is read are never below zero. */
#include <stdint.h>

#include "advise/advise.h"
#include "kit/bytes.h"
#include "kit/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new("fuzz", 1 << 28);
    struct advise_catalogue catalogue = {0};
    struct error err;
    bytes_start();
    if (advise_catalogue_read(arena, (const char *)bytes, size, &catalogue, &err) == STATUS_OK) {
        must(catalogue.hash != NULL);
        for (int kind = 0; kind < ADVISE_KIND_COUNT; kind++) {
            const struct advise_option_kind *row = &catalogue.kinds[kind];
            must(!row->offered || row->cost.base.won >= 0);
            must(!row->offered ||
                 (row->effect_low <= row->effect && row->effect <= row->effect_high));
        }
    }
    arena_free(arena);
    return 0;
}
