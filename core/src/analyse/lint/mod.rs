//! Lint: what a config risks, each finding with a story that shows the harm on this very cluster.
//!
//! ```
//! use quorate::{Cluster, Config, Rules};
//! use quorate::lint::{FindingCode, Severity};
//!
//! let text = "quorum {\n provider: corosync_votequorum\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n \
//!     node {\n nodeid: 2\n }\n node {\n nodeid: 3\n }\n}\n";
//! let config = Config::<8>::from_corosync_conf(text)?;
//! let finding = config.lint().next().expect("two_node with three nodes");
//! assert_eq!(finding.code, FindingCode::TwoNodeNotTwo);
//! assert_eq!(finding.severity, Severity::Error);
//! let mut cluster = Cluster::new(&config, Rules::Corosync)?;
//! for step in finding.story().to_string().lines() {
//!     cluster.run(step).map_err(|error| error.to_string())?;
//! }
//! assert!(config.nodes().iter().all(|node| cluster.status(node.id).is_some_and(|status| status.is_quorate())));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Findings speak of rules `corosync`: what votequorum makes of the config. Rules `strict` refuse most of it by
//! name, and have none of the split brains.

mod code;
mod device;
mod ignored;
mod provider;
mod sentence;
mod shape;
mod shrink;
mod small;
mod splits;
mod story;
mod tie_breaker;
mod two_node;
mod votes;

pub use code::{FindingCode, Harm, Severity};
pub use story::FindingStory;

use crate::base::{NodeId, collect};
use crate::config::Config;
use heapless::Vec;
use shape::Shape;
use story::Beats;
use story::Set;

/// One finding. Prints as one sentence: the key, the harm and the way out.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding<const N: usize> {
    /// What.
    pub code: FindingCode,
    /// How bad.
    pub severity: Severity,
    /// What its story shows.
    pub harm: Harm,
    /// The key's line in corosync.conf; 0 where it is not written, or the config was made in code. 65535 stands
    /// for all lines from there on.
    pub line: u32,
    /// The key, with its sections (`quorum.two_node`); for unknown keys their section.
    pub key: &'static str,
    /// For unknown keys: the key that was probably meant; else empty.
    pub meant: &'static str,
    /// The number that the sentence speaks of: votes, or how many entries.
    pub votes: u32,
    /// The nodes that it speaks of.
    pub nodes: Vec<NodeId, N>,
    all_nodes: Vec<NodeId, N>,
    beats: Beats,
}

impl<const N: usize> Finding<N> {
    /// The steps that show the harm.
    #[must_use]
    pub fn story(&self) -> FindingStory<'_> {
        FindingStory { beats: &self.beats, nodes: &self.all_nodes }
    }
}

/// What a check found.
struct Found {
    severity: Severity,
    harm: Harm,
    key: &'static str,
    votes: u32,
    nodes: Set,
    beats: Beats,
}

impl Found {
    fn new(severity: Severity, harm: Harm, key: &'static str, beats: Beats) -> Found {
        Found { severity, harm, key, votes: 0, nodes: 0, beats }
    }

    fn with(self, votes: u32, nodes: Set) -> Found {
        Found { votes, nodes, ..self }
    }
}

impl<const N: usize> Config<N> {
    /// What this config risks under votequorum, in order of codes; unknown keys last.
    #[must_use]
    pub fn lint(&self) -> Findings<'_, N> {
        Findings { shape: Shape::new(self), next_code: 0, next_note: 0 }
    }
}

/// The findings of a config, one by one.
pub struct Findings<'c, const N: usize> {
    shape: Shape<'c, N>,
    next_code: usize,
    next_note: usize,
}

impl<const N: usize> Iterator for Findings<'_, N> {
    type Item = Finding<N>;

    fn next(&mut self) -> Option<Finding<N>> {
        while let Some(code) = FindingCode::ALL.get(self.next_code).copied() {
            self.next_code = self.next_code.saturating_add(1);
            if let Some(found) = splits::or_worse(&mut self.shape, code) {
                let line = self.shape.config.notes.line_of(found.key);
                return Some(self.finding(code, found, line, ""));
            }
        }
        let note = *self.shape.config.notes.ignored().get(self.next_note)?;
        self.next_note = self.next_note.saturating_add(1);
        let (code, found) = ignored::of_note(&self.shape, note);
        Some(self.finding(code, found, u32::from(note.line), note.meant()))
    }
}

impl<const N: usize> Findings<'_, N> {
    fn finding(&self, code: FindingCode, found: Found, line: u32, meant: &'static str) -> Finding<N> {
        let all_nodes: Vec<NodeId, N> = collect(self.shape.nodes.iter().map(|node| node.id));
        Finding {
            code,
            severity: found.severity,
            harm: found.harm,
            line,
            key: found.key,
            meant,
            votes: found.votes,
            nodes: collect(story::members(&all_nodes, found.nodes)),
            all_nodes,
            beats: found.beats.of(self.shape.all),
        }
    }
}

fn check<const N: usize>(shape: &Shape<'_, N>, code: FindingCode) -> Option<Found> {
    use FindingCode as F;
    match code {
        F::NoProvider => provider::missing(shape),
        F::TwoNodeNotTwo => two_node::not_two(shape),
        F::TwoNodeWithoutWaitForAll => two_node::without_wait_for_all(shape),
        F::TwoNodeNeedsFencing => two_node::needs_fencing(shape),
        F::TwoNodeDropped => two_node::dropped(shape),
        F::WaitForAllNeedsAll => two_node::wait_for_all_needs_all(shape),
        F::WaitForAllDisagrees => two_node::wait_for_all_disagrees(shape),
        F::TieBreakerOddVotes => tie_breaker::odd_votes(shape),
        F::TieBreakerMoves => tie_breaker::moves(shape),
        F::TieBreakerListAtStart => tie_breaker::list_at_start(shape),
        F::TieBreakerList => tie_breaker::list(shape),
        F::TieBreakerOff => tie_breaker::off(shape),
        F::TieBreakerNotUnderstood => tie_breaker::not_understood(shape),
        F::TieBreakerUnused => tie_breaker::unused(shape),
        F::TieBreakerNotANode => tie_breaker::not_a_node(shape),
        F::ExpectedVotesBelow => votes::expected_below(shape),
        F::ExpectedVotesAbove => votes::expected_above(shape),
        F::ExpectedVotesUnused => votes::expected_unused(shape),
        F::HeavyNode => votes::heavy_node(shape),
        F::VotesDiffer => votes::differ(shape),
        F::EvenVotes => votes::even(shape),
        F::QuorumOver255 => votes::over_255(shape),
        F::LastManStanding => shrink::last_man_standing(shape),
        F::LastManStandingOff => shrink::last_man_standing_off(shape),
        F::LastManStandingWindowUnused => shrink::window_unused(shape),
        F::AllowDownscale => shrink::allow_downscale(shape),
        F::ExpectedVotesTracking => shrink::tracking(shape),
        F::DeviceOnOdd => device::on_odd(shape),
        F::DeviceVotes => device::votes(shape),
        F::DeviceWaitForAll => device::wait_for_all(shape),
        F::DeviceWithoutModel => device::without_model(shape),
        F::MoreIgnored => ignored::more(shape),
        // Found entry by entry, from the reader's notes.
        F::TieBreakerCutShort
        | F::UnknownQuorumKey
        | F::UnknownNodeKey
        | F::UnknownDeviceKey
        | F::UnknownSection
        | F::MisplacedKey => None,
    }
}
