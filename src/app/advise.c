/* dure advise -- what to improve first under a budget, and who pays what. */
#include <math.h>
#include <stdio.h>

#include "advise/advise.h"
#include "app/commands.h"
#include "app/progress.h"
#include "kit/text.h"
#include "study/study.h"

const struct option advise_options[] = {
    {"budget", OPTION_MONEY, 1, MONEY_MAX, "100000000", "예산: 120000000, 1억 2천만",
     "budget in won: 120000000, 1억 2천만"},
    {"margin", OPTION_MONEY, 1, MONEY_MAX, NULL,
     "양품 1개당 이익(원); 없으면 금액 효과를 말하지 않습니다",
     "margin of a good piece in won; without: no gain in won"},
    {"rules", OPTION_SHIPPED, 0, 0, "data/rules/winwin-2025-advanced.json", "사업 규칙 문서",
     "rules of the programme"},
    {"options", OPTION_SHIPPED, 0, 0, "data/advice/options-kr.json", "개선안 비용 자료",
     "catalogue of options with their costs"},
    {"seed", OPTION_INT, 0, INT64_C(1) << 53, "1", "난수 씨앗", "seed of chance"},
    {"threads", OPTION_INT, 0, 256, "0", "스레드 수(0: 코어 수)", "threads (0: as many as cores)"},
    {"output", OPTION_TEXT, 0, 0, NULL, "계획 문서를 쓸 파일", "file for the plan document"},
    {0},
};

struct told {
    struct progress_line line;
    const char *doing;
};

static bool tell(void *context, double share)
{
    struct told *told = context;
    progress_show(&told->line, 0.99 * share, told->doing);
    return !progress_interrupted();
}

/* The funders' shares, then what no programme pays for. */
static void print_funding(const struct cli *cli, const struct advise_plan *plan,
                          const struct advise_funding *funding)
{
    size_t count = funding->split.count;
    printf("     ");
    for (size_t i = 0; i < count; i++)
        printf("%s%s %s", i == 0 ? "" : " · ",
               words(cli, plan->rules->funders[i].ko, plan->rules->funders[i].en),
               money_text(cli->arena, funding->split.share[i]));
    if (count == 0 || funding->outside_match.won > 0)
        printf("%s%s %s", count == 0 ? "" : " · ",
               words(cli, "매칭 밖(자체)", "outside the match (own)"),
               money_text(cli->arena, funding->outside_match));
    printf("\n");
}

static void print_effect(const struct cli *cli, const struct advise_effect *effect)
{
    const struct plant_estimate *more = &effect->throughput.gain;
    printf("     %s %+.2f ± %.2f %s%s, %s %+.1f ± %.1f %s\n     ", words(cli, "생산", "throughput"),
           more->mean, more->half_width, words(cli, "개/일", "pieces/day"),
           fabs(more->mean) <= more->half_width
               ? words(cli, " (우연일 수 있음)", " (may be chance)")
               : "",
           words(cli, "소요시간", "lead time"), effect->lead.gain.mean / 3600,
           effect->lead.gain.half_width / 3600, words(cli, "시간", "h"));
    if (!effect->money_known)
        printf("%s\n", words(cli, "금액 효과는 알 수 없음(개당 이익 미입력)",
                             "gain in won unknown (no margin given)"));
    else if (effect->payback_months < 0)
        printf("%s\n", words(cli, "회수되지 않음", "never pays back"));
    else
        printf("%s %s%s, %s %.1f %s\n", words(cli, "한 해", "a year"),
               money_text(cli->arena, money_won((int64_t)effect->gain_won_a_year.mean)),
               words(cli, "원", " won"), words(cli, "회수", "pays back in"), effect->payback_months,
               words(cli, "개월", "months"));
}

static void print_fitness(const struct cli *cli, const struct advise_plan *plan)
{
    if (plan->fitness == ADVISE_NOT_FIT)
        printf("     ! %s\n",
               words(cli, "모델이 조언에 쓰기에 맞지 않습니다", "the model is not fit for advice"));
    if (plan->fitness == ADVISE_FIT_UNKNOWN)
        printf("     ! %s\n", words(cli, "모델을 실제 기록과 비교한 적이 없습니다",
                                    "the model has not been compared with a log"));
}

static const char *option_name(const struct cli *cli, const struct advise_plan *plan,
                               const char *id)
{
    for (size_t i = 0; i < plan->option_count; i++)
        if (text_same(plan->options[i].id, id))
            return words(cli, plan->options[i].ko, plan->options[i].en);
    return id;
}

static void print_package(const struct cli *cli, const struct advise_plan *plan)
{
    const struct advise_package *package = &plan->package;
    if (package->count == 0)
        return;
    printf("\n%s: %s%s\n", words(cli, "예산 안 묶음", "package in the budget"),
           money_text(cli->arena, package->cost), words(cli, "원", " won"));
    for (size_t i = 0; i < package->count; i++)
        printf("     - %s\n", option_name(cli, plan, package->ids[i]));
    print_effect(cli, &package->effect);
    print_funding(cli, plan, &package->funding);
    print_fitness(cli, plan);
}

static void print_plan(const struct cli *cli, const struct advise_plan *plan)
{
    printf("%s\n%s\n\n", plan->name, words(cli, plan->ko, plan->en));
    for (size_t i = 0; i < plan->option_count; i++) {
        const struct advise_option *option = &plan->options[i];
        printf("%2zu. %s: %s%s%s\n", i + 1, words(cli, option->ko, option->en),
               money_text(cli->arena, option->cost), words(cli, "원", " won"),
               option->affordable ? "" : words(cli, " (예산 초과)", " (beyond the budget)"));
        print_effect(cli, &option->effect);
        print_funding(cli, plan, &option->funding);
        print_fitness(cli, plan);
    }
    print_package(cli, plan);
}

static enum status write_plan(struct cli *cli, const struct plant_model *model,
                              const struct advise_plan *plan, struct error *err)
{
    json_t *document = advise_plan_write(cli->arena, model, plan);
    size_t size = 0;
    const char *bytes = json_pretty(cli->arena, document, &size);
    json_decref(document);
    return file_write(option_text(cli, "output"), bytes, size, err);
}

enum status advise_command(struct cli *cli, struct error *err)
{
    struct plant_model model = {0};
    struct advise_catalogue catalogue = {0};
    struct rules_document rules = {0};
    struct advise_plan plan = {0};
    const char *bytes = NULL;
    size_t size = 0;
    struct told told = {.doing = words(cli, "개선안 비교", "comparing improvements")};
    enum status st = model_load(cli, cli->arguments[0], &model, err);
    if (st == STATUS_OK)
        st = file_read(cli->arena, option_text(cli, "rules"), 1 << 20, &bytes, &size, err);
    if (st == STATUS_OK)
        st = rules_read(cli->arena, bytes, size, &rules, err);
    if (st == STATUS_OK)
        st = study_catalogue(cli->arena, option_text(cli, "options"), &catalogue, err);
    if (st != STATUS_OK)
        return st;
    struct advise_request request = {.margin_per_piece = (double)option_money(cli, "margin").won,
                                     .budget = option_money(cli, "budget"),
                                     .seed = (uint64_t)option_int(cli, "seed"),
                                     .threads = (int)option_int(cli, "threads")};
    progress_watch_interrupt();
    st = study_watch_advice(&model, &catalogue, &rules, request, cli->arena, tell, &told, &plan,
                            err);
    progress_show(&told.line, 1, "");
    if (st == STATUS_OK && !text_same(option_text(cli, "output"), "-"))
        print_plan(cli, &plan);
    if (st == STATUS_OK && option_text(cli, "output") != NULL)
        st = write_plan(cli, &model, &plan, err);
    json_decref(model.validation);
    return st;
}
