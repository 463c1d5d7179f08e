/* dure calibrate -- from a production log to a judged line model. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/progress.h"
#include "calibrate/calibrate.h"
#include "kit/text.h"

const struct option calibrate_options[] = {
    {"output", OPTION_TEXT, 0, 0, NULL, "모형을 쓸 파일(-o 와 같음; 없으면 보고만)",
     "file for the model (same as -o; without: only the report)"},
    {"zone", OPTION_TEXT, 0, 0, "Asia/Seoul", "기록의 시간대", "time zone of the log"},
    {"map", OPTION_TEXT, 0, 0, NULL, "열 지정: 역할=열이름,역할=열이름",
     "columns by hand: role=heading,role=heading"},
    {"replications", OPTION_INT, 2, 1000, "20", "판정에 쓰는 반복 수",
     "replications of the judged replay"},
    {"seed", OPTION_INT, 0, INT64_MAX, "1", "난수 씨앗", "seed of chance"},
    {0},
};

struct told {
    struct progress_line line;
    const char *doing;
};

static bool tell(void *context, double share)
{
    struct told *told = context;
    progress_show(&told->line, share < 1 ? share : 0.999, told->doing);
    return !progress_interrupted();
}

/* "case=주문,start=시작" against the headings of the log's first row. */
static enum status read_mapping(struct call *call, const struct calibrate_log *log,
                                const char *text, struct calibrate_mapping *mapping,
                                struct error *err)
{
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        const char *pair = arena_text_of(call->arena, text, length);
        const char *equals = strchr(pair, '=');
        enum calibrate_role role = 0;
        if (equals == NULL ||
            !calibrate_role_find(arena_text_of(call->arena, pair, (size_t)(equals - pair)), &role))
            return FAIL(err, APP_USAGE, "--map: \"%.60s\" names no role", pair);
        int column = CALIBRATE_ABSENT;
        for (size_t i = 0; i < log->column_count; i++)
            if (text_same(log->columns[i].heading, equals + 1))
                column = (int)i;
        if (column == CALIBRATE_ABSENT && equals[1] != '\0')
            return FAIL(err, APP_USAGE, "--map: the log has no column \"%.60s\"", equals + 1);
        mapping->column[role] = column;
        text += length + (text[length] == ',');
    }
    return STATUS_OK;
}

static enum status import(struct call *call, struct calibrate_options *options,
                          struct calibrate_log **ret_log, struct error *err)
{
    const char *map = option_text(call, "map");
    struct calibrate_log *log = NULL;
    struct calibrate_mapping *mapping = arena_alloc(call->arena, sizeof *mapping);
    enum status st = calibrate_import_file(call->arguments[0], options, &log, err);
    if (st != STATUS_OK || map == NULL) {
        if (st == STATUS_OK)
            *ret_log = log;
        return st;
    }
    *mapping = calibrate_mapping_guess();
    st = read_mapping(call, log, map, mapping, err);
    calibrate_free(log);
    options->mapping = mapping;
    return st == STATUS_OK ? calibrate_import_file(call->arguments[0], options, ret_log, err) : st;
}

static enum status write_model(struct call *call, const struct plant_model *model,
                               struct error *err)
{
    const char *path = option_text(call, "output");
    if (path == NULL)
        return STATUS_OK;
    json_t *document = plant_write(model);
    size_t size = 0;
    const char *bytes = json_pretty(call->arena, document, &size);
    json_decref(document);
    enum status st = file_write(path, bytes, size, err);
    if (st == STATUS_OK && !text_same(path, "-"))
        printf("\n%s: %s\n", words(call, "모형을 썼습니다", "model written"), path);
    return st;
}

enum status calibrate_run(struct call *call, struct error *err)
{
    struct told told = {.doing = words(call, "기록 읽기", "reading the log")};
    struct calibrate_options options = {.zone = option_text(call, "zone"),
                                        .seed = (uint64_t)option_int(call, "seed"),
                                        .replications = (int)option_int(call, "replications"),
                                        .tell = tell,
                                        .context = &told,
                                        .steady = clock_steady};
    struct calibrate_log *log = NULL;
    struct plant_model model = {0};
    struct calibrate_verdict verdict = {0};
    progress_watch_interrupt();
    enum status st = import(call, &options, &log, err);
    if (st != STATUS_OK)
        return st;
    told.doing = words(call, "모형 맞추기와 판정", "fitting and judging");
    st = calibrate_fit(log, &options, call->arena, &model, err);
    if (st == STATUS_OK)
        st = calibrate_validate(log, &options, call->arena, &model, &verdict, err);
    progress_show(&told.line, 1, "");
    if (st == STATUS_OK && !text_same(option_text(call, "output"), "-"))
        printf("%s\n",
               calibrate_report_text(call->arena, log, &model, call->english ? "en" : "ko"));
    if (st == STATUS_OK)
        st = write_model(call, &model, err);
    json_decref(model.validation);
    calibrate_free(log);
    return st;
}
