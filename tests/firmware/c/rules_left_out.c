/* A library with the rules strict alone: the others, and an electorate that changes, are refused by name, and nothing
 * is made. */
#include "board.h"

static quorate_config config;
static quorate_engine engine;
static quorate_cluster cluster;

int run(void)
{
    static const char CONF[] = "nodelist {\n    node {\n        nodeid: 1\n    }\n}\n";
    WORKS(quorate_config_from_corosync_conf(&config, CONF, sizeof CONF - 1, NULL));
    ANSWERS(QUORATE_ERROR_RULES_NOT_BUILT, quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_RULES_NOT_BUILT, quorate_engine_init(&engine, &config, 1, QUORATE_RULES_CMAN));
    ANSWERS(QUORATE_ERROR_NOT_IN_THESE_RULES, quorate_engine_init_with_storage(&engine, &config, 1));
    CHECK(quorate_may_act(&engine) == 0);
    ANSWERS(QUORATE_ERROR_INVALID_VALUE, quorate_engine_init(&engine, &config, 1, 4));
    ANSWERS(QUORATE_ERROR_RULES_NOT_BUILT, quorate_cluster_init(&cluster, &config, QUORATE_RULES_CMAN));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    put("rules_left_out: refused\n");
    return 0;
}
