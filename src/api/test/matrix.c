/* matrix.c -- reads the expectation; knows the rows, with nothing behind them. */
#include "matrix.h"

#include <stdio.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"

struct matrix matrix_read(struct arena *arena)
{
    struct matrix matrix = {0};
    FILE *file = fopen("tests/visibility.tsv", "r");
    ck_assert_ptr_nonnull(file);
    char text[4096];
    while (fgets(text, sizeof text, file) != NULL) {
        if (text[0] == '#' || text[0] == '\n')
            continue;
        struct matrix_line *line = list_add(arena, &matrix.lines);
        char *rest = arena_text_of(arena, text, strcspn(text, "\n"));
        int count = 0;
        for (char *cell; (cell = strsep(&rest, "\t")) != NULL && count < MATRIX_COLUMNS;)
            line->column[count++] = cell;
        ck_assert_msg(count == MATRIX_COLUMNS && rest == NULL, "not %d columns: %s", MATRIX_COLUMNS,
                      text);
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

const char *matrix_role(int role)
{
    return role == ROLE_ANONYMOUS ? "anonymous" : people_role_info((enum people_role)role)->name;
}

static bool names_role(const char *list, int role)
{
    bool person = role != ROLE_ANONYMOUS && people_role_info((enum people_role)role)->person;
    return names(list, matrix_role(role)) || (person && names(list, "signed_in"));
}

const char *matrix_method(enum http_method method)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    return methods[method];
}

const char *matrix_title(struct arena *arena, const struct route *route)
{
    return arena_format(arena, "%s %s", matrix_method(route->method), route->path + strlen("/api"));
}

/* What the matrix says. `state` NULL: the route does not look at states. */
enum verdict matrix_verdict(const struct matrix *matrix, const char *kind, const char *title,
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

/* Is there any relation, or a grant, in which this role may? Who then has none meets a 404. */
bool matrix_names(const struct matrix *matrix, const char *title, int role)
{
    for (size_t i = 0; i < matrix->lines.count; i++) {
        const char *const *column = matrix->lines.at[i].column;
        bool kind = strcmp(column[0], "route") == 0 || strcmp(column[0], "granted") == 0;
        if (kind && strcmp(column[1], title) == 0 && names_role(column[2], role))
            return true;
    }
    return false;
}

static _Atomic int relation_seen; /* on the server's thread, read on the test's */

static enum status mark(struct call *call, struct error *err)
{
    (void)err;
    relation_seen = (int)call->relation;
    return STATUS_OK;
}

enum people_relation matrix_relation_seen(void)
{
    return (enum people_relation)relation_seen;
}

const struct route **matrix_tables(struct arena *arena, call_function *relation)
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
                                  .relation = relation == NULL || route->relation == NULL ||
                                                      route->relation == api_self
                                                  ? route->relation
                                                  : relation,
                                  .states = route->states,
                                  .wrong_state = route->wrong_state,
                                  .step_up = route->step_up,
                                  .without_csrf = route->without_csrf,
                                  .grant = route->grant,
                                  .enrolling = route->enrolling,
                                  .en = route->en,
                                  .ko = route->ko};
    const struct route **tables = arena_array(arena, 2, sizeof *tables);
    tables[0] = rows;
    return tables;
}

static const struct shape *find_shape(const char *name)
{
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *route = *table; route->path != NULL; route++)
            if (route->answer != NULL && strcmp(route->answer->name, name) == 0)
                return route->answer;
    return NULL;
}

const char *const *matrix_states(const char *name)
{
    const struct shape *shape = find_shape(name);
    for (const struct field *f = shape == NULL ? NULL : shape->fields; f != NULL && f->name != NULL;
         f++)
        if (strcmp(f->name, "state") == 0)
            return f->choices;
    return NULL;
}
