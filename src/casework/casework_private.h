/* casework_private.h -- what the files of this room share. */
#ifndef CASEWORK_PRIVATE_H
#define CASEWORK_PRIVATE_H

#include "casework/casework.h"

/* Sorts behind every term: 9999-12-31. Shown as "no term". */
#define TERM_NEVER INT64_C(253402214400000000)

/* ---- procedure.c: reading the rules ---- */

enum status machine_find(const struct casework_procedure *procedure, const char *id,
                         const struct rules_machine **ret_machine, struct error *err);
/* The next step after `before` (NULL: the first) that leads on from that state; NULL: no more. */
const struct rules_step *step_from(const struct rules_document *rules,
                                   const struct rules_machine *machine, const char *state,
                                   const struct rules_step *before);
/* A step of that name from whatever state; NULL. */
const struct rules_step *step_anywhere(const struct rules_document *rules,
                                       const struct rules_machine *machine, const char *step);
bool state_is_end(const struct rules_machine *machine, const char *state);
/* CASEWORK_STEP: names the article of the step and what is possible instead. */
/* The words for a role of the rules; "system" and what people does not know stand for themselves.
 */
struct people_name role_words(const char *role);
enum status refuse_step(struct arena *arena, const struct rules_document *rules,
                        const struct rules_machine *machine, const char *step, const char *state,
                        struct error *err);

const struct casework_hook *hook_find(const struct casework_procedure *procedure,
                                      const char *machine, const char *step);

/* ---- step.c ---- */

/* May the caller of the opening begin it, as casework_open() sees it before it looks at what came
 * with it? */
enum status opening_possible(const struct casework_context *context,
                             const struct rules_machine *machine,
                             const struct casework_opening *opening, bool *ret_may,
                             struct error *err);
struct rules_step opening_step(const struct rules_document *rules,
                               const struct rules_machine *machine);

/* ---- values.c ---- */

/* Every value that the hook names is there and of its type, and no other. */
enum status values_check(struct arena *arena, const struct casework_hook *hook, json_t *given,
                         struct json *ret_values, struct error *err);
enum status evidence_check(const struct casework_hook *hook,
                           const struct casework_evidences *evidence, struct error *err);

/* ---- right.c: whose step it is ---- */

/* The organisation that takes part for a role; 0 while none does. */
int64_t party_for(const struct casework_matter *matter, const char *role);
int64_t party_of_kind(const struct casework_matter *matter, enum people_kind kind);
/* May the caller take it? */
enum status step_is_his(struct store_tx *tx, const struct people_caller *caller,
                        const struct casework_matter *matter, const struct rules_step *step,
                        bool *ret_his, struct error *err);

/* ---- task.c ---- */

/* A task for each role that leads on from the state of the matter. */
enum status tasks_open(struct store_tx *tx, struct arena *arena,
                       const struct casework_procedure *procedure,
                       const struct rules_machine *machine, const struct casework_matter *matter,
                       time_us now, struct error *err);
/* The last moment of the day by which the step must be taken, entered at `from`; TERM_NEVER. */
time_us step_due(const struct rules_step *step, time_us from, const struct holidays *holidays);
bool step_is_clocks(const struct rules_step *step); /* role "system": no person takes it */

/* The open tasks find organisation, post and deputy anew: a party has joined. */
enum status tasks_find_posts(struct store_tx *tx, struct arena *arena,
                             const struct casework_procedure *procedure,
                             const struct rules_machine *machine,
                             const struct casework_matter *matter, time_us now, struct error *err);
enum status tasks_close(struct store_tx *tx, int64_t matter_id, const struct people_caller *caller,
                        time_us now, struct error *err);

/* ---- read.c ---- */

/* Writes one row of the history; ret_seq may be NULL. */
struct happening {
    const struct people_caller *caller; /* NULL: a clock */
    const char *step, *from, *to, *article, *note, *given;
    struct casework_evidences evidence;
};
enum status event_add(struct store_tx *tx, int64_t matter_id, const struct happening *what,
                      time_us now, struct error *err);
struct casework_task read_task(struct store_rows *rows, struct arena *arena, time_us now);
enum status open_tasks_of(struct store_tx *tx, struct arena *arena, int64_t matter_id, time_us now,
                          struct casework_tasks *ret_tasks, struct error *err);

#endif
