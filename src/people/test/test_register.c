#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/text.h"
#include "support/postgres.h"
#include "world.h"

static struct people_caller caller_of(struct world *world, int64_t organisation,
                                      enum people_role role, const char *login)
{
    struct human human = world_human(world, organisation, role, login);
    struct people_token token = world_sign_in(world, &human);
    return world_caller(world, &token);
}

static struct store_tx *begin(struct world *world)
{
    struct error err;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world->store, STORE_WRITE, &tx, &err), err);
    return tx;
}

static void commit(struct store_tx **tx)
{
    struct error err;
    CHECK_OK(store_commit(tx, &err), err);
}

/* ---- organisations ---- */

ON_BOTH(an_organisation_has_a_known_kind_a_name_in_one_line_and_a_number_of_its_own)
{
    struct world world = world_open(address, true);
    struct error err;
    int64_t id = 0;
    struct people_organisation wanted = {.name = "새한기계",
                                         .kind = KIND_ADOPTER,
                                         .business_number = "124-81-00998",
                                         .region = "경남 창원"};
    struct store_tx *tx = begin(&world);
    CHECK_OK(people_organisation_add(tx, &wanted, world.now, &id, &err), err);
    commit(&tx);
    static const struct {
        struct people_organisation organisation;
        const struct reason *why;
        const char *place;
    } rows[] = {
        {{.name = "다른 곳", .kind = KIND_SUPPLIER, .business_number = "1248100998"},
         &PEOPLE_ORGANISATION_TAKEN,
         "business_number"},
        {{.name = "", .kind = KIND_SUPPLIER}, &PEOPLE_NAME, "name"},
        {{.name = "두\n줄", .kind = KIND_SUPPLIER}, &PEOPLE_NAME, "name"},
        {{.name = "곳", .kind = KIND_SUPPLIER, .region = " "}, &PEOPLE_NAME, "region"},
        {{.name = "곳", .kind = KIND_UNKNOWN}, &PEOPLE_KIND, "kind"},
        {{.name = "곳", .kind = KIND_BUYER, .business_number = "1"},
         &PEOPLE_BUSINESS_NUMBER,
         "business_number"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t other = -1;
        tx = begin(&world);
        CHECK_FAILS(people_organisation_add(tx, &rows[i].organisation, world.now, &other, &err),
                    *rows[i].why, err);
        ck_assert_str_eq(err.place, rows[i].place);
        ck_assert_int_eq(other, -1);
        store_abandon(&tx);
    }
    tx = begin(&world);
    struct people_organisation found;
    struct people_organisations list;
    CHECK_OK(people_organisation(tx, world.arena, id, &found, &err), err);
    ck_assert_str_eq(found.business_number, "1248100998");
    ck_assert_str_eq(found.region, "경남 창원");
    CHECK_FAILS(people_organisation(tx, world.arena, 999, &found, &err), PEOPLE_ORGANISATION, err);
    CHECK_OK(people_organisation_list(tx, world.arena, KIND_ADOPTER, &list, &err), err);
    ck_assert_uint_eq(list.count, 3);
    ck_assert_str_eq(list.at[2].name, "새한기계");
    CHECK_OK(people_organisation_list(tx, world.arena, KIND_UNKNOWN, &list, &err), err);
    ck_assert_uint_eq(list.count, 6);
    store_abandon(&tx);
    world_close(&world);
}

/* ---- invitations ---- */

static enum status invite(struct world *world, const struct people_caller *caller,
                          int64_t organisation, enum people_role role, const char **ret_token,
                          struct error *err)
{
    struct people_invitation made, wanted = {.organisation_id = organisation,
                                             .post = "담당",
                                             .role = role,
                                             .email = "new@example.kr"};
    enum status st =
        people_invite(world->people, world->arena, caller, &wanted, world->now, &made, err);
    if (st == STATUS_OK)
        *ret_token = made.token;
    return st;
}

static enum status accept(struct world *world, const char *token, const char *login,
                          struct error *err)
{
    int64_t id = 0;
    struct people_acceptance acceptance = {.token = token,
                                           .login = login,
                                           .name = "새 사람",
                                           .password = WORLD_PASSWORD,
                                           .address = "192.0.2.9"};
    return people_accept(world->people, &acceptance, world->now, &id, err);
}

/* A name of few letters, so that many share some of them. */
static const char *drawn_name(struct world *world, struct random_stream *luck, size_t size)
{
    static const char *const letters[] = {"정", "밀", "공", "장", "A", "b", "7", " ", "%", "_"};
    struct text name = text_start(world->arena, 80);
    for (size_t i = 0; i < size; i++)
        text_add(&name, letters[random_below(luck, sizeof letters / sizeof *letters)]);
    return text_string(&name);
}

static void same_as_every_name_read(struct world *world, struct store_tx *tx, const char *words)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct people_organisations list = {0};
    struct error err;
    bool more = true;
    size_t count = 0;
    CHECK_OK(people_organisation_search(tx, world->arena, words, &list, &err), err);
    CHECK_OK(store_query(tx,
                         "SELECT id FROM organisation WHERE lower(name) LIKE $1 ESCAPE '!' "
                         "ORDER BY name, id LIMIT 50",
                         STORE_VALUES(v_text(store_like(world->arena, words))), &rows, &err),
             err);
    for (; store_next(rows, &more, &err) == STATUS_OK && more; count++) {
        ck_assert_msg(count < list.count, "\"%s\": only %zu", words, list.count);
        ck_assert_int_eq(list.at[count].id, store_int(rows, 0));
    }
    ck_assert_uint_eq(list.count, count);
}

ON_BOTH(an_organisation_is_found_by_any_two_letters_or_more_of_its_name)
{
    enum { NAMES = 400, ROUNDS = 60 };
    struct world world = world_open(address, true);
    struct random_stream luck = random_stream(3, "names");
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct error err;
    CHECK_OK(store_begin(world.store, STORE_WRITE, &tx, &err), err);
    for (int64_t i = 0; i < NAMES; i++)
        CHECK_OK(store_run(tx,
                           "INSERT INTO organisation (name, kind, created_at) VALUES "
                           "('공장 ' || $1, 'adopter', 1)",
                           STORE_VALUES(v_text(drawn_name(&world, &luck, 6))), NULL, &err),
                 err);
    same_as_every_name_read(&world, tx, "공장");
    FOR_ALL(seed, ROUNDS) {
        luck = random_stream(seed, "changes");
        CHECK_OK(store_run(tx, "UPDATE organisation SET name = $2 WHERE id = $1",
                           STORE_VALUES(v_int(1 + (int64_t)random_below(&luck, NAMES)),
                                        v_text(drawn_name(&world, &luck, 5))),
                           NULL, &err),
                 err);
        for (size_t size = 2; size < 5; size++)
            same_as_every_name_read(&world, tx, drawn_name(&world, &luck, size));
    }
    store_abandon(&tx);
    world_close(&world);
}

ON_BOTH(an_invitation_works_once_until_its_day_and_only_for_a_role_that_its_inviter_may_fill)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner =
        caller_of(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner@hanbit");
    const char *token = NULL, *late = NULL;
    CHECK_OK(invite(&world, &owner, world.adopter, ROLE_ADOPTER_MEMBER, &token, &err), err);
    CHECK_OK(invite(&world, &owner, world.adopter, ROLE_ADOPTER_MEMBER, &late, &err), err);
    CHECK_FAILS(accept(&world, token, "owner@hanbit", &err), PEOPLE_LOGIN_TAKEN, err);
    CHECK_FAILS(accept(&world, token, "New", &err), PEOPLE_LOGIN, err);
    CHECK_FAILS(accept(&world, "AAAA", "new", &err), PEOPLE_INVITATION, err);
    CHECK_OK(accept(&world, token, "new", &err), err); /* what failed did not use it up */
    CHECK_FAILS(accept(&world, token, "newer", &err), PEOPLE_INVITATION, err);
    world.now += PEOPLE_INVITATION_DAYS * TIME_DAY;
    CHECK_FAILS(accept(&world, late, "newer", &err), PEOPLE_INVITATION, err);
    world.now -= 1;
    CHECK_OK(accept(&world, late, "newer", &err), err);

    struct people_invitations list;
    struct store_tx *tx = begin(&world);
    CHECK_OK(people_invitation_list(tx, world.arena, &owner, &list, &err), err);
    store_abandon(&tx);
    ck_assert_uint_eq(list.count, 3); /* two, and the owner's own */
    ck_assert_int_ne(list.at[0].accepted_at, 0);
    ck_assert_ptr_null(list.at[0].token);
    world_close(&world);
}

/* Who may fill which role where, written by hand from the programme: everything else is refused. */
ON_BOTH(a_role_is_filled_only_by_who_may_and_where_that_kind_of_organisation_has_it)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner = caller_of(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    struct people_caller member = caller_of(&world, world.adopter, ROLE_ADOPTER_MEMBER, "member");
    struct people_caller sponsor = caller_of(&world, world.sponsor, ROLE_SPONSOR_OFFICER, "spons");
    struct people_caller officer =
        caller_of(&world, world.operator, ROLE_OPERATOR_OFFICER, "officer");
    struct people_caller finance =
        caller_of(&world, world.operator, ROLE_OPERATOR_FINANCE, "finance");
    struct people_caller admin = caller_of(&world, world.operator, ROLE_ADMIN, "admin");
    struct people_caller auditor = caller_of(&world, world.audit, ROLE_AUDITOR, "auditor");
    const struct {
        const struct people_caller *caller;
        int64_t organisation;
        enum people_role role;
        const struct reason *why; /* NULL: may */
    } rows[] = {
        {&owner, world.adopter, ROLE_ADOPTER_MEMBER, NULL},
        {&owner, world.adopter, ROLE_ADOPTER_OWNER, NULL},
        {&owner, world.other_adopter, ROLE_ADOPTER_MEMBER, &PEOPLE_MAY_NOT_INVITE},
        {&owner, world.adopter, ROLE_ADMIN, &PEOPLE_ROLE},
        {&owner, world.operator, ROLE_ADMIN, &PEOPLE_MAY_NOT_INVITE},
        {&owner, world.adopter, ROLE_SITE_AGENT, &PEOPLE_ROLE},
        {&member, world.adopter, ROLE_ADOPTER_MEMBER, &PEOPLE_MAY_NOT_INVITE},
        {&sponsor, world.sponsor, ROLE_MENTOR, NULL},
        {&sponsor, world.adopter, ROLE_ADOPTER_MEMBER, &PEOPLE_MAY_NOT_INVITE},
        {&officer, world.adopter, ROLE_ADOPTER_OWNER, NULL},
        {&officer, world.sponsor, ROLE_SPONSOR_OFFICER, NULL},
        {&officer, world.operator, ROLE_OPERATOR_FINANCE, &PEOPLE_MAY_NOT_INVITE},
        {&finance, world.operator, ROLE_OPERATOR_FINANCE, &PEOPLE_MAY_NOT_INVITE},
        {&finance, world.adopter, ROLE_ADOPTER_OWNER, &PEOPLE_MAY_NOT_INVITE},
        {&admin, world.operator, ROLE_OPERATOR_FINANCE, NULL},
        {&admin, world.audit, ROLE_AUDITOR, NULL},
        {&admin, world.audit, ROLE_ADMIN, &PEOPLE_ROLE},
        {&auditor, world.audit, ROLE_AUDITOR, &PEOPLE_MAY_NOT_INVITE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *token = NULL;
        enum status st =
            invite(&world, rows[i].caller, rows[i].organisation, rows[i].role, &token, &err);
        const struct reason *why = st == STATUS_OK ? NULL : err.reason;
        ck_assert_msg(why == rows[i].why, "row %zu: %s", i, why != NULL ? why->name : "may");
    }
    const char *token = NULL;
    CHECK_FAILS(invite(&world, &owner, 999, ROLE_ADOPTER_MEMBER, &token, &err), PEOPLE_ORGANISATION,
                err);
    owner.role = ROLE_ANONYMOUS; /* as while a second factor is missing */
    CHECK_FAILS(invite(&world, &owner, world.adopter, ROLE_ADOPTER_MEMBER, &token, &err),
                PEOPLE_MAY_NOT_INVITE, err);
    world_close(&world);
}

/* ---- the account ---- */

ON_BOTH(a_changed_account_is_changed_and_nothing_else_is)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller kim = caller_of(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct people_account account;
    struct people_account_change change = {.email = "kim@hanbit.example.kr"};
    CHECK_OK(people_account_set(world.people, &kim, &change, &err), err);
    CHECK_OK(people_account(world.people, world.arena, &kim, &account, &err), err);
    ck_assert_str_eq(account.email, "kim@hanbit.example.kr");
    ck_assert_str_eq(account.name, "김두레");
    ck_assert_str_eq(account.language, "ko");
    ck_assert_str_eq(account.organisation, "한빛정밀");
    ck_assert(!account.totp_enabled);
    static const struct {
        struct people_account_change change;
        const struct reason *why;
        const char *place;
    } rows[] = {
        {{.name = " "}, &PEOPLE_NAME, "name"},
        {{.name = "a\tb"}, &PEOPLE_NAME, "name"},
        {{.name = "김 800101-1234567"}, &PEOPLE_RESIDENT_NUMBER, "name"},
        {{.email = "kim"}, &PEOPLE_EMAIL, "email"},
        {{.email = "kim@hanbit"}, &PEOPLE_EMAIL, "email"},
        {{.email = "a@b@c.kr"}, &PEOPLE_EMAIL, "email"},
        {{.email = "a@b.kr\r\nBcc: x@y.kr"}, &PEOPLE_EMAIL, "email"},
        {{.email = "@b.kr"}, &PEOPLE_EMAIL, "email"},
        {{.language = "fr"}, &PEOPLE_LANGUAGE, "language"},
        {{.name = "새 이름", .language = ""}, &PEOPLE_LANGUAGE, "language"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_FAILS(people_account_set(world.people, &kim, &rows[i].change, &err), *rows[i].why,
                    err);
        ck_assert_str_eq(err.place, rows[i].place);
    }
    CHECK_OK(people_account(world.people, world.arena, &kim, &account, &err), err);
    ck_assert_str_eq(account.name, "김두레");
    ck_assert_str_eq(account.email, "kim@hanbit.example.kr");
    world_close(&world);
}

ON_BOTH(a_new_password_needs_the_old_one_and_ends_the_other_sessions)
{
    struct world world = world_open(address, true);
    struct error err;
    static const char fresh[] = "열두 대의 선반이 나란히 돌아간다";
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct people_token here = world_sign_in(&world, &kim), there = world_sign_in(&world, &kim);
    struct people_caller caller = world_caller(&world, &here), other;
    CHECK_FAILS(people_password_set(world.people, &caller, "wrong", fresh, world.now, &err),
                PEOPLE_PASSWORD_WRONG, err);
    CHECK_FAILS(people_password_set(world.people, &caller, WORLD_PASSWORD, "짧다", world.now, &err),
                PEOPLE_PASSWORD_SHORT, err);
    CHECK_OK(people_password_set(world.people, &caller, WORLD_PASSWORD, fresh, world.now, &err),
             err);
    world_caller(&world, &here);
    CHECK_FAILS(people_authenticate(world.people, world.arena, there.text, world.now, &other, &err),
                PEOPLE_NO_SESSION, err);
    world.now += TIME_MINUTE;
    CHECK_FAILS(world_try(&world, "kim", WORLD_PASSWORD, NULL, &err), PEOPLE_SIGN_IN, err);
    CHECK_OK(world_try(&world, "kim", fresh, NULL, &err), err);
    world_close(&world);
}

ON_BOTH(a_second_factor_is_replaced_only_with_a_fresh_proof)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human choi = world_human(&world, world.sponsor, ROLE_SPONSOR_OFFICER, "choi");
    struct people_token token = world_sign_in(&world, &choi), risen;
    struct people_caller caller = world_caller(&world, &token);
    struct people_totp totp;
    CHECK_FAILS(people_totp_start(world.people, world.arena, &caller, world.now, &totp, &err),
                PEOPLE_STEP_UP, err);
    world.now += TIME_MINUTE;
    struct people_sign_in proof = {.code = world_code(&world, &choi)};
    CHECK_OK(people_step_up(world.people, &caller, &proof, world.now, &risen, &err), err);
    caller = world_caller(&world, &risen);
    CHECK_OK(people_totp_start(world.people, world.arena, &caller, world.now, &totp, &err), err);
    ck_assert(text_starts(totp.uri, "otpauth://totp/Dure:choi?secret="));
    ck_assert_ptr_nonnull(strstr(totp.uri, totp.secret));
    ck_assert_str_ne(totp.secret, choi.secret);

    /* Until the new one is confirmed the old one counts. */
    struct people_token last;
    const char *old_code = world_code(&world, &choi);
    CHECK_FAILS(people_totp_confirm(world.people, &caller, old_code, world.now, &last, &err),
                PEOPLE_CODE_WRONG, err);
    struct human fresh = choi;
    fresh.secret = totp.secret;
    CHECK_OK(people_totp_confirm(world.people, &caller, world_code(&world, &fresh), world.now,
                                 &last, &err),
             err);
    world.now += TIME_MINUTE;
    CHECK_FAILS(world_try(&world, "choi", WORLD_PASSWORD, world_code(&world, &choi), &err),
                PEOPLE_CODE_WRONG, err);
    CHECK_OK(world_try(&world, "choi", WORLD_PASSWORD, world_code(&world, &fresh), &err), err);
    world_close(&world);
}

/* ---- who looked ---- */

ON_BOTH(the_log_of_reads_can_be_added_to_never_changed)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller sponsor = caller_of(&world, world.sponsor, ROLE_SPONSOR_OFFICER, "spons");
    struct store_tx *tx = begin(&world);
    for (int i = 0; i < 5; i++) {
        struct people_read read = {.at = world.now + i,
                                   .owner_id = i == 2 ? world.other_adopter : world.adopter,
                                   .reader_user_id = sponsor.user_id,
                                   .reader_organisation_id = sponsor.organisation_id,
                                   .reader_role = sponsor.role,
                                   .object = "application",
                                   .object_id = 100 + i,
                                   .classes = CLASS_BIT(MONEY) | CLASS_BIT(PERSONAL),
                                   .route = "GET /applications/{id}"};
        CHECK_OK(people_read_add(tx, &read, &err), err);
    }
    commit(&tx);
    static const char *const changes[] = {
        "UPDATE read_log SET at = 0",
        "DELETE FROM read_log",
        "DELETE FROM read_log WHERE id = 1",
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        tx = begin(&world);
        ck_assert_msg(store_run(tx, changes[i], STORE_NONE, NULL, &err) != STATUS_OK, "%s",
                      changes[i]);
        store_abandon(&tx);
    }
    struct people_reads list;
    tx = begin(&world);
    CHECK_OK(people_read_list(tx, world.arena, world.adopter, 0, 3, &list, &err), err);
    ck_assert_uint_eq(list.count, 3);
    ck_assert_int_eq(list.at[0].object_id, 104);
    ck_assert_int_eq(list.at[2].object_id, 101); /* 102 is another firm's */
    ck_assert_str_eq(list.at[0].reader_organisation, "큰전자");
    ck_assert_int_eq(list.at[0].reader_role, ROLE_SPONSOR_OFFICER);
    ck_assert_str_eq(people_class_names(world.arena, list.at[0].classes), "money, personal");
    CHECK_OK(people_read_list(tx, world.arena, world.adopter, list.at[2].id, 3, &list, &err), err);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].object_id, 100);
    store_abandon(&tx);
    world_close(&world);
}

/* ---- grants ---- */

static bool granted(struct world *world, const struct people_grant *wanted, time_us now)
{
    struct error err;
    uint32_t classes = 0;
    struct store_tx *tx = begin(world);
    CHECK_OK(people_granted(tx, world->arena, wanted, now, &classes, &err), err);
    store_abandon(&tx);
    return (classes >> wanted->class & 1) != 0;
}

ON_BOTH(a_grant_opens_one_class_of_one_thing_to_one_organisation_until_its_end_or_its_revocation)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner = caller_of(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    struct people_caller other = caller_of(&world, world.other_adopter, ROLE_ADOPTER_OWNER, "oth");
    struct people_grant grant = {.owner_id = world.adopter,
                                 .to_id = world.sponsor,
                                 .object = "model",
                                 .object_id = 4,
                                 .class = CLASS_TECHNICAL,
                                 .purpose = "멘토링 기간의 라인 분석",
                                 .until = world.now + 30 * TIME_DAY};
    ck_assert(!granted(&world, &grant, world.now));
    int64_t id = 0;
    struct store_tx *tx = begin(&world);
    CHECK_OK(people_grant_add(tx, &owner, &grant, world.now, &id, &err), err);
    commit(&tx);
    ck_assert(granted(&world, &grant, world.now));
    ck_assert(granted(&world, &grant, grant.until - 1));
    ck_assert(!granted(&world, &grant, grant.until));
    struct people_grant wrong = grant;
    wrong.class = CLASS_TRADE_SECRET;
    ck_assert(!granted(&world, &wrong, world.now));
    wrong = grant;
    wrong.to_id = world.operator;
    ck_assert(!granted(&world, &wrong, world.now));
    wrong = grant;
    wrong.object_id = 5;
    ck_assert(!granted(&world, &wrong, world.now));

    tx = begin(&world);
    CHECK_FAILS(people_grant_revoke(tx, &other, id, world.now, &err), PEOPLE_NO_GRANT, err);
    CHECK_OK(people_grant_revoke(tx, &owner, id, world.now, &err), err);
    CHECK_FAILS(people_grant_revoke(tx, &owner, id, world.now, &err), PEOPLE_NO_GRANT, err);
    commit(&tx);
    ck_assert(!granted(&world, &grant, world.now));
    struct people_grants list;
    tx = begin(&world);
    CHECK_OK(people_grant_list(tx, world.arena, world.adopter, &list, &err), err);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].class, CLASS_TECHNICAL);
    ck_assert_int_eq(list.at[0].revoked_at, world.now);

    wrong = grant;
    wrong.until = world.now;
    CHECK_FAILS(people_grant_add(tx, &owner, &wrong, world.now, &id, &err), PEOPLE_GRANT, err);
    wrong = grant;
    wrong.purpose = "";
    CHECK_FAILS(people_grant_add(tx, &owner, &wrong, world.now, &id, &err), PEOPLE_GRANT, err);
    wrong = grant;
    wrong.to_id = world.adopter;
    CHECK_FAILS(people_grant_add(tx, &owner, &wrong, world.now, &id, &err), PEOPLE_GRANT, err);
    wrong = grant;
    wrong.until = world.now + 367 * TIME_DAY;
    CHECK_FAILS(people_grant_add(tx, &owner, &wrong, world.now, &id, &err), PEOPLE_GRANT, err);
    wrong = grant;
    wrong.to_id = 999;
    CHECK_FAILS(people_grant_add(tx, &owner, &wrong, world.now, &id, &err), PEOPLE_ORGANISATION,
                err);
    store_abandon(&tx);
    world_close(&world);
}

BOTH_MAIN_WITHIN(
    "people", 240,
    BOTH(an_organisation_has_a_known_kind_a_name_in_one_line_and_a_number_of_its_own),
    BOTH(an_organisation_is_found_by_any_two_letters_or_more_of_its_name),
    BOTH(an_invitation_works_once_until_its_day_and_only_for_a_role_that_its_inviter_may_fill),
    BOTH(a_role_is_filled_only_by_who_may_and_where_that_kind_of_organisation_has_it),
    BOTH(a_changed_account_is_changed_and_nothing_else_is),
    BOTH(a_new_password_needs_the_old_one_and_ends_the_other_sessions),
    BOTH(a_second_factor_is_replaced_only_with_a_fresh_proof),
    BOTH(the_log_of_reads_can_be_added_to_never_changed),
    BOTH(a_grant_opens_one_class_of_one_thing_to_one_organisation_until_its_end_or_its_revocation))
