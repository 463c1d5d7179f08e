/* account_routes.c -- posts and who holds them, ways back in, and what was done to accounts. */
#include "api/routes.h"
#include "api/views.h"

/* ---- who holds which post ---- */

struct holder_answer {
    struct owned owned;
    int64_t user_id, organisation_id;
    const char *login, *name, *post, *role;
    bool second_factor;
    time_us since;
};

static const struct field holder_fields[] = {
    FIELD(INT, struct holder_answer, user_id, PUBLIC),
    FIELD(INT, struct holder_answer, organisation_id, PUBLIC),
    FIELD(TEXT, struct holder_answer, login, PERSONAL),
    FIELD(TEXT, struct holder_answer, name, PERSONAL),
    FIELD(TEXT, struct holder_answer, post, PUBLIC),
    FIELD(TEXT, struct holder_answer, role, PUBLIC),
    FIELD(BOOL, struct holder_answer, second_factor, PERSONAL),
    FIELD(TIME, struct holder_answer, since, PUBLIC),
    FIELDS_END,
};
static const struct shape holder_shape =
    SHAPE_OWNED(struct holder_answer, owned, "PostHolder", "person", holder_fields);

static struct holder_answer holder_view(const struct people_holder *from)
{
    return (struct holder_answer){.owned = {.id = from->user_id, .owner_id = from->organisation_id},
                                  .user_id = from->user_id,
                                  .organisation_id = from->organisation_id,
                                  .login = from->login,
                                  .name = from->name,
                                  .post = from->post,
                                  .role = people_role_info(from->role)->name,
                                  .second_factor = from->second_factor,
                                  .since = from->since};
}

struct people_arguments {
    int64_t organisation;
};
static const struct argument people_rows[] = {
    ARGUMENT(INT, struct people_arguments, organisation, .min = 1,
             .en = "whose posts; one's own without it", .ko = "기관 번호(없으면 내 기관)"),
    ARGUMENTS_END,
};
static const struct arguments people_arguments = ARGUMENTS(struct people_arguments, people_rows);

/* Those of another organisation are shown by post and role, without names: for the operating body,
 * which helps where nobody is left. */
static enum status get_people(struct call *call, struct error *err)
{
    static const uint32_t outside = ROLE_BIT(OPERATOR_OFFICER) | ROLE_BIT(ADMIN);
    const struct people_arguments *asked = api_arguments(call, struct people_arguments);
    int64_t own = call->caller->organisation_id;
    int64_t of = asked->organisation == 0 ? own : asked->organisation;
    if (of != own && (outside >> call->caller->role & 1) == 0)
        return FAIL_AT(err, API_FORBIDDEN, "query.organisation", "not the caller's own");
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_holders list = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_holder_list(tx, call->arena, of, &list, err);
    if (st != STATUS_OK)
        return st;
    struct holder_answer *at = arena_array(call->arena, list.count + 1, sizeof *at);
    for (size_t i = 0; i < list.count; i++)
        at[i] = holder_view(&list.at[i]);
    api_answer_list(call, at, list.count);
    return STATUS_OK;
}

static enum status holder_relation(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_holder holder = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_holder(tx, call->arena, call->id, &holder, err);
    if (st == STATUS_OK)
        call->owned = (struct owned){.id = call->id, .owner_id = holder.organisation_id};
    return st;
}

static enum status post_leave_own(struct call *call, struct error *err)
{
    api_answer_cookie(call, NULL);
    return people_leave_post(call->services->people, call->caller, call->caller->user_id, call->now,
                             err);
}

static enum status post_leave(struct call *call, struct error *err)
{
    return people_leave_post(call->services->people, call->caller, call->id, call->now, err);
}

/* ---- ways back in ---- */

struct codes_answer {
    struct people_codes codes;
};
static const struct field codes_fields[] = {
    FIELD(TEXTS, struct codes_answer, codes, PERSONAL, .what = "each good once; never shown again"),
    FIELDS_END,
};
static const struct shape codes_shape = SHAPE(struct codes_answer, "BackupCodes", codes_fields);

static enum status post_backup_codes(struct call *call, struct error *err)
{
    struct codes_answer *answer = arena_alloc(call->arena, sizeof *answer);
    enum status st = people_backup_codes(call->services->people, call->arena, call->caller,
                                         call->now, &answer->codes, err);
    if (st == STATUS_OK)
        api_answer(call, answer);
    return st;
}

static const char *const losses[] = {"password", "phone", "both", NULL};

struct recovery_view {
    int64_t user_id;
    const char *lost, *token, *password;
    time_us expires_at;
};
static const struct field loss_fields[] = {
    FIELD(TEXT, struct recovery_view, lost, PUBLIC, .choices = losses),
    FIELDS_END,
};
static const struct shape loss_shape = SHAPE(struct recovery_view, "Loss", loss_fields);

/* The token is the issuer's to hand over: it is in no other answer, and in the store as a hash. */
static const struct field recovery_fields[] = {
    FIELD(INT, struct recovery_view, user_id, PUBLIC),
    FIELD(TEXT, struct recovery_view, lost, PUBLIC, .choices = losses),
    FIELD(TEXT, struct recovery_view, token, PUBLIC, .what = "only in the answer that made it"),
    FIELD(TIME, struct recovery_view, expires_at, PUBLIC),
    FIELDS_END,
};
static const struct shape recovery_shape = SHAPE(struct recovery_view, "Recovery", recovery_fields);

static enum status post_recovery(struct call *call, struct error *err)
{
    const struct recovery_view *body = call->body;
    struct people_recovery made = {0};
    enum people_lost lost = LOST_PASSWORD;
    enum status st = people_lost_find(body->lost, &lost, err);
    if (st == STATUS_OK)
        st = people_recovery_issue(call->services->people, call->arena, call->caller, call->id,
                                   lost, call->now, &made, err);
    if (st != STATUS_OK)
        return st;
    struct recovery_view *answer = arena_alloc(call->arena, sizeof *answer);
    *answer = (struct recovery_view){.user_id = made.user_id,
                                     .lost = people_lost_name(made.lost),
                                     .token = made.token,
                                     .expires_at = made.expires_at};
    api_answer(call, answer);
    return STATUS_OK;
}

static const struct field use_fields[] = {
    FIELD(TEXT, struct recovery_view, token, PERSONAL, .min = 1, .max = 120),
    FIELD(TEXT, struct recovery_view, password, PERSONAL, .min = 1, .max = 256,
          .what = "the new one; where only the phone was lost, the present one"),
    FIELDS_END,
};
static const struct shape use_shape = SHAPE(struct recovery_view, "RecoveryUse", use_fields);

static enum status post_recover(struct call *call, struct error *err)
{
    const struct recovery_view *body = call->body;
    struct people_recovery_use use = {body->token, body->password, call->request->client};
    return people_recover(call->services->people, &use, call->now, err);
}

/* ---- what was done to accounts ---- */

struct trail_answer {
    struct owned owned;
    int64_t id;
    time_us at;
    const char *event, *person, *organisation, *actor, *actor_organisation, *note;
};

static const struct field trail_fields[] = {
    FIELD(INT, struct trail_answer, id, PUBLIC),
    FIELD(TIME, struct trail_answer, at, PUBLIC),
    FIELD(TEXT, struct trail_answer, event, PUBLIC),
    FIELD(TEXT, struct trail_answer, person, PERSONAL, .optional = true),
    FIELD(TEXT, struct trail_answer, organisation, PUBLIC),
    FIELD(TEXT, struct trail_answer, actor, PERSONAL, .optional = true),
    FIELD(TEXT, struct trail_answer, actor_organisation, PUBLIC, .optional = true),
    FIELD(TEXT, struct trail_answer, note, PUBLIC),
    FIELDS_END,
};
static const struct shape trail_shape =
    SHAPE_OWNED(struct trail_answer, owned, "AccountLogEntry", "account", trail_fields);

static struct trail_answer trail_view(const struct people_trail_entry *from)
{
    struct trail_answer view = {
        .owned = {.id = from->id, .owner_id = from->organisation_id},
        .id = from->id,
        .at = from->at,
        .event = from->event,
        .person = from->person,
        .organisation = from->organisation,
        .actor = from->actor,
        .actor_organisation = from->actor_organisation,
        .note = from->note,
    };
    owned_add_party(&view.owned, from->actor_organisation_id);
    return view;
}

enum { TRAIL_USUAL = 100, TRAIL_MOST = 1000 };

struct trail_arguments {
    int64_t before, limit;
};
static const struct argument trail_rows[] = {
    BEFORE_ARGUMENT(struct trail_arguments),
    LIMIT_ARGUMENT(struct trail_arguments, TRAIL_MOST, TRAIL_USUAL),
    ARGUMENTS_END,
};
static const struct arguments trail_arguments = ARGUMENTS(struct trail_arguments, trail_rows);

static enum status get_trail(struct call *call, struct error *err)
{
    const struct trail_arguments *asked = api_arguments(call, struct trail_arguments);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_trail_list list = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_trail(tx, call->arena, call->caller, asked->before, (int)asked->limit, &list,
                          err);
    if (st != STATUS_OK)
        return st;
    struct trail_answer *at = arena_array(call->arena, list.count + 1, sizeof *at);
    for (size_t i = 0; i < list.count; i++)
        at[i] = trail_view(&list.at[i]);
    api_answer_list(call, at, list.count);
    return STATUS_OK;
}

/* ---- the table ---- */

/* From outside only where nobody is left inside: people_recovery_issue() knows. */
#define HELPERS                                                                                    \
    {                                                                                              \
        .own = INVITERS, .none = ROLE_BIT(OPERATOR_OFFICER) | ROLE_BIT(ADMIN)                      \
    }

/* clang-format off */
const struct route account_routes[] = {
    {HTTP_GET, "/api/people", get_people,
     .arguments = &people_arguments, .kind = ANSWER_LIST, .answer = &holder_shape,
     .allow = ALLOW(INVITERS), .en = "who holds which post in our organisation",
     .ko = "우리 기관의 자리와 담당자를 봅니다"},
    {HTTP_POST, "/api/people/{id}/leave", post_leave, .body = &nothing_shape,
     .kind = ANSWER_NOTHING, .relation = holder_relation, .allow = HELPERS, .step_up = true,
     .en = "take a person off the post; its tasks stay with the post",
     .ko = "자리에서 사람을 내립니다. 할 일은 자리에 남습니다"},
    {HTTP_POST, "/api/people/{id}/recovery", post_recovery, .body = &loss_shape,
     .answer = &recovery_shape, .success = 201, .relation = holder_relation, .allow = HELPERS,
     .step_up = true, .en = "a link for who lost password or phone, to be handed over in person",
     .ko = "비밀번호나 휴대전화를 잃은 사람에게 직접 건넬 복구 링크를 만듭니다"},
    {HTTP_POST, "/api/recoveries", post_recover, .body = &use_shape, .kind = ANSWER_NOTHING,
     .allow = ALLOW(ROLE_ANYONE), .without_csrf = true, .en = "use a recovery link",
     .ko = "복구 링크를 씁니다"},
    {HTTP_POST, "/api/account/leave", post_leave_own, .body = &nothing_shape,
     .kind = ANSWER_NOTHING, .relation = api_self, .allow = OWN_ONLY(ROLE_PERSONS),
     .step_up = true, .en = "leave my post", .ko = "내 자리에서 물러납니다"},
    {HTTP_POST, "/api/account/backup-codes", post_backup_codes, .body = &nothing_shape,
     .answer = &codes_shape, .success = 201, .relation = api_self,
     .allow = OWN_ONLY(ROLE_PERSONS), .step_up = true, .limit = {10, TIME_HOUR},
     .en = "ten codes on paper for a lost phone", .ko = "휴대전화를 잃을 때를 위한 종이 코드 열 개를 만듭니다"},
    {HTTP_GET, "/api/account-log", get_trail,
     .arguments = &trail_arguments, .kind = ANSWER_LIST, .answer = &trail_shape,
     .allow = ALLOW(ROLE_PERSONS), .en = "what was done to my account and our organisation's",
     .ko = "내 계정과 우리 기관 계정에 있었던 일을 봅니다"},
    ROUTES_END,
};
/* clang-format on */
