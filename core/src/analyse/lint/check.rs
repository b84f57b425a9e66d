//! The check of each code.

use super::code::FindingCode;
use super::found::Found;
use super::shape::Shape;
use super::{device, ignored, provider, shrink, tie_breaker, two_node, votes, witness};

pub(super) fn check<const N: usize>(shape: &Shape<'_, N>, code: FindingCode) -> Option<Found> {
    use FindingCode as F;
    match code {
        F::NoProvider => provider::missing(shape),
        F::NoNodelist => provider::no_nodelist(shape),
        F::NoAddress => provider::no_address(shape),
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
        F::LastManStandingStopsAtTwo => shrink::stops_at_two(shape),
        F::DeviceOnOdd => device::on_odd(shape),
        F::DeviceVotes => device::votes(shape),
        F::DeviceWaitForAll => device::wait_for_all(shape),
        F::DeviceWithoutModel => device::without_model(shape),
        F::DeviceDoesNotStart => witness::does_not_start(shape),
        F::DeviceFfsplitVotes => witness::ffsplit_votes(shape),
        F::DeviceLastManStanding => witness::last_man(shape),
        F::DeviceTieBreaker => witness::tie_breaker(shape),
        F::DeviceSyncTimeout => witness::sync_timeout(shape),
        F::DeviceInCluster => witness::inside(shape),
        F::DeviceTwoNodeLms => witness::not_two(shape),
        F::DeviceUnfit => device::unfit(shape),
        F::MoreIgnored => ignored::more(shape),
        // Found entry by entry, from the reader's notes.
        F::NoName
        | F::TieBreakerCutShort
        | F::UnknownQuorumKey
        | F::UnknownNodeKey
        | F::UnknownDeviceKey
        | F::UnknownSection
        | F::MisplacedKey
        | F::Corosync1Entry
        | F::CommentInValue
        | F::KeyAgain
        | F::SectionInNode
        | F::SectionInUidgid
        | F::NoBreakSpace => None,
    }
}
