#include "app/commands.h"

#include <stdio.h>

/* clang-format off */
const struct command commands[] = {
    {"calibrate", calibrate_run, "LOG.csv",    1, 1, calibrate_options,
     "생산 기록에서 라인 모델을 만듭니다", "make a line model from a production log",
     "dure calibrate data/samples/line-log.csv -o line.json\n"
     "dure calibrate log.csv --map case=오더,resource=호기,start=착수,end=완료"},
    {"simulate",  simulate_run,  "MODEL.json", 1, 1, simulate_options,
     "모델을 돌려 생산·소요시간·병목을 봅니다", "run a model: throughput, lead time, bottleneck",
     "dure simulate data/samples/line.json --days 60\n"
     "dure simulate line.json --seed 7 --json > result.json"},
    {"advise",    advise_command,    "MODEL.json", 1, 1, advise_options,
     "예산 안에서 무엇부터 자동화할지 봅니다", "what to automate first under a budget",
     "dure advise data/samples/line.json --budget \"1억 2천만\"\n"
     "dure advise line.json --rules data/rules/winwin-2024-local.json -o plan.json"},
    {"plant-log", plant_log_run, "MODEL.json", 1, 1, plant_log_options,
     "모델을 돌려 생산 기록을 씁니다", "run a model and write its production log",
     "dure plant-log data/samples/line.json --days 28 -o log.csv"},
    {"selftest",  selftest_command, "[FILE.json]", 0, 1, selftest_options,
     "답을 아는 사례로 모의실험을 시험합니다", "try the simulator on cases whose answers are known",
     "dure selftest\ndure selftest cases.json --precision 5 --all"},
    {"ranking",   ranking_run,   "PROGRAMME",  1, 1, ranking_options,
     "저장된 평가표로 순위를 다시 계산합니다", "the ranking from the stored sheets, every number",
     "dure ranking winwin-2025-advanced --folder /var/lib/dure --recompute"},
    {"serve",     serve_run,     "",           0, 0, serve_options,
     "서버를 켭니다", "serve the page and the API",
     "dure serve --folder /var/lib/dure\n"
     "dure serve --store postgresql://dure@db/dure --address 0.0.0.0 \\\n"
     "           --tls-key key.pem --tls-certificate certificate.pem"},
    {"recover",   recover_run,   "LOGIN",      1, 1, recover_options,
     "들어올 길을 잃은 사람의 복구 코드를 콘솔에서 만듭니다", "on the console: a recovery code for who lost the way in",
     "dure recover admin --folder /var/lib/dure\n"
     "dure recover admin --lost phone --store postgresql://dure@db/dure"},
    {"demo",      demo_run,      "",           0, 0, demo_options,
     "가상 공장으로 전 과정을 보여 줍니다", "the whole walk on a virtual plant, then serve",
     "dure demo\ndure demo --exit"},
    {"story",     story_run,     "STORY...",   1, ARGUMENTS_MAX, story_options,
     "적힌 이야기들을 서버에 대고 차례로 해 봅니다", "act written stories, one after another, against a server",
     "dure story data/demo/accounts.story --folder data --port 8080 --set admin_token=TOKEN"},
    {"journal",   journal_run,   "WHAT [FILE]", 1, 2, journal_options,
     "기록 로그: key, checkpoint, prove, update, witness, keep, audit, export",
     "the log: key, checkpoint, prove, update, witness, keep, audit, export",
     "dure journal key dure.example/log -o log.key\n"
     "dure journal checkpoint --store dure.db --key log.key\n"
     "dure journal update --store dure.db --from 0 -o update.txt\n"
     "dure journal witness update.txt --log \"LOG-KEY\" --key witness.key --state seen.txt\n"
     "dure journal keep seen.txt --store dure.db --witness \"WITNESS-KEY\"\n"
     "dure journal prove --store dure.db --transfer 17 -o proof.txt"},
    {"evidence",  evidence_run,  "WHAT [FILE]", 1, 2, evidence_options,
     "공장 노드의 보고: enrol, send, check, generate(시험용)",
     "reports of a factory box: enrol, send, check, generate (for tests)",
     "dure evidence enrol CODE --server http://127.0.0.1:8080 -o box.json\n"
     "dure evidence send reports.jsonl --server http://127.0.0.1:8080 --box box.json\n"
     "dure evidence generate --story gap --days 7 -o reports.jsonl --keys keys.jsonl\n"
     "dure evidence check reports.jsonl --keys keys.jsonl"},
    {"backup",    backup_run,    "NEW_FOLDER", 1, 1, backup_options,
     "저장소·파일·열쇠를 한 폴더에 백업합니다", "a back-up of store, files and key, while it is in use",
     "dure backup /backup/2026-11-25 --folder /var/lib/dure"},
    {"restore",   restore_run,   "BACKUP",     1, 1, restore_options,
     "백업에서 새 폴더를 만듭니다", "make a new folder from a back-up",
     "dure restore /backup/2026-11-25 --folder /var/lib/dure\n"
     "dure restore /backup/2026-11-25 --folder /var/lib/dure --store postgresql://dure@db/dure"},
    {"export",    export_run,    "STORE.jsonl", 1, 1, export_options,
     "저장소 전체를 글로 내보냅니다", "the whole store as text",
     "dure export store.jsonl --folder /var/lib/dure\n"
     "dure export hanbit.zip --organisation 7 --folder /var/lib/dure"},
    {"import",    import_run,    "STORE.jsonl", 1, 1, import_options,
     "내보낸 글을 빈 저장소에 들여옵니다", "read such a text into an empty store",
     "dure import store.jsonl --folder /var/lib/dure --store postgresql://dure@db/dure\n"
     "dure import hanbit.zip --organisation 7 --folder /var/lib/dure"},
    {"ledger",    ledger_run,    "WHAT",       1, 1, ledger_options,
     "장부를 내보내거나(export) 점검하고(audit) 밤 시산표를 만듭니다(night)",
     "export the book, audit it, or take the night's trial balance: export, audit, night",
     "dure ledger export --hledger -o book.journal\n"
     "dure ledger audit --store postgresql://dure@db/dure"},
    {"bank",      bank_run,      "import CSV", 2, 2, bank_options,
     "은행 거래내역 파일을 받습니다", "import a file of the bank",
     "dure bank import november.csv --account 100-20-300400"},
    {"describe",  describe_run,  "WHAT",       1, 1, NULL,
     "openapi, routes, reasons, commands 를 적어 냅니다", "print openapi, routes, reasons or commands",
     "dure describe reasons"},
    {"help",      help_run,      "[COMMAND]",  0, 1, NULL, "도움말", "this help",
     "dure help calibrate"},
    {"version",   version_run,   "",           0, 0, NULL, "판 번호", "the version", ""},
    {0},
};
/* clang-format on */

enum status help_run(struct cli *cli, struct error *err)
{
    const struct command *about = NULL;
    if (cli->argument_count > 0) {
        enum status st = command_find(cli->arena, cli->arguments[0], &about, err);
        if (st != STATUS_OK)
            return st;
    }
    command_help(cli, about);
    return STATUS_OK;
}

enum status version_run(struct cli *cli, struct error *err)
{
    (void)cli;
    (void)err;
    printf("dure %s (%s, %s)\n", DURE_VERSION, PLANT_ENGINE, PLANT_ENGINE_FLOW);
    return STATUS_OK;
}
