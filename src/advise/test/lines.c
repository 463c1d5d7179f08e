#include "advise/test/lines.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

void line_make(struct line *line, double first, double second, double third, double between)
{
    static const char *const names[] = {"cut", "weld", "pack"};
    const double means[] = {first, second, third};
    *line = (struct line){0};
    line->items[0] = (struct plant_item){"a", "A"};
    line->items[1] = (struct plant_item){"b", "B"};
    for (int day = 0; day < 5; day++) {
        line->windows[2 * day] =
            (struct plant_window){day * TIME_DAY + 8 * TIME_HOUR, day * TIME_DAY + 12 * TIME_HOUR};
        line->windows[2 * day + 1] =
            (struct plant_window){day * TIME_DAY + 13 * TIME_HOUR, day * TIME_DAY + 17 * TIME_HOUR};
    }
    line->calendar =
        (struct plant_calendar){.id = "day", .windows = line->windows, .window_count = 10};
    line->breakdown = (struct plant_breakdown){.id = "arc",
                                               .operation_dependent = true,
                                               .uptime = {.kind = PLANT_EXPONENTIAL, .a = 7200},
                                               .repair = {.kind = PLANT_EXPONENTIAL, .a = 600}};
    for (int s = 0; s < LINE_STATIONS; s++) {
        line->works[s] =
            (struct plant_work){.item = -1,
                                .per_piece = true,
                                .processing = {.kind = PLANT_GAMMA, .a = means[s], .b = 4}};
        line->stations[s] = (struct plant_station){.id = names[s],
                                                   .name = names[s],
                                                   .machines = 1,
                                                   .calendar = 0,
                                                   .queue_capacity = -1,
                                                   .works = &line->works[s],
                                                   .work_count = 1};
    }
    line->works[1].setup_when = PLANT_SETUP_CHANGE;
    line->works[1].setup = (struct plant_law){.kind = PLANT_CONSTANT, .a = 20};
    line->stations[1].breakdowns = &line->breakdown;
    line->stations[1].breakdown_count = 1;
    for (int p = 0; p < 2; p++) {
        for (int k = 0; k < LINE_STATIONS; k++)
            line->steps[p][k] = (struct plant_step){.station = k};
        line->paths[p] = (struct plant_path){
            .item = p, .weight = 1, .steps = line->steps[p], .step_count = LINE_STATIONS};
        line->mix[p] = (struct plant_share){p, p == 0 ? 3 : 1};
    }
    line->source = (struct plant_source){.id = "orders",
                                         .kind = PLANT_RANDOM,
                                         .mix = line->mix,
                                         .mix_count = 2,
                                         .between = {.kind = PLANT_EXPONENTIAL, .a = between},
                                         .quantity = {.kind = PLANT_CONSTANT, .a = 1},
                                         .calendar = 0};
    line->model = (struct plant_model){.name = "three stations",
                                       .zone = "Asia/Seoul",
                                       .start = {2026, 3, 2},
                                       .revenue_per_piece = 2000,
                                       .items = line->items,
                                       .item_count = 2,
                                       .calendars = &line->calendar,
                                       .calendar_count = 1,
                                       .stations = line->stations,
                                       .station_count = LINE_STATIONS,
                                       .paths = line->paths,
                                       .path_count = 2,
                                       .sources = &line->source,
                                       .source_count = 1};
}

void line_schedule(struct line *line, double between)
{
    for (int o = 0; o < 400; o++)
        line->orders[o] = (struct plant_order){.at = (time_us)(between * 1e6) * o,
                                               .item = o % 4 == 0,
                                               .quantity = 1 + o % 3,
                                               .due = -1,
                                               .path = -1};
    line->source = (struct plant_source){.id = "recorded",
                                         .kind = PLANT_SCHEDULED,
                                         .calendar = -1,
                                         .orders = line->orders,
                                         .order_count = 400};
}

const char *test_file(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, 1 << 16);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    size_t size = fread(bytes, 1, (1 << 16) - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_uint_gt(size, 0);
    return bytes;
}

const char *test_replaced(struct arena *arena, const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    ck_assert_msg(at != NULL, "\"%s\" is not there", old);
    return arena_format(arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}
