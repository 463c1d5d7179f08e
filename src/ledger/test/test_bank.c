/* The bank's files: read by their layout, each line counted once, changed ones refused, matched
 * one to one; and the trial balance of each night. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "ledger/bank_private.h"
#include "money.h"
#include "support/postgres.h"
#include "tamper.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char account[] = "100-20-300400";

static struct ledger_bank_layout *layout(void)
{
    static struct ledger_bank_layout found;
    static struct arena *arena; /* lives as long as the test's process */
    static char bytes[1 << 14];
    struct error err;
    if (arena != NULL)
        return &found;
    arena = arena_new("layout", 1 << 20);
    FILE *file = fopen("data/ledger/bank-kr.json", "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    CHECK_OK(ledger_bank_layout_read(arena, bytes, size, &found, &err), err);
    return &found;
}

static enum status import(struct book *book, const char *text, struct ledger_bank_result *result,
                          struct error *err)
{
    struct ledger_bank_import what = {.account = account,
                                      .name = "file.csv",
                                      .bytes = text,
                                      .size = strlen(text),
                                      .actor = 5,
                                      .now = book->now};
    struct store_tx *tx = money_begin(book);
    return money_end(&tx, ledger_bank_import(tx, layout(), &what, result, err), err);
}

#define HEADING "거래일시,적요,거래처명,입금액,출금액,잔액,거래번호,가상계좌번호\n"
#define FIRST   "2026-11-23 10:00:01,출연금,한빛전자,\"30,000,000\",0,\"30,000,000\",T1,\n"
#define SECOND                                                                                     \
    "2026-11-23 11:00:00,A-2026-0001 자부담,한빛정밀,\"40,000,000\",0,\"70,000,000\",T2,\n"
#define THIRD "2026-11-24 09:30:00,P-7,두레기계,0,\"33,333,333\",\"36,666,667\",T3,\n"

static void once(struct book *book)
{
    struct error err;
    struct ledger_bank_result result;
    CHECK_OK(import(book, HEADING FIRST SECOND, &result, &err), err);
    ck_assert_int_eq(result.lines, 2);
    ck_assert_int_eq(result.fresh, 2);
    CHECK_OK(import(book, HEADING FIRST SECOND, &result, &err), err);
    ck_assert(result.again);
    /* The next file overlaps: the bank's own newest-first order, a title, a total. */
    CHECK_OK(import(book, "거래내역 조회,,,,,,,\n\n" HEADING THIRD SECOND FIRST "합계,,,,,,,\n",
                    &result, &err),
             err);
    ck_assert(!result.again);
    ck_assert_int_eq(result.lines, 3);
    ck_assert_int_eq(result.known, 2);
    ck_assert_int_eq(result.fresh, 1);
    struct ledger_bank_line_list list;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_bank_lines(tx, "open", 0, 10, arena, &list, &err), err);
    store_abandon(&tx);
    ck_assert_uint_eq(list.count, 3);
    ck_assert_str_eq(list.at[2].name, "두레기계");
    ck_assert(!list.at[2].incoming);
    ck_assert_int_eq(list.at[2].amount.won, 33333333);
}

ON_BOTH(a_line_of_the_bank_counts_once_in_however_many_files_it_comes)
{
    book_run(address, once);
}

static void changed(struct book *book)
{
    struct error err;
    struct ledger_bank_result result;
    CHECK_OK(import(book, HEADING FIRST SECOND, &result, &err), err);
    CHECK_FAILS(import(book,
                       HEADING FIRST
                       "2026-11-23 11:00:00,A-2026-0001 자부담,다른이,\"40,000,000\",0,"
                       "\"70,000,000\",T2,\n",
                       &result, &err),
                LEDGER_BANK_CHANGED, err);
    ck_assert_str_eq(err.place, "line 3");
    /* An amount, or a line left out: the balances tell. */
    CHECK_FAILS(import(book, HEADING FIRST THIRD, &result, &err), LEDGER_BANK_FILE, err);
    ck_assert_str_eq(err.place, "line 3, balance");
    CHECK_FAILS(import(book,
                       HEADING FIRST SECOND
                       "2026-11-24 09:30:00,P-7,두레기계,0,\"33,333,330\",\"36,666,667\",T3,\n",
                       &result, &err),
                LEDGER_BANK_FILE, err);
    ck_assert_str_eq(err.place, "line 4, balance");
    struct store_tx *tx = money_begin(book);
    CHECK_FAILS(store_run(tx, "UPDATE ledger_bank_line SET amount = 1 WHERE id = 1", STORE_NONE,
                          NULL, &err),
                STORE_CHECK, err);
    store_abandon(&tx);
    tx = money_begin(book);
    CHECK_FAILS(store_run(tx, "DELETE FROM ledger_bank_line", STORE_NONE, NULL, &err), STORE_CHECK,
                err);
    store_abandon(&tx);
}

ON_BOTH(a_line_that_has_changed_is_refused_and_so_is_a_file_with_a_line_less)
{
    book_run(address, changed);
}

START_TEST(what_is_no_line_of_a_bank_is_refused_naming_line_and_column)
{
    static const struct {
        const char *text, *place;
    } files[] = {
        {"date,amount\n2026-11-24,5\n", "line 1"},
        {"Date,In,Out\n2026-13-24,5,0\n", "line 2, date"},
        {"Date,In,Out\n2026-11-24,5,0\nyesterday,5,0\n", "line 3, date"},
        {"Date,In,Out\n2026-11-24,5.5,0\n", "line 2, in"},
        {"Date,In,Out\n2026-11-24,-5,0\n", "line 2, in"},
        {"Date,In,Out\n2026-11-24,0,99999999999999999999\n", "line 2, out"},
        {"Date,In,Out\n2026-11-24,5,5\n", "line 2, in"},
        {"Date,In,Out\n2026-11-24,0,\n", "line 2, in"},
        {"Date,In,Out,Balance\n2026-11-24,5,0,x\n", "line 2, balance"},
    };
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 24);
    for (size_t i = 0; i < COUNT(files); i++) {
        struct error err;
        struct bank_lines lines;
        CHECK_FAILS(bank_read(arena, layout(), files[i].text, strlen(files[i].text), &lines, &err),
                    LEDGER_BANK_FILE, err);
        ck_assert_msg(strcmp(err.place, files[i].place) == 0, "%s: %s %s", files[i].text, err.place,
                      err.text);
    }
}
END_TEST

/* Without numbers of the bank: two equal lines of one file are two, in the next file still two. */
static void equal_lines(struct book *book)
{
    struct error err;
    struct ledger_bank_result result;
    CHECK_OK(import(book, "Date,In,Out\n20261124,5,\n20261124,5,\n", &result, &err), err);
    ck_assert_int_eq(result.fresh, 2);
    CHECK_OK(import(book, "Date,In,Out\n20261124,5,\n20261124,5,\n20261124,5,\n", &result, &err),
             err);
    ck_assert_int_eq(result.known, 2);
    ck_assert_int_eq(result.fresh, 1);
}

ON_BOTH(equal_lines_without_a_number_are_told_apart_by_how_many_there_are)
{
    book_run(address, equal_lines);
}

/* ---- matching ---- */

static const struct ledger_expected expected[] = {
    {"contribution", 1, 20, true, {30000000}, "C-1", "한빛전자"},
    {"deposit", 2, 30, true, {40000000}, "A-2026-0001", "한빛정밀"},
    {"deposit", 3, 31, true, {40000000}, "A-2026-0002", "새벽정밀"},
    {"payment", 7, 0, false, {33333333}, "P-7", "두레기계"},
    {"payment", 77, 0, false, {33333333}, "P-77", "두레기계"},
};

static struct ledger_match match_one(struct arena *arena, const struct ledger_bank_line *line)
{
    return ledger_bank_match(arena, line, 1, expected, COUNT(expected)).at[0];
}

START_TEST(
    a_line_is_booked_without_asking_only_if_its_number_or_account_and_its_amount_fit_one_thing)
{
    static const struct {
        struct ledger_bank_line line;
        enum ledger_match_why why;
        int64_t thing_id;
        bool certain;
    } rows[] = {
        {{.incoming = true, .amount = {40000000}, .memo = "A-2026-0001 자부담"},
         LEDGER_MATCH_REFERENCE,
         2,
         true},
        {{.incoming = false, .amount = {33333333}, .memo = "P-7"}, LEDGER_MATCH_REFERENCE, 7, true},
        {{.incoming = false, .amount = {33333333}, .memo = "(P-77)"},
         LEDGER_MATCH_REFERENCE,
         77,
         true},
        {{.incoming = true, .amount = {40000000}, .owner = 31}, LEDGER_MATCH_VIRTUAL, 3, true},
        {{.incoming = true, .amount = {40000000}, .name = "새벽정밀"}, LEDGER_MATCH_NAME, 3, false},
        {{.incoming = true, .amount = {30000000}, .name = "모르는이"},
         LEDGER_MATCH_AMOUNT,
         1,
         false},
        {{.incoming = true, .amount = {40000000}}, LEDGER_MATCH_AMOUNT, 2, false},
        {{.incoming = true, .amount = {20000000}, .owner = 20},
         LEDGER_MATCH_OTHER_AMOUNT,
         1,
         false},
        {{.incoming = true, .amount = {33333333}, .memo = "P-7"}, LEDGER_MATCH_NONE, 0, false},
        {{.incoming = true, .amount = {5}, .memo = "XA-2026-0001"}, LEDGER_MATCH_NONE, 0, false},
    };
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ledger_bank_line line = rows[i].line;
        line.memo = line.memo == NULL ? "" : line.memo;
        line.name = line.name == NULL ? "" : line.name;
        line.reference = "T1";
        struct ledger_match match = match_one(arena, &line);
        ck_assert_msg(match.why == rows[i].why && match.certain == rows[i].certain, "row %zu: %s",
                      i, ledger_match_name(match.why));
        if (match.why != LEDGER_MATCH_NONE)
            ck_assert_int_eq(expected[match.expected].thing_id, rows[i].thing_id);
    }
    /* Two lines that fit one thing as well: a person decides. */
    struct ledger_bank_line two[] = {rows[0].line, rows[0].line};
    two[0].name = two[1].name = two[0].reference = two[1].reference = "";
    struct ledger_match_list both = ledger_bank_match(arena, two, 2, expected, COUNT(expected));
    ck_assert(!both.at[0].certain && !both.at[1].certain);
}
END_TEST

/* Against a slow judge: certain matches are one to one, whatever is expected and comes. */
START_TEST(certain_matches_are_one_to_one_and_to_the_won)
{
    FOR_ALL(seed, 300) {
        static const char *const numbers[] = {"A-1", "A-2", "A-11", ""};
        SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
        struct random_stream luck = random_stream(seed, "match");
        struct ledger_bank_line lines[12];
        struct ledger_expected things[8];
        size_t line_count = random_below(&luck, 12), count = random_below(&luck, 8);
        for (size_t i = 0; i < line_count; i++)
            lines[i] = (struct ledger_bank_line){.incoming = random_below(&luck, 4) > 0,
                                                 .amount = {1 + (int64_t)random_below(&luck, 3)},
                                                 .memo = numbers[random_below(&luck, 4)],
                                                 .owner = (int64_t)random_below(&luck, 4),
                                                 .name = "",
                                                 .reference = ""};
        for (size_t i = 0; i < count; i++)
            things[i] = (struct ledger_expected){"thing",
                                                 1 + (int64_t)i,
                                                 (int64_t)random_below(&luck, 4),
                                                 random_below(&luck, 4) > 0,
                                                 {1 + (int64_t)random_below(&luck, 3)},
                                                 numbers[random_below(&luck, 4)],
                                                 ""};
        struct ledger_match_list list = ledger_bank_match(arena, lines, line_count, things, count);
        int taken[8] = {0};
        ck_assert_uint_eq(list.count, line_count);
        for (size_t i = 0; i < list.count; i++) {
            if (!list.at[i].certain)
                continue;
            const struct ledger_expected *thing = &things[list.at[i].expected];
            ck_assert_int_eq(++taken[list.at[i].expected], 1);
            ck_assert_int_eq(thing->amount.won, lines[i].amount.won);
            ck_assert_int_eq(thing->incoming, lines[i].incoming);
            bool number =
                thing->reference[0] != '\0' && strcmp(thing->reference, lines[i].memo) == 0;
            bool owner = lines[i].owner != 0 && lines[i].owner == thing->org;
            ck_assert(number || owner);
        }
    }
}
END_TEST

static void settled(struct book *book)
{
    struct error err;
    struct ledger_bank_result result;
    struct ledger_bank_line line;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    CHECK_OK(import(book, HEADING FIRST SECOND THIRD, &result, &err), err);
    struct ledger_settling how = {"contribution", 1, NULL, 5, book->now};
    struct ledger_settling aside = {NULL, 0, "interest of a private account", 5, book->now};
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_virtual_account(tx, "990-1", 30, &err), err);
    CHECK_OK(ledger_virtual_account(tx, "990-1", 30, &err), err);
    CHECK_FAILS(ledger_virtual_account(tx, "990-1", 31, &err), LEDGER_BANK_CHANGED, err);
    CHECK_OK(ledger_bank_settle(tx, 1, &how, &err), err);
    CHECK_FAILS(ledger_bank_settle(tx, 1, &how, &err), LEDGER_BANK_SETTLED, err);
    CHECK_FAILS(ledger_bank_set_aside(tx, 1, &aside, &err), LEDGER_BANK_SETTLED, err);
    CHECK_OK(ledger_bank_set_aside(tx, 3, &aside, &err), err);
    aside.note = "";
    CHECK_FAILS(ledger_bank_set_aside(tx, 2, &aside, &err), LEDGER_BANK_FILE, err);
    CHECK_OK(ledger_bank_line(tx, 1, arena, &line, &err), err);
    ck_assert_str_eq(line.thing, "contribution");
    CHECK_FAILS(ledger_bank_line(tx, 99, arena, &line, &err), LEDGER_NO_BANK_LINE, err);
    CHECK_OK(store_commit(&tx, &err), err);
}

ON_BOTH(a_line_is_settled_once_with_a_thing_or_set_aside_with_a_reason)
{
    book_run(address, settled);
}

/* ---- nights ---- */

static struct ledger_night measure(struct book *book, struct arena *arena, struct day day)
{
    struct error err;
    struct ledger_night night;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    CHECK_OK(store_begin(book->store, STORE_READ, &tx, &err), err);
    CHECK_OK(ledger_night_measure(tx, money_terms(), day, book->now, arena, &night, &err), err);
    return night;
}

static bool keep(struct book *book, const struct ledger_night *night)
{
    struct error err;
    bool kept = false;
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_night_keep(tx, night, &kept, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    return kept;
}

static void nights(struct book *book)
{
    struct error err;
    struct ledger_night found;
    struct ledger_night_list list;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 22);
    struct day today = day_of(book->now, zone_seoul());
    struct day late = day_from_number(day_number(today) + 5 * 366);
    tamper_live(book);
    struct ledger_night night = measure(book, arena, today), next = measure(book, arena, late);
    ck_assert(night.balanced);
    ck_assert_int_eq(night.size.transfers, TAMPER_TRANSFERS);
    ck_assert_int_eq(night.overdue, 0);
    ck_assert_int_gt(next.overdue, 0);
    ck_assert(keep(book, &night));
    ck_assert(!keep(book, &night)); /* of two programs one keeps it */
    ck_assert(keep(book, &next));
    struct store_tx *tx = money_begin(book);
    CHECK_OK(ledger_night(tx, today, arena, &found, &err), err);
    ck_assert_uint_eq(found.trial.count, night.trial.count);
    for (size_t i = 0; i < found.trial.count; i++) {
        ck_assert_int_eq(found.trial.at[i].code, night.trial.at[i].code);
        ck_assert_int_eq(found.trial.at[i].debit_posted.won, night.trial.at[i].debit_posted.won);
        ck_assert_int_eq(found.trial.at[i].credit_posted.won, night.trial.at[i].credit_posted.won);
    }
    CHECK_OK(ledger_nights(tx, (struct day){2999, 1, 1}, 10, arena, &list, &err), err);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_int_eq(day_compare(list.at[0].day, late), 0);
    CHECK_FAILS(ledger_night(tx, (struct day){2001, 1, 1}, arena, &found, &err), LEDGER_NO_NIGHT,
                err);
    CHECK_FAILS(store_run(tx, "UPDATE ledger_night SET balanced = 1", STORE_NONE, NULL, &err),
                STORE_CHECK, err);
    store_abandon(&tx);
}

ON_BOTH(each_night_has_one_trial_balance_and_it_is_never_changed)
{
    book_run(address, nights);
}

START_TEST(a_night_says_what_is_wrong_with_a_book_that_was_changed)
{
    for (size_t i = 0; i < tamper_count; i++) {
        struct book book;
        char path[128];
        SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 22);
        (void)snprintf(path, sizeof path, "%s/night-%zu.db", test_folder(), i);
        book_open(&book, path);
        tamper_live(&book);
        tamper(path, tamperings[i].sql);
        struct ledger_night night = measure(&book, arena, day_of(book.now, zone_seoul()));
        ck_assert_msg(!night.balanced, "%s", tamperings[i].title);
        ck_assert_msg(strstr(night.fault, tamperings[i].place) == night.fault, "%s: %s",
                      tamperings[i].title, night.fault);
        ck_assert(keep(&book, &night));
        book_close(&book);
    }
}
END_TEST

BOTH_MAIN_WITHIN(
    "ledger bank", 240, BOTH(a_line_of_the_bank_counts_once_in_however_many_files_it_comes),
    BOTH(a_line_that_has_changed_is_refused_and_so_is_a_file_with_a_line_less),
    what_is_no_line_of_a_bank_is_refused_naming_line_and_column,
    BOTH(equal_lines_without_a_number_are_told_apart_by_how_many_there_are),
    a_line_is_booked_without_asking_only_if_its_number_or_account_and_its_amount_fit_one_thing,
    certain_matches_are_one_to_one_and_to_the_won,
    BOTH(a_line_is_settled_once_with_a_thing_or_set_aside_with_a_reason),
    BOTH(each_night_has_one_trial_balance_and_it_is_never_changed),
    a_night_says_what_is_wrong_with_a_book_that_was_changed)
