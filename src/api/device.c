/* device.c -- requests that a box in a factory has signed: five headers in place of a session.
 *
 * The hash of the body is signed and checked here before the body comes; that the body is the one
 * of that hash is checked when it is there, before any handler sees it. */
#include <stdlib.h>
#include <string.h>

#include "api/api_private.h"
#include "kit/bytes.h"

static enum status malformed(struct error *err, const char *header)
{
    return FAIL_AT(err, PEOPLE_DEVICE, header, "missing or not in its form");
}

static enum status read_headers(const struct call *call, struct people_device_request *ret_signed,
                                struct error *err)
{
    const struct http_request *request = call->request;
    const char *key = http_header(request, "X-Device-Key");
    const char *at = http_header(request, "X-Device-Time");
    const char *nonce = http_header(request, "X-Device-Nonce");
    const char *hash = http_header(request, "X-Device-Body");
    const char *signature = http_header(request, "X-Device-Signature");
    struct people_device_request read = {.method = method_name(request->method),
                                         .path = request->path};
    char *end = NULL;
    read.key_id = strspn(key, "0123456789") == strlen(key) ? strtoll(key, &end, 10) : 0;
    if (read.key_id < 1 || strlen(key) > 18)
        return malformed(err, "X-Device-Key");
    struct error inner;
    if (at == NULL || time_parse(at, &read.at, &inner) != STATUS_OK)
        return malformed(err, "X-Device-Time");
    if (nonce == NULL)
        return malformed(err, "X-Device-Nonce");
    uint8_t digest[32];
    if (hash == NULL || !hex_read(hash, digest, sizeof digest))
        return malformed(err, "X-Device-Body");
    if (signature == NULL || !hex_read(signature, read.signature, sizeof read.signature))
        return malformed(err, "X-Device-Signature");
    read.nonce = nonce;
    read.time = at;
    read.body_hash = hex_text(call->arena, digest, sizeof digest);
    *ret_signed = read;
    return STATUS_OK;
}

enum status device_pass(struct call_state *state, struct error *err)
{
    struct call *call = &state->call;
    struct people_device_request request;
    if (http_header(call->request, "X-Device-Key") == NULL)
        return STATUS_OK;
    enum status st = read_headers(call, &request, err);
    if (st == STATUS_OK)
        st = people_device_authenticate(call->services->people, call->arena, &request, call->now,
                                        &state->caller, err);
    if (st == STATUS_OK)
        state->body_hash = request.body_hash;
    return st;
}

enum status device_check_body(const struct call_state *state, struct error *err)
{
    const struct http_request *request = state->call.request;
    if (state->body_hash == NULL)
        return STATUS_OK;
    struct hash256 hash =
        request->file != NULL
            ? request->file_hash
            : hash_of_bytes(request->body_size == 0 ? "" : request->body, request->body_size);
    if (strcmp(hex_text(state->call.arena, hash.bytes, sizeof hash.bytes), state->body_hash) != 0)
        return FAIL_AT(err, PEOPLE_DEVICE, "X-Device-Body", "the body is not the one signed");
    return STATUS_OK;
}
