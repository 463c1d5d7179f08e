/* What must hold between the parts of a rule document. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/text.h"
#include "rules/rules_private.h"

/* "/steps/7/from", in `room`. */
static const char *place(char *room, const char *list, size_t index, const char *member)
{
    (void)snprintf(room, ERROR_PLACE_MAX, "/%s/%zu%s%s", list, index, *member != '\0' ? "/" : "",
                   member);
    return room;
}

static enum status check_slabs(const struct rules_funder *funder, size_t index, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    int64_t before = 0;
    for (size_t i = 0; i < funder->slab_count; i++) {
        bool last = i + 1 == funder->slab_count;
        int64_t up_to = funder->slabs[i].up_to.won;
        if (last ? up_to != 0 : up_to <= before)
            return FAIL_AT(err, RULES_SLABS, place(at, "funders", index, "slabs"),
                           "slab %zu ends at %" PRId64, i, up_to);
        before = up_to;
    }
    if (funder->slab_count > 0 &&
        (funder->remainder || funder->slabs[0].share_bp != funder->share_bp))
        return FAIL_AT(err, RULES_SLABS, place(at, "funders", index, "slabs"),
                       "share_bp is the first slab's, and the remainder has none");
    return STATUS_OK;
}

static enum status check_funders(const struct rules_document *rules, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    int64_t sum = 0;
    size_t remainders = 0;
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        sum += funder->share_bp;
        remainders += funder->remainder;
        if (funder->share_bp < funder->min_bp || funder->share_bp > funder->max_bp)
            return FAIL_AT(err, RULES_SHARES, place(at, "funders", i, ""),
                           "share %" PRId64 " is not between %" PRId64 " and %" PRId64,
                           funder->share_bp, funder->min_bp, funder->max_bp);
        st = check_slabs(funder, i, err);
    }
    if (st != STATUS_OK)
        return st;
    if (sum != WHOLE_BP)
        return FAIL_AT(err, RULES_SHARES, "/funders", "the shares add up to %" PRId64, sum);
    if (remainders != 1)
        return FAIL_AT(err, RULES_REMAINDER, "/funders", "%zu are marked", remainders);
    return STATUS_OK;
}

/* In version 1 the id of a step; later "machine.step". */
static bool has_step(const struct rules_document *rules, const char *condition)
{
    const char *dot = rules->form == 1 ? NULL : strchr(condition, '.');
    size_t size = dot == NULL ? 0 : (size_t)(dot - condition);
    for (size_t i = 0; i < rules->step_count; i++) {
        const struct rules_step *step = &rules->steps[i];
        if (strlen(step->machine) == size && strncmp(step->machine, condition, size) == 0 &&
            text_same(step->id, dot == NULL ? condition : dot + 1))
            return true;
    }
    return false;
}

/* Parts that add up to the whole, or are all still to be set. */
struct sum {
    int64_t known;
    size_t unset, count;
};

static void sum_add(struct sum *sum, int64_t part)
{
    sum->count++;
    if (part == RULES_UNSET)
        sum->unset++;
    else
        sum->known += part;
}

static enum status sum_check(const struct sum *sum, const char *where, struct error *err)
{
    if (sum->unset == sum->count || (sum->unset == 0 && sum->known == WHOLE_BP))
        return STATUS_OK;
    return FAIL_AT(err, RULES_SHARES, where, "%zu are null, the others add up to %" PRId64,
                   sum->unset, sum->known);
}

static enum status check_tranches(const struct rules_document *rules, struct error *err)
{
    struct sum sum = {0};
    for (size_t i = 0; i < rules->tranche_count; i++) {
        const struct rules_tranche *tranche = &rules->tranches[i];
        sum_add(&sum, tranche->share_bp);
        if (!has_step(rules, tranche->condition))
            return FAIL_AT(err, RULES_ID, "/tranches", "\"%s\" waits for a step \"%s\" not listed",
                           tranche->id, tranche->condition);
    }
    if (rules->form == 1 && (rules->tranche_count == 0 || rules->step_count == 0))
        return FAIL_AT(err, KIT_JSON_RANGE, rules->step_count == 0 ? "/steps" : "/tranches",
                       "there is none");
    return sum_check(&sum, "/tranches", err);
}

/* ---- who may come in ---- */

static enum status check_condition(const struct rules_condition *condition, const char *at,
                                   struct error *err)
{
    const struct rules_fact *fact = rules_fact_find(condition->fact);
    if (fact == NULL)
        return FAIL_AT(err, RULES_FACT, at, "there is no fact \"%.60s\"", condition->fact);
    bool of_number = condition->test == RULES_AT_LEAST || condition->test == RULES_AT_MOST;
    if (of_number ? fact->kind != RULES_NUMBER : false)
        return FAIL_AT(err, RULES_FACT, at, "\"%.60s\" is no number", condition->fact);
    if (condition->test == RULES_ANY_OF && fact->kind != RULES_WORD)
        return FAIL_AT(err, RULES_FACT, at, "\"%.60s\" is no word", condition->fact);
    if (fact->kind == RULES_FLAG && condition->number > 1)
        return FAIL_AT(err, RULES_FACT, at, "\"%.60s\" is yes (1) or no (0)", condition->fact);
    if (fact->kind != RULES_WORD)
        return STATUS_OK;
    for (const char *word = condition->word; *word != '\0' || word == condition->word;) {
        char one[RULES_WORD_SIZE];
        size_t length = strcspn(word, " ");
        (void)snprintf(one, sizeof one, "%.*s", (int)length, word);
        if (length >= sizeof one || !word_among(fact->words, one))
            return FAIL_AT(err, RULES_FACT, at, "\"%.40s\" is not among: %s", one, fact->words);
        word += length;
        if (*word == '\0')
            break;
        word++;
    }
    return STATUS_OK;
}

static enum status check_conditions(const struct rules_condition *conditions, size_t count,
                                    const char *list, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < count; i++)
        st = check_condition(&conditions[i], place(at, list, i, ""), err);
    return st;
}

static enum status check_bonuses(const struct rules_document *rules, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    for (size_t i = 0; i < rules->bonus_count; i++) {
        const struct rules_bonus *bonus = &rules->bonuses[i];
        const struct rules_fact *fact = rules_fact_find(bonus->fact);
        bool grouped = false;
        for (size_t k = 0; k < rules->bonus_group_count; k++)
            grouped = grouped || text_same(rules->bonus_groups[k].id, bonus->group);
        if (!grouped)
            return FAIL_AT(err, RULES_ID, place(at, "bonuses", i, "group"),
                           "there is no group \"%s\"", bonus->group);
        if (fact == NULL || fact->kind != RULES_FLAG)
            return FAIL_AT(err, RULES_FACT, place(at, "bonuses", i, "fact"),
                           "\"%s\" is no fact of yes or no", bonus->fact);
    }
    return STATUS_OK;
}

static enum status check_forms(const struct rules_document *rules, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    for (size_t i = 0; i < rules->form_count; i++) {
        size_t uploads = 0;
        for (size_t k = 0; k <= i; k++)
            uploads +=
                rules->forms[k].upload && text_same(rules->forms[k].stage, rules->forms[i].stage);
        if (uploads > RULES_UPLOADS_MAX)
            return FAIL_AT(err, RULES_UPLOADS, place(at, "forms", i, "upload"),
                           "\"%s\" is upload %zu of \"%s\"", rules->forms[i].id, uploads,
                           rules->forms[i].stage);
    }
    return STATUS_OK;
}

/* ---- what it costs ---- */

static bool has_funder(const struct rules_document *rules, const char *id)
{
    for (size_t i = 0; i < rules->funder_count; i++)
        if (text_same(rules->funders[i].id, id))
            return true;
    return false;
}

static bool has_cost(const struct rules_document *rules, const char *id, size_t size)
{
    for (size_t i = 0; i < rules->cost_count; i++)
        if (strlen(rules->costs[i].id) == size && strncmp(rules->costs[i].id, id, size) == 0)
            return true;
    return false;
}

/* "total", a funder, or cost items with '+' between. */
static bool base_known(const struct rules_document *rules, const char *base)
{
    if (text_same(base, "") || text_same(base, "total") || has_funder(rules, base))
        return true;
    for (const char *at = base;;) {
        size_t size = strcspn(at, "+");
        if (!has_cost(rules, at, size))
            return false;
        if (at[size] == '\0')
            return true;
        at += size + 1;
    }
}

static enum status check_costs(const struct rules_document *rules, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    for (size_t i = 0; i < rules->cost_count; i++) {
        const struct rules_cost_item *cost = &rules->costs[i];
        if (!base_known(rules, cost->of))
            return FAIL_AT(err, RULES_ID, place(at, "costs", i, "of"),
                           "\"%.80s\" is neither total, a funder nor cost items", cost->of);
        if (*cost->funder != '\0' && !has_funder(rules, cost->funder))
            return FAIL_AT(err, RULES_ID, place(at, "costs", i, "funder"),
                           "there is no funder \"%.60s\"", cost->funder);
    }
    return STATUS_OK;
}

/* ---- how it is judged ---- */

static enum status check_sheets(const struct rules_document *rules, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < rules->sheet_count; i++) {
        struct sum sum = {0};
        for (size_t k = 0; k < rules->sheets[i].item_count; k++)
            sum_add(&sum, rules->sheets[i].items[k].weight_bp);
        st = sum_check(&sum, place(at, "sheets", i, "items"), err);
    }
    return st;
}

static enum status check_reviews(const struct rules_document *rules, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    struct sum sum = {0};
    for (size_t i = 0; i < rules->review_count; i++) {
        const struct rules_review *review = &rules->reviews[i];
        bool sheet = *review->sheet == '\0';
        sum_add(&sum, review->weight_bp);
        for (size_t k = 0; k < rules->sheet_count; k++)
            sheet = sheet || text_same(rules->sheets[k].id, review->sheet);
        if (!sheet)
            return FAIL_AT(err, RULES_ID, place(at, "reviews", i, "sheet"),
                           "there is no sheet \"%s\"", review->sheet);
        if (rules_machine(rules, review->machine) == NULL)
            return FAIL_AT(err, RULES_ID, place(at, "reviews", i, "machine"),
                           "there is no machine \"%s\"", review->machine);
        if (review->reviewers != RULES_UNSET && 2 * review->drop_each_side >= review->reviewers)
            return FAIL_AT(err, RULES_SHARES, place(at, "reviews", i, "drop_each_side"),
                           "%" PRId64 " reviewers leave no score", review->reviewers);
    }
    return sum_check(&sum, "/reviews", err);
}

/* ---- machines ---- */

static const struct rules_state *state_of(const struct rules_machine *machine, const char *id)
{
    for (size_t i = 0; i < machine->state_count; i++)
        if (text_same(machine->states[i].id, id))
            return &machine->states[i];
    return NULL;
}

static enum status check_step(const struct rules_document *rules, size_t index, struct error *err)
{
    char at[ERROR_PLACE_MAX];
    const struct rules_step *step = &rules->steps[index];
    const struct rules_machine *machine = rules_machine(rules, step->machine);
    if (machine == NULL)
        return FAIL_AT(err, RULES_ID, place(at, "steps", index, "machine"),
                       "there is no machine \"%s\"", step->machine);
    const struct rules_state *from = state_of(machine, step->from);
    if (from == NULL || state_of(machine, step->to) == NULL)
        return FAIL_AT(err, RULES_ID, place(at, "steps", index, from == NULL ? "from" : "to"),
                       "\"%s\" has no state \"%s\"", machine->id,
                       from == NULL ? step->from : step->to);
    if (from->end)
        return FAIL_AT(err, RULES_MACHINE, place(at, "steps", index, "from"),
                       "\"%s\" is an end of \"%s\"", from->id, machine->id);
    return STATUS_OK;
}

/* Marks the states that can be reached from the first; each end of a round adds at least one. */
static void reach(const struct rules_document *rules, const struct rules_machine *machine,
                  bool *reached)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < rules->step_count; i++) {
            const struct rules_step *step = &rules->steps[i];
            if (!text_same(step->machine, machine->id))
                continue;
            size_t from = (size_t)(state_of(machine, step->from) - machine->states);
            size_t to = (size_t)(state_of(machine, step->to) - machine->states);
            if (reached[from] && !reached[to])
                reached[to] = more = true;
        }
    }
}

static enum status check_machine(const struct rules_document *rules, size_t index,
                                 struct error *err)
{
    char at[ERROR_PLACE_MAX];
    const struct rules_machine *machine = &rules->machines[index];
    const struct rules_state *first = state_of(machine, machine->first);
    bool reached[RULES_STATES_MAX] = {false};
    if (first == NULL)
        return FAIL_AT(err, RULES_ID, place(at, "machines", index, "first"),
                       "there is no state \"%s\"", machine->first);
    reached[first - machine->states] = true;
    reach(rules, machine, reached);
    for (size_t i = 0; i < machine->state_count; i++) {
        const struct rules_state *state = &machine->states[i];
        bool leaves = false;
        for (size_t k = 0; k < rules->step_count; k++)
            leaves = leaves || (text_same(rules->steps[k].machine, machine->id) &&
                                text_same(rules->steps[k].from, state->id));
        if (!reached[i] || (!leaves && !state->end))
            return reached[i] ? FAIL_AT(err, RULES_MACHINE, place(at, "machines", index, "states"),
                                        "\"%s\" is no end, but no step leaves it", state->id)
                              : FAIL_AT(err, RULES_MACHINE, place(at, "machines", index, "states"),
                                        "\"%s\" is never reached", state->id);
    }
    return STATUS_OK;
}

static enum status check_machines(const struct rules_document *rules, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && rules->form > 1 && i < rules->step_count; i++)
        st = check_step(rules, i, err);
    for (size_t i = 0; st == STATUS_OK && i < rules->machine_count; i++)
        st = check_machine(rules, i, err);
    return st;
}

static enum status check_sponsors(const struct rules_document *rules, struct error *err)
{
    static const char kinds[] = "large middle public institute private";
    for (const char *at = rules->sponsors; *at != '\0';) {
        char one[RULES_WORD_SIZE];
        size_t length = strcspn(at, " ");
        (void)snprintf(one, sizeof one, "%.*s", (int)length, at);
        if (length >= sizeof one || !word_among(kinds, one))
            return FAIL_AT(err, RULES_CHOICE, "/sponsors", "\"%.40s\" is not among: %s", one,
                           kinds);
        at += length + (at[length] == ' ');
    }
    return STATUS_OK;
}

static enum status check_totals(const struct rules_document *rules, struct error *err)
{
    if (rules->total_max.won > 0 && rules->total_max.won < rules->total_min.won)
        return FAIL_AT(err, RULES_SHARES, "/total_max", "%" PRId64 " is below total_min %" PRId64,
                       rules->total_max.won, rules->total_min.won);
    return rules_fundable(rules, rules_ceiling(rules)).won > 0
               ? STATUS_OK
               : FAIL_AT(err, RULES_EMPTY, "/funders", "no total meets all bounds");
}

enum status rules_check(const struct rules_document *rules, struct error *err)
{
    static enum status (*const checks[])(const struct rules_document *, struct error *) = {
        check_funders, check_tranches, check_totals,  check_bonuses,  check_forms,
        check_costs,   check_sheets,   check_reviews, check_machines, check_sponsors};
    enum status st =
        check_conditions(rules->eligibility, rules->eligibility_count, "eligibility", err);
    if (st == STATUS_OK)
        st = check_conditions(rules->exclusion, rules->exclusion_count, "exclusion", err);
    for (size_t i = 0; st == STATUS_OK && i < sizeof checks / sizeof *checks; i++)
        st = checks[i](rules, err);
    return st;
}
