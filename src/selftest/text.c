/* The report for a terminal. */
#include <inttypes.h>
#include <math.h>

#include "kit/text.h"
#include "selftest/selftest_private.h"

enum { REPORT_MAX = 1 << 20, ID_COLUMNS = 24 };

static void say_numbers(struct text *text, const struct selftest_case *one, bool ko)
{
    for (size_t i = 0; i < one->number_count; i++) {
        const struct selftest_number *number = &one->numbers[i];
        const char *mark = !number->fits     ? (ko ? "벗어남" : "off")
                           : !number->narrow ? (ko ? "구간이 넓음" : "too wide")
                                             : "";
        text_format(text,
                    ko ? "    %-18s 기대 %.8g  결과 %.8g ± %.2g  %s\n"
                       : "    %-18s expected %.8g  found %.8g ± %.2g  %s\n",
                    number->name, number->expected, number->found, number->allowed, mark);
    }
}

const char *selftest_text(struct arena *arena, const struct selftest_report *report, bool all,
                          const char *language)
{
    static const char *const verdicts[][2] = {[SELFTEST_PASSED] = {"통과", "passed"},
                                              [SELFTEST_FAILED] = {"틀림", "FAILED"},
                                              [SELFTEST_TOO_WIDE] = {"판단 불가", "cannot tell"},
                                              [SELFTEST_NOT_RUN] = {"실행 안 함", "not run"}};
    bool ko = !text_same(language, "en");
    struct text text = text_start(arena, REPORT_MAX);
    for (size_t i = 0; i < report->case_count; i++) {
        const struct selftest_case *one = &report->cases[i];
        text_format(&text, "  %s %s %s%s%s\n",
                    text_column(arena, verdicts[one->verdict][ko ? 0 : 1], 12),
                    text_column(arena, text_printable(arena, one->id), ID_COLUMNS),
                    text_printable(arena, one->title), one->why == NULL ? "" : " -- ",
                    one->why == NULL ? "" : text_printable(arena, one->why));
        if (all || (one->verdict != SELFTEST_PASSED && one->verdict != SELFTEST_NOT_RUN))
            say_numbers(&text, one, ko);
    }
    text_format(&text,
                ko ? "통과 %zu, 틀림 %zu, 판단 불가 %zu, 실행 안 함 %zu. 비교 %zu개를 반복 %d회의 "
                     "표준오차로 판단하며, 모두 옳을 때 하나라도 잘못 경보할 확률은 %g입니다.\n"
                   : "passed %zu, failed %zu, cannot tell %zu, not run %zu. %zu comparisons, each "
                     "by the standard error of %d replications; where all is right, the chance of "
                     "any false alarm is %g.\n",
                report->passed, report->failed, report->too_wide, report->not_run,
                report->comparisons, SELFTEST_REPLICATIONS, report->false_alarms);
    return text_string(&text);
}
