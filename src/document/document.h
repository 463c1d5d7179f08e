/* document.h -- papers out: PDF and XLSX, both from one description.
 *
 * A document is a list of blocks, each a heading, a paragraph, facts (name and value), a table,
 * signatures or a proof (QR). It is a pure function of its description: the same blocks give the
 * same bytes, on every machine with the same fonts and libraries. Who may see what has been
 * decided before: what is not in the description is not in the paper.
 *
 *     struct document_value row[] = {document_text("정부"), document_money(money_won(113560))};
 *     struct document_column columns[] = {{"재원", DOCUMENT_TEXT, 2}, {"금액", DOCUMENT_MONEY, 1}};
 *     struct document_block blocks[] = {
 *         {.kind = DOCUMENT_HEADING, .text = "재원"},
 *         {.kind = DOCUMENT_TABLE, .columns = columns, .column_count = 2, .values = row,
 *          .row_count = 1}};
 *     struct document document = {.title = "협약서", .blocks = blocks, .block_count = 2, ...};
 *     st = document_pdf(arena, &document, &bytes, &size, err);
 *
 * Promises, each with a test of the same words in document/test/:
 *   - The same description gives the same bytes.
 *   - A table goes on over the page's end, and its heading stands on each page.
 *   - No line of text lies on another.
 *   - Every page says its number and how many there are.
 *   - A text that looks like a formula stays a text.
 *   - An amount in a sheet is a number, in a paper it has its words.
 *
 * Uses: kit. */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/money.h"

#define REASON REASON_DECLARE
#include "document/reasons.def"
#undef REASON

enum document_type {
    DOCUMENT_NONE,  /* nothing: an empty cell */
    DOCUMENT_TEXT,  /* as it is */
    DOCUMENT_INT,   /* a number */
    DOCUMENT_MONEY, /* 113,560원; right-aligned; in sheets a number */
    DOCUMENT_OFFICIAL, /* 금113,560원(금일십일만삼천오백육십원); in sheets as DOCUMENT_MONEY */
    DOCUMENT_DAY,  /* of a time in Seoul: 2026. 11. 25. */
    DOCUMENT_TIME, /* 2026. 11. 25. 18:30 */
};

struct document_value {
    enum document_type type;
    const char *text;
    int64_t number; /* of INT, won, or microseconds */
};

struct document_value document_text(const char *text); /* NULL: none */
struct document_value document_number(enum document_type type, int64_t number);
/* As a person reads it; "" for none. */
const char *document_words(struct arena *arena, const struct document_value *value);

struct document_column {
    const char *title;
    enum document_type type; /* how the column is aligned; a value has its own type */
    int weight;              /* share of the width */
};

enum document_kind {
    DOCUMENT_HEADING,    /* text */
    DOCUMENT_PARAGRAPH,  /* text */
    DOCUMENT_FACTS,      /* two columns without a heading: what, value */
    DOCUMENT_TABLE,      /* columns with headings, rows */
    DOCUMENT_SIGNATURES, /* the same, with tall rows to sign in, never torn apart */
    DOCUMENT_PROOF,      /* text, and code as a QR beside it */
};

struct document_block {
    enum document_kind kind;
    const char *text;
    const char *code; /* PROOF: what the QR says */
    const struct document_column *columns;
    size_t column_count;
    const struct document_value *values; /* row by row, column_count each */
    size_t row_count;
};

struct document {
    const char *title, *number, *author, *subject;
    time_us made_at; /* of its data, not of the clock: stands in the file */
    bool korean;
    const struct document_block *blocks;
    size_t block_count;
};

enum { DOCUMENT_PAGES_MAX = 500, DOCUMENT_ROWS_MAX = 100000, DOCUMENT_COLUMNS_MAX = 24 };

/* A4, Hangul, page numbers, a tagged text with its language; DOCUMENT_FONT where no font has
 * Hangul, DOCUMENT_LONG beyond DOCUMENT_PAGES_MAX pages. */
enum status document_pdf(struct arena *arena, const struct document *document,
                         const char **ret_bytes, size_t *ret_size, struct error *err);

/* A workbook: one sheet a table, facts and paragraphs on the first; typed cells, frozen headings.
 * `folder` is for its temporary file. */
enum status document_xlsx(struct arena *arena, const struct document *document, const char *folder,
                          const char **ret_bytes, size_t *ret_size, struct error *err);

#endif
