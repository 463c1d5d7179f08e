/* http_private.h -- what the files of this room share. */
#ifndef HTTP_HTTP_PRIVATE_H
#define HTTP_HTTP_PRIVATE_H

#include <microhttpd.h>
#include <pthread.h>
#include <sodium.h>

#include "http/http.h"

struct http_server {
    struct MHD_Daemon *daemon;
    struct http_handler handler;
    struct http_options options; /* texts copied into `arena` */
    struct arena *arena;
    const char *policy; /* the Content-Security-Policy */
    uint16_t port;
    struct lingering *linger;

    pthread_mutex_t lock; /* of what follows; taken before a stream's lock */
    pthread_cond_t wake;
    pthread_t heart; /* sends comments into streams, so that readers who left are noticed */
    bool stopping;
    struct http_stream *streams;
};

/* One request on its way. */
struct exchange {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_request request;
    struct http_intake intake;
    const char *raw; /* the address as it came */
    bool begun;      /* the first call of the access handler is over */
    bool handled;    /* handle() has run: gone() is not needed */
    bool early;      /* answered at its head: a body may still be under way */
    int refused;     /* a status: malformed, the handler never sees it */

    char *body;
    size_t body_room;
    char *file;                 /* of an upload; removed at the end unless taken */
    int fd;                     /* -1: none */
    struct http_stream *stream; /* of the answer; held until the end of the exchange */
    crypto_hash_sha256_state hash;

    char client[64];
};

/* request.c */
struct exchange *exchange_new(struct http_server *server, const char *raw);
void exchange_free(struct exchange *exchange);
int exchange_read_head(struct exchange *exchange, const char *method, const char *version);
int exchange_open_body(struct exchange *exchange); /* 0, or a status */
int exchange_take(struct exchange *exchange, const char *bytes, size_t size);
int exchange_close_body(struct exchange *exchange);

/* answer.c */
const char *answer_policy(struct arena *arena, const char *style_hashes);
enum MHD_Result answer_queue(struct exchange *exchange, const struct http_answer *answer);
enum MHD_Result answer_plain(struct exchange *exchange, int status);

/* stream.c */
void *stream_heart(void *context);
void stream_end_all(struct http_server *server);
void stream_let_go(struct http_stream *stream); /* the exchange's hold */
struct MHD_Response *stream_response(struct http_stream *stream);

/* linger.c */
struct lingering *linger_start(void);
void linger_with(struct lingering *linger, int fd); /* reads a bounded rest of what comes */
void linger_stop(struct lingering *linger);

#endif
