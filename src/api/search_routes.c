/* search_routes.c -- one box over what the reader may see anyway. What is matched, and what is
 * told, are the same fields: a hit has the owner and the parties of the object it stands for, and
 * goes through the encoder like the object itself. Nothing says how much was not shown. */
#include <string.h>

#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/text.h"
#include "programme/programme.h"
#include "study/study.h"

enum { HITS_MAX = 50, WORDS_MIN = 2, WORDS_MAX = 80 };

static const char *const hit_kinds[] = {"organisation", "programme", "application",
                                        "agreement",    "plan",      NULL};

struct hit {
    struct owned owned;
    const char *kind;
    int64_t id;
    const char *key;            /* of a programme */
    const char *name, *name_en; /* of an organisation or programme: public */
    const char *number, *title; /* of a case or plan */
    const char *adopter, *sponsor, *state;
};

static const struct field hit_fields[] = {
    FIELD(TEXT, struct hit, kind, PUBLIC, .choices = hit_kinds),
    FIELD(INT, struct hit, id, PUBLIC),
    FIELD(TEXT, struct hit, key, PUBLIC, .optional = true),
    FIELD(TEXT, struct hit, name, PUBLIC, .optional = true),
    FIELD(TEXT, struct hit, name_en, PUBLIC, .optional = true),
    FIELD(TEXT, struct hit, number, PROGRAMME, .optional = true),
    FIELD(TEXT, struct hit, title, PROGRAMME, .optional = true),
    FIELD(TEXT, struct hit, adopter, PROGRAMME, .optional = true),
    FIELD(TEXT, struct hit, sponsor, PROGRAMME, .optional = true),
    FIELD(TEXT, struct hit, state, PROGRAMME, .optional = true),
    FIELDS_END,
};
static const struct shape hit_shape = SHAPE_OWNED(struct hit, owned, "Hit", "hit", hit_fields);

struct search {
    struct call *call;
    struct store_tx *tx;
    const char *words;
    LIST(struct hit) hits;
};

static struct hit *add(struct search *search, const char *kind, int64_t id)
{
    if (search->hits.count == HITS_MAX)
        return NULL;
    struct hit *hit = list_add(search->call->arena, &search->hits);
    *hit = (struct hit){.owned = {.id = id}, .kind = kind, .id = id};
    return hit;
}

static bool holds(struct search *search, const char *text)
{
    struct arena *arena = search->call->arena;
    return text != NULL &&
           strstr(text_lower(arena, text), text_lower(arena, search->words)) != NULL;
}

/* ---- kind by kind ---- */

static enum status search_organisations(struct search *search, struct error *err)
{
    struct people_organisations list = {0};
    enum status st =
        people_organisation_search(search->tx, search->call->arena, search->words, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct hit *hit = add(search, "organisation", list.at[i].id);
        if (hit != NULL)
            hit->name = list.at[i].name;
    }
    return st;
}

static enum status search_programmes(struct search *search, struct error *err)
{
    struct programme_rules_list list = {0};
    enum status st = programme_rules_list(search->tx, search->call->arena, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        const struct rules_document *rules = &list.at[i].document;
        bool found =
            holds(search, rules->ko) || holds(search, rules->en) || holds(search, rules->key);
        struct hit *hit = found ? add(search, "programme", list.at[i].programme_id) : NULL;
        if (hit == NULL)
            continue;
        hit->key = rules->key;
        hit->name = rules->ko;
        hit->name_en = rules->en;
    }
    return st;
}

/* Those lists that a role may not read give it no hits either: the accountant reads money, not
 * applications; the administrator no case at all. */
static bool reads_cases(const struct call *call, enum programme_thing thing)
{
    uint32_t none = ROLE_BIT(ADMIN) | ROLE_BIT(SITE_AGENT);
    none |= thing == PROGRAMME_APPLICATION ? ROLE_BIT(ACCOUNTANT) : ROLE_BIT(REVIEWER);
    return (none >> call->caller->role & 1) == 0;
}

static void add_case(struct search *search, enum programme_thing thing,
                     const struct programme_hit *found, const struct owned *owned)
{
    const struct people_caller *caller = search->call->caller;
    enum people_relation relation = owned_relation(owned, caller->organisation_id);
    if (!people_may_see(caller->role, relation, CLASS_PROGRAMME))
        return;
    struct hit *hit =
        add(search, thing == PROGRAMME_AGREEMENT ? "agreement" : "application", found->id);
    if (hit == NULL)
        return;
    hit->owned = *owned;
    hit->number = found->number;
    hit->title = found->title;
    hit->adopter = found->adopter;
    hit->sponsor = found->sponsor;
    hit->state = found->state;
}

static enum status search_cases(struct search *search, enum programme_thing thing,
                                struct error *err)
{
    struct call *call = search->call;
    struct programme_hits list = {0};
    struct owned owned[PROGRAMME_HITS_MAX];
    int64_t ids[PROGRAMME_HITS_MAX];
    bool shown[PROGRAMME_HITS_MAX];
    if (!reads_cases(call, thing))
        return STATUS_OK;
    enum status st = programme_search(search->tx, call->arena, thing, listed_for(call->caller),
                                      search->words, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        ids[i] = list.at[i].id;
    if (st == STATUS_OK)
        st = own_things(call, search->tx, thing, ids, list.count, owned, shown, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++)
        if (shown[i])
            add_case(search, thing, &list.at[i], &owned[i]);
    return st;
}

/* Plans are looked for on the firm's own desk only. */
static enum status search_plans(struct search *search, struct error *err)
{
    struct call *call = search->call;
    struct study_documents list = {0};
    int64_t mine = call->caller->organisation_id;
    if ((ADOPTERS >> call->caller->role & 1) == 0)
        return STATUS_OK;
    enum status st = study_list(search->tx, call->arena, STUDY_PLAN, mine, 0, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct hit *hit =
            holds(search, list.at[i].name) ? add(search, "plan", list.at[i].id) : NULL;
        if (hit == NULL)
            continue;
        hit->owned.owner_id = mine;
        hit->title = list.at[i].name;
    }
    return st;
}

static enum status search_all(struct call *call, struct store_tx *tx, struct error *err)
{
    struct search search = {.call = call, .tx = tx, .words = call->object};
    enum status st = search_cases(&search, PROGRAMME_APPLICATION, err);
    if (st == STATUS_OK)
        st = search_cases(&search, PROGRAMME_AGREEMENT, err);
    if (st == STATUS_OK)
        st = search_plans(&search, err);
    if (st == STATUS_OK)
        st = search_programmes(&search, err);
    if (st == STATUS_OK)
        st = search_organisations(&search, err);
    if (st == STATUS_OK)
        api_answer_list(call, search.hits.at, search.hits.count);
    return st;
}

struct search_arguments {
    const char *q;
};
static const struct argument search_rows[] = {
    ARGUMENT(TEXT, struct search_arguments, q, .min = WORDS_MIN, .max = WORDS_MAX, .required = true,
             .en = "the words, two characters or more", .ko = "찾을 말(두 글자 이상)"),
    ARGUMENTS_END,
};
static const struct arguments search_arguments = ARGUMENTS(struct search_arguments, search_rows);

static enum status get_search(struct call *call, struct error *err)
{
    char *own = text_squeeze(call->arena, api_arguments(call, struct search_arguments)->q);
    if (text_utf8_count(own) < WORDS_MIN)
        return FAIL_AT(err, API_ARGUMENT, "query.q", "two characters or more beside spaces");
    call->object = own;
    return in_transaction(call, STORE_READ, search_all, err);
}

/* clang-format off */
const struct route search_routes[] = {
    {HTTP_GET, "/api/search", get_search,
     .arguments = &search_arguments, .kind = ANSWER_LIST, .answer = &hit_shape,
     .allow = ALLOW(ROLE_PERSONS), .limit = {.count = 60, .window = TIME_MINUTE},
     .en = "what one may see, by its name, number or title", .ko = "볼 수 있는 것을 이름·번호·제목으로 찾습니다"},
    ROUTES_END,
};
/* clang-format on */
