/* The plain members of the document in tables, so that reading and writing cannot disagree: each
 * row names a member, its kind and where its value stands in the struct. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "kit/must.h"
#include "plant/document_private.h"

static const char *const disciplines[] = {"fifo",           "spt",         "edd", "priority",
                                          "critical_ratio", "least_setup", NULL};
static const char *const setup_whens[] = {"never", "order", "change", "idle", NULL};
static const char *const source_kinds[] = {"saturated", "random", "scheduled", "closed", NULL};
static const char *const preempts[] = {"never", "resume", NULL};
static const char *const blockings[] = {"after", "before", NULL};
static const char *const vacation_whens[] = {"never", "repeated", "once", NULL};
static const char *const pollings[] = {"none", "exhaustive", "gated", "limited", NULL};
static const char *const when_fulls[] = {"wait", "lost", NULL};
static const char *const afters[] = {"resume", "restart", "scrap", NULL};
static const char *const tasks[] = {"process", "setup", "repair", "maintenance", NULL};
static const char *const upkeep_clocks[] = {"calendar", "work", "orders", NULL};
static const char *const upkeep_whens[] = {"finish", "interrupt", NULL};
static const char *const set_ups[] = {"no", "yes", NULL};
static const char *const pers[] = {"order", "piece", NULL};
static const char *const clocks[] = {"calendar", "operation", NULL};

#define AT(type, member) .offset = offsetof(struct type, member)

const struct document_field document_model[] = {
    {"name", FIELD_TEXT, AT(plant_model, name), .max = 200, .needed = true},
    {"zone", FIELD_TEXT, AT(plant_model, zone), .max = 60, .needed = true},
    {"start", FIELD_DAY, AT(plant_model, start), .needed = true},
    {"note", FIELD_TEXT, AT(plant_model, note), .max = 10000},
    {"revenue_per_piece", FIELD_NUMBER, AT(plant_model, revenue_per_piece), .max = 1e12},
    {0},
};

const struct document_field document_item[] = {
    {"id", FIELD_TEXT, AT(plant_item, id), .max = 80, .needed = true},
    {"name", FIELD_TEXT, AT(plant_item, name), .max = 200},
    {0},
};

const struct document_field document_calendar[] = {
    {"id", FIELD_TEXT, AT(plant_calendar, id), .max = 80, .needed = true},
    {0},
};

const struct document_field document_window[] = {
    {"from", FIELD_SECONDS, AT(plant_window, start), .max = 7 * 86400, .needed = true},
    {"to", FIELD_SECONDS, AT(plant_window, end), .max = 7 * 86400, .needed = true},
    {0},
};

const struct document_field document_work[] = {
    {"item", FIELD_ITEM, AT(plant_work, item)},
    {"processing", FIELD_LAW, AT(plant_work, processing), .needed = true},
    {"per", FIELD_FLAG, AT(plant_work, per_piece), .words = pers},
    {"setup", FIELD_LAW, AT(plant_work, setup)},
    {"setup_when", FIELD_WORD, AT(plant_work, setup_when), .words = setup_whens},
    {"transfer", FIELD_LAW, AT(plant_work, transfer)},
    {"transfer_power", FIELD_NUMBER, AT(plant_work, transfer_power), .max = 1},
    {"priority", FIELD_NUMBER, AT(plant_work, priority), .max = PLANT_PRIORITY_MAX, .since = 2},
    {0},
};

const struct document_field document_breakdown[] = {
    {"id", FIELD_TEXT, AT(plant_breakdown, id), .max = 80, .needed = true},
    {"clock", FIELD_FLAG, AT(plant_breakdown, operation_dependent), .words = clocks,
     .needed = true},
    {"uptime", FIELD_LAW, AT(plant_breakdown, uptime), .needed = true},
    {"repair", FIELD_LAW, AT(plant_breakdown, repair), .needed = true},
    {"after", FIELD_WORD, AT(plant_breakdown, after), .words = afters, .since = 2},
    {0},
};

const struct document_field document_station[] = {
    {"id", FIELD_TEXT, AT(plant_station, id), .max = 80, .needed = true},
    {"name", FIELD_TEXT, AT(plant_station, name), .max = 200},
    {"machines", FIELD_INT, AT(plant_station, machines), .min = 1, .max = PLANT_MACHINES_MAX,
     .needed = true},
    {"calendar", FIELD_CALENDAR, AT(plant_station, calendar)},
    {"queue_capacity", FIELD_INT64_OR_NONE, AT(plant_station, queue_capacity),
     .max = PLANT_INSIDE_MAX},
    {"discipline", FIELD_WORD, AT(plant_station, discipline), .words = disciplines},
    {"scrap", FIELD_NUMBER, AT(plant_station, scrap), .max = PLANT_SCRAP_MAX},
    {"defects", FIELD_NUMBER, AT(plant_station, defects), .max = PLANT_SCRAP_MAX, .since = 2},
    {"detects", FIELD_NUMBER, AT(plant_station, detects), .max = 1, .since = 2},
    {"x", FIELD_NUMBER, AT(plant_station, x), .min = -1e6, .max = 1e6},
    {"y", FIELD_NUMBER, AT(plant_station, y), .min = -1e6, .max = 1e6},
    {"batch_min", FIELD_INT, AT(plant_station, batch_min), .max = PLANT_BATCH_MAX, .since = 2,
     .sparse = true},
    {"batch_max", FIELD_INT, AT(plant_station, batch_max), .max = PLANT_BATCH_MAX, .since = 2,
     .sparse = true},
    {"batch_wait", FIELD_SECONDS_OR_NONE, AT(plant_station, batch_wait), .max = PLANT_SECONDS_MAX,
     .since = 2},
    {"preempt", FIELD_WORD, AT(plant_station, preempt), .words = preempts, .since = 2},
    {"blocking", FIELD_WORD, AT(plant_station, blocking), .words = blockings, .since = 2},
    {"vacation_when", FIELD_WORD, AT(plant_station, vacation_when), .words = vacation_whens,
     .since = 2},
    {"vacation", FIELD_LAW, AT(plant_station, vacation), .since = 2},
    {"polling", FIELD_WORD, AT(plant_station, polling), .words = pollings, .since = 2},
    {"switchover", FIELD_LAW, AT(plant_station, switchover), .since = 2},
    {"makes", FIELD_ITEM, AT(plant_station, makes), .since = 2},
    {0},
};

const struct document_field document_path[] = {
    {"item", FIELD_ITEM, AT(plant_path, item), .needed = true},
    {"weight", FIELD_NUMBER, AT(plant_path, weight), .max = PLANT_NUMBER_MAX, .needed = true},
    {0},
};

const struct document_field document_step[] = {
    {"station", FIELD_STATION, AT(plant_step, station), .needed = true},
    {0},
};

const struct document_field document_edge[] = {
    {"item", FIELD_ITEM, AT(plant_edge, item)},
    {"from", FIELD_STATION, AT(plant_edge, from)},
    {"to", FIELD_STATION, AT(plant_edge, to)},
    {"probability", FIELD_NUMBER, AT(plant_edge, probability), .max = 1, .needed = true},
    {0},
};

const struct document_field document_source[] = {
    {"id", FIELD_TEXT, AT(plant_source, id), .max = 80, .needed = true},
    {"kind", FIELD_WORD, AT(plant_source, kind), .words = source_kinds, .needed = true},
    {"calendar", FIELD_CALENDAR, AT(plant_source, calendar)},
    {0},
};

/* Of saturated and random sources only. */
const struct document_field document_flow[] = {
    {"quantity", FIELD_LAW, AT(plant_source, quantity), .needed = true},
    {0},
};

/* Of random sources only. */
const struct document_field document_arrivals[] = {
    {"between", FIELD_LAW, AT(plant_source, between), .needed = true},
    {"when_full", FIELD_FLAG, AT(plant_source, turns_away), .words = when_fulls, .since = 2},
    {0},
};

/* Of closed sources only. */
const struct document_field document_closed[] = {
    {"population", FIELD_INT64, AT(plant_source, population), .min = 1, .max = PLANT_INSIDE_MAX,
     .needed = true, .since = 2},
    {0},
};

const struct document_field document_setup[] = {
    {"from", FIELD_ITEM, AT(plant_setup, from)},
    {"to", FIELD_ITEM, AT(plant_setup, to), .needed = true},
    {"setup", FIELD_LAW, AT(plant_setup, setup), .needed = true},
    {0},
};

const struct document_field document_join[] = {
    {"item", FIELD_ITEM, AT(plant_join, item), .needed = true},
    {"count", FIELD_INT64, AT(plant_join, count), .min = 1, .max = 1000, .needed = true},
    {0},
};

const struct document_field document_operators[] = {
    {"id", FIELD_TEXT, AT(plant_operators, id), .max = 80, .needed = true},
    {"name", FIELD_TEXT, AT(plant_operators, name), .max = 200},
    {"count", FIELD_INT, AT(plant_operators, count), .min = 1, .max = PLANT_PEOPLE_MAX,
     .needed = true},
    {"calendar", FIELD_CALENDAR, AT(plant_operators, calendar)},
    {0},
};

const struct document_field document_need[] = {
    {"for", FIELD_WORD, AT(plant_need, task), .words = tasks, .needed = true},
    {"priority", FIELD_NUMBER, AT(plant_need, priority), .max = PLANT_PRIORITY_MAX},
    {0},
};

const struct document_field document_upkeep[] = {
    {"id", FIELD_TEXT, AT(plant_upkeep, id), .max = 80, .needed = true},
    {"clock", FIELD_WORD, AT(plant_upkeep, clock), .words = upkeep_clocks, .needed = true},
    {"every", FIELD_NUMBER, AT(plant_upkeep, every), .max = PLANT_NUMBER_MAX, .needed = true},
    {"lasts", FIELD_LAW, AT(plant_upkeep, lasts), .needed = true},
    {"when", FIELD_FLAG, AT(plant_upkeep, interrupts), .words = upkeep_whens, .needed = true},
    {0},
};

const struct document_field document_initial[] = {
    {"station", FIELD_STATION, AT(plant_initial, station), .needed = true},
    {"item", FIELD_ITEM, AT(plant_initial, item), .needed = true},
    {"count", FIELD_INT64, AT(plant_initial, count), .max = PLANT_INSIDE_MAX, .needed = true},
    {"quantity", FIELD_INT64, AT(plant_initial, quantity), .min = 1, .max = 1e9, .needed = true},
    {"path", FIELD_PATH, AT(plant_initial, path)},
    {"set_up", FIELD_FLAG, AT(plant_initial, set_up), .words = set_ups},
    {0},
};

const struct document_field document_share[] = {
    {"item", FIELD_ITEM, AT(plant_share, item), .needed = true},
    {"weight", FIELD_NUMBER, AT(plant_share, weight), .max = PLANT_NUMBER_MAX, .needed = true},
    {0},
};

const struct document_field document_order[] = {
    {"id", FIELD_TEXT, AT(plant_order, id), .max = 80},
    {"at", FIELD_SECONDS, AT(plant_order, at), .max = PLANT_SECONDS_MAX, .needed = true},
    {"item", FIELD_ITEM, AT(plant_order, item), .needed = true},
    {"quantity", FIELD_INT64, AT(plant_order, quantity), .min = 1, .max = 1e9, .needed = true},
    {"due", FIELD_SECONDS_OR_NONE, AT(plant_order, due), .max = PLANT_SECONDS_MAX},
    {"path", FIELD_PATH, AT(plant_order, path)},
    {0},
};

#define LAW(member) offsetof(struct plant_law, member)

const struct document_law document_laws[] = {
    [PLANT_CONSTANT] = {"constant", {{"value", LAW(a)}}},
    [PLANT_UNIFORM] = {"uniform", {{"low", LAW(a)}, {"high", LAW(b)}}},
    [PLANT_TRIANGULAR] = {"triangular", {{"low", LAW(a)}, {"mode", LAW(b)}, {"high", LAW(c)}}},
    [PLANT_EXPONENTIAL] = {"exponential", {{"mean", LAW(a)}}},
    [PLANT_GAMMA] = {"gamma", {{"mean", LAW(a)}, {"shape", LAW(b)}}},
    [PLANT_WEIBULL] = {"weibull", {{"scale", LAW(a)}, {"shape", LAW(b)}}},
    [PLANT_LOGNORMAL] = {"lognormal", {{"mean", LAW(a)}, {"sd", LAW(b)}}},
    [PLANT_EMPIRICAL] = {"empirical", {{NULL, 0}}},
    [PLANT_PERT] = {"pert", {{"low", LAW(a)}, {"mode", LAW(b)}, {"high", LAW(c)}}},
    [PLANT_ERLANG] = {"erlang", {{"mean", LAW(a)}, {"phases", LAW(b)}}},
    [PLANT_NORMAL] = {"normal", {{"mean", LAW(a)}, {"sd", LAW(b)}}},
    [PLANT_LOGLOGISTIC] = {"loglogistic", {{"median", LAW(a)}, {"shape", LAW(b)}}},
    [PLANT_BERNOULLI] = {"bernoulli", {{"value", LAW(a)}, {"chance", LAW(b)}}},
    [PLANT_GEOMETRIC] = {"geometric", {{"chance", LAW(a)}}},
    [PLANT_BINOMIAL] = {"binomial", {{"tries", LAW(a)}, {"chance", LAW(b)}}},
    [PLANT_POISSON] = {"poisson", {{"mean", LAW(a)}}},
    [PLANT_TRACE] = {"trace", {{NULL, 0}}},
    [PLANT_MIXTURE] = {"mixture", {{NULL, 0}}},
};
