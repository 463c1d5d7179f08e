/* desk.h -- a whole server in the test's own process: store, people, api, HTTP; a clock that the
 * test turns, and people with sessions. */
#ifndef API_TEST_DESK_H
#define API_TEST_DESK_H

#include <stdatomic.h>

#include "api/api.h"
#include "kit/test.h"
#include "support/http_client.h"

struct desk {
    struct arena *arena;
    struct services services;
    struct api *api;
    struct http_server *server;
    uint16_t port;
    _Atomic(time_us) now;
    int count; /* of organisations and people, for their names */
};

#define DESK_PASSWORD "바다 위로 천천히 달이 뜬다"

struct person {
    int64_t user_id, organisation_id;
    const char *login, *secret; /* of the second factor, or NULL */
    const char *cookie, *csrf;
};

void desk_open(struct desk *desk, const struct route *const *tables, const char *page_folder);
void desk_close(struct desk *desk);

int64_t desk_organisation(struct desk *desk, enum people_kind kind);
int64_t desk_organisation_for(struct desk *desk, enum people_role role); /* of a kind that fits */

/* A person in that role, signed in, second factor set up and proven where the role needs one. */
struct person desk_person(struct desk *desk, enum people_role role, int64_t organisation_id);
const char *desk_code(struct desk *desk, const struct person *person); /* NULL without a factor */

/* `person` NULL: nobody. The body is JSON or NULL. */
struct http_reply desk_call(struct desk *desk, const struct person *person, const char *method,
                            const char *path, const char *body);

json_t *desk_json(const struct http_reply *reply);                          /* new reference */
const char *desk_reason(struct desk *desk, const struct http_reply *reply); /* "" if none */

#define CHECK_REPLY(desk, reply, status_, reason_)                                                 \
    do {                                                                                           \
        struct http_reply got_reply_ = (reply);                                                    \
        ck_assert_msg(got_reply_.status == (status_), "wanted %d, got %d: %s", (status_),          \
                      got_reply_.status, got_reply_.body);                                         \
        ck_assert_str_eq(desk_reason((desk), &got_reply_), (reason_));                             \
    } while (0)

#endif
