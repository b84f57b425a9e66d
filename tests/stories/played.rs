//! Every story under `tests/stories/`. `QUORATE_REWRITE=1` writes the tables as they are now; then read the
//! difference before you commit it.

use quorate_tests::stories;

#[test]
fn all_stories() {
    let rewrite = std::env::var_os("QUORATE_REWRITE").is_some();
    let mut failures = Vec::new();
    let mut tables = 0;
    for story in stories::all() {
        match stories::replay(&story.text) {
            Err(error) => failures.push(format!("{}: {error}", story.name)),
            Ok(replay) if rewrite => {
                std::fs::write(&story.path, replay.rewritten).expect("a writable story");
            }
            Ok(replay) => {
                tables += replay.tables;
                failures.extend(replay.differences.iter().map(|text| format!("{}: {text}", story.name)));
            }
        }
    }
    println!("{tables} tables");
    assert!(failures.is_empty(), "{}\n{} failures", failures.join("\n"), failures.len());
}

#[test]
fn what_is_no_story_is_refused() {
    let conf = "config\n  nodelist {\n    node {\n      nodeid: 1\n    }\n  }\n";
    let cases = [
        ("", "the story is empty: it has no step"),
        ("# nothing\n", "the story is empty: it has no step"),
        (conf, "the story is empty: it has no step"),
        ("up 1\n", "line 1: no config yet; begin with 'config' and an indented corosync.conf"),
        ("rules paxos\n", "line 1: no such rules; there are 'corosync', 'cman' and 'strict'"),
        ("config\n  quorum {\n\nup 1\n", "line 2: a section that starts here is never closed; add '}'"),
    ];
    for (text, wanted) in cases {
        let error = stories::replay(text).err().expect(text);
        assert!(error.starts_with(wanted), "{text:?}: {error}");
    }
    let late = [
        ("  up 1\nup 1\n", "line 7: line is neither 'section {', '}' nor 'key: value'"),
        ("up 1\n\n  x\n", "line 9: an indented line belongs to 'config' or 'reload'"),
        ("up 1\n----\n\n----\n", "line 10: '----' without a step before it"),
    ];
    for (text, wanted) in late {
        let error = stories::replay(&format!("{conf}{text}")).err().expect(text);
        assert!(error.starts_with(wanted), "{text:?}: {error}");
    }
}

/// What editors leave: a byte order mark, and comments at the beginning of lines within a config.
#[test]
fn comments_and_marks_are_no_matter() {
    let conf = "config\n  quorum {\n# two nodes\n    two_node: 1\n\n# of them\n  }\n  nodelist {\n    node {\n      \
        nodeid: 1\n    }\n  }\n# the steps\n";
    for mark in ["", "\u{feff}"] {
        let story = quorate::story::Story::parse(&format!("{mark}{conf}up 1\n")).map(|story| {
            let cluster = story.cluster::<64>().expect("a config");
            let steps: Vec<_> = story.blocks().map(|block| block.expect("a step").step.to_owned()).collect();
            (cluster.nodes().count(), steps)
        });
        assert_eq!(story, Ok((1, vec!["up 1".to_owned()])));
    }
}

#[test]
fn a_misspelt_step_names_the_steps() {
    let text = "config\n  quorum {\n    expected_votes: 2\n  }\nupp 1\n----\n\n";
    let differences = stories::replay(text).expect("a story").differences;
    assert_eq!(differences.len(), 1);
    assert!(differences[0].contains("unknown step 'upp'; steps are up, crash, leave"), "{}", differences[0]);
}
