/* xlsx.c -- workbooks: each table a sheet of its own, everything else on the first. */
#include "document/document_private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "kit/must.h"
#include "kit/text.h"

enum { CELL_CHARACTERS_MAX = 32767, WIDTH_MIN = 8, WIDTH_MAX = 60 };

struct book {
    struct arena *arena;
    lxw_workbook *workbook;
    lxw_format *head, *title, *wrap, *number[DOCUMENT_TIME + 1];
    lxw_error failed; /* the first that went wrong, or LXW_NO_ERROR */
};

static lxw_format *format_of(struct book *book, const char *number)
{
    lxw_format *format = workbook_add_format(book->workbook);
    if (number != NULL)
        format_set_num_format(format, number);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void make_formats(struct book *book)
{
    book->head = format_of(book, NULL);
    format_set_bold(book->head);
    format_set_bg_color(book->head, 0xE9EEF5);
    format_set_bottom(book->head, LXW_BORDER_THIN);
    book->title = format_of(book, NULL);
    format_set_bold(book->title);
    format_set_font_size(book->title, 14);
    book->wrap = format_of(book, NULL);
    format_set_text_wrap(book->wrap);
    book->number[DOCUMENT_INT] = format_of(book, "0");
    book->number[DOCUMENT_MONEY] = format_of(book, "#,##0\"원\"");
    book->number[DOCUMENT_OFFICIAL] = book->number[DOCUMENT_MONEY];
    book->number[DOCUMENT_DAY] = format_of(book, "yyyy. m. d.");
    book->number[DOCUMENT_TIME] = format_of(book, "yyyy. m. d. hh:mm");
}

static void note(struct book *book, lxw_error error)
{
    if (book->failed == LXW_NO_ERROR)
        book->failed = error;
}

/* Written as a string, never as a formula, whatever it begins with; without the control
 * characters that XML has no way to say. */
static const char *cell_text(struct arena *arena, const char *text)
{
    char *clean = arena_text(arena, text);
    size_t characters = 0;
    for (char *at = clean; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c < 0x20 && c != '\n' && c != '\t')
            *at = ' ';
        if ((c & 0xC0) != 0x80 && ++characters > CELL_CHARACTERS_MAX / 2) {
            *at = '\0';
            break;
        }
    }
    return clean;
}

/* Days since 1899-12-30 in Seoul's time, as spreadsheets count. */
static double serial(time_us when)
{
    enum { DAYS_TO_1970 = 25569 };
    return (double)(when + zone_seoul().offset) / (double)TIME_DAY + DAYS_TO_1970;
}

static void write_value(struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                        const struct document_value *value)
{
    lxw_format *format = book->number[value->type];
    double number = (double)value->number;
    switch (value->type) {
    case DOCUMENT_NONE:
        return;
    case DOCUMENT_TEXT:
        note(book, worksheet_write_string(sheet, row, column, cell_text(book->arena, value->text),
                                          book->wrap));
        return;
    case DOCUMENT_DAY:
    case DOCUMENT_TIME:
        number = serial(value->number);
        if (value->type == DOCUMENT_DAY)
            number = (double)(int64_t)number;
        break;
    case DOCUMENT_INT:
    case DOCUMENT_MONEY:
    case DOCUMENT_OFFICIAL:
        break;
    }
    note(book, worksheet_write_number(sheet, row, column, number, format));
}

static double width_of(const struct document_block *block, size_t column, struct arena *arena)
{
    size_t width = text_columns(block->columns[column].title);
    for (size_t row = 0; row < block->row_count && row < 200; row++) {
        const char *words =
            document_words(arena, &block->values[row * block->column_count + column]);
        size_t wide = text_columns(words);
        width = wide > width ? wide : width;
    }
    width += 2;
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : (double)width;
}

static void write_table(struct book *book, const struct document_block *block, const char *name)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
    must(sheet != NULL);
    for (size_t c = 0; c < block->column_count; c++) {
        note(book, worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c,
                                        width_of(block, c, book->arena), NULL));
        note(book,
             worksheet_write_string(sheet, 0, (lxw_col_t)c, block->columns[c].title, book->head));
    }
    for (size_t row = 0; row < block->row_count; row++)
        for (size_t c = 0; c < block->column_count; c++)
            write_value(book, sheet, (lxw_row_t)row + 1, (lxw_col_t)c,
                        &block->values[row * block->column_count + c]);
    worksheet_freeze_panes(sheet, 1, 0);
    if (block->column_count > 0)
        note(book, worksheet_autofilter(sheet, 0, 0, (lxw_row_t)block->row_count,
                                        (lxw_col_t)(block->column_count - 1)));
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
}

/* What is no table, one under the other. */
static void write_front(struct book *book, lxw_worksheet *sheet, const struct document *document)
{
    lxw_row_t row = 0;
    note(book, worksheet_set_column(sheet, 0, 0, 24, NULL));
    note(book, worksheet_set_column(sheet, 1, 1, WIDTH_MAX, NULL));
    note(book, worksheet_write_string(sheet, row++, 0, cell_text(book->arena, document->title),
                                      book->title));
    struct document_value made = document_number(DOCUMENT_TIME, document->made_at);
    write_value(book, sheet, row++, 0, &made);
    for (size_t i = 0; i < document->block_count; i++) {
        const struct document_block *block = &document->blocks[i];
        if (block->text != NULL && block->kind != DOCUMENT_TABLE)
            note(book, worksheet_write_string(sheet, row++, 0, cell_text(book->arena, block->text),
                                              block->kind == DOCUMENT_HEADING ? book->head : NULL));
        for (size_t r = 0; block->kind == DOCUMENT_FACTS && r < block->row_count; r++, row++)
            for (size_t c = 0; c < block->column_count; c++)
                write_value(book, sheet, row, (lxw_col_t)c,
                            &block->values[r * block->column_count + c]);
    }
}

static bool has_table(const struct document_block *block)
{
    return block->kind == DOCUMENT_TABLE || block->kind == DOCUMENT_SIGNATURES;
}

/* A document that is one table is one sheet. */
static void write_book(struct book *book, const struct document *document)
{
    size_t tables = 0;
    for (size_t i = 0; i < document->block_count; i++)
        tables += has_table(&document->blocks[i]);
    lxw_doc_properties properties = {.created = (time_t)(document->made_at / TIME_SECOND)};
    union {
        const char *in;
        char *out;
    } title = {document->title}, author = {document->author};
    properties.title = title.out;
    properties.author = author.out;
    note(book, workbook_set_properties(book->workbook, &properties));
    make_formats(book);
    if (document->block_count != 1 || tables != 1)
        write_front(book,
                    workbook_add_worksheet(book->workbook, document->korean ? "개요" : "Overview"),
                    document);
    for (size_t i = 0, sheet = 1; i < document->block_count; i++)
        if (has_table(&document->blocks[i]))
            write_table(
                book, &document->blocks[i],
                arena_format(book->arena, document->korean ? "표 %zu" : "Table %zu", sheet++));
}

static enum status read_back(struct arena *arena, const char *path, const char **ret_bytes,
                             size_t *ret_size, struct error *err)
{
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) != 0) {
        if (fd >= 0)
            (void)close(fd);
        return FAIL(err, DOCUMENT_WRITE, "no workbook to read back");
    }
    size_t size = (size_t)facts.st_size, done = 0;
    char *bytes = arena_alloc(arena, size + 1);
    for (ssize_t got; done < size && (got = read(fd, bytes + done, size - done)) > 0;)
        done += (size_t)got;
    (void)close(fd);
    if (done != size || size == 0)
        return FAIL(err, DOCUMENT_WRITE, "%zu of %zu bytes read back", done, size);
    *ret_bytes = bytes;
    *ret_size = size;
    return STATUS_OK;
}

enum status document_xlsx(struct arena *arena, const struct document *document, const char *folder,
                          const char **ret_bytes, size_t *ret_size, struct error *err)
{
    for (size_t i = 0; i < document->block_count; i++)
        if (document->blocks[i].row_count > DOCUMENT_ROWS_MAX)
            return FAIL(err, DOCUMENT_LONG, "%zu rows", document->blocks[i].row_count);
    char *path = arena_format(arena, "%s/sheet-XXXXXX", folder);
    int fd = mkstemp(path);
    if (fd < 0)
        return FAIL(err, DOCUMENT_WRITE, "no temporary file");
    (void)close(fd);
    union {
        const char *in;
        char *out;
    } own_folder = {folder};
    lxw_workbook_options options = {.tmpdir = own_folder.out};
    struct book book = {.arena = arena, .workbook = workbook_new_opt(path, &options)};
    must(book.workbook != NULL);
    write_book(&book, document);
    note(&book, workbook_close(book.workbook));
    enum status st = book.failed == LXW_NO_ERROR
                         ? read_back(arena, path, ret_bytes, ret_size, err)
                         : FAIL(err, DOCUMENT_WRITE, "%s", lxw_strerror(book.failed));
    (void)unlink(path);
    return st;
}
