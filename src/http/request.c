/* request.c -- from what came over the wire to a struct http_request, strictly. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/http_private.h"
#include "kit/must.h"
#include "kit/text.h"

enum { REQUEST_MEMORY_MAX = 512 << 20, ADDRESS_MAX = 4096, BODY_FIRST = 16 << 10 };

struct exchange *exchange_new(struct http_server *server, const char *raw)
{
    struct arena *arena = arena_new("request", REQUEST_MEMORY_MAX);
    struct exchange *exchange = arena_alloc(arena, sizeof *exchange);
    *exchange = (struct exchange){.server = server, .fd = -1};
    exchange->request.arena = arena;
    exchange->request.inner = exchange;
    if (strlen(raw) > ADDRESS_MAX)
        exchange->refused = 414;
    else
        exchange->raw = arena_text(arena, raw);
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    const struct http_handler *handler = &exchange->server->handler;
    if (exchange->begun && !exchange->handled && exchange->refused == 0 && handler->gone != NULL)
        handler->gone(handler->context, &exchange->request);
    if (exchange->stream != NULL)
        stream_let_go(exchange->stream);
    if (exchange->fd >= 0)
        (void)close(exchange->fd);
    if (exchange->file != NULL)
        (void)unlink(exchange->file);
    free(exchange->body);
    arena_free(exchange->request.arena);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-decoding into the arena; NULL for bad escapes, control characters and bad UTF-8. */
static const char *decode(struct arena *arena, const char *from, size_t size, bool plus)
{
    char *text = arena_alloc(arena, size + 1);
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        char c = from[i];
        if (c == '%') {
            int high = i + 2 < size ? hex_digit(from[i + 1]) : -1;
            int low = i + 2 < size ? hex_digit(from[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if ((unsigned char)c < 0x20 || c == 0x7f)
            return NULL;
        text[used++] = c;
    }
    return text_utf8_ok(text, used) ? text : NULL;
}

/* An absolute path that means one thing only: no ".", "..", "//", "\" and no "/" in disguise. */
static bool path_plain(const char *raw, size_t raw_size, const char *path)
{
    for (size_t i = 0; i + 2 < raw_size; i++)
        if (raw[i] == '%' && raw[i + 1] == '2' && (raw[i + 2] == 'f' || raw[i + 2] == 'F'))
            return false;
    if (path[0] != '/' || strchr(path, '\\') != NULL)
        return false;
    for (const char *part = path; part != NULL; part = strchr(part + 1, '/')) {
        const char *name = part + 1;
        size_t size = strcspn(name, "/");
        bool last = name[size] == '\0';
        if ((size == 0 && !last) || (size == 1 && name[0] == '.') ||
            (size == 2 && name[0] == '.' && name[1] == '.'))
            return false;
    }
    return true;
}

static int read_address(struct exchange *exchange)
{
    size_t size = strcspn(exchange->raw, "?");
    if (exchange->raw[size] == '?')
        exchange->request.query = exchange->raw + size + 1;
    const char *path = decode(exchange->request.arena, exchange->raw, size, false);
    if (path == NULL || !path_plain(exchange->raw, size, path))
        return 400;
    exchange->request.path = path;
    return 0;
}

struct head {
    int lengths, codings, hosts;
    bool bad;
    const char *length;
};

static bool is_token(const char *text)
{
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
                      (*text >= '0' && *text <= '9');
        if (!letter && strchr("!#$%&'*+-.^_`|~", *text) == NULL)
            return false;
    }
    return true;
}

static enum MHD_Result look_at_header(void *context, enum MHD_ValueKind kind, const char *name,
                                      size_t name_size, const char *value, size_t value_size)
{
    struct head *head = context;
    (void)kind;
    if (value == NULL)
        value_size = 0;
    if (strlen(name) != name_size || !is_token(name) ||
        (value != NULL && strlen(value) != value_size))
        head->bad = true;
    for (size_t i = 0; i < value_size; i++)
        if (((unsigned char)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
            head->bad = true;
    if (strcasecmp(name, "Content-Length") == 0) {
        head->lengths++;
        head->length = value;
    }
    head->codings += strcasecmp(name, "Transfer-Encoding") == 0;
    head->hosts += strcasecmp(name, "Host") == 0;
    return MHD_YES;
}

static int read_length(struct exchange *exchange, const char *length)
{
    int64_t size = 0;
    if (length == NULL || *length == '\0' || strlen(length) > 15)
        return 400;
    for (; *length != '\0'; length++) {
        if (*length < '0' || *length > '9')
            return 400;
        size = size * 10 + (*length - '0');
    }
    exchange->request.declared_size = size;
    return 0;
}

/* 0, or the status with which the request is refused unseen. */
int exchange_read_head(struct exchange *exchange, const char *method, const char *version)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};
    struct head head = {0};
    (void)MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, look_at_header, &head);
    if (head.bad || head.lengths > 1 || head.hosts > 1 ||
        (strcmp(version, "HTTP/1.1") == 0 && head.hosts == 0))
        return 400;
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return 505;
    if (head.codings > 0)
        return head.lengths > 0 ? 400 : 411;
    int refused = head.lengths == 1 ? read_length(exchange, head.length) : 0;
    if (refused != 0)
        return refused;
    size_t which = 0, count = sizeof methods / sizeof *methods;
    while (which < count && strcmp(methods[which], method) != 0)
        which++;
    if (which == count)
        return 501;
    exchange->request.method = (enum http_method)which;
    return read_address(exchange);
}

/* ---- the body ---- */

int exchange_open_body(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    struct http_intake *intake = &exchange->intake;
    must(intake->to_file || intake->body_max <= HTTP_MEMORY_MAX);
    if ((uint64_t)request->declared_size > intake->body_max && !intake->refuse)
        request->too_large = intake->refuse = true;
    if (request->declared_size == 0 || intake->refuse)
        return 0;
    (void)crypto_hash_sha256_init(&exchange->hash);
    if (!intake->to_file)
        return 0;
    const char *folder = exchange->server->options.upload_folder;
    if (folder == NULL)
        return 500;
    exchange->file = arena_format(request->arena, "%s/upload-XXXXXX", folder);
    exchange->fd = mkostemp(exchange->file, O_CLOEXEC);
    if (exchange->fd < 0) {
        exchange->file = NULL;
        return 507;
    }
    return 0;
}

static int take_to_file(struct exchange *exchange, const char *bytes, size_t size)
{
    (void)crypto_hash_sha256_update(&exchange->hash, (const unsigned char *)bytes, size);
    while (size > 0) {
        ssize_t wrote = write(exchange->fd, bytes, size);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return 507;
        bytes += wrote;
        size -= (size_t)wrote;
        exchange->request.file_size += wrote;
    }
    return 0;
}

int exchange_take(struct exchange *exchange, const char *bytes, size_t size)
{
    struct http_request *request = &exchange->request;
    if (exchange->intake.refuse)
        return 0;
    if (exchange->fd >= 0)
        return take_to_file(exchange, bytes, size);
    if (request->body_size + size > exchange->intake.body_max)
        return 413;
    if (request->body_size + size + 1 > exchange->body_room) {
        size_t room = exchange->body_room == 0 ? BODY_FIRST : exchange->body_room * 2;
        while (room < request->body_size + size + 1)
            room *= 2;
        char *larger = realloc(exchange->body, room);
        if (larger == NULL)
            return 507;
        exchange->body = larger;
        exchange->body_room = room;
    }
    memcpy(exchange->body + request->body_size, bytes, size);
    request->body_size += size;
    exchange->body[request->body_size] = '\0';
    return 0;
}

int exchange_close_body(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    request->body = exchange->file == NULL ? (exchange->body != NULL ? exchange->body : "") : NULL;
    if (exchange->file == NULL)
        return 0;
    (void)crypto_hash_sha256_final(&exchange->hash, request->file_hash.bytes);
    if (fsync(exchange->fd) != 0)
        return 507;
    (void)close(exchange->fd);
    exchange->fd = -1;
    request->file = exchange->file;
    return 0;
}

bool http_take_file(struct http_request *request, const char *path)
{
    struct exchange *exchange = request->inner;
    if (exchange->file == NULL || rename(exchange->file, path) != 0)
        return false;
    exchange->file = NULL;
    request->file = arena_text(request->arena, path);
    return true;
}

/* ---- look-ups ---- */

const char *http_header(const struct http_request *request, const char *name)
{
    const struct exchange *exchange = request->inner;
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

const char *http_cookie(const struct http_request *request, const char *name)
{
    const struct exchange *exchange = request->inner;
    return MHD_lookup_connection_value(exchange->connection, MHD_COOKIE_KIND, name);
}

bool http_next_argument(struct arena *arena, const char **at, struct http_argument *ret_argument)
{
    const char *part = *at + strspn(*at, "&");
    size_t size = strcspn(part, "&"), key = 0;
    while (key < size && part[key] != '=')
        key++;
    size_t start = key < size ? key + 1 : size;
    *at = part + size;
    if (size == 0)
        return false;
    *ret_argument = (struct http_argument){decode(arena, part, key, true),
                                           decode(arena, part + start, size - start, true)};
    return true;
}
