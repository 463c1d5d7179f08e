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
/* Who may have something to do in a case. */
#define CASE_ACTORS                                                                                \
    (ADOPTERS | ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR) | OPERATORS |    \
     ROLE_BIT(REVIEWER) | ROLE_BIT(ACCOUNTANT))

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
int64_t listed_for(const struct people_caller *caller);

/* Arguments that many lists take. */
#define AFTER_ARGUMENT(type_)                                                                      \
    ARGUMENT(INT, type_, after,                                                                    \
             .en = "only what follows this number: the last of the page before",                   \
             .ko = "이 번호 다음 것만(앞 쪽의 마지막 번호)")
#define BEFORE_ARGUMENT(type_)                                                                     \
    ARGUMENT(INT, type_, before, .min = 1,                                                         \
             .en = "only what is older than this number: the last of the page before",             \
             .ko = "이 번호보다 앞선 것만(앞 쪽의 마지막 번호)")
#define LIMIT_ARGUMENT(type_, most, usual)                                                         \
    ARGUMENT(INT, type_, limit, .min = 1, .max = (most), .otherwise = (usual),                     \
             .en = "at most so many", .ko = "최대 건수")

struct after_arguments {
    int64_t after;
};
extern const struct arguments after_arguments; /* nothing but that */

/* The page of a list of cases that is asked for. A paper holds all that one asks for; a screen
 * takes it in pages. */
enum { LIST_PAGE_MAX = 200 };
struct page_arguments {
    int64_t before, limit;
    const char *state;
};
#define PAGE_ARGUMENTS(most, usual, states)                                                        \
    {                                                                                              \
        BEFORE_ARGUMENT(struct page_arguments),                                                    \
            LIMIT_ARGUMENT(struct page_arguments, most, usual),                                    \
            ARGUMENT(TEXT, struct page_arguments, state, .choices = (states),                      \
                     .en = "only what is in this state", .ko = "이 상태인 것만"),                  \
            ARGUMENTS_END,                                                                         \
    }
/* Makes the tables application_page and application_on_paper from application_states. */
#define LIST_PAGES(what)                                                                           \
    static const struct argument what##_page_rows[] =                                              \
        PAGE_ARGUMENTS(LIST_PAGE_MAX, PROGRAMME_PAGE_USUAL, what##_states);                        \
    static const struct argument what##_paper_rows[] =                                             \
        PAGE_ARGUMENTS(PROGRAMME_PAGE_MAX, PROGRAMME_PAGE_MAX, what##_states);                     \
    static const struct arguments what##_page =                                                    \
        ARGUMENTS(struct page_arguments, what##_page_rows);                                        \
    static const struct arguments what##_on_paper =                                                \
        ARGUMENTS(struct page_arguments, what##_paper_rows)
struct programme_page page_asked(const struct call *call);

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

/* Owner and parties of cases, and whether this reader's lists show them at all. */
enum status own_things(struct call *call, struct store_tx *tx, enum programme_thing thing,
                       const int64_t *ids, size_t count, struct owned *ret_owned, bool *ret_shown,
                       struct error *err);
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
