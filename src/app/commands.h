/* commands.h -- one line a command: its work and its options. commands.c is the table. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/command.h"
#include "plant/plant.h"

enum status help_run(struct cli *cli, struct error *err);
enum status version_run(struct cli *cli, struct error *err);

extern const struct option calibrate_options[], simulate_options[], advise_options[],
    plant_log_options[], ranking_options[], serve_options[], demo_options[], story_options[];
enum status calibrate_run(struct cli *cli, struct error *err);
enum status simulate_run(struct cli *cli, struct error *err);
enum status advise_command(struct cli *cli, struct error *err);
enum status plant_log_run(struct cli *cli, struct error *err);
enum status ranking_run(struct cli *cli, struct error *err);
enum status serve_run(struct cli *cli, struct error *err);
enum status demo_run(struct cli *cli, struct error *err);
enum status story_run(struct cli *cli, struct error *err);
enum status describe_run(struct cli *cli, struct error *err);

/* Shared by the commands that read models. */
enum status model_load(struct cli *cli, const char *path, struct plant_model *ret_model,
                       struct error *err);

#endif
