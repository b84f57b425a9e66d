/*
 * quorate 0.2.0: may this partition act? Cluster quorum and votes, with the reason.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 * Generated from the source in ffi/ (`UPDATE=1 cargo test -p quorate-tests --test c header`); do not edit.
 *
 * In ten lines
 *
 *     quorate_config config;
 *     quorate_engine engine;
 *     quorate_config_error error = { 0 };
 *     const uint32_t present[] = { 1 };
 *     int32_t done = quorate_config_from_corosync_conf(&config, text, strlen(text), &error);
 *     if (done != QUORATE_OK)
 *         errx(1, "corosync.conf: %s", *error.text ? error.text : quorate_error_text(done));
 *     if (quorate_engine_init(&engine, &config, 1, QUORATE_RULES_COROSYNC) == QUORATE_OK
 *         && quorate_engine_observe(&engine, present, 1) == QUORATE_OK
 *         && quorate_may_act(&engine))
 *         act();
 *
 * Build with `pkg-config --cflags --libs quorate`, as C99 or newer, or C++.
 *
 * Objects
 *     quorate_config   who has how many votes, and which options are on; quorate_config_lint says what they risk
 *     quorate_builder  makes a config without a corosync.conf
 *     quorate_engine   one node: tell it what happens; ask it for the status, why, and what would help
 *     quorate_cluster  the engines of all nodes, to try out what a cluster would do
 *     quorate_witness  the third vote of clusters with corosync-qdevice, in place of corosync-qnetd
 *   They live in your memory: static, on the stack, or inside your structs. The library allocates nothing and keeps
 *   no pointer to what you pass. Objects are plain data: copy them with = or memcpy; nothing needs to be
 *   freed. Each type has one init function (or a reader, for configs), which may be called again at any time. An
 *   object that was not initialized is refused with QUORATE_ERROR_NOT_INITIALIZED when its memory is zeroed or
 *   otherwise foreign; this helps in development; it is no guard against memory that happens to look right.
 *
 * An engine with peers
 *   Each node of the cluster runs one. Whatever tells you the members (totem, or your own membership layer) becomes
 *   quorate_engine_view. Then, and after every other call: send what quorate_engine_poll_transmit gives to all
 *   members of the view, yourself included, in one order that is the same for all; hand what arrives to
 *   quorate_engine_receive; set a timer to quorate_engine_poll_timeout and call quorate_engine_handle_timeout when
 *   it fires; ask quorate_may_act.
 *   Without peers, quorate_engine_observe is all you need: see its text.
 *   Under QUORATE_RULES_STRICT, who votes can change by agreement (allow_downscale, last_man_standing) where each node
 *   stores what it must not forget: see quorate_engine_init_with_storage and quorate_engine_write_snapshot.
 *
 * Status
 *   quorate_may_act returns 1 or 0. Other functions return an int32_t: QUORATE_OK, or a negative QUORATE_ERROR number.
 *   The numbers never change their meaning; later versions may add some. After an error nothing has changed and
 *   nothing was written, except where a function's text says so. quorate_error_text says what a number means.
 *
 * Arguments
 *   Pointers may not be NULL, unless a function's text says so; that of an empty array may. They must be aligned for
 *   their type and valid for its size until the function returns; arguments of one call may not overlap.
 *   Texts that you pass have a length and need no NUL. nodeids are 1 to 4294967295; votes 0 to 4294967295, and
 *   all votes of a cluster must add up to no more. 0 and 1 stand for no and yes. `now` is a time in milliseconds on
 *   a monotonic clock of your choice, the same one in all calls for an engine.
 *
 * Texts that you get
 *   A function that writes a text takes a buffer, its size in bytes and `needed`. The text is never cut
 *   short: it is written whole and ends in NUL, or the status is QUORATE_ERROR_BUFFER_TOO_SMALL and the buffer
 *   holds an empty text. `needed` is set to the bytes that the text needs with its NUL, in both cases; it may be NULL.
 *   To just ask, pass buffer NULL and size 0. Texts are UTF-8. Lists work the same way, with `count`.
 *
 * Threads
 *   There is no global state. Different objects can be used in different threads at the same time, one object by
 *   one thread at a time; calls with only const pointers to an object may run at the same time. No function blocks,
 *   calls back, or uses signals, errno, files or the clock.
 *
 * Versions
 *   While the major version is 0, a new minor version may change the ABI, and with it the SONAME. A program that
 *   was compiled with another header's objects gets QUORATE_ERROR_ABI from the init functions. Structs that functions
 *   fill may grow at their end: a program gets the fields of the header that it was compiled with; a library
 *   older than that header writes 0 to the fields that it does not know. Call these functions without _sized: their
 *   size comes from the header.
 */
#ifndef QUORATE_H
#define QUORATE_H


#include <stddef.h>
#include <stdint.h>

#define QUORATE_VERSION "0.2.0"
#define QUORATE_VERSION_MAJOR 0
#define QUORATE_VERSION_MINOR 2
#define QUORATE_VERSION_PATCH 0

// The most nodes that a config, a view and a cluster can have. Firmware that needs fewer builds the library with
// feature nodes-8, nodes-16 or nodes-32 and defines this to the same number for all of its sources; where they
// differ, the init functions return QUORATE_ERROR_ABI.
#ifndef QUORATE_NODES_MAX
#define QUORATE_NODES_MAX 64
#endif

// The bytes of a quorate_witness for so many connections and clusters of so many nodes, as quorate_witness_size:
//     static uint64_t memory[QUORATE_WITNESS_SIZE(8, 4, 8) / 8];
//     quorate_witness *witness = (quorate_witness *)memory;
#define QUORATE_WITNESS_SIZE(clients, clusters, nodes)                                       \
    (QUORATE_WITNESS_HEAD_SIZE + (size_t)(clients) * QUORATE_WITNESS_CLIENT_SIZE             \
     + (size_t)(clusters) * (QUORATE_WITNESS_CLUSTER_SIZE + ((size_t)(nodes) + 1) / 2 * 8))
// The bytes that a buffer for any snapshot of such a witness must have.
#define QUORATE_WITNESS_SNAPSHOT_MAX(clusters, nodes) (16 + (size_t)(clusters) * (135 + 5 * (size_t)(nodes)))

// Compilers warn if a program ignores what a function returns.
#if defined(__GNUC__)
#define QUORATE_MUST_USE __attribute__((warn_unused_result))
#elif defined(__cplusplus) && __cplusplus >= 201703L
#define QUORATE_MUST_USE [[nodiscard]]
#else
#define QUORATE_MUST_USE
#endif


// The bytes that a buffer for one message must have.
#define QUORATE_MESSAGE_MAX 96

// The bytes of a snapshot of an engine without storage.
#define QUORATE_SNAPSHOT_SIZE 32

// The bytes that a buffer for any snapshot must have.
#define QUORATE_SNAPSHOT_MAX (79 + (10 * QUORATE_NODES_MAX))

// The longest name of a quorum device in bytes.
#define QUORATE_DEVICE_NAME_MAX 32

// No timeout is pending.
#define QUORATE_NEVER UINT64_MAX

// Option wait_for_all: follows two_node.
#define QUORATE_FOLLOWS_TWO_NODE 2

// Tie breaker: the lowest nodeid of the last view that was quorate by votes.
#define QUORATE_TIE_BREAKER_LOWEST 1

// Tie breaker: the highest nodeid of that view.
#define QUORATE_TIE_BREAKER_HIGHEST 2

// Tie breaker: the first node of a list that is present, unless an earlier one may be in another partition.
#define QUORATE_TIE_BREAKER_LIST 3

// Tie breaker of a witness's client: one node, which is given.
#define QUORATE_TIE_BREAKER_NODE 4

// Success: nothing was refused.
#define QUORATE_OK 0

// The words of a quorate_config.
#define QUORATE_CONFIG_WORDS (26 + ((3 * QUORATE_NODES_MAX) / 2))

// The words of a quorate_builder.
#define QUORATE_BUILDER_WORDS (26 + ((3 * QUORATE_NODES_MAX) / 2))

// The words of a quorate_engine.
#define QUORATE_ENGINE_WORDS (74 + ((25 * QUORATE_NODES_MAX) / 8))

// The words of a quorate_cluster.
#define QUORATE_CLUSTER_WORDS ((QUORATE_CONFIG_WORDS + (QUORATE_NODES_MAX * (QUORATE_ENGINE_WORDS + 60))) + 64)

// The bytes of a witness without connections and clusters.
#define QUORATE_WITNESS_HEAD_SIZE 72

// The bytes of a connection.
#define QUORATE_WITNESS_CLIENT_SIZE 440

// The bytes of a cluster without its nodes, which take 4 each.
#define QUORATE_WITNESS_CLUSTER_SIZE 120

// The bytes of a config error's key, NUL included.
#define QUORATE_KEY_SIZE 64

// The bytes of a config error's text, NUL included.
#define QUORATE_CONFIG_TEXT_SIZE 256

// The bytes that a buffer for what a witness sends must have.
#define QUORATE_WITNESS_TRANSMIT_MAX 142

// The bytes of the longest name of a cluster.
#define QUORATE_CLUSTER_NAME_MAX 64

// The bytes of a cluster's name in a struct, NUL included.
#define QUORATE_CLUSTER_NAME_SIZE 72

// quorate_witness_output.kind: nothing to do.
#define QUORATE_OUTPUT_NONE 0

// quorate_witness_output.kind: send these bytes.
#define QUORATE_OUTPUT_SEND 1

// quorate_witness_output.kind: start TLS, as its server; what comes next over the connection belongs to it. Then call
// quorate_witness_secured.
#define QUORATE_OUTPUT_START_TLS 2

// quorate_witness_output.kind: close the connection. Its number is free.
#define QUORATE_OUTPUT_CLOSE 3

// quorate_witness_nodes: those of the client's corosync.conf.
#define QUORATE_CLIENT_CONFIGURED 1

// quorate_witness_nodes: those of its partition, itself among them.
#define QUORATE_CLIENT_MEMBERS 2

// quorate_witness_nodes: those of its cluster that are out of reach and may have the vote, until `former_lease`.
#define QUORATE_CLIENT_FORMER_HOLDERS 3

// A third vote for clusters of corosync. Made by quorate_witness_init, in memory of QUORATE_WITNESS_SIZE bytes.
typedef struct quorate_witness quorate_witness;

// A validated cluster config. Made by quorate_config_from_corosync_conf or quorate_builder_build.
typedef struct quorate_config {
    // Private.
    uint64_t _opaque[QUORATE_CONFIG_WORDS];
} quorate_config;

// What is wrong with a config, and where. Written only where a config is refused.
typedef struct quorate_config_error {
    // The status that the call returns.
    int32_t status;
    // The line, from 1. 0: the config as a whole.
    uint32_t line;
    // The key with its sections, such as "quorum.two_node". Empty if no key is at fault.
    char key[QUORATE_KEY_SIZE];
    // A sentence with line and key, what is wrong and the way out.
    char text[QUORATE_CONFIG_TEXT_SIZE];
} quorate_config_error;

// One node of the nodelist. It stays as it is: an array of them cannot grow.
typedef struct quorate_config_node {
    // Its nodeid, from 1.
    uint32_t node_id;
    // Its votes.
    uint32_t votes;
} quorate_config_node;

// The options of corosync.conf's quorum section, named as in votequorum(5), and two of the rules strict.
// Fill it with quorate_options_init, then change what you need. 0 is no and 1 is yes.
typedef struct quorate_options {
    // quorum.expected_votes. 0: the sum of the nodelist's votes.
    uint32_t expected_votes;
    // quorum.votes: the local node's votes where there is no nodelist.
    uint32_t votes;
    // quorum.two_node
    uint32_t two_node;
    // quorum.wait_for_all: 0, 1 or QUORATE_FOLLOWS_TWO_NODE.
    uint32_t wait_for_all;
    // quorum.last_man_standing
    uint32_t last_man_standing;
    // quorum.auto_tie_breaker; quorate_builder_tie_breaker sets the node.
    uint32_t auto_tie_breaker;
    // quorum.allow_downscale
    uint32_t allow_downscale;
    // quorum.expected_votes_tracking
    uint32_t expected_votes_tracking;
    // 1: there is a quorum device; quorate_config_set_net says of which witness.
    uint32_t device;
    // 1: device_votes counts. 0: the device has the nodes' votes less one.
    uint32_t device_has_votes;
    // quorum.device.votes
    uint32_t device_votes;
    // Rules strict only: any unclean loss blocks every member until quorate_engine_resume.
    uint32_t freeze_on_loss;
    // quorum.last_man_standing_window, in milliseconds.
    uint64_t last_man_standing_window;
    // quorum.device.timeout, in milliseconds: how long a poll lasts.
    uint64_t device_timeout;
    // quorum.device.sync_timeout, in milliseconds: how long a new view waits for the device.
    uint64_t device_sync_timeout;
    // Rules strict only, in milliseconds: how long the half without the tie breaker waits before it fences.
    uint64_t fence_delay;
} quorate_options;

// A config in the making, for programs that have no corosync.conf. Made by quorate_builder_init.
typedef struct quorate_builder {
    // Private.
    uint64_t _opaque[QUORATE_BUILDER_WORDS];
} quorate_builder;

// What a config says, and which options are in force.
typedef struct quorate_config_info {
    // The options as they are written, or at their defaults.
    struct quorate_options options;
    // Expected votes at startup: as written, else the nodelist's, with the device's where those are derived.
    uint32_t expected_votes;
    // The sum of the nodelist's votes.
    uint32_t nodelist_votes;
    // Votes of the quorum device: as written, else the nodes' less one. 0 without a device, or where
    // they cannot be derived.
    uint32_t qdevice_votes;
    // 1: two_node is in force. A tie breaker disables it.
    uint32_t two_node;
    // 1: wait_for_all is in force. If not written, it follows two_node.
    uint32_t wait_for_all;
    // The tie breaker as it is written, a QUORATE_TIE_BREAKER. 0: none, off, or none that
    // votequorum understands.
    uint32_t tie_breaker;
    // 1: that tie breaker is in force. On odd votes it needs wait_for_all.
    uint32_t tie_breaker_in_force;
    // How many nodes are in `tie_breaker_nodes`.
    uint32_t tie_breaker_count;
    // With QUORATE_TIE_BREAKER_LIST its nodes, in its order.
    uint32_t tie_breaker_nodes[QUORATE_NODES_MAX];
    // 1: with the device's votes each node is quorate, without them not even all nodes together.
    uint32_t qdevice_decides;
    // With so many votes it does, unless an option or expected_votes is in the way.
    uint32_t qdevice_votes_to_decide;
} quorate_config_info;

// quorum.device.net: how the nodes of a simulated cluster ask a witness for the device's vote. An engine does not look
// at it. Its times follow from device_timeout, in milliseconds. Fill it with quorate_net_init, then change what you
// need. 0 is no and 1 is yes.
typedef struct quorate_net {
    // 1: quorum.device.model is net, and a host is named. 0: not so, and the other fields do not count.
    uint32_t net;
    // quorum.device.net.host: the node of this cluster that has this address. 0: the witness runs elsewhere.
    uint32_t host;
    // quorum.device.net.algorithm: QUORATE_ALGORITHM_FFSPLIT, _LMS or _TWO_NODE_LMS.
    uint32_t algorithm;
    // quorum.device.net.tie_breaker: QUORATE_TIE_BREAKER_LOWEST, _HIGHEST or _NODE.
    uint32_t tie_breaker;
    // With QUORATE_TIE_BREAKER_NODE its node, from 1 up. Else 0.
    uint32_t tie_breaker_node;
    // quorum.device.net.keep_active_partition_tie_breaker
    uint32_t keep_active_partition_tie_breaker;
    // 1: quorum.device.heuristics.mode is on or sync.
    uint32_t heuristics;
} quorate_net;

// The engine of one node. Made by quorate_engine_init.
typedef struct quorate_engine {
    // Private.
    uint64_t _opaque[QUORATE_ENGINE_WORDS];
} quorate_engine;

// The verdict with its numbers. The first nine fields are votequorum_info's, with its numbers.
typedef struct quorate_status {
    // The local node.
    uint32_t node_id;
    // The local node's state, a QUORATE_NODESTATE.
    uint32_t node_state;
    // The local node's votes.
    uint32_t node_votes;
    // Expected votes as the local node holds them.
    uint32_t node_expected_votes;
    // The highest expected votes of any member.
    uint32_t highest_expected;
    // Votes of the members, and of the quorum device where it votes for the local node.
    uint32_t total_votes;
    // Votes needed for quorum. Unlike votequorum's it has 32 bits.
    uint32_t quorum;
    // QUORATE_FLAG bits.
    uint32_t flags;
    // Votes of the quorum device, cast or not. 0 without one.
    uint32_t qdevice_votes;
    // May this partition act? A QUORATE_VERDICT.
    uint32_t verdict;
    // Why, a QUORATE_REASON. quorate_engine_reason has its numbers.
    uint32_t reason;
    // The view's ring id: its representative.
    uint32_t ring_node;
    // The view's ring id: its sequence number.
    uint64_t ring_seq;
    // With QUORATE_VERDICT_FENCE_FIRST: how long to wait before fencing, in milliseconds. Else 0.
    uint64_t fence_delay;
} quorate_status;

// Why a verdict is what it is, with the numbers that decided.
typedef struct quorate_reason {
    // The rule that decided, a QUORATE_REASON.
    uint32_t code;
    // Votes present.
    uint32_t votes;
    // Votes that the deciding rule requires.
    uint32_t needed;
    // Expected votes.
    uint32_t expected_votes;
    // The node that decided: the tie breaker, or the node whose device is master. 0 where none did.
    uint32_t node_id;
    // Votes of the quorum device that are not counted here.
    uint32_t qdevice_votes;
    // How many nodes are in `missing`.
    uint32_t missing_count;
    // Nodes with votes that are missing, ascending; with QUORATE_REASON_VIEW_INCOMPLETE those whose state is
    // incomplete.
    uint32_t missing[QUORATE_NODES_MAX];
} quorate_reason;

// The electorate that was agreed on, and what keeps it from changing.
typedef struct quorate_electorate {
    // Electorates are numbered from 1; 0: none is known here.
    uint32_t epoch;
    // 1 if a change may or may not have been agreed on, so that a majority of both electorates is needed; else 0.
    uint32_t change_pending;
    // How many nodes are in `electors`.
    uint32_t elector_count;
    // How many nodes are in `unstored`.
    uint32_t unstored_count;
    // How many nodes are in `other_nodelist`.
    uint32_t other_nodelist_count;
    // Who votes, ascending.
    uint32_t electors[QUORATE_NODES_MAX];
    // Members that have not stored that change yet: it waits for them.
    uint32_t unstored[QUORATE_NODES_MAX];
    // Members that have another nodelist than the local node: the electorate does not follow it meanwhile.
    uint32_t other_nodelist[QUORATE_NODES_MAX];
} quorate_electorate;

// What is known about one node.
typedef struct quorate_node_info {
    // The node.
    uint32_t node_id;
    // Its state, a QUORATE_NODESTATE.
    uint32_t node_state;
    // Its votes.
    uint32_t node_votes;
    // Expected votes as it reported them.
    uint32_t node_expected_votes;
    // QUORATE_FLAG bits: the config of the local node, and the quorum device of this node.
    uint32_t flags;
} quorate_node_info;

// One thing that would help. quorate_engine_advice_text has it as a clause.
typedef struct quorate_advice {
    // What, a QUORATE_ADVICE.
    uint32_t code;
    // 1: it can end in split brain if the missing nodes turn out to be running.
    uint32_t risks_split_brain;
    // The votes that it concerns: expected votes to set (back), or the quorum device's. Else 0.
    uint32_t votes;
    // How many nodes are in `node_ids`.
    uint32_t node_count;
    // How long to wait first, in milliseconds.
    uint64_t delay;
    // The nodes that it concerns, ascending.
    uint32_t node_ids[QUORATE_NODES_MAX];
} quorate_advice;

// What a config risks under votequorum. quorate_config_lint_text has it as a sentence, with the way out.
typedef struct quorate_finding {
    // What, a QUORATE_FINDING.
    uint32_t code;
    // How bad, a QUORATE_SEVERITY.
    uint32_t severity;
    // What the story shows at its end, a QUORATE_HARM.
    uint32_t harm;
    // The key's line in corosync.conf. 0: it is not in the file, or the config was made in code. 65535 stands for all
    // lines from there on.
    uint32_t line;
    // The number in the sentence: votes, or how many entries. Else 0.
    uint32_t votes;
    // How many nodes are in `node_ids`.
    uint32_t node_count;
    // The nodes in the sentence, ascending.
    uint32_t node_ids[QUORATE_NODES_MAX];
    // The key with its sections, such as "quorum.two_node"; of unknown keys the section. May be empty.
    char key[QUORATE_KEY_SIZE];
    // Of unknown keys the key that was probably meant. Else empty.
    char meant[QUORATE_KEY_SIZE];
} quorate_finding;

// The simulator: the engines of all nodes, wired together with partitions, and their witness. Made by
// quorate_cluster_init. It is large (170 KiB for 64 nodes): make it static or allocate it, do not put it on a small
// stack.
typedef struct quorate_cluster {
    // Private.
    uint64_t _opaque[QUORATE_CLUSTER_WORDS];
} quorate_cluster;

// What an operator decides. Fill it with quorate_witness_settings_init, then change what you need. 0 is no and 1 is
// yes.
typedef struct quorate_witness_settings {
    // How votes are given away, a QUORATE_TIMING.
    uint32_t timing;
    // Whether clients can, or must, use TLS, a QUORATE_TLS.
    uint32_t tls;
    // 1: TLS clients must show a certificate that names their cluster.
    uint32_t client_certificates;
    // 1: refuses the algorithms lms and 2nodelms, whose clients keep the vote while they are cut off.
    uint32_t refuse_unsafe;
    // The longest heartbeat that is accepted, 1000 to 120000 milliseconds. After a restart the witness may be silent
    // for 2.25 times this. A client that asks for more is refused, and exits.
    uint32_t heartbeat_max;
} quorate_witness_settings;

// What a program is to do.
typedef struct quorate_witness_output {
    // What, a QUORATE_OUTPUT.
    uint32_t kind;
    // Over this connection.
    uint32_t connection;
    // With QUORATE_OUTPUT_CLOSE why, a QUORATE_CLOSE; else 0.
    uint32_t reason;
    // With QUORATE_OUTPUT_SEND how many bytes are in the buffer; else 0.
    uint32_t len;
} quorate_witness_output;

// A client as the witness sees it.
typedef struct quorate_client_info {
    // Its connection.
    uint32_t connection;
    // Its node. 0: the client has not told it yet.
    uint32_t node_id;
    // What it was told last of its vote, a QUORATE_VOTE.
    uint32_t vote;
    // Why, a QUORATE_VOTE_REASON.
    uint32_t reason;
    // 1: it may have the vote.
    uint32_t holds;
    // How its cluster's vote is decided, a QUORATE_ALGORITHM.
    uint32_t algorithm;
    // What it said last of its node's heuristics, a QUORATE_HEURISTICS.
    uint32_t heuristics;
    // Its heartbeat, in milliseconds.
    uint32_t heartbeat;
    // The bytes of `cluster`. 0: the client has not told it yet.
    uint32_t cluster_len;
    // The ring id of its membership: its representative.
    uint32_t ring_node;
    // The ring id of its membership: its sequence number.
    uint64_t ring_seq;
    // When it must have given the vote up if nothing more comes, a time as `now` is.
    uint64_t lease;
    // The name of its cluster, terminated.
    char cluster[QUORATE_CLUSTER_NAME_SIZE];
    // Which node is preferred where two partitions are equal: QUORATE_TIE_BREAKER_LOWEST, QUORATE_TIE_BREAKER_HIGHEST
    // or QUORATE_TIE_BREAKER_NODE.
    uint32_t tie_breaker;
    // With QUORATE_TIE_BREAKER_NODE that node; else 0.
    uint32_t tie_breaker_node;
    // 1: of two equal halves, the one that had the vote keeps it, where all clients say so.
    uint32_t keep_active_partition;
    // How many nodes of its cluster are out of reach and may have the vote: see quorate_witness_nodes.
    uint32_t former_holder_count;
    // When the last of those must have given the vote up, a time as `now` is. 0: there are none.
    uint64_t former_lease;
} quorate_client_info;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The bytes of a quorate_config, for languages without this header.
QUORATE_MUST_USE size_t quorate_config_size(void);

// The bytes of a quorate_builder, for languages without this header.
QUORATE_MUST_USE size_t quorate_builder_size(void);

// The bytes of a quorate_engine, for languages without this header.
QUORATE_MUST_USE size_t quorate_engine_size(void);

// The bytes of a quorate_cluster, for languages without this header.
QUORATE_MUST_USE size_t quorate_cluster_size(void);

// Reads a whole corosync.conf of `len` bytes. Refuses what corosync refuses at startup. `error` may be NULL; otherwise
// it says what is wrong, and where. Call it as quorate_config_from_corosync_conf, which passes the sizes.
QUORATE_MUST_USE
int32_t quorate_config_from_corosync_conf_sized(struct quorate_config *config,
                                                size_t size,
                                                const char *text,
                                                size_t len,
                                                struct quorate_config_error *error,
                                                size_t error_size);

// Reads a whole corosync.conf for quorate_engine_reload: what corosync refuses at startup only (a quorum device next
// to options that exclude it) is accepted, and the device is disabled there. Call it as
// quorate_config_from_corosync_conf_for_reload, which passes the sizes.
QUORATE_MUST_USE
int32_t quorate_config_from_corosync_conf_for_reload_sized(struct quorate_config *config,
                                                           size_t size,
                                                           const char *text,
                                                           size_t len,
                                                           struct quorate_config_error *error,
                                                           size_t error_size);

// Writes the nodelist, in the order of the config, into an array of `capacity` nodes. `count` is always set; with
// QUORATE_ERROR_BUFFER_TOO_SMALL it is the number needed. QUORATE_NODES_MAX is always enough.
QUORATE_MUST_USE
int32_t quorate_config_nodes(const struct quorate_config *config,
                             struct quorate_config_node *nodes,
                             size_t capacity,
                             size_t *count);

// Sets an option of the rules strict that no corosync.conf has: with `on` 1, any unclean loss blocks every
// member until quorate_engine_resume.
QUORATE_MUST_USE int32_t quorate_config_set_freeze_on_loss(struct quorate_config *config, uint32_t on);

// Sets an option of the rules strict that no corosync.conf has: how long the half without the tie breaker
// waits before it fences, in milliseconds.
QUORATE_MUST_USE int32_t quorate_config_set_fence_delay(struct quorate_config *config, uint64_t delay);

// Sets totem.cluster_name, of `len` bytes, which the reader of corosync.conf does where the file has one. An engine
// with storage refuses the snapshot of a cluster with another name (QUORATE_ERROR_OTHER_SNAPSHOT).
QUORATE_MUST_USE
int32_t quorate_config_set_cluster_name(struct quorate_config *config,
                                        const char *name,
                                        size_t len);

// The defaults, votequorum(5)'s where the option is, for every option. Call it as quorate_options_init,
// which passes the size.
QUORATE_MUST_USE int32_t quorate_options_init_sized(struct quorate_options *options, size_t size);

// No nodes, every option at its default. Call it as quorate_builder_init, which passes the size.
QUORATE_MUST_USE int32_t quorate_builder_init_sized(struct quorate_builder *builder, size_t size);

// Adds a node with its votes. `error` may be NULL. Call it as quorate_builder_node, which passes the size.
QUORATE_MUST_USE
int32_t quorate_builder_node_sized(struct quorate_builder *builder,
                                   uint32_t node_id,
                                   uint32_t votes,
                                   struct quorate_config_error *error,
                                   size_t error_size);

// Sets all options.
QUORATE_MUST_USE
int32_t quorate_builder_options(struct quorate_builder *builder,
                                const struct quorate_options *options);

// Sets auto_tie_breaker_node, which has an effect if the option auto_tie_breaker is 1: QUORATE_TIE_BREAKER_LOWEST (the
// default), QUORATE_TIE_BREAKER_HIGHEST, or QUORATE_TIE_BREAKER_LIST with `count` nodeids. Only a list has nodes:
// otherwise `count` is 0.
QUORATE_MUST_USE
int32_t quorate_builder_tie_breaker(struct quorate_builder *builder,
                                    uint32_t tie_breaker,
                                    const uint32_t *list,
                                    size_t count);

// Checks everything and makes the config. The builder does not change. `error` may be NULL. Call it as
// quorate_builder_build, which passes the sizes.
QUORATE_MUST_USE
int32_t quorate_builder_build_sized(const struct quorate_builder *builder,
                                    struct quorate_config *config,
                                    size_t size,
                                    struct quorate_config_error *error,
                                    size_t error_size);

// As quorate_builder_build, for quorate_engine_reload: without the checks that corosync makes at startup
// only. Call it as quorate_builder_build_for_reload, which passes the sizes.
QUORATE_MUST_USE
int32_t quorate_builder_build_for_reload_sized(const struct quorate_builder *builder,
                                               struct quorate_config *config,
                                               size_t size,
                                               struct quorate_config_error *error,
                                               size_t error_size);

// Writes what a config says. quorate_config_nodes writes the nodelist.
QUORATE_MUST_USE
int32_t quorate_config_describe_sized(const struct quorate_config *config,
                                      struct quorate_config_info *info,
                                      size_t size);

// A witness that runs elsewhere, and corosync-qdevice's defaults: net is 1. Call it as quorate_net_init, which passes
// the size.
QUORATE_MUST_USE
int32_t quorate_net_init_sized(struct quorate_net *net,
                               size_t size);

// Sets quorum.device.net, which the reader of corosync.conf does where the file has it; with net 0 it takes it away.
// The config has a device; where the call is refused it does not change. `error` may be NULL. Call it as
// quorate_config_set_net, which passes the size.
QUORATE_MUST_USE
int32_t quorate_config_set_net_sized(struct quorate_config *config,
                                     const struct quorate_net *net,
                                     struct quorate_config_error *error,
                                     size_t error_size);

// Writes quorum.device.net. net is 0 without a device of model net, and where corosync-qdevice does not start with it:
// it names no host, or has a value that is not known. Call it as quorate_config_net, which passes the size.
QUORATE_MUST_USE
int32_t quorate_config_net_sized(const struct quorate_config *config,
                                 struct quorate_net *net,
                                 size_t size);

// A node that has just started and knows no view: blocked, reason QUORATE_REASON_NO_VIEW. `node_id` is the local node.
// The config is copied and not needed afterward. Call it as quorate_engine_init, which passes the size.
QUORATE_MUST_USE
int32_t quorate_engine_init_sized(struct quorate_engine *engine,
                                  size_t size,
                                  const struct quorate_config *config,
                                  uint32_t node_id,
                                  uint32_t rules);

// Writes why quorate_engine_init refuses, as one sentence for people that names the node or the option; an empty text
// if it does not refuse. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_engine_init_text(const struct quorate_config *config,
                                 uint32_t node_id,
                                 uint32_t rules,
                                 char *buffer,
                                 size_t size,
                                 size_t *needed);

// As quorate_engine_init, for a node under QUORATE_RULES_STRICT that stores its snapshots (see
// quorate_engine_write_snapshot): then the electorate, that is who votes with how many votes, can change by agreement
// of the nodes, and allow_downscale and last_man_standing may be on. Make all nodes of a cluster the same way.
// Call it as quorate_engine_init_with_storage, which passes the size.
QUORATE_MUST_USE
int32_t quorate_engine_init_with_storage_sized(struct quorate_engine *engine,
                                               size_t size,
                                               const struct quorate_config *config,
                                               uint32_t node_id);

// As quorate_engine_init_text, for quorate_engine_init_with_storage.
QUORATE_MUST_USE
int32_t quorate_engine_init_with_storage_text(const struct quorate_config *config,
                                              uint32_t node_id,
                                              char *buffer,
                                              size_t size,
                                              size_t *needed);

// For programs that exchange no messages, such as fence agents: these `count` nodes are present, and each is
// as the config says. The whole exchange happens within the call, and so do later changes by operators. The
// local node must be among them; the order does not matter.
QUORATE_MUST_USE
int32_t quorate_engine_observe(struct quorate_engine *engine,
                               const uint32_t *members,
                               size_t count);

// The membership layer agreed on a new member set, whose ring id is `ring_node` and `ring_seq`. A ring id is never
// used twice, not even after a reset: at each node `ring_seq` grows from view to view, also over its restarts
// (QUORATE_ERROR_RING_TOO_OLD; see quorate_engine_restore), and views that exist at once differ in it. The local
// node must be among the `count` members; the order does not matter (the nodelist's is the quickest). Then send what
// quorate_engine_poll_transmit gives. Until all members have told their states, QUORATE_RULES_STRICT is blocked
// (QUORATE_REASON_VIEW_INCOMPLETE); under the other rules the verdict so far stands, as in corosync. `now` is in
// milliseconds, as everywhere.
QUORATE_MUST_USE
int32_t quorate_engine_view(struct quorate_engine *engine,
                            uint32_t ring_node,
                            uint64_t ring_seq,
                            const uint32_t *members,
                            size_t count,
                            uint64_t now);

// A message from member `from`, the local node's own messages included. Deliver each member's messages in the order in
// which it sent them, and all messages in the same order at all members. Take `from` from your transport: the message
// does not name its sender. QUORATE_ERROR_OTHER_VIEW, QUORATE_ERROR_SENDER_NOT_IN_VIEW, QUORATE_ERROR_VOTES_OVERFLOW,
// QUORATE_ERROR_LEFT, QUORATE_ERROR_NOT_IN_THESE_RULES (a member with other rules) and the QUORATE_ERROR_MESSAGE
// numbers are harmless: drop the message. After QUORATE_ERROR_OUTBOX_FULL, which other calls can return too, send
// first, then make the same call again.
QUORATE_MUST_USE
int32_t quorate_engine_receive(struct quorate_engine *engine,
                               uint32_t from,
                               const uint8_t *message,
                               size_t len,
                               uint64_t now);

// Writes the next message for every member of the view, the local node included, into a buffer of at least
// QUORATE_MESSAGE_MAX bytes, and its length to `len`. A length of 0: no message is waiting. Call it after every other
// call until it gives 0; further calls are harmless.
QUORATE_MUST_USE
int32_t quorate_engine_poll_transmit(struct quorate_engine *engine,
                                     uint8_t *message,
                                     size_t capacity,
                                     size_t *len);

// Writes to `deadline` when quorate_engine_handle_timeout is due: the value of `now` to wait for, or
// QUORATE_NEVER. Ask again after every other call.
QUORATE_MUST_USE int32_t quorate_engine_poll_timeout(const struct quorate_engine *engine, uint64_t *deadline);

// Fires what is due: last_man_standing's window, the quorum device's timeouts, the end of a leave. Early and further
// calls are harmless.
QUORATE_MUST_USE
int32_t quorate_engine_handle_timeout(struct quorate_engine *engine,
                                      uint64_t now);

// The local node leaves cleanly. Send what quorate_engine_poll_transmit gives, then stop. `remove` 1 is cman's leave
// remove: expected votes become the number of remaining nodes; other rules refuse it. Under QUORATE_RULES_STRICT a
// leave counts as a loss; but with storage and allow_downscale, continue as before until the reason is
// QUORATE_REASON_LEFT. Then the others have agreed that this node votes no more, or it has waited for that for
// 5000 ms in vain: quorate_engine_has_left_agreed tells which.
QUORATE_MUST_USE
int32_t quorate_engine_leave(struct quorate_engine *engine,
                             uint32_t remove);

// Writes 1 if the local node has left (quorate_engine_leave) and the others no longer count it, else 0: then its leave
// counts as a loss, and the others may be blocked without it.
QUORATE_MUST_USE
int32_t quorate_engine_has_left_agreed(const struct quorate_engine *engine,
                                       uint32_t *agreed);

// An operator sets expected votes of the partition (corosync-quorumtool -e). It takes effect when the message that it
// sends comes back.
QUORATE_MUST_USE
int32_t quorate_engine_set_expected_votes(struct quorate_engine *engine,
                                          uint32_t expected_votes);

// An operator sets the votes of one node (corosync-quorumtool -v), until that node starts again. Under
// QUORATE_RULES_STRICT, with storage only, they count once all members have agreed; a node that is
// not here and gets 0 votes is dropped for good.
QUORATE_MUST_USE
int32_t quorate_engine_set_votes(struct quorate_engine *engine,
                                 uint32_t node_id,
                                 uint32_t votes);

// An operator cancels wait_for_all in this partition (cmap key quorum.cancel_wait_for_all). A majority is still
// needed. Under QUORATE_RULES_COROSYNC votes and expected votes that were set at run time return to the config's, as
// in corosync.
QUORATE_MUST_USE
int32_t quorate_engine_cancel_wait_for_all(struct quorate_engine *engine);

// Reads votes, expected_votes, two_node and the device again from a changed config; the other options stay
// as they were at startup, as in corosync. Read the config with
// quorate_config_from_corosync_conf_for_reload. Under QUORATE_RULES_STRICT with storage, nodes and votes may have
// changed: the electorate follows when all nodes that are concerned and here have reloaded the same nodelist. Without
// storage it is fixed, and another nodelist is refused (QUORATE_ERROR_NOT_IN_THESE_RULES).
QUORATE_MUST_USE
int32_t quorate_engine_reload(struct quorate_engine *engine,
                              const struct quorate_config *config);

// Writes the highest expected votes ever, which expected_votes_tracking and allow_downscale keep; 0 without them.
// quorate_engine_snapshot has it, too.
QUORATE_MUST_USE
int32_t quorate_engine_tracked_expected_votes(const struct quorate_engine *engine,
                                              uint32_t *expected_votes);

// QUORATE_RULES_STRICT: the caller vouches that this node, outside the view with this ring id, was confirmed off at
// `instant` (a time as `now` is, not in the future). Proofs of one instant for all missing nodes make the view
// quorate; they count in this view only. So after quorate_engine_view read the time once, query the power of all
// missing nodes, and if all are off, report all with that instant: a later one starts over.
// QUORATE_ERROR_PROOF_TOO_OLD: the proof is from before the view began (the node may have started since) or before
// another proof.
QUORATE_MUST_USE
int32_t quorate_engine_fenced(struct quorate_engine *engine,
                              uint32_t node_id,
                              uint32_t ring_node,
                              uint64_t ring_seq,
                              uint64_t instant);

// QUORATE_RULES_STRICT with freeze_on_loss: an operator has checked, and the partition may continue.
QUORATE_MUST_USE int32_t quorate_engine_resume(struct quorate_engine *engine);

// Whether the partition may act, without an error to check: 1 only if its verdict is QUORATE_VERDICT_QUORATE; 0 with
// every other verdict, and if `engine` is NULL, misaligned or not initialized.
QUORATE_MUST_USE
uint32_t quorate_may_act(const struct quorate_engine *engine);

// Writes the verdict with its numbers.
QUORATE_MUST_USE
int32_t quorate_engine_status_sized(const struct quorate_engine *engine,
                                    struct quorate_status *status,
                                    size_t size);

// Writes why the verdict is what it is.
QUORATE_MUST_USE
int32_t quorate_engine_reason_sized(const struct quorate_engine *engine,
                                    struct quorate_reason *reason,
                                    size_t size);

// Writes who votes, where that changes by agreement. QUORATE_ERROR_NOT_IN_THESE_RULES: the engine has no storage.
QUORATE_MUST_USE
int32_t quorate_engine_electorate_sized(const struct quorate_engine *engine,
                                        struct quorate_electorate *electorate,
                                        size_t size);

// Writes what is known of one node (votequorum_getinfo). QUORATE_ERROR_UNKNOWN_NODE: it has not been heard
// of.
QUORATE_MUST_USE
int32_t quorate_engine_info_sized(const struct quorate_engine *engine,
                                  uint32_t node_id,
                                  struct quorate_node_info *info,
                                  size_t size);

// Writes the members of the view, ascending, into an array of `capacity` nodeids. `count` is always set; with
// QUORATE_ERROR_BUFFER_TOO_SMALL it is the number needed. QUORATE_NODES_MAX is always enough.
QUORATE_MUST_USE
int32_t quorate_engine_members(const struct quorate_engine *engine,
                               uint32_t *node_ids,
                               size_t capacity,
                               size_t *count);

// Writes the members that the current view has and the previous one did not have, ascending, as quorate_engine_members
// does (libquorum's joined list).
QUORATE_MUST_USE
int32_t quorate_engine_joined(const struct quorate_engine *engine,
                              uint32_t *node_ids,
                              size_t capacity,
                              size_t *count);

// Writes the members that the previous view had and the current one does not have, ascending, as
// quorate_engine_members does (libquorum's left list).
QUORATE_MUST_USE
int32_t quorate_engine_left(const struct quorate_engine *engine,
                            uint32_t *node_ids,
                            size_t capacity,
                            size_t *count);

// Writes the reason as one sentence for people. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_engine_reason_text(const struct quorate_engine *engine,
                                   char *buffer,
                                   size_t size,
                                   size_t *needed);

// Writes what would help, and what it risks, as one sentence for people: the votes, who is missing, and what
// to do, best first; quorate_engine_advice has the same in numbers. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_engine_help_text(const struct quorate_engine *engine,
                                 char *buffer,
                                 size_t size,
                                 size_t *needed);

// Writes the status as corosync-quorumtool -s prints it, without the date. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_engine_quorumtool_text(const struct quorate_engine *engine,
                                       char *buffer,
                                       size_t size,
                                       size_t *needed);

// Writes the quorum lines of cman_tool status. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_engine_cman_tool_text(const struct quorate_engine *engine,
                                      char *buffer,
                                      size_t size,
                                      size_t *needed);

// Writes one thing that would help. Ask with `index` 0, 1 and so on, best first, until QUORATE_ERROR_NO_SUCH_ADVICE:
// there is no more. If nothing needs to be done, index 0 has none; if the partition is not quorate, it has one.
QUORATE_MUST_USE
int32_t quorate_engine_advice_sized(const struct quorate_engine *engine,
                                    size_t index,
                                    struct quorate_advice *advice,
                                    size_t size);

// Writes one thing that would help as a clause for people, such as "start node 2". quorate_engine_help_text
// has all of them in a sentence. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_engine_advice_text(const struct quorate_engine *engine,
                                   size_t index,
                                   char *buffer,
                                   size_t size,
                                   size_t *needed);

// For an engine without storage (one with it has quorate_engine_write_snapshot, and is refused here with
// QUORATE_ERROR_NOT_IN_THESE_RULES).
// Writes what must survive a restart of the node: QUORATE_SNAPSHOT_SIZE bytes, the same on every processor, to be
// given to quorate_engine_restore. `size` is that of the buffer. Store them after every call after which they differ
// from those that are stored, and before you send what quorate_engine_poll_transmit gives: a node must not forget what
// others have heard from it. They change with every view, and rarely otherwise.
QUORATE_MUST_USE
int32_t quorate_engine_snapshot(const struct quorate_engine *engine,
                                uint8_t *snapshot,
                                size_t size);

// As quorate_engine_snapshot, for every engine: with storage the snapshot has the electorate, too. It goes into a
// buffer of `capacity` bytes, of which QUORATE_SNAPSHOT_MAX always suffice, and its length to `len`. An engine with
// storage sends nothing before it is stored, so after every other call, while quorate_engine_is_unsaved writes 1:
// - write the snapshot;
// - store these bytes so that a loss of power at any byte leaves the old ones or the new ones: in a file of their own,
//   then fsync, rename over the old file, fsync of the directory; in flash, both of two copies, one after the other;
// - tell quorate_engine_saved, with the same bytes.
//
// Then send what quorate_engine_poll_transmit gives.
QUORATE_MUST_USE
int32_t quorate_engine_write_snapshot(const struct quorate_engine *engine,
                                      uint8_t *snapshot,
                                      size_t capacity,
                                      size_t *len);

// Writes 1 if there is a snapshot to store before quorate_engine_poll_transmit gives anything, else 0; always 0
// without storage.
QUORATE_MUST_USE
int32_t quorate_engine_is_unsaved(const struct quorate_engine *engine,
                                  uint32_t *unsaved);

// These bytes of quorate_engine_write_snapshot are stored, and survive a loss of power at any time from now on.
// Bytes that are no longer the newest change nothing: quorate_engine_is_unsaved still writes 1.
QUORATE_MUST_USE
int32_t quorate_engine_saved(struct quorate_engine *engine,
                             const uint8_t *snapshot,
                             size_t size);

// Restores what quorate_engine_snapshot or quorate_engine_write_snapshot wrote before this node restarted, right after
// the init function. When the node starts for the first time there is nothing to restore: skip this call. Afterward
// - a view's `ring_seq` must be greater than the stored one, so that no message from before the restart counts
//   (quorate_engine_status has it until the first view, for the layer that makes ring ids);
// - with freeze_on_loss, a node that was frozen stays frozen until quorate_engine_resume (QUORATE_RULES_STRICT);
// - with expected_votes_tracking or allow_downscale, expected votes do not start below the highest ever
//   (QUORATE_RULES_COROSYNC);
// - an engine with storage knows the electorate that it stored. From a snapshot that has none it knows none, and its
//   vote counts for nobody until it has learned it from others.
//
// Refused: bytes that are not a snapshot (QUORATE_ERROR_SNAPSHOT_MALFORMED; erased flash, for example) or of another
// version (QUORATE_ERROR_SNAPSHOT_VERSION), another node's or other rules' snapshot and, without storage, one with an
// electorate, which may have changed (QUORATE_ERROR_OTHER_SNAPSHOT),
// and a restore after a view or after another one (QUORATE_ERROR_RESTORE_TOO_LATE).
QUORATE_MUST_USE
int32_t quorate_engine_restore(struct quorate_engine *engine,
                               const uint8_t *snapshot,
                               size_t size);

// A quorum device registers at this node, under a name of 1 to QUORATE_DEVICE_NAME_MAX bytes in UTF-8; one name per
// cluster. It is registered when the message that this sends comes back.
QUORATE_MUST_USE
int32_t quorate_engine_device_register(struct quorate_engine *engine,
                                       const char *name,
                                       size_t len);

// The quorum device at this node is gone.
QUORATE_MUST_USE int32_t quorate_engine_device_unregister(struct quorate_engine *engine);

// The registered device gets a new name, at every member.
QUORATE_MUST_USE
int32_t quorate_engine_device_rename(struct quorate_engine *engine,
                                     const char *name,
                                     size_t len);

// The quorum device polls: it is alive in the view with this ring id, and votes for this node (`cast_vote` 1) or not
// (0). Due again within quorum.device.timeout, and after every view.
QUORATE_MUST_USE
int32_t quorate_engine_device_poll(struct quorate_engine *engine,
                                   uint32_t ring_node,
                                   uint64_t ring_seq,
                                   uint32_t cast_vote,
                                   uint64_t now);

// Sets master_wins, whether a partition is quorate by the device's master alone: `allow` is 1 or 0.
QUORATE_MUST_USE int32_t quorate_engine_device_master_wins(struct quorate_engine *engine, uint32_t allow);

// Writes 1 if the exchange of the current view is waiting for the device's poll, else 0.
QUORATE_MUST_USE
int32_t quorate_engine_waits_for_device(const struct quorate_engine *engine,
                                        uint32_t *waits);

// Writes one finding of what this config risks under votequorum. Ask with `index` 0, 1 and so on until
// QUORATE_ERROR_NO_SUCH_FINDING: there are no more. Findings come in the order of their codes, unknown keys
// last. Each call looks at the whole config again: for startup and reload, not for hot paths.
QUORATE_MUST_USE
int32_t quorate_config_lint_sized(const struct quorate_config *config,
                                  size_t index,
                                  struct quorate_finding *finding,
                                  size_t size);

// Writes a finding as one sentence for people: the line, the key, the harm and the way out. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_config_lint_text(const struct quorate_config *config,
                                 size_t index,
                                 char *buffer,
                                 size_t size,
                                 size_t *needed);

// Writes the story of a finding: the steps that show the harm on this very cluster, each in a line. Run them
// one by one with quorate_cluster_run under QUORATE_RULES_COROSYNC. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_config_lint_story(const struct quorate_config *config,
                                  size_t index,
                                  char *buffer,
                                  size_t size,
                                  size_t *needed);

// All nodes of the config, all down. Call it as quorate_cluster_init, which passes the size. It is for tools and
// tests: with 64 nodes this call and quorate_cluster_run take up to 385 KB of stack (46 KB with 16).
QUORATE_MUST_USE
int32_t quorate_cluster_init_sized(struct quorate_cluster *cluster,
                                   size_t size,
                                   const struct quorate_config *config,
                                   uint32_t rules);

// Runs a step, with everything that follows from it at the same instant. A step is a text of `len` bytes in UTF-8:
// "up 1 2", "crash 2", "leave 4", "leave 4 remove" (cman), "split 1 4 | 2 3", "heal", "reform 1", "wait 10s",
// "wait 800ms", "expected 2", "expected 2 on 3", "votes 3 2", "votes 3 2 on 1", "cancel_wait_for_all 1",
// "fence 2 3", "fence 2 3 by 1", "survey 1", "resume 1",
// "device on|off|register|lost|unregister|master_wins 1 2", "witness down", "witness up",
// "witness up blank|like_qnetd", "witness cut|mend 1 2", "qdevice freeze|thaw|kill|stop|start 1 2",
// "heuristics pass|fail|off 1 2", "forget 2", "deafen 2", "hear 2",
// and "reload" or "reload 1 2" with a corosync.conf on the lines that follow. A step that is refused changes nothing,
// and `error_text` says why; otherwise that text becomes empty. If its buffer is too small it becomes empty too,
// `needed` has the size, and the status is still the step's: call again with more room. Both may be NULL, `error_text`
// with size 0. If an argument is refused, the text is not written.
//
// What the simulated witness says shows in the nodes' votes. Why it says so is for tools in Rust; from C, ask a
// witness of your own with quorate_witness_client.
QUORATE_MUST_USE
int32_t quorate_cluster_run(struct quorate_cluster *cluster,
                            const char *step,
                            size_t len,
                            char *error_text,
                            size_t size,
                            size_t *needed);

// These `count` nodes, all that are up where `count` is 0, read a new config (see quorate_engine_reload); nodes
// that start later do too. `error_text`, `size` and `needed` are those of quorate_cluster_run.
QUORATE_MUST_USE
int32_t quorate_cluster_reload(struct quorate_cluster *cluster,
                               const struct quorate_config *config,
                               const uint32_t *node_ids,
                               size_t count,
                               char *error_text,
                               size_t size,
                               size_t *needed);

// Writes the milliseconds that have passed in the cluster since it was made, by the step "wait".
QUORATE_MUST_USE int32_t quorate_cluster_now(const struct quorate_cluster *cluster, uint64_t *now);

// Writes a node's status. QUORATE_ERROR_NODE_DOWN: it is down and has none.
QUORATE_MUST_USE
int32_t quorate_cluster_status_sized(const struct quorate_cluster *cluster,
                                     uint32_t node_id,
                                     struct quorate_status *status,
                                     size_t size);

// Copies a node's engine, to be asked for its reason, members and so on. QUORATE_ERROR_NODE_DOWN: it is
// down. Call it as quorate_cluster_engine, which passes the size.
QUORATE_MUST_USE
int32_t quorate_cluster_engine_sized(const struct quorate_cluster *cluster,
                                     uint32_t node_id,
                                     struct quorate_engine *engine,
                                     size_t size);

// Writes all nodes, ascending, up or down, into an array of `capacity` nodeids. `count` is always set; with
// QUORATE_ERROR_BUFFER_TOO_SMALL it is the number needed. QUORATE_NODES_MAX is always enough.
QUORATE_MUST_USE
int32_t quorate_cluster_nodes(const struct quorate_cluster *cluster,
                              uint32_t *node_ids,
                              size_t capacity,
                              size_t *count);

// Writes a table with a row for every node, as in stories. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_cluster_table(const struct quorate_cluster *cluster,
                              char *buffer,
                              size_t size,
                              size_t *needed);

// A status as a sentence. The text is constant and never NULL. For configs and steps the calls themselves write better
// texts, with line, key and word.
QUORATE_MUST_USE
const char *quorate_error_text(int32_t status);

// The version of the library, for example "0.2.0". The text is constant and never NULL.
QUORATE_MUST_USE const char *quorate_version(void);

// The defaults, which are the safe ones, without TLS. Call it as quorate_witness_settings_init, which passes the size.
QUORATE_MUST_USE
int32_t quorate_witness_settings_init_sized(struct quorate_witness_settings *settings,
                                            size_t size);

// The bytes of a witness for up to `clients` connections at a time and up to `clusters` clusters of up to `nodes`
// nodes, 1 to QUORATE_NODES_MAX. 0: there is no such witness. QUORATE_WITNESS_SIZE is the same for static memory.
QUORATE_MUST_USE
size_t quorate_witness_size(size_t clients,
                            size_t clusters,
                            size_t nodes);

// A witness that starts now, in memory of `size` bytes, aligned as a uint64_t: at least what quorate_witness_size says
// for the same numbers (QUORATE_ERROR_BUFFER_TOO_SMALL). With QUORATE_TIMING_SAFE it knows nothing of votes that it
// may have given before: see quorate_witness_restore. `settings` are copied.
//
// Over each TCP connection that a program accepts, clients speak corosync-qnetd's protocol, usually on port 5403.
// After every call: where a snapshot is kept, store it if quorate_witness_is_unsaved writes 1; then do all that
// quorate_witness_poll_output gives; then wait, no longer than until quorate_witness_poll_timeout.
QUORATE_MUST_USE
int32_t quorate_witness_init(struct quorate_witness *witness,
                             size_t size,
                             size_t clients,
                             size_t clusters,
                             size_t nodes,
                             const struct quorate_witness_settings *settings,
                             uint64_t now);

// Tells it a cluster by its name, of `len` bytes, and its `count` nodes (0: any), also anew. Once it was told one, it
// serves only those that it was told; a client that is here already stays until it says something that does not fit.
// A name that is too long (QUORATE_ERROR_CLUSTER_NAME), too many clusters (QUORATE_ERROR_NO_ROOM_FOR_CLUSTER) or
// nodes (QUORATE_ERROR_CLUSTER_NODES) change nothing.
QUORATE_MUST_USE
int32_t quorate_witness_tell(struct quorate_witness *witness,
                             const char *cluster,
                             size_t len,
                             const uint32_t *node_ids,
                             size_t count);

// Writes 1 if a node may have got the vote, or has connected, since the last snapshot, else 0. Store one before the
// next quorate_witness_poll_output: a client must not have a vote that a restart forgets.
QUORATE_MUST_USE
int32_t quorate_witness_is_unsaved(const struct quorate_witness *witness,
                                   uint32_t *unsaved);

// Writes who has votes into a buffer of `capacity` bytes, of which QUORATE_WITNESS_SNAPSHOT_MAX always suffice, and
// the length to `len`. The bytes are the same on every processor. Where the buffer is too small, what is in it means
// nothing. Store them so that a loss of power at any byte leaves the old ones or the new ones (see
// quorate_engine_write_snapshot), and then tell quorate_witness_saved.
QUORATE_MUST_USE
int32_t quorate_witness_write_snapshot(struct quorate_witness *witness,
                                       uint64_t now,
                                       uint8_t *snapshot,
                                       size_t capacity,
                                       size_t *len);

// Writes until when the witness gives no vote while a node of the cluster is out of reach, a time as `now` is: it
// started without a snapshot, or with that of a witness that was still silent. It is over where `now` is not less.
QUORATE_MUST_USE
int32_t quorate_witness_silent_until(const struct quorate_witness *witness,
                                     uint64_t *until);

// The last snapshot that was written is stored.
QUORATE_MUST_USE int32_t quorate_witness_saved(struct quorate_witness *witness);

// Restores what quorate_witness_write_snapshot wrote before a restart, right after quorate_witness_init: then the
// witness need not be silent, and waits only for those that had a vote. Refused: bytes that are not a snapshot
// (QUORATE_ERROR_WITNESS_SNAPSHOT_MALFORMED) or of another version (QUORATE_ERROR_WITNESS_SNAPSHOT_VERSION), more
// than there is room for (QUORATE_ERROR_WITNESS_SNAPSHOT_TOO_LARGE), and a witness that is not new
// (QUORATE_ERROR_WITNESS_NOT_NEW).
QUORATE_MUST_USE
int32_t quorate_witness_restore(struct quorate_witness *witness,
                                uint64_t now,
                                const uint8_t *snapshot,
                                size_t size);

// A connection was accepted; its number is written. It is free again when quorate_witness_poll_output has said
// QUORATE_OUTPUT_CLOSE or quorate_witness_disconnect was called. QUORATE_ERROR_NO_ROOM_FOR_CONNECTION: close it.
QUORATE_MUST_USE
int32_t quorate_witness_connect(struct quorate_witness *witness,
                                uint64_t now,
                                uint32_t *connection);

// Bytes came over a connection. At most one message is taken, and nothing while quorate_witness_poll_output has
// something for this connection or TLS is being started: call again with the rest. How many were taken is
// written to `taken`.
QUORATE_MUST_USE
int32_t quorate_witness_receive(struct quorate_witness *witness,
                                uint32_t connection,
                                uint64_t now,
                                const uint8_t *received,
                                size_t len,
                                size_t *taken);

// TLS is running, and the client has shown a certificate of this name (its CN), of `len` bytes; NULL: it has shown
// none.
QUORATE_MUST_USE
int32_t quorate_witness_secured(struct quorate_witness *witness,
                                uint32_t connection,
                                uint64_t now,
                                const char *certificate,
                                size_t len);

// A connection is gone. Its number is free.
QUORATE_MUST_USE
int32_t quorate_witness_disconnect(struct quorate_witness *witness,
                                   uint32_t connection,
                                   uint64_t now);

// Writes the next thing to do to `output`. What is to be sent, a whole message, goes to a buffer of `capacity` bytes,
// at least QUORATE_WITNESS_TRANSMIT_MAX. Call it after every other call until it says QUORATE_OUTPUT_NONE; further
// calls are harmless. Call it as quorate_witness_poll_output, which passes the size.
QUORATE_MUST_USE
int32_t quorate_witness_poll_output_sized(struct quorate_witness *witness,
                                          struct quorate_witness_output *output,
                                          size_t size,
                                          uint8_t *transmit,
                                          size_t capacity);

// Writes when to call quorate_witness_handle_timeout, at the latest; QUORATE_NEVER: no timeout is pending.
QUORATE_MUST_USE
int32_t quorate_witness_poll_timeout(const struct quorate_witness *witness,
                                     uint64_t *deadline);

// Time has passed. Calling it too early or too often is harmless.
QUORATE_MUST_USE int32_t quorate_witness_handle_timeout(struct quorate_witness *witness, uint64_t now);

// Writes what is known of the client of a connection, its vote and why. Connections are numbered from 0; those that
// are not open are refused (QUORATE_ERROR_NO_SUCH_CONNECTION). Call it as quorate_witness_client, which passes the
// size.
QUORATE_MUST_USE
int32_t quorate_witness_client_sized(const struct quorate_witness *witness,
                                     uint32_t connection,
                                     struct quorate_client_info *info,
                                     size_t size);

// Writes nodes that the witness knows from the client of a connection, ascending: `which` are they, a
// QUORATE_CLIENT. There are none before the client has told them. As quorate_engine_members.
QUORATE_MUST_USE
int32_t quorate_witness_nodes(const struct quorate_witness *witness,
                              uint32_t connection,
                              uint32_t which,
                              uint32_t *node_ids,
                              size_t capacity,
                              size_t *count);

// Writes a QUORATE_VOTE_REASON as a clause. Texts: see above.
QUORATE_MUST_USE int32_t quorate_vote_reason_text(uint32_t reason, char *buffer, size_t size, size_t *needed);

// Writes a QUORATE_CLOSE as a clause. Texts: see above.
QUORATE_MUST_USE
int32_t quorate_close_reason_text(uint32_t reason,
                                  char *buffer,
                                  size_t size,
                                  size_t *needed);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#ifdef __cplusplus
extern "C" {
#endif

QUORATE_MUST_USE static inline int32_t quorate_config_from_corosync_conf(quorate_config *config,
        const char *text, size_t len, quorate_config_error *error)
{
    return quorate_config_from_corosync_conf_sized(config, sizeof *config, text, len, error, sizeof *error);
}

QUORATE_MUST_USE static inline int32_t quorate_config_from_corosync_conf_for_reload(quorate_config *config,
        const char *text, size_t len, quorate_config_error *error)
{
    return quorate_config_from_corosync_conf_for_reload_sized(config, sizeof *config, text, len, error, sizeof *error);
}

QUORATE_MUST_USE static inline int32_t quorate_config_describe(const quorate_config *config,
        quorate_config_info *info)
{
    return quorate_config_describe_sized(config, info, sizeof *info);
}

QUORATE_MUST_USE static inline int32_t quorate_options_init(quorate_options *options)
{
    return quorate_options_init_sized(options, sizeof *options);
}

QUORATE_MUST_USE static inline int32_t quorate_net_init(quorate_net *net)
{
    return quorate_net_init_sized(net, sizeof *net);
}

QUORATE_MUST_USE static inline int32_t quorate_config_set_net(quorate_config *config, const quorate_net *net,
        quorate_config_error *error)
{
    return quorate_config_set_net_sized(config, net, error, sizeof *error);
}

QUORATE_MUST_USE static inline int32_t quorate_config_net(const quorate_config *config, quorate_net *net)
{
    return quorate_config_net_sized(config, net, sizeof *net);
}

QUORATE_MUST_USE static inline int32_t quorate_builder_init(quorate_builder *builder)
{
    return quorate_builder_init_sized(builder, sizeof *builder);
}

QUORATE_MUST_USE static inline int32_t quorate_builder_node(quorate_builder *builder, uint32_t node_id,
        uint32_t votes, quorate_config_error *error)
{
    return quorate_builder_node_sized(builder, node_id, votes, error, sizeof *error);
}

QUORATE_MUST_USE static inline int32_t quorate_builder_build(const quorate_builder *builder,
        quorate_config *config, quorate_config_error *error)
{
    return quorate_builder_build_sized(builder, config, sizeof *config, error, sizeof *error);
}

QUORATE_MUST_USE static inline int32_t quorate_builder_build_for_reload(const quorate_builder *builder,
        quorate_config *config, quorate_config_error *error)
{
    return quorate_builder_build_for_reload_sized(builder, config, sizeof *config, error, sizeof *error);
}

QUORATE_MUST_USE static inline int32_t quorate_engine_init(quorate_engine *engine,
        const quorate_config *config, uint32_t node_id, uint32_t rules)
{
    return quorate_engine_init_sized(engine, sizeof *engine, config, node_id, rules);
}

QUORATE_MUST_USE static inline int32_t quorate_engine_init_with_storage(quorate_engine *engine,
        const quorate_config *config, uint32_t node_id)
{
    return quorate_engine_init_with_storage_sized(engine, sizeof *engine, config, node_id);
}

QUORATE_MUST_USE static inline int32_t quorate_engine_status(const quorate_engine *engine,
        quorate_status *status)
{
    return quorate_engine_status_sized(engine, status, sizeof *status);
}

QUORATE_MUST_USE static inline int32_t quorate_engine_reason(const quorate_engine *engine,
        quorate_reason *reason)
{
    return quorate_engine_reason_sized(engine, reason, sizeof *reason);
}

QUORATE_MUST_USE static inline int32_t quorate_engine_electorate(const quorate_engine *engine,
        quorate_electorate *electorate)
{
    return quorate_engine_electorate_sized(engine, electorate, sizeof *electorate);
}

QUORATE_MUST_USE static inline int32_t quorate_engine_info(const quorate_engine *engine, uint32_t node_id,
        quorate_node_info *info)
{
    return quorate_engine_info_sized(engine, node_id, info, sizeof *info);
}

QUORATE_MUST_USE static inline int32_t quorate_engine_advice(const quorate_engine *engine, size_t index,
        quorate_advice *advice)
{
    return quorate_engine_advice_sized(engine, index, advice, sizeof *advice);
}

QUORATE_MUST_USE static inline int32_t quorate_config_lint(const quorate_config *config, size_t index,
        quorate_finding *finding)
{
    return quorate_config_lint_sized(config, index, finding, sizeof *finding);
}

QUORATE_MUST_USE static inline int32_t quorate_cluster_init(quorate_cluster *cluster,
        const quorate_config *config, uint32_t rules)
{
    return quorate_cluster_init_sized(cluster, sizeof *cluster, config, rules);
}

QUORATE_MUST_USE static inline int32_t quorate_cluster_status(const quorate_cluster *cluster,
        uint32_t node_id, quorate_status *status)
{
    return quorate_cluster_status_sized(cluster, node_id, status, sizeof *status);
}

QUORATE_MUST_USE static inline int32_t quorate_cluster_engine(const quorate_cluster *cluster,
        uint32_t node_id, quorate_engine *engine)
{
    return quorate_cluster_engine_sized(cluster, node_id, engine, sizeof *engine);
}

QUORATE_MUST_USE static inline int32_t quorate_witness_settings_init(quorate_witness_settings *settings)
{
    return quorate_witness_settings_init_sized(settings, sizeof *settings);
}

QUORATE_MUST_USE static inline int32_t quorate_witness_poll_output(quorate_witness *witness,
        quorate_witness_output *output, uint8_t *transmit, size_t capacity)
{
    return quorate_witness_poll_output_sized(witness, output, sizeof *output, transmit, capacity);
}

QUORATE_MUST_USE static inline int32_t quorate_witness_client(const quorate_witness *witness,
        uint32_t connection, quorate_client_info *info)
{
    return quorate_witness_client_sized(witness, connection, info, sizeof *info);
}

#ifdef __cplusplus
}  /* extern "C" */
#endif

// Rules.

// Exactly what corosync's votequorum does.
#define QUORATE_RULES_COROSYNC 1
// What Red Hat's cman did: leave and leave remove, strict two_node, no wait_for_all.
#define QUORATE_RULES_CMAN 2
// What quorate recommends: two partitions are never both quorate, and members of one agree.
#define QUORATE_RULES_STRICT 3

// quorate_status.verdict.

// No: the partition must not act ("Activity blocked").
#define QUORATE_VERDICT_BLOCKED 0
// Yes: the partition may act.
#define QUORATE_VERDICT_QUORATE 1
// Not yet: the partition may fence the nodes outside it, and may act once they are proven off (strict).
#define QUORATE_VERDICT_FENCE_FIRST 2

// quorate_reason.code: below 100 quorate, below 200 blocked, from 200 on fence first.

// Quorate: the votes reach quorum.
#define QUORATE_REASON_MAJORITY 1
// Quorate: with two_node one vote is enough while at most two voters are there.
#define QUORATE_REASON_TWO_NODE 2
// Quorate: half of the votes, and the tie breaker is here.
#define QUORATE_REASON_TIE_BREAKER 3
// Quorate: a member's quorum device votes and its master wins.
#define QUORATE_REASON_MASTER_WINS 4
// Quorate: every node is here or proven off (strict).
#define QUORATE_REASON_EVERYONE_ACCOUNTED 5
// Quorate: only by an operator override (strict).
#define QUORATE_REASON_OPERATOR_OVERRIDE 6
// Blocked: no view yet; nothing is known of any partition.
#define QUORATE_REASON_NO_VIEW 100
// Blocked: a view was formed and its members are still exchanging state.
#define QUORATE_REASON_VIEW_INCOMPLETE 101
// Blocked: wait_for_all, and not all were seen together since the start or the last loss.
#define QUORATE_REASON_WAITING_FOR_ALL 102
// Blocked: fewer votes than quorum.
#define QUORATE_REASON_NO_MAJORITY 103
// Blocked: half of the votes, but the tie breaker does not decide for this side.
#define QUORATE_REASON_TIE_LOST 104
// Blocked: the quorum device's vote would make it quorate, and it has not been cast.
#define QUORATE_REASON_DEVICE_VOTE_MISSING 105
// Blocked: the quorum device's vote would make it quorate, and the device fell silent.
#define QUORATE_REASON_DEVICE_VOTE_STALE 106
// Blocked: this node has left the cluster.
#define QUORATE_REASON_LEFT 107
// Blocked: a node was lost, and no operator has resumed (strict, freeze_on_loss).
#define QUORATE_REASON_FROZEN 108
// Fence first: half of the votes; the nodes outside may be fenced, and proofs make it quorate (strict).
#define QUORATE_REASON_FENCE_FIRST 200

// Bits of quorate_status.flags: those of votequorum_info; from 65536 on not votequorum's.

// two_node is in force.
#define QUORATE_FLAG_TWO_NODE 1
// The verdict is quorate.
#define QUORATE_FLAG_QUORATE 2
// wait_for_all is in force.
#define QUORATE_FLAG_WAIT_FOR_ALL 4
// last_man_standing is in force.
#define QUORATE_FLAG_LAST_MAN_STANDING 8
// auto_tie_breaker is in force.
#define QUORATE_FLAG_AUTO_TIE_BREAKER 16
// allow_downscale is in force.
#define QUORATE_FLAG_ALLOW_DOWNSCALE 32
// A quorum device is registered at the node.
#define QUORATE_FLAG_QDEVICE_REGISTERED 64
// The node's quorum device has polled in time.
#define QUORATE_FLAG_QDEVICE_ALIVE 128
// The node's quorum device votes.
#define QUORATE_FLAG_QDEVICE_CAST_VOTE 256
// master_wins is set at the node's quorum device.
#define QUORATE_FLAG_QDEVICE_MASTER_WINS 512
// An operator's expected votes are in force (strict; not votequorum's).
#define QUORATE_FLAG_EXPECTED_VOTES_OVERRIDDEN 65536
// An operator has cancelled wait_for_all, and it still matters (strict; not votequorum's).
#define QUORATE_FLAG_WAIT_FOR_ALL_CANCELLED 131072
// The partition is frozen after a loss (strict; not votequorum's).
#define QUORATE_FLAG_FROZEN 262144
// A member of the view has another nodelist than the node that was asked (strict; not votequorum's).
#define QUORATE_FLAG_NODELIST_DIFFERS 524288
// A change of the electorate may have been agreed on or not, so that both electorates have to be won (strict;
// not votequorum's).
#define QUORATE_FLAG_CHANGE_PENDING 1048576

// quorate_node_info.node_state.

// In the config, but not heard of since this engine started. Not in votequorum's list.
#define QUORATE_NODESTATE_UNSEEN 0
// In the view; only a member's votes count.
#define QUORATE_NODESTATE_MEMBER 1
// Left the view without announcing it (lost).
#define QUORATE_NODESTATE_DEAD 2
// Announced that it is leaving (clean).
#define QUORATE_NODESTATE_LEAVING 3

// quorate_advice.code.

// Start the missing nodes, or repair the network to them.
#define QUORATE_ADVICE_START_MISSING 1
// Fence the missing nodes, after `delay`: that makes this side quorate (strict).
#define QUORATE_ADVICE_FENCE_MISSING 2
// Find out whether the missing nodes are off; proofs for all of them make this side quorate (strict).
#define QUORATE_ADVICE_CONFIRM_OFF 3
// Cancel wait_for_all, once the missing nodes are confirmed off.
#define QUORATE_ADVICE_CANCEL_WAIT_FOR_ALL 4
// Turn wait_for_all off in the config. Listed only for its risk.
#define QUORATE_ADVICE_WAIT_FOR_ALL_OFF 5
// Set expected votes to `votes`, once the missing nodes, if any, are confirmed off.
#define QUORATE_ADVICE_SET_EXPECTED_VOTES 6
// Make the quorum device vote again; it has `votes`.
#define QUORATE_ADVICE_RESTORE_DEVICE 7
// Bring back the node that decides the tie.
#define QUORATE_ADVICE_BRING_TIE_BREAKER 8
// This side may act; the missing nodes must be fenced before you take over their resources.
#define QUORATE_ADVICE_FENCE_BEFORE_RECOVERY 9
// Check the lost nodes, then resume (strict, freeze_on_loss).
#define QUORATE_ADVICE_RESUME 10
// This node has left; start the cluster on it again.
#define QUORATE_ADVICE_START_AGAIN 11
// No view has been reported; start the membership layer.
#define QUORATE_ADVICE_REPORT_VIEW 12
// Wait for members that are still exchanging their states.
#define QUORATE_ADVICE_WAIT_FOR_STATES 13
// Only an operator override makes this side quorate: end it. With `votes`, setting expected votes back to
// them ends it.
#define QUORATE_ADVICE_END_OVERRIDE 14
// Cancel wait_for_all; more than half of the votes of all nodes and the device are present, so that no other
// side can have a majority.
#define QUORATE_ADVICE_CANCEL_WITH_MAJORITY 15
// Correct expected votes: the votes of all nodes and the device together are not enough for them.
#define QUORATE_ADVICE_CORRECT_EXPECTED_VOTES 16
// Give all nodes the same corosync.conf and reload it: these have another nodelist (strict).
#define QUORATE_ADVICE_COPY_NODELIST 17
// Start one of these, which were up last: all votes are theirs (strict).
#define QUORATE_ADVICE_START_LAST 18

// quorate_finding.code.

// No `provider: corosync_votequorum`: corosync calls every partition quorate.
#define QUORATE_FINDING_NO_PROVIDER 1
// No nodelist: corosync 3 does not start.
#define QUORATE_FINDING_NO_NODELIST 2
// A node without ring0_addr: corosync does not start there.
#define QUORATE_FINDING_NO_ADDRESS 3
// A node without a name where there are several links: corosync does not start.
#define QUORATE_FINDING_NO_NAME 4
// two_node with more or fewer than two nodes: votequorum does not check, and any two of them are quorate.
#define QUORATE_FINDING_TWO_NODE_NOT_TWO 100
// two_node with wait_for_all: 0: two nodes that never met are both quorate.
#define QUORATE_FINDING_TWO_NODE_WITHOUT_WAIT_FOR_ALL 101
// two_node: after a split both halves are quorate, and only fencing stops them from both acting.
#define QUORATE_FINDING_TWO_NODE_NEEDS_FENCING 102
// two_node next to auto_tie_breaker, which disables it, but not the wait_for_all that it implies.
#define QUORATE_FINDING_TWO_NODE_DROPPED 103
// wait_for_all: after a full shutdown, one dead node keeps all others waiting.
#define QUORATE_FINDING_WAIT_FOR_ALL_NEEDS_ALL 110
// wait_for_all: members of one partition can disagree.
#define QUORATE_FINDING_WAIT_FOR_ALL_DISAGREES 111
// auto_tie_breaker on odd votes: half rounded down wins next to a majority.
#define QUORATE_FINDING_TIE_BREAKER_ODD_VOTES 200
// auto_tie_breaker_node lowest or highest: each node remembers its own, so two halves can win.
#define QUORATE_FINDING_TIE_BREAKER_MOVES 201
// A list of tie breakers without wait_for_all: two halves that start apart both win.
#define QUORATE_FINDING_TIE_BREAKER_LIST_AT_START 202
// A list of tie breakers: its memory is one view long, so two halves can win.
#define QUORATE_FINDING_TIE_BREAKER_LIST 203
// auto_tie_breaker on odd votes without wait_for_all: votequorum disables it.
#define QUORATE_FINDING_TIE_BREAKER_OFF 204
// auto_tie_breaker_node is neither lowest, highest nor a nodeid: votequorum disables the tie breaker.
#define QUORATE_FINDING_TIE_BREAKER_NOT_UNDERSTOOD 205
// A list of tie breakers that votequorum reads in part only, as at a comma.
#define QUORATE_FINDING_TIE_BREAKER_CUT_SHORT 206
// auto_tie_breaker_node without auto_tie_breaker.
#define QUORATE_FINDING_TIE_BREAKER_UNUSED 207
// A tie breaker that is not in the nodelist.
#define QUORATE_FINDING_TIE_BREAKER_NOT_A_NODE 208
// expected_votes below the votes that exist: partitions that never met are both quorate.
#define QUORATE_FINDING_EXPECTED_VOTES_BELOW 300
// expected_votes above the votes that exist: fewer nodes may fail, or the cluster is never quorate.
#define QUORATE_FINDING_EXPECTED_VOTES_ABOVE 301
// expected_votes that votequorum ignores.
#define QUORATE_FINDING_EXPECTED_VOTES_UNUSED 302
// One node has more votes than all others together: the cluster is blocked without it.
#define QUORATE_FINDING_HEAVY_NODE 303
// Votes differ, so that most of the nodes can be a minority.
#define QUORATE_FINDING_VOTES_DIFFER 304
// Even votes: an even split blocks both sides.
#define QUORATE_FINDING_EVEN_VOTES 305
// Quorum exceeds 255, which votequorum's 8-bit number cannot hold.
#define QUORATE_FINDING_QUORUM_OVER_255 306
// last_man_standing: two partitions can be quorate after its window.
#define QUORATE_FINDING_LAST_MAN_STANDING 400
// last_man_standing with a node of more than one vote: votequorum disables it.
#define QUORATE_FINDING_LAST_MAN_STANDING_OFF 401
// last_man_standing_window without last_man_standing.
#define QUORATE_FINDING_LAST_MAN_STANDING_WINDOW_UNUSED 402
// allow_downscale: unsupported, and blocks the nodes that stay.
#define QUORATE_FINDING_ALLOW_DOWNSCALE 403
// expected_votes_tracking: votequorum never saves the value it tracks.
#define QUORATE_FINDING_EXPECTED_VOTES_TRACKING 404
// last_man_standing without a tie breaker never shrinks to one node.
#define QUORATE_FINDING_LAST_MAN_STANDING_STOPS_AT_TWO 405
// A device of one vote with an odd number of nodes: it can only block nodes, never help them.
#define QUORATE_FINDING_DEVICE_ON_ODD 500
// A device whose silence blocks nodes that would be quorate without it.
#define QUORATE_FINDING_DEVICE_VOTES 501
// wait_for_all with a device: it waits for the device's votes too.
#define QUORATE_FINDING_DEVICE_WAIT_FOR_ALL 502
// A device section without model.
#define QUORATE_FINDING_DEVICE_WITHOUT_MODEL 503
// A device of model net that corosync-qdevice does not start with: no host, or a value that it does not know.
#define QUORATE_FINDING_DEVICE_DOES_NOT_START 504
// ffsplit with other votes than 1 of the device and 1 of each node: corosync-qdevice does not start.
#define QUORATE_FINDING_DEVICE_FFSPLIT_VOTES 505
// lms or 2nodelms: a client that is cut off can keep its vote, so two partitions can be quorate.
#define QUORATE_FINDING_DEVICE_LAST_MAN_STANDING 506
// The witness's tie breaker is not in the nodelist.
#define QUORATE_FINDING_DEVICE_TIE_BREAKER 507
// After a node's death the others stop waiting before the witness can give them the vote.
#define QUORATE_FINDING_DEVICE_SYNC_TIMEOUT 508
// The witness runs on a node of the cluster that it arbitrates.
#define QUORATE_FINDING_DEVICE_IN_CLUSTER 509
// 2nodelms where there are not two nodes: the witness refuses it, and corosync-qdevice exits.
#define QUORATE_FINDING_DEVICE_TWO_NODE_LMS 510
// A device of model quorate that does not decide alone: `quorate device` does not start.
#define QUORATE_FINDING_DEVICE_UNFIT 511
// A key in the quorum section that votequorum does not know.
#define QUORATE_FINDING_UNKNOWN_QUORUM_KEY 600
// A key in a node section that corosync does not know.
#define QUORATE_FINDING_UNKNOWN_NODE_KEY 601
// A key in the device section that votequorum does not know.
#define QUORATE_FINDING_UNKNOWN_DEVICE_KEY 602
// A section that was probably meant to be another.
#define QUORATE_FINDING_UNKNOWN_SECTION 603
// More ignored entries than are remembered.
#define QUORATE_FINDING_MORE_IGNORED 604
// A key of the quorum section outside of that section.
#define QUORATE_FINDING_MISPLACED_KEY 605
// An entry of corosync 1: compatibility, service, or a member list.
#define QUORATE_FINDING_COROSYNC_1_ENTRY 606
// A comment behind a value, which is part of the value.
#define QUORATE_FINDING_COMMENT_IN_VALUE 607
// A key of the quorum section that is written twice: the last counts.
#define QUORATE_FINDING_KEY_AGAIN 608
// A section inside of a node section: corosync up to 3.1.9 takes its keys for the node's.
#define QUORATE_FINDING_SECTION_IN_NODE 609
// A section inside of a uidgid section: corosync 3.1.10 and newer do not start.
#define QUORATE_FINDING_SECTION_IN_UIDGID 610
// A byte 0xA0 around a name or a value: to corosync before 3.1.8 it is no white space.
#define QUORATE_FINDING_NO_BREAK_SPACE 611

// quorate_finding.severity.

// Good to know; often wanted.
#define QUORATE_SEVERITY_NOTE 1
// Probably not what you meant.
#define QUORATE_SEVERITY_WARNING 2
// It breaks or splits the cluster.
#define QUORATE_SEVERITY_ERROR 3

// quorate_finding.harm: what the story shows at its end.

// Two disjoint partitions are quorate.
#define QUORATE_HARM_SPLIT_BRAIN 1
// Members of one partition disagree.
#define QUORATE_HARM_DISAGREEMENT 2
// All nodes are blocked.
#define QUORATE_HARM_BLOCKED 3
// The same as if the entry were not there.
#define QUORATE_HARM_NO_EFFECT 4
// votequorum's 8-bit quorum is lower than the one shown here.
#define QUORATE_HARM_QUORUM_WRAPS 5
// corosync calls every partition quorate; shown here is what votequorum would say.
#define QUORATE_HARM_ALWAYS_QUORATE 6
// The same as with `wait_for_all: 1` in its place.
#define QUORATE_HARM_ONLY_WAIT_FOR_ALL 7
// corosync does not start; shown here is a start of all nodes, which its quorum would take.
#define QUORATE_HARM_DOES_NOT_START 8

// What functions return when they refuse. -1 to -99: the call itself; -100 to -199: a config; -200 to -299:
// an event or a request, by an engine; -300 to -399: bytes that are not a message; -400 to -499: a step, by
// the simulator; -500 to -599: a cluster or a snapshot, by a witness. quorate_error_text has the same texts.

// A pointer that must not be NULL is NULL; see the function's text in quorate.h.
#define QUORATE_ERROR_NULL -1
// A pointer is not aligned for its type; declare the object with its own type.
#define QUORATE_ERROR_MISALIGNED -2
// The object was not initialized, or is of another type; call its init function first.
#define QUORATE_ERROR_NOT_INITIALIZED -3
// The program was compiled with another quorate.h than this library's; compile it again.
#define QUORATE_ERROR_ABI -4
// The buffer is too small; call again with the size that is needed.
#define QUORATE_ERROR_BUFFER_TOO_SMALL -5
// The text is not UTF-8; convert it.
#define QUORATE_ERROR_NOT_UTF8 -6
// Invalid value; use the constants of quorate.h, and 0 or 1 for no or yes.
#define QUORATE_ERROR_INVALID_VALUE -7
// A length is larger than any object in memory; is it negative?.
#define QUORATE_ERROR_TOO_LONG -8
// Refused for a reason that has no number yet.
#define QUORATE_ERROR_UNKNOWN -9
// The config has no more findings.
#define QUORATE_ERROR_NO_SUCH_FINDING -10
// There is no more advice.
#define QUORATE_ERROR_NO_SUCH_ADVICE -11
// Rules N are not in this build; enable the feature of that name.
#define QUORATE_ERROR_RULES_NOT_BUILT -12
// The connection is not open.
#define QUORATE_ERROR_NO_SUCH_CONNECTION -13
// As many connections are open as the witness was made for; close this one.
#define QUORATE_ERROR_NO_ROOM_FOR_CONNECTION -14
// Line is longer than corosync's 510 bytes (corosync 2 cuts it in two); shorten it.
#define QUORATE_ERROR_CONFIG_LINE_TOO_LONG -100
// Section name is missing before '{'; write 'name {'.
#define QUORATE_ERROR_CONFIG_SECTION_WITHOUT_NAME -101
// Text after '{' (corosync 2 ignores it); start a new line there.
#define QUORATE_ERROR_CONFIG_TEXT_AFTER_BRACE -102
// Sections are nested too deep; all names may have 254 bytes.
#define QUORATE_ERROR_CONFIG_PATH_TOO_LONG -103
// Key is missing before ':'; write 'key: value'.
#define QUORATE_ERROR_CONFIG_EMPTY_KEY -104
// Name has a character that corosync refuses; use letters, digits and . _ - / :.
#define QUORATE_ERROR_CONFIG_BAD_NAME -105
// Text next to '}' (corosync 2 ignores it); put it on its own line.
#define QUORATE_ERROR_CONFIG_TEXT_BESIDE_BRACE -106
// '}' closes nothing; remove it or add its section.
#define QUORATE_ERROR_CONFIG_UNEXPECTED_BRACE -107
// A section that starts here is never closed; add '}'.
#define QUORATE_ERROR_CONFIG_MISSING_BRACE -108
// Line is neither 'section {', '}' nor 'key: value' (corosync 2 ignores it); start a comment with '#'.
#define QUORATE_ERROR_CONFIG_NOT_AN_ENTRY -109
// Value is not a whole number from 0 to N; write digits only (yes is 1, no is 0).
#define QUORATE_ERROR_CONFIG_NOT_A_NUMBER -110
// Only corosync_votequorum counts votes; write 'provider: corosync_votequorum'.
#define QUORATE_ERROR_CONFIG_OTHER_PROVIDER -111
// Node has no nodeid; give each node its own nodeid from 1 up.
#define QUORATE_ERROR_CONFIG_NODEID_MISSING -112
// Nodeid 0 is the quorum device; number nodes from 1 up.
#define QUORATE_ERROR_CONFIG_NODEID_ZERO -113
// Nodeid N is listed twice; give each node its own.
#define QUORATE_ERROR_CONFIG_DUPLICATE_NODE -114
// More than QUORATE_NODES_MAX nodes, the limit of this build.
#define QUORATE_ERROR_CONFIG_TOO_MANY_NODES -115
// More than QUORATE_NODES_MAX tie-breaker nodes, the limit of this build.
#define QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS -116
// All votes, the device's too, add up to more than 4294967295; lower them.
#define QUORATE_ERROR_CONFIG_VOTES_OVERFLOW -117
// Neither a nodelist nor quorum.expected_votes is configured; add a nodelist.
#define QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES -118
// Two_node and a quorum device cannot be combined; remove two_node.
#define QUORATE_ERROR_CONFIG_TWO_NODE_WITH_DEVICE -119
// Auto_tie_breaker and last_man_standing with an odd number of votes need wait_for_all; remove
// auto_tie_breaker, and with 4 or more nodes last_man_standing too.
#define QUORATE_ERROR_CONFIG_ODD_LAST_MAN_STANDING -120
// Last_man_standing and a quorum device cannot be combined; remove last_man_standing.
#define QUORATE_ERROR_CONFIG_DEVICE_WITH_LAST_MAN_STANDING -121
// Auto_tie_breaker and a quorum device cannot be combined; remove auto_tie_breaker.
#define QUORATE_ERROR_CONFIG_DEVICE_WITH_TIE_BREAKER -122
// Allow_downscale and a quorum device cannot be combined; remove allow_downscale.
#define QUORATE_ERROR_CONFIG_DEVICE_WITH_DOWNSCALE -123
// Device.votes is needed when expected_votes is set; remove expected_votes.
#define QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNKNOWN -124
// Device.votes is needed when a node has other than 1 vote; give each node 1 vote.
#define QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNEVEN -125
// Expected_votes must exceed device.votes by 2 or more; set it to all votes, or remove the device.
#define QUORATE_ERROR_CONFIG_DEVICE_VOTES_TOO_HIGH -126
// A comment needs a line of its own.
#define QUORATE_ERROR_CONFIG_COMMENT_AFTER_VALUE -127
// Knet takes nodeids up to 65535; renumber it.
#define QUORATE_ERROR_CONFIG_NODEID_TOO_HIGH -128
// Corosync 1's format; list the nodes in a nodelist.
#define QUORATE_ERROR_CONFIG_COROSYNC_1 -129
// Use knet, udpu or udp.
#define QUORATE_ERROR_CONFIG_UNKNOWN_TRANSPORT -130
// Corosync finds nodes only in a nodelist section at the top level; move them there.
#define QUORATE_ERROR_CONFIG_NODES_ELSEWHERE -131
// In corosync a second nodelist overwrites the nodes of the first; list all nodes in one.
#define QUORATE_ERROR_CONFIG_SECOND_NODELIST -132
// There is no quorum device whose section this would be; add the device to the options.
#define QUORATE_ERROR_CONFIG_NET_WITHOUT_DEVICE -133
// Corosync-qdevice refuses algorithm test; take ffsplit, lms or 2nodelms.
#define QUORATE_ERROR_CONFIG_NET_ALGORITHM_TEST -134
// Node N is not in the nodelist; name one of its nodes, lowest or highest.
#define QUORATE_ERROR_CONFIG_NET_TIE_BREAKER_UNKNOWN -135
// Node N is not in the nodelist; leave host out where the witness runs outside of the cluster.
#define QUORATE_ERROR_CONFIG_NET_HOST_UNKNOWN -136
// Node 0 is the quorum device; number nodes from 1 up.
#define QUORATE_ERROR_NODEID_ZERO -200
// Node N is not in the nodelist; add it there and reload.
#define QUORATE_ERROR_NOT_IN_NODELIST -201
// Node N has never been seen; it must have been up once.
#define QUORATE_ERROR_UNKNOWN_NODE -202
// The view does not contain the local node N; a node is always a member of its own view.
#define QUORATE_ERROR_LOCAL_NODE_MISSING -203
// Node N is in the view twice.
#define QUORATE_ERROR_DUPLICATE_MEMBER -204
// More than QUORATE_NODES_MAX nodes, the limit of this build.
#define QUORATE_ERROR_TOO_MANY_NODES -205
// No view has been formed yet; report one first.
#define QUORATE_ERROR_NO_VIEW -206
// It belongs to view N, not to the current one; deliver it there or drop it.
#define QUORATE_ERROR_OTHER_VIEW -207
// Node N sent this but is not in the view; drop it.
#define QUORATE_ERROR_SENDER_NOT_IN_VIEW -208
// Votes would add up to more than 4294967295.
#define QUORATE_ERROR_VOTES_OVERFLOW -209
// Expected votes cannot be 0, or lower than the N votes present.
#define QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW -210
// Quorum would become N, more than the votes present.
#define QUORATE_ERROR_QUORUM_OUT_OF_REACH -211
// Too many messages are waiting; send them first.
#define QUORATE_ERROR_OUTBOX_FULL -212
// This node has left the cluster; start a new engine.
#define QUORATE_ERROR_LEFT -213
// These rules do not support this option.
#define QUORATE_ERROR_NOT_IN_THESE_RULES -214
// Two_node needs exactly two nodes with 1 vote each.
#define QUORATE_ERROR_TWO_NODE_NEEDS_TWO_NODES -215
// This config does not allow a quorum device; check its device section, two_node, last_man_standing,
// auto_tie_breaker and allow_downscale.
#define QUORATE_ERROR_DEVICE_NOT_ALLOWED -216
// No quorum device is registered at this node; register it first.
#define QUORATE_ERROR_DEVICE_NOT_REGISTERED -217
// A quorum device with another name is registered in this cluster.
#define QUORATE_ERROR_DEVICE_NAME_IN_USE -218
// The quorum device's name must be 1 to 32 bytes long.
#define QUORATE_ERROR_DEVICE_NAME_LENGTH -219
// A registration is in progress; try again when it is done.
#define QUORATE_ERROR_DEVICE_PENDING -220
// Node N is in the view, so it is not off.
#define QUORATE_ERROR_FENCED_MEMBER -221
// This proof is older than the view, or than another proof; check again whether all missing nodes are off.
#define QUORATE_ERROR_PROOF_TOO_OLD -222
// A ring id is used only once: the sequence must be greater than that of view N, even after a restart.
#define QUORATE_ERROR_RING_TOO_OLD -223
// This is not a complete snapshot; start without it if this node starts for the first time, otherwise an
// operator must check.
#define QUORATE_ERROR_SNAPSHOT_MALFORMED -224
// Another version of quorate wrote the snapshot; start without it, after an operator has checked.
#define QUORATE_ERROR_SNAPSHOT_VERSION -225
// The snapshot is from another node, cluster or rules; restore the one that this node stored.
#define QUORATE_ERROR_OTHER_SNAPSHOT -226
// A snapshot can be restored only once, right after the start and before any view.
#define QUORATE_ERROR_RESTORE_TOO_LATE -227
// Node N is not in the electorate; it comes in when it is up and all nodes list it.
#define QUORATE_ERROR_NO_ELECTOR -228
// This partition has no majority to change votes with; start the missing nodes, or override quorum as its
// advice says.
#define QUORATE_ERROR_ELECTORATE_FIXED -229
// Another version of quorate wrote the message; use the same version on all nodes.
#define QUORATE_ERROR_MESSAGE_VERSION -300
// This is not one complete message; drop it.
#define QUORATE_ERROR_MESSAGE_MALFORMED -301
// The text is not a step; the error text names the word at fault.
#define QUORATE_ERROR_STEP -400
// Node N is not in the nodelist of this cluster.
#define QUORATE_ERROR_NO_SUCH_NODE -401
// Node N is up already.
#define QUORATE_ERROR_ALREADY_UP -402
// Node N is not up.
#define QUORATE_ERROR_NODE_DOWN -403
// No node is up, so nobody can be asked.
#define QUORATE_ERROR_NOBODY_UP -404
// Node N cannot confirm that it is off itself.
#define QUORATE_ERROR_FENCES_ITSELF -405
// The config has no witness: no quorum.device.net with a host, or one that corosync-qdevice refuses.
#define QUORATE_ERROR_NO_WITNESS -406
// A cluster's name has at most 64 bytes, and no NUL.
#define QUORATE_ERROR_CLUSTER_NAME -500
// No room for another cluster; make the witness for more.
#define QUORATE_ERROR_NO_ROOM_FOR_CLUSTER -501
// More nodes than the witness was made for, a node twice, or node 0; name each once.
#define QUORATE_ERROR_CLUSTER_NODES -502
// This is not a complete snapshot of a witness; start without it.
#define QUORATE_ERROR_WITNESS_SNAPSHOT_MALFORMED -503
// Another version of quorate wrote the witness's snapshot; start without it.
#define QUORATE_ERROR_WITNESS_SNAPSHOT_VERSION -504
// The snapshot has more clusters or nodes than the witness was made for; make it for more.
#define QUORATE_ERROR_WITNESS_SNAPSHOT_TOO_LARGE -505
// The witness has clients or was told clusters; restore right after it is made.
#define QUORATE_ERROR_WITNESS_NOT_NEW -506

// quorate_witness_settings.timing.

// A vote is a lease, and a restart is silence: no two partitions ever have it. The default.
#define QUORATE_TIMING_SAFE 0
// As qnetd 3.0.3 does: at once when the holder's connection is gone, and after a restart. A partition with a
// member whose heuristics begin to fail keeps the vote until something else changes.
#define QUORATE_TIMING_LIKE_QNETD 1

// quorate_witness_settings.tls.

// No.
#define QUORATE_TLS_OFF 0
// Where the client wants it. A client without it shows no certificate.
#define QUORATE_TLS_ON 1
// Always.
#define QUORATE_TLS_REQUIRED 2

// quorate_client_info.algorithm.

// Always votes.
#define QUORATE_ALGORITHM_TEST 0
// A partition of more than half gets the vote; of two halves, one.
#define QUORATE_ALGORITHM_FFSPLIT 1
// Last man standing for two nodes; corosync.conf calls it 2nodelms.
#define QUORATE_ALGORITHM_TWO_NODE_LMS 2
// Last man standing.
#define QUORATE_ALGORITHM_LMS 3

// quorate_client_info.heuristics.

// They are not used, or their result is not known.
#define QUORATE_HEURISTICS_UNDEFINED 0
// They pass.
#define QUORATE_HEURISTICS_PASS 1
// They fail.
#define QUORATE_HEURISTICS_FAIL 2

// quorate_client_info.vote.

// The client's partition has the vote.
#define QUORATE_VOTE_ACK 1
// It does not have it.
#define QUORATE_VOTE_NACK 2
// Ask again when more is known.
#define QUORATE_VOTE_ASK_LATER 3
// Wait; a VOTE_INFO will come.
#define QUORATE_VOTE_WAIT_FOR_REPLY 4
// As before.
#define QUORATE_VOTE_NO_CHANGE 5

// quorate_client_info.reason: what decided over a client's last vote.

// undecided: the client has not sent its lists yet
#define QUORATE_VOTE_REASON_UNDECIDED 0
// majority: a partition of more than half of the configured nodes gets the vote
#define QUORATE_VOTE_REASON_MAJORITY 1
// half: one partition of half of the configured nodes asks, and no other half does
#define QUORATE_VOTE_REASON_ONLY_HALF 2
// score: of two halves, the one with more members that are connected and pass their heuristics gets the vote
#define QUORATE_VOTE_REASON_SCORE 3
// connected: of two halves with equal scores, the one with more members connected gets the vote
#define QUORATE_VOTE_REASON_CONNECTED 4
// keep_active_partition_tie_breaker: of two equal halves, the one that had the vote keeps it
#define QUORATE_VOTE_REASON_KEEP_ACTIVE 5
// tie_breaker: of two equal halves, the one that holds the preferred node gets the vote
#define QUORATE_VOTE_REASON_TIE_BREAKER 6
// no majority: no partition that asks has half of the configured nodes
#define QUORATE_VOTE_REASON_NO_MAJORITY 7
// lms: all connected clients are in one partition
#define QUORATE_VOTE_REASON_ONE_PARTITION 8
// lms: another partition had the vote when this client came
#define QUORATE_VOTE_REASON_NEWCOMER 9
// lms: the largest partition gets the vote
#define QUORATE_VOTE_REASON_LARGEST 10
// 2nodelms: both nodes are in one partition
#define QUORATE_VOTE_REASON_BOTH_NODES 11
// 2nodelms: the only client that is connected
#define QUORATE_VOTE_REASON_ALONE 12
// test: this algorithm always votes
#define QUORATE_VOTE_REASON_ALWAYS 13
// unstable: the clients do not agree on the nodes or on the membership yet
#define QUORATE_VOTE_REASON_UNSTABLE 20
// nack first: a client of another partition has not acknowledged yet that it lost the vote
#define QUORATE_VOTE_REASON_NACK_FIRST 21
// lease: a former holder of the vote is out of reach, and its lease has not run out
#define QUORATE_VOTE_REASON_LEASE 22
// restart: the witness has restarted, and a node that is out of reach may hold a vote from before
#define QUORATE_VOTE_REASON_RESTART 23

// quorate_witness_output.reason: why a connection is closed.

// dead peer: no message came for 1.5 heartbeats (lms with leases: 2.25; before INIT: 180 s)
#define QUORATE_CLOSE_DEAD_PEER 1
// the client asks for TLS, and TLS is off
#define QUORATE_CLOSE_TLS_IS_OFF 2
// the client's certificate is missing or is another cluster's
#define QUORATE_CLOSE_WRONG_CERTIFICATE 3
// the client does not read: its send buffer is full
#define QUORATE_CLOSE_SEND_BUFFER_FULL 4
// no room for another cluster
#define QUORATE_CLOSE_NO_ROOM_FOR_CLUSTER 5
// the cluster's name is longer than 64 bytes
#define QUORATE_CLOSE_NAME_TOO_LONG 6
// the witness was told its clusters, and this is none of them
#define QUORATE_CLOSE_UNKNOWN_CLUSTER 7
// the witness was told this cluster's nodes, and the client or its list names another
#define QUORATE_CLOSE_UNKNOWN_NODE 8
// the lists of this cluster have more nodes than fit
#define QUORATE_CLOSE_TOO_MANY_NODES 9

#endif  /* QUORATE_H */
