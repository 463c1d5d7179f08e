/* Any text, as a password, a token, a code, a business number, a name: an answer or an error, and
 * what is accepted has the shape it was promised to have. */
#include <stdint.h>
#include <string.h>

#include "kit/arena.h"
#include "kit/must.h"
#include "people/people_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > 4096)
        return 0;
    struct arena *arena = arena_new("fuzz", 1 << 20);
    const char *text = arena_text_of(arena, (const char *)bytes, size);
    struct error err;
    char digits[PEOPLE_BUSINESS_NUMBER_SIZE], code[7];
    uint8_t hash[32];
    if (people_business_number(text, digits, &err) == STATUS_OK)
        must(strlen(digits) == 10 && strspn(digits, "0123456789") == 10);
    if (password_check_rules(text, true, "kim", "김두레", &err) == STATUS_OK)
        must(strlen(text) >= PASSWORD_BESIDE_MIN && strlen(text) <= 4 * PASSWORD_CHARACTERS_MAX);
    if (token_hash(text, hash))
        must(strlen(text) == 43);
    if (people_totp_code(text, 0, code, &err) == STATUS_OK)
        must(strlen(text) == 32 && strspn(code, "0123456789") == 6);
    if (email_check(text, &err) == STATUS_OK)
        must(strchr(text, '@') != NULL && strpbrk(text, " \r\n\"<>") == NULL);
    if (name_check(text, &err) == STATUS_OK)
        must(people_check_text(text, "name", &err) == STATUS_OK);
    const uint8_t secret[TOTP_SECRET_BYTES] = {0};
    (void)totp_step_of(secret, text, 59 * TIME_SECOND);
    arena_free(arena);
    return 0;
}
