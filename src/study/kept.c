/* Documents in the store. */
#include <string.h>

#include "calibrate/calibrate.h"
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

enum status keep_alone(const struct study_place *place, const struct study_document *document,
                       int64_t *ret_id, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t id = 0;
    enum status st = store_begin(place->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = study_keep(tx, place->arena, document, place->now, &id, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

enum status get_alone(const struct study_place *place, enum study_kind kind, int64_t id,
                      struct study_document *ret_document, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(place->store, STORE_READ, &tx, err);
    return st == STATUS_OK ? study_get(tx, place->arena, kind, id, ret_document, err) : st;
}

/* ---- works ---- */

enum status work_begin(struct job_run *run, void *context, struct work *ret_work, struct error *err)
{
    const struct job *job = job_of(run);
    const struct study_context *study = context;
    struct work work = {.run = run,
                        .place = {.store = job_store(run),
                                  .arena = job_arena(run),
                                  .context = study,
                                  .owner_id = job->org,
                                  .user_id = job->user,
                                  .now = study->now()}};
    enum status st = json_read(work.place.arena, job->request, strlen(job->request),
                               JSON_LIMITS_BODY, &work.request, err);
    if (st == STATUS_OK)
        st = json_int(&work.request, "parent_id", 1, INT64_MAX, &work.parent_id, err);
    *ret_work = work;
    return st;
}

void work_end(struct work *work)
{
    json_release(&work->request);
    calibrate_free(work->log);
}

enum status work_document(const struct work *work, enum study_kind kind,
                          struct study_document *ret_document, struct error *err)
{
    struct study_document document = {0};
    enum status st = get_alone(&work->place, kind, work->parent_id, &document, err);
    if (st == STATUS_OK && document.owner_id != work->place.owner_id)
        return FAIL_AT(err, STORE_NO_ROW, "/parent_id", "your firm has no such %s",
                       kind_names[kind]);
    if (st == STATUS_OK)
        *ret_document = document;
    return st;
}

enum status work_keep(struct work *work, const struct study_document *document, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t id = 0;
    if (work->stopped.reason != NULL) { /* told to stop too late for the work, not for its end */
        *err = work->stopped;
        return err->reason->status;
    }
    enum status st = store_begin(work->place.store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = study_keep(tx, work->place.arena, document, work->place.now, &id, err);
    if (st == STATUS_OK)
        st = job_finish(work->run, tx, id, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

bool work_tell(struct work *work, double share, const char *ko, const char *en)
{
    if (work->stopped.reason != NULL)
        return false;
    struct error err;
    if (job_progress(work->run, share, ko, en, &err) == STATUS_OK)
        return true;
    work->stopped = err;
    return false;
}

enum status work_failed(const struct work *work, enum status st, struct error *err)
{
    if (st == STATUS_OK || work->stopped.reason == NULL)
        return st;
    *err = work->stopped;
    return err->reason->status;
}
