/* dure serve -- the server in earnest. The first administrator is invited on the console. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/demo.h"
#include "kit/text.h"

#define SERVER_OPTIONS                                                                             \
    {"address", OPTION_TEXT, 0, 0, "127.0.0.1", "들을 주소", "address to listen on"},              \
        {"page", OPTION_SHIPPED, 0, 0, "web/dist", "화면 파일 폴더", "folder of the built page"},  \
    {                                                                                              \
        "data", OPTION_SHIPPED, 0, 0, "data", "규칙·조언 자료 폴더",                               \
            "folder of rules and advice data"                                                      \
    }

const struct option serve_options[] = {
    SERVER_OPTIONS,
    {"port", OPTION_INT, 0, 65535, "8080", "포트(0: 빈 것)", "port (0: any free one)"},
    {"folder", OPTION_TEXT, 0, 0, "dure-data", "저장소·열쇠·파일 폴더",
     "folder of store, key and files"},
    {"store", OPTION_TEXT, 0, 0, NULL, "저장소 주소: PATH 또는 postgresql://...",
     "address of the store: PATH or postgresql://..."},
    {"tls-key", OPTION_TEXT, 0, 0, NULL, "TLS 열쇠 파일", "file of the TLS key"},
    {"tls-certificate", OPTION_TEXT, 0, 0, NULL, "TLS 인증서 파일", "file of the TLS certificate"},
    {0},
};

const struct option demo_options[] = {
    SERVER_OPTIONS,
    {"port", OPTION_INT, 0, 65535, "8080", "포트(0: 빈 것)", "port (0: any free one)"},
    {"exit", OPTION_FLAG, 0, 0, NULL, "끝까지 해 보고 끝냅니다(모두 되면 0)",
     "end after the walk; 0 only if every step held"},
    {"empty", OPTION_FLAG, 0, 0, NULL, "계정만 만들고 나머지는 직접 해 봅니다",
     "make the accounts only; walk by yourself"},
    {"store", OPTION_TEXT, 0, 0, NULL, "저장소 주소(없으면 임시 SQLite)",
     "address of the store (without: SQLite in a temporary folder)"},
    {0},
};

struct server_options server_options_of(const struct cli *cli)
{
    return (struct server_options){.store = option_text(cli, "store"),
                                   .page_folder = option_text(cli, "page"),
                                   .data_folder = option_text(cli, "data"),
                                   .address = option_text(cli, "address"),
                                   .port = (uint16_t)option_int(cli, "port")};
}

/* No reason to stop: the API is of use by itself. */
void warn_without_page(const struct cli *cli, const char *page_folder)
{
    struct error err;
    const char *page = arena_format(cli->arena, "%s/index.html", page_folder);
    if (access(page, R_OK) != 0 &&
        FAIL_AT(&err, APP_NO_PAGE, "--page", "%.120s: %s", page, strerror(errno)) != STATUS_OK)
        command_complain(cli, &err);
}

/* On an empty store: an invitation for whoever sits at the console. */
enum status first_invitation(struct cli *cli, struct services *services, const char *organisation,
                             const char **ret_token, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_organisations list = {0};
    struct people_organisation wanted = {.name = organisation, .kind = KIND_OPERATOR};
    struct people_invitation made = {0},
                             invitation = {.post = words(cli, "시스템 관리자", "administrator"),
                                           .role = ROLE_ADMIN,
                                           .email = "admin@dure.invalid"};
    const char *token = NULL;
    enum status st = store_begin(services->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = people_organisation_list(tx, cli->arena, KIND_UNKNOWN, &list, err);
    if (st == STATUS_OK && list.count == 0) {
        st = people_organisation_add(tx, &wanted, clock_wall(), &invitation.organisation_id, err);
        if (st == STATUS_OK)
            st = store_commit(&tx, err);
        if (st == STATUS_OK)
            st = people_invite(services->people, cli->arena, NULL, &invitation, clock_wall(), &made,
                               err);
        token = made.token;
    }
    if (st == STATUS_OK)
        *ret_token = token;
    return st;
}

enum status serve_run(struct cli *cli, struct error *err)
{
    struct server_options options = server_options_of(cli);
    struct server *server = NULL;
    const char *token = NULL;
    options.folder = option_text(cli, "folder");
    options.tls_key_file = option_text(cli, "tls-key");
    options.tls_certificate_file = option_text(cli, "tls-certificate");
    enum status st = server_open(cli->arena, &options, &server, err);
    if (st != STATUS_OK)
        return st;
    warn_without_page(cli, options.page_folder);
    const char *scheme = options.tls_key_file != NULL ? "https" : "http";
    st = first_invitation(cli, server_services(server), words(cli, "운영기관", "operating body"),
                          &token, err);
    if (st == STATUS_OK) {
        printf("%s://%s:%u\n", scheme, options.address, server_port(server));
        if (token != NULL)
            printf("%s\n%s://%s:%u/invitation#%s\n",
                   words(cli, "첫 관리자 초대(7일, 한 번만):",
                         "invitation for the first administrator (7 days, once):"),
                   scheme, options.address, server_port(server), token);
        (void)fflush(stdout);
        server_wait(server);
    }
    server_close(server);
    return st;
}
