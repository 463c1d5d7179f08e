/* dure-verify on real books made by the ledger: good ones pass, and whatever was done to one is
 * found. The program under test is a separate
 * executable; DURE_VERIFY says where it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/random.h"
#include "support/postgres.h"
#include "tamper.h"

enum { OUTPUT_BYTES = 8192, EXPORT_BYTES = 1 << 16 };

/* Its exit code; `text` becomes its answer. */
static int verify(const char *file, char text[OUTPUT_BYTES])
{
    char output[128];
    (void)snprintf(output, sizeof output, "%s/answer.txt", test_folder());
    const char *const words[] = {getenv("DURE_VERIFY"), "ledger", file, NULL};
    ck_assert_ptr_nonnull(words[0]);
    int code = tamper_run(words, output);
    FILE *answer = fopen(output, "r");
    ck_assert_ptr_nonnull(answer);
    text[fread(text, 1, OUTPUT_BYTES - 1, answer)] = '\0';
    (void)fclose(answer);
    return code;
}

static size_t export_book(struct book *book, const char *path, char bytes[EXPORT_BYTES])
{
    struct error err;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    FILE *file = fopen(path, "w+");
    ck_assert_ptr_nonnull(file);
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_export(tx, file, &err), err);
    rewind(file);
    size_t size = fread(bytes, 1, EXPORT_BYTES, file);
    ck_assert_uint_lt(size, EXPORT_BYTES);
    (void)fclose(file);
    return size;
}

static void write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static const char *in_folder(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    return path;
}

START_TEST(a_good_store_and_its_export_pass_with_the_same_root)
{
    static char bytes[EXPORT_BYTES];
    char of_store[OUTPUT_BYTES], of_export[OUTPUT_BYTES];
    struct book book;
    book_open(&book, sqlite_address());
    tamper_live(&book);
    ck_assert_msg(verify(sqlite_address(), of_store) == 0, "%s", of_store);
    (void)export_book(&book, in_folder("book.jsonl"), bytes);
    ck_assert_msg(verify(in_folder("book.jsonl"), of_export) == 0, "%s", of_export);
    ck_assert_str_eq(of_store, of_export);
    ck_assert_msg(strstr(of_store, "12 accounts, 11 transfers in 7 groups, 0 reservations open") !=
                      NULL,
                  "%s", of_store);
    book_close(&book);
}
END_TEST

START_TEST(an_export_from_postgresql_passes_too)
{
    static char bytes[EXPORT_BYTES];
    char text[OUTPUT_BYTES];
    struct book book;
    const char *address = postgresql_address();
    if (address == NULL) {
        TEST_SKIP("no PostgreSQL 15 is installed");
        return;
    }
    book_open(&book, address);
    tamper_live(&book);
    (void)export_book(&book, in_folder("book.jsonl"), bytes);
    ck_assert_msg(verify(in_folder("book.jsonl"), text) == 0, "%s", text);
    book_close(&book);
}
END_TEST

/* The answer begins with the place: "/transfers/4" is said as "transfer 4" here. */
static void check_place(const struct tampering *tampering, const char *text)
{
    char list[16] = "", wanted[64];
    int number = 0;
    if (tampering->place == NULL)
        return;
    ck_assert_int_eq(sscanf(tampering->place, "/%15[a-z]/%d", list, &number), 2);
    (void)snprintf(wanted, sizeof wanted, "BAD: %.*s %d:", (int)strlen(list) - 1, list, number);
    ck_assert_msg(strncmp(text, wanted, strlen(wanted)) == 0, "%s: wanted %s, got %s",
                  tampering->title, wanted, text);
}

static void tamper_and_verify(const struct tampering *tampering, const char *name, bool rehash)
{
    char path[128], text[OUTPUT_BYTES];
    struct book book;
    (void)snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    book_open(&book, path);
    tamper_live(&book);
    book_close(&book);
    tamper(path, tampering->sql);
    if (rehash)
        tamper_rehash(path);
    ck_assert_msg(verify(path, text) == 1, "%s: %s", tampering->title, text);
    check_place(tampering, text);
    ck_assert_msg(!rehash || strstr(text, "hash") == NULL, "%s: %s", tampering->title, text);
}

START_TEST(the_first_row_that_was_changed_in_a_store_is_named)
{
    for (size_t i = 0; i < tamper_count; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "tampered-%zu.db", i);
        tamper_and_verify(&tamperings[i], name, false);
    }
}
END_TEST

START_TEST(what_breaks_a_rule_is_found_even_if_every_hash_was_made_to_fit)
{
    for (size_t i = 0; i < forgery_count; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "forged-%zu.db", i);
        tamper_and_verify(&forgeries[i], name, true);
    }
}
END_TEST

/* Where the line with this byte starts. */
static size_t line_start(const char *bytes, size_t at)
{
    while (at > 0 && bytes[at - 1] != '\n')
        at--;
    return at;
}

/* No hash covers when an account was opened, nor an account that has no transfers: there a change
 * can go unseen. It moves no money. */
static bool in_no_hash(const char *bytes, size_t at)
{
    static const char head[] = "{\"type\":\"account\"",
                      unused[] = "\"dp\":0,\"dq\":0,\"cp\":0,\"cq\":0";
    char line[512];
    size_t start = line_start(bytes, at), size = strcspn(bytes + start, "\n");
    ck_assert_uint_lt(size, sizeof line);
    if (strncmp(bytes + start, head, strlen(head)) != 0)
        return false;
    memcpy(line, bytes + start, size);
    line[size] = '\0';
    return strstr(line, unused) != NULL ||
           at - start >= (size_t)(strstr(line, "\"opened_at\"") - line);
}

START_TEST(no_hashed_byte_of_an_export_can_be_changed_unseen)
{
    static char good[EXPORT_BYTES], bad[EXPORT_BYTES];
    char text[OUTPUT_BYTES];
    struct book book;
    book_open(&book, sqlite_address());
    tamper_live(&book);
    size_t size = export_book(&book, in_folder("good.jsonl"), good);
    book_close(&book);
    FOR_ALL(seed, 120) {
        struct random_stream luck = random_stream(seed, "bytes of an export");
        size_t at = random_below(&luck, size);
        if (in_no_hash(good, at))
            continue;
        memcpy(bad, good, size);
        bad[at] = (char)(bad[at] ^ (1 << random_below(&luck, 7)));
        write_bytes(in_folder("bad.jsonl"), bad, size);
        int code = verify(in_folder("bad.jsonl"), text);
        ck_assert_msg(code == 1, "byte %zu of %zu: exit code %d, %s", at, size, code, text);
    }
}
END_TEST

START_TEST(no_line_of_an_export_can_be_left_out_or_repeated_unseen)
{
    static char good[EXPORT_BYTES], bad[2 * EXPORT_BYTES];
    char text[OUTPUT_BYTES];
    struct book book;
    book_open(&book, sqlite_address());
    tamper_live(&book);
    size_t size = export_book(&book, in_folder("good.jsonl"), good), end = 0;
    book_close(&book);
    for (size_t at = 0; at < size; at = end) {
        end = at + strcspn(good + at, "\n") + 1;
        memcpy(bad, good, at);
        memcpy(bad + at, good + end, size - end);
        write_bytes(in_folder("bad.jsonl"), bad, size - (end - at));
        ck_assert_int_eq(verify(in_folder("bad.jsonl"), text), 1);
        memcpy(bad, good, end);
        memcpy(bad + end, good + at, size - at);
        write_bytes(in_folder("bad.jsonl"), bad, size + (end - at));
        ck_assert_int_eq(verify(in_folder("bad.jsonl"), text), 1);
    }
}
END_TEST

START_TEST(an_export_that_was_cut_off_is_found)
{
    static char good[EXPORT_BYTES];
    char text[OUTPUT_BYTES];
    struct book book;
    book_open(&book, sqlite_address());
    tamper_live(&book);
    size_t size = export_book(&book, in_folder("good.jsonl"), good);
    book_close(&book);
    for (size_t cut = 1; cut < size; cut += 97) {
        write_bytes(in_folder("bad.jsonl"), good, size - cut);
        ck_assert_int_eq(verify(in_folder("bad.jsonl"), text), 1);
    }
}
END_TEST

START_TEST(a_file_that_is_not_there_is_unreadable_not_bad)
{
    char text[OUTPUT_BYTES];
    ck_assert_int_eq(verify(in_folder("nothing.db"), text), 2);
    const char *const words[] = {getenv("DURE_VERIFY"), "accounts", NULL};
    ck_assert_int_eq(tamper_run(words, in_folder("usage.txt")), 2);
}
END_TEST

BOTH_MAIN_WITHIN("verify", 120, a_good_store_and_its_export_pass_with_the_same_root,
                 an_export_from_postgresql_passes_too,
                 the_first_row_that_was_changed_in_a_store_is_named,
                 what_breaks_a_rule_is_found_even_if_every_hash_was_made_to_fit,
                 no_hashed_byte_of_an_export_can_be_changed_unseen,
                 no_line_of_an_export_can_be_left_out_or_repeated_unseen,
                 an_export_that_was_cut_off_is_found,
                 a_file_that_is_not_there_is_unreadable_not_bad)
