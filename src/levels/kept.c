/* Models of levels and a firm's answers, in the store. */
#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/text.h"
#include "levels/levels.h"
#include "levels_queries_sql.h"

enum status levels_publish(struct store_tx *tx, struct arena *arena, const char *bytes, size_t size,
                           time_us now, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct levels_model model = {0};
    enum status st = levels_read(arena, bytes, size, &model, err);
    if (st != STATUS_OK)
        return st;
    struct hash256 hash = hash_of_bytes(bytes, size);
    const char *name = hex_text(arena, hash.bytes, sizeof hash.bytes);
    st = store_run(tx, sql_level_model_insert,
                   STORE_VALUES(v_text(model.key), v_int(model.version),
                                v_text(arena_format(arena, "%.*s", (int)size, bytes)), v_text(name),
                                v_int(now)),
                   NULL, err);
    if (st == STATUS_OK)
        st = store_one(tx, sql_level_model_hash,
                       STORE_VALUES(v_text(model.key), v_int(model.version)), &rows, err);
    if (st == STATUS_OK && !text_same(store_text(rows, 0, arena), name))
        st = FAIL_AT(err, LEVELS_VERSION, "/version", "%s, version %" PRId64, model.key,
                     model.version);
    return st;
}

static enum status read_kept(struct store_rows *rows, struct arena *arena,
                             struct levels_model *ret_model, struct error *err)
{
    const char *body = store_text(rows, 0, arena);
    return levels_read(arena, body, strlen(body), ret_model, err);
}

enum status levels_models(struct store_tx *tx, struct arena *arena,
                          struct levels_model_list *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct levels_model_list list = {0};
    bool more = false;
    enum status st = store_query(tx, sql_level_model_list, NULL, 0, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = read_kept(rows, arena, list_add(arena, &list), err);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status levels_model(struct store_tx *tx, struct arena *arena, const char *key,
                         struct levels_model *ret_model, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_level_model_newest, STORE_VALUES(v_text(key)), &rows, err);
    return st == STATUS_OK ? read_kept(rows, arena, ret_model, err) : st;
}

enum status levels_tell(struct store_tx *tx, struct arena *arena, const char *key,
                        int64_t organisation_id, int64_t person_id,
                        const struct levels_answer *answer, time_us now, struct error *err)
{
    struct levels_model model = {0};
    bool is_there = false;
    enum status st = levels_model(tx, arena, key, &model, err);
    if (st != STATUS_OK)
        return st;
    for (size_t i = 0; i < model.item_count && !is_there; i++)
        is_there = text_same(model.items[i].id, answer->item);
    if (!is_there)
        return FAIL_AT(err, LEVELS_ITEM, "/item", "%.40s", answer->item);
    return store_run(tx, sql_level_answer_put,
                     STORE_VALUES(v_int(organisation_id), v_text(key), v_text(answer->item),
                                  v_int(answer->met ? 1 : 0),
                                  answer->cost == LEVELS_UNSET ? v_null() : v_int(answer->cost),
                                  v_int(now), v_int(person_id)),
                     NULL, err);
}

enum status levels_told(struct store_tx *tx, struct arena *arena, const char *key,
                        int64_t organisation_id, struct levels_answers *ret_answers,
                        struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct levels_answers answers = {0};
    bool more = false;
    enum status st = store_query(tx, sql_level_answer_list,
                                 STORE_VALUES(v_int(organisation_id), v_text(key)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &answers) = (struct levels_answer){
            .item = store_text(rows, 0, arena),
            .met = store_int(rows, 1) == 1,
            .cost = store_is_null(rows, 2) ? LEVELS_UNSET : store_int(rows, 2)};
    if (st == STATUS_OK)
        *ret_answers = answers;
    return st;
}
