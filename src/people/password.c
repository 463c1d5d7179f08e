#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"

enum {
    COST_OPERATIONS = 3,
    COST_BYTES = 64 << 20,
    COMMON_WORDS_MAX = 2, /* a third word makes it a sentence */
    DIGITS_MAX = 8,       /* a date or half a telephone number; longer runs may be chance */
    BYTES_MAX = PASSWORD_CHARACTERS_MAX * 4
};

static const char *const common_words[] = {
#define COMMON(word) word,
#include "people/common_words.def"
#undef COMMON
};

/* Length of a run such as 1111, 1234, dcba from `text` on; 1 when there is none of three. */
static size_t run_length(const char *text, size_t size)
{
    size_t longest = 1;
    for (int step = -1; step <= 1; step++) {
        size_t length = 1;
        while (length < size && text[length] - text[length - 1] == step)
            length++;
        if (length >= 3 && length > longest)
            longest = length;
    }
    return longest;
}

static void reach(unsigned char *fewest, size_t at, unsigned words)
{
    if (words < fewest[at])
        fewest[at] = (unsigned char)words;
}

/* From position `at`, reached with `words` words, how far do guessable pieces carry? */
static void extend(const char *text, size_t size, size_t at, unsigned words,
                   const char *const own[2], unsigned char *fewest)
{
    for (size_t i = 0; i < sizeof common_words / sizeof *common_words; i++) {
        size_t length = strlen(common_words[i]);
        if (length <= size - at && memcmp(text + at, common_words[i], length) == 0)
            reach(fewest, at + length, words + 1);
    }
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(own[i]);
        if (length >= 3 && length <= size - at && memcmp(text + at, own[i], length) == 0)
            reach(fewest, at + length, words + 1);
    }
    for (size_t i = at, end = size < at + DIGITS_MAX ? size : at + DIGITS_MAX;
         i < end && isdigit((unsigned char)text[i]); i++)
        reach(fewest, i + 1, words);
    if (ispunct((unsigned char)text[at]) || text[at] == ' ')
        reach(fewest, at + 1, words);
    size_t run = run_length(text + at, size - at);
    if (run > 1)
        reach(fewest, at + run, words);
}

/* Is the whole of it made of pieces that are guessed first? Each position keeps the fewest words
 * that lead there. Digit runs do not chain: two eights are a number of sixteen, not a date. */
static bool is_common(struct arena *arena, const char *password, const char *login,
                      const char *name)
{
    const char *text = text_lower(arena, password);
    const char *const own[2] = {text_lower(arena, login), text_lower(arena, name)};
    size_t size = strlen(text);
    unsigned char *fewest = arena_alloc(arena, size + 1);
    memset(fewest, UINT8_MAX, size + 1);
    fewest[0] = 0;
    for (size_t at = 0; at < size; at++) {
        bool inside_digits =
            at > 0 && isdigit((unsigned char)text[at - 1]) && isdigit((unsigned char)text[at]);
        if (fewest[at] > COMMON_WORDS_MAX)
            continue;
        if (inside_digits && run_length(text + at, size - at) == 1)
            continue;
        extend(text, size, at, fewest[at], own, fewest);
    }
    return fewest[size] <= COMMON_WORDS_MAX;
}

/* aaaaaaaaaaaaaaa, abababababab: a piece of up to four characters over and over. */
static bool repeats(const char *password)
{
    size_t size = strlen(password);
    for (size_t period = 1; period <= 4 && period * 2 <= size; period++) {
        size_t at = period;
        while (at < size && password[at] == password[at - period])
            at++;
        if (at == size)
            return true;
    }
    return false;
}

enum status password_check_rules(const char *password, bool beside_second_factor, const char *login,
                                 const char *name, struct error *err)
{
    size_t least = beside_second_factor ? PASSWORD_BESIDE_MIN : PASSWORD_ALONE_MIN;
    size_t bytes = strlen(password);
    if (bytes > BYTES_MAX || text_utf8_count(password) > PASSWORD_CHARACTERS_MAX)
        return FAIL_AT(err, PEOPLE_PASSWORD_LONG, "password", "more than %d characters",
                       (int)PASSWORD_CHARACTERS_MAX);
    if (!text_utf8_ok(password, bytes))
        return FAIL_AT(err, KIT_ENCODING, "password", "the password is not UTF-8");
    if (text_utf8_count(password) < least)
        return FAIL_AT(err, PEOPLE_PASSWORD_SHORT, "password", "this post needs %zu characters",
                       least);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("password rules", 1 << 16);
    if (repeats(password) || is_common(arena, password, login, name))
        return FAIL_AT(err, PEOPLE_PASSWORD_COMMON, "password",
                       "it is made of what is guessed first");
    return STATUS_OK;
}

/* ---- the gate: two at once, fifty waiting ---- */

static enum status gate_enter(struct people_gate *gate, struct error *err)
{
    must(pthread_mutex_lock(&gate->lock) == 0);
    bool full = gate->waiting >= PASSWORD_QUEUE_ROOM;
    if (!full) {
        gate->waiting++;
        while (gate->inside >= PASSWORD_HASHES_ROOM)
            must(pthread_cond_wait(&gate->changed, &gate->lock) == 0);
        gate->waiting--;
        gate->inside++;
    }
    must(pthread_mutex_unlock(&gate->lock) == 0);
    if (full)
        return FAIL(err, PEOPLE_BUSY, "%d sign-ins are waiting", (int)PASSWORD_QUEUE_ROOM);
    return STATUS_OK;
}

static void gate_leave(struct people_gate *gate)
{
    must(pthread_mutex_lock(&gate->lock) == 0);
    gate->inside--;
    must(pthread_cond_signal(&gate->changed) == 0);
    must(pthread_mutex_unlock(&gate->lock) == 0);
}

enum status password_hash(struct people *people, const char *password,
                          char ret_hash[crypto_pwhash_STRBYTES], struct error *err)
{
    enum status st = gate_enter(&people->gate, err);
    if (st != STATUS_OK)
        return st;
    int failed = crypto_pwhash_str(ret_hash, password, strlen(password), people->hash_operations,
                                   people->hash_bytes);
    gate_leave(&people->gate);
    if (failed != 0)
        return FAIL(err, PEOPLE_BUSY, "no memory to hash a password");
    return STATUS_OK;
}

enum status password_fits(struct people *people, const char *password, const char *hash,
                          bool *ret_fits, struct error *err)
{
    enum status st = gate_enter(&people->gate, err);
    if (st != STATUS_OK)
        return st;
    *ret_fits = crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    gate_leave(&people->gate);
    return STATUS_OK;
}

bool password_is_old(const struct people *people, const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, people->hash_operations, people->hash_bytes) != 0;
}

/* ---- the room itself ---- */

enum status people_new(const struct people_options *options, struct people **ret_people,
                       struct error *err)
{
    must(options->store != NULL && options->key != NULL);
    must(sodium_init() >= 0);
    struct people *people = calloc(1, sizeof *people);
    must(people != NULL);
    people->store = options->store;
    memcpy(people->key, options->key, sizeof people->key);
    people->hash_operations =
        options->cheap_passwords ? crypto_pwhash_OPSLIMIT_MIN : COST_OPERATIONS;
    people->hash_bytes = options->cheap_passwords ? crypto_pwhash_MEMLIMIT_MIN : COST_BYTES;
    must(pthread_mutex_init(&people->gate.lock, NULL) == 0);
    must(pthread_cond_init(&people->gate.changed, NULL) == 0);

    /* Nobody knows this password: an unknown login's is held against it, for the same time. */
    char nobody[2 * TOKEN_BYTES + 1];
    uint8_t bytes[TOKEN_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(nobody, sizeof nobody, bytes, sizeof bytes);
    enum status st = password_hash(people, nobody, people->nobody, err);
    if (st != STATUS_OK) {
        people_free(people);
        return st;
    }
    *ret_people = people;
    return STATUS_OK;
}

void people_free(struct people *people)
{
    if (people == NULL)
        return;
    pthread_cond_destroy(&people->gate.changed);
    pthread_mutex_destroy(&people->gate.lock);
    sodium_memzero(people, sizeof *people);
    free(people);
}
