#include <pthread.h>
#include <string.h>

#include "book.h"
#include "support/postgres.h"

#define COUNT(lines) (sizeof(lines) / sizeof *(lines))

/* The book is good, and has this many transfers. */
static void audit_good(struct book *book, int64_t transfers)
{
    struct error err;
    struct ledger_size size;
    CHECK_OK(book_audit(book, &size, &err), err);
    ck_assert_int_eq(size.transfers, transfers);
}

static void whole_or_not(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    (void)book_move(book, A_WORLD, A_GOV, 100);
    struct ledger_line lines[] = {
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 60),
        book_line(book, LEDGER_POSTED, A_PROJECT_GOV, A_PAYEE, 10),
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_OTHER, 41),
    };
    struct ledger_group group = book_group(book, lines, COUNT(lines));
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_TOO_LITTLE, err);
    ck_assert_str_eq(err.place, "/lines/2/debit");
    ck_assert_int_eq(book_balance(book, A_GOV), 100);
    ck_assert_int_eq(book_balance(book, A_PROJECT_GOV), 0);
    audit_good(book, 1);
    lines[2].amount.won = 40;
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    ck_assert_int_eq(posted.seq_first, 2);
    ck_assert_uint_eq(posted.count, 3);
    ck_assert_int_eq(book_balance(book, A_GOV), 0);
    ck_assert_int_eq(book_balance(book, A_PROJECT_GOV), 50);
    audit_good(book, 4);
}

ON_BOTH(a_group_is_booked_whole_or_not_at_all)
{
    book_run(address, whole_or_not);
}

/* Even a caller who goes on after a refusal, and commits, keeps no half of a group. */
static void goes_on(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    struct store_tx *tx = NULL;
    (void)book_move(book, A_WORLD, A_GOV, 100);
    struct ledger_line lines[] = {
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 60),
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_OTHER, 41),
    };
    struct ledger_group refused = book_group(book, lines, COUNT(lines));
    struct ledger_group good = book_group(book, lines, 1);
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    CHECK_FAILS(ledger_post(tx, &refused, &posted, &err), LEDGER_TOO_LITTLE, err);
    CHECK_OK(ledger_post(tx, &good, &posted, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    ck_assert_int_eq(book_balance(book, A_GOV), 40);
    audit_good(book, 2);
}

ON_BOTH(a_refused_group_has_written_nothing_and_the_transaction_may_go_on)
{
    book_run(address, goes_on);
}

static void given_up(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    struct store_tx *tx = NULL;
    struct ledger_line line = book_line(book, LEDGER_POSTED, A_WORLD, A_GOV, 100);
    struct ledger_group group = book_group(book, &line, 1);
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(ledger_post(tx, &group, &posted, &err), err);
    store_abandon(&tx);
    ck_assert_int_eq(book_balance(book, A_GOV), 0);
    audit_good(book, 0);
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    ck_assert(!posted.again);
    audit_good(book, 1);
}

ON_BOTH(a_group_in_a_transaction_that_is_given_up_leaves_nothing)
{
    book_run(address, given_up);
}

static void trial_sums(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_trial trial;
    (void)book_move(book, A_BANK, A_GOV, 500);
    (void)book_move(book, A_BUDGET_WORLD, A_LINE, 300);
    struct ledger_line lines[] = {
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 400),
        book_line(book, LEDGER_PENDING, A_PROJECT_GOV, A_PAYEE, 120),
        book_line(book, LEDGER_PENDING, A_LINE, A_LINE_USED, 120),
    };
    struct ledger_group group = book_group(book, lines, COUNT(lines));
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_trial_balance(tx, arena, &trial, &err), err);
    int64_t posted_sum[3] = {0}, pending_sum[3] = {0}, debits = 0;
    for (size_t i = 0; i < trial.count; i++) {
        const struct ledger_trial_row *row = &trial.at[i];
        posted_sum[row->book] += row->debit_posted.won - row->credit_posted.won;
        pending_sum[row->book] += row->debit_pending.won - row->credit_pending.won;
        debits += row->debit_posted.won;
    }
    ck_assert_int_eq(debits, 500 + 300 + 400);
    for (int i = LEDGER_BOOK_MONEY; i <= LEDGER_BOOK_BUDGET; i++) {
        ck_assert_int_eq(posted_sum[i], 0);
        ck_assert_int_eq(pending_sum[i], 0);
    }
}

ON_BOTH(debits_equal_credits_in_every_book_after_every_call)
{
    book_run(address, trial_sums);
}

static void bounds(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    (void)book_move(book, A_BANK, A_GOV, 100);
    /* In the end it would be covered, but not at the first line. */
    struct ledger_line early[] = {
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 101),
        book_line(book, LEDGER_POSTED, A_BANK, A_GOV, 50),
    };
    struct ledger_group group = book_group(book, early, COUNT(early));
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_TOO_LITTLE, err);
    ck_assert_str_eq(err.place, "/lines/0/debit");
    ck_assert(strstr(err.text, "2000") != NULL);
    /* What is reserved cannot be spent a second time. */
    struct ledger_line reserve = book_line(book, LEDGER_PENDING, A_GOV, A_PROJECT_GOV, 70);
    group = book_group(book, &reserve, 1);
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    struct ledger_account gov = book_account(book, A_GOV);
    ck_assert_int_eq(ledger_balance(&gov).won, 100);
    ck_assert_int_eq(ledger_available(&gov).won, 30);
    struct ledger_line spend = book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 31);
    group = book_group(book, &spend, 1);
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_TOO_LITTLE, err);
    /* Nor can what is only reserved for an account be spent out of it. */
    struct ledger_line ahead = book_line(book, LEDGER_POSTED, A_PROJECT_GOV, A_PAYEE, 1);
    group = book_group(book, &ahead, 1);
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_TOO_LITTLE, err);
    /* A bank account pays no more than it holds. */
    struct ledger_line pay = book_line(book, LEDGER_POSTED, A_WORLD, A_BANK, 101);
    group = book_group(book, &pay, 1);
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_TOO_LITTLE, err);
    ck_assert_str_eq(err.place, "/lines/0/credit");
    audit_good(book, 2);
}

ON_BOTH(an_account_never_passes_its_bound_not_even_between_two_lines_of_one_group)
{
    book_run(address, bounds);
}

static void same_again(struct book *book)
{
    struct error err;
    struct ledger_posted first, second;
    struct ledger_line lines[] = {
        book_line(book, LEDGER_POSTED, A_WORLD, A_GOV, 100),
        book_line(book, LEDGER_PENDING, A_GOV, A_PROJECT_GOV, 30),
    };
    struct ledger_group group = book_group(book, lines, COUNT(lines));
    CHECK_OK(book_post(book, &group, &first, &err), err);
    group.now += TIME_HOUR;
    CHECK_OK(book_post(book, &group, &second, &err), err);
    ck_assert(!first.again && second.again);
    ck_assert_int_eq(first.seq_first, second.seq_first);
    ck_assert_uint_eq(first.count, second.count);
    ck_assert_int_eq(first.created_at, second.created_at);
    ck_assert_int_eq(book_balance(book, A_GOV), 100);
    audit_good(book, 2);
}

ON_BOTH(the_same_group_again_books_nothing_and_gives_the_first_answer)
{
    book_run(address, same_again);
}

static void other_content(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    const struct hash256 evidence = {{1}};
    struct ledger_line lines[] = {
        book_line(book, LEDGER_POSTED, A_WORLD, A_GOV, 100),
        book_line(book, LEDGER_PENDING, A_GOV, A_PROJECT_GOV, 30),
    };
    struct ledger_group group = book_group(book, lines, COUNT(lines));
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    struct ledger_group others[8];
    for (size_t i = 0; i < COUNT(others); i++)
        others[i] = group;
    struct ledger_line amount[] = {lines[0], lines[1]}, account[] = {lines[0], lines[1]};
    amount[1].amount.won++;
    account[1].credit = book->accounts[A_PROJECT_OTHER];
    others[0].lines = amount;
    others[1].lines = account;
    others[2].line_count = 1;
    others[3].code = LEDGER_CODE_AGREED;
    others[4].event_at++;
    others[5].actor++;
    others[6].evidence = &evidence;
    others[7].expires_at = book->now + TIME_DAY;
    for (size_t i = 0; i < COUNT(others); i++)
        CHECK_FAILS(book_post(book, &others[i], &posted, &err), LEDGER_KEY_REUSED, err);
    audit_good(book, 2);
}

ON_BOTH(another_group_under_the_same_id_is_refused)
{
    book_run(address, other_content);
}

enum ending { SETTLE, FREE };

static enum status end_group(struct book *book, enum ending ending, const struct uuid *pending,
                             const struct ledger_group *with, struct ledger_posted *posted,
                             struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = ending == SETTLE ? ledger_settle(tx, pending, with, posted, err)
                              : ledger_void(tx, pending, with, posted, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

/* A payment of 60 won from the project, reserved; 100 won are there. */
static struct ledger_group reserve_payment(struct book *book, struct ledger_line lines[2],
                                           time_us expires_at)
{
    struct error err;
    struct ledger_posted posted;
    (void)book_move(book, A_BANK, A_PROJECT_GOV, 100);
    (void)book_move(book, A_BUDGET_WORLD, A_LINE, 100);
    lines[0] = book_line(book, LEDGER_PENDING, A_PROJECT_GOV, A_PAYEE, 60);
    lines[1] = book_line(book, LEDGER_PENDING, A_LINE, A_LINE_USED, 60);
    struct ledger_group group = book_group(book, lines, 2);
    group.code = LEDGER_CODE_PAYMENT_OPENED;
    group.expires_at = expires_at;
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    return group;
}

static void ends_once(struct book *book)
{
    struct error err;
    struct ledger_posted posted, again;
    struct ledger_line lines[2];
    struct ledger_group opened = reserve_payment(book, lines, 0);
    /* One line in part: the rest is free again. */
    struct ledger_line part = {
        .kind = LEDGER_POST, .amount = {61}, .pending = ledger_transfer_id(&opened.id, 0)};
    struct ledger_group group = book_group(book, &part, 1);
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_MORE_THAN_PENDING, err);
    part.amount.won = 25;
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    struct ledger_account project = book_account(book, A_PROJECT_GOV);
    ck_assert_int_eq(ledger_balance(&project).won, 75);
    ck_assert_int_eq(ledger_available(&project).won, 75);
    group = book_group(book, &part, 1);
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_ENDED, err);
    /* The other line is ended with the group; the bank's part is booked behind it. */
    struct ledger_line pay = book_line(book, LEDGER_POSTED, A_PAYEE, A_BANK, 25);
    struct ledger_group made = book_group(book, &pay, 1);
    made.code = LEDGER_CODE_PAYMENT_MADE;
    CHECK_OK(end_group(book, SETTLE, &opened.id, &made, &posted, &err), err);
    ck_assert_uint_eq(posted.count, 2);
    CHECK_OK(end_group(book, SETTLE, &opened.id, &made, &again, &err), err);
    ck_assert(again.again && again.seq_first == posted.seq_first);
    ck_assert_int_eq(book_balance(book, A_LINE_USED), 60);
    ck_assert_int_eq(book_balance(book, A_BANK), 75);
    struct ledger_group refused = book_group(book, NULL, 0);
    CHECK_FAILS(end_group(book, FREE, &opened.id, &refused, &posted, &err), LEDGER_ENDED, err);
    /* A group cannot end the same line twice, nor end what is not pending. */
    struct ledger_line twice[] = {part, part};
    group = book_group(book, twice, COUNT(twice));
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_GROUP, err);
    part.pending = ledger_transfer_id(&made.id, 1);
    group = book_group(book, &part, 1);
    CHECK_FAILS(book_post(book, &group, &posted, &err), LEDGER_NO_PENDING, err);
    audit_good(book, 7);
}

ON_BOTH(a_pending_transfer_ends_at_most_once_and_never_with_more_than_it_held)
{
    book_run(address, ends_once);
}

static enum status expire(struct book *book, time_us now, size_t *ret_count, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = ledger_expire(tx, now, 1, 10, ret_count, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static void runs_out(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_line lines[2];
    size_t count = 9;
    time_us end = book->now + 30 * TIME_DAY;
    struct ledger_group opened = reserve_payment(book, lines, end);
    CHECK_OK(expire(book, end - 1, &count, &err), err);
    ck_assert_uint_eq(count, 0);
    struct ledger_group late = book_group(book, NULL, 0);
    late.now = end;
    CHECK_FAILS(end_group(book, SETTLE, &opened.id, &late, &posted, &err), LEDGER_RAN_OUT, err);
    CHECK_OK(expire(book, end, &count, &err), err);
    ck_assert_uint_eq(count, 1);
    CHECK_OK(expire(book, end, &count, &err), err);
    ck_assert_uint_eq(count, 0);
    struct ledger_account project = book_account(book, A_PROJECT_GOV);
    ck_assert_int_eq(ledger_available(&project).won, 100);
    audit_good(book, 6);
}

ON_BOTH(what_has_run_out_is_not_posted_and_is_freed_by_the_sweep)
{
    book_run(address, runs_out);
}

static enum status reverse(struct book *book, const struct uuid *group,
                           const struct ledger_group *with, struct ledger_posted *posted,
                           struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(book->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = ledger_reverse(tx, group, with, posted, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static void reversed(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_account before[BOOK_ACCOUNTS], after[BOOK_ACCOUNTS];
    (void)book_move(book, A_BANK, A_GOV, 100);
    for (int i = 0; i < BOOK_ACCOUNTS; i++)
        before[i] = book_account(book, (enum book_account)i);
    struct ledger_line lines[] = {
        book_line(book, LEDGER_POSTED, A_GOV, A_PROJECT_GOV, 80),
        book_line(book, LEDGER_POSTED, A_PROJECT_GOV, A_PAYEE, 50),
        book_line(book, LEDGER_PENDING, A_PROJECT_GOV, A_PAYEE, 30),
    };
    struct ledger_group group = book_group(book, lines, COUNT(lines));
    CHECK_OK(book_post(book, &group, &posted, &err), err);
    struct ledger_group undo = book_group(book, NULL, 0);
    CHECK_OK(reverse(book, &group.id, &undo, &posted, &err), err);
    ck_assert_uint_eq(posted.count, 3);
    for (int i = 0; i < BOOK_ACCOUNTS; i++) {
        after[i] = book_account(book, (enum book_account)i);
        ck_assert_int_eq(ledger_balance(&before[i]).won, ledger_balance(&after[i]).won);
        ck_assert_int_eq(after[i].debit_pending.won + after[i].credit_pending.won, 0);
    }
    CHECK_OK(reverse(book, &group.id, &undo, &posted, &err), err);
    ck_assert(posted.again);
    struct ledger_group second = book_group(book, NULL, 0);
    CHECK_FAILS(reverse(book, &group.id, &second, &posted, &err), LEDGER_REVERSED, err);
    /* Both can be seen. */
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct ledger_transfer_list seen;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_transfers(tx, &(struct ledger_filter){.group = &undo.id, .most = 10}, arena,
                              &seen, &err),
             err);
    ck_assert_uint_eq(seen.count, 3);
    ck_assert(seen.at[0].has_reverses && uuid_same(&seen.at[0].reverses, &group.id));
    ck_assert_int_eq(seen.at[0].code, LEDGER_CODE_REVERSED);
    store_abandon(&tx);
    audit_good(book, 7);
}

ON_BOTH(a_reversed_group_nets_to_zero_on_every_account_and_both_can_be_seen)
{
    book_run(address, reversed);
}

static void purpose(struct book *book)
{
    struct error err;
    struct ledger_posted posted;
    (void)book_move(book, A_WORLD, A_SPONSOR, 100);
    (void)book_move(book, A_WORLD, A_OTHER_USE, 100);
    (void)book_move(book, A_BUDGET_WORLD, A_LINE, 100);
    const struct {
        enum book_account debit, credit;
        const struct reason *why;
    } wrong[] = {
        {A_SPONSOR, A_PROJECT_GOV, &LEDGER_PURPOSE},       /* another source */
        {A_OTHER_USE, A_PROJECT_SPONSOR, &LEDGER_PURPOSE}, /* another designation */
        {A_SPONSOR, A_LINE, &LEDGER_BOOKS},
        {A_LINE, A_PAYEE, &LEDGER_BOOKS},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct ledger_line line =
            book_line(book, LEDGER_POSTED, wrong[i].debit, wrong[i].credit, 1);
        struct ledger_group group = book_group(book, &line, 1);
        CHECK_FAILS(book_post(book, &group, &posted, &err), *wrong[i].why, err);
    }
    (void)book_move(book, A_SPONSOR, A_PROJECT_SPONSOR, 100);
    audit_good(book, 4);
}

ON_BOTH(money_keeps_its_source_and_its_designation_from_account_to_account)
{
    book_run(address, purpose);
}

static void unchangeable(struct book *book)
{
    static const char *const attempts[] = {
        "UPDATE ledger_transfer SET amount = amount + 1",
        "DELETE FROM ledger_transfer",
        "DELETE FROM ledger_account",
        "UPDATE ledger_account SET project = 99",
        "UPDATE ledger_account SET flags = 0 WHERE flags = 1",
        "UPDATE ledger_account SET dq = cq + 1 WHERE flags = 1",
        "INSERT INTO ledger_transfer SELECT seq + 5, id, grp, grp_n, grp_i, dr, cr, amount, kind,"
        " pending_id, reverses, expires_at, code, rule_id, event_at, created_at, actor, approval,"
        " evidence, req_hash, leaf FROM ledger_transfer",
    };
    struct error err;
    (void)book_move(book, A_WORLD, A_GOV, 100);
    for (size_t i = 0; i < COUNT(attempts); i++) {
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
        enum status st = store_run(tx, attempts[i], STORE_NONE, NULL, &err);
        ck_assert_msg(st != STATUS_OK, "%s: was let through", attempts[i]);
    }
    if (store_kind(book->store) == STORE_SQLITE) {
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
        ck_assert(store_run(tx,
                            "INSERT OR REPLACE INTO ledger_transfer SELECT * FROM "
                            "ledger_transfer",
                            STORE_NONE, NULL, &err) != STATUS_OK);
    }
    audit_good(book, 1);
}

ON_BOTH(what_is_in_the_book_can_neither_be_changed_nor_removed_through_the_database)
{
    book_run(address, unchangeable);
}

enum { CLAIMS = 50 };

struct claim {
    struct book *book;
    struct ledger_group group;
    struct ledger_line line;
    enum status status;
    struct error err;
};

static void *claim_run(void *argument)
{
    struct claim *claim = argument;
    struct ledger_posted posted;
    claim->status = book_post(claim->book, &claim->group, &posted, &claim->err);
    return NULL;
}

static void last_won(struct book *book)
{
    static struct claim claims[CLAIMS];
    pthread_t threads[CLAIMS];
    (void)book_move(book, A_WORLD, A_GOV, 1);
    for (int i = 0; i < CLAIMS; i++) {
        claims[i] = (struct claim){.book = book};
        claims[i].line =
            book_line(book, i % 2 == 0 ? LEDGER_POSTED : LEDGER_PENDING, A_GOV, A_PROJECT_GOV, 1);
        claims[i].group = book_group(book, &claims[i].line, 1);
        ck_assert_int_eq(pthread_create(&threads[i], NULL, claim_run, &claims[i]), 0);
    }
    int won = 0;
    for (int i = 0; i < CLAIMS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        won += claims[i].status == STATUS_OK;
        ck_assert_msg(claims[i].status == STATUS_OK || claims[i].err.reason == &LEDGER_TOO_LITTLE,
                      "%s: %s", claims[i].err.reason->name, claims[i].err.text);
    }
    ck_assert_int_eq(won, 1);
    struct ledger_account gov = book_account(book, A_GOV);
    ck_assert_int_eq(ledger_available(&gov).won, 0);
    audit_good(book, 2);
}

ON_BOTH(of_fifty_claims_on_the_last_won_exactly_one_succeeds)
{
    book_run(address, last_won);
}

static void lists(struct book *book)
{
    struct error err;
    (void)book_move(book, A_BANK, A_GOV, 100);
    (void)book_move(book, A_GOV, A_PROJECT_GOV, 60);
    (void)book_move(book, A_GOV, A_PROJECT_OTHER, 30);
    (void)book_move(book, A_PROJECT_GOV, A_PAYEE, 20);
    const struct {
        struct ledger_filter filter;
        size_t transfers, accounts;
    } cases[] = {
        {{.most = 100}, 4, BOOK_ACCOUNTS},
        {{.most = 3}, 3, 3},
        {{.most = 100, .after = 3}, 1, BOOK_ACCOUNTS - 3},
        {{.most = 100, .project = 17}, 2, 4},
        {{.most = 100, .project = 18}, 1, 1},
        {{.most = 100, .org = 9}, 1, 1},
        {{.most = 100, .org = 9, .project = 17}, 0, 0}, /* of no one account */
        {{.most = 100, .project = 17, .source = 1}, 2, 1},
        {{.most = 100, .project = 17, .source = 1, .after = 2}, 1, 1},
        {{.most = 100, .source = 2}, 0, 3},
        {{.most = 100, .account = book->accounts[A_GOV]}, 3, 1},
        {{.most = 100, .project = 99}, 0, 0},
    };
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ledger_transfer_list transfers;
        struct ledger_account_list accounts;
        CHECK_OK(ledger_transfers(tx, &cases[i].filter, arena, &transfers, &err), err);
        CHECK_OK(ledger_accounts(tx, &cases[i].filter, arena, &accounts, &err), err);
        ck_assert_msg(transfers.count == cases[i].transfers && accounts.count == cases[i].accounts,
                      "case %zu: %zu transfers, %zu accounts", i, transfers.count, accounts.count);
    }
    struct ledger_transfer_list none;
    CHECK_FAILS(ledger_transfers(tx, &(struct ledger_filter){.most = LEDGER_PAGE_MAX + 1}, arena,
                                 &none, &err),
                LEDGER_GROUP, err);
}

ON_BOTH(accounts_and_transfers_are_listed_by_project_organisation_source_and_account)
{
    book_run(address, lists);
}

static void accounts(struct book *book)
{
    struct error err;
    int64_t id = 0;
    struct ledger_posted posted;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_WRITE, &tx, &err), err);
    for (int i = 0; i < BOOK_ACCOUNTS; i++) {
        CHECK_OK(ledger_account_open(tx, &book_keys[i], book->now, &id, &err), err);
        ck_assert_int_eq(id, book->accounts[i]);
    }
    const struct ledger_key wrong[] = {
        {.code = 1}, {.code = LEDGER_PROJECT, .project = 3}, {.code = LEDGER_SOURCE, .source = -1}};
    for (size_t i = 0; i < COUNT(wrong); i++)
        CHECK_FAILS(ledger_account_open(tx, &wrong[i], 0, &id, &err), LEDGER_ACCOUNT_KEY, err);
    struct ledger_account found;
    CHECK_FAILS(ledger_account_get(tx, 999, &found, &err), LEDGER_NO_ACCOUNT, err);
    CHECK_FAILS(ledger_account_find(tx, &(struct ledger_key){.code = LEDGER_LOSS, .source = 4},
                                    &found, &err),
                LEDGER_NO_ACCOUNT, err);
    struct ledger_line line = book_line(book, LEDGER_PENDING, A_WORLD, A_GOV, 5);
    struct ledger_group group = book_group(book, &line, 1);
    CHECK_OK(ledger_post(tx, &group, &posted, &err), err);
    CHECK_FAILS(ledger_account_close(tx, book->accounts[A_GOV], &err), LEDGER_ACCOUNT_BUSY, err);
    CHECK_OK(ledger_account_close(tx, book->accounts[A_SPONSOR], &err), err);
    line = book_line(book, LEDGER_POSTED, A_WORLD, A_SPONSOR, 5);
    group = book_group(book, &line, 1);
    CHECK_FAILS(ledger_post(tx, &group, &posted, &err), LEDGER_ACCOUNT_CLOSED, err);
}

ON_BOTH(an_account_is_opened_once_by_its_key_and_takes_nothing_after_it_is_closed)
{
    book_run(address, accounts);
}

START_TEST(a_group_that_breaks_a_rule_is_refused_naming_the_place)
{
    struct error err;
    struct book book;
    book_open(&book, sqlite_address());
    const struct ledger_line good = book_line(&book, LEDGER_POSTED, A_WORLD, A_GOV, 1);
    const struct uuid other = {{1}};
    struct {
        struct ledger_line line;
        const char *place;
        const struct reason *why;
    } cases[] = {
        {good, "/lines/0/amount", &LEDGER_AMOUNT}, {good, "/lines/0/amount", &LEDGER_AMOUNT},
        {good, "/lines/0/amount", &LEDGER_AMOUNT}, {good, "/lines/0/credit", &LEDGER_GROUP},
        {good, "/lines/0/debit", &LEDGER_GROUP},   {good, "/lines/0/pending", &LEDGER_GROUP},
        {good, "/lines/0/kind", &LEDGER_GROUP},    {good, "/lines/0/pending", &LEDGER_GROUP},
    };
    cases[0].line.amount.won = 0;
    cases[1].line.amount.won = -1;
    cases[2].line.amount.won = MONEY_MAX + 1;
    cases[3].line.credit = cases[3].line.debit;
    cases[4].line.debit = 0;
    cases[5].line.pending = other;
    cases[6].line.kind = (enum ledger_kind)4;
    cases[7].line = (struct ledger_line){.kind = LEDGER_POST, .amount = {1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ledger_group group = book_group(&book, &cases[i].line, 1);
        CHECK_FAILS(ledger_check(&group, &err), *cases[i].why, err);
        ck_assert_str_eq(err.place, cases[i].place);
    }
    struct ledger_line largest = good;
    largest.amount.won = MONEY_MAX;
    struct ledger_group group = book_group(&book, &largest, 1);
    CHECK_OK(ledger_check(&group, &err), err);
    group.expires_at = 5;
    CHECK_FAILS(ledger_check(&group, &err), LEDGER_GROUP, err);
    group.expires_at = 0;
    group.code = LEDGER_CODE_REVERSED;
    CHECK_FAILS(ledger_check(&group, &err), LEDGER_GROUP, err);
    group.code = (enum ledger_code)7;
    CHECK_FAILS(ledger_check(&group, &err), LEDGER_GROUP, err);
    group = book_group(&book, &good, 0);
    CHECK_FAILS(ledger_check(&group, &err), LEDGER_GROUP, err);
    group = book_group(&book, &good, LEDGER_LINES_MAX + 1);
    CHECK_FAILS(ledger_check(&group, &err), LEDGER_GROUP, err);
    group = book_group(&book, &good, 1);
    group.id = (struct uuid){{0}};
    CHECK_FAILS(ledger_check(&group, &err), LEDGER_GROUP, err);
    book_close(&book);
}
END_TEST

START_TEST(a_total_that_would_overflow_is_refused_and_the_largest_amounts_are_not)
{
    struct error err;
    struct book book;
    struct ledger_posted posted;
    book_open(&book, sqlite_address());
    struct ledger_line lines[LEDGER_LINES_MAX];
    for (size_t i = 0; i < COUNT(lines); i++)
        lines[i] = book_line(&book, LEDGER_POSTED, A_WORLD, A_GOV, MONEY_MAX);
    const size_t fit = (size_t)(INT64_MAX / MONEY_MAX);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book.store, STORE_WRITE, &tx, &err), err);
    for (size_t done = 0; done < fit;) {
        size_t count = fit - done < COUNT(lines) ? fit - done : COUNT(lines);
        struct ledger_group group = book_group(&book, lines, count);
        CHECK_OK(ledger_post(tx, &group, &posted, &err), err);
        done += count;
    }
    CHECK_OK(store_commit(&tx, &err), err);
    struct ledger_group group = book_group(&book, lines, 1);
    CHECK_FAILS(book_post(&book, &group, &posted, &err), LEDGER_TOO_LARGE, err);
    ck_assert_int_eq(book_balance(&book, A_GOV), (int64_t)fit * MONEY_MAX);
    audit_good(&book, (int64_t)fit);
    book_close(&book);
}
END_TEST

BOTH_MAIN_WITHIN("ledger promises", 120, BOTH(a_group_is_booked_whole_or_not_at_all),
                 BOTH(a_refused_group_has_written_nothing_and_the_transaction_may_go_on),
                 BOTH(a_group_in_a_transaction_that_is_given_up_leaves_nothing),
                 BOTH(debits_equal_credits_in_every_book_after_every_call),
                 BOTH(an_account_never_passes_its_bound_not_even_between_two_lines_of_one_group),
                 BOTH(the_same_group_again_books_nothing_and_gives_the_first_answer),
                 BOTH(another_group_under_the_same_id_is_refused),
                 BOTH(a_pending_transfer_ends_at_most_once_and_never_with_more_than_it_held),
                 BOTH(what_has_run_out_is_not_posted_and_is_freed_by_the_sweep),
                 BOTH(a_reversed_group_nets_to_zero_on_every_account_and_both_can_be_seen),
                 BOTH(money_keeps_its_source_and_its_designation_from_account_to_account),
                 BOTH(what_is_in_the_book_can_neither_be_changed_nor_removed_through_the_database),
                 BOTH(of_fifty_claims_on_the_last_won_exactly_one_succeeds),
                 BOTH(accounts_and_transfers_are_listed_by_project_organisation_source_and_account),
                 BOTH(an_account_is_opened_once_by_its_key_and_takes_nothing_after_it_is_closed),
                 a_group_that_breaks_a_rule_is_refused_naming_the_place,
                 a_total_that_would_overflow_is_refused_and_the_largest_amounts_are_not)
