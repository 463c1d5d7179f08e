/* Every call to the disk, each with its fault point, so that tests can make each of them fail. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/fault.h"

static enum status failed(const char *name, const char *what, struct error *err)
{
    return FAIL_AT(err, HISTORIAN_FILE, name, "%s: %s", what, strerror(errno));
}

enum status disk_open(int folder, const char *name, int flags, int *ret_fd, struct error *err)
{
    enum status st = fault_here("historian.open", err);
    if (st != STATUS_OK)
        return st;
    int fd = openat(folder, name, flags | O_CLOEXEC, 0640);
    if (fd < 0)
        return failed(name, "open", err);
    *ret_fd = fd;
    return STATUS_OK;
}

enum status disk_write(int fd, const char *name, const void *bytes, size_t size, int64_t at,
                       struct error *err)
{
    bool fails = fault_point();
    size_t wanted = fails ? size / 2 : size;
    for (size_t done = 0; done < wanted;) {
        ssize_t wrote =
            pwrite(fd, (const uint8_t *)bytes + done, wanted - done, at + (int64_t)done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return failed(name, "write", err);
        done += (size_t)wrote;
    }
    return fails ? FAIL_AT(err, KIT_FAULT, name, "half of a write") : STATUS_OK;
}

enum status disk_read(int fd, const char *name, void *ret_bytes, size_t size, int64_t at,
                      size_t *ret_got, struct error *err)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(fd, (uint8_t *)ret_bytes + done, size - done, at + (int64_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failed(name, "read", err);
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *ret_got = done;
    return STATUS_OK;
}

enum status disk_find(int fd, const char *name, int64_t size, const void *magic,
                      disk_whole *is_whole, void *context, int64_t at, int64_t *ret_at,
                      struct error *err)
{
    enum { SEARCH_BYTES = 1 << 16, MAGIC = 4 };
    uint8_t *some = take_memory(SEARCH_BYTES);
    enum status st = STATUS_OK;
    bool whole = false;
    while (!whole && at < size) {
        size_t got = 0;
        st = disk_read(fd, name, some, SEARCH_BYTES, at, &got, err);
        if (st != STATUS_OK || got < MAGIC)
            break;
        size_t i = 0;
        for (; st == STATUS_OK && !whole && i + MAGIC <= got; i += !whole)
            if (memcmp(some + i, magic, MAGIC) == 0)
                st = is_whole(context, at + (int64_t)i, &whole, err);
        if (st != STATUS_OK)
            break;
        at += (int64_t)i;
    }
    free(some);
    *ret_at = whole ? at : size;
    return st;
}

enum status disk_sync(int fd, const char *name, struct error *err)
{
    enum status st = fault_here("historian.sync", err);
    if (st != STATUS_OK)
        return st;
    return fdatasync(fd) == 0 ? STATUS_OK : failed(name, "fdatasync", err);
}

enum status disk_sync_folder(int folder, struct error *err)
{
    enum status st = fault_here("historian.sync_folder", err);
    if (st != STATUS_OK)
        return st;
    return fsync(folder) == 0 ? STATUS_OK : failed(".", "fsync", err);
}

enum status disk_cut(int fd, const char *name, int64_t size, struct error *err)
{
    enum status st = fault_here("historian.cut", err);
    if (st != STATUS_OK)
        return st;
    return ftruncate(fd, size) == 0 ? STATUS_OK : failed(name, "truncate", err);
}

enum status disk_size(int fd, const char *name, int64_t *ret_size, struct error *err)
{
    struct stat found;
    if (fstat(fd, &found) != 0)
        return failed(name, "stat", err);
    *ret_size = found.st_size;
    return STATUS_OK;
}

enum status disk_remove(int folder, const char *name, struct error *err)
{
    enum status st = fault_here("historian.remove", err);
    if (st != STATUS_OK)
        return st;
    return unlinkat(folder, name, 0) == 0 ? STATUS_OK : failed(name, "remove", err);
}

enum status disk_version(int fd, const char *name, char kind, struct error *err)
{
    char magic[4] = "";
    size_t got = 0;
    enum status st = disk_read(fd, name, magic, sizeof magic, 0, &got, err);
    if (st != STATUS_OK || got < sizeof magic || magic[0] != 'D' || magic[1] != 'H' ||
        magic[2] != kind || magic[3] < '2' || magic[3] > '9')
        return st;
    return FAIL_AT(err, HISTORIAN_FORMAT, name, "version %c", magic[3]);
}

enum { COPY_BYTES = 1 << 18 };

static enum status copy_bytes(int from, int to, const char *name, int64_t size, uint8_t *some,
                              struct error *err)
{
    for (int64_t at = 0; at < size;) {
        size_t wanted = size - at < COPY_BYTES ? (size_t)(size - at) : COPY_BYTES, got = 0;
        enum status st = disk_read(from, name, some, wanted, at, &got, err);
        if (st == STATUS_OK && got < wanted)
            st = FAIL_AT(err, HISTORIAN_DAMAGED, name, "shorter than it was");
        if (st == STATUS_OK)
            st = disk_write(to, name, some, got, at, err);
        if (st != STATUS_OK)
            return st;
        at += (int64_t)got;
    }
    return disk_sync(to, name, err);
}

enum status disk_copy(int from, const char *name, int64_t size, int to_folder, struct error *err)
{
    int to = -1;
    enum status st = disk_open(to_folder, name, O_CREAT | O_EXCL | O_WRONLY, &to, err);
    if (st != STATUS_OK)
        return st;
    uint8_t *some = take_memory(COPY_BYTES);
    st = copy_bytes(from, to, name, size, some, err);
    free(some);
    (void)close(to);
    return st;
}
