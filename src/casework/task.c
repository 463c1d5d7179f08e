/* Tasks: opened for each role that leads on, held by posts. */
#include "casework/casework_private.h"
#include "casework_queries_sql.h"
#include "kit/must.h"
#include "kit/text.h"

enum { WORDS_MAX = 300 };

/* A post of that role in the organisation, held ones first, other than `not_this`; 0: none. */
static enum status find_post(struct store_tx *tx, int64_t organisation, const char *role,
                             int64_t not_this, int64_t *ret_post, struct error *err)
{
    enum status st = STATUS_OK;
    *ret_post = 0;
    if (organisation == 0 || *role == '\0')
        return st;
    st = store_number(tx, sql_post_for_role,
                      STORE_VALUES(v_int(organisation), v_text(role), v_int(not_this)), ret_post,
                      err);
    return st != STATUS_OK && err->reason == &STORE_NO_ROW ? STATUS_OK : st;
}

/* Who has had the tasks of that role in this matter, or else in this case, goes on with them. */
static enum status find_holder(struct store_tx *tx, const struct casework_matter *matter,
                               int64_t organisation, const char *role, int64_t *ret_post,
                               struct error *err)
{
    *ret_post = 0;
    if (organisation == 0)
        return STATUS_OK;
    enum status st = store_number(tx, sql_post_of_case,
                                  STORE_VALUES(v_int(matter->application_id), v_text(role),
                                               v_int(organisation), v_int(matter->id)),
                                  ret_post, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        st = find_post(tx, organisation, role, 0, ret_post, err);
    return st;
}

static bool reads_cases(const char *role)
{
    return !text_same(role, people_role_info(ROLE_ADMIN)->name);
}

struct seat {
    int64_t organisation, post, deputy;
};

/* The deputy: another post of the same role, the role that the rules name, else the operating
 * body's officer, who may then act or assign. Never the administrator, who reads no case (D6):
 * where rules name him, the next one is taken. */
static enum status find_seat(struct store_tx *tx, const struct casework_matter *matter,
                             const struct rules_step *step, struct seat *ret_seat,
                             struct error *err)
{
    struct seat seat = {.organisation = party_for(matter, step->role)};
    int64_t overseer = party_of_kind(matter, KIND_OPERATOR);
    const struct {
        int64_t organisation;
        const char *role;
    } deputies[] = {
        {seat.organisation, step->role},
        {seat.organisation, reads_cases(step->deputy_role) ? step->deputy_role : ""},
        {overseer, people_role_info(ROLE_OPERATOR_OFFICER)->name},
        {overseer, people_role_info(ROLE_OPERATOR_FINANCE)->name},
    };
    enum status st = find_holder(tx, matter, seat.organisation, step->role, &seat.post, err);
    for (size_t i = 0;
         st == STATUS_OK && seat.deputy == 0 && i < sizeof deputies / sizeof *deputies; i++)
        st =
            find_post(tx, deputies[i].organisation, deputies[i].role, seat.post, &seat.deputy, err);
    if (st == STATUS_OK)
        *ret_seat = seat;
    return st;
}

static struct store_value id_or_null(int64_t id)
{
    return id == 0 ? v_null() : v_int(id);
}

static bool first_of_role(const struct rules_document *rules, const struct rules_machine *machine,
                          const struct rules_step *step)
{
    const struct rules_step *each = NULL;
    while ((each = step_from(rules, machine, step->from, each)) != step)
        if (text_same(each->role, step->role))
            return false;
    return true;
}

/* All steps of one role from one state: their words together, the shortest of their terms. */
static void gather(struct arena *arena, const struct casework_procedure *procedure,
                   const struct rules_machine *machine, const struct rules_step *lead, time_us now,
                   struct casework_task *task)
{
    struct text ko = text_start(arena, WORDS_MAX), en = text_start(arena, WORDS_MAX);
    task->due_at = TERM_NEVER;
    const struct rules_step *step = NULL;
    while ((step = step_from(procedure->rules, machine, lead->from, step)) != NULL) {
        if (!text_same(step->role, lead->role))
            continue;
        text_format(&ko, "%s%s", ko.size == 0 ? "" : " / ", step->ko);
        text_format(&en, "%s%s", en.size == 0 ? "" : " / ", step->en);
        time_us due = step_due(step, now, &procedure->holidays);
        if (due < task->due_at)
            task->due_at = due;
    }
    /* What no step names, the operating body may have set for all tasks of these rules. */
    const struct rules_term *general = rules_term(procedure->rules, "task");
    if (task->due_at == TERM_NEVER && general != NULL && general->value != RULES_UNSET)
        task->due_at = casework_term(now, (int)general->value,
                                     text_same(general->unit, "working_day"), &procedure->holidays);
    task->ko = text_string(&ko);
    task->en = text_string(&en);
}

enum status tasks_open(struct store_tx *tx, struct arena *arena,
                       const struct casework_procedure *procedure,
                       const struct rules_machine *machine, const struct casework_matter *matter,
                       time_us now, struct error *err)
{
    enum status st = STATUS_OK;
    const struct rules_step *step = NULL;
    while (st == STATUS_OK &&
           (step = step_from(procedure->rules, machine, matter->state, step)) != NULL) {
        struct casework_task task = {0};
        struct seat seat = {0};
        if (step_is_clocks(step) || !first_of_role(procedure->rules, machine, step))
            continue;
        gather(arena, procedure, machine, step, now, &task);
        st = find_seat(tx, matter, step, &seat, err);
        if (st == STATUS_OK)
            st = store_run(tx, sql_task_insert,
                           STORE_VALUES(v_int(matter->id), v_text(matter->state),
                                        v_text(step->role), v_text(task.ko), v_text(task.en),
                                        id_or_null(seat.organisation),
                                        id_or_null(party_of_kind(matter, KIND_OPERATOR)),
                                        id_or_null(seat.post), id_or_null(seat.deputy), v_int(now),
                                        v_int(task.due_at)),
                           NULL, err);
    }
    return st;
}

/* Steps of one role differ in their deputies at most: the first is asked. */
static const struct rules_step *step_of_role(const struct rules_document *rules,
                                             const struct rules_machine *machine, const char *state,
                                             const char *role)
{
    const struct rules_step *step = NULL;
    while ((step = step_from(rules, machine, state, step)) != NULL && !text_same(step->role, role))
        ;
    return step;
}

enum status tasks_find_posts(struct store_tx *tx, struct arena *arena,
                             const struct casework_procedure *procedure,
                             const struct rules_machine *machine,
                             const struct casework_matter *matter, time_us now, struct error *err)
{
    struct casework_tasks tasks = {0};
    enum status st = open_tasks_of(tx, arena, matter->id, now, &tasks, err);
    for (size_t i = 0; st == STATUS_OK && i < tasks.count; i++) {
        const struct casework_task *task = &tasks.at[i];
        const struct rules_step *step =
            step_of_role(procedure->rules, machine, matter->state, task->role);
        struct seat seat = {0};
        if (step == NULL || party_for(matter, step->role) == task->organisation_id)
            continue;
        st = find_seat(tx, matter, step, &seat, err);
        if (st == STATUS_OK)
            st = store_run(tx, sql_task_assign,
                           STORE_VALUES(v_int(task->id), id_or_null(seat.post),
                                        id_or_null(seat.deputy), id_or_null(seat.organisation)),
                           NULL, err);
    }
    return st;
}

enum status tasks_close(struct store_tx *tx, int64_t matter_id, const struct people_caller *caller,
                        time_us now, struct error *err)
{
    return store_run(tx, sql_task_close,
                     STORE_VALUES(v_int(matter_id), v_int(now),
                                  caller == NULL ? v_null() : v_int(caller->user_id)),
                     NULL, err);
}

/* ---- another post for a task ---- */

static enum status check_post(struct store_tx *tx, struct arena *arena, int64_t post,
                              int64_t organisation, int64_t or_this, struct error *err)
{
    struct store_rows *rows = NULL;
    if (post == 0)
        return STATUS_OK;
    enum status st = store_one(tx, sql_post_get, STORE_VALUES(v_int(post)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW
                   ? FAIL_AT(err, CASEWORK_POST, "/post_id", "no such post")
                   : st;
    int64_t owner = store_int(rows, 0);
    const char *title = store_text(rows, 2, arena);
    store_done(&rows);
    if (owner != organisation && (or_this == 0 || owner != or_this))
        return FAIL_AT(err, CASEWORK_POST, "/post_id", "\"%.60s\" is another organisation's",
                       title);
    return STATUS_OK;
}

/* The task, if the caller may give it to somebody: it is open, and of his organisation or of what
 * it oversees. */
static enum status own_task(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t task_id, time_us now,
                            struct casework_task *ret_task, struct error *err)
{
    struct casework_task task = {0};
    enum status st = casework_task(tx, arena, task_id, now, &task, err);
    if (st != STATUS_OK)
        return st;
    if (task.done_at != 0)
        return FAIL(err, CASEWORK_DONE, "task %lld", (long long)task_id);
    int64_t mine = caller->organisation_id;
    if (mine == 0 || (mine != task.organisation_id && mine != task.overseer_id)) {
        struct people_name role = role_words(task.role);
        return FAIL(err, CASEWORK_ROLE, "the task belongs to %.60s%.0s", role.en, role.ko);
    }
    *ret_task = task;
    return STATUS_OK;
}

/* Whose posts take it: its organisation's; the overseer's where no organisation takes part. */
static int64_t whose_posts(const struct casework_task *task)
{
    return task->organisation_id == 0 ? task->overseer_id : task->organisation_id;
}

enum status casework_assign(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t task_id, int64_t post_id,
                            int64_t deputy_post_id, time_us now, struct error *err)
{
    struct casework_task task = {0};
    enum status st = own_task(tx, arena, caller, task_id, now, &task, err);
    if (st != STATUS_OK)
        return st;
    int64_t organisation = whose_posts(&task);
    int64_t post = post_id == 0 ? task.post_id : post_id;
    int64_t deputy = deputy_post_id == 0 ? task.deputy_post_id : deputy_post_id;
    /* A deputy who becomes the holder leaves the deputy's seat to the holder. */
    if (post == deputy)
        deputy = task.post_id == post ? task.deputy_post_id : task.post_id;
    if (post == deputy && post != 0)
        return FAIL_AT(err, CASEWORK_POST, "/deputy_post_id", "it is the post itself");
    st = check_post(tx, arena, post_id, organisation, 0, err);
    if (st == STATUS_OK)
        st = check_post(tx, arena, deputy_post_id, organisation, task.overseer_id, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_task_assign,
                       STORE_VALUES(v_int(task_id), id_or_null(post), id_or_null(deputy),
                                    id_or_null(task.organisation_id)),
                       NULL, err);
    const struct happening assigned = {
        .caller = caller,
        .step = "assign",
        .from = task.state,
        .to = task.state,
        .article = "",
        .note = "",
        .given = arena_format(arena, "{\"deputy_post_id\":%lld,\"post_id\":%lld,\"task_id\":%lld}",
                              (long long)deputy, (long long)post, (long long)task_id)};
    if (st == STATUS_OK)
        st = event_add(tx, task.matter_id, &assigned, now, err);
    return st;
}

enum status casework_posts(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t task_id, time_us now,
                           struct casework_posts *ret_list, struct error *err)
{
    struct casework_task task = {0};
    struct casework_posts list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = own_task(tx, arena, caller, task_id, now, &task, err);
    if (st != STATUS_OK)
        return st;
    int64_t organisation = whose_posts(&task);
    st = store_query(
        tx, sql_post_list,
        STORE_VALUES(v_int(organisation), v_int(task.overseer_id), v_int(CASEWORK_PAGE_MAX)), &rows,
        err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) =
            (struct casework_post){.id = store_int(rows, 0),
                                   .title = store_text(rows, 1, arena),
                                   .role = store_text(rows, 2, arena),
                                   .deputy_only = store_int(rows, 3) != organisation,
                                   .holder = store_text(rows, 4, arena),
                                   .organisation = store_text(rows, 5, arena)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
