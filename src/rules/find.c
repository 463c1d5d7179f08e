/* Looking things up in a rule document, and the day by which a step must be done. */
#include <string.h>

#include "kit/text.h"
#include "rules/rules_private.h"

const struct rules_machine *rules_machine(const struct rules_document *rules, const char *id)
{
    for (size_t i = 0; i < rules->machine_count; i++)
        if (text_same(rules->machines[i].id, id))
            return &rules->machines[i];
    return NULL;
}

const struct rules_step *rules_step(const struct rules_document *rules, const char *machine,
                                    const char *id, const char *from)
{
    for (size_t i = 0; i < rules->step_count; i++) {
        const struct rules_step *step = &rules->steps[i];
        if (text_same(step->machine, machine) && text_same(step->id, id) &&
            text_same(step->from, from))
            return step;
    }
    return NULL;
}

const struct rules_term *rules_term(const struct rules_document *rules, const char *id)
{
    for (size_t i = 0; i < rules->term_count; i++)
        if (text_same(rules->terms[i].id, id))
            return &rules->terms[i];
    return NULL;
}

struct day months_later(struct day day, int months)
{
    int number = day.year * 12 + day.month - 1 + months;
    struct day later = {.year = number / 12, .month = number % 12 + 1, .day = day.day};
    while (!day_ok(later))
        later.day--;
    return later;
}

struct day rules_deadline(const struct rules_step *step, struct day entered,
                          const struct holidays *holidays)
{
    if (step->deadline_days <= 0 && step->deadline_months <= 0)
        return (struct day){0};
    struct day day = months_later(entered, step->deadline_months);
    if (!step->working)
        return day_next_working(day_from_number(day_number(day) + step->deadline_days), holidays);
    for (int left = step->deadline_days; left > 0; left--)
        day = day_next_working(day_from_number(day_number(day) + 1), holidays);
    return day_next_working(day, holidays);
}

#define FACT(id, kind, ko, en, words) {id, ko, en, kind, words},
static const struct rules_fact facts[] = {
#include "rules/facts.def"
};
#undef FACT

size_t rules_fact_count(void)
{
    return sizeof facts / sizeof *facts;
}

const struct rules_fact *rules_fact(size_t index)
{
    return index < rules_fact_count() ? &facts[index] : NULL;
}

const struct rules_fact *rules_fact_find(const char *id)
{
    for (size_t i = 0; i < rules_fact_count(); i++)
        if (text_same(facts[i].id, id))
            return &facts[i];
    return NULL;
}

bool word_among(const char *words, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = words; size > 0 && *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (length == size && strncmp(at, word, size) == 0)
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}
