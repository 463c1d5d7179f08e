#include <ctype.h>
#include <string.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "people/people_private.h"
#include "people_queries_sql.h"
#include "search/search.h"

enum { ORGANISATION_NAME_MAX = 120, REGION_MAX = 60 };

/* The weights are those of the tax office; the outer remainder is needed, or real numbers whose
 * sum ends in 0 are refused. */
static bool check_digit_fits(const char digits[PEOPLE_BUSINESS_NUMBER_SIZE])
{
    static const int weights[9] = {1, 3, 7, 1, 3, 7, 1, 3, 5};
    int sum = (digits[8] - '0') * 5 / 10;
    for (int i = 0; i < 9; i++)
        sum += (digits[i] - '0') * weights[i];
    return (10 - sum % 10) % 10 == digits[9] - '0';
}

enum status people_business_number(const char *text, char ret_digits[PEOPLE_BUSINESS_NUMBER_SIZE],
                                   struct error *err)
{
    char digits[PEOPLE_BUSINESS_NUMBER_SIZE] = {0};
    size_t count = 0, at = 0;
    for (; text[at] != '\0' && count < PEOPLE_BUSINESS_NUMBER_SIZE; at++) {
        bool dash = text[at] == '-' && (at == 3 || at == 6);
        if (!dash && !isdigit((unsigned char)text[at]))
            break;
        if (!dash && count < PEOPLE_BUSINESS_NUMBER_SIZE - 1)
            digits[count] = text[at];
        count += dash ? 0 : 1;
    }
    bool plain = at == 10, dashed = at == 12 && text[3] == '-' && text[6] == '-';
    if (text[at] != '\0' || count != 10 || !(plain || dashed))
        return FAIL_AT(err, PEOPLE_BUSINESS_NUMBER, "business_number",
                       "ten digits are wanted, 3-2-5");
    if (!check_digit_fits(digits))
        return FAIL_AT(err, PEOPLE_BUSINESS_NUMBER, "business_number",
                       "the check digit does not fit");
    memcpy(ret_digits, digits, sizeof digits);
    return STATUS_OK;
}

enum status people_organisation_add(struct store_tx *tx,
                                    const struct people_organisation *organisation, time_us now,
                                    int64_t *ret_id, struct error *err)
{
    must(organisation->name != NULL);
    enum status st = line_check(organisation->name, "name", ORGANISATION_NAME_MAX, err);
    if (st == STATUS_OK && organisation->region != NULL)
        st = line_check(organisation->region, "region", REGION_MAX, err);
    if (st != STATUS_OK)
        return st;
    if (organisation->kind == KIND_UNKNOWN || (unsigned)organisation->kind >= KIND_COUNT)
        return FAIL_AT(err, PEOPLE_KIND, "kind", "no kind is named");
    char digits[PEOPLE_BUSINESS_NUMBER_SIZE];
    const char *number = organisation->business_number;
    if (number != NULL && (st = people_business_number(number, digits, err)) != STATUS_OK)
        return st;
    st = store_number(tx, sql_organisation_insert,
                      STORE_VALUES(v_text(organisation->name),
                                   v_text(people_kind_info(organisation->kind)->name),
                                   v_text(number != NULL ? digits : NULL),
                                   v_text(organisation->region), v_int(now)),
                      ret_id, err);
    if (st != STATUS_OK && err->reason == &STORE_UNIQUE)
        return FAIL_AT(err, PEOPLE_ORGANISATION_TAKEN, "business_number",
                       "the number is registered");
    return st;
}

static enum status organisation_from(const struct store_rows *rows, struct arena *arena,
                                     struct people_organisation *ret_organisation,
                                     struct error *err)
{
    struct people_organisation organisation = {
        .id = store_int(rows, 0),
        .name = store_text(rows, 1, arena),
        .business_number = store_text(rows, 3, arena),
        .region = store_text(rows, 4, arena),
        .created_at = store_int(rows, 5),
    };
    enum status st = people_kind_find(store_text(rows, 2, arena), &organisation.kind, err);
    if (st == STATUS_OK)
        *ret_organisation = organisation;
    return st;
}

enum status people_organisation(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct people_organisation *ret_organisation, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_organisation_by_id, STORE_VALUES(v_int(id)), &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL(err, PEOPLE_ORGANISATION, "no organisation has this id");
    if (st == STATUS_OK)
        st = organisation_from(rows, arena, ret_organisation, err);
    store_done(&rows);
    return st;
}

/* When one piece of candidates is all there is, they are looked at; of more, the first fifty by
 * name are met soon by walking along the names. */
enum status people_organisation_search(struct store_tx *tx, struct arena *arena, const char *words,
                                       struct people_organisations *ret_list, struct error *err)
{
    LIST(struct people_organisation) list = {0};
    struct store_rows *rows = NULL;
    struct search_candidates found = search_from(SEARCH_ORGANISATION, words);
    struct store_value like = v_text(store_like(arena, words));
    enum status st = search_next(tx, &found, err);
    if (st == STATUS_OK && found.count == STORE_IDS_MAX)
        st = store_query(tx, sql_organisation_search, STORE_VALUES(like), &rows, err);
    else if (st == STATUS_OK && found.count > 0)
        st = store_query(tx, STORE_IDS sql_organisation_search_among,
                         STORE_VALUES(v_text(store_ids(arena, found.ids, found.count)), like),
                         &rows, err);
    bool more = rows != NULL;
    while (st == STATUS_OK && more && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = organisation_from(rows, arena, list_add(arena, &list), err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_organisations){list.at, list.count};
    return st;
}

enum status people_organisation_list(struct store_tx *tx, struct arena *arena,
                                     enum people_kind kind, struct people_organisations *ret_list,
                                     struct error *err)
{
    LIST(struct people_organisation) list = {0};
    struct store_rows *rows = NULL;
    enum status st;
    if (kind == KIND_UNKNOWN)
        st = store_query(tx, sql_organisation_list, STORE_NONE, &rows, err);
    else
        st = store_query(tx, sql_organisation_list_kind,
                         STORE_VALUES(v_text(people_kind_info(kind)->name)), &rows, err);
    bool more = false;
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = organisation_from(rows, arena, list_add(arena, &list), err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = (struct people_organisations){list.at, list.count};
    return st;
}
