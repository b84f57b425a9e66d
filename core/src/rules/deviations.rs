//! Where rules `corosync` deliberately differ from votequorum, and rules `cman` from cman.
//!
//! votequorum's rules have no version here: 2.4.6 and all from 3.0.4 to 3.1.10 and to the development branch of August
//! 2026 decide alike, as records of 2.4.6, 3.0.4, 3.1.2, 3.1.7, 3.1.9 and 3.1.10 show; the rows that name a version
//! say what older ones do.
//!
//! Everything that is not in this list is the same, including what looks like a mistake: two_node over more than two
//! nodes, wait_for_all armed again by a loss that lasts for one exchange, nodes counted where votes are meant
//! (last_man_standing, allow_downscale, the tie breaker's guard), the tie breaker's memory of one view, device votes
//! that only grow, members of one partition that disagree, a reload that the log alone refuses, cancel_wait_for_all
//! that undoes what an operator has set. A simulator is of use only if it shows these too.
//!
//! Each row has a test of the same name in `tests/stories/deviations.rs`.
//!
//! | test | corosync | quorate |
//! | --- | --- | --- |
//! | `quorum_has_32_bits` | quorum is an 8-bit number: two nodes of 255 votes have quorum 0 and are quorate alone | 32 bits: quorum 256, blocked |
//! | `sums_do_not_wrap` | 4294967295 + 1 votes add up to 0 | a config, an operator's request or a peer's message with such votes is refused, and nothing changes |
//! | `nodeids_are_unsigned` | the lowest of nodes 5 and 2147483653 is 2147483653 | it is 5 |
//! | `a_message_speaks_for_its_sender` | a nodeinfo names its node: node 3 can say that node 1 leaves | messages name no node; the sender is who the membership layer says |
//! | `strangers_are_refused` | a device nodeinfo from an unknown sender aborts the daemon | a message from outside the view, or of another view, is refused |
//! | `a_view_of_strangers_is_refused` | a node that the nodelist does not have is counted, with the votes it claims | with a nodelist a view that holds another node is refused, and so is an engine for such a node |
//! | `names_are_bounded` | device names of 255 bytes are copied into 255 bytes without a check | names have 1 to 32 bytes; longer ones are refused, also from peers |
//! | `a_full_roster_refuses` | when the node table is full, a live node's place is taken | a view with more nodes than fit is refused; only nodes that are gone are forgotten |
//! | `nothing_changes_before_it_is_delivered` | the node that is asked changes expected votes and votes before its message is out | all members change when the message is delivered |
//! | `tracked_expected_votes_are_the_callers` | expected_votes_tracking never reaches the disk, and may write into another file; what it reads replaces the nodelist's sum | the caller stores a snapshot; its number is a floor |
//! | `tracking_without_a_nodelist_keeps_expected_votes` | with allow_downscale and no nodelist expected_votes is ignored, so each node is quorate alone at first | expected_votes of the config is the floor |
//! | `tie_breaker_lists_are_bounded` | a list of any length is written into a fixed array | more than the bound of nodes is refused |
//! | `flags_agree_with_the_verdict` | while a new view is exchanged, votequorum_getinfo and libquorum may disagree | the Quorate flag is the verdict: the one of the former view until the exchange is over |
//! | `expected_votes_of_0_are_refused` | an operator's 0 is accepted when no votes are present, and changes nothing | refused |
//! | `config_needs_nodeids` | with udp and udpu, a node without nodeid gets one from its address, also where that is a host name | from an IPv4 address only; a name is refused, with the line |
//! | `a_second_nodelist_is_refused` | a second nodelist section overwrites the nodes of the first one by one | refused, by its line |
//! | `addresses_are_not_needed` | a node without ring0_addr does not start corosync | votes are counted without; lint says so of a corosync.conf that has a totem section |
//! | `other_providers_are_refused` | corosync looks for another quorum.provider and does not find it | refused, with the line |
//! | `names_are_checked_where_they_stand` | a section's name is checked when its first key is read, `: {` opens a section called `:`, and a top-level key of one or two letters is refused | a section's name is checked in its own line and must not be empty; short keys that nobody reads are skipped |
//! | `a_config_has_64_nodes` | corosync takes 384 nodes | a config of more than 64, or than the bound of the build, is refused |
//! | `sections_in_a_node_are_skipped` | up to 3.1.9 keys of a section inside a `node` section count as the node's own, and its end as the node's end | it is skipped, like other unknown sections |
//! | `a_reload_does_not_arm_wait_for_all` | up to 2.4.5 and 3.0.3 a reload with wait_for_all in force arms it anew, so that the next change of members takes quorum | it stays as it is |
//! | `wait_for_all_follows_two_node` | up to 2.4.5 and 3.0.3 a reload that changes two_node leaves wait_for_all as it was | wait_for_all that is not written changes with two_node |
//! | `expected_votes_are_not_below_those_present` | up to 2.4.5 and 3.0.3 quorumtool -e takes fewer votes than are present, and refuses more than a blocked partition has | fewer are refused; a blocked partition may set any higher number |
//!
//! Rules `cman` come from cman 3 of Red Hat Enterprise Linux 6 and build on rules `corosync`, so the rows above apply
//! as well. What cman did apart from quorum is left out: killing nodes, versions of cluster.conf that must agree,
//! barriers, and `disallowed` nodes, which were off by default.
//!
//! | test | cman | quorate |
//! | --- | --- | --- |
//! | `cman_exchanges_states_first` | a node counts as soon as its own TRANSITION message arrives | while states are exchanged the former verdict stands |
//! | `cman_waits_for_a_quorum_disk` | a new view does not wait for the quorum disk | it waits, as votequorum's does, until the disk polls or sync_timeout is over |
//! | `cman_reloads_as_votequorum_does` | a new cluster.conf sets the votes of all nodes everywhere; expected votes that it does not give only fall, until a node joins with more | each node reads its own votes and expected votes, and tells them |
//! | `cman_knows_who_was_heard_of` | votes of a node that has never been up can be set | refused |
//! | `cman_refuses_expected_votes_of_0` | an operator's 0 is accepted when quorum stays within reach | refused |
//! | `cman_takes_more_than_255_votes` | a node of more than 255 votes does not start | 32 bits, as in rules `corosync` |
