/* The work clock: how much open time has gone by, and back. Every time a station spends is
 * counted on this clock, so that closing needs no event of its own. */
#include "kit/list.h"
#include "kit/must.h"
#include "plant/plant_private.h"

static bool closed_on(const struct plant_calendar *calendar, int64_t number)
{
    size_t low = 0, high = calendar->closed_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int64_t day = day_number(calendar->closed[middle]);
        if (day == number)
            return true;
        if (day < number)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

struct spell_list {
    struct plant_spell *at;
    size_t count, room;
};

static void add_spell(struct arena *arena, struct spell_list *spells, time_us start, time_us end)
{
    if (start >= end)
        return;
    struct plant_spell *last = spells->count > 0 ? &spells->at[spells->count - 1] : NULL;
    if (last != NULL && last->end == start) {
        last->end = end;
        return;
    }
    time_us before = last == NULL ? 0 : last->before + (last->end - last->start);
    *list_add(arena, spells) = (struct plant_spell){start, end, before};
}

/* A window belongs, day by day, to the days it covers: a closed day cuts its part out. */
static void add_window(struct arena *arena, struct spell_list *spells,
                       const struct plant_calendar *calendar, int64_t monday, time_us origin,
                       const struct plant_window *window)
{
    for (int64_t day = window->start / TIME_DAY; day * TIME_DAY < window->end; day++) {
        if (closed_on(calendar, monday + day))
            continue;
        time_us from = day * TIME_DAY, to = from + TIME_DAY;
        from = from > window->start ? from : window->start;
        to = to < window->end ? to : window->end;
        time_us start = origin + from, end = origin + to;
        add_spell(arena, spells, start > 0 ? start : 0, end);
    }
}

struct plant_hours plant_hours_make(struct arena *arena, const struct plant_model *model,
                                    int calendar, time_us end)
{
    if (calendar < 0)
        return (struct plant_hours){.always = true};
    const struct plant_calendar *from = &model->calendars[calendar];
    struct spell_list spells = {0};
    int64_t first = day_number(model->start);
    int64_t monday = first - day_weekday(model->start);
    for (; (monday - first) * TIME_DAY <= end; monday += 7)
        for (size_t i = 0; i < from->window_count; i++)
            add_window(arena, &spells, from, monday, (monday - first) * TIME_DAY,
                       &from->windows[i]);
    return (struct plant_hours){.spells = spells.at, .count = spells.count};
}

/* The last spell that starts at or before `when`, or -1. */
static ptrdiff_t spell_at(const struct plant_hours *hours, time_us when)
{
    size_t low = 0, high = hours->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hours->spells[middle].start <= when)
            low = middle + 1;
        else
            high = middle;
    }
    return (ptrdiff_t)low - 1;
}

time_us plant_hours_worked(const struct plant_hours *hours, time_us when)
{
    if (hours->always)
        return when;
    ptrdiff_t at = spell_at(hours, when);
    if (at < 0)
        return 0;
    const struct plant_spell *spell = &hours->spells[at];
    return spell->before + (when < spell->end ? when : spell->end) - spell->start;
}

time_us plant_hours_when(const struct plant_hours *hours, time_us worked)
{
    if (hours->always || worked <= 0)
        return worked;
    size_t low = 0, high = hours->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct plant_spell *spell = &hours->spells[middle];
        if (spell->before + (spell->end - spell->start) < worked)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == hours->count)
        return SIM_NEVER;
    return hours->spells[low].start + (worked - hours->spells[low].before);
}

time_us plant_hours_open(const struct plant_hours *hours, time_us when)
{
    if (hours->always)
        return when;
    ptrdiff_t at = spell_at(hours, when);
    if (at >= 0 && when < hours->spells[at].end)
        return when;
    return (size_t)(at + 1) < hours->count ? hours->spells[at + 1].start : SIM_NEVER;
}
