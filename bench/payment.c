/* bench_payment ADDRESS FOLDER SECONDS -- a three-party payment as the portal books it, each step a
 * durable transaction of its own: approved (three parts and the budget line reserved), then made
 * (all four settled, three bank lines). Told is how long each transaction took, and beside it how
 * long the disk under FOLDER takes to make 4 KiB durable, in turns. The book is audited after. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/ledger.h"

enum { SOURCES = 3, WARM = 100, PAYMENTS_MAX = 200000, BLOCK = 4096 };

static const int64_t start_won = INT64_C(1000000000000);

struct book {
    struct store *store;
    time_us now;
    uint64_t next;
    int64_t world, budget_world, line, used;
    int64_t bank[SOURCES], project[SOURCES], payable[SOURCES];
};

struct times {
    time_us *at;
    size_t count;
};

static enum status open_accounts(struct book *book, struct store_tx *tx, struct error *err)
{
    struct ledger_key budget = {.code = LEDGER_BUDGET_WORLD}, world = {.code = LEDGER_WORLD};
    struct ledger_key line = {.code = LEDGER_LINE, .project = 17, .part = 1}, used = line;
    used.code = LEDGER_LINE_USED;
    enum status st = ledger_account_open(tx, &world, book->now, &book->world, err);
    if (st == STATUS_OK)
        st = ledger_account_open(tx, &budget, book->now, &book->budget_world, err);
    if (st == STATUS_OK)
        st = ledger_account_open(tx, &line, book->now, &book->line, err);
    if (st == STATUS_OK)
        st = ledger_account_open(tx, &used, book->now, &book->used, err);
    for (int i = 0; st == STATUS_OK && i < SOURCES; i++) {
        struct ledger_key bank = {
            .code = LEDGER_FUND_BANK, .org = 1, .source = i + 1, .designation = 7};
        struct ledger_key project = {
            .code = LEDGER_PROJECT, .project = 17, .source = i + 1, .designation = 7};
        struct ledger_key payable = {
            .code = LEDGER_PAYABLE, .org = 9, .project = 17, .source = i + 1, .designation = 7};
        st = ledger_account_open(tx, &bank, book->now, &book->bank[i], err);
        if (st == STATUS_OK)
            st = ledger_account_open(tx, &project, book->now, &book->project[i], err);
        if (st == STATUS_OK)
            st = ledger_account_open(tx, &payable, book->now, &book->payable[i], err);
    }
    return st;
}

static struct ledger_group group_of(struct book *book, enum ledger_code code,
                                    const struct ledger_line *lines, size_t count)
{
    return (struct ledger_group){.id = uuid_from(book->now, 0, book->next++),
                                 .code = code,
                                 .event_at = book->now,
                                 .now = book->now,
                                 .actor = 1,
                                 .approval = 2,
                                 .lines = lines,
                                 .line_count = count};
}

static enum status prepare(struct book *book, const char *address, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct ledger_line lines[SOURCES + 1];
    struct ledger_posted posted;
    book->now = clock_wall();
    book->next = 1;
    enum status st = store_open(&(struct store_options){.address = address}, &book->store, err);
    if (st == STATUS_OK)
        st = store_migrate(book->store, book->now, err);
    if (st == STATUS_OK)
        st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = open_accounts(book, tx, err);
    for (int i = 0; i < SOURCES; i++)
        lines[i] = (struct ledger_line){
            .debit = book->bank[i], .credit = book->project[i], .amount = {start_won}};
    lines[SOURCES] = (struct ledger_line){
        .debit = book->budget_world, .credit = book->line, .amount = {SOURCES * start_won}};
    struct ledger_group group = group_of(book, LEDGER_CODE_AGREED, lines, SOURCES + 1);
    if (st == STATUS_OK)
        st = ledger_post(tx, &group, &posted, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

/* `pending` NULL: approve; else make the payment that was approved. */
static enum status step(struct book *book, const struct uuid *pending, struct uuid *ret_group,
                        struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct ledger_line lines[SOURCES + 1];
    struct ledger_posted posted;
    for (int i = 0; i < SOURCES; i++)
        lines[i] =
            (struct ledger_line){.kind = pending == NULL ? LEDGER_PENDING : LEDGER_POSTED,
                                 .debit = pending == NULL ? book->project[i] : book->payable[i],
                                 .credit = pending == NULL ? book->payable[i] : book->bank[i],
                                 .amount = {i + 2}};
    lines[SOURCES] = (struct ledger_line){
        .kind = LEDGER_PENDING, .debit = book->line, .credit = book->used, .amount = {9}};
    struct ledger_group group = pending == NULL
                                    ? group_of(book, LEDGER_CODE_PAYMENT_OPENED, lines, SOURCES + 1)
                                    : group_of(book, LEDGER_CODE_PAYMENT_MADE, lines, SOURCES);
    enum status st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = pending == NULL ? ledger_post(tx, &group, &posted, err)
                             : ledger_settle(tx, pending, &group, &posted, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    *ret_group = group.id;
    return st;
}

static enum status pay(struct book *book, struct times *approve, struct times *make,
                       struct error *err)
{
    struct uuid approved, made;
    time_us start = clock_steady();
    enum status st = step(book, NULL, &approved, err);
    time_us middle = clock_steady();
    if (st == STATUS_OK)
        st = step(book, &approved, &made, err);
    approve->at[approve->count++] = middle - start;
    make->at[make->count++] = clock_steady() - middle;
    return st;
}

/* 4 KiB more in a file, and on the disk. */
static void touch_disk(int fd, struct times *disk)
{
    static const char block[BLOCK] = "x";
    time_us start = clock_steady();
    if (write(fd, block, sizeof block) == BLOCK && fdatasync(fd) == 0)
        disk->at[disk->count++] = clock_steady() - start;
}

static int compare(const void *left, const void *right)
{
    time_us a = *(const time_us *)left, b = *(const time_us *)right;
    return (a > b) - (a < b);
}

static void tell(const char *name, struct times *times)
{
    qsort(times->at, times->count, sizeof *times->at, compare);
    size_t last = times->count - 1;
    printf("\"%s\": {\"count\": %zu, \"p50\": %.3f, \"p99\": %.3f, \"max\": %.3f}, ", name,
           times->count, (double)times->at[last / 2] * 1e-3,
           (double)times->at[last * 99 / 100] * 1e-3, (double)times->at[last] * 1e-3);
}

static struct times times_new(void)
{
    return (struct times){.at = calloc(PAYMENTS_MAX, sizeof(time_us))};
}

static enum status run(struct book *book, const char *address, const char *folder, long seconds,
                       struct error *err)
{
    struct times approve = times_new(), make = times_new(), disk = times_new();
    struct ledger_size size = {0};
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/bench-payment.tmp", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || approve.at == NULL || make.at == NULL || disk.at == NULL)
        return FAIL(err, KIT_FILE, "%s", path);
    enum status st = prepare(book, address, err);
    for (int i = 0; st == STATUS_OK && i < WARM; i++)
        st = pay(book, &approve, &make, err);
    approve.count = make.count = 0;
    time_us end = clock_steady() + seconds * TIME_SECOND;
    while (st == STATUS_OK && clock_steady() < end && approve.count < PAYMENTS_MAX) {
        st = pay(book, &approve, &make, err);
        touch_disk(fd, &disk);
    }
    (void)close(fd);
    (void)unlink(path);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    if (st == STATUS_OK)
        st = store_begin(book->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = ledger_audit(tx, &size, err);
    if (st == STATUS_OK && disk.count > 0 && approve.count > 0) {
        printf("{");
        tell("approve", &approve);
        tell("make", &make);
        tell("disk", &disk);
        printf("\"audited\": %" PRId64 "}\n", size.transfers);
    }
    free(approve.at);
    free(make.at);
    free(disk.at);
    return st;
}

int main(int count, char **arguments)
{
    struct error err;
    struct book book = {0};
    long seconds = count == 4 ? strtol(arguments[3], NULL, 10) : 0;
    if (seconds <= 0) {
        fputs("bench_payment ADDRESS FOLDER SECONDS\n", stderr);
        return 2;
    }
    enum status st = run(&book, arguments[1], arguments[2], seconds, &err);
    store_close(book.store);
    if (st != STATUS_OK) {
        fprintf(stderr, "bench_payment: %s %s: %s\n", err.reason->name, err.place, err.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
