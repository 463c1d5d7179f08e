/* read.c -- boxes of an agreement: bound, listed, and their chains handed out as they came. */
#include <inttypes.h>
#include <string.h>

#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme.h"
#include "project/project.h"
#include "reports/reports_private.h"
#include "reports_queries_sql.h"

enum { LINES_BYTES_MAX = 256 << 20 };

enum status reports_bind(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t agreement_id,
                         int64_t device_key_id, time_us now, struct error *err)
{
    struct programme_agreement agreement = {0};
    struct people_device device = {0};
    int64_t bound = 0;
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK && agreement.active_at == 0)
        st = FAIL(err, PROJECT_NOT_ACTIVE, "agreement %.40s", agreement.number);
    if (st == STATUS_OK)
        st = people_device(tx, arena, device_key_id, &device, err);
    if (st == STATUS_OK && device.organisation_id != caller->organisation_id)
        st = FAIL_AT(err, PEOPLE_DEVICE_KEY, "/device_id", "no key of a device has this number");
    if (st == STATUS_OK)
        st = store_number(tx, sql_box_agreement, STORE_VALUES(v_int(device.post_id)), &bound, err);
    if (st == STATUS_OK)
        return bound == agreement_id
                   ? STATUS_OK
                   : FAIL_AT(err, REPORTS_BOUND, "/device_id", "\"%.60s\"", device.label);
    if (err->reason != &STORE_NO_ROW || device.post_id == 0)
        return st;
    st = store_run(tx, sql_box_insert,
                   STORE_VALUES(v_int(device.post_id), v_int(agreement_id), v_int(now),
                                v_int(caller->user_id)),
                   NULL, err);
    const struct journal_decision decision = {.kind = "agreement_box",
                                              .ref = device.post_id,
                                              .at = now,
                                              .person = caller->user_id,
                                              .post = device.post_id,
                                              .organisation = caller->organisation_id,
                                              .case_id = agreement.application_id,
                                              .action = "bind_box",
                                              .object = "agreement",
                                              .object_id = agreement_id,
                                              .name = caller->name};
    if (st == STATUS_OK)
        st = journal_decide(tx, &decision, err);
    if (st == STATUS_OK)
        st = windows_measure(tx, arena, agreement_id, now, err);
    return st;
}

enum status reports_boxes(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                          struct reports_boxes *ret_list, struct error *err)
{
    struct reports_boxes list = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(
        tx, sql_box_list, STORE_VALUES(v_int(agreement_id), v_int(REPORTS_LATE)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct reports_box *box = list_add(arena, &list);
        *box = (struct reports_box){.id = store_int(rows, 0),
                                    .name = store_text(rows, 1, arena),
                                    .since = store_int(rows, 2),
                                    .reports = store_int(rows, 3),
                                    .from = store_int(rows, 4),
                                    .to = store_int(rows, 5),
                                    .received_at = store_int(rows, 6),
                                    .covered_s = store_int(rows, 7),
                                    .gap_s = store_int(rows, 8),
                                    .typed_s = store_int(rows, 9),
                                    .late = store_int(rows, 10),
                                    .refused = store_int(rows, 11)};
        size_t size = 0;
        const void *hash = store_blob(rows, 12, arena, &size);
        if (size == sizeof box->hash.bytes)
            memcpy(box->hash.bytes, hash, size);
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status reports_chain(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                          int64_t box, int64_t after, int most, const char **ret_lines,
                          size_t *ret_size, struct error *err)
{
    must(most >= 1 && most <= REPORTS_PAGE_MAX);
    struct text lines = text_start(arena, LINES_BYTES_MAX);
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(
        tx, sql_bodies_of_box,
        STORE_VALUES(v_int(agreement_id), v_int(box), v_int(after), v_int(most)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        text_format(&lines, "%s\n", store_text(rows, 1, arena));
    store_done(&rows);
    if (st == STATUS_OK && text_cut(&lines))
        return FAIL(err, STORE_CHECK, "more than %d bytes of reports", LINES_BYTES_MAX);
    if (st == STATUS_OK) {
        *ret_size = lines.size;
        *ret_lines = text_string(&lines);
    }
    return st;
}

/* Whole seconds, as reports have them: valid from the first one on, revoked from the last one. */
static time_us whole(time_us when, bool up)
{
    return (when + (up ? TIME_SECOND - 1 : 0)) / TIME_SECOND * TIME_SECOND;
}

/* A key that went on with the chain of the one before it is valid from its first report. */
static void add_key(struct text *lines, struct arena *arena, const struct store_rows *rows)
{
    size_t size = 0;
    const void *key = store_blob(rows, 2, arena, &size);
    time_us from = store_int(rows, 3), revoked = store_int(rows, 4), first = store_int(rows, 5);
    json_t *line = json_object();
    must(json_object_set_new(line, "key_id",
                             json_string(arena_format(arena, "%" PRId64, store_int(rows, 0)))) ==
         0);
    must(json_object_set_new(line, "node", json_string(store_text(rows, 1, arena))) == 0);
    must(json_object_set_new(line, "public_key", json_string(hex_text(arena, key, size))) == 0);
    must(json_object_set_new(line, "revoked_at",
                             revoked == 0
                                 ? json_null()
                                 : json_string(time_text(arena, whole(revoked, false)))) == 0);
    must(json_object_set_new(line, "valid_from",
                             json_string(time_text(
                                 arena, whole(first != 0 && first < from ? first : from, true)))) ==
         0);
    text_format(lines, "%s\n", json_canonical(arena, line, NULL));
    json_decref(line);
}

enum status reports_keys(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                         int64_t box, const char **ret_lines, size_t *ret_size, struct error *err)
{
    struct text lines = text_start(arena, LINES_BYTES_MAX);
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_keys, STORE_VALUES(v_int(agreement_id), v_int(box)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        add_key(&lines, arena, rows);
    store_done(&rows);
    if (st == STATUS_OK) {
        *ret_size = lines.size;
        *ret_lines = text_string(&lines);
    }
    return st;
}
