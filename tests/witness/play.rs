//! A witness that is told what a record says, and what it said in return.

use flate2::read::GzDecoder;
use quorate::witness::{CloseReason, Output, Settings, Timing, Witness};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Roomy enough for every record.
pub type Roomy = Witness<32, 8, 16>;

/// Times of records are not those of the witness to the millisecond.
const LATE_MS: u64 = 25;

pub fn like_qnetd() -> Settings {
    Settings { timing: Timing::LikeQnetd, ..Settings::default() }
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/qnetd")
}

/// The lines of a record.
pub fn lines(path: &Path) -> Vec<Value> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    lines.map(|line| serde_json::from_str(&line.expect("gzip")).expect("JSON")).collect()
}

pub fn bytes(hex: &str) -> Vec<u8> {
    assert!(hex.len() % 2 == 0, "{hex}");
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len()).step_by(2).map(digits).collect()
}

/// How bytes come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pieces {
    Whole,
    /// One byte at a time.
    Bytes,
}

/// Connections have the record's numbers.
pub struct Play {
    pub witness: Box<Roomy>,
    pub now: u64,
    pub pieces: Pieces,
    places: BTreeMap<u64, usize>,
    said: BTreeMap<u64, VecDeque<Vec<u8>>>,
    pub closed: BTreeMap<u64, CloseReason>,
    pub starting_tls: Vec<u64>,
    /// The record's qnetd is down.
    pub is_gone: bool,
}

impl Play {
    pub fn new(settings: Settings, pieces: Pieces) -> Play {
        let witness = Box::new(Roomy::new(settings, 0));
        let (places, said, closed) = Default::default();
        Play { witness, now: 0, pieces, places, said, closed, starting_tls: Vec::new(), is_gone: false }
    }

    pub fn copy(&self) -> Play {
        let (witness, places, said) = (self.witness.clone(), self.places.clone(), self.said.clone());
        let (closed, starting_tls) = (self.closed.clone(), self.starting_tls.clone());
        Play { witness, places, said, closed, starting_tls, ..*self }
    }

    pub fn place(&self, connection: u64) -> Option<usize> {
        self.places.get(&connection).copied()
    }

    pub fn open(&mut self, connection: u64) {
        let place = self.witness.connect(self.now).expect("room");
        self.places.insert(connection, place);
        self.said.insert(connection, VecDeque::new());
    }

    pub fn close(&mut self, connection: u64) {
        if let Some(place) = self.places.remove(&connection) {
            self.witness.disconnect(place, self.now);
            self.drain();
        }
    }

    pub fn send(&mut self, connection: u64, bytes: &[u8]) {
        let step = if self.pieces == Pieces::Bytes { 1 } else { bytes.len().max(1) };
        for piece in bytes.chunks(step) {
            let mut rest = piece;
            while let Some(place) = self.place(connection).filter(|_| !rest.is_empty()) {
                let taken = self.witness.receive(place, self.now, rest);
                self.drain();
                if taken == 0 {
                    return;
                }
                rest = &rest[taken..];
            }
        }
    }

    pub fn drain(&mut self) {
        while let Some(output) = self.witness.poll_output() {
            let of = |place: usize| {
                let found = self.places.iter().find(|(_, known)| **known == place);
                *found.expect("an open connection").0
            };
            match output {
                Output::Send { connection, bytes } => {
                    self.said.entry(of(connection)).or_default().push_back(bytes.to_vec());
                }
                Output::Close { connection, reason } => {
                    let connection = of(connection);
                    self.places.remove(&connection);
                    self.closed.insert(connection, reason);
                }
                Output::StartTls { connection } => self.starting_tls.push(of(connection)),
                other => panic!("{other:?}"),
            }
        }
    }

    /// Lets time pass, with each timeout at its time.
    pub fn advance(&mut self, to: u64) {
        while let Some(next) = self.witness.poll_timeout().filter(|next| *next <= to) {
            self.now = next.max(self.now);
            self.witness.handle_timeout(self.now);
            self.drain();
        }
        self.now = to.max(self.now);
    }

    /// The next message to this connection, which may come a moment later than the record says.
    pub fn said(&mut self, connection: u64) -> Option<Vec<u8>> {
        if self.said.get(&connection).is_none_or(VecDeque::is_empty) {
            self.moment();
        }
        self.said.get_mut(&connection)?.pop_front()
    }

    /// All that was said to this connection and not looked at yet.
    pub fn take_said(&mut self, connection: u64) -> Vec<Vec<u8>> {
        self.said.get_mut(&connection).map(|said| said.drain(..).collect()).unwrap_or_default()
    }

    pub fn is_closed(&mut self, connection: u64) -> bool {
        if self.place(connection).is_some() {
            self.moment();
        }
        self.place(connection).is_none()
    }

    /// What was said and not looked at yet.
    pub fn unread(&self) -> Vec<(u64, Vec<u8>)> {
        let unread =
            self.said.iter().flat_map(|(connection, said)| said.iter().map(|said| (*connection, said)));
        unread.map(|(connection, said)| (connection, said.clone())).collect()
    }

    /// Messages that nobody reads any longer: how many.
    pub fn forget(&mut self, connection: u64) -> usize {
        self.said.remove(&connection).map_or(0, |said| said.len())
    }

    fn moment(&mut self) {
        let to = self.now + LATE_MS;
        self.advance(to);
    }
}
