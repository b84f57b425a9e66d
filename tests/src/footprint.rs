//! What of the library a firmware links, and how much that is.

use crate::firmware::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a node needs that gets its config from code and writes no texts. Its status has the reason's code.
pub const NODE: [&str; 15] = [
    "quorate_options_init_sized",
    "quorate_builder_init_sized",
    "quorate_builder_node_sized",
    "quorate_builder_options",
    "quorate_builder_build_sized",
    "quorate_engine_init_sized",
    "quorate_engine_view",
    "quorate_engine_receive",
    "quorate_engine_poll_transmit",
    "quorate_engine_poll_timeout",
    "quorate_engine_handle_timeout",
    "quorate_may_act",
    "quorate_engine_status_sized",
    "quorate_engine_fenced",
    "quorate_engine_leave",
];

/// What a node calls in addition that stores what must survive a restart.
pub const SNAPSHOT: [&str; 2] = ["quorate_engine_snapshot", "quorate_engine_restore"];

/// What it calls where the electorate changes by agreement, and so is stored.
pub const STORAGE: [&str; 6] = [
    "quorate_engine_init_with_storage_sized",
    "quorate_engine_restore",
    "quorate_engine_write_snapshot",
    "quorate_engine_is_unsaved",
    "quorate_engine_saved",
    "quorate_engine_has_left_agreed",
];

/// What a witness needs that writes no texts, with its snapshot and its clients' votes and reasons.
pub const WITNESS: [&str; 15] = [
    "quorate_witness_settings_init_sized",
    "quorate_witness_init",
    "quorate_witness_tell",
    "quorate_witness_connect",
    "quorate_witness_receive",
    "quorate_witness_secured",
    "quorate_witness_disconnect",
    "quorate_witness_poll_output_sized",
    "quorate_witness_poll_timeout",
    "quorate_witness_handle_timeout",
    "quorate_witness_is_unsaved",
    "quorate_witness_write_snapshot",
    "quorate_witness_saved",
    "quorate_witness_restore",
    "quorate_witness_client_sized",
];

/// A linked program, and its sections' sizes.
pub struct Linked {
    pub elf: PathBuf,
    pub text: u64,
    /// Bytes of constants, those that start variables included.
    pub rodata: u64,
}

/// Links these functions of an archive, and nothing that they do not need.
pub fn link(archive: &Path, name: &str, functions: &[String]) -> Linked {
    let elf = archive.with_file_name(format!("{name}.elf"));
    let mut ld = Command::new("arm-none-eabi-ld");
    ld.args(["--gc-sections", "-e", "0"]);
    ld.args(functions.iter().map(|name| format!("--require-defined={name}")));
    run(ld.arg(archive).arg("-o").arg(&elf), "binutils-arm-none-eabi");
    let said = run(Command::new("arm-none-eabi-size").arg("-A").arg(&elf), "binutils-arm-none-eabi");
    let size = |sections: &[&str]| -> u64 {
        let rows = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let ours = rows.filter(|row| row.len() == 3 && sections.contains(&row[0]));
        ours.filter_map(|row| row[1].parse::<u64>().ok()).sum()
    };
    Linked { text: size(&[".text"]), rodata: size(&[".rodata", ".data"]), elf }
}
