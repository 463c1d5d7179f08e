/* A case on paper, its files and the search, each as its readers get it: what the encoder drops
 * from the JSON is in no PDF, sheet, hit or file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk.h"
#include "intake/intake.h"
#include "kit/text.h"
#include "ledger/ledger.h"
#include "programme/programme.h"

#define SECRET_NAME "거래처별단가표.pdf"
#define RULES       "data/rules/winwin-2025-advanced.json"

struct stage {
    struct desk desk;
    struct person owner, stranger, sponsor, officer, reviewer, admin;
    int64_t application;
};

static const char *read_file(struct arena *arena, const char *path, size_t *ret_size)
{
    enum { FILE_MAX = 4 << 20 };
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    char *bytes = arena_alloc(arena, FILE_MAX);
    *ret_size = fread(bytes, 1, FILE_MAX - 1, file);
    (void)fclose(file);
    return bytes;
}

static void apply(struct stage *stage)
{
    struct desk *desk = &stage->desk;
    struct error err;
    struct store_tx *tx = NULL;
    size_t size = 0;
    int64_t id = 0;
    const char *rules = read_file(desk->arena, RULES, &size);
    struct programme_option option = {
        .id = "vision", .ko = "비전 검사기", .en = "vision", .cost = money_won(100000000)};
    struct programme_draft draft = {.programme = "winwin-2025-advanced",
                                    .sponsor_id = stage->sponsor.organisation_id,
                                    .plan_id = 1,
                                    .plan_hash = "0a",
                                    .title = "검사 공정 개선",
                                    .summary = "비전 검사기로 병목을 풉니다",
                                    .contact = "김두레",
                                    .options = {&option, 1, 1}};
    struct people_caller caller = {.user_id = stage->owner.user_id,
                                   .organisation_id = stage->owner.organisation_id,
                                   .role = ROLE_ADOPTER_OWNER,
                                   .name = "김두레"};
    CHECK_OK(store_begin(desk->services.store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(programme_publish(tx, desk->arena, rules, size, desk->now, &id, &err), err);
    CHECK_OK(
        programme_apply(tx, desk->arena, &caller, &draft, desk->now, &stage->application, &err),
        err);
    CHECK_OK(store_commit(&tx, &err), err);
}

/* The clock's address is in the services: a desk stays where it was opened. */
static void seat(struct stage *stage)
{
    struct desk *desk = &stage->desk;
    desk_open(desk, NULL, NULL);
    int64_t body = desk_organisation(desk, KIND_OPERATOR);
    (void)desk_organisation(desk, KIND_MINISTRY);
    stage->owner = desk_person(desk, ROLE_ADOPTER_OWNER, desk_organisation(desk, KIND_ADOPTER));
    stage->stranger = desk_person(desk, ROLE_ADOPTER_OWNER, desk_organisation(desk, KIND_ADOPTER));
    stage->sponsor = desk_person(desk, ROLE_SPONSOR_OFFICER, desk_organisation(desk, KIND_SPONSOR));
    stage->officer = desk_person(desk, ROLE_OPERATOR_OFFICER, body);
    stage->admin = desk_person(desk, ROLE_ADMIN, body);
    stage->reviewer = desk_person(desk, ROLE_REVIEWER, desk_organisation(desk, KIND_REVIEWER));
    apply(stage);
}

static const char *path_of(struct stage *stage, const char *format, int64_t id)
{
    struct text path = text_start(stage->desk.arena, 200);
    const char *at = strchr(format, '#');
    text_add_bytes(&path, format, (size_t)(at - format));
    text_format(&path, "%" PRId64 "%s", id, at + 1);
    return text_string(&path);
}

static struct http_reply get(struct stage *stage, const struct person *who, const char *path)
{
    return desk_call(&stage->desk, who, "GET", path, NULL);
}

/* The words of a PDF, by pdftotext; of an XLSX, the strings in it, by Python. */
static const char *words_of(struct arena *arena, const struct http_reply *reply, bool sheet)
{
    const char *path = arena_format(arena, "%s/words", test_folder());
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(reply->body, 1, reply->body_size, file), reply->body_size);
    ck_assert_int_eq(fclose(file), 0);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], 1);
        (void)close(ends[0]);
        if (sheet)
            (void)execl("/usr/bin/python3", "python3", "-c",
                        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]);"
                        "[print(z.read(n).decode()) for n in z.namelist()]",
                        path, (char *)NULL);
        else
            (void)execl("/usr/bin/pdftotext", "pdftotext", "-layout", path, "-", (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    struct text text = text_start(arena, 4 << 20);
    char buffer[4096];
    for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
        text_add_bytes(&text, buffer, (size_t)got);
    (void)close(ends[0]);
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    return text_string(&text);
}

/* ---- uploads ---- */

static struct http_reply send_bytes(struct stage *stage, const struct person *who, const char *path,
                                    const char *bytes, size_t size)
{
    struct http_reply reply = {0};
    struct http_ask ask = {.method = "PUT",
                           .path = path,
                           .cookie = who->cookie,
                           .csrf = who->csrf,
                           .type = "application/octet-stream",
                           .body = bytes,
                           .body_size = size,
                           .headers = "Accept-Language: en\r\n"};
    ck_assert(http_call(stage->desk.arena, stage->desk.port, &ask, &reply));
    return reply;
}

static int64_t id_of(const struct http_reply *reply)
{
    json_t *value = desk_json(reply);
    int64_t id = json_integer_value(json_object_get(value, "id"));
    json_decref(value);
    return id;
}

static const char pdf[] = "%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\n"
                          "0000000000 65535 f \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n45\n"
                          "%%EOF\n";

static int64_t attach(struct stage *stage, const char *name, const char *bytes, size_t size,
                      int wanted, const char *reason)
{
    struct desk *desk = &stage->desk;
    const char *body = arena_format(desk->arena, "{\"name\":\"%s\",\"size\":%zu}", name, size);
    struct http_reply reply =
        desk_call(desk, &stage->owner, "POST",
                  path_of(stage, "/api/applications/#/uploads", stage->application), body);
    CHECK_REPLY(desk, reply, 201, "");
    int64_t id = id_of(&reply);
    CHECK_REPLY(
        desk,
        send_bytes(stage, &stage->owner, path_of(stage, "/api/uploads/#/parts/1", id), bytes, size),
        200, "");
    CHECK_REPLY(desk,
                desk_call(desk, &stage->owner, "POST", path_of(stage, "/api/uploads/#/finish", id),
                          "{\"sha256\":null}"),
                wanted, reason);
    return id;
}

static void submit(struct stage *stage)
{
    CHECK_REPLY(&stage->desk,
                desk_call(&stage->desk, &stage->owner, "POST",
                          path_of(stage, "/api/applications/#/submit", stage->application), "{}"),
                200, "");
}

START_TEST(a_file_is_read_by_its_owner_and_by_who_decides_and_by_nobody_else)
{
    static struct stage stage;
    seat(&stage);
    struct desk *desk = &stage.desk;
    int64_t id = attach(&stage, SECRET_NAME, pdf, strlen(pdf), 200, "");
    const char *file = path_of(&stage, "/api/uploads/#/file", id);
    const char *list = path_of(&stage, "/api/applications/#/uploads", stage.application);
    /* A draft is its firm's alone. */
    CHECK_REPLY(desk, get(&stage, &stage.officer, file), 404, "api.not_found");
    submit(&stage);
    struct http_reply reply = get(&stage, &stage.owner, file);
    CHECK_REPLY(desk, reply, 200, "");
    ck_assert_uint_eq(reply.body_size, strlen(pdf));
    ck_assert_int_eq(memcmp(reply.body, pdf, strlen(pdf)), 0);
    const char *disposition = http_reply_header(desk->arena, &reply, "Content-Disposition");
    ck_assert(text_starts(disposition, "attachment; filename*=UTF-8''%EA%B1%B0"));
    reply = get(&stage, &stage.officer, file);
    CHECK_REPLY(desk, reply, 200, "");
    ck_assert_uint_eq(reply.body_size, strlen(pdf));
    reply = get(&stage, &stage.officer, list);
    ck_assert_ptr_nonnull(strstr(reply.body, SECRET_NAME));
    /* Elsewhere the class is hidden from who decides, too. */
    reply = get(&stage, &stage.officer, path_of(&stage, "/api/applications/#", stage.application));
    ck_assert_ptr_null(strstr(reply.body, SECRET_NAME));
    const struct person *shut[] = {&stage.sponsor, &stage.stranger, &stage.admin, &stage.reviewer};
    /* Who has no part in the case does not learn that it is there. */
    static const int expected[] = {403, 404, 403, 404};
    for (size_t i = 0; i < sizeof shut / sizeof *shut; i++) {
        ck_assert_int_eq(get(&stage, shut[i], file).status, expected[i]);
        ck_assert_int_eq(get(&stage, shut[i], list).status, expected[i]);
    }
    CHECK_REPLY(desk, get(&stage, NULL, file), 401, "people.no_session");
    /* Every such read stands in the owner's log. */
    reply = get(&stage, &stage.owner, "/api/read-log");
    ck_assert_ptr_nonnull(strstr(reply.body, "trade_secret"));
    desk_close(desk);
}
END_TEST

START_TEST(a_file_goes_while_the_application_is_a_draft_and_not_afterwards)
{
    static struct stage stage;
    seat(&stage);
    struct desk *desk = &stage.desk;
    int64_t gone = attach(&stage, "첫째.pdf", pdf, strlen(pdf), 200, "");
    int64_t kept = attach(&stage, "둘째.pdf", pdf, strlen(pdf), 200, "");
    int64_t bad = attach(&stage, "셋째.pdf", "<html>", 6, 422, "intake.content");
    CHECK_REPLY(desk,
                desk_call(desk, &stage.owner, "POST",
                          path_of(&stage, "/api/applications/#/uploads", stage.application),
                          "{\"name\":\"넷째.pdf\",\"size\":5}"),
                409, "intake.many");
    const struct person *owner = &stage.owner;
    CHECK_REPLY(desk,
                desk_call(desk, owner, "DELETE", path_of(&stage, "/api/uploads/#", bad), NULL), 204,
                "");
    CHECK_REPLY(desk,
                desk_call(desk, owner, "DELETE", path_of(&stage, "/api/uploads/#", gone), NULL),
                204, "");
    CHECK_REPLY(desk, get(&stage, owner, path_of(&stage, "/api/uploads/#/file", gone)), 404,
                "api.not_found");
    CHECK_REPLY(
        desk,
        desk_call(desk, &stage.stranger, "DELETE", path_of(&stage, "/api/uploads/#", kept), NULL),
        404, "api.not_found");
    submit(&stage);
    CHECK_REPLY(desk,
                desk_call(desk, owner, "DELETE", path_of(&stage, "/api/uploads/#", kept), NULL),
                409, "programme.step");
    CHECK_REPLY(desk, get(&stage, owner, path_of(&stage, "/api/uploads/#/file", kept)), 200, "");
    desk_close(desk);
}
END_TEST

START_TEST(a_part_sent_to_a_file_of_somebody_else_is_answered_though_the_whole_part_is_sent_first)
{
    static struct stage stage;
    seat(&stage);
    struct desk *desk = &stage.desk;
    int64_t kept = attach(&stage, "첫째.pdf", pdf, strlen(pdf), 200, "");
    const char *path = path_of(&stage, "/api/uploads/#/parts/1", kept);
    size_t size = 4 << 20;
    const char *part = arena_alloc(desk->arena, size);
    for (int i = 0; i < 10; i++) {
        struct http_reply reply = send_bytes(&stage, &stage.stranger, path, part, size);
        CHECK_REPLY(desk, reply, 404, "api.not_found");
        ck_assert(reply.all_sent);
    }
    desk_close(desk);
}
END_TEST

/* ---- papers ---- */

START_TEST(a_sponsors_paper_lacks_what_is_secret_and_the_owners_has_it)
{
    static struct stage stage;
    seat(&stage);
    struct desk *desk = &stage.desk;
    if (access("/usr/bin/pdftotext", X_OK) != 0) {
        TEST_SKIP("no pdftotext is installed");
        return;
    }
    (void)attach(&stage, SECRET_NAME, pdf, strlen(pdf), 200, "");
    submit(&stage);
    const char *path = path_of(&stage, "/api/applications/#.pdf", stage.application);
    struct http_reply reply = get(&stage, &stage.owner, path);
    CHECK_REPLY(desk, reply, 200, "");
    ck_assert_str_eq(http_reply_header(desk->arena, &reply, "Content-Type"), "application/pdf");
    const char *words = words_of(desk->arena, &reply, false);
    ck_assert_ptr_nonnull(strstr(words, "단가표"));
    ck_assert_ptr_nonnull(strstr(words, "붙임"));
    ck_assert_ptr_nonnull(strstr(words, "금100,000,000원(금일억원)"));
    reply = get(&stage, &stage.sponsor, path);
    CHECK_REPLY(desk, reply, 200, "");
    words = words_of(desk->arena, &reply, false);
    ck_assert_ptr_null(strstr(words, "단가표"));
    ck_assert_ptr_null(strstr(words, "붙임"));
    ck_assert_ptr_nonnull(strstr(words, "금100,000,000원(금일억원)"));
    ck_assert_int_eq(get(&stage, &stage.stranger, path).status, 404);
    ck_assert_int_eq(get(&stage, &stage.reviewer, path).status, 404);
    ck_assert_int_eq(get(&stage, NULL, path).status, 401);
    reply = get(&stage, &stage.sponsor, "/api/applications.xlsx");
    CHECK_REPLY(desk, reply, 200, "");
    words = words_of(desk->arena, &reply, true);
    ck_assert_ptr_null(strstr(words, "단가표"));
    ck_assert_ptr_nonnull(strstr(words, "검사 공정 개선"));
    ck_assert_ptr_nonnull(strstr(words, "<v>100000000</v>"));
    reply = get(&stage, &stage.stranger, "/api/applications.xlsx");
    CHECK_REPLY(desk, reply, 200, "");
    ck_assert_ptr_null(strstr(words_of(desk->arena, &reply, true), "검사 공정 개선"));
    desk_close(desk);
}
END_TEST

START_TEST(an_agreement_on_paper_says_who_signed_and_when)
{
    static struct stage stage;
    seat(&stage);
    struct desk *desk = &stage.desk;
    if (access("/usr/bin/pdftotext", X_OK) != 0) {
        TEST_SKIP("no pdftotext is installed");
        return;
    }
    submit(&stage);
    struct http_reply reply =
        desk_call(desk, &stage.officer, "POST",
                  path_of(&stage, "/api/applications/#/approve", stage.application),
                  "{\"note\":\"좋습니다\"}");
    CHECK_REPLY(desk, reply, 200, "");
    json_t *value = desk_json(&reply);
    int64_t agreement = json_integer_value(json_object_get(value, "agreement_id"));
    json_decref(value);
    const char *path = path_of(&stage, "/api/agreements/#.pdf", agreement);
    reply = get(&stage, &stage.owner, path);
    CHECK_REPLY(desk, reply, 200, "");
    ck_assert_ptr_null(strstr(words_of(desk->arena, &reply, false), "2026. 11. 24. 18:30"));
    CHECK_REPLY(desk,
                desk_call(desk, &stage.owner, "POST",
                          path_of(&stage, "/api/agreements/#/sign", agreement), "{}"),
                200, "");
    reply = get(&stage, &stage.owner, path);
    const char *words = words_of(desk->arena, &reply, false);
    ck_assert_ptr_nonnull(strstr(words, "김두레"));
    ck_assert_ptr_nonnull(strstr(words, "2026. 11. 24. 18:30"));
    /* What the proof says is the hash of what the page gets. */
    struct http_reply page =
        get(&stage, &stage.owner, path_of(&stage, "/api/agreements/#", agreement));
    size_t size = 0;
    value = desk_json(&page);
    const char *canonical = json_canonical(desk->arena, value, &size);
    struct hash256 hash = hash_of_bytes(canonical, size);
    json_decref(value);
    ck_assert_ptr_nonnull(strstr(words, hex_text(desk->arena, hash.bytes, sizeof hash.bytes)));
    CHECK_REPLY(desk, get(&stage, &stage.owner, "/api/agreements.xlsx"), 200, "");
    CHECK_REPLY(desk, get(&stage, &stage.owner, "/api/payments.xlsx"), 200, "");
    CHECK_REPLY(desk, get(&stage, &stage.officer, "/api/contributions.xlsx"), 200, "");
    ck_assert_int_eq(get(&stage, &stage.owner, "/api/contributions.xlsx").status, 403);
    desk_close(desk);
}
END_TEST

/* ---- search ---- */

static size_t hits(struct stage *stage, const struct person *who, const char *query,
                   const char *kind)
{
    struct http_reply reply =
        get(stage, who, arena_format(stage->desk.arena, "/api/search?q=%s", query));
    CHECK_REPLY(&stage->desk, reply, 200, "");
    json_t *value = desk_json(&reply);
    json_t *items = json_object_get(value, "items");
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(items); i++)
        count +=
            text_same(json_string_value(json_object_get(json_array_get(items, i), "kind")), kind);
    json_decref(value);
    return count;
}

START_TEST(search_finds_what_one_may_see_and_says_nothing_of_the_rest)
{
    static struct stage stage;
    seat(&stage);
    struct desk *desk = &stage.desk;
    /* "검사 공정" */
    static const char title[] = "%EA%B2%80%EC%82%AC%20%EA%B3%B5%EC%A0%95";
    ck_assert_uint_eq(hits(&stage, &stage.owner, title, "application"), 1);
    ck_assert_uint_eq(hits(&stage, &stage.sponsor, title, "application"), 0);
    ck_assert_uint_eq(hits(&stage, &stage.officer, title, "application"), 0);
    submit(&stage);
    ck_assert_uint_eq(hits(&stage, &stage.owner, title, "application"), 1);
    ck_assert_uint_eq(hits(&stage, &stage.sponsor, title, "application"), 1);
    ck_assert_uint_eq(hits(&stage, &stage.officer, title, "application"), 1);
    const struct person *shut[] = {&stage.stranger, &stage.admin, &stage.reviewer};
    for (size_t i = 0; i < sizeof shut / sizeof *shut; i++) {
        struct http_reply reply =
            get(&stage, shut[i], arena_format(desk->arena, "/api/search?q=%s", title));
        CHECK_REPLY(desk, reply, 200, "");
        ck_assert_str_eq(text_squeeze(desk->arena, reply.body), "{ \"items\": [] }");
    }
    /* "기관 1": organisations are public; the programme too, by its key. */
    ck_assert_uint_ge(hits(&stage, &stage.stranger, "%EA%B8%B0%EA%B4%80%201", "organisation"), 1);
    ck_assert_uint_eq(hits(&stage, &stage.stranger, "WINWIN-2025", "programme"), 1);
    /* The signs of LIKE are letters like any other. */
    ck_assert_uint_eq(hits(&stage, &stage.officer, "%25%25", "application"), 0);
    ck_assert_uint_eq(hits(&stage, &stage.officer, "__", "application"), 0);
    ck_assert_uint_eq(hits(&stage, &stage.officer, "!!", "organisation"), 0);
    CHECK_REPLY(desk, get(&stage, &stage.owner, "/api/search?q=a"), 422, "api.argument");
    CHECK_REPLY(desk, get(&stage, &stage.owner, "/api/search"), 422, "api.argument_missing");
    CHECK_REPLY(desk, get(&stage, NULL, "/api/search?q=aa"), 401, "people.no_session");
    desk_close(desk);
}
END_TEST

START_TEST(who_pays_what_and_the_tax_statement_stand_on_paper_in_official_words)
{
    static struct stage stage;
    seat(&stage);
    struct desk *desk = &stage.desk;
    if (access("/usr/bin/pdftotext", X_OK) != 0) {
        TEST_SKIP("no pdftotext is installed");
        return;
    }
    static struct ledger_terms terms;
    static const char path[] = "/api/programmes/winwin-2025-advanced/split.pdf?total=100000789";
    struct error err;
    size_t size = 0;
    const char *text = read_file(desk->arena, "data/ledger/terms-kr.json", &size);
    CHECK_OK(ledger_terms_read(desk->arena, text, size, &terms, &err), err);
    desk->services.terms = &terms;
    CHECK_REPLY(desk, get(&stage, NULL, path), 200, "");
    struct http_reply reply = get(&stage, &stage.owner, path);
    CHECK_REPLY(desk, reply, 200, "");
    const char *words = words_of(desk->arena, &reply, false);
    ck_assert_ptr_nonnull(strstr(words, "사업비 분담 예정표"));
    ck_assert_ptr_nonnull(strstr(words, "금100,000,000원(금일억원)"));
    ck_assert_ptr_nonnull(strstr(words, "789원"));
    ck_assert_ptr_nonnull(strstr(words, "2026. 11. 24.")); /* the day that is counted from */
    ck_assert_ptr_nonnull(strstr(words, "12,000,000원"));  /* the firm's part of the advance */
    ck_assert_ptr_null(strstr(words, "/api/splits/0"));    /* it has no number */
    CHECK_REPLY(desk, get(&stage, NULL, "/api/programmes/none/split.pdf?total=100000000"), 404,
                "programme.unknown");

    reply = get(&stage, &stage.sponsor, "/api/ledger/tax.pdf?year=2026");
    CHECK_REPLY(desk, reply, 200, "");
    words = words_of(desk->arena, &reply, false);
    ck_assert_ptr_nonnull(strstr(words, "세액공제 명세서"));
    ck_assert_ptr_nonnull(strstr(words, "조세특례제한법"));
    ck_assert_ptr_nonnull(strstr(words, "세액공제액"));
    reply = get(&stage, &stage.sponsor, "/api/ledger/tax.xlsx");
    CHECK_REPLY(desk, reply, 200, "");
    ck_assert_ptr_nonnull(strstr(words_of(desk->arena, &reply, true), "조세특례제한법"));
    CHECK_REPLY(desk, get(&stage, &stage.owner, "/api/ledger/tax.pdf"), 403, "api.forbidden");
    desk_close(desk);
}
END_TEST

TEST_MAIN("api papers", a_file_is_read_by_its_owner_and_by_who_decides_and_by_nobody_else,
          a_file_goes_while_the_application_is_a_draft_and_not_afterwards,
          a_part_sent_to_a_file_of_somebody_else_is_answered_though_the_whole_part_is_sent_first,
          a_sponsors_paper_lacks_what_is_secret_and_the_owners_has_it,
          an_agreement_on_paper_says_who_signed_and_when,
          who_pays_what_and_the_tax_statement_stand_on_paper_in_official_words,
          search_finds_what_one_may_see_and_says_nothing_of_the_rest)
