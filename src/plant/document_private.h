/* document_private.h -- the tables that reading and writing the model document share. */
#ifndef PLANT_DOCUMENT_PRIVATE_H
#define PLANT_DOCUMENT_PRIVATE_H

#include "plant/plant_private.h"

enum document_kind {
    FIELD_TEXT,            /* const char *; at most max characters */
    FIELD_NUMBER,          /* double */
    FIELD_INT,             /* int */
    FIELD_INT64,           /* int64_t */
    FIELD_INT64_OR_NONE,   /* int64_t; null or absent is -1 */
    FIELD_SECONDS,         /* time_us, seconds in the document */
    FIELD_SECONDS_OR_NONE, /* time_us; null or absent is -1 */
    FIELD_DAY,             /* struct day */
    FIELD_WORD,            /* an enum by its words in order; absent is the first */
    FIELD_FLAG,            /* bool by two words: false, true; absent is the first */
    FIELD_ITEM,            /* int, an id in the document; null or absent is -1 unless needed */
    FIELD_CALENDAR,
    FIELD_STATION,
    FIELD_OPERATORS,
    FIELD_PATH, /* int, the number of a path from 0 */
    FIELD_LAW,  /* struct plant_law; absent is the constant 0 */
};

struct document_field {
    const char *name; /* NULL ends a table */
    enum document_kind kind;
    size_t offset;
    double min, max;
    const char *const *words; /* NULL at the end */
    bool needed;
    bool sparse; /* 0 is left out */
    int since;   /* version of the document it came with, where not 1 */
};

struct document_law {
    const char *name;
    struct {
        const char *name;
        size_t offset; /* in struct plant_law */
    } parameters[3];
};

#define PLANT_SECONDS_MAX 4e9 /* somewhat above 100 years */

extern const struct document_field document_model[], document_item[], document_calendar[],
    document_window[], document_work[], document_breakdown[], document_station[], document_path[],
    document_step[], document_edge[], document_source[], document_flow[], document_arrivals[],
    document_closed[], document_share[], document_order[], document_join[], document_setup[],
    document_operators[], document_need[], document_upkeep[], document_initial[];
extern const struct document_law document_laws[PLANT_LAW_COUNT];

#endif
