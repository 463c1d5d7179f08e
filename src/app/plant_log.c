/* dure plant-log -- what a model's plant would have written down: a production log. */
#include <stdio.h>

#include "app/commands.h"

const struct option plant_log_options[] = {
    {"days", OPTION_INT, 1, 3650, "56", "기간(일)", "length in days"},
    {"seed", OPTION_INT, 0, INT64_MAX, "1", "난수 씨앗", "seed of chance"},
    {"output", OPTION_TEXT, 0, 0, "-", "쓸 파일(-: 표준 출력)",
     "file to write (-: standard output)"},
    {0},
};

enum status plant_log_run(struct cli *cli, struct error *err)
{
    struct plant_model model = {0};
    const char *csv = NULL;
    size_t size = 0;
    enum status st = model_load(cli, cli->arguments[0], &model, err);
    if (st == STATUS_OK)
        st = plant_log_csv(&model, (uint64_t)option_int(cli, "seed"),
                           option_int(cli, "days") * TIME_DAY, cli->arena, &csv, &size, err);
    json_decref(model.validation);
    return st == STATUS_OK ? file_write(option_text(cli, "output"), csv, size, err) : st;
}
