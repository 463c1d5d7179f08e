/* values.c -- a value as a person reads it. */
#include "document/document_private.h"

#include <inttypes.h>

#include "kit/must.h"

#define REASON REASON_DEFINE
#include "document/reasons.def"
#undef REASON

struct document_value document_text(const char *text)
{
    return (struct document_value){.type = text == NULL ? DOCUMENT_NONE : DOCUMENT_TEXT,
                                   .text = text};
}

struct document_value document_number(enum document_type type, int64_t number)
{
    must(type != DOCUMENT_TEXT);
    return (struct document_value){.type = type, .number = number};
}

static const char *day_words(struct arena *arena, time_us when)
{
    return day_official(arena, day_of(when, zone_seoul()));
}

static const char *time_words(struct arena *arena, time_us when)
{
    struct zone seoul = zone_seoul();
    struct day day = day_of(when, seoul);
    time_us minute = (when - day_start(day, seoul)) / TIME_MINUTE;
    return arena_format(arena, "%s %02d:%02d", day_official(arena, day), (int)(minute / 60),
                        (int)(minute % 60));
}

const char *document_words(struct arena *arena, const struct document_value *value)
{
    switch (value->type) {
    case DOCUMENT_NONE:
        return "";
    case DOCUMENT_TEXT:
        return value->text;
    case DOCUMENT_INT:
        return arena_format(arena, "%" PRId64, value->number);
    case DOCUMENT_MONEY:
        return arena_format(arena, "%s원", money_text(arena, (struct money){value->number}));
    case DOCUMENT_OFFICIAL:
        return money_official(arena, (struct money){value->number});
    case DOCUMENT_DAY:
        return day_words(arena, value->number);
    case DOCUMENT_TIME:
        return time_words(arena, value->number);
    }
    must(false);
    return "";
}
