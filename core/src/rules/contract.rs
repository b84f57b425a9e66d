//! What a rule set must answer and do: the contract between an [`Engine`](crate::Engine) and its rules.
//!
//! Each trait is written once; the macro adds its implementation for [`RuleSet`], which asks the rules that are at
//! work.

use super::RuleSet;
use super::roster::Roster;
use crate::base::{Millis, NodeId, RingId};
use crate::config::Config;
use crate::verdict::{AgreedElectorate, Brief, EngineError, NodeInfo, Unsupported};
use crate::wire::{Body, Message, Sink, Snapshot, Source};
use heapless::Vec;

/// Nothing changes where the answer is an error.
pub(crate) type Done = Result<(), EngineError>;

/// Cannot fail.
type Quiet = ();

type Sent = Option<Message>;

/// Who may vote in all, in this partition or in another one.
#[derive(Clone, Copy)]
pub(crate) struct Electors {
    pub(crate) votes: u64,
    /// Known from a nodelist.
    pub(crate) listed: bool,
    /// None of them is here.
    pub(crate) elsewhere: bool,
}

fn refuse(what: Unsupported) -> Done {
    Err(EngineError::NotInTheseRules(what))
}

macro_rules! contract {
    ($(#[$page:meta])* asked $contract:ident;
    $($(#[$text:meta])* fn $name:ident(&self $(, $given:ident: $Given:ty)*) $(-> $Answer:ty)?;)*) => {
        $(#[$page])*
        pub(crate) trait $contract<const N: usize> {
            $($(#[$text])* fn $name(&self $(, $given: $Given)*) $(-> $Answer)?;)*
        }

        impl<const N: usize> $contract<N> for RuleSet<N> {
            $($(#[$text])* #[inline] fn $name(&self $(, $given: $Given)*) $(-> $Answer)? {
                match self {
                    #[cfg(feature = "votequorum")]
                    RuleSet::Votequorum(rules) => $contract::<N>::$name(rules $(, $given)*),
                    #[cfg(feature = "strict")]
                    RuleSet::Strict(rules) => $contract::<N>::$name(rules $(, $given)*),
                }
            })*
        }
    };
    ($(#[$page:meta])* told $contract:ident;
    $($(#[$text:meta])* fn $name:ident(&mut self $(, $given:ident: $Given:ty)*)
        -> $Answer:ident $body:tt)*) => {
        $(#[$page])*
        #[allow(unused_variables, reason = "refusals look at nothing")]
        pub(crate) trait $contract<const N: usize> {
            $($(#[$text])* fn $name(&mut self $(, $given: $Given)*) -> $Answer $body)*
        }

        impl<const N: usize> $contract<N> for RuleSet<N> {
            $($(#[$text])* #[inline] fn $name(&mut self $(, $given: $Given)*) -> $Answer {
                match self {
                    #[cfg(feature = "votequorum")]
                    RuleSet::Votequorum(rules) => $contract::<N>::$name(rules $(, $given)*),
                    #[cfg(feature = "strict")]
                    RuleSet::Strict(rules) => $contract::<N>::$name(rules $(, $given)*),
                }
            })*
        }
    };
}

contract! {
    /// What can be asked at any time.
    asked Explain;

    /// Every node that is known, and who is in the view.
    fn roster(&self) -> &Roster<N>;
    /// The last view's ring id, be it a former life's.
    fn ring(&self) -> RingId;
    /// Whether nothing has happened since the start.
    fn is_new(&self) -> bool;
    /// Whether this node lost somebody and has not heard an operator's resume.
    fn is_frozen(&self) -> bool;
    /// The highest expected votes ever, where they are tracked.
    fn tracked_expected_votes(&self) -> Option<u32>;
    /// The verdict alone.
    fn is_quorate(&self) -> bool;
    /// The verdict, why, and the numbers.
    fn brief(&self) -> Brief;
    /// The nodes that the reason misses, ascending.
    fn missing(&self) -> Vec<NodeId, N>;
    /// What is known of one node; `None` where it has not been heard of.
    fn node_info(&self, node: NodeId) -> Option<NodeInfo>;
    /// Who may vote in all.
    fn electors(&self) -> Electors;
    /// The electorate that was agreed on, where there is one.
    fn agreed_electorate(&self) -> Option<AgreedElectorate<N>>;
    /// Whether it keeps an agreed electorate, which must survive a restart.
    fn has_storage(&self) -> bool;
    /// Whether what was saved is older than what the next messages rest on.
    fn is_unsaved(&self) -> bool;
    /// What it remembers of the electorate, as bytes.
    fn write_memory(&self, sink: &mut Sink<'_>);
    /// Whether it has left, and the others have agreed on an electorate without it.
    fn has_left_agreed(&self) -> bool;
    /// How many messages wait to be sent.
    fn waiting_to_transmit(&self) -> usize;
    /// When the next timer is due.
    fn poll_timeout(&self) -> Option<Millis>;
    /// Whether the exchange of the view waits for the quorum device's poll.
    fn waits_for_device(&self) -> bool;
    /// What a peer would tell in the exchange of a view, if it is as we know it: the first message, the second, ...
    fn told_by(&self, peer: NodeId, turn: u8) -> Option<Body>;
    /// Hands out what decides the node's future, the same for all states that are alike: for the explorer.
    #[cfg(feature = "std")]
    fn canonical_own(&self, word: &mut impl FnMut(u64));
    /// The same, of what is known of one node.
    #[cfg(feature = "std")]
    fn canonical_peer(&self, peer: NodeId) -> u64;
}

contract! {
    /// Views, and what their members tell each other.
    told Exchange;

    /// Learns the config, right after it was made.
    fn start(&mut self, config: &Config<N>) -> Quiet;
    /// Takes back what was stored before a reset.
    fn restore(&mut self, snapshot: &Snapshot) -> Quiet;
    /// Takes back what `write_memory` gave.
    fn restore_memory(&mut self, source: Source<'_>) -> Done { Err(EngineError::OtherSnapshot) }
    /// What `write_memory` gives is on the disk.
    fn saved(&mut self) -> Quiet {}
    /// The membership layer agreed on a new member set: begins to exchange states.
    fn view(&mut self, ring: RingId, members: &[NodeId], now: Millis) -> Done;
    /// A message of a member of the view, the local node included.
    fn receive(&mut self, from: NodeId, message: &Message) -> Done;
    /// The next message for every member of the view, the local node included.
    fn poll_transmit(&mut self) -> Sent;
    /// Fires the timers that are due.
    fn handle_timeout(&mut self, now: Millis) -> Done;
    /// For the simulator without a barrier: tells the state in this view again, as it is now.
    #[cfg_attr(not(feature = "std"), allow(dead_code, reason = "only tests take the barrier away"))]
    fn tell_again(&mut self) -> Quiet {}
}

contract! {
    /// What operators and fence agents say.
    told Operate;

    /// Expected votes of the whole partition.
    fn set_expected_votes(&mut self, expected_votes: u32) -> Done;
    /// Votes of one node.
    fn set_votes(&mut self, node: NodeId, votes: u32) -> Done { refuse(Unsupported::SetVotes) }
    /// Nobody waits for all nodes any more.
    fn cancel_wait_for_all(&mut self) -> Done;
    /// The config has changed.
    fn reload(&mut self, config: &Config<N>) -> Done;
    /// The local node leaves; with `remove` expected votes shrink.
    fn leave(&mut self, remove: bool) -> Done;
    /// A node outside the view was off at this instant.
    fn fenced(&mut self, node: NodeId, ring: RingId, instant: Millis) -> Done { refuse(Unsupported::Proofs) }
    /// A frozen partition may go on.
    fn resume(&mut self) -> Done { refuse(Unsupported::Resume) }
}

contract! {
    /// What the quorum device at the local node does.
    told HostDevice;

    /// It registers under a name.
    fn device_register(&mut self, name: &str) -> Done;
    /// It is gone.
    fn device_unregister(&mut self) -> Done;
    /// It gets another name.
    fn device_rename(&mut self, name: &str) -> Done { refuse(Unsupported::DeviceRename) }
    /// It is alive in this view, and votes for the local node or not.
    fn device_poll(&mut self, ring: RingId, cast_vote: bool, now: Millis) -> Done;
    /// Whether its master makes the partition quorate alone.
    fn device_master_wins(&mut self, allow: bool) -> Done { refuse(Unsupported::MasterWins) }
}
