//! corosync-vqsim as a child process.

use crate::vqsim::{Report, Reports};
use std::fmt;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PROGRAM: &str = "corosync-vqsim";
const PROMPT: &str = "#vqsim> ";
/// How long vqsim waits for all nodes to have a view of the same ring, in milliseconds; a node that waits for its
/// device never has.
const TIMEOUT: u32 = 60;
const ANSWER_MAX: Duration = Duration::from_secs(180);
const EXIT_MAX: Duration = Duration::from_secs(2);
/// vqsim prompts when all nodes have a view of the same ring; their messages may still be on the way.
const SETTLES: Duration = Duration::from_millis(50);

/// A sleep is so many short ones, so that a machine that stands still in the middle is noticed.
const NAP: Duration = Duration::from_millis(20);

/// Why vqsim could not be asked.
#[derive(Debug)]
pub enum Trouble {
    Missing,
    Failed(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Missing => {
                write!(f, "{PROGRAM} is not installed; install the Debian package corosync-vqsim")
            }
            Trouble::Failed(text) => write!(f, "{PROGRAM}: {text}"),
        }
    }
}

impl std::error::Error for Trouble {}

/// A running corosync-vqsim. Dropping it ends it, its nodes and its folder.
pub struct Vqsim {
    child: Child,
    stdin: ChildStdin,
    output: Receiver<Vec<u8>>,
    folder: PathBuf,
}

impl Vqsim {
    /// Starts it with a corosync.conf in a folder of its own.
    pub fn start(conf_text: &str) -> Result<Vqsim, Trouble> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("quorate-vqsim-{}-{number}", std::process::id()));
        let failed = |error: std::io::Error| Trouble::Failed(error.to_string());
        std::fs::create_dir(&folder).map_err(failed)?;
        // It refuses a path of 8 bytes or more, so it runs in the folder.
        std::fs::write(folder.join("conf"), conf_text).map_err(failed)?;
        let spawned = Command::new(PROGRAM)
            .args(["-c", "conf"])
            .current_dir(&folder)
            .env("TERM", "dumb")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        let mut child = spawned.map_err(|error| {
            let _left = std::fs::remove_dir_all(&folder);
            match error.kind() {
                std::io::ErrorKind::NotFound => Trouble::Missing,
                _ => failed(error),
            }
        })?;
        let stdin = child.stdin.take().expect("it is piped");
        let mut stdout = child.stdout.take().expect("it is piped");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(size @ 1..) = stdout.read(&mut buffer) {
                if sender.send(buffer[..size].to_vec()).is_err() {
                    break;
                }
            }
        });
        let mut vqsim = Vqsim { child, stdin, output, folder };
        vqsim.until_prompt()?;
        vqsim.ask(&format!("timeout {TIMEOUT}"))?;
        Ok(vqsim)
    }

    /// Makes commands happen, as [`crate::vqsim::Simulation::run`] does, and lets the nodes settle. Tells how late this
    /// process woke, at most: so late may vqsim's have been.
    pub fn run(&mut self, commands: &str) -> Result<Duration, Trouble> {
        let mut latest = Duration::ZERO;
        for command in commands.split("; ") {
            let time = match command.strip_prefix("wait ") {
                Some(time) => Duration::from_millis(time.parse().expect("milliseconds")),
                None => {
                    self.ask(command)?;
                    SETTLES
                }
            };
            latest = latest.max(sleep(time));
        }
        Ok(latest)
    }

    pub fn reports(&mut self) -> Result<Reports, Trouble> {
        let deadline = Instant::now() + ANSWER_MAX;
        let mut text = self.ask("show")?;
        // A node that has just started has not reported yet.
        let is_new = |text: &str| text.contains("q=UNINITIALIZED") || text.contains("nodes=[]");
        while is_new(&text) && Instant::now() < deadline {
            std::thread::sleep(SETTLES);
            text = self.ask("show")?;
        }
        let lines = text.lines().filter(|line| line.contains(": q="));
        lines.map(|line| report(line).ok_or(Trouble::Failed(format!("unknown answer: {line}")))).collect()
    }

    /// Gives one command, and waits until it asks for the next.
    pub fn ask(&mut self, command: &str) -> Result<String, Trouble> {
        let written = writeln!(self.stdin, "{command}").and_then(|()| self.stdin.flush());
        written.map_err(|error| Trouble::Failed(format!("{command}: {error}")))?;
        self.until_prompt()
    }

    fn until_prompt(&mut self) -> Result<String, Trouble> {
        let deadline = Instant::now() + ANSWER_MAX;
        let mut text = Vec::new();
        while !text.ends_with(PROMPT.as_bytes()) {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(more) = self.output.recv_timeout(left) else {
                let text = String::from_utf8_lossy(&text).into_owned();
                return Err(Trouble::Failed(format!("no prompt after: {text}")));
            };
            text.extend(more);
        }
        String::from_utf8(text).map_err(|error| Trouble::Failed(error.to_string()))
    }
}

impl Drop for Vqsim {
    fn drop(&mut self) {
        let asked = writeln!(self.stdin, "exit").and_then(|()| self.stdin.flush());
        let deadline = Instant::now() + EXIT_MAX;
        let mut is_over = false;
        while asked.is_ok() && !is_over && Instant::now() < deadline {
            is_over = matches!(self.child.try_wait(), Ok(Some(_)));
            std::thread::sleep(Duration::from_millis(1));
        }
        if !is_over {
            // Its nodes would outlive it; they are in its process group.
            let group = format!("-{}", self.child.id());
            let _killed = Command::new("kill").args(["-KILL", "--", &group]).status();
            let _reaped = self.child.wait();
        }
        let _left = std::fs::remove_dir_all(&self.folder);
    }
}

/// Tells how late it woke, at most.
fn sleep(time: Duration) -> Duration {
    let end = Instant::now() + time;
    let mut latest = Duration::ZERO;
    loop {
        let start = Instant::now();
        let nap = NAP.min(end.saturating_duration_since(start));
        if nap.is_zero() {
            return latest;
        }
        std::thread::sleep(nap);
        latest = latest.max(start.elapsed().saturating_sub(nap));
    }
}

/// `0:2: q=1 ring=[1.10] nodes=[1 2]`
fn report(line: &str) -> Option<(u32, Report)> {
    let (place, state) = line.split_once(": q=")?;
    let (partition, node) = place.split_once(':')?;
    let (quorate, _) = state.split_once(' ')?;
    let (_, nodes) = state.split_once("nodes=[")?;
    let nodes = nodes.strip_suffix(']')?.split(' ').map(str::parse);
    let mut view = nodes.collect::<Result<Vec<u32>, _>>().ok()?;
    view.sort_unstable();
    let report = Report { partition: partition.parse().ok()?, quorate: quorate == "1", view };
    Some((node.parse().ok()?, report))
}
