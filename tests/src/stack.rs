//! The static bound of the stack: frames from `.stack_sizes`, calls from the disassembly, added up along the deepest
//! path. For Thumb code without interrupts.

use crate::firmware::run;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What a function needs.
#[derive(Clone, Debug, Default)]
struct Function {
    frame: Option<u32>,
    calls: BTreeSet<u32>,
    calls_through_pointers: bool,
}

/// The functions of a linked program.
pub struct Program {
    functions: BTreeMap<u32, Function>,
    /// Functions that are the same share an address.
    addresses: BTreeMap<String, u32>,
}

/// Why there is no bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoBound {
    /// A call through a pointer.
    Pointer,
    /// A function that calls itself, by whatever way.
    Recursion,
    /// A function without an entry in `.stack_sizes`.
    UnknownFrame,
    /// No such function.
    Missing,
}

impl Program {
    /// Reads a linked program.
    pub fn read(elf: &Path) -> Self {
        let mut disassemble = Command::new("arm-none-eabi-objdump");
        disassemble.args(["-d", "--no-show-raw-insn"]).arg(elf);
        let mut functions = functions(&run(&mut disassemble, "binutils-arm-none-eabi"));
        let dumped = elf.with_extension("stack_sizes");
        let mut objcopy = Command::new("arm-none-eabi-objcopy");
        objcopy.arg("--dump-section").arg(format!(".stack_sizes={}", dumped.display()));
        run(objcopy.arg(elf).arg(elf.with_extension("copy")), "binutils-arm-none-eabi");
        for (address, frame) in frames(&std::fs::read(&dumped).expect("the section")) {
            if let Some(function) = functions.get_mut(&(address & !1)) {
                function.frame = Some(frame);
            }
        }
        let said = run(Command::new("arm-none-eabi-nm").arg(elf), "binutils-arm-none-eabi");
        let rows = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let symbols = rows.filter_map(|row| match row[..] {
            [address, _, name] => Some((name.to_owned(), u32::from_str_radix(address, 16).ok()? & !1)),
            _ => None,
        });
        Program { functions, addresses: symbols.collect() }
    }

    /// The most stack that a call of this function takes.
    pub fn bound(&self, name: &str) -> Result<u32, NoBound> {
        let entry = self.addresses.get(name).ok_or(NoBound::Missing)?;
        self.below(*entry, &mut Vec::new())
    }

    fn below(&self, address: u32, path: &mut Vec<u32>) -> Result<u32, NoBound> {
        if path.contains(&address) {
            return Err(NoBound::Recursion);
        }
        let function = self.functions.get(&address).ok_or(NoBound::Missing)?;
        if function.calls_through_pointers {
            return Err(NoBound::Pointer);
        }
        let frame = function.frame.ok_or(NoBound::UnknownFrame)?;
        path.push(address);
        let mut deepest = 0;
        for callee in &function.calls {
            deepest = deepest.max(self.below(*callee, path)?);
        }
        path.pop();
        Ok(frame + deepest)
    }
}

/// Address, a word; frame, in ULEB128.
fn frames(mut section: &[u8]) -> Vec<(u32, u32)> {
    let mut frames = Vec::new();
    while let Some((address, rest)) = section.split_first_chunk::<4>() {
        let length = rest.iter().position(|byte| byte & 0x80 == 0).expect("an end of the number") + 1;
        let (number, rest) = rest.split_at(length);
        let frame = number.iter().rev().fold(0, |sum, byte| sum << 7 | u32::from(byte & 0x7F));
        frames.push((u32::from_le_bytes(*address), frame));
        section = rest;
    }
    frames
}

/// Reads objdump's text.
fn functions(text: &str) -> BTreeMap<u32, Function> {
    let mut functions: BTreeMap<u32, Function> = BTreeMap::new();
    let mut starts = BTreeSet::new();
    for line in text.lines() {
        if let Some((address, _)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
            let address = u32::from_str_radix(address, 16).expect("an address");
            starts.insert(address);
        }
    }
    let mut current = 0;
    for line in text.lines() {
        if let Some((address, _)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
            current = u32::from_str_radix(address, 16).expect("an address");
            functions.entry(current).or_default();
            continue;
        }
        let mut columns = line.split('\t').skip(1);
        let (Some(instruction), operands) = (columns.next(), columns.next().unwrap_or("")) else {
            continue;
        };
        let function = functions.entry(current).or_default();
        let instruction = instruction.trim();
        if instruction == "blx" || instruction == "bx" && operands.trim() != "lr" {
            function.calls_through_pointers = true;
        }
        let jumps = instruction.starts_with('b') || instruction.starts_with("cb");
        let target = operands.split_once('<').and_then(|(before, _)| before.split_whitespace().last());
        if let Some(target) = target.filter(|_| jumps).and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
            // A jump within the function is no call; one to the start of another is a tail call.
            if target != current && starts.contains(&target) || instruction == "bl" {
                function.calls.insert(target);
            }
        }
    }
    functions
}
