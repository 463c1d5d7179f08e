/* firm_private.h -- a firm's file, opened: shared by import.c, read.c and the fuzz target. */
#ifndef FIRM_FIRM_PRIVATE_H
#define FIRM_FIRM_PRIVATE_H

#include <stddef.h>
#include <zip.h>

#include "firm/firm.h"

struct firm_entry {
    const char *path;
    int64_t size;
    const char *sha256;
};

/* Bytes of a ZIP, every entry compared with the manifest: name, size, hash, nothing besides. */
struct firm_file {
    struct arena *arena;
    zip_t *zip;
    char *block; /* what is being unpacked */
    struct {
        struct firm_entry *at;
        size_t count, room;
    } entries;
};

/* FIRM_FOREIGN or FIRM_LARGE, naming the entry. The bytes must stay until firm_file_close(). */
enum status firm_file_open(struct arena *arena, const void *bytes, size_t size,
                           struct firm_file *ret_file, struct error *err);
void firm_file_close(struct firm_file *file); /* for SCOPED; closed twice is closed */

/* NULL: it is not in the file. */
const struct firm_entry *firm_file_find(const struct firm_file *file, const char *path);

/* The whole entry, which may have so many bytes, in that arena; a byte 0 follows it. */
enum status firm_file_bytes(const struct firm_file *file, struct arena *arena,
                            const struct firm_entry *entry, int64_t most, const char **ret_bytes,
                            struct error *err);
/* The entry as a new file. */
enum status firm_file_save(const struct firm_file *file, const struct firm_entry *entry,
                           const char *path, struct error *err);

#endif
