/* The stored cost sheet, and the memory of prices that all of them together are. */
#include <string.h>

#include "kit/text.h"
#include "selection/selection_private.h"
#include "selection_queries_sql.h"

static const char *key_of(struct arena *arena, const char *text)
{
    return text_lower(arena, text_squeeze(arena, text));
}

static enum status write_row(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             size_t position, const struct selection_cost *row, struct error *err)
{
    struct store_value supplier = row->supplier_id == 0 ? v_null() : v_int(row->supplier_id);
    enum status st = people_check_text(row->name, "/costs/name", err);
    if (st != STATUS_OK)
        return st;
    return store_run(
        tx, sql_cost_insert,
        STORE_VALUES(v_int(application_id), v_int((int64_t)position), v_text(row->item), supplier,
                     v_text(row->name), v_text(row->model), v_text(row->spec),
                     v_text(key_of(arena, row->model)), v_text(key_of(arena, row->spec)),
                     v_int(row->unit_price.won), v_int(row->quantity), v_int(row->amount.won),
                     v_text(row->sha256), v_int(row->vat.won)),
        NULL, err);
}

static enum status write_in_kind(struct store_tx *tx, int64_t application_id,
                                 const struct rules_document *rules,
                                 const struct selection_costs *sheet, struct error *err)
{
    enum status st =
        store_run(tx, sql_in_kind_clear, STORE_VALUES(v_int(application_id)), NULL, err);
    for (size_t i = 0; st == STATUS_OK && i < rules->funder_count; i++)
        if (sheet->in_kind[i].won > 0)
            st = store_run(tx, sql_in_kind_insert,
                           STORE_VALUES(v_int(application_id), v_text(rules->funders[i].id),
                                        v_int(sheet->in_kind[i].won)),
                           NULL, err);
    return st;
}

enum status selection_costs_keep(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                 const struct selection_costs *sheet,
                                 struct selection_findings *ret_findings, struct error *err)
{
    struct programme_application application = {0};
    struct programme_rules rules = {0};
    struct rules_split split = {0};
    enum status st = programme_application(tx, arena, application_id, &application, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, application_id, &rules, err);
    if (st == STATUS_OK)
        st = rules_split(&rules.document, application.total, &split, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_cost_clear, STORE_VALUES(v_int(application_id)), NULL, err);
    for (size_t i = 0; st == STATUS_OK && i < sheet->count; i++)
        st = write_row(tx, arena, application_id, i, &sheet->at[i], err);
    if (st == STATUS_OK)
        st = write_in_kind(tx, application_id, &rules.document, sheet, err);
    if (st == STATUS_OK)
        selection_cost_check(arena, &rules.document, &split, sheet, ret_findings);
    return st;
}

static enum status read_in_kind(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                struct selection_costs *sheet, struct error *err)
{
    struct programme_rules rules = {0};
    enum status st = programme_rules_of(tx, arena, application_id, &rules, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    st = store_query(tx, sql_in_kind_list, STORE_VALUES(v_int(application_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        for (size_t i = 0; i < rules.document.funder_count; i++)
            if (text_same(rules.document.funders[i].id, store_text(rows, 0, arena)))
                sheet->in_kind[i] = money_won(store_int(rows, 1));
    return st;
}

enum status selection_costs(struct store_tx *tx, struct arena *arena, int64_t application_id,
                            struct selection_costs *ret_sheet, struct error *err)
{
    struct selection_costs sheet = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_cost_list, STORE_VALUES(v_int(application_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &sheet) =
            (struct selection_cost){.item = store_text(rows, 0, arena),
                                    .supplier_id = store_int(rows, 1),
                                    .name = store_text(rows, 2, arena),
                                    .model = store_text(rows, 3, arena),
                                    .spec = store_text(rows, 4, arena),
                                    .unit_price = money_won(store_int(rows, 5)),
                                    .quantity = store_int(rows, 6),
                                    .amount = money_won(store_int(rows, 7)),
                                    .sha256 = store_text(rows, 8, arena),
                                    .vat = money_won(store_int(rows, 9))};
    store_done(&rows);
    if (st == STATUS_OK)
        st = read_in_kind(tx, arena, application_id, &sheet, err);
    if (st == STATUS_OK)
        *ret_sheet = sheet;
    return st;
}

enum status selection_costs_found(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                  struct selection_findings *ret_findings, struct error *err)
{
    struct programme_application application = {0};
    struct programme_rules rules = {0};
    struct rules_split split = {0};
    struct selection_costs sheet = {0};
    *ret_findings = (struct selection_findings){0};
    enum status st = selection_costs(tx, arena, application_id, &sheet, err);
    if (st != STATUS_OK || sheet.count == 0)
        return st;
    st = programme_application(tx, arena, application_id, &application, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, application_id, &rules, err);
    if (st == STATUS_OK)
        st = rules_split(&rules.document, application.total, &split, err);
    if (st == STATUS_OK)
        selection_cost_check(arena, &rules.document, &split, &sheet, ret_findings);
    return st;
}

enum status selection_costs_ready(struct store_tx *tx, struct arena *arena, int64_t application_id,
                                  struct error *err)
{
    struct selection_findings findings = {0};
    enum status st = selection_costs_found(tx, arena, application_id, &findings, err);
    if (st != STATUS_OK || findings.count == 0)
        return st;
    return FAIL_AT(err, SELECTION_COST_WRONG, findings.at[0].place, "%zu findings; %s%.0s (%.120s)",
                   findings.count, findings.at[0].en, findings.at[0].ko, findings.at[0].basis);
}

static enum status price_row(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             const struct selection_cost *row, struct selection_price *ret_price,
                             struct error *err)
{
    LIST(struct money) earlier = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, sql_cost_earlier,
                                 STORE_VALUES(v_text(key_of(arena, row->model)),
                                              v_text(key_of(arena, row->spec)), v_text(row->item),
                                              v_int(application_id)),
                                 &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &earlier) = money_won(store_int(rows, 0));
    if (st == STATUS_OK)
        selection_price_of(arena, row->unit_price, earlier.at, earlier.count, ret_price);
    return st;
}

enum status selection_prices(struct store_tx *tx, struct arena *arena, int64_t application_id,
                             struct selection_prices *ret_prices, struct error *err)
{
    struct selection_costs sheet = {0};
    struct selection_prices prices = {0};
    enum status st = selection_costs(tx, arena, application_id, &sheet, err);
    for (size_t i = 0; st == STATUS_OK && i < sheet.count; i++) {
        if (*sheet.at[i].model == '\0')
            continue; /* nothing to compare by */
        struct selection_price *price = list_add(arena, &prices);
        st = price_row(tx, arena, application_id, &sheet.at[i], price, err);
        price->row = (int64_t)i;
    }
    if (st == STATUS_OK)
        *ret_prices = prices;
    return st;
}

enum status selection_supplier(struct store_tx *tx, int64_t supplier_id,
                               struct selection_supplier *ret_supplier, struct error *err)
{
    struct selection_supplier record = {0};
    enum status st = store_number(tx, sql_supplier_load, STORE_VALUES(v_int(supplier_id)),
                                  &record.open_projects, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_supplier_lines, STORE_VALUES(v_int(supplier_id)),
                          &record.applications, err);
    if (st == STATUS_OK)
        *ret_supplier = record;
    return st;
}
