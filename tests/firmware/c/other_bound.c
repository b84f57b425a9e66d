/* A program compiled for another bound than the library's, and for the default by one who forgot to say. */
#include "board.h"

static quorate_config config;
static quorate_builder builder;
static quorate_engine engine;
static quorate_cluster cluster;

int run(void)
{
    static const char CONF[] = "nodelist {\n    node {\n        nodeid: 1\n    }\n}\n";
    ANSWERS(QUORATE_ERROR_ABI, quorate_config_from_corosync_conf(&config, CONF, sizeof CONF - 1, NULL));
    ANSWERS(QUORATE_ERROR_ABI, quorate_builder_init(&builder));
    ANSWERS(QUORATE_ERROR_ABI, quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_ABI, quorate_cluster_init(&cluster, &config, QUORATE_RULES_COROSYNC));
    put("other_bound: refused\n");
    return 0;
}
