//! What can happen where nodes ask a witness for their device's vote: to it, to the links to it, and in time.
//!
//! Time passes in waits only, so a sequence of events says which timers run out before what happens next. A wait ends
//! with the next thing that happens by itself (an echo, a lease or a timer that ends), or after a quarter of a
//! heartbeat where that is sooner, so that clients get out of step: timers are multiples of that quarter, with the
//! defaults all of them. The long wait is longer than every timer, and than the silence of a restarted witness.

use super::outcome::Settings;
use super::steps::{Steps, named};
use crate::base::{Heuristics, Millis, NodeId};
use crate::config::Config;
use crate::simulate::{Arbiter, Cluster, Step, StepNodes, WitnessEvent};

/// Longer than the silence of a witness that knows nothing: 2.25 times 120 s.
const LONG: Millis = 300_000;

/// How long time passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pause {
    /// Until anything happens by itself.
    Next,
    /// A quarter of a heartbeat.
    Quarter,
    Long,
}

/// What can happen to a witness.
#[derive(Clone, Debug)]
pub(super) struct Witnessed {
    /// How it starts anew.
    restarts: &'static [WitnessEvent],
    has_heuristics: bool,
    pub(super) quarter: Millis,
    long: Millis,
}

impl Witnessed {
    pub(super) fn new<const N: usize>(config: &Config<N>, settings: &Settings<'_>) -> Self {
        Witnessed {
            restarts: match settings.like_qnetd {
                _ if !settings.witness_restarts => &[],
                true => &[WitnessEvent::UpLikeQnetd],
                false => &[WitnessEvent::Up, WitnessEvent::UpBlank],
            },
            has_heuristics: config.net.heuristics,
            quarter: Millis::from(config.qdevice_heartbeat().unwrap_or(0) / 4),
            long: config.device_settles().unwrap_or(0).max(LONG),
        }
    }

    /// What can happen to the witness itself.
    pub(super) fn restarts<const N: usize, W: Arbiter<N>>(
        &self,
        cluster: &Cluster<N, W>,
    ) -> impl Iterator<Item = WitnessEvent> {
        let stops = W::is_up(cluster) && !self.restarts.is_empty();
        stops.then_some(WitnessEvent::Down).into_iter().chain(self.restarts.iter().copied())
    }

    /// What the heuristics of these nodes can say, each another result than now.
    pub(super) fn heuristics<const N: usize, W: Arbiter<N>>(
        &self,
        cluster: &Cluster<N, W>,
        nodes: &[NodeId],
    ) -> impl Iterator<Item = (Heuristics, NodeId)> {
        let asked = nodes.iter().filter(|_| self.has_heuristics);
        asked.flat_map(|node| {
            let now = W::heuristics_at(cluster, *node);
            Heuristics::ALL.into_iter().filter(move |result| *result != now).map(|result| (result, *node))
        })
    }

    /// How a witness with qnetd's timing starts, and what heuristics say at first: they pass.
    pub(super) fn before(&self, like_qnetd: bool, nodes: &[NodeId]) -> Steps {
        let up = Step::Witness { event: WitnessEvent::UpLikeQnetd, nodes: StepNodes::default() };
        let pass = Step::Heuristics { result: Heuristics::Pass, nodes: named(nodes) };
        let steps = [(up, like_qnetd), (pass, self.has_heuristics)];
        steps.into_iter().filter(|(_, is_so)| *is_so).map(|(step, _)| step).collect()
    }

    /// How time can pass, where anything happens by itself.
    pub(super) fn pauses<const N: usize, W: Arbiter<N>>(
        &self,
        cluster: &Cluster<N, W>,
    ) -> impl Iterator<Item = Pause> {
        let next = W::next(cluster);
        let is_sooner = next.is_some_and(|next| cluster.now().saturating_add(self.quarter) < next);
        let all = [(Pause::Next, next.is_some()), (Pause::Long, next.is_some()), (Pause::Quarter, is_sooner)];
        all.into_iter().filter(|(_, can_be)| *can_be).map(|(pause, _)| pause)
    }

    pub(super) fn time<const N: usize, W: Arbiter<N>>(
        &self,
        pause: Pause,
        cluster: &Cluster<N, W>,
    ) -> Millis {
        match pause {
            Pause::Next => W::next(cluster).unwrap_or(0).saturating_sub(cluster.now()),
            Pause::Quarter => self.quarter,
            Pause::Long => self.long,
        }
    }
}
