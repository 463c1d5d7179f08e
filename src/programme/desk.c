/* What first pages show: sums over all that a reader sees, and whose turn it is. */
#include "kit/list.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

enum status programme_sums(struct store_tx *tx, int64_t organisation_id, int64_t own_id,
                           struct programme_sums *ret_sums, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool is_all = organisation_id == 0;
    enum status st = store_one(tx, is_all ? sql_sums_all : sql_sums_of,
                               STORE_VALUES(v_int(is_all ? own_id : organisation_id)), &rows, err);
    if (st == STATUS_OK)
        *ret_sums = (struct programme_sums){.submitted = store_int(rows, 0),
                                            .agreements = store_int(rows, 1),
                                            .agreed = money_won(store_int(rows, 2)),
                                            .paid = money_won(store_int(rows, 3)),
                                            .own_share = money_won(store_int(rows, 4)),
                                            .pledged = money_won(store_int(rows, 5)),
                                            .received = money_won(store_int(rows, 6))};
    return st;
}

enum status programme_turns(struct store_tx *tx, struct arena *arena, enum programme_turn turn,
                            const struct people_caller *caller, struct programme_ids *ret_ids,
                            struct error *err)
{
    static const char *const queries[] = {
        [PROGRAMME_SIGN] = sql_turn_sign,       [PROGRAMME_APPROVE] = sql_turn_approve,
        [PROGRAMME_CONFIRM] = sql_turn_confirm, [PROGRAMME_ADVANCE] = sql_turn_advance,
        [PROGRAMME_RECEIVE] = sql_turn_receive,
    };
    LIST(int64_t) ids = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    int64_t whose = turn == PROGRAMME_SIGN ? caller->organisation_id : caller->user_id;
    enum status st = store_query(tx, queries[turn], STORE_VALUES(v_int(whose)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    if (st == STATUS_OK)
        *ret_ids = (struct programme_ids){ids.at, ids.count};
    return st;
}
