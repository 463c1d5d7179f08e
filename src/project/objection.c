/* Objections: the clock runs from the decision, once a case; the answer may open the review again.
 */
#include "kit/text.h"
#include "project/project_private.h"

static const char *const results[] = {"accepted", "dismissed", NULL};
static const struct casework_value file_values[] = {
    {.name = "grounds", .type = CASEWORK_TEXT, .ko = "이의 사유", .en = "grounds of the objection"},
};
static const struct casework_value answer_values[] = {
    {.name = "result", .type = CASEWORK_CHOICE, .choices = results, .ko = "결과", .en = "result"},
    {.name = "reasons", .type = CASEWORK_TEXT, .ko = "판단 이유", .en = "reasons"},
};

/* The day by which the step must be taken, from when the matter was opened. */
static struct day last_day(const struct casework_context *step)
{
    return rules_deadline(step->step, day_of(step->matter->opened_at, zone_seoul()),
                          &step->procedure->holidays);
}

static enum status check_in_time(const struct casework_context *step, struct error *err)
{
    struct day last = last_day(step);
    if (last.year != 0 && day_compare(step_day(step), last) > 0)
        return FAIL_AT(err, CASEWORK_LATE, "/step", "the last day was %s (%.120s)",
                       day_text(step->arena, last), step->step->article);
    return STATUS_OK;
}

static enum status reopen_review(const struct casework_context *step, struct error *err)
{
    if (!text_same(value_text(step, "result"), "accepted"))
        return STATUS_OK;
    return programme_decide(step->tx, step->arena, step->caller, step->matter->application_id,
                            "reopen", value_text(step, "reasons"), step->now, err);
}

/* There is nothing to object to before the decision. */
static enum status missing_for_opening(const struct casework_context *step,
                                       struct casework_missings *missing, struct error *err)
{
    struct programme_application application = {0};
    enum status st = programme_application(step->tx, step->arena, step->matter->application_id,
                                           &application, err);
    if (st == STATUS_OK && !text_same(application.state, "rejected"))
        casework_misses(step, missing, "불승인 결정", "a rejection", step->step->article);
    return st;
}

static const struct casework_hook hooks[] = {
    {.machine = "objection", .step = "open", .missing = missing_for_opening},
    {.machine = "objection", .step = "file", .values = VALUES(file_values), .check = check_in_time},
    {.machine = "objection",
     .step = "answer",
     .values = VALUES(answer_values),
     .effect = reopen_review,
     .step_up = true},
};
const struct casework_hooks objection_hooks = HOOKS(hooks);

enum status project_decided(struct store_tx *tx, struct arena *arena, int64_t application_id,
                            time_us now, struct error *err)
{
    struct programme_application application = {0};
    struct programme_rules rules = {0};
    struct casework_matters before = {0};
    const struct casework_input none = {0};
    int64_t id = 0;
    enum status st = programme_application(tx, arena, application_id, &application, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, application_id, &rules, err);
    if (st == STATUS_OK)
        st = casework_of_subject(tx, arena, "objection", "application", application_id, &before,
                                 err);
    if (st != STATUS_OK || !text_same(application.state, "rejected") || before.count > 0 ||
        rules_machine(&rules.document, "objection") == NULL)
        return st;
    return project_open(tx, arena, NULL, application_id, "objection", &none, now, &id, err);
}
