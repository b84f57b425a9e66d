//! Connections that end, clusters that nobody needs any longer, and the view that algorithms get.

use super::cluster::{Cluster, View};
use super::connection::{Connection, FFSPLIT};
use super::settings::Timing;
use super::state::WitnessMut;
use super::{ffsplit, lease};
use crate::base::{Millis, NodeId};

impl WitnessMut<'_> {
    /// A cluster as an algorithm sees it.
    pub(super) fn view(&mut self, index: Option<usize>, now: Millis) -> Option<View<'_>> {
        let index = index?;
        let roster = self.rosters.get_mut(index.saturating_mul(self.nodes)..)?;
        Some(View {
            connections: self.connections.get_mut(..self.hub.used)?,
            cluster: self.clusters.get_mut(index)?,
            roster: roster.get_mut(..self.nodes)?,
            index,
            now,
            silent_until: (self.hub.settings.timing == Timing::Safe).then_some(self.hub.silent_until),
            is_unsaved: &mut self.hub.is_unsaved,
        })
    }

    /// The connection leaves its cluster.
    pub(super) fn leave(&mut self, place: usize, now: Millis) {
        let Some(this) = self.connections.get(place) else { return };
        let (index, is_joined, algorithm) = (this.cluster, this.is_joined, this.algorithm);
        let view = self.view(index, now);
        if let Some(mut view) = view.filter(|_| is_joined && algorithm == FFSPLIT) {
            lease::left(&mut view, place);
            if view.members_but(Some(place)).next().is_some() {
                ffsplit::decide(&mut view, Some(place), None);
            }
        }
        if let Some(this) = self.connections.get_mut(place) {
            (this.cluster, this.is_joined, this.holds, this.timer) = (None, false, false, None);
        }
        self.release(index, now);
    }

    /// Connections that are to be closed leave their clusters. Where that fills another's send buffer, it is next.
    pub(super) fn sweep(&mut self, now: Millis) {
        for _ in 0..self.hub.used {
            let is_next = |this: &Connection| this.closing.is_some() && this.cluster.is_some();
            let next = (0..self.hub.used).find(|place| self.connections.get(*place).is_some_and(is_next));
            let Some(next) = next else { return };
            self.leave(next, now);
        }
    }

    /// What is known of a cluster goes with its last client, but for leases; its place goes with its last connection.
    pub(super) fn release(&mut self, index: Option<usize>, now: Millis) {
        let is_named =
            self.connections.iter().take(self.hub.used).any(|this| index.is_some() && this.cluster == index);
        let Some(mut view) = self.view(index, now) else { return };
        lease::forget(&mut view);
        if view.members().next().is_some() || !view.cluster.ghosts.is_empty() {
            return;
        }
        let (is_told, told, name) = (view.cluster.is_told, view.cluster.told, view.cluster.name.clone());
        let is_used = is_told || is_named;
        *view.cluster = match is_used {
            true => Cluster { is_used, is_told, told, name, ..Cluster::default() },
            false => Cluster::default(),
        };
        for (place, node) in view.roster.iter_mut().enumerate() {
            if !told.contains(place) {
                *node = NodeId(0);
            }
        }
    }
}
