/* papers.c -- what stands in each paper and sheet, and in which words. */
#include "api/papers.h"

static const struct paper_word application_words[] = {
    {"draft", "작성 중", "draft"},         {"submitted", "제출", "submitted"},
    {"returned", "보완 요청", "returned"}, {"approved", "승인", "approved"},
    {"rejected", "불승인", "rejected"},    {.value = NULL}};
static const struct paper_word agreement_words[] = {
    {"signing", "서명 중", "signing"}, {"active", "발효", "in force"}, {.value = NULL}};
static const struct paper_word payment_words[] = {{"requested", "요청", "requested"},
                                                  {"approved", "승인", "approved"},
                                                  {"paid", "지급", "paid"},
                                                  {"refused", "취소", "refused"},
                                                  {.value = NULL}};
static const struct paper_word contribution_words[] = {{"pledged", "약정", "pledged"},
                                                       {"received", "입금", "received"},
                                                       {"sponsor", "주관기관", "sponsor"},
                                                       {"government", "정부", "government"},
                                                       {.value = NULL}};
static const struct paper_word action_words[] = {
    {"draft", "초안 작성", "drafted"},
    {"submit", "제출", "submitted"},
    {"return", "보완 요청", "returned"},
    {"approve", "승인", "approved"},
    {"reject", "불승인", "rejected"},
    {"sign", "서명", "signed"},
    {"deposit", "자부담 입금", "own share deposited"},
    {"request", "지급 요청", "payment requested"},
    {"approve-payment", "지급 승인", "payment approved"},
    {"refuse-payment", "지급 취소", "payment refused"},
    {"paid", "지급", "paid"},
    {.value = NULL}};

/* ---- rows that stand in more than one paper ---- */

#define PAPER_TABLE(ko_, en_, each_, fields_)                                                      \
    {                                                                                              \
        .kind = DOCUMENT_TABLE, .ko = (ko_), .en = (en_), .each = (each_), .fields = (fields_)     \
    }
#define PAPER_LIST(fields_)                                                                        \
    {                                                                                              \
        .kind = DOCUMENT_TABLE, .each = "items", .fields = (fields_)                               \
    }
#define AGREEMENT_HEAD                                                                             \
    PAPER_FIELD("number", "협약 번호", "Number", TEXT),                                            \
        PAPER_FIELD("state", "상태", "State", TEXT, .words = agreement_words),                     \
        PAPER_FIELD("title", "과제명", "Title", TEXT),                                             \
        PAPER_FIELD("adopter", "도입기업", "Adopter", TEXT),                                       \
        PAPER_FIELD("sponsor", "주관기관", "Sponsor", TEXT),                                       \
        PAPER_FIELD("operator", "운영기관", "Operating body", TEXT)
#define AGREEMENT_TAIL                                                                             \
    PAPER_FIELD("deposited", "자부담 입금", "Own share deposited", MONEY),                         \
        PAPER_FIELD("created_at", "작성일", "Made", DAY),                                          \
        PAPER_FIELD("active_at", "발효일", "In force from", DAY)
#define APPLICATION_HEAD                                                                           \
    PAPER_FIELD("number", "접수 번호", "Number", TEXT),                                            \
        PAPER_FIELD("state", "상태", "State", TEXT, .words = application_words),                   \
        PAPER_FIELD("title", "과제명", "Title", TEXT),                                             \
        PAPER_FIELD("programme", "사업", "Programme", TEXT)
#define APPLICATION_WHO                                                                            \
    PAPER_FIELD("adopter", "도입기업", "Adopter", TEXT),                                           \
        PAPER_FIELD("sponsor", "주관기관", "Sponsor", TEXT),                                       \
        PAPER_FIELD("contact", "담당자", "Contact", TEXT)
#define APPLICATION_DAYS                                                                           \
    PAPER_FIELD("created_at", "작성일", "Drafted", DAY),                                           \
        PAPER_FIELD("submitted_at", "제출일", "Submitted", DAY)
#define SHARE_ROW                                                                                  \
    PAPER_FIELD("ko", "재원", "Source", TEXT, .member_en = "en", .weight = 2),                     \
        PAPER_FIELD("amount", "부담 금액", "Share", MONEY, .weight = 2)

/* ---- the application ---- */

static const struct paper_field wanted_fields[] = {
    SHARE_ROW,
    PAPER_FIELDS_END,
};

static const struct paper_field application_facts[] = {
    APPLICATION_HEAD, PAPER_FIELD("programme_version", "규정 판", "Version of rules", INT),
    APPLICATION_WHO,  PAPER_FIELD("total", "총사업비", "Total", OFFICIAL),
    APPLICATION_DAYS, PAPER_FIELD("plan_hash", "계획 해시", "Hash of the plan", TEXT),
    PAPER_FIELDS_END,
};
static const struct paper_field summary_field[] = {
    PAPER_FIELD("summary", "요약", "Summary", TEXT),
    PAPER_FIELDS_END,
};
static const struct paper_field option_fields[] = {
    PAPER_FIELD("ko", "개선안", "Improvement", TEXT, .member_en = "en", .weight = 5),
    PAPER_FIELD("cost", "비용", "Cost", MONEY, .weight = 2),
    PAPER_FIELD("payback_months", "회수(개월)", "Pays back (months)", INT, .weight = 2),
    PAPER_FIELDS_END,
};
static const struct paper_field event_fields[] = {
    PAPER_FIELD("at", "때", "When", TIME, .weight = 4),
    PAPER_FIELD("organisation", "기관", "Organisation", TEXT, .weight = 3),
    PAPER_FIELD("name", "이름", "Name", TEXT, .weight = 2),
    PAPER_FIELD("action", "한 일", "What", TEXT, .weight = 2, .words = action_words),
    PAPER_FIELD("note", "사유", "Note", TEXT, .weight = 5),
    PAPER_FIELDS_END,
};
static const struct paper_field file_fields[] = {
    PAPER_FIELD("name", "파일", "File", TEXT, .weight = 4),
    PAPER_FIELD("size", "크기(바이트)", "Size (bytes)", INT, .weight = 2),
    PAPER_FIELD("sha256", "SHA-256", "SHA-256", TEXT, .weight = 6),
    PAPER_FIELDS_END,
};
static const struct paper_part application_parts[] = {
    {.kind = DOCUMENT_FACTS, .ko = "개요", .en = "Overview", .fields = application_facts},
    {.kind = DOCUMENT_PARAGRAPH, .ko = "요약", .en = "Summary", .fields = summary_field},
    PAPER_TABLE("개선안", "Improvements", "options", option_fields),
    PAPER_TABLE("재원별 부담", "Who pays what", "shares", wanted_fields),
    PAPER_TABLE("붙임", "Attachments", "files", file_fields),
    PAPER_TABLE("경과", "History", "history", event_fields),
    PAPER_PARTS_END,
};
const struct paper application_paper = {"사업 신청서", "Application", "application",
                                        application_parts};

/* ---- the agreement ---- */

static const struct paper_field share_fields[] = {
    SHARE_ROW,
    PAPER_FIELD("paid", "집행", "Paid", MONEY, .weight = 2),
    PAPER_FIELDS_END,
};

static const struct paper_field agreement_facts[] = {
    AGREEMENT_HEAD,
    PAPER_FIELD("total", "총사업비", "Total", OFFICIAL),
    AGREEMENT_TAIL,
    PAPER_FIELDS_END,
};
static const struct paper_field tranche_fields[] = {
    PAPER_FIELD("ko", "회차", "Tranche", TEXT, .member_en = "en", .weight = 3),
    PAPER_FIELD("amount", "금액", "Amount", MONEY, .weight = 2),
    PAPER_FIELD("paid", "지급", "Paid", MONEY, .weight = 2),
    PAPER_FIELDS_END,
};
static const struct paper_field signature_fields[] = {
    PAPER_FIELD("organisation", "기관", "Organisation", TEXT, .weight = 3),
    PAPER_FIELD("name", "서명자", "Signed by", TEXT, .weight = 2),
    PAPER_FIELD("at", "서명한 때", "Signed at", TIME, .weight = 3),
    PAPER_FIELDS_END,
};
static const struct paper_field payment_fields[] = {
    PAPER_FIELD("tranche", "회차", "Tranche", TEXT, .among = "tranches", .weight = 2),
    PAPER_FIELD("payee", "받는 곳", "Payee", TEXT, .weight = 3),
    PAPER_FIELD("amount", "금액", "Amount", MONEY, .weight = 3),
    PAPER_FIELD("state", "상태", "State", TEXT, .weight = 2, .words = payment_words),
    PAPER_FIELD("paid_at", "지급일", "Paid on", DAY, .weight = 3),
    PAPER_FIELDS_END,
};
static const struct paper_part agreement_parts[] = {
    {.kind = DOCUMENT_FACTS, .ko = "개요", .en = "Overview", .fields = agreement_facts},
    PAPER_TABLE("재원별 부담", "Who pays what", "shares", share_fields),
    PAPER_TABLE("지급 회차", "Tranches", "tranches", tranche_fields),
    PAPER_TABLE("지급 내역", "Payments", "payments", payment_fields),
    {.kind = DOCUMENT_SIGNATURES,
     .ko = "서명",
     .en = "Signatures",
     .each = "signatures",
     .fields = signature_fields},
    PAPER_PARTS_END,
};
const struct paper agreement_paper = {"상생협약서", "Agreement", "agreement", agreement_parts};

/* ---- who pays what, before anything is agreed ---- */

static const struct paper_field split_facts[] = {
    PAPER_FIELD("ko", "사업", "Programme", TEXT, .member_en = "en"),
    PAPER_FIELD("version", "규정 판", "Version of rules", INT),
    PAPER_FIELD("total", "총사업비", "Total", OFFICIAL),
    PAPER_FIELD("cut", "절사액", "Cut off", MONEY),
    PAPER_FIELD("day", "기준일", "Counted from", DAY),
    PAPER_FIELDS_END,
};
static const struct paper_field split_share_fields[] = {
    SHARE_ROW,
    PAPER_FIELD("cash_least", "현금(이상)", "Cash, at least", MONEY, .weight = 2),
    PAPER_FIELD("in_kind_most", "현물(이하)", "In kind, at most", MONEY, .weight = 2),
    PAPER_FIELDS_END,
};
static const struct paper_field split_due_fields[] = {
    PAPER_FIELD("ko", "회차", "Tranche", TEXT, .member_en = "en", .outer = true, .weight = 2),
    PAPER_FIELD("opens_ko", "먼저 할 일", "After", TEXT, .member_en = "opens_en", .outer = true,
                .weight = 3),
    PAPER_FIELD("due_on", "늦어도", "At the latest", DAY, .outer = true, .weight = 3),
    PAPER_FIELD("ko", "재원", "Source", TEXT, .member_en = "en", .weight = 2),
    PAPER_FIELD("amount", "준비할 금액", "To have ready", MONEY, .weight = 3),
    PAPER_FIELDS_END,
};
static const struct paper_part split_parts[] = {
    {.kind = DOCUMENT_FACTS, .ko = "개요", .en = "Overview", .fields = split_facts},
    PAPER_TABLE("재원별 부담", "Who pays what", "shares", split_share_fields),
    {.kind = DOCUMENT_TABLE,
     .ko = "회차별 준비 기한(기준일에 협약할 때)",
     .en = "Due with each tranche, if agreed on that day",
     .each = "instalments",
     .each_inner = "parts",
     .fields = split_due_fields},
    PAPER_PARTS_END,
};
const struct paper split_paper = {"사업비 분담 예정표", "Who pays what", "split", split_parts};

/* ---- the tax credit of a giver ---- */

static const struct paper_field tax_facts[] = {
    PAPER_FIELD("source", "출연자", "Giver", TEXT),
    PAPER_FIELD("year", "귀속 연도", "Year", INT),
    PAPER_FIELD("received", "출연액(수납)", "Received", MONEY),
    PAPER_FIELD("returned", "반환액", "Returned", MONEY),
    PAPER_FIELD("related", "특수관계인 사용액", "Used for related parties", MONEY),
    PAPER_FIELD("base", "공제 대상 금액", "Base of the credit", OFFICIAL),
    PAPER_FIELD("rate_bp", "공제율(만분율)", "Rate (of 10,000)", INT),
    PAPER_FIELD("credit", "세액공제액", "Credit", OFFICIAL),
    PAPER_FIELD("basis", "법적 근거", "Legal basis", TEXT),
    PAPER_FIELDS_END,
};
static const struct paper_part tax_parts[] = {
    {.kind = DOCUMENT_FACTS, .ko = "명세", .en = "Statement", .fields = tax_facts},
    PAPER_PARTS_END,
};
const struct paper tax_paper = {"상생협력기금 출연금 세액공제 명세서",
                                "Statement of contributions for the tax credit", "tax", tax_parts};

/* ---- sheets ---- */

static const struct paper_field applications_columns[] = {
    APPLICATION_HEAD, APPLICATION_WHO,  PAPER_FIELD("total", "총사업비", "Total", MONEY),
    APPLICATION_DAYS, PAPER_FIELDS_END,
};
static const struct paper_part applications_parts[] = {PAPER_LIST(applications_columns),
                                                       PAPER_PARTS_END};
const struct paper applications_sheet = {"신청서 목록", "Applications", "applications",
                                         applications_parts};

static const struct paper_field agreements_columns[] = {
    AGREEMENT_HEAD,
    PAPER_FIELD("total", "총사업비", "Total", MONEY),
    AGREEMENT_TAIL,
    PAPER_FIELDS_END,
};
static const struct paper_part agreements_parts[] = {PAPER_LIST(agreements_columns),
                                                     PAPER_PARTS_END};
const struct paper agreements_sheet = {"협약 목록", "Agreements", "agreements", agreements_parts};

static const struct paper_field payments_columns[] = {
    PAPER_FIELD("number", "협약 번호", "Agreement", TEXT, .outer = true),
    PAPER_FIELD("adopter", "도입기업", "Adopter", TEXT, .outer = true),
    PAPER_FIELD("tranche", "회차", "Tranche", TEXT, .among = "tranches"),
    PAPER_FIELD("payee", "받는 곳", "Payee", TEXT),
    PAPER_FIELD("amount", "금액", "Amount", MONEY),
    PAPER_FIELD("state", "상태", "State", TEXT, .words = payment_words),
    PAPER_FIELD("evidence", "증빙", "Evidence", TEXT),
    PAPER_FIELD("requested_at", "요청일", "Requested", DAY),
    PAPER_FIELD("paid_at", "지급일", "Paid on", DAY),
    PAPER_FIELDS_END,
};
static const struct paper_part payments_parts[] = {
    {.kind = DOCUMENT_TABLE, .each = "items", .each_inner = "payments", .fields = payments_columns},
    PAPER_PARTS_END,
};
const struct paper payments_sheet = {"지급 목록", "Payments", "payments", payments_parts};

static const struct paper_field contributions_columns[] = {
    PAPER_FIELD("organisation", "출연 기관", "From", TEXT),
    PAPER_FIELD("source", "재원", "Source", TEXT, .words = contribution_words),
    PAPER_FIELD("programme", "사업", "Programme", TEXT),
    PAPER_FIELD("designation", "지정 목적", "Purpose", TEXT),
    PAPER_FIELD("amount", "약정", "Pledged", MONEY),
    PAPER_FIELD("received", "입금", "Received", MONEY),
    PAPER_FIELD("state", "상태", "State", TEXT, .words = contribution_words),
    PAPER_FIELD("pledged_at", "약정일", "Pledged on", DAY),
    PAPER_FIELD("spend_by", "사용 기한", "To be spent by", TEXT),
    PAPER_FIELDS_END,
};
static const struct paper_part contributions_parts[] = {PAPER_LIST(contributions_columns),
                                                        PAPER_PARTS_END};
const struct paper contributions_sheet = {"출연 목록", "Contributions", "contributions",
                                          contributions_parts};

static const struct paper_field book_accounts[] = {
    PAPER_FIELD("id", "계정 번호", "Account", INT),
    PAPER_FIELD("code", "계정 과목", "Code", INT),
    PAPER_FIELD("ko", "이름", "Name", TEXT, .member_en = "en", .weight = 3),
    PAPER_FIELD("organisation", "보유 기관", "Holder", TEXT, .weight = 2),
    PAPER_FIELD("source", "재원", "Source", TEXT, .weight = 2),
    PAPER_FIELD("project", "협약", "Agreement", INT),
    PAPER_FIELD("designation", "지정 용도", "Designation", INT),
    PAPER_FIELD("debits_posted", "차변", "Debits", MONEY, .weight = 2),
    PAPER_FIELD("credits_posted", "대변", "Credits", MONEY, .weight = 2),
    PAPER_FIELD("debits_pending", "예약 차변", "Debits reserved", MONEY, .weight = 2),
    PAPER_FIELD("credits_pending", "예약 대변", "Credits reserved", MONEY, .weight = 2),
    PAPER_FIELD("balance", "잔액", "Balance", MONEY, .weight = 2),
    PAPER_FIELDS_END,
};
static const struct paper_word transfer_words[] = {{"posted", "기표", "posted"},
                                                   {"pending", "예약", "reserved"},
                                                   {"post", "예약 확정", "reservation posted"},
                                                   {"void", "예약 취소", "reservation voided"},
                                                   {.value = NULL}};
static const struct paper_field book_transfers[] = {
    PAPER_FIELD("seq", "순번", "Number", INT),
    PAPER_FIELD("event_at", "거래일", "Date", DAY, .weight = 2),
    PAPER_FIELD("created_at", "기표 시각", "Booked at", TIME, .weight = 2),
    PAPER_FIELD("code", "거래 유형", "Code", INT),
    PAPER_FIELD("ko", "내용", "What", TEXT, .member_en = "en", .weight = 3),
    PAPER_FIELD("debit", "차변 계정", "Debit account", INT),
    PAPER_FIELD("debit_name", "차변", "Debit", TEXT, .weight = 3),
    PAPER_FIELD("credit", "대변 계정", "Credit account", INT),
    PAPER_FIELD("credit_name", "대변", "Credit", TEXT, .weight = 3),
    PAPER_FIELD("amount", "금액", "Amount", MONEY, .weight = 2),
    PAPER_FIELD("kind", "구분", "Kind", TEXT, .words = transfer_words),
    PAPER_FIELD("group", "묶음", "Group", TEXT, .weight = 3),
    PAPER_FIELDS_END,
};
static const struct paper_part book_parts[] = {
    PAPER_TABLE("계정", "Accounts", "accounts", book_accounts),
    PAPER_TABLE("이체", "Transfers", "transfers", book_transfers),
    PAPER_PARTS_END,
};
const struct paper book_sheet = {"장부", "Book", "book", book_parts};
