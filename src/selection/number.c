/* Fractions of thousandths of a point. Their size is bounded by SELECTION_SHEETS_MAX sheets of
 * SELECTION_POINTS_MAX each, so that every sum fits; must() says so. */
#include <inttypes.h>

#include "kit/must.h"
#include "selection/selection_private.h"

__extension__ typedef __int128 wide; /* holds the product of two int64 */

static wide common(wide a, wide b)
{
    while (b != 0) {
        wide rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static struct selection_number lowest(wide top, wide bottom)
{
    wide divisor = common(top, bottom);
    top /= divisor;
    bottom /= divisor;
    must(bottom > 0 && bottom <= INT64_MAX && top <= INT64_MAX && top >= -(wide)INT64_MAX);
    return (struct selection_number){(int64_t)top, (int64_t)bottom};
}

struct selection_number number_of(int64_t top, int64_t bottom)
{
    return lowest(top, bottom);
}

struct selection_number number_add(struct selection_number a, struct selection_number b)
{
    wide shared = common(a.bottom, b.bottom);
    return lowest((wide)a.top * (b.bottom / shared) + (wide)b.top * (a.bottom / shared),
                  a.bottom / shared * b.bottom);
}

struct selection_number number_part(struct selection_number a, int64_t top, int64_t bottom)
{
    return lowest((wide)a.top * top, (wide)a.bottom * bottom);
}

int selection_compare(struct selection_number a, struct selection_number b)
{
    wide left = (wide)a.top * b.bottom, right = (wide)b.top * a.bottom;
    return (left > right) - (left < right);
}

const char *selection_text(struct arena *arena, struct selection_number number)
{
    wide doubled = (wide)number.top * 2 + number.bottom; /* half up; scores are not negative */
    int64_t milli = (int64_t)(doubled / ((wide)number.bottom * 2));
    return arena_format(arena, "%" PRId64 ".%03" PRId64, milli / 1000, milli % 1000);
}
