/* Reports: start, middle, completion, follow-up, closing. Each is handed in with its papers. */
#include "kit/text.h"
#include "project/project_private.h"

static const struct casework_value start_values[] = {
    {.name = "guarantee_number",
     .type = CASEWORK_TEXT,
     .ko = "이행보증증권 번호",
     .en = "number of the performance guarantee"},
    {.name = "guarantee_until",
     .type = CASEWORK_DAY,
     .ko = "보증기간 만료일",
     .en = "day on which the guarantee ends"},
    {.name = "design_finish",
     .type = CASEWORK_DAY,
     .ko = "기술설계 완료 예정일",
     .en = "day on which the technical design is finished"},
};

/* A report belongs to an agreement that has taken effect. */
static enum status check_active(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    return project_of(step, &project, err);
}

static enum status check_start(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    enum status st = project_of(step, &project, err);
    if (st != STATUS_OK)
        return st;
    if (day_compare(value_day(step, "guarantee_until"), step_day(step)) < 0)
        return FAIL_AT(err, PROJECT_GUARANTEE, "guarantee_until", "%.60s", step->step->article);
    struct day latest = rules_deadline(step->step, project.starts_on, &step->procedure->holidays);
    if (latest.year != 0 && day_compare(value_day(step, "design_finish"), latest) > 0)
        return FAIL_AT(err, PROJECT_TERM, "design_finish", "not after %s (%.80s)",
                       day_text(step->arena, latest), step->step->article);
    return STATUS_OK;
}

static const struct casework_value findings[] = {
    {.name = "finding", .type = CASEWORK_TEXT, .ko = "지적 사항", .en = "what is to be corrected"},
};

/* Everything else of the case must have ended, and no claim may be open. */
static enum status missing_for_closing(const struct casework_context *step,
                                       struct casework_missings *missing, struct error *err)
{
    static const struct {
        const char *machine, *ko, *en;
    } wanted[] = {
        {"inspection", "최종감리", "the final inspection"},
        {"settlement", "정산", "the settlement"},
    };
    struct casework_matters list = {0};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof wanted / sizeof *wanted; i++) {
        if (rules_machine(step->procedure->rules, wanted[i].machine) == NULL)
            continue;
        st = casework_of_subject(step->tx, step->arena, wanted[i].machine,
                                 step->matter->subject_kind, step->matter->subject_id, &list, err);
        if (st == STATUS_OK && list.count == 0)
            casework_misses(step, missing, wanted[i].ko, wanted[i].en, step->step->article);
    }
    if (st == STATUS_OK)
        st = casework_matters(step->tx, step->arena, step->matter->application_id, 0,
                              CASEWORK_PAGE_MAX, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        if (list.at[i].closed_at == 0 && list.at[i].id != step->matter->id &&
            !text_same(list.at[i].machine, "follow_up"))
            casework_misses(step, missing, list.at[i].ko, list.at[i].en, step->step->article);
    return st;
}

static const struct casework_hook hooks[] = {
    {.machine = "start_report", .step = "open", .check = check_active},
    {.machine = "start_report",
     .step = "submit",
     .values = VALUES(start_values),
     .evidence = true,
     .check = check_start},
    {.machine = "start_report", .step = "return", .values = VALUES(findings)},
    {.machine = "milestone", .step = "open", .check = check_active},
    {.machine = "milestone", .step = "submit", .evidence = true},
    {.machine = "milestone", .step = "resubmit", .evidence = true},
    {.machine = "milestone", .step = "return", .values = VALUES(findings)},
    {.machine = "milestone", .step = "correct", .values = VALUES(findings)},
    {.machine = "follow_up", .step = "open", .check = check_active},
    {.machine = "follow_up", .step = "submit", .evidence = true},
    {.machine = "closing", .step = "open", .check = check_active},
    {.machine = "closing", .step = "report", .evidence = true},
    {.machine = "closing", .step = "close", .missing = missing_for_closing, .step_up = true},
};
const struct casework_hooks report_hooks = HOOKS(hooks);
