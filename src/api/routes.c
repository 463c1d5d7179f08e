/* routes.c -- all tables of routes, by name and in order. A table that is not here does not exist
 * for the server, and tests/visibility.tsv does not know it either. */
#include "api/routes.h"

const struct route *const *api_route_tables(void)
{
    /* clang-format off */
    static const struct route *const tables[] = {
        general_routes,
        people_routes,
        account_routes,
        grant_routes,
        device_routes,
        report_routes,
        firm_routes,
        rules_routes,
        rulebook_routes,
        study_routes,
        job_routes,
        programme_routes,
        casework_routes,
        calendar_routes,
        project_routes,
        ledger_routes,
        bank_routes,
        claim_routes,
        trace_routes,
        book_routes,
        result_routes,
        dashboard_routes,
        figures_routes,
        upload_routes,
        search_routes,
        selection_routes,
        review_routes,
        pact_routes,
        notice_routes,
        committee_routes,
        outreach_routes,
        market_routes,
        order_routes,
        opportunity_routes,
        level_routes,
        NULL,
    };
    /* clang-format on */
    return tables;
}
