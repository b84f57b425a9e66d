//! Messages that wait to be sent: bounded, and small because device names are stored once.

use crate::verdict::EngineError;
use crate::wire::{Body, DeviceName, Told};
use heapless::Vec;

/// Places. In votequorum's rules a new view needs 4 and drops what it supersedes; operators leave room for that.
const PLACES: usize = 12;

/// Which of the device's names a message has. They are stored once, and put in when it is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Name {
    /// That of the cluster's device.
    Registered,
    /// The one that is asked for.
    Requested,
}

/// A message that waits. What a node knows of the electorate is put in when it is sent.
pub(crate) type Outgoing = Body<Name, ()>;

impl Outgoing {
    /// A new view says it anew.
    fn is_superseded(&self) -> bool {
        use Outgoing as O;
        #[cfg(feature = "agreed")]
        if matches!(self, O::Remember { .. }) {
            return true;
        }
        matches!(
            self,
            O::NodeInfo { .. }
                | O::DeviceInfo { .. }
                | O::Ready
                | O::DeviceRegister { name: Name::Registered }
                | O::State { .. }
        )
    }
}

/// The oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox(Vec<Outgoing, PLACES, u8>);

impl Outbox {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Refuses an event that could need more places than are free.
    pub(crate) fn need(&self, places: usize) -> Result<(), EngineError> {
        self.need_below(PLACES, places)
    }

    /// Refuses what would fill more than so many of the places.
    pub(crate) fn need_below(&self, limit: usize, places: usize) -> Result<(), EngineError> {
        match self.0.len().saturating_add(places) <= limit {
            true => Ok(()),
            false => Err(EngineError::OutboxFull),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn push(&mut self, outgoing: Outgoing) {
        let pushed = self.0.push(outgoing);
        debug_assert!(pushed.is_ok(), "room was checked before");
    }

    /// Takes the oldest out; the others move up.
    #[inline(never)]
    pub(crate) fn take(&mut self) -> Option<Outgoing> {
        let mut taken = self.0.pop()?;
        for place in self.0.iter_mut().rev() {
            core::mem::swap(place, &mut taken);
        }
        Some(taken)
    }

    /// Drops what a new view says anew.
    pub(crate) fn drop_superseded(&mut self) {
        for _ in 0..self.0.len() {
            match self.take() {
                Some(outgoing) if !outgoing.is_superseded() => self.push(outgoing),
                _ => {}
            }
        }
    }

    /// The next one. Device names are those at this moment: of the cluster's device, and the one asked for.
    pub(crate) fn pop(&mut self, name: &DeviceName, requested: &DeviceName) -> Option<Body> {
        let name_of = |which| match which {
            Name::Registered => name.clone(),
            Name::Requested => requested.clone(),
        };
        Some(self.take()?.named(name_of, |()| Told::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_a_new_view_clears_what_it_says_anew() {
        let mut outbox = Outbox::default();
        for outgoing in [Outgoing::Ready, Outgoing::DeviceUnregister, Outgoing::Resume, Outgoing::Ready] {
            outbox.push(outgoing);
        }
        assert_eq!(outbox.len(), 4);
        assert_eq!(
            (outbox.need(PLACES - 4), outbox.need(PLACES - 3)),
            (Ok(()), Err(EngineError::OutboxFull))
        );
        assert_eq!(
            (outbox.need_below(6, 2), outbox.need_below(6, 3)),
            (Ok(()), Err(EngineError::OutboxFull))
        );
        outbox.drop_superseded();
        assert_eq!(outbox.len(), 2);
        let name = DeviceName::default();
        assert_eq!(outbox.pop(&name, &name), Some(Body::DeviceUnregister));
        outbox.clear();
        assert_eq!((outbox.len(), outbox.take()), (0, None));
    }
}
