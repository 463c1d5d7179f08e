/* dure ledger, dure bank -- the book and the bank's files without a server, on the store itself. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/nightly.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger.h"

enum { DATA_BYTES_MAX = 1 << 20, FILE_BYTES_MAX = 64 << 20 };

#define BOOK_OPTIONS                                                                               \
    CONSOLE_OPTIONS,                                                                               \
    {                                                                                              \
        "data", OPTION_SHIPPED, 0, 0, "data", "기한·은행 형식 자료 폴더",                          \
            "folder of terms and bank layouts"                                                     \
    }

const struct option ledger_options[] = {
    BOOK_OPTIONS,
    {"hledger", OPTION_FLAG, 0, 0, NULL, "hledger 분개장으로", "as a journal for hledger"},
    {"output", OPTION_TEXT, 0, 0, "-", "쓸 파일(-: 표준 출력)",
     "file to write (-: standard output)"},
    {0},
};

const struct option bank_options[] = {
    BOOK_OPTIONS,
    {"account", OPTION_TEXT, 0, 0, NULL, "은행 계좌번호", "number of the account at the bank"},
    {"layout", OPTION_TEXT, 0, 0, NULL, "은행 파일 형식(없으면 자료 폴더의 bank-kr.json)",
     "layout of the bank's file (without: bank-kr.json of the data folder)"},
    {0},
};

static enum status read_terms(struct cli *cli, struct ledger_terms *ret_terms, struct error *err)
{
    const char *bytes = NULL, *path = arena_format(cli->arena, "%s/ledger/terms-kr.json",
                                                   option_text(cli, "data"));
    size_t size = 0;
    enum status st = file_read(cli->arena, path, DATA_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = ledger_terms_read(cli->arena, bytes, size, ret_terms, err);
    return st;
}

/* ---- dure ledger ---- */

static enum status export_book(struct cli *cli, struct store *store, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    char *bytes = NULL;
    size_t size = 0;
    enum status st = store_begin(store, STORE_READ, &tx, err);
    if (st != STATUS_OK)
        return st;
    FILE *out = open_memstream(&bytes, &size);
    must(out != NULL);
    st = option_flag(cli, "hledger") ? ledger_export_hledger(tx, out, err)
                                     : ledger_export(tx, out, err);
    must(fclose(out) == 0);
    if (st == STATUS_OK)
        st = file_write(option_text(cli, "output"), bytes, size, err);
    free(bytes);
    return st;
}

static enum status audit_book(struct cli *cli, struct store *store, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct ledger_size size = {0};
    enum status st = store_begin(store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = ledger_audit(tx, &size, err);
    if (st == STATUS_OK)
        printf(cli->english ? "the book holds: %" PRId64 " accounts, %" PRId64 " groups, %" PRId64
                              " transfers, %" PRId64 " reservations open\n"
                            : "장부가 맞습니다: 계정 %" PRId64 ", 전표 %" PRId64 ", 거래 %" PRId64
                              ", 미결 예약 %" PRId64 "\n",
               size.accounts, size.groups, size.transfers, size.pending_open);
    return st;
}

/* Exit with the fault as the reason: a timer that runs this notices. */
static enum status close_night(struct cli *cli, struct store *store, struct error *err)
{
    struct ledger_terms terms = {0};
    struct ledger_night night = {0};
    bool kept = false;
    enum status st = read_terms(cli, &terms, err);
    if (st == STATUS_OK)
        st = nightly_run(store, &terms, clock_wall(), cli->arena, &night, &kept, err);
    if (st != STATUS_OK)
        return st;
    printf(cli->english ? "trial balance of %s: %s%s · %" PRId64 " transfers · %" PRId64
                          " balances past their day, %s won · %" PRId64 " lines of the bank open\n"
                        : "%s 시산표: %s%s · 거래 %" PRId64 " · 기한 지난 잔액 %" PRId64
                          "건 %s원 · "
                          "미처리 은행 거래 %" PRId64 "\n",
           day_text(cli->arena, night.day),
           night.balanced ? words(cli, "맞음", "balanced") : words(cli, "틀림: ", "broken: "),
           night.fault, night.size.transfers, night.overdue,
           money_text(cli->arena, night.overdue_won), night.bank_open);
    return night.balanced ? STATUS_OK : FAIL(err, LEDGER_BROKEN, "%s", night.fault);
}

enum status ledger_run(struct cli *cli, struct error *err)
{
    static const struct {
        const char *name;
        enum status (*run)(struct cli *cli, struct store *store, struct error *err);
    } works[] = {{"export", export_book}, {"audit", audit_book}, {"night", close_night}};
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        if (!text_same(works[i].name, cli->arguments[0]))
            continue;
        struct store *store = NULL;
        enum status st = console_store(cli, option_text(cli, "folder"), CONSOLE_THERE, &store, err);
        if (st == STATUS_OK)
            st = works[i].run(cli, store, err);
        store_close(store);
        return st;
    }
    return FAIL(err, APP_USAGE, "\"%.40s\" is none of export, audit, night", cli->arguments[0]);
}

/* ---- dure bank ---- */

static enum status read_layout(struct cli *cli, struct ledger_bank_layout *ret_layout,
                               struct error *err)
{
    const char *bytes = NULL, *path = option_text(cli, "layout");
    size_t size = 0;
    if (path == NULL)
        path = arena_format(cli->arena, "%s/ledger/bank-kr.json", option_text(cli, "data"));
    enum status st = file_read(cli->arena, path, DATA_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = ledger_bank_layout_read(cli->arena, bytes, size, ret_layout, err);
    return st;
}

/* The console imports; what a line was for is decided, and booked, by a person who signed in. */
static enum status import(struct cli *cli, struct store *store, struct error *err)
{
    struct ledger_bank_layout layout = {0};
    struct ledger_bank_result result = {0};
    const char *bytes = NULL, *name = strrchr(cli->arguments[1], '/');
    size_t size = 0;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    if (option_text(cli, "account") == NULL)
        return FAIL(err, APP_USAGE, "--account: which account is the file of?");
    enum status st = read_layout(cli, &layout, err);
    if (st == STATUS_OK)
        st = file_read(cli->arena, cli->arguments[1], FILE_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = store_begin(store, STORE_WRITE, &tx, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_bank_import what = {.account = option_text(cli, "account"),
                                      .name = name == NULL ? cli->arguments[1] : name + 1,
                                      .bytes = bytes,
                                      .size = size,
                                      .now = clock_wall()};
    st = ledger_bank_import(tx, &layout, &what, &result, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st != STATUS_OK)
        return in_file(err, cli->arguments[1]);
    printf(cli->english ? "%s%" PRId64 " lines: %" PRId64 " new, %" PRId64 " known\n"
                        : "%s%" PRId64 "줄: 새 거래 %" PRId64 ", 이미 받은 것 %" PRId64 "\n",
           result.again ? words(cli, "이미 받은 파일, ", "imported before, ") : "", result.lines,
           result.fresh, result.known);
    return STATUS_OK;
}

enum status bank_run(struct cli *cli, struct error *err)
{
    struct store *store = NULL;
    if (!text_same(cli->arguments[0], "import"))
        return FAIL(err, APP_USAGE, "\"%.40s\" is not import", cli->arguments[0]);
    enum status st = console_store(cli, option_text(cli, "folder"), CONSOLE_THERE, &store, err);
    if (st == STATUS_OK)
        st = import(cli, store, err);
    store_close(store);
    return st;
}
