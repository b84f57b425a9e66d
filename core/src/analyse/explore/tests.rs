//! A fingerprint must hold all that decides the future: states with equal fingerprints, however they were
//! reached, must have successors with equal fingerprints. Random walks through many configs look for two that do not.

use super::event::{Alphabet, Event};
use super::fingerprint::Fingerprints;
use super::outcome::Settings;
use super::reduce::{reduced, unreduced};
use super::situation::Situation;
use super::steps::Steps;
use super::witnessed::Witnessed;
use super::world::World;
use crate::rules::needs_storage;
use crate::rules::strict::canonical::{BALLOT, EPOCH, body_words, ring_word};
use crate::simulate::{Arbiter, Asked, Cluster, Given};
use crate::{Body, Change, Config, Memory, NodeId, ReasonCode, RingId, Rules};
use std::collections::HashMap;
use std::string::String;
use std::vec::Vec;
use std::{format, println};

/// More where every message is a step.
const STEPS_OF_A_WALK: usize = 14;
const STEPS_OF_A_LONG_WALK: usize = 40;

fn text(votes: &[u32], keys: &str) -> String {
    let node = |(id, votes)| format!("node {{\nnodeid: {id}\nquorum_votes: {votes}\n}}\n");
    let nodes: String = (1..).zip(votes).map(node).collect::<Vec<String>>().concat();
    format!("quorum {{\n{}\n}}\nnodelist {{\n{nodes}}}\n", keys.replace("; ", "\n"))
}

pub(super) fn config(votes: &[u32], keys: &str) -> Config<4> {
    Config::from_corosync_conf(text(votes, keys)).expect("a config")
}

/// The fingerprints after everything that can happen, and whether each is a fault.
pub(super) fn successors<W: Arbiter<4>>(
    world: &World<4, W>,
    alphabet: &Alphabet,
    fingerprints: &Fingerprints,
) -> Vec<(u128, String, Event)> {
    let now = Situation::of(world);
    let after = |event: Event| {
        let after = match alphabet.after(event, world, &now, &mut Steps::new()) {
            Err(error) if world.is_held() && event.may_be_refused(&error) => return None,
            after => after.expect("every event is taken"),
        };
        Some((fingerprints.of(&after), format!("{:?}", after.fault(false)), event))
    };
    alphabet.events(world, &now).into_iter().filter_map(after).collect()
}

fn check(rules: Rules, votes: &[u32], keys: &str, walks: u64) -> [usize; 2] {
    let (keys, stored) = keys.strip_suffix("; stored").map_or((keys, false), |keys| (keys, true));
    let (keys, overlap) = keys.strip_suffix("; overlap").map_or((keys, false), |keys| (keys, true));
    let (keys, lost_writes) = keys.strip_suffix("; good disks").map_or((keys, true), |keys| (keys, false));
    let mut config = config(votes, keys.trim_end_matches("; freeze_on_loss"));
    config.set_freeze_on_loss(keys.ends_with("freeze_on_loss"));
    let settings =
        Settings { lost_messages: true, lost_writes, stragglers: lost_writes, ..Settings::default() };
    let alphabet = Alphabet::new(&config, rules, &settings);
    let asked = Cluster::<4>::new(&config, rules).expect("takes the config");
    if Asked::<4>::is_asked(&asked) {
        let alphabet = alphabet.ask(Witnessed::new(&config, &settings));
        let fingerprints = reduced(&config, &asked, &alphabet);
        return walk(&World::at_once(asked), &alphabet, &fingerprints, walks, keys);
    }
    let mut start = Given::given(&config, rules).expect("takes the config");
    if stored {
        start.store();
    }
    if overlap || needs_storage(&config, rules) {
        let fingerprints = unreduced(&start, &alphabet).ranked();
        let reweighed = text(&[&[2], &votes[1..]].concat(), keys);
        let reloads = [&reweighed[..]];
        let reloads = if overlap { &[][..] } else { &reloads };
        let settings = Settings { operator_votes: Some(2), reloads, ..settings };
        let start = World::step_by_step(start, &config, &settings).expect("a config to reload");
        return walk(&start, &alphabet, &fingerprints, walks, keys);
    }
    let fingerprints = reduced(&config, &start, &alphabet);
    walk(&World::at_once(start), &alphabet, &fingerprints, walks, keys)
}

/// How many states random walks meet, and how often again.
fn walk<W: Arbiter<4>>(
    start: &World<4, W>,
    alphabet: &Alphabet,
    fingerprints: &Fingerprints,
    walks: u64,
    keys: &str,
) -> [usize; 2] {
    let rules = start.rules();
    let mut known: HashMap<u128, (Vec<(u128, String)>, String)> = HashMap::new();
    let (mut again, mut random) = (0, 1_u64);
    let is_long = start.has_storage() && start.is_held();
    let steps = if is_long { STEPS_OF_A_LONG_WALK } else { STEPS_OF_A_WALK };
    for _ in 0..walks {
        let mut cluster = start.clone();
        let mut told = String::new();
        for _ in 0..steps {
            let next = successors(&cluster, alphabet, fingerprints);
            let mut sorted: Vec<(u128, String)> =
                next.iter().map(|(print, fault, _)| (*print, fault.clone())).collect();
            sorted.sort_unstable();
            sorted.dedup();
            let here = fingerprints.of(&cluster);
            match known.get(&here) {
                Some((before, way)) => {
                    again += 1;
                    assert!(*before == sorted, "{rules} {keys}: these two are not the same:\n{way}\n{told}");
                }
                None => drop(known.insert(here, (sorted, told.clone()))),
            }
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Mostly what is on its way: else every view would end before its members have told all.
            let events = || next.iter().map(|(_, _, event)| *event);
            let moves = || events().filter(|event| matches!(event, Event::Move(..)));
            let some: Vec<Event> = match !is_long || random >> 31 & 3 == 0 || moves().next().is_none() {
                true => events().collect(),
                false => moves().collect(),
            };
            let event = some[usize::try_from(random >> 33).expect("31 bits") % some.len()];
            let now = Situation::of(&cluster);
            let mut steps = Steps::new();
            cluster = alphabet.after(event, &cluster, &now, &mut steps).expect("as before");
            let words = alphabet.words(event, &steps);
            told.extend(words.iter().map(|step| format!("{step}; ")));
        }
    }
    [known.len(), again]
}

/// Each with how many states 20 random walks meet, and how often again. Fewer: something that decides is no longer
/// told apart. More: something that decides nothing is.
const CONFIGS: [(Rules, &[u32], &str, [usize; 2]); 27] = [
    (Rules::Corosync, &[1; 3], "", [127, 153]),
    (Rules::Corosync, &[2, 1, 0], "wait_for_all: 1", [127, 153]),
    (Rules::Corosync, &[1; 3], "auto_tie_breaker: 1; wait_for_all: 1", [170, 110]),
    (Rules::Corosync, &[1; 4], "auto_tie_breaker: 1; auto_tie_breaker_node: 2 1", [232, 48]),
    (Rules::Corosync, &[1; 4], "last_man_standing: 1; wait_for_all: 1; auto_tie_breaker: 1", [225, 55]),
    (Rules::Corosync, &[1; 3], "allow_downscale: 1; expected_votes_tracking: 1", [150, 130]),
    (Rules::Corosync, &[1; 2], "device {; model: net; votes: 1; }", [86, 194]),
    (Rules::Corosync, &[1; 2], "device {; model: net; votes: 1; net {; host: w; }; }", [190, 90]),
    (Rules::Corosync, &[1; 3], "device {; model: net; net {; host: w; algorithm: lms; }; }", [214, 66]),
    (
        Rules::Strict,
        &[1; 4],
        "device {; model: net; votes: 1; net {; host: w; tie_breaker: 3; }; }",
        [230, 50],
    ),
    (Rules::Corosync, &[1; 2], "two_node: 1", [45, 235]),
    (Rules::Cman, &[1; 3], "", [123, 157]),
    (Rules::Strict, &[1; 3], "wait_for_all: 1", [53, 227]),
    (Rules::Strict, &[1; 4], "wait_for_all: 1; auto_tie_breaker: 1", [101, 179]),
    (Rules::Strict, &[2, 1, 1], "wait_for_all: 1; freeze_on_loss", [115, 165]),
    (Rules::Strict, &[1; 2], "wait_for_all: 1; device {; model: net; votes: 1; }", [45, 235]),
    (Rules::Strict, &[1; 2], "two_node: 1", [31, 249]),
    (Rules::Strict, &[1; 3], "wait_for_all: 1; overlap", [78, 202]),
    (Rules::Strict, &[2, 1, 1], "auto_tie_breaker: 1; overlap", [91, 189]),
    (Rules::Strict, &[1; 2], "allow_downscale: 1", [96, 704]),
    (Rules::Strict, &[1; 3], "allow_downscale: 1; last_man_standing: 1; wait_for_all: 1", [300, 500]),
    (Rules::Strict, &[2, 1, 1], "last_man_standing: 1; wait_for_all: 1", [177, 623]),
    (Rules::Strict, &[1; 3], "allow_downscale: 1; last_man_standing: 1; good disks", [252, 548]),
    (Rules::Strict, &[1; 3], "last_man_standing: 1; good disks", [258, 542]),
    (Rules::Strict, &[1; 2], "device {; model: net; votes: 1; }; overlap", [50, 230]),
    (Rules::Strict, &[1; 2], "device {; model: net; votes: 1; }; overlap; stored", [87, 713]),
    (Rules::Strict, &[1; 3], "wait_for_all: 1; freeze_on_loss; overlap", [127, 153]),
];

#[test]
fn equal_fingerprints_have_equal_futures() {
    for (rules, votes, keys, _) in CONFIGS {
        let [states, again] = check(rules, votes, keys, 60);
        println!("{rules} {votes:?} {keys}: {states} states, {again} met again");
        assert!(again > 50, "{rules} {keys}: only {again} were met again");
    }
}

#[test]
fn what_decides_is_told_apart_and_nothing_else() {
    for (rules, votes, keys, met) in CONFIGS {
        assert_eq!(check(rules, votes, keys, 20), met, "{rules} {votes:?} {keys}");
    }
}

/// How old a view is matters where it may attempt something, or has.
#[test]
fn a_view_that_attempts_nothing_has_no_age() {
    let config = config(&[1; 3], "allow_downscale: 1");
    let words = |steps: &[&str]| {
        let mut cluster = Given::given(&config, Rules::Strict).expect("takes the config");
        for step in steps {
            cluster.run(step).expect("the step is taken");
        }
        let mut words = Vec::new();
        cluster.canonical_own(NodeId(1), &mut |word| words.push(word));
        words
    };
    for (steps, attempts) in [
        (&["up 1 2 3"][..], true),
        (&["up 1 2 3", "split 1 2 | 3"], true),
        (&["up 1 2 3", "split 1 | 2 3"], false),
        // Node 3 never stores what was attempted.
        (&["up 1 2 3", "deafen 3", "leave 2"], true),
        (&["up 1 2 3", "deafen 3", "leave 2", "split 1 | 2 3"], false),
    ] {
        let [now, later] = [steps, &[steps, &["reform 1"]].concat()].map(words);
        assert_eq!(now != later, attempts, "{steps:?}");
    }
}

/// The words of a message.
fn words(body: &Body) -> Vec<u64> {
    let mut words = Vec::new();
    body_words(body, &mut |word| words.push(word));
    words
}

#[test]
fn messages_that_differ_have_other_words() {
    let ring = |seq| RingId { node: NodeId(1), seq };
    let change = Change { drop: 2, node: NodeId(3), votes: 4 };
    let memory = Memory { epoch: 2, ballot: ring(4), change };
    let memories = [
        memory,
        Memory { epoch: 0, ..memory },
        Memory { epoch: 3, ..memory },
        Memory { ballot: ring(8), ..memory },
        Memory { change: Change { drop: 1, ..change }, ..memory },
        Memory { change: Change { node: NodeId(4), ..change }, ..memory },
        Memory { change: Change { votes: 3, ..change }, ..memory },
        Memory { change: Change::NONE, ..memory },
    ];
    let remember =
        |flags, expected_votes, nodelist| Body::Remember { flags, expected_votes, nodelist, memory };
    let elector = |node, votes, left| Body::Elector { node: NodeId(node), votes, left };
    let mut bodies = Vec::from([
        Body::Accounted,
        Body::CancelWaitForAll,
        Body::Resume,
        Body::Leave,
        Body::Ready,
        Body::SetExpectedVotes { expected_votes: 2 },
        Body::SetExpectedVotes { expected_votes: 3 },
        Body::State { flags: 1, expected_votes: 2 },
        Body::State { flags: 2, expected_votes: 2 },
        Body::State { flags: 1, expected_votes: 3 },
        remember(1, 2, 3),
        remember(2, 2, 3),
        remember(1, 1, 3),
        remember(1, 2, 2),
        elector(1, 2, 3),
        elector(2, 2, 3),
        elector(0x1_0001, 2, 3),
        elector(1, 3, 3),
        elector(1, 2, 2),
    ]);
    bodies.extend(memories.map(|memory| Body::Propose { memory }));
    bodies.extend(memories.map(|memory| Body::Stored { memory }));
    for (place, one) in bodies.iter().enumerate() {
        for other in &bodies[..place] {
            assert_ne!(words(one), words(other), "{one:?} {other:?}");
        }
    }
    // Epochs and rings are marked, and in their places for the ranks; who is blank has no rank.
    let second = BALLOT | 2 << 28;
    assert_eq!(words(&bodies[19])[1..], [EPOCH | 2, second | 4, 2, 3, 4, 0]);
    assert_eq!(words(&bodies[20])[1], 0);
    assert_eq!(ring_word(BALLOT, 2, ring(0xF000_0004)), second | 4);
}

/// Two of three nodes take part. Not even all of them have all votes, but they can prove that the third is off.
#[test]
fn those_that_stay_down_can_be_proven_off() {
    let config = config(&[1; 3], "wait_for_all: 1");
    let settings = Settings { nodes: &[NodeId(3), NodeId(1)], ..Settings::default() };
    let mut cluster = World::at_once(Given::given(&config, Rules::Strict).expect("takes the config"));
    let alphabet = Alphabet::new(&config, Rules::Strict, &settings);
    assert_eq!(alphabet.nodes(), [NodeId(1), NodeId(3)]);
    for (event, code) in [
        (Event::Boot(0), ReasonCode::WaitingForAll),
        (Event::Survey(1), ReasonCode::EveryoneAccounted),
        (Event::FenceAll(0), ReasonCode::EveryoneAccounted),
    ] {
        let now = Situation::of(&cluster);
        assert!(alphabet.events(&cluster, &now).contains(&event), "{event:?}");
        let mut steps = Steps::new();
        cluster = alphabet.after(event, &cluster, &now, &mut steps).expect("it is taken");
        assert_eq!(cluster.status(NodeId(3)).map(|status| status.reason.code), Some(code), "{steps:?}");
    }
    assert!(!alphabet.events(&cluster, &Situation::of(&cluster)).contains(&Event::Up(1, None)));
}
