//! Where the witness deliberately differs from qnetd 3.0.3, also with [`Timing::LikeQnetd`](super::Timing::LikeQnetd).
//!
//! Everything that is not in this list is the same, byte for byte and timer for timer. Each row has a test of the same
//! name in `tests/witness/deviations.rs`.
//!
//! | test | qnetd | the witness |
//! | --- | --- | --- |
//! | `names_are_bounded` | takes a cluster name of any length | closes the connection where it has more than 64 bytes |
//! | `echoes_are_bounded` | copies an echo of any length | answers error 5 where it has more than 64 bytes; clients send 8 |
//! | `lists_are_bounded` | takes node lists of any length | closes a connection whose list names a node for which its cluster has no place left; the others keep theirs |
//! | `a_node_counts_once` | counts a node as often as a list names it | once |
//! | `a_connection_has_one_cluster` | a second PREINIT and INIT put a client into two clusters, and the last that leaves crashes it | after INIT another name is answered with error 8 |
//! | `a_refused_init_changes_nothing` | a second INIT is refused, and its algorithm, heartbeat and ring id count nevertheless | nothing changes |
//! | `a_client_without_lists_is_no_danger` | crashes where a client leaves and the others have not sent their lists yet (also on real clusters: f2-qnetd-crash) | they get a NACK |
//! | `a_client_that_does_not_read_is_cut_off_sooner` | keeps 32 messages for it and reads on | reads no more while an answer waits, and closes it where more than 4 messages wait |
//! | `one_connection_more_is_refused` | accepts it and closes it | says so, and the caller closes it |
