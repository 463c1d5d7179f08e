#include "kit/error.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"

#define REASON REASON_DEFINE
#include "kit/reasons.def"
#undef REASON

#define SAID SAID_DEFINE
#include "kit/said.def"
#undef SAID

/* The linker's names for both ends of the section. NOLINTBEGIN(bugprone-reserved-identifier) */
extern const struct said __start_said[], __stop_said[];

const struct said *said_rows(size_t *ret_count)
{
    *ret_count = (size_t)(__stop_said - __start_said);
    return __start_said;
}
/* NOLINTEND(bugprone-reserved-identifier) */

/* The Korean format that takes the same values, else the one given. */
SAYS_LIKE(1) static const char *in_korean(const char *format)
{
    size_t count = 0;
    const struct said *rows = said_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].en[0] == format[0] && strcmp(rows[i].en, format) == 0)
            return rows[i].ko;
    return format;
}

/* Bytes of the letter that begins here; 0 when it is not whole. */
static size_t letter(const char *at)
{
    const unsigned char first = (unsigned char)*at;
    size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first >= 0x80 && first < 0xc2)
        return 0;
    for (size_t i = 1; i < size; i++)
        if (((unsigned char)at[i] & 0xc0) != 0x80)
            return 0;
    return size;
}

/* "%.80s" counts bytes: a letter that it cut through is left out, so that what is said stays text.
 */
static void drop_cut_letters(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        size_t size = letter(from);
        if (size == 0) {
            from++;
            continue;
        }
        memmove(to, from, size);
        to += size;
        from += size;
    }
    *to = '\0';
}

PRINTF(2, 0) static void write_text(char *text, const char *format, va_list args)
{
    int length = vsnprintf(text, ERROR_TEXT_MAX, format, args);
    if (length >= ERROR_TEXT_MAX)
        memcpy(text + ERROR_TEXT_MAX - 4, "...", 4);
    drop_cut_letters(text);
}

enum status error_fill(struct error *err, const struct reason *why, const char *file, int line,
                       const char *place, const char *format, ...)
{
    must(err != NULL);
    must(why != NULL);
    must(why->status != STATUS_OK);

    /* The arguments may point into *err itself: write aside first. */
    char text[ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    write_text(text, format, args);
    va_end(args);
    char ko[ERROR_TEXT_MAX];
    va_start(args, format);
    write_text(ko, in_korean(format), args);
    va_end(args);
    char where[ERROR_PLACE_MAX];
    (void)snprintf(where, sizeof where, "%s", place);

    err->reason = why;
    err->file = file;
    err->line = line;
    memcpy(err->text, text, sizeof text);
    memcpy(err->ko, ko, sizeof ko);
    memcpy(err->place, where, sizeof where);
    return why->status;
}

/* "doing: what was there", cut where the room ends. */
static void put_before(char *text, const char *doing)
{
    char before[ERROR_TEXT_MAX];
    memcpy(before, text, sizeof before);
    size_t used = strlen(doing);
    memcpy(text, doing, used + 1);
    if (used + 2 >= ERROR_TEXT_MAX)
        return;
    text[used++] = ':';
    text[used++] = ' ';
    size_t room = ERROR_TEXT_MAX - used - 1;
    size_t tail = strlen(before) < room ? strlen(before) : room;
    memcpy(text + used, before, tail);
    text[used + tail] = '\0';
}

enum status error_prefix(struct error *err, const char *format, ...)
{
    must(err->reason != NULL);

    char doing[ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    write_text(doing, format, args);
    va_end(args);
    put_before(err->text, doing);
    va_start(args, format);
    write_text(doing, in_korean(format), args);
    va_end(args);
    put_before(err->ko, doing);
    return err->reason->status;
}

const char *status_name(enum status status)
{
    switch (status) {
#define STATUS(name, http, meaning)                                                                \
    case STATUS_##name:                                                                            \
        return #name;
#include "kit/status.def"
#undef STATUS
    }
    must_failed("status is one of status.def", __FILE__, __LINE__);
}

int status_http(enum status status)
{
    switch (status) {
#define STATUS(name, http, meaning)                                                                \
    case STATUS_##name:                                                                            \
        return http;
#include "kit/status.def"
#undef STATUS
    }
    must_failed("status is one of status.def", __FILE__, __LINE__);
}

void must_failed(const char *claim, const char *file, int line)
{
    fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, claim);
    abort();
}
