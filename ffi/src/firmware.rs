//! For the firmware engineer: quorate in a management controller (BMC).
//!
//! The library is plain code over memory that you give it: no operating system, no libc, no allocator, no threads,
//! no clock, no floating point. It has no path to a panic: without feature `std` the panic handler calls a
//! symbol that exists nowhere, so a firmware that links cannot panic in quorate. What to do when the node must be
//! fenced, and how members find each other, stay yours.
//!
//! # Build
//!
//! ```text
//! rustup target add thumbv7em-none-eabihf
//! make -C ffi static RUST_TARGET=thumbv7em-none-eabihf NODES_MAX=16
//! ```
//!
//! makes `target/thumbv7em-none-eabihf/ffi/libquorate_ffi.a`. For 32-bit Linux take
//! `RUST_TARGET=armv7-unknown-linux-gnueabihf`; big-endian targets work too. `NODES_MAX` is 8, 16, 32 or 64 (the
//! default) and must be the same for your sources: the header's types depend on it. Where they differ, every init
//! function answers QUORATE_ERROR_ABI and touches nothing.
//!
//! # Link
//!
//! ```text
//! QUORATE   := third_party/quorate
//! LIBQUORATE = $(QUORATE)/target/thumbv7em-none-eabihf/ffi/libquorate_ffi.a
//!
//! CFLAGS  += -I$(QUORATE)/include -DQUORATE_NODES_MAX=16 -ffunction-sections -fdata-sections
//! LDFLAGS += -Wl,--gc-sections
//!
//! $(LIBQUORATE):
//!         $(MAKE) -C $(QUORATE)/ffi static RUST_TARGET=thumbv7em-none-eabihf NODES_MAX=16
//!
//! firmware.elf: $(OBJECTS) $(LIBQUORATE)
//!         $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lgcc
//! ```
//!
//! `--gc-sections` is needed: it drops what you do not call, and with it the panic handler. An error that
//! names `quorate_has_a_path_to_a_panic` means that it is missing, or that our proof is broken: tell us. The archive
//! brings weak memcpy, memmove, memset and memcmp; your own take precedence. The target above passes floats in
//! registers, so compile with `-mfloat-abi=hard -mfpu=fpv4-sp-d16`, and **enable the FPU before the first call**
//! (CPACR, in your reset handler). `tests/firmware/c` is a whole firmware of this kind, with startup and linker
//! scripts for an ASPEED AST1030; `tests/firmware/rust` is one in Rust.
//!
//! # Size
//!
//! `tests/bench footprint` prints flash, RAM, stack and instructions for each bound. Objects are as large as
//! `sizeof` says, and live where you put them: make them static. `quorate_cluster` is the simulator, for tools and
//! tests; a firmware needs a `quorate_config` at start, which may share its memory with something else
//! afterwards, and one `quorate_engine`. Reading a corosync.conf and writing texts cost flash: a config may
//! be made in code with `quorate_builder`, and a status has its numbers without a text.
//!
//! | Cortex-M4, 16 nodes, gcc's `-Os` and Rust's `s` | |
//! | --- | --- |
//! | flash of a node: config in code, views, messages, timeouts, the verdict; all three rule sets | 34 KiB |
//! | flash with all calls of an engine and corosync.conf | 54 KiB |
//! | RAM of a `quorate_engine` with 8, 16, 32, 64 nodes | 1216, 1408, 1792, 2560 bytes |
//! | stack of view, receive, transmit, timeouts, fenced | at most 808 bytes |
//! | stack of `quorate_engine_init`; of reading a corosync.conf | 5968; about 8000 bytes |
//! | instructions of a verdict; of a message | 48; 677 to 1994 |
//!
//! Stack: `quorate_engine_init` and the readers of configs are deep, because they make the object on the stack
//! before they copy it. Call them early, from the main stack; what follows takes much less. Functions that write
//! texts go through the formatting of Rust's core library, for which there is no static bound: measure, or leave them
//! out. `quorate_cluster` is for tools: its init takes 42 KB of stack with 16 nodes.
//!
//! # Feed
//!
//! One loop, or one task, owns the engine:
//!
//! ```text
//! on a new member set:     quorate_engine_view(&engine, ring_node, ring_seq, members, count, now)
//! on a message:            quorate_engine_receive(&engine, sender, bytes, len, now)
//! on its timer:            quorate_engine_handle_timeout(&engine, now)
//! on a proof of power-off: quorate_engine_fenced(&engine, node, ring_node, ring_seq, now)     (strict)
//! then, always:            while quorate_engine_poll_transmit gives a message, send it
//!                          quorate_engine_poll_timeout: set the timer
//!                          quorate_engine_is_quorate: publish the verdict
//! ```
//!
//! `now` is any millisecond counter that does not run backwards; it is 64 bits wide, so extend a 32-bit one. The
//! layer that finds out who is there is yours, and it must give all members of a view the same ring id and the same
//! list. Whatever arrives may be wrong: it is refused with a status and changes nothing. What the library cannot see
//! is who sent it: authenticate on the link.
//!
//! # Transport
//!
//! A message has at most QUORATE_MESSAGE_MAX (96) bytes, mostly under 30, is the same on every processor, and goes to
//! every member, the sender included, in one order for all. The simplest way to such an order: members send to
//! the lowest member of the view, which passes everything on, to itself too, in the order of arrival; when it is
//! lost there is a new view, and what had been under way is void.
//!
//! - **UDP**: a message a datagram. Number them, and let the receiver ask again; drop what belongs to another ring id.
//! - **MCTP**: vendor-defined messages (types 0x7E with a PCI vendor ID, 0x7F with an IANA enterprise number). The
//!   baseline transmission unit is 64 bytes, so let MCTP split the longer ones.
//! - **IPMI**: an OEM command (NetFn 0x2E, with an IANA enterprise number in front). IPMB carries about 25 bytes
//!   of payload: split into numbered parts; over LAN a message fits whole.
//!
//! # Persist
//!
//! An engine starts from its config; a controller that resets is a node that starts, and `wait_for_all` (which two_node
//! brings) is what makes that safe. Only `expected_votes_tracking` wants something kept: store
//! `quorate_engine_tracked_expected_votes` when it changes, and give it back with
//! `quorate_engine_restore_expected_votes` right after `quorate_engine_init`. Do not save the bytes of an engine: they
//! are plain data, but their layout is this build's alone, and a node that comes back must not remember a view.
//!
//! # Interrupts and threads
//!
//! There is no global state, so every function is reentrant: two contexts may be inside the library at once, each with
//! its own objects. One object belongs to one context at a time. Nothing blocks or waits, every loop is bounded
//! by the number of nodes, and no call needs interrupts to be off. So an interrupt handler may call anything on an
//! object that the interrupted code is not in the middle of; the usual shape is another: the handler queues
//! what came, the loop feeds the engine and stores `is_quorate` in an atomic word, and whoever must know reads that.
//!
//! The library keeps no pointer to what you pass. Memory that was never initialized, zeroed or erased, is refused
//! with QUORATE_ERROR_NOT_INITIALIZED; a misaligned object with QUORATE_ERROR_MISALIGNED.
