/* server.h -- all rooms of a running server, opened in order and closed in reverse. */
#ifndef APP_SERVER_H
#define APP_SERVER_H

#include <stdint.h>

#include "api/api.h"
#include "kit/arena.h"
#include "kit/error.h"

struct server;

struct server_options {
    const char *store;       /* address; NULL: an SQLite file in the folder */
    const char *folder;      /* store, key and files; made if absent */
    const char *page_folder; /* web/dist, or NULL */
    const char *data_folder; /* rules, advice, samples, demo */
    const char *address;
    uint16_t port; /* 0: any free one */
    const char *tls_key_file, *tls_certificate_file;
    bool plain_cookie;
    const struct demo_account *demo; /* shown on the sign-in page; NULL in earnest */
    size_t demo_count;
    time_us sweep_every; /* 0: an hour */
};

enum status server_open(struct arena *arena, const struct server_options *options,
                        struct server **ret_server, struct error *err);
/* Store and people alone, for a command on the console, beside a server that may be running:
 * nothing is migrated, published or served. Only store and folder of the options count. */
enum status server_open_console(struct arena *arena, const struct server_options *options,
                                struct server **ret_server, struct error *err);
uint16_t server_port(const struct server *server);
struct services *server_services(struct server *server);
void server_close(struct server *server); /* server may be NULL */

/* Waits for SIGINT or SIGTERM, which must be blocked in all threads: server_open() does that. In
 * the meantime it works once an hour, away from all requests: what people_sweep() forgets, the
 * terms of cases that have run out, lines that have fallen silent, the figures, the head of the log
 * signed. Each finds nothing to do where another server on the store has done it. */
void server_wait(struct server *server);

#endif
