#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

enum { READS_MAX = 1000, PURPOSE_MAX = 200 };

/* ---- who looked ---- */

enum status people_read_add(struct store_tx *tx, const struct people_read *read, struct error *err)
{
    must(read->object != NULL && read->route != NULL && read->classes != 0);
    return store_later(
        tx, sql_read_insert,
        STORE_VALUES(v_int(read->at), v_int(read->owner_id), v_int(read->reader_user_id),
                     v_int(read->reader_organisation_id),
                     v_text(people_role_info(read->reader_role)->name), v_text(read->object),
                     v_int(read->object_id), v_int(read->classes), v_text(read->route)),
        err);
}

static enum status read_from(const struct store_rows *rows, struct arena *arena,
                             struct people_read *ret_read, struct error *err)
{
    *ret_read = (struct people_read){
        .id = store_int(rows, 0),
        .at = store_int(rows, 1),
        .owner_id = store_int(rows, 2),
        .reader_user_id = store_int(rows, 3),
        .reader_organisation_id = store_int(rows, 4),
        .reader_organisation = store_text(rows, 6, arena),
        .object = store_text(rows, 7, arena),
        .object_id = store_int(rows, 8),
        .classes = (uint32_t)store_int(rows, 9),
        .route = store_text(rows, 10, arena),
    };
    return people_role_find(store_text(rows, 5, arena), &ret_read->reader_role, err);
}

enum status people_read_list(struct store_tx *tx, struct arena *arena, int64_t owner_id,
                             int64_t before, int count_max, struct people_reads *ret_list,
                             struct error *err)
{
    must(count_max >= 1 && count_max <= READS_MAX);
    LIST(struct people_read) list = {0};
    struct store_rows *rows = NULL;
    enum status st = store_query(
        tx, sql_read_list,
        STORE_VALUES(v_int(owner_id), v_int(before > 0 ? before : INT64_MAX), v_int(count_max)),
        &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = read_from(rows, arena, list_add(arena, &list), err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_reads){list.at, list.count};
    return st;
}

/* ---- grants ---- */

enum status people_grant_add(struct store_tx *tx, const struct people_caller *caller,
                             const struct people_grant *grant, time_us now, int64_t *ret_id,
                             struct error *err)
{
    if (grant->class == CLASS_MISSING || (unsigned)grant->class >= CLASS_COUNT)
        return FAIL_AT(err, PEOPLE_GRANT, "class", "no class of data is named");
    if (grant->purpose[0] == '\0')
        return FAIL_AT(err, PEOPLE_GRANT, "purpose", "no purpose is named");
    enum status st = line_check(grant->purpose, "purpose", PURPOSE_MAX, err);
    if (st != STATUS_OK)
        return st;
    if (grant->until <= now)
        return FAIL_AT(err, PEOPLE_GRANT, "until", "it must lie in the future");
    if (grant->until > now + PEOPLE_GRANT_DAYS * TIME_DAY)
        return FAIL_AT(err, PEOPLE_GRANT, "until", "it lies more than %d days ahead",
                       (int)PEOPLE_GRANT_DAYS);
    if (grant->to_id == caller->organisation_id)
        return FAIL_AT(err, PEOPLE_GRANT, "to", "it is the owner itself");
    st = store_number(tx, sql_grant_insert,
                      STORE_VALUES(v_int(caller->organisation_id), v_int(grant->to_id),
                                   v_text(grant->object), v_int(grant->object_id),
                                   v_text(people_class_info(grant->class)->name),
                                   v_text(grant->purpose), v_int(caller->user_id), v_int(now),
                                   v_int(grant->until)),
                      ret_id, err);
    if (st != STATUS_OK && err->reason == &STORE_FOREIGN)
        return FAIL_AT(err, PEOPLE_ORGANISATION, "to", "no organisation has this id");
    return st;
}

enum status people_grant_revoke(struct store_tx *tx, const struct people_caller *caller, int64_t id,
                                time_us now, struct error *err)
{
    int64_t changed = 0;
    enum status st = store_run(tx, sql_grant_revoke,
                               STORE_VALUES(v_int(id), v_int(caller->organisation_id), v_int(now)),
                               &changed, err);
    if (st == STATUS_OK && changed != 1)
        return FAIL(err, PEOPLE_NO_GRANT, "no live grant of this organisation has this id");
    return st;
}

static enum people_class class_named(const char *name)
{
    for (int class = CLASS_MISSING + 1; class < CLASS_COUNT; class ++) {
        if (text_same(people_class_info((enum people_class) class)->name, name))
            return (enum people_class) class;
    }
    return CLASS_MISSING;
}

static struct people_grant grant_from(const struct store_rows *rows, struct arena *arena)
{
    return (struct people_grant){
        .id = store_int(rows, 0),
        .owner_id = store_int(rows, 1),
        .to_id = store_int(rows, 2),
        .object = store_text(rows, 3, arena),
        .object_id = store_int(rows, 4),
        .class = class_named(store_text(rows, 5, arena)),
        .purpose = store_text(rows, 6, arena),
        .created_at = store_int(rows, 7),
        .until = store_int(rows, 8),
        .revoked_at = store_int(rows, 9),
        .owner = store_text(rows, 10, arena),
        .to = store_text(rows, 11, arena),
    };
}

enum status people_grant(struct store_tx *tx, struct arena *arena, int64_t id,
                         struct people_grant *ret_grant, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_grant_by_id, STORE_VALUES(v_int(id)), &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL(err, PEOPLE_NO_GRANT, "no grant has this id");
    if (st == STATUS_OK)
        *ret_grant = grant_from(rows, arena);
    store_done(&rows);
    return st;
}

enum status people_grant_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                              struct people_grants *ret_list, struct error *err)
{
    LIST(struct people_grant) list = {0};
    struct store_rows *rows = NULL;
    enum status st =
        store_query(tx, sql_grant_list, STORE_VALUES(v_int(organisation_id)), &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = grant_from(rows, arena);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_grants){list.at, list.count};
    return st;
}

enum status people_granted(struct store_tx *tx, struct arena *arena,
                           const struct people_grant *wanted, time_us now, uint32_t *ret_classes,
                           struct error *err)
{
    uint32_t classes = 0;
    struct store_rows *rows = NULL;
    enum status st =
        store_query(tx, sql_grant_live,
                    STORE_VALUES(v_int(wanted->owner_id), v_int(wanted->to_id),
                                 v_text(wanted->object), v_int(wanted->object_id), v_int(now)),
                    &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        classes |= UINT32_C(1) << class_named(store_text(rows, 0, arena));
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_classes = classes & ~(UINT32_C(1) << CLASS_MISSING);
    return st;
}
