/* device_routes.c -- boxes in a factory: enrolled by the firm, then speaking with their own key. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/bytes.h"

struct device_answer {
    struct owned owned;
    int64_t id, replaced_by;
    const char *label, *public_key, *reason;
    time_us enrolled_at, revoked_at;
};

static const struct field device_fields[] = {
    FIELD(INT, struct device_answer, id, PUBLIC, .what = "for the header X-Device-Key"),
    FIELD(TEXT, struct device_answer, label, TECHNICAL),
    FIELD(TEXT, struct device_answer, public_key, TECHNICAL, .what = "Ed25519, hexadecimal"),
    FIELD(TIME, struct device_answer, enrolled_at, TECHNICAL),
    FIELD(INT, struct device_answer, replaced_by, TECHNICAL, .optional = true,
          .zero_is_null = true),
    FIELD(TIME, struct device_answer, revoked_at, TECHNICAL, .optional = true, .zero_is_null = true,
          .what = "not valid from here on"),
    FIELD(TEXT, struct device_answer, reason, TECHNICAL, .optional = true),
    FIELDS_END,
};
static const struct shape device_shape =
    SHAPE_OWNED(struct device_answer, owned, "Device", "device", device_fields);

static struct device_answer device_view(struct arena *arena, const struct people_device *from)
{
    return (struct device_answer){.owned = {.id = from->id, .owner_id = from->organisation_id},
                                  .id = from->id,
                                  .replaced_by = from->replaced_by,
                                  .label = from->label,
                                  .public_key =
                                      hex_text(arena, from->public_key, sizeof from->public_key),
                                  .reason = from->reason,
                                  .enrolled_at = from->enrolled_at,
                                  .revoked_at = from->revoked_at};
}

static enum status answer_device(struct call *call, int64_t id, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_device device;
    struct device_answer *answer = arena_alloc(call->arena, sizeof *answer);
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_device(tx, call->arena, id, &device, err);
    if (st != STATUS_OK)
        return st;
    *answer = device_view(call->arena, &device);
    api_answer(call, answer);
    return STATUS_OK;
}

static enum status read_devices(struct call *call, struct store_tx *tx, struct error *err)
{
    struct people_devices list = {0};
    enum status st = people_device_list(tx, call->arena, call->caller->organisation_id, &list, err);
    if (st != STATUS_OK)
        return st;
    struct device_answer *at = arena_array(call->arena, list.count + 1, sizeof *at);
    for (size_t i = 0; i < list.count; i++)
        at[i] = device_view(call->arena, &list.at[i]);
    api_answer_list(call, at, list.count);
    return STATUS_OK;
}

static enum status get_devices(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_devices, err);
}

/* ---- enrolling ---- */

struct code_view {
    const char *label, *code;
    time_us expires_at;
};
static const struct field label_fields[] = {
    FIELD(TEXT, struct code_view, label, PUBLIC, .min = 1, .max = 80),
    FIELDS_END,
};
static const struct shape label_shape = SHAPE(struct code_view, "DeviceLabel", label_fields);
static const struct field code_fields[] = {
    FIELD(TEXT, struct code_view, label, PUBLIC),
    FIELD(TEXT, struct code_view, code, PUBLIC, .what = "only in the answer that made it"),
    FIELD(TIME, struct code_view, expires_at, PUBLIC),
    FIELDS_END,
};
static const struct shape code_shape = SHAPE(struct code_view, "DeviceCode", code_fields);

static enum status post_enrolment(struct call *call, struct error *err)
{
    const struct code_view *body = call->body;
    struct people_device_code made = {0};
    enum status st = people_device_invite(call->services->people, call->arena, call->caller,
                                          body->label, call->now, &made, err);
    if (st != STATUS_OK)
        return st;
    struct code_view *answer = arena_alloc(call->arena, sizeof *answer);
    *answer = (struct code_view){made.label, made.code, made.expires_at};
    api_answer(call, answer);
    return STATUS_OK;
}

struct key_body {
    const char *code, *public_key, *signature;
};
static const struct field enrol_fields[] = {
    FIELD(TEXT, struct key_body, code, PUBLIC, .min = 1, .max = 120),
    FIELD(TEXT, struct key_body, public_key, PUBLIC, .min = 64, .max = 64),
    FIELD(TEXT, struct key_body, signature, PUBLIC, .min = 128, .max = 128,
          .what = "of \"dure-device-key-1\", the code and public_key, each line ended"),
    FIELDS_END,
};
static const struct shape enrol_shape = SHAPE(struct key_body, "DeviceEnrolment", enrol_fields);
static const struct field rotate_fields[] = {
    FIELD(TEXT, struct key_body, public_key, PUBLIC, .min = 64, .max = 64),
    FIELD(TEXT, struct key_body, signature, PUBLIC, .min = 128, .max = 128,
          .what = "by the new key of \"dure-device-key-1\", the old key's id and public_key"),
    FIELDS_END,
};
static const struct shape rotate_shape = SHAPE(struct key_body, "DeviceRotation", rotate_fields);

static enum status read_proof(const struct key_body *body, struct people_device_proof *ret_proof,
                              struct error *err)
{
    if (!hex_read(body->public_key, ret_proof->public_key, sizeof ret_proof->public_key))
        return FAIL_AT(err, PEOPLE_DEVICE_PUBLIC, "/public_key", "not hexadecimal");
    if (!hex_read(body->signature, ret_proof->signature, sizeof ret_proof->signature))
        return FAIL_AT(err, PEOPLE_DEVICE_PUBLIC, "/signature", "not hexadecimal");
    return STATUS_OK;
}

static enum status post_device(struct call *call, struct error *err)
{
    const struct key_body *body = call->body;
    struct people_device_proof proof;
    int64_t id = 0;
    enum status st = read_proof(body, &proof, err);
    if (st == STATUS_OK)
        st = people_device_enrol(call->services->people, body->code, &proof, call->request->client,
                                 call->now, &id, err);
    return st == STATUS_OK ? answer_device(call, id, err) : st;
}

/* ---- a device about itself ---- */

static enum status get_self(struct call *call, struct error *err)
{
    return answer_device(call, call->caller->device_key_id, err);
}

static enum status post_rotate(struct call *call, struct error *err)
{
    struct people_device_proof proof;
    int64_t id = 0;
    enum status st = read_proof(call->body, &proof, err);
    if (st == STATUS_OK)
        st =
            people_device_rotate(call->services->people, call->caller, &proof, call->now, &id, err);
    return st == STATUS_OK ? answer_device(call, id, err) : st;
}

/* ---- revoking ---- */

static enum status device_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_device device;
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_device(tx, call->arena, call->id, &device, err);
    if (st == STATUS_OK)
        call->owned = (struct owned){.id = call->id, .owner_id = device.organisation_id};
    return st;
}

struct reason_body {
    const char *reason;
};
static const struct field reason_fields[] = {
    FIELD(TEXT, struct reason_body, reason, PUBLIC, .min = 1, .max = 200),
    FIELDS_END,
};
static const struct shape reason_shape = SHAPE(struct reason_body, "Revocation", reason_fields);

static enum status revoke(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct reason_body *body = call->body;
    return people_device_revoke(tx, call->arena, call->caller, call->id, body->reason, call->now,
                                err);
}

static enum status post_revoke(struct call *call, struct error *err)
{
    enum status st = in_transaction(call, STORE_WRITE, revoke, err);
    return st == STATUS_OK ? answer_device(call, call->id, err) : st;
}

/* clang-format off */
const struct route device_routes[] = {
    {HTTP_GET, "/api/devices", get_devices, .kind = ANSWER_LIST, .answer = &device_shape,
     .allow = ALLOW(ADOPTERS), .en = "keys of our devices, past ones too",
     .ko = "우리 장치의 키 목록(지난 것 포함)"},
    {HTTP_POST, "/api/devices/enrolments", post_enrolment, .body = &label_shape,
     .answer = &code_shape, .success = 201, .allow = ALLOW(ROLE_BIT(ADOPTER_OWNER)),
     .step_up = true, .limit = {60, TIME_HOUR}, .en = "a code to enrol one device",
     .ko = "장치 하나를 등록할 코드를 만듭니다"},
    {HTTP_POST, "/api/devices", post_device, .body = &enrol_shape, .answer = &device_shape,
     .success = 201, .allow = ALLOW(ROLE_ANYONE), .without_csrf = true, .from_box = true,
     .en = "a device enrols its key with a code", .ko = "장치가 코드로 자기 키를 등록합니다"},
    {HTTP_GET, "/api/devices/self", get_self, .answer = &device_shape,
     .allow = ALLOW(ROLE_BIT(SITE_AGENT)), .en = "the device that asks",
     .ko = "요청한 장치 자신을 봅니다"},
    {HTTP_POST, "/api/devices/self/rotate", post_rotate, .body = &rotate_shape,
     .answer = &device_shape, .success = 201, .allow = ALLOW(ROLE_BIT(SITE_AGENT)),
     .en = "a new key in place of the one that signs", .ko = "서명한 키를 새 키로 바꿉니다"},
    {HTTP_POST, "/api/devices/{id}/revoke", post_revoke, .body = &reason_shape,
     .answer = &device_shape, .relation = device_relation,
     .allow = {.own = ROLE_BIT(ADOPTER_OWNER)}, .step_up = true,
     .en = "end a key, with the reason", .ko = "사유를 적어 키를 폐기합니다"},
    ROUTES_END,
};
/* clang-format on */
