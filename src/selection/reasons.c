/* The reasons of this room. */
#include <inttypes.h>

#include "selection/selection_private.h"

#define REASON REASON_DEFINE
#include "selection/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "selection/said.def"
#undef SAID
