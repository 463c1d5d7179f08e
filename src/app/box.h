/* box.h -- an enrolled box, as the commands that act for one keep it: a file of JSON with its
 * number, its name and its secret key, for its owner's eyes only. */
#ifndef APP_BOX_H
#define APP_BOX_H

#include "app/command.h"

struct box_file {
    const char *key_id, *node, *enrolled; /* enrolled: the first second of its key; NULL: none */
    uint8_t public_key[32], secret_key[64];
};
enum status box_file_read(struct cli *cli, const char *path, struct box_file *ret_box,
                          struct error *err);

/* `dure evidence enrol CODE`, and `send FILE`: every line in its order, as often as one likes. */
enum status evidence_enrol(struct cli *cli, struct error *err);
enum status evidence_send(struct cli *cli, struct error *err);

#endif
