/* scan.c -- a PDF without a PDF library. It is not displayed nor understood, only searched for
 * names that make a reader do something. A name may be written with #xx, and objects may be
 * packed into a stream (ObjStm): both are undone here. Where the scan cannot see (an object
 * stream packed in a way that is not plain Flate) the file is refused rather than trusted: whoever
 * prints it to PDF gets one that can be read. */
#include "intake/intake_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "kit/text.h"

enum { PDF_NAME_MAX = 32, PDF_TAIL = 2048, INFLATE_BLOCK = 1 << 16, OBJECTS_MAX = 64 << 20 };

enum where {
    IN_OBJECTS = 1, /* the text of the file, outside of streams */
    IN_STREAM = 2,  /* raw bytes of a stream: only names too long to be there by chance */
    IN_PACKED = 4,  /* objects unpacked from a stream */
};

static const struct {
    const char *name;
    const struct reason *why;
    int where;
} refused[] = {
    {"JavaScript", &INTAKE_ACTIVE, IN_OBJECTS | IN_STREAM | IN_PACKED},
    {"JS", &INTAKE_ACTIVE, IN_OBJECTS | IN_PACKED},
    {"Launch", &INTAKE_ACTIVE, IN_OBJECTS | IN_STREAM | IN_PACKED},
    {"SubmitForm", &INTAKE_ACTIVE, IN_OBJECTS | IN_STREAM | IN_PACKED},
    {"ImportData", &INTAKE_ACTIVE, IN_OBJECTS | IN_STREAM | IN_PACKED},
    {"RichMedia", &INTAKE_ACTIVE, IN_OBJECTS | IN_STREAM | IN_PACKED},
    {"XFA", &INTAKE_ACTIVE, IN_OBJECTS | IN_PACKED},
    {"EmbeddedFile", &INTAKE_ACTIVE, IN_OBJECTS | IN_STREAM | IN_PACKED},
    {"EmbeddedFiles", &INTAKE_ACTIVE, IN_OBJECTS | IN_STREAM | IN_PACKED},
    {"GoToR", &INTAKE_OUTSIDE, IN_OBJECTS | IN_PACKED},
    {"GoToE", &INTAKE_OUTSIDE, IN_OBJECTS | IN_PACKED},
    {"Encrypt", &INTAKE_LOCKED, IN_OBJECTS | IN_STREAM | IN_PACKED},
    /* Objects hidden in what looks like a stream's bytes. */
    {"ObjStm", &INTAKE_ACTIVE, IN_STREAM},
};

/* What stands in the dictionary of the object that is being passed. */
struct head {
    bool packed, flate, other_filter, parameters;
};

static const struct {
    const char *name;
    size_t member;
} heads[] = {
    {"ObjStm", offsetof(struct head, packed)},
    {"FlateDecode", offsetof(struct head, flate)},
    {"Fl", offsetof(struct head, flate)},
    {"ASCIIHexDecode", offsetof(struct head, other_filter)},
    {"AHx", offsetof(struct head, other_filter)},
    {"ASCII85Decode", offsetof(struct head, other_filter)},
    {"A85", offsetof(struct head, other_filter)},
    {"LZWDecode", offsetof(struct head, other_filter)},
    {"LZW", offsetof(struct head, other_filter)},
    {"RunLengthDecode", offsetof(struct head, other_filter)},
    {"RL", offsetof(struct head, other_filter)},
    {"Crypt", offsetof(struct head, other_filter)},
    {"DecodeParms", offsetof(struct head, parameters)},
    {"DP", offsetof(struct head, parameters)},
};

struct scan {
    const char *bytes;
    size_t size;
    size_t unpacked; /* so far, of all streams */
    struct head head;
};

static const char *place_of(char *place, size_t at)
{
    (void)snprintf(place, ERROR_PLACE_MAX, "byte %zu", at);
    return place;
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The name behind a '/', with #xx undone; cut at PDF_NAME_MAX. Gives the bytes it took. */
static size_t read_name(const char *at, size_t left, char *name)
{
    static const char ends[] = "()<>[]{}/% \t\r\n\f";
    size_t took = 0, length = 0;
    while (took < left && at[took] != '\0' && memchr(ends, at[took], sizeof ends - 1) == NULL) {
        char c = at[took++];
        if (c == '#' && took + 1 < left && hex_of(at[took]) >= 0 && hex_of(at[took + 1]) >= 0) {
            c = (char)(hex_of(at[took]) * 16 + hex_of(at[took + 1]));
            took += 2;
        }
        if (length < PDF_NAME_MAX)
            name[length++] = c;
    }
    name[length] = '\0';
    return took;
}

static enum status judge(const char *name, int where, size_t at, struct error *err)
{
    char place[ERROR_PLACE_MAX];
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if ((refused[i].where & where) != 0 && strcmp(refused[i].name, name) == 0)
            return FAIL_AT(err, *refused[i].why, place_of(place, at), "/%s", name);
    return STATUS_OK;
}

/* All names in a piece of the file, or in what was unpacked from it at `base`. */
static enum status judge_names(const char *bytes, size_t size, int where, size_t base,
                               struct error *err)
{
    enum status st = STATUS_OK;
    const char *end = bytes + size;
    for (const char *at = bytes;
         st == STATUS_OK && (at = memchr(at, '/', (size_t)(end - at))) != NULL;) {
        char name[PDF_NAME_MAX + 1];
        size_t here = where == IN_PACKED ? base : base + (size_t)(at - bytes);
        at++;
        at += read_name(at, (size_t)(end - at), name);
        st = judge(name, where, here, err);
    }
    return st;
}

/* ---- packed objects ---- */

struct unpacking {
    z_stream zip;
    char *bytes;
    size_t size, room;
};

static enum status grow(struct unpacking *out, struct error *err)
{
    size_t room = out->room == 0 ? INFLATE_BLOCK : 2 * out->room;
    char *more = realloc(out->bytes, room);
    if (more == NULL)
        return FAIL(err, INTAKE_BOMB, "no memory for %zu bytes", room);
    out->bytes = more;
    out->room = room;
    return STATUS_OK;
}

/* The objects of one file together stay within OBJECTS_MAX: pictures are not unpacked at all. */
static enum status inflate_all(struct scan *scan, struct unpacking *out, size_t at,
                               struct error *err)
{
    char place[ERROR_PLACE_MAX];
    int got = Z_OK;
    while (got == Z_OK) {
        enum status st = out->size == out->room ? grow(out, err) : STATUS_OK;
        if (st != STATUS_OK)
            return st;
        size_t room = out->room - out->size;
        out->zip.next_out = (unsigned char *)out->bytes + out->size;
        out->zip.avail_out = (unsigned)room;
        got = inflate(&out->zip, Z_NO_FLUSH);
        out->size = out->room - out->zip.avail_out;
        scan->unpacked += room - out->zip.avail_out;
        if (scan->unpacked > OBJECTS_MAX)
            return FAIL_AT(err, INTAKE_BOMB, place_of(place, at), "more than %d bytes of objects",
                           OBJECTS_MAX);
    }
    return got == Z_STREAM_END ? STATUS_OK
                               : FAIL_AT(err, INTAKE_BROKEN, place_of(place, at),
                                         "packed objects that do not unpack");
}

static enum status judge_packed(struct scan *scan, size_t from, size_t to, struct error *err)
{
    char place[ERROR_PLACE_MAX];
    if (scan->head.other_filter || scan->head.parameters)
        return FAIL_AT(err, INTAKE_ACTIVE, place_of(place, from),
                       "objects packed in a way that hides them");
    if (!scan->head.flate)
        return judge_names(scan->bytes + from, to - from, IN_PACKED, from, err);
    union {
        const char *in;
        unsigned char *out;
    } input = {scan->bytes + from};
    struct unpacking out = {.zip = {.next_in = input.out, .avail_in = (unsigned)(to - from)}};
    if (inflateInit(&out.zip) != Z_OK)
        return FAIL(err, INTAKE_BOMB, "no memory to unpack");
    enum status st = inflate_all(scan, &out, from, err);
    if (st == STATUS_OK)
        st = judge_names(out.bytes, out.size, IN_PACKED, from, err);
    (void)inflateEnd(&out.zip);
    free(out.bytes);
    return st;
}

/* ---- the file ---- */

static bool word_at(const struct scan *scan, size_t at, const char *word)
{
    size_t length = strlen(word);
    return at + length <= scan->size && memcmp(scan->bytes + at, word, length) == 0;
}

/* "stream" and a line end: the bytes behind it, up to "endstream". Sets *at behind them. */
static enum status pass_stream(struct scan *scan, size_t *at, struct error *err)
{
    char place[ERROR_PLACE_MAX];
    size_t from = *at + strlen("stream");
    from += word_at(scan, from, "\r\n") ? 2 : 1;
    const char *end = from >= scan->size ? NULL
                                         : memmem(scan->bytes + from, scan->size - from,
                                                  "endstream", strlen("endstream"));
    if (end == NULL)
        return FAIL_AT(err, INTAKE_BROKEN, place_of(place, *at), "a stream without end");
    size_t to = (size_t)(end - scan->bytes);
    enum status st = judge_names(scan->bytes + from, to - from, IN_STREAM, from, err);
    if (st == STATUS_OK && scan->head.packed)
        st = judge_packed(scan, from, to, err);
    scan->head = (struct head){0};
    *at = to + strlen("endstream");
    return st;
}

static bool stream_begins(const struct scan *scan, size_t at)
{
    static const char word[] = "stream";
    size_t behind = at + strlen(word);
    return word_at(scan, at, word) && behind < scan->size &&
           (scan->bytes[behind] == '\n' || scan->bytes[behind] == '\r') &&
           !(at >= 3 && memcmp(scan->bytes + at - 3, "end", 3) == 0);
}

static void note_head(struct head *head, const char *name)
{
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (strcmp(heads[i].name, name) == 0)
            *(bool *)((char *)head + heads[i].member) = true;
}

static enum status pass_name(struct scan *scan, size_t *at, struct error *err)
{
    char name[PDF_NAME_MAX + 1];
    size_t start = (*at)++;
    *at += read_name(scan->bytes + *at, scan->size - *at, name);
    note_head(&scan->head, name);
    return judge(name, IN_OBJECTS, start, err);
}

static void pass_byte(struct scan *scan, size_t *at)
{
    if (scan->bytes[*at] == 'e' && word_at(scan, *at, "endobj"))
        scan->head = (struct head){0};
    (*at)++;
}

/* Ends with %%EOF, and before it the place of the table of objects, where one is. */
static enum status check_end(const struct scan *scan, struct error *err)
{
    size_t from = scan->size > PDF_TAIL ? scan->size - PDF_TAIL : 0;
    const char *tail = scan->bytes + from, *start = NULL;
    if (memmem(tail, scan->size - from, "%%EOF", 5) == NULL)
        return FAIL_AT(err, INTAKE_BROKEN, "end", "no %%%%EOF");
    for (const char *at = tail; (at = memmem(at, scan->size - (size_t)(at - scan->bytes),
                                             "startxref", strlen("startxref"))) != NULL;
         at++)
        start = at + strlen("startxref");
    if (start == NULL)
        return FAIL_AT(err, INTAKE_BROKEN, "end", "no startxref");
    static const char blanks[] = {'\r', '\n', ' ', '\t'};
    char digits[24] = {0};
    size_t left = scan->size - (size_t)(start - scan->bytes);
    memcpy(digits, start, left < sizeof digits - 1 ? left : sizeof digits - 1);
    char *behind = digits;
    size_t at = strtoull(digits, &behind, 10);
    if (behind == digits || at >= scan->size)
        return FAIL_AT(err, INTAKE_BROKEN, "startxref", "points outside of the file");
    while (at + 1 < scan->size && memchr(blanks, scan->bytes[at], sizeof blanks) != NULL)
        at++;
    char first = scan->bytes[at];
    return word_at(scan, at, "xref") || (first >= '0' && first <= '9')
               ? STATUS_OK
               : FAIL_AT(err, INTAKE_BROKEN, "startxref", "no table of objects at byte %zu", at);
}

enum status intake_scan(struct arena *arena, const char *bytes, size_t size, struct error *err)
{
    (void)arena;
    struct scan scan = {.bytes = bytes, .size = size};
    if (!word_at(&scan, 0, "%PDF-"))
        return FAIL_AT(err, INTAKE_CONTENT, "byte 0", "no %%PDF-");
    enum status st = check_end(&scan, err);
    for (size_t at = 0; st == STATUS_OK && at < size;) {
        if (bytes[at] == '/')
            st = pass_name(&scan, &at, err);
        else if (bytes[at] == 's' && stream_begins(&scan, at))
            st = pass_stream(&scan, &at, err);
        else
            pass_byte(&scan, &at);
    }
    return st;
}
