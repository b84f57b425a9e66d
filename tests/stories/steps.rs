//! The table of steps: what it shows is read, prints as it was read, and stands in the C header.

use quorate::Step;

/// Each step of an example; the device's has one for every word.
fn written(example: &str) -> Vec<String> {
    let Some(words) = example.split(' ').find(|word| word.len() > 1 && word.contains('|')) else {
        return vec![example.to_owned()];
    };
    words.split('|').map(|word| example.replace(words, word)).collect()
}

#[test]
fn steps_print_as_they_are_read() {
    for row in Step::ALL {
        assert!(!row.examples.is_empty() && !row.help.is_empty(), "{}", row.word);
        for text in row.examples.iter().flat_map(|example| written(example)) {
            let step = Step::parse(&text).unwrap_or_else(|error| panic!("{error}"));
            let printed = step.to_string();
            assert_eq!(Step::parse(&printed).as_ref(), Ok(&step), "{printed}");
            assert_eq!(printed.trim_end(), text.replace("10s", "10000ms"));
            assert!(text.starts_with(row.word), "{text}");
        }
    }
}

#[test]
fn the_header_has_every_step() {
    let header = include_str!("../../include/quorate.h").replace("\n// ", " ");
    for example in Step::ALL.iter().flat_map(|row| row.examples) {
        assert!(header.contains(&format!("\"{example}\"")), "ffi/src/cluster.rs lacks \"{example}\"");
    }
}

#[test]
fn a_long_word_is_cut() {
    let error = Step::parse(&format!("up {}", "x".repeat(1000))).expect_err("no node");
    assert_eq!(error.to_string(), format!("up: '{}...' is not a nodeid from 1 up", "x".repeat(40)));
}
