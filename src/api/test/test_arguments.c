/* Arguments of the query: rows of the test's own over a real server, then every real row. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk.h"
#include "kit/text.h"

/* ---- a route that tells what it was asked ---- */

struct asked {
    int64_t limit, after, owner;
    const char *state, *words;
    struct day from, until;
    bool late;
};
static const char *const states[] = {"draft", "open", NULL};
static const struct argument asked_rows[] = {
    ARGUMENT(INT, struct asked, limit, .min = 1, .max = 200, .otherwise = 50, .en = "how many",
             .ko = "건수"),
    ARGUMENT(INT, struct asked, after, .en = "after", .ko = "다음"),
    ARGUMENT(INT, struct asked, owner, .min = 1, .en = "whose", .ko = "누구의"),
    ARGUMENT(TEXT, struct asked, state, .choices = states, .otherwise_text = "open", .en = "state",
             .ko = "상태"),
    ARGUMENT(TEXT, struct asked, words, .min = 2, .max = 5, .en = "words", .ko = "말"),
    ARGUMENT(DAY, struct asked, from, .en = "first day", .ko = "시작일"),
    ARGUMENT(DAY, struct asked, until, .not_before = "from", .days_max = 31, .en = "last day",
             .ko = "종료일"),
    ARGUMENT(FLAG, struct asked, late, .en = "late ones", .ko = "늦은 것"),
    ARGUMENTS_END,
};
static const struct arguments asked_arguments = ARGUMENTS(struct asked, asked_rows);

struct need {
    const char *q;
};
static const struct argument need_rows[] = {
    ARGUMENT(TEXT, struct need, q, .required = true, .en = "the words", .ko = "찾을 말"),
    ARGUMENTS_END,
};
static const struct arguments need_arguments = ARGUMENTS(struct need, need_rows);

struct told {
    const char *text;
};
static const struct field told_fields[] = {
    FIELD(TEXT, struct told, text, PUBLIC),
    FIELDS_END,
};
static const struct shape told_shape = SHAPE(struct told, "Told", told_fields);

static enum status tell(struct call *call, const char *text)
{
    struct told *told = arena_alloc(call->arena, sizeof *told);
    told->text = text;
    api_answer(call, told);
    return STATUS_OK;
}

static enum status get_asked(struct call *call, struct error *err)
{
    const struct asked *asked = api_arguments(call, struct asked);
    (void)err;
    return tell(call,
                arena_format(call->arena, "%lld %lld %lld %s %s %s %d", (long long)asked->limit,
                             (long long)asked->after, (long long)asked->owner, asked->state,
                             asked->words == NULL ? "-" : asked->words,
                             day_text(call->arena, asked->from), asked->late));
}

static enum status get_need(struct call *call, struct error *err)
{
    (void)err;
    return tell(call, api_arguments(call, struct need)->q);
}

static enum status get_plain(struct call *call, struct error *err)
{
    (void)err;
    return tell(call, call->arguments == NULL ? "none" : "some");
}

static enum status nothing_there(struct call *call, struct error *err)
{
    return FAIL(err, API_NOT_FOUND, "thing %lld", (long long)call->id);
}

/* clang-format off */
static const struct route rows[] = {
    {HTTP_GET, "/api/asked", get_asked, .arguments = &asked_arguments, .answer = &told_shape,
     .allow = ALLOW(ROLE_ANYONE), .en = "asked", .ko = "물음"},
    {HTTP_GET, "/api/need", get_need, .arguments = &need_arguments, .answer = &told_shape,
     .allow = ALLOW(ROLE_ANYONE), .en = "need", .ko = "필요"},
    {HTTP_GET, "/api/plain", get_plain, .answer = &told_shape, .allow = ALLOW(ROLE_ANYONE),
     .en = "plain", .ko = "그냥"},
    {HTTP_GET, "/api/things/{id}", get_plain, .answer = &told_shape, .relation = nothing_there,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER)}, .en = "a thing", .ko = "물건"},
    ROUTES_END,
};
/* clang-format on */
static const struct route *const tables[] = {rows, NULL};

static void check_text(struct desk *desk, const char *path, const char *text)
{
    struct http_reply reply = desk_call(desk, NULL, "GET", path, NULL);
    ck_assert_msg(reply.status == 200, "%s: %d %s", path, reply.status, reply.body);
    json_t *value = desk_json(&reply);
    ck_assert_str_eq(json_string_value(json_object_get(value, "text")), text);
    json_decref(value);
}

static const char *member_of(struct desk *desk, const struct http_reply *reply, const char *name)
{
    json_t *value = desk_json(reply);
    const char *text = json_string_value(json_object_get(value, name));
    ck_assert_msg(text != NULL, "no %s: %s", name, reply->body);
    text = arena_text(desk->arena, text);
    json_decref(value);
    return text;
}

START_TEST(what_the_row_names_is_read_and_what_is_absent_is_as_the_row_says)
{
    struct desk desk;
    desk_open(&desk, tables, NULL);
    check_text(&desk, "/api/asked", "50 0 0 open - 0000-00-00 0");
    check_text(&desk, "/api/asked?", "50 0 0 open - 0000-00-00 0");
    check_text(&desk,
               "/api/asked?limit=200&after=7&owner=3&state=draft&words=%EA%B0%80%20%EB%82%98"
               "&from=2026-02-28&late=true",
               "200 7 3 draft 가 나 2026-02-28 1");
    check_text(&desk, "/api/asked?from=2026-03-01&until=2026-03-31", "50 0 0 open - 2026-03-01 0");
    check_text(&desk, "/api/asked?until=2026-03-01&from=2026-03-01", "50 0 0 open - 2026-03-01 0");
    check_text(&desk, "/api/asked?until=1970-01-01", "50 0 0 open - 0000-00-00 0");
    check_text(&desk, "/api/asked?&words=a+b&&late=false&", "50 0 0 open a b 0000-00-00 0");
    check_text(&desk, "/api/need?q=", "");
    check_text(&desk, "/api/plain", "none");
    desk_close(&desk);
}
END_TEST

START_TEST(whatever_the_row_does_not_name_or_allow_is_refused_with_its_place)
{
    static const struct {
        const char *query, *reason, *path, *found;
    } slips[] = {
        {"asked?limt=5", "api.argument_unknown", "query.limt",
         "limit, after, owner, state, words, from, until, late"},
        {"asked?Limit=5", "api.argument_unknown", "query.Limit", "limit, after"},
        {"asked?%FF=5", "api.argument_unknown", "query.?", "limit"},
        {"asked?=5", "api.argument_unknown", "query.", "limit"},
        {"plain?_=1", "api.argument_unknown", "query._", "none is taken here"},
        {"asked?limit=5&limit=5", "api.argument_twice", "query.limit", "limit"},
        {"asked?limit=0", "api.argument", "query.limit", "0: 1–200"},
        {"asked?limit=201", "api.argument", "query.limit", "201: 1–200"},
        {"asked?limit=", "api.argument", "query.limit", "whole number"},
        {"asked?limit", "api.argument", "query.limit", "whole number"},
        {"asked?limit=1.5", "api.argument", "query.limit", "whole number"},
        {"asked?limit=+5", "api.argument", "query.limit", "whole number"},
        {"asked?limit=0x10", "api.argument", "query.limit", "whole number"},
        {"asked?after=-1", "api.argument", "query.after", "-1: ≥ 0"},
        {"asked?after=9999999999999999999", "api.argument", "query.after", "whole number"},
        {"asked?owner=0", "api.argument", "query.owner", "0: ≥ 1"},
        {"asked?state=OPEN", "api.choice", "query.state", "draft, open"},
        {"asked?state=", "api.choice", "query.state", "draft, open"},
        {"asked?words=a", "api.argument", "query.words", "1 characters: 2–5"},
        {"asked?words=abcdef", "api.argument", "query.words", "6 characters: 2–5"},
        {"asked?words=a%00b", "api.argument", "query.words", "UTF-8"},
        {"asked?words=a%FFb", "api.argument", "query.words", "UTF-8"},
        {"asked?words=a%0", "api.argument", "query.words", "UTF-8"},
        {"asked?from=2026-02-29", "api.argument", "query.from", "YYYY-MM-DD"},
        {"asked?from=2026-2-9", "api.argument", "query.from", "YYYY-MM-DD"},
        {"asked?from=2026-03-02&until=2026-03-01", "api.days_order", "query.until",
         "2026-03-02 > 2026-03-01"},
        {"asked?until=2026-03-01&from=2026-03-02", "api.days_order", "query.until",
         "2026-03-02 > 2026-03-01"},
        {"asked?from=2026-03-01&until=2026-04-01", "api.days_many", "query.until", "32 > 31"},
        {"asked?late=1", "api.argument", "query.late", "true, false"},
        {"need", "api.argument_missing", "query.q", "the words"},
    };
    struct desk desk;
    desk_open(&desk, tables, NULL);
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        const char *path = arena_format(desk.arena, "/api/%s", slips[i].query);
        struct http_reply reply = desk_call(&desk, NULL, "GET", path, NULL);
        ck_assert_msg(reply.status == 422, "%s: %d %s", path, reply.status, reply.body);
        ck_assert_str_eq(member_of(&desk, &reply, "reason"), slips[i].reason);
        ck_assert_str_eq(member_of(&desk, &reply, "path"), slips[i].path);
        ck_assert_msg(strstr(member_of(&desk, &reply, "detail"), slips[i].found) != NULL, "%s: %s",
                      path, reply.body);
        ck_assert_str_ne(member_of(&desk, &reply, "remedy"), "");
    }
    desk_close(&desk);
}
END_TEST

START_TEST(the_particulars_of_a_refusal_are_in_the_readers_language)
{
    static const struct {
        const char *query, *found;
    } slips[] = {
        {"asked?limit=x", "\"x\": 정수가 아닙니다"},
        {"asked?words=a", "1자: 2–5"},
        {"asked?words=%FF", "UTF-8 글자가 아닙니다"},
        {"plain?x=1", "받는 조건이 없습니다"},
        {"need", "찾을 말"},
    };
    struct desk desk;
    desk_open(&desk, tables, NULL);
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        struct http_ask ask = {.method = "GET",
                               .path = arena_format(desk.arena, "/api/%s", slips[i].query),
                               .headers = "Accept-Language: ko\r\n"};
        struct http_reply reply = {0};
        ck_assert(http_call(desk.arena, desk.port, &ask, &reply));
        ck_assert_int_eq(reply.status, 422);
        ck_assert_msg(strstr(member_of(&desk, &reply, "detail"), slips[i].found) != NULL, "%s",
                      reply.body);
    }
    desk_close(&desk);
}
END_TEST

START_TEST(a_refusal_says_what_was_found_in_korean_to_koreans_and_in_english_to_others)
{
    static const struct {
        const char *method, *path, *body, *ko, *en;
    } refusals[] = {
        {"POST", "/api/session", "{\"login\":7,\"password\":\"x\"}",
         "글자 자리에 정수 값이 있습니다", "wanted a text, found an integer"},
        {"POST", "/api/session", "{\"password\":\"x\"}", "\"login\" 항목이 빠졌습니다",
         "member \"login\" is missing"},
        {"POST", "/api/session", "{\"nonsense\":1}", "\"nonsense\" 항목은 여기에 없습니다",
         "no member \"nonsense\" is known here"},
        {"POST", "/api/session", "", "빈 문서입니다", "an empty document"},
        {"GET", "/api/calendar", NULL, "로그인되어 있지 않습니다", "nobody is signed in"},
        {"GET", "/api/programmes/none", NULL, "그런 규칙이 없습니다", "no such rules"},
    };
    struct desk desk;
    desk_open(&desk, NULL, NULL);
    for (size_t i = 0; i < 2 * (sizeof refusals / sizeof *refusals); i++) {
        bool korean = i % 2 == 0;
        struct http_ask ask = {.method = refusals[i / 2].method,
                               .path = refusals[i / 2].path,
                               .body = refusals[i / 2].body,
                               .headers =
                                   korean ? "Accept-Language: ko\r\n" : "Accept-Language: en\r\n"};
        struct http_reply reply = {0};
        ck_assert(http_call(desk.arena, desk.port, &ask, &reply));
        const char *detail = member_of(&desk, &reply, "detail");
        const char *said = korean ? refusals[i / 2].ko : refusals[i / 2].en;
        const char *other = korean ? refusals[i / 2].en : refusals[i / 2].ko;
        ck_assert_msg(strstr(detail, said) != NULL, "%s", reply.body);
        ck_assert_msg(strstr(reply.body, other) == NULL, "%s", reply.body);
    }
    desk_close(&desk);
}
END_TEST

START_TEST(who_may_not_call_learns_nothing_of_the_arguments)
{
    struct desk desk;
    desk_open(&desk, tables, NULL);
    struct person auditor = desk_person(&desk, ROLE_AUDITOR, desk_organisation(&desk, KIND_AUDIT));
    struct person owner =
        desk_person(&desk, ROLE_ADOPTER_OWNER, desk_organisation(&desk, KIND_ADOPTER));
    CHECK_REPLY(&desk, desk_call(&desk, NULL, "GET", "/api/things/7?x=1", NULL), 401,
                "people.no_session");
    CHECK_REPLY(&desk, desk_call(&desk, &auditor, "GET", "/api/things/7?x=1", NULL), 403,
                "api.forbidden");
    CHECK_REPLY(&desk, desk_call(&desk, &owner, "GET", "/api/things/7", NULL), 404,
                "api.not_found");
    CHECK_REPLY(&desk, desk_call(&desk, &owner, "GET", "/api/things/7?x=1", NULL), 422,
                "api.argument_unknown");
    desk_close(&desk);
}
END_TEST

static bool stops(const struct arguments *arguments)
{
    const struct route route = {.arguments = arguments};
    const struct call call = {.route = &route, .arguments = ""};
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        (void)api_arguments(&call, struct asked);
        _exit(0);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

START_TEST(a_handler_that_reads_arguments_which_its_row_lacks_is_stopped)
{
    ck_assert(stops(NULL));
    ck_assert(stops(&need_arguments));
    ck_assert(!stops(&asked_arguments));
}
END_TEST

START_TEST(a_row_of_arguments_that_is_not_complete_stops_the_start)
{
    const struct argument good = asked_rows[0];
    enum { ROWS = 11 };
    struct argument bad[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        bad[i] = good;
    bad[0].type = ARGUMENT_NONE;
    bad[1].ko = "";
    bad[2].en = NULL;
    bad[3].choices = states;
    bad[4].otherwise_text = "open";
    bad[5].max = 0;
    bad[5].min = 5;
    bad[5].max = 4;
    bad[6].otherwise = 201;
    bad[7].not_before = "from"; /* no day itself, and there is no such row */
    bad[8].days_max = 5;
    bad[9].type = ARGUMENT_DAY;
    bad[9].not_before = good.name; /* itself */
    struct error err;
    for (size_t i = 0; i < ROWS; i++) {
        struct argument two[] = {bad[i], ARGUMENTS_END, ARGUMENTS_END};
        if (i == ROWS - 1)
            two[1] = good; /* the same name twice */
        const struct arguments arguments = {"struct asked", two, sizeof(struct asked)};
        struct route table[] = {rows[0], ROUTES_END};
        table[0].arguments = &arguments;
        const struct route *const all[] = {table, NULL};
        CHECK_FAILS(api_check_routes(all, &err), API_TABLE, err);
    }
    struct route table[] = {rows[0], ROUTES_END};
    const struct route *const all[] = {table, NULL};
    CHECK_OK(api_check_routes(all, &err), err);
    /* Two days that say nothing of each other could be asked the wrong way round. */
    struct argument days[] = {asked_rows[5], asked_rows[6], ARGUMENTS_END};
    const struct arguments pair = {"struct asked", days, sizeof(struct asked)};
    table[0].arguments = &pair;
    CHECK_OK(api_check_routes(all, &err), err);
    days[1].not_before = NULL;
    days[1].days_max = 0;
    CHECK_FAILS(api_check_routes(all, &err), API_TABLE, err);
    table[0].arguments = rows[0].arguments;
    /* A box signs no query, so what only boxes call takes none. */
    table[0].allow = (struct allow)ALLOW(ROLE_BIT(SITE_AGENT));
    CHECK_FAILS(api_check_routes(all, &err), API_TABLE, err);
}
END_TEST

/* ---- the real tables ---- */

static const char *path_of(struct arena *arena, const struct route *route, const char *query)
{
    struct text path = text_start(arena, 1000);
    for (const char *at = route->path; *at != '\0'; at++) {
        if (*at == '{') {
            text_add(&path, text_starts(at, "{id}") ? "7" : "winwin");
            at = strchr(at, '}');
        } else {
            text_add_char(&path, *at);
        }
    }
    text_format(&path, "?%s", query);
    return text_string(&path);
}

static const char *method_of(enum http_method method)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};
    return names[method];
}

/* Somebody who may call it; NULL for what only boxes call. */
static const struct person *caller_of(const struct person *people, const struct route *route)
{
    uint32_t allowed = route->allow.own | route->allow.party | route->allow.none;
    for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++)
        if ((allowed >> role & 1) != 0 && people[role].user_id != 0)
            return &people[role];
    return NULL;
}

static void refuse(struct desk *desk, const struct person *person, const struct route *route,
                   const char *query, const char *reason, const char *place)
{
    const char *path = path_of(desk->arena, route, query), *method = method_of(route->method);
    struct http_reply reply = desk_call(desk, person, method, path, NULL);
    ck_assert_msg(reply.status == 422, "%s %s: %d %s", method, path, reply.status, reply.body);
    ck_assert_str_eq(member_of(desk, &reply, "reason"), reason);
    ck_assert_str_eq(member_of(desk, &reply, "path"), place);
}

/* A pair of days the wrong way round; whatever else must be there is not asked for before. */
static int refuse_days(struct desk *desk, const struct person *person, const struct route *route)
{
    const struct argument *row = route->arguments == NULL ? NULL : route->arguments->rows;
    int count = 0;
    for (; row != NULL && row->name != NULL; row++) {
        if (row->type != ARGUMENT_DAY || row->not_before == NULL)
            continue;
        refuse(desk, person, route,
               arena_format(desk->arena, "%s=2026-11-24&%s=2026-11-23", row->not_before, row->name),
               "api.days_order", arena_format(desk->arena, "query.%s", row->name));
        count++;
    }
    return count;
}

static int refuse_slips(struct desk *desk, const struct person *person, const struct route *route)
{
    const struct argument *row = route->arguments == NULL ? NULL : route->arguments->rows;
    int count = 0;
    refuse(desk, person, route, "no-such-thing=1", "api.argument_unknown", "query.no-such-thing");
    for (; row != NULL && row->name != NULL; row++, count++) {
        const char *place = arena_format(desk->arena, "query.%s", row->name);
        const char *value = row->type == ARGUMENT_FLAG   ? "true"
                            : row->type == ARGUMENT_DAY  ? "2026-11-24"
                            : row->choices != NULL       ? row->choices[0]
                            : row->type == ARGUMENT_TEXT ? "word"
                            : row->max == 0
                                ? "1"
                                : arena_format(desk->arena, "%lld", (long long)row->max);
        refuse(desk, person, route,
               arena_format(desk->arena, "%s=%s&%s=%s", row->name, value, row->name, value),
               "api.argument_twice", place);
        refuse(desk, person, route, arena_format(desk->arena, "%s=%%FF", row->name), "api.argument",
               place);
    }
    return count;
}

START_TEST(every_route_refuses_what_its_row_does_not_name)
{
    struct desk desk;
    struct person people[ROLE_COUNT] = {0};
    int routes = 0, arguments = 0, boxes = 0, days = 0;
    desk_open(&desk, NULL, NULL);
    for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++)
        if (people_role_info((enum people_role)role)->person)
            people[role] = desk_person(&desk, (enum people_role)role,
                                       desk_organisation_for(&desk, (enum people_role)role));
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *route = *table; route->path != NULL; route++) {
            const struct person *person = caller_of(people, route);
            uint32_t allowed = route->allow.own | route->allow.party | route->allow.none;
            if (person == NULL && (allowed & ROLE_BIT(ANONYMOUS)) == 0) {
                boxes++;
                continue;
            }
            arguments += refuse_slips(&desk, person, route);
            days += refuse_days(&desk, person, route);
            routes++;
        }
    printf("# %d routes, %d arguments; %d only for boxes\n", routes, arguments, boxes);
    ck_assert_int_gt(routes, 200);
    ck_assert_int_gt(arguments, 50);
    ck_assert_int_ge(days, 3); /* the calendar, its days, the holidays */
    ck_assert_int_lt(boxes, 10);
    desk_close(&desk);
}
END_TEST

TEST_MAIN("api arguments", what_the_row_names_is_read_and_what_is_absent_is_as_the_row_says,
          whatever_the_row_does_not_name_or_allow_is_refused_with_its_place,
          the_particulars_of_a_refusal_are_in_the_readers_language,
          a_refusal_says_what_was_found_in_korean_to_koreans_and_in_english_to_others,
          who_may_not_call_learns_nothing_of_the_arguments,
          a_handler_that_reads_arguments_which_its_row_lacks_is_stopped,
          a_row_of_arguments_that_is_not_complete_stops_the_start,
          every_route_refuses_what_its_row_does_not_name)
