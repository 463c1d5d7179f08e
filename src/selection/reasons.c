/* The reasons of this room. */
#include "selection/selection_private.h"

#define REASON REASON_DEFINE
#include "selection/reasons.def"
#undef REASON
