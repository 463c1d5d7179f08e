#include "app/client.h"

#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/command.h"
#include "kit/text.h"

enum { ANSWER_BYTES_MAX = 64 << 20 };

static enum status connect_to(const struct client_request *request, int *ret_socket,
                              struct error *err)
{
    char port[8];
    (void)snprintf(port, sizeof port, "%u", request->port);
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    if (getaddrinfo(request->host, port, &wanted, &found) != 0)
        return FAIL(err, APP_UNREACHABLE, "%.80s is not known", request->host);
    int fd = -1;
    for (struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            (void)close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    if (fd < 0)
        return FAIL(err, APP_UNREACHABLE, "%.80s port %s: %s", request->host, port,
                    strerror(errno));
    *ret_socket = fd;
    return STATUS_OK;
}

static bool send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* One line of the head, unless the caller has written this header; without value: none. */
static void add_header(struct text *head, const struct client_request *request, const char *name,
                       const char *value)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, name) == 0)
            return;
    if (value != NULL)
        text_format(head, "%s: %s\r\n", name, value);
}

static const char *request_head(struct arena *arena, const struct client_request *request)
{
    struct text head = text_start(arena, 1 << 16);
    text_format(&head, "%s %s HTTP/1.1\r\nHost: %s:%u\r\nConnection: close\r\n", request->method,
                request->path, request->host, request->port);
    add_header(&head, request, "Accept", "application/json");
    add_header(&head, request, "Sec-Fetch-Site", "same-origin");
    add_header(&head, request, "Cookie", request->cookie);
    add_header(&head, request, "X-CSRF", request->csrf);
    add_header(&head, request, "X-File-Name", request->file_name);
    add_header(&head, request, "Content-Type", request->type);
    if (request->type != NULL)
        add_header(&head, request, "Content-Length",
                   arena_format(arena, "%zu", request->body_size));
    for (size_t i = 0; i < request->header_count; i++)
        if (request->headers[i].value != NULL)
            text_format(&head, "%s: %s\r\n", request->headers[i].name, request->headers[i].value);
    text_add(&head, "\r\n");
    return text_string(&head);
}

/* The value of a header in the head of an answer, or NULL. */
static const char *header_of(struct arena *arena, const char *head, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line != NULL; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1;
            while (*value == ' ')
                value++;
            return arena_text_of(arena, value, strcspn(value, "\r"));
        }
    }
    return NULL;
}

static const char *join_chunks(struct arena *arena, const char *body, size_t *size)
{
    struct text whole = text_start(arena, ANSWER_BYTES_MAX);
    const char *at = body, *end = body + *size;
    while (at < end) {
        char *after = NULL;
        size_t chunk = strtoul(at, &after, 16);
        at = strstr(after, "\r\n");
        if (at == NULL || chunk == 0 || chunk > (size_t)(end - at))
            break;
        text_add_bytes(&whole, at + 2, chunk);
        at += 2 + chunk + 2;
    }
    *size = whole.size;
    return text_string(&whole);
}

static enum status read_answer(struct arena *arena, int fd, struct client_answer *ret_answer,
                               struct error *err)
{
    struct text all = text_start(arena, ANSWER_BYTES_MAX);
    char block[16384];
    ssize_t got = 0;
    while ((got = recv(fd, block, sizeof block, 0)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            text_add_bytes(&all, block, (size_t)got);
    const char *bytes = text_string(&all);
    const char *blank = strstr(bytes, "\r\n\r\n");
    int status = 0;
    if (blank == NULL || sscanf(bytes, "HTTP/1.%*d %d", &status) != 1)
        return FAIL(err, APP_UNREACHABLE, "no answer in HTTP");
    const char *head = arena_text_of(arena, bytes, (size_t)(blank - bytes) + 2);
    struct client_answer answer = {.status = status, .body = blank + 4};
    answer.body_size = all.size - (size_t)(answer.body - bytes);
    const char *coding = header_of(arena, head, "Transfer-Encoding");
    if (text_same(coding, "chunked"))
        answer.body = join_chunks(arena, answer.body, &answer.body_size);
    const char *cookie = header_of(arena, head, "Set-Cookie");
    if (cookie != NULL)
        answer.cookie = arena_text_of(arena, cookie, strcspn(cookie, ";"));
    *ret_answer = answer;
    return STATUS_OK;
}

enum status client_call(struct arena *arena, const struct client_request *request,
                        struct client_answer *ret_answer, struct error *err)
{
    int fd = -1;
    enum status st = connect_to(request, &fd, err);
    if (st != STATUS_OK)
        return st;
    const char *head = request_head(arena, request);
    if (!send_all(fd, head, strlen(head)) ||
        (request->body_size > 0 && !send_all(fd, request->body, request->body_size)))
        st = FAIL(err, APP_UNREACHABLE, "the server closed the line: %s", strerror(errno));
    else
        st = read_answer(arena, fd, ret_answer, err);
    (void)close(fd);
    return st;
}
