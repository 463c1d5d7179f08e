/* http.h -- an HTTP/1.1 server on libmicrohttpd, behind a small seam. It knows no route.
 *
 * Threads: a pool of `threads` event loops, at most HTTP_CONNECTIONS_A_THREAD connections each
 * (libmicrohttpd 0.9.75 stalls when 128 are ready at once; a test holds the line). The handler
 * runs on a pool thread and may block for as long as a database call takes, not longer.
 *
 * A body needs a Content-Length: chunked bodies are refused (411), and with them the ambiguities
 * of the two ways to say where a body ends. A request's body is either kept in memory (up to
 * body_max) or, when `begin` asks for it, written to a file while it arrives, with a running
 * SHA-256. Limits are refused before the first byte is kept. Every answer carries the security
 * headers listed in answer.c.
 *
 * Promises, each with a test of the same words in http/test/:
 *   - 1,000 connections ready at once are all answered.
 *   - A body over its limit is refused early, and nothing of it stays on disk.
 *   - The answer to a body refused at its head reaches a client that sends all of it first.
 *   - An event stream costs no processor time while there is nothing to send.
 *   - Malformed requests are refused and do not reach the handler.
 *
 * Uses: kit. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"

#define REASON REASON_DECLARE
#include "http/reasons.def"
#undef REASON

enum { HTTP_CONNECTIONS_A_THREAD = 120 };

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE };

struct http_server;
struct http_stream;

struct http_request {
    enum http_method method;
    const char *path;    /* decoded, absolute, without "." and ".." */
    const char *query;   /* behind the "?", as it came; NULL without: http_next_argument() */
    struct arena *arena; /* lives until the answer is sent */
    const char *body;    /* NULL when the body went to a file */
    size_t body_size;
    const char *file; /* path of the uploaded file; deleted after the handler unless taken */
    struct hash256 file_hash;
    int64_t file_size;
    int64_t declared_size; /* Content-Length: how much comes, 0 without a body */
    bool too_large;        /* more than the intake allows: nothing was read, say so (413) */
    const char *client;    /* address of the peer, as text */
    bool tls;
    void *own;   /* the handler's, from begin() to handle() */
    void *inner; /* the server's */
};

const char *http_header(const struct http_request *request, const char *name); /* NULL if absent */
const char *http_cookie(const struct http_request *request, const char *name);
bool http_take_file(struct http_request *request, const char *path); /* rename to path, keep it */

/* One "name=value" of a query, decoded. NULL where it cannot be: a broken "%", what is no UTF-8,
 * control characters. */
struct http_argument {
    const char *name, *value;
};
/* Walks through a query: *at begins at its first byte. False at its end. */
bool http_next_argument(struct arena *arena, const char **at, struct http_argument *ret_argument);

struct http_answer {
    int status;
    const char *type;  /* content type */
    const char *bytes; /* in the request's arena or constant */
    size_t size;
    const char *file;           /* or a file to send (sendfile); then bytes is NULL */
    struct http_stream *stream; /* or an event stream from http_stream_new() */
    bool cache_forever;         /* hashed assets; else no-store, unless a header says otherwise */
    struct {
        const char *name, *value;
    } headers[12]; /* further ones: Set-Cookie, Content-Encoding, ETag ... */
    size_t header_count;
};

void http_answer_header(struct http_answer *answer, const char *name, const char *value);

/* Decides from method, path and headers, before any byte of the body is read. */
struct http_intake {
    size_t body_max; /* bytes kept in memory (up to HTTP_MEMORY_MAX) or in the file */
    bool to_file;
    bool refuse; /* the answer is known already: the body is thrown away or not even read */
};

enum { HTTP_MEMORY_MAX = 64 << 20 };

/* For one request first begin(), then, when the body is there, handle(); both on the same thread,
 * and handle() may be missing if the peer goes away: then gone() (which may be NULL) is called. */
struct http_handler {
    void *context;
    struct http_intake (*begin)(void *context, const struct http_request *request);
    void (*handle)(void *context, struct http_request *request, struct http_answer *answer);
    void (*gone)(void *context, struct http_request *request);
};

struct http_options {
    const char *address; /* "127.0.0.1" */
    uint16_t port;       /* 0: any free one */
    int threads;         /* 0 means 4 */
    const char *upload_folder;
    const char *tls_key_file, *tls_certificate_file; /* both or neither */
    const char *style_hashes; /* further sources for style-src in the CSP, or NULL */
    time_us header_timeout;   /* 0 means 30 s */
};

enum status http_start(const struct http_options *options, const struct http_handler *handler,
                       struct http_server **ret_server, struct error *err);
uint16_t http_port(const struct http_server *server);
void http_stop(struct http_server *server); /* waits for running handlers; server may be NULL */

/* ---- server-sent events ---- */

/* A stream is made in the handler and put into its answer; afterwards any thread may send. */
struct http_stream *http_stream_new(struct http_request *request);

/* False once the reader has gone: then call http_stream_close(). `id` may be NULL. The server sends
 * a comment every 15 s by itself, so a reader who left is noticed. */
bool http_stream_send(struct http_stream *stream, const char *event, const char *id,
                      const char *data);
void http_stream_close(struct http_stream *stream);

#endif
