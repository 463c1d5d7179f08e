#include "tamper.h"

#include "ledger/ledger_private.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

void tamper_live(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    (void)book_move(book, A_BANK, A_GOV, 1000000);
    (void)book_move(book, A_BANK, A_SPONSOR, 500000);
    (void)book_move(book, A_BUDGET_WORLD, A_LINE, 400000);
    (void)book_move(book, A_GOV, A_PROJECT_GOV, 300000);
    book->now += TIME_DAY;
    struct ledger_line reserve[] = {
        book_line(book, LEDGER_PENDING, A_PROJECT_GOV, A_PAYEE, 120000),
        book_line(book, LEDGER_PENDING, A_LINE, A_LINE_USED, 120000),
    };
    struct ledger_group opened = book_group(book, reserve, 2);
    CHECK_OK(book_post(book, &opened, &posted, &err), err);
    struct ledger_line pay[] = {
        {.kind = LEDGER_POST, .amount = {100000}, .pending = ledger_transfer_id(&opened.id, 0)},
        {.kind = LEDGER_VOID, .pending = ledger_transfer_id(&opened.id, 1)},
        book_line(book, LEDGER_POSTED, A_PAYEE, A_BANK, 100000),
    };
    struct ledger_group paid = book_group(book, pay, 3);
    CHECK_OK(book_post(book, &paid, &posted, &err), err);
    struct store_tx *tx = NULL;
    struct ledger_group undo = book_group(book, NULL, 0);
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(ledger_reverse(tx, &paid.id, &undo, &posted, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
}

const struct tampering tamperings[] = {
    {"an amount", "UPDATE ledger_transfer SET amount = 300001 WHERE seq = 4", "/transfers/4"},
    {"an account", "UPDATE ledger_transfer SET cr = 7 WHERE seq = 4", "/transfers/4"},
    {"a date", "UPDATE ledger_transfer SET event_at = event_at - 1 WHERE seq = 2", "/transfers/2"},
    {"a row removed", "DELETE FROM ledger_transfer WHERE seq = 3", "/transfers/3"},
    {"the last row removed", "DELETE FROM ledger_transfer WHERE seq = 11", "/transfers/11"},
    {"the last group removed", "DELETE FROM ledger_transfer WHERE seq >= 10", "/accounts/2"},
    {"two rows exchanged",
     "UPDATE ledger_transfer SET seq = 99 WHERE seq = 1;"
     "UPDATE ledger_transfer SET seq = 1 WHERE seq = 2;"
     "UPDATE ledger_transfer SET seq = 2 WHERE seq = 99",
     "/transfers/1"},
    {"a line of a group removed and the rest moved up",
     "DELETE FROM ledger_transfer WHERE seq = 6;"
     "UPDATE ledger_transfer SET seq = seq - 1 WHERE seq > 6",
     "/transfers/6"},
    {"a total", "UPDATE ledger_account SET cq = cq + 1, dq = dq + 1 WHERE id = 2", "/accounts/2"},
    {"an account's owner", "UPDATE ledger_account SET org = 3 WHERE id = 2", "/transfers/1"},
    {"an account's bound", "UPDATE ledger_account SET flags = 0 WHERE id = 3", "/accounts/3"},
    {"a hash", "UPDATE ledger_transfer SET leaf = zeroblob(32) WHERE seq = 5", "/transfers/5"},
    {"who did it", "UPDATE ledger_transfer SET actor = 6 WHERE seq = 7", "/transfers/7"},
};

const size_t tamper_count = sizeof tamperings / sizeof *tamperings;

const struct tampering forgeries[] = {
    {"a total that no longer fits", "UPDATE ledger_transfer SET amount = 300001 WHERE seq = 4",
     "/accounts/3"},
    {"more than there was", "UPDATE ledger_transfer SET amount = 1000001 WHERE seq = 4",
     "/transfers/4"},
    {"more than was reserved", "UPDATE ledger_transfer SET amount = 120001 WHERE seq = 7",
     "/transfers/7"},
    {"less freed than was reserved", "UPDATE ledger_transfer SET amount = 1 WHERE seq = 8",
     "/transfers/8"},
    {"posted after it ran out",
     "UPDATE ledger_transfer SET expires_at = created_at WHERE seq IN (5, 6)", "/transfers/7"},
    {"another source's project", "UPDATE ledger_transfer SET cr = 7 WHERE seq = 4", "/transfers/4"},
    {"another book", "UPDATE ledger_transfer SET cr = 11 WHERE seq = 4", "/transfers/4"},
    {"a reservation ended twice",
     "DROP INDEX ledger_one_end; UPDATE ledger_transfer SET kind = 2, amount = 1, dr = 6, cr = 9,"
     " pending_id = (SELECT id FROM ledger_transfer WHERE seq = 5) WHERE seq = 11",
     NULL},
    {"a reversal of nothing",
     "UPDATE ledger_transfer SET reverses = x'01010101010101010101010101010107' WHERE code = 900",
     "/transfers/10"},
    {"an ordinary group called a reversal", "UPDATE ledger_transfer SET code = 900 WHERE seq = 4",
     "/transfers/4"},
    {"a negative amount", "UPDATE ledger_transfer SET amount = -300000 WHERE seq = 4",
     "/transfers/4"},
    {"one account on both sides", "UPDATE ledger_transfer SET cr = dr WHERE seq = 4",
     "/transfers/4"},
};
const size_t forgery_count = sizeof forgeries / sizeof *forgeries;

void tamper(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    int got =
        sqlite3_exec(db,
                     "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
                     "DROP TRIGGER ledger_transfer_update; DROP TRIGGER ledger_account_flags;"
                     "DROP TRIGGER ledger_transfer_delete; DROP TRIGGER ledger_account_identity;",
                     NULL, NULL, &message);
    ck_assert_msg(got == SQLITE_OK, "%s", message);
    got = sqlite3_exec(db, sql, NULL, NULL, &message);
    ck_assert_msg(got == SQLITE_OK && sqlite3_changes(db) > 0, "%s: %s", sql, message);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

int tamper_run(const char *const *words, const char *output)
{
    (void)fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (freopen(output, "w", stdout) == NULL || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
            _exit(126);
        (void)execvp(words[0], (char *const *)(uintptr_t)words);
        _exit(127);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status) == 127 ? -1 : WEXITSTATUS(status);
}

static struct hash256 request_of(const struct book_row *rows, size_t count)
{
    struct booked_line lines[LEDGER_LINES_MAX] = {0};
    const struct ledger_transfer *first = &rows[0].transfer;
    struct ledger_group group = {.id = first->group,
                                 .code = (enum ledger_code)first->code,
                                 .rule = first->rule,
                                 .event_at = first->event_at,
                                 .actor = first->actor,
                                 .approval = first->approval};
    for (size_t i = 0; i < count; i++) {
        const struct ledger_transfer *t = &rows[i].transfer;
        lines[i] = (struct booked_line){t->kind, t->debit, t->credit, t->amount.won, 0, t->pending};
        if (t->kind == LEDGER_PENDING)
            group.expires_at = t->expires_at;
    }
    return request_hash(&group, first->has_reverses ? &first->reverses : NULL, lines, count);
}

static void rehash_one(sqlite3 *db, const struct ledger_transfer *t)
{
    sqlite3_stmt *update = NULL;
    ck_assert_int_eq(
        sqlite3_prepare_v2(db, "UPDATE ledger_transfer SET req_hash = ?1, leaf = ?2 WHERE seq = ?3",
                           -1, &update, NULL),
        SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_blob(update, 1, &t->request, 32, SQLITE_STATIC), SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_blob(update, 2, &t->leaf, 32, SQLITE_STATIC), SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_int64(update, 3, t->seq), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(update), SQLITE_DONE);
    ck_assert_int_eq(sqlite3_finalize(update), SQLITE_OK);
}

void tamper_rehash(const char *path)
{
    struct error err;
    struct store *store = NULL;
    struct store_tx *tx = NULL;
    sqlite3 *db = NULL;
    struct book_row rows[TAMPER_TRANSFERS + 1] = {0};
    struct store_rows *found = NULL;
    size_t count = 0;
    bool more = false;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    CHECK_OK(store_open(&(struct store_options){.address = path}, &store, &err), err);
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_query(tx, "SELECT * FROM ledger_book ORDER BY seq", STORE_NONE, &found, &err),
             err);
    for (;;) {
        CHECK_OK(store_next(found, &more, &err), err);
        if (!more)
            break;
        struct book_row row = book_of_row(found, arena);
        if (count == 0 || row.transfer.seq != rows[count - 1].transfer.seq)
            rows[count++] = row;
        ck_assert_uint_le(count, TAMPER_TRANSFERS);
    }
    store_done(&found);
    store_abandon(&tx);
    store_close(store);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t first = 0, end = 0; first < count; first = end) {
        end = first + (size_t)rows[first].transfer.group_count;
        struct hash256 request = request_of(&rows[first], end - first);
        for (size_t i = first; i < end; i++) {
            rows[i].transfer.request = request;
            rows[i].transfer.leaf = leaf_hash(&rows[i].transfer);
            rehash_one(db, &rows[i].transfer);
        }
    }
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}
