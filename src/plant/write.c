/* From the model to the document, by the same tables as reading. Members that say nothing (absent
 * means the same) are left out, so equal models give equal bytes. */
#include <string.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "plant/document_private.h"

static void set(json_t *object, const char *name, json_t *value)
{
    must(value != NULL);
    must(json_object_set_new(object, name, value) == 0);
}

static void append(json_t *array, json_t *value)
{
    must(value != NULL);
    must(json_array_append_new(array, value) == 0);
}

static bool law_is_nothing(const struct plant_law *law)
{
    return law->kind == PLANT_CONSTANT && law->a == 0 && law->origin == NULL &&
           law->sample_size == 0 && law->fit == 0;
}

static json_t *write_law(const struct plant_law *law);

static json_t *write_parts(const struct plant_law *law)
{
    json_t *parts = json_array();
    for (size_t i = 0; i < law->part_count; i++) {
        json_t *part = json_object();
        set(part, "weight", json_real(law->parts[i].weight));
        set(part, "law", write_law(&law->parts[i].law));
        append(parts, part);
    }
    return parts;
}

static json_t *write_law(const struct plant_law *law)
{
    const struct document_law *row = &document_laws[law->kind];
    json_t *object = json_object();
    set(object, "kind", json_string(row->name));
    for (size_t p = 0; p < 3 && row->parameters[p].name != NULL; p++) {
        const void *at = (const char *)law + row->parameters[p].offset;
        set(object, row->parameters[p].name, json_real(*(const double *)at));
    }
    if (law->kind == PLANT_MIXTURE)
        set(object, "parts", write_parts(law));
    if (law->kind == PLANT_EMPIRICAL || law->kind == PLANT_TRACE) {
        json_t *values = json_array();
        for (size_t i = 0; i < law->value_count; i++)
            append(values, json_real(law->values[i]));
        set(object, "values", values);
    }
    if (law->sample_size > 0)
        set(object, "sample_size", json_integer(law->sample_size));
    if (law->fit > 0)
        set(object, "fit", json_real(law->fit));
    if (law->origin != NULL)
        set(object, "origin", json_string(law->origin));
    return object;
}

static json_t *write_day(struct day day)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%04d-%02d-%02d", day.year, day.month, day.day);
    return json_string(text);
}

static json_t *write_number(const struct document_field *field, double number)
{
    return number == 0 && !field->needed ? NULL : json_real(number);
}

static json_t *write_id(int index, const char *id)
{
    return index < 0 ? NULL : json_string(id);
}

static json_t *write_text(const struct document_field *field, const char *text)
{
    if (text == NULL || *text == '\0')
        return field->needed ? json_string("") : NULL;
    return json_string(text);
}

static json_t *write_whole(const struct document_field *field, int64_t number)
{
    bool none = field->kind == FIELD_INT64_OR_NONE && number < 0;
    return none ? NULL : json_integer(number);
}

static json_t *write_seconds(const struct document_field *field, time_us time)
{
    bool none = field->kind == FIELD_SECONDS_OR_NONE && time < 0;
    return none ? NULL : json_real((double)time / 1e6);
}

/* NULL where the member is left out. */
static json_t *write_value(const struct plant_model *model, const struct document_field *field,
                           const void *at)
{
    switch (field->kind) {
    case FIELD_TEXT:
        return write_text(field, *(const char *const *)at);
    case FIELD_NUMBER:
        return write_number(field, *(const double *)at);
    case FIELD_INT:
        return field->sparse && *(const int *)at == 0 ? NULL : json_integer(*(const int *)at);
    case FIELD_INT64:
    case FIELD_INT64_OR_NONE:
        return write_whole(field, *(const int64_t *)at);
    case FIELD_SECONDS:
    case FIELD_SECONDS_OR_NONE:
        return write_seconds(field, *(const time_us *)at);
    case FIELD_DAY:
        return write_day(*(const struct day *)at);
    case FIELD_WORD:
        return json_string(field->words[*(const int *)at]);
    case FIELD_FLAG:
        return json_string(field->words[*(const bool *)at ? 1 : 0]);
    case FIELD_ITEM:
        return write_id(*(const int *)at,
                        *(const int *)at < 0 ? NULL : model->items[*(const int *)at].id);
    case FIELD_CALENDAR:
        return write_id(*(const int *)at,
                        *(const int *)at < 0 ? NULL : model->calendars[*(const int *)at].id);
    case FIELD_STATION:
        return write_id(*(const int *)at,
                        *(const int *)at < 0 ? NULL : model->stations[*(const int *)at].id);
    case FIELD_OPERATORS:
        return write_id(*(const int *)at,
                        *(const int *)at < 0 ? NULL : model->operators[*(const int *)at].id);
    case FIELD_PATH:
        return *(const int *)at < 0 ? NULL : json_integer(*(const int *)at);
    case FIELD_LAW:
        return !field->needed && law_is_nothing(at) ? NULL : write_law(at);
    }
    must(false);
    return NULL;
}

static void write_fields(const struct plant_model *model, const struct document_field *table,
                         const void *from, json_t *object)
{
    for (const struct document_field *field = table; field->name != NULL; field++) {
        /* What a version does not know is not used in it: plant_check(). */
        if (field->since > model->version)
            continue;
        json_t *value = write_value(model, field, (const char *)from + field->offset);
        if (value != NULL)
            set(object, field->name, value);
    }
}

static json_t *write_all(const struct plant_model *model, const struct document_field *table,
                         const void *from)
{
    json_t *object = json_object();
    write_fields(model, table, from, object);
    return object;
}

static json_t *write_array(const struct plant_model *model, const struct document_field *table,
                           const void *things, size_t count, size_t size)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        append(array, write_all(model, table, (const char *)things + i * size));
    return array;
}

static json_t *write_calendar(const struct plant_model *model, const struct plant_calendar *from)
{
    json_t *object = write_all(model, document_calendar, from);
    set(object, "windows",
        write_array(model, document_window, from->windows, from->window_count,
                    sizeof *from->windows));
    if (from->closed_count == 0)
        return object;
    json_t *closed = json_array();
    for (size_t i = 0; i < from->closed_count; i++)
        append(closed, write_day(from->closed[i]));
    set(object, "closed", closed);
    return object;
}

static json_t *write_need(const struct plant_model *model, const struct plant_need *from)
{
    json_t *object = write_all(model, document_need, from), *operators = json_array();
    for (size_t i = 0; i < from->operator_count; i++)
        append(operators, json_string(model->operators[from->operators[i]].id));
    set(object, "operators", operators);
    return object;
}

static json_t *write_station(const struct plant_model *model, const struct plant_station *from)
{
    json_t *object = write_all(model, document_station, from);
    set(object, "works",
        write_array(model, document_work, from->works, from->work_count, sizeof *from->works));
    if (from->breakdown_count > 0)
        set(object, "breakdowns",
            write_array(model, document_breakdown, from->breakdowns, from->breakdown_count,
                        sizeof *from->breakdowns));
    if (from->setup_count > 0)
        set(object, "setups",
            write_array(model, document_setup, from->setups, from->setup_count,
                        sizeof *from->setups));
    if (from->join_count > 0)
        set(object, "joins",
            write_array(model, document_join, from->joins, from->join_count, sizeof *from->joins));
    if (from->upkeep_count > 0)
        set(object, "maintenance",
            write_array(model, document_upkeep, from->upkeeps, from->upkeep_count,
                        sizeof *from->upkeeps));
    json_t *needs = from->need_count > 0 ? json_array() : NULL;
    for (size_t i = 0; i < from->need_count; i++)
        append(needs, write_need(model, &from->needs[i]));
    if (needs != NULL)
        set(object, "needs", needs);
    return object;
}

static json_t *write_path(const struct plant_model *model, const struct plant_path *from)
{
    json_t *object = write_all(model, document_path, from);
    json_t *steps = json_array();
    for (size_t k = 0; k < from->step_count; k++) {
        json_t *step = write_all(model, document_step, &from->steps[k]);
        if (from->steps[k].work != NULL)
            set(step, "work", write_all(model, document_work, from->steps[k].work));
        append(steps, step);
    }
    set(object, "steps", steps);
    return object;
}

static json_t *write_source(const struct plant_model *model, const struct plant_source *from)
{
    json_t *object = write_all(model, document_source, from);
    if (from->kind == PLANT_SCHEDULED) {
        set(object, "orders",
            write_array(model, document_order, from->orders, from->order_count,
                        sizeof *from->orders));
        return object;
    }
    write_fields(model, document_flow, from, object);
    if (from->kind == PLANT_RANDOM)
        write_fields(model, document_arrivals, from, object);
    if (from->kind == PLANT_CLOSED)
        write_fields(model, document_closed, from, object);
    set(object, "mix",
        write_array(model, document_share, from->mix, from->mix_count, sizeof *from->mix));
    return object;
}

json_t *plant_write(const struct plant_model *model)
{
    json_t *object = json_object();
    set(object, "format", json_string("dure.model"));
    set(object, "version", json_integer(model->version < 2 ? 1 : 2));
    write_fields(model, document_model, model, object);
    set(object, "items",
        write_array(model, document_item, model->items, model->item_count, sizeof *model->items));
    json_t *calendars = json_array(), *stations = json_array(), *paths = json_array();
    for (size_t i = 0; i < model->calendar_count; i++)
        append(calendars, write_calendar(model, &model->calendars[i]));
    for (size_t i = 0; i < model->station_count; i++)
        append(stations, write_station(model, &model->stations[i]));
    for (size_t i = 0; i < model->path_count; i++)
        append(paths, write_path(model, &model->paths[i]));
    json_t *sources = json_array();
    for (size_t i = 0; i < model->source_count; i++)
        append(sources, write_source(model, &model->sources[i]));
    set(object, "calendars", calendars);
    set(object, "stations", stations);
    set(object, "paths", paths);
    set(object, "edges",
        write_array(model, document_edge, model->edges, model->edge_count, sizeof *model->edges));
    set(object, "sources", sources);
    if (model->initial_count > 0)
        set(object, "initial",
            write_array(model, document_initial, model->initial, model->initial_count,
                        sizeof *model->initial));
    if (model->operator_count > 0)
        set(object, "operators",
            write_array(model, document_operators, model->operators, model->operator_count,
                        sizeof *model->operators));
    if (model->validation != NULL)
        set(object, "validation", json_incref(model->validation));
    return object;
}

const char *plant_hash(struct arena *arena, const struct plant_model *model)
{
    json_t *document = plant_write(model);
    struct arena *spare = arena_new("canonical model", (size_t)4 << 30);
    size_t size = 0;
    const char *bytes = json_canonical(spare, document, &size);
    struct hash256 hash = hash_of_bytes(bytes, size);
    arena_free(spare);
    json_decref(document);
    return hex_text(arena, hash.bytes, sizeof hash.bytes);
}

void plant_release(struct plant_model *model)
{
    json_decref(model->validation);
    model->validation = NULL;
}
