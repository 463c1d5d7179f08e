#include "kit/csv.h"

#include <errno.h>
#include <iconv.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kit/must.h"
#include "kit/text.h"

enum {
    BLOCK_BYTES = 256 * 1024,
    SNIFF_BYTES = 64 * 1024,
    FIELD_MAX = 64 * 1024,
    FIELDS_MAX = 1000,
};
#define FILE_BYTES_MAX (INT64_C(2) << 30)

enum encoding { ENCODING_ASCII, ENCODING_UTF8, ENCODING_CP949 };

/* A growing run of bytes that is used again for each row. */
struct buffer {
    char *bytes;
    size_t size, room;
};

struct csv_reader {
    struct csv_options options;
    FILE *file;        /* or NULL: everything is in block already */
    char *owned_block; /* NULL when reading the caller's bytes */
    const char *block;
    size_t at, end;
    size_t not_plain_until; /* in block; see read_plain_record() */
    bool at_end;
    int64_t bytes_read, bytes_total;
    int64_t line;       /* of the next byte */
    int64_t quote_line; /* where the open quotation began */
    enum encoding encoding;
    bool bom;
    iconv_t from_cp949;
    bool row_has_high_bytes;
    struct buffer row, converted;
    size_t *starts; /* of each field in row */
    const char **fields;
    size_t field_count;
};

static enum status fill(struct csv_reader *reader, struct error *err)
{
    if (reader->at < reader->end || reader->at_end)
        return STATUS_OK;
    if (reader->file == NULL) {
        reader->at_end = true;
        return STATUS_OK;
    }
    size_t got = fread(reader->owned_block, 1, BLOCK_BYTES, reader->file);
    if (got == 0 && ferror(reader->file))
        return FAIL(err, KIT_FILE, "reading stopped after %" PRId64 " bytes: %s",
                    reader->bytes_read, strerror(errno));
    reader->at = reader->not_plain_until = 0;
    reader->end = got;
    reader->bytes_read += (int64_t)got;
    reader->at_end = got == 0;
    if (reader->bytes_read > reader->options.bytes_max)
        return FAIL(err, KIT_TOO_LARGE, "more than %" PRId64 " bytes", reader->options.bytes_max);
    return STATUS_OK;
}

/* The next byte without taking it; -1 at the end. Call fill() first. */
static int peek(const struct csv_reader *reader)
{
    return reader->at < reader->end ? (unsigned char)reader->block[reader->at] : -1;
}

static void keep_byte(struct buffer *buffer, char c)
{
    if (buffer->size == buffer->room) {
        buffer->room = buffer->room == 0 ? 4096 : buffer->room * 2;
        buffer->bytes = realloc(buffer->bytes, buffer->room);
        must(buffer->bytes != NULL);
    }
    buffer->bytes[buffer->size++] = c;
}

/* The delimiter that splits the first lines most often and outside quotations. */
static char guess_delimiter(const char *bytes, size_t size)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    size_t best_count = 0;
    char best = ',';
    for (size_t c = 0; c < sizeof candidates; c++) {
        size_t count = 0, lines = 0;
        bool quoted = false;
        for (size_t i = 0; i < size && lines < 20; i++) {
            if (bytes[i] == '"')
                quoted = !quoted;
            else if (!quoted && bytes[i] == candidates[c])
                count++;
            else if (!quoted && bytes[i] == '\n')
                lines++;
        }
        if (count > best_count) {
            best_count = count;
            best = candidates[c];
        }
    }
    return best;
}

static enum status look_at_start(struct csv_reader *reader, struct error *err)
{
    enum status st = fill(reader, err);
    if (st != STATUS_OK)
        return st;
    if (reader->at_end || reader->end == 0)
        return FAIL(err, KIT_EMPTY, "the file has no bytes");
    if (reader->end >= 3 && memcmp(reader->block, "\xEF\xBB\xBF", 3) == 0) {
        reader->at = 3;
        reader->encoding = ENCODING_UTF8;
        reader->bom = true;
    }
    if (reader->options.delimiter == 0) {
        size_t size = reader->end - reader->at;
        reader->options.delimiter =
            guess_delimiter(reader->block + reader->at, size < SNIFF_BYTES ? size : SNIFF_BYTES);
    }
    return STATUS_OK;
}

static struct csv_reader *new_reader(const struct csv_options *options)
{
    struct csv_reader *reader = calloc(1, sizeof *reader);
    must(reader != NULL);
    if (options != NULL)
        reader->options = *options;
    if (reader->options.field_max == 0)
        reader->options.field_max = FIELD_MAX;
    if (reader->options.fields_max == 0)
        reader->options.fields_max = FIELDS_MAX;
    if (reader->options.bytes_max == 0)
        reader->options.bytes_max = FILE_BYTES_MAX;
    reader->line = 1;
    reader->starts = calloc(reader->options.fields_max, sizeof *reader->starts);
    reader->fields = calloc(reader->options.fields_max, sizeof *reader->fields);
    must(reader->starts != NULL);
    must(reader->fields != NULL);
    reader->from_cp949 = iconv_open("UTF-8", "CP949");
    return reader;
}

static enum status opened(struct csv_reader *reader, struct csv_reader **ret_reader,
                          struct error *err)
{
    enum status st = STATUS_OK;
    if (reader->bytes_total > reader->options.bytes_max)
        st = FAIL(err, KIT_TOO_LARGE, "%" PRId64 " bytes; the limit is %" PRId64,
                  reader->bytes_total, reader->options.bytes_max);
    if (st == STATUS_OK)
        st = look_at_start(reader, err);
    if (st != STATUS_OK) {
        csv_close(reader);
        return st;
    }
    *ret_reader = reader;
    return STATUS_OK;
}

enum status csv_open(const char *path, const struct csv_options *options,
                     struct csv_reader **ret_reader, struct error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    struct stat info;
    if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
        (void)fclose(file); /* a pipe cannot be read twice, as guessing columns needs */
        return FAIL(err, KIT_FILE, "%.120s is not a plain file", path);
    }
    struct csv_reader *reader = new_reader(options);
    reader->file = file;
    reader->bytes_total = info.st_size;
    reader->owned_block = malloc(BLOCK_BYTES);
    must(reader->owned_block != NULL);
    reader->block = reader->owned_block;
    return opened(reader, ret_reader, err);
}

enum status csv_open_bytes(const char *bytes, size_t size, const struct csv_options *options,
                           struct csv_reader **ret_reader, struct error *err)
{
    struct csv_reader *reader = new_reader(options);
    reader->block = bytes;
    reader->end = size;
    reader->bytes_read = reader->bytes_total = (int64_t)size;
    return opened(reader, ret_reader, err);
}

void csv_close(struct csv_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->file != NULL)
        (void)fclose(reader->file);
    if (reader->from_cp949 != (iconv_t)-1)
        (void)iconv_close(reader->from_cp949);
    free(reader->owned_block);
    free(reader->row.bytes);
    free(reader->converted.bytes);
    free(reader->starts);
    free(reader->fields);
    free(reader);
}

void csv_cleanup(struct csv_reader **reader)
{
    csv_close(*reader);
}

static enum status start_field(struct csv_reader *reader, struct error *err)
{
    if (reader->field_count == reader->options.fields_max)
        return FAIL(err, KIT_TOO_LARGE, "line %" PRId64 " has more than %zu fields", reader->line,
                    reader->options.fields_max);
    reader->starts[reader->field_count++] = reader->row.size;
    return STATUS_OK;
}

static enum status take_byte(struct csv_reader *reader, int byte, struct error *err)
{
    if (byte == 0)
        return FAIL(err, KIT_BINARY, "line %" PRId64 " holds a zero byte", reader->line);
    if (reader->row.size - reader->starts[reader->field_count - 1] >= reader->options.field_max)
        return FAIL(
            err, KIT_CSV, "the field that begins on line %" PRId64 " is longer than %zu bytes",
            reader->quote_line > 0 ? reader->quote_line : reader->line, reader->options.field_max);
    if (byte >= 0x80)
        reader->row_has_high_bytes = true;
    keep_byte(&reader->row, (char)byte);
    return STATUS_OK;
}

/* Inside a quotation, after its opening mark; ends after the closing one. */
static enum status read_quoted(struct csv_reader *reader, struct error *err)
{
    reader->quote_line = reader->line;
    for (;;) {
        enum status st = fill(reader, err);
        if (st != STATUS_OK)
            return st;
        int byte = peek(reader);
        if (byte < 0)
            return FAIL(err, KIT_CSV, "the quotation that begins on line %" PRId64 " has no end",
                        reader->quote_line);
        reader->at++;
        if (byte == '"') {
            if ((st = fill(reader, err)) != STATUS_OK)
                return st;
            if (peek(reader) != '"')
                break;
            reader->at++;
        }
        if (byte == '\n')
            reader->line++;
        if ((st = take_byte(reader, byte, err)) != STATUS_OK)
            return st;
    }
    reader->quote_line = 0;
    return STATUS_OK;
}

static enum status end_of_line(struct csv_reader *reader, int byte, struct error *err)
{
    enum status st = STATUS_OK;
    if (byte == '\r') {
        st = fill(reader, err);
        if (st == STATUS_OK && peek(reader) == '\n')
            reader->at++;
    }
    reader->line++;
    return st;
}

static void make_room(struct buffer *buffer, size_t room)
{
    if (buffer->room >= room)
        return;
    buffer->room = room < 4096 ? 4096 : room * 2;
    buffer->bytes = realloc(buffer->bytes, buffer->room);
    must(buffer->bytes != NULL);
}

/* Cuts the row at its delimiters; false at what read_record() has to refuse. */
static bool split_row(struct csv_reader *reader)
{
    char *at = reader->row.bytes, *end = at + reader->row.size - 1;
    for (size_t count = 0; count < reader->options.fields_max; at++) {
        char *next = memchr(at, reader->options.delimiter, (size_t)(end - at));
        reader->starts[count++] = (size_t)(at - reader->row.bytes);
        next = next == NULL ? end : next;
        if ((size_t)(next - at) > reader->options.field_max)
            return false;
        *next = '\0';
        reader->field_count = count;
        if (next == end)
            return true;
        at = next;
    }
    return false;
}

/* Most lines stand whole in the block and hold no quotation: those need no look at each byte.
 * False, with nothing taken, for all others, which read_record() takes apart byte by byte; up to
 * the end of such a line it is not tried again, or a file of few line ends would be searched for
 * each record. */
static bool read_plain_record(struct csv_reader *reader, bool *ret_any)
{
    if (reader->at < reader->not_plain_until)
        return false;
    const char *line = reader->block + reader->at;
    const char *newline = memchr(line, '\n', reader->end - reader->at);
    reader->not_plain_until = newline == NULL ? reader->end : (size_t)(newline - reader->block) + 1;
    if (newline == NULL)
        return false;
    size_t size = (size_t)(newline - line);
    size -= size > 0 && line[size - 1] == '\r';
    if (memchr(line, '"', size) != NULL || memchr(line, '\r', size) != NULL ||
        memchr(line, '\0', size) != NULL)
        return false;
    make_room(&reader->row, size + 1);
    reader->row.size = size + 1;
    memcpy(reader->row.bytes, line, size);
    reader->row.bytes[size] = '\0';
    unsigned char high = 0;
    for (size_t i = 0; i < size; i++)
        high |= (unsigned char)line[i];
    if (!split_row(reader))
        return false;
    reader->row_has_high_bytes = high >= 0x80;
    reader->at = reader->not_plain_until;
    reader->line++;
    *ret_any = size > 0;
    return true;
}

/* One line of the table into row and starts. *ret_any: it held at least one byte. */
static enum status read_record(struct csv_reader *reader, bool *ret_any, struct error *err)
{
    bool any = false, field_open = false;
    if (read_plain_record(reader, ret_any))
        return STATUS_OK;
    reader->row.size = 0;
    reader->field_count = 0;
    reader->row_has_high_bytes = false;
    enum status st = start_field(reader, err);
    while (st == STATUS_OK && (st = fill(reader, err)) == STATUS_OK) {
        int byte = peek(reader);
        if (byte < 0)
            break;
        reader->at++;
        if (byte == '\n' || byte == '\r') {
            st = end_of_line(reader, byte, err);
            break;
        }
        any = true;
        if (byte == reader->options.delimiter) {
            keep_byte(&reader->row, '\0');
            st = start_field(reader, err);
            field_open = false;
        } else if (byte == '"' && !field_open) {
            field_open = true;
            st = read_quoted(reader, err);
        } else {
            field_open = true;
            st = take_byte(reader, byte, err);
        }
    }
    if (st != STATUS_OK)
        return st;
    keep_byte(&reader->row, '\0');
    *ret_any = any;
    return STATUS_OK;
}

/* The row's fields from CP949 into `converted`; starts then point into that. */
static bool convert_row(struct csv_reader *reader)
{
    reader->converted.size = 0;
    size_t room = reader->row.size * 3 + 16;
    if (reader->converted.room < room) {
        reader->converted.bytes = realloc(reader->converted.bytes, room);
        must(reader->converted.bytes != NULL);
        reader->converted.room = room;
    }
    for (size_t i = 0; i < reader->field_count; i++) {
        char *from = reader->row.bytes + reader->starts[i];
        size_t from_size = strlen(from);
        char *to = reader->converted.bytes + reader->converted.size;
        size_t to_size = reader->converted.room - reader->converted.size;
        size_t before = to_size;
        (void)iconv(reader->from_cp949, NULL, NULL, NULL, NULL);
        if (iconv(reader->from_cp949, &from, &from_size, &to, &to_size) == (size_t)-1)
            return false;
        reader->starts[i] = reader->converted.size;
        reader->converted.size += before - to_size;
        reader->converted.bytes[reader->converted.size++] = '\0';
    }
    return true;
}

static bool row_is_utf8(const struct csv_reader *reader)
{
    return text_utf8_ok(reader->row.bytes, reader->row.size);
}

/* The first row with bytes above 127 decides between UTF-8 and CP949. */
static enum status decode_row(struct csv_reader *reader, int64_t line, struct error *err)
{
    const char *base = reader->row.bytes;
    if (reader->row_has_high_bytes) {
        if (reader->encoding == ENCODING_ASCII)
            reader->encoding = row_is_utf8(reader) ? ENCODING_UTF8 : ENCODING_CP949;
        bool ok = true;
        if (reader->encoding == ENCODING_UTF8) {
            ok = row_is_utf8(reader);
        } else {
            ok = reader->from_cp949 != (iconv_t)-1 && convert_row(reader);
            base = reader->converted.bytes;
        }
        if (!ok) {
            char place[48];
            (void)snprintf(place, sizeof place, "line %" PRId64, line);
            return FAIL_AT(err, KIT_ENCODING, place, "line %" PRId64 " is not %s", line,
                           csv_encoding(reader));
        }
    }
    for (size_t i = 0; i < reader->field_count; i++)
        reader->fields[i] = base + reader->starts[i];
    return STATUS_OK;
}

enum status csv_next(struct csv_reader *reader, struct csv_row *ret_row, bool *ret_more,
                     struct error *err)
{
    for (;;) {
        enum status st = fill(reader, err);
        if (st != STATUS_OK)
            return st;
        if (peek(reader) < 0) {
            *ret_more = false;
            return STATUS_OK;
        }
        int64_t line = reader->line;
        bool any = false;
        if ((st = read_record(reader, &any, err)) != STATUS_OK)
            return st;
        if (!any)
            continue;
        if ((st = decode_row(reader, line, err)) != STATUS_OK)
            return st;
        *ret_row =
            (struct csv_row){.fields = reader->fields, .count = reader->field_count, .line = line};
        *ret_more = true;
        return STATUS_OK;
    }
}

const char *csv_encoding(const struct csv_reader *reader)
{
    return reader->encoding == ENCODING_CP949 ? "CP949" : "UTF-8";
}

char csv_delimiter(const struct csv_reader *reader)
{
    return reader->options.delimiter;
}

int64_t csv_bytes_read(const struct csv_reader *reader)
{
    return reader->file == NULL ? (int64_t)reader->at
                                : reader->bytes_read - (int64_t)(reader->end - reader->at);
}

int64_t csv_bytes_total(const struct csv_reader *reader)
{
    return reader->bytes_total;
}

void csv_write_field(struct text *text, const char *field, char delimiter)
{
    bool formula = *field != '\0' && strchr("=+-@\t\r", *field) != NULL;
    char special[] = {delimiter, '"', '\n', '\r', '\0'};
    bool quoted = strpbrk(field, special) != NULL;
    if (quoted)
        text_add_char(text, '"');
    if (formula)
        text_add_char(text, '\'');
    for (; *field != '\0'; field++) {
        if (*field == '"')
            text_add_char(text, '"');
        text_add_char(text, *field);
    }
    if (quoted)
        text_add_char(text, '"');
}
