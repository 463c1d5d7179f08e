/* From the type of a case to a model document. One table; a member of the case that its row does
 * not name makes the case not run, because what is not understood cannot be tested. */
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "selftest/selftest_private.h"

static void set(json_t *object, const char *name, json_t *value)
{
    must(value != NULL);
    must(json_object_set_new(object, name, value) == 0);
}

static void not_known(struct draft *draft, const char *format, const char *what)
{
    if (draft->why == NULL)
        draft->why = arena_format(draft->arena, "%s \"%.60s\"", format, what);
}

static double number_of(struct draft *draft, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_number(value) || !(json_number_value(value) >= 0)) {
        not_known(draft, "no number", name);
        return 1;
    }
    return json_number_value(value);
}

static double number_or(struct draft *draft, const json_t *object, const char *name, double none)
{
    return json_object_get(object, name) == NULL ? none : number_of(draft, object, name);
}

static int count_of(struct draft *draft, const char *name, int none)
{
    double number = number_or(draft, draft->model, name, none);
    if (number < 0 || number > 1000000 || number != (double)(int)number)
        not_known(draft, "no whole number", name);
    return (int)number;
}

/* A list of numbers, at most STATIONS_MAX. */
static size_t numbers_of(struct draft *draft, const json_t *list, const char *name, double *ret)
{
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count == 0 || count > STATIONS_MAX) {
        not_known(draft, "no list", name);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        ret[i] = json_number_value(json_array_get(list, i));
        if (!json_is_number(json_array_get(list, i)) || ret[i] < 0)
            not_known(draft, "no number in", name);
    }
    return count;
}

/* ---- laws ---- */

static json_t *law(struct draft *draft, double mean, const char *kind, const char *first, double a,
                   const char *second, double b)
{
    draft->unit = mean > draft->unit ? mean : draft->unit;
    json_t *object = json_object();
    set(object, "kind", json_string(kind));
    if (first != NULL)
        set(object, first, json_real(a));
    if (second != NULL)
        set(object, second, json_real(b));
    return object;
}

static json_t *exponential(struct draft *draft, double mean)
{
    return law(draft, mean, "exponential", "mean", mean, NULL, 0);
}

static json_t *constant(struct draft *draft, double value)
{
    return law(draft, value, "constant", "value", value, NULL, 0);
}

static double root(double x)
{
    double y = x > 1 ? x : 1;
    for (int i = 0; i < 60; i++)
        y = (y + x / y) / 2;
    return y;
}

/* One exponential law with chance p, else the other. */
static json_t *hyperexponential(struct draft *draft, const json_t *from)
{
    double means[STATIONS_MAX] = {1, 1}, p = number_of(draft, from, "p");
    if (numbers_of(draft, json_object_get(from, "means"), "means", means) != 2)
        not_known(draft, "not two", "means");
    json_t *made = law(draft, means[0] + means[1], "mixture", NULL, 0, NULL, 0);
    json_t *parts = json_array();
    for (int i = 0; i < 2; i++)
        must(json_array_append_new(parts, json_pack("{s:f, s:o}", "weight", i == 0 ? p : 1 - p,
                                                    "law", exponential(draft, means[i]))) == 0);
    set(made, "parts", parts);
    return made;
}

enum dist { EXPONENTIAL, CONSTANT, LOGNORMAL, GAMMA, ERLANG, UNIFORM, HYPER };

/* {"dist": ..., ...}; the mean is kept in *ret_mean. */
static json_t *law_of(struct draft *draft, const json_t *from, double *ret_mean)
{
    static const struct {
        const char *name;
        enum dist dist;
    } rows[] = {
        {"exp", EXPONENTIAL},        {"exponential", EXPONENTIAL}, {"constant", CONSTANT},
        {"deterministic", CONSTANT}, {"lognormal", LOGNORMAL},     {"gamma", GAMMA},
        {"erlang", ERLANG},          {"uniform", UNIFORM},         {"hyperexponential", HYPER}};
    const char *name = json_string_value(json_object_get(from, "dist"));
    size_t row = 0, count = sizeof rows / sizeof *rows;
    while (row < count && !text_same(rows[row].name, name))
        row++;
    if (row == count) {
        not_known(draft, "law", name == NULL ? "" : name);
        return constant(draft, 1);
    }
    enum dist dist = rows[row].dist;
    double mean = dist == CONSTANT ? number_of(draft, from, "value")
                  : dist == UNIFORM
                      ? (number_of(draft, from, "low") + number_of(draft, from, "high")) / 2
                  : dist == HYPER ? 1
                                  : number_of(draft, from, "mean");
    *ret_mean = mean;
    switch (dist) {
    case EXPONENTIAL:
        return exponential(draft, mean);
    case CONSTANT:
        return constant(draft, mean);
    case LOGNORMAL:
        return law(draft, mean, "lognormal", "mean", mean, "sd",
                   mean * root(number_of(draft, from, "scv")));
    case GAMMA:
        return law(draft, mean, "gamma", "mean", mean, "shape", 1 / number_of(draft, from, "scv"));
    case ERLANG:
        return law(draft, mean, "erlang", "mean", mean, "phases", number_of(draft, from, "phases"));
    case UNIFORM:
        return law(draft, mean, "uniform", "low", number_of(draft, from, "low"), "high",
                   number_of(draft, from, "high"));
    case HYPER:
        return hyperexponential(draft, from);
    }
    return constant(draft, 1);
}

/* ---- the parts of a document ---- */

static void add_item(struct draft *draft, const char *id)
{
    must(json_array_append_new(draft->items, json_pack("{s:s}", "id", id)) == 0);
}

static const char *station_id(const struct draft *draft, int number)
{
    return arena_format(draft->arena, "s%d", number);
}

/* Work for all items; a borrowed reference. */
static json_t *add_station(struct draft *draft, int machines, json_t *processing)
{
    json_t *station =
        json_pack("{s:s, s:i, s:[{s:o}]}", "id", station_id(draft, draft->station_count),
                  "machines", machines, "works", "processing", processing);
    must(station != NULL);
    must(json_array_append_new(draft->stations, station) == 0);
    draft->station_count++;
    return station;
}

/* From and to by number of a station; -1: entering, leaving. */
static void add_edge(struct draft *draft, const char *item, int from, int to, double probability)
{
    json_t *edge = json_pack("{s:f}", "probability", probability);
    if (item != NULL)
        set(edge, "item", json_string(item));
    if (from >= 0)
        set(edge, "from", json_string(station_id(draft, from)));
    if (to >= 0)
        set(edge, "to", json_string(station_id(draft, to)));
    must(json_array_append_new(draft->edges, edge) == 0);
}

static void add_chain(struct draft *draft)
{
    for (int s = 0; s <= draft->station_count; s++)
        add_edge(draft, NULL, s - 1, s < draft->station_count ? s : -1, 1);
}

static json_t *add_source(struct draft *draft, const char *kind, const char *item)
{
    json_t *source =
        json_pack("{s:s, s:s, s:{s:s, s:f}, s:[{s:s, s:f}]}", "id",
                  arena_format(draft->arena, "q%zu", json_array_size(draft->sources)), "kind", kind,
                  "quantity", "kind", "constant", "value", 1.0, "mix", "item", item, "weight", 1.0);
    must(source != NULL);
    must(json_array_append_new(draft->sources, source) == 0);
    return source;
}

static json_t *add_arrivals(struct draft *draft, const char *item, double rate)
{
    if (!(rate > 0)) {
        not_known(draft, "not above 0:", "arrival_rate");
        rate = 1;
    }
    json_t *source = add_source(draft, "random", item);
    set(source, "between", exponential(draft, 1 / rate));
    draft->rate += rate;
    return source;
}

/* {"mode": ..., "mttf": ..., "mttr": ..., "resume": true} */
static void add_failure(struct draft *draft, json_t *station, const json_t *failure)
{
    static const char *const modes[][2] = {{"operation-dependent", "operation"},
                                           {"time-dependent", "calendar"}};
    const char *mode = json_string_value(json_object_get(failure, "mode")), *clock = NULL;
    if (failure == NULL)
        return;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        clock = text_same(mode, modes[i][0]) ? modes[i][1] : clock;
    if (clock == NULL || !json_is_true(json_object_get(failure, "resume"))) {
        not_known(draft, "failure", mode == NULL ? "" : mode);
        return;
    }
    draft->fails_at_work = text_same(clock, "operation");
    set(station, "breakdowns",
        json_pack("[{s:s, s:s, s:o, s:o}]", "id", "failure", "clock", clock, "uptime",
                  exponential(draft, number_of(draft, failure, "mttf")), "repair",
                  exponential(draft, number_of(draft, failure, "mttr"))));
}

/* ---- one function a kind of system ---- */

/* Either {"service_rate": mu} or {"service": {...}}, of the model or of a class. */
static json_t *service_of(struct draft *draft, const json_t *from, double *ret_mean)
{
    const json_t *service = json_object_get(from, "service");
    if (service != NULL)
        return law_of(draft, service, ret_mean);
    double rate = number_of(draft, from, "service_rate");
    *ret_mean = rate > 0 ? 1 / rate : 1;
    return exponential(draft, *ret_mean);
}

static json_t *one_station(struct draft *draft, int servers)
{
    add_item(draft, "part");
    draft->servers = servers;
    json_t *station = add_station(draft, servers, service_of(draft, draft->model, &draft->service));
    add_chain(draft);
    return station;
}

/* Either {"arrival_rate": lambda} or {"arrival": {...}}: the law between two arrivals. */
static json_t *add_stream(struct draft *draft)
{
    const json_t *arrival = json_object_get(draft->model, "arrival");
    if (arrival == NULL)
        return add_arrivals(draft, "part", number_of(draft, draft->model, "arrival_rate"));
    double mean = 0;
    json_t *source = add_source(draft, "random", "part");
    set(source, "between", law_of(draft, arrival, &mean));
    return source;
}

static void queue(struct draft *draft)
{
    json_t *station = one_station(draft, count_of(draft, "servers", 1));
    add_failure(draft, station, json_object_get(draft->model, "failure"));
    (void)add_stream(draft);
}

/* Up to "batch" orders go together; none joins later. */
static void bulk(struct draft *draft)
{
    json_t *station = one_station(draft, 1);
    set(station, "batch_min", json_integer(1));
    set(station, "batch_max", json_integer(count_of(draft, "batch", 1)));
    (void)add_stream(draft);
}

/* With K places in all, as many as servers where K is not said. */
static void loss(struct draft *draft)
{
    int servers = count_of(draft, "servers", 1), places = count_of(draft, "K", servers);
    json_t *station = one_station(draft, servers);
    if (places < servers)
        not_known(draft, "fewer than servers:", "K");
    set(station, "queue_capacity", json_integer(places >= servers ? places - servers : 0));
    json_t *source = add_arrivals(draft, "part", number_of(draft, draft->model, "arrival_rate"));
    set(source, "when_full", json_string("lost"));
}

static void setup_queue(struct draft *draft)
{
    json_t *station = one_station(draft, 1), *model = json_object_get(draft->model, "setup");
    double mean = 0;
    json_t *work = json_array_get(json_object_get(station, "works"), 0);
    if (!text_same(json_string_value(json_object_get(model, "when")),
                   "first part of a busy period"))
        not_known(draft, "set-up", "when");
    set(work, "setup", law_of(draft, model, &mean));
    set(work, "setup_when", json_string("idle"));
    draft->begins = true;
    (void)add_arrivals(draft, "part", number_of(draft, draft->model, "arrival_rate"));
}

static void vacation_queue(struct draft *draft)
{
    json_t *station = one_station(draft, 1);
    double mean = 0;
    const json_t *vacation = json_object_get(draft->model, "vacation");
    const json_t *policy = json_object_get(draft->model, "policy");
    const char *kind =
        json_string_value(policy != NULL ? policy : json_object_get(vacation, "policy"));
    bool once = text_same(kind, "single");
    if (!once && !text_same(kind, "multiple"))
        not_known(draft, "vacation policy", kind == NULL ? "" : kind);
    set(station, "vacation", law_of(draft, vacation, &mean));
    set(station, "vacation_when", json_string(once ? "once" : "repeated"));
    (void)add_arrivals(draft, "part", number_of(draft, draft->model, "arrival_rate"));
}

/* What class `at` says: an entry of "classes" ({arrival_rate, service}), or of the lists
 * "arrival_rates" and "services", or, with "queues" equal ones, the model itself. */
static json_t *class_law(struct draft *draft, size_t at, double *ret_rate)
{
    const json_t *one = json_array_get(json_object_get(draft->model, "classes"), at);
    const json_t *rates = json_object_get(draft->model, "arrival_rates");
    double mean = 0;
    if (one == NULL && rates == NULL)
        one = draft->model;
    if (one != NULL) {
        *ret_rate = number_of(draft, one, "arrival_rate");
        return service_of(draft, one, &mean);
    }
    *ret_rate = json_number_value(json_array_get(rates, at));
    return law_of(draft, json_array_get(json_object_get(draft->model, "services"), at), &mean);
}

static size_t class_count(struct draft *draft)
{
    size_t listed = json_array_size(json_object_get(draft->model, "classes"));
    size_t rates = json_array_size(json_object_get(draft->model, "arrival_rates"));
    size_t equal = (size_t)count_of(draft, "queues", 0);
    if (listed + rates + equal == 0 || listed + rates + equal > STATIONS_MAX)
        not_known(draft, "no", "classes");
    if (rates > 0 && json_array_size(json_object_get(draft->model, "services")) != rates)
        not_known(draft, "as many as arrival_rates:", "services");
    return draft->why == NULL ? listed + rates + equal : 0;
}

/* Classes, the most urgent first where they differ in that. */
static void classes(struct draft *draft, bool urgent)
{
    size_t count = class_count(draft);
    json_t *station = add_station(draft, 1, constant(draft, 0)), *works = json_array();
    for (size_t i = 0; i < count; i++) {
        double rate = 0;
        const char *id = arena_format(draft->arena, "class%zu", i + 1);
        add_item(draft, id);
        json_t *processing = class_law(draft, i, &rate);
        must(json_array_append_new(works, json_pack("{s:s, s:f, s:o}", "item", id, "priority",
                                                    urgent ? (double)(count - i) : 0.0,
                                                    "processing", processing)) == 0);
        (void)add_arrivals(draft, id, rate);
    }
    set(station, "works", works);
    draft->servers = 1;
    add_chain(draft);
}

static void priority_queue(struct draft *draft)
{
    classes(draft, true);
    json_t *station = json_array_get(draft->stations, 0);
    set(station, "discipline", json_string("priority"));
    const json_t *preemptive = json_object_get(draft->model, "preemptive");
    const char *rule = json_string_value(json_object_get(draft->model, "discipline"));
    bool waits = json_is_false(preemptive) || text_same(rule, "non-preemptive");
    bool interrupts = json_is_true(preemptive) || text_same(rule, "preemptive-resume") ||
                      text_same(rule, "preemptive resume");
    if (waits == interrupts)
        not_known(draft, "neither waits nor interrupts and goes on:", "preemptive");
    set(station, "preempt", json_string(interrupts ? "resume" : "never"));
}

static void polling(struct draft *draft)
{
    classes(draft, false);
    double mean = 0;
    json_t *station = json_array_get(draft->stations, 0);
    const char *kind = json_string_value(json_object_get(draft->model, "discipline"));
    if (text_same(kind, "1-limited"))
        kind = "limited";
    if (!text_same(kind, "exhaustive") && !text_same(kind, "gated") && !text_same(kind, "limited"))
        not_known(draft, "polling discipline", kind == NULL ? "" : kind);
    set(station, "polling", json_string(kind == NULL ? "gated" : kind));
    set(station, "switchover", law_of(draft, json_object_get(draft->model, "switchover"), &mean));
}

/* How many servers station `at` of a network has: an entry of "servers", 1 where it is not said. */
static int servers_at(struct draft *draft, size_t at)
{
    const json_t *servers = json_object_get(draft->model, "servers");
    const json_t *one = json_array_get(servers, at);
    if (servers == NULL)
        return 1;
    if (!json_is_integer(one) || json_integer_value(one) < 1 || json_integer_value(one) > 1000) {
        not_known(draft, "no whole number for each station in", "servers");
        return 1;
    }
    return (int)json_integer_value(one);
}

static void jackson(struct draft *draft)
{
    double external[STATIONS_MAX] = {0}, mu[STATIONS_MAX] = {0}, row[STATIONS_MAX] = {0};
    size_t count =
        numbers_of(draft, json_object_get(draft->model, "external"), "external", external);
    const json_t *routing = json_object_get(draft->model, "routing");
    if (numbers_of(draft, json_object_get(draft->model, "mu"), "mu", mu) != count ||
        json_array_size(routing) != count) {
        not_known(draft, "as many as external:", "mu and routing");
        return;
    }
    double total = 0;
    for (size_t i = 0; i < count; i++)
        total += external[i];
    add_item(draft, "part");
    for (size_t i = 0; i < count; i++) {
        (void)add_station(draft, servers_at(draft, i),
                          exponential(draft, mu[i] > 0 ? 1 / mu[i] : 1));
        if (external[i] > 0)
            add_edge(draft, NULL, -1, (int)i, external[i] / total);
        if (numbers_of(draft, json_array_get(routing, i), "routing", row) != count)
            continue;
        double stays = 0;
        for (size_t to = 0; to < count; to++) {
            stays += row[to];
            if (row[to] > 0)
                add_edge(draft, NULL, (int)i, (int)to, row[to]);
        }
        if (stays < 1 - 1e-12)
            add_edge(draft, NULL, (int)i, -1, 1 - stays);
    }
    (void)add_arrivals(draft, "part", total);
}

static void closed(struct draft *draft)
{
    double means[STATIONS_MAX] = {0};
    size_t count =
        numbers_of(draft, json_object_get(draft->model, "service_mean"), "service_mean", means);
    add_item(draft, "part");
    for (size_t i = 0; i < count; i++)
        (void)add_station(draft, servers_at(draft, i), exponential(draft, means[i]));
    add_chain(draft);
    set(add_source(draft, "closed", "part"), "population",
        json_integer(count_of(draft, "population", 1)));
}

/* Machines at work are parts at the first station; broken ones queue for the repairmen. */
static void interference(struct draft *draft)
{
    int machines = count_of(draft, "machines", 1);
    add_item(draft, "machine");
    draft->servers = machines;
    (void)add_station(draft, machines, exponential(draft, number_of(draft, draft->model, "mttf")));
    (void)add_station(draft, count_of(draft, "repairmen", 1),
                      exponential(draft, number_of(draft, draft->model, "mttr")));
    add_chain(draft);
    set(add_source(draft, "closed", "machine"), "population", json_integer(machines));
}

/* The same as one station whose machines break down and wait for operators who repair. */
static void machine_repair(struct draft *draft)
{
    add_item(draft, "part");
    int machines = count_of(draft, "machines", 1);
    json_t *station = add_station(draft, machines, constant(draft, 1));
    double uptime = number_of(draft, draft->model, "mttf");
    double repair = number_of(draft, draft->model, "mttr");
    set(station, "breakdowns",
        json_pack("[{s:s, s:s, s:o, s:o}]", "id", "x", "clock", "operation", "uptime",
                  exponential(draft, uptime), "repair", exponential(draft, repair)));
    set(station, "needs", json_pack("[{s:s, s:[s]}]", "for", "repair", "operators", "repairman"));
    draft->operators =
        json_pack("[{s:s, s:i}]", "id", "repairman", "count", count_of(draft, "repairmen", 1));
    add_chain(draft);
    (void)add_source(draft, "saturated", "part");
}

/* Station `at` of a line: of "service_mean" (exponential, or as "dist" says), or "service": one law
 * for all or a list of them. */
static json_t *line_law(struct draft *draft, size_t at)
{
    const json_t *service = json_object_get(draft->model, "service");
    const char *dist = json_string_value(json_object_get(draft->model, "dist"));
    double mean =
        json_number_value(json_array_get(json_object_get(draft->model, "service_mean"), at));
    if (service != NULL)
        return law_of(draft, json_is_array(service) ? json_array_get(service, at) : service, &mean);
    if (dist == NULL || text_same(dist, "exp"))
        return exponential(draft, mean);
    if (!text_same(dist, "constant"))
        not_known(draft, "neither exp nor constant:", "dist");
    return constant(draft, mean);
}

/* A saturated line. */
static void line(struct draft *draft)
{
    double means[STATIONS_MAX] = {0}, buffers[STATIONS_MAX] = {0};
    const json_t *model = draft->model, *listed = json_object_get(model, "buffers");
    size_t count = json_array_size(listed) + 1;
    if (json_object_get(model, "service_mean") != NULL &&
        numbers_of(draft, json_object_get(model, "service_mean"), "service_mean", means) != count)
        not_known(draft, "one fewer than stations:", "buffers");
    if (json_is_array(json_object_get(model, "service")) &&
        json_array_size(json_object_get(model, "service")) != count)
        not_known(draft, "one more than buffers:", "service");
    if (count > 1)
        (void)numbers_of(draft, listed, "buffers", buffers);
    const char *blocking = json_string_value(json_object_get(model, "blocking"));
    bool before = text_same(blocking, "BBS");
    if (!before && !text_same(blocking, "BAS") && count > 1)
        not_known(draft, "neither BAS nor BBS:", "blocking");
    if (!text_same(json_string_value(json_object_get(model, "source")), "saturated"))
        not_known(draft, "not saturated:", "source");
    add_item(draft, "part");
    for (size_t i = 0; i < count && i < STATIONS_MAX; i++) {
        json_t *station = add_station(draft, 1, line_law(draft, i));
        if (i > 0)
            set(station, "queue_capacity", json_integer((json_int_t)buffers[i - 1]));
        if (before)
            set(station, "blocking", json_string("before"));
        add_failure(draft, station, json_object_get(model, "failure"));
    }
    add_chain(draft);
    (void)add_source(draft, "saturated", "part");
}

/* Feeders without end, each its own kind of part, into one station that joins one of each. */
static void assembly(struct draft *draft)
{
    double means[STATIONS_MAX] = {0};
    size_t count =
        numbers_of(draft, json_object_get(draft->model, "feeder_mean"), "feeder_mean", means);
    json_t *joins = json_array();
    for (size_t i = 0; i < count; i++) {
        const char *id = arena_format(draft->arena, "part%zu", i + 1);
        add_item(draft, id);
        (void)add_station(draft, 1, exponential(draft, means[i]));
        (void)add_source(draft, "saturated", id);
        add_edge(draft, id, -1, (int)i, 1);
        add_edge(draft, id, (int)i, (int)count, 1);
        must(json_array_append_new(joins, json_pack("{s:s, s:i}", "item", id, "count", 1)) == 0);
    }
    add_item(draft, "whole");
    json_t *station =
        add_station(draft, 1, exponential(draft, number_of(draft, draft->model, "assembly_mean")));
    set(station, "queue_capacity", json_integer(count_of(draft, "buffer", 1)));
    set(station, "joins", joins);
    set(station, "makes", json_string("whole"));
    add_edge(draft, "whole", (int)count, -1, 1);
}

/* ---- the table ---- */

enum { MEMBERS_MAX = 8 };

#define CLASSES                                                                                    \
    {                                                                                              \
        "classes", "arrival_rates", "services", "preemptive", "discipline"                         \
    }

static const struct {
    const char *type;
    void (*make)(struct draft *draft);
    const char *members[MEMBERS_MAX]; /* besides the type */
} rows[] = {
    {"M/M/1", queue, {"arrival_rate", "service_rate", "failure"}},
    {"M/M/c", queue, {"arrival_rate", "service_rate", "servers"}},
    {"M/D/1", queue, {"arrival_rate", "service"}},
    {"M/G/1", queue, {"arrival_rate", "service", "failure"}},
    {"G/M/1", queue, {"arrival", "service_rate"}},
    {"D/M/1", queue, {"arrival", "service_rate"}},
    {"G/G/1", queue, {"arrival", "service"}},
    {"M/M/c/c", loss, {"arrival_rate", "service_rate", "servers"}},
    {"M/M/1/K", loss, {"arrival_rate", "service_rate", "K"}},
    {"M/M/c/K", loss, {"arrival_rate", "service_rate", "servers", "K"}},
    {"M/M/1 bulk", bulk, {"arrival_rate", "service_rate", "batch"}},
    {"M/G/1 setup", setup_queue, {"arrival_rate", "service", "setup"}},
    {"M/G/1 vacation", vacation_queue, {"arrival_rate", "service", "vacation", "policy"}},
    {"M/M/1 priority", priority_queue, CLASSES},
    {"M/G/1 priority", priority_queue, CLASSES},
    {"polling",
     polling,
     {"classes", "arrival_rates", "services", "queues", "arrival_rate", "service", "switchover",
      "discipline"}},
    {"Jackson", jackson, {"external", "mu", "routing", "servers"}},
    {"closed", closed, {"service_mean", "population", "servers"}},
    {"machine interference", interference, {"machines", "repairmen", "mttf", "mttr"}},
    {"machine repair", machine_repair, {"machines", "repairmen", "mttf", "mttr"}},
    {"line", line, {"service_mean", "service", "buffers", "blocking", "source", "failure", "dist"}},
    {"assembly", assembly, {"feeder_mean", "assembly_mean", "buffer"}},
};

static bool members_known(struct draft *draft, size_t row)
{
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)draft->model, name, value) {
        bool known = strcmp(name, "type") == 0;
        for (size_t m = 0; m < MEMBERS_MAX && rows[row].members[m] != NULL; m++)
            known |= strcmp(rows[row].members[m], name) == 0;
        if (!known)
            not_known(draft, "member", name);
    }
    return draft->why == NULL;
}

bool types_draft(struct draft *draft, const char *type, json_t **ret_document)
{
    size_t row = 0, count = sizeof rows / sizeof *rows;
    while (row < count && !text_same(rows[row].type, type))
        row++;
    if (row == count) {
        not_known(draft, "type", type == NULL ? "" : type);
        return false;
    }
    if (!members_known(draft, row))
        return false;
    draft->items = json_array();
    draft->stations = json_array();
    draft->edges = json_array();
    draft->sources = json_array();
    rows[row].make(draft);
    json_t *document = json_pack(
        "{s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "format", "dure.model", "version", 2,
        "name", "self-test", "zone", "Asia/Seoul", "start", "2026-01-05", "items", draft->items,
        "stations", draft->stations, "edges", draft->edges, "sources", draft->sources);
    must(document != NULL);
    if (draft->operators != NULL)
        set(document, "operators", draft->operators);
    if (draft->why != NULL) {
        json_decref(document);
        return false;
    }
    *ret_document = document;
    return true;
}
