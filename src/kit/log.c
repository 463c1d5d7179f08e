#include "kit/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

/* The one piece of state a process shares: set at start, read afterwards. */
static enum log_level least_level = LOG_INFO;

void log_set_level(enum log_level least)
{
    least_level = least;
}

void log_line(enum log_level level, const char *area, const char *format, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if (level < least_level)
        return;
    char line[1024];
    struct timespec now;
    struct tm parts;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &parts);
    size_t used = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &parts);
    int head = snprintf(line + used, sizeof line - used, ".%03ldZ %s %s: ", now.tv_nsec / 1000000,
                        names[level], area);
    used += head > 0 ? (size_t)head : 0;
    va_list args;
    va_start(args, format);
    int tail = vsnprintf(line + used, sizeof line - used - 1, format, args);
    va_end(args);
    used += tail > 0 ? (size_t)tail : 0;
    if (used > sizeof line - 2)
        used = sizeof line - 2;
    /* What comes from outside may not start a line of its own in the log. */
    for (size_t i = 0; i < used; i++)
        if ((unsigned char)line[i] < 0x20)
            line[i] = ' ';
    line[used] = '\n';
    (void)fwrite(line, 1, used + 1, stderr);
}

void log_error(const char *area, const struct error *err)
{
    log_line(LOG_ERROR, area, "%s %s | %s%s%s (%s:%d)", status_name(err->reason->status),
             err->reason->name, err->place, *err->place == '\0' ? "" : ": ", err->text, err->file,
             err->line);
}
