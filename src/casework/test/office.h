/* office.h -- an office for the tests: two organisations, their posts, and a small machine. */
#ifndef CASEWORK_TEST_OFFICE_H
#define CASEWORK_TEST_OFFICE_H

#include "casework/casework.h"
#include "kit/test.h"

struct office {
    struct store *store;
    struct people *people;
    struct arena *arena;
    struct store_tx *tx; /* of the step under way */
    time_us now;
    struct casework_procedure procedure;
    struct people_caller owner, member, officer, officer2, stranger;
    struct error err; /* of the last step */
};

void office_open(struct office *office, const char *address);
void office_close(struct office *office);

void office_begin(struct office *office);
enum status office_end(struct office *office, enum status st);
#define DO(office, call) (office_begin(office), office_end((office), (call)))

struct people_caller office_person(struct office *office, int64_t organisation,
                                   enum people_kind kind, enum people_role role, const char *post,
                                   const char *login);
void office_leave(struct office *office, const struct people_caller *person);
int64_t office_number(struct office *office, const char *sql);

/* Ways that must succeed. */
int64_t office_matter(struct office *office);
enum status office_step(struct office *office, const struct people_caller *caller, int64_t matter,
                        const char *step, const char *values);
struct casework_matter office_look(struct office *office, const struct people_caller *caller,
                                   int64_t matter);
struct casework_tasks office_tasks(struct office *office, const struct people_caller *caller,
                                   enum casework_scope scope);

/* What the hooks of the test saw and do. */
struct hooks_said {
    int checks, effects;
    bool door_shut, effect_fails;
};
extern struct hooks_said said;

#endif
