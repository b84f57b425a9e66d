//! quorum.device: its model, and of model net how a witness is asked.

use super::line::Line;
use super::path::Path;
use super::text::parse_number;
use crate::config::Builder;
use crate::config::keys::Id;
use crate::config::net::{self, Model, Net};

/// What the section says but for its numbers.
pub(super) struct Device<'t> {
    pub(super) has_model: bool,
    net: Net,
    host: &'t [u8],
}

impl<'t> Device<'t> {
    pub(super) fn new() -> Self {
        Device { has_model: false, net: Net::DEFAULT, host: b"" }
    }

    /// Takes a word; tells whether the key is one of these.
    pub(super) fn take(&mut self, id: Id, value: &'t [u8]) -> bool {
        match id {
            Id::model => {
                self.has_model = !value.is_empty();
                self.net.model = match value {
                    b"net" => Model::Net,
                    b"quorate" => Model::Quorate,
                    _ => Model::Other,
                };
            }
            Id::host => self.host = value,
            Id::algorithm => self.net.algorithm = net::algorithm(value),
            Id::preferred => self.net.tie_breaker = net::tie_breaker(value, parse_number(value)),
            Id::keeps_active => self.net.keeps_active = net::switch(value),
            Id::heuristics => self.net.heuristics = matches!(value, b"on" | b"sync"),
            _ => return false,
        }
        true
    }

    /// The path is at the end of the text, where it is empty; a second one would take as much stack again.
    pub(super) fn finish<const N: usize>(&mut self, text: &[u8], path: &mut Path, builder: &mut Builder<N>) {
        builder.net(match self.net.model {
            Model::Net => Net {
                has_host: !self.host.is_empty(),
                inside: place_of(text, self.host, path).and_then(|place| builder.node_at(place)),
                ..self.net
            },
            model => Net { model, ..Net::DEFAULT },
        });
    }
}

/// The place in the nodelist of the node that has this address over any link; none for an empty one.
fn place_of(text: &[u8], host: &[u8], path: &mut Path) -> Option<usize> {
    let mut place = 0_usize;
    for line in text.split(|byte| *byte == b'\n') {
        match Line::of(line, 0).ok()? {
            Line::Nothing => {}
            Line::Open(name, _) => path.push(name, 0).ok()?,
            Line::Entry(key, value) => {
                let is_address = key.starts_with(b"ring") && key.ends_with(b"_addr");
                if is_address && value == host && !host.is_empty() && path.is(b"nodelist.node") {
                    return Some(place);
                }
            }
            Line::Close => {
                place = place.saturating_add(usize::from(path.is(b"nodelist.node")));
                path.pop();
            }
        }
    }
    None
}
