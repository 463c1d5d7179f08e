/* Random programs against the oracle: after every step the same answer, the same balances, and a
 * book that passes its own audit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/random.h"
#include "ledger/ledger.h"
#include "oracle.h"
#include "support/postgres.h"
#include "tamper.h"

enum { STEPS = 60, LINES = 4, EXPIRE_MOST = 3, WAYS_IN = 5 };

struct program {
    struct book book;
    struct oracle oracle;
    struct random_stream luck;
    struct uuid ids[ORACLE_LINES]; /* of each group */
    struct ledger_group last;      /* the last group that was booked by post_step() */
    struct ledger_line last_lines[LINES];
    int accepted, refused;
};

static int below(struct program *program, int limit)
{
    return (int)random_below(&program->luck, (uint64_t)limit);
}

/* The ways money goes in real life; those in first. One in ten is drawn blindly. */
static const enum book_account ways[][2] = {
    {A_WORLD, A_GOV},         {A_BUDGET_WORLD, A_LINE},
    {A_BANK, A_GOV},          {A_BANK, A_SPONSOR},
    {A_WORLD, A_OTHER_USE},   {A_GOV, A_PROJECT_GOV},
    {A_GOV, A_PROJECT_OTHER}, {A_SPONSOR, A_PROJECT_SPONSOR},
    {A_PROJECT_GOV, A_PAYEE}, {A_PROJECT_SPONSOR, A_PAYEE},
    {A_PAYEE, A_BANK},        {A_PROJECT_GOV, A_GOV},
    {A_LINE, A_LINE_USED},    {A_LINE_USED, A_LINE},
};

static bool open_pending(const struct program *program, int line)
{
    return program->oracle.lines[line].kind == LEDGER_PENDING &&
           program->oracle.lines[line].ender < 0;
}

/* A pending line among the first `count`, open if luck has it, not taken by this group; or -1. */
static int draw_pending(struct program *program, int count, const int *taken, int taken_count)
{
    for (int attempt = 0; attempt < 20 && count > 0; attempt++) {
        int line = below(program, count);
        bool fits = open_pending(program, line) ||
                    (attempt > 15 && program->oracle.lines[line].kind == LEDGER_PENDING);
        for (int i = 0; i < taken_count; i++)
            fits = fits && taken[i] != line;
        if (fits)
            return line;
    }
    return -1;
}

static struct oracle_line draw_line(struct program *program, int count, const int *taken,
                                    int taken_count)
{
    struct oracle_line line = {.ends = -1, .kind = (enum ledger_kind)below(program, 4)};
    if (line.kind == LEDGER_POST || line.kind == LEDGER_VOID)
        line.ends = draw_pending(program, count, taken, taken_count);
    if (line.ends >= 0) {
        int64_t held = program->oracle.lines[line.ends].won;
        line.won = line.kind == LEDGER_VOID ? held : 1 + below(program, (int)held + 2);
        return line;
    }
    line.kind = below(program, 3) == 0 ? LEDGER_PENDING : LEDGER_POSTED;
    /* At first money comes in. */
    bool early = program->accepted < 6;
    const enum book_account *way =
        ways[below(program, early ? WAYS_IN : (int)(sizeof ways / sizeof *ways))];
    line.debit = (int)way[0];
    line.credit = (int)way[1];
    if (below(program, 10) == 0) {
        line.debit = below(program, BOOK_ACCOUNTS);
        line.credit = (line.debit + 1 + below(program, BOOK_ACCOUNTS - 1)) % BOOK_ACCOUNTS;
    }
    line.won = 1 + below(program, line.debit == A_WORLD || line.debit == A_BANK ? 300 : 30);
    return line;
}

/* The place of a line in its group, for its id. */
static struct uuid line_id(const struct program *program, int line)
{
    int first = line;
    while (first > 0 && program->oracle.lines[first - 1].group == program->oracle.lines[line].group)
        first--;
    return ledger_transfer_id(&program->ids[program->oracle.lines[line].group],
                              (size_t)(line - first));
}

static void compare_balances(struct program *program)
{
    for (int i = 0; i < BOOK_ACCOUNTS; i++) {
        struct ledger_account account = book_account(&program->book, (enum book_account)i);
        const struct oracle *oracle = &program->oracle;
        ck_assert_int_eq(account.debit_pending.won, oracle_sum(oracle, i, true, true));
        ck_assert_int_eq(account.debit_posted.won, oracle_sum(oracle, i, true, false));
        ck_assert_int_eq(account.credit_pending.won, oracle_sum(oracle, i, false, true));
        ck_assert_int_eq(account.credit_posted.won, oracle_sum(oracle, i, false, false));
    }
}

/* The ledger answered as the oracle does; the oracle keeps the group or forgets it. */
static void compare_answer(struct program *program, int count_before, const struct reason *wanted,
                           const struct uuid *id, enum status st, const struct error *err)
{
    const struct reason *got = st == STATUS_OK ? NULL : err->reason;
    ck_assert_msg(got == wanted, "ledger: %s %s %s; oracle: %s", got == NULL ? "booked" : got->name,
                  got == NULL ? "" : err->place, got == NULL ? "" : err->text,
                  wanted == NULL ? "booked" : wanted->name);
    if (wanted != NULL) {
        oracle_forget(&program->oracle, count_before);
        program->refused++;
        return;
    }
    program->oracle.reversed_by[program->oracle.groups] = -1;
    program->ids[program->oracle.groups++] = *id;
    program->accepted++;
}

static void post_step(struct program *program)
{
    struct error err;
    struct ledger_posted posted;
    struct oracle *oracle = &program->oracle;
    struct book *book = &program->book;
    const struct reason *wanted = NULL;
    int before = oracle->count, count = 1 + below(program, 1 + below(program, LINES)), taken[LINES];
    time_us expires_at = below(program, 3) == 0 ? book->now + below(program, 8) * TIME_HOUR + 1 : 0;
    bool pending = false;
    struct ledger_line *lines = program->last_lines;
    for (int i = 0; i < count; i++) {
        struct oracle_line line = draw_line(program, before, taken, i);
        taken[i] = line.ends;
        line.group = oracle->groups;
        line.expires_at = line.kind == LEDGER_PENDING ? expires_at : 0;
        pending = pending || line.kind == LEDGER_PENDING;
        lines[i] = (struct ledger_line){.kind = line.kind};
        if (line.kind != LEDGER_VOID)
            lines[i].amount.won = line.won;
        if (line.ends >= 0)
            lines[i].pending = line_id(program, line.ends);
        else
            lines[i] = book_line(book, line.kind, (enum book_account)line.debit,
                                 (enum book_account)line.credit, line.won);
        if (wanted == NULL)
            wanted = oracle_try(oracle, line, book->now);
    }
    program->last = book_group(book, lines, (size_t)count);
    program->last.expires_at = pending ? expires_at : 0;
    enum status st = book_post(book, &program->last, &posted, &err);
    compare_answer(program, before, wanted, &program->last.id, st, &err);
    if (wanted != NULL)
        program->last.line_count = 0;
}

/* The last group once more, as it was and with one won more. */
static void again_step(struct program *program)
{
    struct error err;
    struct ledger_posted posted;
    if (program->last.line_count == 0)
        return;
    struct ledger_group again = program->last;
    again.now = program->book.now;
    CHECK_OK(book_post(&program->book, &again, &posted, &err), err);
    ck_assert(posted.again);
    struct ledger_line lines[LINES];
    memcpy(lines, program->last_lines, sizeof lines);
    again.lines = lines;
    again.actor++;
    CHECK_FAILS(book_post(&program->book, &again, &posted, &err), LEDGER_KEY_REUSED, err);
}

static void end_step(struct program *program, enum ledger_kind kind)
{
    struct error err;
    struct ledger_posted posted;
    struct oracle *oracle = &program->oracle;
    const struct reason *wanted = NULL;
    int before = oracle->count, group = below(program, oracle->groups);
    for (int i = 0; i < before && wanted == NULL; i++)
        if (oracle->lines[i].group == group && open_pending(program, i))
            wanted = oracle_try(
                oracle,
                (struct oracle_line){
                    .group = oracle->groups, .kind = kind, .ends = i, .won = oracle->lines[i].won},
                program->book.now);
    if (wanted == NULL && oracle->count == before)
        wanted = &LEDGER_ENDED;
    struct ledger_group with = book_group(&program->book, NULL, 0);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(program->book.store, STORE_WRITE, &tx, &err), err);
    enum status st = kind == LEDGER_POST
                         ? ledger_settle(tx, &program->ids[group], &with, &posted, &err)
                         : ledger_void(tx, &program->ids[group], &with, &posted, &err);
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&tx, &err), err);
    compare_answer(program, before, wanted, &with.id, st, &err);
}

static void reverse_step(struct program *program)
{
    struct error err;
    struct ledger_posted posted;
    struct oracle *oracle = &program->oracle;
    const struct reason *wanted = NULL;
    int before = oracle->count, group = below(program, oracle->groups);
    for (int i = before - 1; i >= 0 && wanted == NULL; i--) {
        struct oracle_line line = oracle->lines[i];
        if (line.group != group)
            continue;
        bool open = open_pending(program, i);
        struct oracle_line undo = {.group = oracle->groups,
                                   .kind = open ? LEDGER_VOID : LEDGER_POSTED,
                                   .ends = i,
                                   .debit = line.credit,
                                   .credit = line.debit,
                                   .won = line.won};
        if (open || line.kind == LEDGER_POSTED || line.kind == LEDGER_POST)
            wanted = oracle_try(oracle, undo, program->book.now);
    }
    if (wanted == NULL && oracle->count == before)
        wanted = &LEDGER_NOTHING;
    if (oracle->reversed_by[group] >= 0)
        wanted = &LEDGER_REVERSED;
    struct ledger_group with = book_group(&program->book, NULL, 0);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(program->book.store, STORE_WRITE, &tx, &err), err);
    enum status st = ledger_reverse(tx, &program->ids[group], &with, &posted, &err);
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&tx, &err), err);
    if (wanted == NULL)
        oracle->reversed_by[group] = oracle->groups;
    compare_answer(program, before, wanted, &with.id, st, &err);
}

/* Void, group by group, what has run out: at most EXPIRE_MOST groups, the oldest first. */
static void expire_step(struct program *program)
{
    struct error err;
    struct oracle *oracle = &program->oracle;
    size_t swept = 0, got = 0;
    time_us now = program->book.now;
    int before = oracle->count;
    for (int i = 0; i < before && swept < EXPIRE_MOST; i++) {
        const struct oracle_line *line = &oracle->lines[i];
        if (!open_pending(program, i) || line->expires_at == 0 || line->expires_at > now)
            continue;
        int group = line->group;
        for (int j = i; j < before && oracle->lines[j].group == group; j++)
            if (open_pending(program, j))
                ck_assert_ptr_null(oracle_try(oracle,
                                              (struct oracle_line){.group = oracle->groups,
                                                                   .kind = LEDGER_VOID,
                                                                   .ends = j,
                                                                   .won = oracle->lines[j].won},
                                              now));
        oracle->reversed_by[oracle->groups] = -1;
        program->ids[oracle->groups++] = ledger_transfer_id(&program->ids[group], LEDGER_LINES_MAX);
        swept++;
    }
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(program->book.store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(ledger_expire(tx, now, 1, EXPIRE_MOST, &got, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    ck_assert_uint_eq(got, swept);
}

static void step(struct program *program)
{
    int choice = program->oracle.groups == 0 ? 0 : below(program, 16);
    program->book.now += below(program, 60) * TIME_MINUTE;
    if (choice < 9)
        post_step(program);
    else if (choice < 11)
        end_step(program, LEDGER_POST);
    else if (choice == 11)
        end_step(program, LEDGER_VOID);
    else if (choice == 12)
        expire_step(program);
    else if (choice < 15)
        reverse_step(program);
    else
        again_step(program);
}

struct tally {
    int programs, accepted, refused;
};

/* In the tests of dure-verify it looks at the store too, in the state that the program leaves. */
static void verify_too(const char *address)
{
    char output[128];
    (void)snprintf(output, sizeof output, "%s/answer.txt", test_folder());
    const char *const words[] = {getenv("DURE_VERIFY"), "ledger", address, NULL};
    if (words[0] != NULL && access(address, R_OK) == 0)
        ck_assert_int_eq(tamper_run(words, output), 0);
}

static void program_run(const char *address, uint64_t seed, struct tally *tally)
{
    struct error err;
    struct ledger_size size = {0};
    struct program *program = calloc(1, sizeof *program);
    ck_assert_ptr_nonnull(program);
    program->luck = random_stream(seed, "ledger program");
    book_open(&program->book, address);
    for (int i = 0; i < STEPS; i++) {
        step(program);
        compare_balances(program);
        CHECK_OK(book_audit(&program->book, &size, &err), err);
        ck_assert_int_eq(size.transfers, program->oracle.count);
        ck_assert_int_eq(size.groups, program->oracle.groups);
    }
    verify_too(address);
    tally->accepted += program->accepted;
    tally->refused += program->refused;
    book_close(&program->book);
    free(program);
    tally->programs++;
}

/* Programs in which little is booked, or little refused, would test little. */
static void check_tally(const struct tally *tally)
{
    (void)printf("# %d programs: %d groups booked, %d refused\n", tally->programs, tally->accepted,
                 tally->refused);
    if (tally->programs < 5)
        return;
    ck_assert_int_gt(tally->accepted, tally->programs * STEPS / 4);
    ck_assert_int_gt(tally->refused, tally->programs * STEPS / 8);
}

START_TEST(replaying_the_transfers_gives_the_stored_balances_after_every_step)
{
    struct tally tally = {0};
    FOR_ALL(seed, 60) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s/%llu.db", test_folder(), (unsigned long long)seed);
        program_run(path, seed, &tally);
    }
    check_tally(&tally);
}
END_TEST

START_TEST(the_same_programs_do_the_same_on_postgresql)
{
    struct tally tally = {0};
    FOR_ALL(seed, 6) {
        const char *address = postgresql_address();
        if (address == NULL) {
            TEST_SKIP("no PostgreSQL 15 is installed");
            continue;
        }
        program_run(address, seed, &tally);
    }
    check_tally(&tally);
}
END_TEST

BOTH_MAIN_WITHIN("ledger random", 240,
                 replaying_the_transfers_gives_the_stored_balances_after_every_step,
                 the_same_programs_do_the_same_on_postgresql)
