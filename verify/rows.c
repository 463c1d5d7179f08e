/* Rows of a store or an export in temporary tables, and rules asked of them. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

enum { FILE_BYTES = 64 << 20 };

static void give_up(const char *what)
{
    (void)fprintf(stderr, "dure-verify: %s\n", what);
    _Exit(UNREADABLE);
}

static sqlite3_stmt *rows_prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(db));
    return statement;
}

/* bytes(...): numbers as 8 bytes, the highest first; blobs and texts as they are. */
static void sql_bytes(sqlite3_context *context, int count, sqlite3_value **values)
{
    uint8_t number[8];
    sqlite3_str *all = sqlite3_str_new(NULL);
    for (int i = 0; i < count; i++) {
        bool integer = sqlite3_value_type(values[i]) == SQLITE_INTEGER;
        for (int k = 0; k < 8; k++)
            number[k] = (uint8_t)((uint64_t)sqlite3_value_int64(values[i]) >> (56 - 8 * k));
        sqlite3_str_append(all, integer ? (char *)number : sqlite3_value_blob(values[i]),
                           integer ? 8 : sqlite3_value_bytes(values[i]));
    }
    int size = sqlite3_str_length(all);
    char *bytes = sqlite3_str_finish(all);
    sqlite3_result_blob(context, bytes == NULL ? "" : bytes, size, SQLITE_TRANSIENT);
    sqlite3_free(bytes);
}

static void sql_sha256(sqlite3_context *context, int count, sqlite3_value **values)
{
    uint8_t hash[32];
    (void)count;
    const void *bytes = sqlite3_value_blob(values[0]);
    (void)crypto_hash_sha256(hash, bytes, (unsigned)sqlite3_value_bytes(values[0]));
    sqlite3_result_blob(context, hash, sizeof hash, SQLITE_TRANSIENT);
}

/* kinds(...): a letter for each: i integer, t text, g 16 bytes, h 32 bytes, - anything else. */
static void sql_kinds(sqlite3_context *context, int count, sqlite3_value **values)
{
    char kinds[32] = "";
    for (int i = 0; i < count && i < 31; i++) {
        int type = sqlite3_value_type(values[i]), size = sqlite3_value_bytes(values[i]);
        char blob = size == 16 ? 'g' : size == 32 ? 'h' : '-';
        kinds[i] = type == SQLITE_BLOB ? blob : "-i-t--"[type]; /* by SQLite's numbers of types */
    }
    sqlite3_result_text(context, kinds, -1, SQLITE_TRANSIENT);
}

/* unhex(text): 0 for what is not lower-case hexadecimal; NULL for NULL. */
static void sql_unhex(sqlite3_context *context, int count, sqlite3_value **values)
{
    uint8_t bytes[64];
    size_t size = 0, digits = (size_t)sqlite3_value_bytes(values[0]);
    const char *text = (const char *)sqlite3_value_text(values[0]);
    (void)count;
    if (text != NULL && strspn(text, "0123456789abcdef") == digits &&
        sodium_hex2bin(bytes, sizeof bytes, text, digits, NULL, &size, NULL) == 0)
        sqlite3_result_blob(context, bytes, (int)size, SQLITE_TRANSIENT);
    else if (text != NULL)
        sqlite3_result_int(context, 0);
}

/* libsodium takes '/' and '+' with their highest bit set, too. */
static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

static void sql_unbase64(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *text = (const char *)sqlite3_value_text(values[0]);
    size_t size = 0, room = (size_t)sqlite3_value_bytes(values[0]);
    uint8_t *bytes = sqlite3_malloc64(room + 1);
    (void)count;
    if (bytes != NULL && text != NULL && strspn(text, base64_digits) == room &&
        sodium_base642bin(bytes, room, text, room, NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL) == 0)
        sqlite3_result_blob64(context, bytes, size, SQLITE_TRANSIENT);
    sqlite3_free(bytes);
}

/* number(blob): the highest byte first. */
static void sql_number(sqlite3_context *context, int count, sqlite3_value **values)
{
    uint64_t number = 0;
    const uint8_t *bytes = sqlite3_value_blob(values[0]);
    for (count = 0; count < sqlite3_value_bytes(values[0]); count++)
        number = number << 8 | bytes[count];
    sqlite3_result_int64(context, (int64_t)number);
}

/* tree_root(table, size): RFC 6962, over the column `leaf` of its first rows; NULL if there are not
 * that many. */
static void sql_tree_root(sqlite3_context *context, int argument_count, sqlite3_value **values)
{
    uint8_t stack[65][32], bytes[65] = {1};
    int64_t count = 0, size = sqlite3_value_int64(values[1]), top = 0;
    char *sql =
        sqlite3_mprintf("SELECT leaf FROM %s ORDER BY rowid", sqlite3_value_text(values[0]));
    sqlite3_stmt *rows = rows_prepare(sqlite3_context_db_handle(context), sql);
    (void)argument_count;
    (void)crypto_hash_sha256(stack[0], NULL, 0);
    for (bool more = true; more || top > 1;) {
        more = count < size && sqlite3_step(rows) == SQLITE_ROW;
        if (more)
            memcpy(stack[top++], sqlite3_column_blob(rows, 0), 32);
        /* As many subtrees end here as there are ones at the end of the count; at last, all. */
        for (int64_t rest = more ? count++ : -1; (rest & 1) != 0 && top > 1; rest >>= 1, top--) {
            memcpy(bytes + 1, stack[top - 2], 64);
            (void)crypto_hash_sha256(stack[top - 2], bytes, sizeof bytes);
        }
    }
    if (count == size)
        sqlite3_result_blob(context, stack[0], 32, SQLITE_TRANSIENT);
    (void)sqlite3_finalize(rows);
    sqlite3_free(sql);
}

/* is_signed(public key, signature, text): Ed25519. */
static void sql_is_signed(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const uint8_t *key = sqlite3_value_blob(values[0]), *signature = sqlite3_value_blob(values[1]),
                  *text = sqlite3_value_text(values[2]);
    unsigned size = (unsigned)sqlite3_value_bytes(values[2]);
    bool sizes = sqlite3_value_bytes(values[0]) == 32 && sqlite3_value_bytes(values[1]) == 64;
    bool fits = sizes && crypto_sign_verify_detached(signature, text, size, key) == 0;
    sqlite3_result_int(context, fits);
}

sqlite3 *rows_open(const char *store)
{
    static const struct {
        const char *name;
        int arguments;
        void (*work)(sqlite3_context *context, int count, sqlite3_value **values);
    } functions[] = {{"bytes", -1, sql_bytes},        {"sha256", 1, sql_sha256},
                     {"kinds", -1, sql_kinds},        {"unhex", 1, sql_unhex},
                     {"unbase64", 1, sql_unbase64},   {"number", 1, sql_number},
                     {"tree_root", 2, sql_tree_root}, {"is_signed", 3, sql_is_signed}};
    sqlite3 *db = NULL;
    int how = store == NULL ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    bool good = sodium_init() >= 0 &&
                sqlite3_open_v2(store == NULL ? "" : store, &db, how, NULL) == SQLITE_OK &&
                sqlite3_exec(db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; BEGIN",
                             NULL, NULL, NULL) == SQLITE_OK;
    for (size_t i = 0; good && i < sizeof functions / sizeof *functions; i++)
        good = sqlite3_create_function(db, functions[i].name, functions[i].arguments, SQLITE_UTF8,
                                       NULL, functions[i].work, NULL, NULL) == SQLITE_OK;
    if (!good)
        give_up(db == NULL ? "out of memory" : sqlite3_errmsg(db));
    return db;
}

void rows_print(sqlite3 *db, const char *sql, const struct question *question)
{
    sqlite3_stmt *rows = rows_prepare(db, sql);
    (void)sqlite3_bind_text(rows, 1, question->from, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(rows, 2, question->to, -1, SQLITE_STATIC);
    while (sqlite3_step(rows) == SQLITE_ROW)
        (void)puts((const char *)sqlite3_column_text(rows, 0));
    (void)sqlite3_finalize(rows);
}

enum verdict rows_files(sqlite3 *db, const char *sql, const char *const *paths, char why[WHY_MAX])
{
    static char bytes[FILE_BYTES];
    sqlite3_stmt *row = rows_prepare(db, sql);
    enum verdict verdict = GOOD;
    for (; verdict == GOOD && *paths != NULL; paths++) {
        FILE *file = fopen(*paths, "rb");
        size_t size = file == NULL ? strlen(*paths) : fread(bytes, 1, sizeof bytes, file);
        const char *content = file == NULL ? *paths : bytes;
        if ((file == NULL && strchr(*paths, '+') == NULL) || size == sizeof bytes)
            verdict = say(why, UNREADABLE, "%s: it cannot be read", *paths);
        else if (sqlite3_bind_text(row, 1, *paths, -1, SQLITE_STATIC) != SQLITE_OK ||
                 sqlite3_bind_text(row, 2, content, (int)size, SQLITE_TRANSIENT) != SQLITE_OK ||
                 sqlite3_step(row) != SQLITE_DONE || sqlite3_reset(row) != SQLITE_OK)
            verdict = say(why, UNREADABLE, "%s", sqlite3_errmsg(db));
        if (file != NULL)
            (void)fclose(file);
    }
    (void)sqlite3_finalize(row);
    return verdict;
}

enum verdict rows_check(sqlite3 *db, const char *const *script, char why[WHY_MAX])
{
    int64_t first = INT64_MAX;
    enum verdict verdict = GOOD;
    for (const char *list = ""; *script != NULL; script++) {
        if (strchr(*script, ' ') == NULL && verdict != GOOD)
            return verdict;
        if (strchr(*script, ' ') == NULL) {
            list = *script;
            continue;
        }
        if (strncmp(*script, "CREATE", 6) == 0) {
            if (sqlite3_exec(db, *script, NULL, NULL, NULL) != SQLITE_OK)
                return say(why, UNREADABLE, "%s", sqlite3_errmsg(db));
            continue;
        }
        char *sql = sqlite3_mprintf("SELECT * FROM (%s) ORDER BY 1 LIMIT 1", *script);
        sqlite3_stmt *row = rows_prepare(db, sql);
        int got = sqlite3_step(row);
        if (got == SQLITE_ROW && sqlite3_column_int64(row, 0) < first) {
            first = sqlite3_column_int64(row, 0);
            verdict = say(why, BAD, "%s %" PRId64 ": %s", list, first,
                          (const char *)sqlite3_column_text(row, 1));
        } else if (got != SQLITE_ROW && got != SQLITE_DONE && verdict == GOOD) {
            verdict = say(why, BAD, "%s: %s", list, sqlite3_errmsg(db));
        }
        (void)sqlite3_finalize(row);
        sqlite3_free(sql);
    }
    return verdict;
}

enum verdict rows_lines(sqlite3 *db, FILE *file, char why[WHY_MAX])
{
    static const char *const check[] = {
        "line",
        "SELECT n, 'this is no JSON object' FROM raw WHERE NOT json_valid(line) OR line NOT GLOB"
        " '{*}'",
        NULL};
    char *line = NULL;
    size_t room = 0;
    bool whole = true;
    if (sqlite3_exec(db, "CREATE TEMP TABLE raw (n INTEGER PRIMARY KEY, line TEXT)", NULL, NULL,
                     NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(db));
    sqlite3_stmt *insert = rows_prepare(db, "INSERT INTO raw (line) VALUES (?)");
    for (ssize_t size; whole && (size = getline(&line, &room, file)) > 0;) {
        whole = line[size - 1] == '\n';
        if (sqlite3_bind_text(insert, 1, line, (int)size - whole, SQLITE_TRANSIENT) != SQLITE_OK ||
            sqlite3_step(insert) != SQLITE_DONE || sqlite3_reset(insert) != SQLITE_OK)
            give_up(sqlite3_errmsg(db));
    }
    free(line);
    (void)sqlite3_finalize(insert);
    if (ferror(file) != 0)
        return say(why, UNREADABLE, "it could not be read to its end");
    enum verdict verdict = rows_check(db, check, why);
    return verdict == GOOD && !whole ? say(why, BAD, "the last line has been cut off") : verdict;
}

enum verdict rows_load(const struct form *form, const struct question *question, sqlite3 **ret_db,
                       bool *ret_is_store, char why[WHY_MAX])
{
    static const char magic[] = "SQLite format 3";
    char head[sizeof magic] = {0};
    *ret_is_store = fread(head, 1, sizeof head, question->input) == sizeof head &&
                    memcmp(head, magic, sizeof magic) == 0;
    *ret_db = rows_open(*ret_is_store ? question->path : NULL);
    rewind(question->input);
    if (*ret_is_store)
        return GOOD;
    /* Heading, end, and between them lines of known members, once each, written in one way. */
    char *lines = sqlite3_mprintf(
        "SELECT n, 'not what stands there in an export' FROM raw WHERE json(line) <> line OR (n ="
        " 1) <> (line = %Q) OR (SELECT count(*) > count(DISTINCT key) OR sum(type NOT IN"
        " ('integer', 'text') OR instr(%Q, ' ' || key || ' ') = 0) FROM json_each(line))",
        form->heading, form->members);
    char *end =
        sqlite3_mprintf("SELECT count(*), 'the export has been cut off, or lines are missing or"
                        " too many' FROM raw HAVING (SELECT line FROM raw ORDER BY n DESC LIMIT"
                        " 1) IS NOT (%s)",
                        form->end);
    enum verdict verdict = rows_lines(*ret_db, question->input, why);
    if (verdict == GOOD)
        verdict =
            rows_check(*ret_db, (const char *const[]){form->views, "line", lines, end, NULL}, why);
    sqlite3_free(lines);
    sqlite3_free(end);
    return verdict;
}
