/* Prints the bytes of every message that two rule sets send: they are the same on every chip. */
#include "board.h"

static const char CONF[] = "quorum {\n    provider: corosync_votequorum\n    device {\n        votes: 3\n"
                           "        model: net\n    }\n}\n"
                           "nodelist {\n    node {\n        nodeid: 16909060\n        quorum_votes: 258\n    }\n"
                           "    node {\n        nodeid: 2\n    }\n    node {\n        nodeid: 4294967295\n    }\n}\n";
#define LOCAL 16909060u

static quorate_config config;
static quorate_engine engine;

static void put_hex(uint8_t byte)
{
    static const char DIGITS[] = "0123456789abcdef";
    const char text[4] = { ' ', DIGITS[byte >> 4], DIGITS[byte & 15], '\0' };
    put(text);
}

/* Sends what waits, and hears it. */
static void transmit(const char *event)
{
    uint8_t message[QUORATE_MESSAGE_MAX];
    size_t len, place;
    for (;;) {
        WORKS(quorate_engine_poll_transmit(&engine, message, sizeof message, &len));
        if (len == 0)
            return;
        put(event);
        for (place = 0; place < len; place++)
            put_hex(message[place]);
        put("\n");
        WORKS(quorate_engine_receive(&engine, LOCAL, message, len, 5));
    }
}

/* What these rules refuse sends nothing. */
static void event(const char *name, int32_t status)
{
    if (status == QUORATE_OK)
        transmit(name);
}

static void speak(uint32_t rules)
{
    static const uint32_t members[] = { LOCAL, 2 };
    put("rules ");
    put_number(rules);
    put("\n");
    WORKS(quorate_engine_init(&engine, &config, LOCAL, rules));
    event("view", quorate_engine_view(&engine, 2, 0x0102030405060708u, members, 1, 1000));
    event("device_register", quorate_engine_device_register(&engine, "Qdevice", 7));
    event("device_poll", quorate_engine_device_poll(&engine, 2, 0x0102030405060708u, 1, 1001));
    event("master_wins", quorate_engine_device_master_wins(&engine, 1));
    event("expected", quorate_engine_set_expected_votes(&engine, 262));
    event("votes", quorate_engine_set_votes(&engine, LOCAL, 257));
    event("cancel", quorate_engine_cancel_wait_for_all(&engine));
    event("fenced", quorate_engine_fenced(&engine, 2, 2, 0x0102030405060708u, 0x0A0B0C0Du));
    event("unregister", quorate_engine_device_unregister(&engine));
    event("leave", quorate_engine_leave(&engine, 0));
}

int run(void)
{
    WORKS(quorate_config_from_corosync_conf(&config, CONF, sizeof CONF - 1, NULL));
    speak(QUORATE_RULES_COROSYNC);
    WORKS(quorate_config_from_corosync_conf_for_reload(&config, CONF, sizeof CONF - 1, NULL));
    speak(QUORATE_RULES_STRICT);
    return 0;
}
