/* api_private.h -- what the files of this room share. */
#ifndef API_API_PRIVATE_H
#define API_API_PRIVATE_H

#include "api/api.h"

struct api {
    const struct services *services;
    const struct route *const *tables;
    struct http_handler handler;
};

/* ---- writing shapes ---- */

/* One object whose fields beyond the public ones were given to another organisation. */
struct given {
    const char *object;
    int64_t id, owner_id;
    uint32_t classes;
};

/* Who reads: decides field by field, and remembers what was given out. */
struct reader {
    struct arena *arena;
    enum people_role role;
    int64_t organisation_id;
    enum people_relation relation; /* to what has no struct owned of its own */
    const struct owned *owned;     /* of the holder; may be NULL */
    const char *object;            /* name of the holder, for the log of reads */
    uint32_t granted;              /* classes beyond the relation's, ... */
    struct owned granted_of;       /* ... of this object alone */
    enum people_class lifted;      /* of the route, for this role; or CLASS_MISSING */
    LIST(struct given) given;
};

json_t *shape_write(const struct shape *shape, const void *object, struct reader *reader);
json_t *shape_write_list(const struct shape *shape, const void *at, size_t count,
                         struct reader *reader); /* {"items": [...]} */

/* ---- a call on its way ---- */

struct call_answer {
    const void *object, *at; /* one, or the first of a list */
    size_t count;
    const char *bytes, *name, *file; /* raw */
    size_t size;
    bool answered;
    bool set_cookie;
    const char *cookie;
    struct http_stream *stream;
    LIST(json_t *) kept;
};

struct call_state {
    struct api *api;
    struct call call;
    struct people_caller caller;
    struct call_answer answer;
    enum status status; /* of the checks, then of the handler */
    struct error err;
    bool other_method; /* the path exists, the method does not */
    time_us started;
    struct json body;
    const char *body_hash; /* signed by a device: what the body must hash to; else NULL */
};

/* match.c */
const struct route *route_match(const struct route *const *tables, enum http_method method,
                                const char *path, struct arena *arena, struct call *call,
                                bool *ret_other_method);
const char *method_name(enum http_method method);
const char *route_title(struct arena *arena, const struct route *route); /* "GET /api/health" */

enum { ARGUMENTS_MAX = 16 };

/* arguments.c: the query into call->arguments, as the row says. */
enum status arguments_read(struct call *call, struct error *err);
int64_t argument_max(const struct argument *argument); /* the widest where the row says none */

/* gate.c: every check that needs no body, in the order of api.h. */
enum status gate_pass(struct call_state *state, struct error *err);
enum people_role reader_role(const struct call *call);
struct reader call_reader(struct call *call);

/* May the reader see a field of this class of what he is reading? */
bool reader_sees(const struct reader *reader, enum people_class class);

/* device.c: the caller that has signed the request; leaves the caller alone without a signature. */
enum status device_pass(struct call_state *state, struct error *err);
/* After the body has come: is it the one that was signed? */
enum status device_check_body(const struct call_state *state, struct error *err);

/* problem.c */
void problem_write(struct call *call, const struct error *err, bool other_method,
                   struct http_answer *answer);
bool reader_is_korean(const struct http_request *request, const struct people_caller *caller);

/* reads.c */
enum status reads_record(struct call *call, const struct reader *reader, struct error *err);

/* page.c */
void page_answer(const char *folder, struct http_request *request, struct http_answer *answer);

#endif
