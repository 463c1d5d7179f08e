/* Keys and signed notes: the texts of C2SP signed-note, tlog-checkpoint and tlog-cosignature. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal_private.h"
#include "kit/must.h"
#include "kit/text.h"

enum { NOTE_MAX = 64 << 10, KEY_TEXT_MAX = 300 };

static const char dash[] = "\xe2\x80\x94 "; /* an em dash and a blank begin a signature */
static const char private_mark[] = "PRIVATE+KEY+";

const char *base64_text(struct arena *arena, const void *bytes, size_t size)
{
    size_t room = sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(arena, room);
    return sodium_bin2base64(text, room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
}

bool base64_read(const char *text, void *bytes, size_t room, size_t *ret_size)
{
    /* libsodium takes '/' and '+' with their highest bit set, too. */
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    size_t size = strlen(text);
    return strspn(text, digits) == size &&
           sodium_base642bin(bytes, room, text, size, NULL, ret_size, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0;
}

const char *line_take(struct arena *arena, const char **at)
{
    const char *end = strchr(*at, '\n');
    if (end == NULL)
        return NULL;
    const char *line = arena_text_of(arena, *at, (size_t)(end - *at));
    *at = end + 1;
    return line;
}

bool number_read(const char *text, int64_t *ret_number)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits] != '\0' || (text[0] == '0' && digits > 1))
        return false;
    *ret_number = strtoll(text, NULL, 10);
    return true;
}

/* ---- keys ---- */

static bool name_ok(const char *name)
{
    size_t size = strlen(name);
    return size > 0 && size <= JOURNAL_NAME_MAX && text_utf8_ok(name, size) &&
           strpbrk(name, " +\t\r\n\v\f") == NULL;
}

/* The first four bytes of SHA-256(name, line end, role, public key). */
static void key_set_id(struct journal_key *key)
{
    uint8_t bytes[JOURNAL_NAME_MAX + 2 + 32];
    size_t size = strlen(key->name);
    memcpy(bytes, key->name, size);
    bytes[size++] = '\n';
    bytes[size++] = (uint8_t)key->role;
    memcpy(bytes + size, key->public_key, 32);
    struct hash256 hash = hash_of_bytes(bytes, size + 32);
    memcpy(key->id, hash.bytes, sizeof key->id);
}

enum status journal_signer_new(const char *name, enum journal_role role,
                               struct journal_signer *ret_signer, struct error *err)
{
    if (!name_ok(name))
        return FAIL(err, JOURNAL_NAME, "\"%.80s\"", name);
    struct journal_signer signer = {.key = {.role = role}};
    bytes_start();
    memcpy(signer.key.name, name, strlen(name));
    (void)crypto_sign_keypair(signer.key.public_key, signer.secret_key);
    key_set_id(&signer.key);
    *ret_signer = signer;
    return STATUS_OK;
}

static const char *key_line(struct arena *arena, const char *mark, const struct journal_key *key,
                            const uint8_t bytes[32])
{
    uint8_t payload[33] = {(uint8_t)key->role};
    memcpy(payload + 1, bytes, 32);
    return arena_format(arena, "%s%s+%s+%s", mark, key->name,
                        hex_text(arena, key->id, sizeof key->id),
                        base64_text(arena, payload, sizeof payload));
}

const char *journal_signer_text(struct arena *arena, const struct journal_signer *signer)
{
    return key_line(arena, private_mark, &signer->key, signer->secret_key); /* the seed is first */
}

const char *journal_key_text(struct arena *arena, const struct journal_key *key)
{
    return key_line(arena, "", key, key->public_key);
}

/* name+id+base64(role, 32 bytes); a line end behind it is taken. The text itself is not told: it
 * may be a secret. */
static enum status key_line_read(const char *text, struct journal_key *ret_key,
                                 uint8_t ret_bytes[32], struct error *err)
{
    char copy[KEY_TEXT_MAX] = "";
    uint8_t payload[33], id[4];
    size_t size = strcspn(text, "\r\n"), got = 0;
    if (size >= sizeof copy || text[size + strspn(text + size, "\r\n")] != '\0')
        return FAIL(err, JOURNAL_KEY, "one line is wanted");
    memcpy(copy, text, size);
    char *first = strchr(copy, '+'), *second = first == NULL ? NULL : strchr(first + 1, '+');
    if (second == NULL)
        return FAIL(err, JOURNAL_KEY, "its three parts are not there");
    *first = *second = '\0';
    if (!name_ok(copy) || strspn(first + 1, "0123456789abcdef") != 2 * sizeof id ||
        !hex_read(first + 1, id, sizeof id) ||
        !base64_read(second + 1, payload, sizeof payload, &got) || got != sizeof payload ||
        (payload[0] != JOURNAL_LOG && payload[0] != JOURNAL_WITNESS))
        return FAIL(err, JOURNAL_KEY, "a part of it is damaged");
    struct journal_key key = {.role = payload[0]};
    memcpy(key.name, copy, strlen(copy));
    memcpy(key.id, id, sizeof id);
    memcpy(ret_bytes, payload + 1, 32);
    sodium_memzero(payload, sizeof payload);
    sodium_memzero(copy, sizeof copy);
    *ret_key = key;
    return STATUS_OK;
}

/* The id belongs to name, role and key: a slip of the pen shows. */
static enum status key_check_id(struct journal_key *key, struct error *err)
{
    uint8_t written[4];
    memcpy(written, key->id, sizeof written);
    key_set_id(key);
    if (memcmp(written, key->id, sizeof written) != 0)
        return FAIL(err, JOURNAL_KEY, "its parts do not belong together");
    return STATUS_OK;
}

enum status journal_signer_read(const char *text, struct journal_signer *ret_signer,
                                struct error *err)
{
    struct journal_signer signer;
    uint8_t seed[32];
    if (!text_starts(text, private_mark))
        return FAIL(err, JOURNAL_KEY, "this is no private key");
    enum status st = key_line_read(text + strlen(private_mark), &signer.key, seed, err);
    if (st != STATUS_OK)
        return st;
    bytes_start();
    (void)crypto_sign_seed_keypair(signer.key.public_key, signer.secret_key, seed);
    sodium_memzero(seed, sizeof seed);
    if ((st = key_check_id(&signer.key, err)) == STATUS_OK)
        *ret_signer = signer;
    return st;
}

enum status journal_key_read(const char *text, struct journal_key *ret_key, struct error *err)
{
    struct journal_key key;
    uint8_t bytes[32];
    if (text_starts(text, private_mark))
        return FAIL(err, JOURNAL_KEY, "this is a private key: do not hand it out");
    enum status st = key_line_read(text, &key, bytes, err);
    if (st != STATUS_OK)
        return st;
    memcpy(key.public_key, bytes, sizeof bytes);
    if ((st = key_check_id(&key, err)) == STATUS_OK)
        *ret_key = key;
    return st;
}

/* ---- notes ---- */

const char *journal_note_body(struct arena *arena, const char *origin,
                              const struct journal_head *head)
{
    return arena_format(arena, "%s\n%" PRId64 "\n%s\n", origin, head->size,
                        base64_text(arena, head->root.bytes, 32));
}

/* What is signed: a log signs the body, a witness says when it saw it. */
static const char *signed_text(struct arena *arena, enum journal_role role, const char *body,
                               time_us at)
{
    return role == JOURNAL_LOG ? body
                               : arena_format(arena, "cosignature/v1\ntime %" PRId64 "\n%s",
                                              at / TIME_SECOND, body);
}

/* A note already has signatures; a body gets the blank line in front of the first. */
static bool is_note(const char *text)
{
    return strstr(text, "\n\n") != NULL;
}

static const char *body_of(struct arena *arena, const char *note)
{
    const char *end = strstr(note, "\n\n");
    return end == NULL ? note : arena_text_of(arena, note, (size_t)(end + 1 - note));
}

const char *journal_note_sign(struct arena *arena, const char *note,
                              const struct journal_signer *signer, time_us now)
{
    uint8_t payload[4 + 8 + 64];
    const char *text = signed_text(arena, signer->key.role, body_of(arena, note), now);
    size_t size = sizeof signer->key.id;
    memcpy(payload, signer->key.id, size);
    uint64_t seconds = (uint64_t)(now / TIME_SECOND);
    for (int i = 56; i >= 0 && signer->key.role == JOURNAL_WITNESS; i -= 8)
        payload[size++] = (uint8_t)(seconds >> i);
    (void)crypto_sign_detached(payload + size, NULL, (const uint8_t *)text, strlen(text),
                               signer->secret_key);
    return arena_format(arena, "%s%s%s%s %s\n", note, is_note(note) ? "" : "\n", dash,
                        signer->key.name, base64_text(arena, payload, size + 64));
}

static enum status signature_read(struct arena *arena, const char *line,
                                  struct journal_signature *ret_signature, struct error *err)
{
    struct journal_signature signature = {0};
    uint8_t payload[4 + 72];
    size_t size = 0;
    const char *blank = strrchr(line, ' ');
    if (!text_starts(line, dash) || blank < line + strlen(dash))
        return FAIL(err, JOURNAL_NOTE, "a signature line is damaged");
    signature.name =
        arena_text_of(arena, line + strlen(dash), (size_t)(blank - line) - strlen(dash));
    if (!name_ok(signature.name) || !base64_read(blank + 1, payload, sizeof payload, &size) ||
        size <= sizeof signature.id)
        return FAIL(err, JOURNAL_NOTE, "a signature line is damaged");
    memcpy(signature.id, payload, sizeof signature.id);
    signature.size = size - sizeof signature.id;
    memcpy(signature.bytes, payload + sizeof signature.id, signature.size);
    uint64_t seconds = 0;
    for (size_t i = 0; i < 8 && signature.size == 72; i++)
        seconds = seconds << 8 | signature.bytes[i];
    if (seconds > INT64_MAX / TIME_SECOND)
        return FAIL(err, JOURNAL_NOTE, "a signature of no possible time");
    signature.at = (time_us)seconds * TIME_SECOND;
    *ret_signature = signature;
    return STATUS_OK;
}

static enum status head_read(struct arena *arena, const char *body, struct journal_note *note,
                             struct error *err)
{
    const char *at = body, *origin = line_take(arena, &at), *number = line_take(arena, &at),
               *root = line_take(arena, &at);
    size_t size = 0;
    if (origin == NULL || number == NULL || root == NULL || origin[0] == '\0' ||
        !number_read(number, &note->head.size) ||
        !base64_read(root, note->head.root.bytes, 32, &size) || size != 32)
        return FAIL(err, JOURNAL_NOTE, "origin, size and root are not there");
    note->origin = origin;
    return STATUS_OK;
}

enum status journal_note_read(struct arena *arena, const char *text, struct journal_note *ret_note,
                              struct error *err)
{
    struct journal_note note = {0};
    const char *line = NULL;
    if (strlen(text) > NOTE_MAX || !text_utf8_ok(text, strlen(text)) || !is_note(text))
        return FAIL(err, JOURNAL_NOTE, "no text with a blank line before its signatures");
    note.body = body_of(arena, text);
    enum status st = head_read(arena, note.body, &note, err);
    const char *at = text + strlen(note.body) + 1;
    while (st == STATUS_OK && (line = line_take(arena, &at)) != NULL)
        st = note.signature_count == JOURNAL_SIGNATURES_MAX
                 ? FAIL(err, JOURNAL_NOTE, "more than %d signatures", JOURNAL_SIGNATURES_MAX)
                 : signature_read(arena, line, &note.signatures[note.signature_count++], err);
    if (st == STATUS_OK && *at != '\0')
        return FAIL(err, JOURNAL_NOTE, "the last line has no end");
    if (st == STATUS_OK)
        *ret_note = note;
    return st;
}

enum status journal_note_check(const struct journal_note *note, const struct journal_key *key,
                               struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("note", 1 << 20);
    size_t stamp = key->role == JOURNAL_WITNESS ? 8 : 0;
    for (size_t i = 0; i < note->signature_count; i++) {
        const struct journal_signature *signature = &note->signatures[i];
        if (!text_same(signature->name, key->name) || memcmp(signature->id, key->id, 4) != 0)
            continue;
        const char *text = signed_text(arena, key->role, note->body, signature->at);
        if (signature->size != stamp + 64 ||
            crypto_sign_verify_detached(signature->bytes + stamp, (const uint8_t *)text,
                                        strlen(text), key->public_key) != 0)
            return FAIL(err, JOURNAL_FORGED, "that of %.80s", key->name);
        return STATUS_OK;
    }
    return FAIL(err, JOURNAL_UNSIGNED, "that of %.80s", key->name);
}
