//! The stories under `tests/stories/`: found, played, rewritten.

use crate::naive::Naive;
use quorate::story::{Block, Outcome, Story, play};
use quorate::{Cluster, Config, Rules};
use std::path::{Path, PathBuf};

pub struct StoryFile {
    pub name: String,
    pub path: PathBuf,
    pub text: String,
}

/// All story files, by name.
pub fn all() -> Vec<StoryFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories");
    let paths = folder.read_dir().expect("tests/stories").map(|entry| entry.expect("entry").path());
    // The tests that play them stand beside them.
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension() != Some("rs".as_ref())).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no stories in {}", folder.display());
    let read = |path: PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        assert_eq!(ending, Some("story"), "{} is no story", path.display());
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a readable story");
        StoryFile { name, path, text }
    };
    paths.into_iter().map(read).collect()
}

pub fn blocks<'a>(name: &str, story: &Story<'a>) -> Vec<Block<'a>> {
    let read = |block| -> Block<'a> {
        Result::unwrap_or_else(block, |error: quorate::story::StoryError| panic!("{name}: {error}"))
    };
    story.blocks().map(read).collect()
}

/// Plays a story and gives what differs, and the text as it should be. Under votequorum's rules the naive model
/// looks at every step.
pub fn replay(text: &str) -> Result<Replay, String> {
    watch(text, |_, _| ())
}

/// As [`replay`], and lets somebody look at the cluster after every step.
pub fn watch(text: &str, mut look: impl FnMut(&Block<'_>, &Cluster<64>)) -> Result<Replay, String> {
    // A table at the very end needs a place in the text.
    let text = format!("{}\n\n", text.trim_end());
    let story = Story::parse(&text).map_err(|error| error.to_string())?;
    let mut cluster = story.cluster::<64>().map_err(|error| error.to_string())?;
    let mut naive = naive(&story, &cluster);
    let mut replay = Replay::default();
    let mut copied = 0;
    for block in story.blocks() {
        let block = block.map_err(|error| error.to_string())?;
        let mut seen = String::new();
        let outcome = play(&mut cluster, &block, &mut seen).expect("a String takes everything");
        look(&block, &cluster);
        let (line, step) = (block.line, block.step);
        if let Some(naive) = &mut naive {
            let broken = naive.after(step, seen.starts_with("error:"), &cluster).err();
            replay.differences.extend(broken.map(|law| format!("line {line}: {step}\nnaive model: {law}")));
        }
        if matches!(outcome, Outcome::Different | Outcome::Refused) {
            let expected = block.expected.unwrap_or("(no error)");
            replay.differences.push(format!("line {line}: {step}\nexpected:\n{expected}\nseen:\n{seen}"));
        }
        let Some(expected) = block.expected else {
            continue;
        };
        replay.tables += 1;
        let at = expected.as_ptr().addr() - text.as_ptr().addr();
        replay.rewritten += &text[copied..at];
        replay.rewritten += seen.trim_end();
        replay.rewritten += if expected.is_empty() { "\n" } else { "" };
        copied = at + expected.len();
    }
    replay.rewritten += &text[copied..];
    replay.rewritten = format!("{}\n", replay.rewritten.trim_end());
    Ok(replay)
}

/// What came of a story.
#[derive(Default)]
pub struct Replay {
    pub differences: Vec<String>,
    /// The text with the tables as they are.
    pub rewritten: String,
    pub tables: usize,
}

fn naive(story: &Story<'_>, cluster: &Cluster<64>) -> Option<Naive<64>> {
    // As cman takes it, who does not refuse a device beside two_node.
    let config = Config::from_corosync_conf_for_reload(story.config()).expect("the cluster was made of it");
    let follows_votequorum = story.rules() != Rules::Strict;
    follows_votequorum.then(|| Naive::new(&config, story.rules(), cluster))
}
