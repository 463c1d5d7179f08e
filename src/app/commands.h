/* commands.h -- one line a command: its work and its options. commands.c is the table. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/command.h"
#include "plant/plant.h"

enum status help_run(struct cli *cli, struct error *err);
enum status version_run(struct cli *cli, struct error *err);

extern const struct option calibrate_options[], simulate_options[], advise_options[],
    plant_log_options[], serve_options[], demo_options[], story_options[], export_options[],
    import_options[], backup_options[], restore_options[], recover_options[], ledger_options[],
    bank_options[], journal_options[], evidence_options[], ranking_options[], selftest_options[];
enum status calibrate_run(struct cli *cli, struct error *err);
enum status simulate_run(struct cli *cli, struct error *err);
enum status advise_command(struct cli *cli, struct error *err);
enum status plant_log_run(struct cli *cli, struct error *err);
enum status selftest_command(struct cli *cli, struct error *err);
enum status ranking_run(struct cli *cli, struct error *err);
enum status serve_run(struct cli *cli, struct error *err);
enum status recover_run(struct cli *cli, struct error *err);
enum status demo_run(struct cli *cli, struct error *err);
enum status story_run(struct cli *cli, struct error *err);
enum status journal_run(struct cli *cli, struct error *err);
enum status evidence_run(struct cli *cli, struct error *err);
enum status export_run(struct cli *cli, struct error *err);
enum status import_run(struct cli *cli, struct error *err);
enum status backup_run(struct cli *cli, struct error *err);
enum status restore_run(struct cli *cli, struct error *err);
enum status ledger_run(struct cli *cli, struct error *err);
enum status bank_run(struct cli *cli, struct error *err);
enum status describe_run(struct cli *cli, struct error *err);

/* Shared by the commands that work on a store without a server: rows of their options, and the
 * store that these name. A folder named by mistake is refused, not filled with an empty store. */
#define CONSOLE_OPTIONS                                                                            \
    {"folder",                                                                                     \
     OPTION_TEXT,                                                                                  \
     0,                                                                                            \
     0,                                                                                            \
     "dure-data",                                                                                  \
     "저장소·열쇠·파일 폴더",                                                                      \
     "folder of store, key and files"},                                                            \
    {                                                                                              \
        "store", OPTION_TEXT, 0, 0, NULL, "저장소 주소: PATH 또는 postgresql://...",               \
            "address of the store: PATH or postgresql://..."                                       \
    }
struct store;
enum console_want { CONSOLE_THERE, CONSOLE_NEW };
enum status console_store(struct cli *cli, const char *folder, enum console_want want,
                          struct store **ret_store, struct error *err);

/* Shared by the commands that read models. */
enum status model_load(struct cli *cli, const char *path, struct plant_model *ret_model,
                       struct error *err);

#endif
