//! What quorate costs in firmware: flash, RAM, stack and instructions on a Cortex-M4. First README's two tables, then
//! the details.

use quorate_tests::firmware::{AN386, Kind, M4, Profile, RULES, boot, exported, library, link, run, sources};
use quorate_tests::footprint::{self, NODE, SNAPSHOT, STORAGE, WITNESS};
use quorate_tests::stack::{NoBound, Program};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const BOUNDS: [(u32, &[&str]); 4] =
    [(8, &["nodes-8", RULES]), (16, &["nodes-16", RULES]), (32, &["nodes-32", RULES]), (64, &[RULES])];

/// Archives for 16 nodes with some of the rules.
const RULE_SETS: [(&str, &str); 4] =
    [("strict", "strict"), ("agreed", "agreed"), ("corosync", "corosync"), ("corosync, cman, strict", RULES)];

fn flash_groups(all: &[String]) -> [(&'static str, Vec<String>); 7] {
    // The functions of these types, with or without those that write texts.
    let of = |kinds: &[&str], texts: bool| -> Vec<String> {
        let kind = |name: &&String| kinds.iter().any(|kind| name.starts_with(&format!("quorate_{kind}_")));
        all.iter().filter(kind).filter(|name| texts || !name.ends_with("_text")).cloned().collect()
    };
    let mut with_conf = of(&["engine", "builder", "options"], false);
    with_conf.push("quorate_config_from_corosync_conf_sized".to_owned());
    [
        ("a node: config in code, no texts", NODE.map(str::to_owned).to_vec()),
        ("and its snapshot", NODE.into_iter().chain(SNAPSHOT).map(str::to_owned).collect()),
        ("or with storage, its electorate", NODE.into_iter().chain(STORAGE).map(str::to_owned).collect()),
        ("every call of an engine", of(&["engine", "builder", "options"], false)),
        ("and corosync.conf", with_conf),
        ("and texts, lint, advice", of(&["engine", "builder", "options", "config", "error"], true)),
        ("everything, the simulator too", all.to_vec()),
    ]
}

fn print_flash(archives: &[(&str, PathBuf)]) {
    println!("| flash on a Cortex-M4, 16 nodes, bytes |{}", names(archives.iter().map(|(rules, _)| *rules)));
    println!("| --- |{}", " ---: |".repeat(archives.len()));
    let groups: Vec<_> = archives.iter().map(|(_, archive)| flash_groups(&exported(archive))).collect();
    for row in 0..7 {
        let sizes = archives.iter().zip(&groups).map(|((_, archive), groups)| {
            let (name, functions) = &groups[row];
            let linked = footprint::link(archive, &name.replace([' ', ',', ':'], "-"), functions);
            format!("{}", linked.text + linked.rodata)
        });
        println!("| {} |{}", groups[0][row].0, names(sizes.collect::<Vec<_>>().iter().map(String::as_str)));
    }
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!(" {name} |")).collect()
}

/// Bytes of the opaque types at a bound.
fn ram(scratch: &Path, nodes: u32) -> [u64; 4] {
    let objects = ["engine", "config", "builder", "cluster"];
    sizes(scratch, nodes, objects.map(|name| (name, format!("quorate_{name} {name};"))))
}

/// Bytes of objects, as a C compiler for the chip sees them.
fn sizes<const N: usize>(scratch: &Path, nodes: u32, objects: [(&str, String); N]) -> [u64; N] {
    let source = scratch.join("ram.c");
    let text: String = objects.iter().map(|(_, declared)| format!("{declared}\n")).collect();
    std::fs::write(&source, format!("#include <quorate.h>\n{text}")).expect("writable");
    let object = scratch.join("ram.o");
    let mut gcc = Command::new("arm-none-eabi-gcc");
    gcc.args(["-mcpu=cortex-m4", "-mthumb", "-ffreestanding", "-c"])
        .arg(format!("-DQUORATE_NODES_MAX={nodes}"));
    gcc.arg("-I").arg(sources().join("../../include")).arg(&source).arg("-o").arg(&object);
    run(&mut gcc, "gcc-arm-none-eabi");
    let said = run(Command::new("arm-none-eabi-nm").arg("-S").arg(&object), "binutils-arm-none-eabi");
    objects.map(|(wanted, _)| {
        let rows = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let mut sizes = rows.filter(|row| row.len() == 4 && row[3] == wanted).map(|row| row[1].to_owned());
        u64::from_str_radix(&sizes.next().expect("the object"), 16).expect("a size")
    })
}

/// The columns of the second table.
const COLUMNS: [u32; 5] = [3, 8, 16, 32, 64];

fn print_table(title: &str, programs: &[(u32, Program)], measured: &Measured, scratch: &Path) {
    println!("\n| {title} |{}", COLUMNS.map(|nodes| format!(" {nodes} nodes |")).concat());
    println!("| --- |{}", " ---: |".repeat(COLUMNS.len()));
    let row = |name: &str, cell: &dyn Fn(u32) -> String| {
        println!("| {name} |{}", COLUMNS.map(|nodes| format!(" {} |", cell(nodes))).concat());
    };
    let bound =
        |nodes: u32| *BOUNDS.map(|(bound, _)| bound).iter().find(|bound| **bound >= nodes).expect("one");
    row("RAM of an engine, bytes", &|nodes| ram(scratch, bound(nodes))[0].to_string());
    row("RAM of a config, needed at the start, bytes", &|nodes| ram(scratch, bound(nodes))[1].to_string());
    row("stack of a node's calls, at most, bytes", &|nodes| {
        let program = &programs.iter().find(|(of, _)| *of == bound(nodes)).expect("a program").1;
        let deepest = NODE.map(|function| program.bound(function).unwrap_or(u32::MAX));
        deepest.into_iter().max().expect("functions").to_string()
    });
    for (call, name) in [
        ("verdict", "a verdict"),
        ("status", "a status with its reason's code"),
        ("observe", "observe, all but one"),
        ("view", "a new view, in the nodelist's order"),
        ("disorder", "a new view, in another order"),
        ("message", "a message, at most"),
        ("conf", "reading a corosync.conf"),
    ] {
        row(&format!("instructions: {name}"), &|nodes| {
            let count = |rules: &str| measured[&bound(nodes)][&(rules.to_owned(), nodes, call.to_owned())];
            match (count("corosync"), count("strict")) {
                (one, other) if one == other => one.to_string(),
                (one, other) => format!("{one} / {other}"),
            }
        });
    }
}

fn print_ram(scratch: &Path) {
    println!("\nRAM in bytes    engine   config  builder  cluster");
    for (nodes, _) in BOUNDS {
        println!("{nodes:>3} nodes     {}", ram(scratch, nodes).map(|size| format!("{size:>9}")).concat());
    }
}

fn print_stack(archives: &[(u32, PathBuf)], programs: &[(u32, Program)], measured: &Measured) {
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

/// A witness, its archive built for as many nodes as are shown.
fn print_witness(scratch: &Path, build: &dyn Fn(&[&str]) -> PathBuf) {
    let archives = [(8, build(&["nodes-8", "strict,witness"])), (16, build(&["nodes-16", "strict,witness"]))];
    let linked = archives.map(|(bound, archive)| {
        let linked = footprint::link(&archive, "witness", &WITNESS.map(str::to_owned));
        (bound, linked.text + linked.rodata, Program::read(&linked.elf))
    });
    println!("\n| a witness on a Cortex-M4, bytes | 2 nodes | 8 nodes | 16 nodes |");
    println!("| --- | ---: | ---: | ---: |");
    let row = |name: &str, cell: &dyn Fn(u32) -> u64| {
        println!("| {name} |{}", [2, 8, 16].map(|nodes| format!(" {} |", cell(nodes))).concat());
    };
    let of = |nodes: u32| linked.iter().find(|(bound, ..)| *bound >= nodes).expect("a bound");
    let size = |nodes: u32, what: &str| {
        sizes(scratch, of(nodes).0, [("object", format!("char object[{what}];"))])[0]
    };
    row("flash, with its snapshot, without texts", &|nodes| of(nodes).1);
    row("RAM of a connection", &|nodes| size(nodes, "QUORATE_WITNESS_CLIENT_SIZE"));
    row("RAM of a cluster", &|nodes| {
        size(nodes, &format!("QUORATE_WITNESS_SIZE(0, 1, {nodes}) - QUORATE_WITNESS_HEAD_SIZE"))
    });
    row("RAM of a witness of one cluster, all connected", &|nodes| {
        size(nodes, &format!("QUORATE_WITNESS_SIZE({nodes}, 1, {nodes})"))
    });
    row("stack of a call, at most", &|nodes| {
        let bounds = WITNESS.map(|function| of(nodes).2.bound(function).unwrap_or(u32::MAX));
        bounds.into_iter().max().map_or(0, u64::from)
    });
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
    const CALLS: [&str; 9] =
        ["conf", "init", "verdict", "status", "view", "disorder", "transmit", "message", "observe"];
    println!("\ninstructions on a Cortex-M4, with the smallest bound that has room (not cycles, not time)");
    println!("rules     nodes{}", CALLS.map(|call| format!("{call:>9}")).concat());
    for rules in ["corosync", "strict"] {
        for nodes in [3, 8, 16, 32, 64] {
            let smallest = measured.iter().find(|(bound, _)| **bound >= nodes).expect("a bound").1;
            let count = |call: &str| smallest[&(rules.to_owned(), nodes, call.to_owned())];
            println!("{rules:<9} {nodes:>5}{}", CALLS.map(|call| format!("{:>9}", count(call))).concat());
        }
    }
    println!(
        "view: quorate_engine_view alone, its members in the nodelist's order; disorder: in another order"
    );
    println!("message: the one that costs most, which is the last of an exchange: it decides");
    println!("observe: a view with the states of all members");
}

fn main() {
    let program = std::env::current_exe().expect("a path");
    let scratch = program.parent().expect("a folder").join("footprint");
    std::fs::create_dir_all(&scratch).expect("a writable target directory");
    let build = |features: &[&str]| library(&scratch, M4, Profile::Shipped, features, Kind::Static);
    let by_rules = RULE_SETS.map(|(name, rules)| (name, build(&["nodes-16", rules])));
    let archives = BOUNDS.map(|(nodes, features)| (nodes, build(features)));
    let measured = measure(&scratch, &archives);
    let programs = archives.clone().map(|(nodes, archive)| {
        let linked = footprint::link(&archive, "everything", &exported(&archive));
        (nodes, Program::read(&linked.elf))
    });
    print_flash(&by_rules);
    print_table("on a Cortex-M4, corosync / strict", &programs, &measured, &scratch);
    print_witness(&scratch, &build);
    print_ram(&scratch);
    print_stack(&archives, &programs, &measured);
    print_instructions(&measured);
}
