/* csv.h -- tables from spreadsheets and machines, streaming: millions of rows, little memory.
 *
 * RFC 4180 and what is really found: any of , ; tab | as delimiter (guessed from the first lines),
 * UTF-8 with or without a byte order mark, CP949 (converted), CR LF or LF, quoted fields with
 * doubled quotes, delimiters and line ends inside, rows longer or shorter than the heading.
 * A NUL byte says "not a text file" (KIT_BINARY); text that is neither encoding is KIT_ENCODING;
 * an open quotation at the end is KIT_CSV with the line it began on. */
#ifndef KIT_CSV_H
#define KIT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/error.h"

struct csv_reader;

struct csv_options {
    char delimiter;    /* 0: guessed */
    size_t field_max;  /* bytes of one field, 0 means 64 KiB */
    size_t fields_max; /* of one row, 0 means 1,000 */
    int64_t bytes_max; /* of the file, 0 means 2 GiB */
};

struct csv_row {
    const char *const *fields; /* UTF-8, terminated; valid until the next csv_next() */
    size_t count;
    int64_t line; /* of the file, from 1, where the row begins */
};

enum status csv_open(const char *path, const struct csv_options *options,
                     struct csv_reader **ret_reader, struct error *err);
/* The bytes must outlive the reader. */
enum status csv_open_bytes(const char *bytes, size_t size, const struct csv_options *options,
                           struct csv_reader **ret_reader, struct error *err);
void csv_close(struct csv_reader *reader); /* reader may be NULL */
void csv_cleanup(struct csv_reader **reader);

/* The next row; *ret_more is false at the end. Lines without any byte are passed over. */
enum status csv_next(struct csv_reader *reader, struct csv_row *ret_row, bool *ret_more,
                     struct error *err);

const char *csv_encoding(const struct csv_reader *reader); /* "UTF-8" or "CP949" */
char csv_delimiter(const struct csv_reader *reader);
int64_t csv_bytes_read(const struct csv_reader *reader);
int64_t csv_bytes_total(const struct csv_reader *reader);

/* Write one field, quoted if it must be; a text that a spreadsheet would run as a formula
 * (= + - @ tab CR at its start) gets a ' in front. */
struct text;
void csv_write_field(struct text *text, const char *field, char delimiter);

#endif
