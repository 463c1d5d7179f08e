/* Every night the whole book is read and checked, and its trial balance is kept for good. Measured
 * in a read transaction, which keeps nobody waiting, and then written in a short one. */
#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger_private.h"
#include "ledger_queries_sql.h"

__extension__ typedef __int128 wide;

enum { FAULT_MAX = 300 };

/* By the stored totals alone: a second look beside the audit, which replays. */
static bool trial_balances(const struct ledger_trial *trial)
{
    wide pending[LEDGER_BOOK_PLACES + 1] = {0}, posted[LEDGER_BOOK_PLACES + 1] = {0};
    for (size_t i = 0; i < trial->count; i++) {
        const struct ledger_trial_row *row = &trial->at[i];
        pending[row->book] += (wide)row->debit_pending.won - row->credit_pending.won;
        posted[row->book] += (wide)row->debit_posted.won - row->credit_posted.won;
    }
    for (int book = LEDGER_BOOK_MONEY; book <= LEDGER_BOOK_PLACES; book++)
        if (pending[book] != 0 || posted[book] != 0)
            return false;
    return true;
}

static enum status measure_duties(struct store_tx *tx, const struct ledger_terms *terms,
                                  struct arena *arena, struct ledger_night *night,
                                  struct error *err)
{
    struct ledger_duty_list duties = {0};
    enum status st = ledger_duties(tx, terms, arena, &duties, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_overdue overdue = ledger_overdue(&duties, night->day);
    night->overdue = overdue.count;
    night->overdue_won = overdue.amount;
    return STATUS_OK;
}

enum status ledger_night_measure(struct store_tx *tx, const struct ledger_terms *terms,
                                 struct day day, time_us now, struct arena *arena,
                                 struct ledger_night *ret_night, struct error *err)
{
    struct ledger_night night = {.day = day, .at = now, .balanced = true, .fault = ""};
    enum status st = ledger_trial_balance(tx, arena, &night.trial, err);
    if (st == STATUS_OK)
        st = ledger_audit(tx, &night.size, err);
    if (st == STATUS_CORRUPT && err->reason == &LEDGER_BROKEN) {
        night.balanced = false;
        night.fault = arena_format(arena, "%s: %.*s", err->place, (int)FAULT_MAX, err->text);
        st = STATUS_OK;
    }
    if (st == STATUS_OK && night.balanced && !trial_balances(&night.trial)) {
        night.balanced = false;
        night.fault = "the stored totals of a book do not balance";
    }
    if (st == STATUS_OK)
        st = store_number(tx, sql_bank_open_count, STORE_NONE, &night.bank_open, err);
    if (st == STATUS_OK)
        st = measure_duties(tx, terms, arena, &night, err);
    if (st == STATUS_OK)
        *ret_night = night;
    return st;
}

enum status ledger_night_keep(struct store_tx *tx, const struct ledger_night *night, bool *ret_kept,
                              struct error *err)
{
    int64_t day = day_number(night->day), changed = 0;
    enum status st = store_run(tx, sql_night_insert,
                               STORE_VALUES(v_int(day), v_int(night->at), v_int(night->balanced),
                                            v_text(night->fault), v_int(night->size.accounts),
                                            v_int(night->size.groups), v_int(night->size.transfers),
                                            v_int(night->size.pending_open), v_int(night->overdue),
                                            v_int(night->overdue_won.won), v_int(night->bank_open)),
                               &changed, err);
    for (size_t i = 0; st == STATUS_OK && changed > 0 && i < night->trial.count; i++) {
        const struct ledger_trial_row *row = &night->trial.at[i];
        st = store_run(tx, sql_night_row_insert,
                       STORE_VALUES(v_int(day), v_int(row->code), v_int(row->book),
                                    v_int(row->accounts), v_int(row->debit_pending.won),
                                    v_int(row->debit_posted.won), v_int(row->credit_pending.won),
                                    v_int(row->credit_posted.won)),
                       NULL, err);
    }
    if (st == STATUS_OK)
        *ret_kept = changed > 0;
    return st;
}

static struct ledger_night night_of_row(const struct store_rows *rows, struct arena *arena)
{
    return (struct ledger_night){.day = day_from_number(store_int(rows, 0)),
                                 .at = store_int(rows, 1),
                                 .balanced = store_int(rows, 2) != 0,
                                 .fault = store_text(rows, 3, arena),
                                 .size = {.accounts = store_int(rows, 4),
                                          .groups = store_int(rows, 5),
                                          .transfers = store_int(rows, 6),
                                          .pending_open = store_int(rows, 7)},
                                 .overdue = store_int(rows, 8),
                                 .overdue_won = {store_int(rows, 9)},
                                 .bank_open = store_int(rows, 10)};
}

enum status ledger_nights(struct store_tx *tx, struct day before, size_t most, struct arena *arena,
                          struct ledger_night_list *ret_nights, struct error *err)
{
    struct ledger_night_list list = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    if (most < 1 || most > LEDGER_PAGE_MAX)
        return FAIL_AT(err, LEDGER_GROUP, "most", "%zu is not 1 to %d", most, LEDGER_PAGE_MAX);
    enum status st =
        store_query(tx, sql_night_list,
                    STORE_VALUES(v_int(day_number(before)), v_int((int64_t)most)), &rows, err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = night_of_row(rows, arena);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_nights = list;
    return st;
}

enum status ledger_night(struct store_tx *tx, struct day day, struct arena *arena,
                         struct ledger_night *ret_night, struct error *err)
{
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st = store_one(tx, sql_night_get, STORE_VALUES(v_int(day_number(day))), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, LEDGER_NO_NIGHT, "%d-%02d-%02d", day.year, day.month, day.day);
    if (st != STATUS_OK)
        return st;
    struct ledger_night night = night_of_row(rows, arena);
    store_done(&rows);
    st = store_query(tx, sql_night_rows, STORE_VALUES(v_int(day_number(day))), &rows, err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &night.trial) =
            (struct ledger_trial_row){.code = store_int(rows, 0),
                                      .book = (enum ledger_book)store_int(rows, 1),
                                      .accounts = store_int(rows, 2),
                                      .debit_pending = {store_int(rows, 3)},
                                      .debit_posted = {store_int(rows, 4)},
                                      .credit_pending = {store_int(rows, 5)},
                                      .credit_posted = {store_int(rows, 6)}};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_night = night;
    return st;
}
