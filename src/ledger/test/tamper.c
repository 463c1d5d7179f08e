#include "tamper.h"

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
