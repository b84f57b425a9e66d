/* Prints the bytes of every kind of message: they are the same on every chip. See ../messages.txt. */
#include "board.h"

#define NODELIST                                                                            \
    "nodelist {\n    node {\n        nodeid: 16909060\n        quorum_votes: 258\n    }\n"   \
    "    node {\n        nodeid: 2\n    }\n    node {\n        nodeid: 4294967295\n    }\n}\n"

static const char DEVICE[] = "quorum {\n    provider: corosync_votequorum\n    device {\n        votes: 3\n"
                             "        model: net\n    }\n}\n" NODELIST;
static const char WAIT[] = "quorum {\n    provider: corosync_votequorum\n    wait_for_all: 1\n}\n" NODELIST;
static const char PLAIN[] = "quorum {\n    provider: corosync_votequorum\n}\n" NODELIST;
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

static void speak(uint32_t rules, const char *conf)
{
    static const uint32_t members[] = { LOCAL, 2 };
    put("rules ");
    put_number(rules);
    put("\n");
    WORKS(quorate_config_from_corosync_conf(&config, conf, length_of(conf), NULL));
    WORKS(quorate_config_set_freeze_on_loss(&config, rules == QUORATE_RULES_STRICT && conf == WAIT));
    WORKS(quorate_engine_init(&engine, &config, LOCAL, rules));
    event("view", quorate_engine_view(&engine, 2, 0x0102030405060708u, members, 1, 1000));
    event("device_register", quorate_engine_device_register(&engine, "Qdevice", 7));
    event("device_rename", quorate_engine_device_rename(&engine, "\303\251 2", 4));
    event("device_poll", quorate_engine_device_poll(&engine, 2, 0x0102030405060708u, 1, 1001));
    event("master_wins", quorate_engine_device_master_wins(&engine, 1));
    event("expected", quorate_engine_set_expected_votes(&engine, 262));
    event("votes", quorate_engine_set_votes(&engine, LOCAL, 257));
    event("cancel", quorate_engine_cancel_wait_for_all(&engine));
    event("fenced", quorate_engine_fenced(&engine, 2, 2, 0x0102030405060708u, 0x0A0B0C0Du));
    event("fenced", quorate_engine_fenced(&engine, 4294967295u, 2, 0x0102030405060708u, 0x0A0B0C0Du));
    event("resume", quorate_engine_resume(&engine));
    event("unregister", quorate_engine_device_unregister(&engine));
    event("leave_remove", quorate_engine_leave(&engine, 1));
    event("leave", quorate_engine_leave(&engine, 0));
}

int run(void)
{
    speak(QUORATE_RULES_COROSYNC, DEVICE);
    speak(QUORATE_RULES_CMAN, PLAIN);
    speak(QUORATE_RULES_STRICT, DEVICE);
    speak(QUORATE_RULES_STRICT, WAIT);
    return 0;
}
