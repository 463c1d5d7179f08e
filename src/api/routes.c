/* routes.c -- all tables of routes, by name and in order. A table that is not here does not exist
 * for the server, and tests/visibility.tsv does not know it either. */
#include "api/routes.h"

const struct route *const *api_route_tables(void)
{
    static const struct route *const tables[] = {
        general_routes,   people_routes,
        rules_routes,     rulebook_routes,
        study_routes,     job_routes,
        programme_routes, casework_routes,
        project_routes,   selection_routes,
        pact_routes,      ledger_routes,
        dashboard_routes, NULL,
    };
    return tables;
}
