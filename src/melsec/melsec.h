/* melsec.h -- Mitsubishi MELSEC: the MC protocol, also called SLMP, frames 3E and 4E, binary and
 * ASCII.
 *
 * The protocol of a wire client (wire.h) and, written apart from it, the service of a virtual
 * controller. Only reading and writing of devices, the type name and the loopback: what starts,
 * stops or resets a controller is not here and never sent.
 *
 *     struct melsec_settings settings = melsec_usual(MELSEC_Q);
 *     options.protocol = &melsec_4e;  options.settings = &settings;
 *
 * 3E does not number its requests: after a time-out the client asks for a new connection. Prefer
 * 4E where the module speaks it. The port is the one set in GX Works (often 5000 to 5010); for
 * writing, "enable online change" must be set there.
 *
 * Addresses as GX Works shows them: D100, M0, X1F (hexadecimal; octal on FX5), W1A, TN0, D100.A
 * (bit 10). Tags of bit devices are read sixteen at a time; contacts and coils of timers and
 * counters bit by bit.
 *
 * Promises, each with a test of the same words in melsec/test/:
 *   - Every frame of the byte tables is made and understood, 3E and 4E, binary and ASCII.
 *   - Client and service agree on every device, mode, frame and code.
 *   - Whatever the line does, a reading is what the controller held, or BAD.
 *   - A refusal is named by its end code, in Korean and English, with what to do.
 *   - Any bytes are an answer, a refusal or garbage; nothing is read outside of them.
 *
 * Not checked against hardware: iQ-R subcommands, X and Y of FX5, the numbering of ZR.
 * Uses: kit, wire. */
#ifndef MELSEC_MELSEC_H
#define MELSEC_MELSEC_H

#include "wire/wire.h"

#define REASON REASON_DECLARE
#include "melsec/reasons.def"
#undef REASON

enum melsec_family {
#define FAMILY(id, name, wide, octal_xy, words, bits, random, blocks) MELSEC_##id,
#include "melsec/families.def"
#undef FAMILY
    MELSEC_FAMILY_COUNT
};
bool melsec_family_find(const char *name, enum melsec_family *ret_family);

struct melsec_settings {
    enum melsec_family family;
    bool ascii;
    bool zr_hex;         /* ZR numbers in addresses are hexadecimal, as in the manual's frames */
    bool random, blocks; /* the module knows 0403 and 0406; else each stretch is its own request */
    uint8_t network, pc; /* 00 and FF: the station that is connected */
    uint16_t io;         /* 03FF: its own CPU. The tag's station is the multidrop station. */
    uint16_t timer; /* how long the module waits for the CPU, in 250 ms; less than the client */
};
struct melsec_settings melsec_usual(enum melsec_family family);

extern const struct wire_protocol melsec_3e, melsec_4e;

/* Answers 3E and 4E alike. `settings` is a struct melsec_settings; zr_hex, random and blocks do not
 * matter. Banks carry the names of devices ("D", "M"); their unit must be that of the device. */
extern const struct wire_service melsec_service;

/* The modes of requests, for those who make their own. */
enum melsec_mode {
    MELSEC_BATCH_WORDS, /* 0401, 1401 */
    MELSEC_BLOCKS,      /* 0406, 1406 */
    MELSEC_RANDOM,      /* 0403, 1402: blocks of one word or of two */
    MELSEC_BATCH_BITS,  /* 0401, 1401 by bits */
    MELSEC_RANDOM_BITS, /* 1402 by bits: only written */
    MELSEC_MODE_COUNT
};

/* What an end code means; a code that is not in the table has the words of its range. */
struct melsec_meaning {
    const struct reason *reason;
    const char *en, *ko;
};
struct melsec_meaning melsec_end_code(unsigned code);

#endif
