/* What search.h promises, on both databases: candidates against a reader of every name. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/text.h"
#include "search/search.h"
#include "support/postgres.h"

enum { FIRMS = 90, CASES = 700, ROUNDS = 60, ALL_MAX = CASES + 100 };

struct desk {
    struct store *store;
    struct arena *arena;
    struct store_tx *tx;
    struct random_stream luck;
    struct error err;
};

struct ids {
    size_t count;
    int64_t at[ALL_MAX];
};

static void begin(struct desk *desk)
{
    CHECK_OK(store_begin(desk->store, STORE_WRITE, &desk->tx, &desk->err), desk->err);
}

static void end(struct desk *desk)
{
    CHECK_OK(store_commit(&desk->tx, &desk->err), desk->err);
}

static struct store *open_store(const char *address)
{
    struct store *store = NULL;
    struct error err;
    CHECK_OK(store_open(&(struct store_options){.address = address}, &store, &err), err);
    CHECK_OK(store_migrate(store, 0, &err), err);
    return store;
}

static void open_desk(struct desk *desk, const char *address)
{
    *desk = (struct desk){.arena = arena_new("search", 64 << 20), .store = open_store(address)};
    desk->luck = random_stream(1, "names");
}

static void close_desk(struct desk *desk)
{
    store_close(desk->store);
    arena_free(desk->arena);
}

static void run(struct desk *desk, const char *sql, const struct store_value *values, size_t count)
{
    CHECK_OK(store_run(desk->tx, sql, values, count, NULL, &desk->err), desk->err);
}
#define RUN(desk, sql, ...) run((desk), (sql), STORE_VALUES(__VA_ARGS__))

static void collect(struct desk *desk, enum search_kind kind, const char *words, struct ids *ids)
{
    struct search_candidates found = search_from(kind, words);
    ids->count = 0;
    do {
        CHECK_OK(search_next(desk->tx, &found, &desk->err), desk->err);
        ck_assert_uint_le(ids->count + found.count, ALL_MAX);
        memcpy(ids->at + ids->count, found.ids, found.count * sizeof *found.ids);
        ids->count += found.count;
    } while (found.count > 0);
}

static bool is_candidate(struct desk *desk, enum search_kind kind, const char *words, int64_t id)
{
    struct ids ids = {0};
    collect(desk, kind, words, &ids);
    for (size_t i = 0; i < ids.count; i++)
        if (ids.at[i] == id)
            return true;
    return false;
}

/* ---- names of few letters, so that many share some ---- */

static const char *const letters[] = {"정", "밀", "공", "장", "가", "나", "a", "B", "7", "1",
                                      " ",  "%",  "_",  "!",  "-",  "é",  "|", "'", "𝛼", "上"};

static const char *some_words(struct desk *desk, size_t least, size_t most)
{
    struct text text = text_start(desk->arena, 200);
    size_t size = least + random_below(&desk->luck, most - least + 1);
    for (size_t i = 0; i < size; i++)
        text_add(&text, letters[random_below(&desk->luck, sizeof letters / sizeof *letters)]);
    return text_string(&text);
}

static int64_t some_firm(struct desk *desk)
{
    return 1 + (int64_t)random_below(&desk->luck, FIRMS);
}

static void add_firms(struct desk *desk)
{
    for (int64_t i = 1; i <= FIRMS; i++)
        RUN(desk, "INSERT INTO organisation (name, kind, created_at) VALUES ($1, 'adopter', 0)",
            v_text(some_words(desk, 1, 8)));
    run(desk, "INSERT INTO programme (key) VALUES ('winwin')", STORE_NONE);
    run(desk,
        "INSERT INTO rule_document (programme_id, version, hash, document, published_at) "
        "VALUES (1, 1, '', '{}', 0)",
        STORE_NONE);
}

/* Every third case has an agreement, the newest the first. */
static void add_cases(struct desk *desk)
{
    for (int64_t i = 1; i <= CASES; i++)
        RUN(desk,
            "INSERT INTO application (number, state, rule_id, adopter_id, sponsor_id, title, "
            "summary, contact, plan_id, plan_hash, total, created_at) "
            "VALUES ('B-' || $1, 'submitted', 1, $2, $3, $4, '', '', 1, '', 1, 0)",
            v_text(arena_format(desk->arena, "%lld", 3 * (long long)i)), v_int(some_firm(desk)),
            v_int(some_firm(desk)), v_text(some_words(desk, 0, 20)));
    for (int64_t i = CASES - CASES % 3; i > 0; i -= 3)
        RUN(desk,
            "INSERT INTO agreement (number, application_id, operator_id, state, created_at) "
            "VALUES ('C-' || $1, $2, 1, 'signing', 0)",
            v_text(arena_format(desk->arena, "%lld", (long long)i)), v_int(i));
}

/* What a reader of every name finds. */
static const char *const readers[] = {
    [SEARCH_ORGANISATION] =
        "SELECT id FROM organisation WHERE lower(name) LIKE $1 ESCAPE '!' ORDER BY id DESC",
    [SEARCH_APPLICATION] =
        "SELECT a.id FROM application a JOIN organisation o ON o.id = a.adopter_id "
        "JOIN organisation s ON s.id = a.sponsor_id "
        "WHERE lower(a.number) LIKE $1 ESCAPE '!' "
        "OR lower(a.title) LIKE $1 ESCAPE '!' OR lower(o.name) LIKE $1 ESCAPE '!' "
        "OR lower(s.name) LIKE $1 ESCAPE '!' ORDER BY a.id DESC",
    [SEARCH_AGREEMENT] =
        "SELECT g.id FROM agreement g JOIN application a ON a.id = g.application_id "
        "JOIN organisation o ON o.id = a.adopter_id JOIN organisation s ON s.id = a.sponsor_id "
        "WHERE lower(g.number) LIKE $1 ESCAPE '!' OR lower(a.title) LIKE $1 ESCAPE "
        "'!' OR lower(o.name) LIKE $1 ESCAPE '!' OR lower(s.name) LIKE $1 ESCAPE '!' "
        "ORDER BY g.id DESC",
};

static void read_ids(struct desk *desk, const char *sql, struct store_value value, struct ids *ids)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    ids->count = 0;
    CHECK_OK(store_query(desk->tx, sql, STORE_VALUES(value), &rows, &desk->err), desk->err);
    while (store_next(rows, &more, &desk->err) == STATUS_OK && more)
        ids->at[ids->count++] = store_int(rows, 0);
}

/* Each that holds the words is a candidate, and the candidates fall. How many hits there were. */
static size_t compare(struct desk *desk, enum search_kind kind, const char *words)
{
    struct ids found = {0}, all = {0};
    size_t at = 0;
    collect(desk, kind, words, &found);
    read_ids(desk, readers[kind], v_text(store_like(desk->arena, words)), &all);
    for (size_t i = 1; i < found.count; i++)
        ck_assert_int_lt(found.at[i], found.at[i - 1]);
    for (size_t i = 0; i < all.count; i++, at++) {
        while (at < found.count && found.at[at] != all.at[i])
            at++;
        ck_assert_msg(at < found.count, "kind %d, \"%s\": %lld is no candidate", (int)kind, words,
                      (long long)all.at[i]);
    }
    return all.count;
}

static void change_some(struct desk *desk)
{
    RUN(desk, "UPDATE organisation SET name = $2 WHERE id = $1", v_int(some_firm(desk)),
        v_text(some_words(desk, 1, 8)));
    int64_t id = 1 + (int64_t)random_below(&desk->luck, CASES - 1);
    RUN(desk, "UPDATE application SET title = $2 WHERE id = $1", v_int(id),
        v_text(some_words(desk, 0, 20)));
    RUN(desk, "UPDATE application SET sponsor_id = $2, state = 'returned' WHERE id = $1",
        v_int(id + 1), v_int(some_firm(desk)));
    RUN(desk, "UPDATE agreement SET number = 'D-' || number WHERE application_id = $1", v_int(id));
}

ON_BOTH(everything_that_holds_the_words_is_a_candidate_newest_first_each_once)
{
    struct desk desk;
    size_t hits = 0;
    open_desk(&desk, address);
    begin(&desk);
    add_firms(&desk);
    add_cases(&desk);
    FOR_ALL(seed, ROUNDS) {
        desk.luck = random_stream(seed, "changes");
        change_some(&desk);
        for (size_t size = 2; size < 6; size++)
            for (int kind = SEARCH_ORGANISATION; kind <= SEARCH_AGREEMENT; kind++)
                hits += compare(&desk, (enum search_kind)kind, some_words(&desk, size, size));
    }
    ck_assert_uint_gt(hits, ROUNDS);
    ck_assert_uint_eq(compare(&desk, SEARCH_APPLICATION, "b-"), CASES);
    ck_assert_uint_eq(compare(&desk, SEARCH_APPLICATION, "B-2100"), 1);
    end(&desk);
    close_desk(&desk);
}

ON_BOTH(few_that_do_not_hold_the_words_are_candidates)
{
    struct desk desk;
    struct ids found = {0};
    open_desk(&desk, address);
    begin(&desk);
    add_firms(&desk);
    add_cases(&desk);
    collect(&desk, SEARCH_APPLICATION, "b-2100", &found);
    ck_assert_uint_le(found.count, 3);
    collect(&desk, SEARCH_APPLICATION, "없는이름", &found);
    ck_assert_uint_eq(found.count, 0);
    collect(&desk, SEARCH_ORGANISATION, "b-", &found); /* a case's number is no firm's name */
    size_t firms = compare(&desk, SEARCH_ORGANISATION, "b-");
    ck_assert_uint_eq(found.count, firms); /* two letters are exact */
    end(&desk);
    close_desk(&desk);
}

ON_BOTH(of_one_organisations_cases_all_that_hold_the_words_are_candidates_and_no_others)
{
    struct desk desk;
    size_t count = 0;
    open_desk(&desk, address);
    begin(&desk);
    add_firms(&desk);
    add_cases(&desk);
    for (int64_t firm = 1; firm <= FIRMS; firm += 7) {
        struct search_candidates found = search_from(SEARCH_APPLICATION, "b-");
        struct ids all = {0};
        found.organisation_id = firm;
        CHECK_OK(search_next(desk.tx, &found, &desk.err), desk.err);
        read_ids(&desk,
                 "SELECT id FROM application WHERE adopter_id = $1 OR sponsor_id = $1 "
                 "ORDER BY id DESC",
                 v_int(firm), &all);
        ck_assert_uint_eq(found.count, all.count);
        ck_assert_mem_eq(found.ids, all.at, all.count * sizeof *all.at);
        count += all.count;
    }
    ck_assert_uint_gt(count, 100);
    end(&desk);
    close_desk(&desk);
}

ON_BOTH(what_is_renamed_is_found_by_its_new_name_in_the_same_transaction)
{
    struct desk desk;
    open_desk(&desk, address);
    begin(&desk);
    add_firms(&desk);
    add_cases(&desk);
    RUN(&desk, "UPDATE application SET adopter_id = 7 WHERE id = $1", v_int(9));
    ck_assert(!is_candidate(&desk, SEARCH_ORGANISATION, "두레", 7));
    RUN(&desk, "UPDATE organisation SET name = '(주)두레' WHERE id = $1", v_int(7));
    ck_assert(is_candidate(&desk, SEARCH_ORGANISATION, "두레", 7));
    ck_assert(is_candidate(&desk, SEARCH_APPLICATION, "두레", 9));
    ck_assert(is_candidate(&desk, SEARCH_AGREEMENT, "두레", (CASES - 9) / 3 + 1));
    end(&desk);
    close_desk(&desk);
}

ON_BOTH(what_is_rolled_back_is_no_candidate)
{
    struct desk desk;
    open_desk(&desk, address);
    begin(&desk);
    run(&desk,
        "INSERT INTO organisation (id, name, kind, created_at) VALUES (5, '두레', 'adopter', 0)",
        STORE_NONE);
    ck_assert(is_candidate(&desk, SEARCH_ORGANISATION, "두레", 5));
    store_abandon(&desk.tx);
    begin(&desk);
    ck_assert(!is_candidate(&desk, SEARCH_ORGANISATION, "두레", 5));
    end(&desk);
    close_desk(&desk);
}

/* Out of one database and into the other, and what is made there is what was made here. */
static void carried_over(const char *from, const char *to)
{
    struct desk desk, other;
    struct store_copied out = {0}, in = {0}, again = {0};
    struct ids here = {0}, there = {0};
    open_desk(&desk, from);
    begin(&desk);
    add_firms(&desk);
    add_cases(&desk);
    end(&desk);
    open_desk(&other, to);
    FILE *text = tmpfile(), *second = tmpfile();
    ck_assert(text != NULL && second != NULL);
    CHECK_OK(store_write_out(desk.store, text, &out, &desk.err), desk.err);
    rewind(text);
    CHECK_OK(store_read_in(other.store, text, &in, &other.err), other.err);
    CHECK_OK(store_write_out(other.store, second, &again, &other.err), other.err);
    ck_assert(hash_same(&out.hash, &in.hash) && hash_same(&out.hash, &again.hash));
    begin(&desk);
    begin(&other);
    for (int round = 0; round < ROUNDS; round++) {
        const char *words = some_words(&desk, 2, 3);
        collect(&desk, SEARCH_APPLICATION, words, &here);
        collect(&other, SEARCH_APPLICATION, words, &there);
        ck_assert_uint_eq(here.count, there.count);
        ck_assert_mem_eq(here.at, there.at, here.count * sizeof *here.at);
    }
    end(&desk);
    end(&other);
    (void)fclose(text);
    (void)fclose(second);
    close_desk(&desk);
    close_desk(&other);
}

static const char *another_address(void)
{
    static char path[400];
    (void)snprintf(path, sizeof path, "%s/another.db", test_folder());
    return path;
}

ON_BOTH(a_store_that_is_written_out_and_read_in_again_finds_the_same)
{
    carried_over(address, another_address());
}

ON_BOTH(so_it_does_when_read_in_from_an_sqlite_file)
{
    carried_over(another_address(), address);
}

BOTH_MAIN("search", BOTH(everything_that_holds_the_words_is_a_candidate_newest_first_each_once),
          BOTH(few_that_do_not_hold_the_words_are_candidates),
          BOTH(of_one_organisations_cases_all_that_hold_the_words_are_candidates_and_no_others),
          BOTH(what_is_renamed_is_found_by_its_new_name_in_the_same_transaction),
          BOTH(what_is_rolled_back_is_no_candidate),
          BOTH(a_store_that_is_written_out_and_read_in_again_finds_the_same),
          BOTH(so_it_does_when_read_in_from_an_sqlite_file))
