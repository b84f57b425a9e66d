//! Which of the mutants in a program is on: the one that `QUORATE_MUTANT` numbers. With `QUORATE_REACHED`, a file, none
//! is, and the number of each that the program comes by is written there.
#![feature(const_eval_select, core_intrinsics)]
#![allow(internal_features)]

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

const MAX: usize = 1 << 16;
const UNREAD: u32 = u32::MAX;
const RECORDING: u32 = UNREAD - 1;
static CHOSEN: AtomicU32 = AtomicU32::new(UNREAD);
static SEEN: [AtomicBool; MAX] = [const { AtomicBool::new(false) }; MAX];

/// Whether the mutant of this number is on; never while compiling, as that happens once for all of them.
#[inline(always)]
pub const fn on(number: u32) -> bool {
    std::intrinsics::const_eval_select((number,), never, now)
}

const fn never(_: u32) -> bool {
    false
}

#[inline(always)]
fn now(number: u32) -> bool {
    let chosen = CHOSEN.load(Relaxed);
    chosen == number || (chosen >= RECORDING && look(number))
}

#[cold]
fn look(number: u32) -> bool {
    if CHOSEN.load(Relaxed) == UNREAD {
        let chosen = match std::env::var("QUORATE_MUTANT") {
            Ok(text) => text.parse().expect("QUORATE_MUTANT is a number"),
            Err(_) if std::env::var_os("QUORATE_REACHED").is_some() => RECORDING,
            Err(_) => 0,
        };
        CHOSEN.store(chosen, Relaxed);
        return now(number);
    }
    let place = usize::try_from(number).expect("a number of a mutant");
    if !SEEN[place].swap(true, Relaxed) {
        let name = std::env::var_os("QUORATE_REACHED").expect("checked above");
        let file = std::fs::OpenOptions::new().append(true).create(true).open(name);
        // One write: several processes may add to it.
        let line = format!("{number}\n");
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("QUORATE_REACHED can be written");
    }
    false
}
