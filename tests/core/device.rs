//! The calls of a quorum device: who may make them, what its name is at each member, and when its master wins.

use quorate::{Cluster, Config, Engine, EngineError as Error, Flags, NodeId, RingId, Rules};
use quorate_tests::generate;

const RING: RingId = RingId { node: NodeId(1), seq: 4 };
type Call = fn(&mut Engine<4>) -> Result<(), Error>;

const DEVICE: &str = "device {\nmodel: net\nvotes: 1\n}\n";

/// The nodes from 1 on. What one says all hear, in one order.
struct Members(Vec<Engine<4>>);

impl Members {
    /// The first of the cluster's nodes are in the view.
    fn new(nodes: usize, present: u32, keys: &str) -> Members {
        let config = Config::from_corosync_conf(generate::conf(&vec![1; nodes], keys)).expect("a config");
        let view: Vec<NodeId> = (1..=present).map(NodeId).collect();
        let start = |node: &NodeId| {
            let mut engine = Engine::new(&config, *node, Rules::Corosync).expect("its node");
            engine.view(RING, &view, 0).expect("a view");
            engine
        };
        let mut members = Members(view.iter().map(start).collect());
        members.deliver();
        members
    }

    /// What has been said meanwhile; tells how many messages that were.
    fn deliver(&mut self) -> usize {
        let mut count = 0;
        loop {
            let said =
                (1..).zip(&mut self.0).find_map(|(node, engine)| Some((node, engine.poll_transmit()?)));
            let Some((from, message)) = said else {
                return count;
            };
            count += 1;
            for engine in &mut self.0 {
                engine.receive(NodeId(from), &message, 0).expect("taken");
            }
        }
    }

    /// A call of this node's, and what follows from it.
    fn call(&mut self, node: usize, call: impl Fn(&mut Engine<4>) -> Result<(), Error>) -> Result<(), Error> {
        let answer = call(&mut self.0[node - 1]);
        self.deliver();
        answer
    }

    fn register(&mut self, node: usize, name: &str) -> Result<(), Error> {
        self.call(node, |engine| engine.device_register(name))
    }
}

fn has_device(engine: &Engine<4>) -> bool {
    engine.status().flags.has(Flags::DEVICE_REGISTERED)
}

#[test]
fn a_device_calls_once_it_is_registered() {
    let calls: [Call; 4] = [
        |engine| engine.device_poll(RING, true, 0),
        |engine| engine.device_master_wins(true),
        |engine| engine.device_rename("other"),
        Engine::device_unregister,
    ];
    let mut members = Members::new(3, 3, DEVICE);
    for call in calls {
        assert_eq!(members.call(1, call), Err(Error::DeviceNotRegistered));
    }
    assert_eq!(members.register(1, "device"), Ok(()));
    for call in calls {
        assert_eq!(members.call(1, call), Ok(()));
    }
    assert!(!has_device(&members.0[0]));
}

#[test]
fn all_devices_have_one_name() {
    let mut members = Members::new(3, 2, DEVICE);
    assert_eq!(members.register(1, ""), Err(Error::DeviceNameLength));
    assert_eq!(members.register(1, "a"), Ok(()));
    assert_eq!(members.register(2, "b"), Err(Error::DeviceNameInUse));
    assert_eq!(members.register(2, "a"), Ok(()));
    assert_eq!(members.call(1, |engine| engine.device_rename("")), Err(Error::DeviceNameLength));
    assert_eq!(members.call(1, |engine| engine.device_rename("c")), Ok(()));
    for node in 1..=2 {
        assert_eq!(members.register(node, "a"), Err(Error::DeviceNameInUse), "node {node}");
        assert_eq!(members.register(node, "c"), Ok(()), "node {node}");
    }
    // It is free when the last device is gone.
    assert_eq!(members.call(1, Engine::device_unregister), Ok(()));
    assert_eq!(members.register(1, "b"), Err(Error::DeviceNameInUse));
    assert_eq!(members.call(2, Engine::device_unregister), Ok(()));
    assert_eq!(members.register(1, "b"), Ok(()));
    assert!(has_device(&members.0[0]));
}

#[test]
fn of_two_names_at_a_time_the_first_counts() {
    let mut members = Members::new(3, 2, DEVICE);
    for (engine, name) in members.0.iter_mut().zip(["a", "b"]) {
        assert_eq!(engine.device_register(name), Ok(()));
        assert_eq!(engine.device_register(name), Err(Error::DevicePending));
    }
    members.deliver();
    assert_eq!(members.0.iter().map(has_device).collect::<Vec<_>>(), [true, false]);
    assert_eq!(members.register(2, "b"), Err(Error::DeviceNameInUse));
}

#[test]
fn a_master_wins_while_its_device_votes() {
    let mut members = Members::new(4, 1, DEVICE);
    assert_eq!(members.register(1, "a"), Ok(()));
    let engine = &mut members.0[0];
    assert_eq!(
        (engine.waiting_to_transmit(), engine.is_unsaved(), engine.has_left_agreed()),
        (0, false, false)
    );
    assert_eq!(engine.device_master_wins(true), Ok(()));
    // What is as it was is not told again.
    assert_eq!((engine.waiting_to_transmit(), members.deliver()), (1, 1));
    assert_eq!(members.0[0].device_master_wins(true), Ok(()));
    assert_eq!(members.deliver(), 0);
    for votes in [false, true, false] {
        assert_eq!(members.call(1, |engine| engine.device_poll(RING, votes, 0)), Ok(()));
        assert_eq!(members.0[0].is_quorate(), votes);
    }
    assert_eq!(members.call(1, |engine| engine.device_poll(RING, true, 0)), Ok(()));
    assert_eq!(members.call(1, |engine| engine.device_master_wins(false)), Ok(()));
    assert!(!members.0[0].is_quorate());
}

/// Blocked or not, the node's own flags, and a column for devices where a member has one.
#[test]
fn as_quorumtool_prints_it() {
    const BLOCKED: &str = "2 Activity blocked\nFlags:";
    const QUORATE: &str = "2\nFlags:            Quorate";
    const WITH_DEVICE: &str = "2\nFlags:            Quorate Qdevice";
    let config = Config::from_corosync_conf(generate::conf(&[1, 1], DEVICE)).expect("a config");
    let mut cluster = Cluster::<4>::new(&config, Rules::Corosync).expect("a cluster");
    for (step, node, quorum, table) in [
        ("up 2", 2, BLOCKED, &["Name", "         2          1 node 2 (local)"][..]),
        (
            "up 1",
            1,
            QUORATE,
            &["Name", "         1          1 node 1 (local)", "         2          1 node 2"],
        ),
        (
            "device on 1",
            1,
            WITH_DEVICE,
            &[
                "   Qdevice Name",
                "         1          1    A,V,NMW node 1 (local)",
                "         2          1         NR node 2",
                "         0          1            Qdevice",
            ],
        ),
        // Node 2 has none; what node 1's would be worth stands behind the name.
        (
            "wait 1s",
            2,
            QUORATE,
            &[
                "   Qdevice Name",
                "         1          1    A,V,NMW node 1",
                "         2          1         NR node 2 (local)",
                "         0          0            Qdevice (votes 1)",
            ],
        ),
        (
            "device lost 1; wait 10s",
            1,
            WITH_DEVICE,
            &[
                "   Qdevice Name",
                "         1          1  NA,NV,NMW node 1 (local)",
                "         2          1         NR node 2",
                "         0          0            Qdevice (votes 1)",
            ],
        ),
    ] {
        for step in step.split("; ") {
            cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
        }
        let told = cluster.engine(NodeId(node)).expect("up").quorumtool().to_string();
        let (_, told) = told.split_once("\nQuorum:           ").expect("a quorum");
        let title = "\n\nMembership information\n----------------------\n    Nodeid      Votes ";
        assert_eq!(told, format!("{quorum}{title}{}\n", table.join("\n")), "{step}");
    }
}

/// By what votequorum makes of it: nobody without the device's votes, and everybody with them.
#[test]
fn which_votes_decide_alone() {
    let mut seen = [0, 0];
    for votes in [&[1][..], &[1, 1], &[1, 1, 1], &[2, 1], &[0, 1], &[0, 2, 2], &[1; 7]] {
        for expected in ["", "expected_votes: 4\n", "expected_votes: 9\n"] {
            for device in 0..=9 {
                let keys = format!("{expected}device {{\nmodel: quorate\nvotes: {device}\n}}\n");
                // Some of these corosync refuses.
                let Ok(config) = Config::<8>::from_corosync_conf(generate::conf(votes, &keys)) else {
                    continue;
                };
                let nodes: Vec<u32> = (1..=votes.len()).map(|node| node as u32).collect();
                let mut cluster = Cluster::new(&config, Rules::Corosync).expect("a cluster");
                let mut run = |step: &str| {
                    cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
                    let status = |node: &u32| cluster.status(NodeId(*node)).expect("up").is_quorate();
                    nodes.iter().filter(|node| status(node)).count()
                };
                let all = generate::words(&nodes);
                let without = run(&format!("up {all}"));
                if nodes.len() > 1 {
                    run(&format!("split {}", all.replace(' ', " | ")));
                }
                let with = run(&format!("device on {all}"));
                let decides = without == 0 && with == nodes.len();
                assert_eq!(config.device_decides(), decides, "{votes:?} {keys}: {without} and {with}");
                let as_said = device >= config.device_votes_to_decide() && expected.is_empty();
                assert!(decides || !as_said, "{votes:?} {keys}");
                seen[usize::from(decides)] += 1;
            }
        }
    }
    assert!(seen.iter().all(|times| *times > 40), "{seen:?}");
}
