/* Every row of every said.def: whoever asks for the tables of routes links all rooms that have one.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "kit/error.h"
#include "kit/test.h"
#include "kit/text.h"

enum { VALUES_MAX = 12, CONVERSION_MAX = 8 };

/* What a format takes: one "lld", "zu", "s" ... a value, in the order of the values. */
struct taken {
    char at[VALUES_MAX][CONVERSION_MAX];
    size_t count, placed; /* placed: with "%2$" */
    const char *wrong;
};

static struct taken taken_by(const char *format)
{
    struct taken taken = {0};
    for (const char *c = strchr(format, '%'); c != NULL; c = strchr(c, '%')) {
        size_t digits = strspn(++c, "0123456789"), place = taken.count;
        if (digits > 0 && c[digits] == '$') {
            place = (size_t)(*c - '1');
            taken.placed++;
            c += digits + 1;
        }
        c += strspn(c, "-+ #0123456789.");
        size_t size = strspn(c, "hlzjt") + 1;
        if (*c == '%') {
            c++;
            continue;
        }
        if (*c == '*' || place >= VALUES_MAX || size >= CONVERSION_MAX ||
            taken.at[place][0] != '\0')
            taken.wrong = "a width from a value, too many, or one value twice";
        else
            memcpy(taken.at[place], c, size);
        taken.count++;
        c += size;
    }
    if (taken.placed != 0 && taken.placed != taken.count)
        taken.wrong = "some values by place and some not";
    return taken;
}

START_TEST(what_is_said_in_korean_takes_the_values_of_the_english)
{
    size_t count = 0;
    ck_assert_ptr_nonnull(api_route_tables());
    const struct said *rows = said_rows(&count);
    printf("# %zu rows\n", count);
    ck_assert_uint_gt(count, 300);
    for (size_t i = 0; i < count; i++) {
        struct taken en = taken_by(rows[i].en), ko = taken_by(rows[i].ko);
        ck_assert_msg(en.wrong == NULL && ko.wrong == NULL, "%s: %s", rows[i].en,
                      en.wrong != NULL ? en.wrong : ko.wrong);
        ck_assert_msg(en.placed == 0, "%s: places are for the Korean", rows[i].en);
        ck_assert_msg(memcmp(en.at, ko.at, sizeof en.at) == 0, "%s / %s", rows[i].en, rows[i].ko);
    }
}
END_TEST

static bool has_hangul(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
        if (*c >= 0xea && *c <= 0xed)
            return true;
    return false;
}

START_TEST(what_is_said_in_korean_is_korean_and_said_once)
{
    size_t count = 0;
    const struct said *rows = said_rows(&count);
    for (size_t i = 0; i < count; i++) {
        bool words = false;
        for (const char *c = rows[i].en; *c != '\0' && !words; c++)
            words = isalpha((unsigned char)c[0]) != 0 && isalpha((unsigned char)c[1]) != 0 &&
                    isalpha((unsigned char)c[2]) != 0;
        ck_assert_msg(!words || has_hangul(rows[i].ko) || strstr(rows[i].ko, ": %") != NULL,
                      "%s / %s", rows[i].en, rows[i].ko);
        ck_assert_msg(!has_hangul(rows[i].en), "%s", rows[i].en);
        for (size_t j = 0; j < i; j++)
            ck_assert_msg(!text_same(rows[i].en, rows[j].en), "twice: %s", rows[i].en);
    }
}
END_TEST

TEST_MAIN("said", what_is_said_in_korean_takes_the_values_of_the_english,
          what_is_said_in_korean_is_korean_and_said_once)
