//! Why rules `strict` cannot split: no two disjoint views are ever both quorate.
//!
//! **Words.** S is the electorate: all configured nodes and the quorum device, each with fixed votes (for how it may
//! change, see below); V is their sum, or expected_votes where that is larger. A *view* is a member set with its
//! ring id. A node is *admitted* when its vote counts. The device votes in one view at a time (that is its own duty),
//! and every view asks it again.
//!
//! **Without wait_for_all** every node is admitted, and a view is quorate by majority (more than V/2) or by a
//! tie (exactly V/2, with the tie breaker). Two disjoint views cannot both have more than V/2; if one has,
//! the other has less than V/2; if both have exactly V/2, one of them lacks the tie breaker, which is one
//! fixed node. Nothing here depends on history, so no sequence of events can change that. Proofs are refused: a node
//! that was proven off comes back admitted, and would count alongside a view that went on without it.
//!
//! **With wait_for_all** there is a third way: *everyone is accounted for*. Every node of S is in the view or
//! proven to be off, all at one instant `t`, by proofs that one member holds and that were made in this view.
//! Let Q be such a view, and suppose that later, while Q still stands, a disjoint view R becomes quorate.
//!
//! 1. Every node outside Q was off at `t`. So every member of R has started after `t`, and started *not
//!    admitted*.
//! 2. The first member of R to be admitted after that was admitted by a view R' of nodes that all started
//!    after `t` (nodes of Q are in Q's view all the time, or Q does not stand any more). By majority or tie,
//!    R' would need admitted votes before the first was admitted: it had none, and half of V is not nothing.
//! 3. So R' had everyone accounted for. But the nodes of Q are not in R', hence they were all proven off at
//!    one instant after `t`: then Q does not stand any more. A contradiction.
//!
//! One instant matters in step 3: proofs of different instants can name each member of Q while it was off for
//! a moment, though never all of them together. One view matters in step 1: a proof from an older view says
//! nothing about a node that has started since and was admitted by a node that has joined in the meantime. Both
//! mistakes split clusters; `tests/stories/strict-proofs-of-one-view.story` is the second.
//!
//! **Views that overlap in time.** A member that is cut off or frozen goes on in its old view until it notices: the
//! membership layer's delay (corosync: the token timeout; or as long as the process is stopped; or, where frames pass
//! one way only or a node reaches two that do not reach each other, as long as that lasts: `tests/soak`), with these
//! rules as with any majority. Meanwhile strict promises two things, and no more:
//!
//! 1. Quorate views share a member, whichever of them a node is still in.
//! 2. Who goes on by an older view is *outside* the newer quorate one: a view is quorate only when all its members have
//!    told their states in it, and to tell that a member leaves its old view.
//!
//! So a quorate view that powers off all nodes outside it before it touches what they share acts alone: also nodes that
//! no member has ever seen (Pacemaker: `stonith-enabled` and `startup-fencing`, both on by default). Without fencing
//! nothing here stops a frozen node. A watchdog does that powers it off when the verdict is not renewed within a time
//! (sbd), if the others wait for longer than that before they act. No such time is built into the rules: only who
//! knows the membership layer's timeouts can set it, and every takeover would wait for it.
//!
//! **An electorate that changes** (engines [with storage](crate::Engine::with_storage)). The electorates form a
//! chain, numbered by epoch. A set *wins* one with more than half of its votes, or half with the tie breaker; a view
//! is quorate when it wins the newest electorate that it knows, and the attempt at its successor, if it knows one.
//!
//! 1. Two sets that win one electorate meet. So do one that wins and one that may change it, which takes more than
//!    half by nodes alone; and one that may change it and one that remembers half of the nodes' votes, which is what
//!    proofs ask for. Blank nodes are in none of them, so who is in both remembers.
//! 2. The successor is chosen by single-decree Paxos. The ballot is the view's ring id, which grows at each node; to
//!    enter a view is to promise, for it refuses what was said in another; the value is that of the highest ballot
//!    that the view's members know, or any that the view wins; it is chosen when all members of the view have stored
//!    it. A view that may change the electorate meets each view that has, so there is one successor: the chain does
//!    not fork.
//! 3. Let a view R be quorate by electorate E, and its successor F be agreed on in a view Q. R meets Q by 1, in a
//!    node that stored F before it said so. Entering R it told that, so R knows of F and wins it too, or F was not
//!    agreed on when R began; then that node is in R, and not in Q any more. So two views that stand at once are
//!    quorate by one electorate, or by neighbours that both win the later, and meet.
//!
//! What a nodelist asks for (add a listed node, drop one that is not listed, change votes) is proposed only while all
//! nodes that it concerns have the same nodelist: the electors and the listed nodes that are present.
//! Each member sends a digest of its own. So half of a reload changes nothing, and two nodelists never undo each
//! other: if the digests of the electors present differ, nobody proposes. Neither acceptance nor safety depends on
//! this.
//!
//! **What no node can know.** Three things are up to a human:
//!
//! - A disk that is restored from a backup remembers an electorate that is long gone. Together with others its node
//!   catches up, and decides nothing by it. Alone, or with other nodes restored to that time, it cannot tell that from
//!   a cluster whose other nodes are off, and may be quorate at the same time as the others. So leave the stored
//!   snapshots out of backups, and delete a restored one before the node starts: a node that is blank counts for
//!   nobody.
//! - Nodes that are all blank, and all of one nodelist, found a cluster, whatever other nodes remember. So do not start
//!   new nodes on their own, with their own nodelist, while the old cluster exists.
//! - An operator says (cancel_wait_for_all, expected votes) that the others are off and stay off. Then blank nodes and
//!   nodes that are not electors count too, and a change may be agreed on, once nobody in the view is blank. Epochs
//!   then go far ahead, so that whatever the others have agreed on is older when they come back: they catch up.
//!
//! All nodes have storage, or none has. A member without storage is reported like one with another nodelist; it stays
//! blocked next to those with storage, and they found no cluster and agree on no change with it. A snapshot with an
//! electorate is refused by an engine without storage.
//!
//! Messages of a view come in one order, so of several proposals all store the first. Members may hear any prefix of
//! them, lose power between any two, forget what they had on disk, read one of several nodelists, all or half of
//! them, and set votes: `tests/core/agreed.rs` walks there at random, finds no split and no fork, and finds the split
//! when a disk says that it has stored and has not, when attempts are not told, when one answer passes for all, when
//! members hear another proposal each, and when a disk comes back as it was once.
//!
//! **The quorum device** must give its vote to another partition only when the members of the former one know that they
//! have lost it: a member that no longer hears anything still counts it.
//!
//! **`quorate device`** votes in corosync for the node whose engine is quorate. Its vote does not wait for the exchange
//! of a new view where the exchange cannot change it. A node that was admitted stays admitted until it starts anew, and
//! for that it has to leave corosync's ring.
//!
//! - Let K be the nodes that were in a quorate view of ours, which admits its members, and have been in our ring ever
//!   since. If K has a majority, or half with the tie breaker, then so has any view that K is in, whatever its members
//!   report later; and nobody of K is in another partition.
//! - All nodes of the nodelist are in the group, under wait_for_all: then everyone is accounted for.
//! - Let A be the members of a view of ours that was quorate because everyone was accounted for at an instant t, and
//!   all of A have been in our ring ever since. Who was outside A was off at t. A view without A has no admitted votes
//!   then, and would have to prove A off, which is on; so only a view with nodes of A admits others, and only after we
//!   have sent our state there. We may not know whether it has: those whom we lose may have seen the end of such a
//!   view. Let G be its members outside A that have left our ring since. While the votes of G are not enough, no view
//!   without A is quorate or admits more, and A goes on. There is one A, the last: a later view may admit others, who
//!   go on without it. A daemon that starts anew takes it over where A is the whole ring and G is empty.
//!
//! So the vote is as sound as the verdict that the exchange will bring.
//!
//! **Fence first** is not a verdict to act on. A view with admitted half of V may fence those outside, because at most
//! one more view can have the other half; the proofs then make it quorate by the argument above, and if both sides
//! fence, one is off. With a tie breaker its side need not wait, and the other gives it a delay.
//!
//! **Agreement.** All members decide from the states that were told in the view, in one order, and from nothing else;
//! the first state of a member in a view counts, and what is agreed afterwards (an admission, an operator's command,
//! complete proofs) comes as a message in the same order. Until all states are there, the verdict is blocked.
//! `freeze_on_loss` only ever takes a verdict away. An operator's override is outside the argument; that is why it is
//! visible, as a flag and as the reason, until the view is quorate without it.
//!
//! **What was exhausted.** The explorer (`quorate::explore`, feature `std`) tries every sequence of partitions,
//! starts, crashes, clean leaves, fencings, surveys, moves of the device's vote and operators' resumes, until no new
//! state appears; then the answer holds for sequences of any length. It found no split and no disagreement:
//!
//! | nodes | configs | deepest |
//! | --- | --- | --- |
//! | 2 | every combination of options, votes 0 to 3, every tie breaker, also with messages lost | 14 events |
//! | 3 | the same, votes 0 to 5; with messages lost for votes 1 1 1 and 2 1 1 without a device | 11; 16 |
//! | 4 | the same, votes 0 to 5; with messages lost for one vote each, without a device | 14; 16 |
//! | 5 | one vote each: every combination of options; with messages lost without a tie breaker and a device | 15; 19 |
//! | 2 | views that overlap in time: the same without a device | 24 |
//! | 3, 4 | the same for votes 1 1 1 and 2 1 1; for 1 1 1 1 without wait_for_all; both without freeze_on_loss | 18; 14 |
//!
//! Combined are: wait_for_all on and off, two_node, each node or none as tie breaker, expected_votes below, at and
//! above the sum (by 1 and 2), no device or one of 1 to 3 votes, freeze_on_loss on and off. Configs in which every
//! set of nodes wins, ties and loses alike are one electorate, and of each one config is explored: 534 of 4 nodes,
//! 32 of 5. `tests/explore/strict.rs` does it again, for 154 of those of 4 nodes; with `QUORATE_EXPLORE_NODES=4` for
//! all, with 5 for 5 nodes. Messages lost at 4 and 5 nodes are explored by `tests/bench explore`, which prints how
//! long everything takes (`QUORATE_BENCH_MINUTES` for each at most).
//! The explorer catches rules that were broken on purpose: proofs that outlive their view, proofs of different
//! instants, nodes admitted at their start.
//!
//! Not tried: a device beside views that overlap, devices that vote twice or fall silent, and operators' overrides, as
//! the explorer's own page says; a silent device only takes its vote away, and overrides are a human's decision.
