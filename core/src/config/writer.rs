//! A config as the corosync.conf that makes it.

use crate::base::TieBreak;
use crate::config::options::Value;
use crate::config::{Config, DeviceConfig, Options, TieBreaker};
use core::fmt::{Result, Write};

fn entry(out: &mut impl Write, indent: &str, key: &str, value: impl Value, default: impl Value) -> Result {
    match value.number() {
        Some(number) if value.number() != default.number() => writeln!(out, "{indent}{key}: {number}"),
        _ => Ok(()),
    }
}

macro_rules! write_options {
    (
        quorum { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt, $refused:tt;)* }
        device { $($(#[$device_doc:meta])* $part:ident as $flat:ident: $part_type:ty = $part_default:tt;)* }
        net { $($net:tt)* }
        strict { $($strict:tt)* }
    ) => {
        fn write_quorum(out: &mut impl Write, options: &Options) -> Result {
            let default = Options::default();
            $(entry(out, "    ", stringify!($name), options.$name, default.$name)?;)*
            Ok(())
        }

        fn write_device(out: &mut impl Write, device: &DeviceConfig) -> Result {
            let default = DeviceConfig::default();
            writeln!(out, "    device {{\n        model: net")?;
            $(entry(out, "        ", stringify!($part), device.$part, default.$part)?;)*
            Ok(())
        }
    };
}

crate::options!(write_options);

impl<const N: usize> Config<N> {
    /// Writes the corosync.conf that makes this config, on demand with the witness; without the options of rules
    /// strict, which it does not have.
    pub(crate) fn write_corosync_conf(&self, out: &mut impl Write, with_witness: bool) -> Result {
        writeln!(out, "quorum {{\n    provider: corosync_votequorum")?;
        write_quorum(out, &self.options)?;
        if self.options.auto_tie_breaker {
            self.write_tie_breaker(out)?;
        }
        if let Some(device) = &self.options.device {
            write_device(out, device)?;
            if with_witness {
                self.write_net(out)?;
            }
            writeln!(out, "    }}")?;
        }
        writeln!(out, "}}\nnodelist {{")?;
        for node in &self.nodes {
            writeln!(out, "    node {{\n        nodeid: {}", node.id)?;
            if with_witness && self.witness().is_some_and(|net| net.host.is_some()) {
                writeln!(out, "        ring0_addr: node{}", node.id)?;
            }
            entry(out, "        ", "quorum_votes", node.votes, 1_u32)?;
            writeln!(out, "    }}")?;
        }
        writeln!(out, "}}")
    }

    /// No address is known any longer; names of our own tell on which node the witness is.
    fn write_net(&self, out: &mut impl Write) -> Result {
        let Some(net) = self.witness() else { return Ok(()) };
        match net.host {
            Some(node) => writeln!(out, "        net {{\n            host: node{node}")?,
            None => writeln!(out, "        net {{\n            host: witness")?,
        }
        writeln!(out, "            algorithm: {}", net.algorithm.word())?;
        match net.tie_breaker {
            TieBreak::Node(node) => writeln!(out, "            tie_breaker: {node}")?,
            TieBreak::Highest => writeln!(out, "            tie_breaker: highest")?,
            TieBreak::Lowest => {}
        }
        if !net.keep_active_partition_tie_breaker {
            writeln!(out, "            keep_active_partition_tie_breaker: off")?;
        }
        writeln!(out, "        }}")?;
        match net.heuristics {
            true => writeln!(out, "        heuristics {{\n            mode: on\n        }}"),
            false => Ok(()),
        }
    }

    fn write_tie_breaker(&self, out: &mut impl Write) -> Result {
        out.write_str("    auto_tie_breaker_node:")?;
        match &self.tie_breaker {
            TieBreaker::Off => out.write_str(" none")?,
            TieBreaker::Lowest => out.write_str(" lowest")?,
            TieBreaker::Highest => out.write_str(" highest")?,
            TieBreaker::List(list) => list.iter().try_for_each(|node| write!(out, " {node}"))?,
        }
        writeln!(out)
    }
}
