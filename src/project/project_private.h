/* project_private.h -- what the files of this room share. */
#ifndef PROJECT_PRIVATE_H
#define PROJECT_PRIVATE_H

#include "project/project.h"

/* Write the row of a project, made at its first change. */
enum status project_keep(struct store_tx *tx, struct arena *arena, const struct project *project,
                         struct error *err);

#endif
