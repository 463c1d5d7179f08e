/* Grants, posts, ways back in and signed requests, as firms, people and boxes use them. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "kit/bytes.h"
#include "kit/text.h"

#define NEW_PASSWORD "새벽마다 선반 위로 햇빛이 든다"

static const char *member(struct desk *desk, const struct http_reply *reply, const char *name)
{
    json_t *value = desk_json(reply);
    const json_t *found = json_object_get(value, name);
    const char *text = json_is_integer(found)
                           ? arena_format(desk->arena, "%lld", (long long)json_integer_value(found))
                           : arena_text(desk->arena, json_string_value(found));
    json_decref(value);
    return text == NULL ? "" : text;
}

static struct http_reply post(struct desk *desk, const struct person *person, const char *path,
                              const char *body)
{
    return desk_call(desk, person, "POST", path, body);
}

static struct http_reply get(struct desk *desk, const struct person *person, const char *path)
{
    return desk_call(desk, person, "GET", path, NULL);
}

/* A model kept for the firm, without the work that makes one. */
static int64_t put_document(struct desk *desk, const struct person *owner, const char *kind)
{
    struct error err;
    struct store_tx *tx = NULL;
    int64_t id = 0;
    CHECK_OK(store_begin(desk->services.store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_number(tx,
                          "INSERT INTO study_document (kind, owner_id, name, hash, facts, body, "
                          "created_by, created_at) VALUES ($1, $2, $3, $4, '{}', '{}', $5, $6) "
                          "RETURNING id",
                          STORE_VALUES(v_text(kind), v_int(owner->organisation_id),
                                       v_text("비밀 라인"), v_text("0"), v_int(owner->user_id),
                                       v_int(atomic_load(&desk->now))),
                          &id, &err),
             err);
    CHECK_OK(store_commit(&tx, &err), err);
    return id;
}

static const char *grant_body(struct desk *desk, int64_t to, int64_t model, time_us until)
{
    return arena_format(desk->arena,
                        "{\"to_id\":%lld,\"object\":\"model\",\"object_id\":%lld,\"class\":"
                        "\"technical\",\"purpose\":\"멘토링\",\"until\":\"%s\"}",
                        (long long)to, (long long)model, time_text(desk->arena, until));
}

START_TEST(a_grant_opens_the_named_thing_until_its_day_and_each_read_stands_in_the_owners_log)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    struct person owner =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    struct person mentor = desk_person(&desk, ROLE_MENTOR, desk_organisation(&desk, KIND_MENTOR));
    struct person other = desk_person(&desk, ROLE_MENTOR, desk_organisation(&desk, KIND_MENTOR));
    int64_t model = put_document(&desk, &owner, "model"),
            second = put_document(&desk, &owner, "model");
    time_us now = atomic_load(&desk.now), until = now + 20 * TIME_MINUTE;
    const char *path = arena_format(desk.arena, "/api/models/%lld", (long long)model);
    const char *document = arena_format(desk.arena, "%s/document", path);
    const char *beside = arena_format(desk.arena, "/api/models/%lld", (long long)second);
    CHECK_REPLY(&desk, get(&desk, &mentor, path), 404, "api.not_found");
    struct http_reply reply =
        post(&desk, &owner, "/api/grants", grant_body(&desk, mentor.organisation_id, model, until));
    CHECK_REPLY(&desk, reply, 201, "");
    const char *grant = member(&desk, &reply, "id");
    reply = get(&desk, &mentor, "/api/grants");
    ck_assert_ptr_nonnull(strstr(reply.body, "멘토링"));
    reply = get(&desk, &other, "/api/grants");
    ck_assert_ptr_null(strstr(reply.body, "멘토링"));
    reply = get(&desk, &mentor, path);
    CHECK_REPLY(&desk, reply, 200, "");
    ck_assert_str_eq(member(&desk, &reply, "name"), "비밀 라인");
    CHECK_REPLY(&desk, get(&desk, &mentor, document), 200, "");
    CHECK_REPLY(&desk, get(&desk, &mentor, beside), 404, "api.not_found");
    CHECK_REPLY(&desk, get(&desk, &other, path), 404, "api.not_found");
    reply = post(&desk, &mentor, arena_format(desk.arena, "%s/runs", path), "{}");
    CHECK_REPLY(&desk, reply, 403, "api.forbidden"); /* seeing is not doing */
    reply = get(&desk, &owner, "/api/read-log");
    json_t *log = desk_json(&reply);
    json_t *items = json_object_get(log, "items");
    ck_assert_uint_eq(json_array_size(items), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *read = json_array_get(items, i);
        ck_assert_str_eq(json_string_value(json_object_get(read, "object")), "model");
        ck_assert_str_eq(json_string_value(json_object_get(read, "classes")), "technical");
        ck_assert_int_eq(json_integer_value(json_object_get(read, "object_id")), model);
    }
    json_decref(log);
    atomic_store(&desk.now, until - 1);
    CHECK_REPLY(&desk, get(&desk, &mentor, path), 200, "");
    atomic_store(&desk.now, until);
    CHECK_REPLY(&desk, get(&desk, &mentor, path), 404, "api.not_found");
    CHECK_REPLY(&desk, get(&desk, &mentor, document), 404, "api.not_found");
    reply = desk_call(&desk, &mentor, "DELETE", arena_format(desk.arena, "/api/grants/%s", grant),
                      NULL);
    CHECK_REPLY(&desk, reply, 403, "api.forbidden");
    desk_close(&desk);
}
END_TEST

START_TEST(a_withdrawn_grant_is_closed_at_the_next_request_and_only_own_things_can_be_granted)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    struct person owner =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    struct person rival =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    struct person sponsor =
        desk_person(&desk, ROLE_SPONSOR_OFFICER, desk_organisation(&desk, KIND_SPONSOR));
    int64_t model = put_document(&desk, &owner, "model");
    time_us until = atomic_load(&desk.now) + TIME_DAY;
    const char *path = arena_format(desk.arena, "/api/models/%lld", (long long)model);
    const char *body = grant_body(&desk, sponsor.organisation_id, model, until);
    struct http_reply reply = post(&desk, &rival, "/api/grants", body);
    CHECK_REPLY(&desk, reply, 404, "api.not_found");
    reply = post(&desk, &owner, "/api/grants",
                 grant_body(&desk, sponsor.organisation_id, model + 1, until));
    CHECK_REPLY(&desk, reply, 404, "api.not_found");
    reply = post(&desk, &owner, "/api/grants",
                 grant_body(&desk, sponsor.organisation_id, model, until + 400 * TIME_DAY));
    CHECK_REPLY(&desk, reply, 422, "people.grant");
    reply = post(&desk, &owner, "/api/grants",
                 arena_format(desk.arena,
                              "{\"to_id\":%lld,\"object\":\"model\",\"object_id\":%lld,\"class\":"
                              "\"money\",\"purpose\":\"x\",\"until\":\"%s\"}",
                              (long long)sponsor.organisation_id, (long long)model,
                              time_text(desk.arena, until)));
    CHECK_REPLY(&desk, reply, 422, "people.grant");
    reply = post(&desk, &owner, "/api/grants", body);
    CHECK_REPLY(&desk, reply, 201, "");
    const char *grant = arena_format(desk.arena, "/api/grants/%s", member(&desk, &reply, "id"));
    CHECK_REPLY(&desk, get(&desk, &sponsor, path), 200, "");
    CHECK_REPLY(&desk, desk_call(&desk, &rival, "DELETE", grant, NULL), 404, "api.not_found");
    CHECK_REPLY(&desk, desk_call(&desk, &owner, "DELETE", grant, NULL), 204, "");
    CHECK_REPLY(&desk, get(&desk, &sponsor, path), 404, "api.not_found");
    CHECK_REPLY(&desk, desk_call(&desk, &owner, "DELETE", grant, NULL), 404, "people.no_grant");
    /* Ten minutes later the proof is old. */
    atomic_store(&desk.now, atomic_load(&desk.now) + 10 * TIME_MINUTE);
    CHECK_REPLY(&desk, post(&desk, &owner, "/api/grants", body), 401, "people.step_up_needed");
    desk_close(&desk);
}
END_TEST

START_TEST(a_number_of_a_hidden_thing_and_one_that_nothing_has_answer_the_same)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    struct person owner =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    struct person rival =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    int64_t model = put_document(&desk, &owner, "model");
    const char *there = arena_format(desk.arena, "/api/models/%lld", (long long)model);
    struct http_reply hidden = get(&desk, &rival, there);
    struct http_reply absent = get(&desk, &rival, "/api/models/987654");
    CHECK_REPLY(&desk, hidden, 404, "api.not_found");
    ck_assert_str_eq(hidden.body, absent.body);
    desk_close(&desk);
}
END_TEST

START_TEST(who_is_taken_off_a_post_is_out_at_the_next_request_and_the_tasks_stay_with_the_post)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    int64_t firm = desk_organisation(&desk, KIND_ADOPTER);
    struct person owner = desk_person(&desk, ROLE_ADOPTER_OWNER, firm);
    struct person kim = desk_person(&desk, ROLE_ADOPTER_MEMBER, firm);
    struct person rival =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    (void)put_document(&desk, &kim, "log");
    struct http_reply before = get(&desk, &kim, "/api/dashboard");
    CHECK_REPLY(&desk, before, 200, "");
    struct http_reply reply = get(&desk, &owner, "/api/people");
    ck_assert_ptr_nonnull(strstr(reply.body, kim.login));
    CHECK_REPLY(&desk,
                get(&desk, &rival,
                    arena_format(desk.arena, "/api/people?organisation=%lld", (long long)firm)),
                403, "api.forbidden");
    const char *leave = arena_format(desk.arena, "/api/people/%lld/leave", (long long)kim.user_id);
    CHECK_REPLY(&desk, post(&desk, &rival, leave, "{}"), 404, "api.not_found");
    CHECK_REPLY(&desk, post(&desk, &kim, leave, "{}"), 403, "api.forbidden");
    CHECK_REPLY(&desk, post(&desk, &owner, leave, "{}"), 204, "");
    CHECK_REPLY(&desk, get(&desk, &kim, "/api/dashboard"), 401, "people.no_session");
    struct person lee = desk_person(&desk, ROLE_ADOPTER_MEMBER, firm);
    struct http_reply after = get(&desk, &lee, "/api/dashboard");
    ck_assert_str_eq(before.body, after.body);
    /* One's own post, by oneself. */
    CHECK_REPLY(&desk, post(&desk, &lee, "/api/account/leave", "{}"), 204, "");
    CHECK_REPLY(&desk, get(&desk, &lee, "/api/account"), 401, "people.no_session");
    reply = get(&desk, &owner, "/api/account-log");
    ck_assert_ptr_nonnull(strstr(reply.body, "post.left"));
    desk_close(&desk);
}
END_TEST

START_TEST(a_lost_phone_is_replaced_by_a_link_and_a_code_on_paper_opens_once)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    int64_t firm = desk_organisation(&desk, KIND_SPONSOR);
    struct person boss = desk_person(&desk, ROLE_SPONSOR_OFFICER, firm);
    struct person kim = desk_person(&desk, ROLE_SPONSOR_OFFICER, firm);
    struct http_reply reply = post(&desk, &kim, "/api/account/backup-codes", "{}");
    CHECK_REPLY(&desk, reply, 201, "");
    json_t *made = desk_json(&reply);
    const char *code = arena_text(
        desk.arena, json_string_value(json_array_get(json_object_get(made, "codes"), 0)));
    ck_assert_uint_eq(json_array_size(json_object_get(made, "codes")), 10);
    json_decref(made);
    const char *sign_in =
        arena_format(desk.arena, "{\"login\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}",
                     kim.login, DESK_PASSWORD, code);
    CHECK_REPLY(&desk, post(&desk, NULL, "/api/session", sign_in), 200, "");
    CHECK_REPLY(&desk, post(&desk, NULL, "/api/session", sign_in), 401, "people.code_wrong");
    const char *path =
        arena_format(desk.arena, "/api/people/%lld/recovery", (long long)kim.user_id);
    CHECK_REPLY(&desk, post(&desk, &kim, path, "{\"lost\":\"phone\"}"), 403,
                "people.may_not_recover");
    CHECK_REPLY(&desk, post(&desk, &boss, path, "{\"lost\":\"keys\"}"), 422, "api.choice");
    reply = post(&desk, &boss, path, "{\"lost\":\"phone\"}");
    CHECK_REPLY(&desk, reply, 201, "");
    const char *use = arena_format(desk.arena, "{\"token\":\"%s\",\"password\":\"%s\"}",
                                   member(&desk, &reply, "token"), DESK_PASSWORD);
    CHECK_REPLY(&desk, post(&desk, NULL, "/api/recoveries", use), 204, "");
    CHECK_REPLY(&desk, post(&desk, NULL, "/api/recoveries", use), 404, "people.recovery");
    CHECK_REPLY(&desk, get(&desk, &kim, "/api/account"), 401, "people.no_session");
    sign_in = arena_format(desk.arena, "{\"login\":\"%s\",\"password\":\"%s\"}", kim.login,
                           DESK_PASSWORD);
    reply = post(&desk, NULL, "/api/session", sign_in);
    CHECK_REPLY(&desk, reply, 200, "");
    ck_assert_ptr_nonnull(strstr(reply.body, "\"enrolling\": true"));
    desk_close(&desk);
}
END_TEST

/* ---- boxes ---- */

struct box {
    long long key_id;
    uint8_t public_key[32], secret_key[crypto_sign_SECRETKEYBYTES];
};

static const char *sign_text(struct desk *desk, const struct box *box, const char *text)
{
    uint8_t signature[crypto_sign_BYTES];
    crypto_sign_detached(signature, NULL, (const uint8_t *)text, strlen(text), box->secret_key);
    return hex_text(desk->arena, signature, sizeof signature);
}

static const char *key_body(struct desk *desk, const struct box *box, const char *bound,
                            const char *code)
{
    const char *key = hex_text(desk->arena, box->public_key, 32);
    const char *text = arena_format(desk->arena, "dure-device-key-1\n%s\n%s\n", bound, key);
    return arena_format(desk->arena, "{%s\"public_key\":\"%s\",\"signature\":\"%s\"}",
                        code == NULL ? "" : arena_format(desk->arena, "\"code\":\"%s\",", code),
                        key, sign_text(desk, box, text));
}

/* Signs for one body and sends another, or the same. Every nonce is a new one. */
static struct http_reply box_call(struct desk *desk, const struct box *box, const char *method,
                                  const char *path, const char *signed_body, const char *body)
{
    const char *at = time_text(desk->arena, atomic_load(&desk->now));
    struct hash256 hash = hash_of_bytes(signed_body, strlen(signed_body));
    const char *digest = hex_text(desk->arena, hash.bytes, sizeof hash.bytes);
    const char *nonce = arena_format(desk->arena, "nonce-of-the-test-%d", ++desk->count);
    const char *text = arena_format(desk->arena, "dure-device-1\n%s\n%s\n%s\n%s\n%s\n", method,
                                    path, digest, at, nonce);
    struct http_reply reply = {0};
    struct http_ask ask = {
        .method = method,
        .path = path,
        .body = *body == '\0' ? NULL : body,
        .cross_site = true, /* a box is no browser */
        .headers = arena_format(desk->arena,
                                "Accept-Language: en\r\nX-Device-Key: %lld\r\nX-Device-Time: "
                                "%s\r\nX-Device-Nonce: %s\r\nX-Device-Body: %s\r\n"
                                "X-Device-Signature: %s\r\n",
                                box->key_id, at, nonce, digest, sign_text(desk, box, text)),
    };
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    return reply;
}

static void enrol(struct desk *desk, const struct person *owner, struct box *box)
{
    crypto_sign_keypair(box->public_key, box->secret_key);
    struct http_reply reply =
        post(desk, owner, "/api/devices/enrolments", "{\"label\":\"톱 옆의 상자\"}");
    CHECK_REPLY(desk, reply, 201, "");
    const char *code = member(desk, &reply, "code");
    /* A box is no browser: it says nothing of the site that it calls from. */
    const struct http_ask ask = {.method = "POST",
                                 .path = "/api/devices",
                                 .body = key_body(desk, box, code, code),
                                 .cross_site = true};
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 201, "");
    json_t *made = desk_json(&reply);
    box->key_id = json_integer_value(json_object_get(made, "id"));
    json_decref(made);
}

START_TEST(a_box_speaks_with_its_key_alone_rotates_it_and_is_out_when_it_is_revoked)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    int64_t firm = desk_organisation(&desk, KIND_ADOPTER);
    struct person owner = desk_person(&desk, ROLE_ADOPTER_OWNER, firm);
    struct person staff = desk_person(&desk, ROLE_ADOPTER_MEMBER, firm);
    struct person rival =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    struct box box = {0}, next = {0};
    CHECK_REPLY(&desk, post(&desk, &staff, "/api/devices/enrolments", "{\"label\":\"x\"}"), 403,
                "api.forbidden");
    enrol(&desk, &owner, &box);
    struct http_reply reply = box_call(&desk, &box, "GET", "/api/devices/self", "", "");
    CHECK_REPLY(&desk, reply, 200, "");
    ck_assert_str_eq(member(&desk, &reply, "label"), "톱 옆의 상자");
    CHECK_REPLY(&desk, get(&desk, &owner, "/api/devices/self"), 403, "api.forbidden");
    /* No route of people opens to it. */
    CHECK_REPLY(&desk, box_call(&desk, &box, "GET", "/api/logs", "", ""), 403, "api.forbidden");
    CHECK_REPLY(&desk, box_call(&desk, &box, "GET", "/api/account", "", ""), 403, "api.forbidden");
    crypto_sign_keypair(next.public_key, next.secret_key);
    const char *bound = arena_format(desk.arena, "%lld", box.key_id);
    const char *body = key_body(&desk, &next, bound, NULL);
    /* Another body than the one that was signed reaches no handler. */
    CHECK_REPLY(&desk, box_call(&desk, &box, "POST", "/api/devices/self/rotate", "{}", body), 401,
                "people.device");
    reply = box_call(&desk, &box, "POST", "/api/devices/self/rotate", body, body);
    CHECK_REPLY(&desk, reply, 201, "");
    next.key_id = strtoll(member(&desk, &reply, "id"), NULL, 10);
    CHECK_REPLY(&desk, box_call(&desk, &box, "GET", "/api/devices/self", "", ""), 401,
                "people.device");
    CHECK_REPLY(&desk, box_call(&desk, &next, "GET", "/api/devices/self", "", ""), 200, "");
    const char *revoke = arena_format(desk.arena, "/api/devices/%lld/revoke", next.key_id);
    CHECK_REPLY(&desk, post(&desk, &rival, revoke, "{\"reason\":\"도난\"}"), 404, "api.not_found");
    CHECK_REPLY(&desk, post(&desk, &owner, revoke, "{\"reason\":\"도난\"}"), 200, "");
    CHECK_REPLY(&desk, box_call(&desk, &next, "GET", "/api/devices/self", "", ""), 401,
                "people.device");
    reply = get(&desk, &staff, "/api/devices");
    ck_assert_ptr_nonnull(strstr(reply.body, "도난"));
    ck_assert_ptr_nonnull(strstr(reply.body, "rotated"));
    reply = get(&desk, &rival, "/api/devices");
    ck_assert_ptr_null(strstr(reply.body, "rotated"));
    desk_close(&desk);
}
END_TEST

START_TEST(a_signature_that_is_not_in_its_form_is_refused_naming_the_header)
{
    static const struct {
        const char *headers, *place;
    } rows[] = {
        {"X-Device-Key: one\r\n", "X-Device-Key"},
        {"X-Device-Key: -1\r\n", "X-Device-Key"},
        {"X-Device-Key: 99999999999999999999\r\n", "X-Device-Key"},
        {"X-Device-Key: \r\n", "X-Device-Key"},
        {"X-Device-Key: 1\r\n", "X-Device-Time"},
        {"X-Device-Key: 1\r\nX-Device-Time: yesterday\r\n", "X-Device-Time"},
        {"X-Device-Key: 1\r\nX-Device-Time: 2026-11-24T09:30:00Z\r\n", "X-Device-Nonce"},
        {"X-Device-Key: 1\r\nX-Device-Time: 2026-11-24T09:30:00Z\r\nX-Device-Nonce: a\r\n",
         "X-Device-Body"},
        {"X-Device-Key: 1\r\nX-Device-Time: 2026-11-24T09:30:00Z\r\nX-Device-Nonce: a\r\n"
         "X-Device-Body: 00\r\n",
         "X-Device-Body"},
    };
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_reply reply = {0};
        struct http_ask ask = {
            .method = "GET", .path = "/api/devices/self", .headers = rows[i].headers};
        ck_assert(http_call(desk.arena, desk.port, &ask, &reply));
        CHECK_REPLY(&desk, reply, 401, "people.device");
        ck_assert_str_eq(member(&desk, &reply, "path"), rows[i].place);
    }
    desk_close(&desk);
}
END_TEST

TEST_MAIN("api access",
          a_grant_opens_the_named_thing_until_its_day_and_each_read_stands_in_the_owners_log,
          a_withdrawn_grant_is_closed_at_the_next_request_and_only_own_things_can_be_granted,
          a_number_of_a_hidden_thing_and_one_that_nothing_has_answer_the_same,
          who_is_taken_off_a_post_is_out_at_the_next_request_and_the_tasks_stay_with_the_post,
          a_lost_phone_is_replaced_by_a_link_and_a_code_on_paper_opens_once,
          a_box_speaks_with_its_key_alone_rotates_it_and_is_out_when_it_is_revoked,
          a_signature_that_is_not_in_its_form_is_refused_naming_the_header)
