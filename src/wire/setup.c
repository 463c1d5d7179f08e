/* From the options of a client to places, plans and groups. */
#include <inttypes.h>
#include <stdio.h>

#include "kit/must.h"
#include "wire/wire_private.h"

static enum status check_options(const struct wire_options *options, struct error *err)
{
    if (options->tag_count > WIRE_TAGS_MAX)
        return FAIL_AT(err, WIRE_OPTIONS, "/tags", "more than %d tags", WIRE_TAGS_MAX);
    if (options->group_count < 1 || options->group_count > WIRE_GROUPS_MAX)
        return FAIL_AT(err, WIRE_OPTIONS, "/groups", "1 to %d groups", WIRE_GROUPS_MAX);
    for (size_t i = 0; i < options->group_count; i++)
        if (options->groups[i].period < TIME_SECOND / 100 ||
            options->groups[i].period > 7 * TIME_DAY)
            return FAIL_AT(err, WIRE_OPTIONS, "/groups", "a period of %" PRId64 " us",
                           options->groups[i].period);
    if (options->reply_timeout < 0 || options->wait_min < 0 || options->wait_max < 0)
        return FAIL_AT(err, WIRE_OPTIONS, "/reply_timeout", "a time is negative");
    if (options->datagrams && options->protocol->late == WIRE_RECONNECT)
        return FAIL_AT(err, WIRE_OPTIONS, "/datagrams",
                       "%s does not number its requests: a repeated datagram would be taken for "
                       "the next answer",
                       options->protocol->name);
    return STATUS_OK;
}

static enum status check_form(const struct wire_mode *modes, const struct wire_tag *tag,
                              const struct wire_place *place, struct error *err)
{
    unsigned mode = 0;
    while ((place->modes & 1U << mode) == 0)
        mode++;
    if (tag->form.type != WIRE_BIT && place->bits == 1 &&
        (place->bit != 0 || modes[mode].unit == WIRE_BITS))
        return FAIL(err, WIRE_FORM, "%s is one bit", tag->address);
    if (tag->form.type == WIRE_BIT && place->bits != 1)
        return FAIL(err, WIRE_FORM, "%s is a word: name the bit, as in %s.0", tag->address,
                    tag->address);
    return wire_form_check(&tag->form, place->bit, err);
}

static enum status set_tag(struct arena *arena, const struct wire_options *options, size_t number,
                           struct entry *entry, struct error *err)
{
    const struct wire_tag *tag = &options->tags[number];
    size_t mode_count;
    const struct wire_mode *modes = options->protocol->modes(options->settings, &mode_count);
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "/tags/%zu", number);
    if (tag->group >= options->group_count)
        return FAIL_AT(err, WIRE_OPTIONS, place, "there is no group %d", tag->group);
    entry->tag = *tag;
    entry->tag.name = arena_text(arena, tag->name);
    entry->tag.address = arena_text(arena, tag->address);
    enum status st = options->protocol->place(options->settings, tag->address, &entry->place, err);
    if (st == STATUS_OK)
        st = check_form(modes, tag, &entry->place, err);
    if (st != STATUS_OK)
        (void)snprintf(err->place, sizeof err->place, "%s", place);
    return st;
}

/* The tags of each request, and where their units are in its answer. */
static void share_out(struct arena *arena, const struct wire_plan *plan, struct entry *entries,
                      const size_t *tags, size_t count, struct ask *asks)
{
    for (size_t i = 0; i < plan->request_count; i++)
        asks[i] = (struct ask){.request = plan->requests[i]};
    for (size_t i = 0; i < count; i++)
        asks[plan->parts[i].request].tag_count++;
    for (size_t i = 0; i < plan->request_count; i++) {
        asks[i].tags = arena_array(arena, asks[i].tag_count, sizeof *asks[i].tags);
        asks[i].tag_count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct ask *ask = &asks[plan->parts[i].request];
        ask->tags[ask->tag_count++] = tags[i];
        entries[tags[i]].offset = plan->parts[i].offset;
    }
}

enum status plan_asks(struct arena *arena, const struct wire_options *options,
                      struct entry *entries, const size_t *tags, size_t count, struct ask *asks,
                      size_t *ret_count, struct error *err)
{
    size_t mode_count;
    const struct wire_mode *modes = options->protocol->modes(options->settings, &mode_count);
    struct wire_item *items = arena_array(arena, count + 1, sizeof *items);
    struct wire_plan plan;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[tags[i]];
        bool bits = modes[__builtin_ctz(entry->place.modes)].unit == WIRE_BITS;
        size_t words = wire_form_words(&entry->tag.form, entry->place.bit);
        items[i] = (struct wire_item){.station = entry->tag.station,
                                      .area = entry->place.area,
                                      .modes = entry->place.modes,
                                      .from = entry->place.from,
                                      .count = bits ? 1 : (uint32_t)words};
    }
    enum status st = wire_plan(arena, modes, mode_count, items, count, &plan, err);
    if (st != STATUS_OK)
        return st;
    must(plan.request_count <= count);
    share_out(arena, &plan, entries, tags, count, asks);
    *ret_count = plan.request_count;
    return STATUS_OK;
}

static enum status set_group(struct arena *arena, const struct wire_options *options,
                             struct entry *entries, size_t number, struct group *group,
                             struct error *err)
{
    group->period = options->groups[number].period;
    group->due = INT64_MIN;
    group->tags = arena_array(arena, options->tag_count + 1, sizeof *group->tags);
    for (size_t i = 0; i < options->tag_count; i++)
        if (entries[i].tag.group == number) {
            entries[i].slot = group->tag_count;
            group->tags[group->tag_count++] = i;
        }
    group->asks = arena_array(arena, group->tag_count + 1, sizeof *group->asks);
    group->now = arena_array(arena, group->tag_count + 1, sizeof *group->now);
    group->done = arena_array(arena, group->tag_count + 1, sizeof *group->done);
    enum status st = plan_asks(arena, options, entries, group->tags, group->tag_count, group->asks,
                               &group->ask_count, err);
    group->next = group->ask_count;
    return st;
}

enum status setup(struct arena *arena, const struct wire_options *options, struct entry *entries,
                  struct group *groups, struct error *err)
{
    enum status st = check_options(options, err);
    for (size_t i = 0; i < options->tag_count && st == STATUS_OK; i++)
        st = set_tag(arena, options, i, &entries[i], err);
    for (size_t i = 0; i < options->group_count && st == STATUS_OK; i++)
        st = set_group(arena, options, entries, i, &groups[i], err);
    return st;
}
