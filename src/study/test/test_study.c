/* The promises of study.h, with a runner at work on SQLite. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "kit/bytes.h"
#include "kit/text.h"

static void check_hash(struct bench *bench, const struct study_document *document)
{
    struct hash256 hash = hash_of_bytes(document->body, strlen(document->body));
    ck_assert_str_eq(document->hash, hex_text(bench->arena, hash.bytes, sizeof hash.bytes));
}

static json_t *parse(const char *text)
{
    json_error_t why;
    json_t *document = json_loads(text, 0, &why);
    ck_assert_msg(document != NULL, "%s", why.text);
    return document;
}

static int64_t fact(const struct study_document *document, const char *name)
{
    json_t *facts = parse(document->facts);
    int64_t number = json_integer_value(json_object_get(facts, name));
    json_decref(facts);
    return number;
}

START_TEST(a_document_is_kept_whole_and_its_hash_is_that_of_its_bytes)
{
    struct bench bench;
    bench_open(&bench);
    int64_t id = bench_model(&bench, &bench.ours);
    struct study_document kept = bench_document(&bench, STUDY_MODEL, id);
    json_t *sample = parse(bench_sample(&bench, "line.json"));
    json_t *body = parse(kept.body);
    ck_assert_str_eq(kept.body, json_canonical(bench.arena, body, NULL));
    ck_assert_str_eq(kept.name, json_string_value(json_object_get(sample, "name")));
    ck_assert_int_eq(fact(&kept, "station_count"),
                     (int64_t)json_array_size(json_object_get(sample, "stations")));
    check_hash(&bench, &kept);
    json_decref(sample);
    json_decref(body);

    /* What was kept is read again as the same document. */
    struct study_document again = {0};
    CHECK_OK(study_model(&bench.theirs, kept.body, strlen(kept.body), &id, &bench.err), bench.err);
    again = bench_document(&bench, STUDY_MODEL, id);
    ck_assert_str_eq(again.hash, kept.hash);
    ck_assert_str_eq(again.body, kept.body);
    ck_assert_int_eq(again.owner_id, bench.theirs.owner_id);
    ck_assert_int_ne(again.id, kept.id);

    /* A kind is part of the number: no run is read as a model. */
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(bench.store, STORE_READ, &tx, &bench.err), bench.err);
    CHECK_FAILS(study_get(tx, bench.arena, STUDY_RUN, id, &again, &bench.err), STORE_NO_ROW,
                bench.err);
    store_abandon(&tx);
    bench_close(&bench);
}
END_TEST

START_TEST(a_log_stays_a_file_under_its_hash_however_often_it_comes)
{
    struct bench bench;
    bench_open(&bench);
    const char *hash = NULL;
    const char *path = bench_upload(&bench, "line-log.csv", &hash);
    struct study_document first = bench_document(&bench, STUDY_LOG, bench_log(&bench, &bench.ours));
    struct study_document second =
        bench_document(&bench, STUDY_LOG, bench_log(&bench, &bench.theirs));
    ck_assert_str_eq(first.hash, hash);
    ck_assert_str_eq(second.hash, hash);
    ck_assert_int_ne(first.id, second.id);
    ck_assert_int_eq(fact(&first, "rows"), 3267); /* data/samples/README.md */
    const char *file = arena_format(bench.arena, "%s/log-%s.csv", test_folder(), hash);
    ck_assert_int_eq(access(file, R_OK), 0);

    /* Nothing is kept where the file has no place. */
    int64_t id = 0, count = bench_count(&bench);
    bench.context.files_folder = "/nowhere";
    CHECK_FAILS(study_log(&bench.ours, path, "기록.csv", hash, 1, &id, &bench.err), KIT_FILE,
                bench.err);
    ck_assert_int_eq(bench_count(&bench), count);
    bench_close(&bench);
}
END_TEST

static void check_plan(const struct study_document *plan, const char *model_name)
{
    json_t *body = parse(plan->body);
    const json_t *options = json_object_get(body, "options");
    json_int_t cost = 0;
    size_t index;
    json_t *option;
    json_array_foreach(options, index, option)
        cost += json_integer_value(json_object_get(option, "cost"));
    ck_assert_uint_gt(json_array_size(options), 0);
    ck_assert_int_gt(cost, 0);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(body, "rules"), "key")),
                     BENCH_PROGRAMME);
    ck_assert_str_eq(plan->name, model_name);
    json_decref(body);
}

static const char *put(struct arena *arena, const char *text, const char *word, int64_t number)
{
    const char *at = strstr(text, word);
    return at == NULL ? text
                      : arena_format(arena, "%.*s%lld%s", (int)(at - text), text, (long long)number,
                                     at + strlen(word));
}

static struct study_document calibrated(struct bench *bench, int64_t log)
{
    const char *request = "{\"parent_id\":LOG,\"name\":\"우리 라인\"}";
    struct job job = bench_wait(
        bench,
        bench_start(bench, &bench->ours, "calibrate", put(bench->arena, request, "LOG", log)),
        JOB_DONE);
    struct study_document model = bench_document(bench, STUDY_MODEL, job.result);
    ck_assert_int_eq(model.parent_id, log);
    ck_assert_int_eq(model.owner_id, bench->ours.owner_id);
    ck_assert_int_eq(model.created_by, bench->ours.user_id);
    ck_assert_str_eq(model.name, "우리 라인");
    ck_assert_int_eq(fact(&model, "station_count"), 10); /* of line.json */
    check_hash(bench, &model);
    return model;
}

static struct study_document simulated(struct bench *bench, int64_t model)
{
    const char *request = "{\"parent_id\":MODEL,\"horizon_days\":14,\"replications\":5,\"seed\":7}";
    struct job job = bench_wait(
        bench,
        bench_start(bench, &bench->ours, "simulate", put(bench->arena, request, "MODEL", model)),
        JOB_DONE);
    struct study_document run = bench_document(bench, STUDY_RUN, job.result);
    ck_assert_int_eq(run.parent_id, model);
    check_hash(bench, &run);
    return run;
}

START_TEST(a_log_becomes_a_model_and_the_model_a_run_and_a_plan)
{
    struct bench bench;
    bench_open(&bench);
    struct study_document model = calibrated(&bench, bench_log(&bench, &bench.ours));

    /* The same run twice is the same document: the seed makes it. */
    struct study_document first = simulated(&bench, model.id), second = simulated(&bench, model.id);
    ck_assert_int_ne(first.id, second.id);
    ck_assert_str_eq(first.hash, second.hash);

    const char *request = put(bench.arena,
                              "{\"parent_id\":MODEL,\"budget\":100000000,"
                              "\"programme\":\"" BENCH_PROGRAMME "\"}",
                              "MODEL", model.id);
    struct job job =
        bench_wait(&bench, bench_start(&bench, &bench.ours, "advise", request), JOB_DONE);
    struct study_document plan = bench_document(&bench, STUDY_PLAN, job.result);
    ck_assert_int_eq(plan.parent_id, model.id);
    ck_assert_int_eq(fact(&plan, "budget"), 100000000);
    check_hash(&bench, &plan);
    check_plan(&plan, model.name);
    ck_assert_int_eq(bench_count(&bench), 5);
    bench_close(&bench);
}
END_TEST

/* LOG and MODEL stand for our documents, THEIRS for a model of the other firm. */
static const struct {
    const char *kind, *request, *reason;
} failing[] = {
    {"calibrate", "{\"parent_id\":LOG}", "kit.json_missing"},
    {"calibrate", "{\"parent_id\":MODEL,\"name\":\"x\"}", "store.no_row"},
    {"calibrate", "{\"parent_id\":LOG,\"name\":\"x\",\"mapping\":{\"weather\":\"설비\"}}",
     "kit.json_unknown"},
    {"calibrate", "{\"parent_id\":LOG,\"name\":\"x\",\"mapping\":{\"case\":\"날씨\"}}",
     "kit.json_range"},
    {"calibrate", "{\"parent_id\":LOG,\"name\":\"x\",\"mapping\":{\"case\":7}}", "kit.json_range"},
    {"calibrate", "{\"parent_id\":LOG,\"name\":\"x\",\"mapping\":{\"case\":null}}",
     "calibrate.column_missing"},
    {"simulate", "{\"parent_id\":MODEL,\"horizon_days\":0,\"replications\":1,\"seed\":1}",
     "kit.json_range"},
    {"simulate", "{\"parent_id\":MODEL,\"horizon_days\":7,\"replications\":1}", "kit.json_missing"},
    {"simulate", "{\"parent_id\":LOG,\"horizon_days\":7,\"replications\":1,\"seed\":1}",
     "store.no_row"},
    {"simulate", "{\"parent_id\":THEIRS,\"horizon_days\":7,\"replications\":1,\"seed\":1}",
     "store.no_row"},
    {"advise", "{\"parent_id\":THEIRS,\"budget\":9,\"programme\":\"" BENCH_PROGRAMME "\"}",
     "store.no_row"},
    {"advise", "{\"parent_id\":MODEL,\"budget\":9,\"programme\":\"winwin-1999\"}",
     "programme.unknown"},
    {"advise", "{\"parent_id\":MODEL,\"budget\":-9,\"programme\":\"" BENCH_PROGRAMME "\"}",
     "kit.json_range"},
    {"advise", "{\"parent_id\":MODEL,\"budget\":9,\"programme\":\"x\",\"seed\":1}",
     "kit.json_unknown"},
    {"advise", "{\"parent_id\":MODEL,\"budget\":9,\"programme\":\"x\",\"margin_per_piece\":-1}",
     "kit.json_range"},
    {"advise", "{\"parent_id\":[", "kit.json"},
};

START_TEST(a_work_that_fails_keeps_nothing)
{
    struct bench bench;
    bench_open(&bench);
    int64_t log = bench_log(&bench, &bench.ours), model = bench_model(&bench, &bench.ours);
    int64_t theirs = bench_model(&bench, &bench.theirs), count = bench_count(&bench);
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        const char *request = put(bench.arena, failing[i].request, "LOG", log);
        request = put(bench.arena, request, "MODEL", model);
        request = put(bench.arena, request, "THEIRS", theirs);
        int64_t id = bench_start(&bench, &bench.ours, failing[i].kind, request);
        struct job job = bench_wait(&bench, id, JOB_FAILED);
        json_t *problem = parse(job.problem);
        ck_assert_msg(
            text_same(json_string_value(json_object_get(problem, "reason")), failing[i].reason),
            "%s, not %s", job.problem, failing[i].reason);
        ck_assert(!job.has_result);
        json_decref(problem);
    }
    struct study_document kept = bench_document(&bench, STUDY_LOG, log);
    ck_assert_int_eq(unlink(arena_format(bench.arena, "%s/log-%s.csv", test_folder(), kept.hash)),
                     0);
    int64_t id = bench_start(&bench, &bench.ours, "calibrate",
                             put(bench.arena, "{\"parent_id\":LOG,\"name\":\"x\"}", "LOG", log));
    ck_assert_ptr_nonnull(strstr(bench_wait(&bench, id, JOB_FAILED).problem, "study.gone"));
    ck_assert_int_eq(bench_count(&bench), count);
    bench_close(&bench);
}
END_TEST

static void check_cancelled(struct bench *bench, int64_t id)
{
    struct job job = bench_wait(bench, id, JOB_CANCELLED);
    ck_assert(!job.has_result);
    ck_assert_int_eq(job.attempts, 1); /* it had begun */
}

/* The clock that a work looks at when it begins: from then on its end is asked for. */
static struct store *clock_store;
static time_us cancelling_clock(void)
{
    struct store_tx *tx = NULL;
    struct error err;
    CHECK_OK(store_begin(clock_store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_run(tx, "UPDATE job SET cancel_asked = 1 WHERE state = 'running'", STORE_NONE,
                       NULL, &err),
             err);
    CHECK_OK(store_commit(&tx, &err), err);
    return clock_wall();
}

static const struct {
    const char *kind, *request;
} cancelled[] = {
    {"simulate", "{\"parent_id\":MODEL,\"horizon_days\":28,\"replications\":50,\"seed\":1}"},
    {"calibrate", "{\"parent_id\":LOG,\"name\":\"x\"}"},
    {"advise", "{\"parent_id\":MODEL,\"budget\":250000000,\"programme\":\"" BENCH_PROGRAMME "\"}"},
};

START_TEST(a_work_that_is_cancelled_keeps_nothing)
{
    struct bench bench;
    bench_open(&bench);
    int64_t log = bench_log(&bench, &bench.ours), model = bench_model(&bench, &bench.ours);
    int64_t count = bench_count(&bench);
    const char *request = "{\"parent_id\":MODEL,\"horizon_days\":3650,\"replications\":10000,"
                          "\"seed\":1}"; /* hours */
    int64_t id =
        bench_start(&bench, &bench.ours, "simulate", put(bench.arena, request, "MODEL", model));
    while (bench_job(&bench, id).step_en[0] == '\0')
        (void)usleep(10000);
    bench_cancel(&bench, id); /* in the midst of it */
    check_cancelled(&bench, id);

    clock_store = bench.store;
    bench.context.now = cancelling_clock;
    for (size_t i = 0; i < sizeof cancelled / sizeof *cancelled; i++) {
        request = put(bench.arena, cancelled[i].request, "LOG", log);
        request = put(bench.arena, request, "MODEL", model);
        check_cancelled(&bench, bench_start(&bench, &bench.ours, cancelled[i].kind, request));
    }
    ck_assert_int_eq(bench_count(&bench), count);
    bench_close(&bench);
}
END_TEST

START_TEST(a_list_shows_the_owners_documents_only)
{
    struct bench bench;
    bench_open(&bench);
    int64_t first = bench_model(&bench, &bench.ours), theirs = bench_model(&bench, &bench.theirs);
    int64_t second = bench_model(&bench, &bench.ours);
    int64_t id = bench_start(&bench, &bench.ours, "simulate",
                             put(bench.arena,
                                 "{\"parent_id\":MODEL,\"horizon_days\":7,\"replications\":2,"
                                 "\"seed\":1}",
                                 "MODEL", second));
    int64_t run = bench_wait(&bench, id, JOB_DONE).result;

    struct study_documents list = bench_list(&bench, STUDY_MODEL, bench.ours.owner_id, 0);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_int_eq(list.at[0].id, second); /* the newest first */
    ck_assert_int_eq(list.at[1].id, first);
    ck_assert_ptr_null(list.at[0].body);
    list = bench_list(&bench, STUDY_MODEL, bench.theirs.owner_id, 0);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].id, theirs);
    list = bench_list(&bench, STUDY_RUN, bench.ours.owner_id, second);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].id, run);
    ck_assert_uint_eq(bench_list(&bench, STUDY_RUN, bench.ours.owner_id, first).count, 0);
    ck_assert_uint_eq(bench_list(&bench, STUDY_RUN, bench.theirs.owner_id, second).count, 0);
    bench_close(&bench);
}
END_TEST

START_TEST(a_work_reads_its_own_firms_documents_only)
{
    static const char request[] =
        "{\"parent_id\":MODEL,\"horizon_days\":7,\"replications\":1,\"seed\":1}";
    struct bench bench;
    bench_open(&bench);
    const char *text = put(bench.arena, request, "MODEL", bench_model(&bench, &bench.theirs));
    struct job job =
        bench_wait(&bench, bench_start(&bench, &bench.ours, "simulate", text), JOB_FAILED);
    ck_assert_ptr_nonnull(strstr(job.problem, "store.no_row"));
    ck_assert_ptr_nonnull(strstr(job.problem, "your firm has no such model"));
    job = bench_wait(&bench, bench_start(&bench, &bench.theirs, "simulate", text), JOB_DONE);
    ck_assert_int_eq(bench_document(&bench, STUDY_RUN, job.result).owner_id, bench.theirs.owner_id);
    bench_close(&bench);
}
END_TEST

/* An application that rests on the plan, as far as a rerun looks. */
static void put_application(struct bench *bench, int64_t plan, const char *state)
{
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(bench->store, STORE_WRITE, &tx, &bench->err), bench->err);
    CHECK_OK(store_run(tx,
                       "INSERT INTO application (number, state, rule_id, adopter_id, sponsor_id, "
                       "title, summary, contact, plan_id, plan_hash, total, created_at) SELECT "
                       "'T-' || $3, $3, r.id, $2, $2, 't', 's', 'c', $1, '0', 1, 1 "
                       "FROM rule_document r ORDER BY r.id LIMIT 1",
                       STORE_VALUES(v_int(plan), v_int(bench->ours.owner_id), v_text(state)), NULL,
                       &bench->err),
             bench->err);
    CHECK_OK(store_commit(&tx, &bench->err), bench->err);
}

static void spoil_plan(struct bench *bench, int64_t plan)
{
    struct study_document kept = bench_document(bench, STUDY_PLAN, plan);
    json_t *body = parse(kept.body);
    (void)json_object_set_new(json_object_get(body, "baseline"), "rate_factor", json_real(0.5));
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(bench->store, STORE_WRITE, &tx, &bench->err), bench->err);
    CHECK_OK(store_run(tx, "UPDATE study_document SET body = $2 WHERE id = $1",
                       STORE_VALUES(v_int(plan), v_text(json_canonical(bench->arena, body, NULL))),
                       NULL, &bench->err),
             bench->err);
    CHECK_OK(store_commit(&tx, &bench->err), bench->err);
    json_decref(body);
}

START_TEST(a_plan_is_made_again_for_another_house_only_when_an_application_rests_on_it)
{
    struct bench bench;
    bench_open(&bench);
    const char *wish = "{\"parent_id\":MODEL,\"budget\":100000000,\"programme\":"
                       "\"" BENCH_PROGRAMME "\"}";
    wish = put(bench.arena, wish, "MODEL", bench_model(&bench, &bench.ours));
    int64_t plan =
        bench_wait(&bench, bench_start(&bench, &bench.ours, "advise", wish), JOB_DONE).result;
    int64_t count = bench_count(&bench);
    const char *request = put(bench.arena, "{\"parent_id\":PLAN}", "PLAN", plan);
    put_application(&bench, plan, "draft");
    struct job job =
        bench_wait(&bench, bench_start(&bench, &bench.theirs, "rerun", request), JOB_FAILED);
    ck_assert_ptr_nonnull(strstr(job.problem, "no application rests on this plan"));
    put_application(&bench, plan, "submitted");
    job = bench_wait(&bench, bench_start(&bench, &bench.theirs, "rerun", request), JOB_DONE);
    ck_assert_int_eq(job.result, plan);
    /* One number of it changed: the first place that differs ends it. */
    spoil_plan(&bench, plan);
    job = bench_wait(&bench, bench_start(&bench, &bench.theirs, "rerun", request), JOB_FAILED);
    ck_assert_ptr_nonnull(strstr(job.problem, "advise.different"));
    ck_assert_int_eq(bench_count(&bench), count);
    bench_close(&bench);
}
END_TEST

START_TEST(a_model_that_is_not_in_order_is_not_kept)
{
    static const char *const bad[] = {"", "[]", "{\"format\":\"dure.model\",\"version\":1}"};
    struct bench bench;
    bench_open(&bench);
    int64_t id = 0;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_ne(study_model(&bench.ours, bad[i], strlen(bad[i]), &id, &bench.err),
                         STATUS_OK);
    json_t *nameless = parse(bench_sample(&bench, "line.json"));
    (void)json_object_set_new(nameless, "name", json_string(""));
    const char *bytes = json_canonical(bench.arena, nameless, NULL);
    json_decref(nameless);
    enum status st = study_model(&bench.ours, bytes, strlen(bytes), &id, &bench.err);
    ck_assert_int_eq(st, STATUS_INVALID);
    ck_assert_str_eq(bench.err.place, "/name");
    ck_assert_int_eq(bench_count(&bench), 0);
    bench_close(&bench);
}
END_TEST

TEST_MAIN_WITHIN("study", 280, a_document_is_kept_whole_and_its_hash_is_that_of_its_bytes,
                 a_log_stays_a_file_under_its_hash_however_often_it_comes,
                 a_log_becomes_a_model_and_the_model_a_run_and_a_plan,
                 a_work_that_fails_keeps_nothing, a_work_that_is_cancelled_keeps_nothing,
                 a_list_shows_the_owners_documents_only, a_work_reads_its_own_firms_documents_only,
                 a_plan_is_made_again_for_another_house_only_when_an_application_rests_on_it,
                 a_model_that_is_not_in_order_is_not_kept)
