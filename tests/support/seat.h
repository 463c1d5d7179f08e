/* seat.h -- somebody at a post, invited from the console and let in: for the tests of the rooms
 * above `people`. */
#ifndef TESTS_SUPPORT_SEAT_H
#define TESTS_SUPPORT_SEAT_H

#include "people/people.h"

struct seat {
    int64_t organisation_id;
    enum people_kind kind; /* of the organisation */
    enum people_role role;
    const char *post;  /* NULL: any */
    const char *login; /* also the name, where none is given */
    const char *name;
};

struct people_caller seat_taken(struct people *people, struct arena *arena, const struct seat *seat,
                                time_us now);

#endif
