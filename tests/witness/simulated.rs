//! What real clusters did with corosync-qdevice and qnetd 3.0.3 (tests/oracle/qnetd), and what simulated ones do with
//! the witness and qnetd's timing: every node's verdict, votes and members at every look that was taken.

use crate::play::{folder, lines};
use quorate::{Cluster, Config, Engine, Flags, NodeId, Rules};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn conf(config: &Value, nodes: &[u64]) -> String {
    let mut quorum = String::from("provider: corosync_votequorum\n");
    for (key, value) in config["quorum"].as_object().into_iter().flatten() {
        quorum += &format!("{key}: {value}\n");
    }
    quorum += "device {\nmodel: net\n";
    if config.get("votes").is_none() {
        quorum += "votes: 1\n";
    }
    for key in ["timeout", "sync_timeout"] {
        config[key].as_u64().into_iter().for_each(|value| quorum += &format!("{key}: {value}\n"));
    }
    quorum += "net {\nhost: 192.0.2.99\n";
    for key in ["algorithm", "tie_breaker"] {
        config[key].as_str().into_iter().for_each(|value| quorum += &format!("{key}: {value}\n"));
    }
    if config["kap"] == false {
        quorum += "keep_active_partition_tie_breaker: off\n";
    }
    let list: String = nodes.iter().map(|node| format!("node {{\nnodeid: {node}\n}}\n")).collect();
    format!("quorum {{\n{quorum}}}\n}}\n}}\nnodelist {{\n{list}}}\n")
}

/// The steps that do what was done.
fn steps(cmd: &str, config: &Value, up: Option<&str>) -> Vec<String> {
    let all = || (1..=config["nodes"].as_u64().expect("a number")).map(|node| node.to_string());
    let (word, rest) = cmd.split_once(' ').unwrap_or((cmd, ""));
    let apart = || {
        let others: Vec<String> = all().filter(|node| !rest.split(' ').any(|one| one == node)).collect();
        format!("split {rest} | {}", others.join(" "))
    };
    let everybody = all().collect::<Vec<_>>().join(" ");
    let steps: Vec<String> = match word {
        "up" | "crash" | "split" | "heal" => vec![cmd.into()],
        "stop" => vec![format!("leave {rest}")],
        "isolate" => vec![format!("witness cut {rest}"), apart()],
        "rejoin" => vec![format!("witness mend {rest}"), "heal".into()],
        "cut" | "mend" => vec![format!("witness {cmd}")],
        "qnetd" => vec![match rest {
            "kill" | "restart" => "witness down".into(),
            "start" => up.expect("a witness").into(),
            "freeze" => format!("witness cut {everybody}"),
            "thaw" => format!("witness mend {everybody}"),
            other => panic!("qnetd {other}"),
        }],
        "sick" => vec![format!("heuristics fail {rest}")],
        "healthy" => vec![format!("heuristics pass {rest}")],
        "nodelist" => {
            let nodes: Vec<u64> = rest.split(' ').map(|node| node.parse().expect("a nodeid")).collect();
            vec![format!("reload\n{}", conf(config, &nodes))]
        }
        "freeze" => vec![format!("qdevice {cmd}")],
        // One after the other: for lms the first to come back is alone.
        "thaw" => rest.split(' ').map(|node| format!("qdevice thaw {node}")).collect(),
        "kill_qdevice" | "term_qdevice" | "start_qdevice" => {
            let word = word.trim_end_matches("_qdevice").replace("term", "stop");
            vec![format!("qdevice {word} {rest}")]
        }
        // To the others and to the witness it is a node that is cut off.
        "freeze_corosync" => vec![format!("qdevice freeze {rest}"), apart()],
        "thaw_corosync" => vec!["heal".into(), format!("qdevice thaw {rest}")],
        "noqdevice" | "settle" | "wait" | "status" => vec![],
        other => panic!("{other}"),
    };
    let is_ours = |step: &String| up.is_some() || !step.starts_with("witness") && !step.starts_with("heur");
    steps.into_iter().filter(is_ours).collect()
}

/// What a node said, in the words of both.
fn said(status: &Value, node: &str) -> String {
    let (members, device) = (&status["members"], status["qdevice"][node].as_str().unwrap_or(""));
    let has = |flag: &str| device.split(',').any(|known| known == flag);
    format!(
        "quorate {} expected {} total {} quorum {} members {members} alive {} votes {}",
        status["quorate"],
        status["expected"],
        status["total"],
        status["quorum"],
        has("A"),
        has("V")
    )
}

fn says(cluster: &Cluster<8>, node: NodeId) -> Option<String> {
    let status = cluster.status(node)?;
    let members: Vec<String> = status.members.iter().map(NodeId::to_string).collect();
    Some(format!(
        "quorate {} expected {} total {} quorum {} members [{}] alive {} votes {}",
        status.is_quorate(),
        status.expected_votes,
        status.total_votes,
        status.quorum,
        members.join(","),
        status.flags.has(Flags::DEVICE_ALIVE),
        status.flags.has(Flags::DEVICE_CAST_VOTE)
    ))
}

/// qnetd was restarted, and clients came back in the order in which these events say so: there the first to ask has an
/// advantage, and nobody can say who that will be.
fn come_back(after: &[Value], config: &Value, cut: &BTreeSet<String>, up: &str) -> Vec<String> {
    let all = (1..=config["nodes"].as_u64().expect("a number")).map(|node| node.to_string());
    let reached: Vec<String> = all.filter(|node| !cut.contains(node)).collect();
    let is_next = |event: &&Value| event["ev"] != "status";
    let opened = after.iter().take_while(is_next).filter(|event| event["ev"] == "open");
    let order = opened.map(|event| event["node"].to_string()).chain(reached.clone());
    let mut steps = vec![format!("witness cut {}", reached.join(" ")), up.into()];
    steps.extend(order.map(|node| format!("witness mend {node}")));
    steps
}

/// A record that is played: its events, and the simulated cluster.
struct Played {
    name: String,
    events: Vec<Value>,
    cluster: Cluster<8>,
    /// How the witness starts; `None` where qdevice refuses the config.
    up: Option<&'static str>,
    cut: BTreeSet<String>,
    /// Who starts without corosync-qdevice.
    without: String,
}

/// Whether something was done here, or qnetd crashed, which ours does not do by itself.
fn is_step(event: &Value) -> bool {
    event["ev"] == "step" || event["what"] == "died" && event["status"] == -11
}

impl Played {
    fn new(name: &str, up: &'static str) -> Played {
        let events = lines(&folder().join(format!("{name}.jsonl.gz")));
        let nodes: Vec<u64> = (1..=events[0]["config"]["nodes"].as_u64().expect("a number")).collect();
        let read = Config::<8>::from_corosync_conf(conf(&events[0]["config"], &nodes)).expect("a config");
        let mut cluster = Cluster::new(&read, Rules::Corosync).expect("a cluster");
        let up = cluster.run(up).is_ok().then_some(up);
        if events[0]["config"]["no_qnetd"] == true {
            cluster.run("witness down").expect("it is up");
        }
        Played { name: name.into(), events, cluster, up, cut: BTreeSet::new(), without: String::new() }
    }

    fn run(&mut self, step: &str) {
        self.cluster.run(step).unwrap_or_else(|error| panic!("{}: {step}: {error}", self.name));
        let nodes = |word: &str| step.strip_prefix(word).into_iter().flat_map(str::split_whitespace);
        self.cut.extend(nodes("witness cut").map(str::to_owned));
        for node in nodes("witness mend") {
            self.cut.remove(node);
        }
    }

    /// Does what was done at this place of the record.
    fn step(&mut self, place: usize) {
        let config = self.events[0]["config"].clone();
        let cmd = self.events[place]["cmd"].as_str().unwrap_or("qnetd kill").to_owned();
        let mut steps = steps(&cmd, &config, self.up);
        if cmd == "qnetd restart" {
            steps.extend(come_back(&self.events[place..], &config, &self.cut, self.up.expect("a witness")));
        }
        if let Some(nodes) = cmd.strip_prefix("noqdevice ") {
            self.without = nodes.into();
        } else if cmd.starts_with("up ") && !self.without.is_empty() {
            steps.push(format!("qdevice stop {}", std::mem::take(&mut self.without)));
        }
        steps.iter().for_each(|step| self.run(step));
    }
}

/// Records of clusters.
fn names() -> Vec<String> {
    let files = folder().read_dir().expect("records").map(|entry| entry.expect("entry").file_name());
    let names = files.map(|name| name.to_string_lossy().trim_end_matches(".jsonl.gz").to_owned());
    let is_played = |name: &String| !["talks", "probes", "t4"].iter().any(|start| name.starts_with(start));
    let mut names: Vec<String> = names.filter(is_played).collect();
    names.sort();
    names
}

/// What differs, and how many looks were taken.
fn differences(name: &str) -> (Vec<String>, usize) {
    let mut played = Played::new(name, "witness up like_qnetd");
    let (mut differences, mut looks) = (Vec::new(), 0);
    for (place, event) in played.events.clone().iter().enumerate().skip(1) {
        if !is_step(event) && event["ev"] != "status" {
            continue;
        }
        let now = (event["t"].as_f64().expect("seconds") * 1000.0) as u64;
        played.run(&format!("wait {}ms", now.saturating_sub(played.cluster.now())));
        if is_step(event) {
            played.step(place);
            continue;
        }
        // A frozen corosync says nothing.
        let nodes = event["nodes"].as_object().expect("nodes").iter();
        for (node, status) in nodes.filter(|(_, status)| status["error"].is_null()) {
            looks += 1;
            let ours = says(&played.cluster, NodeId(node.parse().expect("a nodeid"))).unwrap_or_default();
            let theirs = said(status, node);
            if ours != theirs {
                let at = now / 1000;
                differences.push(format!("{name} at {at} s, node {node}:\n  real {theirs}\n  ours {ours}"));
            }
        }
    }
    (differences, looks)
}

#[test]
fn real_clusters() {
    let played = names().into_iter().map(|name| differences(&name));
    let (differences, looks): (Vec<Vec<String>>, Vec<usize>) = played.unzip();
    let (differences, looks) = (differences.concat(), looks.iter().sum::<usize>());
    println!("{looks} looks");
    // There node 2 asked first after the split, and here node 1, to which qnetd says NACK: it had no vote before.
    let is_race = |text: &&String| text.starts_with("n2-double-vote at 36 s, node 1:");
    assert_eq!(differences.iter().filter(is_race).count(), 1);
    let others: Vec<&String> = differences.iter().filter(|text| !is_race(text)).collect();
    assert!(
        others.is_empty() && looks == 894,
        "{}\n of {looks}",
        others.iter().map(|text| text.as_str()).collect::<Vec<_>>().join("\n")
    );
}

/// Whether its verdict is one of its present view: neither it nor another member waits for the device.
fn has_settled(engine: &Engine<8>) -> bool {
    let status = engine.status();
    !engine.waits_for_device() && status.total_votes >= status.quorum
}

/// Whether two partitions without a common member are quorate, at least one of them in its new view. As long as both
/// wait for the device, both have the verdict of the view that they had in common.
fn is_split(cluster: &Cluster<8>) -> bool {
    let quorate: Vec<(bool, Vec<NodeId>)> = cluster
        .nodes()
        .filter_map(|node| cluster.engine(node))
        .filter(|engine| engine.is_quorate())
        .map(|engine| (!has_settled(engine), engine.members().to_vec()))
        .collect();
    let apart = |one: &[NodeId], other: &[NodeId]| !one.iter().any(|node| other.contains(node));
    let settled = quorate.iter().filter(|(waits, _)| !waits);
    settled.into_iter().any(|(_, one)| quorate.iter().any(|(_, other)| apart(one, other)))
}

/// How long two partitions are quorate at once, in milliseconds, to a tenth of a second.
fn split_for(name: &str, up: &'static str) -> u64 {
    const LOOK: u64 = 100;
    let mut played = Played::new(name, up);
    let mut split = 0;
    for (place, event) in played.events.clone().iter().enumerate().skip(1) {
        if !is_step(event) {
            continue;
        }
        let now = (event["t"].as_f64().expect("seconds") * 1000.0) as u64;
        while played.cluster.now() + LOOK <= now {
            played.run(&format!("wait {LOOK}ms"));
            split += if is_split(&played.cluster) { LOOK } else { 0 };
        }
        played.run(&format!("wait {}ms", now.saturating_sub(played.cluster.now())));
        played.step(place);
    }
    split
}

/// Real clusters had the 4 seconds, too (witness: "A vote is a lease").
#[test]
fn ffsplit_never_splits_with_safe_timing() {
    // A frozen corosync has the verdict of before until it is thawed, whoever the witness is.
    let is_of_ffsplit =
        |name: &String| (name.starts_with('f') || name.contains("ffsplit")) && name != "f2-corosync-frozen";
    let of_ffsplit = names().into_iter().filter(is_of_ffsplit);
    let mut like_qnetd = Vec::new();
    for name in of_ffsplit {
        for up in ["witness up", "witness up blank"] {
            assert_eq!(split_for(&name, up), 0, "{name} with '{up}'");
        }
        let split = split_for(&name, "witness up like_qnetd");
        if split != 0 {
            like_qnetd.push((name, split));
        }
    }
    let expected = [
        ("default-2-ffsplit-isolated", 4000),
        ("default-2-ffsplit-split-then-cut", 4000),
        // The real clients took 2 s to come back.
        ("default-4-ffsplit-cut-and-restart", 11_400),
        ("default-4-ffsplit-split-then-cut", 4000),
        ("f2-isolated", 2000),
        ("f2-qnetd-restart-kap", 1000),
        ("f2-split-cut-mend-kap-off", 1000),
        ("f4-isolated", 2000),
        ("f4-qnetd-restart", 1000),
        ("f4-split-then-cut-kap-off", 1000),
    ];
    assert_eq!(like_qnetd, expected.map(|(name, split)| (name.to_owned(), split)));
}

/// Also where a cable is pulled.
#[test]
fn lms_never_splits_with_safe_timing() {
    let mut like_qnetd = Vec::new();
    for name in names().into_iter().filter(|name| name.starts_with('l') || name.contains("lms")) {
        for up in ["witness up", "witness up blank"] {
            assert_eq!(split_for(&name, up), 0, "{name} with '{up}'");
        }
        let split = split_for(&name, "witness up like_qnetd");
        if split != 0 {
            like_qnetd.push((name, split));
        }
    }
    assert_eq!(like_qnetd, [("l2-isolated".to_owned(), 700)]);
}

/// Four nodes that ask a witness which starts so, after these steps.
fn after(up: &str, steps: &[&str]) -> Cluster<8> {
    after_with(&json!({}), up, steps)
}

fn after_with(config: &Value, up: &str, steps: &[&str]) -> Cluster<8> {
    let config = Config::<8>::from_corosync_conf(conf(config, &[1, 2, 3, 4])).expect("a config");
    let mut cluster = Cluster::new(&config, Rules::Corosync).expect("a cluster");
    for step in [up].iter().chain(steps) {
        cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
    }
    cluster
}

/// Found by the explorer. Node 4 never had the vote; cut off, it waits for its device in a new view, and node 3, which
/// was told that it lost the vote, cannot end that view either: it has the verdict of the view before.
#[test]
fn one_that_is_cut_off_holds_up_the_others() {
    let split = ["split 1 2 3 | 4", "up 1 2 3 4", "witness cut 4", "split 1 2 | 3 4"];
    for (up, restart, expected) in [
        ("witness up", None, 0),
        ("witness up", Some("witness up"), 0),
        ("witness up like_qnetd", None, 4000),
        ("witness up like_qnetd", Some("witness up like_qnetd"), 16_000),
    ] {
        let mut cluster = after(up, &split);
        restart.into_iter().for_each(|step| cluster.run(step).expect("a witness"));
        let (mut split, mut quorate) = (0, 0);
        for _ in 0..200 {
            split += if is_split(&cluster) { 100 } else { 0 };
            cluster.run("wait 100ms").expect("time passes");
            quorate +=
                u64::from([1, 2].iter().all(|node| cluster.engine(NodeId(*node)).is_some_and(has_settled)));
        }
        assert_eq!(split, expected, "{up}, {restart:?}");
        assert!(quorate >= 20, "{up}, {restart:?}: the others go on");
    }
}

/// Found by the explorer. Node 2 acknowledges that it has no vote when the witness has already chosen its partition:
/// qnetd takes that for the acknowledgment of the vote, and never tells it.
#[test]
fn a_late_acknowledgment_loses_no_vote() {
    let steps = ["split 1 | 2 4 | 3", "up 1 2 3 4", "wait 60s"];
    let quorate = |up: &str| {
        let cluster = after(up, &steps);
        [1, 2, 3, 4].map(|node| cluster.engine(NodeId(node)).is_some_and(Engine::is_quorate))
    };
    assert_eq!(quorate("witness up like_qnetd"), [false, false, false, true]);
    assert_eq!(quorate("witness up"), [false, true, false, true]);
}

/// On real clusters, too, nodes start one after the other. Node 3 is alone and has the vote; when node 4 comes to the
/// others, they are newcomers no longer, and more.
#[test]
fn lms_gives_one_vote_to_who_starts_one_by_one() {
    let lms = json!({"algorithm": "lms", "votes": null});
    let steps = ["split 1 2 4 | 3", "up 3", "wait 10s", "up 1 2", "wait 10s", "up 4", "wait 10s"];
    let quorate = |cluster: &Cluster<8>| {
        [1, 2, 3, 4].map(|node| cluster.engine(NodeId(node)).is_some_and(Engine::is_quorate))
    };
    assert_eq!(quorate(&after_with(&lms, "witness up like_qnetd", &steps)), [true, false, true, false]);
    let mut cluster = after_with(&lms, "witness up", &steps);
    assert_eq!(quorate(&cluster), [false, false, true, false]);
    // Its connection is gone with it, and they are asked again.
    cluster.run("crash 3").expect("it is up");
    cluster.run("wait 60s").expect("time passes");
    assert_eq!(quorate(&cluster), [true, true, false, true]);
}
