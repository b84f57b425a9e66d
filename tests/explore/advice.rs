//! Advice: one golden sentence for every reason, and proof that what is advised helps, and risks what it says.

use quorate::advice::AdviceCode;
use quorate::{Config, Engine, NodeId, ReasonCode, RingId, Rules};
use quorate_tests::advice_cases::{CASE, CASES, Case, run};
use quorate_tests::advice_more::{FEWER_EXPECTED, MORE};
use quorate_tests::advised::{self, Followed};
use quorate_tests::generate::for_seeds;
use std::collections::BTreeSet;

#[test]
fn every_reason_comes_with_advice() {
    let mut faults = Vec::new();
    for case in CASES.iter().chain(MORE) {
        let cluster = case.cluster();
        let engine = case.engine(&cluster);
        let (code, help) = (engine.brief().reason.code, engine.help().to_string());
        if code != case.code || help != case.sentence {
            faults.push(format!("{} {}: {help}\n  not {}", case.rules, code.name(), case.sentence));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn following_the_advice_helps() {
    let mut followed = 0;
    for case in CASES.iter().chain(MORE) {
        let blocked = !case.engine(&case.cluster()).is_quorate();
        assert!(!blocked || !case.helps.is_empty(), "{}", case.sentence);
        for steps in case.helps {
            let mut cluster = case.cluster();
            steps.iter().for_each(|step| run(&mut cluster, step));
            assert!(case.engine(&cluster).is_quorate(), "{steps:?}: {}\n{}", case.sentence, cluster.table());
            followed += 1;
        }
    }
    assert!(followed > 20, "{followed}");
}

/// The same advice while the missing nodes run in another partition: split brain.
#[test]
fn what_risks_a_split_brain_can_split() {
    let split = |rules, quorum: &'static str, nodes, steps: &'static [&'static str], code: AdviceCode| {
        let case = Case { rules, quorum, nodes, steps: &[], ..CASE };
        let mut cluster = case.cluster();
        steps[..steps.len() - 1].iter().for_each(|step| run(&mut cluster, step));
        let advice = case.engine(&cluster).advice();
        assert!(code.risks_split_brain() && advice.iter().any(|advice| advice.code == code), "{advice:?}");
        run(&mut cluster, steps[steps.len() - 1]);
        let other = cluster.status(NodeId(nodes)).expect("up");
        assert!(case.engine(&cluster).is_quorate() && other.is_quorate(), "{}", cluster.table());
    };
    let (corosync, strict) = (Rules::Corosync, Rules::Strict);
    split(
        corosync,
        "two_node: 1",
        2,
        &["up 1 2", "crash 1", "split 1 | 2", "up 1", "cancel_wait_for_all 1"],
        AdviceCode::CancelWaitForAll,
    );
    let steps = &["split 1 2 | 3 4 5", "up 1 2 3 4 5", "cancel_wait_for_all 1"];
    split(corosync, FEWER_EXPECTED.quorum, 5, steps, AdviceCode::CancelWaitForAll);
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
        let help = |engine: &Engine<8>| engine.help().to_string();
        let votes = if rules == Rules::Strict { 0 } else { 1 };
        assert!(help(&engine).ends_with("start the membership layer on this node"), "{}", help(&engine));
        engine.view(RingId { node: NodeId(1), seq: 4 }, &[NodeId(1), NodeId(2)], 0).expect("a view");
        assert_eq!(
            help(&engine),
            format!(
                "{votes} of 2 votes; the state of nodes 1 and 2 is incomplete; wait; if this lasts, check the \
                 membership layer and the network of nodes 1 and 2"
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

/// Without a nodelist nobody knows who is missing; somebody is.
#[test]
fn without_a_nodelist_others_are_missing() {
    let help = |keys: &str| {
        let config = format!("quorum {{\nexpected_votes: 3\n{keys}\n}}\n");
        let config = Config::<8>::from_corosync_conf(&config).expect("a config");
        let mut engine = Engine::new(&config, NodeId(1), Rules::Corosync).expect("an engine");
        engine.observe(&[NodeId(1)]).expect("a view");
        let alone = engine.help().to_string();
        engine.observe(&[NodeId(1), NodeId(2)]).expect("a view");
        engine.observe(&[NodeId(1)]).expect("a view");
        (alone, engine.help().to_string())
    };
    let (alone, lost) = help("");
    let lower = "confirmed off, set expected votes to 1 (if they are still running, that risks split brain)";
    assert_eq!(alone, format!("1 of 3 votes; start all other nodes; or, once all other nodes are {lower}"));
    assert_eq!(
        lost,
        format!(
            "1 of 3 votes; node 2 is missing and not confirmed off; start node 2; or, once node 2 and all others are \
             {lower}"
        )
    );
    let (alone, lost) = help("allow_downscale: 1");
    assert_eq!(alone, "1 of 3 votes; start all other nodes");
    assert_eq!(lost, "1 of 3 votes; node 2 is missing and not confirmed off; start node 2");
}

#[test]
fn advice_without_a_risk_never_splits() {
    let mut followed = Followed::default();
    for_seeds("advice_without_a_risk_never_splits", 3_000, |seed, random| {
        let rules = if seed % 4 == 0 { Rules::Strict } else { Rules::Corosync };
        advised::unflagged_never_splits(random, rules, &mut followed);
    });
    assert!(followed.unflagged > 10_000 && followed.with_majority > 100, "{followed:?}");
}

#[test]
fn a_majority_is_one_of_all_votes() {
    let mut followed = Followed::default();
    for_seeds("a_majority_is_one_of_all_votes", 3_000, |_, random| {
        advised::a_majority_is_one(random, &mut followed);
    });
    assert!(followed.with_majority > 100, "{followed:?}");
}

#[test]
fn whatever_was_done_advice_helps() {
    let mut followed = Followed::default();
    for_seeds("whatever_was_done_advice_helps", 3_000, |seed, random| {
        let rules = Rules::ALL[usize::try_from(seed % 3).expect("small")];
        advised::what_is_advised_helps(random, rules, &mut followed);
    });
    assert!(followed.helped > 3_000, "{followed:?}");
}
