/* selection_routes.c -- the firm's profile, reviewers' seats, scores, the ranking, the cost sheet.
 */
#include "api/routes.h"
#include "api/views.h"
#include "kit/text.h"
#include "project/project.h"
#include "selection/selection.h"

/* ---- the standing profile ---- */

static const char *const fact_kinds[] = {"flag", "number", "word", NULL};
struct fact_view {
    const char *fact, *ko, *en, *kind, *choices, *word;
    int64_t number;
    bool known;
    time_us at;
};
static const struct field fact_fields[] = {
    FIELD(TEXT, struct fact_view, fact, PUBLIC),
    FIELD(TEXT, struct fact_view, ko, PUBLIC),
    FIELD(TEXT, struct fact_view, en, PUBLIC),
    FIELD(TEXT, struct fact_view, kind, PUBLIC, .choices = fact_kinds),
    FIELD(TEXT, struct fact_view, choices, PUBLIC, .what = "words allowed, blanks between"),
    FIELD(BOOL, struct fact_view, known, PROGRAMME),
    FIELD(INT, struct fact_view, number, PROGRAMME),
    FIELD(TEXT, struct fact_view, word, PROGRAMME),
    FIELD(TIME, struct fact_view, at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape fact_shape = SHAPE(struct fact_view, "ProfileFact", fact_fields);

struct fact_body {
    const char *fact, *word;
    int64_t number;
};
static const struct field fact_body_fields[] = {
    FIELD(TEXT, struct fact_body, fact, PUBLIC, .min = 1, .max = 60),
    FIELD(INT, struct fact_body, number, PUBLIC, .min = 0, .max = MONEY_MAX, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct fact_body, word, PUBLIC, .max = 60, .optional = true),
    FIELDS_END,
};
static const struct shape fact_body_shape =
    SHAPE(struct fact_body, "ProfileAnswer", fact_body_fields);

static enum status answer_profile(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_facts known = {0};
    size_t count = rules_fact_count();
    struct fact_view *views = arena_array(call->arena, count, sizeof *views);
    enum status st = selection_profile(tx, call->arena, call->caller->organisation_id, &known, err);
    for (size_t i = 0; st == STATUS_OK && i < count; i++) {
        const struct rules_fact *fact = rules_fact(i);
        views[i] = (struct fact_view){.fact = fact->id,
                                      .ko = fact->ko,
                                      .en = fact->en,
                                      .kind = fact_kinds[fact->kind],
                                      .choices = fact->words,
                                      .word = ""};
        for (size_t j = 0; j < known.count; j++)
            if (text_same(known.at[j].fact, fact->id)) {
                views[i].known = true;
                views[i].number = known.at[j].number;
                views[i].word = known.at[j].word;
                views[i].at = known.at[j].at;
            }
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, count);
    return st;
}

static enum status get_profile(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, answer_profile, err);
}

static enum status tell_fact(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct fact_body *body = call->body;
    const struct rules_value value = {body->fact, body->number, body->word};
    enum status st = selection_tell(tx, call->caller->organisation_id, call->caller->user_id,
                                    &value, call->now, err);
    return st == STATUS_OK ? answer_profile(call, tx, err) : st;
}

static enum status post_profile(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, tell_fact, err);
}

static const char *const verdicts[] = {"no", "yes", "unknown", NULL};
struct ground_view {
    const char *id, *ko, *en, *fact, *verdict, *basis, *basis_en;
    bool exclusion;
};
static const struct field ground_fields[] = {
    FIELD(TEXT, struct ground_view, id, PROGRAMME),
    FIELD(TEXT, struct ground_view, ko, PROGRAMME, .max = 400),
    FIELD(TEXT, struct ground_view, en, PROGRAMME, .max = 400),
    FIELD(TEXT, struct ground_view, fact, PROGRAMME),
    FIELD(TEXT, struct ground_view, verdict, PROGRAMME, .choices = verdicts),
    FIELD(BOOL, struct ground_view, exclusion, PROGRAMME),
    FIELD(TEXT, struct ground_view, basis, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct ground_view, basis_en, PROGRAMME, .max = 1000, .optional = true),
    FIELDS_END,
};
static const struct shape ground_shape = SHAPE(struct ground_view, "Ground", ground_fields);

struct eligibility_view {
    const char *eligible;
    int64_t bonus_milli;
    struct {
        struct ground_view *at;
        size_t count;
    } grounds;
};
static const struct field eligibility_fields[] = {
    FIELD(TEXT, struct eligibility_view, eligible, PROGRAMME, .choices = verdicts),
    FIELD(INT, struct eligibility_view, bonus_milli, PROGRAMME, .what = "thousandths of a point"),
    FIELD_OF(LIST, struct eligibility_view, grounds, &ground_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape eligibility_shape =
    SHAPE(struct eligibility_view, "FirmEligibility", eligibility_fields);

static enum status read_eligibility(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_rules rules = {0};
    struct rules_judgement *judged = arena_alloc(call->arena, sizeof *judged);
    struct eligibility_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = programme_rules(tx, call->arena, call->key, &rules, err);
    if (st == STATUS_OK)
        st = selection_eligible(tx, call->arena, &rules.document, call->caller->organisation_id,
                                judged, err);
    if (st != STATUS_OK)
        return st;
    view->eligible = verdicts[judged->eligible];
    view->bonus_milli = judged->bonus_milli;
    view->grounds.at = arena_array(call->arena, judged->ground_count, sizeof *view->grounds.at);
    for (; view->grounds.count < judged->ground_count; view->grounds.count++) {
        const struct rules_ground *ground = &judged->grounds[view->grounds.count];
        view->grounds.at[view->grounds.count] =
            (struct ground_view){.id = ground->condition->id,
                                 .ko = ground->condition->ko,
                                 .en = ground->condition->en,
                                 .fact = ground->condition->fact,
                                 .verdict = verdicts[ground->verdict],
                                 .exclusion = ground->exclusion,
                                 .basis = ground->condition->basis,
                                 .basis_en = text_if_any(ground->condition->basis_en)};
    }
    api_answer(call, view);
    return st;
}

static enum status get_eligibility(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_eligibility, err);
}

/* ---- seats and ties ---- */

static const struct field seat_fields[] = {
    FIELD(INT, struct selection_seat, id, PROGRAMME),
    FIELD(TEXT, struct selection_seat, review, PROGRAMME),
    FIELD(INT, struct selection_seat, person_id, PROGRAMME),
    FIELD(TEXT, struct selection_seat, name, PERSONAL),
    FIELD(INT, struct selection_seat, matter_id, PROGRAMME),
    FIELD(TEXT, struct selection_seat, state, PROGRAMME),
    FIELD(TIME, struct selection_seat, seated_at, PROGRAMME),
    FIELD(TIME, struct selection_seat, until_at, PROGRAMME),
    FIELD(TEXTS, struct selection_seat, minutes, PROGRAMME, .what = "ties that do not bar"),
    FIELDS_END,
};
static const struct shape seat_shape = SHAPE(struct selection_seat, "Seat", seat_fields);

struct seat_body {
    const char *review;
    int64_t person_id, days;
};
static const struct field seat_body_fields[] = {
    FIELD(TEXT, struct seat_body, review, PUBLIC, .min = 1, .max = 60),
    FIELD(INT, struct seat_body, person_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(INT, struct seat_body, days, PUBLIC, .min = 1, .max = 90),
    FIELDS_END,
};
static const struct shape seat_body_shape = SHAPE(struct seat_body, "SeatGiven", seat_body_fields);

static enum status read_seats(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_seats seats = {0};
    enum status st = selection_seat_list(tx, call->arena, call->id, &seats, err);
    if (st == STATUS_OK)
        api_answer_list(call, seats.at, seats.count);
    return st;
}

static enum status get_seats(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_seats, err);
}

static enum status give_seat(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct seat_body *body = call->body;
    struct programme_rules rules = {0};
    struct casework_procedure procedure = {0};
    int64_t matter_id = 0;
    enum status st = programme_rules_of(tx, call->arena, call->id, &rules, err);
    if (st == STATUS_OK)
        st = project_procedure(tx, call->arena, rules.id, &procedure, err);
    if (st == STATUS_OK)
        st = selection_seat_give(tx, call->arena, &procedure, call->caller, call->id, body->review,
                                 body->person_id, call->now + body->days * TIME_DAY, call->now,
                                 &matter_id, err);
    return st == STATUS_OK ? read_seats(call, tx, err) : st;
}

static enum status post_seat(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, give_seat, err);
}

struct tie_body {
    int64_t person_id, organisation_id;
    const char *kind, *note;
};
static const struct field tie_fields[] = {
    FIELD(INT, struct tie_body, person_id, PUBLIC, .min = 1, .max = INT64_MAX, .optional = true,
          .zero_is_null = true, .what = "of whom the operating body knows it; else one's own"),
    FIELD(INT, struct tie_body, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct tie_body, kind, PUBLIC, .min = 1, .max = 40),
    FIELD(TEXT, struct tie_body, note, PUBLIC, .min = 1, .max = 400),
    FIELDS_END,
};
static const struct shape tie_shape = SHAPE(struct tie_body, "Tie", tie_fields);

static enum status declare_tie(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct tie_body *body = call->body;
    bool officer = call->caller->role == ROLE_OPERATOR_OFFICER;
    int64_t person = officer && body->person_id > 0 ? body->person_id : call->caller->user_id;
    return selection_declare(tx, person, body->organisation_id, body->kind, body->note,
                             call->caller->user_id, call->now, err);
}

static enum status post_tie(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, declare_tie, err);
}

/* ---- scores ---- */

static const char *const line_kinds[] = {"answer", "sheet", "mean",  "ratio", "job",
                                         "bonus",  "group", "total", NULL};
struct line_view {
    const char *kind, *id, *ko, *en, *shown, *signer, *basis, *basis_en;
    int64_t top, bottom;
    bool left_out;
    time_us signed_at;
};
static const struct field line_fields[] = {
    FIELD(TEXT, struct line_view, kind, PROGRAMME, .choices = line_kinds),
    FIELD(TEXT, struct line_view, id, PROGRAMME),
    FIELD(TEXT, struct line_view, ko, PROGRAMME, .max = 400),
    FIELD(TEXT, struct line_view, en, PROGRAMME, .max = 400),
    FIELD(INT, struct line_view, top, PROGRAMME, .what = "thousandths of a point: top / bottom"),
    FIELD(INT, struct line_view, bottom, PROGRAMME),
    FIELD(TEXT, struct line_view, shown, PROGRAMME, .what = "points, rounded for reading"),
    FIELD(BOOL, struct line_view, left_out, PROGRAMME),
    FIELD(TEXT, struct line_view, signer, PERSONAL, .optional = true),
    FIELD(TIME, struct line_view, signed_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD(TEXT, struct line_view, basis, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct line_view, basis_en, PROGRAMME, .max = 1000, .optional = true),
    FIELDS_END,
};
static const struct shape line_shape = SHAPE(struct line_view, "ScoreLine", line_fields);

struct score_view {
    struct owned owned;
    int64_t application_id, rank, region_rank;
    const char *number, *firm, *region, *total, *lacking, *below, *passes;
    bool complete;
    struct {
        struct line_view *at;
        size_t count;
    } lines;
};
#define SCORE_FIELDS                                                                               \
    FIELD(INT, struct score_view, application_id, PUBLIC),                                         \
        FIELD(TEXT, struct score_view, number, PROGRAMME),                                         \
        FIELD(TEXT, struct score_view, firm, PROGRAMME),                                           \
        FIELD(TEXT, struct score_view, region, PROGRAMME, .optional = true),                       \
        FIELD(TEXT, struct score_view, total, PROGRAMME),                                          \
        FIELD(BOOL, struct score_view, complete, PROGRAMME),                                       \
        FIELD(TEXT, struct score_view, passes, PROGRAMME, .choices = verdicts),                    \
        FIELD(TEXT, struct score_view, lacking, PROGRAMME, .optional = true),                      \
        FIELD(TEXT, struct score_view, below, PROGRAMME, .optional = true),                        \
        FIELD_OF(LIST, struct score_view, lines, &line_shape, PROGRAMME)
static const struct field score_fields[] = {SCORE_FIELDS, FIELDS_END};
static const struct shape score_shape = SHAPE(struct score_view, "Score", score_fields);
static const struct field rank_fields[] = {
    SCORE_FIELDS,
    FIELD(INT, struct score_view, rank, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD(INT, struct score_view, region_rank, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape rank_shape =
    SHAPE_OWNED(struct score_view, owned, "Rank", "application", rank_fields);

/* Who judged is not told to the judged. */
static bool names_signers(const struct call *call)
{
    enum people_role role = call->caller->role;
    return role == ROLE_OPERATOR_OFFICER || role == ROLE_OPERATOR_FINANCE || role == ROLE_AUDITOR;
}

static struct score_view view_score(struct call *call, const struct selection_paper *paper,
                                    const struct selection_score *score)
{
    struct score_view view = {.application_id = paper->application_id,
                              .number = paper->number,
                              .firm = paper->firm,
                              .region = paper->region,
                              .total = selection_text(call->arena, score->total),
                              .complete = score->complete,
                              .passes = verdicts[score->passes],
                              .lacking = score->lacking,
                              .below = score->below};
    view.lines.at = arena_array(call->arena, score->lines.count, sizeof *view.lines.at);
    for (; view.lines.count < score->lines.count; view.lines.count++) {
        const struct selection_line *line = &score->lines.at[view.lines.count];
        view.lines.at[view.lines.count] =
            (struct line_view){.kind = selection_kind_name(line->kind),
                               .id = line->id,
                               .ko = line->ko,
                               .en = line->en,
                               .shown = selection_text(call->arena, line->value),
                               .signer = names_signers(call) ? line->signer : NULL,
                               .basis = line->basis,
                               .basis_en = text_if_any(line->basis_en),
                               .top = line->value.top,
                               .bottom = line->value.bottom,
                               .left_out = line->left_out,
                               .signed_at = line->signed_at};
    }
    return view;
}

static enum status read_score(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_application application = {0};
    struct programme_rules rules = {0};
    struct selection_paper paper = {0};
    struct selection_score score = {0};
    enum status st = programme_application(tx, call->arena, call->id, &application, err);
    if (st == STATUS_OK && call->relation == RELATION_OWN &&
        !text_same(application.state, "approved") && !text_same(application.state, "rejected"))
        return FAIL(err, SELECTION_UNDECIDED, "the application is %.40s", application.state);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, call->arena, call->id, &rules, err);
    if (st == STATUS_OK)
        st = selection_paper(tx, call->arena, call->id, &paper, err);
    if (st == STATUS_OK)
        st = selection_score(call->arena, &rules.document, &paper, &score, err);
    if (st != STATUS_OK)
        return st;
    struct score_view *view = arena_alloc(call->arena, sizeof *view);
    *view = view_score(call, &paper, &score);
    api_answer(call, view);
    return st;
}

static enum status get_score(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_score, err);
}

static enum status read_ranking(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_rules rules = {0};
    struct selection_ranking ranking = {0};
    enum status st = programme_rules(tx, call->arena, call->key, &rules, err);
    if (st == STATUS_OK)
        st = selection_ranking(tx, call->arena, &rules, &ranking, err);
    struct score_view *views = arena_array(call->arena, ranking.count, sizeof *views);
    for (size_t i = 0; st == STATUS_OK && i < ranking.count; i++) {
        const struct selection_row *row = &ranking.at[i];
        views[i] = view_score(call, &row->paper, &row->score);
        views[i].rank = row->rank;
        views[i].region_rank = row->region_rank;
        views[i].owned =
            (struct owned){.id = row->paper.application_id, .owner_id = row->paper.firm_id};
        st = add_overseers(call, tx, &views[i].owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, ranking.count);
    return st;
}

static enum status get_ranking(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_ranking, err);
}

static const struct field fixed_fields[] = {
    FIELD(INT, struct selection_fixed, id, PUBLIC),
    FIELD(TEXT, struct selection_fixed, hash, PUBLIC),
    FIELD(TEXT, struct selection_fixed, again, PUBLIC,
          .what = "hash of the ranking computed now from the stored sheets"),
    FIELD(BOOL, struct selection_fixed, same, PUBLIC, .what = "bit for bit"),
    FIELD(TIME, struct selection_fixed, at, PUBLIC),
    FIELDS_END,
};
static const struct shape fixed_shape = SHAPE(struct selection_fixed, "FixedRanking", fixed_fields);

static enum status answer_fixed(struct call *call, struct store_tx *tx, bool fix, struct error *err)
{
    struct programme_rules rules = {0};
    struct selection_fixed *fixed = arena_alloc(call->arena, sizeof *fixed);
    enum status st = programme_rules(tx, call->arena, call->key, &rules, err);
    if (st == STATUS_OK)
        st = fix ? selection_fix(tx, call->arena, call->caller, &rules, call->now, fixed, err)
                 : selection_recompute(tx, call->arena, &rules, fixed, err);
    if (st == STATUS_OK)
        api_answer(call, fixed);
    return st;
}

static enum status fix_ranking(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_fixed(call, tx, true, err);
}

static enum status post_ranking(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, fix_ranking, err);
}

static enum status check_ranking(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_fixed(call, tx, false, err);
}

static enum status get_recomputed(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, check_ranking, err);
}

/* ---- the cost sheet ---- */

static const struct field cost_fields[] = {
    FIELD(TEXT, struct selection_cost, item, PROGRAMME, .min = 1, .max = 60),
    FIELD(INT, struct selection_cost, supplier_id, PROGRAMME, .min = 1, .max = INT64_MAX,
          .optional = true, .zero_is_null = true),
    FIELD(TEXT, struct selection_cost, name, PROGRAMME, .min = 1),
    FIELD(TEXT, struct selection_cost, model, PROGRAMME, .min = 0),
    FIELD(TEXT, struct selection_cost, spec, PROGRAMME, .min = 0),
    FIELD(MONEY, struct selection_cost, unit_price, TRADE_SECRET, .min = -MONEY_MAX,
          .max = MONEY_MAX),
    FIELD(INT, struct selection_cost, quantity, TRADE_SECRET, .min = 1, .max = 1000000),
    FIELD(MONEY, struct selection_cost, amount, MONEY, .min = -MONEY_MAX, .max = MONEY_MAX),
    FIELD(MONEY, struct selection_cost, vat, MONEY, .min = 0, .max = MONEY_MAX, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct selection_cost, sha256, PROGRAMME, .min = 64, .max = 64, .optional = true),
    FIELDS_END,
};
static const struct shape cost_shape = SHAPE(struct selection_cost, "CostRow", cost_fields);

struct in_kind_body {
    const char *funder;
    struct money amount;
};
static const struct field in_kind_fields[] = {
    FIELD(TEXT, struct in_kind_body, funder, PROGRAMME, .min = 1, .max = 60),
    FIELD(MONEY, struct in_kind_body, amount, MONEY, .min = 1, .max = MONEY_MAX),
    FIELDS_END,
};
static const struct shape in_kind_shape = SHAPE(struct in_kind_body, "InKind", in_kind_fields);

struct costs_body {
    struct {
        struct selection_cost *at;
        size_t count, room;
    } costs;
    struct {
        struct in_kind_body *at;
        size_t count, room;
    } in_kind;
};
static const struct field costs_fields[] = {
    FIELD_OF(LIST, struct costs_body, costs, &cost_shape, PROGRAMME, .max = 500),
    FIELD_OF(LIST, struct costs_body, in_kind, &in_kind_shape, PROGRAMME, .optional = true,
             .max = RULES_FUNDERS_MAX),
    FIELDS_END,
};
static const struct shape costs_shape = SHAPE(struct costs_body, "CostSheet", costs_fields);

static const char *const limits[] = {"item",  "amount",  "negative", "net",  "attachment",
                                     "share", "in_kind", "total",    "move", NULL};
struct finding_view {
    const char *limit, *place, *ko, *en, *basis, *basis_en;
    struct money found, most;
};
static const struct field finding_fields[] = {
    FIELD(TEXT, struct finding_view, limit, PROGRAMME, .choices = limits),
    FIELD(TEXT, struct finding_view, place, PROGRAMME),
    FIELD(TEXT, struct finding_view, ko, PROGRAMME),
    FIELD(TEXT, struct finding_view, en, PROGRAMME),
    FIELD(TEXT, struct finding_view, basis, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct finding_view, basis_en, PROGRAMME, .max = 1000, .optional = true),
    FIELD(MONEY, struct finding_view, found, MONEY, .min = -MONEY_MAX),
    FIELD(MONEY, struct finding_view, most, MONEY, .min = -MONEY_MAX),
    FIELDS_END,
};
static const struct shape finding_shape = SHAPE(struct finding_view, "CostFinding", finding_fields);

static enum status take_in_kind(struct call *call, const struct rules_document *rules,
                                struct selection_costs *sheet, struct error *err)
{
    const struct costs_body *body = call->body;
    for (size_t i = 0; i < body->in_kind.count; i++) {
        size_t funder = 0;
        while (funder < rules->funder_count &&
               !text_same(rules->funders[funder].id, body->in_kind.at[i].funder))
            funder++;
        if (funder == rules->funder_count)
            return FAIL_AT(err, SELECTION_COST_WRONG, "/in_kind", "there is no funder \"%.60s\"",
                           body->in_kind.at[i].funder);
        sheet->in_kind[funder] = body->in_kind.at[i].amount;
    }
    return STATUS_OK;
}

static void answer_findings(struct call *call, const struct selection_findings *findings)
{
    struct finding_view *views = arena_array(call->arena, findings->count, sizeof *views);
    for (size_t i = 0; i < findings->count; i++)
        views[i] = (struct finding_view){.limit = limits[findings->at[i].limit],
                                         .place = findings->at[i].place,
                                         .ko = findings->at[i].ko,
                                         .en = findings->at[i].en,
                                         .basis = findings->at[i].basis,
                                         .basis_en = text_if_any(findings->at[i].basis_en),
                                         .found = findings->at[i].found,
                                         .most = findings->at[i].most};
    api_answer_list(call, views, findings->count);
}

static enum status keep_costs(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct costs_body *body = call->body;
    struct programme_application application = {0};
    struct programme_rules rules = {0};
    struct selection_costs sheet = {.at = body->costs.at, .count = body->costs.count};
    struct selection_findings findings = {0};
    for (size_t i = 0; i < sheet.count; i++)
        if (sheet.at[i].sha256 == NULL)
            sheet.at[i].sha256 = "";
    enum status st = programme_application(tx, call->arena, call->id, &application, err);
    if (st == STATUS_OK && !text_same(application.state, "draft") &&
        !text_same(application.state, "returned"))
        return FAIL(err, PROGRAMME_STEP, "the application is %.40s", application.state);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, call->arena, call->id, &rules, err);
    if (st == STATUS_OK)
        st = take_in_kind(call, &rules.document, &sheet, err);
    if (st == STATUS_OK)
        st = selection_costs_keep(tx, call->arena, call->id, &sheet, &findings, err);
    if (st == STATUS_OK)
        answer_findings(call, &findings);
    return st;
}

static enum status post_costs(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, keep_costs, err);
}

static enum status read_costs(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_costs sheet = {0};
    enum status st = selection_costs(tx, call->arena, call->id, &sheet, err);
    if (st == STATUS_OK)
        api_answer_list(call, sheet.at, sheet.count);
    return st;
}

static enum status get_costs(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_costs, err);
}

static enum status read_findings(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_findings findings = {0};
    enum status st = selection_costs_found(tx, call->arena, call->id, &findings, err);
    if (st == STATUS_OK)
        answer_findings(call, &findings);
    return st;
}

static enum status get_findings(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_findings, err);
}

static enum status read_in_kind(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_costs sheet = {0};
    struct programme_rules rules = {0};
    struct in_kind_body *views = arena_array(call->arena, RULES_FUNDERS_MAX, sizeof *views);
    size_t count = 0;
    enum status st = selection_costs(tx, call->arena, call->id, &sheet, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, call->arena, call->id, &rules, err);
    for (size_t i = 0; st == STATUS_OK && i < rules.document.funder_count; i++)
        if (sheet.in_kind[i].won > 0)
            views[count++] = (struct in_kind_body){rules.document.funders[i].id, sheet.in_kind[i]};
    if (st == STATUS_OK)
        api_answer_list(call, views, count);
    return st;
}

static enum status get_in_kind(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_in_kind, err);
}

/* Without any other firm's price: how many lines there were, and where this one stands. */
static const struct field price_fields[] = {
    FIELD(INT, struct selection_price, row, PROGRAMME),
    FIELD(INT, struct selection_price, earlier, PROGRAMME),
    FIELD(INT, struct selection_price, percentile_bp, PROGRAMME, .optional = true),
    FIELD(TEXT, struct selection_price, ko, PROGRAMME),
    FIELD(TEXT, struct selection_price, en, PROGRAMME),
    FIELDS_END,
};
static const struct shape price_shape = SHAPE(struct selection_price, "PriceMemory", price_fields);

static enum status read_prices(struct call *call, struct store_tx *tx, struct error *err)
{
    struct selection_prices prices = {0};
    enum status st = selection_prices(tx, call->arena, call->id, &prices, err);
    for (size_t i = 0; st == STATUS_OK && i < prices.count; i++)
        if (prices.at[i].percentile_bp == RULES_UNSET)
            prices.at[i].percentile_bp = API_NULL;
    if (st == STATUS_OK)
        api_answer_list(call, prices.at, prices.count);
    return st;
}

static enum status get_prices(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_prices, err);
}

/* ---- the rows ---- */

#define OVERSEERS (ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR))
#define COST_READERS                                                                               \
    {                                                                                              \
        .own = ADOPTERS | ROLE_BIT(AUDITOR), .party = OPERATORS | ROLE_BIT(AUDITOR),               \
        .none = ROLE_BIT(AUDITOR)                                                                  \
    }

/* clang-format off */
const struct route selection_routes[] = {
    {HTTP_GET, "/api/profile", get_profile, .kind = ANSWER_LIST, .answer = &fact_shape,
     .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "what is known of one's firm, asked once", .ko = "기업 기본정보(한 번만 묻습니다)"},
    {HTTP_POST, "/api/profile", post_profile, .kind = ANSWER_LIST, .body = &fact_body_shape,
     .answer = &fact_shape, .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "tell one fact of one's firm", .ko = "기업 기본정보 한 항목을 적습니다"},
    {HTTP_GET, "/api/programmes/{key}/eligibility", get_eligibility, .answer = &eligibility_shape,
     .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "may one's firm apply, and why not, with each article",
     .ko = "신청 자격과 그 이유(조항 포함)"},
    {HTTP_GET, "/api/applications/{id}/seats", get_seats, .kind = ANSWER_LIST,
     .answer = &seat_shape, .relation = application_relation,
     .allow = {.own = ROLE_BIT(AUDITOR), .party = ROLE_BIT(OPERATOR_OFFICER) | ROLE_BIT(AUDITOR),
               .none = ROLE_BIT(AUDITOR)},
     .en = "who reviews it, with the ties for the minutes", .ko = "평가위원 배정과 회의록에 남길 이해관계"},
    {HTTP_POST, "/api/applications/{id}/seats", post_seat, .kind = ANSWER_LIST,
     .body = &seat_body_shape, .answer = &seat_shape, .success = 201,
     .relation = application_relation, .allow = {.party = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "give a review to a person, through the gate of ties", .ko = "이해관계를 확인하고 평가위원을 배정합니다"},
    {HTTP_POST, "/api/ties", post_tie, .kind = ANSWER_NOTHING, .body = &tie_shape,
     .allow = ALLOW(ROLE_BIT(REVIEWER) | ROLE_BIT(MENTOR) | ROLE_BIT(OPERATOR_OFFICER)),
     .en = "declare a tie to an organisation", .ko = "이해관계를 신고합니다"},
    {HTTP_GET, "/api/applications/{id}/score", get_score, .answer = &score_shape,
     .relation = application_relation,
     .allow = {.own = ADOPTERS | ROLE_BIT(AUDITOR), .party = OPERATORS | ROLE_BIT(AUDITOR),
               .none = ROLE_BIT(AUDITOR)},
     .en = "every number of the score with its rule", .ko = "점수의 모든 수치와 근거"},
    {HTTP_GET, "/api/programmes/{key}/ranking", get_ranking, .kind = ANSWER_LIST,
     .answer = &rank_shape, .allow = ALLOW(OPERATORS | OVERSEERS),
     .en = "all applications by their exact scores", .ko = "정확한 점수로 매긴 순위"},
    {HTTP_POST, "/api/programmes/{key}/ranking", post_ranking, .body = &nothing_shape,
     .answer = &fixed_shape, .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_OFFICER)),
     .step_up = true,
     .en = "fix the ranking", .ko = "순위를 확정합니다"},
    {HTTP_GET, "/api/programmes/{key}/ranking/recomputed", get_recomputed, .answer = &fixed_shape,
     .allow = ALLOW(OPERATORS | OVERSEERS),
     .en = "the fixed ranking made again from the stored sheets", .ko = "확정 순위를 평가표에서 다시 계산합니다"},
    {HTTP_POST, "/api/applications/{id}/costs", post_costs, .kind = ANSWER_LIST,
     .body = &costs_shape, .answer = &finding_shape, .relation = application_relation,
     .allow = {.own = ADOPTERS},
     .en = "keep the cost sheet; everything wrong with it", .ko = "사업비 명세를 저장하고 한도 위반을 모두 보여 줍니다"},
    {HTTP_GET, "/api/applications/{id}/costs", get_costs, .kind = ANSWER_LIST,
     .answer = &cost_shape, .relation = application_relation, .allow = COST_READERS,
     .en = "the cost sheet; unit prices are the firm's alone", .ko = "사업비 명세(단가는 기업만 봅니다)"},
    {HTTP_GET, "/api/applications/{id}/costs/findings", get_findings, .kind = ANSWER_LIST,
     .answer = &finding_shape, .relation = application_relation, .allow = {.own = ADOPTERS},
     .en = "everything that is wrong with the cost sheet that is kept", .ko = "저장된 명세의 한도 위반"},
    {HTTP_GET, "/api/applications/{id}/in-kind", get_in_kind, .kind = ANSWER_LIST,
     .answer = &in_kind_shape, .relation = application_relation, .allow = COST_READERS,
     .en = "what is given in kind", .ko = "현물 부담"},
    {HTTP_GET, "/api/applications/{id}/prices", get_prices, .kind = ANSWER_LIST,
     .answer = &price_shape, .relation = application_relation, .allow = COST_READERS,
     .en = "each line beside earlier lines of its model", .ko = "같은 모델의 앞선 견적과 견준 위치"},
    ROUTES_END,
};
/* clang-format on */
