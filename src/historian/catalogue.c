/* Groups and the tags in them: a file of records that only grows, durable before a group is used.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "historian/historian_private.h"
#include "kit/must.h"

static const char NAME[] = "groups";
static const uint32_t GROUP_MAGIC = 0x31474844; /* "DHG1" */

enum { GROUP_HEADER = 16, TAG_BYTES = 24 };

static int compare_homes(const void *a, const void *b)
{
    const struct home *x = a, *y = b;
    if (x->tag != y->tag)
        return x->tag < y->tag ? -1 : 1;
    return x->group_at < y->group_at ? -1 : x->group_at > y->group_at;
}

struct group *group_find(struct historian *h, uint32_t id)
{
    size_t low = 0, high = h->group_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (h->groups[mid]->is.id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < h->group_count && h->groups[low]->is.id == id ? h->groups[low] : NULL;
}

static void list_homes(struct historian *h)
{
    size_t count = 0, at = 0;
    for (size_t g = 0; g < h->group_count; g++)
        count += h->groups[g]->is.count;
    free(h->homes);
    h->homes = take_memory(count * sizeof *h->homes);
    for (size_t g = 0; g < h->group_count; g++)
        for (size_t c = 0; c < h->groups[g]->is.count; c++)
            h->homes[at++] = (struct home){h->groups[g]->is.tags[c].id, (uint32_t)g, (uint32_t)c};
    h->home_count = count;
    qsort(h->homes, count, sizeof *h->homes, compare_homes);
}

/* Takes `tags`, which are from malloc. */
static void keep_group(struct historian *h, uint32_t id, size_t count, struct historian_tag *tags)
{
    struct group *group = take_memory(sizeof *group);
    group->is = (struct historian_group){id, count, tags};
    group->tags = tags;
    struct group **groups = realloc(h->groups, (h->group_count + 1) * sizeof *groups);
    must(groups != NULL);
    size_t at = h->group_count++;
    for (; at > 0 && groups[at - 1]->is.id > id; at--)
        groups[at] = groups[at - 1];
    groups[at] = group;
    h->groups = groups;
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool group_fine(const struct historian_group *group)
{
    if (group->id == 0 || group->count == 0 || group->count > HISTORIAN_TAGS_MAX)
        return false;
    uint32_t *ids = take_memory(group->count * sizeof *ids);
    for (size_t i = 0; i < group->count; i++)
        ids[i] = group->tags[i].id;
    qsort(ids, group->count, sizeof *ids, compare_ids);
    bool fine = ids[0] != 0;
    for (size_t i = 1; i < group->count; i++)
        fine &= ids[i] != ids[i - 1];
    free(ids);
    return fine;
}

static bool same_group(const struct historian_group *a, const struct historian_group *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->tags[i].id != b->tags[i].id ||
            memcmp(&a->tags[i].scale, &b->tags[i].scale, sizeof a->tags[i].scale) != 0 ||
            memcmp(&a->tags[i].offset, &b->tags[i].offset, sizeof a->tags[i].offset) != 0)
            return false;
    return true;
}

/* magic, CRC of what follows, id, count; then id, 0, scale, offset of each tag. */
static struct bytes_out record_of(const struct historian_group *group)
{
    struct bytes_out out = {0};
    put_u32(&out, GROUP_MAGIC);
    put_u32(&out, 0);
    put_u32(&out, group->id);
    put_u32(&out, (uint32_t)group->count);
    for (size_t i = 0; i < group->count; i++) {
        put_u32(&out, group->tags[i].id);
        put_u32(&out, 0);
        put_f64(&out, group->tags[i].scale);
        put_f64(&out, group->tags[i].offset);
    }
    set_u32(out.bytes + 4, crc32c(out.bytes + 8, out.size - 8));
    return out;
}

static struct historian_tag *copy_tags(const struct historian_group *group)
{
    struct historian_tag *tags = take_memory(group->count * sizeof *tags);
    memcpy(tags, group->tags, group->count * sizeof *tags);
    return tags;
}

enum status historian_define(struct historian *h, const struct historian_group *group,
                             struct error *err)
{
    if (!group_fine(group))
        return FAIL(err, HISTORIAN_GROUP, "group %u with %zu tags", group->id, group->count);
    const struct group *known = group_find(h, group->id);
    if (known != NULL)
        return same_group(&known->is, group)
                   ? STATUS_OK
                   : FAIL(err, HISTORIAN_GROUP_CHANGED, "group %u", group->id);
    struct bytes_out record = record_of(group);
    enum status st =
        disk_write(h->catalogue, NAME, record.bytes, record.size, h->catalogue_size, err);
    if (st == STATUS_OK)
        st = disk_sync(h->catalogue, NAME, err);
    if (st == STATUS_OK) {
        must(pthread_rwlock_wrlock(&h->guard) == 0);
        h->catalogue_size += (int64_t)record.size;
        keep_group(h, group->id, group->count, copy_tags(group));
        list_homes(h);
        must(pthread_rwlock_unlock(&h->guard) == 0);
    }
    bytes_free(&record);
    return st;
}

/* The size of the record at the start of `bytes`, its group kept; 0 if there is none. */
static size_t read_record(struct historian *h, const uint8_t *bytes, size_t size)
{
    struct bytes_in in = {bytes, size, 0, false};
    uint32_t magic = get_u32(&in), crc = get_u32(&in), id = get_u32(&in), count = get_u32(&in);
    if (in.bad || magic != GROUP_MAGIC || count > HISTORIAN_TAGS_MAX)
        return 0;
    size_t whole = GROUP_HEADER + (size_t)count * TAG_BYTES;
    if (whole > size || crc32c(bytes + 8, whole - 8) != crc || group_find(h, id) != NULL)
        return 0;
    struct historian_tag *tags = take_memory(count * sizeof *tags);
    for (size_t i = 0; i < count; i++) {
        tags[i].id = get_u32(&in);
        (void)get_u32(&in);
        tags[i].scale = get_f64(&in);
        tags[i].offset = get_f64(&in);
    }
    struct historian_group group = {id, count, tags};
    if (!group_fine(&group)) {
        free(tags);
        return 0;
    }
    keep_group(h, id, count, tags);
    return whole;
}

static void read_records(struct historian *h, const uint8_t *bytes, size_t size)
{
    size_t at = 0, end = 0, stepped = 0;
    while (at < size) {
        size_t whole = read_record(h, bytes + at, size - at);
        if (whole > 0 && at > end)
            stepped++;
        at += whole > 0 ? whole : 1;
        end = whole > 0 ? at : end;
    }
    h->health.damaged += stepped;
    h->health.cut_bytes += size - end;
    h->catalogue_size = (int64_t)end;
}

enum status catalogue_open(struct historian *h, struct error *err)
{
    int64_t size = 0;
    size_t got = 0;
    enum status st = disk_open(h->folder, NAME, O_RDWR | O_CREAT, &h->catalogue, err);
    if (st == STATUS_OK)
        st = disk_version(h->catalogue, NAME, 'G', err);
    if (st == STATUS_OK)
        st = disk_size(h->catalogue, NAME, &size, err);
    if (st != STATUS_OK)
        return st;
    uint8_t *bytes = take_memory((size_t)size);
    st = disk_read(h->catalogue, NAME, bytes, (size_t)size, 0, &got, err);
    if (st == STATUS_OK) {
        read_records(h, bytes, got);
        list_homes(h);
        if (h->catalogue_size < size)
            st = disk_cut(h->catalogue, NAME, h->catalogue_size, err);
    }
    free(bytes);
    return st;
}
