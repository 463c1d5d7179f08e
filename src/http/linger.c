/* linger.c -- the rest of a body that nobody wants.
 *
 * A request refused at its head is answered while its body is still under way. To close the socket
 * then would answer that body with a reset, and a reset takes the answer away from a client that
 * writes before it reads: browsers say "network error" where the server said "404". So the socket
 * is held on to by a descriptor of its own after MHD has let go of its: MHD has shut the sending
 * side down, what still comes is read and thrown away here, until the peer closes too or one of the
 * bounds below is met. Whoever is too many, too long or too much gets the reset. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http_private.h"
#include "kit/clock.h"
#include "kit/must.h"

enum { PEERS_MAX = 64, REST_MAX = 16 << 20, BLOCK = 64 << 10 };
#define PATIENCE (30 * TIME_SECOND)

struct peer {
    int fd;
    int64_t left; /* bytes still read from it */
    time_us until;
};

struct lingering {
    pthread_t thread;
    int wake; /* an eventfd: somebody has come, or it is over */
    pthread_mutex_t lock;
    bool stopping;
    struct peer at[PEERS_MAX];
    size_t count;
};

/* False when this peer is done with. */
static bool read_rest(struct peer *peer, char *block)
{
    ssize_t got = recv(peer->fd, block, BLOCK, MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    peer->left -= got;
    return got > 0 && peer->left > 0;
}

/* How long to wait at most: until the first peer's time is over. */
static int patience_left(const struct lingering *linger)
{
    time_us first = -1, now = clock_steady();
    for (size_t i = 0; i < linger->count; i++)
        if (first < 0 || linger->at[i].until < first)
            first = linger->at[i].until;
    return first < 0 ? -1 : first <= now ? 0 : (int)((first - now) / 1000) + 1;
}

/* The lock is held. */
static void read_all(struct lingering *linger, const struct pollfd *ready, size_t count,
                     char *block)
{
    time_us now = clock_steady();
    for (size_t i = count; i-- > 0;) {
        struct peer *peer = &linger->at[i];
        if (peer->until > now && (ready[i].revents == 0 || read_rest(peer, block)))
            continue;
        (void)close(peer->fd);
        *peer = linger->at[--linger->count];
    }
}

static void *linger_run(void *context)
{
    struct lingering *linger = context;
    struct pollfd ready[PEERS_MAX + 1];
    char *block = malloc(BLOCK);
    must(block != NULL);
    must(pthread_mutex_lock(&linger->lock) == 0);
    while (!linger->stopping) {
        size_t count = linger->count;
        for (size_t i = 0; i < count; i++)
            ready[i] = (struct pollfd){.fd = linger->at[i].fd, .events = POLLIN};
        ready[count] = (struct pollfd){.fd = linger->wake, .events = POLLIN};
        int patience = patience_left(linger);
        must(pthread_mutex_unlock(&linger->lock) == 0);
        int woken = poll(ready, (nfds_t)count + 1, patience);
        uint64_t times = 0;
        if (woken > 0 && ready[count].revents != 0)
            (void)!read(linger->wake, &times, sizeof times);
        must(pthread_mutex_lock(&linger->lock) == 0);
        if (woken >= 0)
            read_all(linger, ready, count, block);
    }
    must(pthread_mutex_unlock(&linger->lock) == 0);
    free(block);
    return NULL;
}

static void wake(struct lingering *linger)
{
    const uint64_t once = 1;
    (void)!write(linger->wake, &once, sizeof once);
}

struct lingering *linger_start(void)
{
    struct lingering *linger = calloc(1, sizeof *linger);
    must(linger != NULL);
    linger->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    must(linger->wake >= 0);
    must(pthread_mutex_init(&linger->lock, NULL) == 0);
    must(pthread_create(&linger->thread, NULL, linger_run, linger) == 0);
    return linger;
}

void linger_with(struct lingering *linger, int held_by_mhd)
{
    must(pthread_mutex_lock(&linger->lock) == 0);
    int fd = linger->count < PEERS_MAX ? fcntl(held_by_mhd, F_DUPFD_CLOEXEC, 0) : -1;
    if (fd >= 0)
        linger->at[linger->count++] =
            (struct peer){.fd = fd, .left = REST_MAX, .until = clock_steady() + PATIENCE};
    must(pthread_mutex_unlock(&linger->lock) == 0);
    if (fd >= 0)
        wake(linger);
}

void linger_stop(struct lingering *linger)
{
    must(pthread_mutex_lock(&linger->lock) == 0);
    linger->stopping = true;
    must(pthread_mutex_unlock(&linger->lock) == 0);
    wake(linger);
    (void)pthread_join(linger->thread, NULL);
    for (size_t i = 0; i < linger->count; i++)
        (void)close(linger->at[i].fd);
    (void)pthread_mutex_destroy(&linger->lock);
    (void)close(linger->wake);
    free(linger);
}
