//! A corosync.conf, and stories.

use crate::laws::quorate_partitions;
use crate::stories;
use quorate::story::Story;
use quorate::{Config, Engine, NodeId, Rules};
use std::path::Path;

type Small = Config<8>;

/// Read it: the line of an error is in the text, and the nodes of a config have engines
/// that answer.
pub fn conf(bytes: &[u8]) {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for read in [Small::from_corosync_conf(bytes), Small::from_corosync_conf_for_reload(bytes)] {
        match read {
            Ok(config) => works(&config),
            Err(error) => {
                assert!(usize::try_from(error.line).is_ok_and(|line| line <= lines), "{error}");
                assert!(!error.to_string().is_empty());
            }
        }
    }
    for (node, name) in quorate::names(bytes) {
        assert!(node.0 != 0 || !name.is_empty());
    }
}

fn works(config: &Small) {
    for rules in [Rules::Corosync, Rules::Cman, Rules::Strict] {
        for node in config.nodes() {
            let Ok(mut engine) = Engine::new(config, node.id, rules) else {
                continue;
            };
            engine.observe(&[node.id]).expect("a node of the config");
            let all: Vec<NodeId> = config.nodes().iter().map(|node| node.id).collect();
            engine.observe(&all).expect("all nodes of the config");
            assert!(!format!("{}{}", engine.quorumtool(), engine.status().reason).is_empty());
        }
    }
}

pub fn confs() -> Vec<Vec<u8>> {
    let stories = stories::all();
    let mut seeds: Vec<Vec<u8>> = stories
        .iter()
        .filter_map(|file| Story::parse(&file.text).ok().map(|story| story.config().as_bytes().to_vec()))
        .collect();
    for path in Path::new(env!("CARGO_MANIFEST_DIR")).join("conf").read_dir().expect("tests/conf") {
        seeds.push(std::fs::read(path.expect("an entry").path()).expect("a file"));
    }
    seeds
}

/// Play it: under rules strict two partitions are never both quorate, unless a device votes for both, as a story may
/// have it, or an operator says that who is here is enough; and a step that is refused changes nothing.
pub fn story(bytes: &[u8]) {
    let Some(story) = std::str::from_utf8(bytes).ok().and_then(|text| Story::parse(text).ok()) else {
        return;
    };
    let Ok(mut cluster) = story.cluster::<8>() else {
        return;
    };
    let says = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    let is_excused = says(b"device") || says(b"expected ") || says(b"cancel");
    let never_splits = story.rules() == Rules::Strict && !is_excused;
    for block in story.blocks().take(24) {
        let Ok(block) = block else {
            return;
        };
        let before = cluster.table().to_string();
        match cluster.run(block.step) {
            Ok(()) => {
                let split = never_splits && quorate_partitions(&cluster) > 1;
                assert!(!split, "{}: two partitions are quorate\n{}", block.step, cluster.table());
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                assert_eq!(cluster.table().to_string(), before, "{}: refused", block.step);
            }
        }
    }
}

pub fn stories() -> Vec<Vec<u8>> {
    stories::all().into_iter().map(|file| file.text.into_bytes()).collect()
}
