//! The recorded behaviour of real corosync 3.1.7 (`tests/oracle/`, see the README there).

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;
use std::path::PathBuf;

/// Nodes and their votes.
pub type Nodes = Vec<(u32, u32)>;
/// Keys of a section and their values.
pub type Keys = BTreeMap<String, Value>;

/// A real cluster, one corosync per network namespace.
#[derive(Deserialize)]
pub struct RealCluster {
    pub name: String,
    /// nodeid and votes.
    pub nodes: Nodes,
    /// Keys of the quorum section.
    pub quorum: Keys,
    /// Nodes that only a reload brings.
    #[serde(default)]
    pub later: Vec<u32>,
    /// What was done, and what corosync-quorumtool said then.
    pub record: Vec<RealStep>,
}

/// One step of a real cluster.
#[derive(Deserialize)]
pub struct RealStep {
    pub cmd: String,
    /// What the tool answered.
    #[serde(default)]
    pub said: Option<String>,
    /// Per node what corosync-quorumtool said; null: down.
    pub nodes: BTreeMap<u32, Option<RealStatus>>,
}

/// The fields of corosync-quorumtool -s.
#[derive(Deserialize, Debug, PartialEq)]
pub struct RealStatus {
    pub quorate: bool,
    pub nodes: usize,
    pub expected: u32,
    pub highest_expected: u32,
    pub total: u32,
    pub quorum: u32,
    /// Quorum: ... Activity blocked.
    pub blocked: bool,
    /// Flags, sorted.
    pub flags: Vec<String>,
    pub members: Vec<u32>,
}

/// A random cluster in corosync-vqsim.
#[derive(Deserialize)]
pub struct SimulatedCluster {
    /// Of the generator.
    pub seed: u64,
    pub conf_text: String,
    pub steps: Vec<SimulatedStep>,
}

/// One step in corosync-vqsim.
#[derive(Deserialize)]
pub struct SimulatedStep {
    pub cmd: String,
    /// Per node that is up.
    pub nodes: BTreeMap<u32, SimulatedStatus>,
    /// False from the first step on where a second run answered differently.
    pub repeatable: bool,
}

/// What a node in corosync-vqsim reported last.
#[derive(Deserialize, Debug, PartialEq)]
pub struct SimulatedStatus {
    pub part: u8,
    pub q: u8,
    pub view: Vec<u32>,
}

/// A configuration given to a real corosync on node 1, alone.
#[derive(Deserialize)]
pub struct TriedConfig {
    /// Of a battery.
    #[serde(default)]
    pub name: String,
    pub conf_text: String,
    pub starts: bool,
    pub status: Option<TriedStatus>,
    pub says: Vec<String>,
}

/// corosync-quorumtool's fields of a tried configuration; -1 where a sum had wrapped.
#[derive(Deserialize, Debug, Clone, PartialEq)]
pub struct TriedStatus {
    pub quorate: bool,
    pub expected: i64,
    pub highest_expected: i64,
    pub total: i64,
    pub quorum: i64,
    pub flags: Vec<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oracle")
}

pub fn real_clusters() -> Vec<RealCluster> {
    let folder = folder().join("corosync-3.1.7");
    let mut paths: Vec<PathBuf> =
        folder.read_dir().expect("recorded clusters").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("readable record");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.into_iter().map(read).collect()
}

pub fn simulated_clusters() -> Vec<SimulatedCluster> {
    json_lines("vqsim.jsonl.gz")
}

/// Versions of corosync whose records are in `versions/`.
pub const VERSIONS: [&str; 9] =
    ["2.4.5", "2.4.6", "3.0.3", "3.0.4", "3.1.2", "3.1.7", "3.1.9", "3.1.10", "main"];

/// What a version recorded of this kind: stories, reload, vqsim, configs or battery; nothing where it was not asked.
pub fn of_version<T: for<'de> Deserialize<'de>>(version: &str, kind: &str) -> Vec<T> {
    let name = format!("versions/{version}/{kind}.jsonl.gz");
    if folder().join(&name).exists() { json_lines(&name) } else { Vec::new() }
}

pub fn tried_configs() -> Vec<TriedConfig> {
    json_lines("configs-3.1.7.jsonl.gz")
}

fn json_lines<T: for<'de> Deserialize<'de>>(name: &str) -> Vec<T> {
    let file = std::fs::File::open(folder().join(name)).expect("recorded file");
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("gzip text");
    text.lines().map(|line| serde_json::from_str(line).expect("record")).collect()
}

/// A corosync.conf with these nodes and quorum keys.
pub fn corosync_conf(nodes: &Nodes, quorum: &Keys) -> String {
    let mut text = String::from("quorum {\n    provider: corosync_votequorum\n");
    for (key, value) in quorum {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        writeln!(text, "    {key}: {value}").expect("write to a string");
    }
    text.push_str("}\nnodelist {\n");
    for (id, votes) in nodes {
        let node = format!("    node {{\n        nodeid: {id}\n        quorum_votes: {votes}\n    }}\n");
        text.push_str(&node);
    }
    text + "}\n"
}

/// A real cluster's config, as reloads change it.
pub struct Written {
    nodes: Nodes,
    quorum: Keys,
}

impl Written {
    pub fn new(real: &RealCluster) -> Self {
        let is_there = |(node, _): &&(u32, u32)| !real.later.contains(node);
        Written { nodes: real.nodes.iter().filter(is_there).copied().collect(), quorum: real.quorum.clone() }
    }

    pub fn text(&self) -> String {
        corosync_conf(&self.nodes, &self.quorum)
    }

    /// The step that a command is; a reload's keys overwrite what was written.
    pub fn step_of(&mut self, cmd: &str) -> String {
        let Some(written) = cmd.strip_prefix("reload ") else {
            return step_of(cmd);
        };
        let mut keys: BTreeMap<String, Value> = serde_json::from_str(written).expect("a reload's JSON");
        if let Some(nodes) = keys.remove("nodes") {
            self.nodes = serde_json::from_value(nodes).expect("nodes and votes");
        }
        if let Some(quorum) = keys.remove("quorum") {
            self.quorum = serde_json::from_value(quorum).expect("keys");
        }
        let lines: Vec<_> = self.text().lines().map(|line| format!("    {line}\n")).collect();
        format!("reload\n{}", lines.concat())
    }
}

/// The step that a real cluster's command is.
pub fn step_of(cmd: &str) -> String {
    let (verb, rest) = cmd.split_once(' ').unwrap_or((cmd, ""));
    match verb {
        "votes" => format!("votes {rest} on 1"),
        "stop" => format!("leave {rest}"),
        "cancel_wfa" => format!("cancel_wait_for_all {rest}"),
        "expected" => format!("expected {rest} on 1"),
        "wait" => format!("wait {rest}s"),
        _ => cmd.to_owned(),
    }
}
