#include "app/progress.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Set by the signal handler, read by the worker: the only state here. */
static volatile sig_atomic_t interrupted;

static void note_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

void progress_watch_interrupt(void)
{
    struct sigaction action = {.sa_handler = note_interrupt};
    (void)sigemptyset(&action.sa_mask);
    action.sa_flags = (int)SA_RESETHAND; /* a second Ctrl-C ends it the hard way */
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

bool progress_interrupted(void)
{
    return interrupted != 0;
}

void progress_show(struct progress_line *line, double done, const char *doing)
{
    if (line->last == 0)
        line->shown = isatty(STDERR_FILENO) == 1;
    time_us now = clock_steady();
    bool end = done >= 1;
    if (!line->shown || (!end && now - line->last < TIME_SECOND / 10))
        return;
    line->last = now;
    fprintf(stderr, "\r%3.0f%% %s\x1b[K%s", done * 100, doing, end ? "\r\x1b[K" : "");
    (void)fflush(stderr);
}
