//! How people see it: as corosync-quorumtool -s and cman_tool status print it, and as a table.

use crate::base::{Names, NodeId, Said};
use crate::engine::Engine;
use crate::verdict::{Flags, Status};
use core::fmt;

/// Prints as `corosync-quorumtool -s` does, without the date, for there is no clock here, and without blanks at the
/// ends of lines.
pub struct Quorumtool<'a, const N: usize>(pub(crate) &'a Engine<N>);

/// Prints the quorum lines of `cman_tool status`.
pub struct CmanTool<'a, const N: usize>(pub(crate) &'a Engine<N>);

impl<const N: usize> Engine<N> {
    /// The status as `corosync-quorumtool -s` prints it.
    ///
    /// ```
    /// use quorate::{Cluster, Config, NodeId, Rules};
    ///
    /// # let text = "nodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}\n";
    /// let mut cluster = Cluster::<8>::new(&Config::from_corosync_conf(text)?, Rules::Corosync)?;
    /// cluster.run("up 1")?;
    /// let said = cluster.engine(NodeId(1)).expect("it is up").quorumtool().to_string();
    /// assert!(said.contains("\nQuorum:           2 Activity blocked\n"));
    /// assert!(said.ends_with("    Nodeid      Votes Name\n         1          1 node 1 (local)\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn quorumtool(&self) -> Quorumtool<'_, N> {
        Quorumtool(self)
    }

    /// The status as `cman_tool status` prints it.
    #[must_use]
    pub fn cman_tool(&self) -> CmanTool<'_, N> {
        CmanTool(self)
    }
}

/// `" "` or why not, after the number called quorum.
fn activity<const N: usize>(status: &Status<N>) -> &'static str {
    match status.is_quorate() {
        true => "",
        false => " Activity blocked",
    }
}

impl<const N: usize> fmt::Display for Quorumtool<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say(f, &())
    }
}

impl<const N: usize> Quorumtool<'_, N> {
    /// The same with the nodes' names in the column Name.
    pub fn named<'a>(&'a self, names: &'a (impl Names + ?Sized)) -> impl fmt::Display + 'a {
        Said(move |f: &mut fmt::Formatter<'_>| self.say(f, names))
    }

    fn say(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        let status = self.0.status();
        writeln!(f, "Quorum information")?;
        writeln!(f, "------------------")?;
        writeln!(f, "Quorum provider:  corosync_votequorum")?;
        writeln!(f, "Nodes:            {}", status.members.len())?;
        writeln!(f, "Node ID:          {}", status.node)?;
        writeln!(f, "Ring ID:          {}", status.ring)?;
        writeln!(f, "Quorate:          {}", if status.is_quorate() { "Yes" } else { "No" })?;
        writeln!(f)?;
        writeln!(f, "Votequorum information")?;
        writeln!(f, "----------------------")?;
        writeln!(f, "Expected votes:   {}", status.expected_votes)?;
        writeln!(f, "Highest expected: {}", status.highest_expected)?;
        writeln!(f, "Total votes:      {}", status.total_votes)?;
        writeln!(f, "Quorum:           {}{}", status.quorum, activity(&status))?;
        write!(f, "Flags:")?;
        let mut blanks = 12;
        for name in own_flags(status.flags).names() {
            write!(f, "{:blanks$}{name}", "")?;
            blanks = 1;
        }
        writeln!(f)?;
        writeln!(f)?;
        self.electorate(f)?;
        writeln!(f, "Membership information")?;
        writeln!(f, "----------------------")?;
        self.members(f, &status, names)
    }

    /// What corosync's tool has not: the electorate that was agreed on.
    fn electorate(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(agreed) = self.0.agreed_electorate() else {
            return Ok(());
        };
        writeln!(f, "Electorate information")?;
        writeln!(f, "----------------------")?;
        writeln!(f, "Epoch:            {}", agreed.epoch)?;
        for (title, nodes) in [
            ("Electors:", &agreed.electors),
            ("Change waits for:", &agreed.unstored),
            ("Other nodelist:", &agreed.other_nodelist),
        ] {
            if !nodes.is_empty() {
                write!(f, "{title:<17}")?;
                nodes.iter().try_for_each(|node| write!(f, " {node}"))?;
                writeln!(f)?;
            }
        }
        writeln!(f)
    }

    fn members(
        &self,
        f: &mut fmt::Formatter<'_>,
        status: &Status<N>,
        names: &(impl Names + ?Sized),
    ) -> fmt::Result {
        // The tool adds its column where any member has a device.
        let flags_of =
            |member: &NodeId| self.0.node_info(*member).map_or(Flags::default(), |info| info.flags);
        let has_device = status.members.iter().any(|member| flags_of(member).has(Flags::DEVICE_REGISTERED));
        let device_title = if has_device { "    Qdevice" } else { "" };
        writeln!(f, "    Nodeid      Votes{device_title} Name")?;
        for member in &status.members {
            let info = self.0.node_info(*member);
            write!(f, "{:>10} {:>10}", member.0, info.map_or(0, |info| info.votes))?;
            if has_device {
                write!(f, " ")?;
                device_flags(f, flags_of(member))?;
            }
            let local = if *member == status.node { " (local)" } else { "" };
            match names.name_of(*member) {
                Some(name) => writeln!(f, " {name}{local}")?,
                None => writeln!(f, " node {member}{local}")?,
            }
        }
        if has_device {
            // What is not cast shows as 0, and what it would be behind the name.
            let is_cast = status.flags.has(Flags::DEVICE_CAST_VOTE);
            let votes = if is_cast { status.device_votes } else { 0 };
            write!(f, "{:>10} {votes:>10}            Qdevice", NodeId::QUORUM_DEVICE.0)?;
            match is_cast {
                true => writeln!(f)?,
                false => writeln!(f, " (votes {})", status.device_votes)?,
            }
        }
        Ok(())
    }
}

/// The flags that corosync-quorumtool prints in its Flags line.
fn own_flags(flags: Flags) -> Flags {
    Flags(flags.0 & 127)
}

/// Alive or not, votes or not, master wins or not, as quorumtool abbreviates it.
fn device_flags(f: &mut fmt::Formatter<'_>, flags: Flags) -> fmt::Result {
    if !flags.has(Flags::DEVICE_REGISTERED) {
        return write!(f, "{:>10}", "NR");
    }
    let alive = if flags.has(Flags::DEVICE_ALIVE) { "A" } else { "NA" };
    let votes = if flags.has(Flags::DEVICE_CAST_VOTE) { "V" } else { "NV" };
    let master = if flags.has(Flags::DEVICE_MASTER_WINS) { "MW" } else { "NMW" };
    // Aligned to the right, as all columns are.
    let length =
        [alive, votes, master].iter().fold(2, |length: usize, part| length.saturating_add(part.len()));
    let width = 10_usize.saturating_sub(length);
    write!(f, "{:width$}{alive},{votes},{master}", "")
}

impl<const N: usize> fmt::Display for CmanTool<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.0.status();
        writeln!(f, "Nodes: {}", status.members.len())?;
        writeln!(f, "Expected votes: {}", status.highest_expected)?;
        if status.flags.has(Flags::DEVICE_CAST_VOTE) {
            writeln!(f, "Quorum device votes: {}", status.device_votes)?;
        }
        writeln!(f, "Total votes: {}", status.total_votes)?;
        writeln!(f, "Node votes: {}", self.0.node_info(status.node).map_or(0, |info| info.votes))?;
        writeln!(f, "Quorum: {}{}", status.quorum, activity(&status))?;
        writeln!(f, "Flags:{}", if status.flags.has(Flags::TWO_NODE) { " 2node" } else { "" })
    }
}
