#include "lanes/test/lines.h"

static const struct plant_item item = {"part", "부품"};
static const struct plant_share share = {0, 1};

void line_make(struct line *line, size_t count, int places)
{
    static const char *const ids[LINE_STATIONS_MAX] = {"s1", "s2", "s3", "s4",  "s5",  "s6",
                                                       "s7", "s8", "s9", "s10", "s11", "s12"};
    *line = (struct line){0};
    for (size_t i = 0; i < count; i++) {
        line->works[i] = (struct plant_work){.item = -1, .processing = LAW(EXPONENTIAL, .a = 1)};
        line->stations[i] = (struct plant_station){.id = ids[i],
                                                   .name = ids[i],
                                                   .machines = 1,
                                                   .calendar = -1,
                                                   .queue_capacity = i == 0 ? -1 : places,
                                                   .works = &line->works[i],
                                                   .work_count = 1};
        line->steps[i].station = (int)i;
    }
    line->path = (struct plant_path){0, 1, line->steps, count};
    line->source = (struct plant_source){.id = "in",
                                         .kind = PLANT_SATURATED,
                                         .mix = &share,
                                         .mix_count = 1,
                                         .quantity = LAW(CONSTANT, .a = 1),
                                         .calendar = -1};
    line->model = (struct plant_model){.name = "line",
                                       .zone = "Asia/Seoul",
                                       .start = {2026, 1, 5},
                                       .note = "",
                                       .items = &item,
                                       .item_count = 1,
                                       .stations = line->stations,
                                       .station_count = count,
                                       .paths = &line->path,
                                       .path_count = 1,
                                       .sources = &line->source,
                                       .source_count = 1};
}

void line_breaks(struct line *line)
{
    for (size_t i = 0; i < line->model.station_count; i++) {
        line->breakdowns[i][0] = (struct plant_breakdown){.id = "stop",
                                                          .operation_dependent = true,
                                                          .uptime = LAW(EXPONENTIAL, .a = 100),
                                                          .repair = LAW(EXPONENTIAL, .a = 5)};
        line->stations[i].breakdowns = line->breakdowns[i];
        line->stations[i].breakdown_count = 1;
    }
}
