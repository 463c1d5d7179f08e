/* rules_private.h -- what document.c and split.c share. */
#ifndef RULES_RULES_PRIVATE_H
#define RULES_RULES_PRIVATE_H

#include "rules/rules.h"

/* The highest total that the document's own limits allow. */
struct money rules_ceiling(const struct rules_document *rules);

#endif
