/* The pool of orders, and the queues before a station: a list where the first come is first
 * served, else a heap by what the discipline looks at. */
#include "kit/list.h"
#include "plant/replication_private.h"

int order_new(struct run *run)
{
    if (run->free_order != NONE) {
        int order = run->free_order;
        run->free_order = run->orders.at[order].next;
        return order;
    }
    (void)list_add(run->arena, &run->orders);
    return (int)run->orders.count - 1;
}

void order_free(struct run *run, int order)
{
    run->orders.at[order].next = run->free_order;
    run->free_order = order;
}

void fifo_add(struct run *run, struct fifo *fifo, int order)
{
    run->orders.at[order].next = NONE;
    if (fifo->count++ == 0)
        fifo->first = order;
    else
        run->orders.at[fifo->last].next = order;
    fifo->last = order;
}

int fifo_take(struct run *run, struct fifo *fifo)
{
    int order = fifo->first;
    fifo->first = run->orders.at[order].next;
    fifo->count--;
    return order;
}

static bool ranked_before(const struct ranked *a, const struct ranked *b)
{
    return a->key != b->key ? a->key < b->key : a->sequence < b->sequence;
}

static void ranks_add(struct run *run, struct station *station, int order)
{
    const struct order *it = &run->orders.at[order];
    const struct line_work *work = &run->line->works[it->work];
    double key = work->seconds * (work->per_piece ? (double)it->quantity : 1);
    if (station->line->model->discipline == PLANT_EDD)
        key = it->due < 0 ? 9e18 : (double)it->due;
    struct ranked ranked = {key, station->sequence++, order};
    (void)list_add(run->arena, &station->ranks);
    size_t at = station->ranks.count - 1;
    for (; at > 0 && ranked_before(&ranked, &station->ranks.at[(at - 1) / 2]); at = (at - 1) / 2)
        station->ranks.at[at] = station->ranks.at[(at - 1) / 2];
    station->ranks.at[at] = ranked;
}

static int ranks_take(struct station *station)
{
    struct ranked *heap = station->ranks.at;
    int order = heap[0].order;
    struct ranked last = heap[--station->ranks.count];
    size_t count = station->ranks.count, at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && ranked_before(&heap[child + 1], &heap[child]))
            child++;
        if (!ranked_before(&heap[child], &last))
            break;
        heap[at] = heap[child];
    }
    if (count > 0)
        heap[at] = last;
    return order;
}

void queue_add(struct run *run, struct station *station, int order)
{
    run->orders.at[order].came = sim_now(run->sim);
    if (station->line->model->discipline == PLANT_FIFO) {
        fifo_add(run, &station->queue, order);
    } else {
        ranks_add(run, station, order);
        station->queue.count++;
    }
    sim_area_set(&station->queue_area, sim_now(run->sim), (double)station->queue.count);
}

int orders_take(struct run *run, struct station *station)
{
    int order;
    if (station->line->model->discipline == PLANT_FIFO) {
        order = fifo_take(run, &station->queue);
    } else {
        order = ranks_take(station);
        station->queue.count--;
    }
    sim_area_set(&station->queue_area, sim_now(run->sim), (double)station->queue.count);
    return order;
}

int queue_first(const struct station *station)
{
    if (station->line->model->discipline == PLANT_FIFO)
        return station->queue.first;
    return station->ranks.at[0].order;
}
