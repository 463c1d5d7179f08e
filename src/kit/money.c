#include "kit/money.h"

#include <inttypes.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"

__extension__ typedef __int128 wide; /* holds any product of two int64 */

_Static_assert(MONEY_MAX < INT64_MAX / 10000, "ten thousand amounts add up without overflow");

enum status money_from(int64_t won, struct money *ret_money, struct error *err)
{
    if (won > MONEY_MAX || won < -MONEY_MAX)
        return FAIL(err, KIT_MONEY, "%" PRId64 " won is beyond the limit of %" PRId64, won,
                    MONEY_MAX);
    *ret_money = (struct money){won};
    return STATUS_OK;
}

struct money money_won(int64_t won)
{
    must(won <= MONEY_MAX);
    must(won >= -MONEY_MAX);
    return (struct money){won};
}

struct money money_add(struct money a, struct money b)
{
    int64_t sum = 0;
    must(!__builtin_add_overflow(a.won, b.won, &sum));
    return (struct money){sum};
}

struct money money_subtract(struct money a, struct money b)
{
    int64_t rest = 0;
    must(!__builtin_sub_overflow(a.won, b.won, &rest));
    return (struct money){rest};
}

int money_compare(struct money a, struct money b)
{
    return (a.won > b.won) - (a.won < b.won);
}

struct money money_share(struct money amount, int64_t numerator, int64_t denominator)
{
    must(amount.won >= 0);
    must(numerator >= 0);
    must(denominator > 0);
    wide product = (wide)amount.won * numerator / denominator;
    must(product <= INT64_MAX);
    return (struct money){(int64_t)product};
}

const char *money_text(struct arena *arena, struct money amount)
{
    const char *digits = arena_format(
        arena, "%" PRIu64, amount.won < 0 ? 0 - (uint64_t)amount.won : (uint64_t)amount.won);
    struct text text = text_start(arena, 64);
    if (amount.won < 0)
        text_add_char(&text, '-');
    for (size_t left = strlen(digits); *digits != '\0'; digits++, left--) {
        text_add_char(&text, *digits);
        if (left > 1 && left % 3 == 1)
            text_add_char(&text, ',');
    }
    return text_string(&text);
}

/* ---- in words ---- */

/* 일천이백삼십사 of one group of four digits. */
static void add_group(struct text *words, unsigned group)
{
    static const char *const digits[] = {"", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"};
    static const struct {
        unsigned factor;
        const char *word;
    } places[] = {{1000, "천"}, {100, "백"}, {10, "십"}, {1, ""}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        unsigned digit = group / places[i].factor % 10;
        if (digit == 0)
            continue;
        text_add(words, digits[digit]);
        text_add(words, places[i].word);
    }
}

const char *money_words(struct arena *arena, struct money amount)
{
    static const struct {
        uint64_t factor;
        const char *word;
    } groups[] = {{UINT64_C(10000000000000000), "경"},
                  {UINT64_C(1000000000000), "조"},
                  {UINT64_C(100000000), "억"},
                  {UINT64_C(10000), "만"},
                  {UINT64_C(1), ""}};
    uint64_t won = amount.won < 0 ? 0 - (uint64_t)amount.won : (uint64_t)amount.won;
    struct text words = text_start(arena, 256);
    if (amount.won < 0)
        text_add(&words, "마이너스");
    if (won == 0)
        text_add(&words, "영");
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        unsigned group = (unsigned)(won / groups[i].factor % 10000);
        add_group(&words, group);
        if (group != 0)
            text_add(&words, groups[i].word);
    }
    return text_string(&words);
}

const char *money_official(struct arena *arena, struct money amount)
{
    return arena_format(arena, "금%s원(금%s원)", money_text(arena, amount),
                        money_words(arena, amount));
}

/* ---- reading ---- */

struct unit {
    const char *word;
    int64_t factor;
    bool large; /* closes a group of four digits */
};

static const struct unit units[] = {
    {"천", 1000, false}, {"백", 100, false},      {"십", 10, false},
    {"만", 10000, true}, {"억", 100000000, true}, {"조", 1000000000000, true},
};

static const struct unit *unit_at(const char *text)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (text_starts(text, units[i].word))
            return &units[i];
    return NULL;
}

/* The groups of one amount as they are read: 1억 2천3백만 4,000. Groups must
 * fall in size, so 만억 or 2만 3억 are refused. */
struct reading {
    int64_t total, group, number, last_large;
    bool has_number, has_any;
};

static bool take_unit(struct reading *reading, const struct unit *unit)
{
    int64_t number = reading->has_number ? reading->number : 1;
    if (!unit->large) {
        if (number > 9)
            return false;
        reading->group += number * unit->factor;
    } else {
        int64_t group = reading->group + (reading->has_number ? reading->number : 0);
        if (group == 0)
            group = reading->has_any && reading->group == 0 && !reading->has_number ? 0 : 1;
        if (group == 0 || unit->factor >= reading->last_large || group > MONEY_MAX / unit->factor)
            return false;
        reading->total += group * unit->factor;
        reading->group = 0;
        reading->last_large = unit->factor;
    }
    reading->number = 0;
    reading->has_number = false;
    reading->has_any = true;
    return true;
}

static bool take_digits(struct reading *reading, const char **text)
{
    int64_t number = 0;
    int digits = 0;
    for (; (**text >= '0' && **text <= '9') || (**text == ',' && digits > 0); (*text)++) {
        if (**text == ',')
            continue;
        if (++digits > 15)
            return false;
        number = number * 10 + (**text - '0');
    }
    if (reading->has_number || digits == 0)
        return false;
    reading->number = number;
    reading->has_number = true;
    reading->has_any = true;
    return true;
}

enum status money_parse(const char *text, struct money *ret_money, struct error *err)
{
    const char *start = text;
    struct reading reading = {.last_large = INT64_MAX};
    bool ok = true;
    while (ok && *text != '\0') {
        const struct unit *unit = unit_at(text);
        if (*text == ' ') {
            text++;
        } else if (text_same(text, "원") && reading.has_any) {
            break;
        } else if (unit != NULL) {
            ok = take_unit(&reading, unit);
            text += strlen(unit->word);
        } else {
            ok = take_digits(&reading, &text);
        }
    }
    if (!ok || !reading.has_any)
        return FAIL(err, KIT_MONEY, "\"%.60s\" is not an amount", start);
    return money_from(reading.total + reading.group + reading.number, ret_money, err);
}
