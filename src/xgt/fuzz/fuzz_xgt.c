/* Any bytes are an answer, a refusal or garbage to the clients, and a request or garbage to the
 * services; all read within them and always get on. The first byte chooses what is spoken. */
#include <stdint.h>
#include <stdlib.h>

#include "kit/must.h"
#include "xgt/xgt.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_heard(struct wire_heard heard, size_t size)
{
    if (heard.is == WIRE_MORE)
        return;
    must(heard.size > 0);
    must(heard.size <= size);
}

static void hear_all(const struct wire_protocol *protocol, const struct wire_request *request,
                     const uint8_t *bytes, size_t size)
{
    static uint16_t units[WIRE_UNITS_MAX];
    struct xgt_settings settings = xgt_usual(XGT_XGK);
    while (size > 0) {
        struct error err = {0};
        struct wire_heard heard =
            protocol->hear(&settings, request, 0x3031, bytes, size, units, &err);
        check_heard(heard, size);
        if (heard.is == WIRE_REFUSED)
            must(err.reason != NULL);
        if (heard.is == WIRE_MORE)
            return;
        bytes += heard.size;
        size -= heard.size;
    }
}

static void serve_all(const struct wire_service *service, const uint8_t *bytes, size_t size)
{
    static uint16_t words[300], bits[32];
    static uint8_t answer[WIRE_FRAME_MAX];
    struct xgt_settings settings = xgt_usual(XGT_XGK);
    struct wire_bank banks[] = {{"D", WIRE_WORDS, 300, words, false},
                                {"TX", WIRE_BITS, 32, bits, false},
                                {"F", WIRE_WORDS, 32, words, true}};
    struct wire_memory memory = {.banks = banks, .count = 3};
    while (size > 0) {
        size_t answer_size = 0;
        struct wire_heard heard =
            service->serve(&settings, &memory, bytes, size, answer, &answer_size);
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
    if (size < 1)
        return 0;
    bool cnet = (bytes[0] & 1) != 0;
    uint16_t zero[4] = {0}, mode = (bytes[0] >> 1 & 3) % XGT_MODE_COUNT;
    struct wire_block blocks[] = {{'D', 100, mode == XGT_CONTINUOUS ? 2 : 1}, {'D', 7, 1}};
    struct wire_request request = {
        .verb = (enum wire_verb)((bytes[0] >> 3 & 3) % (cnet ? 3 : 2)),
        .mode = mode,
        .blocks = blocks,
        .block_count = mode == XGT_CONTINUOUS ? 1 : 2,
        .unit_count = 2,
        .units = zero,
    };
    hear_all(cnet ? &xgt_cnet : &xgt_fenet, &request, bytes + 1, size - 1);
    serve_all(cnet ? &xgt_cnet_service : &xgt_fenet_service, bytes + 1, size - 1);
    return 0;
}
