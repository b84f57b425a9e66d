//! What the checks of single keys do not see: options that do harm together. In small clusters the simulator finds
//! it; here it gets the code of the key that it comes from.

use super::shape::{Seen, Shape, size};
use super::small::Search;
use super::story::{Beat, Beats, Set};
use super::{FindingCode, Found, Harm, Severity, check, tie_breaker};
use crate::config::TieBreaker;

/// The codes of splits, with a severity above a note.
const SPLITS: [FindingCode; 9] = [
    FindingCode::TwoNodeNotTwo,
    FindingCode::TwoNodeWithoutWaitForAll,
    FindingCode::TieBreakerOddVotes,
    FindingCode::TieBreakerMoves,
    FindingCode::TieBreakerListAtStart,
    FindingCode::TieBreakerList,
    FindingCode::ExpectedVotesBelow,
    FindingCode::QuorumOver255,
    FindingCode::LastManStanding,
];

/// The finding of a check, or the worse one that the simulator found for the same key.
pub(super) fn or_worse<const N: usize>(shape: &mut Shape<'_, N>, code: FindingCode) -> Option<Found> {
    if !shape.was_asked {
        shape.seen = seen(shape);
        shape.was_asked = true;
    }
    match &shape.seen {
        Some(seen) if seen.code == code => Some(found_of(shape, seen)),
        _ => check(shape, code),
    }
}

fn seen<const N: usize>(shape: &Shape<'_, N>) -> Option<Seen> {
    let has_risk =
        shape.tie_breaker.is_some_and(|node| node != 0) || shrinks(shape) || shape.device_votes != 0;
    let is_below = shape.expected_votes < shape.votes;
    // Two nodes with two_node have findings of their own, and rely on fencing.
    if shape.two_node || !(has_risk || is_below || shape.wait_for_all) {
        return None;
    }
    if SPLITS.iter().any(|code| check(shape, *code).is_some()) {
        return None;
    }
    let search = Search::new(shape)?;
    let split = (has_risk || is_below).then(|| search.find(Harm::SplitBrain)).flatten();
    if let Some(beats) = split {
        return Some(Seen { code: splitter(shape, &beats), harm: Harm::SplitBrain, beats });
    }
    if check(shape, FindingCode::WaitForAllDisagrees).is_some() {
        return None;
    }
    let beats = search.find(Harm::Disagreement)?;
    let code = match shape.wait_for_all {
        true => FindingCode::WaitForAllDisagrees,
        false => splitter(shape, &beats),
    };
    Some(Seen { code, harm: Harm::Disagreement, beats })
}

/// Whether expected votes may shrink.
fn shrinks<const N: usize>(shape: &Shape<'_, N>) -> bool {
    let options = shape.config.options();
    options.last_man_standing || options.allow_downscale
}

/// The key that the harm comes from.
fn splitter<const N: usize>(shape: &Shape<'_, N>, beats: &Beats) -> FindingCode {
    let options = shape.config.options();
    let tracks = options.allow_downscale || options.expected_votes_tracking;
    let is_below = !tracks && shape.expected_votes < shape.votes;
    if beats.iter().any(|beat| matches!(beat, Beat::Leave(_))) {
        return FindingCode::AllowDownscale;
    }
    if beats.iter().any(|beat| matches!(beat, Beat::Wait(_))) {
        return FindingCode::LastManStanding;
    }
    if is_below {
        return FindingCode::ExpectedVotesBelow;
    }
    if shape.device_votes != 0 {
        return FindingCode::DeviceVotes;
    }
    match shape.config.tie_breaker() {
        TieBreaker::Off if options.last_man_standing => FindingCode::LastManStanding,
        TieBreaker::Off => FindingCode::AllowDownscale,
        TieBreaker::List(_) if tie_breaker::first_and_next(shape).is_some() => match shape.wait_for_all {
            true => FindingCode::TieBreakerList,
            false => FindingCode::TieBreakerListAtStart,
        },
        _ if shape.met % 2 == 1 => FindingCode::TieBreakerOddVotes,
        _ => FindingCode::TieBreakerMoves,
    }
}

fn found_of<const N: usize>(shape: &Shape<'_, N>, seen: &Seen) -> Found {
    use FindingCode as F;
    let severity = match (seen.harm, seen.code) {
        (Harm::SplitBrain, F::DeviceVotes) => Severity::Warning,
        (Harm::SplitBrain, _) => Severity::Error,
        _ => Severity::Note,
    };
    let (key, votes, nodes) = match seen.code {
        F::WaitForAllDisagrees => ("quorum.wait_for_all", 0, 0),
        F::LastManStanding => of_shrunk(shape, &seen.beats),
        F::AllowDownscale => ("quorum.allow_downscale", shape.votes, 0),
        F::ExpectedVotesBelow => ("quorum.expected_votes", shape.votes, 0),
        F::DeviceVotes => ("quorum.device.votes", shape.device_votes, 0),
        F::TieBreakerList | F::TieBreakerListAtStart => {
            let (first, next) = tie_breaker::first_and_next(shape).unwrap_or_default();
            (tie_breaker::NODE, shape.met, first | next)
        }
        _ => (tie_breaker::key(shape), shape.met, 0),
    };
    Found::new(severity, seen.harm, key, seen.beats.clone()).with(votes, nodes)
}

/// The larger part before the window passed: it expects no more votes than it has nodes.
fn of_shrunk<const N: usize>(shape: &Shape<'_, N>, beats: &Beats) -> (&'static str, u32, Set) {
    let side = beats.iter().find_map(|beat| match beat {
        Beat::Split(side) => Some(*side),
        _ => None,
    });
    let side = side.unwrap_or(shape.all);
    let other = shape.all & !side;
    let part = if size(side) >= size(other) { side } else { other };
    ("quorum.last_man_standing", size(part), part)
}
