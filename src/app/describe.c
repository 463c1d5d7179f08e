/* dure describe -- what the program knows of itself, for docs/generated and the page's types. */
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "app/commands.h"
#include "kit/text.h"
#include "rules/rules.h"

static enum status describe_openapi(struct cli *cli, struct error *err)
{
    size_t size = 0;
    const char *bytes = api_openapi(cli->arena, api_route_tables(), &size);
    return file_write("-", bytes, size, err);
}

static enum status describe_routes(struct cli *cli, struct error *err)
{
    const char *text = api_routes_text(cli->arena, api_route_tables());
    return file_write("-", text, strlen(text), err);
}

static enum status describe_commands(struct cli *cli, struct error *err)
{
    (void)err;
    cli->english = false;
    printf("# Commands\n\nMade by `./dev docs`. 한국어 다음 English.\n");
    for (int language = 0; language < 2; language++) {
        cli->english = language == 1;
        for (const struct command *at = commands; at->name != NULL; at++) {
            printf("\n```\n");
            command_help(cli, at);
            printf("```\n");
        }
    }
    return STATUS_OK;
}

static void reason_row(const char *name, const char *status, const char *en, const char *ko,
                       const char *remedy_en, const char *remedy_ko)
{
    printf("| `%s` | %s | %s | %s | %s | %s |\n", name, status, ko, remedy_ko, en, remedy_en);
}

#define ROW(id, name, status, en, ko, remedy_en, remedy_ko)                                        \
    reason_row(name, #status, en, ko, remedy_en, remedy_ko);

static enum status describe_reasons(struct cli *cli, struct error *err)
{
    (void)cli;
    (void)err;
    printf("# Reasons\n\nMade by `./dev docs` from every room's reasons.def.\n\n"
           "| reason | status | 무엇 | 할 일 | what | remedy |\n|---|---|---|---|---|---|\n");
#define REASON ROW
#include "advise/reasons.def"
#include "api/reasons.def"
#include "app/reasons.def"
#include "calibrate/reasons.def"
#include "casework/reasons.def"
#include "document/reasons.def"
#include "evidence/reasons.def"
#include "firm/reasons.def"
#include "historian/reasons.def"
#include "http/reasons.def"
#include "intake/reasons.def"
#include "jobs/reasons.def"
#include "journal/reasons.def"
#include "kit/reasons.def"
#include "lanes/reasons.def"
#include "ledger/reasons.def"
#include "levels/reasons.def"
#include "melsec/reasons.def"
#include "notice/reasons.def"
#include "pact/reasons.def"
#include "people/reasons.def"
#include "plant/reasons.def"
#include "programme/reasons.def"
#include "project/reasons.def"
#include "reports/reasons.def"
#include "rulebook/reasons.def"
#include "rules/reasons.def"
#include "selection/reasons.def"
#include "selftest/reasons.def"
#include "sim/reasons.def"
#include "store/reasons.def"
#include "study/reasons.def"
#include "wire/reasons.def"
#include "xgt/reasons.def"
#undef REASON
    return STATUS_OK;
}

static enum status describe_rules(struct cli *cli, struct error *err)
{
    (void)err;
    json_t *schema = rules_schema();
    size_t size = 0;
    const char *text = json_pretty(cli->arena, schema, &size);
    json_decref(schema);
    printf("%s\n", text);
    return STATUS_OK;
}

enum status describe_run(struct cli *cli, struct error *err)
{
    static const struct {
        const char *what;
        enum status (*describe)(struct cli *cli, struct error *err);
    } rows[] = {{"openapi", describe_openapi},
                {"routes", describe_routes},
                {"reasons", describe_reasons},
                {"commands", describe_commands},
                {"rules.schema", describe_rules}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_same(rows[i].what, cli->arguments[0]))
            return rows[i].describe(cli, err);
    return FAIL(err, APP_USAGE,
                "\"%.40s\" is none of openapi, routes, reasons, commands, rules.schema",
                cli->arguments[0]);
}
