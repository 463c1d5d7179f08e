/* words.c -- names and other texts that people write, checked before they are kept. */
#include <ctype.h>
#include <string.h>

#include "kit/text.h"
#include "people/people_private.h"

enum { NAME_CHARACTERS_MAX = 80, EMAIL_MAX = 254, RESIDENT_DIGITS = 13, RESIDENT_DATE = 6 };

static bool date_in_front(const char digits[RESIDENT_DIGITS])
{
    int month = (digits[2] - '0') * 10 + digits[3] - '0',
        day = (digits[4] - '0') * 10 + digits[5] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Thirteen digits and no more from `text` on, a dash or a space allowed after the date. */
static bool resident_number_at(const char *text)
{
    char digits[RESIDENT_DIGITS];
    size_t count = 0;
    for (; count < RESIDENT_DIGITS; text++) {
        if (count == RESIDENT_DATE && (*text == '-' || *text == ' ') &&
            isdigit((unsigned char)text[1]))
            continue;
        if (!isdigit((unsigned char)*text))
            return false;
        digits[count++] = *text;
    }
    return !isdigit((unsigned char)*text) && date_in_front(digits);
}

enum status people_check_text(const char *text, const char *place, struct error *err)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool begins = i == 0 || !isdigit((unsigned char)text[i - 1]);
        if (begins && resident_number_at(text + i))
            return FAIL_AT(err, PEOPLE_RESIDENT_NUMBER, place,
                           "thirteen digits with a date in front");
    }
    return STATUS_OK;
}

enum status line_check(const char *text, const char *place, size_t characters_max,
                       struct error *err)
{
    size_t bytes = strlen(text);
    bool ok = bytes > 0 && text_utf8_ok(text, bytes) && text_utf8_count(text) <= characters_max &&
              text[0] != ' ' && text[bytes - 1] != ' ';
    for (size_t i = 0; ok && i < bytes; i++)
        ok = !iscntrl((unsigned char)text[i]);
    if (!ok)
        return FAIL_AT(err, PEOPLE_NAME, place, "1 to %zu characters in one line are wanted",
                       characters_max);
    return people_check_text(text, place, err);
}

enum status name_check(const char *name, struct error *err)
{
    return line_check(name, "name", NAME_CHARACTERS_MAX, err);
}

/* Whether the address exists only a letter to it can tell; this refuses what cannot be one. */
enum status email_check(const char *email, struct error *err)
{
    const char *at = strchr(email, '@');
    bool ok = at != NULL && at > email && strchr(at + 1, '@') == NULL && strlen(email) <= EMAIL_MAX;
    const char *dot = ok ? strchr(at + 1, '.') : NULL;
    ok = ok && dot != NULL && dot > at + 1 && dot[1] != '\0' && !text_ends(email, ".");
    for (size_t i = 0; ok && email[i] != '\0'; i++)
        ok = isgraph((unsigned char)email[i]) && strchr("<>\"(),;:\\[]", email[i]) == NULL;
    if (!ok)
        return FAIL_AT(err, PEOPLE_EMAIL, "email", "one @ and a domain are wanted");
    return STATUS_OK;
}

enum status language_check(const char *language, struct error *err)
{
    if (!text_same(language, "ko") && !text_same(language, "en"))
        return FAIL_AT(err, PEOPLE_LANGUAGE, "language", "ko and en are offered");
    return STATUS_OK;
}
