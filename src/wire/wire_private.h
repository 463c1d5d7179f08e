/* wire_private.h -- between the sources of this room. */
#ifndef WIRE_WIRE_PRIVATE_H
#define WIRE_WIRE_PRIVATE_H

#include "wire/wire.h"

/* What a tag has become. */
struct entry {
    struct wire_tag tag;
    struct wire_place place;
    size_t offset; /* in the answer to its request */
    size_t slot;   /* its reading in the group */
};

struct ask { /* one request of a group, and whose values it brings */
    struct wire_request request;
    size_t *tags;
    size_t tag_count;
};

struct group {
    time_us period, due, at, done_at, finished;
    struct ask *asks;       /* room for one a tag */
    size_t ask_count, next; /* next: the one to be asked; ask_count: no scan is going on */
    size_t *tags;
    size_t tag_count;
    struct wire_reading *now, *done; /* being filled; finished */
    bool fresh;                      /* `done` has not been taken */
    unsigned attempts;               /* of asks[next] */
    uint64_t missed, missed_shown;
};

/* Fills entries and groups from the options; the reasons are those of wire_client_new(). */
enum status setup(struct arena *arena, const struct wire_options *options, struct entry *entries,
                  struct group *groups, struct error *err);

/* The requests for some tags of one group; `asks` has room for one a tag. */
enum status plan_asks(struct arena *arena, const struct wire_options *options,
                      struct entry *entries, const size_t *tags, size_t count, struct ask *asks,
                      size_t *ret_count, struct error *err);

#endif
