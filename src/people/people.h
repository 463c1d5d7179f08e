/* people.h -- organisations, posts, users; who is signed in, what a role may read, who looked.
 *
 * An organisation has posts; a role belongs to the post; a person holds one post at a time and
 * changes it over the years. Everything below is a table in a .def file: kinds of organisations,
 * roles, classes of data, who sees which class, who invites whom.
 *
 *     struct people *people = NULL;
 *     people_new(&(struct people_options){.store = store, .key = key}, &people, err)
 *     people_sign_in(people, &(struct people_sign_in){"kim", password, code, address}, now, &token)
 *     ... set the cookie to token.text; then at each request:
 *     people_authenticate(people, arena, cookie, now, &caller, err)
 *     people_check_csrf(&caller, header, err)                     for unsafe methods
 *     people_check_step_up(&caller, now, err)                     where the route says so
 *     if (route->allow & ROLE_BIT(caller.role)) ...
 *     people_may_see(caller.role, relation, class)                for each field
 *
 * Promises, each with a test of the same words in people/test/, run on both databases:
 *   - A wrong password and an unknown login cost the same time and give the same answer.
 *   - Ten thousand tries in an hour reach the password check a few dozen times, also after a
 * restart.
 *   - Waiting is all it takes: no account is ever locked for good.
 *   - A post that needs a second factor gives no right before one is set up and proven.
 *   - A code is good once.
 *   - Every proof, right or wrong, is remembered with its time and address.
 *   - Signing in and stepping up give a new token; the old one is dead.
 *   - A session ends when it is idle too long, when twelve hours are over and at sign-out.
 *   - A role is read anew at each request: who loses a post is out at the next one.
 *   - The store keeps no token, no password and no secret that can be used.
 *   - An invitation works once, until its day, and only for a role that its inviter may fill.
 *   - At most two passwords are hashed at once, and who finds fifty waiting is turned away.
 *   - Whatever fails inside the door gives nobody anything, and the next try works.
 *   - A recovery link works once and for an hour, ends all sessions, and asks for what was not
 * lost.
 *   - Help comes from one's own organisation, from outside only where nobody is left inside.
 *   - A backup code stands in for the second factor once.
 *   - A grant opens one class of one thing to one organisation until its end or its revocation.
 *   - A signed request counts once, within five minutes, while its key is valid.
 *   - A device's key can be found for the time at which something was signed.
 *   - The log of reads can be added to, never changed.
 *   - What is done to an account stands in a log that the person and the organisation see.
 *   - A resident registration number is refused in every text kept here.
 *   - The table of visibility says the same as the hand-written matrix.
 *
 * Time is a parameter everywhere. Thread-safe: one struct people for all threads. Functions that
 * take a tx work inside the caller's transaction; those that take `people` begin their own and
 * must not be called while the caller holds a write transaction.
 *
 * Passwords are compared as the bytes sent. The rule is NIST SP 800-63B-4: length (15 alone, 8
 * beside a second factor), no rule of composition, no change by calendar, a list of what is
 * guessed first.
 *
 * Uses: kit, store, search. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "people/reasons.def"
#undef REASON

/* ---- the tables ---- */

enum people_kind {
    KIND_UNKNOWN,
#define KIND(id, name, ko, en) KIND_##id,
#include "people/kinds.def"
#undef KIND
    KIND_COUNT
};

enum people_role {
    ROLE_ANONYMOUS, /* nobody is signed in, or the second factor is still missing */
#define ROLE(id, name, ko, en, kinds, factor, idle, door) ROLE_##id,
#include "people/roles.def"
#undef ROLE
    ROLE_COUNT
};

/* For `allow` masks of routes: ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(AUDITOR). 0 is nobody. */
#define ROLE_BIT(id) (UINT32_C(1) << ROLE_##id)
#define KIND_BIT(id) (UINT32_C(1) << KIND_##id)
#define ROLE_ANYONE  ((UINT32_C(1) << ROLE_COUNT) - 1) /* also without a session */
#define ROLE_PERSONS (ROLE_ANYONE & ~(ROLE_BIT(ANONYMOUS) | ROLE_BIT(SITE_AGENT)))

/* How the caller's organisation stands to an object. */
enum people_relation { RELATION_NONE, RELATION_PARTY, RELATION_OWN, RELATION_COUNT };

enum people_class {
    CLASS_MISSING, /* no field has this one: shapes check at build time */
#define CLASS(id, name, ko, en) CLASS_##id,
#include "people/classes.def"
#undef CLASS
    CLASS_COUNT
};
#define CLASS_BIT(id) (UINT32_C(1) << CLASS_##id)

struct people_role_info {
    const char *name, *ko, *en;
    uint32_t kinds; /* KIND_BIT()s of the organisations with such posts */
    bool needs_second_factor;
    time_us idle; /* a session without a request for so long is over */
    bool person;  /* signs in; else a device with its key */
};

struct people_name {
    const char *name, *ko, *en;
};

const struct people_role_info *people_role_info(enum people_role role);
const struct people_name *people_kind_info(enum people_kind kind);
const struct people_name *people_class_info(enum people_class class);
const char *people_relation_name(enum people_relation relation); /* "own", "party", "none" */
enum status people_role_find(const char *name, enum people_role *ret_role, struct error *err);
/* All their names as the route tables and files write them, NULL at the end. */
extern const char *const people_kind_names[];
enum status people_kind_find(const char *name, enum people_kind *ret_kind, struct error *err);

bool people_may_see(enum people_role role, enum people_relation relation, enum people_class class);

/* ---- the door ---- */

struct people;

enum { PEOPLE_KEY_SIZE = 32 };

struct people_options {
    struct store *store;
    const uint8_t *key;   /* PEOPLE_KEY_SIZE bytes, from a file outside the store: it closes the
                             second-factor secrets. Losing it means setting them all up again. */
    bool cheap_passwords; /* for tests only: the least cost libsodium allows */
};

enum status people_new(const struct people_options *options, struct people **ret_people,
                       struct error *err);
void people_free(struct people *people); /* people may be NULL */

enum { PEOPLE_TOKEN_SIZE = 48 };

struct people_token {
    char text[PEOPLE_TOKEN_SIZE]; /* for the cookie; 256 random bits */
    time_us expires_at;           /* twelve hours after sign-in, however busy */
};

struct people_sign_in {
    const char *login, *password;
    const char *code;    /* six digits, or a backup code, or NULL */
    const char *address; /* of the peer, for the limits */
};

/* Fails with PEOPLE_SIGN_IN, PEOPLE_CODE_NEEDED (right password, code missing: ask again with
 * both), PEOPLE_CODE_WRONG, PEOPLE_TOO_MANY, PEOPLE_NO_POST or PEOPLE_BUSY. Whose post needs a
 * second factor and who has none yet is let in to set it up: role ROLE_ANONYMOUS, enrolling. */
enum status people_sign_in(struct people *people, const struct people_sign_in *who, time_us now,
                           struct people_token *ret_token, struct error *err);

struct people_caller {
    int64_t user_id; /* 0: nobody is signed in */
    int64_t organisation_id, post_id;
    int64_t device_key_id; /* of a device; then user_id is 0 and there is no session */
    enum people_kind organisation_kind;
    enum people_role role;      /* what the caller may act as now */
    enum people_role held_role; /* the post's role; differs from `role` while enrolling */
    bool enrolling;             /* a second factor must be set up first */
    const char *login, *name, *organisation, *post, *language;
    const char *csrf;
    time_us signed_in_at, expires_at; /* expires_at: if nothing is asked from now on */
    time_us step_up_until;            /* 0 when there was none */
    uint8_t session[32];              /* hash of the token: names the session in the store */
};

/* Who stands behind the cookie (NULL allowed); PEOPLE_NO_SESSION for anything but a live session.
 * The time of the last request is written once a minute, so idle is cut short by up to a minute. */
enum status people_authenticate(struct people *people, struct arena *arena, const char *token,
                                time_us now, struct people_caller *ret_caller, struct error *err);

enum status people_check_csrf(const struct people_caller *caller, const char *header,
                              struct error *err);

enum { PEOPLE_STEP_UP_MINUTES = 5 };

/* A fresh proof: the code for who has a second factor, the password for others; what is given
 * besides must be right too. The old token dies. */
enum status people_step_up(struct people *people, const struct people_caller *caller,
                           const struct people_sign_in *proof, time_us now,
                           struct people_token *ret_token, struct error *err);
enum status people_check_step_up(const struct people_caller *caller, time_us now,
                                 struct error *err);
enum status people_sign_out(struct people *people, const struct people_caller *caller, time_us now,
                            struct error *err);

/* A bucket of `count` tokens, refilled evenly over `window`, kept in the store under `area` and
 * `key`. PEOPLE_TOO_MANY says in how many seconds there is one. For all limits of the platform. */
enum status people_limit(struct people *people, const char *area, const char *key, int count,
                         time_us window, time_us now, struct error *err);

/* Forgets the buckets that have been full for a day or more, and the nonces that are too old to
 * be accepted again: for app/, at start and once an hour. */
enum status people_sweep(struct people *people, time_us now, struct error *err);

/* No resident registration number is kept anywhere (Personal Information Protection Act art.
 * 24-2): fails where thirteen digits with a date in front stand in a text that people write. */
enum status people_check_text(const char *text, const char *place, struct error *err);

/* ---- organisations ---- */

struct people_organisation {
    int64_t id;
    const char *name;
    enum people_kind kind;
    const char *business_number; /* ten digits, or NULL */
    const char *region;          /* or NULL */
    time_us created_at;
};

enum status people_organisation_add(struct store_tx *tx,
                                    const struct people_organisation *organisation, time_us now,
                                    int64_t *ret_id, struct error *err);
enum status people_organisation(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct people_organisation *ret_organisation, struct error *err);

struct people_organisations {
    struct people_organisation *at;
    size_t count;
};

/* By kind (KIND_UNKNOWN: all), in the order of their ids. */
enum status people_organisation_list(struct store_tx *tx, struct arena *arena,
                                     enum people_kind kind, struct people_organisations *ret_list,
                                     struct error *err);

/* Whose name holds those words, of two letters or more; by name, at most 50. */
enum status people_organisation_search(struct store_tx *tx, struct arena *arena, const char *words,
                                       struct people_organisations *ret_list, struct error *err);

/* "124-81-00998" or "1248100998": ten digits whose check digit is right. */
enum { PEOPLE_BUSINESS_NUMBER_SIZE = 11 };
enum status people_business_number(const char *text, char ret_digits[PEOPLE_BUSINESS_NUMBER_SIZE],
                                   struct error *err);

/* ---- invitations ---- */

struct people_invitation {
    int64_t id, organisation_id;
    const char *organisation, *post, *email;
    enum people_role role;
    time_us created_at, expires_at;
    time_us accepted_at; /* 0: not yet */
    const char *token;   /* only from people_invite(): it cannot be read again */
};

struct people_invitations {
    struct people_invitation *at;
    size_t count;
};

enum { PEOPLE_INVITATION_DAYS = 7 };

/* `caller` NULL is whoever has the machine's console: any role, for the first administrator. */
enum status people_invite(struct people *people, struct arena *arena,
                          const struct people_caller *caller,
                          const struct people_invitation *wanted, time_us now,
                          struct people_invitation *ret_invitation, struct error *err);

/* Those that the caller made or that lead into the caller's organisation; newest first. */
enum status people_invitation_list(struct store_tx *tx, struct arena *arena,
                                   const struct people_caller *caller,
                                   struct people_invitations *ret_list, struct error *err);

struct people_acceptance {
    const char *token, *login, *name, *password;
    const char *language; /* NULL: ko */
    const char *address;  /* of the peer, for the limits */
};

enum status people_accept(struct people *people, const struct people_acceptance *acceptance,
                          time_us now, int64_t *ret_user_id, struct error *err);

/* ---- who holds which post ---- */

struct people_holder {
    int64_t holding_id, user_id, organisation_id, post_id;
    const char *login, *name, *post;
    enum people_role role;
    bool second_factor;
    time_us since;
};

struct people_holders {
    struct people_holder *at;
    size_t count;
};

/* PEOPLE_USER where nobody with this id holds a post. */
enum status people_holder(struct store_tx *tx, struct arena *arena, int64_t user_id,
                          struct people_holder *ret_holder, struct error *err);
/* The same by login: PEOPLE_USER. */
enum status people_holder_named(struct store_tx *tx, struct arena *arena, const char *login,
                                struct people_holder *ret_holder, struct error *err);
enum status people_holder_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                               struct people_holders *ret_list, struct error *err);

/* The holder leaves the post: no rights from the next request on; the post stays, and its tasks
 * with it. One's own, or one that the caller's role may fill. */
enum status people_leave_post(struct people *people, const struct people_caller *caller,
                              int64_t user_id, time_us now, struct error *err);

/* ---- one's own account ---- */

struct people_account {
    int64_t user_id;
    const char *login, *name, *email, *language, *post, *organisation;
    enum people_role role; /* the post's */
    bool totp_enabled;
    int64_t backup_codes; /* not used yet */
};

enum status people_account(struct people *people, struct arena *arena,
                           const struct people_caller *caller, struct people_account *ret_account,
                           struct error *err);

struct people_account_change {
    const char *name, *email, *language; /* NULL: as it is */
};

enum status people_account_set(struct people *people, const struct people_caller *caller,
                               const struct people_account_change *change, struct error *err);

/* Ends all other sessions of the person. */
enum status people_password_set(struct people *people, const struct people_caller *caller,
                                const char *old_password, const char *new_password, time_us now,
                                struct error *err);

struct people_totp {
    const char *secret; /* base32, for typing */
    const char *uri;    /* otpauth://totp/..., for the QR picture */
};

/* Starts the set-up; nothing changes until a code made from it is confirmed. Whoever has a second
 * factor already needs a fresh step-up. */
enum status people_totp_start(struct people *people, struct arena *arena,
                              const struct people_caller *caller, time_us now,
                              struct people_totp *ret_totp, struct error *err);
/* A new token: the session counts as proven from here on. */
enum status people_totp_confirm(struct people *people, const struct people_caller *caller,
                                const char *code, time_us now, struct people_token *ret_token,
                                struct error *err);

/* RFC 6238 on SHA-1, 6 digits, 30 seconds. For tests and tools that play a person's phone. */
enum status people_totp_code(const char *secret_base32, time_us now, char ret_code[7],
                             struct error *err);

/* ---- ways back in ---- */

/* Codes on paper, each good once in place of the app's. Making new ones ends the old; only their
 * hashes are kept, so this is the one time that they are seen. Wants a fresh step-up. */
enum { PEOPLE_BACKUP_CODES = 10 };
struct people_codes {
    const char **at;
    size_t count;
};
enum status people_backup_codes(struct people *people, struct arena *arena,
                                const struct people_caller *caller, time_us now,
                                struct people_codes *ret_codes, struct error *err);

/* What a link replaces. What was not lost stays needed: with LOST_PHONE the present password, with
 * LOST_PASSWORD the second factor at the next sign-in. Only LOST_BOTH rests on the issuer's word
 * alone, and stands so in the log of accounts. After a lost phone a second factor must be set up
 * again where the role needs one. */
enum people_lost { LOST_PASSWORD, LOST_PHONE, LOST_BOTH, LOST_COUNT };
enum status people_lost_find(const char *name, enum people_lost *ret_lost, struct error *err);
const char *people_lost_name(enum people_lost lost); /* "password", "phone", "both" */

enum { PEOPLE_RECOVERY_MINUTES = 60 };
struct people_recovery {
    int64_t id, user_id;
    enum people_lost lost;
    time_us expires_at;
    const char *token; /* it cannot be read again; handed over in person: no letter is sent */
};

/* By whoever may fill the person's post in the same organisation; by another organisation's only
 * where nobody is left there who may; `caller` NULL is the machine's console. Never for oneself.
 * An earlier link ends. */
enum status people_recovery_issue(struct people *people, struct arena *arena,
                                  const struct people_caller *caller, int64_t user_id,
                                  enum people_lost lost, time_us now,
                                  struct people_recovery *ret_recovery, struct error *err);

struct people_recovery_use {
    const char *token;
    const char *password; /* the new one; with LOST_PHONE the present one */
    const char *address;  /* of the peer, for the limits */
};
enum status people_recover(struct people *people, const struct people_recovery_use *use,
                           time_us now, struct error *err);

/* ---- what was done to accounts ---- */

struct people_trail_entry {
    int64_t id;
    time_us at;
    const char *event; /* "recovery.issued", "post.left", "device.revoked" ... */
    int64_t person_id, organisation_id, actor_id, actor_organisation_id; /* 0: none */
    const char *person, *organisation, *actor, *actor_organisation;      /* NULL: none */
    const char *note;
};

struct people_trail_list {
    struct people_trail_entry *at;
    size_t count;
};

/* One's own account; for who may fill posts also the whole organisation's and what it did to
 * others; for the auditor all. Newest first, as people_read_list(). */
enum status people_trail(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t before, int count_max,
                         struct people_trail_list *ret_list, struct error *err);

/* ---- devices: boxes in a factory that sign what they send ---- */

enum {
    PEOPLE_DEVICE_KEY_SIZE = 32,
    PEOPLE_DEVICE_SIGNATURE_SIZE = 64,
    PEOPLE_DEVICE_CODE_HOURS = 24
};
#define PEOPLE_DEVICE_DRIFT (5 * TIME_MINUTE)

struct people_device {
    int64_t id, organisation_id, post_id;
    uint8_t public_key[PEOPLE_DEVICE_KEY_SIZE]; /* Ed25519 */
    const char *label;
    time_us enrolled_at;
    time_us revoked_at;  /* 0: valid; from here on it is not, rotated keys neither */
    int64_t replaced_by; /* the key after it, or 0 */
    const char *reason;  /* of the end, or NULL */
};

struct people_devices {
    struct people_device *at;
    size_t count;
};

struct people_device_code {
    int64_t id;
    const char *code, *label; /* the code cannot be read again */
    time_us expires_at;
};

/* A key with proof of its secret half: its signature on "dure-device-key-1\nBOUND\nKEY\n", where
 * BOUND is the enrolment code, or the number of the key that it replaces, and KEY is in hex. */
struct people_device_proof {
    uint8_t public_key[PEOPLE_DEVICE_KEY_SIZE], signature[PEOPLE_DEVICE_SIGNATURE_SIZE];
};

/* The firm gives a code, once, to one box; the box enrols the key that it made itself. */
enum status people_device_invite(struct people *people, struct arena *arena,
                                 const struct people_caller *caller, const char *label, time_us now,
                                 struct people_device_code *ret_code, struct error *err);
enum status people_device_enrol(struct people *people, const char *code,
                                const struct people_device_proof *proof, const char *address,
                                time_us now, int64_t *ret_id, struct error *err);
/* By the device itself, signed with the old key, which ends at `now`. */
enum status people_device_rotate(struct people *people, const struct people_caller *caller,
                                 const struct people_device_proof *proof, time_us now,
                                 int64_t *ret_id, struct error *err);
enum status people_device_revoke(struct store_tx *tx, struct arena *arena,
                                 const struct people_caller *caller, int64_t key_id,
                                 const char *why, time_us now, struct error *err);
enum status people_device(struct store_tx *tx, struct arena *arena, int64_t key_id,
                          struct people_device *ret_device, struct error *err);
enum status people_device_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                               struct people_devices *ret_list, struct error *err);

/* The key, if it was valid at that time (enrolled_at <= at < revoked_at); else PEOPLE_DEVICE_KEY.
 * `at` must be a time that the signer could not choose, such as that of receipt: who steals a key
 * writes any time he likes. */
enum status people_device_key_at(struct store_tx *tx, struct arena *arena, int64_t key_id,
                                 time_us at, struct people_device *ret_device, struct error *err);

struct people_device_request {
    int64_t key_id;
    const char *method, *path; /* "POST", "/api/devices/self/rotate"; a query is not signed */
    const char *body_hash;     /* SHA-256, 64 lower-case hex digits; of nothing too */
    const char *time;          /* as it was sent and signed, RFC 3339 */
    time_us at;                /* the same: within PEOPLE_DEVICE_DRIFT of the server's clock */
    const char *nonce;         /* 16 to 64 of A-Z a-z 0-9 - _, never used before */
    uint8_t signature[PEOPLE_DEVICE_SIGNATURE_SIZE];
};

/* What the device signs: a line "dure-device-1", then method, path, body hash, time, nonce. */
const char *people_device_text(struct arena *arena, const struct people_device_request *request);

/* Who signed: role ROLE_SITE_AGENT of the key's post. PEOPLE_DEVICE for anything but a new request
 * with a good signature of a valid key. That the body has the hash is for the caller to check. */
enum status people_device_authenticate(struct people *people, struct arena *arena,
                                       const struct people_device_request *request, time_us now,
                                       struct people_caller *ret_caller, struct error *err);

/* ---- who looked ---- */

struct people_read {
    int64_t id;
    time_us at;
    int64_t owner_id; /* organisation whose data were read */
    int64_t reader_user_id, reader_organisation_id;
    enum people_role reader_role;
    const char *reader_organisation; /* filled by the list */
    const char *object;              /* "application" */
    int64_t object_id;
    uint32_t classes;  /* CLASS_BIT()s that were given out */
    const char *route; /* "GET /applications/{id}" */
};

struct people_reads {
    struct people_read *at;
    size_t count;
};

enum status people_read_add(struct store_tx *tx, const struct people_read *read, struct error *err);

/* The newest `count_max` (1 .. 1000) reads of the owner's data with an id below `before` (0: from
 * the newest). */
enum status people_read_list(struct store_tx *tx, struct arena *arena, int64_t owner_id,
                             int64_t before, int count_max, struct people_reads *ret_list,
                             struct error *err);
const char *people_class_names(struct arena *arena, uint32_t mask); /* "money, personal" */

/* ---- grants: an owner lets one organisation see one class of one thing, for a purpose ---- */

struct people_grant {
    int64_t id, owner_id, to_id;
    const char *object; /* "model", "log" ... */
    int64_t object_id;
    enum people_class class;
    const char *purpose;
    time_us created_at, until;
    time_us revoked_at;     /* 0: not revoked */
    const char *owner, *to; /* names, filled by the list */
};

enum { PEOPLE_GRANT_DAYS = 366 }; /* sharing without end is not offered */

struct people_grants {
    struct people_grant *at;
    size_t count;
};

/* The caller's organisation is the owner; that the object is its own is for the caller to check. */
enum status people_grant_add(struct store_tx *tx, const struct people_caller *caller,
                             const struct people_grant *grant, time_us now, int64_t *ret_id,
                             struct error *err);
enum status people_grant_revoke(struct store_tx *tx, const struct people_caller *caller, int64_t id,
                                time_us now, struct error *err);
enum status people_grant(struct store_tx *tx, struct arena *arena, int64_t id,
                         struct people_grant *ret_grant, struct error *err);
/* Those that the organisation gave or was given, newest first. */
enum status people_grant_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                              struct people_grants *ret_list, struct error *err);
/* The CLASS_BIT()s that live grants of the owner open of this object (owner_id, to_id, object,
 * object_id) to the organisation. */
enum status people_granted(struct store_tx *tx, struct arena *arena,
                           const struct people_grant *wanted, time_us now, uint32_t *ret_classes,
                           struct error *err);

#endif
