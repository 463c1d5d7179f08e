/* From a group of the book back to what it was booked for, and to who decided that. A decision is
 * written in the transaction of the group, so it has the same moment. */
#include <inttypes.h>

#include "kit/list.h"
#include "programme/programme_private.h"
#include "programme_cause_sql.h"

/* One row with an id and the bank's reference; 0 where there is none. */
static enum status find_thing(struct store_tx *tx, struct arena *arena, const char *sql,
                              const struct store_value *values, size_t count, const char *thing,
                              struct programme_cause *cause, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, values, count, &rows, err);
    if (st == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (st == STATUS_OK) {
        cause->thing = thing;
        cause->id = store_int(rows, 0);
        cause->bank_reference = store_text(rows, 1, arena);
    }
    store_done(&rows);
    return st;
}

static enum status find_agreement(struct store_tx *tx, struct arena *arena, int64_t id,
                                  struct programme_cause *cause, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_cause_agreement, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (st == STATUS_OK) {
        cause->agreement_id = id;
        cause->agreement = store_text(rows, 0, arena);
        cause->application_id = store_int(rows, 1);
    }
    store_done(&rows);
    return st;
}

enum status programme_cause(struct store_tx *tx, struct arena *arena,
                            const struct programme_moved *moved, struct programme_cause *ret_cause,
                            struct error *err)
{
    struct programme_cause cause = {.bank_reference = ""};
    const struct store_value group = v_blob(moved->group.bytes, sizeof moved->group.bytes);
    const struct store_value opened = v_blob(moved->opened.bytes, sizeof moved->opened.bytes);
    const struct store_value project = v_int(moved->project);
    enum status st = STATUS_OK;
    if (moved->project == 0)
        st = find_thing(tx, arena, sql_cause_contribution, STORE_VALUES(group, opened),
                        "contribution", &cause, err);
    else
        st = find_agreement(tx, arena, moved->project, &cause, err);
    if (st == STATUS_OK && cause.agreement_id != 0)
        st = find_thing(tx, arena, sql_cause_payment, STORE_VALUES(project, group, opened),
                        "payment", &cause, err);
    if (st == STATUS_OK && cause.agreement_id != 0 && cause.thing == NULL)
        st = find_thing(tx, arena, sql_cause_deposit, STORE_VALUES(project, v_int(moved->at)),
                        "deposit", &cause, err);
    if (st == STATUS_OK)
        *ret_cause = cause;
    return st;
}

enum status programme_decided(struct store_tx *tx, struct arena *arena, int64_t application_id,
                              time_us at, struct programme_decisions *ret_list, struct error *err)
{
    struct programme_decisions list = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_decisions_at,
                                 STORE_VALUES(v_int(application_id), v_int(at)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) =
            (struct programme_decision){.ref = store_int(rows, 0),
                                        .event = {.at = store_int(rows, 1),
                                                  .name = store_text(rows, 2, arena),
                                                  .organisation = store_text(rows, 3, arena),
                                                  .action = store_text(rows, 4, arena),
                                                  .note = store_text(rows, 5, arena)}};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status programme_decision_last(struct store_tx *tx, int64_t application_id, int64_t *ret_ref,
                                    struct error *err)
{
    return store_number(tx, sql_decision_last, STORE_VALUES(v_int(application_id)), ret_ref, err);
}
