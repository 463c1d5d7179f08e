/* Which line of the bank is for what: by reference, by virtual account, by name and amount. Only
 * what fits one thing alone, to the won, is certain; all else is a suggestion with its reason. */
#include <ctype.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger_private.h"

static const struct why_words {
    const char *name, *en, *ko;
    bool certain; /* when nothing else fits as well */
} why_words[] = {
    [LEDGER_MATCH_NONE] = {"none", "nothing is expected that fits", "맞는 예정 거래 없음", false},
    [LEDGER_MATCH_REFERENCE] = {"reference", "its number and the amount", "번호와 금액 일치", true},
    [LEDGER_MATCH_VIRTUAL] = {"virtual-account", "the virtual account and the amount",
                              "가상계좌와 금액 일치", true},
    [LEDGER_MATCH_NAME] = {"name", "the name and the amount", "이름과 금액 일치", false},
    [LEDGER_MATCH_AMOUNT] = {"amount", "only the amount", "금액만 일치", false},
    [LEDGER_MATCH_OTHER_AMOUNT] = {"other-amount", "the right payer, another amount",
                                   "상대는 맞지만 금액이 다름", false},
};

const char *ledger_match_name(enum ledger_match_why why)
{
    return why_words[why].name;
}

const char *ledger_match_words(enum ledger_match_why why, bool korean)
{
    return korean ? why_words[why].ko : why_words[why].en;
}

static bool word_byte(char c)
{
    return isalnum((unsigned char)c) != 0 || c == '-';
}

/* The word stands in the text, not as a part of a longer one: 12 is not in 112. */
static bool has_word(const char *text, const char *word)
{
    size_t size = word == NULL ? 0 : strlen(word);
    for (const char *at = text; size > 0 && (at = strstr(at, word)) != NULL; at++)
        if ((at == text || !word_byte(at[-1])) && !word_byte(at[size]))
            return true;
    return false;
}

static enum ledger_match_why why_of(const struct ledger_bank_line *line,
                                    const struct ledger_expected *expected)
{
    if (line->incoming != expected->incoming)
        return LEDGER_MATCH_NONE;
    bool amount = line->amount.won == expected->amount.won;
    bool reference = has_word(line->memo, expected->reference) ||
                     has_word(line->name, expected->reference) ||
                     has_word(line->reference, expected->reference);
    bool owner = line->incoming && line->owner != 0 && line->owner == expected->org;
    bool name = expected->name != NULL && expected->name[0] != '\0' &&
                text_same(line->name, expected->name);
    if (reference || owner) {
        if (!amount)
            return LEDGER_MATCH_OTHER_AMOUNT;
        return reference ? LEDGER_MATCH_REFERENCE : LEDGER_MATCH_VIRTUAL;
    }
    if (amount)
        return name ? LEDGER_MATCH_NAME : LEDGER_MATCH_AMOUNT;
    return name ? LEDGER_MATCH_OTHER_AMOUNT : LEDGER_MATCH_NONE;
}

/* Smaller is better; 0 is nothing at all. */
static bool better(enum ledger_match_why a, enum ledger_match_why b)
{
    return a != LEDGER_MATCH_NONE && (b == LEDGER_MATCH_NONE || a < b);
}

struct ledger_match_list ledger_bank_match(struct arena *arena,
                                           const struct ledger_bank_line *lines, size_t line_count,
                                           const struct ledger_expected *expected,
                                           size_t expected_count)
{
    struct ledger_match_list list = {0};
    size_t *claims = arena_array(arena, expected_count + 1, sizeof *claims);
    for (size_t i = 0; i < line_count; i++) {
        struct ledger_match *match = list_add(arena, &list);
        *match = (struct ledger_match){.why = LEDGER_MATCH_NONE};
        for (size_t j = 0; j < expected_count; j++) {
            enum ledger_match_why why = why_of(&lines[i], &expected[j]);
            if (better(why, match->why)) {
                *match = (struct ledger_match){.expected = j, .why = why, .rivals = 0};
            } else if (why != LEDGER_MATCH_NONE && why == match->why) {
                match->rivals++;
            }
        }
        if (match->why != LEDGER_MATCH_NONE && why_words[match->why].certain)
            claims[match->expected]++;
    }
    /* Two lines for one thing: a person decides. */
    for (size_t i = 0; i < list.count; i++)
        list.at[i].certain = why_words[list.at[i].why].certain && list.at[i].rivals == 0 &&
                             claims[list.at[i].expected] == 1;
    return list;
}
