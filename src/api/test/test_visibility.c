/* Every row of the tables of routes against the hand-written matrix tests/visibility.tsv, by real
 * HTTP calls: each route, as each role, in each relation, in each state.
 *
 * What is under test are the rows and the gate. The object is the test's own: its owner, parties
 * and state are what the call's X-Test headers say, in place of the row's relation function, and a
 * mark in place of the handler. That the relation functions tell the truth about real objects
 * is for test_relations.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "kit/text.h"
#include "matrix.h"

/* ---- the test's own object ---- */

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

/* ---- states by name: the choices of the member "state" in the shape of that kind of thing ---- */

static const char *const *states_of(const char *path)
{
    static const struct {
        const char *start, *shape;
    } rows[] = {
        {"/api/applications/", "Application"},   {"/api/uploads/", "Application"},
        {"/api/agreements/", "Agreement"},       {"/api/payments/", "Payment"},
        {"/api/contributions/", "Contribution"}, {"/api/jobs/", "Job"},
        {"/api/rule-drafts/", "RuleDraft"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_starts(path, rows[i].start))
            return matrix_states(rows[i].shape);
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
    const struct route **tables = matrix_tables(arena, test_relation);
    desk_open(&stage->desk, tables, NULL);
    stage->rows = tables[0];
    stage->matrix = matrix_read(arena);
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
    struct http_ask call = {
        .method = matrix_method(row->method),
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
    const char *title = matrix_title(stage->desk.arena, row);
    enum verdict verdict =
        matrix_verdict(&stage->matrix, "route", title, role, relation, state_name);
    int status = ask(stage, row, role, people_relation_name(relation), state);
    /* In what is only read a state hides more than it forbids: the relation functions' part. */
    if (verdict == WRONG_STATE && row->method == HTTP_GET)
        return;
    bool right = verdict == ALLOWED       ? status == 204
                 : verdict == WRONG_STATE ? status == 409
                 : role == ROLE_ANONYMOUS ? status == 401
                 : relation == RELATION_NONE && matrix_names(&stage->matrix, title, role)
                     ? status == 404
                     : status == 403;
    if (right)
        return;
    stage->wrong++;
    (void)printf("# %s as %s, %s, state %s: answered %d, the matrix says %s\n", title,
                 matrix_role(role), people_relation_name(relation),
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
    struct matrix matrix = matrix_read(arena);
    const struct route **tables = matrix_tables(arena, test_relation);
    int wrong = 0;
    for (const struct route *row = tables[0]; row->path != NULL; row++) {
        bool found = false;
        for (size_t i = 0; i < matrix.lines.count; i++)
            found = found || (strcmp(matrix.lines.at[i].column[0], "route") == 0 &&
                              strcmp(matrix.lines.at[i].column[1], matrix_title(arena, row)) == 0);
        wrong += !found;
        if (!found)
            (void)printf("# the matrix does not know %s\n", matrix_title(arena, row));
    }
    for (size_t i = 0; i < matrix.lines.count; i++) {
        bool found = strcmp(matrix.lines.at[i].column[0], "class") == 0;
        for (const struct route *row = tables[0]; row->path != NULL; row++)
            found = found || strcmp(matrix.lines.at[i].column[1], matrix_title(arena, row)) == 0;
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
    struct matrix matrix = matrix_read(arena);
    const struct route **tables = matrix_tables(arena, test_relation);
    int wrong = 0;
    for (const struct route *row = tables[0]; row->path != NULL; row++) {
        const char *title = matrix_title(arena, row);
        bool step_up = false, enrolling = false;
        for (int role = 0; role < ROLE_COUNT; role++) {
            step_up |=
                matrix_verdict(&matrix, "step_up", title, role, RELATION_OWN, NULL) == ALLOWED;
            enrolling |=
                matrix_verdict(&matrix, "enrolling", title, role, RELATION_OWN, NULL) == ALLOWED;
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

START_TEST(a_grant_opens_the_routes_and_roles_that_the_matrix_says)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct matrix matrix = matrix_read(arena);
    const struct route **tables = matrix_tables(arena, test_relation);
    for (const struct route *row = tables[0]; row->path != NULL; row++) {
        const char *title = matrix_title(arena, row);
        for (int role = 0; role < ROLE_COUNT; role++) {
            bool says =
                matrix_verdict(&matrix, "granted", title, role, RELATION_NONE, NULL) == ALLOWED;
            ck_assert_msg(says == ((row->grant.roles >> role & 1) != 0), "%s for %s", title,
                          matrix_role(role));
        }
    }
    arena_free(arena);
}
END_TEST

START_TEST(a_class_is_lifted_where_the_matrix_says_and_nowhere_else)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct matrix matrix = matrix_read(arena);
    int lifts = 0;
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *row = *table; row->path != NULL; row++)
            for (int role = 0; role < ROLE_COUNT; role++) {
                const char *title = matrix_title(arena, row);
                bool lifted = (row->lifted_for & (UINT32_C(1) << role)) != 0;
                bool said =
                    matrix_verdict(&matrix, "lift", title, role, RELATION_PARTY, NULL) == ALLOWED;
                ck_assert_msg(lifted == said, "%s as %s", title, matrix_role(role));
                ck_assert(!lifted || row->lifted == CLASS_TRADE_SECRET);
                lifts += lifted;
            }
    ck_assert_int_gt(lifts, 0);
    arena_free(arena);
}
END_TEST

START_TEST(a_device_has_no_route_that_the_matrix_does_not_name)
{
    struct arena *arena = arena_new("test", 16 << 20);
    struct matrix matrix = matrix_read(arena);
    const struct route **tables = matrix_tables(arena, test_relation);
    for (const struct route *row = tables[0]; row->path != NULL; row++) {
        const char *title = matrix_title(arena, row);
        uint32_t masks = row->allow.own | row->allow.party | row->allow.none;
        bool open = (row->allow.none & (UINT32_C(1) << ROLE_ANONYMOUS)) != 0;
        bool named = false;
        for (int relation = 0; relation < RELATION_COUNT; relation++)
            named |= matrix_verdict(&matrix, "route", title, ROLE_SITE_AGENT,
                                    (enum people_relation)relation, NULL) == ALLOWED;
        ck_assert_msg(open || named == ((masks & ROLE_BIT(SITE_AGENT)) != 0), "%s", title);
    }
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("api visibility", 300,
                 every_route_refuses_every_role_and_relation_that_its_row_does_not_name,
                 a_grant_opens_the_routes_and_roles_that_the_matrix_says,
                 the_matrix_and_the_tables_name_the_same_routes,
                 a_fresh_proof_and_the_way_before_the_second_factor_are_where_the_matrix_says,
                 a_class_is_lifted_where_the_matrix_says_and_nowhere_else,
                 a_device_has_no_route_that_the_matrix_does_not_name)
