/* routes.h -- the tables of routes, one a file *_routes.c. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "api/api.h"

extern const struct route general_routes[];
extern const struct route people_routes[];

#endif
