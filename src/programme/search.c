/* search.c -- cases by what is written on them: number, title, who. */
#include "kit/list.h"
#include "programme/programme_private.h"
#include "programme_search_sql.h"

/* Words in the name of more organisations than this are met soon by walking from the newest case;
 * of fewer, their cases are looked up by the name. */
enum { FEW_NAMED = 500 };

enum reach { REACH_ONE, REACH_ALL, REACH_NAMED };

static enum status reach_of(struct store_tx *tx, int64_t organisation_id, const char *like,
                            enum reach *ret_reach, struct error *err)
{
    int64_t named = 0;
    enum status st = STATUS_OK;
    if (organisation_id == 0)
        st = store_number(tx, sql_named_few, STORE_VALUES(v_text(like), v_int(FEW_NAMED + 1)),
                          &named, err);
    if (st == STATUS_OK)
        *ret_reach = organisation_id != 0 ? REACH_ONE
                     : named <= FEW_NAMED ? REACH_NAMED
                                          : REACH_ALL;
    return st;
}

enum status programme_search(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                             int64_t organisation_id, const char *words,
                             struct programme_hits *ret_list, struct error *err)
{
    static const char *const queries[][REACH_NAMED + 1] = {
        [PROGRAMME_APPLICATION] =
            {[REACH_ONE] = sql_application_hits sql_application_of_one sql_application_words,
             [REACH_ALL] = sql_application_hits sql_application_of_all sql_application_words,
             [REACH_NAMED] = sql_application_hits sql_application_of_named},
        [PROGRAMME_AGREEMENT] = {[REACH_ONE] =
                                     sql_agreement_hits sql_agreement_of_one sql_agreement_words,
                                 [REACH_ALL] = sql_agreement_hits "WHERE " sql_agreement_words,
                                 [REACH_NAMED] = sql_agreement_hits sql_agreement_of_named},
    };
    LIST(struct programme_hit) list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum reach reach = REACH_ONE;
    const char *like = store_like(arena, words);
    enum status st = reach_of(tx, organisation_id, like, &reach, err);
    const struct store_value values[] = {v_text(like), v_int(PROGRAMME_HITS_MAX),
                                         v_int(organisation_id)};
    if (st == STATUS_OK)
        st = store_query(tx, queries[thing][reach], values, reach == REACH_ONE ? 3 : 2, &rows, err);
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
