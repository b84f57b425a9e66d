//! All clusters up to six nodes, with votes from a small set and the options that count.

use quorate::{Builder, Config, ConfigError, DeviceConfig, NodeId, Options, TieBreaker};

/// A config of nodes 1, 2, ... with these votes.
pub fn config<const N: usize>(votes: &[u32], options: Options) -> Result<Config<N>, ConfigError> {
    with_tie_breaker(votes, options, TieBreaker::Off)
}

fn with_tie_breaker<const N: usize>(
    votes: &[u32],
    options: Options,
    tie_breaker: TieBreaker<N>,
) -> Result<Config<N>, ConfigError> {
    let mut builder = Builder::new();
    for (votes, id) in votes.iter().zip(1..) {
        builder.node(NodeId(id), *votes)?;
    }
    builder.options(options).tie_breaker(tie_breaker).build()
}

/// Votes of 0 to 2: every order up to three nodes, ascending and descending for more; and heavier ones.
pub fn votes() -> Vec<Vec<u32>> {
    let mut all = Vec::new();
    for size in 1..=6 {
        for number in 0..3_u32.pow(size) {
            let votes: Vec<u32> = (0..size).map(|place| number / 3_u32.pow(place) % 3).collect();
            let is_sorted = votes.is_sorted_by(|one, next| one >= next) || (size < 5 && votes.is_sorted());
            let is_simple = size < 6 || votes.iter().all(|votes| *votes > 0);
            if size <= 3 || (is_sorted && is_simple) {
                all.push(votes);
            }
        }
    }
    all.extend([vec![3, 1, 1], vec![3, 2, 2], vec![5, 1, 1, 1, 1], vec![3, 2, 1, 1]]);
    all
}

/// Every combination that corosync would start with.
pub fn sweep() -> Vec<Config<8>> {
    let mut all = Vec::new();
    for votes in votes() {
        let sum: u32 = votes.iter().sum();
        let plain = Options::default();
        let waits = Options { wait_for_all: Some(true), ..plain };
        let device = |votes| Some(DeviceConfig { votes: Some(votes), ..DeviceConfig::default() });
        let plain_options = [
            plain,
            waits,
            Options { two_node: true, ..plain },
            Options { two_node: true, wait_for_all: Some(false), ..plain },
            Options { last_man_standing: true, ..plain },
            Options { last_man_standing: true, ..waits },
            Options { expected_votes: sum + 1, ..plain },
            Options { expected_votes: 1, ..plain },
            Options { device: device(1), ..plain },
            Options { device: device(sum.max(2) - 1), ..waits },
        ];
        all.extend(plain_options.into_iter().filter_map(|options| config(&votes, options).ok()));
        let list = |ids: &[u32]| {
            TieBreaker::list(&ids.iter().map(|id| NodeId(*id)).collect::<Vec<_>>()).expect("a short list")
        };
        for tie in [TieBreaker::Lowest, TieBreaker::Highest, list(&[2]), list(&[9, 3, 1])] {
            for options in [plain, waits] {
                let options = Options { auto_tie_breaker: true, ..options };
                all.extend(with_tie_breaker(&votes, options, tie.clone()));
            }
        }
    }
    all
}
