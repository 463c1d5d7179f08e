/* dure selftest -- cases whose answers are known exactly, run on the simulator and judged. */
#include <stdio.h>

#include "app/commands.h"
#include "selftest/selftest.h"

const struct option selftest_options[] = {
    {"seed", OPTION_INT, 0, INT64_MAX, "1", "난수 씨앗", "seed of chance"},
    {"threads", OPTION_INT, 0, 256, "0", "스레드 수(0: 코어 수)", "threads (0: as many as cores)"},
    {"precision", OPTION_INT, 1, 1000, "10", "구간의 반 너비(값의 천분율)",
     "half of an interval, thousandths of the value"},
    {"all", OPTION_FLAG, 0, 0, NULL, "통과한 사례의 숫자도",
     "the numbers of cases that passed, too"},
    {0},
};

enum { FILE_MAX = 16 << 20 };

enum status selftest_command(struct cli *cli, struct error *err)
{
    const char *path = cli->argument_count > 0
                           ? cli->arguments[0]
                           : shipped_path(cli->arena, "data/selftest/cases.json");
    const char *bytes = NULL;
    size_t size = 0;
    enum status st = file_read(cli->arena, path, FILE_MAX, &bytes, &size, err);
    if (st != STATUS_OK)
        return st;
    struct selftest_options options = {
        .seed = (uint64_t)option_int(cli, "seed"),
        .threads = (int)option_int(cli, "threads"),
        .precision = (double)option_int(cli, "precision") / 1000,
    };
    struct selftest_report report;
    st = selftest_run(bytes, size, &options, cli->arena, &report, err);
    if (st != STATUS_OK)
        return in_file(err, path);
    printf("%s\n%s", path,
           selftest_text(cli->arena, &report, option_flag(cli, "all"), cli->english ? "en" : "ko"));
    if (report.passed < report.case_count)
        return FAIL(err, SELFTEST_NOT_PASSED, "%zu of %zu", report.case_count - report.passed,
                    report.case_count);
    return STATUS_OK;
}
