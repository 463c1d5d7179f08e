/* events.c -- objects of a route's shape as server-sent events, for as long as the reader stays.
 *
 * The stream outlives the call, so it keeps by value what decides about fields. In the owner's log
 * of reads stands the opening of the stream, with all that it can show (dispatch.c). */
#include <stdlib.h>

#include "api/api_private.h"
#include "kit/must.h"

enum { EVENT_MEMORY_MAX = 4 << 20 };

struct api_events {
    struct http_stream *stream;
    const struct shape *shape;
    enum people_role role;
    int64_t organisation_id;
    enum people_relation relation;
};

struct api_events *api_answer_events(struct call *call)
{
    must(call->route->kind == ANSWER_EVENTS);
    struct api_events *events = calloc(1, sizeof *events);
    must(events != NULL);
    *events = (struct api_events){.stream = http_stream_new(call->request),
                                  .shape = call->route->answer,
                                  .role = reader_role(call),
                                  .organisation_id = call->caller->organisation_id,
                                  .relation = call->relation};
    /* The sender may close `events` at any moment from here on; the stream outlasts the call. */
    call->answer->stream = events->stream;
    call->answer->answered = true;
    return events;
}

bool api_event(struct api_events *events, const char *event, const char *id, const void *object)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("event", EVENT_MEMORY_MAX);
    struct reader reader = {.arena = arena,
                            .role = events->role,
                            .organisation_id = events->organisation_id,
                            .relation = events->relation};
    json_t *value = shape_write(events->shape, object, &reader);
    bool sent = http_stream_send(events->stream, event, id, json_canonical(arena, value, NULL));
    json_decref(value);
    return sent;
}

void api_events_close(struct api_events *events)
{
    http_stream_close(events->stream);
    free(events);
}
