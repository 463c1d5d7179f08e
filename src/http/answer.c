/* answer.c -- from a struct http_answer to the wire, always with the security headers. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/http_private.h"
#include "kit/must.h"
#include "kit/text.h"

/* On every answer of ours, whatever it is. */
static const struct {
    const char *name, *value;
} always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"},
};

const char *answer_policy(struct arena *arena, const char *style_hashes)
{
    return arena_format(arena,
                        "default-src 'none'; script-src 'self'; style-src 'self'%s%s; "
                        "img-src 'self' data:; connect-src 'self'; font-src 'self'; "
                        "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
                        "form-action 'self'",
                        style_hashes == NULL ? "" : " ", style_hashes == NULL ? "" : style_hashes);
}

void http_answer_header(struct http_answer *answer, const char *name, const char *value)
{
    must(answer->header_count < sizeof answer->headers / sizeof *answer->headers);
    answer->headers[answer->header_count].name = name;
    answer->headers[answer->header_count].value = value;
    answer->header_count++;
}

static bool has_header(const struct http_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++)
        if (strcasecmp(answer->headers[i].name, name) == 0)
            return true;
    return false;
}

static void add_headers(const struct exchange *exchange, const struct http_answer *answer,
                        struct MHD_Response *response)
{
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        (void)MHD_add_response_header(response, always[i].name, always[i].value);
    (void)MHD_add_response_header(response, "Content-Security-Policy", exchange->server->policy);
    if (exchange->request.tls)
        (void)MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
    if (answer->type != NULL)
        (void)MHD_add_response_header(response, "Content-Type", answer->type);
    if (!has_header(answer, "Cache-Control"))
        (void)MHD_add_response_header(response, "Cache-Control",
                                      answer->cache_forever ? "public, max-age=31536000, immutable"
                                                            : "no-store");
    for (size_t i = 0; i < answer->header_count; i++)
        (void)MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
}

static struct MHD_Response *file_response(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat facts;
    if (fd < 0)
        return NULL;
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        (void)close(fd);
        return NULL;
    }
    return MHD_create_response_from_fd64((uint64_t)facts.st_size, fd);
}

enum MHD_Result answer_queue(struct exchange *exchange, const struct http_answer *answer)
{
    struct MHD_Response *response = NULL;
    if (answer->stream != NULL)
        response = stream_response(answer->stream);
    else if (answer->file != NULL)
        response = file_response(answer->file);
    else {
        /* The bytes live in the request's arena, which outlives the sending; MHD only reads. */
        union {
            const char *in;
            void *out;
        } bytes = {answer->bytes == NULL ? "" : answer->bytes};
        response = MHD_create_response_from_buffer(answer->bytes == NULL ? 0 : answer->size,
                                                   bytes.out, MHD_RESPMEM_PERSISTENT);
    }
    if (response == NULL)
        return MHD_NO;
    add_headers(exchange, answer, response);
    enum MHD_Result queued =
        MHD_queue_response(exchange->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* For requests that no handler sees. */
enum MHD_Result answer_plain(struct exchange *exchange, int status)
{
    struct http_answer answer = {.status = status,
                                 .type = "text/plain; charset=utf-8",
                                 .bytes = "refused\n",
                                 .size = strlen("refused\n")};
    http_answer_header(&answer, "Connection", "close");
    return answer_queue(exchange, &answer);
}
