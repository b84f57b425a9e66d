/*
 * What calls cost on the chip, in instructions: SysTick under QEMU's -icount, where one instruction takes 1024 ns, that
 * is 25.6 clocks of the AN386. Instructions are not cycles, and not time. And how deep the stack was seen to go, for
 * the functions that no static bound covers: the deepest word that lost its paint, so a little less than was reserved.
 */
#include "board.h"

static quorate_config config;
static quorate_engine engine;
static char conf[4096];
static size_t conf_len;
static uint32_t members[QUORATE_NODES_MAX];

static void add(const char *text)
{
    while (*text != '\0')
        conf[conf_len++] = *text++;
}

static void add_number(uint32_t number)
{
    char digits[2] = { (char)('0' + number % 10), '\0' };
    if (number >= 10)
        add_number(number / 10);
    add(digits);
}

static void write_conf(uint32_t nodes)
{
    uint32_t node_id;
    conf_len = 0;
    add("quorum {\n    provider: corosync_votequorum\n}\nnodelist {\n");
    for (node_id = 1; node_id <= nodes; node_id++) {
        add("    node {\n        nodeid: ");
        add_number(node_id);
        add("\n    }\n");
        members[node_id - 1] = node_id;
    }
    add("}\n");
}

static uint32_t overhead;

static void report(uint32_t rules, uint32_t nodes, const char *what, uint32_t clocks)
{
    CHECK(clocks < 0xF00000u);
    put(rules == QUORATE_RULES_STRICT ? "strict " : "corosync ");
    put_number(nodes);
    put(" ");
    put(what);
    put(" ");
    put_number(((clocks - overhead) * 5u + 64u) >> 7);
    put("\n");
}

#define MEASURE(what, call)                                                                 \
    do {                                                                                    \
        uint32_t clocks_;                                                                   \
        int32_t answer_;                                                                    \
        clock_start();                                                                      \
        answer_ = (call);                                                                   \
        clocks_ = clock_read();                                                             \
        WORKS(answer_);                                                                     \
        report(rules, nodes, what, clocks_);                                                \
    } while (0)

/* The members of a view come in the nodelist's order, in the opposite one, or in none. */
static void arrange(uint32_t nodes, uint32_t order)
{
    static const uint32_t strides[] = { 1, 0, 5 };
    uint32_t place;
    for (place = 0; place < nodes; place++)
        members[place] = order == 1 ? nodes - place : place * strides[order] % nodes + 1;
}

/* Whoever reads the output takes the most of what is measured several times. */
static void measure_views(uint32_t rules, uint32_t nodes)
{
    uint8_t message[QUORATE_MESSAGE_MAX];
    uint32_t order, sender, sent = 0;
    size_t len;
    for (order = 0; order < 3; order++) {
        arrange(nodes, order);
        MEASURE(order == 0 ? "view" : "disorder", quorate_engine_view(&engine, 1, 400 + order, members, nodes, 1));
    }
    for (;;) {
        MEASURE("transmit", quorate_engine_poll_transmit(&engine, message, sizeof message, &len));
        if (len == 0)
            break;
        sent++;
        /* The last one of the exchange decides, and costs most. */
        for (sender = 1; sender <= nodes; sender++)
            MEASURE("message", quorate_engine_receive(&engine, sender, message, len, 2));
    }
    CHECK(sent > 0);
}

static void measure(uint32_t rules, uint32_t nodes)
{
    quorate_status status;
    write_conf(nodes);
    MEASURE("conf", quorate_config_from_corosync_conf(&config, conf, conf_len, NULL));
    MEASURE("init", quorate_engine_init(&engine, &config, 1, rules));
    WORKS(quorate_engine_observe(&engine, members, nodes));
    MEASURE("verdict", quorate_may_act(&engine) ? QUORATE_OK : QUORATE_ERROR_UNKNOWN);
    MEASURE("status", quorate_engine_status(&engine, &status));
    MEASURE("observe", quorate_engine_observe(&engine, members, nodes - 1));
    measure_views(rules, nodes);
}

/* From the linker script; the guard is below the first 64 words. */
extern uint32_t stack_limit;

#define PAINT 0x5AFE57ACu

static uint32_t *stack_pointer(void)
{
    uint32_t *sp;
    __asm volatile("mov %0, sp" : "=r"(sp));
    return sp;
}

/* All but the frame of this function itself. */
static __attribute__((noinline)) void paint(void)
{
    volatile uint32_t *word = &stack_limit + 64;
    const volatile uint32_t *end = stack_pointer() - 8;
    while (word < end)
        *word++ = PAINT;
}

static uint32_t depth_below(const uint32_t *from)
{
    const volatile uint32_t *word = &stack_limit + 64;
    while (*word == PAINT)
        word++;
    return (uint32_t)((const uint32_t *)from - word) * 4;
}

#define DEPTH(what, call)                                                                   \
    do {                                                                                    \
        int32_t answer_;                                                                    \
        uint32_t bytes_;                                                                    \
        paint();                                                                            \
        answer_ = (call);                                                                   \
        bytes_ = depth_below(stack_pointer());                                              \
        CHECK(answer_ <= 0);                                                                \
        put("stack 0 " what " ");                                                           \
        put_number(bytes_);                                                                 \
        put("\n");                                                                          \
    } while (0)

/* With errors where there are any: those are the deepest, for they write a text. */
static void depths(void)
{
    static const char RELOAD[] = "reload\n    quorum {\n        two_node: maybe\n    }\n";
    static const char HARMFUL[] = "quorum {\n    provider: corosync_votequorum\n    two_node: 1\n"
                                  "    wait_for_all: 0\n}\n"
                                  "nodelist {\n    node {\n        nodeid: 1\n    }\n"
                                  "    node {\n        nodeid: 2\n    }\n    node {\n        nodeid: 3\n    }\n}\n";
    static quorate_cluster cluster;
    static quorate_config_error error;
    static char text[16384];
    static quorate_finding finding;
    static quorate_engine alone;
    static const uint32_t one[] = { 1 };
    WORKS(quorate_config_from_corosync_conf(&config, HARMFUL, sizeof HARMFUL - 1, &error));
    DEPTH("quorate_config_lint", quorate_config_lint(&config, 0, &finding));
    DEPTH("quorate_config_lint_text", quorate_config_lint_text(&config, 0, text, sizeof text, NULL));
    DEPTH("quorate_config_lint_story", quorate_config_lint_story(&config, 0, text, sizeof text, NULL));
    WORKS(quorate_config_from_corosync_conf(&config, conf, conf_len, &error));
    WORKS(quorate_engine_init(&alone, &config, 1, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_observe(&alone, one, 1));
    DEPTH("quorate_engine_help_text", quorate_engine_help_text(&alone, text, sizeof text, NULL));
    DEPTH("quorate_engine_advice_text", quorate_engine_advice_text(&alone, 0, text, sizeof text, NULL));
    DEPTH("quorate_engine_reason_text", quorate_engine_reason_text(&engine, text, sizeof text, NULL));
    DEPTH("quorate_engine_quorumtool_text", quorate_engine_quorumtool_text(&engine, text, sizeof text, NULL));
    DEPTH("quorate_engine_cman_tool_text", quorate_engine_cman_tool_text(&engine, text, sizeof text, NULL));
    WORKS(quorate_config_from_corosync_conf(&config, conf, conf_len, &error));
    WORKS(quorate_cluster_init(&cluster, &config, QUORATE_RULES_STRICT));
    DEPTH("quorate_cluster_run", quorate_cluster_run(&cluster, "up 1 2 3", 8, text, sizeof text, NULL));
    DEPTH("quorate_cluster_run", quorate_cluster_run(&cluster, RELOAD, sizeof RELOAD - 1, text, sizeof text, NULL));
    DEPTH("quorate_cluster_reload", quorate_cluster_reload(&cluster, &config, NULL, 0, text, sizeof text, NULL));
    DEPTH("quorate_cluster_table", quorate_cluster_table(&cluster, text, sizeof text, NULL));
}

int run(void)
{
    static const uint32_t counts[] = { 3, 8, 16, 32, 64 };
    uint32_t place;
    clock_start();
    overhead = clock_read();
    for (place = 0; place < sizeof counts / sizeof *counts && counts[place] <= QUORATE_NODES_MAX; place++) {
        measure(QUORATE_RULES_COROSYNC, counts[place]);
        measure(QUORATE_RULES_STRICT, counts[place]);
    }
    depths();
    return 0;
}
