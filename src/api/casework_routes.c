/* casework_routes.c -- the work queue, the calendar, and the procedures of a case. */
#include <string.h>

#include "api/routes.h"
#include "api/views.h"
#include "kit/text.h"
#include "project/project.h"
#include "selection/selection.h"

enum { PAGE = 50, STEPS_MAX = 100 };

/* ---- shapes ---- */

struct task_view {
    struct owned owned;
    struct casework_task t;
    struct programme_heading heading;
};
#define HEADING(member)                                                                            \
    FIELD_AS(TEXT, struct task_view, heading.member, #member, PROGRAMME, .optional = true)

#define TASK(kind, member, ...) FIELD_AS(kind, struct task_view, t.member, #member, __VA_ARGS__)
static const struct field task_fields[] = {
    TASK(INT, id, PUBLIC),
    TASK(INT, matter_id, PROGRAMME),
    TASK(INT, application_id, PROGRAMME, .optional = true, .zero_is_null = true),
    HEADING(number),
    HEADING(title),
    HEADING(adopter),
    HEADING(programme),
    TASK(TEXT, machine, PROGRAMME),
    TASK(TEXT, machine_ko, PROGRAMME),
    TASK(TEXT, machine_en, PROGRAMME),
    TASK(TEXT, state, PROGRAMME),
    TASK(TEXT, role, PROGRAMME),
    TASK(TEXT, ko, PROGRAMME, .max = 400, .what = "what is to be done"),
    TASK(TEXT, en, PROGRAMME, .max = 400, .what = "what is to be done"),
    TASK(INT, organisation_id, PROGRAMME, .optional = true, .zero_is_null = true),
    TASK(TEXT, organisation, PROGRAMME, .optional = true),
    TASK(INT, post_id, PROGRAMME, .optional = true, .zero_is_null = true),
    TASK(TEXT, post, PROGRAMME, .optional = true),
    TASK(INT, deputy_post_id, PROGRAMME, .optional = true, .zero_is_null = true),
    TASK(TEXT, deputy, PROGRAMME, .optional = true),
    TASK(TEXT, holder, PERSONAL, .optional = true),
    TASK(TIME, opened_at, PROGRAMME),
    TASK(TIME, due_at, PROGRAMME, .optional = true, .zero_is_null = true),
    TASK(BOOL, overdue, PROGRAMME),
    FIELDS_END,
};
static const struct shape task_shape =
    SHAPE_OWNED(struct task_view, owned, "Task", "matter", task_fields);

static const struct field post_fields[] = {
    FIELD(INT, struct casework_post, id, PROGRAMME),
    FIELD(TEXT, struct casework_post, title, PROGRAMME),
    FIELD(TEXT, struct casework_post, role, PROGRAMME),
    FIELD(TEXT, struct casework_post, organisation, PROGRAMME),
    FIELD(TEXT, struct casework_post, holder, PERSONAL, .optional = true),
    FIELD(BOOL, struct casework_post, deputy_only, PROGRAMME),
    FIELDS_END,
};
static const struct shape post_shape = SHAPE(struct casework_post, "TaskPost", post_fields);

static const struct field plain_task_fields[] = {
    FIELD(INT, struct casework_task, id, PUBLIC),
    FIELD(TEXT, struct casework_task, role, PROGRAMME),
    FIELD(TEXT, struct casework_task, ko, PROGRAMME, .max = 400),
    FIELD(TEXT, struct casework_task, en, PROGRAMME, .max = 400),
    FIELD(TEXT, struct casework_task, organisation, PROGRAMME, .optional = true),
    FIELD(TEXT, struct casework_task, post, PROGRAMME, .optional = true),
    FIELD(TEXT, struct casework_task, deputy, PROGRAMME, .optional = true),
    FIELD(TEXT, struct casework_task, holder, PERSONAL, .optional = true),
    FIELD(TIME, struct casework_task, due_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD(BOOL, struct casework_task, overdue, PROGRAMME),
    FIELDS_END,
};
static const struct shape plain_task_shape =
    SHAPE(struct casework_task, "MatterTask", plain_task_fields);

static const struct field evidence_fields[] = {
    FIELD(TEXT, struct casework_evidence, name, PROGRAMME, .min = 1),
    FIELD(TEXT, struct casework_evidence, sha256, PROGRAMME, .min = 64, .max = 64),
    FIELDS_END,
};
static const struct shape evidence_shape =
    SHAPE(struct casework_evidence, "Evidence", evidence_fields);

static const struct field missing_fields[] = {
    FIELD(TEXT, struct casework_missing, ko, PROGRAMME, .max = 400),
    FIELD(TEXT, struct casework_missing, en, PROGRAMME, .max = 400),
    FIELD(TEXT, struct casework_missing, article, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct casework_missing, article_en, PROGRAMME, .max = 1000, .optional = true),
    FIELDS_END,
};
static const struct shape missing_shape = SHAPE(struct casework_missing, "Missing", missing_fields);

static const struct field option_fields[] = {
    FIELD(TEXT, struct casework_option, id, PROGRAMME),
    FIELD(TEXT, struct casework_option, ko, PROGRAMME, .max = 400),
    FIELD(TEXT, struct casework_option, en, PROGRAMME, .max = 400),
    FIELDS_END,
};
static const struct shape option_shape = SHAPE(struct casework_option, "StepOption", option_fields);

static const char *const value_types[] = {"text",   "day",   "money", "whole",
                                          "choice", "lines", "milli", NULL};
struct value_view {
    const char *name, *type, *ko, *en;
    bool optional;
    struct {
        const char *const *at;
        size_t count;
    } choices;
    struct casework_options options;
    struct {
        struct value_view *at;
        size_t count;
    } columns;
};
#define VALUE_FIELDS                                                                               \
    FIELD(TEXT, struct value_view, name, PROGRAMME),                                               \
        FIELD(TEXT, struct value_view, type, PROGRAMME, .choices = value_types,                    \
              .what = "milli: a number in thousandths"),                                           \
        FIELD(TEXT, struct value_view, ko, PROGRAMME),                                             \
        FIELD(TEXT, struct value_view, en, PROGRAMME),                                             \
        FIELD(BOOL, struct value_view, optional, PROGRAMME),                                       \
        FIELD(TEXTS, struct value_view, choices, PROGRAMME),                                       \
        FIELD_OF(LIST, struct value_view, options, &option_shape, PROGRAMME,                       \
                 .what = "what it may be; none: anything of its type")
static const struct field column_fields[] = {VALUE_FIELDS, FIELDS_END};
static const struct shape column_shape = SHAPE(struct value_view, "StepColumn", column_fields);
static const struct field value_fields[] = {
    VALUE_FIELDS,
    FIELD_OF(LIST, struct value_view, columns, &column_shape, PROGRAMME,
             .what = "the members of a line"),
    FIELDS_END,
};
static const struct shape value_shape = SHAPE(struct value_view, "StepValue", value_fields);

/* The values that came with a step: amounts and accounts are among them. */
struct event_view {
    struct casework_event e;
    json_t *given;
    const char *finding; /* of what was given: what somebody else is to correct */
    struct {
        struct value_view *at;
        size_t count;
    } values;
};
#define EVENT(kind, member, ...) FIELD_AS(kind, struct event_view, e.member, #member, __VA_ARGS__)
static const struct field event_fields[] = {
    EVENT(INT, seq, PROGRAMME),
    EVENT(TEXT, step, PROGRAMME),
    EVENT(TEXT, ko, PROGRAMME, .optional = true),
    EVENT(TEXT, en, PROGRAMME, .optional = true),
    EVENT(TEXT, from, PROGRAMME),
    EVENT(TEXT, to, PROGRAMME),
    EVENT(TIME, at, PROGRAMME),
    EVENT(TEXT, name, PERSONAL, .optional = true),
    EVENT(TEXT, organisation, PROGRAMME, .optional = true),
    EVENT(TEXT, article, PROGRAMME, .max = 1000),
    EVENT(TEXT, article_en, PROGRAMME, .max = 1000, .optional = true),
    EVENT(TEXT, note, PROGRAMME, .max = 2000),
    FIELD(DOCUMENT, struct event_view, given, MONEY),
    FIELD(TEXT, struct event_view, finding, PROGRAMME, .optional = true, .max = 2000),
    FIELD_OF(LIST, struct event_view, values, &value_shape, PROGRAMME,
             .what = "what the members of `given` are called and may be"),
    FIELD_OF_AS(LIST, struct event_view, e.evidence, "evidence", &evidence_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape event_shape = SHAPE(struct event_view, "MatterEvent", event_fields);

struct choice_view {
    struct casework_choice c;
    struct {
        struct value_view *at;
        size_t count;
    } values;
};
#define CHOICE(kind, member, ...) FIELD_AS(kind, struct choice_view, c.member, #member, __VA_ARGS__)
static const struct field choice_fields[] = {
    CHOICE(TEXT, step, PROGRAMME),
    CHOICE(TEXT, to, PROGRAMME),
    CHOICE(TEXT, ko, PROGRAMME),
    CHOICE(TEXT, en, PROGRAMME),
    CHOICE(TEXT, role, PROGRAMME),
    CHOICE(TEXT, article, PROGRAMME, .max = 1000),
    CHOICE(TEXT, article_en, PROGRAMME, .max = 1000, .optional = true),
    CHOICE(BOOL, mine, PROGRAMME, .what = "the reader may take it"),
    CHOICE(BOOL, evidence, PROGRAMME, .what = "at least one document is wanted"),
    FIELD_OF(LIST, struct choice_view, values, &value_shape, PROGRAMME),
    FIELD_OF_AS(LIST, struct choice_view, c.missing, "missing", &missing_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape choice_shape = SHAPE(struct choice_view, "StepChoice", choice_fields);

/* A procedure that the reader could begin. */
struct beginning_view {
    struct casework_beginning b;
    struct {
        struct value_view *at;
        size_t count;
    } values;
};
#define BEGINNING(kind, member, ...)                                                               \
    FIELD_AS(kind, struct beginning_view, b.member, #member, __VA_ARGS__)
static const struct field beginning_fields[] = {
    BEGINNING(TEXT, machine, PROGRAMME),
    BEGINNING(TEXT, ko, PROGRAMME),
    BEGINNING(TEXT, en, PROGRAMME),
    BEGINNING(TEXT, article, PROGRAMME, .max = 1000),
    BEGINNING(TEXT, article_en, PROGRAMME, .max = 1000, .optional = true),
    BEGINNING(BOOL, evidence, PROGRAMME, .what = "at least one document is wanted"),
    FIELD_OF(LIST, struct beginning_view, values, &value_shape, PROGRAMME),
    FIELD_OF_AS(LIST, struct beginning_view, b.missing, "missing", &missing_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape beginning_shape =
    SHAPE(struct beginning_view, "Beginning", beginning_fields);

static const struct field party_fields[] = {
    FIELD(INT, struct casework_party, organisation_id, PROGRAMME),
    FIELD(TEXT, struct casework_party, organisation, PROGRAMME),
    FIELDS_END,
};
static const struct shape party_shape = SHAPE(struct casework_party, "MatterParty", party_fields);

struct matter_view {
    struct owned owned;
    struct casework_matter m;
    struct project_place place;
    struct {
        struct event_view *at;
        size_t count;
    } events;
    struct {
        struct choice_view *at;
        size_t count;
    } choices;
};
#define MATTER(kind, member, ...) FIELD_AS(kind, struct matter_view, m.member, #member, __VA_ARGS__)
#define MATTER_ROW                                                                                 \
    MATTER(INT, id, PUBLIC), MATTER(TEXT, machine, PROGRAMME), MATTER(TEXT, ko, PROGRAMME),        \
        MATTER(TEXT, en, PROGRAMME),                                                               \
        MATTER(INT, application_id, PROGRAMME, .optional = true, .zero_is_null = true),            \
        MATTER(TEXT, state, PROGRAMME), MATTER(TIME, opened_at, PROGRAMME),                        \
        MATTER(TIME, closed_at, PROGRAMME, .optional = true, .zero_is_null = true),                \
        FIELD_OF_AS(LIST, struct matter_view, m.parties, "parties", &party_shape, PROGRAMME)
#define PLACE(member, what_)                                                                       \
    FIELD_AS(INT, struct matter_view, place.member, #member, PROGRAMME, .optional = true,          \
             .zero_is_null = true, .what = (what_))
static const struct field matter_row_fields[] = {MATTER_ROW, FIELDS_END};
static const struct shape matter_row_shape =
    SHAPE_OWNED(struct matter_view, owned, "MatterRow", "matter", matter_row_fields);
static const struct field matter_fields[] = {
    MATTER_ROW,
    PLACE(call_id, "the call whose committee meets"),
    PLACE(agreement_id, "the agreement that the application became"),
    PLACE(claim_id, "the claim of a recovery"),
    MATTER(TEXT, state_ko, PROGRAMME, .optional = true),
    MATTER(TEXT, state_en, PROGRAMME, .optional = true),
    FIELD_OF(LIST, struct matter_view, events, &event_shape, PROGRAMME),
    FIELD_OF_AS(LIST, struct matter_view, m.tasks, "tasks", &plain_task_shape, PROGRAMME),
    FIELD_OF(LIST, struct matter_view, choices, &choice_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape matter_shape =
    SHAPE_OWNED(struct matter_view, owned, "Matter", "matter", matter_fields);

/* ---- bodies ---- */

struct step_body {
    const char *note;
    json_t *values;
    struct casework_evidences evidence;
};
static const struct field step_fields[] = {
    FIELD(TEXT, struct step_body, note, PUBLIC, .max = CASEWORK_NOTE_MAX, .optional = true),
    FIELD(DOCUMENT, struct step_body, values, PUBLIC, .optional = true),
    FIELD_OF(LIST, struct step_body, evidence, &evidence_shape, PUBLIC, .optional = true,
             .max = CASEWORK_EVIDENCE_MAX),
    FIELDS_END,
};
static const struct shape step_shape = SHAPE(struct step_body, "Step", step_fields);

struct open_body {
    const char *machine, *note;
    json_t *values;
    struct casework_evidences evidence;
};
static const struct field open_fields[] = {
    FIELD(TEXT, struct open_body, machine, PUBLIC, .min = 1, .max = 60),
    FIELD(TEXT, struct open_body, note, PUBLIC, .max = CASEWORK_NOTE_MAX, .optional = true),
    FIELD(DOCUMENT, struct open_body, values, PUBLIC, .optional = true),
    FIELD_OF(LIST, struct open_body, evidence, &evidence_shape, PUBLIC, .optional = true,
             .max = CASEWORK_EVIDENCE_MAX),
    FIELDS_END,
};
static const struct shape open_shape = SHAPE(struct open_body, "MatterOpening", open_fields);

struct assign_body {
    int64_t post_id, deputy_post_id;
};
static const struct field assign_fields[] = {
    FIELD(INT, struct assign_body, post_id, PUBLIC, .min = 1, .max = INT64_MAX, .optional = true,
          .zero_is_null = true),
    FIELD(INT, struct assign_body, deputy_post_id, PUBLIC, .min = 1, .max = INT64_MAX,
          .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape assign_shape = SHAPE(struct assign_body, "Assignment", assign_fields);

struct bulk_item {
    int64_t matter_id;
    const char *step, *note;
    json_t *values;
};
static const struct field bulk_item_fields[] = {
    FIELD(INT, struct bulk_item, matter_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct bulk_item, step, PUBLIC, .min = 1, .max = 60),
    FIELD(TEXT, struct bulk_item, note, PUBLIC, .max = CASEWORK_NOTE_MAX, .optional = true),
    FIELD(DOCUMENT, struct bulk_item, values, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape bulk_item_shape = SHAPE(struct bulk_item, "BulkStep", bulk_item_fields);
struct bulk_body {
    struct {
        struct bulk_item *at;
        size_t count, room;
    } steps;
};
static const struct field bulk_fields[] = {
    FIELD_OF(LIST, struct bulk_body, steps, &bulk_item_shape, PUBLIC, .max = STEPS_MAX),
    FIELDS_END,
};
static const struct shape bulk_shape = SHAPE(struct bulk_body, "BulkSteps", bulk_fields);

/* One line an item of the request, in its order. */
struct bulk_result {
    int64_t matter_id;
    bool done;
    const char *reason, *text;
};
static const struct field bulk_result_fields[] = {
    FIELD(INT, struct bulk_result, matter_id, PUBLIC),
    FIELD(BOOL, struct bulk_result, done, PUBLIC),
    FIELD(TEXT, struct bulk_result, reason, PUBLIC, .optional = true),
    FIELD(TEXT, struct bulk_result, text, PUBLIC, .optional = true, .max = 400),
    FIELDS_END,
};
static const struct shape bulk_result_shape =
    SHAPE(struct bulk_result, "BulkResult", bulk_result_fields);

/* One organisation: the supplier of a project, or who joins a procedure. */
struct one_body {
    int64_t id;
};
static const struct field supplier_fields[] = {
    FIELD_AS(INT, struct one_body, id, "supplier_id", PUBLIC, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};
static const struct shape supplier_shape =
    SHAPE(struct one_body, "SupplierChoice", supplier_fields);
static const struct field joining_fields[] = {
    FIELD_AS(INT, struct one_body, id, "organisation_id", PUBLIC, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};
static const struct shape joining_shape = SHAPE(struct one_body, "PartyChoice", joining_fields);

/* ---- whose it is ---- */

static enum status own_matter(struct call *call, struct store_tx *tx,
                              const struct casework_matter *matter, struct owned *owned,
                              struct error *err)
{
    *owned = (struct owned){.id = matter->id, .owner_id = matter->owner_id};
    for (size_t i = 0; i < matter->parties.count; i++)
        owned_add_party(owned, matter->parties.at[i].organisation_id);
    return add_overseers(call, tx, owned, err);
}

/* A review belongs to who was given the seat, while it is his: colleagues have no part in it. */
static enum status mind_seat(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct people_caller *caller = call->caller;
    bool seat = false, his = false;
    if (caller->role != ROLE_REVIEWER && caller->role != ROLE_MENTOR)
        return STATUS_OK;
    enum status st = selection_sits(tx, call->arena, call->owned.id, caller->user_id, call->now,
                                    &seat, &his, err);
    if (st == STATUS_OK && seat && !his)
        call->owned = (struct owned){.id = call->owned.id};
    return st;
}

static enum status relate_matter(struct call *call, int64_t id, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct casework_matter matter = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = casework_matter_row(tx, call->arena, id, &matter, err);
    if (st == STATUS_OK)
        st = own_matter(call, tx, &matter, &call->owned, err);
    return st == STATUS_OK ? mind_seat(call, tx, err) : st;
}

enum status matter_relation(struct call *call, struct error *err)
{
    return relate_matter(call, call->id, err);
}

static enum status task_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct casework_task task = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = casework_task(tx, call->arena, call->id, call->now, &task, err);
    store_abandon(&tx);
    return st == STATUS_OK ? relate_matter(call, task.matter_id, err) : st;
}

/* ---- matters ---- */

static struct value_view *view_values(struct call *call, const struct casework_value *values,
                                      size_t count)
{
    struct value_view *views = arena_array(call->arena, count, sizeof *views);
    for (size_t i = 0; i < count; i++) {
        const struct casework_value *value = &values[i];
        views[i] = (struct value_view){.name = value->name,
                                       .type = value_types[value->type],
                                       .ko = value->ko,
                                       .en = value->en,
                                       .optional = value->optional,
                                       .choices.at = value->choices,
                                       .options = value->options,
                                       .columns.count = value->column_count};
        while (value->choices != NULL && value->choices[views[i].choices.count] != NULL)
            views[i].choices.count++;
        if (value->column_count > 0) /* a line has no lines in it */
            views[i].columns.at = view_values(call, value->columns, value->column_count);
    }
    return views;
}

static void view_events(struct call *call, struct matter_view *view)
{
    view->events.at = arena_array(call->arena, view->m.events.count, sizeof *view->events.at);
    for (; view->events.count < view->m.events.count; view->events.count++) {
        const struct casework_event *event = &view->m.events.at[view->events.count];
        json_t *given = api_keep(call, json_loads(event->given, 0, NULL));
        view->events.at[view->events.count] = (struct event_view){
            .e = *event,
            .given = given,
            .finding = json_string_value(json_object_get(given, "finding")),
            .values.at = view_values(call, event->values.at, event->values.count),
            .values.count = event->values.count,
        };
    }
}

static void view_choices(struct call *call, struct matter_view *view)
{
    view->choices.at = arena_array(call->arena, view->m.choices.count, sizeof *view->choices.at);
    for (; view->choices.count < view->m.choices.count; view->choices.count++) {
        struct choice_view *choice = &view->choices.at[view->choices.count];
        choice->c = view->m.choices.at[view->choices.count];
        choice->values.count = choice->c.values.count;
        choice->values.at = view_values(call, choice->c.values.at, choice->c.values.count);
    }
}

static enum status answer_matter(struct call *call, struct store_tx *tx, int64_t id,
                                 struct error *err)
{
    struct matter_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = project_matter(tx, call->arena, call->caller, id, call->now, &view->m, err);
    if (st == STATUS_OK)
        st = own_matter(call, tx, &view->m, &view->owned, err);
    if (st == STATUS_OK)
        st = project_place(tx, &view->m, &view->place, err);
    if (st != STATUS_OK)
        return st;
    view_events(call, view);
    view_choices(call, view);
    api_answer(call, view);
    return st;
}

static enum status read_matter(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_matter(call, tx, call->id, err);
}

static enum status get_matter(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_matter, err);
}

static enum status read_matters(struct call *call, struct store_tx *tx, struct error *err)
{
    struct casework_matters list = {0};
    const struct after_arguments *asked = api_arguments(call, struct after_arguments);
    enum status st =
        casework_matters(tx, call->arena, call->id, asked->after, CASEWORK_PAGE_MAX, &list, err);
    struct matter_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        views[i].m = list.at[i];
        st = own_matter(call, tx, &list.at[i], &views[i].owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_matters(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_matters, err);
}

static enum status read_beginnings(struct call *call, struct store_tx *tx, struct error *err)
{
    struct casework_beginnings list = {0};
    enum status st =
        project_beginnings(tx, call->arena, call->caller, call->id, call->now, &list, err);
    struct beginning_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++) {
        const struct casework_values *values = &list.at[i].values;
        views[i].b = list.at[i];
        views[i].values.count = values->count;
        views[i].values.at = view_values(call, values->at, values->count);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_beginnings(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_beginnings, err);
}

static enum status open_matter(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct open_body *body = call->body;
    int64_t id = 0;
    const struct casework_input input = {
        .note = body->note, .values = body->values, .evidence = body->evidence};
    enum status st = project_open(tx, call->arena, call->caller, call->id, body->machine, &input,
                                  call->now, &id, err);
    return st == STATUS_OK ? answer_matter(call, tx, id, err) : st;
}

static enum status post_matter(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, open_matter, err);
}

static enum status take_step(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct step_body *body = call->body;
    const struct casework_input input = {
        .note = body->note, .values = body->values, .evidence = body->evidence};
    enum status st =
        project_step(tx, call->arena, call->caller, call->id, call->key, &input, call->now, err);
    return st == STATUS_OK ? answer_matter(call, tx, call->id, err) : st;
}

static enum status post_step(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, take_step, err);
}

static enum status name_supplier(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct one_body *body = call->body;
    return project_supplier(tx, call->arena, call->caller, call->id, body->id, call->now, err);
}

static enum status post_supplier(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, name_supplier, err);
}

static enum status join_matter(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct one_body *body = call->body;
    return project_join(tx, call->arena, call->caller, call->id, body->id, call->now, err);
}

static enum status post_party(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, join_matter, err);
}

/* ---- tasks ---- */

static struct task_view view_task(const struct casework_task *task)
{
    struct task_view view = {.t = *task,
                             .owned = {.id = task->matter_id, .owner_id = task->owner_id}};
    owned_add_party(&view.owned, task->organisation_id);
    owned_add_party(&view.owned, task->overseer_id);
    return view;
}

/* Of which case it is, where it is of one. */
static enum status head_task(struct call *call, struct store_tx *tx, struct task_view *view,
                             struct error *err)
{
    if (view->t.application_id == 0)
        return STATUS_OK;
    return programme_heading(tx, call->arena, view->t.application_id, &view->heading, err);
}

static enum status answer_tasks(struct call *call, struct store_tx *tx,
                                const struct casework_query *query, struct error *err)
{
    struct casework_tasks tasks = {0};
    enum status st = casework_tasks(tx, call->arena, call->caller, query, call->now, &tasks, err);
    struct task_view *views = arena_array(call->arena, tasks.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < tasks.count; i++) {
        views[i] = view_task(&tasks.at[i]);
        st = head_task(call, tx, &views[i], err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, tasks.count);
    return st;
}

static bool oversees(const struct call *call)
{
    return call->caller->organisation_kind == KIND_OPERATOR;
}

#define MOST_ARGUMENT(type_)                                                                       \
    ARGUMENT(INT, type_, most, .min = 1, .max = CASEWORK_PAGE_MAX, .otherwise = PAGE,              \
             .en = "at most so many", .ko = "최대 건수")

static const char *const scopes[] = {[CASEWORK_MINE] = "mine",
                                     [CASEWORK_DEPUTY] = "deputy",
                                     [CASEWORK_ORGANISATION] = "organisation",
                                     [CASEWORK_OVERSEEN] = "overseen",
                                     [CASEWORK_UNHELD] = "unheld",
                                     NULL};
struct task_arguments {
    const char *scope, *machine, *state, *programme;
    bool overdue;
    int64_t after, most;
};
static const struct argument task_rows[] = {
    ARGUMENT(TEXT, struct task_arguments, scope, .choices = scopes, .otherwise_text = "mine",
             .en = "whose tasks", .ko = "누구의 할 일"),
    ARGUMENT(TEXT, struct task_arguments, machine, .min = 1, .max = 60,
             .en = "of this procedure only", .ko = "이 절차의 할 일만"),
    ARGUMENT(TEXT, struct task_arguments, state, .min = 1, .max = 60,
             .en = "of procedures in this state only", .ko = "절차가 이 상태인 할 일만"),
    ARGUMENT(TEXT, struct task_arguments, programme, .min = 1, .max = 60,
             .en = "key of a programme: its cases only", .ko = "이 사업의 할 일만"),
    ARGUMENT(FLAG, struct task_arguments, overdue, .en = "only what is past its day",
             .ko = "기한이 지난 것만"),
    AFTER_ARGUMENT(struct task_arguments),
    MOST_ARGUMENT(struct task_arguments),
    ARGUMENTS_END,
};
static const struct arguments task_arguments = ARGUMENTS(struct task_arguments, task_rows);

static enum casework_scope scope_of(const char *name)
{
    int found = 0;
    while (!text_same(scopes[found], name))
        found++;
    return (enum casework_scope)found;
}

static enum status read_tasks(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct task_arguments *asked = api_arguments(call, struct task_arguments);
    struct programme_rules rules = {0};
    enum status st = asked->programme == NULL
                         ? STATUS_OK
                         : programme_rules(tx, call->arena, asked->programme, &rules, err);
    struct casework_query query = {.scope = scope_of(asked->scope),
                                   .machine = asked->machine,
                                   .state = asked->state,
                                   .programme_id = rules.programme_id,
                                   .due_until = asked->overdue ? call->now : 0,
                                   .after = asked->after,
                                   .most = (int)asked->most};
    return st == STATUS_OK ? answer_tasks(call, tx, &query, err) : st;
}

static enum status list_tasks(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_tasks, err);
}

struct calendar_arguments {
    struct day from, until;
    int64_t after, most;
};
#define FROM_ARGUMENT(type_) ARGUMENT(DAY, type_, from, .en = "the first day", .ko = "시작일")
#define UNTIL_ARGUMENT(type_)                                                                      \
    ARGUMENT(DAY, type_, until, .not_before = "from", .en = "the last day", .ko = "종료일")
static const struct argument calendar_rows[] = {
    FROM_ARGUMENT(struct calendar_arguments),
    UNTIL_ARGUMENT(struct calendar_arguments),
    AFTER_ARGUMENT(struct calendar_arguments),
    MOST_ARGUMENT(struct calendar_arguments),
    ARGUMENTS_END,
};
static const struct arguments calendar_arguments =
    ARGUMENTS(struct calendar_arguments, calendar_rows);

/* The first moment of a day so many days later; 0 where no day was asked for. */
static time_us start_of(struct day day, int64_t days_later)
{
    return day.year == 0 ? 0
                         : day_start(day_from_number(day_number(day) + days_later), zone_seoul());
}

static enum status read_calendar(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct calendar_arguments *asked = api_arguments(call, struct calendar_arguments);
    struct casework_query query = {.scope =
                                       oversees(call) ? CASEWORK_OVERSEEN : CASEWORK_ORGANISATION,
                                   .due_from = start_of(asked->from, 0),
                                   .due_until = start_of(asked->until, 1),
                                   .after = asked->after,
                                   .most = (int)asked->most};
    return answer_tasks(call, tx, &query, err);
}

static enum status get_calendar(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_calendar, err);
}

/* ---- handing a task over ---- */

static enum status read_posts(struct call *call, struct store_tx *tx, struct error *err)
{
    struct casework_posts list = {0};
    enum status st = casework_posts(tx, call->arena, call->caller, call->id, call->now, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_posts(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_posts, err);
}

static enum status assign_task(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct assign_body *body = call->body;
    struct casework_task task = {0};
    enum status st = casework_assign(tx, call->arena, call->caller, call->id, body->post_id,
                                     body->deputy_post_id, call->now, err);
    if (st == STATUS_OK)
        st = casework_task(tx, call->arena, call->id, call->now, &task, err);
    if (st != STATUS_OK)
        return st;
    struct task_view *view = arena_alloc(call->arena, sizeof *view);
    *view = view_task(&task);
    st = head_task(call, tx, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status post_assign(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, assign_task, err);
}

/* Each item as if it had come alone: its own transaction, its own line in the history. */
static enum status one_of_many(struct call *call, const struct bulk_item *item, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    const struct casework_input input = {.note = item->note, .values = item->values};
    enum status st = store_begin(call->services->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = project_step(tx, call->arena, call->caller, item->matter_id, item->step, &input,
                          call->now, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static enum status post_steps(struct call *call, struct error *err)
{
    const struct bulk_body *body = call->body;
    struct bulk_result *results = arena_array(call->arena, body->steps.count, sizeof *results);
    for (size_t i = 0; i < body->steps.count; i++) {
        struct error why;
        (void)err;
        results[i] = (struct bulk_result){.matter_id = body->steps.at[i].matter_id};
        results[i].done = one_of_many(call, &body->steps.at[i], &why) == STATUS_OK;
        if (results[i].done)
            continue;
        /* Whose matter it is not learns only that it may not. */
        bool there = why.reason != &STORE_NO_ROW;
        const struct reason *reason = there ? why.reason : &CASEWORK_ROLE;
        results[i].reason = reason->name;
        results[i].text = there ? arena_text(call->arena, call->korean ? why.ko : why.text)
                                : (call->korean ? reason->ko : reason->en);
    }
    api_answer_list(call, results, body->steps.count);
    return STATUS_OK;
}

/* ---- the rows ---- */

#define MATTER_READERS                                                                             \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR),                                                       \
        .party = ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(MENTOR) | OPERATORS |   \
                 ROLE_BIT(REVIEWER) | ROLE_BIT(ACCOUNTANT) | ROLE_BIT(MINISTRY_VIEWER) |           \
                 ROLE_BIT(AUDITOR),                                                                \
        .none = ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR)                                      \
    }
#define MATTER_ACTORS                                                                              \
    {                                                                                              \
        .own = ADOPTERS, .party = ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) |                 \
                                  ROLE_BIT(MENTOR) | ROLE_BIT(REVIEWER) | OPERATORS |              \
                                  ROLE_BIT(ACCOUNTANT)                                             \
    }

/* clang-format off */
const struct route casework_routes[] = {
    {HTTP_GET, "/api/tasks", list_tasks,
     .arguments = &task_arguments, .kind = ANSWER_LIST, .answer = &task_shape,
     .allow = ALLOW(CASE_ACTORS),
     .en = "what waits for one's post, the most urgent first", .ko = "내 직책의 할 일, 급한 순서"},
    {HTTP_POST, "/api/tasks/steps", post_steps, .kind = ANSWER_LIST, .body = &bulk_shape,
     .answer = &bulk_result_shape, .allow = ALLOW(CASE_ACTORS),
     .en = "many steps, each by itself", .ko = "여러 건의 단계를 한 건씩 처리합니다"},
    {HTTP_GET, "/api/calendar", get_calendar,
     .arguments = &calendar_arguments, .kind = ANSWER_LIST, .answer = &task_shape,
     .allow = ALLOW(CASE_ACTORS),
     .en = "deadlines between two days", .ko = "두 날짜 사이의 기한"},
    {HTTP_GET, "/api/tasks/{id}/posts", get_posts, .kind = ANSWER_LIST, .answer = &post_shape,
     .relation = task_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER),
               .party = ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | OPERATORS},
     .en = "posts that an open task may be given to", .ko = "할 일을 맡길 수 있는 직책"},
    {HTTP_POST, "/api/tasks/{id}/assign", post_assign, .body = &assign_shape,
     .answer = &task_shape, .relation = task_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER),
               .party = ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | OPERATORS},
     .en = "give an open task to another post or deputy", .ko = "할 일을 다른 직책이나 대행에게 맡깁니다"},
    {HTTP_GET, "/api/applications/{id}/matters", get_matters,
     .arguments = &after_arguments, .kind = ANSWER_LIST,
     .answer = &matter_row_shape, .relation = application_relation, .allow = MATTER_READERS,
     .en = "the procedures of a case", .ko = "한 건의 절차 목록"},
    {HTTP_POST, "/api/applications/{id}/matters", post_matter, .body = &open_shape,
     .answer = &matter_shape, .success = 201, .relation = application_relation,
     .allow = MATTER_ACTORS,
     .en = "begin a procedure of its rules", .ko = "규칙에 있는 절차를 시작합니다"},
    {HTTP_GET, "/api/applications/{id}/beginnings", get_beginnings, .kind = ANSWER_LIST,
     .answer = &beginning_shape, .relation = application_relation, .allow = MATTER_ACTORS,
     .en = "procedures that the reader could begin now, with what each asks for",
     .ko = "지금 시작할 수 있는 절차와 필요한 값"},
    {HTTP_GET, "/api/matters/{id}", get_matter, .answer = &matter_shape,
     .relation = matter_relation, .allow = MATTER_READERS,
     .en = "one procedure: history, tasks, what is possible now and what is missing",
     .ko = "절차 하나: 이력, 할 일, 지금 할 수 있는 단계와 빠진 것"},
    {HTTP_POST, "/api/matters/{id}/steps/{key}", post_step, .body = &step_shape,
     .answer = &matter_shape, .relation = matter_relation, .allow = MATTER_ACTORS,
     .en = "take a step", .ko = "단계를 진행합니다"},
    {HTTP_POST, "/api/matters/{id}/parties", post_party, .kind = ANSWER_NOTHING,
     .body = &joining_shape, .relation = matter_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "let one more organisation take part", .ko = "기관을 절차에 참여시킵니다"},
    {HTTP_POST, "/api/agreements/{id}/supplier", post_supplier, .kind = ANSWER_NOTHING,
     .body = &supplier_shape, .relation = agreement_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER), .party = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "name the supplier of the project", .ko = "공급기업을 지정합니다"},
    ROUTES_END,
};
/* clang-format on */
