#include "kit/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "kit/must.h"

struct text text_start(struct arena *arena, size_t size_max)
{
    must(size_max < SIZE_MAX / 4);
    return (struct text){.arena = arena, .size_max = size_max};
}

static void make_room(struct text *text, size_t more)
{
    if (text->size + more + 1 <= text->room)
        return;
    size_t room = text->room == 0 ? 64 : text->room;
    while (room < text->size + more + 1)
        room *= 2;
    char *bytes = arena_alloc(text->arena, room);
    if (text->size > 0)
        memcpy(bytes, text->bytes, text->size);
    text->bytes = bytes;
    text->room = room;
}

void text_add_bytes(struct text *text, const char *more, size_t size)
{
    if (size > text->size_max - text->size) {
        size = text->size_max - text->size;
        text->cut = true;
    }
    make_room(text, size);
    if (size > 0)
        memcpy(text->bytes + text->size, more, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

void text_add(struct text *text, const char *more)
{
    text_add_bytes(text, more, strlen(more));
}

void text_add_char(struct text *text, char c)
{
    text_add_bytes(text, &c, 1);
}

void text_format(struct text *text, const char *format, ...)
{
    must(format != NULL);
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    must(length >= 0);
    make_room(text, (size_t)length);
    (void)vsnprintf(text->bytes + text->size, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    if ((size_t)length > text->size_max - text->size) {
        length = (int)(text->size_max - text->size);
        text->cut = true;
    }
    text->size += (size_t)length;
    text->bytes[text->size] = '\0';
}

const char *text_string(const struct text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

bool text_cut(const struct text *text)
{
    return text->cut;
}

const char *text_if_any(const char *text)
{
    return text == NULL || *text == '\0' ? NULL : text;
}

bool text_same(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a, b) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
    size_t size = strlen(text), tail = strlen(suffix);
    return size >= tail && strcmp(text + size - tail, suffix) == 0;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    unsigned char first = at[0];
    if (first < 0x80)
        return 1;
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((first == 0xE0 && at[1] < 0xA0) || (first == 0xED && at[1] > 0x9F) ||
        (first == 0xF0 && at[1] < 0x90) || (first == 0xF4 && at[1] > 0x8F))
        return 0;
    return length;
}

bool text_utf8_ok(const char *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes;
    while (size > 0) {
        size_t length = sequence_length(at, size);
        if (length == 0)
            return false;
        at += length;
        size -= length;
    }
    return true;
}

size_t text_utf8_count(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xC0) != 0x80)
            count++;
    return count;
}

/* The code point of a sequence that sequence_length() has measured. */
static uint32_t code_point(const unsigned char *at, size_t length)
{
    uint32_t code = length == 1 ? at[0] : at[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (at[i] & 0x3Fu);
    return code;
}

/* Unicode's East Asian Width W and F, and marks that take no room of their own. */
static size_t columns_of(uint32_t code)
{
    static const struct {
        uint32_t first, last;
        size_t columns;
    } ranges[] = {
        {0x0300, 0x036F, 0},   {0x1100, 0x115F, 2}, {0x1160, 0x11FF, 0},   {0x200B, 0x200F, 0},
        {0x2E80, 0x303E, 2},   {0x3041, 0x4DBF, 2}, {0x4E00, 0xA4CF, 2},   {0xA960, 0xA97C, 2},
        {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0},   {0xFE30, 0xFE6F, 2},
        {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1F64F, 2}, {0x1F900, 0x1F9FF, 2},
        {0x20000, 0x3FFFD, 2},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return ranges[i].columns;
    return 1;
}

/* Bytes of the longest start of `text` that fits; *ret_columns: the room it takes. */
static size_t fitting(const char *text, size_t columns_max, size_t *ret_columns)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t left = strlen(text), columns = 0;
    while (left > 0) {
        size_t length = sequence_length(at, left);
        size_t wide = length == 0 ? 1 : columns_of(code_point(at, length));
        if (columns + wide > columns_max)
            break;
        columns += wide;
        at += length == 0 ? 1 : length;
        left -= length == 0 ? 1 : length;
    }
    *ret_columns = columns;
    return (size_t)((const char *)at - text);
}

size_t text_columns(const char *text)
{
    size_t columns = 0;
    (void)fitting(text, SIZE_MAX, &columns);
    return columns;
}

const char *text_column(struct arena *arena, const char *text, int columns)
{
    size_t wanted = (size_t)(columns < 0 ? -columns : columns), used = 0;
    size_t bytes = fitting(text, wanted, &used);
    const char *dots = "";
    if (text[bytes] != '\0' && wanted > 2) {
        bytes = fitting(text, wanted - 2, &used);
        used += 2;
        dots = "..";
    }
    int blanks = (int)(wanted - used);
    return arena_format(arena, "%*s%.*s%s%*s", columns < 0 ? blanks : 0, "", (int)bytes, text, dots,
                        columns < 0 ? 0 : blanks, "");
}

const char *text_printable(struct arena *arena, const char *text)
{
    char *copy = arena_text(arena, text);
    size_t left = strlen(copy);
    for (unsigned char *at = (unsigned char *)copy; left > 0;) {
        size_t length = sequence_length(at, left);
        uint32_t code = length == 0 ? 0 : code_point(at, length);
        bool control = (code < 0x20 && code != '\n') || (code >= 0x7F && code < 0xA0) ||
                       (code >= 0x202A && code <= 0x202E); /* and no turning of the direction */
        if (control)
            memset(at, '?', length == 0 ? 1 : length);
        at += length == 0 ? 1 : length;
        left -= length == 0 ? 1 : length;
    }
    return copy;
}

char *text_squeeze(struct arena *arena, const char *text)
{
    char *copy = arena_alloc(arena, strlen(text) + 1), *to = copy;
    for (bool space = true; *text != '\0'; text++) {
        bool is_space = isspace((unsigned char)*text) != 0;
        if (is_space && space)
            continue;
        *to++ = is_space ? ' ' : *text;
        space = is_space;
    }
    if (to > copy && to[-1] == ' ')
        to--;
    *to = '\0';
    return copy;
}

char *text_lower(struct arena *arena, const char *text)
{
    char *copy = arena_text(arena, text);
    for (char *at = copy; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return copy;
}
