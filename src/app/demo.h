/* demo.h -- what serve, demo and story share. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/command.h"
#include "app/server.h"

struct server_options server_options_of(const struct cli *cli);

/* Says so when the folder holds no page. */
void warn_without_page(const struct cli *cli, const char *page_folder);

/* Token of an invitation for the first administrator; NULL when there are organisations already. */
enum status first_invitation(struct cli *cli, struct services *services, const char *organisation,
                             const char **ret_token, struct error *err);

#endif
