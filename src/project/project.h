/* project.h -- the back half of a case: what becomes of an application beside its own states.
 *
 * Every procedure is a machine of the rule document that the application was made under; this room
 * opens it with the parties of the case and says, in tables of hooks, what each step asks for and
 * does. The engine is casework.h.
 *
 *     project_open(tx, arena, caller, application_id, "start_report", &input, now, &matter, err)
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
#include "kit/money.h"
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
                         const char *machine, const struct casework_input *input, time_us now,
                         int64_t *ret_matter_id, struct error *err);

/* What the caller could begin now, by the rules of the case, with what each asks for. After the
 * rejection the objection; everything else once the agreement is in effect. */
enum status project_beginnings(struct store_tx *tx, struct arena *arena,
                               const struct people_caller *caller, int64_t application_id,
                               time_us now, struct casework_beginnings *ret_list,
                               struct error *err);

/* Take a step of a matter under the rules it was opened with. */
enum status project_step(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t matter_id, const char *step,
                         const struct casework_input *input, time_us now, struct error *err);

/* One more organisation takes part in a matter: the accountant of a settlement, the mentor of a
 * visit. Adopter, sponsor and operating body come from the case. */
enum status project_join(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t matter_id,
                         int64_t organisation_id, time_us now, struct error *err);

/* A matter as the caller sees it. */
enum status project_matter(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t matter_id, time_us now,
                           struct casework_matter *ret_matter, struct error *err);

/* What a matter belongs to besides its application; each 0 where there is none. */
struct project_place {
    int64_t call_id, agreement_id, claim_id;
};
enum status project_place(struct store_tx *tx, const struct casework_matter *matter,
                          struct project_place *ret_place, struct error *err);

/* Call after a decision on the application: a rejection starts the clock of the objection. */
enum status project_decided(struct store_tx *tx, struct arena *arena, int64_t application_id,
                            time_us now, struct error *err);

/* Call after a signature: the last one begins the start report, so that somebody has its task. */
enum status project_signed(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                           time_us now, struct error *err);

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

/* What of a line of the budget may still be moved to others without approval (R13). */
struct money project_free_to_move(const struct rules_document *rules,
                                  const struct programme_budget_line *line);

/* ---- settlement ---- */

/* paid = recognised + returned, always. */
struct project_settled {
    struct money paid, spent, recognised, returned;
};
enum status project_settlement(struct store_tx *tx, int64_t matter_id, int64_t agreement_id,
                               struct project_settled *ret_settled, struct error *err);

/* spent = refundable_vat + over_budget + disallowed + recognised, of each cost item. */
struct project_settled_line {
    const char *item, *reason;
    struct money spent, refundable_vat, over_budget, disallowed, recognised;
};
struct project_settled_lines {
    struct project_settled_line *at;
    size_t count, room;
};
enum status project_settlement_lines(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                                     struct project_settled_lines *ret_lines, struct error *err);

/* ---- recovery ---- */

struct project_claim {
    int64_t matter_id, application_id, owner_id, debtor_id;
    const char *debtor, *state;
    struct money principal, owed, interest; /* owed: with interest and surcharge */
    const char *due;                        /* the last day of the present term */
    int64_t days_overdue, dunnings;
};
struct project_claims {
    struct project_claim *at;
    size_t count, room;
};
/* Those that are not paid, by their matter's id: the ageing list. */
enum status project_claims(struct store_tx *tx, struct arena *arena, int64_t after, int most,
                           time_us now, struct project_claims *ret_list, struct error *err);

/* Money from the debtor has come: late interest first, then principal (Civil Act art. 479). More
 * than is owed is refused. The step "pay" ends the recovery when nothing is owed any more. */
enum status project_receive(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t matter_id,
                            struct money amount, const char *bank_reference, time_us now,
                            struct error *err);

/* ---- the committee: a meeting on a call, as the machine "committee" of the rules ---- */

enum status project_committee(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t call_id, int64_t rule_id,
                              const struct casework_input *input, time_us now, int64_t *ret_matter,
                              struct error *err);
/* PROJECT_COMMITTEE unless it was selected in confirmed minutes, where the rules have a committee
 * and the application came in under a call. */
enum status project_selected(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             struct error *err);
struct project_verdict {
    int64_t matter_id, application_id;
    const char *number, *adopter, *verdict, *reason;
    int64_t ties; /* members who stepped aside or were flagged */
    bool confirmed;
};
struct project_verdicts {
    struct project_verdict *at;
    size_t count, room;
};
enum status project_verdicts(struct store_tx *tx, struct arena *arena, int64_t call_id,
                             struct project_verdicts *ret_list, struct error *err);

/* Who sits in the meetings of a call, the newest meeting first; and what waits for a decision. */
struct project_member {
    int64_t matter_id, person_id;
    const char *state, *name;
};
struct project_members {
    struct project_member *at;
    size_t count, room;
};
enum status project_committee_members(struct store_tx *tx, struct arena *arena, int64_t call_id,
                                      struct project_members *ret_list, struct error *err);
struct project_case {
    int64_t application_id;
    const char *number, *title, *adopter;
};
struct project_cases {
    struct project_case *at;
    size_t count, room;
};
enum status project_committee_cases(struct store_tx *tx, struct arena *arena, int64_t call_id,
                                    struct project_cases *ret_list, struct error *err);

/* ---- results ---- */

enum project_kpi_kind { PROJECT_KPI_BEFORE, PROJECT_KPI_TARGET, PROJECT_KPI_AFTER };

/* One value of an indicator of the rules, in thousandths of its unit. A signed report names itself
 * in `reference`; without one the value is marked as typed. */
struct project_kpi {
    const char *kpi;
    enum project_kpi_kind kind;
    int64_t value_milli;
    bool is_signed;
    const char *reference;
    time_us at;
};
struct project_kpis {
    struct project_kpi *at;
    size_t count, room;
};
enum status project_kpi_record(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                               const struct project_kpi *value, int64_t person_id,
                               struct error *err);
/* By indicator and kind, the newest last. */
enum status project_kpi_list(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             struct project_kpis *ret_list, struct error *err);

/* What became of an indicator over all projects that have it before and after, the newest of each.
 */
struct project_result {
    const char *kpi;
    int64_t firms, projects, is_signed; /* is_signed: whose value after comes from a box */
    int64_t before_milli, after_milli;  /* means */
    int64_t promising, target_milli;    /* firms that promised something, and the mean of that */
};
struct project_results {
    struct project_result *at;
    size_t count, room;
};
/* Of the projects of one sponsor, or of all (0). What fewer than `k` firms stand behind has no
 * means: they are 0. */
enum status project_results(struct store_tx *tx, struct arena *arena, int64_t sponsor_id, int64_t k,
                            struct project_results *ret_list, struct error *err);
/* What was promised: an indicator's part of the whole, in basis points that add up to 10,000. */
struct project_weight {
    const char *kpi;
    int64_t weight_bp;
};
struct project_weights {
    struct project_weight *at;
    size_t count, room;
};
enum status project_weights(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            struct project_weights *ret_list, struct error *err);

/* Signed values of that kind have been recorded: the indicators of the case go on by themselves
 * where they wait for them ("baseline" and "freeze", "measure"). */
enum status project_measured(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             enum project_kpi_kind kind, time_us now, struct error *err);

/* When the line was last seen to run, and how long its rules let it be silent (R20). */
struct project_life {
    time_us seen_at;      /* 0: never */
    bool is_signed;       /* by a box; else typed */
    int64_t silence_days; /* 0: these rules watch no line */
    bool silent;          /* for longer than that */
};
enum status project_life(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                         time_us now, struct project_life *ret_life, struct error *err);

/* A sign of life of the line; older ones are nothing new. */
enum status project_alive(struct store_tx *tx, int64_t agreement_id, bool is_signed,
                          time_us seen_at, struct error *err);

/* How far a sweep over all cases has come; zero begins one. */
struct project_sweep {
    int64_t objection, silent, built; /* looked at up to these numbers; -1: to the end */
    bool ended;
};

/* What a clock does, for app/, once an hour: objections run out; a line that has been silent for as
 * long as the rules say ("alive_silence") gets a matter of "alive_watch"; each year after the
 * build, for as many as the rules say ("follow_up"), a case gets one of "follow_up".
 *
 * One call looks at no more than `most` cases of each kind and moves `sweep` on: again, in a
 * transaction of its own so that nobody waits long for the writer, until it has ended. After a
 * failure nothing of the slice stands; the next sweep begins again. *ret_done: what was done. */
enum status project_clock(struct store_tx *tx, struct arena *arena, int most, time_us now,
                          struct project_sweep *sweep, int64_t *ret_done, struct error *err);

/* Name the supplier: by the adopter or the operating body. It joins all open matters of the case.
 */
enum status project_supplier(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t agreement_id,
                             int64_t supplier_id, time_us now, struct error *err);

#endif
