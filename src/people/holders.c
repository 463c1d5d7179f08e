/* holders.c -- who holds which post, and who may fill or empty one. */
#include "kit/list.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

enum where { OWN, ANY };

static const struct {
    enum people_role inviter;
    enum where where;
    uint32_t roles;
} inviters[] = {
#define INVITES(inviter, where, roles) {ROLE_##inviter, where, roles},
#include "people/inviters.def"
#undef INVITES
};

uint32_t inviter_of(enum people_role role)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < sizeof inviters / sizeof *inviters; i++)
        roles |= inviters[i].inviter == role ? inviters[i].roles : 0;
    return roles;
}

bool may_fill(const struct people_caller *caller, int64_t organisation_id, enum people_role role)
{
    bool own = caller->organisation_id == organisation_id;
    uint32_t roles = 0;
    for (size_t i = 0; i < sizeof inviters / sizeof *inviters; i++) {
        if (inviters[i].inviter == caller->role && (own || inviters[i].where == ANY))
            roles |= inviters[i].roles;
    }
    return (roles >> role & 1) != 0;
}

static enum status holder_from(const struct store_rows *rows, struct arena *arena,
                               struct people_holder *ret_holder, struct error *err)
{
    *ret_holder = (struct people_holder){
        .holding_id = store_int(rows, 0),
        .user_id = store_int(rows, 1),
        .login = store_text(rows, 2, arena),
        .name = store_text(rows, 3, arena),
        .second_factor = store_int(rows, 4) != 0,
        .organisation_id = store_int(rows, 5),
        .post_id = store_int(rows, 6),
        .post = store_text(rows, 7, arena),
        .since = store_int(rows, 9),
    };
    return people_role_find(store_text(rows, 8, arena), &ret_holder->role, err);
}

static enum status holder_read(struct store_tx *tx, struct arena *arena, const char *sql,
                               struct store_value key, struct people_holder *ret_holder,
                               struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, &key, 1, &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL(err, PEOPLE_USER, "nobody of this name or number holds a post");
    if (st == STATUS_OK)
        st = holder_from(rows, arena, ret_holder, err);
    store_done(&rows);
    return st;
}

enum status people_holder(struct store_tx *tx, struct arena *arena, int64_t user_id,
                          struct people_holder *ret_holder, struct error *err)
{
    return holder_read(tx, arena, sql_holder, v_int(user_id), ret_holder, err);
}

enum status people_holder_named(struct store_tx *tx, struct arena *arena, const char *login,
                                struct people_holder *ret_holder, struct error *err)
{
    return holder_read(tx, arena, sql_holder_named, v_text(login), ret_holder, err);
}

enum status people_holder_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                               struct people_holders *ret_list, struct error *err)
{
    LIST(struct people_holder) list = {0};
    struct store_rows *rows = NULL;
    enum status st =
        store_query(tx, sql_holder_list, STORE_VALUES(v_int(organisation_id)), &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = holder_from(rows, arena, list_add(arena, &list), err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_holders){list.at, list.count};
    return st;
}

/* ---- leaving ---- */

/* Sessions end with the post; the post, and with it all tasks, stays for the next holder. */
static enum status leave_in(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t user_id, time_us now,
                            struct error *err)
{
    struct people_holder holder;
    enum status st = people_holder(tx, arena, user_id, &holder, err);
    if (st != STATUS_OK)
        return st;
    bool own = caller->user_id == user_id;
    if (!own && !may_fill(caller, holder.organisation_id, holder.role))
        return FAIL(err, PEOPLE_MAY_NOT_INVITE, "whoever may fill a post may empty it");
    st = store_run(tx, sql_holding_end, STORE_VALUES(v_int(holder.holding_id), v_int(now)), NULL,
                   err);
    if (st == STATUS_OK)
        st =
            store_run(tx, sql_session_end_all, STORE_VALUES(v_int(user_id), v_int(now)), NULL, err);
    struct trail trail = {"post.left", user_id, holder.organisation_id, caller, holder.post};
    return st == STATUS_OK ? trail_add(tx, &trail, now, err) : st;
}

enum status people_leave_post(struct people *people, const struct people_caller *caller,
                              int64_t user_id, time_us now, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("leaving", 1 << 16);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = leave_in(tx, arena, caller, user_id, now, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}
