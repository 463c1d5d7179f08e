/* money.h -- an amount in whole won. There is no other way to hold one.
 *
 * No floating point anywhere; products go through 128 bits. An amount outside
 * +-MONEY_MAX is refused where it enters (money_from, money_parse), so sums of
 * up to 10,000 of them cannot overflow; money_add checks all the same. */
#ifndef KIT_MONEY_H
#define KIT_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"

struct money {
    int64_t won;
};

#define MONEY_MAX INT64_C(900000000000000) /* 900 jo won: platform limit of one transfer */

enum status money_from(int64_t won, struct money *ret_money, struct error *err);
struct money money_won(int64_t won); /* of our own making: must be within the limits */

struct money money_add(struct money a, struct money b); /* must() not overflow */
struct money money_subtract(struct money a, struct money b);
int money_compare(struct money a, struct money b); /* <0, 0, >0 */

/* floor(amount * numerator / denominator); amount and numerator not negative,
 * denominator above zero. */
struct money money_share(struct money amount, int64_t numerator, int64_t denominator);

/* "12,345,000" */
const char *money_text(struct arena *arena, struct money amount);

/* In words as documents write it, a one before each unit: "일십일만삼천오백육십"; 0 is "영".
 * Any int64 can be said. */
const char *money_words(struct arena *arena, struct money amount);

/* "금113,560원(금일십일만삼천오백육십원)": an amount in an official document, which cannot be
 * changed with one stroke of a pen. */
const char *money_official(struct arena *arena, struct money amount);

/* Reads 120000000, 120,000,000, "1억 2천만", "5천만 원". Nothing else. */
enum status money_parse(const char *text, struct money *ret_money, struct error *err);

#endif
