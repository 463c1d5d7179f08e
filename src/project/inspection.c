/* Inspections: 적정, 보완, 부적정; what is to be corrected comes back with its evidence. */
#include "project/project_private.h"

static const char *const kinds[] = {"start", "middle", "final", NULL};
static const struct casework_value open_values[] = {
    {.name = "kind",
     .type = CASEWORK_CHOICE,
     .choices = kinds,
     .ko = "점검 종류",
     .en = "which inspection"},
};
static const struct casework_value visit_values[] = {
    {.name = "inspected_on", .type = CASEWORK_DAY, .ko = "점검일", .en = "day of the inspection"},
    {.name = "opinion", .type = CASEWORK_TEXT, .ko = "점검 의견", .en = "opinion"},
};
static const struct casework_value finding_values[] = {
    {.name = "finding", .type = CASEWORK_TEXT, .ko = "지적 사항", .en = "what is to be corrected"},
};

static enum status check_active(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    return project_of(step, &project, err);
}

static enum status check_visit(const struct casework_context *step, struct error *err)
{
    if (day_compare(value_day(step, "inspected_on"), step_day(step)) > 0)
        return FAIL_AT(err, PROJECT_TERM, "inspected_on", "this day has not come yet (%.80s)",
                       step->step->article);
    return STATUS_OK;
}

static const struct casework_hook hooks[] = {
    {.machine = "inspection", .step = "open", .values = VALUES(open_values), .check = check_active},
    {.machine = "inspection",
     .step = "inspect",
     .values = VALUES(visit_values),
     .evidence = true,
     .check = check_visit},
    {.machine = "inspection", .step = "correct", .values = VALUES(finding_values)},
    {.machine = "inspection", .step = "report", .evidence = true},
    {.machine = "inspection", .step = "pass", .step_up = true},
    {.machine = "inspection", .step = "fail", .values = VALUES(finding_values), .step_up = true},
};
const struct casework_hooks inspection_hooks = HOOKS(hooks);
