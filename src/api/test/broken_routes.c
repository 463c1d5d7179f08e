/* What check_routes is linked with to show that it stops a build: the real tables' place is taken
 * by one with a complete row and one that somebody forgot to give a permission. */
#include "api/api.h"

static enum status answer_nothing(struct call *call, struct error *err)
{
    (void)call;
    (void)err;
    return STATUS_OK;
}

const struct route *const *api_route_tables(void)
{
    static const struct route table[] = {
        {.method = HTTP_GET,
         .path = "/api/whole",
         .handle = answer_nothing,
         .kind = ANSWER_NOTHING,
         .allow = ALLOW(UINT32_C(1) << ROLE_ANONYMOUS),
         .en = "nothing",
         .ko = "없음"},
        {.method = HTTP_POST,
         .path = "/api/forgotten",
         .handle = answer_nothing,
         .kind = ANSWER_NOTHING,
         .en = "nothing",
         .ko = "없음"},
        ROUTES_END,
    };
    static const struct route *const tables[] = {table, NULL};
    return tables;
}
