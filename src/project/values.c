/* What came with a step. */
#include "kit/must.h"
#include "kit/text.h"
#include "project/project_private.h"

const char *value_text(const struct casework_context *step, const char *name)
{
    const char *text = json_string_value(json_object_get(step->values.value, name));
    return arena_text(step->arena, text);
}

struct day value_day(const struct casework_context *step, const char *name)
{
    const char *text = value_text(step, name);
    struct day day = {0};
    struct error none;
    if (text != NULL)
        must(day_parse(text, &day, &none) == STATUS_OK); /* the engine has looked */
    return day;
}

int64_t value_whole(const struct casework_context *step, const char *name)
{
    return json_integer_value(json_object_get(step->values.value, name));
}

struct json value_lines(const struct casework_context *step, const char *name)
{
    return (struct json){.arena = step->arena,
                         .value = json_object_get(step->values.value, name),
                         .place = arena_format(step->arena, "/values/%s", name)};
}

const char *given_text(struct arena *arena, const struct casework_event *event, const char *name)
{
    json_t *given = event == NULL ? NULL : json_loads(event->given, 0, NULL);
    const char *text = arena_text(arena, json_string_value(json_object_get(given, name)));
    json_decref(given);
    return text;
}

int64_t given_whole(const struct casework_event *event, const char *name)
{
    json_t *given = event == NULL ? NULL : json_loads(event->given, 0, NULL);
    int64_t number = json_integer_value(json_object_get(given, name));
    json_decref(given);
    return number;
}

struct day step_day(const struct casework_context *step)
{
    return day_of(step->now, zone_seoul());
}

enum status step_event(const struct casework_context *step, const char *name,
                       const struct casework_event **ret_event, struct error *err)
{
    struct casework_events events = {0};
    enum status st = casework_events(step->tx, step->arena, step->matter->id, &events, err);
    if (st == STATUS_OK)
        *ret_event = casework_last(&events, name);
    return st;
}

enum status offer_cost_items(const struct casework_context *step, struct casework_options *options,
                             struct error *err)
{
    (void)err;
    for (size_t i = 0; i < step->procedure->rules->cost_count; i++) {
        const struct rules_cost_item *item = &step->procedure->rules->costs[i];
        *list_add(step->arena, options) = (struct casework_option){item->id, item->ko, item->en};
    }
    return STATUS_OK;
}
