/* search.c -- cases by what is written on them: number, title, who. */
#include "kit/list.h"
#include "programme/programme_private.h"
#include "programme_search_sql.h"

enum status programme_search(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                             int64_t organisation_id, const char *words,
                             struct programme_hits *ret_list, struct error *err)
{
    LIST(struct programme_hit) list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    const char *sql = thing == PROGRAMME_AGREEMENT ? sql_agreement_search : sql_application_search;
    enum status st =
        store_query(tx, sql,
                    STORE_VALUES(v_int(organisation_id), v_text(store_like(arena, words)),
                                 v_int(PROGRAMME_HITS_MAX)),
                    &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct programme_hit){.id = store_int(rows, 0),
                                                         .number = store_text(rows, 1, arena),
                                                         .title = store_text(rows, 2, arena),
                                                         .adopter = store_text(rows, 3, arena),
                                                         .sponsor = store_text(rows, 4, arena),
                                                         .state = store_text(rows, 5, arena)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct programme_hits){list.at, list.count};
    return st;
}
