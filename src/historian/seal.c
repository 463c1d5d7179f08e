/* From rows in memory to blocks on disk. Nothing is listed, and no row let go, before all of a
 * turn's blocks are durable; if anything fails, the files are as they were for every reader. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/must.h"

/* ---- rows in memory ---- */

static void head_more(const struct group *group, struct head *head)
{
    size_t room = head->room == 0 ? 16 : head->room * 2, count = group->is.count;
    head->times = realloc(head->times, room * sizeof *head->times);
    head->values = realloc(head->values, room * count * sizeof *head->values);
    head->qualities = realloc(head->qualities, room * count);
    must(head->times != NULL && head->values != NULL && head->qualities != NULL);
    head->room = room;
}

void head_add(struct group *group, struct head *head, time_us when, const uint8_t *values,
              const uint8_t *qualities)
{
    size_t count = group->is.count, at = head->rows * count;
    if (head->rows == head->room) {
        head_more(group, head);
        at = head->rows * count;
    }
    head->sorted = head->rows == 0 || (head->sorted && head->times[head->rows - 1] < when);
    head->times[head->rows++] = when;
    memcpy(head->values + at, values, count * sizeof *head->values);
    if (qualities != NULL)
        memcpy(head->qualities + at, qualities, count);
    else
        memset(head->qualities + at, HISTORIAN_GOOD, count);
}

void head_free(struct head *head)
{
    free(head->times);
    free(head->values);
    free(head->qualities);
    *head = (struct head){0};
}

static void merge(const time_us *times, const uint32_t *from, size_t mid, size_t count,
                  uint32_t *to)
{
    for (size_t a = 0, b = mid, i = 0; i < count; i++)
        to[i] = b == count || (a < mid && times[from[a]] <= times[from[b]]) ? from[a++] : from[b++];
}

void head_order(const struct head *head, uint32_t *ret_order)
{
    for (size_t i = 0; i < head->rows; i++)
        ret_order[i] = (uint32_t)i;
    if (head->sorted)
        return;
    uint32_t *other = take_memory(head->rows * sizeof *other);
    for (size_t wide = 1; wide < head->rows; wide *= 2) {
        for (size_t at = 0; at < head->rows; at += 2 * wide) {
            size_t count = head->rows - at < 2 * wide ? head->rows - at : 2 * wide;
            merge(head->times, ret_order + at, count < wide ? count : wide, count, other + at);
        }
        memcpy(ret_order, other, head->rows * sizeof *other);
    }
    free(other);
}

/* Rows that are the same in everything are one. Those of one time stand together. */
static size_t drop_twins(const struct group *group, const struct head *head, uint32_t *order)
{
    size_t kept = 0, count = group->is.count;
    for (size_t i = 0; i < head->rows; i++) {
        bool twin = false;
        for (size_t k = kept; !twin && k > 0 && head->times[order[k - 1]] == head->times[order[i]];
             k--)
            twin = memcmp(head->values + order[k - 1] * count, head->values + order[i] * count,
                          count * sizeof *head->values) == 0 &&
                   memcmp(head->qualities + order[k - 1] * count,
                          head->qualities + order[i] * count, count) == 0;
        if (!twin)
            order[kept++] = order[i];
    }
    return kept;
}

/* ---- blocks to be listed when they are durable ---- */

struct pending {
    struct group *group;
    struct block_ref ref;
};

struct turn {
    struct historian *h;
    struct pending *blocks;
    size_t count, room;
    struct bytes_out bytes;
};

static enum status sync_files(struct historian *h, struct error *err)
{
    for (size_t i = 0; i < h->file_count; i++) {
        if (h->files[i].written == h->files[i].size)
            continue;
        char name[32];
        week_name(h->files[i].week, name);
        enum status st = disk_sync(h->files[i].fd, name, err);
        if (st != STATUS_OK)
            return st;
    }
    return STATUS_OK;
}

/* Within a file what stands before is seen to be missing; in another file it would not be. */
static enum status before_other_file(struct turn *turn, const struct group *group, size_t file,
                                     struct error *err)
{
    if (turn->count == 0)
        return STATUS_OK;
    const struct pending *before = &turn->blocks[turn->count - 1];
    return before->group == group && before->ref.file != file ? sync_files(turn->h, err)
                                                              : STATUS_OK;
}

static enum status write_block(struct turn *turn, struct group *group, const struct row_block *rows,
                               uint32_t flags, struct error *err)
{
    struct historian *h = turn->h;
    size_t file = 0;
    time_us first = rows->times[rows->order[0]];
    enum status st = files_of_week(h, week_of(first), &file, err);
    if (st == STATUS_OK)
        st = before_other_file(turn, group, file, err);
    if (st != STATUS_OK)
        return st;
    turn->bytes.size = 0;
    flags = block_write(&turn->bytes, &group->is, rows, group->newest, flags);
    char name[32];
    week_name(h->files[file].week, name);
    st = disk_write(h->files[file].fd, name, turn->bytes.bytes, turn->bytes.size,
                    h->files[file].written, err);
    if (st != STATUS_OK)
        return st;
    turn->blocks = grow(turn->blocks, &turn->room, turn->count + 1, sizeof *turn->blocks);
    turn->blocks[turn->count++] = (struct pending){
        group,
        {first, rows->times[rows->order[rows->count - 1]], h->files[file].written, group->newest,
         (uint32_t)turn->bytes.size, (uint16_t)file, (uint16_t)flags}};
    h->files[file].written += (int64_t)turn->bytes.size;
    return STATUS_OK;
}

/* Cut where a block is full and where the week ends. */
static enum status write_head(struct turn *turn, struct group *group, int which, bool last,
                              struct error *err)
{
    const struct head *head = &group->head[which];
    if (head->rows == 0)
        return STATUS_OK;
    uint32_t *order = take_memory(head->rows * sizeof *order);
    head_order(head, order);
    size_t rows = head->sorted ? head->rows : drop_twins(group, head, order);
    enum status st = STATUS_OK;
    for (size_t at = 0, end; st == STATUS_OK && at < rows; at = end) {
        int64_t week = week_of(head->times[order[at]]);
        for (end = at + 1; end < rows && end - at < HISTORIAN_ROWS_MAX &&
                           week_of(head->times[order[end]]) == week;)
            end++;
        struct row_block block = {head->times, head->values, head->qualities, order + at, end - at};
        uint32_t flags = (which == LATE ? BLOCK_LATE : 0) | (last && end == rows ? BLOCK_FINAL : 0);
        st = write_block(turn, group, &block, flags, err);
    }
    free(order);
    return st;
}

static enum status write_group(struct turn *turn, struct group *group, struct error *err)
{
    bool late_last = group->head[MAIN].rows == 0;
    enum status st = write_head(turn, group, LATE, late_last, err);
    return st != STATUS_OK ? st : write_head(turn, group, MAIN, true, err);
}

static void take_back(struct historian *h)
{
    for (size_t i = 0; i < h->file_count; i++) {
        struct error ignored = {0}; /* what stays behind is overwritten, or cut when opened */
        char name[32];
        week_name(h->files[i].week, name);
        if (h->files[i].written > h->files[i].size)
            (void)disk_cut(h->files[i].fd, name, h->files[i].size, &ignored);
        h->files[i].written = h->files[i].size;
    }
}

static void list_all(struct turn *turn)
{
    struct historian *h = turn->h;
    must(pthread_rwlock_wrlock(&h->guard) == 0);
    for (size_t i = 0; i < turn->count; i++) {
        const struct pending *one = &turn->blocks[i];
        struct group *group = one->group;
        group_list_block(group, one->ref);
        if ((one->ref.flags & BLOCK_LATE) == 0 && one->ref.last > group->frontier)
            group->frontier = one->ref.last;
        group->sealed = group->newest;
        for (int which = 0; which < HEADS; which++) {
            group->head[which].rows = 0;
            if (group->head[which].room > HISTORIAN_ROWS_MAX)
                head_free(&group->head[which]); /* it had grown while the disk failed */
        }
    }
    for (size_t i = 0; i < h->file_count; i++)
        h->files[i].size = h->files[i].written;
    must(pthread_rwlock_unlock(&h->guard) == 0);
}

static bool is_due(const struct group *group, bool all, uint64_t older_than)
{
    size_t rows = group->head[MAIN].rows, late = group->head[LATE].rows;
    if (rows + late == 0)
        return false;
    return all || rows >= HISTORIAN_ROWS_MAX || late >= HISTORIAN_ROWS_MAX ||
           group->oldest < older_than;
}

enum status seal_due(struct historian *h, bool all, uint64_t older_than, struct error *err)
{
    struct turn turn = {.h = h};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < h->group_count; i++)
        if (is_due(h->groups[i], all, older_than))
            st = write_group(&turn, h->groups[i], err);
    if (st == STATUS_OK && turn.count > 0)
        st = sync_files(h, err);
    if (st != STATUS_OK)
        take_back(h);
    else if (turn.count > 0)
        list_all(&turn);
    free(turn.blocks);
    bytes_free(&turn.bytes);
    return st;
}
