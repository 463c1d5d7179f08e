/* The other side: buffers around a service, and the memory of a virtual machine. */
#include <string.h>

#include "kit/must.h"
#include "wire/wire.h"

enum { SERVER_OUT_MAX = 4 * WIRE_FRAME_MAX, ARENA_MAX = 1 << 20 };

/* A request that has begun and does not go on for so long was cut off. */
#define HALF_MAX TIME_SECOND

struct wire_server {
    struct arena *arena;
    const struct wire_service *service;
    const void *settings;
    struct wire_memory *memory;
    time_us last;
    size_t in_count, out_count, out_sent;
    uint8_t in[2 * WIRE_FRAME_MAX], out[SERVER_OUT_MAX];
};

struct wire_bank *wire_bank(struct wire_memory *memory, const char *device)
{
    for (size_t i = 0; i < memory->count; i++)
        if (strcmp(memory->banks[i].device, device) == 0)
            return &memory->banks[i];
    return NULL;
}

struct wire_server *wire_server_new(const struct wire_service *service, const void *settings,
                                    struct wire_memory *memory)
{
    struct arena *arena = arena_new("wire server", ARENA_MAX);
    struct wire_server *server = arena_alloc(arena, sizeof *server);
    server->arena = arena;
    server->service = service;
    server->settings = settings;
    server->memory = memory;
    return server;
}

void wire_server_free(struct wire_server *server)
{
    if (server != NULL)
        arena_free(server->arena);
}

void wire_server_connected(struct wire_server *server)
{
    server->in_count = server->out_count = server->out_sent = 0;
}

/* Answers what is complete; as long as there is room for an answer. */
static void serve(struct wire_server *server)
{
    while (server->in_count > 0 && server->out_count + WIRE_FRAME_MAX <= SERVER_OUT_MAX) {
        size_t answer = 0;
        struct wire_heard heard =
            server->service->serve(server->settings, server->memory, server->in, server->in_count,
                                   server->out + server->out_count, &answer);
        if (heard.is == WIRE_MORE && server->in_count < sizeof server->in)
            return;
        size_t size = heard.is == WIRE_MORE ? 1 : heard.size;
        must(size > 0);
        must(size <= server->in_count);
        must(answer <= WIRE_FRAME_MAX);
        server->in_count -= size;
        memmove(server->in, server->in + size, server->in_count);
        server->out_count += heard.is == WIRE_ANSWER ? answer : 0;
    }
}

void wire_server_receive(struct wire_server *server, time_us now, const uint8_t *bytes,
                         size_t count)
{
    if (server->in_count > 0 && now - server->last > HALF_MAX)
        server->in_count = 0;
    server->last = now;
    while (count > 0) {
        size_t room = sizeof server->in - server->in_count, part = count < room ? count : room;
        if (part == 0)
            return; /* a client that asks and takes no answers: the rest is lost */
        memcpy(server->in + server->in_count, bytes, part);
        server->in_count += part;
        bytes += part;
        count -= part;
        serve(server);
    }
}

size_t wire_server_send(struct wire_server *server, uint8_t *bytes, size_t room)
{
    size_t left = server->out_count - server->out_sent, count = left < room ? left : room;
    memcpy(bytes, server->out + server->out_sent, count);
    server->out_sent += count;
    if (server->out_sent == server->out_count) {
        server->out_count = server->out_sent = 0;
        serve(server);
    }
    return count;
}
