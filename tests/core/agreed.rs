//! An electorate that changes never splits, whatever happens between any two messages; and each safeguard is needed.

use quorate::{Builder, Config, NodeId};
use quorate_tests::agreed::{Fault, World};
use quorate_tests::generate::{self, Random, conf};

pub(crate) const OPTIONS: [&str; 4] = [
    "allow_downscale: 1\nlast_man_standing: 1\n",
    "allow_downscale: 1\nlast_man_standing: 1\nwait_for_all: 1\n",
    "allow_downscale: 1\nlast_man_standing: 1\nwait_for_all: 1\nauto_tie_breaker: 1\n",
    "allow_downscale: 1\nlast_man_standing: 1\nwait_for_all: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: 2\n",
];

/// The file of a cluster that is founded, and those that it may be reloaded with: nodes come, go, and have other votes.
pub(crate) fn files(random: &mut Random, keys: &str) -> Vec<Config<4>> {
    let nodes = 2 + random.below(3);
    let file = |votes: &[u32]| Config::from_corosync_conf(conf(votes, keys)).expect("a config");
    let mut files = vec![file(&vec![1; nodes])];
    // Nodes that all are blank found a cluster of their nodelist, so one that remembers is on each. It is the tie
    // breaker, where that is fixed: it has to stay.
    for _ in 0..random.below(4) {
        let mut builder = Builder::new();
        let mut listed = 0;
        for node in 1..=4 {
            if !random.one_in(3) || node == 2 {
                let votes = if random.one_in(4) { 2 } else { 1 };
                builder.node(NodeId(node), votes).expect("a node");
                listed += 1;
            }
        }
        if listed > 1 {
            builder.options(*files[0].options()).tie_breaker(files[0].tie_breaker_as_written().clone());
            files.push(builder.build().expect("a config"));
        }
    }
    files
}

/// Walks at random; a split is told as what led to it.
fn walk(keys: &str, loses_disks: bool, fault: Fault, random: &mut Random) -> Result<u64, String> {
    let mut world = World::new(files(random, keys), loses_disks, fault);
    for _ in 0..40 {
        world.step(random);
        let quorate = world.quorate();
        if quorate.len() > 1 {
            return Err(format!("{}\n{}", world.told.join("\n"), world.verdicts()));
        }
    }
    Ok(world.changes)
}

#[test]
fn no_walk_splits_it() {
    let mut changes = 0;
    generate::for_seeds("no_walk_splits_it", 4000, |_, random| {
        let keys = *random.pick(&OPTIONS);
        let loses_disks = random.one_in(2);
        let walked = walk(keys, loses_disks, Fault::None, random);
        changes += walked.unwrap_or_else(|way| panic!("{keys}{way}"));
    });
    println!("{changes} changes were heard of");
    assert!(changes > 10_000, "only {changes} changes");
}

/// All nodes have storage, or none has. A mix may block, and never splits: without disks no cluster is founded, so that
/// those with storage never act; with disks a minority without storage counts for nobody.
#[test]
fn a_mix_with_nodes_without_storage_blocks_and_never_splits() {
    let mut acted = [[0; 2]; 2];
    generate::for_seeds("a_mix_with_nodes_without_storage_blocks_and_never_splits", 400, |_, random| {
        let keys = *random.pick(&["", "wait_for_all: 1\n", "wait_for_all: 1\nauto_tie_breaker: 1\n"]);
        let nodes = 2 + random.below(3);
        let file = Config::from_corosync_conf(conf(&vec![1; nodes], keys)).expect("a config");
        let without_storage = 1 + random.below((1 << nodes) - 2);
        // What an electorate has become nobody without storage knows, so that a majority of the nodelist would not.
        let has_disks =
            2 * without_storage.count_ones() < u32::try_from(nodes).expect("few") && random.one_in(2);
        let mut world = World::new(vec![file], random.one_in(2), Fault::None);
        world.mix(without_storage, has_disks);
        for _ in 0..40 {
            world.step(random);
            let all = || format!("{keys}{}\n{}", world.told.join("\n"), world.verdicts());
            assert!(world.quorate().len() <= 1, "{}", all());
            for (acted, acts) in acted[usize::from(has_disks)].iter_mut().zip(world.acts()) {
                *acted += u64::from(acts);
            }
        }
    });
    println!("with storage and without acted, without disks {:?}, with them {:?}", acted[0], acted[1]);
    let [[with_storage, without], [with_disks, _]] = acted;
    assert!(with_storage == 0 && without > 300 && with_disks > 50, "{acted:?}");
}

/// The walks find out what each safeguard is for; so they would find a rule that is broken.
#[test]
fn each_planted_fault_splits_it() {
    let faults = [
        Fault::SaysBeforeItStores,
        Fault::ForgetsAttempts,
        Fault::OneAnswerIsEnough,
        Fault::HearsOtherVotes,
        Fault::OldDisk,
    ];
    for fault in faults {
        let split = (1..=60_000).find_map(|seed| {
            let random = &mut Random::new(seed);
            let keys = *random.pick::<&str>(&OPTIONS);
            walk(keys, fault == Fault::OldDisk, fault, random).err().map(|way| (seed, way))
        });
        let (seed, way) = split.unwrap_or_else(|| panic!("{fault:?} was not found out"));
        println!("{fault:?}: walk {seed}, {} lines", way.lines().count());
    }
}
