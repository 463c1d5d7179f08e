/* Rule documents as published: kept whole, never changed. */
#include <inttypes.h>
#include <string.h>

#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

#define REASON REASON_DEFINE
#include "programme/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "programme/said.def"
#undef SAID

enum { RULES_LISTED_MAX = 200 };

enum status programme_publish(struct store_tx *tx, struct arena *arena, const char *bytes,
                              size_t size, time_us now, int64_t *ret_id, struct error *err)
{
    struct rules_document document = {0};
    int64_t programme = 0, id = 0;
    enum status st = rules_read(arena, bytes, size, &document, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_programme_put, STORE_VALUES(v_text(document.key)), &programme,
                          err);
    if (st != STATUS_OK)
        return st;
    const char *hash = rules_hash(arena, &document);
    struct store_rows *rows = NULL;
    st = store_one(tx, sql_rule_find, STORE_VALUES(v_int(programme), v_int(document.version)),
                   &rows, err);
    if (st == STATUS_OK) {
        id = store_int(rows, 0);
        bool same = text_same(store_text(rows, 1, arena), hash);
        store_done(&rows);
        if (!same)
            return FAIL(err, PROGRAMME_CHANGED, "%.60s version %lld", document.key,
                        (long long)document.version);
    } else if (err->reason == &STORE_NO_ROW) {
        st = store_number(tx, sql_rule_insert,
                          STORE_VALUES(v_int(programme), v_int(document.version), v_text(hash),
                                       v_text(arena_text_of(arena, bytes, size)), v_int(now)),
                          &id, err);
    }
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

/* The document itself, parsed: store_kept() asks for it once a hash. */
static enum status make_document(struct store_tx *tx, void *context, struct arena *arena,
                                 const void **ret_thing, struct error *err)
{
    const struct programme_rules *rules = context;
    struct rules_document *document = arena_alloc(arena, sizeof *document);
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_rule_text, STORE_VALUES(v_int(rules->id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    const char *text = store_text(rows, 0, arena);
    store_done(&rows);
    st = rules_read(arena, text, strlen(text), document, err);
    if (st == STATUS_OK)
        *ret_thing = document;
    return st;
}

static enum status take_rules(struct store_tx *tx, struct store_rows *rows, struct arena *arena,
                              struct programme_rules *ret_rules, struct error *err)
{
    struct programme_rules rules = {.id = store_int(rows, 0),
                                    .programme_id = store_int(rows, 1),
                                    .hash = store_text(rows, 2, arena)};
    const void *document = NULL;
    enum status st = store_kept(tx, arena, arena_format(arena, "rules %s", rules.hash),
                                make_document, &rules, &document, err);
    if (st != STATUS_OK)
        return st;
    rules.document = *(const struct rules_document *)document;
    *ret_rules = rules;
    return STATUS_OK;
}

static enum status one_rules(struct store_tx *tx, struct arena *arena, const char *sql,
                             struct store_value key, struct programme_rules *ret_rules,
                             struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, &key, 1, &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? FAIL(err, PROGRAMME_UNKNOWN, "no such rules") : st;
    st = take_rules(tx, rows, arena, ret_rules, err);
    store_done(&rows);
    return st;
}

enum status programme_rules(struct store_tx *tx, struct arena *arena, const char *key,
                            struct programme_rules *ret_rules, struct error *err)
{
    return one_rules(tx, arena, sql_rule_newest, v_text(key), ret_rules, err);
}

enum status programme_rules_text(struct store_tx *tx, struct arena *arena, const char *key,
                                 int64_t version, const char **ret_text, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_rule_version_document,
                               STORE_VALUES(v_text(key), v_int(version)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? FAIL(err, PROGRAMME_UNKNOWN, "no such rules") : st;
    *ret_text = store_text(rows, 0, arena);
    store_done(&rows);
    return STATUS_OK;
}

enum status programme_rules_get(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct programme_rules *ret_rules, struct error *err)
{
    return one_rules(tx, arena, sql_rule_get, v_int(id), ret_rules, err);
}

enum status programme_rules_hashed(struct store_tx *tx, struct arena *arena, const char *hash,
                                   struct programme_rules *ret_rules, struct error *err)
{
    return one_rules(tx, arena, sql_rule_hashed, v_text(hash), ret_rules, err);
}

enum status programme_rules_list(struct store_tx *tx, struct arena *arena,
                                 struct programme_rules_list *ret_list, struct error *err)
{
    struct programme_rules_list list = {.at =
                                            arena_array(arena, RULES_LISTED_MAX, sizeof *list.at)};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_rule_list, STORE_NONE, &rows, err);
    while (st == STATUS_OK && list.count < RULES_LISTED_MAX &&
           (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = take_rules(tx, rows, arena, &list.at[list.count++], err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

size_t remainder_of(const struct rules_document *rules)
{
    size_t index = 0;
    for (size_t i = 0; i < rules->funder_count; i++)
        if (rules->funders[i].remainder)
            index = i;
    return index;
}

struct money tranche_amount(const struct rules_document *rules, struct money total, size_t index)
{
    int64_t before = 0;
    for (size_t i = 0; i < index; i++)
        before += rules->tranches[i].share_bp;
    struct money end = money_share(total, before + rules->tranches[index].share_bp, 10000);
    return money_subtract(end, money_share(total, before, 10000));
}
