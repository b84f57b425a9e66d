/*
 * The third vote from a management controller: quorate_witness on an AST1030, without an operating system. It has no
 * network: UART1 leads to a multiplexer (tests/fencing/uart_witness.py) with the TCP connections. In both directions
 * come frames: a connection's number, what happens ('O': it was accepted, 'C': it is closed, 'D': bytes), how many
 * bytes follow, and those. Votes and their reasons, as numbers, go to UART5. Who has votes is in its flash, so that it
 * need not be silent after a restart.
 */
#include "board.h"
#include "kept.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* A 16550 with its registers four bytes apart. */
#define UART1 0x7E783000u
#define LINE_STATUS REGISTER(UART1 + 0x14)
#define RECEIVED 1u
#define CAN_SEND (1u << 5)

/* The first timer counts down, a step a microsecond on the external clock. */
#define TIMER_COUNT REGISTER(0x7E782000u)
#define TIMER_RELOAD REGISTER(0x7E782004u)
#define TIMER_CONTROL REGISTER(0x7E782030u)

#define CLIENTS 4
#define CLUSTERS 2
#define NODES 8
/* What quorum.device.timeout of 10 s, the default, brings; with more, corosync-qdevice is refused. After its first
 * start the witness may be silent for 2.25 times this. */
#define HEARTBEAT_MAX 8000u
#define NOBODY 255

static uint64_t memory[QUORATE_WITNESS_SIZE(CLIENTS, CLUSTERS, NODES) / 8];
static quorate_witness *const witness = (quorate_witness *)memory;
static uint8_t snapshot[QUORATE_WITNESS_SNAPSHOT_MAX(CLUSTERS, NODES)];
typedef char snapshot_fits[sizeof snapshot <= KEPT_MAX ? 1 : -1];
/* The multiplexer's number of each connection, and what was told last. */
static struct {
    int is_open;
    uint8_t number;
    uint32_t vote, reason;
} clients[CLIENTS];

static uint64_t now(void)
{
    static uint64_t passed;
    static uint32_t last = UINT32_MAX;
    const uint32_t count = TIMER_COUNT;
    passed += last - count;
    last = count;
    return passed / 1000;
}

static void send_byte(uint8_t byte)
{
    while ((LINE_STATUS & CAN_SEND) == 0) {
    }
    REGISTER(UART1) = byte;
}

static void send_frame(uint8_t number, char what, const uint8_t *bytes, uint32_t count)
{
    send_byte(number);
    send_byte((uint8_t)what);
    send_byte((uint8_t)count);
    while (count-- > 0)
        send_byte(*bytes++);
}

static void tell(const char *text, uint32_t number)
{
    put(text);
    put_number(number);
}

static void log_vote(uint32_t connection)
{
    quorate_client_info info;
    WORKS(quorate_witness_client(witness, connection, &info));
    if (info.node_id == 0 || (info.vote == clients[connection].vote && info.reason == clients[connection].reason))
        return;
    clients[connection].vote = info.vote;
    clients[connection].reason = info.reason;
    tell("node ", info.node_id);
    tell(": vote ", info.vote);
    tell(", reason ", info.reason);
    put("\n");
}

/* Before anything is said that rests on it. */
static void store(void)
{
    uint32_t unsaved;
    size_t length;
    WORKS(quorate_witness_is_unsaved(witness, &unsaved));
    if (!unsaved)
        return;
    WORKS(quorate_witness_write_snapshot(witness, now(), snapshot, sizeof snapshot, &length));
    kept_write(snapshot, length);
    WORKS(quorate_witness_saved(witness));
}

/* What was stored last, or where its sector is damaged before it: what the newer one had was never said. */
static void restore(void)
{
    uint32_t back;
    for (back = 0; back < 2; back++) {
        const size_t length = kept_read(back, snapshot, sizeof snapshot);
        if (quorate_witness_restore(witness, now(), snapshot, length) == QUORATE_OK) {
            put("who has votes is known\n");
            return;
        }
    }
    put("who has votes is not known\n");
}

static void drain(void)
{
    uint8_t bytes[QUORATE_WITNESS_TRANSMIT_MAX];
    quorate_witness_output output;
    for (;;) {
        store();
        WORKS(quorate_witness_poll_output(witness, &output, bytes, sizeof bytes));
        if (output.kind == QUORATE_OUTPUT_NONE)
            return;
        if (output.kind == QUORATE_OUTPUT_CLOSE) {
            tell("closed, reason ", output.reason);
            put("\n");
            clients[output.connection].is_open = 0;
            send_frame(clients[output.connection].number, 'C', NULL, 0);
            continue;
        }
        send_frame(clients[output.connection].number, 'D', bytes, output.len);
        log_vote(output.connection);
    }
}

static uint32_t connection_of(uint8_t number)
{
    uint32_t place;
    for (place = 0; place < CLIENTS; place++)
        if (clients[place].is_open && clients[place].number == number)
            return place;
    return NOBODY;
}

static void opened(uint8_t number)
{
    uint32_t connection;
    if (quorate_witness_connect(witness, now(), &connection) != QUORATE_OK) {
        send_frame(number, 'C', NULL, 0);
        return;
    }
    clients[connection].is_open = 1;
    clients[connection].number = number;
    clients[connection].vote = clients[connection].reason = 0;
}

static void happen(uint8_t number, uint8_t what, const uint8_t *bytes, size_t count)
{
    const uint32_t connection = connection_of(number);
    size_t taken = 1;
    if (what == 'O') {
        opened(number);
    } else if (what == 'C' && connection != NOBODY) {
        clients[connection].is_open = 0;
        WORKS(quorate_witness_disconnect(witness, connection, now()));
        drain();
    }
    while (what == 'D' && connection != NOBODY && count > 0 && taken > 0 && clients[connection].is_open) {
        WORKS(quorate_witness_receive(witness, connection, now(), bytes, count, &taken));
        bytes += taken;
        count -= taken;
        drain();
    }
}

/* The next byte of a frame. */
static void take(uint8_t byte)
{
    static uint8_t frame[3 + 255];
    static size_t length;
    frame[length++] = byte;
    if (length >= 3 && length == 3u + frame[2]) {
        happen(frame[0], frame[1], frame + 3, frame[2]);
        length = 0;
    }
}

int run(void)
{
    quorate_witness_settings settings;
    uint64_t next;
    TIMER_RELOAD = UINT32_MAX;
    TIMER_CONTROL = 3;
    WORKS(quorate_witness_settings_init(&settings));
    settings.heartbeat_max = HEARTBEAT_MAX;
    WORKS(quorate_witness_init(witness, sizeof memory, CLIENTS, CLUSTERS, NODES, &settings, now()));
    restore();
    put("witness on UART1\n");
    for (;;) {
        if (LINE_STATUS & RECEIVED) {
            take((uint8_t)REGISTER(UART1));
            continue;
        }
        WORKS(quorate_witness_poll_timeout(witness, &next));
        if (next <= now()) {
            WORKS(quorate_witness_handle_timeout(witness, now()));
            drain();
        }
    }
}
