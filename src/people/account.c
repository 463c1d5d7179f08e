#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

enum status people_account(struct people *people, struct arena *arena,
                           const struct people_caller *caller, struct people_account *ret_account,
                           struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct store_rows *rows = NULL;
    enum status st = store_begin(people->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = store_one(tx, sql_account, STORE_VALUES(v_int(caller->user_id)), &rows, err);
    if (st == STATUS_OK)
        *ret_account = (struct people_account){
            .user_id = caller->user_id,
            .login = store_text(rows, 0, arena),
            .name = store_text(rows, 1, arena),
            .email = store_text(rows, 2, arena),
            .language = store_text(rows, 3, arena),
            .post = caller->post,
            .organisation = caller->organisation,
            .role = caller->held_role,
            .totp_enabled = store_int(rows, 4) != 0,
            .backup_codes = store_int(rows, 5),
        };
    store_done(&rows);
    return st;
}

enum status people_account_set(struct people *people, const struct people_caller *caller,
                               const struct people_account_change *change, struct error *err)
{
    enum status st = STATUS_OK;
    if (change->name != NULL)
        st = name_check(change->name, err);
    if (st == STATUS_OK && change->email != NULL)
        st = email_check(change->email, err);
    if (st == STATUS_OK && change->language != NULL)
        st = language_check(change->language, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_account_set,
                       STORE_VALUES(v_int(caller->user_id), v_text(change->name),
                                    v_text(change->email), v_text(change->language)),
                       NULL, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

/* ---- password ---- */

static enum status own_person(struct people *people, struct arena *arena,
                              const struct people_caller *caller, struct person *ret_person,
                              struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = person_read(tx, arena, sql_person_by_id, v_int(caller->user_id), ret_person, err);
    return st;
}

static enum status password_store(struct people *people, const struct people_caller *caller,
                                  const char *fresh, const char *old, time_us now,
                                  struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t changed = 0;
    enum status st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_person_password,
                       STORE_VALUES(v_int(caller->user_id), v_text(fresh), v_text(old)), &changed,
                       err);
    if (st == STATUS_OK && changed != 1)
        return FAIL_AT(err, PEOPLE_PASSWORD_WRONG, "old", "it was changed a moment ago");
    if (st == STATUS_OK)
        st =
            store_run(tx, sql_session_end_others,
                      STORE_VALUES(v_int(caller->user_id), v_int(now), v_blob(caller->session, 32)),
                      NULL, err);
    struct trail trail = {"password.set", caller->user_id, caller->organisation_id, caller, NULL};
    if (st == STATUS_OK)
        st = trail_add(tx, &trail, now, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

enum status people_password_set(struct people *people, const struct people_caller *caller,
                                const char *old_password, const char *new_password, time_us now,
                                struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("password", 1 << 16);
    struct person person;
    enum status st = own_person(people, arena, caller, &person, err);
    if (st == STATUS_OK)
        st = people_limit(people, "password change",
                          arena_format(arena, "%" PRId64, caller->user_id), 5, TIME_MINUTE, now,
                          err);
    bool fits = false;
    if (st == STATUS_OK)
        st = password_fits(people, old_password, person.password, &fits, err);
    if (st != STATUS_OK)
        return st;
    if (!fits)
        return FAIL_AT(err, PEOPLE_PASSWORD_WRONG, "old", "it is not the present password");
    bool beside = people_role_info(caller->held_role)->needs_second_factor;
    st = password_check_rules(new_password, beside, caller->login, caller->name, err);
    if (st != STATUS_OK)
        return st;
    char fresh[crypto_pwhash_STRBYTES];
    st = password_hash(people, new_password, fresh, err);
    return st == STATUS_OK ? password_store(people, caller, fresh, person.password, now, err) : st;
}

/* ---- second factor ---- */

enum status people_totp_start(struct people *people, struct arena *arena,
                              const struct people_caller *caller, time_us now,
                              struct people_totp *ret_totp, struct error *err)
{
    struct person person;
    enum status st = own_person(people, arena, caller, &person, err);
    if (st == STATUS_OK && person.has_totp)
        st = people_check_step_up(caller, now, err);
    if (st != STATUS_OK)
        return st;

    uint8_t secret[TOTP_SECRET_BYTES], sealed[TOTP_SEALED_BYTES];
    randombytes_buf(secret, sizeof secret);
    totp_seal(people, caller->user_id, secret, sealed);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_totp_waiting,
                       STORE_VALUES(v_int(caller->user_id), v_blob(sealed, sizeof sealed)), NULL,
                       err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st != STATUS_OK)
        return st;
    ret_totp->secret = base32_text(arena, secret, sizeof secret);
    ret_totp->uri = arena_format(
        arena, "otpauth://totp/Dure:%s?secret=%s&issuer=Dure&algorithm=SHA1&digits=6&period=30",
        caller->login, ret_totp->secret);
    sodium_memzero(secret, sizeof secret);
    return STATUS_OK;
}

/* The sealed secret that waits for its first code; PEOPLE_TOTP when there is none. */
static enum status waiting_secret(struct store_tx *tx, struct arena *arena, int64_t user_id,
                                  struct store_value *ret_sealed, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_totp_waiting_of, STORE_VALUES(v_int(user_id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    bool none = store_is_null(rows, 0);
    size_t size = 0;
    const void *sealed = none ? NULL : store_blob(rows, 0, arena, &size);
    store_done(&rows);
    if (none)
        return FAIL(err, PEOPLE_TOTP, "nothing waits for a code");
    *ret_sealed = v_blob(sealed, size);
    return STATUS_OK;
}

static enum status totp_enable(struct people *people, struct store_tx *tx, struct arena *arena,
                               const struct people_caller *caller, const char *code, time_us now,
                               struct error *err)
{
    struct store_value sealed;
    enum status st = waiting_secret(tx, arena, caller->user_id, &sealed, err);
    if (st != STATUS_OK)
        return st;
    uint8_t secret[TOTP_SECRET_BYTES];
    if (!totp_open(people, caller->user_id, sealed.bytes, sealed.size, secret))
        return FAIL(err, KIT_INTERNAL, "the waiting second factor does not open");
    int64_t step = totp_step_of(secret, code, now);
    sodium_memzero(secret, sizeof secret);
    if (step == 0)
        return FAIL_AT(err, PEOPLE_CODE_WRONG, "code", "the code is not made from this secret");
    return store_run(tx, sql_totp_enable, STORE_VALUES(v_int(caller->user_id), v_int(step), sealed),
                     NULL, err);
}

enum status people_totp_confirm(struct people *people, const struct people_caller *caller,
                                const char *code, time_us now, struct people_token *ret_token,
                                struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("second factor", 1 << 16);
    enum status st =
        people_limit(people, "second factor", arena_format(arena, "%" PRId64, caller->user_id), 5,
                     TIME_MINUTE, now, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = totp_enable(people, tx, arena, caller, code, now, err);
    /* Sessions from before it was there have not proven it. */
    if (st == STATUS_OK)
        st =
            store_run(tx, sql_session_end_others,
                      STORE_VALUES(v_int(caller->user_id), v_int(now), v_blob(caller->session, 32)),
                      NULL, err);
    struct trail trail = {"factor.set", caller->user_id, caller->organisation_id, caller, NULL};
    if (st == STATUS_OK)
        st = trail_add(tx, &trail, now, err);
    struct people_token token;
    if (st == STATUS_OK)
        st = session_renew(tx, caller, true, now, &token, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_token = token;
    return st;
}
