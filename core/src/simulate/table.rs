//! What every node says, as stories print it.

use super::cluster::{Arbiter, Asked, Cluster};
use crate::engine::Engine;
use crate::verdict::Status;
use core::fmt;

/// The table of a story: a row for every node.
pub struct Table<'a, const N: usize, W: Arbiter<N> = Asked<N>>(pub(crate) &'a Cluster<N, W>);

impl<const N: usize, W: Arbiter<N>> Cluster<N, W> {
    /// What every node says, as stories print it.
    #[must_use]
    pub fn table(&self) -> Table<'_, N, W> {
        Table(self)
    }
}

impl<const N: usize, W: Arbiter<N>> fmt::Display for Table<'_, N, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "node  verdict      expected  highest  total  quorum  why                  members       flags"
        )?;
        for node in self.0.nodes() {
            match self.0.engine(node).map(Engine::status) {
                None => writeln!(f, "{:<4}  down", node.0)?,
                Some(status) => row(f, &status)?,
            }
        }
        Ok(())
    }
}

fn row<const N: usize>(f: &mut fmt::Formatter<'_>, status: &Status<N>) -> fmt::Result {
    write!(f, "{:<4}  {:<11}  ", status.node.0, status.verdict)?;
    write!(f, "{:<8}  {:<7}  ", status.expected_votes, status.highest_expected)?;
    write!(f, "{:<5}  {:<6}  ", status.total_votes, status.quorum)?;
    write!(f, "{:<19}  ", status.reason.code.name())?;
    let mut written: usize = 0;
    for member in &status.members {
        let comma = usize::from(written > 0);
        let digits =
            member.0.checked_ilog10().map_or(1, |log| usize::try_from(log).unwrap_or(0).saturating_add(1));
        write!(f, "{}{member}", if comma == 1 { "," } else { "" })?;
        written = written.saturating_add(comma).saturating_add(digits);
    }
    let padding = 12_usize.saturating_sub(written);
    write!(f, "{:padding$}  ", "")?;
    let mut separator = "";
    for name in status.flags.names() {
        write!(f, "{separator}{name}")?;
        separator = ",";
    }
    writeln!(f, "{}", if separator.is_empty() { "-" } else { "" })
}
