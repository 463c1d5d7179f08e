/* rules_routes.c -- programmes, their rules, and who pays what: public. */
#include "api/routes.h"
#include "api/views.h"

static const char *const parties[] = {"government", "sponsor", "adopter", "local", "other", NULL};

struct funder_view {
    const char *id, *ko, *en, *party, *basis;
    int64_t share_bp;
    struct money cap;
};
static const struct field funder_fields[] = {
    FIELD(TEXT, struct funder_view, id, PUBLIC),
    FIELD(TEXT, struct funder_view, ko, PUBLIC),
    FIELD(TEXT, struct funder_view, en, PUBLIC),
    FIELD(TEXT, struct funder_view, party, PUBLIC, .choices = parties),
    FIELD(INT, struct funder_view, share_bp, PUBLIC),
    FIELD(MONEY, struct funder_view, cap, PUBLIC, .optional = true, .zero_is_null = true),
    FIELD(TEXT, struct funder_view, basis, PUBLIC, .max = 1000),
    FIELDS_END,
};
static const struct shape funder_shape = SHAPE(struct funder_view, "Funder", funder_fields);

static const struct field tranche_fields[] = {
    FIELD(TEXT, struct rules_tranche, id, PUBLIC),
    FIELD(TEXT, struct rules_tranche, ko, PUBLIC),
    FIELD(TEXT, struct rules_tranche, en, PUBLIC),
    FIELD(INT, struct rules_tranche, share_bp, PUBLIC),
    FIELD(TEXT, struct rules_tranche, condition, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape tranche_shape =
    SHAPE(struct rules_tranche, "RuleTranche", tranche_fields);

struct step_view {
    const char *id, *ko, *en, *actor, *basis, *machine, *machine_ko, *machine_en, *from, *to;
    int64_t deadline_days, deadline_months;
    bool working;
};
static const struct field step_fields[] = {
    FIELD(TEXT, struct step_view, id, PUBLIC),
    FIELD(TEXT, struct step_view, ko, PUBLIC),
    FIELD(TEXT, struct step_view, en, PUBLIC),
    FIELD(TEXT, struct step_view, actor, PUBLIC),
    FIELD(INT, struct step_view, deadline_days, PUBLIC, .optional = true, .zero_is_null = true),
    FIELD(INT, struct step_view, deadline_months, PUBLIC, .optional = true, .zero_is_null = true),
    FIELD(BOOL, struct step_view, working, PUBLIC, .what = "the days are working days"),
    FIELD(TEXT, struct step_view, machine, PUBLIC, .optional = true, .what = "none in version 1"),
    FIELD(TEXT, struct step_view, machine_ko, PUBLIC, .optional = true),
    FIELD(TEXT, struct step_view, machine_en, PUBLIC, .optional = true),
    FIELD(TEXT, struct step_view, from, PUBLIC, .optional = true),
    FIELD(TEXT, struct step_view, to, PUBLIC, .optional = true),
    FIELD(TEXT, struct step_view, basis, PUBLIC, .max = 1000),
    FIELDS_END,
};
static const struct shape step_shape = SHAPE(struct step_view, "RuleStep", step_fields);

struct programme_view {
    const char *key, *ko, *en, *basis, *hash;
    int64_t version, year;
    struct money total_min, total_max;
    struct {
        struct funder_view *at;
        size_t count;
    } funders;
    struct {
        const struct rules_tranche *at;
        size_t count;
    } tranches;
    struct {
        struct step_view *at;
        size_t count;
    } steps;
};
static const struct field programme_fields[] = {
    FIELD(TEXT, struct programme_view, key, PUBLIC),
    FIELD(INT, struct programme_view, version, PUBLIC),
    FIELD(INT, struct programme_view, year, PUBLIC),
    FIELD(TEXT, struct programme_view, ko, PUBLIC),
    FIELD(TEXT, struct programme_view, en, PUBLIC),
    FIELD(TEXT, struct programme_view, basis, PUBLIC, .max = 1000),
    FIELD(TEXT, struct programme_view, hash, PUBLIC),
    FIELD(MONEY, struct programme_view, total_min, PUBLIC),
    FIELD(MONEY, struct programme_view, total_max, PUBLIC, .optional = true, .zero_is_null = true),
    FIELD_OF(LIST, struct programme_view, funders, &funder_shape, PUBLIC),
    FIELD_OF(LIST, struct programme_view, tranches, &tranche_shape, PUBLIC),
    FIELD_OF(LIST, struct programme_view, steps, &step_shape, PUBLIC),
    FIELDS_END,
};
static const struct shape programme_shape =
    SHAPE(struct programme_view, "Programme", programme_fields);

struct share_view {
    const char *funder, *ko, *en, *party;
    struct money amount;
};
static const struct field share_fields[] = {
    FIELD(TEXT, struct share_view, funder, PUBLIC),
    FIELD(TEXT, struct share_view, ko, PUBLIC),
    FIELD(TEXT, struct share_view, en, PUBLIC),
    FIELD(TEXT, struct share_view, party, PUBLIC, .choices = parties),
    FIELD(MONEY, struct share_view, amount, PUBLIC),
    FIELDS_END,
};
static const struct shape share_shape = SHAPE(struct share_view, "SplitShare", share_fields);

struct split_view {
    struct money total, cut;
    struct {
        struct share_view *at;
        size_t count;
    } shares;
};
static const struct field split_fields[] = {
    FIELD(MONEY, struct split_view, total, PUBLIC),
    FIELD(MONEY, struct split_view, cut, PUBLIC),
    FIELD_OF(LIST, struct split_view, shares, &share_shape, PUBLIC),
    FIELDS_END,
};
static const struct shape split_shape = SHAPE(struct split_view, "Split", split_fields);

struct split_body {
    struct money total;
};
static const struct field split_body_fields[] = {
    FIELD(MONEY, struct split_body, total, PUBLIC, .min = 1, .max = MONEY_MAX),
    FIELDS_END,
};
static const struct shape split_body_shape =
    SHAPE(struct split_body, "SplitRequest", split_body_fields);

static void view_step(const struct rules_document *document, const struct rules_step *step,
                      struct step_view *view)
{
    const struct rules_machine *machine = rules_machine(document, step->machine);
    *view = (struct step_view){.id = step->id,
                               .ko = step->ko,
                               .en = step->en,
                               .actor = step->role,
                               .basis = step->article,
                               .working = step->working,
                               .deadline_days = step->deadline_days > 0 ? step->deadline_days : 0,
                               .deadline_months = step->deadline_months};
    if (machine == NULL)
        return;
    view->machine = machine->id;
    view->machine_ko = machine->ko;
    view->machine_en = machine->en;
    view->from = step->from;
    view->to = step->to;
}

static void view_programme(struct call *call, const struct programme_rules *rules,
                           struct programme_view *view)
{
    const struct rules_document *document = &rules->document;
    *view = (struct programme_view){.key = document->key,
                                    .ko = document->ko,
                                    .en = document->en,
                                    .basis = document->basis,
                                    .hash = rules->hash,
                                    .version = document->version,
                                    .year = document->year,
                                    .total_min = document->total_min,
                                    .total_max = document->total_max};
    view->tranches.at = document->tranches;
    view->tranches.count = document->tranche_count;
    view->funders.count = document->funder_count;
    view->funders.at = arena_array(call->arena, document->funder_count, sizeof *view->funders.at);
    for (size_t i = 0; i < document->funder_count; i++) {
        const struct rules_funder *funder = &document->funders[i];
        view->funders.at[i] = (struct funder_view){.id = funder->id,
                                                   .ko = funder->ko,
                                                   .en = funder->en,
                                                   .party = parties[funder->party],
                                                   .basis = funder->basis,
                                                   .share_bp = funder->share_bp,
                                                   .cap = funder->cap};
    }
    view->steps.count = document->step_count;
    view->steps.at = arena_array(call->arena, document->step_count, sizeof *view->steps.at);
    for (size_t i = 0; i < document->step_count; i++)
        view_step(document, &document->steps[i], &view->steps.at[i]);
}

static enum status read_programmes(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_rules_list list = {0};
    enum status st = programme_rules_list(tx, call->arena, &list, err);
    if (st != STATUS_OK)
        return st;
    struct programme_view *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++)
        view_programme(call, &list.at[i], &views[i]);
    api_answer_list(call, views, list.count);
    return STATUS_OK;
}

static enum status list_programmes(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_programmes, err);
}

static enum status read_programme(struct call *call, struct store_tx *tx, struct error *err)
{
    struct programme_rules rules = {0};
    struct programme_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = programme_rules(tx, call->arena, call->key, &rules, err);
    if (st != STATUS_OK)
        return st;
    view_programme(call, &rules, view);
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_programme(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_programme, err);
}

static enum status split_total(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct split_body *body = call->body;
    struct programme_rules rules = {0};
    struct rules_split split = {0};
    enum status st = programme_rules(tx, call->arena, call->key, &rules, err);
    if (st == STATUS_OK)
        st = rules_split(&rules.document, body->total, &split, err);
    if (st != STATUS_OK)
        return st;
    struct split_view *view = arena_alloc(call->arena, sizeof *view);
    view->total = split.total;
    view->cut = split.cut;
    view->shares.count = split.count;
    view->shares.at = arena_array(call->arena, split.count, sizeof *view->shares.at);
    for (size_t i = 0; i < split.count; i++) {
        const struct rules_funder *funder = &rules.document.funders[i];
        view->shares.at[i] = (struct share_view){.funder = funder->id,
                                                 .ko = funder->ko,
                                                 .en = funder->en,
                                                 .party = parties[funder->party],
                                                 .amount = split.share[i]};
    }
    api_answer(call, view);
    return STATUS_OK;
}

static enum status post_split(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, split_total, err);
}

/* clang-format off */
const struct route rules_routes[] = {
    {HTTP_GET, "/api/programmes", list_programmes, .kind = ANSWER_LIST,
     .answer = &programme_shape, .allow = ALLOW(ROLE_ANYONE),
     .en = "programmes with their rules", .ko = "사업과 그 규칙"},
    {HTTP_GET, "/api/programmes/{key}", get_programme, .answer = &programme_shape,
     .allow = ALLOW(ROLE_ANYONE), .en = "one programme", .ko = "사업 하나"},
    {HTTP_POST, "/api/programmes/{key}/split", post_split, .body = &split_body_shape,
     .answer = &split_shape, .allow = ALLOW(ROLE_ANYONE), .without_csrf = true,
     .en = "who pays what of a total", .ko = "총사업비를 누가 얼마씩 내나"},
    ROUTES_END,
};
/* clang-format on */
