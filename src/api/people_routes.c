/* people_routes.c -- signing in, one's own account, organisations, invitations, who looked. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/must.h"

/* ---- session ---- */

struct session_body {
    const char *login, *password, *code;
};

static const struct field session_body_fields[] = {
    FIELD(TEXT, struct session_body, login, PERSONAL, .min = 1, .max = 80),
    FIELD(TEXT, struct session_body, password, PERSONAL, .min = 1, .max = 256),
    FIELD(TEXT, struct session_body, code, PERSONAL, .max = 20, .optional = true,
          .what = "six digits of the second factor, or a backup code"),
    FIELDS_END,
};
static const struct shape session_body_shape =
    SHAPE(struct session_body, "SignIn", session_body_fields);

static const struct field proof_fields[] = {
    FIELD(TEXT, struct session_body, password, PERSONAL, .max = 256, .optional = true),
    FIELD(TEXT, struct session_body, code, PERSONAL, .max = 20, .optional = true),
    FIELDS_END,
};
static const struct shape proof_shape = SHAPE(struct session_body, "Proof", proof_fields);

struct session_answer {
    int64_t user_id, organisation_id;
    const char *login, *name, *organisation, *organisation_kind, *post, *role, *csrf, *language;
    bool enrolling;
    time_us step_up_until, expires_at;
};

/* A session is the caller's own answer to himself: nobody else is ever given one. */
static const struct field session_fields[] = {
    FIELD(INT, struct session_answer, user_id, PUBLIC),
    FIELD(TEXT, struct session_answer, login, PUBLIC),
    FIELD(TEXT, struct session_answer, name, PUBLIC),
    FIELD(INT, struct session_answer, organisation_id, PUBLIC),
    FIELD(TEXT, struct session_answer, organisation, PUBLIC),
    FIELD(TEXT, struct session_answer, organisation_kind, PUBLIC),
    FIELD(TEXT, struct session_answer, post, PUBLIC),
    FIELD(TEXT, struct session_answer, role, PUBLIC, .what = "the post's role"),
    FIELD(BOOL, struct session_answer, enrolling, PUBLIC,
          .what = "a second factor must be set up before anything else"),
    FIELD(TEXT, struct session_answer, csrf, PUBLIC, .what = "for the header X-CSRF"),
    FIELD(TIME, struct session_answer, step_up_until, PUBLIC, .optional = true,
          .zero_is_null = true),
    FIELD(TIME, struct session_answer, expires_at, PUBLIC),
    FIELD(TEXT, struct session_answer, language, PUBLIC),
    FIELDS_END,
};
static const struct shape session_shape = SHAPE(struct session_answer, "Session", session_fields);

static void answer_session(struct call *call, const struct people_caller *who)
{
    struct session_answer *answer = arena_alloc(call->arena, sizeof *answer);
    *answer = (struct session_answer){
        .user_id = who->user_id,
        .organisation_id = who->organisation_id,
        .login = who->login,
        .name = who->name,
        .organisation = who->organisation,
        .organisation_kind = people_kind_info(who->organisation_kind)->name,
        .post = who->post,
        .role = people_role_info(who->held_role)->name,
        .csrf = who->csrf,
        .language = who->language,
        .enrolling = who->enrolling,
        .step_up_until = who->step_up_until,
        .expires_at = who->expires_at,
    };
    api_answer(call, answer);
}

/* The new token's session, set as cookie and answered. */
static enum status answer_token(struct call *call, const struct people_token *token,
                                struct error *err)
{
    struct people_caller who = {0};
    enum status st =
        people_authenticate(call->services->people, call->arena, token->text, call->now, &who, err);
    if (st != STATUS_OK)
        return st;
    api_answer_cookie(call, token->text);
    answer_session(call, &who);
    return STATUS_OK;
}

static enum status post_session(struct call *call, struct error *err)
{
    const struct session_body *body = call->body;
    struct people_sign_in who = {body->login, body->password, body->code, call->request->client};
    struct people_token token;
    enum status st = people_sign_in(call->services->people, &who, call->now, &token, err);
    return st == STATUS_OK ? answer_token(call, &token, err) : st;
}

static enum status get_session(struct call *call, struct error *err)
{
    (void)err;
    answer_session(call, call->caller);
    return STATUS_OK;
}

static enum status delete_session(struct call *call, struct error *err)
{
    api_answer_cookie(call, NULL);
    return people_sign_out(call->services->people, call->caller, call->now, err);
}

static enum status post_step_up(struct call *call, struct error *err)
{
    const struct session_body *body = call->body;
    struct people_sign_in proof = {call->caller->login, body->password, body->code,
                                   call->request->client};
    struct people_token token;
    enum status st =
        people_step_up(call->services->people, call->caller, &proof, call->now, &token, err);
    return st == STATUS_OK ? answer_token(call, &token, err) : st;
}

/* ---- account ---- */

struct account_answer {
    const char *login, *name, *email, *language, *post, *organisation, *role;
    bool totp_enabled;
    int64_t backup_codes;
};

static const struct field account_fields[] = {
    FIELD(TEXT, struct account_answer, login, PERSONAL),
    FIELD(TEXT, struct account_answer, name, PERSONAL),
    FIELD(TEXT, struct account_answer, email, PERSONAL),
    FIELD(TEXT, struct account_answer, language, PUBLIC),
    FIELD(BOOL, struct account_answer, totp_enabled, PERSONAL),
    FIELD(INT, struct account_answer, backup_codes, PERSONAL,
          .what = "codes on paper not used yet"),
    FIELD(TEXT, struct account_answer, role, PUBLIC),
    FIELD(TEXT, struct account_answer, post, PUBLIC),
    FIELD(TEXT, struct account_answer, organisation, PUBLIC),
    FIELDS_END,
};
static const struct shape account_shape = SHAPE(struct account_answer, "Account", account_fields);

static const char *const languages[] = {"ko", "en", NULL};

static const struct field account_change_fields[] = {
    FIELD(TEXT, struct people_account_change, name, PERSONAL, .min = 1, .max = 80,
          .optional = true),
    FIELD(TEXT, struct people_account_change, email, PERSONAL, .min = 3, .max = 200,
          .optional = true),
    FIELD(TEXT, struct people_account_change, language, PUBLIC, .choices = languages,
          .optional = true),
    FIELDS_END,
};
static const struct shape account_change_shape =
    SHAPE(struct people_account_change, "AccountChange", account_change_fields);

static enum status get_account(struct call *call, struct error *err)
{
    struct people_account account = {0};
    enum status st =
        people_account(call->services->people, call->arena, call->caller, &account, err);
    if (st != STATUS_OK)
        return st;
    struct account_answer *answer = arena_alloc(call->arena, sizeof *answer);
    *answer = (struct account_answer){.login = account.login,
                                      .name = account.name,
                                      .email = account.email,
                                      .language = account.language,
                                      .post = account.post,
                                      .organisation = account.organisation,
                                      .role = people_role_info(account.role)->name,
                                      .totp_enabled = account.totp_enabled,
                                      .backup_codes = account.backup_codes};
    api_answer(call, answer);
    return STATUS_OK;
}

static enum status patch_account(struct call *call, struct error *err)
{
    enum status st = people_account_set(call->services->people, call->caller, call->body, err);
    return st == STATUS_OK ? get_account(call, err) : st;
}

struct password_body {
    const char *old, *new;
};

static const struct field password_fields[] = {
    FIELD(TEXT, struct password_body, old, PERSONAL, .min = 1, .max = 256),
    FIELD(TEXT, struct password_body, new, PERSONAL, .min = 1, .max = 256),
    FIELDS_END,
};
static const struct shape password_shape =
    SHAPE(struct password_body, "PasswordChange", password_fields);

static enum status post_password(struct call *call, struct error *err)
{
    const struct password_body *body = call->body;
    return people_password_set(call->services->people, call->caller, body->old, body->new,
                               call->now, err);
}

static const struct field totp_fields[] = {
    FIELD(TEXT, struct people_totp, secret, PERSONAL, .what = "base32, for typing in"),
    FIELD(TEXT, struct people_totp, uri, PERSONAL, .what = "otpauth:// for the QR picture"),
    FIELDS_END,
};
static const struct shape totp_shape = SHAPE(struct people_totp, "SecondFactor", totp_fields);

static enum status post_totp(struct call *call, struct error *err)
{
    struct people_totp *totp = arena_alloc(call->arena, sizeof *totp);
    enum status st =
        people_totp_start(call->services->people, call->arena, call->caller, call->now, totp, err);
    if (st == STATUS_OK)
        api_answer(call, totp);
    return st;
}

static const struct field code_fields[] = {
    FIELD(TEXT, struct session_body, code, PERSONAL, .min = 6, .max = 6),
    FIELDS_END,
};
static const struct shape code_shape = SHAPE(struct session_body, "Code", code_fields);

static enum status post_totp_confirm(struct call *call, struct error *err)
{
    const struct session_body *body = call->body;
    struct people_token token;
    enum status st = people_totp_confirm(call->services->people, call->caller, body->code,
                                         call->now, &token, err);
    return st == STATUS_OK ? answer_token(call, &token, err) : st;
}

/* ---- organisations ---- */

struct organisation_answer {
    struct owned owned;
    int64_t id;
    const char *name, *kind, *business_number, *region;
};

static const struct field organisation_fields[] = {
    FIELD(INT, struct organisation_answer, id, PUBLIC),
    FIELD(TEXT, struct organisation_answer, name, PUBLIC),
    FIELD(TEXT, struct organisation_answer, kind, PUBLIC),
    FIELD(TEXT, struct organisation_answer, business_number, PUBLIC, .optional = true),
    FIELD(TEXT, struct organisation_answer, region, PUBLIC, .optional = true),
    FIELDS_END,
};
static const struct shape organisation_shape = SHAPE_OWNED(
    struct organisation_answer, owned, "Organisation", "organisation", organisation_fields);

static struct organisation_answer organisation_view(const struct people_organisation *from)
{
    return (struct organisation_answer){.owned = {.id = from->id, .owner_id = from->id},
                                        .id = from->id,
                                        .name = from->name,
                                        .kind = people_kind_info(from->kind)->name,
                                        .business_number = from->business_number,
                                        .region = from->region};
}

struct kind_arguments {
    const char *kind;
};
static const struct argument kind_rows[] = {
    ARGUMENT(TEXT, struct kind_arguments, kind, .choices = people_kind_names,
             .en = "only those of this kind", .ko = "이 종류의 기관만"),
    ARGUMENTS_END,
};
static const struct arguments kind_arguments = ARGUMENTS(struct kind_arguments, kind_rows);

static enum status get_organisations(struct call *call, struct error *err)
{
    const struct kind_arguments *asked = api_arguments(call, struct kind_arguments);
    enum people_kind kind = KIND_UNKNOWN;
    enum status st = asked->kind == NULL ? STATUS_OK : people_kind_find(asked->kind, &kind, err);
    if (st != STATUS_OK)
        return st;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_organisations list = {0};
    if ((st = store_begin(call->services->store, STORE_READ, &tx, err)) != STATUS_OK ||
        (st = people_organisation_list(tx, call->arena, kind, &list, err)) != STATUS_OK)
        return st;
    struct organisation_answer *at = arena_array(call->arena, list.count + 1, sizeof *at);
    for (size_t i = 0; i < list.count; i++)
        at[i] = organisation_view(&list.at[i]);
    api_answer_list(call, at, list.count);
    return STATUS_OK;
}

static const struct field organisation_body_fields[] = {
    FIELD(TEXT, struct organisation_answer, name, PUBLIC, .min = 1, .max = 120),
    FIELD(TEXT, struct organisation_answer, kind, PUBLIC, .min = 1, .max = 40),
    FIELD(TEXT, struct organisation_answer, business_number, PUBLIC, .max = 12, .optional = true),
    FIELD(TEXT, struct organisation_answer, region, PUBLIC, .max = 60, .optional = true),
    FIELDS_END,
};
static const struct shape organisation_body_shape =
    SHAPE(struct organisation_answer, "NewOrganisation", organisation_body_fields);

static enum status post_organisation(struct call *call, struct error *err)
{
    const struct organisation_answer *body = call->body;
    struct people_organisation wanted = {.name = body->name, .region = body->region};
    char digits[PEOPLE_BUSINESS_NUMBER_SIZE];
    enum status st = people_kind_find(body->kind, &wanted.kind, err);
    if (st == STATUS_OK && body->business_number != NULL) {
        st = people_business_number(body->business_number, digits, err);
        wanted.business_number = digits;
    }
    if (st != STATUS_OK)
        return st;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_organisation made = {0};
    int64_t id = 0;
    if ((st = store_begin(call->services->store, STORE_WRITE, &tx, err)) != STATUS_OK ||
        (st = people_organisation_add(tx, &wanted, call->now, &id, err)) != STATUS_OK ||
        (st = people_organisation(tx, call->arena, id, &made, err)) != STATUS_OK ||
        (st = store_commit(&tx, err)) != STATUS_OK)
        return st;
    struct organisation_answer *answer = arena_alloc(call->arena, sizeof *answer);
    *answer = organisation_view(&made);
    api_answer(call, answer);
    return STATUS_OK;
}

/* ---- invitations ---- */

/* The list holds what the caller's organisation made or receives: it counts as its own. */
struct invitation_answer {
    int64_t id, organisation_id;
    const char *organisation, *post, *role, *email, *token;
    time_us expires_at, accepted_at;
};

static const struct field invitation_fields[] = {
    FIELD(INT, struct invitation_answer, id, PUBLIC),
    FIELD(INT, struct invitation_answer, organisation_id, PUBLIC),
    FIELD(TEXT, struct invitation_answer, organisation, PUBLIC),
    FIELD(TEXT, struct invitation_answer, post, PUBLIC),
    FIELD(TEXT, struct invitation_answer, role, PUBLIC),
    FIELD(TEXT, struct invitation_answer, email, PERSONAL),
    FIELD(TIME, struct invitation_answer, expires_at, PUBLIC),
    FIELD(TIME, struct invitation_answer, accepted_at, PUBLIC, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct invitation_answer, token, PERSONAL, .optional = true,
          .what = "only in the answer that made it"),
    FIELDS_END,
};
static const struct shape invitation_shape =
    SHAPE(struct invitation_answer, "Invitation", invitation_fields);

static struct invitation_answer invitation_view(const struct people_invitation *from)
{
    return (struct invitation_answer){.id = from->id,
                                      .organisation_id = from->organisation_id,
                                      .organisation = from->organisation,
                                      .post = from->post,
                                      .role = people_role_info(from->role)->name,
                                      .email = from->email,
                                      .token = from->token,
                                      .expires_at = from->expires_at,
                                      .accepted_at = from->accepted_at};
}

static const struct field invitation_body_fields[] = {
    FIELD(INT, struct invitation_answer, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct invitation_answer, post, PUBLIC, .min = 1, .max = 80),
    FIELD(TEXT, struct invitation_answer, role, PUBLIC, .min = 1, .max = 40),
    FIELD(TEXT, struct invitation_answer, email, PERSONAL, .min = 3, .max = 200),
    FIELDS_END,
};
static const struct shape invitation_body_shape =
    SHAPE(struct invitation_answer, "NewInvitation", invitation_body_fields);

static enum status get_invitations(struct call *call, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_invitations list = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_invitation_list(tx, call->arena, call->caller, &list, err);
    if (st != STATUS_OK)
        return st;
    struct invitation_answer *at = arena_array(call->arena, list.count + 1, sizeof *at);
    for (size_t i = 0; i < list.count; i++)
        at[i] = invitation_view(&list.at[i]);
    api_answer_list(call, at, list.count);
    return STATUS_OK;
}

static enum status post_invitation(struct call *call, struct error *err)
{
    const struct invitation_answer *body = call->body;
    struct people_invitation wanted = {.organisation_id = body->organisation_id,
                                       .post = body->post,
                                       .email = body->email},
                             made = {0};
    enum status st = people_role_find(body->role, &wanted.role, err);
    if (st == STATUS_OK)
        st = people_invite(call->services->people, call->arena, call->caller, &wanted, call->now,
                           &made, err);
    if (st != STATUS_OK)
        return st;
    struct invitation_answer *answer = arena_alloc(call->arena, sizeof *answer);
    *answer = invitation_view(&made);
    api_answer(call, answer);
    return STATUS_OK;
}

static const struct field acceptance_fields[] = {
    FIELD(TEXT, struct people_acceptance, token, PERSONAL, .min = 1, .max = 120),
    FIELD(TEXT, struct people_acceptance, login, PERSONAL, .min = 1, .max = 80),
    FIELD(TEXT, struct people_acceptance, name, PERSONAL, .min = 1, .max = 80),
    FIELD(TEXT, struct people_acceptance, password, PERSONAL, .min = 1, .max = 256),
    FIELD(TEXT, struct people_acceptance, language, PUBLIC, .choices = languages, .optional = true),
    FIELDS_END,
};
static const struct shape acceptance_shape =
    SHAPE(struct people_acceptance, "Acceptance", acceptance_fields);

struct accepted {
    int64_t user_id;
    const char *login;
};

static const struct field accepted_fields[] = {
    FIELD(INT, struct accepted, user_id, PUBLIC),
    FIELD(TEXT, struct accepted, login, PUBLIC),
    FIELDS_END,
};
static const struct shape accepted_shape = SHAPE(struct accepted, "Accepted", accepted_fields);

static enum status post_acceptance(struct call *call, struct error *err)
{
    struct people_acceptance acceptance = *(const struct people_acceptance *)call->body;
    acceptance.address = call->request->client;
    struct accepted *accepted = arena_alloc(call->arena, sizeof *accepted);
    accepted->login = acceptance.login;
    enum status st =
        people_accept(call->services->people, &acceptance, call->now, &accepted->user_id, err);
    if (st == STATUS_OK)
        api_answer(call, accepted);
    return st;
}

/* ---- who looked ---- */

struct read_answer {
    int64_t id;
    time_us at;
    const char *reader_organisation, *reader_role, *object, *classes, *route;
    int64_t object_id;
};

static const struct field read_fields[] = {
    FIELD(INT, struct read_answer, id, PUBLIC),
    FIELD(TIME, struct read_answer, at, PUBLIC),
    FIELD(TEXT, struct read_answer, reader_organisation, PUBLIC),
    FIELD(TEXT, struct read_answer, reader_role, PUBLIC),
    FIELD(TEXT, struct read_answer, object, PUBLIC),
    FIELD(INT, struct read_answer, object_id, PUBLIC),
    FIELD(TEXT, struct read_answer, classes, PUBLIC),
    FIELD(TEXT, struct read_answer, route, PUBLIC),
    FIELDS_END,
};
static const struct shape read_shape = SHAPE(struct read_answer, "ReadLogEntry", read_fields);

enum { READS_USUAL = 100, READS_MAX = 1000 };

struct read_arguments {
    int64_t before, limit;
};
static const struct argument read_rows[] = {
    BEFORE_ARGUMENT(struct read_arguments),
    LIMIT_ARGUMENT(struct read_arguments, READS_MAX, READS_USUAL),
    ARGUMENTS_END,
};
static const struct arguments read_arguments = ARGUMENTS(struct read_arguments, read_rows);

static enum status get_reads(struct call *call, struct error *err)
{
    const struct read_arguments *asked = api_arguments(call, struct read_arguments);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct people_reads list = {0};
    enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = people_read_list(tx, call->arena, call->caller->organisation_id, asked->before,
                              (int)asked->limit, &list, err);
    if (st != STATUS_OK)
        return st;
    struct read_answer *at = arena_array(call->arena, list.count + 1, sizeof *at);
    for (size_t i = 0; i < list.count; i++) {
        const struct people_read *read = &list.at[i];
        at[i] = (struct read_answer){.id = read->id,
                                     .at = read->at,
                                     .reader_organisation = read->reader_organisation,
                                     .reader_role = people_role_info(read->reader_role)->name,
                                     .object = read->object,
                                     .classes = people_class_names(call->arena, read->classes),
                                     .route = read->route,
                                     .object_id = read->object_id};
    }
    api_answer_list(call, at, list.count);
    return STATUS_OK;
}

/* ---- the table ---- */

#define WATCHED                                                                                    \
    (ROLE_BIT(ADOPTER_OWNER) | ROLE_BIT(SUPPLIER) | ROLE_BIT(SPONSOR_OFFICER) | ROLE_BIT(AUDITOR))

const struct route people_routes[] = {
    {HTTP_POST, "/api/session", post_session, .body = &session_body_shape, .answer = &session_shape,
     .allow = ALLOW(ROLE_ANYONE), .without_csrf = true, .enrolling = true, .en = "sign in",
     .ko = "로그인합니다"},
    {HTTP_GET, "/api/session", get_session, .answer = &session_shape, .relation = api_self,
     .allow = OWN_ONLY(ROLE_PERSONS), .enrolling = true, .en = "who am I",
     .ko = "지금 누구로 들어와 있는지 봅니다"},
    {HTTP_DELETE, "/api/session", delete_session, .kind = ANSWER_NOTHING, .relation = api_self,
     .allow = OWN_ONLY(ROLE_PERSONS), .enrolling = true, .en = "sign out", .ko = "로그아웃합니다"},
    {HTTP_POST, "/api/session/step-up", post_step_up, .body = &proof_shape,
     .answer = &session_shape, .relation = api_self, .allow = OWN_ONLY(ROLE_PERSONS),
     .en = "a fresh proof, valid for five minutes",
     .ko = "중요한 일을 앞두고 본인을 다시 확인합니다"},
    {HTTP_GET, "/api/account", get_account, .answer = &account_shape, .relation = api_self,
     .allow = OWN_ONLY(ROLE_PERSONS), .enrolling = true, .en = "my account",
     .ko = "내 계정을 봅니다"},
    {HTTP_PATCH, "/api/account", patch_account, .body = &account_change_shape,
     .answer = &account_shape, .relation = api_self, .allow = OWN_ONLY(ROLE_PERSONS),
     .en = "change my name, e-mail or language", .ko = "이름, 전자우편, 언어를 바꿉니다"},
    {HTTP_POST, "/api/account/password", post_password, .body = &password_shape,
     .kind = ANSWER_NOTHING, .relation = api_self, .allow = OWN_ONLY(ROLE_PERSONS),
     .limit = {10, TIME_HOUR}, .en = "change my password", .ko = "비밀번호를 바꿉니다"},
    {HTTP_POST, "/api/account/totp", post_totp, .answer = &totp_shape, .relation = api_self,
     .allow = OWN_ONLY(ROLE_PERSONS), .enrolling = true, .en = "begin to set up a second factor",
     .ko = "2차 인증 등록을 시작합니다"},
    {HTTP_POST, "/api/account/totp/confirm", post_totp_confirm, .body = &code_shape,
     .answer = &session_shape, .relation = api_self, .allow = OWN_ONLY(ROLE_PERSONS),
     .enrolling = true, .limit = {20, TIME_HOUR}, .en = "prove the second factor",
     .ko = "2차 인증 등록을 마칩니다"},
    {HTTP_GET, "/api/organisations", get_organisations, .arguments = &kind_arguments,
     .kind = ANSWER_LIST, .answer = &organisation_shape, .allow = ALLOW(ROLE_PERSONS),
     .en = "all organisations", .ko = "기관 목록을 봅니다"},
    {HTTP_POST, "/api/organisations", post_organisation, .body = &organisation_body_shape,
     .answer = &organisation_shape, .success = 201,
     .allow = ALLOW(ROLE_BIT(ADMIN) | ROLE_BIT(OPERATOR_OFFICER)), .en = "add an organisation",
     .ko = "기관을 등록합니다"},
    {HTTP_GET, "/api/invitations", get_invitations, .kind = ANSWER_LIST,
     .answer = &invitation_shape, .relation = api_self, .allow = OWN_ONLY(INVITERS),
     .en = "invitations made by us or into our organisation",
     .ko = "우리 기관의 초대 목록을 봅니다"},
    {HTTP_POST, "/api/invitations", post_invitation, .body = &invitation_body_shape,
     .answer = &invitation_shape, .relation = api_self, .success = 201, .allow = OWN_ONLY(INVITERS),
     .step_up = true, .limit = {60, TIME_HOUR}, .en = "invite someone to a post",
     .ko = "자리에 사람을 초대합니다"},
    {HTTP_POST, "/api/invitations/accept", post_acceptance, .body = &acceptance_shape,
     .answer = &accepted_shape, .success = 201, .allow = ALLOW(ROLE_ANYONE), .without_csrf = true,
     .en = "accept an invitation", .ko = "초대를 수락하고 계정을 만듭니다"},
    {HTTP_GET, "/api/read-log", get_reads, .arguments = &read_arguments, .kind = ANSWER_LIST,
     .answer = &read_shape, .relation = api_self, .allow = OWN_ONLY(WATCHED),
     .en = "who has read our organisation's data", .ko = "우리 기관 자료를 누가 열람했는지 봅니다"},
    ROUTES_END,
};
