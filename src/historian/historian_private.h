/* What the files of this room share. From below: bytes and crc, disk (every call that can fail,
 * with its fault point), pack (integers), column (values), block (a group's rows), log, files,
 * seal, read. */
#ifndef HISTORIAN_PRIVATE_H
#define HISTORIAN_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "historian/historian.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the files are little end first, as is");

/* ---- bytes.c ---- */

struct bytes_out {
    uint8_t *bytes; /* from malloc */
    size_t size, room;
};

void bytes_free(struct bytes_out *out);
uint8_t *bytes_more(struct bytes_out *out, size_t size); /* room for that many at the end, taken */
void put_byte(struct bytes_out *out, uint8_t value);
void put_u16(struct bytes_out *out, uint16_t value);
void put_u32(struct bytes_out *out, uint32_t value);
void put_u64(struct bytes_out *out, uint64_t value);
void put_f64(struct bytes_out *out, double value);
void put_varint(struct bytes_out *out, uint64_t value);
void set_u32(uint8_t *at, uint32_t value);

/* Reading past the end gives zeros and sets `bad`. */
struct bytes_in {
    const uint8_t *bytes;
    size_t size, at;
    bool bad;
};

uint8_t get_byte(struct bytes_in *in);
uint16_t get_u16(struct bytes_in *in);
uint32_t get_u32(struct bytes_in *in);
uint64_t get_u64(struct bytes_in *in);
double get_f64(struct bytes_in *in);
uint64_t get_varint(struct bytes_in *in);

uint32_t crc32c(const void *bytes, size_t size);
void *take_memory(size_t size); /* zeroed; out of memory stops the program */

/* ---- disk.c: each call a fault point; a write that is made to fail writes half of it ---- */

enum status disk_open(int folder, const char *name, int flags, int *ret_fd, struct error *err);
enum status disk_write(int fd, const char *name, const void *bytes, size_t size, int64_t at,
                       struct error *err);
enum status disk_read(int fd, const char *name, void *ret_bytes, size_t size, int64_t at,
                      size_t *ret_got, struct error *err);
/* The next place from `at` on where these four bytes stand and `is_whole` says that what they begin
 * is whole; `size` if there is none. */
typedef enum status disk_whole(void *context, int64_t at, bool *ret_whole, struct error *err);
enum status disk_find(int fd, const char *name, int64_t size, const void *magic,
                      disk_whole *is_whole, void *context, int64_t at, int64_t *ret_at,
                      struct error *err);
enum status disk_sync(int fd, const char *name, struct error *err); /* fdatasync */
enum status disk_sync_folder(int folder, struct error *err);
enum status disk_cut(int fd, const char *name, int64_t size, struct error *err);
enum status disk_size(int fd, const char *name, int64_t *ret_size, struct error *err);
/* HISTORIAN_FORMAT if it begins as a later version of "DH", kind, "1": nothing of it is cut off. */
enum status disk_version(int fd, const char *name, char kind, struct error *err);
enum status disk_remove(int folder, const char *name, struct error *err);
enum status disk_copy(int from, const char *name, int64_t size, int to_folder, struct error *err);

/* ---- pack.c ---- */

void pack_integers(struct bytes_out *out, const int64_t *values, size_t count);
void unpack_integers(struct bytes_in *in, size_t count, int64_t *ret_values); /* look at in->bad */
/* The same as runs: value k holds up to row ret_ends[k], not included. Number of runs; 0 if bad. */
size_t unpack_runs(struct bytes_in *in, size_t count, int64_t *ret_values, uint16_t *ret_ends);

/* ---- column.c: one tag's values in a block ---- */

struct aggregate {
    uint32_t usable;
    double min, max, first, last, sum;
};

/* Samples i with equal time, value and quality are not looked for here. */
void column_write(struct bytes_out *out, const double *values, const uint8_t *qualities,
                  size_t count, const struct historian_tag *tag);
bool column_aggregate(const uint8_t *bytes, size_t size, size_t count, struct aggregate *ret);
bool column_read(const uint8_t *bytes, size_t size, size_t count, double *ret_values,
                 uint8_t *ret_qualities);

struct column_runs {
    size_t count;
    uint16_t ends[HISTORIAN_ROWS_MAX];
    double values[HISTORIAN_ROWS_MAX];
    uint8_t qualities[HISTORIAN_ROWS_MAX];
};

bool column_runs(const uint8_t *bytes, size_t size, size_t count, struct column_runs *ret);
struct aggregate aggregate_of(const double *values, const uint8_t *qualities, size_t count);

/* ---- block.c: rows of a group, sorted by time ---- */

enum {
    BLOCK_HEADER = 64,
    BLOCK_FINAL = 1, /* all scans of the group up to `number` are in blocks */
    BLOCK_LATE = 2,  /* of scans that came when later ones had been sealed */
    BLOCK_TWINS = 4, /* two rows have the same time */
    BLOCK_SIZE_MAX = BLOCK_HEADER + 64 + 9 * HISTORIAN_ROWS_MAX +
                     HISTORIAN_TAGS_MAX * (4 + 128 + 11 * HISTORIAN_ROWS_MAX)
};

struct block_header {
    uint32_t size, group;
    uint16_t columns, rows;
    time_us first, last, gap_max;
    uint64_t number;
    uint32_t flags;
    uint32_t front_size, front_crc; /* directory and times, behind the header */
};

struct row_block {
    const time_us *times;
    const double *values; /* row by row */
    const uint8_t *qualities;
    const uint32_t *order; /* rows in order of time */
    size_t count;
};

/* Gives back the flags as they are in the block. */
uint32_t block_write(struct bytes_out *out, const struct historian_group *group,
                     const struct row_block *rows, uint64_t number, uint32_t flags);
bool block_header_read(const uint8_t *bytes, size_t size, struct block_header *ret);

/* Directory and times: offsets of the columns, `columns` + 1 of them, the last one the size. */
bool block_front_read(const struct block_header *header, const uint8_t *bytes, size_t size,
                      uint32_t *ret_offsets, time_us *ret_times);

/* Every column of a whole block decodes and agrees with its aggregate. */
bool block_whole(const uint8_t *bytes, size_t size);

/* ---- groups and heads ---- */

struct block_ref {
    time_us first, last;
    int64_t at;
    uint64_t number;
    uint32_t size;
    uint16_t file, flags;
};

struct head {
    time_us *times;
    double *values; /* row by row */
    uint8_t *qualities;
    size_t rows, room;
    bool sorted; /* strictly increasing times */
};

enum { MAIN, LATE, HEADS, HEAD_ROWS_MAX = 16 * HISTORIAN_ROWS_MAX /* while the disk fails */ };

struct group {
    struct historian_group is;
    struct historian_tag *tags; /* the same as is.tags */
    struct head head[HEADS];
    time_us frontier;                /* the last time sealed in order; what is older is late */
    uint64_t sealed, oldest, newest; /* numbers of scans; oldest and newest of those in heads */
    struct block_ref *blocks;        /* by first, number, at */
    size_t count, room;
};

struct home {
    uint32_t tag, group_at, column; /* sorted by tag */
};

struct block_file {
    int fd;
    int64_t week; /* number since Monday 1970-01-05; also its name */
    int64_t size; /* durable and listed */
    int64_t written;
};

struct segment {
    uint64_t first, last; /* scans; last is first - 1 while there are none */
    int64_t size;         /* acknowledged */
    int fd;
};

struct historian {
    int folder, lock;
    int catalogue;
    int64_t catalogue_size;
    struct historian_options options;

    pthread_rwlock_t guard; /* of all below, for readers; the writer alone changes it */
    struct group **groups;  /* by id */
    size_t group_count;
    struct home *homes;
    size_t home_count;
    struct block_file *files;
    size_t file_count;
    struct segment *segments; /* oldest first; the last is written to */
    size_t segment_count;
    struct historian_health health;
    atomic_uint_fast64_t damaged_reads; /* columns that a reader had to leave out */

    bool torn; /* found when opened: a block that had not become durable */

    struct bytes_out staged; /* one log record in the making: see log.c */
    uint32_t staged_scans;
    uint64_t next; /* number of the next scan */
};

struct group *group_find(struct historian *h, uint32_t id);
void *grow(void *at, size_t *room, size_t wanted, size_t size);

/* ---- catalogue.c ---- */

enum status catalogue_open(struct historian *h, struct error *err);

/* ---- log.c ---- */

enum { RECORD_HEADER = 24, SCAN_HEADER = 16 };

enum status log_list(struct historian *h, struct error *err); /* opens the segments */
enum status log_replay(struct historian *h, struct error *err);
enum status log_commit(struct historian *h, struct error *err);
enum status log_trim(struct historian *h, struct error *err);
enum status log_next_segment(struct historian *h, struct error *err);

/* Calls `take` for each whole record of a segment up to `size`; *ret_end is where the last whole
 * one ends, *ret_damaged counts what was stepped over between two. */
typedef enum status log_take(void *context, uint64_t first, uint32_t scans, const uint8_t *body,
                             size_t size, struct error *err);
enum status log_scan(int fd, const char *name, int64_t size, log_take *take, void *context,
                     int64_t *ret_end, uint64_t *ret_damaged, struct error *err);
/* The scans of a record into the heads; false: it is not what it says it is. */
bool log_apply(struct historian *h, uint64_t first, uint32_t scans, const uint8_t *body,
               size_t size);
void segment_name(uint64_t first, char ret_name[static 32]);

/* ---- files.c ---- */

enum status files_open(struct historian *h, struct error *err);
int64_t week_of(time_us when);
void week_name(int64_t week, char ret_name[static 32]);
/* The file of that week, made if there is none. */
enum status files_of_week(struct historian *h, int64_t week, size_t *ret_file, struct error *err);
void group_list_block(struct group *group, struct block_ref ref);

typedef enum status block_take(void *context, const struct block_header *header, int64_t at,
                               struct error *err);
/* Hops from header to header; *ret_end as in log_scan(). Blocks with at least the number
 * `whole_from` are read and checked in full. */
enum status files_scan(int fd, const char *name, int64_t size, uint64_t whole_from,
                       block_take *take, void *context, int64_t *ret_end, uint64_t *ret_damaged,
                       struct error *err);
/* Calls `take` with each file of the folder whose name begins like this, in order of name. */
typedef enum status name_take(void *context, const char *name, struct error *err);
enum status files_named(int folder, const char *start, name_take *take, void *context,
                        struct error *err);

/* ---- seal.c ---- */

void head_add(struct group *group, struct head *head, time_us when, const uint8_t *values,
              const uint8_t *qualities);
void head_free(struct head *head);
/* Sorted by time, rows of the same time in the order in which they came. */
void head_order(const struct head *head, uint32_t *ret_order);
enum status seal_due(struct historian *h, bool all, uint64_t older_than, struct error *err);

/* ---- read.c ---- */

/* What a tag's samples are made of, in order of time: blocks that overlap nothing else and have no
 * two rows of one time, or samples merged from those that do. */
struct piece {
    const struct block_ref *ref; /* NULL: from `samples` */
    const struct historian_sample *samples;
    size_t count;
    const struct group *group;
    uint32_t column;
};

struct column_view {
    const time_us *times;
    size_t count;
    time_us gap_max;
    const uint8_t *bytes; /* for column_...(); valid until the next reader_column() */
    size_t size;
};

struct view; /* a block's front, read and checked, kept for the next tag of the same group */

struct reader {
    struct historian *h;
    struct view **views; /* by hash of file and place */
    size_t view_count;
    struct bytes_out column;
    struct historian_sample *merged, *spare;
    size_t merged_room, spare_room;
};

typedef enum status piece_take(void *context, const struct piece *piece, struct error *err);

/* Takes the guard for reading until reader_end(). Many views: for many tags of the same time. */
void reader_start(struct reader *reader, struct historian *h, size_t views);
void reader_end(struct reader *reader);
/* HISTORIAN_NO_TAG, HISTORIAN_TIME. Pieces may reach beyond [from, to). */
enum status reader_pieces(struct reader *reader, uint32_t tag, time_us from, time_us to,
                          piece_take *take, void *context, struct error *err);
/* false: damaged, and counted. */
bool reader_column(struct reader *reader, const struct piece *piece, struct column_view *ret);
/* Samples of a piece in [from, to); false if `take` wants no more. */
bool reader_samples(struct reader *reader, const struct piece *piece, time_us from, time_us to,
                    historian_take *take, void *context);
/* The last sample in [from, to). */
enum status reader_last(struct reader *reader, uint32_t tag, time_us from, time_us to,
                        struct historian_sample *ret_sample, bool *ret_found, struct error *err);
void reader_damaged(struct reader *reader);

extern const time_us TIME_FIRST, TIME_PAST_LAST; /* 2000-01-01, 2100-01-01 */

#endif
