//! The config without what a finding calls idle, as its sentence says to mend it.

use quorate::lint::{Finding, FindingCode as Code, Harm};
use quorate::{Config, NodeId, TieBreaker};

/// Only what the finding speaks of is taken away, and nothing put in its place but wait_for_all where that is said.
pub fn without(config: &Config<8>, finding: &Finding<8>) -> Config<8> {
    let mut options = *config.options();
    let mut tie_breaker = config.tie_breaker_as_written().clone();
    match finding.code {
        Code::TwoNodeNotTwo => options.two_node = false,
        Code::TwoNodeDropped => {
            options.two_node = false;
            if finding.harm == Harm::OnlyWaitForAll {
                assert_eq!(options.wait_for_all, None);
                options.wait_for_all = Some(true);
            }
        }
        Code::TieBreakerOff | Code::TieBreakerNotUnderstood => options.auto_tie_breaker = false,
        Code::TieBreakerNotANode => {
            let TieBreaker::List(list) = &tie_breaker else { panic!("{finding}") };
            let known = list.iter().copied().filter(|node| *node != NodeId(finding.votes));
            tie_breaker = TieBreaker::list(&known.collect::<Vec<_>>()).expect("a shorter list");
        }
        Code::ExpectedVotesUnused => options.expected_votes = 0,
        Code::LastManStandingOff => options.last_man_standing = false,
        Code::ExpectedVotesTracking => options.expected_votes_tracking = false,
        _ => panic!("say here how to go without it: {finding}"),
    }
    super::rebuilt(config, options, tie_breaker).expect("a config")
}
