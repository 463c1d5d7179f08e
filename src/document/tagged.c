/* tagged.c -- cairo writes a structure of tags but does not say so. An update at the end of the
 * file (ISO 32000-1, 7.5.6) says it, with the language of the text, in the catalogue. */
#include "document/document_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/text.h"

enum { TAIL_MAX = 1024, CATALOGUE_MAX = 4096 };

/* The last place of `wanted` in the bytes, or NULL. */
static const char *last_of(const char *bytes, size_t size, const char *wanted)
{
    size_t length = strlen(wanted);
    for (size_t at = size < length ? 0 : size - length + 1; at-- > 0;)
        if (memcmp(bytes + at, wanted, length) == 0)
            return bytes + at;
    return NULL;
}

/* The number after `name` in the trailer; -1 if it is not there. */
static long number_after(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at == NULL ? -1 : strtol(at + strlen(name), NULL, 10);
}

static enum status odd(struct error *err, const char *what)
{
    return FAIL(err, DOCUMENT_WRITE, "the PDF library wrote no %s where we look for it", what);
}

enum status pdf_mark(struct arena *arena, bool korean, const char *bytes, size_t size,
                     const char **ret_bytes, size_t *ret_size, struct error *err)
{
    const char *from = last_of(bytes, size, "trailer");
    if (from == NULL || bytes + size - from > TAIL_MAX)
        return odd(err, "trailer");
    const char *tail = arena_text_of(arena, from, (size_t)(bytes + size - from));
    long root = number_after(tail, "/Root "), objects = number_after(tail, "/Size "),
         info = number_after(tail, "/Info "), previous = number_after(tail, "startxref");
    const char *head = arena_format(arena, "\n%ld 0 obj\n<<", root);
    const char *catalogue = last_of(bytes, size, head);
    if (root <= 0 || objects <= root || info <= 0 || previous <= 0 || catalogue == NULL)
        return odd(err, "catalogue");
    catalogue += strlen(head);
    size_t left = (size_t)(bytes + size - catalogue);
    const char *end = memmem(catalogue, left, "endobj", strlen("endobj"));
    end = end == NULL ? NULL : last_of(catalogue, (size_t)(end - catalogue), ">>");
    if (end == NULL || end - catalogue > CATALOGUE_MAX)
        return odd(err, "end of its catalogue");
    struct text text = text_start(arena, size + (size_t)TAIL_MAX + 2 * (size_t)CATALOGUE_MAX);
    text_add_bytes(&text, bytes, size);
    size_t object_at = text.size;
    text_format(&text, "%ld 0 obj\n<<%.*s   /Lang (%s)\n   /MarkInfo << /Marked true >>\n", root,
                (int)(end - catalogue), catalogue, korean ? "ko-KR" : "en-GB");
    text_add(&text, "   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n");
    size_t table_at = text.size;
    text_format(&text, "xref\n%ld 1\n%010zu 00000 n \n", root, object_at);
    text_format(&text, "trailer\n<< /Size %ld /Root %ld 0 R /Info %ld 0 R /Prev %ld >>\n", objects,
                root, info, previous);
    text_format(&text, "startxref\n%zu\n%%%%EOF\n", table_at);
    *ret_bytes = text_string(&text);
    *ret_size = text.size;
    return STATUS_OK;
}
