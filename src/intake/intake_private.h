/* intake_private.h -- what the files of this room share. */
#ifndef INTAKE_INTAKE_PRIVATE_H
#define INTAKE_INTAKE_PRIVATE_H

#include "intake/intake.h"

/* scan.c: names and streams of a foreign PDF */
enum status intake_scan(struct arena *arena, const char *bytes, size_t size, struct error *err);

/* archive.c: the entries of a foreign ZIP */
enum status intake_archive(struct arena *arena, enum intake_format format, const void *bytes,
                           size_t size, struct error *err);

/* markup.c: one XML inside it, piece by piece */
struct markup;
struct markup *markup_new(const char *place);
enum status markup_feed(struct markup *markup, const char *bytes, size_t size, bool last,
                        struct error *err);
void markup_free(struct markup *markup);

#endif
