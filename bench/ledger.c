/* bench_ledger ADDRESS SECONDS -- three-line groups booked one after another, each in a durable
 * transaction of its own, as an agreement books them: two sources of money allotted to a project
 * and a line of its budget. Afterwards, untimed, the whole book is audited. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ledger/ledger.h"

/* WARM: groups before the clock starts. Until SQLite's journal has been written once around, every
 * fsync also lengthens a file, which costs the disk more than the groups do. */
enum { LINES = 3, WARM = 300 };

static const int64_t start_won = INT64_C(1000000000000);

struct book {
    struct store *store;
    time_us now;
    uint64_t next; /* number of the next group */
    int64_t world, bank, gov, sponsor, project_gov, project_sponsor, budget_world, line;
};

static enum status open_accounts(struct book *book, struct store_tx *tx, struct error *err)
{
    const struct {
        int64_t *id;
        struct ledger_key key;
    } wanted[] = {
        {&book->world, {.code = LEDGER_WORLD}},
        {&book->bank, {.code = LEDGER_FUND_BANK, .org = 1}},
        {&book->gov, {.code = LEDGER_SOURCE, .source = 1, .part = 2026}},
        {&book->sponsor, {.code = LEDGER_SOURCE, .source = 2, .designation = 7, .part = 2026}},
        {&book->project_gov, {.code = LEDGER_PROJECT, .project = 17, .source = 1}},
        {&book->project_sponsor,
         {.code = LEDGER_PROJECT, .project = 17, .source = 2, .designation = 7}},
        {&book->budget_world, {.code = LEDGER_BUDGET_WORLD}},
        {&book->line, {.code = LEDGER_LINE, .project = 17, .part = 3}},
    };
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof wanted / sizeof *wanted; i++)
        st = ledger_account_open(tx, &wanted[i].key, book->now, wanted[i].id, err);
    return st;
}

static enum status post(struct book *book, struct store_tx *tx, const struct ledger_line *lines,
                        size_t count, struct error *err)
{
    struct ledger_posted posted;
    const struct ledger_group group = {.id = uuid_from(book->now, 0, book->next++),
                                       .code = LEDGER_CODE_AGREED,
                                       .event_at = book->now,
                                       .now = book->now,
                                       .actor = 1,
                                       .lines = lines,
                                       .line_count = count};
    return ledger_post(tx, &group, &posted, err);
}

static enum status prepare(struct book *book, const char *address, struct error *err)
{
    struct store_tx *tx = NULL;
    book->now = clock_wall();
    book->next = 1;
    enum status st = store_open(&(struct store_options){.address = address}, &book->store, err);
    if (st == STATUS_OK)
        st = store_migrate(book->store, book->now, err);
    if (st == STATUS_OK)
        st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = open_accounts(book, tx, err);
    const struct ledger_line funds[] = {
        {.debit = book->bank, .credit = book->gov, .amount = {start_won}},
        {.debit = book->bank, .credit = book->sponsor, .amount = {start_won}},
    };
    if (st == STATUS_OK)
        st = post(book, tx, funds, sizeof funds / sizeof *funds, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    store_abandon(&tx);
    return st;
}

static enum status book_one(struct book *book, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    const struct ledger_line lines[LINES] = {
        {.debit = book->gov, .credit = book->project_gov, .amount = {2}},
        {.debit = book->sponsor, .credit = book->project_sponsor, .amount = {3}},
        {.debit = book->budget_world, .credit = book->line, .amount = {5}},
    };
    enum status st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = post(book, tx, lines, LINES, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static enum status audit(struct book *book, struct ledger_size *ret_size, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(book->store, STORE_READ, &tx, err);
    return st == STATUS_OK ? ledger_audit(tx, ret_size, err) : st;
}

static double cpu_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
    long seconds = count == 3 ? strtol(arguments[2], NULL, 10) : 0;
    if (seconds <= 0) {
        fputs("bench_ledger ADDRESS SECONDS\n", stderr);
        return 2;
    }
    struct error err;
    struct book book = {0};
    struct ledger_size size = {0};
    int64_t groups = 0;
    enum status st = prepare(&book, arguments[1], &err);
    for (int i = 0; st == STATUS_OK && i < WARM; i++)
        st = book_one(&book, &err);
    time_us start = clock_steady(), end = start;
    double cpu = cpu_seconds();
    while (st == STATUS_OK && end - start < seconds * TIME_SECOND) {
        st = book_one(&book, &err);
        groups += st == STATUS_OK;
        end = clock_steady();
    }
    cpu = cpu_seconds() - cpu;
    if (st == STATUS_OK)
        st = audit(&book, &size, &err);
    store_close(book.store);
    if (st != STATUS_OK) {
        fprintf(stderr, "bench_ledger: %s %s: %s\n", err.reason->name, err.place, err.text);
        return EXIT_FAILURE;
    }
    printf("{\"groups\": %" PRId64 ", \"booked\": %" PRId64
           ", \"wall\": %.6f, \"cpu\": %.6f, \"audited\": %" PRId64 "}\n",
           groups, groups + WARM, (double)(end - start) * 1e-6, cpu, size.transfers);
    return EXIT_SUCCESS;
}
