/* progress.h -- long work on a terminal: a line that counts, and Ctrl-C that cancels in good order.
 */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include <stdbool.h>

#include "kit/clock.h"

struct progress_line {
    bool shown; /* standard error is a terminal */
    time_us last;
};

/* At most ten times a second; `done` of 1 ends the line. */
void progress_show(struct progress_line *line, double done, const char *doing);

/* From the first call on Ctrl-C (or a plain kill) is noted instead of ending the program at once;
 * the second one ends it. */
void progress_watch_interrupt(void);
bool progress_interrupted(void);

#endif
