//! Every pointer that comes from C is checked and turned into a reference here, and nowhere else.
//!
//! The functions are safe to call within this crate for one reason: all pointers that they are given are
//! arguments of an exported function, whose caller has promised what the crate's chapter "Safety" asks for.
#![allow(unsafe_code, reason = "the one file that handles pointers")]

use crate::status::{Checked, QUORATE_ERROR_ABI, QUORATE_ERROR_BUFFER_TOO_SMALL, QUORATE_ERROR_MISALIGNED};
use crate::status::{QUORATE_ERROR_NOT_INITIALIZED, QUORATE_ERROR_NULL, QUORATE_ERROR_TOO_LONG, Refusal};
use crate::storage::{Kept, Storage, magic};
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use quorate::NodeId;
#[cfg(feature = "witness")]
use {
    crate::storage::{WitnessHead, quorate_witness},
    core::slice::{from_raw_parts, from_raw_parts_mut},
    quorate::witness::{Cluster, Connection, Hub, WitnessMut, WitnessRef},
};

/// Neither NULL nor misaligned.
#[inline(always)]
fn pointer<T>(from: *mut T) -> Checked<NonNull<T>> {
    Ok(aligned(from.cast(), const { align_of::<T>().wrapping_sub(1) })?.cast())
}

/// Once for all types: it keeps firmware small. The mask has the bits that must be 0.
#[inline(never)]
fn aligned(from: *mut u8, mask: usize) -> Checked<NonNull<u8>> {
    match NonNull::new(from) {
        None => Err(Refusal(QUORATE_ERROR_NULL)),
        Some(_) if from.addr() & mask != 0 => Err(Refusal(QUORATE_ERROR_MISALIGNED)),
        Some(pointer) => Ok(pointer),
    }
}

/// Storage that has been initialized as its type.
#[inline(always)]
fn kept<S: Storage>(from: *mut S) -> Checked<NonNull<Kept<S::Value>>> {
    const { S::FITS };
    Ok(initialized(from.cast(), S::NAME)?.cast())
}

/// Once for all types: it keeps firmware small. All of them begin with their magic word.
#[inline(never)]
fn initialized(from: *mut u64, name: u32) -> Checked<NonNull<u64>> {
    let first = pointer(from)?;
    // SAFETY: readable by contract; the storage is as large and as aligned as `Kept` (`FITS`), and any bytes
    // make a u64. The rest is not looked at before the magic word says what it is.
    match unsafe { first.read() } == magic(name) {
        true => Ok(first),
        false => Err(Refusal(QUORATE_ERROR_NOT_INITIALIZED)),
    }
}

/// An initialized object, to be read.
pub(crate) fn shared<'a, S: Storage>(from: *const S) -> Checked<&'a S::Value> {
    let kept = kept(from.cast_mut())?;
    // SAFETY: initialized as its magic word says; nobody writes there meanwhile, by contract.
    Ok(unsafe { &(*kept.as_ptr()).value })
}

/// An initialized object, to be changed.
pub(crate) fn exclusive<'a, S: Storage>(from: *mut S) -> Checked<&'a mut S::Value> {
    let kept = kept(from)?;
    // SAFETY: as in `shared`; nobody else reads or writes there meanwhile, by contract.
    Ok(unsafe { &mut (*kept.as_ptr()).value })
}

/// Storage to be initialized.
pub(crate) struct Place<S: Storage>(NonNull<Kept<S::Value>>);

/// Storage to be initialized, in the size that the caller's header gives it.
pub(crate) fn place<S: Storage>(storage: *mut S, size: usize) -> Checked<Place<S>> {
    const { S::FITS };
    let place = pointer(storage)?.cast();
    match size == size_of::<S>() {
        true => Ok(Place(place)),
        false => Err(Refusal(QUORATE_ERROR_ABI)),
    }
}

impl<S: Storage> Place<S> {
    /// Lets the core make the object where it will stay. Where that is refused the storage is as it was.
    pub(crate) fn make<E>(
        self,
        make: impl FnOnce(&mut MaybeUninit<S::Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let kept = self.0.as_ptr();
        // SAFETY: writable by contract, large and aligned enough (`FITS`); any bytes make a `MaybeUninit`.
        make(unsafe { &mut *(&raw mut (*kept).value).cast() })?;
        // SAFETY: as above. The object is there now.
        unsafe { (&raw mut (*kept).magic).write(magic(S::NAME)) };
        Ok(())
    }

    pub(crate) fn set(self, value: S::Value) {
        // SAFETY: writable by contract, large and aligned enough (`FITS`).
        unsafe { self.0.write(Kept { magic: magic(S::NAME), value }) }
    }
}

/// Where the parts of a witness are: one behind the other.
#[cfg(feature = "witness")]
fn parts(
    head: *mut WitnessHead,
    [clients, clusters, _]: [usize; 3],
) -> (*mut Connection, *mut Cluster, *mut NodeId) {
    const { assert!(align_of::<NodeId>() <= align_of::<Cluster>()) };
    const { assert!(align_of::<Cluster>() <= align_of::<Connection>()) };
    const { assert!(align_of::<Connection>() <= align_of::<WitnessHead>()) };
    let connections: *mut Connection = head.wrapping_add(1).cast();
    let all: *mut Cluster = connections.wrapping_add(clients).cast();
    (connections, all, all.wrapping_add(clusters).cast())
}

/// Makes a witness in `size` bytes, of which it needs `needed`.
#[cfg(feature = "witness")]
pub(crate) fn make_witness(
    storage: *mut quorate_witness,
    [size, needed]: [usize; 2],
    room: [usize; 3],
    hub: Hub,
) -> Checked<()> {
    let place = pointer(storage)?.cast::<Kept<WitnessHead>>().as_ptr();
    if size < needed {
        return Err(Refusal(QUORATE_ERROR_BUFFER_TOO_SMALL));
    }
    let [clients, clusters, nodes] = room;
    // SAFETY: writable by contract for `size` bytes, which are enough for as many of each (`FITS`, and the sizes that
    // `needed` counts).
    unsafe {
        let (connections, all, rosters) = parts(&raw mut (*place).value, room);
        (0..clients).for_each(|place| connections.add(place).write(Connection::default()));
        (0..clusters).for_each(|place| all.add(place).write(Cluster::default()));
        rosters.write_bytes(0, clusters.saturating_mul(nodes));
        place.write(Kept { magic: magic(quorate_witness::NAME), value: WitnessHead { hub, room } });
    }
    Ok(())
}

/// A witness, to be changed.
#[cfg(feature = "witness")]
pub(crate) fn witness_mut<'a>(from: *mut quorate_witness) -> Checked<WitnessMut<'a>> {
    let kept = kept(from)?.as_ptr();
    // SAFETY: initialized as its magic word says, with as many of each; nobody else is there meanwhile, by contract.
    unsafe {
        let room @ [clients, clusters, nodes] = (*kept).value.room;
        let (connections, all, rosters) = parts(&raw mut (*kept).value, room);
        let rosters = from_raw_parts_mut(rosters, clusters.saturating_mul(nodes));
        let (connections, all) =
            (from_raw_parts_mut(connections, clients), from_raw_parts_mut(all, clusters));
        Ok(WitnessMut::new(&mut (*kept).value.hub, connections, all, rosters, nodes))
    }
}

/// A witness, to be read.
#[cfg(feature = "witness")]
pub(crate) fn witness_ref<'a>(from: *const quorate_witness) -> Checked<WitnessRef<'a>> {
    let kept = kept(from.cast_mut())?.as_ptr();
    // SAFETY: as in `witness_mut`; nobody writes there meanwhile, by contract.
    unsafe {
        let room @ [clients, clusters, nodes] = (*kept).value.room;
        let (connections, all, rosters) = parts(&raw mut (*kept).value, room);
        let (connections, all) = (from_raw_parts(connections, clients), from_raw_parts(all, clusters));
        let rosters = from_raw_parts(rosters, clusters.saturating_mul(nodes));
        Ok(WitnessRef::new(&(*kept).value.hub, connections, all, rosters, nodes))
    }
}

/// A plain struct of integers.
pub(crate) fn plain<'a, T: Copy>(from: *const T) -> Checked<&'a T> {
    let pointer = pointer(from.cast_mut())?;
    // SAFETY: readable by contract, and only used with structs of integers, which any bytes make.
    Ok(unsafe { pointer.as_ref() })
}

/// `count` items; NULL is fine for none.
fn items<'a, T: Copy>(from: *const T, count: usize) -> Checked<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    let first = pointer(from.cast_mut())?;
    if count.checked_mul(size_of::<T>()).is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(Refusal(QUORATE_ERROR_TOO_LONG));
    }
    // SAFETY: readable by contract, and not longer than a slice may be. `T` is u8 or `NodeId`.
    Ok(unsafe { core::slice::from_raw_parts(first.as_ptr(), count) })
}

/// Bytes, or text that is not terminated.
pub(crate) fn bytes<'a>(from: *const u8, len: usize) -> Checked<&'a [u8]> {
    items(from, len)
}

/// Text that is not terminated.
pub(crate) fn utf8<'a>(from: *const core::ffi::c_char, len: usize) -> Checked<&'a str> {
    let text = bytes(from.cast(), len)?;
    core::str::from_utf8(text).map_err(|_| Refusal(crate::status::QUORATE_ERROR_NOT_UTF8))
}

/// nodeids. `NodeId` is a transparent u32.
pub(crate) fn nodes<'a>(from: *const u32, count: usize) -> Checked<&'a [NodeId]> {
    items(from.cast(), count)
}

/// Where one result goes.
pub(crate) struct Output<T>(NonNull<T>);

/// Checks the place of a result before anything is done.
pub(crate) fn output<T: Copy>(to: *mut T) -> Checked<Output<T>> {
    pointer(to).map(Output)
}

/// As [`output`], for results that the caller may decline with NULL.
pub(crate) fn output_if_wanted<T: Copy>(to: *mut T) -> Checked<Option<Output<T>>> {
    match to.is_null() {
        true => Ok(None),
        false => output(to).map(Some),
    }
}

impl<T: Copy> Output<T> {
    pub(crate) fn set(self, value: T) {
        // SAFETY: writable by contract.
        unsafe { self.0.write(value) }
    }
}

/// Where a struct goes that later versions extend at its end: as much of it as the caller's header knows.
pub(crate) struct Start<T> {
    to: NonNull<T>,
    size: usize,
}

/// The sizes that a struct may have in any header: more than a pointer, whose size is taken by mistake, and at most a
/// page.
const SIZES: core::ops::RangeInclusive<usize> = 16..=4096;

/// Checks the place of a struct and the size that the caller's header gives it.
pub(crate) fn start<T: Copy>(to: *mut T, size: usize) -> Checked<Start<T>> {
    const { assert!(size_of::<T>() >= *SIZES.start() && size_of::<T>() <= *SIZES.end()) };
    let to = pointer(to)?;
    match SIZES.contains(&size) && size % 4 == 0 {
        true => Ok(Start { to, size }),
        false => Err(Refusal(QUORATE_ERROR_ABI)),
    }
}

/// As [`start`], for structs that the caller may decline with NULL.
pub(crate) fn start_if_wanted<T: Copy>(to: *mut T, size: usize) -> Checked<Option<Start<T>>> {
    match to.is_null() {
        true => Ok(None),
        false => start(to, size).map(Some),
    }
}

impl<T: Copy> Start<T> {
    /// Writes what fits; what only a newer header knows becomes 0.
    pub(crate) fn set(self, value: &T) {
        // SAFETY: writable by contract for `size` bytes; `value` has as many bytes as its type.
        unsafe { fill(self.to.cast().as_ptr(), self.size, core::ptr::from_ref(value).cast(), size_of::<T>()) }
    }
}

/// Of `len` bytes those that fit into `size`, and zeros behind them. One for all structs: it is less code.
///
/// # Safety
/// `to` is writable for `size` bytes, `from` is readable for `len`, and they are apart.
#[inline(never)]
unsafe fn fill(to: *mut u8, size: usize, from: *const u8, len: usize) {
    let known = size.min(len);
    // SAFETY: `known` is no more than either has.
    unsafe {
        to.copy_from_nonoverlapping(from, known);
        to.add(known).write_bytes(0, size.saturating_sub(known));
    }
}

/// Where a message or a list goes: `capacity` items.
pub(crate) struct Buffer<T> {
    first: NonNull<T>,
    capacity: usize,
}

/// NULL is fine for no room at all.
pub(crate) fn buffer<T: Copy>(to: *mut T, capacity: usize) -> Checked<Buffer<T>> {
    let first = match capacity {
        0 => NonNull::dangling(),
        _ => pointer(to)?,
    };
    Ok(Buffer { first, capacity })
}

impl<T: Copy> Buffer<T> {
    /// Refuses a buffer that has not room for so many.
    pub(crate) fn need(&self, count: usize) -> Checked<()> {
        match count <= self.capacity {
            true => Ok(()),
            false => Err(Refusal(QUORATE_ERROR_BUFFER_TOO_SMALL)),
        }
    }

    /// Zeros, to be written over.
    #[cfg(feature = "witness")]
    pub(crate) fn zeroed(&mut self) -> &mut [T]
    where
        T: From<u8>,
    {
        for place in 0..self.capacity {
            let _there_is_room = self.put(place, T::from(0));
        }
        // SAFETY: writable by contract, and written now.
        unsafe { core::slice::from_raw_parts_mut(self.first.as_ptr(), self.capacity) }
    }

    /// Writes all items, or nothing.
    pub(crate) fn set(&mut self, items: &[T]) -> Checked<()> {
        self.need(items.len())?;
        // SAFETY: writable by contract for `capacity` items, and `items` is the library's own.
        unsafe { self.first.as_ptr().copy_from_nonoverlapping(items.as_ptr(), items.len()) }
        Ok(())
    }

    /// Writes one item at a place that is checked.
    pub(crate) fn put(&mut self, place: usize, item: T) -> Checked<()> {
        self.need(place.saturating_add(1))?;
        // SAFETY: `place` is below `capacity`, up to which the buffer is writable by contract.
        unsafe { self.first.as_ptr().add(place).write(item) }
        Ok(())
    }
}

/// Where a list goes, and where its length.
pub(crate) struct List<T> {
    items: Buffer<T>,
    count: Output<usize>,
}

/// A list in the caller's array.
pub(crate) fn list<T: Copy>(to: *mut T, capacity: usize, count: *mut usize) -> Checked<List<T>> {
    Ok(List { items: buffer(to, capacity)?, count: output(count)? })
}

impl<T: Copy> List<T> {
    /// Tells the length in any case; writes the items where all of them fit.
    pub(crate) fn set(mut self, items: impl ExactSizeIterator<Item = T>) -> Checked<()> {
        let count = items.len();
        self.count.set(count);
        self.items.need(count)?;
        (0..count).zip(items).try_for_each(|(place, item)| self.items.put(place, item))
    }
}
