//! The C library on other processors' Linux: a 32-bit ARM, as management controllers have, with the archive and with
//! the shared library, and a big-endian PowerPC. The C programs and the stories under qemu-user; and the bytes of
//! messages and snapshots, which are the same there, on the Cortex-M4 and here.

use quorate_tests::firmware::{AN386, Kind, M4, Profile, RULES, boot, install, library, link, run, sources};
use quorate_tests::{flash, talks};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Linux that qemu-user plays.
struct Target {
    rust: &'static str,
    gcc: &'static str,
    package: &'static str,
    qemu: &'static [&'static str],
    libc: &'static str,
}

const ARM: Target = Target {
    rust: "armv7-unknown-linux-gnueabihf",
    gcc: "arm-linux-gnueabihf-gcc",
    package: "gcc-arm-linux-gnueabihf",
    qemu: &["qemu-arm", "-cpu", "cortex-a7"],
    libc: "/usr/arm-linux-gnueabihf",
};

const POWERPC: Target = Target {
    rust: "powerpc-unknown-linux-gnu",
    gcc: "powerpc-linux-gnu-gcc",
    package: "gcc-powerpc-linux-gnu",
    qemu: &["qemu-ppc"],
    libc: "/usr/powerpc-linux-gnu",
};

fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("firmware");
    std::fs::create_dir_all(&folder).expect("a writable target directory");
    folder
}

fn tests() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Target {
    /// Compiles a program for the target, and gives what it says there.
    fn say(&self, library: &Path, name: &str, programs: &[PathBuf]) -> String {
        let program = library.with_file_name(format!("{name}-{}", ending(library)));
        let mut gcc = Command::new(self.gcc);
        gcc.args(["-std=c99", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-Wl,--gc-sections"]);
        gcc.arg("-I").arg(tests().join("../include")).arg("-I").arg(tests().join("c"));
        gcc.arg("-I").arg(sources().join("c")).args(programs).arg(library).arg("-o").arg(&program);
        let folder = library.parent().expect("a folder").display();
        let is_archive = library.extension().is_some_and(|ending| ending == "a");
        gcc.arg(if is_archive { "-static".to_owned() } else { format!("-Wl,-rpath,{folder}") });
        run(&mut gcc, self.package);
        let (qemu, flags) = self.qemu.split_first().expect("a name");
        run(Command::new(qemu).args(flags).arg("-L").arg(self.libc).arg(program), "qemu-user")
    }

    fn check(&self, library: &Path) {
        for name in
            ["refusals", "daemon", "bad_bytes", "tour", "advice", "snapshot", "witness_refusals", "witness"]
        {
            let said = self.say(library, name, &[tests().join("c").join(name).with_extension("c")]);
            assert!(!said.is_empty(), "{} {name}: ends well and says nothing", self.rust);
        }
        let data = library.with_file_name(format!("stories-{}.c", ending(library)));
        std::fs::write(&data, flash::as_c()).expect("writable");
        let said = self.say(library, "stories", &[c("stories.c"), c("linux.c"), data]);
        let expected = flash::on_the_host();
        for (number, (seen, wanted)) in said.lines().zip(expected.lines()).enumerate() {
            assert_eq!(seen, wanted, "{}: line {}", self.rust, number + 1);
        }
        assert!(said == expected, "{}: the tables are not the host's", self.rust);
        for (name, stored) in BYTES {
            let said = self.say(library, name, &[c(&format!("{name}.c")), c("linux.c")]);
            assert_eq!(said, stored, "{} {name}", self.rust);
        }
        let talks = talks::as_assembler(library.parent().expect("a folder"), "timers");
        let said = self.say(library, "talks", &[c("talks.c"), c("linux.c"), talks]);
        assert_eq!(said, talks::expected("timers"), "{}", self.rust);
    }
}

fn ending(library: &Path) -> String {
    library.extension().expect("an ending").to_string_lossy().into_owned()
}

fn c(name: &str) -> PathBuf {
    sources().join("c").join(name)
}

/// The stored bytes, which never change while a message's first byte is 1.
const MESSAGES: &str = include_str!("messages.txt");

/// Programs that print bytes, and what they say on every processor. A snapshot's bytes do not change, either, while its
/// fifth is 1.
const BYTES: [(&str, &str); 2] = [("messages", MESSAGES), ("snapshots", include_str!("snapshots.txt"))];

fn say_on_the_host(name: &str) -> String {
    let installed = install(&scratch().join(name), "/installed");
    let program = installed.join(name);
    let mut gcc = Command::new("gcc");
    gcc.args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-Wl,--gc-sections", "-I"]).arg(sources().join("c"));
    gcc.arg("-I").arg(installed.join("include")).arg(c(&format!("{name}.c"))).arg(c("linux.c"));
    gcc.arg(installed.join("lib/libquorate.a"));
    run(gcc.arg("-o").arg(&program), "gcc");
    run(&mut Command::new(program), "")
}

/// The stored bytes are this machine's, and hold every kind of message.
#[test]
fn bytes_on_the_host() {
    for (name, stored) in BYTES {
        assert_eq!(say_on_the_host(name), stored, "{name}");
    }
    // After the event: the version, the ring in a byte and nine, the kind.
    let kind = |line: &str| line.split_whitespace().nth(12).map(str::to_owned);
    let kinds: BTreeSet<String> = MESSAGES.lines().filter_map(kind).collect();
    let all: BTreeSet<String> = (0..14).map(|kind| format!("{kind:02x}")).collect();
    assert_eq!(kinds, all, "the kinds of messages");
}

#[test]
#[ignore = "builds Rust's core for 32-bit Linux, a minute; stories and bytes run on a 32-bit chip: tests/run long"]
fn arm_static() {
    ARM.check(&library(&scratch(), ARM.rust, Profile::Shipped, &[RULES], Kind::Static));
}

#[test]
#[ignore = "builds Rust's core for 32-bit Linux, a minute; stories and bytes run on a 32-bit chip: tests/run long"]
fn arm_shared() {
    ARM.check(&library(&scratch(), ARM.rust, Profile::Shipped, &[RULES], Kind::Shared));
}

#[test]
#[ignore = "builds Rust's core for PowerPC, a minute; lint forbids what depends on the byte order: tests/run long"]
fn powerpc() {
    POWERPC.check(&library(&scratch(), POWERPC.rust, Profile::Shipped, &[RULES], Kind::Static));
}

#[test]
fn bytes_on_the_chip() {
    let archive = library(&scratch(), M4, Profile::Shipped, &["nodes-16", RULES], Kind::Static);
    for (name, stored) in BYTES {
        let elf = link(&scratch(), AN386, &archive, 16, &[], &[c(&format!("{name}.c"))]);
        assert_eq!(boot(AN386, &elf), (0, stored.to_owned()), "{name}");
    }
}
