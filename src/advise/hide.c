/* A plan for a reader who may not see all of it: members are left out, nothing is changed. */
#include <string.h>

#include "advise/advise.h"
#include "kit/must.h"
#include "kit/text.h"

/* Everything in won, and what says it in words or lets it be computed. */
static const char *const in_won[] = {"budget",          "cost",           "running_cost_a_year",
                                     "gain_won_a_year", "payback_months", "shares",
                                     "outside_match",   "words"};
/* What a product earns: it is the firm's alone (Win-win Cooperation Act art. 25(1) 13-2). */
static const char *const of_product[] = {"margin_per_piece"};

static void drop(json_t *object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)json_object_del(object, names[i]); /* not every object has each of them */
}

static void drop_below(json_t *value, const struct advise_reader *reader)
{
    const char *name = NULL;
    json_t *member = NULL;
    size_t index = 0;
    if (!reader->won)
        drop(value, in_won, sizeof in_won / sizeof *in_won);
    if (!reader->won || !reader->margin)
        drop(value, of_product, sizeof of_product / sizeof *of_product);
    json_object_foreach(value, name, member)
        drop_below(member, reader);
    json_array_foreach(value, index, member)
        drop_below(member, reader);
}

json_t *advise_shown(const json_t *plan, const struct advise_reader *reader)
{
    json_t *shown = json_deep_copy(plan);
    must(shown != NULL);
    drop_below(shown, reader);
    return shown;
}
