//! Calls of the C library, in any order, with pointers and sizes of which some are wrong in every way that the library
//! promises to notice: null, misaligned, too small, memory that is not an object of this type, an object that was never
//! initialized. What is said to be so large is so large, so that AddressSanitizer sees who writes past it.

use super::Bytes;
use crate::generate::conf;
use quorate_ffi::*;
use std::ffi::{CStr, c_char};
use std::mem::size_of;
use std::ptr::{null, null_mut};

/// QUORATE_VERDICT_QUORATE
const QUORATE: u32 = 1;

/// Memory of a number of bytes and not one more, aligned as a uint64_t: whatever bytes were in it before.
struct Memory(Box<[u64]>);

impl Memory {
    fn of(size: usize, filled: u8) -> Self {
        Memory(vec![u64::from_ne_bytes([filled; 8]); size.div_ceil(8)].into())
    }

    fn size(&self) -> usize {
        self.0.len() * 8
    }

    /// Where it is, or what is no such place.
    fn place<T>(&mut self, choice: u8) -> *mut T {
        match choice {
            0..250 => self.0.as_mut_ptr().cast(),
            250..253 => self.0.as_mut_ptr().cast::<u8>().wrapping_add(1).cast(),
            _ => null_mut(),
        }
    }
}

struct World<'a> {
    bytes: Bytes<'a>,
    /// What is read where the bytes bring no corosync.conf.
    conf: String,
    config: Memory,
    engine: Memory,
    cluster: Memory,
    witness: Memory,
    now: u64,
}

/// No call reads or writes where it must not, none panics, and each answers with a status that has a text.
pub fn calls(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let filled = [0, 0xFF, 0xA5][usize::from(bytes.below(3))];
    let mut world = World {
        bytes,
        conf: conf(&[1; 3], "wait_for_all: 1\ndevice {\nmodel: disk\n}"),
        config: Memory::of(size_of::<quorate_config>(), filled),
        engine: Memory::of(size_of::<quorate_engine>(), filled),
        cluster: Memory::of(size_of::<quorate_cluster>(), filled),
        witness: Memory::of(quorate_witness_size(2, 1, 4), filled),
        now: 0,
    };
    for _ in 0..64 {
        if world.bytes.is_empty() {
            break;
        }
        let status = world.call();
        // SAFETY: a text is static and terminated.
        let text = unsafe { CStr::from_ptr(quorate_error_text(status)) };
        assert_ne!(text, c"not a status of this library", "{status}");
    }
}

/// Calls with room for text of some size: what is written is terminated, and no more than fits.
fn text(bytes: &mut Bytes<'_>, call: impl Fn(*mut c_char, usize, *mut usize) -> i32) -> i32 {
    let size = usize::from(bytes.byte()) * 8;
    let (mut room, mut needed) = (Memory::of(size, 0xFF), usize::MAX);
    // There is no wrong place for characters.
    let place = if bytes.byte() < 250 { room.place(0) } else { null_mut() };
    let status = call(place, room.size(), if bytes.below(8) == 0 { null_mut() } else { &mut needed });
    if status == QUORATE_OK && needed != usize::MAX {
        let written = room.0.iter().flat_map(|word| word.to_ne_bytes()).position(|byte| byte == 0);
        assert_eq!(written.map(|length| length + 1), Some(needed), "{status}");
    }
    status
}

/// The number of things that are said to be in a memory of this many.
fn count(bytes: &mut Bytes<'_>, room: usize) -> usize {
    usize::from(bytes.byte()).min(room)
}

impl World<'_> {
    fn call(&mut self) -> i32 {
        self.now += u64::from(self.bytes.byte()) * 100;
        match self.bytes.below(6) {
            0 => self.of_config(),
            1 | 2 => self.of_engine(),
            3 => self.asked(),
            4 => self.of_cluster(),
            _ => self.of_witness(),
        }
    }

    fn of_config(&mut self) -> i32 {
        let what = self.bytes.below(8);
        let (config, size) = (self.config.place(self.bytes.byte()), self.config.size());
        let (mut error, index) =
            (Memory::of(size_of::<quorate_config_error>(), 0xFF), self.bytes.below(4).into());
        let conf = if self.bytes.below(4) == 0 { self.bytes.take(200) } else { self.conf.as_bytes() };
        // SAFETY: whatever is not null is as large as is said.
        unsafe {
            match what {
                0 | 1 => {
                    let (text, error_size) = (conf.as_ptr().cast(), error.size());
                    let error = error.place(self.bytes.byte());
                    quorate_config_from_corosync_conf_sized(config, size, text, conf.len(), error, error_size)
                }
                2 => quorate_config_set_freeze_on_loss(config, self.bytes.number()),
                3 => quorate_config_set_fence_delay(config, self.bytes.number().into()),
                4 => quorate_config_set_cluster_name(config, conf.as_ptr().cast(), conf.len()),
                5 => text(&mut self.bytes, |to, size, needed| {
                    quorate_config_lint_text(config, index, to, size, needed)
                }),
                6 => text(&mut self.bytes, |to, size, needed| {
                    quorate_config_lint_story(config, index, to, size, needed)
                }),
                _ => {
                    let mut nodes = Memory::of(4 * size_of::<quorate_config_node>(), 0xFF);
                    let (mut found, most) = (0, count(&mut self.bytes, 4));
                    quorate_config_nodes(config, nodes.place(self.bytes.byte()), most, &raw mut found)
                }
            }
        }
    }

    fn of_engine(&mut self) -> i32 {
        let what = self.bytes.below(18);
        let (config, choice) = (self.config.place::<quorate_config>(0), self.bytes.byte());
        let (engine, size, now) = (self.engine.place::<quorate_engine>(choice), self.engine.size(), self.now);
        let (id, number) = (self.bytes.number(), self.bytes.number());
        let mut ids = Memory::of(16, 0);
        ids.0.copy_from_slice(&[u64::from(id) << 32 | 1, u64::from(number) << 32 | 2]);
        let few = count(&mut self.bytes, 4);
        let some = self.bytes.take(usize::from(self.bytes.0.len().min(40) as u8)).to_vec();
        let mut to = Memory::of(some.len(), 0xFF);
        let (mut length, place) = (0, to.place(self.bytes.byte()));
        // SAFETY: as above.
        unsafe {
            match what {
                0 => quorate_engine_init_sized(engine, size, config, id, number),
                1 => quorate_engine_init_with_storage_sized(engine, size, config, id),
                2 => quorate_engine_observe(engine, ids.place(choice), few),
                3 | 4 => quorate_engine_view(engine, id, now, ids.place(choice), few, now),
                5 | 6 => quorate_engine_receive(engine, id, some.as_ptr(), some.len(), now),
                7 => quorate_engine_poll_transmit(engine, place, to.size(), &raw mut length),
                8 => quorate_engine_handle_timeout(engine, now),
                9 => quorate_engine_leave(engine, number),
                10 => quorate_engine_set_expected_votes(engine, number),
                11 => quorate_engine_set_votes(engine, id, number),
                12 => quorate_engine_restore(engine, some.as_ptr(), some.len()),
                13 => quorate_engine_write_snapshot(engine, place, to.size(), &raw mut length),
                14 => quorate_engine_saved(engine, some.as_ptr(), some.len()),
                15 => quorate_engine_device_register(engine, some.as_ptr().cast(), some.len()),
                16 => quorate_engine_device_poll(engine, id, now, number, now),
                _ => quorate_engine_fenced(engine, id, number, now, now),
            }
        }
    }

    fn asked(&mut self) -> i32 {
        let what = self.bytes.below(8);
        let (engine, few) =
            (self.engine.place::<quorate_engine>(self.bytes.byte()), count(&mut self.bytes, 8));
        let (mut ids, mut found, index) = (Memory::of(few * 4, 0xFF), 0, self.bytes.below(4).into());
        let mut status = Memory::of(size_of::<quorate_status>(), 0xFF);
        // A program may have been built with an older header.
        let size = status.size().min(usize::from(self.bytes.byte()) * 4);
        // SAFETY: as above.
        unsafe {
            match what {
                0 => text(&mut self.bytes, |to, size, needed| {
                    quorate_engine_reason_text(engine, to, size, needed)
                }),
                1 => text(&mut self.bytes, |to, size, needed| {
                    quorate_engine_help_text(engine, to, size, needed)
                }),
                2 => text(&mut self.bytes, |to, size, needed| {
                    quorate_engine_quorumtool_text(engine, to, size, needed)
                }),
                3 => text(&mut self.bytes, |to, size, needed| {
                    quorate_engine_cman_tool_text(engine, to, size, needed)
                }),
                4 => text(&mut self.bytes, |to, size, needed| {
                    quorate_engine_advice_text(engine, index, to, size, needed)
                }),
                5 => quorate_engine_members(engine, ids.place(self.bytes.byte()), few, &raw mut found),
                6 => quorate_engine_status_sized(engine, status.place(self.bytes.byte()), size),
                _ => {
                    let whole = status.place::<quorate_status>(0);
                    let done = quorate_engine_status_sized(engine, whole, size_of::<quorate_status>());
                    let may = quorate_may_act(engine) == 1;
                    assert_eq!(may, done == QUORATE_OK && (*whole).verdict == QUORATE);
                    done
                }
            }
        }
    }

    fn of_cluster(&mut self) -> i32 {
        const STEPS: [&[u8]; 8] = [
            b"up 1 2 3 4",
            b"crash 1",
            b"split 1 2 | 3 4",
            b"heal",
            b"leave 2",
            b"wait 20000",
            b"device on 1",
            b"expected 1 2",
        ];
        let what = self.bytes.below(6);
        let (cluster, config) =
            (self.cluster.place::<quorate_cluster>(self.bytes.byte()), self.config.place(0));
        let size = self.cluster.size();
        let step = match self.bytes.below(3) {
            0 => self.bytes.take(40),
            _ => STEPS[usize::from(self.bytes.below(8))],
        };
        let rules = self.bytes.number();
        // SAFETY: as above.
        unsafe {
            match what {
                0 => quorate_cluster_init_sized(cluster, size, config, rules),
                1 => {
                    text(&mut self.bytes, |to, size, needed| quorate_cluster_table(cluster, to, size, needed))
                }
                2 => {
                    let (engine, size) = (self.engine.place(self.bytes.byte()), self.engine.size());
                    quorate_cluster_engine_sized(cluster, rules, engine, size)
                }
                _ => {
                    let mut said = Memory::of(256, 0xFF);
                    let (to, from) = (said.place(self.bytes.byte()), step.as_ptr().cast());
                    quorate_cluster_run(cluster, from, step.len(), to, said.size(), null_mut())
                }
            }
        }
    }

    fn of_witness(&mut self) -> i32 {
        let what = self.bytes.below(8);
        let (witness, size) = (self.witness.place::<quorate_witness>(self.bytes.byte()), self.witness.size());
        let (now, connection) = (self.now, self.bytes.number());
        let length = usize::from(self.bytes.byte());
        let said = self.bytes.take(length);
        let (mut number, mut taken) = (0, 0);
        let mut to = Memory::of(usize::from(self.bytes.byte()) * 4, 0xFF);
        let mut output = Memory::of(size_of::<quorate_witness_output>(), 0xFF);
        // SAFETY: as above.
        unsafe {
            match what {
                0 => quorate_witness_init(witness, size, 2, 1, 4, null(), now),
                1 => quorate_witness_connect(witness, now, &raw mut number),
                2 | 3 => quorate_witness_receive(
                    witness,
                    connection,
                    now,
                    said.as_ptr(),
                    said.len(),
                    &raw mut taken,
                ),
                4 => {
                    let (output, size) = (output.place(self.bytes.byte()), output.size());
                    quorate_witness_poll_output_sized(
                        witness,
                        output,
                        size,
                        to.place(self.bytes.byte()),
                        to.size(),
                    )
                }
                5 => quorate_witness_handle_timeout(witness, now),
                6 => quorate_witness_write_snapshot(witness, now, to.place(0), to.size(), &raw mut taken),
                _ => quorate_witness_restore(witness, now, said.as_ptr(), said.len()),
            }
        }
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    // A config, an engine of node 1 under rules strict, a view, what it says, and its texts.
    let good = [1, 0, 0, 0, 0, 0, 1, 0];
    let engine = |what: u8, id: u8, number: u8| [0, 1, what, 0, id, number, 4, 0, 0, 0];
    let asked = |what: u8| [0, 3, what, 0, 8, 0, 60, 60, 0, 1];
    let cluster = |what: u8, step: u8| [0, 4, what, 0, 1, step, 1, 0];
    let mut one = good.to_vec();
    one.extend([engine(0, 1, 3), engine(3, 1, 2), engine(7, 0, 0), engine(13, 0, 0)].concat());
    one.extend((0..8).flat_map(asked));
    let mut other = good.to_vec();
    other.extend((0..8).flat_map(|step| [cluster(0, 0), cluster(3, step), cluster(1, 0)].concat()));
    let witness = (0..8).flat_map(|what| [0, 5, what, 0, 0, 6, 0, 0, 0, 0, 0, 0, 200, 0, 0]);
    vec![one, other, [0].into_iter().chain(witness).collect()]
}
