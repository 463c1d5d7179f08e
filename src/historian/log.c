/* The append log: a commit is one record, durable before it counts; replayed when opened. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/must.h"

static const uint32_t RECORD_MAGIC = 0x31524844; /* "DHR1" */

enum { CRC_FROM = 8, SCAN_QUALITIES = 1 };

/* Named after the first scan that can be in it, so that numbers go on when all is sealed. */
void segment_name(uint64_t first, char ret_name[static 32])
{
    (void)snprintf(ret_name, 32, "log-%016" PRIx64, first);
}

/* ---- adding ---- */

static bool any_nan(const double *values, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= values[i] != values[i];
    return any;
}

/* What has no value says so by its quality, and what is not usable has no value. */
static void put_marked(struct bytes_out *out, const double *values, const uint8_t *qualities,
                       size_t count)
{
    uint8_t *at = bytes_more(out, 9 * count);
    for (size_t i = 0; i < count; i++) {
        uint8_t quality = qualities != NULL ? qualities[i] : HISTORIAN_GOOD;
        double value = values[i];
        if (value != value && historian_usable(quality))
            quality = (uint8_t)((quality & 0xf0) | HISTORIAN_BAD);
        if (!historian_usable(quality))
            value = (double)__builtin_nanf("");
        memcpy(at + 8 * i, &value, sizeof value);
        at[8 * count + i] = quality;
    }
}

enum status historian_add(struct historian *h, uint32_t id, time_us when, const double *values,
                          const uint8_t *qualities, struct error *err)
{
    const struct group *group = group_find(h, id);
    if (group == NULL)
        return FAIL(err, HISTORIAN_NO_GROUP, "group %u", id);
    if (when < TIME_FIRST || when >= TIME_PAST_LAST)
        return FAIL(err, HISTORIAN_TIME, "a scan at %" PRId64 " us", when);
    size_t count = group->is.count;
    size_t size = SCAN_HEADER + 9 * count;
    if (group->head[MAIN].rows + group->head[LATE].rows >= HEAD_ROWS_MAX ||
        h->staged.size + size > (size_t)h->options.staged_bytes)
        return FAIL(err, HISTORIAN_FULL, "%u scans are waiting", h->staged_scans);
    if (h->staged.size == 0)
        memset(bytes_more(&h->staged, RECORD_HEADER), 0, RECORD_HEADER);
    bool marked = qualities != NULL || any_nan(values, count);
    put_u32(&h->staged, id);
    put_u16(&h->staged, (uint16_t)count);
    put_u16(&h->staged, marked ? SCAN_QUALITIES : 0);
    put_u64(&h->staged, (uint64_t)when);
    if (marked)
        put_marked(&h->staged, values, qualities, count);
    else
        memcpy(bytes_more(&h->staged, 8 * count), values, 8 * count);
    h->staged_scans++;
    return STATUS_OK;
}

void historian_forget(struct historian *h)
{
    h->staged.size = 0;
    h->staged_scans = 0;
}

/* ---- one record ---- */

static void record_finish(struct bytes_out *record, uint64_t first, uint32_t scans)
{
    set_u32(record->bytes, RECORD_MAGIC);
    set_u32(record->bytes + 8, (uint32_t)(record->size - RECORD_HEADER));
    set_u32(record->bytes + 12, scans);
    memcpy(record->bytes + 16, &first, sizeof first);
    set_u32(record->bytes + 4, crc32c(record->bytes + CRC_FROM, record->size - CRC_FROM));
}

bool log_apply(struct historian *h, uint64_t first, uint32_t scans, const uint8_t *body,
               size_t size)
{
    struct bytes_in in = {body, size, 0, false};
    for (uint32_t i = 0; i < scans; i++) {
        struct group *group = group_find(h, get_u32(&in));
        size_t count = get_u16(&in);
        bool marked = (get_u16(&in) & SCAN_QUALITIES) != 0;
        time_us when = (time_us)get_u64(&in);
        size_t wide = count * (marked ? 9 : 8);
        if (in.bad || group == NULL || group->is.count != count || wide > size - in.at ||
            when < TIME_FIRST || when >= TIME_PAST_LAST)
            return false;
        const uint8_t *values = body + in.at;
        in.at += wide;
        uint64_t number = first + i;
        if (number <= group->sealed)
            continue;
        bool late = when < group->frontier;
        h->health.late += late;
        if (group->head[MAIN].rows + group->head[LATE].rows == 0)
            group->oldest = number;
        group->newest = number;
        head_add(group, &group->head[late ? LATE : MAIN], when, values,
                 marked ? values + 8 * count : NULL);
    }
    return in.at == size;
}

/* ---- reading a segment ---- */

struct scanner {
    int fd;
    const char *name;
    int64_t size;
    uint64_t next; /* no record may begin with a lower number */
    uint8_t *body;
    size_t room;
};

struct found {
    uint64_t first;
    uint32_t scans, size;
};

/* *ret_whole: a record that passes its check stands at `at`. */
static enum status read_record(struct scanner *s, int64_t at, struct found *ret, bool *ret_whole,
                               struct error *err)
{
    uint8_t header[RECORD_HEADER];
    size_t got = 0;
    enum status st = disk_read(s->fd, s->name, header, sizeof header, at, &got, err);
    *ret_whole = false;
    if (st != STATUS_OK || got < sizeof header)
        return st;
    struct bytes_in in = {header, sizeof header, 0, false};
    uint32_t magic = get_u32(&in), crc = get_u32(&in);
    struct found found = {.size = get_u32(&in)};
    found.scans = get_u32(&in);
    found.first = get_u64(&in);
    if (magic != RECORD_MAGIC || found.size > s->size - at - RECORD_HEADER || found.scans == 0 ||
        found.first < s->next || found.first > UINT64_MAX / 2)
        return STATUS_OK;
    size_t checked = RECORD_HEADER - CRC_FROM + found.size;
    s->body = grow(s->body, &s->room, checked, 1);
    st = disk_read(s->fd, s->name, s->body, checked, at + CRC_FROM, &got, err);
    if (st != STATUS_OK || got < checked || crc32c(s->body, checked) != crc)
        return st;
    *ret = found;
    *ret_whole = true;
    return STATUS_OK;
}

static enum status is_record(void *context, int64_t at, bool *ret_whole, struct error *err)
{
    struct found found;
    return read_record(context, at, &found, ret_whole, err);
}

static enum status scan_all(struct scanner *s, log_take *take, void *context, int64_t *ret_end,
                            uint64_t *ret_damaged, struct error *err)
{
    *ret_end = 0;
    for (int64_t at = 0; at < s->size;) {
        struct found found = {0};
        bool whole = false;
        enum status st = read_record(s, at, &found, &whole, err);
        if (st == STATUS_OK && !whole)
            st = disk_find(s->fd, s->name, s->size, &RECORD_MAGIC, is_record, s, at + 1, &at, err);
        else if (st == STATUS_OK) {
            *ret_damaged += at > *ret_end;
            st = take(context, found.first, found.scans, s->body + RECORD_HEADER - CRC_FROM,
                      found.size, err);
            at += RECORD_HEADER + (int64_t)found.size;
            *ret_end = at;
            s->next = found.first + found.scans;
        }
        if (st != STATUS_OK)
            return st;
    }
    return STATUS_OK;
}

enum status log_scan(int fd, const char *name, int64_t size, log_take *take, void *context,
                     int64_t *ret_end, uint64_t *ret_damaged, struct error *err)
{
    struct scanner s = {.fd = fd, .name = name, .size = size};
    int64_t end = 0;
    uint64_t damaged = 0;
    enum status st = scan_all(&s, take, context, &end, &damaged, err);
    free(s.body);
    if (st != STATUS_OK)
        return st;
    *ret_end = end;
    *ret_damaged = damaged;
    return STATUS_OK;
}

/* ---- the segments ---- */

static void add_segment(struct historian *h, struct segment segment)
{
    h->segments = realloc(h->segments, (h->segment_count + 1) * sizeof *h->segments);
    must(h->segments != NULL);
    h->segments[h->segment_count++] = segment;
}

static enum status list_segment(void *context, const char *name, struct error *err)
{
    struct historian *h = context;
    struct segment segment = {.first = strtoull(name + 4, NULL, 16), .fd = -1};
    char same[32];
    segment_name(segment.first, same);
    if (strcmp(name, same) != 0 || segment.first == 0)
        return STATUS_OK;
    segment.last = segment.first - 1;
    enum status st = disk_open(h->folder, name, O_RDWR, &segment.fd, err);
    if (st != STATUS_OK)
        return st;
    add_segment(h, segment);
    h->next = segment.first > h->next ? segment.first : h->next;
    st = disk_version(segment.fd, name, 'R', err);
    if (st != STATUS_OK)
        return st;
    return disk_size(segment.fd, name, &h->segments[h->segment_count - 1].size, err);
}

enum status log_list(struct historian *h, struct error *err)
{
    return files_named(h->folder, "log-", list_segment, h, err);
}

struct replay {
    struct historian *h;
    struct segment *segment;
};

static enum status replay_record(void *context, uint64_t first, uint32_t scans, const uint8_t *body,
                                 size_t size, struct error *err)
{
    struct replay *replay = context;
    struct historian *h = replay->h;
    replay->segment->last = first + scans - 1;
    h->next = first + scans > h->next ? first + scans : h->next;
    h->health.replayed += scans;
    if (!log_apply(h, first, scans, body, size))
        h->health.damaged++;
    if (seal_due(h, false, 0, err) != STATUS_OK)
        h->health.seal_failures++; /* the rows are in the log and in the heads: go on */
    return STATUS_OK;
}

enum status log_replay(struct historian *h, struct error *err)
{
    for (size_t i = 0; i < h->segment_count; i++) {
        struct segment *segment = &h->segments[i];
        struct replay replay = {h, segment};
        char name[32];
        int64_t end = 0;
        uint64_t damaged = 0;
        segment_name(segment->first, name);
        enum status st =
            log_scan(segment->fd, name, segment->size, replay_record, &replay, &end, &damaged, err);
        if (st == STATUS_OK && end < segment->size)
            st = disk_cut(segment->fd, name, end, err);
        if (st != STATUS_OK)
            return st;
        h->health.damaged += damaged;
        h->health.cut_bytes += (uint64_t)(segment->size - end);
        segment->size = end;
    }
    return STATUS_OK;
}

enum status log_next_segment(struct historian *h, struct error *err)
{
    struct segment segment = {.first = h->next, .last = h->next - 1, .fd = -1};
    char name[32];
    segment_name(segment.first, name);
    enum status st = disk_open(h->folder, name, O_RDWR | O_CREAT | O_TRUNC, &segment.fd, err);
    if (st != STATUS_OK)
        return st;
    st = disk_sync_folder(h->folder, err);
    if (st != STATUS_OK) {
        (void)close(segment.fd);
        return st;
    }
    must(pthread_rwlock_wrlock(&h->guard) == 0);
    add_segment(h, segment);
    must(pthread_rwlock_unlock(&h->guard) == 0);
    return STATUS_OK;
}

static enum status write_record(struct historian *h, struct error *err)
{
    struct segment *segment = &h->segments[h->segment_count - 1];
    char name[32];
    segment_name(segment->first, name);
    record_finish(&h->staged, h->next, h->staged_scans);
    enum status st =
        disk_write(segment->fd, name, h->staged.bytes, h->staged.size, segment->size, err);
    if (st == STATUS_OK)
        st = disk_sync(segment->fd, name, err);
    if (st != STATUS_OK) {
        /* If this fails too, the next record overwrites it, or the next opening cuts it off. */
        struct error ignored = {0};
        (void)disk_cut(segment->fd, name, segment->size, &ignored);
    }
    return st;
}

static bool segment_full(const struct historian *h)
{
    return h->segment_count == 0 ||
           h->segments[h->segment_count - 1].size >= h->options.segment_bytes;
}

enum status log_commit(struct historian *h, struct error *err)
{
    if (h->staged_scans == 0)
        return STATUS_OK;
    enum status st = segment_full(h) ? log_next_segment(h, err) : STATUS_OK;
    if (st == STATUS_OK)
        st = write_record(h, err);
    if (st != STATUS_OK)
        return st;
    must(pthread_rwlock_wrlock(&h->guard) == 0);
    struct segment *segment = &h->segments[h->segment_count - 1];
    segment->last = h->next + h->staged_scans - 1;
    segment->size += (int64_t)h->staged.size;
    must(log_apply(h, h->next, h->staged_scans, h->staged.bytes + RECORD_HEADER,
                   h->staged.size - RECORD_HEADER));
    h->next += h->staged_scans;
    historian_forget(h);
    must(pthread_rwlock_unlock(&h->guard) == 0);
    return STATUS_OK;
}

enum status log_trim(struct historian *h, struct error *err)
{
    uint64_t needed = h->next;
    for (size_t i = 0; i < h->group_count; i++) {
        const struct group *group = h->groups[i];
        if (group->head[MAIN].rows + group->head[LATE].rows > 0 && group->oldest < needed)
            needed = group->oldest;
    }
    while (h->segment_count > 1 && h->segments[0].last < needed) {
        char name[32];
        segment_name(h->segments[0].first, name);
        enum status st = disk_remove(h->folder, name, err);
        if (st != STATUS_OK)
            return st;
        must(pthread_rwlock_wrlock(&h->guard) == 0);
        (void)close(h->segments[0].fd);
        h->segment_count--;
        memmove(h->segments, h->segments + 1, h->segment_count * sizeof *h->segments);
        must(pthread_rwlock_unlock(&h->guard) == 0);
    }
    return STATUS_OK;
}
