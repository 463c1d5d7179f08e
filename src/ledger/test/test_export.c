/* The book as seen by others: hledger recomputes the journal, and the audit finds what was changed
 * behind the program's back. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "book.h"
#include "support/postgres.h"
#include "tamper.h"

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

/* Not everything is won. */
static void grant_days(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct ledger_group head = book_group(book, NULL, 0);
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(ledger_grant(tx, LEDGER_BOOK_DAYS, 17, 50, &head, &posted, &err), err);
    head = book_group(book, NULL, 0);
    CHECK_OK(ledger_spend(tx, LEDGER_BOOK_DAYS, 17, LEDGER_POSTED, 3, &head, &posted, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
}

static void journal(struct book *book)
{
    char path[128], output[128], text[8192];
    tamper_live(book);
    grant_days(book);
    (void)snprintf(path, sizeof path, "%s/book.journal", test_folder());
    (void)snprintf(output, sizeof output, "%s/hledger.txt", test_folder());
    write_journal(book, path);
    const char *const check[] = {"hledger", "-f", path, "check", "--strict", NULL};
    int exit_code = tamper_run(check, output);
    if (exit_code < 0) {
        TEST_SKIP("hledger is not installed");
        return;
    }
    ck_assert_msg(exit_code == 0, "%s", file_text(output, text, sizeof text));
    const char *const balance[] = {"hledger", "-f",  path,
                                   "balance", "-N",  "--flat",
                                   "-O",      "csv", "funds:source:source1:part2026",
                                   NULL};
    ck_assert_int_eq(tamper_run(balance, output), 0);
    ck_assert_msg(strstr(file_text(output, text, sizeof text), "-700000 KRW") != NULL, "%s", text);
    /* It would say no: one won more on one side of the last assertion. */
    char *assertion = strstr(file_text(path, text, sizeof text), "= -700000 KRW");
    ck_assert_ptr_nonnull(assertion);
    assertion[8] = '1';
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    (void)fputs(text, file);
    (void)fclose(file);
    ck_assert_int_gt(tamper_run(check, output), 0);
}

ON_BOTH(hledger_finds_the_same_balances_in_the_exported_journal)
{
    book_run(address, journal);
}

START_TEST(the_audit_names_the_first_row_that_was_changed_behind_the_program)
{
    for (size_t i = 0; i < tamper_count; i++) {
        struct error err;
        struct book book;
        struct ledger_size size;
        char path[128];
        (void)snprintf(path, sizeof path, "%s/tampered-%zu.db", test_folder(), i);
        book_open(&book, path);
        tamper_live(&book);
        CHECK_OK(book_audit(&book, &size, &err), err);
        ck_assert_int_eq(size.transfers, TAMPER_TRANSFERS);
        ck_assert_int_eq(size.pending_open, 0);
        tamper(path, tamperings[i].sql);
        CHECK_FAILS(book_audit(&book, &size, &err), LEDGER_BROKEN, err);
        ck_assert_msg(strcmp(err.place, tamperings[i].place) == 0, "%s: %s %s", tamperings[i].title,
                      err.place, err.text);
        book_close(&book);
    }
}
END_TEST

START_TEST(the_audit_finds_what_breaks_a_rule_even_if_every_hash_was_made_to_fit)
{
    for (size_t i = 0; i < forgery_count; i++) {
        struct error err;
        struct book book;
        struct ledger_size size;
        char path[128];
        (void)snprintf(path, sizeof path, "%s/forged-%zu.db", test_folder(), i);
        book_open(&book, path);
        tamper_live(&book);
        tamper(path, forgeries[i].sql);
        tamper_rehash(path);
        CHECK_FAILS(book_audit(&book, &size, &err), LEDGER_BROKEN, err);
        ck_assert_msg(forgeries[i].place == NULL || strcmp(err.place, forgeries[i].place) == 0,
                      "%s: %s %s", forgeries[i].title, err.place, err.text);
        ck_assert_msg(strstr(err.text, "hash") == NULL, "%s: %s", forgeries[i].title, err.text);
        book_close(&book);
    }
}
END_TEST

BOTH_MAIN_WITHIN("ledger export", 120,
                 BOTH(hledger_finds_the_same_balances_in_the_exported_journal),
                 the_audit_names_the_first_row_that_was_changed_behind_the_program,
                 the_audit_finds_what_breaks_a_rule_even_if_every_hash_was_made_to_fit)
