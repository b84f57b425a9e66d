/*
 * Goal: what would help is told in C as elsewhere: as a sentence, clause by clause, and in numbers, by the engine's own
 * rules.
 */
#include "check.h"

/* The advice is that of the engine's own rules. */
static void sentences(void)
{
    static const uint32_t alone[] = { 1 };
    quorate_config config;
    quorate_engine engine;
    char text[2048];
    size_t needed;
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), NULL));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_engine_observe(&engine, alone, 1));
    WORKS(quorate_engine_help_text(&engine, text, sizeof text, &needed));
    CHECK(strlen(text) == needed - 1);
    CHECK(strncmp(text, "1 of 2 votes; node 2 is missing and not confirmed off; start node 2; ", 69) == 0);
    CHECK(strstr(text, "wait_for_all: 0 would risk split brain") != NULL);
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_observe(&engine, alone, 1));
    WORKS(quorate_engine_help_text(&engine, text, sizeof text, NULL));
    CHECK(strstr(text, "confirm that node 2 is off") != NULL);
}

/* The same in numbers: a lost peer under rules strict, and under votequorum's the risks of going on alone. */
static void numbers(void)
{
    static const char CONF[] = "quorum {\n    two_node: 1\n    auto_tie_breaker: 1\n}\n"
                               "nodelist {\n    node {\n        nodeid: 1\n    }\n"
                               "    node {\n        nodeid: 2\n    }\n}\n";
    static const uint32_t both[] = { 1, 2 }, second[] = { 2 };
    quorate_config config;
    quorate_engine engine;
    quorate_advice advice;
    char text[2048], clause[512];
    size_t index, risks = 0;
    WORKS(quorate_config_from_corosync_conf(&config, CONF, strlen(CONF), NULL));
    WORKS(quorate_engine_init(&engine, &config, 2, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_advice(&engine, 0, &advice));
    CHECK(advice.code == QUORATE_ADVICE_REPORT_VIEW && advice.node_count == 0);
    WORKS(quorate_engine_observe(&engine, both, 2));
    ANSWERS(QUORATE_ERROR_NO_SUCH_ADVICE, quorate_engine_advice(&engine, 0, &advice));
    WORKS(quorate_engine_observe(&engine, second, 1));
    WORKS(quorate_engine_advice(&engine, 0, &advice));
    CHECK(advice.code == QUORATE_ADVICE_FENCE_MISSING && advice.risks_split_brain == 0);
    CHECK(advice.node_count == 1 && advice.node_ids[0] == 1 && advice.delay == 10000 && advice.votes == 0);
    WORKS(quorate_engine_advice(&engine, 1, &advice));
    CHECK(advice.code == QUORATE_ADVICE_START_MISSING && advice.delay == 0);
    ANSWERS(QUORATE_ERROR_NO_SUCH_ADVICE, quorate_engine_advice(&engine, 2, &advice));

    make_config(&config, 3, NULL);
    WORKS(quorate_engine_init(&engine, &config, 2, QUORATE_RULES_COROSYNC));
    WORKS(quorate_engine_observe(&engine, second, 1));
    WORKS(quorate_engine_help_text(&engine, text, sizeof text, NULL));
    for (index = 0; quorate_engine_advice(&engine, index, &advice) == QUORATE_OK; index++) {
        WORKS(quorate_engine_advice_text(&engine, index, clause, sizeof clause, NULL));
        CHECK(strstr(text, clause) != NULL);
        risks += advice.risks_split_brain;
    }
    CHECK(index == 2 && risks == 1);
    CHECK(advice.code == QUORATE_ADVICE_SET_EXPECTED_VOTES && advice.votes == 1 && advice.node_count == 2);
    CHECK(advice.node_ids[0] == 1 && advice.node_ids[1] == 3);
}

int main(void)
{
    sentences();
    numbers();
    puts("advice: in words and in numbers");
    return 0;
}
