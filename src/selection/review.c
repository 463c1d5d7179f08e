/* What the steps of a visit and of a scoring ask for and do. Only who was given the seat acts, and
 * only while it is his: not a colleague, not afterwards. */
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "selection/selection_private.h"
#include "selection_queries_sql.h"

static const struct casework_value schedule_values[] = {
    {.name = "visit_on", .type = CASEWORK_DAY, .ko = "방문일", .en = "day of the visit"},
};
static const struct casework_value answer_columns[] = {
    {.name = "item", .type = CASEWORK_TEXT, .ko = "항목", .en = "item"},
    {.name = "grade", .type = CASEWORK_TEXT, .ko = "등급", .en = "grade"},
};
#define SHEET_VALUES                                                                               \
    {.name = "answers",                                                                            \
     .type = CASEWORK_LINES,                                                                       \
     .columns = answer_columns,                                                                    \
     .column_count = sizeof answer_columns / sizeof *answer_columns,                               \
     .ko = "항목별 등급",                                                                          \
     .en = "a grade for each item"},                                                               \
    {                                                                                              \
        .name = "opinion", .type = CASEWORK_TEXT, .ko = "평가 의견", .en = "opinion"               \
    }
static const struct casework_value report_values[] = {
    SHEET_VALUES,
    {.name = "bonus",
     .type = CASEWORK_TEXT,
     .optional = true,
     .ko = "현장에서 확인한 가점",
     .en = "bonuses found true, with blanks between"},
};
static const struct casework_value score_values[] = {SHEET_VALUES};
static const struct casework_value excuse_values[] = {
    {.name = "reason", .type = CASEWORK_TEXT, .ko = "회피 사유", .en = "tie"},
};

/* ---- whose it is ---- */

static enum status his_seat(const struct casework_context *step, struct seat *ret_seat,
                            struct error *err)
{
    enum status st = seat_of(step->tx, step->arena, step->matter->id, ret_seat, err);
    if (st != STATUS_OK)
        return st;
    if (step->caller == NULL || step->caller->user_id != ret_seat->person_id)
        return FAIL(err, SELECTION_SEAT, "the seat is another person's");
    if (step->now >= ret_seat->until)
        return FAIL(err, SELECTION_LATE, "the time of this review is over");
    return STATUS_OK;
}

/* His, in time, and nothing has come up since that bars him. */
static enum status check_seat(const struct casework_context *step, struct error *err)
{
    struct seat seat = {0};
    struct selection_ties ties = {0};
    enum status st = his_seat(step, &seat, err);
    if (st == STATUS_OK)
        st = selection_gate(step->tx, step->arena, seat.application_id, seat.person_id, &ties, err);
    return st == STATUS_OK ? gate_refuse(&ties, err) : st;
}

static enum status check_his(const struct casework_context *step, struct error *err)
{
    struct seat seat = {0};
    return his_seat(step, &seat, err);
}

/* ---- the sheet ---- */

static const char *given(const struct casework_context *step, const char *name)
{
    return arena_text(step->arena, json_string_value(json_object_get(step->values.value, name)));
}

static enum status read_answers(const struct casework_context *step, struct selection_sheet *sheet,
                                struct error *err)
{
    static const char *const members[] = {"item", "grade", NULL};
    struct json list = {.arena = step->arena,
                        .value = json_object_get(step->values.value, "answers"),
                        .place = "/values/answers"};
    enum status st = STATUS_OK;
    if (json_count(&list) > RULES_LIST_MAX)
        return FAIL_AT(err, SELECTION_SHEET_WRONG, list.place, "%zu answers", json_count(&list));
    for (size_t i = 0; st == STATUS_OK && i < json_count(&list); i++) {
        struct json object = json_item(&list, i);
        struct selection_answer *answer = &sheet->answers[sheet->answer_count++];
        st = json_only(&object, members, err);
        if (st == STATUS_OK)
            st = json_text(&object, "item", 60, &answer->item, err);
        if (st == STATUS_OK)
            st = json_text(&object, "grade", 60, &answer->grade, err);
    }
    return st;
}

/* The sheet that came with the step, complete by the form of its review. */
static enum status read_sheet(const struct casework_context *step, const struct seat *seat,
                              struct selection_sheet *ret_sheet, struct error *err)
{
    const struct rules_review *review = review_find(step->procedure->rules, seat->review);
    must(review != NULL); /* seats are given for reviews of these rules only */
    const struct rules_sheet *form = review_sheet(step->procedure->rules, review);
    struct selection_sheet *sheet = arena_alloc(step->arena, sizeof *sheet);
    if (form == NULL)
        return FAIL_AT(err, SELECTION_REVIEW, "/values/answers", "\"%.60s\" has no sheet",
                       seat->review);
    enum status st = read_answers(step, sheet, err);
    if (st == STATUS_OK)
        st = sheet_check(form, sheet, err);
    if (st == STATUS_OK)
        *ret_sheet = *sheet;
    return st;
}

static enum status check_sheet(const struct casework_context *step, struct error *err)
{
    struct seat seat = {0};
    struct selection_sheet *sheet = arena_alloc(step->arena, sizeof *sheet);
    enum status st = check_seat(step, err);
    if (st == STATUS_OK)
        st = his_seat(step, &seat, err);
    if (st == STATUS_OK)
        st = read_sheet(step, &seat, sheet, err);
    return st;
}

static enum status write_sheet(const struct casework_context *step, struct error *err)
{
    struct seat seat = {0};
    struct selection_sheet *sheet = arena_alloc(step->arena, sizeof *sheet);
    int64_t id = step->matter->id;
    enum status st = his_seat(step, &seat, err);
    if (st == STATUS_OK)
        st = read_sheet(step, &seat, sheet, err);
    return st == STATUS_OK
               ? sheet_write(step->tx, id, seat.person_id, sheet, given(step, "opinion"), err)
               : st;
}

static enum status sign_sheet(const struct casework_context *step, struct error *err)
{
    return store_run(step->tx, sql_sheet_sign,
                     STORE_VALUES(v_int(step->matter->id), v_int(step->now)), NULL, err);
}

/* ---- bonuses found true on the visit ---- */

static bool knows_bonus(const struct rules_document *rules, const char *id)
{
    for (size_t i = 0; i < rules->bonus_count; i++)
        if (text_same(rules->bonuses[i].id, id))
            return true;
    return false;
}

/* Looks at each word; writes it when asked to. */
static enum status take_bonuses(const struct casework_context *step, bool write, struct error *err)
{
    char *save = NULL;
    char *words = arena_text(step->arena, given(step, "bonus"));
    enum status st = STATUS_OK;
    if (words == NULL)
        return st;
    for (char *word = strtok_r(words, " ", &save); st == STATUS_OK && word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        if (!knows_bonus(step->procedure->rules, word))
            return FAIL_AT(err, SELECTION_BONUS_WRONG, "/values/bonus", "\"%.60s\"", word);
        if (write)
            st = store_run(step->tx, sql_mark_put,
                           STORE_VALUES(v_int(step->matter->application_id), v_text(word),
                                        v_int(step->caller->user_id), v_int(step->now)),
                           NULL, err);
    }
    return st;
}

static enum status check_report(const struct casework_context *step, struct error *err)
{
    enum status st = check_sheet(step, err);
    return st == STATUS_OK ? take_bonuses(step, false, err) : st;
}

static enum status write_report(const struct casework_context *step, struct error *err)
{
    enum status st = write_sheet(step, err);
    if (st == STATUS_OK)
        st = store_run(
            step->tx, sql_mark_clear,
            STORE_VALUES(v_int(step->matter->application_id), v_int(step->caller->user_id)), NULL,
            err);
    return st == STATUS_OK ? take_bonuses(step, true, err) : st;
}

/* ---- stepping aside ---- */

static enum status write_excuse(const struct casework_context *step, struct error *err)
{
    struct programme_application application = {0};
    enum status st = programme_application(step->tx, step->arena, step->matter->application_id,
                                           &application, err);
    if (st == STATUS_OK)
        st = selection_declare(step->tx, step->caller->user_id, application.adopter_id,
                               selection_tie_info(TIE_INTEREST)->name, given(step, "reason"),
                               step->caller->user_id, step->now, err);
    return st;
}

#define VALUES(table)                                                                              \
    {                                                                                              \
        (table), sizeof(table) / sizeof *(table)                                                   \
    }
static const struct casework_hook hooks[] = {
    {.machine = "visit", .step = "schedule", .values = VALUES(schedule_values)},
    {.machine = "visit",
     .step = "report",
     .values = VALUES(report_values),
     .check = check_report,
     .effect = write_report},
    {.machine = "visit", .step = "confirm", .effect = sign_sheet},
    {.machine = "scoring", .step = "declare", .check = check_seat},
    {.machine = "scoring",
     .step = "excuse",
     .values = VALUES(excuse_values),
     .check = check_his,
     .effect = write_excuse},
    {.machine = "scoring",
     .step = "score",
     .values = VALUES(score_values),
     .check = check_sheet,
     .effect = write_sheet},
    {.machine = "scoring", .step = "rescore", .check = check_seat},
    {.machine = "scoring",
     .step = "sign",
     .check = check_seat,
     .effect = sign_sheet,
     .step_up = true},
};
const struct casework_hooks selection_hooks = {hooks, sizeof hooks / sizeof *hooks};
