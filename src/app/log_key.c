#include "app/log_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "kit/bytes.h"

enum { KEY_BYTES_MAX = 1 << 20, NOTE_ARENA_BYTES = 4 << 20 };

/* Written whole and only then named, so that no reader finds half of it. With `once` the first one
 * stays: of several programs that start on one folder one makes the key. */
static enum status write_whole(struct arena *arena, const char *path, const char *text, bool once,
                               struct error *err)
{
    uint8_t number[8];
    randombytes_buf(number, sizeof number);
    const char *draft = arena_format(arena, "%s.%s", path, hex_text(arena, number, sizeof number));
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t size = (ssize_t)strlen(text);
    bool ok = fd >= 0 && write(fd, text, (size_t)size) == size && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    if (ok)
        ok = once ? link(draft, path) == 0 || errno == EEXIST : rename(draft, path) == 0;
    enum status st = ok ? STATUS_OK : FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    (void)unlink(draft);
    return st;
}

static enum status make(struct arena *arena, const char *path, struct error *err)
{
    struct journal_signer signer;
    uint8_t number[8];
    randombytes_buf(number, sizeof number);
    const char *name = arena_format(arena, "dure/%s", hex_text(arena, number, sizeof number));
    enum status st = journal_signer_new(name, JOURNAL_LOG, &signer, err);
    if (st == STATUS_OK)
        st = write_whole(arena, path,
                         arena_format(arena, "%s\n", journal_signer_text(arena, &signer)), true,
                         err);
    sodium_memzero(&signer, sizeof signer);
    return st;
}

static const char *key_path(struct arena *arena, const char *folder)
{
    return arena_format(arena, "%s/log.key", folder);
}

enum status log_key_read(struct arena *arena, const char *folder, struct journal_signer *ret_signer,
                         struct error *err)
{
    const char *path = key_path(arena, folder), *text = NULL;
    size_t size = 0;
    bytes_start();
    enum status st = access(path, F_OK) != 0 ? make(arena, path, err) : STATUS_OK;
    if (st == STATUS_OK)
        st = file_read(arena, path, KEY_BYTES_MAX, &text, &size, err);
    return st == STATUS_OK ? journal_signer_read(text, ret_signer, err) : st;
}

enum status log_key_checkpoint(struct store *store, const char *folder,
                               const struct journal_signer *signer, time_us now, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("checkpoint", NOTE_ARENA_BYTES);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    const char *path = arena_format(arena, "%s.last", key_path(arena, folder));
    const char *last = NULL, *note = NULL;
    size_t size = 0;
    struct journal_head head = {0};
    /* Who writes to the store is the only one, and the only one at the file. */
    enum status st = store_begin(store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = journal_head(tx, &head, err);
    if (st != STATUS_OK || head.size == 0)
        return st;
    if (access(path, F_OK) == 0)
        st = file_read(arena, path, KEY_BYTES_MAX, &last, &size, err);
    if (st == STATUS_OK)
        st = journal_checkpoint(tx, arena, signer, last, now, &note, err);
    /* Kept before it is in the store: a note that nobody remembers could be signed over. */
    if (st == STATUS_OK)
        st = write_whole(arena, path, note, false, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}
