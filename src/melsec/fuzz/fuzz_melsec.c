/* Any bytes are an answer, a refusal or garbage to the client, and a request or garbage to the
 * service; both read within them and always get on. The first two bytes choose what is spoken. */
#include <stdint.h>
#include <stdlib.h>

#include "kit/must.h"
#include "melsec/melsec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_heard(struct wire_heard heard, size_t size)
{
    if (heard.is == WIRE_MORE)
        return;
    must(heard.size > 0);
    must(heard.size <= size);
}

static void hear_all(const struct melsec_settings *settings, const struct wire_protocol *protocol,
                     const struct wire_request *request, const uint8_t *bytes, size_t size)
{
    static uint16_t units[WIRE_UNITS_MAX];
    while (size > 0) {
        struct error err;
        struct wire_heard heard =
            protocol->hear(settings, request, 0x3031, bytes, size, units, &err);
        check_heard(heard, size);
        if (heard.is == WIRE_REFUSED)
            must(err.reason != NULL);
        if (heard.is == WIRE_MORE)
            return;
        bytes += heard.size;
        size -= heard.size;
    }
}

static void serve_all(const struct melsec_settings *settings, const uint8_t *bytes, size_t size)
{
    static uint16_t words[300], bits[320];
    static uint8_t answer[WIRE_FRAME_MAX];
    struct wire_bank banks[] = {{"D", WIRE_WORDS, 300, words, false},
                                {"M", WIRE_BITS, 320, bits, false},
                                {"SM", WIRE_BITS, 32, bits, true}};
    struct wire_memory memory = {.banks = banks, .count = 3};
    while (size > 0) {
        size_t answer_size = 0;
        struct wire_heard heard =
            melsec_service.serve(settings, &memory, bytes, size, answer, &answer_size);
        check_heard(heard, size);
        must(heard.is != WIRE_REFUSED);
        must(answer_size <= sizeof answer);
        if (heard.is == WIRE_MORE)
            return;
        bytes += heard.size;
        size -= heard.size;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2)
        return 0;
    struct melsec_settings settings =
        melsec_usual((enum melsec_family)(bytes[0] % MELSEC_FAMILY_COUNT));
    settings.ascii = (bytes[1] & 1) != 0;
    const struct wire_protocol *protocol = (bytes[1] & 2) != 0 ? &melsec_4e : &melsec_3e;
    uint16_t zero[4] = {0};
    struct wire_block blocks[] = {{9, 100, 2}, {4, 6, 1}};
    struct wire_request request = {
        .verb = (bytes[1] & 4) != 0 ? WIRE_WRITE : WIRE_READ,
        .mode = (uint16_t)(bytes[1] >> 3 & 3),
        .blocks = blocks,
        .block_count = (bytes[1] >> 3 & 3) == MELSEC_BLOCKS ? 2 : 1,
        .unit_count = (bytes[1] >> 3 & 3) == MELSEC_BLOCKS ? 3 : 2,
        .units = zero,
    };
    hear_all(&settings, protocol, &request, bytes + 2, size - 2);
    serve_all(&settings, bytes + 2, size - 2);
    return 0;
}
