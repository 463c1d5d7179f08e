#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/test.h"
#include "kit/text.h"
#include "people/people.h"
#include "people/people_private.h"

/* ---- the table of visibility against the hand-written matrix ---- */

enum { MATRIX_COLUMNS = 6 };

struct matrix {
    bool see[ROLE_COUNT][RELATION_COUNT][CLASS_COUNT];
    size_t class_rows, route_rows;
};

static uint32_t roles_named(char *names, int line)
{
    uint32_t mask = 0;
    char *rest = NULL;
    for (char *name = strtok_r(names, ",", &rest); name != NULL;
         name = strtok_r(NULL, ",", &rest)) {
        struct error err;
        enum people_role role = ROLE_ANONYMOUS;
        if (text_same(name, "signed_in")) {
            mask |= ROLE_PERSONS;
            continue;
        }
        if (!text_same(name, "anonymous"))
            ck_assert_msg(people_role_find(name, &role, &err) == STATUS_OK, "line %d: no role %s",
                          line, name);
        ck_assert_msg((mask >> role & 1) == 0, "line %d: %s twice", line, name);
        mask |= UINT32_C(1) << role;
    }
    return mask;
}

static uint32_t relations_named(char *names, int line)
{
    uint32_t mask = 0;
    char *rest = NULL;
    for (char *name = strtok_r(names, ",", &rest); name != NULL;
         name = strtok_r(NULL, ",", &rest)) {
        int relation = RELATION_COUNT - 1;
        while (relation >= 0 &&
               !text_same(people_relation_name((enum people_relation)relation), name))
            relation--;
        ck_assert_msg(relation >= 0 || text_same(name, "-"), "line %d: no relation %s", line, name);
        if (relation >= 0)
            mask |= UINT32_C(1) << relation;
    }
    return mask;
}

static int class_named(const char *name)
{
    int class = CLASS_COUNT - 1;
    while (class > CLASS_MISSING &&
           !text_same(people_class_info((enum people_class) class)->name, name))
        class --;
    return class;
}

static void take_row(struct matrix *matrix, char *row, int line)
{
    char *column[MATRIX_COLUMNS];
    for (int i = 0; i < MATRIX_COLUMNS; i++) {
        column[i] = strsep(&row, "\t");
        ck_assert_msg(column[i] != NULL, "line %d: column %d is missing", line, i + 1);
    }
    ck_assert_msg(row == NULL, "line %d: more than six columns", line);
    uint32_t roles = roles_named(column[2], line), relations = relations_named(column[3], line);
    if (!text_same(column[0], "class")) {
        matrix->route_rows++;
        return;
    }
    int class = class_named(column[1]);
    ck_assert_msg(class != CLASS_MISSING && text_same(column[5], "see"), "line %d", line);
    matrix->class_rows++;
    for (int role = 0; role < ROLE_COUNT; role++) {
        for (int relation = 0; relation < RELATION_COUNT; relation++) {
            if ((roles >> role & 1) == 0 || (relations >> relation & 1) == 0)
                continue;
            ck_assert_msg(!matrix->see[role][relation][class], "line %d says it again", line);
            matrix->see[role][relation][class] = true;
        }
    }
}

static void read_matrix(struct matrix *matrix)
{
    FILE *file = fopen("tests/visibility.tsv", "r");
    ck_assert_msg(file != NULL, "tests/visibility.tsv: %s", strerror(errno));
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    for (int number = 1; (size = getline(&line, &room, file)) > 0; number++) {
        line[size - 1] = '\0';
        if (line[0] != '#' && line[0] != '\0')
            take_row(matrix, line, number);
    }
    free(line);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(the_table_of_visibility_says_the_same_as_the_hand_written_matrix)
{
    static struct matrix matrix;
    read_matrix(&matrix);
    ck_assert_uint_ge(matrix.class_rows, CLASS_COUNT - 1);
    ck_assert_uint_ge(matrix.route_rows, 50);
    for (int role = 0; role < ROLE_COUNT; role++) {
        for (int relation = 0; relation < RELATION_COUNT; relation++) {
            for (int class = CLASS_MISSING + 1; class < CLASS_COUNT; class ++) {
                bool table = people_may_see((enum people_role)role, (enum people_relation)relation,
                                            (enum people_class) class);
                ck_assert_msg(
                    table == matrix.see[role][relation][class], "%s, %s, %s: the table says %s",
                    people_role_info((enum people_role)role)->name,
                    people_relation_name((enum people_relation)relation),
                    people_class_info((enum people_class) class)->name, table ? "see" : "hide");
            }
        }
    }
}
END_TEST

START_TEST(no_sponsor_and_no_mentor_reads_a_trade_secret_whoever_owns_it)
{
    for (int relation = 0; relation < RELATION_COUNT; relation++) {
        enum people_relation r = (enum people_relation)relation;
        ck_assert(!people_may_see(ROLE_SPONSOR_OFFICER, r, CLASS_TRADE_SECRET));
        ck_assert(!people_may_see(ROLE_SPONSOR_OFFICER, r, CLASS_TECHNICAL));
        ck_assert(!people_may_see(ROLE_MENTOR, r, CLASS_TRADE_SECRET));
        ck_assert(!people_may_see(ROLE_MENTOR, r, CLASS_TECHNICAL));
        ck_assert(!people_may_see(ROLE_ADMIN, r, CLASS_PROGRAMME));
        ck_assert(!people_may_see(ROLE_ADMIN, r, CLASS_MONEY));
        for (int class = CLASS_MISSING + 1; class < CLASS_COUNT; class ++)
            ck_assert(people_may_see(ROLE_AUDITOR, r, (enum people_class) class));
    }
}
END_TEST

/* ---- passwords ---- */

START_TEST(a_password_is_judged_by_its_length_and_by_what_is_guessed_first)
{
    static const struct {
        const char *password;
        bool beside; /* a second factor */
        const struct reason *why;
    } rows[] = {
        {"correct horse battery staple", false, NULL},
        {"기계는 밤에도 돌고 나는 잠을 잔다", false, NULL},
        {"kq7 zu!x", true, NULL},
        {"kq7 zu!x", false, &PEOPLE_PASSWORD_SHORT},
        {"kq7 zu!", true, &PEOPLE_PASSWORD_SHORT},
        {"vier zebras im", false, &PEOPLE_PASSWORD_SHORT}, /* 14 */
        {"vier zebras im.", false, NULL},                  /* 15 */
        {"password", true, &PEOPLE_PASSWORD_COMMON},
        {"Password1!", true, &PEOPLE_PASSWORD_COMMON},
        {"PASSWORD12345678!!!!", false, &PEOPLE_PASSWORD_COMMON},
        {"12345678", true, &PEOPLE_PASSWORD_COMMON},
        {"123456789012345", false, &PEOPLE_PASSWORD_COMMON},
        {"19750403", true, &PEOPLE_PASSWORD_COMMON},
        {"1975-04-03", true, &PEOPLE_PASSWORD_COMMON},
        {"837465029184756", false, NULL}, /* fifteen digits without order */
        {"aaaaaaaaaaaaaaa", false, &PEOPLE_PASSWORD_COMMON},
        {"abababababababab", false, &PEOPLE_PASSWORD_COMMON},
        {"qwertyuiop1234567", false, &PEOPLE_PASSWORD_COMMON},
        {"qwerty1234", true, &PEOPLE_PASSWORD_COMMON},
        {"1q2w3e4r!", true, &PEOPLE_PASSWORD_COMMON},
        {"samsung2026", true, &PEOPLE_PASSWORD_COMMON},
        {"비밀번호비밀번호123", true, &PEOPLE_PASSWORD_COMMON},
        {"dkssudgktpdy1!", true, &PEOPLE_PASSWORD_COMMON},
        {"kimdure99!", true, &PEOPLE_PASSWORD_COMMON},    /* a word and the login */
        {"honggildong!!", true, &PEOPLE_PASSWORD_COMMON}, /* the name */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = {0};
        enum status st =
            password_check_rules(rows[i].password, rows[i].beside, "kimdure", "HongGildong", &err);
        const struct reason *why = st == STATUS_OK ? NULL : err.reason;
        ck_assert_msg(why == rows[i].why, "%s: %s", rows[i].password,
                      why != NULL ? why->name : "accepted");
        if (why != NULL)
            ck_assert_ptr_null(strstr(err.text, rows[i].password));
    }
}
END_TEST

START_TEST(a_password_may_be_as_long_as_256_characters_of_any_script)
{
    struct error err;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct text text = text_start(arena, 4096);
    for (int i = 0; i < 128; i++)
        text_format(&text, "가%c", 'a' + i * 7 % 26);
    CHECK_OK(password_check_rules(text_string(&text), false, "kim", "Kim", &err), err);
    text_add(&text, "나");
    CHECK_FAILS(password_check_rules(text_string(&text), false, "kim", "Kim", &err),
                PEOPLE_PASSWORD_LONG, err);
    CHECK_FAILS(password_check_rules("fifteen bytes \xff\xfe", false, "kim", "Kim", &err),
                KIT_ENCODING, err);
}
END_TEST

/* ---- second factor ---- */

#define RFC_SECRET "12345678901234567890"

START_TEST(codes_are_those_of_rfc_6238)
{
    /* Appendix B, SHA-1; the last six of its eight digits. */
    static const struct {
        time_us when;
        const char *code;
    } rows[] = {
        {59 * TIME_SECOND, "287082"},
        {INT64_C(1111111109) * TIME_SECOND, "081804"},
        {INT64_C(1111111111) * TIME_SECOND, "050471"},
        {INT64_C(1234567890) * TIME_SECOND, "005924"},
        {INT64_C(2000000000) * TIME_SECOND, "279037"},
        {INT64_C(20000000000) * TIME_SECOND, "353130"},
    };
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    const uint8_t *secret = (const uint8_t *)RFC_SECRET;
    const char *spelled = base32_text(arena, secret, 20);
    ck_assert_str_eq(spelled, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err;
        char code[7];
        CHECK_OK(people_totp_code(spelled, rows[i].when, code, &err), err);
        ck_assert_str_eq(code, rows[i].code);
        int64_t step = rows[i].when / (30 * TIME_SECOND);
        for (int drift = -3; drift <= 3; drift++) {
            time_us now = rows[i].when + drift * 30 * TIME_SECOND;
            if (now >= 0)
                ck_assert_int_eq(totp_step_of(secret, rows[i].code, now),
                                 drift >= -1 && drift <= 1 ? step : 0);
        }
    }
    struct error err;
    char code[7];
    CHECK_FAILS(people_totp_code("GEZDGNBV", 0, code, &err), PEOPLE_TOTP, err);
    CHECK_FAILS(people_totp_code("1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 0, code, &err), PEOPLE_TOTP,
                err);
    ck_assert_int_eq(totp_step_of(secret, "2870820", 59 * TIME_SECOND), 0);
    ck_assert_int_eq(totp_step_of(secret, "", 59 * TIME_SECOND), 0);
}
END_TEST

START_TEST(a_sealed_secret_opens_for_its_person_and_with_its_key_only)
{
    struct people people = {.key = {1, 2, 3}};
    uint8_t sealed[TOTP_SEALED_BYTES], open[TOTP_SECRET_BYTES];
    totp_seal(&people, 7, (const uint8_t *)RFC_SECRET, sealed);
    ck_assert(totp_open(&people, 7, sealed, sizeof sealed, open));
    ck_assert_mem_eq(open, RFC_SECRET, sizeof open);
    ck_assert(!totp_open(&people, 8, sealed, sizeof sealed, open));
    ck_assert(!totp_open(&people, 7, sealed, sizeof sealed - 1, open));
    sealed[30] ^= 1;
    ck_assert(!totp_open(&people, 7, sealed, sizeof sealed, open));
    sealed[30] ^= 1;
    people.key[0] = 9;
    ck_assert(!totp_open(&people, 7, sealed, sizeof sealed, open));
}
END_TEST

/* ---- numbers and tables ---- */

START_TEST(a_business_number_is_ten_digits_whose_check_digit_is_right)
{
    /* Published numbers of living firms; the five after the first two end in 0, where a formula
     * without the outer remainder goes wrong. */
    static const struct {
        const char *text;
        const char *digits; /* NULL: refused */
    } rows[] = {
        {"124-81-00998", "1248100998"},
        {"1248100998", "1248100998"},
        {"220-82-05060", "2208205060"},
        {"220-87-18070", "2208718070"},
        {"193-86-00010", "1938600010"},
        {"221-81-32210", "2218132210"},
        {"680-87-00210", "6808700210"},
        {"124-81-00999", NULL},
        {"206-18-12345", NULL},
        {"124-8100998", NULL},
        {"12481-00998", NULL},
        {"124-81-0099", NULL},
        {"124-81-009980", NULL},
        {"12481009980", NULL},
        {"", NULL},
        {"124-81-0099x", NULL},
        {" 1248100998", NULL},
        {"---", NULL},
        {"1248100998 ", NULL},
        {"12-481-00998", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err;
        char digits[PEOPLE_BUSINESS_NUMBER_SIZE] = "untouched";
        bool ok = people_business_number(rows[i].text, digits, &err) == STATUS_OK;
        ck_assert_msg(ok == (rows[i].digits != NULL), "%s", rows[i].text);
        ck_assert_str_eq(digits, ok ? rows[i].digits : "untouched");
        if (!ok)
            ck_assert_str_eq(err.place, "business_number");
    }
}
END_TEST

START_TEST(a_resident_registration_number_is_refused_in_every_text_kept_here)
{
    static const struct {
        const char *text;
        bool looks_like_one;
    } rows[] = {
        {"800101-1234567", true},
        {"담당 8001011234567 입니다", true},
        {"800101 1234567", true},
        {"(991231-2000000)", true},
        {"801301-1234567", false}, /* no thirteenth month */
        {"800100-1234567", false}, /* no day 0 */
        {"800132-1234567", false},
        {"80010112345678", false}, /* fourteen */
        {"18001011234567", false}, /* fourteen */
        {"800101-123456", false},
        {"800101--1234567", false},
        {"124-81-00998", false},
        {"010-1234-5678", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err;
        bool refused = people_check_text(rows[i].text, "note", &err) != STATUS_OK;
        ck_assert_msg(refused == rows[i].looks_like_one, "%s", rows[i].text);
        if (refused) {
            ck_assert_ptr_eq(err.reason, &PEOPLE_RESIDENT_NUMBER);
            ck_assert_str_eq(err.place, "note");
            ck_assert_ptr_null(strstr(err.text, "1234567"));
        }
    }
}
END_TEST

START_TEST(every_role_and_kind_is_found_by_its_name_and_has_korean_and_english_words)
{
    struct error err;
    for (int i = ROLE_ANONYMOUS + 1; i < ROLE_COUNT; i++) {
        enum people_role role = ROLE_ANONYMOUS;
        const struct people_role_info *info = people_role_info((enum people_role)i);
        CHECK_OK(people_role_find(info->name, &role, &err), err);
        ck_assert_int_eq((int)role, i);
        ck_assert(info->ko[0] != '\0' && info->en[0] != '\0' && info->kinds != 0);
        ck_assert(info->idle >= 15 * TIME_MINUTE && info->idle <= 30 * TIME_MINUTE);
    }
    for (int i = KIND_UNKNOWN + 1; i < KIND_COUNT; i++) {
        enum people_kind kind = KIND_UNKNOWN;
        CHECK_OK(people_kind_find(people_kind_info((enum people_kind)i)->name, &kind, &err), err);
        ck_assert_int_eq((int)kind, i);
    }
    enum people_role role = ROLE_ADMIN;
    CHECK_FAILS(people_role_find("anonymous", &role, &err), PEOPLE_ROLE, err);
    CHECK_FAILS(people_role_find("Admin", &role, &err), PEOPLE_ROLE, err);
    ck_assert_int_eq(role, ROLE_ADMIN);
}
END_TEST

TEST_MAIN("people rules", the_table_of_visibility_says_the_same_as_the_hand_written_matrix,
          no_sponsor_and_no_mentor_reads_a_trade_secret_whoever_owns_it,
          a_password_is_judged_by_its_length_and_by_what_is_guessed_first,
          a_password_may_be_as_long_as_256_characters_of_any_script, codes_are_those_of_rfc_6238,
          a_sealed_secret_opens_for_its_person_and_with_its_key_only,
          a_business_number_is_ten_digits_whose_check_digit_is_right,
          a_resident_registration_number_is_refused_in_every_text_kept_here,
          every_role_and_kind_is_found_by_its_name_and_has_korean_and_english_words)
