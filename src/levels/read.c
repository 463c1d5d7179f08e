/* A model of levels from foreign bytes. Whatever a way is computed from is checked here, so that
 * way.c may rely on it. */
#include <inttypes.h>
#include <string.h>

#include "kit/json.h"
#include "kit/text.h"
#include "levels/levels.h"

#define REASON REASON_DEFINE
#include "levels/reasons.def"
#undef REASON

enum { ID_MAX = 40, WORDS_MAX = 200, BASIS_MAX = 600, VERSION_MAX = 100000 };

static enum status wrong(const struct json *at, const char *what, struct error *err)
{
    return FAIL_AT(err, LEVELS_DOCUMENT, at->place, "%s", what);
}

/* The four texts that a model, an area, a step and an item all have. */
static enum status read_words(const struct json *object, const char **ret_ko, const char **ret_en,
                              const char **ret_basis, struct error *err)
{
    enum status st = json_text(object, "ko", WORDS_MAX, ret_ko, err);
    if (st == STATUS_OK)
        st = json_text(object, "en", WORDS_MAX, ret_en, err);
    if (st == STATUS_OK)
        st = json_text(object, "basis", BASIS_MAX, ret_basis, err);
    if (st == STATUS_OK && ((*ret_ko)[0] == '\0' || (*ret_en)[0] == '\0'))
        st = wrong(object, "\"ko\" and \"en\" must say something", err);
    return st;
}

static enum status read_id(const struct json *object, const char *name, const char **ret_id,
                           struct error *err)
{
    const char *id = NULL;
    enum status st = json_text(object, name, ID_MAX, &id, err);
    if (st != STATUS_OK)
        return st;
    if (id[0] == '\0' || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != strlen(id))
        return wrong(object, "ids have small letters, digits, '-', '_' and '.' only", err);
    *ret_id = id;
    return STATUS_OK;
}

static enum status read_choice(const struct json *object, const char *name, const char *first,
                               const char *second, bool *ret_second, struct error *err)
{
    const char *word = NULL;
    enum status st = json_text(object, name, ID_MAX, &word, err);
    if (st != STATUS_OK)
        return st;
    if (!text_same(word, first) && !text_same(word, second))
        return FAIL_AT(err, LEVELS_DOCUMENT, object->place, "\"%s\" is \"%s\" or \"%s\"", name,
                       first, second);
    *ret_second = text_same(word, second);
    return STATUS_OK;
}

static enum status read_area(const struct json *object, struct levels_model *model,
                             struct error *err)
{
    static const char *const members[] = {"id", "ko", "en", "basis", "items_published", NULL};
    struct levels_area area = {0};
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = read_id(object, "id", &area.id, err);
    if (st == STATUS_OK)
        st = read_words(object, &area.ko, &area.en, &area.basis, err);
    if (st == STATUS_OK && json_has(object, "items_published"))
        st = json_int(object, "items_published", 1, LEVELS_ITEMS_MAX, &area.items_published, err);
    for (size_t i = 0; st == STATUS_OK && i < model->area_count; i++)
        if (text_same(model->areas[i].id, area.id))
            st = wrong(object, "this id is there twice", err);
    if (st == STATUS_OK)
        model->areas[model->area_count++] = area;
    return st;
}

static enum status read_step(const struct json *object, struct levels_model *model,
                             struct error *err)
{
    static const char *const members[] = {"id", "ko", "en", "basis", "from_milli", NULL};
    struct levels_step step = {.from_milli = LEVELS_UNSET};
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = read_id(object, "id", &step.id, err);
    if (st == STATUS_OK)
        st = read_words(object, &step.ko, &step.en, &step.basis, err);
    if (st == STATUS_OK && json_has(object, "from_milli"))
        st = json_int(object, "from_milli", 0, LEVELS_POINTS_MAX, &step.from_milli, err);
    for (size_t i = 0; st == STATUS_OK && i < model->step_count; i++) {
        if (text_same(model->steps[i].id, step.id))
            st = wrong(object, "this id is there twice", err);
        else if (step.from_milli != LEVELS_UNSET && step.from_milli <= model->steps[i].from_milli)
            st = wrong(object, "each step begins above the one before", err);
    }
    if (st == STATUS_OK)
        model->steps[model->step_count++] = step;
    return st;
}

static enum status find_area(const struct json *object, struct levels_model *model,
                             size_t *ret_area, struct error *err)
{
    const char *id = NULL;
    enum status st = read_id(object, "area", &id, err);
    for (size_t i = 0; st == STATUS_OK && i < model->area_count; i++) {
        if (text_same(model->areas[i].id, id)) {
            model->areas[i].counted = true;
            *ret_area = i;
            return STATUS_OK;
        }
    }
    return st == STATUS_OK ? wrong(object, "there is no such area", err) : st;
}

static enum status find_step(const struct json *object, const struct levels_model *model,
                             size_t *ret_step, struct error *err)
{
    const char *id = NULL;
    enum status st = read_id(object, "step", &id, err);
    for (size_t i = 1; st == STATUS_OK && i < model->step_count; i++) {
        if (text_same(model->steps[i].id, id)) {
            *ret_step = i;
            return STATUS_OK;
        }
    }
    return st == STATUS_OK ? wrong(object, "there is no such step, or it asks for nothing", err)
                           : st;
}

static enum status read_item(const struct json *object, struct levels_model *model,
                             struct error *err)
{
    static const char *const members[] = {"id",    "area",  "step",         "ko",       "en",
                                          "basis", "group", "points_milli", "collects", NULL};
    struct levels_item item = {.group = ""};
    bool by_points = model->counting == LEVELS_POINTS;
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = read_id(object, "id", &item.id, err);
    if (st == STATUS_OK)
        st = read_words(object, &item.ko, &item.en, &item.basis, err);
    if (st == STATUS_OK)
        st = json_bool(object, "collects", &item.collects, err);
    if (st == STATUS_OK)
        st = find_area(object, model, &item.area, err);
    if (st == STATUS_OK && by_points)
        st = json_int(object, "points_milli", 1, LEVELS_POINTS_MAX, &item.points_milli, err);
    if (st == STATUS_OK && !by_points)
        st = find_step(object, model, &item.step, err);
    if (st == STATUS_OK && json_has(object, "group"))
        st = read_id(object, "group", &item.group, err);
    if (st == STATUS_OK && by_points && (item.group[0] != '\0' || json_has(object, "step")))
        st = wrong(object, "\"step\" and \"group\" are for models that count by steps", err);
    if (st == STATUS_OK && !by_points && json_has(object, "points_milli"))
        st = wrong(object, "\"points_milli\" is for models that count by points", err);
    for (size_t i = 0; st == STATUS_OK && i < model->item_count; i++)
        if (text_same(model->items[i].id, item.id))
            st = wrong(object, "this id is there twice", err);
    if (st == STATUS_OK)
        model->items[model->item_count++] = item;
    return st;
}

typedef enum status read_one(const struct json *object, struct levels_model *model,
                             struct error *err);

static enum status read_list(const struct json *document, const char *name, size_t min, size_t max,
                             read_one *read, struct levels_model *model, struct error *err)
{
    struct json list = {0};
    enum status st = json_get_array(document, name, max, &list, err);
    if (st == STATUS_OK && json_count(&list) < min)
        st = FAIL_AT(err, LEVELS_DOCUMENT, list.place, "at least %zu are needed", min);
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json one = json_item(&list, i);
        st = json_as_object(&one, err);
        if (st == STATUS_OK)
            st = read(&one, model, err);
    }
    return st;
}

static enum status read_head(const struct json *document, struct levels_model *model,
                             struct error *err)
{
    static const char *const members[] = {"format", "format_version", "key",   "version",  "ko",
                                          "en",     "basis",          "scale", "counting", "areas",
                                          "steps",  "items",          NULL};
    const char *format = NULL;
    int64_t form = 0;
    bool is_capability = false, by_points = false;
    enum status st = json_only(document, members, err);
    if (st == STATUS_OK)
        st = json_text(document, "format", ID_MAX, &format, err);
    if (st == STATUS_OK && !text_same(format, "dure.levels"))
        st = wrong(document, "\"format\" must be \"dure.levels\"", err);
    if (st == STATUS_OK)
        st = json_int(document, "format_version", 1, 1, &form, err);
    if (st == STATUS_OK)
        st = read_id(document, "key", &model->key, err);
    if (st == STATUS_OK)
        st = json_int(document, "version", 1, VERSION_MAX, &model->version, err);
    if (st == STATUS_OK)
        st = read_words(document, &model->ko, &model->en, &model->basis, err);
    if (st == STATUS_OK)
        st = read_choice(document, "scale", "built", "capability", &is_capability, err);
    if (st == STATUS_OK)
        st = read_choice(document, "counting", "steps", "points", &by_points, err);
    model->scale = is_capability ? LEVELS_CAPABILITY : LEVELS_BUILT;
    model->counting = by_points ? LEVELS_POINTS : LEVELS_STEPS;
    return st;
}

static enum status check_points(const struct json *document, const struct levels_model *model,
                                struct error *err)
{
    int64_t sum = 0;
    for (size_t i = 0; i < model->item_count; i++)
        sum += model->items[i].points_milli;
    if (sum <= LEVELS_POINTS_MAX)
        return STATUS_OK;
    return FAIL_AT(err, LEVELS_DOCUMENT, document->place,
                   "all items give %" PRId64 " thousandths of a point; at most %d", sum,
                   LEVELS_POINTS_MAX);
}

enum status levels_read(struct arena *arena, const char *bytes, size_t size,
                        struct levels_model *ret_model, struct error *err)
{
    SCOPED(json_cleanup) struct json document = {0};
    struct levels_model model = {
        .items = arena_array(arena, LEVELS_ITEMS_MAX, sizeof(struct levels_item))};
    enum status st =
        json_read(arena, bytes, size, (struct json_limits){1 << 20, 8}, &document, err);
    if (st == STATUS_OK)
        st = json_as_object(&document, err);
    if (st == STATUS_OK)
        st = read_head(&document, &model, err);
    if (st == STATUS_OK)
        st = read_list(&document, "areas", 1, LEVELS_AREAS_MAX, read_area, &model, err);
    if (st == STATUS_OK)
        st = read_list(&document, "steps", 2, LEVELS_STEPS_MAX, read_step, &model, err);
    if (st == STATUS_OK)
        st = read_list(&document, "items", 0, LEVELS_ITEMS_MAX, read_item, &model, err);
    if (st == STATUS_OK)
        st = check_points(&document, &model, err);
    if (st == STATUS_OK)
        *ret_model = model;
    return st;
}
