/*
 * Goal: everything that the library can do is reachable from C, and does what its text says: configs in code and from
 * text, lists and texts with their sizes, lint, copies, operators, reload, the quorum device, timeouts,
 * the simulator.
 */
#include "check.h"

static void configs(void)
{
    static const char BAD[] = "quorum {\n    two_node: maybe\n}\n";
    quorate_config config;
    quorate_config_error error;
    quorate_config_node nodes[QUORATE_NODES_MAX];
    quorate_builder builder;
    uint32_t node_id;
    size_t count;
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), NULL));
    WORKS(quorate_config_nodes(&config, nodes, QUORATE_NODES_MAX, &count));
    CHECK(count == 2 && nodes[0].node_id == 1 && nodes[1].node_id == 2 && nodes[1].votes == 1);
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_config_nodes(&config, NULL, 0, &count));
    CHECK(count == 2);

    ANSWERS(QUORATE_ERROR_CONFIG_NOT_A_NUMBER,
            quorate_config_from_corosync_conf(&config, BAD, strlen(BAD), &error));
    CHECK(error.status == QUORATE_ERROR_CONFIG_NOT_A_NUMBER && error.line == 2);
    CHECK(strcmp(error.key, "quorum.two_node") == 0);
    CHECK(strncmp(error.text, "line 2: quorum.two_node: ", 25) == 0);

    WORKS(quorate_builder_init(&builder));
    ANSWERS(QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES, quorate_builder_build(&builder, &config, &error));
    ANSWERS(QUORATE_ERROR_CONFIG_NODEID_ZERO, quorate_builder_node(&builder, 0, 1, &error));
    for (node_id = 1; node_id <= QUORATE_NODES_MAX; node_id++)
        WORKS(quorate_builder_node(&builder, node_id, UINT32_MAX, &error));
    ANSWERS(QUORATE_ERROR_CONFIG_DUPLICATE_NODE, quorate_builder_node(&builder, 1, 1, &error));
    CHECK(strstr(error.text, "nodeid 1 is listed twice") != NULL);
    ANSWERS(QUORATE_ERROR_CONFIG_TOO_MANY_NODES, quorate_builder_node(&builder, 65, 1, &error));
    ANSWERS(QUORATE_ERROR_CONFIG_VOTES_OVERFLOW, quorate_builder_build(&builder, &config, &error));
}

/* What a config says, read back. */
static void described(void)
{
    static const uint32_t list[] = { 2, 1 };
    quorate_config config;
    quorate_config_info info;
    quorate_options options;
    quorate_builder builder;
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), NULL));
    WORKS(quorate_config_set_fence_delay(&config, 300));
    WORKS(quorate_config_describe(&config, &info));
    CHECK(info.two_node == 1 && info.wait_for_all == 1 && info.expected_votes == 2 && info.nodelist_votes == 2);
    CHECK(info.options.wait_for_all == QUORATE_FOLLOWS_TWO_NODE && info.options.fence_delay == 300);
    CHECK(info.tie_breaker == 0 && info.tie_breaker_in_force == 0 && info.qdevice_votes == 0);

    /* The same options make the same config; a tie breaker on odd votes waits for wait_for_all. */
    WORKS(quorate_options_init(&options));
    options.auto_tie_breaker = 1;
    options.two_node = 1;
    options.wait_for_all = 0;
    WORKS(quorate_builder_init(&builder));
    WORKS(quorate_builder_node(&builder, 1, 1, NULL));
    WORKS(quorate_builder_node(&builder, 2, 2, NULL));
    WORKS(quorate_builder_options(&builder, &options));
    WORKS(quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_LIST, list, 2));
    WORKS(quorate_builder_build(&builder, &config, NULL));
    WORKS(quorate_config_describe(&config, &info));
    CHECK(memcmp(&info.options, &options, sizeof options) == 0);
    CHECK(info.two_node == 0 && info.wait_for_all == 0 && info.nodelist_votes == 3);
    CHECK(info.tie_breaker == QUORATE_TIE_BREAKER_LIST && info.tie_breaker_in_force == 0);
    CHECK(info.tie_breaker_count == 2 && info.tie_breaker_nodes[0] == 2 && info.tie_breaker_nodes[2] == 0);
}

static void lists_and_texts(void)
{
    static const uint32_t present[] = { 2, 1 };
    quorate_config config;
    quorate_engine engine;
    quorate_node_info info;
    uint32_t ids[QUORATE_NODES_MAX];
    char text[2048];
    size_t count, needed;
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), NULL));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_engine_observe(&engine, present, 2));

    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_engine_members(&engine, ids, 1, &count));
    CHECK(count == 2);
    WORKS(quorate_engine_members(&engine, ids, 2, &count));
    CHECK(count == 2 && ids[0] == 1 && ids[1] == 2);
    WORKS(quorate_engine_joined(&engine, ids, 2, &count));
    CHECK(count == 2 && ids[0] == 1 && ids[1] == 2);
    WORKS(quorate_engine_left(&engine, ids, 2, &count));
    CHECK(count == 0);
    WORKS(quorate_engine_info(&engine, 2, &info));
    CHECK(info.node_id == 2 && info.node_state == QUORATE_NODESTATE_MEMBER && info.node_votes == 1);
    CHECK(info.node_expected_votes == 2);

    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_engine_reason_text(&engine, NULL, 0, &needed));
    memset(text, 'x', sizeof text);
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_engine_reason_text(&engine, text, needed - 1, NULL));
    CHECK(text[0] == '\0' && text[1] == 'x');
    WORKS(quorate_engine_reason_text(&engine, text, needed, NULL));
    CHECK(strlen(text) == needed - 1 && text[needed] == 'x');
    CHECK(strcmp(text, "majority: 2 of 2 expected votes present, 1 needed") == 0);
    WORKS(quorate_engine_quorumtool_text(&engine, text, sizeof text, &needed));
    CHECK(strstr(text, "Quorate:          Yes\n") != NULL && strlen(text) == needed - 1);
    WORKS(quorate_engine_init_text(&config, 9, QUORATE_RULES_COROSYNC, text, sizeof text, NULL));
    CHECK(strcmp(text, "node 9 is not in the nodelist; add it there and reload") == 0);
    WORKS(quorate_engine_init_text(&config, 1, QUORATE_RULES_COROSYNC, text, sizeof text, &needed));
    CHECK(needed == 1 && text[0] == '\0');
    ANSWERS(QUORATE_ERROR_INVALID_VALUE, quorate_engine_init_text(&config, 1, 9, text, sizeof text, NULL));
    WORKS(quorate_engine_cman_tool_text(&engine, text, sizeof text, NULL));
    CHECK(strcmp(text, "Nodes: 2\nExpected votes: 2\nTotal votes: 2\nNode votes: 1\nQuorum: 1\nFlags: 2node\n") == 0);
}

/* What a config risks, and its story played to the harm. */
static void lint(void)
{
    static const char CONF[] = "quorum {\n"
                               "    provider: corosync_votequorum\n"
                               "    two_node: 1\n"
                               "    expectd_votes: 3\n"
                               "}\n"
                               "nodelist {\n"
                               "    node {\n        nodeid: 1\n    }\n"
                               "    node {\n        nodeid: 2\n    }\n"
                               "    node {\n        nodeid: 3\n    }\n"
                               "}\n";
    static quorate_cluster cluster;
    quorate_config config;
    quorate_finding finding;
    quorate_status status;
    char text[2048], story[2048];
    size_t needed, index;
    uint32_t node_id;
    char *step;
    WORKS(quorate_config_from_corosync_conf(&config, CONF, strlen(CONF), NULL));
    WORKS(quorate_config_lint(&config, 0, &finding));
    CHECK(finding.code == QUORATE_FINDING_TWO_NODE_NOT_TWO && finding.severity == QUORATE_SEVERITY_ERROR);
    CHECK(finding.harm == QUORATE_HARM_SPLIT_BRAIN && finding.line == 3 && finding.votes == 3);
    CHECK(strcmp(finding.key, "quorum.two_node") == 0 && finding.meant[0] == '\0');
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_config_lint_text(&config, 0, NULL, 0, &needed));
    WORKS(quorate_config_lint_text(&config, 0, text, needed, NULL));
    CHECK(strncmp(text, "line 3: quorum.two_node: ", 25) == 0 && strlen(text) == needed - 1);

    WORKS(quorate_config_lint_story(&config, 0, story, sizeof story, NULL));
    WORKS(quorate_cluster_init(&cluster, &config, QUORATE_RULES_COROSYNC));
    for (step = strtok(story, "\n"); step != NULL; step = strtok(NULL, "\n"))
        WORKS(quorate_cluster_run(&cluster, step, strlen(step), text, sizeof text, NULL));
    for (node_id = 1; node_id <= 3; node_id++) {
        WORKS(quorate_cluster_status(&cluster, node_id, &status));
        CHECK(status.verdict == QUORATE_VERDICT_QUORATE);
    }

    for (index = 1; quorate_config_lint(&config, index, &finding) == QUORATE_OK; index++)
        CHECK(finding.severity >= QUORATE_SEVERITY_NOTE && finding.severity <= QUORATE_SEVERITY_ERROR);
    ANSWERS(QUORATE_ERROR_NO_SUCH_FINDING, quorate_config_lint(&config, index, &finding));
    CHECK(finding.code == QUORATE_FINDING_UNKNOWN_QUORUM_KEY && finding.harm == QUORATE_HARM_NO_EFFECT);
    CHECK(finding.line == 4 && strcmp(finding.key, "quorum") == 0);
    CHECK(strcmp(finding.meant, "expected_votes") == 0);
    make_config(&config, 3, NULL);
    ANSWERS(QUORATE_ERROR_NO_SUCH_FINDING, quorate_config_lint(&config, 0, &finding));
}

static void operators(void)
{
    static const uint32_t all[] = { 1, 2, 3, 4 };
    quorate_config config, changed;
    quorate_options options;
    quorate_engine engine, copy;
    quorate_status status;
    uint32_t tracked;
    WORKS(quorate_options_init(&options));
    options.expected_votes_tracking = 1;
    make_config(&config, 4, &options);
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_engine_tracked_expected_votes(&engine, &tracked));
    CHECK(tracked == 4);
    WORKS(quorate_engine_observe(&engine, all, 4));

    make_config(&config, 4, NULL);
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_engine_tracked_expected_votes(&engine, &tracked));
    CHECK(tracked == 0);
    WORKS(quorate_engine_observe(&engine, all, 4));
    copy = engine;
    WORKS(quorate_engine_set_votes(&copy, 2, 3));
    WORKS(quorate_engine_status(&copy, &status));
    CHECK(status.total_votes == 6);
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.total_votes == 4);
    ANSWERS(QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW, quorate_engine_set_expected_votes(&engine, 3));
    WORKS(quorate_engine_set_expected_votes(&engine, 6));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.quorum == 4 && status.node_expected_votes == 6);
    WORKS(quorate_engine_cancel_wait_for_all(&engine));

    make_config(&changed, 5, NULL);
    WORKS(quorate_engine_reload(&engine, &changed));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.node_expected_votes == 5);
    ANSWERS(QUORATE_ERROR_NOT_IN_THESE_RULES, quorate_engine_leave(&engine, 1));
    WORKS(quorate_engine_leave(&engine, 0));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.verdict == QUORATE_VERDICT_BLOCKED);
    ANSWERS(QUORATE_ERROR_LEFT, quorate_engine_set_expected_votes(&engine, 5));
}

static void device(void)
{
    static const uint32_t alone[] = { 1 };
    quorate_config config;
    quorate_options options;
    quorate_engine engine;
    quorate_status status;
    uint64_t deadline;
    uint32_t waits;
    WORKS(quorate_options_init(&options));
    options.device = 1;
    options.device_timeout = 500;
    make_config(&config, 2, &options);
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_DEVICE_NOT_REGISTERED, quorate_engine_device_rename(&engine, "b", 1));
    WORKS(quorate_engine_observe(&engine, alone, 1));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.verdict == QUORATE_VERDICT_BLOCKED && status.reason == QUORATE_REASON_DEVICE_VOTE_MISSING);
    WORKS(quorate_engine_device_register(&engine, "Qdevice", 7));
    ANSWERS(QUORATE_ERROR_OTHER_VIEW, quorate_engine_device_poll(&engine, 1, status.ring_seq + 4, 1, 100));
    WORKS(quorate_engine_device_poll(&engine, status.ring_node, status.ring_seq, 1, 100));
    WORKS(quorate_engine_device_master_wins(&engine, 1));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.verdict == QUORATE_VERDICT_QUORATE && status.total_votes == 2 && status.qdevice_votes == 1);
    CHECK((status.flags & QUORATE_FLAG_QDEVICE_CAST_VOTE) && (status.flags & QUORATE_FLAG_QDEVICE_MASTER_WINS));
    WORKS(quorate_engine_waits_for_device(&engine, &waits));
    CHECK(waits == 0);
    WORKS(quorate_engine_device_rename(&engine, "other", 5));
    WORKS(quorate_engine_poll_timeout(&engine, &deadline));
    CHECK(deadline == 600);
    WORKS(quorate_engine_handle_timeout(&engine, deadline));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.reason == QUORATE_REASON_DEVICE_VOTE_STALE);
    WORKS(quorate_engine_poll_timeout(&engine, &deadline));
    CHECK(deadline == QUORATE_NEVER);
    WORKS(quorate_engine_device_unregister(&engine));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(!(status.flags & QUORATE_FLAG_QDEVICE_REGISTERED));
}

static void strict_rules(void)
{
    static const uint32_t both[] = { 1, 2 };
    static const uint32_t alone[] = { 1 };
    quorate_config config;
    quorate_options options;
    quorate_engine engine;
    quorate_status status;
    WORKS(quorate_options_init(&options));
    options.two_node = 1;
    make_config(&config, 2, &options);
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_observe(&engine, both, 2));
    WORKS(quorate_engine_observe(&engine, alone, 1));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.verdict == QUORATE_VERDICT_FENCE_FIRST && status.reason == QUORATE_REASON_FENCE_FIRST);
    ANSWERS(QUORATE_ERROR_FENCED_MEMBER,
            quorate_engine_fenced(&engine, 1, status.ring_node, status.ring_seq, 0));
    ANSWERS(QUORATE_ERROR_OTHER_VIEW,
            quorate_engine_fenced(&engine, 2, status.ring_node, status.ring_seq + 1, 0));
    WORKS(quorate_engine_fenced(&engine, 2, status.ring_node, status.ring_seq, 0));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.verdict == QUORATE_VERDICT_QUORATE && status.reason == QUORATE_REASON_EVERYONE_ACCOUNTED);

    /* What was known of power before the view began: node 2 may have started since. */
    WORKS(quorate_engine_view(&engine, 1, 100, alone, 1, 1000));
    ANSWERS(QUORATE_ERROR_PROOF_TOO_OLD, quorate_engine_fenced(&engine, 2, 1, 100, 999));
    WORKS(quorate_engine_fenced(&engine, 2, 1, 100, 1000));

    make_config(&config, 3, NULL);
    WORKS(quorate_config_set_fence_delay(&config, 5000));
    WORKS(quorate_config_set_freeze_on_loss(&config, 1));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    ANSWERS(QUORATE_ERROR_NO_VIEW, quorate_engine_resume(&engine));
}

static void simulator(void)
{
    static const uint32_t list[] = { 2, 1 };
    static const char RELOAD[] = "reload\n"
                                 "    nodelist {\n"
                                 "        node {\n            nodeid: 0\n        }\n"
                                 "    }\n";
    static quorate_cluster cluster;
    quorate_config config;
    quorate_options options;
    quorate_builder builder;
    quorate_engine engine;
    quorate_status status;
    quorate_reason reason;
    uint32_t ids[QUORATE_NODES_MAX];
    char text[2048];
    size_t count, needed;
    uint64_t now;
    WORKS(quorate_options_init(&options));
    options.auto_tie_breaker = 1;
    WORKS(quorate_builder_init(&builder));
    WORKS(quorate_builder_node(&builder, 2, 1, NULL));
    WORKS(quorate_builder_node(&builder, 1, 1, NULL));
    WORKS(quorate_builder_options(&builder, &options));
    WORKS(quorate_builder_build(&builder, &config, NULL));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_observe(&engine, list + 1, 1));
    /* The lowest nodeid decides where nobody says which. */
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.reason == QUORATE_REASON_TIE_BREAKER);
    WORKS(quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_HIGHEST, NULL, 0));
    WORKS(quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_LIST, list, 2));
    WORKS(quorate_builder_build(&builder, &config, NULL));
    WORKS(quorate_builder_build_for_reload(&builder, &config, NULL));
    WORKS(quorate_cluster_init(&cluster, &config, QUORATE_RULES_COROSYNC));
    WORKS(quorate_cluster_nodes(&cluster, ids, QUORATE_NODES_MAX, &count));
    CHECK(count == 2 && ids[0] == 1 && ids[1] == 2);

    strcpy(text, "to be emptied");
    WORKS(quorate_cluster_run(&cluster, "up 1 2", 6, text, sizeof text, NULL));
    CHECK(text[0] == '\0');
    WORKS(quorate_cluster_run(&cluster, "split 1 | 2", 11, NULL, 0, NULL));
    WORKS(quorate_cluster_status(&cluster, 1, &status));
    CHECK(status.verdict == QUORATE_VERDICT_BLOCKED && status.reason == QUORATE_REASON_TIE_LOST);
    WORKS(quorate_cluster_engine(&cluster, 2, &engine));
    WORKS(quorate_engine_reason(&engine, &reason));
    CHECK(reason.code == QUORATE_REASON_TIE_BREAKER && reason.node_id == 2 && reason.missing[0] == 1);

    ANSWERS(QUORATE_ERROR_STEP, quorate_cluster_run(&cluster, "u 1", 3, text, 2, &needed));
    CHECK(text[0] == '\0' && needed > 2 && needed <= sizeof text);
    ANSWERS(QUORATE_ERROR_STEP, quorate_cluster_run(&cluster, "u 1", 3, text, needed, NULL));
    CHECK(strncmp(text, "unknown step 'u'", 16) == 0);
    ANSWERS(QUORATE_ERROR_CONFIG_NODEID_ZERO,
            quorate_cluster_run(&cluster, RELOAD, strlen(RELOAD), text, sizeof text, NULL));
    WORKS(quorate_cluster_table(&cluster, text, sizeof text, NULL));
    CHECK(strstr(text, "tie_breaker") != NULL && strstr(text, "tie_lost") != NULL);
    WORKS(quorate_config_from_corosync_conf_for_reload(&config, TWO_NODES, strlen(TWO_NODES), NULL));
    WORKS(quorate_cluster_run(&cluster, "wait 2s", 7, NULL, 0, NULL));
    WORKS(quorate_cluster_now(&cluster, &now));
    CHECK(now == 2000);
    WORKS(quorate_cluster_reload(&cluster, &config, list, 2, text, sizeof text, NULL));
    CHECK(text[0] == '\0');
    WORKS(quorate_cluster_run(&cluster, "crash 1", 7, NULL, 0, NULL));
    ANSWERS(QUORATE_ERROR_NODE_DOWN,
            quorate_cluster_reload(&cluster, &config, list, 2, text, sizeof text, &needed));
    CHECK(strcmp(text, "node 1 is not up") == 0 && needed == 17);
}

int main(void)
{
    configs();
    described();
    lists_and_texts();
    lint();
    operators();
    device();
    strict_rules();
    simulator();
    puts("tour: all of it works");
    return 0;
}
