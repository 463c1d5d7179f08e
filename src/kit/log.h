/* log.h -- one line a message, to standard error, for people and for journald.
 *
 *     2026-11-24T09:30:00Z warn http: slow request  path=/api/models  ms=812
 *
 * Only app/, the dispatcher of api/ and the job runner log (style: return it or
 * log it, never both). No secrets: tokens, passwords and keys never reach here. */
#ifndef KIT_LOG_H
#define KIT_LOG_H

#include "kit/attributes.h"
#include "kit/error.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level least); /* at start, before threads */
void log_line(enum log_level level, const char *area, const char *format, ...) PRINTF(3, 4);

/* "CONFLICT ledger.day_closed | paying ...: the books are closed (src/ledger/post.c:88)" */
void log_error(const char *area, const struct error *err);

#endif
