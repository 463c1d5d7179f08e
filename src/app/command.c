#include "app/command.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "app/reasons.def"
#undef REASON

static int option_index(const struct command *command, const char *name, size_t length)
{
    for (int i = 0; command->options != NULL && command->options[i].name != NULL; i++)
        if (strlen(command->options[i].name) == length &&
            strncmp(command->options[i].name, name, length) == 0)
            return i;
    return -1;
}

const char *option_text(const struct cli *cli, const char *name)
{
    int index = option_index(cli->command, name, strlen(name));
    must(index >= 0);
    const struct option *option = &cli->command->options[index];
    if (cli->values[index] != NULL || option->kind != OPTION_SHIPPED)
        return cli->values[index] != NULL ? cli->values[index] : option->fallback;
    return shipped_path(cli->arena, option->fallback);
}

int64_t option_int(const struct cli *cli, const char *name)
{
    const char *text = option_text(cli, name);
    must(text != NULL);
    return strtoll(text, NULL, 10);
}

struct money option_money(const struct cli *cli, const char *name)
{
    struct money money = {0};
    struct error err;
    const char *text = option_text(cli, name);
    must(text == NULL || money_parse(text, &money, &err) == STATUS_OK); /* checked when parsed */
    return money;
}

bool option_flag(const struct cli *cli, const char *name)
{
    return option_text(cli, name) != NULL;
}

const char *words(const struct cli *cli, const char *ko, const char *en)
{
    return cli->english ? en : ko;
}

static enum status check_number(const struct option *option, const char *value, struct error *err)
{
    bool digits = strspn(value, "0123456789") == strlen(value) && *value != '\0';
    errno = 0;
    int64_t number = digits ? strtoll(value, NULL, 10) : 0;
    if (digits && errno == 0 && number >= option->min && number <= option->max)
        return STATUS_OK;
    return FAIL(err, APP_USAGE,
                "--%s wants a whole number from %" PRId64 " to %" PRId64 ", not \"%.40s\"",
                option->name, option->min, option->max, value);
}

static enum status check_money(const struct option *option, const char *value, struct error *err)
{
    struct money money = {0};
    if (money_parse(value, &money, err) == STATUS_OK && money.won >= option->min &&
        money.won <= option->max)
        return STATUS_OK;
    return FAIL(err, APP_USAGE,
                "--%s wants won from %" PRId64 " to %" PRId64
                ", as 120000000 or \"1억 2천만\", not \"%.40s\"",
                option->name, option->min, option->max, value);
}

static enum status check_value(const struct option *option, const char *value, struct error *err)
{
    switch (option->kind) {
    case OPTION_FLAG:
        return STATUS_OK;
    case OPTION_TEXT:
    case OPTION_SHIPPED:
        return *value != '\0'
                   ? STATUS_OK
                   : FAIL(err, APP_USAGE, "--%s wants a value that is not empty", option->name);
    case OPTION_MONEY:
        return check_money(option, value, err);
    case OPTION_INT:
        return check_number(option, value, err);
    }
    must_failed("option kind is known", __FILE__, __LINE__);
}

/* "--zone, --map": what there is to choose from. */
static const char *option_names(struct arena *arena, const struct command *command)
{
    struct text names = text_start(arena, 400);
    for (const struct option *at = command->options; at != NULL && at->name != NULL; at++)
        text_format(&names, "%s--%s", names.size > 0 ? ", " : "", at->name);
    return names.size > 0 ? text_string(&names) : "none";
}

/* Takes the option at arguments[*at], and its value from the next one if need be. */
static enum status take_option(struct cli *cli, int count, char **arguments, int *at,
                               struct error *err)
{
    const char *name = arguments[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    int index = option_index(cli->command, name, length);
    if (index < 0)
        return FAIL(err, APP_USAGE, "dure %s knows no option --%.*s; it knows: %s",
                    cli->command->name, (int)(length < 40 ? length : 40), name,
                    option_names(cli->arena, cli->command));
    const struct option *option = &cli->command->options[index];
    const char *value = equals != NULL ? equals + 1 : NULL;
    if (option->kind == OPTION_FLAG) {
        if (value != NULL)
            return FAIL(err, APP_USAGE, "--%s takes no value", option->name);
        value = "";
    } else if (value == NULL) {
        if (*at + 1 >= count)
            return FAIL(err, APP_USAGE, "--%s wants a value", option->name);
        value = arguments[++*at];
    }
    enum status st = check_value(option, value, err);
    if (st == STATUS_OK)
        cli->values[index] = value;
    return st;
}

static const struct command *command_named(const char *name)
{
    for (const struct command *at = commands; at->name != NULL; at++)
        if (text_same(at->name, name))
            return at;
    return NULL;
}

static enum status no_command(struct arena *arena, const char *name, struct error *err)
{
    struct text names = text_start(arena, 400);
    for (const struct command *at = commands; at->name != NULL; at++)
        text_format(&names, "%s%s", names.size > 0 ? ", " : "", at->name);
    return FAIL(err, APP_USAGE, "there is no command \"%.40s\"; there are: %s", name,
                text_string(&names));
}

enum status command_find(struct arena *arena, const char *name, const struct command **ret_command,
                         struct error *err)
{
    const struct command *found = command_named(name);
    if (found == NULL)
        return no_command(arena, name, err);
    *ret_command = found;
    return STATUS_OK;
}

/* --lang may stand anywhere; it is taken out before the rest is read. */
static enum status take_language(int *count, char **arguments, bool *ret_english, struct error *err)
{
    const char *lang = getenv("LANG");
    *ret_english = lang != NULL && text_starts(lang, "en");
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        const char *said = NULL;
        if (text_same(arguments[i], "--lang"))
            said = i + 1 < *count ? arguments[++i] : "";
        else if (text_starts(arguments[i], "--lang="))
            said = arguments[i] + strlen("--lang=");
        if (said == NULL)
            arguments[kept++] = arguments[i];
        else if (!text_same(said, "ko") && !text_same(said, "en"))
            return FAIL(err, APP_USAGE, "--lang is ko or en, not \"%.40s\"", said);
        else
            *ret_english = text_same(said, "en");
    }
    *count = kept;
    return STATUS_OK;
}

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL   ? "."
           : slash == path ? "/"
                           : arena_text_of(arena, path, (size_t)(slash - path));
}

/* Before minutes of work: can its result be kept, and is nothing overwritten that is read? */
static enum status check_output(const struct cli *cli, struct error *err)
{
    int index = option_index(cli->command, "output", strlen("output"));
    const char *path = index < 0 ? NULL : cli->values[index];
    struct stat out, in;
    if (path == NULL || text_same(path, "-"))
        return STATUS_OK;
    const char *folder = folder_of(cli->arena, path);
    if (stat(path, &out) != 0) {
        if (errno == ENOENT && access(folder, W_OK | X_OK) == 0)
            return STATUS_OK;
        return FAIL_AT(err, KIT_FILE, "--output", "%.120s: %s", path, strerror(errno));
    }
    if (S_ISDIR(out.st_mode))
        return FAIL_AT(err, KIT_FILE, "--output", "%.120s is a folder", path);
    if (cli->argument_count > 0 && stat(cli->arguments[0], &in) == 0 && in.st_ino == out.st_ino &&
        in.st_dev == out.st_dev)
        return FAIL(err, APP_USAGE, "--output %.120s is the file that is read: choose another",
                    path);
    return access(S_ISREG(out.st_mode) ? folder : path, W_OK) == 0
               ? STATUS_OK
               : FAIL_AT(err, KIT_FILE, "--output", "%.120s: %s", path, strerror(errno));
}

static enum status take_arguments(struct cli *cli, int count, char **arguments, struct error *err)
{
    enum status st = STATUS_OK;
    const char *name = cli->command->name;
    bool only_files = false;
    for (int i = 2; st == STATUS_OK && i < count; i++) {
        bool dash = !only_files && arguments[i][0] == '-' && arguments[i][1] != '\0';
        if (dash && text_same(arguments[i], "--")) {
            only_files = true;
        } else if (dash && (text_same(arguments[i], "--help") || text_same(arguments[i], "-h"))) {
            cli->arguments[0] = name;
            cli->argument_count = 1;
            cli->command = command_named("help");
            return STATUS_OK;
        } else if (dash && text_starts(arguments[i], "--")) {
            st = take_option(cli, count, arguments, &i, err);
        } else if (dash && text_same(arguments[i], "-o") &&
                   option_index(cli->command, "output", strlen("output")) >= 0) {
            arguments[i] = arena_text(cli->arena, "--output");
            st = take_option(cli, count, arguments, &i, err);
        } else if (dash) {
            st = FAIL(err, APP_USAGE, "dure %s knows no option %.40s; it knows: %s", name,
                      arguments[i], option_names(cli->arena, cli->command));
        } else if (cli->argument_count == cli->command->argument_max) {
            st = FAIL(err, APP_USAGE, "\"%.60s\" is one argument too many for dure %s",
                      arguments[i], name);
        } else {
            cli->arguments[cli->argument_count++] = arguments[i];
        }
    }
    if (st == STATUS_OK && cli->argument_count < cli->command->argument_min)
        st = FAIL(err, APP_USAGE, "dure %s wants %s", name, cli->command->takes);
    return st == STATUS_OK ? check_output(cli, err) : st;
}

enum status command_parse(struct arena *arena, int count, char **arguments, struct cli *ret_call,
                          struct error *err)
{
    struct cli cli = {.arena = arena};
    enum status st = take_language(&count, arguments, &cli.english, err);
    ret_call->english = cli.english;
    if (st != STATUS_OK)
        return st;
    const char *name = count > 1 ? arguments[1] : "help";
    if (text_same(name, "--help") || text_same(name, "-h"))
        name = "help";
    if (text_same(name, "--version"))
        name = "version";
    st = command_find(arena, name, &cli.command, err);
    if (st != STATUS_OK)
        return st;
    must(cli.command != NULL);
    st = take_arguments(&cli, count, arguments, err);
    if (st == STATUS_OK)
        *ret_call = cli;
    return st;
}

static void print_option(const struct cli *cli, const struct option *option)
{
    static const char *const values[] = {"", " TEXT", " PATH", " N", " WON"};
    const char *left =
        arena_format(cli->arena, "%s--%s%s", text_same(option->name, "output") ? "-o, " : "",
                     option->name, values[option->kind]);
    printf("  %s %s", text_column(cli->arena, left, 24), words(cli, option->ko, option->en));
    if (option->fallback != NULL)
        printf(" [%s]", option->fallback);
    if (option->kind == OPTION_INT && option->max < INT32_MAX)
        printf(" (%" PRId64 "-%" PRId64 ")", option->min, option->max);
    printf("\n");
}

static void print_examples(const struct cli *cli, const char *examples)
{
    if (examples == NULL || *examples == '\0')
        return;
    printf("\n%s\n", words(cli, "보기:", "Examples:"));
    while (*examples != '\0') {
        size_t length = strcspn(examples, "\n");
        printf("  %s\n", arena_text_of(cli->arena, examples, length));
        examples += length + (examples[length] == '\n');
    }
}

static bool has_shipped(const struct command *about)
{
    for (const struct option *at = about->options; at != NULL && at->name != NULL; at++)
        if (at->kind == OPTION_SHIPPED)
            return true;
    return false;
}

static void print_command(const struct cli *cli, const struct command *about)
{
    printf("dure %s%s%s%s\n\n  %s\n\n", about->name, *about->takes == '\0' ? "" : " ", about->takes,
           about->options != NULL ? words(cli, " [선택...]", " [OPTIONS]") : "",
           words(cli, about->ko, about->en));
    for (const struct option *at = about->options; at != NULL && at->name != NULL; at++)
        print_option(cli, at);
    printf(
        "  %s %s\n", text_column(cli->arena, "--lang ko|en", 24),
        words(cli, "말 [LANG 이 en 이면 en, 아니면 ko]", "language [en if LANG says so, else ko]"));
    if (has_shipped(about))
        printf(
            "\n  %s\n  %s\n",
            words(cli,
                  "PATH 를 주지 않으면 [ ]에 적힌 것을 어디서 부르든 실행 파일 곁에서 찾습니다:",
                  "without a PATH what stands in [ ] is looked for near the program, wherever it "
                  "is called:"),
            words(cli, "그 폴더와 위의 세 폴더, 저마다 share/dure 안을 먼저(설치한 곳, 소스 폴더).",
                  "its folder and three above, in share/dure first (installed prefix, source "
                  "tree)."));
    print_examples(cli, about->examples);
}

void command_help(const struct cli *cli, const struct command *about)
{
    if (about != NULL) {
        print_command(cli, about);
        return;
    }
    printf("dure %s -- %s\n\n", DURE_VERSION,
           words(cli, "두레: 상생형 스마트공장", "Dure: the win-win smart factory"));
    for (const struct command *at = commands; at->name != NULL; at++)
        printf("  %-10s %-12s %s\n", at->name, at->takes, words(cli, at->ko, at->en));
    printf(
        "\n%s\n%s\n",
        words(cli, "dure help 명령 으로 자세히 볼 수 있습니다.", "dure help COMMAND tells more."),
        words(cli, "끝날 때의 값: 0 잘됨, 1 실패, 2 명령을 잘못 씀.",
              "Exit codes: 0 done, 1 failed, 2 the command line is wrong."));
}

void command_complain(const struct cli *cli, const struct error *err)
{
    const struct reason *why = err->reason;
    const char *found =
        arena_format(cli->arena, "%s%s%s", err->place, *err->place == '\0' ? "" : ": ",
                     words(cli, err->ko, err->text));
    fprintf(stderr, "dure: %s\n", words(cli, why->ko, why->en));
    fprintf(stderr, "      %s\n", text_printable(cli->arena, found));
    fprintf(stderr, "  ->  %s\n", words(cli, why->remedy_ko, why->remedy_en));
}

enum status file_read(struct arena *arena, const char *path, size_t size_max,
                      const char **ret_bytes, size_t *ret_size, struct error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    struct text text = text_start(arena, size_max);
    static char block[1 << 16];
    size_t got = 0;
    while ((got = fread(block, 1, sizeof block, file)) > 0 && !text_cut(&text))
        text_add_bytes(&text, block, got);
    bool failed = ferror(file) != 0;
    int reason = errno;
    (void)fclose(file);
    if (failed)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(reason));
    if (text_cut(&text))
        return FAIL(err, KIT_TOO_LARGE, "%.120s is larger than %zu bytes", path, size_max);
    *ret_bytes = text_string(&text);
    *ret_size = text.size;
    return STATUS_OK;
}

enum status in_file(struct error *err, const char *path)
{
    char place[ERROR_PLACE_MAX];
    memcpy(place, err->place, sizeof place);
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    (void)snprintf(err->place, sizeof err->place, "%.48s%s%.44s", name, *place == '\0' ? "" : ", ",
                   place);
    return err->reason->status;
}

static enum status write_stream(FILE *file, const char *path, const char *bytes, size_t size,
                                struct error *err)
{
    bool ok = fwrite(bytes, 1, size, file) == size;
    ok = fflush(file) == 0 && ok;
    return ok ? STATUS_OK : FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
}

static enum status write_beside(const char *path, const char *bytes, size_t size, struct error *err)
{
    char beside[PATH_MAX];
    int length = snprintf(beside, sizeof beside, "%s.part-%ld", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof beside)
        return FAIL(err, KIT_FILE, "%.120s: the path is too long", path);
    FILE *file = fopen(beside, "wbe");
    if (file == NULL)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    enum status st = write_stream(file, path, bytes, size, err);
    if (st == STATUS_OK && fsync(fileno(file)) != 0)
        st = FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    if (fclose(file) != 0 && st == STATUS_OK)
        st = FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    if (st == STATUS_OK && rename(beside, path) != 0)
        st = FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    if (st != STATUS_OK)
        (void)unlink(beside);
    return st;
}

static bool reader_gone(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

enum status command_finish(struct error *err)
{
    bool broken = ferror(stdout) != 0;
    if ((fflush(stdout) == 0 && !broken) || reader_gone())
        return STATUS_OK;
    return FAIL(err, KIT_FILE, "standard output: %s", errno != 0 ? strerror(errno) : "cut short");
}

enum status file_write(const char *path, const char *bytes, size_t size, struct error *err)
{
    struct stat info;
    char target[PATH_MAX];
    if (text_same(path, "-")) {
        enum status st = write_stream(stdout, "standard output", bytes, size, err);
        return st != STATUS_OK && reader_gone() ? STATUS_OK : st;
    }
    if (stat(path, &info) != 0 || S_ISREG(info.st_mode)) /* behind a link: the file it names */
        return write_beside(realpath(path, target) != NULL ? target : path, bytes, size, err);
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    enum status st = write_stream(file, path, bytes, size, err);
    if (fclose(file) != 0 && st == STATUS_OK)
        st = FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    return st;
}
