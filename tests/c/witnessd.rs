//! The small daemon in C (witnessd.c) and those who mean it ill: its memory is bounded, and its clients notice nothing.

use crate::abi::{Link, compile};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Another address of the same machine.
const ELSEWHERE: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
/// Far more than anything takes, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("c/witnessd.c");
    PROGRAM.get_or_init(|| compile(("gcc", "gcc"), &["-std=gnu11"], &source, Link::Static))
}

struct Daemon {
    process: Child,
    log: BufReader<ChildStderr>,
    port: u16,
}

impl Daemon {
    fn start(options: &[&str]) -> Self {
        let mut command = Command::new(program());
        command.args(["-p", "0"]).args(options).stderr(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let log = BufReader::new(process.stderr.take().expect("piped"));
        let mut daemon = Daemon { process, log, port: 0 };
        let line = daemon.wait_for("listens on port ");
        daemon.port = line.rsplit(' ').next().and_then(|port| port.trim().parse().ok()).expect("a port");
        daemon
    }

    /// The next line that has these words.
    fn wait_for(&mut self, words: &str) -> String {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert!(self.log.read_line(&mut line).expect("a log") > 0, "it ended before '{words}'");
        }
        line
    }

    fn connect(&self, address: IpAddr) -> TcpStream {
        let stream = TcpStream::connect((address, self.port)).expect("it accepts");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// KiB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("proc");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        resident.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _it_may_have_ended = self.process.kill();
        let _its_end = self.process.wait();
    }
}

/// A message with its options.
fn message(kind: u16, options: &[(u16, &[u8])]) -> Vec<u8> {
    let body: Vec<u8> = options
        .iter()
        .flat_map(|(number, value)| {
            let length = u16::try_from(value.len()).expect("short");
            [&number.to_be_bytes()[..], &length.to_be_bytes(), value].concat()
        })
        .collect();
    [&kind.to_be_bytes()[..], &u32::try_from(body.len()).expect("short").to_be_bytes(), &body].concat()
}

fn echo() -> Vec<u8> {
    message(8, &[(0, &[0, 0, 0, 1])])
}

/// The kind of the answer; `None` where the connection is closed.
fn answer(stream: &mut TcpStream) -> Option<u8> {
    let mut head = [0; 6];
    stream.read_exact(&mut head).ok()?;
    let mut body = vec![0; usize::from(head[5])];
    stream.read_exact(&mut body).ok()?;
    Some(head[1])
}

fn is_served(stream: &mut TcpStream) -> bool {
    stream.write_all(&echo()).is_ok() && answer(stream) == Some(9)
}

/// A client that has said who it is, with a heartbeat of 120 s.
fn member(daemon: &Daemon, cluster: &str, node: u8) -> TcpStream {
    let mut stream = daemon.connect(HERE);
    let (seq, ring) = ((0, &[0, 0, 0, 2][..]), [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4]);
    let hello = message(0, &[seq, (1, cluster.as_bytes())]);
    let (id, heartbeat, breaker) = ([0, 0, 0, node], 120_000_u32.to_be_bytes(), [1, 0, 0, 0, 0]);
    let init = message(3, &[seq, (9, &id), (11, &[0, 1]), (12, &heartbeat), (21, &breaker), (13, &ring)]);
    stream.write_all(&[hello, init].concat()).expect("it reads");
    assert_eq!([answer(&mut stream), answer(&mut stream)], [Some(1), Some(4)]);
    stream
}

#[test]
fn ten_thousand_connections() {
    let daemon = Daemon::start(&["-c", "64", "-a", "32"]);
    let mut client = member(&daemon, "lab", 1);
    let said = [vec![], message(0, &[(1, b"flood")]), vec![0; 7], echo(), vec![0xFF; 100]];
    let mut crowd: Vec<TcpStream> = Vec::new();
    let mut first = 0;
    for number in 0..10_000 {
        if crowd.len() == 100 {
            crowd.clear();
        }
        let mut stream = daemon.connect(if number % 2 == 0 { HERE } else { ELSEWHERE });
        // It may be closed to make room.
        let _is_heard = stream.write_all(&said[number % said.len()]);
        crowd.push(stream);
        if number % 100 == 99 {
            assert!(is_served(&mut client), "after {number}");
        }
        if number == 999 {
            first = daemon.memory();
        }
    }
    let last = daemon.memory();
    assert!(last <= first + 256, "{first} KiB, then {last}");
}

#[test]
fn clients_of_one_address() {
    let daemon = Daemon::start(&["-a", "2"]);
    let (mut one, mut stranger) = (member(&daemon, "lab", 1), daemon.connect(HERE));
    // Who has not said who it is makes room; who has stays.
    let mut two = member(&daemon, "lab", 2);
    assert_eq!(answer(&mut stranger), None);
    assert_eq!(answer(&mut daemon.connect(HERE)), None);
    assert!(is_served(&mut daemon.connect(ELSEWHERE)) || is_served(&mut one));
    assert!(is_served(&mut one) && is_served(&mut two));
}

#[test]
fn a_client_that_does_not_read() {
    let mut daemon = Daemon::start(&[]);
    let (mut slow, mut other) = (member(&daemon, "lab", 1), member(&daemon, "other", 1));
    let first = daemon.memory();
    let many = echo().repeat(500);
    slow.set_write_timeout(Some(PATIENCE)).expect("a timeout");
    // A write that must wait would be an error of another kind.
    let error = std::iter::repeat_with(|| slow.write_all(&many)).find_map(Result::err).expect("an error");
    assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock);
    assert!(daemon.wait_for("is closed").contains("of node 1 is closed: it does not read"));
    assert!(is_served(&mut other) && daemon.memory() <= first + 256);
}

#[test]
fn clusters_that_it_was_not_told_of() {
    let mut daemon = Daemon::start(&["-t", "lab", "-t", "shop"]);
    let mut one = member(&daemon, "lab", 1);
    let mut foreign = daemon.connect(HERE);
    foreign.write_all(&message(0, &[(0, &[0; 4]), (1, b"foreign")])).expect("it reads");
    assert_eq!(answer(&mut foreign), None);
    assert!(daemon.wait_for("is closed").contains("told its clusters, and this is none of them"));
    assert!(is_served(&mut one));
}
