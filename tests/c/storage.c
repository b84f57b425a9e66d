/*
 * Goal: a node that stores before it sends. Three nodes with an electorate that changes by agreement: nothing is sent
 * before the snapshot is stored, 3 leaves cleanly, the power of 1 fails at every byte of a write, and it comes back
 * with what it had: the old snapshot or the new one, never another.
 */
#include "check.h"

#define NODES 3

static quorate_engine engines[NODES];
static uint8_t disks[NODES][QUORATE_SNAPSHOT_MAX];
static size_t stored[NODES];
static uint64_t now = 1000;
static uint64_t ring_seq = 0;

static uint32_t is_unsaved(const quorate_engine *engine)
{
    uint32_t unsaved = 2;
    WORKS(quorate_engine_is_unsaved(engine, &unsaved));
    return unsaved;
}

/* Stores what the node must not forget. Before that it sends nothing. */
static void persist(uint32_t node_id)
{
    quorate_engine *engine = &engines[node_id - 1];
    uint8_t message[QUORATE_MESSAGE_MAX];
    size_t len = 1;
    if (!is_unsaved(engine))
        return;
    WORKS(quorate_engine_poll_transmit(engine, message, sizeof message, &len));
    CHECK(len == 0);
    WORKS(quorate_engine_write_snapshot(engine, disks[node_id - 1], QUORATE_SNAPSHOT_MAX, &len));
    WORKS(quorate_engine_saved(engine, disks[node_id - 1], len - 1));
    CHECK(is_unsaved(engine) == 1);
    WORKS(quorate_engine_saved(engine, disks[node_id - 1], len));
    CHECK(is_unsaved(engine) == 0);
    stored[node_id - 1] = len;
}

static void deliver(const uint32_t *members, size_t count)
{
    uint8_t message[QUORATE_MESSAGE_MAX];
    size_t sender, receiver, len, sent;
    do {
        sent = 0;
        for (sender = 0; sender < count; sender++) {
            persist(members[sender]);
            WORKS(quorate_engine_poll_transmit(&engines[members[sender] - 1], message, sizeof message, &len));
            for (receiver = 0; len != 0 && receiver < count; receiver++)
                WORKS(quorate_engine_receive(&engines[members[receiver] - 1], members[sender], message, len, now));
            sent += len;
        }
    } while (sent != 0);
}

static void form_view(const uint32_t *members, size_t count)
{
    size_t place;
    ring_seq += 4;
    for (place = 0; place < count; place++)
        WORKS(quorate_engine_view(&engines[members[place] - 1], members[0], ring_seq, members, count, now));
    deliver(members, count);
}

static quorate_status status_of(const quorate_engine *engine)
{
    quorate_status status;
    WORKS(quorate_engine_status(engine, &status));
    return status;
}

static uint32_t has_left_agreed(uint32_t node_id)
{
    uint32_t agreed = 2;
    WORKS(quorate_engine_has_left_agreed(&engines[node_id - 1], &agreed));
    return agreed;
}

/* The nodes of one cluster, and what an engine without storage refuses of it. */
static void start(quorate_config *config)
{
    quorate_options options;
    quorate_engine fixed;
    char text[256];
    uint32_t node_id;
    WORKS(quorate_options_init(&options));
    options.allow_downscale = 1;
    make_config(config, NODES, &options);
    WORKS(quorate_config_set_cluster_name(config, "alpha", 5));
    ANSWERS(QUORATE_ERROR_NOT_IN_THESE_RULES, quorate_engine_init(&fixed, config, 1, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_init_with_storage_text(config, 1, text, sizeof text, NULL));
    CHECK(text[0] == '\0');
    WORKS(quorate_engine_init_with_storage_text(config, 9, text, sizeof text, NULL));
    CHECK(strncmp(text, "node 9 is not in the nodelist", 29) == 0);
    for (node_id = 1; node_id <= NODES; node_id++)
        WORKS(quorate_engine_init_with_storage(&engines[node_id - 1], config, node_id));
}

/* Node 1 starts again with what a write that ended at some byte left, and expects as many votes as it did then. */
static void power_fails_at_every_byte(const quorate_config *config, const uint8_t *old, size_t old_len)
{
    uint8_t torn[QUORATE_SNAPSHOT_MAX], again[QUORATE_SNAPSHOT_MAX];
    quorate_engine engine;
    size_t cut, len, lives = 0;
    for (cut = 0; cut <= stored[0]; cut++) {
        int is_old, is_new;
        memcpy(torn, old, old_len);
        memcpy(torn, disks[0], cut);
        len = cut > old_len ? cut : old_len;
        is_old = len == old_len && memcmp(torn, old, len) == 0;
        is_new = len == stored[0] && memcmp(torn, disks[0], len) == 0;
        WORKS(quorate_engine_init_with_storage(&engine, config, 1));
        if (cut < stored[0])
            ANSWERS(QUORATE_ERROR_SNAPSHOT_MALFORMED, quorate_engine_restore(&engine, torn, cut));
        ANSWERS(is_old || is_new ? QUORATE_OK : QUORATE_ERROR_SNAPSHOT_MALFORMED,
                quorate_engine_restore(&engine, torn, len));
        if (!is_old && !is_new)
            continue;
        WORKS(quorate_engine_write_snapshot(&engine, again, sizeof again, &len));
        CHECK(memcmp(again, torn, len) == 0);
        CHECK(status_of(&engine).node_expected_votes == (is_old ? 3u : 2u));
        lives++;
    }
    CHECK(lives >= 2);
}

static void what_is_refused(const quorate_config *config)
{
    uint8_t room[QUORATE_SNAPSHOT_MAX];
    quorate_config fixed_config;
    quorate_engine fixed, other;
    size_t len = 7;
    memset(room, 0xA5, sizeof room);
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL,
            quorate_engine_write_snapshot(&engines[0], room, stored[0] - 1, &len));
    CHECK(room[0] == 0xA5 && len == 7);
    ANSWERS(QUORATE_ERROR_NOT_IN_THESE_RULES, quorate_engine_snapshot(&engines[0], room, sizeof room));
    ANSWERS(QUORATE_ERROR_RESTORE_TOO_LATE, quorate_engine_restore(&engines[0], disks[0], stored[0]));
    WORKS(quorate_engine_init_with_storage(&other, config, 2));
    ANSWERS(QUORATE_ERROR_OTHER_SNAPSHOT, quorate_engine_restore(&other, disks[0], stored[0]));
    fixed_config = *config;
    WORKS(quorate_config_set_cluster_name(&fixed_config, "beta", 4));
    WORKS(quorate_engine_init_with_storage(&other, &fixed_config, 1));
    ANSWERS(QUORATE_ERROR_OTHER_SNAPSHOT, quorate_engine_restore(&other, disks[0], stored[0]));
    /* Without storage: an electorate that may have changed is not taken, and the snapshot is the one of 32 bytes. */
    make_config(&fixed_config, NODES, NULL);
    WORKS(quorate_engine_init(&fixed, &fixed_config, 1, QUORATE_RULES_STRICT));
    ANSWERS(QUORATE_ERROR_OTHER_SNAPSHOT, quorate_engine_restore(&fixed, disks[0], stored[0]));
    CHECK(is_unsaved(&fixed) == 0);
    WORKS(quorate_engine_write_snapshot(&fixed, room, sizeof room, &len));
    CHECK(len == QUORATE_SNAPSHOT_SIZE);
    /* And the other way around: the node has storage now, and knows no electorate yet. */
    WORKS(quorate_engine_init_with_storage(&other, config, 1));
    WORKS(quorate_engine_restore(&other, room, len));
}

int main(void)
{
    static const uint32_t all[] = { 1, 2, 3 };
    static const uint32_t rest[] = { 1, 2 };
    uint8_t before[QUORATE_SNAPSHOT_MAX];
    size_t before_len;
    quorate_config config;
    quorate_status status;
    quorate_electorate electorate;
    uint8_t proposal[QUORATE_MESSAGE_MAX];
    size_t len, place;

    start(&config);
    form_view(all, 3);
    CHECK(status_of(&engines[2]).verdict == QUORATE_VERDICT_QUORATE && status_of(&engines[2]).quorum == 2);
    CHECK(has_left_agreed(3) == 0);
    before_len = stored[0];
    memcpy(before, disks[0], before_len);

    WORKS(quorate_engine_electorate(&engines[1], &electorate));
    CHECK(electorate.epoch == 1 && electorate.elector_count == 3 && electorate.electors[2] == 3);

    WORKS(quorate_engine_leave(&engines[2], 0));
    persist(3);
    WORKS(quorate_engine_poll_transmit(&engines[2], proposal, sizeof proposal, &len));
    for (place = 0; place < 3; place++)
        WORKS(quorate_engine_receive(&engines[place], 3, proposal, len, now));
    WORKS(quorate_engine_electorate(&engines[1], &electorate));
    CHECK(electorate.epoch == 1 && electorate.change_pending == 1 && electorate.unstored_count == 3);
    deliver(all, 3);
    CHECK(status_of(&engines[2]).reason == QUORATE_REASON_LEFT && has_left_agreed(3) == 1);
    form_view(rest, 2);
    status = status_of(&engines[0]);
    CHECK(status.verdict == QUORATE_VERDICT_QUORATE && status.node_expected_votes == 2 && status.quorum == 2);

    WORKS(quorate_engine_electorate(&engines[0], &electorate));
    CHECK(electorate.epoch == 2 && electorate.change_pending == 0 && electorate.elector_count == 2);

    power_fails_at_every_byte(&config, before, before_len);
    what_is_refused(&config);

    /* 1 comes back with the new one, and 2 goes on with it. */
    WORKS(quorate_engine_init_with_storage(&engines[0], &config, 1));
    WORKS(quorate_engine_restore(&engines[0], disks[0], stored[0]));
    form_view(rest, 2);
    CHECK(status_of(&engines[0]).verdict == QUORATE_VERDICT_QUORATE && status_of(&engines[0]).total_votes == 2);

    /* Nobody is there to agree: after 5 s the leave is a loss. */
    form_view(rest, 1);
    WORKS(quorate_engine_leave(&engines[0], 0));
    while (status_of(&engines[0]).reason != QUORATE_REASON_LEFT) {
        uint64_t deadline;
        WORKS(quorate_engine_poll_timeout(&engines[0], &deadline));
        CHECK(deadline <= now + 5000);
        now = deadline > now ? deadline : now;
        WORKS(quorate_engine_handle_timeout(&engines[0], now));
        deliver(rest, 1);
    }
    CHECK(has_left_agreed(1) == 0);
    printf("storage: %u bytes for three nodes; a torn write is never taken for a snapshot\n", (unsigned)stored[1]);
    return 0;
}
