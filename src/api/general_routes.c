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

/* ---- the demo's accounts: an empty list in earnest ---- */

struct demo_view {
    const char *login, *ko, *en, *password, *code;
};
static const struct field demo_fields[] = {
    FIELD(TEXT, struct demo_view, login, PUBLIC),
    FIELD(TEXT, struct demo_view, ko, PUBLIC),
    FIELD(TEXT, struct demo_view, en, PUBLIC),
    FIELD(TEXT, struct demo_view, password, PUBLIC, .optional = true),
    FIELD(TEXT, struct demo_view, code, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape demo_shape = SHAPE(struct demo_view, "DemoAccount", demo_fields);

static enum status get_demo(struct call *call, struct error *err)
{
    const struct services *services = call->services;
    struct demo_view *views = arena_array(call->arena, services->demo_count, sizeof *views);
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < services->demo_count; i++) {
        const struct demo_account *account = &services->demo[i];
        char code[7] = "";
        views[i] = (struct demo_view){.login = account->login,
                                      .ko = account->ko,
                                      .en = account->en,
                                      .password = account->password};
        if (account->key == NULL)
            continue;
        st = people_totp_code(account->key, call->now, code, err);
        views[i].code = arena_text(call->arena, code);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, services->demo_count);
    return st;
}

const struct route general_routes[] = {
    {HTTP_GET, "/api/health", get_health, .answer = &health_shape, .allow = ALLOW(ROLE_ANYONE),
     .en = "is the server up", .ko = "서버가 살아 있는지 봅니다"},
    {HTTP_GET, "/api/openapi.json", get_openapi, .kind = ANSWER_RAW, .raw = "application/json",
     .raw_class = CLASS_PUBLIC, .allow = ALLOW(ROLE_ANYONE),
     .en = "this description of the interface", .ko = "이 인터페이스의 설명서입니다"},
    {HTTP_GET, "/api/demo/accounts", get_demo, .kind = ANSWER_LIST, .answer = &demo_shape,
     .allow = ALLOW(ROLE_ANYONE), .en = "the accounts of a demo; none in earnest",
     .ko = "체험용 계정 목록입니다(실제 운영에서는 비어 있습니다)"},
    ROUTES_END,
};
