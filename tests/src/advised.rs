//! Advice is followed, in random clusters after random steps.

use crate::generate::{Random, accepted_conf, random_step};
use crate::laws::quorate_partitions;
use quorate::advice::{Advice, AdviceCode};
use quorate::{Cluster, Config, Engine, NodeId, Rules};

const NODES: usize = 8;

type Small = Cluster<NODES>;

/// What was followed.
#[derive(Debug, Default)]
pub struct Followed {
    /// wait_for_all was cancelled because a majority is here.
    pub with_majority: usize,
    /// Without a risk, the above among them.
    pub unflagged: usize,
    /// What makes the node quorate by itself.
    pub helped: usize,
}

fn list(nodes: impl Iterator<Item = NodeId>) -> String {
    nodes.map(|node| node.to_string()).collect::<Vec<_>>().join(" ")
}

/// Makes it happen at `node`. Nodes that are to be confirmed off are switched off first; the device votes for one side
/// only.
fn follow(cluster: &mut Small, node: NodeId, advice: &Advice<NODES>) -> Result<(), String> {
    use AdviceCode as A;
    let members = cluster.status(node).expect("up").members;
    let is_up = |node: &NodeId| cluster.status(*node).is_some();
    let down = list(advice.nodes.iter().copied().filter(|node| !is_up(node)));
    let running: Vec<NodeId> = advice.nodes.iter().copied().filter(is_up).collect();
    let others: Vec<NodeId> = cluster.nodes().filter(|node| is_up(node) && !members.contains(node)).collect();
    let mut run = |step: &str| cluster.run(step).map_err(|error| format!("{step}: {error}"));
    match advice.code {
        A::CancelWaitForAll | A::CancelWithMajority => run(&format!("cancel_wait_for_all {node}")),
        A::SetExpectedVotes => run(&format!("expected {} on {node}", advice.votes)),
        A::ConfirmOff | A::FenceMissing => {
            running.iter().try_for_each(|node| run(&format!("crash {node}")))?;
            run(&format!("survey {node}"))
        }
        A::StartMissing | A::BringTieBreaker => {
            run("heal")?;
            if down.is_empty() { Ok(()) } else { run(&format!("up {down}")) }
        }
        A::RestoreDevice => {
            // Its server votes for one side, and for none beside one that is quorate.
            others.iter().try_for_each(|node| run(&format!("device off {node}")))?;
            match quorate_partitions(cluster) {
                0 => cluster.run(&format!("device on {node}")).map_err(|error| error.to_string()),
                _ => Ok(()),
            }
        }
        A::FenceBeforeRecovery => running.iter().try_for_each(|node| run(&format!("crash {node}"))),
        _ => Ok(()),
    }
}

/// A random cluster in play.
struct Play {
    conf: String,
    config: Config<NODES>,
    cluster: Small,
    done: String,
    count: usize,
}

impl Play {
    fn new(random: &mut Random, rules: Rules) -> Self {
        let count = 2 + random.below(4);
        let as_made = accepted_conf::<NODES>(random, count, rules);
        let read = |conf: &str| Config::from_corosync_conf(conf).ok();
        // Without wait_for_all there is little to cancel.
        let waiting = as_made.replacen("quorum {\n", "quorum {\n  wait_for_all: 1\n", 1);
        let with_waiting = match rules == Rules::Corosync && random.one_in(2) {
            true => read(&waiting).map(|config| (waiting, config)),
            false => None,
        };
        let (conf, config) =
            with_waiting.unwrap_or_else(|| (as_made.clone(), read(&as_made).expect("accepted")));
        let cluster = Cluster::new(&config, rules).expect("accepted");
        Play { conf, config, cluster, done: String::new(), count }
    }

    fn step(&mut self, random: &mut Random, allowed: impl Fn(&str) -> bool) {
        let step = loop {
            let step = random_step(random, self.count);
            if allowed(step.split(' ').next().unwrap_or("")) {
                break step;
            }
        };
        if self.cluster.run(&step).is_ok() {
            self.done += &format!("{step}\n");
        }
    }

    fn told(&self, node: NodeId, advice: &Advice<NODES>, after: &Small) -> String {
        format!("node {node}: {advice}\n{}\n{}\n{}", self.conf, self.done, after.table())
    }

    /// Calls it with every node that is up, each advice for it, and a copy that has followed it.
    fn each_followed(&self, mut look: impl FnMut(NodeId, &Advice<NODES>, Result<Small, String>)) {
        for node in self.cluster.nodes() {
            for advice in &self.cluster.engine(node).map(Engine::advice).unwrap_or_default() {
                let mut copy = self.cluster.clone();
                let followed = follow(&mut copy, node, advice).map(|()| copy);
                look(node, advice, followed);
            }
        }
    }
}

/// Advice without a risk never makes two partitions quorate where there was one at most; nobody has changed votes or
/// expected votes in these plays, apart from the config.
pub fn unflagged_never_splits(random: &mut Random, rules: Rules, followed: &mut Followed) {
    let mut play = Play::new(random, rules);
    let forbidden = ["expected", "votes", "cancel_wait_for_all", "reload"];
    for _ in 0..14 {
        play.step(random, |step| !forbidden.contains(&step));
        if quorate_partitions(&play.cluster) > 1 {
            return;
        }
        play.each_followed(|node, advice, outcome| {
            let Ok(after) = outcome else { return };
            if advice.code.risks_split_brain() {
                return;
            }
            followed.unflagged += 1;
            followed.with_majority += usize::from(advice.code == AdviceCode::CancelWithMajority);
            assert!(quorate_partitions(&after) < 2, "{}", play.told(node, advice, &after));
        });
    }
}

/// A majority is one of all votes, also where operators have changed expected votes.
pub fn a_majority_is_one(random: &mut Random, followed: &mut Followed) {
    let mut play = Play::new(random, Rules::Corosync);
    let all = play.config.nodelist_votes() + play.config.device_votes();
    for _ in 0..14 {
        play.step(random, |step| !["votes", "reload"].contains(&step));
        play.each_followed(|node, advice, outcome| {
            let Ok(after) = outcome else { return };
            if advice.code != AdviceCode::CancelWithMajority {
                return;
            }
            followed.with_majority += 1;
            let votes = after.status(node).expect("up").total_votes;
            assert!(votes * 2 > all, "{votes} of {all}: {}", play.told(node, advice, &after));
        });
    }
}

/// What makes a node quorate by itself does, whatever was done before; and there is always something to do.
pub fn what_is_advised_helps(random: &mut Random, rules: Rules, followed: &mut Followed) {
    use AdviceCode as A;
    let mut play = Play::new(random, rules);
    for _ in 0..14 {
        play.step(random, |_| true);
        for node in play.cluster.nodes() {
            let Some(engine) = play.cluster.engine(node) else { continue };
            let help = engine.help().to_string();
            let nothing = engine.advice().is_empty() || help.contains("nothing to do");
            assert!(engine.is_quorate() || !nothing, "{help}\n{}\n{}", play.conf, play.done);
        }
        play.each_followed(|node, advice, outcome| {
            let helps_alone = matches!(
                advice.code,
                A::CancelWaitForAll
                    | A::CancelWithMajority
                    | A::SetExpectedVotes
                    | A::ConfirmOff
                    | A::FenceMissing
                    | A::BringTieBreaker
            );
            let after = match outcome {
                Ok(after) if helps_alone => after,
                Err(refused) if helps_alone => {
                    panic!("{refused}: {}", play.told(node, advice, &play.cluster))
                }
                _ => return,
            };
            followed.helped += 1;
            let status = after.status(node).expect("up");
            assert!(status.is_quorate(), "{}", play.told(node, advice, &after));
        });
    }
}
