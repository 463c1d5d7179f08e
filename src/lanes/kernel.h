/* kernel.h -- a block of parts through the line, LANES replications side by side.
 *
 * Included by kernel_1.c, kernel_2.c ..., each compiled for its processor; they differ in LANES
 * and the name of the one function they give. First every station draws how long each part of the
 * block takes; then the parts go through, two maxima and two sums a visit; then each station's
 * time is counted. Blocks inside the measured time are counted without looking at its edges. */
#ifndef LANES_KERNEL_H
#define LANES_KERNEL_H

#include "lanes/lanes_private.h"
#include "lanes/vector.h"

/* ---- draws ---- */

/* Seconds times factor in whole microseconds, as lanes_whole(). */
INLINE vd v_whole(vd seconds, double factor)
{
    return v_floor(v_min(seconds * factor * 1e6 + 0.5, v_set(LANES_DRAW_MAX)));
}

#define FILL(time)                                                                                 \
    struct vector_stream stream = stream_load(states);                                             \
    for (size_t k = from; k < LANES_BLOCK; k++)                                                    \
        v_store(rows + k * LANES, (time));                                                         \
    stream_store(states, &stream)

typedef void fill_rows(const struct lanes_law *law, uint64_t *states, double factor, double *rows,
                       size_t from);

static void fill_constant(const struct lanes_law *law, uint64_t *states, double factor,
                          double *rows, size_t from)
{
    (void)states;
    vd value = v_whole(v_set(law->a), factor);
    for (size_t k = from; k < LANES_BLOCK; k++)
        v_store(rows + k * LANES, value);
}

static void fill_uniform(const struct lanes_law *law, uint64_t *states, double factor, double *rows,
                         size_t from)
{
    double low = law->a, span = law->b - law->a;
    FILL(v_whole(low + span * v_unit(&stream), factor));
}

static void fill_exponential(const struct lanes_law *law, uint64_t *states, double factor,
                             double *rows, size_t from)
{
    double mean = -law->a;
    FILL(v_whole(mean * v_log_unit(&stream), factor));
}

/* Nothing to multiply, and even the smallest number gives a time that is not cut. */
INLINE bool is_plain_exponential(const struct lanes_law *law, double factor)
{
    return law->kind == PLANT_EXPONENTIAL && factor == 1 && law->a <= 1e6;
}

INLINE vd plain_exponential(struct vector_stream *stream, double minus_mean)
{
    return v_floor(minus_mean * v_log_unit(stream) * 1e6 + 0.5);
}

static void fill_plain_exponential(const struct lanes_law *law, uint64_t *states, double factor,
                                   double *rows, size_t from)
{
    (void)factor;
    double mean = -law->a;
    FILL(plain_exponential(&stream, mean));
}

static void fill_other(const struct lanes_law *law, uint64_t *states, double factor, double *rows,
                       size_t from)
{
    lanes_draw_rows(law, states, LANES, factor, rows, from);
}

static void fill(const struct lanes_law *law, uint64_t *states, double factor, double *rows,
                 size_t from)
{
    static const struct {
        enum plant_law_kind kind;
        fill_rows *fill;
    } kernels[] = {{PLANT_CONSTANT, fill_constant},
                   {PLANT_UNIFORM, fill_uniform},
                   {PLANT_EXPONENTIAL, fill_exponential}};
    fill_rows *found = is_plain_exponential(law, factor) ? fill_plain_exponential : fill_other;
    for (size_t i = 0; found == fill_other && i < sizeof kernels / sizeof *kernels; i++)
        if (kernels[i].kind == law->kind)
            found = kernels[i].fill;
    found(law, states, factor, rows, from);
}

/* ---- breakdowns: rare, so each is met lane by lane ---- */

/* Every lane comes through these numbers at its own pace: the ring grows when one is far ahead. */
static void draw_breakdowns(struct lanes_group *group, const struct form_breakdown *law,
                            struct group_breakdown *breakdown)
{
    size_t least = breakdown->used[0];
    for (size_t lane = 1; lane < LANES; lane++)
        least = breakdown->used[lane] < least ? breakdown->used[lane] : least;
    if (breakdown->drawn + LANES_BLOCK - least > breakdown->rows)
        lanes_grow(group, breakdown);
    size_t at = (breakdown->drawn & (breakdown->rows - 1)) * LANES;
    fill(&law->uptime, breakdown->uptime_stream, 1, breakdown->uptimes + at, 0);
    fill(&law->repair, breakdown->repair_stream, 1, breakdown->repairs + at, 0);
    breakdown->drawn += LANES_BLOCK;
}

/* Row `part` holds the work of the part, which some breakdowns make longer. */
static void break_down(struct lanes_group *group, struct group_station *station, size_t part,
                       size_t lane)
{
    size_t kinds = station->form->breakdown_count;
    double *length = &station->length[part * LANES + lane];
    double worked = station->worked[lane], begun = worked - *length;
    double repaired = station->setup != NULL ? station->setup[part * LANES + lane] : 0;
    double before = repaired;
    for (;;) {
        size_t first = 0;
        for (size_t b = 1; b < kinds; b++)
            if (station->breakdowns[b].marks[lane] < station->breakdowns[first].marks[lane])
                first = b;
        struct group_breakdown *breakdown = &station->breakdowns[first];
        double mark = breakdown->marks[lane];
        station->next[lane] = mark;
        if (!(mark < worked))
            break;
        if (breakdown->used[lane] == breakdown->drawn)
            draw_breakdowns(group, &station->form->breakdowns[first], breakdown);
        size_t at = (breakdown->used[lane]++ & (breakdown->rows - 1)) * LANES + lane;
        double repair = breakdown->repairs[at];
        *list_add(group->arena, &station->stops) =
            (struct stop){(int)part, (int)lane, mark - begun + repaired, repair};
        repaired += repair;
        breakdown->marks[lane] = mark + breakdown->uptimes[at];
        if (--group->stops_left < 0) /* the run ends with a reason before its numbers are read */
            breakdown->marks[lane] = 0x1p1000;
    }
    *length += repaired - before;
}

__attribute__((noinline)) static void break_downs(struct lanes_group *group,
                                                  struct group_station *station, size_t part,
                                                  unsigned broken)
{
    for (size_t lane = 0; lane < LANES; lane++)
        if (broken >> lane & 1)
            break_down(group, station, part, lane);
}

static void wear(struct lanes_group *group, struct group_station *station, size_t from)
{
    const double *length = station->length;
    vd worked = v_load(station->worked), next = v_load(station->next);
    for (size_t k = from; k < LANES_BLOCK; k++) {
        worked = worked + v_load(length + k * LANES);
        unsigned broken = m_bits(v_less(next, worked));
        if (__builtin_expect(broken != 0, 0)) {
            v_store(station->worked, worked);
            break_downs(group, station, k, broken);
            next = v_load(station->next);
        }
    }
    v_store(station->worked, worked);
}

static void prepare(struct lanes_group *group, struct group_station *station, size_t from)
{
    const struct form_station *form = station->form;
    station->stops.count = 0;
    vd before = v_load(station->worked), setting = v_set(0);
    if (station->setup != NULL)
        fill(&form->setup, station->setup_stream, 1, station->setup, from);
    fill(&form->work, station->work_stream, form->factor, station->length, from);
    wear(group, station, from);
    for (size_t k = from; station->setup != NULL && k < LANES_BLOCK; k++) {
        vd setup = v_load(station->setup + k * LANES);
        setting = setting + setup;
        v_store(station->length + k * LANES, v_load(station->length + k * LANES) + setup);
    }
    v_store(station->block_used, v_load(station->worked) - before + setting);
}

/* ---- the parts ---- */

static void arrive(struct lanes_group *group)
{
    const struct lanes_form *form = group->form;
    if (form->source->kind != PLANT_RANDOM)
        return;
    fill(&form->between, group->between_stream, 1, group->entered, 0);
    vd at = v_load(group->arrival);
    for (size_t k = 0; k < LANES_BLOCK; k++) {
        at = at + v_load(group->entered + k * LANES);
        v_store(group->entered + k * LANES, at);
    }
    v_store(group->arrival, at);
}

/* Where the rows of this block lie in a ring: one after the other. */
INLINE double *rows_of(const struct lanes_group *group, const struct group_station *station)
{
    return station->leave + (group->step & station->mask) * LANES;
}

/* When the parts of the block came to the queue of station i. */
INLINE const double *came_to(const struct lanes_group *group, size_t i)
{
    if (group->stations[i].came != NULL)
        return group->stations[i].came;
    if (i > 0)
        return rows_of(group, &group->stations[i - 1]);
    return group->form->source->kind == PLANT_RANDOM ? group->entered : group->nobody;
}

/* The row of departures before this block. */
INLINE vd before_block(const struct lanes_group *group, const struct group_station *station)
{
    return v_load(station->leave + ((group->step - 1) & station->mask) * LANES);
}

/* Parts first .. end - 1 through one station, `limit` being the departures that bound theirs:
 * max(max(came, before) + length, limit), with the shorter way from part to part. */
INLINE vd pass_rows(const double *came, const double *length, const double *limit, double *leave,
                    vd before, size_t first, size_t end)
{
    for (size_t k = first; k < end; k++) {
        vd time = v_load(length + k * LANES);
        vd at = v_load(came + k * LANES) + time;
        before = v_max(at, v_max(before + time, v_load(limit + k * LANES)));
        v_store(leave + k * LANES, before);
    }
    return before;
}

/* One machine everywhere and nothing on the way. No station may run ahead of a departure behind
 * it that bounds its own, so they take turns with a few parts each. */
static void pass_simple(struct lanes_group *group)
{
    size_t count = group->form->count, tile = group->tile;
    for (size_t i = 0; i < count; i++) {
        struct group_pass *pass = &group->passes[i];
        pass->came = came_to(group, i);
        pass->rows = rows_of(group, &group->stations[i]);
        v_store(pass->before, before_block(group, &group->stations[i]));
        pass->bound = (group->step - pass->limit_lag) & pass->limit_mask;
    }
    for (size_t first = 0; first < LANES_BLOCK; first += tile) {
        size_t end = first + tile < LANES_BLOCK ? first + tile : LANES_BLOCK;
        for (size_t i = 0; i < count; i++) {
            struct group_pass *pass = &group->passes[i];
            vd before = v_load(pass->before);
            /* The ring of the departures behind may begin anew among these parts. */
            size_t size = pass->limit_mask + 1, turn = size - pass->bound;
            turn = turn < first ? first : turn < end ? turn : end;
            const double *limit = pass->limit + pass->bound * LANES;
            before = pass_rows(pass->came, pass->length, limit, pass->rows, before, first, turn);
            before = pass_rows(pass->came, pass->length, limit - size * LANES, pass->rows, before,
                               turn, end);
            v_store(pass->before, before);
        }
    }
}

/* Without a time of arrival a part enters as its first station starts it. */
static void enter(struct lanes_group *group)
{
    const struct group_station *station = &group->stations[0];
    const double *leave = rows_of(group, station);
    if (group->form->source->kind == PLANT_RANDOM)
        return;
    vd before = before_block(group, station);
    for (size_t k = 0; k < LANES_BLOCK; k++) {
        v_store(group->entered + k * LANES, before);
        before = v_load(leave + k * LANES);
    }
}

/* Put a part among those in hand and take out the one that is done first. */
static void hand(struct group_station *station, vd *at, vd *entered)
{
    int others = station->form->machines - 1;
    vd most = *at, its = *entered, first = *at, its_first = *entered;
    for (int j = 0; j < others; j++) {
        vd held = v_load(station->held + j * LANES);
        vd held_its = v_load(station->held_entered + j * LANES);
        vm earlier = v_less(most, held);
        vd low = v_select(earlier, most, held);
        vd low_its = v_select(earlier, its, held_its);
        most = v_select(earlier, held, most);
        its = v_select(earlier, held_its, its);
        if (j == 0) {
            first = low;
            its_first = low_its;
        } else {
            v_store(station->held + (j - 1) * LANES, low);
            v_store(station->held_entered + (j - 1) * LANES, low_its);
        }
    }
    if (others > 0) {
        v_store(station->held + (others - 1) * LANES, most);
        v_store(station->held_entered + (others - 1) * LANES, its);
    }
    *at = first;
    *entered = its_first;
}

static void pass_any(struct lanes_group *group)
{
    size_t count = group->form->count;
    bool random = group->form->source->kind == PLANT_RANDOM;
    for (size_t k = 0; k < LANES_BLOCK; k++) {
        size_t n = group->step + k;
        vd at = v_set(0);
        if (random)
            at = v_load(group->entered + k * LANES);
        vd entered = at;
        for (size_t i = 0; i < count && n >= group->stations[i].first; i++) {
            struct group_station *station = &group->stations[i];
            const struct group_pass *pass = &group->passes[i];
            vd before = v_load(pass->leave + ((n - 1) & pass->mask) * LANES);
            at = at + station->form->transfer;
            if (station->came != NULL) {
                int64_t places = station->form->places;
                vd came = at;
                if (places >= 0)
                    came = v_max(
                        at, v_load(pass->leave + ((n - (size_t)places - 1) & pass->mask) * LANES));
                v_store(station->came + k * LANES, came);
            }
            vd start = v_max(at, before);
            if (i == 0 && !random)
                entered = start;
            at = start + v_load(pass->length + k * LANES);
            hand(station, &at, &entered);
            if (station->done != NULL)
                v_store(station->done + k * LANES, at);
            vd limit = v_load(pass->limit + ((n - pass->limit_lag) & pass->limit_mask) * LANES);
            at = v_max(at, limit);
            v_store(pass->leave + (n & pass->mask) * LANES, at);
        }
        if (group->entered_last != group->entered)
            v_store(group->entered_last + k * LANES, entered);
    }
}

/* ---- what is counted ---- */

INLINE vd v_clip(const struct lanes_group *group, vd x)
{
    return v_min(v_max(x, v_set(group->from)), v_set(group->to));
}

INLINE void add_to(double *sum, vd x)
{
    v_store(sum, v_load(sum) + x);
}

static double overlap(const struct lanes_group *group, double start, double end)
{
    double from = start > group->from ? start : group->from, to = end < group->to ? end : group->to;
    return from < to ? to - from : 0;
}

/* When station i started its parts: not kept, for it follows from what is. */
INLINE vd start_of(const struct lanes_group *group, size_t i, size_t k)
{
    const struct group_station *station = &group->stations[i];
    vd before = before_block(group, station);
    if (k > 0)
        before = v_load(rows_of(group, station) + (k - 1) * LANES);
    return v_max(v_load(came_to(group, i) + k * LANES), before);
}

static void count_stops_inside(struct group_station *station)
{
    for (size_t i = 0; i < station->stops.count; i++)
        station->down[station->stops.at[i].lane] += station->stops.at[i].length;
}

static void count_stops_edge(struct lanes_group *group, size_t at)
{
    struct group_station *station = &group->stations[at];
    double starts[LANES] __attribute__((aligned(8 * LANES)));
    for (size_t i = 0; i < station->stops.count; i++) {
        const struct stop *stop = &station->stops.at[i];
        v_store(starts, start_of(group, at, (size_t)stop->part));
        double from = starts[stop->lane] + stop->after;
        double down = overlap(group, from, from + stop->length);
        station->down[stop->lane] += down;
        station->used[stop->lane] -= down; /* counted as part of the visit */
    }
}

/* Does anybody wait before station i? */
INLINE bool queues(const struct lanes_group *group, size_t i)
{
    return i > 0 || group->form->source->kind == PLANT_RANDOM;
}

static void count_inside(struct lanes_group *group, size_t i, size_t from)
{
    struct group_station *station = &group->stations[i];
    add_to(station->used, v_load(station->block_used));
    add_to(station->visits, v_set((double)(LANES_BLOCK - from)));
    count_stops_inside(station);
    if (!group->all)
        return;
    const double *leave = rows_of(group, station), *came = came_to(group, i);
    vd blocked = v_set(0), queued = v_set(0), setting = v_set(0);
    for (size_t k = from; k < LANES_BLOCK; k++) {
        vd start = start_of(group, i, k);
        vd done = start + v_load(station->length + k * LANES);
        if (station->done != NULL)
            done = v_load(station->done + k * LANES);
        blocked = blocked + (v_load(leave + k * LANES) - done);
        queued = queued + (start - v_load(came + k * LANES));
        if (station->setup != NULL)
            setting = setting + v_load(station->setup + k * LANES);
    }
    add_to(station->blocked, blocked);
    if (queues(group, i)) {
        add_to(station->queued, queued);
        add_to(station->waited, queued);
    }
    add_to(station->setting, setting);
}

static void count_edge(struct lanes_group *group, size_t i, size_t from)
{
    struct group_station *station = &group->stations[i];
    const double *leave = rows_of(group, station), *came = came_to(group, i);
    vd zero = v_set(0), one = v_set(1), begin = v_set(group->from), end = v_set(group->to);
    for (size_t k = from; k < LANES_BLOCK; k++) {
        vd start = start_of(group, i, k);
        vd done = start + v_load(station->length + k * LANES), clipped = v_clip(group, start);
        vd outside = v_select(v_less(start, begin), one, v_select(v_less(end, start), one, zero));
        add_to(station->used, v_clip(group, done) - clipped);
        add_to(station->visits, one - outside);
        if (!group->all)
            continue;
        if (station->done != NULL)
            done = v_load(station->done + k * LANES);
        add_to(station->blocked, v_clip(group, v_load(leave + k * LANES)) - v_clip(group, done));
        if (station->setup != NULL)
            add_to(station->setting,
                   v_clip(group, start + v_load(station->setup + k * LANES)) - clipped);
        if (queues(group, i)) {
            vd since = v_load(came + k * LANES);
            add_to(station->queued, clipped - v_clip(group, since));
            add_to(station->waited, (one - outside) * (start - since));
        }
    }
    count_stops_edge(group, i);
}

static void count(struct lanes_group *group, size_t i)
{
    struct group_station *station = &group->stations[i];
    size_t from = station->first > group->step ? station->first - group->step : 0;
    if (from >= LANES_BLOCK)
        return;
    vd begin = start_of(group, i, from);
    if (queues(group, i))
        begin = v_min(begin, v_load(came_to(group, i) + from * LANES));
    if (station->done != NULL) /* the part released may have been done long ago */
        begin = v_min(begin, v_load(station->done + from * LANES));
    vd end = v_load(rows_of(group, station) + (LANES_BLOCK - 1) * LANES);
    for (size_t k = from; station->done != NULL && k < LANES_BLOCK; k++)
        end = v_max(end, start_of(group, i, k) + v_load(station->length + k * LANES));
    if (v_any(v_less(begin, v_set(group->from))) || v_any(v_less(v_set(group->to), end)))
        count_edge(group, i, from);
    else
        count_inside(group, i, from);
}

/* ---- the parts that entered and left ---- */

static void parts_inside(struct lanes_group *group, const double *entered, const double *finished)
{
    vd lead = v_set(0), inside = v_set(0);
    for (size_t k = 0; k < LANES_BLOCK; k++) {
        vd end = v_load(finished + k * LANES);
        lead = lead + (end - v_load(group->entered_last + k * LANES));
        inside = inside + (end - v_load(entered + k * LANES));
        u_store(group->fingerprint, u_turned(u_load(group->fingerprint), 5) + u_of(end));
    }
    vd rows = v_set(LANES_BLOCK);
    add_to(group->lead, lead);
    add_to(group->inside, inside);
    add_to(group->finished, rows);
    add_to(group->entered_count, rows);
    add_to(group->finished_count, rows);
}

static void parts_edge(struct lanes_group *group, const double *entered, const double *finished,
                       size_t left)
{
    vd zero = v_set(0), one = v_set(1), to = v_set(group->to);
    for (size_t k = 0; k < LANES_BLOCK; k++) {
        vd in = v_load(entered + k * LANES);
        add_to(group->entered_count, v_select(v_less(to, in), zero, one));
        vd end = to;
        if (k >= left)
            end = v_load(finished + k * LANES);
        add_to(group->inside, v_clip(group, end) - v_clip(group, in));
        if (k < left)
            continue;
        vd finishes = v_select(v_less(to, end), zero, one);
        vd counts = v_select(v_less(v_set(group->from), end), finishes, zero);
        add_to(group->finished_count, finishes);
        add_to(group->finished, counts);
        add_to(group->lead, counts * (end - v_load(group->entered_last + k * LANES)));
        vu mixed = u_turned(u_load(group->fingerprint), 5) + u_of(end);
        u_store(group->fingerprint,
                u_of(v_select(v_less(to, end), v_of(u_load(group->fingerprint)), v_of(mixed))));
    }
}

static bool parts(struct lanes_group *group)
{
    const struct group_station *last = &group->stations[group->form->count - 1];
    size_t exit = last->first + (size_t)last->form->machines - 1;
    size_t left = exit > group->step ? exit - group->step : 0;
    left = left < LANES_BLOCK ? left : LANES_BLOCK;
    const double *finished = rows_of(group, last), *entered = group->entered;
    vd from = v_set(group->from), to = v_set(group->to);
    vd end = v_load(finished + (LANES_BLOCK - 1) * LANES);
    /* The lead of a part that left just after the beginning counts whole. */
    if (left == 0 && !v_any(v_less(v_load(entered), from)) &&
        v_all(v_less(from, v_load(finished))) && !v_any(v_less(to, end)) &&
        !v_any(v_less(to, v_load(entered + (LANES_BLOCK - 1) * LANES))))
        parts_inside(group, entered, finished);
    else
        parts_edge(group, entered, finished, left);
    for (int lane = 0; group->books_kept && lane < LANES; lane++)
        lanes_parts(group, lane, finished, left);
    return left < LANES_BLOCK && v_all(v_less(to, end)) &&
           v_all(v_less(to, v_load(entered + (LANES_BLOCK - 1) * LANES)));
}

/* Is every lane past the end at every station? A part in hand may be known late. */
static bool all_over(const struct lanes_group *group)
{
    for (size_t i = 0; i < group->form->count; i++) {
        const struct group_station *station = &group->stations[i];
        vd left = v_load(rows_of(group, station) + (LANES_BLOCK - 1) * LANES);
        vd least = v_min(left, start_of(group, i, LANES_BLOCK - 1));
        if (station->done != NULL)
            least = v_min(least, v_load(station->done + (LANES_BLOCK - 1) * LANES));
        if (!v_all(v_less(v_set(group->to), least)))
            return false;
    }
    return true;
}

static bool block(struct lanes_group *group)
{
    size_t count_of = group->form->count;
    arrive(group);
    for (size_t i = 0; i < count_of; i++) {
        struct group_station *station = &group->stations[i];
        size_t from = station->first > group->step ? station->first - group->step : 0;
        if (from < LANES_BLOCK)
            prepare(group, station, from);
    }
    if (group->form->simple)
        pass_simple(group);
    else
        pass_any(group);
    enter(group);
    for (size_t i = 0; i < count_of; i++)
        count(group, i);
    bool over = parts(group) && all_over(group);
    group->step += LANES_BLOCK;
    return over;
}

#endif
