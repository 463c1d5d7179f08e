#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/arena.h"
#include "kit/csv.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

/* The whole table as one text: fields joined by '/', rows by '\n'. */
static const char *table(struct arena *arena, const char *bytes, size_t size,
                         const struct csv_options *options, struct error *err)
{
    struct csv_reader *reader = NULL;
    if (csv_open_bytes(bytes, size, options, &reader, err) != STATUS_OK)
        return err->reason->name;
    struct text all = text_start(arena, 1 << 20);
    struct csv_row row = {0};
    bool more = true;
    enum status st = STATUS_OK;
    while ((st = csv_next(reader, &row, &more, err)) == STATUS_OK && more)
        for (size_t i = 0; i < row.count; i++)
            text_format(&all, "%s%c", row.fields[i], i + 1 < row.count ? '/' : '\n');
    csv_close(reader);
    return st == STATUS_OK ? text_string(&all) : err->reason->name;
}

START_TEST(tables_are_read_as_they_are_found)
{
    static const struct {
        const char *bytes, *rows;
    } cases[] = {
        {"a,b\n1,2\n", "a/b\n1/2\n"},
        {"a;b\r\n1;\"2;3\"\r\n", "a/b\n1/2;3\n"},
        {"a\tb\rc\td", "a/b\nc/d\n"},
        {"\xEF\xBB\xBF"
         "a|b\n",
         "a/b\n"},
        {"a,\"b\"\"c\"\n", "a/b\"c\n"},
        {"a,\"b\nc\"\nd,e\n", "a/b\nc\nd/e\n"},
        {"\n\na,b,\n", "a/b/\n"},
        {"a,b\"c\n", "a/b\"c\n"},
        {"\xc0\xdb\xbe\xf7,b\n", "작업/b\n"},
        {"작업,b\n", "작업/b\n"},
        {"a,\"b\n", "kit.csv"},
        {"", "kit.empty"},
        {"작업,b\n\xc0\xdb,c\n", "kit.encoding"},
        {"\xff\xfe\xff,c\n", "kit.encoding"},
    };
    struct arena *arena = arena_new("test", 8 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err;
        ck_assert_str_eq(table(arena, cases[i].bytes, strlen(cases[i].bytes), NULL, &err),
                         cases[i].rows);
    }
    struct error err;
    ck_assert_str_eq(table(arena, "a,b\0c\n", 6, NULL, &err), "kit.binary");
    arena_free(arena);
}
END_TEST

START_TEST(limits_are_refused_with_the_line_named)
{
    struct arena *arena = arena_new("test", 8 << 20);
    struct csv_options options = {
        .delimiter = ',', .field_max = 8, .fields_max = 3, .bytes_max = 64};
    struct error err;
    ck_assert_str_eq(table(arena, "a,b\n1,\"22222222222\n", 19, &options, &err), "kit.csv");
    ck_assert_ptr_nonnull(strstr(err.text, "line 2"));
    ck_assert_str_eq(table(arena, "1,2,3,4\n", 8, &options, &err), "kit.too_large");
    char many[65];
    memset(many, 'a', sizeof many);
    ck_assert_str_eq(table(arena, many, sizeof many, &options, &err), "kit.too_large");
    arena_free(arena);
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
    static const char *const pieces[] = {"a", ",", "\"", "\n", "한", " ", "\r", ";", "x=", "0"};
    struct arena *arena = arena_new("test", 64 << 20);
    FOR_ALL(seed, 500) {
        struct random_stream chance = random_stream(seed, "csv");
        struct text file = text_start(arena, 1 << 16), wanted = text_start(arena, 1 << 16);
        size_t rows = 1 + random_below(&chance, 5), columns = 2 + random_below(&chance, 4);
        for (size_t i = 0; i < rows * columns; i++) {
            struct text field = text_start(arena, 1 << 10);
            text_add(&field, "f");
            for (uint64_t n = random_below(&chance, 6); n > 0; n--)
                text_add(&field, pieces[random_below(&chance, 10)]);
            bool last = i % columns == columns - 1;
            csv_write_field(&file, text_string(&field), ',');
            text_add_char(&file, last ? '\n' : ',');
            text_format(&wanted, "%s%c", text_string(&field), last ? '\n' : '/');
        }
        struct csv_options options = {.delimiter = ','};
        struct error err;
        ck_assert_str_eq(table(arena, text_string(&file), file.size, &options, &err),
                         text_string(&wanted));
        arena_reset(arena);
    }
    arena_free(arena);
}
END_TEST

START_TEST(a_formula_stays_text_when_it_is_written)
{
    struct arena *arena = arena_new("test", 1 << 20);
    struct text file = text_start(arena, 1000);
    csv_write_field(&file, "=cmd|' /C calc'!A0", ',');
    ck_assert_str_eq(text_string(&file), "'=cmd|' /C calc'!A0");
    arena_free(arena);
}
END_TEST

START_TEST(hundreds_of_thousands_of_rows_stream_through_little_memory)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/big.csv", test_folder());
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 200000; i++)
        fprintf(file, "%d,작업 %d,\"12:00, 13:00\",%d\n", i, i % 100, i * 7);
    (void)fclose(file);
    struct csv_reader *reader = NULL;
    struct csv_row row = {0};
    struct error err;
    bool more = true;
    int64_t rows = 0;
    CHECK_OK(csv_open(path, NULL, &reader, &err), err);
    for (;;) {
        CHECK_OK(csv_next(reader, &row, &more, &err), err);
        if (!more)
            break;
        ck_assert_uint_eq(row.count, 4);
        rows++;
    }
    ck_assert_int_eq(rows, 200000);
    ck_assert_int_eq(csv_bytes_read(reader), csv_bytes_total(reader));
    csv_close(reader);
}
END_TEST

/* What csv.h says of bytes below 128 and commas, in the plainest words: the table, or NULL where it
 * must be refused. */
static const char *by_the_book(struct arena *arena, const char *bytes, size_t size)
{
    struct text all = text_start(arena, 1 << 16);
    bool quoted = false, fresh = true, any = false;
    for (size_t at = 0; at < size; at++) {
        char c = bytes[at], next = at + 1 < size ? bytes[at + 1] : ' ';
        if (c == '\0')
            return NULL;
        if (quoted && c == '"' && next != '"') {
            quoted = false;
        } else if (quoted) {
            at += c == '"';
            text_add_char(&all, c);
        } else if (c == '\n' || c == '\r') {
            at += c == '\r' && next == '\n';
            if (any)
                text_add_char(&all, '\n');
            any = false;
            fresh = true;
        } else {
            any = true;
            quoted = c == '"' && fresh;
            fresh = c == ',';
            if (!quoted)
                text_add_char(&all, fresh ? '/' : c);
        }
    }
    if (any)
        text_add_char(&all, '\n');
    return quoted ? NULL : text_string(&all);
}

START_TEST(lines_taken_whole_and_lines_taken_apart_give_the_same_fields)
{
    static const char pieces[][4] = {",", "a", "bc", "\"", "\n", "\r\n", "\r", "\"\"", " ", "1"};
    struct arena *arena = arena_new("test", 64 << 20);
    struct csv_options options = {.delimiter = ','};
    FOR_ALL(seed, 2000) {
        struct random_stream luck = random_stream(seed, "csv pieces");
        char bytes[256];
        size_t size = 0, count = 1 + random_below(&luck, 60);
        for (size_t i = 0; i < count; i++) {
            const char *piece = pieces[random_below(&luck, sizeof pieces / sizeof *pieces)];
            memcpy(bytes + size, piece, strlen(piece));
            size += strlen(piece);
        }
        if (random_below(&luck, 50) == 0)
            bytes[random_below(&luck, size)] = '\0';
        const char *wanted = by_the_book(arena, bytes, size);
        struct error err;
        const char *got = table(arena, bytes, size, &options, &err);
        if (wanted == NULL)
            ck_assert_msg(text_same(got, "kit.csv") || text_same(got, "kit.binary"), "%s", got);
        else
            ck_assert_str_eq(got, wanted);
        arena_reset(arena);
    }
    arena_free(arena);
}
END_TEST

TEST_MAIN("kit csv", tables_are_read_as_they_are_found,
          lines_taken_whole_and_lines_taken_apart_give_the_same_fields,
          limits_are_refused_with_the_line_named, what_is_written_is_read_back,
          a_formula_stays_text_when_it_is_written,
          hundreds_of_thousands_of_rows_stream_through_little_memory)
