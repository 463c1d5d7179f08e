/* follow_up.c -- what became of it: asked every year after the build, by a clock. */
#include "kit/text.h"
#include "project/project_private.h"
#include "project_queries_sql.h"

enum { MONTHS = 12 };

struct due {
    int64_t agreement_id, application_id, rule_id, asked;
    struct day from;         /* the day the agreement took effect */
    const char *build_until; /* "": as the rules have it */
};
struct dues {
    struct due *at;
    size_t count, room;
};

/* What the rules of one version say. */
struct asking {
    int64_t rule_id, build_months, years; /* years 0: they ask for nothing */
};

static enum status page_of(struct store_tx *tx, struct arena *arena, int64_t after, int most,
                           time_us now, struct dues *ret_page, struct error *err)
{
    struct dues page = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(
        tx, sql_follow_up_page,
        STORE_VALUES(v_int(now - 365 * TIME_DAY), v_int(after), v_int(most)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &page) = (struct due){.agreement_id = store_int(rows, 0),
                                               .application_id = store_int(rows, 1),
                                               .rule_id = store_int(rows, 2),
                                               .from = day_of(store_int(rows, 3), zone_seoul()),
                                               .build_until = store_text(rows, 4, arena),
                                               .asked = store_int(rows, 5)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_page = page;
    return st;
}

static enum status asking_of(struct store_tx *tx, struct arena *arena, int64_t rule_id,
                             struct asking *ret_asking, struct error *err)
{
    struct programme_rules rules = {0};
    struct asking asking = {.rule_id = rule_id};
    enum status st = programme_rules_get(tx, arena, rule_id, &rules, err);
    if (st != STATUS_OK)
        return st;
    const struct rules_term *term = rules_term(&rules.document, "follow_up");
    if (rules_machine(&rules.document, "follow_up") != NULL && term != NULL &&
        term->value != RULES_UNSET && text_same(term->unit, "year") &&
        project_term_months(&rules.document, "build", &asking.build_months))
        asking.years = term->value;
    *ret_asking = asking;
    return STATUS_OK;
}

/* Has one more year gone by than was asked about? */
static enum status is_due(const struct due *due, const struct asking *asking, struct day today,
                          bool *ret_due, struct error *err)
{
    struct day built = project_months_after(due->from, asking->build_months);
    enum status st =
        *due->build_until == '\0' ? STATUS_OK : day_parse(due->build_until, &built, err);
    *ret_due = st == STATUS_OK && due->asked < asking->years &&
               day_compare(today, project_months_after(built, (due->asked + 1) * MONTHS)) >= 0;
    return st;
}

static enum status open_if_due(struct store_tx *tx, struct arena *arena, const struct due *due,
                               const struct asking *asking, time_us now, int64_t *opened,
                               struct error *err)
{
    const struct casework_input none = {0};
    int64_t id = 0;
    bool yes = false;
    enum status st = is_due(due, asking, day_of(now, zone_seoul()), &yes, err);
    if (st != STATUS_OK || !yes)
        return st;
    st = project_open(tx, arena, NULL, due->application_id, "follow_up", &none, now, &id, err);
    *opened += st == STATUS_OK;
    return st;
}

enum status follow_ups_open(struct store_tx *tx, struct arena *arena, int most, time_us now,
                            int64_t *after, int64_t *done, struct error *err)
{
    struct asking asking = {0};
    struct dues page = {0};
    enum status st = page_of(tx, arena, *after, most, now, &page, err);
    for (size_t i = 0; st == STATUS_OK && i < page.count; i++) {
        if (page.at[i].rule_id != asking.rule_id)
            st = asking_of(tx, arena, page.at[i].rule_id, &asking, err);
        if (st == STATUS_OK)
            st = open_if_due(tx, arena, &page.at[i], &asking, now, done, err);
    }
    if (st == STATUS_OK)
        *after = page.count == 0 || page.count < (size_t)most
                     ? -1
                     : page.at[page.count - 1].agreement_id;
    return st;
}
