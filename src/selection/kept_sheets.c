/* Papers read from the stored sheets; rankings kept, and computed again beside what was kept. */
#include <string.h>

#include "kit/bytes.h"
#include "kit/text.h"
#include "selection/selection_private.h"
#include "selection_queries_sql.h"

enum status answers_read(struct store_tx *tx, struct arena *arena, struct selection_sheet *sheet,
                         struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_sheet_answers, STORE_VALUES(v_int(sheet->matter_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more &&
           sheet->answer_count < RULES_LIST_MAX)
        sheet->answers[sheet->answer_count++] = (struct selection_answer){
            .item = store_text(rows, 0, arena), .grade = store_text(rows, 1, arena)};
    return st;
}

enum status sheet_write(struct store_tx *tx, int64_t matter_id, int64_t person_id,
                        const struct selection_sheet *sheet, const char *opinion, struct error *err)
{
    enum status st =
        store_run(tx, sql_sheet_put,
                  STORE_VALUES(v_int(matter_id), v_int(person_id), v_text(opinion)), NULL, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_sheet_clear, STORE_VALUES(v_int(matter_id)), NULL, err);
    for (size_t i = 0; st == STATUS_OK && i < sheet->answer_count; i++)
        st = store_run(tx, sql_sheet_answer,
                       STORE_VALUES(v_int(matter_id), v_text(sheet->answers[i].item),
                                    v_text(sheet->answers[i].grade)),
                       NULL, err);
    return st;
}

static enum status read_sheets(struct store_tx *tx, struct arena *arena,
                               struct selection_paper *paper, struct error *err)
{
    LIST(struct selection_sheet) sheets = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_sheet_list, STORE_VALUES(v_int(paper->application_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct selection_sheet *sheet = list_add(arena, &sheets);
        sheet->review = store_text(rows, 0, arena);
        sheet->matter_id = store_int(rows, 1);
        sheet->signer_id = store_int(rows, 2);
        sheet->signer = store_text(rows, 3, arena);
        sheet->signed_at = store_int(rows, 4);
    }
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < sheets.count; i++)
        st = answers_read(tx, arena, &sheets.at[i], err);
    paper->sheets = sheets.at;
    paper->sheet_count = sheets.count;
    return st;
}

static enum status read_marks(struct store_tx *tx, struct arena *arena,
                              struct selection_paper *paper, struct error *err)
{
    LIST(struct selection_mark) marks = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_mark_list, STORE_VALUES(v_int(paper->application_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &marks) = (struct selection_mark){.id = store_text(rows, 0, arena),
                                                           .signer = store_text(rows, 1, arena)};
    paper->marks = marks.at;
    paper->mark_count = marks.count;
    return st;
}

static struct selection_paper head_of(struct store_rows *rows, struct arena *arena)
{
    return (struct selection_paper){.application_id = store_int(rows, 0),
                                    .number = store_text(rows, 1, arena),
                                    .firm = store_text(rows, 2, arena),
                                    .region = store_text(rows, 3, arena),
                                    .firm_id = store_int(rows, 4)};
}

static enum status fill(struct store_tx *tx, struct arena *arena, struct selection_paper *paper,
                        struct error *err)
{
    enum status st = read_sheets(tx, arena, paper, err);
    return st == STATUS_OK ? read_marks(tx, arena, paper, err) : st;
}

enum status selection_paper(struct store_tx *tx, struct arena *arena, int64_t application_id,
                            struct selection_paper *ret_paper, struct error *err)
{
    struct store_rows *rows = NULL;
    struct selection_paper paper = {0};
    enum status st = store_one(tx, sql_paper_get, STORE_VALUES(v_int(application_id)), &rows, err);
    if (st == STATUS_OK)
        paper = head_of(rows, arena);
    store_done(&rows);
    if (st == STATUS_OK)
        st = fill(tx, arena, &paper, err);
    if (st == STATUS_OK)
        *ret_paper = paper;
    return st;
}

enum status selection_ranking(struct store_tx *tx, struct arena *arena,
                              const struct programme_rules *rules,
                              struct selection_ranking *ret_ranking, struct error *err)
{
    LIST(struct selection_row) list = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_paper_list, STORE_VALUES(v_int(rules->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        list_add(arena, &list)->paper = head_of(rows, arena);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        st = fill(tx, arena, &list.at[i].paper, err);
    struct selection_ranking ranking = {list.at, list.count};
    if (st == STATUS_OK)
        st = selection_rank(arena, &rules->document, &ranking, err);
    if (st == STATUS_OK)
        *ret_ranking = ranking;
    return st;
}

/* ---- kept ---- */

static enum status compute(struct store_tx *tx, struct arena *arena,
                           const struct programme_rules *rules, const char **ret_document,
                           const char **ret_hash, struct error *err)
{
    struct selection_ranking ranking = {0};
    enum status st = selection_ranking(tx, arena, rules, &ranking, err);
    if (st != STATUS_OK)
        return st;
    const char *document = selection_document(arena, &rules->document, &ranking);
    struct hash256 hash = hash_of_bytes(document, strlen(document));
    *ret_document = document;
    *ret_hash = hex_text(arena, hash.bytes, sizeof hash.bytes);
    return STATUS_OK;
}

enum status selection_fix(struct store_tx *tx, struct arena *arena,
                          const struct people_caller *caller, const struct programme_rules *rules,
                          time_us now, struct selection_fixed *ret_fixed, struct error *err)
{
    struct selection_fixed fixed = {.at = now, .same = true};
    enum status st = compute(tx, arena, rules, &fixed.document, &fixed.hash, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_ranking_insert,
                          STORE_VALUES(v_int(rules->id), v_text(fixed.document), v_text(fixed.hash),
                                       v_int(now), v_int(caller->user_id)),
                          &fixed.id, err);
    fixed.again = fixed.hash;
    if (st == STATUS_OK)
        *ret_fixed = fixed;
    return st;
}

enum status selection_recompute(struct store_tx *tx, struct arena *arena,
                                const struct programme_rules *rules,
                                struct selection_fixed *ret_fixed, struct error *err)
{
    struct selection_fixed fixed = {0};
    struct store_rows *rows = NULL;
    const char *again = NULL;
    enum status st = store_one(tx, sql_ranking_newest, STORE_VALUES(v_int(rules->id)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW
                   ? FAIL(err, SELECTION_NOT_RANKED, "%.60s", rules->document.key)
                   : st;
    fixed.id = store_int(rows, 0);
    fixed.document = store_text(rows, 1, arena);
    fixed.hash = store_text(rows, 2, arena);
    fixed.at = store_int(rows, 3);
    store_done(&rows);
    st = compute(tx, arena, rules, &again, &fixed.again, err);
    if (st != STATUS_OK)
        return st;
    fixed.same = text_same(again, fixed.document) && text_same(fixed.again, fixed.hash);
    *ret_fixed = fixed;
    return STATUS_OK;
}
