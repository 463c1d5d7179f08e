/* Changes of an agreement, in two lanes; what may not be changed, and how often, is in the rules.
 */
#include "kit/text.h"
#include "project/project_private.h"

struct lane_words {
    const char *ko, *en;
};
static const struct lane_words lanes[] = {
    [RULES_LANE_SELF] = {"자체변경", "one's own"},
    [RULES_LANE_APPROVAL] = {"승인변경", "wants approval"},
    [RULES_LANE_FORBIDDEN] = {"변경할 수 없음", "frozen"},
};

static struct casework_option *option_find(const struct casework_options *options, const char *id)
{
    for (size_t i = 0; i < options->count; i++)
        if (text_same(options->at[i].id, id))
            return &options->at[i];
    return NULL;
}

/* Each subject once, with the lanes of its rows. */
static enum status offer_subjects(const struct casework_context *step,
                                  struct casework_options *options, struct error *err)
{
    const struct rules_document *rules = step->procedure->rules;
    (void)err;
    for (size_t i = 0; i < rules->change_count; i++) {
        const struct rules_change *change = &rules->changes[i];
        const struct lane_words *lane = &lanes[change->lane];
        const char *ko = arena_format(step->arena, "%s: %s", change->ko, lane->ko);
        const char *en = arena_format(step->arena, "%s: %s", change->en, lane->en);
        struct casework_option *before = option_find(options, change->subject);
        if (before == NULL) {
            *list_add(step->arena, options) = (struct casework_option){change->subject, ko, en};
            continue;
        }
        before->ko = arena_format(step->arena, "%s / %s", before->ko, ko);
        before->en = arena_format(step->arena, "%s / %s", before->en, en);
    }
    return STATUS_OK;
}

static enum status offer_suppliers(const struct casework_context *step,
                                   struct casework_options *options, struct error *err)
{
    struct people_organisations list = {0};
    enum status st = people_organisation_list(step->tx, step->arena, KIND_SUPPLIER, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        const char *id = arena_format(step->arena, "%lld", (long long)list.at[i].id);
        *list_add(step->arena, options) =
            (struct casework_option){id, list.at[i].name, list.at[i].name};
    }
    return st;
}

static const struct casework_value open_values[] = {
    {.name = "subject",
     .type = CASEWORK_TEXT,
     .ko = "변경 대상",
     .en = "what is to be changed",
     .offer = offer_subjects},
    {.name = "cause_on", .type = CASEWORK_DAY, .ko = "사유 발생일", .en = "day of the cause"},
    {.name = "reason", .type = CASEWORK_TEXT, .ko = "변경 사유", .en = "reason"},
    {.name = "value",
     .type = CASEWORK_TEXT,
     .optional = true,
     .ko = "변경 후 내용",
     .en = "what it becomes"},
    {.name = "months",
     .type = CASEWORK_WHOLE,
     .optional = true,
     .ko = "연장 개월 수",
     .en = "months of the extension"},
    {.name = "from_item",
     .type = CASEWORK_TEXT,
     .optional = true,
     .ko = "줄이는 비목",
     .en = "cost item that becomes less",
     .offer = offer_cost_items},
    {.name = "to_item",
     .type = CASEWORK_TEXT,
     .optional = true,
     .ko = "늘리는 비목",
     .en = "cost item that becomes more",
     .offer = offer_cost_items},
    {.name = "amount",
     .type = CASEWORK_MONEY,
     .optional = true,
     .ko = "옮기는 금액",
     .en = "amount that moves"},
    {.name = "supplier_id",
     .type = CASEWORK_WHOLE,
     .optional = true,
     .ko = "새 공급기업",
     .en = "new supplier",
     .offer = offer_suppliers},
};

/* The row of the rules: of one subject the first whose limit in months is not passed; NULL where
 * all are passed. *ret_last is the last row of the subject; NULL: the rules know no such subject.
 */
static const struct rules_change *row_of(const struct rules_document *rules, const char *subject,
                                         int64_t months, const struct rules_change **ret_last)
{
    *ret_last = NULL;
    for (size_t i = 0; i < rules->change_count; i++) {
        const struct rules_change *change = &rules->changes[i];
        if (!text_same(change->subject, subject))
            continue;
        *ret_last = change;
        if (!text_same(change->unit, "month") || change->limit == 0 || months <= change->limit)
            return change;
    }
    return NULL;
}

/* The row that the request of a matter rests on; NULL before it was opened. */
static const struct rules_change *row_of_event(const struct casework_context *step,
                                               const struct casework_event *opened)
{
    const struct rules_change *last = NULL;
    return row_of(step->procedure->rules, given_text(step->arena, opened, "subject"),
                  given_whole(opened, "months"), &last);
}

/* ---- moves between cost items ---- */

static enum status shift_of(const struct casework_context *step, const char *from, const char *to,
                            int64_t amount, struct programme_shift *ret_shift, struct error *err)
{
    struct project project = {0};
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK)
        *ret_shift = (struct programme_shift){
            .agreement_id = project.agreement.id, .from = from, .to = to, .amount = {amount}};
    return st;
}

/* What of a line may still move by itself, all moves together; not more than is left of it. */
static struct money free_part(const struct rules_change *change,
                              const struct programme_budget_line *line)
{
    struct money first = money_add(line->approved, line->shifted);
    struct money part = money_subtract(money_share(first, change->limit, 10000), line->shifted);
    if (money_compare(part, line->left) > 0)
        part = line->left;
    return part.won > 0 ? part : (struct money){0};
}

static bool has_free_part(const struct rules_change *change)
{
    return text_same(change->unit, "basis_point") && change->limit > 0 &&
           change->lane != RULES_LANE_FORBIDDEN;
}

struct money project_free_to_move(const struct rules_document *rules,
                                  const struct programme_budget_line *line)
{
    for (size_t i = 0; i < rules->change_count; i++)
        if (text_same(rules->changes[i].subject, "items") && has_free_part(&rules->changes[i]))
            return free_part(&rules->changes[i], line);
    return (struct money){0};
}

/* The lane of a move: up to the rules' part of a line, all moves together, it is one's own (R13);
 * above, it wants approval. Other changes keep the lane of their row. */
static enum status lane_of(const struct casework_context *step, const struct rules_change *change,
                           const struct programme_shift *shift, enum rules_lane *ret_lane,
                           struct error *err)
{
    struct programme_budget_lines budget = {0};
    *ret_lane = change->lane;
    if (!has_free_part(change))
        return STATUS_OK;
    enum status st = programme_budget(step->tx, step->arena, shift->agreement_id, &budget, err);
    const struct programme_budget_line *from = NULL, *to = NULL;
    for (size_t i = 0; i < budget.count; i++) {
        from = text_same(budget.at[i].item, shift->from) ? &budget.at[i] : from;
        to = text_same(budget.at[i].item, shift->to) ? &budget.at[i] : to;
    }
    if (st != STATUS_OK)
        return st;
    if (from == NULL || to == NULL || from == to || shift->amount.won <= 0)
        return FAIL_AT(err, PROGRAMME_BUDGET, "from_item", "%.80s", change->basis);
    if (money_compare(shift->amount, from->left) > 0)
        return FAIL_AT(err, PROGRAMME_BUDGET, "amount", "%s won are left of \"%.40s\"",
                       money_text(step->arena, from->left), from->item);
    bool free = money_compare(shift->amount, free_part(change, from)) <= 0;
    *ret_lane = free ? RULES_LANE_SELF : RULES_LANE_APPROVAL;
    return STATUS_OK;
}

static enum status refuse(const struct rules_change *change, const char *en, const char *ko,
                          struct error *err)
{
    return FAIL_AT(err, PROJECT_CHANGE, "subject", "%.40s: %.60s%.0s (%.100s%.0s)", change->id, en,
                   ko, change->basis_en, change->basis);
}

/* How often a change of that row was granted or noted in this case; and is one under way? */
static enum status count_changes(const struct casework_context *step, const char *id,
                                 int64_t *ret_granted, int64_t *ret_open, struct error *err)
{
    struct casework_matters list = {0};
    int64_t granted = 0, open = 0;
    enum status st =
        casework_of_subject(step->tx, step->arena, "change", step->matter->subject_kind,
                            step->matter->subject_id, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct casework_events events = {0};
        if (list.at[i].id == step->matter->id)
            continue;
        open += list.at[i].closed_at == 0;
        st = casework_events(step->tx, step->arena, list.at[i].id, &events, err);
        const struct rules_change *row = row_of_event(step, casework_last(&events, "open"));
        bool yes =
            casework_last(&events, "approve") != NULL || casework_last(&events, "note") != NULL;
        granted += yes && row != NULL && text_same(row->id, id);
    }
    if (st == STATUS_OK) {
        *ret_granted = granted;
        *ret_open = open;
    }
    return st;
}

/* Within so many days of the cause, and so long before the end: prior approval only. */
static enum status check_days(const struct casework_context *step, const struct project *project,
                              struct error *err)
{
    const struct rules_document *rules = step->procedure->rules;
    const struct rules_term *after = rules_term(rules, "change_after_cause");
    const struct rules_term *before = rules_term(rules, "change_before_end");
    struct day today = step_day(step), cause = value_day(step, "cause_on");
    if (day_compare(cause, today) > 0)
        return FAIL_AT(err, PROJECT_TERM, "cause_on", "this day has not come yet");
    if (after != NULL && after->value != RULES_UNSET &&
        day_number(today) - day_number(cause) > after->value)
        return FAIL_AT(err, PROJECT_TERM, "cause_on", "within %lld days of the cause (%.100s%.0s)",
                       (long long)after->value, after->basis_en, after->basis);
    if (before != NULL && before->value != RULES_UNSET && project->ends_on.year != 0 &&
        day_compare(project_months_after(today, before->value), project->ends_on) > 0)
        return FAIL_AT(err, PROJECT_TERM, "/step", "%lld month before the end on %s (%.100s%.0s)",
                       (long long)before->value, day_text(step->arena, project->ends_on),
                       before->basis_en, before->basis);
    return STATUS_OK;
}

/* What the subject of a change asks for besides. */
static enum status check_values(const struct casework_context *step,
                                const struct rules_change *change, struct error *err)
{
    if (text_same(change->unit, "month") && value_whole(step, "months") == 0)
        return FAIL_AT(err, CASEWORK_VALUE, "months", "at least one");
    if (text_same(change->subject, "supplier") && value_whole(step, "supplier_id") == 0)
        return FAIL_AT(err, CASEWORK_VALUE, "supplier_id", "the new supplier is wanted");
    return STATUS_OK;
}

static enum status check_open(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    struct programme_shift shift = {0};
    const struct rules_change *last = NULL;
    const struct rules_change *change = row_of(step->procedure->rules, value_text(step, "subject"),
                                               value_whole(step, "months"), &last);
    enum rules_lane lane = RULES_LANE_FORBIDDEN;
    int64_t granted = 0, open = 0;
    enum status st = project_of(step, &project, err);
    if (st != STATUS_OK)
        return st;
    if (last == NULL)
        return FAIL_AT(err, CASEWORK_VALUE, "subject", "these rules know no such change");
    if (change == NULL)
        return refuse(last, "more than the rules allow", "규칙이 허용하는 것보다 많습니다", err);
    if (change->lane == RULES_LANE_FORBIDDEN)
        return refuse(change, "it is frozen with the agreement",
                      "협약으로 고정되어 바꿀 수 없습니다", err);
    st = check_values(step, change, err);
    if (st == STATUS_OK)
        st = shift_of(step, value_text(step, "from_item"), value_text(step, "to_item"),
                      value_whole(step, "amount"), &shift, err);
    if (st == STATUS_OK)
        st = lane_of(step, change, &shift, &lane, err);
    if (st == STATUS_OK)
        st = count_changes(step, change->id, &granted, &open, err);
    if (st == STATUS_OK && open > 0)
        st = refuse(change, "another change is under way; one at a time",
                    "다른 변경이 진행 중입니다. 한 번에 하나씩 합니다", err);
    if (st == STATUS_OK && change->times > 0 && granted >= change->times)
        st = refuse(change, "it has been granted as often as the rules allow",
                    "규칙이 허용하는 횟수만큼 이미 승인되었습니다", err);
    if (st == STATUS_OK && lane == RULES_LANE_APPROVAL)
        st = check_days(step, &project, err);
    return st;
}

static enum status given_shift(const struct casework_context *step,
                               const struct casework_event *opened,
                               struct programme_shift *ret_shift, struct error *err)
{
    return shift_of(step, given_text(step->arena, opened, "from_item"),
                    given_text(step->arena, opened, "to_item"), given_whole(opened, "amount"),
                    ret_shift, err);
}

static enum status want_lane(const struct casework_context *step, enum rules_lane lane,
                             const char *ko, const char *en, struct casework_missings *missing,
                             struct error *err)
{
    const struct casework_event *opened = NULL;
    enum status st = step_event(step, "open", &opened, err);
    const struct rules_change *row = st == STATUS_OK ? row_of_event(step, opened) : NULL;
    struct programme_shift shift = {0};
    enum rules_lane own = RULES_LANE_FORBIDDEN;
    if (row != NULL)
        st = given_shift(step, opened, &shift, err);
    if (row != NULL && st == STATUS_OK)
        st = lane_of(step, row, &shift, &own, err);
    if (st == STATUS_OK && own != lane)
        casework_misses(step, missing, ko, en, step->step->article);
    return st;
}

static enum status missing_for_note(const struct casework_context *step,
                                    struct casework_missings *missing, struct error *err)
{
    return want_lane(step, RULES_LANE_SELF, "자체변경이 아니라 승인 대상입니다",
                     "this change wants approval", missing, err);
}

static enum status missing_for_receipt(const struct casework_context *step,
                                       struct casework_missings *missing, struct error *err)
{
    return want_lane(step, RULES_LANE_APPROVAL, "승인 대상이 아니라 자체변경입니다",
                     "this change is one's own: it is noted", missing, err);
}

/* Who asked for the move and who approves it are two; up to the free part it is only noted. */
static enum status make_shift(const struct casework_context *step,
                              const struct casework_event *opened, struct error *err)
{
    const struct rules_change *change = row_of_event(step, opened);
    struct programme_shift shift = {0};
    enum status st = given_shift(step, opened, &shift, err);
    if (st != STATUS_OK)
        return st;
    shift.free_bp = change == NULL ? 0 : change->limit;
    shift.asked_by = opened->person_id;
    shift.approved = text_same(step->step->id, "approve");
    if (shift.approved && opened->person_id == step->caller->user_id)
        return FAIL(err, PROGRAMME_TWO_PERSONS, "%.60s", step->step->article);
    return programme_budget_shift(step->tx, step->arena, step->caller, &shift, step->now, err);
}

static enum status make_change(const struct casework_context *step, struct error *err)
{
    struct project project = {0};
    const struct casework_event *opened = NULL;
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK)
        st = step_event(step, "open", &opened, err);
    if (st != STATUS_OK)
        return st;
    const char *subject = given_text(step->arena, opened, "subject");
    if (text_same(subject, "period")) {
        int64_t months = given_whole(opened, "months");
        project.build_until = project_months_after(project.build_until, months);
        if (project.ends_on.year != 0)
            project.ends_on = project_months_after(project.ends_on, months);
        project.extended++;
        return project_keep(step->tx, step->arena, &project, err);
    }
    if (text_same(subject, "items"))
        return make_shift(step, opened, err);
    if (text_same(subject, "supplier"))
        return project_supplier(step->tx, step->arena, step->caller, project.agreement.id,
                                given_whole(opened, "supplier_id"), step->now, err);
    return STATUS_OK;
}

static const struct casework_hook hooks[] = {
    {.machine = "change", .step = "open", .values = VALUES(open_values), .check = check_open},
    {.machine = "change", .step = "note", .missing = missing_for_note, .effect = make_change},
    {.machine = "change", .step = "receive", .missing = missing_for_receipt},
    {.machine = "change", .step = "approve", .effect = make_change, .step_up = true},
};
const struct casework_hooks change_hooks = HOOKS(hooks);
