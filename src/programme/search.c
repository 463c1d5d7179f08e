/* search.c -- cases by what is written on them: number, title, who. */
#include "search/search.h"
#include "kit/list.h"
#include "programme/programme_private.h"
#include "programme_search_sql.h"

/* Whoever has no more cases than this has them read; of more, and of all, those are looked at which
 * the pairs of letters of the words point to. */
enum { FEW_CASES = 1000 };

enum reach { AMONG_ONE, OF_ONE, OF_ALL };

struct looking {
    struct store_tx *tx;
    struct arena *arena;
    int64_t organisation_id;
    const char *words;
    LIST(struct programme_hit) list;
};

static const char *const queries[][OF_ALL + 1] = {
    [PROGRAMME_APPLICATION] = {[AMONG_ONE] = sql_application_hits sql_application_among_one
                                   sql_application_words,
                               [OF_ONE] = STORE_IDS sql_application_hits sql_application_wanted
                                   sql_application_of_one sql_application_words,
                               [OF_ALL] = STORE_IDS sql_application_hits sql_application_wanted
                                   sql_application_of_all sql_application_words},
    [PROGRAMME_AGREEMENT] = {[AMONG_ONE] =
                                 sql_agreement_hits sql_agreement_among_one sql_agreement_words,
                             [OF_ONE] = STORE_IDS sql_agreement_hits sql_agreement_wanted
                                 sql_agreement_of_one sql_agreement_words,
                             [OF_ALL] = STORE_IDS sql_agreement_hits sql_agreement_wanted
                                 sql_agreement_of_all sql_agreement_words},
};

static enum status take(struct looking *looking, const char *sql, struct store_value among,
                        bool of_one, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct arena *arena = looking->arena;
    bool more = true;
    const struct store_value values[] = {among, v_text(store_like(arena, looking->words)),
                                         v_int(PROGRAMME_HITS_MAX - (int64_t)looking->list.count),
                                         v_int(looking->organisation_id)};
    enum status st = store_query(looking->tx, sql, values, of_one ? 4 : 3, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &looking->list) =
            (struct programme_hit){.id = store_int(rows, 0),
                                   .number = store_text(rows, 1, arena),
                                   .title = store_text(rows, 2, arena),
                                   .adopter = store_text(rows, 3, arena),
                                   .sponsor = store_text(rows, 4, arena),
                                   .state = store_text(rows, 5, arena)};
    return st;
}

static enum status take_candidates(struct looking *looking, enum programme_thing thing,
                                   struct error *err)
{
    struct search_candidates found = search_from(
        thing == PROGRAMME_AGREEMENT ? SEARCH_AGREEMENT : SEARCH_APPLICATION, looking->words);
    found.organisation_id = looking->organisation_id;
    found.most = PROGRAMME_HITS_MAX; /* of two letters each one is a hit */
    bool of_one = looking->organisation_id != 0;
    const char *sql = queries[thing][of_one ? OF_ONE : OF_ALL];
    enum status st = search_next(looking->tx, &found, err);
    while (st == STATUS_OK && found.count > 0 && looking->list.count < PROGRAMME_HITS_MAX) {
        const char *ids = store_ids(looking->arena, found.ids, found.count);
        found.most = STORE_IDS_MAX;
        st = take(looking, sql, v_text(ids), of_one, err);
        if (st == STATUS_OK && looking->list.count < PROGRAMME_HITS_MAX)
            st = search_next(looking->tx, &found, err);
    }
    return st;
}

enum status programme_search(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                             int64_t organisation_id, const char *words,
                             struct programme_hits *ret_list, struct error *err)
{
    struct looking looking = {
        .tx = tx, .arena = arena, .organisation_id = organisation_id, .words = words};
    int64_t cases = FEW_CASES + 1;
    enum status st = STATUS_OK;
    if (organisation_id != 0)
        st = store_number(tx, sql_cases_of, STORE_VALUES(v_int(organisation_id), v_int(cases)),
                          &cases, err);
    if (st == STATUS_OK && cases <= FEW_CASES)
        st = take(&looking, queries[thing][AMONG_ONE], v_int(organisation_id), false, err);
    else if (st == STATUS_OK)
        st = take_candidates(&looking, thing, err);
    if (st == STATUS_OK)
        *ret_list = (struct programme_hits){looking.list.at, looking.list.count};
    return st;
}
