/* Disciplines whose order changes while parts wait, so that a free server looks through the whole
 * queue (as long as the queue is: meant for shops, not for queues of thousands); and what becomes
 * of pieces where quality is made and looked at. */
#include "plant/flow_visit.h"

/* ---- dispatching ---- */

static double work_left(const struct flow *flow, const struct part *part)
{
    const struct plant_line *line = flow->line;
    double pieces = (double)part->quantity;
    if (part->path == NOBODY) { /* by edges only this station is sure */
        const struct line_work *work = &line->works[part->work];
        return work->per_piece ? work->seconds * pieces : work->seconds;
    }
    const struct line_step *step = &line->paths[part->path].steps[part->step];
    return step->order_seconds + step->piece_seconds * pieces;
}

/* Time left by work left, the least first; without a due time last. */
static double critical_ratio(const struct flow *flow, const struct part *part)
{
    double left = work_left(flow, part);
    if (part->due < 0)
        return 9e18;
    return (double)(part->due - flow->now) / (left > 1e-6 ? left : 1e-6);
}

/* The expected set-up for the item on a server that did `last` before. */
static double setup_expected(const struct place *place, const struct line_work *work, int last,
                             int item)
{
    if (work->setup_when == PLANT_SETUP_ORDER)
        return work->setup_seconds;
    if (work->setup_when != PLANT_SETUP_CHANGE || last == item)
        return 0;
    double found = work->setup_seconds;
    for (size_t i = 0; i < place->line->model->setup_count; i++) {
        const struct line_setup *row = &place->line->setups[i];
        if (row->to == item && row->from >= 0 && row->from == last)
            return row->seconds;
        if (row->to == item && row->from < 0)
            found = row->seconds;
    }
    return found;
}

static double key_of(const struct flow *flow, const struct place *place, const struct part *part)
{
    if (place->line->model->discipline == PLANT_CRITICAL_RATIO)
        return critical_ratio(flow, part);
    const struct server *server = ready_for(place, part->item);
    return setup_expected(place, &flow->line->works[part->work], server->last_item, part->item);
}

int choose(struct flow *flow, struct place *place)
{
    int best = NOBODY, before_best = NOBODY, before = NOBODY, index = place->queue.first;
    double least = 0;
    for (int64_t n = 0; n < place->queue.count; n++) {
        double key = key_of(flow, place, &flow->parts[index]);
        if (best == NOBODY || key < least) {
            best = index;
            before_best = before;
            least = key;
        }
        before = index;
        index = flow->parts[index].next;
    }
    place->queued += flow->now;
    (void)row_take_after(flow->parts, &place->queue, before_best);
    return best;
}

/* ---- quality ---- */

/* Of so many pieces, how many it hits; a chance of nothing draws nothing. */
static int64_t hit(struct place *place, int64_t pieces, double chance)
{
    return pieces > 0 && chance > 0 ? sim_binomial(&place->scrap, pieces, chance) : 0;
}

void part_quality(struct place *place, struct part *part)
{
    const struct plant_station *model = place->line->model;
    /* Found first; scrap then strikes the defective and the others alike. */
    int64_t found =
        model->detects < 1 ? hit(place, part->defective, model->detects) : part->defective;
    int64_t bad = part->defective - found, good = part->quantity - part->defective;
    int64_t bad_scrapped = hit(place, bad, model->scrap);
    int64_t good_scrapped = hit(place, good, model->scrap);
    part->scrapped = found + bad_scrapped + good_scrapped;
    part->defective = bad - bad_scrapped + hit(place, good - good_scrapped, model->defects);
}
