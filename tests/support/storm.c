#include "support/storm.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/must.h"
#include "kit/random.h"

enum { DISKS_MAX = 16, SECTOR = 512, PATH_BYTES = 512 };

/* Something done to a file since its last sync. */
struct change {
    struct change *next;
    bool truncate; /* to `offset` bytes */
    sqlite3_int64 offset;
    size_t size;
    unsigned char bytes[];
};

/* A file by its path, open or not. */
struct disk {
    char path[PATH_BYTES];
    unsigned char *safe;
    size_t safe_size;
    struct change *first, **last;
};

struct storm {
    sqlite3_vfs vfs;
    sqlite3_vfs *below;
    struct random_stream luck;
    struct disk disks[DISKS_MAX];
    enum storm_kind kind;
    int64_t left; /* operations until it strikes */
    bool struck;
    int64_t losses;
};

struct storm_file {
    sqlite3_file base;
    struct storm *storm;
    struct disk *disk; /* NULL: a temporary file, let alone */
    /* the file of the layer below follows */
};

static struct storm *storm_of(sqlite3_file *file)
{
    return ((struct storm_file *)file)->storm;
}

static sqlite3_file *below(sqlite3_file *file)
{
    return (sqlite3_file *)((struct storm_file *)file + 1);
}

static struct disk *disk_of(sqlite3_file *file)
{
    return ((struct storm_file *)file)->disk;
}

/* ---- what is safe and what is not ---- */

static void safe_grow(struct disk *disk, size_t size)
{
    if (size <= disk->safe_size)
        return;
    disk->safe = realloc(disk->safe, size);
    must(disk->safe != NULL);
    memset(disk->safe + disk->safe_size, 0, size - disk->safe_size);
    disk->safe_size = size;
}

static void change_forget(struct disk *disk)
{
    while (disk->first != NULL) {
        struct change *next = disk->first->next;
        free(disk->first);
        disk->first = next;
    }
    disk->last = &disk->first;
}

static void change_add(struct disk *disk, bool truncate, sqlite3_int64 offset, const void *bytes,
                       size_t size)
{
    struct change *change = malloc(sizeof *change + size);
    must(change != NULL);
    *change = (struct change){.truncate = truncate, .offset = offset, .size = size};
    if (size > 0)
        memcpy(change->bytes, bytes, size);
    *disk->last = change;
    disk->last = &change->next;
}

static void change_apply(struct disk *disk, const struct change *change, size_t from, size_t size)
{
    size_t at = (size_t)change->offset;
    if (change->truncate) {
        disk->safe_size = at < disk->safe_size ? at : disk->safe_size;
        return;
    }
    safe_grow(disk, at + from + size);
    memcpy(disk->safe + at + from, change->bytes + from, size);
}

static void disk_sync(struct disk *disk)
{
    for (const struct change *change = disk->first; change != NULL; change = change->next)
        change_apply(disk, change, 0, change->size);
    change_forget(disk);
}

/* Sector by sector, each there or not; or all of it; or nothing of it. */
static void change_chance(struct storm *storm, struct disk *disk, const struct change *change)
{
    uint64_t luck = random_below(&storm->luck, 3);
    if (luck == 0) {
        change_apply(disk, change, 0, change->size);
        return;
    }
    storm->losses++;
    if (luck == 1 || change->truncate)
        return;
    for (size_t at = 0; at < change->size; at += SECTOR)
        if (random_below(&storm->luck, 2) == 0)
            change_apply(disk, change, at, change->size - at < SECTOR ? change->size - at : SECTOR);
}

static void disk_read(struct disk *disk)
{
    FILE *file = fopen(disk->path, "rb");
    disk->safe_size = 0;
    if (file == NULL)
        return;
    must(fseek(file, 0, SEEK_END) == 0);
    long size = ftell(file);
    must(size >= 0 && fseek(file, 0, SEEK_SET) == 0);
    safe_grow(disk, (size_t)size);
    must(size == 0 || fread(disk->safe, 1, (size_t)size, file) == (size_t)size);
    (void)fclose(file);
}

static void disk_write(const struct disk *disk)
{
    FILE *file = fopen(disk->path, "wb");
    must(file != NULL);
    must(disk->safe_size == 0 || fwrite(disk->safe, 1, disk->safe_size, file) == disk->safe_size);
    must(fclose(file) == 0);
}

static struct disk *disk_find(struct storm *storm, const char *path)
{
    for (size_t i = 0; i < DISKS_MAX; i++)
        if (strcmp(storm->disks[i].path, path) == 0)
            return &storm->disks[i];
    return NULL;
}

static void disk_drop(struct disk *disk)
{
    change_forget(disk);
    free(disk->safe);
    *disk = (struct disk){.path = ""};
}

static struct disk *disk_take(struct storm *storm, const char *path)
{
    struct disk *disk = disk_find(storm, path);
    if (disk != NULL)
        return disk;
    disk = disk_find(storm, "");
    must(disk != NULL && strlen(path) < sizeof disk->path);
    *disk = (struct disk){.path = ""};
    memcpy(disk->path, path, strlen(path) + 1);
    disk->last = &disk->first;
    disk_read(disk);
    return disk;
}

/* ---- the methods of a file ---- */

/* Does this operation fail? */
static bool strikes(struct storm *storm)
{
    if (storm->kind == STORM_NONE)
        return false;
    if (storm->struck)
        return storm->kind == STORM_CRASH;
    storm->left--;
    storm->struck = storm->left <= 0;
    return storm->struck;
}

static bool dark(const struct storm *storm)
{
    return storm->struck && storm->kind == STORM_CRASH;
}

static int storm_close(sqlite3_file *file)
{
    return below(file)->pMethods->xClose(below(file));
}

static int storm_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    return dark(storm_of(file)) ? SQLITE_IOERR_READ
                                : below(file)->pMethods->xRead(below(file), bytes, size, offset);
}

static int storm_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    struct storm *storm = storm_of(file);
    bool failed = disk_of(file) != NULL && strikes(storm);
    if (failed && storm->kind == STORM_FULL)
        return SQLITE_FULL;
    /* A write that fails may have begun. */
    int done = failed ? (int)random_below(&storm->luck, (uint64_t)size + 1) : size;
    if (done > 0 && disk_of(file) != NULL)
        change_add(disk_of(file), false, offset, bytes, (size_t)done);
    if (done > 0 && !dark(storm)) {
        int code = below(file)->pMethods->xWrite(below(file), bytes, done, offset);
        if (code != SQLITE_OK)
            return code;
    }
    return failed ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int storm_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (disk_of(file) != NULL && strikes(storm_of(file)))
        return SQLITE_IOERR_TRUNCATE;
    if (disk_of(file) != NULL)
        change_add(disk_of(file), true, size, NULL, 0);
    return below(file)->pMethods->xTruncate(below(file), size);
}

static int storm_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    if (disk_of(file) == NULL)
        return SQLITE_OK;
    if (strikes(storm_of(file)))
        return SQLITE_IOERR_FSYNC;
    disk_sync(disk_of(file));
    return SQLITE_OK;
}

static int storm_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    return dark(storm_of(file)) ? SQLITE_IOERR_FSTAT
                                : below(file)->pMethods->xFileSize(below(file), ret_size);
}

static int storm_lock(sqlite3_file *file, int kind)
{
    return below(file)->pMethods->xLock(below(file), kind);
}

static int storm_unlock(sqlite3_file *file, int kind)
{
    return below(file)->pMethods->xUnlock(below(file), kind);
}

static int storm_reserved(sqlite3_file *file, int *ret_reserved)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), ret_reserved);
}

static int storm_control(sqlite3_file *file, int op, void *argument)
{
    return below(file)->pMethods->xFileControl(below(file), op, argument);
}

static int storm_sector(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int storm_device(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

/* The index of the journal is shared memory: a crash empties it, nothing else happens to it. */
static int storm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret_page)
{
    return below(file)->pMethods->xShmMap(below(file), page, size, extend, ret_page);
}

static int storm_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}

static void storm_barrier(sqlite3_file *file)
{
    below(file)->pMethods->xShmBarrier(below(file));
}

static int storm_unmap(sqlite3_file *file, int delete_too)
{
    return below(file)->pMethods->xShmUnmap(below(file), delete_too);
}

/* Version 2: with shared memory for the journal, without memory-mapped files. */
static const sqlite3_io_methods storm_methods = {.iVersion = 2,
                                                 .xClose = storm_close,
                                                 .xRead = storm_read,
                                                 .xWrite = storm_write,
                                                 .xTruncate = storm_truncate,
                                                 .xSync = storm_sync,
                                                 .xFileSize = storm_size,
                                                 .xLock = storm_lock,
                                                 .xUnlock = storm_unlock,
                                                 .xCheckReservedLock = storm_reserved,
                                                 .xFileControl = storm_control,
                                                 .xSectorSize = storm_sector,
                                                 .xDeviceCharacteristics = storm_device,
                                                 .xShmMap = storm_map,
                                                 .xShmLock = storm_shm_lock,
                                                 .xShmBarrier = storm_barrier,
                                                 .xShmUnmap = storm_unmap};

/* ---- the layer ---- */

static int storm_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                      int *ret_flags)
{
    struct storm *storm = vfs->pAppData;
    struct storm_file *mine = (struct storm_file *)file;
    memset(mine, 0, sizeof *mine);
    if (dark(storm))
        return SQLITE_CANTOPEN;
    int code = storm->below->xOpen(storm->below, path, below(file), flags, ret_flags);
    if (below(file)->pMethods == NULL)
        return code;
    mine->base.pMethods = &storm_methods;
    mine->storm = storm;
    mine->disk = path == NULL ? NULL : disk_take(storm, path);
    return code;
}

static int storm_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    struct storm *storm = vfs->pAppData;
    struct disk *disk = disk_find(storm, path);
    if (disk != NULL && strikes(storm))
        return SQLITE_IOERR_DELETE;
    if (disk != NULL)
        disk_drop(disk);
    return storm->below->xDelete(storm->below, path, sync_folder);
}

struct storm *storm_start(uint64_t seed)
{
    struct storm *storm = calloc(1, sizeof *storm);
    must(storm != NULL);
    storm->luck = random_stream(seed, "storm");
    storm->below = sqlite3_vfs_find("unix");
    must(storm->below != NULL);
    storm->vfs = *storm->below;
    storm->vfs.zName = "storm";
    storm->vfs.pNext = NULL;
    storm->vfs.pAppData = storm;
    storm->vfs.szOsFile = (int)sizeof(struct storm_file) + storm->below->szOsFile;
    storm->vfs.xOpen = storm_open;
    storm->vfs.xDelete = storm_delete;
    must(sqlite3_vfs_register(&storm->vfs, 1) == SQLITE_OK);
    return storm;
}

void storm_end(struct storm *storm)
{
    must(sqlite3_vfs_unregister(&storm->vfs) == SQLITE_OK);
    must(sqlite3_vfs_register(storm->below, 1) == SQLITE_OK);
    for (size_t i = 0; i < DISKS_MAX; i++)
        disk_drop(&storm->disks[i]);
    free(storm);
}

void storm_plan(struct storm *storm, enum storm_kind kind, int64_t nth)
{
    storm->kind = kind;
    storm->left = nth;
    storm->struck = false;
}

bool storm_struck(const struct storm *storm)
{
    return storm->struck;
}

void storm_crash(struct storm *storm)
{
    storm_plan(storm, STORM_NONE, 0);
    for (size_t i = 0; i < DISKS_MAX; i++) {
        struct disk *disk = &storm->disks[i];
        if (disk->path[0] == '\0')
            continue;
        for (const struct change *change = disk->first; change != NULL; change = change->next)
            change_chance(storm, disk, change);
        disk_write(disk);
        char shared[PATH_BYTES + 8];
        (void)snprintf(shared, sizeof shared, "%s-shm", disk->path);
        (void)unlink(shared);
        disk_drop(disk);
    }
}

int64_t storm_losses(const struct storm *storm)
{
    return storm->losses;
}
