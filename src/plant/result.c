/* The result as a document: docs/formats/result.md. */
#include <inttypes.h>
#include <stdio.h>

#include "kit/must.h"
#include "kit/text.h"
#include "plant/plant_private.h"

static const struct {
    const char *name, *ko, *en;
} states[PLANT_STATE_COUNT] = {
#define PLANT_STATE(id, name, ko, en) {name, ko, en},
#include "plant/states.def"
#undef PLANT_STATE
};

const char *plant_state_name(enum plant_state state)
{
    must(state < PLANT_STATE_COUNT);
    return states[state].name;
}

const char *plant_state_text(enum plant_state state, const char *language)
{
    must(state < PLANT_STATE_COUNT);
    return text_same(language, "en") ? states[state].en : states[state].ko;
}

static void set(json_t *object, const char *name, json_t *value)
{
    must(value != NULL);
    must(json_object_set_new(object, name, value) == 0);
}

static json_t *words(const char *ko, const char *en)
{
    json_t *object = json_object();
    set(object, "ko", json_string(ko));
    set(object, "en", json_string(en));
    return object;
}

static json_t *estimate(struct plant_estimate estimate)
{
    json_t *object = json_object();
    set(object, "mean", json_real(estimate.mean));
    set(object, "half_width", json_real(estimate.half_width));
    return object;
}

/* The first engine knows those up to PLANT_OFF; models without operators or maintenance do not show
 * the last. Documents keep their bytes. */
int plant_state_count(const struct plant_result *result)
{
    return !result->flow ? PLANT_OFF + 1 : result->tended ? PLANT_STATE_COUNT : PLANT_AWAY + 1;
}

static json_t *station(const struct plant_station *model, const struct plant_result *whole,
                       const struct plant_station_result *result)
{
    json_t *object = json_object(), *shares = json_object();
    set(object, "id", json_string(model->id));
    set(object, "name", json_string(model->name));
    set(object, "machines", json_integer(model->machines));
    set(object, "utilisation", estimate(result->utilisation));
    for (int k = 0; k < plant_state_count(whole); k++)
        set(shares, states[k].name, estimate(result->share[k]));
    set(object, "states", shares);
    set(object, "queue", estimate(result->queue));
    set(object, "wait_seconds", estimate(result->wait_seconds));
    set(object, "visits", json_integer(result->visits));
    if (whole->flow) {
        set(object, "present", estimate(result->present));
        set(object, "waited", estimate(result->waited));
    }
    return object;
}

static json_t *item(const struct plant_item *model, const struct plant_item_result *result)
{
    json_t *object = json_object();
    set(object, "id", json_string(model->id));
    set(object, "name", json_string(model->name));
    set(object, "orders_per_day", estimate(result->orders));
    set(object, "lead_mean_seconds", result->lead.mean < 0 ? json_null() : estimate(result->lead));
    set(object, "wait_seconds", estimate(result->wait));
    set(object, "turned_away", estimate(result->turned_away));
    return object;
}

static json_t *operators(const struct plant_operators *model,
                         const struct plant_operators_result *result)
{
    static const char *const tasks[PLANT_TASK_COUNT] = {"process", "setup", "repair",
                                                        "maintenance"};
    json_t *object = json_object(), *shares = json_object();
    set(object, "id", json_string(model->id));
    set(object, "name", json_string(model->name));
    set(object, "count", json_integer(model->count));
    set(object, "utilisation", estimate(result->utilisation));
    for (int k = 0; k < PLANT_TASK_COUNT; k++)
        set(shares, tasks[k], estimate(result->task[k]));
    set(shares, "idle", estimate(result->idle));
    set(shares, "off", estimate(result->off));
    set(object, "states", shares);
    return object;
}

/* What only the second engine says. */
static void write_flow(json_t *object, const struct plant_model *model,
                       const struct plant_result *result)
{
    json_t *items = json_array();
    set(object, "lead_p95_seconds", estimate(result->lead_p95));
    set(object, "wip_variance", estimate(result->wip_variance));
    set(object, "turned_away", estimate(result->turned_away));
    if (result->inspected)
        set(object, "escaped", estimate(result->escaped));
    for (size_t i = 0; i < model->item_count; i++)
        must(json_array_append_new(items, item(&model->items[i], &result->items[i])) == 0);
    set(object, "items", items);
    json_t *people = model->operator_count > 0 ? json_array() : NULL;
    for (size_t i = 0; i < model->operator_count; i++)
        must(json_array_append_new(people,
                                   operators(&model->operators[i], &result->operators[i])) == 0);
    if (people != NULL)
        set(object, "operators", people);
}

static json_t *numbers(const double *values, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        must(json_array_append_new(array, json_real(values[i])) == 0);
    return array;
}

static json_t *course(const struct plant_result *result)
{
    json_t *object = json_object();
    json_t *throughput = json_array(), *wip = json_array(), *lead = json_array();
    for (size_t i = 0; i < result->course_count; i++) {
        const struct plant_slice *slice = &result->course[i];
        must(json_array_append_new(throughput, estimate(slice->throughput)) == 0);
        must(json_array_append_new(wip, estimate(slice->wip)) == 0);
        must(json_array_append_new(lead, slice->lead.mean < 0 ? json_null()
                                                              : estimate(slice->lead)) == 0);
    }
    set(object, "slice_seconds", json_real((double)result->slice / 1e6));
    set(object, "throughput_per_day", throughput);
    set(object, "wip_orders", wip);
    set(object, "lead_mean_seconds", lead);
    return object;
}

static json_t *bottleneck(const struct plant_model *model, const struct plant_result *result)
{
    if (result->bottleneck < 0)
        return json_null();
    json_t *object = json_object();
    set(object, "station", json_string(model->stations[result->bottleneck].id));
    set(object, "name", json_string(model->stations[result->bottleneck].name));
    set(object, "certainty", json_real(result->bottleneck_certainty));
    return object;
}

static void write_heading(json_t *object, const struct plant_model *model,
                          const struct plant_options *options, const struct plant_result *result)
{
    /* Seed and fingerprint use all 64 bits, more than a number of JSON safely holds. */
    char seed[24], fingerprint[24];
    (void)snprintf(seed, sizeof seed, "%" PRIu64, options->seed);
    (void)snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, result->fingerprint);
    struct arena *arena = arena_new("hash", 1 << 20);
    set(object, "format", json_string("dure.result"));
    set(object, "version", json_integer(result->flow ? 2 : 1));
    set(object, "engine", json_string(result->flow ? PLANT_ENGINE_FLOW : PLANT_ENGINE));
    set(object, "model", json_string(plant_hash(arena, model)));
    set(object, "seed", json_string(seed));
    set(object, "fingerprint", json_string(fingerprint));
    set(object, "replications", json_integer(result->replications));
    set(object, "warmup_seconds", json_real((double)result->warmup / 1e6));
    set(object, "horizon_seconds", json_real((double)result->horizon / 1e6));
    set(object, "short", json_boolean(result->short_run));
    set(object, "remark",
        result->remark_ko == NULL ? json_null() : words(result->remark_ko, result->remark_en));
    arena_free(arena);
}

json_t *plant_result_write(const struct plant_model *model, const struct plant_options *options,
                           const struct plant_result *result)
{
    json_t *object = json_object();
    write_heading(object, model, options, result);
    set(object, "throughput_per_day", estimate(result->throughput));
    set(object, "orders_per_day", estimate(result->orders));
    set(object, "lead_mean_seconds", estimate(result->lead_mean));
    set(object, "lead_median_seconds", estimate(result->lead_median));
    set(object, "lead_p90_seconds", estimate(result->lead_p90));
    set(object, "wip_orders", estimate(result->wip));
    set(object, "scrap", estimate(result->scrap));
    set(object, "on_time", result->on_time.mean < 0 ? json_null() : estimate(result->on_time));
    set(object, "bottleneck", bottleneck(model, result));
    json_t *state_words = json_object(), *stations = json_array();
    for (int k = 0; k < plant_state_count(result); k++)
        set(state_words, states[k].name, words(states[k].ko, states[k].en));
    set(object, "state_names", state_words);
    for (size_t s = 0; s < model->station_count; s++)
        must(json_array_append_new(
                 stations, station(&model->stations[s], result, &result->stations[s])) == 0);
    set(object, "stations", stations);
    json_t *orders = json_object();
    set(orders, "entered", json_integer(result->entered));
    set(orders, "finished", json_integer(result->finished));
    set(orders, "lost", json_integer(result->lost));
    set(orders, "inside", json_integer(result->inside));
    if (result->flow)
        set(orders, "joined", json_integer(result->joined));
    set(object, "orders", orders);
    if (result->flow)
        write_flow(object, model, result);
    set(object, "course", course(result));
    set(object, "throughput_of_replication", numbers(result->throughput_of, result->replications));
    set(object, "lead_of_replication", numbers(result->lead_of, result->replications));
    return object;
}
