/* project_private.h -- what the files of this room share. */
#ifndef PROJECT_PRIVATE_H
#define PROJECT_PRIVATE_H

#include "ledger/ledger.h"
#include "project/project.h"
#include "selection/selection.h"

/* ---- the tables of hooks, one a file ---- */
extern const struct casework_hooks report_hooks, change_hooks, objection_hooks, inspection_hooks,
    settlement_hooks, recovery_hooks, result_hooks, committee_hooks;
#define HOOKS(table)                                                                               \
    {                                                                                              \
        (table), sizeof(table) / sizeof *(table)                                                   \
    }
#define VALUES(table)                                                                              \
    {                                                                                              \
        (table), sizeof(table) / sizeof *(table)                                                   \
    }

#define COLUMNS(table) (table), .column_count = sizeof(table) / sizeof *(table)

/* ---- values.c: what came with a step, checked by the engine ---- */
const char *value_text(const struct casework_context *step, const char *name); /* NULL: absent */
struct day value_day(const struct casework_context *step, const char *name);   /* year 0: absent */
int64_t value_whole(const struct casework_context *step, const char *name);    /* 0: absent */
struct json value_lines(const struct casework_context *step, const char *name);
/* The same of what came with an earlier step of a matter. */
const char *given_text(struct arena *arena, const struct casework_event *event, const char *name);
int64_t given_whole(const struct casework_event *event, const char *name);

struct day step_day(const struct casework_context *step); /* today, in Korea */
/* The event of that step in the matter under way; NULL. */
enum status step_event(const struct casework_context *step, const char *name,
                       const struct casework_event **ret_event, struct error *err);

/* The cost items of the rules, for a step that asks for one. */
casework_offer_function offer_cost_items;

/* ---- project.c ---- */

/* The project of the application that the matter is about. */
enum status project_of(const struct casework_context *step, struct project *ret_project,
                       struct error *err);
/* Write the row of a project, made at its first change. */
enum status project_keep(struct store_tx *tx, struct arena *arena, const struct project *project,
                         struct error *err);
struct day project_months_after(struct day day, int64_t months);

/* In months, of a term of the rules; false when they set none. */
bool project_term_months(const struct rules_document *rules, const char *id, int64_t *ret_months);

/* ---- follow_up.c ---- */

/* Each year after the build, for as many years as the rules say, a matter of "follow_up": of the
 * `most` agreements behind *after, which is -1 once there are no more. */
enum status follow_ups_open(struct store_tx *tx, struct arena *arena, int most, time_us now,
                            int64_t *after, int64_t *done, struct error *err);

/* ---- recovery.c ---- */

/* A recovery with its claim in the book: what other funders than the adopter had paid of `amount`
 * is owed back. */
enum status recovery_open(const struct casework_context *step, struct money amount,
                          const char *cause, struct error *err);

#endif
