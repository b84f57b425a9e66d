/*
 * Goal: a program names the witness of its cluster. One that is set is the same as one that is read, and a value that
 * is wrong changes nothing.
 */
#include "check.h"

#define WITNESS(net)                                                                                \
    "quorum {\nprovider: corosync_votequorum\ndevice {\nmodel: net\nvotes: 1\n" net "}\n}\n"        \
    "nodelist {\nnode {\nnodeid: 1\n}\nnode {\nnodeid: 2\nring0_addr: b\n}\n}\n"

int main(void)
{
    static const struct {
        quorate_net net;
        const char *text;
    } same[] = {
        { { 1, 0, QUORATE_ALGORITHM_FFSPLIT, QUORATE_TIE_BREAKER_LOWEST, 0, 1, 0 }, WITNESS("net {\nhost: w\n}\n") },
        { { 1, 2, QUORATE_ALGORITHM_LMS, QUORATE_TIE_BREAKER_HIGHEST, 0, 0, 1 },
          WITNESS("net {\nhost: b\nalgorithm: lms\ntie_breaker: highest\nkeep_active_partition_tie_breaker: off\n}\n"
                  "heuristics {\nmode: on\n}\n") },
        { { 1, 0, QUORATE_ALGORITHM_TWO_NODE_LMS, QUORATE_TIE_BREAKER_NODE, 2, 1, 0 },
          WITNESS("net {\nhost: w\nalgorithm: 2nodelms\ntie_breaker: 2\n}\n") },
        { { 0, 0, QUORATE_ALGORITHM_FFSPLIT, QUORATE_TIE_BREAKER_LOWEST, 0, 1, 0 }, WITNESS("") },
    };
    static const struct {
        size_t field;
        uint32_t value;
        int32_t status;
    } wrong[] = {
        { offsetof(quorate_net, net), 2, QUORATE_ERROR_INVALID_VALUE },
        { offsetof(quorate_net, host), 3, QUORATE_ERROR_CONFIG_NET_HOST_UNKNOWN },
        { offsetof(quorate_net, algorithm), 4, QUORATE_ERROR_INVALID_VALUE },
        { offsetof(quorate_net, algorithm), QUORATE_ALGORITHM_TEST, QUORATE_ERROR_CONFIG_NET_ALGORITHM_TEST },
        { offsetof(quorate_net, tie_breaker), QUORATE_TIE_BREAKER_LIST, QUORATE_ERROR_INVALID_VALUE },
        { offsetof(quorate_net, tie_breaker), QUORATE_TIE_BREAKER_NODE, QUORATE_ERROR_CONFIG_NET_TIE_BREAKER_UNKNOWN },
        { offsetof(quorate_net, tie_breaker_node), 1, QUORATE_ERROR_INVALID_VALUE },
        { offsetof(quorate_net, keep_active_partition_tie_breaker), 2, QUORATE_ERROR_INVALID_VALUE },
        { offsetof(quorate_net, heuristics), 2, QUORATE_ERROR_INVALID_VALUE },
    };
    quorate_config config, read;
    quorate_config_error error;
    quorate_options options;
    quorate_net net, found;
    size_t index;
    WORKS(quorate_options_init(&options));
    options.device = options.device_has_votes = options.device_votes = 1;
    for (index = 0; index < sizeof same / sizeof *same; index++) {
        make_config(&config, 2, &options);
        WORKS(quorate_config_set_net(&config, &same[index].net, NULL));
        WORKS(quorate_config_from_corosync_conf(&read, same[index].text, strlen(same[index].text), NULL));
        WORKS(quorate_config_net(&config, &net));
        WORKS(quorate_config_net(&read, &found));
        CHECK(memcmp(&net, &found, sizeof net) == 0 && memcmp(&net, &same[index].net, sizeof net) == 0);
    }
    for (index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        WORKS(quorate_net_init(&net));
        CHECK(memcmp(&net, &same[0].net, sizeof net) == 0);
        memcpy((char *)&net + wrong[index].field, &wrong[index].value, sizeof wrong[index].value);
        ANSWERS(wrong[index].status, quorate_config_set_net(&read, &net, &error));
        WORKS(quorate_config_net(&read, &net));
        CHECK(memcmp(&net, &found, sizeof net) == 0);
    }
    make_config(&config, 2, NULL);
    WORKS(quorate_net_init(&net));
    ANSWERS(QUORATE_ERROR_CONFIG_NET_WITHOUT_DEVICE, quorate_config_set_net(&config, &net, &error));
    CHECK(strcmp(error.key, "quorum.device.net") == 0 && strstr(error.text, "add the device") != NULL);
    puts("net: what is set is what is read");
    return 0;
}
