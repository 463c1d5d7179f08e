/* verify.h -- dure-verify: an independent second look at a book.
 *
 * It shares no source and no header with `dure`, uses another library for its hashes, and keeps
 * its own table of account codes: a mistake made there is not made here again. It only reads.
 *
 *     read_sqlite.c, read_lines.c   a database or an export -> struct book
 *     book.c                        every rule of docs/formats/book.md, in the order of the book
 *     main.c                        command line, answer, exit code */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { WHY_MAX = 256, TRANSFER_FIELDS = 21, ACCOUNT_FIELDS = 14 };

/* Plain rows, named as their columns. What is absent is zero. */
struct account {
    int64_t id, code, book, org, project, source, designation, part, flags;
    int64_t dp, dq, cp, cq, opened_at;
    int64_t own_dp, own_dq, own_cp, own_cq; /* what we recompute */
};

struct transfer {
    int64_t seq, grp_n, grp_i, dr, cr, amount, kind, expires_at, code, rule_id, event_at,
        created_at, actor, approval;
    uint8_t id[16], grp[16], pending_id[16], reverses[16], evidence[32], req_hash[32], leaf[32];
    bool ended, reversed; /* of a pending line; of a group, at its first line */
};

struct book {
    struct account *accounts;   /* by id */
    struct transfer *transfers; /* by seq */
    size_t account_count, account_room, transfer_count, transfer_room;
};

/* How a field is read, whatever it is read from. */
struct field {
    const char *name;
    size_t offset, size; /* 8: an integer; 16 and 32: bytes */
    bool integer, optional;
};
extern const struct field transfer_fields[TRANSFER_FIELDS];
extern const struct field account_fields[ACCOUNT_FIELDS];

struct account *book_add_account(struct book *book);
struct transfer *book_add_transfer(struct book *book);
void book_free(struct book *book);

/* GOOD, BAD: the book breaks a rule, `why` names the entry; UNREADABLE: it could not be read. */
enum verdict { GOOD = 0, BAD = 1, UNREADABLE = 2 };

enum verdict read_sqlite(const char *path, struct book *book, char why[WHY_MAX]);
enum verdict read_lines(const char *path, struct book *book, char why[WHY_MAX]);
enum verdict read_lines_from(FILE *file, struct book *book, char why[WHY_MAX]);

struct answer {
    size_t groups, open;
    uint8_t root[32]; /* RFC 6962 tree over the leaves: compare with a copy kept elsewhere */
};
enum verdict book_verify(struct book *book, struct answer *answer, char why[WHY_MAX]);

#endif
