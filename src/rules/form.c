/* The form of a rule document, version 2, and what of it version 1 had. One row a member, in the
 * order in which documents are written. */
#include "rules/rules_private.h"

#define ID_MAX    60
#define NAME_MAX  200
#define BASIS_MAX 1000

static const char *const evidence_words[] = {"law",        "rule",          "screen", "press",
                                             "study",      "derived",       "weak",   "sister",
                                             "configured", "not_published", NULL};
static const char *const party_words[] = {"government", "sponsor", "adopter",
                                          "local",      "other",   NULL};
static const char *const test_words[] = {"is", "is_not", "at_least", "at_most", "any_of", NULL};
static const char *const lane_words[] = {"self", "approval", "forbidden", NULL};

#define AT(type, name) #name, .offset = offsetof(struct rules_##type, name)
#define END                                                                                        \
    {                                                                                              \
        .name = NULL                                                                               \
    }
#define NAMED(type, version)                                                                       \
    {                                                                                              \
        AT(type, id),     .kind = MEMBER_ID, .max = ID_MAX,                                        \
        .since = version, .ko = "식별자",    .en = "id"},                                          \
        {AT(type, ko),     .kind = MEMBER_TEXT, .min = 1,           .max = NAME_MAX,               \
         .since = version, .ko = "한국어 이름", .en = "Korean name"},                              \
    {                                                                                              \
        AT(type, en), .kind = MEMBER_TEXT, .min = 1, .max = NAME_MAX, .since = version,            \
                      .ko = "영어 이름", .en = "English name"                                      \
    }
#define IN_ENGLISH(type, name)                                                                     \
    {                                                                                              \
        AT(type, name), .kind = MEMBER_TEXT, .max = BASIS_MAX, .optional = true, .since = 2,       \
                        .ko = "법적 근거(영어)", .en = "legal basis in English"                    \
    }
#define BASIS(type)                                                                                \
    {AT(type, basis), .kind = MEMBER_TEXT, .min = 1,           .max = BASIS_MAX,                   \
     .since = 2,      .ko = "법적 근거",   .en = "legal basis"},                                   \
        IN_ENGLISH(type, basis_en)
#define EVIDENCE(type)                                                                             \
    {                                                                                              \
        AT(type, evidence), .kind = MEMBER_WORD, .words = evidence_words, .since = 2,              \
                            .standard = RULES_CONFIGURED, .ko = "근거의 등급",                     \
                            .en = "grade of evidence"                                              \
    }

static const struct member slab_members[] = {
    {AT(slab, up_to), .kind = MEMBER_WON, .ko = "까지", .en = "up to", .max = MONEY_MAX,
     .since = 2},
    {AT(slab, share_bp), .kind = MEMBER_NUMBER, .ko = "비율(bp)", .en = "share (bp)",
     .max = WHOLE_BP, .since = 2},
    END,
};
static const struct part slab_part = {
    "구간", "slab", slab_members, sizeof(struct rules_slab), 0, RULES_SLABS_MAX, {NULL}};

static const struct member funder_members[] = {
    NAMED(funder, 1),
    {AT(funder, party), .kind = MEMBER_WORD, .ko = "성격", .en = "party", .words = party_words,
     .since = 1},
    {AT(funder, share_bp), .kind = MEMBER_NUMBER, .ko = "부담 비율(bp)", .en = "share (bp)",
     .max = WHOLE_BP, .since = 1},
    {AT(funder, min_bp), .kind = MEMBER_NUMBER, .ko = "비율 하한(bp)", .en = "least share (bp)",
     .max = WHOLE_BP, .since = 1},
    {AT(funder, max_bp), .kind = MEMBER_NUMBER, .ko = "비율 상한(bp)", .en = "largest share (bp)",
     .max = WHOLE_BP, .since = 1},
    {AT(funder, cap), .kind = MEMBER_WON, .ko = "한도액", .en = "cap", .max = MONEY_MAX,
     .since = 1},
    {AT(funder, remainder), .kind = MEMBER_YES, .ko = "나머지 부담", .en = "takes the remainder",
     .since = 1},
    {AT(funder, basis), .kind = MEMBER_TEXT, .min = 1, .max = BASIS_MAX, .since = 1,
     .ko = "법적 근거", .en = "legal basis"},
    IN_ENGLISH(funder, basis_en),
    {AT(funder, monthly_cap), .kind = MEMBER_WON, .ko = "1인당 월 한도액",
     .en = "monthly cap a head", .max = MONEY_MAX, .optional = true, .since = 2},
    {AT(funder, in_kind_max_bp), .kind = MEMBER_NUMBER, .ko = "현물 인정 한도(bp)",
     .en = "in-kind at most (bp)", .max = WHOLE_BP, .nullable = true, .optional = true,
     .standard = WHOLE_BP, .since = 2},
    {AT(funder, slabs), .count_offset = offsetof(struct rules_funder, slab_count),
     .kind = MEMBER_LIST, .part = &slab_part, .ko = "구간별 비율", .en = "slabs", .since = 2,
     .optional = true},
    EVIDENCE(funder),
    END,
};
static const struct part funder_part = {
    "부담 주체", "funder",          funder_members, sizeof(struct rules_funder),
    1,           RULES_FUNDERS_MAX, {"id"}};

static const struct member condition_members[] = {
    NAMED(condition, 2),
    {AT(condition, fact), .kind = MEMBER_ID, .ko = "사실", .en = "fact", .max = ID_MAX, .since = 2},
    {AT(condition, test), .kind = MEMBER_WORD, .ko = "비교", .en = "test", .words = test_words,
     .since = 2},
    {AT(condition, number), .kind = MEMBER_NUMBER, .ko = "수", .en = "number", .min = 0,
     .max = MONEY_MAX, .optional = true, .since = 2},
    {AT(condition, word), .kind = MEMBER_TEXT, .ko = "낱말", .en = "word", .max = NAME_MAX,
     .optional = true, .since = 2},
    BASIS(condition),
    EVIDENCE(condition),
    END,
};
static const struct part condition_part = {
    "요건",         "condition", condition_members, sizeof(struct rules_condition), 0,
    RULES_LIST_MAX, {"id"}};

static const struct member bonus_group_members[] = {
    NAMED(bonus_group, 2),
    {AT(bonus_group, max_milli), .kind = MEMBER_NUMBER, .ko = "최대 점수(1/1000점)",
     .en = "at most (thousandths)", .min = 0, .max = 1000000, .nullable = true, .since = 2},
    END,
};
static const struct part bonus_group_part = {"가점 묶음",
                                             "group of bonuses",
                                             bonus_group_members,
                                             sizeof(struct rules_bonus_group),
                                             0,
                                             RULES_LIST_MAX,
                                             {"id"}};

static const struct member bonus_members[] = {
    NAMED(bonus, 2),
    {AT(bonus, group), .kind = MEMBER_ID, .ko = "묶음", .en = "group", .max = ID_MAX, .since = 2},
    {AT(bonus, points_milli), .kind = MEMBER_NUMBER, .ko = "점수(1/1000점)",
     .en = "points (thousandths)", .min = 0, .nullable = true, .max = 1000000, .since = 2},
    {AT(bonus, fact), .kind = MEMBER_ID, .ko = "사실", .en = "fact", .max = ID_MAX, .since = 2},
    BASIS(bonus),
    EVIDENCE(bonus),
    END,
};
static const struct part bonus_part = {
    "가점", "bonus", bonus_members, sizeof(struct rules_bonus), 0, RULES_LIST_MAX, {"id"}};

static const struct member form_members[] = {
    NAMED(form, 2),
    {AT(form, stage), .kind = MEMBER_ID, .ko = "단계", .en = "stage", .max = ID_MAX, .since = 2},
    {AT(form, types), .kind = MEMBER_TEXT, .ko = "파일 형식", .en = "file types", .max = NAME_MAX,
     .optional = true, .since = 2},
    {AT(form, required), .kind = MEMBER_YES, .ko = "필수", .en = "required", .optional = true,
     .since = 2},
    {AT(form, upload), .kind = MEMBER_YES, .ko = "첨부 파일", .en = "uploaded file",
     .optional = true, .since = 2},
    BASIS(form),
    END,
};
static const struct part form_part = {
    "서식", "form", form_members, sizeof(struct rules_form), 0, RULES_LIST_MAX, {"id"}};

static const struct member cost_item_members[] = {
    NAMED(cost_item, 1),
    {AT(cost_item, max_bp), .kind = MEMBER_NUMBER, .ko = "한도 비율(bp)", .en = "at most (bp)",
     .max = 10 * WHOLE_BP, .since = 1},
    {AT(cost_item, of), .kind = MEMBER_TEXT, .ko = "기준", .en = "base", .min = 1, .max = NAME_MAX,
     .optional = true, .since = 2},
    {AT(cost_item, negative), .kind = MEMBER_YES, .ko = "할인", .en = "may be negative",
     .optional = true, .since = 2},
    {AT(cost_item, attachment), .kind = MEMBER_YES, .ko = "첨부 필요", .en = "needs a file",
     .optional = true, .since = 2},
    {AT(cost_item, funder), .kind = MEMBER_TEXT, .ko = "부담 주체", .en = "counted for the funder",
     .max = NAME_MAX, .optional = true, .since = 2},
    {AT(cost_item, basis), .kind = MEMBER_TEXT, .ko = "법적 근거", .en = "legal basis",
     .max = BASIS_MAX, .optional = true, .since = 2},
    IN_ENGLISH(cost_item, basis_en),
    END,
};
static const struct part cost_item_part = {
    "비목",          "cost item", cost_item_members, sizeof(struct rules_cost_item), 0,
    RULES_COSTS_MAX, {"id"}};

static const struct member grade_members[] = {
    NAMED(grade, 2),
    {AT(grade, points_milli), .kind = MEMBER_NUMBER, .ko = "점수(1/1000점)",
     .en = "points (thousandths)", .min = 0, .max = 1000000, .nullable = true, .since = 2},
    END,
};
static const struct part grade_part = {
    "등급", "grade", grade_members, sizeof(struct rules_grade), 0, RULES_LIST_MAX, {"id"}};

static const struct member sheet_item_members[] = {
    NAMED(sheet_item, 2),
    {AT(sheet_item, weight_bp), .kind = MEMBER_NUMBER, .ko = "배점 비중(bp)", .en = "weight (bp)",
     .max = WHOLE_BP, .nullable = true, .since = 2},
    END,
};
static const struct part sheet_item_part = {"평가 항목",
                                            "item of a sheet",
                                            sheet_item_members,
                                            sizeof(struct rules_sheet_item),
                                            0,
                                            RULES_LIST_MAX,
                                            {"id"}};

static const struct member sheet_members[] = {
    NAMED(sheet, 2),
    {AT(sheet, items), .count_offset = offsetof(struct rules_sheet, item_count),
     .kind = MEMBER_LIST, .part = &sheet_item_part, .ko = "평가 항목", .en = "items", .since = 2,
     .optional = true},
    {AT(sheet, grades), .count_offset = offsetof(struct rules_sheet, grade_count),
     .kind = MEMBER_LIST, .part = &grade_part, .ko = "등급", .en = "grades", .since = 2,
     .optional = true},
    BASIS(sheet),
    EVIDENCE(sheet),
    END,
};
static const struct part sheet_part = {
    "평가표", "score sheet", sheet_members, sizeof(struct rules_sheet), 0, RULES_LIST_MAX, {"id"}};

static const struct member review_members[] = {
    NAMED(review, 2),
    {AT(review, machine), .kind = MEMBER_ID, .ko = "절차", .en = "machine", .max = ID_MAX,
     .since = 2},
    {AT(review, sheet), .kind = MEMBER_TEXT, .ko = "평가표", .en = "sheet", .max = NAME_MAX,
     .optional = true, .since = 2},
    {AT(review, reviewers), .kind = MEMBER_NUMBER, .ko = "평가위원 수", .en = "reviewers", .min = 1,
     .max = 100, .nullable = true, .since = 2},
    {AT(review, drop_each_side), .kind = MEMBER_NUMBER, .ko = "절사 수(최고·최저 각각)",
     .en = "left out at each end", .min = 0, .max = 10, .optional = true, .since = 2},
    {AT(review, weight_bp), .kind = MEMBER_NUMBER, .ko = "평가반영비율(bp)", .en = "weight (bp)",
     .max = WHOLE_BP, .nullable = true, .since = 2},
    {AT(review, pass_milli), .kind = MEMBER_NUMBER, .ko = "통과 점수(1/1000점)",
     .en = "pass line (thousandths)", .min = 0, .max = 1000000, .nullable = true, .since = 2},
    BASIS(review),
    EVIDENCE(review),
    END,
};
static const struct part review_part = {
    "평가 단계", "review", review_members, sizeof(struct rules_review), 0, RULES_LIST_MAX, {"id"}};

static const struct member state_members[] = {
    NAMED(state, 2),
    {AT(state, end), .kind = MEMBER_YES, .ko = "종료", .en = "is an end", .optional = true,
     .since = 2},
    END,
};
static const struct part state_part = {
    "상태", "state", state_members, sizeof(struct rules_state), 2, RULES_STATES_MAX, {"id"}};

static const struct member machine_members[] = {
    NAMED(machine, 2),
    {AT(machine, first), .kind = MEMBER_ID, .ko = "처음 상태", .en = "first state", .max = ID_MAX,
     .since = 2},
    {AT(machine, once), .kind = MEMBER_YES, .ko = "한 번만", .en = "once only", .optional = true,
     .since = 2},
    {AT(machine, states), .count_offset = offsetof(struct rules_machine, state_count),
     .kind = MEMBER_LIST, .part = &state_part, .ko = "상태", .en = "states", .since = 2},
    END,
};
static const struct part machine_part = {
    "절차", "sub-process",      machine_members, sizeof(struct rules_machine),
    0,      RULES_MACHINES_MAX, {"id"}};

static const struct member step_members[] = {
    NAMED(step, 1),
    {AT(step, machine), .kind = MEMBER_ID, .ko = "절차", .en = "machine", .max = ID_MAX,
     .since = 2},
    {AT(step, from), .kind = MEMBER_ID, .ko = "이전 상태", .en = "from", .max = ID_MAX, .since = 2},
    {AT(step, to), .kind = MEMBER_ID, .ko = "다음 상태", .en = "to", .max = ID_MAX, .since = 2},
    {AT(step, role), .was = "actor", .kind = MEMBER_ID, .max = ID_MAX, .since = 1, .ko = "담당",
     .en = "role"},
    {AT(step, deputy_role), .kind = MEMBER_TEXT, .ko = "대행", .en = "deputy", .max = ID_MAX,
     .optional = true, .since = 2},
    {AT(step, deadline_days), .kind = MEMBER_SMALL, .max = 3660, .since = 1, .nullable = true,
     .optional = true, .ko = "기한(일)", .en = "deadline (days)"},
    {AT(step, deadline_months), .kind = MEMBER_SMALL, .max = 240, .since = 2, .optional = true,
     .ko = "기한(월)", .en = "deadline (months)"},
    {AT(step, working), .kind = MEMBER_YES, .ko = "영업일 기준", .en = "working days",
     .optional = true, .since = 2},
    {AT(step, article), .was = "basis", .kind = MEMBER_TEXT, .min = 1, .max = BASIS_MAX, .since = 1,
     .ko = "근거 조항", .en = "article"},
    IN_ENGLISH(step, article_en),
    EVIDENCE(step),
    END,
};
static const struct part step_part = {"단계",
                                      "step",
                                      step_members,
                                      sizeof(struct rules_step),
                                      0,
                                      RULES_STEPS_MAX,
                                      {"id", "machine", "from"}};

static const struct member proof_members[] = {
    NAMED(proof, 2),
    END,
};
static const struct part proof_part = {
    "증빙", "proof", proof_members, sizeof(struct rules_proof), 0, RULES_LIST_MAX, {"id"}};

static const struct member tranche_members[] = {
    NAMED(tranche, 1),
    {AT(tranche, share_bp), .kind = MEMBER_NUMBER, .ko = "지급 비율(bp)", .en = "share (bp)",
     .min = 1, .max = WHOLE_BP, .since = 1, .nullable = true},
    {AT(tranche, condition), .kind = MEMBER_ID, .ko = "조건 단계", .en = "condition", .max = ID_MAX,
     .since = 1},
    {AT(tranche, proofs), .count_offset = offsetof(struct rules_tranche, proof_count),
     .kind = MEMBER_LIST, .part = &proof_part, .ko = "필요 증빙", .en = "proofs", .since = 2,
     .optional = true},
    {AT(tranche, basis), .kind = MEMBER_TEXT, .ko = "법적 근거", .en = "legal basis",
     .max = BASIS_MAX, .optional = true, .since = 2},
    IN_ENGLISH(tranche, basis_en),
    EVIDENCE(tranche),
    END,
};
static const struct part tranche_part = {
    "지급 회차", "tranche",          tranche_members, sizeof(struct rules_tranche),
    0,           RULES_TRANCHES_MAX, {"id"}};

static const struct member change_members[] = {
    NAMED(change, 2),
    {AT(change, lane), .kind = MEMBER_WORD, .ko = "구분", .en = "lane", .words = lane_words,
     .since = 2},
    {AT(change, subject), .kind = MEMBER_ID, .ko = "대상", .en = "subject", .max = ID_MAX,
     .since = 2},
    {AT(change, limit), .kind = MEMBER_NUMBER, .ko = "한도", .en = "limit", .min = 0,
     .max = MONEY_MAX, .optional = true, .since = 2},
    {AT(change, unit), .kind = MEMBER_TEXT, .ko = "단위", .en = "unit", .max = ID_MAX,
     .optional = true, .since = 2},
    {AT(change, times), .kind = MEMBER_NUMBER, .ko = "횟수", .en = "times", .min = 0, .max = 1000,
     .optional = true, .since = 2},
    BASIS(change),
    EVIDENCE(change),
    END,
};
static const struct part change_part = {
    "협약 변경", "change", change_members, sizeof(struct rules_change), 0, RULES_LIST_MAX, {"id"}};

static const struct member kpi_members[] = {
    NAMED(kpi, 2),
    {AT(kpi, area), .kind = MEMBER_ID, .ko = "분야", .en = "area", .max = ID_MAX, .since = 2},
    {AT(kpi, unit), .kind = MEMBER_TEXT, .ko = "단위", .en = "unit", .min = 1, .max = ID_MAX,
     .since = 2},
    {AT(kpi, more), .kind = MEMBER_YES, .ko = "클수록 좋음", .en = "better when larger",
     .optional = true, .since = 2},
    {AT(kpi, core), .kind = MEMBER_YES, .ko = "핵심", .en = "core", .optional = true, .since = 2},
    BASIS(kpi),
    END,
};
static const struct part kpi_part = {
    "성과지표", "indicator", kpi_members, sizeof(struct rules_kpi), 0, RULES_LIST_MAX, {"id"}};

static const struct member sanction_members[] = {
    NAMED(sanction, 2),
    {AT(sanction, ban_months_max), .kind = MEMBER_NUMBER, .ko = "참여 제한 상한(월)",
     .en = "ban at most (months)", .min = 0, .max = 600, .nullable = true, .since = 2},
    {AT(sanction, recovery), .kind = MEMBER_YES, .ko = "환수", .en = "money goes back",
     .optional = true, .since = 2},
    {AT(sanction, recovery_bp), .kind = MEMBER_NUMBER, .ko = "환수 비율(bp)",
     .en = "part that goes back (bp)", .max = WHOLE_BP, .nullable = true, .optional = true,
     .since = 2},
    BASIS(sanction),
    EVIDENCE(sanction),
    END,
};
static const struct part sanction_part = {
    "제재", "sanction", sanction_members, sizeof(struct rules_sanction), 0, RULES_LIST_MAX, {"id"}};

static const struct member term_members[] = {
    NAMED(term, 2),
    {AT(term, value), .kind = MEMBER_NUMBER, .ko = "값", .en = "value", .min = 0, .max = MONEY_MAX,
     .nullable = true, .since = 2},
    {AT(term, unit), .kind = MEMBER_ID, .ko = "단위", .en = "unit", .max = ID_MAX, .since = 2},
    BASIS(term),
    EVIDENCE(term),
    END,
};
static const struct part term_part = {
    "기간·한도", "term", term_members, sizeof(struct rules_term), 0, RULES_LIST_MAX, {"id"}};

static const struct member total_members[] = {
    {"min", .offset = offsetof(struct rules_document, total_min), .kind = MEMBER_WON,
     .max = MONEY_MAX, .since = 1, .ko = "최소", .en = "least"},
    {"max", .offset = offsetof(struct rules_document, total_max), .kind = MEMBER_WON,
     .max = MONEY_MAX, .since = 1, .ko = "최대", .en = "most"},
    END,
};
static const struct part total_part = {.ko = "총사업비", .en = "total", .members = total_members};

static const struct member document_members[] = {
    {AT(document, key), .kind = MEMBER_ID, .ko = "이름", .en = "key", .max = ID_MAX, .since = 1},
    {"rules_version", .offset = offsetof(struct rules_document, version), .kind = MEMBER_NUMBER,
     .min = 1, .max = 1000000, .since = 1, .ko = "판", .en = "version"},
    {AT(document, year), .kind = MEMBER_SMALL, .min = 2000, .max = 2200, .since = 1, .ko = "연도",
     .en = "year"},
    {AT(document, programme), .kind = MEMBER_ID, .ko = "사업", .en = "programme", .max = ID_MAX,
     .since = 2},
    {AT(document, type), .kind = MEMBER_ID, .ko = "유형", .en = "type", .max = ID_MAX, .since = 2},
    {AT(document, sponsors), .kind = MEMBER_TEXT, .ko = "주관기관 종류", .en = "kinds of sponsors",
     .max = NAME_MAX, .optional = true, .since = 2},
    {AT(document, ko), .kind = MEMBER_TEXT, .ko = "한국어 이름", .en = "Korean name", .min = 1,
     .max = NAME_MAX, .since = 1},
    {AT(document, en), .kind = MEMBER_TEXT, .ko = "영어 이름", .en = "English name", .min = 1,
     .max = NAME_MAX, .since = 1},
    {AT(document, basis), .kind = MEMBER_TEXT, .ko = "근거", .en = "basis", .min = 1,
     .max = BASIS_MAX, .since = 1},
    IN_ENGLISH(document, basis_en),
    EVIDENCE(document),
    {"total", .kind = MEMBER_OBJECT, .part = &total_part, .since = 1, .ko = "총사업비",
     .en = "total"},
    {AT(document, unit), .kind = MEMBER_WON, .ko = "절사 단위", .en = "unit", .max = 1000000000,
     .since = 1, .min = 1},
    {AT(document, funders), .count_offset = offsetof(struct rules_document, funder_count),
     .kind = MEMBER_LIST, .part = &funder_part, .ko = "부담 주체", .en = "funders", .since = 1},
    {AT(document, eligibility), .count_offset = offsetof(struct rules_document, eligibility_count),
     .kind = MEMBER_LIST, .part = &condition_part, .ko = "신청 자격", .en = "eligibility",
     .since = 2, .optional = true},
    {AT(document, exclusion), .count_offset = offsetof(struct rules_document, exclusion_count),
     .kind = MEMBER_LIST, .part = &condition_part, .ko = "제외 요건", .en = "exclusion", .since = 2,
     .optional = true},
    {AT(document, bonus_groups), .count_offset = offsetof(struct rules_document, bonus_group_count),
     .kind = MEMBER_LIST, .part = &bonus_group_part, .ko = "가점 묶음", .en = "groups of bonuses",
     .since = 2, .optional = true},
    {AT(document, bonuses), .count_offset = offsetof(struct rules_document, bonus_count),
     .kind = MEMBER_LIST, .part = &bonus_part, .ko = "가점", .en = "bonuses", .since = 2,
     .optional = true},
    {AT(document, forms), .count_offset = offsetof(struct rules_document, form_count),
     .kind = MEMBER_LIST, .part = &form_part, .ko = "서식·첨부", .en = "forms", .since = 2,
     .optional = true},
    {AT(document, costs), .count_offset = offsetof(struct rules_document, cost_count),
     .kind = MEMBER_LIST, .part = &cost_item_part, .ko = "비목", .en = "cost items", .since = 1,
     .optional = true},
    {AT(document, sheets), .count_offset = offsetof(struct rules_document, sheet_count),
     .kind = MEMBER_LIST, .part = &sheet_part, .ko = "평가표", .en = "score sheets", .since = 2,
     .optional = true},
    {AT(document, reviews), .count_offset = offsetof(struct rules_document, review_count),
     .kind = MEMBER_LIST, .part = &review_part, .ko = "평가 단계", .en = "reviews", .since = 2,
     .optional = true},
    {AT(document, machines), .count_offset = offsetof(struct rules_document, machine_count),
     .kind = MEMBER_LIST, .part = &machine_part, .ko = "절차", .en = "sub-processes", .since = 2,
     .optional = true},
    {AT(document, steps), .count_offset = offsetof(struct rules_document, step_count),
     .kind = MEMBER_LIST, .part = &step_part, .ko = "단계", .en = "steps", .since = 1,
     .optional = true},
    {AT(document, tranches), .count_offset = offsetof(struct rules_document, tranche_count),
     .kind = MEMBER_LIST, .part = &tranche_part, .ko = "지급 회차", .en = "tranches", .since = 1,
     .optional = true},
    {AT(document, changes), .count_offset = offsetof(struct rules_document, change_count),
     .kind = MEMBER_LIST, .part = &change_part, .ko = "협약 변경", .en = "changes", .since = 2,
     .optional = true},
    {AT(document, kpis), .count_offset = offsetof(struct rules_document, kpi_count),
     .kind = MEMBER_LIST, .part = &kpi_part, .ko = "성과지표", .en = "indicators", .since = 2,
     .optional = true},
    {AT(document, sanctions), .count_offset = offsetof(struct rules_document, sanction_count),
     .kind = MEMBER_LIST, .part = &sanction_part, .ko = "제재", .en = "sanctions", .since = 2,
     .optional = true},
    {AT(document, terms), .count_offset = offsetof(struct rules_document, term_count),
     .kind = MEMBER_LIST, .part = &term_part, .ko = "기간·한도", .en = "terms", .since = 2,
     .optional = true},
    END,
};
const struct part document_part = {
    "사업 규칙", "rules", document_members, sizeof(struct rules_document), 0, 0, {NULL}};
