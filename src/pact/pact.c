/* The agreement of the three parties: what the sponsor promises for each year, and who has signed.
 */
#include "pact/pact.h"

#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"
#include "pact_queries_sql.h"

enum { YEAR_FIRST = 2014, YEAR_LAST = 2100 };

static enum status check_years(const struct pact_years *years, struct error *err)
{
    if (years->count == 0 || years->count > PACT_YEARS_MAX)
        return FAIL_AT(err, PACT_YEAR, "/years", "%zu years; 1 to %d", years->count,
                       PACT_YEARS_MAX);
    for (size_t i = 0; i < years->count; i++) {
        const struct pact_year *year = &years->at[i];
        bool later = i == 0 || year->year > years->at[i - 1].year;
        if (year->year < YEAR_FIRST || year->year > YEAR_LAST || !later || year->amount.won <= 0)
            return FAIL_AT(err, PACT_YEAR, "/years", "%" PRId64 ": %" PRId64 " won", year->year,
                           year->amount.won);
    }
    return STATUS_OK;
}

static enum status check_party(struct store_tx *tx, struct arena *arena, int64_t id,
                               enum people_kind kind, const char *place, struct error *err)
{
    struct people_organisation party = {0};
    enum status st = people_organisation(tx, arena, id, &party, err);
    if (st == STATUS_OK && party.kind != kind)
        st = FAIL_AT(err, PACT_PARTY, place, "%.80s", party.name);
    return st;
}

/* Of all that is signed, in canonical form. */
static const char *hash_of(struct arena *arena, const struct pact_draft *draft, int64_t operator_id)
{
    size_t size = 0;
    json_t *years = json_array();
    for (size_t i = 0; i < draft->years.count; i++)
        must(json_array_append_new(years, json_pack("[I,I]", (json_int_t)draft->years.at[i].year,
                                                    (json_int_t)draft->years.at[i].amount.won)) ==
             0);
    json_t *document = json_pack("{s:s,s:I,s:I,s:I,s:o}", "title", draft->title, "sponsor",
                                 (json_int_t)draft->sponsor_id, "operator", (json_int_t)operator_id,
                                 "ministry", (json_int_t)draft->ministry_id, "years", years);
    must(document != NULL);
    const char *text = json_canonical(arena, document, &size);
    json_decref(document);
    struct hash256 hash = hash_of_bytes(text, size);
    return hex_text(arena, hash.bytes, sizeof hash.bytes);
}

enum status pact_make(struct store_tx *tx, struct arena *arena, const struct people_caller *caller,
                      const struct pact_draft *draft, time_us now, int64_t *ret_id,
                      struct error *err)
{
    int64_t id = 0;
    enum status st = check_years(&draft->years, err);
    if (st == STATUS_OK)
        st = people_check_text(draft->title, "/title", err);
    if (st == STATUS_OK)
        st = check_party(tx, arena, draft->sponsor_id, KIND_SPONSOR, "/sponsor_id", err);
    if (st == STATUS_OK)
        st = check_party(tx, arena, draft->ministry_id, KIND_MINISTRY, "/ministry_id", err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_pact_insert,
                          STORE_VALUES(v_text(draft->title), v_int(draft->sponsor_id),
                                       v_int(caller->organisation_id), v_int(draft->ministry_id),
                                       v_text(hash_of(arena, draft, caller->organisation_id)),
                                       v_int(now)),
                          &id, err);
    for (size_t i = 0; st == STATUS_OK && i < draft->years.count; i++)
        st = store_run(tx, sql_pact_year_insert,
                       STORE_VALUES(v_int(id), v_int(draft->years.at[i].year),
                                    v_int(draft->years.at[i].amount.won)),
                       NULL, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

static enum status read_row(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct pact *ret_pact, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_pact_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_OK)
        *ret_pact = (struct pact){.id = store_int(rows, 0),
                                  .title = store_text(rows, 1, arena),
                                  .sponsor_id = store_int(rows, 2),
                                  .operator_id = store_int(rows, 3),
                                  .ministry_id = store_int(rows, 4),
                                  .hash = store_text(rows, 5, arena),
                                  .created_at = store_int(rows, 6),
                                  .active_at = store_int(rows, 7)};
    return st;
}

static enum status read_years(struct store_tx *tx, struct arena *arena, struct pact *pact,
                              struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_pact_years, STORE_VALUES(v_int(pact->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct pact_year *year = list_add(arena, &pact->years);
        *year = (struct pact_year){store_int(rows, 0), money_won(store_int(rows, 1))};
        pact->total = money_add(pact->total, year->amount);
    }
    return st;
}

static enum status read_signature(struct store_tx *tx, struct arena *arena, int64_t pact_id,
                                  int64_t organisation_id, struct pact_signature *ret_signature,
                                  struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_pact_signature_get,
                               STORE_VALUES(v_int(pact_id), v_int(organisation_id)), &rows, err);
    if (st == STATUS_OK)
        *ret_signature = (struct pact_signature){.organisation_id = organisation_id,
                                                 .organisation = store_text(rows, 0, arena),
                                                 .name = store_text(rows, 1, arena),
                                                 .at = store_int(rows, 2)};
    return st;
}

enum status pact_get(struct store_tx *tx, struct arena *arena, int64_t id, struct pact *ret_pact,
                     struct error *err)
{
    struct pact pact = {0};
    enum status st = read_row(tx, arena, id, &pact, err);
    if (st == STATUS_OK)
        st = read_years(tx, arena, &pact, err);
    const int64_t parties[PACT_PARTIES] = {pact.sponsor_id, pact.operator_id, pact.ministry_id};
    pact.signatures.at = arena_array(arena, PACT_PARTIES, sizeof *pact.signatures.at);
    for (size_t i = 0; st == STATUS_OK && i < PACT_PARTIES; i++)
        st = read_signature(tx, arena, id, parties[i], &pact.signatures.at[i], err);
    pact.signatures.count = PACT_PARTIES;
    if (st == STATUS_OK)
        *ret_pact = pact;
    return st;
}

enum status pact_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                      struct pacts *ret_list, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct pacts list = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_pact_ids, STORE_VALUES(v_int(organisation_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < ids.count; i++)
        st = pact_get(tx, arena, ids.at[i], list_add(arena, &list), err);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status pact_sign(struct store_tx *tx, struct arena *arena, const struct people_caller *caller,
                      int64_t id, const char *hash, time_us now, struct error *err)
{
    struct pact pact = {0};
    int64_t signatures = 0, mine = caller->organisation_id;
    enum status st = read_row(tx, arena, id, &pact, err);
    if (st != STATUS_OK)
        return st;
    if (mine != pact.sponsor_id && mine != pact.operator_id && mine != pact.ministry_id)
        return FAIL(err, PACT_STRANGER, "organisation %" PRId64, mine);
    if (!text_same(hash, pact.hash))
        return FAIL_AT(err, PACT_HASH, "/hash", "%.64s", pact.hash);
    st = store_run(tx, sql_pact_signature_insert,
                   STORE_VALUES(v_int(id), v_int(mine), v_int(caller->user_id),
                                v_text(caller->name), v_int(now)),
                   NULL, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_UNIQUE ? FAIL(err, PACT_SIGNED, "organisation %" PRId64, mine)
                                            : st;
    st = store_number(tx, sql_pact_signature_count, STORE_VALUES(v_int(id)), &signatures, err);
    if (st == STATUS_OK && signatures == PACT_PARTIES)
        st = store_run(tx, sql_pact_activate, STORE_VALUES(v_int(id), v_int(now)), NULL, err);
    return st;
}
