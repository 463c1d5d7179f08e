/* paper_write.c -- from the encoder's JSON, by a table of parts, to a document. */
#include <inttypes.h>
#include <string.h>

#include "api/ledger_views.h"
#include "api/papers.h"
#include "kit/must.h"
#include "kit/text.h"

enum { PAPER_BLOCKS_MAX = 40 };

struct writing {
    struct call *call;
    struct arena *arena;
    const json_t *value;
    struct document_block blocks[PAPER_BLOCKS_MAX];
    size_t count;
    time_us latest; /* of all times in it: the paper is as old as what it says */
};

static const char *word_of(const struct writing *writing, const struct paper_word *words,
                           const char *value)
{
    for (; words != NULL && words->value != NULL; words++)
        if (text_same(words->value, value))
            return writing->call->korean ? words->ko : words->en;
    return value;
}

static const char *label_of(const struct writing *writing, const char *ko, const char *en)
{
    return writing->call->korean ? ko : en;
}

static struct document_value time_of(struct writing *writing, enum document_type type,
                                     const char *text)
{
    struct error ignored;
    time_us when = 0;
    struct day day = {0};
    if (day_parse(text, &day, &ignored) == STATUS_OK)
        return document_number(type, day_start(day, zone_seoul()));
    if (time_parse(text, &when, &ignored) != STATUS_OK)
        return document_text(arena_text(writing->arena, text));
    writing->latest = when > writing->latest ? when : writing->latest;
    return document_number(type, when);
}

/* Where the member is an id, the name of what it stands for. */
static const char *name_among(const struct writing *writing, const json_t *list, const char *id)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *name =
            json_string_value(json_object_get(item, writing->call->korean ? "ko" : "en"));
        if (name != NULL && text_same(json_string_value(json_object_get(item, "id")), id))
            return name;
    }
    return id;
}

/* The member as it stands in the JSON; `ret_there` is false where the encoder left it out. */
static struct document_value value_of(struct writing *writing, const json_t *holder,
                                      const json_t *object, const struct paper_field *field,
                                      bool *ret_there)
{
    const char *name =
        !writing->call->korean && field->member_en != NULL ? field->member_en : field->member;
    const json_t *member = json_object_get(object, name);
    *ret_there = member != NULL;
    if (json_is_integer(member))
        return document_number(field->type == DOCUMENT_TEXT ? DOCUMENT_INT : field->type,
                               json_integer_value(member));
    const char *text = json_string_value(member);
    if (text == NULL)
        return document_text(NULL);
    if (field->among != NULL)
        text = name_among(writing, json_object_get(holder, field->among), text);
    if (field->type == DOCUMENT_TIME || field->type == DOCUMENT_DAY)
        return time_of(writing, field->type, text);
    return document_text(arena_text(writing->arena, word_of(writing, field->words, text)));
}

static struct document_block *add_block(struct writing *writing, enum document_kind kind)
{
    must(writing->count < PAPER_BLOCKS_MAX);
    struct document_block *block = &writing->blocks[writing->count++];
    *block = (struct document_block){.kind = kind};
    return block;
}

static void add_heading(struct writing *writing, const struct paper_part *part)
{
    if (part->ko != NULL)
        add_block(writing, DOCUMENT_HEADING)->text = label_of(writing, part->ko, part->en);
}

static size_t field_count(const struct paper_field *fields)
{
    size_t count = 0;
    while (fields[count].member != NULL)
        count++;
    return count;
}

static void add_paragraph(struct writing *writing, const struct paper_part *part)
{
    bool there = false;
    struct document_value text = value_of(writing, NULL, writing->value, part->fields, &there);
    if (!there || text.type != DOCUMENT_TEXT || *text.text == '\0')
        return;
    add_heading(writing, part);
    add_block(writing, DOCUMENT_PARAGRAPH)->text = text.text;
}

static void add_facts(struct writing *writing, const struct paper_part *part)
{
    static const struct document_column columns[] = {{"", DOCUMENT_TEXT, 1},
                                                     {"", DOCUMENT_TEXT, 3}};
    size_t count = field_count(part->fields), rows = 0;
    struct document_value *values = arena_array(writing->arena, 2 * count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        const struct paper_field *field = &part->fields[i];
        bool there = false;
        struct document_value value = value_of(writing, NULL, writing->value, field, &there);
        if (!there || value.type == DOCUMENT_NONE)
            continue;
        values[2 * rows] = document_text(label_of(writing, field->ko, field->en));
        values[2 * rows++ + 1] = value;
    }
    if (rows == 0)
        return;
    add_heading(writing, part);
    struct document_block *block = add_block(writing, DOCUMENT_FACTS);
    block->columns = columns;
    block->column_count = 2;
    block->values = values;
    block->row_count = rows;
}

/* ---- tables ---- */

struct cells {
    struct document_value *at; /* all fields, also those that nobody gets to see */
    bool there[DOCUMENT_COLUMNS_MAX];
    size_t fields, rows, room;
};

static void add_row(struct writing *writing, struct cells *cells, const struct paper_field *fields,
                    const json_t *outer, const json_t *item)
{
    if (cells->rows == cells->room) {
        size_t room = cells->room == 0 ? 64 : 2 * cells->room;
        struct document_value *more =
            arena_array(writing->arena, room * cells->fields, sizeof *more);
        if (cells->rows > 0)
            memcpy(more, cells->at, cells->rows * cells->fields * sizeof *more);
        cells->at = more;
        cells->room = room;
    }
    for (size_t i = 0; i < cells->fields; i++) {
        bool there = false;
        cells->at[cells->rows * cells->fields + i] =
            value_of(writing, outer, fields[i].outer ? outer : item, &fields[i], &there);
        cells->there[i] |= there;
    }
    cells->rows++;
}

static struct cells read_rows(struct writing *writing, const struct paper_part *part)
{
    struct cells cells = {.fields = field_count(part->fields)};
    must(cells.fields <= DOCUMENT_COLUMNS_MAX);
    const json_t *list = json_object_get(writing->value, part->each);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const json_t *inner =
            part->each_inner == NULL ? NULL : json_object_get(item, part->each_inner);
        if (part->each_inner == NULL)
            add_row(writing, &cells, part->fields, writing->value, item);
        for (size_t j = 0; j < json_array_size(inner); j++)
            add_row(writing, &cells, part->fields, item, json_array_get(inner, j));
    }
    return cells;
}

/* Only the columns of which at least one row was given. Without a row there is no table on paper;
 * a sheet still has its headings. */
static void add_table(struct writing *writing, const struct paper_part *part)
{
    if (json_object_get(writing->value, part->each) == NULL)
        return;
    struct cells cells = read_rows(writing, part);
    struct document_column *columns =
        arena_array(writing->arena, cells.fields + 1, sizeof *columns);
    struct document_value *values =
        arena_array(writing->arena, cells.rows * cells.fields + 1, sizeof *values);
    size_t kept[DOCUMENT_COLUMNS_MAX], count = 0;
    for (size_t i = 0; i < cells.fields; i++) {
        if (cells.rows > 0 && !cells.there[i])
            continue;
        const struct paper_field *field = &part->fields[i];
        columns[count] =
            (struct document_column){label_of(writing, field->ko, field->en), field->type,
                                     field->weight == 0 ? 1 : field->weight};
        kept[count++] = i;
    }
    for (size_t row = 0; row < cells.rows; row++)
        for (size_t c = 0; c < count; c++)
            values[row * count + c] = cells.at[row * cells.fields + kept[c]];
    bool sheet = text_same(writing->call->route->raw, PAPER_XLSX);
    if (count == 0 || (cells.rows == 0 && !sheet))
        return;
    add_heading(writing, part);
    struct document_block *block = add_block(writing, part->kind);
    block->columns = columns;
    block->column_count = count;
    block->values = values;
    block->row_count = cells.rows;
}

/* ---- the proof ---- */

/* What a QR takes at level M; a longer proof is fetched instead of scanned. */
enum { PAPER_CODE_MAX = 2000 };

/* Papers whose case stands in the log. */
static const struct {
    const char *paper;
    enum programme_thing thing;
} cases[] = {{"application", PROGRAMME_APPLICATION}, {"agreement", PROGRAMME_AGREEMENT}};

/* The place in the log of what was decided last in the case, and what proves it; a case from
 * before there was a log has none, and the paper does not speak of it. */
static enum status find_proof(struct call *call, const struct paper *paper,
                              struct log_proof *ret_proof, bool *ret_found, struct error *err)
{
    *ret_found = false;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (!text_same(cases[i].paper, paper->name))
            continue;
        SCOPED(store_cleanup) struct store_tx *tx = NULL;
        enum status st = store_begin(call->services->store, STORE_READ, &tx, err);
        if (st == STATUS_OK)
            st = log_prove_case(call, tx, cases[i].thing, call->id, ret_proof, err);
        *ret_found = st == STATUS_OK;
        return st == STATUS_NOT_FOUND ? STATUS_OK : st;
    }
    return STATUS_OK;
}

static const char *proof_words(const struct writing *writing, const struct paper *paper,
                               const struct log_proof *proof)
{
    bool korean = writing->call->korean;
    if (proof->text == NULL)
        return arena_format(writing->arena,
                            korean ? "\n로그 위치: %" PRId64
                                     "번 항목(아직 서명된 체크포인트 없음, 전체 %" PRId64 "건)"
                                   : "\nPlace in the log: entry %" PRId64
                                     " (no signed checkpoint yet, %" PRId64 " entries)",
                            proof->place, proof->size);
    const char *where = arena_format(
        writing->arena,
        korean ? "\n로그 위치: %" PRId64 "번 항목, 서명된 체크포인트 %" PRId64
                 "건 안에 있음. 증명: QR 또는 /api/%ss/%" PRId64 "/proof"
               : "\nPlace in the log: entry %" PRId64 " under a signed checkpoint of %" PRId64
                 " entries. Proof: the QR or /api/%ss/%" PRId64 "/proof",
        proof->place, proof->size, paper->name, writing->call->id);
    return arena_format(writing->arena, "%s%s", where,
                        korean
                            ? "\n확인: dure-verify document proof.txt --key (공개된 로그 키)"
                            : "\nTo check: dure-verify document proof.txt --key (published key)");
}

/* A paper of something with a number says where its JSON is read again. */
static const char *hash_words(const struct writing *writing, const struct paper *paper,
                              const char *hex)
{
    bool korean = writing->call->korean;
    const char *made = arena_format(writing->arena,
                                    korean ? "자료 해시(SHA-256, RFC 8785)\n%s\n"
                                             "이 문서는 위 해시를 가진 자료로 만들었습니다."
                                           : "Hash of the data (SHA-256, RFC 8785)\n%s\n"
                                             "This document was made from data with that hash.",
                                    hex);
    if (writing->call->id == 0)
        return made;
    return arena_format(writing->arena,
                        korean ? "%s 두레에서 같은 역할로 받은 JSON(/api/%ss/%" PRId64
                                 ")의 해시가 이 값과 다르면 그 뒤에 자료가 바뀐 것입니다."
                               : "%s If the JSON at /api/%ss/%" PRId64
                                 ", read in the same role, has another one, they changed since.",
                        made, paper->name, writing->call->id);
}

/* The SHA-256 of the canonical form (RFC 8785) of the JSON that the paper was made from: whoever
 * has that JSON, or gets it again in the same role, can compare. And, as a document cannot hold
 * the proof of its own hash, the proof of its case's last decision (docs/formats/log.md). */
static enum status add_proof(struct writing *writing, const struct paper *paper, struct error *err)
{
    size_t size = 0;
    struct log_proof proof = {0};
    bool found = false;
    enum status st = find_proof(writing->call, paper, &proof, &found, err);
    if (st != STATUS_OK)
        return st;
    const char *canonical = json_canonical(writing->arena, writing->value, &size);
    struct hash256 hash = hash_of_bytes(canonical, size);
    const char *hex = hex_text(writing->arena, hash.bytes, sizeof hash.bytes);
    struct document_block *block = add_block(writing, DOCUMENT_PROOF);
    bool fits = proof.text != NULL && strlen(proof.text) <= PAPER_CODE_MAX;
    block->code = fits ? proof.text
                       : arena_format(writing->arena, "dure:document:1:%s:%" PRId64 ":sha256:%s",
                                      paper->name, writing->call->id, hex);
    const char *text = hash_words(writing, paper, hex);
    block->text =
        found ? arena_format(writing->arena, "%s%s", text, proof_words(writing, paper, &proof))
              : text;
    return STATUS_OK;
}

static void add_part(struct writing *writing, const struct paper_part *part)
{
    switch (part->kind) {
    case DOCUMENT_PARAGRAPH:
        add_paragraph(writing, part);
        return;
    case DOCUMENT_FACTS:
        add_facts(writing, part);
        return;
    case DOCUMENT_TABLE:
    case DOCUMENT_SIGNATURES:
        add_table(writing, part);
        return;
    case DOCUMENT_HEADING:
    case DOCUMENT_PROOF:
        break;
    }
    must(false);
}

enum status paper_write(struct call *call, const json_t *value, const char **ret_bytes,
                        size_t *ret_size, const char **ret_name, struct error *err)
{
    const struct paper *paper = call->route->paper;
    struct writing writing = {.call = call, .arena = call->arena, .value = value};
    bool sheet = text_same(call->route->raw, PAPER_XLSX);
    for (const struct paper_part *part = paper->parts; part->fields != NULL; part++)
        add_part(&writing, part);
    enum status st = sheet ? STATUS_OK : add_proof(&writing, paper, err);
    if (st != STATUS_OK)
        return st;
    const char *number = json_string_value(json_object_get(value, "number"));
    struct document document = {
        .title = label_of(&writing, paper->ko, paper->en),
        .number = arena_text(call->arena, number),
        .author = label_of(&writing, "두레", "Dure"),
        .subject = label_of(&writing, "대·중소 상생형 스마트공장", "Win-win smart factory"),
        .made_at = writing.latest != 0 ? writing.latest : call->now,
        .korean = call->korean,
        .blocks = writing.blocks,
        .block_count = writing.count,
    };
    *ret_name = arena_format(call->arena, "%s%s%s.%s", document.title, number == NULL ? "" : "-",
                             number == NULL ? "" : number, sheet ? "xlsx" : "pdf");
    return sheet ? document_xlsx(call->arena, &document, call->services->files_folder, ret_bytes,
                                 ret_size, err)
                 : document_pdf(call->arena, &document, ret_bytes, ret_size, err);
}
