/*
 * A small daemon in place of corosync-qnetd, without TLS: epoll around quorate_witness.
 *
 *     witnessd [-l ADDRESS] [-p PORT] [-c CLIENTS] [-a PER_ADDRESS] [-t CLUSTER]... [-m HEARTBEAT_MAX] [-s FOLDER] [-q]
 *
 * It listens on all addresses, port 5403 (0: any), for up to 256 clients, 64 of one address. HEARTBEAT_MAX is in
 * milliseconds. With -t it serves these clusters only. With a FOLDER for its state a restart knows who has votes. With
 * -q it gives votes away as early as corosync-qnetd does. Every vote and its reason go to standard error. It allocates
 * at its start, and never again.
 */
#define _GNU_SOURCE
#include <quorate.h>

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLUSTERS 64
#define NODES 64
/* What waits for a client that does not read; one that lets more wait is cut off. */
#define UNSENT_MAX 2048
#define LISTENER UINT32_MAX
/* Those of the daemon itself. */
#define FILES 16
/* Lines a second about connections that are closed: whoever connects can cause them. */
#define LINES_MAX 10

struct client {
    int fd, is_waiting;
    struct in6_addr address;
    /* How many were accepted before. */
    uint64_t age;
    /* 0: it has not said who it is. */
    uint32_t node_id;
    uint32_t vote, reason;
    size_t unsent_count;
};

static quorate_witness *witness;
static struct client *clients;
/* What waits for each. Apart, so that memory is taken only for those that need it. */
static uint8_t (*unsent)[UNSENT_MAX];
static uint32_t client_count = 256, per_address = 64;
static int epoll, folder = -1;
static uint8_t snapshot[QUORATE_WITNESS_SNAPSHOT_MAX(CLUSTERS, NODES)];

static void done(int32_t status, const char *what)
{
    if (status != QUORATE_OK)
        errx(1, "%s: %s", what, quorate_error_text(status));
}

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void watch(uint32_t connection, int fd, uint32_t events)
{
    struct epoll_event event = { .events = events, .data = { .u32 = connection } };
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) != 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        err(1, "epoll_ctl");
}

/* A loss of power at any byte leaves the old state or the new one. Where it cannot be stored, what rests on it is not
 * said. */
static void store(void)
{
    uint32_t unsaved;
    size_t len;
    int fd;
    done(quorate_witness_is_unsaved(witness, &unsaved), "is_unsaved");
    if (!unsaved || folder < 0)
        return;
    done(quorate_witness_write_snapshot(witness, now(), snapshot, sizeof snapshot, &len), "write_snapshot");
    fd = openat(folder, "new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, snapshot, len) != (ssize_t)len || fsync(fd) != 0 || close(fd) != 0
        || renameat(folder, "new", folder, "state") != 0 || fsync(folder) != 0)
        err(1, "the state");
    done(quorate_witness_saved(witness), "saved");
}

static void restore(void)
{
    const int fd = folder < 0 ? -1 : openat(folder, "state", O_RDONLY | O_CLOEXEC);
    const ssize_t len = fd < 0 ? 0 : read(fd, snapshot, sizeof snapshot);
    const int32_t status = quorate_witness_restore(witness, now(), snapshot, len < 0 ? 0 : (size_t)len);
    uint64_t until;
    if (fd >= 0 && status != QUORATE_OK)
        warnx("the state: %s", quorate_error_text(status));
    done(quorate_witness_silent_until(witness, &until), "silent_until");
    if (until > now())
        warnx("who has votes is not known: for %u s no vote while a node is out of reach",
              (unsigned)((until - now()) / 1000));
}

static void forget(uint32_t connection)
{
    close(clients[connection].fd);
    clients[connection] = (struct client){ .fd = -1 };
}

/* What the witness says then is for act. */
static void leave(uint32_t connection)
{
    done(quorate_witness_disconnect(witness, connection, now()), "disconnect");
    forget(connection);
}

/* How much of this need not be sent again. Whoever cannot be reached is gone, which the next read tells. */
static size_t send_some(uint32_t connection, const uint8_t *bytes, size_t len)
{
    const ssize_t sent = send(clients[connection].fd, bytes, len, MSG_NOSIGNAL);
    return sent >= 0 ? (size_t)sent : errno == EAGAIN || errno == EINTR ? 0 : len;
}

static void wait_to_send(uint32_t connection)
{
    struct client *const client = &clients[connection];
    if (client->is_waiting != (client->unsent_count > 0)) {
        client->is_waiting = !client->is_waiting;
        watch(connection, client->fd, client->is_waiting ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

static void flush(uint32_t connection)
{
    struct client *const client = &clients[connection];
    const size_t gone = send_some(connection, unsent[connection], client->unsent_count);
    client->unsent_count -= gone;
    memmove(unsent[connection], unsent[connection] + gone, client->unsent_count);
    wait_to_send(connection);
}

static void log_vote(uint32_t connection)
{
    struct client *const client = &clients[connection];
    quorate_client_info info;
    char text[256];
    done(quorate_witness_client(witness, connection, &info), "client");
    client->node_id = info.node_id;
    if (info.node_id == 0 || (info.vote == client->vote && info.reason == client->reason))
        return;
    client->vote = info.vote, client->reason = info.reason;
    done(quorate_vote_reason_text(info.reason, text, sizeof text, NULL), "vote_reason_text");
    warnx("cluster '%s' node %u: vote %u: %s", info.cluster, info.node_id, info.vote, text);
}

static void log_end(uint32_t connection, const char *why)
{
    static uint64_t second;
    static uint32_t lines;
    const uint64_t this_second = now() / 1000;
    lines = this_second == second ? lines + 1 : 1;
    second = this_second;
    if (lines <= LINES_MAX)
        warnx("connection %u of node %u is closed: %s", connection, clients[connection].node_id, why);
}

/* After every call: what is to be stored is stored, then what is to be said is said. */
static void act(void)
{
    uint8_t bytes[QUORATE_WITNESS_TRANSMIT_MAX];
    quorate_witness_output output;
    struct client *client;
    char text[256];
    for (;;) {
        store();
        done(quorate_witness_poll_output(witness, &output, bytes, sizeof bytes), "poll_output");
        if (output.kind == QUORATE_OUTPUT_NONE)
            return;
        client = &clients[output.connection];
        if (output.kind == QUORATE_OUTPUT_CLOSE) {
            done(quorate_close_reason_text(output.reason, text, sizeof text, NULL), "close_reason_text");
            log_end(output.connection, text);
            forget(output.connection);
        } else if (client->unsent_count + output.len > UNSENT_MAX) {
            log_end(output.connection, "it does not read");
            leave(output.connection);
        } else {
            const size_t gone = client->unsent_count > 0 ? 0 : send_some(output.connection, bytes, output.len);
            memcpy(unsent[output.connection] + client->unsent_count, bytes + gone, output.len - gone);
            client->unsent_count += output.len - gone;
            log_vote(output.connection);
            wait_to_send(output.connection);
        }
    }
}

/* Whether there is room for one more of this address: the oldest that has not said who it is makes room. */
static int make_room(const struct in6_addr *address)
{
    uint32_t place, open = 0, neighbors = 0, oldest = client_count;
    for (place = 0; place < client_count; place++) {
        open += clients[place].fd >= 0;
        neighbors += clients[place].fd >= 0 && memcmp(&clients[place].address, address, sizeof *address) == 0;
    }
    if (neighbors < per_address && open < client_count)
        return 1;
    for (place = 0; place < client_count; place++) {
        const struct client *const client = &clients[place];
        if (client->fd < 0 || client->node_id != 0
            || (neighbors >= per_address && memcmp(&client->address, address, sizeof *address) != 0))
            continue;
        if (oldest == client_count || client->age < clients[oldest].age)
            oldest = place;
    }
    if (oldest == client_count)
        return 0;
    leave(oldest);
    act();
    return 1;
}

static void take(int listener)
{
    static uint64_t accepted;
    struct sockaddr_in6 from;
    socklen_t size = sizeof from;
    uint32_t connection;
    const int fd = accept4(listener, (struct sockaddr *)&from, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0 && make_room(&from.sin6_addr)
        && quorate_witness_connect(witness, now(), &connection) == QUORATE_OK) {
        clients[connection] = (struct client){ .fd = fd, .address = from.sin6_addr, .age = accepted++ };
        watch(connection, fd, EPOLLIN);
    } else if (fd >= 0) {
        close(fd);
    }
}

static void hear(uint32_t connection)
{
    uint8_t bytes[4096];
    const int fd = clients[connection].fd;
    ssize_t len = recv(fd, bytes, sizeof bytes, 0), at = 0;
    size_t taken;
    if (len == 0 || (len < 0 && errno != EAGAIN && errno != EINTR)) {
        leave(connection);
        act();
    }
    /* A message at a time, until the connection is closed. */
    for (; at < len && clients[connection].fd == fd; at += (ssize_t)taken) {
        done(quorate_witness_receive(witness, connection, now(), bytes + at, (size_t)(len - at), &taken), "receive");
        act();
    }
}

static int listen_on(const char *address, unsigned long port)
{
    struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    const int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1, off = 0;
    /* More than UNSENT_MAX need not wait in the kernel, either. */
    const int unsent = 2 * UNSENT_MAX;
    socklen_t size = sizeof at;
    char mapped[64];
    snprintf(mapped, sizeof mapped, "%s%s", strchr(address, ':') == NULL ? "::ffff:" : "", address);
    if (port > UINT16_MAX || inet_pton(AF_INET6, mapped, &at.sin6_addr) != 1)
        errx(2, "not an address and a port: %s %lu", address, port);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) != 0
        || setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &unsent, sizeof unsent) != 0
        || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, SOMAXCONN) != 0
        || getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        err(1, "%s port %lu", address, port);
    warnx("listens on port %u", ntohs(at.sin6_port));
    watch(LISTENER, fd, EPOLLIN);
    return fd;
}

/* How long epoll may wait, in milliseconds. */
static int patience(void)
{
    const uint64_t time = now();
    uint64_t next;
    done(quorate_witness_poll_timeout(witness, &next), "poll_timeout");
    return next <= time ? 0 : next - time > 60000 ? 60000 : (int)(next - time);
}

static void make(const quorate_witness_settings *settings)
{
    const size_t size = quorate_witness_size(client_count, CLUSTERS, NODES);
    const struct rlimit files = { client_count + (rlim_t)FILES, client_count + (rlim_t)FILES };
    uint32_t place;
    witness = malloc(size);
    clients = calloc(client_count, sizeof *clients);
    unsent = calloc(client_count, sizeof *unsent);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (size == 0 || witness == NULL || clients == NULL || unsent == NULL || epoll < 0
        || setrlimit(RLIMIT_NOFILE, &files) != 0)
        errx(1, "no room for %u clients", client_count);
    for (place = 0; place < client_count; place++)
        clients[place].fd = -1;
    done(quorate_witness_init(witness, size, client_count, CLUSTERS, NODES, settings, now()), "init");
    restore();
}

int main(int argc, char **argv)
{
    const char *address = "::", *told[CLUSTERS];
    unsigned long port = 5403;
    quorate_witness_settings settings;
    struct epoll_event events[64];
    int option, listener, count;
    size_t told_count = 0;
    done(quorate_witness_settings_init(&settings), "settings");
    while ((option = getopt(argc, argv, "l:p:c:a:t:m:s:q")) != -1) {
        switch (option) {
        case 'l': address = optarg; break;
        case 'p': port = strtoul(optarg, NULL, 10); break;
        case 'c': client_count = (uint32_t)strtoul(optarg, NULL, 10); break;
        case 'a': per_address = (uint32_t)strtoul(optarg, NULL, 10); break;
        case 't': told[told_count++ % CLUSTERS] = optarg; break;
        case 'm': settings.heartbeat_max = (uint32_t)strtoul(optarg, NULL, 10); break;
        case 's': folder = open(optarg, O_DIRECTORY | O_CLOEXEC); break;
        case 'q': settings.timing = QUORATE_TIMING_LIKE_QNETD; break;
        default: return 2;
        }
    }
    if (told_count > CLUSTERS)
        errx(2, "at most %d clusters", CLUSTERS);
    make(&settings);
    while (told_count-- > 0)
        done(quorate_witness_tell(witness, told[told_count], strlen(told[told_count]), NULL, 0), told[told_count]);
    listener = listen_on(address, port);
    for (;;) {
        const int wait = patience();
        if (wait == 0) {
            done(quorate_witness_handle_timeout(witness, now()), "handle_timeout");
            act();
        }
        count = epoll_wait(epoll, events, 64, wait);
        while (--count >= 0) {
            const uint32_t who = events[count].data.u32;
            if (who == LISTENER)
                take(listener);
            else if (clients[who].fd >= 0 && events[count].events & EPOLLOUT)
                flush(who);
            else if (clients[who].fd >= 0)
                hear(who);
        }
    }
}
