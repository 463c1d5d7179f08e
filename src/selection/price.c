/* What lines like this one cost before. It explains; it never blocks. */
#include <inttypes.h>
#include <stdlib.h>

#include "selection/selection_private.h"

static int by_won(const void *a, const void *b)
{
    return money_compare(*(const struct money *)a, *(const struct money *)b);
}

void selection_price_of(struct arena *arena, struct money price, struct money *earlier,
                        size_t count, struct selection_price *ret_price)
{
    struct selection_price result = {.earlier = (int64_t)count,
                                     .percentile_bp = RULES_UNSET,
                                     .ko = "같은 모델·규격의 앞선 견적이 없습니다",
                                     .en = "there is no earlier line of this model and spec"};
    int64_t below = 0, equal = 0;
    if (count == 0) {
        *ret_price = result;
        return;
    }
    qsort(earlier, count, sizeof *earlier, by_won);
    for (size_t i = 0; i < count; i++) {
        int order = money_compare(earlier[i], price);
        below += order < 0;
        equal += order == 0;
    }
    result.lowest = earlier[0];
    result.highest = earlier[count - 1];
    result.median = earlier[(count - 1) / 2]; /* the lower one of two: a price that was asked */
    result.percentile_bp = (2 * below + equal) * WHOLE_BP / (2 * (int64_t)count);
    /* No price of another firm is told in words: they are shown to who may see none. */
    result.ko =
        arena_format(arena, "앞선 %zu건 가운데 %" PRId64 "건이 더 쌌고 %" PRId64 "건이 같았습니다",
                     count, below, equal);
    result.en =
        arena_format(arena, "%" PRId64 " of %zu earlier lines were cheaper, %" PRId64 " equal",
                     below, count, equal);
    *ret_price = result;
}
