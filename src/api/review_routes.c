/* review_routes.c -- a reviewer at work: his seats, his sheet, the applicant's plan made again. */
#include "api/routes.h"
#include "api/views.h"
#include "jobs/jobs.h"
#include "kit/must.h"
#include "kit/text.h"
#include "selection/selection.h"
#include "study/study.h"

enum { RERUNS_LOOKED_AT = 100 };

/* ---- his seats ---- */

struct seat_view {
    struct owned owned;
    struct selection_own_seat s;
    const char *ko, *en;
};
#define SEAT(kind, member, ...) FIELD_AS(kind, struct seat_view, s.member, #member, __VA_ARGS__)
static const struct field seat_fields[] = {
    SEAT(INT, matter_id, PROGRAMME),
    SEAT(INT, application_id, PUBLIC),
    SEAT(TEXT, number, PROGRAMME),
    SEAT(TEXT, title, PROGRAMME, .max = 400),
    SEAT(TEXT, firm, PROGRAMME),
    SEAT(TEXT, review, PROGRAMME),
    SEAT(TEXT, machine, PROGRAMME),
    SEAT(TEXT, state, PROGRAMME),
    FIELD(TEXT, struct seat_view, ko, PROGRAMME, .max = 400, .what = "name of the review"),
    FIELD(TEXT, struct seat_view, en, PROGRAMME, .max = 400, .what = "name of the review"),
    SEAT(TIME, until_at, PROGRAMME),
    SEAT(TIME, signed_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape seat_shape =
    SHAPE_OWNED(struct seat_view, owned, "OwnSeat", "application", seat_fields);

/* The review's name in the rules that the application is bound to. */
static enum status name_review(struct call *call, struct store_tx *tx, struct seat_view *view,
                               struct error *err)
{
    struct programme_rules rules = {0};
    enum status st = programme_rules_get(tx, call->arena, view->s.rule_id, &rules, err);
    view->ko = view->en = view->s.review;
    for (size_t i = 0; st == STATUS_OK && i < rules.document.review_count; i++)
        if (text_same(rules.document.reviews[i].id, view->s.review)) {
            view->ko = rules.document.reviews[i].ko;
            view->en = rules.document.reviews[i].en;
        }
    return st;
}

static enum status read_seats(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_own_seats seats = {0};
    enum status st =
        selection_own_seats(tx, call->arena, call->caller->user_id, call->now, &seats, err);
    struct seat_view *views = arena_array(call->arena, seats.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < seats.count; i++) {
        views[i].s = seats.at[i];
        views[i].owned =
            (struct owned){.id = seats.at[i].application_id, .owner_id = seats.at[i].firm_id};
        owned_add_party(&views[i].owned, call->caller->organisation_id);
        st = name_review(call, tx, &views[i], err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, seats.count);
    return st;
}

static enum status list_seats(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_seats, err);
}

/* ---- whom the officer may seat ---- */

struct found_tie {
    const char *name, *ko, *en, *article;
    bool bars;
};
static const struct field found_fields[] = {
    FIELD(TEXT, struct found_tie, name, PROGRAMME),
    FIELD(TEXT, struct found_tie, ko, PROGRAMME),
    FIELD(TEXT, struct found_tie, en, PROGRAMME),
    FIELD(TEXT, struct found_tie, article, PROGRAMME, .max = 1000),
    FIELD(BOOL, struct found_tie, bars, PROGRAMME),
    FIELDS_END,
};
static const struct shape found_shape = SHAPE(struct found_tie, "FoundTie", found_fields);

struct candidate_view {
    struct selection_candidate c;
    struct {
        struct found_tie *at;
        size_t count;
    } ties;
};
#define CANDIDATE(kind, member, ...)                                                               \
    FIELD_AS(kind, struct candidate_view, c.member, #member, __VA_ARGS__)
static const struct field candidate_fields[] = {
    CANDIDATE(INT, person_id, PROGRAMME),
    CANDIDATE(TEXT, name, PERSONAL),
    CANDIDATE(TEXT, post, PROGRAMME),
    CANDIDATE(TEXT, role, PROGRAMME),
    CANDIDATE(TEXT, organisation, PROGRAMME),
    FIELD_AS(BOOL, struct candidate_view, c.ties.barred, "barred", PROGRAMME),
    FIELD_OF(LIST, struct candidate_view, ties, &found_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape candidate_shape =
    SHAPE(struct candidate_view, "Candidate", candidate_fields);

static void view_ties(struct call *call, struct candidate_view *view)
{
    view->ties.at = arena_array(call->arena, TIE_COUNT, sizeof *view->ties.at);
    for (enum selection_tie tie = 0; tie < TIE_COUNT; tie++) {
        const struct selection_tie_info *info = selection_tie_info(tie);
        if (view->c.ties.has[tie])
            view->ties.at[view->ties.count++] =
                (struct found_tie){info->name, info->ko, info->en, info->article, info->bars};
    }
}

static enum status read_candidates(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_candidates list = {0};
    enum status st = selection_candidates(tx, call->arena, call->id, &list, err);
    struct candidate_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        views[i].c = list.at[i];
        view_ties(call, &views[i]);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status list_candidates(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_candidates, err);
}

/* ---- his sheet ---- */

static const struct field item_fields[] = {
    FIELD(TEXT, struct rules_sheet_item, id, PUBLIC),
    FIELD(TEXT, struct rules_sheet_item, ko, PUBLIC, .max = 400),
    FIELD(TEXT, struct rules_sheet_item, en, PUBLIC, .max = 400),
    FIELD(INT, struct rules_sheet_item, weight_bp, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape item_shape = SHAPE(struct rules_sheet_item, "SheetItem", item_fields);
static const struct field grade_fields[] = {
    FIELD(TEXT, struct rules_grade, id, PUBLIC),
    FIELD(TEXT, struct rules_grade, ko, PUBLIC, .max = 400),
    FIELD(TEXT, struct rules_grade, en, PUBLIC, .max = 400),
    FIELD(INT, struct rules_grade, points_milli, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape grade_shape = SHAPE(struct rules_grade, "SheetGrade", grade_fields);
static const struct field answer_fields[] = {
    FIELD(TEXT, struct selection_answer, item, PROGRAMME, .min = 1, .max = 60),
    FIELD(TEXT, struct selection_answer, grade, PROGRAMME, .min = 1, .max = 60),
    FIELDS_END,
};
static const struct shape answer_shape =
    SHAPE(struct selection_answer, "SheetAnswer", answer_fields);

struct sheet_view {
    const char *review, *ko, *en, *state, *basis, *basis_en, *opinion;
    bool writable;
    time_us signed_at;
    struct {
        struct rules_sheet_item *at;
        size_t count;
    } items;
    struct {
        struct rules_grade *at;
        size_t count;
    } grades;
    struct {
        struct selection_answer *at;
        size_t count;
    } answers;
};
static const struct field sheet_fields[] = {
    FIELD(TEXT, struct sheet_view, review, PROGRAMME),
    FIELD(TEXT, struct sheet_view, ko, PROGRAMME, .max = 400),
    FIELD(TEXT, struct sheet_view, en, PROGRAMME, .max = 400),
    FIELD(TEXT, struct sheet_view, state, PROGRAMME),
    FIELD(BOOL, struct sheet_view, writable, PROGRAMME),
    FIELD(TEXT, struct sheet_view, basis, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct sheet_view, basis_en, PROGRAMME, .max = 1000, .optional = true),
    FIELD_OF(LIST, struct sheet_view, items, &item_shape, PROGRAMME),
    FIELD_OF(LIST, struct sheet_view, grades, &grade_shape, PROGRAMME),
    FIELD_OF(LIST, struct sheet_view, answers, &answer_shape, PROGRAMME),
    FIELD(TEXT, struct sheet_view, opinion, PROGRAMME, .max = CASEWORK_NOTE_MAX),
    FIELD(TIME, struct sheet_view, signed_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape sheet_shape = SHAPE(struct sheet_view, "ScoreSheet", sheet_fields);

struct draft_body {
    const char *opinion;
    struct {
        struct selection_answer *at;
        size_t count, room;
    } answers;
};
static const struct field draft_fields[] = {
    FIELD_OF(LIST, struct draft_body, answers, &answer_shape, PUBLIC, .max = RULES_LIST_MAX),
    FIELD(TEXT, struct draft_body, opinion, PUBLIC, .max = CASEWORK_NOTE_MAX),
    FIELDS_END,
};
static const struct shape draft_shape = SHAPE(struct draft_body, "SheetDraft", draft_fields);

static void view_form(struct call *call, const struct selection_form *form, struct sheet_view *view)
{
    const struct rules_sheet *sheet = form->sheet;
    *view = (struct sheet_view){.review = form->review->id,
                                .ko = form->review->ko,
                                .en = form->review->en,
                                .state = form->state,
                                .writable = form->writable,
                                .basis = form->review->basis,
                                .basis_en = text_if_any(form->review->basis_en),
                                .opinion = form->opinion,
                                .signed_at = form->filled.signed_at};
    size_t items = sheet == NULL ? 0 : sheet->item_count;
    size_t grades = sheet == NULL ? 0 : sheet->grade_count;
    view->items.at = arena_array(call->arena, items, sizeof *view->items.at);
    for (; view->items.count < items; view->items.count++) {
        view->items.at[view->items.count] = sheet->items[view->items.count];
        if (view->items.at[view->items.count].weight_bp == RULES_UNSET)
            view->items.at[view->items.count].weight_bp = API_NULL;
    }
    view->grades.at = arena_array(call->arena, grades, sizeof *view->grades.at);
    for (; view->grades.count < grades; view->grades.count++) {
        view->grades.at[view->grades.count] = sheet->grades[view->grades.count];
        if (view->grades.at[view->grades.count].points_milli == RULES_UNSET)
            view->grades.at[view->grades.count].points_milli = API_NULL;
    }
    view->answers.count = form->filled.answer_count;
    view->answers.at = arena_array(call->arena, view->answers.count, sizeof *view->answers.at);
    for (size_t i = 0; i < view->answers.count; i++)
        view->answers.at[i] = form->filled.answers[i];
}

static enum status rules_of_matter(struct call *call, struct store_tx *tx,
                                   struct programme_rules *ret_rules, struct error *err)
{
    struct casework_matter matter = {0};
    enum status st = casework_matter_row(tx, call->arena, call->id, &matter, err);
    return st == STATUS_OK
               ? programme_rules_of(tx, call->arena, matter.application_id, ret_rules, err)
               : st;
}

static enum status read_sheet(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_rules rules = {0};
    struct selection_form *form = arena_alloc(call->arena, sizeof *form);
    struct sheet_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = rules_of_matter(call, tx, &rules, err);
    if (st == STATUS_OK)
        st = selection_form(tx, call->arena, &rules.document, call->id, form, err);
    if (st != STATUS_OK)
        return st;
    view_form(call, form, view);
    api_answer(call, view);
    return st;
}

static enum status get_sheet(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_sheet, err);
}

static enum status keep_draft(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct draft_body *body = call->body;
    struct programme_rules rules = {0};
    struct selection_sheet *answers = arena_alloc(call->arena, sizeof *answers);
    must(body->answers.count <= RULES_LIST_MAX); /* the shape has looked */
    for (; answers->answer_count < body->answers.count; answers->answer_count++)
        answers->answers[answers->answer_count] = body->answers.at[answers->answer_count];
    enum status st = rules_of_matter(call, tx, &rules, err);
    if (st == STATUS_OK)
        st = selection_draft(tx, call->arena, &rules.document, call->caller, call->id, answers,
                             body->opinion, call->now, err);
    return st == STATUS_OK ? read_sheet(call, tx, err) : st;
}

static enum status patch_sheet(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, keep_draft, err);
}

/* ---- the plan made again ---- */

static const char *const rerun_states[] = {"none",   "queued",    "running", "same",
                                           "failed", "cancelled", NULL};
struct rerun_view {
    const char *state, *step_ko, *step_en, *plan_hash;
    int64_t plan_id;
    double progress;
    json_t *problem;
    time_us started_at, ended_at;
};
static const struct field rerun_fields[] = {
    FIELD(TEXT, struct rerun_view, state, PROGRAMME, .choices = rerun_states,
          .what = "same: every byte of the plan came out again"),
    FIELD(INT, struct rerun_view, plan_id, PROGRAMME),
    FIELD(TEXT, struct rerun_view, plan_hash, PROGRAMME),
    FIELD(NUMBER, struct rerun_view, progress, PROGRAMME, .max = 1),
    FIELD(TEXT, struct rerun_view, step_ko, PROGRAMME, .optional = true),
    FIELD(TEXT, struct rerun_view, step_en, PROGRAMME, .optional = true),
    FIELD(DOCUMENT, struct rerun_view, problem, PROGRAMME, .optional = true),
    FIELD(TIME, struct rerun_view, started_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD(TIME, struct rerun_view, ended_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape rerun_shape = SHAPE(struct rerun_view, "Rerun", rerun_fields);

static const char *rerun_request(struct call *call, int64_t plan_id)
{
    return arena_format(call->arena, "{\"parent_id\":%lld}", (long long)plan_id);
}

/* Of a failure the reason and its remedy, not the place: that would be a line of the firm's plan.
 */
static json_t *view_problem(struct call *call, const char *problem)
{
    static const char *const told[] = {"reason", "ko", "en", "remedy_ko", "remedy_en"};
    json_t *whole = problem == NULL ? NULL : json_loads(problem, 0, NULL);
    json_t *shown = whole == NULL ? NULL : json_object();
    for (size_t i = 0; shown != NULL && i < sizeof told / sizeof *told; i++) {
        json_t *member = json_object_get(whole, told[i]);
        if (member != NULL)
            must(json_object_set(shown, told[i], member) == 0);
    }
    json_decref(whole);
    return shown == NULL ? NULL : api_keep(call, shown);
}

static void view_rerun(struct call *call, const struct job *job, struct rerun_view *view)
{
    view->state = rerun_states[1 + (int)job->state];
    view->step_ko = job->step_ko;
    view->step_en = job->step_en;
    view->progress = job->progress;
    view->problem = view_problem(call, job->problem);
    view->started_at = job->created;
    view->ended_at = job->ended;
}

/* The newest of the caller's own house. */
static enum status read_rerun(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_application application = {0};
    struct job_list list = {0};
    struct rerun_view *view = arena_alloc(call->arena, sizeof *view);
    _Static_assert(JOB_WAITING == 0 && JOB_CANCELLED == 4, "states are in the order of the names");
    enum status st = programme_application(tx, call->arena, call->id, &application, err);
    if (st == STATUS_OK)
        st = jobs_list(tx, call->caller->organisation_id, 0, RERUNS_LOOKED_AT, call->arena, &list,
                       err);
    if (st != STATUS_OK)
        return st;
    *view = (struct rerun_view){.state = rerun_states[0],
                                .plan_id = application.plan_id,
                                .plan_hash = application.plan_hash};
    const char *request = rerun_request(call, application.plan_id);
    for (size_t i = 0; i < list.jobs.count; i++)
        if (text_same(list.jobs.at[i].kind, "rerun") &&
            text_same(list.jobs.at[i].request, request)) {
            view_rerun(call, &list.jobs.at[i], view);
            break;
        }
    api_answer(call, view);
    return st;
}

static enum status get_rerun(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_rerun, err);
}

static enum status start_rerun(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_application application = {0};
    struct job_order order = {
        .kind = "rerun", .org = call->caller->organisation_id, .user = call->caller->user_id};
    int64_t id = 0;
    enum status st = programme_application(tx, call->arena, call->id, &application, err);
    order.request = rerun_request(call, application.plan_id);
    if (st == STATUS_OK)
        st = jobs_enqueue(tx, &order, call->now, &id, err);
    return st == STATUS_OK ? read_rerun(call, tx, err) : st;
}

static enum status post_rerun(struct call *call, struct error *err)
{
    enum status st = in_transaction(call, STORE_WRITE, start_rerun, err);
    if (st == STATUS_OK)
        jobs_wake(call->services->jobs);
    return st;
}

#define SITTERS (ROLE_BIT(REVIEWER) | ROLE_BIT(MENTOR))

/* clang-format off */
const struct route review_routes[] = {
    {HTTP_GET, "/api/reviews", list_seats, .kind = ANSWER_LIST, .answer = &seat_shape,
     .allow = ALLOW(SITTERS), .en = "the reviews one was given", .ko = "내게 배정된 평가"},
    {HTTP_GET, "/api/applications/{id}/candidates", list_candidates, .kind = ANSWER_LIST,
     .answer = &candidate_shape, .relation = application_relation,
     .allow = {.party = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "who may be seated, with the ties that the gate finds",
     .ko = "평가를 맡을 수 있는 사람과 확인된 이해관계"},
    {HTTP_GET, "/api/matters/{id}/sheet", get_sheet, .answer = &sheet_shape,
     .relation = matter_relation, .allow = {.party = SITTERS},
     .en = "one's own score sheet, with its form of the rules", .ko = "내 평가표와 규칙의 양식"},
    {HTTP_PATCH, "/api/matters/{id}/sheet", patch_sheet, .body = &draft_shape,
     .answer = &sheet_shape, .relation = matter_relation, .allow = {.party = SITTERS},
     .en = "keep an unfinished sheet; it counts nothing", .ko = "쓰고 있는 평가표를 임시로 저장합니다"},
    {HTTP_GET, "/api/applications/{id}/rerun", get_rerun, .answer = &rerun_shape,
     .relation = application_relation,
     .allow = {.own = ADOPTERS, .party = ROLE_BIT(REVIEWER) | ROLE_BIT(OPERATOR_OFFICER)},
     .en = "has its plan come out the same again", .ko = "계획을 다시 계산해도 같은가"},
    {HTTP_POST, "/api/applications/{id}/rerun", post_rerun, .body = &nothing_shape,
     .answer = &rerun_shape, .success = 202, .limit = {20, TIME_HOUR},
     .relation = application_relation,
     .allow = {.own = ADOPTERS, .party = ROLE_BIT(REVIEWER) | ROLE_BIT(OPERATOR_OFFICER)},
     .states = API_STATE(APPLICATION_SUBMITTED), .wrong_state = &PROGRAMME_STEP,
     .en = "make its plan again and compare every byte", .ko = "계획을 다시 계산해 한 바이트까지 견줍니다"},
    ROUTES_END,
};
/* clang-format on */
