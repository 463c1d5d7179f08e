/* Signing in, the second factor, invitations and the account, as a page does it. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "desk.h"

static const char *member(struct desk *desk, const struct http_reply *reply, const char *name)
{
    json_t *value = desk_json(reply);
    const char *text = json_string_value(json_object_get(value, name));
    text = text == NULL ? "" : arena_text(desk->arena, text);
    json_decref(value);
    return text;
}

/* Takes over what an answer says about the session. */
static void take_session(struct desk *desk, const struct http_reply *reply, struct person *person)
{
    const char *cookie = http_reply_header(desk->arena, reply, "Set-Cookie");
    ck_assert_ptr_nonnull(cookie);
    ck_assert_ptr_nonnull(strstr(cookie, "HttpOnly"));
    ck_assert_ptr_nonnull(strstr(cookie, "SameSite=Lax"));
    ck_assert_ptr_nonnull(strstr(cookie, "Path=/"));
    person->cookie = arena_text_of(desk->arena, cookie, strcspn(cookie, ";"));
    person->csrf = member(desk, reply, "csrf");
}

START_TEST(from_an_invitation_to_a_proven_session_and_out_again)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    struct person admin = desk_person(&desk, ROLE_ADMIN, desk_organisation(&desk, KIND_OPERATOR));
    struct http_reply reply = desk_call(
        &desk, &admin, "POST", "/api/organisations",
        "{\"name\":\"한빛정밀\",\"kind\":\"adopter\",\"business_number\":\"124-81-00998\"}");
    CHECK_REPLY(&desk, reply, 201, "");
    ck_assert_str_eq(member(&desk, &reply, "business_number"), "1248100998");
    json_t *made = desk_json(&reply);
    const char *body =
        arena_format(desk.arena,
                     "{\"organisation_id\":%lld,\"post\":\"대표\",\"role\":\"adopter_owner\","
                     "\"email\":\"a@b.kr\"}",
                     (long long)json_integer_value(json_object_get(made, "id")));
    json_decref(made);
    reply = desk_call(&desk, &admin, "POST", "/api/invitations", body);
    CHECK_REPLY(&desk, reply, 201, "");
    const char *token = member(&desk, &reply, "token");
    ck_assert_uint_gt(strlen(token), 20);
    reply = desk_call(&desk, &admin, "GET", "/api/invitations", NULL);
    ck_assert_ptr_null(strstr(reply.body, token));
    body = arena_format(
        desk.arena, "{\"token\":\"%s\",\"login\":\"hong\",\"name\":\"홍길동\",\"password\":\"%s\"}",
        token, DESK_PASSWORD);
    CHECK_REPLY(&desk, desk_call(&desk, NULL, "POST", "/api/invitations/accept", body), 201, "");
    reply = desk_call(&desk, NULL, "POST", "/api/invitations/accept", body);
    CHECK_REPLY(&desk, reply, 404, "people.invitation"); /* once only */

    struct person hong = {.login = "hong"};
    const char *sign_in =
        arena_format(desk.arena, "{\"login\":\"hong\",\"password\":\"%s\"}", DESK_PASSWORD);
    reply = desk_call(&desk, NULL, "POST", "/api/session",
                      "{\"login\":\"hong\",\"password\":\"not this one at all\"}");
    CHECK_REPLY(&desk, reply, 401, "people.sign_in");
    reply = desk_call(&desk, NULL, "POST", "/api/session", sign_in);
    CHECK_REPLY(&desk, reply, 200, "");
    take_session(&desk, &reply, &hong);
    /* A representative signs agreements: nothing before the second factor. */
    CHECK_REPLY(&desk, desk_call(&desk, &hong, "GET", "/api/organisations", NULL), 403,
                "people.second_factor");
    reply = desk_call(&desk, &hong, "GET", "/api/account", NULL);
    CHECK_REPLY(&desk, reply, 200, "");
    ck_assert_str_eq(member(&desk, &reply, "name"), "홍길동");
    reply = desk_call(&desk, &hong, "POST", "/api/account/totp", "{}");
    CHECK_REPLY(&desk, reply, 200, "");
    hong.secret = member(&desk, &reply, "secret");
    const char *old_cookie = hong.cookie;
    body = arena_format(desk.arena, "{\"code\":\"%s\"}", desk_code(&desk, &hong));
    reply = desk_call(&desk, &hong, "POST", "/api/account/totp/confirm", body);
    CHECK_REPLY(&desk, reply, 200, "");
    take_session(&desk, &reply, &hong);
    ck_assert_str_ne(old_cookie, hong.cookie);
    CHECK_REPLY(&desk, desk_call(&desk, &hong, "GET", "/api/organisations", NULL), 200, "");
    struct person old = {.cookie = old_cookie};
    CHECK_REPLY(&desk, desk_call(&desk, &old, "GET", "/api/session", NULL), 401,
                "people.no_session");

    reply = desk_call(&desk, NULL, "POST", "/api/session", sign_in);
    CHECK_REPLY(&desk, reply, 401, "people.code_needed");
    reply = desk_call(&desk, &hong, "DELETE", "/api/session", NULL);
    CHECK_REPLY(&desk, reply, 204, "");
    ck_assert_ptr_nonnull(strstr(http_reply_header(desk.arena, &reply, "Set-Cookie"), "Max-Age=0"));
    CHECK_REPLY(&desk, desk_call(&desk, &hong, "GET", "/api/session", NULL), 401,
                "people.no_session");
    desk_close(&desk);
}
END_TEST

START_TEST(the_account_is_changed_by_its_owner_and_by_named_members_only)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    struct person kim =
        desk_person(&desk, ROLE_ADOPTER_MEMBER, desk_organisation(&desk, KIND_ADOPTER));
    struct http_reply reply =
        desk_call(&desk, &kim, "PATCH", "/api/account", "{\"language\":\"en\",\"name\":\"Kim\"}");
    CHECK_REPLY(&desk, reply, 200, "");
    ck_assert_str_eq(member(&desk, &reply, "language"), "en");
    CHECK_REPLY(&desk, desk_call(&desk, &kim, "PATCH", "/api/account", "{\"role\":\"admin\"}"), 422,
                "kit.json_unknown");
    CHECK_REPLY(&desk, desk_call(&desk, &kim, "PATCH", "/api/account", "{\"language\":\"fr\"}"),
                422, "api.choice");
    reply = desk_call(&desk, &kim, "POST", "/api/account/password",
                      "{\"old\":\"wrong\",\"new\":\"a new one that is long\"}");
    CHECK_REPLY(&desk, reply, 403, "people.password_wrong");
    desk_close(&desk);
}
END_TEST

START_TEST(health_and_the_description_are_open_to_all)
{
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    struct http_reply reply = desk_call(&desk, NULL, "GET", "/api/health", NULL);
    CHECK_REPLY(&desk, reply, 200, "");
    ck_assert_str_eq(member(&desk, &reply, "status"), "ok");
    reply = desk_call(&desk, NULL, "GET", "/api/openapi.json", NULL);
    CHECK_REPLY(&desk, reply, 200, "");
    ck_assert_str_eq(member(&desk, &reply, "openapi"), "3.1.0");
    desk_close(&desk);
}
END_TEST

/* ---- the page ---- */

static void put_file(const char *folder, const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

START_TEST(the_page_is_served_packed_and_every_address_inside_it_is_the_page)
{
    static char folder[256], assets[300];
    struct desk desk;
    (void)snprintf(folder, sizeof folder, "%s/page", test_folder());
    (void)snprintf(assets, sizeof assets, "%s/assets", folder);
    ck_assert(mkdir(folder, 0700) == 0 && mkdir(assets, 0700) == 0);
    put_file(folder, "index.html", "<!doctype html>page");
    put_file(folder, ".secret", "hidden");
    put_file(assets, "app-1234.js", "plain");
    put_file(assets, "app-1234.js.br", "brotli");
    put_file(assets, "app-1234.js.gz", "gzip");
    desk_open(&desk, NULL, folder);
    static const struct {
        const char *path, *headers, *body, *cache;
        int status;
    } rows[] = {
        {"/", NULL, "<!doctype html>page", "no-cache", 200},
        {"/cases/12", NULL, "<!doctype html>page", "no-cache", 200},
        {"/assets/app-1234.js", NULL, "plain", "public, max-age=31536000, immutable", 200},
        {"/assets/app-1234.js", "Accept-Encoding: gzip, deflate, br\r\n", "brotli",
         "public, max-age=31536000, immutable", 200},
        {"/assets/app-1234.js", "Accept-Encoding: gzip, br;q=0\r\n", "gzip",
         "public, max-age=31536000, immutable", 200},
        {"/assets/app-9999.js", NULL, "not found\n", "no-store", 404},
        {"/.secret", NULL, "not found\n", "no-store", 404},
        {"/assets", NULL, "<!doctype html>page", "no-cache", 200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_reply reply = {0};
        struct http_ask ask = {.method = "GET", .path = rows[i].path, .headers = rows[i].headers};
        ck_assert(http_call(desk.arena, desk.port, &ask, &reply));
        ck_assert_msg(reply.status == rows[i].status, "%s: %d", rows[i].path, reply.status);
        ck_assert_str_eq(reply.body, rows[i].body);
        ck_assert_str_eq(http_reply_header(desk.arena, &reply, "Cache-Control"), rows[i].cache);
    }
    /* Never for /api, never for a change. */
    CHECK_REPLY(&desk, desk_call(&desk, NULL, "GET", "/api/cases", NULL), 404, "api.no_route");
    struct http_reply reply = desk_call(&desk, NULL, "DELETE", "/index.html", NULL);
    ck_assert_int_eq(reply.status, 405);
    desk_close(&desk);
}
END_TEST

TEST_MAIN("api people", from_an_invitation_to_a_proven_session_and_out_again,
          the_account_is_changed_by_its_owner_and_by_named_members_only,
          health_and_the_description_are_open_to_all,
          the_page_is_served_packed_and_every_address_inside_it_is_the_page)
