#include "support/http_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kit/clock.h"
#include "kit/must.h"
#include "kit/text.h"

enum { REPLY_MAX = 64 << 20, USUAL_TIMEOUT_MS = 30000 };

int http_connect(uint16_t port)
{
    union {
        struct sockaddr any;
        struct sockaddr_in four;
    } address = {.four = {.sin_family = AF_INET, .sin_port = htons(port)}};
    address.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(fd >= 0 && connect(fd, &address.any, sizeof address.four) == 0);
    return fd;
}

bool http_say(int fd, const char *bytes, size_t size)
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

bool http_say_text(int fd, const char *text)
{
    return http_say(fd, text, strlen(text));
}

/* One more block; false at the end, on a broken line and when the time is over. */
static bool hear_more(int fd, time_us until, struct text *all, size_t size_max)
{
    char block[16384];
    time_us left = until - clock_steady();
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (left < 0 || poll(&wait, 1, (int)(left / 1000) + 1) <= 0)
        return false;
    ssize_t got = recv(fd, block, size_max < sizeof block ? size_max : sizeof block, 0);
    if (got <= 0)
        return got < 0 && errno == EINTR;
    text_add_bytes(all, block, (size_t)got);
    return true;
}

const char *http_hear_until(struct arena *arena, int fd, const char *until, int timeout_ms)
{
    struct text all = text_start(arena, REPLY_MAX);
    time_us end = clock_steady() + (time_us)timeout_ms * 1000;
    while (strstr(text_string(&all), until) == NULL && hear_more(fd, end, &all, 16384))
        continue;
    return text_string(&all);
}

const char *http_reply_header(struct arena *arena, const struct http_reply *reply, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = strstr(reply->head, "\r\n"); line != NULL;
         line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1;
            value += strspn(value, " ");
            return arena_text_of(arena, value, strcspn(value, "\r"));
        }
    }
    return NULL;
}

static bool hear_chunks(struct arena *arena, int fd, time_us end, struct text *all, size_t at,
                        struct http_reply *reply)
{
    struct text whole = text_start(arena, REPLY_MAX);
    for (;;) {
        const char *line = NULL;
        while ((line = strstr(text_string(all) + at, "\r\n")) == NULL)
            if (!hear_more(fd, end, all, 16384))
                return false;
        size_t size = strtoul(text_string(all) + at, NULL, 16);
        size_t start = (size_t)(line - text_string(all)) + 2;
        while (all->size < start + size + 2)
            if (!hear_more(fd, end, all, 16384))
                return false;
        if (size == 0)
            break;
        text_add_bytes(&whole, text_string(all) + start, size);
        at = start + size + 2;
    }
    reply->body = text_string(&whole);
    reply->body_size = whole.size;
    return true;
}

static bool without_body(const struct http_reply *reply)
{
    return reply->status == 204 || reply->status == 304 || reply->status < 200;
}

bool http_hear(struct arena *arena, int fd, int timeout_ms, struct http_reply *ret_reply)
{
    struct text all = text_start(arena, REPLY_MAX);
    time_us end = clock_steady() + (time_us)timeout_ms * 1000;
    const char *blank = NULL;
    /* The head byte by byte, so that nothing of a following answer is taken. */
    while ((blank = strstr(text_string(&all), "\r\n\r\n")) == NULL)
        if (!hear_more(fd, end, &all, 1))
            return false;
    struct http_reply reply = {.head = arena_text(arena, text_string(&all)), .body = ""};
    if (!text_starts(reply.head, "HTTP/1.1 ") && !text_starts(reply.head, "HTTP/1.0 "))
        return false;
    reply.status = (int)strtol(reply.head + 9, NULL, 10);
    size_t head = all.size;
    const char *length = http_reply_header(arena, &reply, "Content-Length");
    const char *coding = http_reply_header(arena, &reply, "Transfer-Encoding");
    if (text_same(coding, "chunked")) {
        if (!hear_chunks(arena, fd, end, &all, head, &reply))
            return false;
    } else if (!without_body(&reply)) {
        size_t size = length == NULL ? REPLY_MAX : strtoul(length, NULL, 10);
        while (all.size < head + size && hear_more(fd, end, &all, head + size - all.size))
            continue;
        if (length != NULL && all.size < head + size)
            return false;
        reply.body = text_string(&all) + head;
        reply.body_size = all.size - head;
    }
    *ret_reply = reply;
    return true;
}

bool http_call(struct arena *arena, uint16_t port, const struct http_ask *ask,
               struct http_reply *ret_reply)
{
    size_t size = ask->body == NULL ? 0 : ask->body_size != 0 ? ask->body_size : strlen(ask->body);
    struct text head = text_start(arena, 1 << 16);
    text_format(&head, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", ask->method,
                ask->path);
    if (!ask->cross_site)
        text_add(&head, "Sec-Fetch-Site: same-origin\r\n");
    if (ask->cookie != NULL)
        text_format(&head, "Cookie: %s\r\n", ask->cookie);
    if (ask->csrf != NULL)
        text_format(&head, "X-CSRF: %s\r\n", ask->csrf);
    if (ask->headers != NULL)
        text_add(&head, ask->headers);
    if (ask->body != NULL)
        text_format(&head, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                    ask->type == NULL ? "application/json" : ask->type, size);
    text_add(&head, "\r\n");
    int fd = http_connect(port);
    /* A refusing server may close before it has read everything: listen all the same. */
    bool sent = http_say_text(fd, text_string(&head)) && http_say(fd, ask->body, size);
    bool there = http_hear(arena, fd, USUAL_TIMEOUT_MS, ret_reply);
    if (there)
        ret_reply->all_sent = sent;
    (void)close(fd);
    return there;
}
