/* recovery.c -- ways back in for who lost a password or a phone: links that a person of one's own
 * organisation hands over, and codes on paper. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

/* ---- codes on paper ---- */

enum { BACKUP_BYTES = 10, BACKUP_DIGITS = 16, BACKUP_HALF = 8 }; /* base32: 80 bits */

/* The same digits however they are typed: small letters, with blanks or dashes. */
static bool backup_digits(const char *code, char ret_digits[BACKUP_DIGITS + 1])
{
    size_t count = 0;
    for (; *code != '\0'; code++) {
        if (*code == '-' || *code == ' ')
            continue;
        if (count == BACKUP_DIGITS)
            return false;
        ret_digits[count++] = (char)toupper((unsigned char)*code);
    }
    ret_digits[count] = '\0';
    return count == BACKUP_DIGITS;
}

/* Under the key outside the store, and bound to the person. */
static void backup_hash(const struct people *people, int64_t person_id, const char *digits,
                        uint8_t ret_hash[32])
{
    static const char use[] = "dure backup code";
    crypto_generichash_state state;
    must(crypto_generichash_init(&state, people->key, PEOPLE_KEY_SIZE, 32) == 0);
    must(crypto_generichash_update(&state, (const uint8_t *)use, sizeof use) == 0);
    must(crypto_generichash_update(&state, (const uint8_t *)&person_id, sizeof person_id) == 0);
    must(crypto_generichash_update(&state, (const uint8_t *)digits, BACKUP_DIGITS) == 0);
    must(crypto_generichash_final(&state, ret_hash, 32) == 0);
}

enum status backup_use(const struct people *people, struct store_tx *tx,
                       const struct person *person, const char *code, time_us now,
                       struct error *err)
{
    char digits[BACKUP_DIGITS + 1];
    uint8_t hash[32];
    int64_t changed = 0;
    enum status st = STATUS_OK;
    if (backup_digits(code, digits)) {
        backup_hash(people, person->id, digits, hash);
        st = store_run(tx, sql_backup_use,
                       STORE_VALUES(v_int(person->id), v_blob(hash, sizeof hash), v_int(now)),
                       &changed, err);
    }
    if (st == STATUS_OK && changed != 1)
        return FAIL_AT(err, PEOPLE_CODE_WRONG, "code", "no unused code of this person");
    struct people_caller self = {.user_id = person->id, .organisation_id = person->organisation_id};
    struct trail trail = {"code.used", person->id, person->organisation_id, &self, NULL};
    return st == STATUS_OK ? trail_add(tx, &trail, now, err) : st;
}

static enum status backup_make(struct people *people, struct store_tx *tx, struct arena *arena,
                               const struct people_caller *caller, time_us now,
                               const char **ret_codes, struct error *err)
{
    enum status st =
        store_run(tx, sql_backup_end, STORE_VALUES(v_int(caller->user_id), v_int(now)), NULL, err);
    for (int i = 0; st == STATUS_OK && i < PEOPLE_BACKUP_CODES; i++) {
        uint8_t bytes[BACKUP_BYTES], hash[32];
        randombytes_buf(bytes, sizeof bytes);
        const char *digits = base32_text(arena, bytes, sizeof bytes);
        backup_hash(people, caller->user_id, digits, hash);
        ret_codes[i] =
            arena_format(arena, "%.*s-%s", (int)BACKUP_HALF, digits, digits + BACKUP_HALF);
        st = store_run(tx, sql_backup_insert,
                       STORE_VALUES(v_int(caller->user_id), v_blob(hash, sizeof hash), v_int(now)),
                       NULL, err);
    }
    struct trail trail = {"codes.made", caller->user_id, caller->organisation_id, caller, NULL};
    return st == STATUS_OK ? trail_add(tx, &trail, now, err) : st;
}

enum status people_backup_codes(struct people *people, struct arena *arena,
                                const struct people_caller *caller, time_us now,
                                struct people_codes *ret_codes, struct error *err)
{
    struct person person;
    const char **codes = arena_array(arena, PEOPLE_BACKUP_CODES, sizeof *codes);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = people_check_step_up(caller, now, err);
    if (st == STATUS_OK)
        st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = person_read(tx, arena, sql_person_by_id, v_int(caller->user_id), &person, err);
    if (st == STATUS_OK && !person.has_totp)
        return FAIL(err, PEOPLE_NO_FACTOR, "the codes stand in for a second factor");
    if (st == STATUS_OK)
        st = backup_make(people, tx, arena, caller, now, codes, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_codes = (struct people_codes){codes, PEOPLE_BACKUP_CODES};
    return st;
}

/* ---- links ---- */

static const char *const lost_names[LOST_COUNT] = {
    [LOST_PASSWORD] = "password", [LOST_PHONE] = "phone", [LOST_BOTH] = "both"};

enum status people_lost_find(const char *name, enum people_lost *ret_lost, struct error *err)
{
    for (int lost = 0; lost < LOST_COUNT; lost++) {
        if (text_same(lost_names[lost], name)) {
            *ret_lost = (enum people_lost)lost;
            return STATUS_OK;
        }
    }
    return FAIL_AT(err, PEOPLE_LOST, "lost", "password, phone or both");
}

const char *people_lost_name(enum people_lost lost)
{
    must((unsigned)lost < LOST_COUNT);
    return lost_names[lost];
}

/* Is there somebody else in the organisation who could help the holder of this role? */
static enum status helped_at_home(struct store_tx *tx, struct arena *arena,
                                  const struct people_holder *lost, bool *ret_helped,
                                  struct error *err)
{
    struct people_holders holders = {0};
    enum status st = people_holder_list(tx, arena, lost->organisation_id, &holders, err);
    bool helped = false;
    for (size_t i = 0; st == STATUS_OK && i < holders.count; i++) {
        const struct people_holder *other = &holders.at[i];
        if (other->user_id != lost->user_id)
            helped = helped || (inviter_of(other->role) >> lost->role & 1) != 0;
    }
    if (st == STATUS_OK)
        *ret_helped = helped;
    return st;
}

/* Someone of one's own organisation helps; from outside only where nobody is left inside. */
static enum status may_recover(struct store_tx *tx, struct arena *arena,
                               const struct people_caller *caller, const struct people_holder *lost,
                               struct error *err)
{
    if (caller == NULL)
        return STATUS_OK;
    if (caller->user_id == lost->user_id)
        return FAIL(err, PEOPLE_MAY_NOT_RECOVER, "nobody vouches for himself");
    if (!may_fill(caller, lost->organisation_id, lost->role))
        return FAIL(err, PEOPLE_MAY_NOT_RECOVER, "%s%.0s may not help a %s%.0s there",
                    people_role_info(caller->role)->en, people_role_info(caller->role)->ko,
                    people_role_info(lost->role)->en, people_role_info(lost->role)->ko);
    if (caller->organisation_id == lost->organisation_id)
        return STATUS_OK;
    bool helped = false;
    enum status st = helped_at_home(tx, arena, lost, &helped, err);
    if (st == STATUS_OK && helped)
        return FAIL(err, PEOPLE_MAY_NOT_RECOVER, "the organisation has someone who may help");
    return st;
}

static enum status recovery_insert(struct store_tx *tx, const struct people_caller *caller,
                                   const struct people_holder *lost, const uint8_t hash[32],
                                   const struct people_recovery *made, time_us now, int64_t *ret_id,
                                   struct error *err)
{
    /* The newest link is the only one. */
    enum status st =
        store_run(tx, sql_recovery_end, STORE_VALUES(v_int(lost->user_id), v_int(now)), NULL, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_recovery_insert,
                          STORE_VALUES(v_blob(hash, 32), v_int(lost->user_id),
                                       v_text(lost_names[made->lost]),
                                       caller != NULL ? v_int(caller->user_id) : v_null(),
                                       v_int(now), v_int(made->expires_at)),
                          ret_id, err);
    struct trail trail = {"recovery.issued", lost->user_id, lost->organisation_id, caller,
                          lost_names[made->lost]};
    return st == STATUS_OK ? trail_add(tx, &trail, now, err) : st;
}

enum status people_recovery_issue(struct people *people, struct arena *arena,
                                  const struct people_caller *caller, int64_t user_id,
                                  enum people_lost lost, time_us now,
                                  struct people_recovery *ret_recovery, struct error *err)
{
    struct people_holder holder;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = people_limit(people, "recovery", arena_format(arena, "%" PRId64, user_id),
                                  RECOVERIES_AN_HOUR, TIME_HOUR, now, err);
    if (st == STATUS_OK)
        st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = people_holder(tx, arena, user_id, &holder, err);
    if (st == STATUS_OK)
        st = may_recover(tx, arena, caller, &holder, err);
    if (st != STATUS_OK)
        return st;
    struct people_token token;
    uint8_t hash[32];
    token_new(&token, hash);
    struct people_recovery made = {.user_id = user_id,
                                   .lost = lost,
                                   .expires_at = now + PEOPLE_RECOVERY_MINUTES * TIME_MINUTE,
                                   .token = arena_text(arena, token.text)};
    st = recovery_insert(tx, caller, &holder, hash, &made, now, &made.id, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_recovery = made;
    return st;
}

/* ---- using a link ---- */

struct open_recovery {
    int64_t id;
    enum people_lost lost;
    struct person person;
    const char *login, *name;
};

static enum status recovery_open(struct people *people, struct arena *arena, const char *token,
                                 time_us now, struct open_recovery *ret_open, struct error *err)
{
    uint8_t hash[32];
    if (!token_hash(token, hash))
        return FAIL_AT(err, PEOPLE_RECOVERY, "token", "this is no token of ours");
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct store_rows *rows = NULL;
    struct open_recovery open = {0};
    enum status st = store_begin(people->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = store_one(tx, sql_recovery_open, STORE_VALUES(v_blob(hash, sizeof hash), v_int(now)),
                       &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL_AT(err, PEOPLE_RECOVERY, "token", "unknown, used or out of date");
    if (st != STATUS_OK)
        return st;
    open.id = store_int(rows, 0);
    int64_t person_id = store_int(rows, 1);
    const char *lost = store_text(rows, 2, arena);
    open.login = store_text(rows, 3, arena);
    open.name = store_text(rows, 4, arena);
    store_done(&rows);
    st = people_lost_find(lost, &open.lost, err);
    if (st == STATUS_OK)
        st = person_read(tx, arena, sql_person_by_id, v_int(person_id), &open.person, err);
    if (st == STATUS_OK && open.person.role == ROLE_ANONYMOUS)
        return FAIL_AT(err, PEOPLE_RECOVERY, "token", "the post has been left");
    if (st == STATUS_OK)
        *ret_open = open;
    return st;
}

/* The proof that was not lost is still wanted: the present password, or (at the next sign-in) the
 * second factor. */
static enum status recovery_prove(struct people *people, const struct open_recovery *open,
                                  const char *password, char ret_hash[crypto_pwhash_STRBYTES],
                                  struct error *err)
{
    bool fits = false;
    if (open->lost != LOST_PHONE) {
        bool beside = people_role_info(open->person.role)->needs_second_factor;
        enum status st = password_check_rules(password, beside, open->login, open->name, err);
        return st == STATUS_OK ? password_hash(people, password, ret_hash, err) : st;
    }
    enum status st = password_fits(people, password, open->person.password, &fits, err);
    if (st == STATUS_OK && !fits)
        return FAIL_AT(err, PEOPLE_PASSWORD_WRONG, "password", "it is not the present password");
    if (st == STATUS_OK)
        memcpy(ret_hash, open->person.password, strlen(open->person.password) + 1);
    return st;
}

static enum status recovery_finish(struct store_tx *tx, const struct open_recovery *open,
                                   const char *hash, time_us now, struct error *err)
{
    int64_t changed = 0, id = open->person.id;
    enum status st =
        store_run(tx, sql_recovery_use, STORE_VALUES(v_int(open->id), v_int(now)), &changed, err);
    if (st == STATUS_OK && changed != 1)
        return FAIL_AT(err, PEOPLE_RECOVERY, "token", "it has just been used");
    if (st == STATUS_OK)
        st = store_run(tx, sql_person_password,
                       STORE_VALUES(v_int(id), v_text(hash), v_text(open->person.password)),
                       &changed, err);
    if (st == STATUS_OK && changed != 1)
        return FAIL_AT(err, PEOPLE_RECOVERY, "token", "the password was changed in the meantime");
    if (st == STATUS_OK && open->lost != LOST_PASSWORD)
        st = store_run(tx, sql_totp_clear, STORE_VALUES(v_int(id)), NULL, err);
    if (st == STATUS_OK && open->lost != LOST_PASSWORD)
        st = store_run(tx, sql_backup_end, STORE_VALUES(v_int(id), v_int(now)), NULL, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_session_end_all, STORE_VALUES(v_int(id), v_int(now)), NULL, err);
    struct people_caller self = {.user_id = id, .organisation_id = open->person.organisation_id};
    struct trail trail = {"recovery.used", id, self.organisation_id, &self, lost_names[open->lost]};
    return st == STATUS_OK ? trail_add(tx, &trail, now, err) : st;
}

enum status people_recover(struct people *people, const struct people_recovery_use *use,
                           time_us now, struct error *err)
{
    must(use->token != NULL && use->password != NULL && use->address != NULL);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("recovery", 1 << 20);
    struct open_recovery open;
    char hash[crypto_pwhash_STRBYTES];
    enum status st = people_limit(people, "recover", use->address, 20, TIME_MINUTE, now, err);
    if (st == STATUS_OK)
        st = recovery_open(people, arena, use->token, now, &open, err);
    if (st == STATUS_OK) /* whoever found a link does not try passwords with it */
        st = people_limit(people, "recover person", arena_format(arena, "%" PRId64, open.person.id),
                          5, TIME_HOUR, now, err);
    if (st == STATUS_OK)
        st = recovery_prove(people, &open, use->password, hash, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = recovery_finish(tx, &open, hash, now, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}
