/* xgt.h -- LS ELECTRIC XGT: FEnet (Ethernet) and Cnet (serial), the dedicated protocols.
 *
 * Two protocols of a wire client (wire.h) and, written apart from them, the services of a virtual
 * controller. FEnet: TCP port 2004, UDP 2005; requests carry an invoke ID. Cnet: one line with
 * several stations; nothing numbers its requests, so after a time-out the client first asks the
 * station in capital letters: the answer in capital letters is the end of all that was late.
 *
 *     struct xgt_settings settings = xgt_usual(XGT_XGK);
 *     options.protocol = &xgt_fenet;  options.settings = &settings;
 *
 * Addresses: %MW100, %DB201, %MX1604, %DD50, %DL3 as on the wire; and as XG5000 shows them for
 * XGK and XGB: D100, D100.A (bit 10), M10A (word 10, bit 10). Everything is read as words, except
 * the contacts of timers and counters (%TX5, %CX5). Dotted addresses (%UW0.1.2, %IX0.0.0) are not
 * here: their form was not verified.
 *
 * Promises, each with a test of the same words in xgt/test/:
 *   - Every frame of the byte tables is made and understood, FEnet and Cnet.
 *   - Client and service agree on every mode, device and family.
 *   - Whatever the line does, a reading is what the controller held, or BAD.
 *   - On a serial line with several stations a silent one does not stop the others.
 *   - Any bytes are an answer, a refusal or garbage; nothing is read outside of them.
 *
 * Not checked against hardware: bit numbers of P, M, L, K, F; the answer to a continuous read on
 * Cnet, of which both known forms are taken.
 * Uses: kit, wire. */
#ifndef XGT_XGT_H
#define XGT_XGT_H

#include "wire/wire.h"

#define REASON REASON_DECLARE
#include "xgt/reasons.def"
#undef REASON

enum xgt_family {
#define FAMILY(id, name, cpu, bytes) XGT_##id,
#include "xgt/families.def"
#undef FAMILY
    XGT_FAMILY_COUNT
};
bool xgt_family_find(const char *name, enum xgt_family *ret_family);

struct xgt_settings {
    enum xgt_family family;
    bool glofa;       /* FEnet: the older company ID "LGIS-GLOFA" */
    uint8_t position; /* FEnet: slot in bits 0 to 3, base in 4 to 7; 0 works */
    uint8_t station;  /* of a Cnet service; a client's stations are those of its tags */
};
struct xgt_settings xgt_usual(enum xgt_family family);

extern const struct wire_protocol xgt_fenet, xgt_cnet;

/* Banks: "D", "M" ... of words; "TX" and "CX" of bits for the contacts of timers and counters,
 * "T" and "C" for their values. */
extern const struct wire_service xgt_fenet_service, xgt_cnet_service;

enum xgt_mode {
    XGT_CONTINUOUS, /* one block of neighbours */
    XGT_WORDS,      /* up to 16 words by name */
    XGT_BITS,       /* up to 16 bits by name */
    XGT_MODE_COUNT
};

struct xgt_meaning {
    const struct reason *reason;
    const char *en, *ko;
};
struct xgt_meaning xgt_fenet_error(unsigned code), xgt_cnet_error(unsigned code);

#endif
