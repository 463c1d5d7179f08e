#include "calibrate/calibrate_private.h"

#include <string.h>

#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "calibrate/reasons.def"
#undef REASON

struct word_row {
    const char *name, *ko, *en, *words;
};

static const struct word_row roles[] = {
#define ROLE(id, name, ko, en, headings) {name, ko, en, headings},
#include "calibrate/roles.def"
#undef ROLE
};

static const struct word_row kinds[] = {
#define KIND(id, name, ko, en, words) {name, ko, en, words},
#include "calibrate/kinds.def"
#undef KIND
};

static const struct {
    const char *name, *en, *ko, *action_en, *action_ko;
} defects[] = {
#define DEFECT(id, name, en, ko, action_en, action_ko, dropped)                                    \
    {name, en, ko, action_en, action_ko},
#include "calibrate/defects.def"
#undef DEFECT
};

bool words_korean(const char *language)
{
    return !text_same(language, "en");
}

const char *calibrate_role_name(enum calibrate_role role)
{
    must(role < CALIBRATE_ROLE_COUNT);
    return roles[role].name;
}

const char *calibrate_role_text(enum calibrate_role role, const char *language)
{
    must(role < CALIBRATE_ROLE_COUNT);
    return words_korean(language) ? roles[role].ko : roles[role].en;
}

bool calibrate_role_find(const char *name, enum calibrate_role *ret_role)
{
    for (int role = 0; role < CALIBRATE_ROLE_COUNT; role++) {
        if (text_same(roles[role].name, name)) {
            *ret_role = (enum calibrate_role)role;
            return true;
        }
    }
    return false;
}

const char *calibrate_defect_name(enum calibrate_defect defect)
{
    must(defect < CALIBRATE_DEFECT_COUNT);
    return defects[defect].name;
}

const char *calibrate_defect_text(enum calibrate_defect defect, const char *language)
{
    must(defect < CALIBRATE_DEFECT_COUNT);
    return words_korean(language) ? defects[defect].ko : defects[defect].en;
}

const char *calibrate_defect_action(enum calibrate_defect defect, const char *language)
{
    must(defect < CALIBRATE_DEFECT_COUNT);
    return words_korean(language) ? defects[defect].action_ko : defects[defect].action_en;
}

const char *words_plain(struct arena *arena, const char *text)
{
    char *plain = arena_text(arena, text);
    size_t size = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr(" \t\r\n_-.()#", *at) == NULL)
            plain[size++] = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    }
    plain[size] = '\0';
    return plain;
}

static int find_word(const struct word_row *rows, int count, const char *plain)
{
    size_t size = strlen(plain);
    if (size == 0 || strchr(plain, '|') != NULL)
        return CALIBRATE_ABSENT;
    for (int i = 0; i < count; i++) {
        for (const char *at = rows[i].words; (at = strstr(at, plain)) != NULL; at++) {
            if (at[-1] == '|' && at[size] == '|')
                return i;
        }
    }
    return CALIBRATE_ABSENT;
}

int words_role(const char *plain)
{
    return find_word(roles, CALIBRATE_ROLE_COUNT, plain);
}

int words_kind(const char *plain)
{
    return find_word(kinds, CALIBRATE_KIND_COUNT, plain);
}

struct calibrate_mapping calibrate_mapping_guess(void)
{
    struct calibrate_mapping mapping;
    for (int role = 0; role < CALIBRATE_ROLE_COUNT; role++)
        mapping.column[role] = CALIBRATE_GUESS;
    return mapping;
}
