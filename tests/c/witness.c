/*
 * Goal: the third vote from C, over memory of the program: two nodes join and get the vote; one of them dies, and the
 * other gets it when the lease of the dead one has run out; a restart with a snapshot knows for whom it waits.
 */
#include "check.h"

#define HEARTBEAT 8000u

static uint64_t memory[QUORATE_WITNESS_SIZE(4, 1, 2) / 8];
static quorate_witness *const witness = (quorate_witness *)memory;
static quorate_witness_settings settings;
static uint8_t snapshot[QUORATE_WITNESS_SNAPSHOT_MAX(1, 2)];
static uint64_t now;
/* What the client of each connection was told last of its vote by VOTE_INFO, and why one was closed. */
static uint32_t told[4], closed[4];

static uint8_t message[256];
static size_t length;

static void add(uint64_t number, size_t bytes)
{
    while (bytes-- > 0)
        message[length++] = (uint8_t)(number >> 8 * bytes);
}

static void option(uint32_t type, uint64_t number, size_t bytes)
{
    add(type, 2);
    add(bytes, 2);
    add(number, bytes);
}

static void node_info(uint32_t node)
{
    add(17, 2);
    add(8, 2);
    option(9, node, 4);
}

static void ring_id(uint64_t seq)
{
    add(13, 2);
    add(12, 2);
    add(1, 4);
    add(seq, 8);
}

static void begin(uint32_t type, uint32_t seq)
{
    length = 0;
    add(type, 2);
    add(0, 4);
    option(0, seq, 4);
}

static void do_all_outputs(void);

static void say(uint32_t connection)
{
    size_t taken, body = length - 6;
    message[4] = (uint8_t)(body >> 8);
    message[5] = (uint8_t)body;
    WORKS(quorate_witness_receive(witness, connection, now, message, length, &taken));
    CHECK(taken == length);
    do_all_outputs();
}

static void do_all_outputs(void)
{
    uint8_t bytes[QUORATE_WITNESS_TRANSMIT_MAX], seq[4] = { 0 };
    quorate_witness_output output;
    uint32_t connection;
    for (;;) {
        WORKS(quorate_witness_poll_output(witness, &output, bytes, sizeof bytes));
        if (output.kind == QUORATE_OUTPUT_NONE)
            break;
        if (output.kind == QUORATE_OUTPUT_CLOSE)
            closed[output.connection] = output.reason;
        if (output.kind == QUORATE_OUTPUT_SEND && bytes[1] == 14) {
            CHECK(output.len == 35);
            told[output.connection] = bytes[18];
            seq[output.connection] = bytes[13];
        }
    }
    /* Each VOTE_INFO is acknowledged. */
    for (connection = 0; connection < 4; connection++) {
        if (seq[connection] != 0) {
            begin(15, seq[connection]);
            say(connection);
        }
    }
}

static void wait_until(uint64_t when)
{
    uint64_t next;
    for (;;) {
        WORKS(quorate_witness_poll_timeout(witness, &next));
        if (next > when)
            break;
        now = next > now ? next : now;
        WORKS(quorate_witness_handle_timeout(witness, now));
        do_all_outputs();
    }
    now = when;
}

static void membership(uint32_t connection, uint64_t seq, uint32_t nodes)
{
    begin(10, 5);
    option(18, 2, 1);
    ring_id(seq);
    if (nodes == 1) {
        node_info(connection + 1);
    } else {
        node_info(1);
        node_info(2);
    }
    say(connection);
}

/* Node `connection` + 1, up to its lists. */
static void join(uint32_t connection)
{
    uint32_t got;
    WORKS(quorate_witness_connect(witness, now, &got));
    CHECK(got == connection);
    begin(0, 1);
    option(1, 0x6c6162, 3);
    say(connection);
    begin(3, 2);
    option(9, connection + 1, 4);
    option(11, 1, 2);
    option(12, HEARTBEAT, 4);
    option(21, 0x0300000002, 5);
    ring_id(4);
    say(connection);
    begin(10, 3);
    option(18, 0, 1);
    node_info(1);
    node_info(2);
    say(connection);
    membership(connection, 4, 2);
}

static quorate_client_info info_of(uint32_t connection)
{
    quorate_client_info info;
    WORKS(quorate_witness_client(witness, connection, &info));
    return info;
}

/* The witness knows these nodes from the client, ascending; the place of the others is 0. */
static void knows(uint32_t connection, uint32_t which, uint32_t first, uint32_t second)
{
    const size_t wanted = (first != 0) + (second != 0);
    uint32_t nodes[2] = { 0, 0 };
    size_t count = 9;
    WORKS(quorate_witness_nodes(witness, connection, which, nodes, 2, &count));
    CHECK(count == wanted && nodes[0] == first && nodes[1] == second);
    if (wanted > 0)
        ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL,
                quorate_witness_nodes(witness, connection, which, nodes, wanted - 1, &count));
    CHECK(count == wanted);
}

static uint64_t silent_until(void)
{
    uint64_t until;
    WORKS(quorate_witness_silent_until(witness, &until));
    return until;
}

static void start(void)
{
    static const uint32_t nodes[] = { 1, 2 };
    WORKS(quorate_witness_init(witness, sizeof memory, 4, 1, 2, &settings, now));
    WORKS(quorate_witness_tell(witness, "lab", 3, nodes, 2));
}

static void a_death(void)
{
    quorate_client_info info;
    char text[128];
    uint64_t died;
    start();
    CHECK(silent_until() == now + HEARTBEAT * 9 / 4);
    join(0);
    join(1);
    info = info_of(0);
    CHECK(info.tie_breaker == QUORATE_TIE_BREAKER_NODE && info.tie_breaker_node == 2);
    CHECK(info.keep_active_partition == 0 && info.former_holder_count == 0 && info.former_lease == 0);
    knows(0, QUORATE_CLIENT_CONFIGURED, 1, 2);
    knows(0, QUORATE_CLIENT_MEMBERS, 1, 2);
    knows(0, QUORATE_CLIENT_FORMER_HOLDERS, 0, 0);
    CHECK(told[0] == QUORATE_VOTE_ACK && told[1] == QUORATE_VOTE_ACK && info.holds == 1);
    CHECK(info.node_id == 1 && info.vote == QUORATE_VOTE_ACK && info.reason == QUORATE_VOTE_REASON_MAJORITY);
    CHECK(info.cluster_len == 3 && strcmp(info.cluster, "lab") == 0 && info.heartbeat == HEARTBEAT);
    CHECK(info.ring_node == 1 && info.ring_seq == 4 && info.lease == now + HEARTBEAT * 9 / 4);
    WORKS(quorate_vote_reason_text(info.reason, text, sizeof text, NULL));
    CHECK(strncmp(text, "majority: ", 10) == 0);

    died = now;
    wait_until(now + 2000);
    told[0] = 0;
    membership(0, 8, 1);
    CHECK(told[0] == 0);
    wait_until(died + HEARTBEAT * 3 / 2);
    CHECK(closed[1] == QUORATE_CLOSE_DEAD_PEER);
    WORKS(quorate_close_reason_text(closed[1], text, sizeof text, NULL));
    CHECK(strncmp(text, "dead peer: ", 11) == 0);
    info = info_of(0);
    CHECK(info.reason == QUORATE_VOTE_REASON_LEASE && told[0] == 0);
    CHECK(info.former_holder_count == 1 && info.former_lease == died + HEARTBEAT * 9 / 4);
    knows(0, QUORATE_CLIENT_MEMBERS, 1, 0);
    knows(0, QUORATE_CLIENT_FORMER_HOLDERS, 2, 0);
    begin(8, 6);
    say(0);
    wait_until(died + HEARTBEAT * 9 / 4 - 1);
    CHECK(told[0] == 0);
    wait_until(died + HEARTBEAT * 9 / 4);
    CHECK(told[0] == QUORATE_VOTE_ACK && info_of(0).reason == QUORATE_VOTE_REASON_ONLY_HALF);
}

/* Both had the vote when the witness went down. Node 2 does not come back. */
static void a_restart(int with_snapshot)
{
    uint32_t unsaved;
    size_t len;
    start();
    wait_until(now + HEARTBEAT * 9 / 4);
    join(0);
    join(1);
    WORKS(quorate_witness_is_unsaved(witness, &unsaved));
    CHECK(unsaved == 1);
    WORKS(quorate_witness_write_snapshot(witness, now, snapshot, sizeof snapshot, &len));
    WORKS(quorate_witness_saved(witness));
    WORKS(quorate_witness_is_unsaved(witness, &unsaved));
    CHECK(unsaved == 0 && len > 10);

    now += 100;
    WORKS(quorate_witness_init(witness, sizeof memory, 4, 1, 2, &settings, now));
    if (with_snapshot)
        WORKS(quorate_witness_restore(witness, now, snapshot, len));
    CHECK(silent_until() == now + (with_snapshot ? 0 : HEARTBEAT * 9 / 4));
    join(0);
    told[0] = 0;
    membership(0, 12, 1);
    CHECK(told[0] == 0);
    CHECK(info_of(0).reason == (with_snapshot ? QUORATE_VOTE_REASON_LEASE : QUORATE_VOTE_REASON_RESTART));
    begin(8, 6);
    say(0);
    wait_until(now + HEARTBEAT);
    begin(8, 7);
    say(0);
    wait_until(now + HEARTBEAT * 5 / 4 - 1);
    CHECK(told[0] == 0);
    wait_until(now + 1);
    CHECK(told[0] == QUORATE_VOTE_ACK);
}

int main(void)
{
    WORKS(quorate_witness_settings_init(&settings));
    CHECK(settings.timing == QUORATE_TIMING_SAFE && settings.tls == QUORATE_TLS_OFF);
    CHECK(settings.client_certificates == 1 && settings.refuse_unsafe == 0 && settings.heartbeat_max == 120000);
    settings.heartbeat_max = HEARTBEAT;
    a_death();
    a_restart(1);
    a_restart(0);
    puts("witness: a death, and two restarts");
    return 0;
}
