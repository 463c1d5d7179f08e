/* Rows of a store or an export in temporary tables, and rules asked of them. */
#include <inttypes.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

enum verdict say(char why[WHY_MAX], enum verdict verdict, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, WHY_MAX, format, args);
    va_end(args);
    return verdict;
}

static void give_up(const char *what)
{
    (void)fprintf(stderr, "dure-verify: %s\n", what);
    exit(UNREADABLE);
}

/* ---- functions for the rules ---- */

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

/* kinds(...): a letter for each: i an integer, t a text, g 16 bytes, h 32 bytes, - anything else.
 */
static void sql_kinds(sqlite3_context *context, int count, sqlite3_value **values)
{
    char kinds[32] = "";
    for (int i = 0; i < count && i < 31; i++) {
        int type = sqlite3_value_type(values[i]), size = sqlite3_value_bytes(values[i]);
        kinds[i] = type == SQLITE_INTEGER              ? 'i'
                   : type == SQLITE_TEXT               ? 't'
                   : type == SQLITE_BLOB && size == 16 ? 'g'
                   : type == SQLITE_BLOB && size == 32 ? 'h'
                                                       : '-';
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

/* is_signed(public key, signature, text): Ed25519. */
static void sql_is_signed(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const uint8_t *key = sqlite3_value_blob(values[0]), *signature = sqlite3_value_blob(values[1]),
                  *text = sqlite3_value_text(values[2]);
    bool sizes = sqlite3_value_bytes(values[0]) == 32 && sqlite3_value_bytes(values[1]) == 64;
    unsigned size = (unsigned)sqlite3_value_bytes(values[2]);
    sqlite3_result_int(context,
                       sizes && crypto_sign_verify_detached(signature, text, size, key) == 0);
}

sqlite3 *rows_open(const char *store)
{
    static const struct {
        const char *name;
        int arguments;
        void (*work)(sqlite3_context *context, int count, sqlite3_value **values);
    } functions[] = {{"bytes", -1, sql_bytes},
                     {"sha256", 1, sql_sha256},
                     {"kinds", -1, sql_kinds},
                     {"unhex", 1, sql_unhex},
                     {"is_signed", 3, sql_is_signed}};
    sqlite3 *db = NULL;
    int how = store == NULL ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    bool good = sodium_init() >= 0 &&
                sqlite3_open_v2(store == NULL ? "" : store, &db, how, NULL) == SQLITE_OK &&
                sqlite3_exec(db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; BEGIN",
                             NULL, NULL, NULL) == SQLITE_OK;
    for (size_t i = 0; good && i < sizeof functions / sizeof *functions; i++)
        good = sqlite3_create_function(db, functions[i].name, functions[i].arguments,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, functions[i].work,
                                       NULL, NULL) == SQLITE_OK;
    if (!good)
        give_up(db == NULL ? "out of memory" : sqlite3_errmsg(db));
    return db;
}

/* ---- rows ---- */

sqlite3_stmt *rows_prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(db));
    return statement;
}

int64_t rows_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *rows = rows_prepare(db, sql);
    int64_t number = sqlite3_step(rows) == SQLITE_ROW ? sqlite3_column_int64(rows, 0) : -1;
    (void)sqlite3_finalize(rows);
    return number;
}

enum verdict rows_check(sqlite3 *db, const char *const *script, char why[WHY_MAX])
{
    int64_t first = INT64_MAX;
    enum verdict verdict = GOOD;
    const char *list = "";
    for (; *script != NULL; script++) {
        if (strchr(*script, ' ') == NULL) {
            if (verdict != GOOD)
                return verdict;
            list = *script;
        } else if (strncmp(*script, "CREATE", 6) == 0) {
            if (sqlite3_exec(db, *script, NULL, NULL, NULL) != SQLITE_OK)
                return say(why, UNREADABLE, "%s", sqlite3_errmsg(db));
        } else {
            char *sql = sqlite3_mprintf("SELECT * FROM (%s) ORDER BY 1 LIMIT 1", *script);
            sqlite3_stmt *rows = rows_prepare(db, sql);
            int got = sqlite3_step(rows);
            if (got == SQLITE_ROW && sqlite3_column_int64(rows, 0) < first) {
                first = sqlite3_column_int64(rows, 0);
                verdict = say(why, BAD, "%s %" PRId64 ": %s", list, first,
                              (const char *)sqlite3_column_text(rows, 1));
            } else if (got != SQLITE_ROW && got != SQLITE_DONE && verdict == GOOD) {
                verdict = say(why, BAD, "%s: %s", list, sqlite3_errmsg(db));
            }
            (void)sqlite3_finalize(rows);
            sqlite3_free(sql);
        }
    }
    return verdict;
}

enum verdict rows_lines(sqlite3 *db, FILE *file, char why[WHY_MAX])
{
    static const char *const make[] = {"CREATE TEMP TABLE raw (n INTEGER PRIMARY KEY, line TEXT)",
                                       NULL},
                             *const check[] = {"line",
                                               "SELECT n, 'this is no JSON object' FROM raw WHERE"
                                               " NOT json_valid(line) OR line NOT GLOB '{*}'",
                                               NULL};
    char *line = NULL;
    size_t room = 0;
    bool whole = true;
    enum verdict verdict = rows_check(db, make, why);
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
    verdict = verdict == GOOD ? rows_check(db, check, why) : verdict;
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
        "SELECT n, 'not what stands there in an export' FROM raw WHERE json(line) <> line OR (n = 1)"
        " <> (line = %Q) OR (SELECT count(*) > count(DISTINCT key) OR sum(type NOT IN ('integer',"
        " 'text') OR instr(%Q, ' ' || key || ' ') = 0) FROM json_each(line))",
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
