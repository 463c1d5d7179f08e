/* Models of levels as documents, and the way found beside a search through all sets of items. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/text.h"
#include "levels/levels.h"
#include "people/people.h"
#include "support/postgres.h"
#include "support/seat.h"

#define HEAD                                                                                       \
    "{\"format\":\"dure.levels\",\"format_version\":1,\"key\":\"k\",\"version\":1,\"ko\":\"가\"," \
    "\"en\":\"a\",\"basis\":\"test\",\"scale\":\"capability\",\"counting\":\"points\","
#define STEPS                                                                                      \
    "\"steps\":[{\"id\":\"zero\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"},{\"id\":\"one\","     \
    "\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\",\"from_milli\":%" PRId64 "}]"

/* A document of `count` items that give 1 to 20 points each, in ten areas; as one that the
 * operating body would load, the numbers drawn. */
static const char *drawn(struct arena *arena, struct random_stream *luck, size_t count,
                         int64_t from)
{
    struct text text = text_start(arena, 1 << 20);
    text_format(&text, HEAD "\"areas\":[");
    for (int i = 0; i < 10; i++)
        text_format(&text, "%s{\"id\":\"a%d\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"}",
                    i > 0 ? "," : "", i);
    text_format(&text, "]," STEPS ",\"items\":[", from);
    for (size_t i = 0; i < count; i++)
        text_format(
            &text,
            "%s{\"id\":\"i%zu\",\"area\":\"a%zu\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\","
            "\"collects\":%s,\"points_milli\":%d}",
            i > 0 ? "," : "", i, i % 10, random_below(luck, 4) == 0 ? "true" : "false",
            1000 * (1 + (int)random_below(luck, 10)));
    text_format(&text, "]}");
    return text_string(&text);
}

static struct levels_model read_text(struct arena *arena, const char *text)
{
    struct error err;
    struct levels_model model = {0};
    CHECK_OK(levels_read(arena, text, strlen(text), &model, &err), err);
    return model;
}

static struct levels_model shipped(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, 1 << 16);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    ck_assert_uint_gt(fread(bytes, 1, (1 << 16) - 1, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    return read_text(arena, bytes);
}

static struct levels_answer *prices(struct arena *arena, struct random_stream *luck,
                                    const struct levels_model *model)
{
    struct levels_answer *answers = arena_array(arena, model->item_count, sizeof *answers);
    for (size_t i = 0; i < model->item_count; i++) {
        answers[i] = (struct levels_answer){.item = model->items[i].id,
                                            .met = random_below(luck, 5) == 0,
                                            .cost = (int64_t)random_below(luck, 12) * 1000000};
        if (random_below(luck, 8) == 0)
            answers[i].cost = LEVELS_UNSET;
    }
    return answers;
}

/* Through all sets: the least cost that has the points, and of those the most that collect. */
static void search(const struct levels_model *model, const struct levels_answer *answers,
                   int64_t from, int64_t *ret_cost, size_t *ret_plain)
{
    int64_t best = INT64_MAX;
    size_t least_plain = 0;
    for (uint32_t set = 0; set < 1U << model->item_count; set++) {
        int64_t milli = 0, cost = 0;
        size_t plain = 0;
        bool is_possible = true;
        for (size_t i = 0; i < model->item_count; i++) {
            bool taken = (set >> i & 1U) != 0;
            if (answers[i].met || taken)
                milli += model->items[i].points_milli;
            if (!taken)
                continue;
            is_possible = is_possible && !answers[i].met && answers[i].cost != LEVELS_UNSET;
            cost += answers[i].cost;
            plain += model->items[i].collects ? 0 : 1;
        }
        if (!is_possible || milli < from)
            continue;
        if (cost < best || (cost == best && plain < least_plain)) {
            best = cost;
            least_plain = plain;
        }
    }
    *ret_cost = best;
    *ret_plain = least_plain;
}

START_TEST(no_cheaper_set_of_items_reaches_the_step)
{
    FOR_ALL(seed, 60) {
        struct error err;
        struct arena *arena = arena_new("levels", 64 << 20);
        struct random_stream luck = random_stream(seed, "levels");
        int64_t from = 1000 * (5 + (int64_t)random_below(&luck, 50)), cost = 0, found = 0;
        size_t plain = 0, found_plain = 0;
        struct levels_model model =
            read_text(arena, drawn(arena, &luck, 4 + random_below(&luck, 10), from));
        struct levels_answer *answers = prices(arena, &luck, &model);
        struct levels_standing standing;
        struct levels_way way = {0};
        levels_stand(&model, answers, model.item_count, &standing);
        search(&model, answers, from, &cost, &plain);
        enum status st = levels_find_way(arena, &model, answers, model.item_count, 1, &way, &err);
        if (standing.step == 1) {
            ck_assert(st != STATUS_OK && err.reason == &LEVELS_STEP);
        } else if (cost == INT64_MAX) {
            ck_assert(st != STATUS_OK && err.reason == &LEVELS_SHORT);
        } else {
            CHECK_OK(st, err);
            for (size_t i = 0; i < way.count; i++) {
                found += way.at[i].cost;
                found_plain += way.at[i].item->collects ? 0 : 1;
            }
            ck_assert_int_eq(found, cost);
            ck_assert_int_eq(way.cost, cost);
            ck_assert_uint_eq(found_plain, plain);
            ck_assert_int_ge(way.milli_after, from);
        }
        arena_free(arena);
    }
}
END_TEST

START_TEST(a_model_of_95_items_and_a_newer_one_load_without_code)
{
    static const size_t counts[] = {95, 44};
    for (size_t i = 0; i < 2; i++) {
        struct error err;
        struct arena *arena = arena_new("levels", 64 << 20);
        struct random_stream luck = random_stream(i, "levels");
        struct levels_model model = read_text(arena, drawn(arena, &luck, counts[i], 60000));
        struct levels_answer answers[95];
        struct levels_way way = {0};
        ck_assert_uint_eq(model.item_count, counts[i]);
        for (size_t k = 0; k < counts[i]; k++)
            answers[k] = (struct levels_answer){model.items[k].id, false, 1000000 + (int64_t)k};
        CHECK_OK(levels_find_way(arena, &model, answers, counts[i], 1, &way, &err), err);
        ck_assert_int_ge(way.milli_after, 60000);
        arena_free(arena);
    }
}
END_TEST

START_TEST(what_gathers_data_by_itself_comes_first)
{
    struct error err;
    struct arena *arena = arena_new("levels", 4 << 20);
    struct levels_model model = shipped(arena, "data/levels/built-kr.json");
    const struct levels_answer answers[] = {{"count", true, LEVELS_UNSET},
                                            {"pop", true, LEVELS_UNSET},
                                            {"equipment_data", false, 30000000},
                                            {"decision", false, 5000000}};
    struct levels_standing standing;
    struct levels_way way = {0};
    levels_stand(&model, answers, 4, &standing);
    ck_assert_str_eq(model.steps[standing.step].id, "basic");
    CHECK_OK(levels_find_way(arena, &model, answers, 4, standing.step + 1, &way, &err), err);
    ck_assert_uint_eq(way.count, 2);
    ck_assert_str_eq(way.at[0].item->id, "equipment_data");
    ck_assert_str_eq(way.at[1].item->id, "decision");
    ck_assert_int_eq(way.cost, 35000000);
    CHECK_OK(levels_find_way(arena, &model, answers, 4, standing.step + 2, &way, &err), err);
    ck_assert_uint_eq(way.count, 5);
    ck_assert_uint_eq(way.unpriced, 3);
    ck_assert_str_eq(way.at[0].item->id, "equipment_data");
    arena_free(arena);
}
END_TEST

START_TEST(a_band_that_nobody_published_is_refused_not_guessed)
{
    struct error err;
    struct arena *arena = arena_new("levels", 4 << 20);
    struct levels_model model = shipped(arena, "data/levels/capability-2015.json");
    struct levels_standing standing;
    struct levels_way way = {0};
    levels_stand(&model, NULL, 0, &standing);
    ck_assert(!standing.is_known);
    for (size_t step = 1; step < model.step_count; step++)
        CHECK_FAILS(levels_find_way(arena, &model, NULL, 0, step, &way, &err), LEVELS_BAND, err);
    arena_free(arena);
}
END_TEST

START_TEST(items_of_one_group_stand_in_for_each_other)
{
    struct error err;
    struct arena *arena = arena_new("levels", 4 << 20);
    struct levels_model model = read_text(
        arena,
        "{\"format\":\"dure.levels\",\"format_version\":1,\"key\":\"k\",\"version\":1,\"ko\":\"가\","
        "\"en\":\"a\",\"basis\":\"\",\"scale\":\"built\",\"counting\":\"steps\",\"areas\":[{\"id\":"
        "\"a\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"}],\"steps\":[{\"id\":\"zero\",\"ko\":\"가\","
        "\"en\":\"a\",\"basis\":\"\"},{\"id\":\"one\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"}],"
        "\"items\":[{\"id\":\"plc\",\"area\":\"a\",\"step\":\"one\",\"group\":\"read\",\"ko\":"
        "\"가\",\"en\":\"a\",\"basis\":\"\",\"collects\":true},{\"id\":\"sensor\",\"area\":\"a\","
        "\"step\":"
        "\"one\",\"group\":\"read\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\",\"collects\":true},"
        "{\"id\":\"screen\",\"area\":\"a\",\"step\":\"one\",\"ko\":\"가\",\"en\":\"a\",\"basis\":"
        "\"\",\"collects\":false}]}");
    struct levels_answer answers[] = {
        {"plc", false, 9000000}, {"sensor", false, 2000000}, {"screen", true, LEVELS_UNSET}};
    struct levels_standing standing;
    struct levels_way way = {0};
    CHECK_OK(levels_find_way(arena, &model, answers, 3, 1, &way, &err), err);
    ck_assert_uint_eq(way.count, 1);
    ck_assert_str_eq(way.at[0].item->id, "sensor");
    answers[0].met = true;
    levels_stand(&model, answers, 3, &standing);
    ck_assert_uint_eq(standing.step, 1);
    CHECK_FAILS(levels_find_way(arena, &model, answers, 3, 1, &way, &err), LEVELS_STEP, err);
    arena_free(arena);
}
END_TEST

START_TEST(a_document_that_is_wrong_is_refused_at_its_place)
{
    static const struct {
        const char *text, *place;
    } cases[] = {
        {HEAD "\"areas\":[],\"steps\":[],\"items\":[]}", "/areas"},
        {HEAD "\"areas\":[{\"id\":\"A\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"}],\"steps\":[],"
              "\"items\":[]}",
         "/areas/0"},
        {HEAD
         "\"areas\":[{\"id\":\"a\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"}],\"steps\":[{"
         "\"id\":\"s\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\",\"from_milli\":5},{\"id\":\"t\","
         "\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\",\"from_milli\":5}],\"items\":[]}",
         "/steps/1"},
        {HEAD "\"areas\":[{\"id\":\"a\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"}],\"steps\":[{"
              "\"id\":\"s\",\"ko\":\"가\",\"en\":\"a\",\"basis\":\"\"},{\"id\":\"t\",\"ko\":\"가\","
              "\"en\":\"a\",\"basis\":\"\"}],\"items\":[{\"id\":\"i\",\"area\":\"b\",\"ko\":\"가\","
              "\"en\":\"a\",\"basis\":\"\",\"collects\":true,\"points_milli\":1}]}",
         "/items/0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err;
        struct levels_model model;
        struct arena *arena = arena_new("levels", 4 << 20);
        CHECK_FAILS(levels_read(arena, cases[i].text, strlen(cases[i].text), &model, &err),
                    LEVELS_DOCUMENT, err);
        ck_assert_str_eq(err.place, cases[i].place);
        arena_free(arena);
    }
}
END_TEST

/* ---- kept ---- */

static const uint8_t secret[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";

struct desk {
    struct store *store;
    struct people *people;
    struct arena *arena;
    struct store_tx *tx;
    int64_t firm, other, person;
    struct error err;
};

static void begin(struct desk *desk)
{
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &desk->tx, &desk->err), desk->err);
}

static enum status end(struct desk *desk, enum status st)
{
    struct error err;
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&desk->tx, &err), err);
    store_abandon(&desk->tx);
    return st;
}
#define STEP(desk, call) (begin(desk), end((desk), (call)))

static void open_desk(struct desk *desk, const char *address)
{
    struct store_options options = {.address = address};
    struct people_organisation firm = {.name = "한빛", .kind = KIND_ADOPTER};
    *desk = (struct desk){.arena = arena_new("levels", 64 << 20)};
    CHECK_OK(store_open(&options, &desk->store, &desk->err), desk->err);
    CHECK_OK(store_migrate(desk->store, 1, &desk->err), desk->err);
    struct people_options people = {.store = desk->store, .key = secret, .cheap_passwords = true};
    CHECK_OK(people_new(&people, &desk->people, &desk->err), desk->err);
    CHECK_OK(STEP(desk, people_organisation_add(desk->tx, &firm, 1, &desk->firm, &desk->err)),
             desk->err);
    firm.name = "두빛";
    CHECK_OK(STEP(desk, people_organisation_add(desk->tx, &firm, 1, &desk->other, &desk->err)),
             desk->err);
    const struct seat seat = {.organisation_id = desk->firm,
                              .kind = KIND_ADOPTER,
                              .role = ROLE_ADOPTER_OWNER,
                              .login = "person"};
    desk->person = seat_taken(desk->people, desk->arena, &seat, 1).user_id;
}

static void close_desk(struct desk *desk)
{
    people_free(desk->people);
    store_close(desk->store);
    arena_free(desk->arena);
}

static enum status publish(struct desk *desk, const char *text)
{
    return STEP(desk, levels_publish(desk->tx, desk->arena, text, strlen(text), 1, &desk->err));
}

static enum status tell(struct desk *desk, const struct levels_answer *answer)
{
    return STEP(desk, levels_tell(desk->tx, desk->arena, "k", desk->firm, desk->person, answer, 2,
                                  &desk->err));
}

/* `text` with the other version in it. */
static const char *second(struct arena *arena, const char *text)
{
    char *copy = arena_format(arena, "%s", text);
    char *at = strstr(copy, "\"version\":1");
    at[strlen("\"version\":")] = '2';
    return copy;
}

ON_BOTH(a_published_version_never_changes_and_the_newest_is_in_force)
{
    struct desk desk;
    open_desk(&desk, address);
    struct random_stream luck = random_stream(7, "levels");
    const char *first = drawn(desk.arena, &luck, 5, 9000);
    const char *other = drawn(desk.arena, &luck, 6, 9000);
    struct levels_model model = {0};
    CHECK_OK(publish(&desk, first), desk.err);
    CHECK_OK(publish(&desk, first), desk.err);
    CHECK_FAILS(publish(&desk, other), LEVELS_VERSION, desk.err);
    CHECK_OK(publish(&desk, second(desk.arena, other)), desk.err);
    CHECK_OK(STEP(&desk, levels_model(desk.tx, desk.arena, "k", &model, &desk.err)), desk.err);
    ck_assert_uint_eq(model.item_count, 6);
    ck_assert_int_eq(model.version, 2);
    close_desk(&desk);
}
END_TEST

ON_BOTH(answers_to_one_scale_say_nothing_on_the_other)
{
    struct desk desk;
    open_desk(&desk, address);
    struct random_stream luck = random_stream(7, "levels");
    struct levels_answers told = {0};
    CHECK_OK(publish(&desk, drawn(desk.arena, &luck, 5, 9000)), desk.err);
    CHECK_OK(tell(&desk, &(struct levels_answer){"i3", true, LEVELS_UNSET}), desk.err);
    CHECK_OK(tell(&desk, &(struct levels_answer){"i3", false, 5000000}), desk.err);
    CHECK_FAILS(tell(&desk, &(struct levels_answer){"i9", true, 0}), LEVELS_ITEM, desk.err);
    CHECK_OK(STEP(&desk, levels_told(desk.tx, desk.arena, "k", desk.firm, &told, &desk.err)),
             desk.err);
    ck_assert_uint_eq(told.count, 1);
    ck_assert_str_eq(told.at[0].item, "i3");
    ck_assert(!told.at[0].met);
    ck_assert_int_eq(told.at[0].cost, 5000000);
    CHECK_OK(STEP(&desk, levels_told(desk.tx, desk.arena, "built", desk.firm, &told, &desk.err)),
             desk.err);
    ck_assert_uint_eq(told.count, 0);
    CHECK_OK(STEP(&desk, levels_told(desk.tx, desk.arena, "k", desk.other, &told, &desk.err)),
             desk.err);
    ck_assert_uint_eq(told.count, 0);
    close_desk(&desk);
}
END_TEST

BOTH_MAIN("levels", no_cheaper_set_of_items_reaches_the_step,
          a_model_of_95_items_and_a_newer_one_load_without_code,
          what_gathers_data_by_itself_comes_first,
          a_band_that_nobody_published_is_refused_not_guessed,
          items_of_one_group_stand_in_for_each_other,
          a_document_that_is_wrong_is_refused_at_its_place,
          BOTH(a_published_version_never_changes_and_the_newest_is_in_force),
          BOTH(answers_to_one_scale_say_nothing_on_the_other))
