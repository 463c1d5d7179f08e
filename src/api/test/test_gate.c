/* The gate and the dispatcher, with rows of the test's own over a real server. */
#include <string.h>

#include "api/papers.h"
#include "desk.h"
#include "kit/text.h"

/* The one object there is. */
struct thing {
    struct owned owned;
    int64_t id;
    const char *title, *owner_name, *secret, *note;
    struct money amount;
    int state;
    int calls;
};

static struct thing the_thing;

static const struct field thing_fields[] = {
    FIELD(INT, struct thing, id, PUBLIC),
    FIELD(TEXT, struct thing, title, PROGRAMME),
    FIELD(MONEY, struct thing, amount, MONEY),
    FIELD(TEXT, struct thing, owner_name, PERSONAL),
    FIELD(TEXT, struct thing, secret, TRADE_SECRET),
    FIELD(TEXT, struct thing, note, TECHNICAL, .optional = true),
    FIELDS_END,
};
static const struct shape thing_shape =
    SHAPE_OWNED(struct thing, owned, "Thing", "thing", thing_fields);

struct wish {
    const char *word;
    int64_t number;
};
static const struct field wish_fields[] = {
    FIELD(TEXT, struct wish, word, PUBLIC, .min = 1, .max = 10),
    FIELD(INT, struct wish, number, PUBLIC, .min = 1, .max = 5, .optional = true),
    FIELDS_END,
};
static const struct shape wish_shape = SHAPE(struct wish, "Wish", wish_fields);

static enum status thing_relation(struct call *call, struct error *err)
{
    if (call->id != the_thing.id)
        return FAIL(err, API_NOT_FOUND, "thing %lld", (long long)call->id);
    call->owned = the_thing.owned;
    call->state = the_thing.state;
    return STATUS_OK;
}

static enum status get_thing(struct call *call, struct error *err)
{
    (void)err;
    the_thing.calls++;
    api_answer(call, &the_thing);
    return STATUS_OK;
}

static enum status get_things(struct call *call, struct error *err)
{
    (void)err;
    api_answer_list(call, &the_thing, 1);
    return STATUS_OK;
}

static enum status change_thing(struct call *call, struct error *err)
{
    const struct wish *wish = call->body;
    if (text_same(wish->word, "break"))
        return FAIL(err, KIT_INTERNAL, "the inside of it");
    return get_thing(call, err);
}

static enum status get_raw(struct call *call, struct error *err)
{
    (void)err;
    api_answer_bytes(call, "raw", 3, "도면 1.csv");
    return STATUS_OK;
}

static enum status take_file(struct call *call, struct error *err)
{
    ck_assert_ptr_nonnull(call->request->file);
    return get_thing(call, err);
}

#define READERS                                                                                    \
    {                                                                                              \
        .own = ROLE_BIT(ADOPTER_OWNER) | ROLE_BIT(ADOPTER_MEMBER),                                 \
        .party = ROLE_BIT(SPONSOR_OFFICER), .none = ROLE_BIT(AUDITOR)                              \
    }

/* clang-format off */
static const struct route thing_routes[] = {
    {HTTP_GET, "/api/things/{id}", get_thing, .answer = &thing_shape, .relation = thing_relation,
     .allow = READERS, .en = "a thing", .ko = "물건"},
    {HTTP_GET, "/api/things", get_things, .kind = ANSWER_LIST, .answer = &thing_shape,
     .allow = ALLOW(ROLE_PERSONS), .en = "things", .ko = "물건들"},
    {HTTP_POST, "/api/things/{id}", change_thing, .body = &wish_shape, .answer = &thing_shape,
     .relation = thing_relation, .allow = {.own = ROLE_BIT(ADOPTER_OWNER)}, .states = API_STATE(1),
     .en = "change it", .ko = "고칩니다"},
    {HTTP_DELETE, "/api/things/{id}", get_thing, .answer = &thing_shape, .relation = thing_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER)}, .step_up = true, .en = "end it", .ko = "없앱니다"},
    {HTTP_GET, "/api/things/{id}/raw", get_raw, .kind = ANSWER_RAW, .raw = "text/csv",
     .raw_class = CLASS_TECHNICAL, .relation = thing_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER), .party = ROLE_BIT(SPONSOR_OFFICER),
               .none = ROLE_BIT(AUDITOR)},
     .en = "as a file", .ko = "파일로"},
    {HTTP_POST, "/api/files", take_file, .answer = &thing_shape, .body_raw = "text/csv",
     .upload = true, .body_max = 1000, .allow = ALLOW(ROLE_BIT(ADOPTER_OWNER)),
     .limit = {5, TIME_HOUR}, .en = "a file", .ko = "파일"},
    {HTTP_GET, "/api/open", get_thing, .answer = &thing_shape, .allow = ALLOW(ROLE_ANYONE),
     .en = "for all", .ko = "누구나"},
    ROUTES_END,
};
/* clang-format on */
static const struct route *const tables[] = {thing_routes, NULL};

struct cast {
    struct desk desk;
    struct person owner, sponsor, stranger, auditor, other_sponsor;
};

static void cast_open(struct cast *cast)
{
    desk_open(&cast->desk, tables, NULL);
    struct desk *desk = &cast->desk;
    cast->owner = desk_person(desk, ROLE_ADOPTER_OWNER, desk_organisation(desk, KIND_ADOPTER));
    cast->stranger = desk_person(desk, ROLE_ADOPTER_OWNER, desk_organisation(desk, KIND_ADOPTER));
    cast->sponsor = desk_person(desk, ROLE_SPONSOR_OFFICER, desk_organisation(desk, KIND_SPONSOR));
    cast->other_sponsor =
        desk_person(desk, ROLE_SPONSOR_OFFICER, desk_organisation(desk, KIND_SPONSOR));
    cast->auditor = desk_person(desk, ROLE_AUDITOR, desk_organisation(desk, KIND_AUDIT));
    the_thing = (struct thing){.owned = {.id = 7, .owner_id = cast->owner.organisation_id},
                               .id = 7,
                               .title = "압연기",
                               .owner_name = "김두레",
                               .secret = "배합비",
                               .amount = {5000000},
                               .state = 1};
    owned_add_party(&the_thing.owned, cast->sponsor.organisation_id);
}

START_TEST(a_route_that_is_not_there_is_not_found_and_another_method_is_named_so)
{
    struct cast cast;
    cast_open(&cast);
    struct http_reply reply = desk_call(&cast.desk, NULL, "GET", "/api/nothing", NULL);
    CHECK_REPLY(&cast.desk, reply, 404, "api.no_route");
    ck_assert_str_eq(http_reply_header(cast.desk.arena, &reply, "Content-Type"),
                     "application/problem+json");
    reply = desk_call(&cast.desk, NULL, "PUT", "/api/open", NULL);
    CHECK_REPLY(&cast.desk, reply, 405, "api.no_route");
    static const char *const odd[] = {"/api/things/0",
                                      "/api/things/07",
                                      "/api/things/-1",
                                      "/api/things/1e3",
                                      "/api/things/9999999999999999999",
                                      "/api/things/7/",
                                      "/api/things/7/raw/x",
                                      "/api"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        reply = desk_call(&cast.desk, &cast.owner, "GET", odd[i], NULL);
        CHECK_REPLY(&cast.desk, reply, 404, "api.no_route");
    }
    desk_close(&cast.desk);
}
END_TEST

START_TEST(who_may_call_depends_on_role_and_relation)
{
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    const char *path = "/api/things/7";
    struct http_reply reply = desk_call(desk, NULL, "GET", path, NULL);
    CHECK_REPLY(desk, reply, 401, "people.no_session");
    CHECK_REPLY(desk, desk_call(desk, &cast.owner, "GET", path, NULL), 200, "");
    CHECK_REPLY(desk, desk_call(desk, &cast.sponsor, "GET", path, NULL), 200, "");
    CHECK_REPLY(desk, desk_call(desk, &cast.auditor, "GET", path, NULL), 200, "");
    ck_assert_int_eq(the_thing.calls, 3);
    CHECK_REPLY(desk, desk_call(desk, &cast.stranger, "GET", path, NULL), 404, "api.not_found");
    CHECK_REPLY(desk, desk_call(desk, &cast.other_sponsor, "GET", path, NULL), 404,
                "api.not_found");
    ck_assert_int_eq(the_thing.calls, 3); /* no handler ran */
    CHECK_REPLY(desk, desk_call(desk, &cast.owner, "GET", "/api/things/8", NULL), 404,
                "api.not_found");
    /* A role without any right does not learn which things there are. */
    struct person admin = desk_person(desk, ROLE_ADMIN, desk_organisation(desk, KIND_OPERATOR));
    CHECK_REPLY(desk, desk_call(desk, &admin, "GET", "/api/things/8", NULL), 403, "api.forbidden");
    desk_close(desk);
}
END_TEST

static const char *names_of(struct desk *desk, const struct http_reply *reply)
{
    struct text names = text_start(desk->arena, 1000);
    json_t *value = desk_json(reply);
    const char *name;
    json_t *member;
    json_object_foreach(value, name, member)
        text_format(&names, "%s ", name);
    json_decref(value);
    return text_string(&names);
}

START_TEST(a_field_that_the_reader_may_not_see_is_in_no_answer)
{
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    struct http_reply reply = desk_call(desk, &cast.owner, "GET", "/api/things/7", NULL);
    ck_assert_str_eq(names_of(desk, &reply), "id title amount owner_name secret note ");
    reply = desk_call(desk, &cast.sponsor, "GET", "/api/things/7", NULL);
    ck_assert_str_eq(names_of(desk, &reply), "id title amount owner_name ");
    ck_assert_ptr_null(strstr(reply.body, "배합비"));
    reply = desk_call(desk, NULL, "GET", "/api/open", NULL);
    ck_assert_str_eq(names_of(desk, &reply), "id ");
    /* In lists too, for each object by itself. */
    reply = desk_call(desk, &cast.stranger, "GET", "/api/things", NULL);
    ck_assert_str_eq(reply.body, "{\n  \"items\": [\n    {\n      \"id\": 7\n    }\n  ]\n}\n");
    reply = desk_call(desk, &cast.sponsor, "GET", "/api/things/7/raw", NULL);
    CHECK_REPLY(desk, reply, 403, "api.forbidden"); /* technical data, though the row lets him in */
    reply = desk_call(desk, &cast.owner, "GET", "/api/things/7/raw", NULL);
    ck_assert_str_eq(reply.body, "raw");
    ck_assert_str_eq(http_reply_header(desk->arena, &reply, "Content-Disposition"),
                     "attachment; filename*=UTF-8''%EB%8F%84%EB%A9%B4%201.csv");
    desk_close(desk);
}
END_TEST

static struct people_reads reads_of(struct desk *desk, int64_t owner_id)
{
    struct error err;
    struct store_tx *tx = NULL;
    struct people_reads reads = {0};
    CHECK_OK(store_begin(desk->services.store, STORE_READ, &tx, &err), err);
    CHECK_OK(people_read_list(tx, desk->arena, owner_id, 0, 100, &reads, &err), err);
    store_abandon(&tx);
    return reads;
}

START_TEST(whoever_reads_another_organisations_data_is_in_that_ones_log_of_reads)
{
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    int64_t owner = cast.owner.organisation_id;
    (void)desk_call(desk, &cast.owner, "GET", "/api/things/7", NULL);
    (void)desk_call(desk, &cast.stranger, "GET", "/api/things", NULL); /* saw the public id only */
    ck_assert_uint_eq(reads_of(desk, owner).count, 0);
    (void)desk_call(desk, &cast.sponsor, "GET", "/api/things/7", NULL);
    struct people_reads reads = reads_of(desk, owner);
    ck_assert_uint_eq(reads.count, 1);
    ck_assert_str_eq(reads.at[0].object, "thing");
    ck_assert_int_eq(reads.at[0].object_id, 7);
    ck_assert_int_eq(reads.at[0].reader_organisation_id, cast.sponsor.organisation_id);
    ck_assert_uint_eq(reads.at[0].classes,
                      CLASS_BIT(PROGRAMME) | CLASS_BIT(MONEY) | CLASS_BIT(PERSONAL));
    ck_assert_str_eq(reads.at[0].route, "GET /api/things/{id}");
    (void)desk_call(desk, &cast.auditor, "GET", "/api/things/7/raw", NULL);
    reads = reads_of(desk, owner);
    ck_assert_uint_eq(reads.count, 2);
    ck_assert_uint_eq(reads.at[0].classes, CLASS_BIT(TECHNICAL));
    (void)desk_call(desk, &cast.auditor, "GET", "/api/things", NULL);
    ck_assert_uint_eq(reads_of(desk, owner).count, 3);
    desk_close(desk);
}
END_TEST

START_TEST(a_change_needs_our_page_the_token_the_state_and_where_written_a_fresh_proof)
{
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    struct http_reply reply;
    struct http_ask ask = {.method = "POST",
                           .path = "/api/things/7",
                           .cookie = cast.owner.cookie,
                           .csrf = cast.owner.csrf,
                           .body = "{\"word\":\"x\"}"};
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 200, "");
    ask.cross_site = true;
    ask.headers = "Sec-Fetch-Site: cross-site\r\n";
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 403, "api.cross_site");
    ask.headers = NULL; /* and not at all */
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 403, "api.cross_site");
    ask.cross_site = false;
    ask.csrf = NULL;
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 403, "people.csrf");
    ask.csrf = cast.stranger.csrf;
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 403, "people.csrf");
    the_thing.state = 0;
    reply = desk_call(desk, &cast.owner, "POST", "/api/things/7", "{\"word\":\"x\"}");
    CHECK_REPLY(desk, reply, 409, "api.state");
    /* Proven long ago. */
    atomic_fetch_add(&desk->now, 6 * TIME_MINUTE);
    reply = desk_call(desk, &cast.owner, "DELETE", "/api/things/7", NULL);
    CHECK_REPLY(desk, reply, 401, "people.step_up_needed");
    ck_assert_int_eq(the_thing.calls, 1);
    desk_close(desk);
}
END_TEST

START_TEST(an_unknown_member_a_wrong_type_or_a_value_outside_its_limits_is_refused_with_its_place)
{
    static const struct {
        const char *body, *reason, *path;
        int status;
    } rows[] = {
        {"{\"word\":\"ok\",\"role\":\"admin\"}", "kit.json_unknown", "/role", 422},
        {"{\"word\":7}", "kit.json_type", "/word", 422},
        {"{\"word\":null}", "kit.json_type", "/word", 422},
        {"{}", "kit.json_missing", "/word", 422},
        {"{\"word\":\"\"}", "kit.json_range", "/word", 422},
        {"{\"word\":\"12345678901\"}", "kit.too_large", "/word", 413},
        {"{\"word\":\"a\\u0007\"}", "kit.json_range", "/word", 422},
        {"{\"word\":\"a\",\"number\":0}", "kit.json_range", "/number", 422},
        {"{\"word\":\"a\",\"number\":6}", "kit.json_range", "/number", 422},
        {"{\"word\":\"a\",\"number\":1.5}", "kit.json_type", "/number", 422},
        {"{\"word\":\"a\",\"word\":\"b\"}", "kit.json", "line 1, column 18", 422},
        {"[]", "kit.json_type", "/", 422},
        {"", "kit.empty", NULL, 422},
        {"{\"word\":\"a\"} x", "kit.json", NULL, 422},
        {"{\"word\":\"\xff\"}", "kit.json", NULL, 422},
        {"[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "kit.too_large", NULL, 413},
    };
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_reply reply =
            desk_call(desk, &cast.owner, "POST", "/api/things/7", rows[i].body);
        ck_assert_msg(reply.status == rows[i].status, "%s: %d %s", rows[i].body, reply.status,
                      reply.body);
        json_t *problem = desk_json(&reply);
        ck_assert_str_eq(json_string_value(json_object_get(problem, "reason")), rows[i].reason);
        if (rows[i].path != NULL)
            ck_assert_str_eq(json_string_value(json_object_get(problem, "path")), rows[i].path);
        json_decref(problem);
    }
    ck_assert_int_eq(the_thing.calls, 0);
    struct http_ask ask = {.method = "POST",
                           .path = "/api/things/7",
                           .cookie = cast.owner.cookie,
                           .csrf = cast.owner.csrf,
                           .type = "text/plain",
                           .body = "{\"word\":\"x\"}"};
    struct http_reply reply;
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 422, "api.content_type");
    reply = desk_call(desk, &cast.owner, "DELETE", "/api/things/7", "{\"a\":1}");
    CHECK_REPLY(desk, reply, 422, "kit.json_unknown");
    desk_close(desk);
}
END_TEST

START_TEST(an_upload_is_checked_before_its_first_byte)
{
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    struct http_reply reply;
    struct http_ask ask = {.method = "POST",
                           .path = "/api/files",
                           .cookie = cast.owner.cookie,
                           .csrf = cast.owner.csrf,
                           .type = "text/csv",
                           .body = "a,b\n1,2\n"};
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 200, "");
    ask.type = "application/json";
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 422, "api.content_type");
    static const char big[] =
        "POST /api/files HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: text/csv\r\nContent-Length: 50000000\r\n";
    const char *const heads[] = {
        arena_format(desk->arena, "%s\r\n", big),
        arena_format(desk->arena, "%sCookie: %s\r\nX-CSRF: %s\r\n\r\n", big, cast.sponsor.cookie,
                     cast.sponsor.csrf),
        arena_format(desk->arena, "%sCookie: %s\r\nX-CSRF: %s\r\n\r\n", big, cast.owner.cookie,
                     cast.owner.csrf),
    };
    static const int wanted[] = {401, 403, 413};
    for (size_t i = 0; i < 3; i++) {
        int fd = http_connect(desk->port);
        ck_assert(http_say_text(fd, heads[i])); /* not one byte of the body */
        ck_assert(http_hear(desk->arena, fd, 3000, &reply));
        ck_assert_int_eq(reply.status, wanted[i]);
    }
    desk_close(desk);
}
END_TEST

START_TEST(a_limit_of_a_route_holds_for_each_user)
{
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    struct http_reply reply = {0};
    struct http_ask ask = {.method = "POST",
                           .path = "/api/files",
                           .cookie = cast.owner.cookie,
                           .csrf = cast.owner.csrf,
                           .type = "text/csv",
                           .body = "a,b\n1,2\n"};
    for (int i = 0; i < 5; i++) {
        ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
        CHECK_REPLY(desk, reply, 200, "");
    }
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 429, "people.too_many_tries");
    ask.cookie = cast.stranger.cookie;
    ask.csrf = cast.stranger.csrf;
    ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
    CHECK_REPLY(desk, reply, 200, "");
    desk_close(desk);
}
END_TEST

START_TEST(a_problem_is_told_in_the_readers_language_and_keeps_the_inside_to_itself)
{
    struct cast cast;
    cast_open(&cast);
    struct desk *desk = &cast.desk;
    struct http_reply reply;
    struct http_ask ask = {.method = "GET", .path = "/api/nothing"};
    static const struct {
        const char *language, *title;
    } rows[] = {
        {NULL, "그런 주소가 없습니다"},
        {"Accept-Language: ko-KR,ko;q=0.9,en;q=0.8\r\n", "그런 주소가 없습니다"},
        {"Accept-Language: en-US,en;q=0.9,ko;q=0.8\r\n", "there is no such address"},
        {"Accept-Language: fr\r\n", "그런 주소가 없습니다"},
    };
    for (size_t i = 0; i < 4; i++) {
        ask.headers = rows[i].language;
        ck_assert(http_call(desk->arena, desk->port, &ask, &reply));
        json_t *problem = desk_json(&reply);
        ck_assert_str_eq(json_string_value(json_object_get(problem, "title")), rows[i].title);
        ck_assert_int_eq(json_integer_value(json_object_get(problem, "status")), 404);
        json_decref(problem);
    }
    reply = desk_call(desk, &cast.owner, "POST", "/api/things/7", "{\"word\":\"break\"}");
    CHECK_REPLY(desk, reply, 500, "kit.internal");
    ck_assert_ptr_null(strstr(reply.body, "inside of it"));
    desk_close(desk);
}
END_TEST

START_TEST(a_route_without_a_permission_a_text_or_a_class_stops_the_start)
{
    static const struct field no_class[] = {
        {.name = "a", .type = FIELD_INT},
        FIELDS_END,
    };
    static const struct shape bad_shape = {.name = "Bad", .fields = no_class, .size = 8};
    struct route good = thing_routes[0];
    enum { ROWS = 12 };
    struct route rows[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = good;
    rows[0].allow = (struct allow){0};
    rows[1].ko = NULL;
    rows[2].answer = &bad_shape;
    rows[3].relation = NULL; /* rights by relation without one */
    rows[4].allow.own |= UINT32_C(1) << 31;
    rows[5].answer = NULL;
    rows[6].handle = NULL;
    rows[7].path = "/things";
    rows[8].lifted = CLASS_TRADE_SECRET; /* for nobody */
    rows[9].lifted = CLASS_TRADE_SECRET; /* for who may not call */
    rows[9].lifted_for = UINT32_C(1) << ROLE_ADMIN;
    rows[10].paper = &application_paper; /* of no content type */
    rows[11].raw = PAPER_PDF;            /* of no paper */
    struct error err;
    for (size_t i = 0; i < ROWS; i++) {
        const struct route table[] = {rows[i], ROUTES_END};
        const struct route *const bad[] = {table, NULL};
        CHECK_FAILS(api_check_routes(bad, &err), API_TABLE, err);
    }
    const struct route twice[] = {good, good, ROUTES_END};
    const struct route *const doubled[] = {twice, NULL};
    CHECK_FAILS(api_check_routes(doubled, &err), API_TABLE, err);
    CHECK_OK(api_check_routes(tables, &err), err);
    CHECK_OK(api_check_routes(api_route_tables(), &err), err);
}
END_TEST

TEST_MAIN("api gate", a_route_that_is_not_there_is_not_found_and_another_method_is_named_so,
          who_may_call_depends_on_role_and_relation,
          a_field_that_the_reader_may_not_see_is_in_no_answer,
          whoever_reads_another_organisations_data_is_in_that_ones_log_of_reads,
          a_change_needs_our_page_the_token_the_state_and_where_written_a_fresh_proof,
          an_unknown_member_a_wrong_type_or_a_value_outside_its_limits_is_refused_with_its_place,
          an_upload_is_checked_before_its_first_byte, a_limit_of_a_route_holds_for_each_user,
          a_problem_is_told_in_the_readers_language_and_keeps_the_inside_to_itself,
          a_route_without_a_permission_a_text_or_a_class_stops_the_start)
