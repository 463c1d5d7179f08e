/* Opening, committing, closing: the order of things. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/must.h"

#define REASON REASON_DEFINE
#include "historian/reasons.def"
#undef REASON

const time_us TIME_FIRST = INT64_C(946684800000000), TIME_PAST_LAST = INT64_C(4102444800000000);

static enum status lock_folder(struct historian *h, const char *folder, struct error *err)
{
    if (mkdir(folder, 0750) != 0 && errno != EEXIST)
        return FAIL_AT(err, HISTORIAN_FILE, folder, "make folder: %s", strerror(errno));
    enum status st = disk_open(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY, &h->folder, err);
    if (st == STATUS_OK)
        st = disk_open(h->folder, "lock", O_RDWR | O_CREAT, &h->lock, err);
    if (st == STATUS_OK && flock(h->lock, LOCK_EX | LOCK_NB) != 0)
        st = FAIL_AT(err, HISTORIAN_BUSY, folder, "%s", strerror(errno));
    return st;
}

/* Blocks before log: they tell which of its scans are sealed already. */
static enum status open_all(struct historian *h, const char *folder, struct error *err)
{
    enum status st = lock_folder(h, folder, err);
    if (st == STATUS_OK)
        st = catalogue_open(h, err);
    if (st == STATUS_OK)
        st = log_list(h, err);
    if (st == STATUS_OK)
        st = files_open(h, err);
    if (st == STATUS_OK)
        st = log_replay(h, err);
    if (st == STATUS_OK)
        st = disk_sync_folder(h->folder, err);
    /* What was taken twice is sealed and its log let go, so that it is not taken a third time. */
    struct error later = {0};
    if (st == STATUS_OK && h->torn && historian_seal(h, &later) != STATUS_OK)
        h->health.seal_failures++;
    return st;
}

enum status historian_open(const char *folder, const struct historian_options *options,
                           struct historian **ret_historian, struct error *err)
{
    struct historian *h = take_memory(sizeof *h);
    h->folder = h->lock = h->catalogue = -1;
    h->next = 1;
    if (options != NULL)
        h->options = *options;
    if (h->options.segment_bytes <= 0)
        h->options.segment_bytes = INT64_C(64) << 20;
    if (h->options.staged_bytes <= 0)
        h->options.staged_bytes = INT64_C(16) << 20;
    must(pthread_rwlock_init(&h->guard, NULL) == 0);
    enum status st = open_all(h, folder, err);
    if (st != STATUS_OK) {
        historian_close(h);
        return st;
    }
    *ret_historian = h;
    return STATUS_OK;
}

static void close_file(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

void historian_close(struct historian *h)
{
    if (h == NULL)
        return;
    for (size_t i = 0; i < h->group_count; i++) {
        for (int which = 0; which < HEADS; which++)
            head_free(&h->groups[i]->head[which]);
        free(h->groups[i]->blocks);
        free(h->groups[i]->tags);
        free(h->groups[i]);
    }
    free(h->groups);
    free(h->homes);
    for (size_t i = 0; i < h->file_count; i++)
        close_file(h->files[i].fd);
    free(h->files);
    for (size_t i = 0; i < h->segment_count; i++)
        close_file(h->segments[i].fd);
    free(h->segments);
    bytes_free(&h->staged);
    close_file(h->catalogue);
    close_file(h->lock);
    close_file(h->folder);
    must(pthread_rwlock_destroy(&h->guard) == 0);
    free(h);
}

void historian_cleanup(struct historian **h)
{
    historian_close(*h);
}

/* A slow group must not hold the log for ever: what lies further back than the last full segment
 * is sealed, however few rows it has. */
static enum status seal_and_trim(struct historian *h, struct error *err)
{
    uint64_t older_than = h->segment_count > 2 ? h->segments[h->segment_count - 2].first : 0;
    enum status st = seal_due(h, false, older_than, err);
    return st != STATUS_OK ? st : log_trim(h, err);
}

enum status historian_commit(struct historian *h, uint64_t *ret_through, struct error *err)
{
    enum status st = log_commit(h, err);
    if (st != STATUS_OK)
        return st;
    /* The scans are durable whatever comes of this; it is tried again after the next commit. */
    struct error later = {0};
    if (seal_and_trim(h, &later) != STATUS_OK) {
        must(pthread_rwlock_wrlock(&h->guard) == 0);
        h->health.seal_failures++;
        must(pthread_rwlock_unlock(&h->guard) == 0);
    }
    if (ret_through != NULL)
        *ret_through = h->next - 1;
    return STATUS_OK;
}

enum status historian_seal(struct historian *h, struct error *err)
{
    enum status st = log_commit(h, err);
    if (st == STATUS_OK)
        st = seal_due(h, true, 0, err);
    if (st == STATUS_OK && h->segment_count > 0 && h->segments[h->segment_count - 1].size > 0)
        st = log_next_segment(h, err);
    return st != STATUS_OK ? st : log_trim(h, err);
}

static enum status drop_file(struct historian *h, size_t at, struct error *err)
{
    char name[32];
    week_name(h->files[at].week, name);
    enum status st = disk_remove(h->folder, name, err);
    if (st != STATUS_OK)
        return st;
    must(pthread_rwlock_wrlock(&h->guard) == 0);
    for (size_t i = 0; i < h->group_count; i++) {
        struct group *group = h->groups[i];
        size_t kept = 0;
        for (size_t k = 0; k < group->count; k++) {
            struct block_ref ref = group->blocks[k];
            if (ref.file == at)
                continue;
            ref.file = (uint16_t)(ref.file - (ref.file > at));
            group->blocks[kept++] = ref;
        }
        group->count = kept;
    }
    (void)close(h->files[at].fd);
    h->file_count--;
    memmove(h->files + at, h->files + at + 1, (h->file_count - at) * sizeof *h->files);
    must(pthread_rwlock_unlock(&h->guard) == 0);
    return STATUS_OK;
}

enum status historian_retain(struct historian *h, time_us keep_from, size_t *ret_files,
                             struct error *err)
{
    if (keep_from < TIME_FIRST || keep_from >= TIME_PAST_LAST)
        return FAIL(err, HISTORIAN_TIME, "keep from %lld us", (long long)keep_from);
    /* First the log: a block that is gone no longer says that its scans were sealed. */
    enum status st = historian_seal(h, err);
    size_t dropped = 0;
    for (size_t i = h->file_count; st == STATUS_OK && i-- > 0;)
        if (h->files[i].week < week_of(keep_from)) {
            st = drop_file(h, i, err);
            dropped += st == STATUS_OK;
        }
    if (st == STATUS_OK && dropped > 0)
        st = disk_sync_folder(h->folder, err);
    if (st == STATUS_OK && ret_files != NULL)
        *ret_files = dropped;
    return st;
}

void historian_health(struct historian *h, struct historian_health *ret_health)
{
    must(pthread_rwlock_rdlock(&h->guard) == 0);
    struct historian_health health = h->health;
    health.through = h->next - 1;
    health.damaged += atomic_load(&h->damaged_reads);
    health.files = h->file_count;
    for (size_t i = 0; i < h->file_count; i++)
        health.block_bytes += (uint64_t)h->files[i].size;
    for (size_t i = 0; i < h->segment_count; i++)
        health.log_bytes += (uint64_t)h->segments[i].size;
    for (size_t i = 0; i < h->group_count; i++) {
        const struct group *group = h->groups[i];
        health.blocks += group->count;
        health.memory_bytes += group->room * sizeof *group->blocks;
        for (int which = 0; which < HEADS; which++)
            health.memory_bytes += group->head[which].room * (8 + 9 * group->is.count);
    }
    must(pthread_rwlock_unlock(&h->guard) == 0);
    *ret_health = health;
}
