/* The relation functions and states of the routes' rows, with real things in the store: each route
 * about one thing, as each role, for a thing of the caller's own organisation, one in which it has
 * a part and one of others, in each state. What is wanted is tests/visibility.tsv and, below,
 * who has a part in what; only the handlers are replaced, by one that does nothing. */
#include <stdio.h>
#include <string.h>

#include "desk.h"
#include "kit/text.h"
#include "ledger/ledger.h"
#include "matrix.h"
#include "programme/programme.h"

/* Whose thing it is. */
enum whose { OWN_THING, PART_IN_IT, OTHERS_THING, WHOSE_COUNT };
enum { STATES_MAX = 8, THING_KINDS = 22 };

struct stage {
    struct arena *arena;
    struct desk desk;
    struct matrix matrix;
    struct person people[ROLE_COUNT];
    const struct route *rows;
    int64_t firm, sponsor, operator, rules; /* others, and the rules of their cases */
    int64_t firm_person;
    int serial, calls, wrong;
    int named[THING_KINDS][RELATION_COUNT]; /* calls by thing and real relation */
    int allowed[THING_KINDS][RELATION_COUNT];
};

/* One thing that a test wants to be there. */
struct wish {
    int role;
    enum whose whose;
    const char *state;
};

static int64_t insert(struct store_tx *tx, const char *sql, const struct store_value *values,
                      size_t count)
{
    struct error err;
    struct store_rows *rows = NULL;
    CHECK_OK(store_one(tx, sql, values, count, &rows, &err), err);
    int64_t id = store_int(rows, 0);
    store_done(&rows);
    return id;
}
#define INSERT(tx, sql, ...)                                                                       \
    insert(tx, sql, (const struct store_value[]){__VA_ARGS__},                                     \
           sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value))

static int64_t mine(const struct stage *stage, const struct wish *wish)
{
    return stage->people[wish->role].organisation_id;
}

static const char *number(struct stage *stage)
{
    return arena_format(stage->arena, "T-%d", ++stage->serial);
}

/* ---- the things ---- */

static int64_t put_application_of(struct stage *stage, struct store_tx *tx, const struct wish *wish,
                                  int64_t plan)
{
    int64_t adopter = wish->whose == OWN_THING ? mine(stage, wish) : stage->firm;
    int64_t sponsor = wish->whose == PART_IN_IT ? mine(stage, wish) : stage->sponsor;
    return INSERT(tx,
                  "INSERT INTO application (number, state, rule_id, adopter_id, sponsor_id, title, "
                  "summary, contact, plan_id, plan_hash, total, created_at) VALUES ($1, $2, $3, "
                  "$4, $5, 't', 's', 'c', $6, '0', 100000000, 1) RETURNING id",
                  v_text(number(stage)), v_text(wish->state), v_int(stage->rules), v_int(adopter),
                  v_int(sponsor), v_int(plan));
}

static int64_t put_application(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    return put_application_of(stage, tx, wish, 1);
}

static int64_t put_agreement(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    struct wish approved = {wish->role, wish->whose, "approved"};
    int64_t application = put_application_of(stage, tx, &approved, 1);
    int64_t id = INSERT(tx,
                        "INSERT INTO agreement (number, application_id, operator_id, state, "
                        "created_at) VALUES ($1, $2, $3, $4, 1) RETURNING id",
                        v_text(number(stage)), v_int(application), v_int(stage->operator),
                        v_text(wish->state));
    for (int i = 0; i < 3; i++)
        (void)INSERT(tx,
                     "INSERT INTO agreement_share (agreement_id, position, organisation_id, "
                     "amount) VALUES ($1, $2, $3, 1000000) RETURNING position",
                     v_int(id), v_int(i), v_int(stage->operator));
    return id;
}

static int64_t put_payment(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    struct wish active = {wish->role, wish->whose, "active"};
    int64_t agreement = put_agreement(stage, tx, &active);
    return INSERT(tx,
                  "INSERT INTO payment (agreement_id, tranche, amount, payee, evidence, state, "
                  "requested_by, requested_at) VALUES ($1, 0, 1000, 'p', 'e', $2, $3, 1) "
                  "RETURNING id",
                  v_int(agreement), v_text(wish->state), v_int(stage->firm_person));
}

static int64_t put_contribution(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->sponsor;
    return INSERT(tx,
                  "INSERT INTO contribution (source, organisation_id, rule_id, designation, "
                  "amount, state, pledged_at, pledge_group) VALUES ('sponsor', $1, $2, 'd', 1000, "
                  "$3, 1, $4) RETURNING id",
                  v_int(owner), v_int(stage->rules), v_text(wish->state),
                  v_blob("0123456789abcdef", 16));
}

static int64_t put_document(struct stage *stage, struct store_tx *tx, const struct wish *wish,
                            const char *kind)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->firm;
    return INSERT(
        tx,
        "INSERT INTO study_document (kind, owner_id, name, hash, facts, body, "
        "created_by, created_at) VALUES ($1, $2, 'n', '0', '{}', '{}', $3, 1) RETURNING id",
        v_text(kind), v_int(owner), v_int(stage->firm_person));
}

static int64_t put_log(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    return put_document(stage, tx, wish, "log");
}

static int64_t put_model(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    return put_document(stage, tx, wish, "model");
}

static int64_t put_run(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    return put_document(stage, tx, wish, "run");
}

/* A plan is seen by the overseers once an application that rests on it was handed in. */
static int64_t put_plan(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t id = put_document(stage, tx, wish, "plan");
    if (wish->whose == PART_IN_IT) {
        struct wish submitted = {wish->role, OTHERS_THING, "submitted"};
        (void)put_application_of(stage, tx, &submitted, id);
    }
    return id;
}

static int64_t put_job(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->firm;
    bool queued = text_same(wish->state, "queued"), running = text_same(wish->state, "running");
    return INSERT(tx,
                  "INSERT INTO job (kind, org_id, user_id, request, state, worker, lease_until, "
                  "created_at, changed_at, ended_at) VALUES ('simulate', $1, $2, '{}', $3, $4, "
                  "$5, 1, 1, $6) RETURNING id",
                  v_int(owner), v_int(stage->firm_person), v_text(queued ? "waiting" : wish->state),
                  v_text(running ? "w" : NULL), running ? v_int(INT64_MAX / 2) : v_null(),
                  queued || running ? v_null() : v_int(1));
}

static int64_t put_grant(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->firm;
    int64_t to = wish->whose == PART_IN_IT ? mine(stage, wish) : stage->sponsor;
    return INSERT(tx,
                  "INSERT INTO data_grant (owner_id, to_id, object, object_id, class, purpose, "
                  "granted_by, created_at, until_at) VALUES ($1, $2, 'log', 999999, 'technical', "
                  "'p', $3, 1, 2) RETURNING id",
                  v_int(owner), v_int(to), v_int(stage->firm_person));
}

static int64_t put_device(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->firm;
    uint8_t key[32] = {0};
    (void)snprintf((char *)key, sizeof key, "%d", ++stage->serial);
    int64_t post = INSERT(tx,
                          "INSERT INTO post (organisation_id, title, role, created_at) VALUES "
                          "($1, $2, 'site_agent', 1) RETURNING id",
                          v_int(owner), v_text(number(stage)));
    return INSERT(tx,
                  "INSERT INTO device_key (organisation_id, post_id, public_key, label, "
                  "enrolled_at) VALUES ($1, $2, $3, 'b', 1) RETURNING id",
                  v_int(owner), v_int(post), v_blob(key, sizeof key));
}

static int64_t put_person(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->firm;
    int64_t post = INSERT(tx,
                          "INSERT INTO post (organisation_id, title, role, created_at) VALUES "
                          "($1, $2, 'mentor', 1) RETURNING id",
                          v_int(owner), v_text(number(stage)));
    int64_t person = INSERT(tx,
                            "INSERT INTO person (login, name, email, language, password, "
                            "created_at) VALUES ($1, 'n', 'e', 'ko', '-', 1) RETURNING id",
                            v_text(number(stage)));
    (void)INSERT(
        tx, "INSERT INTO holding (post_id, person_id, from_at) VALUES ($1, $2, 1) RETURNING id",
        v_int(post), v_int(person));
    return person;
}

static int64_t put_upload(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t application = put_application(stage, tx, wish);
    return INSERT(tx,
                  "INSERT INTO upload (application_id, person_id, name, size, part_size, state, "
                  "created_at) VALUES ($1, $2, 'f.pdf', 1, 1, 'open', 1) RETURNING id",
                  v_int(application), v_int(stage->firm_person));
}

/* A procedure of a case: its parties are the case's. */
static int64_t put_matter(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    struct wish approved = {wish->role, wish->whose, "approved"};
    int64_t application = put_application_of(stage, tx, &approved, 1);
    int64_t adopter = wish->whose == OWN_THING ? mine(stage, wish) : stage->firm;
    int64_t sponsor = wish->whose == PART_IN_IT ? mine(stage, wish) : stage->sponsor;
    int64_t id = INSERT(tx,
                        "INSERT INTO matter (machine, ko, en, rule_id, subject_kind, subject_id, "
                        "application_id, owner_id, state, opened_at) VALUES ('change', 'k', 'e', "
                        "$1, 'application', $2, $2, $3, 'requested', 1) RETURNING id",
                        v_int(stage->rules), v_int(application), v_int(adopter));
    const struct {
        const char *kind;
        int64_t organisation;
    } parties[] = {{"adopter", adopter}, {"sponsor", sponsor}, {"operator", stage->operator} };
    for (size_t i = 0; i < sizeof parties / sizeof *parties; i++)
        (void)INSERT(tx,
                     "INSERT INTO matter_party (matter_id, kind, organisation_id) VALUES ($1, $2, "
                     "$3) RETURNING matter_id",
                     v_int(id), v_text(parties[i].kind), v_int(parties[i].organisation));
    return id;
}

static int64_t put_task(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    return INSERT(tx,
                  "INSERT INTO task (matter_id, state, role, ko, en, organisation_id, overseer_id, "
                  "opened_at, due_at) VALUES ($1, 'requested', 'operator_officer', 'k', 'e', $2, "
                  "$2, 1, 2) RETURNING id",
                  v_int(put_matter(stage, tx, wish)), v_int(stage->operator));
}

static int64_t put_rule_draft(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->operator;
    bool published = text_same(wish->state, "published");
    return INSERT(tx,
                  "INSERT INTO rule_draft (organisation_id, title, document, state, created_at, "
                  "changed_at, rule_id, published_by) VALUES ($1, 't', '{}', $2, 1, 1, $3, $4) "
                  "RETURNING id",
                  v_int(owner), v_text(wish->state), published ? v_int(stage->rules) : v_null(),
                  published ? v_int(stage->firm_person) : v_null());
}

static int64_t put_pact(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t sponsor = wish->whose == OWN_THING ? mine(stage, wish) : stage->sponsor;
    int64_t other = wish->whose == PART_IN_IT ? mine(stage, wish) : stage->operator;
    return INSERT(
        tx,
        "INSERT INTO pact (title, sponsor_id, operator_id, ministry_id, hash, created_at) "
        "VALUES ('t', $1, $2, $2, $3, 1) RETURNING id",
        v_int(sponsor), v_int(other),
        v_text("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
}

/* Who gave the money owns it, who holds it has a part; the entry is booked nowhere else. */
static int64_t put_account(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    struct error err;
    int64_t id = 0;
    struct ledger_key key = {.code = LEDGER_SOURCE,
                             .org = wish->whose == PART_IN_IT ? mine(stage, wish) : stage->firm,
                             .source =
                                 wish->whose == OWN_THING ? mine(stage, wish) : stage->sponsor,
                             .part = ++stage->serial};
    CHECK_OK(ledger_account_open(tx, &key, 1, &id, &err), err);
    return id;
}

static int64_t put_transfer(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    struct error err;
    struct ledger_posted posted = {0};
    struct ledger_key world = {.code = LEDGER_WORLD};
    struct ledger_line line = {.amount = money_won(1000), .credit = put_account(stage, tx, wish)};
    CHECK_OK(ledger_account_open(tx, &world, 1, &line.debit, &err), err);
    const struct ledger_group group = {.id = uuid_new(TIME_DAY),
                                       .code = LEDGER_CODE_GRANT_RECEIVED,
                                       .event_at = 1,
                                       .now = 1,
                                       .actor = stage->firm_person,
                                       .lines = &line,
                                       .line_count = 1};
    CHECK_OK(ledger_post(tx, &group, &posted, &err), err);
    return posted.seq_first;
}

/* A call: its operating body's, and its sponsor has a part in it. */
static int64_t put_call(struct stage *stage, struct store_tx *tx, const struct wish *wish)
{
    int64_t owner = wish->whose == OWN_THING ? mine(stage, wish) : stage->operator;
    int64_t sponsor = wish->whose == PART_IN_IT ? mine(stage, wish) : stage->sponsor;
    return INSERT(tx,
                  "INSERT INTO notice (uuid, number, state, rule_id, operator_id, sponsor_id, "
                  "title, body, who, basis, quota, opens_at, closes_at, created_by, created_at, "
                  "changed_at, opened_at) VALUES ($1, $2, $3, $4, $5, $6, 't', 'b', 'w', 'a', 1, "
                  "1, 2, $7, 1, 1, $8) RETURNING id",
                  v_text(arena_format(stage->arena, "%036d", ++stage->serial)),
                  v_text(number(stage)), v_text(wish->state), v_int(stage->rules), v_int(owner),
                  v_int(sponsor), v_int(stage->firm_person),
                  text_same(wish->state, "draft") ? v_null() : v_int(1));
}

/* ---- who has a part: written by hand, from the list of parties in tests/visibility.tsv ---- */

enum part {
    NOBODY,    /* only its own organisation */
    OVERSEERS, /* the operating body and the ministry, always */
    JUDGES,    /* the same, once an application rests on it */
    SPONSORS,  /* the sponsor named, and the overseers */
    NAMED,     /* whom it names */
};

static const struct thing {
    const char *path, *shape; /* shape: its states; NULL: none */
    enum part part;
    int64_t (*put)(struct stage *stage, struct store_tx *tx, const struct wish *wish);
} things[] = {
    {"/api/applications/{id}", "Application", SPONSORS, put_application},
    {"/api/uploads/{id}", "Application", SPONSORS, put_upload},
    {"/api/agreements/{id}", "Agreement", SPONSORS, put_agreement},
    {"/api/payments/{id}", "Payment", SPONSORS, put_payment},
    {"/api/matters/{id}", NULL, SPONSORS, put_matter},
    {"/api/tasks/{id}", NULL, SPONSORS, put_task},
    {"/api/contributions/{id}", "Contribution", OVERSEERS, put_contribution},
    {"/api/rule-drafts/{id}", "RuleDraft", OVERSEERS, put_rule_draft},
    {"/api/logs/{id}", NULL, NOBODY, put_log},
    {"/api/models/{id}", NULL, NOBODY, put_model},
    {"/api/runs/{id}", NULL, NOBODY, put_run},
    {"/api/plans/{id}", NULL, JUDGES, put_plan},
    {"/api/jobs/{id}", "Job", NOBODY, put_job},
    {"/api/grants/{id}", NULL, NAMED, put_grant},
    {"/api/devices/{id}", NULL, NOBODY, put_device},
    {"/api/people/{id}", NULL, NOBODY, put_person},
    {"/api/pacts/{id}", NULL, NAMED, put_pact},
    {"/api/ledger/accounts/{id}", NULL, SPONSORS, put_account},
    {"/api/ledger/transfers/{id}", NULL, SPONSORS, put_transfer},
    {"/api/calls/{id}", "Call", NAMED, put_call},
};

static enum people_relation real_relation(const struct thing *thing, const struct wish *wish)
{
    uint32_t kinds = people_role_info((enum people_role)wish->role)->kinds;
    bool overseer = (kinds & (KIND_BIT(OPERATOR) | KIND_BIT(MINISTRY))) != 0;
    bool part = wish->whose == PART_IN_IT;
    if (wish->whose == OWN_THING)
        return RELATION_OWN;
    bool party = false;
    switch (thing->part) {
    case NOBODY:
        break;
    case OVERSEERS:
        party = overseer;
        break;
    case JUDGES:
        party = overseer && part;
        break;
    case SPONSORS:
        party = overseer || part;
        break;
    case NAMED:
        party = part;
        break;
    }
    return party ? RELATION_PARTY : RELATION_NONE;
}

/* A draft is its firm's alone, and a reviewer reads only while it is reviewed: as if not there. */
static bool as_if_not_there(const struct thing *thing, const struct wish *wish,
                            enum people_relation relation)
{
    bool of_application = thing->put == put_application || thing->put == put_upload;
    if (!of_application || relation == RELATION_OWN || wish->role == ROLE_AUDITOR)
        return false;
    return text_same(wish->state, "draft") ||
           (wish->role == ROLE_REVIEWER && !text_same(wish->state, "submitted"));
}

/* ---- the calls ---- */

static int ask(struct stage *stage, const struct route *row, int role, int64_t id)
{
    struct arena *arena = arena_new("ask", 1 << 20);
    const char *after = strstr(row->path, "{id}") + strlen("{id}");
    const char *key = strstr(after, "{key}"); /* a part of it: any name will do */
    if (key != NULL)
        after = arena_format(arena, "%.*s1%s", (int)(key - after), after, key + strlen("{key}"));
    const char *path =
        arena_format(arena, "%.*s%lld%s", (int)(strstr(row->path, "{id}") - row->path), row->path,
                     (long long)id, after);
    const struct person *person = &stage->people[role];
    struct http_reply reply =
        desk_call(&stage->desk, person, matrix_method(row->method), path, NULL);
    arena_free(arena);
    stage->calls++;
    return reply.status;
}

static void check_one(struct stage *stage, const struct thing *thing, const struct route *row,
                      const struct wish *wish, int64_t id)
{
    const char *title = matrix_title(stage->desk.arena, row);
    enum people_relation relation = real_relation(thing, wish);
    enum verdict verdict =
        matrix_verdict(&stage->matrix, "route", title, wish->role, relation, wish->state);
    bool named = matrix_names(&stage->matrix, title, wish->role);
    bool hidden = as_if_not_there(thing, wish, relation);
    int status = ask(stage, row, wish->role, id);
    int refused = named && (relation == RELATION_NONE || hidden) ? 404 : 403;
    bool reading = row->method == HTTP_GET;
    bool same = status != 204 || matrix_relation_seen() == relation;
    bool right = !same                         ? false
                 : hidden || verdict == DENIED ? status == refused
                 : verdict == ALLOWED          ? status == 204
                 : reading                     ? status == 403 || status == 404
                                               : status == 409;
    stage->named[thing - things][relation]++;
    stage->allowed[thing - things][relation] += status == 204;
    if (right)
        return;
    stage->wrong++;
    (void)printf("# %s as %s, %s, state %s: answered %d%s, the matrix says %s\n", title,
                 matrix_role(wish->role), people_relation_name(relation),
                 wish->state == NULL ? "-" : wish->state, status,
                 same ? "" : " in another relation",
                 verdict == ALLOWED       ? "allow"
                 : verdict == WRONG_STATE ? "409"
                                          : "deny");
}

static void check_thing(struct stage *stage, const struct thing *thing, const struct wish *wish)
{
    struct error err;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(stage->desk.services.store, STORE_WRITE, &tx, &err), err);
    int64_t id = thing->put(stage, tx, wish);
    CHECK_OK(store_commit(&tx, &err), err);
    for (const struct route *row = stage->rows; row->path != NULL; row++)
        if (text_starts(row->path, thing->path))
            check_one(stage, thing, row, wish, id);
}

static void check_states(struct stage *stage, const struct thing *thing, int role, enum whose whose)
{
    const char *const *states = thing->shape == NULL ? NULL : matrix_states(thing->shape);
    struct wish wish = {role, whose, NULL};
    if (states == NULL)
        check_thing(stage, thing, &wish);
    for (; states != NULL && *states != NULL; states++) {
        wish.state = *states;
        check_thing(stage, thing, &wish);
    }
}

/* ---- the stage ---- */

static int64_t publish_rules(struct stage *stage)
{
    enum { RULES_MAX = 1 << 20 };
    struct error err;
    struct store_tx *tx = NULL;
    int64_t id = 0;
    FILE *file = fopen("data/rules/winwin-2025-advanced.json", "r");
    ck_assert_ptr_nonnull(file);
    char *bytes = arena_alloc(stage->arena, RULES_MAX);
    size_t size = fread(bytes, 1, RULES_MAX, file);
    (void)fclose(file);
    CHECK_OK(store_begin(stage->desk.services.store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(programme_publish(tx, stage->arena, bytes, size, 1, &id, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    return id;
}

static void stage_open(struct stage *stage)
{
    *stage = (struct stage){.arena = arena_new("stage", 256 << 20)};
    const struct route **tables = matrix_tables(stage->arena, NULL);
    desk_open(&stage->desk, tables, NULL);
    stage->rows = tables[0];
    stage->matrix = matrix_read(stage->arena);
    stage->firm = desk_organisation(&stage->desk, KIND_ADOPTER);
    stage->sponsor = desk_organisation(&stage->desk, KIND_SPONSOR);
    stage->operator= desk_organisation(&stage->desk, KIND_OPERATOR);
    stage->firm_person = desk_person(&stage->desk, ROLE_ADOPTER_MEMBER, stage->firm).user_id;
    stage->rules = publish_rules(stage);
    for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++)
        if (people_role_info((enum people_role)role)->person)
            stage->people[role] =
                desk_person(&stage->desk, (enum people_role)role,
                            desk_organisation_for(&stage->desk, (enum people_role)role));
}

START_TEST(every_route_about_a_real_thing_answers_each_role_as_the_matrix_says)
{
    static struct stage stage;
    stage_open(&stage);
    for (size_t t = 0; t < sizeof things / sizeof *things; t++)
        for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++)
            for (int whose = 0; whose < WHOSE_COUNT; whose++)
                if (people_role_info((enum people_role)role)->person)
                    check_states(&stage, &things[t], role, (enum whose)whose);
    (void)printf("# %d calls\n", stage.calls);
    (void)fflush(stdout);
    ck_assert_msg(stage.wrong == 0, "%d calls differ from tests/visibility.tsv", stage.wrong);
    for (size_t t = 0; t < sizeof things / sizeof *things; t++) {
        int let_in = 0, kept_out = 0;
        for (int r = 0; r < RELATION_COUNT; r++) {
            let_in += stage.allowed[t][r];
            kept_out += stage.named[t][r] - stage.allowed[t][r];
        }
        ck_assert_msg(let_in > 0 && kept_out > 0, "%s: %d let in, %d kept out", things[t].path,
                      let_in, kept_out);
    }
    desk_close(&stage.desk);
    arena_free(stage.arena);
}
END_TEST

START_TEST(every_route_about_a_thing_is_among_them)
{
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *row = *table; row->path != NULL; row++) {
            bool found = row->relation == NULL || row->relation == api_self ||
                         strstr(row->path, "{id}") == NULL;
            for (size_t t = 0; t < sizeof things / sizeof *things; t++)
                found = found || text_starts(row->path, things[t].path);
            ck_assert_msg(found, "%s is tried with no real thing", row->path);
        }
}
END_TEST

TEST_MAIN_WITHIN("api relations", 300,
                 every_route_about_a_real_thing_answers_each_role_as_the_matrix_says,
                 every_route_about_a_thing_is_among_them)
