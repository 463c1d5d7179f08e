/* archive.c -- the ZIP that an HWPX or XLSX is: how many entries, how large, which names, and
 * each XML read through once. What an entry says of its size is not believed: bytes are counted
 * while they are unpacked. */
#include "intake/intake_private.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#include "kit/must.h"
#include "kit/text.h"

enum { BLOCK = 1 << 16, RATIO_FREE = 1 << 20 };

static const char hwpx_type[] = "application/hwp+zip";

/* What each kind must have. */
static const struct {
    enum intake_format format;
    const char *entry;
} wanted[] = {
    {INTAKE_HWPX, "mimetype"},
    {INTAKE_HWPX, "version.xml"},
    {INTAKE_HWPX, "Contents/header.xml"},
    {INTAKE_HWPX, "Contents/section0.xml"},
    {INTAKE_XLSX, "[Content_Types].xml"},
    {INTAKE_XLSX, "xl/workbook.xml"},
};

/* What none may have: a part of the entry's name, whatever its capitals. */
static const struct {
    const char *part;
    const struct reason *why;
} refused[] = {
    {"vbaProject", &INTAKE_ACTIVE},       {"macrosheets/", &INTAKE_ACTIVE},
    {"activeX/", &INTAKE_ACTIVE},         {"xl/embeddings/", &INTAKE_ACTIVE},
    {"Scripts/", &INTAKE_ACTIVE},         {"externalLinks/", &INTAKE_OUTSIDE},
    {"connections.xml", &INTAKE_OUTSIDE},
};

struct archive {
    struct arena *arena;
    zip_t *zip;
    enum intake_format format;
    char *block;       /* what is being unpacked */
    uint64_t packed;   /* bytes of the file */
    uint64_t unpacked; /* so far */
};

bool intake_entry_name(const char *name)
{
    if (*name == '\0' || *name == '/' || strchr(name, '\\') != NULL || strchr(name, ':') != NULL)
        return false;
    for (const char *part = name; part != NULL;
         part = strchr(part, '/') == NULL ? NULL : strchr(part, '/') + 1)
        if (strcmp(part, "..") == 0 || text_starts(part, "../"))
            return false;
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20)
            return false;
    return text_utf8_ok(name, strlen(name)) && strlen(name) < 512;
}

static enum status check_name(const char *name, const char *place, struct error *err)
{
    if (!intake_entry_name(name))
        return FAIL_AT(err, INTAKE_BROKEN, place, "a name that leads out of the file");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcasestr(name, refused[i].part) != NULL)
            return FAIL_AT(err, *refused[i].why, place, "%s", refused[i].part);
    return STATUS_OK;
}

static bool is_markup(const char *name)
{
    return text_ends(name, ".xml") || text_ends(name, ".rels") || text_ends(name, ".hpf") ||
           text_ends(name, ".rdf") || text_ends(name, ".vml");
}

static enum status count(struct archive *archive, uint64_t more, const char *place,
                         struct error *err)
{
    archive->unpacked += more;
    bool many = archive->unpacked > INTAKE_UNPACKED_MAX;
    bool thick =
        archive->unpacked > RATIO_FREE && archive->unpacked / INTAKE_RATIO_MAX > archive->packed;
    return many || thick ? FAIL_AT(err, INTAKE_BOMB, place, "%" PRIu64 " bytes out of %" PRIu64,
                                   archive->unpacked, archive->packed)
                         : STATUS_OK;
}

/* Every entry is unpacked to its end, so that its checksum is compared too. */
static enum status read_entry(struct archive *archive, uint64_t index, const char *name,
                              const char *place, struct error *err)
{
    zip_file_t *file = zip_fopen_index(archive->zip, index, 0);
    if (file == NULL)
        return FAIL_AT(err, INTAKE_BROKEN, place, "cannot be unpacked");
    struct markup *markup = is_markup(name) ? markup_new(place) : NULL;
    char *block = archive->block;
    enum status st = STATUS_OK;
    bool more = true;
    while (st == STATUS_OK && more) {
        zip_int64_t got = zip_fread(file, block, BLOCK);
        more = got > 0;
        if (got < 0)
            st = FAIL_AT(err, INTAKE_BROKEN, place, "damaged");
        if (st == STATUS_OK && more)
            st = count(archive, (uint64_t)got, place, err);
        if (st == STATUS_OK && markup != NULL)
            st = markup_feed(markup, block, more ? (size_t)got : 0, !more, err);
        if (st == STATUS_OK && more && strcmp(name, "mimetype") == 0 &&
            ((size_t)got != strlen(hwpx_type) || memcmp(block, hwpx_type, (size_t)got) != 0))
            st = FAIL_AT(err, INTAKE_CONTENT, place, "not %s", hwpx_type);
    }
    markup_free(markup);
    (void)zip_fclose(file);
    return st;
}

static enum status check_entry(struct archive *archive, uint64_t index, struct error *err)
{
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_stat_index(archive->zip, index, 0, &facts) != 0 || (facts.valid & ZIP_STAT_NAME) == 0)
        return FAIL_AT(err, INTAKE_BROKEN, "zip", "entry %" PRIu64 " has no name", index);
    const char *place = text_printable(archive->arena, facts.name);
    enum status st = check_name(facts.name, place, err);
    if (st != STATUS_OK)
        return st;
    if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && facts.encryption_method != ZIP_EM_NONE)
        return FAIL_AT(err, INTAKE_LOCKED, place, "encrypted");
    bool first = archive->format != INTAKE_HWPX || index > 0 ||
                 (strcmp(facts.name, "mimetype") == 0 && facts.comp_method == ZIP_CM_STORE);
    if (!first)
        return FAIL_AT(err, INTAKE_CONTENT, place, "the first entry is not a plain \"mimetype\"");
    return read_entry(archive, index, facts.name, place, err);
}

static enum status check_all(struct archive *archive, struct error *err)
{
    zip_int64_t entries = zip_get_num_entries(archive->zip, 0);
    if (entries <= 0 || entries > INTAKE_ENTRIES_MAX)
        return FAIL_AT(err, INTAKE_BOMB, "zip", "%" PRId64 " entries", (int64_t)entries);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (wanted[i].format == archive->format &&
            zip_name_locate(archive->zip, wanted[i].entry, 0) < 0)
            return FAIL_AT(err, INTAKE_CONTENT, wanted[i].entry, "is missing");
    enum status st = STATUS_OK;
    for (zip_int64_t i = 0; st == STATUS_OK && i < entries; i++)
        st = check_entry(archive, (uint64_t)i, err);
    return st;
}

/* Read before the library makes room for them: the largest number at any end of the directory. */
int64_t intake_announced(const char *bytes, size_t size)
{
    enum { TAIL = 22 + 65535 + 20, COUNT_AT = 10 };
    if (size < 4 || memcmp(bytes, "PK\3\4", 4) != 0)
        return -1;
    const char *end = bytes + size, *tail = size > TAIL ? end - TAIL : bytes;
    int64_t most = 0;
    if (memmem(tail, (size_t)(end - tail), "PK\6\7", 4) != NULL)
        return -1;
    for (const char *at = tail; (at = memmem(at, (size_t)(end - at), "PK\5\6", 4)) != NULL; at++) {
        if (end - at < COUNT_AT + 2)
            break;
        int64_t count = (unsigned char)at[COUNT_AT] + 256 * (unsigned char)at[COUNT_AT + 1];
        most = count > most ? count : most;
    }
    return most;
}

enum status intake_archive(struct arena *arena, enum intake_format format, const void *bytes,
                           size_t size, struct error *err)
{
    if (size < 4 || memcmp(bytes, "PK\3\4", 4) != 0)
        return FAIL_AT(err, INTAKE_CONTENT, "byte 0", "no ZIP");
    int64_t announced = intake_announced(bytes, size);
    if (announced < 0 || announced > INTAKE_ENTRIES_MAX)
        return FAIL_AT(err, INTAKE_BOMB, "zip", "%" PRId64 " entries (-1: ZIP64)", announced);
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &problem);
    must(source != NULL);
    struct archive archive = {.arena = arena, .format = format, .packed = size};
    archive.block = arena_alloc(arena, BLOCK);
    archive.zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &problem);
    if (archive.zip == NULL) {
        enum status st = FAIL_AT(err, INTAKE_BROKEN, "zip", "%s", zip_error_strerror(&problem));
        zip_source_free(source);
        zip_error_fini(&problem);
        return st;
    }
    enum status st = check_all(&archive, err);
    zip_discard(archive.zip);
    zip_error_fini(&problem);
    return st;
}
