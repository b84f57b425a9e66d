//! A member that misses one message of an exchange knows no more than one that misses all: so members that hear
//! nothing stand for every loss at a view change, as when somebody crashes between two messages.

use super::event::Alphabet;
use super::outcome::Settings;
use super::situation::Situation;
use super::steps::Steps;
use super::tests::config;
use super::world::World;
use crate::simulate::Given;
use crate::{Engine, Message, NodeId, ReasonCode, RingId, Rules, Verdict};
use std::vec::Vec;

/// What a member tells in this view.
fn told(engine: &mut Engine<4>) -> Vec<Message> {
    core::iter::from_fn(|| engine.poll_transmit()).collect()
}

/// What decides the member's future.
fn future(engine: &Engine<4>, nodes: &[NodeId]) -> Vec<u64> {
    let mut words = Vec::new();
    engine.canonical_own(&mut |word| words.push(word));
    words.extend(nodes.iter().map(|node| engine.canonical_peer(*node)));
    words
}

/// A member of a new view that misses the states of some, against one that misses all: as far as the view after
/// that, with all members and alone.
fn check(cluster: &Given<4>, members: &[NodeId], us: NodeId) -> usize {
    let ring = |seq| RingId { node: us, seq };
    let start = cluster.engine(us).expect("it is up");
    let mut states = Vec::new();
    for member in members {
        let mut engine = cluster.engine(*member).expect("it is up").clone();
        engine.view(ring(100_000), members, cluster.now()).expect("a view");
        states.extend(told(&mut engine).into_iter().map(|message| (*member, message)));
    }
    assert_eq!(states.len(), members.len(), "each tells its state, and no more");
    let mut deaf = start.clone();
    deaf.view(ring(100_000), members, cluster.now()).expect("a view");
    let all = 1_u32 << states.len();
    for heard in 0..all.saturating_sub(1) {
        let mut torn = start.clone();
        torn.view(ring(100_000), members, cluster.now()).expect("a view");
        for (place, (from, message)) in states.iter().enumerate() {
            if heard >> place & 1 == 1 {
                torn.receive(*from, message, cluster.now()).expect("a state");
            }
        }
        let status = torn.status();
        assert_eq!(status.verdict, Verdict::Blocked);
        assert_eq!(status.reason.code, ReasonCode::ViewIncomplete);
        for next in [members, &[us]] {
            let (mut torn, mut deaf) = (torn.clone(), deaf.clone());
            torn.view(ring(100_004), next, cluster.now()).expect("a view");
            deaf.view(ring(100_004), next, cluster.now()).expect("a view");
            assert_eq!(told(&mut torn), told(&mut deaf), "{members:?}, {us} heard {heard:b}");
            let nodes: Vec<NodeId> = cluster.nodes().collect();
            assert_eq!(future(&torn, &nodes), future(&deaf, &nodes), "{members:?}, {us} heard {heard:b}");
        }
    }
    usize::try_from(all).unwrap_or(0)
}

#[test]
fn to_miss_one_state_is_to_miss_all() {
    let device = "wait_for_all: 1; device {; model: net; votes: 1; }";
    let configs: [(&[u32], &str, bool); 4] = [
        (&[1; 3], "auto_tie_breaker: 1", true),
        (&[1; 4], "wait_for_all: 1; auto_tie_breaker: 1", false),
        (&[2, 1, 1], "wait_for_all: 1", true),
        (&[1; 3], device, false),
    ];
    let (mut random, mut checked) = (1_u64, 0);
    for (votes, keys, freeze_on_loss) in configs {
        let mut config = config(votes, keys);
        config.set_freeze_on_loss(freeze_on_loss);
        let settings = Settings { lost_messages: true, ..Settings::default() };
        let alphabet = Alphabet::new(&config, Rules::Strict, &settings);
        let mut cluster = World::at_once(Given::given(&config, Rules::Strict).expect("takes the config"));
        for _ in 0..400 {
            let now = Situation::of(&cluster);
            let events = alphabet.events(&cluster, &now);
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let choice = usize::try_from(random >> 33).expect("31 bits") % events.len();
            let after = alphabet.after(events[choice], &cluster, &now, &mut Steps::new());
            cluster = after.expect("every event is taken");
            // Who is up meets, wherever it was.
            let up = Situation::of(&cluster).up();
            checked += up.iter().map(|us| check(&cluster, &up, *us)).sum::<usize>();
        }
    }
    assert!(checked > 10_000, "only {checked} losses were looked at");
}
