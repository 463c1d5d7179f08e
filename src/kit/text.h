/* text.h -- a text under construction, in an arena, with a limit.
 *
 * Going over size_max cuts the text and remembers it: text_cut() tells. The
 * bytes are always terminated. UTF-8 throughout; text_utf8_ok() checks. */
#ifndef KIT_TEXT_H
#define KIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "kit/arena.h"
#include "kit/attributes.h"

struct text {
    struct arena *arena;
    char *bytes;
    size_t size, room, size_max;
    bool cut;
};

struct text text_start(struct arena *arena, size_t size_max);
void text_add(struct text *text, const char *more);
void text_add_bytes(struct text *text, const char *more, size_t size);
void text_add_char(struct text *text, char c);
void text_format(struct text *text, const char *format, ...) PRINTF(2, 3);
const char *text_string(const struct text *text); /* never NULL */
bool text_cut(const struct text *text);

bool text_same(const char *a, const char *b); /* both may be NULL */
const char *text_if_any(const char *text);    /* NULL where there is none or "" */
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
bool text_utf8_ok(const char *bytes, size_t size);
size_t text_utf8_count(const char *text); /* characters, not bytes */

/* Columns on a terminal: Hangul, kana and ideographs take two, bytes that are no UTF-8 one. */
size_t text_columns(const char *text);
/* Cut (".." shows it) and padded to that many columns; negative: the blanks stand in front. */
const char *text_column(struct arena *arena, const char *text, int columns);
/* Safe to show: control characters and what is no UTF-8 become '?'; line ends stay. */
const char *text_printable(struct arena *arena, const char *text);

/* A copy without white space at both ends, inner runs of it made one space. */
char *text_squeeze(struct arena *arena, const char *text);
char *text_lower(struct arena *arena, const char *text); /* ASCII letters only */

#endif
