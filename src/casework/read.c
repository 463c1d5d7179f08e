/* What can be looked at: matters, their history, tasks. */
#include "casework/casework_private.h"
#include "casework_queries_sql.h"
#include "kit/must.h"
#include "kit/text.h"

/* ---- matters ---- */

static struct casework_matter read_matter(struct store_rows *rows, struct arena *arena)
{
    return (struct casework_matter){.id = store_int(rows, 0),
                                    .machine = store_text(rows, 1, arena),
                                    .ko = store_text(rows, 2, arena),
                                    .en = store_text(rows, 3, arena),
                                    .rule_id = store_int(rows, 4),
                                    .subject_kind = store_text(rows, 5, arena),
                                    .subject_id = store_int(rows, 6),
                                    .application_id = store_int(rows, 7),
                                    .state = store_text(rows, 8, arena),
                                    .opened_at = store_int(rows, 9),
                                    .closed_at = store_int(rows, 10),
                                    .owner_id = store_int(rows, 11)};
}

static enum status read_parties(struct store_tx *tx, struct arena *arena,
                                struct casework_matter *matter, struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_party_list, STORE_VALUES(v_int(matter->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct casework_party *party = list_add(arena, &matter->parties);
        st = people_kind_find(store_text(rows, 0, arena), &party->kind, err);
        party->organisation_id = store_int(rows, 1);
        party->organisation = store_text(rows, 2, arena);
    }
    store_done(&rows);
    return st;
}

static enum status list_matters(struct store_tx *tx, struct arena *arena, const char *sql,
                                const struct store_value *values, size_t count,
                                struct casework_matters *ret_list, struct error *err)
{
    struct casework_matters list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql, values, count, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = read_matter(rows, arena);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = read_parties(tx, arena, &list.at[i], err);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status casework_matter_row(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct casework_matter *ret_matter, struct error *err)
{
    struct casework_matters list = {0};
    enum status st = list_matters(tx, arena, sql_matter_columns sql_matter_get,
                                  STORE_VALUES(v_int(id)), &list, err);
    if (st == STATUS_OK && list.count == 0)
        st = FAIL(err, STORE_NO_ROW, "matter %lld", (long long)id);
    if (st == STATUS_OK)
        *ret_matter = list.at[0];
    return st;
}

static int page_of(int most)
{
    must(most > 0 && most <= CASEWORK_PAGE_MAX);
    return most;
}

enum status casework_matters(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             int64_t after, int most, struct casework_matters *ret_list,
                             struct error *err)
{
    return list_matters(tx, arena, sql_matter_columns sql_matter_of_application,
                        STORE_VALUES(v_int(application_id), v_int(after), v_int(page_of(most))),
                        ret_list, err);
}

enum status casework_open_matters(struct store_tx *tx, struct arena *arena, const char *machine,
                                  const char *state, int64_t after, int most,
                                  struct casework_matters *ret_list, struct error *err)
{
    return list_matters(
        tx, arena, sql_matter_columns sql_matter_of_state,
        STORE_VALUES(v_text(machine), v_text(state), v_int(after), v_int(page_of(most))), ret_list,
        err);
}

enum status casework_of_subject(struct store_tx *tx, struct arena *arena, const char *machine,
                                const char *subject_kind, int64_t subject_id,
                                struct casework_matters *ret_list, struct error *err)
{
    return list_matters(tx, arena, sql_matter_columns sql_matter_of_subject,
                        STORE_VALUES(v_text(machine), v_text(subject_kind), v_int(subject_id)),
                        ret_list, err);
}

/* ---- history ---- */

static enum status read_evidence(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                                 struct casework_events *events, struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = true;
    size_t at = 0;
    enum status st = store_query(tx, sql_evidence_list, STORE_VALUES(v_int(matter_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        while (at < events->count && events->at[at].seq < store_int(rows, 0))
            at++;
        must(at < events->count);
        *list_add(arena, &events->at[at].evidence) = (struct casework_evidence){
            .name = store_text(rows, 1, arena), .sha256 = store_text(rows, 2, arena)};
    }
    store_done(&rows);
    return st;
}

enum status casework_events(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                            struct casework_events *ret_events, struct error *err)
{
    struct casework_events events = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_event_list, STORE_VALUES(v_int(matter_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &events) =
            (struct casework_event){.seq = store_int(rows, 0),
                                    .step = store_text(rows, 1, arena),
                                    .from = store_text(rows, 2, arena),
                                    .to = store_text(rows, 3, arena),
                                    .at = store_int(rows, 4),
                                    .person_id = store_int(rows, 5),
                                    .organisation_id = store_int(rows, 6),
                                    .name = store_text(rows, 7, arena),
                                    .organisation = store_text(rows, 8, arena),
                                    .article = store_text(rows, 9, arena),
                                    .note = store_text(rows, 10, arena),
                                    .given = store_text(rows, 11, arena)};
    store_done(&rows);
    if (st == STATUS_OK)
        st = read_evidence(tx, arena, matter_id, &events, err);
    if (st == STATUS_OK)
        *ret_events = events;
    return st;
}

const struct casework_event *casework_last(const struct casework_events *events, const char *step)
{
    for (size_t i = events->count; i > 0; i--)
        if (text_same(events->at[i - 1].step, step))
            return &events->at[i - 1];
    return NULL;
}

/* ---- what is possible ---- */

/* What is asked for, with what each may be. */
static enum status show_values(const struct casework_context *context,
                               const struct casework_values *asked,
                               struct casework_values *ret_shown, struct error *err)
{
    struct casework_value *shown = arena_array(context->arena, asked->count, sizeof *shown);
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < asked->count; i++) {
        shown[i] = asked->at[i];
        if (shown[i].offer != NULL)
            st = shown[i].offer(context, &shown[i].options, err);
        const struct casework_values columns = {shown[i].columns, shown[i].column_count};
        struct casework_values inside = {0};
        if (st == STATUS_OK && columns.count > 0)
            st = show_values(context, &columns, &inside, err);
        shown[i].columns = inside.at;
    }
    if (st == STATUS_OK)
        *ret_shown = (struct casework_values){shown, asked->count};
    return st;
}

static enum status read_choices(struct casework_context *context,
                                const struct rules_machine *machine,
                                struct casework_choices *choices, struct error *err)
{
    enum status st = STATUS_OK;
    const struct rules_step *step = NULL;
    while (st == STATUS_OK && (step = step_from(context->procedure->rules, machine,
                                                context->matter->state, step)) != NULL) {
        const struct casework_hook *hook = hook_find(context->procedure, machine->id, step->id);
        struct casework_choice *choice = list_add(context->arena, choices);
        *choice = (struct casework_choice){.step = step->id,
                                           .to = step->to,
                                           .ko = step->ko,
                                           .en = step->en,
                                           .role = step->role,
                                           .article = step->article,
                                           .article_en = text_if_any(step->article_en)};
        context->step = step;
        if (context->caller != NULL)
            st = step_is_his(context->tx, context->caller, context->matter, step, &choice->mine,
                             err);
        if (hook == NULL)
            continue;
        choice->evidence = hook->evidence;
        if (st == STATUS_OK)
            st = show_values(context, &hook->values, &choice->values, err);
        if (st == STATUS_OK && hook->missing != NULL)
            st = hook->missing(context, &choice->missing, err);
    }
    return st;
}

/* In the words of the rules. */
static void name_things(const struct rules_document *rules, const struct rules_machine *machine,
                        struct casework_matter *matter)
{
    for (size_t i = 0; i < machine->state_count; i++)
        if (text_same(machine->states[i].id, matter->state)) {
            matter->state_ko = machine->states[i].ko;
            matter->state_en = machine->states[i].en;
        }
    for (size_t i = 0; i < matter->events.count; i++) {
        struct casework_event *event = &matter->events.at[i];
        const struct rules_step *step = step_anywhere(rules, machine, event->step);
        event->ko = step == NULL ? NULL : step->ko;
        event->en = step == NULL ? NULL : step->en;
        /* What stands in the event is what it was called then. */
        if (step != NULL && text_same(step->article, event->article))
            event->article_en = text_if_any(step->article_en);
    }
}

/* What was given with the steps so far, in the words in which it was asked for. */
static enum status name_given(struct casework_context *context, const struct rules_machine *machine,
                              struct casework_events *events, struct error *err)
{
    const struct rules_document *rules = context->procedure->rules;
    const struct rules_step first = opening_step(rules, machine);
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < events->count; i++) {
        struct casework_event *event = &events->at[i];
        const struct casework_hook *hook = hook_find(context->procedure, machine->id, event->step);
        const struct rules_step *step = step_anywhere(rules, machine, event->step);
        context->step = step == NULL ? &first : step;
        if (hook != NULL)
            st = show_values(context, &hook->values, &event->values, err);
    }
    context->step = NULL;
    return st;
}

enum status casework_matter(struct store_tx *tx, struct arena *arena,
                            const struct casework_procedure *procedure,
                            const struct people_caller *caller, int64_t id, time_us now,
                            struct casework_matter *ret_matter, struct error *err)
{
    const struct rules_machine *machine = NULL;
    struct casework_matter matter = {0};
    struct casework_context context = {.tx = tx,
                                       .arena = arena,
                                       .procedure = procedure,
                                       .caller = caller,
                                       .matter = &matter,
                                       .note = "",
                                       .now = now};
    enum status st = casework_matter_row(tx, arena, id, &matter, err);
    if (st == STATUS_OK)
        st = machine_find(procedure, matter.machine, &machine, err);
    if (st == STATUS_OK)
        st = casework_events(tx, arena, id, &matter.events, err);
    if (st == STATUS_OK)
        name_things(procedure->rules, machine, &matter);
    if (st == STATUS_OK)
        st = open_tasks_of(tx, arena, id, now, &matter.tasks, err);
    if (st == STATUS_OK)
        st = name_given(&context, machine, &matter.events, err);
    if (st == STATUS_OK)
        st = read_choices(&context, machine, &matter.choices, err);
    if (st == STATUS_OK)
        *ret_matter = matter;
    return st;
}

static struct casework_matter matter_to_be(struct arena *arena,
                                           const struct casework_opening *opening,
                                           const struct rules_machine *machine, time_us now)
{
    struct casework_matter matter = {.machine = machine->id,
                                     .ko = machine->ko,
                                     .en = machine->en,
                                     .subject_kind = opening->subject_kind,
                                     .subject_id = opening->subject_id,
                                     .application_id = opening->application_id,
                                     .owner_id = opening->owner_id,
                                     .state = machine->first,
                                     .opened_at = now};
    for (size_t i = 0; i < opening->party_count; i++)
        if (opening->parties[i].organisation_id != 0)
            *list_add(arena, &matter.parties) = opening->parties[i];
    return matter;
}

static enum status read_beginning(struct casework_context *context,
                                  const struct casework_opening *opening,
                                  const struct rules_machine *machine,
                                  struct casework_beginnings *list, struct error *err)
{
    const struct casework_hook *hook = hook_find(context->procedure, machine->id, "open");
    bool may = false;
    enum status st = opening_possible(context, machine, opening, &may, err);
    if (st != STATUS_OK || !may)
        return st;
    const struct rules_step first = opening_step(context->procedure->rules, machine);
    context->step = arena_copy(context->arena, &first, sizeof first);
    struct casework_beginning *beginning = list_add(context->arena, list);
    *beginning = (struct casework_beginning){.machine = machine->id,
                                             .ko = machine->ko,
                                             .en = machine->en,
                                             .article = first.article,
                                             .article_en = text_if_any(first.article_en)};
    if (hook == NULL)
        return st;
    beginning->evidence = hook->evidence;
    st = show_values(context, &hook->values, &beginning->values, err);
    if (st == STATUS_OK && hook->missing != NULL)
        st = hook->missing(context, &beginning->missing, err);
    return st;
}

enum status casework_beginnings(struct store_tx *tx, struct arena *arena,
                                const struct casework_procedure *procedure,
                                const struct casework_opening *opening, time_us now,
                                struct casework_beginnings *ret_list, struct error *err)
{
    struct casework_beginnings list = {0};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < procedure->rules->machine_count; i++) {
        const struct rules_machine *machine = &procedure->rules->machines[i];
        struct casework_matter matter = matter_to_be(arena, opening, machine, now);
        struct casework_context context = {.tx = tx,
                                           .arena = arena,
                                           .procedure = procedure,
                                           .caller = opening->caller,
                                           .matter = &matter,
                                           .note = "",
                                           .now = now};
        st = read_beginning(&context, opening, machine, &list, err);
    }
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

/* ---- tasks ---- */

struct casework_task read_task(struct store_rows *rows, struct arena *arena, time_us now)
{
    struct casework_task task = {.id = store_int(rows, 0),
                                 .matter_id = store_int(rows, 1),
                                 .application_id = store_int(rows, 2),
                                 .subject_id = store_int(rows, 3),
                                 .machine = store_text(rows, 4, arena),
                                 .machine_ko = store_text(rows, 5, arena),
                                 .machine_en = store_text(rows, 6, arena),
                                 .subject_kind = store_text(rows, 7, arena),
                                 .state = store_text(rows, 8, arena),
                                 .role = store_text(rows, 9, arena),
                                 .ko = store_text(rows, 10, arena),
                                 .en = store_text(rows, 11, arena),
                                 .organisation_id = store_int(rows, 12),
                                 .overseer_id = store_int(rows, 13),
                                 .organisation = store_text(rows, 14, arena),
                                 .post_id = store_int(rows, 15),
                                 .deputy_post_id = store_int(rows, 16),
                                 .post = store_text(rows, 17, arena),
                                 .deputy = store_text(rows, 18, arena),
                                 .holder = store_text(rows, 19, arena),
                                 .opened_at = store_int(rows, 20),
                                 .due_at = store_int(rows, 21),
                                 .done_at = store_int(rows, 22),
                                 .owner_id = store_int(rows, 23)};
    task.overdue = task.done_at == 0 && task.due_at < now;
    if (task.due_at == TERM_NEVER)
        task.due_at = 0;
    return task;
}

static enum status list_tasks(struct store_tx *tx, struct arena *arena, const char *sql,
                              const struct store_value *values, size_t count, time_us now,
                              struct casework_tasks *ret_tasks, struct error *err)
{
    struct casework_tasks tasks = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql, values, count, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &tasks) = read_task(rows, arena, now);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_tasks = tasks;
    return st;
}

#define TASKS(scope) sql_task_columns scope sql_task_joins

enum status open_tasks_of(struct store_tx *tx, struct arena *arena, int64_t matter_id, time_us now,
                          struct casework_tasks *ret_tasks, struct error *err)
{
    return list_tasks(tx, arena, TASKS(sql_task_of_matter), STORE_VALUES(v_int(matter_id)), now,
                      ret_tasks, err);
}

enum status casework_task(struct store_tx *tx, struct arena *arena, int64_t id, time_us now,
                          struct casework_task *ret_task, struct error *err)
{
    struct casework_tasks tasks = {0};
    enum status st =
        list_tasks(tx, arena, TASKS(sql_task_one), STORE_VALUES(v_int(id)), now, &tasks, err);
    if (st == STATUS_OK && tasks.count == 0)
        st = FAIL(err, STORE_NO_ROW, "task %lld", (long long)id);
    if (st == STATUS_OK)
        *ret_task = tasks.at[0];
    return st;
}

/* A page of them in both forms: all, and only the chosen procedure, state and programme. */
#define PART(whose, chosen) "(" whose sql_task_page chosen sql_task_urgent ")"
#define ONE(whose)                                                                                 \
    {                                                                                              \
        TASKS(PART(whose, "") " t "), TASKS(PART(whose, sql_task_chosen) " t ")                    \
    }
#define TWO(a, b)                                                                                  \
    "(SELECT * FROM (SELECT * FROM " a " a UNION ALL SELECT * FROM " b " b) u " sql_task_urgent    \
    ") t "
#define BOTH(a, b)                                                                                 \
    {                                                                                              \
        TASKS(TWO(PART(a, ""), PART(b, ""))),                                                      \
            TASKS(TWO(PART(a, sql_task_chosen), PART(b, sql_task_chosen)))                         \
    }

static const char *text_or(const char *text, const char *otherwise)
{
    return text == NULL ? otherwise : text;
}

enum status casework_tasks(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, const struct casework_query *query,
                           time_us now, struct casework_tasks *ret_tasks, struct error *err)
{
    static const char *const scopes[][2] = {
        [CASEWORK_MINE] = BOTH(sql_task_of_post, sql_task_of_deputy),
        [CASEWORK_DEPUTY] = ONE(sql_task_of_deputy),
        [CASEWORK_ORGANISATION] = ONE(sql_task_of_organisation),
        [CASEWORK_OVERSEEN] = ONE(sql_task_of_overseer),
        [CASEWORK_UNHELD] = BOTH(sql_task_of_nobody, sql_task_of_absent),
    };
    bool by_post = query->scope == CASEWORK_MINE || query->scope == CASEWORK_DEPUTY;
    bool chosen = query->machine != NULL || query->state != NULL || query->programme_id != 0;
    int64_t whose = by_post ? caller->post_id : caller->organisation_id;
    int64_t after_due = query->due_from - 1, after_id = INT64_MAX;
    time_us until = query->due_until == 0 ? INT64_MAX : query->due_until;
    enum status st = STATUS_OK;
    if (query->after != 0) {
        after_id = query->after;
        st = store_number(tx, sql_task_place, STORE_VALUES(v_int(after_id)), &after_due, err);
    }
    if (st == STATUS_OK)
        st = list_tasks(tx, arena, scopes[query->scope][chosen],
                        (const struct store_value[]){
                            v_int(whose), v_int(after_due), v_int(after_id), v_int(until),
                            v_int(page_of(query->most)), v_text(text_or(query->machine, "")),
                            v_text(text_or(query->state, "")), v_int(query->programme_id)},
                        chosen ? 8 : 5, now, ret_tasks, err);
    return st;
}

#define DAYS(whose) sql_task_days " " whose sql_task_days_between

enum status casework_days(struct store_tx *tx, struct arena *arena,
                          const struct people_caller *caller, enum casework_scope scope,
                          struct day from, struct day until, time_us now,
                          struct casework_days *ret_days, struct error *err)
{
    must(scope == CASEWORK_ORGANISATION || scope == CASEWORK_OVERSEEN);
    const char *sql = scope == CASEWORK_OVERSEEN ? DAYS(sql_task_days_of_overseer)
                                                 : DAYS(sql_task_days_of_organisation);
    const struct day epoch = {1970, 1, 1};
    time_us first = day_start(from, zone_seoul()), end = day_start(until, zone_seoul());
    /* Korea keeps one offset all year round: the day is a division. */
    time_us ahead = -day_start(epoch, zone_seoul());
    struct casework_days days = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql,
                    STORE_VALUES(v_int(caller->organisation_id), v_int(first), v_int(end),
                                 v_int(ahead), v_int(TIME_DAY), v_int(now)),
                    &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &days) = (struct casework_day){.day = day_from_number(store_int(rows, 0)),
                                                        .open = store_int(rows, 1),
                                                        .overdue = store_int(rows, 2)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_days = days;
    return st;
}
