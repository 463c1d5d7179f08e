/* rules_private.h -- the form of a rule document as tables, and what the files here share.
 *
 * Reading, writing, the JSON Schema and the names in a comparison all walk the tables of form.c;
 * a new member is one row there. */
#ifndef RULES_RULES_PRIVATE_H
#define RULES_RULES_PRIVATE_H

#include "rules/rules.h"

#define WHOLE_BP 10000

enum { RULES_WORD_SIZE = 61 };

enum member_kind {
    MEMBER_ID,     /* const char *: a-z, 0-9, '-', '_', '.' */
    MEMBER_TEXT,   /* const char * */
    MEMBER_NUMBER, /* int64_t */
    MEMBER_SMALL,  /* int */
    MEMBER_WON,    /* struct money */
    MEMBER_YES,    /* bool */
    MEMBER_WORD,   /* an enum: its words in order */
    MEMBER_LIST,   /* pointer to elements, and their count */
    MEMBER_OBJECT  /* its members stand in the same struct */
};

struct part;

struct member {
    const char *name;
    const char *was; /* its name in version 1; NULL: the same */
    const char *ko, *en;
    enum member_kind kind;
    size_t offset, count_offset;
    int64_t min, max; /* of a number; characters of a text */
    int since;        /* 1 or 2: version that brought it */
    bool nullable;    /* null is RULES_UNSET */
    bool optional;    /* left out when it is `standard`; in version 1 nothing is */
    int64_t standard; /* what a number is when left out; texts "", lists empty */
    const char *const *words;
    const struct part *part;
};

struct part {
    const char *ko, *en;          /* what one of them is called */
    const struct member *members; /* a name of NULL at the end */
    size_t size;
    size_t least, most;
    const char *keys[3]; /* members that tell one from another; none: its place does */
};

extern const struct part document_part;

/* Words with a blank between. */
bool word_among(const char *words, const char *word);

/* A value as text, for people: numbers plain, an unset one "null", a list by its count. */
const char *member_text(struct arena *arena, const struct member *member, const void *element);
const struct member *member_find(const struct part *part, const char *name); /* or NULL */
/* Two elements of one part that are the same thing, by its keys. */
bool part_same(const struct part *part, const void *a, const void *b);

/* What must hold between the parts; the first that does not. */
enum status rules_check(const struct rules_document *rules, struct error *err);

/* The same day of a later month, or its last day where it has no such day (Civil Act art. 160). */
struct day months_later(struct day day, int months);

/* The funder who takes what rounding and caps leave. */
size_t remainder_index(const struct rules_document *rules);

/* The highest total that the document's own limits allow. */
struct money rules_ceiling(const struct rules_document *rules);

#endif
