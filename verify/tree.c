/* RFC 6962 trees; signed notes and keys of C2SP (tlog-checkpoint, tlog-cosignature). */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

enum { FILE_BYTES = 64 << 20, LOG_KEY = 1, WITNESS_KEY = 4 };

static struct hash node(struct hash left, struct hash right)
{
    struct hash hash;
    uint8_t bytes[65] = {1};
    memcpy(bytes + 1, left.bytes, 32);
    memcpy(bytes + 33, right.bytes, 32);
    (void)crypto_hash_sha256(hash.bytes, bytes, sizeof bytes);
    return hash;
}

struct hash tree_leaf(const void *bytes, size_t size)
{
    struct hash hash;
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, (const uint8_t *)"", 1);
    (void)crypto_hash_sha256_update(&state, bytes, size);
    (void)crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

bool tree_root(sqlite3 *db, const char *sql, int64_t size, struct hash *ret_root)
{
    struct hash stack[64];
    int64_t count = 0;
    size_t top = 0;
    sqlite3_stmt *rows = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
        return false;
    for (; count < size && sqlite3_step(rows) == SQLITE_ROW; count++) {
        memcpy(stack[top++].bytes, sqlite3_column_blob(rows, 0), 32);
        for (int64_t rest = count; (rest & 1) != 0; rest >>= 1, top--)
            stack[top - 2] = node(stack[top - 2], stack[top - 1]);
    }
    (void)sqlite3_finalize(rows);
    for (; top > 1; top--)
        stack[top - 2] = node(stack[top - 2], stack[top - 1]);
    if (top == 0)
        (void)crypto_hash_sha256(stack[0].bytes, NULL, 0);
    *ret_root = stack[0];
    return count == size;
}

/* Up to where the way to this leaf and that to the last part, siblings stand on either side; above,
 * only on the left. */
bool tree_included(struct hash leaf, int64_t index, int64_t size, const struct hash *path,
                   size_t count, const struct hash *root)
{
    if (index < 0 || index >= size)
        return false;
    uint64_t apart = (uint64_t)(index ^ (size - 1));
    size_t inner = apart == 0 ? 0 : 64 - (size_t)__builtin_clzll(apart);
    if (count != inner + (size_t)__builtin_popcountll((uint64_t)index >> inner))
        return false;
    for (size_t i = 0; i < count; i++)
        leaf = i < inner && (index >> i & 1) == 0 ? node(leaf, path[i]) : node(path[i], leaf);
    return memcmp(leaf.bytes, root->bytes, sizeof leaf.bytes) == 0;
}

char *file_read(const char *path, size_t *ret_size, char why[WHY_MAX])
{
    FILE *file = fopen(path, "rb");
    char *bytes = file == NULL ? NULL : calloc(1, FILE_BYTES + 1);
    *ret_size = bytes == NULL ? 0 : fread(bytes, 1, FILE_BYTES + 1, file);
    if (file != NULL)
        (void)fclose(file);
    if (bytes == NULL || *ret_size > FILE_BYTES) {
        (void)say(why, UNREADABLE, "%s: it cannot be read", path);
        free(bytes);
        return NULL;
    }
    return bytes;
}

bool base64(const char *text, void *bytes, size_t size)
{
    size_t got = 0;
    const char *end = NULL;
    return sodium_base642bin(bytes, size, text, strcspn(text, "\n"), NULL, &got, &end,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           got == size && (*end == '\n' || *end == '\0');
}

enum verdict note_read(const char *text, struct note *ret_note, char why[WHY_MAX])
{
    const char *end = strstr(text, "\n\n"), *number = strchr(text, '\n');
    const char *root = number == NULL ? NULL : strchr(number + 1, '\n');
    char *after = NULL;
    if (end == NULL || number == text || root == NULL || root >= end || number[1] < '0' ||
        number[1] > '9' || (number[1] == '0' && number[2] != '\n') || root - number > 19)
        return say(why, BAD, "this is no checkpoint");
    struct note note = {text, end + 2, (size_t)(end + 1 - text), 0, {{0}}};
    note.size = strtoll(number + 1, &after, 10);
    if (after != root || !base64(root + 1, note.root.bytes, 32))
        return say(why, BAD, "this is no checkpoint");
    *ret_note = note;
    return GOOD;
}

/* "name+id+base64(role, key)"; the id is SHA-256(name, line end, role, key), four bytes of it. */
static bool key_read(const char *text, char name[100], uint8_t key[33])
{
    uint8_t said[140], hash[32], written[4];
    const char *plus = strchr(text, '+');
    size_t size = plus == NULL ? 0 : (size_t)(plus - text);
    if (size == 0 || size > 80 || strlen(plus) < 10 || plus[9] != '+' ||
        sodium_hex2bin(written, 4, plus + 1, 8, NULL, NULL, NULL) != 0 ||
        !base64(plus + 10, key, 33))
        return false;
    memcpy(said, text, size);
    said[size] = '\n';
    memcpy(said + size + 1, key, 33);
    (void)crypto_hash_sha256(hash, said, size + 34);
    (void)snprintf(name, 100, "%.*s ", (int)size, text);
    return memcmp(hash, written, 4) == 0;
}

static bool signature_fits(const struct note *note, const uint8_t key[33], const char *base)
{
    uint8_t payload[76];
    size_t stamp = key[0] == WITNESS_KEY ? 8 : 0; /* a witness says when, and signs that too */
    int64_t time = 0;
    if ((key[0] != LOG_KEY && key[0] != WITNESS_KEY) || !base64(base, payload, 68 + stamp))
        return false;
    for (size_t i = 0; i < stamp; i++)
        time = (int64_t)((uint64_t)time << 8 | payload[4 + i]);
    char *said = stamp == 0 ? sqlite3_mprintf("%.*s", (int)note->body_size, note->text)
                            : sqlite3_mprintf("cosignature/v1\ntime %lld\n%.*s", (long long)time,
                                              (int)note->body_size, note->text);
    bool fits =
        said != NULL && crypto_sign_verify_detached(payload + 4 + stamp, (const uint8_t *)said,
                                                    strlen(said), key + 1) == 0;
    sqlite3_free(said);
    return fits;
}

/* Has this key signed it? */
static enum verdict check_one(const struct note *note, const char *key_text, char why[WHY_MAX])
{
    static const char dash[] = "\xe2\x80\x94 "; /* an em dash and a blank begin a signature */
    char name[100];
    uint8_t key[33];
    size_t size = 0;
    char *file = strchr(key_text, '+') != NULL ? NULL : file_read(key_text, &size, why);
    if (file == NULL && strchr(key_text, '+') == NULL)
        return UNREADABLE;
    bool good = key_read(file == NULL ? key_text : file, name, key), named = false, fits = false;
    free(file);
    if (!good)
        return say(why, UNREADABLE, "\"%.60s\" is no key of a log or a witness", key_text);
    size = strlen(name); /* with the blank behind it */
    if (key[0] == LOG_KEY &&
        (strncmp(note->text, name, size - 1) != 0 || note->text[size - 1] != '\n'))
        return say(why, BAD, "the checkpoint is not one of %s", name);
    for (const char *line = note->signatures; line != NULL && strncmp(line, dash, 4) == 0;) {
        if (strncmp(line + 4, name, size) == 0) {
            named = true;
            fits = fits || signature_fits(note, key, line + 4 + size);
        }
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    if (fits)
        return GOOD;
    return named ? say(why, BAD, "the signature of %sdoes not fit", name)
                 : say(why, BAD, "%shas not signed the checkpoint", name);
}

enum verdict note_check(const struct note *note, const char *const *keys, char why[WHY_MAX])
{
    enum verdict verdict = GOOD;
    for (; verdict == GOOD && *keys != NULL; keys++)
        verdict = check_one(note, *keys, why);
    return verdict;
}
