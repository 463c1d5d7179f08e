/* Questions over a stretch of time: points for a curve, how long states held, growth of counters.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "historian/historian_private.h"
#include "kit/must.h"

/* ---- buckets ---- */

struct buckets {
    struct reader *reader;
    time_us from, to;
    size_t count;
    struct historian_bucket *at;
};

static time_us bucket_start(const struct buckets *b, size_t k)
{
    /* from + (to - from) * k / count, without its overflow */
    time_us whole = (b->to - b->from) / (time_us)b->count;
    time_us rest = (b->to - b->from) % (time_us)b->count;
    return b->from + whole * (time_us)k + rest * (time_us)k / (time_us)b->count;
}

/* Of a time in [from, to): the last bucket that begins at or before it. */
static size_t bucket_of(const struct buckets *b, time_us when)
{
    double guess = (double)(when - b->from) * (double)b->count / (double)(b->to - b->from);
    size_t k = guess < (double)b->count ? (size_t)guess : b->count - 1;
    while (k > 0 && bucket_start(b, k) > when)
        k--;
    while (k + 1 < b->count && bucket_start(b, k + 1) <= when)
        k++;
    return k;
}

static void bucket_take(struct historian_bucket *bucket, const struct aggregate *a, size_t rows)
{
    bucket->unusable += rows - a->usable;
    if (a->usable == 0)
        return;
    if (bucket->count == 0)
        *bucket = (struct historian_bucket){
            .min = a->min, .max = a->max, .first = a->first, .unusable = bucket->unusable};
    bucket->min = a->min < bucket->min ? a->min : bucket->min;
    bucket->max = a->max > bucket->max ? a->max : bucket->max;
    bucket->last = a->last;
    bucket->sum += a->sum;
    bucket->count += a->usable;
}

static void take_rows(const struct buckets *b, const time_us *times, const double *values,
                      const uint8_t *qualities, size_t count)
{
    size_t i = 0;
    while (i < count && times[i] < b->from)
        i++;
    for (size_t end; i < count && times[i] < b->to; i = end) {
        size_t k = bucket_of(b, times[i]);
        time_us past = bucket_start(b, k + 1);
        for (end = i + 1; end < count && times[end] < past;)
            end++;
        struct aggregate a = aggregate_of(values + i, qualities + i, end - i);
        bucket_take(&b->at[k], &a, end - i);
    }
}

static void take_samples(const struct buckets *b, const struct piece *piece)
{
    for (size_t i = 0; i < piece->count; i++) {
        const struct historian_sample *s = &piece->samples[i];
        if (s->time < b->from || s->time >= b->to)
            continue;
        struct aggregate a = aggregate_of(&s->value, &s->quality, 1);
        bucket_take(&b->at[bucket_of(b, s->time)], &a, 1);
    }
}

static enum status bucket_piece(void *context, const struct piece *piece, struct error *err)
{
    const struct buckets *b = context;
    struct column_view column;
    (void)err;
    if (piece->ref == NULL) {
        take_samples(b, piece);
        return STATUS_OK;
    }
    if (!reader_column(b->reader, piece, &column))
        return STATUS_OK;
    time_us first = column.times[0], last = column.times[column.count - 1];
    bool fine = true;
    if (first >= b->from && last < b->to && bucket_of(b, first) == bucket_of(b, last)) {
        struct aggregate a; /* all of it in one bucket: nothing to decode */
        fine = column_aggregate(column.bytes, column.size, column.count, &a);
        if (fine)
            bucket_take(&b->at[bucket_of(b, first)], &a, column.count);
    } else {
        double values[HISTORIAN_ROWS_MAX];
        uint8_t qualities[HISTORIAN_ROWS_MAX];
        fine = column_read(column.bytes, column.size, column.count, values, qualities);
        if (fine)
            take_rows(b, column.times, values, qualities, column.count);
    }
    if (!fine)
        reader_damaged(b->reader);
    return STATUS_OK;
}

enum status historian_buckets(struct historian *h, uint32_t tag, time_us from, time_us to,
                              size_t count, struct historian_bucket *ret_buckets, struct error *err)
{
    if (count == 0 || count > HISTORIAN_BUCKETS_MAX)
        return FAIL_AT(err, HISTORIAN_ASKED, "count", "%zu points", count);
    if (to <= from || from < TIME_FIRST || to > TIME_PAST_LAST)
        return FAIL(err, HISTORIAN_TIME, "an empty stretch, or outside");
    struct historian_bucket *found = take_memory(count * sizeof *found);
    struct reader reader;
    reader_start(&reader, h, 1);
    struct buckets b = {&reader, from, to, count, found};
    enum status st = reader_pieces(&reader, tag, from, to, bucket_piece, &b, err);
    reader_end(&reader);
    if (st == STATUS_OK)
        memcpy(ret_buckets, found, count * sizeof *found);
    free(found);
    return st;
}

/* ---- how long each state held ---- */

struct states {
    struct reader *reader;
    time_us from, to, hold;
    struct historian_sample now; /* the last sample; its time is how far all is accounted for */
    bool known;                  /* there is one, and it is usable */
    time_us until;               /* what `now` says holds so long, if nothing newer comes */
    struct historian_durations *ret;
};

static void account_state(struct historian_durations *d, double value, time_us length)
{
    size_t i = 0;
    while (i < d->count && d->state[i] < value)
        i++;
    if (i == d->count || d->state[i] != value) {
        if (d->count == HISTORIAN_STATES_MAX) {
            d->other += length;
            return;
        }
        memmove(&d->state[i + 1], &d->state[i], (d->count - i) * sizeof d->state[0]);
        memmove(&d->length[i + 1], &d->length[i], (d->count - i) * sizeof d->length[0]);
        d->state[i] = value;
        d->length[i] = 0;
        d->count++;
    }
    d->length[i] += length;
}

/* All up to `when`, of which the state now known holds the part within its hold. */
static void account(struct states *s, time_us when)
{
    time_us begin = s->now.time, end = when < s->until ? when : s->until;
    if (s->known && end > begin) {
        account_state(s->ret, s->now.value, end - begin);
        begin = end;
    }
    s->ret->unknown += when - begin;
}

static void state_take(struct states *s, const struct historian_sample *sample)
{
    account(s, sample->time);
    s->now = *sample;
    s->known = historian_usable(sample->quality);
    s->until = sample->time + s->hold;
}

static bool state_sample(void *context, const struct historian_sample *sample)
{
    state_take(context, sample);
    return true;
}

/* Rows of one value whose times lie less than `hold` apart: as one. */
static void take_run(struct states *s, const time_us *times, size_t first, size_t end, double value,
                     uint8_t quality)
{
    struct historian_sample sample = {times[first], value, quality};
    state_take(s, &sample);
    if (end - first < 2)
        return;
    if (s->known)
        account_state(s->ret, value, times[end - 1] - times[first]);
    else
        s->ret->unknown += times[end - 1] - times[first];
    s->now.time = times[end - 1];
    s->until = times[end - 1] + s->hold;
}

static size_t rows_before(const struct column_view *column, time_us when)
{
    size_t low = 0, high = column->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (column->times[mid] < when)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static enum status state_piece(void *context, const struct piece *piece, struct error *err)
{
    struct states *s = context;
    struct column_view column;
    struct column_runs runs;
    (void)err;
    if (piece->ref == NULL) {
        (void)reader_samples(s->reader, piece, s->from, s->to, state_sample, s);
        return STATUS_OK;
    }
    if (!reader_column(s->reader, piece, &column))
        return STATUS_OK;
    if (column.gap_max > s->hold) {
        (void)reader_samples(s->reader, piece, s->from, s->to, state_sample, s);
        return STATUS_OK;
    }
    if (!column_runs(column.bytes, column.size, column.count, &runs)) {
        reader_damaged(s->reader);
        return STATUS_OK;
    }
    size_t at = rows_before(&column, s->from), past = rows_before(&column, s->to);
    for (size_t run = 0; run < runs.count && at < past; run++) {
        size_t end = runs.ends[run] < past ? runs.ends[run] : past;
        if (end <= at)
            continue;
        take_run(s, column.times, at, end, runs.values[run], runs.qualities[run]);
        at = end;
    }
    return STATUS_OK;
}

static enum status durations_of(struct reader *reader, uint32_t tag, time_us from, time_us to,
                                time_us hold, struct historian_durations *ret, struct error *err)
{
    struct states s = {.reader = reader, .from = from, .to = to, .hold = hold, .ret = ret};
    bool found = false;
    time_us back = from - TIME_FIRST > hold ? from - hold : TIME_FIRST;
    enum status st = reader_last(reader, tag, back, from, &s.now, &found, err);
    if (st != STATUS_OK)
        return st;
    s.known = found && historian_usable(s.now.quality);
    s.until = found ? s.now.time + hold : from;
    s.now.time = from;
    st = reader_pieces(reader, tag, from, to, state_piece, &s, err);
    if (st == STATUS_OK)
        account(&s, to);
    return st;
}

enum { VIEWS = 256 };

enum status historian_durations(struct historian *h, const uint32_t *tags, size_t count,
                                time_us from, time_us to, time_us hold,
                                struct historian_durations *ret_durations, struct error *err)
{
    if (hold <= 0 || hold > TIME_PAST_LAST - TIME_FIRST)
        return FAIL_AT(err, HISTORIAN_ASKED, "hold", "%lld us", (long long)hold);
    if (to < from || from < TIME_FIRST || to > TIME_PAST_LAST)
        return FAIL(err, HISTORIAN_TIME, "the end lies before the beginning, or outside");
    struct historian_durations *found = take_memory(count * sizeof *found);
    struct reader reader;
    reader_start(&reader, h, count > 1 ? VIEWS : 1);
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < count; i++)
        st = durations_of(&reader, tags[i], from, to, hold, &found[i], err);
    reader_end(&reader);
    if (st == STATUS_OK && count > 0)
        memcpy(ret_durations, found, count * sizeof *found);
    free(found);
    return st;
}

/* ---- growth of a counter ---- */

struct growing {
    struct reader *reader;
    time_us from, to;
    const struct historian_counter *counter;
    bool started;
    double before;
    struct historian_growth is;
};

static void count_step(struct growing *g, double value)
{
    const struct historian_counter *c = g->counter;
    double step = value - g->before;
    if (step < 0 && c->modulus > 0 && step + c->modulus >= 0 && step + c->modulus <= c->step_max) {
        step += c->modulus;
        g->is.rolled++;
    } else if (step < 0) {
        step = value > 0 ? value : 0;
        g->is.resets++;
    }
    if (step <= c->step_max)
        g->is.growth += step;
    else
        g->is.doubtful++;
}

static bool grow_sample(void *context, const struct historian_sample *sample)
{
    struct growing *g = context;
    if (!historian_usable(sample->quality))
        return true;
    if (sample->time >= g->from) {
        g->is.samples++;
        if (g->started)
            count_step(g, sample->value);
    }
    g->before = sample->value;
    g->started = true;
    return true;
}

static enum status grow_piece(void *context, const struct piece *piece, struct error *err)
{
    struct growing *g = context;
    (void)err;
    (void)reader_samples(g->reader, piece, g->from, g->to, grow_sample, g);
    return STATUS_OK;
}

/* The last usable sample before `from`: back over what is not usable. */
static enum status start_growth(struct growing *g, uint32_t tag, struct error *err)
{
    for (time_us end = g->from; !g->started;) {
        struct historian_sample sample;
        bool found = false;
        enum status st = reader_last(g->reader, tag, TIME_FIRST, end, &sample, &found, err);
        if (st != STATUS_OK || !found)
            return st;
        (void)grow_sample(g, &sample);
        end = sample.time;
    }
    return STATUS_OK;
}

enum status historian_growth(struct historian *h, uint32_t tag, time_us from, time_us to,
                             const struct historian_counter *counter,
                             struct historian_growth *ret_growth, struct error *err)
{
    if (!(counter->step_max > 0) || !(counter->modulus >= 0))
        return FAIL_AT(err, HISTORIAN_ASKED, "step_max", "step at most %g, modulus %g",
                       counter->step_max, counter->modulus);
    struct reader reader;
    reader_start(&reader, h, 1);
    struct growing g = {.reader = &reader, .from = from, .to = to, .counter = counter};
    enum status st = start_growth(&g, tag, err);
    if (st == STATUS_OK)
        st = reader_pieces(&reader, tag, from, to, grow_piece, &g, err);
    reader_end(&reader);
    if (st == STATUS_OK)
        *ret_growth = g.is;
    return st;
}
