/* A bank's file, read: the layout says which heading is which column; nothing is guessed beyond it.
 * A file whose balances do not follow from its amounts has been cut or changed, and is refused. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/csv.h"
#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/bank_private.h"

enum { ALIASES_MAX = 32, WORD_MAX = 60, LAYOUT_NAME_MAX = 120, HEADING_MAX = 100 };

static const struct column_kind {
    const char *member;
    bool needed;
} column_kinds[LEDGER_BANK_COLUMNS] = {
#define COLUMN(name, member, needed) {member, needed},
#include "ledger/bank.def"
#undef COLUMN
};

/* ---- the layout ---- */

static enum status read_words(const struct json *object, const char *member, struct arena *arena,
                              struct ledger_words *ret_words, struct error *err)
{
    struct json list = {0};
    enum status st = json_get_array(object, member, ALIASES_MAX, &list, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_words words = {0};
    for (size_t i = 0; i < json_count(&list); i++) {
        struct json item = json_item(&list, i);
        const char *word = NULL;
        if ((st = json_as_text(&item, WORD_MAX, &word, err)) != STATUS_OK)
            return st;
        *list_add(arena, &words) = text_squeeze(arena, word);
    }
    *ret_words = words;
    return STATUS_OK;
}

static enum status read_columns(const struct json *document, struct arena *arena,
                                struct ledger_bank_layout *layout, struct error *err)
{
    struct json columns = {0};
    const char *names[LEDGER_BANK_COLUMNS + 1] = {NULL};
    enum status st = json_get_object(document, "columns", &columns, err);
    for (size_t i = 0; i < LEDGER_BANK_COLUMNS; i++)
        names[i] = column_kinds[i].member;
    if (st == STATUS_OK)
        st = json_only(&columns, names, err);
    for (size_t i = 0; st == STATUS_OK && i < LEDGER_BANK_COLUMNS; i++)
        if (column_kinds[i].needed || json_has(&columns, names[i]))
            st = read_words(&columns, names[i], arena, &layout->columns[i], err);
    return st;
}

enum status ledger_bank_layout_read(struct arena *arena, const char *bytes, size_t size,
                                    struct ledger_bank_layout *ret_layout, struct error *err)
{
    static const char *const members[] = {"format",  "version", "name", "heading_within",
                                          "columns", "footers", NULL};
    SCOPED(json_cleanup) struct json document = {0};
    struct ledger_bank_layout layout = {0};
    const char *format = NULL;
    int64_t version = 0;
    enum status st = json_read(arena, bytes, size, JSON_LIMITS_BODY, &document, err);
    if (st == STATUS_OK)
        st = json_only(&document, members, err);
    if (st == STATUS_OK)
        st = json_text(&document, "format", 40, &format, err);
    if (st == STATUS_OK && !text_same(format, "dure.bank-layout"))
        st = FAIL_AT(err, LEDGER_BANK_LAYOUT, "/format", "not \"dure.bank-layout\"");
    if (st == STATUS_OK)
        st = json_int(&document, "version", 1, 1, &version, err);
    if (st == STATUS_OK)
        st = json_text(&document, "name", LAYOUT_NAME_MAX, &layout.name, err);
    if (st == STATUS_OK)
        st = json_int(&document, "heading_within", 1, HEADING_MAX, &layout.heading_within, err);
    if (st == STATUS_OK)
        st = read_columns(&document, arena, &layout, err);
    if (st == STATUS_OK && json_has(&document, "footers"))
        st = read_words(&document, "footers", arena, &layout.footers, err);
    if (st == STATUS_OK)
        *ret_layout = layout;
    return st;
}

/* ---- the heading ---- */

struct bank_reader {
    struct arena *arena;
    const struct ledger_bank_layout *layout;
    struct csv_reader *csv;
    int column_of[LEDGER_BANK_COLUMNS]; /* -1: not in this file */
    struct bank_lines lines;
};

static bool among(const struct ledger_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (text_same(words->at[i], word))
            return true;
    return false;
}

/* Is this row the heading? The first field that is called so is the column. */
static bool is_heading(struct bank_reader *reader, const struct csv_row *row)
{
    bool all = true;
    for (size_t c = 0; c < LEDGER_BANK_COLUMNS; c++) {
        reader->column_of[c] = -1;
        for (size_t i = 0; i < row->count && reader->column_of[c] < 0; i++)
            if (among(&reader->layout->columns[c], text_squeeze(reader->arena, row->fields[i])))
                reader->column_of[c] = (int)i;
        all = all && (reader->column_of[c] >= 0 || !column_kinds[c].needed);
    }
    return all;
}

static enum status find_heading(struct bank_reader *reader, struct error *err)
{
    struct csv_row row = {0};
    bool more = false;
    enum status st = STATUS_OK;
    for (int64_t i = 0; i < reader->layout->heading_within; i++) {
        if ((st = csv_next(reader->csv, &row, &more, err)) != STATUS_OK)
            return st;
        if (!more)
            break;
        if (is_heading(reader, &row))
            return STATUS_OK;
    }
    return FAIL_AT(err, LEDGER_BANK_FILE, "line 1",
                   "no heading with a date, money in and money out (layout %.60s)",
                   reader->layout->name);
}

/* ---- a line ---- */

#define BANK_FAIL(err, line, column, ...)                                                          \
    bank_fail(err, &LEDGER_BANK_FILE, line, column, __VA_ARGS__)

static enum status bank_fail(struct error *err, const struct reason *why, int64_t line,
                             const char *column, const char *text)
{
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "line %" PRId64 "%s%s", line, column[0] == '\0' ? "" : ", ",
                   column);
    return FAIL_AT(err, *why, place, "%s", text);
}

static const char *field(const struct bank_reader *reader, const struct csv_row *row, int column)
{
    int at = reader->column_of[column];
    return at < 0 || (size_t)at >= row->count ? "" : text_squeeze(reader->arena, row->fields[at]);
}

/* "20261124" as well as what time_parse_local() knows; the time may stand in a field of its own. */
static enum status read_time(const struct bank_reader *reader, const struct csv_row *row,
                             time_us *ret_at, struct error *err)
{
    const char *date = field(reader, row, LEDGER_BANK_DATE);
    const char *time = field(reader, row, LEDGER_BANK_TIME);
    struct arena *arena = reader->arena;
    struct error why;
    if (strlen(date) == 8 && strspn(date, "0123456789") == 8)
        date = arena_format(arena, "%.4s-%.2s-%.2s", date, date + 4, date + 6);
    if (strlen(time) == 6 && strspn(time, "0123456789") == 6)
        time = arena_format(arena, "%.2s:%.2s:%.2s", time, time + 2, time + 4);
    const char *both = strchr(date, ':') != NULL
                           ? date
                           : arena_format(arena, "%s %s", date, time[0] == '\0' ? "00:00" : time);
    if (time_parse_local(both, zone_seoul(), ret_at, &why) == STATUS_OK)
        return STATUS_OK;
    return BANK_FAIL(err, row->line, "date", arena_format(arena, "\"%.40s\" is no date", both));
}

/* Nothing, a dash or zero: 0. */
static enum status read_amount(const struct bank_reader *reader, const struct csv_row *row,
                               int column, struct money *ret_amount, struct error *err)
{
    const char *written = field(reader, row, column);
    struct error why;
    *ret_amount = (struct money){0};
    if (written[strspn(written, "-0")] == '\0')
        return STATUS_OK;
    if (written[strspn(written, "0123456789,")] == '\0' &&
        money_parse(written, ret_amount, &why) == STATUS_OK)
        return STATUS_OK;
    return BANK_FAIL(err, row->line, column_kinds[column].member,
                     arena_format(reader->arena, "\"%.40s\" is no amount", written));
}

static enum status read_line(struct bank_reader *reader, const struct csv_row *row,
                             struct error *err)
{
    struct bank_line line = {.number = row->line,
                             .reference = field(reader, row, LEDGER_BANK_REFERENCE),
                             .name = field(reader, row, LEDGER_BANK_NAME),
                             .memo = field(reader, row, LEDGER_BANK_MEMO),
                             .virtual_account = field(reader, row, LEDGER_BANK_VIRTUAL)};
    struct money in = {0}, out = {0};
    enum status st = read_time(reader, row, &line.at, err);
    if (st == STATUS_OK)
        st = read_amount(reader, row, LEDGER_BANK_IN, &in, err);
    if (st == STATUS_OK)
        st = read_amount(reader, row, LEDGER_BANK_OUT, &out, err);
    line.has_balance = field(reader, row, LEDGER_BANK_BALANCE)[0] != '\0';
    if (st == STATUS_OK)
        st = read_amount(reader, row, LEDGER_BANK_BALANCE, &line.balance, err);
    if (st != STATUS_OK)
        return st;
    if ((in.won == 0) == (out.won == 0))
        return BANK_FAIL(err, row->line, "in", "money in or money out, and not both");
    if (strlen(line.reference) > LEDGER_BANK_REFERENCE_MAX)
        return BANK_FAIL(err, row->line, "reference", "longer than 80 bytes");
    line.incoming = in.won != 0;
    line.amount = line.incoming ? in : out;
    *list_add(reader->arena, &reader->lines) = line;
    return STATUS_OK;
}

static bool is_footer(const struct bank_reader *reader, const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        const char *word = text_squeeze(reader->arena, row->fields[i]);
        if (word[0] != '\0')
            return among(&reader->layout->footers, word);
    }
    return true; /* a row of empty fields */
}

/* ---- the whole ---- */

static int64_t signed_won(const struct bank_line *line)
{
    return line->incoming ? line->amount.won : -line->amount.won;
}

/* The first line whose balance does not follow; NULL if all do. Files run either way in time. */
static const struct bank_line *balance_break(const struct bank_lines *lines, bool newest_first)
{
    for (size_t i = 1; i < lines->count; i++) {
        const struct bank_line *a = &lines->at[i - 1], *b = &lines->at[i];
        if (!a->has_balance || !b->has_balance)
            continue;
        int64_t step =
            newest_first ? a->balance.won - b->balance.won : b->balance.won - a->balance.won;
        if (step != signed_won(newest_first ? a : b))
            return b;
    }
    return NULL;
}

static enum status check_balances(const struct bank_lines *lines, struct error *err)
{
    const struct bank_line *forward = balance_break(lines, false);
    const struct bank_line *backward = balance_break(lines, true);
    if (forward == NULL || backward == NULL)
        return STATUS_OK;
    const struct bank_line *worse = forward->number > backward->number ? forward : backward;
    return BANK_FAIL(err, worse->number, "balance",
                     "it does not follow from the line before: a line is missing or was changed");
}

enum status bank_read(struct arena *arena, const struct ledger_bank_layout *layout,
                      const char *bytes, size_t size, struct bank_lines *ret_lines,
                      struct error *err)
{
    struct bank_reader reader = {.arena = arena, .layout = layout};
    struct csv_row row = {0};
    bool more = false;
    enum status st = csv_open_bytes(
        bytes, size, &(struct csv_options){.field_max = 400, .fields_max = 60}, &reader.csv, err);
    if (st == STATUS_OK)
        st = find_heading(&reader, err);
    while (st == STATUS_OK && (st = csv_next(reader.csv, &row, &more, err)) == STATUS_OK && more) {
        if (is_footer(&reader, &row))
            continue;
        if (reader.lines.count == LEDGER_BANK_LINES_MAX)
            st = BANK_FAIL(err, row.line, "", "more than 100,000 lines in one file");
        else
            st = read_line(&reader, &row, err);
    }
    csv_close(reader.csv);
    if (st == STATUS_OK)
        st = check_balances(&reader.lines, err);
    if (st == STATUS_OK)
        *ret_lines = reader.lines;
    return st;
}
