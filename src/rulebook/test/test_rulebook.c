/* The promises of rulebook.h, each on both databases. */
#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "rulebook/rulebook.h"
#include "support/postgres.h"
#include "support/seat.h"

enum { MILLION = 1000000, FILE_MAX = 1 << 18 };

#define KEY    "winwin-2025-advanced"
#define FIRST  "data/rules/winwin-2025-advanced.json"
#define SECOND "data/rules/winwin-2025-advanced.2.json"

static const uint8_t secret[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";

struct desk {
    struct store *store;
    struct people *people;
    struct arena *arena;
    struct store_tx *tx;
    time_us now;
    int64_t ministry;
    struct people_caller owner, sponsor, author, helper, publisher;
    const char *first, *second;
    struct error err;
};

static void begin(struct desk *desk)
{
    desk->now += TIME_SECOND;
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &desk->tx, &desk->err), desk->err);
}

static enum status end(struct desk *desk, enum status st)
{
    struct error err;
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&desk->tx, &err), err);
    store_abandon(&desk->tx);
    return st;
}
#define STEP(desk, call) (begin(desk), end((desk), (call)))
#define DONE(desk, call) CHECK_OK(STEP(desk, call), (desk)->err)

static int64_t organisation(struct desk *desk, const char *name, enum people_kind kind)
{
    int64_t id = 0;
    struct people_organisation wanted = {.name = name, .kind = kind};
    DONE(desk, people_organisation_add(desk->tx, &wanted, desk->now, &id, &desk->err));
    return id;
}

static struct people_caller person(struct desk *desk, int64_t organisation, enum people_kind kind,
                                   enum people_role role, const char *login)
{
    const struct seat seat = {
        .organisation_id = organisation, .kind = kind, .role = role, .login = login};
    return seat_taken(desk->people, desk->arena, &seat, desk->now);
}

static const char *file_text(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, FILE_MAX);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, FILE_MAX - 1, file);
    ck_assert_uint_gt(size, 0);
    ck_assert_int_eq(fclose(file), 0);
    return bytes;
}

/* The text with the first `old` in it replaced. */
static const char *with(struct desk *desk, const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    ck_assert_msg(at != NULL, "the rules do not contain %s", old);
    return arena_format(desk->arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static void open_desk(struct desk *desk, const char *address)
{
    *desk = (struct desk){.arena = arena_new("desk", 256 << 20)};
    struct store_options options = {.address = address};
    int64_t id = 0;
    CHECK_OK(time_parse("2026-11-24T09:30:00Z", &desk->now, &desk->err), desk->err);
    CHECK_OK(store_open(&options, &desk->store, &desk->err), desk->err);
    CHECK_OK(store_migrate(desk->store, desk->now, &desk->err), desk->err);
    struct people_options people = {.store = desk->store, .key = secret, .cheap_passwords = true};
    CHECK_OK(people_new(&people, &desk->people, &desk->err), desk->err);
    int64_t adopter = organisation(desk, "한빛정밀", KIND_ADOPTER);
    int64_t sponsor = organisation(desk, "큰전자", KIND_SPONSOR);
    int64_t body = organisation(desk, "중앙회", KIND_OPERATOR);
    desk->ministry = organisation(desk, "중소벤처기업부", KIND_MINISTRY);
    desk->owner = person(desk, adopter, KIND_ADOPTER, ROLE_ADOPTER_OWNER, "owner");
    desk->sponsor = person(desk, sponsor, KIND_SPONSOR, ROLE_SPONSOR_OFFICER, "sponsor");
    desk->author = person(desk, body, KIND_OPERATOR, ROLE_OPERATOR_OFFICER, "author");
    desk->helper = person(desk, body, KIND_OPERATOR, ROLE_OPERATOR_OFFICER, "helper");
    desk->publisher =
        person(desk, desk->ministry, KIND_MINISTRY, ROLE_MINISTRY_VIEWER, "publisher");
    desk->first = file_text(desk->arena, FIRST);
    desk->second = file_text(desk->arena, SECOND);
    DONE(desk, programme_publish(desk->tx, desk->arena, desk->first, strlen(desk->first), desk->now,
                                 &id, &desk->err));
}

static void close_desk(struct desk *desk)
{
    people_free(desk->people);
    store_close(desk->store);
    arena_free(desk->arena);
}

static int64_t drafted(struct desk *desk, const char *document)
{
    int64_t id = 0;
    DONE(desk, rulebook_draft_make(desk->tx, &desk->author, "2026년 개정", document, desk->now, &id,
                                   &desk->err));
    return id;
}

static struct rulebook_draft draft(struct desk *desk, int64_t id)
{
    struct rulebook_draft view = {0};
    DONE(desk, rulebook_draft(desk->tx, desk->arena, id, &view, &desk->err));
    return view;
}

static int64_t applied(struct desk *desk, int64_t won)
{
    int64_t id = 0;
    struct programme_option option = {
        .id = "vision", .ko = "비전 검사기", .en = "vision", .cost = money_won(won)};
    struct programme_draft wanted = {.programme = KEY,
                                     .sponsor_id = desk->sponsor.organisation_id,
                                     .plan_id = 1,
                                     .plan_hash = "0a",
                                     .title = "검사 공정 개선",
                                     .summary = "비전 검사기로 병목을 풉니다",
                                     .contact = "김두레",
                                     .options = {.at = &option, .count = 1}};
    DONE(desk,
         programme_apply(desk->tx, desk->arena, &desk->owner, &wanted, desk->now, &id, &desk->err));
    DONE(desk, programme_decide(desk->tx, desk->arena, &desk->owner, id, "submit", "", desk->now,
                                &desk->err));
    return id;
}

static enum status publish(struct desk *desk, const struct people_caller *caller, int64_t id)
{
    int64_t rule = 0;
    return STEP(desk,
                rulebook_publish(desk->tx, desk->arena, caller, id, desk->now, &rule, &desk->err));
}

ON_BOTH(a_draft_is_kept_as_typed_and_told_everything_that_is_wrong_with_it)
{
    struct desk desk;
    struct rules_problems problems = {0};
    open_desk(&desk, address);
    int64_t id = drafted(&desk, "{ not yet");
    ck_assert_str_eq(draft(&desk, id).document, "{ not yet");
    ck_assert_int_eq(draft(&desk, id).problems, 1);
    ck_assert_ptr_null(draft(&desk, id).key);
    const char *text = with(&desk, desk.second, "\"year\": 2025", "\"year\": 9");
    text = with(&desk, text, "\"unit\": 1000", "\"unit\": 0");
    DONE(&desk,
         rulebook_draft_change(desk.tx, &desk.helper, id, "두 번째", text, desk.now, &desk.err));
    struct rulebook_draft view = draft(&desk, id);
    ck_assert_str_eq(view.document, text);
    ck_assert_str_eq(view.title, "두 번째");
    ck_assert_uint_eq(view.author_count, 2);
    ck_assert_int_eq(view.problems, 2);
    DONE(&desk, rulebook_examine(desk.tx, desk.arena, &view, &problems, &desk.err));
    ck_assert_uint_eq(problems.count, 2);
    ck_assert_str_eq(problems.at[0].place, "/year");
    ck_assert_str_eq(problems.at[1].place, "/unit");
    text = with(&desk, desk.second, "\"rules_version\": 2", "\"rules_version\": 7");
    text = with(&desk, text, "\"role\": \"mentor\"", "\"role\": \"wizard\"");
    text = with(&desk, text, "\"share_bp\": 3000,\n      \"condition\"",
                "\"share_bp\": null,\n      \"condition\"");
    text = with(&desk, text, "\"share_bp\": 4000,\n      \"condition\"",
                "\"share_bp\": null,\n      \"condition\"");
    text = with(&desk, text, "\"share_bp\": 3000,\n      \"condition\"",
                "\"share_bp\": null,\n      \"condition\"");
    DONE(&desk, rulebook_draft_change(desk.tx, &desk.helper, id, NULL, text, desk.now, &desk.err));
    view = draft(&desk, id);
    DONE(&desk, rulebook_examine(desk.tx, desk.arena, &view, &problems, &desk.err));
    ck_assert_uint_eq(problems.count, 3);
    ck_assert_ptr_eq(problems.at[0].reason, &RULEBOOK_VERSION);
    ck_assert_ptr_eq(problems.at[1].reason, &RULEBOOK_ROLE);
    ck_assert_ptr_eq(problems.at[2].reason, &RULES_UNSET_VALUE);
    CHECK_FAILS(STEP(&desk, rulebook_draft_change(desk.tx, &desk.helper, id, "900101-1234567", NULL,
                                                  desk.now, &desk.err)),
                PEOPLE_RESIDENT_NUMBER, desk.err);
    close_desk(&desk);
}

ON_BOTH(nobody_publishes_what_he_has_written_in)
{
    struct desk desk;
    open_desk(&desk, address);
    int64_t id = drafted(&desk, desk.second);
    CHECK_FAILS(publish(&desk, &desk.author, id), RULEBOOK_FOUR_EYES, desk.err);
    DONE(&desk,
         rulebook_draft_change(desk.tx, &desk.helper, id, "손질", NULL, desk.now, &desk.err));
    CHECK_FAILS(publish(&desk, &desk.helper, id), RULEBOOK_FOUR_EYES, desk.err);
    CHECK_OK(publish(&desk, &desk.publisher, id), desk.err);
    struct rulebook_draft view = draft(&desk, id);
    ck_assert_str_eq(view.state, "published");
    ck_assert_str_eq(view.publisher, "publisher");
    CHECK_FAILS(publish(&desk, &desk.publisher, id), RULEBOOK_STATE, desk.err);
    CHECK_FAILS(STEP(&desk, rulebook_draft_change(desk.tx, &desk.author, id, "늦게", NULL, desk.now,
                                                  &desk.err)),
                RULEBOOK_STATE, desk.err);
    CHECK_FAILS(STEP(&desk, rulebook_draft_drop(desk.tx, id, desk.now, &desk.err)), RULEBOOK_STATE,
                desk.err);
    CHECK_FAILS(publish(&desk, &desk.publisher, 999), RULEBOOK_DRAFT, desk.err);
    close_desk(&desk);
}

ON_BOTH(only_the_next_version_of_its_key_is_published_and_only_when_money_could_be_paid_by_it)
{
    struct desk desk;
    struct programme_rules rules = {0};
    open_desk(&desk, address);
    int64_t third =
        drafted(&desk, with(&desk, desk.second, "\"rules_version\": 2", "\"rules_version\": 3"));
    CHECK_FAILS(publish(&desk, &desk.publisher, third), RULEBOOK_VERSION, desk.err);
    ck_assert_str_eq(desk.err.place, "/rules_version");
    int64_t unpaid =
        drafted(&desk, file_text(desk.arena, "data/rules/past/winwin-2023-type2.json"));
    CHECK_FAILS(publish(&desk, &desk.publisher, unpaid), RULES_UNSET_VALUE, desk.err);
    CHECK_OK(publish(&desk, &desk.publisher, drafted(&desk, desk.second)), desk.err);
    CHECK_OK(publish(&desk, &desk.publisher, third), desk.err);
    DONE(&desk, programme_rules(desk.tx, desk.arena, KEY, &rules, &desk.err));
    ck_assert_int_eq(rules.document.version, 3);
    /* A key that is new begins with version 1. */
    CHECK_OK(
        publish(&desk, &desk.publisher,
                drafted(&desk, file_text(desk.arena, "data/rules/past/samsung-2018-basic.json"))),
        desk.err);
    close_desk(&desk);
}

ON_BOTH(a_case_stays_bound_to_the_version_it_was_made_under)
{
    struct desk desk;
    struct programme_application before = {0}, after = {0};
    open_desk(&desk, address);
    int64_t id = applied(&desk, 100 * MILLION);
    DONE(&desk, programme_application(desk.tx, desk.arena, id, &before, &desk.err));
    /* The new version halves what the government gives. */
    const char *text = with(&desk, desk.second, "\"cap\": 75000000", "\"cap\": 15000000");
    CHECK_OK(publish(&desk, &desk.publisher, drafted(&desk, text)), desk.err);
    DONE(&desk, programme_application(desk.tx, desk.arena, id, &after, &desk.err));
    ck_assert_int_eq(after.programme_version, 1);
    ck_assert_int_eq(after.shares.at[0].amount.won, 30 * MILLION);
    ck_assert_int_eq(before.shares.at[0].amount.won, 30 * MILLION);
    int64_t later = applied(&desk, 100 * MILLION);
    DONE(&desk, programme_application(desk.tx, desk.arena, later, &after, &desk.err));
    ck_assert_int_eq(after.programme_version, 2);
    ck_assert_int_eq(after.shares.at[0].amount.won, 15 * MILLION);
    close_desk(&desk);
}

ON_BOTH(what_differs_from_the_version_in_force_is_named)
{
    struct desk desk;
    struct rules_differences found = {0};
    open_desk(&desk, address);
    const char *text = with(&desk, desk.first, "\"rules_version\": 1", "\"rules_version\": 2");
    text = with(&desk, text, "\"cap\": 75000000", "\"cap\": 60000000");
    struct rulebook_draft view = draft(&desk, drafted(&desk, text));
    DONE(&desk, rulebook_differences(desk.tx, desk.arena, &view, &found, &desk.err));
    ck_assert_uint_eq(found.count, 2);
    ck_assert_str_eq(found.at[0].place, "/rules_version");
    ck_assert_str_eq(found.at[1].ko, "부담 주체 › 정부 › 한도액");
    view = draft(&desk, drafted(&desk, file_text(desk.arena, "data/rules/past/ict-2014.json")));
    DONE(&desk, rulebook_differences(desk.tx, desk.arena, &view, &found, &desk.err));
    ck_assert_uint_eq(found.count, 0);
    close_desk(&desk);
}

ON_BOTH(money_given_under_the_new_version_is_to_be_spent_by_its_date)
{
    struct desk desk;
    struct programme_contribution view = {0};
    int64_t id = 0;
    open_desk(&desk, address);
    CHECK_OK(publish(&desk, &desk.publisher, drafted(&desk, desk.second)), desk.err);
    const struct programme_gift gift = {KEY, "협력사 스마트공장", {10 * MILLION}, 0};
    DONE(&desk,
         programme_contribute(desk.tx, desk.arena, &desk.sponsor, &gift, desk.now, &id, &desk.err));
    DONE(&desk, programme_contribution(desk.tx, desk.arena, id, &view, &desk.err));
    /* Three years after 24 November 2026 is a Saturday. */
    ck_assert_str_eq(day_text(desk.arena, view.spend_by), "2029-11-26");
    close_desk(&desk);
}

/* ---- trying it on the past ---- */

static const struct rulebook_fact known[] = {
    {{"manufacturer", 1, ""}, "사업자등록증", 0},
    {{"domestic", 1, ""}, "사업자등록증", 0},
    {{"firm_size", 0, "small"}, "재무제표", 0},
    {{"business_state", 0, "active"}, "국세청 조회", 0},
    {{"tax_arrears", 0, ""}, "납세증명", 0},
    {{"bad_credit", 0, ""}, "신용조회", 0},
    {{"excluded_trade", 0, ""}, "사업자등록증", 0},
    {{"harmful_goods", 0, ""}, "사업자등록증", 0},
    {{"participation_ban", 0, ""}, "제재 조회", 0},
    {{"employees", 12, ""}, "고용보험", 0},
};
enum { KNOWN = sizeof known / sizeof *known };

static void learn(struct desk *desk, int64_t id, int64_t employees)
{
    struct rulebook_fact facts[KNOWN];
    memcpy(facts, known, sizeof known);
    facts[KNOWN - 1].value.number = employees;
    DONE(desk,
         rulebook_facts_put(desk->tx, &desk->author, id, facts, KNOWN, desk->now, &desk->err));
}

ON_BOTH(a_simulation_changes_nothing_and_says_who_would_come_in_and_whose_money_moves)
{
    struct desk desk;
    struct rulebook_simulation found = {0};
    open_desk(&desk, address);
    CHECK_OK(publish(&desk, &desk.publisher, drafted(&desk, desk.second)), desk.err);
    int64_t small = applied(&desk, 100 * MILLION), large = applied(&desk, 200 * MILLION);
    learn(&desk, small, 4);
    learn(&desk, large, 40);
    /* Five people at least, the government at most 40 million won, a total of 220 at most. */
    const char *text = with(&desk, desk.second, "\"rules_version\": 2", "\"rules_version\": 3");
    text = with(&desk, text, "\"cap\": 75000000", "\"cap\": 40000000");
    text = with(
        &desk, text, "\"eligibility\": [",
        "\"eligibility\": [{\"id\": \"people\", \"ko\": \"5명 이상\", \"en\": \"five people\", "
        "\"fact\": \"employees\", \"test\": \"at_least\", \"number\": 5, \"basis\": \"x\", "
        "\"evidence\": \"configured\"},");
    struct rulebook_draft view = draft(&desk, drafted(&desk, text));
    DONE(&desk, rulebook_simulate(desk.tx, desk.arena, &view, KEY, &found, &desk.err));
    ck_assert_int_eq(found.applications, 2);
    ck_assert_int_eq(found.before.eligible, 2);
    ck_assert_int_eq(found.after.eligible, 1);
    ck_assert_int_eq(found.after.ineligible, 1);
    ck_assert_int_eq(found.before.by_party[RULES_GOVERNMENT].won, 90 * MILLION);
    ck_assert_int_eq(found.before.by_party[RULES_SPONSOR].won, 90 * MILLION);
    ck_assert_int_eq(found.before.by_party[RULES_ADOPTER].won, 120 * MILLION);
    ck_assert_int_eq(found.before.total.won, 300 * MILLION);
    /* 200 million: 40 of the government, 80 of the firm; the sponsor may not carry 80. */
    ck_assert_int_eq(found.after.fundable, 1);
    ck_assert_int_eq(found.after.total.won, 0);
    ck_assert_uint_eq(found.changed_count, 2);
    ck_assert_str_eq(found.changed[0].ground_en, "five people");
    ck_assert_int_eq(found.changed[0].after, RULES_NO);
    ck_assert_int_eq(found.changed[1].after, RULES_YES);
    ck_assert_int_eq(found.changed[1].firm_before.won, 80 * MILLION);
    ck_assert_int_eq(found.changed[1].firm_after.won, 0);
    ck_assert_ptr_null(found.changed[1].ground_en);
    DONE(&desk, rulebook_simulate(desk.tx, desk.arena, &view, "other", &found, &desk.err));
    ck_assert_int_eq(found.applications, 0);
    struct programme_application same = {0};
    DONE(&desk, programme_application(desk.tx, desk.arena, small, &same, &desk.err));
    ck_assert_int_eq(same.programme_version, 2);
    ck_assert_str_eq(same.state, "submitted");
    close_desk(&desk);
}

ON_BOTH(a_fact_that_is_not_known_is_counted_as_unknown_not_as_no)
{
    struct desk desk;
    struct rulebook_simulation found = {0};
    struct rules_judgement judgement;
    open_desk(&desk, address);
    CHECK_OK(publish(&desk, &desk.publisher, drafted(&desk, desk.second)), desk.err);
    int64_t id = applied(&desk, 100 * MILLION);
    struct rulebook_draft view = draft(&desk, drafted(&desk, desk.second));
    DONE(&desk, rulebook_simulate(desk.tx, desk.arena, &view, "", &found, &desk.err));
    ck_assert_int_eq(found.before.unknown, 1);
    ck_assert_int_eq(found.after.unknown, 1);
    ck_assert_int_eq(found.after.ineligible, 0);
    ck_assert_int_eq(found.after.total.won, 100 * MILLION);
    DONE(&desk, rulebook_judge(desk.tx, desk.arena, id, &judgement, &desk.err));
    ck_assert_int_eq(judgement.eligible, RULES_UNKNOWN);
    learn(&desk, id, 3);
    DONE(&desk, rulebook_judge(desk.tx, desk.arena, id, &judgement, &desk.err));
    ck_assert_int_eq(judgement.eligible, RULES_YES);
    struct rulebook_fact ban = {{"participation_ban", 1, ""}, "제재 조회", 0};
    DONE(&desk, rulebook_facts_put(desk.tx, &desk.author, id, &ban, 1, desk.now, &desk.err));
    DONE(&desk, rulebook_judge(desk.tx, desk.arena, id, &judgement, &desk.err));
    ck_assert_int_eq(judgement.eligible, RULES_NO);
    ck_assert_str_eq(judgement.grounds[0].condition->id, "ban");
    ban.source = "";
    CHECK_FAILS(
        STEP(&desk, rulebook_facts_put(desk.tx, &desk.author, id, &ban, 1, desk.now, &desk.err)),
        RULEBOOK_SOURCE, desk.err);
    ban.value.fact = "moon";
    CHECK_FAILS(
        STEP(&desk, rulebook_facts_put(desk.tx, &desk.author, id, &ban, 1, desk.now, &desk.err)),
        RULES_FACT, desk.err);
    close_desk(&desk);
}

BOTH_MAIN(
    "rulebook", BOTH(a_draft_is_kept_as_typed_and_told_everything_that_is_wrong_with_it),
    BOTH(nobody_publishes_what_he_has_written_in),
    BOTH(only_the_next_version_of_its_key_is_published_and_only_when_money_could_be_paid_by_it),
    BOTH(a_case_stays_bound_to_the_version_it_was_made_under),
    BOTH(what_differs_from_the_version_in_force_is_named),
    BOTH(money_given_under_the_new_version_is_to_be_spent_by_its_date),
    BOTH(a_simulation_changes_nothing_and_says_who_would_come_in_and_whose_money_moves),
    BOTH(a_fact_that_is_not_known_is_counted_as_unknown_not_as_no))
