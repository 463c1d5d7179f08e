#include "office.h"

#include <string.h>

#include "kit/text.h"
#include "support/seat.h"

static const uint8_t key[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";

/* ---- a machine: a request that is asked for, looked at, and granted or refused ---- */

#define STEP(id_, from_, to_, role_, deputy_, days_, working_, article_, ko_, en_)                 \
    {                                                                                              \
        .machine = "request", .id = id_, .from = from_, .to = to_, .role = role_,                  \
        .deputy_role = deputy_, .deadline_days = days_, .working = working_, .article = article_,  \
        .ko = ko_, .en = en_                                                                       \
    }
static const struct rules_step steps[] = {
    STEP("ask", "draft", "asked", "adopter_owner", "adopter_member", 14, false, "제1조", "신청",
         "ask"),
    STEP("note", "asked", "asked", "adopter_owner", "adopter_member", 0, false, "제2조", "메모",
         "note"),
    STEP("grant", "asked", "granted", "operator_officer", "", 7, true, "제3조", "승인", "grant"),
    STEP("refuse", "asked", "refused", "operator_officer", "", 10, true, "제4조", "반려", "refuse"),
    STEP("supply", "granted", "supplied", "supplier", "", 30, false, "제5조", "납품", "supply"),
    STEP("expire", "granted", "refused", "system", "", 60, false, "제6조", "기한 지남", "expire"),
};
static const struct rules_state states[] = {
    {.id = "draft"},
    {.id = "asked"},
    {.id = "granted"},
    {.id = "refused", .end = true},
    {.id = "supplied", .end = true},
};
static const struct rules_machine machines[] = {
    {.id = "request",
     .ko = "요청",
     .en = "request",
     .first = "draft",
     .states = states,
     .state_count = sizeof states / sizeof *states},
    {.id = "objection",
     .ko = "이의신청",
     .en = "objection",
     .first = "draft",
     .once = true,
     .states = states,
     .state_count = sizeof states / sizeof *states},
};
static const struct rules_document document = {.machines = machines,
                                               .machine_count = 2,
                                               .steps = steps,
                                               .step_count = sizeof steps / sizeof *steps};

struct hooks_said said;

static enum status door(const struct casework_context *step, struct casework_missings *missing,
                        struct error *err)
{
    (void)err;
    if (said.door_shut)
        casework_misses(step, missing, "열쇠", "the key", "제3조 2항");
    return STATUS_OK;
}

static enum status check_grant(const struct casework_context *step, struct error *err)
{
    int64_t amount = 0;
    said.checks++;
    return json_int(&step->values, "amount", 0, 1000, &amount, err);
}

static enum status do_grant(const struct casework_context *step, struct error *err)
{
    said.effects++;
    enum status st =
        store_run(step->tx, "INSERT INTO holiday (day, name) VALUES ('2030-01-01', 'x')",
                  STORE_NONE, NULL, err);
    if (st == STATUS_OK && said.effect_fails)
        st = FAIL(err, CASEWORK_LATE, "the effect fails");
    return st;
}

static const char *const colours[] = {"red", "blue", NULL};
#define VALUE(name_, type_, optional_, ko_, en_)                                                   \
    .name = name_, .type = CASEWORK_##type_, .optional = optional_, .ko = ko_, .en = en_
static const struct casework_value grant_values[] = {
    {VALUE("amount", MONEY, false, "금액", "amount")},
    {VALUE("until", DAY, true, "기한", "until")},
    {VALUE("colour", CHOICE, true, "색", "colour"), .choices = colours},
    {VALUE("words", TEXT, true, "말", "words")},
    {VALUE("count", WHOLE, true, "수", "count")},
};

static enum status offer_wishes(const struct casework_context *step,
                                struct casework_options *options, struct error *err)
{
    (void)err;
    *list_add(step->arena, options) = (struct casework_option){"tea", "차", "tea"};
    return STATUS_OK;
}
static const struct casework_value wish_columns[] = {
    {VALUE("wish", TEXT, false, "바람", "wish"), .offer = offer_wishes},
};
static const struct casework_value open_values[] = {
    {VALUE("wishes", LINES, true, "바람들", "wishes"), .columns = wish_columns, .column_count = 1},
};
static const struct casework_hook grants[] = {
    {.machine = "request",
     .step = "grant",
     .values = {grant_values, sizeof grant_values / sizeof *grant_values},
     .missing = door,
     .check = check_grant,
     .effect = do_grant},
};
static const struct casework_hook supplies[] = {
    {.machine = "request", .step = "supply", .evidence = true},
    {.machine = "request", .step = "refuse", .step_up = true},
    {.machine = "request", .step = "open", .values = {open_values, 1}},
};
static const struct casework_hooks hooks[] = {{grants, 1}, {supplies, 3}};

/* ---- people ---- */

static int64_t organisation(struct office *office, const char *name, enum people_kind kind)
{
    int64_t id = 0;
    struct people_organisation wanted = {.name = name, .kind = kind};
    CHECK_OK(
        DO(office, people_organisation_add(office->tx, &wanted, office->now, &id, &office->err)),
        office->err);
    return id;
}

struct people_caller office_person(struct office *office, int64_t organisation_id,
                                   enum people_kind kind, enum people_role role, const char *post,
                                   const char *login)
{
    const struct seat seat = {.organisation_id = organisation_id,
                              .kind = kind,
                              .role = role,
                              .post = post,
                              .login = login};
    struct people_caller caller = seat_taken(office->people, office->arena, &seat, office->now);
    caller.step_up_until = INT64_MAX;
    caller.post_id = office_number(
        office, arena_format(office->arena, "SELECT post_id FROM holding WHERE person_id = %lld",
                             (long long)caller.user_id));
    return caller;
}

void office_leave(struct office *office, const struct people_caller *person)
{
    CHECK_OK(
        DO(office,
           store_run(office->tx, "UPDATE holding SET until_at = $1 WHERE person_id = $2",
                     STORE_VALUES(v_int(office->now), v_int(person->user_id)), NULL, &office->err)),
        office->err);
}

void office_open(struct office *office, const char *address)
{
    *office = (struct office){.arena = arena_new("office", 64 << 20)};
    said = (struct hooks_said){0};
    struct store_options options = {.address = address};
    CHECK_OK(time_parse("2026-11-24T09:30:00Z", &office->now, &office->err), office->err);
    CHECK_OK(store_open(&options, &office->store, &office->err), office->err);
    CHECK_OK(store_migrate(office->store, office->now, &office->err), office->err);
    struct people_options people = {.store = office->store, .key = key, .cheap_passwords = true};
    CHECK_OK(people_new(&people, &office->people, &office->err), office->err);
    int64_t adopter = organisation(office, "한빛정밀", KIND_ADOPTER);
    int64_t other = organisation(office, "두성산업", KIND_ADOPTER);
    int64_t body = organisation(office, "중앙회", KIND_OPERATOR);
    office->owner =
        office_person(office, adopter, KIND_ADOPTER, ROLE_ADOPTER_OWNER, "대표", "owner");
    office->member =
        office_person(office, adopter, KIND_ADOPTER, ROLE_ADOPTER_MEMBER, "과장", "member");
    office->officer =
        office_person(office, body, KIND_OPERATOR, ROLE_OPERATOR_OFFICER, "담당 1", "officer");
    office->officer2 =
        office_person(office, body, KIND_OPERATOR, ROLE_OPERATOR_OFFICER, "담당 2", "officer2");
    office->stranger =
        office_person(office, other, KIND_ADOPTER, ROLE_ADOPTER_OWNER, "대표", "stranger");
    int64_t rule = 0;
    office_begin(office);
    CHECK_OK(store_run(office->tx, "INSERT INTO programme (key) VALUES ('p')", STORE_NONE, NULL,
                       &office->err),
             office->err);
    CHECK_OK(store_number(office->tx,
                          "INSERT INTO rule_document (programme_id, version, hash, document, "
                          "published_at) SELECT id, 1, 'h', '{}', 0 FROM programme RETURNING id",
                          STORE_NONE, &rule, &office->err),
             office->err);
    CHECK_OK(office_end(office, STATUS_OK), office->err);
    office->procedure = (struct casework_procedure){.rule_id = rule,
                                                    .rules = &document,
                                                    .hooks = hooks,
                                                    .hooks_count = sizeof hooks / sizeof *hooks};
}

void office_close(struct office *office)
{
    people_free(office->people);
    store_close(office->store);
    arena_free(office->arena);
}

void office_begin(struct office *office)
{
    office->now += TIME_SECOND;
    CHECK_OK(store_begin(office->store, STORE_WRITE, &office->tx, &office->err), office->err);
}

enum status office_end(struct office *office, enum status st)
{
    struct error err;
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&office->tx, &err), err);
    store_abandon(&office->tx);
    return st;
}

int64_t office_number(struct office *office, const char *sql)
{
    int64_t number = -1;
    CHECK_OK(DO(office, store_number(office->tx, sql, STORE_NONE, &number, &office->err)),
             office->err);
    return number;
}

int64_t office_matter(struct office *office)
{
    int64_t id = 0;
    const struct casework_party parties[] = {
        {KIND_ADOPTER, office->owner.organisation_id, NULL},
        {KIND_OPERATOR, office->officer.organisation_id, NULL}};
    const struct casework_opening opening = {.machine = "request",
                                             .subject_kind = "thing",
                                             .subject_id = 7,
                                             .owner_id = office->owner.organisation_id,
                                             .parties = parties,
                                             .party_count = 2,
                                             .caller = &office->owner};
    CHECK_OK(DO(office, casework_open(office->tx, office->arena, &office->procedure, &opening,
                                      office->now, &id, &office->err)),
             office->err);
    return id;
}

enum status office_step(struct office *office, const struct people_caller *caller, int64_t matter,
                        const char *step, const char *values)
{
    json_t *given = values == NULL ? NULL : json_loads(values, 0, NULL);
    struct casework_input input = {.note = "확인함", .values = given};
    enum status st = DO(office, casework_step(office->tx, office->arena, &office->procedure, caller,
                                              matter, step, &input, office->now, &office->err));
    json_decref(given);
    return st;
}

struct casework_matter office_look(struct office *office, const struct people_caller *caller,
                                   int64_t matter)
{
    struct casework_matter view = {0};
    CHECK_OK(DO(office, casework_matter(office->tx, office->arena, &office->procedure, caller,
                                        matter, office->now, &view, &office->err)),
             office->err);
    return view;
}

struct casework_tasks office_tasks(struct office *office, const struct people_caller *caller,
                                   enum casework_scope scope)
{
    struct casework_tasks tasks = {0};
    const struct casework_query query = {.scope = scope, .most = CASEWORK_PAGE_MAX};
    CHECK_OK(DO(office, casework_tasks(office->tx, office->arena, caller, &query, office->now,
                                       &tasks, &office->err)),
             office->err);
    return tasks;
}
