//! The names of the nodes in a corosync.conf.

use super::line::Line;
use super::path::Path;
use super::text::parse_number;
use super::totem::{HIGH_BIT, derive};
use crate::base::NodeId;

/// The nodes of a corosync.conf that have a name there (`name`, else `ring0_addr`), in its order, borrowed from the
/// text. A name of digits alone is none, for it looks like a nodeid, nor is one with blanks or invisible characters:
/// letters and digits of any language are taken, and the signs of ASCII.
///
/// Of a text that [`Config::from_corosync_conf`](crate::Config::from_corosync_conf) refuses, it gives those that it
/// finds.
///
/// ```
/// use quorate::{NodeId, names};
///
/// let text = b"nodelist {\n node {\n nodeid: 1\n name: alpha\n }\n \
///     node {\n nodeid: 2\n ring0_addr: 192.0.2.2\n }\n}\n";
/// assert!(names(text).eq([(NodeId(1), "alpha"), (NodeId(2), "192.0.2.2")]));
/// ```
pub fn names(text: &[u8]) -> impl Iterator<Item = (NodeId, &str)> {
    let mut path = Path::default();
    let mut node = Node::default();
    let clears_high_bit = clears_high_bit(text);
    text.split(|byte| *byte == b'\n').filter_map(move |line| {
        let was_node = path.is(b"nodelist.node");
        match Line::of(line, 0).ok()? {
            Line::Nothing => {}
            Line::Open(name, _) => {
                path.push(name, 0).ok()?;
                if path.is(b"nodelist.node") {
                    node = Node::default();
                }
            }
            Line::Entry(key, value) if was_node => node.read(key, value),
            Line::Entry(..) => {}
            Line::Close => {
                path.pop();
                return if was_node { node.named(clears_high_bit) } else { None };
            }
        }
        None
    })
}

/// It may stand behind the nodelist.
fn clears_high_bit(text: &[u8]) -> bool {
    let mut path = Path::default();
    let mut clears = false;
    for line in text.split(|byte| *byte == b'\n') {
        match Line::of(line, 0) {
            Ok(Line::Open(name, _)) if path.push(name, 0).is_err() => return clears,
            Ok(Line::Entry(key, value)) if path.is_key(key, HIGH_BIT) => clears = value == b"yes",
            Ok(Line::Close) => {
                path.pop();
            }
            _ => {}
        }
    }
    clears
}

/// A node section.
#[derive(Default)]
struct Node<'a> {
    id: Option<u32>,
    name: Option<&'a [u8]>,
    address: Option<&'a [u8]>,
}

impl<'a> Node<'a> {
    fn read(&mut self, key: &[u8], value: &'a [u8]) {
        match key {
            b"nodeid" => self.id = parse_number(value),
            b"name" => self.name = Some(value),
            b"ring0_addr" => self.address = Some(value),
            _ => {}
        }
    }

    fn named(&self, clears_high_bit: bool) -> Option<(NodeId, &'a str)> {
        let name = core::str::from_utf8(self.name.or(self.address)?).ok()?;
        let is_word = name.chars().all(|char| char.is_ascii_graphic() || char.is_alphanumeric());
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        let mask = if clears_high_bit { u32::MAX >> 1 } else { u32::MAX };
        let derived = || derive(self.address?).map(|id| NodeId(id.0 & mask));
        let id = self.id.map(NodeId).or_else(derived)?;
        (is_word && !is_number).then_some((id, name))
    }
}
