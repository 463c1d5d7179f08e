#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

#define SEEN_GRAIN  TIME_MINUTE /* a busy session writes once a minute */
#define STEP_UP_FOR (PEOPLE_STEP_UP_MINUTES * TIME_MINUTE)

/* ---- tokens ---- */

static void token_digest(const uint8_t bytes[TOKEN_BYTES], const char *use, uint8_t ret_hash[32])
{
    must(crypto_generichash(ret_hash, 32, bytes, TOKEN_BYTES, (const uint8_t *)use, strlen(use)) ==
         0);
}

#define FOR_STORE "dure session in store" /* BLAKE2b keys: one token, two unrelated digests */
#define FOR_CSRF  "dure session for csrf"

void token_new(struct people_token *ret_token, uint8_t ret_hash[32])
{
    uint8_t bytes[TOKEN_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(ret_token->text, sizeof ret_token->text, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    token_digest(bytes, FOR_STORE, ret_hash);
    sodium_memzero(bytes, sizeof bytes);
}

static bool token_read(const char *text, uint8_t ret_bytes[TOKEN_BYTES])
{
    size_t size = 0;
    const char *end = NULL;
    return sodium_base642bin(ret_bytes, TOKEN_BYTES, text, strlen(text), NULL, &size, &end,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           size == TOKEN_BYTES && *end == '\0';
}

bool token_hash(const char *text, uint8_t ret_hash[32])
{
    uint8_t bytes[TOKEN_BYTES];
    if (!token_read(text, bytes))
        return false;
    token_digest(bytes, FOR_STORE, ret_hash);
    return true;
}

/* ---- persons ---- */

enum status person_read(struct store_tx *tx, struct arena *arena, const char *sql,
                        struct store_value key, struct person *ret_person, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, &key, 1, &rows, err);
    if (st != STATUS_OK)
        return st;
    struct person person = {.id = store_int(rows, 0), .password = store_text(rows, 1, arena)};
    if (!store_is_null(rows, 2)) {
        size_t size = 0;
        const void *sealed = store_blob(rows, 2, arena, &size);
        must(size == sizeof person.totp_sealed); /* written by totp_seal() alone */
        memcpy(person.totp_sealed, sealed, size);
        person.has_totp = true;
    }
    const char *role = store_text(rows, 4, arena);
    person.organisation_id = store_int(rows, 5);
    store_done(&rows);
    if (role != NULL)
        st = people_role_find(role, &person.role, err);
    if (st == STATUS_OK)
        *ret_person = person;
    return st;
}

enum status person_use_code(const struct people *people, struct store_tx *tx,
                            const struct person *person, const char *code, time_us now,
                            struct error *err)
{
    if (strlen(code) > TOTP_DIGITS)
        return backup_use(people, tx, person, code, now, err);
    uint8_t secret[TOTP_SECRET_BYTES];
    if (!totp_open(people, person->id, person->totp_sealed, sizeof person->totp_sealed, secret))
        return FAIL(err, KIT_INTERNAL, "the second factor of person %" PRId64 " does not open",
                    person->id);
    int64_t step = totp_step_of(secret, code, now);
    sodium_memzero(secret, sizeof secret);
    int64_t changed = 0;
    enum status st = STATUS_OK;
    if (step != 0)
        st = store_run(tx, sql_code_used, STORE_VALUES(v_int(person->id), v_int(step)), &changed,
                       err);
    if (st == STATUS_OK && changed != 1)
        return FAIL_AT(err, PEOPLE_CODE_WRONG, "code", "the code does not fit this half minute");
    return st;
}

/* ---- proving who one is ---- */

/* What a proof is held against, and the limits that stand in front of it. */
struct trial {
    struct people *people;
    struct arena *arena;
    const struct people_sign_in *proof;
    time_us now;
    struct limit limits[2];
    size_t limit_count;
    const char *event; /* in the log of the door */
    const char *sql;   /* how the person is found */
    struct store_value key;
    struct person person; /* id 0: unknown */
};

static enum status trial_find(struct trial *trial, struct store_tx *tx, struct error *err)
{
    trial->person = (struct person){0};
    enum status st = person_read(tx, trial->arena, trial->sql, trial->key, &trial->person, err);
    return st == STATUS_NOT_FOUND && err->reason == &STORE_NO_ROW ? STATUS_OK : st;
}

/* In one transaction of its own, before the costly hash: look up, and pay for the try. */
static enum status trial_begin(struct trial *trial, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(trial->people->store, STORE_WRITE, &tx, err);
    for (size_t i = 0; i < trial->limit_count && st == STATUS_OK; i++)
        st = limit_take(tx, trial->arena, &trial->limits[i], trial->now, err);
    if (st == STATUS_OK)
        st = trial_find(trial, tx, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static enum status trial_log(const struct trial *trial, struct store_tx *tx, const char *outcome,
                             struct error *err)
{
    int64_t id = trial->person.id;
    return store_run(tx, sql_door_insert,
                     STORE_VALUES(v_int(trial->now), id != 0 ? v_int(id) : v_null(),
                                  v_text(trial->proof->address), v_text(trial->event),
                                  v_text(outcome)),
                     NULL, err);
}

/* The try failed: remember it, in the transaction given, and say `why`. */
static enum status trial_lost(const struct trial *trial, struct store_tx **tx,
                              const struct reason *why, const char *place, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; i < trial->limit_count && st == STATUS_OK; i++)
        st = limit_failed(*tx, trial->arena, &trial->limits[i], trial->now, err);
    if (st == STATUS_OK)
        st = trial_log(trial, *tx, why->name, err);
    if (st == STATUS_OK)
        st = store_commit(tx, err);
    return st == STATUS_OK ? FAIL_AT(err, *why, place, "the proof does not fit") : st;
}

static enum status trial_won(const struct trial *trial, struct store_tx *tx, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; i < trial->limit_count && st == STATUS_OK; i++) {
        if (trial->limits[i].grows)
            st = limit_passed(tx, trial->arena, &trial->limits[i], trial->now, err);
    }
    return st == STATUS_OK ? trial_log(trial, tx, "ok", err) : st;
}

/* ---- signing in ---- */

static enum status session_begin(struct store_tx *tx, int64_t person_id, time_us signed_in_at,
                                 time_us now, bool second_factor, time_us step_up_until,
                                 struct people_token *ret_token, struct error *err)
{
    struct people_token token;
    uint8_t hash[32];
    token_new(&token, hash);
    token.expires_at = signed_in_at + SESSION_ABSOLUTE;
    enum status st =
        store_run(tx, sql_session_insert,
                  STORE_VALUES(v_blob(hash, sizeof hash), v_int(person_id), v_int(signed_in_at),
                               v_int(now), v_int(second_factor), v_int(step_up_until)),
                  NULL, err);
    if (st == STATUS_OK)
        *ret_token = token;
    return st;
}

/* The password fits. What is left: the post, the code, an old hash, the session. */
static enum status sign_in_finish(struct trial *trial, const char *fresh_hash,
                                  struct people_token *ret_token, struct error *err)
{
    const char *tried = trial->person.password;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(trial->people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = trial_find(trial, tx, err);
    if (st != STATUS_OK)
        return st;
    const struct person *person = &trial->person;
    if (person->id == 0 || strcmp(person->password, tried) != 0)
        return trial_lost(trial, &tx, &PEOPLE_SIGN_IN, "", err); /* changed in the meantime */
    if (person->role == ROLE_ANONYMOUS || !people_role_info(person->role)->person)
        return trial_lost(trial, &tx, &PEOPLE_NO_POST, "", err);
    if (person->has_totp && (trial->proof->code == NULL || trial->proof->code[0] == '\0'))
        return FAIL_AT(err, PEOPLE_CODE_NEEDED, "code", "the password is right");
    if (person->has_totp)
        st = person_use_code(trial->people, tx, person, trial->proof->code, trial->now, err);
    if (st != STATUS_OK && err->reason == &PEOPLE_CODE_WRONG)
        return trial_lost(trial, &tx, &PEOPLE_CODE_WRONG, "code", err);
    if (st == STATUS_OK && fresh_hash != NULL)
        st = store_run(tx, sql_person_password,
                       STORE_VALUES(v_int(person->id), v_text(fresh_hash), v_text(tried)), NULL,
                       err);
    if (st == STATUS_OK)
        st = trial_won(trial, tx, err);
    struct people_token token;
    if (st == STATUS_OK)
        st =
            session_begin(tx, person->id, trial->now, trial->now, person->has_totp, 0, &token, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_token = token;
    return st;
}

static enum status sign_in_refuse(struct trial *trial, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(trial->people->store, STORE_WRITE, &tx, err);
    return st == STATUS_OK ? trial_lost(trial, &tx, &PEOPLE_SIGN_IN, "", err) : st;
}

enum status people_sign_in(struct people *people, const struct people_sign_in *who, time_us now,
                           struct people_token *ret_token, struct error *err)
{
    must(who->login != NULL && who->password != NULL && who->address != NULL);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("sign-in", 1 << 20);
    struct trial trial = {
        .people = people,
        .arena = arena,
        .proof = who,
        .now = now,
        .limits = {{"sign-in address", who->address, 20, TIME_MINUTE, false},
                   {"sign-in account", who->login, 5, TIME_MINUTE, true}},
        .limit_count = 2,
        .event = "sign-in",
        .sql = sql_person_by_login,
        .key = v_text(who->login),
    };
    enum status st = trial_begin(&trial, err);
    if (st != STATUS_OK)
        return st;
    /* The same work whether the login is known or not. */
    bool known = trial.person.id != 0, fits = false;
    st = password_fits(people, who->password, known ? trial.person.password : people->nobody, &fits,
                       err);
    if (st != STATUS_OK)
        return st;
    if (!known || !fits)
        return sign_in_refuse(&trial, err);
    char fresh[crypto_pwhash_STRBYTES];
    bool old = password_is_old(people, trial.person.password);
    if (old && (st = password_hash(people, who->password, fresh, err)) != STATUS_OK)
        return st;
    return sign_in_finish(&trial, old ? fresh : NULL, ret_token, err);
}

/* ---- at each request ---- */

static enum status no_session(struct error *err)
{
    return FAIL(err, PEOPLE_NO_SESSION, "the session is unknown or over");
}

/* The caller as the store knows him now; STORE_NO_ROW when there is no such session or post. */
static enum status caller_read(struct store_tx *tx, struct arena *arena, const uint8_t hash[32],
                               struct people_caller *ret_caller, time_us *ret_seen_at,
                               struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_session_caller, STORE_VALUES(v_blob(hash, 32)), &rows, err);
    if (st != STATUS_OK)
        return st;
    struct people_caller caller = {
        .user_id = store_int(rows, 0),
        .signed_in_at = store_int(rows, 1),
        .step_up_until = store_int(rows, 4),
        .login = store_text(rows, 5, arena),
        .name = store_text(rows, 6, arena),
        .language = store_text(rows, 7, arena),
        .post_id = store_int(rows, 8),
        .post = store_text(rows, 9, arena),
        .organisation_id = store_int(rows, 11),
        .organisation = store_text(rows, 12, arena),
    };
    memcpy(caller.session, hash, sizeof caller.session);
    bool second_factor = store_int(rows, 3) != 0;
    time_us seen_at = store_int(rows, 2);
    const char *role = store_text(rows, 10, arena), *kind = store_text(rows, 13, arena);
    store_done(&rows);
    st = people_role_find(role, &caller.held_role, err);
    if (st == STATUS_OK)
        st = people_kind_find(kind, &caller.organisation_kind, err);
    if (st != STATUS_OK)
        return st;
    caller.enrolling = people_role_info(caller.held_role)->needs_second_factor && !second_factor;
    caller.role = caller.enrolling ? ROLE_ANONYMOUS : caller.held_role;
    *ret_caller = caller;
    *ret_seen_at = seen_at;
    return STATUS_OK;
}

static enum status session_touch(struct people *people, const uint8_t hash[32], time_us now,
                                 struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_session_seen, STORE_VALUES(v_blob(hash, 32), v_int(now)), NULL, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

enum status people_authenticate(struct people *people, struct arena *arena, const char *token,
                                time_us now, struct people_caller *ret_caller, struct error *err)
{
    uint8_t bytes[TOKEN_BYTES], hash[32], csrf[32];
    if (token == NULL || !token_read(token, bytes))
        return no_session(err);
    token_digest(bytes, FOR_STORE, hash);
    token_digest(bytes, FOR_CSRF, csrf);

    struct people_caller caller;
    time_us seen_at = 0;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = caller_read(tx, arena, hash, &caller, &seen_at, err);
    store_abandon(&tx);
    if (st == STATUS_NOT_FOUND && err->reason == &STORE_NO_ROW)
        return no_session(err);
    if (st != STATUS_OK)
        return st;

    time_us idle = people_role_info(caller.held_role)->idle;
    time_us last = caller.signed_in_at + SESSION_ABSOLUTE;
    if (now - seen_at >= idle || now >= last)
        return no_session(err);
    if (now - seen_at >= SEEN_GRAIN && (st = session_touch(people, hash, now, err)) != STATUS_OK)
        return st;
    caller.expires_at = now + idle < last ? now + idle : last;
    caller.csrf = hex_text(arena, csrf, sizeof csrf);
    *ret_caller = caller;
    return STATUS_OK;
}

enum status people_check_csrf(const struct people_caller *caller, const char *header,
                              struct error *err)
{
    size_t size = caller->csrf != NULL ? strlen(caller->csrf) : 0; /* nobody has none */
    if (size == 0 || header == NULL || strlen(header) != size ||
        sodium_memcmp(header, caller->csrf, size) != 0)
        return FAIL_AT(err, PEOPLE_CSRF, "X-CSRF", "the header is missing or not this session's");
    return STATUS_OK;
}

/* ---- stepping up, signing out ---- */

enum status session_renew(struct store_tx *tx, const struct people_caller *caller,
                          bool second_factor, time_us now, struct people_token *ret_token,
                          struct error *err)
{
    int64_t changed = 0;
    enum status st = store_run(
        tx, sql_session_end, STORE_VALUES(v_blob(caller->session, 32), v_int(now)), &changed, err);
    if (st == STATUS_OK && changed != 1)
        return no_session(err);
    if (st != STATUS_OK)
        return st;
    return session_begin(tx, caller->user_id, caller->signed_in_at, now, second_factor,
                         now + STEP_UP_FOR, ret_token, err);
}

static bool given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static enum status step_up_finish(struct trial *trial, const struct people_caller *caller,
                                  bool password_right, struct people_token *ret_token,
                                  struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(trial->people->store, STORE_WRITE, &tx, err);
    if (st != STATUS_OK)
        return st;
    if (!password_right)
        return trial_lost(trial, &tx, &PEOPLE_PASSWORD_WRONG, "password", err);
    const struct person *person = &trial->person;
    if (person->has_totp)
        st = person_use_code(trial->people, tx, person, trial->proof->code, trial->now, err);
    if (st != STATUS_OK && err->reason == &PEOPLE_CODE_WRONG)
        return trial_lost(trial, &tx, &PEOPLE_CODE_WRONG, "code", err);
    struct people_token token;
    if (st == STATUS_OK)
        st = trial_won(trial, tx, err);
    if (st == STATUS_OK)
        st = session_renew(tx, caller, person->has_totp, trial->now, &token, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_token = token;
    return st;
}

enum status people_step_up(struct people *people, const struct people_caller *caller,
                           const struct people_sign_in *proof, time_us now,
                           struct people_token *ret_token, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("step-up", 1 << 20);
    struct trial trial = {
        .people = people,
        .arena = arena,
        .proof = proof,
        .now = now,
        .limits = {{"step-up", arena_format(arena, "%" PRId64, caller->user_id), 5, TIME_MINUTE,
                    true}},
        .limit_count = 1,
        .event = "step-up",
        .sql = sql_person_by_id,
        .key = v_int(caller->user_id),
    };
    enum status st = trial_begin(&trial, err);
    if (st != STATUS_OK)
        return st;
    if (trial.person.id == 0)
        return no_session(err);
    if (trial.person.has_totp && !given(proof->code))
        return FAIL_AT(err, PEOPLE_CODE_NEEDED, "code", "the code is the proof");
    bool right = true;
    if (given(proof->password))
        st = password_fits(people, proof->password, trial.person.password, &right, err);
    else if (!trial.person.has_totp)
        right = false;
    if (st != STATUS_OK)
        return st;
    return step_up_finish(&trial, caller, right, ret_token, err);
}

enum status people_check_step_up(const struct people_caller *caller, time_us now, struct error *err)
{
    if (now >= caller->step_up_until)
        return FAIL(err, PEOPLE_STEP_UP, "the last proof is older than %d minutes",
                    (int)PEOPLE_STEP_UP_MINUTES);
    return STATUS_OK;
}

enum status people_sign_out(struct people *people, const struct people_caller *caller, time_us now,
                            struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_session_end, STORE_VALUES(v_blob(caller->session, 32), v_int(now)),
                       NULL, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}
