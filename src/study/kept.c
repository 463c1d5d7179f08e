/* Documents in the store. */
#include <string.h>

#include "kit/bytes.h"
#include "kit/list.h"
#include "study/study_private.h"
#include "study_queries_sql.h"

#define REASON REASON_DEFINE
#include "study/reasons.def"
#undef REASON

static const char *const kind_names[] = {"log", "model", "run", "plan"};

enum status study_keep(struct store_tx *tx, struct arena *arena,
                       const struct study_document *document, time_us now, int64_t *ret_id,
                       struct error *err)
{
    struct hash256 hash = hash_of_bytes(document->body, strlen(document->body));
    const char *name =
        document->hash != NULL ? document->hash : hex_text(arena, hash.bytes, sizeof hash.bytes);
    return store_number(
        tx, sql_document_insert,
        STORE_VALUES(v_text(kind_names[document->kind]), v_int(document->owner_id),
                     document->parent_id == 0 ? v_null() : v_int(document->parent_id),
                     v_text(document->name), v_text(name), v_text(document->facts),
                     v_text(document->body), v_int(document->created_by), v_int(now)),
        ret_id, err);
}

enum status study_get(struct store_tx *tx, struct arena *arena, enum study_kind kind, int64_t id,
                      struct study_document *ret_document, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_document_get,
                               STORE_VALUES(v_text(kind_names[kind]), v_int(id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    *ret_document = (struct study_document){.id = store_int(rows, 0),
                                            .kind = kind,
                                            .owner_id = store_int(rows, 1),
                                            .parent_id = store_int(rows, 2),
                                            .name = store_text(rows, 3, arena),
                                            .hash = store_text(rows, 4, arena),
                                            .facts = store_text(rows, 5, arena),
                                            .body = store_text(rows, 6, arena),
                                            .created_by = store_int(rows, 7),
                                            .created_at = store_int(rows, 8)};
    store_done(&rows);
    return STATUS_OK;
}

enum status study_list(struct store_tx *tx, struct arena *arena, enum study_kind kind,
                       int64_t owner_id, int64_t parent_id, struct study_documents *ret_list,
                       struct error *err)
{
    LIST(struct study_document) list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(
        tx, sql_document_list,
        STORE_VALUES(v_text(kind_names[kind]), v_int(owner_id), v_int(parent_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct study_document){.id = store_int(rows, 0),
                                                          .kind = kind,
                                                          .owner_id = store_int(rows, 1),
                                                          .parent_id = store_int(rows, 2),
                                                          .name = store_text(rows, 3, arena),
                                                          .hash = store_text(rows, 4, arena),
                                                          .facts = store_text(rows, 5, arena),
                                                          .created_by = store_int(rows, 6),
                                                          .created_at = store_int(rows, 7)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct study_documents){.at = list.at, .count = list.count};
    return st;
}

enum status keep_alone(const struct study_work *work, const struct study_document *document,
                       int64_t *ret_id, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t id = 0;
    enum status st = store_begin(work->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = study_keep(tx, work->arena, document, work->now, &id, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

enum status get_alone(const struct study_work *work, enum study_kind kind, int64_t id,
                      struct study_document *ret_document, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(work->store, STORE_READ, &tx, err);
    return st == STATUS_OK ? study_get(tx, work->arena, kind, id, ret_document, err) : st;
}
