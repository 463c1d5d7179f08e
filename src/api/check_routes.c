/* check_routes STAMP -- a step of the build, not a part of the server: makes the file STAMP if
 * every row of the route tables is complete. Else it names the row and fails, and no `dure` is
 * linked. */
#include <stdio.h>
#include <stdlib.h>

#include "api/api.h"

int main(int count, char **arguments)
{
    if (count != 2) {
        fputs("check_routes STAMP\n", stderr);
        return 2;
    }
    struct error err;
    if (api_check_routes(api_route_tables(), &err) != STATUS_OK) {
        fprintf(stderr, "a route stops the build: %s: %s\n", err.place, err.text);
        return EXIT_FAILURE;
    }
    FILE *stamp = fopen(arguments[1], "we");
    if (stamp == NULL || fclose(stamp) != 0) {
        perror(arguments[1]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
