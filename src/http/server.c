/* server.c -- start, stop, and the one callback through which every request comes. */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/http_private.h"
#include "kit/must.h"
#include "kit/text.h"

#define REASON REASON_DEFINE
#include "http/reasons.def"
#undef REASON

enum {
    THREADS_USUAL = 4,
    THREADS_MAX = 64,
    HEADERS_MAX = 32 << 10,
    BACKLOG = 1024,
    DRAIN_MAX = 64 << 10, /* of a refused body: more than this, and it is answered at its head */
    TLS_FILE_MAX = 256 << 10
};

static void *uri_arrived(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct exchange *exchange = exchange_new(context, uri);
    exchange->connection = connection;
    return exchange;
}

static void set_client(struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    exchange->request.client = exchange->client;
    if (info == NULL || info->client_addr == NULL)
        return;
    union {
        const struct sockaddr *any;
        const struct sockaddr_in *four;
        const struct sockaddr_in6 *six;
    } peer = {info->client_addr};
    if (peer.any->sa_family == AF_INET)
        (void)inet_ntop(AF_INET, &peer.four->sin_addr, exchange->client, sizeof exchange->client);
    else if (peer.any->sa_family == AF_INET6)
        (void)inet_ntop(AF_INET6, &peer.six->sin6_addr, exchange->client, sizeof exchange->client);
}

static enum MHD_Result run_handler(struct exchange *exchange)
{
    const struct http_handler *handler = &exchange->server->handler;
    struct http_answer answer = {.status = 200};
    exchange->handled = true;
    handler->handle(handler->context, &exchange->request, &answer);
    must(answer.status >= 200 && answer.status < 600);
    enum MHD_Result queued = answer_queue(exchange, &answer);
    if (queued == MHD_NO && answer.file != NULL)
        return answer_plain(exchange, 404);
    return queued;
}

/* The first call: nothing of the body has been read. Answering now closes the connection, so it is
 * done only for what is malformed or large and refused; linger.c sees to it that the answer is not
 * lost with the connection. */
static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version)
{
    struct http_server *server = exchange->server;
    exchange->begun = true;
    exchange->early = true;
    exchange->request.tls = server->options.tls_key_file != NULL;
    set_client(exchange);
    if (exchange->refused == 0)
        exchange->refused = exchange_read_head(exchange, method, version);
    if (exchange->refused != 0)
        return answer_plain(exchange, exchange->refused);
    exchange->intake = server->handler.begin(server->handler.context, &exchange->request);
    int failed = exchange_open_body(exchange);
    if (failed != 0)
        return answer_plain(exchange, failed);
    if (exchange->intake.refuse && exchange->request.declared_size > DRAIN_MAX)
        return run_handler(exchange);
    exchange->early = false;
    return MHD_YES;
}

static enum MHD_Result arrived(void *context, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *upload_data,
                               size_t *upload_data_size, void **request)
{
    struct exchange *exchange = *request;
    (void)context;
    (void)connection;
    (void)url;
    must(exchange != NULL);
    if (!exchange->begun)
        return begin(exchange, method, version);
    if (*upload_data_size > 0) {
        /* In the midst of a body MHD takes no answer: a full disk closes the connection. */
        if (exchange_take(exchange, upload_data, *upload_data_size) != 0)
            return MHD_NO;
        *upload_data_size = 0;
        return MHD_YES;
    }
    int failed = exchange_close_body(exchange);
    return failed != 0 ? answer_plain(exchange, failed) : run_handler(exchange);
}

static void completed(void *context, struct MHD_Connection *connection, void **request,
                      enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct exchange *exchange = *request;
    *request = NULL;
    if (exchange == NULL)
        return;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (exchange->early && code == MHD_REQUEST_TERMINATED_COMPLETED_OK && info != NULL)
        linger_with(server->linger, info->connect_fd);
    exchange_free(exchange);
}

/* ---- start ---- */

static enum status read_pem(struct arena *arena, const char *path, const char **ret_text,
                            struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = arena_alloc(arena, TLS_FILE_MAX + 1);
    size_t size = 0;
    ssize_t got = fd < 0 ? -1 : 0;
    while (fd >= 0 && size < TLS_FILE_MAX && (got = read(fd, text + size, TLS_FILE_MAX - size)) > 0)
        size += (size_t)got;
    if (fd >= 0)
        (void)close(fd);
    if (got < 0 || size == 0 || size == TLS_FILE_MAX)
        return FAIL_AT(err, HTTP_TLS, path, "not readable, empty or too large");
    *ret_text = text;
    return STATUS_OK;
}

/* Uploads that a crash left behind belong to nobody. */
static enum status tidy_uploads(const char *folder, struct error *err)
{
    if (folder == NULL)
        return STATUS_OK;
    DIR *dir = opendir(folder);
    if (dir == NULL || access(folder, W_OK) != 0) {
        if (dir != NULL)
            (void)closedir(dir);
        return FAIL_AT(err, HTTP_FOLDER, folder, "not a folder, or not writable");
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (text_starts(entry->d_name, "upload-") && strlen(entry->d_name) == strlen("upload-") + 6)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    (void)closedir(dir);
    return STATUS_OK;
}

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static enum status read_socket_address(const struct http_options *options, union address *ret,
                                       struct error *err)
{
    const char *text = options->address == NULL ? "127.0.0.1" : options->address;
    *ret = (union address){0};
    if (inet_pton(AF_INET, text, &ret->four.sin_addr) == 1) {
        ret->four.sin_family = AF_INET;
        ret->four.sin_port = htons(options->port);
    } else if (inet_pton(AF_INET6, text, &ret->six.sin6_addr) == 1) {
        ret->six.sin6_family = AF_INET6;
        ret->six.sin6_port = htons(options->port);
    } else {
        return FAIL(err, HTTP_ADDRESS, "\"%s\"", text);
    }
    return STATUS_OK;
}

static enum status start_daemon(struct http_server *server, const char *key,
                                const char *certificate, struct error *err)
{
    const struct http_options *options = &server->options;
    union address address;
    enum status st = read_socket_address(options, &address, err);
    if (st != STATUS_OK)
        return st;
    time_us timeout = options->header_timeout == 0 ? 30 * TIME_SECOND : options->header_timeout;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (address.any.sa_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_KEY, 0, NULL},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, NULL},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    if (key != NULL) {
        union {
            const char *in;
            void *out;
        } texts[] = {{key}, {certificate}, {"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"}};
        for (size_t i = 0; i < 3; i++)
            tls[i].ptr_value = texts[i].out;
        flags |= MHD_USE_TLS;
    } else {
        tls[0].option = MHD_OPTION_END;
    }
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, arrived, NULL, MHD_OPTION_SOCK_ADDR, &address.any,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)options->threads, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(options->threads * HTTP_CONNECTIONS_A_THREAD), MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)((timeout + TIME_SECOND - 1) / TIME_SECOND), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEADERS_MAX, MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned)BACKLOG,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, uri_arrived, server,
        MHD_OPTION_NOTIFY_COMPLETED, completed, server, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (server->daemon == NULL && key != NULL)
        return FAIL(err, HTTP_TLS, "port %d, or key and certificate", options->port);
    if (server->daemon == NULL)
        return FAIL(err, HTTP_START, "address %s, port %d", options->address, options->port);
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info == NULL ? options->port : info->port;
    return STATUS_OK;
}

static struct http_server *server_new(const struct http_options *options,
                                      const struct http_handler *handler)
{
    struct arena *arena = arena_new("http server", 4 << 20);
    struct http_server *server = arena_alloc(arena, sizeof *server);
    server->arena = arena;
    server->handler = *handler;
    server->options = *options;
    server->options.address = arena_text(arena, options->address);
    server->options.upload_folder = arena_text(arena, options->upload_folder);
    server->options.tls_key_file = arena_text(arena, options->tls_key_file);
    server->policy = answer_policy(arena, options->style_hashes);
    if (options->threads == 0)
        server->options.threads = THREADS_USUAL;
    pthread_condattr_t attributes;
    must(pthread_condattr_init(&attributes) == 0);
    must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&server->wake, &attributes) == 0);
    must(pthread_mutex_init(&server->lock, NULL) == 0);
    (void)pthread_condattr_destroy(&attributes);
    server->linger = linger_start();
    return server;
}

static void server_free(struct http_server *server)
{
    linger_stop(server->linger);
    (void)pthread_mutex_destroy(&server->lock);
    (void)pthread_cond_destroy(&server->wake);
    arena_free(server->arena);
}

enum status http_start(const struct http_options *options, const struct http_handler *handler,
                       struct http_server **ret_server, struct error *err)
{
    must(handler->begin != NULL && handler->handle != NULL);
    must(options->threads >= 0 && options->threads <= THREADS_MAX);
    bytes_start();
    bool tls = options->tls_key_file != NULL;
    if (tls != (options->tls_certificate_file != NULL))
        return FAIL(err, HTTP_TLS, "key and certificate go together");
    enum status st = tidy_uploads(options->upload_folder, err);
    if (st != STATUS_OK)
        return st;
    struct http_server *server = server_new(options, handler);
    const char *key = NULL, *certificate = NULL;
    if (tls && (st = read_pem(server->arena, options->tls_key_file, &key, err)) == STATUS_OK)
        st = read_pem(server->arena, options->tls_certificate_file, &certificate, err);
    if (st == STATUS_OK)
        st = start_daemon(server, key, certificate, err);
    if (st != STATUS_OK) {
        server_free(server);
        return st;
    }
    must(pthread_create(&server->heart, NULL, stream_heart, server) == 0);
    *ret_server = server;
    return STATUS_OK;
}

uint16_t http_port(const struct http_server *server)
{
    return server->port;
}

void http_stop(struct http_server *server)
{
    if (server == NULL)
        return;
    stream_end_all(server);
    (void)pthread_join(server->heart, NULL);
    MHD_stop_daemon(server->daemon);
    server_free(server);
}
