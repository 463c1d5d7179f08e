/* Frames: the byte tables of both sides, the devices, the end codes. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "melsec/melsec_private.h"

struct frame {
    uint8_t bytes[WIRE_FRAME_MAX];
    size_t size;
};

static struct frame frame_of(const char *text)
{
    struct frame frame = {0};
    unsigned high = 16;
    for (; *text != '\0'; text++) {
        const char *digits = "0123456789abcdef", *at = strchr(digits, *text | 0x20);
        if (*text == ' ')
            continue;
        ck_assert_msg(at != NULL, "no digit: %s", text);
        if (high == 16) {
            high = (unsigned)(at - digits);
        } else {
            frame.bytes[frame.size++] = (uint8_t)(high << 4 | (unsigned)(at - digits));
            high = 16;
        }
    }
    ck_assert(high == 16);
    return frame;
}

static struct frame text_frame(const char *text)
{
    struct frame frame = {.size = strlen(text)};
    memcpy(frame.bytes, text, frame.size);
    return frame;
}

static void check_bytes(const struct frame *wanted, const uint8_t *bytes, size_t size)
{
    ck_assert_uint_eq(size, wanted->size);
    for (size_t i = 0; i < size; i++)
        ck_assert_msg(bytes[i] == wanted->bytes[i], "byte %zu: %02X, wanted %02X", i, bytes[i],
                      wanted->bytes[i]);
}

static uint16_t area(const char *device)
{
    size_t i = 0;
    while (strcmp(melsec_devices[i].name, device) != 0)
        ck_assert(++i < melsec_device_count);
    return (uint16_t)i;
}

/* A controller with D, TN, M and the memory that the examples read. */
struct plant {
    uint16_t d[40000], tn[16], m[320];
    struct wire_bank banks[3];
    struct wire_memory memory;
};

static struct plant *plant_new(struct arena *arena)
{
    struct plant *plant = arena_alloc(arena, sizeof *plant);
    plant->banks[0] = (struct wire_bank){"D", WIRE_WORDS, 40000, plant->d, false};
    plant->banks[1] = (struct wire_bank){"TN", WIRE_WORDS, 16, plant->tn, false};
    plant->banks[2] = (struct wire_bank){"M", WIRE_BITS, 320, plant->m, false};
    plant->memory = (struct wire_memory){.banks = plant->banks, .count = 3};
    return plant;
}

struct example {
    bool numbered, ascii;
    uint16_t timer;
    struct wire_request request;
    const char *question, *answer; /* binary: in hexadecimal */
    uint16_t units[8];             /* what a read brings */
};

/* The client makes the question; the service makes the answer to it; the client reads it. */
static void check_example(const struct example *example, struct plant *plant)
{
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    settings.ascii = example->ascii;
    settings.timer = example->timer;
    const struct wire_protocol *protocol = example->numbered ? &melsec_4e : &melsec_3e;
    struct frame question =
                     example->ascii ? text_frame(example->question) : frame_of(example->question),
                 answer = example->ascii ? text_frame(example->answer) : frame_of(example->answer);
    uint8_t bytes[WIRE_FRAME_MAX];
    size_t size = protocol->ask(&settings, &example->request, 1, bytes);
    check_bytes(&question, bytes, size);
    struct wire_heard heard = melsec_service.serve(&settings, &plant->memory, question.bytes,
                                                   question.size, bytes, &size);
    ck_assert_int_eq(heard.is, WIRE_ANSWER);
    ck_assert_uint_eq(heard.size, question.size);
    check_bytes(&answer, bytes, size);
    uint16_t units[WIRE_UNITS_MAX] = {0};
    struct error err;
    heard = protocol->hear(&settings, &example->request, 1, answer.bytes, answer.size, units, &err);
    ck_assert_int_eq(heard.is, WIRE_ANSWER);
    ck_assert_uint_eq(heard.size, answer.size);
    for (size_t i = 0; i < example->request.unit_count && example->request.verb == WIRE_READ; i++)
        ck_assert_uint_eq(units[i], example->units[i]);
}

/* long because: it is a table of frames */
START_TEST(every_frame_of_the_byte_tables_is_made_and_understood)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 22);
    struct plant *plant = plant_new(arena);
    plant->d[100] = 0x1234;
    plant->d[101] = 0x5678;
    plant->d[500] = 0x0102;
    plant->tn[0] = 0x0304;
    plant->d[1500] = 0x4E4F;
    plant->d[1501] = 0x4C54;
    plant->m[100] = plant->m[103] = plant->m[104] = 1;
    struct wire_block d100 = {area("D"), 100, 2}, one = {area("D"), 100, 1},
                      m100 = {area("M") | AREA_BITS, 100, 5},
                      random[] = {{area("D"), 500, 1}, {area("TN"), 0, 1}, {area("D"), 1500, 2}};
    uint16_t written[] = {0x1234};
    struct wire_request read_d = {WIRE_READ, 0, MELSEC_BATCH_WORDS, &d100, 1, 2, NULL},
                        read_m = {WIRE_READ, 0, MELSEC_BATCH_BITS, &m100, 1, 5, NULL},
                        read_random = {WIRE_READ, 0, MELSEC_RANDOM, random, 3, 4, NULL},
                        write_d = {WIRE_WRITE, 0, MELSEC_BATCH_WORDS, &one, 1, 1, written};
    const struct example examples[] = {
        {false,
         false,
         16,
         read_d,
         "50 00 00 FF FF 03 00 0C 00 10 00 01 04 00 00 64 00 00 A8 02 00",
         "D0 00 00 FF FF 03 00 06 00 00 00 34 12 78 56",
         {0x1234, 0x5678}},
        {false,
         false,
         16,
         write_d,
         "50 00 00 FF FF 03 00 0E 00 10 00 01 14 00 00 64 00 00 A8 01 00 34 12",
         "D0 00 00 FF FF 03 00 02 00 00 00",
         {0}},
        {false,
         false,
         16,
         read_m,
         "50 00 00 FF FF 03 00 0C 00 10 00 01 04 01 00 64 00 00 90 05 00",
         "D0 00 00 FF FF 03 00 05 00 00 00 10 01 10",
         {1, 0, 0, 1, 1}},
        {false,
         false,
         16,
         read_random,
         "50 00 00 FF FF 03 00 14 00 10 00 03 04 00 00 02 01 F4 01 00 A8 00 00 00 C2 "
         "DC 05 00 A8",
         "D0 00 00 FF FF 03 00 0A 00 00 00 02 01 04 03 4F 4E 54 4C",
         {0x0102, 0x0304, 0x4E4F, 0x4C54}},
        {true,
         false,
         16,
         read_d,
         "54 00 01 00 00 00 00 FF FF 03 00 0C 00 10 00 01 04 00 00 64 00 00 A8 02 00",
         "D4 00 01 00 00 00 00 FF FF 03 00 06 00 00 00 34 12 78 56",
         {0x1234, 0x5678}},
        {false,
         true,
         16,
         read_d,
         "500000FF03FF000018001004010000D*0001000002",
         "D00000FF03FF00000C000012345678",
         {0x1234, 0x5678}},
        {false,
         true,
         16,
         read_m,
         "500000FF03FF000018001004010001M*0001000005",
         "D00000FF03FF000009000010011",
         {1, 0, 0, 1, 1}},
        {true,
         true,
         16,
         write_d,
         "54000001000000FF03FF00001C001014010000D*00010000011234",
         "D4000001000000FF03FF0000040000",
         {0}},
        {false,
         true,
         16,
         read_random,
         "500000FF03FF00002800100403000002"
         "01D*000500TN000000D*001500",
         "D00000FF03FF00001400000102"
         "03044C544E4F",
         {0x0102, 0x0304, 0x4E4F, 0x4C54}},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        printf("# example %zu\n", i);
        check_example(&examples[i], plant);
    }
}
END_TEST

START_TEST(the_frames_that_others_wrote_down_are_ours)
{
    const char *path = test_data("protocol_text_vectors/slmp_3e_binary.json");
    if (path == NULL) {
        TEST_SKIP("no shared data");
        return;
    }
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 24);
    struct error err;
    FILE *file = fopen(path, "rb");
    ck_assert(file != NULL);
    char *text = arena_alloc(arena, 1 << 20);
    ck_assert_uint_gt(fread(text, 1, (1 << 20) - 1, file), 0);
    (void)fclose(file);
    /* The file lists requests by device, number and points: read in the text itself, so that no
     * reader of ours stands between. */
    size_t found = 0;
    for (char *at = text; (at = strstr(at, "\"request_hex\": \"")) != NULL; found++) {
        at += strlen("\"request_hex\": \"");
        char hex[200] = {0};
        (void)sscanf(at, "%199[0-9a-f]", hex);
        struct frame wanted = frame_of(hex);
        const uint8_t *b = wanted.bytes;
        bool bits = b[13] == 1;
        const char *device = b[18] == 0xA8 ? "D" : "M";
        struct wire_block block = {(uint16_t)(area(device) | (bits ? AREA_BITS : 0)),
                                   b[15] | (uint32_t)b[16] << 8 | (uint32_t)b[17] << 16,
                                   b[19] | (uint32_t)b[20] << 8};
        struct wire_request request = {WIRE_READ, 0, bits ? MELSEC_BATCH_BITS : MELSEC_BATCH_WORDS,
                                       &block,    1, block.count,
                                       NULL};
        struct melsec_settings settings = melsec_usual(MELSEC_Q);
        settings.timer = (uint16_t)(b[9] | b[10] << 8);
        uint8_t bytes[WIRE_FRAME_MAX];
        check_bytes(&wanted, bytes, melsec_3e.ask(&settings, &request, 0, bytes));
        struct plant *plant = plant_new(arena);
        size_t answer = 0;
        ck_assert_int_eq(
            melsec_service
                .serve(&settings, &plant->memory, wanted.bytes, wanted.size, bytes, &answer)
                .is,
            WIRE_ANSWER);
        ck_assert_uint_eq(answer, 11 + (bits ? (block.count + 1) / 2 : 2 * block.count));
    }
    ck_assert_uint_ge(found, 4);
    /* The two answers of the file. */
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    struct wire_block block = {area("D"), 100, 2};
    struct wire_request request = {WIRE_READ, 0, MELSEC_BATCH_WORDS, &block, 1, 2, NULL};
    struct frame good = frame_of("d00000ffff03000600000002010403"),
                 refused = frame_of("d00000ffff030002004fc0");
    uint16_t units[WIRE_UNITS_MAX];
    ck_assert(strstr(text, "d00000ffff03000600000002010403") != NULL);
    ck_assert(strstr(text, "d00000ffff030002004fc0") != NULL);
    ck_assert_int_eq(melsec_3e.hear(&settings, &request, 0, good.bytes, good.size, units, &err).is,
                     WIRE_ANSWER);
    ck_assert_uint_eq(units[0], 258);
    ck_assert_uint_eq(units[1], 772);
    ck_assert_int_eq(
        melsec_3e.hear(&settings, &request, 0, refused.bytes, refused.size, units, &err).is,
        WIRE_REFUSED);
    ck_assert_ptr_eq(err.reason, &MELSEC_REFUSED);
    ck_assert(strstr(err.text, "C04F") != NULL);
}
END_TEST

START_TEST(every_device_has_the_code_of_the_table)
{
    /* Typed from the protocol manual's table, not from devices.def. */
    static const struct {
        const char *name;
        unsigned code, base;
    } rows[] = {{"SM", 0x91, 10},  {"SD", 0xA9, 10},  {"X", 0x9C, 16},   {"Y", 0x9D, 16},
                {"M", 0x90, 10},   {"L", 0x92, 10},   {"F", 0x93, 10},   {"V", 0x94, 10},
                {"B", 0xA0, 16},   {"D", 0xA8, 10},   {"W", 0xB4, 16},   {"SB", 0xA1, 16},
                {"SW", 0xB5, 16},  {"TS", 0xC1, 10},  {"TC", 0xC0, 10},  {"TN", 0xC2, 10},
                {"STS", 0xC7, 10}, {"STC", 0xC6, 10}, {"STN", 0xC8, 10}, {"CS", 0xC4, 10},
                {"CC", 0xC3, 10},  {"CN", 0xC5, 10},  {"S", 0x98, 10},   {"DX", 0xA2, 16},
                {"DY", 0xA3, 16},  {"Z", 0xCC, 10},   {"R", 0xAF, 10},   {"ZR", 0xB0, 10}};
    ck_assert_uint_eq(sizeof rows / sizeof *rows, melsec_device_count);
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    for (size_t i = 0; i < melsec_device_count; i++) {
        char address[16];
        struct wire_place place;
        struct error err;
        uint8_t bytes[WIRE_FRAME_MAX];
        (void)snprintf(address, sizeof address, "%s%s", rows[i].name,
                       rows[i].base == 16 ? "1F" : "31");
        CHECK_OK(melsec_3e.place(&settings, address, &place, &err), err);
        bool bits = place.bits == 1;
        struct wire_block block = {bits ? place.bit_area : place.area,
                                   bits ? place.bit_from : place.from, 1};
        struct wire_request request = {
            WIRE_READ, 0, bits ? MELSEC_BATCH_BITS : MELSEC_BATCH_WORDS, &block, 1, 1, NULL};
        ck_assert_uint_eq(melsec_3e.ask(&settings, &request, 0, bytes), 21);
        ck_assert_msg(bytes[18] == rows[i].code, "%s: %02X", rows[i].name, bytes[18]);
        ck_assert_msg(bytes[15] == 31 && bytes[16] == 0 && bytes[17] == 0, "%s", address);
        settings.family = MELSEC_R; /* four bytes and two */
        ck_assert_uint_eq(melsec_3e.ask(&settings, &request, 0, bytes), 23);
        ck_assert_uint_eq(bytes[13], bits ? 3 : 2);
        ck_assert_uint_eq(bytes[19] | (unsigned)bytes[20] << 8, rows[i].code);
        settings.family = MELSEC_Q;
    }
}
END_TEST

START_TEST(an_address_is_what_the_engineering_tool_shows)
{
    static const struct {
        enum melsec_family family;
        const char *address;
        uint32_t from;
        unsigned bit, bits;
    } good[] = {
        {MELSEC_Q, "D100", 100, 0, 16},
        {MELSEC_Q, "D100.A", 100, 10, 1},
        {MELSEC_Q, "M100", 6, 4, 1},
        {MELSEC_Q, "X1F", 1, 15, 1},
        {MELSEC_Q, "Y20", 2, 0, 1},
        {MELSEC_FX5, "X17", 0, 15, 1},
        {MELSEC_FX5, "Y20", 1, 0, 1},
        {MELSEC_Q, "W1A", 26, 0, 16},
        {MELSEC_Q, "ZR100", 100, 0, 16},
        {MELSEC_Q, "SM400", 25, 0, 1},
        {MELSEC_Q, "STN3", 3, 0, 16},
        {MELSEC_Q, "TS5", 5, 0, 1},
        {MELSEC_Q, "D16777215", 16777215, 0, 16},
        {MELSEC_R, "D16777216", 16777216, 0, 16},
        {MELSEC_Q, "DX10", 1, 0, 1},
    };
    static const char *const bad[] = {
        "",    "D",  "d100", "D-1",  "D1.",  "D1.G", "D1.10",     "M1.0", "Q5",
        "D1 ", "XG", "100",  "%MW5", "D0x5", "SM",   "D16777216", "DD1",  "D99999999999999999999"};
    struct error err;
    struct wire_place place;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct melsec_settings settings = melsec_usual(good[i].family);
        CHECK_OK(melsec_3e.place(&settings, good[i].address, &place, &err), err);
        ck_assert_msg(place.from == good[i].from && place.bit == good[i].bit &&
                          place.bits == good[i].bits,
                      "%s: %u.%d, %d bits", good[i].address, place.from, place.bit, place.bits);
    }
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_FAILS(melsec_3e.place(&settings, bad[i], &place, &err), WIRE_ADDRESS, err);
    settings.zr_hex = true;
    CHECK_OK(melsec_3e.place(&settings, "ZR1F", &place, &err), err);
    ck_assert_uint_eq(place.from, 31);
    settings = melsec_usual(MELSEC_FX5);
    CHECK_FAILS(melsec_3e.place(&settings, "X8", &place, &err), WIRE_ADDRESS, err);
    settings.ascii = true; /* how they are numbered there is not known */
    CHECK_FAILS(melsec_3e.place(&settings, "X7", &place, &err), WIRE_ADDRESS, err);
}
END_TEST

START_TEST(a_refusal_is_named_by_its_end_code)
{
    static const struct {
        unsigned code;
        const struct reason *reason;
    } rows[] = {{0x0055, &MELSEC_RUN},      {0x4031, &MELSEC_DEVICE},   {0x4080, &MELSEC_CPU},
                {0xC051, &MELSEC_COUNT},    {0xC052, &MELSEC_COUNT},    {0xC054, &MELSEC_COUNT},
                {0xC056, &MELSEC_DEVICE},   {0xC059, &MELSEC_COMMAND},  {0xC05C, &MELSEC_DEVICE},
                {0xC061, &MELSEC_FRAME},    {0xC06F, &MELSEC_CODE},     {0xC0D8, &MELSEC_COUNT},
                {0xC201, &MELSEC_PASSWORD}, {0xC815, &MELSEC_PASSWORD}, {0x1234, &MELSEC_REFUSED}};
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    struct wire_block block = {area("D"), 100, 2};
    struct wire_request request = {WIRE_READ, 0, MELSEC_BATCH_WORDS, &block, 1, 2, NULL};
    uint16_t units[WIRE_UNITS_MAX];
    struct error err;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct frame frame =
            frame_of("D0 00 00 FF FF 03 00 0B 00 00 00 00 FF FF 03 00 01 04 00 00");
        frame.bytes[9] = (uint8_t)rows[i].code;
        frame.bytes[10] = (uint8_t)(rows[i].code >> 8);
        ck_assert_int_eq(
            melsec_3e.hear(&settings, &request, 0, frame.bytes, frame.size, units, &err).is,
            WIRE_REFUSED);
        ck_assert_msg(err.reason == rows[i].reason, "%04X: %s", rows[i].code, err.reason->name);
        struct melsec_meaning meaning = melsec_end_code(rows[i].code);
        ck_assert(strlen(meaning.en) > 5 && strlen(meaning.ko) > 5);
        frame.bytes[16] = 0x03; /* a refusal of something else that was asked before */
        ck_assert_int_eq(
            melsec_3e.hear(&settings, &request, 0, frame.bytes, frame.size, units, &err).is,
            WIRE_SKIP);
    }
}
END_TEST

START_TEST(the_virtual_controller_refuses_as_a_real_one)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 22);
    struct plant *plant = plant_new(arena);
    struct melsec_settings settings = melsec_usual(MELSEC_Q);
    static const struct {
        const char *body; /* from the timer on */
        unsigned end_code;
    } rows[] = {
        {"1000 0104 0000 409C00 A8 0100", 0xC056}, /* D40000 */
        {"1000 0104 0000 3F9C00 A8 0100", 0},      /* D39999 is the last */
        {"1000 0104 0000 640000 A8 C103", 0xC052}, /* 961 words */
        {"1000 0104 0000 640000 A8 C003", 0},      /* 960 */
        {"1000 0104 0000 640000 A8 0000", 0xC052},
        {"1000 0104 0100 640000 A8 0100", 0xC05C}, /* bits of D */
        {"1000 0104 0000 640000 90 0100", 0xC05B}, /* M100 does not start a word */
        {"1000 0104 0000 600000 90 0100", 0},      /* M96 does */
        {"1000 0104 0000 640000 B4 0100", 0xC05B}, /* it has no W */
        {"1000 0104 0200 640000 A8 0100", 0xC059}, /* iQ-R only */
        {"1000 0704 0000 640000 A8 0100", 0xC059},
        {"1000 0114 0000 640000 A8 0200 3412", 0xC058}, /* two words, one given */
        {"1000 0114 0000 640000 A8 0100 3412 78", 0xC061},
        {"1000 0114 0100 640000 90 0200 20", 0xC060}, /* a bit of 2 */
        {"1000 0304 0000 0000", 0xC053},
        {"1000 0604 0000 0000", 0xC0D8},
        {"1000 0110 0000 0100 00 00", 0xC059}, /* remote run: no such command here */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char hex[256];
        struct frame body = frame_of(rows[i].body);
        (void)snprintf(hex, sizeof hex, "500000FFFF0300%02zX00%s", body.size, rows[i].body);
        struct frame frame = frame_of(hex);
        uint8_t answer[WIRE_FRAME_MAX];
        size_t size = 0;
        ck_assert_int_eq(
            melsec_service.serve(&settings, &plant->memory, frame.bytes, frame.size, answer, &size)
                .is,
            WIRE_ANSWER);
        unsigned end_code = answer[9] | (unsigned)answer[10] << 8;
        ck_assert_msg(end_code == rows[i].end_code, "%s: %04X", rows[i].body, end_code);
        if (end_code != 0) {
            ck_assert_uint_eq(size, 20);
            ck_assert_int_eq(memcmp(answer + 16, frame.bytes + 11, 4), 0);
        }
    }
    ck_assert_uint_eq(plant->d[100], 0); /* none of the refused writes did half of it */
    ck_assert_uint_eq(plant->m[100], 0);
    ck_assert_uint_eq(plant->memory.writes, 0);
}
END_TEST

/* A request of a random kind, within the limits, and its data. */
struct drawn {
    struct melsec_settings settings;
    const struct wire_protocol *protocol;
    bool by_bits;
    struct wire_block blocks[8];
    struct wire_request request;
    uint16_t data[WIRE_UNITS_MAX];
};

static void draw(struct random_stream *chance, struct drawn *drawn)
{
    size_t mode_count;
    drawn->settings = melsec_usual((enum melsec_family)random_below(chance, MELSEC_FAMILY_COUNT));
    drawn->settings.ascii = random_below(chance, 2) == 1;
    drawn->protocol = random_below(chance, 2) == 1 ? &melsec_3e : &melsec_4e;
    const struct wire_mode *modes = drawn->protocol->modes(&drawn->settings, &mode_count);
    const struct wire_mode *mode = &modes[random_below(chance, MELSEC_RANDOM_BITS)];
    drawn->by_bits = mode->unit == WIRE_BITS;
    size_t count = mode->blocks_max == 1 ? 1 : 1 + random_below(chance, 8);
    drawn->request =
        (struct wire_request){.verb = random_below(chance, 2) == 1 ? WIRE_READ : WIRE_WRITE,
                              .station = (uint8_t)random_below(chance, 3),
                              .mode = (uint16_t)(mode - modes),
                              .blocks = drawn->blocks,
                              .block_count = count};
    for (size_t i = 0; i < count; i++) {
        bool bit_device = drawn->by_bits || random_below(chance, 2) == 1;
        uint64_t most = mode->named ? 2 : drawn->by_bits ? 900 : 110;
        unsigned in = area(bit_device ? "B" : "W") | (drawn->by_bits ? AREA_BITS : 0U);
        /* 111 apart, so that a later block does not overwrite an earlier one */
        drawn->blocks[i] = (struct wire_block){(uint16_t)in, (uint32_t)(i * 111),
                                               1 + (uint32_t)random_below(chance, most)};
        drawn->request.unit_count += drawn->blocks[i].count;
    }
    for (size_t i = 0; i < drawn->request.unit_count; i++)
        drawn->data[i] = drawn->by_bits ? random_bits(chance) & 1 : (uint16_t)random_bits(chance);
    drawn->request.units = drawn->request.verb == WIRE_WRITE ? drawn->data : NULL;
}

/* Through the service and back; of a read, the units. */
static void converse(const struct drawn *drawn, struct wire_memory *memory, uint16_t *units)
{
    uint8_t bytes[WIRE_FRAME_MAX], answer[WIRE_FRAME_MAX];
    size_t size = drawn->protocol->ask(&drawn->settings, &drawn->request, 7, bytes), got = 0;
    struct error err;
    ck_assert_int_eq(melsec_service.serve(&drawn->settings, memory, bytes, size, answer, &got).is,
                     WIRE_ANSWER);
    for (size_t part = 1; part < got; part++)
        ck_assert_int_eq(
            drawn->protocol->hear(&drawn->settings, &drawn->request, 7, answer, part, units, &err)
                .is,
            WIRE_MORE);
    struct wire_heard heard =
        drawn->protocol->hear(&drawn->settings, &drawn->request, 7, answer, got, units, &err);
    ck_assert_msg(heard.is == WIRE_ANSWER, "mode %d: %s", drawn->request.mode,
                  heard.is == WIRE_REFUSED ? err.text : "skipped");
    ck_assert_uint_eq(heard.size, got);
}

static void check_units(const struct drawn *drawn, const uint16_t *words, const uint16_t *bits,
                        const uint16_t *units)
{
    size_t unit = 0;
    for (size_t i = 0; i < drawn->request.block_count; i++)
        for (uint32_t j = 0; j < drawn->blocks[i].count; j++, unit++) {
            uint32_t at = drawn->blocks[i].from + j;
            bool bit_device = (drawn->blocks[i].area & ~AREA_BITS) == area("B");
            unsigned wanted = !bit_device ? words[at] : drawn->by_bits ? bits[at] : 0;
            for (unsigned b = 0; b < 16 && bit_device && !drawn->by_bits; b++)
                wanted |= (unsigned)bits[16 * at + b] << b;
            ck_assert_uint_eq(units[unit], wanted);
            if (drawn->request.units != NULL)
                ck_assert_uint_eq(wanted, drawn->data[unit]);
        }
}

START_TEST(client_and_service_agree_on_every_device_mode_frame_and_code)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    uint16_t *words = arena_array(arena, 4000, sizeof *words),
             *bits = arena_array(arena, 16000, sizeof *bits), units[WIRE_UNITS_MAX];
    struct drawn *drawn = arena_alloc(arena, sizeof *drawn);
    FOR_ALL(seed, 400) {
        struct random_stream chance = random_stream(seed, "melsec frames");
        struct wire_bank banks[2] = {{"W", WIRE_WORDS, 4000, words, false},
                                     {"B", WIRE_BITS, 16000, bits, false}};
        struct wire_memory memory = {.banks = banks, .count = 2};
        for (size_t i = 0; i < 4000; i++)
            words[i] = (uint16_t)random_bits(&chance);
        for (size_t i = 0; i < 16000; i++)
            bits[i] = random_bits(&chance) & 1;
        draw(&chance, drawn);
        converse(drawn, &memory, units);
        if (drawn->request.verb == WIRE_WRITE) { /* read back */
            drawn->request.verb = WIRE_READ;
            converse(drawn, &memory, units);
        }
        check_units(drawn, words, bits, units);
    }
}
END_TEST

TEST_MAIN("melsec frames", every_frame_of_the_byte_tables_is_made_and_understood,
          the_frames_that_others_wrote_down_are_ours, every_device_has_the_code_of_the_table,
          an_address_is_what_the_engineering_tool_shows, a_refusal_is_named_by_its_end_code,
          the_virtual_controller_refuses_as_a_real_one,
          client_and_service_agree_on_every_device_mode_frame_and_code)
