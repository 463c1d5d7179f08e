/* How a run went over its measured time: what is finished, how long that took and how many orders
 * are inside, slice by slice. A slice is a whole number of days, so that nights and days off fall
 * into every one alike. Nothing here is an event: the run is the same with and without it. */
#include "plant/replication_private.h"

enum { COURSE_MAX = 60 };

size_t course_plan(time_us horizon, time_us *ret_slice)
{
    time_us days = (horizon + TIME_DAY - 1) / TIME_DAY;
    time_us slice = (days + COURSE_MAX - 1) / COURSE_MAX * TIME_DAY;
    *ret_slice = slice;
    return (size_t)((horizon + slice - 1) / slice);
}

void course_inside(struct run *run, time_us now)
{
    const struct replication_task *task = run->task;
    struct replication_slice *course = run->result->course;
    time_us from = run->course_at > task->warmup ? run->course_at : task->warmup;
    run->course_at = now;
    while (course != NULL && from < now && from < task->end) {
        size_t slice = (size_t)((from - task->warmup) / task->slice);
        time_us to = task->warmup + (time_us)(slice + 1) * task->slice;
        to = to < now ? to : now;
        course[slice].inside += (double)run->inside * (double)(to - from);
        from = to;
    }
}

void course_finished(struct run *run, time_us now, double lead, int64_t pieces)
{
    const struct replication_task *task = run->task;
    if (run->result->course == NULL)
        return;
    /* What ends with the last moment of the run belongs to the last slice. */
    time_us at = now < task->end ? now : task->end - 1;
    struct replication_slice *slice = &run->result->course[(at - task->warmup) / task->slice];
    slice->orders++;
    slice->pieces += pieces;
    slice->lead += lead;
}

static struct plant_estimate estimate_of(const struct sim_tally *tally)
{
    return (struct plant_estimate){tally->mean, sim_tally_half_width(tally, 0.95)};
}

static struct plant_slice summary_of(const struct replication *all, int count, size_t slice,
                                     time_us length)
{
    struct sim_tally throughput = {0}, wip = {0}, lead = {0};
    for (int r = 0; r < count; r++) {
        const struct replication_slice *one = &all[r].course[slice];
        sim_tally_add(&throughput, (double)one->pieces * (double)TIME_DAY / (double)length);
        sim_tally_add(&wip, one->inside / (double)length);
        if (one->orders > 0)
            sim_tally_add(&lead, one->lead / (double)one->orders);
    }
    return (struct plant_slice){
        .throughput = estimate_of(&throughput),
        .wip = estimate_of(&wip),
        .lead = lead.count > 0 ? estimate_of(&lead) : (struct plant_estimate){-1, 0},
    };
}

void course_summarise(struct arena *arena, const struct replication *all, int count,
                      struct plant_result *result)
{
    size_t slices = course_plan(result->horizon, &result->slice);
    /* Where the run was over with its last order, no slice lies behind that. */
    time_us end = 0;
    for (int r = 0; r < count; r++)
        end = all[r].end > end ? all[r].end : end;
    while (slices > 1 && result->warmup + (time_us)(slices - 1) * result->slice >= end)
        slices--;
    result->course = arena_array(arena, slices, sizeof *result->course);
    result->course_count = slices;
    for (size_t i = 0; i < slices; i++) {
        time_us left = result->horizon - (time_us)i * result->slice;
        result->course[i] = summary_of(all, count, i, left < result->slice ? left : result->slice);
    }
}
