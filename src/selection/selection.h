/* selection.h -- who is chosen: the standing profile, the reviewers and their ties, the score
 * sheets, the ranking, the cost sheet and what lines like it cost before.
 *
 * No weight, grade, ratio, ceiling or limit is in C: they come from the rule document that the
 * application was made under. No rounding anywhere: a score is an exact fraction of thousandths of
 * a point, so that a ranking is made again bit for bit from the stored sheets.
 *
 *     selection_score(arena, rules, &paper, &score, err)       one application: every number
 *     selection_rank(arena, rows, count, err)                  all of a call, by region and overall
 *     selection_cost_check(arena, rules, &split, &sheet, &findings)
 *     selection_gate(tx, arena, application_id, person_id, &ties, err)
 *
 * Promises, each with a test of the same words in selection/test/:
 *   - The highest and the lowest sheet are left out before the mean.
 *   - Every number of a score names its rule and its signer.
 *   - The order of the sheets changes nothing, and equal scores share a rank.
 *   - A group of bonus points never gives more than its ceiling.
 *   - A score that rests on a value nobody has set is refused, naming it.
 *   - Every limit of the cost sheet has a line that breaks it.
 *   - A price is compared with all earlier lines of its model and never blocks.
 *   - A reviewer from the applicant cannot be seated.
 *   - A mentor who visited is named in the minutes.
 *   - Only who was given the seat scores, and only in its time.
 *   - An unfinished sheet is kept and counts nothing.
 *   - A ranking is made again bit for bit from the stored sheets.
 *
 * Uses: kit, store, people, rules, casework, programme. Tables: db/migrations/0013_selection.sql.
 */
#ifndef SELECTION_SELECTION_H
#define SELECTION_SELECTION_H

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
#include "rules/rules.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "selection/reasons.def"
#undef REASON

/* ---- exact numbers ---- */

/* Thousandths of a point, as a fraction in lowest terms; bottom above zero. */
struct selection_number {
    int64_t top, bottom;
};
int selection_compare(struct selection_number a, struct selection_number b); /* <0, 0, >0 */
/* For reading only, rounded half up to the thousandth: "82.417". Nothing is computed from it. */
const char *selection_text(struct arena *arena, struct selection_number number);

/* ---- one application's papers ---- */

enum { SELECTION_SHEETS_MAX = 16, SELECTION_POINTS_MAX = 100000 }; /* a review; milli a sheet */

struct selection_answer {
    const char *item, *grade; /* ids of the sheet in the rules */
};
struct selection_sheet {
    const char *review; /* id of a review in the rules */
    int64_t matter_id;  /* the procedure it was filled in */
    int64_t signer_id;  /* person */
    const char *signer; /* its name */
    time_us signed_at;  /* 0: not signed, does not count */
    struct selection_answer answers[RULES_LIST_MAX];
    size_t answer_count;
};
struct selection_mark {
    const char *id;     /* of a bonus in the rules, confirmed at the visit */
    const char *signer; /* who confirmed it */
};
struct selection_paper {
    int64_t application_id, firm_id;
    const char *number, *firm, *region;
    struct selection_sheet *sheets;
    size_t sheet_count;
    struct selection_mark *marks;
    size_t mark_count;
    int64_t job_quality_milli, job_quantity_milli;
    const char *job_signer; /* NULL: no job score */
};

enum selection_kind {
    SELECTION_ANSWER, /* one item of one sheet, times its weight */
    SELECTION_SHEET,  /* sum of a sheet */
    SELECTION_MEAN,   /* of the sheets that count */
    SELECTION_RATIO,  /* times the reflection ratio of its review */
    SELECTION_JOB,
    SELECTION_BONUS, /* one bonus */
    SELECTION_GROUP, /* a group of them, cut at its ceiling */
    SELECTION_TOTAL
};

/* One number of a score, in the order it was computed. */
struct selection_line {
    enum selection_kind kind;
    const char *id; /* "technical/capability/best", "technical", "bonus/root" */
    const char *ko, *en;
    struct selection_number value;
    bool left_out; /* a sheet that is highest or lowest, a bonus above the ceiling */
    const char *signer;
    const char *basis, *basis_en; /* basis_en "" where the rules give one language */
    time_us signed_at;
};
struct selection_lines {
    struct selection_line *at;
    size_t count, room;
};

struct selection_score {
    struct selection_lines lines;
    struct selection_number total;
    bool complete;             /* every review has the sheets that it wants */
    const char *lacking;       /* which has not; NULL */
    enum rules_verdict passes; /* RULES_UNKNOWN: no line is known */
    const char *below;         /* the review whose line is missed; NULL */
};

/* RULES_UNSET_VALUE where the operating body has not set what it rests on; SELECTION_SHEET_WRONG
 * for a sheet that does not answer every item once with a grade of the rules. */
enum status selection_score(struct arena *arena, const struct rules_document *rules,
                            const struct selection_paper *paper, struct selection_score *ret_score,
                            struct error *err);

/* ---- the ranking ---- */

struct selection_row {
    struct selection_paper paper;
    struct selection_score score;
    int64_t rank, region_rank; /* 0: incomplete or below a line */
};
struct selection_ranking {
    struct selection_row *at;
    size_t count;
};
/* Scores every paper and puts the best first; equal totals share a rank, then by application. */
enum status selection_rank(struct arena *arena, const struct rules_document *rules,
                           struct selection_ranking *ranking, struct error *err);
const char *selection_kind_name(enum selection_kind kind);
/* Every number of it as one canonical document (RFC 8785): what is hashed and kept. */
const char *selection_document(struct arena *arena, const struct rules_document *rules,
                               const struct selection_ranking *ranking);

/* ---- the cost sheet ---- */

struct selection_cost {
    const char *item;                /* of the rules */
    int64_t supplier_id;             /* 0: the firm's own */
    const char *name, *model, *spec; /* "" where there is none */
    struct money unit_price, amount; /* amount = unit price x quantity, without VAT */
    int64_t quantity;
    struct money vat;   /* must be nothing: amounts are net */
    const char *sha256; /* the paper with it; "" without */
};
struct selection_costs {
    struct selection_cost *at;
    size_t count, room;
    struct money in_kind[RULES_FUNDERS_MAX]; /* in the order of the funders */
};

enum selection_limit {
    LIMIT_ITEM,       /* no such cost item */
    LIMIT_AMOUNT,     /* is not unit price x quantity */
    LIMIT_NEGATIVE,   /* only a discount may be */
    LIMIT_NET,        /* VAT is in it */
    LIMIT_ATTACHMENT, /* a paper must be with it */
    LIMIT_SHARE,      /* more than its part of what the rules name */
    LIMIT_IN_KIND,    /* more in kind than is recognised */
    LIMIT_TOTAL,      /* the rows are not the total */
    LIMIT_MOVE        /* moved further than without approval */
};
struct selection_finding {
    enum selection_limit limit;
    const char *place; /* "/costs/3", "/in_kind/sponsor" */
    const char *ko, *en;
    const char *basis, *basis_en; /* basis_en "" where the rules give one language */
    struct money found, most;
};
struct selection_findings {
    struct selection_finding *at;
    size_t count, room;
};
/* Everything that is wrong, not the first only. */
void selection_cost_check(struct arena *arena, const struct rules_document *rules,
                          const struct rules_split *split, const struct selection_costs *sheet,
                          struct selection_findings *ret_findings);
/* Items that moved by more than the rules' change "items" allows without approval. */
void selection_cost_moves(struct arena *arena, const struct rules_document *rules,
                          const struct selection_costs *before, const struct selection_costs *after,
                          struct selection_findings *ret_findings);

/* ---- what it cost before ---- */

struct selection_price {
    int64_t row;     /* of the cost sheet */
    int64_t earlier; /* lines of that model and spec in other applications */
    struct money lowest, median, highest;
    int64_t percentile_bp; /* part of them below, equal ones half; RULES_UNSET without any */
    const char *ko, *en;
};
struct selection_prices {
    struct selection_price *at;
    size_t count, room;
};
/* `earlier` need not be in order; it is sorted. */
void selection_price_of(struct arena *arena, struct money price, struct money *earlier,
                        size_t count, struct selection_price *ret_price);

/* ---- the standing profile ---- */

struct selection_fact {
    const char *fact; /* rules/facts.def */
    int64_t number;
    const char *word; /* "" for a number */
    time_us at;
};
struct selection_facts {
    struct selection_fact *at;
    size_t count, room;
};
/* One value of the firm's profile; RULES_FACT when it is no fact or of the wrong kind. */
enum status selection_tell(struct store_tx *tx, int64_t organisation_id, int64_t person_id,
                           const struct rules_value *value, time_us now, struct error *err);
enum status selection_profile(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                              struct selection_facts *ret_facts, struct error *err);
/* What the rules say of that firm: every ground with its article, before anything is handed in. */
enum status selection_eligible(struct store_tx *tx, struct arena *arena,
                               const struct rules_document *rules, int64_t organisation_id,
                               struct rules_judgement *ret_judgement, struct error *err);

/* ---- reviewers ---- */

enum selection_tie {
#define TIE(id, name, effect, ko, en, article) TIE_##id,
#include "selection/ties.def"
#undef TIE
    TIE_COUNT
};
struct selection_tie_info {
    const char *name, *ko, *en, *article;
    bool bars;
};
const struct selection_tie_info *selection_tie_info(enum selection_tie tie);

struct selection_ties {
    bool has[TIE_COUNT];
    bool barred;
};
/* Computed from posts held now and before, from the suppliers of the cost sheet and from visits;
 * and what has been declared. */
enum status selection_gate(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           int64_t person_id, struct selection_ties *ret_ties, struct error *err);
/* A declared tie to an organisation. Only ties of the list that can be declared: "interest",
 * "past_employment", "supplier". */
enum status selection_declare(struct store_tx *tx, int64_t person_id, int64_t organisation_id,
                              const char *kind, const char *note, int64_t recorded_by, time_us now,
                              struct error *err);

struct selection_seat {
    int64_t id, person_id, matter_id;
    const char *review, *name, *state;
    time_us seated_at, until_at;
    struct {
        const char **at;
        size_t count, room;
    } minutes; /* ties that do not bar, by name */
};
struct selection_seats {
    struct selection_seat *at;
    size_t count, room;
};
/* Whoever holds a post that reviews, with what the gate says of him for that application. */
struct selection_candidate {
    int64_t person_id;
    const char *name, *post, *role, *organisation;
    struct selection_ties ties;
};
struct selection_candidates {
    struct selection_candidate *at;
    size_t count, room;
};
enum status selection_candidates(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                 struct selection_candidates *ret_list, struct error *err);

/* SELECTION_TIE when the person is barred, naming the tie and its article. The review's procedure
 * begins: `procedure` is the one with the hooks of this room. */
enum status selection_seat_give(struct store_tx *tx, struct arena *arena,
                                const struct casework_procedure *procedure,
                                const struct people_caller *caller, int64_t application_id,
                                const char *review, int64_t person_id, time_us until, time_us now,
                                int64_t *ret_matter_id, struct error *err);
enum status selection_seat_list(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                struct selection_seats *ret_seats, struct error *err);
/* Is that person reviewing this application now? */
enum status selection_seated(struct store_tx *tx, int64_t application_id, int64_t person_id,
                             time_us now, bool *ret_seated, struct error *err);

/* The same of any application that rests on the plan and is under review. */
enum status selection_seated_plan(struct store_tx *tx, int64_t plan_id, int64_t person_id,
                                  time_us now, bool *ret_seated, struct error *err);

/* One review that a person has now. */
struct selection_own_seat {
    int64_t matter_id, application_id, firm_id, rule_id;
    const char *review, *machine, *state, *number, *title, *firm;
    time_us until_at, signed_at; /* signed_at 0: not signed yet */
};
struct selection_own_seats {
    struct selection_own_seat *at;
    size_t count, room;
};
/* The first to end first. */
enum status selection_own_seats(struct store_tx *tx, struct arena *arena, int64_t person_id,
                                time_us now, struct selection_own_seats *ret_seats,
                                struct error *err);

/* A sheet at work: its form in the rules, and what stands in it so far. */
struct selection_form {
    const struct rules_review *review;
    const struct rules_sheet *sheet; /* NULL: the review has none */
    const char *state, *opinion;
    bool writable; /* a step of the rules hands it in from here */
    struct selection_sheet filled;
};
enum status selection_form(struct store_tx *tx, struct arena *arena,
                           const struct rules_document *rules, int64_t matter_id,
                           struct selection_form *ret_form, struct error *err);
/* Keeps an unfinished sheet so that nothing typed is lost: grades of the form for some of its
 * items. It counts nothing: the step "score" or "report" hands a complete one in. SELECTION_SEAT,
 * SELECTION_LATE, and SELECTION_HANDED_IN when it is not being written any more. */
enum status selection_draft(struct store_tx *tx, struct arena *arena,
                            const struct rules_document *rules, const struct people_caller *caller,
                            int64_t matter_id, const struct selection_sheet *answers,
                            const char *opinion, time_us now, struct error *err);

/* Is the matter somebody's seat, and that person's own, now? */
enum status selection_sits(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                           int64_t person_id, time_us now, bool *ret_seat, bool *ret_his,
                           struct error *err);

/* The hooks of "visit" and "scoring", for the procedure of the room above. */
extern const struct casework_hooks selection_hooks;

/* ---- the stored sheets ---- */

enum status selection_paper(struct store_tx *tx, struct arena *arena, int64_t application_id,
                            struct selection_paper *ret_paper, struct error *err);
/* All applications handed in under that version of the rules. */
enum status selection_ranking(struct store_tx *tx, struct arena *arena,
                              const struct programme_rules *rules,
                              struct selection_ranking *ret_ranking, struct error *err);

struct selection_fixed {
    int64_t id; /* 0: none is kept */
    const char *hash, *document;
    time_us at;
    const char *again; /* hash of the same computed now from the stored sheets */
    bool same;         /* bit for bit */
};
enum status selection_fix(struct store_tx *tx, struct arena *arena,
                          const struct people_caller *caller, const struct programme_rules *rules,
                          time_us now, struct selection_fixed *ret_fixed, struct error *err);
/* SELECTION_NOT_RANKED when none is kept. */
enum status selection_recompute(struct store_tx *tx, struct arena *arena,
                                const struct programme_rules *rules,
                                struct selection_fixed *ret_fixed, struct error *err);

/* ---- the stored cost sheet ---- */

/* Replaces the rows of an application; kept with its findings, which `ret_findings` tells. */
enum status selection_costs_keep(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                 const struct selection_costs *sheet,
                                 struct selection_findings *ret_findings, struct error *err);
enum status selection_costs(struct store_tx *tx, struct arena *arena, int64_t application_id,
                            struct selection_costs *ret_sheet, struct error *err);
/* Everything that is wrong with the stored sheet; an application without one has nothing wrong. */
enum status selection_costs_found(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                  struct selection_findings *ret_findings, struct error *err);
/* SELECTION_COST_WRONG while the stored sheet breaks a limit; an application without one is ready.
 */
enum status selection_costs_ready(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                  struct error *err);
/* Call after an approval: the sheet becomes the budget of the agreement (programme.h). */
enum status selection_agreed(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             struct error *err);
/* Each row beside the lines of applications before it. Explains; never blocks. */
enum status selection_prices(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             struct selection_prices *ret_prices, struct error *err);
struct selection_supplier {
    int64_t open_projects, applications;
};
enum status selection_supplier(struct store_tx *tx, int64_t supplier_id,
                               struct selection_supplier *ret_supplier, struct error *err);

#endif
