/* level_routes.c -- models of levels, where the firm stands, and the way to its next step. */
#include <string.h>

#include "api/routes.h"
#include "api/views.h"
#include "kit/must.h"
#include "kit/text.h"
#include "levels/levels.h"
#include "selection/selection.h"

static const char *const scales[] = {"built", "capability", NULL};
static const char *const countings[] = {"steps", "points", NULL};
static const char *const verdicts[] = {"no", "yes", "unknown", NULL};

/* ---- the models ---- */

static const struct field area_fields[] = {
    FIELD(TEXT, struct levels_area, id, PUBLIC),
    FIELD(TEXT, struct levels_area, ko, PUBLIC),
    FIELD(TEXT, struct levels_area, en, PUBLIC),
    FIELD(TEXT, struct levels_area, basis, PUBLIC, .max = 600),
    FIELD(INT, struct levels_area, items_published, PUBLIC, .optional = true, .zero_is_null = true,
          .what = "items by its publisher; null: not published"),
    FIELDS_END,
};
static const struct shape area_shape = SHAPE(struct levels_area, "LevelArea", area_fields);

struct level_step_view {
    const char *id, *ko, *en, *basis;
    int64_t from_milli;
};
static const struct field level_step_fields[] = {
    FIELD(TEXT, struct level_step_view, id, PUBLIC),
    FIELD(TEXT, struct level_step_view, ko, PUBLIC),
    FIELD(TEXT, struct level_step_view, en, PUBLIC),
    FIELD(TEXT, struct level_step_view, basis, PUBLIC, .max = 600),
    FIELD(INT, struct level_step_view, from_milli, PUBLIC, .optional = true,
          .what = "thousandths of a point; null: not published, or counted by steps"),
    FIELDS_END,
};
static const struct shape level_step_shape =
    SHAPE(struct level_step_view, "LevelStep", level_step_fields);

struct level_item_view {
    const char *id, *area, *step, *ko, *en, *basis, *group;
    int64_t points_milli;
    bool collects;
};
static const struct field level_item_fields[] = {
    FIELD(TEXT, struct level_item_view, id, PUBLIC),
    FIELD(TEXT, struct level_item_view, area, PUBLIC),
    FIELD(TEXT, struct level_item_view, step, PUBLIC, .optional = true),
    FIELD(TEXT, struct level_item_view, ko, PUBLIC),
    FIELD(TEXT, struct level_item_view, en, PUBLIC),
    FIELD(TEXT, struct level_item_view, basis, PUBLIC, .max = 600),
    FIELD(TEXT, struct level_item_view, group, PUBLIC, .what = "stands in for others of its name"),
    FIELD(INT, struct level_item_view, points_milli, PUBLIC, .optional = true,
          .zero_is_null = true),
    FIELD(BOOL, struct level_item_view, collects, PUBLIC, .what = "gathers data by itself"),
    FIELDS_END,
};
static const struct shape level_item_shape =
    SHAPE(struct level_item_view, "LevelItem", level_item_fields);

struct level_model_view {
    const char *key, *ko, *en, *basis, *scale, *counting;
    int64_t version;
    struct {
        const struct levels_area *at;
        size_t count;
    } areas;
    struct {
        struct level_step_view *at;
        size_t count;
    } steps;
    struct {
        struct level_item_view *at;
        size_t count;
    } items;
};
static const struct field level_model_fields[] = {
    FIELD(TEXT, struct level_model_view, key, PUBLIC),
    FIELD(INT, struct level_model_view, version, PUBLIC),
    FIELD(TEXT, struct level_model_view, ko, PUBLIC),
    FIELD(TEXT, struct level_model_view, en, PUBLIC),
    FIELD(TEXT, struct level_model_view, basis, PUBLIC, .max = 600),
    FIELD(TEXT, struct level_model_view, scale, PUBLIC, .choices = scales),
    FIELD(TEXT, struct level_model_view, counting, PUBLIC, .choices = countings),
    FIELD_OF(LIST, struct level_model_view, areas, &area_shape, PUBLIC),
    FIELD_OF(LIST, struct level_model_view, steps, &level_step_shape, PUBLIC),
    FIELD_OF(LIST, struct level_model_view, items, &level_item_shape, PUBLIC),
    FIELDS_END,
};
static const struct shape level_model_shape =
    SHAPE(struct level_model_view, "LevelModel", level_model_fields);

struct level_document_body {
    json_t *document;
};
static const struct field level_document_fields[] = {
    FIELD(DOCUMENT, struct level_document_body, document, PUBLIC,
          .what = "docs/formats/levels.md says what belongs there"),
    FIELDS_END,
};
static const struct shape level_document_shape =
    SHAPE(struct level_document_body, "LevelDocument", level_document_fields);

static void view_model(struct call *call, const struct levels_model *model,
                       struct level_model_view *view)
{
    *view = (struct level_model_view){.key = model->key,
                                      .version = model->version,
                                      .ko = model->ko,
                                      .en = model->en,
                                      .basis = model->basis,
                                      .scale = scales[model->scale],
                                      .counting = countings[model->counting]};
    struct levels_area *areas = arena_array(call->arena, model->area_count, sizeof *areas);
    memcpy(areas, model->areas, model->area_count * sizeof *areas);
    view->areas.at = areas;
    view->areas.count = model->area_count;
    view->steps.count = model->step_count;
    view->steps.at = arena_array(call->arena, model->step_count, sizeof *view->steps.at);
    for (size_t i = 0; i < model->step_count; i++) {
        const struct levels_step *step = &model->steps[i];
        int64_t from = step->from_milli == LEVELS_UNSET ? API_NULL : step->from_milli;
        view->steps.at[i] =
            (struct level_step_view){step->id, step->ko, step->en, step->basis, from};
    }
    view->items.count = model->item_count;
    view->items.at = arena_array(call->arena, model->item_count, sizeof *view->items.at);
    for (size_t i = 0; i < model->item_count; i++) {
        const struct levels_item *item = &model->items[i];
        view->items.at[i] = (struct level_item_view){
            .id = item->id,
            .area = model->areas[item->area].id,
            .step = model->counting == LEVELS_STEPS ? model->steps[item->step].id : NULL,
            .ko = item->ko,
            .en = item->en,
            .basis = item->basis,
            .group = item->group,
            .points_milli = item->points_milli,
            .collects = item->collects};
    }
}

static enum status read_models(struct call *call, struct store_tx *tx, struct error *err)
{
    struct levels_model_list list = {0};
    enum status st = levels_models(tx, call->arena, &list, err);
    if (st != STATUS_OK)
        return st;
    struct level_model_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++)
        view_model(call, &list.at[i], &views[i]);
    api_answer_list(call, views, list.count);
    return STATUS_OK;
}

static enum status get_models(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_models, err);
}

static enum status publish_model(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct level_document_body *body = call->body;
    struct level_model_view *view = arena_alloc(call->arena, sizeof *view);
    struct levels_model model = {0};
    size_t size = 0;
    const char *text = json_canonical(call->arena, body->document, &size);
    enum status st = levels_publish(tx, call->arena, text, size, call->now, err);
    if (st == STATUS_OK)
        st = levels_read(call->arena, text, size, &model, err);
    if (st != STATUS_OK)
        return st;
    view_model(call, &model, view);
    api_answer(call, view);
    return STATUS_OK;
}

static enum status post_model(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, publish_model, err);
}

/* ---- where the firm stands ---- */

struct area_standing_view {
    const char *area, *step;
    int64_t milli;
};
static const struct field area_standing_fields[] = {
    FIELD(TEXT, struct area_standing_view, area, PUBLIC),
    FIELD(TEXT, struct area_standing_view, step, PROGRAMME, .optional = true,
          .what = "null: counted by points, or the model asks nothing there"),
    FIELD(INT, struct area_standing_view, milli, PROGRAMME),
    FIELDS_END,
};
static const struct shape area_standing_shape =
    SHAPE(struct area_standing_view, "LevelAreaStanding", area_standing_fields);

struct level_answer_view {
    const char *item;
    bool met;
    int64_t cost;
};
static const struct field level_answer_fields[] = {
    FIELD(TEXT, struct level_answer_view, item, PROGRAMME, .min = 1, .max = 40),
    FIELD(BOOL, struct level_answer_view, met, PROGRAMME),
    FIELD(INT, struct level_answer_view, cost, TRADE_SECRET, .optional = true, .min = 0,
          .max = LEVELS_COST_MAX, .what = "won that it would take; null: no price yet"),
    FIELDS_END,
};
static const struct shape level_answer_shape =
    SHAPE(struct level_answer_view, "LevelAnswer", level_answer_fields);

struct standing_view {
    const char *key, *step;
    int64_t milli;
    struct {
        struct area_standing_view *at;
        size_t count;
    } areas;
    struct {
        struct level_answer_view *at;
        size_t count;
    } answers;
};
static const struct field standing_fields[] = {
    FIELD(TEXT, struct standing_view, key, PUBLIC),
    FIELD(TEXT, struct standing_view, step, PROGRAMME, .optional = true,
          .what = "null: no band of the model is published"),
    FIELD(INT, struct standing_view, milli, PROGRAMME, .what = "thousandths of a point"),
    FIELD_OF(LIST, struct standing_view, areas, &area_standing_shape, PROGRAMME),
    FIELD_OF(LIST, struct standing_view, answers, &level_answer_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape standing_shape =
    SHAPE(struct standing_view, "LevelStanding", standing_fields);

struct firm_levels {
    struct levels_model model;
    struct levels_answers told;
    struct levels_standing standing;
};

static enum status load_firm(struct call *call, struct store_tx *tx, struct firm_levels *firm,
                             struct error *err)
{
    enum status st = levels_model(tx, call->arena, call->key, &firm->model, err);
    if (st == STATUS_OK)
        st = levels_told(tx, call->arena, call->key, call->caller->organisation_id, &firm->told,
                         err);
    if (st == STATUS_OK)
        levels_stand(&firm->model, firm->told.at, firm->told.count, &firm->standing);
    return st;
}

static enum status answer_standing(struct call *call, struct store_tx *tx, struct error *err)
{
    struct firm_levels *firm = arena_alloc(call->arena, sizeof *firm);
    struct standing_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = load_firm(call, tx, firm, err);
    if (st != STATUS_OK)
        return st;
    const struct levels_model *model = &firm->model;
    bool by_steps = model->counting == LEVELS_STEPS;
    view->key = model->key;
    view->step = firm->standing.is_known ? model->steps[firm->standing.step].id : NULL;
    view->milli = firm->standing.milli;
    view->areas.count = model->area_count;
    view->areas.at = arena_array(call->arena, model->area_count, sizeof *view->areas.at);
    for (size_t i = 0; i < model->area_count; i++) {
        const char *step = model->steps[firm->standing.area_step[i]].id;
        view->areas.at[i] = (struct area_standing_view){
            model->areas[i].id, by_steps && model->areas[i].counted ? step : NULL,
            firm->standing.area_milli[i]};
    }
    view->answers.count = firm->told.count;
    view->answers.at = arena_array(call->arena, firm->told.count, sizeof *view->answers.at);
    for (size_t i = 0; i < firm->told.count; i++) {
        const struct levels_answer *told = &firm->told.at[i];
        view->answers.at[i] = (struct level_answer_view){
            told->item, told->met, told->cost == LEVELS_UNSET ? API_NULL : told->cost};
    }
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_standing(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, answer_standing, err);
}

static enum status tell_item(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct level_answer_view *body = call->body;
    const struct levels_answer answer = {body->item, body->met,
                                         body->cost == API_NULL ? LEVELS_UNSET : body->cost};
    enum status st = levels_tell(tx, call->arena, call->key, call->caller->organisation_id,
                                 call->caller->user_id, &answer, call->now, err);
    return st == STATUS_OK ? answer_standing(call, tx, err) : st;
}

static enum status post_answer(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, tell_item, err);
}

/* ---- the way, and who pays for it ---- */

struct choice_view {
    const char *item;
    int64_t cost;
};
static const struct field choice_fields[] = {
    FIELD(TEXT, struct choice_view, item, PROGRAMME),
    FIELD(INT, struct choice_view, cost, TRADE_SECRET, .optional = true),
    FIELDS_END,
};
static const struct shape choice_shape = SHAPE(struct choice_view, "LevelChoice", choice_fields);

struct payer_ground_view {
    const char *ko, *en, *basis, *basis_en, *verdict;
};
static const struct field payer_ground_fields[] = {
    FIELD(TEXT, struct payer_ground_view, ko, PROGRAMME, .max = 400),
    FIELD(TEXT, struct payer_ground_view, en, PROGRAMME, .max = 400),
    FIELD(TEXT, struct payer_ground_view, basis, PROGRAMME, .max = 1000),
    FIELD(TEXT, struct payer_ground_view, basis_en, PROGRAMME, .max = 1000, .optional = true),
    FIELD(TEXT, struct payer_ground_view, verdict, PROGRAMME, .choices = verdicts),
    FIELDS_END,
};
static const struct shape payer_ground_shape =
    SHAPE(struct payer_ground_view, "LevelPayerGround", payer_ground_fields);

struct payer_share_view {
    const char *ko, *en;
    struct money amount;
};
static const struct field payer_share_fields[] = {
    FIELD(TEXT, struct payer_share_view, ko, PUBLIC),
    FIELD(TEXT, struct payer_share_view, en, PUBLIC),
    FIELD(MONEY, struct payer_share_view, amount, TRADE_SECRET),
    FIELDS_END,
};
static const struct shape payer_share_shape =
    SHAPE(struct payer_share_view, "LevelPayerShare", payer_share_fields);

struct payer_view {
    const char *programme, *ko, *en, *verdict, *refused_ko, *refused_en;
    struct {
        struct payer_ground_view *at;
        size_t count;
    } grounds;
    struct {
        struct payer_share_view *at;
        size_t count;
    } shares;
};
static const struct field payer_fields[] = {
    FIELD(TEXT, struct payer_view, programme, PUBLIC),
    FIELD(TEXT, struct payer_view, ko, PUBLIC),
    FIELD(TEXT, struct payer_view, en, PUBLIC),
    FIELD(TEXT, struct payer_view, verdict, PROGRAMME, .choices = verdicts),
    FIELD(TEXT, struct payer_view, refused_ko, PROGRAMME, .optional = true, .max = 400,
          .what = "why this cost cannot be split under it"),
    FIELD(TEXT, struct payer_view, refused_en, PROGRAMME, .optional = true, .max = 400),
    FIELD_OF(LIST, struct payer_view, grounds, &payer_ground_shape, PROGRAMME),
    FIELD_OF(LIST, struct payer_view, shares, &payer_share_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape payer_shape = SHAPE(struct payer_view, "LevelPayer", payer_fields);

struct way_view {
    const char *key, *from, *target;
    struct money cost;
    int64_t unpriced, milli_after;
    struct {
        struct choice_view *at;
        size_t count;
    } items;
    struct {
        struct payer_view *at;
        size_t count, room;
    } payers;
};
static const struct field way_fields[] = {
    FIELD(TEXT, struct way_view, key, PUBLIC),
    FIELD(TEXT, struct way_view, from, PROGRAMME, .optional = true),
    FIELD(TEXT, struct way_view, target, PROGRAMME),
    FIELD(MONEY, struct way_view, cost, TRADE_SECRET, .what = "of the items that have a price"),
    FIELD(INT, struct way_view, unpriced, PROGRAMME, .what = "items without a price"),
    FIELD(INT, struct way_view, milli_after, PROGRAMME),
    FIELD_OF(LIST, struct way_view, items, &choice_shape, PROGRAMME,
             .what = "in order of building"),
    FIELD_OF(LIST, struct way_view, payers, &payer_shape, PROGRAMME),
    FIELDS_END,
};
static const struct shape way_shape = SHAPE(struct way_view, "LevelWay", way_fields);

/* The profile's facts, with the levels of this way in place of those told before: what a condition
 * on "same level" or "level to reach" is held against. Only the built scale speaks of them. */
static struct rules_firm firm_on_way(struct call *call, const struct selection_facts *profile,
                                     const struct firm_levels *firm, size_t target)
{
    static const char *const own[] = {"level", "target_level", "level_rise"};
    bool is_built = firm->model.scale == LEVELS_BUILT && firm->standing.is_known;
    struct rules_value *values = arena_array(call->arena, profile->count + 3, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < profile->count; i++) {
        const struct selection_fact *fact = &profile->at[i];
        bool is_own = false;
        for (size_t k = 0; k < 3; k++)
            is_own = is_own || text_same(fact->fact, own[k]);
        if (!is_built || !is_own)
            values[count++] = (struct rules_value){fact->fact, fact->number, fact->word};
    }
    if (is_built) {
        values[count++] =
            (struct rules_value){own[0], 0, firm->model.steps[firm->standing.step].id};
        values[count++] = (struct rules_value){own[1], 0, firm->model.steps[target].id};
        values[count++] = (struct rules_value){own[2], (int64_t)(target - firm->standing.step), ""};
    }
    return (struct rules_firm){values, count};
}

static void view_payer(struct call *call, const struct rules_document *rules,
                       const struct rules_firm *firm, struct money cost, struct payer_view *view)
{
    struct error refused;
    struct rules_split split = {0};
    struct rules_judgement *judged = arena_alloc(call->arena, sizeof *judged);
    rules_judge(rules, firm, judged);
    *view = (struct payer_view){.programme = rules->key,
                                .ko = rules->ko,
                                .en = rules->en,
                                .verdict = verdicts[judged->eligible]};
    view->grounds.at = arena_array(call->arena, judged->ground_count, sizeof *view->grounds.at);
    for (; view->grounds.count < judged->ground_count; view->grounds.count++) {
        const struct rules_ground *ground = &judged->grounds[view->grounds.count];
        view->grounds.at[view->grounds.count] = (struct payer_ground_view){
            ground->condition->ko, ground->condition->en, ground->condition->basis,
            text_if_any(ground->condition->basis_en), verdicts[ground->verdict]};
    }
    if (cost.won == 0)
        return; /* nothing has a price yet: nothing to split */
    if (rules_split(rules, cost, &split, &refused) != STATUS_OK) {
        view->refused_ko = refused.reason->ko;
        view->refused_en = refused.reason->en;
        return;
    }
    view->shares.at = arena_array(call->arena, split.count, sizeof *view->shares.at);
    for (; view->shares.count < split.count; view->shares.count++) {
        const struct rules_funder *funder = &rules->funders[view->shares.count];
        view->shares.at[view->shares.count] =
            (struct payer_share_view){funder->ko, funder->en, split.share[view->shares.count]};
    }
}

static enum status find_payers(struct call *call, struct store_tx *tx,
                               const struct firm_levels *firm, size_t target, struct way_view *view,
                               struct error *err)
{
    struct programme_rules_list programmes = {0};
    struct selection_facts profile = {0};
    enum status st = programme_rules_list(tx, call->arena, &programmes, err);
    if (st == STATUS_OK)
        st = selection_profile(tx, call->arena, call->caller->organisation_id, &profile, err);
    if (st != STATUS_OK)
        return st;
    const struct rules_firm judged = firm_on_way(call, &profile, firm, target);
    for (size_t i = 0; i < programmes.count; i++)
        view_payer(call, &programmes.at[i].document, &judged, view->cost,
                   list_add(call->arena, &view->payers));
    return STATUS_OK;
}

struct way_arguments {
    const char *target;
};
static const struct argument way_rows[] = {
    ARGUMENT(TEXT, struct way_arguments, target, .min = 1, .max = 40,
             .en = "id of the step to reach; the next one without it",
             .ko = "목표 단계(없으면 다음 단계)"),
    ARGUMENTS_END,
};
static const struct arguments way_arguments = ARGUMENTS(struct way_arguments, way_rows);

static enum status wanted_step(struct call *call, const struct firm_levels *firm,
                               size_t *ret_target, struct error *err)
{
    const char *wanted = api_arguments(call, struct way_arguments)->target;
    size_t target = firm->standing.is_known ? firm->standing.step + 1 : 1;
    if (wanted != NULL)
        for (target = firm->model.step_count; target > 0; target--)
            if (text_same(firm->model.steps[target - 1].id, wanted))
                break;
    *ret_target = wanted != NULL ? target - 1 : target;
    if (wanted != NULL && target == 0)
        return FAIL_AT(err, LEVELS_STEP, "query.target", "%.40s", wanted);
    return STATUS_OK;
}

static enum status read_way(struct call *call, struct store_tx *tx, struct error *err)
{
    struct firm_levels *firm = arena_alloc(call->arena, sizeof *firm);
    struct way_view *view = arena_alloc(call->arena, sizeof *view);
    struct levels_way way = {0};
    size_t target = 0;
    enum status st = load_firm(call, tx, firm, err);
    if (st == STATUS_OK)
        st = wanted_step(call, firm, &target, err);
    if (st == STATUS_OK)
        st = levels_find_way(call->arena, &firm->model, firm->told.at, firm->told.count, target,
                             &way, err);
    if (st != STATUS_OK)
        return st;
    view->key = firm->model.key;
    view->from = firm->standing.is_known ? firm->model.steps[firm->standing.step].id : NULL;
    view->target = firm->model.steps[target].id;
    view->cost = money_won(way.cost);
    view->unpriced = (int64_t)way.unpriced;
    view->milli_after = way.milli_after;
    view->items.count = way.count;
    view->items.at = arena_array(call->arena, way.count, sizeof *view->items.at);
    for (size_t i = 0; i < way.count; i++)
        view->items.at[i] = (struct choice_view){
            way.at[i].item->id, way.at[i].cost == LEVELS_UNSET ? API_NULL : way.at[i].cost};
    st = find_payers(call, tx, firm, target, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status get_way(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_way, err);
}

/* clang-format off */
const struct route level_routes[] = {
    {HTTP_GET, "/api/level-models", get_models, .kind = ANSWER_LIST, .answer = &level_model_shape,
     .allow = ALLOW(ROLE_ANYONE), .en = "models of levels, the newest version of each",
     .ko = "수준 모델 목록(각 최신 판)"},
    {HTTP_POST, "/api/level-models", post_model, .body = &level_document_shape,
     .answer = &level_model_shape, .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_OFFICER)),
     .en = "publish a version of a model of levels", .ko = "수준 모델의 판을 공고합니다"},
    {HTTP_GET, "/api/levels/{key}", get_standing, .answer = &standing_shape,
     .relation = api_self, .allow = {.own = ADOPTERS}, .en = "where one's firm stands in a model",
     .ko = "우리 공장의 현재 수준과 답한 항목"},
    {HTTP_POST, "/api/levels/{key}", post_answer, .body = &level_answer_shape,
     .answer = &standing_shape, .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "say of one item whether it is met and what it would cost",
     .ko = "한 항목의 충족 여부와 예상 비용을 적습니다"},
    {HTTP_GET, "/api/levels/{key}/way", get_way, .arguments = &way_arguments, .answer = &way_shape,
     .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "the cheapest way to a step (?target=) and which programmes pay",
     .ko = "다음 수준까지 가장 적은 비용의 길과 지원 사업"},
    ROUTES_END,
};
/* clang-format on */
