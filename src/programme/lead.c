/* What comes of market support: a meeting, a quote, an order, told by the firm or for it, and the
 * funnel of an expo over all firms. */
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_order_sql.h"

static const char *const stages[] = {"meeting", "quote", "order"};

enum status programme_lead_add(struct store_tx *tx, const struct people_caller *caller,
                               const struct programme_lead *lead, time_us now, int64_t *ret_id,
                               struct error *err)
{
    const struct written_text texts[] = {{lead->event, "/event"},
                                         {lead->counterpart, "/counterpart"}};
    struct day on = {0};
    bool known = false;
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        known = known || text_same(stages[i], lead->stage);
    if (st == STATUS_OK && !known)
        st = FAIL_AT(err, PROGRAMME_ORDER, "/stage", "meeting, quote or order");
    if (st == STATUS_OK)
        st = day_parse(lead->on, &on, err);
    if (st == STATUS_OK && day_compare(on, day_of(now, zone_seoul())) > 0)
        st = FAIL_AT(err, PROGRAMME_ORDER, "/on", "this day has not come yet");
    if (st == STATUS_OK && text_same(lead->stage, "order") != (lead->amount.won > 0))
        st = FAIL_AT(err, PROGRAMME_ORDER, "/amount", "an order has an amount, the others none");
    if (st != STATUS_OK)
        return st;
    return store_number(tx, sql_lead_insert,
                        STORE_VALUES(v_int(lead->organisation_id), v_text(lead->event),
                                     v_text(lead->counterpart), v_text(lead->stage),
                                     v_int(lead->amount.won), v_text(lead->on),
                                     v_int(caller->user_id), v_int(now)),
                        ret_id, err);
}

enum status programme_leads(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                            struct programme_leads *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct programme_leads list = {0};
    bool more = false;
    enum status st =
        store_query(tx, sql_lead_list, STORE_VALUES(v_int(organisation_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct programme_lead){.id = store_int(rows, 0),
                                                          .organisation_id = store_int(rows, 1),
                                                          .event = store_text(rows, 2, arena),
                                                          .counterpart = store_text(rows, 3, arena),
                                                          .stage = store_text(rows, 4, arena),
                                                          .amount = money_won(store_int(rows, 5)),
                                                          .on = store_text(rows, 6, arena)};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

enum status programme_funnels(struct store_tx *tx, struct arena *arena,
                              struct programme_funnels *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct programme_funnels list = {0};
    bool more = false;
    enum status st = store_query(tx, sql_lead_funnel, STORE_NONE, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct programme_funnel){.event = store_text(rows, 0, arena),
                                                            .firms = store_int(rows, 1),
                                                            .meetings = store_int(rows, 2),
                                                            .quotes = store_int(rows, 3),
                                                            .orders = store_int(rows, 4),
                                                            .ordered = {store_int(rows, 5)}};
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
