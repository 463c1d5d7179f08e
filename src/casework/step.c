/* A matter is opened, goes from state to state and is closed. */
#include "casework/casework_private.h"
#include "casework_queries_sql.h"
#include "journal/journal.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "casework/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "casework/said.def"
#undef SAID

static const char *note_of(const char *note)
{
    return note == NULL ? "" : note;
}

/* What a step rests on, as one hash: that of the hashes of its documents, one a line. */
static struct hash256 evidence_hash(const struct casework_evidences *evidence)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("evidence", 1 << 20);
    struct text lines = text_start(arena, 1 << 19);
    for (size_t i = 0; i < evidence->count; i++)
        text_format(&lines, "%s\n", evidence->at[i].sha256);
    return hash_of_bytes(lines.bytes, lines.size);
}

/* A matter's happenings are numbered within it; the log wants one number for each. */
static enum status log_happening(struct store_tx *tx, int64_t matter_id, int64_t seq,
                                 const struct happening *what, time_us now, struct error *err)
{
    enum { HAPPENINGS_BITS = 20 };
    must(seq >= 0 && seq < 1 << HAPPENINGS_BITS);
    const struct people_caller *caller = what->caller;
    struct hash256 evidence = {0};
    if (what->evidence.count > 0)
        evidence = evidence_hash(&what->evidence);
    const struct journal_decision decision = {
        .kind = "matter",
        .ref = (matter_id << HAPPENINGS_BITS) + seq,
        .at = now,
        .person = caller == NULL ? 0 : caller->user_id,
        .post = caller == NULL ? 0 : caller->post_id,
        .organisation = caller == NULL ? 0 : caller->organisation_id,
        .action = what->step,
        .object = "matter",
        .object_id = matter_id,
        .before = what->from,
        .after = what->to,
        .article = what->article,
        .name = caller == NULL ? NULL : caller->name,
        .note = what->note,
        .evidence = what->evidence.count > 0 ? &evidence : NULL};
    return journal_decide(tx, &decision, err);
}

enum status event_add(struct store_tx *tx, int64_t matter_id, const struct happening *what,
                      time_us now, struct error *err)
{
    const struct people_caller *caller = what->caller;
    int64_t seq = 0;
    enum status st = people_check_text(what->note, "/note", err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_matter_count_event, STORE_VALUES(v_int(matter_id)), &seq, err);
    if (st == STATUS_OK)
        st = store_run(
            tx, sql_event_insert,
            STORE_VALUES(v_int(matter_id), v_int(seq), v_text(what->step), v_text(what->from),
                         v_text(what->to), v_int(now),
                         caller == NULL ? v_null() : v_int(caller->user_id),
                         caller == NULL ? v_null() : v_text(caller->name),
                         caller == NULL || caller->post_id == 0 ? v_null() : v_int(caller->post_id),
                         caller == NULL ? v_null() : v_int(caller->organisation_id),
                         v_text(what->article), v_text(what->note), v_text(what->given)),
            NULL, err);
    for (size_t i = 0; st == STATUS_OK && i < what->evidence.count; i++)
        st = store_run(tx, sql_evidence_insert,
                       STORE_VALUES(v_int(matter_id), v_int(seq), v_int((int64_t)i),
                                    v_text(what->evidence.at[i].name),
                                    v_text(what->evidence.at[i].sha256)),
                       NULL, err);
    return st == STATUS_OK ? log_happening(tx, matter_id, seq, what, now, err) : st;
}

static enum status party_put(struct store_tx *tx, int64_t matter_id,
                             const struct casework_party *party, struct error *err)
{
    return store_run(tx, sql_party_put,
                     STORE_VALUES(v_int(matter_id), v_text(people_kind_info(party->kind)->name),
                                  v_int(party->organisation_id)),
                     NULL, err);
}

/* Once a case; without a case, once for its subject. */
static enum status count_once(struct store_tx *tx, const struct rules_machine *machine,
                              const struct casework_opening *opening, int64_t *ret_before,
                              struct error *err)
{
    *ret_before = 0;
    if (!machine->once)
        return STATUS_OK;
    return store_number(tx, sql_matter_count,
                        STORE_VALUES(v_text(machine->id), v_int(opening->application_id),
                                     v_text(opening->subject_kind), v_int(opening->subject_id)),
                        ret_before, err);
}

static enum status check_once(struct store_tx *tx, const struct rules_machine *machine,
                              const struct casework_opening *opening, struct error *err)
{
    int64_t before = 0;
    enum status st = count_once(tx, machine, opening, &before, err);
    if (st == STATUS_OK && before > 0)
        st = FAIL_AT(err, CASEWORK_ONCE, "/machine", "%.60s%.0s", machine->en, machine->ko);
    return st;
}

static enum status refuse_role(const struct rules_step *step, struct error *err)
{
    struct people_name role = role_words(step->role);
    return FAIL_AT(err, CASEWORK_ROLE, "/step", "%.40s (%.60s) is for %.40s%.0s", step->id,
                   step->article, role.en, role.ko);
}

/* Who may take one of the first steps may open it. */
static enum status has_right(struct store_tx *tx, const struct casework_procedure *procedure,
                             const struct rules_machine *machine,
                             const struct people_caller *caller,
                             const struct casework_matter *matter, bool *ret_his, struct error *err)
{
    const struct rules_step *step = NULL;
    bool his = false;
    enum status st = STATUS_OK;
    while (st == STATUS_OK && !his &&
           (step = step_from(procedure->rules, machine, matter->state, step)) != NULL)
        st = step_is_his(tx, caller, matter, step, &his, err);
    *ret_his = his;
    return st;
}

static enum status check_right(struct store_tx *tx, const struct casework_procedure *procedure,
                               const struct rules_machine *machine,
                               const struct casework_opening *opening,
                               const struct casework_matter *matter, struct error *err)
{
    const struct rules_step *first = step_from(procedure->rules, machine, matter->state, NULL);
    bool his = false;
    enum status st = has_right(tx, procedure, machine, opening->caller, matter, &his, err);
    if (st == STATUS_OK && !his)
        st = first == NULL ? FAIL(err, CASEWORK_ROLE, "nothing leads on") : refuse_role(first, err);
    return st;
}

enum status opening_possible(const struct casework_context *context,
                             const struct rules_machine *machine,
                             const struct casework_opening *opening, bool *ret_may,
                             struct error *err)
{
    int64_t before = 0;
    bool his = false;
    enum status st = count_once(context->tx, machine, opening, &before, err);
    if (st == STATUS_OK)
        st = has_right(context->tx, context->procedure, machine, opening->caller, context->matter,
                       &his, err);
    if (st == STATUS_OK)
        *ret_may = before == 0 && his;
    return st;
}

struct rules_step opening_step(const struct rules_document *rules,
                               const struct rules_machine *machine)
{
    const struct rules_step *first = step_from(rules, machine, machine->first, NULL);
    return (struct rules_step){.id = "open",
                               .machine = machine->id,
                               .from = machine->first,
                               .to = machine->first,
                               .article = first == NULL ? "" : first->article,
                               .article_en = first == NULL ? "" : first->article_en};
}

static enum status refuse_missing(struct arena *arena, const struct rules_step *step,
                                  const struct casework_missings *missing, struct error *err)
{
    struct text en = text_start(arena, ERROR_TEXT_MAX), ko = text_start(arena, ERROR_TEXT_MAX);
    for (size_t i = 0; i < missing->count; i++) {
        const struct casework_missing *one = &missing->at[i];
        const char *between = i == 0 ? "" : "; ";
        text_format(&en, "%s%s (%s)", between, one->en, one->article);
        text_format(&ko, "%s%s (%s)", between, one->ko, one->article);
    }
    return FAIL_AT(err, CASEWORK_MISSING, "/step", "%.40s: %s%.0s", step->id, text_string(&en),
                   text_string(&ko));
}

/* What comes with it, and what stands in its way. */
static enum status check_given(struct casework_context *context, const struct casework_hook *hook,
                               const struct casework_input *input, struct error *err)
{
    struct casework_missings missing = {0};
    enum status st = values_check(context->arena, hook, input->values, &context->values, err);
    if (st == STATUS_OK)
        st = evidence_check(hook, &input->evidence, err);
    if (st == STATUS_OK && hook != NULL && hook->missing != NULL)
        st = hook->missing(context, &missing, err);
    if (st == STATUS_OK && missing.count > 0)
        st = refuse_missing(context->arena, context->step, &missing, err);
    if (st == STATUS_OK && hook != NULL && hook->check != NULL)
        st = hook->check(context, err);
    return st;
}

/* Everything that is asked before anything is written. */
static enum status check_step(struct casework_context *context, const struct casework_hook *hook,
                              const struct casework_input *input, struct error *err)
{
    bool his = true;
    enum status st = STATUS_OK;
    if (context->caller != NULL)
        st = step_is_his(context->tx, context->caller, context->matter, context->step, &his, err);
    if (st == STATUS_OK && !his)
        st = refuse_role(context->step, err);
    if (st == STATUS_OK && hook != NULL && hook->step_up && context->caller != NULL)
        st = people_check_step_up(context->caller, context->now, err);
    return st == STATUS_OK ? check_given(context, hook, input, err) : st;
}

static enum status insert_matter(struct store_tx *tx, const struct casework_procedure *procedure,
                                 const struct rules_machine *machine,
                                 const struct casework_opening *opening, time_us now,
                                 int64_t *ret_id, struct error *err)
{
    int64_t id = 0;
    enum status st = check_once(tx, machine, opening, err);
    if (st == STATUS_OK)
        st = store_number(
            tx, sql_matter_insert,
            STORE_VALUES(v_text(machine->id), v_text(machine->ko), v_text(machine->en),
                         v_int(procedure->rule_id), v_text(opening->subject_kind),
                         v_int(opening->subject_id),
                         opening->application_id == 0 ? v_null() : v_int(opening->application_id),
                         opening->owner_id == 0 ? v_null() : v_int(opening->owner_id),
                         v_text(machine->first), v_int(now)),
            &id, err);
    for (size_t i = 0; st == STATUS_OK && i < opening->party_count; i++)
        if (opening->parties[i].organisation_id != 0)
            st = party_put(tx, id, &opening->parties[i], err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

static enum status write_opening(const struct casework_context *context,
                                 const struct rules_machine *machine, struct error *err)
{
    size_t size = 0;
    const struct happening opened = {
        .caller = context->caller,
        .step = context->step->id,
        .from = "",
        .to = machine->first,
        .article = context->step->article,
        .note = context->note,
        .given = context->values.value == NULL
                     ? "{}"
                     : json_canonical(context->arena, context->values.value, &size),
        .evidence = context->evidence};
    enum status st = event_add(context->tx, context->matter->id, &opened, context->now, err);
    if (st == STATUS_OK)
        st = tasks_open(context->tx, context->arena, context->procedure, machine, context->matter,
                        context->now, err);
    return st;
}

enum status casework_open(struct store_tx *tx, struct arena *arena,
                          const struct casework_procedure *procedure,
                          const struct casework_opening *opening, time_us now, int64_t *ret_id,
                          struct error *err)
{
    const struct rules_machine *machine = NULL;
    struct casework_matter matter = {0};
    int64_t id = 0;
    enum status st = machine_find(procedure, opening->machine, &machine, err);
    if (st == STATUS_OK)
        st = insert_matter(tx, procedure, machine, opening, now, &id, err);
    if (st == STATUS_OK)
        st = casework_matter_row(tx, arena, id, &matter, err);
    if (st == STATUS_OK && opening->by_right)
        st = check_right(tx, procedure, machine, opening, &matter, err);
    if (st != STATUS_OK)
        return st;
    const struct casework_hook *hook = hook_find(procedure, machine->id, "open");
    const struct rules_step step = opening_step(procedure->rules, machine);
    struct casework_context context = {.tx = tx,
                                       .arena = arena,
                                       .procedure = procedure,
                                       .caller = opening->caller,
                                       .matter = &matter,
                                       .step = &step,
                                       .note = note_of(opening->input.note),
                                       .evidence = opening->input.evidence,
                                       .now = now};
    st = check_given(&context, hook, &opening->input, err);
    if (st == STATUS_OK)
        st = write_opening(&context, machine, err);
    if (st == STATUS_OK && hook != NULL && hook->effect != NULL)
        st = hook->effect(&context, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

static enum status write_step(const struct casework_context *context,
                              const struct rules_machine *machine, struct error *err)
{
    const struct rules_step *step = context->step;
    int64_t id = context->matter->id, moved = 0;
    size_t size = 0;
    const char *given = context->values.value == NULL
                            ? "{}"
                            : json_canonical(context->arena, context->values.value, &size);
    const struct happening taken = {.caller = context->caller,
                                    .step = step->id,
                                    .from = step->from,
                                    .to = step->to,
                                    .article = step->article,
                                    .note = context->note,
                                    .given = given,
                                    .evidence = context->evidence};
    enum status st = event_add(context->tx, id, &taken, context->now, err);
    if (st != STATUS_OK || text_same(step->from, step->to))
        return st;
    st = store_run(context->tx, sql_matter_move,
                   STORE_VALUES(v_int(id), v_text(step->from), v_text(step->to),
                                state_is_end(machine, step->to) ? v_int(context->now) : v_null()),
                   &moved, err);
    if (st == STATUS_OK)
        must(moved == 1);
    if (st == STATUS_OK)
        st = tasks_close(context->tx, id, context->caller, context->now, err);
    struct casework_matter moved_on = *context->matter;
    moved_on.state = step->to;
    if (st == STATUS_OK)
        st = tasks_open(context->tx, context->arena, context->procedure, machine, &moved_on,
                        context->now, err);
    return st;
}

enum status casework_step(struct store_tx *tx, struct arena *arena,
                          const struct casework_procedure *procedure,
                          const struct people_caller *caller, int64_t matter_id, const char *step,
                          const struct casework_input *input, time_us now, struct error *err)
{
    const struct rules_machine *machine = NULL;
    struct casework_matter matter = {0};
    struct casework_context context = {.tx = tx,
                                       .arena = arena,
                                       .procedure = procedure,
                                       .caller = caller,
                                       .matter = &matter,
                                       .note = note_of(input->note),
                                       .evidence = input->evidence,
                                       .now = now};
    enum status st = casework_matter_row(tx, arena, matter_id, &matter, err);
    if (st == STATUS_OK)
        st = machine_find(procedure, matter.machine, &machine, err);
    if (st != STATUS_OK)
        return st;
    context.step = rules_step(procedure->rules, machine->id, step, matter.state);
    if (context.step == NULL)
        return refuse_step(arena, procedure->rules, machine, step, matter.state, err);
    const struct casework_hook *hook = hook_find(procedure, machine->id, step);
    st = check_step(&context, hook, input, err);
    if (st == STATUS_OK)
        st = write_step(&context, machine, err);
    if (st == STATUS_OK && hook != NULL && hook->effect != NULL)
        st = hook->effect(&context, err);
    return st;
}

enum status casework_join(struct store_tx *tx, struct arena *arena,
                          const struct casework_procedure *procedure,
                          const struct people_caller *caller, int64_t matter_id,
                          const struct casework_party *party, time_us now, struct error *err)
{
    const struct rules_machine *machine = NULL;
    struct casework_matter matter = {0};
    struct people_organisation organisation = {0};
    enum status st = people_organisation(tx, arena, party->organisation_id, &organisation, err);
    if (st == STATUS_OK)
        st = party_put(tx, matter_id, party, err);
    if (st == STATUS_OK)
        st = casework_matter_row(tx, arena, matter_id, &matter, err);
    if (st == STATUS_OK)
        st = machine_find(procedure, matter.machine, &machine, err);
    const struct happening joined = {.caller = caller,
                                     .step = "join",
                                     .from = matter.state,
                                     .to = matter.state,
                                     .article = "",
                                     .note = organisation.name,
                                     .given = arena_format(arena, "{\"organisation_id\":%lld}",
                                                           (long long)party->organisation_id)};
    if (st == STATUS_OK)
        st = event_add(tx, matter_id, &joined, now, err);
    if (st == STATUS_OK)
        st = tasks_find_posts(tx, arena, procedure, machine, &matter, now, err);
    return st;
}
