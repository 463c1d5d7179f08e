/* From any number of the book to its sources and back, as an auditor walks it: balance, transfers,
 * what they were booked for, who decided it, the log; and the same on paper. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "desk.h"
#include "journal/journal.h"
#include "kit/text.h"
#include "ledger/ledger.h"
#include "programme/programme.h"

enum { FILE_MAX = 4 << 20 };

struct stage {
    struct desk desk;
    struct ledger_terms terms;
    struct person owner, stranger, sponsor, sponsor2, officer, finance, auditor, accountant;
    int64_t application, agreement;
};

static const char *read_file(struct arena *arena, const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    char *bytes = arena_alloc(arena, FILE_MAX);
    *ret_size = fread(bytes, 1, FILE_MAX - 1, file);
    (void)fclose(file);
    return bytes;
}

static json_t *call(struct stage *stage, const struct person *who, const char *method,
                    const char *path, const char *body, int status)
{
    struct http_reply reply = desk_call(&stage->desk, who, method, path, body);
    ck_assert_msg(reply.status == status, "%s %s: %d, not %d: %s", method, path, reply.status,
                  status, reply.body);
    return reply.body_size == 0 ? NULL : desk_json(&reply);
}

static void done(struct stage *stage, const struct person *who, const char *path, const char *body,
                 int status)
{
    json_t *answer = call(stage, who, "POST", path, body, status);
    json_decref(answer);
}

static const char *path_of(struct stage *stage, const char *before, int64_t id, const char *after)
{
    return arena_format(stage->desk.arena, "%s%" PRId64 "%s", before, id, after);
}

static int64_t number(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    ck_assert_msg(json_is_integer(value), "no number \"%s\"", name);
    return json_integer_value(value);
}

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value == NULL ? "" : value;
}

static void apply(struct stage *stage)
{
    struct desk *desk = &stage->desk;
    struct error err;
    struct store_tx *tx = NULL;
    size_t size = 0;
    int64_t id = 0;
    const char *rules = read_file(desk->arena, "data/rules/winwin-2025-advanced.json", &size);
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

static void read_terms(struct stage *stage)
{
    struct error err;
    size_t size = 0;
    const char *terms = read_file(stage->desk.arena, "data/ledger/terms-kr.json", &size);
    CHECK_OK(ledger_terms_read(stage->desk.arena, terms, size, &stage->terms, &err), err);
    stage->desk.services.terms = &stage->terms;
}

/* Every act of a case is a moment of its own, as it is among people. */
static void later(struct stage *stage)
{
    stage->desk.now += TIME_SECOND;
}

static void give(struct stage *stage)
{
    static const char *const gift =
        "{\"programme\":\"winwin-2025-advanced\",\"amount\":40000000,\"designation\":\"고도화\"}";
    json_t *pledge = call(stage, &stage->sponsor, "POST", "/api/contributions", gift, 201);
    later(stage);
    done(stage, &stage->finance,
         path_of(stage, "/api/contributions/", number(pledge, "id"), "/receive"),
         "{\"bank_reference\":\"B-1\"}", 200);
    done(stage, &stage->finance, "/api/contributions", gift, 201);
    json_decref(pledge);
    later(stage);
}

static void agree(struct stage *stage)
{
    const char *application = path_of(stage, "/api/applications/", stage->application, "");
    done(stage, &stage->owner, arena_format(stage->desk.arena, "%s/submit", application), "{}",
         200);
    later(stage);
    json_t *approved = call(stage, &stage->officer, "POST",
                            arena_format(stage->desk.arena, "%s/approve", application),
                            "{\"note\":\"좋음\"}", 200);
    stage->agreement = number(approved, "agreement_id");
    json_decref(approved);
    const struct person *signers[] = {&stage->owner, &stage->sponsor, &stage->officer};
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++) {
        later(stage);
        done(stage, signers[i], path_of(stage, "/api/agreements/", stage->agreement, "/sign"), "{}",
             200);
    }
}

static void seat(struct stage *stage)
{
    struct desk *desk = &stage->desk;
    desk_open(desk, NULL, NULL);
    read_terms(stage);
    int64_t body = desk_organisation(desk, KIND_OPERATOR);
    (void)desk_organisation(desk, KIND_MINISTRY);
    stage->owner = desk_person(desk, ROLE_ADOPTER_OWNER, desk_organisation(desk, KIND_ADOPTER));
    stage->stranger = desk_person(desk, ROLE_ADOPTER_OWNER, desk_organisation(desk, KIND_ADOPTER));
    stage->sponsor = desk_person(desk, ROLE_SPONSOR_OFFICER, desk_organisation(desk, KIND_SPONSOR));
    stage->sponsor2 =
        desk_person(desk, ROLE_SPONSOR_OFFICER, desk_organisation(desk, KIND_SPONSOR));
    stage->officer = desk_person(desk, ROLE_OPERATOR_OFFICER, body);
    stage->finance = desk_person(desk, ROLE_OPERATOR_FINANCE, body);
    stage->auditor = desk_person(desk, ROLE_AUDITOR, desk_organisation(desk, KIND_AUDIT));
    stage->accountant =
        desk_person(desk, ROLE_ACCOUNTANT, desk_organisation(desk, KIND_ACCOUNTANT));
    apply(stage);
    give(stage);
    agree(stage);
}

/* The account of that code with money of `organisation`'s, by the book's own list. */
static json_t *account_of(struct stage *stage, const struct person *who, int64_t code,
                          int64_t least)
{
    json_t *list = call(stage, who, "GET", "/api/ledger/accounts", NULL, 200), *item = NULL;
    size_t i;
    json_array_foreach(json_object_get(list, "items"), i, item) {
        if (number(item, "code") == code && number(item, "balance") >= least) {
            json_incref(item);
            json_decref(list);
            return item;
        }
    }
    ck_abort_msg("no account %" PRId64, code);
}

static json_t *transfer_of_code(json_t *list, int64_t code)
{
    json_t *item = NULL;
    size_t i;
    json_array_foreach(json_object_get(list, "items"), i, item)
        if (number(item, "code") == code)
            return item;
    ck_abort_msg("no transfer %" PRId64, code);
}

START_TEST(an_auditor_comes_from_a_balance_to_the_agreement_the_decision_and_the_log)
{
    static struct stage stage;
    seat(&stage);
    json_t *account = account_of(&stage, &stage.auditor, LEDGER_PROJECT, 1);
    json_t *one =
        call(&stage, &stage.auditor, "GET",
             path_of(&stage, "/api/ledger/accounts/", number(account, "id"), ""), NULL, 200);
    ck_assert_int_eq(number(one, "balance"), number(account, "balance"));
    json_t *moved = call(
        &stage, &stage.auditor, "GET",
        path_of(&stage, "/api/ledger/accounts/", number(account, "id"), "/transfers"), NULL, 200);
    ck_assert_uint_eq(json_array_size(json_object_get(moved, "items")), 1);
    int64_t seq = number(json_array_get(json_object_get(moved, "items"), 0), "seq");
    json_t *trace = call(&stage, &stage.auditor, "GET",
                         path_of(&stage, "/api/ledger/transfers/", seq, ""), NULL, 200);
    ck_assert_int_eq(number(trace, "amount"), number(account, "balance"));
    ck_assert_str_eq(text(trace, "thing"), "agreement");
    ck_assert_int_eq(number(trace, "agreement_id"), stage.agreement);
    ck_assert_int_eq(number(trace, "application_id"), stage.application);
    ck_assert_str_eq(text(trace, "programme"), "winwin-2025-advanced");
    ck_assert_str_eq(text(trace, "actor"), "김두레");
    ck_assert_uint_ge(json_array_size(json_object_get(trace, "lines")), 3);
    /* the last signature booked it */
    const json_t *decision = json_array_get(json_object_get(trace, "decisions"), 0);
    ck_assert_uint_eq(json_array_size(json_object_get(trace, "decisions")), 1);
    ck_assert_str_eq(text(decision, "action"), "sign");
    json_t *entry = call(&stage, &stage.auditor, "GET",
                         path_of(&stage, "/api/log/", number(decision, "place"), ""), NULL, 200);
    ck_assert_str_eq(text(entry, "kind"), "decision");
    ck_assert_ptr_nonnull(strstr(text(entry, "body"), "\"action\":\"sign\""));
    /* and back: from the agreement to the same entry */
    json_t *entries =
        call(&stage, &stage.auditor, "GET",
             path_of(&stage, "/api/agreements/", stage.agreement, "/transfers"), NULL, 200);
    ck_assert_int_eq(number(transfer_of_code(entries, LEDGER_CODE_AGREED), "code"),
                     LEDGER_CODE_AGREED);
    json_t *const all[] = {account, one, moved, trace, entry, entries};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        json_decref(all[i]);
    desk_close(&stage.desk);
}
END_TEST

START_TEST(money_that_came_leads_back_to_its_pledge_and_the_bank)
{
    static struct stage stage;
    seat(&stage);
    json_t *bank = account_of(&stage, &stage.sponsor, LEDGER_FUND_BANK, 40000000);
    json_t *list =
        call(&stage, &stage.sponsor, "GET",
             path_of(&stage, "/api/ledger/accounts/", number(bank, "id"), "/transfers"), NULL, 200);
    int64_t seq = number(transfer_of_code(list, LEDGER_CODE_PLEDGE_PAID), "seq");
    const char *path = path_of(&stage, "/api/ledger/transfers/", seq, "");
    json_t *trace = call(&stage, &stage.sponsor, "GET", path, NULL, 200);
    ck_assert_str_eq(text(trace, "thing"), "contribution");
    ck_assert_str_eq(text(trace, "bank_reference"), "B-1");
    ck_assert_int_eq(number(trace, "ends"), 1);
    json_decref(bank);
    json_decref(list);
    json_decref(trace);
    /* another sponsor and another firm do not even learn that it is there */
    CHECK_REPLY(&stage.desk, desk_call(&stage.desk, &stage.sponsor2, "GET", path, NULL), 404,
                "api.not_found");
    CHECK_REPLY(&stage.desk, desk_call(&stage.desk, &stage.stranger, "GET", path, NULL), 404,
                "api.not_found");
    desk_close(&stage.desk);
}
END_TEST

START_TEST(a_sponsor_sees_of_a_group_the_lines_of_its_own_money_only)
{
    static struct stage stage;
    seat(&stage);
    json_t *account = account_of(&stage, &stage.sponsor, LEDGER_PROJECT, 1);
    json_t *list = call(
        &stage, &stage.sponsor, "GET",
        path_of(&stage, "/api/ledger/accounts/", number(account, "id"), "/transfers"), NULL, 200);
    int64_t seq = number(json_array_get(json_object_get(list, "items"), 0), "seq");
    json_t *trace = call(&stage, &stage.sponsor, "GET",
                         path_of(&stage, "/api/ledger/transfers/", seq, ""), NULL, 200),
           *line = NULL;
    size_t i, shown = 0;
    json_array_foreach(json_object_get(trace, "lines"), i, line)
        shown += json_object_get(line, "amount") != NULL;
    ck_assert_uint_eq(shown, 1);
    ck_assert_uint_gt(json_array_size(json_object_get(trace, "lines")), 1);
    json_decref(account);
    json_decref(list);
    json_decref(trace);
    desk_close(&stage.desk);
}
END_TEST

static void sign_log(struct stage *stage)
{
    struct desk *desk = &stage->desk;
    struct error err;
    struct store_tx *tx = NULL;
    struct journal_signer signer;
    const char *note = NULL;
    CHECK_OK(journal_signer_new("dure.test/log", JOURNAL_LOG, &signer, &err), err);
    CHECK_OK(store_begin(desk->services.store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(journal_checkpoint(tx, desk->arena, &signer, NULL, desk->now, &note, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
}

START_TEST(an_entry_has_its_proof_as_soon_as_a_checkpoint_holds_it)
{
    static struct stage stage;
    seat(&stage);
    json_t *entry = call(&stage, &stage.finance, "GET", "/api/log/1", NULL, 200);
    ck_assert_str_eq(text(entry, "kind"), "transfer");
    ck_assert(json_is_null(json_object_get(entry, "checkpoint")));
    json_decref(entry);
    CHECK_REPLY(&stage.desk,
                desk_call(&stage.desk, &stage.finance, "GET", "/api/log/1/proof", NULL), 404,
                "api.not_signed");
    CHECK_REPLY(&stage.desk, desk_call(&stage.desk, &stage.finance, "GET", "/api/log/9999", NULL),
                404, "journal.no_entry");
    CHECK_REPLY(&stage.desk, desk_call(&stage.desk, &stage.finance, "GET", "/api/log/x1", NULL),
                404, "journal.no_entry");
    sign_log(&stage);
    entry = call(&stage, &stage.finance, "GET", "/api/log/1", NULL, 200);
    ck_assert_ptr_nonnull(strstr(text(entry, "checkpoint"), "dure.test/log"));
    struct http_reply proof =
        desk_call(&stage.desk, &stage.finance, "GET", "/api/log/1/proof", NULL);
    ck_assert_int_eq(proof.status, 200);
    ck_assert_str_eq(proof.body, text(entry, "proof"));
    ck_assert_int_eq(strncmp(proof.body, "c2sp.org/tlog-proof@v1\n", 23), 0);
    json_decref(entry);
    desk_close(&stage.desk);
}
END_TEST

START_TEST(the_proof_of_a_case_is_of_its_last_decision)
{
    static struct stage stage;
    seat(&stage);
    sign_log(&stage);
    const char *paths[] = {path_of(&stage, "/api/agreements/", stage.agreement, "/proof"),
                           path_of(&stage, "/api/applications/", stage.application, "/proof")};
    struct http_reply first = desk_call(&stage.desk, &stage.owner, "GET", paths[0], NULL);
    struct http_reply second = desk_call(&stage.desk, &stage.sponsor, "GET", paths[1], NULL);
    ck_assert_int_eq(first.status, 200);
    ck_assert_int_eq(second.status, 200);
    ck_assert_str_eq(first.body, second.body);
    CHECK_REPLY(&stage.desk, desk_call(&stage.desk, &stage.stranger, "GET", paths[0], NULL), 404,
                "api.not_found");
    /* the paper is made with it, and the same paper twice is the same bytes */
    const char *paper = path_of(&stage, "/api/agreements/", stage.agreement, ".pdf");
    struct http_reply pdf = desk_call(&stage.desk, &stage.owner, "GET", paper, NULL);
    struct http_reply again = desk_call(&stage.desk, &stage.owner, "GET", paper, NULL);
    ck_assert_int_eq(pdf.status, 200);
    ck_assert_uint_eq(pdf.body_size, again.body_size);
    ck_assert_mem_eq(pdf.body, again.body, pdf.body_size);
    desk_close(&stage.desk);
}
END_TEST

START_TEST(after_the_cut_off_no_payment_of_fund_money_is_asked_for_until_the_next_year)
{
    static struct stage stage;
    seat(&stage);
    static const char *const wish = "{\"tranche\":\"advance\",\"amount\":1000,\"payee\":\"공급사\","
                                    "\"evidence\":\"세금계산서\"}";
    const char *path = path_of(&stage, "/api/agreements/", stage.agreement, "/payments");
    int year = day_of(stage.desk.now, zone_seoul()).year;
    time_us cut_off = ledger_cut_off(&stage.terms, year);
    ck_assert_int_lt(stage.desk.now, cut_off);
    /* what else may be missing is another matter */
    struct http_reply before = desk_call(&stage.desk, &stage.finance, "POST", path, wish);
    ck_assert_str_ne(desk_reason(&stage.desk, &before), "ledger.cut_off");
    stage.desk.now = cut_off;
    stage.finance = desk_person(&stage.desk, ROLE_OPERATOR_FINANCE, stage.finance.organisation_id);
    struct http_reply after = desk_call(&stage.desk, &stage.finance, "POST", path, wish);
    CHECK_REPLY(&stage.desk, after, 409, "ledger.cut_off");
    ck_assert_ptr_nonnull(strstr(after.body, "F3.56"));
    ck_assert_msg(strstr(after.body, "다음 해에 신청하세요") != NULL, "%s", after.body);
    desk_close(&stage.desk);
}
END_TEST

START_TEST(the_whole_book_comes_as_a_workbook_to_those_who_may_export)
{
    static struct stage stage;
    seat(&stage);
    struct http_reply sheet =
        desk_call(&stage.desk, &stage.accountant, "GET", "/api/ledger.xlsx", NULL);
    ck_assert_int_eq(sheet.status, 200);
    ck_assert_mem_eq(sheet.body, "PK", 2);
    CHECK_REPLY(&stage.desk,
                desk_call(&stage.desk, &stage.officer, "GET", "/api/ledger.xlsx", NULL), 403,
                "api.forbidden");
    desk_close(&stage.desk);
}
END_TEST

TEST_MAIN("api trace", an_auditor_comes_from_a_balance_to_the_agreement_the_decision_and_the_log,
          money_that_came_leads_back_to_its_pledge_and_the_bank,
          a_sponsor_sees_of_a_group_the_lines_of_its_own_money_only,
          an_entry_has_its_proof_as_soon_as_a_checkpoint_holds_it,
          the_proof_of_a_case_is_of_its_last_decision,
          after_the_cut_off_no_payment_of_fund_money_is_asked_for_until_the_next_year,
          the_whole_book_comes_as_a_workbook_to_those_who_may_export)
