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
