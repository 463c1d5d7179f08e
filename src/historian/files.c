/* Block files: one a week, only ever appended to, removed as a whole. */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/must.h"

enum { MONDAY = 4 /* 1970-01-05 */, NAME_MAX_BYTES = 32 };

int64_t week_of(time_us when)
{
    return (when / TIME_DAY - MONDAY) / 7; /* no time here is before 2000 */
}

void week_name(int64_t week, char ret_name[static 32])
{
    struct day day = day_from_number(week * 7 + MONDAY);
    (void)snprintf(ret_name, 32, "week-%04d%02d%02d", day.year, day.month, day.day);
}

static bool week_read(const char *name, int64_t *ret_week)
{
    struct day day = {0};
    char same[32];
    if (sscanf(name, "week-%4d%2d%2d", &day.year, &day.month, &day.day) != 3 || !day_ok(day))
        return false;
    *ret_week = (day_number(day) - MONDAY) / 7;
    week_name(*ret_week, same);
    return strcmp(name, same) == 0;
}

/* ---- names ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

enum status files_named(int folder, const char *start, name_take *take, void *context,
                        struct error *err)
{
    int again = -1; /* a position of its own; closedir() closes it */
    enum status st = disk_open(folder, ".", O_RDONLY | O_DIRECTORY, &again, err);
    if (st != STATUS_OK)
        return st;
    DIR *entries = fdopendir(again);
    must(entries != NULL);
    char(*names)[NAME_MAX_BYTES] = NULL;
    size_t count = 0, room = 0;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length >= NAME_MAX_BYTES || strncmp(entry->d_name, start, strlen(start)) != 0)
            continue;
        names = grow(names, &room, count + 1, sizeof *names);
        memcpy(names[count++], entry->d_name, length + 1);
    }
    (void)closedir(entries);
    if (count > 0)
        qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; st == STATUS_OK && i < count; i++)
        st = take(context, names[i], err);
    free(names);
    return st;
}

/* ---- going over a file ---- */

struct hopper {
    int fd;
    const char *name;
    int64_t size;
    uint64_t whole_from;
    uint8_t *body;
    size_t room;
};

static enum status read_block(struct hopper *s, int64_t at, struct block_header *ret,
                              bool *ret_whole, struct error *err)
{
    uint8_t bytes[BLOCK_HEADER];
    size_t got = 0;
    struct block_header header;
    *ret_whole = false;
    enum status st = disk_read(s->fd, s->name, bytes, sizeof bytes, at, &got, err);
    if (st != STATUS_OK || !block_header_read(bytes, got, &header) || header.size > s->size - at)
        return st;
    if (header.number >= s->whole_from) {
        s->body = grow(s->body, &s->room, header.size, 1);
        st = disk_read(s->fd, s->name, s->body, header.size, at, &got, err);
        if (st != STATUS_OK || !block_whole(s->body, got))
            return st;
    }
    *ret = header;
    *ret_whole = true;
    return STATUS_OK;
}

static enum status is_block(void *context, int64_t at, bool *ret_whole, struct error *err)
{
    struct block_header header;
    return read_block(context, at, &header, ret_whole, err);
}

static enum status hop(struct hopper *s, block_take *take, void *context, int64_t *ret_end,
                       uint64_t *ret_damaged, struct error *err)
{
    for (int64_t at = 0; at < s->size;) {
        struct block_header header;
        bool whole = false;
        enum status st = read_block(s, at, &header, &whole, err);
        if (st == STATUS_OK && !whole)
            st = disk_find(s->fd, s->name, s->size, "DHB1", is_block, s, at + 1, &at, err);
        else if (st == STATUS_OK) {
            *ret_damaged += at > *ret_end;
            st = take(context, &header, at, err);
            at += header.size;
            *ret_end = at;
        }
        if (st != STATUS_OK)
            return st;
    }
    return STATUS_OK;
}

enum status files_scan(int fd, const char *name, int64_t size, uint64_t whole_from,
                       block_take *take, void *context, int64_t *ret_end, uint64_t *ret_damaged,
                       struct error *err)
{
    struct hopper s = {.fd = fd, .name = name, .size = size, .whole_from = whole_from};
    int64_t end = 0;
    uint64_t damaged = 0;
    enum status st = hop(&s, take, context, &end, &damaged, err);
    free(s.body);
    if (st != STATUS_OK)
        return st;
    *ret_end = end;
    *ret_damaged = damaged;
    return STATUS_OK;
}

/* ---- which blocks there are ---- */

static bool before(const struct block_ref *a, const struct block_ref *b)
{
    if (a->first != b->first)
        return a->first < b->first;
    return a->number != b->number ? a->number < b->number : a->at < b->at;
}

void group_list_block(struct group *group, struct block_ref ref)
{
    group->blocks = grow(group->blocks, &group->room, group->count + 1, sizeof *group->blocks);
    size_t at = group->count++;
    for (; at > 0 && before(&ref, &group->blocks[at - 1]); at--)
        group->blocks[at] = group->blocks[at - 1];
    group->blocks[at] = ref;
}

struct opening {
    struct historian *h;
    uint64_t whole_from;
    int64_t expected; /* where the next block begins if nothing is damaged */
};

static enum status list_block(void *context, const struct block_header *header, int64_t at,
                              struct error *err)
{
    struct opening *opening = context;
    struct historian *h = opening->h;
    struct group *group = group_find(h, header->group);
    (void)err;
    h->torn |= at > opening->expected && header->number >= opening->whole_from;
    opening->expected = at + header->size;
    if (header->number >= h->next)
        h->next = header->number + 1;
    if (group == NULL || group->is.count != header->columns) {
        h->health.damaged++;
        return STATUS_OK;
    }
    group_list_block(group, (struct block_ref){header->first, header->last, at, header->number,
                                               header->size, (uint16_t)(h->file_count - 1),
                                               (uint16_t)header->flags});
    if ((header->flags & BLOCK_FINAL) != 0 && header->number > group->sealed)
        group->sealed = header->number;
    if ((header->flags & BLOCK_LATE) == 0 && header->last > group->frontier)
        group->frontier = header->last;
    return STATUS_OK;
}

static void add_file(struct historian *h, int fd, int64_t week)
{
    h->files = realloc(h->files, (h->file_count + 1) * sizeof *h->files);
    must(h->files != NULL);
    h->files[h->file_count++] = (struct block_file){.fd = fd, .week = week};
}

static enum status open_file(void *context, const char *name, struct error *err)
{
    struct historian *h = context;
    int64_t week = 0, size = 0, end = 0;
    uint64_t damaged = 0;
    int fd = -1;
    if (!week_read(name, &week))
        return STATUS_OK;
    enum status st = disk_open(h->folder, name, O_RDWR, &fd, err);
    if (st != STATUS_OK)
        return st;
    add_file(h, fd, week);
    st = disk_version(fd, name, 'B', err);
    if (st == STATUS_OK)
        st = disk_size(fd, name, &size, err);
    /* What the log may still hold may never have become durable here: look at all of it. */
    struct opening opening = {h, h->segment_count == 0 ? UINT64_MAX : h->segments[0].first, 0};
    if (st == STATUS_OK)
        st = files_scan(fd, name, size, opening.whole_from, list_block, &opening, &end, &damaged,
                        err);
    h->torn |= end < size;
    if (st == STATUS_OK && end < size)
        st = disk_cut(fd, name, end, err);
    if (st != STATUS_OK)
        return st;
    h->health.damaged += damaged;
    h->health.cut_bytes += (uint64_t)(size - end);
    h->files[h->file_count - 1].size = h->files[h->file_count - 1].written = end;
    return STATUS_OK;
}

enum status files_open(struct historian *h, struct error *err)
{
    enum status st = files_named(h->folder, "week-", open_file, h, err);
    /* A block that never became durable may stand before one that did and that says all is sealed.
     * Then all of the log is taken again: what is there twice is one when it is read. */
    for (size_t i = 0; h->torn && i < h->group_count; i++)
        h->groups[i]->sealed = 0;
    return st;
}

enum status files_of_week(struct historian *h, int64_t week, size_t *ret_file, struct error *err)
{
    for (size_t i = h->file_count; i-- > 0;)
        if (h->files[i].week == week) {
            *ret_file = i;
            return STATUS_OK;
        }
    char name[32];
    int fd = -1;
    week_name(week, name);
    enum status st = disk_open(h->folder, name, O_RDWR | O_CREAT | O_TRUNC, &fd, err);
    if (st != STATUS_OK)
        return st;
    st = disk_sync_folder(h->folder, err);
    if (st != STATUS_OK) {
        (void)close(fd);
        return st;
    }
    must(pthread_rwlock_wrlock(&h->guard) == 0);
    add_file(h, fd, week);
    must(pthread_rwlock_unlock(&h->guard) == 0);
    *ret_file = h->file_count - 1;
    return STATUS_OK;
}
