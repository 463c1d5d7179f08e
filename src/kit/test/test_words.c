/* Amounts and days as official documents write them. The words are read back by a reader that
 * shares nothing with the writer: digits and units are summed up from the left. */
#include <inttypes.h>
#include <string.h>

#include "kit/clock.h"
#include "kit/money.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

static const struct {
    const char *word;
    int64_t digit, place, group;
} syllables[] = {
    {"일", 1, 0, 0},
    {"이", 2, 0, 0},
    {"삼", 3, 0, 0},
    {"사", 4, 0, 0},
    {"오", 5, 0, 0},
    {"육", 6, 0, 0},
    {"칠", 7, 0, 0},
    {"팔", 8, 0, 0},
    {"구", 9, 0, 0},
    {"십", 0, 10, 0},
    {"백", 0, 100, 0},
    {"천", 0, 1000, 0},
    {"만", 0, 0, 10000},
    {"억", 0, 0, 100000000},
    {"조", 0, 0, 1000000000000},
    {"경", 0, 0, 10000000000000000},
};

static int64_t read_back(const char *words)
{
    int64_t total = 0, group = 0, digit = 0;
    for (; *words != '\0'; words += strlen("일")) {
        size_t i = 0;
        while (i < sizeof syllables / sizeof *syllables && !text_starts(words, syllables[i].word))
            i++;
        ck_assert_msg(i < sizeof syllables / sizeof *syllables, "no syllable of a number: %s",
                      words);
        ck_assert_msg(syllables[i].place == 0 || digit != 0, "a unit without its one: %s", words);
        if (syllables[i].digit != 0)
            digit = syllables[i].digit;
        group += digit * syllables[i].place;
        if (syllables[i].place != 0)
            digit = 0;
        if (syllables[i].group != 0) {
            total += (group + digit) * syllables[i].group;
            group = digit = 0;
        }
    }
    return total + group + digit;
}

START_TEST(an_amount_in_words_says_a_one_before_each_unit)
{
    static const struct {
        int64_t won;
        const char *words;
    } rows[] = {
        {113560, "일십일만삼천오백육십"},
        {234580, "이십삼만사천오백팔십"},
        {100000001, "일억일"},
        {50000000000, "오백억"},
        {10000, "일만"},
        {0, "영"},
        {1, "일"},
        {1111, "일천일백일십일"},
        {9000000000000000, "구천조"},
        {10000000000000000, "일경"},
        {-35000, "마이너스삼만오천"},
        {INT64_MIN, "마이너스구백이십이경삼천삼백칠십이조삼백육십팔억오천사백칠십칠만오천팔백팔"},
    };
    struct arena *arena = arena_new("test", 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(money_words(arena, (struct money){rows[i].won}), rows[i].words);
    ck_assert_str_eq(money_official(arena, money_won(113560)),
                     "금113,560원(금일십일만삼천오백육십원)");
    arena_free(arena);
}
END_TEST

START_TEST(the_words_of_an_amount_are_read_back_as_that_amount)
{
    struct arena *arena = arena_new("test", 1 << 20);
    FOR_ALL(seed, 3000) {
        struct random_stream stream = random_stream(seed, "amount");
        /* As many digits as can be, so that short amounts and zeros inside come up too. */
        int64_t limit = 10;
        for (uint64_t digits = random_below(&stream, 16); digits > 0; digits--)
            limit *= 10;
        limit = limit > 9000000000000001 ? 9000000000000001 : limit;
        int64_t won = (int64_t)random_below(&stream, (uint64_t)limit);
        if (random_below(&stream, 4) == 0)
            won -= won % 10000;
        const char *words = money_words(arena, (struct money){won});
        int64_t back = won == 0 ? 0 : read_back(words);
        ck_assert_msg(back == won, "%" PRId64 " is %s, read as %" PRId64, won, words, back);
        arena_reset(arena);
    }
    arena_free(arena);
}
END_TEST

START_TEST(a_day_in_a_document_has_points_and_no_leading_zeros)
{
    struct arena *arena = arena_new("test", 1 << 20);
    ck_assert_str_eq(day_official(arena, (struct day){2026, 1, 5}), "2026. 1. 5.");
    ck_assert_str_eq(day_official(arena, (struct day){2026, 11, 25}), "2026. 11. 25.");
    arena_free(arena);
}
END_TEST

TEST_MAIN("kit words", an_amount_in_words_says_a_one_before_each_unit,
          the_words_of_an_amount_are_read_back_as_that_amount,
          a_day_in_a_document_has_points_and_no_leading_zeros)
