#include <stdio.h>
#include <string.h>

#include "calibrate/calibrate.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

#define HEAD "order,machine,start,end,span,qty,good,item,worker,type\n"

static struct calibrate_log *import(const char *csv)
{
    struct calibrate_log *log = NULL;
    struct calibrate_options options = {0};
    struct error err;
    CHECK_OK(calibrate_import_bytes(csv, strlen(csv), &options, &log, &err), err);
    return log;
}

START_TEST(every_kind_of_defect_is_counted_with_its_line_and_what_was_done)
{
    static const struct {
        enum calibrate_defect defect;
        const char *row;
        int64_t used; /* of this row and the good one before it */
    } rows[] = {
        {CALIBRATE_DEFECT_ROW_SHORT, "A,M1,2024-03-05 09:00,2024-03-05 10:00,1:00\n", 2},
        {CALIBRATE_DEFECT_ROW_LONG, "A,M1,2024-03-05 09:00,2024-03-05 10:00,1:00,9,9,p,w,D,x\n", 2},
        {CALIBRATE_DEFECT_HEADING_AGAIN, HEAD, 1},
        {CALIBRATE_DEFECT_CASE_MISSING, ",M1,2024-03-05 09:00,2024-03-05 10:00,1:00,9,9,p,w,D\n",
         1},
        {CALIBRATE_DEFECT_STATION_MISSING, "A,,2024-03-05 09:00,2024-03-05 10:00,1:00,9,9,p,w,D\n",
         1},
        {CALIBRATE_DEFECT_TIMES_MISSING, "A,M1,,,1:00,9,9,p,w,D\n", 1},
        {CALIBRATE_DEFECT_TIME_BAD, "A,M1,2024-13-05 09:00,2024-03-05 10:00,1:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_START_MISSING, "A,M1,,2024-03-05 10:00,1:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_END_MISSING, "A,M1,2024-03-05 09:00,,1:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_END_BEFORE_START,
         "A,M1,2024-03-05 09:00,2024-03-05 08:00,1:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_END_INVENTED, "A,M1,2024-03-05 09:00,2024-03-05 10:00,0:00,9,9,p,w,D\n",
         2},
        {CALIBRATE_DEFECT_SPAN_DIFFERS, "A,M1,2024-03-05 09:00,2024-03-05 10:00,2:00,9,9,p,w,D\n",
         2},
        {CALIBRATE_DEFECT_SPAN_DAMAGED,
         "A,M1,2024-03-05 09:00,2024-03-05 10:49,1899/12/31 01:49:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_SPAN_BAD, "A,M1,2024-03-05 09:00,2024-03-05 10:00,long,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_SPAN_HUGE, "A,M1,2024-03-05 09:00,2024-03-05 10:00,900:00,9,9,p,w,D\n",
         2},
        {CALIBRATE_DEFECT_DATE_ONLY, "A,M1,2024-03-05 00:00,2024-03-05 01:00,0:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_NUMBER_BAD, "A,M1,2024-03-05 09:00,2024-03-05 10:00,1:00,9,-4,p,w,D\n",
         2},
        {CALIBRATE_DEFECT_KIND_UNKNOWN, "A,M1,2024-03-05 09:00,2024-03-05 10:00,1:00,9,9,p,w,Q\n",
         2},
        {CALIBRATE_DEFECT_NAME_SPACES, "A,M  1,2024-03-05 09:00,2024-03-05 10:00,1:00,9,9,p,w,D\n",
         2},
        {CALIBRATE_DEFECT_DUPLICATE, "A,M1,2024-03-04 09:00,2024-03-04 10:00,1:00,9,9,p,w,D\n", 1},
        {CALIBRATE_DEFECT_ORDER_CHANGES, "A,M1,2024-03-05 09:00,2024-03-05 10:00,1:00,8,9,p,w,D\n",
         2},
        {CALIBRATE_DEFECT_UNSORTED, "A,M1,2024-03-03 09:00,2024-03-03 10:00,1:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_OVERLAP_STATION,
         "B,M1,2024-03-04 09:30,2024-03-04 10:30,1:00,9,9,p,w,D\n", 2},
        {CALIBRATE_DEFECT_OVERLAP_ORDER, "A,M2,2024-03-04 09:30,2024-03-04 10:30,1:00,9,9,p,w,D\n",
         2},
    };
    ck_assert_uint_eq(sizeof rows / sizeof *rows, CALIBRATE_DEFECT_COUNT);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char csv[600];
        (void)snprintf(csv, sizeof csv, HEAD "%s%s",
                       "A,M1,2024-03-04 09:00,2024-03-04 10:00,1:00,9,9,p,w,D\n", rows[i].row);
        struct calibrate_log *log = import(csv);
        const char *name = calibrate_defect_name(rows[i].defect);
        ck_assert_msg(log->defects[rows[i].defect].rows == 1, "%s: %lld rows", name,
                      (long long)log->defects[rows[i].defect].rows);
        ck_assert_msg(log->defects[rows[i].defect].first_line == 3, "%s: line %lld", name,
                      (long long)log->defects[rows[i].defect].first_line);
        ck_assert_msg(log->rows_used == rows[i].used, "%s: %lld used", name,
                      (long long)log->rows_used);
        ck_assert_msg(*calibrate_defect_text(rows[i].defect, "ko") != '\0' &&
                          *calibrate_defect_action(rows[i].defect, "en") != '\0',
                      "%s: no words", name);
        calibrate_free(log);
    }
}
END_TEST

START_TEST(a_column_named_in_korean_is_found_like_one_named_in_english)
{
    struct calibrate_log *log = import(
        "작업지시 번호;공정명;설비;시작일시;종료일시;소요시간(분);지시수량;양품 수량;품명;작업자;보고구분\n"
        "가-1;선삭;선반 1;2024-03-04 09:00;2024.03.04 오후 1:30;270;40;40;축;김;준비\n"
        "가-1;검사;검사대;2024/3/5 9:00;2024-03-05T10:00:30;;1,200;39;축;이;생산\n");
    ck_assert_int_eq(log->mapping.column[CALIBRATE_CASE], 0);
    ck_assert_int_eq(log->mapping.column[CALIBRATE_RESOURCE], 2);
    ck_assert_int_eq(log->mapping.column[CALIBRATE_SPAN], 5);
    ck_assert_int_eq(log->mapping.column[CALIBRATE_TYPE], 10);
    ck_assert_int_eq(log->delimiter, ';');
    ck_assert_uint_eq(log->order_count, 1);
    ck_assert_int_eq(log->rows[0].kind, CALIBRATE_SETUP);
    ck_assert_int_eq(log->rows[0].end - log->rows[0].start, 270 * TIME_MINUTE);
    ck_assert_int_eq(log->rows[1].span, TIME_HOUR + 30 * TIME_SECOND);
    ck_assert_int_eq(log->rows[1].quantity, 1200);
    calibrate_free(log);
}
END_TEST

START_TEST(columns_whose_headings_say_nothing_are_found_by_their_content)
{
    struct calibrate_log *log = import("c1,c2,c3,c4,c5\n"
                                       "2024-03-04 10:00,7,M1,2024-03-04 09:00,1:00\n"
                                       "2024-03-04 12:00,7,M2,2024-03-04 11:00,1:00\n"
                                       "2024-03-05 10:00,8,M1,2024-03-05 09:00,1:00\n");
    static const int want[][2] = {
        {CALIBRATE_END, 0},   {CALIBRATE_CASE, 1}, {CALIBRATE_RESOURCE, 2},
        {CALIBRATE_START, 3}, {CALIBRATE_SPAN, 4},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        ck_assert_int_eq(log->mapping.column[want[i][0]], want[i][1]);
        ck_assert(log->columns[want[i][1]].by_content);
    }
    ck_assert_uint_eq(log->order_count, 2);
    calibrate_free(log);
}
END_TEST

START_TEST(a_correction_of_the_columns_wins_over_the_guess)
{
    const char *csv = "order,machine,item,start,end\nA,M1,p,2024-03-04 09:00,2024-03-04 10:00\n";
    struct calibrate_mapping mapping = calibrate_mapping_guess();
    struct calibrate_options options = {.mapping = &mapping};
    struct calibrate_log *log = NULL;
    struct error err;
    mapping.column[CALIBRATE_RESOURCE] = 2;
    mapping.column[CALIBRATE_ITEM] = CALIBRATE_ABSENT;
    CHECK_OK(calibrate_import_bytes(csv, strlen(csv), &options, &log, &err), err);
    ck_assert_str_eq(log->stations[0], "p");
    calibrate_free(log);
    mapping.column[CALIBRATE_CASE] = 2;
    CHECK_FAILS(calibrate_import_bytes(csv, strlen(csv), &options, &log, &err), CALIBRATE_MAPPING,
                err);
    mapping.column[CALIBRATE_CASE] = 9;
    CHECK_FAILS(calibrate_import_bytes(csv, strlen(csv), &options, &log, &err), CALIBRATE_MAPPING,
                err);
    ck_assert_str_eq(err.place, "case");
}
END_TEST

START_TEST(a_table_that_is_no_log_is_refused_with_the_reason)
{
    static const struct {
        const char *csv;
        const struct reason *why;
    } rows[] = {
        {"", &KIT_EMPTY},
        {"order,machine,start,end\n", &CALIBRATE_NO_ROWS},
        {"name,colour\nA,red\n", &CALIBRATE_COLUMN_MISSING},
        {"order,machine,good\nA,M1,3\n", &CALIBRATE_COLUMN_MISSING},
        {"order,machine,start,end\nA,M1,,\n", &CALIBRATE_NO_ROWS},
        {"order,machine,start,end\nA,M1,2024-03-04 09:00,2024-03-04 08:00\n"
         "A,M1,2024-03-05 09:00,2024-03-05 08:00\n",
         &CALIBRATE_ENDS_BEFORE_STARTS},
        {"order,machine,start,end\n\"A,M1,2024-03-04 09:00\n", &KIT_CSV},
        {"order,machine,start,end\n\xff\xfe\xfd,M1,2024-03-04 09:00\n", &KIT_ENCODING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct calibrate_log *log = NULL;
        struct error err;
        struct calibrate_options options = {0};
        CHECK_FAILS(calibrate_import_bytes(rows[i].csv, strlen(rows[i].csv), &options, &log, &err),
                    *rows[i].why, err);
        ck_assert_ptr_null(log);
    }
    struct calibrate_log *log = NULL;
    struct calibrate_options options = {.zone = "Asia/Nowhere"};
    struct error err;
    CHECK_FAILS(calibrate_import_bytes("a\n", 2, &options, &log, &err), KIT_ZONE, err);
    options.zone = NULL;
    CHECK_FAILS(calibrate_import_bytes("a\0b\n", 4, &options, &log, &err), KIT_BINARY, err);
    CHECK_FAILS(calibrate_import_file("/nonexistent/log.csv", &options, &log, &err), KIT_FILE, err);
}
END_TEST

static bool stop_soon(void *context, double share)
{
    int *told = context;
    ck_assert(share >= 0 && share <= 1);
    return ++*told < 3;
}

START_TEST(a_long_import_tells_how_far_it_is_and_stops_on_request)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)64 << 20);
    struct text csv = text_start(arena, (size_t)32 << 20);
    text_add(&csv, HEAD);
    for (int i = 0; i < 40000; i++)
        text_format(&csv, "A%d,M%d,2024-03-04 %02d:00,2024-03-04 %02d:30,0:30,9,9,p,w,D\n", i / 9,
                    i % 7, i % 20, i % 20);
    int told = 0;
    struct calibrate_options options = {.tell = stop_soon, .context = &told};
    struct calibrate_log *log = NULL;
    struct error err;
    CHECK_FAILS(calibrate_import_bytes(csv.bytes, csv.size, &options, &log, &err),
                CALIBRATE_CANCELLED, err);
    ck_assert_int_eq(told, 3);
    options = (struct calibrate_options){.rows_max = 100};
    CHECK_FAILS(calibrate_import_bytes(csv.bytes, csv.size, &options, &log, &err),
                CALIBRATE_TOO_LARGE, err);
    options = (struct calibrate_options){.steady = clock_steady};
    CHECK_OK(calibrate_import_bytes(csv.bytes, csv.size, &options, &log, &err), err);
    ck_assert_int_eq(log->rows_read, 40000);
    ck_assert(log->rows_per_second > 0);
    (void)printf("# %.0f rows/s in this build\n", log->rows_per_second);
    calibrate_free(log);
}
END_TEST

START_TEST(any_bytes_give_a_log_or_an_error_never_a_crash)
{
    static const char good[] = HEAD "A,M1,2024-03-04 09:00,2024-03-04 10:00,1:00,9,9,p,w,D\n"
                                    "A,M2,2024-03-05 09:00,2024-03-05 10:00,1:00,9,9,p,w,S\n";
    static const char odd[] = ",;\"\n\r\t 0:-/.\xec\x9e\x91\xff"
                              "9ZT";
    FOR_ALL(seed, 400) {
        struct random_stream luck = random_stream(seed, "soup");
        char bytes[sizeof good];
        memcpy(bytes, good, sizeof good);
        size_t changes = 1 + random_below(&luck, 12);
        for (size_t i = 0; i < changes; i++)
            bytes[random_below(&luck, sizeof bytes - 1)] = odd[random_below(&luck, sizeof odd - 1)];
        struct calibrate_log *log = NULL;
        struct calibrate_options options = {0};
        struct error err = {0};
        if (calibrate_import_bytes(bytes, sizeof bytes - 1, &options, &log, &err) == STATUS_OK)
            ck_assert(log->rows_used > 0);
        else
            ck_assert(err.reason != NULL && log == NULL);
        calibrate_free(log);
    }
}
END_TEST

START_TEST(the_real_log_is_read_and_its_known_defects_are_told)
{
    const char *folder = test_data("production_log");
    if (folder == NULL) {
        TEST_SKIP("the real log is not here");
        return;
    }
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/production_log_jan_feb.csv", folder);
    struct calibrate_options options = {.zone = "Asia/Jerusalem", .steady = clock_steady};
    struct calibrate_log *log = NULL;
    struct error err;
    CHECK_OK(calibrate_import_file(path, &options, &log, &err), err);
    ck_assert_int_eq(log->rows_read, 3135);
    ck_assert_uint_eq(log->order_count, 128);
    ck_assert_uint_eq(log->station_count, 28); /* three more are only in rows without times */
    ck_assert_int_eq(log->defects[CALIBRATE_DEFECT_TIMES_MISSING].rows, 10);
    ck_assert_int_eq(log->defects[CALIBRATE_DEFECT_SPAN_DAMAGED].rows, 1);
    ck_assert_int_eq(log->defects[CALIBRATE_DEFECT_END_INVENTED].rows, 473);
    for (int i = 0; i < CALIBRATE_DEFECT_COUNT; i++)
        if (log->defects[i].rows > 0)
            (void)printf("# %-18s %5lld rows, first in line %lld\n",
                         calibrate_defect_name((enum calibrate_defect)i),
                         (long long)log->defects[i].rows, (long long)log->defects[i].first_line);
    calibrate_free(log);
}
END_TEST

TEST_MAIN("calibrate import", every_kind_of_defect_is_counted_with_its_line_and_what_was_done,
          a_column_named_in_korean_is_found_like_one_named_in_english,
          columns_whose_headings_say_nothing_are_found_by_their_content,
          a_correction_of_the_columns_wins_over_the_guess,
          a_table_that_is_no_log_is_refused_with_the_reason,
          a_long_import_tells_how_far_it_is_and_stops_on_request,
          any_bytes_give_a_log_or_an_error_never_a_crash,
          the_real_log_is_read_and_its_known_defects_are_told)
