/* Reports: read strictly, written canonically, signed; and the chain that they make. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "evidence/evidence.h"
#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "evidence/reasons.def"
#undef REASON

static const char *const causes[] = {
#define CAUSE(id, name) name,
#include "evidence/causes.def"
#undef CAUSE
};

static const struct json_limits limits = {.bytes_max = EVIDENCE_BYTES_MAX, .depth_max = 4};
static const int64_t pieces_max = INT64_C(1000000000), day_s = 86400;

/* ---- reading ---- */

/* "2026-09-21T00:00:00Z" and nothing else, so that texts sort as times. */
static enum status read_time(const struct json *object, const char *name, time_us *ret_when,
                             struct error *err)
{
    const char *text = NULL;
    enum status st = json_text(object, name, 20, &text, err);
    if (st == STATUS_OK)
        st = time_parse(text, ret_when, err);
    if (st == STATUS_OK && (strlen(text) != 20 || text[19] != 'Z' || *ret_when < 0))
        return FAIL_AT(err, EVIDENCE_FORM, object->place, "%s: whole seconds of UTC are wanted",
                       name);
    return st;
}

static enum status read_hex(const struct json *object, const char *name, void *bytes, size_t size,
                            struct error *err)
{
    const char *text = NULL;
    enum status st = json_text(object, name, 2 * size, &text, err);
    if (st == STATUS_OK && !hex_read(text, bytes, size))
        return FAIL_AT(err, EVIDENCE_FORM, object->place, "%s: %zu hexadecimal digits are wanted",
                       name, 2 * size);
    return st;
}

static enum status read_span(const struct json *object, time_us *from, time_us *to,
                             struct error *err)
{
    enum status st = read_time(object, "from", from, err);
    if (st == STATUS_OK)
        st = read_time(object, "to", to, err);
    if (st == STATUS_OK && *to <= *from)
        return FAIL_AT(err, EVIDENCE_TIME, object->place, "it ends before it begins");
    return st;
}

static enum status read_interval(const struct json *object, struct evidence_interval *interval,
                                 struct error *err)
{
    static const char *const members[] = {"from",      "to",        "good",      "scrap",
                                          "running_s", "stopped_s", "planned_s", "covered_s",
                                          "source",    NULL};
    const struct {
        const char *name;
        int64_t max, *number;
    } numbers[] = {
        {"good", pieces_max, &interval->good},      {"scrap", pieces_max, &interval->scrap},
        {"running_s", day_s, &interval->running_s}, {"stopped_s", day_s, &interval->stopped_s},
        {"planned_s", day_s, &interval->planned_s}, {"covered_s", day_s, &interval->covered_s}};
    const char *source = NULL;
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = read_span(object, &interval->from, &interval->to, err);
    for (size_t i = 0; st == STATUS_OK && i < sizeof numbers / sizeof *numbers; i++)
        st = json_int(object, numbers[i].name, 0, numbers[i].max, numbers[i].number, err);
    if (st == STATUS_OK)
        st = json_text(object, "source", 10, &source, err);
    if (st != STATUS_OK)
        return st;
    interval->typed = text_same(source, "typed");
    if (!interval->typed && !text_same(source, "measured"))
        return FAIL_AT(err, EVIDENCE_FORM, object->place, "source is measured or typed");
    int64_t seconds = (interval->to - interval->from) / TIME_SECOND;
    if (interval->running_s + interval->stopped_s != interval->covered_s ||
        interval->covered_s > seconds || interval->planned_s > seconds)
        return FAIL_AT(err, EVIDENCE_NUMBERS, object->place, "in %" PRId64 " s", seconds);
    return STATUS_OK;
}

static enum status read_gap(const struct json *object, struct evidence_gap *gap, struct error *err)
{
    static const char *const members[] = {"from", "to", "cause", NULL};
    const char *cause = NULL;
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = read_span(object, &gap->from, &gap->to, err);
    if (st == STATUS_OK)
        st = json_text(object, "cause", 20, &cause, err);
    for (size_t i = 0; st == STATUS_OK && i < EVIDENCE_CAUSE_COUNT; i++)
        if (text_same(cause, causes[i])) {
            gap->cause = (enum evidence_cause)i;
            return STATUS_OK;
        }
    return st == STATUS_OK ? FAIL_AT(err, EVIDENCE_FORM, object->place, "no such cause") : st;
}

static enum status read_typed(const struct json *object, struct evidence_typed *typed,
                              struct error *err)
{
    static const char *const members[] = {"at", "name", "unit", "by", "value", NULL};
    enum status st = json_only(object, members, err);
    if (st == STATUS_OK)
        st = read_time(object, "at", &typed->at, err);
    if (st == STATUS_OK)
        st = json_text(object, "name", EVIDENCE_NAME_MAX, &typed->name, err);
    if (st == STATUS_OK)
        st = json_text(object, "unit", EVIDENCE_NAME_MAX, &typed->unit, err);
    if (st == STATUS_OK)
        st = json_text(object, "by", EVIDENCE_NAME_MAX, &typed->by, err);
    if (st == STATUS_OK)
        st = json_number(object, "value", -1e15, 1e15, &typed->value, err);
    return st;
}

static enum status read_lists(struct arena *arena, const struct json *document,
                              struct evidence_report *report, struct error *err)
{
    struct json intervals, gaps, typed;
    enum status st = json_get_array(document, "intervals", EVIDENCE_PARTS_MAX, &intervals, err);
    if (st == STATUS_OK)
        st = json_get_array(document, "gaps", EVIDENCE_PARTS_MAX, &gaps, err);
    if (st == STATUS_OK)
        st = json_get_array(document, "typed", EVIDENCE_PARTS_MAX, &typed, err);
    if (st != STATUS_OK)
        return st;
    report->intervals = arena_array(arena, json_count(&intervals), sizeof *report->intervals);
    report->gaps = arena_array(arena, json_count(&gaps), sizeof *report->gaps);
    report->typed = arena_array(arena, json_count(&typed), sizeof *report->typed);
    for (; st == STATUS_OK && report->interval_count < json_count(&intervals);
         report->interval_count++) {
        struct json item = json_item(&intervals, report->interval_count);
        st = read_interval(&item, &report->intervals[report->interval_count], err);
    }
    for (; st == STATUS_OK && report->gap_count < json_count(&gaps); report->gap_count++) {
        struct json item = json_item(&gaps, report->gap_count);
        st = read_gap(&item, &report->gaps[report->gap_count], err);
    }
    for (; st == STATUS_OK && report->typed_count < json_count(&typed); report->typed_count++) {
        struct json item = json_item(&typed, report->typed_count);
        st = read_typed(&item, &report->typed[report->typed_count], err);
    }
    return st;
}

static enum status read_head(const struct json *document, struct evidence_report *report,
                             struct error *err)
{
    static const char *const members[] = {
        "format",    "version", "site",  "node",      "line",     "sequence", "from",      "to",
        "intervals", "gaps",    "typed", "data_hash", "previous", "key_id",   "signature", NULL};
    const struct {
        const char *name, **text;
    } texts[] = {{"site", &report->site},
                 {"node", &report->node},
                 {"line", &report->line},
                 {"key_id", &report->key_id}};
    const char *format = NULL;
    int64_t version = 0;
    enum status st = json_only(document, members, err);
    if (st == STATUS_OK)
        st = json_text(document, "format", 40, &format, err);
    if (st == STATUS_OK && !text_same(format, "dure.evidence"))
        st = FAIL_AT(err, EVIDENCE_FORM, "/format", "\"%.40s\"", format);
    if (st == STATUS_OK)
        st = json_int(document, "version", 1, 1, &version, err);
    for (size_t i = 0; st == STATUS_OK && i < sizeof texts / sizeof *texts; i++) {
        st = json_text(document, texts[i].name, EVIDENCE_NAME_MAX, texts[i].text, err);
        if (st == STATUS_OK && (*texts[i].text)[0] == '\0')
            st = FAIL_AT(err, EVIDENCE_FORM, "", "%s is empty", texts[i].name);
    }
    if (st == STATUS_OK)
        st = json_int(document, "sequence", 1, INT64_C(1) << 52, &report->sequence, err);
    if (st == STATUS_OK)
        st = read_span(document, &report->from, &report->to, err);
    if (st == STATUS_OK)
        st = read_hex(document, "data_hash", report->data.bytes, 32, err);
    if (st == STATUS_OK)
        st = read_hex(document, "signature", report->signature, 64, err);
    report->has_previous = json_has(document, "previous");
    if (st == STATUS_OK && report->has_previous)
        st = read_hex(document, "previous", report->previous.bytes, 32, err);
    if (st == STATUS_OK && report->has_previous != (report->sequence > 1))
        st = FAIL_AT(err, EVIDENCE_FORM, "/previous", "all reports but the first have one");
    return st;
}

/* Every second once: intervals and gaps, both in order, are merged along the report's time. */
static enum status check_time(const struct evidence_report *report, struct error *err)
{
    time_us at = report->from;
    size_t interval = 0, gap = 0;
    while (interval < report->interval_count || gap < report->gap_count) {
        if (interval < report->interval_count && report->intervals[interval].from == at)
            at = report->intervals[interval++].to;
        else if (gap < report->gap_count && report->gaps[gap].from == at)
            at = report->gaps[gap++].to;
        else
            return FAIL_AT(err, EVIDENCE_TIME,
                           interval < report->interval_count ? "/intervals" : "/gaps",
                           "after interval %zu and gap %zu", interval, gap);
    }
    if (at != report->to)
        return FAIL_AT(err, EVIDENCE_TIME, "/to", "the last of them does not end there");
    return STATUS_OK;
}

enum status evidence_read(struct arena *arena, const char *bytes, size_t size,
                          struct evidence_report *ret_report, struct error *err)
{
    SCOPED(json_cleanup) struct json document = {0};
    struct evidence_report report = {0};
    enum status st = json_read(arena, bytes, size, limits, &document, err);
    if (st == STATUS_OK)
        st = read_head(&document, &report, err);
    if (st == STATUS_OK)
        st = read_lists(arena, &document, &report, err);
    if (st == STATUS_OK)
        st = check_time(&report, err);
    if (st != STATUS_OK)
        return st;
    const char *canonical = evidence_write(arena, &report, true);
    if (strlen(canonical) != size || memcmp(canonical, bytes, size) != 0)
        return FAIL_AT(err, EVIDENCE_FORM, "", "it is not in canonical form (RFC 8785)");
    *ret_report = report;
    return STATUS_OK;
}

/* ---- writing ---- */

static void put(json_t *object, const char *name, json_t *value)
{
    must(json_object_set_new(object, name, value) == 0);
}

static void put_time(struct arena *arena, json_t *object, const char *name, time_us when)
{
    put(object, name, json_string(time_text(arena, when)));
}

static void put_hex(struct arena *arena, json_t *object, const char *name, const void *bytes,
                    size_t size)
{
    put(object, name, json_string(hex_text(arena, bytes, size)));
}

static json_t *write_interval(struct arena *arena, const struct evidence_interval *interval)
{
    json_t *object = json_object();
    put_time(arena, object, "from", interval->from);
    put_time(arena, object, "to", interval->to);
    put(object, "good", json_integer(interval->good));
    put(object, "scrap", json_integer(interval->scrap));
    put(object, "running_s", json_integer(interval->running_s));
    put(object, "stopped_s", json_integer(interval->stopped_s));
    put(object, "planned_s", json_integer(interval->planned_s));
    put(object, "covered_s", json_integer(interval->covered_s));
    put(object, "source", json_string(interval->typed ? "typed" : "measured"));
    return object;
}

static json_t *write_gap(struct arena *arena, const struct evidence_gap *gap)
{
    json_t *object = json_object();
    put_time(arena, object, "from", gap->from);
    put_time(arena, object, "to", gap->to);
    put(object, "cause", json_string(causes[gap->cause]));
    return object;
}

static json_t *write_typed(struct arena *arena, const struct evidence_typed *typed)
{
    json_t *object = json_object();
    put_time(arena, object, "at", typed->at);
    put(object, "name", json_string(typed->name));
    put(object, "unit", json_string(typed->unit));
    put(object, "by", json_string(typed->by));
    put(object, "value", json_real(typed->value));
    return object;
}

const char *evidence_write(struct arena *arena, const struct evidence_report *report,
                           bool with_signature)
{
    json_t *document = json_object(), *intervals = json_array(), *gaps = json_array(),
           *typed = json_array();
    for (size_t i = 0; i < report->interval_count; i++)
        must(json_array_append_new(intervals, write_interval(arena, &report->intervals[i])) == 0);
    for (size_t i = 0; i < report->gap_count; i++)
        must(json_array_append_new(gaps, write_gap(arena, &report->gaps[i])) == 0);
    for (size_t i = 0; i < report->typed_count; i++)
        must(json_array_append_new(typed, write_typed(arena, &report->typed[i])) == 0);
    put(document, "format", json_string("dure.evidence"));
    put(document, "version", json_integer(1));
    put(document, "site", json_string(report->site));
    put(document, "node", json_string(report->node));
    put(document, "line", json_string(report->line));
    put(document, "sequence", json_integer(report->sequence));
    put_time(arena, document, "from", report->from);
    put_time(arena, document, "to", report->to);
    put(document, "intervals", intervals);
    put(document, "gaps", gaps);
    put(document, "typed", typed);
    put_hex(arena, document, "data_hash", report->data.bytes, 32);
    if (report->has_previous)
        put_hex(arena, document, "previous", report->previous.bytes, 32);
    else
        put(document, "previous", json_null());
    put(document, "key_id", json_string(report->key_id));
    if (with_signature)
        put_hex(arena, document, "signature", report->signature, 64);
    const char *text = json_canonical(arena, document, NULL);
    json_decref(document);
    return text;
}

void evidence_sign(struct evidence_report *report, const uint8_t secret_key[64])
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("evidence", 64 << 20);
    bytes_start();
    const char *text = evidence_write(arena, report, false);
    (void)crypto_sign_detached(report->signature, NULL, (const uint8_t *)text, strlen(text),
                               secret_key);
}

/* ---- the chain ---- */

static enum status check_key(struct arena *arena, const struct evidence_key *keys, size_t key_count,
                             const struct evidence_report *report, struct error *err)
{
    const struct evidence_key *key = NULL;
    for (size_t i = 0; i < key_count && key == NULL; i++)
        if (text_same(keys[i].id, report->key_id) && text_same(keys[i].node, report->node))
            key = &keys[i];
    if (key == NULL)
        return FAIL_AT(err, EVIDENCE_KEY, "/key_id", "\"%.80s\" of box \"%.80s\"", report->key_id,
                       report->node);
    if (report->from < key->valid_from || (key->revoked_at != 0 && report->to > key->revoked_at))
        return FAIL_AT(err, EVIDENCE_KEY_TIME, "/key_id", "valid from %s to %s",
                       time_text(arena, key->valid_from),
                       key->revoked_at == 0 ? "now" : time_text(arena, key->revoked_at));
    const char *text = evidence_write(arena, report, false);
    if (crypto_sign_verify_detached(report->signature, (const uint8_t *)text, strlen(text),
                                    key->public_key) != 0)
        return FAIL_AT(err, EVIDENCE_SIGNATURE, "/signature", "report %" PRId64, report->sequence);
    return STATUS_OK;
}

static enum status check_next(const struct evidence_chain *chain,
                              const struct evidence_report *report, struct error *err)
{
    if (chain->sequence > 0 && !text_same(report->node, chain->node))
        return FAIL_AT(err, EVIDENCE_CHAIN, "/node", "the chain is of \"%.80s\"", chain->node);
    if (report->sequence <= chain->sequence)
        return FAIL_AT(err, EVIDENCE_AGAIN, "/sequence", "%" PRId64 ", and %" PRId64 " is here",
                       report->sequence, chain->sequence);
    if (report->sequence > chain->sequence + 1)
        return FAIL_AT(err, EVIDENCE_MISSING, "/sequence", "%" PRId64 " comes after %" PRId64,
                       report->sequence, chain->sequence);
    if (chain->sequence > 0 && !hash_same(&report->previous, &chain->hash))
        return FAIL_AT(err, EVIDENCE_CHAIN, "/previous", "before report %" PRId64,
                       report->sequence);
    if (chain->sequence > 0 && report->from != chain->to)
        return FAIL_AT(err, EVIDENCE_TIME, "/from", "the report before it ended at another time");
    return STATUS_OK;
}

enum status evidence_take(struct arena *arena, struct evidence_chain *chain,
                          const struct evidence_key *keys, size_t key_count, const char *bytes,
                          size_t size, struct evidence_report *ret_report, struct error *err)
{
    struct evidence_report report;
    bytes_start();
    enum status st = evidence_read(arena, bytes, size, &report, err);
    if (st == STATUS_OK)
        st = check_key(arena, keys, key_count, &report, err);
    if (st == STATUS_OK)
        st = check_next(chain, &report, err);
    if (st != STATUS_OK)
        return st;
    chain->sequence = report.sequence;
    chain->to = report.to;
    chain->hash = hash_of_bytes(bytes, size);
    (void)snprintf(chain->node, sizeof chain->node, "%s", report.node);
    *ret_report = report;
    return STATUS_OK;
}
