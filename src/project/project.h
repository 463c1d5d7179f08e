/* project.h -- the back half of a case: what becomes of an application beside its own states.
 *
 * Every procedure is a machine of the rule document that the application was made under; this room
 * opens it with the parties of the case and says, in tables of hooks, what each step asks for and
 * does. The engine is casework.h.
 *
 *     project_open(tx, arena, caller, application_id, "start_report", "", now, &matter, err)
 *     project_procedure(tx, arena, rule_id, &procedure, err)     for casework_step() and _matter()
 *
 * Uses: kit, store, people, rules, casework, ledger, programme. Tables:
 * db/migrations/0012_project.sql. */
#ifndef PROJECT_PROJECT_H
#define PROJECT_PROJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casework/casework.h"
#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "people/people.h"
#include "programme/programme.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "project/reasons.def"
#undef REASON

/* The rules of that version, the hooks of this room and the holidays, for the engine. */
enum status project_procedure(struct store_tx *tx, struct arena *arena, int64_t rule_id,
                              struct casework_procedure *ret_procedure, struct error *err);

/* A matter of that machine for the application, with everybody who has a part in the case. The
 * caller must be one who may take a first step of it. */
enum status project_open(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t application_id,
                         const char *machine, const char *note, time_us now, int64_t *ret_matter_id,
                         struct error *err);

/* Take a step of a matter under the rules it was opened with. */
enum status project_step(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t matter_id, const char *step,
                         const struct casework_input *input, time_us now, struct error *err);

/* A matter as the caller sees it. */
enum status project_matter(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t matter_id, time_us now,
                           struct casework_matter *ret_matter, struct error *err);

/* ---- the project that an agreement became ---- */

struct project {
    struct programme_agreement agreement;
    int64_t supplier_id; /* 0: not named yet */
    const char *supplier;
    struct day starts_on, build_until, ends_on; /* year 0: the rules set no term */
    int64_t extended;                           /* how often the build was prolonged */
};

enum status project_get(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                        struct project *ret_project, struct error *err);

/* Name the supplier: by the adopter or the operating body. It joins all open matters of the case.
 */
enum status project_supplier(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t agreement_id,
                             int64_t supplier_id, time_us now, struct error *err);

#endif
