/* casework.h -- the engine of every procedure; it knows no particular one.
 *
 * A *machine* is a table of steps in a rule document: from which state to which, who may take the
 * step, within how many days, by which article. A *matter* is one run of a machine for one subject
 * (an application, an agreement, a payment). In each state the matter has a *task* for each role
 * that can go on from there. A task belongs to a post, never to a person; it has a deputy and a
 * day. The room above says which machines there are (struct casework_procedure) and what a step
 * asks for and does (struct casework_hook); what it does happens in the same transaction.
 *
 *     casework_open(tx, arena, &procedure, &opening, now, &id, err)
 *     casework_step(tx, arena, &procedure, caller, id, "approve", &input, now, err)
 *     casework_matter(tx, arena, &procedure, caller, id, now, &matter, err)   what is possible now
 *     casework_tasks(tx, arena, caller, &query, now, &tasks, err)             the work queue
 *
 * A step that is not possible now is refused with CASEWORK_STEP: the text names the article and
 * the steps that are. Who has no part in it is refused with CASEWORK_ROLE. What it rests on and is
 * not there is refused with CASEWORK_MISSING, naming each thing.
 *
 * Who may take a step: who holds a post of the step's role, or of its deputy role, in the
 * organisation that takes part for that role; who holds the post or the deputy post of the open
 * task; and the operating body's officer where no organisation takes part for it yet.
 *
 * Promises, each with a test of the same words in casework/test/:
 *   - An illegal step is refused, naming the article and what is possible.
 *   - A step belongs to its role and its organisation.
 *   - Every open task has a post, a deputy and a date.
 *   - A task outlives the person: who takes the post finds it, and so does the deputy.
 *   - A task that nobody holds is shown to the operating body.
 *   - Terms are counted in calendar or working days, and none ends on a holiday.
 *   - What a step asks for is checked by name and type, and nothing else is taken.
 *   - What the rules have once a case is opened once.
 *   - A step and its effect are kept together or not at all.
 *   - What happened to a matter is never changed.
 *   - Lists page by keyset, the most urgent first.
 *   - Tasks are found by procedure, state and programme.
 *   - A day of the calendar counts the tasks that end on it.
 *   - What could be begun is told with what it asks for.
 *   - Days of rest are told with their names.
 *
 * Uses: kit, store, people, rules, journal. Tables: db/migrations/0011_casework.sql. */
#ifndef CASEWORK_CASEWORK_H
#define CASEWORK_CASEWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/json.h"
#include "kit/list.h"
#include "people/people.h"
#include "rules/rules.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "casework/reasons.def"
#undef REASON

enum { CASEWORK_EVIDENCE_MAX = 20, CASEWORK_PAGE_MAX = 200, CASEWORK_NOTE_MAX = 2000 };

/* ---- matters ---- */

struct casework_party {
    enum people_kind kind;
    int64_t organisation_id;
    const char *organisation; /* its name, filled when read */
};

struct casework_evidence {
    const char *name;
    const char *sha256; /* 64 hexadecimal digits, lower case */
};
struct casework_evidences {
    struct casework_evidence *at;
    size_t count, room;
};

enum casework_type {
    CASEWORK_TEXT,
    CASEWORK_DAY,
    CASEWORK_MONEY,
    CASEWORK_WHOLE,
    CASEWORK_CHOICE,
    CASEWORK_LINES, /* a list of objects, which the hook's check reads */
    CASEWORK_MILLI  /* in lines: a number in thousandths */
};

/* What a value may be, as the rules or the registers have it. */
struct casework_option {
    const char *id, *ko, *en;
};
struct casework_options {
    struct casework_option *at;
    size_t count, room;
};
struct casework_context;
typedef enum status casework_offer_function(const struct casework_context *step,
                                            struct casework_options *options, struct error *err);

/* One thing that a step asks for. */
struct casework_value {
    const char *name;
    enum casework_type type;
    bool optional;
    const char *const *choices; /* CASEWORK_CHOICE; NULL at the end */
    const char *ko, *en;
    const struct casework_value *columns; /* CASEWORK_LINES: the members of a line */
    size_t column_count;
    casework_offer_function *offer;  /* what it may be; the step's own check still decides */
    struct casework_options options; /* filled when it is shown */
};
struct casework_values {
    const struct casework_value *at;
    size_t count;
};

struct casework_event {
    int64_t seq;
    const char *step, *from, *to;
    const char *ko, *en; /* casework_matter() only: of a step of the rules; NULL: of another */
    time_us at;
    int64_t person_id, organisation_id; /* 0: a clock did it */
    const char *name, *organisation;    /* NULL: the same */
    const char *article, *note;
    const char *article_en;        /* as ko, en; NULL also where the rules give one language */
    const char *given;             /* JSON object: the values given with the step */
    struct casework_values values; /* casework_matter() only: what they are called and may be */
    struct casework_evidences evidence;
};
struct casework_events {
    struct casework_event *at;
    size_t count, room;
};

struct casework_missing {
    const char *ko, *en, *article;
    const char *article_en; /* NULL where the rules give one language */
};
struct casework_missings {
    struct casework_missing *at;
    size_t count, room;
};

/* A step that leads on from the present state. */
struct casework_choice {
    const char *step, *to, *ko, *en, *role, *article;
    const char *article_en; /* NULL where the rules give one language */
    bool mine;              /* the reader may take it */
    bool evidence;
    struct casework_values values;
    struct casework_missings missing; /* empty: nothing stands in the way */
};
struct casework_choices {
    struct casework_choice *at;
    size_t count, room;
};

struct casework_task {
    int64_t id, matter_id, application_id, subject_id;
    const char *machine, *machine_ko, *machine_en, *subject_kind;
    const char *state, *role;
    const char *ko, *en; /* what is to be done: the steps that lead on */
    int64_t owner_id;    /* whose matter it is */
    int64_t organisation_id, overseer_id;
    const char *organisation;        /* NULL: nobody takes part for that role yet */
    int64_t post_id, deputy_post_id; /* 0: there is none */
    const char *post, *deputy;       /* their titles */
    const char *holder;              /* who holds the post now; NULL: nobody */
    time_us opened_at, due_at;       /* due_at 0: the rules name no term */
    time_us done_at;                 /* 0: open */
    bool overdue;
};
struct casework_tasks {
    struct casework_task *at;
    size_t count, room;
};

struct casework_matter {
    int64_t id;
    const char *machine, *ko, *en;
    int64_t rule_id;
    const char *subject_kind;
    int64_t subject_id, application_id;
    int64_t owner_id;
    const char *state, *state_ko, *state_en; /* names: casework_matter() only */
    time_us opened_at, closed_at;            /* closed_at 0: it goes on */
    struct {
        struct casework_party *at;
        size_t count, room;
    } parties;
    struct casework_events events;   /* casework_matter() only */
    struct casework_tasks tasks;     /* casework_matter() only: the open ones */
    struct casework_choices choices; /* casework_matter() only */
};
struct casework_matters {
    struct casework_matter *at;
    size_t count, room;
};

/* ---- what the room above gives ---- */

struct casework_procedure;

/* A step under way, for hooks. */
struct casework_context {
    struct store_tx *tx;
    struct arena *arena;
    const struct casework_procedure *procedure;
    const struct people_caller *caller; /* NULL: a clock */
    const struct casework_matter *matter;
    const struct rules_step *step;
    struct json values; /* an object with the values of the hook, checked */
    const char *note;
    struct casework_evidences evidence;
    time_us now;
};

/* What stands in the way of the step whatever is given with it; also asked when a matter is only
 * looked at, so it changes nothing. casework_misses() adds a line. */
typedef enum status casework_missing_function(const struct casework_context *step,
                                              struct casework_missings *missing, struct error *err);
/* `check` refuses, before anything is written; `effect` writes, after the step has been. */
typedef enum status casework_function(const struct casework_context *step, struct error *err);

struct casework_hook {
    const char *machine, *step; /* step "open": when a matter is opened */
    struct casework_values values;
    bool evidence; /* at least one document is wanted */
    bool step_up;  /* a fresh proof of who it is (people.h) */
    casework_missing_function *missing;
    casework_function *check, *effect;
};

struct casework_hooks {
    const struct casework_hook *at;
    size_t count;
};

struct casework_procedure {
    int64_t rule_id; /* the version of the rule document */
    const struct rules_document *rules;
    const struct casework_hooks *hooks; /* tables of them: one a file of the room above */
    size_t hooks_count;
    struct holidays holidays; /* casework_holidays() */
};

void casework_misses(const struct casework_context *step, struct casework_missings *missing,
                     const char *ko, const char *en, const char *article);

/* The days of the table of holidays, and one more of them. */
enum status casework_holidays(struct store_tx *tx, struct arena *arena,
                              struct holidays *ret_holidays, struct error *err);
enum status casework_holiday_add(struct store_tx *tx, struct day day, const char *name,
                                 struct error *err);

/* The same with their names, both ends included. */
struct casework_named_day {
    const char *day, *name;
};
struct casework_named_days {
    struct casework_named_day *at;
    size_t count, room;
};
enum status casework_holidays_between(struct store_tx *tx, struct arena *arena, struct day from,
                                      struct day until, struct casework_named_days *ret_list,
                                      struct error *err);

/* The last moment of a term of so many days that begins now: the first day does not count, and a
 * term that would end on a holiday ends on the next working day (Civil Act art. 157 and 161). */
time_us casework_term(time_us from, int days, bool working, const struct holidays *holidays);

/* ---- running ---- */

struct casework_input {
    const char *note; /* NULL: "" */
    json_t *values;   /* an object; NULL: none */
    struct casework_evidences evidence;
};

struct casework_opening {
    const char *machine, *subject_kind;
    int64_t subject_id;
    int64_t application_id; /* 0: none */
    int64_t owner_id;       /* organisation whose data it is about; 0: nobody's */
    const struct casework_party *parties;
    size_t party_count;
    const struct people_caller *caller; /* NULL: a clock */
    bool by_right;                      /* only who may take a first step may open it */
    struct casework_input input;        /* for the hook of the step "open" */
};

/* CASEWORK_MACHINE when the rules have no such machine; CASEWORK_ONCE when they have it once a case
 * and it was opened before. */
enum status casework_open(struct store_tx *tx, struct arena *arena,
                          const struct casework_procedure *procedure,
                          const struct casework_opening *opening, time_us now, int64_t *ret_id,
                          struct error *err);

/* caller NULL: a clock takes the step, whoever it belongs to. */
enum status casework_step(struct store_tx *tx, struct arena *arena,
                          const struct casework_procedure *procedure,
                          const struct people_caller *caller, int64_t matter_id, const char *step,
                          const struct casework_input *input, time_us now, struct error *err);

/* A party that joins, or takes the place of another of its kind; open tasks find their posts
 * anew. Written into the history. */
enum status casework_join(struct store_tx *tx, struct arena *arena,
                          const struct casework_procedure *procedure,
                          const struct people_caller *caller, int64_t matter_id,
                          const struct casework_party *party, time_us now, struct error *err);

/* Another post, another deputy for an open task: by the task's own organisation or the operating
 * body. 0 leaves one as it is. Both are posts of the task's organisation, the deputy may be one of
 * the operating body's. */
enum status casework_assign(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t task_id, int64_t post_id,
                            int64_t deputy_post_id, time_us now, struct error *err);

/* The posts that casework_assign() would take of this caller: the task's own organisation's, and as
 * deputies the operating body's too. Whom it would refuse is refused here with the same reason. */
struct casework_post {
    int64_t id;
    const char *title, *role, *organisation;
    const char *holder; /* NULL: nobody */
    bool deputy_only;
};
struct casework_posts {
    struct casework_post *at;
    size_t count, room;
};
enum status casework_posts(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t task_id, time_us now,
                           struct casework_posts *ret_list, struct error *err);

/* ---- looking ---- */

/* With its history, its open tasks and, as the caller (may be NULL) sees them, its choices. */
enum status casework_matter(struct store_tx *tx, struct arena *arena,
                            const struct casework_procedure *procedure,
                            const struct people_caller *caller, int64_t id, time_us now,
                            struct casework_matter *ret_matter, struct error *err);
/* Only its own row and its parties. STORE_NO_ROW. */
enum status casework_matter_row(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct casework_matter *ret_matter, struct error *err);

/* Of one application, in the order they were opened; `after` the id of the last one before. */
enum status casework_matters(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             int64_t after, int most, struct casework_matters *ret_list,
                             struct error *err);
/* Those still going on of one machine in one state, by their ids. */
enum status casework_open_matters(struct store_tx *tx, struct arena *arena, const char *machine,
                                  const char *state, int64_t after, int most,
                                  struct casework_matters *ret_list, struct error *err);
/* All of that machine for one subject, oldest first. */
enum status casework_of_subject(struct store_tx *tx, struct arena *arena, const char *machine,
                                const char *subject_kind, int64_t subject_id,
                                struct casework_matters *ret_list, struct error *err);
/* A procedure that could be begun. */
struct casework_beginning {
    const char *machine, *ko, *en, *article;
    const char *article_en; /* NULL where the rules give one language */
    bool evidence;
    struct casework_values values;
    struct casework_missings missing; /* empty: nothing stands in the way */
};
struct casework_beginnings {
    struct casework_beginning *at;
    size_t count, room;
};
/* Those that casework_open() would let the caller of the opening begin by right; its machine and
 * input are not looked at. */
enum status casework_beginnings(struct store_tx *tx, struct arena *arena,
                                const struct casework_procedure *procedure,
                                const struct casework_opening *opening, time_us now,
                                struct casework_beginnings *ret_list, struct error *err);
/* Its events in their order, with their evidence. */
enum status casework_events(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                            struct casework_events *ret_events, struct error *err);
/* The newest event of that step; NULL when it was never taken. */
const struct casework_event *casework_last(const struct casework_events *events, const char *step);

/* Whose tasks: those of the caller's post, also as deputy; only as deputy; of his organisation; of
 * all cases that his organisation oversees; of those the ones that nobody holds. */
enum casework_scope {
    CASEWORK_MINE,
    CASEWORK_DEPUTY,
    CASEWORK_ORGANISATION,
    CASEWORK_OVERSEEN,
    CASEWORK_UNHELD
};

struct casework_query {
    enum casework_scope scope;
    const char *machine, *state; /* only of that procedure, in that state; NULL: of all */
    int64_t programme_id;        /* only of matters under its rules; 0: of all */
    time_us due_from, due_until; /* due in [from, until); 0: open end */
    int64_t after;               /* id of the last task of the page before; 0: from the start */
    int most;                    /* 1 .. CASEWORK_PAGE_MAX */
};

/* The most urgent first. */
enum status casework_tasks(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, const struct casework_query *query,
                           time_us now, struct casework_tasks *ret_tasks, struct error *err);
enum status casework_task(struct store_tx *tx, struct arena *arena, int64_t id, time_us now,
                          struct casework_task *ret_task, struct error *err);

/* Of how many open tasks each day of Korea in [from, until) is the last day; days without one are
 * left out. Of the caller's organisation, or of all cases that it oversees. */
struct casework_day {
    struct day day;
    int64_t open, overdue;
};
struct casework_days {
    struct casework_day *at;
    size_t count, room;
};
enum status casework_days(struct store_tx *tx, struct arena *arena,
                          const struct people_caller *caller, enum casework_scope scope,
                          struct day from, struct day until, time_us now,
                          struct casework_days *ret_days, struct error *err);

#endif
