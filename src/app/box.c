#include "app/box.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/client.h"
#include "kit/bytes.h"
#include "kit/json.h"
#include "kit/text.h"
#include "people/people.h"

enum { REPORTS_BYTES_MAX = 1 << 30, BOX_BYTES_MAX = 1 << 16, CALL_BYTES = 8 << 20 };

/* ---- the file ---- */

enum status box_file_read(struct cli *cli, const char *path, struct box_file *ret_box,
                          struct error *err)
{
    static const char *const members[] = {"key_id", "node", "enrolled", "secret_key", NULL};
    SCOPED(json_cleanup) struct json object = {0};
    struct box_file box = {0};
    const char *bytes = NULL, *secret = NULL;
    size_t size = 0;
    enum status st = file_read(cli->arena, path, BOX_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = json_read(cli->arena, bytes, size, JSON_LIMITS_BODY, &object, err);
    if (st == STATUS_OK)
        st = json_only(&object, members, err);
    if (st == STATUS_OK)
        st = json_text(&object, "key_id", 20, &box.key_id, err);
    if (st == STATUS_OK)
        st = json_text(&object, "node", 80, &box.node, err);
    if (st == STATUS_OK)
        st = json_text(&object, "enrolled", 30, &box.enrolled, err);
    if (st == STATUS_OK)
        st = json_text(&object, "secret_key", 128, &secret, err);
    if (st == STATUS_OK && !hex_read(secret, box.secret_key, sizeof box.secret_key))
        st = FAIL_AT(err, APP_USAGE, "/secret_key", "128 hexadecimal digits are wanted");
    if (st != STATUS_OK)
        return in_file(err, path);
    (void)crypto_sign_ed25519_sk_to_pk(box.public_key, box.secret_key);
    *ret_box = box;
    return STATUS_OK;
}

static enum status box_file_write(struct cli *cli, const struct box_file *box, struct error *err)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "key_id", json_string(box->key_id));
    (void)json_object_set_new(object, "node", json_string(box->node));
    (void)json_object_set_new(object, "enrolled", json_string(box->enrolled));
    (void)json_object_set_new(object, "secret_key",
                              json_string(hex_text(cli->arena, box->secret_key, 64)));
    size_t size = 0;
    const char *text = json_pretty(cli->arena, object, &size);
    json_decref(object);
    mode_t before = umask(S_IRWXG | S_IRWXO);
    enum status st = file_write(option_text(cli, "output"), text, size, err);
    (void)umask(before);
    return st;
}

/* ---- speaking with the server ---- */

struct server_address {
    const char *host;
    uint16_t port;
};

static enum status address_of(struct cli *cli, struct server_address *ret_address,
                              struct error *err)
{
    static const char start[] = "http://";
    const char *text = option_text(cli, "server");
    if (text == NULL || !text_starts(text, start))
        return FAIL(err, APP_USAGE, "evidence %s needs --server http://HOST:PORT",
                    cli->arguments[0]);
    const char *host = text + strlen(start), *colon = strrchr(host, ':');
    unsigned long port = colon == NULL ? 80 : strtoul(colon + 1, NULL, 10);
    if (port == 0 || port > UINT16_MAX)
        return FAIL(err, APP_USAGE, "--server: \"%.80s\" has no port", text);
    size_t size = colon == NULL ? strlen(host) : (size_t)(colon - host);
    *ret_address = (struct server_address){arena_text_of(cli->arena, host, size), (uint16_t)port};
    return STATUS_OK;
}

/* The refusal in the server's words. */
static enum status refused(struct arena *arena, const struct client_answer *answer,
                           struct error *err)
{
    SCOPED(json_cleanup) struct json problem = {0};
    struct error none;
    const char *reason = "", *detail = "";
    if (json_read(arena, answer->body, answer->body_size, JSON_LIMITS_BODY, &problem, &none) ==
        STATUS_OK) {
        (void)json_text(&problem, "reason", 80, &reason, &none);
        (void)json_text(&problem, "detail", 400, &detail, &none);
    }
    return FAIL(err, APP_REFUSED, "%d %s %s", answer->status, reason, detail);
}

static enum status ask(struct arena *arena, const struct server_address *address,
                       const struct client_request *wanted, struct client_answer *ret_answer,
                       struct error *err)
{
    struct client_request request = *wanted;
    request.host = address->host;
    request.port = address->port;
    request.type = request.body == NULL ? NULL : "application/json";
    enum status st = client_call(arena, &request, ret_answer, err);
    return st == STATUS_OK && ret_answer->status >= 300 ? refused(arena, ret_answer, err) : st;
}

/* Signed as all that a box says (people.h). */
static enum status ask_signed(struct arena *arena, const struct server_address *address,
                              const struct box_file *box, const struct client_request *wanted,
                              struct client_answer *ret_answer, struct error *err)
{
    uint8_t random[16], signature[64];
    randombytes_buf(random, sizeof random);
    struct hash256 hash =
        hash_of_bytes(wanted->body == NULL ? "" : wanted->body, wanted->body_size);
    struct people_device_request said = {.method = wanted->method,
                                         .path = wanted->path,
                                         .body_hash = hex_text(arena, hash.bytes, 32),
                                         .time = time_text(arena, clock_wall()),
                                         .nonce = hex_text(arena, random, sizeof random)};
    const char *text = people_device_text(arena, &said);
    (void)crypto_sign_detached(signature, NULL, (const uint8_t *)text, strlen(text),
                               box->secret_key);
    const struct client_header headers[] = {
        {"X-Device-Key", box->key_id},
        {"X-Device-Time", said.time},
        {"X-Device-Nonce", said.nonce},
        {"X-Device-Body", said.body_hash},
        {"X-Device-Signature", hex_text(arena, signature, sizeof signature)}};
    struct client_request request = *wanted;
    request.headers = headers;
    request.header_count = sizeof headers / sizeof *headers;
    return ask(arena, address, &request, ret_answer, err);
}

/* ---- enrolling ---- */

static enum status take_number(struct cli *cli, const struct client_answer *answer,
                               struct box_file *box, struct error *err)
{
    SCOPED(json_cleanup) struct json made = {0};
    int64_t id = 0;
    enum status st =
        json_read(cli->arena, answer->body, answer->body_size, JSON_LIMITS_BODY, &made, err);
    if (st == STATUS_OK)
        st = json_int(&made, "id", 1, INT64_MAX, &id, err);
    box->key_id = arena_format(cli->arena, "%" PRId64, id);
    return st;
}

/* What the server calls it, and since when: told to the box alone. */
static enum status take_name(struct cli *cli, const struct server_address *address,
                             struct box_file *box, struct error *err)
{
    SCOPED(json_cleanup) struct json self = {0};
    struct client_answer answer = {0};
    const struct client_request request = {.method = "GET", .path = "/api/devices/self"};
    const char *at = NULL;
    time_us enrolled = 0;
    enum status st = ask_signed(cli->arena, address, box, &request, &answer, err);
    if (st == STATUS_OK)
        st = json_read(cli->arena, answer.body, answer.body_size, JSON_LIMITS_BODY, &self, err);
    if (st == STATUS_OK)
        st = json_text(&self, "label", 80, &box->node, err);
    if (st == STATUS_OK)
        st = json_text(&self, "enrolled_at", 40, &at, err);
    if (st == STATUS_OK)
        st = time_parse(at, &enrolled, err);
    /* Reports have whole seconds: the first one in which the key is valid. */
    box->enrolled = time_text(cli->arena, (enrolled + TIME_SECOND - 1) / TIME_SECOND * TIME_SECOND);
    return st;
}

enum status evidence_enrol(struct cli *cli, struct error *err)
{
    struct server_address address;
    struct box_file box = {0};
    struct client_answer answer = {0};
    uint8_t signature[64];
    if (cli->argument_count < 2 || text_same(option_text(cli, "output"), "-"))
        return FAIL(err, APP_USAGE, "evidence enrol needs the code and --output FILE");
    enum status st = address_of(cli, &address, err);
    if (st != STATUS_OK)
        return st;
    bytes_start();
    (void)crypto_sign_keypair(box.public_key, box.secret_key);
    const char *code = cli->arguments[1], *key = hex_text(cli->arena, box.public_key, 32);
    const char *bound = arena_format(cli->arena, "dure-device-key-1\n%s\n%s\n", code, key);
    (void)crypto_sign_detached(signature, NULL, (const uint8_t *)bound, strlen(bound),
                               box.secret_key);
    const char *body =
        arena_format(cli->arena, "{\"code\":\"%s\",\"public_key\":\"%s\",\"signature\":\"%s\"}",
                     code, key, hex_text(cli->arena, signature, sizeof signature));
    const struct client_request request = {
        .method = "POST", .path = "/api/devices", .body = body, .body_size = strlen(body)};
    st = ask(cli->arena, &address, &request, &answer, err);
    if (st == STATUS_OK)
        st = take_number(cli, &answer, &box, err);
    if (st == STATUS_OK)
        st = take_name(cli, &address, &box, err);
    if (st == STATUS_OK)
        st = box_file_write(cli, &box, err);
    if (st == STATUS_OK)
        printf("%s %s\n", box.key_id, box.node);
    return st;
}

/* ---- sending ---- */

static enum status take_receipt(struct arena *arena, const struct client_answer *answer,
                                struct text *receipts, bool *ret_again, struct error *err)
{
    SCOPED(json_cleanup) struct json receipt = {0};
    const char *note = NULL;
    enum status st =
        json_read(arena, answer->body, answer->body_size, JSON_LIMITS_BODY, &receipt, err);
    if (st == STATUS_OK)
        st = json_text(&receipt, "receipt", 2000, &note, err);
    if (st == STATUS_OK)
        st = json_bool(&receipt, "again", ret_again, err);
    if (st == STATUS_OK)
        text_format(receipts, "%s\n", note);
    return st;
}

static enum status send_all(struct cli *cli, const struct server_address *address,
                            const struct box_file *box, const char *bytes, size_t size,
                            struct text *receipts, struct error *err)
{
    int64_t sent = 0, again = 0;
    enum status st = STATUS_OK;
    for (size_t at = 0, end = 0; st == STATUS_OK && at < size; at = end + 1) {
        SCOPED(arena_cleanup) struct arena *arena = arena_new("send", CALL_BYTES);
        struct client_answer answer = {0};
        bool known = false;
        end = at;
        while (end < size && bytes[end] != '\n')
            end++;
        const struct client_request request = {
            .method = "POST", .path = "/api/evidence", .body = bytes + at, .body_size = end - at};
        st = ask_signed(arena, address, box, &request, &answer, err);
        if (st == STATUS_OK)
            st = take_receipt(arena, &answer, receipts, &known, err);
        if (st != STATUS_OK)
            (void)error_while(err, "%s, line %" PRId64, cli->arguments[1], sent + 1);
        sent += st == STATUS_OK;
        again += st == STATUS_OK && known;
    }
    printf(cli->english ? "%" PRId64 " received, %" PRId64 " of them had been before\n"
                        : "접수 %" PRId64 "건, 그중 이미 접수된 것 %" PRId64 "건\n",
           sent, again);
    return st;
}

enum status evidence_send(struct cli *cli, struct error *err)
{
    struct server_address address;
    struct box_file box;
    const char *bytes = NULL, *path = option_text(cli, "box"),
               *receipts_path = option_text(cli, "receipts");
    struct text receipts = text_start(cli->arena, REPORTS_BYTES_MAX);
    size_t size = 0;
    if (cli->argument_count < 2 || path == NULL)
        return FAIL(err, APP_USAGE, "evidence send needs the file of reports and --box FILE");
    bytes_start();
    enum status st = address_of(cli, &address, err);
    if (st == STATUS_OK)
        st = box_file_read(cli, path, &box, err);
    if (st == STATUS_OK)
        st = file_read(cli->arena, cli->arguments[1], REPORTS_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = send_all(cli, &address, &box, bytes, size, &receipts, err);
    if (st == STATUS_OK && receipts_path != NULL)
        st = file_write(receipts_path, text_string(&receipts), receipts.size, err);
    return st;
}
