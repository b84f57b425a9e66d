//! Rules `corosync` against what the real corosync 3.1.7 did.

use quorate::{Cluster, Config, Rules};
use quorate_tests::record::{self, RealStatus};
use quorate_tests::vqsim::Simulation;

fn say<const N: usize>(cluster: &Cluster<N>, node: u32) -> Option<RealStatus> {
    let status = cluster.status(quorate::NodeId(node))?;
    let mut flags: Vec<String> = status.flags.names().map(str::to_owned).collect();
    flags.sort();
    Some(RealStatus {
        quorate: status.is_quorate(),
        nodes: status.members.len(),
        expected: status.expected_votes,
        highest_expected: status.highest_expected,
        total: status.total_votes,
        quorum: status.quorum,
        blocked: !status.is_quorate(),
        flags,
        members: status.members.iter().map(|member| member.0).collect(),
    })
}

#[test]
fn real_clusters() {
    let mut differences = Vec::new();
    for real in record::real_clusters() {
        let text = record::corosync_conf(&real.nodes, &real.quorum);
        let config = Config::<8>::from_corosync_conf(&text).expect("corosync started with it");
        let mut cluster = Cluster::new(&config, Rules::Corosync).expect("corosync's rules take it");
        for step in &real.record {
            cluster.run(&record::step_of(&step.cmd)).expect("corosync did it");
            for (node, said) in &step.nodes {
                let ours = say(&cluster, *node);
                if ours != *said {
                    differences.push(format!(
                        "{}: {}: node {node}\n  corosync {said:?}\n  quorate  {ours:?}",
                        real.name, step.cmd
                    ));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn simulated_clusters() {
    let mut differences = Vec::new();
    let (mut clusters, mut agreed) = (0, 0);
    for simulated in record::simulated_clusters() {
        clusters += 1;
        let config = Config::<8>::from_corosync_conf(&simulated.conf_text).expect("vqsim took it");
        let mut simulation = Simulation::new(&config);
        let mut done = String::new();
        for step in simulated.steps.iter().take_while(|step| step.repeatable) {
            simulation.run(&step.cmd);
            done += &format!("    {}\n", step.cmd);
            let said: Vec<_> =
                step.nodes.iter().map(|(node, said)| (*node, said.q == 1, said.view.clone())).collect();
            let ours: Vec<_> = simulation.reports();
            if ours != said {
                let detail = format!(
                    "seed {}: after\n{done}  vqsim   {said:?}\n  quorate {ours:?}\n{}",
                    simulated.seed,
                    simulation.cluster.table()
                );
                differences
                    .push(format!("{}\n{detail}", simulated.conf_text.split("nodelist").next().unwrap()));
                break;
            }
            agreed += 1;
        }
    }
    println!("{clusters} clusters, {agreed} steps agree");
    assert!(
        differences.is_empty(),
        "{} differ\n{}",
        differences.len(),
        differences[..differences.len().min(9)].join("\n")
    );
}
