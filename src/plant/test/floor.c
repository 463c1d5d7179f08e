/* Models of version 2 as texts, run and held against expected values. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "plant/test/floor.h"

const char *file_text(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "no %s", path);
    struct text text = text_start(arena, 8 << 20);
    char bytes[16384];
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0;)
        text_add_bytes(&text, bytes, size);
    (void)fclose(file);
    return text_string(&text);
}

struct plant_model model_of(struct arena *arena, const char *text)
{
    struct plant_model model;
    struct error err;
    CHECK_OK(plant_read(arena, text, strlen(text), &model, &err), err);
    return model;
}

struct plant_result result_of(struct arena *arena, const char *text, double hours)
{
    struct plant_model model = model_of(arena, text);
    struct plant_result result;
    struct error err;
    struct plant_options options = {.seed = 7,
                                    .horizon = (time_us)(hours * 3.6e9),
                                    .warmup = (time_us)(hours * 3.6e8),
                                    .replications = 10,
                                    .threads = 2};
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    return result;
}

void meets(const char *what, struct plant_estimate got, double scale, double expected,
           double narrow)
{
    double wide =
        got.half_width * sim_student_quantile(0.9995, 9) / sim_student_quantile(0.975, 9) * scale;
    ck_assert_msg(fabs(got.mean * scale - expected) <= wide, "%s: %.6f +- %.6f, expected %.6f",
                  what, got.mean * scale, wide, expected);
    ck_assert_msg(wide <= narrow * expected, "%s: +- %.6f of %.6f is too wide to tell", what, wide,
                  expected);
}

const char *floor_text(struct arena *arena, const char *format, ...)
{
    char text[8192];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ck_assert(size > 0 && size < (int)sizeof text);
    struct text made = text_start(arena, 64 << 10);
    text_add(&made, HEAD);
    for (const char *at = text; *at != '\0'; at++) {
        bool random = strncmp(at, "exp(", 4) == 0;
        if (random || strncmp(at, "fix(", 4) == 0) {
            char *end = NULL;
            double number = strtod(at + 4, &end);
            ck_assert(*end == ')');
            text_format(&made, "{\"kind\":\"%s\",\"%s\":%.17g}",
                        random ? "exponential" : "constant", random ? "mean" : "value", number);
            at = end;
        } else {
            text_format(&made, "%c", *at == '\'' ? '"' : *at);
        }
    }
    text_add(&made, "}");
    return text_string(&made);
}

struct plant_result traced(struct arena *arena, const char *text, time_us horizon)
{
    struct plant_model model = model_of(arena, text);
    struct plant_options options = {
        .horizon = horizon, .replications = 1, .threads = 1, .keep_orders = true};
    struct plant_result result;
    struct error err;
    CHECK_OK(plant_run(&model, &options, arena, &result, &err), err);
    return result;
}

void ends_at(const struct plant_result *result, const double *seconds, size_t count)
{
    ck_assert_uint_eq(result->order_count, count);
    for (size_t o = 0; o < count; o++)
        ck_assert_msg(fabs((double)result->finish_of[o] * 1e-6 - seconds[o]) < 1e-6,
                      "order %zu ends at %.6f, not %.6f", o, (double)result->finish_of[o] * 1e-6,
                      seconds[o]);
}
