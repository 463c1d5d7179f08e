/* command.h -- the command line as tables: commands, their options, help made from both.
 *
 * A command is a row of commands.c. Its options are rows of a table that parses the command line
 * (--name VALUE or --name=VALUE, flags without a value), prints `dure help COMMAND` and writes
 * docs/generated/commands.md. Words are Korean first; --lang en or LANG=en... gives English. */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"
#include "kit/money.h"

#define REASON REASON_DECLARE
#include "app/reasons.def"
#undef REASON

/* OPTION_SHIPPED is the path of something that comes with the program; its fallback is looked for
 * by shipped_path(). */
enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_SHIPPED, OPTION_INT, OPTION_MONEY };

struct option {
    const char *name; /* without the two dashes; NULL ends a table */
    enum option_kind kind;
    int64_t min, max;     /* of a number or an amount */
    const char *fallback; /* as written on a command line; NULL: none */
    const char *ko, *en;
};

enum { ARGUMENTS_MAX = 4, OPTIONS_MAX = 32 };

struct command;

struct cli {
    const struct command *command;
    struct arena *arena; /* lives as long as the program */
    bool english;
    const char *arguments[ARGUMENTS_MAX];
    int argument_count;
    const char *values[OPTIONS_MAX]; /* in the order of the table; NULL when not given */
};

struct command {
    const char *name;
    enum status (*run)(struct cli *cli, struct error *err);
    const char *takes; /* "MODEL.json", "" */
    int argument_min, argument_max;
    const struct option *options; /* or NULL */
    const char *ko, *en;
    const char *examples; /* one a line, for the help; NULL or "" for none */
};

extern const struct command commands[]; /* ended by a NULL name */

/* The value given or the fallback; must() that the command has such an option. */
const char *option_text(const struct cli *cli, const char *name); /* NULL when neither */
int64_t option_int(const struct cli *cli, const char *name);
struct money option_money(const struct cli *cli, const char *name);
bool option_flag(const struct cli *cli, const char *name);

/* The words in the caller's language. */
const char *words(const struct cli *cli, const char *ko, const char *en);

enum status command_parse(struct arena *arena, int count, char **arguments, struct cli *ret_call,
                          struct error *err);
enum status command_find(struct arena *arena, const char *name, const struct command **ret_command,
                         struct error *err);
void command_help(const struct cli *cli, const struct command *about); /* NULL: all commands */

/* Where that file or folder of ours is: in share/dure or itself beside the program or in one of the
 * folders above it (an installed prefix, the source tree), wherever the caller stands. `relative`
 * as it is when it is nowhere: whoever opens it says so. */
const char *shipped_path(struct arena *arena, const char *relative);

/* A whole file, at most size_max bytes. */
enum status file_read(struct arena *arena, const char *path, size_t size_max,
                      const char **ret_bytes, size_t *ret_size, struct error *err);
/* What was printed may still lie in memory: a full disk shows here. A reader who has gone (`|
 * head`) is no failure. */
enum status command_finish(struct error *err);
/* To standard error: what is wrong, where, and what to do about it. */
void command_complain(const struct cli *cli, const struct error *err);
/* The place of an error seen from outside its document: "line.json, /stations/3". */
enum status in_file(struct error *err, const char *path);
/* All of it or nothing: written beside the target and renamed. "-" is standard output; what is no
 * plain file (a pipe, /dev/null) is written as it stands. */
enum status file_write(const char *path, const char *bytes, size_t size, struct error *err);

#endif
