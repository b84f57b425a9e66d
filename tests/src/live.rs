//! corosync-vqsim and our [`Cluster`](quorate::Cluster) side by side.

use crate::follow::{Followed, Follower};
use crate::process::{Trouble, Vqsim};
use crate::scenario::Scenario;
use crate::vqsim::{Reports, Simulation};
use quorate::Millis;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How late vqsim's processes may be where a device polls every 120 ms.
const LATE: Duration = Duration::from_millis(60);
/// How often a scenario runs again where vqsim was too slow for last_man_standing's window or for a device's polls.
const ATTEMPTS: usize = 3;
/// How often a scenario runs again where vqsim's answer is not ours.
const RERUNS: usize = 4;

/// What many clusters came to.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub clusters: usize,
    pub steps: usize,
    /// Steps of those where not the usual order of messages gives vqsim's answer: seed, command, order.
    pub ordered: Vec<String>,
    /// Steps that vqsim answers now one way, now another: ours in one of its runs, which then counts.
    pub undecided: Vec<String>,
    /// Clusters cut short at such a step, because no run gave our answer.
    pub unrepeatable: Vec<String>,
    /// Clusters that this machine was too busy for: the time that last_man_standing waits had run out before vqsim's
    /// answer came, a device may have polled too late, or an answer that is not ours could not be asked for once more.
    pub busy: Vec<String>,
    pub reasons: BTreeMap<String, usize>,
}

/// A difference that vqsim repeats.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The cluster, up to the step.
    pub scenario: Scenario,
    /// What vqsim's nodes reported last.
    pub theirs: Reports,
    /// What ours would have.
    pub ours: Reports,
}

const DIFFERENCE: &str = "\
# corosync-vqsim and quorate differ after the last step. Two things a story cannot say: vqsim's members do
# not wait for each other's states, and hear what a node that starts says first.
";

enum Outcome {
    Agrees(Totals),
    Differs(Difference),
}

/// Runs the scenarios of `seeds` in so many threads until the time is over, or there is a difference that repeats when
/// its cluster is the only one.
pub fn compare(
    seeds: std::ops::Range<u64>,
    threads: usize,
    time: Option<Duration>,
) -> Result<(Totals, Option<Difference>), Trouble> {
    let end = time.map(|time| Instant::now() + time);
    let next = Mutex::new(seeds);
    let mut totals = Totals::default();
    loop {
        let (found, suspects) = until_suspect(&next, threads, end)?;
        totals.add(found);
        if suspects.is_empty() {
            return Ok((totals, None));
        }
        for seed in suspects {
            match compare_one(seed)? {
                Outcome::Agrees(one) => totals.add(one),
                Outcome::Differs(difference) => return Ok((totals, Some(difference))),
            }
        }
    }
}

/// Until one of the scenarios differs: its seed, and those of others that did meanwhile.
fn until_suspect(
    next: &Mutex<std::ops::Range<u64>>,
    threads: usize,
    end: Option<Instant>,
) -> Result<(Totals, Vec<u64>), Trouble> {
    let totals = Mutex::new(Totals::default());
    let suspects: Mutex<Vec<u64>> = Mutex::default();
    let trouble: Mutex<Option<Trouble>> = Mutex::new(None);
    let work = || {
        while end.is_none_or(|end| Instant::now() < end) {
            let is_over =
                !suspects.lock().expect("no panic").is_empty() || trouble.lock().expect("no panic").is_some();
            let Some(seed) = (!is_over).then(|| next.lock().expect("no panic").next()).flatten() else {
                break;
            };
            match compare_one(seed) {
                Ok(Outcome::Agrees(one)) => totals.lock().expect("no panic").add(one),
                Ok(Outcome::Differs(_)) => suspects.lock().expect("no panic").push(seed),
                Err(error) => *trouble.lock().expect("no panic") = Some(error),
            }
        }
    };
    std::thread::scope(|scope| {
        (0..threads).for_each(|_| {
            scope.spawn(work);
        });
    });
    match trouble.into_inner().expect("no panic") {
        Some(trouble) => Err(trouble),
        None => Ok((totals.into_inner().expect("no panic"), suspects.into_inner().expect("no panic"))),
    }
}

impl Totals {
    fn add(&mut self, other: Totals) {
        self.clusters += other.clusters;
        self.steps += other.steps;
        self.ordered.extend(other.ordered);
        self.undecided.extend(other.undecided);
        self.unrepeatable.extend(other.unrepeatable);
        self.busy.extend(other.busy);
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }
}

fn compare_one(seed: u64) -> Result<Outcome, Trouble> {
    let scenario = Scenario::random(seed);
    let name = format!("seed {seed}");
    let mut totals = Totals { clusters: 1, ..Totals::default() };
    let Some(said) = observe(&scenario)? else {
        totals.busy.push(name);
        return Ok(Outcome::Agrees(totals));
    };
    let difference = follow(&scenario, &said, &name, &mut totals);
    let Some(difference) = difference else {
        return Ok(Outcome::Agrees(totals));
    };
    let steps = difference.scenario.commands.len();
    let text = format!("{name}: '{}'", difference.scenario.commands[steps - 1]);
    let (mut is_repeatable, mut repeated) = (true, 0);
    for _ in 0..RERUNS {
        let mut again = Totals { clusters: 1, ..Totals::default() };
        let Some(other) = observe(&scenario)? else {
            continue;
        };
        is_repeatable &= other[..steps] == said[..steps];
        repeated += 1;
        if follow(&scenario, &other, &name, &mut again).is_none() {
            again.undecided.push(text);
            return Ok(Outcome::Agrees(again));
        }
    }
    if repeated == 0 {
        totals.busy.push(text);
        return Ok(Outcome::Agrees(totals));
    }
    if is_repeatable {
        return Ok(Outcome::Differs(difference));
    }
    totals.unrepeatable.push(text);
    Ok(Outcome::Agrees(totals))
}

/// Runs a scenario in vqsim. `None` where this machine is too busy for it.
fn observe(scenario: &Scenario) -> Result<Option<Vec<Reports>>, Trouble> {
    for _ in 0..ATTEMPTS {
        if let Some(said) = try_observe(scenario)? {
            return Ok(Some(said));
        }
    }
    Ok(None)
}

/// `None` where the commands before a wait took so long that the window may have run out among them, or a device may
/// have polled too late.
fn try_observe(scenario: &Scenario) -> Result<Option<Vec<Reports>>, Trouble> {
    let mut vqsim = Vqsim::start(&scenario.conf_text())?;
    let mut said = Vec::new();
    let mut since_wait = Instant::now();
    for command in &scenario.commands {
        if vqsim.run(command)? > LATE && !scenario.device.is_empty() {
            return Ok(None);
        }
        said.push(vqsim.reports()?);
        if command.starts_with("wait") {
            since_wait = Instant::now();
        }
        let is_late = |window: Millis| since_wait.elapsed() > Duration::from_millis(window) * 8 / 10;
        if scenario.window().is_some_and(is_late) {
            return Ok(None);
        }
    }
    Ok(Some(said))
}

/// Ours after what vqsim said. The difference, if there is one, ends it.
fn follow(scenario: &Scenario, said: &[Reports], name: &str, totals: &mut Totals) -> Option<Difference> {
    let config = scenario.config().expect("the generator made sure");
    let mut follower = Follower::new(&config);
    for (index, (command, theirs)) in scenario.commands.iter().zip(said).enumerate() {
        match follower.follow(command, theirs) {
            Followed::Agrees => {}
            Followed::InOrder(orders) => totals.ordered.push(format!("{name}: '{command}': {orders:?}")),
            Followed::Differs(ours) => {
                let mut scenario = scenario.clone();
                scenario.commands.truncate(index + 1);
                return Some(Difference { scenario, theirs: theirs.clone(), ours });
            }
        }
        totals.steps += 1;
        let cluster = &follower.simulation().cluster;
        for status in cluster.nodes().filter_map(|node| cluster.status(node)) {
            *totals.reasons.entry(status.reason.code.name().to_owned()).or_default() += 1;
        }
    }
    None
}

impl Difference {
    /// As a story, with both answers.
    pub fn story(&self) -> String {
        let mut text = String::from(DIFFERENCE);
        for (name, reports) in [("vqsim", &self.theirs), ("quorate", &self.ours)] {
            for (node, report) in reports {
                let verdict = if report.quorate { "quorate" } else { "blocked" };
                writeln!(text, "# {name}: node {node} {verdict} {:?}", report.view)
                    .expect("write to a string");
            }
        }
        text + &story(&self.scenario)
    }
}

/// A scenario as a story, with vqsim's commands as comments.
pub fn story(scenario: &Scenario) -> String {
    let mut text = String::from("rules corosync\nconfig\n");
    for line in scenario.conf_text().lines() {
        text += &format!("    {line}\n");
    }
    let config = scenario.config().expect("the generator made sure");
    let mut simulation = Simulation::new(&config);
    for command in &scenario.commands {
        let before = simulation.steps().len();
        simulation.run(command);
        text += &format!("\n# {command}\n");
        for step in &simulation.steps()[before..] {
            text += &format!("{step}\n");
        }
    }
    text
}

/// The same scripts in both.
#[derive(Clone, Copy, Debug)]
pub struct Speeds {
    pub clusters: usize,
    /// Commands of one pass over all clusters.
    pub steps: usize,
    /// Commands per second in vqsim, from prompt to prompt; starting and ending it are not counted.
    pub vqsim: f64,
    /// Commands per second in our cluster.
    pub ours: f64,
}

/// Gives the scripts of so many random clusters to vqsim, then to our cluster, over and over for a second. Only
/// clusters in which no time has to pass.
pub fn speeds(clusters: usize, seed: u64) -> Result<Speeds, Trouble> {
    let is_timeless = |scenario: &Scenario| scenario.device.is_empty() && scenario.window().is_none();
    let scenarios: Vec<_> = (seed..).map(Scenario::random).filter(is_timeless).take(clusters).collect();
    let steps = scenarios.iter().map(|scenario| scenario.commands.len()).sum();
    let mut theirs = Duration::ZERO;
    for scenario in &scenarios {
        let mut vqsim = Vqsim::start(&scenario.conf_text())?;
        let start = Instant::now();
        for command in &scenario.commands {
            vqsim.ask(command)?;
        }
        theirs += start.elapsed();
    }
    let configs: Vec<_> = scenarios.iter().map(|scenario| scenario.config().expect("checked")).collect();
    let start = Instant::now();
    let mut passes: u32 = 0;
    while start.elapsed() < Duration::from_secs(1) {
        for (scenario, config) in scenarios.iter().zip(&configs) {
            let mut simulation = Simulation::new(config);
            scenario.commands.iter().for_each(|command| simulation.run(command));
            std::hint::black_box(simulation.reports());
        }
        passes += 1;
    }
    let ours = start.elapsed() / passes;
    let per_second = |time: Duration| u32::try_from(steps).map_or(0.0, f64::from) / time.as_secs_f64();
    Ok(Speeds { clusters, steps, vqsim: per_second(theirs), ours: per_second(ours) })
}
