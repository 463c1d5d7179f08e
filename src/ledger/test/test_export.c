/* The book as seen by others: hledger recomputes the journal, and the audit finds what was changed
 * behind the program's back. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "book.h"
#include "support/postgres.h"

/* Some life: money in, allotted, reserved, paid in part, reversed, over two days. */
static void live(struct book *book)
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

/* The exit code of a program; -1 if there is no such program. Its output goes to a file. */
static int run_program(const char *const *words, const char *output)
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

static const char *file_text(const char *path, char *text, size_t room)
{
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(text, 1, room - 1, file);
    text[size] = '\0';
    (void)fclose(file);
    return text;
}

static void write_journal(struct book *book, const char *path)
{
    struct error err;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_export_hledger(tx, file, &err), err);
    (void)fclose(file);
}

static void journal(struct book *book)
{
    char path[128], output[128], text[8192];
    live(book);
    (void)snprintf(path, sizeof path, "%s/book.journal", test_folder());
    (void)snprintf(output, sizeof output, "%s/hledger.txt", test_folder());
    write_journal(book, path);
    const char *const check[] = {"hledger", "-f", path, "check", "--strict", NULL};
    int exit_code = run_program(check, output);
    if (exit_code < 0) {
        TEST_SKIP("hledger is not installed");
        return;
    }
    ck_assert_msg(exit_code == 0, "%s", file_text(output, text, sizeof text));
    const char *const balance[] = {"hledger", "-f",  path,
                                   "balance", "-N",  "--flat",
                                   "-O",      "csv", "funds:source:source1:part2026",
                                   NULL};
    ck_assert_int_eq(run_program(balance, output), 0);
    ck_assert_msg(strstr(file_text(output, text, sizeof text), "-700000 KRW") != NULL, "%s", text);
    /* It would say no: one won more on one side of the last assertion. */
    char *assertion = strstr(file_text(path, text, sizeof text), "= -700000 KRW");
    ck_assert_ptr_nonnull(assertion);
    assertion[8] = '1';
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    (void)fputs(text, file);
    (void)fclose(file);
    ck_assert_int_gt(run_program(check, output), 0);
}

ON_BOTH(hledger_finds_the_same_balances_in_the_exported_journal)
{
    book_run(address, journal);
}

/* What a person with the file can do, triggers or not. */
static const struct tampering {
    const char *title, *sql, *place;
} tamperings[] = {
    {"an amount", "UPDATE ledger_transfer SET amount = 300001 WHERE seq = 4", "/transfers/4"},
    {"an account", "UPDATE ledger_transfer SET cr = 7 WHERE seq = 4", "/transfers/4"},
    {"a date", "UPDATE ledger_transfer SET event_at = event_at - 1 WHERE seq = 2", "/transfers/2"},
    {"a row removed", "DELETE FROM ledger_transfer WHERE seq = 3", "/transfers/3"},
    {"the last row removed", "DELETE FROM ledger_transfer WHERE seq = 11", "/transfers/11"},
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

static void tamper(const char *path, const char *sql)
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

START_TEST(the_audit_names_the_first_row_that_was_changed_behind_the_program)
{
    for (size_t i = 0; i < sizeof tamperings / sizeof *tamperings; i++) {
        struct error err;
        struct book book;
        struct ledger_size size;
        char path[128];
        (void)snprintf(path, sizeof path, "%s/tampered-%zu.db", test_folder(), i);
        book_open(&book, path);
        live(&book);
        CHECK_OK(book_audit(&book, &size, &err), err);
        ck_assert_int_eq(size.transfers, 11);
        ck_assert_int_eq(size.pending_open, 0);
        tamper(path, tamperings[i].sql);
        CHECK_FAILS(book_audit(&book, &size, &err), LEDGER_BROKEN, err);
        ck_assert_msg(strcmp(err.place, tamperings[i].place) == 0, "%s: %s %s", tamperings[i].title,
                      err.place, err.text);
        book_close(&book);
    }
}
END_TEST

BOTH_MAIN_WITHIN("ledger export", 120,
                 BOTH(hledger_finds_the_same_balances_in_the_exported_journal),
                 the_audit_names_the_first_row_that_was_changed_behind_the_program)
