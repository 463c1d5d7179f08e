/* page.c -- the files of the page. Whatever is no file is the page itself: addresses inside the
 * page are the page's own business (but /api never comes here). */
#include <string.h>
#include <sys/stat.h>

#include "api/api_private.h"
#include "kit/text.h"

static const struct {
    const char *ending, *type;
    bool packed; /* worth a .br or .gz beside it */
} types[] = {
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".map", "application/json", true},
    {".wasm", "application/wasm", true},
    {".woff2", "font/woff2", false},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".ico", "image/x-icon", false},
};

static bool is_file(const char *path, struct stat *ret_facts)
{
    return lstat(path, ret_facts) == 0 && S_ISREG(ret_facts->st_mode);
}

static bool hidden(const char *path)
{
    return strstr(path, "/.") != NULL;
}

/* Does the browser take it? "br;q=0" is a no. */
static bool accepts(const struct http_request *request, const char *coding)
{
    const char *accepted = http_header(request, "Accept-Encoding");
    size_t size = strlen(coding);
    for (const char *at = accepted; at != NULL && *at != '\0';) {
        at += strspn(at, " ,");
        size_t length = strcspn(at, ",");
        if (strncmp(at, coding, size) == 0 &&
            (length == size || at[size] == ';' || at[size] == ' '))
            return memmem(at, length, "q=0", 3) == NULL || memmem(at, length, "q=0.", 4) != NULL;
        at += length;
    }
    return false;
}

static void send_file(struct http_request *request, struct http_answer *answer, const char *path,
                      const struct stat *facts)
{
    static const struct {
        const char *coding, *ending;
    } packings[] = {{"br", ".br"}, {"gzip", ".gz"}};
    struct stat ignored;
    answer->file = path;
    answer->type = "application/octet-stream";
    bool packed = false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_ends(path, types[i].ending)) {
            answer->type = types[i].type;
            packed = types[i].packed;
        }
    for (size_t i = 0; packed && i < sizeof packings / sizeof *packings; i++) {
        const char *smaller = arena_format(request->arena, "%s%s", path, packings[i].ending);
        if (!accepts(request, packings[i].coding) || !is_file(smaller, &ignored))
            continue;
        answer->file = smaller;
        http_answer_header(answer, "Content-Encoding", packings[i].coding);
        break;
    }
    if (packed)
        http_answer_header(answer, "Vary", "Accept-Encoding");
    if (answer->cache_forever)
        return;
    const char *tag =
        arena_format(request->arena, "\"%llx-%llx\"", (unsigned long long)facts->st_size,
                     (unsigned long long)facts->st_mtime);
    http_answer_header(answer, "Cache-Control", "no-cache");
    http_answer_header(answer, "ETag", tag);
    if (text_same(http_header(request, "If-None-Match"), tag)) {
        answer->status = 304;
        answer->file = NULL;
    }
}

void page_answer(const char *folder, struct http_request *request, struct http_answer *answer)
{
    struct stat facts;
    const char *last = strrchr(request->path, '/');
    const char *path =
        arena_format(request->arena, "%s%s", folder == NULL ? "" : folder, request->path);
    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        answer->status = 405;
        http_answer_header(answer, "Allow", "GET, HEAD");
        return;
    }
    if (folder != NULL && !hidden(request->path) && last[1] != '\0' && is_file(path, &facts)) {
        answer->cache_forever = text_starts(request->path, "/assets/");
        send_file(request, answer, path, &facts);
        return;
    }
    /* A missing picture or script is missing; any other address is one inside the page. */
    path = folder == NULL ? NULL : arena_format(request->arena, "%s/index.html", folder);
    if (path == NULL || strchr(last, '.') != NULL || !is_file(path, &facts)) {
        answer->status = 404;
        answer->type = "text/plain; charset=utf-8";
        answer->bytes = "not found\n";
        answer->size = strlen(answer->bytes);
        return;
    }
    send_file(request, answer, path, &facts);
}
