//! What the checks of single keys do not see: options that do harm together. In small clusters the simulator finds
//! it; here it gets the code of the key that it comes from.

use super::check::check;
use super::code::{FindingCode, Harm, Severity};
use super::device;
use super::found::Found;
use super::shape::{Set, Shape, size};
use super::small;
use super::story::{Beat, Beats};
use super::tie_breaker;
use super::witness::is_asked;
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

/// What the simulator finds: the code of the key that is to blame, and the finding.
pub(super) fn seen<const N: usize>(shape: &Shape<'_, N>) -> Option<(FindingCode, Found)> {
    let has_risk =
        shape.tie_breaker.is_some_and(|node| node != 0) || shrinks(shape) || shape.device_votes != 0;
    let can_split = has_risk || shape.expected_votes < shape.votes;
    // Two nodes with two_node have findings of their own, and rely on fencing. `quorate device` decides by rules
    // strict.
    if shape.two_node || shape.is_device_quorates() || !(can_split || shape.wait_for_all) {
        return None;
    }
    if SPLITS.iter().any(|code| check(shape, *code).is_some()) {
        return None;
    }
    let is_said = check(shape, FindingCode::WaitForAllDisagrees).is_some();
    if !can_split && is_said {
        return None;
    }
    let (harm, beats) = small::find(shape, can_split)?;
    let is_disagreement = harm == Harm::Disagreement;
    let (code, key, votes, nodes) = match is_disagreement && shape.wait_for_all {
        true => (FindingCode::WaitForAllDisagrees, "quorum.wait_for_all", 0, 0),
        false => blamed(shape, &beats),
    };
    // What the check of the device says is worse: blocked nodes, whenever the witness is down.
    let is_worse = code == FindingCode::DeviceVotes && is_asked(shape) || is_said;
    if is_disagreement && is_worse && check(shape, code).is_some() {
        return None;
    }
    let severity = match code {
        _ if is_disagreement => Severity::Note,
        FindingCode::DeviceVotes => Severity::Warning,
        _ => Severity::Error,
    };
    Some((code, Found::new(severity, harm, key, beats).with(votes, nodes)))
}

/// Whether expected votes may shrink.
fn shrinks<const N: usize>(shape: &Shape<'_, N>) -> bool {
    let options = shape.config.options();
    options.last_man_standing || options.allow_downscale
}

/// The code and the key that the harm comes from, with the votes and the nodes that its sentence speaks of.
fn blamed<const N: usize>(shape: &Shape<'_, N>, beats: &Beats) -> (FindingCode, &'static str, u32, Set) {
    use FindingCode as F;
    let options = shape.config.options();
    let tracks = options.allow_downscale || options.expected_votes_tracking;
    let downscale = (F::AllowDownscale, "quorum.allow_downscale", shape.votes, 0);
    if beats.iter().any(|beat| matches!(beat, Beat::Leave(_))) {
        return downscale;
    }
    if options.last_man_standing && beats.iter().any(|beat| matches!(beat, Beat::Wait(_))) {
        return last_man_standing(shape, beats);
    }
    if !tracks && shape.expected_votes < shape.votes {
        return (F::ExpectedVotesBelow, "quorum.expected_votes", shape.votes, 0);
    }
    if shape.device_votes != 0 {
        return (F::DeviceVotes, device::votes_key(shape), shape.device_votes, 0);
    }
    match (shape.config.tie_breaker(), tie_breaker::first_and_next(shape)) {
        (TieBreaker::Off, _) if options.last_man_standing => last_man_standing(shape, beats),
        (TieBreaker::Off, _) => downscale,
        (TieBreaker::List(_), Some((first, next))) => {
            let code = if shape.wait_for_all { F::TieBreakerList } else { F::TieBreakerListAtStart };
            (code, tie_breaker::NODE, shape.met, first | next)
        }
        _ if shape.met % 2 == 1 => (F::TieBreakerOddVotes, tie_breaker::key(shape), shape.met, 0),
        _ => (F::TieBreakerMoves, tie_breaker::key(shape), shape.met, 0),
    }
}

/// The larger part before the window passed: it expects no more votes than it has nodes.
fn last_man_standing<const N: usize>(
    shape: &Shape<'_, N>,
    beats: &Beats,
) -> (FindingCode, &'static str, u32, Set) {
    let side = beats.iter().find_map(|beat| match beat {
        Beat::Split(side) => Some(*side),
        _ => None,
    });
    let side = side.unwrap_or(shape.all);
    let other = shape.all & !side;
    let part = if size(side) >= size(other) { side } else { other };
    (FindingCode::LastManStanding, "quorum.last_man_standing", size(part), part)
}
