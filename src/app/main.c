/* dure -- one program: the factory's node, the programme's portal, and the commands. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/command.h"
#include "kit/bytes.h"

static int complain(const struct cli *cli, const struct error *err)
{
    const struct reason *why = err->reason;
    fprintf(stderr, "dure: %s\n", words(cli, why->ko, why->en));
    fprintf(stderr, "      %s%s%s\n", err->place, *err->place == '\0' ? "" : ": ", err->text);
    fprintf(stderr, "  ->  %s\n", words(cli, why->remedy_ko, why->remedy_en));
    return why == &APP_USAGE ? 2 : EXIT_FAILURE;
}

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
    int code = st == STATUS_OK ? EXIT_SUCCESS : complain(&cli, &err);
    arena_free(arena);
    return code;
}
