/* dure ranking: every number of a programme's ranking, each with its rule and its signer, computed
 * from the stored sheets; and whether the one that was fixed is the same, bit for bit. */
#include <inttypes.h>
#include <stdio.h>

#include "app/commands.h"
#include "kit/text.h"
#include "selection/selection.h"

const struct option ranking_options[] = {
    CONSOLE_OPTIONS,
    {"recompute", OPTION_FLAG, 0, 0, NULL, "확정한 순위와 같은지 확인합니다(다르면 실패)",
     "compare with the ranking that was fixed; fails unless it is the same"},
    {0},
};

static void print_line(const struct cli *cli, const struct selection_line *line)
{
    printf("  %-7s %-34s %9s  %" PRId64 "/%" PRId64 "%s%s%s  [%s]\n",
           selection_kind_name(line->kind), text_printable(cli->arena, line->id),
           selection_text(cli->arena, line->value), line->value.top, line->value.bottom,
           line->left_out ? words(cli, "  제외", "  left out") : "",
           line->signer == NULL ? "" : "  ",
           line->signer == NULL ? "" : text_printable(cli->arena, line->signer),
           text_printable(cli->arena, line->basis));
}

static void print_row(const struct cli *cli, const struct selection_row *row)
{
    const char *why = row->score.lacking != NULL ? row->score.lacking : row->score.below;
    printf("%" PRId64 " (%s %" PRId64 ")  %s  %s  %s%s%s\n", row->rank,
           words(cli, "지역", "region"), row->region_rank, row->paper.number,
           text_printable(cli->arena, row->paper.firm),
           selection_text(cli->arena, row->score.total), why == NULL ? "" : "  ",
           why == NULL ? "" : why);
    for (size_t i = 0; i < row->score.lines.count; i++)
        print_line(cli, &row->score.lines.at[i]);
}

static enum status compare(struct cli *cli, struct store_tx *tx,
                           const struct programme_rules *rules, struct error *err)
{
    struct selection_fixed fixed = {0};
    enum status st = selection_recompute(tx, cli->arena, rules, &fixed, err);
    if (st != STATUS_OK)
        return st;
    printf("%s %s\n%s %s\n", words(cli, "확정", "fixed     "), fixed.hash,
           words(cli, "재계산", "recomputed"), fixed.again);
    return fixed.same ? STATUS_OK
                      : FAIL(err, APP_RANKING, "%.60s: %.64s", rules->document.key, fixed.again);
}

static enum status print_ranking(struct cli *cli, struct store_tx *tx, struct error *err)
{
    struct programme_rules rules = {0};
    struct selection_ranking ranking = {0};
    enum status st = programme_rules(tx, cli->arena, cli->arguments[0], &rules, err);
    if (st == STATUS_OK)
        st = selection_ranking(tx, cli->arena, &rules, &ranking, err);
    for (size_t i = 0; st == STATUS_OK && i < ranking.count; i++)
        print_row(cli, &ranking.at[i]);
    if (st == STATUS_OK && option_flag(cli, "recompute"))
        st = compare(cli, tx, &rules, err);
    return st;
}

enum status ranking_run(struct cli *cli, struct error *err)
{
    struct store *store = NULL;
    enum status st = console_store(cli, option_text(cli, "folder"), CONSOLE_THERE, &store, err);
    if (st == STATUS_OK) {
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        st = store_begin(store, STORE_READ, &tx, err);
        if (st == STATUS_OK)
            st = print_ranking(cli, tx, err);
    }
    store_close(store);
    return st;
}
