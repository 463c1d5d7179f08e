/* From blocks and heads to one tag's samples in order. A reader holds the guard for reading: the
 * lists stay as they are and no file is closed; a commit waits only to list what it made durable.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "historian/historian_private.h"
#include "kit/must.h"

enum { FRONT_BYTES = 4096 };

struct view {
    uint32_t file;
    int64_t at;
    struct block_header header;
    uint32_t *offsets; /* header.columns + 1 */
    size_t offsets_room;
    time_us times[HISTORIAN_ROWS_MAX];
    uint8_t *bytes; /* of the block, from its start */
    size_t have, room;
};

void reader_start(struct reader *reader, struct historian *h, size_t views)
{
    *reader = (struct reader){.h = h, .view_count = views};
    reader->views = take_memory(views * sizeof(struct view *));
    must(pthread_rwlock_rdlock(&h->guard) == 0);
}

void reader_end(struct reader *reader)
{
    must(pthread_rwlock_unlock(&reader->h->guard) == 0);
    for (size_t i = 0; i < reader->view_count; i++)
        if (reader->views[i] != NULL) {
            free(reader->views[i]->offsets);
            free(reader->views[i]->bytes);
            free(reader->views[i]);
        }
    free(reader->views);
    free(reader->merged);
    free(reader->spare);
    bytes_free(&reader->column);
}

void reader_damaged(struct reader *reader)
{
    atomic_fetch_add(&reader->h->damaged_reads, 1);
}

/* ---- a block's front and one of its columns ---- */

static bool have_bytes(struct reader *reader, const struct block_ref *ref, struct view *view,
                       size_t wanted)
{
    const struct block_file *file = &reader->h->files[ref->file];
    struct error ignored = {0};
    char name[32];
    size_t got = 0;
    if (wanted <= view->have)
        return true;
    if (wanted > ref->size)
        return false;
    week_name(file->week, name);
    view->bytes = grow(view->bytes, &view->room, wanted, 1);
    if (disk_read(file->fd, name, view->bytes + view->have, wanted - view->have,
                  ref->at + (int64_t)view->have, &got, &ignored) != STATUS_OK)
        return false;
    view->have += got;
    return view->have >= wanted;
}

static bool load_view(struct reader *reader, const struct block_ref *ref, struct view *view)
{
    view->have = 0;
    if (!have_bytes(reader, ref, view, ref->size < FRONT_BYTES ? ref->size : FRONT_BYTES) ||
        !block_header_read(view->bytes, view->have, &view->header) ||
        view->header.size != ref->size || view->header.first != ref->first)
        return false;
    size_t front = view->header.front_size;
    view->offsets =
        grow(view->offsets, &view->offsets_room, view->header.columns + 1U, sizeof *view->offsets);
    return have_bytes(reader, ref, view, BLOCK_HEADER + front) &&
           block_front_read(&view->header, view->bytes + BLOCK_HEADER, front, view->offsets,
                            view->times);
}

static struct view *view_of(struct reader *reader, const struct block_ref *ref)
{
    uint64_t key = ((uint64_t)ref->at << 16 ^ ref->file) * UINT64_C(0x9E3779B97F4A7C15);
    struct view **slot = &reader->views[(key >> 32) % reader->view_count];
    if (*slot == NULL)
        *slot = take_memory(sizeof **slot);
    struct view *view = *slot;
    if (view->have > 0 && view->file == ref->file && view->at == ref->at)
        return view;
    if (!load_view(reader, ref, view)) {
        view->have = 0;
        return NULL;
    }
    view->file = ref->file;
    view->at = ref->at;
    return view;
}

bool reader_column(struct reader *reader, const struct piece *piece, struct column_view *ret)
{
    const struct view *view = view_of(reader, piece->ref);
    if (view == NULL || piece->column >= view->header.columns) {
        reader_damaged(reader);
        return false;
    }
    uint32_t at = view->offsets[piece->column];
    size_t size = view->offsets[piece->column + 1] - at, got = 0;
    *ret = (struct column_view){view->times, view->header.rows, view->header.gap_max, NULL, size};
    if (at + size <= view->have) {
        ret->bytes = view->bytes + at;
        return true;
    }
    const struct block_file *file = &reader->h->files[piece->ref->file];
    struct error ignored = {0};
    char name[32];
    week_name(file->week, name);
    reader->column.size = 0;
    ret->bytes = bytes_more(&reader->column, size);
    if (disk_read(file->fd, name, reader->column.bytes, size, piece->ref->at + at, &got,
                  &ignored) != STATUS_OK ||
        got < size) {
        reader_damaged(reader);
        return false;
    }
    return true;
}

/* ---- what lies in a stretch of time ---- */

struct candidate {
    time_us first, last;
    uint64_t number;
    int64_t at;
    const struct block_ref *ref; /* NULL: the head */
    const struct head *head;
    const struct group *group;
    uint32_t column;
};

struct candidates {
    struct candidate *at;
    size_t count, room;
};

static void add_blocks(struct candidates *list, const struct group *group, uint32_t column,
                       time_us from, time_us to)
{
    /* A block lies within one week: none that reaches `from` begins before its Monday. */
    time_us monday = from - 7 * TIME_DAY;
    size_t low = 0, high = group->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (group->blocks[mid].first < monday)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < group->count && group->blocks[low].first < to; low++) {
        const struct block_ref *ref = &group->blocks[low];
        if (ref->last < from)
            continue;
        list->at = grow(list->at, &list->room, list->count + 1, sizeof *list->at);
        list->at[list->count++] = (struct candidate){ref->first, ref->last, ref->number, ref->at,
                                                     ref,        NULL,      group,       column};
    }
}

static void add_head(struct candidates *list, const struct group *group, uint32_t column,
                     const struct head *head, time_us from, time_us to)
{
    if (head->rows == 0)
        return;
    time_us first = head->times[0], last = first;
    for (size_t i = 1; i < head->rows; i++) {
        first = head->times[i] < first ? head->times[i] : first;
        last = head->times[i] > last ? head->times[i] : last;
    }
    if (last < from || first >= to)
        return;
    list->at = grow(list->at, &list->room, list->count + 1, sizeof *list->at);
    list->at[list->count++] =
        (struct candidate){first, last, group->newest, INT64_MAX, NULL, head, group, column};
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static int compare_arrival(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* ---- merging ---- */

static void merge_block(struct reader *reader, const struct candidate *one, size_t *count)
{
    struct piece piece = {.ref = one->ref, .group = one->group, .column = one->column};
    struct column_view column;
    double values[HISTORIAN_ROWS_MAX];
    uint8_t qualities[HISTORIAN_ROWS_MAX];
    if (!reader_column(reader, &piece, &column))
        return;
    if (!column_read(column.bytes, column.size, column.count, values, qualities)) {
        reader_damaged(reader);
        return;
    }
    reader->merged =
        grow(reader->merged, &reader->merged_room, *count + column.count, sizeof *reader->merged);
    for (size_t i = 0; i < column.count; i++)
        reader->merged[(*count)++] =
            (struct historian_sample){column.times[i], values[i], qualities[i]};
}

static void merge_head(struct reader *reader, const struct candidate *one, size_t *count)
{
    const struct head *head = one->head;
    reader->merged =
        grow(reader->merged, &reader->merged_room, *count + head->rows, sizeof *reader->merged);
    for (size_t i = 0; i < head->rows; i++) {
        size_t at = i * one->group->is.count + one->column;
        reader->merged[(*count)++] =
            (struct historian_sample){head->times[i], head->values[at], head->qualities[at]};
    }
}

/* Samples of one time stay in the order in which they came. */
static void sort_samples(struct reader *reader, size_t count)
{
    bool sorted = true;
    for (size_t i = 1; sorted && i < count; i++)
        sorted = reader->merged[i - 1].time <= reader->merged[i].time;
    if (sorted)
        return;
    reader->spare = grow(reader->spare, &reader->spare_room, count, sizeof *reader->spare);
    for (size_t wide = 1; wide < count; wide *= 2) {
        const struct historian_sample *from = reader->merged;
        for (size_t at = 0; at < count; at += 2 * wide) {
            size_t mid = at + wide < count ? at + wide : count;
            size_t end = at + 2 * wide < count ? at + 2 * wide : count;
            for (size_t a = at, b = mid, i = at; i < end; i++)
                reader->spare[i] =
                    b == end || (a < mid && from[a].time <= from[b].time) ? from[a++] : from[b++];
        }
        memcpy(reader->merged, reader->spare, count * sizeof *reader->merged);
    }
}

static bool same_sample(const struct historian_sample *a, const struct historian_sample *b)
{
    return a->quality == b->quality &&
           (!historian_usable(a->quality) || memcmp(&a->value, &b->value, sizeof a->value) == 0);
}

static size_t drop_twins(struct historian_sample *samples, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool twin = false;
        for (size_t k = kept; !twin && k > 0 && samples[k - 1].time == samples[i].time; k--)
            twin = same_sample(&samples[k - 1], &samples[i]);
        if (!twin)
            samples[kept++] = samples[i];
    }
    return kept;
}

static void merge_all(struct reader *reader, struct candidate *some, size_t some_count,
                      struct piece *ret)
{
    size_t count = 0;
    qsort(some, some_count, sizeof *some, compare_arrival);
    for (size_t i = 0; i < some_count; i++)
        if (some[i].ref != NULL)
            merge_block(reader, &some[i], &count);
        else
            merge_head(reader, &some[i], &count);
    sort_samples(reader, count);
    *ret = (struct piece){.samples = reader->merged,
                          .count = drop_twins(reader->merged, count),
                          .group = some[0].group,
                          .column = some[0].column};
}

static enum status walk(struct reader *reader, struct candidates *list, piece_take *take,
                        void *context, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0, end; st == STATUS_OK && i < list->count; i = end) {
        const struct candidate *one = &list->at[i];
        time_us last = one->last;
        for (end = i + 1; end < list->count && list->at[end].first <= last; end++)
            last = list->at[end].last > last ? list->at[end].last : last;
        struct piece piece = {.ref = one->ref, .group = one->group, .column = one->column};
        if (end - i > 1 || one->ref == NULL || (one->ref->flags & BLOCK_TWINS) != 0)
            merge_all(reader, &list->at[i], end - i, &piece);
        st = take(context, &piece, err);
    }
    return st;
}

static const struct home *homes_of(const struct historian *h, uint32_t tag)
{
    size_t low = 0, high = h->home_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (h->homes[mid].tag < tag)
            low = mid + 1;
        else
            high = mid;
    }
    return low < h->home_count && h->homes[low].tag == tag ? &h->homes[low] : NULL;
}

enum status reader_pieces(struct reader *reader, uint32_t tag, time_us from, time_us to,
                          piece_take *take, void *context, struct error *err)
{
    const struct historian *h = reader->h;
    const struct home *home = homes_of(h, tag);
    if (home == NULL)
        return FAIL(err, HISTORIAN_NO_TAG, "tag %u", tag);
    if (to < from)
        return FAIL(err, HISTORIAN_TIME, "the end lies before the beginning");
    from = from < TIME_FIRST ? TIME_FIRST : from;
    to = to > TIME_PAST_LAST ? TIME_PAST_LAST : to;
    struct candidates list = {0};
    for (; home < h->homes + h->home_count && home->tag == tag; home++) {
        const struct group *group = h->groups[home->group_at];
        add_blocks(&list, group, home->column, from, to);
        for (int which = 0; which < HEADS; which++)
            add_head(&list, group, home->column, &group->head[which], from, to);
    }
    bool sorted = true;
    for (size_t i = 1; sorted && i < list.count; i++)
        sorted = compare_candidates(&list.at[i - 1], &list.at[i]) <= 0;
    if (!sorted)
        qsort(list.at, list.count, sizeof *list.at, compare_candidates);
    enum status st = walk(reader, &list, take, context, err);
    free(list.at);
    return st;
}

/* ---- samples one by one ---- */

bool reader_samples(struct reader *reader, const struct piece *piece, time_us from, time_us to,
                    historian_take *take, void *context)
{
    if (piece->ref == NULL) {
        for (size_t i = 0; i < piece->count && piece->samples[i].time < to; i++)
            if (piece->samples[i].time >= from && !take(context, &piece->samples[i]))
                return false;
        return true;
    }
    struct column_view column;
    double values[HISTORIAN_ROWS_MAX];
    uint8_t qualities[HISTORIAN_ROWS_MAX];
    if (!reader_column(reader, piece, &column))
        return true;
    if (!column_read(column.bytes, column.size, column.count, values, qualities)) {
        reader_damaged(reader);
        return true;
    }
    for (size_t i = 0; i < column.count && column.times[i] < to; i++) {
        struct historian_sample sample = {column.times[i], values[i], qualities[i]};
        if (column.times[i] >= from && !take(context, &sample))
            return false;
    }
    return true;
}

struct each {
    struct reader *reader;
    time_us from, to;
    historian_take *take;
    void *context;
    bool on;
};

static enum status each_piece(void *context, const struct piece *piece, struct error *err)
{
    struct each *each = context;
    (void)err;
    if (each->on)
        each->on =
            reader_samples(each->reader, piece, each->from, each->to, each->take, each->context);
    return STATUS_OK;
}

enum status historian_each(struct historian *h, uint32_t tag, time_us from, time_us to,
                           historian_take *take, void *context, struct error *err)
{
    struct reader reader;
    reader_start(&reader, h, 1);
    struct each each = {&reader, from, to, take, context, true};
    enum status st = reader_pieces(&reader, tag, from, to, each_piece, &each, err);
    reader_end(&reader);
    return st;
}

struct last {
    struct historian_sample sample;
    bool found;
};

static bool keep_last(void *context, const struct historian_sample *sample)
{
    struct last *last = context;
    last->sample = *sample;
    last->found = true;
    return true;
}

enum status reader_last(struct reader *reader, uint32_t tag, time_us from, time_us to,
                        struct historian_sample *ret_sample, bool *ret_found, struct error *err)
{
    struct last last = {0};
    from = from < TIME_FIRST ? TIME_FIRST : from;
    to = to > TIME_PAST_LAST ? TIME_PAST_LAST : to;
    /* Longer and longer stretches back; what is empty costs nothing. */
    time_us wide = 10 * TIME_SECOND, end = to;
    enum status st = STATUS_OK;
    do {
        time_us begin = end - from > wide ? end - wide : from;
        begin = begin > end ? end : begin;
        struct each each = {reader, begin, end, keep_last, &last, true};
        st = reader_pieces(reader, tag, begin, end, each_piece, &each, err);
        end = begin;
        wide *= 4;
    } while (st == STATUS_OK && !last.found && end > from);
    if (st != STATUS_OK)
        return st;
    *ret_found = last.found;
    if (last.found)
        *ret_sample = last.sample;
    return STATUS_OK;
}

enum status historian_last(struct historian *h, uint32_t tag, time_us at,
                           struct historian_sample *ret_sample, bool *ret_found, struct error *err)
{
    struct reader reader;
    reader_start(&reader, h, 1);
    time_us past = at < TIME_PAST_LAST ? at + 1 : TIME_PAST_LAST;
    enum status st = reader_last(&reader, tag, TIME_FIRST, past, ret_sample, ret_found, err);
    reader_end(&reader);
    return st;
}
