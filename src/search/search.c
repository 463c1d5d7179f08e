/* search.c -- pairs of letters, looked up. */
#include "search/search.h"
#include "kit/must.h"
#include "kit/text.h"
#include "search_queries_sql.h"

enum { TO_A_BLOCK = 60 }; /* as the migration has it */

static bool starts_letter(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

/* Where the letter after the one at `at` begins. */
static const char *next_letter(const char *at)
{
    do
        at++;
    while (*at != '\0' && !starts_letter(*at));
    return at;
}

/* As store_like() does it; a call of lower() in the query would be made again for every row. */
static void take_letters(char *ret_gram, const char *at, size_t size)
{
    must(size < SEARCH_GRAM_SIZE);
    for (size_t i = 0; i < size; i++)
        ret_gram[i] = (char)(at[i] >= 'A' && at[i] <= 'Z' ? at[i] - 'A' + 'a' : at[i]);
}

/* Four pairs, as far apart as they can be: of short words some of them are the same. */
struct search_candidates search_from(enum search_kind kind, const char *words)
{
    struct search_candidates candidates = {
        .kind = kind, .before = INT64_MAX, .most = STORE_IDS_MAX};
    size_t letters = text_utf8_count(words), place = 0, gram = 0;
    must(letters >= 2);
    for (const char *at = words; gram < SEARCH_GRAMS; at = next_letter(at), place++)
        for (; gram < SEARCH_GRAMS && (letters - 2) * gram / (SEARCH_GRAMS - 1) == place; gram++) {
            take_letters(candidates.grams[gram], at, (size_t)(next_letter(next_letter(at)) - at));
        }
    return candidates;
}

/* The things of one row, the newest first. */
static void take_block(struct search_candidates *candidates, int64_t block, int64_t bits)
{
    for (int64_t i = TO_A_BLOCK - 1; i >= 0 && candidates->count < candidates->most; i--) {
        int64_t id = block * TO_A_BLOCK + i;
        if ((bits >> i & 1) != 0 && id < candidates->before)
            candidates->ids[candidates->count++] = id;
    }
}

enum status search_next(struct store_tx *tx, struct search_candidates *candidates,
                        struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    char(*grams)[SEARCH_GRAM_SIZE] = candidates->grams;
    must(candidates->most >= 1 && candidates->most <= STORE_IDS_MAX);
    candidates->count = 0;
    /* Of the first row all things may have been given out already; each other one has some. */
    const struct store_value values[] = {v_int((int64_t)candidates->kind),
                                         v_int(candidates->before / TO_A_BLOCK),
                                         v_text(grams[0]),
                                         v_text(grams[1]),
                                         v_text(grams[2]),
                                         v_text(grams[3]),
                                         v_int((int64_t)candidates->most + 1),
                                         v_int(candidates->organisation_id)};
    bool of_one = candidates->organisation_id != 0;
    enum status st =
        store_query(tx, of_one ? sql_blocks_of : sql_blocks, values, of_one ? 8 : 7, &rows, err);
    while (st == STATUS_OK && candidates->count < candidates->most &&
           (st = store_next(rows, &more, err)) == STATUS_OK && more)
        take_block(candidates, store_int(rows, 0), store_int(rows, 1));
    if (st == STATUS_OK && candidates->count > 0)
        candidates->before = candidates->ids[candidates->count - 1];
    return st;
}
