#include "app/story.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/client.h"
#include "app/command.h"
#include "kit/clock.h"
#include "kit/json.h"
#include "kit/money.h"
#include "kit/text.h"
#include "people/people.h"

enum { WAIT_SECONDS_MAX = 600, WORDS_MAX = 64, HEADERS_MAX = 8, PART_BYTES_MAX = 64 << 20 };

struct person {
    const char *who, *login, *password, *cookie, *csrf;
    const char *key;   /* of one-time codes, or NULL */
    time_us code_used; /* a code counts once */
    time_us proven;    /* when the last proof was fresh; 0: not in this session */
};

struct story {
    struct arena *arena;
    struct story_options options;
    struct map kept;   /* name -> text */
    struct map people; /* name -> struct person */
    struct person *acting;
    struct client_answer answer;
    json_t *document;                          /* of the last answer, or NULL */
    struct client_header headers[HEADERS_MAX]; /* written by `with`, for the next request */
    size_t header_count;
};

struct story *story_new(struct arena *arena, const struct story_options *options)
{
    struct story *story = arena_alloc(arena, sizeof *story);
    *story = (struct story){
        .arena = arena, .options = *options, .kept = map_start(arena), .people = map_start(arena)};
    return story;
}

void story_end(struct story *story)
{
    json_decref(story->document);
    story->document = NULL;
}

void story_set(struct story *story, const char *name, const char *value)
{
    map_put(&story->kept, name, NULL)->thing = arena_text(story->arena, value);
}

const char *story_get(const struct story *story, const char *name)
{
    const struct map_entry *entry = map_find(&story->kept, name);
    return entry == NULL ? NULL : entry->thing;
}

/* What was kept, or a day: "today", "today+30", "today-20", as Korea counts them. */
static const char *value_of(struct story *story, const char *name)
{
    const char *kept = story_get(story, name);
    if (kept != NULL || !text_starts(name, "today"))
        return kept;
    const char *rest = name + strlen("today");
    char *end = NULL;
    long days = *rest == '\0' ? 0 : strtol(rest, &end, 10);
    if (*rest != '\0' && ((*rest != '+' && *rest != '-') || *end != '\0'))
        return NULL;
    int64_t today = day_number(day_of(clock_wall(), zone_seoul()));
    return day_text(story->arena, day_from_number(today + days));
}

/* {name} and {name:won} replaced by what was kept; other braces stay. */
static const char *filled_in(struct story *story, const char *text)
{
    struct text out = text_start(story->arena, 1 << 20);
    for (; *text != '\0'; text++) {
        size_t length = *text == '{' ? strcspn(text + 1, "}:{\" ,") : 0;
        const char *name = arena_text_of(story->arena, text + 1, length);
        const char *value = length > 0 ? value_of(story, name) : NULL;
        const char *end = text + 1 + length;
        if (value != NULL && *end == '}') {
            text_add(&out, value);
            text = end;
        } else if (value != NULL && text_starts(end, ":won}")) {
            text_format(&out, "%s원",
                        money_text(story->arena, (struct money){strtoll(value, NULL, 10)}));
            text = end + strlen(":won");
        } else if (value != NULL && text_starts(end, ":1}")) {
            text_format(&out, "%.1f", strtod(value, NULL));
            text = end + strlen(":1");
        } else {
            text_add_char(&out, *text);
        }
    }
    return text_string(&out);
}

static json_t *at_pointer(json_t *value, const char *pointer)
{
    while (value != NULL && *pointer == '/') {
        size_t length = strcspn(++pointer, "/");
        char name[128];
        (void)snprintf(name, sizeof name, "%.*s", (int)length, pointer);
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10))
                                     : json_object_get(value, name);
        pointer += length;
    }
    return value;
}

static const char *value_text(struct arena *arena, const json_t *value)
{
    return json_is_string(value) ? arena_text(arena, json_string_value(value))
                                 : json_canonical(arena, value, NULL);
}

static enum status send_request(struct story *story, const char *method, const char *path,
                                const char *type, const char *body, size_t size,
                                const char *file_name, struct error *err)
{
    struct client_request request = {
        .host = story->options.host,
        .port = story->options.port,
        .method = method,
        .path = path,
        .type = type,
        .body = body,
        .body_size = size,
        .file_name = file_name,
        .cookie = story->acting == NULL ? NULL : story->acting->cookie,
        .csrf = story->acting == NULL ? NULL : story->acting->csrf,
        .headers = story->headers,
        .header_count = story->header_count,
    };
    story->header_count = 0;
    story_end(story);
    enum status st = client_call(story->arena, &request, &story->answer, err);
    if (st != STATUS_OK)
        return st;
    story->document =
        json_loadb(story->answer.body, story->answer.body_size, JSON_DECODE_ANY, NULL);
    return STATUS_OK;
}

static enum status wrong(const struct story *story, const char *wanted, struct error *err)
{
    return FAIL(err, APP_STORY, "wanted %.60s, got %d %.140s", wanted, story->answer.status,
                story->answer.body);
}

/* What a problem document, or the problem of a failed job, names as its reason. */
static const char *reason_of(const struct story *story)
{
    const json_t *problem = json_object_get(story->document, "problem");
    const json_t *reason =
        json_object_get(json_is_object(problem) ? problem : story->document, "reason");
    return json_string_value(reason);
}

static enum status keep_value(struct story *story, const char *pointer, const char *name,
                              struct error *err)
{
    const char *whole = *pointer == '/' ? pointer : arena_format(story->arena, "/%s", pointer);
    const json_t *value = at_pointer(story->document, whole);
    if (value == NULL)
        return wrong(story, pointer, err);
    story_set(story, name, value_text(story->arena, value));
    return STATUS_OK;
}

/* "reason NAME" and "keep POINTER as NAME", over and over. */
static enum status act_clauses(struct story *story, char *const *words, size_t count,
                               struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < count;) {
        if (i + 2 <= count && text_same(words[i], "reason")) {
            if (!text_same(reason_of(story), words[i + 1]))
                return wrong(story, words[i + 1], err);
            i += 2;
        } else if (i + 4 <= count && text_same(words[i], "keep") && text_same(words[i + 2], "as")) {
            st = keep_value(story, words[i + 1], words[i + 3], err);
            i += 4;
        } else {
            return FAIL(err, APP_STORY, "wanted: reason NAME, or keep POINTER as NAME");
        }
    }
    return st;
}

static size_t split_words(struct arena *arena, const char *text, char **words)
{
    size_t count = 0;
    while (count < WORDS_MAX) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (length == 0)
            break;
        words[count++] = arena_text_of(arena, text, length);
        text += length;
    }
    return count;
}

/* What stands after "->": the status wanted and the clauses. */
static enum status judge(struct story *story, const char *wanted, struct error *err)
{
    char *words[WORDS_MAX];
    size_t count = split_words(story->arena, wanted, words);
    if (count == 0 || strtol(words[0], NULL, 10) != story->answer.status)
        return wrong(story, count == 0 ? "a status" : words[0], err);
    return act_clauses(story, words + 1, count - 1, err);
}

struct step {
    const char *verb;
    const char *whole;  /* after the verb */
    const char *rest;   /* of it, up to "->" */
    const char *wanted; /* after "->", or "" */
};

static enum status act_call(struct story *story, const struct step *step, struct error *err)
{
    size_t length = strcspn(step->rest, " ");
    const char *path = arena_text_of(story->arena, step->rest, length);
    const char *body = step->rest + length + strspn(step->rest + length, " ");
    char method[8] = {0};
    for (size_t i = 0; i < sizeof method - 1 && step->verb[i] != '\0'; i++)
        method[i] = (char)toupper((unsigned char)step->verb[i]);
    bool without = *body == '\0' && text_same(step->verb, "get");
    enum status st =
        send_request(story, method, path, without ? NULL : "application/json",
                     *body == '\0' ? "{}" : body, *body == '\0' ? 2 : strlen(body), NULL, err);
    return st == STATUS_OK ? judge(story, step->wanted, err) : st;
}

static const char *file_path(const struct story *story, const char *name)
{
    return *name == '/' ? name : arena_format(story->arena, "%s/%s", story->options.folder, name);
}

/* Of a file that is uploaded, by its name. */
static const char *content_type(const char *name)
{
    static const char *const types[][2] = {{".json", "application/json"},
                                           {".zip", "application/zip"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_ends(name, types[i][0]))
            return types[i][1];
    return "text/csv";
}

static enum status act_upload(struct story *story, const struct step *step, struct error *err)
{
    char *words[WORDS_MAX];
    if (split_words(story->arena, step->rest, words) != 2)
        return FAIL(err, APP_STORY, "wanted: upload PATH FILE");
    const char *path = file_path(story, words[1]);
    const char *name = strrchr(path, '/') + 1;
    const char *bytes = NULL;
    size_t size = 0;
    enum status st = file_read(story->arena, path, (size_t)256 << 20, &bytes, &size, err);
    if (st == STATUS_OK)
        st = send_request(story, "POST", words[0], content_type(name), bytes, size, name, err);
    return st == STATUS_OK ? judge(story, step->wanted, err) : st;
}

/* A part of a file, read alone: the whole may be large. */
static enum status read_part(struct story *story, const char *path, int64_t from, size_t wanted,
                             char **ret_bytes, size_t *ret_size, struct error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    char *bytes = arena_alloc(story->arena, wanted);
    bool failed = fseeko(file, from, SEEK_SET) != 0;
    size_t size = failed ? 0 : fread(bytes, 1, wanted, file);
    failed = failed || ferror(file) != 0;
    int reason = errno;
    (void)fclose(file);
    if (failed)
        return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(reason));
    *ret_bytes = bytes;
    *ret_size = size;
    return STATUS_OK;
}

static enum status act_put(struct story *story, const struct step *step, struct error *err)
{
    char *words[WORDS_MAX], *bytes = NULL;
    size_t size = 0;
    if (split_words(story->arena, step->rest, words) != 4)
        return FAIL(err, APP_STORY, "wanted: put PATH FILE FROM SIZE");
    long long from = strtoll(words[2], NULL, 10), wanted = strtoll(words[3], NULL, 10);
    if (from < 0 || wanted < 1 || wanted > PART_BYTES_MAX)
        return FAIL(err, APP_STORY, "wanted: FROM 0 or more, SIZE 1 to %d", PART_BYTES_MAX);
    enum status st =
        read_part(story, file_path(story, words[1]), from, (size_t)wanted, &bytes, &size, err);
    if (st == STATUS_OK)
        st = send_request(story, "PUT", words[0], "application/octet-stream", bytes, size, NULL,
                          err);
    return st == STATUS_OK ? judge(story, step->wanted, err) : st;
}

static enum status act_wait(struct story *story, const struct step *step, struct error *err)
{
    time_us end = clock_steady() + WAIT_SECONDS_MAX * TIME_SECOND;
    for (;;) {
        enum status st = send_request(story, "GET", step->rest, NULL, NULL, 0, NULL, err);
        if (st != STATUS_OK)
            return st;
        const char *state = json_string_value(json_object_get(story->document, "state"));
        if (state == NULL)
            return wrong(story, "a job", err);
        if (!text_same(state, "queued") && !text_same(state, "running"))
            break;
        if (clock_steady() > end)
            return FAIL(err, APP_STORY, "still %s after %d s", state, WAIT_SECONDS_MAX);
        (void)nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    }
    char *words[WORDS_MAX];
    size_t count = split_words(story->arena, step->wanted, words);
    const char *state = json_string_value(json_object_get(story->document, "state"));
    if (count == 0 || !text_same(state, words[0]))
        return wrong(story, count == 0 ? "done" : words[0], err);
    return act_clauses(story, words + 1, count - 1, err);
}

/* ---- expectations: POINTER RELATION WANTED ---- */

static bool is_equal(struct arena *arena, const json_t *found, const char *wanted)
{
    (void)arena;
    json_t *value = json_loads(wanted, JSON_DECODE_ANY, NULL);
    bool same = value != NULL && found != NULL && json_equal(value, found) == 1;
    json_decref(value);
    return same;
}

static bool is_absent(struct arena *arena, const json_t *found, const char *wanted)
{
    (void)arena;
    return found == NULL && *wanted == '\0';
}

static bool has_count(struct arena *arena, const json_t *found, const char *wanted)
{
    (void)arena;
    char *end = NULL;
    size_t count = strtoul(wanted, &end, 10);
    return json_is_array(found) && end != wanted && *end == '\0' && json_array_size(found) == count;
}

static bool has_text(struct arena *arena, const json_t *found, const char *wanted)
{
    return found != NULL && *wanted != '\0' && strstr(value_text(arena, found), wanted) != NULL;
}

/* Of what is there: a pointer to nothing lacks everything, and would prove nothing. */
static bool lacks_text(struct arena *arena, const json_t *found, const char *wanted)
{
    return found != NULL && *wanted != '\0' && strstr(value_text(arena, found), wanted) == NULL;
}

static const struct {
    const char *name;
    bool (*holds)(struct arena *arena, const json_t *found, const char *wanted);
} relations[] = {
    {"=", is_equal},   {"absent", is_absent}, {"count", has_count},
    {"has", has_text}, {"lacks", lacks_text},
};

static enum status act_expect(struct story *story, const struct step *step, struct error *err)
{
    size_t length = strcspn(step->whole, " ");
    const char *pointer = arena_text_of(story->arena, step->whole, length);
    const char *rest = step->whole + length + strspn(step->whole + length, " ");
    size_t name = strcspn(rest, " ");
    const char *relation = arena_text_of(story->arena, rest, name);
    const char *wanted = rest + name + strspn(rest + name, " ");
    const json_t *found =
        text_same(pointer, "/") ? story->document : at_pointer(story->document, pointer);
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        if (!text_same(relations[i].name, relation))
            continue;
        if (relations[i].holds(story->arena, found, wanted))
            return STATUS_OK;
        return FAIL(err, APP_STORY, "%.60s is %.100s, not %.20s %.60s", pointer,
                    found == NULL ? "missing" : json_canonical(story->arena, found, NULL), relation,
                    wanted);
    }
    return FAIL(err, APP_STORY,
                "wanted: expect POINTER = JSON, absent, count N, has or lacks TEXT");
}

static struct person *person_of(struct story *story, const char *name)
{
    bool is_new = false;
    struct map_entry *entry = map_put(&story->people, name, &is_new);
    if (is_new) {
        struct person *person = arena_alloc(story->arena, sizeof *person);
        *person = (struct person){.who = arena_text(story->arena, name), .cookie = "", .csrf = ""};
        entry->thing = person;
    }
    return entry->thing;
}

/* A code not used before: waits for the next half minute if need be. */
static const char *next_code(struct story *story, struct person *person)
{
    time_us step = 30 * TIME_SECOND;
    while (clock_wall() / step <= person->code_used / step && person->code_used != 0)
        (void)nanosleep(&(struct timespec){.tv_nsec = 200 * 1000 * 1000}, NULL);
    person->code_used = clock_wall();
    char code[7] = "";
    struct error err;
    if (people_totp_code(person->key, person->code_used, code, &err) != STATUS_OK)
        return "";
    return arena_text(story->arena, code);
}

static void take_session(struct story *story, struct person *person)
{
    const char *csrf = json_string_value(json_object_get(story->document, "csrf"));
    if (csrf != NULL)
        person->csrf = arena_text(story->arena, csrf);
    if (story->answer.cookie != NULL)
        person->cookie = story->answer.cookie;
    story_set(story, arena_format(story->arena, "cookie.%s", person->who), person->cookie);
    story_set(story, arena_format(story->arena, "csrf.%s", person->who), person->csrf);
}

static enum status act_sign_in(struct story *story, const struct step *step, struct error *err)
{
    char *words[WORDS_MAX];
    if (split_words(story->arena, step->whole, words) != 3)
        return FAIL(err, APP_STORY, "wanted: sign-in WHO LOGIN PASSWORD");
    struct person *person = person_of(story, words[0]);
    person->login = words[1];
    person->password = words[2];
    const char *key = story_get(story, arena_format(story->arena, "key.%s", words[0]));
    if (key != NULL)
        person->key = key;
    story->acting = NULL;
    const char *body =
        person->key == NULL
            ? arena_format(story->arena, "{\"login\":\"%s\",\"password\":\"%s\"}", words[1],
                           words[2])
            : arena_format(story->arena, "{\"login\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}",
                           words[1], words[2], next_code(story, person));
    enum status st = send_request(story, "POST", "/api/session", "application/json", body,
                                  strlen(body), NULL, err);
    if (st != STATUS_OK)
        return st;
    if (story->answer.status != 200)
        return wrong(story, "200", err);
    take_session(story, person);
    person->proven = 0;
    story->acting = person;
    return STATUS_OK;
}

static enum status act_enrol(struct story *story, const struct step *step, struct error *err)
{
    struct person *person = person_of(story, step->whole);
    story->acting = person;
    enum status st =
        send_request(story, "POST", "/api/account/totp", "application/json", "{}", 2, NULL, err);
    if (st != STATUS_OK)
        return st;
    const char *key = json_string_value(json_object_get(story->document, "secret"));
    if (key == NULL)
        return wrong(story, "a key", err);
    person->key = arena_text(story->arena, key);
    story_set(story, arena_format(story->arena, "key.%s", person->who), person->key);
    const char *body = arena_format(story->arena, "{\"code\":\"%s\"}", next_code(story, person));
    st = send_request(story, "POST", "/api/account/totp/confirm", "application/json", body,
                      strlen(body), NULL, err);
    if (st == STATUS_OK && story->answer.status >= 300)
        st = wrong(story, "200", err);
    if (st == STATUS_OK) {
        take_session(story, person);
        person->proven = clock_wall();
    }
    return st;
}

static enum status act_step_up(struct story *story, const struct step *step, struct error *err)
{
    (void)step;
    struct person *person = story->acting;
    if (person == NULL)
        return FAIL(err, APP_STORY, "nobody is signed in");
    if (person->proven != 0 && clock_wall() - person->proven < 4 * TIME_MINUTE)
        return STATUS_OK;
    const char *body =
        person->key != NULL
            ? arena_format(story->arena, "{\"code\":\"%s\"}", next_code(story, person))
            : arena_format(story->arena, "{\"password\":\"%s\"}", person->password);
    enum status st = send_request(story, "POST", "/api/session/step-up", "application/json", body,
                                  strlen(body), NULL, err);
    if (st == STATUS_OK && story->answer.status != 200)
        st = wrong(story, "200", err);
    if (st == STATUS_OK) {
        take_session(story, person);
        person->proven = clock_wall();
    }
    return st;
}

/* A session that another story made; it may have outlived a restart of the server. */
static enum status act_resume(struct story *story, const struct step *step, struct error *err)
{
    char *words[WORDS_MAX];
    if (split_words(story->arena, step->whole, words) != 3)
        return FAIL(err, APP_STORY, "wanted: resume WHO COOKIE CSRF");
    struct person *person = person_of(story, words[0]);
    person->cookie = words[1];
    person->csrf = words[2];
    story->acting = person;
    return STATUS_OK;
}

static enum status act_as(struct story *story, const struct step *step, struct error *err)
{
    if (text_same(step->whole, "nobody")) {
        story->acting = NULL;
        return STATUS_OK;
    }
    const struct map_entry *entry = map_find(&story->people, step->whole);
    if (entry == NULL)
        return FAIL(err, APP_STORY, "%.40s has not signed in", step->whole);
    story->acting = entry->thing;
    return STATUS_OK;
}

static enum status act_with(struct story *story, const struct step *step, struct error *err)
{
    size_t length = strcspn(step->whole, ":");
    if (step->whole[length] != ':' || story->header_count == HEADERS_MAX)
        return FAIL(err, APP_STORY, "wanted: with HEADER: VALUE, at most %d of them", HEADERS_MAX);
    const char *value = step->whole + length + 1;
    value += strspn(value, " ");
    story->headers[story->header_count++] = (struct client_header){
        arena_text_of(story->arena, step->whole, length), *value == '\0' ? NULL : value};
    return STATUS_OK;
}

/* Whoever waits for these words at the other end of a pipe reads them now. */
static enum status act_say(struct story *story, const struct step *step, struct error *err)
{
    (void)err;
    if (!story->options.quiet) {
        printf("%s\n", step->whole);
        (void)fflush(stdout);
    }
    return STATUS_OK;
}

static enum status act_set(struct story *story, const struct step *step, struct error *err)
{
    size_t name = strcspn(step->whole, " ");
    if (step->whole[name] == '\0')
        return FAIL(err, APP_STORY, "wanted: set NAME TEXT");
    story_set(story, arena_text_of(story->arena, step->whole, name), step->whole + name + 1);
    return STATUS_OK;
}

static enum status act_save(struct story *story, const struct step *step, struct error *err)
{
    return file_write(step->whole, story->answer.body, story->answer.body_size, err);
}

static const struct {
    const char *name;
    enum status (*act)(struct story *story, const struct step *step, struct error *err);
} verbs[] = {
    {"say", act_say},       {"set", act_set},   {"sign-in", act_sign_in}, {"enrol", act_enrol},
    {"resume", act_resume}, {"as", act_as},     {"step-up", act_step_up}, {"with", act_with},
    {"get", act_call},      {"post", act_call}, {"patch", act_call},      {"delete", act_call},
    {"upload", act_upload}, {"put", act_put},   {"wait", act_wait},       {"expect", act_expect},
    {"save", act_save},
};

static enum status act_line(struct story *story, const char *line, struct error *err)
{
    size_t length = strcspn(line, " ");
    const char *whole = filled_in(story, line + length + strspn(line + length, " "));
    const char *arrow = strstr(whole, " -> ");
    struct step step = {
        .verb = arena_text_of(story->arena, line, length),
        .whole = whole,
        .rest = arrow == NULL ? whole : arena_text_of(story->arena, whole, (size_t)(arrow - whole)),
        .wanted = arrow == NULL ? "" : arrow + 4,
    };
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (text_same(verbs[i].name, step.verb))
            return verbs[i].act(story, &step, err);
    return FAIL(err, APP_STORY, "\"%.40s\" is not a verb of stories", step.verb);
}

enum status story_act(struct story *story, const char *text, struct error *err)
{
    for (int number = 1; *text != '\0'; number++) {
        size_t length = strcspn(text, "\n");
        const char *line = text_squeeze(story->arena, arena_text_of(story->arena, text, length));
        if (text_starts(line, "say "))
            line = arena_text_of(story->arena, text, length);
        text += length + (text[length] == '\n');
        if (*line == '\0' || *line == '#')
            continue;
        enum status st = act_line(story, line, err);
        if (st != STATUS_OK)
            return error_while(err, "line %d: %.80s", number, line);
    }
    return STATUS_OK;
}
