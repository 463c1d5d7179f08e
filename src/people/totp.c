#include <gnutls/crypto.h>
#include <string.h>

#include "kit/must.h"
#include "people/people_private.h"

/* RFC 6238: the default of every authenticator app. */
#define TOTP_STEP (30 * TIME_SECOND)
enum { CODE_DIGITS = 6, CODE_SIZE = CODE_DIGITS + 1, CODE_LIMIT = 1000000, DRIFT_STEPS = 1 };

static void code_at(const uint8_t *secret, size_t size, int64_t step, char ret_code[CODE_SIZE])
{
    uint8_t counter[8], digest[20];
    for (size_t i = 0; i < sizeof counter; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (8 * (7 - i)));
    must(gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, size, counter, sizeof counter, digest) == 0);
    size_t at = digest[19] & 15; /* RFC 4226 section 5.3: dynamic truncation */
    uint32_t number = (uint32_t)(digest[at] & 127) << 24 | (uint32_t)digest[at + 1] << 16 |
                      (uint32_t)digest[at + 2] << 8 | digest[at + 3];
    number %= CODE_LIMIT;
    for (size_t i = CODE_DIGITS; i-- > 0; number /= 10)
        ret_code[i] = (char)('0' + number % 10);
    ret_code[CODE_DIGITS] = '\0';
}

int64_t totp_step_of(const uint8_t secret[TOTP_SECRET_BYTES], const char *code, time_us now)
{
    if (strlen(code) != CODE_DIGITS)
        return 0;
    int64_t found = 0;
    for (int64_t step = now / TOTP_STEP - DRIFT_STEPS; step <= now / TOTP_STEP + DRIFT_STEPS;
         step++) {
        char wanted[CODE_SIZE];
        code_at(secret, TOTP_SECRET_BYTES, step, wanted);
        if (sodium_memcmp(wanted, code, CODE_DIGITS) == 0)
            found = step;
    }
    return found;
}

static const char base32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const char *base32_text(struct arena *arena, const uint8_t *bytes, size_t size)
{
    must(size % 5 == 0); /* no padding to write */
    char *text = arena_alloc(arena, size / 5 * 8 + 1);
    for (size_t bit = 0, i = 0; bit < size * 8; bit += 5, i++) {
        unsigned pair = (unsigned)bytes[bit / 8] << 8;
        if (bit / 8 + 1 < size)
            pair |= bytes[bit / 8 + 1];
        text[i] = base32_digits[pair >> (11 - bit % 8) & 31];
    }
    return text;
}

static bool base32_read(const char *text, uint8_t *bytes, size_t size)
{
    if (strlen(text) != size / 5 * 8)
        return false;
    memset(bytes, 0, size);
    for (size_t i = 0; text[i] != '\0'; i++) {
        const char *digit = strchr(base32_digits, text[i]);
        if (digit == NULL)
            return false;
        for (size_t bit = 0; bit < 5; bit++) {
            size_t at = i * 5 + bit;
            if (((digit - base32_digits) >> (4 - bit) & 1) != 0)
                bytes[at / 8] |= (uint8_t)(128 >> at % 8);
        }
    }
    return true;
}

enum status people_totp_code(const char *secret_base32, time_us now, char ret_code[7],
                             struct error *err)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    if (!base32_read(secret_base32, secret, sizeof secret))
        return FAIL_AT(err, PEOPLE_TOTP, "secret", "not a secret of %d bytes in base32",
                       (int)TOTP_SECRET_BYTES);
    code_at(secret, sizeof secret, now / TOTP_STEP, ret_code);
    return STATUS_OK;
}

/* The person's id is bound in: a sealed secret copied to another row does not open. */
void totp_seal(const struct people *people, int64_t person_id,
               const uint8_t secret[TOTP_SECRET_BYTES], uint8_t ret_sealed[TOTP_SEALED_BYTES])
{
    enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
    randombytes_buf(ret_sealed, NONCE);
    must(crypto_aead_xchacha20poly1305_ietf_encrypt(
             ret_sealed + NONCE, NULL, secret, TOTP_SECRET_BYTES, (const uint8_t *)&person_id,
             sizeof person_id, NULL, ret_sealed, people->key) == 0);
}

bool totp_open(const struct people *people, int64_t person_id, const void *sealed, size_t size,
               uint8_t ret_secret[TOTP_SECRET_BYTES])
{
    enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
    const uint8_t *bytes = sealed;
    return size == TOTP_SEALED_BYTES &&
           crypto_aead_xchacha20poly1305_ietf_decrypt(ret_secret, NULL, NULL, bytes + NONCE,
                                                      size - NONCE, (const uint8_t *)&person_id,
                                                      sizeof person_id, bytes, people->key) == 0;
}
