/* Models from outside, and their runs. */
#include <string.h>

#include "kit/text.h"
#include "study/study_private.h"

const char *canonical(struct arena *arena, json_t *document)
{
    const char *bytes = json_canonical(arena, document, NULL);
    json_decref(document);
    return bytes;
}

const char *model_facts(struct arena *arena, const struct plant_model *model, const char *origin)
{
    int64_t orders = 0;
    for (size_t i = 0; i < model->source_count; i++)
        orders += (int64_t)model->sources[i].order_count;
    json_t *fit =
        model->validation == NULL ? NULL : json_object_get(model->validation, "fit_for_advice");
    json_t *facts =
        json_pack("{s:I, s:I, s:I, s:s, s:O?}", "station_count", (json_int_t)model->station_count,
                  "item_count", (json_int_t)model->item_count, "order_count", (json_int_t)orders,
                  "origin", origin, "fit_for_advice", fit);
    return canonical(arena, facts);
}

enum status study_model_look(const struct study_place *place, const char *bytes, size_t size,
                             struct study_document *ret_document, struct error *err)
{
    struct plant_model model = {0};
    enum status st = plant_read(place->arena, bytes, size, &model, err);
    if (st != STATUS_OK)
        return st;
    *ret_document = (struct study_document){.kind = STUDY_MODEL,
                                            .owner_id = place->owner_id,
                                            .name = model.name,
                                            .facts = model_facts(place->arena, &model, "import"),
                                            .body = canonical(place->arena, plant_write(&model)),
                                            .created_by = place->user_id};
    plant_release(&model);
    return STATUS_OK;
}

enum status study_model(const struct study_place *place, const char *bytes, size_t size,
                        int64_t *ret_id, struct error *err)
{
    struct study_document document = {0};
    enum status st = study_model_look(place, bytes, size, &document, err);
    return st == STATUS_OK ? keep_alone(place, &document, ret_id, err) : st;
}

enum status work_model(const struct work *work, struct study_document *ret_document,
                       struct plant_model *ret_model, struct error *err)
{
    enum status st = work_document(work, STUDY_MODEL, ret_document, err);
    if (st == STATUS_OK)
        st = plant_read(work->place.arena, ret_document->body, strlen(ret_document->body),
                        ret_model, err);
    return st;
}
