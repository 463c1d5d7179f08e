/* papers.h -- answers as documents. A paper is a table of parts; what stands in it are members of
 * the same JSON that the route without ".pdf" or ".xlsx" gives to the same reader, written by the
 * one encoder: what he may not see is not in the JSON, so its line, or its column, is not in the
 * paper either.
 *
 *     static const struct paper_field facts[] = {
 *         PAPER_FIELD("number", "접수 번호", "Number", TEXT),
 *         PAPER_FIELD("total", "총사업비", "Total", OFFICIAL),
 *         PAPER_FIELDS_END,
 *     };
 *     static const struct paper_part parts[] = {
 *         {.kind = DOCUMENT_FACTS, .ko = "개요", .en = "Overview", .fields = facts},
 *         PAPER_PARTS_END,
 *     };
 *     const struct paper application_paper = {"신청서", "Application", "application", parts};
 *
 * A row of the table of routes names it: .paper = &application_paper, .raw = PAPER_PDF. */
#ifndef API_PAPERS_H
#define API_PAPERS_H

#include "api/api.h"
#include "document/document.h"

#define PAPER_PDF  "application/pdf"
#define PAPER_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* Enough for a day's work, too few to carry a whole programme away unseen. */
#define PAPERS_AN_HOUR                                                                             \
    {                                                                                              \
        .count = 60, .window = TIME_HOUR                                                           \
    }

struct paper_word {
    const char *value, *ko, *en; /* a state as people say it */
};

struct paper_field {
    const char *member;    /* of the object, or of each item */
    const char *member_en; /* instead of it for who reads English; NULL: the same */
    const char *ko, *en;   /* what it is called */
    enum document_type type;
    int weight;                     /* of a column; 0 is 1 */
    bool outer;                     /* of the item that holds the nested list */
    const struct paper_word *words; /* or NULL */
    const char *among; /* the value is an id in that list beside it; its "ko" or "en" is shown */
};
#define PAPER_FIELD(member_, ko_, en_, ...)                                                        \
    {                                                                                              \
        .member = (member_), .ko = (ko_), .en = (en_), .type = DOCUMENT_##__VA_ARGS__              \
    }
#define PAPER_FIELDS_END                                                                           \
    {                                                                                              \
        .member = NULL                                                                             \
    }

struct paper_part {
    enum document_kind kind;
    const char *ko, *en;    /* the heading above; NULL: none */
    const char *each;       /* TABLE, SIGNATURES: the list whose items are the rows */
    const char *each_inner; /* a list in each of those, whose items are the rows instead */
    const struct paper_field *fields; /* PARAGRAPH: the first is the text */
};
#define PAPER_PARTS_END                                                                            \
    {                                                                                              \
        .fields = NULL                                                                             \
    }

struct paper {
    const char *ko, *en; /* its title */
    const char *name;    /* of the file, without ending; with the object's number behind it */
    const struct paper_part *parts;
};

extern const struct paper application_paper, agreement_paper, split_paper, tax_paper;
extern const struct paper applications_sheet, agreements_sheet, payments_sheet, contributions_sheet,
    book_sheet;

/* `value`: what the encoder gave to this reader. Sets the bytes of the answer and its name. */
enum status paper_write(struct call *call, const json_t *value, const char **ret_bytes,
                        size_t *ret_size, const char **ret_name, struct error *err);

#endif
