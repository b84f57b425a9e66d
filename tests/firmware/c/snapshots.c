/* Prints the bytes of a snapshot under each rule set, and of one with an electorate: they are the same on every chip.
 * See ../snapshots.txt. And nothing else is taken for one. */
#include "board.h"

#define LOCAL 16909060u
#define RING_SEQ 0x0102030405060708u

static quorate_config config;
static quorate_engine engine;
static uint8_t stored[QUORATE_SNAPSHOT_SIZE];

static void put_hex(uint8_t byte)
{
    static const char DIGITS[] = "0123456789abcdef";
    const char text[4] = { ' ', DIGITS[byte >> 4], DIGITS[byte & 15], '\0' };
    put(text);
}

static void start(uint32_t rules)
{
    quorate_builder builder;
    quorate_options options;
    WORKS(quorate_options_init(&options));
    options.expected_votes_tracking = rules == QUORATE_RULES_COROSYNC;
    options.freeze_on_loss = rules == QUORATE_RULES_STRICT;
    WORKS(quorate_builder_init(&builder));
    WORKS(quorate_builder_node(&builder, LOCAL, 258, NULL));
    WORKS(quorate_builder_node(&builder, 2, 1, NULL));
    WORKS(quorate_builder_node(&builder, 3, 1, NULL));
    WORKS(quorate_builder_options(&builder, &options));
    WORKS(quorate_builder_build(&builder, &config, NULL));
    WORKS(quorate_engine_init(&engine, &config, LOCAL, rules));
}

static void store(uint32_t rules)
{
    static const uint32_t members[] = { LOCAL, 2 };
    size_t place;
    start(rules);
    WORKS(quorate_engine_view(&engine, 2, 4, members, 2, 0));
    WORKS(quorate_engine_view(&engine, 2, RING_SEQ, members, 1, 0));
    WORKS(quorate_engine_snapshot(&engine, stored, sizeof stored));
    put("rules ");
    put_number(rules);
    for (place = 0; place < sizeof stored; place++)
        put_hex(stored[place]);
    put("\n");
}

static void refused(const uint8_t *bytes, size_t size)
{
    CHECK(quorate_engine_restore(&engine, bytes, size) < 0);
}

static void restore(uint32_t rules)
{
    static const uint32_t members[] = { LOCAL };
    uint8_t bytes[QUORATE_SNAPSHOT_SIZE];
    quorate_status status;
    size_t bit, place;
    start(rules);
    for (bit = 0; bit < sizeof stored * 8; bit++) {
        for (place = 0; place < sizeof stored; place++)
            bytes[place] = stored[place];
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        refused(bytes, sizeof bytes);
    }
    for (place = 0; place < sizeof stored; place++)
        refused(stored, place);
    for (place = 0; place < sizeof stored; place++)
        bytes[place] = 0xFF;
    refused(bytes, sizeof bytes);
    WORKS(quorate_engine_restore(&engine, stored, sizeof stored));
    ANSWERS(QUORATE_ERROR_RESTORE_TOO_LATE, quorate_engine_restore(&engine, stored, sizeof stored));
    ANSWERS(QUORATE_ERROR_RING_TOO_OLD, quorate_engine_view(&engine, 2, RING_SEQ, members, 1, 0));
    WORKS(quorate_engine_observe(&engine, members, 1));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.ring_seq == RING_SEQ + 1);
    CHECK((status.reason == QUORATE_REASON_FROZEN) == (rules == QUORATE_RULES_STRICT));
    CHECK(rules != QUORATE_RULES_COROSYNC || status.node_expected_votes == 260);
}

/* Nodes with storage, of which 3 leaves: the electorate, and an attempt that node LOCAL has stored. */
static const uint32_t all[] = { LOCAL, 2, 3 };
static quorate_engine engines[3];
static uint8_t memory[QUORATE_SNAPSHOT_MAX];

static size_t persist(quorate_engine *unsaved)
{
    size_t len;
    WORKS(quorate_engine_write_snapshot(unsaved, memory, sizeof memory, &len));
    WORKS(quorate_engine_saved(unsaved, memory, len));
    return len;
}

static size_t say(size_t sender)
{
    uint8_t message[QUORATE_MESSAGE_MAX];
    size_t receiver, len;
    persist(&engines[sender]);
    WORKS(quorate_engine_poll_transmit(&engines[sender], message, sizeof message, &len));
    for (receiver = 0; len != 0 && receiver < 3; receiver++)
        WORKS(quorate_engine_receive(&engines[receiver], all[sender], message, len, 0));
    return len;
}

static void store_an_electorate(void)
{
    quorate_options options;
    quorate_builder builder;
    size_t place, len;
    uint32_t unsaved;
    WORKS(quorate_options_init(&options));
    options.allow_downscale = 1;
    WORKS(quorate_builder_init(&builder));
    for (place = 0; place < 3; place++)
        WORKS(quorate_builder_node(&builder, all[place], place == 0 ? 258 : 257, NULL));
    WORKS(quorate_builder_options(&builder, &options));
    WORKS(quorate_builder_build(&builder, &config, NULL));
    for (place = 0; place < 3; place++) {
        WORKS(quorate_engine_init_with_storage(&engines[place], &config, all[place]));
        WORKS(quorate_engine_view(&engines[place], 2, RING_SEQ, all, 3, 0));
        WORKS(quorate_engine_poll_transmit(&engines[place], memory, sizeof memory, &len));
        CHECK(len == 0);
    }
    do {
        len = say(0);
        len += say(1);
        len += say(2);
    } while (len != 0);
    CHECK(quorate_may_act(&engines[0]));
    WORKS(quorate_engine_leave(&engines[2], 0));
    CHECK(say(2) != 0);
    WORKS(quorate_engine_is_unsaved(&engines[0], &unsaved));
    CHECK(unsaved == 1);
    len = persist(&engines[0]);
    put("electorate");
    for (place = 0; place < len; place++)
        put_hex(memory[place]);
    put("\n");
    for (place = 0; place < len * 8; place++) {
        WORKS(quorate_engine_init_with_storage(&engine, &config, LOCAL));
        memory[place / 8] ^= (uint8_t)(1u << place % 8);
        refused(memory, len);
        memory[place / 8] ^= (uint8_t)(1u << place % 8);
        refused(memory, place / 8);
    }
    WORKS(quorate_engine_restore(&engine, memory, len));
    WORKS(quorate_engine_is_unsaved(&engine, &unsaved));
    CHECK(unsaved == 0);
}

int run(void)
{
    uint32_t rules;
    for (rules = QUORATE_RULES_COROSYNC; rules <= QUORATE_RULES_STRICT; rules++) {
        store(rules);
        restore(rules);
    }
    store_an_electorate();
    return 0;
}
