/* dispatch.c -- one way for every call: checks, body, handler, answer, log of reads, log. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/api_private.h"
#include "api/papers.h"
#include "kit/log.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "api/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "api/said.def"
#undef SAID

enum { BODY_USUAL_MAX = 64 << 10 };

static bool for_api(const char *path)
{
    return strcmp(path, "/api") == 0 || text_starts(path, "/api/");
}

/* ---- before the body ---- */

static bool type_is(const struct call *call, const char *wanted)
{
    const char *type = http_header(call->request, "Content-Type");
    size_t size = strlen(wanted);
    return type != NULL && strncasecmp(type, wanted, size) == 0 &&
           (type[size] == '\0' || type[size] == ';' || type[size] == ' ');
}

static enum status check_body_head(const struct call *call, struct error *err)
{
    const struct route *route = call->route;
    const char *wanted = route->body_raw != NULL ? route->body_raw
                         : route->body != NULL   ? "application/json"
                                                 : NULL;
    if (wanted == NULL && call->request->declared_size > 0 && !type_is(call, "application/json"))
        return FAIL(err, API_BODY, "%" PRId64 " bytes", call->request->declared_size);
    if (wanted != NULL && !type_is(call, wanted))
        return FAIL(err, API_TYPE, "wanted %s", wanted);
    return STATUS_OK;
}

static struct http_intake begin(void *context, const struct http_request *request)
{
    struct api *api = context;
    if (!for_api(request->path))
        return (struct http_intake){0};
    struct call_state *state = arena_alloc(request->arena, sizeof *state);
    union {
        const struct http_request *in;
        struct http_request *out;
    } own = {request};
    own.out->own = state;
    state->api = api;
    state->started = clock_steady();
    state->call = (struct call){.services = api->services,
                                .request = own.out,
                                .arena = request->arena,
                                .now = api->services->now(api->services->clock),
                                .caller = &state->caller,
                                .korean = reader_is_korean(request, NULL),
                                .answer = &state->answer};
    state->status = gate_pass(state, &state->err);
    if (state->status == STATUS_OK)
        state->status = check_body_head(&state->call, &state->err);
    if (state->status != STATUS_OK)
        return (struct http_intake){.refuse = true};
    const struct route *route = state->call.route;
    size_t max = route->body_max == 0 ? BODY_USUAL_MAX : route->body_max;
    return (struct http_intake){.body_max = max, .to_file = route->upload};
}

/* ---- the handler and what it answers ---- */

static enum status read_body(struct call_state *state, struct error *err)
{
    struct call *call = &state->call;
    const struct route *route = call->route;
    const struct http_request *request = call->request;
    if (request->too_large)
        return FAIL(err, API_TOO_LARGE, "%" PRId64 " bytes", request->declared_size);
    enum status st = device_check_body(state, err);
    if (st != STATUS_OK)
        return st;
    if (route->body_raw != NULL)
        return request->file == NULL && request->body_size == 0
                   ? FAIL(err, KIT_EMPTY, "the body is empty")
                   : STATUS_OK;
    if (request->body_size == 0 && route->body == NULL)
        return STATUS_OK;
    static const struct field nothing[] = {FIELDS_END};
    static const struct shape empty = {.name = "Empty", .fields = nothing};
    const struct shape *shape = route->body == NULL ? &empty : route->body;
    struct json_limits limits = JSON_LIMITS_BODY;
    st = json_read(call->arena, request->body, request->body_size, limits, &state->body, err);
    if (st != STATUS_OK)
        return st;
    void *body = arena_alloc(call->arena, shape->size + 1);
    if ((st = shape_read(shape, &state->body, body, err)) == STATUS_OK)
        call->body = body;
    return st;
}

/* "Content-Disposition: attachment" with a name in any language (RFC 6266, RFC 5987). */
static const char *disposition(struct arena *arena, const char *name)
{
    struct text text = text_start(arena, 4096);
    text_add(&text, "attachment; filename*=UTF-8''");
    for (const char *c = name; *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '-' || *c == '_' || *c == '.';
        if (plain)
            text_add_char(&text, *c);
        else
            text_format(&text, "%%%02X", (unsigned)(unsigned char)*c);
    }
    return text_string(&text);
}

static enum status write_raw(struct call *call, struct reader *reader, struct http_answer *answer,
                             struct error *err)
{
    const struct route *route = call->route;
    enum people_class class = route->raw_class;
    if (!reader_sees(reader, class))
        return FAIL(err, API_FORBIDDEN, "data of the class %s%.0s", people_class_info(class)->en,
                    people_class_info(class)->ko);
    if (class != CLASS_PUBLIC && call->owned.owner_id != 0 && call->relation != RELATION_OWN) {
        struct given *given = list_add(call->arena, &reader->given);
        *given = (struct given){reader->object, call->owned.id, call->owned.owner_id,
                                UINT32_C(1) << class};
    }
    answer->type = route->raw;
    answer->bytes = call->answer->bytes;
    answer->size = call->answer->size;
    answer->file = call->answer->file;
    if (call->answer->name != NULL)
        http_answer_header(answer, "Content-Disposition",
                           disposition(call->arena, call->answer->name));
    return STATUS_OK;
}

/* The same JSON, for the same reader, on paper. */
static enum status write_paper(struct call *call, json_t *value, struct http_answer *answer,
                               struct error *err)
{
    const char *name = NULL;
    enum status st = paper_write(call, value, &answer->bytes, &answer->size, &name, err);
    json_decref(value);
    if (st != STATUS_OK)
        return st;
    answer->type = call->route->raw;
    http_answer_header(answer, "Content-Disposition", disposition(call->arena, name));
    return STATUS_OK;
}

/* All that a stream of this route can show to this reader counts as read when it opens. */
static void note_stream(struct call *call, struct reader *reader)
{
    uint32_t classes = 0;
    for (const struct field *f = call->route->answer->fields; f->name != NULL; f++)
        if (f->class != CLASS_PUBLIC && people_may_see(reader->role, call->relation, f->class))
            classes |= UINT32_C(1) << f->class;
    if (classes == 0 || call->owned.owner_id == 0 || call->relation == RELATION_OWN)
        return;
    struct given *given = list_add(call->arena, &reader->given);
    *given = (struct given){reader->object, call->owned.id, call->owned.owner_id, classes};
}

static enum status write_value(struct call *call, json_t *value, struct http_answer *answer,
                               struct error *err)
{
    if (call->route->paper != NULL)
        return write_paper(call, value, answer, err);
    answer->type = "application/json";
    answer->bytes = json_pretty(call->arena, value, &answer->size);
    json_decref(value);
    return STATUS_OK;
}

static enum status write_answer(struct call *call, struct http_answer *answer, struct error *err)
{
    const struct route *route = call->route;
    struct call_answer *made = call->answer;
    struct reader reader = call_reader(call);
    enum status st = STATUS_OK;
    must(made->answered || route->kind == ANSWER_NOTHING);
    answer->status = route->success != 0             ? route->success
                     : route->kind == ANSWER_NOTHING ? 204
                                                     : 200;
    switch (route->kind) {
    case ANSWER_OBJECT:
        st = write_value(call, shape_write(route->answer, made->object, &reader), answer, err);
        break;
    case ANSWER_LIST:
        st = write_value(call, shape_write_list(route->answer, made->at, made->count, &reader),
                         answer, err);
        break;
    case ANSWER_RAW:
        st = write_raw(call, &reader, answer, err);
        break;
    case ANSWER_EVENTS:
        note_stream(call, &reader);
        answer->type = "text/event-stream";
        answer->stream = made->stream;
        break;
    case ANSWER_NOTHING:
        break;
    }
    return st == STATUS_OK ? reads_record(call, &reader, err) : st;
}

static void write_cookie(struct call *call, struct http_answer *answer)
{
    const struct call_answer *made = call->answer;
    if (!made->set_cookie)
        return;
    const char *name = call->services->plain_cookie ? "s" : "__Host-s";
    const char *value = arena_format(call->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name,
                                     made->cookie == NULL ? "" : made->cookie,
                                     call->services->plain_cookie ? "" : "; Secure",
                                     made->cookie == NULL ? "; Max-Age=0" : "");
    http_answer_header(answer, "Set-Cookie", value);
}

static void finish(struct call_state *state, const struct http_answer *answer)
{
    struct call *call = &state->call;
    for (size_t i = 0; i < state->answer.kept.count; i++)
        json_decref(state->answer.kept.at[i]);
    json_release(&state->body);
    bool failed = state->status != STATUS_OK;
    log_line(failed && answer->status >= 500 ? LOG_WARN : LOG_INFO, "api",
             "%s %s %d  ms=%" PRId64 " user=%" PRId64 " organisation=%" PRId64 " %s",
             method_name(call->request->method), call->request->path, answer->status,
             (clock_steady() - state->started) / 1000, call->caller->user_id,
             call->caller->organisation_id, failed ? state->err.reason->name : "");
}

static void handle(void *context, struct http_request *request, struct http_answer *answer)
{
    struct api *api = context;
    if (request->own == NULL) {
        page_answer(api->services->page_folder, request, answer);
        return;
    }
    struct call_state *state = request->own;
    struct call *call = &state->call;
    if (state->status == STATUS_OK)
        state->status = read_body(state, &state->err);
    if (state->status == STATUS_OK)
        state->status = call->route->handle(call, &state->err);
    if (state->status == STATUS_OK)
        state->status = write_answer(call, answer, &state->err);
    if (state->status == STATUS_OK) {
        write_cookie(call, answer);
    } else {
        *answer = (struct http_answer){0};
        problem_write(call, &state->err, state->other_method, answer);
    }
    finish(state, answer);
}

/* ---- what handlers call ---- */

void api_answer(struct call *call, const void *object)
{
    must(call->route->kind == ANSWER_OBJECT && object != NULL);
    call->answer->object = object;
    call->answer->answered = true;
}

void api_answer_list(struct call *call, const void *at, size_t count)
{
    must(call->route->kind == ANSWER_LIST);
    call->answer->at = at;
    call->answer->count = count;
    call->answer->answered = true;
}

void api_answer_bytes(struct call *call, const char *bytes, size_t size, const char *name)
{
    must(call->route->kind == ANSWER_RAW);
    call->answer->bytes = bytes;
    call->answer->size = size;
    call->answer->name = name;
    call->answer->answered = true;
}

void api_answer_file(struct call *call, const char *path, const char *name)
{
    api_answer_bytes(call, NULL, 0, name);
    call->answer->file = path;
}

void api_answer_cookie(struct call *call, const char *token)
{
    call->answer->set_cookie = true;
    call->answer->cookie = arena_text(call->arena, token);
}

json_t *api_keep(struct call *call, json_t *value)
{
    /* A list of pointers: the size of one is meant. NOLINTNEXTLINE(bugprone-sizeof-expression) */
    *list_add(call->arena, &call->answer->kept) = value;
    return value;
}

/* ---- the api itself ---- */

enum status api_new(const struct services *services, const struct route *const *tables,
                    struct api **ret_api, struct error *err)
{
    must(services->now != NULL);
    tables = tables == NULL ? api_route_tables() : tables;
    enum status st = api_check_routes(tables, err);
    if (st != STATUS_OK)
        return st;
    struct api *api = calloc(1, sizeof *api);
    must(api != NULL);
    api->services = services;
    api->tables = tables;
    *ret_api = api;
    return STATUS_OK;
}

void api_free(struct api *api)
{
    free(api);
}

struct http_handler api_handler(struct api *api)
{
    return (struct http_handler){.context = api, .begin = begin, .handle = handle};
}
