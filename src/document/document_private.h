/* document_private.h -- what the files of this room share. */
#ifndef DOCUMENT_DOCUMENT_PRIVATE_H
#define DOCUMENT_DOCUMENT_PRIVATE_H

#include "document/document.h"

/* tagged.c: the marks that cairo leaves out, as an update at the end of the file: the language
 * and that the text is tagged. */
enum status pdf_mark(struct arena *arena, bool korean, const char *bytes, size_t size,
                     const char **ret_bytes, size_t *ret_size, struct error *err);

#endif
