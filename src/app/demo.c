/* dure demo -- the whole walk on a virtual plant, through the API, then the page. */
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/demo.h"
#include "app/story.h"
#include "kit/log.h"
#include "kit/text.h"

enum { STORY_BYTES_MAX = 1 << 20 };

const struct option story_options[] = {
    {"host", OPTION_TEXT, 0, 0, "127.0.0.1", "서버 주소", "address of the server"},
    {"port", OPTION_INT, 1, 65535, "8080", "포트", "port"},
    {"folder", OPTION_TEXT, 0, 0, ".", "이야기에 나오는 파일 폴더", "folder of the files it names"},
    {"set", OPTION_TEXT, 0, 0, NULL, "값: 이름=값", "a value: NAME=VALUE"},
    {"quiet", OPTION_FLAG, 0, 0, NULL, "말 없이", "without its words"},
    {0},
};

enum status story_run(struct cli *cli, struct error *err)
{
    const char *bytes = NULL, *set = option_text(cli, "set");
    size_t size = 0;
    struct story *story =
        story_new(cli->arena, &(struct story_options){.host = option_text(cli, "host"),
                                                      .port = (uint16_t)option_int(cli, "port"),
                                                      .folder = option_text(cli, "folder"),
                                                      .quiet = option_flag(cli, "quiet")});
    if (set != NULL && strchr(set, '=') == NULL)
        return FAIL(err, APP_USAGE, "--set wants NAME=VALUE, not \"%.40s\"", set);
    if (set != NULL)
        story_set(story, arena_text_of(cli->arena, set, (size_t)(strchr(set, '=') - set)),
                  strchr(set, '=') + 1);
    enum status st = STATUS_OK;
    for (int i = 0; st == STATUS_OK && i < cli->argument_count; i++) {
        st = file_read(cli->arena, cli->arguments[i], STORY_BYTES_MAX, &bytes, &size, err);
        if (st == STATUS_OK && (st = story_act(story, bytes, err)) != STATUS_OK)
            (void)error_while(err, "%.60s", cli->arguments[i]);
    }
    story_end(story);
    return st;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

/* The accounts of the demo, in the order of the sign-in page; the stories make them. */
static struct demo_account accounts[] = {
    {"owner@hanbit", "도입기업 대표 · 한빛정밀", "adopter: owner", NULL, NULL},
    {"sponsor@hansol", "주관기관 담당 · 한솔전자", "sponsor: officer", NULL, NULL},
    {"officer@kbiz", "운영기관 담당", "operator: officer", NULL, NULL},
    {"finance@kbiz", "운영기관 회계", "operator: finance", NULL, NULL},
    {"finance2@kbiz", "운영기관 회계(두 번째)", "operator: finance, second", NULL, NULL},
    {"ministry@mss", "부처", "ministry", NULL, NULL},
    {"auditor@bai", "감사", "auditor", NULL, NULL},
    {"admin", "시스템 관리자", "administrator", NULL, NULL},
};
enum { ACCOUNTS = sizeof accounts / sizeof *accounts };

/* The keys of one-time codes that the story enrolled, for the sign-in page of the demo. */
static void take_keys(struct cli *cli, const struct story *story)
{
    for (size_t i = 0; i < ACCOUNTS; i++) {
        const char *who =
            arena_text_of(cli->arena, accounts[i].login, strcspn(accounts[i].login, "@"));
        accounts[i].key = story_get(story, arena_format(cli->arena, "key.%s", who));
        accounts[i].password = story_get(story, "password");
    }
}

static enum status act_file(struct cli *cli, struct story *story, const char *name,
                            struct error *err)
{
    const char *bytes = NULL;
    size_t size = 0;
    const char *path = arena_format(cli->arena, "%s/demo/%s.story", option_text(cli, "data"), name);
    enum status st = file_read(cli->arena, path, STORY_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = story_act(story, bytes, err);
    return st == STATUS_OK ? st : error_while(err, "%s.story", name);
}

static enum status walk(struct cli *cli, struct server *server, struct error *err)
{
    const char *token = NULL;
    struct story *story =
        story_new(cli->arena, &(struct story_options){.host = "127.0.0.1",
                                                      .port = server_port(server),
                                                      .folder = option_text(cli, "data")});
    enum status st =
        first_invitation(cli, server_services(server), "중소기업중앙회(시범)", &token, err);
    if (st == STATUS_OK && token == NULL)
        st = FAIL(err, APP_STORY, "the demo wants an empty store");
    if (st == STATUS_OK) {
        story_set(story, "admin_token", token);
        st = act_file(cli, story, "accounts", err);
    }
    if (st == STATUS_OK)
        take_keys(cli, story);
    if (st == STATUS_OK && !option_flag(cli, "empty"))
        st = act_file(cli, story, "walk", err);
    story_end(story);
    return st;
}

static void show_address(const struct cli *cli, const struct server *server)
{
    printf("\n%s  http://localhost:%u\n", words(cli, "화면:", "the page:"), server_port(server));
    printf("%s\n",
           words(cli, "체험 계정(로그인 화면에서 골라도 됩니다; 인증번호는 화면이 채웁니다):",
                 "demo accounts (the sign-in page offers them and fills in the code):"));
    for (size_t i = 0; i < ACCOUNTS; i++)
        printf("  %-16s %-20s %s\n", accounts[i].login,
               accounts[i].password == NULL ? "" : accounts[i].password,
               words(cli, accounts[i].ko, accounts[i].en));
    printf("%s\n", words(cli, "끝내려면 Ctrl-C", "Ctrl-C ends it"));
    (void)fflush(stdout);
}

enum status demo_run(struct cli *cli, struct error *err)
{
    struct server_options options = server_options_of(cli);
    struct server *server = NULL;
    char folder[] = "/tmp/dure-demo-XXXXXX";
    if (mkdtemp(folder) == NULL)
        return FAIL(err, KIT_FILE, "no temporary folder");
    options.folder = folder;
    log_set_level(LOG_WARN); /* the walk tells its own story */
    options.plain_cookie = true;
    options.demo = accounts;
    options.demo_count = ACCOUNTS;
    if (option_flag(cli, "exit"))
        options.port = 0;
    enum status st = server_open(cli->arena, &options, &server, err);
    if (st == STATUS_OK)
        st = walk(cli, server, err);
    if (st == STATUS_OK && !option_flag(cli, "exit")) {
        show_address(cli, server);
        warn_without_page(cli, options.page_folder);
        server_wait(server);
    }
    server_close(server);
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return st;
}
