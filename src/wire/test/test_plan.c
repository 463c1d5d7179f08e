/* The plan against brute force, and what every plan must hold to. */
#include <stdlib.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "wire/wire.h"

enum { SMALL = 6, MODES = 3 };

static const struct wire_mode modes[MODES] = {
    {"single", WIRE_WORDS, false, 1, 12, 20, 3, 1},
    {"blocks", WIRE_WORDS, false, 3, 10, 24, 4, 1},
    {"named", WIRE_WORDS, true, 4, 4, 18, 5, 1},
};

static int by_place(const void *left, const void *right)
{
    const struct wire_item *a = left, *b = right;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->count < b->count ? -1 : a->count > b->count;
}

/* Do not overlap: what brute force over all partitions is compared on. */
static size_t draw(struct random_stream *chance, bool apart, struct wire_item *items, uint16_t ways)
{
    size_t count = 1 + random_below(chance, SMALL);
    uint32_t at = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t size = 1 + (uint32_t)random_below(chance, 3);
        at += (uint32_t)random_below(chance, 9);
        items[i] = (struct wire_item){.area = (uint16_t)(apart ? 0 : random_below(chance, 2)),
                                      .modes = ways,
                                      .from = apart ? at : (uint32_t)random_below(chance, 30),
                                      .count = size};
        at += size;
    }
    qsort(items, count, sizeof *items, by_place);
    return count;
}

/* The cheapest single request for the items chosen by `mask`, trying every set of gaps to bridge;
 * UINT64_MAX when none holds them. */
static uint64_t cheapest_request(const struct wire_item *items, size_t count, unsigned mask)
{
    uint64_t best = UINT64_MAX;
    for (size_t m = 0; m < MODES; m++)
        for (unsigned bridges = 0; bridges < 1U << SMALL; bridges++) {
            const struct wire_mode *mode = &modes[m];
            uint64_t blocks = 0, units = 0, end = 0;
            bool possible = true;
            int last = -1;
            for (size_t i = 0; i < count; i++) {
                uint64_t from = items[i].from, stop = from + items[i].count;
                if ((mask & 1U << i) == 0)
                    continue;
                possible = possible && (items[i].modes & 1U << m) != 0;
                bool same = last >= 0 && items[last].area == items[i].area;
                if (same && from <= end) {
                    units += stop > end ? stop - end : 0;
                } else if (same && !mode->named && (bridges & 1U << i) != 0) {
                    units += stop - end;
                } else {
                    units += stop - from;
                    blocks++;
                }
                end = same && end > stop ? end : stop;
                last = (int)i;
            }
            blocks = mode->named ? units : blocks;
            if (possible && blocks <= mode->blocks_max && units <= mode->units_max) {
                uint64_t cost =
                    mode->request_cost + blocks * mode->block_cost + units * mode->unit_cost;
                best = cost < best ? cost : best;
            }
        }
    return best;
}

/* Over every way to share the items out among requests; `in_order`: only runs of neighbours. */
static uint64_t cheapest(const uint64_t *prices, unsigned left, bool in_order)
{
    if (left == 0)
        return 0;
    uint64_t best = UINT64_MAX;
    unsigned first = left & (~left + 1);
    for (unsigned part = left; part > 0; part = (part - 1) & left) {
        /* a run: adding its lowest bit carries through all of it */
        if ((part & first) == 0 || prices[part] == UINT64_MAX ||
            (in_order && ((part + first) & part) != 0))
            continue;
        uint64_t rest = cheapest(prices, left & ~part, in_order);
        if (rest != UINT64_MAX && prices[part] + rest < best)
            best = prices[part] + rest;
    }
    return best;
}

/* Every request is within its mode, every item is where its part says, and the cost is right. */
static void check_plan(const struct wire_plan *plan, const struct wire_item *items, size_t count)
{
    uint64_t cost = 0;
    for (size_t i = 0; i < plan->request_count; i++) {
        const struct wire_request *request = &plan->requests[i];
        const struct wire_mode *mode = &modes[request->mode];
        size_t units = 0;
        for (size_t j = 0; j < request->block_count; j++) {
            units += request->blocks[j].count;
            ck_assert(!mode->named || request->blocks[j].count == 1);
        }
        ck_assert_uint_eq(units, request->unit_count);
        ck_assert_uint_le(units, mode->units_max);
        ck_assert_uint_le(request->block_count, mode->blocks_max);
        cost +=
            mode->request_cost + request->block_count * mode->block_cost + units * mode->unit_cost;
    }
    ck_assert_uint_eq(cost, plan->cost);
    for (size_t i = 0; i < count; i++) {
        const struct wire_request *request = &plan->requests[plan->parts[i].request];
        ck_assert(items[i].modes >> request->mode & 1);
        for (uint32_t unit = 0; unit < items[i].count; unit++) {
            size_t offset = plan->parts[i].offset + unit, block = 0;
            for (; offset >= request->blocks[block].count; block++)
                offset -= request->blocks[block].count;
            ck_assert_uint_eq(request->blocks[block].area, items[i].area);
            ck_assert_uint_eq(request->blocks[block].from + offset, items[i].from + unit);
        }
    }
}

static void compare(uint64_t seed, bool apart, uint16_t ways, bool in_order)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct random_stream chance = random_stream(seed, "plans");
    struct wire_item items[SMALL];
    struct wire_plan plan;
    struct error err;
    uint64_t prices[1U << SMALL] = {0};
    size_t count = draw(&chance, apart, items, ways);
    CHECK_OK(wire_plan(arena, modes, MODES, items, count, &plan, &err), err);
    check_plan(&plan, items, count);
    for (unsigned mask = 1; mask < 1U << count; mask++)
        prices[mask] = cheapest_request(items, count, mask);
    ck_assert_uint_eq(plan.cost, cheapest(prices, (1U << count) - 1, in_order));
}

START_TEST(the_plan_is_the_cheapest_of_those_that_read_in_address_order)
{
    FOR_ALL(seed, 300) {
        compare(seed, false, (uint16_t)(1 + seed % 7), true);
    }
}
END_TEST

START_TEST(with_one_block_a_request_the_plan_is_the_cheapest_of_all)
{
    FOR_ALL(seed, 300) {
        compare(seed, true, 1, false);
    }
}
END_TEST

START_TEST(a_large_plan_holds_to_every_limit)
{
    FOR_ALL(seed, 20) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 16 << 20);
        struct random_stream chance = random_stream(seed, "large plans");
        struct wire_item items[1000];
        struct wire_plan plan;
        struct error err;
        for (size_t i = 0; i < 1000; i++)
            items[i] = (struct wire_item){.station = (uint8_t)random_below(&chance, 3),
                                          .area = (uint16_t)random_below(&chance, 3),
                                          .modes = (uint16_t)(1 + random_below(&chance, 7)),
                                          .from = (uint32_t)random_below(&chance, 3000),
                                          .count = 1 + (uint32_t)random_below(&chance, 4)};
        CHECK_OK(wire_plan(arena, modes, MODES, items, 1000, &plan, &err), err);
        check_plan(&plan, items, 1000);
        for (size_t i = 0; i < 1000; i++)
            ck_assert_uint_eq(plan.requests[plan.parts[i].request].station, items[i].station);
    }
}
END_TEST

START_TEST(a_value_longer_than_a_request_is_refused_and_none_is_put_together_from_two)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct wire_item item = {.modes = 1, .count = 12};
    struct wire_plan plan;
    struct error err;
    CHECK_OK(wire_plan(arena, modes, MODES, &item, 1, &plan, &err), err);
    ck_assert_uint_eq(plan.request_count, 1);
    item.count = 13;
    CHECK_FAILS(wire_plan(arena, modes, MODES, &item, 1, &plan, &err), WIRE_TOO_LONG, err);
    CHECK_OK(wire_plan(arena, modes, MODES, &item, 0, &plan, &err), err);
    ck_assert_uint_eq(plan.request_count, 0);
}
END_TEST

TEST_MAIN("wire plan", the_plan_is_the_cheapest_of_those_that_read_in_address_order,
          with_one_block_a_request_the_plan_is_the_cheapest_of_all,
          a_large_plan_holds_to_every_limit,
          a_value_longer_than_a_request_is_refused_and_none_is_put_together_from_two)
