//! What everything speaks of: nodes, views, rule sets by name, and time.

mod bounded;
mod checksum;
pub(crate) mod codes;
mod names;
mod node;
pub(crate) mod number;
mod qdevice;
mod rules;
mod set;
mod unsupported;

pub use bounded::{List, Nodes};
pub(crate) use bounded::{collect, count, extend};
pub(crate) use checksum::{checksum, checksum_step};
pub(crate) use codes::{codes, errors, put_number};
pub use names::Names;
pub(crate) use names::{NodeList, Said};
pub(crate) use node::Decimal;
pub use node::{Millis, NodeId, NodeState, RingId};
pub use qdevice::{Algorithm, Heuristics, TieBreak};
pub use rules::{Rules, UnknownRules};
pub use set::NODES_MAX;
pub(crate) use set::NodeSet;
pub use unsupported::Unsupported;
