//! The laws of one node at one instant: sums, flags, verdict and reason.

use super::Seen;
use quorate::{Flags, NodeId, NodeInfo, NodeState, ReasonCode, Rules, TieBreaker};
use std::collections::BTreeMap;

fn members<'a, const N: usize>(seen: &'a Seen<N>) -> impl Iterator<Item = &'a NodeInfo> + use<'a, N> {
    seen.infos.values().filter(|info| info.state == NodeState::Member)
}

fn casts<const N: usize>(seen: &Seen<N>) -> bool {
    seen.status.flags.has(Flags::DEVICE_CAST_VOTE)
}

pub(super) fn voters<const N: usize>(seen: &Seen<N>) -> usize {
    members(seen).count() + usize::from(casts(seen))
}

/// Whether two_node makes one vote enough. cman's is for two nodes, and counts no quorum disk.
pub(super) fn lonely<const N: usize>(seen: &Seen<N>) -> bool {
    seen.status.flags.has(Flags::TWO_NODE) && (seen.rules == Rules::Cman || voters(seen) <= 2)
}

/// Members are the nodes of the partition, ascending.
pub(super) fn membership<const N: usize>(seen: &Seen<N>) -> Result<(), String> {
    let listed: Vec<u32> = seen.status.members.iter().map(|member| member.0).collect();
    law!(listed.iter().eq(&seen.life.view), "members are {listed:?}, the partition is {:?}", seen.life.view);
    let voting: Vec<u32> = members(seen).map(|info| info.node.0).collect();
    law!(voting == listed, "{voting:?} vote, {listed:?} are members");
    Ok(())
}

/// Total votes, highest expected, the formula and two_node (A1, A4, A7).
pub(super) fn sums<const N: usize>(seen: &Seen<N>) -> Result<(), String> {
    let status = &seen.status;
    let device = if casts(seen) { status.device_votes } else { 0 };
    let total = members(seen).map(|info| info.votes).sum::<u32>() + device;
    law!(status.total_votes == total, "total votes are not {total}");
    let highest = members(seen).map(|info| info.expected_votes).max().unwrap_or(0);
    law!(status.highest_expected == highest, "highest expected is not {highest}");
    let own = seen.infos[&status.node.0];
    law!(status.expected_votes == own.expected_votes, "two answers on its own expected votes");
    if lonely(seen) {
        law!(status.quorum == 1, "two_node and at most two voters, but quorum {}", status.quorum);
        return Ok(());
    }
    let least = u32::max(highest / 2, total / 2) + 1;
    law!(status.quorum >= least, "quorum is {}, less than {least}", status.quorum);
    Ok(())
}

/// Flags follow the config, the device's bits each other.
pub(super) fn flags<const N: usize>(seen: &Seen<N>, rules: Rules, untouched: bool) -> Result<(), String> {
    let (set, options) = (seen.status.flags, seen.life.config.options());
    law!(set.has(Flags::QUORATE) == seen.status.is_quorate(), "flag Quorate contradicts the verdict");
    let device = [Flags::DEVICE_REGISTERED, Flags::DEVICE_ALIVE, Flags::DEVICE_CAST_VOTE];
    for pair in device.windows(2) {
        law!(set.has(pair[0]) || !set.has(pair[1]), "device flags {:?} without those before", pair[1]);
    }
    if seen.life.reloaded {
        return Ok(());
    }
    let nodes = seen.life.config.nodes();
    let waits = options.wait_for_all.unwrap_or(options.two_node);
    let odd = nodes.iter().map(|node| node.votes & 1).sum::<u32>() & 1 == 1;
    let tie = options.auto_tie_breaker && *seen.life.config.tie_breaker() != TieBreaker::Off;
    law!(!tie || waits || !odd, "a tie breaker on odd votes without wait_for_all");
    law!(
        set.has(Flags::WAIT_FOR_ALL) == (waits && rules == Rules::Corosync),
        "WaitForAll is not as configured"
    );
    law!(set.has(Flags::AUTO_TIE_BREAKER) == tie, "AutoTieBreaker is not as configured");
    law!(set.has(Flags::ALLOW_DOWNSCALE) == options.allow_downscale, "AllowDownscale is not as configured");
    law!(options.two_node || !set.has(Flags::TWO_NODE), "2Node is not configured");
    law!(!(tie && set.has(Flags::TWO_NODE)), "2Node beside a tie breaker");
    law!(
        options.last_man_standing || !set.has(Flags::LAST_MAN_STANDING),
        "LastManStanding is not configured"
    );
    let light = nodes.iter().all(|node| node.votes <= 1);
    if untouched && light && !nodes.is_empty() {
        law!(
            set.has(Flags::LAST_MAN_STANDING) == options.last_man_standing,
            "LastManStanding is not as configured"
        );
    }
    Ok(())
}

/// The verdict and its reason are what the numbers allow (A3, A7, A8, A11 to A13, C5).
pub(super) fn verdict<const N: usize>(seen: &Seen<N>) -> Result<(), String> {
    let (status, code) = (&seen.status, seen.status.reason.code);
    law!((code.number() < 100) == status.is_quorate(), "reason {} of a {}", code.name(), status.verdict);
    if !seen.settled {
        return Ok(());
    }
    let (total, quorum) = (status.total_votes, status.quorum);
    let lonely = lonely(seen);
    // cman's two_node goes with one expected vote, which is no majority of two nodes.
    let nodes: u32 = seen.infos.values().map(|info| info.votes).sum();
    let tells_nothing = seen.rules == Rules::Cman && status.highest_expected < nodes;
    let own_majority = total > status.highest_expected.max(total) / 2 && !tells_nothing;
    let waits = status.flags.has(Flags::WAIT_FOR_ALL);
    let tie =
        status.flags.has(Flags::AUTO_TIE_BREAKER) && total == status.expected_votes / 2 && total < quorum;
    let uncast = if casts(seen) { 0 } else { status.device_votes };
    let helps = uncast > 0 && total < quorum && total + uncast >= quorum;
    let holds = match code {
        ReasonCode::Majority => total >= quorum && (own_majority || !lonely),
        ReasonCode::TwoNode => lonely && total >= 1 && !own_majority,
        ReasonCode::TieBreaker => tie,
        ReasonCode::MasterWins => {
            total < quorum && masters(seen).any(|node| Some(node) == status.reason.node)
        }
        ReasonCode::WaitingForAll => waits && total != status.expected_votes,
        ReasonCode::NoMajority => total < quorum && !tie && !helps,
        ReasonCode::TieLost => tie && !helps,
        ReasonCode::DeviceVoteMissing | ReasonCode::DeviceVoteStale => helps,
        _ => false,
    };
    law!(holds, "reason {} does not hold", code.name());
    let waiting = code == ReasonCode::WaitingForAll;
    let needed = if waiting { status.expected_votes } else { quorum };
    let expected = if waiting { status.expected_votes } else { status.highest_expected };
    let reason = &status.reason;
    let numbers = (reason.votes, reason.needed, reason.expected_votes, reason.device_votes);
    law!(numbers == (total, needed, expected, uncast), "the reason's numbers are {numbers:?}");
    if tie && !waiting && !helps {
        tie_breaker(seen)?;
    }
    Ok(())
}

fn masters<'a, const N: usize>(seen: &'a Seen<N>) -> impl Iterator<Item = NodeId> + use<'a, N> {
    let both = |flags: Flags| flags.has(Flags::DEVICE_MASTER_WINS) && flags.has(Flags::DEVICE_CAST_VOTE);
    members(seen).filter(move |info| both(info.flags)).map(|info| info.node)
}

/// Who decides a tie (A11 to A13).
fn tie_breaker<const N: usize>(seen: &Seen<N>) -> Result<(), String> {
    let life = seen.life;
    if life.reloaded {
        return Ok(());
    }
    let gone = life.previous.len().saturating_sub(life.view.len());
    let outnumbered = gone > 0 && gone >= usize::try_from(seen.status.quorum).expect("fits");
    let winner = match (life.config.tie_breaker(), life.extremes) {
        (TieBreaker::List(list), _) => {
            let first = list.iter().position(|node| life.view.contains(&node.0));
            let earlier = &list[..first.unwrap_or(0)];
            let elsewhere = earlier.iter().any(|node| life.previous.contains(&node.0));
            first.filter(|_| !elsewhere).map(|first| list[first].0)
        }
        (TieBreaker::Lowest, Some((lowest, _))) => life.view.contains(&lowest).then_some(lowest),
        (TieBreaker::Highest, Some((_, highest))) => life.view.contains(&highest).then_some(highest),
        _ => return Ok(()),
    };
    let winner = winner.filter(|_| !outnumbered);
    let code = seen.status.reason.code;
    let decided = seen.status.reason.node.filter(|_| code == ReasonCode::TieBreaker).map(|node| node.0);
    law!(decided == winner || code == ReasonCode::MasterWins, "the tie goes to {decided:?}, not {winner:?}");
    Ok(())
}

/// Missing are the nodes of the nodelist (without one: those heard of) that have votes and do not vote here.
pub(super) fn missing<const N: usize>(seen: &Seen<N>, rules: Rules) -> Result<(), String> {
    if !seen.settled || rules == Rules::Cman {
        return Ok(());
    }
    let nodes = seen.life.config.nodes();
    let listed =
        nodes.iter().map(|node| (node.id.0, seen.infos.get(&node.id.0).map_or(node.votes, |i| i.votes)));
    let heard = seen.infos.values().map(|info| (info.node.0, info.votes));
    let known: BTreeMap<u32, u32> = if nodes.is_empty() { heard.collect() } else { listed.collect() };
    let away = |node: &u32| !members(seen).any(|info| info.node.0 == *node);
    let expected: Vec<u32> =
        known.into_iter().filter(|(node, votes)| *votes > 0 && away(node)).map(|(node, _)| node).collect();
    let said: Vec<u32> = seen.status.reason.missing.iter().map(|node| node.0).collect();
    law!(said == expected, "missing are {said:?}, not {expected:?}");
    Ok(())
}
