"""corosync's side of a node: its configuration, and what it says of quorum."""

import functools
import re
import subprocess
import time
from typing import FrozenSet, Mapping, NamedTuple, Optional, Tuple

# While a ring forms, corosync spins as soon as a client asks. Many on few processors, each with real-time priority for
# 0.1 s, would then keep the token from each other for ever.
CONF = """system {{
  state_dir: {folder}/state
  allow_knet_handle_fallback: yes
  sched_rr: no
  priority: max
}}
totem {{
  version: 2
  cluster_name: quorate
  transport: knet
  crypto_cipher: aes256
  crypto_hash: sha256
  keyfile: {folder}/authkey
  token: {token}
}}
logging {{
  to_stderr: no
  to_syslog: no
  to_logfile: yes
  timestamp: hires
  logfile: {folder}/log/corosync.log
}}
quorum {{
  provider: corosync_votequorum
{quorum}
}}
nodelist {{
{nodes}}}
"""
# Of all clusters, whose networks do not meet. corosync takes no shorter one.
KEY = bytes(range(128))
NODE = "  node {{\n    ring0_addr: {address}\n    nodeid: {id}\n    name: {name}\n{votes}  }}\n"


@functools.lru_cache(maxsize=None)
def token() -> int:
    """Milliseconds after which a silent node is lost. corosync gives itself the highest priority where it may (as
    chrt may), and is then heard on a busy machine, too; elsewhere it gets the time to be heard."""
    may = subprocess.run(["chrt", "--rr", "99", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return 1000 if may.returncode == 0 else 4000


def conf(
    folder: object, addresses: Mapping[int, Tuple[str, str]], quorum: str, votes: Mapping[int, int]
) -> str:
    """The corosync.conf of the node whose disk is this folder; addresses gives name and address of each nodeid."""
    nodes = "".join(
        NODE.format(
            address=address, id=node, name=name,
            votes=f"    quorum_votes: {votes[node]}\n" if node in votes else "",
        )
        for node, (name, address) in addresses.items()
    )
    return CONF.format(folder=folder, quorum=quorum.rstrip("\n"), nodes=nodes, token=token())


class Quorum(NamedTuple):
    """What corosync-quorumtool -s says on a node."""

    quorate: bool
    ring: str
    expected_votes: int
    total_votes: int
    quorum: int
    flags: FrozenSet[str]
    members: Tuple[int, ...]

    @classmethod
    def from_quorumtool(cls, text: str) -> "Optional[Quorum]":
        fields = dict(re.findall(r"^([A-Z][A-Za-z ]+):[ \t]*(.*?)[ \t]*$", text, re.MULTILINE))
        try:
            return cls(
                quorate=fields["Quorate"] == "Yes",
                ring=fields["Ring ID"],
                expected_votes=int(fields["Expected votes"]),
                total_votes=int(fields["Total votes"]),
                # "2 Activity blocked" where the partition is inquorate.
                quorum=int(fields["Quorum"].split()[0]),
                flags=frozenset(fields["Flags"].split()),
                members=tuple(sorted(int(row.split()[0]) for row in rows(text))),
            )
        except (KeyError, ValueError, IndexError):
            return None


def rows(text: str) -> "list[str]":
    """The table below "Membership information", without the quorum device, which is no node."""
    table = text.partition("Membership information")[2].splitlines()
    return [row for row in table if row.strip()[:1].isdigit() and not row.split()[0] == "0"]


def lost_tokens(log: str) -> "list[float]":
    """When corosync missed somebody: Unix times in seconds."""
    found = re.findall(r"^(\w+ +\d+ [\d:]+)\.(\d+) .*A processor failed", log, re.MULTILINE)
    return [moment(*parts) for parts in found]


def logged_at(log: str, line: str) -> float:
    """When corosync last logged a line like this regular expression: Unix time in seconds, to the millisecond."""
    day, milliseconds = re.findall(rf"^(\w+ +\d+ [\d:]+)\.(\d+) .*{line}", log, re.MULTILINE)[-1]
    return moment(day, milliseconds)


def logged_members(log: str) -> Tuple[int, ...]:
    """The members that corosync last logged, since its last start."""
    _, _, line = log.rpartition("Corosync Cluster Engine")[2].rpartition("[QUORUM] Members[")
    return tuple(sorted(map(int, line.partition("]:")[2].partition("\n")[0].split())))


def moment(day: str, milliseconds: str) -> float:
    # The log leaves out the year.
    parts = time.strptime(f"{time.localtime().tm_year} {day}", "%Y %b %d %H:%M:%S")
    return time.mktime(parts) + int(milliseconds) / 1000
