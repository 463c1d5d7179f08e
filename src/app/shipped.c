/* What is shipped beside the program: rules, prices, samples, the page. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"

enum { FOLDERS_UP_MAX = 4 }; /* build/release/src/dure is three below the source tree */

/* Cuts the last part of a path off; false at the root, where nothing of ours is looked for. */
static bool go_up(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash == NULL || slash == path)
        return false;
    *slash = '\0';
    return true;
}

const char *shipped_path(struct arena *arena, const char *relative)
{
    char folder[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", folder, sizeof folder - 1);
    if (size <= 0)
        return relative;
    folder[size] = '\0';
    for (int up = 0; up < FOLDERS_UP_MAX && go_up(folder); up++) {
        const char *const places[] = {"share/dure/", ""};
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            const char *path = arena_format(arena, "%s/%s%s", folder, places[i], relative);
            if (access(path, R_OK) == 0)
                return path;
        }
    }
    return relative;
}
