/* The rows out of an export: one flat JSON object a line, as docs/formats/book.md gives it. Only
 * that form is taken: no white space between tokens, no escapes, nothing nested. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

enum { LINE_BYTES = 4096, NAME_BYTES = 32, VALUE_BYTES = 72 };

/* One member; the value as it stands, without quotation marks. */
struct member {
    char name[NAME_BYTES], value[VALUE_BYTES];
    bool quoted;
};

static bool take(const char **at, char c)
{
    bool there = **at == c;
    *at += there;
    return there;
}

static bool take_until(const char **at, const char *ends, char *into, size_t room)
{
    size_t size = strcspn(*at, ends);
    if (size >= room || memchr(*at, '\\', size) != NULL)
        return false;
    memcpy(into, *at, size);
    into[size] = '\0';
    *at += size;
    return size > 0;
}

static bool take_member(const char **at, struct member *member)
{
    if (!take(at, '"') || !take_until(at, "\"", member->name, sizeof member->name) ||
        !take(at, '"') || !take(at, ':'))
        return false;
    member->quoted = take(at, '"');
    return take_until(at, member->quoted ? "\"" : ",}", member->value, sizeof member->value) &&
           (!member->quoted || take(at, '"'));
}

static bool read_integer(const char *text, int64_t *number)
{
    const char *digits = text + (*text == '-');
    char *end = NULL;
    if (digits[strspn(digits, "0123456789")] != '\0' || *digits == '\0' ||
        (digits[0] == '0' && (digits[1] != '\0' || digits != text)))
        return false;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0';
}

static bool read_hex(const char *text, uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    if (strlen(text) != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        const char *high = strchr(digits, text[2 * i]), *low = strchr(digits, text[2 * i + 1]);
        if (high == NULL || low == NULL)
            return false;
        bytes[i] = (uint8_t)((high - digits) << 4 | (low - digits));
    }
    return true;
}

static bool store_member(const struct member *member, const struct field *fields, size_t count,
                         bool *seen, char *thing)
{
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &fields[i];
        if (strcmp(field->name, member->name) != 0)
            continue;
        if (seen[i] || member->quoted == field->integer)
            return false;
        seen[i] = true;
        int64_t number = 0;
        if (!field->integer)
            return read_hex(member->value, (uint8_t *)thing + field->offset, field->size);
        if (!read_integer(member->value, &number))
            return false;
        memcpy(thing + field->offset, &number, sizeof number);
        return true;
    }
    return false;
}

/* The members after "type", into a row; every field that must be there is there. */
static bool read_row(const char *at, const struct field *fields, size_t count, char *thing)
{
    bool seen[TRANSFER_FIELDS] = {false};
    while (take(&at, ',')) {
        struct member member;
        if (!take_member(&at, &member) || !store_member(&member, fields, count, seen, thing))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!seen[i] && !fields[i].optional)
            return false;
    return strcmp(at, "}\n") == 0;
}

/* What may come next: the heading, then accounts, then transfers, then the end. */
struct reader {
    struct book *book;
    size_t lines;
    bool ended;
};

static bool read_line(struct reader *reader, const char *line)
{
    struct book *book = reader->book;
    const char *at = line;
    struct member type;
    char end[LINE_BYTES];
    if (reader->lines == 1)
        return strcmp(line, "{\"type\":\"book\",\"format\":\"dure-book\",\"version\":1}\n") == 0;
    if (reader->ended || !take(&at, '{') || !take_member(&at, &type) ||
        strcmp(type.name, "type") != 0)
        return false;
    if (strcmp(type.value, "account") == 0)
        return book->transfer_count == 0 &&
               read_row(at, account_fields, ACCOUNT_FIELDS, (char *)book_add_account(book));
    if (strcmp(type.value, "transfer") == 0)
        return read_row(at, transfer_fields, TRANSFER_FIELDS, (char *)book_add_transfer(book));
    (void)snprintf(end, sizeof end, "{\"type\":\"end\",\"accounts\":%zu,\"transfers\":%zu}\n",
                   book->account_count, book->transfer_count);
    reader->ended = strcmp(line, end) == 0;
    return reader->ended;
}

enum verdict read_lines_from(FILE *file, struct book *book, char why[WHY_MAX])
{
    char line[LINE_BYTES];
    struct reader reader = {.book = book};
    bool good = true;
    while (good && fgets(line, sizeof line, file) != NULL) {
        reader.lines++;
        good = read_line(&reader, line);
    }
    if (ferror(file) != 0) {
        (void)snprintf(why, WHY_MAX, "it could not be read to its end");
        return UNREADABLE;
    }
    if (!good)
        (void)snprintf(why, WHY_MAX,
                       "line %zu: not what stands there in an export (after %zu transfers)",
                       reader.lines, book->transfer_count);
    else if (!reader.ended)
        (void)snprintf(why, WHY_MAX, "after transfer %zu: the export has been cut off",
                       book->transfer_count);
    return good && reader.ended ? GOOD : BAD;
}

enum verdict read_lines(const char *path, struct book *book, char why[WHY_MAX])
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        (void)snprintf(why, WHY_MAX, "%s: %s", path, strerror(errno));
        return UNREADABLE;
    }
    enum verdict verdict = read_lines_from(file, book, why);
    (void)fclose(file);
    return verdict;
}
