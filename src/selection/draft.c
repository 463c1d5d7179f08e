/* A score sheet while it is written: its form, and what stands in it so far. */
#include "kit/text.h"
#include "selection/selection_private.h"
#include "selection_queries_sql.h"

/* The steps that hand a sheet in (review.c has their hooks). */
static bool hands_in(const char *step)
{
    return text_same(step, "score") || text_same(step, "report");
}

static bool is_written(const struct rules_document *rules, const struct casework_matter *matter)
{
    for (size_t i = 0; i < rules->step_count; i++)
        if (text_same(rules->steps[i].machine, matter->machine) &&
            text_same(rules->steps[i].from, matter->state) && hands_in(rules->steps[i].id))
            return true;
    return false;
}

static enum status read_filled(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                               struct selection_form *form, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    form->filled.matter_id = matter_id;
    form->opinion = "";
    enum status st = store_query(tx, sql_sheet_get, STORE_VALUES(v_int(matter_id)), &rows, err);
    if (st == STATUS_OK)
        st = store_next(rows, &more, err);
    if (st != STATUS_OK || !more)
        return st;
    form->opinion = store_text(rows, 0, arena);
    form->filled.signed_at = store_int(rows, 1);
    store_done(&rows);
    return answers_read(tx, arena, &form->filled, err);
}

enum status selection_form(struct store_tx *tx, struct arena *arena,
                           const struct rules_document *rules, int64_t matter_id,
                           struct selection_form *ret_form, struct error *err)
{
    struct seat seat = {0};
    struct casework_matter matter = {0};
    struct selection_form *form = arena_alloc(arena, sizeof *form);
    enum status st = seat_of(tx, arena, matter_id, &seat, err);
    if (st == STATUS_OK)
        st = casework_matter_row(tx, arena, matter_id, &matter, err);
    if (st != STATUS_OK)
        return st;
    form->review = review_find(rules, seat.review);
    if (form->review == NULL)
        return FAIL(err, SELECTION_REVIEW, "\"%.60s\"", seat.review);
    form->sheet = review_sheet(rules, form->review);
    form->state = matter.state;
    form->writable = is_written(rules, &matter);
    st = read_filled(tx, arena, matter_id, form, err);
    if (st == STATUS_OK)
        *ret_form = *form;
    return st;
}

static bool has_item(const struct rules_sheet *sheet, const struct selection_answer *answer)
{
    for (size_t i = 0; i < sheet->item_count; i++)
        if (text_same(sheet->items[i].id, answer->item))
            return true;
    return false;
}

static bool has_grade(const struct rules_sheet *sheet, const struct selection_answer *answer)
{
    for (size_t i = 0; i < sheet->grade_count; i++)
        if (text_same(sheet->grades[i].id, answer->grade))
            return true;
    return false;
}

/* Some items may lack; none may be twice or of another form. */
static enum status check_some(const struct rules_sheet *sheet,
                              const struct selection_sheet *answers, struct error *err)
{
    for (size_t i = 0; i < answers->answer_count; i++) {
        const struct selection_answer *answer = &answers->answers[i];
        if (!has_item(sheet, answer) || !has_grade(sheet, answer))
            return FAIL_AT(err, SELECTION_SHEET_WRONG, "/answers", "%.60s: %.60s", answer->item,
                           answer->grade);
        for (size_t j = 0; j < i; j++)
            if (text_same(answers->answers[j].item, answer->item))
                return FAIL_AT(err, SELECTION_SHEET_WRONG, "/answers", "%.60s twice", answer->item);
    }
    return STATUS_OK;
}

static enum status check_writer(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                                const struct people_caller *caller, time_us now, struct error *err)
{
    struct seat seat = {0};
    enum status st = seat_of(tx, arena, matter_id, &seat, err);
    if (st == STATUS_OK && seat.person_id != caller->user_id)
        return FAIL(err, SELECTION_SEAT, "the seat is another person's");
    if (st == STATUS_OK && now >= seat.until)
        return FAIL(err, SELECTION_LATE, "the time of this review is over");
    return st;
}

enum status selection_draft(struct store_tx *tx, struct arena *arena,
                            const struct rules_document *rules, const struct people_caller *caller,
                            int64_t matter_id, const struct selection_sheet *answers,
                            const char *opinion, time_us now, struct error *err)
{
    struct selection_form *form = arena_alloc(arena, sizeof *form);
    enum status st = check_writer(tx, arena, matter_id, caller, now, err);
    if (st == STATUS_OK)
        st = selection_form(tx, arena, rules, matter_id, form, err);
    if (st == STATUS_OK && (!form->writable || form->sheet == NULL))
        return FAIL(err, SELECTION_HANDED_IN, "it is \"%.60s\"", form->state);
    if (st == STATUS_OK)
        st = check_some(form->sheet, answers, err);
    return st == STATUS_OK ? sheet_write(tx, matter_id, caller->user_id, answers, opinion, err)
                           : st;
}
