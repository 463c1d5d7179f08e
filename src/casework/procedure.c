/* What the rules say about a machine. */
#include "casework/casework_private.h"
#include "kit/text.h"

enum status machine_find(const struct casework_procedure *procedure, const char *id,
                         const struct rules_machine **ret_machine, struct error *err)
{
    const struct rules_machine *machine = rules_machine(procedure->rules, id);
    if (machine == NULL)
        return FAIL_AT(err, CASEWORK_MACHINE, "/machine", "\"%.60s\"", id);
    *ret_machine = machine;
    return STATUS_OK;
}

const struct rules_step *step_from(const struct rules_document *rules,
                                   const struct rules_machine *machine, const char *state,
                                   const struct rules_step *before)
{
    for (size_t i = before == NULL ? 0 : (size_t)(before - rules->steps) + 1; i < rules->step_count;
         i++)
        if (text_same(rules->steps[i].machine, machine->id) &&
            text_same(rules->steps[i].from, state))
            return &rules->steps[i];
    return NULL;
}

bool state_is_end(const struct rules_machine *machine, const char *state)
{
    for (size_t i = 0; i < machine->state_count; i++)
        if (text_same(machine->states[i].id, state))
            return machine->states[i].end;
    return false;
}

bool step_is_clocks(const struct rules_step *step)
{
    return text_same(step->role, "system");
}

const struct rules_step *step_anywhere(const struct rules_document *rules,
                                       const struct rules_machine *machine, const char *step)
{
    for (size_t i = 0; i < rules->step_count; i++)
        if (text_same(rules->steps[i].machine, machine->id) && text_same(rules->steps[i].id, step))
            return &rules->steps[i];
    return NULL;
}

struct people_name role_words(const char *name)
{
    enum people_role role = ROLE_ANONYMOUS;
    struct error none;
    if (people_role_find(name, &role, &none) != STATUS_OK)
        return (struct people_name){name, name, name};
    const struct people_role_info *info = people_role_info(role);
    return (struct people_name){info->name, info->ko, info->en};
}

enum status refuse_step(struct arena *arena, const struct rules_document *rules,
                        const struct rules_machine *machine, const char *step, const char *state,
                        struct error *err)
{
    const struct rules_step *known = step_anywhere(rules, machine, step), *each = NULL;
    struct text possible = text_start(arena, ERROR_TEXT_MAX);
    while ((each = step_from(rules, machine, state, each)) != NULL)
        text_format(&possible, "%s%s (%.40s)", possible.size == 0 ? "" : ", ", each->id,
                    each->article);
    bool closed = possible.size == 0;
    if (known == NULL)
        return closed ? FAIL_AT(err, CASEWORK_STEP, "/step",
                                "there is no step %.40s, and it is closed", step)
                      : FAIL_AT(err, CASEWORK_STEP, "/step", "there is no step %.40s; possible: %s",
                                step, text_string(&possible));
    return closed
               ? FAIL_AT(err, CASEWORK_STEP, "/step",
                         "%.40s (%.60s) in state %.40s, which is closed", step, known->article,
                         state)
               : FAIL_AT(err, CASEWORK_STEP, "/step", "%.40s (%.60s) in state %.40s; possible: %s",
                         step, known->article, state, text_string(&possible));
}

const struct casework_hook *hook_find(const struct casework_procedure *procedure,
                                      const char *machine, const char *step)
{
    for (size_t i = 0; i < procedure->hooks_count; i++) {
        const struct casework_hooks *table = &procedure->hooks[i];
        for (size_t j = 0; j < table->count; j++)
            if (text_same(table->at[j].machine, machine) && text_same(table->at[j].step, step))
                return &table->at[j];
    }
    return NULL;
}

void casework_misses(const struct casework_context *step, struct casework_missings *missing,
                     const char *ko, const char *en, const char *article)
{
    struct casework_missing *row = list_add(step->arena, missing);
    *row = (struct casework_missing){.ko = ko, .en = en, .article = article};
    if (text_same(article, step->step->article))
        row->article_en = text_if_any(step->step->article_en);
}
