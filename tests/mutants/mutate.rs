//! Writes mutants into sources, all of them at once: `a + b` becomes `if on(7) { a - b } else { a + b }`. So a program
//! is built once, and a mutant costs what its tests cost.
//!
//! `mutants LEFT_OUT FILE...` rewrites the files and prints a line for each mutant: number, file, line, what. LEFT_OUT
//! lists numbers that are not written, as they do not compile; the others keep theirs.
//!
//! The mutants are those of cargo-mutants 27: what functions return, operators, match arms and their guards, fields
//! before a base. In addition, the conditions beside a `let`.

mod operators;
mod sources;
mod values;

use std::collections::HashSet;
use std::fs;

fn main() {
    let mut names = std::env::args().skip(1);
    let left_out = names.next().expect("LEFT_OUT FILE...");
    let left_out: HashSet<u32> = fs::read_to_string(&left_out)
        .unwrap_or_default()
        .lines()
        .map(|line| line.parse().expect("a number"))
        .collect();
    // 0 is none.
    let mut next = 1;
    for name in names {
        let text = fs::read_to_string(&name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (text, rows) = sources::mutated(&text, &left_out, &mut next);
        fs::write(&name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for row in rows {
            println!("{}\t{name}\t{}\t{}", row.number, row.line, row.what);
        }
    }
}
