/* Recruitment: whom to tell of a call, who was told when by whom, and what they answered. Nobody is
 * told against his word: the newest consent of a firm counts, at the telling too. */
#include <string.h>

#include "kit/text.h"
#include "notice/notice.h"
#include "notice_outreach_sql.h"

enum status notice_consent_give(struct store_tx *tx, const struct people_caller *caller, bool given,
                                time_us now, struct error *err)
{
    return store_run(tx, sql_consent_insert,
                     STORE_VALUES(v_int(caller->organisation_id), v_int(caller->user_id),
                                  v_int(given), v_int(now)),
                     NULL, err);
}

enum status notice_consent(struct store_tx *tx, int64_t organisation_id, bool *ret_given,
                           struct error *err)
{
    int64_t given = 0;
    enum status st =
        store_number(tx, sql_consent_newest, STORE_VALUES(v_int(organisation_id)), &given, err);
    if (st == STATUS_OK)
        *ret_given = given == 1;
    return st;
}

enum status notice_outreach_add(struct store_tx *tx, const struct people_caller *caller, int64_t id,
                                const struct notice_reach *reach, time_us now,
                                struct notice_reached *ret_reached, struct error *err)
{
    struct notice_reached reached = {0};
    enum status st = store_run(tx, sql_outreach_add,
                               STORE_VALUES(v_int(id), v_text(reach->region), v_int(reach->root),
                                            v_int(reach->past), v_int(caller->user_id), v_int(now)),
                               &reached.added, err);
    if (st == STATUS_OK)
        st = store_number(
            tx, sql_outreach_silent,
            STORE_VALUES(v_text(reach->region), v_int(reach->root), v_int(reach->past)),
            &reached.without_consent, err);
    if (st == STATUS_OK)
        *ret_reached = reached;
    return st;
}

enum status notice_outreach_told(struct store_tx *tx, const struct people_caller *caller,
                                 int64_t id, const struct notice_told *told, time_us now,
                                 struct error *err)
{
    bool consent = false;
    int64_t changed = 0;
    enum status st = people_check_text(told->note, "/note", err);
    if (st == STATUS_OK)
        st = notice_consent(tx, told->organisation_id, &consent, err);
    if (st == STATUS_OK && !consent)
        st = FAIL_AT(err, NOTICE_CONSENT, "/organisation_id", "no consent is in force");
    if (st == STATUS_OK)
        st = store_run(tx, sql_outreach_told,
                       STORE_VALUES(v_int(id), v_int(told->organisation_id), v_int(caller->user_id),
                                    v_int(now), v_text(told->way), v_text(told->note)),
                       &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL_AT(err, NOTICE_OUTREACH, "/organisation_id", "not listed, or told before");
    return st;
}

enum status notice_outreach_answered(struct store_tx *tx, int64_t id,
                                     const struct notice_told *answered, time_us now,
                                     struct error *err)
{
    int64_t changed = 0;
    enum status st = people_check_text(answered->note, "/note", err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_outreach_answered,
                       STORE_VALUES(v_int(id), v_int(answered->organisation_id), v_int(now),
                                    v_text(answered->answer), v_text(answered->note)),
                       &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL_AT(err, NOTICE_OUTREACH, "/organisation_id", "who was not told cannot answer");
    return st;
}

enum status notice_outreach(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct notice_contacts *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct notice_contacts list = {0};
    bool more = false;
    enum status st = store_query(tx, sql_outreach_list, STORE_VALUES(v_int(id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) =
            (struct notice_contact){.organisation_id = store_int(rows, 0),
                                    .organisation = store_text(rows, 1, arena),
                                    .region = store_text(rows, 2, arena),
                                    .source = store_text(rows, 3, arena),
                                    .consent = store_int(rows, 4) == 1,
                                    .told_by = store_text(rows, 5, arena),
                                    .told_at = store_int(rows, 6),
                                    .way = store_text(rows, 7, arena),
                                    .answer = store_text(rows, 8, arena),
                                    .answered_at = store_int(rows, 9),
                                    .note = store_text(rows, 10, arena),
                                    .applied = store_int(rows, 11) > 0};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
