/* dure recover LOGIN -- whoever has the machine's console helps whom nobody else may help: the last
 * administrator of the operating body. It stands in the log of accounts like every other help. */
#include <stdio.h>

#include "app/command.h"
#include "app/commands.h"
#include "app/server.h"

const struct option recover_options[] = {
    CONSOLE_OPTIONS,
    {"lost", OPTION_TEXT, 0, 0, "both", "잃은 것: password, phone, both",
     "what was lost: password, phone or both"},
    {0},
};

static enum status find_person(struct cli *cli, struct services *services, int64_t *ret_id,
                               struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_holder holder = {0};
    enum status st = store_begin(services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_holder_named(tx, cli->arena, cli->arguments[0], &holder, err);
    if (st == STATUS_OK)
        *ret_id = holder.user_id;
    return st;
}

static enum status issue(struct cli *cli, struct services *services, struct error *err)
{
    enum people_lost lost = LOST_BOTH;
    int64_t id = 0;
    struct people_recovery made = {0};
    enum status st = people_lost_find(option_text(cli, "lost"), &lost, err);
    if (st == STATUS_OK)
        st = find_person(cli, services, &id, err);
    if (st == STATUS_OK)
        st = people_recovery_issue(services->people, cli->arena, NULL, id, lost, clock_wall(),
                                   &made, err);
    if (st != STATUS_OK)
        return st;
    printf("%s\n%s\n",
           words(cli, "복구 코드(한 시간, 한 번만). 화면의 /recovery#코드 에서 씁니다:",
                 "recovery code (an hour, once), used on the page at /recovery#CODE:"),
           made.token);
    return STATUS_OK;
}

enum status recover_run(struct cli *cli, struct error *err)
{
    struct server *server = NULL;
    struct server_options options = {.folder = option_text(cli, "folder"),
                                     .store = option_text(cli, "store")};
    enum status st = server_open_console(cli->arena, &options, &server, err);
    if (st == STATUS_OK)
        st = issue(cli, server_services(server), err);
    server_close(server);
    return st;
}
