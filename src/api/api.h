/* api.h -- the addresses under /api: who may call them, what they take and what they answer.
 *
 * Everything about a route is in its row. The dispatcher does the same for all of them, in this
 * order, and a handler runs only after all of it:
 *
 *   match -> session or device -> CSRF -> rate limit -> role -> arguments of the query -> relation
 *   -> allow -> state -> step-up -> body -> handler -> answer, with only those fields that the
 *   reader may see -> log of reads -> log
 *
 * So a handler contains no check of rights and can forget none. To add a route:
 *
 *   1. The answer is a struct, and a shape binds its members to JSON:
 *
 *     struct pledge {
 *         struct owned owned;              (whose it is: sees to the relation of each object)
 *         int64_t id;
 *         const char *title;
 *         struct money amount;
 *         time_us pledged_at;
 *         const char *note;
 *     };
 *     static const struct field pledge_fields[] = {
 *         FIELD(INT, struct pledge, id, PUBLIC),
 *         FIELD(TEXT, struct pledge, title, PROGRAMME, .max = 80),
 *         FIELD(MONEY, struct pledge, amount, MONEY),
 *         FIELD(TIME, struct pledge, pledged_at, PROGRAMME),
 *         FIELD(TEXT, struct pledge, note, PERSONAL, .max = 400, .optional = true),
 *         FIELDS_END,
 *     };
 *     static const struct shape pledge_shape =
 *         SHAPE_OWNED(struct pledge, owned, "Pledge", "pledge", pledge_fields);
 *
 *   2. A row in a table, and the table's name in api/routes.c:
 *
 *     const struct route ledger_routes[] = {
 *         {HTTP_POST, "/api/pledges/{id}/receive", receive_pledge,
 *          .body = &receipt_shape, .answer = &pledge_shape,
 *          .relation = pledge_relation, .allow = {.party = ROLE_BIT(OPERATOR_FINANCE)},
 *          .states = API_STATE(PLEDGE_PLEDGED), .wrong_state = &LEDGER_RECEIVED,
 *          .step_up = true, .en = "record that the money has come", .ko = "입금을 기록합니다"},
 *         ROUTES_END,
 *     };
 *
 *   3. The functions:
 *
 *     static enum status pledge_relation(struct call *call, struct error *err)
 *     {   ... load pledge call->id (NOT_FOUND if it is not there) ...
 *         call->object = pledge; call->state = pledge->state; call->owned = pledge->owned;
 *         return STATUS_OK; }
 *     static enum status receive_pledge(struct call *call, struct error *err)
 *     {   const struct receipt *receipt = call->body; ...
 *         api_answer(call, pledge); return STATUS_OK; }
 *
 * Promises, each with a test of the same words in api/test/ or tests/visibility/:
 *   - A route without a permission, a text or a class for each of its fields stops the build
 *     (check_routes.c, before `dure` is linked) and, should it get that far, the start.
 *   - Every route refuses every role and relation that its row does not name.
 *   - An unknown member, a wrong type, a value outside its limits is refused with its place.
 *   - So is an argument of the query that the row does not name, or that comes twice.
 *   - A field that the reader may not see is in no answer.
 *   - Whoever reads another organisation's data is in that organisation's log of reads.
 *   - The description at /api/openapi.json is made from the rows that the server obeys.
 *
 * Uses: kit, store, people, jobs, http and the rooms of the domain. */
#ifndef API_API_H
#define API_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/http.h"
#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/json.h"
#include "kit/list.h"
#include "kit/money.h"
#include "people/people.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "api/reasons.def"
#undef REASON

struct jobs;
struct journal_signer;
struct paper;
struct study_context;

/* ---- what a server is made of ---- */

/* An account that the demo shows to everybody, secrets and all. */
struct demo_account {
    const char *login, *ko, *en;
    const char *password, *key; /* key of its one-time codes, or NULL */
};

/* Filled by app/, the same for all calls, shared by all threads. */
struct services {
    struct store *store;
    struct people *people;
    struct jobs *jobs;
    const struct study_context *study; /* how the works on logs and models run */
    const struct ledger_terms *terms;  /* data/ledger; needed by the routes of the book only */
    const struct ledger_bank_layout *bank_layout;
    const struct journal_signer *log; /* signs receipts of reports; needed by their route only */
    time_us (*now)(void *clock);      /* NULL is not allowed: the wall clock is app's */
    void *clock;
    const char *files_folder;        /* uploads and their like are kept here */
    const char *page_folder;         /* web/dist, or NULL for an API alone */
    const struct demo_account *demo; /* offered on the sign-in page; NULL in earnest */
    size_t demo_count;
    bool plain_cookie; /* without TLS in front (tests, a desk): cookie without Secure */
};

/* ---- whose it is ---- */

enum { OWNED_PARTIES_MAX = 64 };

struct owned {
    int64_t id;       /* of the object, for the log of reads */
    int64_t owner_id; /* organisation; 0: nobody's, relation none */
    int64_t parties[OWNED_PARTIES_MAX];
    size_t party_count;
};

/* 0 and repeats are ignored; so is one too many, who then has no part: closed, not open. */
void owned_add_party(struct owned *owned, int64_t organisation_id);
enum people_relation owned_relation(const struct owned *owned, int64_t organisation_id);

/* ---- shapes: struct members as JSON ---- */

enum field_type {
    FIELD_NONE,
    FIELD_INT,      /* int64_t */
    FIELD_NUMBER,   /* double; optional: NAN is null */
    FIELD_MONEY,    /* struct money: an integer of won */
    FIELD_TIME,     /* time_us: RFC 3339 text */
    FIELD_BOOL,     /* bool */
    FIELD_MAYBE,    /* enum maybe as int: true, false or null */
    FIELD_TEXT,     /* const char *; optional: NULL is null */
    FIELD_TEXTS,    /* LIST(const char *), or {at, count} */
    FIELD_OBJECT,   /* pointer to a struct with .shape; optional: NULL is null */
    FIELD_LIST,     /* LIST(struct x) with .shape, or {at, count} */
    FIELD_DOCUMENT, /* json_t *; in answers see api_keep() */
};

enum maybe { MAYBE_NULL, MAYBE_FALSE, MAYBE_TRUE };

/* The value of an optional INT, MONEY or TIME that is null. Missing members of a body read as
 * this, or as 0 when the field says .zero_is_null. */
#define API_NULL INT64_MIN

struct shape;

struct field {
    const char *name;
    size_t offset;
    enum field_type type;
    enum people_class class;
    bool optional;     /* may be null, and in a body absent */
    bool zero_is_null; /* for optional INT, MONEY, TIME: 0 stands for null too */
    int64_t min, max;  /* INT, MONEY: values; NUMBER: whole bounds; TEXT: characters; LIST: items.
                          max 0: the widest of the type (TEXT 200, LIST 1000) */
    const char *const *choices; /* TEXT: one of these, NULL at the end */
    const struct shape *shape;  /* OBJECT, LIST */
    size_t item_size;           /* filled by FIELD_OF */
    const char *what;           /* for the description */
};

struct shape {
    const char *name;   /* "Pledge": of the schema in the description */
    const char *object; /* "pledge": in the log of reads; NULL: not an object of its own */
    const struct field *fields;
    size_t size;
    size_t owned_at; /* offset of its struct owned + 1; 0: none, the relation is its holder's */
};

/* FIELD(kind, struct, member, CLASS, .limits...): one member of a struct. `kind` is a field_type
 * without FIELD_, the class one of people/classes.def; it is not optional, and the member must
 * have the C type of its kind. */
#define FIELD(kind, type_, member, ...) FIELD_AS(kind, type_, member, #member, __VA_ARGS__)

/* The same under another name in JSON. */
#define FIELD_AS(kind, type_, member, json_name, ...)                                              \
    {                                                                                              \
        .name = json_name, .type = FIELD_##kind,                                                   \
        .offset = offsetof(type_, member) + FIELD_CHECK_(kind, type_, member),                     \
        .class = CLASS_##__VA_ARGS__                                                               \
    }

/* FIELD_OF(kind, struct, member, &shape, CLASS, .limits...): a struct behind a pointer (OBJECT), or
 * a list of structs (LIST). */
#define FIELD_OF(kind, type_, member, shape_, ...)                                                 \
    FIELD_OF_AS(kind, type_, member, #member, shape_, __VA_ARGS__)

/* The same under another name in JSON. */
#define FIELD_OF_AS(kind, type_, member, json_name, shape_, ...)                                   \
    {                                                                                              \
        .name = json_name, .type = FIELD_##kind, .shape = (shape_),                                \
        .offset = offsetof(type_, member) + FIELD_CHECK_(kind, type_, member),                     \
        .item_size = FIELD_ITEM_##kind(type_, member), .class = CLASS_##__VA_ARGS__                \
    }
#define FIELDS_END                                                                                 \
    {                                                                                              \
        .name = NULL                                                                               \
    }

#define SHAPE(type_, name_, fields_)                                                               \
    {                                                                                              \
        .name = name_, .fields = (fields_), .size = sizeof(type_)                                  \
    }
#define SHAPE_OWNED(type_, member, name_, object_, fields_)                                        \
    {                                                                                              \
        .name = name_, .object = object_, .fields = (fields_), .size = sizeof(type_),              \
        .owned_at = offsetof(type_, member) + 1                                                    \
    }

/* For the macros: is the member what the kind says? */
#define FIELD_MEMBER_(type_, member) (((const type_ *)0)->member)

#define FIELD_IS_INT(type_, member) _Generic(FIELD_MEMBER_(type_, member), int64_t : 1, default : 0)
#define FIELD_IS_NUMBER(type_, member)                                                             \
    _Generic(FIELD_MEMBER_(type_, member), double : 1, default : 0)
#define FIELD_IS_MONEY(type_, member)                                                              \
    _Generic(FIELD_MEMBER_(type_, member), struct money : 1, default : 0)
#define FIELD_IS_TIME(type_, member) FIELD_IS_INT(type_, member)
#define FIELD_IS_BOOL(type_, member) _Generic(FIELD_MEMBER_(type_, member), bool : 1, default : 0)
#define FIELD_IS_MAYBE(type_, member)                                                              \
    _Generic(FIELD_MEMBER_(type_, member), enum maybe : 1, default : 0)
#define FIELD_IS_TEXT(type_, member)                                                               \
    _Generic(FIELD_MEMBER_(type_, member), const char * : 1, char * : 1, default : 0)
#define FIELD_IS_TEXTS(type_, member)                                                              \
    _Generic(FIELD_MEMBER_(type_, member).at, const char ** : 1, const char *const * : 1,          \
             default : 0)
#define FIELD_IS_OBJECT(type_, member) 1 /* FIELD_ITEM_OBJECT sees whether it is a pointer */
#define FIELD_IS_LIST(type_, member)                                                               \
    (offsetof(type_, member.count) == offsetof(type_, member.at) + sizeof(void *))
#define FIELD_IS_DOCUMENT(type_, member)                                                           \
    _Generic(FIELD_MEMBER_(type_, member), json_t * : 1, default : 0)
#define FIELD_ITEM_OBJECT(type_, member) sizeof *FIELD_MEMBER_(type_, member)
#define FIELD_ITEM_LIST(type_, member)   sizeof *FIELD_MEMBER_(type_, member).at
#define FIELD_CHECK_(kind, type_, member)                                                          \
    (0 * sizeof(struct {                                                                           \
         _Static_assert(FIELD_IS_##kind(type_, member), #member " is not of the type " #kind);     \
         int unused;                                                                               \
     }))

/* ---- arguments: struct members from the query of an address ---- */

/* What a route takes behind the "?" is a struct, and a table binds its members to names:
 *
 *     struct trail_arguments {
 *         int64_t before, limit;
 *     };
 *     static const struct argument trail_rows[] = {
 *         ARGUMENT(INT, struct trail_arguments, before, .min = 1, .en = "...", .ko = "..."),
 *         ARGUMENT(INT, struct trail_arguments, limit, .min = 1, .max = 1000, .otherwise = 100,
 *                  .en = "...", .ko = "..."),
 *         ARGUMENTS_END,
 *     };
 *     static const struct arguments trail_arguments =
 *         ARGUMENTS(struct trail_arguments, trail_rows);
 *
 * The row of the route says .arguments = &trail_arguments, its handler
 *
 *     const struct trail_arguments *asked = api_arguments(call, struct trail_arguments);
 *
 * and no handler can read what its row does not name: the query is read in one place, before it
 * runs. A name that the table lacks is refused, and so is one that comes twice. */
enum argument_type {
    ARGUMENT_NONE,
    ARGUMENT_INT,  /* int64_t */
    ARGUMENT_TEXT, /* const char * */
    ARGUMENT_DAY,  /* struct day as YYYY-MM-DD; absent: all 0 */
    ARGUMENT_FLAG, /* bool as true, false; absent: false */
};

struct argument {
    const char *name;
    size_t offset;
    enum argument_type type;
    int64_t min, max;           /* INT: values; TEXT: characters. max 0: the widest (TEXT 200) */
    int64_t otherwise;          /* INT: when absent; below min: there is no such value */
    const char *otherwise_text; /* TEXT: when absent; NULL: it is NULL then */
    const char *const *choices; /* TEXT: one of these, NULL at the end */
    bool required;
    const char *not_before; /* DAY: the argument that names the first day, or NULL */
    int64_t days_max;       /* with it: so many days at most, both counted; 0: any number */
    const char *en, *ko;    /* what it chooses, one line */
};

struct arguments {
    const char *type; /* "struct trail_arguments" */
    const struct argument *rows;
    size_t size;
};

#define ARGUMENT(kind, type_, member, ...)                                                         \
    {                                                                                              \
        .name = #member, .type = ARGUMENT_##kind,                                                  \
        .offset = offsetof(type_, member) + ARGUMENT_CHECK_(kind, type_, member), __VA_ARGS__      \
    }
#define ARGUMENTS_END                                                                              \
    {                                                                                              \
        .name = NULL                                                                               \
    }
#define ARGUMENTS(type_, rows_)                                                                    \
    {                                                                                              \
        .type = #type_, .rows = (rows_), .size = sizeof(type_)                                     \
    }

/* For the macros: is the member what the kind says? */
#define ARGUMENT_IS_INT(type_, member)  FIELD_IS_INT(type_, member)
#define ARGUMENT_IS_TEXT(type_, member) FIELD_IS_TEXT(type_, member)
#define ARGUMENT_IS_FLAG(type_, member) FIELD_IS_BOOL(type_, member)
#define ARGUMENT_IS_DAY(type_, member)                                                             \
    _Generic(FIELD_MEMBER_(type_, member), struct day : 1, default : 0)
#define ARGUMENT_CHECK_(kind, type_, member)                                                       \
    (0 * sizeof(struct {                                                                           \
         _Static_assert(ARGUMENT_IS_##kind(type_, member), #member " is not of the type " #kind);  \
         int unused;                                                                               \
     }))

/* ---- a call ---- */

/* What a handler is given. Everything lives until the answer is sent. */
struct call {
    const struct services *services;
    const struct route *route;
    struct http_request *request;
    struct arena *arena;
    time_us now;
    const struct people_caller *caller; /* never NULL: role ROLE_ANONYMOUS without a session */
    bool korean;                        /* the reader's language, else English */
    int64_t id;                         /* {id} of the path, 1 or more */
    const char *key;                    /* {key} of the path: letters, digits, "-", "_", "." */
    const void *body;                   /* decoded by route->body; NULL without */
    const void *arguments;              /* of the query: api_arguments() */

    /* filled by the route's relation function */
    struct owned owned;
    int state;    /* index of the object's state, 0 .. 63 */
    void *object; /* whatever it loaded, for the handler */

    struct name_kept *names;       /* of organisations, kept by ledger_routes.c */
    const struct owned *overseers; /* kept by add_overseers(): looked up once a call */

    enum people_relation relation; /* of the caller to `owned`, by the dispatcher */
    uint32_t granted;              /* CLASS_BIT()s that a grant of the owner opens besides */
    struct call_answer *answer;    /* by the functions below */
};

typedef enum status call_function(struct call *call, struct error *err);

void api_answer(struct call *call, const void *object);                /* of route->answer */
void api_answer_list(struct call *call, const void *at, size_t count); /* {"items": [...]} */

/* For routes with .raw: the document itself, as that content type. `name` is what a browser saves
 * it as, or NULL. */
void api_answer_bytes(struct call *call, const char *bytes, size_t size, const char *name);
/* The same for a file on the disk, which stays where it is. */
void api_answer_file(struct call *call, const char *path, const char *name);
void api_answer_cookie(struct call *call, const char *token); /* NULL: delete it */

/* For event streams: the reader gets what is sent to it until it is closed. The sender calls
 * api_event() with an object of route->answer; false when the reader has gone. */
struct api_events;
struct api_events *api_answer_events(struct call *call);
bool api_event(struct api_events *events, const char *event, const char *id, const void *object);
void api_events_close(struct api_events *events);

/* The reference is released after the answer: for json_t * in FIELD_DOCUMENT. Returns it. */
json_t *api_keep(struct call *call, json_t *value);

/* The arguments of the query in the struct that the row's table fills; another struct, or a row
 * without arguments, is a bug and stops the program. */
#define api_arguments(call, type_) ((const type_ *)api_arguments_of((call), #type_))
const void *api_arguments_of(const struct call *call, const char *type);

/* ---- routes ---- */

/* Bits of call->state. */
#define API_STATE(index) (UINT64_C(1) << (index))

/* Which roles may call, by the caller's relation to the object. 0 is nobody. A route without a
 * relation function has no object, and the masks must be the same: ALLOW(). */
struct allow {
    uint32_t own, party, none;
};
#define ALLOW(roles)                                                                               \
    {                                                                                              \
        (roles), (roles), (roles)                                                                  \
    }

/* Whoever has a live grant of the owner for this object reads it, in whatever relation, as far as
 * the grant goes: public fields and the granted classes. Only for what is read. */
struct route_grant {
    const char *object; /* as in people_grant: "log"; NULL: no grant opens this route */
    uint32_t roles;
};

struct route_limit {
    int count; /* 0: only the general limit of the server */
    time_us window;
};

enum answer_kind { ANSWER_OBJECT, ANSWER_LIST, ANSWER_NOTHING, ANSWER_RAW, ANSWER_EVENTS };

struct route {
    enum http_method method;
    const char *path; /* "/api/pledges/{id}/receive"; {id} a number, {key} a name */
    call_function *handle;
    const struct arguments *arguments; /* of the query; NULL: it takes none */
    const struct shape *body;   /* of the JSON body; NULL: there must be none, or .body_raw */
    const struct shape *answer; /* of the object or of the items of the list */
    enum answer_kind kind;
    const char *raw;             /* ANSWER_RAW, papers: its content type */
    enum people_class raw_class; /* and the class of the whole document */
    enum people_class lifted;  /* a class that this one route gives, beyond the table of classes, */
    uint32_t lifted_for;       /* to these roles as parties, because its purpose needs it */
    const struct paper *paper; /* OBJECT, LIST: as a document instead of JSON (papers.h) */
    int success;               /* 0: 200 (204 for ANSWER_NOTHING); else 201, 202 */
    struct allow allow;
    struct route_grant grant;
    call_function *relation;          /* loads the object; api_self() for one's own things */
    uint64_t states;                  /* API_STATE()s in which it is allowed; 0: all */
    const struct reason *wrong_state; /* what to say in the others (409) */
    bool step_up;                     /* a fresh proof of who it is (people.h) */
    bool without_csrf;                /* session and invitation only: there is no session yet */
    bool from_box;  /* a program without a cookie calls it: no browser's headers are asked for */
    bool enrolling; /* also for who must set up a second factor first, as the post's role */
    struct route_limit limit; /* a user (an address without session) */
    const char *body_raw;     /* the body as it is, of this content type: call->request->body */
    size_t body_max;          /* 0: 64 KiB of JSON; for body_raw and uploads the bytes */
    bool upload;              /* body_raw goes to a file: call->request->file */
    const char *en, *ko;      /* what it does, one line */
};
#define ROUTES_END                                                                                 \
    {                                                                                              \
        .path = NULL                                                                               \
    }

/* Relation function for one's own things (session, account): the caller's organisation owns. */
call_function api_self;

/* All tables of routes in order, NULL at the end; each ends with ROUTES_END. */
const struct route *const *api_route_tables(void);

/* Complains of the first row that is not complete: no permission, no text, no class, a shape
 * without end, an own/party/none rule without relation, a path that another row shadows. */
enum status api_check_routes(const struct route *const *tables, struct error *err);

/* ---- the server's side ---- */

struct api;

/* Checks the routes. `tables` NULL: api_route_tables(). The services must outlive the api. */
enum status api_new(const struct services *services, const struct route *const *tables,
                    struct api **ret_api, struct error *err);
void api_free(struct api *api); /* may be NULL */
struct http_handler api_handler(struct api *api);

/* ---- descriptions made from the rows ---- */

const char *api_openapi(struct arena *arena, const struct route *const *tables, size_t *ret_size);
const char *api_routes_text(struct arena *arena, const struct route *const *tables); /* Markdown */

/* ---- shapes by themselves, for tests and other writers ---- */

/* Reads a value of that shape into zeroed memory of shape->size bytes. */
enum status shape_read(const struct shape *shape, const struct json *value, void *ret_object,
                       struct error *err);

#endif
