//! Which states are told apart: no more than have different futures.
//!
//! To rules `strict` nodes differ by their votes and by who breaks a tie, and in nothing else; so states that differ
//! by a permutation of nodes alike in both are one. votequorum's answers depend on the order in which nodes speak and
//! on their ids, so there every node is its own.
//!
//! Under rules `strict` proofs of different instants, or from different views, must not count together: proofs of a
//! later instant start over, and a new view forgets all. Every event that proves anything is of an instant of its own,
//! so proofs that did not account for everyone at once have no future, and states that differ in nothing else have
//! the same one. There are many: each member may hold proofs against every set of nodes that were once off. The
//! rules are not taken at their word. Before a search they are asked, for every two nodes that have just started; rules
//! that remember then are explored with all that they remember.
//!
//! The tests compare with a search that tells all apart, and look for states of one name with different futures.

use super::event::Alphabet;
use super::fingerprint::Fingerprints;
use super::steps::run_steps;
use crate::base::{NodeId, Rules, collect};
use crate::config::Config;
use crate::rules::strict::fixed_tie_breaker;
use crate::simulate::{Arbiter, Cluster, ClusterError, Step};
use crate::verdict::ReasonCode;

/// Names that tell everything apart.
pub(super) fn unreduced<const N: usize, W: Arbiter<N>>(
    start: &Cluster<N, W>,
    alphabet: &Alphabet,
) -> Fingerprints {
    let nodes = alphabet.nodes().to_vec();
    let others = start.nodes().filter(|node| !nodes.contains(node)).collect();
    Fingerprints::of_named(nodes, others)
}

/// Names for states that have different futures.
pub(super) fn reduced<const N: usize, W: Arbiter<N>>(
    config: &Config<N>,
    start: &Cluster<N, W>,
    alphabet: &Alphabet,
) -> Fingerprints {
    let named = unreduced(start, alphabet);
    if start.has_storage() {
        return named.ranked();
    }
    // The witness tells nodes apart by their ids.
    if start.rules() != Rules::Strict || W::IS_WITNESS {
        return named;
    }
    let tie_breaker = fixed_tie_breaker(config);
    let role = |node: &NodeId| {
        let votes = config.votes_of(*node).unwrap_or(0);
        u64::from(votes).saturating_mul(2).saturating_add(u64::from(*node == tie_breaker))
    };
    let alike = named.with_roles(alphabet.nodes().iter().map(role).collect());
    match config.wait_for_all() && proofs_are_forgotten(start, alphabet.nodes()) {
        true => alike.without_incomplete_proofs(),
        false => alike,
    }
}

/// Whether incomplete proofs are forgotten. `start` is a cluster with all nodes down.
fn proofs_are_forgotten<const N: usize, W: Arbiter<N>>(start: &Cluster<N, W>, nodes: &[NodeId]) -> bool {
    // Of two nodes one is missing at most, so there is no incomplete proof.
    if start.nodes().nth(2).is_none() {
        return true;
    }
    let pairs = nodes.iter().flat_map(|holder| nodes.iter().map(move |other| (*holder, *other)));
    let mut apart = pairs.filter(|(holder, other)| holder != other);
    apart.all(|(holder, other)| forgets(start, holder, other).unwrap_or(false))
}

/// The holder finds out that all are off but the other; afterwards it must not know the same of everybody.
fn forgets<const N: usize, W: Arbiter<N>>(
    start: &Cluster<N, W>,
    holder: NodeId,
    other: NodeId,
) -> Result<bool, ClusterError> {
    let both = collect([holder, other].into_iter());
    let apart = Step::Split(collect([(holder, 0), (other, 1)].into_iter()));
    let one = |node: NodeId| collect([node].into_iter());
    let fence = Step::Fence { nodes: one(other), by: Some(holder) };
    let mut proved = start.clone();
    run_steps(&mut proved, &[apart, Step::Up(both), Step::Survey(holder), Step::Wait(1)])?;
    let (mut later, mut reformed, mut healed) = (proved.clone(), proved.clone(), proved);
    run_steps(&mut later, core::slice::from_ref(&fence))?;
    run_steps(&mut reformed, &[Step::Reform(one(holder)), fence])?;
    run_steps(&mut healed, &[Step::Heal])?;
    Ok(![later, reformed, healed].iter().any(|cluster| is_accounted(cluster, holder)))
}

fn is_accounted<const N: usize, W: Arbiter<N>>(cluster: &Cluster<N, W>, node: NodeId) -> bool {
    cluster.engine(node).is_some_and(|engine| engine.brief().reason.code == ReasonCode::EveryoneAccounted)
}
