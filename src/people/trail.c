/* trail.c -- what was done to accounts, by whom: added to, never changed. */
#include "kit/list.h"
#include "kit/must.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

enum { TRAIL_MAX = 1000 };

enum status trail_add(struct store_tx *tx, const struct trail *trail, time_us now,
                      struct error *err)
{
    must(trail->event != NULL && trail->organisation_id != 0);
    const struct people_caller *actor = trail->actor;
    return store_run(
        tx, sql_trail_insert,
        STORE_VALUES(v_int(now), v_text(trail->event),
                     trail->person_id != 0 ? v_int(trail->person_id) : v_null(),
                     v_int(trail->organisation_id),
                     actor != NULL && actor->user_id != 0 ? v_int(actor->user_id) : v_null(),
                     actor != NULL ? v_int(actor->organisation_id) : v_null(),
                     v_text(trail->note != NULL ? trail->note : "")),
        NULL, err);
}

enum status people_trail(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t before, int count_max,
                         struct people_trail_list *ret_list, struct error *err)
{
    must(count_max >= 1 && count_max <= TRAIL_MAX);
    bool all = caller->role == ROLE_AUDITOR, managing = all || inviter_of(caller->role) != 0;
    LIST(struct people_trail_entry) list = {0};
    struct store_rows *rows = NULL;
    enum status st = store_query(
        tx, sql_trail_list,
        STORE_VALUES(v_int(before > 0 ? before : INT64_MAX), v_int(caller->user_id),
                     v_int(managing ? caller->organisation_id : 0), v_int(all), v_int(count_max)),
        &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct people_trail_entry){
            .id = store_int(rows, 0),
            .at = store_int(rows, 1),
            .event = store_text(rows, 2, arena),
            .person_id = store_int(rows, 3),
            .person = store_text(rows, 4, arena),
            .organisation_id = store_int(rows, 5),
            .organisation = store_text(rows, 6, arena),
            .actor_id = store_int(rows, 7),
            .actor = store_text(rows, 8, arena),
            .actor_organisation_id = store_int(rows, 9),
            .actor_organisation = store_text(rows, 10, arena),
            .note = store_text(rows, 11, arena),
        };
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_trail_list){list.at, list.count};
    return st;
}
