/* device.c -- keys of the boxes in the factories: enrolled once with a code, rotated by
 * themselves, revoked by the firm; a request is signed, never a session opened. */
#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"
#include "people_queries_sql.h"

enum { LABEL_MAX = 80, NONCE_MIN = 16, NONCE_MAX = 64, REASON_MAX = 200 };
static const char nonce_digits[] =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/* ---- a code for one box ---- */

enum status people_device_invite(struct people *people, struct arena *arena,
                                 const struct people_caller *caller, const char *label, time_us now,
                                 struct people_device_code *ret_code, struct error *err)
{
    enum status st = line_check(label, "label", LABEL_MAX, err);
    if (st != STATUS_OK)
        return st;
    struct people_token token;
    uint8_t hash[32];
    token_new(&token, hash);
    struct people_device_code made = {.code = arena_text(arena, token.text),
                                      .label = label,
                                      .expires_at = now + PEOPLE_DEVICE_CODE_HOURS * TIME_HOUR};
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_device_code_insert,
                          STORE_VALUES(v_blob(hash, sizeof hash), v_int(caller->organisation_id),
                                       v_text(label), v_int(caller->user_id), v_int(now),
                                       v_int(made.expires_at)),
                          &made.id, err);
    struct trail trail = {"device.code", 0, caller->organisation_id, caller, label};
    if (st == STATUS_OK)
        st = trail_add(tx, &trail, now, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_code = made;
    return st;
}

/* ---- keys ---- */

static bool zero_or_small(const uint8_t key[PEOPLE_DEVICE_KEY_SIZE])
{
    uint8_t curve[crypto_scalarmult_curve25519_BYTES];
    return crypto_sign_ed25519_pk_to_curve25519(curve, key) !=
           0; /* refuses points of small order */
}

/* Whoever enrols a key shows that he holds its secret half: the text is bound to code or key. */
static enum status key_check(const struct people_device_proof *proof, const char *bound,
                             struct arena *arena, struct error *err)
{
    if (zero_or_small(proof->public_key))
        return FAIL_AT(err, PEOPLE_DEVICE_PUBLIC, "public_key", "this is no key of Ed25519");
    const char *key = hex_text(arena, proof->public_key, sizeof proof->public_key);
    const char *text = arena_format(arena, "dure-device-key-1\n%s\n%s\n", bound, key);
    if (crypto_sign_verify_detached(proof->signature, (const uint8_t *)text, strlen(text),
                                    proof->public_key) != 0)
        return FAIL_AT(err, PEOPLE_DEVICE_PUBLIC, "signature",
                       "the new key has not signed \"dure-device-key-1\", what it is bound to and "
                       "itself");
    return STATUS_OK;
}

static enum status device_from(const struct store_rows *rows, struct arena *arena,
                               struct people_device *ret_device)
{
    size_t size = 0;
    const void *key = store_blob(rows, 3, arena, &size);
    must(size == PEOPLE_DEVICE_KEY_SIZE); /* the table checks it */
    *ret_device = (struct people_device){
        .id = store_int(rows, 0),
        .organisation_id = store_int(rows, 1),
        .post_id = store_int(rows, 2),
        .label = store_text(rows, 4, arena),
        .enrolled_at = store_int(rows, 5),
        .replaced_by = store_int(rows, 6),
        .revoked_at = store_int(rows, 7),
        .reason = store_text(rows, 8, arena),
    };
    memcpy(ret_device->public_key, key, size);
    return STATUS_OK;
}

enum status people_device(struct store_tx *tx, struct arena *arena, int64_t key_id,
                          struct people_device *ret_device, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_device_by_id, STORE_VALUES(v_int(key_id)), &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL(err, PEOPLE_DEVICE_KEY, "no key of a device has this number");
    if (st == STATUS_OK)
        st = device_from(rows, arena, ret_device);
    store_done(&rows);
    return st;
}

enum status people_device_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                               struct people_devices *ret_list, struct error *err)
{
    LIST(struct people_device) list = {0};
    struct store_rows *rows = NULL;
    enum status st =
        store_query(tx, sql_device_list, STORE_VALUES(v_int(organisation_id)), &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = device_from(rows, arena, list_add(arena, &list));
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_devices){list.at, list.count};
    return st;
}

static bool valid_at(const struct people_device *device, time_us at)
{
    return device->enrolled_at <= at && (device->revoked_at == 0 || at < device->revoked_at);
}

enum status people_device_key_at(struct store_tx *tx, struct arena *arena, int64_t key_id,
                                 time_us at, struct people_device *ret_device, struct error *err)
{
    struct people_device device;
    enum status st = people_device(tx, arena, key_id, &device, err);
    if (st == STATUS_OK && !valid_at(&device, at))
        return FAIL(err, PEOPLE_DEVICE_KEY, "the key was not valid at that time");
    if (st == STATUS_OK)
        *ret_device = device;
    return st;
}

static enum status key_insert(struct store_tx *tx, const struct people_device *device, time_us now,
                              int64_t *ret_id, struct error *err)
{
    enum status st =
        store_number(tx, sql_device_insert,
                     STORE_VALUES(v_int(device->organisation_id), v_int(device->post_id),
                                  v_blob(device->public_key, sizeof device->public_key),
                                  v_text(device->label), v_int(now)),
                     ret_id, err);
    if (st != STATUS_OK && err->reason == &STORE_UNIQUE)
        return FAIL_AT(err, PEOPLE_DEVICE_TAKEN, "public_key", "each key is enrolled once");
    return st;
}

/* ---- enrolling ---- */

static enum status code_open(struct store_tx *tx, struct arena *arena, const char *code,
                             time_us now, int64_t *ret_id, struct people_device *ret_device,
                             struct error *err)
{
    uint8_t hash[32];
    if (!token_hash(code, hash))
        return FAIL_AT(err, PEOPLE_DEVICE_CODE, "code", "this is no code of ours");
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_device_code_open,
                               STORE_VALUES(v_blob(hash, sizeof hash), v_int(now)), &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL_AT(err, PEOPLE_DEVICE_CODE, "code", "unknown, used or out of date");
    if (st != STATUS_OK)
        return st;
    *ret_id = store_int(rows, 0);
    *ret_device = (struct people_device){.organisation_id = store_int(rows, 1),
                                         .label = store_text(rows, 2, arena)};
    store_done(&rows);
    return STATUS_OK;
}

static enum status enrol_in(struct store_tx *tx, struct arena *arena, const char *code,
                            const struct people_device_proof *proof, time_us now, int64_t *ret_id,
                            struct error *err)
{
    struct people_device device;
    int64_t code_id = 0, changed = 0, id = 0;
    enum status st = code_open(tx, arena, code, now, &code_id, &device, err);
    if (st == STATUS_OK)
        st = key_check(proof, code, arena, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_device_code_use, STORE_VALUES(v_int(code_id), v_int(now)), &changed,
                       err);
    if (st == STATUS_OK && changed != 1)
        return FAIL_AT(err, PEOPLE_DEVICE_CODE, "code", "it has just been used");
    if (st != STATUS_OK)
        return st;
    memcpy(device.public_key, proof->public_key, sizeof device.public_key);
    st = post_of(tx, device.organisation_id, device.label, ROLE_SITE_AGENT, now, &device.post_id,
                 err);
    if (st == STATUS_OK)
        st = key_insert(tx, &device, now, &id, err);
    struct trail trail = {"device.enrolled", 0, device.organisation_id, NULL, device.label};
    if (st == STATUS_OK)
        st = trail_add(tx, &trail, now, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

enum status people_device_enrol(struct people *people, const char *code,
                                const struct people_device_proof *proof, const char *address,
                                time_us now, int64_t *ret_id, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("device", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t id = 0;
    enum status st = people_limit(people, "device enrol", address, 20, TIME_MINUTE, now, err);
    if (st == STATUS_OK)
        st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = enrol_in(tx, arena, code, proof, now, &id, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

/* ---- ending a key ---- */

static enum status key_end(struct store_tx *tx, int64_t id, time_us now, const char *why,
                           int64_t replaced_by, struct error *err)
{
    int64_t changed = 0;
    enum status st = store_run(tx, sql_device_end,
                               STORE_VALUES(v_int(id), v_int(now), v_text(why),
                                            replaced_by != 0 ? v_int(replaced_by) : v_null()),
                               &changed, err);
    if (st == STATUS_OK && changed != 1)
        return FAIL(err, PEOPLE_DEVICE_KEY, "the key is not valid any more");
    return st;
}

enum status people_device_rotate(struct people *people, const struct people_caller *caller,
                                 const struct people_device_proof *proof, time_us now,
                                 int64_t *ret_id, struct error *err)
{
    must(caller->device_key_id != 0);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("device", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_device device;
    int64_t id = 0, old = caller->device_key_id;
    enum status st = key_check(proof, arena_format(arena, "%" PRId64, old), arena, err);
    if (st == STATUS_OK)
        st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = people_device_key_at(tx, arena, old, now, &device, err);
    if (st != STATUS_OK)
        return st;
    memcpy(device.public_key, proof->public_key, sizeof device.public_key);
    st = key_insert(tx, &device, now, &id, err);
    if (st == STATUS_OK)
        st = key_end(tx, old, now, "rotated", id, err);
    struct trail trail = {"device.rotated", 0, device.organisation_id, caller, device.label};
    if (st == STATUS_OK)
        st = trail_add(tx, &trail, now, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

enum status people_device_revoke(struct store_tx *tx, struct arena *arena,
                                 const struct people_caller *caller, int64_t key_id,
                                 const char *why, time_us now, struct error *err)
{
    struct people_device device;
    enum status st = line_check(why, "reason", REASON_MAX, err);
    if (st == STATUS_OK)
        st = people_device(tx, arena, key_id, &device, err);
    if (st == STATUS_OK && device.organisation_id != caller->organisation_id)
        return FAIL(err, PEOPLE_DEVICE_KEY, "no key of this organisation has this number");
    if (st == STATUS_OK)
        st = key_end(tx, key_id, now, why, 0, err);
    if (st != STATUS_OK)
        return st;
    struct trail trail = {"device.revoked", 0, device.organisation_id, caller, device.label};
    return trail_add(tx, &trail, now, err);
}

/* ---- a signed request ---- */

static enum status refused(struct error *err, const char *what)
{
    return FAIL_AT(err, PEOPLE_DEVICE, "X-Device-Signature", "%s", what);
}

static bool nonce_ok(const char *nonce)
{
    size_t size = strlen(nonce);
    return size >= NONCE_MIN && size <= NONCE_MAX && strspn(nonce, nonce_digits) == size;
}

const char *people_device_text(struct arena *arena, const struct people_device_request *request)
{
    return arena_format(arena, "dure-device-1\n%s\n%s\n%s\n%s\n%s\n", request->method,
                        request->path, request->body_hash, request->time, request->nonce);
}

/* The nonce is kept for as long as the time in the request is accepted: no longer is needed. */
static enum status nonce_take(struct store_tx *tx, const struct people_device_request *request,
                              struct error *err)
{
    enum status st =
        store_run(tx, sql_device_nonce,
                  STORE_VALUES(v_int(request->key_id), v_text(request->nonce), v_int(request->at)),
                  NULL, err);
    if (st != STATUS_OK && err->reason == &STORE_UNIQUE)
        return refused(err, "the request has been here before");
    return st;
}

static enum status device_caller(struct store_tx *tx, struct arena *arena, int64_t key_id,
                                 struct people_caller *ret_caller, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_device_caller, STORE_VALUES(v_int(key_id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    struct people_caller caller = {.device_key_id = key_id,
                                   .role = ROLE_SITE_AGENT,
                                   .held_role = ROLE_SITE_AGENT,
                                   .post_id = store_int(rows, 0),
                                   .post = store_text(rows, 1, arena),
                                   .organisation_id = store_int(rows, 2),
                                   .organisation = store_text(rows, 3, arena),
                                   .login = "",
                                   .name = "",
                                   .language = "ko"};
    st = people_kind_find(store_text(rows, 4, arena), &caller.organisation_kind, err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_caller = caller;
    return st;
}

enum status people_device_authenticate(struct people *people, struct arena *arena,
                                       const struct people_device_request *request, time_us now,
                                       struct people_caller *ret_caller, struct error *err)
{
    struct people_device device;
    struct people_caller caller;
    if (!nonce_ok(request->nonce))
        return refused(err, "the nonce is 16 to 64 letters, digits, - and _");
    if (request->at > now + PEOPLE_DEVICE_DRIFT || request->at <= now - PEOPLE_DEVICE_DRIFT)
        return refused(err, "the time is more than five minutes off");
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(people->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_device_key_at(tx, arena, request->key_id, now, &device, err);
    store_abandon(&tx);
    if (st != STATUS_OK)
        return err->reason == &PEOPLE_DEVICE_KEY ? refused(err, "the key is unknown or over") : st;
    const char *text = people_device_text(arena, request);
    if (crypto_sign_verify_detached(request->signature, (const uint8_t *)text, strlen(text),
                                    device.public_key) != 0)
        return refused(err, "the signature is not that of this key");
    /* Only who has signed costs a write. */
    st = store_begin(people->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = nonce_take(tx, request, err);
    if (st == STATUS_OK)
        st = device_caller(tx, arena, request->key_id, &caller, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_caller = caller;
    return st;
}
