/* The order of a call's applications, and the document that is kept of it. */
#include <inttypes.h>
#include <stdlib.h>

#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"
#include "selection/selection_private.h"

static bool is_ranked(const struct selection_row *row)
{
    return row->score.complete && row->score.passes != RULES_NO;
}

/* Ranked ones first, the best first, then the application that was made first. */
static int by_total(const void *a, const void *b)
{
    const struct selection_row *left = a, *right = b;
    int order = is_ranked(right) - is_ranked(left);
    if (order == 0 && is_ranked(left))
        order = selection_compare(right->score.total, left->score.total);
    if (order == 0)
        order = (left->paper.application_id > right->paper.application_id) -
                (left->paper.application_id < right->paper.application_id);
    return order;
}

/* One more than how many stand before with a higher total; of the same region, where asked. */
static int64_t rank_of(const struct selection_ranking *ranking, size_t index, bool in_region)
{
    const struct selection_row *row = &ranking->at[index];
    int64_t better = 0;
    if (!is_ranked(row))
        return 0;
    for (size_t i = 0; i < index; i++) {
        const struct selection_row *other = &ranking->at[i];
        bool counts = !in_region || text_same(other->paper.region, row->paper.region);
        better += counts && selection_compare(other->score.total, row->score.total) > 0;
    }
    return better + 1;
}

enum status selection_rank(struct arena *arena, const struct rules_document *rules,
                           struct selection_ranking *ranking, struct error *err)
{
    for (size_t i = 0; i < ranking->count; i++) {
        struct selection_row *row = &ranking->at[i];
        enum status st = selection_score(arena, rules, &row->paper, &row->score, err);
        if (st != STATUS_OK)
            return error_while(err, "application %s", row->paper.number);
    }
    if (ranking->count > 0)
        qsort(ranking->at, ranking->count, sizeof *ranking->at, by_total);
    for (size_t i = 0; i < ranking->count; i++) {
        ranking->at[i].rank = rank_of(ranking, i, false);
        ranking->at[i].region_rank = rank_of(ranking, i, true);
    }
    return STATUS_OK;
}

/* ---- as a document ---- */

static const char *const kinds[] = {"answer", "sheet", "mean",  "ratio",
                                    "job",    "bonus", "group", "total"};

const char *selection_kind_name(enum selection_kind kind)
{
    return kinds[kind];
}

static json_t *fraction(struct selection_number number)
{
    return json_pack("[I,I]", (json_int_t)number.top, (json_int_t)number.bottom);
}

static json_t *lines_of(const struct selection_score *score)
{
    json_t *list = json_array();
    for (size_t i = 0; i < score->lines.count; i++) {
        const struct selection_line *line = &score->lines.at[i];
        json_t *one = json_pack("{s:s,s:s,s:o,s:b,s:s,s:s?,s:I}", "kind", kinds[line->kind], "id",
                                line->id, "value", fraction(line->value), "left_out",
                                line->left_out, "basis", line->basis, "signer", line->signer,
                                "signed_at", (json_int_t)line->signed_at);
        must(one != NULL && json_array_append_new(list, one) == 0);
    }
    return list;
}

const char *selection_document(struct arena *arena, const struct rules_document *rules,
                               const struct selection_ranking *ranking)
{
    json_t *rows = json_array();
    size_t size = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct selection_row *row = &ranking->at[i];
        json_t *one =
            json_pack("{s:I,s:s,s:I,s:I,s:s?,s:b,s:o,s:o}", "application",
                      (json_int_t)row->paper.application_id, "number", row->paper.number, "rank",
                      (json_int_t)row->rank, "region_rank", (json_int_t)row->region_rank, "region",
                      row->paper.region, "complete", row->score.complete, "total",
                      fraction(row->score.total), "lines", lines_of(&row->score));
        must(one != NULL && json_array_append_new(rows, one) == 0);
    }
    json_t *document = json_pack("{s:s,s:i,s:s,s:o}", "format", "dure.ranking", "version", 1,
                                 "rules", rules_hash(arena, rules), "rows", rows);
    must(document != NULL);
    const char *text = json_canonical(arena, document, &size);
    json_decref(document);
    return text;
}
