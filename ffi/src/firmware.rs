//! For the firmware engineer: quorate in a management controller (BMC).
//!
//! The library is plain code over memory that you give it: no operating system, no libc, no allocator, no threads, no
//! clock, no floating point. It has no path to a panic: without feature `std` the panic handler calls a symbol that
//! exists nowhere, so a firmware that links cannot panic in quorate. What to do when a node must be fenced, and how
//! members find each other, is up to you.
//!
//! # Build
//!
//! ```text
//! rustup target add thumbv7em-none-eabihf
//! make -C ffi static RUST_TARGET=thumbv7em-none-eabihf NODES_MAX=16 RULES=strict
//! ```
//!
//! makes `target/thumbv7em-none-eabihf/ffi/libquorate_ffi.a`. Debian's Rust needs no rustup, and builds Rust's core
//! library too (packages rustc-web, cargo-web and rust-web-src):
//!
//! ```text
//! make -C ffi static RUST_TARGET=thumbv7em-none-eabihf NODES_MAX=16 RULES=strict \
//!     CARGO='env RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo -Zbuild-std=core'
//! ```
//!
//! For 32-bit Linux take `RUST_TARGET=armv7-unknown-linux-gnueabihf`, and for its shared library (`make -C ffi shared`)
//! tell cargo the linker: `CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER=arm-linux-gnueabihf-gcc`. Big-endian
//! targets work too. `NODES_MAX` is 8, 16, 32 or 64 (the default) and must be the same in your sources: the header's
//! types depend on it. Where they differ, the init functions of all objects that have room for nodes return
//! QUORATE_ERROR_ABI and change nothing. `RULES` are the rule sets that the library has, all by default: `corosync`,
//! `cman`, `strict`, `agreed` and `witness`, or some of them in quotes. An engine of rules that are left out is refused
//! with QUORATE_ERROR_RULES_NOT_BUILT.
//!
//! # Link
//!
//! ```text
//! QUORATE    := third_party/quorate
//! LIBQUORATE := $(CURDIR)/quorate/thumbv7em-none-eabihf/ffi/libquorate_ffi.a
//!
//! CFLAGS  += -I$(QUORATE)/include -DQUORATE_NODES_MAX=16 -ffunction-sections -fdata-sections
//! LDFLAGS += -Wl,--gc-sections
//!
//! firmware.elf: $(OBJECTS) $(LIBQUORATE) ; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lgcc
//! .PHONY: quorate
//! quorate: ; $(MAKE) -C $(QUORATE)/ffi static CARGO_TARGET_DIR=$(CURDIR)/quorate \
//!     RUST_TARGET=thumbv7em-none-eabihf NODES_MAX=16 RULES=strict
//! $(LIBQUORATE): quorate ;
//! ```
//!
//! The header is C99 (or C++). `--gc-sections` is needed: it drops what you do not call, and with it the panic
//! handler. An error that names `quorate_has_a_path_to_a_panic` means that it is missing, or that our proof is
//! broken: tell us. The archive brings weak memcpy, memmove, memset and memcmp; your own take precedence. The target
//! above passes floats in registers, so compile with `-mfloat-abi=hard -mfpu=fpv4-sp-d16`, and **enable the FPU
//! before the first call** (CPACR, in your reset handler). `tests/firmware/c` is a whole firmware of this kind, with
//! startup and linker scripts for an ASPEED AST1030; `tests/firmware/rust` is one in Rust.
//!
//! # Size
//!
//! `tests/bench footprint` prints flash, RAM, stack and instructions for each bound and each rule set, as README's
//! tables and in detail. Objects are as large as `sizeof` says, and live where you put them: make them static.
//! `quorate_cluster` is the simulator, for tools and tests; a firmware needs a `quorate_config` at start, which may
//! share its memory with something else afterwards (not with the engine that is made from it), and one
//! `quorate_engine`. Reading a corosync.conf takes 11 KiB of flash, and texts more: a config may be made in code with
//! `quorate_builder`, and a status has its numbers without a text. What the goals are, and where they are met:
//!
//! | Cortex-M4, 16 nodes, Rust's `s` | goal | rules `strict` | `corosync` | all three |
//! | --- | --- | --- | --- | --- |
//! | flash of a node: config in code, views, messages, timeouts, proofs, the status | 16 KiB | 12.5 KiB | 17.4 KiB | 29.5 KiB |
//! | RAM of a `quorate_engine` | 1 KiB | 992 bytes | 992 bytes | 992 bytes |
//! | stack of each of these calls | 1 KiB | 952 bytes | 952 bytes | 952 bytes |
//! | instructions of a new view, members in the nodelist's order | 3000 | 1440 | 1590 | the same |
//! | instructions of a new view, in any other order | 3000 | 2920 | 3400 | the same |
//!
//! Flash counts .text and .rodata with our memcpy and memset (600 bytes, which yours would replace), and with the
//! sentences for a config that is refused (the status says the same in a number). `corosync` is 1.3 KiB above the
//! goal. A snapshot, made and restored, is 1.5 KiB more. An electorate that can change (`RULES=agreed`, which all
//! three have) is 7.3 KiB more, 19.8 KiB, and its snapshot 3.8 KiB: leave it out where the electorate is fixed.
//! Stay with `s`: at level `z` a path to a panic remains, and the link fails. All three rule sets would be far above
//! 16 KiB in any case, so choose. A view's instructions grow with the nodes, by 90 each: 5700 at 64, where its members
//! come in ascending order. In any other order every member is searched for: 3400 at 16, 14200 at 64.
//!
//! Stack: a config and an engine are made where they will stay, so with up to 32 nodes their init is no deeper than
//! other calls; with 64 an engine's takes 3.7 KB. Reading a corosync.conf takes 2.9 KB, most of it for the path of
//! sections, 254 bytes deep as corosync allows. `quorate_engine_receive` takes the most: 952 bytes.
//! `tests/firmware/chip.rs` holds every function with a bound to 1 KiB, but for the reader and `quorate_engine_advice`,
//! which tries what it advises on a copy of the engine and takes 4.4 KB. Functions that write texts go through the
//! formatting of Rust's core library, for which there is no static bound: measure, or leave them out.
//! `quorate_cluster` and lint, which tries stories in it, are for tools: with 16 nodes they take 46 and 17 KB of
//! stack.
//!
//! # Feed
//!
//! One loop, or one task, owns the engine:
//!
//! ```text
//! on a new member set:     quorate_engine_view(&engine, ring_node, ring_seq, members, count, now)
//! on a message:            quorate_engine_receive(&engine, sender, bytes, len, now)
//! on its timer:            quorate_engine_handle_timeout(&engine, now)
//! when its peers are off:  quorate_engine_fenced, as below                                    (strict)
//! then, always:            while quorate_engine_poll_transmit gives a message, send it
//!                          quorate_engine_poll_timeout: set the timer
//!                          quorate_may_act: publish the verdict
//! ```
//!
//! Proofs that nodes are off (rules `strict`): if the status says that nodes are missing, note the time, query the
//! power of **all** of them, and if all are off, report each with that one time, from before the first query:
//!
//! ```text
//! asked = now()
//! all are off? for each missing node: quorate_engine_fenced(&engine, node, ring_node, ring_seq, asked)
//! ```
//!
//! A proof with a later time starts over, since nodes that were off one after another may never have been off together.
//! What was known before the view is refused (QUORATE_ERROR_PROOF_TOO_OLD), and a new view forgets all proofs: query
//! again. Ring ids are never reused, not even after a reset (see Persist).
//!
//! `now` is any millisecond counter that does not run backwards; it is 64 bits wide, so extend a 32-bit one. Your
//! membership layer finds out who is present, and must give all members of a view the same ring id and the same list.
//! Anything that arrives may be wrong: it is then refused with a status and changes nothing. The library cannot see who
//! sent it: authenticate on the link.
//!
//! # The third vote
//!
//! With `RULES='strict witness'` the library has the witness, too: in place of corosync-qnetd a controller gives the
//! third vote of even clusters, to unmodified corosync-qdevice clients. It needs TCP connections (port 5403), or
//! something that has them and passes their bytes on:
//!
//! ```text
//! static uint64_t memory[QUORATE_WITNESS_SIZE(4, 2, 8) / 8];      4 connections, 2 clusters of up to 8 nodes
//! at start:            quorate_witness_init; stored before? quorate_witness_restore
//! one was accepted:    quorate_witness_connect(witness, now, &connection)
//! bytes came over it:  quorate_witness_receive, and what follows, until all are taken
//! it is gone:          quorate_witness_disconnect
//! its timer:           quorate_witness_handle_timeout
//! then, always:        if quorate_witness_is_unsaved: quorate_witness_write_snapshot, store it, quorate_witness_saved
//!                      while quorate_witness_poll_output has something: send it, or close the connection
//!                      quorate_witness_poll_timeout: set the timer
//! ```
//!
//! Without a stored snapshot a witness that was reset is silent for up to 270 s (less with a smaller `heartbeat_max`)
//! wherever a node is out of reach. `tests/firmware/c/witness_uart.c` is such a firmware for an AST1030, whose UART is
//! its network, and whose flash keeps the snapshot (`kept.c`: two sectors take turns, so that a loss of power in a
//! write leaves the one before): reset, it waits only for nodes that had a vote and do not come back, 18 s at most. A
//! snapshot is stored at each join and each new vote, so sectors of 100,000 erases last for 200,000 of them. In
//! `tests/fencing` real nodes vote through it. `tests/c/witnessd.c` is a daemon for Linux.
//!
//! | a witness on a Cortex-M4, bytes | 2 nodes | 8 nodes | 16 nodes |
//! | --- | ---: | ---: | ---: |
//! | flash, with its snapshot, without texts (goal: 24 KiB) | 21874 | 21874 | 21874 |
//! | RAM of a connection | 440 | 440 | 440 |
//! | RAM of a cluster | 128 | 152 | 184 |
//! | RAM of a witness of one cluster, all connected | 1080 | 3744 | 7296 |
//! | stack of a call, at most | 936 | 936 | 936 |
//!
//! # Transport
//!
//! A message has at most QUORATE_MESSAGE_MAX (96) bytes, mostly under 30, is the same on every processor, and goes to
//! every member, the sender included, in one order for all. The simplest way to get such an order: members send to the
//! lowest member of the view, which passes everything on, to itself too, in the order of arrival; when it is lost there
//! is a new view, and messages in transit are void.
//!
//! - **UDP**: one message per datagram. Number them, and let the receiver request lost ones again; drop what belongs to
//!   another ring id.
//! - **MCTP**: vendor-defined messages (types 0x7E with a PCI vendor ID, 0x7F with an IANA enterprise number). The
//!   baseline transmission unit is 64 bytes, so let MCTP split the longer ones.
//! - **IPMI**: an OEM command (NetFn 0x2E, with an IANA enterprise number in front). IPMB carries about 25 bytes
//!   of payload: split into numbered parts; over LAN a message fits whole.
//!
//! # Persist
//!
//! A controller that resets is a node that starts, and `wait_for_all` (which two_node brings) is what makes that safe.
//! Three things must still survive a reset: the last ring id, so that a late message from before the reset never
//! counts; that the node was frozen (freeze_on_loss); and the highest expected votes, if they are tracked. They are
//! QUORATE_SNAPSHOT_SIZE (32) bytes, the same on every processor, with a version and a checksum:
//!
//! ```text
//! at start:                quorate_engine_init; not the first start ever? quorate_engine_restore(&engine, stored, 32)
//! after every other call:  quorate_engine_snapshot(&engine, bytes, 32); differ from the stored ones? store them
//! only then:               send what quorate_engine_poll_transmit gives
//! ```
//!
//! They change with every view, with a resume, and where expected votes are tracked with a new highest: flash sees one
//! write for each change of membership. Keep two copies, and write one after the other: if the power fails during a
//! write, one of them is intact. At start restore the first, and if it is refused the second. If both are refused
//! (erased flash is), this is the first start ever, or an operator must decide whether the node may join. Restored or
//! not, the layer that makes ring ids must continue above all that members ever had: after a restore and before the
//! first view `quorate_engine_status` has this node's, so let members exchange theirs, and use one greater than all of
//! them.
//!
//! With an electorate that changes by agreement (`quorate_engine_init_with_storage`: allow_downscale,
//! last_man_standing, nodes added and removed by a reload) a node must not forget what it agreed to, either: its
//! snapshot grows to about 30 bytes and one for each node of one vote, QUORATE_SNAPSHOT_MAX at most, and the engine
//! waits for it:
//!
//! ```text
//! at start:                quorate_engine_init_with_storage; stored before? quorate_engine_restore
//! after every other call:  while quorate_engine_is_unsaved: quorate_engine_write_snapshot, store both copies,
//!                          quorate_engine_saved with the same bytes
//! only then:               quorate_engine_poll_transmit has something to send
//! to shut down:            quorate_engine_leave; go on until the reason is QUORATE_REASON_LEFT, at most 5 s
//! ```
//!
//! A node with erased flash does not vote until the others are quorate without it.
//!
//! Do not save the bytes of an engine: they are plain data, but their layout is specific to this build, and a node that
//! comes back must not remember a view. While the firmware runs, an engine may be copied and moved: a copy is an engine
//! of its own.
//!
//! # Interrupts and threads
//!
//! There is no global state, so every function is reentrant: two contexts may be inside the library at once, each with
//! its own objects. One object belongs to one context at a time. Nothing blocks or waits, every loop is bounded by the
//! number of nodes, and no call needs interrupts to be off. So an interrupt handler may call anything on an object that
//! the interrupted code is not in the middle of; the usual design is different: the handler queues what arrives, the
//! loop feeds the engine and stores `quorate_may_act` in an atomic word, and readers use that.
//!
//! The library keeps no pointer to what you pass. Memory that was never initialized, zeroed or erased, is refused
//! with QUORATE_ERROR_NOT_INITIALIZED; a misaligned object with QUORATE_ERROR_MISALIGNED.
