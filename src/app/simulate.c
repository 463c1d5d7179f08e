/* dure simulate -- a model's throughput, lead time, stations and bottleneck, with intervals. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/progress.h"
#include "calibrate/calibrate.h"
#include "kit/text.h"
#include "lanes/lanes.h"
#include "plant/plant.h"
#include "study/study.h"

const struct option simulate_options[] = {
    {"days", OPTION_INT, 1, 3650, "30", "잴 기간(일)", "measured days"},
    {"replications", OPTION_INT, 0, 10000, "0", "반복 수(0: 정밀도에 맞춰 스스로)",
     "replications (0: chosen for the precision)"},
    {"seed", OPTION_INT, 0, INT64_MAX, "1", "난수 씨앗", "seed of chance"},
    {"threads", OPTION_INT, 0, 256, "0", "스레드 수(0: 코어 수)", "threads (0: as many as cores)"},
    {"engine", OPTION_TEXT, 0, 0, "auto",
     "셈 방식: auto(되면 재귀식), events(사건), recursion(재귀식)",
     "auto (the recursion where the line is one), events or recursion"},
    {"json", OPTION_FLAG, 0, 0, NULL, "결과를 JSON으로", "the result as JSON"},
    {0},
};

enum { NAME_COLUMNS = 30, SHARE_COLUMNS = 10 };

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

static void print_estimate(const struct cli *cli, const char *label,
                           const struct plant_estimate *estimate, double unit,
                           const char *unit_name)
{
    printf("  %s %12.2f ± %-9.2f %s\n", text_column(cli->arena, label, 24), estimate->mean / unit,
           estimate->half_width / unit, unit_name);
}

static void print_stations(const struct cli *cli, const struct plant_model *model,
                           const struct plant_result *result)
{
    struct arena *arena = cli->arena;
    printf("\n  %s", text_column(arena, words(cli, "공정", "station"), NAME_COLUMNS));
    for (int state = 0; state < plant_state_count(result); state++)
        printf(" %s",
               text_column(arena,
                           plant_state_text((enum plant_state)state, cli->english ? "en" : "ko"),
                           -SHARE_COLUMNS));
    printf(" %s %s\n", text_column(arena, words(cli, "이용률", "used"), -SHARE_COLUMNS),
           text_column(arena, words(cli, "대기 줄", "queue"), -SHARE_COLUMNS));
    for (size_t i = 0; i < model->station_count; i++) {
        const struct plant_station_result *station = &result->stations[i];
        printf("  %s", text_column(arena, model->stations[i].name, NAME_COLUMNS));
        for (int state = 0; state < plant_state_count(result); state++)
            printf(" %s",
                   text_column(arena,
                               arena_format(arena, "%.1f±%.1f%%", 100 * station->share[state].mean,
                                            100 * station->share[state].half_width),
                               -SHARE_COLUMNS));
        printf(" %*.1f%% %*.2f%s\n", SHARE_COLUMNS - 1, 100 * station->utilisation.mean,
               SHARE_COLUMNS, station->queue.mean,
               (int)i == result->bottleneck ? words(cli, "  ← 병목", "  <- bottleneck") : "");
    }
}

static void print_operators(const struct cli *cli, const struct plant_model *model,
                            const struct plant_result *result)
{
    struct arena *arena = cli->arena;
    for (size_t i = 0; i < model->operator_count; i++) {
        struct plant_estimate used = result->operators[i].utilisation;
        printf("  %s %s\n", text_column(arena, model->operators[i].name, NAME_COLUMNS),
               arena_format(arena, "%s %d, %s %.1f±%.1f%%", words(cli, "작업자", "operators"),
                            model->operators[i].count, words(cli, "이용률", "used"),
                            100 * used.mean, 100 * used.half_width));
    }
}

/* Which engine runs the model, and why. */
struct engine {
    const struct lanes_form *form; /* or NULL: events */
    struct lanes_obstacle obstacle;
    bool asked; /* for events */
};

static enum status choose_engine(struct cli *cli, const struct plant_model *model,
                                 const struct plant_options *options, struct engine *ret_engine,
                                 struct error *err)
{
    const char *wanted = option_text(cli, "engine");
    struct engine engine = {.asked = text_same(wanted, "events")};
    if (!engine.asked && !text_same(wanted, "auto") && !text_same(wanted, "recursion"))
        return FAIL_AT(err, PLANT_CHOICE, "--engine",
                       "\"%.40s\"; there are auto, events, recursion", wanted);
    if (!engine.asked)
        engine.form = lanes_compile(cli->arena, model, options, &engine.obstacle);
    if (engine.form == NULL && text_same(wanted, "recursion")) {
        int station = engine.obstacle.station;
        return FAIL_AT(err, LANES_EVENTS,
                       station >= 0 ? arena_format(cli->arena, "/stations/%d", station) : "",
                       "%s%s%s", station >= 0 ? model->stations[station].id : "",
                       station >= 0 ? ": " : "",
                       words(cli, engine.obstacle.ko, engine.obstacle.en));
    }
    *ret_engine = engine;
    return STATUS_OK;
}

static void print_engine(const struct cli *cli, const struct plant_model *model,
                         const struct engine *engine)
{
    const char *label = words(cli, "셈 방식", "engine");
    int station = engine->obstacle.station;
    if (engine->form != NULL)
        printf("  %s: %s (%s, %s)\n", label, words(cli, "재귀식", "recursion"), LANES_ENGINE,
               lanes_width_name(lanes_widest()));
    else if (engine->asked)
        printf("  %s: %s\n", label, words(cli, "사건(요청대로)", "events, as asked"));
    else if (station < 0)
        printf("  %s: %s (%s)\n", label, words(cli, "사건", "events"),
               words(cli, engine->obstacle.ko, engine->obstacle.en));
    else
        printf("  %s: %s (%s: %s)\n", label, words(cli, "사건", "events"),
               model->stations[station].name, words(cli, engine->obstacle.ko, engine->obstacle.en));
}

static void print_result(const struct cli *cli, const struct plant_model *model, uint64_t seed,
                         const struct engine *engine, const struct plant_result *result)
{
    printf("%s: %s\n", model->name,
           words(cli, "모의실험 결과 (± 는 95% 신뢰구간)", "simulated (± is the 95 % interval)"));
    printf("  %s %d, %s %.1f, %s %.1f\n", words(cli, "반복", "replications"), result->replications,
           words(cli, "예열(일)", "warm-up (days)"), (double)result->warmup / (double)TIME_DAY,
           words(cli, "잰 기간(일)", "measured (days)"),
           (double)result->horizon / (double)TIME_DAY);
    print_estimate(cli, words(cli, "생산(양품)", "throughput"), &result->throughput, 1,
                   words(cli, "개/일", "pieces/day"));
    print_estimate(cli, words(cli, "끝난 작업지시", "orders finished"), &result->orders, 1,
                   words(cli, "건/일", "orders/day"));
    print_estimate(cli, words(cli, "소요시간 평균", "lead time, mean"), &result->lead_mean, 3600,
                   words(cli, "시간", "h"));
    print_estimate(cli, words(cli, "소요시간 중앙값", "lead time, median"), &result->lead_median,
                   3600, words(cli, "시간", "h"));
    print_estimate(cli, words(cli, "소요시간 90%", "lead time, 90 %"), &result->lead_p90, 3600,
                   words(cli, "시간", "h"));
    print_estimate(cli, words(cli, "재공", "work in process"), &result->wip, 1,
                   words(cli, "건", "orders"));
    print_stations(cli, model, result);
    print_operators(cli, model, result);
    if (result->bottleneck >= 0)
        printf("\n  %s: %s (%.0f%%)\n", words(cli, "병목", "bottleneck"),
               model->stations[result->bottleneck].name, 100 * result->bottleneck_certainty);
    const char *remark = words(cli, result->remark_ko, result->remark_en);
    if (remark != NULL)
        printf("  ! %s\n", remark);
    if (model->validation != NULL)
        printf("\n%s",
               calibrate_verdict_text(cli->arena, model->validation, cli->english ? "en" : "ko"));
    printf("\n");
    print_engine(cli, model, engine);
    printf("  %s, %s %" PRIu64 ", %s %016" PRIx64 "\n",
           engine->form != NULL ? LANES_ENGINE : plant_engine(model), words(cli, "씨앗", "seed"),
           seed, words(cli, "결과 지문", "bits"), result->fingerprint);
}

enum status model_load(struct cli *cli, const char *path, struct plant_model *ret_model,
                       struct error *err)
{
    const char *bytes = NULL;
    size_t size = 0;
    enum status st = file_read(cli->arena, path, (size_t)64 << 20, &bytes, &size, err);
    if (st != STATUS_OK)
        return st;
    st = plant_read(cli->arena, bytes, size, ret_model, err);
    return st == STATUS_OK ? st : in_file(err, path);
}

static enum status print_json(struct cli *cli, const struct plant_model *model,
                              const struct plant_options *options, const struct engine *engine,
                              const struct plant_result *result, struct error *err)
{
    json_t *document = plant_result_write(model, options, result);
    if (engine->form != NULL)
        (void)json_object_set_new(document, "engine", json_string(LANES_ENGINE));
    size_t size = 0;
    const char *bytes = json_pretty(cli->arena, document, &size);
    json_decref(document);
    return file_write("-", bytes, size, err);
}

enum status simulate_run(struct cli *cli, struct error *err)
{
    struct plant_model model = {0};
    struct plant_result result = {0};
    enum status st = model_load(cli, cli->arguments[0], &model, err);
    if (st != STATUS_OK)
        return st;
    struct plant_options options = {
        .seed = (uint64_t)option_int(cli, "seed"),
        .horizon = option_int(cli, "days") * TIME_DAY,
        .warmup = -1,
        .replications = (int)option_int(cli, "replications"),
        .threads = (int)option_int(cli, "threads"),
    };
    struct engine engine = {0};
    st = choose_engine(cli, &model, &options, &engine, err);
    if (st != STATUS_OK) {
        plant_release(&model);
        return st;
    }
    struct told told = {.doing = words(cli, "모의실험", "simulating")};
    progress_watch_interrupt();
    st = engine.form != NULL
             ? study_watch_lanes(engine.form, options, cli->arena, tell, &told, &result, err)
             : study_watch(&model, options, cli->arena, tell, &told, &result, err);
    progress_show(&told.line, 1, "");
    if (st == STATUS_OK && option_flag(cli, "json"))
        st = print_json(cli, &model, &options, &engine, &result, err);
    else if (st == STATUS_OK)
        print_result(cli, &model, options.seed, &engine, &result);
    json_decref(model.validation);
    return st;
}
