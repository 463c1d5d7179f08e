#include "app/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    return cli->values[index] != NULL ? cli->values[index] : cli->command->options[index].fallback;
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

static enum status check_value(const struct option *option, const char *value, struct error *err)
{
    struct money money;
    char *end = NULL;
    switch (option->kind) {
    case OPTION_FLAG:
    case OPTION_TEXT:
        return STATUS_OK;
    case OPTION_MONEY:
        return money_parse(value, &money, err);
    case OPTION_INT:
        errno = 0;
        int64_t number = strtoll(value, &end, 10);
        if (errno != 0 || *end != '\0' || end == value || number < option->min ||
            number > option->max)
            return FAIL(err, APP_USAGE,
                        "--%s wants a number from %" PRId64 " to %" PRId64 ", not \"%.40s\"",
                        option->name, option->min, option->max, value);
        return STATUS_OK;
    }
    must_failed("option kind is known", __FILE__, __LINE__);
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
        return FAIL(err, APP_USAGE, "dure %s knows no option --%.*s", cli->command->name,
                    (int)(length < 40 ? length : 40), name);
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
    return st == STATUS_OK ? st : error_while(err, "--%s", option->name);
}

static const struct command *command_named(const char *name)
{
    for (const struct command *at = commands; at->name != NULL; at++)
        if (text_same(at->name, name))
            return at;
    return NULL;
}

/* --lang may stand anywhere; it is taken out before the rest is read. */
static int take_language(int count, char **arguments, bool *ret_english)
{
    const char *lang = getenv("LANG");
    bool english = lang != NULL && text_starts(lang, "en");
    int kept = 0;
    for (int i = 0; i < count; i++) {
        if (text_same(arguments[i], "--lang") && i + 1 < count)
            english = text_same(arguments[++i], "en");
        else if (text_starts(arguments[i], "--lang="))
            english = text_same(arguments[i], "--lang=en");
        else
            arguments[kept++] = arguments[i];
    }
    *ret_english = english;
    return kept;
}

enum status command_parse(struct arena *arena, int count, char **arguments, struct cli *ret_call,
                          struct error *err)
{
    struct cli cli = {.arena = arena};
    count = take_language(count, arguments, &cli.english);
    const char *name = count > 1 ? arguments[1] : "help";
    if (text_same(name, "--help") || text_same(name, "-h"))
        name = "help";
    if (text_same(name, "--version"))
        name = "version";
    cli.command = command_named(name);
    ret_call->english = cli.english;
    if (cli.command == NULL)
        return FAIL(err, APP_USAGE, "there is no command \"%.40s\"", name);
    for (int i = 2; i < count; i++) {
        if (text_same(arguments[i], "--help")) {
            cli.arguments[0] = name;
            cli.argument_count = 1;
            cli.command = command_named("help");
            break;
        }
        enum status st = STATUS_OK;
        if (text_starts(arguments[i], "--"))
            st = take_option(&cli, count, arguments, &i, err);
        else if (text_same(arguments[i], "-o") && option_index(cli.command, "output", 6) >= 0) {
            arguments[i] = arena_text(arena, "--output");
            st = take_option(&cli, count, arguments, &i, err);
        } else if (cli.argument_count == cli.command->argument_max)
            st = FAIL(err, APP_USAGE, "\"%.60s\" is one argument too many for dure %s",
                      arguments[i], name);
        else
            cli.arguments[cli.argument_count++] = arguments[i];
        if (st != STATUS_OK)
            return st;
    }
    if (cli.argument_count < cli.command->argument_min)
        return FAIL(err, APP_USAGE, "dure %s wants %s", name, cli.command->takes);
    *ret_call = cli;
    return STATUS_OK;
}

static void print_option(const struct cli *cli, const struct option *option)
{
    static const char *const values[] = {"", " TEXT", " N", " WON"};
    struct text left = text_start(cli->arena, 200);
    text_format(&left, "  --%s%s", option->name, values[option->kind]);
    printf("%-26s %s", text_string(&left), words(cli, option->ko, option->en));
    if (option->fallback != NULL)
        printf(" (%s)", option->fallback);
    printf("\n");
}

void command_help(const struct cli *cli, const struct command *about)
{
    if (about != NULL) {
        printf("dure %s %s%s\n\n  %s\n\n", about->name, about->takes,
               about->options != NULL ? " [--...]" : "", words(cli, about->ko, about->en));
        for (const struct option *at = about->options; at != NULL && at->name != NULL; at++)
            print_option(cli, at);
        printf("  %-24s %s\n", "--lang ko|en", words(cli, "말", "language"));
        return;
    }
    printf("dure %s -- %s\n\n", DURE_VERSION,
           words(cli, "두레: 상생형 스마트공장", "Dure: the win-win smart factory"));
    for (const struct command *at = commands; at->name != NULL; at++)
        printf("  %-12s %-22s %s\n", at->name, at->takes, words(cli, at->ko, at->en));
    printf("\n%s\n", words(cli, "dure help 명령 으로 자세히 볼 수 있습니다.",
                           "dure help COMMAND tells more."));
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

enum status file_write(const char *path, const char *bytes, size_t size, struct error *err)
{
    if (text_same(path, "-"))
        return fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0
                   ? STATUS_OK
                   : FAIL(err, KIT_FILE, "standard output: %s", strerror(errno));
    char beside[1024];
    int length = snprintf(beside, sizeof beside, "%s.part-%ld", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof beside)
        return FAIL(err, KIT_FILE, "the path is too long");
    FILE *file = fopen(beside, "wbe");
    if (file == NULL)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    bool ok = fwrite(bytes, 1, size, file) == size;
    ok = fflush(file) == 0 && ok;
    ok = fsync(fileno(file)) == 0 && ok;
    ok = fclose(file) == 0 && ok;
    if (ok && rename(beside, path) == 0)
        return STATUS_OK;
    int reason = errno;
    (void)unlink(beside);
    return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(reason));
}
