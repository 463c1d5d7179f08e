/* Agreements: what each funder owes, the signatures, and the reservation they release. */
#include <inttypes.h>

#include "kit/bytes.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

enum { SIGNERS = 3 };

enum status agreement_make(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t application_id, time_us now,
                           struct error *err)
{
    struct application_row row = {0};
    struct programme_rules rules = {0};
    struct rules_split split = {0};
    int64_t payers[RULES_FUNDERS_MAX] = {0}, id = 0;
    enum status st = application_row(tx, arena, application_id, &row, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, row.rule_id, &rules, err);
    if (st == STATUS_OK)
        st = rules_split(&rules.document, row.view.total, &split, err);
    if (st == STATUS_OK)
        st = payers_of(tx, arena, &row, &rules.document, payers, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_agreement_insert,
                          STORE_VALUES(v_text(arena_format(arena, "A-%s", row.view.number)),
                                       v_int(application_id), v_int(caller->organisation_id),
                                       v_int(now)),
                          &id, err);
    for (size_t i = 0; st == STATUS_OK && i < split.count; i++)
        st = store_run(
            tx, sql_agreement_share_insert,
            STORE_VALUES(v_int(id), v_int((int64_t)i), v_int(payers[i]), v_int(split.share[i].won)),
            NULL, err);
    return st;
}

enum status programme_agreement_ids(struct store_tx *tx, struct arena *arena,
                                    const struct programme_page *page,
                                    struct programme_ids *ret_ids, struct error *err)
{
    LIST(int64_t) ids = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st = page_query(tx, page, sql_agreement_list, sql_agreement_list_of, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    if (st == STATUS_OK)
        *ret_ids = (struct programme_ids){ids.at, ids.count};
    return st;
}

static const struct programme_signature *signature_of(const struct programme_agreement *view,
                                                      int64_t organisation_id)
{
    for (size_t i = 0; i < view->signatures.count; i++)
        if (view->signatures.at[i].organisation_id == organisation_id)
            return &view->signatures.at[i];
    return NULL;
}

static size_t signed_by(const struct programme_agreement *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->signatures.count; i++)
        count += view->signatures.at[i].at != 0;
    return count;
}

enum status programme_sign(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t id, time_us now,
                           struct error *err)
{
    struct programme_agreement view = {0};
    enum status st = programme_agreement(tx, arena, id, &view, err);
    if (st != STATUS_OK)
        return st;
    const struct programme_signature *signature = signature_of(&view, caller->organisation_id);
    if (signature == NULL)
        return FAIL(err, PROGRAMME_NOT_PARTY, "agreement %.40s", view.number);
    if (signature->at != 0)
        return FAIL(err, PROGRAMME_SIGNED, "signed by %.60s", signature->name);
    bool last = signed_by(&view) == SIGNERS - 1;
    struct programme_rules rules = {0};
    if (last)
        st = programme_rules_of(tx, arena, view.application_id, &rules, err);
    if (st == STATUS_OK && last)
        st = agreement_funded(tx, arena, &rules, &view, err);
    if (st != STATUS_OK)
        return st;
    st = store_run(tx, sql_signature_insert,
                   STORE_VALUES(v_int(id), v_int(caller->organisation_id), v_int(caller->user_id),
                                v_text(caller->name), v_int(now)),
                   NULL, err);
    if (st == STATUS_OK)
        st = record_change(tx, caller,
                           &(struct case_change){.application_id = view.application_id,
                                                 .action = "sign",
                                                 .note = "",
                                                 .object = "agreement",
                                                 .object_id = id,
                                                 .before = view.state,
                                                 .after = last ? "active" : view.state},
                           now, err);
    if (st == STATUS_OK && last)
        st = store_run(tx, sql_agreement_activate, STORE_VALUES(v_int(id), v_int(now)), NULL, err);
    if (st == STATUS_OK && last)
        st = agreement_reserve(tx, arena, caller, &rules, &view, now, err);
    return st;
}

struct rules_split agreement_split(const struct programme_agreement *agreement)
{
    struct rules_split split = {.total = agreement->total, .count = agreement->shares.count};
    for (size_t i = 0; i < split.count; i++)
        split.share[i] = agreement->shares.at[i].amount;
    return split;
}
