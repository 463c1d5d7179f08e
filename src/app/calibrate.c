/* dure calibrate -- from a production log to a judged line model. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/progress.h"
#include "calibrate/calibrate.h"
#include "kit/csv.h"
#include "kit/text.h"

const struct option calibrate_options[] = {
    {"output", OPTION_TEXT, 0, 0, NULL, "모델을 쓸 파일(없으면 보고만)",
     "file for the model (without: only the report)"},
    {"zone", OPTION_TEXT, 0, 0, "Asia/Seoul", "기록의 시간대", "time zone of the log"},
    {"map", OPTION_TEXT, 0, 0, NULL, "열 지정: 역할=열이름,역할=열이름 (역할= 은 그 열 없음)",
     "columns by hand: role=heading,role=heading (role= for no such column)"},
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

static const char *role_names(struct arena *arena)
{
    struct text names = text_start(arena, 400);
    for (int role = 0; role < CALIBRATE_ROLE_COUNT; role++)
        text_format(&names, "%s%s", role > 0 ? ", " : "",
                    calibrate_role_name((enum calibrate_role)role));
    return text_string(&names);
}

/* The first row of the file, copied: what --map may name. */
static enum status read_headings(struct cli *cli, struct csv_row *ret_headings, struct error *err)
{
    SCOPED(csv_cleanup) struct csv_reader *reader = NULL;
    struct csv_row row = {0};
    bool more = false;
    enum status st = csv_open(cli->arguments[0], NULL, &reader, err);
    if (st == STATUS_OK)
        st = csv_next(reader, &row, &more, err);
    if (st != STATUS_OK)
        return st;
    const char **copies = arena_array(cli->arena, row.count + 1, sizeof *copies);
    for (size_t i = 0; i < row.count; i++)
        copies[i] = text_squeeze(cli->arena, row.fields[i]);
    *ret_headings = (struct csv_row){.fields = copies, .count = row.count, .line = row.line};
    return STATUS_OK;
}

static const char *heading_list(struct arena *arena, const struct csv_row *headings)
{
    struct text names = text_start(arena, 400);
    for (size_t i = 0; i < headings->count; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", headings->fields[i]);
    return text_string(&names);
}

static enum status map_one(struct cli *cli, const struct csv_row *headings, const char *pair,
                           struct calibrate_mapping *mapping, struct error *err)
{
    const char *equals = strchr(pair, '=');
    enum calibrate_role role = 0;
    if (equals == NULL ||
        !calibrate_role_find(arena_text_of(cli->arena, pair, (size_t)(equals - pair)), &role))
        return FAIL(err, APP_USAGE, "--map: \"%.60s\" names no role; roles are: %s", pair,
                    role_names(cli->arena));
    int column = CALIBRATE_ABSENT;
    for (size_t i = 0; i < headings->count; i++)
        if (text_same(headings->fields[i], equals + 1))
            column = (int)i;
    if (column == CALIBRATE_ABSENT && equals[1] != '\0')
        return FAIL(err, APP_USAGE, "--map: the log has no column \"%.60s\"; it has: %s",
                    equals + 1, heading_list(cli->arena, headings));
    mapping->column[role] = column;
    return STATUS_OK;
}

/* "case=주문,start=시작" against the headings; what is not named stays a guess. */
static enum status read_mapping(struct cli *cli, const char *text,
                                const struct calibrate_mapping **ret_mapping, struct error *err)
{
    struct calibrate_mapping *mapping = arena_alloc(cli->arena, sizeof *mapping);
    struct csv_row headings = {0};
    *mapping = calibrate_mapping_guess();
    enum status st = read_headings(cli, &headings, err);
    while (st == STATUS_OK && *text != '\0') {
        size_t length = strcspn(text, ",");
        st = map_one(cli, &headings, arena_text_of(cli->arena, text, length), mapping, err);
        text += length + (text[length] == ',');
    }
    if (st == STATUS_OK)
        *ret_mapping = mapping;
    return st;
}

static enum status import(struct cli *cli, struct calibrate_options *options,
                          struct calibrate_log **ret_log, struct error *err)
{
    const char *map = option_text(cli, "map");
    enum status st = map != NULL ? read_mapping(cli, map, &options->mapping, err) : STATUS_OK;
    if (st == STATUS_OK)
        st = calibrate_import_file(cli->arguments[0], options, ret_log, err);
    bool named = st == STATUS_OK || err->reason == &APP_USAGE || err->reason == &KIT_FILE;
    return named ? st : in_file(err, cli->arguments[0]);
}

static enum status write_model(struct cli *cli, const struct plant_model *model, struct error *err)
{
    const char *path = option_text(cli, "output");
    if (path == NULL)
        return STATUS_OK;
    json_t *document = plant_write(model);
    size_t size = 0;
    const char *bytes = json_pretty(cli->arena, document, &size);
    json_decref(document);
    enum status st = file_write(path, bytes, size, err);
    if (st == STATUS_OK && !text_same(path, "-"))
        printf("\n%s: %s\n", words(cli, "모델을 썼습니다", "model written"), path);
    return st;
}

enum status calibrate_run(struct cli *cli, struct error *err)
{
    struct told told = {.doing = words(cli, "기록 읽기", "reading the log")};
    struct calibrate_options options = {.zone = option_text(cli, "zone"),
                                        .seed = (uint64_t)option_int(cli, "seed"),
                                        .replications = (int)option_int(cli, "replications"),
                                        .tell = tell,
                                        .context = &told,
                                        .steady = clock_steady};
    struct calibrate_log *log = NULL;
    struct plant_model model = {0};
    struct calibrate_verdict verdict = {0};
    progress_watch_interrupt();
    enum status st = import(cli, &options, &log, err);
    if (st != STATUS_OK)
        return st;
    told.doing = words(cli, "모델 맞추기와 판정", "fitting and judging");
    st = calibrate_fit(log, &options, cli->arena, &model, err);
    if (st == STATUS_OK)
        st = calibrate_validate(log, &options, cli->arena, &model, &verdict, err);
    progress_show(&told.line, 1, "");
    if (st == STATUS_OK && !text_same(option_text(cli, "output"), "-"))
        printf("%s\n", calibrate_report_text(cli->arena, log, &model, cli->english ? "en" : "ko"));
    if (st == STATUS_OK)
        st = write_model(cli, &model, err);
    json_decref(model.validation);
    calibrate_free(log);
    return st;
}
