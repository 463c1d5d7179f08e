/* routes.h -- the tables of routes, one a file *_routes.c. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "api/api.h"

extern const struct route general_routes[];
extern const struct route people_routes[];
extern const struct route account_routes[];
extern const struct route grant_routes[];
extern const struct route device_routes[];
extern const struct route report_routes[];
extern const struct route firm_routes[];
extern const struct route dashboard_routes[];
extern const struct route study_routes[];
extern const struct route job_routes[];
extern const struct route rules_routes[];
extern const struct route rulebook_routes[];
extern const struct route programme_routes[];
extern const struct route casework_routes[];
extern const struct route calendar_routes[];
extern const struct route project_routes[];
extern const struct route selection_routes[];
extern const struct route review_routes[];
extern const struct route pact_routes[];
extern const struct route notice_routes[];
extern const struct route committee_routes[];
extern const struct route outreach_routes[];
extern const struct route market_routes[];
extern const struct route order_routes[];
extern const struct route opportunity_routes[];
extern const struct route level_routes[];
extern const struct route ledger_routes[];
extern const struct route figures_routes[];
extern const struct route search_routes[];
extern const struct route upload_routes[];
extern const struct route bank_routes[];
extern const struct route claim_routes[];
extern const struct route trace_routes[];
extern const struct route book_routes[];
extern const struct route result_routes[];

#endif
