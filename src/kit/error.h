/* error.h -- how a function says what went wrong.
 *
 * A function that can fail returns an enum status and takes, as its last
 * argument, a struct error. The status is for the program (which HTTP code?
 * try again?). The reason is for the reader: one row of a reasons.def, with its
 * words in Korean and English and what to do about it. The text is for the
 * person who reads the log and says what exactly was found. The place says
 * where: a path inside a document ("/stations/3/machines"), a line of a file
 * ("line 418, column Span"), a field of a form. The caller owns the struct,
 * usually on its stack; nothing in it needs freeing.
 *
 *     struct error err;
 *     if (ledger_post(tx, &group, &err) != STATUS_OK)
 *         return reply_error(reply, &err);
 *
 * Rules
 *   - FAIL() or FAIL_AT() is called once, where the cause is known.
 *   - Callers may put their own words in front with error_while(), and pass
 *     the status on. They do not log: the one who stops passing it on logs.
 *   - On failure every ret_ parameter is left as it was.
 *   - No secrets, no SQL and no other firm's data in the text: it may be shown.
 *   - A broken promise between two parts of this program is no error but a
 *     bug, and stops the program: see must.h.
 *
 * The text is written in English where the cause is found, and said.def beside reasons.def says the
 * same in Korean. Its rows are found by the English format, so no call says anything twice:
 *     FAIL(err, LEDGER_UNBALANCED, "off by %" PRId64 " won", off)
 *     SAID("off by %" PRId64 " won", "%" PRId64 "원이 맞지 않습니다")       (in ledger/said.def)
 * Both take the same values in the same order ("%2$s" changes it in the Korean one); a value that
 * is a word comes in both languages, and "%.0s" leaves out the other one. Formats without a word
 * need no row. Where a row is missing, a Korean reader is shown English.
 *
 * A module lists its reasons in reasons.def beside its header:
 *     REASON(LEDGER_UNBALANCED, "ledger.unbalanced", INVALID,
 *            "the lines do not add up to zero", "차변과 대변이 맞지 않습니다",
 *            "check the amounts", "금액을 다시 확인하세요")
 * Its header declares them and one .c file defines them:
 *     #define REASON REASON_DECLARE    (in the header)
 *     #include "ledger/reasons.def"
 *     #undef REASON
 *     #define REASON REASON_DEFINE     (in one .c file)
 *     #define SAID SAID_DEFINE         (beside it, with said.def, where there is one)
 */
#ifndef KIT_ERROR_H
#define KIT_ERROR_H

#include <stddef.h>

#include "kit/attributes.h"

/* MUST_USE once, on the type, holds for every function that returns it. (gcc 12
 * takes the spelling in C17 too; -Wpedantic has to be told.) */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
enum MUST_USE status {
#define STATUS(name, http, meaning) STATUS_##name,
#include "kit/status.def"
#undef STATUS
};
#pragma GCC diagnostic pop

/* A reason names one cause for good: pages and tests refer to it by name. */
struct reason {
    const char *name; /* "ledger.unbalanced": lower case, never reused */
    enum status status;
    const char *en, *ko;               /* what is wrong, one line */
    const char *remedy_en, *remedy_ko; /* what the reader can do */
};

#define REASON_DECLARE(id, name, status, en, ko, remedy_en, remedy_ko)                             \
    extern const struct reason id;
#define REASON_DEFINE(id, name, status, en, ko, remedy_en, remedy_ko)                              \
    _Static_assert(STATUS_##status != STATUS_OK, "a reason is no success");                        \
    const struct reason id = {name, STATUS_##status, en, ko, remedy_en, remedy_ko};

enum { ERROR_TEXT_MAX = 240, ERROR_PLACE_MAX = 96 };

struct error {
    const struct reason *reason; /* never NULL after a failure */
    const char *file;            /* where FAIL() stands */
    int line;
    char place[ERROR_PLACE_MAX]; /* where in the input; "" if nowhere in particular */
    char text[ERROR_TEXT_MAX];   /* always terminated; cut with "..." if long */
    char ko[ERROR_TEXT_MAX];     /* the same in Korean, as far as said.def goes */
};

/* One row of a said.def. All of them stand in one section of the program, which error.c reads: kit
 * need not know who has some. */
struct said {
    const char *en, *ko;
};
#define SAID_DEFINE(en, ko)           SAID_NAMED_(en, ko, __COUNTER__)
#define SAID_NAMED_(en_, ko_, number) SAID_ROW_(en_, ko_, number)
#define SAID_ROW_(en_, ko_, number)                                                                \
    static const struct said said_##number                                                         \
        __attribute__((section("said"), used, aligned(sizeof(struct said)))) = {en_, ko_};

const struct said *said_rows(size_t *ret_count); /* all that are linked in */

/* Fill in *err and give back the reason's status:
 *     return FAIL(err, LEDGER_UNBALANCED, "off by %" PRId64, off); */
#define FAIL(err, why, ...)                                                                        \
    error_failed(error_fill((err), &(why), __FILE__, __LINE__, "", __VA_ARGS__))

/* The same, naming the place in the input. */
#define FAIL_AT(err, why, place, ...)                                                              \
    error_failed(error_fill((err), &(why), __FILE__, __LINE__, (place), __VA_ARGS__))

/* Put "posting entry 7: " in front of the text and give back the status. */
#define error_while(...) error_failed(error_prefix(__VA_ARGS__))

enum status error_fill(struct error *err, const struct reason *why, const char *file, int line,
                       const char *place, const char *format, ...) PRINTF(6, 7);

enum status error_prefix(struct error *err, const char *format, ...) PRINTF(2, 3);

/* For compilers and checkers, which see neither error_fill() nor the table of reasons: what failed
 * is never STATUS_OK, so a ret_ parameter that a failure left alone is not used afterwards. */
static inline enum status error_failed(enum status status)
{
    if (status == STATUS_OK)
        __builtin_unreachable(); /* error_fill() and REASON_DEFINE see to it */
    return status;
}

const char *status_name(enum status status);
int status_http(enum status status);

#define REASON REASON_DECLARE
#include "kit/reasons.def"
#undef REASON

#endif
