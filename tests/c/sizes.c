/*
 * Goal: the structs that the library fills can grow. A program that was compiled with an older header gets the fields
 * that it knows, one with a newer header gets 0 in those that the library does not know, and a size that no struct has
 * is refused before anything is written.
 */
#include "check.h"

#define NEWER 32
#define OLDER 16

static quorate_config config;
static quorate_engine engine, agreed;
static quorate_cluster cluster;
static quorate_config refused;
static quorate_builder builder;
static quorate_net net;
static uint64_t memory[QUORATE_WITNESS_SIZE(1, 1, 2) / 8];
static quorate_witness *const witness = (quorate_witness *)memory;
static uint8_t transmit[QUORATE_WITNESS_TRANSMIT_MAX];

/* The error is filled where the call is refused. */
static int32_t is_no_config(int32_t status)
{
    const int is_refused =
        status == QUORATE_ERROR_CONFIG_NODEID_ZERO || status == QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES
        || status == QUORATE_ERROR_CONFIG_NET_WITHOUT_DEVICE;
    return is_refused ? QUORATE_OK : status;
}

#define DESCRIBE(to, size) quorate_config_describe_sized(&config, to, size)
#define NET(to, size) quorate_config_net_sized(&config, to, size)
#define SET_NET(to, size) is_no_config(quorate_config_set_net_sized(&config, &net, to, size))
#define LINT(to, size) quorate_config_lint_sized(&config, 0, to, size)
#define STATUS(to, size) quorate_engine_status_sized(&engine, to, size)
#define REASON(to, size) quorate_engine_reason_sized(&engine, to, size)
#define INFO(to, size) quorate_engine_info_sized(&engine, 1, to, size)
#define ELECTORATE(to, size) quorate_engine_electorate_sized(&agreed, to, size)
#define ADVICE(to, size) quorate_engine_advice_sized(&engine, 0, to, size)
#define CLUSTER(to, size) quorate_cluster_status_sized(&cluster, 1, to, size)

#define OUTPUT(to, size) quorate_witness_poll_output_sized(witness, to, size, transmit, sizeof transmit)
#define CLIENT(to, size) quorate_witness_client_sized(witness, 0, to, size)

#define READ(to, size)                                                                              \
    is_no_config(quorate_config_from_corosync_conf_sized(&refused, sizeof refused, "", 0, to, size))
#define READ_FOR_RELOAD(to, size)                                                                   \
    is_no_config(quorate_config_from_corosync_conf_for_reload_sized(&refused, sizeof refused, "", 0, to, size))
#define NODE(to, size) is_no_config(quorate_builder_node_sized(&builder, 0, 1, to, size))
#define BUILD(to, size) is_no_config(quorate_builder_build_sized(&builder, &refused, sizeof refused, to, size))
#define BUILD_FOR_RELOAD(to, size)                                                                  \
    is_no_config(quorate_builder_build_for_reload_sized(&builder, &refused, sizeof refused, to, size))

/* These bytes are all `byte`. */
static int all(const unsigned char *bytes, size_t count, int byte)
{
    while (count > 0 && bytes[count - 1] == byte)
        count--;
    return count == 0;
}

#define GROWS(type, WRITE)                                                                          \
    do {                                                                                            \
        static const size_t wrong[] = { 0, 1, 8, 15, sizeof(type) - 1, 4097, 8192, SIZE_MAX };      \
        static union { type known; unsigned char bytes[sizeof(type) + NEWER]; } whole, other;       \
        size_t index;                                                                               \
        memset(&whole, 0xEE, sizeof whole);                                                         \
        WORKS(WRITE(&whole.known, sizeof(type)));                                                   \
        CHECK(all(whole.bytes + sizeof(type), NEWER, 0xEE));                                        \
        memset(&other, 0xEE, sizeof other);                                                         \
        for (index = 0; index < sizeof wrong / sizeof *wrong; index++)                              \
            ANSWERS(QUORATE_ERROR_ABI, WRITE(&other.known, wrong[index]));                          \
        CHECK(all(other.bytes, sizeof other, 0xEE));                                                \
        WORKS(WRITE(&other.known, OLDER));                                                          \
        CHECK(memcmp(&other, &whole, OLDER) == 0);                                                  \
        CHECK(all(other.bytes + OLDER, sizeof other - OLDER, 0xEE));                                \
        WORKS(WRITE(&other.known, sizeof other));                                                   \
        CHECK(memcmp(&other, &whole, sizeof(type)) == 0);                                           \
        CHECK(all(other.bytes + sizeof(type), NEWER, 0));                                           \
    } while (0)

int main(void)
{
    static const uint32_t alone[] = { 1 };
    quorate_witness_settings settings;
    uint32_t connection;
    char text[256];
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), NULL));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_engine_observe(&engine, alone, 1));
    WORKS(quorate_cluster_init(&cluster, &config, QUORATE_RULES_COROSYNC));
    WORKS(quorate_cluster_run(&cluster, "up 1", 4, text, sizeof text, NULL));
    WORKS(quorate_builder_init(&builder));
    GROWS(quorate_config_error, READ);
    GROWS(quorate_config_error, READ_FOR_RELOAD);
    GROWS(quorate_config_error, NODE);
    GROWS(quorate_config_error, BUILD);
    GROWS(quorate_config_error, BUILD_FOR_RELOAD);
    GROWS(quorate_config_info, DESCRIBE);
    GROWS(quorate_net, NET);
    WORKS(quorate_net_init(&net));
    GROWS(quorate_config_error, SET_NET);
    GROWS(quorate_finding, LINT);
    GROWS(quorate_status, STATUS);
    GROWS(quorate_reason, REASON);
    WORKS(quorate_engine_init_with_storage(&agreed, &config, 1));
    GROWS(quorate_electorate, ELECTORATE);
    GROWS(quorate_node_info, INFO);
    GROWS(quorate_advice, ADVICE);
    GROWS(quorate_status, CLUSTER);
    WORKS(quorate_witness_settings_init(&settings));
    WORKS(quorate_witness_init(witness, sizeof memory, 1, 1, 2, &settings, 0));
    WORKS(quorate_witness_connect(witness, 0, &connection));
    GROWS(quorate_client_info, CLIENT);
    GROWS(quorate_witness_output, OUTPUT);
    puts("structs grow");
    return 0;
}
