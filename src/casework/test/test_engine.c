/* The promises of casework.h, each on both databases. */
#include <string.h>

#include "kit/text.h"
#include "office.h"
#include "support/postgres.h"

static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

ON_BOTH(an_illegal_step_is_refused_naming_the_article_and_what_is_possible)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    CHECK_FAILS(office_step(&office, &office.officer, id, "grant", NULL), CASEWORK_STEP,
                office.err);
    ck_assert_ptr_nonnull(strstr(office.err.text, "제3조"));
    ck_assert_ptr_nonnull(strstr(office.err.text, "ask (제1조)"));
    CHECK_FAILS(office_step(&office, &office.officer, id, "burn", NULL), CASEWORK_STEP, office.err);
    ck_assert_ptr_nonnull(strstr(office.err.text, "ask (제1조)"));
    ck_assert_str_eq(office_look(&office, NULL, id).state, "draft");
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    CHECK_OK(office_step(&office, &office.officer, id, "refuse", NULL), office.err);
    CHECK_FAILS(office_step(&office, &office.owner, id, "ask", NULL), CASEWORK_STEP, office.err);
    ck_assert_ptr_nonnull(strstr(office.err.text, "closed"));
    struct casework_matter view = office_look(&office, &office.owner, id);
    ck_assert_int_ne(view.closed_at, 0);
    ck_assert_uint_eq(view.events.count, 3);
    ck_assert_ptr_null(view.events.at[0].ko); /* opened: no step of the rules */
    ck_assert_str_eq(view.events.at[1].ko, "신청");
    ck_assert_uint_eq(view.tasks.count, 0);
    ck_assert_uint_eq(view.choices.count, 0);
    CHECK_FAILS(office_step(&office, &office.owner, 999, "ask", NULL), STORE_NO_ROW, office.err);
    office_close(&office);
}

ON_BOTH(a_step_belongs_to_its_role_and_its_organisation)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    const struct people_caller nobody = {.role = ROLE_ANONYMOUS};
    CHECK_FAILS(office_step(&office, &office.stranger, id, "ask", NULL), CASEWORK_ROLE, office.err);
    ck_assert_ptr_nonnull(strstr(office.err.text, "제1조"));
    CHECK_FAILS(office_step(&office, &office.officer, id, "ask", NULL), CASEWORK_ROLE, office.err);
    CHECK_FAILS(office_step(&office, &nobody, id, "ask", NULL), CASEWORK_ROLE, office.err);
    ck_assert(office_look(&office, &office.owner, id).choices.at[0].mine);
    ck_assert(!office_look(&office, &office.stranger, id).choices.at[0].mine);
    CHECK_OK(office_step(&office, &office.member, id, "ask", NULL), office.err);
    CHECK_FAILS(office_step(&office, &office.owner, id, "refuse", NULL), CASEWORK_ROLE, office.err);
    CHECK_OK(office_step(&office, &office.owner, id, "note", NULL), office.err);
    struct people_caller stale = office.officer2;
    stale.step_up_until = 0;
    CHECK_FAILS(office_step(&office, &stale, id, "refuse", NULL), PEOPLE_STEP_UP, office.err);
    CHECK_OK(office_step(&office, &office.officer2, id, "refuse", NULL), office.err);
    struct casework_opening opening = {.machine = "request",
                                       .subject_kind = "thing",
                                       .subject_id = 1,
                                       .caller = &office.stranger,
                                       .by_right = true};
    CHECK_FAILS(DO(&office, casework_open(office.tx, office.arena, &office.procedure, &opening,
                                          office.now, &id, &office.err)),
                CASEWORK_ROLE, office.err);
    office_close(&office);
}

ON_BOTH(every_open_task_has_a_post_a_deputy_and_a_date)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    struct casework_matter view = office_look(&office, NULL, id);
    ck_assert_uint_eq(view.tasks.count, 1);
    ck_assert_int_eq(view.tasks.at[0].post_id, office.owner.post_id);
    ck_assert_int_eq(view.tasks.at[0].deputy_post_id, office.member.post_id);
    ck_assert_str_eq(view.tasks.at[0].ko, "신청");
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    view = office_look(&office, NULL, id);
    ck_assert_uint_eq(view.tasks.count, 2);
    for (size_t i = 0; i < view.tasks.count; i++) {
        const struct casework_task *task = &view.tasks.at[i];
        bool officers = text_same(task->role, "operator_officer");
        ck_assert_int_ne(task->post_id, 0);
        ck_assert_int_ne(task->deputy_post_id, 0);
        ck_assert_int_ne(task->post_id, task->deputy_post_id);
        /* Only the step without a term leaves the day open; the shorter of two terms counts. */
        ck_assert((task->due_at != 0) == officers);
        if (officers) {
            ck_assert_str_eq(task->en, "grant / refuse");
            ck_assert_str_eq(time_text(office.arena, task->due_at), "2026-12-03T14:59:59Z");
        }
    }
    ck_assert_int_eq(office_number(&office, "SELECT count(*) FROM task WHERE done_at IS NULL"), 2);
    office_close(&office);
}

ON_BOTH(a_task_outlives_the_person_who_takes_the_post_finds_it_and_so_does_the_deputy)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    ck_assert_uint_eq(office_tasks(&office, &office.officer, CASEWORK_MINE).count, 1);
    office_leave(&office, &office.officer);
    struct casework_tasks of_deputy = office_tasks(&office, &office.officer2, CASEWORK_MINE);
    ck_assert_uint_eq(of_deputy.count, 1);
    ck_assert_ptr_null(of_deputy.at[0].holder);
    struct people_caller successor =
        office_person(&office, office.officer.organisation_id, KIND_OPERATOR, ROLE_OPERATOR_OFFICER,
                      "담당 1", "successor");
    ck_assert_int_eq(successor.post_id, office.officer.post_id);
    struct casework_tasks inherited = office_tasks(&office, &successor, CASEWORK_MINE);
    ck_assert_uint_eq(inherited.count, 1);
    ck_assert_str_eq(inherited.at[0].holder, "successor");
    CHECK_OK(office_step(&office, &successor, id, "refuse", NULL), office.err);
    ck_assert_uint_eq(office_tasks(&office, &successor, CASEWORK_MINE).count, 0);
    office_close(&office);
}

ON_BOTH(a_task_that_nobody_holds_is_shown_to_the_operating_body)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    ck_assert_uint_eq(office_tasks(&office, &office.officer, CASEWORK_UNHELD).count, 0);
    office_leave(&office, &office.owner);
    ck_assert_uint_eq(office_tasks(&office, &office.officer, CASEWORK_UNHELD).count, 1);
    CHECK_OK(office_step(&office, &office.member, id, "ask", NULL), office.err);
    CHECK_OK(office_step(&office, &office.officer, id, "grant", "{\"amount\":5}"), office.err);
    /* No supplier takes part: the task has no post, and the body acts or lets one join. */
    struct casework_tasks unheld = office_tasks(&office, &office.officer, CASEWORK_UNHELD);
    ck_assert_uint_eq(unheld.count, 1);
    ck_assert_ptr_null(unheld.at[0].organisation);
    ck_assert_int_eq(unheld.at[0].deputy_post_id, office.officer.post_id);
    struct casework_matter view = office_look(&office, &office.officer, id);
    ck_assert(view.choices.at[0].mine && view.choices.at[0].evidence);
    struct people_organisation firm = {.name = "디딤솔루션", .kind = KIND_SUPPLIER};
    struct casework_party party = {.kind = KIND_SUPPLIER};
    CHECK_OK(DO(&office, people_organisation_add(office.tx, &firm, office.now,
                                                 &party.organisation_id, &office.err)),
             office.err);
    struct people_caller supplier = office_person(&office, party.organisation_id, KIND_SUPPLIER,
                                                  ROLE_SUPPLIER, "책임", "supplier");
    CHECK_OK(DO(&office, casework_join(office.tx, office.arena, &office.procedure, &office.officer,
                                       id, &party, office.now, &office.err)),
             office.err);
    ck_assert_uint_eq(office_tasks(&office, &office.officer, CASEWORK_UNHELD).count, 0);
    ck_assert_uint_eq(office_tasks(&office, &supplier, CASEWORK_MINE).count, 1);
    ck_assert(!office_look(&office, &office.officer2, id).choices.at[0].mine);
    office_close(&office);
}

ON_BOTH(another_post_can_be_given_a_task_within_its_organisation)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    int64_t task = office_tasks(&office, &office.officer, CASEWORK_MINE).at[0].id;
#define ASSIGN(who, post, deputy)                                                                  \
    DO(&office, casework_assign(office.tx, office.arena, (who), task, (post), (deputy),            \
                                office.now, &office.err))
    CHECK_FAILS(ASSIGN(&office.stranger, office.stranger.post_id, 0), CASEWORK_ROLE, office.err);
    CHECK_FAILS(ASSIGN(&office.officer, office.owner.post_id, 0), CASEWORK_POST, office.err);
    CHECK_FAILS(ASSIGN(&office.officer, 12345, 0), CASEWORK_POST, office.err);
    CHECK_OK(ASSIGN(&office.officer, office.officer2.post_id, 0), office.err);
    struct casework_task view = office_tasks(&office, &office.officer2, CASEWORK_MINE).at[0];
    ck_assert_int_eq(view.post_id, office.officer2.post_id);
    ck_assert_int_eq(view.deputy_post_id, office.officer.post_id);
    ck_assert_str_eq(office_look(&office, NULL, id).events.at[2].step, "assign");
    CHECK_OK(office_step(&office, &office.officer, id, "refuse", NULL), office.err);
    CHECK_FAILS(ASSIGN(&office.officer, office.officer.post_id, 0), CASEWORK_DONE, office.err);
    office_close(&office);
}

/* Would it be taken? Nothing is kept of the try. */
static bool takes(struct office *office, const struct people_caller *caller, int64_t task,
                  int64_t post, int64_t deputy)
{
    office_begin(office);
    enum status st = casework_assign(office->tx, office->arena, caller, task, post, deputy,
                                     office->now, &office->err);
    store_abandon(&office->tx);
    return st == STATUS_OK;
}

struct tally {
    int holders, deputies, refused;
};

/* Every person's post against the list that this caller is given. */
static void try_posts(struct office *office, const struct people_caller *caller, int64_t task,
                      const struct people_caller *const *all, size_t count, struct tally *tally)
{
    struct casework_posts posts = {0};
    enum status st = DO(office, casework_posts(office->tx, office->arena, caller, task, office->now,
                                               &posts, &office->err));
    if (st != STATUS_OK) {
        ck_assert_ptr_eq(office->err.reason, &CASEWORK_ROLE);
        tally->refused++;
    }
    for (size_t i = 0; i < count; i++) {
        const struct casework_post *named = NULL;
        for (size_t j = 0; j < posts.count; j++)
            if (posts.at[j].id == all[i]->post_id)
                named = &posts.at[j];
        bool holds = named != NULL && !named->deputy_only;
        ck_assert_int_eq(takes(office, caller, task, all[i]->post_id, 0), holds);
        ck_assert_int_eq(takes(office, caller, task, 0, all[i]->post_id), named != NULL);
        tally->holders += holds;
        tally->deputies += named != NULL && !holds;
        if (named != NULL)
            ck_assert_ptr_nonnull(named->holder);
    }
}

ON_BOTH(the_posts_that_a_task_may_be_given_to_are_those_that_would_be_taken)
{
    struct office office;
    office_open(&office, address);
    const struct people_caller *all[] = {&office.owner, &office.member, &office.officer,
                                         &office.officer2, &office.stranger};
    enum { ALL = sizeof all / sizeof *all };
    struct tally tally = {0};
    int64_t id = office_matter(&office);
    /* It waits for the firm, then for the operating body. */
    int64_t task = office_tasks(&office, &office.owner, CASEWORK_MINE).at[0].id;
    for (size_t i = 0; i < ALL; i++)
        try_posts(&office, all[i], task, all, ALL, &tally);
    ck_assert_int_eq(tally.holders, 8);  /* two of the firm, by four who may give it */
    ck_assert_int_eq(tally.deputies, 8); /* and two of the body in their stead */
    ck_assert_int_eq(tally.refused, 1);
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    task = office_tasks(&office, &office.officer, CASEWORK_MINE).at[0].id;
    tally = (struct tally){0};
    for (size_t i = 0; i < ALL; i++)
        try_posts(&office, all[i], task, all, ALL, &tally);
    ck_assert_int_eq(tally.holders, 4);
    ck_assert_int_eq(tally.deputies, 0);
    ck_assert_int_eq(tally.refused, 3);
    CHECK_OK(office_step(&office, &office.officer, id, "refuse", NULL), office.err);
    struct casework_posts posts = {0};
    CHECK_FAILS(DO(&office, casework_posts(office.tx, office.arena, &office.officer, task,
                                           office.now, &posts, &office.err)),
                CASEWORK_DONE, office.err);
    office_close(&office);
}

static const char *term(struct office *office, const char *from, int days, bool working)
{
    time_us start = 0;
    CHECK_OK(time_parse(from, &start, &office->err), office->err);
    struct holidays holidays = {0};
    CHECK_OK(DO(office, casework_holidays(office->tx, office->arena, &holidays, &office->err)),
             office->err);
    return day_text(office->arena,
                    day_of(casework_term(start, days, working, &holidays), zone_seoul()));
}

ON_BOTH(terms_are_counted_in_calendar_or_working_days_and_none_ends_on_a_holiday)
{
    struct office office;
    office_open(&office, address);
    /* 2026-11-24 is a Tuesday. */
    ck_assert_str_eq(term(&office, "2026-11-24T00:30:00Z", 14, false), "2026-12-08");
    ck_assert_str_eq(term(&office, "2026-11-24T00:30:00Z", 7, true), "2026-12-03");
    ck_assert_str_eq(term(&office, "2026-11-24T00:30:00Z", 4, false), "2026-11-30");
    /* 23:30 in Seoul is still the same day, half an hour later the next one. */
    ck_assert_str_eq(term(&office, "2026-11-24T14:30:00Z", 1, false), "2026-11-25");
    ck_assert_str_eq(term(&office, "2026-11-24T15:30:00Z", 1, false), "2026-11-26");
    CHECK_OK(DO(&office, casework_holiday_add(office.tx, (struct day){2026, 12, 3}, "임시공휴일",
                                              &office.err)),
             office.err);
    ck_assert_str_eq(term(&office, "2026-11-24T00:30:00Z", 7, true), "2026-12-04");
    ck_assert_str_eq(term(&office, "2026-11-24T00:30:00Z", 9, false), "2026-12-04");
    office_close(&office);
}

ON_BOTH(what_a_step_asks_for_is_checked_by_name_and_type_and_nothing_else_is_taken)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    static const struct {
        const char *values;
        const struct reason *why;
    } wrong[] = {
        {NULL, &CASEWORK_VALUE},
        {"{}", &CASEWORK_VALUE},
        {"[]", &CASEWORK_VALUE},
        {"{\"amount\":5,\"more\":1}", &CASEWORK_VALUE},
        {"{\"amount\":5,\"until\":\"morgen\"}", &CASEWORK_VALUE},
        {"{\"amount\":5,\"colour\":\"green\"}", &CASEWORK_VALUE},
        {"{\"amount\":5,\"words\":\"\"}", &CASEWORK_VALUE},
        {"{\"amount\":\"5\"}", &KIT_JSON_TYPE},
        {"{\"amount\":-5}", &KIT_JSON_RANGE},
        {"{\"amount\":5000}", &KIT_JSON_RANGE},
        {"{\"amount\":5,\"words\":\"850101-1234567\"}", &PEOPLE_RESIDENT_NUMBER},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        enum status st = office_step(&office, &office.officer, id, "grant", wrong[i].values);
        ck_assert_msg(st != STATUS_OK && office.err.reason == wrong[i].why, "%s: %s",
                      wrong[i].values, st == STATUS_OK ? "taken" : office.err.reason->name);
    }
    ck_assert_int_eq(said.effects, 0);
    said.door_shut = true;
    CHECK_FAILS(office_step(&office, &office.officer, id, "grant", "{\"amount\":5}"),
                CASEWORK_MISSING, office.err);
    ck_assert_ptr_nonnull(strstr(office.err.text, "the key (제3조 2항)"));
    struct casework_matter view = office_look(&office, &office.officer, id);
    ck_assert_str_eq(view.choices.at[1].step, "grant");
    ck_assert_uint_eq(view.choices.at[1].missing.count, 1);
    ck_assert_uint_eq(view.choices.at[1].values.count, 5);
    said.door_shut = false;
    CHECK_OK(office_step(&office, &office.officer, id, "grant",
                         "{\"until\":\"2027-01-31\",\"amount\":5,\"colour\":\"red\",\"count\":2}"),
             office.err);
    view = office_look(&office, &office.officer, id);
    ck_assert_str_eq(view.events.at[2].given,
                     "{\"amount\":5,\"colour\":\"red\",\"count\":2,\"until\":\"2027-01-31\"}");
    ck_assert_str_eq(view.events.at[2].article, "제3조");
    ck_assert_ptr_eq(casework_last(&view.events, "grant"), &view.events.at[2]);
    ck_assert_ptr_null(casework_last(&view.events, "refuse"));
    office_close(&office);
}

ON_BOTH(evidence_is_kept_with_its_hash)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    CHECK_OK(office_step(&office, &office.officer, id, "grant", "{\"amount\":5}"), office.err);
    CHECK_FAILS(office_step(&office, &office.officer, id, "supply", NULL), CASEWORK_EVIDENCE,
                office.err);
    struct casework_evidence papers[] = {{"납품서.pdf", hash}, {"검수서.pdf", hash}};
    struct casework_input input = {.evidence = {.at = papers, .count = 2}};
    static const char *const bad[] = {
        "", "0123", "XYZ3456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"};
#define SUPPLY                                                                                     \
    DO(&office, casework_step(office.tx, office.arena, &office.procedure, &office.officer, id,     \
                              "supply", &input, office.now, &office.err))
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        papers[1].sha256 = bad[i];
        CHECK_FAILS(SUPPLY, CASEWORK_EVIDENCE, office.err);
    }
    papers[1].sha256 = hash;
    CHECK_OK(SUPPLY, office.err);
    struct casework_matter view = office_look(&office, &office.officer, id);
    ck_assert_uint_eq(view.events.at[3].evidence.count, 2);
    ck_assert_str_eq(view.events.at[3].evidence.at[1].name, "검수서.pdf");
    ck_assert_str_eq(view.events.at[3].evidence.at[1].sha256, hash);
    ck_assert_uint_eq(view.events.at[2].evidence.count, 0);
    office_close(&office);
}

ON_BOTH(what_the_rules_have_once_a_case_is_opened_once)
{
    struct office office;
    office_open(&office, address);
    int64_t id = 0;
    struct casework_opening opening = {
        .machine = "objection", .subject_kind = "thing", .subject_id = 7};
#define OPEN                                                                                       \
    DO(&office, casework_open(office.tx, office.arena, &office.procedure, &opening, office.now,    \
                              &id, &office.err))
    CHECK_OK(OPEN, office.err);
    CHECK_FAILS(OPEN, CASEWORK_ONCE, office.err);
    opening.subject_id = 8;
    CHECK_OK(OPEN, office.err);
    opening.machine = "request";
    CHECK_OK(OPEN, office.err);
    CHECK_OK(OPEN, office.err);
    opening.machine = "war";
    CHECK_FAILS(OPEN, CASEWORK_MACHINE, office.err);
    office_close(&office);
}

ON_BOTH(a_step_of_a_clock_is_nobodys)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    CHECK_OK(office_step(&office, &office.officer, id, "grant", "{\"amount\":5}"), office.err);
    ck_assert_uint_eq(office_look(&office, NULL, id).tasks.count, 1);
    CHECK_FAILS(office_step(&office, &office.officer, id, "expire", NULL), CASEWORK_ROLE,
                office.err);
    CHECK_OK(office_step(&office, NULL, id, "expire", NULL), office.err);
    struct casework_matter view = office_look(&office, NULL, id);
    ck_assert_str_eq(view.state, "refused");
    ck_assert_int_eq(view.events.at[3].person_id, 0);
    ck_assert_ptr_null(view.events.at[3].name);
    office_close(&office);
}

ON_BOTH(a_step_and_its_effect_are_kept_together_or_not_at_all)
{
    struct office office;
    office_open(&office, address);
    int64_t id = office_matter(&office);
    CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
    said.effect_fails = true;
    CHECK_FAILS(office_step(&office, &office.officer, id, "grant", "{\"amount\":5}"), CASEWORK_LATE,
                office.err);
    ck_assert_int_eq(office_number(&office, "SELECT count(*) FROM holiday"), 0);
    ck_assert_str_eq(office_look(&office, NULL, id).state, "asked");
    ck_assert_uint_eq(office_look(&office, NULL, id).events.count, 2);
    said.effect_fails = false;
    CHECK_OK(office_step(&office, &office.officer, id, "grant", "{\"amount\":5}"), office.err);
    ck_assert_int_eq(office_number(&office, "SELECT count(*) FROM holiday"), 1);
    ck_assert_int_eq(said.effects, 2);
    office_close(&office);
}

ON_BOTH(what_happened_to_a_matter_is_never_changed)
{
    struct office office;
    office_open(&office, address);
    (void)office_matter(&office);
    static const char *const tries[] = {"UPDATE matter_event SET note = 'x'",
                                        "DELETE FROM matter_event"};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        CHECK_FAILS(DO(&office, store_run(office.tx, tries[i], STORE_NONE, NULL, &office.err)),
                    STORE_CHECK, office.err);
    office_close(&office);
}

ON_BOTH(lists_page_by_keyset_the_most_urgent_first)
{
    enum { COUNT = 7, PAGE = 3 };
    struct office office;
    office_open(&office, address);
    for (int i = 0; i < COUNT; i++) {
        int64_t id = office_matter(&office);
        CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
        office.now -= 2 * TIME_DAY; /* later ones are due earlier */
    }
    struct casework_query query = {.scope = CASEWORK_OVERSEEN, .most = PAGE};
    time_us last = 0;
    size_t seen = 0;
    for (;;) {
        struct casework_tasks page = {0};
        CHECK_OK(DO(&office, casework_tasks(office.tx, office.arena, &office.officer, &query,
                                            office.now, &page, &office.err)),
                 office.err);
        ck_assert_uint_le(page.count, PAGE);
        for (size_t i = 0; i < page.count; i++) {
            time_us due = page.at[i].due_at == 0 ? INT64_MAX : page.at[i].due_at;
            ck_assert_int_ge(due, last);
            last = due;
        }
        seen += page.count;
        if (page.count < PAGE)
            break;
        query.after = page.at[page.count - 1].id;
    }
    ck_assert_uint_eq(seen, 2 * COUNT);
    query = (struct casework_query){.scope = CASEWORK_ORGANISATION, .most = PAGE};
    CHECK_OK(time_parse("2026-11-20T00:00:00Z", &query.due_from, &office.err), office.err);
    CHECK_OK(time_parse("2026-11-27T15:00:00Z", &query.due_until, &office.err), office.err);
    struct casework_tasks week = {0};
    CHECK_OK(DO(&office, casework_tasks(office.tx, office.arena, &office.officer, &query,
                                        office.now, &week, &office.err)),
             office.err);
    ck_assert_uint_ge(week.count, 1);
    for (size_t i = 0; i < week.count; i++)
        ck_assert(week.at[i].due_at >= query.due_from && week.at[i].due_at < query.due_until);
    struct casework_matters open = {0};
    CHECK_OK(DO(&office, casework_open_matters(office.tx, office.arena, "request", "asked", 0, 5,
                                               &open, &office.err)),
             office.err);
    ck_assert_uint_eq(open.count, 5);
    CHECK_OK(DO(&office, casework_of_subject(office.tx, office.arena, "request", "thing", 7, &open,
                                             &office.err)),
             office.err);
    ck_assert_uint_eq(open.count, COUNT);
    office_close(&office);
}

ON_BOTH(a_day_of_the_calendar_counts_the_tasks_that_end_on_it)
{
    struct office office;
    office_open(&office, address);
    for (int i = 0; i < 7; i++) {
        int64_t id = office_matter(&office);
        CHECK_OK(office_step(&office, &office.owner, id, "ask", NULL), office.err);
        office.now += 5 * TIME_HOUR;
    }
    const struct day today = day_of(office.now, zone_seoul());
    const int64_t number = day_number(today);
    const struct day from = day_from_number(number - 20), until = day_from_number(number + 40);
    const time_us later = day_start(today, zone_seoul()) + 9 * TIME_DAY;
    const struct casework_query query = {.scope = CASEWORK_OVERSEEN,
                                         .due_from = day_start(from, zone_seoul()),
                                         .due_until = day_start(until, zone_seoul()),
                                         .most = CASEWORK_PAGE_MAX};
    struct casework_tasks tasks = {0};
    struct casework_days days = {0};
    CHECK_OK(DO(&office, casework_tasks(office.tx, office.arena, &office.officer, &query, later,
                                        &tasks, &office.err)),
             office.err);
    CHECK_OK(DO(&office, casework_days(office.tx, office.arena, &office.officer, CASEWORK_OVERSEEN,
                                       from, until, later, &days, &office.err)),
             office.err);
    ck_assert_uint_ge(days.count, 2);
    ck_assert_uint_gt(tasks.count, days.count);
    size_t seen = 0;
    for (size_t d = 0; d < days.count; d++) {
        int64_t open = 0, overdue = 0;
        for (size_t i = 0; i < tasks.count; i++)
            if (day_compare(day_of(tasks.at[i].due_at, zone_seoul()), days.at[d].day) == 0) {
                open++;
                overdue += tasks.at[i].overdue;
            }
        ck_assert_int_eq(days.at[d].open, open);
        ck_assert_int_eq(days.at[d].overdue, overdue);
        seen += (size_t)open;
    }
    ck_assert_uint_eq(seen, tasks.count);
    office_close(&office);
}

static size_t count_chosen(struct office *office, const struct casework_query *query)
{
    struct casework_tasks found = {0};
    CHECK_OK(DO(office, casework_tasks(office->tx, office->arena, &office->officer, query,
                                       office->now, &found, &office->err)),
             office->err);
    return found.count;
}

ON_BOTH(tasks_are_found_by_procedure_state_and_programme)
{
    struct office office;
    office_open(&office, address);
    int64_t asked = office_matter(&office);
    (void)office_matter(&office);
    CHECK_OK(office_step(&office, &office.owner, asked, "ask", NULL), office.err);
    int64_t programme = office_number(&office, "SELECT programme_id FROM rule_document");
    static const enum casework_scope scopes[] = {CASEWORK_OVERSEEN, CASEWORK_MINE};
    static const size_t drafts[] = {1, 0}; /* the drafts wait for the owner */
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        struct casework_query query = {.scope = scopes[i], .most = 10};
        query.machine = "request";
        query.state = "asked";
        ck_assert_uint_ge(count_chosen(&office, &query), 1);
        query.state = "draft";
        ck_assert_uint_eq(count_chosen(&office, &query), drafts[i]);
        query = (struct casework_query){.scope = scopes[i], .most = 10, .machine = "objection"};
        ck_assert_uint_eq(count_chosen(&office, &query), 0);
        query = (struct casework_query){.scope = scopes[i], .most = 10, .programme_id = programme};
        ck_assert_uint_ge(count_chosen(&office, &query), 1);
        query.programme_id++;
        ck_assert_uint_eq(count_chosen(&office, &query), 0);
    }
    ck_assert_uint_eq(office_tasks(&office, &office.officer, CASEWORK_DEPUTY).count, 0);
    ck_assert_uint_eq(office_tasks(&office, &office.officer2, CASEWORK_DEPUTY).count, 1);
    office_close(&office);
}

static struct casework_beginnings beginnings(struct office *office,
                                             const struct people_caller *caller)
{
    const struct casework_party parties[] = {
        {.kind = KIND_ADOPTER, .organisation_id = office->owner.organisation_id},
        {.kind = KIND_OPERATOR, .organisation_id = office->officer.organisation_id}};
    const struct casework_opening opening = {.subject_kind = "thing",
                                             .subject_id = 7,
                                             .parties = parties,
                                             .party_count = 2,
                                             .caller = caller,
                                             .by_right = true};
    struct casework_beginnings list = {0};
    CHECK_OK(DO(office, casework_beginnings(office->tx, office->arena, &office->procedure, &opening,
                                            office->now, &list, &office->err)),
             office->err);
    return list;
}

ON_BOTH(what_could_be_begun_is_told_with_what_it_asks_for)
{
    struct office office;
    office_open(&office, address);
    struct casework_beginnings list = beginnings(&office, &office.owner);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(list.at[0].machine, "request");
    ck_assert_str_eq(list.at[0].article, "제1조");
    ck_assert_uint_eq(list.at[0].values.count, 1);
    const struct casework_value *lines = &list.at[0].values.at[0];
    ck_assert_uint_eq(lines->column_count, 1);
    ck_assert_uint_eq(lines->columns[0].options.count, 1);
    ck_assert_str_eq(lines->columns[0].options.at[0].id, "tea");
    ck_assert_uint_eq(beginnings(&office, &office.officer).count, 0);
    ck_assert_uint_eq(beginnings(&office, &office.stranger).count, 0);
    office_close(&office);
}

ON_BOTH(days_of_rest_are_told_with_their_names)
{
    struct office office;
    office_open(&office, address);
    struct casework_named_days list = {0};
    const struct day first = {2027, 3, 1}, second = {2027, 5, 5};
    CHECK_OK(DO(&office, casework_holiday_add(office.tx, first, "삼일절", &office.err)),
             office.err);
    CHECK_OK(DO(&office, casework_holiday_add(office.tx, second, "어린이날", &office.err)),
             office.err);
    CHECK_OK(DO(&office, casework_holidays_between(office.tx, office.arena, first, first, &list,
                                                   &office.err)),
             office.err);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(list.at[0].day, "2027-03-01");
    ck_assert_str_eq(list.at[0].name, "삼일절");
    CHECK_OK(DO(&office, casework_holidays_between(office.tx, office.arena, first, second, &list,
                                                   &office.err)),
             office.err);
    ck_assert_uint_eq(list.count, 2);
    office_close(&office);
}

BOTH_MAIN("casework engine",
          BOTH(an_illegal_step_is_refused_naming_the_article_and_what_is_possible),
          BOTH(a_step_belongs_to_its_role_and_its_organisation),
          BOTH(every_open_task_has_a_post_a_deputy_and_a_date),
          BOTH(a_task_outlives_the_person_who_takes_the_post_finds_it_and_so_does_the_deputy),
          BOTH(a_task_that_nobody_holds_is_shown_to_the_operating_body),
          BOTH(another_post_can_be_given_a_task_within_its_organisation),
          BOTH(the_posts_that_a_task_may_be_given_to_are_those_that_would_be_taken),
          BOTH(terms_are_counted_in_calendar_or_working_days_and_none_ends_on_a_holiday),
          BOTH(what_a_step_asks_for_is_checked_by_name_and_type_and_nothing_else_is_taken),
          BOTH(evidence_is_kept_with_its_hash),
          BOTH(what_the_rules_have_once_a_case_is_opened_once), BOTH(a_step_of_a_clock_is_nobodys),
          BOTH(a_step_and_its_effect_are_kept_together_or_not_at_all),
          BOTH(what_happened_to_a_matter_is_never_changed),
          BOTH(lists_page_by_keyset_the_most_urgent_first),
          BOTH(tasks_are_found_by_procedure_state_and_programme),
          BOTH(a_day_of_the_calendar_counts_the_tasks_that_end_on_it),
          BOTH(what_could_be_begun_is_told_with_what_it_asks_for),
          BOTH(days_of_rest_are_told_with_their_names))
