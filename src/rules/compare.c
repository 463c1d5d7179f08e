/* Two versions of a rule document, member by member, with the names that people use. */
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "rules/rules_private.h"

struct walk {
    struct arena *arena;
    LIST(struct rules_difference) found;
};

/* Where the walk is: its place and its names. */
struct where {
    const char *place, *ko, *en;
};

static const char *joined(struct arena *arena, const char *left, const char *right)
{
    return *left == '\0' ? right : arena_format(arena, "%s › %s", left, right);
}

static struct where inside(struct walk *walk, const struct where *outer, const char *name,
                           const char *ko, const char *en)
{
    return (struct where){.place = arena_format(walk->arena, "%s/%s", outer->place, name),
                          .ko = joined(walk->arena, outer->ko, ko),
                          .en = joined(walk->arena, outer->en, en)};
}

static void add(struct walk *walk, const struct where *where, const char *before, const char *after)
{
    *list_add(walk->arena, &walk->found) = (struct rules_difference){
        .place = where->place, .ko = where->ko, .en = where->en, .before = before, .after = after};
}

/* What an element is called: its own name, else what every element of the list is called. */
static const char *called(const struct part *part, const void *element, bool korean)
{
    const struct member *name = member_find(part, korean ? "ko" : "en");
    const char *text = korean ? part->ko : part->en;
    if (name != NULL)
        memcpy(&text, (const char *)element + name->offset, sizeof text);
    return text;
}

static void compare_part(struct walk *walk, const struct where *where, const struct part *part,
                         const void *before, const void *after);

struct elements {
    const char *at;
    size_t count;
};

static struct elements elements_of(const struct member *member, const void *element)
{
    struct elements elements = {0};
    memcpy(&elements.at, (const char *)element + member->offset, sizeof elements.at);
    memcpy(&elements.count, (const char *)element + member->count_offset, sizeof elements.count);
    return elements;
}

/* The element that is the same thing as `element`, or the one in its place; NULL: there is none. */
static const char *partner(const struct part *part, const struct elements *among,
                           const char *element, size_t index)
{
    if (part->keys[0] == NULL)
        return index < among->count ? among->at + index * part->size : NULL;
    for (size_t i = 0; i < among->count; i++)
        if (part_same(part, among->at + i * part->size, element))
            return among->at + i * part->size;
    return NULL;
}

static void compare_lists(struct walk *walk, const struct where *where, const struct part *part,
                          const struct elements *before, const struct elements *after)
{
    for (size_t i = 0; i < before->count; i++) {
        const char *was = before->at + i * part->size;
        struct where one = inside(walk, where, arena_format(walk->arena, "%zu", i),
                                  called(part, was, true), called(part, was, false));
        if (partner(part, after, was, i) == NULL)
            add(walk, &one, called(part, was, true), NULL);
    }
    for (size_t i = 0; i < after->count; i++) {
        const char *is = after->at + i * part->size;
        const char *was = partner(part, before, is, i);
        struct where one = inside(walk, where, arena_format(walk->arena, "%zu", i),
                                  called(part, is, true), called(part, is, false));
        if (was == NULL)
            add(walk, &one, NULL, called(part, is, true));
        else
            compare_part(walk, &one, part, was, is);
    }
}

static void compare_member(struct walk *walk, const struct where *outer,
                           const struct member *member, const void *before, const void *after)
{
    struct where where = inside(walk, outer, member->name, member->ko, member->en);
    if (member->kind == MEMBER_LIST) {
        struct elements was = elements_of(member, before), is = elements_of(member, after);
        compare_lists(walk, &where, member->part, &was, &is);
        return;
    }
    if (member->kind == MEMBER_OBJECT) {
        compare_part(walk, &where, member->part, before, after);
        return;
    }
    const char *was = member_text(walk->arena, member, before);
    const char *is = member_text(walk->arena, member, after);
    if (!text_same(was, is))
        add(walk, &where, was, is);
}

static void compare_part(struct walk *walk, const struct where *where, const struct part *part,
                         const void *before, const void *after)
{
    for (const struct member *member = part->members; member->name != NULL; member++)
        compare_member(walk, where, member, before, after);
}

void rules_compare(struct arena *arena, const struct rules_document *before,
                   const struct rules_document *after, struct rules_differences *ret_differences)
{
    struct walk walk = {.arena = arena};
    struct where top = {.place = "", .ko = "", .en = ""};
    compare_part(&walk, &top, &document_part, before, after);
    *ret_differences = (struct rules_differences){.at = walk.found.at, .count = walk.found.count};
}
