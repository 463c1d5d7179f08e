/* The client: one request at a time, writes first, then the scan that must be finished soonest. */
#include <string.h>

#include "kit/must.h"
#include "wire/wire_private.h"

#define REASON REASON_DEFINE
#include "wire/reasons.def"
#undef REASON

enum { IN_MAX = 2 * WIRE_FRAME_MAX, ARENA_MAX = 64 << 20, WRITE_WORDS_MAX = WIRE_TEXT_MAX / 2 };

struct station {
    unsigned failures;
    time_us resume_at; /* left alone until then */
    bool probe;        /* something late may still be under way */
};

struct write {
    size_t tag;
    uint16_t words[WRITE_WORDS_MAX];
    struct wire_block block;
    struct wire_request request;
};

struct flight {
    bool on;
    struct wire_request request;
    struct group *group; /* NULL: a write, or a probe */
    uint16_t number;
    time_us sent_at, deadline;
};

struct wire_client {
    struct arena *arena;
    struct wire_options options;
    struct entry *entries;
    struct group groups[WIRE_GROUPS_MAX];
    struct station stations[WIRE_STATIONS_MAX];
    struct flight flight;
    struct write writes[WIRE_WRITES_MAX];
    size_t write_first, write_count;
    struct wire_outcome outcomes[WIRE_WRITES_MAX];
    size_t outcome_first, outcome_count;
    bool open, wanted, closing; /* closing: the caller has not yet said wire_lost() */
    time_us reopen_at, clock;
    unsigned line_failures;
    uint16_t number;
    struct wire_health health;
    size_t out_size, out_sent, in_count;
    uint8_t out[WIRE_FRAME_MAX], in[IN_MAX];
    uint16_t units[WIRE_UNITS_MAX];
};

enum status wire_client_new(const struct wire_options *options, struct wire_client **ret_client,
                            struct error *err)
{
    if (options->tag_count > WIRE_TAGS_MAX) /* before anything is copied */
        return FAIL_AT(err, WIRE_OPTIONS, "/tags", "more than %d tags", WIRE_TAGS_MAX);
    struct arena *arena = arena_new("wire client", ARENA_MAX);
    struct wire_client *client = arena_alloc(arena, sizeof *client);
    client->arena = arena;
    client->options = *options;
    client->wanted = true;
    client->clock = INT64_MIN;
    client->entries = arena_array(arena, options->tag_count + 1, sizeof *client->entries);
    client->options.reply_timeout =
        options->reply_timeout == 0 ? TIME_SECOND : options->reply_timeout;
    client->options.tries = options->tries == 0 ? 3 : options->tries;
    client->options.wait_min = options->wait_min == 0 ? TIME_SECOND : options->wait_min;
    client->options.wait_max = options->wait_max == 0 ? 30 * TIME_SECOND : options->wait_max;
    enum status st = setup(arena, options, client->entries, client->groups, err);
    client->options.tags = NULL; /* the caller's; ours are in entries and groups */
    client->options.groups = NULL;
    if (st != STATUS_OK) {
        arena_free(arena);
        return st;
    }
    *ret_client = client;
    return STATUS_OK;
}

void wire_client_free(struct wire_client *client)
{
    if (client != NULL)
        arena_free(client->arena);
}

static time_us wait_after(const struct wire_client *client, unsigned failures)
{
    time_us wait = client->options.wait_min;
    for (unsigned i = 1; i < failures && wait < client->options.wait_max; i++)
        wait *= 2;
    return wait < client->options.wait_max ? wait : client->options.wait_max;
}

/* Time does not run backwards, whatever the caller's clock does. */
static time_us advance(struct wire_client *client, time_us now)
{
    if (now > client->clock)
        client->clock = now;
    return client->clock;
}

/* ---- what becomes of requests ---- */

static void finish_ask(struct group *group, time_us now)
{
    group->attempts = 0;
    if (++group->next < group->ask_count)
        return;
    struct wire_reading *done = group->now;
    group->now = group->done;
    group->done = done;
    group->missed += group->fresh; /* the one before it was not taken */
    group->fresh = true;
    group->done_at = group->at;
    group->finished = now;
}

static void fail_ask(struct group *group, const struct wire_client *client,
                     const struct reason *why, time_us now)
{
    const struct ask *ask = &group->asks[group->next];
    for (size_t i = 0; i < ask->tag_count; i++)
        group->now[client->entries[ask->tags[i]].slot] = (struct wire_reading){.why = why};
    finish_ask(group, now);
}

static void read_ask(struct wire_client *client, struct group *group, time_us now)
{
    const struct ask *ask = &group->asks[group->next];
    for (size_t i = 0; i < ask->tag_count; i++) {
        const struct entry *entry = &client->entries[ask->tags[i]];
        struct wire_reading reading = {0};
        struct error err;
        must(entry->offset < ask->request.unit_count);
        if (wire_decode(&entry->tag.form, entry->place.bit, client->units + entry->offset,
                        &reading.value, &err) != STATUS_OK)
            reading = (struct wire_reading){.why = err.reason};
        group->now[entry->slot] = reading;
    }
    finish_ask(group, now);
}

/* The device has no such place, and several tags were asked for at once: from now on in halves, so
 * that the one wrong address stands alone and no longer blinds its neighbours. */
static bool split_ask(struct wire_client *client, struct group *group)
{
    const struct ask whole = group->asks[group->next];
    if (whole.tag_count < 2)
        return false;
    struct ask *parts = arena_array(client->arena, whole.tag_count, sizeof *parts);
    size_t half = whole.tag_count / 2, first = 0, second = 0;
    struct error err;
    enum status st = plan_asks(client->arena, &client->options, client->entries, whole.tags, half,
                               parts, &first, &err);
    must(st == STATUS_OK); /* it was planned before */
    st = plan_asks(client->arena, &client->options, client->entries, whole.tags + half,
                   whole.tag_count - half, parts + first, &second, &err);
    must(st == STATUS_OK);
    must(group->ask_count + first + second - 1 <= group->tag_count);
    group->asks[group->next] = parts[0]; /* asked at once; the others at the end of this scan */
    memcpy(&group->asks[group->ask_count], parts + 1, (first + second - 1) * sizeof *parts);
    group->ask_count += first + second - 1;
    return true;
}

/* The first write is done or given up; `err` NULL: done. */
static void finish_write(struct wire_client *client, const struct error *err)
{
    must(client->write_count > 0);
    must(client->outcome_count < WIRE_WRITES_MAX);
    size_t at = (client->outcome_first + client->outcome_count++) % WIRE_WRITES_MAX;
    struct wire_outcome *outcome = &client->outcomes[at];
    *outcome = (struct wire_outcome){.tag = client->writes[client->write_first].tag};
    outcome->done = err == NULL;
    if (err != NULL)
        outcome->err = *err;
    client->write_first = (client->write_first + 1) % WIRE_WRITES_MAX;
    client->write_count--;
}

static void fail_write(struct wire_client *client, const struct reason *why, const char *text)
{
    struct error err;
    (void)error_fill(&err, why, __FILE__, __LINE__, "", "%s", text);
    finish_write(client, &err);
}

/* The request in flight will not be answered any more. */
static void give_up(struct wire_client *client, const struct reason *why, time_us now)
{
    struct flight flight = client->flight;
    client->flight.on = false;
    if (flight.request.verb == WIRE_WRITE)
        fail_write(client, &WIRE_UNSURE, "no answer");
    else if (flight.group != NULL)
        fail_ask(flight.group, client, why, now);
}

static void drop_line(struct wire_client *client, time_us now)
{
    client->closing = client->open;
    client->open = client->wanted = false;
    client->in_count = client->out_size = client->out_sent = 0;
    client->reopen_at = now + wait_after(client, ++client->line_failures);
}

/* ---- sending ---- */

static void start(struct wire_client *client, const struct wire_request *request,
                  struct group *group, time_us now)
{
    struct flight *flight = &client->flight;
    *flight = (struct flight){.on = true,
                              .request = *request,
                              .group = group,
                              .number = ++client->number,
                              .sent_at = now,
                              .deadline = now + client->options.reply_timeout};
    client->out_size = client->options.protocol->ask(client->options.settings, &flight->request,
                                                     flight->number, client->out);
    must(client->out_size <= WIRE_FRAME_MAX);
    client->out_sent = 0;
    client->in_count = 0;
    client->health.requests++;
}

/* Of the scans going on, the one that should be over first. */
static struct group *most_urgent(struct wire_client *client)
{
    struct group *found = NULL;
    for (size_t i = 0; i < client->options.group_count; i++) {
        struct group *group = &client->groups[i];
        if (group->next < group->ask_count &&
            (found == NULL || group->at + group->period < found->at + found->period))
            found = group;
    }
    return found;
}

/* Sends the next request, if any may be sent; what can not be asked now fails at once. */
static void pump(struct wire_client *client, time_us now)
{
    while (!client->flight.on) {
        struct group *group = most_urgent(client);
        struct write *write = client->write_count > 0 && client->outcome_count < WIRE_WRITES_MAX
                                  ? &client->writes[client->write_first]
                                  : NULL;
        if (write == NULL && group == NULL)
            return;
        const struct wire_request *request =
            write != NULL ? &write->request : &group->asks[group->next].request;
        struct station *station = &client->stations[request->station];
        bool resting = now < station->resume_at;
        if (client->open && !resting) {
            struct wire_request probe = {.verb = WIRE_PROBE, .station = request->station};
            if (station->probe)
                start(client, &probe, NULL, now);
            else
                start(client, request, write != NULL ? NULL : group, now);
            return;
        }
        const struct reason *why = client->open ? &WIRE_SILENT : &WIRE_NO_LINE;
        if (write != NULL)
            fail_write(client, why, "it was not sent");
        else
            fail_ask(group, client, why, now);
    }
}

size_t wire_send(struct wire_client *client, uint8_t *bytes, size_t room)
{
    size_t left = client->out_size - client->out_sent, count = left < room ? left : room;
    if (!client->open)
        return 0;
    memcpy(bytes, client->out + client->out_sent, count);
    client->out_sent += count;
    return count;
}

/* ---- hearing ---- */

static void on_answer(struct wire_client *client, enum wire_hearing is, const struct error *err,
                      time_us now)
{
    struct flight flight = client->flight;
    struct station *station = &client->stations[flight.request.station];
    client->flight.on = false;
    client->line_failures = station->failures = 0;
    client->health.answer_time = now - flight.sent_at;
    client->health.answers++;
    client->health.refusals += is == WIRE_REFUSED;
    if (flight.request.verb == WIRE_PROBE)
        station->probe = false; /* even a refused one: it is an answer like no other */
    else if (flight.request.verb == WIRE_WRITE)
        finish_write(client, is == WIRE_ANSWER ? NULL : err);
    else if (is == WIRE_ANSWER)
        read_ask(client, flight.group, now);
    else if (err->reason->status != STATUS_NOT_FOUND || !split_ask(client, flight.group))
        fail_ask(flight.group, client, err->reason, now);
}

static void consume(struct wire_client *client, size_t size)
{
    must(size > 0);
    must(size <= client->in_count);
    client->in_count -= size;
    memmove(client->in, client->in + size, client->in_count);
}

/* Looks at what was received; `over`: nothing more will come of what has begun. */
static void hear(struct wire_client *client, time_us now, bool over)
{
    while (client->in_count > 0 && client->open) {
        if (!client->flight.on || client->out_sent < client->out_size) {
            /* Nobody asked yet. Where answers have no number, it may be the answer of before that
             * the next request would take for its own. */
            client->health.skipped_bytes += client->in_count;
            client->in_count = 0;
            if (client->options.protocol->late == WIRE_RECONNECT)
                drop_line(client, now);
            return;
        }
        struct error err = {0};
        struct wire_heard heard = client->options.protocol->hear(
            client->options.settings, &client->flight.request, client->flight.number, client->in,
            client->in_count, client->units, &err);
        if (heard.is == WIRE_MORE && !over && client->in_count < IN_MAX)
            return;
        size_t size = heard.is == WIRE_MORE ? 1 : heard.size;
        consume(client, size);
        if (heard.is == WIRE_ANSWER || heard.is == WIRE_REFUSED)
            on_answer(client, heard.is, &err, now);
        else
            client->health.skipped_bytes += size;
    }
}

void wire_receive(struct wire_client *client, time_us now, const uint8_t *bytes, size_t count)
{
    now = advance(client, now);
    while (count > 0 && client->open) {
        size_t room = IN_MAX - client->in_count, part = count < room ? count : room;
        memcpy(client->in + client->in_count, bytes, part);
        client->in_count += part;
        bytes += part;
        count -= part;
        hear(client, now, client->options.datagrams && count == 0);
    }
    pump(client, now);
}

/* ---- time ---- */

static void on_timeout(struct wire_client *client, time_us now)
{
    hear(client, now, true); /* a damaged beginning may hide the answer behind it */
    if (!client->flight.on)
        return;
    struct flight flight = client->flight;
    struct station *station = &client->stations[flight.request.station];
    enum wire_lateness late = client->options.protocol->late;
    bool stuck = client->out_sent < client->out_size;
    client->health.timeouts++;
    station->failures++;
    if (late == WIRE_NUMBERED && !stuck &&
        (flight.group == NULL || ++flight.group->attempts < client->options.tries)) {
        if (flight.group == NULL)
            give_up(client, &WIRE_SILENT, now); /* a write is not repeated */
        client->flight.on = false;              /* pump() asks again under another number */
        return;
    }
    give_up(client, &WIRE_SILENT, now);
    if (late == WIRE_PROBED || client->options.datagrams) {
        station->probe = late == WIRE_PROBED;
        station->resume_at = now + wait_after(client, station->failures);
    } else {
        drop_line(client, now);
    }
}

static void begin_scans(struct wire_client *client, time_us now)
{
    for (size_t i = 0; i < client->options.group_count; i++) {
        struct group *group = &client->groups[i];
        if (group->due == INT64_MIN)
            group->due = now;
        if (now < group->due || group->ask_count == 0)
            continue;
        if (group->fresh && group->finished == now)
            continue; /* it ended at this very instant: first let it be taken */
        time_us late = (now - group->due) / group->period;
        group->missed += (uint64_t)late; /* whole periods that passed without a scan */
        group->due += (late + 1) * group->period;
        if (group->next < group->ask_count) {
            group->missed++;
            continue;
        }
        group->next = 0;
        group->at = now;
    }
}

void wire_tick(struct wire_client *client, time_us now)
{
    now = advance(client, now);
    if (!client->wanted && !client->closing && now >= client->reopen_at)
        client->wanted = true;
    if (client->flight.on && now >= client->flight.deadline)
        on_timeout(client, now);
    begin_scans(client, now);
    pump(client, now);
}

bool wire_wants_line(const struct wire_client *client)
{
    return client->wanted;
}

void wire_connected(struct wire_client *client, time_us now)
{
    now = advance(client, now);
    client->open = client->wanted = true;
    client->closing = false;
    client->in_count = client->out_size = client->out_sent = 0;
    client->health.connections++;
    pump(client, now);
}

void wire_lost(struct wire_client *client, time_us now)
{
    now = advance(client, now);
    if (client->flight.on)
        give_up(client, &WIRE_NO_LINE, now);
    if (client->wanted) /* else we asked for it, and the wait has begun */
        drop_line(client, now);
    client->closing = false;
    pump(client, now);
}

time_us wire_wake_at(const struct wire_client *client)
{
    time_us at = client->flight.on ? client->flight.deadline : INT64_MAX;
    if (!client->wanted && client->reopen_at < at)
        at = client->reopen_at;
    for (size_t i = 0; i < client->options.group_count; i++)
        if (client->groups[i].ask_count > 0 && client->groups[i].due < at)
            at = client->groups[i].due;
    return at;
}

/* ---- what comes out ---- */

bool wire_take_scan(struct wire_client *client, struct wire_scan *ret_scan)
{
    for (size_t i = 0; i < client->options.group_count; i++) {
        struct group *group = &client->groups[i];
        if (!group->fresh)
            continue;
        group->fresh = false;
        *ret_scan = (struct wire_scan){.group = i,
                                       .at = group->done_at,
                                       .finished = group->finished,
                                       .tags = group->tags,
                                       .readings = group->done,
                                       .count = group->tag_count,
                                       .missed = group->missed - group->missed_shown};
        group->missed_shown = group->missed;
        return true;
    }
    return false;
}

bool wire_take_outcome(struct wire_client *client, struct wire_outcome *ret_outcome)
{
    if (client->outcome_count == 0)
        return false;
    *ret_outcome = client->outcomes[client->outcome_first];
    client->outcome_first = (client->outcome_first + 1) % WIRE_WRITES_MAX;
    client->outcome_count--;
    return true;
}

enum status wire_write(struct wire_client *client, time_us now, size_t tag,
                       const struct wire_value *value, struct error *err)
{
    must(tag < client->options.tag_count);
    const struct entry *entry = &client->entries[tag];
    const struct wire_place *place = &entry->place;
    bool alone = entry->tag.form.type == WIRE_BIT && place->bit_alone;
    if (!client->options.writes_allowed || !entry->tag.writable)
        return FAIL(err, WIRE_PROTECTED, "%s", entry->tag.name);
    if (!alone && !wire_form_whole(&entry->tag.form, place->bit))
        return FAIL(err, WIRE_PART, "%s", entry->tag.address);
    if (client->write_count == WIRE_WRITES_MAX)
        return FAIL(err, WIRE_BUSY, "%d writes are waiting", WIRE_WRITES_MAX);
    size_t at = (client->write_first + client->write_count) % WIRE_WRITES_MAX;
    struct write *write = &client->writes[at];
    enum status st = wire_encode(&entry->tag.form, value, write->words, err);
    if (st != STATUS_OK)
        return error_while(err, "writing %s", entry->tag.name);
    size_t words = wire_form_words(&entry->tag.form, 0);
    write->tag = tag;
    write->block = alone ? (struct wire_block){place->bit_area, place->bit_from, 1}
                         : (struct wire_block){place->area, place->from, (uint32_t)words};
    write->request = (struct wire_request){.verb = WIRE_WRITE,
                                           .station = entry->tag.station,
                                           .mode = alone ? place->bit_mode : place->write_mode,
                                           .blocks = &write->block,
                                           .block_count = 1,
                                           .unit_count = alone ? 1 : words,
                                           .units = write->words};
    client->write_count++;
    pump(client, advance(client, now));
    return STATUS_OK;
}

struct wire_health wire_health(const struct wire_client *client)
{
    struct wire_health health = client->health;
    health.open = client->open;
    for (size_t i = 0; i < WIRE_STATIONS_MAX; i++)
        health.demoted = health.demoted || client->stations[i].failures >= client->options.tries;
    return health;
}
