/* grant_routes.c -- an owner lets one organisation see one thing, for a purpose, until a day. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/text.h"
#include "study/study.h"

typedef enum status find_owner(struct store_tx *tx, struct arena *arena, enum study_kind kind,
                               int64_t id, int64_t *ret_owner, struct error *err);

static enum status of_document(struct store_tx *tx, struct arena *arena, enum study_kind kind,
                               int64_t id, int64_t *ret_owner, struct error *err)
{
    struct study_document kept = {0};
    enum status st = study_get(tx, arena, kind, id, &kept, err);
    if (st == STATUS_OK)
        *ret_owner = kept.owner_id;
    return st;
}

static enum status of_agreement(struct store_tx *tx, struct arena *arena, enum study_kind kind,
                                int64_t id, int64_t *ret_owner, struct error *err)
{
    struct programme_agreement agreement = {0};
    enum status st = programme_agreement(tx, arena, id, &agreement, err);
    (void)kind;
    if (st == STATUS_OK)
        *ret_owner = agreement.adopter_id;
    return st;
}

/* What can be shown, whose it is, and of which classes its fields are. The indicators are those of
 * one agreement. */
static const struct {
    const char *name;
    find_owner *owner;
    enum study_kind kind;
    uint32_t classes;
} shown[] = {
    {"log", of_document, STUDY_LOG, CLASS_BIT(TECHNICAL)},
    {"model", of_document, STUDY_MODEL, CLASS_BIT(TECHNICAL)},
    {"plan", of_document, STUDY_PLAN, CLASS_BIT(PROGRAMME) | CLASS_BIT(MONEY)},
    {"indicators", of_agreement, STUDY_PLAN, CLASS_BIT(PROGRAMME)},
};
static const char *const objects[] = {"log", "model", "plan", "indicators", NULL};
static const char *const classes[] = {"technical", "programme", "money", NULL};

struct grant_answer {
    struct owned owned;
    int64_t id, owner_id, to_id, object_id;
    const char *owner, *to, *object, *class, *purpose;
    time_us created_at, until, revoked_at;
};

static const struct field grant_fields[] = {
    FIELD(INT, struct grant_answer, id, PUBLIC),
    FIELD(INT, struct grant_answer, owner_id, PUBLIC),
    FIELD(TEXT, struct grant_answer, owner, PUBLIC),
    FIELD(INT, struct grant_answer, to_id, PUBLIC),
    FIELD(TEXT, struct grant_answer, to, PUBLIC),
    FIELD(TEXT, struct grant_answer, object, PUBLIC, .choices = objects),
    FIELD(INT, struct grant_answer, object_id, PUBLIC),
    FIELD(TEXT, struct grant_answer, class, PUBLIC),
    FIELD(TEXT, struct grant_answer, purpose, PUBLIC),
    FIELD(TIME, struct grant_answer, created_at, PUBLIC),
    FIELD(TIME, struct grant_answer, until, PUBLIC),
    FIELD(TIME, struct grant_answer, revoked_at, PUBLIC, .optional = true, .zero_is_null = true),
    FIELDS_END,
};
static const struct shape grant_shape =
    SHAPE_OWNED(struct grant_answer, owned, "Grant", "grant", grant_fields);

static const struct field grant_body_fields[] = {
    FIELD(INT, struct grant_answer, to_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct grant_answer, object, PUBLIC, .choices = objects),
    FIELD(INT, struct grant_answer, object_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct grant_answer, class, PUBLIC, .choices = classes,
          .what = "technical of a log or model; programme or money of a plan; programme of the "
                  "indicators of an agreement"),
    FIELD(TEXT, struct grant_answer, purpose, PUBLIC, .min = 1, .max = 200),
    FIELD(TIME, struct grant_answer, until, PUBLIC, .what = "at most 366 days ahead"),
    FIELDS_END,
};
static const struct shape grant_body_shape =
    SHAPE(struct grant_answer, "NewGrant", grant_body_fields);

static struct grant_answer grant_view(const struct people_grant *from)
{
    struct grant_answer view = {.owned = {.id = from->id, .owner_id = from->owner_id},
                                .id = from->id,
                                .owner_id = from->owner_id,
                                .to_id = from->to_id,
                                .object_id = from->object_id,
                                .owner = from->owner,
                                .to = from->to,
                                .object = from->object,
                                .class = people_class_info(from->class)->name,
                                .purpose = from->purpose,
                                .created_at = from->created_at,
                                .until = from->until,
                                .revoked_at = from->revoked_at};
    owned_add_party(&view.owned, from->to_id);
    return view;
}

static enum status answer_grant(struct call *call, struct store_tx *tx, int64_t id,
                                struct error *err)
{
    struct people_grant grant = {0};
    struct grant_answer *answer = arena_alloc(call->arena, sizeof *answer);
    enum status st = people_grant(tx, call->arena, id, &grant, err);
    if (st != STATUS_OK)
        return st;
    *answer = grant_view(&grant);
    api_answer(call, answer);
    return STATUS_OK;
}

/* The thing must be there and the firm's own: else nobody learns which numbers exist. */
static enum status check_object(struct call *call, struct store_tx *tx,
                                const struct grant_answer *body, struct people_grant *grant,
                                struct error *err)
{
    size_t at = 0;
    int class = CLASS_MISSING + 1;
    int64_t owner = 0;
    while (!text_same(shown[at].name, body->object)) /* the shape allows no other name */
        at++;
    while (!text_same(people_class_info((enum people_class) class)->name, body->class))
        class ++;
    if ((shown[at].classes >> class & 1) == 0)
        return FAIL_AT(err, PEOPLE_GRANT, "/class", "a %s has no %s data", body->object,
                       body->class);
    grant->class = (enum people_class) class;
    enum status st = shown[at].owner(tx, call->arena, shown[at].kind, body->object_id, &owner, err);
    if (st == STATUS_NOT_FOUND || (st == STATUS_OK && owner != call->caller->organisation_id))
        return FAIL_AT(err, API_NOT_FOUND, "/object_id", "your firm has no such %s", body->object);
    return st;
}

static enum status make_grant(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct grant_answer *body = call->body;
    struct people_grant grant = {.to_id = body->to_id,
                                 .object = body->object,
                                 .object_id = body->object_id,
                                 .purpose = body->purpose,
                                 .until = body->until};
    int64_t id = 0;
    enum status st = check_object(call, tx, body, &grant, err);
    if (st == STATUS_OK)
        st = people_grant_add(tx, call->caller, &grant, call->now, &id, err);
    return st == STATUS_OK ? answer_grant(call, tx, id, err) : st;
}

static enum status post_grant(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, make_grant, err);
}

static enum status read_grants(struct call *call, struct store_tx *tx, struct error *err)
{
    struct people_grants list = {0};
    enum status st = people_grant_list(tx, call->arena, call->caller->organisation_id, &list, err);
    if (st != STATUS_OK)
        return st;
    struct grant_answer *at = arena_array(call->arena, list.count + 1, sizeof *at);
    for (size_t i = 0; i < list.count; i++)
        at[i] = grant_view(&list.at[i]);
    api_answer_list(call, at, list.count);
    return STATUS_OK;
}

static enum status get_grants(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_grants, err);
}

static enum status grant_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_grant grant = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_grant(tx, call->arena, call->id, &grant, err);
    if (st == STATUS_OK)
        call->owned = grant_view(&grant).owned;
    return st;
}

static enum status withdraw(struct call *call, struct store_tx *tx, struct error *err)
{
    return people_grant_revoke(tx, call->caller, call->id, call->now, err);
}

static enum status delete_grant(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, withdraw, err);
}

/* clang-format off */
const struct route grant_routes[] = {
    {HTTP_GET, "/api/grants", get_grants, .kind = ANSWER_LIST, .answer = &grant_shape,
     .allow = ALLOW(ADOPTERS | GRANTEES), .en = "what we let others see, and what they let us",
     .ko = "우리가 허락했거나 허락받은 열람 목록"},
    {HTTP_POST, "/api/grants", post_grant, .body = &grant_body_shape, .answer = &grant_shape,
     .success = 201, .allow = ALLOW(ROLE_BIT(ADOPTER_OWNER)), .step_up = true,
     .en = "let an organisation see one thing of ours until a day",
     .ko = "한 기관에 우리 자료 하나를 기한까지 보여 줍니다"},
    {HTTP_DELETE, "/api/grants/{id}", delete_grant, .kind = ANSWER_NOTHING,
     .relation = grant_relation, .allow = {.own = ROLE_BIT(ADOPTER_OWNER)},
     .en = "withdraw it: closed from the next request on",
     .ko = "열람 허락을 거둡니다. 다음 요청부터 닫힙니다"},
    ROUTES_END,
};
/* clang-format on */
