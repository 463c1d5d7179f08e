/* Ways back in, posts left, and the log of what is done to accounts. */
#include <stdio.h>
#include <string.h>

#include "kit/text.h"
#include "support/postgres.h"
#include "world.h"

#define NEW_PASSWORD "새벽마다 선반 위로 햇빛이 든다"

static struct people_caller caller_of(struct world *world, const struct human *human)
{
    struct people_token token = world_sign_in(world, human);
    return world_caller(world, &token);
}

static enum status issue(struct world *world, const struct people_caller *caller,
                         const struct human *human, enum people_lost lost, const char **ret_token,
                         struct error *err)
{
    struct people_recovery made = {0};
    world->now += TIME_HOUR; /* at most three an hour for one person */
    enum status st = people_recovery_issue(world->people, world->arena, caller, human->id, lost,
                                           world->now, &made, err);
    if (st == STATUS_OK)
        *ret_token = made.token;
    return st;
}

static enum status use(struct world *world, const char *token, const char *password,
                       struct error *err)
{
    struct people_recovery_use how = {token, password, "192.0.2.7"};
    return people_recover(world->people, &how, world->now, err);
}

static bool lives(struct world *world, const struct people_token *token)
{
    struct error err;
    struct people_caller caller;
    return people_authenticate(world->people, world->arena, token->text, world->now, &caller,
                               &err) == STATUS_OK;
}

ON_BOTH(a_recovery_link_works_once_and_for_an_hour_and_ends_all_sessions)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    const char *first = NULL, *second = NULL, *third = NULL;
    CHECK_OK(issue(&world, NULL, &kim, LOST_PASSWORD, &first, &err), err);
    CHECK_OK(issue(&world, NULL, &kim, LOST_PASSWORD, &second, &err), err);
    CHECK_FAILS(use(&world, first, NEW_PASSWORD, &err), PEOPLE_RECOVERY, err); /* the newest only */
    CHECK_FAILS(use(&world, "nonsense", NEW_PASSWORD, &err), PEOPLE_RECOVERY, err);
    CHECK_FAILS(use(&world, second, "short", &err), PEOPLE_PASSWORD_SHORT, err);
    struct people_token token = world_sign_in(&world, &kim);
    CHECK_OK(use(&world, second, NEW_PASSWORD, &err), err);
    ck_assert(!lives(&world, &token));
    CHECK_FAILS(use(&world, second, NEW_PASSWORD, &err), PEOPLE_RECOVERY, err); /* once */
    world.now += TIME_HOUR;
    CHECK_FAILS(world_try(&world, "kim", WORLD_PASSWORD, NULL, &err), PEOPLE_SIGN_IN, err);
    CHECK_OK(world_try(&world, "kim", NEW_PASSWORD, NULL, &err), err);
    CHECK_OK(issue(&world, NULL, &kim, LOST_PASSWORD, &third, &err), err);
    world.now += PEOPLE_RECOVERY_MINUTES * TIME_MINUTE - 1;
    CHECK_FAILS(use(&world, third, "short", &err), PEOPLE_PASSWORD_SHORT, err); /* still open */
    world.now += 1;
    CHECK_FAILS(use(&world, third, WORLD_PASSWORD, &err), PEOPLE_RECOVERY, err);
    world_close(&world);
}

ON_BOTH(what_was_not_lost_stays_needed_and_a_lost_factor_must_be_set_up_again)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human owner = world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    const char *token = NULL;
    /* The password was lost: the phone is asked as before. */
    CHECK_OK(issue(&world, NULL, &owner, LOST_PASSWORD, &token, &err), err);
    CHECK_OK(use(&world, token, NEW_PASSWORD, &err), err);
    CHECK_FAILS(world_try(&world, "owner", NEW_PASSWORD, NULL, &err), PEOPLE_CODE_NEEDED, err);
    CHECK_OK(world_try(&world, "owner", NEW_PASSWORD, world_code(&world, &owner), &err), err);
    /* The phone was lost: the password is asked with the link. */
    CHECK_OK(issue(&world, NULL, &owner, LOST_PHONE, &token, &err), err);
    CHECK_FAILS(use(&world, token, "not the one that it is", &err), PEOPLE_PASSWORD_WRONG, err);
    CHECK_OK(use(&world, token, NEW_PASSWORD, &err), err);
    struct people_token session;
    struct people_caller caller;
    world.now += TIME_MINUTE;
    struct people_sign_in who = {"owner", NEW_PASSWORD, NULL, "192.0.2.1"};
    CHECK_OK(people_sign_in(world.people, &who, world.now, &session, &err), err);
    caller = world_caller(&world, &session);
    ck_assert(caller.enrolling);
    ck_assert_int_eq(caller.role, ROLE_ANONYMOUS);
    /* Passwords are not tried with a link that was found. */
    CHECK_OK(issue(&world, NULL, &owner, LOST_PHONE, &token, &err), err);
    for (int i = 0; i < 5; i++)
        CHECK_FAILS(use(&world, token, "not the one that it is", &err), PEOPLE_PASSWORD_WRONG, err);
    CHECK_FAILS(use(&world, token, NEW_PASSWORD, &err), PEOPLE_TOO_MANY, err);
    world_close(&world);
}

ON_BOTH(help_comes_from_ones_own_organisation_from_outside_only_where_nobody_is_left_inside)
{
    struct world world = world_open(address, true);
    struct error err;
    const char *token = NULL;
    struct human owner = world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    struct human member = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "member");
    struct human other = world_human(&world, world.other_adopter, ROLE_ADOPTER_OWNER, "other");
    struct human officer = world_human(&world, world.operator, ROLE_OPERATOR_OFFICER, "officer");
    struct human finance = world_human(&world, world.operator, ROLE_OPERATOR_FINANCE, "finance");
    struct human admin = world_human(&world, world.operator, ROLE_ADMIN, "admin");
    struct people_caller as_owner = caller_of(&world, &owner),
                         as_member = caller_of(&world, &member),
                         as_other = caller_of(&world, &other),
                         as_officer = caller_of(&world, &officer),
                         as_admin = caller_of(&world, &admin);
    const struct {
        const struct people_caller *caller;
        const struct human *lost;
        bool may;
    } rows[] = {
        {&as_owner, &member, true},     {&as_owner, &owner, false},  {&as_member, &owner, false},
        {&as_other, &member, false},    {&as_other, &owner, false},  {&as_officer, &member, false},
        {&as_officer, &owner, true}, /* the only one who could help himself */
        {&as_admin, &owner, true},      {&as_admin, &finance, true}, {&as_officer, &finance, false},
        {&as_officer, &officer, false}, {&as_admin, &admin, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum status st = issue(&world, rows[i].caller, rows[i].lost, LOST_BOTH, &token, &err);
        ck_assert_msg((st == STATUS_OK) == rows[i].may, "row %zu", i);
        if (!rows[i].may)
            ck_assert_ptr_eq(err.reason, &PEOPLE_MAY_NOT_RECOVER);
    }
    /* With a second representative the firm helps itself. */
    world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "second");
    CHECK_FAILS(issue(&world, &as_officer, &owner, LOST_BOTH, &token, &err), PEOPLE_MAY_NOT_RECOVER,
                err);
    /* Three an hour, whoever asks. */
    struct people_recovery made;
    for (int i = 0; i < 3; i++)
        (void)people_recovery_issue(world.people, world.arena, &as_owner, member.id, LOST_BOTH,
                                    world.now, &made, &err);
    CHECK_FAILS(people_recovery_issue(world.people, world.arena, &as_owner, member.id, LOST_BOTH,
                                      world.now, &made, &err),
                PEOPLE_TOO_MANY, err);
    world_close(&world);
}

ON_BOTH(a_backup_code_stands_in_for_the_second_factor_once)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human owner = world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct people_token token = world_sign_in(&world, &owner);
    struct people_caller caller = world_caller(&world, &token), staff = caller_of(&world, &kim);
    struct people_codes codes, fresh;
    CHECK_FAILS(people_backup_codes(world.people, world.arena, &caller, world.now, &codes, &err),
                PEOPLE_STEP_UP, err);
    world.now += TIME_MINUTE;
    struct people_sign_in proof = {.code = world_code(&world, &owner), .address = "192.0.2.1"};
    CHECK_OK(people_step_up(world.people, &caller, &proof, world.now, &token, &err), err);
    caller = world_caller(&world, &token);
    CHECK_OK(people_backup_codes(world.people, world.arena, &caller, world.now, &codes, &err), err);
    ck_assert_uint_eq(codes.count, 10);
    for (size_t i = 0; i < codes.count; i++)
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(codes.at[i], codes.at[j]);
    staff.step_up_until = INT64_MAX;
    CHECK_FAILS(people_backup_codes(world.people, world.arena, &staff, world.now, &fresh, &err),
                PEOPLE_NO_FACTOR, err);
    CHECK_OK(world_try(&world, "owner", WORLD_PASSWORD, codes.at[3], &err), err);
    CHECK_FAILS(world_try(&world, "owner", WORLD_PASSWORD, codes.at[3], &err), PEOPLE_CODE_WRONG,
                err);
    CHECK_FAILS(world_try(&world, "owner", WORLD_PASSWORD, "ABCDEFGH-ABCDEFGH", &err),
                PEOPLE_CODE_WRONG, err);
    CHECK_FAILS(world_try(&world, "owner", "not the password at all", codes.at[4], &err),
                PEOPLE_SIGN_IN, err);
    world.now += TIME_HOUR; /* small letters, blanks: as people type */
    const char *typed = arena_format(world.arena, "%.8s %s", codes.at[4], codes.at[4] + 9);
    CHECK_OK(world_try(&world, "owner", WORLD_PASSWORD, typed, &err), err);
    struct people_account account;
    CHECK_OK(people_account(world.people, world.arena, &caller, &account, &err), err);
    ck_assert_int_eq(account.backup_codes, 8);
    /* New ones end the old, and nobody else's fit. */
    caller.step_up_until = INT64_MAX;
    CHECK_OK(people_backup_codes(world.people, world.arena, &caller, world.now, &fresh, &err), err);
    CHECK_FAILS(world_try(&world, "owner", WORLD_PASSWORD, codes.at[5], &err), PEOPLE_CODE_WRONG,
                err);
    world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "second");
    CHECK_FAILS(world_try(&world, "second", WORLD_PASSWORD, fresh.at[0], &err), PEOPLE_CODE_WRONG,
                err);
    world_close(&world);
}

static int64_t count_of(struct world *world, const char *sql)
{
    struct error err;
    struct store_tx *tx = NULL;
    int64_t count = 0;
    CHECK_OK(store_begin(world->store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_number(tx, sql, STORE_NONE, &count, &err), err);
    store_abandon(&tx);
    return count;
}

ON_BOTH(the_store_keeps_no_link_and_no_backup_code_that_can_be_used)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human owner = world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    struct people_caller caller = caller_of(&world, &owner);
    struct people_codes codes;
    const char *token = NULL;
    caller.step_up_until = INT64_MAX;
    CHECK_OK(people_backup_codes(world.people, world.arena, &caller, world.now, &codes, &err), err);
    CHECK_OK(issue(&world, NULL, &owner, LOST_BOTH, &token, &err), err);
    ck_assert_int_eq(count_of(&world, "SELECT count(*) FROM backup_code"), 10);
    struct store_tx *tx = NULL;
    int64_t found = 0;
    CHECK_OK(store_begin(world.store, STORE_READ, &tx, &err), err);
    for (size_t i = 0; i < codes.count; i++) {
        CHECK_OK(store_number(tx, "SELECT count(*) FROM backup_code WHERE code_hash = $1",
                              STORE_VALUES(v_blob(codes.at[i], strlen(codes.at[i]))), &found, &err),
                 err);
        ck_assert_int_eq(found, 0);
    }
    CHECK_OK(store_number(tx, "SELECT count(*) FROM recovery WHERE token_hash = $1",
                          STORE_VALUES(v_blob(token, strlen(token))), &found, &err),
             err);
    ck_assert_int_eq(found, 0);
    store_abandon(&tx);
    world_close(&world);
}

/* "event person actor note; ..." of what the caller sees, newest first. */
static const char *trail_of(struct world *world, const struct people_caller *caller)
{
    struct error err;
    struct people_trail_list list;
    struct store_tx *tx = NULL;
    struct text text = text_start(world->arena, 4096);
    CHECK_OK(store_begin(world->store, STORE_READ, &tx, &err), err);
    CHECK_OK(people_trail(tx, world->arena, caller, 0, 1000, &list, &err), err);
    store_abandon(&tx);
    for (size_t i = 0; i < list.count; i++)
        text_format(&text, "%s %lld %lld %s; ", list.at[i].event, (long long)list.at[i].person_id,
                    (long long)list.at[i].actor_id, list.at[i].note);
    return text_string(&text);
}

ON_BOTH(what_is_done_to_an_account_stands_in_a_log_that_the_person_and_the_organisation_see)
{
    struct world world = world_open(address, true);
    struct error err;
    const char *token = NULL;
    struct human owner = world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct human lee = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "lee");
    struct human other = world_human(&world, world.other_adopter, ROLE_ADOPTER_OWNER, "other");
    struct human admin = world_human(&world, world.operator, ROLE_ADMIN, "admin");
    struct human auditor = world_human(&world, world.audit, ROLE_AUDITOR, "auditor");
    struct people_caller as_owner = caller_of(&world, &owner), as_kim = caller_of(&world, &kim),
                         as_lee = caller_of(&world, &lee), as_other = caller_of(&world, &other),
                         as_admin = caller_of(&world, &admin),
                         as_auditor = caller_of(&world, &auditor);
    CHECK_OK(issue(&world, &as_owner, &kim, LOST_BOTH, &token, &err), err);
    CHECK_OK(use(&world, token, NEW_PASSWORD, &err), err);
    CHECK_OK(issue(&world, &as_admin, &owner, LOST_PHONE, &token, &err), err);
    const char *line = arena_format(world.arena, "recovery.issued %lld %lld both; ",
                                    (long long)kim.id, (long long)owner.id);
    const char *used = arena_format(world.arena, "recovery.used %lld %lld both; ",
                                    (long long)kim.id, (long long)kim.id);
    const char *outside = arena_format(world.arena, "recovery.issued %lld %lld phone; ",
                                       (long long)owner.id, (long long)admin.id);
    const struct {
        const struct people_caller *caller;
        bool sees_kims, sees_owners;
    } rows[] = {{&as_owner, true, true},   {&as_kim, true, false},   {&as_lee, false, false},
                {&as_other, false, false}, {&as_admin, false, true}, {&as_auditor, true, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *trail = trail_of(&world, rows[i].caller);
        ck_assert_msg((strstr(trail, line) != NULL) == rows[i].sees_kims, "row %zu: %s", i, trail);
        ck_assert_msg((strstr(trail, used) != NULL) == rows[i].sees_kims, "row %zu: %s", i, trail);
        ck_assert_msg((strstr(trail, outside) != NULL) == rows[i].sees_owners, "row %zu: %s", i,
                      trail);
    }
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world.store, STORE_WRITE, &tx, &err), err);
    CHECK_FAILS(store_run(tx, "UPDATE account_log SET note = 'x'", STORE_NONE, NULL, &err),
                STORE_CHECK, err);
    store_abandon(&tx);
    CHECK_OK(store_begin(world.store, STORE_WRITE, &tx, &err), err);
    CHECK_FAILS(store_run(tx, "DELETE FROM account_log", STORE_NONE, NULL, &err), STORE_CHECK, err);
    store_abandon(&tx);
    world_close(&world);
}

ON_BOTH(who_leaves_the_own_post_is_out_at_once_and_the_next_one_takes_the_same_post)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct people_token token = world_sign_in(&world, &kim);
    struct people_caller as_kim = world_caller(&world, &token);
    CHECK_OK(people_leave_post(world.people, &as_kim, kim.id, world.now, &err), err);
    ck_assert(!lives(&world, &token));
    CHECK_FAILS(world_try(&world, "kim", WORLD_PASSWORD, NULL, &err), PEOPLE_NO_POST, err);
    const char *link = NULL;
    CHECK_FAILS(issue(&world, NULL, &kim, LOST_BOTH, &link, &err), PEOPLE_USER, err);
    struct human lee = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "lee");
    struct people_caller as_lee = caller_of(&world, &lee);
    ck_assert_int_eq(as_lee.post_id, as_kim.post_id);
    world_close(&world);
}

ON_BOTH(an_administrator_fills_only_roles_that_fit_the_organisation_and_no_other_operators_money)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human admin = world_human(&world, world.operator, ROLE_ADMIN, "admin");
    struct people_caller as_admin = caller_of(&world, &admin);
    struct store_tx *tx = NULL;
    for (int kind = KIND_UNKNOWN + 1; kind < KIND_COUNT; kind++) {
        struct people_organisation wanted = {.name =
                                                 arena_format(world.arena, "다른 기관 %d", kind),
                                             .kind = (enum people_kind)kind};
        int64_t id = 0;
        CHECK_OK(store_begin(world.store, STORE_WRITE, &tx, &err), err);
        CHECK_OK(people_organisation_add(tx, &wanted, world.now, &id, &err), err);
        CHECK_OK(store_commit(&tx, &err), err);
        for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++) {
            struct people_invitation made, ask = {.organisation_id = id,
                                                  .post = "담당",
                                                  .role = (enum people_role)role,
                                                  .email = "a@example.kr"};
            enum status st =
                people_invite(world.people, world.arena, &as_admin, &ask, world.now, &made, &err);
            const struct people_role_info *info = people_role_info((enum people_role)role);
            bool fits = info->person && (info->kinds >> kind & 1) != 0;
            if (!fits)
                ck_assert_msg(st != STATUS_OK && err.reason == &PEOPLE_ROLE, "%s in kind %d",
                              info->name, kind);
            bool others = role == ROLE_OPERATOR_FINANCE || role == ROLE_OPERATOR_OFFICER;
            if (fits && others)
                ck_assert_msg(st != STATUS_OK && err.reason == &PEOPLE_MAY_NOT_INVITE, "%s",
                              info->name);
            if (fits && (role == ROLE_ADMIN || role == ROLE_ADOPTER_OWNER))
                ck_assert_msg(st == STATUS_OK, "%s", info->name);
        }
    }
    world_close(&world);
}

BOTH_MAIN_WITHIN(
    "people back", 240, BOTH(a_recovery_link_works_once_and_for_an_hour_and_ends_all_sessions),
    BOTH(what_was_not_lost_stays_needed_and_a_lost_factor_must_be_set_up_again),
    BOTH(help_comes_from_ones_own_organisation_from_outside_only_where_nobody_is_left_inside),
    BOTH(a_backup_code_stands_in_for_the_second_factor_once),
    BOTH(the_store_keeps_no_link_and_no_backup_code_that_can_be_used),
    BOTH(what_is_done_to_an_account_stands_in_a_log_that_the_person_and_the_organisation_see),
    BOTH(who_leaves_the_own_post_is_out_at_once_and_the_next_one_takes_the_same_post),
    BOTH(an_administrator_fills_only_roles_that_fit_the_organisation_and_no_other_operators_money))
