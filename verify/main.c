/* dure-verify ledger FILE: is this book whole and true to itself? FILE is the SQLite store or an
 * export made by `dure`. Answers OK, or the first entry that is wrong. Exit codes: 0 it is,
 * 1 it is not, 2 it could not be read. */
#include <stdio.h>
#include <string.h>

#include "verify.h"

static bool is_sqlite(const char *path)
{
    static const char magic[] = "SQLite format 3";
    char head[sizeof magic] = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t size = fread(head, 1, sizeof head, file);
    (void)fclose(file);
    return size == sizeof head && memcmp(head, magic, sizeof magic) == 0;
}

static int usage(void)
{
    (void)fputs("usage: dure-verify ledger FILE\n"
                "  FILE: the SQLite store, or an export of the book\n"
                "  exit codes: 0 good, 1 bad (the first wrong entry is named), 2 not readable\n",
                stderr);
    return UNREADABLE;
}

static void print_good(const struct book *book, const struct answer *answer)
{
    (void)printf("OK: %zu accounts, %zu transfers in %zu groups, %zu reservations open\nroot ",
                 book->account_count, book->transfer_count, answer->groups, answer->open);
    for (size_t i = 0; i < sizeof answer->root; i++)
        (void)printf("%02x", answer->root[i]);
    (void)printf(" over %zu leaves\n", book->transfer_count);
}

int main(int count, char **words)
{
    if (count != 3 || strcmp(words[1], "ledger") != 0)
        return usage();
    char why[WHY_MAX] = "";
    struct book book = {0};
    struct answer answer = {0};
    enum verdict verdict =
        is_sqlite(words[2]) ? read_sqlite(words[2], &book, why) : read_lines(words[2], &book, why);
    if (verdict == GOOD)
        verdict = book_verify(&book, &answer, why);
    if (verdict == GOOD)
        print_good(&book, &answer);
    else
        (void)printf("%s: %s\n", verdict == BAD ? "BAD" : "UNREADABLE", why);
    book_free(&book);
    return (int)verdict;
}
