//! Situations, and what is advised in each.

use quorate::{Cluster, Config, Engine, NodeId, ReasonCode, Rules};

/// The config of a device with one vote.
pub const DEVICE: &str = "device {\nmodel: net\nvotes: 1\n}";

/// A situation, the sentence, and steps that follow the advice; after each of them (each on a fresh copy) node 1
/// is quorate.
pub struct Case {
    pub rules: Rules,
    pub freezes: bool,
    /// Keys of the quorum section.
    pub quorum: &'static str,
    /// How many nodes of one vote.
    pub nodes: u32,
    pub steps: &'static [&'static str],
    /// The node that is asked.
    pub at: u32,
    pub code: ReasonCode,
    pub sentence: &'static str,
    pub helps: &'static [&'static [&'static str]],
}

/// Two nodes with an empty quorum section, under rules corosync.
pub const CASE: Case = Case {
    rules: Rules::Corosync,
    freezes: false,
    quorum: "",
    nodes: 2,
    steps: &[],
    at: 1,
    code: ReasonCode::Majority,
    sentence: "",
    helps: &[],
};

/// The same under rules strict.
pub const STRICT: Case = Case { rules: Rules::Strict, ..CASE };

impl Case {
    pub fn cluster(&self) -> Cluster<8> {
        let nodes: String = (1..=self.nodes).map(|id| format!("node {{\nnodeid: {id}\n}}\n")).collect();
        let text = format!("quorum {{\n{}\n}}\nnodelist {{\n{nodes}}}\n", self.quorum);
        let mut config = Config::from_corosync_conf(text).expect("a good config");
        config.set_freeze_on_loss(self.freezes);
        let mut cluster = Cluster::new(&config, self.rules).expect("rules that take the config");
        self.steps.iter().for_each(|step| run(&mut cluster, step));
        cluster
    }

    pub fn engine<'c>(&self, cluster: &'c Cluster<8>) -> &'c Engine<8> {
        cluster.engine(NodeId(self.at)).expect("up")
    }
}

pub fn run(cluster: &mut Cluster<8>, step: &str) {
    cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
}

/// Two of five nodes have started.
pub const TWO_OF_FIVE: Case = Case {
    nodes: 5,
    steps: &["up 1 2"],
    code: ReasonCode::NoMajority,
    sentence: "2 of 5 votes; nodes 3, 4 and 5 are missing and not confirmed off; start nodes 3, 4 and 5; or, once \
        nodes 3, 4 and 5 are confirmed off, set expected votes to 2 (if they are still running, that risks split \
        brain)",
    helps: &[&["up 3 4 5"], &["expected 2"]],
    ..CASE
};

/// The half without the tie breaker.
pub const TIE_LOST: Case = Case {
    quorum: "auto_tie_breaker: 1",
    nodes: 4,
    steps: &["up 1 2 3 4", "crash 1 2"],
    at: 3,
    code: ReasonCode::TieLost,
    sentence: "2 of 4 votes; nodes 1 and 2 are missing and not confirmed off; bring back node 1, the tie breaker, or \
        the network to it; start nodes 1 and 2; or, once nodes 1 and 2 are confirmed off, set expected votes to 2 \
        (if they are still running, that risks split brain)",
    helps: &[&["up 1"], &["up 1 2"], &["expected 2"]],
    ..CASE
};

/// One for every reason.
pub const CASES: &[Case] = &[
    Case { nodes: 3, steps: &["up 1 2 3"], sentence: "3 of 3 votes; nothing to do", ..CASE },
    Case {
        nodes: 5,
        steps: &["up 1 2 3 4 5", "crash 4 5"],
        sentence: "3 of 5 votes; nodes 4 and 5 are missing and not confirmed off; fence nodes 4 and 5 before you \
            take over their resources; start nodes 4 and 5",
        ..CASE
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1 2", "crash 2"],
        code: ReasonCode::TwoNode,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; fence node 2 before you take over its \
            resources; start node 2",
        ..CASE
    },
    Case {
        quorum: "auto_tie_breaker: 1",
        nodes: 4,
        steps: &["up 1 2 3 4", "crash 3 4"],
        code: ReasonCode::TieBreaker,
        sentence: "2 of 4 votes; nodes 3 and 4 are missing and not confirmed off; fence nodes 3 and 4 before you \
            take over their resources; start nodes 3 and 4",
        ..CASE
    },
    Case {
        quorum: DEVICE,
        nodes: 4,
        steps: &["up 1 2 3 4", "device on 1", "device master_wins 1", "split 1 | 2 3 4"],
        code: ReasonCode::MasterWins,
        sentence: "2 of 5 votes; nodes 2, 3 and 4 are missing and not confirmed off; fence nodes 2, 3 and 4 before \
            you take over their resources; start nodes 2, 3 and 4",
        ..CASE
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1"],
        code: ReasonCode::WaitingForAll,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; start node 2; or, once node 2 is confirmed \
            off, cancel wait_for_all here (if it is still running, that risks split brain); wait_for_all: 0 would \
            risk split brain at every start",
        helps: &[&["up 2"], &["cancel_wait_for_all 1"]],
        ..CASE
    },
    Case { quorum: "wait_for_all: 1", code: ReasonCode::WaitingForAll, ..TWO_OF_FIVE },
    Case {
        quorum: "wait_for_all: 1\ndevice {\nmodel: net\nvotes: 2\n}",
        nodes: 3,
        steps: &["up 1 2 3"],
        code: ReasonCode::WaitingForAll,
        sentence: "3 of 5 votes; restore the quorum device (2 votes): start corosync-qdevice here, and make sure \
            that it reaches its server; or cancel wait_for_all here: this partition has a majority",
        helps: &[&["device on 1 2 3"], &["cancel_wait_for_all 1"]],
        ..CASE
    },
    Case {
        quorum: "wait_for_all: 1",
        nodes: 3,
        steps: &["up 1 2"],
        code: ReasonCode::WaitingForAll,
        sentence: "2 of 3 votes; node 3 is missing and not confirmed off; start node 3; or cancel wait_for_all here: \
            this partition has a majority",
        helps: &[&["up 3"], &["cancel_wait_for_all 1"]],
        ..CASE
    },
    TWO_OF_FIVE,
    TIE_LOST,
    Case {
        quorum: DEVICE,
        steps: &["up 1"],
        code: ReasonCode::DeviceVoteMissing,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; restore the quorum device (1 vote): start \
            corosync-qdevice here, and make sure that it reaches its server; start node 2",
        helps: &[&["device on 1"], &["up 2"]],
        ..CASE
    },
    Case {
        quorum: DEVICE,
        steps: &["up 1 2", "device on 1 2", "crash 2", "device lost 1", "wait 10s"],
        code: ReasonCode::DeviceVoteStale,
        sentence: "1 of 3 votes; node 2 is missing and not confirmed off; restore the quorum device (1 vote): start \
            corosync-qdevice here, and make sure that it reaches its server; start node 2",
        helps: &[&["device on 1"], &["up 2"]],
        ..CASE
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1"],
        code: ReasonCode::WaitingForAll,
        sentence: "0 of 2 votes; node 2 is missing and not confirmed off; confirm that node 2 is off to make this \
            side quorate; start node 2",
        helps: &[&["survey 1"], &["up 2"]],
        ..STRICT
    },
    Case {
        quorum: "wait_for_all: 1",
        nodes: 5,
        steps: &["up 1 2 3 4 5", "crash 3 4 5"],
        code: ReasonCode::NoMajority,
        sentence: "2 of 5 votes; nodes 3, 4 and 5 are missing and not confirmed off; confirm that nodes 3, 4 and 5 \
            are off, all at the same instant, to make this side quorate; start nodes 3, 4 and 5; or, once nodes 3, 4 \
            and 5 are confirmed off, set expected votes to 2 (if they are still running, that risks split brain)",
        helps: &[&["survey 1"], &["expected 2"]],
        ..STRICT
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1", "survey 1"],
        code: ReasonCode::EveryoneAccounted,
        sentence: "1 of 2 votes; node 2 is confirmed off; start node 2",
        helps: &[&["up 2"]],
        ..STRICT
    },
    Case {
        nodes: 3,
        steps: &["up 1", "expected 1"],
        code: ReasonCode::OperatorOverride,
        sentence: "1 of 1 votes; nodes 2 and 3 are missing and not confirmed off; end the operator override: start \
            nodes 2 and 3, or set expected votes back to 3 (if they are running in another partition, the override \
            risks split brain)",
        helps: &[&["up 2 3"], &["expected 3", "up 2 3"]],
        ..STRICT
    },
    Case {
        quorum: "wait_for_all: 1",
        nodes: 3,
        steps: &["up 1 2 3", "crash 2 3", "expected 1"],
        code: ReasonCode::OperatorOverride,
        sentence: "1 of 1 votes; nodes 2 and 3 are missing and not confirmed off; end the operator override: start \
            nodes 2 and 3, or fence nodes 2 and 3 (if they are running in another partition, the override risks \
            split brain)",
        helps: &[&["up 2 3"], &["survey 1"]],
        ..STRICT
    },
    Case {
        freezes: true,
        nodes: 3,
        steps: &["up 1 2 3", "crash 3"],
        code: ReasonCode::Frozen,
        sentence: "2 of 3 votes; node 3 is missing and not confirmed off; check node 3, then resume (if it is \
            running in another partition, that risks split brain); start node 3",
        helps: &[&["resume 1"]],
        ..STRICT
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1 2", "crash 2"],
        code: ReasonCode::FenceFirst,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; fence node 2 to make this side quorate; \
            start node 2",
        helps: &[&["fence 2"], &["up 2"]],
        ..STRICT
    },
    Case {
        quorum: "auto_tie_breaker: 1\nwait_for_all: 1",
        steps: &["up 1 2", "split 1 | 2"],
        at: 2,
        code: ReasonCode::FenceFirst,
        sentence: "1 of 2 votes; node 1 is missing and not confirmed off; wait 10000 ms, then fence node 1 to make \
            this side quorate (the other side may fence first); start node 1",
        helps: &[&["fence 1 by 2"]],
        ..STRICT
    },
];
