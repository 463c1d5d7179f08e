#include <stdio.h>
#include <string.h>

#include "kit/fault.h"
#include "kit/text.h"
#include "support/postgres.h"
#include "world.h"

/* Who and what the acts below work on. */
struct scene {
    struct world world;
    struct human choi, kim, lee, park, owner;
    struct people_caller caller; /* choi, signed in before each try */
    struct people_caller boss;   /* owner */
    struct people_token token;
    const char *invitation, *link;
    const char *code;
};

static enum status act_sign_in(struct scene *scene, struct error *err)
{
    return world_try(&scene->world, "choi", WORLD_PASSWORD, scene->code, err);
}

static enum status act_wrong_password(struct scene *scene, struct error *err)
{
    enum status st = world_try(&scene->world, "choi", "this is not the password", NULL, err);
    ck_assert(st != STATUS_OK);
    return err->reason == &PEOPLE_SIGN_IN ? STATUS_OK : st;
}

static enum status act_authenticate(struct scene *scene, struct error *err)
{
    struct people_caller caller = {0};
    enum status st = people_authenticate(scene->world.people, scene->world.arena, scene->token.text,
                                         scene->world.now, &caller, err);
    ck_assert((st == STATUS_OK) == (caller.user_id != 0));
    return st;
}

static enum status act_step_up(struct scene *scene, struct error *err)
{
    struct people_token token;
    struct people_sign_in proof = {.code = scene->code};
    return people_step_up(scene->world.people, &scene->caller, &proof, scene->world.now, &token,
                          err);
}

static enum status act_accept(struct scene *scene, struct error *err)
{
    int64_t id = 0;
    struct people_acceptance acceptance = {.token = scene->invitation,
                                           .login = "new",
                                           .name = "새 사람",
                                           .password = WORLD_PASSWORD,
                                           .address = "192.0.2.9"};
    return people_accept(scene->world.people, &acceptance, scene->world.now, &id, err);
}

static enum status act_leave(struct scene *scene, struct error *err)
{
    return people_leave_post(scene->world.people, &scene->boss, scene->kim.id, scene->world.now,
                             err);
}

static enum status act_password(struct scene *scene, struct error *err)
{
    return people_password_set(scene->world.people, &scene->boss, WORLD_PASSWORD,
                               "열두 대의 선반이 나란히 돌아간다", scene->world.now, err);
}

static enum status act_issue(struct scene *scene, struct error *err)
{
    struct people_recovery made;
    return people_recovery_issue(scene->world.people, scene->world.arena, &scene->boss,
                                 scene->park.id, LOST_BOTH, scene->world.now, &made, err);
}

static enum status act_recover(struct scene *scene, struct error *err)
{
    struct people_recovery_use use = {scene->link, "열두 대의 선반이 나란히 돌아간다", "192.0.2.9"};
    return people_recover(scene->world.people, &use, scene->world.now, err);
}

static enum status act_codes(struct scene *scene, struct error *err)
{
    struct people_codes codes;
    struct people_caller fresh = scene->caller;
    fresh.step_up_until = INT64_MAX;
    return people_backup_codes(scene->world.people, scene->world.arena, &fresh, scene->world.now,
                               &codes, err);
}

static const struct {
    const char *name;
    enum status (*act)(struct scene *scene, struct error *err);
    int points_least; /* begin, statement, commit: fewer would mean the faults were not reached */
} acts[] = {
    {"sign in", act_sign_in, 10},
    {"a wrong password", act_wrong_password, 8},
    {"authenticate", act_authenticate, 4},
    {"step up", act_step_up, 9},
    {"accept", act_accept, 9},
    {"leave a post", act_leave, 5},
    {"set a password", act_password, 7},
    {"recover", act_recover, 10},
    {"issue a recovery link", act_issue, 6},
    {"make backup codes", act_codes, 14},
};

/* What gives somebody something: live sessions, persons, posts held, invitations used, passwords.
 */
static const char *state_of(struct world *world)
{
    static const char *const counts[] = {
        "SELECT count(*) FROM session WHERE ended_at IS NULL",
        "SELECT count(*) FROM session",
        "SELECT count(*) FROM person",
        "SELECT count(*) FROM post",
        "SELECT count(*) FROM holding WHERE until_at IS NULL",
        "SELECT count(*) FROM invitation WHERE accepted_at IS NULL",
        "SELECT sum(totp_step) FROM person WHERE login <> 'owner'",
        "SELECT count(*) FROM door_log WHERE outcome = 'ok'",
        "SELECT count(*) FROM recovery",
        "SELECT count(*) FROM recovery WHERE used_at IS NULL",
        "SELECT count(*) FROM backup_code",
        "SELECT count(*) FROM account_log",
    };
    struct error err;
    struct text text = text_start(world->arena, 4096);
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world->store, STORE_READ, &tx, &err), err);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct store_rows *rows = NULL;
        CHECK_OK(store_one(tx, counts[i], STORE_NONE, &rows, &err), err);
        text_format(&text, "%lld ", (long long)store_int(rows, 0));
        store_done(&rows);
    }
    struct store_rows *rows = NULL;
    CHECK_OK(
        store_one(tx, "SELECT password FROM person WHERE login = 'owner'", STORE_NONE, &rows, &err),
        err);
    text_add(&text, store_text(rows, 0, world->arena));
    store_done(&rows);
    store_abandon(&tx);
    return text_string(&text);
}

static void prepare(struct scene *scene)
{
    struct world *world = &scene->world;
    world->now += 30 * TIME_MINUTE; /* the limits are full again, that of three links an hour too */
    scene->token = world_sign_in(world, &scene->choi);
    scene->caller = world_caller(world, &scene->token);
    world->now += 5 * TIME_MINUTE; /* time to write that the session has been seen */
    scene->code = world_code(world, &scene->choi);
    struct error err;
    struct people_recovery made;
    CHECK_OK(people_recovery_issue(world->people, world->arena, NULL, scene->lee.id, LOST_BOTH,
                                   world->now, &made, &err),
             err);
    scene->link = made.token;
}

ON_BOTH(whatever_fails_inside_the_door_gives_nobody_anything_and_the_next_try_works)
{
    struct error err;
    struct scene scene = {.world = world_open(address, true)};
    struct world *world = &scene.world;
    scene.choi = world_human(world, world->sponsor, ROLE_SPONSOR_OFFICER, "choi");
    scene.kim = world_human(world, world->adopter, ROLE_ADOPTER_MEMBER, "kim");
    scene.owner = world_human(world, world->adopter, ROLE_ADOPTER_OWNER, "owner");
    scene.lee = world_human(world, world->adopter, ROLE_ADOPTER_MEMBER, "lee");
    scene.park = world_human(world, world->adopter, ROLE_ADOPTER_MEMBER, "park");
    struct people_token token = world_sign_in(world, &scene.owner);
    scene.boss = world_caller(world, &token);
    scene.invitation = world_invite(world, world->adopter, ROLE_ADOPTER_MEMBER);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        int points = 0;
        for (bool fired = true; fired; points++) {
            prepare(&scene);
            const char *before = state_of(world);
            fault_arm(points + 1);
            enum status st = acts[i].act(&scene, &err);
            fired = fault_fired();
            fault_arm(0);
            ck_assert_msg(fired == (st != STATUS_OK), "%s, point %d: %s", acts[i].name, points + 1,
                          st == STATUS_OK ? "a failure was passed over" : err.text);
            if (fired) {
                ck_assert_msg(err.reason == &KIT_FAULT, "%s: %s", acts[i].name, err.reason->name);
                ck_assert_msg(text_same(before, state_of(world)), "%s, point %d: %s, then %s",
                              acts[i].name, points + 1, before, state_of(world));
            }
        }
        ck_assert_msg(points > acts[i].points_least, "%s: %d points only", acts[i].name, points);
    }
    world_close(world);
}

BOTH_MAIN_WITHIN("people faults", 240,
                 BOTH(whatever_fails_inside_the_door_gives_nobody_anything_and_the_next_try_works))
