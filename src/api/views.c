#include "api/views.h"

#include <string.h>

#include "kit/text.h"
#include "study/study.h"

static const struct field nothing_fields[] = {FIELDS_END};
struct nothing_body {
    char unused;
};
const struct shape nothing_shape = SHAPE(struct nothing_body, "Nothing", nothing_fields);

enum status in_transaction(struct call *call, enum store_mode mode, tx_function *work,
                           struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(call->services->store, mode, &tx, err);
    if (st == STATUS_OK)
        st = work(call, tx, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    return st;
}

enum status add_overseers(struct call *call, struct store_tx *tx, struct owned *owned,
                          struct error *err)
{
    static const enum people_kind kinds[] = {KIND_OPERATOR, KIND_MINISTRY};
    struct owned *found = arena_alloc(call->arena, sizeof *found);
    enum status st = STATUS_OK;
    for (size_t i = 0; call->overseers == NULL && i < sizeof kinds / sizeof *kinds; i++) {
        struct people_organisations list = {0};
        st = people_organisation_list(tx, call->arena, kinds[i], &list, err);
        if (st != STATUS_OK)
            return st;
        for (size_t j = 0; j < list.count; j++)
            owned_add_party(found, list.at[j].id);
    }
    if (call->overseers == NULL)
        call->overseers = found;
    for (size_t i = 0; i < call->overseers->party_count; i++)
        owned_add_party(owned, call->overseers->parties[i]);
    return STATUS_OK;
}

static const struct argument after_rows[] = {
    AFTER_ARGUMENT(struct after_arguments),
    ARGUMENTS_END,
};
const struct arguments after_arguments = ARGUMENTS(struct after_arguments, after_rows);

struct programme_page page_asked(const struct call *call)
{
    const struct page_arguments *asked = api_arguments(call, struct page_arguments);
    return (struct programme_page){.organisation_id = listed_for(call->caller),
                                   .before = asked->before,
                                   .most = asked->limit,
                                   .state = asked->state};
}

int64_t listed_for(const struct people_caller *caller)
{
    static const uint32_t overseeing = KIND_BIT(OPERATOR) | KIND_BIT(MINISTRY) | KIND_BIT(AGENCY) |
                                       KIND_BIT(ACCOUNTANT) | KIND_BIT(AUDIT);
    return (overseeing >> caller->organisation_kind & 1) != 0 ? 0 : caller->organisation_id;
}

/* ---- from a plan to a draft ---- */

static bool chosen(const char *id, const char *const *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_same(options[i], id))
            return true;
    return false;
}

static const char *text_of(struct call *call, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : arena_text(call->arena, text);
}

static enum status take_options(struct call *call, const json_t *plan, const char *const *options,
                                size_t option_count, struct programme_draft *draft,
                                struct error *err)
{
    const json_t *list = json_object_get(plan, "options");
    draft->options.at = arena_array(call->arena, json_array_size(list), sizeof *draft->options.at);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *option = json_array_get(list, i);
        const char *id = text_of(call, option, "id");
        if (!chosen(id, options, option_count))
            continue;
        const json_t *payback = json_object_get(option, "payback_months");
        draft->options.at[draft->options.count++] = (struct programme_option){
            .id = id,
            .ko = text_of(call, option, "ko"),
            .en = text_of(call, option, "en"),
            .cost = money_won(json_integer_value(json_object_get(option, "cost"))),
            .payback_months = json_is_number(payback) ? (int64_t)json_number_value(payback) : -1};
    }
    if (draft->options.count != option_count || option_count == 0)
        return FAIL_AT(err, API_OPTION, "/options", "the plan has %zu of the %zu options named",
                       draft->options.count, option_count);
    return STATUS_OK;
}

/* The bottleneck by its name: the plan says its id, and the names in the words of its stations. */
static const char *bottleneck_name(struct call *call, const json_t *plan)
{
    const json_t *baseline = json_object_get(plan, "baseline");
    const char *name = text_of(call, baseline, "bottleneck_name");
    return *name != '\0' ? name : text_of(call, baseline, "bottleneck");
}

/* What the plan says, in the words of an application; the applicant edits it afterwards. */
static void write_summary(struct call *call, const json_t *plan, struct programme_draft *draft)
{
    struct text summary = text_start(call->arena, 4000);
    const char *bottleneck = bottleneck_name(call, plan);
    text_format(&summary, call->korean ? "지금 병목: %s\n" : "Bottleneck today: %s\n", bottleneck);
    for (size_t i = 0; i < draft->options.count; i++) {
        const struct programme_option *option = &draft->options.at[i];
        text_format(&summary, call->korean ? "%zu) %s: %s원" : "%zu) %s: %s won", i + 1,
                    call->korean ? option->ko : option->en, money_text(call->arena, option->cost));
        if (option->payback_months >= 0)
            text_format(&summary, call->korean ? ", 회수 %lld개월" : ", pays back in %lld months",
                        (long long)option->payback_months);
        text_add_char(&summary, '\n');
    }
    const char *words = text_of(call, json_object_get(plan, "words"), call->korean ? "ko" : "en");
    text_add(&summary, words);
    draft->summary = text_string(&summary);
    draft->title = arena_format(call->arena, call->korean ? "%s 개선" : "Improving %s",
                                *bottleneck == '\0' ? text_of(call, plan, "name") : bottleneck);
    draft->contact = call->caller->name;
}

enum status draft_from_plan(struct call *call, struct store_tx *tx, const char *const *options,
                            size_t option_count, struct programme_draft *draft, struct error *err)
{
    struct study_document kept = {0};
    struct json plan = {0};
    enum status st = study_get(tx, call->arena, STUDY_PLAN, draft->plan_id, &kept, err);
    if (st == STATUS_OK && kept.owner_id != call->caller->organisation_id)
        st = FAIL_AT(err, STORE_NO_ROW, "/plan_id", "your firm has no such plan");
    if (st == STATUS_OK)
        st = json_read(call->arena, kept.body, strlen(kept.body), JSON_LIMITS_DOCUMENT, &plan, err);
    if (st != STATUS_OK)
        return st;
    (void)api_keep(call, plan.value);
    draft->plan_hash = kept.hash;
    draft->programme = text_of(call, json_object_get(plan.value, "rules"), "key");
    st = take_options(call, plan.value, options, option_count, draft, err);
    if (st == STATUS_OK)
        write_summary(call, plan.value, draft);
    return st;
}
