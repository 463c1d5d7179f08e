/* Reviewers' seats: given through the gate, each with a procedure of its own. */
#include "kit/text.h"
#include "selection/selection_private.h"
#include "selection_queries_sql.h"

/* The post that a person holds now. */
struct sitter {
    int64_t person_id, organisation_id, post_id;
    enum people_kind kind;
    const char *role, *name;
};

static enum status read_sitter(struct store_tx *tx, struct arena *arena, int64_t person_id,
                               struct sitter *ret_sitter, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct sitter sitter = {.person_id = person_id};
    enum status st = store_one(tx, sql_seat_holding, STORE_VALUES(v_int(person_id)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW
                   ? FAIL_AT(err, SELECTION_POST, "/person_id", "the person holds no post")
                   : st;
    sitter.post_id = store_int(rows, 0);
    sitter.organisation_id = store_int(rows, 1);
    sitter.role = store_text(rows, 3, arena);
    sitter.name = store_text(rows, 4, arena);
    st = people_kind_find(store_text(rows, 2, arena), &sitter.kind, err);
    if (st == STATUS_OK)
        *ret_sitter = sitter;
    return st;
}

/* Is there a step of the review that this role takes? The operating body's steps do not count. */
static bool may_review(const struct rules_document *rules, const char *machine,
                       const struct sitter *sitter)
{
    for (size_t i = 0; i < rules->step_count; i++) {
        const struct rules_step *step = &rules->steps[i];
        if (text_same(step->machine, machine) && sitter->kind != KIND_OPERATOR &&
            (text_same(step->role, sitter->role) || text_same(step->deputy_role, sitter->role)))
            return true;
    }
    return false;
}

static enum status write_seat(struct store_tx *tx, int64_t application_id, const char *review,
                              const struct sitter *sitter, const struct people_caller *caller,
                              const struct selection_ties *ties, int64_t matter_id, time_us until,
                              time_us now, struct error *err)
{
    int64_t id = 0;
    enum status st = store_number(tx, sql_seat_insert,
                                  STORE_VALUES(v_int(application_id), v_text(review),
                                               v_int(sitter->person_id), v_int(matter_id),
                                               v_int(now), v_int(until), v_int(caller->user_id)),
                                  &id, err);
    for (enum selection_tie tie = 0; st == STATUS_OK && tie < TIE_COUNT; tie++)
        if (ties->has[tie])
            st = store_run(tx, sql_seat_minute_insert,
                           STORE_VALUES(v_int(id), v_text(selection_tie_info(tie)->name),
                                        v_text(selection_tie_info(tie)->article)),
                           NULL, err);
    return st;
}

/* The review's task waits at the sitter's own post, whoever else has such a post there. */
static enum status take_task(struct store_tx *tx, struct arena *arena,
                             const struct casework_procedure *procedure,
                             const struct people_caller *caller, int64_t matter_id,
                             const struct sitter *sitter, time_us now, struct error *err)
{
    struct casework_matter matter = {0};
    enum status st = casework_matter(tx, arena, procedure, caller, matter_id, now, &matter, err);
    for (size_t i = 0; st == STATUS_OK && i < matter.tasks.count; i++) {
        const struct casework_task *task = &matter.tasks.at[i];
        if (task->organisation_id == sitter->organisation_id && task->post_id != sitter->post_id)
            st = casework_assign(tx, arena, caller, task->id, sitter->post_id, 0, now, err);
    }
    return st;
}

static enum status open_review(struct store_tx *tx, struct arena *arena,
                               const struct casework_procedure *procedure,
                               const struct people_caller *caller, int64_t application_id,
                               const char *machine, const struct sitter *sitter, time_us now,
                               int64_t *ret_matter_id, struct error *err)
{
    /* The applicant has no part in it and does not own it: who judges him, and how, he learns from
     * the result. */
    const struct casework_party parties[] = {
        {.kind = KIND_OPERATOR, .organisation_id = caller->organisation_id},
        {.kind = sitter->kind, .organisation_id = sitter->organisation_id},
    };
    const struct casework_opening opening = {.machine = machine,
                                             .subject_kind = "application",
                                             .subject_id = application_id,
                                             .application_id = application_id,
                                             .parties = parties,
                                             .party_count = sizeof parties / sizeof *parties};
    int64_t id = 0;
    enum status st = casework_open(tx, arena, procedure, &opening, now, &id, err);
    if (st == STATUS_OK)
        st = take_task(tx, arena, procedure, caller, id, sitter, now, err);
    if (st == STATUS_OK)
        *ret_matter_id = id;
    return st;
}

enum status selection_seat_give(struct store_tx *tx, struct arena *arena,
                                const struct casework_procedure *procedure,
                                const struct people_caller *caller, int64_t application_id,
                                const char *review, int64_t person_id, time_us until, time_us now,
                                int64_t *ret_matter_id, struct error *err)
{
    const struct rules_review *found = review_find(procedure->rules, review);
    struct sitter sitter = {0};
    struct selection_ties ties = {0};
    int64_t matter_id = 0;
    if (found == NULL)
        return FAIL_AT(err, SELECTION_REVIEW, "/review", "\"%.60s\"", review);
    if (until <= now)
        return FAIL_AT(err, SELECTION_LATE, "/until", "the time of the review would be over");
    enum status st = read_sitter(tx, arena, person_id, &sitter, err);
    if (st == STATUS_OK)
        st = selection_gate(tx, arena, application_id, person_id, &ties, err);
    if (st == STATUS_OK)
        st = gate_refuse(&ties, err);
    if (st == STATUS_OK && !may_review(procedure->rules, found->machine, &sitter))
        st = FAIL_AT(err, SELECTION_POST, "/person_id", "%.60s takes no step of \"%.60s\"",
                     sitter.role, found->machine);
    if (st == STATUS_OK)
        st = open_review(tx, arena, procedure, caller, application_id, found->machine, &sitter, now,
                         &matter_id, err);
    if (st == STATUS_OK)
        st = write_seat(tx, application_id, review, &sitter, caller, &ties, matter_id, until, now,
                        err);
    if (st == STATUS_OK)
        *ret_matter_id = matter_id;
    else if (err->reason == &STORE_UNIQUE)
        st = FAIL_AT(err, SELECTION_POST, "/person_id", "%.60s has a seat in this review already",
                     sitter.name);
    return st;
}

static enum status add_minutes(struct store_tx *tx, struct arena *arena,
                               struct selection_seat *seat, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_seat_minutes, STORE_VALUES(v_int(seat->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &seat->minutes) = store_text(rows, 0, arena);
    return st;
}

enum status selection_seat_list(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                struct selection_seats *ret_seats, struct error *err)
{
    struct selection_seats seats = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_seat_list, STORE_VALUES(v_int(application_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &seats) = (struct selection_seat){.id = store_int(rows, 0),
                                                           .review = store_text(rows, 1, arena),
                                                           .person_id = store_int(rows, 2),
                                                           .name = store_text(rows, 3, arena),
                                                           .matter_id = store_int(rows, 4),
                                                           .state = store_text(rows, 5, arena),
                                                           .until_at = store_int(rows, 6),
                                                           .seated_at = store_int(rows, 7)};
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < seats.count; i++)
        st = add_minutes(tx, arena, &seats.at[i], err);
    if (st == STATUS_OK)
        *ret_seats = seats;
    return st;
}

enum status selection_seated(struct store_tx *tx, int64_t application_id, int64_t person_id,
                             time_us now, bool *ret_seated, struct error *err)
{
    int64_t count = 0;
    enum status st = store_number(tx, sql_seat_open,
                                  STORE_VALUES(v_int(application_id), v_int(person_id), v_int(now)),
                                  &count, err);
    if (st == STATUS_OK)
        *ret_seated = count > 0;
    return st;
}

enum status selection_candidates(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                 struct selection_candidates *ret_list, struct error *err)
{
    struct selection_candidates list = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_seat_candidates, STORE_NONE, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) =
            (struct selection_candidate){.person_id = store_int(rows, 0),
                                         .name = store_text(rows, 1, arena),
                                         .post = store_text(rows, 2, arena),
                                         .role = store_text(rows, 3, arena),
                                         .organisation = store_text(rows, 4, arena)};
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = selection_gate(tx, arena, application_id, list.at[i].person_id, &list.at[i].ties, err);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status selection_seated_plan(struct store_tx *tx, int64_t plan_id, int64_t person_id,
                                  time_us now, bool *ret_seated, struct error *err)
{
    int64_t count = 0;
    enum status st =
        store_number(tx, sql_seat_on_plan,
                     STORE_VALUES(v_int(plan_id), v_int(person_id), v_int(now)), &count, err);
    if (st == STATUS_OK)
        *ret_seated = count > 0;
    return st;
}

enum status selection_own_seats(struct store_tx *tx, struct arena *arena, int64_t person_id,
                                time_us now, struct selection_own_seats *ret_seats,
                                struct error *err)
{
    struct selection_own_seats seats = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_seat_mine, STORE_VALUES(v_int(person_id), v_int(now)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &seats) =
            (struct selection_own_seat){.matter_id = store_int(rows, 0),
                                        .application_id = store_int(rows, 1),
                                        .review = store_text(rows, 2, arena),
                                        .state = store_text(rows, 3, arena),
                                        .until_at = store_int(rows, 4),
                                        .number = store_text(rows, 5, arena),
                                        .title = store_text(rows, 6, arena),
                                        .firm_id = store_int(rows, 7),
                                        .firm = store_text(rows, 8, arena),
                                        .rule_id = store_int(rows, 9),
                                        .machine = store_text(rows, 10, arena),
                                        .signed_at = store_int(rows, 11)};
    if (st == STATUS_OK)
        *ret_seats = seats;
    return st;
}

enum status selection_sits(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                           int64_t person_id, time_us now, bool *ret_seat, bool *ret_his,
                           struct error *err)
{
    struct seat seat = {0};
    enum status st = seat_of(tx, arena, matter_id, &seat, err);
    if (st != STATUS_OK && err->reason != &SELECTION_SEAT)
        return st;
    *ret_seat = st == STATUS_OK;
    *ret_his = st == STATUS_OK && seat.person_id == person_id && now < seat.until;
    return STATUS_OK;
}

enum status seat_of(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                    struct seat *ret_seat, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_seat_of_matter, STORE_VALUES(v_int(matter_id)), &rows, err);
    if (st == STATUS_OK)
        *ret_seat = (struct seat){.id = store_int(rows, 0),
                                  .application_id = store_int(rows, 1),
                                  .review = store_text(rows, 2, arena),
                                  .person_id = store_int(rows, 3),
                                  .until = store_int(rows, 4)};
    else if (err->reason == &STORE_NO_ROW)
        st = FAIL(err, SELECTION_SEAT, "nobody has been given this review");
    return st;
}
