/* dure -- one program: the factory's node, the programme's portal, and the commands. */
#include <signal.h>
#include <stdlib.h>

#include "app/command.h"
#include "kit/bytes.h"

int main(int count, char **arguments)
{
    bytes_start();
    (void)signal(SIGPIPE, SIG_IGN);
    struct arena *arena = arena_new("program", (size_t)8 << 30);
    struct cli cli = {.arena = arena};
    struct error err;
    enum status st = command_parse(arena, count, arguments, &cli, &err);
    if (st == STATUS_OK)
        st = cli.command->run(&cli, &err);
    if (st == STATUS_OK)
        st = command_finish(&err);
    if (st != STATUS_OK)
        command_complain(&cli, &err);
    arena_free(arena);
    return st == STATUS_OK ? EXIT_SUCCESS : err.reason == &APP_USAGE ? 2 : EXIT_FAILURE;
}
