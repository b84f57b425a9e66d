//! Follows a run of corosync-vqsim step by step, and finds the order of messages where it decides the answer.
//!
//! vqsim's nodes are processes: which of them speaks first, and whether it has heard the others before, is up to the
//! scheduler. Where the usual order does not give vqsim's answer, every order is tried, and those that do are kept:
//! each leaves the cluster in a state of its own, and later answers tell them apart.

use crate::generate::orders;
use crate::vqsim::{Order, Reports, Simulation};
use quorate::Config;
use std::collections::HashSet;

/// Different states kept at most.
const STATES_MAX: usize = 64;

/// What became of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Followed {
    /// The usual order gives vqsim's answer.
    Agrees,
    /// Other orders give it; one of them, command by command, since the start or the last step that agreed.
    InOrder(Vec<(String, Order)>),
    /// No order gives it; what the usual order gives.
    Differs(Reports),
}

/// One of the states that the cluster may be in, and the unusual orders that led there.
#[derive(Clone)]
struct Candidate<const N: usize> {
    simulation: Simulation<N>,
    orders: Vec<(String, Order)>,
}

/// A cluster that follows vqsim.
pub struct Follower<const N: usize> {
    start: Simulation<N>,
    /// In the usual order, whatever vqsim answered.
    candidates: Vec<Candidate<N>>,
    history: Vec<(String, Reports)>,
}

impl<const N: usize> Follower<N> {
    /// Every node down.
    pub fn new(config: &Config<N>) -> Self {
        let start = Simulation::new(config);
        let candidates = vec![Candidate { simulation: start.clone(), orders: Vec::new() }];
        Follower { start, candidates, history: Vec::new() }
    }

    /// The cluster as it is, in the likeliest order.
    pub fn simulation(&self) -> &Simulation<N> {
        &self.candidates[0].simulation
    }

    /// Makes a command happen after which vqsim's nodes reported this.
    pub fn follow(&mut self, cmd: &str, said: &Reports) -> Followed {
        self.history.push((cmd.to_owned(), said.clone()));
        let usual: Vec<Candidate<N>> = self.candidates.iter().map(|one| one.run(cmd)).collect();
        let ours = usual[0].simulation.reports();
        let mut found: Vec<_> = usual.into_iter().filter(|one| one.simulation.reports() == *said).collect();
        if ours == *said {
            self.candidates = found;
            return Followed::Agrees;
        }
        if found.is_empty() {
            found = with_any_order(&self.candidates, cmd, said);
        }
        if found.is_empty() {
            found = self.retell_in_any_order();
        }
        let Some(first) = found.first() else {
            return Followed::Differs(ours);
        };
        let orders = first.orders.clone();
        self.candidates = found;
        Followed::InOrder(orders)
    }

    /// An order that an earlier answer did not show may decide this one: tries all of them at every step.
    fn retell_in_any_order(&self) -> Vec<Candidate<N>> {
        let mut candidates = vec![Candidate { simulation: self.start.clone(), orders: Vec::new() }];
        for (cmd, said) in &self.history {
            candidates = with_any_order(&candidates, cmd, said);
        }
        candidates
    }
}

impl<const N: usize> Candidate<N> {
    fn run(&self, cmd: &str) -> Self {
        let mut next = self.clone();
        next.simulation.run(cmd);
        next
    }

    fn run_in_order(&self, cmd: &str, order: &Order) -> Self {
        let mut next = self.clone();
        next.simulation.run_in_order(cmd, order);
        next.orders.push((cmd.to_owned(), order.clone()));
        next
    }
}

/// The different states to which some order leads, with these reports; the usual order's first.
fn with_any_order<const N: usize>(
    candidates: &[Candidate<N>],
    cmd: &str,
    said: &Reports,
) -> Vec<Candidate<N>> {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    for candidate in candidates {
        let usual = candidate.run(cmd);
        let all = orders(&usual.simulation.speakers());
        let told = |tells_late| all.iter().map(move |nodes| Order { nodes: nodes.clone(), tells_late });
        // The first is the usual one.
        let unusual = told(false).skip(1).chain(told(true)).map(|order| candidate.run_in_order(cmd, &order));
        for next in std::iter::once(usual).chain(unusual) {
            let is_new = next.simulation.reports() == *said && known.insert(next.simulation.state());
            if is_new && found.len() < STATES_MAX {
                found.push(next);
            }
        }
    }
    found
}
