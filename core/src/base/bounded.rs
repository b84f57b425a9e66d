//! What iterators and heapless vectors do together, without a path to a panic: `Iterator::count` can
//! overflow, `Vec::from_iter` panics when full, and no compiler sees that here neither happens.

use heapless::Vec;

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

/// The items as a vector, of which the caller knows that they fit.
pub(crate) fn collect<T, const N: usize>(items: impl Iterator<Item = T>) -> Vec<T, N> {
    let mut vec = Vec::new();
    extend(&mut vec, items);
    vec
}
