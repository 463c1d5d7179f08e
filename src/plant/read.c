/* From the document to the model. Shapes, words and references are judged here, where the place is
 * known; whether the model as a whole makes sense is judged by plant_check(). */
#include <stdio.h>
#include <string.h>

#include "kit/map.h"
#include "kit/must.h"
#include "plant/document_private.h"

enum { NAMES_MAX = 32 };

/* What references are looked up in. */
struct names {
    struct map items, calendars, stations, operators;
    int64_t path_count;
    int version;
};

/* Every member of the object is in one of the tables or among the others. */
static enum status only(const struct json *object, const struct document_field *table,
                        const struct document_field *second, const struct document_field *third,
                        const char *const *others, int version, struct error *err)
{
    const char *names[NAMES_MAX] = {0};
    size_t count = 0;
    const struct document_field *const tables[] = {table, second, third};
    for (size_t t = 0; t < 3; t++)
        for (const struct document_field *f = tables[t]; f != NULL && f->name != NULL; f++)
            if (f->since <= version)
                names[count++] = f->name;
    for (; others != NULL && *others != NULL; others++)
        names[count++] = *others;
    must(count < NAMES_MAX);
    return json_only(object, names, err);
}

static enum status read_word(const struct json *value, const char *const *words, int *ret_index,
                             struct error *err)
{
    const char *word = NULL;
    enum status st = json_as_text(value, 40, &word, err);
    if (st != STATUS_OK)
        return st;
    char all[240] = "";
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            *ret_index = i;
            return STATUS_OK;
        }
        (void)snprintf(all + strlen(all), sizeof all - strlen(all), " %s", words[i]);
    }
    return FAIL_AT(err, PLANT_CHOICE, value->place, "\"%s\" is not one of:%s", word, all);
}

static enum status read_reference(const struct json *value, const struct map *map, int *ret_index,
                                  struct error *err)
{
    const char *id = NULL;
    enum status st = json_as_text(value, 80, &id, err);
    if (st != STATUS_OK)
        return st;
    const struct map_entry *entry = map_find(map, id);
    if (entry == NULL)
        return FAIL_AT(err, PLANT_REFERENCE, value->place, "nothing has the id \"%s\"", id);
    *ret_index = (int)entry->number;
    return STATUS_OK;
}

static enum status read_values(const struct json *object, struct plant_law *law, struct error *err)
{
    struct json values = {0};
    enum status st = json_get_array(object, "values", PLANT_VALUES_MAX, &values, err);
    if (st != STATUS_OK)
        return st;
    size_t count = json_count(&values);
    double *numbers = arena_array(object->arena, count, sizeof *numbers);
    for (size_t i = 0; i < count; i++) {
        /* Without json_item(): a place for each of a hundred thousand numbers costs too much. */
        struct json value = {object->arena, json_array_get(values.value, i), values.place};
        if (json_as_number(&value, 0, PLANT_NUMBER_MAX, &numbers[i], err) != STATUS_OK)
            return error_while(err, "value %zu", i);
    }
    law->values = numbers;
    law->value_count = count;
    return STATUS_OK;
}

static enum status read_law(const struct json *value, struct plant_law *ret_law, struct error *err);

static enum status read_parts(const struct json *object, struct plant_law *law, struct error *err)
{
    static const char *const members[] = {"weight", "law", NULL};
    struct json array = {0};
    enum status st = json_get_array(object, "parts", PLANT_PARTS_MAX, &array, err);
    if (st != STATUS_OK)
        return st;
    size_t count = json_count(&array);
    struct plant_mixed *parts = arena_array(object->arena, count, sizeof *parts);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        struct json part = json_item(&array, i), kind = {0};
        st = json_only(&part, members, err);
        if (st == STATUS_OK)
            st = json_number(&part, "weight", 0, PLANT_NUMBER_MAX, &parts[i].weight, err);
        if (st == STATUS_OK)
            st = json_get_object(&part, "law", &kind, err);
        /* A mixture of mixtures is not read: this does not call itself without end. */
        if (st == STATUS_OK && json_has(&kind, "parts"))
            return FAIL_AT(err, PLANT_LAW, kind.place, "a part of a mixture is no mixture");
        if (st == STATUS_OK)
            st = read_law(&kind, &parts[i].law, err);
    }
    law->parts = parts;
    law->part_count = count;
    return st;
}

static enum status read_parameters(const struct json *object, const struct document_law *row,
                                   struct plant_law *law, struct error *err)
{
    const char *members[8] = {"kind", "sample_size", "fit", "origin"};
    size_t count = 4;
    for (size_t p = 0; p < 3 && row->parameters[p].name != NULL; p++)
        members[count++] = row->parameters[p].name;
    bool values = law->kind == PLANT_EMPIRICAL || law->kind == PLANT_TRACE;
    if (values)
        members[count++] = "values";
    if (law->kind == PLANT_MIXTURE)
        members[count++] = "parts";
    enum status st = json_only(object, members, err);
    for (size_t p = 0; st == STATUS_OK && p < 3 && row->parameters[p].name != NULL; p++)
        st = json_number(object, row->parameters[p].name, 0, PLANT_NUMBER_MAX,
                         (double *)(void *)((char *)law + row->parameters[p].offset), err);
    if (st == STATUS_OK && values)
        st = read_values(object, law, err);
    if (st == STATUS_OK && law->kind == PLANT_MIXTURE)
        st = read_parts(object, law, err);
    if (st == STATUS_OK && json_has(object, "sample_size"))
        st = json_int(object, "sample_size", 0, INT64_C(1) << 53, &law->sample_size, err);
    if (st == STATUS_OK && json_has(object, "fit"))
        st = json_number(object, "fit", 0, 1, &law->fit, err);
    if (st == STATUS_OK && json_has(object, "origin"))
        st = json_text(object, "origin", 80, &law->origin, err);
    return st;
}

static enum status read_law(const struct json *value, struct plant_law *ret_law, struct error *err)
{
    const char *names[PLANT_LAW_COUNT + 1] = {0};
    for (int k = 0; k < PLANT_LAW_COUNT; k++)
        names[k] = document_laws[k].name;
    struct json kind = {0};
    int which = 0;
    enum status st = json_get(value, "kind", &kind, err);
    if (st == STATUS_OK)
        st = read_word(&kind, names, &which, err);
    if (st != STATUS_OK)
        return st;
    struct plant_law law = {.kind = (enum plant_law_kind)which};
    st = read_parameters(value, &document_laws[which], &law, err);
    if (st == STATUS_OK)
        *ret_law = law;
    return st;
}

static enum status read_seconds(const struct json *value, double max, time_us *ret_time,
                                struct error *err)
{
    double seconds = 0;
    enum status st = json_as_number(value, 0, max, &seconds, err);
    if (st == STATUS_OK)
        *ret_time = (time_us)(seconds * 1e6 + 0.5);
    return st;
}

static enum status read_int(const struct json *value, const struct document_field *field,
                            void *target, struct error *err)
{
    int64_t number = 0;
    enum status st = json_as_int(value, (int64_t)field->min, (int64_t)field->max, &number, err);
    if (st == STATUS_OK && field->kind == FIELD_INT)
        *(int *)target = (int)number;
    else if (st == STATUS_OK)
        *(int64_t *)target = number;
    return st;
}

static enum status read_path_number(const struct json *value, const struct names *names,
                                    int *ret_path, struct error *err)
{
    int64_t number = 0;
    enum status st = json_as_int(value, 0, names->path_count - 1, &number, err);
    if (st == STATUS_OK)
        *ret_path = (int)number;
    return st;
}

static enum status read_chosen(const struct json *value, const struct document_field *field,
                               void *target, struct error *err)
{
    int which = 0;
    enum status st = read_word(value, field->words, &which, err);
    if (st == STATUS_OK && field->kind == FIELD_FLAG)
        *(bool *)target = which == 1;
    else if (st == STATUS_OK)
        memcpy(target, &which, sizeof which); /* an enum without negative values: as wide as int */
    return st;
}

static enum status read_day(const struct json *value, struct day *ret_day, struct error *err)
{
    const char *text = NULL;
    enum status st = json_as_text(value, 10, &text, err);
    if (st == STATUS_OK && day_parse(text, ret_day, err) != STATUS_OK)
        return FAIL_AT(err, KIT_TIME, value->place, "\"%s\" is not a day like 2026-01-05", text);
    return st;
}

static enum status read_value(const struct json *value, const struct document_field *field,
                              const struct names *names, void *target, struct error *err)
{
    switch (field->kind) {
    case FIELD_TEXT:
        return json_as_text(value, (size_t)field->max, target, err);
    case FIELD_NUMBER:
        return json_as_number(value, field->min, field->max, target, err);
    case FIELD_INT:
    case FIELD_INT64:
    case FIELD_INT64_OR_NONE:
        return read_int(value, field, target, err);
    case FIELD_SECONDS:
    case FIELD_SECONDS_OR_NONE:
        return read_seconds(value, field->max, target, err);
    case FIELD_DAY:
        return read_day(value, target, err);
    case FIELD_WORD:
    case FIELD_FLAG:
        return read_chosen(value, field, target, err);
    case FIELD_ITEM:
        return read_reference(value, &names->items, target, err);
    case FIELD_CALENDAR:
        return read_reference(value, &names->calendars, target, err);
    case FIELD_STATION:
        return read_reference(value, &names->stations, target, err);
    case FIELD_OPERATORS:
        return read_reference(value, &names->operators, target, err);
    case FIELD_PATH:
        return read_path_number(value, names, target, err);
    case FIELD_LAW:
        return read_law(value, target, err);
    }
    must(false);
    return STATUS_CORRUPT;
}

/* What a member that is not there stands for. */
static void set_absent(const struct document_field *field, void *target)
{
    static const bool none[] = {
        [FIELD_INT64_OR_NONE] = true, [FIELD_ITEM] = true,    [FIELD_SECONDS_OR_NONE] = true,
        [FIELD_CALENDAR] = true,      [FIELD_STATION] = true, [FIELD_PATH] = true,
        [FIELD_OPERATORS] = true,     [FIELD_LAW] = false};
    if (!none[field->kind])
        return;
    if (field->kind == FIELD_INT64_OR_NONE || field->kind == FIELD_SECONDS_OR_NONE)
        *(int64_t *)target = -1;
    else
        *(int *)target = -1;
}

static enum status read_fields(const struct json *object, const struct document_field *table,
                               const struct names *names, void *target, struct error *err)
{
    enum status st = STATUS_OK;
    for (const struct document_field *field = table; st == STATUS_OK && field->name != NULL;
         field++) {
        void *at = (char *)target + field->offset;
        if (!field->needed && !json_has(object, field->name)) {
            set_absent(field, at);
            continue;
        }
        struct json value = {0};
        st = json_get(object, field->name, &value, err);
        if (st == STATUS_OK)
            st = read_value(&value, field, names, at, err);
    }
    return st;
}

static enum status read_only(const struct json *object, const struct document_field *table,
                             const char *const *others, const struct names *names, void *target,
                             struct error *err)
{
    enum status st = only(object, table, NULL, NULL, others, names->version, err);
    return st == STATUS_OK ? read_fields(object, table, names, target, err) : st;
}

/* An optional array: absent is empty. */
static enum status open_array(const struct json *object, const char *name, size_t max,
                              struct json *ret_array, size_t *ret_count, struct error *err)
{
    *ret_count = 0;
    if (!json_has(object, name))
        return STATUS_OK;
    enum status st = json_get_array(object, name, max, ret_array, err);
    if (st == STATUS_OK)
        *ret_count = json_count(ret_array);
    return st;
}

typedef enum status read_one(const struct json *value, struct names *names, void *target,
                             struct error *err);

/* Read a whole array of things of one size by one function. */
static enum status read_array(const struct json *object, const char *name, size_t max, size_t size,
                              read_one *read, struct names *names, void *ret_array,
                              size_t *ret_count, struct error *err)
{
    struct json array = {0};
    size_t count = 0;
    enum status st = open_array(object, name, max, &array, &count, err);
    if (st != STATUS_OK)
        return st;
    char *things = arena_array(object->arena, count, size);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        struct json value = json_item(&array, i);
        st = read(&value, names, things + i * size, err);
    }
    if (st == STATUS_OK) {
        memcpy(ret_array, &things, sizeof things);
        *ret_count = count;
    }
    return st;
}

#define READ_ARRAY(object, name, max, read, names, thing, array, count, err)                       \
    read_array((object), (name), (max), sizeof *(thing)->array, (read), (names), &(thing)->array,  \
               &(thing)->count, (err))

/* Note an id for references; a second one is found by plant_check(). */
static void name_it(struct map *map, const char *id)
{
    bool fresh = false;
    int64_t number = (int64_t)map->count;
    struct map_entry *entry = map_put(map, id, &fresh);
    if (fresh)
        entry->number = number;
}

static enum status read_item(const struct json *value, struct names *names, void *target,
                             struct error *err)
{
    struct plant_item *item = target;
    enum status st = read_only(value, document_item, NULL, names, item, err);
    if (st == STATUS_OK && item->name == NULL)
        item->name = item->id;
    if (st == STATUS_OK)
        name_it(&names->items, item->id);
    return st;
}

static enum status read_window(const struct json *value, struct names *names, void *target,
                               struct error *err)
{
    return read_only(value, document_window, NULL, names, target, err);
}

static enum status read_closed(const struct json *value, struct names *names, void *target,
                               struct error *err)
{
    (void)names;
    return read_day(value, target, err);
}

static enum status read_calendar(const struct json *value, struct names *names, void *target,
                                 struct error *err)
{
    static const char *const others[] = {"windows", "closed", NULL};
    struct plant_calendar *calendar = target;
    enum status st = read_only(value, document_calendar, others, names, calendar, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "windows", PLANT_WINDOWS_MAX, read_window, names, calendar, windows,
                        window_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "closed", PLANT_CLOSED_MAX, read_closed, names, calendar, closed,
                        closed_count, err);
    if (st == STATUS_OK)
        name_it(&names->calendars, calendar->id);
    return st;
}

static enum status read_work(const struct json *value, struct names *names, void *target,
                             struct error *err)
{
    return read_only(value, document_work, NULL, names, target, err);
}

static enum status read_breakdown(const struct json *value, struct names *names, void *target,
                                  struct error *err)
{
    return read_only(value, document_breakdown, NULL, names, target, err);
}

static enum status read_join(const struct json *value, struct names *names, void *target,
                             struct error *err)
{
    return read_only(value, document_join, NULL, names, target, err);
}

static enum status read_setup(const struct json *value, struct names *names, void *target,
                              struct error *err)
{
    return read_only(value, document_setup, NULL, names, target, err);
}

static enum status read_operators(const struct json *value, struct names *names, void *target,
                                  struct error *err)
{
    struct plant_operators *operators = target;
    enum status st = read_only(value, document_operators, NULL, names, operators, err);
    if (st == STATUS_OK && operators->name == NULL)
        operators->name = operators->id;
    if (st == STATUS_OK)
        name_it(&names->operators, operators->id);
    return st;
}

static enum status read_needed(const struct json *value, struct names *names, void *target,
                               struct error *err)
{
    return read_reference(value, &names->operators, target, err);
}

static enum status read_need(const struct json *value, struct names *names, void *target,
                             struct error *err)
{
    static const char *const others[] = {"operators", NULL};
    struct plant_need *need = target;
    enum status st = read_only(value, document_need, others, names, need, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "operators", PLANT_NEED_MAX, read_needed, names, need, operators,
                        operator_count, err);
    return st;
}

static enum status read_upkeep(const struct json *value, struct names *names, void *target,
                               struct error *err)
{
    return read_only(value, document_upkeep, NULL, names, target, err);
}

static enum status read_station(const struct json *value, struct names *names, void *target,
                                struct error *err)
{
    static const char *const first[] = {"works", "breakdowns", NULL}, *const second[] = {
                                                                          "works", "breakdowns",
                                                                          "joins", "setups",
                                                                          "needs", "maintenance",
                                                                          NULL};
    struct plant_station *station = target;
    enum status st = read_only(value, document_station, names->version < 2 ? first : second, names,
                               station, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "works", PLANT_ITEMS_MAX + 1, read_work, names, station, works,
                        work_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "breakdowns", PLANT_BREAKDOWNS_MAX, read_breakdown, names, station,
                        breakdowns, breakdown_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "joins", PLANT_PARTS_MAX, read_join, names, station, joins,
                        join_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "setups", PLANT_SETUPS_MAX, read_setup, names, station, setups,
                        setup_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "maintenance", PLANT_UPKEEPS_MAX, read_upkeep, names, station,
                        upkeeps, upkeep_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "needs", PLANT_TASK_COUNT, read_need, names, station, needs,
                        need_count, err);
    if (st != STATUS_OK)
        return st;
    if (station->name == NULL)
        station->name = station->id;
    name_it(&names->stations, station->id);
    return STATUS_OK;
}

static enum status read_step(const struct json *value, struct names *names, void *target,
                             struct error *err)
{
    static const char *const others[] = {"work", NULL};
    struct plant_step *step = target;
    enum status st = read_only(value, document_step, others, names, step, err);
    if (st != STATUS_OK || !json_has(value, "work"))
        return st;
    struct plant_work *work = arena_alloc(value->arena, sizeof *work);
    struct json member = {0};
    st = json_get_object(value, "work", &member, err);
    if (st == STATUS_OK)
        st = read_only(&member, document_work, NULL, names, work, err);
    step->work = work;
    return st;
}

static enum status read_path(const struct json *value, struct names *names, void *target,
                             struct error *err)
{
    static const char *const others[] = {"steps", NULL};
    struct plant_path *path = target;
    enum status st = read_only(value, document_path, others, names, path, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(value, "steps", PLANT_STEPS_MAX, read_step, names, path, steps, step_count,
                        err);
    return st;
}

static enum status read_edge(const struct json *value, struct names *names, void *target,
                             struct error *err)
{
    return read_only(value, document_edge, NULL, names, target, err);
}

static enum status read_share(const struct json *value, struct names *names, void *target,
                              struct error *err)
{
    return read_only(value, document_share, NULL, names, target, err);
}

static enum status read_order(const struct json *value, struct names *names, void *target,
                              struct error *err)
{
    return read_only(value, document_order, NULL, names, target, err);
}

static enum status read_source(const struct json *value, struct names *names, void *target,
                               struct error *err)
{
    static const char *const mix[] = {"mix", NULL}, *const orders[] = {"orders", NULL};
    struct plant_source *source = target;
    /* The kind first: it says which members may be there. */
    enum status st = json_as_object(value, err);
    if (st == STATUS_OK)
        st = read_fields(value, document_source, names, source, err);
    if (st != STATUS_OK)
        return st;
    bool scheduled = source->kind == PLANT_SCHEDULED, random = source->kind == PLANT_RANDOM;
    const struct document_field *flow = scheduled ? NULL : document_flow;
    const struct document_field *arrivals = random                         ? document_arrivals
                                            : source->kind == PLANT_CLOSED ? document_closed
                                                                           : NULL;
    st =
        only(value, document_source, flow, arrivals, scheduled ? orders : mix, names->version, err);
    if (st == STATUS_OK && flow != NULL)
        st = read_fields(value, flow, names, source, err);
    if (st == STATUS_OK && arrivals != NULL)
        st = read_fields(value, arrivals, names, source, err);
    if (st == STATUS_OK && scheduled)
        st = READ_ARRAY(value, "orders", PLANT_ORDERS_MAX, read_order, names, source, orders,
                        order_count, err);
    else if (st == STATUS_OK)
        st = READ_ARRAY(value, "mix", PLANT_ITEMS_MAX, read_share, names, source, mix, mix_count,
                        err);
    return st;
}

static enum status read_initial(const struct json *value, struct names *names, void *target,
                                struct error *err)
{
    return read_only(value, document_initial, NULL, names, target, err);
}

static enum status read_heading(const struct json *document, int *ret_version, struct error *err)
{
    const char *format = NULL;
    int64_t version = 0;
    enum status st = json_text(document, "format", 60, &format, err);
    if (st == STATUS_OK && strcmp(format, "dure.model") != 0)
        return FAIL_AT(err, PLANT_FORMAT, "/format", "\"%s\" is not \"dure.model\"", format);
    if (st == STATUS_OK)
        st = json_int(document, "version", 1, INT64_C(1) << 31, &version, err);
    if (st == STATUS_OK && version > 2)
        return FAIL_AT(err, PLANT_FORMAT, "/version", "version %d; this program knows 1 and 2",
                       (int)version);
    *ret_version = (int)version;
    return st;
}

static enum status read_model(struct json *document, struct plant_model *model, struct error *err)
{
    static const char *const first[] = {"format", "version", "items",   "calendars",  "stations",
                                        "paths",  "edges",   "sources", "validation", NULL};
    static const char *const second[] = {"format",     "version",   "items",   "calendars",
                                         "stations",   "paths",     "edges",   "sources",
                                         "validation", "operators", "initial", NULL};
    struct names names = {map_start(document->arena),
                          map_start(document->arena),
                          map_start(document->arena),
                          map_start(document->arena),
                          0,
                          0};
    enum status st = read_heading(document, &names.version, err);
    model->version = names.version;
    if (st == STATUS_OK)
        st = read_only(document, document_model, names.version < 2 ? first : second, &names, model,
                       err);
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "items", PLANT_ITEMS_MAX, read_item, &names, model, items,
                        item_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "calendars", PLANT_CALENDARS_MAX, read_calendar, &names, model,
                        calendars, calendar_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "operators", PLANT_OPERATORS_MAX, read_operators, &names, model,
                        operators, operator_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "stations", PLANT_STATIONS_MAX, read_station, &names, model,
                        stations, station_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "paths", PLANT_PATHS_MAX, read_path, &names, model, paths,
                        path_count, err);
    names.path_count = (int64_t)model->path_count;
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "edges", PLANT_EDGES_MAX, read_edge, &names, model, edges,
                        edge_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "sources", PLANT_SOURCES_MAX, read_source, &names, model, sources,
                        source_count, err);
    if (st == STATUS_OK)
        st = READ_ARRAY(document, "initial", PLANT_INITIAL_MAX, read_initial, &names, model,
                        initial, initial_count, err);
    return st;
}

enum status plant_read(struct arena *arena, const char *bytes, size_t size,
                       struct plant_model *ret_model, struct error *err)
{
    struct json document = {0};
    enum status st = json_read(arena, bytes, size, JSON_LIMITS_DOCUMENT, &document, err);
    if (st != STATUS_OK)
        return st;
    struct plant_model model = {0};
    st = read_model(&document, &model, err);
    if (st == STATUS_OK)
        st = plant_check(&model, err);
    if (st == STATUS_OK && json_has(&document, "validation")) {
        struct json validation = {0};
        st = json_get_object(&document, "validation", &validation, err);
        if (st == STATUS_OK)
            model.validation = json_incref(validation.value);
    }
    json_release(&document);
    if (st == STATUS_OK) {
        if (model.note == NULL)
            model.note = "";
        *ret_model = model;
    }
    return st;
}
