#include <string.h>

#include "kit/list.h"
#include "kit/test.h"
#include "sim/sim.h"

struct note {
    int who;
    sim_time when;
};

struct world {
    struct arena *arena;
    struct sim *sim;
    LIST(struct note) notes;
    struct random_stream chance;
    int64_t waiting, ran;
};

struct subject {
    struct world *world;
    int who;
};

static void note(struct sim *sim, void *subject)
{
    const struct subject *it = subject;
    *list_add(it->world->arena, &it->world->notes) = (struct note){it->who, sim_now(sim)};
}

static struct world world_make(struct arena *arena, const struct sim_options *options)
{
    return (struct world){.arena = arena, .sim = sim_new(arena, options)};
}

START_TEST(of_two_events_at_one_instant_the_lower_rank_runs_first_then_the_one_scheduled_first)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct world world = world_make(arena, &(struct sim_options){.end = 100});
    struct subject subjects[6];
    static const struct {
        sim_time delay;
        int rank;
    } rows[6] = {{5, 2}, {5, 0}, {5, 2}, {5, 1}, {3, 9}, {5, 0}};
    static const int expected[6] = {4, 1, 5, 3, 0, 2};
    for (int i = 0; i < 6; i++) {
        subjects[i] = (struct subject){&world, i};
        (void)sim_after(world.sim, rows[i].delay, rows[i].rank, note, &subjects[i]);
    }
    struct error err;
    CHECK_OK(sim_run(world.sim, &err), err);
    ck_assert_uint_eq(world.notes.count, 6);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(world.notes.at[i].who, expected[i]);
    arena_free(arena);
}
END_TEST

START_TEST(an_event_that_was_cancelled_does_not_run_and_cancelling_twice_is_harmless)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct world world = world_make(arena, &(struct sim_options){.end = 100});
    struct subject subjects[3];
    struct sim_event events[3];
    for (int i = 0; i < 3; i++) {
        subjects[i] = (struct subject){&world, i};
        events[i] = sim_after(world.sim, 10 + i, 0, note, &subjects[i]);
    }
    ck_assert(sim_cancel(world.sim, events[1]));
    ck_assert(!sim_cancel(world.sim, events[1]));
    ck_assert(!sim_cancel(world.sim, (struct sim_event){0}));
    struct error err;
    CHECK_OK(sim_run(world.sim, &err), err);
    ck_assert_uint_eq(world.notes.count, 2);
    ck_assert(!sim_cancel(world.sim, events[0])); /* it has run */
    arena_free(arena);
}
END_TEST

/* An event that schedules and cancels others at random. */
struct wild {
    struct world *world;
    LIST(struct sim_event) events;
    sim_time last;
};

static void go_wild(struct sim *sim, void *subject)
{
    struct wild *wild = subject;
    struct world *world = wild->world;
    ck_assert_int_ge(sim_now(sim), wild->last);
    wild->last = sim_now(sim);
    world->ran++;
    world->waiting--;
    for (uint64_t n = random_below(&world->chance, 3); n > 0; n--) {
        *list_add(world->arena, &wild->events) =
            sim_after(sim, (sim_time)random_below(&world->chance, 50),
                      (int)random_below(&world->chance, 4), go_wild, wild);
        world->waiting++;
    }
    uint64_t pick = random_below(&world->chance, wild->events.count + 1);
    if (pick < wild->events.count && sim_cancel(sim, wild->events.at[pick]))
        world->waiting--;
}

static uint64_t wild_run(uint64_t seed, int64_t *ret_ran)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct world world = world_make(arena, &(struct sim_options){.end = 3000});
    struct wild wild = {.world = &world};
    world.chance = random_stream(seed, "wild");
    for (int i = 0; i < 20; i++) {
        (void)sim_after(world.sim, i, 0, go_wild, &wild);
        world.waiting++;
    }
    struct error err;
    CHECK_OK(sim_run(world.sim, &err), err);
    /* All ran, were cancelled or lie beyond the end: none is left in between. */
    for (size_t i = 0; i < wild.events.count; i++)
        world.waiting -= sim_cancel(world.sim, wild.events.at[i]);
    ck_assert_int_eq(world.waiting, 0);
    ck_assert_uint_eq(sim_events(world.sim), (uint64_t)world.ran);
    uint64_t print = sim_fingerprint(world.sim);
    *ret_ran = world.ran;
    arena_free(arena);
    return print;
}

START_TEST(time_never_runs_backwards_and_a_run_depends_on_its_model_and_seed_only)
{
    int64_t most = 0;
    FOR_ALL(seed, 200) {
        int64_t ran = 0, again = 0;
        uint64_t print = wild_run(seed, &ran);
        ck_assert_uint_eq(print, wild_run(seed, &again));
        ck_assert_int_eq(ran, again);
        most = ran > most ? ran : most;
    }
    ck_assert_int_gt(most, 30);
    int64_t ran = 0;
    ck_assert_uint_ne(wild_run(1, &ran), wild_run(2, &ran));
}
END_TEST

static void again_at_once(struct sim *sim, void *subject)
{
    (void)sim_after(sim, 0, 0, again_at_once, subject);
}

static void two_more(struct sim *sim, void *subject)
{
    (void)sim_after(sim, 1, 0, two_more, subject);
    (void)sim_after(sim, 1, 0, two_more, subject);
}

START_TEST(a_model_that_runs_away_is_stopped_with_a_reason)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct error err;
    struct sim *sim = sim_new(arena, &(struct sim_options){.end = 10, .events_max = 1000});
    (void)sim_after(sim, 0, 0, again_at_once, NULL);
    CHECK_FAILS(sim_run(sim, &err), SIM_RUNAWAY, err);
    sim = sim_new(arena, &(struct sim_options){.end = 100, .agenda_max = 50});
    (void)sim_after(sim, 0, 0, two_more, NULL);
    CHECK_FAILS(sim_run(sim, &err), SIM_AGENDA_FULL, err);
    arena_free(arena);
}
END_TEST

static void stop(struct sim *sim, void *subject)
{
    (void)subject;
    sim_stop(sim);
}

START_TEST(a_run_ends_at_its_end_at_a_stop_or_when_it_is_cancelled)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct world world = world_make(arena, &(struct sim_options){.end = 100});
    struct subject at_end = {&world, 1}, after_end = {&world, 2};
    struct error err;
    (void)sim_after(world.sim, 100, 0, note, &at_end);
    (void)sim_after(world.sim, 101, 0, note, &after_end);
    CHECK_OK(sim_run(world.sim, &err), err);
    ck_assert_uint_eq(world.notes.count, 1);
    ck_assert_int_eq(sim_now(world.sim), 100);
    struct sim *sim = sim_new(arena, &(struct sim_options){.end = 100});
    (void)sim_after(sim, 7, 0, stop, NULL);
    (void)sim_after(sim, 8, 0, note, &at_end);
    CHECK_OK(sim_run(sim, &err), err);
    ck_assert_int_eq(sim_now(sim), 7);
    atomic_bool cancel = true;
    sim = sim_new(arena, &(struct sim_options){.end = 100, .cancel = &cancel});
    (void)sim_after(sim, 0, 0, again_at_once, NULL);
    CHECK_OK(sim_run(sim, &err), err);
    arena_free(arena);
}
END_TEST

TEST_MAIN("sim engine",
          of_two_events_at_one_instant_the_lower_rank_runs_first_then_the_one_scheduled_first,
          an_event_that_was_cancelled_does_not_run_and_cancelling_twice_is_harmless,
          time_never_runs_backwards_and_a_run_depends_on_its_model_and_seed_only,
          a_model_that_runs_away_is_stopped_with_a_reason,
          a_run_ends_at_its_end_at_a_stop_or_when_it_is_cancelled)
