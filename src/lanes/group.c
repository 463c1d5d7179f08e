/* A group of replications, each in its lane: made, run to the end, and told in numbers. */
#include <math.h>

#include "kit/must.h"
#include "lanes/lanes_private.h"

enum { LEADS_MAX = 1 << 21, ALIGNED = 64, BLOCKS_BETWEEN_LOOKS = 64 };

/* ---- what a kernel calls ---- */

void lanes_break_down(struct lanes_group *group, struct group_station *station, int part, int lane)
{
    size_t width = (size_t)group->width, at = (size_t)part * width + (size_t)lane;
    double worked = station->worked[lane], begun = worked - station->length[at], repaired = 0;
    double setup = station->setup != NULL ? station->setup[at] : 0;
    for (;;) {
        size_t first = 0;
        for (size_t b = 1; b < station->form->breakdown_count; b++)
            if (station->marks[b * width + (size_t)lane] <
                station->marks[first * width + (size_t)lane])
                first = b;
        double *mark = &station->marks[first * width + (size_t)lane];
        station->next[lane] = *mark;
        if (!(*mark < worked))
            break;
        const struct form_breakdown *law = &station->form->breakdowns[first];
        double repair =
            lanes_draw_time(&law->repair, &station->repair[first * width + (size_t)lane], 1);
        *list_add(group->arena, &station->stops) =
            (struct stop){part, lane, setup + (*mark - begun) + repaired, repair};
        repaired += repair;
        *mark += lanes_draw_time(&law->uptime, &station->uptime[first * width + (size_t)lane], 1);
        if (--group->stops_left < 0)
            *mark = HUGE_VAL; /* the run ends with a reason before anybody reads its numbers */
    }
    station->length[at] += repaired;
}

/* Parts inside from `in` to `out`, over bins of equal width from `begin` on. */
static void spread(struct lane_slice *course, double *bins, double begin, double width,
                   size_t count, double in, double out)
{
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

static void *aligned(struct arena *arena, size_t count, size_t size)
{
    char *at = arena_alloc(arena, count * size + ALIGNED);
    return at + (ALIGNED - (uintptr_t)at % ALIGNED) % ALIGNED;
}

static double *rows(const struct lanes_group *group, size_t count)
{
    return aligned(group->arena, count * (size_t)group->width, sizeof(double));
}

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
    station->next = rows(group, 1);
    station->marks = rows(group, form->breakdown_count);
    station->uptime =
        arena_array(group->arena, form->breakdown_count * width, sizeof *station->uptime);
    station->repair =
        arena_array(group->arena, form->breakdown_count * width, sizeof *station->repair);
    for (size_t lane = 0; lane < width; lane++)
        station->next[lane] = HUGE_VAL;
    for (size_t at = 0; at < form->breakdown_count * width; at++) {
        size_t b = at / width, lane = at % width;
        const char *id = form->model->breakdowns[b].id;
        station->uptime[at] = stream_of(group, chance, "station", form->model->id,
                                        arena_format(group->arena, "%s/0/uptime", id), (int)lane);
        station->repair[at] = stream_of(group, chance, "station", form->model->id,
                                        arena_format(group->arena, "%s/0/repair", id), (int)lane);
        station->marks[at] = lanes_draw_time(&form->breakdowns[b].uptime, &station->uptime[at], 1);
        if (station->marks[at] < station->next[lane])
            station->next[lane] = station->marks[at];
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
        .worked = rows(group, 1),
        .length = rows(group, LANES_BLOCK),
        .setup = setup ? rows(group, LANES_BLOCK) : NULL,
        .start = rows(group, LANES_BLOCK),
        .done = several ? rows(group, LANES_BLOCK) : NULL,
        .came = queue && away ? rows(group, LANES_BLOCK) : NULL,
        .block_used = rows(group, 1),
        .leave = rows(group, ring_rows(group->form, i)),
        .mask = ring_rows(group->form, i) - 1,
        .held = rows(group, held),
        .held_entered = rows(group, held),
        .used = rows(group, 1),
        .setting = rows(group, 1),
        .down = rows(group, 1),
        .blocked = rows(group, 1),
        .queued = rows(group, 1),
        .waited = rows(group, 1),
        .visits = rows(group, 1),
    };
    breakdowns_make(group, chance, station);
}

/* What bounds the departures of station i: those of the next one, if its queue can be full and
 * the parts do not wait elsewhere. */
static void passes_make(struct lanes_group *group)
{
    const struct lanes_form *form = group->form;
    double *nobody = rows(group, 1);
    for (size_t i = 0; i < form->count; i++) {
        const struct group_station *station = &group->stations[i], *next = station + 1;
        bool bound = i + 1 < form->count && next->form->places >= 0 && next->form->transfer <= 0;
        group->passes[i] = (struct group_pass){
            .leave = station->leave,
            .start = station->start,
            .length = station->length,
            .mask = station->mask,
            .limit = bound ? next->leave : nobody,
            .limit_mask = bound ? next->mask : 0,
            .limit_lag = bound ? (size_t)next->form->places + 1 : 0,
        };
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
    group->arrival = rows(group, 1);
    bool random = form->source->kind == PLANT_RANDOM;
    group->entered = random ? rows(group, LANES_BLOCK) : group->stations[0].start;
    group->entered_last = form->simple ? group->entered : rows(group, LANES_BLOCK);
    group->finished = rows(group, 1);
    group->lead = rows(group, 1);
    group->inside = rows(group, 1);
    group->entered_count = rows(group, 1);
    group->finished_count = rows(group, 1);
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
    struct lane_book *book = &group->books[lane];
    if (book->leads.count > 0) {
        ret->lead_median = sim_quantile(book->leads.at, book->leads.count, 0.5) * 1e-6;
        ret->lead_p90 = sim_quantile(book->leads.at, book->leads.count, 0.9) * 1e-6;
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
