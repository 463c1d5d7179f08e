/* Uploads in parts, on both databases. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "intake/intake.h"
#include "kit/text.h"
#include "support/postgres.h"

struct desk {
    struct arena *arena;
    struct store *store;
    const char *folder;
    struct error err;
};

/* An application is a row here, without the rooms that make one. */
static const char seat_all[] =
    "INSERT INTO organisation (name, kind, created_at) VALUES ('한빛정밀', 'adopter', 1)";

static struct store_tx *begin(struct desk *desk)
{
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &tx, &desk->err), desk->err);
    return tx;
}

static void commit(struct desk *desk, struct store_tx *tx)
{
    CHECK_OK(store_commit(&tx, &desk->err), desk->err);
}

static void run(struct desk *desk, struct store_tx *tx, const char *sql)
{
    CHECK_OK(store_run(tx, sql, STORE_NONE, NULL, &desk->err), desk->err);
}

static struct desk open_desk(const char *address)
{
    struct desk desk = {.arena = arena_new("desk", 256 << 20), .folder = test_folder()};
    struct store_options options = {.address = address};
    CHECK_OK(store_open(&options, &desk.store, &desk.err), desk.err);
    CHECK_OK(store_migrate(desk.store, 1, &desk.err), desk.err);
    struct store_tx *tx = begin(&desk);
    run(&desk, tx, seat_all);
    run(&desk, tx,
        "INSERT INTO person (login, name, email, language, password, created_at)"
        " VALUES ('owner', '한상우', 'a@b.kr', 'ko', 'x', 1)");
    run(&desk, tx, "INSERT INTO programme (key) VALUES ('winwin')");
    run(&desk, tx,
        "INSERT INTO rule_document (programme_id, version, hash, document, published_at)"
        " VALUES (1, 1, 'h', '{}', 1)");
    run(&desk, tx,
        "INSERT INTO application (number, state, rule_id, adopter_id, sponsor_id, title, summary,"
        " contact, plan_id, plan_hash, total, created_at)"
        " VALUES ('A-1', 'draft', 1, 1, 1, 't', 's', 'c', 1, 'h', 1, 1)");
    commit(&desk, tx);
    return desk;
}

static void close_desk(struct desk *desk)
{
    store_close(desk->store);
    arena_free(desk->arena);
}

/* A sound PDF of that many bytes: filled up with a remark in front of its table. */
static char *pdf_of(struct arena *arena, size_t size)
{
    static const char head[] = "%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%",
                      table[] = "\nxref\n0 1\n0000000000 65535 f \n"
                                "trailer\n<< /Size 2 /Root 1 0 R >>\n";
    size_t end = size - strlen(table) - 40;
    char *bytes = arena_alloc(arena, size + 1);
    memset(bytes, 'x', size);
    memcpy(bytes, head, strlen(head));
    memcpy(bytes + end, table, strlen(table));
    memset(bytes + end + strlen(table), '\n', 40);
    const char *start = arena_format(arena, "startxref\n%zu\n%%%%EOF\n", end + 1);
    memcpy(bytes + end + strlen(table), start, strlen(start));
    return bytes;
}

static int64_t begin_upload(struct desk *desk, const char *name, int64_t size)
{
    int64_t id = 0;
    struct store_tx *tx = begin(desk);
    struct intake_wish wish = {1, 1, name, size};
    CHECK_OK(intake_begin(tx, desk->arena, &wish, 5, &id, &desk->err), desk->err);
    commit(desk, tx);
    return id;
}

static struct intake_upload look(struct desk *desk, int64_t id)
{
    struct intake_upload upload = {0};
    struct store_tx *tx = begin(desk);
    CHECK_OK(intake_upload(tx, desk->arena, id, &upload, &desk->err), desk->err);
    store_abandon(&tx);
    return upload;
}

static void write_part(struct desk *desk, int64_t id, int64_t number, const char *bytes,
                       size_t size)
{
    FILE *file = fopen(intake_part_path(desk->arena, desk->folder, id, number), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static void send_part(struct desk *desk, int64_t id, int64_t number, const char *whole, size_t size)
{
    struct intake_upload upload = look(desk, id);
    size_t from = (size_t)((number - 1) * upload.part_size);
    size_t length = size - from < INTAKE_PART ? size - from : INTAKE_PART;
    CHECK_OK(intake_want_part(&upload, number, (int64_t)length, &desk->err), desk->err);
    write_part(desk, id, number, whole + from, length);
    struct hash256 hash = hash_of_bytes(whole + from, length);
    struct intake_part part = {number, (int64_t)length,
                               hex_text(desk->arena, hash.bytes, sizeof hash.bytes)};
    struct store_tx *tx = begin(desk);
    CHECK_OK(intake_take_part(tx, id, &part, &desk->err), desk->err);
    commit(desk, tx);
}

static enum status finish(struct desk *desk, int64_t id, const char *wanted)
{
    const char *hash = NULL;
    struct intake_upload upload = look(desk, id);
    enum status st = intake_join(desk->arena, desk->folder, &upload, wanted, &hash, &desk->err);
    if (st != STATUS_OK)
        return st;
    struct store_tx *tx = begin(desk);
    st = intake_keep(tx, id, hash, 9, &desk->err);
    if (st == STATUS_OK)
        commit(desk, tx);
    else
        store_abandon(&tx);
    return st;
}

ON_BOTH(an_upload_goes_on_after_any_part)
{
    struct desk desk = open_desk(address);
    size_t size = 2 * INTAKE_PART + 1000;
    char *bytes = pdf_of(desk.arena, size);
    struct hash256 hash = hash_of_bytes(bytes, size);
    const char *hex = hex_text(desk.arena, hash.bytes, sizeof hash.bytes);
    int64_t id = begin_upload(&desk, "계획서.pdf", (int64_t)size);
    ck_assert_int_eq(look(&desk, id).part_count, 3);
    send_part(&desk, id, 3, bytes, size);
    CHECK_FAILS(finish(&desk, id, NULL), INTAKE_MISSING, desk.err);
    ck_assert_str_eq(desk.err.place, "part 1");
    /* As after a kill: the store opened anew says what has come. */
    store_close(desk.store);
    struct store_options options = {.address = address};
    CHECK_OK(store_open(&options, &desk.store, &desk.err), desk.err);
    struct intake_upload upload = look(&desk, id);
    ck_assert_uint_eq(upload.parts.count, 1);
    ck_assert_int_eq(upload.parts.at[0].number, 3);
    send_part(&desk, id, 1, bytes, size);
    send_part(&desk, id, 2, bytes, size);
    send_part(&desk, id, 2, bytes, size);
    CHECK_FAILS(finish(&desk, id, arena_format(desk.arena, "%064d", 1)), INTAKE_HASH, desk.err);
    CHECK_OK(finish(&desk, id, hex), desk.err);
    upload = look(&desk, id);
    ck_assert_str_eq(upload.state, "kept");
    ck_assert_str_eq(upload.hash, hex);
    ck_assert_uint_eq(upload.parts.count, 0);
    ck_assert_int_eq(access(intake_path(desk.arena, desk.folder, &upload), R_OK), 0);
    CHECK_FAILS(finish(&desk, id, NULL), INTAKE_CLOSED, desk.err);
    CHECK_FAILS(intake_want_part(&upload, 1, INTAKE_PART, &desk.err), INTAKE_CLOSED, desk.err);
    close_desk(&desk);
}

ON_BOTH(a_part_that_changed_on_the_disk_is_asked_for_again_never_kept)
{
    struct desk desk = open_desk(address);
    size_t size = INTAKE_PART + 5000;
    char *bytes = pdf_of(desk.arena, size);
    int64_t id = begin_upload(&desk, "계획서.pdf", (int64_t)size);
    send_part(&desk, id, 1, bytes, size);
    send_part(&desk, id, 2, bytes, size);
    char *other = arena_copy(desk.arena, bytes, size);
    other[100]++;
    write_part(&desk, id, 1, other, INTAKE_PART);
    CHECK_FAILS(finish(&desk, id, NULL), INTAKE_HASH, desk.err);
    ck_assert_str_eq(desk.err.place, "part 1");
    send_part(&desk, id, 1, bytes, size);
    CHECK_OK(finish(&desk, id, NULL), desk.err);
    close_desk(&desk);
}

ON_BOTH(what_is_no_file_that_we_take_is_not_kept)
{
    struct desk desk = open_desk(address);
    static const char html[] = "<html><script>alert(1)</script></html>";
    int64_t id = begin_upload(&desk, "계획서.pdf", (int64_t)strlen(html));
    send_part(&desk, id, 1, html, strlen(html));
    CHECK_FAILS(finish(&desk, id, NULL), INTAKE_CONTENT, desk.err);
    ck_assert_str_eq(look(&desk, id).state, "open");
    struct store_tx *tx = begin(&desk);
    int64_t none = 0;
    struct intake_wish large = {1, 1, "a.pdf", INTAKE_SIZE_MAX + 1}, odd = {1, 1, "a.exe", 5};
    CHECK_FAILS(intake_begin(tx, desk.arena, &large, 5, &none, &desk.err), INTAKE_LARGE, desk.err);
    CHECK_FAILS(intake_begin(tx, desk.arena, &odd, 5, &none, &desk.err), INTAKE_KIND, desk.err);
    store_abandon(&tx);
    struct intake_upload upload = look(&desk, id);
    CHECK_FAILS(intake_want_part(&upload, 1, 5, &desk.err), INTAKE_PART_WRONG, desk.err);
    CHECK_FAILS(intake_want_part(&upload, 2, 5, &desk.err), INTAKE_PART_WRONG, desk.err);
    close_desk(&desk);
}

ON_BOTH(an_application_has_at_most_three_files)
{
    struct desk desk = open_desk(address);
    int64_t first = begin_upload(&desk, "하나.pdf", 100);
    (void)begin_upload(&desk, "둘.hwpx", 100);
    (void)begin_upload(&desk, "셋.xlsx", 100);
    struct store_tx *tx = begin(&desk);
    int64_t id = 0;
    struct intake_wish wish = {1, 1, "넷.pdf", 100};
    CHECK_FAILS(intake_begin(tx, desk.arena, &wish, 5, &id, &desk.err), INTAKE_MANY, desk.err);
    store_abandon(&tx);
    write_part(&desk, first, 1, "x", 1);
    struct intake_upload upload = look(&desk, first);
    tx = begin(&desk);
    CHECK_OK(intake_drop(tx, first, &desk.err), desk.err);
    commit(&desk, tx);
    intake_erase(desk.arena, desk.folder, &upload);
    ck_assert_int_ne(access(intake_part_path(desk.arena, desk.folder, first, 1), F_OK), 0);
    ck_assert_int_gt(begin_upload(&desk, "넷.pdf", 100), 0);
    close_desk(&desk);
}

BOTH_MAIN("intake uploads", BOTH(an_upload_goes_on_after_any_part),
          BOTH(a_part_that_changed_on_the_disk_is_asked_for_again_never_kept),
          BOTH(what_is_no_file_that_we_take_is_not_kept),
          BOTH(an_application_has_at_most_three_files))
