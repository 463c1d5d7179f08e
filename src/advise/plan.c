/* A plan as a document, and the advice in words. */
#include <inttypes.h>
#include <math.h>

#include <string.h>

#include "advise/advise_private.h"
#include "kit/must.h"
#include "kit/text.h"

static void put(json_t *object, const char *name, json_t *value)
{
    must(value != NULL);
    must(json_object_set_new(object, name, value) == 0);
}

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static json_t *estimate(struct plant_estimate from)
{
    json_t *object = json_object();
    put(object, "mean", json_real(from.mean));
    put(object, "half_width", json_real(from.half_width));
    return object;
}

static json_t *comparison(const struct advise_comparison *from)
{
    json_t *object = json_object();
    put(object, "before", estimate(from->before));
    put(object, "after", estimate(from->after));
    put(object, "gain", estimate(from->gain));
    return object;
}

static void put_effect(json_t *object, const struct advise_effect *effect)
{
    put(object, "throughput", comparison(&effect->throughput));
    put(object, "lead", comparison(&effect->lead));
    put(object, "gain_won_a_year",
        effect->money_known ? estimate(effect->gain_won_a_year) : json_null());
    put(object, "payback_months",
        effect->money_known && effect->payback_months >= 0 ? json_real(effect->payback_months)
                                                           : json_null());
    put(object, "certainty", json_real(effect->certainty));
}

static const char *const party_names[] = {"government", "sponsor", "adopter", "local", "other"};

static void put_funding(json_t *object, const struct rules_document *rules,
                        const struct advise_funding *funding)
{
    json_t *shares = json_array();
    for (size_t i = 0; i < funding->split.count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        json_t *share = json_object();
        put(share, "funder", json_string(funder->id));
        put(share, "ko", json_string(funder->ko));
        put(share, "en", json_string(funder->en));
        put(share, "party", json_string(party_names[funder->party]));
        put(share, "amount", json_integer(funding->split.share[i].won));
        must(json_array_append_new(shares, share) == 0);
    }
    put(object, "shares", shares);
    put(object, "outside_match", json_integer(funding->outside_match.won));
}

static json_t *fit(enum advise_fitness fitness)
{
    return fitness == ADVISE_FIT_UNKNOWN ? json_null() : json_boolean(fitness == ADVISE_FIT);
}

static json_t *option(const struct plant_model *model, const struct advise_plan *plan,
                      const struct advise_option *from)
{
    const struct advise_option_kind *kind = &plan->catalogue->kinds[from->change.kind];
    json_t *object = json_object(), *effect = json_object();
    put(object, "id", json_string(from->id));
    put(object, "kind", json_string(advise_kind_name(from->change.kind)));
    put(object, "station", json_string(model->stations[from->change.station].id));
    put(object, "ko", json_string(from->ko));
    put(object, "en", json_string(from->en));
    put(object, "cost", json_integer(from->cost.won));
    put(object, "running_cost_a_year", json_integer(from->running_cost_a_year.won));
    put(object, "lifetime_years", json_real(kind->lifetime_years));
    put(effect, "low", json_real(kind->effect_low));
    put(effect, "likely", json_real(kind->effect));
    put(effect, "high", json_real(kind->effect_high));
    put(effect, "basis", json_string(kind->basis));
    put(object, "effect", effect);
    put_effect(object, &from->effect);
    put(object, "affordable", json_boolean(from->affordable));
    put(object, "fit_for_advice", fit(plan->fitness));
    put_funding(object, plan->rules, &from->funding);
    return object;
}

static json_t *package(const struct advise_plan *plan)
{
    const struct advise_package *from = &plan->package;
    json_t *object = json_object(), *ids = json_array();
    for (size_t i = 0; i < from->count; i++)
        must(json_array_append_new(ids, json_string(from->ids[i])) == 0);
    put(object, "options", ids);
    put(object, "cost", json_integer(from->cost.won));
    put(object, "running_cost_a_year", json_integer(from->running_cost_a_year.won));
    put_effect(object, &from->effect);
    put_funding(object, plan->rules, &from->funding);
    return object;
}

static json_t *request(const struct advise_request *from)
{
    json_t *object = json_object();
    put(object, "screen_replications", json_integer(from->screen_replications));
    put(object, "horizon_seconds", json_integer(from->horizon / TIME_SECOND));
    put(object, "stations", json_integer(from->stations));
    put(object, "options", json_integer(from->options));
    put(object, "pressure", json_real(from->pressure));
    put(object, "margin_per_piece", json_real(from->margin_per_piece));
    put(object, "sold_a_day_max", json_real(from->sold_a_day_max));
    return object;
}

static json_t *source(const char *key, int64_t version, const char *hash)
{
    json_t *object = json_object();
    put(object, "key", json_string(key));
    put(object, "version", json_integer(version));
    put(object, "hash", json_string(hash));
    return object;
}

/* NULL when no station has that id. */
static const char *station_name(const struct plant_model *model, const char *id)
{
    for (size_t i = 0; id != NULL && i < model->station_count; i++)
        if (strcmp(model->stations[i].id, id) == 0)
            return model->stations[i].name;
    return NULL;
}

static json_t *baseline(const struct plant_model *model, const struct advise_plan *plan)
{
    json_t *object = json_object();
    put(object, "throughput", estimate(plan->full_load.throughput));
    put(object, "throughput_today", estimate(plan->today.throughput));
    put(object, "lead_mean", estimate(plan->today.lead_mean));
    put(object, "lead_median", estimate(plan->today.lead_median));
    put(object, "lead_p90", estimate(plan->today.lead_p90));
    put(object, "bottleneck", text_or_null(plan->bottleneck));
    put(object, "bottleneck_name", text_or_null(station_name(model, plan->bottleneck)));
    put(object, "bottleneck_certainty", json_real(plan->today.bottleneck_certainty));
    put(object, "full_load_differs", json_boolean(plan->full_load_differs));
    put(object, "rate_factor", json_real(plan->rate_factor));
    put(object, "remark_ko", text_or_null(plan->today.remark_ko));
    put(object, "remark_en", text_or_null(plan->today.remark_en));
    return object;
}

json_t *advise_plan_write(struct arena *arena, const struct plant_model *model,
                          const struct advise_plan *plan)
{
    json_t *object = json_object(), *options = json_array(), *words = json_object();
    put(object, "format", json_string("dure.plan"));
    put(object, "version", json_integer(1));
    put(object, "name", json_string(plan->name));
    put(object, "model_hash", json_string(plan->model_hash));
    put(object, "engine", json_string(plant_engine(model)));
    put(object, "seed", json_integer((json_int_t)plan->request.seed));
    put(object, "replications", json_integer(plan->request.replications));
    put(object, "budget", json_integer(plan->request.budget.won));
    put(object, "request", request(&plan->request));
    put(object, "rules",
        plan->rules == NULL
            ? json_null()
            : source(plan->rules->key, plan->rules->version, rules_hash(arena, plan->rules)));
    put(object, "catalogue",
        source(plan->catalogue->key, plan->catalogue->version, plan->catalogue->hash));
    put(object, "baseline", baseline(model, plan));
    put(object, "fit_for_advice", fit(plan->fitness));
    put(words, "ko", json_string(plan->ko));
    put(words, "en", json_string(plan->en));
    put(object, "words", words);
    put(object, "candidates", json_integer((json_int_t)plan->candidate_count));
    for (size_t i = 0; i < plan->option_count; i++)
        must(json_array_append_new(options, option(model, plan, &plan->options[i])) == 0);
    put(object, "options", options);
    put(object, "package", package(plan));
    return object;
}

/* ---- in words ---- */

static const struct advise_option *option_of(const struct advise_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->option_count; i++)
        if (text_same(plan->options[i].id, id))
            return &plan->options[i];
    return NULL;
}

/* A package may hold an option that was not refined alone; its id is its name then. */
static void name_package(const struct advise_plan *plan, struct text *ko, struct text *en)
{
    for (size_t i = 0; i < plan->package.count; i++) {
        const struct advise_option *one = option_of(plan, plan->package.ids[i]);
        text_format(ko, "%s[%s]", i > 0 ? ", " : "", one == NULL ? plan->package.ids[i] : one->ko);
        text_format(en, "%s[%s]", i > 0 ? ", " : "", one == NULL ? plan->package.ids[i] : one->en);
    }
}

static void say_money(struct arena *arena, const struct advise_package *from, struct text *ko,
                      struct text *en)
{
    const struct advise_effect *effect = &from->effect;
    if (!effect->money_known) {
        text_add(ko, "개당 이익을 알 수 없어 금액 효과는 계산하지 않았습니다. ");
        text_add(en, "The margin of a piece is unknown, so the gain in money is unknown. ");
        return;
    }
    double gain = effect->gain_won_a_year.mean, half = effect->gain_won_a_year.half_width;
    text_format(ko, "더 만든 만큼 팔린다면 해마다 %s원(±%s원) 이득이고, ",
                money_text(arena, money_won(llround(fmax(fmin(gain, 1e14), -1e14)))),
                money_text(arena, money_won(llround(fmin(half, 1e14)))));
    text_format(en, "If the extra pieces are sold, %s won a year (plus or minus %s); ",
                money_text(arena, money_won(llround(fmax(fmin(gain, 1e14), -1e14)))),
                money_text(arena, money_won(llround(fmin(half, 1e14)))));
    if (effect->payback_months < 0) {
        text_add(ko, "투자비는 회수되지 않습니다. ");
        text_add(en, "it does not pay back. ");
        return;
    }
    text_format(ko, "회수까지 %.1f개월입니다. ", effect->payback_months);
    text_format(en, "paid back after %.1f months. ", effect->payback_months);
}

static void say_package(struct arena *arena, const struct advise_plan *plan, struct text *ko,
                        struct text *en)
{
    const struct advise_package *from = &plan->package;
    if (from->count == 0) {
        text_add(ko, "이 예산 안에서 생산량 효과가 뚜렷한 개선안을 찾지 못했습니다. ");
        text_add(en, "Nothing within the budget brings more pieces with certainty. ");
        return;
    }
    text_add(ko, "추천: ");
    text_add(en, "Advice: ");
    name_package(plan, ko, en);
    const struct plant_estimate *gain = &from->effect.throughput.gain;
    text_format(ko,
                ". 비용 %s원으로 하루 생산 능력이 %.1f개에서 %.1f개로(%+.1f ± %.1f개) 바뀝니다. ",
                money_text(arena, from->cost), from->effect.throughput.before.mean,
                from->effect.throughput.after.mean, gain->mean, gain->half_width);
    text_format(en,
                ". For %s won the line can make %.1f instead of %.1f good pieces a day "
                "(%+.1f, plus or minus %.1f). ",
                money_text(arena, from->cost), from->effect.throughput.after.mean,
                from->effect.throughput.before.mean, gain->mean, gain->half_width);
    say_money(arena, from, ko, en);
}

void advise_words(struct arena *arena, const struct plant_model *model, struct advise_plan *plan)
{
    struct text ko = text_start(arena, 4000), en = text_start(arena, 4000);
    int bottleneck = plan->today.bottleneck;
    if (bottleneck >= 0) {
        const char *name = model->stations[bottleneck].name;
        text_format(&ko, "병목은 [%s]입니다. ", name);
        text_format(&en, "The bottleneck is [%s]. ", name);
    }
    say_package(arena, plan, &ko, &en);
    if (plan->full_load_differs) {
        text_add(&ko, "생산 능력은 지금과 같은 품목 구성으로 주문이 넘칠 때의 값입니다. ");
        text_add(&en, "Pieces a day are counted with more orders than the line can take, in "
                      "today's mix. ");
    }
    if (plan->fitness == ADVISE_NOT_FIT) {
        text_add(&ko, "이 모델은 실제 기록과 충분히 맞지 않아 조언에 쓰기에 적합하지 않습니다. ");
        text_add(&en, "This model does not match its log well enough to be fit for advice. ");
    } else if (plan->fitness == ADVISE_FIT_UNKNOWN) {
        text_add(&ko, "이 모델은 실제 기록과 비교되지 않았습니다. ");
        text_add(&en, "This model has not been compared with a log. ");
    }
    text_add(&ko, "비용과 효과는 목록에 입력된 기본값이며 측정값이 아닙니다.");
    text_add(&en, "Prices and effects are defaults typed into the catalogue, not measured.");
    plan->ko = text_string(&ko);
    plan->en = text_string(&en);
}
