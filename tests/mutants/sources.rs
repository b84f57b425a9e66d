//! One source file with its mutants.

use crate::{operators, values};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, BinOp, Block, Expr, ExprBinary, ImplItemFn, ItemFn, Pat, Signature, TraitItemFn, parse_quote,
};

pub struct Row {
    pub number: u32,
    pub line: usize,
    pub what: String,
}

/// The text with its mutants. Each begins a line, so that a compiler that finds fault with one names it by its line.
pub fn mutated(text: &str, left_out: &HashSet<u32>, next: &mut u32) -> (String, Vec<Row>) {
    let mut file = syn::parse_file(text).expect("Rust");
    let mut writer = Writer { left_out, next, rows: Vec::new(), path: Vec::new() };
    writer.visit_file_mut(&mut file);
    let rows = writer.rows;
    let text = file.to_token_stream().to_string();
    (text.replace(":: quorate_switch ::", "\n::quorate_switch::"), rows)
}

struct Writer<'a> {
    left_out: &'a HashSet<u32>,
    next: &'a mut u32,
    rows: Vec<Row>,
    /// The type and function that we are in.
    path: Vec<String>,
}

impl Writer<'_> {
    /// What asks whether this mutant is on; nothing where it is left out.
    fn mutant(&mut self, at: proc_macro2::Span, what: &str) -> Option<Expr> {
        let number = *self.next;
        *self.next += 1;
        self.rows.push(Row {
            number,
            line: at.start().line,
            what: format!("{}: {what}", self.path.join("::")),
        });
        (!self.left_out.contains(&number)).then(|| parse_quote!(::quorate_switch::on(#number)))
    }

    /// An expression or, with a mutant on, one of the others.
    fn choice(&mut self, at: proc_macro2::Span, usual: Expr, others: Vec<(String, Expr)>) -> Expr {
        let mut chosen = usual;
        for (what, other) in others {
            if let Some(on) = self.mutant(at, &what) {
                chosen = parse_quote!((if #on { #other } else { #chosen }));
            }
        }
        chosen
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, body: &mut Block) {
        let name = signature.ident.to_string();
        // Debug and Display, tests, and what would call itself.
        let is_told = name == "fmt" || attributes.iter().any(|found| found.path().is_ident("test"));
        if is_told || is_for_tests(attributes) || signature.unsafety.is_some() {
            return;
        }
        self.path.push(name);
        let usual = body.stmts.iter().map(|stmt| quote!(#stmt).to_string()).collect::<Vec<_>>().join(" ");
        visit_mut::visit_block_mut(self, body);
        for value in values::returned(&signature.output) {
            let other: Expr = match value.as_str() {
                "" => parse_quote!(return),
                text => {
                    let value: Expr = syn::parse_str(text).expect("a value");
                    parse_quote!(return #value)
                }
            };
            let is_usual = usual == value || usual == quote!(#other).to_string();
            let is_itself = signature.ident == "default" && value == "Default::default()";
            if is_usual || is_itself {
                continue;
            }
            if let Some(on) = self.mutant(signature.ident.span(), &format!("replace with {value}")) {
                body.stmts.insert(0, parse_quote!(if #on { #other; }));
            }
        }
        self.path.pop();
    }
}

/// As syn's own, but for what has no mutants: tests, types, patterns, constants, which the compiler computes once.
impl VisitMut for Writer<'_> {
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_item_const_mut(&mut self, _: &mut syn::ItemConst) {}
    fn visit_item_static_mut(&mut self, _: &mut syn::ItemStatic) {}
    fn visit_impl_item_const_mut(&mut self, _: &mut syn::ImplItemConst) {}
    fn visit_trait_item_const_mut(&mut self, _: &mut syn::TraitItemConst) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_item_enum_mut(&mut self, _: &mut syn::ItemEnum) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_generic_argument_mut(&mut self, _: &mut syn::GenericArgument) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}

    fn visit_expr_repeat_mut(&mut self, repeat: &mut syn::ExprRepeat) {
        self.visit_expr_mut(&mut repeat.expr);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if !is_for_tests(&module.attrs) && module.ident != "at_compile_time" {
            visit_mut::visit_item_mod_mut(self, module);
        }
    }

    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        let of = &item.self_ty;
        let of = match &**of {
            syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            other => Some(quote!(#other).to_string()),
        };
        self.path.push(of.unwrap_or_default());
        visit_mut::visit_item_impl_mut(self, item);
        self.path.pop();
    }

    fn visit_item_fn_mut(&mut self, item: &mut ItemFn) {
        self.function(&item.attrs, &item.sig, &mut item.block);
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut ImplItemFn) {
        self.function(&item.attrs, &item.sig, &mut item.block);
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut TraitItemFn) {
        if let Some(body) = &mut item.default {
            self.function(&item.attrs, &item.sig, body);
        }
    }

    fn visit_expr_match_mut(&mut self, found: &mut syn::ExprMatch) {
        let rest = |arm: &syn::Arm| matches!(arm.pat, Pat::Wild(_)) && arm.guard.is_none();
        let has_rest = found.arms.iter().any(rest);
        visit_mut::visit_expr_match_mut(self, found);
        for arm in &mut found.arms {
            let at = arm.pat.span();
            if let Some((_, guard)) = &mut arm.guard {
                let both = ["true", "false"].map(|value| {
                    (format!("replace a match guard with {value}"), syn::parse_str(value).expect("a bool"))
                });
                let usual = (**guard).clone();
                **guard = self.choice(at, usual, both.to_vec());
            }
            if !has_rest || rest(arm) {
                continue;
            }
            let pattern = &arm.pat;
            if let Some(on) = self.mutant(at, &format!("delete match arm {}", quote!(#pattern))) {
                let usual: Expr =
                    arm.guard.as_ref().map_or(parse_quote!(true), |(_, guard)| (**guard).clone());
                arm.guard = Some((Default::default(), parse_quote!(!#on && (#usual))));
            }
        }
    }

    fn visit_expr_mut(&mut self, found: &mut Expr) {
        let pristine = found.clone();
        visit_mut::visit_expr_mut(self, found);
        let (at, others): (_, Vec<(String, Expr)>) = match &pristine {
            Expr::Binary(binary) if has_let(&pristine) => {
                if let Expr::Binary(now) = found {
                    self.beside_let(binary, now);
                }
                return;
            }
            Expr::Binary(ExprBinary { left, op, right, .. }) => {
                let other = |(what, op): (String, BinOp)| (what, parse_quote!((#left) #op (#right)));
                (op.span(), operators::instead(op).into_iter().map(other).collect())
            }
            Expr::Unary(unary) if !matches!(unary.op, syn::UnOp::Deref(_)) => {
                let op = &unary.op;
                (op.span(), vec![(format!("delete {}", quote!(#op)), (*unary.expr).clone())])
            }
            Expr::Struct(made) if made.rest.is_some() => {
                let without = |place: usize| {
                    let mut other = made.clone();
                    other.fields = made
                        .fields
                        .iter()
                        .enumerate()
                        .filter(|(n, _)| *n != place)
                        .map(|(_, f)| f.clone())
                        .collect();
                    if !other.fields.is_empty() {
                        other.fields.push_punct(Default::default());
                    }
                    let member = &made.fields[place].member;
                    (format!("delete field {}", quote!(#member)), Expr::Struct(other))
                };
                (made.span(), (0..made.fields.len()).map(without).collect())
            }
            _ => return,
        };
        let usual = std::mem::replace(found, Expr::Verbatim(Default::default()));
        *found = self.choice(at, usual, others);
    }
}

impl Writer<'_> {
    /// A `let` cannot stand in an operand: what stands beside it becomes true.
    fn beside_let(&mut self, pristine: &ExprBinary, now: &mut ExprBinary) {
        for (before, side) in [(&pristine.left, &mut now.left), (&pristine.right, &mut now.right)] {
            if !has_let(before) {
                let usual = (**side).clone();
                **side = self.choice(
                    before.span(),
                    usual,
                    vec![("replace a condition with true".into(), parse_quote!(true))],
                );
            }
        }
    }
}

fn has_let(found: &Expr) -> bool {
    match found {
        Expr::Let(_) => true,
        Expr::Binary(ExprBinary { left, op: BinOp::And(_), right, .. }) => has_let(left) || has_let(right),
        _ => false,
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|found| found.to_token_stream().to_string().replace(' ', "") == "#[cfg(test)]")
}
