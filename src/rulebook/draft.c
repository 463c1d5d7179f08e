/* Drafts: kept as typed, judged whenever they are looked at, published by another person. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/list.h"
#include "kit/text.h"
#include "rulebook/rulebook.h"
#include "rulebook_queries_sql.h"

#define REASON REASON_DEFINE
#include "rulebook/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "rulebook/said.def"
#undef SAID

static enum status check_title(const char *title, struct error *err)
{
    size_t size = title == NULL ? 1 : text_utf8_count(title);
    if (size == 0 || size > RULEBOOK_TITLE_MAX)
        return FAIL_AT(err, KIT_JSON_RANGE, "/title", "%zu characters, not 1 to %d", size,
                       RULEBOOK_TITLE_MAX);
    return title == NULL ? STATUS_OK : people_check_text(title, "/title", err);
}

static enum status check_document(const char *document, struct error *err)
{
    size_t size = document == NULL ? 1 : strlen(document);
    if (size == 0 || size > RULEBOOK_BYTES_MAX)
        return FAIL_AT(err, KIT_JSON_RANGE, "/document", "%zu bytes, not 1 to %d", size,
                       RULEBOOK_BYTES_MAX);
    return document == NULL ? STATUS_OK : people_check_text(document, "/document", err);
}

static enum status add_author(struct store_tx *tx, const struct people_caller *caller, int64_t id,
                              time_us now, struct error *err)
{
    return store_run(
        tx, sql_draft_author,
        STORE_VALUES(v_int(id), v_int(caller->user_id), v_text(caller->name), v_int(now)), NULL,
        err);
}

enum status rulebook_draft_make(struct store_tx *tx, const struct people_caller *caller,
                                const char *title, const char *document, time_us now,
                                int64_t *ret_id, struct error *err)
{
    int64_t id = 0;
    enum status st = check_title(title, err);
    if (st == STATUS_OK)
        st = check_document(document, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_draft_insert,
                          STORE_VALUES(v_int(caller->organisation_id), v_text(title),
                                       v_text(document), v_int(now)),
                          &id, err);
    if (st == STATUS_OK)
        st = add_author(tx, caller, id, now, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

/* A draft that is there but was not touched is in another state. */
static enum status check_changed(int64_t changed, struct error *err)
{
    return changed == 1 ? STATUS_OK : FAIL(err, RULEBOOK_STATE, "it is no draft any more");
}

enum status rulebook_draft_change(struct store_tx *tx, const struct people_caller *caller,
                                  int64_t id, const char *title, const char *document, time_us now,
                                  struct error *err)
{
    int64_t changed = 0;
    enum status st = check_title(title, err);
    if (st == STATUS_OK)
        st = check_document(document, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_draft_change,
                       STORE_VALUES(v_int(id), v_text(title), v_text(document), v_int(now)),
                       &changed, err);
    if (st == STATUS_OK)
        st = check_changed(changed, err);
    return st == STATUS_OK ? add_author(tx, caller, id, now, err) : st;
}

enum status rulebook_draft_drop(struct store_tx *tx, int64_t id, time_us now, struct error *err)
{
    int64_t changed = 0;
    enum status st =
        store_run(tx, sql_draft_drop, STORE_VALUES(v_int(id), v_int(now)), &changed, err);
    return st == STATUS_OK ? check_changed(changed, err) : st;
}

/* ---- reading ---- */

static enum status read_authors(struct store_tx *tx, struct arena *arena,
                                struct rulebook_draft *draft, struct error *err)
{
    LIST(const char *) names = {0};
    LIST(int64_t) ids = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_draft_authors, STORE_VALUES(v_int(draft->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        *list_add(arena, &ids) = store_int(rows, 0);
        *list_add(arena, &names) = store_text(rows, 1, arena);
    }
    draft->authors = names.at;
    draft->author_ids = ids.at;
    draft->author_count = names.count;
    return st;
}

enum status rulebook_draft(struct store_tx *tx, struct arena *arena, int64_t id,
                           struct rulebook_draft *ret_draft, struct error *err)
{
    struct store_rows *rows = NULL;
    struct rules_problems problems = {0};
    struct rules_document rules = {0};
    enum status st = store_one(tx, sql_draft_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? FAIL(err, RULEBOOK_DRAFT, "number %" PRId64, id) : st;
    struct rulebook_draft draft = {.id = store_int(rows, 0),
                                   .organisation_id = store_int(rows, 1),
                                   .organisation = store_text(rows, 2, arena),
                                   .title = store_text(rows, 3, arena),
                                   .document = store_text(rows, 4, arena),
                                   .state = store_text(rows, 5, arena),
                                   .created_at = store_int(rows, 6),
                                   .changed_at = store_int(rows, 7),
                                   .published_at = store_int(rows, 8),
                                   .publisher = store_text(rows, 9, arena)};
    store_done(&rows);
    st = read_authors(tx, arena, &draft, err);
    if (st == STATUS_OK)
        rules_validate(arena, draft.document, strlen(draft.document), &rules, &problems);
    draft.problems = (int64_t)problems.count;
    draft.key = rules.key;
    draft.version = rules.version;
    if (st == STATUS_OK)
        *ret_draft = draft;
    return st;
}

enum status rulebook_drafts(struct store_tx *tx, struct arena *arena,
                            struct rulebook_drafts *ret_drafts, struct error *err)
{
    LIST(int64_t) ids = {0};
    LIST(struct rulebook_draft) drafts = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_draft_list, STORE_NONE, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < ids.count; i++) {
        struct rulebook_draft *draft = list_add(arena, &drafts);
        st = rulebook_draft(tx, arena, ids.at[i], draft, err);
        draft->document = NULL;
    }
    if (st == STATUS_OK)
        *ret_drafts = (struct rulebook_drafts){.at = drafts.at, .count = drafts.count};
    return st;
}

/* ---- judging ---- */

/* The version in force; `form` stays 0 where the key is new. */
static enum status read_newest(struct store_tx *tx, struct arena *arena, const char *key,
                               struct rules_document *ret_rules, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_newest_text, STORE_VALUES(v_text(key)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? STATUS_OK : st;
    const char *text = store_text(rows, 0, arena);
    store_done(&rows);
    return rules_read(arena, text, strlen(text), ret_rules, err);
}

static bool is_role(const char *name)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role != ROLE_ANONYMOUS &&
            text_same(people_role_info((enum people_role)role)->name, name))
            return true;
    return text_same(name, "system");
}

static enum status check_roles(const struct rules_document *rules, struct error *err)
{
    for (size_t i = 0; i < rules->step_count; i++) {
        const struct rules_step *step = &rules->steps[i];
        const char *wrong = !is_role(step->role) ? step->role : step->deputy_role;
        bool right = is_role(step->role) && (*step->deputy_role == '\0' || is_role(wrong));
        char at[ERROR_PLACE_MAX];
        (void)snprintf(at, sizeof at, "/steps/%zu/%s", i,
                       is_role(step->role) ? "deputy_role" : "role");
        if (!right)
            return FAIL_AT(err, RULEBOOK_ROLE, at, "\"%.40s\"", wrong);
    }
    return STATUS_OK;
}

static enum status check_version(struct store_tx *tx, struct arena *arena,
                                 const struct rules_document *rules, struct error *err)
{
    struct rules_document newest = {0};
    enum status st = read_newest(tx, arena, rules->key, &newest, err);
    if (st == STATUS_OK && rules->version != newest.version + 1)
        return FAIL_AT(err, RULEBOOK_VERSION, "/rules_version",
                       "%" PRId64 "; the next one is %" PRId64, rules->version, newest.version + 1);
    return st;
}

static void note(struct rules_problems *problems, enum status st, const struct error *err)
{
    if (st != STATUS_OK && problems->count < RULES_PROBLEMS_MAX)
        problems->at[problems->count++] = *err;
}

enum status rulebook_examine(struct store_tx *tx, struct arena *arena,
                             const struct rulebook_draft *draft,
                             struct rules_problems *ret_problems, struct error *err)
{
    struct rules_document rules = {0};
    struct rules_problems problems = {0};
    struct error found;
    rules_validate(arena, draft->document, strlen(draft->document), &rules, &problems);
    if (problems.count == 0) {
        enum status st = check_version(tx, arena, &rules, &found);
        if (st != STATUS_OK && found.reason != &RULEBOOK_VERSION) {
            *err = found;
            return st;
        }
        note(&problems, st, &found);
        note(&problems, check_roles(&rules, &found), &found);
        note(&problems, rules_ready(&rules, &found), &found);
    }
    *ret_problems = problems;
    return STATUS_OK;
}

enum status rulebook_differences(struct store_tx *tx, struct arena *arena,
                                 const struct rulebook_draft *draft,
                                 struct rules_differences *ret_differences, struct error *err)
{
    struct rules_document before = {0}, after = {0};
    struct rules_differences differences = {0};
    enum status st = rules_read(arena, draft->document, strlen(draft->document), &after, err);
    if (st == STATUS_OK)
        st = read_newest(tx, arena, after.key, &before, err);
    if (st != STATUS_OK)
        return st;
    if (before.form > 0)
        rules_compare(arena, &before, &after, &differences);
    *ret_differences = differences;
    return STATUS_OK;
}

/* ---- publication ---- */

enum status rulebook_publish(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t id, time_us now,
                             int64_t *ret_rule_id, struct error *err)
{
    struct rulebook_draft draft = {0};
    struct rules_problems problems = {0};
    int64_t wrote = 0, rule_id = 0, changed = 0;
    enum status st = rulebook_draft(tx, arena, id, &draft, err);
    if (st == STATUS_OK && !text_same(draft.state, "draft"))
        return FAIL(err, RULEBOOK_STATE, "it is %s", draft.state);
    if (st == STATUS_OK)
        st = store_number(tx, sql_draft_is_author, STORE_VALUES(v_int(id), v_int(caller->user_id)),
                          &wrote, err);
    if (st == STATUS_OK && wrote > 0)
        return FAIL(err, RULEBOOK_FOUR_EYES, "%.60s wrote in it", caller->name);
    if (st == STATUS_OK)
        st = rulebook_examine(tx, arena, &draft, &problems, err);
    if (st == STATUS_OK && problems.count > 0) {
        *err = problems.at[0];
        return err->reason->status;
    }
    if (st == STATUS_OK)
        st = programme_publish(tx, arena, draft.document, strlen(draft.document), now, &rule_id,
                               err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_draft_publish,
                       STORE_VALUES(v_int(id), v_int(now), v_int(caller->user_id), v_int(rule_id)),
                       &changed, err);
    if (st == STATUS_OK)
        st = check_changed(changed, err);
    if (st == STATUS_OK)
        *ret_rule_id = rule_id;
    return st;
}
