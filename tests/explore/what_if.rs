//! What-if against brute force: the arithmetic of the field's description, and clusters that are run case by case.

mod arithmetic;
mod sweep;

use arithmetic::{Answer, answer};
use quorate::what_if::{self, SplitOutcome, WhatIfError, partitions, survey, who};
use quorate::{Builder, Cluster, Config, NodeId, Options, ReasonCode, Rules, Status};
use sweep::{config, sweep, votes};

const RULES: [Rules; 2] = [Rules::Corosync, Rules::Strict];

fn ids(set: u32) -> Vec<NodeId> {
    (0..32).filter(|place| set >> place & 1 == 1).map(|place| NodeId(place + 1)).collect()
}

fn all_of(config: &Config<8>) -> u32 {
    (1 << config.nodes().len()) - 1
}

/// The verdict of those that are left after `down` were lost at once. A device votes for the only side there is.
fn best(config: &Config<8>, rules: Rules, down: u32, confirmed: bool) -> Answer {
    answer(config, rules, all_of(config) & !down, true, confirmed)
}

#[test]
fn who_is_quorate_is_what_the_arithmetic_says() {
    let mut asked = 0;
    for config in sweep() {
        for rules in RULES {
            let all = all_of(&config);
            for side in (1..all).filter(|side| side & 1 == 1) {
                let other = all & !side;
                let sides: Vec<(NodeId, u8)> = ids(side).into_iter().map(|node| (node, 7)).collect();
                let Ok(cluster) = who(&config, rules, &[], &sides) else {
                    continue;
                };
                for (set, has_device) in [
                    (side, side.count_ones() >= other.count_ones()),
                    (other, side.count_ones() < other.count_ones()),
                ] {
                    let wanted = answer(&config, rules, set, has_device, false);
                    let members = ids(set);
                    let seen =
                        partitions(&cluster).find(|partition| partition.status.members[..] == *members);
                    let seen = seen.unwrap_or_else(|| panic!("no partition {members:?}"));
                    assert_eq!(Answer::of(seen.verdict()), wanted, "{config:?}\n{}", cluster.table());
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 20_000, "{asked}");
}

#[test]
fn surveys_equal_brute_force() {
    let mut surveyed = 0;
    for config in sweep() {
        for rules in RULES {
            let Ok(survey) = survey(&config, rules) else {
                assert!(Cluster::new(&config, rules).is_err(), "{config:?}");
                continue;
            };
            let all = all_of(&config);
            let worst = |confirmed| {
                let stops = |set: &u32| best(&config, rules, *set, confirmed) != Answer::Quorate;
                let least = (0..=all).filter(stops).map(u32::count_ones).min().expect("nobody is left");
                least.saturating_sub(1)
            };
            let context = format!("{rules} {config:?}\n{survey:?}");
            assert_eq!(survey.at_once, worst(false), "{context}");
            assert_eq!(survey.at_once_fenced, worst(true), "{context}");
            assert_eq!(survey.one_by_one, one_by_one(&config, rules), "{context}");
            let single = |confirmed| {
                let stops =
                    |node: &NodeId| best(&config, rules, 1 << (node.0 - 1), confirmed) != Answer::Quorate;
                ids(all).into_iter().filter(stops).collect::<Vec<_>>()
            };
            assert_eq!(survey.fatal[..], single(true), "{context}");
            let until: Vec<_> =
                single(false).into_iter().filter(|node| !survey.fatal.contains(node)).collect();
            assert_eq!(survey.fatal_until_fenced[..], until, "{context}");
            let silent = answer(&config, rules, all, false, false) != Answer::Quorate;
            assert_eq!(survey.device_is_fatal, silent && config.device_votes() != 0, "{context}");
            assert_eq!(survey.votes_to_spare, survey.total_votes.saturating_sub(survey.quorum));
            check_splits(&config, rules);
            surveyed += 1;
        }
    }
    assert!(surveyed > 500, "{surveyed}");
}

fn check_splits(config: &Config<8>, rules: Rules) {
    let all = all_of(config);
    let splits: Vec<_> = what_if::splits(config, rules).expect("few nodes").collect();
    assert_eq!(splits.len() as u32, all / 2);
    for (side, outcome) in splits {
        let set: u32 = side.iter().map(|node| 1 << (node.0 - 1)).sum();
        let other = all & !set;
        let is_first = set.count_ones() >= other.count_ones();
        let both =
            [answer(config, rules, set, is_first, false), answer(config, rules, other, !is_first, false)];
        let wanted = match both.map(|answer| answer == Answer::Quorate) {
            [true, true] => SplitOutcome::Both,
            [true, false] | [false, true] => SplitOutcome::One,
            _ if both.contains(&Answer::FenceFirst) => SplitOutcome::FenceFirst,
            _ => SplitOutcome::Nobody,
        };
        assert_eq!(outcome, wanted, "{rules} {config:?}: {side:?}");
    }
}

fn is_quorate(cluster: &Cluster<8>) -> bool {
    cluster.nodes().filter_map(|node| cluster.status(node)).any(|status| Status::is_quorate(&status))
}

/// Deeper and deeper, every node in turn: the least number of single failures that stops all, less one.
fn one_by_one(config: &Config<8>, rules: Rules) -> u32 {
    fn least(cluster: &Cluster<8>, up: u32, window: &str) -> u32 {
        if !is_quorate(cluster) {
            return 0;
        }
        let after = ids(up).into_iter().map(|node| {
            let mut cluster = cluster.clone();
            cluster.run(&format!("crash {node}")).expect("a crash");
            cluster.run(window).expect("a wait");
            least(&cluster, up & !(1 << (node.0 - 1)), window) + 1
        });
        after.min().expect("quorate, so somebody is up")
    }
    let all = all_of(config);
    let names = ids(all).iter().map(|node| format!(" {node}")).collect::<String>();
    let mut cluster = Cluster::new(config, rules).expect("a cluster");
    cluster.run(&format!("up{names}")).expect("a start");
    if config.device_votes() != 0 {
        cluster.run(&format!("device on{names}")).expect("a device");
    }
    let waits = config.options().last_man_standing;
    least(&cluster, all, if waits { "wait 10s" } else { "wait 0s" }).saturating_sub(1)
}

#[test]
fn many_plain_nodes_are_added_up() {
    for size in [8, 9, 32] {
        let config = config(&vec![1; size], Options::default()).expect("a config");
        let survey = survey::<64>(&config, Rules::Corosync).expect("a survey");
        let size = u32::try_from(size).expect("small");
        assert_eq!(
            (survey.quorum, survey.at_once, survey.one_by_one),
            (size / 2 + 1, (size - 1) / 2, (size - 1) / 2)
        );
        assert_eq!(survey.votes_to_spare, (size - 1) / 2);
        assert!(survey.fatal.is_empty());
    }
    let heavy = config(&[9, 1, 1, 1, 1, 1, 1, 1, 1], Options::default()).expect("a config");
    let survey = survey::<64>(&heavy, Rules::Strict).expect("a survey");
    assert_eq!((survey.at_once, &survey.fatal[..]), (0, &[NodeId(1)][..]));
    let waits = Options { wait_for_all: Some(true), ..Options::default() };
    let config = config(&[9, 1, 1, 1, 1, 1, 1, 1, 1], waits).expect("a config");
    let survey = what_if::survey::<64>(&config, Rules::Strict).expect("a survey");
    assert_eq!((survey.at_once_fenced, &survey.fatal[..]), (8, &[][..]));
    assert_eq!(survey.fatal_until_fenced[..], [NodeId(1)]);
}

/// The sums are right: where all cases are tried too, both ways agree.
#[test]
fn sums_and_trials_agree() {
    for more in 0..4_u32 {
        let plain = Options::default();
        let seven: Config<64> = config(&[1 + more, 1, 1, 2, 1, 1, 1], plain).expect("a config");
        let nine: Config<64> = config(&[1 + more, 1, 1, 2, 1, 1, 1, 0, 0], plain).expect("a config");
        let (seven, nine) =
            (survey(&seven, Rules::Corosync).expect("tried"), survey(&nine, Rules::Corosync).expect("added"));
        assert_eq!((seven.at_once, seven.quorum, &seven.fatal), (nine.at_once, nine.quorum, &nine.fatal));
    }
}

#[test]
fn a_loss_and_a_split_at_once() {
    let config: Config<8> = config(&[1; 4], Options::default()).expect("a config");
    let cluster =
        who(&config, Rules::Corosync, &[NodeId(4)], &[(NodeId(1), 0), (NodeId(2), 1)]).expect("an answer");
    let seen: Vec<_> = partitions(&cluster)
        .map(|partition| {
            (partition.status.members.to_vec(), partition.verdict().name(), partition.status.reason.code)
        })
        .collect();
    let alone = |id| (vec![NodeId(id)], "blocked", ReasonCode::NoMajority);
    assert_eq!(seen, [alone(1), alone(2), alone(3)]);
    assert_eq!(cluster.status(NodeId(4)).map(|status| status.node), None);
}

/// Nodes 1 to `nodes`, one vote each, and a witness.
fn with_witness(nodes: u32, net: &str) -> Config<8> {
    let nodes: String = (1..=nodes).map(|id| format!("node {{\nnodeid: {id}\n}}\n")).collect();
    // corosync-qdevice with ffsplit does not start with more; of lms they are N - 1 by default.
    let votes = if net.contains("lms") { "" } else { "votes: 1\n" };
    let device = format!("device {{\nmodel: net\n{votes}net {{\nhost: 192.0.2.9\n{net}\n}}\n}}\n");
    let text = format!("quorum {{\nprovider: corosync_votequorum\n{device}}}\nnodelist {{\n{nodes}}}\n");
    Config::from_corosync_conf(text).unwrap_or_else(|error| panic!("{net}: {error}"))
}

/// How many nodes, keys of the net section, who is down, one of two sides, and who is quorate in the end.
type Asked<'a> = (u32, &'a str, &'a [u32], &'a [u32], &'a [u32]);

/// Whom the witness votes for.
#[test]
fn the_witness_is_asked() {
    let ffsplit = |more: &str| format!("algorithm: ffsplit\n{more}");
    let highest = &ffsplit("tie_breaker: highest\nkeep_active_partition_tie_breaker: off");
    let cases: [Asked<'_>; 8] = [
        (4, &ffsplit(""), &[], &[1, 2], &[1, 2]),
        (4, highest, &[], &[1, 2], &[3, 4]),
        (4, &ffsplit("tie_breaker: 3"), &[], &[1, 4], &[2, 3]),
        // More of those that are connected.
        (4, highest, &[4], &[1, 2], &[1, 2]),
        (4, &ffsplit(""), &[1, 2], &[], &[3, 4]),
        (4, &ffsplit(""), &[1, 2, 3], &[], &[]),
        (2, &ffsplit(""), &[1], &[], &[2]),
        // The last man standing has N - 1 votes from it.
        (4, "algorithm: lms", &[1, 2, 3], &[], &[4]),
    ];
    for (nodes, net, down, side, quorate) in cases {
        let down: Vec<NodeId> = down.iter().copied().map(NodeId).collect();
        let side: Vec<(NodeId, u8)> = side.iter().map(|id| (NodeId(*id), 0)).collect();
        let cluster = who(&with_witness(nodes, net), Rules::Corosync, &down, &side).expect("an answer");
        let found = partitions(&cluster).flat_map(|partition| partition.quorate.to_vec());
        let found: Vec<u32> = found.map(|node| node.0).collect();
        assert_eq!(found, quorate, "{nodes} nodes, {net}: down {down:?}, {side:?}\n{}", cluster.table());
    }
}

/// What a cluster survives and what its splits leave is what its witness decides, case by case.
#[test]
fn surveys_and_splits_ask_the_witness() {
    let highest = "algorithm: ffsplit\ntie_breaker: highest";
    for (nodes, net, at_once) in [
        (2, "algorithm: ffsplit", 1),
        // The lowest dies without a word; the other asks before the witness knows, is refused, and is not told again.
        (2, "algorithm: 2nodelms", 0),
        (3, "algorithm: ffsplit", 1),
        (3, "algorithm: lms", 2),
        (4, highest, 2),
        (4, "algorithm: lms", 3),
    ] {
        let config = with_witness(nodes, net);
        let ids: Vec<NodeId> = config.nodes().iter().map(|node| node.id).collect();
        let quorate = |down: &[NodeId], side: &[NodeId]| {
            let side: Vec<(NodeId, u8)> = side.iter().map(|node| (*node, 0)).collect();
            let cluster = who(&config, Rules::Corosync, down, &side).expect("an answer");
            partitions(&cluster).filter(|partition| !partition.quorate.is_empty()).count()
        };
        let sets = (0..1_u32 << ids.len()).map(|set| {
            let of_set = |(place, _): &(usize, &NodeId)| set >> place & 1 == 1;
            ids.iter().enumerate().filter(of_set).map(|(_, node)| *node).collect::<Vec<_>>()
        });
        let least = sets.filter(|set| quorate(set, &[]) == 0).map(|set| set.len()).min();
        let found = survey(&config, Rules::Corosync).expect("a survey");
        assert_eq!(
            (found.at_once, least),
            (at_once, Some(usize::try_from(at_once).expect("few") + 1)),
            "{nodes} nodes, {net}"
        );
        assert_eq!(found.one_by_one, at_once, "{nodes} nodes, {net}");
        assert_eq!(found.device_is_fatal, quorate_without_witness(&config) == 0, "{nodes} nodes, {net}");
        for (side, outcome) in what_if::splits(&config, Rules::Corosync).expect("splits") {
            let expected = [SplitOutcome::Nobody, SplitOutcome::One, SplitOutcome::Both][quorate(&[], &side)];
            assert_eq!(outcome, expected, "{nodes} nodes, {net}: {side:?}");
        }
    }
}

/// In how many partitions somebody is quorate once the witness is gone.
fn quorate_without_witness(config: &Config<8>) -> usize {
    let mut cluster = Cluster::new(config, Rules::Corosync).expect("a cluster");
    let all: Vec<String> = config.nodes().iter().map(|node| node.id.to_string()).collect();
    for step in ["up", "wait 60s", "witness down", "wait 60s"] {
        let nodes = if step == "up" { all.join(" ") } else { String::new() };
        cluster.run(&format!("{step} {nodes}")).expect("a step");
    }
    partitions(&cluster).filter(|partition| !partition.quorate.is_empty()).count()
}

#[test]
fn what_cannot_be_answered_is_refused_by_name() {
    let config: Config<64> = config(&[1; 3], Options::default()).expect("a config");
    let ask = |down: &[u32], sides: &[(u32, u8)]| {
        let down: Vec<NodeId> = down.iter().map(|id| NodeId(*id)).collect();
        let sides: Vec<(NodeId, u8)> = sides.iter().map(|(id, side)| (NodeId(*id), *side)).collect();
        who(&config, Rules::Corosync, &down, &sides).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(ask(&[1, 2, 3], &[]), Ok(()));
    assert_eq!(ask(&[4], &[]), Err("node 4 is not in the nodelist; name nodes that are".into()));
    assert_eq!(ask(&[2], &[(2, 0)]), Err("node 2 is named twice; name each node once".into()));
    assert_eq!(ask(&[], &[(1, 255), (1, 0)]), Err("node 1 is named twice; name each node once".into()));
    let bare = Builder::<64>::new()
        .options(Options { expected_votes: 3, ..Options::default() })
        .build()
        .expect("a config");
    let error = who(&bare, Rules::Corosync, &[], &[]).map(|_| ()).expect_err("no nodelist");
    assert_eq!(error.to_string(), "the config has no nodelist; add one, with every node");
    let many = sweep::config::<64>(&[1; 8], Options { last_man_standing: true, ..Options::default() })
        .expect("a config");
    assert_eq!(survey(&many, Rules::Corosync), Err(WhatIfError::TooManyNodes(7)));
    assert!(survey(&many, Rules::Strict).is_err());
    assert_eq!(what_if::splits(&many, Rules::Corosync).map(|_| ()), Err(WhatIfError::TooManyNodes(7)));
    assert!(votes().len() > 50);
}
