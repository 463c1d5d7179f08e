/* intake.c -- the name of a file, and its content against it. */
#include "intake/intake_private.h"

#include <fcntl.h>
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "intake/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "intake/said.def"
#undef SAID

static const struct {
    enum intake_format format;
    const char *ending, *type;
} formats[] = {
    {INTAKE_PDF, ".pdf", "application/pdf"},
    {INTAKE_HWPX, ".hwpx", "application/hwp+zip"},
    {INTAKE_XLSX, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

const char *intake_type(enum intake_format format)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i].format == format)
            return formats[i].type;
    return "application/octet-stream";
}

/* What a name must not hold: signs that steer a terminal, turn the direction of writing so that
 * "fdp.exe" reads "exe.pdf", or lead to a folder. */
static bool sign_is_bad(gunichar sign)
{
    if (sign < 0x80)
        return sign < 0x20 || sign == 0x7F || strchr("/\\:*?\"<>|", (int)sign) != NULL;
    GUnicodeType type = g_unichar_type(sign);
    return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
           type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR ||
           type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED;
}

static bool signs_are_good(const char *name)
{
    for (const char *at = name; *at != '\0'; at += g_utf8_skip[*(const unsigned char *)at])
        if (sign_is_bad(g_utf8_get_char(at)))
            return false;
    return true;
}

enum status intake_name(struct arena *arena, const char *name, const char **ret_name,
                        enum intake_format *ret_format, struct error *err)
{
    if (!text_utf8_ok(name, strlen(name)))
        return FAIL_AT(err, INTAKE_NAME, "name", "not UTF-8");
    char *composed = g_utf8_normalize(name, -1, G_NORMALIZE_NFC);
    if (composed == NULL)
        return FAIL_AT(err, INTAKE_NAME, "name", "cannot be composed");
    const char *own = text_squeeze(arena, composed);
    g_free(composed);
    if (!signs_are_good(own) || *own == '.' || text_utf8_count(own) > INTAKE_NAME_MAX)
        return FAIL_AT(err, INTAKE_NAME, "name", "%.60s", text_printable(arena, own));
    const char *low = text_lower(arena, own);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (text_ends(low, formats[i].ending) && strlen(low) > strlen(formats[i].ending)) {
            *ret_name = own;
            *ret_format = formats[i].format;
            return STATUS_OK;
        }
    return FAIL_AT(err, INTAKE_KIND, "name", "%.60s", text_printable(arena, own));
}

enum status intake_check(struct arena *arena, enum intake_format format, const void *bytes,
                         size_t size, struct error *err)
{
    if (size > INTAKE_SIZE_MAX)
        return FAIL(err, INTAKE_LARGE, "%zu bytes", size);
    switch (format) {
    case INTAKE_PDF:
        return intake_scan(arena, bytes, size, err);
    case INTAKE_HWPX:
    case INTAKE_XLSX:
        return intake_archive(arena, format, bytes, size, err);
    case INTAKE_UNKNOWN:
        break;
    }
    return FAIL(err, INTAKE_KIND, "no known kind");
}

enum status intake_check_file(struct arena *arena, enum intake_format format, const char *path,
                              struct error *err)
{
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) != 0 || facts.st_size <= 0 || facts.st_size > INTAKE_SIZE_MAX) {
        bool large = fd >= 0 && facts.st_size > INTAKE_SIZE_MAX;
        if (fd >= 0)
            (void)close(fd);
        return large ? FAIL(err, INTAKE_LARGE, "%lld bytes", (long long)facts.st_size)
                     : FAIL(err, INTAKE_BROKEN, "an empty file");
    }
    size_t size = (size_t)facts.st_size;
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    (void)close(fd);
    if (bytes == MAP_FAILED)
        return FAIL(err, INTAKE_DISK, "cannot be read");
    enum status st = intake_check(arena, format, bytes, size, err);
    (void)munmap(bytes, size);
    return st;
}
