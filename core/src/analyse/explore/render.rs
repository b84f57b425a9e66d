//! A finding as a story.

use crate::base::Rules;
use crate::config::Config;
use crate::simulate::story::{Block, play};
use crate::simulate::{Arbiter, Cluster};
use core::fmt::{self, Write};
use std::string::String;

/// The story of these steps, from `start` on: the config, the steps, and the table after each.
#[must_use]
pub fn story<const N: usize, W: Arbiter<N>>(
    config: &Config<N>,
    start: &Cluster<N, W>,
    what: &str,
    steps: &[String],
) -> String {
    let mut text = String::new();
    let written = write_story(&mut text, config, start.clone(), what, steps);
    debug_assert!(written.is_ok(), "a String takes everything");
    text
}

/// How every story of this config begins.
pub(super) fn head<const N: usize, W: Arbiter<N>>(
    config: &Config<N>,
    start: &Cluster<N, W>,
    what: &str,
) -> String {
    let mut text = String::new();
    let written = write_head(&mut text, config, start, what);
    debug_assert!(written.is_ok(), "a String takes everything");
    text
}

fn write_head<const N: usize, W: Arbiter<N>>(
    text: &mut String,
    config: &Config<N>,
    cluster: &Cluster<N, W>,
    what: &str,
) -> fmt::Result {
    let frozen = match config.options().freeze_on_loss && cluster.rules() == Rules::Strict {
        true => " freeze_on_loss",
        false => "",
    };
    writeln!(text, "# {what}\nrules {}{frozen}\nconfig", cluster.rules())?;
    let mut conf = String::new();
    config.write_corosync_conf(&mut conf, W::IS_WITNESS)?;
    for line in conf.lines() {
        writeln!(text, "    {line}")?;
    }
    Ok(())
}

fn write_story<const N: usize, W: Arbiter<N>>(
    text: &mut String,
    config: &Config<N>,
    mut cluster: Cluster<N, W>,
    what: &str,
    steps: &[String],
) -> fmt::Result {
    write_head(text, config, &cluster, what)?;
    for step in steps {
        writeln!(text, "\n{step}\n----")?;
        play(&mut cluster, &Block { line: 0, step, expected: None }, text)?;
    }
    Ok(())
}
