#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "kit/text.h"
#include "people/people_private.h"
#include "support/postgres.h"
#include "world.h"

/* Processor time, so that a busy machine does not decide. */
static int64_t thread_ns(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now), 0);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t cost_of(struct world *world, const char *login)
{
    struct error err;
    int64_t least = INT64_MAX;
    for (int i = 0; i < 4; i++) {
        world->now += TIME_HOUR;
        int64_t before = thread_ns();
        CHECK_FAILS(world_try(world, login, "this is not the password", NULL, &err), PEOPLE_SIGN_IN,
                    err);
        int64_t spent = thread_ns() - before;
        least = spent < least ? spent : least;
    }
    return least;
}

ON_BOTH(a_wrong_password_and_an_unknown_login_cost_the_same_time_and_give_the_same_answer)
{
    struct world world = world_open(address, false);
    struct error known, unknown;
    world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    CHECK_FAILS(world_try(&world, "kim", "this is not the password", NULL, &known), PEOPLE_SIGN_IN,
                known);
    CHECK_FAILS(world_try(&world, "lee", "this is not the password", NULL, &unknown),
                PEOPLE_SIGN_IN, unknown);
    ck_assert_str_eq(known.text, unknown.text);
    ck_assert_str_eq(known.place, unknown.place);
    int64_t a = cost_of(&world, "kim"), b = cost_of(&world, "lee");
    ck_assert_msg(a < b * 3 / 2 && b < a * 3 / 2, "known %lld ns, unknown %lld ns", (long long)a,
                  (long long)b);
    ck_assert_msg(a > 10000000, "a password check of %lld ns is too cheap", (long long)a);
    world_close(&world);
}

ON_BOTH(ten_thousand_tries_an_hour_reach_the_password_check_a_few_dozen_times_also_after_a_restart)
{
    struct world world = world_open(address, true);
    struct error err;
    world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    int checked = 0;
    for (int i = 0; i < 10000; i++) {
        world.now += TIME_HOUR / 10000;
        if (i == 5000)
            world_restart(&world);
        ck_assert(world_try(&world, "kim", "this is not the password", NULL, &err) != STATUS_OK);
        checked += err.reason == &PEOPLE_SIGN_IN;
        ck_assert(err.reason == &PEOPLE_SIGN_IN || err.reason == &PEOPLE_TOO_MANY);
    }
    ck_assert_msg(checked >= 5 && checked <= 36, "%d tries were checked", checked);
    world_close(&world);
}

ON_BOTH(waiting_is_all_it_takes_no_account_is_ever_locked_for_good)
{
    struct world world = world_open(address, true);
    struct error err;
    world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    time_us longest = 0, last = world.now;
    for (int checked = 0; checked < 40;) {
        enum status st = world_try(&world, "kim", "this is not the password", NULL, &err);
        ck_assert(st != STATUS_OK);
        if (err.reason == &PEOPLE_SIGN_IN) {
            checked++;
            longest = world.now - last > longest ? world.now - last : longest;
            last = world.now;
        }
        world.now += TIME_SECOND;
    }
    ck_assert_msg(longest > TIME_MINUTE, "the waiting does not grow");
    ck_assert_msg(longest <= 5 * TIME_MINUTE, "%lld s", (long long)(longest / TIME_SECOND));
    world.now += 5 * TIME_MINUTE;
    CHECK_OK(world_try(&world, "kim", WORLD_PASSWORD, NULL, &err), err);
    CHECK_FAILS(world_try(&world, "kim", "wrong again", NULL, &err), PEOPLE_SIGN_IN, err);
    CHECK_OK(world_try(&world, "kim", WORLD_PASSWORD, NULL, &err), err); /* counted anew */
    world_close(&world);
}

static int64_t buckets(struct world *world)
{
    struct error err;
    int64_t count = -1;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world->store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_number(tx, "SELECT count(*) FROM rate_limit", STORE_NONE, &count, &err), err);
    store_abandon(&tx);
    return count;
}

ON_BOTH(buckets_that_have_been_full_for_a_day_are_forgotten)
{
    struct world world = world_open(address, true);
    struct error err;
    CHECK_OK(people_limit(world.people, "export", "kim", 1, TIME_DAY, world.now, &err), err);
    world.now += TIME_DAY - 1;
    CHECK_FAILS(people_limit(world.people, "export", "kim", 1, TIME_DAY, world.now, &err),
                PEOPLE_TOO_MANY, err);
    CHECK_OK(people_limit(world.people, "export", "lee", 1, TIME_DAY, world.now, &err), err);
    CHECK_OK(people_limit(world.people, "upload", "kim", 1, TIME_DAY, world.now, &err), err);
    world.now += TIME_DAY + 2;
    CHECK_OK(people_sweep(world.people, world.now, &err), err);
    ck_assert_int_eq(buckets(&world), 2);
    CHECK_OK(people_limit(world.people, "export", "kim", 1, TIME_DAY, world.now, &err), err);
    world_close(&world);
}

/* "1 sign-in people.sign_in 192.0.2.1" and so on, of the log of the door. */
static const char *door_log(struct world *world)
{
    struct error err;
    struct text text = text_start(world->arena, 1 << 16);
    struct store_tx *tx = NULL;
    struct store_rows *rows = NULL;
    bool more = false;
    CHECK_OK(store_begin(world->store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_query(tx, "SELECT person_id, event, outcome, address FROM door_log ORDER BY id",
                         STORE_NONE, &rows, &err),
             err);
    CHECK_OK(store_next(rows, &more, &err), err);
    while (more) {
        const char *from = store_text(rows, 3, world->arena);
        text_format(&text, "%d %s %s %s\n", (int)store_int(rows, 0),
                    store_text(rows, 1, world->arena), store_text(rows, 2, world->arena),
                    from != NULL ? from : "-");
        CHECK_OK(store_next(rows, &more, &err), err);
    }
    store_done(&rows);
    store_abandon(&tx);
    return text_string(&text);
}

ON_BOTH(every_proof_right_or_wrong_is_remembered_with_its_time_and_address)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct people_token token = world_sign_in(&world, &kim);
    struct people_caller caller = world_caller(&world, &token);
    CHECK_FAILS(world_try(&world, "kim", "wrong", NULL, &err), PEOPLE_SIGN_IN, err);
    CHECK_FAILS(world_try(&world, "stranger", "wrong", NULL, &err), PEOPLE_SIGN_IN, err);
    struct people_sign_in proof = {.password = "wrong", .address = "192.0.2.7"};
    CHECK_FAILS(people_step_up(world.people, &caller, &proof, world.now, &token, &err),
                PEOPLE_PASSWORD_WRONG, err);
    ck_assert_str_eq(door_log(&world), "1 sign-in ok 192.0.2.1\n"
                                       "1 sign-in people.sign_in 192.0.2.1\n"
                                       "0 sign-in people.sign_in 192.0.2.1\n"
                                       "1 step-up people.password_wrong 192.0.2.7\n");
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world.store, STORE_WRITE, &tx, &err), err);
    ck_assert(store_run(tx, "DELETE FROM door_log", STORE_NONE, NULL, &err) != STATUS_OK);
    store_abandon(&tx);
    world_close(&world);
}

ON_BOTH(one_address_tries_twenty_logins_a_minute_and_no_more)
{
    struct world world = world_open(address, true);
    struct error err;
    int checked = 0;
    for (int i = 0; i < 40; i++) {
        const char *login = arena_format(world.arena, "nobody%d", i);
        ck_assert(world_try(&world, login, "this is not the password", NULL, &err) != STATUS_OK);
        checked += err.reason == &PEOPLE_SIGN_IN;
    }
    ck_assert_int_eq(checked, 20);
    ck_assert_str_eq(err.text, "try again in 3 seconds");
    world_close(&world);
}

ON_BOTH(a_post_that_needs_a_second_factor_gives_no_right_before_one_is_set_up_and_proven)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_acceptance acceptance = {
        .token = world_invite(&world, world.operator, ROLE_OPERATOR_FINANCE),
        .login = "park",
        .name = "박",
        .password = "kq7 zu!x",
        .address = "192.0.2.1"};
    struct human park = {.login = "park"};
    CHECK_OK(people_accept(world.people, &acceptance, world.now, &park.id, &err), err);
    struct people_token token;
    struct people_sign_in who = {"park", "kq7 zu!x", NULL, "192.0.2.1"};
    CHECK_OK(people_sign_in(world.people, &who, world.now, &token, &err), err);
    struct people_caller caller = world_caller(&world, &token);
    ck_assert(caller.enrolling);
    ck_assert_int_eq(caller.role, ROLE_ANONYMOUS);
    ck_assert_int_eq(caller.held_role, ROLE_OPERATOR_FINANCE);

    struct people_totp totp;
    struct people_token proven;
    CHECK_FAILS(people_totp_confirm(world.people, &caller, "123456", world.now, &proven, &err),
                PEOPLE_TOTP, err);
    CHECK_OK(people_totp_start(world.people, world.arena, &caller, world.now, &totp, &err), err);
    park.secret = totp.secret;
    CHECK_OK(people_totp_confirm(world.people, &caller, world_code(&world, &park), world.now,
                                 &proven, &err),
             err);
    CHECK_FAILS(
        people_authenticate(world.people, world.arena, token.text, world.now, &caller, &err),
        PEOPLE_NO_SESSION, err);
    caller = world_caller(&world, &proven);
    ck_assert_int_eq(caller.role, ROLE_OPERATOR_FINANCE);

    world.now += TIME_MINUTE;
    CHECK_FAILS(people_sign_in(world.people, &who, world.now, &token, &err), PEOPLE_CODE_NEEDED,
                err);
    who.password = "wrong";
    CHECK_FAILS(people_sign_in(world.people, &who, world.now, &token, &err), PEOPLE_SIGN_IN, err);
    world_close(&world);
}

ON_BOTH(a_code_is_good_once)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human choi = world_human(&world, world.sponsor, ROLE_SPONSOR_OFFICER, "choi");
    world.now += TIME_MINUTE;
    const char *code = world_code(&world, &choi);
    CHECK_OK(world_try(&world, "choi", WORLD_PASSWORD, code, &err), err);
    CHECK_FAILS(world_try(&world, "choi", WORLD_PASSWORD, code, &err), PEOPLE_CODE_WRONG, err);
    CHECK_FAILS(world_try(&world, "choi", WORLD_PASSWORD, "00000x", &err), PEOPLE_CODE_WRONG, err);
    world.now += 30 * TIME_SECOND; /* one step late: still in time, but it has been used */
    CHECK_FAILS(world_try(&world, "choi", WORLD_PASSWORD, code, &err), PEOPLE_CODE_WRONG, err);
    code = world_code(&world, &choi);
    world.now += 30 * TIME_SECOND;
    CHECK_OK(world_try(&world, "choi", WORLD_PASSWORD, code, &err), err);
    world.now += TIME_MINUTE;
    code = world_code(&world, &choi);
    world.now += TIME_MINUTE; /* two steps late */
    CHECK_FAILS(world_try(&world, "choi", WORLD_PASSWORD, code, &err), PEOPLE_CODE_WRONG, err);
    world_close(&world);
}

static bool lives(struct world *world, const struct people_token *token)
{
    struct error err;
    struct people_caller caller;
    enum status st =
        people_authenticate(world->people, world->arena, token->text, world->now, &caller, &err);
    ck_assert(st == STATUS_OK || err.reason == &PEOPLE_NO_SESSION);
    return st == STATUS_OK;
}

ON_BOTH(signing_in_and_stepping_up_give_a_new_token_and_the_old_one_is_dead)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human choi = world_human(&world, world.sponsor, ROLE_SPONSOR_OFFICER, "choi");
    struct people_token first = world_sign_in(&world, &choi), second = world_sign_in(&world, &choi);
    ck_assert_str_ne(first.text, second.text);
    struct people_caller caller = world_caller(&world, &second);
    CHECK_FAILS(people_check_step_up(&caller, world.now, &err), PEOPLE_STEP_UP, err);

    world.now += TIME_MINUTE;
    struct people_token third;
    struct people_sign_in proof = {.code = "000000"};
    CHECK_FAILS(
        people_step_up(world.people, &caller, &(struct people_sign_in){0}, world.now, &third, &err),
        PEOPLE_CODE_NEEDED, err);
    proof.code = strcmp(world_code(&world, &choi), "000000") == 0 ? "000001" : "000000";
    CHECK_FAILS(people_step_up(world.people, &caller, &proof, world.now, &third, &err),
                PEOPLE_CODE_WRONG, err);
    proof.code = world_code(&world, &choi);
    proof.password = "this is not the password";
    CHECK_FAILS(people_step_up(world.people, &caller, &proof, world.now, &third, &err),
                PEOPLE_PASSWORD_WRONG, err);
    proof.password = NULL;
    CHECK_OK(people_step_up(world.people, &caller, &proof, world.now, &third, &err), err);
    ck_assert(!lives(&world, &second));
    ck_assert_int_eq(third.expires_at, second.expires_at);
    struct people_caller risen = world_caller(&world, &third);
    ck_assert_str_ne(risen.csrf, caller.csrf);
    CHECK_OK(people_check_step_up(&risen, world.now, &err), err);
    CHECK_OK(people_check_step_up(&risen, world.now + 5 * TIME_MINUTE - 1, &err), err);
    CHECK_FAILS(people_check_step_up(&risen, world.now + 5 * TIME_MINUTE, &err), PEOPLE_STEP_UP,
                err);
    world_close(&world);
}

ON_BOTH(who_has_no_second_factor_steps_up_with_the_password)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct people_token token = world_sign_in(&world, &kim), risen;
    struct people_caller caller = world_caller(&world, &token);
    struct people_sign_in proof = {.code = "123456"};
    CHECK_FAILS(people_step_up(world.people, &caller, &proof, world.now, &risen, &err),
                PEOPLE_PASSWORD_WRONG, err);
    proof.password = WORLD_PASSWORD;
    CHECK_OK(people_step_up(world.people, &caller, &proof, world.now, &risen, &err), err);
    ck_assert(lives(&world, &risen));
    world_close(&world);
}

ON_BOTH(a_session_ends_when_it_is_idle_too_long_when_twelve_hours_are_over_and_at_sign_out)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct human park = world_human(&world, world.operator, ROLE_OPERATOR_OFFICER, "park");
    static const int idle[] = {30, 15}; /* minutes: docs and roles.def */
    const struct human *humans[] = {&kim, &park};
    for (size_t i = 0; i < 2; i++) {
        struct people_token token = world_sign_in(&world, humans[i]);
        world.now += idle[i] * TIME_MINUTE - 1;
        ck_assert(lives(&world, &token));
        world.now += idle[i] * TIME_MINUTE;
        ck_assert(!lives(&world, &token));
    }

    struct people_token token = world_sign_in(&world, &kim);
    time_us begin = world.now;
    for (; world.now < begin + 12 * TIME_HOUR; world.now += 10 * TIME_MINUTE)
        ck_assert(lives(&world, &token));
    ck_assert(!lives(&world, &token));

    token = world_sign_in(&world, &kim);
    struct people_token elsewhere = world_sign_in(&world, &kim);
    struct people_caller caller = world_caller(&world, &token);
    CHECK_OK(people_sign_out(world.people, &caller, world.now, &err), err);
    ck_assert(!lives(&world, &token));
    ck_assert(lives(&world, &elsewhere));
    ck_assert(!lives(&world, &(struct people_token){.text = "not a token"}));
    world_close(&world);
}

ON_BOTH(a_request_without_the_tokens_own_header_is_refused)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct people_token one = world_sign_in(&world, &kim), two = world_sign_in(&world, &kim);
    struct people_caller a = world_caller(&world, &one), b = world_caller(&world, &two);
    CHECK_OK(people_check_csrf(&a, a.csrf, &err), err);
    CHECK_FAILS(people_check_csrf(&a, b.csrf, &err), PEOPLE_CSRF, err);
    CHECK_FAILS(people_check_csrf(&a, "", &err), PEOPLE_CSRF, err);
    CHECK_FAILS(people_check_csrf(&a, NULL, &err), PEOPLE_CSRF, err);
    world_close(&world);
}

ON_BOTH(a_role_is_read_anew_at_each_request_who_loses_a_post_is_out_at_the_next_one)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human owner = world_human(&world, world.adopter, ROLE_ADOPTER_OWNER, "owner");
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    struct human other = world_human(&world, world.other_adopter, ROLE_ADOPTER_OWNER, "other");
    struct people_token token = world_sign_in(&world, &kim);
    struct people_token other_token = world_sign_in(&world, &other);
    struct people_token owner_token = world_sign_in(&world, &owner);
    struct people_caller stranger = world_caller(&world, &other_token);
    struct people_caller boss = world_caller(&world, &owner_token);
    CHECK_FAILS(people_leave_post(world.people, &stranger, kim.id, world.now, &err),
                PEOPLE_MAY_NOT_INVITE, err);
    ck_assert(lives(&world, &token));
    CHECK_OK(people_leave_post(world.people, &boss, kim.id, world.now, &err), err);
    ck_assert(!lives(&world, &token));
    CHECK_FAILS(world_try(&world, "kim", WORLD_PASSWORD, NULL, &err), PEOPLE_NO_POST, err);
    CHECK_FAILS(world_try(&world, "kim", "this is not the password", NULL, &err), PEOPLE_SIGN_IN,
                err);
    CHECK_FAILS(people_leave_post(world.people, &boss, kim.id, world.now, &err), PEOPLE_USER, err);
    world_close(&world);
}

ON_BOTH(a_cheap_hash_is_replaced_by_a_dear_one_at_the_next_sign_in)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human kim = world_human(&world, world.adopter, ROLE_ADOPTER_MEMBER, "kim");
    people_free(world.people);
    static const uint8_t key[PEOPLE_KEY_SIZE] = {1};
    struct people_options options = {.store = world.store, .key = key};
    CHECK_OK(people_new(&options, &world.people, &err), err);
    world_sign_in(&world, &kim);
    struct store_tx *tx = NULL;
    struct store_rows *rows = NULL;
    CHECK_OK(store_begin(world.store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_one(tx, "SELECT password FROM person", STORE_NONE, &rows, &err), err);
    ck_assert(text_starts(store_text(rows, 0, world.arena), "$argon2id$v=19$m=65536,t=3,p=1$"));
    store_done(&rows);
    store_abandon(&tx);
    world_sign_in(&world, &kim);
    world_close(&world);
}

static void add_rows(struct world *world, struct store_tx *tx, const char *sql, struct text *all)
{
    struct error err;
    struct store_rows *rows = NULL;
    bool more = false;
    CHECK_OK(store_query(tx, sql, STORE_NONE, &rows, &err), err);
    CHECK_OK(store_next(rows, &more, &err), err);
    while (more) {
        size_t size = 0;
        const void *blob = store_is_null(rows, 0) ? NULL : store_blob(rows, 0, world->arena, &size);
        text_add_bytes(all, blob != NULL ? blob : "", size);
        for (int column = 1; column <= 3; column++) {
            const char *text = store_text(rows, column, world->arena);
            text_add(all, text != NULL ? text : "");
        }
        CHECK_OK(store_next(rows, &more, &err), err);
    }
    store_done(&rows);
}

/* Every blob and text of the tables of the door, one after the other. */
static struct text everything(struct world *world)
{
    static const char *const tables[] = {
        "SELECT totp_secret, password, email, login FROM person",
        "SELECT totp_waiting, name, language, NULL FROM person",
        "SELECT token_hash, NULL, NULL, NULL FROM session",
        "SELECT token_hash, post, role, email FROM invitation",
        "SELECT NULL, name, NULL, NULL FROM rate_limit",
    };
    struct error err;
    struct text all = text_start(world->arena, 1 << 20);
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world->store, STORE_READ, &tx, &err), err);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        add_rows(world, tx, tables[i], &all);
    store_abandon(&tx);
    ck_assert(all.size > 200 && !text_cut(&all));
    return all;
}

static bool stands_in(const struct text *all, const void *bytes, size_t size)
{
    return memmem(all->bytes, all->size, bytes, size) != NULL;
}

ON_BOTH(the_store_keeps_no_token_no_password_and_no_secret_that_can_be_used)
{
    struct world world = world_open(address, true);
    struct error err;
    struct human choi = world_human(&world, world.sponsor, ROLE_SPONSOR_OFFICER, "choi");
    struct people_token token = world_sign_in(&world, &choi);
    const char *invitation = world_invite(&world, world.adopter, ROLE_ADOPTER_OWNER);
    CHECK_FAILS(world_try(&world, "my-secret-typed-as-login", WORLD_PASSWORD, NULL, &err),
                PEOPLE_SIGN_IN, err);
    const struct text all = everything(&world);
    const char *const secrets[] = {token.text, invitation, WORLD_PASSWORD, choi.secret,
                                   "my-secret-typed-as-login"};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        ck_assert_msg(!stands_in(&all, secrets[i], strlen(secrets[i])), "secret %zu", i);
    ck_assert(stands_in(&all, "person@example.kr", 17)); /* the search does find what is there */

    /* Nor the bytes that the token spells. */
    uint8_t bytes[32];
    ck_assert_int_eq(sodium_base642bin(bytes, sizeof bytes, token.text, strlen(token.text), NULL,
                                       NULL, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    ck_assert(!stands_in(&all, bytes, sizeof bytes));
    world_close(&world);
}

/* ---- many at once ---- */

enum { AT_ONCE = 5 };

struct runner {
    struct world *world;
    const char *login, *code, *token; /* a code to sign in with, or an invitation to accept */
    bool won;
    const struct reason *why;
};

static void *run_one(void *argument)
{
    struct runner *runner = argument;
    struct error err;
    enum status st;
    int64_t id = 0;
    struct people_acceptance acceptance = {.token = runner->token,
                                           .login = runner->login,
                                           .name = "새 사람",
                                           .password = WORLD_PASSWORD,
                                           .address = "192.0.2.9"};
    if (runner->token != NULL)
        st = people_accept(runner->world->people, &acceptance, runner->world->now, &id, &err);
    else
        st = world_try(runner->world, runner->login, WORLD_PASSWORD, runner->code, &err);
    runner->won = st == STATUS_OK;
    runner->why = st == STATUS_OK ? NULL : err.reason;
    return NULL;
}

/* Exactly one wins; the others fail for `why`. */
static void run_all(struct runner runners[AT_ONCE], const struct reason *why)
{
    pthread_t threads[AT_ONCE];
    int won = 0;
    for (int i = 0; i < AT_ONCE; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, run_one, &runners[i]), 0);
    for (int i = 0; i < AT_ONCE; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        won += runners[i].won;
        ck_assert_msg(runners[i].won || runners[i].why == why, "%s", runners[i].why->name);
    }
    ck_assert_int_eq(won, 1);
}

ON_BOTH(of_five_at_once_with_one_code_one_gets_in_and_with_one_invitation_one_is_taken_in)
{
    struct world world = world_open(address, true);
    struct human choi = world_human(&world, world.sponsor, ROLE_SPONSOR_OFFICER, "choi");
    world.now += 10 * TIME_MINUTE;
    struct runner runners[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++)
        runners[i] =
            (struct runner){.world = &world, .login = "choi", .code = world_code(&world, &choi)};
    run_all(runners, &PEOPLE_CODE_WRONG);

    const char *token = world_invite(&world, world.adopter, ROLE_ADOPTER_MEMBER);
    for (int i = 0; i < AT_ONCE; i++)
        runners[i] = (struct runner){
            .world = &world, .login = arena_format(world.arena, "new%d", i), .token = token};
    run_all(runners, &PEOPLE_INVITATION);
    world_close(&world);
}

struct hasher {
    struct people *people;
    int most_inside;
    bool failed;
};

static void *hash_some(void *argument)
{
    struct hasher *hasher = argument;
    struct people_gate *gate = &hasher->people->gate;
    char hash[crypto_pwhash_STRBYTES];
    struct error err;
    for (int i = 0; i < 20; i++) {
        if (password_hash(hasher->people, "any password", hash, &err) != STATUS_OK)
            hasher->failed = true;
        ck_assert_int_eq(pthread_mutex_lock(&gate->lock), 0);
        if (gate->inside > hasher->most_inside)
            hasher->most_inside = gate->inside;
        ck_assert_int_eq(pthread_mutex_unlock(&gate->lock), 0);
    }
    return NULL;
}

ON_BOTH(at_most_two_passwords_are_hashed_at_once_and_who_finds_fifty_waiting_is_turned_away)
{
    struct world world = world_open(address, true);
    struct error err;
    enum { HASHERS = 8 };
    pthread_t threads[HASHERS];
    struct hasher hashers[HASHERS];
    for (int i = 0; i < HASHERS; i++) {
        hashers[i] = (struct hasher){.people = world.people};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, hash_some, &hashers[i]), 0);
    }
    for (int i = 0; i < HASHERS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert(!hashers[i].failed);
        ck_assert_int_le(hashers[i].most_inside, 2);
    }
    ck_assert_int_eq(world.people->gate.inside, 0);
    ck_assert_int_eq(world.people->gate.waiting, 0);
    world.people->gate.waiting = 50;
    CHECK_FAILS(world_try(&world, "kim", "any password", NULL, &err), PEOPLE_BUSY, err);
    world.people->gate.waiting = 49;
    CHECK_FAILS(world_try(&world, "kim", "any password", NULL, &err), PEOPLE_SIGN_IN, err);
    world.people->gate.waiting = 0;
    world_close(&world);
}

BOTH_MAIN_WITHIN(
    "people door", 240,
    BOTH(a_wrong_password_and_an_unknown_login_cost_the_same_time_and_give_the_same_answer),
    BOTH(
        ten_thousand_tries_an_hour_reach_the_password_check_a_few_dozen_times_also_after_a_restart),
    BOTH(waiting_is_all_it_takes_no_account_is_ever_locked_for_good),
    BOTH(buckets_that_have_been_full_for_a_day_are_forgotten),
    BOTH(every_proof_right_or_wrong_is_remembered_with_its_time_and_address),
    BOTH(of_five_at_once_with_one_code_one_gets_in_and_with_one_invitation_one_is_taken_in),
    BOTH(at_most_two_passwords_are_hashed_at_once_and_who_finds_fifty_waiting_is_turned_away),
    BOTH(one_address_tries_twenty_logins_a_minute_and_no_more),
    BOTH(a_post_that_needs_a_second_factor_gives_no_right_before_one_is_set_up_and_proven),
    BOTH(a_code_is_good_once),
    BOTH(signing_in_and_stepping_up_give_a_new_token_and_the_old_one_is_dead),
    BOTH(who_has_no_second_factor_steps_up_with_the_password),
    BOTH(a_session_ends_when_it_is_idle_too_long_when_twelve_hours_are_over_and_at_sign_out),
    BOTH(a_request_without_the_tokens_own_header_is_refused),
    BOTH(a_role_is_read_anew_at_each_request_who_loses_a_post_is_out_at_the_next_one),
    BOTH(a_cheap_hash_is_replaced_by_a_dear_one_at_the_next_sign_in),
    BOTH(the_store_keeps_no_token_no_password_and_no_secret_that_can_be_used))
