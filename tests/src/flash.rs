//! The stories as firmware has them in flash, and what it should say of them.

use crate::stories;
use quorate::story::{Story, play};
use std::fmt::Write;

/// What the firmware should write.
pub fn on_the_host() -> String {
    let mut said = String::new();
    for file in stories::all() {
        let text = format!("{}\n\n", file.text.trim_end());
        let story = Story::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        let mut cluster = story.cluster::<64>().expect("a config");
        writeln!(said, "story {}", file.name).expect("a String takes everything");
        for block in stories::blocks(&file.name, &story) {
            writeln!(said, "{}\n----", block.step).expect("a String takes everything");
            play(&mut cluster, &block, &mut said).expect("a String takes everything");
        }
    }
    said
}

/// A string literal of C.
fn literal(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '\n' => literal += "\\n\"\n\"",
            '\t' => literal += "\\t",
            '"' | '\\' => literal.extend(['\\', character]),
            _ => literal.push(character),
        }
    }
    literal + "\""
}

/// All stories as a C source.
pub fn as_c() -> String {
    let mut tables = String::from("#include \"stories.h\"\n#include <quorate.h>\n");
    let mut list = String::from("const struct story stories[] = {\n");
    let files = stories::all();
    for (place, file) in files.iter().enumerate() {
        let text = format!("{}\n\n", file.text.trim_end());
        let story = Story::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        let steps = stories::blocks(&file.name, &story);
        writeln!(tables, "static const char *const steps_{place}[] = {{").expect("a String takes everything");
        for block in &steps {
            writeln!(tables, "{},", literal(block.step)).expect("a String takes everything");
        }
        tables += "};\n";
        let rules = format!("QUORATE_RULES_{}", story.rules().name().to_uppercase());
        let (name, conf) = (literal(&file.name), literal(story.config()));
        let freeze = u32::from(story.freeze_on_loss());
        writeln!(list, "{{ {name}, {rules}, {freeze},\n{conf},\nsteps_{place}, {} }},", steps.len())
            .expect("a String takes everything");
    }
    format!("{tables}{list}}};\nconst size_t story_count = {};\n", files.len())
}
