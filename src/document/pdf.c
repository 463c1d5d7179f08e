/* pdf.c -- pages. Pango breaks texts into lines; where a line stands is decided here, line by
 * line, so a row of a table that is taller than the page goes on over its end, and nothing lies
 * on anything else. The whole is drawn twice: first into nothing, to count the pages. */
#include "document/document_private.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"

/* In points, 1/72 inch: A4 and its margins. */
#define PAGE_WIDTH  595.28
#define PAGE_HEIGHT 841.89
#define MARGIN      56.7
#define TOP         62.0
#define BOTTOM      (PAGE_HEIGHT - 68.0)
#define INNER       (PAGE_WIDTH - 2 * MARGIN)
#define PADDING     4.0
#define QR_SIZE     92.0
#define QR_CELL_MIN 1.1

struct face {
    const char *font;
    double line; /* height of one */
};
static const struct face title_face = {"NanumGothic Bold 18", 30},
                         heading_face = {"NanumGothic Bold 12", 20},
                         body_face = {"NanumGothic 10", 16},
                         head_face = {"NanumGothic Bold 9", 14.5},
                         cell_face = {"NanumGothic 9", 14.5},
                         small_face = {"NanumGothic 7.5", 11.5};

struct output {
    struct arena *arena; /* NULL: only counting */
    char *bytes;
    size_t size, room;
};

struct pages {
    struct arena *arena;
    const struct document *document;
    cairo_t *cr;
    double y;
    int number, total; /* total 0: still being counted */
    bool too_long;
};

static cairo_status_t take(void *context, const unsigned char *bytes, unsigned length)
{
    struct output *output = context;
    if (output->arena == NULL)
        return CAIRO_STATUS_SUCCESS;
    if (output->size + length > output->room) {
        size_t room = 2 * (output->size + length) + 4096;
        char *more = arena_alloc(output->arena, room);
        if (output->size > 0)
            memcpy(more, output->bytes, output->size);
        output->bytes = more;
        output->room = room;
    }
    memcpy(output->bytes + output->size, bytes, length);
    output->size += length;
    return CAIRO_STATUS_SUCCESS;
}

/* ---- lines ---- */

/* One text broken into lines for a width, and how far it is drawn. */
struct flow {
    PangoLayout *layout;
    GSList *next; /* of its PangoLayoutLines */
    int left;
    double x, width;
    bool right; /* aligned */
};

static struct flow flow_start(struct pages *pages, const char *text, const struct face *face,
                              double x, double width, bool right)
{
    struct flow flow = {.x = x, .width = width, .right = right};
    flow.layout = pango_cairo_create_layout(pages->cr);
    PangoFontDescription *font = pango_font_description_from_string(face->font);
    pango_layout_set_font_description(flow.layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(flow.layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(flow.layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(flow.layout, text_printable(pages->arena, text), -1);
    flow.next = pango_layout_get_lines_readonly(flow.layout);
    flow.left = pango_layout_get_line_count(flow.layout);
    return flow;
}

static void flow_end(struct flow *flow)
{
    g_object_unref(flow->layout);
}

/* The next line, its baseline where a line of that face has it. */
static void flow_line(struct pages *pages, struct flow *flow, const struct face *face, double top)
{
    PangoLayoutLine *line = flow->next->data;
    PangoRectangle extents;
    pango_layout_line_get_extents(line, NULL, &extents);
    double wide = (double)extents.width / PANGO_SCALE;
    cairo_move_to(pages->cr, flow->right ? flow->x + flow->width - wide : flow->x,
                  top + face->line * 0.72);
    pango_cairo_show_layout_line(pages->cr, line);
    flow->next = flow->next->next;
    flow->left--;
}

static double text_width(struct pages *pages, const char *text, const struct face *face)
{
    int width = 0, height = 0;
    struct flow flow = flow_start(pages, text, face, 0, INNER, false);
    pango_layout_get_size(flow.layout, &width, &height);
    flow_end(&flow);
    return (double)width / PANGO_SCALE;
}

/* One line that must fit: cut by the margin otherwise. */
static void put_line(struct pages *pages, const char *text, const struct face *face, double x,
                     double width, double top, bool right)
{
    struct flow flow = flow_start(pages, text, face, x, width, right);
    pango_layout_set_ellipsize(flow.layout, PANGO_ELLIPSIZE_END);
    flow.next = pango_layout_get_lines_readonly(flow.layout);
    flow_line(pages, &flow, face, top);
    flow_end(&flow);
}

/* ---- pages ---- */

static void rule(struct pages *pages, double x, double y, double width, double thick, double gray)
{
    cairo_t *cr = pages->cr;
    cairo_set_source_rgb(cr, gray, gray, gray);
    cairo_set_line_width(cr, thick);
    cairo_move_to(cr, x, y);
    cairo_line_to(cr, x + width, y);
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
}

static void page_start(struct pages *pages)
{
    pages->number++;
    pages->y = TOP;
}

static void page_end(struct pages *pages)
{
    const struct document *document = pages->document;
    rule(pages, MARGIN, BOTTOM + 14, INNER, 0.5, 0.6);
    const char *left = document->number == NULL ? document->title
                                                : arena_format(pages->arena, "%s  %s",
                                                               document->title, document->number);
    put_line(pages, left, &small_face, MARGIN, INNER * 0.7, BOTTOM + 18, false);
    put_line(pages, arena_format(pages->arena, "%d / %d", pages->number, pages->total), &small_face,
             MARGIN + INNER * 0.7, INNER * 0.3, BOTTOM + 18, true);
    cairo_show_page(pages->cr);
}

static void page_turn(struct pages *pages)
{
    page_end(pages);
    page_start(pages);
    pages->too_long |= pages->number > DOCUMENT_PAGES_MAX;
}

/* A new page unless that much fits on this one. */
static bool need(struct pages *pages, double height)
{
    if (pages->y + height <= BOTTOM || pages->y <= TOP)
        return false;
    page_turn(pages);
    return true;
}

/* ---- blocks ---- */

static void put_text(struct pages *pages, const char *text, const struct face *face,
                     const char *tag)
{
    struct flow flow = flow_start(pages, text, face, MARGIN, INNER, false);
    cairo_tag_begin(pages->cr, tag, NULL);
    for (; flow.left > 0 && !pages->too_long; pages->y += face->line) {
        if (pages->y + face->line > BOTTOM) {
            cairo_tag_end(pages->cr, tag);
            page_turn(pages);
            cairo_tag_begin(pages->cr, tag, NULL);
        }
        flow_line(pages, &flow, face, pages->y);
    }
    cairo_tag_end(pages->cr, tag);
    flow_end(&flow);
}

struct grid {
    size_t columns;
    double x[DOCUMENT_COLUMNS_MAX], width[DOCUMENT_COLUMNS_MAX];
    bool right[DOCUMENT_COLUMNS_MAX];
};

static bool is_right(enum document_type type)
{
    return type == DOCUMENT_MONEY || type == DOCUMENT_INT;
}

static struct grid grid_of(const struct document_block *block)
{
    struct grid grid = {.columns = block->column_count};
    must(block->column_count >= 1 && block->column_count <= DOCUMENT_COLUMNS_MAX);
    int weights = 0;
    for (size_t c = 0; c < block->column_count; c++)
        weights += block->columns[c].weight;
    must(weights > 0);
    double x = MARGIN;
    for (size_t c = 0; c < block->column_count; c++) {
        grid.x[c] = x;
        grid.width[c] = INNER * block->columns[c].weight / weights;
        grid.right[c] = is_right(block->columns[c].type);
        x += grid.width[c];
    }
    return grid;
}

static int most_left(const struct flow *flows, size_t count)
{
    int most = 0;
    for (size_t c = 0; c < count; c++)
        most = flows[c].left > most ? flows[c].left : most;
    return most;
}

struct row {
    const char *texts[DOCUMENT_COLUMNS_MAX];
    const struct face *face;
    double height_min;
    bool heading, whole; /* shaded; never torn */
};

static void shade(struct pages *pages, double height)
{
    cairo_set_source_rgb(pages->cr, 0.93, 0.94, 0.96);
    cairo_rectangle(pages->cr, MARGIN, pages->y, INNER, height);
    cairo_fill(pages->cr);
    cairo_set_source_rgb(pages->cr, 0, 0, 0);
}

static void put_cells(struct pages *pages, struct flow *flows, const struct grid *grid,
                      const struct row *row, int lines)
{
    const char *tag = row->heading ? "TH" : "TD";
    cairo_tag_begin(pages->cr, "TR", NULL);
    for (size_t c = 0; c < grid->columns; c++) {
        cairo_tag_begin(pages->cr, tag, NULL);
        for (int i = 0; i < lines && flows[c].left > 0; i++)
            flow_line(pages, &flows[c], row->face, pages->y + PADDING + i * row->face->line);
        cairo_tag_end(pages->cr, tag);
    }
    cairo_tag_end(pages->cr, "TR");
}

static void put_row(struct pages *pages, const struct document_block *block,
                    const struct grid *grid, const struct row *row);

static void put_heads(struct pages *pages, const struct document_block *block,
                      const struct grid *grid)
{
    struct row row = {.face = &head_face, .heading = true, .whole = true};
    if (block->kind == DOCUMENT_FACTS)
        return;
    for (size_t c = 0; c < grid->columns; c++)
        row.texts[c] = block->columns[c].title;
    put_row(pages, block, grid, &row);
}

/* As many lines of the row as fit, then the rest on the next page under the heading again. */
static void put_row(struct pages *pages, const struct document_block *block,
                    const struct grid *grid, const struct row *row)
{
    struct flow flows[DOCUMENT_COLUMNS_MAX];
    double line = row->face->line;
    for (size_t c = 0; c < grid->columns; c++)
        flows[c] = flow_start(pages, row->texts[c], row->face, grid->x[c] + PADDING,
                              grid->width[c] - 2 * PADDING, grid->right[c]);
    int fits_page = (int)((BOTTOM - TOP - 3 * PADDING - 3 * head_face.line) / line);
    do {
        int left = most_left(flows, grid->columns);
        double wanted = fmax(left * line + 2 * PADDING, row->height_min);
        /* A short row stays together; a tall one begins here if a few lines of it fit. */
        int together = row->whole || left <= 6 ? left : 3;
        double first = left <= fits_page ? together * line + 2 * PADDING : line + 2 * PADDING;
        if (need(pages, row->whole ? wanted : first) && !row->heading)
            put_heads(pages, block, grid);
        int lines = (int)((BOTTOM - pages->y - 2 * PADDING) / line);
        lines = lines < 1 ? 1 : lines > left ? left : lines;
        double height = lines == left ? wanted : lines * line + 2 * PADDING;
        if (row->heading)
            shade(pages, height);
        put_cells(pages, flows, grid, row, lines);
        pages->y += height;
        rule(pages, MARGIN, pages->y, INNER, row->heading ? 0.8 : 0.4, row->heading ? 0.3 : 0.75);
    } while (most_left(flows, grid->columns) > 0 && !pages->too_long);
    for (size_t c = 0; c < grid->columns; c++)
        flow_end(&flows[c]);
}

static void put_table(struct pages *pages, const struct document_block *block)
{
    struct grid grid = grid_of(block);
    bool signing = block->kind == DOCUMENT_SIGNATURES;
    need(pages, (signing ? 60 : 40) + 2 * head_face.line);
    rule(pages, MARGIN, pages->y, INNER, 0.8, 0.3);
    cairo_tag_begin(pages->cr, "Table", NULL);
    put_heads(pages, block, &grid);
    for (size_t r = 0; r < block->row_count && !pages->too_long; r++) {
        struct row row = {.face = &cell_face, .height_min = signing ? 40 : 0, .whole = signing};
        for (size_t c = 0; c < grid.columns; c++)
            row.texts[c] = document_words(pages->arena, &block->values[r * grid.columns + c]);
        put_row(pages, block, &grid, &row);
    }
    cairo_tag_end(pages->cr, "Table");
    pages->y += 10;
}

/* A code that says much is drawn larger, so that a camera can still tell its cells apart. */
static double code_size(const QRcode *qr)
{
    return fmax(QR_SIZE, qr->width * QR_CELL_MIN);
}

static void put_code(struct pages *pages, const QRcode *qr)
{
    double cell = code_size(qr) / qr->width;
    cairo_tag_begin(pages->cr, "Figure", NULL);
    for (int y = 0; y < qr->width; y++)
        for (int x = 0; x < qr->width; x++)
            if ((qr->data[y * qr->width + x] & 1) != 0)
                cairo_rectangle(pages->cr, MARGIN + x * cell, pages->y + y * cell, cell, cell);
    cairo_fill(pages->cr);
    cairo_tag_end(pages->cr, "Figure");
}

static void put_proof(struct pages *pages, const struct document_block *block)
{
    QRcode *qr = QRcode_encodeString8bit(block->code, 0, QR_ECLEVEL_M);
    must(qr != NULL); /* of our own making, below the 2,331 bytes that fit */
    double side = code_size(qr);
    double x = MARGIN + side + 14, width = INNER - side - 14;
    struct flow flow = flow_start(pages, block->text, &small_face, x, width, false);
    double height = fmax(side, flow.left * small_face.line);
    need(pages, height + 24);
    pages->y += 12;
    put_code(pages, qr);
    QRcode_free(qr);
    cairo_tag_begin(pages->cr, "P", NULL);
    for (double y = pages->y; flow.left > 0 && y + small_face.line <= BOTTOM; y += small_face.line)
        flow_line(pages, &flow, &small_face, y);
    cairo_tag_end(pages->cr, "P");
    flow_end(&flow);
    pages->y += height + 6;
}

static void put_block(struct pages *pages, const struct document_block *block)
{
    switch (block->kind) {
    case DOCUMENT_HEADING:
        need(pages, heading_face.line + 60); /* not alone at the foot of a page */
        pages->y += 8;
        put_text(pages, block->text, &heading_face, "H2");
        pages->y += 2;
        return;
    case DOCUMENT_PARAGRAPH:
        put_text(pages, block->text, &body_face, "P");
        pages->y += 6;
        return;
    case DOCUMENT_FACTS:
    case DOCUMENT_TABLE:
    case DOCUMENT_SIGNATURES:
        put_table(pages, block);
        return;
    case DOCUMENT_PROOF:
        put_proof(pages, block);
        return;
    }
    must(false);
}

static void put_title(struct pages *pages)
{
    const struct document *document = pages->document;
    double width = text_width(pages, document->title, &title_face);
    if (width < INNER - 1) {
        put_line(pages, document->title, &title_face, MARGIN + (INNER - width) / 2, width + 1,
                 pages->y, false);
        pages->y += title_face.line;
    } else {
        put_text(pages, document->title, &title_face, "H1");
    }
    if (document->number != NULL) {
        put_line(pages, document->number, &cell_face, MARGIN, INNER, pages->y, true);
        pages->y += cell_face.line;
    }
    pages->y += 10;
}

/* Draws all, and says how many pages it took. */
static int put_all(struct pages *pages)
{
    page_start(pages);
    put_title(pages);
    for (size_t i = 0; i < pages->document->block_count && !pages->too_long; i++)
        put_block(pages, &pages->document->blocks[i]);
    page_end(pages);
    return pages->number;
}

/* ---- the file ---- */

/* Read by the leak checker of sanitized builds: what fontconfig keeps of the fonts once, however
 * many papers are made, is held where the checker does not look. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

static void describe(cairo_surface_t *surface, struct arena *arena, const struct document *document)
{
    const char *made = time_text(arena, document->made_at / TIME_SECOND * TIME_SECOND);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, document->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, document->subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Dure " DURE_VERSION);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, made);
}

static bool has_hangul(cairo_t *cr)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    pango_layout_set_text(layout, "두레", -1);
    bool known = pango_layout_get_unknown_glyphs_count(layout) == 0;
    g_object_unref(layout);
    return known;
}

static enum status draw(struct arena *arena, const struct document *document, int total,
                        struct output *output, int *ret_total, struct error *err)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(take, output, PAGE_WIDTH, PAGE_HEIGHT);
    describe(surface, arena, document);
    struct pages pages = {
        .arena = arena, .document = document, .cr = cairo_create(surface), .total = total};
    enum status st = has_hangul(pages.cr) ? STATUS_OK : FAIL(err, DOCUMENT_FONT, "no glyph for 두");
    int count = st == STATUS_OK ? put_all(&pages) : 0;
    cairo_status_t drawn = cairo_status(pages.cr);
    cairo_destroy(pages.cr);
    cairo_surface_finish(surface);
    cairo_status_t written = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (st == STATUS_OK && pages.too_long)
        st = FAIL(err, DOCUMENT_LONG, "more than %d pages", DOCUMENT_PAGES_MAX);
    if (st == STATUS_OK && (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS))
        st = FAIL(err, DOCUMENT_WRITE, "%s",
                  cairo_status_to_string(drawn != CAIRO_STATUS_SUCCESS ? drawn : written));
    if (st == STATUS_OK)
        *ret_total = count;
    return st;
}

enum status document_pdf(struct arena *arena, const struct document *document,
                         const char **ret_bytes, size_t *ret_size, struct error *err)
{
    struct output nothing = {0}, output = {.arena = arena};
    int total = 0;
    enum status st = draw(arena, document, 0, &nothing, &total, err);
    if (st == STATUS_OK)
        st = draw(arena, document, total, &output, &total, err);
    if (st != STATUS_OK)
        return st;
    return pdf_mark(arena, document->korean, output.bytes, output.size, ret_bytes, ret_size, err);
}
