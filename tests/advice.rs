//! Advice: one golden sentence for every reason, and proof that what is advised helps, and risks what it says.

use quorate::advice::AdviceCode;
use quorate::{Cluster, Config, Engine, NodeId, ReasonCode, RingId, Rules, Status};
use std::collections::BTreeSet;

const DEVICE: &str = "device {\nmodel: net\nvotes: 1\n}";

/// A situation, the sentence, and steps that follow the advice; after each of them (each on a fresh copy) node 1
/// is quorate.
struct Case {
    rules: Rules,
    freezes: bool,
    quorum: &'static str,
    nodes: u32,
    steps: &'static [&'static str],
    at: u32,
    code: ReasonCode,
    sentence: &'static str,
    helps: &'static [&'static [&'static str]],
}

const CASE: Case = Case {
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

const STRICT: Case = Case { rules: Rules::Strict, ..CASE };

const CASES: &[Case] = &[
    Case { nodes: 3, steps: &["up 1 2 3"], sentence: "3 of 3 votes; nothing to do", ..CASE },
    Case {
        nodes: 5,
        steps: &["up 1 2 3 4 5", "crash 4 5"],
        sentence: "3 of 5 votes; nodes 4 and 5 are missing and not confirmed off; fence nodes 4 and 5 before \
            anything of theirs is taken over; start nodes 4 and 5",
        ..CASE
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1 2", "crash 2"],
        code: ReasonCode::TwoNode,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; fence node 2 before anything of theirs is \
            taken over; start node 2",
        ..CASE
    },
    Case {
        quorum: "auto_tie_breaker: 1",
        nodes: 4,
        steps: &["up 1 2 3 4", "crash 3 4"],
        code: ReasonCode::TieBreaker,
        sentence: "2 of 4 votes; nodes 3 and 4 are missing and not confirmed off; fence nodes 3 and 4 before anything \
            of theirs is taken over; start nodes 3 and 4",
        ..CASE
    },
    Case {
        quorum: DEVICE,
        nodes: 4,
        steps: &["up 1 2 3 4", "device on 1", "device master_wins 1", "split 1 | 2 3 4"],
        code: ReasonCode::MasterWins,
        sentence: "2 of 5 votes; nodes 2, 3 and 4 are missing and not confirmed off; fence nodes 2, 3 and 4 before \
            anything of theirs is taken over; start nodes 2, 3 and 4",
        ..CASE
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1"],
        code: ReasonCode::WaitingForAll,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; start node 2; or, once node 2 is confirmed \
            off, cancel wait_for_all here (while it runs, that risks two active halves); wait_for_all: 0 would risk \
            two active halves at every start",
        helps: &[&["up 2"], &["cancel_wait_for_all 1"]],
        ..CASE
    },
    Case {
        quorum: "wait_for_all: 1",
        nodes: 5,
        steps: &["up 1 2"],
        code: ReasonCode::WaitingForAll,
        sentence: "2 of 5 votes; nodes 3, 4 and 5 are missing and not confirmed off; start nodes 3, 4 and 5; or, once \
            nodes 3, 4 and 5 are confirmed off, set expected votes to 2 (while they run, that risks two active halves)",
        helps: &[&["up 3 4 5"], &["expected 2"]],
        ..CASE
    },
    Case {
        quorum: "wait_for_all: 1\ndevice {\nmodel: net\nvotes: 2\n}",
        nodes: 3,
        steps: &["up 1 2 3"],
        code: ReasonCode::WaitingForAll,
        sentence: "3 of 5 votes; restore the quorum device (2 of the votes): start corosync-qdevice here, and let it \
            reach its server; or cancel wait_for_all here: a majority is here",
        helps: &[&["device on 1 2 3"], &["cancel_wait_for_all 1"]],
        ..CASE
    },
    Case {
        quorum: "wait_for_all: 1",
        nodes: 3,
        steps: &["up 1 2"],
        code: ReasonCode::WaitingForAll,
        sentence: "2 of 3 votes; node 3 is missing and not confirmed off; start node 3; or cancel wait_for_all here: a \
            majority is here",
        helps: &[&["up 3"], &["cancel_wait_for_all 1"]],
        ..CASE
    },
    Case {
        nodes: 5,
        steps: &["up 1 2"],
        code: ReasonCode::NoMajority,
        sentence: "2 of 5 votes; nodes 3, 4 and 5 are missing and not confirmed off; start nodes 3, 4 and 5; or, once \
            nodes 3, 4 and 5 are confirmed off, set expected votes to 2 (while they run, that risks two active halves)",
        helps: &[&["up 3 4 5"], &["expected 2"]],
        ..CASE
    },
    Case {
        quorum: "auto_tie_breaker: 1",
        nodes: 4,
        steps: &["up 1 2 3 4", "crash 1 2"],
        at: 3,
        code: ReasonCode::TieLost,
        sentence: "2 of 4 votes; nodes 1 and 2 are missing and not confirmed off; bring back node 1, which decides the \
            tie, or the way to it; start nodes 1 and 2; or, once nodes 1 and 2 are confirmed off, set expected votes \
            to 2 (while they run, that risks two active halves)",
        helps: &[&["up 1"], &["up 1 2"], &["expected 2"]],
        ..CASE
    },
    Case {
        quorum: DEVICE,
        steps: &["up 1"],
        code: ReasonCode::DeviceVoteMissing,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; restore the quorum device (1 of the votes): \
            start corosync-qdevice here, and let it reach its server; start node 2",
        helps: &[&["device on 1"], &["up 2"]],
        ..CASE
    },
    Case {
        quorum: DEVICE,
        steps: &["up 1 2", "device on 1 2", "crash 2", "device lost 1", "wait 10s"],
        code: ReasonCode::DeviceVoteStale,
        sentence: "1 of 3 votes; node 2 is missing and not confirmed off; restore the quorum device (1 of the votes): \
            start corosync-qdevice here, and let it reach its server; start node 2",
        helps: &[&["device on 1"], &["up 2"]],
        ..CASE
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1"],
        code: ReasonCode::WaitingForAll,
        sentence: "0 of 2 votes; node 2 is missing and not confirmed off; confirm that node 2 is off, all at one \
            instant, and this side is quorate; start node 2",
        helps: &[&["survey 1"], &["up 2"]],
        ..STRICT
    },
    Case {
        quorum: "wait_for_all: 1",
        nodes: 5,
        steps: &["up 1 2 3 4 5", "crash 3 4 5"],
        code: ReasonCode::NoMajority,
        sentence: "2 of 5 votes; nodes 3, 4 and 5 are missing and not confirmed off; confirm that nodes 3, 4 and 5 are \
            off, all at one instant, and this side is quorate; start nodes 3, 4 and 5; or, once nodes 3, 4 and 5 are \
            confirmed off, set expected votes to 2 (while they run, that risks two active halves)",
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
        sentence: "1 of 1 votes; nodes 2 and 3 are missing and not confirmed off; end the operator's override: start \
            nodes 2 and 3, or fence nodes 2 and 3 (while they run apart from here, it risks two active halves)",
        helps: &[&["up 2 3"]],
        ..STRICT
    },
    Case {
        freezes: true,
        nodes: 3,
        steps: &["up 1 2 3", "crash 3"],
        code: ReasonCode::Frozen,
        sentence: "2 of 3 votes; node 3 is missing and not confirmed off; look after node 3, then resume (while it \
            runs apart from here, that risks two active halves); start node 3",
        helps: &[&["resume 1"]],
        ..STRICT
    },
    Case {
        quorum: "two_node: 1",
        steps: &["up 1 2", "crash 2"],
        code: ReasonCode::FenceFirst,
        sentence: "1 of 2 votes; node 2 is missing and not confirmed off; fence node 2, and this side is quorate; \
            start node 2",
        helps: &[&["fence 2"], &["up 2"]],
        ..STRICT
    },
    Case {
        quorum: "auto_tie_breaker: 1\nwait_for_all: 1",
        steps: &["up 1 2", "split 1 | 2"],
        at: 2,
        code: ReasonCode::FenceFirst,
        sentence: "1 of 2 votes; node 1 is missing and not confirmed off; after 10000 ms fence node 1, and this side \
            is quorate (the other side may fence first); start node 1",
        helps: &[&["fence 1 by 2"]],
        ..STRICT
    },
];

impl Case {
    fn cluster(&self) -> Cluster<8> {
        let nodes: String = (1..=self.nodes).map(|id| format!("node {{\nnodeid: {id}\n}}\n")).collect();
        let text = format!("quorum {{\n{}\n}}\nnodelist {{\n{nodes}}}\n", self.quorum);
        let mut config = Config::from_corosync_conf(text).expect("a good config");
        config.set_freeze_on_loss(self.freezes);
        let mut cluster = Cluster::new(&config, self.rules).expect("rules that take the config");
        self.steps.iter().for_each(|step| run(&mut cluster, step));
        cluster
    }

    fn status(&self, cluster: &Cluster<8>) -> Status<8> {
        cluster.status(NodeId(self.at)).expect("up")
    }
}

fn run(cluster: &mut Cluster<8>, step: &str) {
    cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
}

#[test]
fn every_reason_comes_with_advice() {
    let mut faults = Vec::new();
    for case in CASES {
        let status = case.status(&case.cluster());
        let help = status.help(case.rules).to_string();
        if status.reason.code != case.code || help != case.sentence {
            faults.push(format!(
                "{} {}: {help}\n  not {}",
                case.rules,
                status.reason.code.name(),
                case.sentence
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn following_the_advice_helps() {
    let mut followed = 0;
    for case in CASES {
        let blocked = !case.status(&case.cluster()).is_quorate();
        assert!(!blocked || !case.helps.is_empty(), "{}", case.sentence);
        for steps in case.helps {
            let mut cluster = case.cluster();
            steps.iter().for_each(|step| run(&mut cluster, step));
            assert!(case.status(&cluster).is_quorate(), "{steps:?}: {}\n{}", case.sentence, cluster.table());
            followed += 1;
        }
    }
    assert!(followed > 20, "{followed}");
}

/// The same advice while the missing nodes run apart from here: two active halves.
#[test]
fn what_risks_a_split_brain_can_split() {
    let split = |rules, quorum: &'static str, nodes, steps: &'static [&'static str], code: AdviceCode| {
        let case = Case { rules, quorum, nodes, steps: &[], ..CASE };
        let mut cluster = case.cluster();
        steps[..steps.len() - 1].iter().for_each(|step| run(&mut cluster, step));
        let advice = case.status(&cluster).advice(rules);
        assert!(code.risks_split_brain() && advice.iter().any(|advice| advice.code == code), "{advice:?}");
        run(&mut cluster, steps[steps.len() - 1]);
        let other = cluster.status(NodeId(nodes)).expect("up");
        assert!(case.status(&cluster).is_quorate() && other.is_quorate(), "{}", cluster.table());
    };
    let (corosync, strict) = (Rules::Corosync, Rules::Strict);
    split(
        corosync,
        "two_node: 1",
        2,
        &["up 1 2", "crash 1", "split 1 | 2", "up 1", "cancel_wait_for_all 1"],
        AdviceCode::CancelWaitForAll,
    );
    split(corosync, "", 3, &["up 1 2 3", "split 1 | 2 3", "expected 1"], AdviceCode::SetExpectedVotes);
    split(strict, "", 3, &["up 1 2 3", "split 1 | 2 3", "expected 1"], AdviceCode::SetExpectedVotes);
}

#[test]
fn no_view_an_open_exchange_and_a_leave() {
    let config =
        Config::<8>::from_corosync_conf("nodelist {\nnode {\nnodeid: 1\n}\nnode {\nnodeid: 2\n}\n}\n");
    for rules in [Rules::Corosync, Rules::Strict] {
        let mut engine =
            Engine::new(config.as_ref().expect("a config"), NodeId(1), rules).expect("an engine");
        let help = |engine: &Engine<8>| engine.status().help(rules).to_string();
        let votes = if rules == Rules::Strict { 0 } else { 1 };
        assert!(help(&engine).ends_with("start the membership layer on this node"), "{}", help(&engine));
        engine.view(RingId { node: NodeId(1), seq: 4 }, &[NodeId(1), NodeId(2)], 0).expect("a view");
        assert_eq!(
            help(&engine),
            format!(
                "{votes} of 2 votes; nodes 1 and 2 have not told all yet; wait; if it lasts, look at the membership \
                 layer of nodes 1 and 2 and the way there"
            )
        );
        engine.leave(false).expect("a leave");
        assert!(help(&engine).ends_with("start the cluster on this node again"), "{}", help(&engine));
    }
}

#[test]
fn all_reasons_are_covered() {
    let mut covered: BTreeSet<ReasonCode> = CASES.iter().map(|case| case.code).collect();
    // In a test of their own.
    covered.extend([ReasonCode::NoView, ReasonCode::ViewIncomplete, ReasonCode::Left]);
    assert_eq!(covered, BTreeSet::from(ReasonCode::ALL));
}
