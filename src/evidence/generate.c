/* A box for tests: reports, one an hour, of a line that works a day shift, or of one that cheats.
 */
#include <inttypes.h>
#include <string.h>

#include "evidence/evidence.h"
#include "kit/must.h"
#include "kit/random.h"
#include "kit/text.h"

enum { INTERVALS = 6, INTERVAL_S = 600, CYCLE_S = 25, STOP_S = 60, OUTPUT_MAX = 512 << 20 };

const char *evidence_story_name(enum evidence_story story)
{
    static const char *const names[] = {"honest", "gap", "deleted-hour", "random-log"};
    return names[story];
}

/* Eight to five in Korea, an hour of lunch. */
static bool in_shift(time_us when)
{
    int64_t hour = ((when + 9 * TIME_HOUR) % TIME_DAY) / TIME_HOUR;
    return hour >= 8 && hour < 17 && hour != 12;
}

static struct evidence_interval honest(struct random_stream *luck, time_us from, int64_t length)
{
    struct evidence_interval interval = {
        .from = from, .to = from + length * TIME_SECOND, .covered_s = length, .stopped_s = length};
    if (!in_shift(from))
        return interval;
    int64_t stopped = random_below(luck, 3) == 0
                          ? (int64_t)random_below(luck, (uint64_t)(length + 1) / 2)
                          : (int64_t)random_below(luck, STOP_S) % length;
    interval.planned_s = length;
    interval.stopped_s = stopped;
    interval.running_s = length - stopped;
    int64_t made = interval.running_s / CYCLE_S - (int64_t)random_below(luck, 2);
    interval.scrap = made > 0 && random_below(luck, 12) == 0 ? 1 : 0;
    interval.good = made > interval.scrap ? made - interval.scrap : 0;
    return interval;
}

/* As the program does that posts made-up logs: every number for itself. */
static struct evidence_interval made_up(struct random_stream *luck, time_us from, int64_t length)
{
    int64_t running = (int64_t)random_below(luck, (uint64_t)length + 1);
    return (struct evidence_interval){.from = from,
                                      .to = from + length * TIME_SECOND,
                                      .good = (int64_t)random_below(luck, 40),
                                      .scrap = (int64_t)random_below(luck, 3),
                                      .running_s = running,
                                      .stopped_s = length - running,
                                      .planned_s = length,
                                      .covered_s = length};
}

static void fill(struct evidence_report *report, const struct evidence_plan *plan,
                 struct random_stream *luck, bool without_data)
{
    if (without_data) {
        report->gaps[0] = (struct evidence_gap){report->from, report->to, EVIDENCE_POWER};
        report->gap_count = 1;
        return;
    }
    int64_t length = (report->to - report->from) / INTERVALS / TIME_SECOND;
    for (int i = 0; i < INTERVALS; i++) {
        time_us from = report->from + i * length * TIME_SECOND;
        report->intervals[report->interval_count++] = plan->story == EVIDENCE_RANDOM_LOG
                                                          ? made_up(luck, from, length)
                                                          : honest(luck, from, length);
    }
}

const char *evidence_generate(struct arena *arena, const struct evidence_plan *plan)
{
    must(plan->days > 0 || plan->reports > 0);
    struct random_stream luck = random_stream(plan->seed, "a factory box");
    struct text lines = text_start(arena, OUTPUT_MAX);
    struct hash256 previous = {{0}};
    int64_t reports = plan->reports > 0 ? plan->reports : (int64_t)plan->days * 24;
    time_us step = (plan->interval_s > 0 ? plan->interval_s : INTERVAL_S) * INTERVALS * TIME_SECOND;
    /* Somewhere in the middle, in working time. */
    int64_t chosen = reports / 2 / 24 * 24 + 2;
    for (int64_t i = 0; i < reports; i++) {
        SCOPED(arena_cleanup) struct arena *scratch = arena_new("report", 16 << 20);
        struct evidence_interval intervals[INTERVALS];
        struct evidence_gap gaps[1];
        memset(intervals, 0, sizeof intervals);
        struct evidence_report report = {.site = plan->site,
                                         .node = plan->node,
                                         .line = plan->line,
                                         .sequence = i + 1,
                                         .from = plan->from + i * step,
                                         .to = plan->from + (i + 1) * step,
                                         .intervals = intervals,
                                         .gaps = gaps,
                                         .has_previous = i > 0,
                                         .previous = previous,
                                         .key_id = plan->key_id};
        const char *raw = arena_format(scratch, "raw data %" PRIu64 " %" PRId64, plan->seed, i);
        report.data = hash_of_bytes(raw, strlen(raw));
        fill(&report, plan, &luck, plan->story == EVIDENCE_WITH_GAP && i == chosen);
        evidence_sign(&report, plan->secret_key);
        const char *line = evidence_write(scratch, &report, true);
        previous = hash_of_bytes(line, strlen(line));
        if (plan->story != EVIDENCE_DELETED_HOUR || i != chosen)
            text_format(&lines, "%s\n", line);
    }
    must(!text_cut(&lines));
    return text_string(&lines);
}
