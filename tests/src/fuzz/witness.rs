//! What clients say to a witness, over several connections in turn.

use super::Bytes;
use crate::talks;
use quorate::NodeId;
use quorate::witness::{Output, Settings, Timing, Tls, Witness};

type Small = Witness<4, 2, 4>;

/// More than its snapshot has.
const STORED_MAX: usize = 1024;

/// Of the talks' clients.
const OPEN: u8 = 1;
const CLOSE: u8 = 2;
const SEND: u8 = 4;
const AT: u8 = 6;

/// The same whether bytes come one by one or as they were sent; and at last a stranger is served.
pub fn talk(bytes: &[u8]) {
    let whole = played(bytes, usize::MAX);
    assert_eq!(whole, played(bytes, 1), "in pieces");
    assert_eq!(whole, played(bytes, 7), "in other pieces");
}

/// Says what the events have, as [`talks`] writes them, but for the first byte: settings. What was said in return.
fn played(bytes: &[u8], piece: usize) -> Vec<Output> {
    let mut bytes = Bytes(bytes);
    let choice = bytes.byte();
    let settings = Settings {
        timing: if choice & 1 == 0 { Timing::LikeQnetd } else { Timing::Safe },
        tls: if choice & 2 == 0 { Tls::Off } else { Tls::On },
        ..Settings::default()
    };
    let mut play =
        Play { witness: Box::new(Small::new(settings, 0)), open: [None; 4], now: 0, said: Vec::new() };
    while !bytes.is_empty() {
        let (event, client) = (bytes.byte(), usize::from(bytes.byte()) % 4);
        let length = usize::from(bytes.byte()) | usize::from(bytes.byte()) << 8;
        let what = bytes.take(length);
        match event {
            OPEN => play.open(client),
            CLOSE => play.close(client),
            SEND => what.chunks(piece.min(what.len().max(1))).for_each(|piece| play.send(client, piece)),
            AT => play.wait(what.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) % 1_000_000),
            _ => {}
        }
    }
    play.is_served();
    play.said
}

struct Play {
    witness: Box<Small>,
    open: [Option<usize>; 4],
    now: u64,
    said: Vec<Output>,
}

impl Play {
    fn open(&mut self, client: usize) {
        if self.open[client].is_none() {
            self.open[client] = Some(self.witness.connect(self.now).expect("room for four"));
        }
    }

    fn close(&mut self, client: usize) {
        if let Some(connection) = self.open[client].take() {
            self.witness.disconnect(connection, self.now);
        }
        self.drain();
    }

    fn send(&mut self, client: usize, mut rest: &[u8]) {
        while let Some(connection) = self.open[client].filter(|_| !rest.is_empty()) {
            let taken = self.witness.receive(connection, self.now, rest);
            self.drain();
            assert!(taken <= rest.len());
            if taken == 0 {
                break;
            }
            rest = &rest[taken..];
        }
    }

    /// Each timeout at its time; there are no more than so many in it.
    fn wait(&mut self, time: u64) {
        let until = self.now + time;
        for _ in 0..10_000 {
            let Some(next) = self.witness.poll_timeout().filter(|next| *next <= until) else {
                self.now = until;
                return;
            };
            self.now = next.max(self.now);
            self.witness.handle_timeout(self.now);
            self.drain();
        }
        panic!("timeouts without end");
    }

    fn drain(&mut self) {
        while let Some(output) = self.witness.poll_output() {
            match &output {
                Output::Close { connection, .. } => {
                    let place = self.open.iter_mut().find(|open| **open == Some(*connection));
                    *place.expect("an open connection") = None;
                }
                Output::StartTls { connection } => {
                    self.witness.secured(*connection, self.now, None);
                }
                Output::Send { bytes, .. } => assert!(!bytes.is_empty()),
                _ => {}
            }
            self.said.push(output);
        }
        for connection in self.open.iter().flatten() {
            let _what_it_is = self.witness.client(*connection);
        }
        let mut buffer = [0; STORED_MAX];
        assert!(self.witness.write_snapshot(self.now, &mut buffer).is_some());
    }

    /// Another client gets an answer.
    fn is_served(&mut self) {
        self.close(0);
        self.open(0);
        let before = self.said.len();
        self.send(0, &[0, 0, 0, 0, 0, 0]);
        assert!(self.said.len() > before, "an empty PREINIT is answered");
    }
}

pub fn talks() -> Vec<Vec<u8>> {
    let few = |kind| talks::each(kind).into_iter().step_by(12);
    talks::KINDS.iter().flat_map(|(kind, _)| few(kind)).map(|talk| [&[0][..], &talk].concat()).collect()
}

/// A witness takes it or stays as it was, and stores what it took.
pub fn snapshot(bytes: &[u8]) {
    let mut witness = Box::new(Small::new(Settings::default(), 0));
    let before = format!("{witness:?}");
    match witness.restore_bytes(0, bytes) {
        Ok(()) => {
            let mut buffer = [0; STORED_MAX];
            let stored = witness.write_snapshot(0, &mut buffer).expect("it fits");
            let mut again = Box::new(Small::new(Settings::default(), 0));
            again.restore_bytes(0, stored).expect("what was stored");
        }
        Err(error) => assert_eq!(format!("{witness:?}"), before, "{error:?}"),
    }
}

pub fn snapshots() -> Vec<Vec<u8>> {
    let mut stored = Vec::new();
    for nodes in [&[1, 2][..], &[1, 2, 3, 4]] {
        let mut witness = Box::new(Small::new(Settings::default(), 0));
        witness.tell("lab", &nodes.iter().map(|node| NodeId(*node)).collect::<Vec<_>>()).expect("room");
        stored.push(witness.write_snapshot(0, &mut [0; STORED_MAX]).expect("it fits").to_vec());
    }
    stored
}
