//! Firmware for emulated chips: the library for a target without an operating system, C programs linked with it,
//! and QEMU, which runs them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

/// A Cortex-M4 with its floating point unit.
pub const M4: &str = "thumbv7em-none-eabihf";

/// The oldest Rust: the workspace's rust-version.
const RUST_MIN: [u32; 2] = [1, 85];

/// What the firmware is compiled with.
const M4_FLAGS: [&str; 4] = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"];

/// A machine that QEMU emulates.
#[derive(Clone, Copy, Debug)]
pub struct Board {
    pub machine: &'static str,
    define: &'static str,
    script: &'static str,
}

/// ASPEED's mini-BMC.
pub const AST1030: Board = Board { machine: "ast1030-evb", define: "-DBOARD_AST1030", script: "ast1030.ld" };
/// Arm's MPS2 with a Cortex-M4.
pub const AN386: Board = Board { machine: "mps2-an386", define: "-DBOARD_AN386", script: "an386.ld" };

/// The folder of the firmware's sources.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("firmware")
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

/// Runs a tool of a Debian package.
pub fn start(command: &mut Command, package: &str) -> Output {
    command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}; on Debian and Ubuntu it is in the package {package}")
    })
}

/// As [`start`], where the tool must succeed, and gives what it says.
pub fn run(command: &mut Command, package: &str) -> String {
    let output = start(command, package);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}{complaint}", output.status);
    said
}

/// A Rust toolchain that has a target's core library, or can build it.
struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// It builds the core library from source.
    builds_core: bool,
}

impl Toolchain {
    /// The present toolchain where rustup has added the target to it, else Debian's with its source.
    fn for_target(target: &str) -> Self {
        let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let sysroot =
            run(Command::new("rustc").current_dir(workspace()).args(["--print", "sysroot"]), "rustc");
        if Path::new(sysroot.trim()).join("lib/rustlib").join(target).join("lib").exists() {
            return Toolchain { cargo, rustc: "rustc".into(), builds_core: false };
        }
        let debian =
            Toolchain { cargo: "/usr/bin/cargo".into(), rustc: "/usr/bin/rustc".into(), builds_core: true };
        let source = Path::new("/usr/lib/rustlib/src/rust/library/core");
        assert!(
            debian.cargo.exists() && debian.rustc.exists() && source.exists(),
            "no Rust for {target}: add it with 'rustup target add {target}', or install Debian's packages \
             rustc-web cargo-web rust-web-src"
        );
        for program in [&debian.rustc, &debian.cargo] {
            let said = run(Command::new(program).arg("--version"), "rustc-web cargo-web");
            let version = said.split_whitespace().nth(1).unwrap_or("");
            let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
            let found: [u32; 2] = [numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)];
            assert!(
                found >= RUST_MIN,
                "{} is {version}; quorate needs Rust {}.{} or newer. Debian has one in its security suite: \
                 add that to the apt sources, or add the target with 'rustup target add {target}'",
                program.display(),
                RUST_MIN[0],
                RUST_MIN[1]
            );
        }
        debian
    }

    /// With nothing that differs from build to build, so that a target's core library is built once; in one folder for
    /// all targets, so that what runs while building is, too.
    fn cargo(&self, scratch: &Path, target: &str) -> (Command, PathBuf) {
        let mut cargo = Command::new(&self.cargo);
        // The options that cargo gives a test are those of another toolchain.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG") || name == "RUSTUP_TOOLCHAIN" && self.builds_core {
                cargo.env_remove(name.as_ref());
            }
        }
        if let Some((_, linker)) = LINKERS.iter().find(|(name, _)| *name == target) {
            cargo.env(format!("CARGO_TARGET_{}_LINKER", target.replace('-', "_").to_uppercase()), linker);
        }
        cargo.env("RUSTC", &self.rustc).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Zemit-stack-sizes");
        cargo.args(["rustc", "--quiet", "--locked", "--profile", "ffi", "--target", target]);
        let target_dir = scratch.join("cargo");
        cargo.arg("--target-dir").arg(&target_dir);
        if self.builds_core {
            cargo.arg("-Zbuild-std=core");
        }
        (cargo, target_dir.join(target).join("ffi"))
    }
}

/// What links for a target.
const LINKERS: [(&str, &str); 3] = [
    (M4, "arm-none-eabi-ld"),
    ("armv7-unknown-linux-gnueabihf", "arm-linux-gnueabihf-gcc"),
    ("powerpc-unknown-linux-gnu", "powerpc-linux-gnu-gcc"),
];

pub const RULES: &str = "corosync,cman,strict,agreed,witness";

/// The profile `ffi`, and what the proof that nothing panics makes of it.
#[derive(Clone, Copy, Debug)]
pub enum Profile {
    /// As shipped.
    Shipped,
    /// As shipped, with overflow checks on, so that an unchecked sum leaves a trace that the link then refuses.
    Proof,
}

impl Profile {
    pub fn options(self) -> &'static [&'static str] {
        match self {
            Profile::Shipped => &[],
            // Of our crates: what they take from Rust's core library is compiled with them.
            Profile::Proof => &[
                "--config",
                "profile.ffi.package.quorate.overflow-checks=true",
                "--config",
                "profile.ffi.package.quorate-ffi.overflow-checks=true",
            ],
        }
    }
}

/// What `make -C ffi install` makes, for all who install it one compilation.
pub fn install(destination: &Path, prefix: &str) -> PathBuf {
    let mut make = Command::new("make");
    // Whoever chooses a Rust compiler by its variable can still call make.
    make.env("RUSTC", std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    make.arg("-C").arg(workspace().join("ffi")).arg("install").arg(format!("PREFIX={prefix}"));
    run(make.arg(format!("DESTDIR={}", destination.display())), "make");
    destination.join(prefix.trim_start_matches('/'))
}

/// What was built.
static BUILT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Builds the library for a target with these features, rule sets among them, once, and copies it to where no
/// other build overwrites it. Where there are shared libraries, one compilation makes both kinds.
pub fn library(scratch: &Path, target: &str, profile: Profile, features: &[&str], kind: Kind) -> PathBuf {
    let features = features.join(",");
    let folder = scratch.join(format!("{target}-{profile:?}-{}", features.replace(',', "-")));
    let kept = |kind: Kind| folder.join(kind.file().replace("quorate_ffi", "quorate"));
    let mut built_before = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if built_before.contains(&folder) {
        return kept(kind);
    }
    let kinds = if target == M4 { &[Kind::Static][..] } else { &[Kind::Static, Kind::Shared] };
    let (mut cargo, output) = Toolchain::for_target(target).cargo(scratch, target);
    cargo.current_dir(workspace());
    cargo.args(["--package", "quorate-ffi", "--no-default-features", "--features", &features]);
    cargo.args(profile.options()).arg("--crate-type");
    cargo.arg(kinds.iter().map(|kind| kind.crate_type()).collect::<Vec<_>>().join(","));
    if kinds.len() > 1 {
        cargo.args(["--", "-Clink-arg=-Wl,-soname,libquorate.so", "-Clink-arg=-lc"]);
    }
    run(&mut cargo, "cargo-web");
    std::fs::create_dir_all(&folder).expect("a writable target directory");
    for kind in kinds {
        std::fs::copy(output.join(kind.file()), kept(*kind)).expect("a library");
    }
    built_before.insert(folder.clone());
    kept(kind)
}

pub fn in_rust(scratch: &Path) -> PathBuf {
    let (mut cargo, output) = Toolchain::for_target(M4).cargo(scratch, M4);
    cargo.current_dir(sources().join("rust"));
    // As its .cargo/config.toml has them, but for this crate alone.
    cargo.args(["--", "-Clinker-flavor=ld", "-Clink-arg=-Tlink.x", "-Clink-arg=--nmagic"]);
    run(&mut cargo, "cargo-web");
    output.join("quorate-firmware")
}

/// An archive, or a shared library.
#[derive(Clone, Copy)]
pub enum Kind {
    Static,
    Shared,
}

impl Kind {
    fn crate_type(self) -> &'static str {
        match self {
            Kind::Static => "staticlib",
            Kind::Shared => "cdylib",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Kind::Static => "libquorate_ffi.a",
            Kind::Shared => "libquorate_ffi.so",
        }
    }
}

/// The functions that an archive offers to C.
pub fn exported(archive: &Path) -> Vec<String> {
    let said = run(Command::new("readelf").args(["-sW"]).arg(archive), "binutils");
    let rows = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let functions = rows.filter(|row| row.len() == 8 && row[3] == "FUNC" && row[4] == "GLOBAL");
    let names = functions.filter(|row| row[5] == "DEFAULT" && row[6] != "UND").map(|row| row[7].to_owned());
    names.filter(|name| name.starts_with("quorate_")).collect()
}

/// Compiles and links a C firmware for a board.
pub fn link(
    scratch: &Path,
    board: Board,
    library: &Path,
    nodes_max: u32,
    flags: &[&str],
    programs: &[PathBuf],
) -> PathBuf {
    let name = programs.first().and_then(|program| program.file_stem()).expect("a program");
    let name = format!("{}-{nodes_max}{}", name.to_string_lossy(), flags.concat());
    let folder = library.parent().expect("a folder").join(board.machine);
    std::fs::create_dir_all(&folder).expect("a writable target directory");
    let elf = folder.join(name).with_extension("elf");
    let c = sources().join("c");
    let mut gcc = Command::new("arm-none-eabi-gcc");
    gcc.current_dir(scratch).args(M4_FLAGS).args(["-std=c99", "-Os", "-g", "-Wall", "-Wextra", "-Werror"]);
    gcc.args(["-ffreestanding", "-ffunction-sections", "-fdata-sections", board.define]);
    gcc.arg(format!("-DQUORATE_NODES_MAX={nodes_max}")).args(flags).arg("-I").arg(&c);
    gcc.arg("-I").arg(workspace().join("include"));
    gcc.args(["-nostdlib", "-Wl,--gc-sections", "-Wl,--no-warn-execstack", "-Wl,--no-warn-rwx-segments"]);
    gcc.arg("-L").arg(&c).arg("-T").arg(c.join(board.script));
    gcc.args(["start.c", "board.c"].map(|source| c.join(source))).args(programs);
    gcc.arg(library).arg("-lgcc").arg("-o").arg(&elf);
    run(&mut gcc, "gcc-arm-none-eabi");
    elf
}

/// Boots a firmware, and gives its exit status and what it wrote to the UART.
pub fn boot(board: Board, elf: &Path) -> (i32, String) {
    let mut qemu = Command::new("timeout");
    qemu.args(["600", "qemu-system-arm", "-M", board.machine, "-nographic", "-monitor", "none"]);
    qemu.args(["-serial", "stdio", "-semihosting-config", "enable=on,target=native", "-icount", "shift=10"]);
    qemu.arg("-kernel").arg(elf).stdin(std::process::Stdio::null());
    let output = start(&mut qemu, "coreutils");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let status = output.status.code().unwrap_or(-1);
    assert_ne!(status, 127, "qemu-system-arm is missing; on Debian and Ubuntu it is in its own package");
    assert_ne!(status, 124, "{}: does not end; it said:\n{said}", elf.display());
    (status, said)
}
