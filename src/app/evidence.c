/* dure evidence -- a box's reports: made for tests, checked and added up, or sent. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "app/box.h"
#include "app/commands.h"
#include "evidence/evidence.h"
#include "kit/json.h"
#include "kit/list.h"
#include "kit/text.h"

enum { REPORTS_BYTES_MAX = 1 << 30, KEYS_BYTES_MAX = 1 << 20, REPORT_BYTES = 64 << 20 };

const struct option evidence_options[] = {
    {"keys", OPTION_TEXT, 0, 0, NULL, "노드 열쇠 파일", "file with the keys of the box"},
    {"story", OPTION_TEXT, 0, 0, "honest", "이야기: honest, gap, deleted-hour, random-log",
     "honest, gap, deleted-hour or random-log"},
    {"days", OPTION_INT, 1, 366, "7", "며칠치", "days of reports"},
    {"seed", OPTION_INT, 0, INT64_MAX, "1", "난수 씨앗", "seed of chance"},
    {"from", OPTION_TEXT, 0, 0, NULL, "첫 시각(없으면 2026-09-14, 등록한 노드는 등록 시각)",
     "first time (without: 2026-09-14; with --box when it was enrolled)"},
    {"box", OPTION_TEXT, 0, 0, NULL, "등록한 노드의 비밀 열쇠 파일",
     "file with the secret key of an enrolled box"},
    {"reports", OPTION_INT, 1, 100000, NULL, "보고 수(--days 대신)", "reports, instead of --days"},
    {"interval", OPTION_INT, 1, 600, "600", "구간 길이(초), 보고 하나에 여섯",
     "seconds of an interval; a report has six"},
    {"server", OPTION_TEXT, 0, 0, NULL, "서버 주소: http://HOST:PORT",
     "address of the server: http://HOST:PORT"},
    {"receipts", OPTION_TEXT, 0, 0, NULL, "접수증을 쓸 파일", "file to write the receipts to"},
    {"output", OPTION_TEXT, 0, 0, "-", "쓸 파일", "file to write"},
    {0},
};

/* The key of a box of a test follows from the seed: everybody may sign for it. */
static void test_box(struct cli *cli, uint64_t seed, struct box_file *box)
{
    uint8_t from_seed[32];
    const char *name = arena_format(cli->arena, "dure test box %" PRIu64, seed);
    struct hash256 made = hash_of_bytes(name, strlen(name));
    memcpy(from_seed, made.bytes, sizeof from_seed);
    *box = (struct box_file){.key_id = "test-key", .node = "test-box"};
    (void)crypto_sign_seed_keypair(box->public_key, box->secret_key, from_seed);
}

static enum status story_of(struct cli *cli, enum evidence_story *ret_story, struct error *err)
{
    const char *name = option_text(cli, "story");
    for (int i = 0; i < EVIDENCE_STORY_COUNT; i++)
        if (text_same(evidence_story_name((enum evidence_story)i), name)) {
            *ret_story = (enum evidence_story)i;
            return STATUS_OK;
        }
    return FAIL(err, APP_USAGE, "--story: \"%.40s\"; honest, gap, deleted-hour or random-log",
                name);
}

static enum status generate(struct cli *cli, struct error *err)
{
    static const char first[] = "2026-09-14T00:00:00Z";
    struct box_file box;
    struct evidence_plan plan = {
        .seed = (uint64_t)option_int(cli, "seed"),
        .days = (int)option_int(cli, "days"),
        .reports = option_text(cli, "reports") == NULL ? 0 : (int)option_int(cli, "reports"),
        .interval_s = option_int(cli, "interval"),
        .site = "test-factory",
        .line = "line-1"};
    const char *keys = option_text(cli, "keys"), *from = option_text(cli, "from");
    enum status st = story_of(cli, &plan.story, err);
    test_box(cli, plan.seed, &box);
    if (st == STATUS_OK && option_text(cli, "box") != NULL)
        st = box_file_read(cli, option_text(cli, "box"), &box, err);
    if (st == STATUS_OK)
        st = time_parse(from != NULL           ? from
                        : box.enrolled != NULL ? box.enrolled
                                               : first,
                        &plan.from, err);
    if (st == STATUS_OK && plan.from % TIME_SECOND != 0)
        return FAIL(err, APP_USAGE, "--from: a whole second is wanted");
    if (st != STATUS_OK)
        return st;
    plan.node = box.node;
    plan.key_id = box.key_id;
    plan.secret_key = box.secret_key;
    const char *lines = evidence_generate(cli->arena, &plan);
    st = file_write(option_text(cli, "output"), lines, strlen(lines), err);
    if (st != STATUS_OK || keys == NULL)
        return st;
    const char *key = arena_format(cli->arena,
                                   "{\"key_id\":\"%s\",\"node\":\"%s\",\"public_key\":\"%s\","
                                   "\"revoked_at\":null,\"valid_from\":\"%s\"}\n",
                                   plan.key_id, plan.node, hex_text(cli->arena, box.public_key, 32),
                                   time_text(cli->arena, plan.from));
    return file_write(keys, key, strlen(key), err);
}

/* ---- checking ---- */

struct key_list {
    struct evidence_key *at;
    size_t count, room;
};

static enum status key_read(struct cli *cli, const char *line, struct key_list *keys,
                            struct error *err)
{
    static const char *const members[] = {"key_id",     "node",       "public_key",
                                          "valid_from", "revoked_at", NULL};
    SCOPED(json_cleanup) struct json object = {0};
    struct evidence_key key = {0};
    const char *public_key = NULL, *from = NULL, *revoked = NULL;
    enum status st = json_read(cli->arena, line, strlen(line), JSON_LIMITS_BODY, &object, err);
    if (st == STATUS_OK)
        st = json_only(&object, members, err);
    if (st == STATUS_OK)
        st = json_text(&object, "key_id", EVIDENCE_NAME_MAX, &key.id, err);
    if (st == STATUS_OK)
        st = json_text(&object, "node", EVIDENCE_NAME_MAX, &key.node, err);
    if (st == STATUS_OK)
        st = json_text(&object, "public_key", 64, &public_key, err);
    if (st == STATUS_OK && !hex_read(public_key, key.public_key, sizeof key.public_key))
        st = FAIL_AT(err, EVIDENCE_KEY, "/public_key", "64 hexadecimal digits are wanted");
    if (st == STATUS_OK)
        st = json_text(&object, "valid_from", 30, &from, err);
    if (st == STATUS_OK)
        st = time_parse(from, &key.valid_from, err);
    if (st == STATUS_OK && json_has(&object, "revoked_at"))
        st = json_text(&object, "revoked_at", 30, &revoked, err);
    if (st == STATUS_OK && revoked != NULL)
        st = time_parse(revoked, &key.revoked_at, err);
    if (st == STATUS_OK)
        *list_add(cli->arena, keys) = key;
    return st;
}

static enum status keys_read(struct cli *cli, struct key_list *keys, struct error *err)
{
    const char *path = option_text(cli, "keys"), *bytes = NULL;
    size_t size = 0;
    if (path == NULL)
        return FAIL(err, APP_USAGE, "evidence check needs --keys");
    enum status st = file_read(cli->arena, path, KEYS_BYTES_MAX, &bytes, &size, err);
    if (st != STATUS_OK)
        return st;
    char *text = arena_text_of(cli->arena, bytes, size), *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL && st == STATUS_OK;
         line = strtok_r(NULL, "\n", &rest))
        st = key_read(cli, line, keys, err);
    return st == STATUS_OK ? st : in_file(err, path);
}

static void print_result(struct cli *cli, const struct evidence_sums *sums,
                         const struct evidence_watch *watch)
{
    printf(cli->english ? "%" PRId64 " reports: %" PRId64 " good, %" PRId64 " scrap, %" PRId64
                          " s running, %" PRId64 " s planned, %" PRId64 " s of gaps, %" PRId64
                          " s typed\n"
                        : "보고 %" PRId64 "건: 양품 %" PRId64 ", 불량 %" PRId64 ", 가동 %" PRId64
                          " s, 계획 %" PRId64 " s, 공백 %" PRId64 " s, 직접 입력 %" PRId64 " s\n",
           sums->reports, sums->good, sums->scrap, sums->running_s, sums->planned_s, sums->gap_s,
           sums->typed_s);
    for (int i = 0; i < EVIDENCE_QUERY_COUNT; i++) {
        struct error err;
        int64_t value = 0;
        enum evidence_query query = (enum evidence_query)i;
        if (evidence_query_value(query, sums, &value, &err) == STATUS_OK)
            printf("%s %s\n", evidence_query_name(query), evidence_decimal_text(cli->arena, value));
    }
    for (int i = 0; i < EVIDENCE_DOUBT_COUNT; i++)
        if (evidence_doubted(watch, (enum evidence_doubt)i))
            printf("%s: %s\n", words(cli, "의심", "doubt"),
                   evidence_doubt_words((enum evidence_doubt)i, !cli->english));
}

static enum status check(struct cli *cli, struct error *err)
{
    struct key_list keys = {0};
    struct evidence_chain chain = {0};
    struct evidence_sums sums = {0};
    struct evidence_watch watch = {0};
    const char *bytes = NULL;
    size_t size = 0, number = 0;
    if (cli->argument_count < 2)
        return FAIL(err, APP_USAGE, "evidence check needs the file of reports");
    enum status st = keys_read(cli, &keys, err);
    if (st == STATUS_OK)
        st = file_read(cli->arena, cli->arguments[1], REPORTS_BYTES_MAX, &bytes, &size, err);
    for (size_t at = 0, end = 0; st == STATUS_OK && at < size; at = end + 1) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("report", REPORT_BYTES);
        struct evidence_report report;
        end = at;
        while (end < size && bytes[end] != '\n')
            end++;
        number++;
        st = evidence_take(arena, &chain, keys.at, keys.count, bytes + at, end - at, &report, err);
        if (st != STATUS_OK)
            return error_while(err, "%s, line %zu", cli->arguments[1], number);
        evidence_add(&sums, &report, report.from, report.to);
        evidence_watch_add(&watch, &report);
    }
    if (st == STATUS_OK)
        print_result(cli, &sums, &watch);
    return st;
}

enum status evidence_run(struct cli *cli, struct error *err)
{
    static const struct {
        const char *name;
        enum status (*run)(struct cli *cli, struct error *err);
    } works[] = {{"generate", generate},
                 {"check", check},
                 {"enrol", evidence_enrol},
                 {"send", evidence_send}};
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (text_same(cli->arguments[0], works[i].name))
            return works[i].run(cli, err);
    return FAIL(err, APP_USAGE, "\"%.40s\": generate, check, enrol or send", cli->arguments[0]);
}
