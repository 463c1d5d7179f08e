#include "desk.h"

#include <inttypes.h>
#include <string.h>

static time_us read_clock(void *clock)
{
    return atomic_load((_Atomic(time_us) *)clock);
}

void desk_open(struct desk *desk, const struct route *const *tables, const char *page_folder)
{
    static const uint8_t key[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";
    struct error err;
    time_us now = 0;
    *desk = (struct desk){.arena = arena_new("desk", 512 << 20)};
    CHECK_OK(time_parse("2026-11-24T09:30:00Z", &now, &err), err);
    atomic_store(&desk->now, now);
    struct services *services = &desk->services;
    const char *folder = test_folder();
    struct store_options store = {.address =
                                      arena_format(desk->arena, "sqlite:%s/desk.db", folder)};
    CHECK_OK(store_open(&store, &services->store, &err), err);
    CHECK_OK(store_migrate(services->store, now, &err), err);
    struct people_options people = {services->store, key, .cheap_passwords = true};
    CHECK_OK(people_new(&people, &services->people, &err), err);
    services->now = read_clock;
    services->clock = &desk->now;
    services->files_folder = folder;
    services->page_folder = page_folder;
    services->plain_cookie = true;
    CHECK_OK(api_new(services, tables, &desk->api, &err), err);
    struct http_options http = {.threads = 2, .upload_folder = folder};
    struct http_handler handler = api_handler(desk->api);
    CHECK_OK(http_start(&http, &handler, &desk->server, &err), err);
    desk->port = http_port(desk->server);
}

void desk_close(struct desk *desk)
{
    http_stop(desk->server);
    api_free(desk->api);
    people_free(desk->services.people);
    store_close(desk->services.store);
    arena_free(desk->arena);
}

int64_t desk_organisation(struct desk *desk, enum people_kind kind)
{
    struct error err;
    struct store_tx *tx = NULL;
    int64_t id = 0;
    struct people_organisation wanted = {
        .name = arena_format(desk->arena, "기관 %d", ++desk->count), .kind = kind};
    CHECK_OK(store_begin(desk->services.store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(people_organisation_add(tx, &wanted, atomic_load(&desk->now), &id, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    return id;
}

int64_t desk_organisation_for(struct desk *desk, enum people_role role)
{
    int kind = KIND_UNKNOWN + 1;
    while ((people_role_info(role)->kinds & (UINT32_C(1) << kind)) == 0)
        kind++;
    return desk_organisation(desk, (enum people_kind)kind);
}

const char *desk_code(struct desk *desk, const struct person *person)
{
    struct error err;
    char code[7];
    if (person->secret == NULL)
        return NULL;
    CHECK_OK(people_totp_code(person->secret, atomic_load(&desk->now), code, &err), err);
    return arena_text(desk->arena, code);
}

static void accept_invitation(struct desk *desk, enum people_role role, struct person *person)
{
    struct error err;
    struct people *people = desk->services.people;
    struct people_invitation made, wanted = {.organisation_id = person->organisation_id,
                                             .post = "담당",
                                             .role = role,
                                             .email = "person@example.kr"};
    CHECK_OK(people_invite(people, desk->arena, NULL, &wanted, desk->now, &made, &err), err);
    struct people_acceptance acceptance = {.token = made.token,
                                           .login = person->login,
                                           .name = "김두레",
                                           .password = DESK_PASSWORD,
                                           .address = "192.0.2.1"};
    CHECK_OK(people_accept(people, &acceptance, desk->now, &person->user_id, &err), err);
}

struct person desk_person(struct desk *desk, enum people_role role, int64_t organisation_id)
{
    struct error err;
    struct people *people = desk->services.people;
    struct person person = {.organisation_id = organisation_id,
                            .login = arena_format(desk->arena, "person%d", ++desk->count)};
    accept_invitation(desk, role, &person);
    struct people_token token;
    struct people_caller caller = {0};
    const char *address = arena_format(desk->arena, "192.0.2.%d", desk->count % 250 + 1);
    struct people_sign_in who = {person.login, DESK_PASSWORD, NULL, address};
    CHECK_OK(people_sign_in(people, &who, desk->now, &token, &err), err);
    CHECK_OK(people_authenticate(people, desk->arena, token.text, desk->now, &caller, &err), err);
    if (caller.enrolling) {
        struct people_totp totp;
        CHECK_OK(people_totp_start(people, desk->arena, &caller, desk->now, &totp, &err), err);
        person.secret = totp.secret;
        const char *code = desk_code(desk, &person);
        CHECK_OK(people_totp_confirm(people, &caller, code, desk->now, &token, &err), err);
        CHECK_OK(people_authenticate(people, desk->arena, token.text, desk->now, &caller, &err),
                 err);
    }
    ck_assert_int_eq(caller.role, role);
    if (caller.step_up_until == 0) {
        struct people_sign_in proof = {person.login, DESK_PASSWORD, NULL, address};
        CHECK_OK(people_step_up(people, &caller, &proof, desk->now, &token, &err), err);
        CHECK_OK(people_authenticate(people, desk->arena, token.text, desk->now, &caller, &err),
                 err);
    }
    person.cookie = arena_format(desk->arena, "s=%s", token.text);
    person.csrf = arena_text(desk->arena, caller.csrf);
    return person;
}

struct http_reply desk_call(struct desk *desk, const struct person *person, const char *method,
                            const char *path, const char *body)
{
    struct http_reply reply = {0};
    struct http_ask ask = {.method = method,
                           .path = path,
                           .cookie = person == NULL ? NULL : person->cookie,
                           .csrf = person == NULL ? NULL : person->csrf,
                           .body = body,
                           .headers = "Accept-Language: en\r\n"};
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    return reply;
}

json_t *desk_json(const struct http_reply *reply)
{
    json_error_t problem;
    json_t *value = json_loadb(reply->body, reply->body_size, 0, &problem);
    ck_assert_msg(value != NULL, "%s: %s", problem.text, reply->body);
    return value;
}

const char *desk_reason(struct desk *desk, const struct http_reply *reply)
{
    if (reply->body_size == 0 || reply->status < 400)
        return "";
    json_t *value = desk_json(reply);
    const char *reason = json_string_value(json_object_get(value, "reason"));
    reason = arena_text(desk->arena, reason == NULL ? "" : reason);
    json_decref(value);
    return reason;
}
