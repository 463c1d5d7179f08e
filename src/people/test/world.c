#include "world.h"

#include <string.h>

#include "kit/test.h"

static const uint8_t key[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";
static const bool cheap = true;

static void start(struct world *world, bool cheap_passwords)
{
    struct error err;
    struct store_options options = {.address = world->address};
    struct people_options people = {.key = key, .cheap_passwords = cheap_passwords};
    CHECK_OK(store_open(&options, &world->store, &err), err);
    CHECK_OK(store_migrate(world->store, world->now, &err), err);
    people.store = world->store;
    CHECK_OK(people_new(&people, &world->people, &err), err);
}

static int64_t organisation(struct store_tx *tx, const char *name, enum people_kind kind,
                            time_us now)
{
    struct error err;
    int64_t id = 0;
    struct people_organisation wanted = {.name = name, .kind = kind};
    CHECK_OK(people_organisation_add(tx, &wanted, now, &id, &err), err);
    return id;
}

struct world world_open(const char *address, bool cheap_passwords)
{
    struct error err;
    struct world world = {.address = address};
    world.arena = arena_new("world", 64 << 20);
    CHECK_OK(time_parse("2026-11-24T09:30:00Z", &world.now, &err), err);
    start(&world, cheap_passwords);
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world.store, STORE_WRITE, &tx, &err), err);
    world.adopter = organisation(tx, "한빛정밀", KIND_ADOPTER, world.now);
    world.other_adopter = organisation(tx, "두성산업", KIND_ADOPTER, world.now);
    world.sponsor = organisation(tx, "큰전자", KIND_SPONSOR, world.now);
    world.operator= organisation(tx, "중앙회", KIND_OPERATOR, world.now);
    world.audit = organisation(tx, "감사기관", KIND_AUDIT, world.now);
    CHECK_OK(store_commit(&tx, &err), err);
    return world;
}

void world_close(struct world *world)
{
    people_free(world->people);
    store_close(world->store);
    arena_free(world->arena);
}

void world_restart(struct world *world)
{
    people_free(world->people);
    store_close(world->store);
    start(world, cheap);
}

const char *world_invite(struct world *world, int64_t organisation, enum people_role role)
{
    struct error err;
    struct people_invitation made, wanted = {.organisation_id = organisation,
                                             .post = "담당",
                                             .role = role,
                                             .email = "person@example.kr"};
    CHECK_OK(people_invite(world->people, world->arena, NULL, &wanted, world->now, &made, &err),
             err);
    return made.token;
}

struct human world_human(struct world *world, int64_t organisation, enum people_role role,
                         const char *login)
{
    struct error err;
    struct human human = {.login = login};
    struct people_acceptance acceptance = {.token = world_invite(world, organisation, role),
                                           .login = login,
                                           .name = "김두레",
                                           .password = WORLD_PASSWORD,
                                           .address = "192.0.2.1"};
    CHECK_OK(people_accept(world->people, &acceptance, world->now, &human.id, &err), err);
    if (!people_role_info(role)->needs_second_factor)
        return human;
    struct people_token token = world_sign_in(world, &human);
    struct people_caller caller = world_caller(world, &token);
    struct people_totp totp;
    CHECK_OK(people_totp_start(world->people, world->arena, &caller, world->now, &totp, &err), err);
    human.secret = totp.secret;
    CHECK_OK(people_totp_confirm(world->people, &caller, world_code(world, &human), world->now,
                                 &token, &err),
             err);
    return human;
}

const char *world_code(struct world *world, const struct human *human)
{
    struct error err;
    char code[7];
    if (human->secret == NULL)
        return NULL;
    CHECK_OK(people_totp_code(human->secret, world->now, code, &err), err);
    return arena_text(world->arena, code);
}

struct people_token world_sign_in(struct world *world, const struct human *human)
{
    struct error err;
    struct people_token token;
    world->now += TIME_MINUTE;
    struct people_sign_in who = {human->login, WORLD_PASSWORD, world_code(world, human),
                                 "192.0.2.1"};
    CHECK_OK(people_sign_in(world->people, &who, world->now, &token, &err), err);
    return token;
}

struct people_caller world_caller(struct world *world, const struct people_token *token)
{
    struct error err;
    struct people_caller caller;
    CHECK_OK(
        people_authenticate(world->people, world->arena, token->text, world->now, &caller, &err),
        err);
    return caller;
}

enum status world_try(struct world *world, const char *login, const char *password,
                      const char *code, struct error *err)
{
    struct people_token token;
    struct people_sign_in who = {login, password, code, "192.0.2.1"};
    return people_sign_in(world->people, &who, world->now, &token, err);
}
