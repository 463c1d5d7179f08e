/* Whose step is it? */
#include "casework/casework_private.h"
#include "casework_queries_sql.h"
#include "kit/text.h"

int64_t party_of_kind(const struct casework_matter *matter, enum people_kind kind)
{
    for (size_t i = 0; i < matter->parties.count; i++)
        if (matter->parties.at[i].kind == kind)
            return matter->parties.at[i].organisation_id;
    return 0;
}

int64_t party_for(const struct casework_matter *matter, const char *role)
{
    struct error none;
    enum people_role found = ROLE_ANONYMOUS;
    if (people_role_find(role, &found, &none) != STATUS_OK)
        return 0;
    uint32_t kinds = people_role_info(found)->kinds;
    for (size_t i = 0; i < matter->parties.count; i++)
        if ((kinds >> matter->parties.at[i].kind & 1) != 0)
            return matter->parties.at[i].organisation_id;
    return 0;
}

static bool has_role(const struct people_caller *caller, const char *role)
{
    return text_same(people_role_info(caller->role)->name, role);
}

enum status step_is_his(struct store_tx *tx, const struct people_caller *caller,
                        const struct casework_matter *matter, const struct rules_step *step,
                        bool *ret_his, struct error *err)
{
    int64_t organisation = party_for(matter, step->role), held = 0;
    bool inside = organisation != 0 && caller->organisation_id == organisation;
    bool overseer = caller->organisation_id == party_of_kind(matter, KIND_OPERATOR);
    if (caller->role == ROLE_ANONYMOUS || step_is_clocks(step)) {
        *ret_his = false;
        return STATUS_OK;
    }
    if (inside && (has_role(caller, step->role) || has_role(caller, step->deputy_role))) {
        *ret_his = true;
        return STATUS_OK;
    }
    /* Whose role nobody fills yet is acted for by the operating body, so that nothing stalls. */
    if (organisation == 0 && overseer && caller->role == ROLE_OPERATOR_OFFICER) {
        *ret_his = true;
        return STATUS_OK;
    }
    enum status st = store_number(
        tx, sql_task_mine,
        STORE_VALUES(v_int(matter->id), v_text(step->role), v_int(caller->post_id)), &held, err);
    if (st == STATUS_OK)
        *ret_his = caller->post_id != 0 && held > 0;
    return st;
}
