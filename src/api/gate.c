/* gate.c -- all checks that need no body, once for every route, in the order of api.h.
 *
 * They run before the first byte of a body is read, so a stranger cannot fill the disk. */
#include <inttypes.h>
#include <string.h>

#include "api/api_private.h"
#include "kit/must.h"
#include "kit/text.h"

static const char *cookie_name(const struct services *services)
{
    return services->plain_cookie ? "s" : "__Host-s";
}

static uint32_t role_bit(enum people_role role)
{
    return UINT32_C(1) << role;
}

/* Who has yet to set up a second factor counts, for the few routes of that set-up, as who he is. */
enum people_role reader_role(const struct call *call)
{
    const struct people_caller *caller = call->caller;
    return call->route->enrolling && caller->enrolling ? caller->held_role : caller->role;
}

static enum status pass_session(struct call_state *state, struct error *err)
{
    struct call *call = &state->call;
    const char *token = http_cookie(call->request, cookie_name(call->services));
    call->caller = &state->caller;
    if (call->services->people == NULL)
        return STATUS_OK;
    if (token == NULL)
        return device_pass(state, err);
    enum status st = people_authenticate(call->services->people, call->arena, token, call->now,
                                         &state->caller, err);
    if (st == STATUS_NO_SESSION) {
        state->caller = (struct people_caller){0};
        st = STATUS_OK;
    }
    call->korean = reader_is_korean(call->request, call->caller);
    return st;
}

static bool is_unsafe(enum http_method method)
{
    return method != HTTP_GET && method != HTTP_HEAD;
}

/* "https://host:port" of the Origin header is the host that was asked. */
static bool origin_is_host(const struct http_request *request)
{
    const char *origin = http_header(request, "Origin"), *host = http_header(request, "Host");
    const char *at = origin == NULL ? NULL : strstr(origin, "://");
    return at != NULL && host != NULL && strcmp(at + 3, host) == 0;
}

static enum status pass_csrf(const struct call *call, struct error *err)
{
    /* No browser signs with a device's key: there is no cookie that another site could use. */
    if (!is_unsafe(call->request->method) || call->caller->device_key_id != 0)
        return STATUS_OK;
    /* Nor has a box that is just enrolling: its code is the proof, and no other site has it. */
    if (call->route->from_box && call->caller->user_id == 0)
        return STATUS_OK;
    const char *site = http_header(call->request, "Sec-Fetch-Site");
    bool ours = text_same(site, "same-origin") ||
                (text_same(site, "none") && origin_is_host(call->request));
    if (!ours)
        return FAIL(err, API_CROSS_SITE, "Sec-Fetch-Site is %.20s",
                    site == NULL ? "missing" : site);
    if (call->route->without_csrf || call->caller->user_id == 0)
        return STATUS_OK;
    return people_check_csrf(call->caller, http_header(call->request, "X-CSRF"), err);
}

static enum status pass_limit(const struct call *call, struct error *err)
{
    const struct route_limit *limit = &call->route->limit;
    if (limit->count == 0 || call->services->people == NULL)
        return STATUS_OK;
    const struct people_caller *caller = call->caller;
    const char *key = caller->device_key_id != 0
                          ? arena_format(call->arena, "device %" PRId64, caller->device_key_id)
                      : caller->user_id == 0
                          ? call->request->client
                          : arena_format(call->arena, "user %" PRId64, caller->user_id);
    return people_limit(call->services->people, route_title(call->arena, call->route), key,
                        limit->count, limit->window, call->now, err);
}

static enum status refuse_role(const struct call *call, struct error *err)
{
    const struct people_caller *caller = call->caller;
    if (caller->user_id == 0 && caller->device_key_id == 0)
        return FAIL(err, PEOPLE_NO_SESSION, "nobody is signed in");
    if (caller->enrolling)
        return FAIL(err, PEOPLE_SECOND_FACTOR, "set up a second factor first");
    static const char *const relations[] = {
        [RELATION_NONE] = "관계 없음", [RELATION_PARTY] = "당사자", [RELATION_OWN] = "소유자"};
    const struct people_role_info *role = people_role_info(caller->role);
    return FAIL(err, API_FORBIDDEN, "%s as %s%.0s, relation %s%.0s",
                route_title(call->arena, call->route), role->en, role->ko,
                people_relation_name(call->relation), relations[call->relation]);
}

/* The same answer as for an id that nothing has: whoever guesses numbers learns nothing. */
static enum status hide(const struct call *call, struct error *err)
{
    const struct people_role_info *role = people_role_info(call->caller->role);
    return FAIL(err, API_NOT_FOUND, "nothing of this number for %s%.0s", role->en, role->ko);
}

/* What the owner has opened to the caller's organisation, if the row knows of grants. */
static enum status read_grant(struct call *call, uint32_t role, struct error *err)
{
    const struct route_grant *grant = &call->route->grant;
    if ((grant->roles & role) == 0 || call->owned.owner_id == 0)
        return STATUS_OK;
    struct people_grant wanted = {.owner_id = call->owned.owner_id,
                                  .to_id = call->caller->organisation_id,
                                  .object = grant->object,
                                  .object_id = call->owned.id};
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    return st == STATUS_OK
               ? people_granted(tx, call->arena, &wanted, call->now, &call->granted, err)
               : st;
}

static enum status pass_relation(struct call *call, struct error *err)
{
    const struct allow *allow = &call->route->allow;
    uint32_t role = role_bit(reader_role(call));
    /* Who could not call it in any relation does not learn whether the object exists. */
    if (((allow->own | allow->party | allow->none | call->route->grant.roles) & role) == 0)
        return refuse_role(call, err);
    enum status st = arguments_read(call, err);
    if (st != STATUS_OK || call->route->relation == NULL)
        return st;
    st = call->route->relation(call, err);
    if (st == STATUS_OK)
        st = read_grant(call, role, err);
    if (st != STATUS_OK)
        return st == STATUS_NOT_FOUND ? hide(call, err) : st;
    call->relation = owned_relation(&call->owned, call->caller->organisation_id);
    const uint32_t masks[] = {[RELATION_NONE] = allow->none,
                              [RELATION_PARTY] = allow->party,
                              [RELATION_OWN] = allow->own};
    if ((masks[call->relation] & role) != 0 || call->granted != 0)
        return STATUS_OK;
    return call->relation == RELATION_NONE ? hide(call, err) : refuse_role(call, err);
}

static enum status pass_state(const struct call *call, struct error *err)
{
    const struct route *route = call->route;
    if (route->states == 0)
        return STATUS_OK;
    must(call->state >= 0 && call->state < 64);
    if ((route->states & API_STATE(call->state)) != 0)
        return STATUS_OK;
    const struct reason *why = route->wrong_state == NULL ? &API_WRONG_STATE : route->wrong_state;
    return FAIL(err, *why, "%s", route_title(call->arena, route));
}

static enum status pass_step_up(const struct call *call, struct error *err)
{
    return call->route->step_up ? people_check_step_up(call->caller, call->now, err) : STATUS_OK;
}

enum status gate_pass(struct call_state *state, struct error *err)
{
    struct call *call = &state->call;
    enum status st = pass_session(state, err);
    if (st != STATUS_OK)
        return st;
    call->route = route_match(state->api->tables, call->request->method, call->request->path,
                              call->arena, call, &state->other_method);
    if (call->route == NULL)
        return FAIL(err, API_NO_ROUTE, "%s %.200s", method_name(call->request->method),
                    call->request->path);
    if ((st = pass_csrf(call, err)) != STATUS_OK || (st = pass_limit(call, err)) != STATUS_OK ||
        (st = pass_relation(call, err)) != STATUS_OK || (st = pass_state(call, err)) != STATUS_OK)
        return st;
    return pass_step_up(call, err);
}

enum status api_self(struct call *call, struct error *err)
{
    (void)err;
    call->owned =
        (struct owned){.id = call->caller->user_id, .owner_id = call->caller->organisation_id};
    return STATUS_OK;
}

struct reader call_reader(struct call *call)
{
    return (struct reader){
        .arena = call->arena,
        .role = reader_role(call),
        .organisation_id = call->caller->organisation_id,
        .relation = call->relation,
        .lifted = (call->route->lifted_for & role_bit(reader_role(call))) != 0 ? call->route->lifted
                                                                               : CLASS_MISSING,
        .owned = call->route->relation == NULL ? NULL : &call->owned,
        .granted = call->granted,
        .granted_of = call->owned,
        .object = call->route->grant.object != NULL ? call->route->grant.object
                  : call->route->answer == NULL || call->route->answer->object == NULL
                      ? "document"
                      : call->route->answer->object,
    };
}
