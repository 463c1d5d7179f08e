/* Papers, read by other eyes: pdftotext, pdfinfo and qpdf, and the XML inside the workbook. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "document/document.h"
#include "kit/test.h"
#include "kit/text.h"

static bool installed(const char *program)
{
    return access(program, X_OK) == 0;
}

/* What a program prints about a file with those bytes; NULL where it is not installed. */
static const char *told(struct arena *arena, const char *bytes, size_t size, const char *ending,
                        const char *const *arguments)
{
    const char *path = arena_format(arena, "%s/paper%s", test_folder(), ending);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    if (!installed(arguments[0]))
        return NULL;
    const char *words[12] = {0};
    for (size_t i = 0; arguments[i] != NULL; i++)
        words[i] = strcmp(arguments[i], "@") == 0 ? path : arguments[i];
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], 1);
        (void)close(ends[0]);
        union {
            const char **in;
            char *const *out;
        } own = {words};
        (void)execv(words[0], own.out);
        _exit(127);
    }
    (void)close(ends[1]);
    struct text text = text_start(arena, 16 << 20);
    char buffer[4096];
    for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
        text_add_bytes(&text, buffer, (size_t)got);
    (void)close(ends[0]);
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(status == 0, "%s: %d: %s", arguments[0], status, text_string(&text));
    return text_string(&text);
}

static const char *const to_text[] = {"/usr/bin/pdftotext", "-layout", "@", "-", NULL};
static const char *const to_info[] = {"/usr/bin/pdfinfo", "@", NULL};
static const char *const to_check[] = {"/usr/bin/qpdf", "--check", "@", NULL};
static const char *const to_boxes[] = {"/usr/bin/pdftotext", "-bbox-layout", "@", "-", NULL};

static struct document_column columns[] = {
    {"번호", DOCUMENT_INT, 1}, {"작업", DOCUMENT_TEXT, 4}, {"금액", DOCUMENT_MONEY, 2}};

/* `rows` rows; each third has a text over several lines, one of them is longer than a page. */
static struct document paper(struct arena *arena, size_t rows)
{
    struct text tall = text_start(arena, 1 << 20);
    for (int i = 0; i < 220; i++)
        text_format(&tall, "긴 글 %d 똠방각하 펲시 뷁 ", i);
    struct document_value *values = arena_array(arena, 3 * rows + 1, sizeof *values);
    for (size_t r = 0; r < rows; r++) {
        values[3 * r] = document_number(DOCUMENT_INT, (int64_t)r + 1);
        values[3 * r + 1] = document_text(
            r == 7 ? text_string(&tall)
            : r % 3 == 0
                ? "여러 줄에 걸치는 내용입니다. 가공 시간을 줄이고 준비 교체를 미리 합니다. "
                  "공구를 먼저 갖다 놓습니다."
                : "=cmd|'/C calc'!A0");
        values[3 * r + 2] = document_number(DOCUMENT_MONEY, 1000 * (int64_t)r);
    }
    struct document_block *blocks = arena_array(arena, 6, sizeof *blocks);
    static struct document_value facts[4];
    facts[0] = document_text("총사업비");
    facts[1] = document_number(DOCUMENT_OFFICIAL, 113560);
    facts[2] = document_text("날짜");
    facts[3] = document_number(DOCUMENT_DAY, INT64_C(1795564800) * TIME_SECOND);
    static struct document_column two[] = {{"", DOCUMENT_TEXT, 1}, {"", DOCUMENT_TEXT, 3}};
    blocks[0] = (struct document_block){.kind = DOCUMENT_HEADING, .text = "개요"};
    blocks[1] = (struct document_block){
        .kind = DOCUMENT_FACTS, .columns = two, .column_count = 2, .values = facts, .row_count = 2};
    blocks[2] = (struct document_block){.kind = DOCUMENT_PARAGRAPH, .text = "아래와 같습니다."};
    blocks[3] = (struct document_block){.kind = DOCUMENT_TABLE,
                                        .columns = columns,
                                        .column_count = 3,
                                        .values = values,
                                        .row_count = rows};
    blocks[4] = (struct document_block){
        .kind = DOCUMENT_PROOF, .text = "확인: 두레에서 견줍니다.", .code = "dure:1:abc"};
    return (struct document){.title = "협약서",
                             .number = "2026-A-0001",
                             .author = "두레",
                             .subject = "시험",
                             .made_at = INT64_C(1795564800) * TIME_SECOND,
                             .korean = true,
                             .blocks = blocks,
                             .block_count = 5};
}

static const char *pdf_of(struct arena *arena, const struct document *document, size_t *ret_size)
{
    struct error err;
    const char *bytes = NULL;
    CHECK_OK(document_pdf(arena, document, &bytes, ret_size, &err), err);
    return bytes;
}

START_TEST(the_same_description_gives_the_same_bytes)
{
    struct arena *arena = arena_new("test", 256 << 20);
    struct document document = paper(arena, 30);
    size_t size = 0, again_size = 0;
    const char *bytes = pdf_of(arena, &document, &size);
    const char *again = pdf_of(arena, &document, &again_size);
    ck_assert_uint_eq(size, again_size);
    ck_assert_int_eq(memcmp(bytes, again, size), 0);
    arena_free(arena);
}
END_TEST

static int count_of(const char *text, const char *wanted)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, wanted)) != NULL; at++)
        count++;
    return count;
}

START_TEST(a_table_goes_on_over_the_pages_end_and_its_heading_stands_on_each_page)
{
    struct arena *arena = arena_new("test", 256 << 20);
    struct document document = paper(arena, 80);
    document.block_count = 4; /* nothing behind the table */
    size_t size = 0;
    const char *bytes = pdf_of(arena, &document, &size);
    const char *text = told(arena, bytes, size, ".pdf", to_text);
    if (text == NULL) {
        TEST_SKIP("no pdftotext is installed");
        return;
    }
    int pages = count_of(text, "\f");
    ck_assert_int_ge(pages, 4);
    ck_assert_int_eq(count_of(text, "작업"), pages);
    /* Nothing of the row that is taller than a page got lost. */
    for (int i = 0; i < 220; i++)
        ck_assert_msg(strstr(text, arena_format(arena, "글 %d ", i)) != NULL ||
                          strstr(text, arena_format(arena, " %d", i)) != NULL,
                      "word %d is gone", i);
    arena_free(arena);
}
END_TEST

START_TEST(every_page_says_its_number_and_how_many_there_are)
{
    struct arena *arena = arena_new("test", 256 << 20);
    struct document document = paper(arena, 80);
    size_t size = 0;
    const char *bytes = pdf_of(arena, &document, &size);
    const char *text = told(arena, bytes, size, ".pdf", to_text);
    if (text == NULL) {
        TEST_SKIP("no pdftotext is installed");
        return;
    }
    int pages = count_of(text, "\f");
    /* Narrow blanks are none to pdftotext. */
    for (int page = 1; page <= pages; page++)
        ck_assert_ptr_nonnull(strstr(text, arena_format(arena, " %d/%d", page, pages)));
    arena_free(arena);
}
END_TEST

START_TEST(a_paper_is_a_sound_tagged_pdf_with_hangul_and_amounts_in_words)
{
    struct arena *arena = arena_new("test", 256 << 20);
    struct document document = paper(arena, 30);
    size_t size = 0;
    const char *bytes = pdf_of(arena, &document, &size);
    const char *info = told(arena, bytes, size, ".pdf", to_info);
    const char *text = told(arena, bytes, size, ".pdf", to_text);
    if (info == NULL || text == NULL) {
        TEST_SKIP("no poppler-utils are installed");
        return;
    }
    (void)told(arena, bytes, size, ".pdf", to_check);
    ck_assert_msg(strstr(info, "협약서") != NULL, "%s", info);
    ck_assert_msg(strstr(info, "A4") != NULL, "%s", info);
    ck_assert_msg(count_of(info, "Tagged:          yes") == 1, "%s", info);
    ck_assert_ptr_nonnull(strstr(text, "금113,560원(금일십일만삼천오백육십원)"));
    ck_assert_ptr_nonnull(strstr(text, "2026. 11. 25."));
    ck_assert_ptr_nonnull(strstr(text, "똠방각하"));
    ck_assert_ptr_nonnull(memmem(bytes, size, "/Lang (ko-KR)", 13));
    arena_free(arena);
}
END_TEST

struct box {
    double x0, y0, x1, y1;
};

static double number_of(const char *line, const char *name)
{
    const char *at = strstr(line, name);
    ck_assert_ptr_nonnull(at);
    return strtod(at + strlen(name), NULL);
}

START_TEST(no_line_of_text_lies_on_another)
{
    struct arena *arena = arena_new("test", 256 << 20);
    struct document document = paper(arena, 40);
    size_t size = 0;
    const char *bytes = pdf_of(arena, &document, &size);
    const char *text = told(arena, bytes, size, ".pdf", to_boxes);
    if (text == NULL) {
        TEST_SKIP("no pdftotext is installed");
        return;
    }
    struct box boxes[2000];
    int count = 0, seen = 0;
    for (const char *at = text; at != NULL; at = strchr(at + 1, '\n')) {
        if (text_starts(at + 1, "  <page"))
            count = 0;
        const char *word = at + 1 + strspn(at + 1, " ");
        if (!text_starts(word, "<word "))
            continue;
        struct box box = {number_of(word, "xMin=\""), number_of(word, "yMin=\""),
                          number_of(word, "xMax=\""), number_of(word, "yMax=\"")};
        ck_assert_double_ge(box.x0, 50);
        ck_assert_double_le(box.x1, 595.28 - 50);
        for (int i = 0; i < count; i++) {
            double wide = (box.x1 < boxes[i].x1 ? box.x1 : boxes[i].x1) -
                          (box.x0 > boxes[i].x0 ? box.x0 : boxes[i].x0);
            double high = (box.y1 < boxes[i].y1 ? box.y1 : boxes[i].y1) -
                          (box.y0 > boxes[i].y0 ? box.y0 : boxes[i].y0);
            ck_assert_msg(wide < 1 || high < 3, "words lie on each other by %g x %g", wide, high);
        }
        ck_assert_int_lt(count, 2000);
        boxes[count++] = box;
        seen++;
    }
    ck_assert_int_gt(seen, 500);
    arena_free(arena);
}
END_TEST

START_TEST(in_a_sheet_a_formula_stays_a_text_and_an_amount_is_a_number)
{
    struct arena *arena = arena_new("test", 256 << 20);
    struct error err;
    struct document document = paper(arena, 4);
    const char *bytes = NULL;
    size_t size = 0;
    CHECK_OK(document_xlsx(arena, &document, test_folder(), &bytes, &size, &err), err);
    static const char *const sheet[] = {"/usr/bin/python3", "-c",
                                        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]);"
                                        "print(z.read('xl/worksheets/sheet2.xml').decode());"
                                        "print(z.read('xl/sharedStrings.xml').decode());"
                                        "print(z.read('xl/styles.xml').decode())",
                                        "@", NULL};
    const char *xml = told(arena, bytes, size, ".xlsx", sheet);
    ck_assert_ptr_nonnull(xml);
    ck_assert_msg(strstr(xml, "<f>") == NULL, "%s", xml);
    ck_assert_ptr_nonnull(strstr(xml, "=cmd|"));
    ck_assert_ptr_nonnull(strstr(xml, "<v>3000</v>"));
    ck_assert_ptr_nonnull(strstr(xml, "state=\"frozen\""));
    ck_assert_ptr_nonnull(strstr(xml, "#,##0&quot;원&quot;"));
    arena_free(arena);
}
END_TEST

/* A request has 512 MiB in all: what the lists can hold at most must fit many times over. */
START_TEST(a_paper_of_all_rows_that_a_list_can_have_takes_little_memory)
{
    struct arena *arena = arena_new("test", 256 << 20);
    struct error err;
    struct document document = paper(arena, 2000);
    const char *bytes = NULL;
    size_t size = 0, before = arena_bytes(arena);
    (void)pdf_of(arena, &document, &size);
    ck_assert_uint_lt(arena_bytes(arena) - before, 32 << 20);
    before = arena_bytes(arena);
    CHECK_OK(document_xlsx(arena, &document, test_folder(), &bytes, &size, &err), err);
    ck_assert_uint_lt(arena_bytes(arena) - before, 32 << 20);
    arena_free(arena);
}
END_TEST

START_TEST(a_paper_without_end_is_refused)
{
    struct arena *arena = arena_new("test", 1 << 30);
    struct error err;
    struct document document = paper(arena, 40000);
    const char *bytes = NULL;
    size_t size = 0;
    CHECK_FAILS(document_pdf(arena, &document, &bytes, &size, &err), DOCUMENT_LONG, err);
    ck_assert_ptr_null(bytes);
    arena_free(arena);
}
END_TEST

TEST_MAIN("document papers", the_same_description_gives_the_same_bytes,
          a_table_goes_on_over_the_pages_end_and_its_heading_stands_on_each_page,
          every_page_says_its_number_and_how_many_there_are,
          a_paper_is_a_sound_tagged_pdf_with_hangul_and_amounts_in_words,
          no_line_of_text_lies_on_another,
          in_a_sheet_a_formula_stays_a_text_and_an_amount_is_a_number,
          a_paper_of_all_rows_that_a_list_can_have_takes_little_memory,
          a_paper_without_end_is_refused)
