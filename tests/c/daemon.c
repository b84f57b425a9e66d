/*
 * Goal: what a cluster daemon does. Three nodes of one cluster, here in one process: each is told its views, sends
 * what its engine wants sent to all members in one order, sets a timer, and looks at verdict and reason.
 */
#include "check.h"

#define NODES 3

static quorate_engine engines[NODES];
static int is_up[NODES];
static uint64_t now = 1000;
static uint64_t ring_seq = 0;

/* The network: what one member sends arrives at every member, itself included, before anything that is sent later. */
static void deliver(const uint32_t *members, size_t count)
{
    uint8_t message[QUORATE_MESSAGE_MAX];
    size_t sender, receiver, len;
    int is_quiet = 0;
    while (!is_quiet) {
        is_quiet = 1;
        for (sender = 0; sender < count; sender++) {
            for (;;) {
                quorate_engine *engine = &engines[members[sender] - 1];
                WORKS(quorate_engine_poll_transmit(engine, message, sizeof message, &len));
                if (len == 0)
                    break;
                is_quiet = 0;
                for (receiver = 0; receiver < count; receiver++)
                    WORKS(quorate_engine_receive(&engines[members[receiver] - 1], members[sender], message,
                                                 len, now));
            }
        }
    }
}

static void form_view(const uint32_t *members, size_t count)
{
    size_t place;
    ring_seq += 4;
    for (place = 0; place < count; place++)
        WORKS(quorate_engine_view(&engines[members[place] - 1], members[0], ring_seq, members, count, now));
    deliver(members, count);
}

/* Lets time pass as an event loop would: until the next timer, again and again. */
static void wait_until(uint64_t end, const uint32_t *members, size_t count)
{
    for (;;) {
        uint64_t next = QUORATE_NEVER;
        size_t place;
        for (place = 0; place < count; place++) {
            uint64_t deadline;
            WORKS(quorate_engine_poll_timeout(&engines[members[place] - 1], &deadline));
            next = deadline < next ? deadline : next;
        }
        if (next > end)
            break;
        now = next;
        for (place = 0; place < count; place++)
            WORKS(quorate_engine_handle_timeout(&engines[members[place] - 1], now));
        deliver(members, count);
    }
    now = end;
}

static quorate_status status_of(uint32_t node_id)
{
    quorate_status status;
    WORKS(quorate_engine_status(&engines[node_id - 1], &status));
    CHECK(status.node_id == node_id);
    CHECK(quorate_may_act(&engines[node_id - 1]) == (status.verdict == QUORATE_VERDICT_QUORATE));
    return status;
}

static void report(const char *event)
{
    char text[512];
    uint32_t node_id;
    printf("%s\n", event);
    for (node_id = 1; node_id <= NODES; node_id++) {
        if (!is_up[node_id - 1])
            continue;
        WORKS(quorate_engine_reason_text(&engines[node_id - 1], text, sizeof text, NULL));
        printf("  node %u: %s: %s\n", (unsigned)node_id,
               status_of(node_id).verdict == QUORATE_VERDICT_QUORATE ? "may act" : "must not act", text);
    }
}

static void start(const quorate_config *config, uint32_t node_id)
{
    WORKS(quorate_engine_init(&engines[node_id - 1], config, node_id, QUORATE_RULES_COROSYNC));
    is_up[node_id - 1] = 1;
    form_view(&node_id, 1);
}

int main(void)
{
    static const uint32_t all[] = { 1, 2, 3 };
    static const uint32_t rest[] = { 1, 2 };
    static const uint32_t last[] = { 1 };
    quorate_config config;
    quorate_options options;
    quorate_reason reason;
    uint32_t node_id;

    WORKS(quorate_options_init(&options));
    options.wait_for_all = 1;
    options.last_man_standing = 1;
    make_config(&config, NODES, &options);

    for (node_id = 1; node_id <= NODES; node_id++)
        start(&config, node_id);
    report("all start, each by itself");
    CHECK(status_of(1).reason == QUORATE_REASON_WAITING_FOR_ALL);

    form_view(all, 3);
    report("they meet");
    for (node_id = 1; node_id <= NODES; node_id++) {
        quorate_status status = status_of(node_id);
        CHECK(status.verdict == QUORATE_VERDICT_QUORATE && status.reason == QUORATE_REASON_MAJORITY);
        CHECK(status.total_votes == 3 && status.quorum == 2 && status.highest_expected == 3);
        CHECK(status.node_state == QUORATE_NODESTATE_MEMBER && status.node_votes == 1);
        CHECK(status.flags == (QUORATE_FLAG_QUORATE | QUORATE_FLAG_WAIT_FOR_ALL
                               | QUORATE_FLAG_LAST_MAN_STANDING));
        CHECK(status.ring_node == 1 && status.ring_seq == ring_seq);
    }

    is_up[2] = 0;
    form_view(rest, 2);
    report("node 3 is lost");
    CHECK(status_of(1).verdict == QUORATE_VERDICT_QUORATE);
    WORKS(quorate_engine_reason(&engines[0], &reason));
    CHECK(reason.code == QUORATE_REASON_MAJORITY && reason.votes == 2 && reason.needed == 2);
    CHECK(reason.missing_count == 1 && reason.missing[0] == 3);

    wait_until(now + 10000, rest, 2);
    report("last_man_standing's window is over");
    CHECK(status_of(1).highest_expected == 2 && status_of(2).quorum == 2);

    is_up[1] = 0;
    form_view(last, 1);
    report("node 2 is lost");
    CHECK(status_of(1).verdict == QUORATE_VERDICT_BLOCKED);
    CHECK(status_of(1).reason == QUORATE_REASON_WAITING_FOR_ALL);
    return 0;
}
