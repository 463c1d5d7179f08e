/* lines.h -- small lines for the tests of this room. */
#ifndef ADVISE_TEST_LINES_H
#define ADVISE_TEST_LINES_H

#include "advise/advise.h"

enum { LINE_STATIONS = 3 };

/* Three stations in a row, two items, one shift on weekdays, set-ups and breakdowns at the second;
 * everything is here, so tests may change any of it. */
struct line {
    struct plant_model model;
    struct plant_item items[2];
    struct plant_window windows[10];
    struct plant_calendar calendar;
    struct plant_work works[LINE_STATIONS];
    struct plant_breakdown breakdown;
    struct plant_station stations[LINE_STATIONS];
    struct plant_step steps[2][LINE_STATIONS];
    struct plant_path paths[2];
    struct plant_share mix[2];
    struct plant_source source;
    struct plant_order orders[400];
};

/* The mean seconds a piece at each station; orders of one piece come every `between` seconds. */
void line_make(struct line *line, double first, double second, double third, double between);
void line_schedule(struct line *line, double between); /* listed orders instead */

const char *test_file(struct arena *arena, const char *path);
const char *test_replaced(struct arena *arena, const char *text, const char *old, const char *new);

#endif
