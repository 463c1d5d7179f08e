/* notice.h -- calls: a programme takes applications for some days, for some firms, with a budget.
 *
 *     operating body:  notice_make -> notice_edit -> notice_step "open" -> "extend" -> "close"
 *     funders:         notice_pledge                   designated to the call
 *     firm:            notice_apply                    under an open call, by its version of rules
 *     decisions:       notice_decides                  before an application is handed in, approved
 *
 * "notice", because a call is something else in api/ and in SQL. A call is bound to one version
 * of a rule document from its opening on; its steps are a table (states.def). A programme whose
 * rules have a step "apply" in a machine "call" takes applications under a call only; every other
 * takes both.
 *
 * Promises, each with a test of the same words in notice/test/:
 *   - A call opens only with a budget in the ratio of its rules, from those who may pay it.
 *   - A call promises no won that is not pledged, and no won twice.
 *   - Applications come in while the call is open; before and after the refusal names article and
 *     days.
 *   - What was handed in while it was open may be completed afterwards.
 *   - No more firms are approved than the call has places for.
 *   - A firm is told of a call with its consent only, and once.
 *   - A step outside the table of steps is refused.
 *   - A province and a city named by the call pay their parts through the book.
 *   - A programme without calls is applied for as before, unless its rules want a call.
 *
 * Uses: kit, store, rules, people, journal, programme. Tables: db/migrations/0018_call.sql. */
#ifndef NOTICE_NOTICE_H
#define NOTICE_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/money.h"
#include "people/people.h"
#include "programme/programme.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "notice/reasons.def"
#undef REASON

enum { NOTICE_PAPERS_MAX = 20, NOTICE_LIST_MAX = 500 };

struct notice_funder {
    const char *funder; /* id in the rules */
    const char *ko, *en, *party;
    int64_t organisation_id;
    const char *organisation;
    struct money amount; /* what the call promises of it */
    struct money agreed; /* in agreements that came of the call */
};
struct notice_funders {
    struct notice_funder *at;
    size_t count, room;
};

struct notice_paper {
    const char *name;
    bool required;
};
struct notice_papers {
    struct notice_paper *at;
    size_t count, room;
};

struct notice_event {
    time_us at;
    const char *action, *note;
};
struct notice_events {
    struct notice_event *at;
    size_t count, room;
};

struct notice {
    int64_t id;
    const char *uuid, *number;
    const char *state; /* as it was decided: states.def */
    const char *phase; /* as the clock says: draft, announced, open, closed, finished, withdrawn */
    int64_t days_left; /* while open: 0 on the last day */
    const char *programme; /* key of the rules */
    const char *programme_ko, *programme_en;
    int64_t rule_id, programme_version;
    int64_t operator_id, sponsor_id; /* sponsor_id 0: the rules have no sponsor */
    const char *operator_name, *sponsor;
    const char *title, *body, *who, *basis;
    int64_t quota, submitted, approved; /* firms */
    time_us opens_at, closes_at;
    struct money support;                  /* of all its funders */
    struct money support_min, support_max; /* for one firm, by the rules; max won 0: no upper end */
    struct notice_funders funders;
    struct notice_papers papers;
    struct notice_events history;
    time_us created_at, changed_at;
    time_us opened_at; /* 0: not yet */
};
struct notices {
    struct notice *at;
    size_t count, room;
};

struct notice_draft {
    const char *programme;
    const char *title, *body, *who, *basis;
    int64_t sponsor_id; /* 0: none */
    int64_t quota;
    time_us opens_at, closes_at;
    struct notice_funders funders; /* funder, organisation_id, amount */
    struct notice_papers papers;
};

enum status notice_make(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, const struct notice_draft *draft,
                        time_us now, int64_t *ret_id, struct error *err);
/* The whole draft anew, under the newest rules. NOTICE_STEP once it has been opened. */
enum status notice_edit(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, int64_t id,
                        const struct notice_draft *draft, time_us now, struct error *err);

struct notice_move {
    const char *action; /* states.def */
    const char *note;
    time_us closes_at; /* "extend" only: the new end */
};
enum status notice_step(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, int64_t id,
                        const struct notice_move *move, time_us now, struct error *err);

enum status notice_get(struct store_tx *tx, struct arena *arena, int64_t id, time_us now,
                       struct notice *ret_notice, struct error *err);
enum status notice_find(struct store_tx *tx, struct arena *arena, const char *uuid, time_us now,
                        struct notice *ret_notice, struct error *err);
/* The newest first: what has been announced, and the drafts in which the organisation takes part
 * (0: none). */
enum status notice_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                        time_us now, struct notices *ret_list, struct error *err);

/* The caller's organisation pledges what the call promises of it, or a part: a contribution
 * (programme.h) designated to the call. */
enum status notice_pledge(struct store_tx *tx, struct arena *arena,
                          const struct people_caller *caller, int64_t id, struct money amount,
                          time_us now, int64_t *ret_contribution_id, struct error *err);

/* An application's draft under the call, by its sponsor, its payers and its version of the rules;
 * id 0: under none, which NOTICE_REQUIRED refuses where the rules want one. */
enum status notice_apply(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t id,
                         const struct programme_draft *draft, time_us now,
                         int64_t *ret_application_id, struct error *err);

/* May this application be handed in ("submit"), approved ("approve") as far as its call goes? */
enum status notice_decides(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           const char *action, time_us now, struct error *err);

/* ---- recruitment: whom to tell of a call ---- */

/* The firm's own word on being told of calls: the newest counts, and without one it is not told. */
enum status notice_consent_give(struct store_tx *tx, const struct people_caller *caller, bool given,
                                time_us now, struct error *err);
enum status notice_consent(struct store_tx *tx, int64_t organisation_id, bool *ret_given,
                           struct error *err);

struct notice_reach {
    const char *region; /* NULL: all */
    bool root, past;    /* only root industry; only who has applied before */
};
struct notice_reached {
    int64_t added, without_consent;
};
enum status notice_outreach_add(struct store_tx *tx, const struct people_caller *caller, int64_t id,
                                const struct notice_reach *reach, time_us now,
                                struct notice_reached *ret_reached, struct error *err);
struct notice_told {
    int64_t organisation_id;
    const char *way, *answer, *note;
};
/* Once a firm; NOTICE_CONSENT when it has taken its word back. */
enum status notice_outreach_told(struct store_tx *tx, const struct people_caller *caller,
                                 int64_t id, const struct notice_told *told, time_us now,
                                 struct error *err);
enum status notice_outreach_answered(struct store_tx *tx, int64_t id,
                                     const struct notice_told *answered, time_us now,
                                     struct error *err);
struct notice_contact {
    int64_t organisation_id;
    const char *organisation, *region;
    const char *source; /* register, past */
    bool consent, applied;
    const char *told_by, *way, *answer, *note;
    time_us told_at, answered_at; /* 0: not yet */
};
struct notice_contacts {
    struct notice_contact *at;
    size_t count, room;
};
enum status notice_outreach(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct notice_contacts *ret_list, struct error *err);

/* The call of an application; 0: none. */
enum status notice_of(struct store_tx *tx, int64_t application_id, int64_t *ret_id,
                      struct error *err);

#endif
