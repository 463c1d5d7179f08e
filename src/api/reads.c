/* reads.c -- who was given another organisation's data stands in that one's log of reads, before
 * the answer goes out: when it cannot be written down, nothing is given. */
#include "api/api_private.h"

enum status reads_record(struct call *call, const struct reader *reader, struct error *err)
{
    if (reader->given.count == 0)
        return STATUS_OK;
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(call->services->store, STORE_WRITE, &tx, err);
    for (size_t i = 0; i < reader->given.count && st == STATUS_OK; i++) {
        const struct given *given = &reader->given.at[i];
        struct people_read read = {.at = call->now,
                                   .owner_id = given->owner_id,
                                   .reader_user_id = call->caller->user_id,
                                   .reader_organisation_id = call->caller->organisation_id,
                                   .reader_role = call->caller->role,
                                   .object = given->object,
                                   .object_id = given->id,
                                   .classes = given->classes,
                                   .route = route_title(call->arena, call->route)};
        st = people_read_add(tx, &read, err);
    }
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}
