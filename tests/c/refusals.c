/*
 * Goal: no call crashes, whatever it is given. Every function is called with NULL, with storage that was never
 * initialized (zeroed and filled with 0xFF), with storage of another type, and misaligned; every number that stands
 * for something is given one that stands for nothing. Refused calls write nothing.
 */
#include "check.h"

static quorate_cluster cluster;
static quorate_config config;
static quorate_engine engine;
static quorate_builder builder;
static quorate_options options;
static quorate_net net;
static quorate_config_error error;
static quorate_status status;
static quorate_reason reason;
static quorate_node_info info;
static quorate_config_node node;
static quorate_config_info config_info;
static quorate_finding finding;
static quorate_advice advice;
static const uint32_t members[] = { 1, 2 };
static uint32_t ids[QUORATE_NODES_MAX], number;
static uint64_t deadline;
static uint8_t message[QUORATE_MESSAGE_MAX], stored[QUORATE_SNAPSHOT_MAX];
static quorate_electorate electorate;
static char text[4096];
static size_t size;

/* The calls that take an object first, with everything else in order. */
#define CONFIG_CALLS(REFUSED, config_)                                                      \
    do {                                                                                    \
        REFUSED(quorate_config_nodes(config_, &node, 1, &size));                            \
        REFUSED(quorate_config_describe(config_, &config_info));                            \
        REFUSED(quorate_config_net(config_, &net));                                         \
        REFUSED(quorate_config_set_net(config_, &net, &error));                             \
        REFUSED(quorate_cluster_reload(&cluster, config_, NULL, 0, text, sizeof text, &size)); \
        REFUSED(quorate_config_lint(config_, 0, &finding));                                 \
        REFUSED(quorate_config_lint_text(config_, 0, text, sizeof text, &size));            \
        REFUSED(quorate_config_lint_story(config_, 0, text, sizeof text, &size));           \
        REFUSED(quorate_engine_init_sized(&engine, sizeof engine, config_, 1, QUORATE_RULES_COROSYNC)); \
        REFUSED(quorate_engine_init_with_storage_sized(&engine, sizeof engine, config_, 1)); \
        REFUSED(quorate_engine_init_with_storage_text(config_, 1, text, sizeof text, &size)); \
        REFUSED(quorate_cluster_init_sized(&cluster, sizeof cluster, config_, QUORATE_RULES_COROSYNC)); \
        REFUSED(quorate_engine_reload(&engine, config_));                                   \
        REFUSED(quorate_config_set_freeze_on_loss(config_, 1));                             \
        REFUSED(quorate_config_set_fence_delay(config_, 1));                                \
        REFUSED(quorate_config_set_cluster_name(config_, "a", 1));                          \
    } while (0)

#define BUILDER_CALLS(REFUSED, builder_)                                                    \
    do {                                                                                    \
        REFUSED(quorate_builder_node_sized(builder_, 1, 1, &error, sizeof error));          \
        REFUSED(quorate_builder_options(builder_, &options));                               \
        REFUSED(quorate_builder_tie_breaker(builder_, QUORATE_TIE_BREAKER_LOWEST, NULL, 0)); \
        REFUSED(quorate_builder_build_sized(builder_, &config, sizeof config, &error, sizeof error)); \
        REFUSED(quorate_builder_build_for_reload_sized(builder_, &config, sizeof config, &error, sizeof error)); \
    } while (0)

#define ENGINE_CALLS(REFUSED, engine_)                                                      \
    do {                                                                                    \
        REFUSED(quorate_engine_advice(engine_, 0, &advice));                                \
        REFUSED(quorate_engine_advice_text(engine_, 0, text, sizeof text, &size));          \
        REFUSED(quorate_engine_observe(engine_, members, 2));                               \
        REFUSED(quorate_engine_view(engine_, 1, 4, members, 2, 0));                         \
        REFUSED(quorate_engine_receive(engine_, 1, message, sizeof message, 0));            \
        REFUSED(quorate_engine_poll_transmit(engine_, message, sizeof message, &size));     \
        REFUSED(quorate_engine_poll_timeout(engine_, &deadline));                           \
        REFUSED(quorate_engine_handle_timeout(engine_, 0));                                 \
        REFUSED(quorate_engine_leave(engine_, 0));                                          \
        REFUSED(quorate_engine_set_expected_votes(engine_, 2));                             \
        REFUSED(quorate_engine_set_votes(engine_, 1, 1));                                   \
        REFUSED(quorate_engine_cancel_wait_for_all(engine_));                               \
        REFUSED(quorate_engine_reload(engine_, &config));                                   \
        REFUSED(quorate_engine_fenced(engine_, 2, 1, 4, 0));                                \
        REFUSED(quorate_engine_resume(engine_));                                            \
        REFUSED(quorate_engine_tracked_expected_votes(engine_, &number));                   \
        REFUSED(quorate_engine_snapshot(engine_, message, sizeof message));                 \
        REFUSED(quorate_engine_restore(engine_, message, QUORATE_SNAPSHOT_SIZE));           \
        REFUSED(quorate_engine_write_snapshot(engine_, stored, sizeof stored, &size));      \
        REFUSED(quorate_engine_is_unsaved(engine_, &number));                               \
        REFUSED(quorate_engine_saved(engine_, stored, sizeof stored));                      \
        REFUSED(quorate_engine_has_left_agreed(engine_, &number));                          \
        REFUSED(quorate_engine_device_register(engine_, "Qdevice", 7));                     \
        REFUSED(quorate_engine_device_unregister(engine_));                                 \
        REFUSED(quorate_engine_device_rename(engine_, "Qdevice", 7));                       \
        REFUSED(quorate_engine_device_poll(engine_, 1, 4, 1, 0));                           \
        REFUSED(quorate_engine_device_master_wins(engine_, 1));                             \
        REFUSED(quorate_engine_waits_for_device(engine_, &number));                         \
        CHECK(quorate_may_act(engine_) == 0);                                               \
        REFUSED(quorate_engine_status(engine_, &status));                                   \
        REFUSED(quorate_engine_reason(engine_, &reason));                                   \
        REFUSED(quorate_engine_electorate(engine_, &electorate));                           \
        REFUSED(quorate_engine_info(engine_, 1, &info));                                    \
        REFUSED(quorate_engine_members(engine_, ids, QUORATE_NODES_MAX, &size));            \
        REFUSED(quorate_engine_joined(engine_, ids, QUORATE_NODES_MAX, &size));            \
        REFUSED(quorate_engine_left(engine_, ids, QUORATE_NODES_MAX, &size));              \
        REFUSED(quorate_engine_reason_text(engine_, text, sizeof text, &size));             \
        REFUSED(quorate_engine_help_text(engine_, text, sizeof text, &size));               \
        REFUSED(quorate_engine_quorumtool_text(engine_, text, sizeof text, &size));         \
        REFUSED(quorate_engine_cman_tool_text(engine_, text, sizeof text, &size));          \
    } while (0)

#define CLUSTER_CALLS(REFUSED, cluster_)                                                    \
    do {                                                                                    \
        REFUSED(quorate_cluster_run(cluster_, "up 1", 4, text, sizeof text, &size));        \
        REFUSED(quorate_cluster_reload(cluster_, &config, NULL, 0, text, sizeof text, &size)); \
        REFUSED(quorate_cluster_now(cluster_, &deadline));                                  \
        REFUSED(quorate_cluster_status(cluster_, 1, &status));                              \
        REFUSED(quorate_cluster_engine_sized(cluster_, 1, &engine, sizeof engine));         \
        REFUSED(quorate_cluster_nodes(cluster_, ids, QUORATE_NODES_MAX, &size));            \
        REFUSED(quorate_cluster_table(cluster_, text, sizeof text, &size));                 \
    } while (0)

static void initialize(void)
{
    WORKS(quorate_options_init(&options));
    WORKS(quorate_builder_init(&builder));
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), &error));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC));
    WORKS(quorate_cluster_init(&cluster, &config, QUORATE_RULES_COROSYNC));
}

static void objects_that_are_null(void)
{
    CONFIG_CALLS(NULL_REFUSED, NULL);
    BUILDER_CALLS(NULL_REFUSED, NULL);
    ENGINE_CALLS(NULL_REFUSED, NULL);
    CLUSTER_CALLS(NULL_REFUSED, NULL);
    NULL_REFUSED(quorate_config_from_corosync_conf_sized(NULL, sizeof config, TWO_NODES, 1, &error, sizeof error));
    NULL_REFUSED(quorate_config_from_corosync_conf_for_reload(NULL, TWO_NODES, 1, &error));
    NULL_REFUSED(quorate_options_init_sized(NULL, sizeof options));
    NULL_REFUSED(quorate_net_init_sized(NULL, sizeof net));
    NULL_REFUSED(quorate_builder_init_sized(NULL, sizeof builder));
    NULL_REFUSED(quorate_builder_build(&builder, NULL, &error));
    NULL_REFUSED(quorate_builder_build_for_reload(&builder, NULL, &error));
    NULL_REFUSED(quorate_engine_init(NULL, &config, 1, QUORATE_RULES_COROSYNC));
    NULL_REFUSED(quorate_engine_init_with_storage(NULL, &config, 1));
    NULL_REFUSED(quorate_cluster_init(NULL, &config, QUORATE_RULES_COROSYNC));
    NULL_REFUSED(quorate_cluster_engine(&cluster, 1, NULL));
}

static void arguments_that_are_null(void)
{
    NULL_REFUSED(quorate_config_from_corosync_conf(&config, NULL, 1, &error));
    NULL_REFUSED(quorate_config_from_corosync_conf_for_reload(&config, NULL, 1, NULL));
    NULL_REFUSED(quorate_config_nodes(&config, NULL, 1, &size));
    NULL_REFUSED(quorate_config_nodes(&config, &node, 1, NULL));
    NULL_REFUSED(quorate_config_describe(&config, NULL));
    NULL_REFUSED(quorate_config_net(&config, NULL));
    NULL_REFUSED(quorate_config_set_net(&config, NULL, &error));
    NULL_REFUSED(quorate_config_lint(&config, 0, NULL));
    NULL_REFUSED(quorate_engine_advice(&engine, 0, NULL));
    NULL_REFUSED(quorate_engine_advice_text(&engine, 0, NULL, 1, &size));
    NULL_REFUSED(quorate_config_lint_text(&config, 0, NULL, 1, &size));
    NULL_REFUSED(quorate_config_lint_story(&config, 0, NULL, 1, &size));
    NULL_REFUSED(quorate_builder_options(&builder, NULL));
    NULL_REFUSED(quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_LIST, NULL, 1));
    NULL_REFUSED(quorate_engine_observe(&engine, NULL, 1));
    NULL_REFUSED(quorate_engine_view(&engine, 1, 4, NULL, 1, 0));
    NULL_REFUSED(quorate_engine_receive(&engine, 1, NULL, 1, 0));
    NULL_REFUSED(quorate_engine_poll_transmit(&engine, NULL, sizeof message, &size));
    NULL_REFUSED(quorate_engine_poll_transmit(&engine, message, sizeof message, NULL));
    NULL_REFUSED(quorate_engine_poll_timeout(&engine, NULL));
    NULL_REFUSED(quorate_engine_tracked_expected_votes(&engine, NULL));
    NULL_REFUSED(quorate_engine_snapshot(&engine, NULL, QUORATE_SNAPSHOT_SIZE));
    NULL_REFUSED(quorate_engine_restore(&engine, NULL, QUORATE_SNAPSHOT_SIZE));
    NULL_REFUSED(quorate_engine_write_snapshot(&engine, NULL, sizeof stored, &size));
    NULL_REFUSED(quorate_engine_write_snapshot(&engine, stored, sizeof stored, NULL));
    NULL_REFUSED(quorate_engine_is_unsaved(&engine, NULL));
    NULL_REFUSED(quorate_engine_saved(&engine, NULL, 1));
    NULL_REFUSED(quorate_engine_has_left_agreed(&engine, NULL));
    NULL_REFUSED(quorate_engine_device_register(&engine, NULL, 1));
    NULL_REFUSED(quorate_engine_device_rename(&engine, NULL, 1));
    NULL_REFUSED(quorate_engine_waits_for_device(&engine, NULL));
    NULL_REFUSED(quorate_engine_status(&engine, NULL));
    NULL_REFUSED(quorate_engine_reason(&engine, NULL));
    NULL_REFUSED(quorate_engine_electorate(&engine, NULL));
    NULL_REFUSED(quorate_engine_info(&engine, 1, NULL));
    NULL_REFUSED(quorate_engine_members(&engine, NULL, 1, &size));
    NULL_REFUSED(quorate_engine_members(&engine, ids, 1, NULL));
    NULL_REFUSED(quorate_engine_joined(&engine, NULL, 1, &size));
    NULL_REFUSED(quorate_engine_joined(&engine, ids, 1, NULL));
    NULL_REFUSED(quorate_engine_left(&engine, NULL, 1, &size));
    NULL_REFUSED(quorate_engine_left(&engine, ids, 1, NULL));
    NULL_REFUSED(quorate_engine_reason_text(&engine, NULL, 1, &size));
    NULL_REFUSED(quorate_engine_init_text(NULL, 1, QUORATE_RULES_COROSYNC, text, sizeof text, &size));
    NULL_REFUSED(quorate_engine_help_text(&engine, NULL, 1, &size));
    NULL_REFUSED(quorate_cluster_run(&cluster, NULL, 1, text, sizeof text, &size));
    NULL_REFUSED(quorate_cluster_run(&cluster, "up 1", 4, NULL, 1, &size));
    NULL_REFUSED(quorate_cluster_reload(&cluster, &config, NULL, 1, text, sizeof text, &size));
    NULL_REFUSED(quorate_cluster_reload(&cluster, &config, NULL, 0, NULL, 1, &size));
    NULL_REFUSED(quorate_cluster_now(&cluster, NULL));
    NULL_REFUSED(quorate_cluster_status(&cluster, 1, NULL));
    NULL_REFUSED(quorate_cluster_nodes(&cluster, ids, 1, NULL));
    NULL_REFUSED(quorate_cluster_table(&cluster, NULL, 1, &size));
}

static void storage_that_is_unset(int fill)
{
    static quorate_cluster unset_cluster;
    quorate_config unset_config;
    quorate_builder unset_builder;
    quorate_engine unset_engine;
    memset(&unset_config, fill, sizeof unset_config);
    memset(&unset_builder, fill, sizeof unset_builder);
    memset(&unset_engine, fill, sizeof unset_engine);
    memset(&unset_cluster, fill, sizeof unset_cluster);
    CONFIG_CALLS(UNSET_REFUSED, &unset_config);
    BUILDER_CALLS(UNSET_REFUSED, &unset_builder);
    ENGINE_CALLS(UNSET_REFUSED, &unset_engine);
    CLUSTER_CALLS(UNSET_REFUSED, &unset_cluster);
}

static void storage_of_another_type(void)
{
    quorate_config *no_config = (quorate_config *)(void *)&builder;
    quorate_builder *no_builder = (quorate_builder *)(void *)&config;
    quorate_engine *no_engine = (quorate_engine *)(void *)&cluster;
    quorate_cluster *no_cluster = (quorate_cluster *)(void *)&engine;
    CONFIG_CALLS(UNSET_REFUSED, no_config);
    BUILDER_CALLS(UNSET_REFUSED, no_builder);
    ENGINE_CALLS(UNSET_REFUSED, no_engine);
    CLUSTER_CALLS(UNSET_REFUSED, no_cluster);
}

static void pointers_that_are_misaligned(void)
{
    MISALIGNED_REFUSED(quorate_engine_leave((quorate_engine *)misaligned(&engine), 0));
    MISALIGNED_REFUSED(quorate_engine_init((quorate_engine *)misaligned(&engine), &config, 1, QUORATE_RULES_COROSYNC));
    MISALIGNED_REFUSED(quorate_engine_status(&engine, (quorate_status *)misaligned(&status)));
    MISALIGNED_REFUSED(quorate_config_lint(&config, 0, (quorate_finding *)misaligned(&finding)));
    MISALIGNED_REFUSED(quorate_engine_advice(&engine, 0, (quorate_advice *)misaligned(&advice)));
    MISALIGNED_REFUSED(quorate_engine_observe(&engine, (uint32_t *)misaligned(ids), 1));
    MISALIGNED_REFUSED(quorate_engine_members(&engine, (uint32_t *)misaligned(ids), 1, &size));
    MISALIGNED_REFUSED(quorate_engine_reason_text(&engine, text, sizeof text, (size_t *)misaligned(&size)));
}

static void sizes_of_another_header(void)
{
    ABI_REFUSED(quorate_options_init_sized(&options, sizeof options - 8));
    ABI_REFUSED(quorate_net_init_sized(&net, sizeof net - 4));
    ABI_REFUSED(quorate_builder_init_sized(&builder, sizeof builder - 8));
    ABI_REFUSED(quorate_builder_build_sized(&builder, &config, 0, NULL, 0));
    ABI_REFUSED(quorate_builder_build_for_reload_sized(&builder, &config, 0, NULL, 0));
    ABI_REFUSED(quorate_config_from_corosync_conf_sized(&config, 8, TWO_NODES, 1, NULL, 0));
    ABI_REFUSED(quorate_config_from_corosync_conf_for_reload_sized(&config, 8, TWO_NODES, 1, NULL, 0));
    ABI_REFUSED(quorate_engine_init_sized(&engine, sizeof engine + 8, &config, 1, 1));
    ABI_REFUSED(quorate_engine_init_with_storage_sized(&engine, sizeof engine - 8, &config, 1));
    ABI_REFUSED(quorate_cluster_init_sized(&cluster, sizeof engine, &config, 1));
    ABI_REFUSED(quorate_cluster_engine_sized(&cluster, 1, &engine, sizeof config));
}

static void numbers_that_stand_for_nothing(void)
{
    const uint32_t none[] = { 0 };
    uint32_t many[QUORATE_NODES_MAX + 1];
    uint32_t place;
    for (place = 0; place <= QUORATE_NODES_MAX; place++)
        many[place] = place + 1;
    VALUE_REFUSED(quorate_engine_init(&engine, &config, 1, 0));
    VALUE_REFUSED(quorate_cluster_init(&cluster, &config, UINT32_MAX));
    VALUE_REFUSED(quorate_engine_leave(&engine, 2));
    VALUE_REFUSED(quorate_config_set_freeze_on_loss(&config, 2));
    VALUE_REFUSED(quorate_engine_device_poll(&engine, 1, 4, 2, 0));
    VALUE_REFUSED(quorate_engine_device_master_wins(&engine, UINT32_MAX));
    VALUE_REFUSED(quorate_builder_tie_breaker(&builder, 0, NULL, 0));
    VALUE_REFUSED(quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_LOWEST, members, 2));
    VALUE_REFUSED(quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_LIST, NULL, 0));
    ANSWERS(QUORATE_ERROR_CONFIG_NODEID_ZERO,
            quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_LIST, none, 1));
    ANSWERS(QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS,
            quorate_builder_tie_breaker(&builder, QUORATE_TIE_BREAKER_LIST, many, QUORATE_NODES_MAX + 1));
    ANSWERS(QUORATE_ERROR_TOO_LONG, quorate_engine_observe(&engine, members, SIZE_MAX));
    ANSWERS(QUORATE_ERROR_TOO_LONG, quorate_engine_receive(&engine, 1, message, SIZE_MAX, 0));
    ANSWERS(QUORATE_ERROR_TOO_LONG, quorate_engine_saved(&engine, stored, SIZE_MAX));
    options.two_node = 2;
    VALUE_REFUSED(quorate_builder_options(&builder, &options));
    options.two_node = 0;
    options.wait_for_all = 3;
    VALUE_REFUSED(quorate_builder_options(&builder, &options));
    options.wait_for_all = 0;
    options.freeze_on_loss = 2;
    VALUE_REFUSED(quorate_builder_options(&builder, &options));
    options.freeze_on_loss = 0;
}

/* Without a nodelist every nodeid is known, up to the bound. */
static void too_many_members(void)
{
    quorate_config no_nodelist;
    quorate_engine anybody;
    uint32_t many[QUORATE_NODES_MAX + 1];
    uint32_t place;
    for (place = 0; place <= QUORATE_NODES_MAX; place++)
        many[place] = place + 1;
    options.expected_votes = QUORATE_NODES_MAX;
    make_config(&no_nodelist, 0, &options);
    WORKS(quorate_engine_init(&anybody, &no_nodelist, 1, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_TOO_MANY_NODES, quorate_engine_observe(&anybody, many, QUORATE_NODES_MAX + 1));
    WORKS(quorate_engine_observe(&anybody, many, QUORATE_NODES_MAX));
}

static void what_is_empty_or_wrong(void)
{
    const uint32_t stranger[] = { 1, 7 };
    const uint32_t twice[] = { 1, 1 };
    const uint32_t without_us[] = { 2 };
    const uint32_t zero[] = { 0, 1 };
    ANSWERS(QUORATE_ERROR_LOCAL_NODE_MISSING, quorate_engine_observe(&engine, NULL, 0));
    ANSWERS(QUORATE_ERROR_LOCAL_NODE_MISSING, quorate_engine_view(&engine, 1, 4, without_us, 1, 0));
    ANSWERS(QUORATE_ERROR_NOT_IN_NODELIST, quorate_engine_observe(&engine, stranger, 2));
    ANSWERS(QUORATE_ERROR_DUPLICATE_MEMBER, quorate_engine_observe(&engine, twice, 2));
    ANSWERS(QUORATE_ERROR_NODEID_ZERO, quorate_engine_observe(&engine, zero, 2));
    ANSWERS(QUORATE_ERROR_NODEID_ZERO, quorate_engine_init(&engine, &config, 0, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_NOT_IN_NODELIST, quorate_engine_init(&engine, &config, 3, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_MESSAGE_MALFORMED, quorate_engine_receive(&engine, 1, NULL, 0, 0));
    ANSWERS(QUORATE_ERROR_DEVICE_NAME_LENGTH, quorate_engine_device_register(&engine, NULL, 0));
    ANSWERS(QUORATE_ERROR_NOT_UTF8, quorate_engine_device_register(&engine, "\xff", 1));
    ANSWERS(QUORATE_ERROR_DEVICE_NOT_REGISTERED, quorate_engine_device_unregister(&engine));
    ANSWERS(QUORATE_ERROR_UNKNOWN_NODE, quorate_engine_info(&engine, 2, &info));
    ANSWERS(QUORATE_ERROR_NO_VIEW, quorate_engine_cancel_wait_for_all(&engine));
    ANSWERS(QUORATE_ERROR_STEP, quorate_cluster_run(&cluster, NULL, 0, text, sizeof text, &size));
    CHECK(strncmp(text, "empty step", 10) == 0 && size == strlen(text) + 1);
    ANSWERS(QUORATE_ERROR_NOT_UTF8, quorate_cluster_run(&cluster, "up \xff", 4, text, sizeof text, NULL));
    ANSWERS(QUORATE_ERROR_STEP, quorate_cluster_run(&cluster, "u\0p", 3, text, sizeof text, NULL));
    CHECK(strstr(text, "'u?p'") != NULL);
    ANSWERS(QUORATE_ERROR_NODE_DOWN, quorate_cluster_run(&cluster, "crash 1", 7, NULL, 0, NULL));
    ANSWERS(QUORATE_ERROR_NO_SUCH_NODE, quorate_cluster_run(&cluster, "up 3", 4, NULL, 0, NULL));
    ANSWERS(QUORATE_ERROR_NODE_DOWN, quorate_cluster_status(&cluster, 1, &status));
    ANSWERS(QUORATE_ERROR_NO_SUCH_NODE, quorate_cluster_status(&cluster, 3, &status));
    ANSWERS(QUORATE_ERROR_NODE_DOWN, quorate_cluster_engine(&cluster, 1, &engine));
    ANSWERS(QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES, quorate_config_from_corosync_conf(&config, NULL, 0, NULL));
}

static void lists_past_the_end(void)
{
    memset(&finding, 0xAA, sizeof finding);
    memset(&advice, 0xAA, sizeof advice);
    const quorate_finding no_finding = finding;
    const quorate_advice no_advice = advice;
    strcpy(text, "untouched"), size = 7;
    ANSWERS(QUORATE_ERROR_NO_SUCH_FINDING, quorate_config_lint(&config, SIZE_MAX, &finding));
    ANSWERS(QUORATE_ERROR_NO_SUCH_FINDING, quorate_config_lint_text(&config, SIZE_MAX, text, sizeof text, &size));
    ANSWERS(QUORATE_ERROR_NO_SUCH_FINDING, quorate_config_lint_story(&config, SIZE_MAX, text, sizeof text, &size));
    ANSWERS(QUORATE_ERROR_NO_SUCH_ADVICE, quorate_engine_advice(&engine, 4, &advice));
    ANSWERS(QUORATE_ERROR_NO_SUCH_ADVICE, quorate_engine_advice(&engine, SIZE_MAX, &advice));
    ANSWERS(QUORATE_ERROR_NO_SUCH_ADVICE, quorate_engine_advice_text(&engine, SIZE_MAX, text, sizeof text, &size));
    CHECK(memcmp(&no_finding, &finding, sizeof finding) == 0 && memcmp(&no_advice, &advice, sizeof advice) == 0);
    CHECK(strcmp(text, "untouched") == 0 && size == 7);
}

static void refused_calls_write_nothing(void)
{
    quorate_status untouched, after;
    memset(&status, 0xAA, sizeof status);
    untouched = status;
    ANSWERS(QUORATE_ERROR_NODE_DOWN, quorate_cluster_status(&cluster, 1, &status));
    CHECK(memcmp(&untouched, &status, sizeof status) == 0);
    WORKS(quorate_engine_status(&engine, &status));
    ANSWERS(QUORATE_ERROR_NOT_IN_NODELIST, quorate_engine_init(&engine, &config, 3, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_NODE_DOWN, quorate_cluster_engine(&cluster, 1, &engine));
    WORKS(quorate_engine_status(&engine, &after));
    CHECK(memcmp(&after, &status, sizeof status) == 0);
    memset(&error, 0xAA, sizeof error);
    WORKS(quorate_config_from_corosync_conf(&config, TWO_NODES, strlen(TWO_NODES), &error));
    CHECK((uint32_t)error.status == 0xAAAAAAAAu);
}

int main(void)
{
    initialize();
    objects_that_are_null();
    arguments_that_are_null();
    storage_that_is_unset(0x00);
    storage_that_is_unset(0xFF);
    storage_of_another_type();
    pointers_that_are_misaligned();
    sizes_of_another_header();
    numbers_that_stand_for_nothing();
    too_many_members();
    what_is_empty_or_wrong();
    lists_past_the_end();
    refused_calls_write_nothing();
    CHECK(strcmp(quorate_version(), QUORATE_VERSION) == 0);
    sprintf(text, "%d.%d.%d", QUORATE_VERSION_MAJOR, QUORATE_VERSION_MINOR, QUORATE_VERSION_PATCH);
    CHECK(strcmp(text, QUORATE_VERSION) == 0);
    ANSWERS(QUORATE_ERROR_NOT_IN_THESE_RULES, quorate_engine_electorate(&engine, &electorate));
    CHECK(strcmp(quorate_error_text(12345), "not a status of this library") == 0);
    CHECK(quorate_config_size() == sizeof config && quorate_builder_size() == sizeof builder);
    CHECK(quorate_engine_size() == sizeof engine && quorate_cluster_size() == sizeof cluster);
    puts("refusals: every call refused what it should");
    return 0;
}
