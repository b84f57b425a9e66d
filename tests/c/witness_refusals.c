/*
 * Goal: as refusals.c, for the witness: no call crashes, whatever it is given, and refused calls write nothing.
 */
#include "check.h"

#define CLIENTS 2
#define CLUSTERS 2
#define NODES 4
#define CLOSED_REFUSED(call) ANSWERS(QUORATE_ERROR_NO_SUCH_CONNECTION, call)

static uint64_t memory[QUORATE_WITNESS_SIZE(CLIENTS, CLUSTERS, NODES) / 8];
static uint64_t unset[sizeof memory / 8];
static quorate_witness_settings settings;
static quorate_witness_output output;
static quorate_client_info info;
static quorate_engine engine;
static uint8_t bytes[QUORATE_WITNESS_SNAPSHOT_MAX(CLUSTERS, NODES)];
static const uint32_t nodes[] = { 1, 2 };
static uint32_t found[2];
static uint32_t number;
static uint64_t deadline;
static size_t size;
static char text[256];

#define INIT(witness_, size_, clients, clusters, nodes_)                                    \
    quorate_witness_init(witness_, size_, clients, clusters, nodes_, &settings, 0)

#define CONNECTION_CALLS(REFUSED, witness_, connection)                                     \
    do {                                                                                    \
        REFUSED(quorate_witness_receive(witness_, connection, 0, bytes, 1, &size));         \
        REFUSED(quorate_witness_secured(witness_, connection, 0, "lab", 3));                \
        REFUSED(quorate_witness_disconnect(witness_, connection, 0));                       \
        REFUSED(quorate_witness_client(witness_, connection, &info));                       \
        REFUSED(quorate_witness_nodes(witness_, connection, QUORATE_CLIENT_MEMBERS, found, 2, &size)); \
    } while (0)

#define CALLS(REFUSED, witness_)                                                            \
    do {                                                                                    \
        CONNECTION_CALLS(REFUSED, witness_, 0);                                             \
        REFUSED(quorate_witness_tell(witness_, "lab", 3, nodes, 2));                        \
        REFUSED(quorate_witness_connect(witness_, 0, &number));                             \
        REFUSED(quorate_witness_poll_output(witness_, &output, bytes, sizeof bytes));       \
        REFUSED(quorate_witness_poll_timeout(witness_, &deadline));                         \
        REFUSED(quorate_witness_handle_timeout(witness_, 0));                               \
        REFUSED(quorate_witness_is_unsaved(witness_, &number));                             \
        REFUSED(quorate_witness_silent_until(witness_, &deadline));                         \
        REFUSED(quorate_witness_write_snapshot(witness_, 0, bytes, sizeof bytes, &size));   \
        REFUSED(quorate_witness_saved(witness_));                                           \
        REFUSED(quorate_witness_restore(witness_, 0, bytes, 1));                            \
    } while (0)

static void objects(quorate_witness *witness)
{
    CALLS(NULL_REFUSED, NULL);
    NULL_REFUSED(INIT(NULL, sizeof memory, CLIENTS, CLUSTERS, NODES));
    NULL_REFUSED(quorate_witness_settings_init(NULL));
    CALLS(MISALIGNED_REFUSED, (quorate_witness *)misaligned(witness));
    MISALIGNED_REFUSED(INIT((quorate_witness *)misaligned(witness), sizeof memory, CLIENTS, CLUSTERS, NODES));
    CALLS(UNSET_REFUSED, (quorate_witness *)unset);
    memset(unset, 0xFF, sizeof unset);
    CALLS(UNSET_REFUSED, (quorate_witness *)unset);
    CALLS(UNSET_REFUSED, (quorate_witness *)(void *)&engine);
    UNSET_REFUSED(quorate_engine_leave((quorate_engine *)(void *)witness, 0));
}

static void arguments(quorate_witness *witness, uint32_t connection)
{
    NULL_REFUSED(quorate_witness_init(witness, sizeof memory, CLIENTS, CLUSTERS, NODES, NULL, 0));
    NULL_REFUSED(quorate_witness_tell(witness, NULL, 1, nodes, 2));
    NULL_REFUSED(quorate_witness_tell(witness, "lab", 3, NULL, 1));
    NULL_REFUSED(quorate_witness_connect(witness, 0, NULL));
    NULL_REFUSED(quorate_witness_receive(witness, connection, 0, NULL, 1, &size));
    NULL_REFUSED(quorate_witness_receive(witness, connection, 0, bytes, 1, NULL));
    NULL_REFUSED(quorate_witness_secured(witness, connection, 0, NULL, 1));
    NULL_REFUSED(quorate_witness_poll_output(witness, NULL, bytes, sizeof bytes));
    NULL_REFUSED(quorate_witness_poll_output(witness, &output, NULL, sizeof bytes));
    NULL_REFUSED(quorate_witness_poll_timeout(witness, NULL));
    NULL_REFUSED(quorate_witness_is_unsaved(witness, NULL));
    NULL_REFUSED(quorate_witness_write_snapshot(witness, 0, NULL, 1, &size));
    NULL_REFUSED(quorate_witness_write_snapshot(witness, 0, bytes, sizeof bytes, NULL));
    NULL_REFUSED(quorate_witness_restore(witness, 0, NULL, 1));
    NULL_REFUSED(quorate_witness_client(witness, connection, NULL));
    NULL_REFUSED(quorate_witness_silent_until(witness, NULL));
    NULL_REFUSED(quorate_witness_nodes(witness, connection, QUORATE_CLIENT_MEMBERS, NULL, 1, &size));
    NULL_REFUSED(quorate_witness_nodes(witness, connection, QUORATE_CLIENT_MEMBERS, found, 2, NULL));
    NULL_REFUSED(quorate_vote_reason_text(QUORATE_VOTE_REASON_MAJORITY, NULL, 1, &size));
    NULL_REFUSED(quorate_close_reason_text(QUORATE_CLOSE_DEAD_PEER, NULL, 1, &size));
    MISALIGNED_REFUSED(quorate_witness_tell(witness, "lab", 3, (uint32_t *)misaligned(&number), 1));
    MISALIGNED_REFUSED(quorate_witness_client(witness, connection, (quorate_client_info *)misaligned(&info)));
    ANSWERS(QUORATE_ERROR_TOO_LONG, quorate_witness_receive(witness, connection, 0, bytes, SIZE_MAX, &size));
    ANSWERS(QUORATE_ERROR_TOO_LONG, quorate_witness_tell(witness, "lab", 3, nodes, SIZE_MAX));
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL,
            quorate_witness_poll_output(witness, &output, bytes, QUORATE_WITNESS_TRANSMIT_MAX - 1));
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_witness_write_snapshot(witness, 0, bytes, 4, &size));
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_witness_write_snapshot(witness, 0, NULL, 0, &size));
}

static void sizes(quorate_witness *witness)
{
    static const size_t none[][3] = {
        { 0, 1, 1 }, { 1, 0, 1 }, { 1, 1, 0 }, { 1, 1, QUORATE_NODES_MAX + 1 }, { SIZE_MAX, 1, 1 },
        { 1, SIZE_MAX, 1 }, { 1, 1, SIZE_MAX }, { SIZE_MAX / QUORATE_WITNESS_CLIENT_SIZE, 1, 1 },
    };
    size_t place;
    for (place = 0; place < sizeof none / sizeof *none; place++) {
        CHECK(quorate_witness_size(none[place][0], none[place][1], none[place][2]) == 0);
        VALUE_REFUSED(INIT(witness, sizeof memory, none[place][0], none[place][1], none[place][2]));
    }
    CHECK(quorate_witness_size(CLIENTS, CLUSTERS, NODES) == sizeof memory);
    CHECK(quorate_witness_size(100, 8, 63) == QUORATE_WITNESS_SIZE(100, 8, 63));
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, INIT(witness, sizeof memory - 1, CLIENTS, CLUSTERS, NODES));
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, INIT(witness, 0, CLIENTS, CLUSTERS, NODES));
    ABI_REFUSED(quorate_witness_settings_init_sized(&settings, sizeof settings - 4));
    ABI_REFUSED(quorate_witness_poll_output_sized(witness, &output, 8, bytes, sizeof bytes));
    ABI_REFUSED(quorate_witness_client_sized(witness, 0, &info, sizeof info - 1));
}

static void numbers_that_stand_for_nothing(quorate_witness *witness)
{
    const quorate_witness_settings right = settings;
    uint32_t *const fields[] = { &settings.timing, &settings.tls, &settings.client_certificates,
                                 &settings.refuse_unsafe, &settings.heartbeat_max, &settings.heartbeat_max };
    static const uint32_t wrong[] = { 2, 3, 2, UINT32_MAX, 999, 120001 };
    size_t place;
    for (place = 0; place < sizeof wrong / sizeof *wrong; place++) {
        *fields[place] = wrong[place];
        VALUE_REFUSED(INIT(witness, sizeof memory, CLIENTS, CLUSTERS, NODES));
        settings = right;
    }
    VALUE_REFUSED(quorate_vote_reason_text(99, text, sizeof text, &size));
    VALUE_REFUSED(quorate_close_reason_text(0, text, sizeof text, &size));
    VALUE_REFUSED(quorate_witness_nodes(witness, 0, 0, found, 2, &size));
    VALUE_REFUSED(quorate_witness_nodes(witness, 0, UINT32_MAX, found, 2, &size));
}

static void connections_that_are_not_open(quorate_witness *witness)
{
    static const uint32_t closed[] = { 1, CLIENTS, UINT32_MAX };
    size_t place;
    for (place = 0; place < sizeof closed / sizeof *closed; place++)
        CONNECTION_CALLS(CLOSED_REFUSED, witness, closed[place]);
    WORKS(quorate_witness_connect(witness, 0, &number));
    CHECK(number == 1);
    number = 77;
    ANSWERS(QUORATE_ERROR_NO_ROOM_FOR_CONNECTION, quorate_witness_connect(witness, 0, &number));
    CHECK(number == 77);
    WORKS(quorate_witness_disconnect(witness, 1, 0));
    CONNECTION_CALLS(CLOSED_REFUSED, witness, 1);
}

static void clusters_and_snapshots(quorate_witness *witness)
{
    static const char LONG[] = "a-name-of-65-bytes-a-name-of-65-bytes-a-name-of-65-bytes-a-name-.";
    static const uint32_t five[] = { 1, 2, 3, 4, 5 }, twice[] = { 1, 1 }, zero[] = { 0 };
    ANSWERS(QUORATE_ERROR_WITNESS_NOT_NEW, quorate_witness_restore(witness, 0, bytes, 1));
    ANSWERS(QUORATE_ERROR_CLUSTER_NAME, quorate_witness_tell(witness, LONG, 65, NULL, 0));
    ANSWERS(QUORATE_ERROR_CLUSTER_NAME, quorate_witness_tell(witness, "a\0b", 3, NULL, 0));
    ANSWERS(QUORATE_ERROR_CLUSTER_NODES, quorate_witness_tell(witness, "lab", 3, five, 5));
    ANSWERS(QUORATE_ERROR_CLUSTER_NODES, quorate_witness_tell(witness, "lab", 3, twice, 2));
    ANSWERS(QUORATE_ERROR_CLUSTER_NODES, quorate_witness_tell(witness, "lab", 3, zero, 1));
    WORKS(quorate_witness_tell(witness, LONG, 64, NULL, 0));
    WORKS(quorate_witness_tell(witness, "", 0, nodes, 2));
    ANSWERS(QUORATE_ERROR_NO_ROOM_FOR_CLUSTER, quorate_witness_tell(witness, "lab", 3, nodes, 2));
    WORKS(INIT(witness, sizeof memory, CLIENTS, CLUSTERS, NODES));
    ANSWERS(QUORATE_ERROR_WITNESS_SNAPSHOT_MALFORMED, quorate_witness_restore(witness, 0, NULL, 0));
    ANSWERS(QUORATE_ERROR_WITNESS_SNAPSHOT_MALFORMED, quorate_witness_restore(witness, 0, bytes, 1));
}

int main(void)
{
    quorate_witness *const witness = (quorate_witness *)memory;
    quorate_config config;
    uint32_t connection;
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), NULL));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_witness_settings_init(&settings));
    WORKS(INIT(witness, sizeof memory, CLIENTS, CLUSTERS, NODES));
    WORKS(quorate_witness_connect(witness, 0, &connection));
    CHECK(connection == 0);
    objects(witness);
    arguments(witness, connection);
    sizes(witness);
    numbers_that_stand_for_nothing(witness);
    connections_that_are_not_open(witness);
    clusters_and_snapshots(witness);
    puts("witness_refusals: every call refused what it should");
    return 0;
}
