/*
 * Goal: bytes from the network can be wrong, never fatal. Genuine messages are cut short, lengthened and changed at
 * every bit, noise is mixed in, and senders lie about who they are; after each of them the engine still answers, and
 * what it refused has changed nothing.
 */
#include "check.h"

#define MESSAGES_MAX 16

static quorate_engine engine;
static uint8_t messages[MESSAGES_MAX][QUORATE_MESSAGE_MAX];
static size_t lengths[MESSAGES_MAX];
static size_t count;
static unsigned long accepted;
static unsigned long refused;

static uint32_t noise(void)
{
    static uint32_t state = 20250607;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void collect(void)
{
    for (;;) {
        size_t len;
        CHECK(count < MESSAGES_MAX);
        WORKS(quorate_engine_poll_transmit(&engine, messages[count], QUORATE_MESSAGE_MAX, &len));
        if (len == 0)
            return;
        CHECK(len <= QUORATE_MESSAGE_MAX);
        lengths[count++] = len;
    }
}

/* A copy takes the bytes, so that each try begins with the same engine. */
static void try_bytes(uint32_t from, const uint8_t *bytes, size_t len)
{
    quorate_engine copy = engine;
    quorate_status before, after;
    WORKS(quorate_engine_status(&copy, &before));
    if (quorate_engine_receive(&copy, from, bytes, len, 5) == QUORATE_OK) {
        accepted++;
        WORKS(quorate_engine_status(&copy, &after));
        return;
    }
    refused++;
    WORKS(quorate_engine_status(&copy, &after));
    CHECK(memcmp(&before, &after, sizeof after) == 0);
}

static void change(const uint8_t *message, size_t len)
{
    uint8_t bytes[QUORATE_MESSAGE_MAX + 8];
    size_t cut, bit;
    for (cut = 0; cut < len; cut++) {
        quorate_engine copy = engine;
        CHECK(quorate_engine_receive(&copy, 2, message, cut, 5) < 0);
        try_bytes(2, message, cut);
    }
    for (bit = 0; bit < len * 8; bit++) {
        memcpy(bytes, message, len);
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        try_bytes(2, bytes, len);
    }
    memcpy(bytes, message, len);
    memset(bytes + len, 0, 8);
    ANSWERS(QUORATE_ERROR_MESSAGE_MALFORMED, quorate_engine_receive(&engine, 2, bytes, len + 1, 5));
    bytes[0] ^= 0x80;
    ANSWERS(QUORATE_ERROR_MESSAGE_VERSION, quorate_engine_receive(&engine, 2, bytes, len, 5));
    ANSWERS(QUORATE_ERROR_SENDER_NOT_IN_VIEW, quorate_engine_receive(&engine, 3, message, len, 5));
    ANSWERS(QUORATE_ERROR_SENDER_NOT_IN_VIEW, quorate_engine_receive(&engine, 0, message, len, 5));
}

int main(void)
{
    static const uint32_t members[] = { 1, 2 };
    uint8_t bytes[256];
    quorate_config config;
    size_t place, len;
    int round;

    make_config(&config, 3, NULL);
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_engine_view(&engine, 1, 4, members, 2, 0));
    WORKS(quorate_engine_set_expected_votes(&engine, 3));
    WORKS(quorate_engine_set_votes(&engine, 1, 2));
    /* It needs room for five. */
    ANSWERS(QUORATE_ERROR_OUTBOX_FULL, quorate_engine_cancel_wait_for_all(&engine));
    collect();
    WORKS(quorate_engine_cancel_wait_for_all(&engine));
    collect();
    CHECK(count >= 4);
    for (place = 0; place < count; place++)
        change(messages[place], lengths[place]);
    for (round = 0; round < 20000; round++) {
        len = noise() % sizeof bytes;
        for (place = 0; place < len; place++)
            bytes[place] = (uint8_t)noise();
        if (round % 2 == 0 && len > 0)
            bytes[0] = messages[0][0];
        try_bytes(1 + noise() % 2, bytes, len);
    }
    CHECK(accepted > 0 && refused > 10000);
    printf("bad_bytes: %lu refused, %lu still messages\n", refused, accepted);
    return 0;
}
