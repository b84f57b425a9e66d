//! A config as corosync.conf, and a finding as a story.

use crate::base::{NodeId, Rules};
use crate::config::{Config, TieBreaker};
use crate::simulate::Cluster;
use crate::simulate::story::{Block, play};
use core::fmt::{self, Write};
use std::string::{String, ToString};
use std::vec::Vec;

/// The corosync.conf that makes this config; without freeze_on_loss and fence_delay, which it does not have.
pub(super) fn config_text<const N: usize>(config: &Config<N>) -> String {
    let mut text = String::new();
    let written = write_config(&mut text, config);
    debug_assert!(written.is_ok(), "a String takes everything");
    text
}

fn write_config<const N: usize>(text: &mut String, config: &Config<N>) -> fmt::Result {
    let options = config.options();
    writeln!(text, "quorum {{\n    provider: corosync_votequorum")?;
    if options.expected_votes != 0 {
        writeln!(text, "    expected_votes: {}", options.expected_votes)?;
    }
    if let Some(on) = options.wait_for_all {
        writeln!(text, "    wait_for_all: {}", u8::from(on))?;
    }
    for (key, on) in [
        ("two_node", options.two_node),
        ("last_man_standing", options.last_man_standing),
        ("auto_tie_breaker", options.auto_tie_breaker),
        ("allow_downscale", options.allow_downscale),
        ("expected_votes_tracking", options.expected_votes_tracking),
    ] {
        if on {
            writeln!(text, "    {key}: 1")?;
        }
    }
    if options.last_man_standing {
        writeln!(text, "    last_man_standing_window: {}", options.last_man_standing_window)?;
    }
    if options.auto_tie_breaker {
        writeln!(text, "    auto_tie_breaker_node: {}", tie_breaker(config.tie_breaker_as_written()))?;
    }
    if let Some(device) = options.device {
        writeln!(text, "    device {{\n        model: net\n        timeout: {}", device.timeout)?;
        writeln!(text, "        sync_timeout: {}", device.sync_timeout)?;
        if let Some(votes) = device.votes {
            writeln!(text, "        votes: {votes}")?;
        }
        writeln!(text, "    }}")?;
    }
    writeln!(text, "}}\nnodelist {{")?;
    for node in config.nodes() {
        writeln!(text, "    node {{\n        nodeid: {}", node.id)?;
        if node.votes != 1 {
            writeln!(text, "        quorum_votes: {}", node.votes)?;
        }
        writeln!(text, "    }}")?;
    }
    writeln!(text, "}}")
}

fn tie_breaker<const N: usize>(tie_breaker: &TieBreaker<N>) -> String {
    match tie_breaker {
        TieBreaker::Off => "none".to_string(),
        TieBreaker::Lowest => "lowest".to_string(),
        TieBreaker::Highest => "highest".to_string(),
        TieBreaker::List(list) => {
            let ids: Vec<String> = list.iter().map(NodeId::to_string).collect();
            ids.join(" ")
        }
    }
}

/// The story of these steps, from `start` on: the config, the steps, and the table after each.
#[must_use]
pub fn story<const N: usize>(config: &Config<N>, start: &Cluster<N>, what: &str, steps: &[String]) -> String {
    let mut text = String::new();
    let written = write_story(&mut text, config, start.clone(), what, steps);
    debug_assert!(written.is_ok(), "a String takes everything");
    text
}

fn write_story<const N: usize>(
    text: &mut String,
    config: &Config<N>,
    mut cluster: Cluster<N>,
    what: &str,
    steps: &[String],
) -> fmt::Result {
    let frozen = match config.options().freeze_on_loss && cluster.rules() == Rules::Strict {
        true => " freeze_on_loss",
        false => "",
    };
    writeln!(text, "# {what}\nrules {}{frozen}\nconfig", cluster.rules())?;
    for line in config_text(config).lines() {
        writeln!(text, "    {line}")?;
    }
    for step in steps {
        writeln!(text, "\n{step}\n----")?;
        play(&mut cluster, &Block { line: 0, step, expected: None }, text)?;
    }
    Ok(())
}
