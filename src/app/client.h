/* client.h -- a small HTTP client for stories and the demo: one request, one connection.
 *
 * Speaks to a Dure server on this machine or behind a proxy without TLS. */
#ifndef APP_CLIENT_H
#define APP_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"

struct client_header {
    const char *name, *value; /* value NULL: the header is not sent */
};

struct client_request {
    const char *host;
    uint16_t port;
    const char *method, *path;
    const char *cookie, *csrf; /* or NULL */
    const char *type;          /* content type, or NULL without body */
    const char *body;
    size_t body_size;
    const char *file_name;               /* X-File-Name, or NULL */
    const struct client_header *headers; /* take the place of those this client writes */
    size_t header_count;
};

struct client_answer {
    int status;
    const char *cookie; /* "name=value" of the first Set-Cookie, or NULL */
    const char *body;   /* terminated */
    size_t body_size;
};

enum status client_call(struct arena *arena, const struct client_request *request,
                        struct client_answer *ret_answer, struct error *err);

#endif
