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

bool tell(const struct study_work *work, double share, const char *ko, const char *en)
{
    return work->tell == NULL || work->tell(work->context, share, ko, en);
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

enum status study_model(struct store_tx *tx, struct arena *arena, const char *bytes, size_t size,
                        const char *origin, int64_t parent_id, int64_t owner_id, int64_t user_id,
                        time_us now, int64_t *ret_id, struct error *err)
{
    struct plant_model model = {0};
    enum status st = plant_read(arena, bytes, size, &model, err);
    if (st != STATUS_OK)
        return st;
    struct study_document document = {.kind = STUDY_MODEL,
                                      .owner_id = owner_id,
                                      .parent_id = parent_id,
                                      .name = model.name,
                                      .facts = model_facts(arena, &model, origin),
                                      .body = canonical(arena, plant_write(&model)),
                                      .created_by = user_id};
    json_decref(model.validation);
    return study_keep(tx, arena, &document, now, ret_id, err);
}

enum status work_model(const struct study_work *work, struct study_document *ret_document,
                       struct plant_model *ret_model, struct error *err)
{
    enum status st = get_alone(work, STUDY_MODEL, work->parent_id, ret_document, err);
    if (st == STATUS_OK)
        st =
            plant_read(work->arena, ret_document->body, strlen(ret_document->body), ret_model, err);
    return st;
}
