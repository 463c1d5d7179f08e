/* wire.h -- what every protocol machine of the factory node is: time and bytes in, bytes and
 * samples out. No socket, no clock, no thread: the caller has those, and so has the test.
 *
 * A machine's memory is areas of units (16-bit words or single bits). A tag is a place in it and a
 * form: how the words there become a number, a bit or a text. Tags are read in groups, each with
 * its own period; the plan merges a group's tags into the cheapest requests that the device takes.
 *
 *     wire_client_new(&options, &client, &err);          (a room such as melsec is the protocol)
 *     for (;;) {                                          (one thread; sleep until wire_wake_at)
 *         if (wire_wants_line(client) != open) open or close it, then
 *             wire_connected(client, now) or wire_lost(client, now);
 *         wire_receive(client, now, bytes, count);        (what came)
 *         wire_tick(client, now);
 *         while ((count = wire_send(client, bytes, room)) > 0) send it;
 *         while (wire_take_scan(client, &scan)) keep it;
 *     }
 *
 * Promises, each with a test of the same words here, in melsec/test or in xgt/test:
 *   - Every scan that is due gives one reading a tag: a value, or BAD and why. Silence is BAD too.
 *   - A late, repeated or foreign answer never becomes a value.
 *   - Garbage in front of an answer costs that garbage and nothing else.
 *   - However the bytes are split, the readings are the same.
 *   - A value is never put together from two answers.
 *   - A wrong address costs its own reading and not those of its neighbours.
 *   - A silent station does not delay the others by more than its own time-out.
 *   - Nothing is written unless client and tag both allow it; a write is never repeated by itself.
 *   - The plan is the cheapest of those that read in address order.
 *
 * Uses: kit. Used by: melsec, xgt. */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"

#define REASON REASON_DECLARE
#include "wire/reasons.def"
#undef REASON

enum {
    WIRE_FRAME_MAX = 8192,   /* bytes of one request or answer, of every protocol here */
    WIRE_UNITS_MAX = 7168,   /* words or bits of one request */
    WIRE_BLOCKS_MAX = 256,   /* blocks of one request */
    WIRE_TAGS_MAX = 10000,   /* of one client */
    WIRE_GROUPS_MAX = 32,    /* of one client */
    WIRE_STATIONS_MAX = 256, /* on one line */
    WIRE_MODES_MAX = 8,      /* of one protocol */
    WIRE_WRITES_MAX = 64,    /* waiting, and outcomes not yet taken */
    WIRE_TEXT_MAX = 64,      /* bytes of a text in the device */
    WIRE_TEXT_ROOM = WIRE_TEXT_MAX / 2 * 3 + 1, /* of the same in UTF-8: 3 for 2, and the end */
};

/* ---- values: from words to what they mean ---- */

enum wire_type {
#define TYPE(id, name, kind, bits) WIRE_##id,
#include "wire/types.def"
#undef TYPE
    WIRE_TYPE_COUNT
};
bool wire_type_find(const char *name, enum wire_type *ret_type);
const char *wire_type_name(enum wire_type type);

/* How the words at a place are read. All zero but the type: as the device has it, scale 1. */
struct wire_form {
    enum wire_type type;
    bool high_word_first;        /* 32 and 64 bits: the word at the lower number is the high one */
    bool swap_bytes;             /* within each word */
    uint8_t bit_from, bit_count; /* a field of a whole number; count 0: all of it */
    uint8_t text_bytes;          /* WIRE_TEXT: 1 .. WIRE_TEXT_MAX */
    bool cp949;                  /* WIRE_TEXT: as Korean screens write it; else UTF-8 */
    double scale, offset;        /* value = raw * scale + offset; scale 0 counts as 1 */
};
/* "ABCD", "CDAB", "BADC", "DCBA": the order in which a 32-bit number's bytes lie in two words. */
bool wire_order_find(const char *name, struct wire_form *form);

struct wire_value {
    bool is_text, is_whole;
    double number;             /* scaled */
    int64_t whole;             /* is_whole: the same, exactly (no scale, no fraction) */
    char text[WIRE_TEXT_ROOM]; /* UTF-8 */
};

/* A form that cannot be is refused: WIRE_FORM. `bit`: first bit in the first word (of a place). */
enum status wire_form_check(const struct wire_form *form, unsigned bit, struct error *err);
size_t wire_form_words(const struct wire_form *form, unsigned bit);
/* WIRE_NO_NUMBER: not a number, digits that are no BCD; WIRE_NO_TEXT: bytes that are no text. */
enum status wire_decode(const struct wire_form *form, unsigned bit, const uint16_t *words,
                        struct wire_value *ret_value, struct error *err);
/* WIRE_RANGE: does not fit. Only for forms that fill their words: see wire_form_whole(). */
enum status wire_encode(const struct wire_form *form, const struct wire_value *value,
                        uint16_t *ret_words, struct error *err);
/* Does writing it leave no other bit of its words to be known? */
bool wire_form_whole(const struct wire_form *form, unsigned bit);

/* ---- a protocol: what a room such as melsec gives ---- */

enum wire_unit { WIRE_WORDS, WIRE_BITS };

/* One way of asking for units, with the device's limits and what it costs (microseconds of line
 * and device; only the proportions matter). */
struct wire_mode {
    const char *name;
    enum wire_unit unit;
    bool named;          /* each unit is a block of its own: nothing in between can be bridged */
    uint32_t blocks_max; /* of a request; 1 .. WIRE_BLOCKS_MAX */
    uint32_t units_max;  /* of all blocks together; 1 .. WIRE_UNITS_MAX */
    uint32_t request_cost, block_cost, unit_cost;
};

/* Where a tag is. A single bit that the device can write alone has a place of its own. */
struct wire_place {
    uint16_t area;  /* the protocol's own number */
    uint32_t from;  /* first unit */
    uint8_t bit;    /* first bit in it */
    uint8_t bits;   /* how much the address names: 1, 8, 16, 32 or 64 */
    uint16_t modes; /* 1 << mode: the ways in which it may be read; all of one unit */
    uint16_t write_mode;
    bool bit_alone; /* the bit can be written in bit_mode at bit_area, bit_from */
    uint16_t bit_mode, bit_area;
    uint32_t bit_from;
};

struct wire_block {
    uint16_t area;
    uint32_t from, count;
};

enum wire_verb { WIRE_READ, WIRE_WRITE, WIRE_PROBE };

struct wire_request {
    enum wire_verb verb;
    uint8_t station;
    uint16_t mode;
    const struct wire_block *blocks;
    size_t block_count, unit_count;
    const uint16_t *units; /* WIRE_WRITE: of all blocks in turn; a bit is 0 or 1 */
};

/* What the bytes received so far begin with. */
struct wire_heard {
    enum wire_hearing {
        WIRE_MORE,    /* the beginning of an answer */
        WIRE_SKIP,    /* `size` bytes that belong to no answer that is waited for */
        WIRE_ANSWER,  /* `size` bytes: the answer; the units are filled in */
        WIRE_REFUSED, /* `size` bytes: the device says no; the error is filled in */
    } is;
    size_t size;
};

/* What tells a late answer from the one that is waited for. */
enum wire_lateness {
    WIRE_NUMBERED,  /* requests are numbered, the answer repeats the number */
    WIRE_RECONNECT, /* nothing does: after a time-out only a new connection is safe */
    WIRE_PROBED,    /* a probe, whose answer looks like no other, marks the end of what was late */
};

struct wire_protocol {
    const char *name;
    enum wire_lateness late;
    /* What an address means, WIRE_ADDRESS or a reason of the protocol's own. */
    enum status (*place)(const void *settings, const char *address, struct wire_place *ret_place,
                         struct error *err);
    const struct wire_mode *(*modes)(const void *settings, size_t *ret_count);
    /* The bytes of a request within the mode's limits; `bytes` holds WIRE_FRAME_MAX. */
    size_t (*ask)(const void *settings, const struct wire_request *request, uint16_t number,
                  uint8_t *bytes);
    struct wire_heard (*hear)(const void *settings, const struct wire_request *request,
                              uint16_t number, const uint8_t *bytes, size_t count,
                              uint16_t *ret_units, struct error *err);
};

/* ---- the plan: from tags to requests ---- */

struct wire_item {
    uint8_t station;
    uint16_t area, modes;
    uint32_t from, count;
};

struct wire_part { /* where an item's units are in the answers */
    size_t request, offset;
};

struct wire_plan {
    struct wire_request *requests;
    size_t request_count;
    struct wire_part *parts; /* one an item */
    uint64_t cost;
};

/* WIRE_TOO_LONG when one item does not fit a request. */
enum status wire_plan(struct arena *arena, const struct wire_mode *modes, size_t mode_count,
                      const struct wire_item *items, size_t count, struct wire_plan *ret_plan,
                      struct error *err);

/* ---- the client ---- */

struct wire_tag {
    const char *name;    /* "oven2.temperature" */
    const char *address; /* "D100", "%MW100": the protocol's own spelling */
    uint8_t station;     /* on a line with several; else 0 */
    uint8_t group;
    bool writable;
    struct wire_form form;
};

struct wire_group {
    time_us period; /* at least 10 ms */
};

struct wire_options {
    const struct wire_protocol *protocol;
    const void *settings; /* the protocol's */
    bool datagrams;       /* what is received at one time is one message */
    bool writes_allowed;
    time_us reply_timeout;      /* 0: 1 s */
    unsigned tries;             /* until a station counts as silent; 0: 3 */
    time_us wait_min, wait_max; /* before the next attempt, doubling; 0: 1 s and 30 s */
    const struct wire_tag *tags;
    size_t tag_count;
    const struct wire_group *groups;
    size_t group_count;
};

struct wire_client;

/* Everything in the options is copied but `settings`, which must live on. The place of an error is
 * "/tags/3/address". */
enum status wire_client_new(const struct wire_options *options, struct wire_client **ret_client,
                            struct error *err);
void wire_client_free(struct wire_client *client); /* client may be NULL */

/* Should the line be open now? After an orderly close, too, wire_lost() is called. */
bool wire_wants_line(const struct wire_client *client);
void wire_connected(struct wire_client *client, time_us now);
void wire_lost(struct wire_client *client, time_us now);
void wire_receive(struct wire_client *client, time_us now, const uint8_t *bytes, size_t count);
void wire_tick(struct wire_client *client, time_us now);
size_t wire_send(struct wire_client *client, uint8_t *bytes, size_t room);
time_us wire_wake_at(const struct wire_client *client); /* tick no later than this */

struct wire_reading {
    const struct reason *why; /* NULL: good */
    struct wire_value value;  /* of a good one */
};

/* One reading of every tag of a group, in the order of the tags. Valid until the next call. */
struct wire_scan {
    size_t group;
    time_us at; /* when the scan began: the one time of all its readings */
    time_us finished;
    const size_t *tags; /* their numbers */
    const struct wire_reading *readings;
    size_t count;
    uint64_t missed; /* scans of this group before this one that nobody took or that fell out */
};
bool wire_take_scan(struct wire_client *client, struct wire_scan *ret_scan);

/* Queues one write: WIRE_PROTECTED, WIRE_PART, WIRE_RANGE, WIRE_BUSY. */
enum status wire_write(struct wire_client *client, time_us now, size_t tag,
                       const struct wire_value *value, struct error *err);
struct wire_outcome {
    size_t tag;
    bool done;
    struct error err; /* if not: why; WIRE_UNSURE when no answer came */
};
bool wire_take_outcome(struct wire_client *client, struct wire_outcome *ret_outcome);

struct wire_health {
    bool open, demoted; /* demoted: a station has been silent `tries` times in a row */
    uint64_t requests, answers, refusals, timeouts, skipped_bytes, connections;
    time_us answer_time; /* of the last answer */
};
struct wire_health wire_health(const struct wire_client *client);

/* ---- the other side: a virtual machine that answers ---- */

/* The memory of one device: `units` words, or bits of 0 and 1, of the caller's. */
struct wire_bank {
    const char *device; /* the protocol's own name: "D", "M" */
    enum wire_unit unit;
    uint32_t count;
    uint16_t *units;
    bool read_only;
};

struct wire_memory {
    struct wire_bank *banks;
    size_t count;
    uint64_t reads, writes; /* counted by the service */
    bool write_refused;     /* as a machine whose switch forbids writing */
};
/* NULL when there is no such device. */
struct wire_bank *wire_bank(struct wire_memory *memory, const char *device);

/* One request at the start of `bytes`: WIRE_MORE, WIRE_SKIP or WIRE_ANSWER, whose bytes are in
 * `answer` (room WIRE_FRAME_MAX). Written apart from the client side of the same protocol. */
struct wire_service {
    const char *name;
    struct wire_heard (*serve)(const void *settings, struct wire_memory *memory,
                               const uint8_t *bytes, size_t count, uint8_t *answer,
                               size_t *ret_answer);
};

struct wire_server;
struct wire_server *wire_server_new(const struct wire_service *service, const void *settings,
                                    struct wire_memory *memory);
void wire_server_free(struct wire_server *server);
void wire_server_connected(struct wire_server *server); /* forgets what was half received */
void wire_server_receive(struct wire_server *server, time_us now, const uint8_t *bytes,
                         size_t count);
size_t wire_server_send(struct wire_server *server, uint8_t *bytes, size_t room);

/* ---- a bad line, on purpose: for the virtual plant and for tests ---- */

struct wire_faults {
    double lost, repeated, overtaken; /* chance that a message is */
    double noise;                     /* chance of random bytes in front of one */
    double late;                      /* chance that one is delayed by up to late_max */
    double split;                     /* chance that it is cut at each byte */
    double flipped;                   /* chance that one byte of it is another */
    time_us delay, late_max;
};
struct wire_line;
struct wire_line *wire_line_new(uint64_t seed, const char *name, const struct wire_faults *faults);
void wire_line_free(struct wire_line *line);
void wire_line_clear(struct wire_line *line); /* a new connection: what was under way is gone */
void wire_line_put(struct wire_line *line, time_us now, const uint8_t *bytes, size_t count);
/* What has come by now, one piece at a time; `bytes` holds WIRE_FRAME_MAX. */
bool wire_line_take(struct wire_line *line, time_us now, uint8_t *bytes, size_t *ret_count);
time_us wire_line_wake_at(const struct wire_line *line); /* INT64_MAX: nothing is under way */

#endif
