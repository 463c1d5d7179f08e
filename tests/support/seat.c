#include "support/seat.h"

#include "kit/test.h"

struct people_caller seat_taken(struct people *people, struct arena *arena, const struct seat *seat,
                                time_us now)
{
    struct error err = {0};
    struct people_caller caller = {.organisation_id = seat->organisation_id,
                                   .organisation_kind = seat->kind,
                                   .role = seat->role,
                                   .held_role = seat->role,
                                   .login = seat->login,
                                   .name = seat->name != NULL ? seat->name : seat->login};
    struct people_invitation made = {0};
    struct people_invitation wanted = {.organisation_id = seat->organisation_id,
                                       .post = seat->post != NULL ? seat->post : "담당",
                                       .role = seat->role,
                                       .email = "person@example.kr"};
    CHECK_OK(people_invite(people, arena, NULL, &wanted, now, &made, &err), err);
    struct people_acceptance acceptance = {.token = made.token,
                                           .login = caller.login,
                                           .name = caller.name,
                                           .password = "말이 배터리를 정확히 스테이플했다",
                                           .address = "192.0.2.1"};
    CHECK_OK(people_accept(people, &acceptance, now, &caller.user_id, &err), err);
    return caller;
}
