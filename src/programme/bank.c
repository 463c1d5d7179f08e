/* What money a programme waits for, so that the lines of a bank's file find what they are for. */
#include <inttypes.h>

#include "kit/list.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_bank_sql.h"

enum { EXPECTED_MAX = 20000 };

struct expected_list {
    struct ledger_expected *at;
    size_t count, room;
};

static enum status book_contribution(struct store_tx *tx, struct arena *arena,
                                     const struct people_caller *caller, int64_t id,
                                     struct money amount, const char *reference, time_us now,
                                     struct error *err)
{
    struct programme_contribution found = {0};
    enum status st = programme_contribution(tx, arena, id, &found, err);
    if (st == STATUS_OK && money_compare(found.amount, amount) != 0)
        st = FAIL_AT(err, PROGRAMME_TRANCHE, "/amount", "%s won were pledged",
                     money_text(arena, found.amount));
    return st == STATUS_OK ? programme_receive(tx, arena, caller, id, reference, now, err) : st;
}

static enum status book_deposit(struct store_tx *tx, struct arena *arena,
                                const struct people_caller *caller, int64_t id, struct money amount,
                                const char *reference, time_us now, struct error *err)
{
    return programme_deposit(tx, arena, caller, id, amount, reference, now, err);
}

static enum status book_payment(struct store_tx *tx, struct arena *arena,
                                const struct people_caller *caller, int64_t id, struct money amount,
                                const char *reference, time_us now, struct error *err)
{
    struct programme_payment found = {0};
    enum status st = programme_payment(tx, arena, id, &found, err);
    if (st == STATUS_OK && money_compare(found.amount, amount) != 0)
        st = FAIL_AT(err, PROGRAMME_TRANCHE, "/amount", "%s won were approved",
                     money_text(arena, found.amount));
    return st == STATUS_OK ? programme_confirm(tx, arena, caller, id, reference, now, err) : st;
}

static const struct thing {
    const char *name, *sql;
    const char *prefix; /* of its number; NULL: the fifth column is its number */
    bool incoming;
    enum status (*book)(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, int64_t id, struct money amount,
                        const char *reference, time_us now, struct error *err);
} things[] = {
    {"contribution", sql_expected_contributions, "C-", true, book_contribution},
    {"deposit", sql_expected_deposits, NULL, true, book_deposit},
    {"payment", sql_expected_payments, "P-", false, book_payment},
};

static enum status read_expected(struct store_tx *tx, struct arena *arena,
                                 const struct thing *thing, struct expected_list *list,
                                 struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_query(tx, thing->sql, STORE_VALUES(v_int(EXPECTED_MAX)), &rows, err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, list) = (struct ledger_expected){
            .thing = thing->name,
            .thing_id = store_int(rows, 0),
            .org = store_int(rows, 1),
            .incoming = thing->incoming,
            .amount = {store_int(rows, 2)},
            .name = store_text(rows, 3, arena),
            .reference = thing->prefix == NULL ? store_text(rows, 4, arena)
                                               : arena_format(arena, "%s%" PRId64, thing->prefix,
                                                              store_int(rows, 0))};
    store_done(&rows);
    return st;
}

enum status programme_expected(struct store_tx *tx, struct arena *arena,
                               const struct ledger_expected **ret_at, size_t *ret_count,
                               struct error *err)
{
    struct expected_list list = {0};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof things / sizeof *things; i++)
        st = read_expected(tx, arena, &things[i], &list, err);
    if (st != STATUS_OK)
        return st;
    *ret_at = list.at;
    *ret_count = list.count;
    return STATUS_OK;
}

enum status programme_came(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, const struct programme_arrival *what,
                           time_us now, struct error *err)
{
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (text_same(things[i].name, what->thing)) {
            if (things[i].incoming != what->incoming)
                return what->incoming ? FAIL_AT(err, PROGRAMME_TRANCHE, "/thing",
                                                "money in is no %s", things[i].name)
                                      : FAIL_AT(err, PROGRAMME_TRANCHE, "/thing",
                                                "money out is no %s", things[i].name);
            return things[i].book(tx, arena, caller, what->thing_id, what->amount, what->reference,
                                  now, err);
        }
    return FAIL_AT(err, PROGRAMME_STEP, "/thing", "no money is expected for that");
}
