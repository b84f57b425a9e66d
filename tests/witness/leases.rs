//! A vote is a lease: no two partitions ever have it, where qnetd's own timing gives it away too early.

use crate::play::like_qnetd;
use crate::world::{Dice, Small, TICK, World};
use quorate::witness::{Settings, Timing, Witness, WitnessSnapshotError};
use std::ops::Range;

/// Default timers of qdevice.
const HEARTBEAT: u32 = 8000;

/// Runs until all nodes have the vote.
fn whole(world: &mut World) {
    for _ in 0..3000 {
        world.run(10, |_| {});
        if world.nodes.iter().all(|node| node.holds) {
            return;
        }
    }
    panic!("never whole");
}

/// Runs until the next echo of this node is answered.
fn after_an_echo(world: &mut World, id: u32) {
    let place = |world: &World| world.witness.client(0).map(|client| client.lease);
    let before = world.node(id).echoes();
    while world.node(id).echoes() == before || !world.node(id).has_answer() {
        world.run(1, |_| {});
    }
    assert!(place(world).is_some());
}

/// Tenths of seconds from now until the survivor gets the vote and until the holder has given it up, and for how long
/// two partitions had it.
fn overlap(world: &mut World, survivor: u32, holder: u32) -> (u64, u64, u64) {
    let start = world.now;
    let (mut got, mut lost, mut both) = (None, None, 0);
    world.run(30_000, |world| {
        let node = |id: u32| &world.nodes[id as usize - 1];
        let (survivor, holder) = (node(survivor), node(holder));
        if survivor.holds && survivor.vote_ring == survivor.ring && !survivor.members.contains(&holder.id) {
            got = got.or(Some(world.now - start));
        }
        if !holder.holds {
            lost = lost.or(Some(world.now - start));
        }
        both += if world.split_brain().is_some() { TICK } else { 0 };
    });
    let seconds = |time: Option<u64>| (time.expect("it happens") + 50) / 100;
    (seconds(got), seconds(lost), (both + 50) / 100)
}

/// Two nodes; the holder's cable is pulled right after an echo.
fn pulled_cable(settings: Settings) -> (u64, u64, u64) {
    let mut world = World::new(settings, 2, HEARTBEAT, 1);
    world.nodes.iter_mut().for_each(|node| node.rate = 0);
    whole(&mut world);
    after_an_echo(&mut world, 1);
    world.node(1).is_cut = true;
    world.split(&[&[1], &[2]]);
    overlap(&mut world, 2, 1)
}

#[test]
fn a_pulled_cable() {
    let (got, lost, both) = pulled_cable(like_qnetd());
    assert_eq!((got, lost, both), (120, 160, 40), "qnetd: 4.0 s of split brain");
    let (got, lost, both) = pulled_cable(Settings::default());
    assert_eq!((got, lost, both), (180, 160, 0), "6 s later, and never two");
}

/// Four nodes, split in halves; the holders' cables are cut, and the witness is restarted 4.2 s after their last echo.
fn restarted(settings: Settings, has_disk: bool) -> (u64, u64, u64) {
    let mut world = World::new(settings, 4, HEARTBEAT, 1);
    world.nodes.iter_mut().for_each(|node| node.rate = 0);
    world.snapshot = has_disk.then(Vec::new);
    whole(&mut world);
    // Its own silence is long over.
    world.run(30_000, |_| {});
    world.split(&[&[1, 2], &[3, 4]]);
    world.run(2000, |_| {});
    let holders: Vec<u32> = world.nodes.iter().filter(|node| node.holds).map(|node| node.id).collect();
    assert_eq!(holders, [1, 2]);
    after_an_echo(&mut world, 1);
    world.node(1).is_cut = true;
    world.node(2).is_cut = true;
    world.run(420, |_| {});
    world.restart();
    overlap(&mut world, 3, 1)
}

#[test]
fn a_restart_during_a_split() {
    let (got, lost, both) = restarted(like_qnetd(), false);
    assert!(got < 40 && lost == 118 && (80..100).contains(&both), "qnetd: {got} {lost} {both}");
    let (got, _, both) = restarted(Settings::default(), false);
    assert_eq!((got, both), (2700, 0), "silent for 2.25 of the longest heartbeats there are");
    let short = Settings { heartbeat_max: HEARTBEAT, ..Settings::default() };
    let (got, _, both) = restarted(short, false);
    assert_eq!((got, both), (180, 0), "silent for 2.25 of its heartbeats");
    let (got, _, both) = restarted(Settings::default(), true);
    assert_eq!((got, both), (180, 0), "with a snapshot it knows for whom it waits");
}

/// A witness whose disk is new does not know everybody that has a vote, and neither does the next with that disk.
#[test]
fn a_lost_disk() {
    let mut world = World::new(Settings::default(), 4, HEARTBEAT, 5);
    whole(&mut world);
    world.run(30_000, |_| {});
    world.split(&[&[1, 2], &[3, 4]]);
    world.run(2000, |_| {});
    after_an_echo(&mut world, 1);
    world.node(1).is_cut = true;
    world.node(2).is_cut = true;
    world.restart();
    world.snapshot = Some(Vec::new());
    world.run(600, |_| {});
    assert!(world.snapshot.as_ref().is_some_and(|stored| !stored.is_empty()));
    world.restart();
    let (got, lost, both) = overlap(&mut world, 3, 1);
    assert!(got > 2600 && lost < 160 && both == 0, "{got} {lost} {both}");
}

/// What happens to a cluster at random: splits, cut cables, restarts, clients that start over.
fn chaos(settings: Settings, nodes: u32, seed: u64, has_disk: bool) -> Result<usize, String> {
    let mut dice = Dice(seed);
    let mut world = World::new(settings, nodes, 2000, seed);
    world.snapshot = has_disk.then(Vec::new);
    world.is_slow = true;
    let (mut votes, mut fault, mut before) = (0, None, 0);
    let ids: Vec<u32> = (1..=nodes).collect();
    for _ in 0..60 {
        match dice.below(10) {
            0..4 => {
                let sides = dice.below(1 << nodes);
                let on = |side: u64| ids.iter().copied().filter(move |id| sides >> (id - 1) & 1 == side);
                let (one, other): (Vec<u32>, Vec<u32>) = (on(0).collect(), on(1).collect());
                let groups = [&one[..], &other[..]];
                let groups = groups.into_iter().filter(|group| !group.is_empty());
                world.split(&groups.collect::<Vec<&[u32]>>());
            }
            4..8 => {
                let id = 1 + dice.below(u64::from(nodes)) as u32;
                let node = world.node(id);
                node.is_cut = !node.is_cut;
            }
            8 => world.restart(),
            _ => match 1 + dice.below(u64::from(nodes)) as u32 {
                // One that is killed while it is cut off has its vote for longer than a lease: see the module.
                id if dice.below(2) == 0 || world.node(id).is_cut => world.disconnect(id),
                id => world.kill(id),
            },
        }
        let ticks = [3, 40, 150, 500][dice.below(4) as usize] + dice.below(30);
        world.run(ticks, |world| {
            let holders = world.nodes.iter().filter(|node| node.holds).count();
            votes += usize::from(holders > before);
            before = holders;
            if let (Some((one, other)), None) = (world.split_brain(), &fault) {
                fault = Some(format!("seed {seed}, {nodes} nodes, at {}: {one} and {other}", world.now));
            }
        });
    }
    fault.map_or(Ok(votes), Err)
}

fn never_two_partitions(seeds: Range<u64>) {
    let settings = Settings { heartbeat_max: 2000, ..Settings::default() };
    let (mut votes, enough) = (0, 11 * (seeds.end - seeds.start));
    for seed in seeds {
        let nodes = 2 + u32::try_from(seed % 3).expect("small");
        votes += chaos(settings, nodes, seed, seed % 2 == 0).expect("no split brain");
    }
    assert!(votes as u64 > enough, "only {votes} times anybody got the vote");
}

/// So many that a fault shows in a second; the others are for rare ones.
#[test]
fn never_two_partitions_in_a_hundred_histories() {
    never_two_partitions(0..100);
}

#[test]
fn never_two_partitions_in_eight_hundred_more() {
    never_two_partitions(100..900);
}

#[test]
fn qnetd_gives_it_to_two() {
    let settings = Settings { timing: Timing::LikeQnetd, ..Settings::default() };
    let splits =
        (0..30).filter(|seed| chaos(settings, 2 + (*seed % 3) as u32, *seed, false).is_err()).count();
    assert!(splits > 5, "the model sees qnetd's split brains: {splits}");
}

/// Two clients with a vote, and what the witness stores of that.
fn stored() -> (World, Vec<u8>) {
    let mut world = World::new(Settings::default(), 2, HEARTBEAT, 3);
    world.snapshot = Some(Vec::new());
    whole(&mut world);
    world.run(30_000, |_| {});
    let snapshot = world.snapshot.clone().expect("stored");
    (world, snapshot)
}

#[test]
fn a_snapshot_is_whole_or_refused() {
    let (mut world, bytes) = stored();
    assert_eq!(bytes.len(), 21, "{bytes:02x?}");
    let mut witness = Box::new(Small::new(Settings::default(), 0));
    for end in 0..bytes.len() {
        let refused = witness.restore_bytes(0, &bytes[..end]);
        assert_eq!(refused, Err(WitnessSnapshotError::Malformed), "{end}");
        for bit in 0..8 {
            let mut other = bytes.clone();
            other[end] ^= 1 << bit;
            assert_eq!(witness.restore_bytes(0, &other), Err(WitnessSnapshotError::Malformed));
        }
        assert_eq!(world.witness.write_snapshot(world.now, &mut vec![0; end]), None);
    }
    witness.restore_bytes(7, &bytes).expect("whole");
    let mut again = [0; 64];
    assert_eq!(witness.write_snapshot(7, &mut again), Some(&bytes[..]));
    assert_eq!(witness.restore_bytes(7, &bytes), Err(WitnessSnapshotError::NotNew));
    // Its leases run out, and nobody asks any longer.
    let later = 7 + u64::from(HEARTBEAT) * 9 / 4;
    let empty = witness.write_snapshot(later, &mut again).expect("room").len();
    assert!(empty < bytes.len());
    let mut tiny = Witness::<1, 1, 1>::new(Settings::default(), 0);
    assert_eq!(tiny.restore_bytes(0, &bytes), Err(WitnessSnapshotError::TooLarge));
}
