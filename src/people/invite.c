#include <ctype.h>
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

enum { POST_TITLE_MAX = 80, LOGIN_MIN = 3, LOGIN_MAX = 40 };

static enum status invitation_check(const struct people_caller *caller,
                                    const struct people_organisation *organisation,
                                    const struct people_invitation *wanted, struct error *err)
{
    const struct people_role_info *role = people_role_info(wanted->role);
    enum status st = line_check(wanted->post, "post", POST_TITLE_MAX, err);
    if (st != STATUS_OK)
        return st;
    if (!role->person || (role->kinds >> organisation->kind & 1) == 0)
        return FAIL_AT(err, PEOPLE_ROLE, "role", "%s%.0s is no role of a %s%.0s", role->en,
                       role->ko, people_kind_info(organisation->kind)->en,
                       people_kind_info(organisation->kind)->ko);
    st = email_check(wanted->email, err);
    if (st == STATUS_OK && caller != NULL && !may_fill(caller, organisation->id, wanted->role))
        return FAIL_AT(err, PEOPLE_MAY_NOT_INVITE, "role", "%s%.0s may not invite %s%.0s there",
                       people_role_info(caller->role)->en, people_role_info(caller->role)->ko,
                       role->en, role->ko);
    return st;
}

enum status people_invite(struct people *people, struct arena *arena,
                          const struct people_caller *caller,
                          const struct people_invitation *wanted, time_us now,
                          struct people_invitation *ret_invitation, struct error *err)
{
    must(wanted->post != NULL && wanted->email != NULL);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_organisation organisation;
    enum status st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = people_organisation(tx, arena, wanted->organisation_id, &organisation, err);
    if (st == STATUS_OK)
        st = invitation_check(caller, &organisation, wanted, err);
    if (st != STATUS_OK)
        return st;

    struct people_token token;
    uint8_t hash[32];
    token_new(&token, hash);
    struct people_invitation made = *wanted;
    made.organisation = organisation.name;
    made.created_at = now;
    made.expires_at = now + PEOPLE_INVITATION_DAYS * TIME_DAY;
    made.accepted_at = 0;
    made.token = arena_text(arena, token.text);
    st = store_number(tx, sql_invitation_insert,
                      STORE_VALUES(v_blob(hash, sizeof hash), v_int(made.organisation_id),
                                   v_text(made.post), v_text(people_role_info(made.role)->name),
                                   v_text(made.email),
                                   caller != NULL ? v_int(caller->user_id) : v_null(), v_int(now),
                                   v_int(made.expires_at)),
                      &made.id, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_invitation = made;
    return st;
}

enum status people_invitation_list(struct store_tx *tx, struct arena *arena,
                                   const struct people_caller *caller,
                                   struct people_invitations *ret_list, struct error *err)
{
    LIST(struct people_invitation) list = {0};
    struct store_rows *rows = NULL;
    enum status st = store_query(
        tx, sql_invitation_list,
        STORE_VALUES(v_int(caller->organisation_id), v_int(caller->user_id)), &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct people_invitation *one = list_add(arena, &list);
        *one = (struct people_invitation){
            .id = store_int(rows, 0),
            .organisation_id = store_int(rows, 1),
            .organisation = store_text(rows, 2, arena),
            .post = store_text(rows, 3, arena),
            .email = store_text(rows, 5, arena),
            .created_at = store_int(rows, 6),
            .expires_at = store_int(rows, 7),
            .accepted_at = store_int(rows, 8),
        };
        st = people_role_find(store_text(rows, 4, arena), &one->role, err);
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_invitations){list.at, list.count};
    return st;
}

/* ---- accepting ---- */

static enum status login_check(const char *login, struct error *err)
{
    size_t length = strlen(login);
    bool ok = length >= LOGIN_MIN && length <= LOGIN_MAX && isalnum((unsigned char)login[0]);
    for (size_t i = 0; ok && i < length; i++)
        ok = islower((unsigned char)login[i]) || isdigit((unsigned char)login[i]) ||
             strchr("._-@", login[i]) != NULL;
    if (!ok)
        return FAIL_AT(err, PEOPLE_LOGIN, "login", "%d to %d of a-z 0-9 . _ - @", (int)LOGIN_MIN,
                       (int)LOGIN_MAX);
    return STATUS_OK;
}

/* The invitation of this token, if it still stands. */
static enum status invitation_open(struct store_tx *tx, struct arena *arena, const char *token,
                                   time_us now, struct people_invitation *ret_open,
                                   struct error *err)
{
    uint8_t hash[32];
    if (!token_hash(token, hash))
        return FAIL_AT(err, PEOPLE_INVITATION, "token", "this is no token of ours");
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_invitation_open,
                               STORE_VALUES(v_blob(hash, sizeof hash), v_int(now)), &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL_AT(err, PEOPLE_INVITATION, "token", "unknown, used or out of date");
    if (st != STATUS_OK)
        return st;
    struct people_invitation open = {
        .id = store_int(rows, 0),
        .organisation_id = store_int(rows, 1),
        .post = store_text(rows, 2, arena),
        .email = store_text(rows, 4, arena),
    };
    st = people_role_find(store_text(rows, 3, arena), &open.role, err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_open = open;
    return st;
}

enum status post_of(struct store_tx *tx, int64_t organisation_id, const char *title,
                    enum people_role role, time_us now, int64_t *ret_post, struct error *err)
{
    const char *name = people_role_info(role)->name;
    enum status st = store_number(tx, sql_post_find,
                                  STORE_VALUES(v_int(organisation_id), v_text(title), v_text(name)),
                                  ret_post, err);
    if (st == STATUS_OK || err->reason != &STORE_NO_ROW)
        return st;
    return store_number(
        tx, sql_post_insert,
        STORE_VALUES(v_int(organisation_id), v_text(title), v_text(name), v_int(now)), ret_post,
        err);
}

static enum status accept_in(struct store_tx *tx, struct arena *arena,
                             const struct people_acceptance *acceptance, const char *hash,
                             time_us now, int64_t *ret_user_id, struct error *err)
{
    struct people_invitation open;
    enum status st = invitation_open(tx, arena, acceptance->token, now, &open, err);
    if (st != STATUS_OK)
        return st;
    const char *language = acceptance->language != NULL ? acceptance->language : "ko";
    int64_t user = 0, post = 0, changed = 0;
    st = store_number(tx, sql_person_insert,
                      STORE_VALUES(v_text(acceptance->login), v_text(acceptance->name),
                                   v_text(open.email), v_text(language), v_text(hash), v_int(now)),
                      &user, err);
    if (st != STATUS_OK && err->reason == &STORE_UNIQUE)
        return FAIL_AT(err, PEOPLE_LOGIN_TAKEN, "login", "somebody else has it");
    if (st == STATUS_OK)
        st = post_of(tx, open.organisation_id, open.post, open.role, now, &post, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_holding_insert, STORE_VALUES(v_int(post), v_int(user), v_int(now)),
                       NULL, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_invitation_accept,
                       STORE_VALUES(v_int(open.id), v_int(now), v_int(user)), &changed, err);
    if (st == STATUS_OK && changed != 1)
        return FAIL_AT(err, PEOPLE_INVITATION, "token", "it has just been used");
    struct people_caller self = {.user_id = user, .organisation_id = open.organisation_id};
    struct trail trail = {"post.taken", user, open.organisation_id, &self, open.post};
    if (st == STATUS_OK)
        st = trail_add(tx, &trail, now, err);
    if (st == STATUS_OK)
        *ret_user_id = user;
    return st;
}

static enum status accept_check(struct people *people, struct arena *arena,
                                const struct people_acceptance *acceptance, time_us now,
                                struct error *err)
{
    enum status st = login_check(acceptance->login, err);
    if (st == STATUS_OK)
        st = name_check(acceptance->name, err);
    if (st == STATUS_OK && acceptance->language != NULL)
        st = language_check(acceptance->language, err);
    if (st == STATUS_OK)
        st = people_limit(people, "accept", acceptance->address, 20, TIME_MINUTE, now, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_invitation open;
    st = store_begin(people->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = invitation_open(tx, arena, acceptance->token, now, &open, err);
    if (st != STATUS_OK)
        return st;
    return password_check_rules(acceptance->password,
                                people_role_info(open.role)->needs_second_factor, acceptance->login,
                                acceptance->name, err);
}

enum status people_accept(struct people *people, const struct people_acceptance *acceptance,
                          time_us now, int64_t *ret_user_id, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("acceptance", 1 << 20);
    char hash[crypto_pwhash_STRBYTES];
    enum status st = accept_check(people, arena, acceptance, now, err);
    if (st == STATUS_OK)
        st = password_hash(people, acceptance->password, hash, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t user = 0;
    st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = accept_in(tx, arena, acceptance, hash, now, &user, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_user_id = user;
    return st;
}
