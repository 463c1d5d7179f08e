/* A sponsor that has no account yet asks; the operating body answers once. */
#include <inttypes.h>

#include "pact/pact.h"
#include "pact_queries_sql.h"

#define REASON REASON_DEFINE
#include "pact/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "pact/said.def"
#undef SAID

enum status pact_inquire(struct store_tx *tx, const struct pact_inquiry *inquiry, time_us now,
                         int64_t *ret_id, struct error *err)
{
    enum status st = people_check_text(inquiry->message, "/message", err);
    if (st == STATUS_OK)
        st = people_check_text(inquiry->contact, "/contact", err);
    if (st == STATUS_OK)
        st =
            store_number(tx, sql_inquiry_insert,
                         STORE_VALUES(v_text(inquiry->organisation), v_text(inquiry->contact),
                                      v_text(inquiry->email), v_text(inquiry->message), v_int(now)),
                         ret_id, err);
    return st;
}

enum status pact_inquiries(struct store_tx *tx, struct arena *arena,
                           struct pact_inquiries *ret_list, struct error *err)
{
    struct pact_inquiries list = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_inquiry_list, STORE_NONE, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct pact_inquiry){.id = store_int(rows, 0),
                                                        .organisation = store_text(rows, 1, arena),
                                                        .contact = store_text(rows, 2, arena),
                                                        .email = store_text(rows, 3, arena),
                                                        .message = store_text(rows, 4, arena),
                                                        .at = store_int(rows, 5),
                                                        .state = store_text(rows, 6, arena),
                                                        .organisation_id = store_int(rows, 7),
                                                        .note = store_text(rows, 8, arena),
                                                        .answered_at = store_int(rows, 9)};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

static enum status asked_by(struct store_tx *tx, struct arena *arena, int64_t id,
                            const char **ret_name, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_inquiry_name, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_OK)
        *ret_name = store_text(rows, 0, arena);
    return st;
}

enum status pact_answer(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, int64_t id, bool accept,
                        const char *note, time_us now, int64_t *ret_organisation_id,
                        struct error *err)
{
    struct people_organisation sponsor = {.kind = KIND_SPONSOR};
    int64_t organisation_id = 0, changed = 0;
    enum status st = asked_by(tx, arena, id, &sponsor.name, err);
    if (st == STATUS_OK && accept)
        st = people_organisation_add(tx, &sponsor, now, &organisation_id, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_inquiry_answer,
                       STORE_VALUES(v_int(id), v_text(accept ? "accepted" : "declined"),
                                    accept ? v_int(organisation_id) : v_null(), v_text(note),
                                    v_int(caller->user_id), v_int(now)),
                       &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL(err, PACT_ANSWERED, "inquiry %lld", (long long)id);
    if (st == STATUS_OK)
        *ret_organisation_id = organisation_id;
    return st;
}
