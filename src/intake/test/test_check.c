/* Files looked into: good ones of each kind, and every way to hide something in them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include <zlib.h>

#include "intake/intake.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

/* ---- PDF ---- */

static const char *pdf_with(struct arena *arena, const char *objects, size_t size, size_t *ret_size)
{
    struct text text = text_start(arena, 64 << 20);
    text_add(&text, "%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
                    "2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n");
    text_add_bytes(&text, objects, size);
    size_t table = text.size;
    text_format(&text,
                "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R >>\n"
                "startxref\n%zu\n%%%%EOF\n",
                table);
    *ret_size = text.size;
    return text_string(&text);
}

static enum status check_pdf(const char *objects, size_t size, struct error *err)
{
    struct arena *arena = arena_new("pdf", 256 << 20);
    size_t whole = 0;
    const char *bytes = pdf_with(arena, objects, size, &whole);
    enum status st = intake_check(arena, INTAKE_PDF, bytes, whole, err);
    arena_free(arena);
    return st;
}

/* An object stream that holds the objects, packed. */
static const char *packed(struct arena *arena, const char *objects, const char *more,
                          size_t *ret_size)
{
    uLongf room = compressBound(strlen(objects));
    unsigned char *bytes = arena_alloc(arena, room);
    ck_assert_int_eq(compress(bytes, &room, (const unsigned char *)objects, strlen(objects)), Z_OK);
    struct text text = text_start(arena, 1 << 20);
    text_format(&text,
                "5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode %s /Length %lu"
                " >>\nstream\n",
                more, room);
    text_add_bytes(&text, (const char *)bytes, room);
    text_add(&text, "\nendstream\nendobj\n");
    *ret_size = text.size;
    return text_string(&text);
}

START_TEST(a_plain_pdf_is_taken)
{
    struct error err;
    static const char objects[] =
        "3 0 obj\n<< /Type /Page /Contents 4 0 R >>\nendobj\n"
        "4 0 obj\n<< /Length 20 >>\nstream\nBT (/JS is text) Tj ET\nendstream\nendobj\n"
        "6 0 obj\n<< /S /URI /URI (https://example.kr) >>\nendobj\n";
    CHECK_OK(check_pdf(objects, strlen(objects), &err), err);
    struct arena *arena = arena_new("test", 1 << 20);
    size_t size = 0;
    const char *good = packed(arena, "7 0 << /Type /Font >>", "", &size);
    CHECK_OK(check_pdf(good, size, &err), err);
    arena_free(arena);
}
END_TEST

START_TEST(nothing_that_runs_or_hides_in_a_pdf_is_taken)
{
    static const struct {
        const char *objects;
        const struct reason *why;
    } rows[] = {
        {"3 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< /S /J#61vaScript >>\nendobj\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< /S/#4aS >>\nendobj\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< /AcroForm << /XFA 9 0 R >> >>\nendobj\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< /S /SubmitForm /F (http://evil.example) >>\nendobj\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< /S /GoToR /F (other.pdf) >>\nendobj\n", &INTAKE_OUTSIDE},
        {"trailer\n<< /Encrypt 8 0 R >>\n", &INTAKE_LOCKED},
        {"3 0 obj\n<< >>\nstream\nabc", &INTAKE_BROKEN},
        {"3 0 obj\n(stream\n) 4 0 obj << /Type /ObjStm >> stream\nx\nendstream\n", &INTAKE_ACTIVE},
        {"3 0 obj\n<< >>\nstream\n9 0 obj << /S /JavaScript >> endobj\nendstream\n",
         &INTAKE_ACTIVE},
        {"3 0 obj\n<< /Type /ObjStm /Filter /LZWDecode >>\nstream\nabc\nendstream\n",
         &INTAKE_ACTIVE},
        {"3 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nnot packed\nendstream\n",
         &INTAKE_BROKEN},
    };
    struct error err;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum status st = check_pdf(rows[i].objects, strlen(rows[i].objects), &err);
        ck_assert_msg(st != STATUS_OK, "row %zu is taken", i);
        ck_assert_msg(err.reason == rows[i].why, "row %zu: %s: %s", i, err.reason->name, err.text);
        ck_assert_msg(err.place[0] != '\0', "row %zu says no place", i);
    }
}
END_TEST

START_TEST(a_script_packed_among_objects_is_found)
{
    struct arena *arena = arena_new("test", 1 << 20);
    struct error err;
    size_t size = 0;
    const char *bad = packed(arena, "7 0 << /S /JavaScript /JS (x) >>", "", &size);
    CHECK_FAILS(check_pdf(bad, size, &err), INTAKE_ACTIVE, err);
    const char *hidden = packed(arena, "7 0 << >>", "/DecodeParms << /Predictor 12 >>", &size);
    CHECK_FAILS(check_pdf(hidden, size, &err), INTAKE_ACTIVE, err);
    arena_free(arena);
}
END_TEST

START_TEST(packed_objects_that_explode_are_refused)
{
    struct arena *arena = arena_new("test", 1 << 30);
    struct error err;
    size_t zeros = 80 << 20;
    uLongf room = 1 << 20;
    unsigned char *bytes = arena_alloc(arena, room), *nothing = calloc(1, zeros);
    ck_assert_ptr_nonnull(nothing);
    ck_assert_int_eq(compress(bytes, &room, nothing, zeros), Z_OK);
    free(nothing);
    struct text text = text_start(arena, 2 << 20);
    text_add(&text, "5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n");
    text_add_bytes(&text, (const char *)bytes, room);
    text_add(&text, "\nendstream\nendobj\n");
    CHECK_FAILS(check_pdf(text_string(&text), text.size, &err), INTAKE_BOMB, err);
    arena_free(arena);
}
END_TEST

/* ---- ZIP ---- */

struct entry {
    const char *name, *text;
    bool packed;
};

static const struct entry good_hwpx[] = {
    {"mimetype", "application/hwp+zip", false},
    {"version.xml", "<?xml version=\"1.0\"?><v/>", true},
    {"Contents/content.hpf",
     "<opf:package xmlns:opf=\"o\"><opf:item isEmbeded=\"1\"/></opf:package>", true},
    {"Contents/header.xml", "<head/>", true},
    {"Contents/section0.xml", "<sec>안녕하세요</sec>", true},
};
static const struct entry good_xlsx[] = {
    {"[Content_Types].xml",
     "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
     "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
     true},
    {"xl/workbook.xml", "<workbook/>", true},
    {"xl/worksheets/_rels/sheet1.xml.rels",
     "<Relationships><Relationship Type=\"http://x/hyperlink\" Target=\"https://example.kr\" "
     "TargetMode=\"External\"/></Relationships>",
     true},
};

/* A ZIP of the entries, one of them replaced or added (extra), one left out (missing). */
static const char *zip_of(struct arena *arena, const struct entry *entries, size_t count,
                          const struct entry *extra, const char *missing, size_t *ret_size)
{
    const char *path = arena_format(arena, "%s/made.zip", test_folder());
    (void)remove(path);
    int problem = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_EXCL, &problem);
    ck_assert_ptr_nonnull(zip);
    for (size_t i = 0; i <= count; i++) {
        const struct entry *entry = i < count ? &entries[i] : extra;
        if (entry == NULL || (missing != NULL && strcmp(entry->name, missing) == 0) ||
            (i < count && extra != NULL && strcmp(entry->name, extra->name) == 0))
            continue;
        zip_source_t *source = zip_source_buffer(zip, entry->text, strlen(entry->text), 0);
        zip_int64_t index = zip_file_add(zip, entry->name, source, ZIP_FL_ENC_UTF_8);
        ck_assert_int_ge(index, 0);
        ck_assert_int_eq(zip_set_file_compression(zip, (zip_uint64_t)index,
                                                  entry->packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0),
                         0);
    }
    ck_assert_int_eq(zip_close(zip), 0);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    char *bytes = arena_alloc(arena, 8 << 20);
    *ret_size = fread(bytes, 1, 8 << 20, file);
    (void)fclose(file);
    return bytes;
}

static enum status check_zip(enum intake_format format, const struct entry *extra,
                             const char *missing, struct error *err)
{
    struct arena *arena = arena_new("zip", 64 << 20);
    size_t size = 0;
    bool hwpx = format == INTAKE_HWPX;
    const char *bytes =
        zip_of(arena, hwpx ? good_hwpx : good_xlsx,
               hwpx ? sizeof good_hwpx / sizeof *good_hwpx : sizeof good_xlsx / sizeof *good_xlsx,
               extra, missing, &size);
    enum status st = intake_check(arena, format, bytes, size, err);
    arena_free(arena);
    return st;
}

START_TEST(a_plain_hwpx_and_a_plain_xlsx_are_taken)
{
    struct error err;
    CHECK_OK(check_zip(INTAKE_HWPX, NULL, NULL, &err), err);
    CHECK_OK(check_zip(INTAKE_XLSX, NULL, NULL, &err), err);
}
END_TEST

START_TEST(a_file_is_taken_only_when_its_content_is_what_its_name_says)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct error err;
    size_t size = 0, pdf_size = 0;
    const char *xlsx =
        zip_of(arena, good_xlsx, sizeof good_xlsx / sizeof *good_xlsx, NULL, NULL, &size);
    const char *pdf = pdf_with(arena, "", 0, &pdf_size);
    CHECK_FAILS(intake_check(arena, INTAKE_HWPX, xlsx, size, &err), INTAKE_CONTENT, err);
    CHECK_FAILS(intake_check(arena, INTAKE_PDF, xlsx, size, &err), INTAKE_CONTENT, err);
    CHECK_FAILS(intake_check(arena, INTAKE_XLSX, pdf, pdf_size, &err), INTAKE_CONTENT, err);
    CHECK_FAILS(intake_check(arena, INTAKE_PDF, "<html>", 6, &err), INTAKE_CONTENT, err);
    CHECK_FAILS(intake_check(arena, INTAKE_PDF, "", 0, &err), INTAKE_CONTENT, err);
    CHECK_FAILS(intake_check(arena, INTAKE_PDF, pdf, pdf_size / 2, &err), INTAKE_BROKEN, err);
    CHECK_FAILS(intake_check(arena, INTAKE_XLSX, xlsx, size / 2, &err), INTAKE_BROKEN, err);
    arena_free(arena);
}
END_TEST

START_TEST(nothing_that_runs_or_draws_from_outside_in_a_zip_is_taken)
{
    static const struct {
        enum intake_format format;
        struct entry extra;
        const char *missing;
        const struct reason *why;
    } rows[] = {
        {INTAKE_XLSX, {"xl/vbaProject.bin", "x", true}, NULL, &INTAKE_ACTIVE},
        {INTAKE_XLSX, {"xl/externalLinks/externalLink1.xml", "<x/>", true}, NULL, &INTAKE_OUTSIDE},
        {INTAKE_XLSX, {"xl/embeddings/oleObject1.bin", "x", true}, NULL, &INTAKE_ACTIVE},
        {INTAKE_XLSX,
         {"xl/_rels/workbook.xml.rels",
          "<R><Relationship Type='http://x/attachedTemplate' TargetMode='External'/></R>", true},
         NULL,
         &INTAKE_OUTSIDE},
        {INTAKE_XLSX,
         {"[Content_Types].xml",
          "<Types><Override ContentType=\"application/"
          "vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>",
          true},
         NULL,
         &INTAKE_ACTIVE},
        {INTAKE_XLSX,
         {"xl/a.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", true},
         NULL,
         &INTAKE_ACTIVE},
        {INTAKE_XLSX, {"xl/a.xml", "<a><b></a>", true}, NULL, &INTAKE_BROKEN},
        {INTAKE_XLSX, {"xl/a.xml", "<x><ddeLink/></x>", true}, NULL, &INTAKE_OUTSIDE},
        {INTAKE_XLSX, {"../../etc/passwd", "x", true}, NULL, &INTAKE_BROKEN},
        {INTAKE_XLSX, {"xl/a.bin", "x", true}, "xl/workbook.xml", &INTAKE_CONTENT},
        {INTAKE_HWPX, {"Scripts/sourceScripts", "x", true}, NULL, &INTAKE_ACTIVE},
        {INTAKE_HWPX, {"a.bin", "x", true}, "Contents/section0.xml", &INTAKE_CONTENT},
        {INTAKE_HWPX, {"a.bin", "x", true}, "mimetype", &INTAKE_CONTENT},
        {INTAKE_HWPX, {"mimetype", "application/zip", false}, NULL, &INTAKE_CONTENT},
        {INTAKE_HWPX,
         {"Contents/content.hpf", "<p><item isEmbeded='0' href='http://evil.example/a.png'/></p>",
          true},
         NULL,
         &INTAKE_OUTSIDE},
    };
    struct error err;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum status st = check_zip(rows[i].format, &rows[i].extra, rows[i].missing, &err);
        ck_assert_msg(st != STATUS_OK, "row %zu is taken", i);
        ck_assert_msg(err.reason == rows[i].why, "row %zu: %s: %s", i, err.reason->name, err.text);
        ck_assert_msg(err.place[0] != '\0', "row %zu says no place", i);
    }
}
END_TEST

START_TEST(a_zip_that_explodes_or_has_too_many_entries_is_refused)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct error err;
    char *blanks = arena_alloc(arena, (16 << 20) + 1);
    memset(blanks, ' ', 16 << 20);
    struct entry bomb = {"xl/blank.bin", blanks, true};
    CHECK_FAILS(check_zip(INTAKE_XLSX, &bomb, NULL, &err), INTAKE_BOMB, err);
    struct entry *many = arena_array(arena, INTAKE_ENTRIES_MAX + 1, sizeof *many);
    for (int i = 0; i <= INTAKE_ENTRIES_MAX; i++)
        many[i] = (struct entry){arena_format(arena, "e%d", i), "", false};
    size_t size = 0;
    const char *bytes = zip_of(arena, many, INTAKE_ENTRIES_MAX + 1, NULL, NULL, &size);
    CHECK_FAILS(intake_check(arena, INTAKE_XLSX, bytes, size, &err), INTAKE_BOMB, err);
    arena_free(arena);
}
END_TEST

START_TEST(a_locked_zip_is_refused)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct error err;
    size_t size = 0;
    const char *bytes =
        zip_of(arena, good_xlsx, sizeof good_xlsx / sizeof *good_xlsx, NULL, NULL, &size);
    /* Bit 0 of the flags, in the local head and in the directory: encrypted. */
    char *changed = arena_copy(arena, bytes, size);
    changed[6] |= 1;
    char *directory = memmem(changed, size, "PK\1\2", 4);
    ck_assert_ptr_nonnull(directory);
    directory[8] |= 1;
    CHECK_FAILS(intake_check(arena, INTAKE_XLSX, changed, size, &err), INTAKE_LOCKED, err);
    arena_free(arena);
}
END_TEST

START_TEST(whatever_the_bytes_the_check_ends)
{
    struct arena *arena = arena_new("test", 64 << 20);
    size_t sizes[3] = {0};
    const char *files[3] = {
        pdf_with(arena, "3 0 obj\n<< /A /B >>\nstream\nx\nendstream\nendobj\n", 44, &sizes[0]),
        zip_of(arena, good_hwpx, sizeof good_hwpx / sizeof *good_hwpx, NULL, NULL, &sizes[1]),
        zip_of(arena, good_xlsx, sizeof good_xlsx / sizeof *good_xlsx, NULL, NULL, &sizes[2])};
    int refused = 0;
    FOR_ALL(seed, 300) {
        struct random_stream stream = random_stream(seed, "bytes");
        size_t which = seed % 3, size = sizes[which];
        struct arena *own = arena_new("own", 256 << 20);
        char *bytes = arena_copy(own, files[which], size);
        for (uint64_t i = random_below(&stream, 8); i > 0; i--)
            bytes[random_below(&stream, size)] = (char)random_below(&stream, 256);
        if (random_below(&stream, 4) == 0)
            size = random_below(&stream, size);
        struct error err;
        refused +=
            intake_check(own, (enum intake_format)(which + 1), bytes, size, &err) != STATUS_OK;
        arena_free(own);
    }
    ck_assert_int_gt(refused, 0);
    arena_free(arena);
}
END_TEST

START_TEST(a_name_is_composed_and_leads_nowhere)
{
    static const struct {
        const char *name, *own;
        const struct reason *why;
    } rows[] = {
        {"계획서.pdf", "계획서.pdf", NULL},
        /* decomposed, as some systems write Hangul */
        {"\u1100\u1168\u1112\u116c\u11a8.hwpx", "계획.hwpx", NULL},
        {"  단가   표.XLSX ", "단가 표.XLSX", NULL},
        {"계획서.hwp", NULL, &INTAKE_KIND},
        {"계획서.pdf.exe", NULL, &INTAKE_KIND},
        {".pdf", NULL, &INTAKE_NAME},
        {"", NULL, &INTAKE_KIND},
        {"../계획서.pdf", NULL, &INTAKE_NAME},
        {"a/b.pdf", NULL, &INTAKE_NAME},
        {"a\\b.pdf", NULL, &INTAKE_NAME},
        {"a\u202efdp.pdf", NULL, &INTAKE_NAME},
        {"a\x1b[31m.pdf", NULL, &INTAKE_NAME},
        {"a\xff.pdf", NULL, &INTAKE_NAME},
    };
    struct arena *arena = arena_new("test", 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = {0};
        const char *own = NULL;
        enum intake_format format = INTAKE_UNKNOWN;
        enum status st = intake_name(arena, rows[i].name, &own, &format, &err);
        ck_assert_msg((st == STATUS_OK) == (rows[i].why == NULL), "row %zu: %d %s", i, (int)st,
                      err.text);
        if (rows[i].why == NULL)
            ck_assert_str_eq(own, rows[i].own);
        else
            ck_assert_ptr_eq(err.reason, rows[i].why);
    }
    arena_free(arena);
}
END_TEST

TEST_MAIN("intake check", a_plain_pdf_is_taken, nothing_that_runs_or_hides_in_a_pdf_is_taken,
          a_script_packed_among_objects_is_found, packed_objects_that_explode_are_refused,
          a_plain_hwpx_and_a_plain_xlsx_are_taken,
          a_file_is_taken_only_when_its_content_is_what_its_name_says,
          nothing_that_runs_or_draws_from_outside_in_a_zip_is_taken,
          a_zip_that_explodes_or_has_too_many_entries_is_refused, a_locked_zip_is_refused,
          whatever_the_bytes_the_check_ends, a_name_is_composed_and_leads_nowhere)
