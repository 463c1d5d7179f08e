/* console.c -- the store that a command works on without a server. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "store/store.h"

enum status console_store(struct cli *cli, const char *folder, enum console_want want,
                          struct store **ret_store, struct error *err)
{
    const char *address = option_text(cli, "store");
    if (address == NULL) {
        const char *path = arena_format(cli->arena, "%s/dure.db", folder);
        if (want == CONSOLE_THERE && access(path, R_OK) != 0)
            return FAIL(err, KIT_FILE, "%.160s: %s", path, strerror(errno));
        address = arena_format(cli->arena, "sqlite:%s", path);
    }
    struct store *store = NULL;
    enum status st = store_open(&(struct store_options){.address = address}, &store, err);
    if (st == STATUS_OK && (st = store_migrate(store, clock_wall(), err)) != STATUS_OK)
        store_close(store);
    if (st == STATUS_OK)
        *ret_store = store;
    return st;
}
