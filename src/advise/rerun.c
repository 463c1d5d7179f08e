/* Run a plan again from its own document and compare every byte. */
#include <string.h>

#include "advise/advise_private.h"
#include "kit/text.h"

enum { WORD_MAX = 200 };

static enum status same_text(const struct json *object, const char *name, const char *is,
                             struct error *err)
{
    const char *was = NULL;
    enum status st = json_text(object, name, WORD_MAX, &was, err);
    if (st == STATUS_OK && !text_same(was, is))
        return FAIL_AT(err, ADVISE_OTHER, arena_format(object->arena, "%s/%s", object->place, name),
                       "the plan says \"%.80s\", here it is \"%.80s\"", was, is);
    return st;
}

static enum status same_hash(const struct json *plan, const char *name, const char *hash,
                             struct error *err)
{
    struct json source = {0};
    enum status st = json_get_object(plan, name, &source, err);
    return st != STATUS_OK ? st : same_text(&source, "hash", hash, err);
}

static enum status same_sources(const struct json *plan, const struct plant_model *model,
                                const struct advise_catalogue *catalogue,
                                const struct rules_document *rules, struct error *err)
{
    const char *format = NULL;
    int64_t version = 0;
    enum status st = json_as_object(plan, err);
    if (st == STATUS_OK)
        st = json_text(plan, "format", WORD_MAX, &format, err);
    if (st == STATUS_OK)
        st = json_int(plan, "version", INT32_MIN, INT32_MAX, &version, err);
    if (st == STATUS_OK && (!text_same(format, "dure.plan") || version != 1))
        return FAIL_AT(err, ADVISE_FORMAT, "/format", "\"%.40s\"", format);
    if (st == STATUS_OK)
        st = same_text(plan, "engine", plant_engine(model), err);
    if (st == STATUS_OK)
        st = same_text(plan, "model_hash", plant_hash(plan->arena, model), err);
    if (st == STATUS_OK)
        st = same_hash(plan, "catalogue", catalogue->hash, err);
    if (st == STATUS_OK && json_has(plan, "rules") != (rules != NULL))
        return FAIL_AT(err, ADVISE_OTHER, "/rules", "%s", "with rules there, without here, or so");
    if (st == STATUS_OK && rules != NULL)
        st = same_hash(plan, "rules", rules_hash(plan->arena, rules), err);
    return st;
}

/* The ranges are judged by advise_make(); here only what fits the members. */
static enum status read_request(const struct json *plan, struct advise_request *request,
                                struct error *err)
{
    struct json inner = {0};
    int64_t seed = 0, replications = 0, screened = 0, seconds = 0, stations = 0, options = 0;
    const struct {
        const struct json *from;
        const char *name;
        int64_t *to, max;
    } rows[] = {
        {plan, "budget", &request->budget.won, MONEY_MAX},
        {plan, "seed", &seed, INT64_C(1) << 53},
        {plan, "replications", &replications, ADVISE_REPLICATIONS_MAX},
        {&inner, "screen_replications", &screened, ADVISE_REPLICATIONS_MAX},
        {&inner, "horizon_seconds", &seconds, INT64_C(400000000)},
        {&inner, "stations", &stations, 20},
        {&inner, "options", &options, ADVISE_OPTIONS_MAX},
    };
    enum status st = json_get_object(plan, "request", &inner, err);
    for (size_t i = 0; st == STATUS_OK && i < sizeof rows / sizeof *rows; i++)
        st = json_int(rows[i].from, rows[i].name, 0, rows[i].max, rows[i].to, err);
    if (st == STATUS_OK)
        st = json_number(&inner, "pressure", 0, 10, &request->pressure, err);
    if (st == STATUS_OK)
        st = json_number(&inner, "margin_per_piece", 0, 1e12, &request->margin_per_piece, err);
    if (st == STATUS_OK)
        st = json_number(&inner, "sold_a_day_max", 0, 1e12, &request->sold_a_day_max, err);
    request->seed = (uint64_t)seed;
    request->replications = (int)replications;
    request->screen_replications = (int)screened;
    request->horizon = seconds * TIME_SECOND;
    request->stations = (int)stations;
    request->options = (int)options;
    return st;
}

/* Where the two canonical texts part, with a little of what stands before. */
static enum status compare(const char *was, size_t was_size, const char *is, size_t is_size,
                           struct error *err)
{
    size_t at = 0;
    while (at < was_size && at < is_size && was[at] == is[at])
        at++;
    if (at == was_size && at == is_size)
        return STATUS_OK;
    size_t from = at > 60 ? at - 60 : 0;
    return FAIL(err, ADVISE_DIFFERENT, "byte %zu, after: %.*s", at, (int)(at - from), was + from);
}

enum status advise_rerun(const struct plant_model *model, const struct advise_catalogue *catalogue,
                         const struct rules_document *rules, const char *bytes, size_t size,
                         int threads, struct advise_progress *progress, struct arena *arena,
                         struct error *err)
{
    SCOPED(json_cleanup) struct json document = {0};
    struct advise_request request = {.threads = threads, .progress = progress};
    struct advise_plan plan = {0};
    enum status st = json_read(arena, bytes, size, JSON_LIMITS_DOCUMENT, &document, err);
    if (st == STATUS_OK)
        st = same_sources(&document, model, catalogue, rules, err);
    if (st == STATUS_OK)
        st = read_request(&document, &request, err);
    if (st == STATUS_OK)
        st = advise_make(model, catalogue, rules, &request, arena, &plan, err);
    if (st != STATUS_OK)
        return st;
    size_t was_size = 0, is_size = 0;
    const char *was = json_canonical(arena, document.value, &was_size);
    json_t *again = advise_plan_write(arena, model, &plan);
    const char *is = json_canonical(arena, again, &is_size);
    json_decref(again);
    return compare(was, was_size, is, is_size, err);
}
