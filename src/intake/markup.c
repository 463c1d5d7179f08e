/* markup.c -- one XML of an HWPX or XLSX, read piece by piece by expat: no document type (so no
 * entities), and none of the few attributes that draw on something outside. */
#include "intake/intake_private.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kit/must.h"
#include "kit/text.h"

enum { DEPTH_MAX = 256 };

struct markup {
    XML_Parser parser;
    char place[ERROR_PLACE_MAX];
    const struct reason *why; /* NULL: nothing found yet */
    const char *what;
    int depth;
};

static void refuse(struct markup *markup, const struct reason *why, const char *what)
{
    if (markup->why != NULL)
        return;
    markup->why = why;
    markup->what = what;
    (void)XML_StopParser(markup->parser, XML_FALSE);
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    refuse(context, &INTAKE_ACTIVE, "a document type of its own");
}

static const char *attribute_of(const char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2)
        if (strcasecmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

/* A link that a person must click on first is no danger; everything else that is fetched is. */
static bool draws_from_outside(const char **attributes)
{
    const char *mode = attribute_of(attributes, "TargetMode");
    const char *type = attribute_of(attributes, "Type");
    const char *embedded = attribute_of(attributes, "isEmbeded");
    if (mode != NULL && strcasecmp(mode, "Internal") != 0)
        return type == NULL || !text_ends(type, "/hyperlink");
    return embedded != NULL && strcmp(embedded, "0") == 0;
}

/* A content type or relation of what runs. */
static bool runs(const char *text)
{
    return text != NULL &&
           (strcasestr(text, "macroEnabled") != NULL || strcasestr(text, "vbaProject") != NULL ||
            strcasestr(text, "activeX") != NULL);
}

static void on_element(void *context, const char *name, const char **attributes)
{
    struct markup *markup = context;
    if (++markup->depth > DEPTH_MAX)
        refuse(markup, &INTAKE_BOMB, "elements within elements without end");
    const char *local = strrchr(name, ':');
    local = local == NULL ? name : local + 1;
    if (strcmp(local, "ddeLink") == 0 || strcmp(local, "oleLink") == 0)
        refuse(markup, &INTAKE_OUTSIDE, "a link to another program");
    if (draws_from_outside(attributes))
        refuse(markup, &INTAKE_OUTSIDE, "a part that lies outside of the file");
    if (runs(attribute_of(attributes, "ContentType")) || runs(attribute_of(attributes, "Type")))
        refuse(markup, &INTAKE_ACTIVE, "macros");
}

static void on_end(void *context, const char *name)
{
    (void)name;
    ((struct markup *)context)->depth--;
}

struct markup *markup_new(const char *place)
{
    struct markup *markup = calloc(1, sizeof *markup);
    must(markup != NULL);
    markup->parser = XML_ParserCreate(NULL);
    must(markup->parser != NULL);
    strncpy(markup->place, place, sizeof markup->place - 1);
    XML_SetUserData(markup->parser, markup);
    XML_SetStartDoctypeDeclHandler(markup->parser, on_doctype);
    XML_SetElementHandler(markup->parser, on_element, on_end);
    return markup;
}

enum status markup_feed(struct markup *markup, const char *bytes, size_t size, bool last,
                        struct error *err)
{
    enum XML_Status got = XML_Parse(markup->parser, bytes, (int)size, last);
    if (markup->why != NULL)
        return FAIL_AT(err, *markup->why, markup->place, "%s, line %lu", markup->what,
                       XML_GetCurrentLineNumber(markup->parser));
    if (got != XML_STATUS_OK)
        return FAIL_AT(err, INTAKE_BROKEN, markup->place, "%s, line %lu",
                       XML_ErrorString(XML_GetErrorCode(markup->parser)),
                       XML_GetCurrentLineNumber(markup->parser));
    return STATUS_OK;
}

void markup_free(struct markup *markup)
{
    if (markup == NULL)
        return;
    XML_ParserFree(markup->parser);
    free(markup);
}
