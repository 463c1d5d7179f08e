/* matrix.h -- tests/visibility.tsv, the expectation written by hand, and the rows it is held
 * against. */
#ifndef API_TEST_MATRIX_H
#define API_TEST_MATRIX_H

#include "api/api.h"
#include "kit/list.h"

enum { MATRIX_COLUMNS = 6 };

struct matrix_line {
    const char *column[MATRIX_COLUMNS]; /* kind, subject, roles, relations, states, expect */
};
struct matrix {
    LIST(struct matrix_line) lines;
};

struct matrix matrix_read(struct arena *arena);

enum verdict { DENIED, WRONG_STATE, ALLOWED };

/* What it says of a kind of line and a route. `state` NULL: the route does not look at states. */
enum verdict matrix_verdict(const struct matrix *matrix, const char *kind, const char *title,
                            int role, enum people_relation relation, const char *state);
/* Is there any relation, or a grant, in which this role may? Who then has none meets a 404. */
bool matrix_names(const struct matrix *matrix, const char *title, int role);

const char *matrix_role(int role);
const char *matrix_method(enum http_method method);
const char *matrix_title(struct arena *arena, const struct route *route); /* "GET /logs/{id}" */
const char *const *matrix_states(const char *shape); /* choices of its member "state"; or NULL */

/* The relation that the last handler of matrix_tables() was given. */
enum people_relation matrix_relation_seen(void);

/* All rows in one table, each with a handler that does nothing, and with `relation` in place of
 * their own (but for api_self), unless it is NULL. */
const struct route **matrix_tables(struct arena *arena, call_function *relation);

#endif
