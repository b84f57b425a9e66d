//! The stories under `tests/stories/`: found, played, rewritten.

use quorate::story::{Block, Outcome, Story, play};
use std::path::{Path, PathBuf};

/// A story file.
pub struct StoryFile {
    /// Its name without the ending.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// All story files, by name.
///
/// # Panics
/// Where there is none, or one cannot be read.
pub fn all() -> Vec<StoryFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories");
    let paths = folder.read_dir().expect("tests/stories").map(|entry| entry.expect("entry").path());
    let mut paths: Vec<PathBuf> = paths.collect();
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

/// Reads a story's steps.
///
/// # Panics
/// Where the story is none.
pub fn blocks<'a>(name: &str, story: &Story<'a>) -> Vec<Block<'a>> {
    let read = |block| -> Block<'a> {
        Result::unwrap_or_else(block, |error: quorate::story::StoryError| panic!("{name}: {error}"))
    };
    story.blocks().map(read).collect()
}

/// Plays a story and gives what differs, and the text as it should be.
///
/// # Errors
/// A sentence where the text is no story.
pub fn replay(
    text: &str,
    mut watch: impl FnMut(&Block<'_>, &quorate::Cluster<16>),
) -> Result<(Vec<String>, String), String> {
    // A table at the very end needs a place in the text.
    let text = format!("{}\n\n", text.trim_end());
    let story = Story::parse(&text).map_err(|error| error.to_string())?;
    let mut cluster = story.cluster::<16>().map_err(|error| error.to_string())?;
    let (mut differences, mut rewritten, mut copied) = (Vec::new(), String::new(), 0);
    for block in story.blocks() {
        let block = block.map_err(|error| error.to_string())?;
        let mut seen = String::new();
        let outcome = play(&mut cluster, &block, &mut seen).expect("a String takes everything");
        watch(&block, &cluster);
        if matches!(outcome, Outcome::Different | Outcome::Refused) {
            let expected = block.expected.unwrap_or("(no error)");
            let step = block.step;
            differences.push(format!("line {}: {step}\nexpected:\n{expected}\nseen:\n{seen}", block.line));
        }
        let Some(expected) = block.expected else {
            continue;
        };
        let at = expected.as_ptr().addr() - text.as_ptr().addr();
        rewritten += &text[copied..at];
        rewritten += seen.trim_end();
        rewritten += if expected.is_empty() { "\n" } else { "" };
        copied = at + expected.len();
    }
    rewritten += &text[copied..];
    Ok((differences, format!("{}\n", rewritten.trim_end())))
}
