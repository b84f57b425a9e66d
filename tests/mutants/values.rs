//! What a function returns in a mutant, by its type.

use quote::quote;
use syn::{GenericArgument, PathArguments, ReturnType, Type};

/// Each as source text; empty for a function that returns nothing.
pub fn returned(output: &ReturnType) -> Vec<String> {
    match output {
        ReturnType::Default => vec![String::new()],
        ReturnType::Type(_, of) => values(of),
    }
}

fn values(of: &Type) -> Vec<String> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match of {
        Type::Never(_) | Type::ImplTrait(_) => Vec::new(),
        Type::Paren(inner) => values(&inner.elem),
        Type::Tuple(parts) => parts.elems.iter().fold(vec![String::new()], |before, part| {
            let next = values(part);
            before.iter().flat_map(|text| next.iter().map(move |value| format!("{text}{value}, "))).collect()
        }),
        Type::Array(array) => {
            let len = &array.len;
            let filled = |value: String| format!("[{value}; {}]", quote!(#len));
            values(&array.elem).into_iter().map(filled).collect()
        }
        Type::Reference(to) => match &*to.elem {
            Type::Path(path) if path.path.is_ident("str") => texts(&["\"\"", "\"xyzzy\""]),
            Type::Slice(_) if to.mutability.is_none() => texts(&["&[]"]),
            _ => Vec::new(),
        },
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return Vec::new() };
            let first = match &last.arguments {
                PathArguments::AngleBracketed(all) => all.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(of) => Some(values(of)),
                    _ => None,
                }),
                _ => None,
            };
            let within =
                |name: &str, of: &[String]| of.iter().map(|value| format!("{name}({value})")).collect();
            match (last.ident.to_string().as_str(), first) {
                ("bool", _) => texts(&["true", "false"]),
                ("u8" | "u16" | "u32" | "u64" | "usize" | "Millis" | "NodeId", _) => texts(&["0", "1"]),
                ("i8" | "i16" | "i32" | "i64" | "isize", _) => texts(&["0", "1", "-1"]),
                ("Result", Some(of)) => within("Ok", &of),
                ("Option", of) => {
                    let mut all = texts(&["None"]);
                    all.extend::<Vec<String>>(within("Some", &of.unwrap_or_default()));
                    all
                }
                _ => texts(&["Default::default()"]),
            }
        }
        _ => texts(&["Default::default()"]),
    }
    .into_iter()
    .map(|value: String| if matches!(of, Type::Tuple(_)) { format!("({value})") } else { value })
    .collect()
}
