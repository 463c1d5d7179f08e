/* general_routes.c -- is it up, and what can it do? */
#include "api/api_private.h"
#include "api/routes.h"

struct health {
    const char *status, *version;
    time_us now;
};

static const struct field health_fields[] = {
    FIELD(TEXT, struct health, status, PUBLIC, .what = "\"ok\": the store answers"),
    FIELD(TEXT, struct health, version, PUBLIC),
    FIELD(TIME, struct health, now, PUBLIC, .what = "the server's clock"),
    FIELDS_END,
};
static const struct shape health_shape = SHAPE(struct health, "Health", health_fields);

/* Up means that the store answers: a transaction that reads nothing is enough. */
static enum status get_health(struct call *call, struct error *err)
{
    if (call->services->store != NULL) {
        struct store_tx *tx = NULL;
        enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
        if (st != STATUS_OK)
            return st;
        store_abandon(&tx);
    }
    struct health *health = arena_alloc(call->arena, sizeof *health);
    *health = (struct health){"ok", DURE_VERSION, call->now};
    api_answer(call, health);
    return STATUS_OK;
}

static enum status get_openapi(struct call *call, struct error *err)
{
    (void)err;
    size_t size = 0;
    const char *text = api_openapi(call->arena, api_route_tables(), &size);
    api_answer_bytes(call, text, size, NULL);
    return STATUS_OK;
}

const struct route general_routes[] = {
    {HTTP_GET, "/api/health", get_health, .answer = &health_shape, .allow = ALLOW(ROLE_ANYONE),
     .en = "is the server up", .ko = "서버가 살아 있는지 봅니다"},
    {HTTP_GET, "/api/openapi.json", get_openapi, .kind = ANSWER_RAW, .raw = "application/json",
     .raw_class = CLASS_PUBLIC, .allow = ALLOW(ROLE_ANYONE),
     .en = "this description of the interface", .ko = "이 인터페이스의 설명서입니다"},
    ROUTES_END,
};
