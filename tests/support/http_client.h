/* http_client.h -- an HTTP client for tests: it says what it is told, right or wrong.
 *
 *     struct http_reply reply;
 *     ck_assert(http_call(arena, port, &(struct http_ask){.method = "GET", .path = "/api/health"},
 *                         &reply));
 *     ck_assert_int_eq(reply.status, 200);
 *
 * Or byte by byte: http_connect(), http_say(), http_hear(). */
#ifndef SUPPORT_HTTP_CLIENT_H
#define SUPPORT_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"

struct http_ask {
    const char *method, *path;
    const char *cookie, *csrf; /* or NULL */
    const char *type;          /* of the body; NULL: application/json where there is a body */
    const char *body;
    size_t body_size;    /* 0 with a body: its strlen() */
    const char *headers; /* further lines, each with \r\n; or NULL */
    bool cross_site;     /* without Sec-Fetch-Site: same-origin */
};

struct http_reply {
    int status;
    const char *head; /* terminated, lines end in \r\n */
    const char *body; /* terminated; chunks joined */
    size_t body_size;
    bool all_sent; /* the server took the whole request, as clients want that write before they read
                    */
};

/* One request on a connection of its own. False when there is no answer in 30 s. */
bool http_call(struct arena *arena, uint16_t port, const struct http_ask *ask,
               struct http_reply *ret_reply);

/* The first header of that name, or NULL. */
const char *http_reply_header(struct arena *arena, const struct http_reply *reply,
                              const char *name);

int http_connect(uint16_t port); /* to 127.0.0.1; stops the test if it cannot */
bool http_say(int fd, const char *bytes, size_t size);
bool http_say_text(int fd, const char *text);

/* One answer; more may follow on the same connection. */
bool http_hear(struct arena *arena, int fd, int timeout_ms, struct http_reply *ret_reply);

/* What comes until `until` appears, the peer closes or the time is over; terminated. */
const char *http_hear_until(struct arena *arena, int fd, const char *until, int timeout_ms);

#endif
