/* lines.h -- lines to test with, made in C. */
#ifndef LANES_TEST_LINES_H
#define LANES_TEST_LINES_H

#include "plant/plant.h"

enum { LINE_STATIONS_MAX = 12 };

struct line {
    struct plant_station stations[LINE_STATIONS_MAX];
    struct plant_work works[LINE_STATIONS_MAX];
    struct plant_breakdown breakdowns[LINE_STATIONS_MAX][2];
    struct plant_step steps[LINE_STATIONS_MAX];
    struct plant_path path;
    struct plant_source source;
    struct plant_calendar calendar;
    struct plant_model model;
};

#define LAW(kind_, ...) ((struct plant_law){.kind = PLANT_##kind_, __VA_ARGS__})

/* `count` stations of one machine and exponential work of mean 1 s, `places` before each but the
 * first; orders without end. Change what you like afterwards. */
void line_make(struct line *line, size_t count, int places);

/* Breakdowns of working machines at every station: mean 100 s of work, repaired in 5 s. */
void line_breaks(struct line *line);

#endif
