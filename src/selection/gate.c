/* The gate: what ties a reviewer to a case, computed from what is stored and as declared. */
#include "kit/text.h"
#include "selection/selection_private.h"
#include "selection_queries_sql.h"

enum { MINUTE, BAR };

static const struct selection_tie_info infos[] = {
#define TIE(id, name, effect, ko, en, article) {name, ko, en, article, (effect) == BAR},
#include "selection/ties.def"
#undef TIE
};

const struct selection_tie_info *selection_tie_info(enum selection_tie tie)
{
    return &infos[tie];
}

/* TIE_COUNT where there is none of that name. */
static enum selection_tie tie_find(const char *name)
{
    enum selection_tie tie = 0;
    while (tie < TIE_COUNT && !text_same(infos[tie].name, name))
        tie++;
    return tie;
}

static enum status held_posts(struct store_tx *tx, int64_t person_id, int64_t organisation_id,
                              bool *ret_now, bool *ret_ever, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_tie_held,
                               STORE_VALUES(v_int(person_id), v_int(organisation_id)), &rows, err);
    if (st == STATUS_OK) {
        *ret_ever = store_int(rows, 0) > 0;
        *ret_now = store_int(rows, 1) > 0;
    }
    return st;
}

static enum status count_is_some(struct store_tx *tx, const char *sql, int64_t person_id,
                                 int64_t id, bool *ret_some, struct error *err)
{
    int64_t count = 0;
    enum status st = store_number(tx, sql, STORE_VALUES(v_int(person_id), v_int(id)), &count, err);
    *ret_some = count > 0;
    return st;
}

static enum status declared(struct store_tx *tx, struct arena *arena,
                            const struct programme_application *application, int64_t person_id,
                            struct selection_ties *ties, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(
        tx, sql_tie_list,
        STORE_VALUES(v_int(person_id), v_int(application->adopter_id), v_int(application->id)),
        &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        bool firm = store_int(rows, 1) == application->adopter_id;
        enum selection_tie tie = firm ? tie_find(store_text(rows, 0, arena)) : TIE_SUPPLIER;
        if (tie < TIE_COUNT)
            ties->has[tie] = true;
    }
    return st;
}

enum status selection_gate(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           int64_t person_id, struct selection_ties *ret_ties, struct error *err)
{
    struct programme_application application = {0};
    struct selection_ties ties = {0};
    bool ever = false, sponsor_ever = false;
    enum status st = programme_application(tx, arena, application_id, &application, err);
    if (st == STATUS_OK)
        st =
            held_posts(tx, person_id, application.adopter_id, &ties.has[TIE_SAME_FIRM], &ever, err);
    if (st == STATUS_OK)
        st = held_posts(tx, person_id, application.sponsor_id, &ties.has[TIE_SPONSOR],
                        &sponsor_ever, err);
    if (st == STATUS_OK)
        st = count_is_some(tx, sql_tie_supplies, person_id, application_id, &ties.has[TIE_SUPPLIER],
                           err);
    if (st == STATUS_OK)
        st = count_is_some(tx, sql_tie_visited, person_id, application.adopter_id,
                           &ties.has[TIE_VISITED], err);
    ties.has[TIE_PAST_EMPLOYMENT] = ever && !ties.has[TIE_SAME_FIRM];
    if (st == STATUS_OK)
        st = declared(tx, arena, &application, person_id, &ties, err);
    for (size_t i = 0; i < TIE_COUNT; i++)
        ties.barred = ties.barred || (ties.has[i] && infos[i].bars);
    if (st == STATUS_OK)
        *ret_ties = ties;
    return st;
}

enum status gate_refuse(const struct selection_ties *ties, struct error *err)
{
    for (size_t i = 0; i < TIE_COUNT; i++)
        if (ties->has[i] && infos[i].bars)
            return FAIL_AT(err, SELECTION_TIE, "/person_id", "%s%.0s (%s)", infos[i].en,
                           infos[i].ko, infos[i].article);
    return STATUS_OK;
}

enum status selection_declare(struct store_tx *tx, int64_t person_id, int64_t organisation_id,
                              const char *kind, const char *note, int64_t recorded_by, time_us now,
                              struct error *err)
{
    enum selection_tie tie = tie_find(kind);
    if (tie != TIE_INTEREST && tie != TIE_PAST_EMPLOYMENT && tie != TIE_SUPPLIER)
        return FAIL_AT(err, SELECTION_TIE_KIND, "/kind", "\"%.40s\"", kind);
    enum status st = people_check_text(note, "/note", err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_tie_put,
                       STORE_VALUES(v_int(person_id), v_int(organisation_id), v_text(kind),
                                    v_text(note), v_int(now), v_int(recorded_by)),
                       NULL, err);
    return st;
}
