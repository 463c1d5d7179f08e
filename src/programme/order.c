/* Money that moves by a decision: asked for by one person with the paper it rests on, approved by
 * another, booked with the approval. What each kind asks for and books is one row of a table. */
#include <inttypes.h>

#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_order_sql.h"

/* The line of the budget that market support of a project is kept on. */
enum { PART_MARKET = 9000 };

struct booking {
    struct store_tx *tx;
    struct arena *arena;
    const struct programme_order *order;
    const struct ledger_terms *terms;
    const struct ledger_group *head;
    int64_t operator_id;
};
typedef enum status booker(const struct booking *booking, struct error *err);

static enum status book_surcharge(const struct booking *b, struct error *err)
{
    return ledger_claim_surcharge(b->tx, b->terms, b->order->claim_id, b->order->amount, b->head,
                                  err);
}

static enum status book_write_off(const struct booking *b, struct error *err)
{
    return ledger_claim_write_off(b->tx, b->order->claim_id, b->head, err);
}

static enum status book_designation(const struct booking *b, struct error *err)
{
    struct programme_rules from = {0}, to = {0};
    struct ledger_posted posted = {0};
    enum status st = programme_rules(b->tx, b->arena, b->order->from, &from, err);
    if (st == STATUS_OK)
        st = programme_rules(b->tx, b->arena, b->order->to, &to, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_key key = source_key(&from, b->order->source_id);
    return ledger_move_designation(b->tx, &key, to.programme_id, to.document.year, b->order->amount,
                                   b->head, &posted, err);
}

/* ---- market support: a fund of its own, on accounts of its own ---- */

static enum status market_line(const struct booking *b, const struct ledger_key *debit,
                               const struct ledger_key *credit, struct ledger_line *ret_line,
                               struct error *err)
{
    struct ledger_line line = {.kind = LEDGER_POSTED, .amount = b->order->amount};
    enum status st = ledger_account_open(b->tx, debit, b->head->now, &line.debit, err);
    if (st == STATUS_OK)
        st = ledger_account_open(b->tx, credit, b->head->now, &line.credit, err);
    if (st == STATUS_OK)
        *ret_line = line;
    return st;
}

static enum status market_rules(const struct booking *b, struct programme_rules *ret_rules,
                                struct error *err)
{
    return programme_rules(b->tx, b->arena, b->order->to, ret_rules, err);
}

static struct ledger_key market_key(const struct booking *b, const struct programme_rules *rules,
                                    int64_t code)
{
    return (struct ledger_key){
        .code = code, .source = b->order->source_id, .designation = rules->programme_id};
}

static enum status book_market_in(const struct booking *b, struct error *err)
{
    struct programme_rules rules = {0};
    struct ledger_line line = {0};
    struct ledger_posted posted = {0};
    struct ledger_group group = *b->head;
    enum status st = market_rules(b, &rules, err);
    struct ledger_key bank = market_key(b, &rules, LEDGER_MARKET_BANK);
    struct ledger_key source = market_key(b, &rules, LEDGER_MARKET_SOURCE);
    bank.org = b->operator_id;
    source.part = rules.document.year;
    if (st == STATUS_OK)
        st = market_line(b, &bank, &source, &line, err);
    group.code = LEDGER_CODE_PLEDGE_PAID;
    group.lines = &line;
    group.line_count = 1;
    return st == STATUS_OK ? ledger_post(b->tx, &group, &posted, err) : st;
}

static enum status book_market_out(const struct booking *b, struct error *err)
{
    struct programme_rules rules = {0};
    struct ledger_posted posted = {0};
    struct ledger_group head = *b->head;
    enum status st = market_rules(b, &rules, err);
    const struct ledger_share share = {.source = b->order->source_id,
                                       .designation = rules.programme_id,
                                       .part = rules.document.year,
                                       .market = true,
                                       .amount = b->order->amount};
    const struct ledger_budget_entry line = {PART_MARKET, b->order->amount};
    const struct ledger_allotment allotment = {.project = b->order->agreement_id,
                                               .shares = &share,
                                               .share_count = 1,
                                               .lines = &line,
                                               .line_count = 1};
    head.code = LEDGER_CODE_AGREED;
    return st == STATUS_OK ? ledger_allot(b->tx, &allotment, &head, &posted, err) : st;
}

/* The bank has paid an expo, a video, a catalogue: out of what was allotted to the project. */
static enum status book_market_pay(const struct booking *b, struct error *err)
{
    struct programme_rules rules = {0};
    struct ledger_line lines[3] = {0};
    struct ledger_posted posted = {0};
    struct ledger_group group = *b->head;
    enum status st = market_rules(b, &rules, err);
    struct ledger_key project = market_key(b, &rules, LEDGER_MARKET_PROJECT);
    struct ledger_key payable = market_key(b, &rules, LEDGER_PAYABLE);
    struct ledger_key bank = market_key(b, &rules, LEDGER_MARKET_BANK);
    project.project = payable.project = b->order->agreement_id;
    payable.org = bank.org = b->operator_id;
    if (st == STATUS_OK)
        st = market_line(b, &project, &payable, &lines[0], err);
    if (st == STATUS_OK)
        st = market_line(b, &payable, &bank, &lines[1], err);
    if (st == STATUS_OK)
        st = ledger_budget_line(b->tx, b->order->agreement_id, PART_MARKET, LEDGER_POSTED,
                                b->order->amount, b->head->now, &lines[2], err);
    group.code = LEDGER_CODE_PAYMENT_MADE;
    group.lines = lines;
    group.line_count = sizeof lines / sizeof *lines;
    return st == STATUS_OK ? ledger_post(b->tx, &group, &posted, err) : st;
}

/* ---- the kinds ---- */

enum wants { CLAIM = 1, AGREEMENT = 2, SOURCE = 4, FROM = 8, TO = 16, AMOUNT = 32 };

static const struct kind {
    const char *name;
    unsigned wants;
    booker *book;
} kinds[] = {
    {"surcharge", CLAIM | AMOUNT, book_surcharge},
    {"write_off", CLAIM, book_write_off},
    {"designation", SOURCE | FROM | TO | AMOUNT, book_designation},
    {"market_in", SOURCE | TO | AMOUNT, book_market_in},
    {"market_out", AGREEMENT | SOURCE | TO | AMOUNT, book_market_out},
    {"market_pay", AGREEMENT | SOURCE | TO | AMOUNT, book_market_pay},
};

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_same(kinds[i].name, name))
            return &kinds[i];
    return NULL;
}

static enum status check_wants(const struct kind *kind, const struct programme_order *order,
                               struct error *err)
{
    const struct {
        unsigned want;
        bool there;
        const char *place;
    } members[] = {{CLAIM, order->claim_id != 0, "/claim_id"},
                   {AGREEMENT, order->agreement_id != 0, "/agreement_id"},
                   {SOURCE, order->source_id != 0, "/source_id"},
                   {FROM, order->from != NULL, "/from"},
                   {TO, order->to != NULL, "/to"},
                   {AMOUNT, order->amount.won > 0, "/amount"}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (((kind->wants & members[i].want) != 0) != members[i].there)
            return members[i].there ? FAIL_AT(err, PROGRAMME_ORDER, members[i].place,
                                              "%s: has no such member", kind->name)
                                    : FAIL_AT(err, PROGRAMME_ORDER, members[i].place,
                                              "%s: this is missing", kind->name);
    return STATUS_OK;
}

/* ---- asking, deciding ---- */

static struct store_value number_or_null(int64_t number)
{
    return number == 0 ? v_null() : v_int(number);
}

enum status programme_order_ask(struct store_tx *tx, struct arena *arena,
                                const struct people_caller *caller,
                                const struct programme_order *order, time_us now, int64_t *ret_id,
                                struct error *err)
{
    const struct written_text texts[] = {{order->reason, "/reason"}, {order->paper, "/paper"}};
    const struct kind *kind = find_kind(order->kind);
    struct programme_agreement agreement = {0};
    struct people_organisation source = {0};
    struct ledger_claim claim = {0};
    struct programme_rules rules = {0};
    uint8_t hash[32];
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    if (st == STATUS_OK && kind == NULL)
        st = FAIL_AT(err, PROGRAMME_ORDER, "/kind", "there is no such order");
    if (st == STATUS_OK)
        st = check_wants(kind, order, err);
    if (st == STATUS_OK && !hex_read(order->sha256, hash, sizeof hash))
        st = FAIL_AT(err, PROGRAMME_ORDER, "/sha256", "no hash");
    if (st == STATUS_OK && order->claim_id != 0)
        st = ledger_claim_get(tx, order->claim_id, &claim, err);
    if (st == STATUS_OK && order->agreement_id != 0)
        st = programme_agreement(tx, arena, order->agreement_id, &agreement, err);
    if (st == STATUS_OK && order->source_id != 0)
        st = people_organisation(tx, arena, order->source_id, &source, err);
    if (st == STATUS_OK && order->from != NULL)
        st = programme_rules(tx, arena, order->from, &rules, err);
    if (st == STATUS_OK && order->to != NULL)
        st = programme_rules(tx, arena, order->to, &rules, err);
    if (st != STATUS_OK)
        return st;
    return store_number(
        tx, sql_order_insert,
        STORE_VALUES(v_text(order->kind), v_int(caller->organisation_id),
                     number_or_null(order->claim_id), number_or_null(order->agreement_id),
                     number_or_null(order->source_id), v_text(order->from), v_text(order->to),
                     v_int(order->amount.won), v_text(order->reason), v_text(order->paper),
                     v_text(order->sha256), v_int(caller->user_id), v_text(caller->name),
                     v_int(now)),
        ret_id, err);
}

static struct programme_order take_order(struct store_rows *rows, struct arena *arena)
{
    return (struct programme_order){.id = store_int(rows, 0),
                                    .kind = store_text(rows, 1, arena),
                                    .organisation_id = store_int(rows, 2),
                                    .claim_id = store_int(rows, 3),
                                    .agreement_id = store_int(rows, 4),
                                    .source_id = store_int(rows, 5),
                                    .from = store_text(rows, 6, arena),
                                    .to = store_text(rows, 7, arena),
                                    .amount = money_won(store_int(rows, 8)),
                                    .reason = store_text(rows, 9, arena),
                                    .paper = store_text(rows, 10, arena),
                                    .sha256 = store_text(rows, 11, arena),
                                    .state = store_text(rows, 12, arena),
                                    .asked_by = store_int(rows, 13),
                                    .asked_name = store_text(rows, 14, arena),
                                    .asked_at = store_int(rows, 15),
                                    .decided_name = store_text(rows, 16, arena),
                                    .decided_at = store_int(rows, 17),
                                    .note = store_text(rows, 18, arena)};
}

enum status programme_order(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct programme_order *ret_order, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_order_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_OK)
        *ret_order = take_order(rows, arena);
    return st;
}

enum status programme_orders(struct store_tx *tx, struct arena *arena,
                             struct programme_orders *ret_list, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    struct programme_orders list = {0};
    bool more = false;
    enum status st = store_query(tx, sql_order_list, STORE_NONE, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = take_order(rows, arena);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

static enum status record_order(struct store_tx *tx, const struct people_caller *caller,
                                const struct programme_order *order, const char *after,
                                const char *note, time_us now, struct error *err)
{
    struct hash256 evidence = {0};
    must(hex_read(order->sha256, evidence.bytes, sizeof evidence.bytes));
    const struct journal_decision decision = {.kind = "money-order",
                                              .ref = order->id,
                                              .at = now,
                                              .person = caller->user_id,
                                              .post = caller->post_id,
                                              .organisation = caller->organisation_id,
                                              .action = order->kind,
                                              .object = "money-order",
                                              .object_id = order->id,
                                              .before = "asked",
                                              .after = after,
                                              .name = caller->name,
                                              .note = note,
                                              .evidence = &evidence};
    return journal_decide(tx, &decision, err);
}

enum status programme_order_decide(struct store_tx *tx, struct arena *arena,
                                   const struct people_caller *caller,
                                   const struct ledger_terms *terms, int64_t id, bool approve,
                                   const char *note, time_us now, struct error *err)
{
    struct programme_order order = {0};
    struct hash256 evidence = {0};
    const char *after = approve ? "approved" : "refused";
    const struct written_text texts[] = {{note, "/note"}};
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    if (st == STATUS_OK)
        st = programme_order(tx, arena, id, &order, err);
    if (st != STATUS_OK)
        return st;
    const struct kind *kind = find_kind(order.kind);
    must(kind != NULL); /* only kinds of the table are asked for */
    if (order.asked_by == caller->user_id)
        return FAIL(err, PROGRAMME_TWO_PERSONS, "order %" PRId64, id);
    if (!text_same(order.state, "asked"))
        return FAIL(err, PROGRAMME_STEP, "this order is %.20s", order.state);
    must(hex_read(order.sha256, evidence.bytes, sizeof evidence.bytes));
    const struct ledger_group head = {.id = uuid_new(now),
                                      .event_at = now,
                                      .now = now,
                                      .actor = order.asked_by,
                                      .approval = caller->user_id,
                                      .evidence = &evidence};
    const struct booking booking = {tx, arena, &order, terms, &head, order.organisation_id};
    if (approve)
        st = kind->book(&booking, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_order_decide,
                       STORE_VALUES(v_int(id), v_text(after), v_int(caller->user_id),
                                    v_text(caller->name), v_int(now), v_text(note)),
                       NULL, err);
    return st == STATUS_OK ? record_order(tx, caller, &order, after, note, now, err) : st;
}
