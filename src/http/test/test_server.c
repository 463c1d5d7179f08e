/* The promises of http.h, against a real server over real sockets. */
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "http/http.h"
#include "kit/test.h"
#include "kit/text.h"
#include "support/http_client.h"

/* A handler that tells what it saw. */
struct seen {
    atomic_int handled, gone;
    _Atomic(struct http_stream *) stream;
    char taken[256];
};

static struct http_intake begin(void *context, const struct http_request *request)
{
    (void)context;
    if (text_starts(request->path, "/upload"))
        return (struct http_intake){.body_max = 1 << 20, .to_file = true};
    return (struct http_intake){.body_max = 1000};
}

static const char *argument_of(const struct http_request *request, const char *name)
{
    struct http_argument found = {0};
    const char *at = request->query;
    while (at != NULL && http_next_argument(request->arena, &at, &found))
        if (text_same(found.name, name))
            return found.value == NULL ? "?" : found.value;
    return "-";
}

static void handle(void *context, struct http_request *request, struct http_answer *answer)
{
    struct seen *seen = context;
    atomic_fetch_add(&seen->handled, 1);
    answer->type = "text/plain";
    if (text_same(request->path, "/events")) {
        struct http_stream *stream = http_stream_new(request);
        answer->type = "text/event-stream";
        answer->stream = stream;
        atomic_store(&seen->stream, stream);
        return;
    }
    if (request->too_large) {
        answer->status = 413;
        answer->bytes = "too large";
    } else if (request->file != NULL) {
        answer->bytes = arena_format(
            request->arena, "%lld %s", (long long)request->file_size,
            hex_text(request->arena, request->file_hash.bytes, sizeof request->file_hash.bytes));
        if (text_same(request->path, "/upload/keep"))
            ck_assert(http_take_file(request, seen->taken));
    } else {
        const char *name = argument_of(request, "name");
        answer->bytes = arena_format(request->arena, "%s|%s|%zu|%s", request->path, name,
                                     request->body_size, request->body);
    }
    answer->size = strlen(answer->bytes);
}

static void gone(void *context, struct http_request *request)
{
    struct seen *seen = context;
    (void)request;
    atomic_fetch_add(&seen->gone, 1);
}

struct bench {
    struct arena *arena;
    struct seen seen;
    struct http_server *server;
    const char *folder;
    uint16_t port;
};

static void bench_start(struct bench *bench, int threads, time_us timeout)
{
    *bench = (struct bench){.arena = arena_new("bench", 256 << 20), .folder = test_folder()};
    (void)snprintf(bench->seen.taken, sizeof bench->seen.taken, "%s/kept", bench->folder);
    struct http_options options = {
        .threads = threads, .upload_folder = bench->folder, .header_timeout = timeout};
    struct http_handler handler = {&bench->seen, begin, handle, gone};
    struct error err;
    CHECK_OK(http_start(&options, &handler, &bench->server, &err), err);
    bench->port = http_port(bench->server);
}

static void bench_stop(struct bench *bench)
{
    http_stop(bench->server);
    arena_free(bench->arena);
}

static struct http_reply ask(struct bench *bench, const char *method, const char *path,
                             const char *body)
{
    struct http_reply reply = {0};
    ck_assert(http_call(bench->arena, bench->port,
                        &(struct http_ask){.method = method, .path = path, .body = body}, &reply));
    return reply;
}

static int files_in(const char *folder)
{
    DIR *dir = opendir(folder);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += entry->d_name[0] != '.';
    (void)closedir(dir);
    return count;
}

START_TEST(a_request_reaches_the_handler_as_it_was_meant)
{
    struct bench bench;
    bench_start(&bench, 2, 0);
    struct http_reply reply = ask(&bench, "GET", "/a/%ED%95%9C?x=1&name=%EA%B8%B8+%26", NULL);
    ck_assert_int_eq(reply.status, 200);
    ck_assert_str_eq(reply.body, "/a/한|길 &|0|");
    reply = ask(&bench, "GET", "/c?&&name=%FF&", NULL);
    ck_assert_str_eq(reply.body, "/c|?|0|");
    reply = ask(&bench, "GET", "/c?name&x=&", NULL);
    ck_assert_str_eq(reply.body, "/c||0|");
    reply = ask(&bench, "POST", "/b", "{\"a\":1}");
    ck_assert_str_eq(reply.body, "/b|-|7|{\"a\":1}");
    bench_stop(&bench);
}
END_TEST

START_TEST(many_requests_share_one_connection)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    int fd = http_connect(bench.port);
    for (int i = 0; i < 20; i++) {
        struct http_reply reply;
        ck_assert(http_say_text(fd, "POST /k HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"));
        ck_assert(http_hear(bench.arena, fd, 5000, &reply));
        ck_assert_str_eq(reply.body, "/k|-|3|abc");
    }
    (void)close(fd);
    bench_stop(&bench);
}
END_TEST

START_TEST(every_answer_carries_the_security_headers)
{
    static const struct {
        const char *name, *value;
    } rows[] = {
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
        {"Referrer-Policy", "same-origin"},
    };
    struct bench bench;
    bench_start(&bench, 1, 0);
    const char *paths[] = {"/x", "/a/../b"};
    for (size_t p = 0; p < 2; p++) {
        struct http_reply reply = ask(&bench, "GET", paths[p], NULL);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            ck_assert_str_eq(http_reply_header(bench.arena, &reply, rows[i].name), rows[i].value);
        const char *policy = http_reply_header(bench.arena, &reply, "Content-Security-Policy");
        ck_assert_ptr_nonnull(strstr(policy, "default-src 'none'; script-src 'self'; "));
        ck_assert_ptr_nonnull(strstr(policy, "frame-ancestors 'none'"));
        ck_assert_ptr_null(strstr(policy, "unsafe"));
    }
    bench_stop(&bench);
}
END_TEST

static void check_refused(struct bench *bench, const char *bytes, size_t size)
{
    int before = atomic_load(&bench->seen.handled);
    int fd = http_connect(bench->port);
    ck_assert(http_say(fd, bytes, size));
    struct http_reply reply = {0};
    bool answered = http_hear(bench->arena, fd, 1500, &reply);
    ck_assert_msg(!answered || (reply.status >= 400 && reply.status < 600), "%d for: %.200s",
                  reply.status, bytes);
    ck_assert_msg(atomic_load(&bench->seen.handled) == before, "the handler saw: %.200s", bytes);
    (void)close(fd);
}

START_TEST(malformed_requests_are_refused_and_do_not_reach_the_handler)
{
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {
#define ROW(text) {text, sizeof(text) - 1}
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
            "\r\n0\r\n\r\n"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            "\r\n3\r\nabc\r\n0\r\n\r\n"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\nabc"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0x3\r\n\r\nabc"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3,3\r\n\r\nabc"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nabc"),
        ROW("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\n"),
        ROW("GET /a HTTP/1.1\r\n\r\n"),
        ROW("GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
        ROW("GET /a HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n"),
        ROW("GET /a HTTP/1.1\r\nHost: x\r\nName\x01: 1\r\n\r\n"),
        ROW("GET /a HTTP/1.1\r\nHost: x\r\nName: a\x02"
            "b\r\n\r\n"),
        ROW("GET /a HTTP/1.1\r\nHost: x\r\nNoColon\r\n\r\n"),
        ROW("GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a%2fb HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a%0d%0ab HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a% HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a%ff HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a//b HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /./a HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a\\b HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET http://x/a HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET a HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("TRACE /a HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("get /a HTTP/1.1\r\nHost: x\r\n\r\n"),
        ROW("GET /a HTTP/2.0\r\nHost: x\r\n\r\n"),
        ROW("GET /a HTTP/1.1x\r\nHost: x\r\n\r\n"),
        ROW("GET /a\r\n\r\n"),
        ROW("\x16\x03\x01\x02"),
#undef ROW
    };
    struct bench bench;
    bench_start(&bench, 2, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_refused(&bench, rows[i].bytes, rows[i].size);
    struct http_reply reply = ask(&bench, "GET", "/alive", NULL);
    ck_assert_int_eq(reply.status, 200);
    bench_stop(&bench);
}
END_TEST

START_TEST(a_head_without_end_is_refused)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    struct text head = text_start(bench.arena, 1 << 20);
    text_add(&head, "GET /a HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 4000; i++)
        text_format(&head, "X-%d: aaaaaaaaaaaaaaaaaaaa\r\n", i);
    text_add(&head, "\r\n");
    int fd = http_connect(bench.port);
    (void)http_say(fd, text_string(&head), head.size);
    struct http_reply reply = {0};
    bool answered = http_hear(bench.arena, fd, 2000, &reply);
    ck_assert(!answered || reply.status >= 400);
    ck_assert_int_eq(atomic_load(&bench.seen.handled), 0);
    (void)close(fd);
    bench_stop(&bench);
}
END_TEST

START_TEST(a_body_over_its_limit_is_refused_early_and_nothing_of_it_stays_on_disk)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    static const char *const heads[] = {
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n",
        ("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n"
         "Expect: 100-continue\r\n\r\n"),
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        int fd = http_connect(bench.port);
        ck_assert(http_say_text(fd, heads[i])); /* and not one byte of the body */
        struct http_reply reply = {0};
        ck_assert(http_hear(bench.arena, fd, 2000, &reply));
        ck_assert_int_eq(reply.status, 413);
        ck_assert_str_eq(http_hear_until(bench.arena, fd, "never", 2000), ""); /* and closed */
        (void)close(fd);
    }
    char body[1001];
    memset(body, 'x', sizeof body);
    struct http_reply reply = {0};
    struct http_ask one_more = {"POST", "/a", .body = body, .body_size = 1001};
    ck_assert(http_call(bench.arena, bench.port, &one_more, &reply));
    ck_assert_int_eq(reply.status, 413);
    one_more.body_size = 1000;
    ck_assert(http_call(bench.arena, bench.port, &one_more, &reply));
    ck_assert_int_eq(reply.status, 200);
    ck_assert_int_eq(files_in(bench.folder), 0);
    bench_stop(&bench);
}
END_TEST

START_TEST(the_answer_to_a_body_refused_at_its_head_reaches_a_client_that_sends_all_of_it_first)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    size_t size = 12 << 20; /* more than both sockets take while nobody reads */
    char *body = arena_alloc(bench.arena, size);
    struct http_ask upload = {"POST", "/upload", .body = body, .body_size = size};
    for (int i = 0; i < 10; i++) {
        struct http_reply reply = {0};
        ck_assert(http_call(bench.arena, bench.port, &upload, &reply));
        ck_assert_int_eq(reply.status, 413);
        ck_assert_str_eq(reply.body, "too large");
        ck_assert(reply.all_sent);
    }
    ck_assert_int_eq(files_in(bench.folder), 0);
    bench_stop(&bench);
}
END_TEST

START_TEST(whoever_goes_on_sending_what_was_refused_is_cut_off)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    int fd = http_connect(bench.port);
    ck_assert(http_say_text(
        fd, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n"));
    size_t block = 1 << 20, sent = 0;
    char *body = arena_alloc(bench.arena, block);
    while (sent < 200 && http_say(fd, body, block))
        sent++;
    ck_assert_uint_ge(sent, 8);
    ck_assert_uint_lt(sent, 100);
    (void)close(fd);
    bench_stop(&bench);
}
END_TEST

START_TEST(an_upload_is_a_file_with_its_hash_and_is_gone_unless_taken)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    size_t size = 1 << 20;
    char *body = arena_alloc(bench.arena, size);
    for (size_t i = 0; i < size; i++)
        body[i] = (char)(i * 31);
    struct hash256 hash = hash_of_bytes(body, size);
    const char *wanted = arena_format(bench.arena, "%zu %s", size,
                                      hex_text(bench.arena, hash.bytes, sizeof hash.bytes));
    struct http_ask upload = {"POST", "/upload", .body = body, .body_size = size};
    struct http_reply reply = {0};
    ck_assert(http_call(bench.arena, bench.port, &upload, &reply));
    ck_assert_str_eq(reply.body, wanted);
    for (int i = 0; i < 100 && files_in(bench.folder) > 0; i++)
        (void)usleep(10000); /* removed once the answer is sent */
    ck_assert_int_eq(files_in(bench.folder), 0);
    upload.path = "/upload/keep";
    ck_assert(http_call(bench.arena, bench.port, &upload, &reply));
    ck_assert_str_eq(reply.body, wanted);
    ck_assert_int_eq(access(bench.seen.taken, R_OK), 0);
    bench_stop(&bench);
    ck_assert_int_eq(files_in(bench.folder), 1);
}
END_TEST

START_TEST(an_upload_that_breaks_off_leaves_nothing_and_is_told_to_the_handler)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    int fd = http_connect(bench.port);
    ck_assert(
        http_say_text(fd, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nabc"));
    for (int i = 0; i < 200 && files_in(bench.folder) == 0; i++)
        (void)usleep(10000);
    ck_assert_int_eq(files_in(bench.folder), 1);
    (void)close(fd);
    for (int i = 0; i < 200 && atomic_load(&bench.seen.gone) == 0; i++)
        (void)usleep(10000);
    ck_assert_int_eq(atomic_load(&bench.seen.gone), 1);
    ck_assert_int_eq(atomic_load(&bench.seen.handled), 0);
    bench_stop(&bench);
    ck_assert_int_eq(files_in(bench.folder), 0);
}
END_TEST

/* A server in a process of its own, so that it can be held still while connections pile up. */
static pid_t serve_in_child(int threads, uint16_t *ret_port)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct bench bench;
        bench_start(&bench, threads, 0);
        ssize_t wrote = write(ends[1], &bench.port, sizeof bench.port);
        while (wrote == sizeof bench.port && pause() < 0)
            continue;
        _exit(1);
    }
    ck_assert_int_eq(read(ends[0], ret_port, sizeof *ret_port), sizeof *ret_port);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return child;
}

static int count_answers(const int *fds, int count, int timeout_ms)
{
    struct pollfd waiting[1000];
    int answered = 0;
    time_us end = clock_steady() + (time_us)timeout_ms * 1000;
    for (int i = 0; i < count; i++)
        waiting[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    while (answered < count && clock_steady() < end) {
        (void)poll(waiting, (nfds_t)count, 100);
        for (int i = 0; i < count; i++) {
            char head[16];
            if (waiting[i].fd < 0 || waiting[i].revents == 0)
                continue;
            answered += recv(fds[i], head, sizeof head, 0) == sizeof head &&
                        memcmp(head, "HTTP/1.1 200", 12) == 0;
            waiting[i].fd = -1;
            (void)close(fds[i]);
        }
    }
    return answered;
}

static void check_all_ready_at_once(int threads, int count)
{
    uint16_t port = 0;
    pid_t child = serve_in_child(threads, &port);
    int fds[1000];
    /* All accepted and known to its epoll first: only then can they be ready in one moment. */
    for (int i = 0; i < count; i++)
        fds[i] = http_connect(port);
    (void)usleep(200000);
    ck_assert_int_eq(kill(child, SIGSTOP), 0);
    for (int i = 0; i < count; i++) {
        ck_assert(http_say_text(fds[i], "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    }
    ck_assert_int_eq(kill(child, SIGCONT), 0);
    int answered = count_answers(fds, count, 5000);
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    ck_assert_msg(answered == count, "%d of %d answered by %d threads", answered, count, threads);
}

START_TEST(any_number_of_connections_ready_at_once_is_answered_also_128)
{
    static const int counts[] = {1, 119, 120, 121, 126, 127, 128, 129, 255, 256};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        check_all_ready_at_once(1, counts[i]);
}
END_TEST

START_TEST(a_thousand_connections_ready_at_once_are_all_answered)
{
    struct rlimit files;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max < 4096 ? files.rlim_max : 4096;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
    check_all_ready_at_once(9, 1000);
}
END_TEST

START_TEST(a_slow_client_holds_up_nobody_and_is_let_go)
{
    struct bench bench;
    bench_start(&bench, 1, TIME_SECOND);
    int slow[50];
    for (int i = 0; i < 50; i++) {
        slow[i] = http_connect(bench.port);
        ck_assert(http_say_text(slow[i], "POST /a HTTP/1.1\r\nHost: x\r\nConte"));
    }
    time_us start = clock_steady();
    ck_assert_int_eq(ask(&bench, "GET", "/a", NULL).status, 200);
    ck_assert_int_lt(clock_steady() - start, TIME_SECOND);
    for (int i = 0; i < 50; i++) {
        struct pollfd wait = {.fd = slow[i], .events = POLLIN};
        ck_assert_int_eq(poll(&wait, 1, 6000), 1); /* answered or closed, not kept */
        (void)close(slow[i]);
    }
    ck_assert_int_eq(atomic_load(&bench.seen.handled), 1);
    bench_stop(&bench);
}
END_TEST

static time_us processor_time(void)
{
    struct timespec used;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * TIME_SECOND + used.tv_nsec / 1000;
}

START_TEST(an_event_stream_costs_no_processor_time_while_there_is_nothing_to_send)
{
    struct bench bench;
    bench_start(&bench, 2, 0);
    int fds[20];
    struct http_stream *streams[20];
    for (int i = 0; i < 20; i++) {
        atomic_store(&bench.seen.stream, NULL);
        fds[i] = http_connect(bench.port);
        ck_assert(http_say_text(fds[i], "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"));
        while ((streams[i] = atomic_load(&bench.seen.stream)) == NULL)
            (void)usleep(1000);
    }
    (void)usleep(100000);
    time_us before = processor_time();
    (void)usleep(1000000);
    time_us used = processor_time() - before;
    ck_assert_msg(used < 50000, "%lld us of processor time in an idle second", (long long)used);
    for (int i = 0; i < 20; i++) {
        ck_assert(http_stream_send(streams[i], "job", "7", "{\"a\":1}\nsecond"));
        const char *heard = http_hear_until(bench.arena, fds[i], "second\n\n", 3000);
        ck_assert_ptr_nonnull(
            strstr(heard, "id: 7\nevent: job\ndata: {\"a\":1}\ndata: second\n\n"));
        ck_assert_ptr_nonnull(strstr(heard, "text/event-stream"));
    }
    for (int i = 0; i < 10; i++)
        http_stream_close(streams[i]);
    ck_assert_ptr_nonnull(strstr(http_hear_until(bench.arena, fds[0], "0\r\n\r\n", 3000), "0\r\n"));
    bench_stop(&bench); /* ten are open: they end with the server */
    for (int i = 10; i < 20; i++) {
        ck_assert(!http_stream_send(streams[i], "job", NULL, "late"));
        http_stream_close(streams[i]);
    }
    for (int i = 0; i < 20; i++)
        (void)close(fds[i]);
}
END_TEST

START_TEST(a_reader_who_left_is_noticed)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    int fd = http_connect(bench.port);
    ck_assert(http_say_text(fd, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"));
    struct http_stream *stream = NULL;
    while ((stream = atomic_load(&bench.seen.stream)) == NULL)
        (void)usleep(1000);
    (void)close(fd);
    int sent = 0;
    while (sent < 500 && http_stream_send(stream, "job", NULL, "x")) {
        (void)usleep(10000);
        sent++;
    }
    ck_assert_int_lt(sent, 500);
    http_stream_close(stream);
    bench_stop(&bench);
}
END_TEST

START_TEST(a_reader_who_does_not_keep_up_is_let_go)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    int fd = http_connect(bench.port);
    ck_assert(http_say_text(fd, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"));
    struct http_stream *stream = NULL;
    while ((stream = atomic_load(&bench.seen.stream)) == NULL)
        (void)usleep(1000);
    char *much = arena_alloc(bench.arena, 64 << 10);
    memset(much, 'x', (64 << 10) - 1);
    int sent = 0;
    while (sent < 2000 && http_stream_send(stream, "job", NULL, much))
        sent++;
    ck_assert_int_lt(sent, 2000);
    http_stream_close(stream);
    (void)close(fd);
    bench_stop(&bench);
}
END_TEST

START_TEST(what_cannot_be_listened_on_is_an_error)
{
    struct bench bench;
    bench_start(&bench, 1, 0);
    struct http_handler handler = {&bench.seen, begin, handle, gone};
    struct http_server *server = NULL;
    struct error err;
    struct http_options options = {.address = "not an address"};
    CHECK_FAILS(http_start(&options, &handler, &server, &err), HTTP_ADDRESS, err);
    options = (struct http_options){.port = bench.port};
    CHECK_FAILS(http_start(&options, &handler, &server, &err), HTTP_START, err);
    options = (struct http_options){.upload_folder = "/nowhere/at/all"};
    CHECK_FAILS(http_start(&options, &handler, &server, &err), HTTP_FOLDER, err);
    options = (struct http_options){.tls_key_file = "key.pem"};
    CHECK_FAILS(http_start(&options, &handler, &server, &err), HTTP_TLS, err);
    ck_assert_ptr_null(server);
    bench_stop(&bench);
}
END_TEST

TEST_MAIN("http server", a_request_reaches_the_handler_as_it_was_meant,
          many_requests_share_one_connection, every_answer_carries_the_security_headers,
          malformed_requests_are_refused_and_do_not_reach_the_handler,
          a_head_without_end_is_refused,
          a_body_over_its_limit_is_refused_early_and_nothing_of_it_stays_on_disk,
          the_answer_to_a_body_refused_at_its_head_reaches_a_client_that_sends_all_of_it_first,
          whoever_goes_on_sending_what_was_refused_is_cut_off,
          an_upload_is_a_file_with_its_hash_and_is_gone_unless_taken,
          an_upload_that_breaks_off_leaves_nothing_and_is_told_to_the_handler,
          any_number_of_connections_ready_at_once_is_answered_also_128,
          a_thousand_connections_ready_at_once_are_all_answered,
          a_slow_client_holds_up_nobody_and_is_let_go,
          an_event_stream_costs_no_processor_time_while_there_is_nothing_to_send,
          a_reader_who_left_is_noticed, a_reader_who_does_not_keep_up_is_let_go,
          what_cannot_be_listened_on_is_an_error)
