/* A whole programme at random against plain arrays: money comes in, projects are agreed, deposits
 * made, payments reserved, made, called off, run out, reversed, costs disallowed, recovered and
 * sent back. After every step each balance is the array's and the book passes its audit.
 *
 * The invariants of the book and where each is held:
 *   1 debits = credits              here, test_random        12 replay gives the same book   here
 *   2 stored = replayed             audit, here              13 same id, one effect test_random 3
 * no bound passed               test_promises, random    14 order changes no total       here 4
 * groups whole                  audit, test_promises     15 killed: before or after test_storm,
 * test_kill 5 a reservation ends once       test_random              16 reversal nets to zero
 * test_promises, here 6 posted <= reserved            test_random              17 recovered <= owed
 * test_claim, here 7 shares = total                rules, here              18 gone within its days
 * test_fund, here 8 bounds at every prefix        rules                    19 bank lines one to one
 * test_bank 9 tranches land on agreement    here                     20 hledger agrees test_export
 *  10 designated, never related     test_fund                21 each leaf in its place       audit,
 * dure-verify 11 lines within their budget     here, test_fund          22 no amount in a double
 * here */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/random.h"
#include "kit/text.h"
#include "money.h"
#include "support/postgres.h"
#include "support/storm.h"

enum { S = 4, P = 3, K = 2, STEPS = 90, PAYMENTS = 80 };

/* Won, all of them. */
struct arrays {
    long bank[S], source[S], project[P][S], reserved[P][S], spent[P][S], share[P][S];
    long line[P][K], line_reserved[P][K], used[P][K];
    long claimed[P][S], recovered[P][S], back[S];
    long total[P], paid[P];
    int open_payment[P]; /* -1: none */
};

struct payment {
    int project, item;
    long parts[S], won;
    struct uuid opened, made;
    time_us expires_at;
    enum { OPEN, MADE, GONE, TAKEN_BACK } state;
};

struct world {
    struct book book;
    struct arrays a;
    struct random_stream luck;
    struct payment payments[PAYMENTS];
    int payment_count;
    int64_t claim[P]; /* 0: none */
    int accepted, refused;
};

static long draw(struct world *w, long limit)
{
    return (long)random_below(&w->luck, (uint64_t)limit);
}

static struct ledger_key key(int64_t code, int p, int s)
{
    struct ledger_key found = {.code = code, .source = s + 1, .designation = BUILD};
    if (p >= 0)
        found.project = 17 + p;
    if (code == LEDGER_FUND_BANK || code == LEDGER_RECOVERED)
        found.org = COLLECTOR;
    if (code == LEDGER_PAYABLE)
        found.org = 40;
    if (code == LEDGER_SOURCE)
        found.part = 2026;
    return found;
}

static struct ledger_key item_key(int64_t code, int p, int k)
{
    return (struct ledger_key){.code = code, .project = 17 + p, .part = k + 1};
}

/* ---- every balance, by walking the arrays ---- */

static struct ledger_account found_account(struct store_tx *tx, struct ledger_key wanted)
{
    struct error err;
    struct ledger_account account = {0};
    if (ledger_account_find(tx, &wanted, &account, &err) != STATUS_OK)
        ck_assert(err.reason == &LEDGER_NO_ACCOUNT);
    return account;
}

static void same(struct store_tx *tx, struct ledger_key wanted, long balance, long reserved)
{
    struct ledger_account account = found_account(tx, wanted);
    ck_assert_msg(ledger_balance(&account).won == balance,
                  "account %lld project %lld source %lld: %lld, not %ld", (long long)wanted.code,
                  (long long)wanted.project, (long long)wanted.source,
                  (long long)ledger_balance(&account).won, balance);
    ck_assert_int_eq(account.debit_pending.won, reserved);
}

static void compare(struct world *w)
{
    struct error err;
    struct ledger_size size;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(w->book.store, STORE_READ, &tx, &err), err);
    for (int s = 0; s < S; s++) {
        long there = w->a.source[s];
        for (int p = 0; p < P; p++) {
            same(tx, key(LEDGER_PROJECT, p, s), w->a.project[p][s], w->a.reserved[p][s]);
            same(tx, key(LEDGER_PAYABLE, p, s), 0, 0);
            same(tx, key(LEDGER_RECOVERED, p, s), w->a.recovered[p][s], 0);
            there += w->a.project[p][s] + w->a.recovered[p][s];
            /* Nothing is spent beyond what was agreed; nothing comes back that was not spent. */
            ck_assert_int_le(w->a.spent[p][s] + w->a.reserved[p][s],
                             w->a.spent[p][s] + w->a.project[p][s]);
            ck_assert_int_ge(w->a.spent[p][s], w->a.claimed[p][s]);
        }
        same(tx, key(LEDGER_SOURCE, -1, s), w->a.source[s], 0);
        /* What lies in the bank is whose money it is, to the won. */
        ck_assert_int_eq(there, w->a.bank[s]);
        struct ledger_account bank = found_account(tx, key(LEDGER_FUND_BANK, -1, s));
        ck_assert_int_eq(ledger_balance(&bank).won, w->a.bank[s]);
    }
    for (int p = 0; p < P; p++)
        for (int k = 0; k < K; k++) {
            same(tx, item_key(LEDGER_LINE, p, k), w->a.line[p][k], w->a.line_reserved[p][k]);
            same(tx, item_key(LEDGER_LINE_USED, p, k), w->a.used[p][k], 0);
        }
    CHECK_OK(ledger_audit(tx, &size, &err), err);
}

static void judge(struct world *w, enum status st, const struct error *err,
                  const struct reason *wanted)
{
    const struct reason *got = st == STATUS_OK ? NULL : err->reason;
    ck_assert_msg(got == wanted, "book: %s %s; arrays: %s", got == NULL ? "booked" : got->name,
                  got == NULL ? "" : err->text, wanted == NULL ? "booked" : wanted->name);
    w->accepted += wanted == NULL;
    w->refused += wanted != NULL;
}

/* ---- the steps ---- */

static void money_in(struct world *w)
{
    int s = (int)draw(w, S);
    long won = 1 + draw(w, 9000000);
    money_move(&w->book, key(LEDGER_FUND_BANK, -1, s), key(LEDGER_SOURCE, -1, s), won,
               LEDGER_CODE_PLEDGE_PAID);
    w->a.bank[s] += won;
    w->a.source[s] += won;
}

static void agree(struct world *w)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_share shares[S];
    int p = w->a.total[0] == 0 ? 0 : (int)draw(w, P);
    long total = 0;
    bool lacks = false;
    if (w->a.total[p] > 0)
        return;
    for (int s = 0; s < S; s++) {
        long won = draw(w, 5) == 0 ? 0 : 1 + draw(w, 3000000);
        shares[s] = (struct ledger_share){
            .source = s + 1, .designation = BUILD, .part = 2026, .amount = {won}};
        lacks = lacks || won > w->a.source[s];
        total += won;
    }
    if (total < 2)
        return;
    long first = 1 + draw(w, total - 1);
    struct ledger_budget_entry lines[K] = {{1, {first}}, {2, {total - first}}};
    struct ledger_allotment what = {17 + p, shares, S, lines, K};
    struct ledger_group head = money_head(&w->book, LEDGER_CODE_AGREED);
    struct store_tx *tx = money_begin(&w->book);
    enum status st = ledger_allot(tx, &what, &head, &posted, &err);
    st = money_end(&tx, st, &err);
    judge(w, st, &err, lacks ? &LEDGER_UNFUNDED : NULL);
    if (lacks)
        return;
    w->a.total[p] = total;
    w->a.line[p][0] = first;
    w->a.line[p][1] = total - first;
    for (int s = 0; s < S; s++) {
        w->a.source[s] -= shares[s].amount.won;
        w->a.project[p][s] = w->a.share[p][s] = shares[s].amount.won;
    }
}

/* The parts of a payment: what each owes up to here less what each owed before. */
static void cut(const struct world *w, int p, long won, long *parts)
{
    long left = won;
    for (int s = 0; s < S - 1; s++) {
        parts[s] = w->a.share[p][s] * (w->a.paid[p] + won) / w->a.total[p] -
                   w->a.share[p][s] * w->a.paid[p] / w->a.total[p];
        left -= parts[s];
    }
    parts[S - 1] = left;
}

static struct ledger_line line_between(struct store_tx *tx, struct world *w, enum ledger_kind kind,
                                       struct ledger_key debit, struct ledger_key credit, long won)
{
    struct error err;
    struct ledger_line line = {.kind = kind, .amount = {won}};
    CHECK_OK(ledger_account_open(tx, &debit, w->book.now, &line.debit, &err), err);
    CHECK_OK(ledger_account_open(tx, &credit, w->book.now, &line.credit, &err), err);
    return line;
}

static void open_payment(struct world *w)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_line lines[S + 1];
    size_t count = 0;
    int p = (int)draw(w, P);
    if (w->a.total[p] == 0 || w->a.open_payment[p] >= 0 || w->payment_count == PAYMENTS)
        return;
    struct payment *pay = &w->payments[w->payment_count];
    *pay = (struct payment){.project = p, .item = (int)draw(w, K), .state = OPEN};
    long rest = w->a.total[p] - w->a.paid[p];
    pay->won = draw(w, 4) == 0 ? rest : 1 + draw(w, w->a.total[p] / 4 + 1);
    if (pay->won < 1)
        return;
    cut(w, p, pay->won, pay->parts);
    bool lacks = pay->won > w->a.line[p][pay->item];
    for (int s = 0; s < S; s++) {
        if (pay->parts[s] < 0)
            return; /* a tranche of a won or two: the programme has a smallest tranche */
        lacks = lacks || pay->parts[s] > w->a.project[p][s];
    }
    pay->expires_at = draw(w, 2) == 0 ? w->book.now + (1 + draw(w, 20)) * TIME_DAY : 0;
    struct ledger_group head = money_head(&w->book, LEDGER_CODE_PAYMENT_OPENED);
    struct store_tx *tx = money_begin(&w->book);
    for (int s = 0; s < S; s++)
        if (pay->parts[s] > 0)
            lines[count++] = line_between(tx, w, LEDGER_PENDING, key(LEDGER_PROJECT, p, s),
                                          key(LEDGER_PAYABLE, p, s), pay->parts[s]);
    CHECK_OK(ledger_budget_line(tx, 17 + p, pay->item + 1, LEDGER_PENDING, (struct money){pay->won},
                                w->book.now, &lines[count++], &err),
             err);
    head.lines = lines;
    head.line_count = count;
    head.expires_at = pay->expires_at;
    enum status st = money_end(&tx, ledger_post(tx, &head, &posted, &err), &err);
    judge(w, st, &err, lacks ? &LEDGER_TOO_LITTLE : NULL);
    if (lacks)
        return;
    pay->opened = head.id;
    w->a.open_payment[p] = w->payment_count++;
    w->a.line_reserved[p][pay->item] += pay->won;
    for (int s = 0; s < S; s++)
        w->a.reserved[p][s] += pay->parts[s];
}

static void release(struct world *w, struct payment *pay)
{
    w->a.open_payment[pay->project] = -1;
    w->a.line_reserved[pay->project][pay->item] -= pay->won;
    for (int s = 0; s < S; s++)
        w->a.reserved[pay->project][s] -= pay->parts[s];
}

static void spend(struct world *w, struct payment *pay, int sign)
{
    int p = pay->project;
    w->a.paid[p] += sign * pay->won;
    w->a.line[p][pay->item] -= sign * pay->won;
    w->a.used[p][pay->item] += sign * pay->won;
    for (int s = 0; s < S; s++) {
        w->a.project[p][s] -= sign * pay->parts[s];
        w->a.spent[p][s] += sign * pay->parts[s];
        w->a.bank[s] -= sign * pay->parts[s];
    }
}

static void end_payment(struct world *w, bool make)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_line lines[S];
    size_t count = 0;
    if (w->payment_count == 0)
        return;
    struct payment *pay = &w->payments[draw(w, w->payment_count)];
    struct ledger_group head =
        money_head(&w->book, make ? LEDGER_CODE_PAYMENT_MADE : LEDGER_CODE_PAYMENT_REFUSED);
    const struct reason *wanted = pay->state != OPEN ? &LEDGER_ENDED : NULL;
    if (make && wanted == NULL && pay->expires_at != 0 && w->book.now >= pay->expires_at)
        wanted = &LEDGER_RAN_OUT;
    struct store_tx *tx = money_begin(&w->book);
    for (int s = 0; make && s < S; s++)
        if (pay->parts[s] > 0)
            lines[count++] =
                line_between(tx, w, LEDGER_POSTED, key(LEDGER_PAYABLE, pay->project, s),
                             key(LEDGER_FUND_BANK, -1, s), pay->parts[s]);
    head.lines = lines;
    head.line_count = count;
    enum status st = make ? ledger_settle(tx, &pay->opened, &head, &posted, &err)
                          : ledger_void(tx, &pay->opened, &head, &posted, &err);
    judge(w, money_end(&tx, st, &err), &err, wanted);
    if (wanted != NULL)
        return;
    release(w, pay);
    pay->state = make ? MADE : GONE;
    pay->made = head.id;
    if (make)
        spend(w, pay, 1);
}

static void run_out(struct world *w)
{
    struct error err;
    size_t got = 0, wanted = 0;
    for (int i = 0; i < w->payment_count; i++) {
        struct payment *pay = &w->payments[i];
        if (pay->state != OPEN || pay->expires_at == 0 || pay->expires_at > w->book.now)
            continue;
        release(w, pay);
        pay->state = GONE;
        wanted++;
    }
    struct store_tx *tx = money_begin(&w->book);
    enum status st = ledger_expire(tx, w->book.now, 5, 100, &got, &err);
    CHECK_OK(money_end(&tx, st, &err), err);
    ck_assert_uint_eq(got, wanted);
}

/* Only the last payment of a project that nobody has disallowed: then tranches stay in order. */
static void take_back(struct world *w)
{
    struct error err;
    struct ledger_posted posted;
    int p = (int)draw(w, P), last = -1;
    for (int i = 0; i < w->payment_count; i++)
        if (w->payments[i].project == p && w->payments[i].state == MADE)
            last = i;
    if (last < 0 || w->claim[p] != 0 || w->a.open_payment[p] >= 0)
        return;
    struct payment *pay = &w->payments[last];
    for (int again = 0; again < 2; again++) {
        struct ledger_group head = money_head(&w->book, LEDGER_CODE_REVERSED);
        struct store_tx *tx = money_begin(&w->book);
        enum status st = ledger_reverse(tx, &pay->made, &head, &posted, &err);
        judge(w, money_end(&tx, st, &err), &err, again == 0 ? NULL : &LEDGER_REVERSED);
    }
    spend(w, pay, -1);
    pay->state = TAKEN_BACK;
}

static void disallow(struct world *w)
{
    static const struct hash256 decision = {{3}};
    struct error err;
    struct ledger_claim_part parts[S];
    int p = (int)draw(w, P);
    long spent = 0;
    for (int s = 0; s < S; s++) {
        parts[s] = (struct ledger_claim_part){s + 1, BUILD, {w->a.spent[p][s]}, 0};
        spent += w->a.spent[p][s];
    }
    if (w->claim[p] != 0 || spent == 0)
        return;
    long won = 1 + draw(w, spent), left = won;
    struct ledger_claim_order order = {.id = book_next_id(&w->book),
                                       .project = 17 + p,
                                       .debtor = DEBTOR,
                                       .collector = COLLECTOR,
                                       .amount = {won},
                                       .parts = parts,
                                       .part_count = S,
                                       .remainder = S - 1,
                                       .basis = "decision 3",
                                       .evidence = &decision,
                                       .noticed = day_of(w->book.now, zone_seoul()),
                                       .actor = 5,
                                       .now = w->book.now};
    struct store_tx *tx = money_begin(&w->book);
    enum status st = ledger_claim_open(tx, money_terms(), &order, &w->claim[p], &err);
    CHECK_OK(money_end(&tx, st, &err), err);
    for (int s = 0; s < S; s++)
        left -= w->a.claimed[p][s] = won * w->a.spent[p][s] / spent;
    while (left > 0) /* the won of the rounding: from the last on, who has room */
        for (int s = S - 1, turn = 0; left > 0 && turn < S; s = turn++)
            if (w->a.claimed[p][s] < w->a.spent[p][s]) {
                long room = w->a.spent[p][s] - w->a.claimed[p][s];
                long more = room < left ? room : left;
                w->a.claimed[p][s] += more;
                left -= more;
            }
}

static void recover(struct world *w)
{
    struct error err;
    struct ledger_receipt receipt;
    int p = (int)draw(w, P);
    long owed[S], all = 0;
    if (w->claim[p] == 0)
        return;
    /* What each source is still owed stands in the book; their sum is the array's. */
    struct store_tx *tx = money_begin(&w->book);
    for (int s = 0; s < S; s++) {
        struct ledger_key debt = key(LEDGER_CLAWBACK, p, s);
        debt.org = DEBTOR;
        debt.part = w->claim[p];
        struct ledger_account account = found_account(tx, debt);
        all += owed[s] = ledger_balance(&account).won;
    }
    long won = 1 + draw(w, all + 2);
    struct ledger_group head = money_head(&w->book, LEDGER_CODE_RECOVERED);
    enum status st =
        ledger_claim_receive(tx, w->claim[p], (struct money){won}, &head, &receipt, &err);
    st = money_end(&tx, st, &err);
    judge(w, st, &err, won > all ? &LEDGER_OVER_CLAIM : NULL);
    long seen = 0;
    for (int s = 0; won <= all && s < S; s++) {
        struct ledger_key held = key(LEDGER_RECOVERED, p, s);
        long now = (long)money_balance(&w->book, held), came = now - w->a.recovered[p][s];
        ck_assert(came >= 0 && came <= owed[s]);
        seen += came;
        w->a.recovered[p][s] = now;
        w->a.bank[s] += came;
        w->a.claimed[p][s] -= came;
        w->a.spent[p][s] -= came;
    }
    ck_assert(won > all || seen == won);
}

static void send_back(struct world *w)
{
    struct error err;
    struct money remitted;
    int p = (int)draw(w, P);
    long held = 0;
    if (w->claim[p] == 0)
        return;
    for (int s = 0; s < S; s++)
        held += w->a.recovered[p][s];
    struct ledger_group head = money_head(&w->book, LEDGER_CODE_REMITTED);
    struct store_tx *tx = money_begin(&w->book);
    enum status st = ledger_remit(tx, w->claim[p], &head, &remitted, &err);
    st = money_end(&tx, st, &err);
    judge(w, st, &err, held == 0 ? &LEDGER_CLAIM_STEP : NULL);
    for (int s = 0; s < S; s++) {
        w->a.bank[s] -= w->a.recovered[p][s];
        w->a.recovered[p][s] = 0;
    }
}

static void step(struct world *w)
{
    static void (*const steps[])(struct world *) = {run_out, take_back, disallow,
                                                    recover, send_back, agree};
    long choice = draw(w, 16);
    w->book.now += draw(w, 3) * TIME_DAY;
    if (w->a.total[0] == 0 && choice < 6)
        agree(w);
    else if (choice < 2)
        money_in(w);
    else if (choice < 6)
        open_payment(w);
    else if (choice < 9)
        end_payment(w, true);
    else if (choice == 9)
        end_payment(w, false);
    else
        steps[choice - 10](w);
}

/* ---- the end: everything that waits has an owner, and is late one day ---- */

static void look_at_what_waits(struct world *w)
{
    struct error err;
    struct ledger_duty_list list;
    struct day far = day_from_number(day_number(day_of(w->book.now, zone_seoul())) + 20 * 366);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 24);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(w->book.store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_duties(tx, money_terms(), arena, &list, &err), err);
    long banks = 0, waits = 0;
    for (int s = 0; s < S; s++)
        banks += w->a.bank[s];
    for (size_t i = 0; i < list.count; i++) {
        ck_assert_int_gt(list.at[i].owner, 0);
        ck_assert_int_ge(day_number(list.at[i].due), day_number(list.at[i].since));
        ck_assert(list.at[i].basis[0] != '\0');
        int64_t code = list.at[i].key.code;
        if (code == LEDGER_SOURCE || code == LEDGER_PROJECT || code == LEDGER_RECOVERED)
            waits += list.at[i].amount.won;
    }
    ck_assert_int_eq(waits, banks); /* no won in a bank that is nobody's */
    ck_assert_int_eq(ledger_overdue(&list, far).count, (int64_t)list.count);
}

/* Tranches land on the agreement: what was paid in all is each one's share of it. */
static void look_at_tranches(const struct world *w)
{
    for (int p = 0; p < P; p++)
        for (int s = 0; s < S && w->a.total[p] > 0; s++) {
            long paid = 0;
            for (int i = 0; i < w->payment_count; i++)
                if (w->payments[i].project == p && w->payments[i].state == MADE)
                    paid += w->payments[i].parts[s];
            long floor = w->a.share[p][s] * w->a.paid[p] / w->a.total[p];
            ck_assert(s == S - 1 ? paid >= floor && paid <= floor + S : paid == floor);
            ck_assert(w->a.paid[p] < w->a.total[p] || paid == w->a.share[p][s]);
        }
}

/* ---- the same groups into an empty store: the same bytes ---- */

static char *export_bytes(struct store *store, size_t *ret_size)
{
    struct error err;
    char *bytes = NULL;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    FILE *out = open_memstream(&bytes, ret_size);
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_export(tx, out, &err), err);
    (void)fclose(out);
    return bytes;
}

static void replay_group(struct store_tx *tx, const struct ledger_transfer *t)
{
    struct error err;
    struct ledger_posted posted;
    struct ledger_line lines[LEDGER_LINES_MAX];
    struct ledger_group group = {.id = t->group,
                                 .code = (enum ledger_code)t->code,
                                 .rule = t->rule,
                                 .event_at = t->event_at,
                                 .now = t->created_at,
                                 .actor = t->actor,
                                 .approval = t->approval,
                                 .evidence = t->has_evidence ? &t->evidence : NULL};
    if (t->has_reverses) {
        CHECK_OK(ledger_reverse(tx, &t->reverses, &group, &posted, &err), err);
        return;
    }
    for (int64_t i = 0; i < t->group_count; i++) {
        bool ends = t[i].has_pending;
        lines[i] = (struct ledger_line){.kind = t[i].kind, .pending = t[i].pending};
        if (!ends)
            lines[i] = (struct ledger_line){t[i].kind, t[i].debit, t[i].credit, {0}, {{0}}};
        if (t[i].kind != LEDGER_VOID)
            lines[i].amount = t[i].amount;
        if (t[i].kind == LEDGER_PENDING)
            group.expires_at = t[i].expires_at;
    }
    group.lines = lines;
    group.line_count = (size_t)t->group_count;
    CHECK_OK(ledger_post(tx, &group, &posted, &err), err);
}

static void replay(struct world *w, const char *path)
{
    struct error err;
    struct store *other = NULL;
    struct ledger_account_list accounts;
    struct ledger_transfer_list transfers;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 26);
    CHECK_OK(store_open(&(struct store_options){.address = path}, &other, &err), err);
    CHECK_OK(store_migrate(other, w->book.now, &err), err);
    struct ledger_filter all = {.most = LEDGER_PAGE_MAX};
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(w->book.store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_accounts(tx, &all, arena, &accounts, &err), err);
    CHECK_OK(ledger_transfers(tx, &all, arena, &transfers, &err), err);
    store_abandon(&tx);
    CHECK_OK(store_begin(other, STORE_WRITE, &tx, &err), err);
    for (size_t i = 0; i < accounts.count; i++) {
        int64_t id = 0;
        CHECK_OK(ledger_account_open(tx, &accounts.at[i].key, accounts.at[i].opened_at, &id, &err),
                 err);
        ck_assert_int_eq(id, accounts.at[i].id);
    }
    for (size_t i = 0; i < transfers.count; i += (size_t)transfers.at[i].group_count)
        replay_group(tx, &transfers.at[i]);
    CHECK_OK(store_commit(&tx, &err), err);
    size_t size = 0, other_size = 0;
    char *bytes = export_bytes(w->book.store, &size);
    char *other_bytes = export_bytes(other, &other_size);
    ck_assert_uint_eq(size, other_size);
    ck_assert(memcmp(bytes, other_bytes, size) == 0);
    free(bytes);
    free(other_bytes);
    store_close(other);
}

static void world_run(const char *address, uint64_t seed, const char *replayed, int *accepted,
                      int *refused)
{
    struct world *w = calloc(1, sizeof *w);
    ck_assert_ptr_nonnull(w);
    w->luck = random_stream(seed, "world");
    for (int p = 0; p < P; p++)
        w->a.open_payment[p] = -1;
    book_open(&w->book, address);
    for (int i = 0; i < 2 * S; i++)
        money_in(w);
    for (int i = 0; i < STEPS; i++) {
        step(w);
        compare(w);
    }
    look_at_what_waits(w);
    look_at_tranches(w);
    if (replayed != NULL)
        replay(w, replayed);
    *accepted += w->accepted;
    *refused += w->refused;
    book_close(&w->book);
    free(w);
}

START_TEST(every_balance_of_a_programme_at_random_is_that_of_plain_arrays)
{
    int accepted = 0, refused = 0, count = 0;
    FOR_ALL(seed, 20) { /* ./dev soak book: 10,000 */
        char path[128], other[128];
        (void)snprintf(path, sizeof path, "%s/world-%llu.db", test_folder(),
                       (unsigned long long)seed);
        (void)snprintf(other, sizeof other, "%s/again-%llu.db", test_folder(),
                       (unsigned long long)seed);
        struct storm *storm = storm_start(seed); /* for its speed: nothing waits for the disk */
        world_run(path, seed, other, &accepted, &refused);
        storm_end(storm);
        (void)remove(path);
        (void)remove(other);
        count++;
    }
    (void)printf("# %d programmes: %d steps booked, %d refused\n", count, accepted, refused);
    ck_assert_int_gt(accepted, 5 * count);
    ck_assert(count < 5 || refused > count / 2);
}
END_TEST

START_TEST(the_same_programmes_have_the_same_balances_on_postgresql)
{
    int accepted = 0, refused = 0;
    FOR_ALL(seed, 1) { /* ./dev soak book: 500 */
        const char *address = postgresql_address();
        if (address == NULL)
            TEST_SKIP("no PostgreSQL 15 is installed");
        else
            world_run(address, seed, NULL, &accepted, &refused);
    }
}
END_TEST

/* ---- at once ---- */

enum { THREADS = 4, EACH = 12 };

struct thread {
    struct book *book;
    int number;
};

static void *work(void *context)
{
    struct thread *thread = context;
    for (int i = 0; i < EACH; i++) {
        struct error err;
        struct ledger_posted posted;
        struct ledger_line line =
            book_line(thread->book, LEDGER_POSTED, A_GOV,
                      i % 2 == 0 ? A_PROJECT_GOV : A_PROJECT_OTHER, 1 + thread->number);
        struct ledger_group group = {
            .id = uuid_from(thread->book->now, 77, (uint64_t)(thread->number * EACH + i + 1)),
            .code = LEDGER_CODE_AGREED,
            .event_at = thread->book->now,
            .now = thread->book->now,
            .actor = 5,
            .lines = &line,
            .line_count = 1};
        CHECK_OK(book_post(thread->book, &group, &posted, &err), err);
    }
    return NULL;
}

static void at_once(struct book *book)
{
    struct error err;
    struct ledger_size size;
    pthread_t threads[THREADS];
    struct thread contexts[THREADS];
    (void)book_move(book, A_WORLD, A_GOV, 1000);
    for (int i = 0; i < THREADS; i++) {
        contexts[i] = (struct thread){book, i};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &contexts[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    int64_t each = EACH / 2 * (1 + 2 + 3 + 4);
    ck_assert_int_eq(book_balance(book, A_PROJECT_GOV), each);
    ck_assert_int_eq(book_balance(book, A_PROJECT_OTHER), each);
    ck_assert_int_eq(book_balance(book, A_GOV), 1000 - 2 * each);
    CHECK_OK(book_audit(book, &size, &err), err);
}

ON_BOTH(the_order_in_which_requests_come_changes_no_total)
{
    book_run(address, at_once);
}

/* ---- no amount in a double ---- */

START_TEST(no_source_of_the_book_knows_a_floating_point_number)
{
    static const char *const words[] = {"double", "float", "%f", "0.5", "strtod", "math.h"};
    static char bytes[1 << 18];
    int files = 0;
    DIR *folder = opendir("src/ledger");
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[512];
        if (!text_ends(entry->d_name, ".c") && !text_ends(entry->d_name, ".h"))
            continue;
        (void)snprintf(path, sizeof path, "src/ledger/%s", entry->d_name);
        FILE *file = fopen(path, "rb");
        ck_assert_ptr_nonnull(file);
        size_t size = fread(bytes, 1, sizeof bytes - 1, file);
        (void)fclose(file);
        ck_assert_uint_lt(size, sizeof bytes - 1);
        bytes[size] = '\0';
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            const char *at = strstr(bytes, words[i]);
            bool entry_word = at != NULL && strncmp(at, "double entry", 12) == 0;
            ck_assert_msg(at == NULL || entry_word, "%s: %s", path, words[i]);
        }
        files++;
    }
    (void)closedir(folder);
    ck_assert_int_gt(files, 10);
}
END_TEST

BOTH_MAIN_WITHIN("ledger world", 600,
                 every_balance_of_a_programme_at_random_is_that_of_plain_arrays,
                 the_same_programmes_have_the_same_balances_on_postgresql,
                 BOTH(the_order_in_which_requests_come_changes_no_total),
                 no_source_of_the_book_knows_a_floating_point_number)
