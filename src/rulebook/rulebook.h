/* rulebook.h -- rule documents on their way to publication.
 *
 *     rulebook_draft_make -> rulebook_draft_change ... -> rulebook_examine, rulebook_differences,
 *     rulebook_simulate (as often as wanted) -> somebody else: rulebook_publish
 *
 * A draft is kept as it was typed, right or wrong, so that no work is lost. What is published is a
 * version of its own in the store of programme; applications stay with the one they were made
 * under.
 *
 * Promises, each with a test of the same words in rulebook/test/:
 *   - A draft is kept as typed and told everything that is wrong with it.
 *   - Nobody publishes what he has written in.
 *   - Only the next version of its key is published, and only when money could be paid by it.
 *   - A simulation changes nothing and says who would come in, who would not, and whose money
 * moves.
 *   - A case stays bound to the version it was made under.
 *   - A fact that is not known is counted as unknown, not as no.
 *
 * Uses: kit, store, people, rules, programme. Tables: db/migrations/0010_rulebook.sql. */
#ifndef RULEBOOK_RULEBOOK_H
#define RULEBOOK_RULEBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/money.h"
#include "people/people.h"
#include "programme/programme.h"
#include "rules/rules.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "rulebook/reasons.def"
#undef REASON

enum { RULEBOOK_BYTES_MAX = 512 << 10, RULEBOOK_TITLE_MAX = 120 };

/* ---- drafts ---- */

struct rulebook_draft {
    int64_t id, organisation_id;
    const char *organisation, *title, *document, *state; /* draft, published, dropped */
    const char **authors;                                /* everybody who has written in it */
    int64_t *author_ids;
    size_t author_count;
    const char *key;                              /* NULL while the document cannot be read */
    int64_t version;                              /* 0 while it cannot */
    int64_t problems;                             /* how many there are */
    const char *publisher;                        /* NULL: not yet */
    time_us created_at, changed_at, published_at; /* 0: not yet */
};
struct rulebook_drafts {
    struct rulebook_draft *at;
    size_t count;
};

enum status rulebook_draft_make(struct store_tx *tx, const struct people_caller *caller,
                                const char *title, const char *document, time_us now,
                                int64_t *ret_id, struct error *err);
/* NULL: as it is. The caller becomes one of its authors. */
enum status rulebook_draft_change(struct store_tx *tx, const struct people_caller *caller,
                                  int64_t id, const char *title, const char *document, time_us now,
                                  struct error *err);
enum status rulebook_draft_drop(struct store_tx *tx, int64_t id, time_us now, struct error *err);
enum status rulebook_draft(struct store_tx *tx, struct arena *arena, int64_t id,
                           struct rulebook_draft *ret_draft, struct error *err);
/* Newest first, at most 100; their documents are left out (NULL). */
enum status rulebook_drafts(struct store_tx *tx, struct arena *arena,
                            struct rulebook_drafts *ret_drafts, struct error *err);

/* Everything that keeps it from being published, by anybody. */
enum status rulebook_examine(struct store_tx *tx, struct arena *arena,
                             const struct rulebook_draft *draft,
                             struct rules_problems *ret_problems, struct error *err);

/* What changes against the version in force; nothing for a key that is new. Fails with the first
 * problem of a draft that cannot be read. */
enum status rulebook_differences(struct store_tx *tx, struct arena *arena,
                                 const struct rulebook_draft *draft,
                                 struct rules_differences *ret_differences, struct error *err);

enum status rulebook_publish(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t id, time_us now,
                             int64_t *ret_rule_id, struct error *err);

/* ---- what is known of a firm that applied ---- */

struct rulebook_fact {
    struct rules_value value;
    const char *source; /* the paper or register it was found in */
    time_us recorded_at;
};
struct rulebook_facts {
    struct rulebook_fact *at;
    size_t count;
};
enum status rulebook_facts_put(struct store_tx *tx, const struct people_caller *caller,
                               int64_t application_id, const struct rulebook_fact *facts,
                               size_t count, time_us now, struct error *err);
enum status rulebook_facts(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           struct rulebook_facts *ret_facts, struct error *err);
/* By the rules that the application was made under, which the grounds point into. */
enum status rulebook_judge(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           struct rules_judgement *ret_judgement, struct error *err);

/* ---- trying a draft on the past ---- */

enum {
    RULEBOOK_PARTIES = RULES_OTHER + 1,
    RULEBOOK_TRIED_MAX = 20000, /* the newest applications; older ones are not looked at */
    RULEBOOK_CHANGED_MAX = 500
};

/* One side of the comparison. Money is of those applications that the rules can fund and do not
 * keep out. */
struct rulebook_outcome {
    int64_t eligible, ineligible, unknown;
    int64_t fundable, not_fundable; /* by their total */
    struct money by_party[RULEBOOK_PARTIES], total;
};
/* An application that fares otherwise: eligibility, or what the firm itself pays. */
struct rulebook_changed {
    int64_t application_id, adopter_id;
    const char *number;
    enum rules_verdict before, after;
    struct money total, firm_before, firm_after; /* won 0: not funded */
    const char *ground_ko, *ground_en;           /* what keeps it out after; NULL: nothing */
};
struct rulebook_simulation {
    int64_t applications;
    struct rulebook_outcome before, after; /* before: each by the version it was made under */
    struct rulebook_changed *changed;      /* at most RULEBOOK_CHANGED_MAX */
    size_t changed_count;
};
/* On the applications of `programme`, or of all programmes for "". */
enum status rulebook_simulate(struct store_tx *tx, struct arena *arena,
                              const struct rulebook_draft *draft, const char *programme,
                              struct rulebook_simulation *ret_simulation, struct error *err);

#endif
