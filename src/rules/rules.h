/* rules.h -- a programme's rules as a document, and the split of a cost among its funders.
 *
 * Rules of a year are documents ("dure.rules", version 2): no ratio, cap or step
 * is in C. A rule document names the funders in order, how each share is found
 * and its limits, the rounding, the steps and the legal basis of each value.
 *
 * Version 1 had funders, tranches, cost items and steps only; it still loads, and keeps its hash.
 *
 * Pure: no I/O, no clock. Promises, each with a test of the same words:
 *   - The shares add up to the total exactly, for any number of funders.
 *   - No share passes its cap or its legal bound.
 *   - Tranches follow the agreed shares by cumulative difference; the last lands on the agreement.
 *   - What cannot be funded is refused early, saying what could be.
 *   - Before anything is agreed it is known what is due with which tranche, and how much in kind.
 *
 * The rounding rule is platform-facts B4: funders with an upper bound are floored, one funder
 * (the `remainder` one) takes the rest and must not fall below its legal minimum.
 *
 * Uses: kit. */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/json.h"
#include "kit/money.h"

#define REASON REASON_DECLARE
#include "rules/reasons.def"
#undef REASON

enum {
    RULES_FUNDERS_MAX = 16,
    RULES_SLABS_MAX = 8,
    RULES_STEPS_MAX = 256,
    RULES_MACHINES_MAX = 32,
    RULES_STATES_MAX = 24,
    RULES_TRANCHES_MAX = 16,
    RULES_COSTS_MAX = 64,
    RULES_LIST_MAX = 64, /* conditions, forms, sheets ... of one document */
    RULES_UPLOADS_MAX = 3,
    RULES_PROBLEMS_MAX = 50
};

/* A number that no publication gives and the operating body has not set: null in the document.
 * Whoever needs it refuses; `basis` says whose it is to set. */
#define RULES_UNSET (-1)

/* How sure a value is, as the document says ("evidence"). */
enum rules_evidence {
    RULES_LAW,          /* text of a law or decree */
    RULES_RULE,         /* official notice */
    RULES_SCREEN,       /* text of the programme's own management system */
    RULES_PRESS,        /* newspapers */
    RULES_STUDY,        /* studies */
    RULES_DERIVED,      /* computed from one of the above */
    RULES_WEAK,         /* one unverified source, or sources that contradict each other */
    RULES_SISTER,       /* rule of a sister programme, standing in */
    RULES_CONFIGURED,   /* set by the operating body */
    RULES_NOT_PUBLISHED /* not found in any readable text; the value is null */
};

enum rules_party { RULES_GOVERNMENT, RULES_SPONSOR, RULES_ADOPTER, RULES_LOCAL, RULES_OTHER };

/* ---- who pays ---- */

/* A part of the total with a ratio of its own: the won above the slab before, up to `up_to`. */
struct rules_slab {
    struct money up_to; /* won 0: without end; only the last */
    int64_t share_bp;
};

struct rules_funder {
    const char *id; /* "government", "sponsor", "adopter", "province" ... */
    const char *ko, *en;
    enum rules_party party;
    int64_t share_bp;         /* its part of the total, in basis points; all add up to 10000 */
    int64_t min_bp;           /* legal minimum of the total, 0 without */
    int64_t max_bp;           /* legal maximum of the total, 10000 without */
    struct money cap;         /* highest amount; won 0 without */
    struct money monthly_cap; /* highest amount a head and month; won 0 without */
    bool remainder;           /* exactly one: takes what rounding and caps leave */
    int64_t in_kind_max_bp;   /* in-kind at most this part of its own share; RULES_UNSET */
    const struct rules_slab *slabs; /* none: share_bp for every won */
    size_t slab_count;
    const char *basis;    /* legal basis in Korean, with its source */
    const char *basis_en; /* the same in English, "" where there is none */
    enum rules_evidence evidence;
};

/* ---- who may come in ----
 *
 * A condition looks at one fact of a firm (rules/facts.def) and says yes, no or, while the fact is
 * not known, unknown. The same form serves eligibility, exclusion and bonus points. */

enum rules_test { RULES_IS, RULES_IS_NOT, RULES_AT_LEAST, RULES_AT_MOST, RULES_ANY_OF };

struct rules_condition {
    const char *id, *ko, *en; /* words: the reason given when it decides */
    const char *fact;         /* rules/facts.def */
    enum rules_test test;
    int64_t number;   /* AT_LEAST, AT_MOST, IS of a number; yes 1 and no 0 */
    const char *word; /* IS, IS_NOT of a word; ANY_OF: words with a blank between */
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

struct rules_bonus {
    const char *id, *ko, *en;
    const char *group;    /* id of a bonus group */
    int64_t points_milli; /* thousandths of a point; RULES_UNSET */
    const char *fact;     /* holds when this fact is yes */
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

struct rules_bonus_group {
    const char *id, *ko, *en;
    int64_t max_milli; /* RULES_UNSET */
};

/* ---- what is handed in ---- */

struct rules_form {
    const char *id, *ko, *en;
    const char *stage;     /* machine that asks for it */
    const char *types;     /* endings allowed, with a blank between: "pdf hwpx xlsx" */
    bool required, upload; /* upload false: filled in on the page or pulled from a register */
    const char *basis, *basis_en;
};

struct rules_cost_item {
    const char *id, *ko, *en;
    int64_t max_bp;     /* of `of`, 10000 without */
    const char *of;     /* "total", a funder's id, or ids of cost items with '+' between */
    bool negative;      /* discounts */
    bool attachment;    /* a file must be with it */
    const char *funder; /* counted in the share of this funder; "" without */
    const char *basis, *basis_en;
};

/* ---- how it is judged ---- */

struct rules_grade {
    const char *id, *ko, *en;
    int64_t points_milli; /* RULES_UNSET */
};
struct rules_sheet_item {
    const char *id, *ko, *en;
    int64_t weight_bp; /* of the sheet; all add up to 10000, or all RULES_UNSET */
};
struct rules_sheet {
    const char *id, *ko, *en;
    const struct rules_sheet_item *items;
    size_t item_count;
    const struct rules_grade *grades; /* the answers of every item, best first */
    size_t grade_count;
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

struct rules_review {
    const char *id, *ko, *en;
    const char *machine;    /* that it belongs to: "visit", "scoring" */
    const char *sheet;      /* id of a sheet, "" without */
    int64_t reviewers;      /* RULES_UNSET */
    int64_t drop_each_side; /* scores left out at either end before the mean */
    int64_t weight_bp;      /* in the composite score; all add up to 10000, or all RULES_UNSET */
    int64_t pass_milli;     /* RULES_UNSET: no pass line known */
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

/* ---- how it goes on ---- */

/* One edge of a machine: who may go from where to where, and by when. */
struct rules_step {
    const char *id, *ko, *en;
    const char *machine;     /* id of its machine; "" in version 1 */
    const char *from, *to;   /* states of that machine; "" in version 1 */
    const char *role;        /* who acts, people/roles.def; "system": a clock or a program */
    const char *deputy_role; /* who acts in that one's place; "" without */
    int deadline_days;       /* counted from entering `from`; 0 without; RULES_UNSET */
    int deadline_months;     /* the same in calendar months; 0 without */
    bool working;            /* the days are working days */
    const char *article;     /* legal basis, named whenever a step is refused */
    const char *article_en;  /* the same in English, "" where there is none */
    enum rules_evidence evidence;
};

struct rules_state {
    const char *id, *ko, *en;
    bool end; /* nothing is open any more */
};

/* A sub-process of a case: application, visit, scoring, objection, agreement, start_report,
 * milestone, payment, change, inspection, settlement, recovery, kpi, follow_up, closing. */
struct rules_machine {
    const char *id, *ko, *en;
    const char *first; /* state it begins in */
    bool once;         /* at most one of it in a case: the objection */
    const struct rules_state *states;
    size_t state_count;
};

struct rules_proof {
    const char *id, *ko, *en; /* guarantee_valid, business_alive, report_approved ... */
};
struct rules_tranche {
    const char *id, *ko, *en;
    int64_t share_bp;      /* of the agreement; all add up to 10000, or all RULES_UNSET */
    const char *condition; /* done first: "start_report.accept"; in version 1 a step */
    const struct rules_proof *proofs; /* each must be there as well */
    size_t proof_count;
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

/* What may be changed after the agreement, and in which lane. */
enum rules_lane { RULES_LANE_SELF, RULES_LANE_APPROVAL, RULES_LANE_FORBIDDEN };

struct rules_change {
    const char *id, *ko, *en; /* contact, account, period, cost, address, supplier, kpi ... */
    enum rules_lane lane;
    int64_t limit;    /* in `unit`: above it the next lane of the same `subject`; 0 without */
    const char *unit; /* "month", "basis_point", "" */
    const char *subject;
    int64_t times; /* how often in a case; 0 without */
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

struct rules_kpi {
    const char *id, *ko, *en;
    const char *area; /* P, Q, C, D, E */
    const char *unit;
    bool more; /* better when larger */
    bool core;
    const char *basis, *basis_en;
};

struct rules_sanction {
    const char *id, *ko, *en; /* cause */
    int64_t ban_months_max;   /* RULES_UNSET */
    bool recovery;            /* the money goes back */
    int64_t recovery_bp;      /* part of it; RULES_UNSET */
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

/* A period or a limit that belongs to the programme and to no step. */
struct rules_term {
    const char *id, *ko, *en; /* build, after_service, follow_up, change_after_cause ... */
    int64_t value;            /* RULES_UNSET */
    const char *unit;         /* day, working_day, month, year, times, basis_point, won */
    const char *basis, *basis_en;
    enum rules_evidence evidence;
};

/* ---- the document ---- */

struct rules_document {
    int64_t form;    /* 1 or 2: version of the format it came in and is hashed in */
    const char *key; /* "winwin-2025-advanced" */
    int64_t version; /* counts up a key */
    int year;
    const char *ko, *en; /* name */
    const char *basis, *basis_en;
    enum rules_evidence evidence;
    const char *programme, *type;      /* "winwin", "advanced"; "" in version 1 */
    const char *sponsors;              /* kinds of sponsors, with a blank between */
    struct money total_min, total_max; /* total_max won 0 without */
    struct money unit;                 /* requested cost is cut below this (1,000 won: F2.2) */

#define RULES_LIST(type, name, count)                                                              \
    const struct type *name;                                                                       \
    size_t count;
    RULES_LIST(rules_funder, funders, funder_count)
    RULES_LIST(rules_condition, eligibility, eligibility_count) /* each must hold */
    RULES_LIST(rules_condition, exclusion, exclusion_count)     /* none may hold */
    RULES_LIST(rules_bonus_group, bonus_groups, bonus_group_count)
    RULES_LIST(rules_bonus, bonuses, bonus_count)
    RULES_LIST(rules_form, forms, form_count)
    RULES_LIST(rules_cost_item, costs, cost_count)
    RULES_LIST(rules_sheet, sheets, sheet_count)
    RULES_LIST(rules_review, reviews, review_count)
    RULES_LIST(rules_machine, machines, machine_count)
    RULES_LIST(rules_step, steps, step_count)
    RULES_LIST(rules_tranche, tranches, tranche_count)
    RULES_LIST(rules_change, changes, change_count)
    RULES_LIST(rules_kpi, kpis, kpi_count)
    RULES_LIST(rules_sanction, sanctions, sanction_count)
    RULES_LIST(rules_term, terms, term_count)
#undef RULES_LIST
};

/* ---- judging ---- */

enum rules_fact_kind { RULES_FLAG, RULES_NUMBER, RULES_WORD };
struct rules_fact {
    const char *id, *ko, *en;
    enum rules_fact_kind kind;
    const char *words; /* of RULES_WORD, with a blank between */
};
size_t rules_fact_count(void);
const struct rules_fact *rules_fact(size_t index);        /* NULL past the end */
const struct rules_fact *rules_fact_find(const char *id); /* NULL: there is none */

/* What is known of one firm: at most one value a fact. */
struct rules_value {
    const char *fact;
    int64_t number;   /* of RULES_NUMBER; yes 1, no 0 */
    const char *word; /* of RULES_WORD */
};
struct rules_firm {
    const struct rules_value *values;
    size_t count;
};

/* RULES_FACT unless the fact exists and the value is of its kind. */
enum status rules_value_check(const struct rules_value *value, struct error *err);

enum rules_verdict { RULES_NO, RULES_YES, RULES_UNKNOWN };

enum rules_verdict rules_holds(const struct rules_condition *condition,
                               const struct rules_firm *firm);

/* One condition that keeps the firm out (NO) or might (UNKNOWN). */
struct rules_ground {
    const struct rules_condition *condition;
    bool exclusion;
    enum rules_verdict verdict; /* NO: it keeps the firm out; UNKNOWN: a fact is missing */
};
struct rules_judgement {
    enum rules_verdict eligible;
    struct rules_ground grounds[2 * RULES_LIST_MAX]; /* all that are not met, in their order */
    size_t ground_count;
    int64_t bonus_milli; /* of the facts that are known, each group cut at its most */
};
void rules_judge(const struct rules_document *rules, const struct rules_firm *firm,
                 struct rules_judgement *ret_judgement);

/* ---- comparing two versions ---- */

struct rules_difference {
    const char *place;          /* in the later one; in the earlier one for what is gone */
    const char *ko, *en;        /* "부담 주체 › 정부 › 한도액" */
    const char *before, *after; /* NULL: was not there, is gone */
};
struct rules_differences {
    struct rules_difference *at;
    size_t count;
};
/* Member by member; elements of a list are the same thing when their ids are. */
void rules_compare(struct arena *arena, const struct rules_document *before,
                   const struct rules_document *after, struct rules_differences *ret_differences);

/* ---- looking up ---- */

/* A basis for a reader of English: the Korean one where the document has no other. */
static inline const char *rules_in_english(const char *basis_en, const char *basis)
{
    return *basis_en == '\0' ? basis : basis_en;
}

/* NULL where the document has no such thing. */
const struct rules_machine *rules_machine(const struct rules_document *rules, const char *id);
const struct rules_step *rules_step(const struct rules_document *rules, const char *machine,
                                    const char *id, const char *from);
const struct rules_term *rules_term(const struct rules_document *rules, const char *id);

/* The last day of a step whose `from` was entered on that day; year 0 where it has no deadline or
 * none is set. A term that ends on a day of rest ends on the next working day (Civil Act 161). */
struct day rules_deadline(const struct rules_step *step, struct day entered,
                          const struct holidays *holidays);

/* Everything that is wrong with a document, at most RULES_PROBLEMS_MAX, each with its place
 * ("/funders/0/cap"). What holds between the parts is judged once every part is right. */
struct rules_problems {
    struct error *at;
    size_t count;
};
void rules_validate(struct arena *arena, const char *bytes, size_t size,
                    struct rules_document *ret_rules, struct rules_problems *ret_problems);

enum status rules_read(struct arena *arena, const char *bytes, size_t size,
                       struct rules_document *ret_rules, struct error *err);
json_t *rules_write(const struct rules_document *rules); /* new reference */
json_t *rules_schema(void); /* JSON Schema of version 2, new reference */
const char *rules_hash(struct arena *arena, const struct rules_document *rules);

struct rules_split {
    struct money total;                    /* after cutting to the unit */
    struct money cut;                      /* what the cut left out */
    struct money share[RULES_FUNDERS_MAX]; /* in the order of the funders; add up to total */
    size_t count;
};

/* Who pays what. Refuses with what would be fundable in the text (RULES_NOT_FUNDABLE). */
enum status rules_split(const struct rules_document *rules, struct money total,
                        struct rules_split *ret_split, struct error *err);

/* The same without words for a refusal: quick, for whoever tries many. */
bool rules_can_split(const struct rules_document *rules, struct money total,
                     struct rules_split *ret_split);

/* The largest total not above `total` that the rules can fund; won 0 when there is none. */
struct money rules_fundable(const struct rules_document *rules, struct money total);

/* The same for money that is given a head and month ("monthly_cap"): the total is
 * a_month x heads x months, and each such cap is that many times as high. */
struct rules_months {
    struct money a_month;
    int64_t heads, months;
};
enum status rules_split_months(const struct rules_document *rules,
                               const struct rules_months *months, struct rules_split *ret_split,
                               struct error *err);

/* Month `month` (from 0) of `months` of a split: by cumulative difference, so that all months
 * together are the split. */
enum status rules_month(const struct rules_document *rules, const struct rules_split *split,
                        int64_t months, int64_t month, struct rules_split *ret_part,
                        struct error *err);

/* Is what each funder wants to give in kind inside its limit? In the order of the funders. */
enum status rules_in_kind(const struct rules_document *rules, const struct rules_split *split,
                          const struct money *in_kind, struct error *err);

/* Do the amounts, in the order of the cost items, add up to the total and keep every limit? */
enum status rules_costs(const struct rules_document *rules, const struct rules_split *split,
                        const struct money *amounts, struct error *err);

/* The most that the item of that index may cost beside the others. */
struct money rules_cost_most(const struct rules_document *rules, const struct rules_split *split,
                             const struct money *amounts, size_t index);

/* Can money be paid by these rules? RULES_UNSET_VALUE names the first value that is still to be
 * set by the operating body: rules are published only when it can. */
enum status rules_ready(const struct rules_document *rules, struct error *err);

/* The part of each funder in a payment, given what has been paid before: cumulative difference
 * of the agreed shares. `before` + `amount` must not pass the agreed total. */
enum status rules_tranche(const struct rules_split *agreed, size_t remainder, struct money before,
                          struct money amount, struct rules_split *ret_part, struct error *err);

/* The most that a funder may give in kind; false where the rules set no limit, or leave it open. */
bool rules_in_kind_most(const struct rules_document *rules, const struct rules_split *split,
                        size_t index, struct money *ret_most);

/* What each funder must have ready for a tranche, known before anything is agreed. */
struct rules_instalment {
    const struct rules_tranche *tranche;
    struct rules_split part;             /* in the order of the funders */
    const struct rules_step *opens;      /* must be taken first; NULL where no step is named so */
    const struct rules_machine *machine; /* that it belongs to; NULL in version 1 */
    const struct rules_step *term; /* that procedure's first step with a term; NULL: none is set */
    struct day due; /* at the latest, if agreed that day; year 0: the rules do not say */
    const char *basis, *basis_en; /* of the day, else of the tranche */
};
struct rules_instalments {
    struct rules_instalment at[RULES_TRANCHES_MAX];
    size_t count;
};

/* In the order of the tranches; all parts add up to the split. RULES_UNSET_VALUE where the shares
 * of the tranches are not set, RULES_TRANCHE_SMALL where a part would be below zero. */
enum status rules_instalments(const struct rules_document *rules, const struct rules_split *split,
                              struct day agreed, const struct holidays *holidays,
                              struct rules_instalments *ret_instalments, struct error *err);

#endif
