//! The verdict after one change from full membership, from the description of the rules alone (A1 to A12, and the
//! strict rules for a fixed electorate).

use quorate::{Config, NodeId, Rules, TieBreaker, Verdict};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Quorate,
    Blocked,
    FenceFirst,
}

impl Answer {
    pub fn of(verdict: Verdict) -> Answer {
        match verdict {
            Verdict::Quorate => Answer::Quorate,
            Verdict::FenceFirst => Answer::FenceFirst,
            _ => Answer::Blocked,
        }
    }
}

fn votes(config: &Config<8>, set: u32) -> u32 {
    config.nodes().iter().filter(|node| holds(set, node.id)).map(|node| node.votes).sum()
}

fn holds(set: u32, node: NodeId) -> bool {
    node.0 <= 32 && set >> (node.0 - 1) & 1 == 1
}

/// What the partition `set` may do. `confirmed`: all others are confirmed off.
pub fn answer(config: &Config<8>, rules: Rules, set: u32, has_device: bool, confirmed: bool) -> Answer {
    let all = (1 << config.nodes().len()) - 1;
    let device = if has_device { config.device_votes() } else { 0 };
    let here = votes(config, set) + device;
    let expected = config.expected_votes().max(votes(config, all) + config.device_votes());
    if set == 0 {
        return Answer::Blocked;
    }
    match rules {
        Rules::Strict => strict(config, set, here, expected, confirmed),
        _ => corosync(config, set, here, expected),
    }
}

fn corosync(config: &Config<8>, set: u32, here: u32, expected: u32) -> Answer {
    let all: u32 = (1 << config.nodes().len()) - 1;
    let everybody = votes(config, all) + config.device_votes();
    // wait_for_all is over once all expected votes were here, and then only.
    let waits = config.wait_for_all() && everybody < expected;
    // A device that votes here is a voter too; there is none next to two_node.
    let two_node = config.two_node() && set.count_ones() <= 2;
    let quorum = if two_node { 1 } else { expected / 2 + 1 };
    // Who went at once, in nodes, is compared with quorum, in votes.
    let gone = all.count_ones() - set.count_ones();
    let tie = here == expected / 2 && (gone == 0 || gone < expected / 2 + 1) && wins_tie(config, set);
    match !waits && (here >= quorum || tie) {
        true => Answer::Quorate,
        false => Answer::Blocked,
    }
}

/// Whether the tie breaker of the full membership is here; a list denies where an earlier one of it was seen.
fn wins_tie(config: &Config<8>, set: u32) -> bool {
    let ids = config.nodes().iter().map(|node| node.id);
    let node = match config.tie_breaker() {
        TieBreaker::Off => None,
        TieBreaker::Lowest => ids.min(),
        TieBreaker::Highest => ids.max(),
        TieBreaker::List(list) => list.iter().copied().find(|id| ids.clone().any(|known| known == *id)),
    };
    node.is_some_and(|node| holds(set, node))
}

fn strict(config: &Config<8>, set: u32, here: u32, expected: u32, confirmed: bool) -> Answer {
    let all: u32 = (1 << config.nodes().len()) - 1;
    // A node counts once all were here, which admits them: with wait_for_all that takes a first view of all.
    let ids = config.nodes().iter().map(|node| node.id);
    let tie_breaker = match (config.options().auto_tie_breaker, config.tie_breaker()) {
        (false, _) => None,
        (true, TieBreaker::List(list)) => list.first().copied(),
        (true, TieBreaker::Highest) => ids.max(),
        (true, TieBreaker::Lowest) => ids.min(),
        // Disabled by votequorum on odd votes; a tie is impossible there, except with higher expected votes.
        (true, TieBreaker::Off) => None,
    };
    let is_tie = here != 0 && here * 2 == expected;
    let wins = here * 2 > expected || (is_tie && tie_breaker.is_some_and(|node| holds(set, node)));
    // Where the electorate can change, those who are left must remember half of it.
    let remembers = !config.options().last_man_standing || here * 2 >= expected;
    let accounted = config.wait_for_all() && (set == all || confirmed && remembers);
    match (wins || accounted, is_tie && config.wait_for_all()) {
        (true, _) => Answer::Quorate,
        (false, true) => Answer::FenceFirst,
        (false, false) => Answer::Blocked,
    }
}
