/* Money of a giver never goes to a related party of that giver (Restriction of Special Taxation
 * Act art. 8-3(1)): asked of every line that gives money to a project or a payee, at the moment it
 * is booked; an older date of the bank does not help. */
#include <inttypes.h>

#include "kit/list.h"
#include "kit/must.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

enum status ledger_relate(struct store_tx *tx, int64_t source, int64_t org, const char *basis,
                          int64_t actor, time_us since, struct error *err)
{
    if (source <= 0 || org <= 0)
        return FAIL_AT(err, LEDGER_ACCOUNT_KEY, source <= 0 ? "/source" : "/org",
                       "which organisation?");
    if (basis == NULL || basis[0] == '\0')
        return FAIL_AT(err, LEDGER_APPROVAL, "/basis", "why are they related?");
    return store_run(
        tx, sql_related_put,
        STORE_VALUES(v_int(source), v_int(org), v_int(since), v_text(basis), v_int(actor)), NULL,
        err);
}

enum status ledger_related(struct store_tx *tx, int64_t source, struct arena *arena,
                           struct ledger_relations *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct ledger_relations list = {0};
    bool more = false;
    enum status st = store_query(tx, sql_related_list, STORE_VALUES(v_int(source)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct ledger_relation){.source = store_int(rows, 0),
                                                           .org = store_int(rows, 1),
                                                           .since = store_int(rows, 2),
                                                           .basis = store_text(rows, 3, arena)};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status ledger_beneficiary(struct store_tx *tx, int64_t project, int64_t org, struct error *err)
{
    if (project <= 0 || org <= 0)
        return FAIL_AT(err, LEDGER_ACCOUNT_KEY, project <= 0 ? "/project" : "/org", "which one?");
    return store_run(tx, sql_beneficiary_put, STORE_VALUES(v_int(project), v_int(org)), NULL, err);
}

enum status related_any(struct store_tx *tx, struct arena *arena,
                        const struct ledger_account *accounts, size_t count, bool *ret_any,
                        struct error *err)
{
    int64_t sources[STORE_IDS_MAX], found = 0;
    size_t some = 0;
    for (size_t i = 0; i < count && some < STORE_IDS_MAX; i++)
        if (accounts[i].key.source != 0)
            sources[some++] = accounts[i].key.source;
    enum status st = STATUS_OK;
    if (some > 0)
        st = store_number(tx, STORE_IDS sql_related_of_any,
                          STORE_VALUES(v_text(store_ids(arena, sources, some))), &found, err);
    if (st == STATUS_OK)
        *ret_any = found > 0;
    return st;
}

/* Accounts on which money is on its way to a firm. */
static bool gives_to_firm(int64_t code)
{
    return code == LEDGER_PROJECT || code == LEDGER_MARKET_PROJECT || code == LEDGER_PAYABLE;
}

enum status related_check(struct store_tx *tx, const struct ledger_key *debit,
                          const struct ledger_key *credit, time_us now, struct error *err)
{
    int64_t source = credit->source != 0 ? credit->source : debit->source, found = 0;
    if (source == 0 || !gives_to_firm(credit->code))
        return STATUS_OK;
    int64_t project = credit->project != 0 ? credit->project : debit->project;
    int64_t payee = credit->code == LEDGER_PAYABLE ? credit->org : 0;
    enum status st = store_number(
        tx, sql_related_count,
        STORE_VALUES(v_int(source), v_int(now), v_int(payee), v_int(project)), &found, err);
    if (st == STATUS_OK && found > 0)
        st = FAIL(err, LEDGER_RELATED, "source %" PRId64 ", project %" PRId64, source, project);
    return st;
}
