/* A log and its model in words, for the command line. */
#include "calibrate/calibrate_private.h"

#include <inttypes.h>
#include <string.h>

#include "kit/text.h"

enum {
    REPORT_MAX = 1 << 18,
    STATIONS_SHOWN = 40,
    TABLE_WORDS = 38,
    TABLE_CELL = 20,
    ERROR_CELL = 14
};

static void say_log(struct text *text, const struct calibrate_log *log, const char *language)
{
    bool ko = words_korean(language);
    struct arena *arena = text->arena;
    text_format(text,
                ko ? "기록: %" PRId64 "줄을 읽어 %" PRId64
                     "줄을 씁니다. 작업지시 %zu건, 설비 %zu대, 품목 %zu가지, 작업자 %zu명.\n"
                   : "Log: %" PRId64 " rows read, %" PRId64
                     " used; %zu work orders, %zu stations, %zu items, %zu workers.\n",
                log->rows_read, log->rows_used, log->order_count, log->station_count,
                log->item_count, log->worker_count);
    text_format(text,
                ko ? "기간 %s ~ %s, 시간대 %s, %s, 구분 문자 '%c'"
                   : "From %s to %s, zone %s, %s, delimiter '%c'",
                day_text(arena, day_of(log->start, log->zone)),
                day_text(arena, day_of(log->end, log->zone)), log->zone.name, log->encoding,
                log->delimiter);
    if (log->rows_per_second > 0)
        text_format(text, ko ? ", 초당 %.0f줄" : ", %.0f rows/s", log->rows_per_second);
    text_add(text, ko ? "\n\n열:\n" : "\n\nColumns:\n");
    for (size_t i = 0; i < log->column_count; i++) {
        int role = log->columns[i].role;
        text_format(
            text, "  %2zu %s %s%s\n", i + 1, text_column(arena, log->columns[i].heading, 24),
            role < 0 ? (ko ? "(쓰지 않음)" : "(not used)")
                     : calibrate_role_text((enum calibrate_role)role, language),
            log->columns[i].by_content ? (ko ? " (값을 보고 추측)" : " (guessed from values)")
                                       : "");
    }
    text_add(text, ko ? "\n결함과 처리:\n" : "\nDefects and what was done:\n");
    for (int i = 0; i < CALIBRATE_DEFECT_COUNT; i++) {
        enum calibrate_defect defect = (enum calibrate_defect)i;
        if (log->defects[i].rows > 0)
            text_format(text,
                        ko ? "  %6" PRId64 "줄 (처음 %" PRId64 "번 줄) %s: %s\n"
                           : "  %6" PRId64 " rows (first in line %" PRId64 ") %s: %s\n",
                        log->defects[i].rows, log->defects[i].first_line,
                        calibrate_defect_text(defect, language),
                        calibrate_defect_action(defect, language));
    }
}

static const char *law_text(struct arena *arena, const struct plant_law *law)
{
    static const char *const names[] = {
        [PLANT_CONSTANT] = "constant",     [PLANT_UNIFORM] = "uniform",
        [PLANT_TRIANGULAR] = "triangular", [PLANT_EXPONENTIAL] = "exponential",
        [PLANT_GAMMA] = "gamma",           [PLANT_WEIBULL] = "weibull",
        [PLANT_LOGNORMAL] = "lognormal",   [PLANT_EMPIRICAL] = "empirical", /* all it fits */
    };
    const char *fit = law->fit > 0 ? arena_format(arena, ", p %.2f", law->fit) : "";
    return arena_format(arena, "%s %.0f s (n %" PRId64 "%s)", names[law->kind], plant_law_mean(law),
                        law->sample_size, fit);
}

static void say_station(struct text *text, const struct plant_station *station,
                        const char *language)
{
    bool ko = words_korean(language);
    const struct plant_work *work = &station->works[0];
    text_format(text, ko ? "  %s: 기계 %d대, 가공 %s%s" : "  %s: %d machines, work %s%s",
                station->name, station->machines, law_text(text->arena, &work->processing),
                work->per_piece ? (ko ? " 개당" : " a piece") : (ko ? " 건당" : " an order"));
    if (work->setup_when != PLANT_SETUP_NEVER)
        text_format(text, ko ? ", 준비 %s" : ", set-up %s", law_text(text->arena, &work->setup));
    if (plant_law_mean(&work->transfer) > 0)
        text_format(text, ko ? ", 대기·이동 %s x 수량^%.2f" : ", lies before %s x pieces^%.2f",
                    law_text(text->arena, &work->transfer), work->transfer_power);
    if (station->scrap > 0)
        text_format(text, ko ? ", 불량 %.2f%%" : ", scrap %.2f %%", station->scrap * 100);
    if (station->breakdown_count > 0)
        text_format(text, ko ? ", 고장 간격 %s, 수리 %s" : ", breaks down after %s, repair %s",
                    law_text(text->arena, &station->breakdowns[0].uptime),
                    law_text(text->arena, &station->breakdowns[0].repair));
    text_add(text, "\n");
}

static void say_calendar(struct text *text, const struct plant_calendar *calendar, bool ko)
{
    static const char *const days_ko[] = {"월", "화", "수", "목", "금", "토", "일"};
    static const char *const days_en[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const char *const *days = ko ? days_ko : days_en;
    for (size_t i = 0; i < calendar->window_count; i++) {
        time_us start = calendar->windows[i].start, end = calendar->windows[i].end - 1;
        time_us stop = calendar->windows[i].end % TIME_DAY;
        text_format(text, "%s%s %02d:%02d-%s %02d:%02d", i > 0 ? ", " : "", days[start / TIME_DAY],
                    (int)(start % TIME_DAY / TIME_HOUR), (int)(start % TIME_HOUR / TIME_MINUTE),
                    days[end / TIME_DAY], stop == 0 ? 24 : (int)(stop / TIME_HOUR),
                    (int)(stop % TIME_HOUR / TIME_MINUTE));
    }
    for (size_t i = 0; i < calendar->closed_count; i++)
        text_format(text, "%s%s", i == 0 ? (ko ? "; 휴무 " : "; closed ") : ", ",
                    day_text(text->arena, calendar->closed[i]));
}

static void say_model(struct text *text, const struct plant_model *model, const char *language)
{
    bool ko = words_korean(language);
    text_add(text, ko ? "\n모델:\n" : "\nModel:\n");
    for (size_t i = 0; i < model->calendar_count; i++) {
        text_format(text, ko ? "  근무 시간 %s: " : "  working hours %s: ", model->calendars[i].id);
        say_calendar(text, &model->calendars[i], ko);
        text_add(text, "\n");
    }
    text_format(text, ko ? "  품목 %zu가지, 경로 %zu가지\n" : "  %zu items, %zu ways\n",
                model->item_count, model->path_count);
    for (size_t i = 0; i < model->station_count && i < STATIONS_SHOWN; i++)
        say_station(text, &model->stations[i], language);
    if (model->station_count > STATIONS_SHOWN)
        text_format(text, ko ? "  그 밖의 설비 %zu대\n" : "  and %zu more stations\n",
                    model->station_count - STATIONS_SHOWN);
}

static const char *word_of(const json_t *row, bool ko)
{
    const char *word =
        json_string_value(json_object_get(json_object_get(row, "text"), ko ? "ko" : "en"));
    return word != NULL ? word : "";
}

static const char *cell(struct arena *arena, const json_t *row, const char *name)
{
    const json_t *value = json_object_get(row, name);
    if (json_is_string(value))
        return json_string_value(value);
    return arena_format(arena, "%.1f", json_number_value(value));
}

static void say_table(struct text *text, const json_t *validation, bool ko)
{
    struct arena *arena = text->arena;
    size_t index;
    json_t *row;
    text_format(text, "  %s %s %s\n", text_column(arena, "", TABLE_WORDS),
                text_column(arena, ko ? "기록" : "log", -TABLE_CELL),
                text_column(arena, ko ? "모델" : "model", -TABLE_CELL));
    json_array_foreach(json_object_get(validation, "table"), index, row)
        text_format(text, "  %s %s %s\n", text_column(arena, word_of(row, ko), TABLE_WORDS),
                    text_column(arena, cell(arena, row, "log"), -TABLE_CELL),
                    text_column(arena, cell(arena, row, "model"), -TABLE_CELL));
}

static void say_errors(struct text *text, const json_t *validation, bool ko)
{
    struct arena *arena = text->arena;
    size_t index;
    json_t *row;
    text_format(text, "\n  %s %s %s %s\n",
                text_column(arena, ko ? "소요시간 예측" : "forecast of lead times", TABLE_WORDS),
                text_column(arena, ko ? "오차(일)" : "error, days", -ERROR_CELL),
                text_column(arena, ko ? "로그 오차" : "of logarithm", -ERROR_CELL),
                text_column(arena, ko ? "치우침(일)" : "bias, days", -ERROR_CELL));
    json_array_foreach(json_object_get(validation, "errors"), index, row)
        text_format(text, "  %s %*.2f %*.3f %+*.2f\n",
                    text_column(arena, word_of(row, ko), TABLE_WORDS), ERROR_CELL,
                    json_number_value(json_object_get(row, "mean_absolute_days")), ERROR_CELL,
                    json_number_value(json_object_get(row, "mean_absolute_log")), ERROR_CELL,
                    json_number_value(json_object_get(row, "bias_days")));
}

static void say_verdict(struct text *text, const json_t *validation, bool ko)
{
    const json_t *why = json_object_get(validation, "why");
    const char *words = json_string_value(json_object_get(why, ko ? "ko" : "en"));
    const char *cut = json_string_value(json_object_get(validation, "cut_day"));
    text_format(
        text,
        ko ? "검증: 처음 %d건으로 만들고, %s부터 시작한 나머지 %d건(끝이 불확실한 %d건 포함)으로 겨루었습니다.\n"
           : "Judgement: made from the first %d orders, held against those from %s "
             "on, %d (%d perhaps unfinished).\n",
        (int)json_integer_value(json_object_get(validation, "known_orders")),
        cut == NULL ? "?" : cut,
        (int)json_integer_value(json_object_get(validation, "judged_orders")),
        (int)json_integer_value(json_object_get(validation, "perhaps_unfinished")));
    say_table(text, validation, ko);
    say_errors(text, validation, ko);
    text_format(text,
                ko ? "\n  모델이 더 정확하다는 확실성 %.0f%%\n"
                   : "\n  certainty that the model is closer: %.0f %%\n",
                100 * json_number_value(json_object_get(validation, "certainty")));
    text_format(text, "  %s\n", words != NULL ? words : "");
}

const char *calibrate_verdict_text(struct arena *arena, const json_t *validation,
                                   const char *language)
{
    struct text text = text_start(arena, REPORT_MAX);
    say_verdict(&text, validation, words_korean(language));
    return text_string(&text);
}

const char *calibrate_report_text(struct arena *arena, const struct calibrate_log *log,
                                  const struct plant_model *model, const char *language)
{
    struct text text = text_start(arena, REPORT_MAX);
    say_log(&text, log, language);
    if (model != NULL)
        say_model(&text, model, language);
    if (model != NULL && model->validation != NULL) {
        text_add(&text, "\n");
        say_verdict(&text, model->validation, words_korean(language));
    }
    return text_string(&text);
}
