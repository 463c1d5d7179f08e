/* search.h -- which organisations and cases may hold some words, without reading every name.
 *
 * The store keeps, for every pair of letters that stand beside each other in a name, title or
 * number, which things hold it (table made_gram, db/migrations/0024_search.sql). Triggers write it
 * in the transaction that writes the name, whoever does that. A thing whose text holds the words
 * holds every pair of theirs: those things are the candidates, the newest first. Two letters
 * are one pair, so words of two Korean letters are looked up like all others.
 *
 *     struct search_candidates found = search_from(SEARCH_APPLICATION, words);
 *     while (st == STATUS_OK && (st = search_next(tx, &found, err)) == STATUS_OK && found.count >
 * 0)
 *         ... a query on store_ids(arena, found.ids, found.count) that says who may see which, and
 *         lower(title) LIKE $2 again, with store_like(): a candidate is not yet a hit ...
 *
 * Promises, each with a test of the same words in search/test/, run on both databases:
 *   - Everything that holds the words is a candidate, newest first, each once.
 *   - Of one organisation's cases, all that hold the words are candidates, and no other's.
 *   - What is renamed is found by its new name in the same transaction.
 *   - What is rolled back is no candidate.
 *   - A store that is written out and read in again finds the same.
 *
 * Uses: kit, store. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#include "kit/error.h"
#include "store/store.h"

/* As the view search_text numbers them. An organisation is found by its name; an application and an
 * agreement by number, title and the names of adopter and sponsor. */
enum search_kind { SEARCH_ORGANISATION = 1, SEARCH_APPLICATION, SEARCH_AGREEMENT };

enum { SEARCH_GRAMS = 4, SEARCH_GRAM_SIZE = 9 };

struct search_candidates {
    size_t count; /* of the last piece; 0: there are no more */
    int64_t ids[STORE_IDS_MAX];
    enum search_kind kind;
    int64_t before;                             /* the next piece is of lower ids */
    char grams[SEARCH_GRAMS][SEARCH_GRAM_SIZE]; /* pairs of letters of the words */
    /* For the caller to change before search_next(): */
    int64_t organisation_id; /* 0: of all; else only cases that it has a part in */
    size_t most;             /* of the next piece, at first STORE_IDS_MAX */
};

/* `words` has two letters or more, in UTF-8. */
struct search_candidates search_from(enum search_kind kind, const char *words);

/* The next piece, of at most `most`: STORE_IDS_MAX unless the caller has set it. */
enum status search_next(struct store_tx *tx, struct search_candidates *candidates,
                        struct error *err);

#endif
