//! What stands for an operator in a mutant.

use syn::{BinOp, parse_str};

const INSTEAD: &[(&str, &[&str])] = &[
    ("==", &["!="]),
    ("!=", &["=="]),
    ("<", &["==", ">", "<="]),
    (">", &["==", "<", ">="]),
    ("<=", &[">"]),
    (">=", &["<"]),
    ("&&", &["||"]),
    ("||", &["&&"]),
    ("+", &["-", "*"]),
    ("-", &["+", "/"]),
    ("*", &["+", "/"]),
    ("/", &["%", "*"]),
    ("%", &["/", "+"]),
    ("<<", &[">>"]),
    (">>", &["<<"]),
    ("&", &["|", "^"]),
    ("|", &["&", "^"]),
    ("^", &["&", "|"]),
    ("+=", &["-=", "*="]),
    ("-=", &["+=", "/="]),
    ("*=", &["+=", "/="]),
    ("/=", &["%=", "*="]),
    ("%=", &["/=", "+="]),
    ("<<=", &[">>="]),
    (">>=", &["<<="]),
    ("&=", &["|=", "^="]),
    ("|=", &["&=", "^="]),
    ("^=", &["&=", "|="]),
];

pub fn instead(operator: &BinOp) -> Vec<(String, BinOp)> {
    let text = quote::quote!(#operator).to_string();
    let row = INSTEAD.iter().find(|(found, _)| *found == text);
    let others = row.map_or(&[][..], |(_, others)| others);
    let parsed =
        |other: &&str| (format!("replace {text} with {other}"), parse_str(other).expect("an operator"));
    others.iter().map(parsed).collect()
}
