/* Lists in pages, while others write: on both databases, for every reader. */
#include <string.h>

#include "desk.h"
#include "kit/random.h"
#include "support/postgres.h"

enum { CASES_MAX = 60, READERS = 4 };

/* What the test knows of each application, beside what the lists say. */
struct known {
    int64_t id, adopter_id;
    bool left; /* the applicant's desk */
};
struct world {
    struct desk desk;
    struct random_stream luck;
    struct known cases[CASES_MAX];
    size_t count;
};

static void add_case(struct world *world)
{
    struct desk *desk = &world->desk;
    struct programme_draft draft = desk_draft(desk, 100000000);
    const struct people_caller *owner =
        random_below(&world->luck, 3) == 0 ? &desk->other_owner : &desk->owner;
    struct known *known = &world->cases[world->count++];
    *known = (struct known){.adopter_id = owner->organisation_id};
    CHECK_OK(STEP(desk, programme_apply(desk->tx, desk->arena, owner, &draft, desk->now, &known->id,
                                        &desk->err)),
             desk->err);
    known->left = random_below(&world->luck, 4) != 0;
    if (known->left)
        CHECK_OK(desk_decide(desk, known->id, "submit"), desk->err);
}

/* May this reader's list show it? 0 oversees. */
static bool shown(const struct world *world, const struct known *known, int64_t reader)
{
    bool part = reader == 0 || reader == world->desk.sponsor.organisation_id;
    return reader == known->adopter_id || (part && known->left);
}

static size_t times_listed(const int64_t *ids, size_t count, int64_t id)
{
    size_t times = 0;
    for (size_t i = 0; i < count; i++)
        times += ids[i] == id;
    return times;
}

/* Reads the list to its end by pages of any length; new cases come between any two. */
static void read_to_the_end(struct world *world, int64_t reader)
{
    struct desk *desk = &world->desk;
    size_t before = world->count, count = 0;
    int64_t ids[CASES_MAX] = {0};
    struct programme_page page = {.organisation_id = reader};
    for (bool more = true; more;) {
        struct programme_applications list = {0};
        page.most = 1 + (int64_t)random_below(&world->luck, 5);
        CHECK_OK(
            STEP(desk, programme_applications(desk->tx, desk->arena, &page, &list, &desk->err)),
            desk->err);
        ck_assert_uint_le(list.count, (size_t)page.most);
        for (size_t i = 0; i < list.count; i++) {
            if (count > 0)
                ck_assert_int_lt(list.at[i].id, ids[count - 1]);
            ids[count++] = page.before = list.at[i].id;
        }
        more = list.count == (size_t)page.most;
        if (world->count < CASES_MAX && random_below(&world->luck, 2) == 0)
            add_case(world);
    }
    for (size_t i = 0; i < before; i++)
        ck_assert_uint_eq(times_listed(ids, count, world->cases[i].id),
                          shown(world, &world->cases[i], reader));
    for (size_t i = before; i < world->count; i++)
        if (!shown(world, &world->cases[i], reader))
            ck_assert_uint_eq(times_listed(ids, count, world->cases[i].id), 0);
}

ON_BOTH(a_list_read_by_pages_has_each_thing_once_and_nothing_of_others_while_new_ones_come)
{
    struct world world = {0};
    desk_open(&world.desk, address);
    world.desk.unaudited = true;
    world.luck = random_stream(0, "cases");
    while (world.count < 25)
        add_case(&world);
    const int64_t readers[READERS] = {0, world.desk.owner.organisation_id,
                                      world.desk.other_owner.organisation_id,
                                      world.desk.sponsor.organisation_id};
    FOR_ALL(seed, 3) {
        world.luck = random_stream(seed, "pages");
        for (size_t i = 0; i < READERS; i++)
            read_to_the_end(&world, readers[i]);
    }
    desk_close(&world.desk);
}

/* All of it by one way: the ids from the newest. */
static size_t all_agreements(struct desk *desk, int64_t reader, int64_t most, int64_t *ids)
{
    size_t count = 0;
    struct programme_page page = {.organisation_id = reader, .most = most};
    for (bool more = true; more;) {
        struct programme_ids list = {0};
        CHECK_OK(
            STEP(desk, programme_agreement_ids(desk->tx, desk->arena, &page, &list, &desk->err)),
            desk->err);
        for (size_t i = 0; i < list.count; i++)
            ids[count++] = page.before = list.at[i];
        more = list.count == (size_t)most;
    }
    return count;
}

ON_BOTH(agreements_by_pages_of_any_length_are_the_same_list)
{
    struct desk desk;
    desk_open(&desk, address);
    desk.unaudited = true;
    for (size_t i = 0; i < 7; i++)
        (void)desk_signing(&desk, 100000000);
    const int64_t readers[] = {0, desk.owner.organisation_id, desk.sponsor.organisation_id,
                               desk.officer.organisation_id};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        int64_t whole[16] = {0}, parts[16] = {0};
        ck_assert_uint_eq(all_agreements(&desk, readers[i], 16, whole), 7);
        for (int64_t most = 1; most < 5; most++) {
            ck_assert_uint_eq(all_agreements(&desk, readers[i], most, parts), 7);
            ck_assert_mem_eq(whole, parts, sizeof whole);
        }
    }
    int64_t none[16];
    ck_assert_uint_eq(all_agreements(&desk, desk.other_owner.organisation_id, 3, none), 0);
    desk_close(&desk);
}

BOTH_MAIN_WITHIN(
    "programme pages", 200,
    BOTH(a_list_read_by_pages_has_each_thing_once_and_nothing_of_others_while_new_ones_come),
    BOTH(agreements_by_pages_of_any_length_are_the_same_list))
