#include <string.h>

#include "kit/test.h"
#include "plant/plant.h"

/* Everything a model can say, once; %s is where a test puts something wrong. */
static const char whole[] =
    "{\"format\":\"dure.model\",\"version\":1,\"name\":\"시험 라인\",\"zone\":\"Asia/Seoul\","
    "\"start\":\"2026-01-05\",\"note\":\"n\",\"revenue_per_piece\":1200,"
    "\"items\":[{\"id\":\"a\",\"name\":\"가\"},{\"id\":\"b\"}],"
    "\"calendars\":[{\"id\":\"day\",\"windows\":[{\"from\":28800,\"to\":61200.5},"
    "{\"from\":115200,\"to\":147600}],\"closed\":[\"2026-01-06\"]}],"
    "\"stations\":[{\"id\":\"cut\",\"name\":\"절단\",\"machines\":2,\"calendar\":\"day\","
    "\"queue_capacity\":3,\"discipline\":\"edd\",\"scrap\":0.01,\"x\":1,\"y\":-2,"
    "\"works\":[{\"processing\":{\"kind\":\"gamma\",\"mean\":60,\"shape\":2,\"sample_size\":40,"
    "\"fit\":0.4,\"origin\":\"log\"},\"per\":\"piece\",\"setup\":{\"kind\":\"triangular\","
    "\"low\":1,\"mode\":2,\"high\":4},\"setup_when\":\"change\"},{\"item\":\"b\",\"processing\":"
    "{\"kind\":\"empirical\",\"values\":[1,2,2.5]}}],"
    "\"breakdowns\":[{\"id\":\"jam\",\"clock\":\"operation\",\"uptime\":{\"kind\":\"exponential\","
    "\"mean\":3600},\"repair\":{\"kind\":\"lognormal\",\"mean\":300,\"sd\":200}}]},"
    "{\"id\":\"mill\",\"machines\":1,\"works\":[{\"processing\":{\"kind\":\"uniform\",\"low\":1,"
    "\"high\":2}}]}],"
    "\"paths\":[{\"item\":\"a\",\"weight\":1,\"steps\":[{\"station\":\"cut\"},{\"station\":"
    "\"mill\",\"work\":{\"processing\":{\"kind\":\"weibull\",\"scale\":5,\"shape\":1.5}}}]}],"
    "\"edges\":[{\"item\":\"b\",\"to\":\"cut\",\"probability\":1},{\"from\":\"cut\",\"to\":"
    "\"mill\",\"probability\":1},{\"from\":\"mill\",\"to\":\"cut\",\"probability\":0.25},"
    "{\"from\":\"mill\",\"probability\":0.75}],"
    "\"sources\":[{\"id\":\"in\",\"kind\":\"random\",\"calendar\":\"day\",\"between\":"
    "{\"kind\":\"exponential\",\"mean\":600},\"quantity\":{\"kind\":\"constant\",\"value\":5},"
    "\"mix\":[{\"item\":\"a\",\"weight\":3},{\"item\":\"b\",\"weight\":1}]},"
    "{\"id\":\"plan\",\"kind\":\"scheduled\",\"orders\":[{\"id\":\"W-1\",\"at\":0,\"item\":\"a\","
    "\"quantity\":10,\"due\":86400,\"path\":0},{\"at\":3600,\"item\":\"b\",\"quantity\":1}]}],"
    "\"validation\":{\"fit_for_advice\":true}}";

/* Whatever the first document says, the second says too, at the same place. */
static void nothing_lost(const json_t *said, const json_t *written, const char *place)
{
    ck_assert_msg(written != NULL, "%s is lost", place);
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)(uintptr_t)said, name, member)
        nothing_lost(member, json_object_get(written, name), name);
    for (size_t i = 0; i < json_array_size(said); i++)
        nothing_lost(json_array_get(said, i), json_array_get(written, i), place);
    if (json_is_number(said))
        ck_assert_msg(json_number_value(said) == json_number_value(written), "%s differs", place);
    else if (!json_is_object(said) && !json_is_array(said))
        ck_assert_msg(json_equal(said, written), "%s differs", place);
    else
        ck_assert_msg(json_array_size(said) == json_array_size(written), "%s is longer", place);
}

START_TEST(a_model_that_is_written_and_read_again_is_the_same_model)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct plant_model model, again;
    struct error err;
    CHECK_OK(plant_read(arena, whole, strlen(whole), &model, &err), err);
    ck_assert_int_eq(model.stations[0].queue_capacity, 3);
    ck_assert_int_eq(model.stations[1].queue_capacity, -1);
    ck_assert_int_eq(model.stations[1].calendar, -1);
    ck_assert_int_eq(model.calendars[0].windows[0].end, INT64_C(61200500000));
    ck_assert_int_eq(model.sources[1].orders[1].due, -1);
    ck_assert_str_eq(model.stations[0].works[0].processing.origin, "log");
    json_t *written = plant_write(&model);
    size_t size = 0, size_again = 0;
    const char *bytes = json_canonical(arena, written, &size);
    CHECK_OK(plant_read(arena, bytes, size, &again, &err), err);
    json_t *written_again = plant_write(&again);
    const char *bytes_again = json_canonical(arena, written_again, &size_again);
    ck_assert_str_eq(bytes, bytes_again);
    ck_assert_str_eq(plant_hash(arena, &model), plant_hash(arena, &again));
    struct json first = {0};
    CHECK_OK(json_read(arena, whole, strlen(whole), JSON_LIMITS_DOCUMENT, &first, &err), err);
    nothing_lost(first.value, written, "");
    json_release(&first);
    json_decref(written);
    json_decref(written_again);
    plant_release(&model);
    plant_release(&again);
    arena_free(arena);
}
END_TEST

/* The whole document with one piece replaced. */
static const char *spoiled(struct arena *arena, const char *right, const char *wrong)
{
    const char *at = strstr(whole, right);
    ck_assert_msg(at != NULL, "%s is not in the document", right);
    return arena_format(arena, "%.*s%s%s", (int)(at - whole), whole, wrong, at + strlen(right));
}

START_TEST(a_wrong_model_is_refused_with_the_place_and_what_to_write_instead)
{
    static const struct {
        const char *right, *wrong;
        const struct reason *why;
        const char *place;
    } rows[] = {
        {"dure.model", "dure.plan", &PLANT_FORMAT, "/format"},
        {"\"version\":1", "\"version\":3", &PLANT_FORMAT, "/version"},
        {"\"note\"", "\"notes\"", &KIT_JSON_UNKNOWN, "/notes"},
        {"\"2026-01-05\"", "\"2026-02-30\"", &KIT_TIME, "/start"},
        {"Asia/Seoul", "Asia/Nowhere", &KIT_ZONE, "/zone"},
        {"\"id\":\"b\"}]", "\"id\":\"a\"}]", &PLANT_REFERENCE, "/stations/0/works/1/item"},
        {"\"from\":115200", "\"from\":60000", &PLANT_CALENDAR, "/calendars/0/windows/1"},
        {"\"to\":147600", "\"to\":800000", &KIT_JSON_RANGE, "/calendars/0/windows/1/to"},
        {"\"calendar\":\"day\",\"queue", "\"calendar\":\"night\",\"queue", &PLANT_REFERENCE,
         "/stations/0/calendar"},
        {"\"machines\":2", "\"machines\":0", &KIT_JSON_RANGE, "/stations/0/machines"},
        {"\"scrap\":0.01", "\"scrap\":1", &KIT_JSON_RANGE, "/stations/0/scrap"},
        {"\"edd\"", "\"lifo\"", &PLANT_CHOICE, "/stations/0/discipline"},
        {"\"mean\":60,", "\"mean\":-60,", &KIT_JSON_RANGE, "/stations/0/works/0/processing/mean"},
        {"\"gamma\"", "\"cauchy\"", &PLANT_CHOICE, "/stations/0/works/0/processing/kind"},
        {"\"low\":1,\"mode\":2", "\"low\":3,\"mode\":2", &PLANT_LAW, "/stations/0/works/0/setup"},
        {"[1,2,2.5]", "[1,3,2.5]", &PLANT_LAW, "/stations/0/works/1/processing"},
        {"[1,2,2.5]", "[]", &PLANT_LAW, "/stations/0/works/1/processing"},
        {"\"mean\":3600", "\"mean\":0", &PLANT_LAW, "/stations/0/breakdowns/0/uptime"},
        {"\"id\":\"mill\"", "\"id\":\"cut\"", &PLANT_REFERENCE, "/paths/0/steps/1/station"},
        {"\"weight\":1,\"steps\"", "\"weight\":0,\"steps\"", &PLANT_RANGE, "/paths/0/weight"},
        {"{\"station\":\"cut\"}", "{\"station\":\"lathe\"}", &PLANT_REFERENCE,
         "/paths/0/steps/0/station"},
        {"\"probability\":0.25", "\"probability\":0.2", &PLANT_PROBABILITY, "/edges"},
        {"\"mill\",\"probability\":0.75", "\"mill\",\"to\":\"mill\",\"probability\":0.75",
         &PLANT_NO_EXIT, "/edges"},
        {"\"machines\":1,\"works\":[{", "\"machines\":1,\"works\":[{\"item\":\"a\",", &PLANT_WORK,
         "/stations/1/works"},
        {"\"high\":2}}]}],\"paths\"", "\"high\":2}}]},{\"id\":\"idle\",\"machines\":1}],\"paths\"",
         &PLANT_UNREACHABLE, "/stations/2"},
        {"{\"item\":\"b\",\"to\":\"cut\"", "{\"item\":\"a\",\"to\":\"cut\"", &PLANT_ROUTE,
         "/edges"},
        {"\"mean\":600}", "\"mean\":0}", &PLANT_LAW, "/sources/0/between"},
        {"\"kind\":\"random\"", "\"kind\":\"saturated\"", &KIT_JSON_UNKNOWN, "/sources/0/between"},
        {"\"weight\":3", "\"weight\":0", &PLANT_RANGE, "/sources/0/mix/0/weight"},
        {"\"at\":0,", "\"at\":4000,", &PLANT_RANGE, "/sources/1/orders/1/at"},
        {"\"path\":0", "\"path\":1", &KIT_JSON_RANGE, "/sources/1/orders/0/path"},
        {"\"quantity\":10", "\"quantity\":0", &KIT_JSON_RANGE, "/sources/1/orders/0/quantity"},
        {"\"id\":\"plan\"", "\"id\":\"in\"", &PLANT_TWICE, "/sources/1/id"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 16 << 20);
        const char *text = spoiled(arena, rows[i].right, rows[i].wrong);
        struct plant_model model = {0};
        struct error err = {0};
        enum status st = plant_read(arena, text, strlen(text), &model, &err);
        ck_assert_msg(st != STATUS_OK, "row %zu (%s) is accepted", i, rows[i].wrong);
        ck_assert_msg(err.reason == rows[i].why, "row %zu (%s): %s %s: %s", i, rows[i].wrong,
                      err.reason->name, err.place, err.text);
        ck_assert_str_eq(err.place, rows[i].place);
        arena_free(arena);
    }
}
END_TEST

TEST_MAIN("plant document", a_model_that_is_written_and_read_again_is_the_same_model,
          a_wrong_model_is_refused_with_the_place_and_what_to_write_instead)
