//! What people call the nodes, for sentences.

use super::NodeId;
use core::fmt;

/// The names of nodes. A sentence asks for the name of each node that it speaks of, and calls a node without one by its
/// nodeid. A slice of pairs is one, as [`names`](crate::names) gives them, where a name that two nodes have is none;
/// `()` has no names.
pub trait Names {
    /// The name of this node, if it has one.
    fn name_of(&self, node: NodeId) -> Option<&str>;
}

impl Names for () {
    fn name_of(&self, _: NodeId) -> Option<&str> {
        None
    }
}

impl<S: AsRef<str>> Names for [(NodeId, S)] {
    fn name_of(&self, node: NodeId) -> Option<&str> {
        let name = self.iter().find(|(known, _)| *known == node)?.1.as_ref();
        let is_another = |(known, other): &(NodeId, S)| *known != node && other.as_ref() == name;
        (!self.iter().any(is_another)).then_some(name)
    }
}

/// A list of nodes, printed as `nodes 1, 2 and 3`, by their names where they have some.
pub(crate) struct NodeList<'a, L: ?Sized = ()>(pub(crate) &'a [NodeId], pub(crate) &'a L);

impl<L: Names + ?Sized> fmt::Display for NodeList<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.0.len();
        f.write_str(if left == 1 { "node " } else { "nodes " })?;
        for (position, node) in self.0.iter().enumerate() {
            f.write_str(match (position, left) {
                (0, _) => "",
                (_, 1) => " and ",
                _ => ", ",
            })?;
            match self.1.name_of(*node) {
                Some(name) => f.write_str(name)?,
                None => write!(f, "{node}")?,
            }
            left = left.saturating_sub(1);
        }
        Ok(())
    }
}

/// Something that a function writes.
pub(crate) struct Said<F>(pub(crate) F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for Said<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}
