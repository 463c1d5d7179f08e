/* rulebook_routes.c -- drafts of rules on their way to publication, and the facts of applicants. */
#include <string.h>

#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/text.h"
#include "rulebook/rulebook.h"

static const char *const draft_states[] = {"draft", "published", "dropped", NULL};
static const char *const verdicts[] = {"no", "yes", "unknown", NULL};
static const char *const party_words[] = {"government", "sponsor", "adopter",
                                          "local",      "other",   NULL};
static const char *const fact_kinds[] = {"flag", "number", "word", NULL};

enum { DRAFT_DRAFT };

/* ---- shapes ---- */

struct fact_view {
    const char *id, *ko, *en, *kind, *words;
};
static const struct field fact_fields[] = {
    FIELD(TEXT, struct fact_view, id, PUBLIC),
    FIELD(TEXT, struct fact_view, ko, PUBLIC),
    FIELD(TEXT, struct fact_view, en, PUBLIC),
    FIELD(TEXT, struct fact_view, kind, PUBLIC, .choices = fact_kinds),
    FIELD(TEXT, struct fact_view, words, PUBLIC, .what = "of a word: with a blank between"),
    FIELDS_END,
};
static const struct shape fact_shape = SHAPE(struct fact_view, "RuleFact", fact_fields);

struct draft_view {
    struct owned owned;
    int64_t id, version, problems;
    const char *organisation, *title, *document, *state, *key, *publisher;
    struct {
        const char **at;
        size_t count;
    } authors;
    bool mine;
    time_us created_at, changed_at, published_at;
};
#define DRAFT(kind, member, ...) FIELD(kind, struct draft_view, member, __VA_ARGS__)
static const struct field draft_fields[] = {
    DRAFT(INT, id, PUBLIC),
    DRAFT(TEXT, organisation, PROGRAMME),
    DRAFT(TEXT, title, PROGRAMME, .max = RULEBOOK_TITLE_MAX),
    DRAFT(TEXT, document, PROGRAMME, .max = RULEBOOK_BYTES_MAX, .optional = true,
          .what = "as typed; left out in lists"),
    DRAFT(TEXT, state, PROGRAMME, .choices = draft_states),
    DRAFT(TEXT, key, PROGRAMME, .optional = true),
    DRAFT(INT, version, PROGRAMME, .optional = true, .zero_is_null = true),
    DRAFT(INT, problems, PROGRAMME),
    DRAFT(TEXTS, authors, PERSONAL),
    DRAFT(BOOL, mine, PROGRAMME, .what = "the reader has written in it and cannot publish it"),
    DRAFT(TEXT, publisher, PERSONAL, .optional = true),
    DRAFT(TIME, created_at, PROGRAMME),
    DRAFT(TIME, changed_at, PROGRAMME),
    DRAFT(TIME, published_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape draft_shape =
    SHAPE_OWNED(struct draft_view, owned, "RuleDraft", "rule_draft", draft_fields);

struct draft_body {
    const char *title, *document;
};
static const struct field make_fields[] = {
    FIELD(TEXT, struct draft_body, title, PUBLIC, .min = 1, .max = RULEBOOK_TITLE_MAX),
    FIELD(TEXT, struct draft_body, document, PUBLIC, .min = 1, .max = RULEBOOK_BYTES_MAX),
    FIELDS_END,
};
static const struct shape make_shape = SHAPE(struct draft_body, "NewRuleDraft", make_fields);
static const struct field edit_fields[] = {
    FIELD(TEXT, struct draft_body, title, PUBLIC, .min = 1, .max = RULEBOOK_TITLE_MAX,
          .optional = true),
    FIELD(TEXT, struct draft_body, document, PUBLIC, .min = 1, .max = RULEBOOK_BYTES_MAX,
          .optional = true),
    FIELDS_END,
};
static const struct shape edit_shape = SHAPE(struct draft_body, "RuleDraftChange", edit_fields);

struct problem_view {
    const char *place, *reason, *ko, *en, *text;
};
static const struct field problem_fields[] = {
    FIELD(TEXT, struct problem_view, place, PROGRAMME),
    FIELD(TEXT, struct problem_view, reason, PROGRAMME),
    FIELD(TEXT, struct problem_view, ko, PROGRAMME),
    FIELD(TEXT, struct problem_view, en, PROGRAMME),
    FIELD(TEXT, struct problem_view, text, PROGRAMME, .max = ERROR_TEXT_MAX),
    FIELDS_END,
};
static const struct shape problem_shape = SHAPE(struct problem_view, "RuleProblem", problem_fields);

static const struct field difference_fields[] = {
    FIELD(TEXT, struct rules_difference, place, PROGRAMME),
    FIELD(TEXT, struct rules_difference, ko, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct rules_difference, en, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct rules_difference, before, PROGRAMME, .max = 1000, .optional = true),
    FIELD(TEXT, struct rules_difference, after, PROGRAMME, .max = 1000, .optional = true),
    FIELDS_END,
};
static const struct shape difference_shape =
    SHAPE(struct rules_difference, "RuleDifference", difference_fields);

struct money_view {
    const char *party;
    struct money before, after;
};
static const struct field money_fields[] = {
    FIELD(TEXT, struct money_view, party, MONEY, .choices = party_words),
    FIELD(MONEY, struct money_view, before, MONEY),
    FIELD(MONEY, struct money_view, after, MONEY),
    FIELDS_END,
};
static const struct shape money_shape = SHAPE(struct money_view, "SimulatedMoney", money_fields);

static const struct field outcome_fields[] = {
    FIELD(INT, struct rulebook_outcome, eligible, PROGRAMME),
    FIELD(INT, struct rulebook_outcome, ineligible, PROGRAMME),
    FIELD(INT, struct rulebook_outcome, unknown, PROGRAMME),
    FIELD(INT, struct rulebook_outcome, fundable, PROGRAMME),
    FIELD(INT, struct rulebook_outcome, not_fundable, PROGRAMME),
    FIELD(MONEY, struct rulebook_outcome, total, MONEY),
    FIELDS_END,
};
static const struct shape outcome_shape =
    SHAPE(struct rulebook_outcome, "SimulatedOutcome", outcome_fields);

struct changed_view {
    struct owned owned;
    int64_t application_id;
    const char *number, *before, *after, *ground_ko, *ground_en;
    struct money total, firm_before, firm_after;
};
#define CHANGED(kind, member, ...) FIELD(kind, struct changed_view, member, __VA_ARGS__)
static const struct field changed_fields[] = {
    CHANGED(INT, application_id, PUBLIC),
    CHANGED(TEXT, number, PROGRAMME),
    CHANGED(TEXT, before, PROGRAMME, .choices = verdicts),
    CHANGED(TEXT, after, PROGRAMME, .choices = verdicts),
    CHANGED(TEXT, ground_ko, PROGRAMME, .optional = true),
    CHANGED(TEXT, ground_en, PROGRAMME, .optional = true),
    CHANGED(MONEY, total, MONEY),
    CHANGED(MONEY, firm_before, MONEY, .optional = true, .zero_is_null = true),
    CHANGED(MONEY, firm_after, MONEY, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape changed_shape =
    SHAPE_OWNED(struct changed_view, owned, "SimulatedChange", "application", changed_fields);

struct simulation_view {
    int64_t applications;
    struct rulebook_outcome *before, *after;
    struct {
        struct money_view *at;
        size_t count;
    } money;
    struct {
        struct changed_view *at;
        size_t count;
    } changed;
};
static const struct field simulation_fields[] = {
    FIELD(INT, struct simulation_view, applications, PROGRAMME),
    FIELD_OF(OBJECT, struct simulation_view, before, &outcome_shape, PROGRAMME),
    FIELD_OF(OBJECT, struct simulation_view, after, &outcome_shape, PROGRAMME),
    FIELD_OF(LIST, struct simulation_view, money, &money_shape, MONEY),
    FIELD_OF(LIST, struct simulation_view, changed, &changed_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape simulation_shape =
    SHAPE(struct simulation_view, "RuleSimulation", simulation_fields);

struct known_view {
    const char *fact, *word, *source;
    int64_t number;
    time_us recorded_at;
};
static const struct field known_fields[] = {
    FIELD(TEXT, struct known_view, fact, PROGRAMME, .max = 60),
    FIELD(INT, struct known_view, number, PROGRAMME, .max = MONEY_MAX, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct known_view, word, PROGRAMME, .max = 60, .optional = true),
    FIELD(TEXT, struct known_view, source, PROGRAMME, .min = 1),
    FIELD(TIME, struct known_view, recorded_at, PROGRAMME),
    FIELDS_END,
};
static const struct shape known_shape = SHAPE(struct known_view, "FirmFact", known_fields);
static const struct field told_fields[] = {
    FIELD(TEXT, struct known_view, fact, PUBLIC, .max = 60),
    FIELD(INT, struct known_view, number, PUBLIC, .max = MONEY_MAX, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct known_view, word, PUBLIC, .max = 60, .optional = true),
    FIELD(TEXT, struct known_view, source, PUBLIC, .min = 1),
    FIELDS_END,
};
static const struct shape told_shape = SHAPE(struct known_view, "FirmFactTold", told_fields);

struct known_list {
    struct known_view *at;
    size_t count;
};
struct facts_body {
    struct known_list facts;
};
static const struct field facts_fields[] = {
    FIELD_OF(LIST, struct facts_body, facts, &told_shape, PUBLIC, .min = 1, .max = 64),
    FIELDS_END,
};
static const struct shape facts_shape = SHAPE(struct facts_body, "FirmFacts", facts_fields);

struct ground_view {
    const char *id, *ko, *en, *basis, *basis_en, *verdict;
    bool exclusion;
};
static const struct field ground_fields[] = {
    FIELD(TEXT, struct ground_view, id, PROGRAMME),
    FIELD(TEXT, struct ground_view, ko, PROGRAMME),
    FIELD(TEXT, struct ground_view, en, PROGRAMME),
    FIELD(TEXT, struct ground_view, basis, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct ground_view, basis_en, PROGRAMME, .max = 1000, .optional = true),
    FIELD(TEXT, struct ground_view, verdict, PROGRAMME, .choices = verdicts),
    FIELD(BOOL, struct ground_view, exclusion, PROGRAMME),
    FIELDS_END,
};
static const struct shape ground_shape =
    SHAPE(struct ground_view, "EligibilityGround", ground_fields);

struct eligibility_view {
    const char *eligible;
    int64_t bonus_milli;
    struct {
        struct ground_view *at;
        size_t count;
    } grounds;
    struct known_list facts;
};
static const struct field eligibility_fields[] = {
    FIELD(TEXT, struct eligibility_view, eligible, PROGRAMME, .choices = verdicts),
    FIELD(INT, struct eligibility_view, bonus_milli, PROGRAMME),
    FIELD_OF(LIST, struct eligibility_view, grounds, &ground_shape, PROGRAMME),
    FIELD_OF(LIST, struct eligibility_view, facts, &known_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape eligibility_shape =
    SHAPE(struct eligibility_view, "Eligibility", eligibility_fields);

/* ---- who has a part ---- */

static int state_of(const char *word)
{
    int state = 0;
    while (draft_states[state + 1] != NULL && !text_same(draft_states[state], word))
        state++;
    return state;
}

static enum status load_draft(struct call *call, struct store_tx *tx, struct error *err)
{
    struct rulebook_draft *draft = arena_alloc(call->arena, sizeof *draft);
    enum status st = rulebook_draft(tx, call->arena, call->id, draft, err);
    if (st != STATUS_OK)
        return st;
    call->object = draft;
    call->state = state_of(draft->state);
    call->owned = (struct owned){.id = draft->id, .owner_id = draft->organisation_id};
    return add_overseers(call, tx, &call->owned, err);
}

static enum status draft_relation(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, load_draft, err);
}

static enum status case_relation(struct call *call, struct error *err)
{
    return relate_application(call, call->id, err);
}

/* ---- reading ---- */

static enum status get_facts(struct call *call, struct error *err)
{
    (void)err;
    size_t count = rules_fact_count();
    struct fact_view *views = arena_array(call->arena, count, sizeof *views);
    for (size_t i = 0; i < count; i++) {
        const struct rules_fact *fact = rules_fact(i);
        views[i] = (struct fact_view){.id = fact->id,
                                      .ko = fact->ko,
                                      .en = fact->en,
                                      .kind = fact_kinds[fact->kind],
                                      .words = fact->words};
    }
    api_answer_list(call, views, count);
    return STATUS_OK;
}

struct document_arguments {
    int64_t version;
};
static const struct argument document_rows[] = {
    ARGUMENT(INT, struct document_arguments, version, .min = 1, .max = INT32_MAX,
             .en = "which version; the newest without it", .ko = "판(없으면 최신판)"),
    ARGUMENTS_END,
};
static const struct arguments document_arguments =
    ARGUMENTS(struct document_arguments, document_rows);

static enum status read_document(struct call *call, struct store_tx *tx, struct error *err)
{
    const char *text = NULL;
    int64_t version = api_arguments(call, struct document_arguments)->version;
    enum status st = programme_rules_text(tx, call->arena, call->key, version, &text, err);
    if (st == STATUS_OK)
        api_answer_bytes(call, text, strlen(text), arena_format(call->arena, "%s.json", call->key));
    return st;
}

static enum status get_document(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_document, err);
}

static bool has_written(const struct call *call, const struct rulebook_draft *draft)
{
    for (size_t i = 0; i < draft->author_count; i++)
        if (draft->author_ids[i] == call->caller->user_id)
            return true;
    return false;
}

static void view_draft(const struct call *call, const struct rulebook_draft *draft,
                       const struct owned *overseers, struct draft_view *view)
{
    *view = (struct draft_view){.owned = *overseers,
                                .id = draft->id,
                                .version = draft->version,
                                .problems = draft->problems,
                                .organisation = draft->organisation,
                                .title = draft->title,
                                .document = draft->document,
                                .state = draft->state,
                                .key = draft->key,
                                .publisher = draft->publisher,
                                .authors = {draft->authors, draft->author_count},
                                .mine = has_written(call, draft),
                                .created_at = draft->created_at,
                                .changed_at = draft->changed_at,
                                .published_at = draft->published_at};
    view->owned.id = draft->id;
    view->owned.owner_id = draft->organisation_id;
}

static enum status read_drafts(struct call *call, struct store_tx *tx, struct error *err)
{
    struct rulebook_drafts drafts = {0};
    struct owned overseers = {0};
    enum status st = rulebook_drafts(tx, call->arena, &drafts, err);
    if (st == STATUS_OK)
        st = add_overseers(call, tx, &overseers, err);
    if (st != STATUS_OK)
        return st;
    struct draft_view *views = arena_array(call->arena, drafts.count, sizeof *views);
    for (size_t i = 0; i < drafts.count; i++)
        view_draft(call, &drafts.at[i], &overseers, &views[i]);
    api_answer_list(call, views, drafts.count);
    return STATUS_OK;
}

static enum status get_drafts(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_drafts, err);
}

static enum status answer_draft(struct call *call, struct store_tx *tx, int64_t id,
                                struct error *err)
{
    struct rulebook_draft draft = {0};
    struct owned overseers = {0};
    struct draft_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = rulebook_draft(tx, call->arena, id, &draft, err);
    if (st == STATUS_OK)
        st = add_overseers(call, tx, &overseers, err);
    if (st != STATUS_OK)
        return st;
    view_draft(call, &draft, &overseers, view);
    api_answer(call, view);
    return STATUS_OK;
}

static enum status read_draft(struct call *call, struct store_tx *tx, struct error *err)
{
    return answer_draft(call, tx, call->id, err);
}

static enum status get_draft(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_draft, err);
}

static enum status read_problems(struct call *call, struct store_tx *tx, struct error *err)
{
    struct rules_problems problems = {0};
    enum status st = rulebook_examine(tx, call->arena, call->object, &problems, err);
    struct problem_view *views = arena_array(call->arena, problems.count, sizeof *views);
    for (size_t i = 0; i < problems.count; i++) {
        const struct error *problem = &problems.at[i];
        views[i] = (struct problem_view){.place = problem->place,
                                         .reason = problem->reason->name,
                                         .ko = problem->reason->ko,
                                         .en = problem->reason->en,
                                         .text = problem->text};
    }
    if (st == STATUS_OK)
        api_answer_list(call, views, problems.count);
    return st;
}

static enum status get_problems(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_problems, err);
}

static enum status read_differences(struct call *call, struct store_tx *tx, struct error *err)
{
    struct rules_differences differences = {0};
    enum status st = rulebook_differences(tx, call->arena, call->object, &differences, err);
    if (st == STATUS_OK)
        api_answer_list(call, differences.at, differences.count);
    return st;
}

static enum status get_differences(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_differences, err);
}

/* ---- the simulation ---- */

static void view_changed(const struct rulebook_changed *changed, const struct owned *overseers,
                         struct changed_view *view)
{
    *view = (struct changed_view){.owned = *overseers,
                                  .application_id = changed->application_id,
                                  .number = changed->number,
                                  .before = verdicts[changed->before],
                                  .after = verdicts[changed->after],
                                  .ground_ko = changed->ground_ko,
                                  .ground_en = changed->ground_en,
                                  .total = changed->total,
                                  .firm_before = changed->firm_before,
                                  .firm_after = changed->firm_after};
    view->owned.id = changed->application_id;
    view->owned.owner_id = changed->adopter_id;
}

static struct simulation_view *view_simulation(struct call *call,
                                               struct rulebook_simulation *simulation,
                                               const struct owned *overseers)
{
    struct simulation_view *view = arena_alloc(call->arena, sizeof *view);
    view->applications = simulation->applications;
    view->before = &simulation->before;
    view->after = &simulation->after;
    view->money.at = arena_array(call->arena, RULEBOOK_PARTIES, sizeof *view->money.at);
    view->money.count = RULEBOOK_PARTIES;
    for (size_t i = 0; i < RULEBOOK_PARTIES; i++)
        view->money.at[i] = (struct money_view){.party = party_words[i],
                                                .before = simulation->before.by_party[i],
                                                .after = simulation->after.by_party[i]};
    view->changed.count = simulation->changed_count;
    view->changed.at =
        arena_array(call->arena, simulation->changed_count, sizeof *view->changed.at);
    for (size_t i = 0; i < simulation->changed_count; i++)
        view_changed(&simulation->changed[i], overseers, &view->changed.at[i]);
    return view;
}

struct simulation_arguments {
    const char *programme;
};
static const struct argument simulation_rows[] = {
    ARGUMENT(TEXT, struct simulation_arguments, programme, .min = 1, .max = 60,
             .en = "key of the programme whose past applications are tried; the draft's own "
                   "without it",
             .ko = "지난 신청서를 가져올 사업(없으면 초안의 사업)"),
    ARGUMENTS_END,
};
static const struct arguments simulation_arguments =
    ARGUMENTS(struct simulation_arguments, simulation_rows);

static enum status read_simulation(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct rulebook_draft *draft = call->object;
    const char *programme = api_arguments(call, struct simulation_arguments)->programme;
    struct rulebook_simulation *simulation = arena_alloc(call->arena, sizeof *simulation);
    struct owned overseers = {0};
    enum status st = rulebook_simulate(tx, call->arena, draft,
                                       programme == NULL ? draft->key : programme, simulation, err);
    if (st == STATUS_OK)
        st = add_overseers(call, tx, &overseers, err);
    if (st == STATUS_OK)
        api_answer(call, view_simulation(call, simulation, &overseers));
    return st;
}

static enum status get_simulation(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_simulation, err);
}

/* ---- writing ---- */

static enum status make_draft(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct draft_body *body = call->body;
    int64_t id = 0;
    enum status st =
        rulebook_draft_make(tx, call->caller, body->title, body->document, call->now, &id, err);
    return st == STATUS_OK ? answer_draft(call, tx, id, err) : st;
}

static enum status post_draft(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, make_draft, err);
}

static enum status change_draft(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct draft_body *body = call->body;
    enum status st = rulebook_draft_change(tx, call->caller, call->id, body->title, body->document,
                                           call->now, err);
    return st == STATUS_OK ? answer_draft(call, tx, call->id, err) : st;
}

static enum status patch_draft(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, change_draft, err);
}

static enum status drop_draft(struct call *call, struct store_tx *tx, struct error *err)
{
    enum status st = rulebook_draft_drop(tx, call->id, call->now, err);
    return st == STATUS_OK ? answer_draft(call, tx, call->id, err) : st;
}

static enum status post_drop(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, drop_draft, err);
}

static enum status publish_draft(struct call *call, struct store_tx *tx, struct error *err)
{
    int64_t rule = 0;
    enum status st =
        rulebook_publish(tx, call->arena, call->caller, call->id, call->now, &rule, err);
    return st == STATUS_OK ? answer_draft(call, tx, call->id, err) : st;
}

static enum status post_publish(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, publish_draft, err);
}

/* ---- facts of an applicant ---- */

static enum status read_eligibility(struct call *call, struct store_tx *tx, struct error *err)
{
    struct rules_judgement *judgement = arena_alloc(call->arena, sizeof *judgement);
    struct rulebook_facts facts = {0};
    enum status st = rulebook_judge(tx, call->arena, call->id, judgement, err);
    if (st == STATUS_OK)
        st = rulebook_facts(tx, call->arena, call->id, &facts, err);
    if (st != STATUS_OK)
        return st;
    struct eligibility_view *view = arena_alloc(call->arena, sizeof *view);
    view->eligible = verdicts[judgement->eligible];
    view->bonus_milli = judgement->bonus_milli;
    view->grounds.count = judgement->ground_count;
    view->grounds.at = arena_array(call->arena, judgement->ground_count, sizeof *view->grounds.at);
    for (size_t i = 0; i < judgement->ground_count; i++) {
        const struct rules_ground *ground = &judgement->grounds[i];
        view->grounds.at[i] =
            (struct ground_view){.id = ground->condition->id,
                                 .ko = ground->condition->ko,
                                 .en = ground->condition->en,
                                 .basis = ground->condition->basis,
                                 .basis_en = text_if_any(ground->condition->basis_en),
                                 .verdict = verdicts[ground->verdict],
                                 .exclusion = ground->exclusion};
    }
    view->facts.count = facts.count;
    view->facts.at = arena_array(call->arena, facts.count, sizeof *view->facts.at);
    for (size_t i = 0; i < facts.count; i++)
        view->facts.at[i] = (struct known_view){.fact = facts.at[i].value.fact,
                                                .number = facts.at[i].value.number,
                                                .word = facts.at[i].value.word,
                                                .source = facts.at[i].source,
                                                .recorded_at = facts.at[i].recorded_at};
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_eligibility(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_eligibility, err);
}

static enum status put_facts(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct facts_body *body = call->body;
    struct rulebook_fact *facts = arena_array(call->arena, body->facts.count, sizeof *facts);
    for (size_t i = 0; i < body->facts.count; i++) {
        const struct known_view *told = &body->facts.at[i];
        facts[i] =
            (struct rulebook_fact){.value = {.fact = told->fact,
                                             .number = told->number == API_NULL ? 0 : told->number,
                                             .word = told->word == NULL ? "" : told->word},
                                   .source = told->source};
    }
    enum status st =
        rulebook_facts_put(tx, call->caller, call->id, facts, body->facts.count, call->now, err);
    return st == STATUS_OK ? read_eligibility(call, tx, err) : st;
}

static enum status post_facts(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, put_facts, err);
}

#define OFFICER ROLE_BIT(OPERATOR_OFFICER)
#define WRITERS                                                                                    \
    {                                                                                              \
        .own = OFFICER, .party = OFFICER                                                           \
    }
#define READERS                                                                                    \
    {                                                                                              \
        .own = OFFICER | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR),                            \
        .party = OFFICER | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR),                          \
        .none = ROLE_BIT(AUDITOR)                                                                  \
    }

/* clang-format off */
const struct route rulebook_routes[] = {
    {HTTP_GET, "/api/rule-facts", get_facts, .kind = ANSWER_LIST, .answer = &fact_shape,
     .allow = ALLOW(ROLE_ANYONE),
     .en = "facts of a firm that conditions look at", .ko = "요건이 보는 기업 사실 항목"},
    {HTTP_GET, "/api/programmes/{key}/document", get_document,
     .arguments = &document_arguments, .kind = ANSWER_RAW,
     .raw = "application/json", .raw_class = CLASS_PUBLIC, .allow = ALLOW(ROLE_ANYONE),
     .en = "the rule document in force, or an earlier ?version=",
     .ko = "시행 중인 규칙 문서, 또는 ?version= 의 판"},
    {HTTP_GET, "/api/rule-drafts", get_drafts, .kind = ANSWER_LIST, .answer = &draft_shape,
     .allow = ALLOW(OFFICER | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR)),
     .en = "drafts of rules", .ko = "규칙 초안 목록"},
    {HTTP_POST, "/api/rule-drafts", post_draft, .body = &make_shape, .answer = &draft_shape,
     .success = 201, .body_max = 1 << 20, .allow = ALLOW(OFFICER),
     .en = "begin a draft of rules", .ko = "규칙 초안을 만듭니다"},
    {HTTP_GET, "/api/rule-drafts/{id}", get_draft, .answer = &draft_shape,
     .relation = draft_relation, .allow = READERS,
     .en = "one draft of rules", .ko = "규칙 초안 하나"},
    {HTTP_PATCH, "/api/rule-drafts/{id}", patch_draft, .body = &edit_shape,
     .answer = &draft_shape, .body_max = 1 << 20, .relation = draft_relation, .allow = WRITERS,
     .states = API_STATE(DRAFT_DRAFT), .wrong_state = &RULEBOOK_STATE,
     .en = "write in a draft; who does cannot publish it", .ko = "초안을 고칩니다. 고친 사람은 공고할 수 없습니다"},
    {HTTP_POST, "/api/rule-drafts/{id}/drop", post_drop, .body = &nothing_shape,
     .answer = &draft_shape, .relation = draft_relation, .allow = WRITERS,
     .states = API_STATE(DRAFT_DRAFT), .wrong_state = &RULEBOOK_STATE,
     .en = "give a draft up", .ko = "초안을 폐기합니다"},
    {HTTP_GET, "/api/rule-drafts/{id}/problems", get_problems, .kind = ANSWER_LIST,
     .answer = &problem_shape, .relation = draft_relation, .allow = READERS,
     .en = "what keeps a draft from being published", .ko = "공고할 수 없는 이유"},
    {HTTP_GET, "/api/rule-drafts/{id}/differences", get_differences, .kind = ANSWER_LIST,
     .answer = &difference_shape, .relation = draft_relation, .allow = READERS,
     .en = "what differs from the version in force", .ko = "시행 중인 판과 다른 점"},
    {HTTP_GET, "/api/rule-drafts/{id}/simulation", get_simulation,
     .arguments = &simulation_arguments, .answer = &simulation_shape,
     .relation = draft_relation, .allow = READERS,
     .en = "the draft tried on past applications (?programme=)", .ko = "지난 신청에 적용해 본 결과"},
    {HTTP_POST, "/api/rule-drafts/{id}/publish", post_publish, .body = &nothing_shape,
     .answer = &draft_shape, .relation = draft_relation,
     .allow = {.own = OFFICER | ROLE_BIT(MINISTRY_VIEWER),
               .party = OFFICER | ROLE_BIT(MINISTRY_VIEWER)},
     .states = API_STATE(DRAFT_DRAFT), .wrong_state = &RULEBOOK_STATE, .step_up = true,
     .en = "publish a draft that others wrote", .ko = "다른 사람이 작성한 초안을 공고합니다"},
    {HTTP_GET, "/api/applications/{id}/eligibility", get_eligibility,
     .answer = &eligibility_shape, .relation = case_relation,
     .allow = {.own = ADOPTERS | ROLE_BIT(AUDITOR),
               .party = OFFICER | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR),
               .none = ROLE_BIT(AUDITOR)},
     .en = "eligibility with its reasons", .ko = "신청 자격과 그 이유"},
    {HTTP_POST, "/api/applications/{id}/facts", post_facts, .body = &facts_shape,
     .answer = &eligibility_shape, .relation = case_relation, .allow = {.party = OFFICER},
     .en = "record what was found at the review", .ko = "요건검토에서 확인한 사실을 기록합니다"},
    ROUTES_END,
};
/* clang-format on */
