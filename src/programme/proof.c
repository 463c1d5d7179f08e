/* Pay on proof: what a tranche rests on, and whether it is there. */
#include <string.h>

#include "kit/list.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

/* Everything that is looked at for one tranche. */
struct desk {
    struct store_tx *tx;
    struct arena *arena;
    const struct programme_agreement *agreement;
    const struct rules_document *rules;
    const struct rules_tranche *tranche;
    const struct rules_proof *proof;
    time_us now;
    time_us last_paid_at; /* what is looked up before each payment must be newer */
    int64_t supplier_id;  /* 0: none is named */
};

/* ---- reports: what the procedures of the case say ---- */

/* The newest matter of that machine with its history; false when there was none. */
static enum status newest_matter(const struct desk *desk, const char *machine,
                                 struct casework_matter *ret_matter, bool *ret_found,
                                 struct error *err)
{
    struct casework_matters list = {0};
    enum status st = casework_of_subject(desk->tx, desk->arena, machine, "application",
                                         desk->agreement->application_id, &list, err);
    *ret_found = st == STATUS_OK && list.count > 0;
    if (!*ret_found)
        return st;
    struct casework_matter matter = list.at[list.count - 1];
    st = casework_events(desk->tx, desk->arena, matter.id, &matter.events, err);
    if (st == STATUS_OK)
        *ret_matter = matter;
    return st;
}

/* The state a matter is in, in the words of its rules. */
static void say_state(const struct desk *desk, const struct casework_matter *matter,
                      struct programme_proof_line *line)
{
    const struct rules_machine *machine = rules_machine(desk->rules, matter->machine);
    line->found_ko = line->found_en = matter->state;
    for (size_t i = 0; machine != NULL && i < machine->state_count; i++)
        if (text_same(machine->states[i].id, matter->state)) {
            line->found_ko =
                arena_format(desk->arena, "%s: %s", machine->ko, machine->states[i].ko);
            line->found_en =
                arena_format(desk->arena, "%s: %s", machine->en, machine->states[i].en);
        }
}

static void take_documents(struct arena *arena, const struct casework_matter *matter,
                           struct programme_proof_line *line)
{
    for (size_t i = 0; i < matter->events.count; i++)
        for (size_t j = 0; j < matter->events.at[i].evidence.count; j++)
            *list_add(arena, &line->documents) = matter->events.at[i].evidence.at[j];
}

/* "machine.step": that step has been taken in the newest matter of that machine. */
static enum status look_condition(const struct desk *desk, struct programme_proof_line *line,
                                  struct error *err)
{
    const char *dot = strchr(desk->tranche->condition, '.');
    const char *machine = arena_text_of(desk->arena, desk->tranche->condition,
                                        (size_t)(dot - desk->tranche->condition));
    struct casework_matter matter = {0};
    bool found = false;
    enum status st = newest_matter(desk, machine, &matter, &found, err);
    if (st != STATUS_OK || !found)
        return st;
    const struct casework_event *event = casework_last(&matter.events, dot + 1);
    line->met = event != NULL;
    say_state(desk, &matter, line);
    line->at = event == NULL ? 0 : event->at;
    take_documents(desk->arena, &matter, line);
    return st;
}

static bool approves_first(const struct rules_document *rules, const char *machine)
{
    for (size_t i = 0; i < rules->step_count; i++)
        if (text_same(rules->steps[i].machine, machine) &&
            text_same(rules->steps[i].id, "approve") &&
            text_same(rules->steps[i].role, people_role_info(ROLE_ADOPTER_OWNER)->name))
            return true;
    return false;
}

/* Every report of the case has been approved by the adopter after it was last handed in. */
static enum status look_report(const struct desk *desk, struct programme_proof_line *line,
                               struct error *err)
{
    size_t approved = 0, open = 0;
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < desk->rules->machine_count; i++) {
        const char *machine = desk->rules->machines[i].id;
        struct casework_matter matter = {0};
        bool found = false;
        if (!approves_first(desk->rules, machine))
            continue;
        st = newest_matter(desk, machine, &matter, &found, err);
        if (st != STATUS_OK || !found)
            continue;
        const struct casework_event *yes = casework_last(&matter.events, "approve");
        const struct casework_event *in = casework_last(&matter.events, "submit");
        const struct casework_event *again = casework_last(&matter.events, "resubmit");
        bool good = yes != NULL && in != NULL && yes->seq > in->seq &&
                    (again == NULL || yes->seq > again->seq);
        approved += good;
        open += !good;
        if (!good)
            say_state(desk, &matter, line);
    }
    line->met = open == 0 && approved > 0;
    return st;
}

static enum status look_supervision(const struct desk *desk, struct programme_proof_line *line,
                                    struct error *err)
{
    struct casework_matter matter = {0};
    bool found = false;
    enum status st = newest_matter(desk, "inspection", &matter, &found, err);
    if (st != STATUS_OK || !found)
        return st;
    const struct casework_event *pass = casework_last(&matter.events, "pass");
    line->met = matter.closed_at != 0 && pass != NULL;
    line->at = pass == NULL ? 0 : pass->at;
    say_state(desk, &matter, line);
    take_documents(desk->arena, &matter, line);
    return st;
}

/* ---- what was looked up and recorded ---- */

/* What was recorded; before it why it is not enough. */
static void say(struct arena *arena, const char *why_ko, const char *why_en, const char *ko,
                const char *en, struct programme_proof_line *line)
{
    line->found_ko = *why_ko == '\0' ? ko : arena_format(arena, "%s: %s", why_ko, ko);
    line->found_en = *why_en == '\0' ? en : arena_format(arena, "%s: %s", why_en, en);
}

static enum status newest_row(const struct desk *desk, const char *kind, int64_t organisation,
                              bool fresh, struct programme_proof_line *line, struct error *err)
{
    struct store_rows *rows = NULL;
    struct day until = {0}, today = day_of(desk->now, zone_seoul());
    line->met = false;
    enum status st = store_one(
        desk->tx, sql_proof_newest,
        STORE_VALUES(v_int(desk->agreement->id), v_text(kind), v_int(organisation)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? STATUS_OK : st;
    const char *text = store_text(rows, 1, desk->arena);
    const char *hash = store_text(rows, 3, desk->arena);
    bool good = store_int(rows, 0) == 1;
    const char *reference = store_text(rows, 2, desk->arena);
    line->at = store_int(rows, 4);
    store_done(&rows);
    if (*text != '\0')
        st = day_parse(text, &until, err);
    if (*hash != '\0')
        *list_add(desk->arena, &line->documents) =
            (struct casework_evidence){.name = reference, .sha256 = hash};
    const bool is_over = until.year != 0 && day_compare(until, today) < 0;
    const bool is_stale = fresh && line->at <= desk->last_paid_at;
    const struct {
        bool is_so;
        const char *ko, *en;
    } whys[] = {
        {!good, "문제 있음", "not in order"},
        {is_over, "유효 기한이 지남", "no longer valid"},
        {is_stale, "지난 지급 전에 조회함", "looked up before the last payment"},
        {true, "", ""},
    };
    size_t why = 0;
    while (!whys[why].is_so)
        why++;
    line->met = good && !is_over && !is_stale;
    say(desk->arena, whys[why].ko, whys[why].en, reference, reference, line);
    return st;
}

static enum status look_row(const struct desk *desk, struct programme_proof_line *line,
                            struct error *err)
{
    return newest_row(desk, desk->proof->id, 0, false, line, err);
}

static enum status look_fresh_row(const struct desk *desk, struct programme_proof_line *line,
                                  struct error *err)
{
    return newest_row(desk, desk->proof->id, 0, true, line, err);
}

/* Both who builds and who is built for, looked up anew before each payment (F2.32). */
static enum status look_alive(const struct desk *desk, struct programme_proof_line *line,
                              struct error *err)
{
    struct programme_proof_line supplier = {0};
    enum status st =
        newest_row(desk, desk->proof->id, desk->agreement->adopter_id, true, line, err);
    if (st == STATUS_OK && desk->supplier_id != 0)
        st = newest_row(desk, desk->proof->id, desk->supplier_id, true, &supplier, err);
    for (size_t i = 0; i < supplier.documents.count; i++)
        *list_add(desk->arena, &line->documents) = supplier.documents.at[i];
    if (desk->supplier_id == 0)
        say(desk->arena, "", "", "공급기업이 정해지지 않음", "no supplier is named", line);
    else if (line->met && !supplier.met)
        say(desk->arena, "공급기업", "supplier",
            supplier.at == 0 ? "조회하지 않음" : supplier.found_ko,
            supplier.at == 0 ? "not looked up" : supplier.found_en, line);
    line->met = line->met && supplier.met;
    return st;
}

/* A newer bond that was recorded, else the one of the start report. */
static enum status look_guarantee(const struct desk *desk, struct programme_proof_line *line,
                                  struct error *err)
{
    struct casework_matter matter = {0};
    struct day until = {0};
    bool found = false;
    enum status st = look_row(desk, line, err);
    if (st != STATUS_OK || line->at != 0)
        return st;
    st = newest_matter(desk, "start_report", &matter, &found, err);
    const struct casework_event *in = found ? casework_last(&matter.events, "submit") : NULL;
    if (st != STATUS_OK || in == NULL)
        return st;
    json_t *given = json_loads(in->given, 0, NULL);
    const char *day = json_string_value(json_object_get(given, "guarantee_until"));
    if (day != NULL && day_parse(day, &until, err) == STATUS_OK) {
        line->met = day_compare(until, day_of(desk->now, zone_seoul())) >= 0;
        line->found_ko = arena_format(desk->arena, "%s까지", day);
        line->found_en = arena_format(desk->arena, "until %s", day);
        line->at = in->at;
    }
    json_decref(given);
    return st;
}

typedef enum status look_function(const struct desk *, struct programme_proof_line *,
                                  struct error *);
struct looker {
    const char *id;
    look_function *look;
    bool by_hand; /* a row that somebody records is looked at */
};
static const struct looker lookers[] = {
    {"guarantee_valid", look_guarantee, true},
    {"business_alive", look_alive, true},
    {"report_approved", look_report, false},
    {"supervision_passed", look_supervision, false},
    {"tax_invoice", look_fresh_row, true},
    {NULL, look_row, true}, /* what this program has no eye of its own for */
};

static const struct looker *looker_of(const char *id)
{
    const struct looker *looker = lookers;
    while (looker->id != NULL && !text_same(looker->id, id))
        looker++;
    return looker;
}

/* ---- the whole of it ---- */

static enum status look_at_tranche(struct desk *desk, struct programme_proof_lines *lines,
                                   struct error *err)
{
    enum status st =
        store_number(desk->tx, sql_project_supplier, STORE_VALUES(v_int(desk->agreement->id)),
                     &desk->supplier_id, err);
    if (st == STATUS_OK)
        st = store_number(desk->tx, sql_payment_last_paid, STORE_VALUES(v_int(desk->agreement->id)),
                          &desk->last_paid_at, err);
    /* Rules of version 1 name a step that nobody can record: there it is shown only. */
    if (st == STATUS_OK && strchr(desk->tranche->condition, '.') != NULL) {
        struct programme_proof_line *line = list_add(desk->arena, lines);
        *line = (struct programme_proof_line){.id = desk->tranche->condition,
                                              .ko = "선행 단계 완료",
                                              .en = "the step before it is done",
                                              .basis = desk->tranche->basis,
                                              .basis_en = text_if_any(desk->tranche->basis_en),
                                              .found_ko = "",
                                              .found_en = ""};
        st = look_condition(desk, line, err);
    }
    for (size_t i = 0; st == STATUS_OK && i < desk->tranche->proof_count; i++) {
        struct programme_proof_line *line = list_add(desk->arena, lines);
        desk->proof = &desk->tranche->proofs[i];
        *line = (struct programme_proof_line){.id = desk->proof->id,
                                              .ko = desk->proof->ko,
                                              .en = desk->proof->en,
                                              .basis = desk->tranche->basis,
                                              .basis_en = text_if_any(desk->tranche->basis_en),
                                              .found_ko = "",
                                              .found_en = ""};
        const struct looker *looker = looker_of(desk->proof->id);
        line->by_hand = looker->by_hand;
        st = looker->look(desk, line, err);
    }
    return st;
}

enum status programme_proofs(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             const char *tranche, time_us now,
                             struct programme_proof_lines *ret_lines, struct error *err)
{
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    struct programme_proof_lines lines = {0};
    size_t index = 0;
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, agreement.application_id, &rules, err);
    if (st == STATUS_OK)
        st = find_tranche(&rules.document, tranche, &index, err);
    if (st != STATUS_OK)
        return st;
    struct desk desk = {.tx = tx,
                        .arena = arena,
                        .agreement = &agreement,
                        .rules = &rules.document,
                        .tranche = &rules.document.tranches[index],
                        .now = now};
    st = look_at_tranche(&desk, &lines, err);
    if (st == STATUS_OK)
        *ret_lines = lines;
    return st;
}

enum status proofs_complete(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            const char *tranche, time_us now, struct error *err)
{
    struct programme_proof_lines lines = {0};
    struct text missing = text_start(arena, ERROR_TEXT_MAX);
    const char *basis = NULL;
    enum status st = programme_proofs(tx, arena, agreement_id, tranche, now, &lines, err);
    for (size_t i = 0; st == STATUS_OK && i < lines.count; i++) {
        if (lines.at[i].met)
            continue;
        text_format(&missing, "%s%s", missing.size == 0 ? "" : "; ", lines.at[i].id);
        if (basis == NULL)
            basis = lines.at[i].basis;
    }
    if (st == STATUS_OK && missing.size > 0)
        return FAIL_AT(err, PROGRAMME_PROOF, "/tranche", "%.40s wants: %s (%.60s)", tranche,
                       text_string(&missing), basis == NULL ? "" : basis);
    return st;
}

enum status programme_prove(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t agreement_id,
                            const struct programme_proof *proof, time_us now, struct error *err)
{
    struct programme_agreement agreement = {0};
    const struct written_text texts[] = {{proof->kind, "/kind"}, {proof->reference, "/reference"}};
    char bytes[32];
    struct day until = {0};
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    if (st == STATUS_OK)
        st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK && !text_same(agreement.state, "active"))
        st = FAIL(err, PROGRAMME_STEP, "the agreement is not signed by all");
    if (st == STATUS_OK && proof->until != NULL)
        st = day_parse(proof->until, &until, err);
    if (st == STATUS_OK && proof->sha256 != NULL && !hex_read(proof->sha256, bytes, sizeof bytes))
        st = FAIL_AT(err, PROGRAMME_PROOF_FORM, "/sha256", "64 hexadecimal digits are wanted");
    if (st == STATUS_OK)
        st = store_run(tx, sql_proof_insert,
                       STORE_VALUES(v_int(agreement_id), v_text(proof->kind),
                                    v_int(proof->organisation_id), v_int(proof->good ? 1 : 0),
                                    v_text(proof->until == NULL ? "" : proof->until),
                                    v_text(proof->reference),
                                    v_text(proof->sha256 == NULL ? "" : proof->sha256), v_int(now),
                                    v_int(caller->user_id)),
                       NULL, err);
    if (st == STATUS_OK)
        st = record_event(tx, caller, agreement.application_id, "prove", proof->kind, now, err);
    return st;
}
