/* Who pays what: the parties of a case, and whoever is named for a share that belongs to none of
 * them, a province or a city. */
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

static int64_t named(const struct programme_payers *payers, const char *funder)
{
    for (size_t i = 0; i < payers->count; i++)
        if (text_same(payers->at[i].funder, funder))
            return payers->at[i].organisation_id;
    return 0;
}

static bool of_the_case(enum rules_party party)
{
    return party == RULES_SPONSOR || party == RULES_ADOPTER;
}

enum status check_funders(struct store_tx *tx, struct arena *arena,
                          const struct rules_document *rules, const struct programme_payers *payers,
                          struct error *err)
{
    int64_t ministry = 0;
    enum status st = ministry_id(tx, arena, &ministry, err);
    for (size_t i = 0; st == STATUS_OK && i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        struct people_organisation payer = {0};
        int64_t id = named(payers, funder->id);
        if (of_the_case(funder->party))
            continue;
        if (id != 0)
            st = people_organisation(tx, arena, id, &payer, err);
        else if (funder->party != RULES_GOVERNMENT)
            st = FAIL(err, PROGRAMME_FUNDER, "nobody is named who pays as \"%.60s\"%.0s",
                      funder->en, funder->ko);
        else if (ministry == 0)
            st = FAIL(err, PROGRAMME_FUNDER, "no ministry is registered");
        if (st == STATUS_OK && funder->party == RULES_LOCAL && payer.kind != KIND_LOCAL)
            st = FAIL(err, PROGRAMME_FUNDER, "%.60s is no local government", payer.name);
    }
    return st;
}

enum status keep_payers(struct store_tx *tx, int64_t application_id,
                        const struct rules_document *rules, const struct programme_payers *payers,
                        struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < rules->funder_count; i++) {
        int64_t id = named(payers, rules->funders[i].id);
        if (id != 0 && !of_the_case(rules->funders[i].party))
            st = store_run(tx, sql_application_payer_insert,
                           STORE_VALUES(v_int(application_id), v_int((int64_t)i), v_int(id)), NULL,
                           err);
    }
    return st;
}

enum status payers_of(struct store_tx *tx, struct arena *arena, const struct application_row *row,
                      const struct rules_document *rules, int64_t *ret_payers, struct error *err)
{
    int64_t ministry = 0;
    enum status st = ministry_id(tx, arena, &ministry, err);
    for (size_t i = 0; i < rules->funder_count; i++)
        ret_payers[i] = rules->funders[i].party == RULES_SPONSOR      ? row->view.sponsor_id
                        : rules->funders[i].party == RULES_ADOPTER    ? row->view.adopter_id
                        : rules->funders[i].party == RULES_GOVERNMENT ? ministry
                                                                      : 0;
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    if (st == STATUS_OK)
        st = store_query(tx, sql_application_payers, STORE_VALUES(v_int(row->view.id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        ret_payers[store_int(rows, 0)] = store_int(rows, 1);
    return st;
}
