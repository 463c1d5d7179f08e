/* Keys of boxes in factories: enrolled, rotated, revoked; and requests that they sign. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/text.h"
#include "support/postgres.h"
#include "world.h"

struct box {
    int64_t key_id;
    uint8_t public_key[32], secret_key[crypto_sign_SECRETKEYBYTES];
};

static void new_key(struct box *box)
{
    ck_assert_int_eq(crypto_sign_keypair(box->public_key, box->secret_key), 0);
}

static struct people_device_proof proof_of(struct world *world, const struct box *box,
                                           const char *bound)
{
    struct people_device_proof proof;
    const char *text = arena_format(world->arena, "dure-device-key-1\n%s\n%s\n", bound,
                                    hex_text(world->arena, box->public_key, 32));
    memcpy(proof.public_key, box->public_key, sizeof proof.public_key);
    crypto_sign_detached(proof.signature, NULL, (const uint8_t *)text, strlen(text),
                         box->secret_key);
    return proof;
}

static struct people_caller owner_of(struct world *world)
{
    struct human owner = world_human(world, world->adopter, ROLE_ADOPTER_OWNER, "owner");
    struct people_token token = world_sign_in(world, &owner);
    return world_caller(world, &token);
}

static const char *code_for(struct world *world, const struct people_caller *owner)
{
    struct error err;
    struct people_device_code code;
    CHECK_OK(people_device_invite(world->people, world->arena, owner, "톱 옆의 상자", world->now,
                                  &code, &err),
             err);
    return code.code;
}

static void enrol(struct world *world, const struct people_caller *owner, struct box *box)
{
    struct error err;
    const char *code = code_for(world, owner);
    new_key(box);
    struct people_device_proof proof = proof_of(world, box, code);
    CHECK_OK(people_device_enrol(world->people, code, &proof, "192.0.2.9", world->now, &box->key_id,
                                 &err),
             err);
}

static struct people_device_request signed_by(struct world *world, const struct box *box,
                                              const char *nonce)
{
    struct people_device_request request = {.key_id = box->key_id,
                                            .method = "POST",
                                            .path = "/api/evidence",
                                            .at = world->now,
                                            .time = time_text(world->arena, world->now),
                                            .nonce = nonce};
    struct hash256 hash = hash_of_bytes("{}", 2);
    request.body_hash = hex_text(world->arena, hash.bytes, sizeof hash.bytes);
    const char *text = people_device_text(world->arena, &request);
    crypto_sign_detached(request.signature, NULL, (const uint8_t *)text, strlen(text),
                         box->secret_key);
    return request;
}

static enum status ask(struct world *world, const struct people_device_request *request,
                       struct people_caller *ret_caller, struct error *err)
{
    return people_device_authenticate(world->people, world->arena, request, world->now, ret_caller,
                                      err);
}

ON_BOTH(a_code_enrols_one_key_once_within_a_day_and_the_key_must_prove_itself)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner = owner_of(&world);
    const char *code = code_for(&world, &owner);
    struct box box = {0}, thief = {0};
    int64_t id = 0;
    new_key(&box);
    new_key(&thief);
    struct people_device_proof good = proof_of(&world, &box, code), bad = good;
    memcpy(bad.public_key, thief.public_key, 32); /* a key whose secret half is somebody else's */
    CHECK_FAILS(people_device_enrol(world.people, code, &bad, "192.0.2.9", world.now, &id, &err),
                PEOPLE_DEVICE_PUBLIC, err);
    memset(bad.public_key, 0, 32); /* a point of small order verifies anything */
    CHECK_FAILS(people_device_enrol(world.people, code, &bad, "192.0.2.9", world.now, &id, &err),
                PEOPLE_DEVICE_PUBLIC, err);
    struct people_device_proof elsewhere = proof_of(&world, &box, "another code");
    CHECK_FAILS(
        people_device_enrol(world.people, code, &elsewhere, "192.0.2.9", world.now, &id, &err),
        PEOPLE_DEVICE_PUBLIC, err);
    CHECK_FAILS(
        people_device_enrol(world.people, "no code", &good, "192.0.2.9", world.now, &id, &err),
        PEOPLE_DEVICE_CODE, err);
    CHECK_OK(people_device_enrol(world.people, code, &good, "192.0.2.9", world.now, &id, &err),
             err);
    CHECK_FAILS(people_device_enrol(world.people, code, &good, "192.0.2.9", world.now, &id, &err),
                PEOPLE_DEVICE_CODE, err);
    code = code_for(&world, &owner);
    good = proof_of(&world, &box, code);
    CHECK_FAILS(people_device_enrol(world.people, code, &good, "192.0.2.9", world.now, &id, &err),
                PEOPLE_DEVICE_TAKEN, err);
    world.now += PEOPLE_DEVICE_CODE_HOURS * TIME_HOUR;
    good = proof_of(&world, &thief, code);
    CHECK_FAILS(people_device_enrol(world.people, code, &good, "192.0.2.9", world.now, &id, &err),
                PEOPLE_DEVICE_CODE, err);
    world_close(&world);
}

ON_BOTH(a_signed_request_counts_once_within_five_minutes_while_its_key_is_valid)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner = owner_of(&world), caller = {0};
    struct box box = {0}, other = {0};
    enrol(&world, &owner, &box);
    enrol(&world, &owner, &other);
    struct people_device_request request = signed_by(&world, &box, "nonce-0000000001");
    CHECK_OK(ask(&world, &request, &caller, &err), err);
    ck_assert_int_eq(caller.role, ROLE_SITE_AGENT);
    ck_assert_int_eq(caller.organisation_id, world.adopter);
    ck_assert_int_eq(caller.user_id, 0);
    ck_assert_int_eq(caller.device_key_id, box.key_id);
    CHECK_FAILS(people_check_step_up(&caller, world.now, &err), PEOPLE_STEP_UP, err);
    CHECK_FAILS(ask(&world, &request, &caller, &err), PEOPLE_DEVICE, err); /* replayed */
    struct people_device_request wrong = signed_by(&world, &box, "nonce-0000000002");
    wrong.path = "/api/other";
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    wrong = signed_by(&world, &box, "nonce-0000000002");
    wrong.method = "DELETE";
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    wrong = signed_by(&world, &box, "nonce-0000000002");
    wrong.body_hash = arena_format(world.arena, "0%s", wrong.body_hash + 1);
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    wrong = signed_by(&world, &box, "nonce-0000000002");
    wrong.nonce = "nonce-0000000003";
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    wrong = signed_by(&world, &box, "nonce-0000000002");
    wrong.key_id = other.key_id; /* another box of the same firm */
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    wrong.key_id = 999;
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    wrong = signed_by(&world, &box, "short");
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    wrong = signed_by(&world, &box, "nonce-000000000\n");
    CHECK_FAILS(ask(&world, &wrong, &caller, &err), PEOPLE_DEVICE, err);
    /* What was refused used up nothing. */
    request = signed_by(&world, &box, "nonce-0000000002");
    CHECK_OK(ask(&world, &request, &caller, &err), err);
    /* Its time: five minutes to each side. */
    request = signed_by(&world, &box, "nonce-0000000004");
    world.now += PEOPLE_DEVICE_DRIFT - 1;
    CHECK_OK(ask(&world, &request, &caller, &err), err);
    request = signed_by(&world, &box, "nonce-0000000005");
    world.now += PEOPLE_DEVICE_DRIFT;
    CHECK_FAILS(ask(&world, &request, &caller, &err), PEOPLE_DEVICE, err);
    request = signed_by(&world, &box, "nonce-0000000006");
    world.now -= PEOPLE_DEVICE_DRIFT + 1;
    CHECK_FAILS(ask(&world, &request, &caller, &err), PEOPLE_DEVICE, err);
    world_close(&world);
}

static enum status key_at(struct world *world, int64_t id, time_us at, struct people_device *ret)
{
    struct error err;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world->store, STORE_READ, &tx, &err), err);
    enum status st = people_device_key_at(tx, world->arena, id, at, ret, &err);
    store_abandon(&tx);
    if (st != STATUS_OK)
        ck_assert_ptr_eq(err.reason, &PEOPLE_DEVICE_KEY);
    return st;
}

static enum status revoke(struct world *world, const struct people_caller *caller, int64_t id,
                          struct error *err)
{
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(world->store, STORE_WRITE, &tx, err), *err);
    enum status st =
        people_device_revoke(tx, world->arena, caller, id, "상자를 도난당함", world->now, err);
    if (st == STATUS_OK)
        CHECK_OK(store_commit(&tx, err), *err);
    store_abandon(&tx);
    return st;
}

ON_BOTH(a_devices_key_can_be_found_for_the_time_at_which_something_was_signed)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner = owner_of(&world), caller = {0};
    struct box box = {0}, next = {0};
    enrol(&world, &owner, &box);
    time_us enrolled = world.now;
    world.now += TIME_DAY;
    struct people_device_request request = signed_by(&world, &box, "nonce-0000000001");
    CHECK_OK(ask(&world, &request, &caller, &err), err);
    new_key(&next);
    struct people_device_proof proof =
        proof_of(&world, &next, arena_format(world.arena, "%lld", (long long)box.key_id));
    CHECK_OK(people_device_rotate(world.people, &caller, &proof, world.now, &next.key_id, &err),
             err);
    time_us rotated = world.now;
    /* The old key signs no more, the new one does; both are found for their own times. */
    request = signed_by(&world, &box, "nonce-0000000002");
    CHECK_FAILS(ask(&world, &request, &caller, &err), PEOPLE_DEVICE, err);
    request = signed_by(&world, &next, "nonce-0000000002");
    CHECK_OK(ask(&world, &request, &caller, &err), err);
    struct people_device device;
    ck_assert(key_at(&world, box.key_id, enrolled - 1, &device) != STATUS_OK);
    ck_assert(key_at(&world, box.key_id, enrolled, &device) == STATUS_OK);
    ck_assert(memcmp(device.public_key, box.public_key, 32) == 0);
    ck_assert_int_eq(device.replaced_by, next.key_id);
    ck_assert(key_at(&world, box.key_id, rotated - 1, &device) == STATUS_OK);
    ck_assert(key_at(&world, box.key_id, rotated, &device) != STATUS_OK);
    ck_assert(key_at(&world, next.key_id, rotated, &device) == STATUS_OK);
    ck_assert(memcmp(device.public_key, next.public_key, 32) == 0);
    ck_assert_int_eq(device.post_id, caller.post_id);
    /* Revoked by its firm, once; no other firm's business. */
    world.now += TIME_HOUR;
    struct human other = world_human(&world, world.other_adopter, ROLE_ADOPTER_OWNER, "other");
    struct people_token token = world_sign_in(&world, &other);
    struct people_caller stranger = world_caller(&world, &token);
    CHECK_FAILS(revoke(&world, &stranger, next.key_id, &err), PEOPLE_DEVICE_KEY, err);
    CHECK_OK(revoke(&world, &owner, next.key_id, &err), err);
    CHECK_FAILS(revoke(&world, &owner, next.key_id, &err), PEOPLE_DEVICE_KEY, err);
    request = signed_by(&world, &next, "nonce-0000000003");
    CHECK_FAILS(ask(&world, &request, &caller, &err), PEOPLE_DEVICE, err);
    ck_assert(key_at(&world, next.key_id, world.now - 1, &device) == STATUS_OK);
    ck_assert(key_at(&world, next.key_id, world.now, &device) != STATUS_OK);
    world_close(&world);
}

ON_BOTH(a_key_of_a_device_is_never_changed_nor_deleted)
{
    static const char *const tries[] = {
        "DELETE FROM device_key",
        "UPDATE device_key SET public_key = public_key",
        "UPDATE device_key SET enrolled_at = 1",
        "UPDATE device_key SET organisation_id = organisation_id",
        "UPDATE device_key SET revoked_at = NULL, replaced_by = NULL WHERE revoked_at IS NOT NULL",
    };
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner = owner_of(&world);
    struct box box = {0};
    enrol(&world, &owner, &box);
    CHECK_OK(revoke(&world, &owner, box.key_id, &err), err);
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct store_tx *tx = NULL;
        CHECK_OK(store_begin(world.store, STORE_WRITE, &tx, &err), err);
        CHECK_FAILS(store_run(tx, tries[i], STORE_NONE, NULL, &err), STORE_CHECK, err);
        store_abandon(&tx);
    }
    world_close(&world);
}

ON_BOTH(sweeping_forgets_nonces_that_are_too_old_to_be_accepted_and_no_other)
{
    struct world world = world_open(address, true);
    struct error err;
    struct people_caller owner = owner_of(&world), caller = {0};
    struct box box = {0};
    enrol(&world, &owner, &box);
    struct people_device_request request = signed_by(&world, &box, "nonce-0000000001");
    CHECK_OK(ask(&world, &request, &caller, &err), err);
    CHECK_OK(people_sweep(world.people, world.now, &err), err);
    CHECK_FAILS(ask(&world, &request, &caller, &err), PEOPLE_DEVICE, err);
    world.now += 3 * TIME_DAY;
    CHECK_OK(people_sweep(world.people, world.now, &err), err);
    struct store_tx *tx = NULL;
    int64_t left = -1;
    CHECK_OK(store_begin(world.store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_number(tx, "SELECT count(*) FROM device_nonce", STORE_NONE, &left, &err), err);
    store_abandon(&tx);
    ck_assert_int_eq(left, 0);
    CHECK_FAILS(ask(&world, &request, &caller, &err), PEOPLE_DEVICE, err);
    world_close(&world);
}

BOTH_MAIN_WITHIN("people device", 240,
                 BOTH(a_code_enrols_one_key_once_within_a_day_and_the_key_must_prove_itself),
                 BOTH(a_signed_request_counts_once_within_five_minutes_while_its_key_is_valid),
                 BOTH(a_devices_key_can_be_found_for_the_time_at_which_something_was_signed),
                 BOTH(a_key_of_a_device_is_never_changed_nor_deleted),
                 BOTH(sweeping_forgets_nonces_that_are_too_old_to_be_accepted_and_no_other))
