/* stream.c -- server-sent events: a buffer between a sender's thread and MHD's.
 *
 * While the buffer is empty the connection is suspended: MHD does not look at it and it costs
 * nothing. Whoever sends wakes it up. Three hold a stream: its sender, the exchange (a sender may
 * be done before the answer is on its way) and the response; the last one frees it. Locks: the
 * server's before the stream's; MHD's own come last. */
#include <stdlib.h>
#include <string.h>

#include "http/http_private.h"
#include "kit/must.h"

enum { WAITING_MAX = 256 << 10, HEART_SECONDS = 15 };

struct http_stream {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_stream *before, *next; /* in the server's list, while a response holds it */

    pthread_mutex_t lock;
    int holders;
    bool suspended, closed, gone;
    char *waiting;
    size_t size, room;
};

struct http_stream *http_stream_new(struct http_request *request)
{
    struct exchange *exchange = request->inner;
    struct http_stream *stream = calloc(1, sizeof *stream);
    must(stream != NULL && exchange->stream == NULL);
    exchange->stream = stream;
    stream->server = exchange->server;
    stream->connection = exchange->connection;
    stream->holders = 2;
    must(pthread_mutex_init(&stream->lock, NULL) == 0);
    return stream;
}

/* Gives up one hold; the lock must be held and is released. */
static void let_go(struct http_stream *stream)
{
    bool last = --stream->holders == 0;
    (void)pthread_mutex_unlock(&stream->lock);
    if (!last)
        return;
    (void)pthread_mutex_destroy(&stream->lock);
    free(stream->waiting);
    free(stream);
}

static void wake(struct http_stream *stream)
{
    if (!stream->suspended)
        return;
    stream->suspended = false;
    MHD_resume_connection(stream->connection);
}

static bool add(struct http_stream *stream, const char *bytes, size_t size)
{
    if (stream->size + size > WAITING_MAX)
        return false;
    if (stream->size + size > stream->room) {
        size_t room = stream->room == 0 ? 1024 : stream->room * 2;
        while (room < stream->size + size)
            room *= 2;
        char *larger = realloc(stream->waiting, room);
        if (larger == NULL)
            return false;
        stream->waiting = larger;
        stream->room = room;
    }
    memcpy(stream->waiting + stream->size, bytes, size);
    stream->size += size;
    return true;
}

static bool add_line(struct http_stream *stream, const char *name, const char *value, size_t size)
{
    return add(stream, name, strlen(name)) && add(stream, value, size) && add(stream, "\n", 1);
}

static bool add_event(struct http_stream *stream, const char *event, const char *id,
                      const char *data)
{
    if (id != NULL && !add_line(stream, "id: ", id, strcspn(id, "\r\n")))
        return false;
    if (event != NULL && !add_line(stream, "event: ", event, strcspn(event, "\r\n")))
        return false;
    for (;;) {
        size_t size = strcspn(data, "\r\n");
        if (!add_line(stream, "data: ", data, size))
            return false;
        if (data[size] == '\0')
            return add(stream, "\n", 1);
        data += size + (data[size] == '\r' && data[size + 1] == '\n' ? 2 : 1);
    }
}

bool http_stream_send(struct http_stream *stream, const char *event, const char *id,
                      const char *data)
{
    (void)pthread_mutex_lock(&stream->lock);
    size_t before = stream->size;
    bool there = !stream->gone && !stream->closed;
    if (there && !add_event(stream, event, id, data)) {
        /* A reader who does not keep up is let go; the page opens the stream again. */
        stream->size = before;
        stream->closed = true;
        there = false;
    }
    wake(stream);
    (void)pthread_mutex_unlock(&stream->lock);
    return there;
}

void http_stream_close(struct http_stream *stream)
{
    (void)pthread_mutex_lock(&stream->lock);
    stream->closed = true;
    wake(stream);
    let_go(stream);
}

void stream_let_go(struct http_stream *stream)
{
    (void)pthread_mutex_lock(&stream->lock);
    let_go(stream);
}

/* ---- MHD's side ---- */

static ssize_t give(void *context, uint64_t position, char *buffer, size_t size)
{
    struct http_stream *stream = context;
    (void)position;
    (void)pthread_mutex_lock(&stream->lock);
    ssize_t given = 0;
    if (stream->size > 0) {
        size_t part = stream->size < size ? stream->size : size;
        memcpy(buffer, stream->waiting, part);
        memmove(stream->waiting, stream->waiting + part, stream->size - part);
        stream->size -= part;
        given = (ssize_t)part;
    } else if (stream->closed) {
        given = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
    }
    (void)pthread_mutex_unlock(&stream->lock);
    return given;
}

static void ended(void *context)
{
    struct http_stream *stream = context;
    struct http_server *server = stream->server;
    (void)pthread_mutex_lock(&server->lock);
    if (stream->before != NULL)
        stream->before->next = stream->next;
    else
        server->streams = stream->next;
    if (stream->next != NULL)
        stream->next->before = stream->before;
    (void)pthread_mutex_unlock(&server->lock);
    (void)pthread_mutex_lock(&stream->lock);
    stream->gone = true;
    let_go(stream);
}

struct MHD_Response *stream_response(struct http_stream *stream)
{
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, give, stream, ended);
    if (response == NULL)
        return NULL;
    struct http_server *server = stream->server;
    (void)pthread_mutex_lock(&server->lock);
    stream->next = server->streams;
    if (stream->next != NULL)
        stream->next->before = stream;
    server->streams = stream;
    (void)pthread_mutex_lock(&stream->lock);
    stream->holders++;
    if (server->stopping)
        stream->closed = true;
    (void)pthread_mutex_unlock(&stream->lock);
    (void)pthread_mutex_unlock(&server->lock);
    return response;
}

/* ---- the server's side ---- */

void *stream_heart(void *context)
{
    struct http_server *server = context;
    (void)pthread_mutex_lock(&server->lock);
    while (!server->stopping) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += HEART_SECONDS;
        (void)pthread_cond_timedwait(&server->wake, &server->lock, &until);
        for (struct http_stream *s = server->streams; s != NULL && !server->stopping; s = s->next) {
            (void)pthread_mutex_lock(&s->lock);
            /* NOANALYZER(malloc-leak): add() has put the memory into s->waiting */
            if (!s->closed && !add(s, ": here\n\n", strlen(": here\n\n")))
                s->closed = true;
            wake(s);
            (void)pthread_mutex_unlock(&s->lock);
        }
    }
    (void)pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* Wakes all of them for the last time; MHD may not be stopped while one is suspended. */
void stream_end_all(struct http_server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    server->stopping = true;
    (void)pthread_cond_signal(&server->wake);
    for (struct http_stream *stream = server->streams; stream != NULL; stream = stream->next) {
        (void)pthread_mutex_lock(&stream->lock);
        stream->closed = true;
        wake(stream);
        (void)pthread_mutex_unlock(&stream->lock);
    }
    (void)pthread_mutex_unlock(&server->lock);
}
