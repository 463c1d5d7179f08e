/* What the rules say about a machine. */
#include "casework/casework_private.h"
#include "kit/text.h"

enum status machine_find(const struct casework_procedure *procedure, const char *id,
                         const struct casework_machine **ret_machine, struct error *err)
{
    for (size_t i = 0; i < procedure->machine_count; i++) {
        if (text_same(procedure->machines[i].id, id) && procedure->machines[i].step_count > 0) {
            *ret_machine = &procedure->machines[i];
            return STATUS_OK;
        }
    }
    return FAIL_AT(err, CASEWORK_MACHINE, "/machine", "\"%.60s\"", id);
}

const struct casework_rule *machine_step(const struct casework_machine *machine, const char *step,
                                         const char *state)
{
    for (size_t i = 0; i < machine->step_count; i++)
        if (text_same(machine->steps[i].id, step) && text_same(machine->steps[i].from, state))
            return &machine->steps[i];
    return NULL;
}

bool machine_goes_on(const struct casework_machine *machine, const char *state)
{
    for (size_t i = 0; i < machine->step_count; i++)
        if (text_same(machine->steps[i].from, state) && !text_same(machine->steps[i].to, state))
            return true;
    return false;
}

static const struct casework_rule *step_anywhere(const struct casework_machine *machine,
                                                 const char *step)
{
    for (size_t i = 0; i < machine->step_count; i++)
        if (text_same(machine->steps[i].id, step))
            return &machine->steps[i];
    return NULL;
}

enum status refuse_step(struct arena *arena, const struct casework_machine *machine,
                        const char *step, const char *state, struct error *err)
{
    const struct casework_rule *known = step_anywhere(machine, step);
    struct text possible = text_start(arena, ERROR_TEXT_MAX);
    for (size_t i = 0; i < machine->step_count; i++)
        if (text_same(machine->steps[i].from, state))
            text_format(&possible, "%s%s (%.40s)", possible.size == 0 ? "" : ", ",
                        machine->steps[i].id, machine->steps[i].article);
    return FAIL_AT(err, CASEWORK_STEP, "/step", "%.40s (%.40s) in state %.40s; possible: %s", step,
                   known == NULL ? "no such step" : known->article, state,
                   possible.size == 0 ? "none, it is closed" : text_string(&possible));
}

const struct casework_hook *hook_find(const struct casework_procedure *procedure,
                                      const char *machine, const char *step)
{
    for (size_t i = 0; i < procedure->hook_count; i++)
        if (text_same(procedure->hooks[i].machine, machine) &&
            text_same(procedure->hooks[i].step, step))
            return &procedure->hooks[i];
    return NULL;
}

void casework_misses(const struct casework_context *step, struct casework_missings *missing,
                     const char *ko, const char *en, const char *article)
{
    struct casework_missing *row = list_add(step->arena, missing);
    *row = (struct casework_missing){.ko = ko, .en = en, .article = article};
}
