//! Who gives a simulated quorum device its votes: the steps of a story, or the witness of quorum.device.net.

use super::{Cluster, Outcome};
use crate::base::{Heuristics, Millis, NodeId};
use crate::simulate::event::{QdeviceEvent, WitnessEvent};
use crate::simulate::refused::ClusterError;
use core::fmt::Debug;

/// What a [`Cluster`] asks for its device's votes. Nobody else implements it.
pub trait Arbiter<const N: usize>: Clone + Debug + Send + Sync {
    /// What stands for it at each node.
    type Client: Clone + Debug + Default + Send + Sync;

    /// Whether it is a witness.
    const IS_WITNESS: bool;

    #[doc(hidden)]
    fn new() -> Self;

    /// Whether this cluster's config has a witness that clients would ask.
    #[doc(hidden)]
    fn is_asked(_: &Cluster<N, Self>) -> bool {
        false
    }

    #[doc(hidden)]
    fn event(_: &mut Cluster<N, Self>, _: WitnessEvent, _: &[NodeId]) -> Outcome {
        Err(ClusterError::NoWitness)
    }

    #[doc(hidden)]
    fn qdevice(_: &mut Cluster<N, Self>, _: QdeviceEvent, _: &[NodeId]) -> Outcome {
        Err(ClusterError::NoWitness)
    }

    #[doc(hidden)]
    fn heuristics(_: &mut Cluster<N, Self>, _: Heuristics, _: &[NodeId]) -> Outcome {
        Err(ClusterError::NoWitness)
    }

    /// Steps say from now on what the device at this node does.
    #[doc(hidden)]
    fn replace(_: &mut Cluster<N, Self>, _: NodeId) -> Outcome {
        Ok(())
    }

    /// Clients and witness say all that they have to say.
    #[doc(hidden)]
    fn talk(_: &mut Cluster<N, Self>) -> Outcome {
        Ok(())
    }

    /// A view is reported to this node.
    #[doc(hidden)]
    fn view(_: &mut Cluster<N, Self>, _: NodeId) {}

    /// The nodes have another nodelist.
    #[doc(hidden)]
    fn reload(_: &mut Cluster<N, Self>) {}

    /// What goes on all along goes on up to then.
    #[doc(hidden)]
    fn go_on(_: &mut Cluster<N, Self>, _: Millis) -> Outcome {
        Ok(())
    }

    /// When it has something to do.
    #[doc(hidden)]
    fn due(_: &Cluster<N, Self>) -> Option<Millis> {
        None
    }

    /// Time has passed.
    #[doc(hidden)]
    fn tick(_: &mut Cluster<N, Self>) {}

    /// Whether it is up.
    #[doc(hidden)]
    fn is_up(_: &Cluster<N, Self>) -> bool {
        true
    }

    /// Whether nothing passes between it and this node.
    #[doc(hidden)]
    fn is_cut(_: &Cluster<N, Self>, _: NodeId) -> bool {
        false
    }

    /// What the heuristics of this node say.
    #[doc(hidden)]
    fn heuristics_at(_: &Cluster<N, Self>, _: NodeId) -> Heuristics {
        Heuristics::Undefined
    }

    /// When anything happens next by itself.
    #[doc(hidden)]
    fn next(_: &Cluster<N, Self>) -> Option<Millis> {
        None
    }

    /// What decides its future and its clients', for the explorer.
    #[doc(hidden)]
    fn canonical(_: &Cluster<N, Self>, _: &mut impl FnMut(u64)) {}
}

/// The votes are what steps say.
impl<const N: usize> Arbiter<N> for () {
    type Client = ();

    const IS_WITNESS: bool = false;

    fn new() -> Self {}
}

/// A cluster whose device has the votes that steps give it, whatever the config says of a witness.
pub(crate) type Given<const N: usize> = Cluster<N, ()>;
