/* Frames: the byte tables of both sides, addresses, errors. */
#include <stdio.h>
#include <string.h>

#include "kit/random.h"
#include "kit/test.h"
#include "xgt/xgt_private.h"

struct frame {
    uint8_t bytes[WIRE_FRAME_MAX];
    size_t size;
};

static struct frame frame_of(const char *text)
{
    struct frame frame = {0};
    int high = -1;
    for (; *text != '\0'; text++) {
        const char *digits = "0123456789abcdef", *at = strchr(digits, *text | 0x20);
        if (at == NULL)
            continue;
        int digit = (int)(at - digits);
        if (high >= 0)
            frame.bytes[frame.size++] = (uint8_t)(high * 16 + digit);
        high = high >= 0 ? -1 : digit;
    }
    ck_assert_int_eq(high, -1);
    return frame;
}

/* "^" ENQ, "$" EOT, "+" ACK, "-" NAK, "." ETX. */
static struct frame cnet_frame(const char *text)
{
    static const char marks[] = "^$+-.", codes[] = {0x05, 0x04, 0x06, 0x15, 0x03};
    struct frame frame = {.size = strlen(text)};
    for (size_t i = 0; i < frame.size; i++) {
        const char *mark = strchr(marks, text[i]);
        frame.bytes[i] = (uint8_t)(mark == NULL ? text[i] : codes[mark - marks]);
    }
    return frame;
}

static void check_bytes(const struct frame *wanted, const uint8_t *bytes, size_t size)
{
    ck_assert_uint_eq(size, wanted->size);
    for (size_t i = 0; i < size; i++)
        ck_assert_msg(bytes[i] == wanted->bytes[i], "byte %zu: %02X, wanted %02X", i, bytes[i],
                      wanted->bytes[i]);
}

struct plant {
    uint16_t m[400], d[2000], tx[64];
    struct wire_bank banks[3];
    struct wire_memory memory;
};

static void plant_start(struct plant *plant)
{
    *plant = (struct plant){0};
    plant->banks[0] = (struct wire_bank){"M", WIRE_WORDS, 400, plant->m, false};
    plant->banks[1] = (struct wire_bank){"D", WIRE_WORDS, 2000, plant->d, false};
    plant->banks[2] = (struct wire_bank){"TX", WIRE_BITS, 64, plant->tx, false};
    plant->memory = (struct wire_memory){.banks = plant->banks, .count = 3};
}

struct example {
    const struct wire_protocol *protocol;
    const struct wire_service *service;
    uint16_t number;
    uint8_t position;
    struct wire_request request;
    const char *question, *answer;
    uint16_t units[16];
};

/* The client makes the question, the service the answer to it, and the client reads that. */
static void check_example(const struct example *example, struct plant *plant)
{
    struct xgt_settings settings = xgt_usual(XGT_XGK);
    settings.position = example->position;
    bool cnet = example->protocol == &xgt_cnet;
    struct frame question = cnet ? cnet_frame(example->question) : frame_of(example->question),
                 answer = cnet ? cnet_frame(example->answer) : frame_of(example->answer);
    uint8_t bytes[WIRE_FRAME_MAX];
    uint16_t units[WIRE_UNITS_MAX] = {0};
    struct error err;
    check_bytes(&question, bytes,
                example->protocol->ask(&settings, &example->request, example->number, bytes));
    size_t size = 0;
    ck_assert_int_eq(
        example->service
            ->serve(&settings, &plant->memory, question.bytes, question.size, bytes, &size)
            .is,
        WIRE_ANSWER);
    if (example->position == 0) /* the recorded module was in another slot */
        check_bytes(&answer, bytes, size);
    struct wire_heard heard = example->protocol->hear(&settings, &example->request, example->number,
                                                      answer.bytes, answer.size, units, &err);
    ck_assert_int_eq(heard.is, WIRE_ANSWER);
    ck_assert_uint_eq(heard.size, answer.size);
    for (size_t i = 0; i < example->request.unit_count && example->request.verb == WIRE_READ; i++)
        ck_assert_uint_eq(units[i], example->units[i]);
}

/* long because: it is a table of frames */
START_TEST(every_frame_of_the_byte_tables_is_made_and_understood)
{
    static struct plant plant;
    plant_start(&plant);
    plant.m[100] = 0x1234;
    plant.d[101] = 0xBEEF;
    plant.m[2764 / 16] = 1U << 2764 % 16;
    struct wire_block m100 = {'M', 100, 1}, d100 = {'D', 100, 10}, d10 = {'D', 10, 1},
                      bit = {'M' | AREA_BITS, 2764, 1};
    uint16_t written[] = {0x1234};
    const struct example examples[] = {
        {&xgt_fenet,
         &xgt_fenet_service,
         1,
         0,
         {WIRE_READ, 0, XGT_WORDS, &m100, 1, 1, NULL},
         "4C 53 49 53 2D 58 47 54 00 00 00 00 A0 33 01 00 10 00 00 3F 54 00 02 00 00 00 01 00 06 "
         "00 25 4D 57 31 30 30",
         "4C 53 49 53 2D 58 47 54 00 00 01 01 A0 11 01 00 0E 00 00 1D 55 00 02 00 00 00 00 00 01 "
         "00 02 00 34 12",
         {0x1234}},
        {&xgt_fenet,
         &xgt_fenet_service,
         2,
         0,
         {WIRE_READ, 0, XGT_CONTINUOUS, &d100, 1, 10, NULL},
         "4C 53 49 53 2D 58 47 54 00 00 00 00 A0 33 02 00 12 00 00 42 54 00 14 00 00 00 01 00 06 "
         "00 25 44 42 32 30 30 14 00",
         "4C 53 49 53 2D 58 47 54 00 00 01 01 A0 11 02 00 20 00 00 30 55 00 14 00 00 00 00 00 01 "
         "00 14 00 00 00 EF BE 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
         {0, 0xBEEF}},
        {&xgt_fenet,
         &xgt_fenet_service,
         3,
         0,
         {WIRE_WRITE, 0, XGT_WORDS, &d10, 1, 1, written},
         "4C 53 49 53 2D 58 47 54 00 00 00 00 A0 33 03 00 13 00 00 44 58 00 02 00 00 00 01 00 05 "
         "00 25 44 57 31 30 02 00 34 12",
         "4C 53 49 53 2D 58 47 54 00 00 01 01 A0 11 03 00 0A 00 00 1B 59 00 02 00 00 00 00 00 01 "
         "00",
         {0}},
        {&xgt_fenet,
         &xgt_fenet_service,
         1,
         3,
         {WIRE_READ, 0, XGT_BITS, &bit, 1, 1, NULL},
         "4c5349532d58475400000000a03301001100034354000000000001000700254d5832373634",
         "4c5349532d58475400000101a01101000d00000055000000000000000100010001",
         {1}},
        {&xgt_cnet,
         &xgt_cnet_service,
         0,
         0,
         {WIRE_READ, 0, XGT_WORDS, &m100, 1, 1, NULL},
         "^00rSS0106%MW100$A2",
         "+00rSS01021234.0E",
         {0x1234}},
        {&xgt_cnet,
         &xgt_cnet_service,
         0,
         0,
         {WIRE_PROBE, 0, 0, NULL, 0, 0, NULL},
         "^00RSS0104%MW0$",
         "+00RSS01020000.",
         {0}},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        printf("# example %zu\n", i);
        check_example(&examples[i], &plant);
    }
    ck_assert_uint_eq(plant.d[10], 0x1234);
}
END_TEST

START_TEST(the_frames_that_others_wrote_down_are_understood)
{
    const char *path = test_data("protocol_text_vectors/xgt_fenet.json");
    if (path == NULL) {
        TEST_SKIP("no shared data");
        return;
    }
    static char text[1 << 16];
    FILE *file = fopen(path, "rb");
    ck_assert(file != NULL);
    ck_assert_uint_gt(fread(text, 1, sizeof text - 1, file), 0);
    (void)fclose(file);
    static struct plant plant;
    plant_start(&plant);
    struct xgt_settings settings = xgt_usual(XGT_XGK);
    struct error err;
    size_t requests = 0, answers = 0;
    for (char *at = text; (at = strstr(at, "_hex\": \"")) != NULL;) {
        at += strlen("_hex\": \"");
        char hex[400] = {0};
        (void)sscanf(at, "%399[0-9a-f]", hex);
        struct frame frame = frame_of(hex);
        uint8_t bytes[WIRE_FRAME_MAX];
        uint16_t units[WIRE_UNITS_MAX];
        size_t size = 0;
        if (frame.bytes[13] == 0x33) {
            ck_assert_int_eq(
                xgt_fenet_service
                    .serve(&settings, &plant.memory, frame.bytes, frame.size, bytes, &size)
                    .is,
                WIRE_ANSWER);
            requests++;
            continue;
        }
        /* The request that this answers, from its type, count and lengths. */
        struct wire_block blocks[3] = {{'D', 0, 1}, {'D', 1, 1}, {'D', 2, 1}};
        unsigned type = frame.bytes[22], count = frame.bytes[28];
        uint16_t mode = type == 0x14 ? XGT_CONTINUOUS : type == 0 ? XGT_BITS : XGT_WORDS;
        if (mode == XGT_CONTINUOUS)
            blocks[0].count = frame.bytes[30] / 2U;
        struct wire_request request = {
            WIRE_READ, 0, mode, blocks, count, mode == XGT_CONTINUOUS ? blocks[0].count : count,
            NULL};
        ck_assert_int_eq(
            xgt_fenet
                .hear(&settings, &request, frame.bytes[14], frame.bytes, frame.size, units, &err)
                .is,
            WIRE_ANSWER);
        if (type == 0x14) {
            ck_assert_uint_eq(units[0], 0x1234);
            ck_assert_uint_eq(units[1], 0xABCD);
        }
        if (count == 3 && frame.bytes[32] == 0xD4)
            ck_assert(units[0] == 0x26D4 && units[1] == 0x343C && units[2] == 0x3372);
        answers++;
    }
    ck_assert_uint_ge(requests, 3);
    ck_assert_uint_ge(answers, 5);
}
END_TEST

START_TEST(an_address_is_what_the_engineering_tool_shows)
{
    static const struct {
        const char *address;
        uint32_t from;
        unsigned bit, bits;
    } good[] = {{"%MW100", 100, 0, 16}, {"%DB201", 100, 8, 8},  {"%MX1604", 100, 4, 1},
                {"%DD50", 100, 0, 32},  {"%DL3", 12, 0, 64},    {"%DW100.A", 100, 10, 1},
                {"D100", 100, 0, 16},   {"D100.F", 100, 15, 1}, {"M10A", 10, 10, 1},
                {"M5", 0, 5, 1},        {"P0001F", 1, 15, 1},   {"%TW5", 5, 0, 16},
                {"%TX5", 5, 0, 1},      {"R7", 7, 0, 16}};
    static const char *const bad[] = {
        "",       "%",        "%MW", "%MZ1", "MW100", "D",      "%AW1", "%MW1.",
        "%MW1.G", "%UW0.1.2", "T5",  "MG",   "D-1",   "%MX1.1", "d100", "%DW99999999999999"};
    struct xgt_settings settings = xgt_usual(XGT_XGK);
    struct wire_place place;
    struct error err;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CHECK_OK(xgt_fenet.place(&settings, good[i].address, &place, &err), err);
        ck_assert_msg(place.from == good[i].from && place.bit == good[i].bit &&
                          place.bits == good[i].bits,
                      "%s: %u.%d, %d bits", good[i].address, place.from, place.bit, place.bits);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_FAILS(xgt_fenet.place(&settings, bad[i], &place, &err), WIRE_ADDRESS, err);
    settings.family = XGT_XGI; /* there M10A would be something else */
    CHECK_FAILS(xgt_fenet.place(&settings, "M10A", &place, &err), WIRE_ADDRESS, err);
    CHECK_OK(xgt_fenet.place(&settings, "%MW10", &place, &err), err);
}
END_TEST

START_TEST(a_refusal_is_named_by_its_code)
{
    struct xgt_settings settings = xgt_usual(XGT_XGK);
    struct wire_block block = {'M', 100, 1};
    struct wire_request request = {WIRE_READ, 0, XGT_WORDS, &block, 1, 1, NULL};
    struct frame fenet = frame_of("4C 53 49 53 2D 58 47 54 00 00 01 01 A0 11 01 00 0A 00 00 19 55 "
                                  "00 02 00 00 00 FF FF 04 00"),
                 cnet = cnet_frame("-00rSS1132.00");
    uint16_t units[WIRE_UNITS_MAX];
    struct error err;
    ck_assert_int_eq(
        xgt_fenet.hear(&settings, &request, 1, fenet.bytes, fenet.size, units, &err).is,
        WIRE_REFUSED);
    ck_assert_ptr_eq(err.reason, &XGT_DEVICE);
    ck_assert_int_eq(
        xgt_fenet.hear(&settings, &request, 2, fenet.bytes, fenet.size, units, &err).is,
        WIRE_SKIP); /* of another invoke ID */
    unsigned sum = 0;
    for (size_t i = 0; i < 11; i++)
        sum += cnet.bytes[i];
    ck_assert_int_eq(xgt_cnet.hear(&settings, &request, 1, cnet.bytes, cnet.size, units, &err).is,
                     WIRE_SKIP); /* the check sum is wrong */
    (void)snprintf((char *)cnet.bytes + 11, 3, "%02X", sum & 0xFF);
    ck_assert_int_eq(xgt_cnet.hear(&settings, &request, 1, cnet.bytes, cnet.size, units, &err).is,
                     WIRE_REFUSED);
    ck_assert_ptr_eq(err.reason, &XGT_DEVICE);
    ck_assert_ptr_eq(xgt_fenet_error(0x77).reason, &XGT_FRAME);
    ck_assert_ptr_eq(xgt_cnet_error(0x9999).reason, &XGT_REFUSED);
}
END_TEST

START_TEST(a_continuous_answer_of_cnet_is_taken_in_both_known_forms)
{
    struct xgt_settings settings = xgt_usual(XGT_XGB);
    struct wire_block block = {'M', 0, 2};
    struct wire_request request = {WIRE_READ, 1, XGT_CONTINUOUS, &block, 1, 2, NULL};
    static const char *const forms[] = {"+01rSB010412345678.", "+01rSB0412345678."};
    for (size_t i = 0; i < 2; i++) {
        struct frame frame = cnet_frame(forms[i]);
        unsigned sum = 0;
        for (size_t j = 0; j < frame.size; j++)
            sum += frame.bytes[j];
        (void)snprintf((char *)frame.bytes + frame.size, 3, "%02X", sum & 0xFF);
        uint16_t units[WIRE_UNITS_MAX];
        struct error err;
        for (size_t part = 1; part < frame.size + 2; part++)
            ck_assert_int_eq(
                xgt_cnet.hear(&settings, &request, 0, frame.bytes, part, units, &err).is,
                WIRE_MORE);
        ck_assert_int_eq(
            xgt_cnet.hear(&settings, &request, 0, frame.bytes, frame.size + 2, units, &err).is,
            WIRE_ANSWER);
        ck_assert_uint_eq(units[0], 0x1234);
        ck_assert_uint_eq(units[1], 0x5678);
    }
}
END_TEST

/* A request of a random kind; written data are read back. */
static void try_request(struct random_stream *chance, bool cnet, struct plant *plant)
{
    struct xgt_settings settings =
        xgt_usual((enum xgt_family)random_below(chance, XGT_FAMILY_COUNT));
    settings.glofa = random_below(chance, 2) == 1;
    const struct wire_protocol *protocol = cnet ? &xgt_cnet : &xgt_fenet;
    const struct wire_service *service = cnet ? &xgt_cnet_service : &xgt_fenet_service;
    size_t mode_count;
    const struct wire_mode *modes = protocol->modes(&settings, &mode_count);
    uint16_t mode = (uint16_t)random_below(chance, mode_count);
    struct wire_block blocks[BLOCKS_MAX];
    uint16_t data[WIRE_UNITS_MAX], units[WIRE_UNITS_MAX];
    size_t count = modes[mode].blocks_max == 1 ? 1 : 1 + random_below(chance, BLOCKS_MAX);
    struct wire_request request = {
        .verb = WIRE_WRITE, .mode = mode, .blocks = blocks, .block_count = count, .units = data};
    for (size_t i = 0; i < count; i++) {
        uint64_t most = modes[mode].named ? 1 : modes[mode].units_max;
        if (cnet && mode == XGT_CONTINUOUS)
            most = 55; /* a write carries a name besides its data, within 256 bytes */
        uint16_t area = mode == XGT_BITS ? (i % 2 == 0 ? 'T' : 'D') | AREA_BITS : 'D';
        blocks[i] =
            (struct wire_block){area, (uint32_t)(3 * i), 1 + (uint32_t)random_below(chance, most)};
        request.unit_count += blocks[i].count;
    }
    for (size_t i = 0; i < request.unit_count; i++)
        data[i] = mode == XGT_BITS ? random_bits(chance) & 1 : (uint16_t)random_bits(chance);
    for (int turn = 0; turn < 2; turn++) {
        uint8_t bytes[WIRE_FRAME_MAX], answer[WIRE_FRAME_MAX];
        size_t size = protocol->ask(&settings, &request, 9, bytes), got = 0;
        struct error err;
        struct wire_heard heard =
            service->serve(&settings, &plant->memory, bytes, size, answer, &got);
        ck_assert_int_eq(heard.is, WIRE_ANSWER);
        ck_assert_uint_eq(heard.size, size);
        ck_assert_uint_le(got, cnet ? 256 : 2068);
        for (size_t part = 1; part < got; part++)
            ck_assert_int_eq(protocol->hear(&settings, &request, 9, answer, part, units, &err).is,
                             WIRE_MORE);
        heard = protocol->hear(&settings, &request, 9, answer, got, units, &err);
        ck_assert_msg(heard.is == WIRE_ANSWER, "mode %d: %s", mode,
                      heard.is == WIRE_REFUSED ? err.text : "skipped");
        for (size_t i = 0; i < request.unit_count && turn == 1; i++)
            ck_assert_uint_eq(units[i], data[i]);
        request.verb = WIRE_READ;
    }
}

START_TEST(client_and_service_agree_on_every_mode_device_and_family)
{
    static struct plant plant;
    FOR_ALL(seed, 400) {
        struct random_stream chance = random_stream(seed, "xgt frames");
        plant_start(&plant);
        try_request(&chance, seed % 2 == 1, &plant);
    }
}
END_TEST

TEST_MAIN("xgt frames", every_frame_of_the_byte_tables_is_made_and_understood,
          the_frames_that_others_wrote_down_are_understood,
          an_address_is_what_the_engineering_tool_shows, a_refusal_is_named_by_its_code,
          a_continuous_answer_of_cnet_is_taken_in_both_known_forms,
          client_and_service_agree_on_every_mode_device_and_family)
