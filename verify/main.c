/* dure-verify: command line, answer, exit code. */
#include <string.h>

#include "verify.h"

static const char usage[] =
    "usage: dure-verify ledger STORE|EXPORT\n"
    "       dure-verify log STORE|EXPORT [--checkpoint FILE]... [--key KEY]...\n"
    "       dure-verify document PROOF --key KEY... [--file FILE]\n"
    "       dure-verify evidence REPORTS --keys KEYS [--from TIME] [--to TIME]\n"
    "  KEY: of the log or a witness, each of which must have signed: name+id+base64, or a file\n"
    "  exit codes: 0 good, 1 bad (the first wrong entry is named), 2 not readable\n";

static const struct {
    const char *name;
    enum verdict (*run)(const struct question *question, char why[WHY_MAX]);
} commands[] = {{"ledger", book_verify},
                {"log", log_verify},
                {"document", document_verify},
                {"evidence", evidence_verify}};

/* Options in pairs, and one path. */
static bool question_read(char **words, struct question *question)
{
    const struct {
        const char *name, **values;
        int room;
    } options[] = {{"--file", question->file, 1},
                   {"--keys", &question->keys, 1},
                   {"--from", &question->from, 1},
                   {"--to", &question->to, 1},
                   {"--checkpoint", question->checkpoints, FILES_MAX - 1},
                   {"--key", question->signers, FILES_MAX - 1}};
    for (; *words != NULL; words++) {
        bool taken = words[0][0] != '-' && question->path == NULL;
        if (taken)
            question->path = *words;
        for (size_t i = 0; !taken && i < sizeof options / sizeof *options; i++)
            for (int k = 0; !taken && strcmp(*words, options[i].name) == 0 && k < options[i].room;
                 k++)
                if (words[1] != NULL && options[i].values[k] == NULL) {
                    options[i].values[k] = *++words;
                    taken = true;
                }
        if (!taken)
            return false;
    }
    return question->path != NULL;
}

int main(int count, char **words)
{
    char why[WHY_MAX] = "";
    struct question question = {0};
    for (size_t i = 0; count > 2 && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(words[1], commands[i].name) != 0 || !question_read(words + 2, &question))
            continue;
        question.input = fopen(question.path, "rb");
        enum verdict verdict = question.input == NULL
                                   ? say(why, UNREADABLE, "%s: it cannot be opened", question.path)
                                   : commands[i].run(&question, why);
        if (question.input != NULL)
            (void)fclose(question.input);
        if (verdict != GOOD)
            (void)printf("%s: %s\n", verdict == BAD ? "BAD" : "UNREADABLE", why);
        return (int)verdict;
    }
    (void)fputs(usage, stderr);
    return UNREADABLE;
}
