/* Any bytes as a model document: refused with a reason, or a model that writes to the same
 * document again and that runs, for a while, to a result or a reason. */
#include <string.h>

#include "kit/must.h"
#include "plant/plant.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void run(struct arena *arena, const struct plant_model *model)
{
    struct plant_options options = {.seed = 1,
                                    .horizon = 2 * TIME_DAY,
                                    .warmup = TIME_HOUR,
                                    .replications = 1,
                                    .threads = 1,
                                    .events_max = 5000};
    struct plant_result result;
    struct error err;
    if (plant_run(model, &options, arena, &result, &err) != STATUS_OK)
        return;
    must(result.entered == result.finished + result.lost + result.inside);
    json_t *written = plant_result_write(model, &options, &result);
    (void)json_canonical(arena, written, NULL);
    json_decref(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new("fuzz", (size_t)256 << 20);
    struct plant_model model, again;
    struct error err;
    if (plant_read(arena, (const char *)bytes, size, &model, &err) == STATUS_OK) {
        json_t *written = plant_write(&model);
        size_t length = 0;
        const char *text = json_canonical(arena, written, &length);
        must(plant_read(arena, text, length, &again, &err) == STATUS_OK);
        must(strcmp(plant_hash(arena, &model), plant_hash(arena, &again)) == 0);
        run(arena, &model);
        json_decref(written);
        plant_release(&again);
        plant_release(&model);
    }
    arena_free(arena);
    return 0;
}
