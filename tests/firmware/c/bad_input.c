/*
 * Bad input on the chip: cut, changed and random bytes into every reader, more nodes than the bound, a stale header's
 * size, storage that was never initialized or is misaligned. Each answers with a status; none faults.
 */
#include "board.h"

static const char CONF[] = "totem {\n    version: 2\n}\n"
                           "quorum {\n    provider: corosync_votequorum\n    two_node: 1\n}\n"
                           "nodelist {\n    node {\n        nodeid: 1\n    }\n    node {\n        nodeid: 2\n"
                           "        quorum_votes: 1\n    }\n}\n";

static quorate_config config;
static quorate_engine engine;
static quorate_engine copy;
static quorate_cluster cluster;
static char text[2048];

static uint32_t noise(void)
{
    static uint32_t state = 20250607;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void fill(void *storage, int byte, size_t size)
{
    volatile uint8_t *bytes = storage;
    while (size-- > 0)
        *bytes++ = (uint8_t)byte;
}

static int same(const quorate_status *a, const quorate_status *b)
{
    return a->verdict == b->verdict && a->reason == b->reason && a->quorum == b->quorum
           && a->total_votes == b->total_votes && a->node_expected_votes == b->node_expected_votes
           && a->ring_seq == b->ring_seq && a->flags == b->flags;
}

static void configs(void)
{
    static char changed[sizeof CONF];
    quorate_config_error error;
    uint32_t refused = 0, taken = 0;
    size_t cut, place, round;
    for (cut = 0; cut < sizeof CONF; cut++) {
        int32_t status = quorate_config_from_corosync_conf(&config, CONF, cut, &error);
        CHECK(status <= 0 && (status == QUORATE_OK || error.text[0] != '\0'));
    }
    for (round = 0; round < 2000; round++) {
        size_t changes = round % 5 + 1;
        for (place = 0; place < sizeof CONF; place++)
            changed[place] = CONF[place];
        while (changes-- > 0)
            changed[noise() % (sizeof CONF - 1)] = (char)noise();
        if (quorate_config_from_corosync_conf(&config, changed, sizeof CONF - 1, &error) == QUORATE_OK)
            taken++;
        else
            refused++;
    }
    for (round = 0; round < 500; round++) {
        for (place = 0; place < sizeof changed; place++)
            changed[place] = (char)noise();
        if (quorate_config_from_corosync_conf(&config, changed, noise() % sizeof changed, NULL) == QUORATE_OK)
            taken++;
        else
            refused++;
    }
    CHECK(refused > 1000 && taken > 0);
}

static void more_nodes_than_fit(void)
{
    static uint32_t members[QUORATE_NODES_MAX + 1];
    quorate_builder builder;
    quorate_config_error error;
    uint32_t node_id;
    WORKS(quorate_builder_init(&builder));
    for (node_id = 1; node_id <= QUORATE_NODES_MAX; node_id++)
        WORKS(quorate_builder_node(&builder, node_id, 1, &error));
    ANSWERS(QUORATE_ERROR_CONFIG_TOO_MANY_NODES, quorate_builder_node(&builder, node_id, 1, &error));
    CHECK(error.status == QUORATE_ERROR_CONFIG_TOO_MANY_NODES);
    WORKS(quorate_builder_build(&builder, &config, &error));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    for (node_id = 1; node_id <= QUORATE_NODES_MAX + 1; node_id++)
        members[node_id - 1] = node_id;
    CHECK(quorate_engine_observe(&engine, members, QUORATE_NODES_MAX + 1) < 0);
    CHECK(quorate_engine_view(&engine, 1, 4, members, QUORATE_NODES_MAX + 1, 0) < 0);
    WORKS(quorate_engine_view(&engine, 1, 4, members, QUORATE_NODES_MAX, 0));
}

static void try_bytes(uint32_t from, const uint8_t *bytes, size_t len, uint32_t *refused)
{
    quorate_status before, after;
    copy = engine;
    WORKS(quorate_engine_status(&copy, &before));
    if (quorate_engine_receive(&copy, from, bytes, len, 5) != QUORATE_OK) {
        WORKS(quorate_engine_status(&copy, &after));
        CHECK(same(&before, &after));
        (*refused)++;
    }
}

static void messages(uint32_t rules)
{
    static const uint32_t members[] = { 1, 2 };
    uint8_t message[QUORATE_MESSAGE_MAX], bytes[QUORATE_MESSAGE_MAX];
    uint32_t refused = 0;
    size_t len, cut, bit, place, round, sent;
    WORKS(quorate_config_from_corosync_conf(&config, CONF, sizeof CONF - 1, NULL));
    WORKS(quorate_engine_init(&engine, &config, 1, rules));
    WORKS(quorate_engine_view(&engine, 1, 4, members, 2, 0));
    for (sent = 0;; sent++) {
        WORKS(quorate_engine_poll_transmit(&engine, message, sizeof message, &len));
        if (len == 0)
            break;
        for (cut = 0; cut < len; cut++)
            try_bytes(2, message, cut, &refused);
        for (bit = 0; bit < len * 8; bit++) {
            for (place = 0; place < len; place++)
                bytes[place] = message[place];
            bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            try_bytes(2, bytes, len, &refused);
        }
        ANSWERS(QUORATE_ERROR_SENDER_NOT_IN_VIEW, quorate_engine_receive(&engine, 3, message, len, 5));
    }
    CHECK(sent > 0 && refused > 0);
    for (round = 0; round < 3000; round++) {
        for (place = 0; place < sizeof bytes; place++)
            bytes[place] = (uint8_t)noise();
        if (round % 2 == 0)
            bytes[0] = message[0];
        try_bytes(1 + noise() % 2, bytes, noise() % (sizeof bytes + 1), &refused);
    }
    CHECK(refused > 2000);
}

/* Engines are plain data: a copy goes its own way, and copied back it is the same engine again. */
static void copies(void)
{
    static const uint32_t members[] = { 1, 2 };
    uint8_t message[QUORATE_MESSAGE_MAX], again[QUORATE_MESSAGE_MAX];
    quorate_status before, after;
    size_t len, again_len, place;
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_view(&engine, 1, 4, members, 2, 0));
    WORKS(quorate_engine_status(&engine, &before));
    copy = engine;
    WORKS(quorate_engine_poll_transmit(&copy, message, sizeof message, &len));
    WORKS(quorate_engine_view(&copy, 1, 8, members, 1, 1));
    WORKS(quorate_engine_status(&engine, &after));
    CHECK(same(&before, &after));
    copy = engine;
    fill(&engine, 0, sizeof engine);
    engine = copy;
    WORKS(quorate_engine_status(&engine, &after));
    CHECK(same(&before, &after));
    WORKS(quorate_engine_poll_transmit(&engine, again, sizeof again, &again_len));
    CHECK(len > 0 && len == again_len);
    for (place = 0; place < len; place++)
        CHECK(message[place] == again[place]);
}

static void steps(void)
{
    static const char STEP[] = "split 1 | 2";
    char step[sizeof STEP];
    size_t round, place;
    WORKS(quorate_cluster_init(&cluster, &config, QUORATE_RULES_COROSYNC));
    WORKS(quorate_cluster_run(&cluster, "up 1 2", 6, NULL, 0, NULL));
    for (round = 0; round < 500; round++) {
        for (place = 0; place < sizeof step; place++)
            step[place] = STEP[place];
        step[noise() % (sizeof STEP - 1)] = (char)noise();
        CHECK(quorate_cluster_run(&cluster, step, noise() % sizeof step, text, sizeof text, NULL) <= 0);
    }
    WORKS(quorate_cluster_table(&cluster, text, sizeof text, NULL));
}

/* What programs of another header's bound pass. */
static void stale_headers(void)
{
    quorate_options options;
    ANSWERS(QUORATE_ERROR_ABI, quorate_config_from_corosync_conf_sized(&config, sizeof config - 8, CONF,
                                                                      sizeof CONF - 1, NULL, 0));
    ANSWERS(QUORATE_ERROR_ABI, quorate_engine_init_sized(&engine, sizeof engine + 24 * QUORATE_NODES_MAX, &config,
                                                        1, QUORATE_RULES_STRICT));
    ANSWERS(QUORATE_ERROR_ABI,
            quorate_cluster_init_sized(&cluster, sizeof cluster / 2, &config, QUORATE_RULES_STRICT));
    ANSWERS(QUORATE_ERROR_ABI, quorate_options_init_sized(&options, sizeof options + 8));
    CHECK(quorate_engine_size() == sizeof engine && quorate_config_size() == sizeof config);
    CHECK(quorate_cluster_size() == sizeof cluster && quorate_builder_size() == sizeof(quorate_builder));
}

/* Flash is erased to 0xFF, memory is zeroed, or holds another object. */
static void uninitialized(int byte)
{
    static const uint32_t members[] = { 1 };
    quorate_status status;
    fill(&engine, byte, sizeof engine);
    fill(&cluster, byte, sizeof cluster);
    ANSWERS(QUORATE_ERROR_NOT_INITIALIZED, quorate_engine_observe(&engine, members, 1));
    CHECK(quorate_may_act(&engine) == 0);
    ANSWERS(QUORATE_ERROR_NOT_INITIALIZED, quorate_engine_status(&engine, &status));
    ANSWERS(QUORATE_ERROR_NOT_INITIALIZED, quorate_engine_receive(&engine, 1, (const uint8_t *)CONF, 9, 0));
    ANSWERS(QUORATE_ERROR_NOT_INITIALIZED, quorate_cluster_run(&cluster, "heal", 4, text, sizeof text, NULL));
    ANSWERS(QUORATE_ERROR_NOT_INITIALIZED, quorate_engine_handle_timeout((quorate_engine *)(void *)&config, 0));
    ANSWERS(QUORATE_ERROR_NULL, quorate_engine_status(NULL, &status));
    ANSWERS(QUORATE_ERROR_NULL, quorate_engine_observe(NULL, members, 1));
}

static void misaligned(void)
{
    static uint64_t storage[sizeof(quorate_engine) / 8 + 1];
    uint8_t *bytes = (uint8_t *)storage;
    quorate_engine *engine_at;
    quorate_status *status_at;
    size_t shift;
    for (shift = 1; shift < 8; shift++) {
        engine_at = (quorate_engine *)(void *)(bytes + shift);
        status_at = (quorate_status *)(void *)(bytes + shift);
        ANSWERS(QUORATE_ERROR_MISALIGNED, quorate_engine_init(engine_at, &config, 1, QUORATE_RULES_STRICT));
        ANSWERS(QUORATE_ERROR_MISALIGNED, quorate_engine_handle_timeout(engine_at, 0));
        ANSWERS(QUORATE_ERROR_MISALIGNED, quorate_engine_status(&engine, status_at));
    }
}

int run(void)
{
    configs();
    more_nodes_than_fit();
    messages(QUORATE_RULES_COROSYNC);
    messages(QUORATE_RULES_CMAN);
    messages(QUORATE_RULES_STRICT);
    copies();
    steps();
    stale_headers();
    misaligned();
    uninitialized(0x00);
    uninitialized(0xFF);
    put("bad_input: all of it refused\n");
    return 0;
}
