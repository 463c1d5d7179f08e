/* A group of replications, each in its lane: made, run to the end, and told in numbers. */
#include <math.h>

#include "kit/must.h"
#include "lanes/lanes_private.h"

enum { LEADS_MAX = 1 << 21, ALIGNED = 64, BLOCKS_BETWEEN_LOOKS = 64 };

/* ---- what a kernel calls ---- */

static void *aligned(struct arena *arena, size_t count, size_t size)
{
    char *at = arena_alloc(arena, count * size + ALIGNED);
    return at + (ALIGNED - (uintptr_t)at % ALIGNED) % ALIGNED;
}

static double *lanes_rows(const struct lanes_group *group, size_t count)
{
    return aligned(group->arena, count * (size_t)group->width, sizeof(double));
}

void lanes_grow(struct lanes_group *group, struct group_breakdown *breakdown)
{
    size_t width = (size_t)group->width, rows = breakdown->rows * 2;
    double *uptimes = lanes_rows(group, rows), *repairs = lanes_rows(group, rows);
    for (size_t n = breakdown->drawn - breakdown->rows; n < breakdown->drawn; n++)
        for (size_t lane = 0; lane < width; lane++) {
            size_t old = (n & (breakdown->rows - 1)) * width + lane;
            size_t new = (n & (rows - 1)) * width + lane;
            uptimes[new] = breakdown->uptimes[old];
            repairs[new] = breakdown->repairs[old];
        }
    breakdown->uptimes = uptimes;
    breakdown->repairs = repairs;
    breakdown->rows = rows;
}

/* Parts inside from `in` to `out`, over bins of equal width from `begin` on. */
static void spread(struct lane_slice *course, double *bins, double begin, double width,
                   size_t count, double in, double out)
{
    must(course != NULL || bins != NULL);
    double sign = in <= out ? 1 : -1, from = in <= out ? in : out, to = in <= out ? out : in;
    double end = begin + (double)count * width;
    from = from > begin ? from : begin;
    to = to < end ? to : end;
    size_t bin = from < end ? (size_t)((from - begin) / width) : count;
    for (; bin < count && from < to; bin++) {
        double edge = begin + (double)(bin + 1) * width;
        double until = edge < to ? edge : to;
        if (until > from) {
            *(course != NULL ? &course[bin].inside : &bins[bin]) += sign * (until - from);
            from = until;
        }
    }
}

/* Every lead time up to a limit, then every second, every fourth ... of them. */
static void keep_lead(struct lanes_group *group, struct lane_book *book, double lead)
{
    if (++book->skip < book->stride)
        return;
    book->skip = 0;
    *list_add(group->arena, &book->leads) = lead;
    if (book->leads.count < LEADS_MAX)
        return;
    for (size_t i = 0; 2 * i < book->leads.count; i++)
        book->leads.at[i] = book->leads.at[2 * i];
    book->leads.count /= 2;
    book->stride *= 2;
}

static void series_part(struct lanes_group *group, struct lane_book *book, double in, double out,
                        bool left)
{
    double to = group->to, width = to / (double)group->series_slices;
    spread(NULL, book->series_inside, 0, width, group->series_slices, in < to ? in : to,
           out < to ? out : to);
    if (!left || out > to)
        return;
    double slice = out / to * (double)group->series_slices;
    size_t last = group->series_slices - 1;
    book->series_finished[slice < (double)last ? (size_t)slice : last] += 1;
}

static void course_part(struct lanes_group *group, struct lane_book *book, double in, double out,
                        double lead)
{
    if (lead >= 0) {
        while (out >= book->high && book->slice + 1 < group->slices) {
            book->slice++;
            book->low = book->high;
            book->high += group->slice;
        }
        book->course[book->slice].parts++;
        book->course[book->slice].lead += lead;
    }
    double to = group->to;
    if (in >= book->low && in <= out && out < book->high && out <= to)
        book->course[book->slice].inside += out - in;
    else
        spread(book->course, NULL, group->from, group->slice, group->slices, in < to ? in : to,
               out < to ? out : to);
}

void lanes_parts(struct lanes_group *group, int lane, const double *finished, size_t left)
{
    struct lane_book *book = &group->books[lane];
    size_t width = (size_t)group->width;
    for (size_t k = 0; k < LANES_BLOCK; k++) {
        size_t at = k * width + (size_t)lane;
        double in = group->entered[at], out = k < left ? group->to : finished[at];
        bool measured = k >= left && out > group->from && out <= group->to;
        double lead = measured ? out - group->entered_last[at] : -1;
        if (book->series_inside != NULL) {
            series_part(group, book, in, out, k >= left);
            continue;
        }
        if (measured)
            keep_lead(group, book, lead);
        course_part(group, book, in, out, lead);
    }
}

/* ---- making it ---- */

struct chance {
    const struct lanes_task *task;
    int first, count;
};

static struct random_stream stream_of(const struct lanes_group *group, const struct chance *chance,
                                      const char *kind, const char *id, const char *purpose,
                                      int lane)
{
    /* Lanes without a replication of their own run the first one again. */
    int index = chance->first + (lane < chance->count ? lane : 0);
    return random_stream_at(chance->task->seed,
                            arena_format(group->arena, "%s/%s/%s", kind, id, purpose),
                            (uint64_t)index);
}

/* The same stream of every lane, word by word. */
static uint64_t *streams_of(const struct lanes_group *group, const struct chance *chance,
                            const char *kind, const char *id, const char *purpose)
{
    uint64_t *states = aligned(group->arena, 4 * (size_t)group->width, sizeof *states);
    for (int lane = 0; lane < group->width; lane++) {
        struct random_stream stream = stream_of(group, chance, kind, id, purpose, lane);
        for (int i = 0; i < 4; i++)
            states[i * group->width + lane] = stream.state[i];
    }
    return states;
}

static void breakdowns_make(struct lanes_group *group, const struct chance *chance,
                            struct group_station *station)
{
    const struct form_station *form = station->form;
    size_t width = (size_t)group->width;
    station->next = lanes_rows(group, 1);
    station->breakdowns =
        arena_array(group->arena, form->breakdown_count, sizeof *station->breakdowns);
    for (size_t lane = 0; lane < width; lane++)
        station->next[lane] = HUGE_VAL;
    for (size_t b = 0; b < form->breakdown_count; b++) {
        const char *id = form->model->breakdowns[b].id, *own = form->model->id;
        const char *uptime = arena_format(group->arena, "%s/0/uptime", id);
        const char *repair = arena_format(group->arena, "%s/0/repair", id);
        struct group_breakdown *breakdown = &station->breakdowns[b];
        *breakdown = (struct group_breakdown){
            .uptime_stream = streams_of(group, chance, "station", own, uptime),
            .repair_stream = streams_of(group, chance, "station", own, repair),
            .uptimes = lanes_rows(group, 2 * LANES_BLOCK),
            .repairs = lanes_rows(group, 2 * LANES_BLOCK),
            .rows = 2 * LANES_BLOCK,
            .used = arena_array(group->arena, width, sizeof *breakdown->used),
            .marks = lanes_rows(group, 1),
        };
        /* The first uptime; the streams go on from there. */
        for (size_t lane = 0; lane < width; lane++) {
            struct random_stream stream;
            for (size_t i = 0; i < 4; i++)
                stream.state[i] = breakdown->uptime_stream[i * width + lane];
            double mark = lanes_draw_time(&form->breakdowns[b].uptime, &stream, 1);
            for (size_t i = 0; i < 4; i++)
                breakdown->uptime_stream[i * width + lane] = stream.state[i];
            breakdown->marks[lane] = mark;
            station->next[lane] = mark < station->next[lane] ? mark : station->next[lane];
        }
    }
}

/* Rows of the past: as many as the places behind look back, and a block; a power of two. */
static size_t ring_rows(const struct lanes_form *form, size_t i)
{
    int64_t back = form->stations[i].places;
    size_t size = 2 * (size_t)LANES_BLOCK;
    while (size < (size_t)(back < 0 ? 0 : back) + 1 + LANES_BLOCK)
        size *= 2;
    return size;
}

static void station_make(struct lanes_group *group, const struct chance *chance, size_t i,
                         size_t first)
{
    const struct form_station *form = &group->form->stations[i];
    struct group_station *station = &group->stations[i];
    bool several = form->machines > 1, setup = form->setup_when == PLANT_SETUP_ORDER;
    bool queue = i > 0 || group->form->source->kind == PLANT_RANDOM;
    bool away = form->transfer > 0 || (i == 0 && form->places >= 0);
    size_t held = (size_t)form->machines - 1;
    *station = (struct group_station){
        .form = form,
        .first = first,
        .work_stream = streams_of(group, chance, "station", form->model->id, "processing"),
        .setup_stream = streams_of(group, chance, "station", form->model->id, "setup"),
        .worked = lanes_rows(group, 1),
        .length = lanes_rows(group, LANES_BLOCK),
        .setup = setup ? lanes_rows(group, LANES_BLOCK) : NULL,
        .done = several ? lanes_rows(group, LANES_BLOCK) : NULL,
        .came = queue && away ? lanes_rows(group, LANES_BLOCK) : NULL,
        .block_used = lanes_rows(group, 1),
        .leave = lanes_rows(group, ring_rows(group->form, i)),
        .mask = ring_rows(group->form, i) - 1,
        .held = lanes_rows(group, held),
        .held_entered = lanes_rows(group, held),
        .used = lanes_rows(group, 1),
        .setting = lanes_rows(group, 1),
        .down = lanes_rows(group, 1),
        .blocked = lanes_rows(group, 1),
        .queued = lanes_rows(group, 1),
        .waited = lanes_rows(group, 1),
        .visits = lanes_rows(group, 1),
    };
    breakdowns_make(group, chance, station);
}

/* What bounds the departures of station i: those of the next one, if its queue can be full and
 * the parts do not wait elsewhere. */
static void passes_make(struct lanes_group *group)
{
    const struct lanes_form *form = group->form;
    group->tile = LANES_BLOCK;
    group->nobody = lanes_rows(group, LANES_BLOCK);
    for (size_t i = 0; i < form->count; i++) {
        const struct group_station *station = &group->stations[i], *next = station + 1;
        bool bound = i + 1 < form->count && next->form->places >= 0 && next->form->transfer <= 0;
        group->passes[i] = (struct group_pass){
            .leave = station->leave,
            .length = station->length,
            .mask = station->mask,
            .limit = bound ? next->leave : group->nobody,
            .limit_mask = bound ? next->mask : LANES_BLOCK - 1,
            .before = lanes_rows(group, 1),
            .limit_lag = bound ? (size_t)next->form->places + 1 : 0,
        };
        if (bound && group->tile > group->passes[i].limit_lag)
            group->tile = group->passes[i].limit_lag;
    }
}

static void books_make(struct lanes_group *group, const struct lanes_task *task, int first,
                       int count, struct lanes_replication *ret)
{
    group->books = arena_array(group->arena, (size_t)group->width, sizeof *group->books);
    group->books_kept = task->all || task->series_slices > 0;
    for (int lane = 0; group->books_kept && lane < group->width; lane++) {
        struct lane_book *book = &group->books[lane];
        bool mine = lane < count;
        struct lanes_replication *replication = &ret[first + lane];
        *book =
            (struct lane_book){.stride = 1, .low = group->from, .high = group->from + group->slice};
        if (task->series_slices > 0) {
            size_t bins = task->series_slices;
            book->series_inside =
                mine ? replication->series_inside : arena_array(group->arena, bins, sizeof(double));
            book->series_finished = mine ? replication->series_finished
                                         : arena_array(group->arena, bins, sizeof(double));
        } else {
            book->course = mine ? replication->course
                                : arena_array(group->arena, task->slices, sizeof *book->course);
        }
    }
}

static struct lanes_group *group_make(const struct lanes_task *task, int width, int first,
                                      int count, struct arena *arena, struct lanes_replication *ret)
{
    const struct lanes_form *form = task->form;
    struct chance chance = {task, first, count};
    struct lanes_group *group = arena_alloc(arena, sizeof *group);
    *group = (struct lanes_group){
        .form = form,
        .arena = arena,
        .width = width,
        .all = task->all,
        .from = (double)task->warmup,
        .to = (double)task->end,
        .step = LANES_BLOCK,
        .stops_left = (int64_t)LANES_STOPS_MAX * width,
        .slice = (double)task->slice,
        .slices = task->slices,
        .series_slices = task->series_slices,
    };
    group->stations = arena_array(arena, form->count, sizeof *group->stations);
    group->passes = arena_array(arena, form->count, sizeof *group->passes);
    size_t at = LANES_BLOCK;
    for (size_t i = 0; i < form->count; i++) {
        station_make(group, &chance, i, at);
        at += (size_t)form->stations[i].machines - 1;
    }
    passes_make(group);
    group->between_stream = streams_of(group, &chance, "source", form->source->id, "between");
    group->arrival = lanes_rows(group, 1);
    group->entered = lanes_rows(group, LANES_BLOCK);
    group->entered_last = form->simple ? group->entered : lanes_rows(group, LANES_BLOCK);
    group->finished = lanes_rows(group, 1);
    group->lead = lanes_rows(group, 1);
    group->inside = lanes_rows(group, 1);
    group->entered_count = lanes_rows(group, 1);
    group->finished_count = lanes_rows(group, 1);
    group->fingerprint = aligned(arena, (size_t)width, sizeof *group->fingerprint);
    books_make(group, task, first, count, ret);
    return group;
}

/* ---- telling it ---- */

static void tell_station(const struct lanes_group *group, size_t i, int lane,
                         struct lanes_station_sums *ret)
{
    const struct group_station *station = &group->stations[i];
    double open = group->to - group->from, all = open * station->form->machines;
    double used = station->used[lane], down = station->down[lane];
    double setup = station->setting[lane], blocked = station->blocked[lane];
    *ret = (struct lanes_station_sums){
        .utilisation = open > 0 ? used / all : 0,
        .visits = (int64_t)station->visits[lane],
    };
    if (!group->all)
        return;
    ret->states[PLANT_WORKING] = used - setup;
    ret->states[PLANT_SETUP] = setup;
    ret->states[PLANT_DOWN] = down;
    ret->states[PLANT_BLOCKED] = blocked;
    ret->states[PLANT_STARVED] = all - used - down - blocked;
    ret->queue = open > 0 ? station->queued[lane] / open : 0;
    ret->wait = ret->visits > 0 ? station->waited[lane] * 1e-6 / station->visits[lane] : 0;
}

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static void tell(const struct lanes_group *group, int lane, struct lanes_replication *ret)
{
    double days = (group->to - group->from) / (double)TIME_DAY;
    double finished = group->finished[lane];
    ret->measured = (int64_t)finished;
    ret->orders = days > 0 ? finished / days : 0;
    ret->throughput = days > 0 ? finished * (double)group->form->pieces / days : 0;
    ret->lead_mean = finished > 0 ? group->lead[lane] * 1e-6 / finished : 0;
    ret->wip = days > 0 ? group->inside[lane] / (group->to - group->from) : 0;
    ret->entered = (int64_t)group->entered_count[lane];
    ret->finished = (int64_t)group->finished_count[lane];
    ret->fingerprint = mixed(group->fingerprint[lane] ^ (uint64_t)ret->finished);
    ret->bottleneck = -1;
    double most = 0;
    for (size_t i = 0; i < group->form->count; i++) {
        tell_station(group, i, lane, &ret->stations[i]);
        if (ret->stations[i].utilisation > most) {
            most = ret->stations[i].utilisation;
            ret->bottleneck = group->form->index[i];
        }
    }
    const struct lane_book *book = &group->books[lane];
    if (book->leads.count > 0) {
        static const double shares[] = {0.5, 0.9};
        double found[2];
        lanes_quantiles(group->arena, book->leads.at, book->leads.count, shares, 2, found);
        ret->lead_median = found[0] * 1e-6;
        ret->lead_p90 = found[1] * 1e-6;
    }
}

static lanes_block *block_of(int width)
{
    static const struct {
        int width;
        lanes_block *block;
    } blocks[] = {
        {1, lanes_block_1},
#ifdef __x86_64__
        {2, lanes_block_2},
        {4, lanes_block_4},
        {8, lanes_block_8},
#endif
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (blocks[i].width == width)
            return blocks[i].block;
    must(false);
    return NULL;
}

enum status lanes_group_run(const struct lanes_task *task, int width, int first, int count,
                            struct arena *arena, struct lanes_replication *ret, struct error *err)
{
    struct lanes_group *group = group_make(task, width, first, count, arena, ret);
    lanes_block *block = block_of(width);
    for (uint64_t blocks = 1; !block(group); blocks++) {
        if (group->stops_left < 0)
            return FAIL(err, SIM_RUNAWAY, "more than %d breakdowns of one replication",
                        LANES_STOPS_MAX);
        if (blocks * LANES_BLOCK > LANES_PARTS_MAX)
            return FAIL(err, SIM_RUNAWAY, "more than %d orders of one replication",
                        LANES_PARTS_MAX);
        if (blocks % BLOCKS_BETWEEN_LOOKS == 0 && task->cancel != NULL && atomic_load(task->cancel))
            return STATUS_OK; /* the pool says that it was cancelled */
    }
    for (int lane = 0; lane < count; lane++)
        tell(group, lane, &ret[first + lane]);
    return STATUS_OK;
}
