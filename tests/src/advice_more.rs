//! More situations in which advice was wrong or missing once.

use crate::advice_cases::{CASE, Case, DEVICE, STRICT, TIE_LOST};
use quorate::{ReasonCode, Rules};

/// Nobody is missing, and the votes of all do not suffice.
pub const OUT_OF_REACH: Case = Case {
    quorum: "expected_votes: 4",
    steps: &["up 1 2"],
    code: ReasonCode::NoMajority,
    sentence: "2 of 4 votes; set expected votes to 2: no other node has votes; correct expected votes in \
        corosync.conf, or those set since: all votes together are not enough",
    helps: &[&["expected 2 on 1"]],
    ..CASE
};

/// Three of five votes were expected; they never were all.
pub const FEWER_EXPECTED: Case = Case {
    quorum: "wait_for_all: 1\nexpected_votes: 3",
    nodes: 5,
    steps: &["split 1 2 | 3 4 5", "up 1 2 3 4 5"],
    code: ReasonCode::WaitingForAll,
    sentence: "2 of 3 votes; nodes 3, 4 and 5 are missing and not confirmed off; start nodes 3, 4 and 5; or, once \
        nodes 3, 4 and 5 are confirmed off, cancel wait_for_all here (if they are still running, that risks split \
        brain); wait_for_all: 0 would risk split brain at every start",
    helps: &[&["heal"], &["cancel_wait_for_all 1"]],
    ..CASE
};

/// Beside those that have a case for each reason.
pub const MORE: &[Case] = &[
    OUT_OF_REACH,
    Case { rules: Rules::Strict, ..OUT_OF_REACH },
    Case { code: ReasonCode::WaitingForAll, quorum: "expected_votes: 4\nwait_for_all: 1", ..OUT_OF_REACH },
    Case { code: ReasonCode::WaitingForAll, quorum: "expected_votes: 4\ntwo_node: 1", ..OUT_OF_REACH },
    Case {
        quorum: "auto_tie_breaker: 1\nexpected_votes: 8",
        nodes: 4,
        steps: &["up 1 2 3 4"],
        code: ReasonCode::TieLost,
        sentence: "4 of 8 votes; set expected votes to 4: no other node has votes; correct expected votes in \
            corosync.conf, or those set since: all votes together are not enough",
        helps: &[&["expected 4 on 1"]],
        ..CASE
    },
    FEWER_EXPECTED,
    Case {
        quorum: "wait_for_all: 1",
        nodes: 5,
        steps: &[
            "up 1 2 3 4 5",
            "split 1 2 3 | 4 5",
            "expected 3 on 1",
            "split 1 2 | 3 | 4 5",
            "split 1 | 2 | 3 | 4 5",
            "split 1 2 | 3 4 5",
        ],
        code: ReasonCode::WaitingForAll,
        sentence: "2 of 3 votes; nodes 3, 4 and 5 are missing and not confirmed off; start nodes 3, 4 and 5; or, \
            once nodes 3, 4 and 5 are confirmed off, set expected votes to 2 (if they are still running, that risks \
            split brain)",
        helps: &[&["expected 2 on 1"]],
        ..CASE
    },
    // Cancelled, the config's five votes would be expected again.
    Case {
        quorum: "wait_for_all: 1\nlast_man_standing: 1",
        nodes: 5,
        steps: &["up 1 2 3 4 5", "crash 4 5", "wait 10s", "crash 2 3", "up 2"],
        code: ReasonCode::WaitingForAll,
        sentence: "2 of 3 votes; nodes 3, 4 and 5 are missing and not confirmed off; start nodes 3, 4 and 5; or, \
            once nodes 3, 4 and 5 are confirmed off, set expected votes to 2 (if they are still running, that risks \
            split brain)",
        helps: &[&["up 3 4 5"], &["expected 2 on 1"]],
        ..CASE
    },
    Case { quorum: "auto_tie_breaker: 1\nauto_tie_breaker_node: 9 1", ..TIE_LOST },
    Case {
        quorum: "wait_for_all: 1\ndevice {\nmodel: net\nvotes: 1\n}",
        nodes: 4,
        steps: &["up 1 2 3 4", "crash 3 4"],
        code: ReasonCode::DeviceVoteMissing,
        sentence: "2 of 5 votes; nodes 3 and 4 are missing and not confirmed off; confirm that nodes 3 and 4 are \
            off, all at the same instant, to make this side quorate; restore the quorum device (1 vote): start its \
            daemon here (quorate device, or corosync-qdevice with its server); start nodes 3 and 4; or, once nodes 3 \
            and 4 are confirmed off, set expected votes to 2 (if they are still running, that risks split brain)",
        helps: &[&["survey 1"], &["device on 1"], &["up 3 4"], &["expected 2"]],
        ..STRICT
    },
    Case {
        rules: Rules::Cman,
        quorum: DEVICE,
        steps: &["up 1"],
        code: ReasonCode::DeviceVoteMissing,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; restore the quorum device (1 vote): start \
            qdiskd here, and make sure that it reaches its disk; start node 2; or, once node 2 is confirmed off, set \
            expected votes to 1 (if it is still running, that risks split brain)",
        helps: &[&["device on 1"], &["up 2"], &["expected 1"]],
        ..CASE
    },
    Case {
        quorum: DEVICE,
        nodes: 7,
        steps: &["up 1 2"],
        code: ReasonCode::NoMajority,
        sentence: "2 of 7 votes; nodes 3, 4, 5, 6 and 7 are missing and not confirmed off; start nodes 3, 4, 5, 6 \
            and 7; restore the quorum device (1 vote): start corosync-qdevice here, and make sure that it reaches \
            its server; or, once nodes 3, 4, 5, 6 and 7 are confirmed off, set expected votes to 2 (if they are \
            still running, that risks split brain)",
        helps: &[&["up 3 4 5 6 7"], &["expected 2"]],
        ..CASE
    },
    TRACKED,
    Case { quorum: "allow_downscale: 1", ..TRACKED },
    Case {
        freezes: true,
        nodes: 3,
        steps: &["up 1 2 3", "crash 3", "up 3"],
        code: ReasonCode::Frozen,
        sentence: "3 of 3 votes; resume: no node is missing anymore",
        helps: &[&["resume 1"]],
        ..STRICT
    },
];

/// Expected votes that are tracked do not fall.
pub const TRACKED: Case = Case {
    quorum: "expected_votes_tracking: 1",
    nodes: 4,
    steps: &["up 1 2 3 4", "crash 3 4"],
    code: ReasonCode::NoMajority,
    sentence: "2 of 4 votes; nodes 3 and 4 are missing and not confirmed off; start nodes 3 and 4",
    helps: &[&["up 3 4"]],
    ..CASE
};
