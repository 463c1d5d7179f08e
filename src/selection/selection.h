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
 *   - A reviewer from the applicant cannot be seated; a mentor who visited is named in the minutes.
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
    int64_t application_id;
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
    const char *signer, *basis;
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
    const char *ko, *en, *basis;
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
    size_t row;     /* of the cost sheet */
    size_t earlier; /* lines of that model and spec in other applications */
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

#endif
