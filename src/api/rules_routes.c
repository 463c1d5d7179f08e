/* rules_routes.c -- programmes, their rules, and who pays what: public. */
#include "api/papers.h"
#include "api/routes.h"
#include "api/views.h"
#include "casework/casework.h"
#include "kit/must.h"
#include "kit/text.h"

static const char *const parties[] = {"government", "sponsor", "adopter", "local", "other", NULL};

struct funder_view {
    const char *id, *ko, *en, *party, *basis, *basis_en;
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
    FIELD(TEXT, struct funder_view, basis_en, PUBLIC, .max = 1000, .optional = true),
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
    const char *id, *ko, *en, *actor, *basis, *basis_en, *machine, *machine_ko, *machine_en, *from,
        *to;
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
    FIELD(TEXT, struct step_view, basis_en, PUBLIC, .max = 1000, .optional = true),
    FIELDS_END,
};
static const struct shape step_shape = SHAPE(struct step_view, "RuleStep", step_fields);

struct programme_view {
    const char *key, *ko, *en, *basis, *basis_en, *hash;
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
    FIELD(TEXT, struct programme_view, basis_en, PUBLIC, .max = 1000, .optional = true),
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
    struct money amount, cash_least, in_kind_most;
};
static const struct field share_fields[] = {
    FIELD(TEXT, struct share_view, funder, PUBLIC),
    FIELD(TEXT, struct share_view, ko, PUBLIC),
    FIELD(TEXT, struct share_view, en, PUBLIC),
    FIELD(TEXT, struct share_view, party, PUBLIC, .choices = parties),
    FIELD(MONEY, struct share_view, amount, PUBLIC),
    FIELD(MONEY, struct share_view, cash_least, PUBLIC, .optional = true,
          .what = "null: the rules set no limit for what is given in kind"),
    FIELD(MONEY, struct share_view, in_kind_most, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape share_shape = SHAPE(struct share_view, "SplitShare", share_fields);

struct part_view {
    const char *funder, *ko, *en, *party;
    struct money amount;
};
static const struct field part_fields[] = {
    FIELD(TEXT, struct part_view, funder, PUBLIC),
    FIELD(TEXT, struct part_view, ko, PUBLIC),
    FIELD(TEXT, struct part_view, en, PUBLIC),
    FIELD(TEXT, struct part_view, party, PUBLIC, .choices = parties),
    FIELD(MONEY, struct part_view, amount, PUBLIC),
    FIELDS_END,
};
static const struct shape part_shape = SHAPE(struct part_view, "SplitPart", part_fields);

struct instalment_view {
    const char *tranche, *ko, *en, *opens_ko, *opens_en, *due_on, *basis, *basis_en;
    int64_t term_days, term_months;
    bool working;
    struct money amount;
    struct {
        struct part_view *at;
        size_t count;
    } parts;
};
static const struct field instalment_fields[] = {
    FIELD(TEXT, struct instalment_view, tranche, PUBLIC),
    FIELD(TEXT, struct instalment_view, ko, PUBLIC),
    FIELD(TEXT, struct instalment_view, en, PUBLIC),
    FIELD(MONEY, struct instalment_view, amount, PUBLIC),
    FIELD(TEXT, struct instalment_view, opens_ko, PUBLIC, .optional = true,
          .what = "what must have been done first"),
    FIELD(TEXT, struct instalment_view, opens_en, PUBLIC, .optional = true),
    FIELD(INT, struct instalment_view, term_days, PUBLIC, .optional = true, .zero_is_null = true,
          .what = "of its report, from when the procedure begins"),
    FIELD(INT, struct instalment_view, term_months, PUBLIC, .optional = true, .zero_is_null = true),
    FIELD(BOOL, struct instalment_view, working, PUBLIC, .what = "the days are working days"),
    FIELD(TEXT, struct instalment_view, due_on, PUBLIC, .optional = true,
          .what = "at the latest, if the agreement takes effect today"),
    FIELD(TEXT, struct instalment_view, basis, PUBLIC, .max = 1000),
    FIELD(TEXT, struct instalment_view, basis_en, PUBLIC, .max = 1000, .optional = true),
    FIELD_OF(LIST, struct instalment_view, parts, &part_shape, PUBLIC),
    FIELDS_END,
};
static const struct shape instalment_shape =
    SHAPE(struct instalment_view, "SplitInstalment", instalment_fields);

struct split_view {
    const char *ko, *en, *day;
    int64_t version;
    struct money total, cut;
    struct {
        struct share_view *at;
        size_t count;
    } shares;
    struct {
        struct instalment_view *at;
        size_t count;
    } instalments;
};
static const struct field split_fields[] = {
    FIELD(TEXT, struct split_view, ko, PUBLIC, .what = "name of the programme"),
    FIELD(TEXT, struct split_view, en, PUBLIC),
    FIELD(INT, struct split_view, version, PUBLIC, .what = "of its rules"),
    FIELD(TEXT, struct split_view, day, PUBLIC, .what = "from which the days are counted"),
    FIELD(MONEY, struct split_view, total, PUBLIC),
    FIELD(MONEY, struct split_view, cut, PUBLIC),
    FIELD_OF(LIST, struct split_view, shares, &share_shape, PUBLIC),
    FIELD_OF(LIST, struct split_view, instalments, &instalment_shape, PUBLIC,
             .what = "what each must have ready for which tranche"),
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
                               .basis_en = text_if_any(step->article_en),
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
                                    .basis_en = text_if_any(document->basis_en),
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
                                                   .basis_en = text_if_any(funder->basis_en),
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

static void view_shares(struct call *call, const struct rules_document *rules,
                        const struct rules_split *split, struct split_view *view)
{
    view->shares.count = split->count;
    view->shares.at = arena_array(call->arena, split->count, sizeof *view->shares.at);
    for (size_t i = 0; i < split->count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        struct share_view *share = &view->shares.at[i];
        *share = (struct share_view){.funder = funder->id,
                                     .ko = funder->ko,
                                     .en = funder->en,
                                     .party = parties[funder->party],
                                     .amount = split->share[i],
                                     .cash_least = {API_NULL},
                                     .in_kind_most = {API_NULL}};
        if (rules_in_kind_most(rules, split, i, &share->in_kind_most))
            share->cash_least = money_subtract(share->amount, share->in_kind_most);
    }
}

static void view_instalment(struct call *call, const struct rules_document *rules,
                            const struct rules_instalment *one, struct instalment_view *view)
{
    const struct rules_tranche *tranche = one->tranche;
    const struct rules_step *opens = one->opens, *term = one->term;
    const struct rules_machine *machine = one->machine;
    *view = (struct instalment_view){.tranche = tranche->id,
                                     .ko = tranche->ko,
                                     .en = tranche->en,
                                     .amount = one->part.total,
                                     .basis = one->basis,
                                     .basis_en = text_if_any(one->basis_en)};
    if (opens != NULL) {
        view->opens_ko = opens->ko;
        view->opens_en = opens->en;
    }
    if (machine != NULL) {
        must(opens != NULL); /* a step of the machine */
        view->opens_ko = arena_format(call->arena, "%s: %s", machine->ko, opens->ko);
        view->opens_en = arena_format(call->arena, "%s: %s", machine->en, opens->en);
    }
    if (term != NULL) {
        view->term_days = term->deadline_days;
        view->term_months = term->deadline_months;
        view->working = term->working;
    }
    if (one->due.year != 0)
        view->due_on = day_text(call->arena, one->due);
    view->parts.count = one->part.count;
    view->parts.at = arena_array(call->arena, one->part.count, sizeof *view->parts.at);
    for (size_t i = 0; i < one->part.count; i++)
        view->parts.at[i] = (struct part_view){.funder = rules->funders[i].id,
                                               .ko = rules->funders[i].ko,
                                               .en = rules->funders[i].en,
                                               .party = parties[rules->funders[i].party],
                                               .amount = one->part.share[i]};
}

/* A total too small for its tranches is split all the same, without them. */
static enum status view_instalments(struct call *call, struct store_tx *tx,
                                    const struct rules_document *rules,
                                    const struct rules_split *split, struct split_view *view,
                                    struct error *err)
{
    struct rules_instalments all = {0};
    struct holidays holidays = {0};
    struct error refused = {0};
    struct day today = day_of(call->now, zone_seoul());
    enum status st = casework_holidays(tx, call->arena, &holidays, err);
    if (st != STATUS_OK)
        return st;
    view->day = day_text(call->arena, today);
    if (rules_instalments(rules, split, today, &holidays, &all, &refused) != STATUS_OK)
        return STATUS_OK;
    view->instalments.count = all.count;
    view->instalments.at = arena_array(call->arena, all.count, sizeof *view->instalments.at);
    for (size_t i = 0; i < all.count; i++)
        view_instalment(call, rules, &all.at[i], &view->instalments.at[i]);
    return STATUS_OK;
}

static enum status answer_split(struct call *call, struct store_tx *tx, struct money total,
                                struct error *err)
{
    struct programme_rules rules = {0};
    struct rules_split split = {0};
    struct split_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = programme_rules(tx, call->arena, call->key, &rules, err);
    if (st == STATUS_OK)
        st = rules_split(&rules.document, total, &split, err);
    if (st != STATUS_OK)
        return st;
    *view = (struct split_view){.ko = rules.document.ko,
                                .en = rules.document.en,
                                .version = rules.document.version,
                                .total = split.total,
                                .cut = split.cut};
    view_shares(call, &rules.document, &split, view);
    st = view_instalments(call, tx, &rules.document, &split, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status split_total(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct split_body *body = call->body;
    return answer_split(call, tx, body->total, err);
}

struct total_arguments {
    int64_t total;
};
static const struct argument total_rows[] = {
    ARGUMENT(INT, struct total_arguments, total, .min = 1, .max = MONEY_MAX, .required = true,
             .en = "the total to divide, in won", .ko = "나눌 총사업비(원)"),
    ARGUMENTS_END,
};
static const struct arguments total_arguments = ARGUMENTS(struct total_arguments, total_rows);

static enum status split_asked(struct call *call, struct store_tx *tx, struct error *err)
{
    struct money total = {api_arguments(call, struct total_arguments)->total};
    return answer_split(call, tx, total, err);
}

static enum status post_split(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, split_total, err);
}

static enum status get_split(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, split_asked, err);
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
    {HTTP_GET, "/api/programmes/{key}/split.pdf", get_split, .arguments = &total_arguments,
     .answer = &split_shape, .paper = &split_paper, .raw = PAPER_PDF, .limit = PAPERS_AN_HOUR,
     .allow = ALLOW(ROLE_ANYONE),
     .en = "who pays what of a total, in kind and by when, on paper (?total=)",
     .ko = "총사업비를 누가 얼마씩, 현물은 얼마까지, 언제까지 내는지 PDF로 받습니다"},
    ROUTES_END,
};
/* clang-format on */
