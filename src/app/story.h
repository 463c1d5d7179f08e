/* story.h -- stories: what people do with a server, written line by line and acted for real.
 *
 * The demo and the scenario tests are stories. Every line goes through the API like a page would.
 *
 *     # a remark
 *     say TEXT                                 print it; {name} is replaced by what was kept
 *     set NAME TEXT
 *     sign-in WHO LOGIN PASSWORD               a session for WHO; a code where one was enrolled
 *     enrol WHO                                enrols a one-time-code key for WHO
 *     resume WHO COOKIE CSRF                   a session that another story made
 *     as WHO                                   who acts from here on; `as nobody` without session
 *     step-up                                  fresh proof before money, unless the last one is
 *                                              younger than four minutes
 *     get PATH -> STATUS [CLAUSE]...
 *     post PATH {json} -> STATUS [CLAUSE]...   also patch, delete
 *     upload PATH FILE -> STATUS [CLAUSE]...   the body is the file: CSV; JSON, ZIP by its name
 *     put PATH FILE FROM SIZE -> STATUS [CLAUSE]...   the body is that part of the file, as it is;
 *                                              up to its end where that comes first
 *     wait PATH -> STATE [CLAUSE]...           polls a job until it ends: done, failed, cancelled
 *     with HEADER: VALUE                       sends this header with the next request; without
 *                                              VALUE the header is left out
 *     save FILE                                writes the body of the last answer
 *     expect POINTER = JSON                    of the last answer; POINTER "/" is all of it
 *     expect POINTER absent                    there is no such member
 *     expect POINTER count N                   a list of N
 *     expect POINTER has TEXT                  also lacks: TEXT is nowhere in what is there
 *
 * A CLAUSE is `reason NAME`, of the problem document or of the failed job, or `keep POINTER as
 * NAME`. What sign-in and enrol learn is kept as {key.WHO}, {cookie.WHO} and {csrf.WHO}.
 * POINTER is RFC 6901 without escapes ("/items/0/id"). {name:won} writes 12,345,000원, {name:1} a
 * number with one decimal; {today}, {today+30}, {today-20} are days. A line that fails ends the
 * story with APP_STORY, the line's number, and what came instead. */
#ifndef APP_STORY_H
#define APP_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"
#include "kit/map.h"

struct story;

struct story_options {
    const char *host;
    uint16_t port;
    const char *folder; /* where files named in the story are */
    bool quiet;         /* `say` prints nothing */
};

struct story *story_new(struct arena *arena, const struct story_options *options);
void story_set(struct story *story, const char *name, const char *value);
const char *story_get(const struct story *story, const char *name); /* NULL if not kept */

enum status story_act(struct story *story, const char *text, struct error *err);

/* Forget the last answer (frees what jansson holds). */
void story_end(struct story *story);

#endif
