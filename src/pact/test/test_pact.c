/* From an inquiry without an account to an agreement that three parties have signed. */
#include <stdio.h>

#include "kit/text.h"
#include "pact/pact.h"
#include "support/postgres.h"
#include "support/seat.h"

static const uint8_t key[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";

struct table {
    struct store *store;
    struct people *people;
    struct arena *arena;
    struct store_tx *tx;
    time_us now;
    struct people_caller sponsor, officer, ministry, stranger;
    struct error err;
};

static void begin(struct table *table)
{
    table->now += TIME_SECOND;
    CHECK_OK(store_begin(table->store, STORE_WRITE, &table->tx, &table->err), table->err);
}

static enum status end(struct table *table, enum status st)
{
    struct error err;
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&table->tx, &err), err);
    store_abandon(&table->tx);
    return st;
}
#define STEP(table, call) (begin(table), end((table), (call)))

static struct people_caller person(struct table *table, const char *name, enum people_kind kind,
                                   enum people_role role)
{
    struct people_organisation firm = {.name = name, .kind = kind};
    struct seat seat = {.kind = kind, .role = role, .name = name};
    CHECK_OK(STEP(table, people_organisation_add(table->tx, &firm, table->now,
                                                 &seat.organisation_id, &table->err)),
             table->err);
    seat.login = arena_format(table->arena, "person%lld", (long long)seat.organisation_id);
    return seat_taken(table->people, table->arena, &seat, table->now);
}

static void table_open(struct table *table, const char *address)
{
    struct store_options options = {.address = address};
    *table = (struct table){.arena = arena_new("pact", 64 << 20), .now = 1};
    CHECK_OK(store_open(&options, &table->store, &table->err), table->err);
    CHECK_OK(store_migrate(table->store, table->now, &table->err), table->err);
    struct people_options people = {.store = table->store, .key = key, .cheap_passwords = true};
    CHECK_OK(people_new(&people, &table->people, &table->err), table->err);
    table->sponsor = person(table, "큰전자", KIND_SPONSOR, ROLE_SPONSOR_OFFICER);
    table->officer = person(table, "중앙회", KIND_OPERATOR, ROLE_OPERATOR_OFFICER);
    table->ministry = person(table, "중소벤처기업부", KIND_MINISTRY, ROLE_MINISTRY_VIEWER);
    table->stranger = person(table, "딴전자", KIND_SPONSOR, ROLE_SPONSOR_OFFICER);
}

static void table_close(struct table *table)
{
    people_free(table->people);
    store_close(table->store);
    arena_free(table->arena);
}

ON_BOTH(an_inquiry_is_answered_once_and_an_accepted_one_makes_the_organisation)
{
    struct table table;
    table_open(&table, address);
    const struct pact_inquiry inquiry = {.organisation = "새전자",
                                         .contact = "문의자",
                                         .email = "ask@example.kr",
                                         .message = "협력사 20곳을 지원하고 싶습니다"};
    struct pact_inquiry number = inquiry;
    struct pact_inquiries list = {0};
    struct people_organisation made = {0};
    int64_t id = 0, organisation = 0;
    number.message = "주민번호 900101-1234568";
    begin(&table);
    ck_assert(end(&table, pact_inquire(table.tx, &number, table.now, &id, &table.err)) !=
              STATUS_OK);
    CHECK_OK(STEP(&table, pact_inquire(table.tx, &inquiry, table.now, &id, &table.err)), table.err);
    CHECK_OK(STEP(&table, pact_answer(table.tx, table.arena, &table.officer, id, true, "환영",
                                      table.now, &organisation, &table.err)),
             table.err);
    CHECK_FAILS(STEP(&table, pact_answer(table.tx, table.arena, &table.officer, id, false, "또",
                                         table.now, &organisation, &table.err)),
                PACT_ANSWERED, table.err);
    CHECK_OK(
        STEP(&table, people_organisation(table.tx, table.arena, organisation, &made, &table.err)),
        table.err);
    ck_assert_int_eq(made.kind, KIND_SPONSOR);
    ck_assert_str_eq(made.name, "새전자");
    CHECK_OK(STEP(&table, pact_inquiries(table.tx, table.arena, &list, &table.err)), table.err);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(list.at[0].state, "accepted");
    ck_assert_int_eq(list.at[0].organisation_id, organisation);
    table_close(&table);
}

static enum status make(struct table *table, const struct pact_year *years, size_t count,
                        int64_t *ret_id)
{
    struct pact_draft draft = {.title = "상생협약",
                               .sponsor_id = table->sponsor.organisation_id,
                               .ministry_id = table->ministry.organisation_id};
    for (size_t i = 0; i < count; i++)
        *list_add(table->arena, &draft.years) = years[i];
    return STEP(table, pact_make(table->tx, table->arena, &table->officer, &draft, table->now,
                                 ret_id, &table->err));
}

static struct pact look(struct table *table, int64_t id)
{
    struct pact pact = {0};
    CHECK_OK(STEP(table, pact_get(table->tx, table->arena, id, &pact, &table->err)), table->err);
    return pact;
}

static enum status sign(struct table *table, const struct people_caller *caller, int64_t id,
                        const char *hash)
{
    return STEP(table,
                pact_sign(table->tx, table->arena, caller, id, hash, table->now, &table->err));
}

ON_BOTH(each_party_signs_the_hash_once_and_the_last_signature_puts_it_into_effect)
{
    static const struct pact_year years[] = {
        {2026, {20000000000}}, {2027, {20000000000}}, {2028, {25000000000}}};
    struct table table;
    struct pacts list = {0};
    int64_t id = 0;
    table_open(&table, address);
    CHECK_OK(make(&table, years, 3, &id), table.err);
    struct pact pact = look(&table, id);
    ck_assert_uint_eq(pact.years.count, 3);
    ck_assert_int_eq(pact.total.won, 65000000000);
    CHECK_FAILS(sign(&table, &table.sponsor, id, "00"), PACT_HASH, table.err);
    CHECK_FAILS(sign(&table, &table.stranger, id, pact.hash), PACT_STRANGER, table.err);
    CHECK_OK(sign(&table, &table.sponsor, id, pact.hash), table.err);
    CHECK_FAILS(sign(&table, &table.sponsor, id, pact.hash), PACT_SIGNED, table.err);
    CHECK_OK(sign(&table, &table.officer, id, pact.hash), table.err);
    ck_assert_int_eq(look(&table, id).active_at, 0);
    CHECK_OK(sign(&table, &table.ministry, id, pact.hash), table.err);
    pact = look(&table, id);
    ck_assert_int_ne(pact.active_at, 0);
    ck_assert_str_eq(pact.signatures.at[2].name, "중소벤처기업부");
    CHECK_OK(STEP(&table, pact_list(table.tx, table.arena, table.stranger.organisation_id, &list,
                                    &table.err)),
             table.err);
    ck_assert_uint_eq(list.count, 0);
    CHECK_OK(STEP(&table, pact_list(table.tx, table.arena, 0, &list, &table.err)), table.err);
    ck_assert_uint_eq(list.count, 1);
    table_close(&table);
}

ON_BOTH(a_promise_names_each_year_once_with_an_amount)
{
    static const struct pact_year twice[] = {{2026, {1}}, {2026, {1}}};
    static const struct pact_year nothing[] = {{2026, {0}}};
    static const struct pact_year far[] = {{3026, {1}}};
    struct table table;
    int64_t id = 0;
    table_open(&table, address);
    CHECK_FAILS(make(&table, twice, 2, &id), PACT_YEAR, table.err);
    CHECK_FAILS(make(&table, nothing, 1, &id), PACT_YEAR, table.err);
    CHECK_FAILS(make(&table, far, 1, &id), PACT_YEAR, table.err);
    CHECK_FAILS(make(&table, NULL, 0, &id), PACT_YEAR, table.err);
    table.sponsor.organisation_id = table.officer.organisation_id;
    CHECK_FAILS(make(&table, twice, 1, &id), PACT_PARTY, table.err);
    table_close(&table);
}

BOTH_MAIN("pact", BOTH(an_inquiry_is_answered_once_and_an_accepted_one_makes_the_organisation),
          BOTH(each_party_signs_the_hash_once_and_the_last_signature_puts_it_into_effect),
          BOTH(a_promise_names_each_year_once_with_an_amount))
