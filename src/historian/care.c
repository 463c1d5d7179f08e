/* Looking after the files: checking all of it, a copy while others write, and lines of text. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/arena.h"
#include "kit/must.h"

/* ---- what there is at one moment ---- */

struct part {
    char name[32];
    int fd; /* our own: stays readable when the file is removed */
    int64_t size;
};

struct parts {
    struct part *at;
    size_t count, room;
    struct historian_health health;
};

static enum status add_part(struct parts *parts, const char *name, int fd, int64_t size,
                            struct error *err)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return FAIL_AT(err, HISTORIAN_FILE, name, "%s", strerror(errno));
    parts->at = grow(parts->at, &parts->room, parts->count + 1, sizeof *parts->at);
    struct part *part = &parts->at[parts->count++];
    *part = (struct part){.fd = own, .size = size};
    (void)snprintf(part->name, sizeof part->name, "%s", name);
    return STATUS_OK;
}

static enum status list_parts(struct historian *h, struct parts *parts, struct error *err)
{
    char name[32];
    enum status st = add_part(parts, "groups", h->catalogue, h->catalogue_size, err);
    for (size_t i = 0; st == STATUS_OK && i < h->file_count; i++) {
        week_name(h->files[i].week, name);
        st = add_part(parts, name, h->files[i].fd, h->files[i].size, err);
    }
    for (size_t i = 0; st == STATUS_OK && i < h->segment_count; i++) {
        segment_name(h->segments[i].first, name);
        st = add_part(parts, name, h->segments[i].fd, h->segments[i].size, err);
    }
    return st;
}

static enum status parts_now(struct historian *h, struct parts *ret, struct error *err)
{
    must(pthread_rwlock_rdlock(&h->guard) == 0);
    enum status st = list_parts(h, ret, err);
    must(pthread_rwlock_unlock(&h->guard) == 0);
    return st;
}

static void parts_free(struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        (void)close(parts->at[i].fd);
    free(parts->at);
}

/* ---- checking ---- */

struct check {
    const struct part *part;
    struct historian_health found;
    struct error first; /* damage */
    uint8_t *block;
    size_t room;
};

static void damage(struct check *check, int64_t at, const char *what)
{
    if (check->found.damaged++ > 0)
        return;
    (void)FAIL_AT(&check->first, HISTORIAN_DAMAGED, check->part->name, "%s near byte %" PRId64,
                  what, at);
}

static enum status check_record(void *context, uint64_t first, uint32_t scans, const uint8_t *body,
                                size_t size, struct error *err)
{
    struct check *check = context;
    (void)body;
    (void)size;
    (void)err;
    check->found.replayed += scans;
    if (first + scans - 1 > check->found.through)
        check->found.through = first + scans - 1;
    return STATUS_OK;
}

static enum status check_block(void *context, const struct block_header *header, int64_t at,
                               struct error *err)
{
    struct check *check = context;
    size_t got = 0;
    check->block = grow(check->block, &check->room, header->size, 1);
    enum status st =
        disk_read(check->part->fd, check->part->name, check->block, header->size, at, &got, err);
    if (st != STATUS_OK)
        return st;
    check->found.blocks++;
    if (!block_whole(check->block, got))
        damage(check, at, "a column");
    if (header->number > check->found.through)
        check->found.through = header->number;
    return STATUS_OK;
}

static enum status check_part(struct check *check, struct error *err)
{
    const struct part *part = check->part;
    bool log = strncmp(part->name, "log-", 4) == 0;
    int64_t end = 0;
    uint64_t damaged = 0;
    enum status st = STATUS_OK;
    if (log) {
        st = log_scan(part->fd, part->name, part->size, check_record, check, &end, &damaged, err);
        check->found.log_bytes += (uint64_t)part->size;
    } else if (strncmp(part->name, "week-", 5) == 0) {
        st = files_scan(part->fd, part->name, part->size, UINT64_MAX, check_block, check, &end,
                        &damaged, err);
        check->found.block_bytes += (uint64_t)part->size;
        check->found.files++;
    } else {
        end = part->size; /* the groups were read when it was opened */
    }
    if (st != STATUS_OK)
        return st;
    damaged += end < part->size;
    for (uint64_t i = 0; i < damaged; i++)
        damage(check, end, log ? "a record" : "a block");
    return STATUS_OK;
}

enum status historian_check(struct historian *h, struct historian_health *ret_health,
                            struct error *err)
{
    struct parts parts = {0};
    struct check check = {0};
    enum status st = parts_now(h, &parts, err);
    for (size_t i = 0; st == STATUS_OK && i < parts.count; i++) {
        check.part = &parts.at[i];
        st = check_part(&check, err);
    }
    parts_free(&parts);
    free(check.block);
    if (st != STATUS_OK)
        return st;
    *ret_health = check.found;
    if (check.found.damaged == 0)
        return STATUS_OK;
    *err = check.first;
    return HISTORIAN_DAMAGED.status;
}

/* ---- a copy ---- */

enum status historian_backup(struct historian *h, const char *folder, struct error *err)
{
    int to = -1;
    if (mkdir(folder, 0750) != 0)
        return FAIL_AT(err, HISTORIAN_FILE, folder, "make folder: %s", strerror(errno));
    enum status st = disk_open(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY, &to, err);
    if (st != STATUS_OK)
        return st;
    struct parts parts = {0};
    st = parts_now(h, &parts, err);
    for (size_t i = 0; st == STATUS_OK && i < parts.count; i++)
        st = disk_copy(parts.at[i].fd, parts.at[i].name, parts.at[i].size, to, err);
    if (st == STATUS_OK)
        st = disk_sync_folder(to, err);
    parts_free(&parts);
    (void)close(to);
    return st;
}

/* ---- lines of text ---- */

struct lines {
    FILE *out;
    uint32_t tag;
    struct arena *arena;
    bool failed;
};

static const char *short_number(char *text, size_t size, double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, size, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return text;
}

static bool print_line(void *context, const struct historian_sample *sample)
{
    struct lines *lines = context;
    char number[40] = "";
    arena_reset(lines->arena);
    if (historian_usable(sample->quality))
        (void)short_number(number, sizeof number, sample->value);
    lines->failed |= fprintf(lines->out, "%s,%u,%s,%u\n", time_text(lines->arena, sample->time),
                             lines->tag, number, sample->quality) < 0;
    return !lines->failed;
}

enum { LINE_BYTES = 1 << 16 };

enum status historian_export(struct historian *h, const uint32_t *tags, size_t count, time_us from,
                             time_us to, FILE *out, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("historian line", LINE_BYTES);
    struct lines lines = {.out = out, .arena = arena};
    lines.failed = fputs("time,tag,value,quality\n", out) < 0;
    for (size_t i = 0; !lines.failed && i < count; i++) {
        lines.tag = tags[i];
        enum status st = historian_each(h, tags[i], from, to, print_line, &lines, err);
        if (st != STATUS_OK)
            return st;
    }
    if (lines.failed || fflush(out) != 0)
        return FAIL_AT(err, HISTORIAN_FILE, "out", "%s", strerror(errno));
    return STATUS_OK;
}
