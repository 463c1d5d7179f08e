/* world.h -- a small world for the tests of people: three organisations and whoever is let in. */
#ifndef PEOPLE_TEST_WORLD_H
#define PEOPLE_TEST_WORLD_H

#include "people/people.h"

#define WORLD_PASSWORD "말이 배터리를 정확히 스테이플했다"

struct world {
    struct arena *arena;
    const char *address;
    struct store *store;
    struct people *people;
    time_us now;
    int64_t adopter, other_adopter, sponsor, operator, audit;
};

struct human {
    int64_t id;
    const char *login;
    const char *secret; /* of the second factor, or NULL */
};

struct world world_open(const char *address, bool cheap_passwords);
void world_close(struct world *world);
void world_restart(struct world *world); /* as if the program had been stopped and started */

/* Invited from the console, accepted, and with a second factor where the role needs one. */
struct human world_human(struct world *world, int64_t organisation, enum people_role role,
                         const char *login);
const char *world_invite(struct world *world, int64_t organisation, enum people_role role);

/* With password and a code not used before (a minute later). */
struct people_token world_sign_in(struct world *world, const struct human *human);
struct people_caller world_caller(struct world *world, const struct people_token *token);
enum status world_try(struct world *world, const char *login, const char *password,
                      const char *code, struct error *err);
const char *world_code(struct world *world, const struct human *human);

#endif
