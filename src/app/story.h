/* story.h -- stories: what people do with a server, written line by line and acted for real.
 *
 * The demo and the scenario tests are stories. Every line goes through the API like a page would.
 *
 *     # a remark
 *     say TEXT                                 print it; {name} is replaced by what was kept
 *     set NAME TEXT
 *     sign-in WHO LOGIN PASSWORD               a session for WHO; a code where one was enrolled
 *     enrol WHO                                enrols a one-time-code key for WHO
 *     as WHO                                   who acts from here on; `as nobody` without session
 *     step-up                                  fresh proof before money
 *     get PATH -> STATUS [keep POINTER as NAME]...
 *     post PATH {json} -> STATUS [keep ...]    also patch, delete
 *     upload PATH FILE -> STATUS [keep ...]    the body is the file
 *     wait PATH -> done [keep ...]             polls a job until it ends
 *     expect POINTER = JSON                    of the last answer
 *
 * POINTER is RFC 6901 without escapes ("/items/0/id"). {name:won} writes 12,345,000원, {name:1}
 * a number with one decimal. A line that
 * fails ends the story with APP_STORY, the line's number, and what came instead. */
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
