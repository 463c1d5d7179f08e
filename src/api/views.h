/* views.h -- what the files of routes share: transactions around handlers, common shapes. */
#ifndef API_VIEWS_H
#define API_VIEWS_H

#include "api/api.h"
#include "programme/programme.h"
#include "store/store.h"

typedef enum status tx_function(struct call *call, struct store_tx *tx, struct error *err);

/* Runs `work` inside one transaction of the call. */
enum status in_transaction(struct call *call, enum store_mode mode, tx_function *work,
                           struct error *err);

/* Roles that go together. */
#define ADOPTERS (ROLE_BIT(ADOPTER_OWNER) | ROLE_BIT(ADOPTER_MEMBER))
/* F1.37 row 4: who sees the value of one firm's indicator besides the firm. */
#define KPI_PARTIES   (ROLE_BIT(SUPPLIER) | OPERATORS)
#define KPI_OVERSEERS (ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR))
/* F1.37 row 4: a sponsor and its mentor read one firm's indicators by the firm's grant only. */
#define KPI_GRANT                                                                                  \
    {                                                                                              \
        "indicators", ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR)                                 \
    }
#define INVITERS                                                                                   \
    (ROLE_BIT(ADOPTER_OWNER) | ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) |                    \
     ROLE_BIT(OPERATOR_OFFICER) | ROLE_BIT(ACCOUNTANT) | ROLE_BIT(ADMIN))
#define OPERATORS (ROLE_BIT(OPERATOR_OFFICER) | ROLE_BIT(OPERATOR_FINANCE))

#define OWN_ONLY(roles)                                                                            \
    {                                                                                              \
        .own = (roles)                                                                             \
    }

/* Whom an owner may let see a thing of its own (people.h, grants). */
#define GRANTEES                                                                                   \
    (ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR) |                           \
     ROLE_BIT(OPERATOR_OFFICER) | ROLE_BIT(REVIEWER))

/* The operator and the ministry take part in every case that has left the adopter's desk. */
enum status add_overseers(struct call *call, struct store_tx *tx, struct owned *owned,
                          struct error *err);

/* Whose cases a reader lists: 0, all, for those who oversee; everybody else's own organisation's,
 * so who has no part in any case lists none. */
/* The page of a list that is asked for: ?before= an id, ?limit=, ?state= one of those. */
enum { LIST_PAGE_MAX = 200 };
enum status page_asked(struct call *call, const char *const *states,
                       struct programme_page *ret_page, struct error *err);
int64_t listed_for(const struct people_caller *caller);

/* The states of an application, as they are counted in call->state. */
enum application_state {
    APPLICATION_DRAFT,
    APPLICATION_SUBMITTED,
    APPLICATION_RETURNED,
    APPLICATION_APPROVED,
    APPLICATION_REJECTED
};
/* What a relation function does for an application, or for what hangs on it. */
enum status relate_application(struct call *call, int64_t id, struct error *err);

/* Owner and parties of a case, and whether this reader's lists show it at all. */
enum status own_thing(struct call *call, struct store_tx *tx, enum programme_thing thing,
                      int64_t id, struct owned *ret_owned, bool *ret_shown, struct error *err);
/* Relation functions for routes under /api/applications/{id} and /api/agreements/{id}. */
call_function application_relation, agreement_relation, matter_relation, call_relation;

/* Fill a draft from the caller's plan: the chosen options with their costs, a title, a summary. */
enum status draft_from_plan(struct call *call, struct store_tx *tx, const char *const *options,
                            size_t option_count, struct programme_draft *draft, struct error *err);

extern const struct shape nothing_shape; /* a body of {} */
extern const struct shape job_shape;     /* api/job_routes.c */
/* The job of that id as the page sees it. */
enum status answer_job(struct call *call, int64_t job_id, struct error *err);
/* Queue a work on the document call->id of the caller's organisation and answer its job. */
enum status start_job(struct call *call, const char *kind, const char *request, struct error *err);

#endif
