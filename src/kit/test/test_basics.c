#include <string.h>

#include "kit/clock.h"
#include "kit/json.h"
#include "kit/list.h"
#include "kit/map.h"
#include "kit/money.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

START_TEST(an_amount_is_read_as_koreans_write_it)
{
    static const struct {
        const char *text;
        int64_t won;
    } rows[] = {
        {"120000000", 120000000},
        {"120,000,000", 120000000},
        {"1억 2천만", 120000000},
        {"1억2천만 원", 120000000},
        {"5천만", 50000000},
        {"삼", -1},
        {"", -1},
        {"만억", -1},
        {"2만 3억", -1},
        {"억", 100000000},
        {"1.5억", -1},
        {"100억 1", 10000000001},
        {"12천", -1},
        {"-5", -1},
        {"0", 0},
        {"900조", MONEY_MAX},
        {"901조", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct money money = {-1};
        struct error err;
        bool ok = money_parse(rows[i].text, &money, &err) == STATUS_OK;
        ck_assert_msg(ok == (rows[i].won >= 0) && money.won == rows[i].won, "%s gives %lld",
                      rows[i].text, (long long)money.won);
    }
}
END_TEST

START_TEST(an_amount_is_written_with_commas)
{
    struct arena *arena = arena_new("test", 1 << 20);
    ck_assert_str_eq(money_text(arena, money_won(12345000)), "12,345,000");
    ck_assert_str_eq(money_text(arena, money_won(-999)), "-999");
    ck_assert_str_eq(money_text(arena, money_won(1000)), "1,000");
    arena_free(arena);
}
END_TEST

START_TEST(days_and_times_survive_the_way_there_and_back)
{
    struct arena *arena = arena_new("test", 64 << 20);
    FOR_ALL(seed, 2000) {
        struct random_stream chance = random_stream(seed, "days");
        time_us when = (time_us)random_below(&chance, 4000000000u) * TIME_SECOND + 123456;
        struct error err;
        time_us back = 0;
        CHECK_OK(time_parse(time_text(arena, when), &back, &err), err);
        ck_assert_int_eq(back, when);
        struct day day = day_of(when, zone_seoul());
        ck_assert(day_start(day, zone_seoul()) <= when);
        ck_assert(day_start(day, zone_seoul()) + TIME_DAY > when);
        arena_reset(arena);
    }
    ck_assert_int_eq(day_weekday((struct day){2026, 11, 24}), 1);
    arena_free(arena);
}
END_TEST

START_TEST(a_canonical_number_is_written_as_ecmascript_does)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1.5, "1.5"},
        {1e21, "1e+21"},
        {1e20, "100000000000000000000"},
        {0.000001, "0.000001"},
        {1e-7, "1e-7"},
        {123456789.25, "123456789.25"},
        {5e-324, "5e-324"},
        {4.5, "4.5"},
        {9007199254740994.0, "9007199254740994"},
        {0.1, "0.1"},
        {-2.5e-8, "-2.5e-8"},
    };
    struct arena *arena = arena_new("test", 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(json_number_text(arena, rows[i].number), rows[i].text);
    arena_free(arena);
}
END_TEST

START_TEST(a_canonical_document_sorts_its_members_by_utf16)
{
    struct arena *arena = arena_new("test", 1 << 20);
    const char *source =
        "{\"\xEF\xAC\xB3\":1, \"\xF0\x9F\x98\x82\":2, \"b\":[true,null,\"\\n\"], \"a\":1.0}";
    struct json doc = {0};
    struct error err;
    CHECK_OK(json_read(arena, source, strlen(source), JSON_LIMITS_BODY, &doc, &err), err);
    ck_assert_str_eq(
        json_canonical(arena, doc.value, NULL),
        "{\"a\":1,\"b\":[true,null,\"\\n\"],\"\xF0\x9F\x98\x82\":2,\"\xEF\xAC\xB3\":1}");
    json_release(&doc);
    arena_free(arena);
}
END_TEST

START_TEST(a_document_that_breaks_its_shape_is_refused_with_the_place_named)
{
    struct arena *arena = arena_new("test", 1 << 20);
    struct json doc = {0}, list = {0}, item = {0};
    struct error err;
    const char *source = "{\"list\":[{\"n\":1},{\"n\":\"x\"}],\"extra\":1}";
    static const char *const members[] = {"list", NULL};
    CHECK_OK(json_read(arena, source, strlen(source), JSON_LIMITS_BODY, &doc, &err), err);
    CHECK_FAILS(json_only(&doc, members, &err), KIT_JSON_UNKNOWN, err);
    ck_assert_str_eq(err.place, "/extra");
    CHECK_OK(json_get_array(&doc, "list", 10, &list, &err), err);
    item = json_item(&list, 1);
    int64_t n = 7;
    CHECK_FAILS(json_int(&item, "n", 0, 9, &n, &err), KIT_JSON_TYPE, err);
    ck_assert_str_eq(err.place, "/list/1/n");
    ck_assert_int_eq(n, 7);
    json_release(&doc);
    source = "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]";
    CHECK_FAILS(json_read(arena, source, strlen(source), JSON_LIMITS_BODY, &doc, &err),
                KIT_TOO_LARGE, err);
    CHECK_FAILS(json_read(arena, "{\"a\":1,\"a\":2}", 13, JSON_LIMITS_BODY, &doc, &err), KIT_JSON,
                err);
    arena_free(arena);
}
END_TEST

START_TEST(a_map_keeps_the_order_of_insertion)
{
    struct arena *arena = arena_new("test", 8 << 20);
    struct map map = map_start(arena);
    for (int i = 0; i < 1000; i++)
        map_put(&map, arena_format(arena, "name %d", i * 7919 % 1000), NULL)->number = i;
    ck_assert_uint_eq(map.count, 1000);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(map.at[i].number, i);
    ck_assert_ptr_null(map_find(&map, "name 1000"));
    ck_assert_int_eq(map_find(&map, "name 7919") == NULL, 1);
    arena_free(arena);
}
END_TEST

START_TEST(a_stream_depends_on_its_seed_and_name_only)
{
    struct random_stream a = random_stream(1, "station 1"), b = random_stream(1, "station 1"),
                         c = random_stream(1, "station 2");
    uint64_t first = random_bits(&a);
    ck_assert_uint_eq(first, random_bits(&b));
    ck_assert_uint_ne(first, random_bits(&c));
    ck_assert_uint_eq(random_below(&a, 1), 0);
}
END_TEST

START_TEST(an_error_carries_its_reason_its_place_and_what_was_being_done)
{
    struct error err;
    enum status st = FAIL_AT(&err, KIT_TIME, "line 3", "\"%s\"", "soon");
    ck_assert_int_eq(st, STATUS_INVALID);
    st = error_while(&err, "reading row %d", 3);
    ck_assert_int_eq(st, STATUS_INVALID);
    ck_assert_str_eq(err.text, "reading row 3: \"soon\"");
    ck_assert_str_eq(err.place, "line 3");
}
END_TEST

START_TEST(an_error_says_the_same_in_korean_where_a_row_does)
{
    struct error err;
    (void)FAIL(&err, KIT_TIME, "\"%.40s\" is not a day", "내일");
    ck_assert_str_eq(err.text, "\"내일\" is not a day");
    ck_assert_str_eq(err.ko, "\"내일\": 날짜가 아닙니다");
    (void)FAIL(&err, KIT_JSON_TYPE, "wanted %s%.0s, found %s%.0s", "a text", "글자", "null",
               "null");
    ck_assert_str_eq(err.text, "wanted a text, found null");
    ck_assert_str_eq(err.ko, "글자 자리에 null 값이 있습니다");
    (void)FAIL(&err, KIT_CSV, "no row says this: %d", 7);
    ck_assert_str_eq(err.ko, err.text);
    (void)FAIL(&err, KIT_TIME, "\"%.40s\" is not a day", "내일");
    (void)error_while(&err, "nested deeper than %d", 3);
    ck_assert_str_eq(err.text, "nested deeper than 3: \"내일\" is not a day");
    ck_assert_str_eq(err.ko, "3단계보다 깊습니다: \"내일\": 날짜가 아닙니다");
    /* From what the error itself says. */
    (void)FAIL(&err, KIT_TIME, "\"%.40s\" is not a day", err.ko);
    ck_assert(text_starts(err.ko, "\"3단계보다"));
}
END_TEST

START_TEST(wide_letters_take_two_columns_and_a_cut_never_splits_one)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    ck_assert_uint_eq(text_columns("saw 톱 절단"), 11);
    ck_assert_uint_eq(text_columns("e\xCC\x81"), 1); /* an accent of its own */
    ck_assert_uint_eq(text_columns("\xFF\xFE"), 2);
    ck_assert_str_eq(text_column(arena, "공정", 6), "공정  ");
    ck_assert_str_eq(text_column(arena, "공정", -6), "  공정");
    ck_assert_str_eq(text_column(arena, "공정", 4), "공정");
    ck_assert_str_eq(text_column(arena, "머시닝센터", 7), "머시.. ");
    ck_assert_str_eq(text_column(arena, "공정", 1), " ");
    ck_assert_str_eq(text_column(arena, "", 3), "   ");
    FOR_ALL(seed, 300) {
        struct random_stream random = random_stream(seed, "columns");
        char bytes[12] = {0};
        for (size_t i = 0; i < sizeof bytes - 1; i++)
            bytes[i] = (char)(1 + random_below(&random, 255));
        int columns = (int)random_below(&random, 30) + 1;
        const char *shown = text_column(arena, bytes, seed % 2 == 0 ? columns : -columns);
        ck_assert_uint_eq(text_columns(shown), (size_t)columns);
    }
}
END_TEST

START_TEST(what_is_shown_cannot_steer_the_terminal)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    ck_assert_str_eq(text_printable(arena, "톱\x1b[31m\n"), "톱?[31m\n");
    ck_assert_str_eq(text_printable(arena, "a\xC2\x9B"
                                           "b\xFF"),
                     "a??b?");
    ck_assert_str_eq(text_printable(arena, "\xE2\x80\xAE"), "???");
}
END_TEST

START_TEST(what_an_error_says_is_text_however_it_was_cut)
{
    struct error err;
    char text[4 * ERROR_TEXT_MAX] = {0};
    for (size_t i = 0; i + 4 < sizeof text; i += 3)
        memcpy(text + i, "가", 3);
    for (int cut = 1; cut < 12; cut++) {
        enum status st = FAIL(&err, KIT_CSV, "%.*s; end", cut, text);
        ck_assert_int_ne(st, STATUS_OK);
        ck_assert(text_utf8_ok(err.text, strlen(err.text)));
        ck_assert_uint_eq(strlen(err.text), (size_t)(cut / 3 * 3) + strlen("; end"));
    }
    (void)FAIL(&err, KIT_CSV, "a%s", text); /* longer than an error may be */
    ck_assert(text_utf8_ok(err.text, strlen(err.text)));
    ck_assert_str_eq(err.text + strlen(err.text) - 3, "...");
}
END_TEST

TEST_MAIN("kit basics", wide_letters_take_two_columns_and_a_cut_never_splits_one,
          what_is_shown_cannot_steer_the_terminal, an_amount_is_read_as_koreans_write_it,
          an_amount_is_written_with_commas, days_and_times_survive_the_way_there_and_back,
          a_canonical_number_is_written_as_ecmascript_does,
          a_canonical_document_sorts_its_members_by_utf16,
          a_document_that_breaks_its_shape_is_refused_with_the_place_named,
          a_map_keeps_the_order_of_insertion, a_stream_depends_on_its_seed_and_name_only,
          an_error_carries_its_reason_its_place_and_what_was_being_done,
          an_error_says_the_same_in_korean_where_a_row_does,
          what_an_error_says_is_text_however_it_was_cut)
