/* Every row of the tables of routes against the hand-written matrix tests/visibility.tsv, by real
 * HTTP calls: each route, as each role, in each relation, in each state.
 *
 * What is under test are the rows and the gate. The object is the test's own: its owner, parties
 * and state are what the call's X-Test headers say, in place of the row's relation function, and a
 * mark in place of the handler. That the relation functions tell the truth about real objects,
 * hide drafts and so on, is for the tests of the scenarios. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "kit/list.h"
#include "kit/text.h"

enum { COLUMNS = 6, STATES_MAX = 16 };

struct line {
    const char *column[COLUMNS];
};
struct matrix {
    LIST(struct line) lines;
};

static struct matrix read_matrix(struct arena *arena)
{
    struct matrix matrix = {0};
    FILE *file = fopen("tests/visibility.tsv", "r");
    ck_assert_ptr_nonnull(file);
    char text[4096];
    while (fgets(text, sizeof text, file) != NULL) {
        if (text[0] == '#' || text[0] == '\n')
            continue;
        struct line *line = list_add(arena, &matrix.lines);
        char *rest = arena_text_of(arena, text, strcspn(text, "\n"));
        int count = 0;
        for (char *cell; (cell = strsep(&rest, "\t")) != NULL && count < COLUMNS;)
            line->column[count++] = cell;
        ck_assert_msg(count == COLUMNS && rest == NULL, "not %d columns: %s", COLUMNS, text);
    }
    (void)fclose(file);
    return matrix;
}

static bool names(const char *list, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = list; at != NULL;
         at = strchr(at, ',') == NULL ? NULL : strchr(at, ',') + 1)
        if (strncmp(at, name, size) == 0 && (at[size] == '\0' || at[size] == ','))
            return true;
    return false;
}

static const char *role_name(int role)
{
    return role == ROLE_ANONYMOUS ? "anonymous" : people_role_info((enum people_role)role)->name;
}

static bool names_role(const char *list, int role)
{
    bool person = role != ROLE_ANONYMOUS && people_role_info((enum people_role)role)->person;
    return names(list, role_name(role)) || (person && names(list, "signed_in"));
}

static const char *title_of(struct arena *arena, const struct route *route)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    return arena_format(arena, "%s %s", methods[route->method], route->path + strlen("/api"));
}

enum verdict { DENIED, WRONG_STATE, ALLOWED };

/* What the matrix says. `state` NULL: the route does not look at states. */
static enum verdict wanted(const struct matrix *matrix, const char *kind, const char *title,
                           int role, enum people_relation relation, const char *state)
{
    enum verdict verdict = DENIED;
    for (size_t i = 0; i < matrix->lines.count; i++) {
        const char *const *column = matrix->lines.at[i].column;
        if (strcmp(column[0], kind) != 0 || strcmp(column[1], title) != 0 ||
            !names_role(column[2], role))
            continue;
        if (strcmp(column[3], "-") != 0 && !names(column[3], people_relation_name(relation)))
            continue;
        bool any = strcmp(column[4], "*") == 0 || strcmp(column[4], "-") == 0;
        bool here = any || state == NULL || names(column[4], state);
        verdict = here ? ALLOWED : verdict == DENIED ? WRONG_STATE : verdict;
    }
    return verdict;
}

/* ---- the rows, with the test's own object ---- */

static enum status mark(struct call *call, struct error *err)
{
    (void)call;
    (void)err;
    return STATUS_OK;
}

static enum status test_relation(struct call *call, struct error *err)
{
    (void)err;
    const char *relation = http_header(call->request, "X-Test-Relation");
    const char *state = http_header(call->request, "X-Test-State");
    int64_t mine = call->caller->organisation_id;
    call->owned = (struct owned){.id = 7, .owner_id = text_same(relation, "own") ? mine : 999999};
    if (text_same(relation, "party"))
        owned_add_party(&call->owned, mine);
    call->state = (int)strtol(state, NULL, 10);
    return STATUS_OK;
}

static const struct route **test_tables(struct arena *arena)
{
    size_t count = 0;
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *route = *table; route->path != NULL; route++)
            count++;
    struct route *rows = arena_array(arena, count + 1, sizeof *rows), *row = rows;
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *route = *table; route->path != NULL; route++, row++)
            *row = (struct route){.method = route->method,
                                  .path = route->path,
                                  .handle = mark,
                                  .kind = ANSWER_NOTHING,
                                  .allow = route->allow,
                                  .relation = route->relation == NULL || route->relation == api_self
                                                  ? route->relation
                                                  : test_relation,
                                  .states = route->states,
                                  .wrong_state = route->wrong_state,
                                  .step_up = route->step_up,
                                  .without_csrf = route->without_csrf,
                                  .enrolling = route->enrolling,
                                  .en = route->en,
                                  .ko = route->ko};
    const struct route **tables = arena_array(arena, 2, sizeof *tables);
    tables[0] = rows;
    return tables;
}

/* ---- states by name: the choices of the member "state" in the shape of that kind of thing ---- */

static const struct shape *find_shape(const char *name)
{
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *route = *table; route->path != NULL; route++)
            if (route->answer != NULL && strcmp(route->answer->name, name) == 0)
                return route->answer;
    return NULL;
}

static const char *const *states_of(const char *path)
{
    static const struct {
        const char *start, *shape;
    } rows[] = {
        {"/api/applications/", "Application"},
        {"/api/agreements/", "Agreement"},
        {"/api/payments/", "Payment"},
        {"/api/contributions/", "Contribution"},
        {"/api/jobs/", "Job"},
        {"/api/rule-drafts/", "RuleDraft"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct shape *shape =
            text_starts(path, rows[i].start) ? find_shape(rows[i].shape) : NULL;
        for (const struct field *f = shape == NULL ? NULL : shape->fields;
             f != NULL && f->name != NULL; f++)
            if (strcmp(f->name, "state") == 0)
                return f->choices;
    }
    return NULL;
}

/* ---- the calls ---- */

struct stage {
    struct arena *arena;
    struct desk desk;
    struct matrix matrix;
    struct person people[ROLE_COUNT];
    const struct route *rows;
    int calls, wrong;
};

static void stage_open(struct stage *stage)
{
    struct arena *arena = arena_new("stage", 64 << 20);
    stage->arena = arena;
    const struct route **tables = test_tables(arena);
    desk_open(&stage->desk, tables, NULL);
    stage->rows = tables[0];
    stage->matrix = read_matrix(arena);
    for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++)
        if (people_role_info((enum people_role)role)->person)
            stage->people[role] =
                desk_person(&stage->desk, (enum people_role)role,
                            desk_organisation_for(&stage->desk, (enum people_role)role));
    stage->calls = stage->wrong = 0;
}

static int ask(struct stage *stage, const struct route *row, int role, const char *relation,
               int state)
{
    const struct person *person = role == ROLE_ANONYMOUS ? NULL : &stage->people[role];
    struct arena *arena = arena_new("ask", 1 << 20);
    struct text path = text_start(arena, 1000);
    for (const char *at = row->path; *at != '\0'; at++) {
        if (*at == '{') {
            text_add(&path, text_starts(at, "{id}") ? "7" : "winwin");
            at = strchr(at, '}');
        } else {
            text_add_char(&path, *at);
        }
    }
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    struct http_ask call = {
        .method = methods[row->method],
        .path = text_string(&path),
        .cookie = person == NULL ? NULL : person->cookie,
        .csrf = person == NULL ? NULL : person->csrf,
        .headers =
            arena_format(arena, "X-Test-Relation: %s\r\nX-Test-State: %d\r\n", relation, state),
    };
    struct http_reply reply = {0};
    ck_assert(http_call(arena, stage->desk.port, &call, &reply));
    stage->calls++;
    arena_free(arena);
    return reply.status;
}

static void check_one(struct stage *stage, const struct route *row, int role,
                      enum people_relation relation, int state, const char *state_name)
{
    const char *title = title_of(stage->desk.arena, row);
    enum verdict verdict = wanted(&stage->matrix, "route", title, role, relation, state_name);
    int status = ask(stage, row, role, people_relation_name(relation), state);
    /* In what is only read a state hides more than it forbids: the relation functions' part. */
    if (verdict == WRONG_STATE && row->method == HTTP_GET)
        return;
    bool right = verdict == ALLOWED       ? status == 204
                 : verdict == WRONG_STATE ? status == 409
                 : role == ROLE_ANONYMOUS ? status == 401
                                          : status == 403 || status == 404;
    if (right)
        return;
    stage->wrong++;
    (void)printf("# %s as %s, %s, state %s: answered %d, the matrix says %s\n", title,
                 role_name(role), people_relation_name(relation),
                 state_name == NULL ? "-" : state_name, status,
                 verdict == ALLOWED       ? "allow"
                 : verdict == WRONG_STATE ? "409"
                                          : "deny");
}

static void check_row(struct stage *stage, const struct route *row, int role)
{
    const char *const *states = row->relation == test_relation ? states_of(row->path) : NULL;
    for (int relation = 0; relation < RELATION_COUNT; relation++) {
        if (row->relation != test_relation && relation != RELATION_OWN)
            continue;
        if (states == NULL)
            check_one(stage, row, role, (enum people_relation)relation, 0, NULL);
        /* Nobody's organisation stands in no relation. */
        for (int s = 0; states != NULL && states[s] != NULL; s++)
            check_one(stage, row, role, (enum people_relation)relation, s, states[s]);
    }
}

START_TEST(every_route_refuses_every_role_and_relation_that_its_row_does_not_name)
{
    struct stage stage;
    stage_open(&stage);
    for (const struct route *row = stage.rows; row->path != NULL; row++)
        for (int role = 0; role < ROLE_COUNT; role++)
            if (role == ROLE_ANONYMOUS || people_role_info((enum people_role)role)->person)
                check_row(&stage, row, role);
    (void)printf("# %d calls\n", stage.calls);
    (void)fflush(stdout);
    ck_assert_int_gt(stage.calls, 500);
    ck_assert_msg(stage.wrong == 0, "%d calls differ from tests/visibility.tsv", stage.wrong);
    desk_close(&stage.desk);
    arena_free(stage.arena);
}
END_TEST

START_TEST(the_matrix_and_the_tables_name_the_same_routes)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct matrix matrix = read_matrix(arena);
    const struct route **tables = test_tables(arena);
    int wrong = 0;
    for (const struct route *row = tables[0]; row->path != NULL; row++) {
        bool found = false;
        for (size_t i = 0; i < matrix.lines.count; i++)
            found = found || (strcmp(matrix.lines.at[i].column[0], "route") == 0 &&
                              strcmp(matrix.lines.at[i].column[1], title_of(arena, row)) == 0);
        wrong += !found;
        if (!found)
            (void)printf("# the matrix does not know %s\n", title_of(arena, row));
    }
    for (size_t i = 0; i < matrix.lines.count; i++) {
        bool found = strcmp(matrix.lines.at[i].column[0], "class") == 0;
        for (const struct route *row = tables[0]; row->path != NULL; row++)
            found = found || strcmp(matrix.lines.at[i].column[1], title_of(arena, row)) == 0;
        wrong += !found;
        if (!found)
            (void)printf("# no table has %s\n", matrix.lines.at[i].column[1]);
    }
    (void)fflush(stdout);
    ck_assert_msg(wrong == 0, "%d routes differ", wrong);
    arena_free(arena);
}
END_TEST

START_TEST(a_fresh_proof_and_the_way_before_the_second_factor_are_where_the_matrix_says)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct matrix matrix = read_matrix(arena);
    const struct route **tables = test_tables(arena);
    int wrong = 0;
    for (const struct route *row = tables[0]; row->path != NULL; row++) {
        const char *title = title_of(arena, row);
        bool step_up = false, enrolling = false;
        for (int role = 0; role < ROLE_COUNT; role++) {
            step_up |= wanted(&matrix, "step_up", title, role, RELATION_OWN, NULL) == ALLOWED;
            enrolling |= wanted(&matrix, "enrolling", title, role, RELATION_OWN, NULL) == ALLOWED;
        }
        bool open = row->enrolling || (row->allow.none & (UINT32_C(1) << ROLE_ANONYMOUS)) != 0;
        if (step_up != row->step_up || enrolling != open) {
            wrong++;
            (void)printf("# %s: proof %d, matrix %d; before the factor %d, matrix %d\n", title,
                         row->step_up, step_up, open, enrolling);
        }
    }
    (void)fflush(stdout);
    ck_assert_msg(wrong == 0, "%d routes differ", wrong);
    arena_free(arena);
}
END_TEST

START_TEST(a_device_has_no_route_that_the_matrix_does_not_name)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct matrix matrix = read_matrix(arena);
    const struct route **tables = test_tables(arena);
    for (const struct route *row = tables[0]; row->path != NULL; row++) {
        const char *title = title_of(arena, row);
        uint32_t masks = row->allow.own | row->allow.party | row->allow.none;
        bool open = (row->allow.none & (UINT32_C(1) << ROLE_ANONYMOUS)) != 0;
        bool named = false;
        for (int relation = 0; relation < RELATION_COUNT; relation++)
            named |= wanted(&matrix, "route", title, ROLE_SITE_AGENT,
                            (enum people_relation)relation, NULL) == ALLOWED;
        ck_assert_msg(open || named == ((masks & ROLE_BIT(SITE_AGENT)) != 0), "%s", title);
    }
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("api visibility", 300,
                 every_route_refuses_every_role_and_relation_that_its_row_does_not_name,
                 the_matrix_and_the_tables_name_the_same_routes,
                 a_fresh_proof_and_the_way_before_the_second_factor_are_where_the_matrix_says,
                 a_device_has_no_route_that_the_matrix_does_not_name)
