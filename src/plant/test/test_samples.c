/* The documents that are kept in the tree: examples of the formats, the sample line and its log. */
#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "plant/plant.h"

static const char *file_text(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "no %s", path);
    struct text text = text_start(arena, 8 << 20);
    char bytes[16384];
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0;)
        text_add_bytes(&text, bytes, size);
    (void)fclose(file);
    ck_assert(!text_cut(&text));
    return text_string(&text);
}

static struct plant_model model_of(struct arena *arena, const char *path)
{
    const char *text = file_text(arena, path);
    struct plant_model model;
    struct error err;
    CHECK_OK(plant_read(arena, text, strlen(text), &model, &err), err);
    return model;
}

static void same_text(const char *what, const char *got, const char *kept)
{
    if (strcmp(got, kept) == 0)
        return;
    size_t at = 0;
    while (got[at] != '\0' && got[at] == kept[at])
        at++;
    size_t from = at > 60 ? at - 60 : 0;
    ck_abort_msg("%s differs at byte %zu: got ...%.120s kept ...%.120s", what, at, got + from,
                 kept + from);
}

START_TEST(the_examples_of_the_model_format_are_read_and_keep_their_hash)
{
    static const struct {
        const char *path, *hash;
    } rows[] = {
        {"docs/formats/examples/model-line.json",
         "47a565dc866dca7ab06ae42ae6656a141000107d715fe316d02bad6b7248a39c"},
        {"docs/formats/examples/model-whole.json",
         "e2ae36bab4158792f87c0ad2853684facde4f109c81181a2a9d42a330b6c4700"},
        {"docs/formats/examples/model-flow.json",
         "21b377466368bc9457984644cf2310894437821663d8fff3476091e9e5fb4ced"},
        {"data/samples/line.json",
         "6a46b763b3a889a63527e4acedd435baab16cfc33d1c05602e104c9fb4af6d69"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new("test", 64 << 20);
        struct plant_model model = model_of(arena, rows[i].path);
        ck_assert_str_eq(plant_hash(arena, &model), rows[i].hash);
        plant_release(&model);
        arena_free(arena);
    }
}
END_TEST

START_TEST(the_example_of_a_result_comes_out_again_bit_for_bit)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct plant_model model = model_of(arena, "docs/formats/examples/model-line.json");
    struct plant_options options = {
        .seed = 1, .horizon = 28 * TIME_DAY, .warmup = 7 * TIME_DAY, .replications = 10};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    json_t *written = plant_result_write(&model, &options, &result);
    same_text("the result", json_pretty(arena, written, NULL),
              file_text(arena, "docs/formats/examples/result-line.json"));
    json_decref(written);
    arena_free(arena);
}
END_TEST

START_TEST(the_sample_log_is_what_the_sample_line_leaves_in_eight_weeks)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct plant_model model = model_of(arena, "data/samples/line.json");
    const char *csv = NULL;
    size_t size = 0;
    struct error err;
    CHECK_OK(plant_log_csv(&model, 20261124, 8 * TIME_WEEK, arena, &csv, &size, &err), err);
    ck_assert_uint_eq(size, strlen(csv));
    same_text("the log", csv, file_text(arena, "data/samples/line-log.csv"));
    arena_free(arena);
}
END_TEST

START_TEST(the_machining_centres_of_the_sample_line_are_its_bottleneck)
{
    struct arena *arena = arena_new("test", 64 << 20);
    struct plant_model model = model_of(arena, "data/samples/line.json");
    struct plant_options options = {
        .seed = 1, .horizon = 26 * TIME_WEEK, .warmup = 4 * TIME_WEEK, .replications = 10};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    ck_assert_str_eq(model.stations[result.bottleneck].id, "mct");
    ck_assert(result.bottleneck_certainty == 1);
    /* What one can work out by hand: orders come every 3,100 open seconds, 8.5 h a working day. */
    double open = 1 - result.stations[0].share[PLANT_OFF].mean;
    ck_assert_msg(result.orders.mean > 0.93 * open * 86400 / 3100 &&
                      result.orders.mean < 1.07 * open * 86400 / 3100,
                  "%.3f orders a day, %.3f come", result.orders.mean, open * 86400 / 3100);
    arena_free(arena);
}
END_TEST

TEST_MAIN("plant samples", the_examples_of_the_model_format_are_read_and_keep_their_hash,
          the_example_of_a_result_comes_out_again_bit_for_bit,
          the_sample_log_is_what_the_sample_line_leaves_in_eight_weeks,
          the_machining_centres_of_the_sample_line_are_its_bottleneck)
