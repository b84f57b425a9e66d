//! What iterators and heapless vectors do together, without a path to a panic: `Iterator::count` can
//! overflow, `Vec::from_iter` panics when full, and no compiler sees that here neither happens.

use super::NodeId;
use core::ops::{Deref, DerefMut};
use heapless::Vec;

/// A list with room for `N` items: a slice.
#[derive(PartialEq, Eq, Debug)]
pub struct List<T, const N: usize>(pub(crate) Vec<T, N>);

/// A list of nodes.
pub type Nodes<const N: usize> = List<NodeId, N>;

impl<T: Clone, const N: usize> List<T, N> {
    /// These items; `None` where they are more than `N`.
    #[must_use]
    pub fn of(items: &[T]) -> Option<Self> {
        let mut list = Vec::new();
        items.iter().try_for_each(|item| list.push(item.clone()).ok())?;
        Some(List(list))
    }
}

impl<T, const N: usize> Default for List<T, N> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<T, const N: usize> Deref for List<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const N: usize> DerefMut for List<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

/// Not derived: of large items the compiler does not see that they fit.
impl<T: Clone, const N: usize> Clone for List<T, N> {
    fn clone(&self) -> Self {
        collect(self.iter().cloned())
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a List<T, N> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// How many there are.
pub(crate) fn count(items: impl Iterator) -> usize {
    items.fold(0, |count: usize, _| count.saturating_add(1))
}

/// Adds all items, of which the caller knows that they fit.
pub(crate) fn extend<T, const N: usize>(vec: &mut Vec<T, N>, items: impl Iterator<Item = T>) {
    for item in items {
        let pushed = vec.push(item);
        debug_assert!(pushed.is_ok(), "the caller knows that they fit");
    }
}

/// The items as a list, of which the caller knows that they fit.
pub(crate) fn collect<T, const N: usize>(items: impl Iterator<Item = T>) -> List<T, N> {
    let mut list = List::default();
    extend(&mut list.0, items);
    list
}
