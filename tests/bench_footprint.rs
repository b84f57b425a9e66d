//! What quorate costs in firmware: flash, RAM, stack and instructions on a Cortex-M4, as tables.

use quorate_tests::firmware::{AN386, Kind, M4, boot, exported, library, link, run, sources};
use quorate_tests::stack::{NoBound, Program};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const BOUNDS: [(u32, &[&str]); 4] = [(8, &["nodes-8"]), (16, &["nodes-16"]), (32, &["nodes-32"]), (64, &[])];

/// What a node needs that gets its config from code and reports no texts.
const NODE: [&str; 9] = [
    "quorate_builder_init_sized",
    "quorate_builder_node",
    "quorate_builder_build_sized",
    "quorate_engine_init_sized",
    "quorate_engine_view",
    "quorate_engine_receive",
    "quorate_engine_poll_transmit",
    "quorate_engine_handle_timeout",
    "quorate_engine_is_quorate",
];

/// Bytes of .text, and of .rodata with .data.
fn flash(archive: &Path, name: &str, functions: &[String]) -> (PathBuf, u64, u64) {
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
    (elf.clone(), size(&[".text"]), size(&[".rodata", ".data"]))
}

fn print_flash(archives: &[(u32, PathBuf)]) {
    println!("flash in bytes           .text  .rodata      sum");
    for (nodes, archive) in archives {
        let all = exported(archive);
        // The functions of these types, with or without those that write texts.
        let of = |kinds: &[&str], texts: bool| -> Vec<String> {
            let kind =
                |name: &&String| kinds.iter().any(|kind| name.starts_with(&format!("quorate_{kind}_")));
            all.iter().filter(kind).filter(|name| texts || !name.ends_with("_text")).cloned().collect()
        };
        let mut with_conf = of(&["engine", "builder"], false);
        with_conf.push("quorate_config_from_corosync_conf_sized".to_owned());
        let groups: [(&str, Vec<String>); 5] = [
            ("a node", NODE.map(str::to_owned).to_vec()),
            ("all of the engine", of(&["engine", "builder"], false)),
            ("and corosync.conf", with_conf),
            ("and texts, lint", of(&["engine", "builder", "config", "error"], true)),
            ("everything", all.clone()),
        ];
        for (name, functions) in groups {
            let (_, text, rodata) = flash(archive, &name.replace(' ', "-"), &functions);
            println!("{nodes:>3} nodes {name:<17} {text:>8} {rodata:>8} {:>8}", text + rodata);
        }
    }
}

fn print_ram(scratch: &Path) {
    let source = scratch.join("ram.c");
    let objects = ["engine", "config", "builder", "cluster"];
    let text: String = objects.iter().map(|name| format!("quorate_{name} {name};\n")).collect();
    std::fs::write(&source, format!("#include <quorate.h>\n{text}")).expect("writable");
    println!("\nRAM in bytes  {}", objects.map(|name| format!("{name:>9}")).concat());
    for (nodes, _) in BOUNDS {
        let object = scratch.join("ram.o");
        let mut gcc = Command::new("arm-none-eabi-gcc");
        gcc.args(["-mcpu=cortex-m4", "-mthumb", "-ffreestanding", "-c"])
            .arg(format!("-DQUORATE_NODES_MAX={nodes}"));
        gcc.arg("-I").arg(sources().join("../../include")).arg(&source).arg("-o").arg(&object);
        run(&mut gcc, "gcc-arm-none-eabi");
        let said = run(Command::new("arm-none-eabi-nm").arg("-S").arg(&object), "binutils-arm-none-eabi");
        let size = |wanted: &str| -> u64 {
            let rows = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
            let mut sizes =
                rows.filter(|row| row.len() == 4 && row[3] == wanted).map(|row| row[1].to_owned());
            u64::from_str_radix(&sizes.next().expect("the object"), 16).expect("a size")
        };
        println!("{nodes:>3} nodes     {}", objects.map(|name| format!("{:>9}", size(name))).concat());
    }
}

fn print_stack(archives: &[(u32, PathBuf)], measured: &Measured) {
    let programs: Vec<(u32, Program)> = archives
        .iter()
        .map(|(nodes, archive)| (*nodes, Program::read(&flash(archive, "everything", &exported(archive)).0)))
        .collect();
    let bounds = archives.iter().map(|(nodes, _)| format!("{:>9}", format!("{nodes} nodes")));
    println!("\nworst stack in bytes                                {}", bounds.collect::<String>());
    for function in exported(&archives.first().expect("an archive").1) {
        let found = programs.iter().map(|(nodes, program)| match program.bound(&function) {
            Ok(bytes) => format!("{bytes:>9}"),
            Err(NoBound::Pointer) => {
                let row = ("stack".to_owned(), 0, function.clone());
                let seen = measured.get(nodes).and_then(|rows| rows.get(&row));
                format!("{:>9}", seen.map_or("pointers".to_owned(), |bytes| format!("~{bytes}")))
            }
            Err(NoBound::Recursion) => format!("{:>9}", "recursion"),
            Err(NoBound::UnknownFrame) => format!("{:>9}", "unknown"),
            Err(NoBound::Missing) => format!("{:>9}", "missing"),
        });
        println!("{function:<52}{}", found.collect::<String>());
    }
    println!(
        "static bounds; ~ was seen: core::fmt writes texts through pointers, which no static bound covers"
    );
}

/// What the firmware `measure` says: bound; rules, nodes and call; number.
type Measured = BTreeMap<u32, BTreeMap<(String, u32, String), u32>>;

fn measure(scratch: &Path, archives: &[(u32, PathBuf)]) -> Measured {
    let mut measured = Measured::new();
    for (bound, archive) in archives {
        let elf = link(scratch, AN386, archive, *bound, &[], &[sources().join("c/measure.c")]);
        let (status, said) = boot(AN386, &elf);
        assert_eq!(status, 0, "measure: {said}");
        for line in said.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [rules, nodes, call, number] = words[..] else { panic!("measure says: {line}") };
            let row = (rules.to_owned(), nodes.parse().expect("a number"), call.to_owned());
            let number = number.parse().expect("a number");
            let most = measured.entry(*bound).or_default().entry(row).or_insert(number);
            *most = number.max(*most);
        }
    }
    measured
}

fn print_instructions(measured: &Measured) {
    const CALLS: [&str; 8] = ["conf", "init", "verdict", "status", "view", "transmit", "message", "observe"];
    println!("\ninstructions on a Cortex-M4, with the smallest bound that has room (not cycles, not time)");
    println!("rules     nodes{}", CALLS.map(|call| format!("{call:>9}")).concat());
    for rules in ["corosync", "strict"] {
        for nodes in [3, 8, 16, 32, 64] {
            let smallest = measured.iter().find(|(bound, _)| **bound >= nodes).expect("a bound").1;
            let count = |call: &str| smallest[&(rules.to_owned(), nodes, call.to_owned())];
            println!("{rules:<9} {nodes:>5}{}", CALLS.map(|call| format!("{:>9}", count(call))).concat());
        }
    }
    println!("view: quorate_engine_view alone; observe: a view with the states of all members");
}

fn main() {
    let program = std::env::current_exe().expect("a path");
    let scratch = program.parent().expect("a folder").join("footprint");
    std::fs::create_dir_all(&scratch).expect("a writable target directory");
    let build =
        |(nodes, features): (u32, &[&str])| (nodes, library(&scratch, M4, "ffi", features, Kind::Static));
    let archives: Vec<(u32, PathBuf)> = BOUNDS.into_iter().map(build).collect();
    let measured = measure(&scratch, &archives);
    print_flash(&archives);
    print_ram(&scratch);
    print_stack(&archives, &measured);
    print_instructions(&measured);
}
