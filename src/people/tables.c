#include <inttypes.h>

#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"

#define REASON REASON_DEFINE
#include "people/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "people/said.def"
#undef SAID

static const struct people_name kinds[KIND_COUNT] = {
#define KIND(id, name, ko, en) [KIND_##id] = {name, ko, en},
#include "people/kinds.def"
#undef KIND
};

static const struct people_name classes[CLASS_COUNT] = {
#define CLASS(id, name, ko, en) [CLASS_##id] = {name, ko, en},
#include "people/classes.def"
#undef CLASS
};

#define DOOR_PERSON true
#define DOOR_DEVICE false
static const struct people_role_info roles[ROLE_COUNT] = {
    [ROLE_ANONYMOUS] = {"anonymous", "로그인하지 않은 사람", "nobody signed in", 0, false, 0,
                        false},
#define ROLE(id, name, ko, en, kinds, factor, idle, door)                                          \
    [ROLE_##id] = {name, ko, en, kinds, factor, (idle)*TIME_MINUTE, DOOR_##door},
#include "people/roles.def"
#undef ROLE
};

/* One row a role; what the table leaves out stays 0 and is not seen. */
enum {
    PUBLIC = 1 << CLASS_PUBLIC,
    PROGRAMME = 1 << CLASS_PROGRAMME,
    MONEY = 1 << CLASS_MONEY,
    TRADE_SECRET = 1 << CLASS_TRADE_SECRET,
    PERSONAL = 1 << CLASS_PERSONAL,
    TECHNICAL = 1 << CLASS_TECHNICAL
};
static const uint32_t seen[ROLE_COUNT][RELATION_COUNT] = {
#define SEES(role, own, party, none)                                                               \
    [ROLE_##role] = {[RELATION_OWN] = (own), [RELATION_PARTY] = (party), [RELATION_NONE] = (none)},
#include "people/visibility.def"
#undef SEES
};

const struct people_role_info *people_role_info(enum people_role role)
{
    must((unsigned)role < ROLE_COUNT);
    return &roles[role];
}

const struct people_name *people_kind_info(enum people_kind kind)
{
    must(kind != KIND_UNKNOWN && (unsigned)kind < KIND_COUNT);
    return &kinds[kind];
}

const struct people_name *people_class_info(enum people_class class)
{
    must(class != CLASS_MISSING && (unsigned)class < CLASS_COUNT);
    return &classes[class];
}

const char *people_relation_name(enum people_relation relation)
{
    static const char *const names[RELATION_COUNT] = {
        [RELATION_NONE] = "none", [RELATION_PARTY] = "party", [RELATION_OWN] = "own"};
    must((unsigned)relation < RELATION_COUNT);
    return names[relation];
}

enum status people_role_find(const char *name, enum people_role *ret_role, struct error *err)
{
    for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++) {
        if (text_same(roles[role].name, name)) {
            *ret_role = (enum people_role)role;
            return STATUS_OK;
        }
    }
    return FAIL_AT(err, PEOPLE_ROLE, "role", "there is no role of this name");
}

const char *const people_kind_names[] = {
#define KIND(id, name, ko, en) name,
#include "people/kinds.def"
#undef KIND
    NULL,
};

enum status people_kind_find(const char *name, enum people_kind *ret_kind, struct error *err)
{
    for (int kind = KIND_UNKNOWN + 1; kind < KIND_COUNT; kind++) {
        if (text_same(kinds[kind].name, name)) {
            *ret_kind = (enum people_kind)kind;
            return STATUS_OK;
        }
    }
    return FAIL_AT(err, PEOPLE_KIND, "kind", "there is no kind of organisation of this name");
}

bool people_may_see(enum people_role role, enum people_relation relation, enum people_class class)
{
    must((unsigned)role < ROLE_COUNT && (unsigned)relation < RELATION_COUNT);
    must(class != CLASS_MISSING && (unsigned)class < CLASS_COUNT);
    return (seen[role][relation] >> class & 1) != 0;
}

const char *people_class_names(struct arena *arena, uint32_t mask)
{
    struct text text = text_start(arena, 256);
    for (unsigned class = CLASS_MISSING + 1; class < CLASS_COUNT; class ++) {
        if ((mask >> class & 1) != 0) {
            text_add(&text, text.size > 0 ? ", " : "");
            text_add(&text, classes[class].name);
        }
    }
    return text_string(&text);
}
