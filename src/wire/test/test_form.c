/* The decode table: words to values and back. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "wire/wire.h"

static struct wire_value decoded(const struct wire_form *form, unsigned bit, const uint16_t *words)
{
    struct wire_value value;
    struct error err;
    CHECK_OK(wire_form_check(form, bit, &err), err);
    CHECK_OK(wire_decode(form, bit, words, &value, &err), err);
    return value;
}

START_TEST(every_type_is_read_as_its_bits_say)
{
    static const struct {
        enum wire_type type;
        unsigned bit;
        uint16_t words[4];
        double number;
    } rows[] = {
        {WIRE_BIT, 3, {0x0008}, 1},
        {WIRE_BIT, 15, {0x7FFF}, 0},
        {WIRE_U8, 0, {0x12FE}, 0xFE},
        {WIRE_U8, 8, {0xFE12}, 0xFE},
        {WIRE_S8, 8, {0xFE12}, -2},
        {WIRE_U16, 0, {0xFFFE}, 65534},
        {WIRE_U16, 8, {0x3400, 0x0012}, 0x1234}, /* at an odd byte */
        {WIRE_S16, 0, {0xFFFE}, -2},
        {WIRE_U32, 0, {0x5678, 0x1234}, 0x12345678},
        {WIRE_S32, 0, {0xFFFF, 0xFFFF}, -1},
        {WIRE_S64, 0, {0xFFFD, 0xFFFF, 0xFFFF, 0xFFFF}, -3},
        {WIRE_U64, 0, {0, 0, 0, 0x8000}, 9223372036854775808.0},
        {WIRE_F32, 0, {0x0000, 0x41AC}, 21.5},
        {WIRE_F64, 0, {0x999A, 0x9999, 0x9999, 0x4035}, 21.6},
        {WIRE_BCD16, 0, {0x1234}, 1234},
        {WIRE_BCD32, 0, {0x5678, 0x1234}, 12345678},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wire_form form = {.type = rows[i].type};
        struct wire_value value = decoded(&form, rows[i].bit, rows[i].words);
        ck_assert_msg(value.number == rows[i].number, "row %zu: %.17g", i, value.number);
        ck_assert(!value.is_whole || (double)value.whole == value.number);
    }
}
END_TEST

START_TEST(the_four_orders_of_bytes_and_words_are_told_apart)
{
    static const struct {
        const char *order;
        uint16_t words[2];
    } rows[] = {{"ABCD", {0x1234, 0x5678}},
                {"CDAB", {0x5678, 0x1234}},
                {"BADC", {0x3412, 0x7856}},
                {"DCBA", {0x7856, 0x3412}}};
    for (size_t i = 0; i < 4; i++) {
        struct wire_form form = {.type = WIRE_U32};
        ck_assert(wire_order_find(rows[i].order, &form));
        ck_assert_int_eq(decoded(&form, 0, rows[i].words).whole, 0x12345678);
    }
    struct wire_form form = {0};
    ck_assert(!wire_order_find("ABDC", &form));
}
END_TEST

START_TEST(scale_offset_and_bit_fields_are_applied_in_that_order_of_the_raw_number)
{
    uint16_t word = 0xFA35; /* bits 4 to 11: 0xA3 */
    struct wire_form field = {.type = WIRE_U16, .bit_from = 4, .bit_count = 8},
                     signed_field = {.type = WIRE_S16, .bit_from = 4, .bit_count = 8},
                     scaled = {.type = WIRE_S16, .scale = 0.5, .offset = -3};
    ck_assert_int_eq(decoded(&field, 0, &word).whole, 0xA3);
    ck_assert_int_eq(decoded(&signed_field, 0, &word).whole, 0xA3 - 256);
    struct wire_value value = decoded(&scaled, 0, &(uint16_t){0xFFF6});
    ck_assert(value.number == -8 && !value.is_whole);
}
END_TEST

START_TEST(what_is_no_number_or_text_is_said_to_be_none)
{
    struct wire_value value;
    struct error err;
    struct wire_form bcd = {.type = WIRE_BCD16}, single = {.type = WIRE_F32},
                     text = {.type = WIRE_TEXT, .text_bytes = 6};
    uint16_t nan[2] = {0, 0x7FC0}, infinite[2] = {0, 0x7F80}, bad[3] = {0xFFFE, 0, 0},
             good[3] = {0x4241, 0x2043, 0x2020};
    CHECK_FAILS(wire_decode(&bcd, 0, &(uint16_t){0x12A4}, &value, &err), WIRE_NO_NUMBER, err);
    CHECK_FAILS(wire_decode(&single, 0, nan, &value, &err), WIRE_NO_NUMBER, err);
    CHECK_FAILS(wire_decode(&single, 0, infinite, &value, &err), WIRE_NO_NUMBER, err);
    CHECK_FAILS(wire_decode(&text, 0, bad, &value, &err), WIRE_NO_TEXT, err);
    ck_assert_str_eq(decoded(&text, 0, good).text, "ABC");
    text.swap_bytes = true;
    uint16_t korean[3] = {0xEB91, 0x90EB, 0xA088};
    ck_assert_str_eq(decoded(&text, 0, korean).text, "두레");
    text.text_bytes = 5; /* cut within a letter */
    CHECK_FAILS(wire_decode(&text, 0, korean, &value, &err), WIRE_NO_TEXT, err);
}
END_TEST

START_TEST(a_korean_text_is_read_and_written_in_cp949_too)
{
    struct wire_form form = {.type = WIRE_TEXT, .text_bytes = 64, .cp949 = true};
    struct wire_value value = {.is_text = true};
    uint16_t words[32] = {0xCEB5, 0xB9B7, 0x0041}, again[32];
    struct error err;
    ck_assert_str_eq(decoded(&form, 0, words).text, "두레A");
    for (size_t i = 0; i < 32; i++)
        words[i] = 0xCEB5;
    value = decoded(&form, 0, words); /* 32 letters, 96 bytes */
    ck_assert_uint_eq(strlen(value.text), 96);
    CHECK_OK(wire_encode(&form, &value, again, &err), err);
    ck_assert_int_eq(memcmp(words, again, sizeof words), 0);
    form.text_bytes = 62;
    CHECK_FAILS(wire_encode(&form, &value, again, &err), WIRE_RANGE, err);
    form.text_bytes = 63; /* half a letter at the end */
    CHECK_FAILS(wire_decode(&form, 0, words, &value, &err), WIRE_NO_TEXT, err);
    form.text_bytes = 64;
    (void)snprintf(value.text, sizeof value.text, "%s",
                   "\xF0\x9F\x99\x82"); /* no such letter in CP949 */
    CHECK_FAILS(wire_encode(&form, &value, again, &err), WIRE_RANGE, err);
}
END_TEST

START_TEST(a_form_that_cannot_be_is_refused)
{
    static const struct {
        struct wire_form form;
        unsigned bit;
    } rows[] = {{{.type = WIRE_TYPE_COUNT}, 0},
                {{.type = WIRE_TEXT}, 0},
                {{.type = WIRE_TEXT, .text_bytes = 65}, 0},
                {{.type = WIRE_TEXT, .text_bytes = 4, .scale = 2}, 0},
                {{.type = WIRE_TEXT, .text_bytes = 4}, 8},
                {{.type = WIRE_U16, .bit_from = 10, .bit_count = 7}, 0},
                {{.type = WIRE_U16, .bit_from = 3}, 0},
                {{.type = WIRE_F32, .bit_count = 3}, 0},
                {{.type = WIRE_F32}, 8},
                {{.type = WIRE_U64}, 8},
                {{.type = WIRE_U32, .high_word_first = true}, 8},
                {{.type = WIRE_U16, .scale = (double)INFINITY}, 0},
                {{.type = WIRE_U16, .offset = (double)NAN}, 0}};
    struct error err;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_FAILS(wire_form_check(&rows[i].form, rows[i].bit, &err), WIRE_FORM, err);
}
END_TEST

START_TEST(what_does_not_fit_is_not_written)
{
    static const struct {
        enum wire_type type;
        double good, bad;
    } rows[] = {{WIRE_U16, 65535, 65536},
                {WIRE_U16, 0, -1},
                {WIRE_S16, -32768, -32769},
                {WIRE_S16, 32767, 32768},
                {WIRE_BCD16, 9999, 10000},
                {WIRE_BIT, 1, 2},
                {WIRE_U32, 4294967295.0, 4294967296.0},
                {WIRE_F32, 3e38, 1e39},
                {WIRE_BCD32, 99999999, 1e8},
                {WIRE_S16, 5, (double)NAN}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wire_form form = {.type = rows[i].type};
        struct wire_value value = {.number = rows[i].good};
        uint16_t words[4];
        struct error err;
        CHECK_OK(wire_encode(&form, &value, words, &err), err);
        value.number = rows[i].bad;
        CHECK_FAILS(wire_encode(&form, &value, words, &err), WIRE_RANGE, err);
    }
    struct wire_form form = {.type = WIRE_U16, .bit_from = 1, .bit_count = 3};
    ck_assert(!wire_form_whole(&form, 0));
    form = (struct wire_form){.type = WIRE_U16};
    ck_assert(wire_form_whole(&form, 0) && !wire_form_whole(&form, 8));
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
    FOR_ALL(seed, 2000) {
        struct random_stream chance = random_stream(seed, "forms");
        struct wire_form form = {
            .type = (enum wire_type)(WIRE_U16 + random_below(&chance, WIRE_TEXT - WIRE_U16)),
            .high_word_first = random_below(&chance, 2) == 1,
            .swap_bytes = random_below(&chance, 2) == 1};
        uint16_t words[4], again[4] = {0};
        for (size_t i = 0; i < 4; i++)
            words[i] = (uint16_t)random_bits(&chance);
        struct wire_value value;
        struct error err;
        if (wire_decode(&form, 0, words, &value, &err) != STATUS_OK)
            continue; /* no BCD, no finite number */
        if (form.type == WIRE_U64 && !value.is_whole)
            continue; /* above what is kept exactly */
        CHECK_OK(wire_encode(&form, &value, again, &err), err);
        for (size_t i = 0; i < wire_form_words(&form, 0); i++)
            ck_assert_uint_eq(again[i], words[i]);
    }
}
END_TEST

TEST_MAIN("wire form", every_type_is_read_as_its_bits_say,
          the_four_orders_of_bytes_and_words_are_told_apart,
          scale_offset_and_bit_fields_are_applied_in_that_order_of_the_raw_number,
          what_is_no_number_or_text_is_said_to_be_none,
          a_korean_text_is_read_and_written_in_cp949_too, a_form_that_cannot_be_is_refused,
          what_does_not_fit_is_not_written, what_is_written_is_read_back)
