/* people_private.h -- what the files of people share; nobody else includes it. */
#ifndef PEOPLE_PEOPLE_PRIVATE_H
#define PEOPLE_PEOPLE_PRIVATE_H

#include <pthread.h>
#include <sodium.h>

#include "people/people.h"

enum {
    PASSWORD_CHARACTERS_MAX = 256,
    PASSWORD_ALONE_MIN = 15,  /* SP 800-63B-4, 3.1.1.2: the only factor */
    PASSWORD_BESIDE_MIN = 8,  /* beside a second factor */
    PASSWORD_HASHES_ROOM = 2, /* at once: 64 MiB each, two processors */
    PASSWORD_QUEUE_ROOM = 50, /* who waits for one of them; the next is turned away */
    TOKEN_BYTES = 32,
    TOTP_DIGITS = 6,
    RECOVERIES_AN_HOUR = 3,
    TOTP_SECRET_BYTES = 20, /* RFC 4226 section 4, R6 */
    TOTP_SEALED_BYTES = TOTP_SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                        crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

#define SESSION_ABSOLUTE (12 * TIME_HOUR)

/* At most PASSWORD_HASHES_ROOM inside, PASSWORD_QUEUE_ROOM waiting. */
struct people_gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int inside, waiting;
};

struct people {
    struct store *store;
    uint8_t key[PEOPLE_KEY_SIZE];
    unsigned long long hash_operations;
    size_t hash_bytes;
    char nobody[crypto_pwhash_STRBYTES]; /* what an unknown login's password is held against */
    struct people_gate gate;
};

/* ---- password.c ---- */

enum status password_check_rules(const char *password, bool beside_second_factor, const char *login,
                                 const char *name, struct error *err);
/* These two take up to 0.1 s and 64 MiB: never inside a transaction. */
enum status password_hash(struct people *people, const char *password,
                          char ret_hash[crypto_pwhash_STRBYTES], struct error *err);
enum status password_fits(struct people *people, const char *password, const char *hash,
                          bool *ret_fits, struct error *err);
bool password_is_old(const struct people *people, const char *hash); /* weaker than today's */

/* ---- totp.c ---- */

/* The step whose code this is, one to each side allowed; 0 when it is none of them. */
int64_t totp_step_of(const uint8_t secret[TOTP_SECRET_BYTES], const char *code, time_us now);
void totp_seal(const struct people *people, int64_t person_id,
               const uint8_t secret[TOTP_SECRET_BYTES], uint8_t ret_sealed[TOTP_SEALED_BYTES]);
bool totp_open(const struct people *people, int64_t person_id, const void *sealed, size_t size,
               uint8_t ret_secret[TOTP_SECRET_BYTES]);
const char *base32_text(struct arena *arena, const uint8_t *bytes, size_t size);

/* ---- session.c ---- */

void token_new(struct people_token *ret_token, uint8_t ret_hash[32]);
bool token_hash(const char *text, uint8_t ret_hash[32]); /* false: not the shape of a token */

struct person {
    int64_t id;
    const char *password;
    uint8_t totp_sealed[TOTP_SEALED_BYTES];
    bool has_totp;
    enum people_role role;   /* ROLE_ANONYMOUS: holds no post */
    int64_t organisation_id; /* of the post; 0 without */
};

/* `sql` is sql_person_by_login or sql_person_by_id; STORE_NO_ROW when there is none. */
enum status person_read(struct store_tx *tx, struct arena *arena, const char *sql,
                        struct store_value key, struct person *ret_person, struct error *err);
/* Marks the code, of the app or on paper, as used; fails with PEOPLE_CODE_WRONG. */
enum status person_use_code(const struct people *people, struct store_tx *tx,
                            const struct person *person, const char *code, time_us now,
                            struct error *err);
/* Ends the caller's session and begins the next in its place, with a fresh step-up. */
enum status session_renew(struct store_tx *tx, const struct people_caller *caller,
                          bool second_factor, time_us now, struct people_token *ret_token,
                          struct error *err);

/* ---- recovery.c ---- */

enum status backup_use(const struct people *people, struct store_tx *tx,
                       const struct person *person, const char *code, time_us now,
                       struct error *err);

/* ---- holders.c ---- */

uint32_t inviter_of(enum people_role role); /* the roles that it may fill, here or elsewhere */
bool may_fill(const struct people_caller *caller, int64_t organisation_id, enum people_role role);

/* ---- invite.c ---- */

/* The post of that title and role, made if it is not there. */
enum status post_of(struct store_tx *tx, int64_t organisation_id, const char *title,
                    enum people_role role, time_us now, int64_t *ret_post, struct error *err);

/* ---- trail.c ---- */

/* One line of the log of accounts: never a name, an address or a secret in the note. */
struct trail {
    const char *event;
    int64_t person_id, organisation_id; /* whose account; person 0: a device's */
    const struct people_caller *actor;  /* NULL: the console, or a device that enrols */
    const char *note;                   /* or NULL */
};
enum status trail_add(struct store_tx *tx, const struct trail *trail, time_us now,
                      struct error *err);

/* ---- limit.c ---- */

struct limit {
    const char *area, *key;
    int count;
    time_us window;
    bool grows; /* failures in a row make the wait longer */
};

enum status limit_take(struct store_tx *tx, struct arena *arena, const struct limit *limit,
                       time_us now, struct error *err);
enum status limit_failed(struct store_tx *tx, struct arena *arena, const struct limit *limit,
                         time_us now, struct error *err);
enum status limit_passed(struct store_tx *tx, struct arena *arena, const struct limit *limit,
                         time_us now, struct error *err);

/* ---- words.c ---- */

enum status line_check(const char *text, const char *place, size_t characters_max,
                       struct error *err);
enum status name_check(const char *name, struct error *err);
enum status email_check(const char *email, struct error *err);
enum status language_check(const char *language, struct error *err);

#endif
