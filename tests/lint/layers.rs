//! Who may import whom: the layers of core and of the Python package from bottom to top, and no circle anywhere.
//!
//! A folder's `mod.rs` or `__init__.py` is its face: it may hold the type that its files implement, so files may name
//! it and it them. Everything else counts: between the files and folders of one folder there is no circle of imports,
//! and layers import only what is below them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// From the bottom to the top, and how many imports there are at least. The dot is what `import quorate` gives; lib.rs
/// is above all others.
const LAYERS: [(&str, &str, usize); 2] = [
    ("core/src", "base config verdict wire rules engine witness simulate analyse", 200),
    (
        "python/pysrc/quorate",
        "errors . types cluster_conf corosync pacemaker device witness gate pictures cli __main__",
        100,
    ),
];

/// A module by its path from the crate's root.
type Module = Vec<String>;

/// The modules of a crate, each with the names that it hands on from its children, and what it imports.
struct House {
    modules: BTreeMap<Module, String>,
    handed_on: BTreeMap<Module, BTreeMap<String, Module>>,
}

impl House {
    fn of(crate_root: &str) -> House {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(crate_root);
        let mut house = House { modules: BTreeMap::new(), handed_on: BTreeMap::new() };
        house.read(&root, &mut Vec::new());
        for (module, text) in &house.modules {
            let own = uses(text).into_iter().filter(|path| path[0] != "crate" && path[0] != "super");
            let children = own.filter(|path| house.modules.contains_key(&child(module, &path[0])));
            let names = children.map(|path| (path[path.len() - 1].clone(), [&module[..], &path].concat()));
            house.handed_on.insert(module.clone(), names.collect());
        }
        assert!(house.modules.len() > 8, "{crate_root}: only {} modules", house.modules.len());
        house
    }

    fn read(&mut self, folder: &PathBuf, at: &mut Module) {
        for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.expect("a file").path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            if path.is_dir() {
                at.push(stem);
                self.read(&path, at);
                at.pop();
            } else if ["rs", "py"].iter().any(|ending| path.extension() == Some(ending.as_ref()))
                && !stem.ends_with("tests")
            {
                let text = std::fs::read_to_string(&path).expect("source");
                let text = if path.extension() == Some("py".as_ref()) { as_uses(&text) } else { text };
                let is_face = ["mod", "lib", "__init__"].contains(&stem.as_str());
                self.modules.insert(if is_face { at.clone() } else { child(at, &stem) }, text);
            }
        }
    }

    /// The module that holds what a path names.
    fn holder(&self, path: &[String], hops: usize) -> Module {
        let mut at = Module::new();
        for (place, name) in path.iter().enumerate() {
            let next = child(&at, name);
            let handed_on = self.handed_on.get(&at).and_then(|names| names.get(name));
            match (self.modules.contains_key(&next), handed_on) {
                (true, _) => at = next,
                (false, Some(from)) if hops > 0 => {
                    return self.holder(&[&from[..], &path[place + 1..]].concat(), hops - 1);
                }
                _ => break,
            }
        }
        at
    }

    /// Every import: from which module, of which.
    fn imports(&self) -> Vec<(Module, Module)> {
        let mut found = Vec::new();
        for (module, text) in &self.modules {
            for path in paths(text) {
                let ups = path.iter().take_while(|name| *name == "super").count();
                let base = match path[0].as_str() {
                    "super" => &module[..module.len().saturating_sub(ups)],
                    _ => &[],
                };
                found.push((module.clone(), self.holder(&[base, &path[ups.max(1)..]].concat(), 4)));
            }
        }
        found
    }

    /// Circles between the children of one folder, by name.
    fn circles(&self) -> Vec<String> {
        let mut arrows: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (from, to) in self.imports() {
            let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
            if from.len() > shared && to.len() > shared {
                arrows.entry(from[..=shared].to_vec()).or_default().insert(to[..=shared].to_vec());
            }
        }
        let reaches = |start: &Module| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
            while let Some(module) = open.pop() {
                let next = arrows.get(module).into_iter().flatten();
                open.extend(next.filter(|next| seen.insert((*next).clone())));
            }
            seen
        };
        let in_circle = arrows.keys().filter(|module| reaches(module).contains(*module));
        in_circle.map(|module| module.join("/")).collect()
    }
}

fn child(module: &[String], name: &str) -> Module {
    [module, &[name.to_owned()]].concat()
}

/// What a module of Python imports from its package, as Rust would write it.
fn as_uses(python: &str) -> String {
    let mut lines = python.lines().map(str::trim_start);
    let mut uses = String::new();
    while let Some(line) = lines.next() {
        let parts = line.strip_prefix("from quorate").and_then(|rest| rest.split_once(" import "));
        let Some((module, names)) = parts else { continue };
        let names = match names {
            "(" => lines.by_ref().take_while(|line| *line != ")").collect(),
            _ => names.split('#').next().unwrap_or("").to_owned(),
        };
        uses += &format!("use crate{}::{{{names}}};\n", module.replace('.', "::"));
    }
    uses
}

/// The source without comments and tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The paths of all `use` statements.
fn uses(text: &str) -> Vec<Module> {
    let code = code(text);
    let statements = code.split_inclusive(';').filter_map(|statement| {
        let (_, tree) = statement.rsplit_once("use ")?;
        tree.strip_suffix(';').filter(|tree| !tree.contains(['=', '(']))
    });
    statements.flat_map(|tree| unfolded(&tree.replace(char::is_whitespace, " "))).collect()
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn unfolded(tree: &str) -> Vec<Module> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or("");
        return vec![path.split("::").map(|name| name.trim().to_owned()).collect()];
    };
    let inside = inside.strip_suffix('}').unwrap_or(inside);
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (place, character) in inside.char_indices().chain([(inside.len(), ',')]) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inside[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| unfolded(&format!("{before}{}", part.trim()))).collect()
}

/// Whatever a module takes from elsewhere in its crate, by `use` or where it stands.
fn paths(text: &str) -> Vec<Module> {
    let is_ours = |path: &Module| path[0] == "crate" || path[0] == "super";
    let code = code(text);
    let words =
        code.split(|character: char| !character.is_alphanumeric() && character != '_' && character != ':');
    let inline = words.map(|word| word.split("::").map(str::to_owned).collect::<Module>());
    let inline = inline.filter(|path| path.len() > 2 || path[0] == "super" && path.len() > 1);
    uses(text).into_iter().chain(inline).filter(is_ours).collect()
}

#[test]
fn layers_import_only_what_is_below() {
    let mut upward = BTreeSet::new();
    for (root, layers, imports_min) in LAYERS {
        let house = House::of(root);
        let layers: Vec<&str> = layers.split(' ').collect();
        let floor = |module: &Module| {
            let name = module.first().map_or(".", String::as_str);
            layers.iter().position(|layer| *layer == name).unwrap_or(layers.len())
        };
        let imports = house.imports();
        assert!(imports.len() > imports_min, "{root}: only {} imports found", imports.len());
        for layer in house.modules.keys().filter_map(|module| module.first()) {
            assert!(layers.contains(&layer.as_str()), "{root}/{layer} is no layer: {layers:?}");
        }
        let faults = imports.iter().filter(|(from, to)| floor(to) > floor(from));
        let named =
            |(from, to): &(Module, Module)| format!("{root}: {} imports {}", from.join("/"), to.join("/"));
        upward.extend(faults.map(named));
    }
    assert!(upward.is_empty(), "upward imports:\n{}", upward.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_circle_of_imports() {
    let roots = ["core/src", "ffi/src", "python/src", "python/pysrc/quorate"];
    let crates = roots.map(|root| (root, House::of(root).circles()));
    assert!(
        crates.iter().all(|(_, circles)| circles.is_empty()),
        "circles of imports go through {crates:#?}"
    );
}
