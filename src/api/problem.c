/* problem.c -- failures as problem documents (RFC 9457), in the reader's language. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "api/api_private.h"
#include "kit/log.h"
#include "kit/must.h"
#include "kit/text.h"

/* The language of the session, else the first of Korean and English that the browser names. */
bool reader_is_korean(const struct http_request *request, const struct people_caller *caller)
{
    if (caller != NULL && caller->language != NULL)
        return strcmp(caller->language, "en") != 0;
    const char *wanted = http_header(request, "Accept-Language");
    const char *korean = wanted == NULL ? NULL : strcasestr(wanted, "ko");
    const char *english = wanted == NULL ? NULL : strcasestr(wanted, "en");
    return english == NULL || (korean != NULL && korean < english);
}

static void set_text(json_t *problem, const char *name, const char *text)
{
    json_t *value = json_string(text);
    must(json_object_set_new(problem, name, value == NULL ? json_string("") : value) == 0);
}

/* What was found, in the reader's language as far as it has words (said.def). Inside troubles are
 * for the log; the reader gets the number under which they stand there. */
static const char *detail_of(struct call *call, const struct error *err, int status)
{
    const char *particulars = call->korean ? err->ko : err->text;
    if (status >= 500) {
        uint32_t number = randombytes_random();
        log_error("api", err);
        log_line(LOG_ERROR, "api", "that was number %08" PRIx32 ": %s %s", number,
                 method_name(call->request->method), call->request->path);
        particulars = arena_format(call->arena, "%08" PRIx32, number);
    }
    if (!call->korean || err->reason->ko[0] == '\0')
        return particulars;
    if (particulars[0] == '\0')
        return err->reason->ko;
    return arena_format(call->arena, "%s (%s)", err->reason->ko, particulars);
}

void problem_write(struct call *call, const struct error *err, bool other_method,
                   struct http_answer *answer)
{
    const struct reason *reason = err->reason;
    bool korean = call->korean;
    answer->status = other_method && reason == &API_NO_ROUTE ? 405 : status_http(reason->status);
    json_t *problem = json_object();
    must(problem != NULL);
    set_text(problem, "type", arena_format(call->arena, "urn:dure:reason:%s", reason->name));
    set_text(problem, "title", korean ? reason->ko : reason->en);
    must(json_object_set_new(problem, "status", json_integer(answer->status)) == 0);
    set_text(problem, "reason", reason->name);
    set_text(problem, "detail", detail_of(call, err, answer->status));
    set_text(problem, "path", err->place);
    set_text(problem, "remedy", korean ? reason->remedy_ko : reason->remedy_en);
    answer->type = "application/problem+json";
    answer->bytes = json_pretty(call->arena, problem, &answer->size);
    json_decref(problem);
    http_answer_header(answer, "Content-Language", korean ? "ko" : "en");
}
